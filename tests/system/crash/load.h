/*
 * Members at work while everything breaks: each keeps what it asked in an outbox, sends it again under the same id
 * after a new connection or a time without a reply, and forgets it only with the reply; some it sends again later too.
 * Readers listen and catch up. All that they see is written into a history for the judge. One thread.
 */
#ifndef VAKWERK_TEST_LOAD_H
#define VAKWERK_TEST_LOAD_H

#include "tests/system/office.h"

#include <stdio.h>

struct load;

struct load_counts {
    long requests, replies, resends, events, caught_up, connections;
};

/* The members connect to that port. Everything random comes from the seed. Office and history are borrowed. */
struct load *load_new(struct office *office, uint16_t port, FILE *history, unsigned seed);
void load_free(struct load *load);

/* One turn: whoever is out tries to come back, whoever is in works. `asking`: makes new requests too. */
void load_turn(struct load *load, bool asking);

/* Whether nothing waits for a reply and every reader has caught up since its last connection. */
bool load_is_quiet(const struct load *load);

/* All readers ask once more for what they may have missed; then turns until load_is_quiet. */
void load_catch_up(struct load *load);

/* Says to the history that the readers have seen all that there was when they were told to catch up. */
void load_vouch(struct load *load);

const struct load_counts *load_counts(const struct load *load);

/* A number below `below`, from the seed. */
unsigned load_random(struct load *load, unsigned below);

#endif
