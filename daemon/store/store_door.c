#include "store_door.h"

#include "db.h"

enum { ADD, GET, OF, SHUT, LIST };

#define COLUMNS "name, code, harvest, team, until_at"

static const char *const sql[] = {
    [ADD] = "INSERT INTO door (" COLUMNS ") VALUES (?, ?, ?, ?, ?)",
    [GET] = "SELECT " COLUMNS " FROM door WHERE name = ?",
    [OF] = "SELECT " COLUMNS " FROM door WHERE harvest = ? OR team = ?",
    [SHUT] = "DELETE FROM door WHERE name = ?",
    [LIST] = "SELECT " COLUMNS " FROM door ORDER BY name LIMIT ?",
};
STATEMENT_SET(door, sql);

int store_door_add(struct store *store, const struct door *door)
{
    struct query q = query(store, &set_door, ADD);

    bind_text(&q, door->name);
    bind_text(&q, door->code);
    bind_int_or_null(&q, door->harvest, door->harvest != 0);
    bind_int_or_null(&q, door->team, door->team != 0);
    bind_int(&q, door->until_at);
    return query_run(&q);
}

static void read_door(struct query *q, struct arena *arena, struct door *out)
{
    out->name = column_text(q, arena);
    out->code = column_text(q, arena);
    out->harvest = column_int(q);
    out->team = column_int(q);
    out->until_at = column_int(q);
}

static int get(struct query *q, struct arena *arena, struct door *out)
{
    bool found = query_row(q);

    *out = (struct door){ .harvest = 0 };
    if (found)
        read_door(q, arena, out);
    return query_end_found(q, found);
}

int store_door_get(struct store *store, struct span name, struct arena *arena, struct door *out)
{
    struct query q = query(store, &set_door, GET);

    bind_text(&q, name);
    return get(&q, arena, out);
}

int store_door_of(struct store *store, int64_t harvest, int64_t team, struct arena *arena, struct door *out)
{
    struct query q = query(store, &set_door, OF);

    bind_int(&q, harvest);
    bind_int(&q, team);
    return get(&q, arena, out);
}

int store_door_shut(struct store *store, struct span name)
{
    struct query q = query(store, &set_door, SHUT);

    bind_text(&q, name);
    return query_run(&q);
}

int store_door_list(struct store *store, struct arena *arena, struct door **out, size_t *count)
{
    struct query q = query(store, &set_door, LIST);

    bind_int(&q, DOORS_MAX);
    *count = 0;
    *out = arena_take(arena, DOORS_MAX * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < DOORS_MAX && query_row(&q))
        read_door(&q, arena, &(*out)[(*count)++]);
    return query_end(&q);
}
