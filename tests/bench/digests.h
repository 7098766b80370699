/* A morning with a digest for everybody: how long it takes, what one costs, and what who asks meanwhile notices. */
#ifndef VAKWERK_BENCH_DIGESTS_H
#define VAKWERK_BENCH_DIGESTS_H

#include "tests/bench/latency.h"

struct digests_plan {
    int members, posts; /* posts: a day, for three days */
    int samples;
};

struct digests {
    int members, posts;
    struct latency before, meanwhile; /* asking, without digests that are due and with them */
    int64_t made, looked_at;          /* members for whom there was something, and all whose digest was due */
    double seconds;                   /* until the last was made */
    double server_us;                 /* processor time of the daemon for each that was due */
};

/* From a new instance on. False when something failed; says what. */
bool digests_run(struct stage *stage, struct raw *raw, const struct digests_plan *plan, struct digests *out);

#endif
