/*
 * Moderators hear that something waits for them: an event `queued` on their own topics when a case opens or gets another
 * reason, and once more when it has waited for a day. Each hears of what they may read (store_moderate.h) and of nothing
 * else, and the event says no more than the code. It is of the transaction that notes that it was told.
 */
#ifndef VAKWERK_SUMMON_H
#define VAKWERK_SUMMON_H

#include "daemon/outbox.h"
#include "daemon/request.h"

struct summon {
    struct store *store; /* a batch is open */
    const struct settings *settings;
    int64_t now_ms;
    struct arena *arena;
    struct outbox *out;

    int64_t events; /* out: how many were told */
};

/* Tells of some of the cases of which it is time to. */
int summon_due(struct summon *summon);

/* When the next is to be told; INT64_MAX for never. */
int summon_next_due(struct store *store, int64_t *out);

#endif
