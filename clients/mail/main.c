/* vakwerk-mail: takes digests from the broker and hands them to a mail server. */
#include "account.h"
#include "clients/text/calendar.h"
#include "clients/text/language.h"
#include "incoming.h"
#include "mailer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#define SETTINGS_FILE "/etc/vakwerk/mail.conf"
#define ARENA_BYTES   (16 * 1024 * 1024)

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static int fail(int code, const char *what)
{
    fprintf(stderr, "vakwerk-mail: %s\n", what);
    return code;
}

static int usage(FILE *to, int code)
{
    fputs("Usage: vakwerk-mail [-c FILE] run\n"
          "       vakwerk-mail [-c FILE] login MEMBER       (the one-time code on standard input)\n"
          "       vakwerk-mail [-c FILE] incoming [ADDRESS] (a mail on standard input)\n"
          "The settings are in " SETTINGS_FILE " unless -c says otherwise. See vakwerk-mail(8).\n",
          to);
    return code;
}

/* ---- the commands ---- */

struct run {
    struct settings settings;
    struct arena arena;
    const char *word; /* the command's argument, or NULL */
};

static int run_mailer(struct run *run, struct mailer *m)
{
    const char *wrong;

    m->queue = queue_open(account_file(&run->settings, "queue.db", &run->arena));
    if (m->queue == NULL)
        return fail(EX_CANTCREAT, "the queue cannot be opened in the folder that `state` names");
    m->delivery = delivery_open(&run->settings, &stop, &wrong);
    if (m->delivery == NULL)
        return fail(EX_CONFIG, wrong);
    return mailer_run(m);
}

static int command_run(struct run *run)
{
    struct mailer m = { .settings = &run->settings, .stop = &stop };
    struct sigaction action = { .sa_handler = on_signal };
    int code;

    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    m.v = account_open(&run->settings, &run->arena, &code);
    if (m.v == NULL)
        return code;
    arena_init(&m.arena, ARENA_BYTES);
    code = run_mailer(run, &m);
    delivery_close(m.delivery);
    queue_close(m.queue);
    vakwerk_close(m.v);
    arena_release(&m.arena);
    return code;
}

static int command_login(struct run *run)
{
    if (run->word == NULL)
        return usage(stderr, EX_USAGE);
    return account_login(&run->settings, run->word, &run->arena);
}

static int command_incoming(struct run *run)
{
    return incoming_run(&run->settings, stdin, run->word, &run->arena);
}

static const struct {
    const char *name;
    int (*run)(struct run *run);
    int words; /* behind the name, at most */
} commands[] = {
    { "run", command_run, 0 },
    { "login", command_login, 1 },
    { "incoming", command_incoming, 1 },
};

/* ---- the start ---- */

static int read_settings(struct settings *settings, const char *path)
{
    char message[512];
    int line = settings_read(settings, path, message, sizeof message);

    if (line == 0)
        return EX_OK;
    if (line < 0)
        fprintf(stderr, "vakwerk-mail: %s: %s\n", path, message);
    else
        fprintf(stderr, "vakwerk-mail: %s:%d: %s\n", path, line, message);
    return EX_CONFIG;
}

static int start(const char *path, int argc, char **argv)
{
    struct run run = { .word = argc > 1 ? argv[1] : NULL };
    int code = EX_USAGE;

    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[0], commands[i].name) != 0 || argc - 1 > commands[i].words)
            continue;
        code = read_settings(&run.settings, path);
        if (code != EX_OK)
            return code;
        arena_init(&run.arena, ARENA_BYTES);
        language_locale(&run.arena);
        language_speak(run.settings.language, VAKWERK_LOCALEDIR, &run.arena);
        calendar_setup();
        code = commands[i].run(&run);
        arena_release(&run.arena);
        return code;
    }
    return usage(stderr, code);
}

int main(int argc, char **argv)
{
    const char *path = SETTINGS_FILE;
    int at = 1;

    umask(077);
    if (at < argc && strcmp(argv[at], "--help") == 0)
        return usage(stdout, EX_OK);
    if (at < argc && strcmp(argv[at], "--version") == 0) {
        puts("vakwerk-mail " VAKWERK_VERSION);
        return EX_OK;
    }
    if (at + 1 < argc && strcmp(argv[at], "-c") == 0) {
        path = argv[at + 1];
        at += 2;
    }
    return at < argc ? start(path, argc - at, argv + at) : usage(stderr, EX_USAGE);
}
