#include "store_event.h"

#include "db.h"

enum { PREV_THEME, PREV_TEAM, ADD, PREV_TO, ADD_TO, TO, LAST, BEFORE, ALL, VISIBLE };

#define COLUMNS                                                                                                        \
    "SELECT e.seq, e.at, e.prev, e.event, e.theme, e.team, ifnull(t.slug, h.slug), e.post, e.personal, e.reaction, "   \
    "t.organisation FROM event e"                                                                                      \
    " LEFT JOIN theme h ON h.id = e.theme LEFT JOIN team t ON t.id = e.team "

static const char *const sql[] = {
    [PREV_THEME] = "SELECT ifnull(max(seq), 0) FROM event WHERE team IS NULL AND theme = ? AND personal = 0",
    [PREV_TEAM] = "SELECT ifnull(max(seq), 0) FROM event WHERE team = ? AND personal = 0",
    [ADD] =
        "INSERT INTO event (at, event, theme, team, prev, post, personal, reaction) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [PREV_TO] = "SELECT ifnull(max(seq), 0) FROM event_to WHERE member = ?",
    [ADD_TO] = "INSERT INTO event_to (member, seq, prev) VALUES (?, ?, ?)",
    [TO] =
        "SELECT m.name, o.prev FROM event_to o JOIN event e ON e.seq = o.seq JOIN member m ON m.id = o.member WHERE"
        " o.seq = ? AND m.disabled = 0 AND (e.team IS NULL OR EXISTS (SELECT 1 FROM membership s JOIN team w ON w.id ="
        " s.team WHERE s.member = o.member AND s.team = e.team AND w.archived = 0)) LIMIT ?",
    [LAST] = "SELECT ifnull(max(seq), 0) FROM event",
    [BEFORE] = "SELECT seq FROM event WHERE seq > ? AND at < ? ORDER BY seq DESC LIMIT 1",
    [ALL] = COLUMNS "WHERE e.seq > ? ORDER BY e.seq LIMIT ?",
    [VISIBLE] = COLUMNS "WHERE e.seq > ?1 AND (e.team IS NULL OR e.team IN (SELECT s.team FROM membership s JOIN team w"
                        " ON w.id = s.team WHERE s.member = ?2 AND w.archived = 0)) AND (e.personal = 0 OR EXISTS"
                        " (SELECT 1 FROM event_to o WHERE o.member = ?2 AND o.seq = e.seq)) ORDER BY e.seq LIMIT ?3",
};
STATEMENT_SET(event, sql);

static int one_number(struct query *q, int64_t *out)
{
    *out = query_row(q) ? column_int(q) : 0;
    return query_end(q);
}

static int find_prev(struct store *store, struct event *event)
{
    struct query q = query(store, &set_event, event->team != 0 ? PREV_TEAM : PREV_THEME);

    bind_int(&q, event->team != 0 ? event->team : event->theme);
    return one_number(&q, &event->prev);
}

/* Rows are never deleted, and a rolled back one leaves no trace, so the next rowid is the next seq. */
int store_event_add(struct store *store, struct event *event)
{
    int err = event->personal ? 0 : find_prev(store, event);
    if (err != 0)
        return err;

    struct query q = query(store, &set_event, ADD);
    bind_int(&q, event->at);
    bind_int(&q, event->event);
    bind_int_or_null(&q, event->theme, event->theme != 0);
    bind_int_or_null(&q, event->team, event->team != 0);
    bind_int(&q, event->prev);
    bind_int(&q, event->post);
    bind_int(&q, event->personal);
    bind_int(&q, event->reaction);
    err = query_run(&q);
    event->seq = sqlite3_last_insert_rowid(store->db);
    return err;
}

int store_event_add_to(struct store *store, int64_t member, int64_t seq, int64_t *prev)
{
    struct query q = query(store, &set_event, PREV_TO);

    bind_int(&q, member);
    int err = one_number(&q, prev);
    if (err != 0)
        return err;
    q = query(store, &set_event, ADD_TO);
    bind_int(&q, member);
    bind_int(&q, seq);
    bind_int(&q, *prev);
    return query_run(&q);
}

int store_event_to(struct store *store, int64_t seq, size_t limit, struct arena *arena, struct event_to **out,
                   size_t *count)
{
    struct query q = query(store, &set_event, TO);

    bind_int(&q, seq);
    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(&q)) {
        struct event_to *to = &(*out)[(*count)++];
        to->member = column_text(&q, arena);
        to->prev = column_int(&q);
    }
    return query_end(&q);
}

int store_event_last(struct store *store, int64_t *out)
{
    struct query q = query(store, &set_event, LAST);

    return one_number(&q, out);
}

int store_event_before(struct store *store, int64_t after, int64_t at, int64_t *out)
{
    struct query q = query(store, &set_event, BEFORE);

    bind_int(&q, after);
    bind_int(&q, at);
    return one_number(&q, out);
}

static void read_row(struct query *q, struct arena *arena, struct event *out)
{
    out->seq = column_int(q);
    out->at = column_int(q);
    out->prev = column_int(q);
    out->event = (int)column_int(q);
    out->theme = column_int(q);
    out->team = column_int(q);
    out->space_slug = column_text(q, arena);
    out->post = column_int(q);
    out->personal = column_int(q) != 0;
    out->reaction = (enum post_reaction)column_int(q);
    out->organisation = column_int(q);
}

int store_event_list(struct store *store, int64_t since, int64_t member, size_t limit, struct arena *arena,
                     struct event_list *out)
{
    struct query q = query(store, &set_event, member == 0 ? ALL : VISIBLE);
    struct event *rows = arena_take(arena, limit * sizeof *rows);

    *out = (struct event_list){ .rows = rows };
    q.out_of_room = rows == NULL;
    bind_int(&q, since);
    if (member != 0)
        bind_int(&q, member);
    bind_int(&q, (int64_t)limit);
    while (rows != NULL && out->count < limit && query_row(&q))
        read_row(&q, arena, &rows[out->count++]);
    return query_end(&q);
}
