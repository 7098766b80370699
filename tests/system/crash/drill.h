/* A drill under way: who works, what they work with, and what goes wrong meanwhile. */
#ifndef VAKWERK_TEST_DRILL_H
#define VAKWERK_TEST_DRILL_H

#include "tests/support/broker.h"
#include "tests/support/line.h"
#include "tests/support/tempdir.h"
#include "tests/system/crash/load.h"
#include "tests/system/office.h"

struct drill {
    const struct trouble *trouble;
    struct tempdir dir; /* the history, the broker's files: what is on no disk that fails */
    struct office office;
    struct broker *broker;           /* of a daemon that was told to run beside one; else NULL */
    struct line *to_daemon, *to_all; /* between the broker and the daemon, and the members; NULL: none */
    struct load *load;
    int left, broker_kills_left; /* strikes, of which so many are of the broker */

    bool starting;     /* the daemon is not ready yet */
    int64_t deaf_at;   /* replies when the last strike ended; -1: there was one since */
    int64_t heals_ms;  /* how long healing may take */
    int64_t strike_at; /* the next strike; INT64_MAX: not planned */
    int64_t ease_at;   /* the end of the one that goes on; 0: none does */
    int64_t struck_at; /* when it ended, for how long healing takes */
    int64_t heal_ms, heal_max_ms;
    int healed;
};

/* What it is done with: lines between all, or a daemon with a clock of its own. */
enum drill_with { DRILL_PLAIN, DRILL_LINES, DRILL_CLOCK };

/* A kind of trouble. Whoever cannot have it here leaves with `begin`. */
struct trouble {
    const char *name, *command;         /* of the daemon: up or run */
    bool (*begin)(struct drill *drill); /* before there is an instance; NULL: nothing to do */
    void (*strike)(struct drill *drill);
    void (*ease)(struct drill *drill); /* at ease_at, which strike has set */
    void (*end)(struct drill *drill);  /* before everybody is asked what they saw */
    enum drill_with with;
    int strikes; /* unless VAKWERK_CRASHES says otherwise */
};

/* NULL: there is none of that name. */
const struct trouble *trouble_of(const char *name);

/* Ends the drill, which has failed; what was seen stays. */
void drill_give_up(const struct drill *drill, const char *what);

/* The daemon was killed: it starts again, and heals when it is ready. */
void drill_restart(struct drill *drill);

#endif
