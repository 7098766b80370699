#include "store_support.h"

#include "db.h"

#include <stdlib.h>

#define PAIRS_AT_FIRST 64

enum {
    GET,
    SET,
    GET_THEME,
    GET_TEAM,
    SET_THEME,
    SET_TEAM,
    LEAVE_NEIGHBOURS,
    ADD_NEIGHBOUR,
    LIST_NEIGHBOURS,
    PAIRS,
    SENIORS,
    NEIGHBOUR_SENIORS,
    MEMBERS
};

/* Of team ?1. */
#define NEIGHBOURS                                                                                                     \
    "FROM team n WHERE n.archived = 0 AND n.id <> ?1 AND (n.municipality = (SELECT municipality FROM team WHERE id ="  \
    " ?1) OR n.id IN (SELECT neighbour FROM neighbour WHERE team = ?1))"

/* ?2 is the one who asks, ?3 how many. */
#define NOT_THE_ASKER "AND m.disabled = 0 AND m.id <> ?2 "
#define LEAST_TOLD    "ORDER BY ifnull((SELECT max(o.seq) FROM event_to o WHERE o.member = m.id), 0), m.id LIMIT ?3"
#define WITHIN        "AND (?4 IS NULL OR m.id IN (SELECT s.member FROM membership s WHERE s.team = ?4)) "
#define SENIOR_OF                                                                                                      \
    "SELECT m.id FROM member m WHERE m.senior = 1 " NOT_THE_ASKER WITHIN "AND m.id IN (SELECT s.member FROM"           \
    " membership s WHERE s.team IN ("

static const char *const sql[] = {
    [GET] = "SELECT support, senior FROM member WHERE id = ?",
    [SET] = "UPDATE member SET support = ?, senior = ? WHERE id = ?",
    [GET_THEME] = "SELECT support, ladder FROM theme WHERE id = ?",
    [GET_TEAM] = "SELECT 0, ladder FROM team WHERE id = ?",
    [SET_THEME] = "UPDATE theme SET support = ?, ladder = ? WHERE id = ?",
    [SET_TEAM] = "UPDATE team SET ladder = ? WHERE id = ?",
    [LEAVE_NEIGHBOURS] = "DELETE FROM neighbour WHERE ?1 IN (team, neighbour)",
    [ADD_NEIGHBOUR] = "INSERT INTO neighbour (team, neighbour) VALUES (?1, ?2), (?2, ?1) ON CONFLICT DO NOTHING",
    [LIST_NEIGHBOURS] = "SELECT n.slug " NEIGHBOURS " ORDER BY n.id LIMIT ?2",
    [PAIRS] =
        "SELECT x.team, x.neighbour FROM neighbour x JOIN team n ON n.id = x.neighbour AND n.archived = 0 ORDER BY"
        " x.team, x.neighbour LIMIT ?",
    [SENIORS] = SENIOR_OF "?1)) " LEAST_TOLD,
    [NEIGHBOUR_SENIORS] = SENIOR_OF "SELECT n.id " NEIGHBOURS ")) " LEAST_TOLD,
    [MEMBERS] =
        "SELECT m.id FROM member m WHERE m.support <> 0 AND m.support & ?1 <> 0 " NOT_THE_ASKER WITHIN LEAST_TOLD,
};
STATEMENT_SET(support, sql);

int store_support_get(struct store *store, int64_t member, struct support *out)
{
    struct query q = query(store, &set_support, GET);

    *out = (struct support){ 0, false };
    bind_int(&q, member);
    bool found = query_row(&q);
    if (found) {
        out->roles = (unsigned)column_int(&q);
        out->senior = column_int(&q) != 0;
    }
    return query_end_found(&q, found);
}

int store_support_set(struct store *store, int64_t member, const struct support *support)
{
    struct query q = query(store, &set_support, SET);

    bind_int(&q, support->roles);
    bind_int(&q, support->senior);
    bind_int(&q, member);
    return query_run(&q);
}

int store_support_get_place(struct store *store, enum place_kind kind, int64_t place, struct support_place *out)
{
    struct query q = query(store, &set_support, kind == PLACE_TEAM ? GET_TEAM : GET_THEME);

    *out = (struct support_place){ 0, 0 };
    bind_int(&q, place);
    bool found = query_row(&q);
    if (found) {
        out->role = (unsigned)column_int(&q);
        out->pace = (int)column_int(&q);
    }
    return query_end_found(&q, found);
}

