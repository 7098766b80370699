/* Looking for what is wrong: checks, one after the other, each with what to do about what it found. */
#ifndef VAKWERK_CLI_CHECKUP_H
#define VAKWERK_CLI_CHECKUP_H

#include "cli.h"

/* Texts are in the run's arena, or last as long as the program. */
struct finding {
    bool wrong;
    bool ends; /* what comes after it cannot be looked at */
    const char *text, *tip;
};

struct check {
    const char *name; /* msgid */
    struct finding (*run)(struct cli *cli);
};

struct finding fine(const char *text);
struct finding wrong(const char *text, const char *tip);

/* Wrong, and the end of it. */
struct finding ends(const char *text, const char *tip);

/* Runs and prints them. Returns the exit code: CLI_FAILED when something is wrong, which is an answer like others. */
int checkup(struct cli *cli, const struct check *checks, size_t count);

/* Whether a server, as scheme://host:port, is there at all; `shown`: what people call it. */
struct finding checkup_reach(struct cli *cli, const char *server, const char *shown);

/* Whether a program is in the PATH. */
bool checkup_has_program(struct cli *cli, struct span name);

#endif
