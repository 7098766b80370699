#include "room.h"

#include "log.h"

#include <sys/statvfs.h>

#define MEGABYTE (INT64_C(1024) * 1024)
/* Of the database's bound, for what takes away: this part, and no less than a batch can grow it. */
#define RESERVE     16
#define RESERVE_MIN (2 * MEGABYTE)

int room_init(struct room *room, struct store *store, const char *path, const struct settings *settings)
{
    *room = (struct room){ .store = store,
                           .path = path,
                           .max_bytes = settings->database_max_mb * MEGABYTE,
                           .keep_free_bytes = settings->keep_free_mb * MEGABYTE };
    return store_set_max(store, room->max_bytes);
}

/* What cannot be asked now is as it was. */
static void look(struct room *room)
{
    struct statvfs disk;

    if (statvfs(room->path, &disk) == 0)
        room->free_bytes = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
    store_used(room->store, &room->used_bytes);
}

static int64_t reserve(const struct room *room)
{
    int64_t part = room->max_bytes / RESERVE;

    return part > RESERVE_MIN ? part : RESERVE_MIN;
}

bool room_is_full(struct room *room)
{
    bool was_full = room->full;

    look(room);
    room->full = room->free_bytes < room->keep_free_bytes || room->used_bytes > room->max_bytes - reserve(room);
    if (room->full && !was_full)
        log_error("room_full free_bytes=%lld database_bytes=%lld", (long long)room->free_bytes,
                  (long long)room->used_bytes);
    if (!room->full && was_full)
        log_info("room_again free_bytes=%lld database_bytes=%lld", (long long)room->free_bytes,
                 (long long)room->used_bytes);
    return room->full;
}
