/*
 * Many requests at a time: so many are always outstanding, from eight members, while a ninth watches every theme.
 */
#ifndef VAKWERK_BENCH_LOAD_H
#define VAKWERK_BENCH_LOAD_H

#include "tests/bench/stage.h"

enum { LOAD_OUTSTANDING_MAX = 2048 };

enum load_kind {
    LOAD_DAEMON, /* answered when stored */
    LOAD_ECHO,   /* answered by the echo */
    LOAD_RELAY,  /* only handed on by the broker, to one subscriber */
    LOAD_PEER,   /* answered by the peer, when it has stored */
    LOAD_KINDS
};

struct load_plan {
    enum load_kind kind;
    int outstanding;
    double seconds; /* measured, after a tenth as much to warm up, a fifth of a second at the most */
    int64_t count;  /* at most so many requests */
    int answers;    /* of each question, by other members, before the next question is asked */
};

struct load_result {
    double per_s;
    double p50_ms, p99_ms;                /* from sending to the reply, of the last few thousand */
    double server_us, broker_us, load_us; /* processor time for each request */
    int64_t accepted, refused, events;
    size_t reply_bytes, event_bytes; /* of the last ones */
};

/* False when a connection broke, or something was refused or did not arrive; says what. */
bool load_run(const struct stage *stage, const struct load_plan *plan, struct load_result *out);

#endif
