#include "store_retention.h"

#include "db.h"

#include <assert.h>

/* Two statements of each kind; ?1: the moment, ?2: how many at most. */
#define COUNT(kind)   (2 * (kind))
#define TAKE(kind)    (2 * (kind) + 1)
#define OF_DAY(text)  "unixepoch(" text ") * 1000"
#define DATE          "strftime('%Y-%m-%d', ?1 / 1000, 'unixepoch')"
#define DAY           "CAST(strftime('%Y%m%d', ?1 / 1000, 'unixepoch') AS INTEGER)"
#define NUMBERED(day) OF_DAY("format('%d-%02d-%02d', " day " / 10000, " day " / 100 % 100, " day " % 100)")

/* Old enough, of each kind. Dates are UTC's: what is kept is rather a day more than one less. */
#define SEEN "FROM seen WHERE day < " DAY " "
#define DIGESTS                                                                                                        \
    "FROM digest d WHERE d.made_at < ?1 AND EXISTS (SELECT 1 FROM digest n WHERE n.member = d.member AND (n.last_seq," \
    " n.first_seq, n.day) > (d.last_seq, d.first_seq, d.day)) "
#define MAILED  "FROM mailed WHERE day < " DATE " "
#define LATER   "EXISTS (SELECT 1 FROM event_to n WHERE n.member = o.member AND n.seq > o.seq) "
#define NOTICES "FROM post WHERE kind = 4 AND gone = 0 AND until_at < ?1 "
#define UNANSWERED                                                                                                     \
    "FROM post p INDEXED BY post_day WHERE p.kind = 1 AND p.posted_at < ?1 AND p.gone = 0 AND p.first_answer_at IS "   \
    "NULL AND NOT EXISTS (SELECT 1 FROM post a WHERE a.question = p.id AND a.kind = 2 AND a.retracted_at IS NULL) AND" \
    " NOT EXISTS (SELECT 1 FROM link l WHERE l.made_from = p.id) "
/* The last word about it, from before the moment, and nobody waits for another. */
#define DECIDED                                                                                                        \
    "FROM moderation c JOIN post p ON p.id = c.post WHERE c.decided_at < ?1 AND p.retracted_at IS NULL AND NOT EXISTS" \
    " (SELECT 1 FROM moderation o WHERE o.post = c.post AND (o.id > c.id OR o.decision IS NULL)) "
#define REJECTED  DECIDED "AND p.held = 4 "
#define MERGED    DECIDED "AND p.held = 5 AND (p.title IS NOT NULL OR p.text IS NOT NULL) "
#define WITHDRAWN "FROM post WHERE retracted_at IS NOT NULL AND author <> 0 AND retracted_at < ?1 "
#define REPORTS   "FROM report WHERE settled = 1 AND at < ?1 "
#define DECISIONS                                                                                                      \
    "FROM moderation c JOIN post p ON p.id = c.post WHERE c.decision IS NOT NULL AND c.decided_at < ?1 AND (p.held = " \
    "0 OR p.retracted_at IS NOT NULL) "
#define HARVESTS    "FROM harvest h JOIN harvest_input i ON i.harvest = h.id WHERE ifnull(h.closed_at, h.begun_at) < ?1 "
#define WAITS       "FROM wait WHERE at < ?1 "
#define SIGNALS     "FROM signal WHERE answer IS NOT NULL AND member <> 0 AND at < ?1 "
#define INTERVISION "FROM intervision WHERE done_at < ?1 "
#define DEVICES     "FROM device WHERE revoked_at < ?1 "
#define CODES       "FROM code WHERE until_at < ?1 "
#define AUTHORS                                                                                                        \
    "FROM post INDEXED BY post_day WHERE kind BETWEEN 1 AND 4 AND posted_at < ?1 AND gone = 0 AND author <> 0 "
#define HELPED "FROM helped WHERE member <> 0 AND at < ?1 "
#define SERVED "FROM served WHERE at > 0 AND at < ?1 "
#define UNMASK "FROM unmask WHERE reason <> '' AND at < ?1 "

