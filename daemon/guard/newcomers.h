/*
 * Screens that nobody has paired yet. Each logs in as pair:<six digits>, which it made up and shows, with a secret it
 * made up and keeps; the digits are that secret's until they expire, also while the line is down: who guesses them
 * cannot take the place of the screen to which an administrator hands an account. Few at a time, fewer from one
 * address, so that nobody can take all digits. One thread.
 */
#ifndef VAKWERK_NEWCOMERS_H
#define VAKWERK_NEWCOMERS_H

#include "daemon/guard/access_schema.h"
#include "proto/span.h"

#include <stdint.h>

enum {
    NEWCOMERS_MAX = 64,
    NEWCOMERS_OF_ADDRESS = 8,
    NEWCOMERS_MS = 630000 /* ten minutes, and what the daemon may be later: it counts from when it hears of them */
};

struct newcomers;

enum newcomer { NEWCOMER_WELCOME, NEWCOMER_TAKEN, NEWCOMER_FULL };

struct newcomers *newcomers_new(void);
void newcomers_free(struct newcomers *newcomers);

/* Takes the digits for this secret, or finds that it has them: that does not make them last longer. */
enum newcomer newcomers_put(struct newcomers *newcomers, struct span digits, const uint8_t hash[ACCESS_HASH_BYTES],
                            struct span address, int64_t now_ms);

/* Whether the digits are still this secret's. */
bool newcomers_has(const struct newcomers *newcomers, struct span digits, const uint8_t hash[ACCESS_HASH_BYTES],
                   int64_t now_ms);

#endif
