/*
 * Numbers about the daemon itself: counted by its threads, told every half minute as retained state, and as a text file
 * for node_exporter when the settings name one. They say how it fares, never who did what. Any thread, unless said.
 */
#ifndef VAKWERK_METRICS_H
#define VAKWERK_METRICS_H

#include "proto/schema.h"

#include <stdatomic.h>

struct metrics {
    atomic_int_least64_t accepted, refused, busy, storage; /* requests since the start, by how they ended */
    atomic_int_least64_t batches;
    atomic_int_least64_t damaged; /* pages that the reader came across */
};

/* Counts a request by its error; 0 for none. NULL counts nothing. */
void metrics_count(struct metrics *metrics, int error);

/* What was counted, and the memory in use now. */
void metrics_read(struct metrics *metrics, struct msg_metrics *out);

/* Writes them in Prometheus' text format, whole or not at all, readable for all. False when it cannot. */
bool metrics_write(const struct msg_metrics *metrics, const char *path);

#endif
