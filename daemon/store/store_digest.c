#include "store_digest.h"

#include "db.h"
#include "proto/schema.h"

#include <stdio.h>

#define ROWS_AT_FIRST 16

enum {
    ADD,
    ASKED_SLOWER,
    EXPECT,
    EXPECTED,
    ARRIVED,
    GET,
    GET_LATEST,
    LATEST,
    DAY_BEFORE,
    BEGINS_AT,
    LISTED,
    COUNT,
    COUNT_TEAMS,
    COUNT_OWN,
    OPEN,
    OPEN_TEAMS,
    QUESTIONS,
    QUESTIONS_TEAMS,
    TIPS,
    TIPS_TEAMS,
    LESSONS,
    LESSONS_TEAMS,
    WAITING,
    WAITING_TEAMS,
    CHANGED,
    ANSWERED,
    OWNED,
    ASKED_WITH,
    FOLLOWS,
    INTERVISION,
    WAITS
};

#define COLUMNS "d.member, d.day, d.made_at, d.first_seq, d.last_seq, d.notes "

/* By what it covers: days are those of a clock that may have been ahead. */
#define NEWEST_FIRST " ORDER BY last_seq DESC, first_seq DESC, day DESC LIMIT 1"

/* Events from ?2 to ?3 with their posts that are still there: open to all. ?1 is the member, which is nobody here. */
#define TO_ALL                                                                                                         \
    "FROM event e JOIN post p ON p.id = e.post WHERE ?1 IS NOT NULL AND e.seq BETWEEN ?2 AND ?3 AND e.personal = 0 "   \
    "AND"                                                                                                              \
    " e.team IS NULL AND p.team IS NULL AND p.gone = 0 "

/* The same in the teams of the member, of others. */
#define OF_TEAMS "membership s JOIN team w ON w.id = s.team AND w.archived = 0 "
#define TO_TEAMS                                                                                                       \
    "FROM " OF_TEAMS "CROSS JOIN event e INDEXED BY event_team ON e.team = s.team AND e.seq BETWEEN ?2 AND ?3 AND "    \
    "e.personal = 0 CROSS JOIN post p ON"                                                                              \
    " p.id = e.post WHERE s.member = ?1 AND p.author <> ?1 AND p.gone = 0 "

#define QUESTIONS_AND_ANSWERS "count(CASE WHEN e.event = ?4 THEN 1 END), count(CASE WHEN e.event = ?5 THEN 1 END)"

/* Whose team asked is not told of an anonymous one. */
#define ROW "SELECT p.id, p.author, p.theme, ifnull(p.team, iif(p.flags & 1, 0, p.author_team)), p.posted_at, "

#define IS_OPEN  "p.kind = 1 AND p.met_until = 0 AND p.resolved_at IS NULL AND p.gone = 0 "
#define OPEN_NOW "p.met_until = 0 AND p.resolved_at IS NULL, 0 "
#define STEP                                                                                                           \
    "ifnull(l.step, 0), iif(p.flags & 1, 0, (SELECT a.municipality FROM team a WHERE a.id = p.author_team AND"         \
    " a.archived = 0)) "

