/*
 * What leaves once the transaction is on disk: replies, events, retained state, in the order in which they
 * were added. Everything in it lives in the arena of the batch, and is forgotten with it when the commit fails.
 */
#ifndef VAKWERK_OUTBOX_H
#define VAKWERK_OUTBOX_H

#include "proto/arena.h"
#include "proto/topic.h"

#include <stdint.h>

struct outbox_item {
    struct outbox_item *next;
    struct topic topic;
    struct span payload;     /* empty and retained: takes the retained message away */
    struct span correlation; /* of the request a reply belongs to; absent for all others */
    bool retain;
    bool json;
    bool is_request;  /* to another daemon, which is refused without an acknowledgement on the way */
    int64_t seq;      /* of an event, for the watermark; 0 for all others */
    int64_t expiry_s; /* after which the broker drops a retained message; 0 for never */
};

struct outbox {
    struct arena *arena;
    struct outbox_item *first, **last;
};

void outbox_init(struct outbox *outbox, struct arena *arena);

/* Adds a copy of the item at the end. False when the arena is full. */
bool outbox_add(struct outbox *outbox, const struct outbox_item *item);

#endif
