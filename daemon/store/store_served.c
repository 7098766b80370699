#include "store_served.h"

#include "db.h"

enum { GET, ADD };

static const char *const sql[] = {
    [GET] = "SELECT member, hash, seq, reply FROM served WHERE id = ?",
    [ADD] = "INSERT INTO served (id, member, hash, seq, reply) VALUES (?, ?, ?, ?, ?)",
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
    return query_run(&q);
}
