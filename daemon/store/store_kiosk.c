#include "store_kiosk.h"

#include "db.h"

enum { ADD, NAME_TAKEN, REMOVE, LIST };

static const char *const sql[] = {
    [ADD] = "INSERT INTO kiosk (name, team, room, device, hash) VALUES (?, ?, ?, ?, ?)",
    [NAME_TAKEN] = "SELECT 1 FROM member WHERE name = ?",
    [REMOVE] = "DELETE FROM kiosk WHERE name = ? RETURNING 1",
    [LIST] = ("SELECT k.id, k.team, k.name, k.room, k.device, k.hash, t.slug, t.name, t.municipality, t.archived,"
              " t.organisation"
              " FROM kiosk k JOIN team t ON t.id = k.team WHERE ?1 IS NULL OR k.team = ?1 ORDER BY k.name LIMIT ?2"),
};
STATEMENT_SET(kiosk, sql);

static int check_name_is_free(struct store *store, struct span name)
{
    struct query q = query(store, &set_kiosk, NAME_TAKEN);

    bind_text(&q, name);
    bool taken = query_row(&q);
    int err = query_end(&q);
    return err == 0 && taken ? ERR_CONFLICT : err;
}

int store_kiosk_add(struct store *store, const struct kiosk *kiosk)
{
    int err = check_name_is_free(store, kiosk->name);
    if (err != 0)
        return err;

    struct query q = query(store, &set_kiosk, ADD);
    bind_text(&q, kiosk->name);
    bind_int(&q, kiosk->team);
    bind_text(&q, kiosk->room);
    bind_text(&q, kiosk->device);
    bind_blob(&q, kiosk->hash);
    return query_run(&q);
}

int store_kiosk_remove(struct store *store, struct span name)
{
    struct query q = query(store, &set_kiosk, REMOVE);

    bind_text(&q, name);
    bool found = query_row(&q);
    return query_end_found(&q, found);
}

int store_kiosk_list(struct store *store, int64_t team, struct arena *arena, struct kiosk **out, size_t *count)
{
    struct query q = query(store, &set_kiosk, LIST);

    *count = 0;
    *out = arena_take(arena, KIOSKS_MAX * sizeof **out);
    q.out_of_room = *out == NULL;
    bind_int_or_null(&q, team, team != 0);
    bind_int(&q, KIOSKS_MAX);
    while (*out != NULL && *count < KIOSKS_MAX && query_row(&q)) {
        struct kiosk *kiosk = &(*out)[(*count)++];
        kiosk->id = column_int(&q);
        kiosk->team = column_int(&q);
        kiosk->name = column_text(&q, arena);
        kiosk->room = column_text(&q, arena);
        kiosk->device = column_text(&q, arena);
        kiosk->hash = column_blob(&q, arena);
        kiosk->team_slug = column_text(&q, arena);
        kiosk->team_name = column_text(&q, arena);
        kiosk->municipality = column_int(&q);
        kiosk->archived = column_int(&q) != 0;
        kiosk->organisation = column_int(&q);
    }
    return query_end(&q);
}