int store_support_set_place(struct store *store, enum place_kind kind, int64_t place, const struct support_place *in)
{
    struct query q = query(store, &set_support, kind == PLACE_TEAM ? SET_TEAM : SET_THEME);

    if (kind == PLACE_THEME)
        bind_int(&q, in->role);
    bind_int(&q, in->pace);
    bind_int(&q, place);
    return query_run(&q);
}

int store_support_leave_neighbours(struct store *store, int64_t team)
{
    struct query q = query(store, &set_support, LEAVE_NEIGHBOURS);

    bind_int(&q, team);
    return query_run(&q);
}

int store_support_add_neighbour(struct store *store, int64_t team, int64_t neighbour)
{
    struct query q = query(store, &set_support, ADD_NEIGHBOUR);

    bind_int(&q, team);
    bind_int(&q, neighbour);
    return query_run(&q);
}

int store_support_neighbours(struct store *store, int64_t team, size_t limit, struct arena *arena,
                             const struct span **out, size_t *count)
{
    struct query q = query(store, &set_support, LIST_NEIGHBOURS);
    struct span *slugs = arena_take(arena, limit * sizeof *slugs);

    *count = 0;
    q.out_of_room = slugs == NULL;
    bind_int(&q, team);
    bind_int(&q, (int64_t)limit);
    while (slugs != NULL && *count < limit && query_row(&q))
        slugs[(*count)++] = column_text(&q, arena);
    *out = *count == 0 ? NULL : slugs;
    return query_end(&q);
}

int store_support_pairs(struct store *store, struct arena *arena, struct support_pairs *out)
{
    struct query q = query(store, &set_support, PAIRS);
    struct support_pair *rows = NULL;
    size_t room = 0;

    *out = (struct support_pairs){ NULL, 0 };
    bind_int(&q, SUPPORT_PAIRS_MAX);
    while (query_row(&q)) {
        if (out->count == room)
            rows = arena_grow(arena, rows, &room, PAIRS_AT_FIRST, sizeof *rows);
        q.out_of_room = rows == NULL;
        if (rows == NULL)
            break;
        struct support_pair *pair = &rows[out->count++];
        pair->team = column_int(&q);
        pair->neighbour = column_int(&q);
    }
    out->rows = rows;
    return query_end(&q);
}

static int compare_pairs(const void *a, const void *b)
{
    const struct support_pair *x = a, *y = b;

    if (x->team != y->team)
        return (x->team > y->team) - (x->team < y->team);
    return (x->neighbour > y->neighbour) - (x->neighbour < y->neighbour);
}

bool store_support_is_pair(const struct support_pairs *pairs, int64_t team, int64_t neighbour)
{
    const struct support_pair wanted = { team, neighbour };

    return pairs->count > 0 && bsearch(&wanted, pairs->rows, pairs->count, sizeof wanted, compare_pairs) != NULL;
}

/* ---- whom to tell ---- */

static size_t room(size_t limit, const struct support_ids *out)
{
    size_t most = sizeof out->ids / sizeof out->ids[0];

    return limit < most ? limit : most;
}

static int read_ids(struct query *q, size_t limit, struct support_ids *out)
{
    out->count = 0;
    while (out->count < limit && query_row(q))
        out->ids[out->count++] = column_int(q);
    return query_end(q);
}

int store_support_seniors(struct store *store, int64_t team, bool neighbours, int64_t within, int64_t asker,
                          size_t limit, struct support_ids *out)
{
    struct query q = query(store, &set_support, neighbours ? NEIGHBOUR_SENIORS : SENIORS);

    bind_int(&q, team);
    bind_int(&q, asker);
    bind_int(&q, (int64_t)room(limit, out));
    bind_int_or_null(&q, within, within != 0);
    return read_ids(&q, room(limit, out), out);
}

int store_support_members(struct store *store, unsigned roles, int64_t team, int64_t asker, size_t limit,
                          struct support_ids *out)
{
    struct query q = query(store, &set_support, MEMBERS);

    bind_int(&q, roles);
    bind_int(&q, asker);
    bind_int(&q, (int64_t)room(limit, out));
    bind_int_or_null(&q, team, team != 0);
    return read_ids(&q, room(limit, out), out);
}
