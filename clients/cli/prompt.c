#include "prompt.h"

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

/* Ctrl-C while a secret is typed must not leave the terminal silent. */
static int tty_descriptor = -1;
static struct termios tty_before;

static void on_interrupt(int number)
{
    tcsetattr(tty_descriptor, TCSAFLUSH, &tty_before);
    signal(number, SIG_DFL);
    raise(number);
}

/* The question comes when the terminal is silent already: some type faster than we switch. */
static const char *read_silently(struct cli *cli, FILE *tty, const char *question)
{
    struct termios silent;

    tty_descriptor = fileno(tty);
    if (tcgetattr(tty_descriptor, &tty_before) != 0)
        return NULL;
    silent = tty_before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    signal(SIGINT, on_interrupt);
    signal(SIGTERM, on_interrupt);
    tcsetattr(tty_descriptor, TCSAFLUSH, &silent);
    fprintf(stderr, "%s ", question);
    const char *line = read_line(cli, tty);
    tcsetattr(tty_descriptor, TCSAFLUSH, &tty_before);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
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
