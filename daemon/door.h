/*
 * Doors by which guests come to a live table or to what a team does together, as requests open and shut them: the guard
 * hears of each before the reply, and the audit log has that guests came in. The writer thread, in a transaction; faults
 * are of the request.
 */
#ifndef VAKWERK_DOOR_H
#define VAKWERK_DOOR_H

#include "daemon/request.h"
#include "daemon/store/store_door.h"

struct door_wish {
    int64_t harvest, team; /* where it leads; the other is 0 */
    int64_t until_at;      /* 0: four hours from now */
    bool shut;             /* no guests any more */
};

/* Shuts the door that was there, and opens another unless it is to be shut: how guests come in, into *out. */
int door_change(struct request *rq, const struct door_wish *wish, struct msg_harvest_door *out);

/* Where it led to is over: its guests are out. *had (or NULL): there was one. */
int door_shut(struct request *rq, int64_t harvest, int64_t team, bool *had);

/* Where a phone comes in by it, in the arena; absent when the instance knows no address of its own. */
struct span door_link(const struct settings *settings, const struct door *door, struct arena *arena);

#endif
