/*
 * Room for what members write: of the disk a part is kept free, and the database has a size it may reach. What does not
 * fit is refused as `storage` before anything is done, while withdrawing, erasing and managing go on in what was kept.
 * One thread.
 */
#ifndef VAKWERK_ROOM_H
#define VAKWERK_ROOM_H

#include "daemon/settings.h"
#include "daemon/store/store.h"

struct room {
    struct store *store;
    const char *path; /* of the database */
    int64_t max_bytes, keep_free_bytes;
    int64_t used_bytes, free_bytes;
    bool full;
};

/* Sets the database's own bound too. store and path are borrowed. 0, or an error of the store. */
int room_init(struct room *room, struct store *store, const char *path, const struct settings *settings);

/* Looks, which is quick enough for each batch; whether there is none. */
bool room_is_full(struct room *room);

#endif
