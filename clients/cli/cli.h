/*
 * What a run of the program knows, handed to every command: the arguments, the settings, where output goes, and
 * (from session.h) the connection. One thread; memory of a run is the arena's.
 */
#ifndef VAKWERK_CLI_H
#define VAKWERK_CLI_H

#include "args.h"
#include "clients/lib/credentials.h"
#include "clients/lib/vakwerk.h"
#include "clients/text/language.h"
#include "config.h"

#include <stdio.h>

enum exit_code {
#define EXIT(name, code, json, meaning) CLI_##name = code,
#include "exit.def"
};

struct exit_row {
    int code;
    const char *name, *meaning;
};

/* Ends with a row whose name is NULL. */
extern const struct exit_row cli_exits[];

#define CLI_NOTED_MAX 16

struct cli {
    const struct command *command;
    struct args args;
    struct config config;
    struct credentials credentials; /* read when has_credentials */
    bool has_credentials;

    FILE *out; /* gathers what goes to stdout, in `gathered` */
    char *gathered;
    size_t gathered_len;
    bool json;           /* --json */
    bool tabs;           /* columns are separated by TABs */
    bool is_screen;      /* stdout is a terminal */
    bool may_ask;        /* there is somebody to answer questions */
    bool colour;         /* the terminal shows colours */
    bool accessible;     /* VAKWERK_ACCESSIBLE: somebody hears what is printed */
    bool said_busy;      /* and heard that it takes a while */
    struct busy *busy;   /* is being drawn, or NULL */
    const char *charset; /* other than UTF-8, or NULL */
    int width;           /* cells of a line */

    int64_t now_ms;
    int timeout_ms;
    int64_t called_at; /* by the clock of deadlines: when the daemon was called last; 0: not yet */
    struct arena arena;
    struct vakwerk *v;
    struct vakwerk_outbox *box;
    struct vakwerk_cache *cache;
    bool is_offline; /* an answer came from the cache, which has been said */
    struct cli_noted {
        enum verb verb;
        const void *out;
    } noted[CLI_NOTED_MAX]; /* replies to keep when all is printed */
    size_t noted_count;
};

/* Text in the arena, as with printf. */
const char *say(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Says what went wrong and what to do (tip may be NULL) on stderr, as text or as one line of JSON. Returns the
 * exit code, so that `return fail(...)` reads as one thing.
 */
int fail(struct cli *cli, int code, const char *what, const char *tip);

/* The row of a code. */
const struct exit_row *cli_exit(int code);

/* The value of an option, the last one given; NULL when absent. */
const char *opt(const struct cli *cli, enum option option);
bool has(const struct cli *cli, enum option option);

/* An option that is a number; false after fail() has said so when it is none, or out of bounds. */
bool opt_number(struct cli *cli, enum option option, int64_t least, int64_t most, int64_t *out);

#endif
