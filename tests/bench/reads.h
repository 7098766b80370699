/*
 * Reads, one kind after the other in turns, so that all meet the same noise. `me` costs the same whatever the database
 * holds: the others are looked at beside it.
 */
#ifndef VAKWERK_BENCH_READS_H
#define VAKWERK_BENCH_READS_H

#include "tests/bench/numbers.h"
#include "tests/bench/stage.h"

enum reads_kind { READS_ME, READS_SHOW, READS_LIST, READS_SYNC, READS_SEARCH, READS_SIMILAR, READS_KINDS };

extern const char *const reads_names[READS_KINDS];

struct reads {
    struct numbers ms[READS_KINDS];    /* one at a time */
    struct numbers of_me[READS_KINDS]; /* by `me` of the same turn */
    struct numbers per_s[READS_KINDS]; /* with several at a time */
    double writes_per_s;               /* beside them; 0: alone */
};

struct reads_plan {
    int turns;
    double seconds;   /* of several at a time, of each kind */
    bool with_writes; /* a member asks as fast as the daemon answers, some at a time */
};

/* False when something was refused or did not arrive; says what. */
bool reads_run(const struct stage *stage, const struct reads_plan *plan, struct reads *out);

#endif
