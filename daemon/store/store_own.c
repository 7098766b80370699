#include "store_own.h"

#include "db.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGE_ROWS   200
#define PAGE_BYTES  (64 * 1024) /* one row more fits in a reply, whatever it holds */
#define VALUES_MAX  40
#define PAGE_VALUES (2000 - VALUES_MAX) /* what a reply may list, and room for one row more */
#define CURSOR_MAX  80

const struct own_table own_tables[] = {
    { "audit", "who member", true },
    { "audit_head", "", false },
    { "care", "", false },
    { "code", "member", false },
    { "device", "member", false },
    { "digest", "member", false },
    { "door", "", false },
    { "endorsement", "member", false },
    { "erasure", "member", true },
    { "event", "", false },
    { "event_to", "member", false },
    { "follow", "member", false },
    { "harvest", "facilitator", false },
    { "harvest_input", "", false },
    { "harvest_theme", "", false },
    { "helped", "member", false },
    { "intervision", "member", false },
    { "kiosk", "", false },
    { "ladder", "claimed_by", false },
    { "lesson", "owner begun_by drafter reader", false },
    { "link", "", false },
    { "listing", "", false },
    { "mailbox", "member", false },
    { "mailed", "member", false },
    { "meeting", "", false },
    { "meeting_word", "", false },
    { "member", "id", false },
    { "membership", "member", false },
    { "moderation", "not_by proposer decider", false },
    { "municipality", "", false },
    { "neighbour", "", false },
    { "newcomer", "member", false },
    { "number", "", false },
    { "post", "author", false },
    { "reaction", "member", false },
    { "region", "member", false },
    { "region_out", "", false },
    { "region_place", "", false },
    { "region_post", "", false },
    { "region_theme", "", false },
    { "report", "member", false },
    { "seen", "member", false },
    { "served", "member", false },
    { "signal", "member", false },
    { "source", "", false },
    { "team", "", false },
    { "thanks", "member", false },
    { "theme", "", false },
    { "touch", "", false },
    { "unmask", "member", false },
    { "wait", "member", false },
    { NULL, NULL, false },
};

#define KIND(column)                                                                                                   \
    "CASE " column " WHEN 1 THEN 'question' WHEN 2 THEN 'answer' WHEN 3 THEN 'tip' WHEN 4 THEN 'notice' WHEN 5 THEN"   \
    " 'signal' WHEN 6 THEN 'lesson' WHEN 7 THEN 'guide' ELSE 'draft' END"
#define REACTION  "CASE r.reaction WHEN 1 THEN 'works' WHEN 2 THEN 'not' ELSE 'outdated' END"
#define YES(what) "iif(" what ", 'yes', NULL)"
#define PLACES(of)                                                                                                     \
    "(SELECT slug FROM municipality WHERE id = " of                                                                    \
    ".municipality) AS municipality, (SELECT slug FROM care WHERE id = " of ".care) AS care"

/*
 * What is read, in this order. ?1: the member, ?2: the key of the row before, ?3: how many. The first column is the key,
 * by which the rows are ordered; the others are told under their names.
 */
enum {
    MEMBER,
    MEMBERSHIP,
    DEVICE,
    CODE,
    MAILBOX,
    POST,
    SOURCE,
    LESSON,
    DRAFT,
    THANKS,
    REACTED,
    SEEN,
    HELPED,
    HARVEST,
    FOLLOW,
    ENDORSEMENT,
    SIGNAL,
    WAIT,
    INTERVISION,
    CLAIM,
    NEWCOMER,
    DIGEST,
    MAILED,
    TOLD,
    OPENED,
    UNMASK,
    REPORT,
    MODERATION,
    AUDIT,
    ERASURE,
    SERVED,
    SECTIONS
};

