#include "out.h"

#include "busy.h"
#include "clients/text/words.h"
#include "pager.h"

#include <errno.h>
#include <iconv.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_TEXT_MAX 80 /* paragraphs are never wider: long lines do not read well */
#define WIDTH_MIN      20
#define WIDTH_MAX      500
#define HEIGHT         24
#define PAIR_CELLS     14
#define GAP            "    "

/* ---- what stdout is ---- */

static int environment_number(const char *name)
{
    const char *value = getenv(name);

    return value == NULL ? 0 : atoi(value);
}

static int screen_width(void)
{
    struct winsize size = { 0 };
    int width = environment_number("COLUMNS");

    if (width <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    if (width <= 0)
        return WIDTH_TEXT_MAX;
    return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
}

static int screen_height(void)
{
    struct winsize size = { 0 };

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 ? size.ws_row : HEIGHT;
}

bool out_is_set(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0';
}

bool out_obeys(void)
{
    const char *term = getenv("TERM");

    return term != NULL && strcmp(term, "dumb") != 0;
}

static bool wants_colour(const struct cli *cli)
{
    const char *when = opt(cli, OPT_COLOR);

    if (when == NULL)
        when = cli->config.color;
    if (when != NULL && strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    if (out_is_set("NO_COLOR"))
        return false;
    if (out_is_set("CLICOLOR_FORCE"))
        return true;
    return cli->is_screen && out_obeys();
}

void out_setup(struct cli *cli)
{
    cli->is_screen = isatty(STDOUT_FILENO) != 0;
    cli->json = has(cli, OPT_JSON);
    cli->tabs = has(cli, OPT_PLAIN) || !cli->is_screen;
    cli->may_ask = cli->is_screen && isatty(STDIN_FILENO) != 0 && !has(cli, OPT_NO_INPUT);
    cli->colour = wants_colour(cli) && !cli->json;
    cli->accessible = out_is_set("VAKWERK_ACCESSIBLE");
    cli->width = screen_width();
}

/* ---- printing ---- */

/* A terminal of before UTF-8: what it cannot show, it gets in letters that come near. */
static char *to_charset(const char *charset, char *text, size_t *len)
{
    char target[64];
    size_t room = 4 * *len + 1, left = room;
    char *out = malloc(room), *to = out, *from = text;

    snprintf(target, sizeof target, "%s//TRANSLIT", charset);
    iconv_t converter = iconv_open(target, "UTF-8");
    if (out == NULL || converter == (iconv_t)-1 || iconv(converter, &from, len, &to, &left) == (size_t)-1) {
        free(out);
        out = NULL;
    } else {
        *len = room - left;
    }
    if (converter != (iconv_t)-1)
        iconv_close(converter);
    return out;
}

static bool write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t written = write(fd, text, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        text += written;
        len -= (size_t)written;
    }
    return true;
}

static int count_lines(const char *text, size_t len)
{
    int lines = 0;

    for (size_t i = 0; i < len; i++)
        lines += text[i] == '\n';
    return lines;
}

static bool print(struct cli *cli, char *text, size_t len)
{
    size_t converted_len = len;
    char *converted = cli->charset != NULL && !cli->json ? to_charset(cli->charset, text, &converted_len) : NULL;

    if (converted != NULL) {
        text = converted;
        len = converted_len;
    }
    bool ok = cli->is_screen && !cli->json && !has(cli, OPT_NO_PAGER) && count_lines(text, len) >= screen_height() &&
              pager_show(cli, text, len);
    if (!ok)
        ok = write_all(STDOUT_FILENO, text, len);
    free(converted);
    return ok;
}

/* cli->out is a memory stream whose buffer main() keeps here. */
static bool print_gathered(struct cli *cli)
{
    fflush(cli->out);
    bool ok = cli->gathered_len == 0 || print(cli, cli->gathered, cli->gathered_len);
    rewind(cli->out);
    return ok;
}

bool out_flush(struct cli *cli)
{
    return print_gathered(cli);
}

int out_finish(struct cli *cli, int code)
{
    if (cli->json && code != CLI_DONE)
        return code;
    /* Whoever reads only the first lines of a list has got what they wanted. */
    if (!print_gathered(cli) && errno != EPIPE)
        return code == CLI_DONE ? CLI_FAILED : code;
    return code;
}

const char *out_colour(const struct cli *cli, enum colour colour)
{
    static const char *const sequences[] = {
        [COLOUR_NONE] = "\033[0m",   [COLOUR_BOLD] = "\033[1m", [COLOUR_YELLOW] = "\033[33m",
        [COLOUR_GREEN] = "\033[32m", [COLOUR_RED] = "\033[31m", [COLOUR_CYAN] = "\033[36m",
    };

    return cli->colour ? sequences[colour] : "";
}

int out_width(const struct cli *cli)
{
    return cli->width < WIDTH_TEXT_MAX ? cli->width : WIDTH_TEXT_MAX;
}

void out_pair(struct cli *cli, const char *name, const char *value)
{
    int cells = words_cells(name);

    if (value[0] == '\0')
        return;
    if (cli->tabs)
        fprintf(cli->out, "%s\t%s\n", name, value);
    else
        fprintf(cli->out, "%s%*s  %s\n", name, cells < PAIR_CELLS ? PAIR_CELLS - cells : 0, "", value);
}

/* A name that ends with a question mark ends the sentence as well: "bij Wie doet welk werk?", without a full stop. */
static const char *with_one_end(struct cli *cli, const char *text)
{
    char *kept = arena_take(&cli->arena, strlen(text) + 1);
    size_t len = 0;

    if (kept == NULL)
        return text;
    for (char before = '\0'; *text != '\0'; before = *text++)
        if (*text != '.' || (before != '?' && before != '!'))
            kept[len++] = *text;
    kept[len] = '\0';
    return kept;
}

void out_done(struct cli *cli, const char *text)
{
    const char *mark = cli->charset == NULL ? "✓" : "ok:";

    if (cli->json || has(cli, OPT_QUIET))
        return;
    fprintf(cli->out, "%s%s%s ", out_colour(cli, COLOUR_GREEN), mark, out_colour(cli, COLOUR_NONE));
    words_wrap(cli->out, with_one_end(cli, text), out_width(cli), words_cells(mark) + 1, 2);
}

void out_more(struct cli *cli, const char *text)
{
    if (!cli->json && !has(cli, OPT_QUIET))
        out_paragraph(cli, 2, with_one_end(cli, text));
}

void out_continue(struct cli *cli, int at, int indent, const char *text)
{
    words_wrap(cli->out, text, out_width(cli), at, indent);
}

void out_paragraph(struct cli *cli, int indent, const char *text)
{
    fprintf(cli->out, "%*s", indent, "");
    out_continue(cli, indent, indent, text);
}

void out_suggest(struct cli *cli, const char *first, const char *second)
{
    bool fits = second != NULL && words_cells(first) + (int)strlen(GAP) + words_cells(second) <= out_width(cli);

    fprintf(cli->out, "%s%s%s\n", first, second == NULL ? "" : fits ? GAP : "\n", second == NULL ? "" : second);
}

/* What is drawn on that line makes way, and does not come back. */
static void clear_line(struct cli *cli)
{
    if (cli->busy != NULL)
        busy_end(cli->busy);
}

void out_note(struct cli *cli, const char *text)
{
    clear_line(cli);
    if (isatty(STDERR_FILENO) && !cli->json && !has(cli, OPT_QUIET))
        fprintf(stderr, "%s\n", text);
}

void out_verbose(struct cli *cli, const char *text)
{
    if (!has(cli, OPT_VERBOSE) || cli->json)
        return;
    clear_line(cli);
    fprintf(stderr, "%s\n", text);
}

void out_warn(struct cli *cli, const char *text)
{
    clear_line(cli);
    if (!cli->json)
        fprintf(stderr, "vakwerk: %s\n", text);
}
