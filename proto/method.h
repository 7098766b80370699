/*
 * A way to hold an intervision: rounds with a clock, from a recipe. The command line reads one, and the daemon when an
 * intervision is begun at a screen. Pure functions; any thread.
 */
#ifndef VAKWERK_METHOD_H
#define VAKWERK_METHOD_H

#include "recipe.h"
#include "round.h"
#include "schema.h"

#define METHOD_PHASES_MAX (RECIPE_PARTS_MAX - 1)

struct method {
    const char *title, *source; /* source: or NULL */
    struct method_phase {
        const char *name, *text; /* text: or NULL */
        int64_t ms;
        enum round_task task;
        const char *word; /* of the task, as the file says it */
    } phases[METHOD_PHASES_MAX];
    size_t count;
};

/* The keys of such a file, for recipe_parse. */
extern const char *const method_keys[];

/* What a recipe says; the texts are the recipe's. False, with *fault, when something is missing in it. */
bool method_of(const struct recipe *recipe, struct method *out, struct recipe_fault *fault);

/* As the steps of a meeting; `out` has room for METHOD_PHASES_MAX. */
void method_steps(const struct method *method, struct msg_meeting_step *out);

#endif
