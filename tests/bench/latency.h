/* One request at a time, with pauses, and beside each what it is made of: the same minute, the same noise. */
#ifndef VAKWERK_BENCH_LATENCY_H
#define VAKWERK_BENCH_LATENCY_H

#include "tests/bench/numbers.h"
#include "tests/bench/raw.h"
#include "tests/bench/stage.h"

/* Milliseconds. */
struct latency {
    double others_per_s;   /* questions that others ask meanwhile */
    struct numbers reply;  /* from asking to the reply */
    struct numbers card;   /* from asking to the card at a screen; none while others ask */
    struct numbers echo;   /* from asking to the echo's reply */
    struct numbers relay;  /* from asking, over a second client, to a third */
    struct numbers commit; /* one row on disk */
};

/* False when something did not arrive; says what. */
bool latency_run(const struct stage *stage, struct raw *raw, int samples, double others_per_s, struct latency *out);

#endif
