#include "store_moderate.h"

#include "db.h"

enum {
    REPORT,
    COUNT_REPORTS,
    REPORTS,
    SETTLE_REPORTS,
    OPEN,
    GET,
    SET_REASON,
    PROPOSE,
    APPEAL,
    CLOSE,
    NOTE,
    LAST,
    DECISIONS_OF,
    QUEUE,
    WAITING,
    UNTOLD,
    NOTE_TOLD,
    NEXT,
    READERS,
    NAMES,
    MAY_READ,
    CONCERNS
};

#define COLUMNS                                                                                                        \
    "SELECT c.id, c.post, c.why, c.at, c.appeal, c.not_by, c.proposal, c.proposer, c.decision, c.decider, c.reason,"   \
    " c.decided_at, (SELECT count(*) FROM report r WHERE r.post = c.post AND r.settled = 0), o.display, d.display"     \
    " FROM moderation c LEFT JOIN member o ON o.id = c.proposer LEFT JOIN member d ON d.id = c.decider "

/* Of the case c of the post p: for the eyes of the moderator ?1. 33: reported or appealed. */
#define READABLE                                                                                                       \
    "(p.team IS NULL OR c.why & 33 OR EXISTS (SELECT 1 FROM membership s WHERE s.member = ?1 AND s.team = p.team) OR"  \
    " NOT EXISTS (SELECT 1 FROM membership s JOIN member m ON m.id = s.member WHERE s.team = p.team AND m.roles & 2"   \
    " AND m.disabled = 0 AND m.id <> p.author)) "

/* Closed by a team and a bracket: that is one of the moderator (?1); an organisation is none. */
#define OWN_IS                                                                                                         \
    "EXISTS (SELECT 1 FROM membership s JOIN team t ON t.id = s.team WHERE s.member = ?1 AND t.is_organisation = 0"    \
    " AND t.id = "
#define REPORTED "EXISTS (SELECT 1 FROM report r WHERE r.post = p.id AND r.settled = 0) "
#define BY_OWN                                                                                                         \
    "EXISTS (SELECT 1 FROM report r JOIN membership a ON a.member = r.member JOIN membership s ON s.team = a.team"     \
    " JOIN team t ON t.id = a.team WHERE r.post = p.id AND r.settled = 0 AND s.member = ?1 AND t.is_organisation = "   \
    "0) "
#define NAMES_OWN                                                                                                      \
    "EXISTS (SELECT 1 FROM membership s JOIN team t ON t.id = s.team WHERE s.member = ?1 AND t.is_organisation = 0"    \
    " AND instr(lower(ifnull(p.title, '') || ' ' || ifnull(p.text, '')), lower(t.name)) > 0) "

