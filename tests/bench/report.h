/* What was measured, as JSON and as a table. */
#ifndef VAKWERK_BENCH_REPORT_H
#define VAKWERK_BENCH_REPORT_H

#include "tests/bench/crowd.h"
#include "tests/bench/digests.h"
#include "tests/bench/growth.h"
#include "tests/bench/load.h"

#include <stdio.h>

enum { REPORT_LEVELS = 4, REPORT_CROWDS = 2, REPORT_PASSES_MAX = 9 };

/* At so many outstanding: each kind of enum load_kind, and the database alone in transactions of so many rows. */
struct report_level {
    int outstanding;
    struct numbers per_s[LOAD_KINDS], p50_ms[LOAD_KINDS], p99_ms[LOAD_KINDS];
    struct numbers server_us[LOAD_KINDS], broker_us[LOAD_KINDS], load_us[LOAD_KINDS];
    struct numbers sqlite_per_s;
    struct numbers of_echo;     /* the daemon's rate by the echo's of the same pass */
    struct numbers of_peer;     /* and by the peer's; none when there is no peer */
    struct numbers p99_of_peer; /* its p99 by the peer's */
};

struct report_memory {
    struct process_memory at_start, after_writes, peer_after_writes;
};

struct report_idle {
    double wakeups_per_s, cpu_ms_per_s;
};

struct report {
    int64_t begin_ns;
    int passes;
    double seconds;
    double load_before, load_after; /* how busy the machine was, others included */
    struct report_level levels[REPORT_LEVELS];
    struct latency latency, latency_busy; /* alone, and while others ask */
    struct reads reads, reads_busy;       /* alone, and beside writes */
    struct crowd crowds[REPORT_CROWDS];
    struct crowd screens;
    struct report_memory memory;
    struct report_idle idle;
    struct growth growth;
    struct digests digests;
};

/* False when it cannot be written. */
bool report_json(const struct report *report, FILE *to);
void report_table(const struct report *report, FILE *to);

#endif
