/*
 * Tells other regions what they have to know, a few things at a time, and hears what they reply. What goes out is what
 * the database says now (store_region.h): nothing is queued here, and what is forgotten here is told again. The same
 * change in the same words has the same id, so that a region that took it before only says so again.
 *
 * Writer thread only. The library's header is proto/PROTOCOL.md, "Other regions".
 */
#ifndef VAKWERK_COURIER_H
#define VAKWERK_COURIER_H

#include "daemon/outbox.h"
#include "daemon/secret.h"
#include "daemon/store/store_region.h"

struct courier;

/* Store and key are borrowed. NULL when memory is out. */
struct courier *courier_new(struct store *store, const struct key *key);
void courier_free(struct courier *courier);

/*
 * Something was committed that others may have to know; `regions`: with whom there is a link may have changed. Called for
 * every batch: where none is linked it costs nothing.
 */
void courier_look(struct courier *courier, bool regions);

/* What was on its way may be lost: the broker, or the database in which it was noted. */
void courier_forget(struct courier *courier);

/* When courier_send wants to be called next, on the monotonic clock; INT64_MAX when there is nothing to tell. */
int64_t courier_due(const struct courier *courier);

/*
 * Adds what is to be told now to an outbox. In a transaction of its own it first notes that the region may hold it: what
 * is withdrawn later is told to be gone although no confirmation ever came. With an error nothing of the outbox may leave,
 * and all of it waits for the next time.
 */
int courier_send(struct courier *courier, int64_t monotonic_ms, struct outbox *out);

/* Whether a topic is that of another region's replies; and one of them. */
bool courier_topic(struct span topic);
void courier_hear(struct courier *courier, struct span topic, struct span payload, struct arena *scratch);

/* Writes down what was heard, in a transaction of its own. */
int courier_settle(struct courier *courier, int64_t now_ms);

#endif
