/*
 * Making digests: those that are due, some at a time, each in the transaction that also says when the next one is, so
 * that it happens exactly once whenever the daemon ends. A digest made on a local day covers what happened before that
 * day began, and begins exactly after the one before it: what one of them leaves is in the next, whatever became of
 * the clock, a pause or the member's settings meanwhile. One that would be empty is not made.
 */
#ifndef VAKWERK_MAKER_H
#define VAKWERK_MAKER_H

#include "common.h"
#include "daemon/outbox.h"
#include "daemon/store/store_member.h"
#include "proto/schema.h"

#define MAKER_RANGES 4 /* who gets it daily, on two days and weekly; and one for all others */

struct maker {
    struct store *store; /* a batch is open */
    int64_t now_ms;
    struct arena *arena;
    struct outbox *out; /* NULL: nobody is told */

    size_t looked_at; /* out: members whose digest was due; 0 when there are none left */

    /* Its own, from batch to batch: the last seq before a midnight, how far back and when it looked for that; and what
     * many digests are made from. */
    int64_t midnight, until_seq, after, found_at;
    struct common commons[MAKER_RANGES];
    struct arena arenas[MAKER_RANGES];
    size_t next; /* the one that makes place for another */
};

void maker_init(struct maker *maker, struct store *store);
void maker_release(struct maker *maker);

/* What the next ones are made for: now, and told to whom reads `out`, in whose arena everything lives. */
void maker_aim(struct maker *maker, int64_t now_ms, struct outbox *out);

/* The batch was rolled back: what was read in it may never have been, and is read anew. */
void maker_forget(struct maker *maker);

/* Makes some of the digests that are due, and says when each of those members gets the next. */
int maker_due(struct maker *maker);

/* One that was made before, as its member wants to be told it now. */
int maker_show(struct maker *maker, const struct digest *digest, struct msg_digest_is *out);

/*
 * Whether somebody's digest is due later than any rule would have it: the clock was ahead when it was planned, and
 * went back. maker_due() plans it again.
 */
int maker_is_astray(struct store *store, int64_t now_ms, struct arena *arena, bool *out);

#endif
