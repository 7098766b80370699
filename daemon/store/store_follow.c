#include "store_follow.h"

#include "db.h"

#define FOLLOWERS_FIRST 8 /* room at first */

enum { SET, BEGIN, PLACES, QUESTIONS, FOLLOWERS };

/* Whether a post (p) or a follower (f) of it is kept apart by a team: open to all, or the member is in the team. */
#define MAY_SEE                                                                                                        \
    "(p.team IS NULL OR EXISTS (SELECT 1 FROM membership s JOIN team w ON w.id = s.team WHERE s.member = f.member"     \
    " AND s.team = p.team AND w.archived = 0)) "

static const char *const sql[] = {
    [SET] = "INSERT INTO follow (member, kind, what, is_on, since_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (member, kind,"
            " what) DO UPDATE SET is_on = excluded.is_on",
    [BEGIN] = "INSERT INTO follow (member, kind, what, is_on, since_at) VALUES (?, 1, ?, 1, ?) ON CONFLICT DO NOTHING",
    [PLACES] =
        "SELECT f.kind, f.what, coalesce(h.slug, t.slug), coalesce(h.name, t.name) FROM follow f LEFT JOIN theme h ON "
        "f.kind = 2 AND h.id ="
        " f.what LEFT JOIN team t ON f.kind = 3 AND t.id = f.what WHERE f.member = ? AND f.kind > 1 AND f.is_on ="
        " 1 AND (h.archived = 0 OR t.archived = 0) ORDER BY f.kind, f.what DESC LIMIT ?",
    /* Read in the order of the key, so that who follows very many pays for those that are listed only. */
    [QUESTIONS] =
        "SELECT f.kind, f.what, p.code, p.title FROM follow f CROSS JOIN post p ON p.id = f.what WHERE f.member = ? AND"
        " f.kind = 1 AND f.is_on = 1 AND p.gone = 0 AND p.code IS NOT NULL AND " MAY_SEE "ORDER BY f.what DESC LIMIT ?",
    [FOLLOWERS] = "SELECT f.member, m.name FROM follow f JOIN post p ON p.id = f.what JOIN member m ON m.id = f.member"
                  " WHERE f.kind = 1 AND f.what = ? AND f.is_on = 1 AND f.member <> ? AND m.disabled = 0 AND " MAY_SEE
                  "ORDER BY f.since_at, f.member LIMIT ?",
};
STATEMENT_SET(follow, sql);

int store_follow_set(struct store *store, int64_t member, const struct follow *follow, bool on, int64_t now_ms)
{
    struct query q = query(store, &set_follow, SET);

    bind_int(&q, member);
    bind_int(&q, follow->kind);
    bind_int(&q, follow->what);
    bind_int(&q, on);
    bind_int(&q, now_ms);
    return query_run(&q);
}

int store_follow_begin(struct store *store, int64_t member, int64_t question, int64_t now_ms)
{
    struct query q = query(store, &set_follow, BEGIN);

    bind_int(&q, member);
    bind_int(&q, question);
    bind_int(&q, now_ms);
    return query_run(&q);
}

/* Adds what a statement finds, up to the limit. */
static int add_follows(struct store *store, size_t statement, int64_t member, size_t limit, struct arena *arena,
                       struct follow *out, size_t *count)
{
    struct query q = query(store, &set_follow, statement);

    bind_int(&q, member);
    bind_int(&q, (int64_t)(limit - *count));
    while (*count < limit && query_row(&q)) {
        struct follow *row = &out[(*count)++];
        row->kind = (enum follow_kind)column_int(&q);
        row->what = column_int(&q);
        row->name = column_text(&q, arena);
        row->title = column_text(&q, arena);
    }
    return query_end(&q);
}

int store_follow_list(struct store *store, int64_t member, size_t limit, struct arena *arena, struct follow **out,
                      size_t *count)
{
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    if (*out == NULL)
        return ERR_TOO_BIG;
    int err = add_follows(store, PLACES, member, limit, arena, *out, count);
    return err != 0 ? err : add_follows(store, QUESTIONS, member, limit, arena, *out, count);
}

static void read_follower(struct query *q, struct arena *arena, struct follower *out)
{
    out->member = column_int(q);
    out->name = column_text(q, arena);
}

/* Few questions have many: room is made for as many as there are. */
int store_follow_of(struct store *store, int64_t question, int64_t except, size_t limit, struct arena *arena,
                    struct follower **out, size_t *count)
{
    struct query q = query(store, &set_follow, FOLLOWERS);
    size_t room = 0;

    bind_int(&q, question);
    bind_int(&q, except);
    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = NULL;
    while (!q.out_of_room && *count < limit && query_row(&q)) {
        if (*count == room)
            *out = arena_grow(arena, *out, &room, FOLLOWERS_FIRST, sizeof **out);
        q.out_of_room |= *out == NULL;
        if (*out != NULL)
            read_follower(&q, arena, &(*out)[(*count)++]);
    }
    return query_end(&q);
}
