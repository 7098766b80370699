/*
 * Hashes of secrets. A fast hash is right here: secrets are made by machines and have 128 bits or more, and a
 * slow one would stall the broker's only thread at every login. Pure, any thread.
 */
#ifndef VAKWERK_HASH_H
#define VAKWERK_HASH_H

#include <stdint.h>

#include "daemon/guard/access_schema.h"
#include "proto/span.h"

/* SHA-256 of the secret. */
void secret_hash(struct span secret, uint8_t out[ACCESS_HASH_BYTES]);

/* Takes the same time wherever they differ. */
bool secret_hash_equal(const uint8_t a[ACCESS_HASH_BYTES], const uint8_t b[ACCESS_HASH_BYTES]);

#endif
