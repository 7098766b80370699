#include "served.h"

#include <string.h>

#define AT_ONCE 2000

struct served_seal served_seal(struct sealer *sealer, struct span id, struct span hash)
{
    char text[64];
    struct served_seal seal;
    size_t id_bytes = id.len < sizeof text - 32 ? id.len : sizeof text - 32, hash_bytes = hash.len < 32 ? hash.len : 32;

    memcpy(text, id.ptr, id_bytes);
    memcpy(text + id_bytes, hash.ptr, hash_bytes);
    struct secret_hash whole = sealer_seal(sealer, "served", (struct span){ text, id_bytes + hash_bytes });
    memcpy(seal.bytes, whole.bytes, sizeof seal.bytes);
    return seal;
}

static int seal_some(struct store *store, struct sealer *sealer, struct arena *arena, size_t *count)
{
    struct served_old *rows;
    int err = store_served_unsealed(store, AT_ONCE, arena, &rows, count);

    for (size_t i = 0; i < *count && err == 0; i++) {
        struct served_seal seal = served_seal(sealer, rows[i].id, rows[i].hash);
        err = store_served_seal(store, rows[i].id, (struct span){ (const char *)seal.bytes, sizeof seal.bytes });
    }
    return err;
}

static int seal_all(struct store *store, struct sealer *sealer, struct arena *arena)
{
    size_t count = 0;
    int err;

    do {
        arena_reset(arena);
        err = store_begin(store);
        if (err != 0)
            return err;
        err = store_end(store, seal_some(store, sealer, arena, &count));
    } while (err == 0 && count == AT_ONCE);
    return err;
}

int served_seal_old(struct store *store, const struct key *key, struct arena *arena)
{
    struct sealer *sealer = sealer_new(key);
    int err = sealer == NULL ? ERR_STORAGE : seal_all(store, sealer, arena);

    sealer_free(sealer);
    return err;
}
