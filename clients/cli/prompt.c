#include "prompt.h"

#include "out.h"
#include "session.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static const char *read_line(struct cli *cli, FILE *from)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t len = getline(&line, &room, from);

    while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
        len--;
    const char *kept = len < 0 ? NULL : arena_copy(&cli->arena, (struct span){ line, (size_t)len }).ptr;
    if (line != NULL)
        explicit_bzero(line, room);
    free(line);
    return kept;
}

const char *prompt_line(struct cli *cli, const char *question, const char *otherwise)
{
    session_rest(cli);
    if (otherwise != NULL)
        fprintf(stderr, "%s [%s]: ", question, otherwise);
    else
        fprintf(stderr, "%s ", question);
    const char *line = read_line(cli, stdin);
    return line != NULL && line[0] == '\0' && otherwise != NULL ? otherwise : line;
}

bool prompt_yes(struct cli *cli, const char *question, bool otherwise)
{
    session_rest(cli);
    fprintf(stderr, "%s %s ", question, otherwise ? _("[Y/n]") : _("[y/N]"));
    const char *line = read_line(cli, stdin);
    if (line == NULL)
        return false;
    if (line[0] == '\0')
        return otherwise;
    return strchr("yYjJ", line[0]) != NULL;
}

/* ---- a terminal that behaves otherwise for a moment ---- */

/* Ctrl-C meanwhile must not leave it so. */
static int tty_descriptor = -1, tty_when;
static struct termios tty_before;

static void tty_restore(void)
{
    tcsetattr(tty_descriptor, tty_when, &tty_before);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

static void on_interrupt(int number)
{
    tty_restore();
    raise(number);
}

/*
 * when: TCSADRAIN, or TCSAFLUSH to forget what was typed before, and then what is typed meanwhile and not read. False
 * when it is no terminal.
 */
static bool tty_change(int descriptor, int when, void (*change)(struct termios *))
{
    struct termios changed;

    tty_descriptor = descriptor;
    tty_when = when;
    if (tcgetattr(descriptor, &tty_before) != 0)
        return false;
    changed = tty_before;
    change(&changed);
    signal(SIGINT, on_interrupt);
    signal(SIGTERM, on_interrupt);
    tcsetattr(descriptor, when, &changed);
    return true;
}

/* ---- a word of a list ---- */

static void tab_ends_line(struct termios *changed)
{
    changed->c_cc[VEOL] = '\t';
}

static bool begins(const char *text, const char *typed)
{
    return strncasecmp(text, typed, strlen(typed)) == 0;
}

/* Those that begin as what was typed, in their short or their long form; the first of them in *first. */
static size_t count_words(const struct prompt_word *words, const char *typed, const char **first)
{
    size_t count = 0;

    for (; words->word != NULL; words++)
        if ((begins(words->word, typed) || begins(words->name, typed)) && count++ == 0)
            *first = words->word;
    return count;
}

static void list_words(const struct prompt_word *words, const char *typed)
{
    for (; words->word != NULL; words++)
        if (begins(words->word, typed) || begins(words->name, typed))
            fprintf(stderr, "  %-14s %s\n", words->word, words->name);
}

/* The rest of the only word it can be; else a list, of all when it can be none. */
static void complete(const struct prompt_word *words, char typed[PROMPT_WORD_BYTES])
{
    const char *first = NULL;
    size_t count = count_words(words, typed, &first);

    if (count == 0)
        typed[0] = '\0';
    if (count == 1) {
        snprintf(typed, PROMPT_WORD_BYTES, "%s", first);
        fprintf(stderr, "\r");
        return;
    }
    fprintf(stderr, "\n");
    list_words(words, typed);
}

/* False at the end of the input. */
static bool read_word(const char *question, const struct prompt_word *words, char typed[PROMPT_WORD_BYTES])
{
    size_t len;
    int c;

    while ((c = fgetc(stdin)) != EOF && c != '\n') {
        if (c == '\t') {
            complete(words, typed);
            fprintf(stderr, "%s %s", question, typed);
        } else if ((len = strlen(typed)) + 1 < PROMPT_WORD_BYTES && c != '\r') {
            typed[len] = (char)c;
            typed[len + 1] = '\0';
        }
    }
    return c != EOF;
}

const char *prompt_word(struct cli *cli, const char *question, const struct prompt_word *words)
{
    char typed[PROMPT_WORD_BYTES] = "";

    session_rest(cli);
    if (!out_obeys())
        list_words(words, "");
    bool changed = tty_change(STDIN_FILENO, TCSADRAIN, tab_ends_line);
    fprintf(stderr, "%s ", question);
    bool is_there = read_word(question, words, typed);
    if (changed)
        tty_restore();
    return is_there ? say(cli, "%s", typed) : NULL;
}

/* ---- a secret ---- */

static void no_echo(struct termios *changed)
{
    changed->c_lflag &= ~(tcflag_t)ECHO;
}

/* The question comes when the terminal is silent already: some type faster than we switch. */
static const char *read_silently(struct cli *cli, FILE *tty, const char *question)
{
    if (!tty_change(fileno(tty), TCSAFLUSH, no_echo))
        return NULL;
    fprintf(stderr, "%s ", question);
    const char *line = read_line(cli, tty);
    tty_restore();
    fprintf(stderr, "\n");
    return line;
}

const char *prompt_secret(struct cli *cli, const char *question)
{
    FILE *tty = isatty(STDIN_FILENO) != 0 ? fopen("/dev/tty", "r+e") : NULL;

    if (tty == NULL)
        return read_line(cli, stdin);
    const char *line = read_silently(cli, tty, question);
    fclose(tty);
    return line;
}

int prompt_sure(struct cli *cli, const char *question)
{
    if (has(cli, OPT_YES))
        return 0;
    if (!cli->may_ask)
        return fail(cli, CLI_USAGE, _("this cannot be undone, and there is nobody to ask"),
                    _("say that you are sure: -y"));
    if (prompt_yes(cli, question, false))
        return 0;
    return fail(cli, CLI_CANCELLED, _("nothing was done"), NULL);
}
