#include "store_ladder.h"

#include "db.h"

#define WAITING_AT_FIRST 64

enum { GET, SET, DUE, NEXT_DUE, LOOK_AT_THEME, LOOK_AT_TEAM, WAITING, QUEUE };

/* Whose times hold: the team it is private to, else the author's. w is the team or organisation it is private to. */
#define OF_TEAM "iif(w.is_organisation = 0, w.id, p.author_team)"

#define COLUMNS                                                                                                        \
    "SELECT l.question, l.since_at, l.read_at, l.step, l.step_at, l.due_at, l.claimed_by, l.claimed_at, l.note,"       \
    " ifnull(h.ladder, 0), ifnull(t.ladder, 0), ifnull(w.is_organisation = 0, 0) FROM ladder l JOIN post p ON p.id ="  \
    " l.question LEFT JOIN theme h ON h.id = p.theme LEFT JOIN team w ON w.id = p.team LEFT JOIN team t ON t.id "      \
    "= " OF_TEAM " "

static const char *const sql[] = {
    [GET] = COLUMNS "WHERE l.question = ?",
    [SET] = "UPDATE ladder SET since_at = ?, read_at = ?, step = ?, step_at = ?, due_at = ?, claimed_by = ?,"
            " claimed_at = ?, note = ? WHERE question = ?",
    [DUE] = COLUMNS "WHERE l.due_at <= ? ORDER BY l.due_at, l.question LIMIT ?",
    [NEXT_DUE] = "SELECT min(due_at) FROM ladder WHERE due_at IS NOT NULL",
    [LOOK_AT_THEME] = "UPDATE ladder SET due_at = 0 WHERE step < 3 AND (SELECT p.theme FROM post p WHERE p.id ="
                      " ladder.question) = ?",
    [LOOK_AT_TEAM] = "UPDATE ladder SET due_at = 0 WHERE step < 3 AND (SELECT " OF_TEAM " FROM post p LEFT JOIN"
                     " team w ON w.id = p.team WHERE p.id = ladder.question) = ?",
    /* What was opened again by ?1 at the latest was asked before it, so of that the post is not looked up. */
    [WAITING] = "SELECT l.question, ifnull(p.team, 0), ifnull(p.author_team, 0), (SELECT a.municipality FROM team a"
                " WHERE a.id = p.author_team AND a.archived = 0), l.step FROM ladder l CROSS JOIN post p ON p.id ="
                " l.question WHERE (l.since_at = 0 OR l.since_at > ?1) AND p.met_until = 0 AND p.flags & 6 = 0 AND"
                " p.posted_at > ?1 ORDER BY l.question LIMIT ?2",
    [QUEUE] = "SELECT l.question FROM ladder l JOIN post p ON p.id = l.question JOIN theme h ON h.id = p.theme"
              " WHERE l.step = 3 AND h.support & (SELECT support FROM member WHERE id = ?1) <> 0 AND (p.team IS NULL OR"
              " p.team IN (SELECT s.team FROM membership s JOIN team w ON w.id = s.team WHERE s.member = ?1 AND"
              " w.archived = 0)) ORDER BY l.step_at, l.question LIMIT ?2",
};
STATEMENT_SET(ladder, sql);

static void read_row(struct query *q, struct arena *arena, struct rung *out)
{
    out->question = column_int(q);
    out->since_at = column_int(q);
    out->read_at = column_int(q);
    out->step = (int)column_int(q);
    out->step_at = column_int(q);
    bool never = column_is_null(q);
    out->due_at = column_int(q);
    if (never)
        out->due_at = INT64_MAX;
    out->claimed_by = column_int(q);
    out->claimed_at = column_int(q);
    out->note = column_text(q, arena);
    out->theme_pace = (int)column_int(q);
    out->team_pace = (int)column_int(q);
    out->private = column_int(q) != 0;
}

