#include "clients/text/words.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "times.h"

#define KINDS_MAX 8
#define LIMIT_MAX 50
#define LINE_MAX  1024
#define GAP       "  "
#define ROOM_MIN  8 /* cells for the excerpt on the narrowest screen */

/* What is searched, as people say it with --in and as it stands in the list. */
static const struct kind {
    const char *plural, *name, *label;
} kinds[] = { { "questions", "question", N_("question") },
              { "answers", "answer", N_("answer") },
              { "tips", "tip", N_("tip") },
              { "lessons", "lesson", N_("lesson") },
              { "guides", "guide", N_("guide") } };

#define KINDS (sizeof kinds / sizeof kinds[0])

/* ---- what is asked ---- */

/* An argument of several words was between quotes in the shell: they are meant in a row. */
static struct span join_words(struct cli *cli)
{
    char *line = arena_take(&cli->arena, LINE_MAX);
    size_t len = 0;

    for (size_t i = 0; line != NULL && i < cli->args.word_count && len < LINE_MAX; i++) {
        const char *word = cli->args.words[i];
        bool in_a_row = strchr(word, ' ') != NULL && strchr(word, '"') == NULL && cli->args.word_count > 1;
        const char *quote = in_a_row ? "\"" : "";
        len += (size_t)snprintf(line + len, LINE_MAX - len, "%s%s%s%s", i == 0 ? "" : " ", quote, word, quote);
    }
    return span_of(line);
}

static bool add_kind(const char *word, size_t len, struct span *list, size_t *count)
{
    struct span typed = { word, len };

    for (size_t i = 0; i < KINDS; i++)
        if (*count < KINDS_MAX && (span_is(typed, kinds[i].plural) || span_is(typed, kinds[i].name))) {
            list[(*count)++] = span_of(kinds[i].name);
            return true;
        }
    return false;
}

static int read_kinds(struct cli *cli, struct msg_search *in)
{
    const char *at = opt(cli, OPT_IN);
    struct span *list = arena_take(&cli->arena, KINDS_MAX * sizeof *list);
    size_t len;

    in->kinds = list;
    for (; at != NULL && list != NULL; at += len + 1) {
        len = strcspn(at, ",");
        if (!add_kind(at, len, list, &in->kinds_count))
            return fail(cli, CLI_USAGE, say(cli, _("cannot search in '%.*s'"), (int)len, at),
                        "questions, answers, tips, lessons, guides");
        if (at[len] == '\0')
            break;
    }
    if (in->kinds_count == 0)
        in->kinds = NULL;
    return 0;
}

static int read_space(struct cli *cli, enum option option, const char *tip, struct span *out)
{
    *out = span_of(opt(cli, option));
    if (!has(cli, option) || topic_is_slug(*out))
        return 0;
    return fail(cli, CLI_NOT_FOUND, say(cli, _("there is no theme or team '%s'"), opt(cli, option)), tip);
}

static int read_options(struct cli *cli, struct msg_search *in)
{
    int code = read_kinds(cli, in);

    if (code != 0)
        return code;
    in->words = join_words(cli);
    code = read_space(cli, OPT_THEME, "vakwerk theme list", &in->theme);
    if (code == 0)
        code = read_space(cli, OPT_TEAM, "vakwerk whoami", &in->team);
    if (code != 0)
        return code;
    in->has_limit = has(cli, OPT_LIMIT);
    if (in->has_limit && !opt_number(cli, OPT_LIMIT, 1, LIMIT_MAX, &in->limit))
        return CLI_USAGE;
    in->has_since_at = has(cli, OPT_SINCE);
    if (in->has_since_at && !times_read(cli->now_ms, opt(cli, OPT_SINCE), false, &in->since_at))
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no time"), opt(cli, OPT_SINCE)), "2d, gisteren, 2022-05-19");
    return 0;
}

/* ---- what was found ---- */

