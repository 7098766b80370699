#include "store_intervision.h"

#include "db.h"

enum { ADD, REMOVE, DONE, COUNT, WAITS, LIST };

/* Of the question p: still there, and for the eyes of ?2, or (0) of everybody in the team ?1. */
#define VISIBLE                                                                                                        \
    "p.gone = 0 AND (p.team IS NULL OR (?2 = 0 AND p.team = ?1) OR EXISTS (SELECT 1 FROM membership s"                 \
    " WHERE s.member = ?2 AND s.team = p.team)) "

static const char *const sql[] = {
    [ADD] = "INSERT INTO intervision (team, question, member, kiosk, day, added_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (team, question) DO UPDATE SET member = excluded.member, kiosk = excluded.kiosk, day ="
            " excluded.day, added_at = excluded.added_at, done_at = NULL WHERE done_at IS NOT NULL OR day IS NOT"
            " excluded.day RETURNING 1",
    [REMOVE] = "DELETE FROM intervision WHERE team = ? AND question = ? RETURNING 1",
    [DONE] = "UPDATE intervision SET done_at = ?, step = ?, learned = ? WHERE team = ? AND question = ? AND done_at IS "
             "NULL RETURNING 1",
    [COUNT] = "SELECT count(*) FROM intervision i JOIN post p ON p.id = i.question WHERE i.team = ? AND i.done_at IS"
              " NULL AND p.gone = 0",
    [WAITS] = "SELECT 1 FROM intervision WHERE team = ? AND question = ? AND done_at IS NULL",
    [LIST] = "SELECT i.question, i.member, i.kiosk, i.day, i.added_at, i.done_at, i.step, i.learned, ifnull(m.display, "
             "k.room) FROM"
             " intervision i JOIN post p ON p.id = i.question LEFT JOIN member m ON m.id = i.member LEFT JOIN kiosk k"
             " ON k.id = i.kiosk WHERE i.team = ?1 AND (?3 IS NULL OR i.day = ?3) AND (i.done_at IS NOT NULL) = ?4 "
             "AND " VISIBLE "ORDER BY i.added_at, i.question LIMIT ?5",
};
STATEMENT_SET(intervision, sql);

static int run_changed(struct query *q, bool *changed)
{
    *changed = query_row(q);
    return query_end(q);
}

int store_intervision_add(struct store *store, const struct intervision *entry, bool *changed)
{
    struct query q = query(store, &set_intervision, ADD);

    bind_int(&q, entry->team);
    bind_int(&q, entry->question);
    bind_int_or_null(&q, entry->member, entry->member != 0);
    bind_int_or_null(&q, entry->kiosk, entry->kiosk != 0);
    bind_text(&q, entry->day);
    bind_int(&q, entry->added_at);
    return run_changed(&q, changed);
}

int store_intervision_remove(struct store *store, int64_t team, int64_t question, bool *changed)
{
    struct query q = query(store, &set_intervision, REMOVE);

    bind_int(&q, team);
    bind_int(&q, question);
    return run_changed(&q, changed);
}

int store_intervision_done(struct store *store, const struct intervision *entry, bool *changed)
{
    struct query q = query(store, &set_intervision, DONE);

    bind_int(&q, entry->done_at);
    bind_text(&q, entry->step);
    bind_text(&q, entry->learned);
    bind_int(&q, entry->team);
    bind_int(&q, entry->question);
    return run_changed(&q, changed);
}

int store_intervision_count(struct store *store, int64_t team, int64_t *out)
{
    struct query q = query(store, &set_intervision, COUNT);

    bind_int(&q, team);
    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

int store_intervision_waits(struct store *store, int64_t team, int64_t question, bool *out)
{
    struct query q = query(store, &set_intervision, WAITS);

    bind_int(&q, team);
    bind_int(&q, question);
    *out = query_row(&q);
    return query_end(&q);
}

static void read_row(struct query *q, struct arena *arena, int64_t team, struct intervision *out)
{
    *out = (struct intervision){ .team = team, .question = column_int(q) };
    out->member = column_int(q);
    out->kiosk = column_int(q);
    out->day = column_text(q, arena);
    out->added_at = column_int(q);
    out->done_at = column_int(q);
    out->step = column_text(q, arena);
    out->learned = column_text(q, arena);
    out->by = column_text(q, arena);
}

int store_intervision_list(struct store *store, const struct intervision_filter *filter, size_t limit,
                           struct arena *arena, struct intervision **out, size_t *count)
{
    struct query q = query(store, &set_intervision, LIST);

    bind_int(&q, filter->team);
    bind_int(&q, filter->member);
    bind_text(&q, filter->day);
    bind_int(&q, filter->done);
    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(&q))
        read_row(&q, arena, filter->team, &(*out)[(*count)++]);
    return query_end(&q);
}