static const char *const sql[] = {
    [ADD] =
        "INSERT INTO digest (member, day, made_at, first_seq, last_seq, notes, listed) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [ASKED_SLOWER] = "SELECT ifnull(max(made_at), 0) FROM digest WHERE member = ? AND made_at > ? AND notes & 1",
    [EXPECT] = "INSERT INTO newcomer (member, joined_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
    [EXPECTED] = "SELECT 1 FROM newcomer WHERE member = ?",
    [ARRIVED] = "DELETE FROM newcomer WHERE member = ?",
    [GET] = "SELECT " COLUMNS "FROM digest d WHERE member = ? AND day = ?",
    [GET_LATEST] = "SELECT " COLUMNS "FROM digest d WHERE member = ?" NEWEST_FIRST,
    [LATEST] = "SELECT " COLUMNS "FROM member m JOIN digest d ON d.member = m.id AND d.day = (SELECT day FROM digest"
               " WHERE member = m.id" NEWEST_FIRST ") WHERE m.id > ?1 AND d.made_at > ?2 ORDER BY m.id LIMIT ?3",
    [DAY_BEFORE] = "SELECT day FROM digest WHERE member = ?1 AND last_seq < ?2 AND day <> ?3" NEWEST_FIRST,
    [BEGINS_AT] = "SELECT at FROM event WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT 1",
    [LISTED] = "SELECT DISTINCT j.value FROM digest d, json_each(d.listed) j WHERE d.member = ? AND d.day > ? AND d.day"
               " < ? LIMIT ?",

    [COUNT] =
        "SELECT count(CASE WHEN e.event = ?4 AND e.team IS NULL AND p.team IS NULL THEN 1 END), count(CASE WHEN e.event"
        " = ?5 AND e.team IS NULL AND p.team IS NULL THEN 1 END), ifnull(min(p.id), 1), ifnull(max(p.id), 0) FROM "
        "event e JOIN post p ON p.id ="
        " e.post WHERE ?1 IS NOT NULL AND e.seq BETWEEN ?2 AND ?3 AND e.personal = 0 AND e.event IN (?4, ?5) AND"
        " p.gone = 0",
    [COUNT_TEAMS] = "SELECT " QUESTIONS_AND_ANSWERS ", 0, 0 " TO_TEAMS,
    [COUNT_OWN] = "SELECT " QUESTIONS_AND_ANSWERS ", 0, 0 FROM post p INDEXED BY post_author CROSS JOIN event e INDEXED"
                  " BY event_post ON e.post = p.id AND e.seq BETWEEN ?2 AND ?3 AND e.personal = 0 AND e.team IS NULL"
                  " AND p.team IS NULL WHERE p.author = ?1 AND p.kind IN (1, 2) AND p.id BETWEEN ?6 AND ?7 AND"
                  " p.retracted_at IS NULL AND p.gone = 0",
    [OPEN] = "SELECT count(*) FROM post p INDEXED BY post_open WHERE ?1 IS NOT NULL AND p.team IS NULL AND " IS_OPEN,
    [OPEN_TEAMS] = "SELECT count(*) FROM " OF_TEAMS "CROSS JOIN post p INDEXED BY post_open ON p.team = s.team WHERE"
                   " s.member = ?1 AND " IS_OPEN,

    [QUESTIONS] = ROW OPEN_NOW TO_ALL "AND e.event = ?5 ORDER BY e.seq DESC LIMIT ?4",
    [QUESTIONS_TEAMS] = ROW OPEN_NOW TO_TEAMS "AND e.event = ?5 ORDER BY e.seq DESC LIMIT ?4",
    [TIPS] = ROW "p.thanks, 0 " TO_ALL "AND e.event = ?5 ORDER BY p.thanks DESC, p.id DESC LIMIT ?4",
    [TIPS_TEAMS] = ROW "p.thanks, 0 " TO_TEAMS "AND e.event = ?5 ORDER BY p.thanks DESC, p.id DESC LIMIT ?4",
    [LESSONS] = ROW "0, 0 " TO_ALL "AND e.event IN (?5, ?6) AND p.kind IN (6, 7) GROUP BY p.id ORDER BY max(e.seq) DESC"
                    " LIMIT ?4",
    [LESSONS_TEAMS] = ROW "0, 0 " TO_TEAMS "AND e.event IN (?5, ?6) AND p.kind IN (6, 7) GROUP BY p.id ORDER BY"
                          " max(e.seq) DESC LIMIT ?4",
    [WAITING] = ROW STEP "FROM post p INDEXED BY post_open LEFT JOIN ladder l ON l.question = p.id WHERE p.team IS NULL"
                         " AND " IS_OPEN "ORDER BY p.id LIMIT ?4",
    [WAITING_TEAMS] = ROW STEP "FROM " OF_TEAMS "CROSS JOIN post p INDEXED BY post_open ON p.team = s.team LEFT JOIN"
                               " ladder l ON l.question = p.id WHERE s.member = ?1 AND p.author <> ?1 AND " IS_OPEN
                               "ORDER BY p.id LIMIT ?4",
    [CHANGED] = "SELECT 1 FROM event WHERE seq > ? AND event NOT IN (?, ?, ?, ?, ?) LIMIT 1",

    /* From what is followed to what is new in it, so that others' answers cost nothing. */
    [ANSWERED] =
        "SELECT p.question, count(*), count(*) OVER () FROM follow f CROSS JOIN post x ON x.id = f.what AND x.gone = 0"
        " CROSS JOIN post p INDEXED BY post_answers ON p.question = x.id AND p.kind = 2 AND p.id BETWEEN ?6 AND ?7 AND"
        " p.author <> ?1 AND p.gone = 0 CROSS JOIN event e INDEXED BY event_post ON e.post = p.id AND e.event = ?5 AND"
        " e.seq BETWEEN ?2 AND ?3 AND e.personal = 0 WHERE f.member = ?1 AND f.kind = 1 AND f.is_on = 1 AND (p.team IS"
        " NULL OR p.team IN (SELECT s.team FROM " OF_TEAMS "WHERE s.member = ?1)) GROUP BY p.question ORDER BY x.author"
        " = ?1 DESC, count(*) DESC, p.question DESC LIMIT ?4",
    [OWNED] =
        "SELECT p.id, min(p.reactions_outdated, (SELECT count(*) FROM event e INDEXED BY event_post WHERE e.post = p.id"
        " AND e.event = ?6 AND e.reaction = 3 AND e.seq BETWEEN ?2 AND ?3)) AS outdated FROM lesson l INDEXED BY"
        " lesson_owner CROSS JOIN post p ON p.id = l.post WHERE l.owner = ?1 AND l.state = 2 AND p.gone = 0 AND (p.team"
        " IS NULL OR p.team IN (SELECT s.team FROM " OF_TEAMS
        "WHERE s.member = ?1)) AND (outdated > 0 OR l.review_on <="
        " ?4) ORDER BY outdated DESC, l.review_on, p.id LIMIT ?5",
    [ASKED_WITH] = "SELECT ifnull(min(seq), 0) FROM event WHERE post = ? AND event = ?",
    [FOLLOWS] =
        "SELECT what, 0, 0, 0, 0, kind, 0 FROM follow WHERE member = ? AND kind IN (2, 3) AND is_on = 1 ORDER BY"
        " kind, what LIMIT ?",
    [INTERVISION] = "SELECT 1 FROM event WHERE team = ? AND seq BETWEEN ? AND ? AND event = ? LIMIT 1",
    [WAITS] =
        "SELECT g.slug, g.name, c.slug, c.name, w.weeks, (SELECT b.weeks FROM wait b WHERE b.municipality = g.id AND"
        " b.care = c.id AND b.at < ?2 ORDER BY b.at DESC, b.id DESC LIMIT 1) AS before, (SELECT count(DISTINCT"
        " ifnull(n.team, -n.member)) FROM wait n WHERE n.municipality = g.id AND n.care = c.id AND n.at >= ?2 AND n.at"
        " < ?3) FROM municipality g JOIN care c JOIN wait w ON w.id = (SELECT l.id FROM wait l WHERE l.municipality ="
        " g.id AND l.care = c.id AND l.at >= ?2 AND l.at < ?3 ORDER BY l.at DESC, l.id DESC LIMIT 1) WHERE g.id IN"
        " (SELECT t.municipality FROM membership s JOIN team t ON t.id = s.team AND t.archived = 0 WHERE s.member = ?1)"
        " AND before IS NOT w.weeks ORDER BY before IS NULL, abs(w.weeks - before) DESC, g.id, c.id LIMIT ?4",
};
STATEMENT_SET(digest, sql);