static const char *label_of(struct cli *cli, const struct msg_found *found)
{
    for (size_t i = 0; i < KINDS; i++)
        if (span_is(found->base.kind, kinds[i].name))
            return _(kinds[i].label);
    return thing_line(cli, found->base.kind); /* of a daemon that knows more */
}

/* Whether a mark begins (or ends) before this character. */
static bool has_edge(const struct msg_found *found, size_t at, bool begin)
{
    for (size_t i = 0; i < found->marks_count; i++) {
        unsigned long from = 0, length = 0;
        char mark[32];
        snprintf(mark, sizeof mark, "%.*s", span_int(found->marks[i]), found->marks[i].ptr);
        if (sscanf(mark, "%9lu+%9lu", &from, &length) == 2 && at == (begin ? from : from + length))
            return true;
    }
    return false;
}

static bool is_middle(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* As much as fits, with the words that were looked for in bold. */
static void print_excerpt(struct cli *cli, const struct msg_found *found, int cells)
{
    const char *text = thing_line(cli, found->excerpt);
    bool whole = words_cells(text) <= cells;
    size_t len = whole ? strlen(text) : words_fit(text, cells - 1), points = 0;

    for (size_t i = 0; i < len; i++) {
        if (!is_middle(text[i])) {
            fprintf(cli->out, "%s%s", has_edge(found, points, false) ? out_colour(cli, COLOUR_NONE) : "",
                    has_edge(found, points, true) ? out_colour(cli, COLOUR_BOLD) : "");
            points++;
        }
        fputc(text[i], cli->out);
    }
    fprintf(cli->out, "%s%s\n", found->marks_count > 0 ? out_colour(cli, COLOUR_NONE) : "", whole ? "" : "…");
}

static int widest(struct cli *cli, const struct msg_searched *searched, bool code)
{
    int width = 0;

    for (size_t i = 0; i < searched->items_count; i++) {
        const struct msg_found *found = &searched->items[i];
        int cells = words_cells(code ? thing_line(cli, found->base.code) : label_of(cli, found));
        width = cells > width ? cells : width;
    }
    return width;
}

static void print_padded(struct cli *cli, const char *text, int width)
{
    fprintf(cli->out, "%s%*s%s", text, width - words_cells(text), "", GAP);
}

static void print_lines(struct cli *cli, const struct msg_searched *searched)
{
    int codes = widest(cli, searched, true), labels = widest(cli, searched, false);
    int room = cli->width - codes - labels - 2 * (int)strlen(GAP);

    fprintf(cli->out, "%s\n",
            say(cli, ngettext("%zu found", "%zu found", searched->items_count), searched->items_count));
    if (searched->items_count > 0)
        fputc('\n', cli->out);
    for (size_t i = 0; i < searched->items_count; i++) {
        const struct msg_found *found = &searched->items[i];
        print_padded(cli, thing_line(cli, found->base.code), codes);
        print_padded(cli, label_of(cli, found), labels);
        print_excerpt(cli, found, room < ROOM_MIN ? ROOM_MIN : room);
    }
}

static void print_tabs(struct cli *cli, const struct msg_searched *searched)
{
    for (size_t i = 0; i < searched->items_count; i++) {
        const struct msg_found *found = &searched->items[i];
        fprintf(cli->out, "%s\t%s\t%s\n", thing_line(cli, found->base.code), label_of(cli, found),
                thing_line(cli, found->excerpt));
    }
}

int cmd_search(struct cli *cli)
{
    struct msg_search in = { .limit = 0 };
    struct msg_searched searched;
    int code = read_options(cli, &in);

    if (code == 0)
        code = session_call(cli, VERB_search, &in, &searched);
    if (code != 0)
        return code;
    if (cli->json)
        return json_print_list(cli, &type_found, searched.items, searched.items_count);
    if (cli->tabs)
        print_tabs(cli, &searched);
    else
        print_lines(cli, &searched);
    return 0;
}
