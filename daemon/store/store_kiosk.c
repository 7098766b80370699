#include "store_kiosk.h"

#include "db.h"

enum { ADD, NAME_TAKEN, COUNT, GET, SET, SET_SECRET, SEE, REMOVE, LIST, NAMES };

#define COLUMNS                                                                                                        \
    "SELECT k.id, k.team, k.name, k.room, k.device, k.hash, t.slug, t.name, t.municipality, t.archived,"               \
    " t.organisation, k.large, k.strict, k.touch, k.bright_from, k.bright_until, k.message, k.message_until,"          \
    " k.seen_at FROM kiosk k JOIN team t ON t.id = k.team"

static const char *const sql[] = {
    [ADD] = "INSERT INTO kiosk (name, team, room, device, hash) VALUES (?, ?, ?, ?, ?)",
    [NAME_TAKEN] = "SELECT 1 FROM member WHERE name = ?",
    [REMOVE] = "DELETE FROM kiosk WHERE name = ? RETURNING 1",
    [GET] = COLUMNS " WHERE k.name = ?",
    [SET] = "UPDATE kiosk SET room = ?2, team = ?3, large = ?4, strict = ?5, touch = ?6, bright_from = ?7,"
            " bright_until = ?8, message = ?9, message_until = ?10 WHERE id = ?1",
    [SEE] = "UPDATE kiosk SET seen_at = max(seen_at, ?2) WHERE name = ?1",
    [SET_SECRET] = "UPDATE kiosk SET device = ?2, hash = ?3 WHERE id = ?1",
    [COUNT] = "SELECT count(*) FROM kiosk",
    [LIST] = COLUMNS " WHERE k.name > ?2 AND (?1 IS NULL OR k.team = ?1) ORDER BY k.name LIMIT ?3",
    [NAMES] = "SELECT name FROM kiosk ORDER BY name LIMIT ?",
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

static void read_kiosk(struct query *q, struct arena *arena, struct kiosk *out)
{
    out->id = column_int(q);
    out->team = column_int(q);
    out->name = column_text(q, arena);
    out->room = column_text(q, arena);
    out->device = column_text(q, arena);
    out->hash = column_blob(q, arena);
    out->team_slug = column_text(q, arena);
    out->team_name = column_text(q, arena);
    out->municipality = column_int(q);
    out->archived = column_int(q) != 0;
    out->organisation = column_int(q);
    out->large = column_int(q) != 0;
    out->strict = column_int(q) != 0;
    out->touch = column_int(q) != 0;
    out->has_hours = !column_is_null(q);
    out->bright_from = column_int(q);
    out->bright_until = column_int(q);
    out->message = column_text(q, arena);
    out->message_until = column_int(q);
    out->seen_at = column_int(q);
}

int store_kiosk_get(struct store *store, struct span name, struct arena *arena, struct kiosk *out)
{
    struct query q = query(store, &set_kiosk, GET);

    bind_text(&q, name);
    bool found = query_row(&q);
    if (found)
        read_kiosk(&q, arena, out);
    return query_end_found(&q, found);
}

int store_kiosk_set(struct store *store, const struct kiosk *kiosk)
{
    struct query q = query(store, &set_kiosk, SET);

    bind_int(&q, kiosk->id);
    bind_text(&q, kiosk->room);
    bind_int(&q, kiosk->team);
    bind_int(&q, kiosk->large);
    bind_int(&q, kiosk->strict);
    bind_int(&q, kiosk->touch);
    bind_int_or_null(&q, kiosk->bright_from, kiosk->has_hours);
    bind_int_or_null(&q, kiosk->bright_until, kiosk->has_hours);
    bind_text(&q, kiosk->message);
    bind_int(&q, kiosk->message_until);
    return query_run(&q);
}

int store_kiosk_see(struct store *store, struct span name, int64_t at)
{
    struct query q = query(store, &set_kiosk, SEE);

    bind_text(&q, name);
    bind_int(&q, at);
    return query_run(&q);
}

int store_kiosk_set_secret(struct store *store, int64_t kiosk, struct span device, struct span hash)
{
    struct query q = query(store, &set_kiosk, SET_SECRET);

    bind_int(&q, kiosk);
    bind_text(&q, device);
    bind_blob(&q, hash);
    return query_run(&q);
}

int store_kiosk_remove(struct store *store, struct span name)
{
    struct query q = query(store, &set_kiosk, REMOVE);

    bind_text(&q, name);
    bool found = query_row(&q);
    return query_end_found(&q, found);
}

int store_kiosk_count(struct store *store, int64_t *out)
{
    struct query q = query(store, &set_kiosk, COUNT);

    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

int store_kiosk_list(struct store *store, int64_t team, struct span after, struct arena *arena, struct kiosk **out,
                     size_t *count)
{
    struct query q = query(store, &set_kiosk, LIST);

    *count = 0;
    *out = arena_take(arena, KIOSKS_PAGE * sizeof **out);
    q.out_of_room = *out == NULL;
    bind_int_or_null(&q, team, team != 0);
    bind_text(&q, after.ptr == NULL ? span_of("") : after);
    bind_int(&q, KIOSKS_PAGE);
    while (*out != NULL && *count < KIOSKS_PAGE && query_row(&q))
        read_kiosk(&q, arena, &(*out)[(*count)++]);
    return query_end(&q);
}

int store_kiosk_names(struct store *store, struct arena *arena, struct span **out, size_t *count)
{
    struct query q = query(store, &set_kiosk, NAMES);

    *count = 0;
    *out = arena_take(arena, KIOSKS_MAX * sizeof **out);
    q.out_of_room = *out == NULL;
    bind_int(&q, KIOSKS_MAX);
    while (*out != NULL && *count < KIOSKS_MAX && query_row(&q))
        (*out)[(*count)++] = column_text(&q, arena);
    return query_end(&q);
}
