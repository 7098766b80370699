/*
 * What the writer thread makes and lets out: replies, events and state gather in one shipment, which the publisher
 * carries while the next one is made. Of the writer's thread alone.
 */
#ifndef VAKWERK_DISPATCH_H
#define VAKWERK_DISPATCH_H

#include "daemon/publisher.h"

struct dispatch {
    struct publisher *publisher;
    struct shipment *leaving; /* what is being made, with all that it is made from */
};

/* Starts a publisher; the bus is borrowed. False when it cannot: then there is nothing to close. */
bool dispatch_open(struct dispatch *dispatch, struct bus *bus);

/* Lets out what was sent, drops what is being made, and ends the publisher. */
void dispatch_close(struct dispatch *dispatch);

/* What is being made, and the memory it lives in: both until it is sent or dropped. */
struct outbox *dispatch_out(const struct dispatch *dispatch);
struct arena *dispatch_arena(const struct dispatch *dispatch);

/* Whether only room is left for one more request, whatever it causes. */
bool dispatch_is_half_full(const struct dispatch *dispatch);

/* Lets go what has gathered. What does not get out is an event of the database, or state that is made again. */
void dispatch_send(struct dispatch *dispatch);

/* The same with the requests it answers, which are owned from now on, and with or without its events. */
void dispatch_send_batch(struct dispatch *dispatch, struct inbox_item *items, bool without_events);

/* Nothing of it leaves: what it tells of is not on disk. */
void dispatch_drop(struct dispatch *dispatch);

/* Waits until everything that was sent has been handed to the bus, or could not be. */
void dispatch_flush(struct dispatch *dispatch);

#endif
