/* A way to hold an intervision: rounds with a clock, from a shipped file or one of the person's own. */
#ifndef VAKWERK_CLI_METHOD_H
#define VAKWERK_CLI_METHOD_H

#include "proto/round.h"
#include "recipe.h"

#define METHOD_PHASES_MAX (RECIPE_PARTS_MAX - 1)

struct method {
    const char *title;
    struct method_phase {
        const char *name, *text; /* text: or NULL */
        int64_t ms;
        enum round_task task;
        const char *word; /* of the task, as the file says it */
    } phases[METHOD_PHASES_MAX];
    size_t count;
};

/* The one that --method names, or the one that is shipped. 0, or the exit code after fail(), with file and line. */
int method_read(struct cli *cli, struct method *out);

#endif
