#include "store_signal.h"

#include "db.h"

enum { ADD, NOTES, QUOTES, RAISERS, CLOSE, STATES };

/* Three teams that say the same; below the threshold nothing is told, not even that there is something. */
#define ENOUGH "GROUP BY theme HAVING count(DISTINCT team) >= ?1 "

/* The member's own words: those of the signal, or of a thing of the member's that is still there. */
#define WORDS "coalesce(s.text, p.title, substr(p.text, 1, 500))"

static const char *const sql[] = {
    [ADD] = "INSERT INTO signal (member, team, theme, post, text, quote, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [NOTES] = "SELECT h.slug, h.name, h.id, n.signals, n.teams FROM (SELECT theme, count(*) AS signals, count(DISTINCT"
              " team) AS teams FROM signal WHERE answer IS NULL " ENOUGH ") n JOIN theme h ON h.id = n.theme"
              " ORDER BY h.id LIMIT ?2",
    [QUOTES] = "SELECT h.slug, " WORDS " FROM signal s JOIN theme h ON h.id = s.theme LEFT JOIN post p ON p.id = s.post"
               " AND p.author = s.member AND p.gone = 0 WHERE s.answer IS NULL AND s.quote = 1 AND " WORDS
               " IS NOT NULL AND s.theme IN (SELECT theme FROM signal WHERE answer IS NULL " ENOUGH ")"
               " ORDER BY h.id, 2 LIMIT ?2",
    [RAISERS] = "SELECT DISTINCT member FROM signal WHERE theme = ? AND answer IS NULL ORDER BY member LIMIT ?",
    [CLOSE] = "UPDATE signal SET answer = ?, answered_seq = ? WHERE theme = ? AND answer IS NULL",
    [STATES] =
        "SELECT s.id, h.slug, h.name, s.at, a.text, a.posted_at FROM signal s JOIN theme h ON h.id ="
        " s.theme LEFT JOIN post a ON a.id = s.answer AND s.answered_seq <= ?3 WHERE s.member = ?1 AND s.at <= ?4"
        " AND (s.answered_seq IS NULL OR s.answered_seq >= ?2) ORDER BY s.id LIMIT ?5",
};
STATEMENT_SET(signal, sql);

int store_signal_add(struct store *store, struct store_signal *signal)
{
    struct query q = query(store, &set_signal, ADD);

    bind_int(&q, signal->member);
    bind_int_or_null(&q, signal->team, signal->team != 0);
    bind_int(&q, signal->theme);
    bind_int_or_null(&q, signal->post, signal->post != 0);
    bind_text(&q, signal->text);
    bind_int(&q, signal->quote);
    bind_int(&q, signal->at);
    int err = query_run(&q);
    signal->id = sqlite3_last_insert_rowid(store->db);
    return err;
}

int store_signal_notes(struct store *store, int64_t teams, size_t limit, struct arena *arena, struct signal_note **out,
                       size_t *count)
{
    struct query q = query(store, &set_signal, NOTES);

    bind_int(&q, teams);
    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(&q)) {
        struct signal_note *note = &(*out)[(*count)++];
        note->theme = column_text(&q, arena);
        note->theme_name = column_text(&q, arena);
        note->id = column_int(&q);
        note->signals = column_int(&q);
        note->teams = column_int(&q);
    }
    return query_end(&q);
}

int store_signal_quotes(struct store *store, int64_t teams, size_t limit, struct arena *arena,
                        struct signal_quote **out, size_t *count)
{
    struct query q = query(store, &set_signal, QUOTES);

    bind_int(&q, teams);
    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(&q)) {
        struct signal_quote *quote = &(*out)[(*count)++];
        quote->theme = column_text(&q, arena);
        quote->text = column_text(&q, arena);
    }
    return query_end(&q);
}

int store_signal_raisers(struct store *store, int64_t theme, size_t limit, struct arena *arena, int64_t **out,
                         size_t *count)
{
    struct query q = query(store, &set_signal, RAISERS);

    bind_int(&q, theme);
    bind_int(&q, (int64_t)limit);
    return query_ids(&q, limit, arena, out, count);
}

int store_signal_close(struct store *store, int64_t theme, int64_t answer, int64_t seq)
{
    struct query q = query(store, &set_signal, CLOSE);

    bind_int(&q, answer);
    bind_int(&q, seq);
    bind_int(&q, theme);
    return query_run(&q);
}

static void read_state(struct query *q, struct arena *arena, struct signal_state *out)
{
    out->id = column_int(q);
    out->theme = column_text(q, arena);
    out->theme_name = column_text(q, arena);
    out->at = column_int(q);
    out->answer = column_text(q, arena);
    out->answered_at = column_int(q);
}

int store_signal_states(struct store *store, int64_t member, int64_t first_seq, int64_t last_seq, int64_t made_at,
                        size_t limit, struct arena *arena, struct signal_state **out, size_t *count)
{
    struct query q = query(store, &set_signal, STATES);

    bind_int(&q, member);
    bind_int(&q, first_seq);
    bind_int(&q, last_seq);
    bind_int(&q, made_at);
    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(&q))
        read_state(&q, arena, &(*out)[(*count)++]);
    return query_end(&q);
}