static int arrive(struct store *store, int64_t member)
{
    struct query q = query(store, &set_digest, ARRIVED);

    bind_int(&q, member);
    return query_run(&q);
}

/* As JSON: SQLite reads it, and so does who looks into the database. */
struct listed_text {
    char text[24 * DIGEST_LISTED_MAX];
};

static struct listed_text write_listed(const struct digest_ids *listed)
{
    struct listed_text out = { "[" };
    size_t length = 1;

    for (size_t i = 0; listed != NULL && i < listed->count; i++)
        length += (size_t)snprintf(out.text + length, sizeof out.text - length, "%s%lld", i == 0 ? "" : ",",
                                   (long long)listed->ids[i]);
    snprintf(out.text + length, sizeof out.text - length, "]");
    return out;
}

int store_digest_add(struct store *store, const struct digest *digest, const struct digest_ids *listed)
{
    struct query q = query(store, &set_digest, ADD);
    struct listed_text text = write_listed(listed);

    bind_int(&q, digest->member);
    bind_text(&q, digest->day);
    bind_int(&q, digest->made_at);
    bind_int(&q, digest->first_seq);
    bind_int(&q, digest->last_seq);
    bind_int(&q, digest->notes);
    bind_text(&q, span_of(text.text));
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

static void read_digest(struct query *q, struct arena *arena, struct digest *out)
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
        read_digest(&q, arena, out);
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
        read_digest(&q, arena, &(*out)[(*count)++]);
    return query_end(&q);
}

