#include "store_meeting.h"

#include "db.h"

enum { ADD, GET, SET, END_HARVEST, REMOVE, DUE, NEXT_DUE, SAY, UNSAY, ANSWER, UNANSWER, ANSWERED, WORDS, COUNT };

#define COLUMNS "team, kind, plan, question, harvest, step, until_at, due_at"

static const char *const sql[] = {
    [ADD] = "INSERT INTO meeting (team, kind, plan, question, harvest, step, until_at, due_at) VALUES (?, ?, ?, ?, ?, "
            "?, ?, ?)",
    [GET] = "SELECT " COLUMNS " FROM meeting WHERE team = ?",
    [SET] = "UPDATE meeting SET step = ?, until_at = ?, due_at = ? WHERE team = ?",
    [END_HARVEST] = "UPDATE meeting SET due_at = min(due_at, ?) WHERE harvest = ?",
    [REMOVE] = "DELETE FROM meeting WHERE team = ?",
    [DUE] = "SELECT " COLUMNS " FROM meeting WHERE due_at <= ? ORDER BY due_at LIMIT 1",
    [NEXT_DUE] = "SELECT min(due_at) FROM meeting",
    [SAY] = "INSERT INTO meeting_word (team, step, text) VALUES (?, ?, ?)",
    [UNSAY] = "DELETE FROM meeting_word WHERE team = ? AND step = ? AND text IS NOT NULL",
    [ANSWER] = "INSERT INTO meeting_word (team, step, answer) VALUES (?, ?, ?)",
    [UNANSWER] = "DELETE FROM meeting_word WHERE team = ? AND step = ? AND answer IS NOT NULL",
    [ANSWERED] = "SELECT answer FROM meeting_word WHERE team = ? AND step = ? AND answer IS NOT NULL",
    [WORDS] = "SELECT text FROM meeting_word WHERE team = ? AND step = ? AND text IS NOT NULL ORDER BY id DESC LIMIT ?",
    [COUNT] = "SELECT count(*) FROM meeting_word WHERE team = ? AND step = ? AND text IS NOT NULL",
};
STATEMENT_SET(meeting, sql);

int store_meeting_add(struct store *store, const struct meeting *meeting)
{
    struct query q = query(store, &set_meeting, ADD);

    bind_int(&q, meeting->team);
    bind_int(&q, meeting->kind);
    bind_blob(&q, meeting->plan);
    bind_int_or_null(&q, meeting->question, meeting->question != 0);
    bind_int_or_null(&q, meeting->harvest, meeting->harvest != 0);
    bind_int(&q, meeting->step);
    bind_int(&q, meeting->until_at);
    bind_int(&q, meeting->due_at);
    return query_run(&q);
}

static int read_one(struct query *q, struct arena *arena, struct meeting *out)
{
    *out = (struct meeting){ 0 };
    bool found = query_row(q);
    if (found) {
        out->team = column_int(q);
        out->kind = (enum meeting_kind)column_int(q);
        out->plan = column_blob(q, arena);
        out->question = column_int(q);
        out->harvest = column_int(q);
        out->step = column_int(q);
        out->until_at = column_int(q);
        out->due_at = column_int(q);
    }
    return query_end_found(q, found);
}

int store_meeting_get(struct store *store, int64_t team, struct arena *arena, struct meeting *out)
{
    struct query q = query(store, &set_meeting, GET);

    bind_int(&q, team);
    return read_one(&q, arena, out);
}

int store_meeting_set(struct store *store, const struct meeting *meeting)
{
    struct query q = query(store, &set_meeting, SET);

    bind_int(&q, meeting->step);
    bind_int(&q, meeting->until_at);
    bind_int(&q, meeting->due_at);
    bind_int(&q, meeting->team);
    return query_run(&q);
}

int store_meeting_end_harvest(struct store *store, int64_t harvest, int64_t due_at)
{
    struct query q = query(store, &set_meeting, END_HARVEST);

    bind_int(&q, due_at);
    bind_int(&q, harvest);
    return query_run(&q);
}

int store_meeting_remove(struct store *store, int64_t team)
{
    struct query q = query(store, &set_meeting, REMOVE);

    bind_int(&q, team);
    return query_run(&q);
}

int store_meeting_due(struct store *store, int64_t now_ms, struct arena *arena, struct meeting *out)
{
    struct query q = query(store, &set_meeting, DUE);

    bind_int(&q, now_ms);
    return read_one(&q, arena, out);
}

int store_meeting_next_due(struct store *store, int64_t *out)
{
    struct query q = query(store, &set_meeting, NEXT_DUE);

    *out = INT64_MAX;
    if (query_row(&q) && !column_is_null(&q))
        *out = column_int(&q);
    return query_end(&q);
}

/* ---- what is said ---- */

int store_meeting_say(struct store *store, int64_t team, int64_t step, struct span text)
{
    struct query q = query(store, &set_meeting, SAY);

    bind_int(&q, team);
    bind_int(&q, step);
    bind_text(&q, text);
    return query_run(&q);
}

int store_meeting_unsay(struct store *store, int64_t team, int64_t step)
{
    struct query q = query(store, &set_meeting, UNSAY);

    bind_int(&q, team);
    bind_int(&q, step);
    return query_run(&q);
}

int store_meeting_answer(struct store *store, int64_t team, int64_t step, int64_t answer)
{
    struct query before = query(store, &set_meeting, UNANSWER);

    bind_int(&before, team);
    bind_int(&before, step);
    int err = query_run(&before);
    if (err != 0)
        return err;
    struct query q = query(store, &set_meeting, ANSWER);
    bind_int(&q, team);
    bind_int(&q, step);
    bind_int(&q, answer);
    return query_run(&q);
}

int store_meeting_answered(struct store *store, int64_t team, int64_t step, int64_t *out)
{
    struct query q = query(store, &set_meeting, ANSWERED);

    bind_int(&q, team);
    bind_int(&q, step);
    *out = query_row(&q) ? column_int(&q) : -1;
    return query_end(&q);
}

int store_meeting_words(struct store *store, int64_t team, int64_t step, size_t limit, struct arena *arena,
                        struct meeting_word **out, size_t *count)
{
    struct query q = query(store, &set_meeting, WORDS);

    bind_int(&q, team);
    bind_int(&q, step);
    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(&q))
        (*out)[(*count)++].text = column_text(&q, arena);
    return query_end(&q);
}

int store_meeting_count(struct store *store, int64_t team, int64_t step, int64_t *out)
{
    struct query q = query(store, &set_meeting, COUNT);

    bind_int(&q, team);
    bind_int(&q, step);
    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}
