/*
 * Tells the broker how things are, after a connection and when they change: events that did not arrive, in their order;
 * what is retained about the instance, waiting times and the daemon itself; and the digests that the broker keeps for
 * members, some at a time. What it makes leaves through the dispatch. Of the writer's thread alone.
 */
#ifndef VAKWERK_HERALD_H
#define VAKWERK_HERALD_H

#include "daemon/digest/maker.h"
#include "daemon/dispatch.h"
#include "daemon/settings.h"

struct herald {
    struct store *store; /* these are borrowed */
    const struct settings *settings;
    struct bus *bus;
    struct dispatch *dispatch;
    struct maker *maker;
    int64_t birth;

    int64_t told;          /* events after this seq have to be told; INT64_MAX: none. 0 until herald_begin */
    int64_t mark_at;       /* monotonic: when the watermark is written again */
    int64_t waits_due;     /* wall clock: when the next waiting time fades or goes; 0: none was told yet */
    int64_t digests_after; /* member after whom digests have to be told; -1: none */
    bool digests_are_old;  /* something left them since that began: once more when it is done */
};

/* The fields that are borrowed are set; the others are set here. */
void herald_init(struct herald *herald);

/* ---- events ---- */

/*
 * There is a connection: what happened and did not arrive on the one before is to be told anew, and everything that is
 * retained. Waits until nothing of before is on its way.
 */
void herald_begin(struct herald *herald);

/* Whether events of before are still to be told: new ones wait their turn in the database. And tells some of them. */
bool herald_is_behind(const struct herald *herald);
void herald_catch_up(struct herald *herald);

/*
 * How far events have reached the broker, written along with what is written anyway, and at most once a second: after a
 * crash so much is told twice, which receivers expect. In a transaction. 0, or an error of the store.
 */
int herald_mark(struct herald *herald);

/* The same at the end, when what was on its way has landed. */
int herald_mark_last(struct herald *herald);

/* ---- what is retained ---- */

/* Added to what is being made; a failure is logged. */
void herald_tell_info(struct herald *herald);
void herald_tell_waits(struct herald *herald);
bool herald_tell_state(struct herald *herald, bool online);

/* Whether digests have to be told; that they have, since something in them changed; and tells some, for a moment. */
bool herald_has_digests(const struct herald *herald);
void herald_renew_digests(struct herald *herald);
void herald_tell_digests(struct herald *herald);

#endif
