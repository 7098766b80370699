/*
 * Hands what was committed to the broker while the writer goes on with the next batch. Shipments leave in the
 * order in which they were given; when nothing waits, the giver carries a small one itself, which saves the
 * way through another thread. There are few of them: a writer that is faster than the broker waits for one.
 */
#ifndef VAKWERK_PUBLISHER_H
#define VAKWERK_PUBLISHER_H

#include "daemon/bus.h"
#include "daemon/inbox.h"
#include "daemon/outbox.h"

/* What leaves together, with the memory it lives in. */
struct shipment {
    struct shipment *next;
    struct arena arena;
    struct outbox out;        /* in the arena */
    struct inbox_item *items; /* the requests it answers: owned, since replies point into them; may be NULL */
    bool without_events;      /* events are told later, from the database */
};

struct publisher;

/* Starts its thread; the bus is borrowed. NULL when it cannot. */
struct publisher *publisher_start(struct bus *bus, size_t arena_bytes);

/* Publishes what was given, and ends. */
void publisher_stop(struct publisher *publisher);

/* An empty shipment, waiting for one. It has to be given, also when nothing came into it. One thread. */
struct shipment *publisher_take(struct publisher *publisher);
void publisher_give(struct publisher *publisher, struct shipment *shipment);

/* Empties a shipment that was not given yet: its events may be told again. Its requests stay. */
void shipment_reset(struct shipment *shipment);

/* Waits until everything that was given has been handed over, or could not be. */
void publisher_flush(struct publisher *publisher);

#endif
