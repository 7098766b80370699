/* What was measured, as JSON and as a table. */
#ifndef VAKWERK_BENCH_REPORT_H
#define VAKWERK_BENCH_REPORT_H

#include "tests/bench/latency.h"
#include "tests/bench/load.h"

#include <stdio.h>

enum { REPORT_LEVELS = 3, REPORT_KINDS = 3, REPORT_PASSES_MAX = 9 };

/* At so many outstanding: each kind of enum load_kind, and the database alone in transactions of so many rows. */
struct report_level {
    int outstanding;
    struct numbers per_s[REPORT_KINDS], server_us[REPORT_KINDS], broker_us[REPORT_KINDS], load_us[REPORT_KINDS];
    struct numbers sqlite_per_s;
    struct numbers of_echo; /* the daemon's rate by the echo's of the same pass */
};

struct report_size {
    int64_t posts;
    double bytes_per_post;
    struct process_memory at_start, when_filled, after_restart;
    double fill_per_s, fill_server_us, ready_ms_empty, ready_ms_full;
};

struct report {
    int64_t begin_ns;
    int passes;
    double seconds;
    int samples;
    double load_before, load_after; /* how busy the machine was, others included */
    struct report_level levels[REPORT_LEVELS];
    struct latency latency, latency_full; /* with the demo's questions, and with all posts */
    struct report_size size;
};

/* False when it cannot be written. */
bool report_json(const struct report *report, FILE *to);
void report_table(const struct report *report, FILE *to);

#endif
