#include "store_digest.h"

#include "db.h"
#include "proto/schema.h"

enum { ADD, ASKED_SLOWER, EXPECT, EXPECTED, ARRIVED, GET, GET_LATEST, LATEST, COUNT, ANSWERED, ASKED, HAS_ASKED, TIPS };

/* What the member may see of the events from ?2 to ?3, of posts that are still there. ?1 is the member. */
#define SEEN                                                                                                           \
    "FROM event e JOIN post p ON p.id = e.post WHERE e.seq BETWEEN ?2 AND ?3 AND e.personal = 0"                       \
    " AND p.gone = 0 AND (e.team IS NULL OR e.team IN (SELECT s.team FROM membership s JOIN team w"                    \
    " ON w.id = s.team WHERE s.member = ?1 AND w.archived = 0)) "

#define COLUMNS "d.member, d.day, d.made_at, d.first_seq, d.last_seq, d.notes "

/* By what it covers: days are those of a clock that may have been ahead. */
#define NEWEST_FIRST " ORDER BY last_seq DESC, first_seq DESC, day DESC LIMIT 1"

static const char *const sql[] = {
    [ADD] = "INSERT INTO digest (member, day, made_at, first_seq, last_seq, notes) VALUES (?, ?, ?, ?, ?, ?)",
    [ASKED_SLOWER] = "SELECT ifnull(max(made_at), 0) FROM digest WHERE member = ? AND made_at > ? AND notes & 1",
    [EXPECT] = "INSERT INTO newcomer (member, joined_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
    [EXPECTED] = "SELECT 1 FROM newcomer WHERE member = ?",
    [ARRIVED] = "DELETE FROM newcomer WHERE member = ?",
    [GET] = "SELECT " COLUMNS "FROM digest d WHERE member = ? AND day = ?",
    [GET_LATEST] = "SELECT " COLUMNS "FROM digest d WHERE member = ?" NEWEST_FIRST,
    [LATEST] = "SELECT " COLUMNS "FROM member m JOIN digest d ON d.member ="
               " m.id AND d.day = (SELECT day FROM digest WHERE member = m.id" NEWEST_FIRST
               ") WHERE m.id > ?1 AND d.made_at > ?2 ORDER BY m.id LIMIT ?3",
    [COUNT] = "SELECT count(CASE WHEN e.event = ?4 THEN 1 END), count(CASE WHEN e.event = ?5 THEN 1 END) " SEEN
              "AND p.author <> ?1",
    [ANSWERED] =
        "SELECT p.question, count(*) " SEEN "AND e.event = ?5 AND p.author <> ?1 AND EXISTS (SELECT 1 FROM follow f"
        " JOIN post x ON x.id = f.what WHERE f.member = ?1 AND f.kind = 1 AND f.what = p.question AND f.is_on = 1 AND"
        " x.gone = 0)"
        " GROUP BY p.question ORDER BY count(*) DESC, p.question DESC LIMIT ?4",
    [ASKED] = "SELECT p.id, 0 " SEEN "AND e.event = ?5 AND p.author <> ?1 ORDER BY EXISTS (SELECT 1 FROM follow f WHERE"
              " f.member = ?1 AND f.is_on = 1 AND ((f.kind = 2 AND f.what = p.theme) OR (f.kind = 3 AND f.what ="
              " ifnull(p.team, iif(p.flags & 1, 0, p.author_team))))) DESC, p.id DESC LIMIT ?4",
    [HAS_ASKED] = "SELECT 1 FROM event WHERE seq BETWEEN ? AND ? AND post = ? AND event = ?",
    [TIPS] = "SELECT p.id, 0 " SEEN "AND e.event = ?5 AND p.author <> ?1 ORDER BY p.thanks DESC, p.id DESC LIMIT ?4",
};
STATEMENT_SET(digest, sql);

static int arrive(struct store *store, int64_t member)
{
    struct query q = query(store, &set_digest, ARRIVED);

    bind_int(&q, member);
    return query_run(&q);
}

int store_digest_add(struct store *store, const struct digest *digest)
{
    struct query q = query(store, &set_digest, ADD);

    bind_int(&q, digest->member);
    bind_text(&q, digest->day);
    bind_int(&q, digest->made_at);
    bind_int(&q, digest->first_seq);
    bind_int(&q, digest->last_seq);
    bind_int(&q, digest->notes);
    int err = query_run(&q);
    return err != 0 ? err : arrive(store, digest->member);
}