int store_ladder_get(struct store *store, int64_t question, struct arena *arena, struct rung *out)
{
    struct query q = query(store, &set_ladder, GET);

    *out = (struct rung){ 0 };
    bind_int(&q, question);
    bool found = query_row(&q);
    if (found)
        read_row(&q, arena, out);
    return query_end_found(&q, found);
}

int store_ladder_set(struct store *store, const struct rung *rung)
{
    struct query q = query(store, &set_ladder, SET);

    bind_int(&q, rung->since_at);
    bind_int(&q, rung->read_at);
    bind_int(&q, rung->step);
    bind_int(&q, rung->step_at);
    bind_int_or_null(&q, rung->due_at, rung->due_at != INT64_MAX);
    bind_int_or_null(&q, rung->claimed_by, rung->claimed_by != 0);
    bind_int_or_null(&q, rung->claimed_at, rung->claimed_by != 0);
    bind_text(&q, rung->note);
    bind_int(&q, rung->question);
    return query_run(&q);
}

int store_ladder_due(struct store *store, int64_t now_ms, size_t limit, struct arena *arena, struct rung_list *out)
{
    struct query q = query(store, &set_ladder, DUE);
    struct rung *rows = arena_take(arena, limit * sizeof *rows);

    *out = (struct rung_list){ .rows = rows };
    q.out_of_room = rows == NULL;
    bind_int(&q, now_ms);
    bind_int(&q, (int64_t)limit);
    while (rows != NULL && out->count < limit && query_row(&q))
        read_row(&q, arena, &rows[out->count++]);
    return query_end(&q);
}

int store_ladder_next_due(struct store *store, int64_t *out)
{
    struct query q = query(store, &set_ladder, NEXT_DUE);

    *out = INT64_MAX;
    if (query_row(&q) && !column_is_null(&q))
        *out = column_int(&q);
    return query_end(&q);
}

int store_ladder_look_again(struct store *store, enum place_kind kind, int64_t place)
{
    struct query q = query(store, &set_ladder, kind == PLACE_TEAM ? LOOK_AT_TEAM : LOOK_AT_THEME);

    bind_int(&q, place);
    return query_run(&q);
}

/* ---- lists ---- */

static size_t room(size_t limit, const struct rung_ids *out)
{
    size_t most = sizeof out->ids / sizeof out->ids[0];

    return limit < most ? limit : most;
}

static int read_ids(struct query *q, size_t limit, struct rung_ids *out)
{
    out->count = 0;
    while (out->count < limit && query_row(q))
        out->ids[out->count++] = column_int(q);
    return query_end(q);
}

int store_ladder_queue(struct store *store, int64_t member, size_t limit, struct rung_ids *out)
{
    struct query q = query(store, &set_ladder, QUEUE);

    bind_int(&q, member);
    bind_int(&q, (int64_t)room(limit, out));
    return read_ids(&q, room(limit, out), out);
}

static struct rung_waiting read_waiting(struct query *q)
{
    struct rung_waiting row = { .question = column_int(q) };

    row.team = column_int(q);
    row.author_team = column_int(q);
    row.municipality = column_int(q);
    row.step = (int)column_int(q);
    return row;
}

int store_ladder_waiting(struct store *store, int64_t since_at, size_t limit, struct arena *arena,
                         struct rung_waiting_list *out)
{
    struct query q = query(store, &set_ladder, WAITING);
    struct rung_waiting *rows = NULL;
    size_t room = 0;

    *out = (struct rung_waiting_list){ NULL, 0 };
    bind_int(&q, since_at);
    bind_int(&q, (int64_t)limit);
    while (query_row(&q)) {
        if (out->count == room)
            rows = arena_grow(arena, rows, &room, WAITING_AT_FIRST, sizeof *rows);
        q.out_of_room = rows == NULL;
        if (rows == NULL)
            break;
        rows[out->count++] = read_waiting(&q);
    }
    out->rows = rows;
    return query_end(&q);
}
