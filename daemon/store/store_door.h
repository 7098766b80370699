/*
 * The doors by which guests, who have no account, come to a live table or to what a team does together: a code and an
 * end. Nothing is kept of a guest.
 * See store.h for threads and errors.
 */
#ifndef VAKWERK_STORE_DOOR_H
#define VAKWERK_STORE_DOOR_H

#include "store.h"

#define DOOR_CODE_LENGTH 8  /* three that name the door, five to be guessed: 14 million */
#define DOORS_MAX        64 /* open at the same time */

struct door {
    struct span name, code; /* the name is the beginning of the code, in small letters (topic_read_door) */
    int64_t harvest, team;  /* to that table, or to what that team does together; the other is 0 */
    int64_t until_at;
};

/* Opens it. ERR_CONFLICT when the name is taken, or where it leads there is a door already. */
int store_door_add(struct store *store, const struct door *door);

/* Of that name; or of that table or team (the other 0). */
int store_door_get(struct store *store, struct span name, struct arena *arena, struct door *out);
int store_door_of(struct store *store, int64_t harvest, int64_t team, struct arena *arena, struct door *out);

/* Shuts it; nothing when there is none of that name. */
int store_door_shut(struct store *store, struct span name);

/* All of them, at most DOORS_MAX. */
int store_door_list(struct store *store, struct arena *arena, struct door **out, size_t *count);

#endif
