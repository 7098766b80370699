#include "store_merge.h"

#include "db.h"
#include "proto/code.h"
#include "store_endorse.h"

enum {
    HAS_HIDDEN,
    FIRST_ANSWER,
    MOVE_ANSWER,
    COUNT,
    EMPTY,
    FOLLOW,
    MOVE,
    LOOK_AGAIN,
    KEEP_FOR,
    NO_MEETING,
    FIRST_STEP
};

static const char *const sql[] = {
    [HAS_HIDDEN] = "SELECT 1 FROM post WHERE question = ? AND kind = 2 AND flags & 1 LIMIT 1",
    [FIRST_ANSWER] = "SELECT id FROM post WHERE question = ? AND kind = 2 ORDER BY id LIMIT 1",
    [MOVE_ANSWER] = "UPDATE post SET question = ?, number = ?, code = ?, theme = ? WHERE id = ?",
    [COUNT] = ("UPDATE post SET answers = (SELECT count(*) FROM post a WHERE a.question = post.id AND a.kind = 2 AND"
               " a.gone = 0), first_answer_at = coalesce(first_answer_at, (SELECT ?1 FROM post a WHERE a.question ="
               " post.id AND a.kind = 2 AND a.gone = 0 LIMIT 1)) WHERE id = ?2"),
    [EMPTY] = "UPDATE post SET answers = 0, chosen = NULL, merged_into = ? WHERE id = ?",
    [FOLLOW] = "INSERT INTO follow (member, kind, what, is_on, since_at) SELECT member, 1, ?2, 1, ?3 FROM follow WHERE"
               " kind = 1 AND what = ?1 AND is_on = 1 ON CONFLICT DO NOTHING",
    [MOVE] = "UPDATE post SET theme = ?2 WHERE id = ?1 OR (question = ?1 AND kind = 2)",
    [LOOK_AGAIN] = "UPDATE ladder SET due_at = 0 WHERE question = ?",

    /* A revision of its own: a copy of the past, where everybody reads it, is older. */
    [KEEP_FOR] = "UPDATE post SET team = ?2, revision = revision + 1 WHERE id = ?1 OR (question = ?1 AND kind = 2)",
    [NO_MEETING] = "DELETE FROM meeting WHERE question = ?1 AND team <> ?2 AND team NOT IN (SELECT id FROM team WHERE"
                   " organisation = ?2)",
    [FIRST_STEP] = "UPDATE ladder SET step = 0, step_at = ?2, due_at = 0, claimed_by = NULL, claimed_at = NULL, note ="
                   " NULL WHERE question = ?1",
};
STATEMENT_SET(merge, sql);

int store_merge_has_hidden(struct store *store, int64_t question, bool *out)
{
    struct query q = query(store, &set_merge, HAS_HIDDEN);

    bind_int(&q, question);
    *out = query_row(&q);
    return query_end(&q);
}

/* The next answer that is still there, or 0. */
static int first_answer(struct store *store, int64_t question, int64_t *out)
{
    struct query q = query(store, &set_merge, FIRST_ANSWER);

    bind_int(&q, question);
    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

static int move_answer(struct store *store, int64_t answer, const struct post *into, struct arena *arena)
{
    int64_t number;
    int err = store_post_number_answer(store, into->id, &number);

    if (err != 0)
        return err;
    struct code_text code = code_answer(into->code, number);
    struct span text = arena_copy(arena, span_of(code.text));
    if (text.ptr == NULL)
        return ERR_TOO_BIG;
    struct query q = query(store, &set_merge, MOVE_ANSWER);
    bind_int(&q, into->id);
    bind_int(&q, number);
    bind_text(&q, text);
    bind_int_or_null(&q, into->theme, into->theme != 0);
    bind_int(&q, answer);
    return query_run(&q);
}

static int run_with(struct store *store, size_t which, int64_t first, int64_t second)
{
    struct query q = query(store, &set_merge, which);

    bind_int(&q, first);
    bind_int(&q, second);
    return query_run(&q);
}

static int follow(struct store *store, int64_t from, int64_t into, int64_t now_ms)
{
    struct query q = query(store, &set_merge, FOLLOW);

    bind_int(&q, from);
    bind_int(&q, into);
    bind_int(&q, now_ms);
    return query_run(&q);
}

int store_merge(struct store *store, const struct post *from, const struct post *into, int64_t now_ms,
                struct arena *arena)
{
    int64_t answer;
    bool any = false;
    int err = first_answer(store, from->id, &answer);

    while (err == 0 && answer != 0) {
        any = true;
        err = move_answer(store, answer, into, arena);
        if (err == 0)
            err = first_answer(store, from->id, &answer);
    }
    if (err == 0)
        err = run_with(store, EMPTY, into->id, from->id);
    if (err == 0)
        err = follow(store, from->id, into->id, now_ms);
    if (err != 0 || !any)
        return err;
    err = run_with(store, COUNT, now_ms, into->id);
    return err != 0 ? err : store_endorse_settle(store, into->id, now_ms);
}

int store_merge_move(struct store *store, int64_t post, int64_t theme, int64_t now_ms)
{
    int err = run_with(store, MOVE, post, theme);

    if (err == 0)
        err = store_endorse_settle(store, post, now_ms);
    if (err != 0)
        return err;
    struct query q = query(store, &set_merge, LOOK_AGAIN);
    bind_int(&q, post);
    return query_run(&q);
}

int store_merge_keep_for(struct store *store, int64_t question, int64_t team, int64_t now_ms)
{
    int err = run_with(store, KEEP_FOR, question, team);

    if (err == 0)
        err = run_with(store, NO_MEETING, question, team);
    return err != 0 ? err : run_with(store, FIRST_STEP, question, now_ms);
}
