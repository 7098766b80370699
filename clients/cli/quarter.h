/* A quarter of a year, in Amsterdam, and what was posted in it. */
#ifndef VAKWERK_CLI_QUARTER_H
#define VAKWERK_CLI_QUARTER_H

#include "cli.h"

#define QUARTER_THINGS_MAX 1000

struct quarter {
    int64_t begins_at, ends_at;
    const char *name; /* "second quarter of 2022" */
};

/* The one of --quarter, else the one of now. 0, or the exit code after fail(). */
int quarter_read(struct cli *cli, struct quarter *out);

/* Things of one kind, as --wall lists them: open to all, and fit for a wall. `more` tells that there were too many. */
struct quarter_things {
    struct msg_thing *rows;
    size_t count;
    bool more;
};

/* Of one theme, or of all (theme NULL), the newest first. 0, or the exit code after fail(). */
int quarter_list(struct cli *cli, const struct quarter *quarter, const char *theme, const char *kind,
                 struct quarter_things *out);

/* Whether a question still needs an answer. */
bool quarter_is_open(const struct msg_thing *thing);

/* Questions with the most answers first. */
void quarter_sort(struct quarter_things *things);

#endif
