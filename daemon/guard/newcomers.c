#include "daemon/guard/newcomers.h"

#include <stdlib.h>

#include "daemon/guard/hash.h"

enum { DIGITS = 6, ADDRESS_MAX = 48 }; /* an IPv6 address as text has at most 45 characters */

struct entry {
    char digits[DIGITS + 1]; /* "" for a free place */
    char address[ADDRESS_MAX];
    uint8_t hash[ACCESS_HASH_BYTES];
    int64_t until_ms;
};

struct newcomers {
    struct entry entries[NEWCOMERS_MAX];
};

struct newcomers *newcomers_new(void)
{
    return calloc(1, sizeof(struct newcomers));
}

void newcomers_free(struct newcomers *newcomers)
{
    free(newcomers);
}

static bool is_free(const struct entry *entry, int64_t now_ms)
{
    return entry->digits[0] == '\0' || entry->until_ms <= now_ms;
}

static const struct entry *find(const struct newcomers *newcomers, struct span digits, int64_t now_ms)
{
    for (size_t i = 0; i < NEWCOMERS_MAX; i++)
        if (!is_free(&newcomers->entries[i], now_ms) && span_is(digits, newcomers->entries[i].digits))
            return &newcomers->entries[i];
    return NULL;
}

static void copy(struct span from, char *to, size_t room)
{
    size_t len = from.len < room ? from.len : room - 1;

    memcpy(to, from.ptr, len);
    to[len] = '\0';
}

/* A free place; NULL when there is none, or none for this address. */
static struct entry *place_for(struct newcomers *newcomers, struct span address, int64_t now_ms)
{
    struct entry *place = NULL;
    size_t of_address = 0;

    for (size_t i = 0; i < NEWCOMERS_MAX; i++) {
        struct entry *entry = &newcomers->entries[i];
        if (is_free(entry, now_ms))
            place = entry;
        else
            of_address += span_is(address, entry->address);
    }
    return of_address < NEWCOMERS_OF_ADDRESS ? place : NULL;
}

enum newcomer newcomers_put(struct newcomers *newcomers, struct span digits, const uint8_t hash[ACCESS_HASH_BYTES],
                            struct span address, int64_t now_ms)
{
    const struct entry *known = find(newcomers, digits, now_ms);

    if (known != NULL)
        return secret_hash_equal(known->hash, hash) ? NEWCOMER_WELCOME : NEWCOMER_TAKEN;
    struct entry *entry = place_for(newcomers, address, now_ms);
    if (entry == NULL)
        return NEWCOMER_FULL;
    copy(digits, entry->digits, sizeof entry->digits);
    copy(address, entry->address, sizeof entry->address);
    memcpy(entry->hash, hash, sizeof entry->hash);
    entry->until_ms = now_ms + NEWCOMERS_MS;
    return NEWCOMER_WELCOME;
}

bool newcomers_has(const struct newcomers *newcomers, struct span digits, const uint8_t hash[ACCESS_HASH_BYTES],
                   int64_t now_ms)
{
    const struct entry *entry = find(newcomers, digits, now_ms);

    return entry != NULL && secret_hash_equal(entry->hash, hash);
}
