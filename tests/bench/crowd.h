/*
 * One question told to many: so many devices or screens, each with a connection of its own, on the daemon's broker and
 * on one that only relays.
 */
#ifndef VAKWERK_BENCH_CROWD_H
#define VAKWERK_BENCH_CROWD_H

#include "tests/bench/numbers.h"
#include "tests/bench/stage.h"

struct crowd {
    int subscribers;
    struct numbers daemon_ms; /* from asking until the last one has been told: the median of each round */
    struct numbers relay_ms;  /* from publishing until the last one has it */
    struct numbers of_relay;  /* told per second, by what the relay of the same round hands on */
};

/* False when somebody was not told; says what. */
bool crowd_run(const struct stage *stage, int subscribers, int turns, struct crowd *out);

/*
 * The same with screens, each of which is drawn and told the question's card by itself; beside a broker that hands on
 * a message of its own to each. The daemon is started anew, with so many screens.
 */
bool crowd_run_screens(struct stage *stage, int screens, int turns, struct crowd *out);

#endif
