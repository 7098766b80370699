#include "store_served.h"

#include "db.h"

enum { GET, ADD, UNSEALED, SEAL };

static const char *const sql[] = {
    [GET] = "SELECT member, hash, seq, reply, at FROM served WHERE id = ?",
    [ADD] = "INSERT INTO served (id, member, hash, seq, reply, at) VALUES (?, ?, ?, ?, ?, ?)",
    [UNSEALED] = "SELECT id, hash FROM served WHERE length(hash) = 32 LIMIT ?",
    [SEAL] = "UPDATE served SET hash = ?2 WHERE id = ?1",
};
STATEMENT_SET(served, sql);

int store_served_get(struct store *store, struct span id, struct arena *arena, struct served *out)
{
    struct query q = query(store, &set_served, GET);

    *out = (struct served){ 0 };
    bind_blob(&q, id);
    bool found = query_row(&q);
    if (found) {
        out->member = column_int(&q);
        out->hash = column_blob(&q, arena);
        out->seq = column_int(&q);
        out->body = column_blob(&q, arena);
        out->at = column_int(&q);
    }
    return query_end_found(&q, found);
}

int store_served_add(struct store *store, struct span id, const struct served *served)
{
    struct query q = query(store, &set_served, ADD);

    bind_blob(&q, id);
    bind_int(&q, served->member);
    bind_blob(&q, served->hash);
    bind_int(&q, served->seq);
    bind_blob(&q, served->body);
    bind_int(&q, served->at);
    return query_run(&q);
}

int store_served_unsealed(struct store *store, size_t limit, struct arena *arena, struct served_old **out,
                          size_t *count)
{
    struct query q = query(store, &set_served, UNSEALED);

    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(&q)) {
        struct served_old *old = &(*out)[(*count)++];
        old->id = column_blob(&q, arena);
        old->hash = column_blob(&q, arena);
    }
    return query_end(&q);
}

int store_served_seal(struct store *store, struct span id, struct span seal)
{
    struct query q = query(store, &set_served, SEAL);

    bind_blob(&q, id);
    bind_blob(&q, seal);
    return query_run(&q);
}
