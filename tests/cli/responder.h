/*
 * In the daemon's place, for tests of the client library: answers each request as it was told to. Speaks to an
 * anonymous broker, in a thread of its own.
 */
#ifndef VAKWERK_TEST_RESPONDER_H
#define VAKWERK_TEST_RESPONDER_H

#include "proto/schema.h"

#include <stdint.h>

enum responder_turn {
    RESPONDER_ACCEPT, /* ok, code 7K3F.<how many different ids came so far> */
    RESPONDER_REFUSE, /* conflict, for good */
    RESPONDER_BUSY,   /* busy, may be tried again */
    RESPONDER_SILENT  /* no reply */
};

#define RESPONDER_TURNS_MAX  16
#define RESPONDER_EVENTS_MAX 64

struct responder;

struct responder *responder_start(uint16_t port);
void responder_stop(struct responder *responder);

/* What it does with the next requests, in order; later ones are accepted. A request sent again is a request. */
void responder_script(struct responder *responder, const enum responder_turn *turns, size_t count);

/* How many requests came, and how many different ids were in them. */
int responder_requests(struct responder *responder);
int responder_ids(struct responder *responder);

/* Events with these seqs exist from now on: sync gives them. All are in theme/wacht. */
void responder_store(struct responder *responder, int64_t seq);

/* Publishes an event that exists. */
void responder_emit(struct responder *responder, int64_t seq);

#endif
