/*
 * The bounded queue between the thread that hears the broker and the threads that work. The hearing thread
 * only copies a message in; it never waits. When the queue is full, messages are still noted without their
 * payload for a while, so that their senders can be told `busy`; beyond that they are dropped, and the
 * senders' outboxes send again.
 */
#ifndef VAKWERK_INBOX_H
#define VAKWERK_INBOX_H

#include "proto/span.h"

#include <stdbool.h>
#include <stdint.h>

/* A copied message: one allocation, the spans point into it. */
struct inbox_item {
    struct inbox_item *next;
    struct span topic, payload, response_topic, correlation;
    bool json;     /* content type application/json; neither set means MessagePack */
    bool alien;    /* a content type that is not spoken here */
    bool retained; /* retained, or sent with QoS 0: not how a request comes */
    bool refused;  /* the queue was full: no payload, answer `busy` */
    char bytes[];
};

struct inbox;

/* At most max_items and max_bytes wait; a quarter as many more are noted as refused. NULL when memory is out. */
struct inbox *inbox_new(size_t max_items, size_t max_bytes);
void inbox_free(struct inbox *inbox);

/* Copies a message in; the spans of `message` are the caller's. Never waits. False when it was dropped. */
bool inbox_put(struct inbox *inbox, const struct inbox_item *message);

/*
 * Takes up to max messages, in order, as a list to be given to inbox_release. Waits until there is one, or
 * inbox_wake was called, or the deadline on the monotonic clock has passed; then NULL.
 */
struct inbox_item *inbox_take(struct inbox *inbox, size_t max, int64_t deadline_ms);
void inbox_release(struct inbox_item *items);

/* How many wait now, and how many were dropped since the start. */
void inbox_count(struct inbox *inbox, int64_t *waiting, int64_t *dropped);

/* Ends the wait of a taker, now or the next time. Not for signal handlers. */
void inbox_wake(struct inbox *inbox);

#endif