/* clang-format off */
static const char *const sql[] = {
    [MEMBER] =
        "SELECT id, name AS member, display AS name, " YES("roles & 1") " AS editor, " YES("roles & 2")
        " AS moderator, " YES("roles & 4") " AS administrator, registration, registration_number, registered_until AS"
        " registered_until_at, function, " YES("support & 1") " AS jurist, " YES("support & 2") " AS placement, "
        YES("support & 4") " AS coach, " YES("support & 8") " AS assistant, " YES("senior") " AS senior, " YES("disabled")
        " AS shut_out, created_at, nullif(active_at, 0) AS active_at, CASE digest_frequency WHEN 0 THEN 'daily' WHEN 1"
        " THEN 'tue-thu' WHEN 2 THEN 'weekly' WHEN 3 THEN 'personal' ELSE 'never' END AS digest_frequency,"
        " format('%02d:%02d', digest_minute / 60, digest_minute % 60) AS digest_time, iif(digest_level, 'counts',"
        " 'titles') AS digest_level, " YES("digest_chosen") " AS digest_chosen, nullif(digest_pause_until, 0) AS"
        " digest_pause_until_at, digest_due AS digest_due_at, digest_seq, token FROM member WHERE id = ?1 AND id > ?2 LIMIT ?3",
    [MEMBERSHIP] =
        "SELECT t.id, t.slug AS team, t.name FROM membership s JOIN team t ON t.id = s.team WHERE s.member = ?1 AND t.id"
        " > ?2 ORDER BY t.id LIMIT ?3",
    [DEVICE] =
        "SELECT d.name, d.name AS device, d.added_at, d.revoked_at FROM device d WHERE d.member = ?1 AND d.name > ?2"
        " ORDER BY d.name LIMIT ?3",
    [CODE] =
        "SELECT member, until_at, " YES("used_by IS NOT NULL") " AS used FROM code WHERE member = ?1 AND member > ?2 LIMIT"
        " ?3",
    [MAILBOX] =
        "SELECT member, email, CASE state WHEN 1 THEN 'on' WHEN 2 THEN 'bounced' ELSE 'off' END AS mail, bounces FROM"
        " mailbox WHERE member = ?1 AND member > ?2 LIMIT ?3",
    [POST] =
        "SELECT p.id, " KIND("p.kind") " AS kind, p.code, h.slug AS theme, t.slug AS private_to, a.slug AS team,"
        " p.registration, p.function, p.title, p.text, p.works_when, p.works_not, " YES("p.flags & 1") " AS anonymous, "
        YES("p.flags & 2") " AS no_kiosk, CASE WHEN p.kind <> 3 THEN NULL WHEN p.works THEN 'works' ELSE 'not' END AS"
        " works, " PLACES("p") ", p.posted_at, p.edited_at, p.retracted_at, p.until_at, p.revision, p.answers, p.thanks,"
        " p.views, p.reactions_works, p.reactions_not, p.reactions_outdated, p.resolved_at, p.chosen AS chosen_answer"
        " FROM post p LEFT JOIN theme h ON h.id = p.theme LEFT JOIN team t ON t.id = p.team LEFT JOIN team a ON a.id ="
        " p.author_team WHERE p.author = ?1 AND p.id > ?2 ORDER BY p.id LIMIT ?3",
    [SOURCE] =
        "SELECT s.post * 1000 + s.number, p.code, s.title, s.url FROM source s JOIN post p ON p.id = s.post WHERE"
        " p.author = ?1 AND s.post * 1000 + s.number > ?2 ORDER BY s.post, s.number LIMIT ?3",
    [LESSON] =
        "SELECT l.post, p.code, " YES("l.owner = ?1") " AS owner, " YES("l.begun_by = ?1") " AS begun, " YES("l.reader = ?1") " AS reader"
        " FROM lesson l JOIN post p ON p.id = l.post WHERE ?1 IN (l.owner, l.begun_by, l.reader) AND l.post > ?2 ORDER BY l.post LIMIT ?3",
    [DRAFT] =
        "SELECT l.post, p.code, l.title, l.text, l.works_when, l.works_not, l.asked_at FROM lesson l JOIN post p ON p.id"
        " = l.post WHERE l.drafter = ?1 AND l.drafted = 1 AND l.post > ?2 ORDER BY l.post LIMIT ?3",
    [THANKS] =
        "SELECT r.post, p.code FROM thanks r JOIN post p ON p.id = r.post WHERE r.member = ?1 AND r.post > ?2 ORDER BY"
        " r.post LIMIT ?3",
    [REACTED] =
        "SELECT r.post, p.code, " REACTION " AS reaction FROM reaction r JOIN post p ON p.id = r.post WHERE r.member = ?1"
        " AND r.post > ?2 ORDER BY r.post LIMIT ?3",
    [SEEN] =
        "SELECT r.post * 100000000 + r.day, p.code, r.day FROM seen r JOIN post p ON p.id = r.post WHERE r.member = ?1"
        " AND r.post * 100000000 + r.day > ?2 ORDER BY r.post, r.day LIMIT ?3",
    [HELPED] =
        "SELECT r.post * 100000000 + r.day, p.code, r.day, r.at AS helped_at FROM helped r JOIN post p ON p.id = r.post"
        " WHERE r.member = ?1 AND r.post * 100000000 + r.day > ?2 ORDER BY r.post, r.day LIMIT ?3",
    [HARVEST] =
        "SELECT id, code, title, begun_at FROM harvest WHERE facilitator = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
    [FOLLOW] =
        "SELECT f.kind * 1000000000000 + f.what, CASE f.kind WHEN 1 THEN (SELECT code FROM post WHERE id = f.what) WHEN 2"
        " THEN (SELECT 'theme/' || slug FROM theme WHERE id = f.what) ELSE (SELECT 'team/' || slug FROM team WHERE id ="
        " f.what) END AS what, " YES("f.is_on = 0") " AS stopped, f.since_at FROM follow f WHERE f.member = ?1 AND f.kind"
        " * 1000000000000 + f.what > ?2 ORDER BY f.kind, f.what LIMIT ?3",
    [ENDORSEMENT] =
        "SELECT e.post, p.code, e.revision, e.unless, e.at AS endorsed_at FROM endorsement e JOIN post p ON p.id = e.post"
        " WHERE e.member = ?1 AND e.post > ?2 ORDER BY e.post LIMIT ?3",
    [SIGNAL] =
        "SELECT s.id, t.slug AS team, h.slug AS theme, p.code, s.text, " YES("s.quote") " AS quote, s.at AS raised_at, "
        YES("s.answer IS NOT NULL") " AS answered FROM signal s JOIN theme h ON h.id = s.theme LEFT JOIN team t ON t.id ="
        " s.team LEFT JOIN post p ON p.id = s.post WHERE s.member = ?1 AND s.id > ?2 ORDER BY s.id LIMIT ?3",
    [WAIT] =
        "SELECT w.id, " PLACES("w") ", w.weeks, w.places, w.note, t.slug AS team, w.at AS said_at FROM wait w LEFT JOIN"
        " team t ON t.id = w.team WHERE w.member = ?1 AND w.id > ?2 ORDER BY w.id LIMIT ?3",
    [INTERVISION] =
        "SELECT i.team * 1000000000000 + i.question, t.slug AS team, p.code, i.day AS date, i.added_at, i.done_at FROM"
        " intervision i JOIN team t ON t.id = i.team JOIN post p ON p.id = i.question WHERE i.member = ?1 AND i.team *"
        " 1000000000000 + i.question > ?2 ORDER BY i.team, i.question LIMIT ?3",
    [CLAIM] =
        "SELECT l.question, p.code, l.claimed_at, l.note FROM ladder l JOIN post p ON p.id = l.question WHERE"
        " l.claimed_by = ?1 AND l.question > ?2 ORDER BY l.question LIMIT ?3",
    [NEWCOMER] = "SELECT member, joined_at FROM newcomer WHERE member = ?1 AND member > ?2 LIMIT ?3",
    [DIGEST] =
        "SELECT d.day, d.day AS date, d.made_at, d.first_seq, d.last_seq, nullif(d.notes, 0) AS notes FROM digest d WHERE"
        " d.member = ?1 AND d.day > ?2 ORDER BY d.day LIMIT ?3",
    [MAILED] =
        "SELECT m.day, m.day AS date, m.result FROM mailed m WHERE m.member = ?1 AND m.day > ?2 ORDER BY m.day LIMIT ?3",
    [TOLD] =
        "SELECT o.seq, o.seq AS seq, p.code, e.at AS told_at FROM event_to o JOIN event e ON e.seq = o.seq JOIN post p ON"
        " p.id = e.post WHERE o.member = ?1 AND o.seq > ?2 ORDER BY o.seq LIMIT ?3",
    /* Who it was is not the asker's; that it happened is. */
    [OPENED] =
        "SELECT u.id, p.code, u.at AS opened_at FROM unmask u JOIN post p ON p.id = u.post WHERE p.author = ?1 AND"
        " u.confirms IS NOT NULL AND u.id > ?2 ORDER BY u.id LIMIT ?3",
    [UNMASK] =
        "SELECT u.id, p.code, u.reason, u.at AS wanted_at, " YES("u.confirms IS NOT NULL") " AS opened FROM unmask u JOIN"
        " post p ON p.id = u.post WHERE u.member = ?1 AND u.id > ?2 ORDER BY u.id LIMIT ?3",
    [REPORT] =
        "SELECT r.post, p.code, r.note, r.at AS reported_at FROM report r JOIN post p ON p.id = r.post WHERE r.member ="
        " ?1 AND r.post > ?2 ORDER BY r.post LIMIT ?3",
    /* What others wrote about somebody else's text is not the member's. */
    [MODERATION] =
        "SELECT c.id, p.code, iif(p.author = ?1 OR ?1 IN (c.decider, c.proposer), c.reason, NULL) AS reason, iif(p.author"
        " = ?1, c.appeal, NULL) AS appeal, c.at AS noted_at, c.decided_at FROM moderation c JOIN post p ON p.id = c.post"
        " WHERE (p.author = ?1 OR ?1 IN (c.not_by, c.proposer, c.decider)) AND c.id > ?2 ORDER BY c.id LIMIT ?3",
    [AUDIT] =
        "SELECT a.id, a.id AS number, a.at AS noted_at, a.action, " YES("a.who = ?1") " AS by_oneself, p.code,"
        " nullif(a.detail, '') AS detail FROM audit a LEFT JOIN post p ON p.id = a.post AND p.author = ?1 WHERE ?1 IN"
        " (a.who, a.member) AND a.id > ?2 ORDER BY a.id LIMIT ?3",
    [ERASURE] =
        "SELECT member, iif(remove, 'remove', 'anonymise') AS posts, nullif(until_at, 0) AS until_at FROM erasure WHERE"
        " member = ?1 AND member > ?2 LIMIT ?3",
    [SERVED] =
        "SELECT hex(id), hex(id) AS id, nullif(seq, 0) AS seq FROM served WHERE member = ?1 AND hex(id) > ?2 ORDER BY id"
        " LIMIT ?3",
};
/* clang-format on */
STATEMENT_SET(own, sql);

