#include "store_erase.h"

#include "db.h"
#include "store_endorse.h"

#define PATIENCE_MS 100 /* for whoever reads; the writer has more to do */

enum {
    COUNT_POSTS,
    OTHER_ADMINISTRATOR,
    ASK,
    GET,
    AGAIN,
    NEXT,
    NEXT_DUE,
    SET,
    SHUT_OUT,
    SHUT_DEVICES,
    SHUT_CODE,
    SHUT_DIGEST,
    SHUT_MAILED,
    SHUT_MAILBOX,
    POSTS,
    POSTS_WITHDRAWN,
    APPEALS,
    AUTHOR,
    UNREGISTER,
    ENDORSEMENTS,
    THANKS,
    REACTIONS,
    SEEN,
    HELPED,
    FOLLOWS,
    NEWCOMER,
    MEMBERSHIPS,
    TOLD,
    CLAIMS,
    UNMASKS,
    REPORTS,
    NOT_BY,
    PROPOSALS,
    DECISIONS,
    HARVESTS,
    SERVED,
    WAITS_KEEP,
    WAITS_EMPTY,
    SIGNALS_KEEP,
    SIGNALS_DELETE,
    IN_REPLIES,
    MEMBER
};

#define COLUMNS                                                                                                        \
    "SELECT e.member, e.token, e.remove, e.step, e.hash, e.until_at, e.due_at, e.seq, m.name, m.display FROM erasure"  \
    " e LEFT JOIN member m ON m.id = e.member "
#define UNDER_WAY "e.step BETWEEN 1 AND 6 "

static const char *const sql[] = {
    [COUNT_POSTS] = "SELECT count(*) FROM post WHERE author = ? AND retracted_at IS NULL",
    [OTHER_ADMINISTRATOR] = "SELECT 1 FROM member m WHERE m.roles & 4 AND m.disabled = 0 AND m.id <> ? AND NOT EXISTS"
                            " (SELECT 1 FROM erasure e WHERE e.member = m.id AND e.step > 0) LIMIT 1",
    [ASK] = "INSERT INTO erasure (member, token, remove, step, hash, until_at, due_at) SELECT id, token, ?2, 0, ?3, ?4,"
            " 0 FROM member WHERE id = ?1 ON CONFLICT (member) DO UPDATE SET remove = excluded.remove, hash ="
            " excluded.hash, until_at = excluded.until_at WHERE step = 0 RETURNING 1",
    [GET] = COLUMNS "WHERE e.member = ?",
    [AGAIN] =
        "INSERT INTO erasure (member, token, remove, step, until_at, due_at) SELECT id, token, ?2, 2, 0, 0 FROM"
        " member WHERE token = ?1 ON CONFLICT (member) DO UPDATE SET remove = excluded.remove, hash = NULL, step ="
        " 2 WHERE step < 2",
    [NEXT] = COLUMNS "WHERE " UNDER_WAY "AND e.due_at <= ? AND e.step < ? ORDER BY e.due_at LIMIT 1",
    [NEXT_DUE] = "SELECT min(e.due_at) FROM erasure e WHERE " UNDER_WAY,
    [SET] = "UPDATE erasure SET step = ?, due_at = ?, seq = ?, hash = NULL WHERE member = ?",

    [SHUT_OUT] = "UPDATE member SET disabled = 1, digest_due = NULL WHERE id = ?",
    [SHUT_DEVICES] = "DELETE FROM device WHERE member = ?",
    [SHUT_CODE] = "DELETE FROM code WHERE member = ?",
    [SHUT_DIGEST] = "DELETE FROM digest WHERE member = ?",
    [SHUT_MAILED] = "DELETE FROM mailed WHERE member = ?",
    [SHUT_MAILBOX] = "DELETE FROM mailbox WHERE member = ?",

    /* By the index, which does not have those that were withdrawn: for them the table is read, at the end. */
    [POSTS] = "SELECT id FROM post WHERE author = ? AND retracted_at IS NULL LIMIT ?",
    [POSTS_WITHDRAWN] = "SELECT id FROM post WHERE author = ? LIMIT ?",
    [APPEALS] = "UPDATE moderation SET appeal = NULL WHERE post = ?",
    [AUTHOR] = "UPDATE post SET author = 0, author_team = NULL, registration = NULL, function = NULL, flags = flags | 8"
               " WHERE id = ?",

    [UNREGISTER] = "UPDATE member SET registration = NULL WHERE id = ?",
    [ENDORSEMENTS] = "DELETE FROM endorsement WHERE member = ?",
    [THANKS] = "DELETE FROM thanks WHERE member = ?",
    [REACTIONS] = "DELETE FROM reaction WHERE member = ?",
    [SEEN] = "DELETE FROM seen WHERE member = ?",
    /* It is counted by its rows. */
    [HELPED] = "UPDATE helped SET member = 0 WHERE member = ?",
    [FOLLOWS] = "DELETE FROM follow WHERE member = ?",
    [NEWCOMER] = "DELETE FROM newcomer WHERE member = ?",
    [MEMBERSHIPS] = "DELETE FROM membership WHERE member = ?",
    [TOLD] = "DELETE FROM event_to WHERE member = ?",
    [CLAIMS] = "UPDATE ladder SET claimed_by = NULL, claimed_at = NULL, note = NULL, due_at = 0 WHERE claimed_by = ?",
    /* Why somebody's anonymity was lifted stays; who wanted it does not. */
    [UNMASKS] = "UPDATE unmask SET member = 0 WHERE member = ?",
    [REPORTS] = "DELETE FROM report WHERE member = ?",
    [NOT_BY] = "UPDATE moderation SET not_by = 0 WHERE not_by = ?",
    [PROPOSALS] = "UPDATE moderation SET proposer = 0 WHERE proposer = ?",
    [DECISIONS] = "UPDATE moderation SET decider = 0 WHERE decider = ?",
    [HARVESTS] = "UPDATE harvest SET facilitator = 0 WHERE facilitator = ?",
    [SERVED] = "DELETE FROM served WHERE member = ?",
    [WAITS_KEEP] = "UPDATE wait SET member = 0 WHERE member = ?",
    [WAITS_EMPTY] = "UPDATE wait SET member = 0, note = NULL WHERE member = ?",
    [SIGNALS_KEEP] = "UPDATE signal SET member = 0 WHERE member = ?",
    [SIGNALS_DELETE] = "DELETE FROM signal WHERE member = ?",
    /* The same request is not answered again: its answer was about somebody who is not there. */
    [IN_REPLIES] = "UPDATE served SET reply = x'80', hash = zeroblob(16) WHERE instr(reply, ?) > 0",
    [MEMBER] = "DELETE FROM member WHERE id = ?",
};
STATEMENT_SET(erase, sql);

