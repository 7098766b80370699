#include "store_wait.h"

#include "db.h"

enum { ADD, GET, LIST, HISTORY };

#define TWO_WEEKS_MS "1209600000"

#define COLUMNS                                                                                                        \
    "SELECT w.municipality, w.care, w.member, w.team, w.weeks, w.at, w.places, w.note, g.slug, g.name, c.slug,"        \
    " c.name, t.name, m.function, (SELECT b.weeks FROM wait b WHERE b.municipality = w.municipality AND b.care ="      \
    " w.care AND b.at <= w.at - " TWO_WEEKS_MS " ORDER BY b.at DESC, b.id DESC LIMIT 1)"                               \
    " FROM municipality g JOIN care c "

static const char *const sql[] = {
    [ADD] =
        "INSERT INTO wait (municipality, care, weeks, places, note, member, team, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [GET] = COLUMNS "JOIN wait w ON w.municipality = g.id AND w.care = c.id JOIN member m ON m.id = w.member"
                    " LEFT JOIN team t ON t.id = w.team WHERE w.id = ?",
    [LIST] = COLUMNS
    "JOIN wait w ON w.id = (SELECT l.id FROM wait l WHERE l.municipality = g.id AND l.care = c.id ORDER BY l.at"
    " DESC, l.id DESC LIMIT 1) JOIN member m ON m.id = w.member LEFT JOIN team t ON t.id = w.team"
    " WHERE (?1 IS NULL OR g.id = ?1) AND (?2 IS NULL OR c.id = ?2) ORDER BY g.id, c.id LIMIT ?3",
    [HISTORY] = COLUMNS "JOIN wait w ON w.municipality = g.id AND w.care = c.id JOIN member m ON m.id = w.member"
                        " LEFT JOIN team t ON t.id = w.team WHERE g.id = ? AND c.id = ?"
                        " ORDER BY w.at DESC, w.id DESC LIMIT ?",
};
STATEMENT_SET(wait, sql);

int store_wait_add(struct store *store, const struct wait *wait)
{
    struct query q = query(store, &set_wait, ADD);

    bind_int(&q, wait->municipality);
    bind_int(&q, wait->care);
    bind_int(&q, wait->weeks);
    bind_int_or_null(&q, wait->places, wait->has_places);
    bind_text(&q, wait->note);
    bind_int(&q, wait->member);
    bind_int_or_null(&q, wait->team, wait->team != 0);
    bind_int(&q, wait->at);
    return query_run(&q);
}

static void read_row(struct query *q, struct arena *arena, struct wait *out)
{
    out->municipality = column_int(q);
    out->care = column_int(q);
    out->member = column_int(q);
    out->team = column_int(q);
    out->weeks = column_int(q);
    out->at = column_int(q);
    out->has_places = !column_is_null(q);
    out->places = column_int(q);
    out->note = column_text(q, arena);
    out->municipality_slug = column_text(q, arena);
    out->municipality_name = column_text(q, arena);
    out->care_slug = column_text(q, arena);
    out->care_name = column_text(q, arena);
    out->team_name = column_text(q, arena);
    out->function = column_text(q, arena);
    out->has_before = !column_is_null(q);
    out->weeks_before = column_int(q);
}

int store_wait_get(struct store *store, int64_t id, struct arena *arena, struct wait *out)
{
    struct query q = query(store, &set_wait, GET);

    bind_int(&q, id);
    bool found = query_row(&q);
    if (found)
        read_row(&q, arena, out);
    return query_end_found(&q, found);
}

static int read_list(struct query *q, size_t limit, struct arena *arena, struct wait **out, size_t *count)
{
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q->out_of_room = *out == NULL;
    bind_int(q, (int64_t)limit);
    while (*out != NULL && *count < limit && query_row(q))
        read_row(q, arena, &(*out)[(*count)++]);
    return query_end(q);
}

int store_wait_list(struct store *store, int64_t municipality, int64_t care, size_t limit, struct arena *arena,
                    struct wait **out, size_t *count)
{
    struct query q = query(store, &set_wait, LIST);

    bind_int_or_null(&q, municipality, municipality != 0);
    bind_int_or_null(&q, care, care != 0);
    return read_list(&q, limit, arena, out, count);
}

int store_wait_history(struct store *store, int64_t municipality, int64_t care, size_t limit, struct arena *arena,
                       struct wait **out, size_t *count)
{
    struct query q = query(store, &set_wait, HISTORY);

    bind_int(&q, municipality);
    bind_int(&q, care);
    return read_list(&q, limit, arena, out, count);
}