#define HOW_MANY(at) "SELECT count(*), min(" at ") "

static const char *const sql[] = {
    [COUNT(RETENTION_SEEN)] = "SELECT count(*), " NUMBERED("min(day)") " " SEEN,
    [TAKE(RETENTION_SEEN)] =
        "DELETE FROM seen WHERE (post, member, day) IN (SELECT post, member, day " SEEN "LIMIT ?2)",
    [COUNT(RETENTION_DIGESTS)] = HOW_MANY("made_at") DIGESTS,
    [TAKE(RETENTION_DIGESTS)] =
        "DELETE FROM digest WHERE (member, day) IN (SELECT d.member, d.day " DIGESTS "LIMIT ?2)",
    [COUNT(RETENTION_MAILED)] = "SELECT count(*), " OF_DAY("min(day)") " " MAILED,
    [TAKE(RETENTION_MAILED)] = "DELETE FROM mailed WHERE (member, day) IN (SELECT member, day " MAILED "LIMIT ?2)",
    [COUNT(RETENTION_TOLD)] =
        HOW_MANY("e.at") "FROM event_to o JOIN event e ON e.seq = o.seq WHERE e.at < ?1 AND " LATER,
    /* They are of the order of time: of the first so many, those that are old enough. */
    [TAKE(RETENTION_TOLD)] =
        "DELETE FROM event_to WHERE (member, seq) IN (SELECT f.member, f.seq FROM (SELECT o.member, o.seq FROM event_to"
        " o WHERE " LATER "ORDER BY o.seq LIMIT ?2) f JOIN event e ON e.seq = f.seq WHERE e.at < ?1)",
    [COUNT(RETENTION_NOTICES)] = HOW_MANY("until_at") NOTICES,
    [TAKE(RETENTION_NOTICES)] = "SELECT id " NOTICES "LIMIT ?2",
    [COUNT(RETENTION_UNANSWERED)] = HOW_MANY("p.posted_at") UNANSWERED,
    [TAKE(RETENTION_UNANSWERED)] = "SELECT p.id " UNANSWERED "LIMIT ?2",
    [COUNT(RETENTION_REJECTED)] = HOW_MANY("c.decided_at") REJECTED,
    [TAKE(RETENTION_REJECTED)] = "SELECT p.id " REJECTED "LIMIT ?2",
    [COUNT(RETENTION_MERGED)] = HOW_MANY("c.decided_at") MERGED,
    [TAKE(RETENTION_MERGED)] =
        "UPDATE post SET title = NULL, text = NULL, text_hash = NULL WHERE id IN (SELECT p.id " MERGED "LIMIT ?2)",
    [COUNT(RETENTION_WITHDRAWN)] = HOW_MANY("retracted_at") WITHDRAWN,
    [TAKE(RETENTION_WITHDRAWN)] = "SELECT id " WITHDRAWN "LIMIT ?2",
    [COUNT(RETENTION_REPORTS)] = HOW_MANY("at") REPORTS,
    [TAKE(RETENTION_REPORTS)] = "DELETE FROM report WHERE (post, member) IN (SELECT post, member " REPORTS "LIMIT ?2)",
    [COUNT(RETENTION_DECISIONS)] = HOW_MANY("c.decided_at") DECISIONS,
    [TAKE(RETENTION_DECISIONS)] = "DELETE FROM moderation WHERE id IN (SELECT c.id " DECISIONS "LIMIT ?2)",
    [COUNT(RETENTION_HARVESTS)] = HOW_MANY("ifnull(h.closed_at, h.begun_at)") HARVESTS,
    [TAKE(RETENTION_HARVESTS)] =
        "DELETE FROM harvest_input WHERE (harvest, number) IN (SELECT i.harvest, i.number " HARVESTS "LIMIT ?2)",
    [COUNT(RETENTION_WAITS)] = HOW_MANY("at") WAITS,
    [TAKE(RETENTION_WAITS)] = "DELETE FROM wait WHERE id IN (SELECT id " WAITS "LIMIT ?2)",
    [COUNT(RETENTION_SIGNALS)] = HOW_MANY("at") SIGNALS,
    [TAKE(RETENTION_SIGNALS)] = "UPDATE signal SET member = 0 WHERE id IN (SELECT id " SIGNALS "LIMIT ?2)",
    [COUNT(RETENTION_INTERVISION)] = HOW_MANY("done_at") INTERVISION,
    [TAKE(RETENTION_INTERVISION)] =
        "DELETE FROM intervision WHERE (team, question) IN (SELECT team, question " INTERVISION "LIMIT ?2)",
    [COUNT(RETENTION_DEVICES)] = HOW_MANY("revoked_at") DEVICES,
    [TAKE(RETENTION_DEVICES)] = "DELETE FROM device WHERE (member, name) IN (SELECT member, name " DEVICES "LIMIT ?2)",
    [COUNT(RETENTION_CODES)] = HOW_MANY("until_at") CODES,
    [TAKE(RETENTION_CODES)] = "DELETE FROM code WHERE member IN (SELECT member " CODES "LIMIT ?2)",
    [COUNT(RETENTION_AUTHORS)] = HOW_MANY("posted_at") AUTHORS,
    [TAKE(RETENTION_AUTHORS)] = "SELECT id " AUTHORS "LIMIT ?2",
    [COUNT(RETENTION_HELPED)] = HOW_MANY("at") HELPED,
    [TAKE(RETENTION_HELPED)] = "UPDATE helped SET member = 0 WHERE id IN (SELECT id " HELPED "LIMIT ?2)",
    [COUNT(RETENTION_SERVED)] = HOW_MANY("at") SERVED,
    /* No seal is nothing but zeros, so that nobody has the reply to this id any more: it was used, and that is all. */
    [TAKE(RETENTION_SERVED)] = "UPDATE served SET member = 0, hash = zeroblob(16), seq = 0, reply = x'80', at = 0 WHERE"
                               " id IN (SELECT id " SERVED "LIMIT ?2)",
    [COUNT(RETENTION_UNMASK)] = HOW_MANY("at") UNMASK,
    [TAKE(RETENTION_UNMASK)] = "UPDATE unmask SET member = 0, reason = '' WHERE id IN (SELECT id " UNMASK "LIMIT ?2)",
};
STATEMENT_SET(retention, sql);