static const struct {
    const char *kind;
    bool by_word; /* its key is a text */
} sections[] = {
    [MEMBER] = { "member", false },
    [MEMBERSHIP] = { "membership", false },
    [DEVICE] = { "device", true },
    [CODE] = { "code", false },
    [MAILBOX] = { "mailbox", false },
    [POST] = { "post", false },
    [SOURCE] = { "source", false },
    [LESSON] = { "lesson", false },
    [DRAFT] = { "draft", false },
    [THANKS] = { "thanks", false },
    [REACTED] = { "reaction", false },
    [SEEN] = { "seen", false },
    [HELPED] = { "helped", false },
    [HARVEST] = { "harvest", false },
    [FOLLOW] = { "follow", false },
    [ENDORSEMENT] = { "endorsement", false },
    [SIGNAL] = { "signal", false },
    [WAIT] = { "wait", false },
    [INTERVISION] = { "intervision", false },
    [CLAIM] = { "claim", false },
    [NEWCOMER] = { "newcomer", false },
    [DIGEST] = { "digest", true },
    [MAILED] = { "mailed", true },
    [TOLD] = { "told", false },
    [OPENED] = { "opened", false },
    [UNMASK] = { "unmask", false },
    [REPORT] = { "report", false },
    [MODERATION] = { "moderation", false },
    [AUDIT] = { "audit", false },
    [ERASURE] = { "erasure", false },
    [SERVED] = { "served", true },
};

