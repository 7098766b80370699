/* Everything once more at each size of the database: what grows with it, and what does not. */
#ifndef VAKWERK_BENCH_GROWTH_H
#define VAKWERK_BENCH_GROWTH_H

#include "tests/bench/latency.h"
#include "tests/bench/reads.h"

enum { GROWTH_SIZES_MAX = 4 };

struct growth_size {
    int64_t posts;
    double bytes_per_post, index_bytes_per_post, fill_per_s, fill_server_us, ready_ms;
    struct process_memory when_filled, after_restart;
    struct latency latency;
    struct reads reads;
    struct numbers of_echo, write_server_us; /* of short bursts of writes, each beside the echo */
};

struct growth {
    size_t count;
    struct growth_size sizes[GROWTH_SIZES_MAX];
};

struct growth_plan {
    int64_t posts[GROWTH_SIZES_MAX]; /* rising */
    size_t count;
    int samples;
    struct reads_plan reads;
};

/* From a new instance on: questions with their answers. False when something failed; says what. */
bool growth_run(struct stage *stage, struct raw *raw, const struct growth_plan *plan, struct growth *out);

#endif
