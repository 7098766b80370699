/* Planted: an id is known for an hour of the wall clock, which leaps. */
#include "daemon/clock.h"
#include "daemon/store/store_served.h"

enum { KNOWN_MS = 3600000 };

int __real_store_served_get(struct store *store, struct span id, struct arena *arena, struct served *out);
int __real_store_served_add(struct store *store, struct span id, const struct served *served);
int __wrap_store_served_get(struct store *store, struct span id, struct arena *arena, struct served *out);
int __wrap_store_served_add(struct store *store, struct span id, const struct served *served);

int __wrap_store_served_get(struct store *store, struct span id, struct arena *arena, struct served *out)
{
    int err = __real_store_served_get(store, id, arena, out);

    return err == 0 && clock_now_ms() >= out->at + KNOWN_MS ? ERR_NOT_FOUND : err;
}

int __wrap_store_served_add(struct store *store, struct span id, const struct served *served)
{
    int err = __real_store_served_add(store, id, served);

    return err == ERR_CONFLICT ? 0 : err;
}
