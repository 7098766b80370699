/* Waiting times as the wire shows them, for the verb, the retained topics and the screens. Any thread. */
#ifndef VAKWERK_WAITING_H
#define VAKWERK_WAITING_H

#include "daemon/store/store_wait.h"
#include "proto/schema.h"

#define WAITING_ROWS_MAX 500

/* The latest figures; municipality or care 0 for all. */
int waiting_list(struct store *store, int64_t municipality, int64_t care, struct arena *arena,
                 const struct msg_waiting **out, size_t *count);

#endif
