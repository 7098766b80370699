#include "store_endorse.h"

#include "db.h"

enum { ADD, MARK, COUNT, LIST, SETTLE, SETTLE_MEMBER, SETTLE_THEME, LAPSE };

/* e: an endorsement of the answer a by the member m that counts at ?1. */
#define COUNTS                                                                                                         \
    "e.text_hash = a.text_hash AND a.gone = 0 AND m.registration IS NOT NULL AND"                                      \
    " (m.registered_until IS NULL OR m.registered_until > ?1) "

/* 9223372036854775807 is for ever: the largest that a column holds. */
#define SETTLED                                                                                                        \
    "UPDATE post AS q SET met_until = CASE WHEN q.answers = 0 THEN 0"                                                  \
    " WHEN NOT EXISTS (SELECT 1 FROM theme h WHERE h.id = q.theme AND h.needs_endorsement = 1)"                        \
    " THEN 9223372036854775807 ELSE ifnull((SELECT max(ifnull(m.registered_until, 9223372036854775807))"               \
    " FROM post a JOIN endorsement e ON e.post = a.id JOIN member m ON m.id = e.member"                                \
    " WHERE a.question = q.id AND a.kind = 2 AND " COUNTS "), 0) END "

static const char *const sql[] = {
    [ADD] = "INSERT INTO endorsement (post, member, revision, text_hash, unless, at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (post, member) DO UPDATE SET revision = excluded.revision, text_hash = excluded.text_hash,"
            " unless = excluded.unless, at = excluded.at",
    [MARK] = "UPDATE post SET text_hash = ? WHERE id = ?",
    [COUNT] = "SELECT count(*) FROM post a JOIN endorsement e ON e.post = a.id JOIN member m ON m.id = e.member"
              " WHERE a.id = ?2 AND " COUNTS,
    [LIST] = "SELECT a.code, m.display, m.registration, e.unless, e.at FROM post a JOIN endorsement e ON e.post = a.id"
             " JOIN member m ON m.id = e.member WHERE a.question = ?2 AND a.kind = 2 AND " COUNTS
             "ORDER BY a.id, e.at, e.member LIMIT ?3",
    [SETTLE] = SETTLED "WHERE q.id = ?2",
    [SETTLE_MEMBER] = SETTLED "WHERE q.id IN (SELECT a.question FROM endorsement e JOIN post a ON a.id = e.post"
                              " WHERE e.member = ?2)",
    [SETTLE_THEME] = SETTLED "WHERE q.theme = ?2 AND q.kind = 1 AND q.gone = 0",
    [LAPSE] = "UPDATE post SET met_until = 0 WHERE met_until BETWEEN 1 AND 9223372036854775806 AND met_until <= ?",
};
STATEMENT_SET(endorse, sql);

static int settle(struct store *store, size_t which, int64_t id, int64_t now_ms)
{
    struct query q = query(store, &set_endorse, which);

    bind_int(&q, now_ms);
    bind_int(&q, id);
    return query_run(&q);
}

int store_endorse_add(struct store *store, const struct endorsement *endorsement, int64_t question, int64_t now_ms)
{
    struct query q = query(store, &set_endorse, ADD);

    bind_int(&q, endorsement->post);
    bind_int(&q, endorsement->member);
    bind_int(&q, endorsement->revision);
    bind_blob(&q, endorsement->text_hash);
    bind_text(&q, endorsement->unless);
    bind_int(&q, endorsement->at);
    int err = query_run(&q);
    if (err != 0)
        return err;
    q = query(store, &set_endorse, MARK);
    bind_blob(&q, endorsement->text_hash);
    bind_int(&q, endorsement->post);
    err = query_run(&q);
    return err != 0 ? err : settle(store, SETTLE, question, now_ms);
}

int store_endorse_count(struct store *store, int64_t post, int64_t now_ms, int64_t *out)
{
    struct query q = query(store, &set_endorse, COUNT);

    bind_int(&q, now_ms);
    bind_int(&q, post);
    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

int store_endorse_list(struct store *store, int64_t question, int64_t now_ms, size_t limit, struct arena *arena,
                       struct endorsement **out, size_t *count)
{
    struct query q = query(store, &set_endorse, LIST);

    bind_int(&q, now_ms);
    bind_int(&q, question);
    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(&q)) {
        struct endorsement *row = &(*out)[(*count)++];
        *row = (struct endorsement){ 0 };
        row->code = column_text(&q, arena);
        row->name = column_text(&q, arena);
        row->registration = column_text(&q, arena);
        row->unless = column_text(&q, arena);
        row->at = column_int(&q);
    }
    return query_end(&q);
}

int store_endorse_settle(struct store *store, int64_t question, int64_t now_ms)
{
    return settle(store, SETTLE, question, now_ms);
}

int store_endorse_settle_member(struct store *store, int64_t member, int64_t now_ms)
{
    return settle(store, SETTLE_MEMBER, member, now_ms);
}

int store_endorse_settle_theme(struct store *store, int64_t theme, int64_t now_ms)
{
    return settle(store, SETTLE_THEME, theme, now_ms);
}

int store_endorse_lapse(struct store *store, int64_t now_ms)
{
    struct query q = query(store, &set_endorse, LAPSE);

    bind_int(&q, now_ms);
    return query_run(&q);
}