int store_digest_day_before(struct store *store, const struct digest *digest, struct arena *arena, struct span *out)
{
    struct query q = query(store, &set_digest, DAY_BEFORE);

    bind_int(&q, digest->member);
    bind_int(&q, digest->first_seq);
    bind_text(&q, digest->day);
    *out = query_row(&q) ? column_text(&q, arena) : (struct span){ NULL, 0 };
    return query_end(&q);
}

static int one_number(struct query *q, int64_t *out)
{
    *out = query_row(q) ? column_int(q) : 0;
    return query_end(q);
}

int store_digest_begins_at(struct store *store, const struct digest *digest, int64_t *out)
{
    struct query q = query(store, &set_digest, BEGINS_AT);

    bind_int(&q, digest->first_seq);
    bind_int(&q, digest->last_seq);
    return one_number(&q, out);
}

int store_digest_listed(struct store *store, const struct digest *digest, struct span after, size_t limit,
                        struct arena *arena, int64_t **out, size_t *count)
{
    struct query q = query(store, &set_digest, LISTED);

    bind_int(&q, digest->member);
    bind_text(&q, after);
    bind_text(&q, digest->day);
    bind_int(&q, (int64_t)limit);
    return query_ids(&q, limit, arena, out, count);
}

/* ---- what is in one ---- */

static void bind_range(struct query *q, const struct digest *digest)
{
    bind_int(q, digest->member);
    bind_int(q, digest->first_seq);
    bind_int(q, digest->last_seq);
}

static int read_counts(struct query *q, struct digest_counts *out)
{
    *out = (struct digest_counts){ 0, 0, 0, 0 };
    if (query_row(q)) {
        out->questions = column_int(q);
        out->answers = column_int(q);
        out->first_post = column_int(q);
        out->last_post = column_int(q);
    }
    return query_end(q);
}

int store_digest_count(struct store *store, const struct digest *digest, bool teams, struct digest_counts *out)
{
    struct query q = query(store, &set_digest, teams ? COUNT_TEAMS : COUNT);

    bind_range(&q, digest);
    bind_int(&q, EVENT_question);
    bind_int(&q, EVENT_answer);
    return read_counts(&q, out);
}

int store_digest_count_own(struct store *store, const struct digest *digest, const struct digest_counts *all,
                           struct digest_counts *out)
{
    struct query q = query(store, &set_digest, COUNT_OWN);

    bind_range(&q, digest);
    bind_int(&q, EVENT_question);
    bind_int(&q, EVENT_answer);
    bind_int(&q, all->first_post);
    bind_int(&q, all->last_post);
    return read_counts(&q, out);
}

int store_digest_count_open(struct store *store, int64_t member, bool teams, int64_t *out)
{
    struct query q = query(store, &set_digest, teams ? OPEN_TEAMS : OPEN);

    bind_int(&q, member);
    return one_number(&q, out);
}

static bool make_room(struct digest_rows *rows, size_t *room, struct arena *arena)
{
    struct digest_row *place =
        rows->count < *room ? rows->rows : arena_grow(arena, rows->rows, room, ROWS_AT_FIRST, sizeof *place);

    if (place != NULL)
        rows->rows = place;
    return place != NULL;
}

static void read_row(struct query *q, struct digest_row *out)
{
    out->id = column_int(q);
    out->author = column_int(q);
    out->theme = column_int(q);
    out->team = column_int(q);
    out->at = column_int(q);
    out->number = column_int(q);
    out->place = column_int(q);
}

static int read_rows(struct query *q, size_t limit, struct arena *arena, struct digest_rows *out)
{
    size_t room = 0;

    *out = (struct digest_rows){ NULL, 0 };
    while (out->count < limit && query_row(q)) {
        if (!make_room(out, &room, arena)) {
            q->out_of_room = true;
            break;
        }
        read_row(q, &out->rows[out->count++]);
    }
    return query_end(q);
}

int store_digest_list(struct store *store, enum digest_list list, const struct digest *digest, bool teams, size_t limit,
                      struct arena *arena, struct digest_rows *out)
{
    static const struct {
        size_t all, teams;
        int event, other_event; /* below 0: it takes none */
    } lists[] = {
        [DIGEST_QUESTIONS] = { QUESTIONS, QUESTIONS_TEAMS, EVENT_question, -1 },
        [DIGEST_TIPS] = { TIPS, TIPS_TEAMS, EVENT_tip, -1 },
        [DIGEST_LESSONS] = { LESSONS, LESSONS_TEAMS, EVENT_lesson, EVENT_guide },
        [DIGEST_OPEN] = { WAITING, WAITING_TEAMS, -1, -1 },
    };
    struct query q = query(store, &set_digest, teams ? lists[list].teams : lists[list].all);