static int run_for(struct store *store, size_t which, int64_t id)
{
    struct query q = query(store, &set_erase, which);

    bind_int(&q, id);
    return query_run(&q);
}

static int run_each(struct store *store, const size_t *list, size_t count, int64_t member)
{
    int err = 0;

    for (size_t i = 0; i < count && err == 0; i++)
        err = run_for(store, list[i], member);
    return err;
}

/* ---- asking, and how far it is ---- */

int store_erase_count(struct store *store, int64_t member, int64_t *out)
{
    struct query q = query(store, &set_erase, COUNT_POSTS);

    bind_int(&q, member);
    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

int store_erase_has_other_administrator(struct store *store, int64_t member, bool *out)
{
    struct query q = query(store, &set_erase, OTHER_ADMINISTRATOR);

    bind_int(&q, member);
    *out = query_row(&q);
    return query_end(&q);
}

int store_erase_ask(struct store *store, const struct erasure *erasure)
{
    struct query q = query(store, &set_erase, ASK);

    bind_int(&q, erasure->member);
    bind_int(&q, erasure->remove);
    bind_blob(&q, erasure->hash);
    bind_int(&q, erasure->until_at);
    bool asked = query_row(&q);
    int err = query_end(&q);
    return err == 0 && !asked ? ERR_CONFLICT : err;
}

static int read_one(struct query *q, struct arena *arena, struct erasure *out)
{
    bool found = query_row(q);

    *out = (struct erasure){ 0 };
    if (found) {
        out->member = column_int(q);
        out->token = column_text(q, arena);
        out->remove = column_int(q) != 0;
        out->step = (enum erasure_step)column_int(q);
        out->hash = column_blob(q, arena);
        out->until_at = column_int(q);
        out->due_at = column_int(q);
        out->seq = column_int(q);
        out->name = column_text(q, arena);
        out->display = column_text(q, arena);
    }
    return query_end_found(q, found);
}

int store_erase_get(struct store *store, int64_t member, struct arena *arena, struct erasure *out)
{
    struct query q = query(store, &set_erase, GET);

    bind_int(&q, member);
    return read_one(&q, arena, out);
}

int store_erase_again(struct store *store, struct span token, bool remove)
{
    struct query q = query(store, &set_erase, AGAIN);

    bind_text(&q, token);
    bind_int(&q, remove);
    return query_run(&q);
}

int store_erase_next(struct store *store, int64_t now_ms, enum erasure_step before, struct arena *arena,
                     struct erasure *out)
{
    struct query q = query(store, &set_erase, NEXT);

    bind_int(&q, now_ms);
    bind_int(&q, before);
    return read_one(&q, arena, out);
}

int store_erase_next_due(struct store *store, int64_t *out)
{
    struct query q = query(store, &set_erase, NEXT_DUE);

    *out = INT64_MAX;
    if (query_row(&q) && !column_is_null(&q))
        *out = column_int(&q);
    return query_end(&q);
}

int store_erase_set(struct store *store, const struct erasure *erasure)
{
    struct query q = query(store, &set_erase, SET);

    bind_int(&q, erasure->step);
    bind_int(&q, erasure->due_at);
    bind_int(&q, erasure->seq);
    bind_int(&q, erasure->member);
    return query_run(&q);
}

/* ---- the pieces ---- */

int store_erase_shut(struct store *store, int64_t member)
{
    static const size_t list[] = { SHUT_OUT, SHUT_DEVICES, SHUT_CODE, SHUT_DIGEST, SHUT_MAILED, SHUT_MAILBOX };

    return run_each(store, list, sizeof list / sizeof list[0], member);
}

static int list_posts(struct store *store, size_t which, int64_t member, size_t limit, struct arena *arena,
                      struct post_ids *out)
{
    struct query q = query(store, &set_erase, which);

    *out = (struct post_ids){ .count = 0 };
    bind_int(&q, member);
    bind_int(&q, (int64_t)limit);
    return query_ids(&q, limit, arena, &out->ids, &out->count);
}

int store_erase_posts(struct store *store, int64_t member, size_t limit, struct arena *arena, struct post_ids *out)
{
    int err = list_posts(store, POSTS, member, limit, arena, out);

    return err != 0 || out->count > 0 ? err : list_posts(store, POSTS_WITHDRAWN, member, limit, arena, out);
}

int store_erase_author(struct store *store, int64_t post)
{
    int err = run_for(store, APPEALS, post);

    return err != 0 ? err : run_for(store, AUTHOR, post);
}

/* A text of a reply as it stands there: MessagePack writes its length before it. */
static int forget_in_replies(struct store *store, struct span text, struct arena *arena)
{
    unsigned char *bytes = arena_take(arena, text.len + 2);
    size_t head = text.len < 32 ? 1 : 2;

    if (bytes == NULL || text.len > 255)
        return ERR_TOO_BIG;
    if (text.len == 0)
        return 0;
    bytes[0] = (unsigned char)(head == 1 ? 0xa0 | text.len : 0xd9);
    if (head == 2)
        bytes[1] = (unsigned char)text.len;
    memcpy(bytes + head, text.ptr, text.len);
    struct query q = query(store, &set_erase, IN_REPLIES);
    bind_blob(&q, (struct span){ (const char *)bytes, head + text.len });
    return query_run(&q);
}

/* The questions that an endorsement answered are open again before it goes. */
static int forget_endorsements(struct store *store, int64_t member, int64_t now_ms)
{
    int err = run_for(store, UNREGISTER, member);

    if (err == 0)
        err = store_endorse_settle_member(store, member, now_ms);
    return err != 0 ? err : run_for(store, ENDORSEMENTS, member);
}

int store_erase_rows(struct store *store, const struct erasure *erasure, int64_t now_ms, struct arena *arena)
{
    static const size_t list[] = { THANKS, REACTIONS, SEEN,    HELPED, FOLLOWS,   NEWCOMER,  MEMBERSHIPS, TOLD,
                                   CLAIMS, UNMASKS,   REPORTS, NOT_BY, PROPOSALS, DECISIONS, HARVESTS,    SERVED };
    int err = store_erase_shut(store, erasure->member);

    if (err == 0)
        err = forget_endorsements(store, erasure->member, now_ms);
    if (err == 0)
        err = run_each(store, list, sizeof list / sizeof list[0], erasure->member);
    if (err == 0)
        err = run_for(store, erasure->remove ? WAITS_EMPTY : WAITS_KEEP, erasure->member);
    if (err == 0)
        err = run_for(store, erasure->remove ? SIGNALS_DELETE : SIGNALS_KEEP, erasure->member);
    if (err == 0)
        err = forget_in_replies(store, erasure->name, arena);
    if (err == 0)
        err = forget_in_replies(store, erasure->display, arena);
    return err != 0 ? err : run_for(store, MEMBER, erasure->member);
}

int store_erase_journal(struct store *store, bool *done)
{
    sqlite3_busy_timeout(store->db, PATIENCE_MS);
    int rc = sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(store->db, STORE_PATIENCE_MS);
    *done = rc == SQLITE_OK;
    return rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED ? 0 : ERR_STORAGE;
}