static const char *const sql[] = {
    [REPORT] = "INSERT INTO report (post, member, reason, note, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
               " RETURNING 1",
    [COUNT_REPORTS] = "SELECT count(*) FROM report WHERE post = ? AND settled = 0",
    [REPORTS] = "SELECT reason, note, at, settled FROM report WHERE post = ? ORDER BY at DESC, member LIMIT ?",
    [SETTLE_REPORTS] = "UPDATE report SET settled = 1 WHERE post = ? AND settled = 0",
    [OPEN] = "INSERT INTO moderation (post, why, at) VALUES (?, ?, ?) ON CONFLICT (post) WHERE decision IS NULL DO"
             " UPDATE SET why = why | excluded.why, told = iif(why | excluded.why = why, told, 0)",
    [GET] = COLUMNS "WHERE c.post = ? AND c.decision IS NULL",
    [SET_REASON] = "UPDATE moderation SET reason = ? WHERE post = ? AND decision IS NULL",
    [PROPOSE] = "UPDATE moderation SET proposal = ?, proposer = ?, reason = ? WHERE post = ? AND decision IS NULL",
    [APPEAL] = "UPDATE moderation SET appeal = ?, not_by = ? WHERE post = ? AND decision IS NULL",
    /* Behind what was noted while it waited: ids are the order of deciding, whatever a clock does. */
    [CLOSE] = "UPDATE moderation SET id = (SELECT max(id) + 1 FROM moderation), decision = ?, decider = ?, reason = ?,"
              " decided_at = ? WHERE post = ? AND decision IS NULL",
    [NOTE] = "INSERT INTO moderation (post, why, at, decision, decider, reason, decided_at) VALUES (?1, 2, ?5, ?2, ?3,"
             " ?4, ?5)",
    [LAST] = COLUMNS "WHERE c.post = ?1 AND c.decision IS NOT NULL AND (c.decision NOT IN (7, 8) OR (?2 AND c.reason IS"
                     " NOT NULL)) ORDER BY c.id DESC LIMIT 1",
    [DECISIONS_OF] = COLUMNS "WHERE c.post = ? AND c.decision IS NOT NULL ORDER BY c.id DESC LIMIT ?",
    [QUEUE] = COLUMNS "CROSS JOIN post p ON p.id = c.post WHERE c.decision IS NULL AND " READABLE
                      "ORDER BY c.why & 8 = 0, c.id LIMIT ?2",
    [WAITING] = "SELECT count(*), min(c.at) FROM moderation c CROSS JOIN post p ON p.id = c.post WHERE c.decision IS"
                " NULL AND p.retracted_at IS NULL AND " READABLE,
    [UNTOLD] = "SELECT post FROM moderation WHERE decision IS NULL AND told < 2 AND (told = 0 OR at < ?) ORDER BY told,"
               " at LIMIT ?",
    [NOTE_TOLD] = "UPDATE moderation SET told = iif(at < ?, 2, 1) WHERE post = ? AND decision IS NULL",
    [NEXT] = "SELECT at, told FROM moderation WHERE decision IS NULL AND told < 2 ORDER BY told, at LIMIT 1",
    [READERS] = "SELECT id FROM member WHERE roles & 2 AND disabled = 0 AND id <> ? LIMIT ?",
    [NAMES] = "SELECT name FROM member WHERE roles & 2 AND disabled = 0 ORDER BY id LIMIT ?",
    [MAY_READ] = "SELECT 1 FROM moderation c JOIN post p ON p.id = c.post WHERE c.post = ?2 AND c.decision IS NULL AND"
                 " p.retracted_at IS NULL AND " READABLE,
    [CONCERNS] = "SELECT p.author = ?1 OR ifnull(c.not_by = ?1, 0) OR " BY_OWN "OR (" REPORTED "AND (" OWN_IS
                 "p.team) OR " OWN_IS "p.author_team))) OR ((?3 OR " REPORTED ") AND (" NAMES_OWN "OR (" OWN_IS
                 "q.author_team) AND NOT " OWN_IS "p.author_team)))) FROM post p LEFT JOIN post q ON q.id = p.question"
                 " LEFT JOIN moderation c ON c.post = p.id AND c.decision IS NULL WHERE p.id = ?2",
};
STATEMENT_SET(moderate, sql);

static void bind_id(struct query *q, int64_t id)
{
    bind_int_or_null(q, id, id != 0);
}

/* ---- reports ---- */

int store_moderate_report(struct store *store, const struct report *report, bool *added)
{
    struct query q = query(store, &set_moderate, REPORT);

    bind_int(&q, report->post);
    bind_int(&q, report->member);
    bind_int(&q, report->reason);
    bind_text(&q, report->note);
    bind_int(&q, report->at);
    *added = query_row(&q);
    return query_end(&q);
}

int store_moderate_count_reports(struct store *store, int64_t post, int64_t *out)
{
    struct query q = query(store, &set_moderate, COUNT_REPORTS);

    bind_int(&q, post);
    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

int store_moderate_reports(struct store *store, int64_t post, size_t limit, struct arena *arena, struct report **out,
                           size_t *count)
{
    struct query q = query(store, &set_moderate, REPORTS);

    bind_int(&q, post);
    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(&q)) {
        struct report *row = &(*out)[(*count)++];
        row->reason = (enum report_reason)column_int(&q);
        row->note = column_text(&q, arena);
        row->at = column_int(&q);
        row->settled = column_int(&q) != 0;
    }
    return query_end(&q);
}