static_assert(sizeof sections / sizeof sections[0] == SECTIONS, "a kind for each statement");

/* Where one is: behind this key of this section. */
struct place {
    size_t section;
    int64_t number;
    struct span word;
};

/* "<section>.<key>"; absent is the beginning. */
static bool read_cursor(struct span after, struct place *out)
{
    char text[CURSOR_MAX], *end;

    *out = (struct place){ .word = span_of("") };
    if (after.ptr == NULL)
        return true;
    if (after.len >= sizeof text)
        return false;
    memcpy(text, after.ptr, after.len);
    text[after.len] = '\0';
    out->section = strtoul(text, &end, 10);
    if (end == text || *end != '.' || out->section >= SECTIONS)
        return false;
    size_t skip = (size_t)(end - text) + 1;
    out->word = (struct span){ after.ptr + skip, after.len - skip };
    out->number = strtoll(end + 1, &end, 10);
    return sections[out->section].by_word || *end == '\0';
}

static struct span write_cursor(const struct place *place, struct arena *arena)
{
    char text[CURSOR_MAX];

    if (sections[place->section].by_word)
        snprintf(text, sizeof text, "%zu.%.*s", place->section, span_int(place->word), place->word.ptr);
    else
        snprintf(text, sizeof text, "%zu.%lld", place->section, (long long)place->number);
    return arena_copy(arena, span_of(text));
}

