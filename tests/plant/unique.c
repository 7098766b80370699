/* Planted: an id that was served before is nothing special, so what is sent again is done again. */
#include "daemon/store/store_served.h"

int __real_store_served_add(struct store *store, struct span id, const struct served *served);
int __wrap_store_served_get(struct store *store, struct span id, struct arena *arena, struct served *out);
int __wrap_store_served_add(struct store *store, struct span id, const struct served *served);

int __wrap_store_served_get(struct store *store, struct span id, struct arena *arena, struct served *out)
{
    (void)store, (void)id, (void)arena;
    *out = (struct served){ 0 };
    return ERR_NOT_FOUND;
}

int __wrap_store_served_add(struct store *store, struct span id, const struct served *served)
{
    int err = __real_store_served_add(store, id, served);

    return err == ERR_CONFLICT ? 0 : err;
}
