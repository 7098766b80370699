#include "daemon/guard/throttle.h"

#include <stdlib.h>

#include "daemon/guard/words.h"

enum { WAYS = 8, BUCKETS = THROTTLE_KEYS / WAYS };

/* The hash stands for the key: two keys that share all 64 bits share their count, which does no harm. */
struct entry {
    uint64_t hash;
    int64_t since_ms;
    int failures; /* 0: free */
};

struct throttle {
    uint64_t seed;
    struct entry buckets[BUCKETS][WAYS];
};

struct throttle *throttle_new(void)
{
    struct throttle *throttle = calloc(1, sizeof *throttle);

    if (throttle != NULL)
        throttle->seed = word_seed();
    return throttle;
}

void throttle_free(struct throttle *throttle)
{
    free(throttle);
}

static bool is_over(const struct entry *entry, int64_t now_ms)
{
    return entry->failures == 0 || now_ms - entry->since_ms >= THROTTLE_WINDOW_MS;
}

bool throttle_is_full(const struct throttle *throttle, struct span key, int64_t now_ms)
{
    uint64_t hash = word_hash(throttle->seed, key);
    const struct entry *bucket = throttle->buckets[hash % BUCKETS];

    for (size_t i = 0; i < WAYS; i++)
        if (bucket[i].hash == hash && !is_over(&bucket[i], now_ms))
            return bucket[i].failures >= THROTTLE_FAILURES;
    return false;
}

/* The key's own entry, else a free one or one whose minute is over, else the oldest. */
static struct entry *entry_for(struct entry bucket[WAYS], uint64_t hash, int64_t now_ms)
{
    struct entry *best = &bucket[0];

    for (size_t i = 0; i < WAYS; i++) {
        if (bucket[i].failures != 0 && bucket[i].hash == hash)
            return &bucket[i];
        if (is_over(&bucket[i], now_ms) && !is_over(best, now_ms))
            best = &bucket[i];
        else if (is_over(&bucket[i], now_ms) == is_over(best, now_ms) && bucket[i].since_ms < best->since_ms)
            best = &bucket[i];
    }
    return best;
}

bool throttle_count(struct throttle *throttle, struct span key, int64_t now_ms)
{
    uint64_t hash = word_hash(throttle->seed, key);
    struct entry *entry = entry_for(throttle->buckets[hash % BUCKETS], hash, now_ms);

    if (entry->hash != hash || is_over(entry, now_ms))
        *entry = (struct entry){ hash, now_ms, 0 };
    entry->failures++;
    return entry->failures == THROTTLE_FAILURES;
}