int store_retention_count(struct store *store, enum retention_kind kind, int64_t before_ms, int64_t *count,
                          int64_t *oldest_at)
{
    struct query q = query(store, &set_retention, COUNT((size_t)kind));

    bind_int(&q, before_ms);
    bool found = query_row(&q);
    *count = found ? column_int(&q) : 0;
    *oldest_at = found ? column_int(&q) : 0;
    return query_end(&q);
}

bool store_retention_is_of_posts(enum retention_kind kind)
{
    return kind == RETENTION_NOTICES || kind == RETENTION_UNANSWERED || kind == RETENTION_REJECTED ||
           kind == RETENTION_WITHDRAWN || kind == RETENTION_AUTHORS;
}

int store_retention_posts(struct store *store, enum retention_kind kind, int64_t before_ms, size_t limit,
                          struct arena *arena, struct post_ids *out)
{
    struct query q = query(store, &set_retention, TAKE((size_t)kind));

    assert(store_retention_is_of_posts(kind));
    *out = (struct post_ids){ .count = 0 };
    bind_int(&q, before_ms);
    bind_int(&q, (int64_t)limit);
    return query_ids(&q, limit, arena, &out->ids, &out->count);
}

int store_retention_take(struct store *store, enum retention_kind kind, int64_t before_ms, size_t limit, int64_t *taken)
{
    struct query q = query(store, &set_retention, TAKE((size_t)kind));

    assert(!store_retention_is_of_posts(kind));
    bind_int(&q, before_ms);
    bind_int(&q, (int64_t)limit);
    int err = query_run(&q);
    *taken = err == 0 ? sqlite3_changes64(store->db) : 0;
    return err;
}