/* ---- cases ---- */

int store_moderate_open(struct store *store, int64_t post, unsigned why, int64_t now_ms)
{
    struct query q = query(store, &set_moderate, OPEN);

    bind_int(&q, post);
    bind_int(&q, why);
    bind_int(&q, now_ms);
    return query_run(&q);
}

int store_moderate_note(struct store *store, int64_t post, enum moderation_decision decision, int64_t decider,
                        struct span reason, int64_t now_ms)
{
    struct query q = query(store, &set_moderate, NOTE);

    bind_int(&q, post);
    bind_int(&q, decision);
    bind_int(&q, decider);
    bind_text(&q, reason);
    bind_int(&q, now_ms);
    return query_run(&q);
}

static void read_case(struct query *q, struct arena *arena, struct moderation_case *out)
{
    out->id = column_int(q);
    out->post = column_int(q);
    out->why = (unsigned)column_int(q);
    out->at = column_int(q);
    out->appeal = column_text(q, arena);
    out->not_by = column_int(q);
    out->proposal = (enum moderation_decision)column_int(q);
    out->proposer = column_int(q);
    out->decision = (enum moderation_decision)column_int(q);
    out->decider = column_int(q);
    out->reason = column_text(q, arena);
    out->decided_at = column_int(q);
    out->reports = column_int(q);
    out->proposer_display = column_text(q, arena);
    out->decider_display = column_text(q, arena);
}

static int read_one(struct query *q, struct arena *arena, struct moderation_case *out)
{
    bool found = query_row(q);

    *out = (struct moderation_case){ 0 };
    if (found)
        read_case(q, arena, out);
    return query_end_found(q, found);
}

int store_moderate_get(struct store *store, int64_t post, struct arena *arena, struct moderation_case *out)
{
    struct query q = query(store, &set_moderate, GET);

    bind_int(&q, post);
    return read_one(&q, arena, out);
}

int store_moderate_last(struct store *store, int64_t post, bool moves_too, struct arena *arena,
                        struct moderation_case *out)
{
    struct query q = query(store, &set_moderate, LAST);

    bind_int(&q, post);
    bind_int(&q, moves_too);
    return read_one(&q, arena, out);
}

int store_moderate_set_reason(struct store *store, int64_t post, struct span reason)
{
    struct query q = query(store, &set_moderate, SET_REASON);

    bind_text(&q, reason);
    bind_int(&q, post);
    return query_run(&q);
}

int store_moderate_propose(struct store *store, int64_t post, enum moderation_decision proposal, int64_t proposer,
                           struct span reason)
{
    struct query q = query(store, &set_moderate, PROPOSE);

    bind_int(&q, proposal);
    bind_int(&q, proposer);
    bind_text(&q, reason);
    bind_int(&q, post);
    return query_run(&q);
}

int store_moderate_appeal(struct store *store, int64_t post, struct span text, int64_t not_by)
{
    struct query q = query(store, &set_moderate, APPEAL);

    bind_text(&q, text);
    bind_id(&q, not_by);
    bind_int(&q, post);
    return query_run(&q);
}

int store_moderate_close(struct store *store, int64_t post, enum moderation_decision decision, int64_t decider,
                         struct span reason, int64_t now_ms)
{
    struct query q = query(store, &set_moderate, CLOSE);

    bind_int(&q, decision);
    bind_id(&q, decider);
    bind_text(&q, reason);
    bind_int(&q, now_ms);
    bind_int(&q, post);
    int err = query_run(&q);
    if (err != 0)
        return err;
    q = query(store, &set_moderate, SETTLE_REPORTS);
    bind_int(&q, post);
    return query_run(&q);
}

static int read_cases(struct query *q, size_t limit, struct arena *arena, struct moderation_case **out, size_t *count)
{
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q->out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(q))
        read_case(q, arena, &(*out)[(*count)++]);
    return query_end(q);
}