    bind_range(&q, digest);
    bind_int(&q, (int64_t)limit);
    if (lists[list].event >= 0)
        bind_int(&q, lists[list].event);
    if (lists[list].other_event >= 0)
        bind_int(&q, lists[list].other_event);
    return read_rows(&q, limit, arena, out);
}

/* These only add, or change a number that is read again with the post. */
int store_digest_has_changed(struct store *store, int64_t since_seq, bool *out)
{
    struct query q = query(store, &set_digest, CHANGED);

    bind_int(&q, since_seq);
    bind_int(&q, EVENT_question);
    bind_int(&q, EVENT_answer);
    bind_int(&q, EVENT_tip);
    bind_int(&q, EVENT_thanked);
    bind_int(&q, EVENT_escalated);
    *out = query_row(&q);
    return query_end(&q);
}

/* ---- for the member ---- */

int store_digest_answered(struct store *store, const struct digest *digest, const struct digest_counts *all,
                          size_t limit, struct digest_ids *out)
{
    struct query q = query(store, &set_digest, ANSWERED);

    bind_range(&q, digest);
    bind_int(&q, (int64_t)(limit < DIGEST_LISTED_MAX ? limit : DIGEST_LISTED_MAX));
    bind_int(&q, EVENT_answer);
    bind_int(&q, all->first_post);
    bind_int(&q, all->last_post);
    out->count = 0;
    out->total = 0;
    while (out->count < DIGEST_LISTED_MAX && query_row(&q)) {
        out->ids[out->count] = column_int(&q);
        out->numbers[out->count++] = column_int(&q);
        out->total = column_int(&q);
    }
    return query_end(&q);
}

int store_digest_owned(struct store *store, const struct digest *digest, size_t limit, struct digest_ids *out)
{
    struct query q = query(store, &set_digest, OWNED);

    bind_range(&q, digest);
    bind_text(&q, digest->day);
    bind_int(&q, (int64_t)(limit < DIGEST_LISTED_MAX ? limit : DIGEST_LISTED_MAX));
    bind_int(&q, EVENT_reacted);
    out->count = 0;
    while (out->count < DIGEST_LISTED_MAX && query_row(&q)) {
        out->ids[out->count] = column_int(&q);
        out->numbers[out->count++] = column_int(&q);
    }
    out->total = (int64_t)out->count;
    return query_end(&q);
}

int store_digest_asked_with(struct store *store, int64_t question, int64_t *out)
{
    struct query q = query(store, &set_digest, ASKED_WITH);

    bind_int(&q, question);
    bind_int(&q, EVENT_question);
    return one_number(&q, out);
}

int store_digest_follows(struct store *store, int64_t member, size_t limit, struct arena *arena,
                         struct digest_rows *out)
{
    struct query q = query(store, &set_digest, FOLLOWS);

    bind_int(&q, member);
    bind_int(&q, (int64_t)limit);
    return read_rows(&q, limit, arena, out);
}

int store_digest_has_intervision(struct store *store, const struct digest *digest, int64_t team, bool *out)
{
    struct query q = query(store, &set_digest, INTERVISION);

    bind_int(&q, team);
    bind_int(&q, digest->first_seq);
    bind_int(&q, digest->last_seq);
    bind_int(&q, EVENT_intervision);
    *out = query_row(&q);
    return query_end(&q);
}

static void read_wait(struct query *q, struct arena *arena, struct digest_wait_row *out)
{
    out->municipality = column_text(q, arena);
    out->municipality_name = column_text(q, arena);
    out->care = column_text(q, arena);
    out->care_name = column_text(q, arena);
    out->weeks = column_int(q);
    out->has_before = !column_is_null(q);
    out->before = column_int(q);
    out->sources = column_int(q);
}

int store_digest_waits(struct store *store, int64_t member, int64_t from_at, int64_t until_at, size_t limit,
                       struct arena *arena, struct digest_wait_row **out, size_t *count)
{
    struct query q = query(store, &set_digest, WAITS);

    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    bind_int(&q, member);
    bind_int(&q, from_at);
    bind_int(&q, until_at);
    bind_int(&q, (int64_t)limit);
    while (*out != NULL && *count < limit && query_row(&q))
        read_wait(&q, arena, &(*out)[(*count)++]);
    return query_end(&q);
}