static struct own_value read_value(struct query *q, struct arena *arena)
{
    struct own_value value = { .key = arena_copy(arena, span_of(sqlite3_column_name(q->stmt, q->column))) };

    if (sqlite3_column_type(q->stmt, q->column) == SQLITE_TEXT)
        value.text = column_text(q, arena);
    else
        value.number = column_int(q);
    return value;
}

/* False when there is no room. */
static bool read_row(struct query *q, struct place *at, struct arena *arena, struct own_row *out)
{
    int columns = sqlite3_column_count(q->stmt);

    *out = (struct own_row){ .kind = span_of(sections[at->section].kind),
                             .values = arena_take(arena, VALUES_MAX * sizeof *out->values) };
    if (sections[at->section].by_word)
        at->word = column_text(q, arena);
    else
        at->number = column_int(q);
    if (out->values == NULL || columns > VALUES_MAX)
        return false;
    while (q->column < columns)
        if (column_is_null(q))
            q->column++;
        else
            out->values[out->count++] = read_value(q, arena);
    return true;
}

/* How much of a reply is filled. */
struct fill {
    size_t bytes, values;
};

static void add_to(struct fill *fill, const struct own_row *row)
{
    fill->values += row->count;
    for (size_t i = 0; i < row->count; i++)
        fill->bytes += row->values[i].key.len + row->values[i].text.len + 32;
}

static bool is_full(const struct fill *fill, const struct own_page *page)
{
    return page->count == PAGE_ROWS || fill->bytes >= PAGE_BYTES || fill->values >= PAGE_VALUES;
}

/* What is of the member in the section, behind that place; limit -1: all of it. */
static struct query query_section(struct store *store, int64_t member, const struct place *at, int64_t limit)
{
    struct query q = query(store, &set_own, at->section);

    bind_int(&q, member);
    if (sections[at->section].by_word)
        bind_text(&q, at->word);
    else
        bind_int(&q, at->number);
    bind_int(&q, limit);
    return q;
}

/* Until the page is full or the section has no more. */
static int read_section(struct store *store, int64_t member, struct place *at, struct fill *fill, struct arena *arena,
                        struct own_page *page)
{
    struct query q = query_section(store, member, at, PAGE_ROWS);

    while (!is_full(fill, page) && query_row(&q)) {
        if (!read_row(&q, at, arena, &page->rows[page->count]))
            q.out_of_room = true;
        add_to(fill, &page->rows[page->count++]);
    }
    return query_end(&q);
}

int store_own_read(struct store *store, int64_t member, struct span after, struct arena *arena, struct own_page *out)
{
    struct place at;
    struct fill fill = { 0, 0 };
    int err = 0;

    *out = (struct own_page){ .rows = arena_take(arena, PAGE_ROWS * sizeof *out->rows) };
    if (out->rows == NULL)
        return ERR_TOO_BIG;
    if (!read_cursor(after, &at))
        return ERR_BAD_REQUEST;
    while (err == 0) {
        err = read_section(store, member, &at, &fill, arena, out);
        if (is_full(&fill, out))
            break;
        if (at.section + 1 == SECTIONS)
            return err;
        at = (struct place){ .section = at.section + 1, .word = span_of("") };
    }
    out->after = write_cursor(&at, arena);
    return err;
}

/* By the statements that read it, so that it is of the same things. */
int store_own_count(struct store *store, int64_t member, int64_t *out)
{
    int err = 0;

    *out = 0;
    for (size_t i = 0; i < SECTIONS && err == 0; i++) {
        struct query q = query_section(store, member, &(struct place){ .section = i, .word = span_of("") }, -1);
        while (query_row(&q))
            ++*out;
        err = query_end(&q);
    }
    return err;
}

const char *store_own_kind(size_t number)
{
    return number < SECTIONS ? sections[number].kind : NULL;
}
