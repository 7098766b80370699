/*
 * What was asked by a write that was answered, sealed: whoever has the database but not the instance's key cannot try
 * whether a text that they guess was somebody's. The writer thread.
 */
#ifndef VAKWERK_SERVED_H
#define VAKWERK_SERVED_H

#include "daemon/sealer.h"
#include "daemon/store/store_served.h"

struct served_seal {
    uint8_t bytes[SERVED_SEAL_BYTES];
};

/* Of the hash of what was asked under this id. The same again gives the same; another id another. */
struct served_seal served_seal(struct sealer *sealer, struct span id, struct span hash);

/* Seals what was kept before there were seals, a piece in each transaction; done once. 0, or an error of the store. */
int served_seal_old(struct store *store, const struct key *key, struct arena *arena);

#endif