int store_moderate_decisions(struct store *store, int64_t post, size_t limit, struct arena *arena,
                             struct moderation_case **out, size_t *count)
{
    struct query q = query(store, &set_moderate, DECISIONS_OF);

    bind_int(&q, post);
    bind_int(&q, (int64_t)limit);
    return read_cases(&q, limit, arena, out, count);
}

int store_moderate_queue(struct store *store, int64_t moderator, size_t limit, struct arena *arena,
                         struct moderation_case **out, size_t *count)
{
    struct query q = query(store, &set_moderate, QUEUE);

    bind_int(&q, moderator);
    bind_int(&q, (int64_t)limit);
    return read_cases(&q, limit, arena, out, count);
}

int store_moderate_waiting(struct store *store, int64_t moderator, int64_t *count, int64_t *since_at)
{
    struct query q = query(store, &set_moderate, WAITING);

    bind_int(&q, moderator);
    bool found = query_row(&q);
    *count = found ? column_int(&q) : 0;
    *since_at = found ? column_int(&q) : 0;
    return query_end(&q);
}

int store_moderate_untold(struct store *store, int64_t long_ago, size_t limit, struct arena *arena,
                          struct post_ids *out)
{
    struct query q = query(store, &set_moderate, UNTOLD);

    *out = (struct post_ids){ .count = 0 };
    bind_int(&q, long_ago);
    bind_int(&q, (int64_t)limit);
    return query_ids(&q, limit, arena, &out->ids, &out->count);
}

int store_moderate_note_told(struct store *store, int64_t post, int64_t long_ago)
{
    struct query q = query(store, &set_moderate, NOTE_TOLD);

    bind_int(&q, long_ago);
    bind_int(&q, post);
    return query_run(&q);
}

int store_moderate_next(struct store *store, int64_t *at, bool *told)
{
    struct query q = query(store, &set_moderate, NEXT);
    bool found = query_row(&q);

    if (found) {
        *at = column_int(&q);
        *told = column_int(&q) != 0;
    }
    return query_end_found(&q, found);
}

int store_moderate_readers(struct store *store, const struct post *post, size_t limit, struct arena *arena,
                           int64_t **out, size_t *count)
{
    struct query q = query(store, &set_moderate, READERS);
    size_t all;

    bind_int(&q, post->author);
    bind_int(&q, (int64_t)limit);
    int err = query_ids(&q, limit, arena, out, &all);
    *count = 0;
    for (size_t i = 0; i < all && err == 0; i++) {
        bool may_read = false;
        err = store_moderate_may_read(store, (*out)[i], post->id, &may_read);
        if (may_read)
            (*out)[(*count)++] = (*out)[i];
    }
    return err;
}

int store_moderate_names(struct store *store, size_t limit, struct arena *arena, const struct span **out, size_t *count)
{
    struct query q = query(store, &set_moderate, NAMES);
    struct span *names = arena_take(arena, limit * sizeof *names);

    *count = 0;
    q.out_of_room = names == NULL;
    bind_int(&q, (int64_t)limit);
    while (names != NULL && *count < limit && query_row(&q))
        names[(*count)++] = column_text(&q, arena);
    *out = *count == 0 ? NULL : names;
    return query_end(&q);
}

static int is_so(struct query *q, bool *out)
{
    *out = query_row(q) && column_int(q) != 0;
    return query_end(q);
}

int store_moderate_may_read(struct store *store, int64_t moderator, int64_t post, bool *out)
{
    struct query q = query(store, &set_moderate, MAY_READ);

    bind_int(&q, moderator);
    bind_int(&q, post);
    return is_so(&q, out);
}

int store_moderate_concerns(struct store *store, int64_t moderator, int64_t post, bool takes_away, bool *out)
{
    struct query q = query(store, &set_moderate, CONCERNS);

    bind_int(&q, moderator);
    bind_int(&q, post);
    bind_int(&q, takes_away);
    return is_so(&q, out);
}