int store_digest_asked_slower(struct store *store, int64_t member, int64_t after_ms, int64_t *out)
{
    struct query q = query(store, &set_digest, ASKED_SLOWER);

    bind_int(&q, member);
    bind_int(&q, after_ms);
    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

int store_digest_expect(struct store *store, int64_t member, int64_t now_ms)
{
    struct query q = query(store, &set_digest, EXPECT);

    bind_int(&q, member);
    bind_int(&q, now_ms);
    return query_run(&q);
}

int store_digest_is_expected(struct store *store, int64_t member, bool *out)
{
    struct query q = query(store, &set_digest, EXPECTED);

    bind_int(&q, member);
    *out = query_row(&q);
    return query_end(&q);
}

static void read_row(struct query *q, struct arena *arena, struct digest *out)
{
    out->member = column_int(q);
    out->day = column_text(q, arena);
    out->made_at = column_int(q);
    out->first_seq = column_int(q);
    out->last_seq = column_int(q);
    out->notes = (unsigned)column_int(q);
}

int store_digest_get(struct store *store, int64_t member, struct span day, struct arena *arena, struct digest *out)
{
    struct query q = query(store, &set_digest, day.ptr == NULL ? GET_LATEST : GET);

    *out = (struct digest){ 0 };
    bind_int(&q, member);
    if (day.ptr != NULL)
        bind_text(&q, day);
    bool found = query_row(&q);
    if (found)
        read_row(&q, arena, out);
    return query_end_found(&q, found);
}

int store_digest_latest(struct store *store, int64_t after_member, int64_t since_at, size_t limit, struct arena *arena,
                        struct digest **out, size_t *count)
{
    struct query q = query(store, &set_digest, LATEST);

    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    bind_int(&q, after_member);
    bind_int(&q, since_at);
    bind_int(&q, (int64_t)limit);
    while (*out != NULL && *count < limit && query_row(&q))
        read_row(&q, arena, &(*out)[(*count)++]);
    return query_end(&q);
}

static void bind_range(struct query *q, const struct digest *digest)
{
    bind_int(q, digest->member);
    bind_int(q, digest->first_seq);
    bind_int(q, digest->last_seq);
}

int store_digest_count(struct store *store, const struct digest *digest, struct digest_counts *out)
{
    struct query q = query(store, &set_digest, COUNT);

    bind_range(&q, digest);
    bind_int(&q, EVENT_question);
    bind_int(&q, EVENT_answer);
    *out = (struct digest_counts){ 0, 0 };
    if (query_row(&q)) {
        out->questions = column_int(&q);
        out->answers = column_int(&q);
    }
    return query_end(&q);
}

static int read_ids(struct store *store, size_t which, enum event_kind event, const struct digest *digest, size_t limit,
                    struct digest_ids *out)
{
    struct query q = query(store, &set_digest, which);
    size_t room = sizeof out->ids / sizeof out->ids[0];

    bind_range(&q, digest);
    bind_int(&q, (int64_t)(limit < room ? limit : room));
    bind_int(&q, event);
    out->count = 0;
    while (out->count < room && query_row(&q)) {
        out->ids[out->count] = column_int(&q);
        out->numbers[out->count++] = column_int(&q);
    }
    return query_end(&q);
}

int store_digest_answered(struct store *store, const struct digest *digest, size_t limit, struct digest_ids *out)
{
    return read_ids(store, ANSWERED, EVENT_answer, digest, limit, out);
}

int store_digest_asked(struct store *store, const struct digest *digest, size_t limit, struct digest_ids *out)
{
    return read_ids(store, ASKED, EVENT_question, digest, limit, out);
}

int store_digest_has_asked(struct store *store, const struct digest *digest, int64_t question, bool *out)
{
    struct query q = query(store, &set_digest, HAS_ASKED);

    bind_int(&q, digest->first_seq);
    bind_int(&q, digest->last_seq);
    bind_int(&q, question);
    bind_int(&q, EVENT_question);
    *out = query_row(&q);
    return query_end(&q);
}

int store_digest_tips(struct store *store, const struct digest *digest, size_t limit, struct digest_ids *out)
{
    return read_ids(store, TIPS, EVENT_tip, digest, limit, out);
}
