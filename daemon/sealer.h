/*
 * secret_seal for who seals each request: taking in the key and looking up the algorithm costs more than the seal, and
 * is done once here. One thread.
 */
#ifndef VAKWERK_SEALER_H
#define VAKWERK_SEALER_H

#include "daemon/secret.h"

struct sealer;

/* The key is taken over. NULL when memory is out. */
struct sealer *sealer_new(const struct key *key);
void sealer_free(struct sealer *sealer);

/* What secret_seal gives for the key. */
struct secret_hash sealer_seal(struct sealer *sealer, const char *purpose, struct span text);

#endif
