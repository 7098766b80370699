#include "store_stats.h"

#include "db.h"

enum { GET, THEMES };

#define IN_PERIOD "posted_at >= ?1 AND posted_at < ?2 AND gone = 0"

static const char *const sql[] = {
    [GET] = "SELECT (SELECT count(*) FROM member WHERE disabled = 0 AND roles & 8 = 0), (SELECT count(*) FROM team "
            "WHERE archived = 0),"
            " (SELECT count(*) FROM post WHERE kind = 1 AND " IN_PERIOD "),"
            " (SELECT count(*) FROM post WHERE kind = 2 AND " IN_PERIOD "),"
            " (SELECT count(*) FROM post WHERE kind = 3 AND " IN_PERIOD "),"
            " (SELECT count(*) FROM post WHERE kind = 1 AND met_until = 0 AND resolved_at IS NULL AND gone = "
            "0),"
            " (SELECT count(*) FROM post WHERE kind = 1 AND " IN_PERIOD " AND first_answer_at <= posted_at + 86400000),"
            " (SELECT count(DISTINCT author) FROM post WHERE kind = 2 AND " IN_PERIOD "),"
            " (SELECT count(*) FROM helped WHERE at >= ?1 AND at < ?2)",

    /* A question without an answer waited longest: it comes behind all others, and its place has no time. */
    [THEMES] = "SELECT h.slug, h.name, count(*), sum(w.answers), sum(w.open), sum(w.first <= 86400000),"
               " ifnull(max(CASE WHEN w.place = (w.asked + 1) / 2 THEN w.first END), -1)"
               " FROM (SELECT theme, answers, met_until = 0 AND resolved_at IS NULL AS open,"
               "  first_answer_at - posted_at AS first, count(*) OVER (PARTITION BY theme) AS asked, row_number() OVER"
               "  (PARTITION BY theme ORDER BY first_answer_at IS NULL, first_answer_at - posted_at) AS place"
               "  FROM post WHERE kind = 1 AND " IN_PERIOD
               ") w JOIN theme h ON h.id = w.theme GROUP BY h.id ORDER BY count(*) DESC, h.id LIMIT ?3",
};
STATEMENT_SET(stats, sql);

static struct query in_period(struct store *store, size_t which, const struct stats_period *period)
{
    struct query q = query(store, &set_stats, which);

    bind_int(&q, period->since_at);
    bind_int(&q, period->until_at);
    return q;
}

int store_stats_get(struct store *store, const struct stats_period *period, struct stats *out)
{
    struct query q = in_period(store, GET, period);

    *out = (struct stats){ 0 };
    if (query_row(&q)) {
        out->members = column_int(&q);
        out->teams = column_int(&q);
        out->questions = column_int(&q);
        out->answers = column_int(&q);
        out->tips = column_int(&q);
        out->open = column_int(&q);
        out->within_day = column_int(&q);
        out->answerers = column_int(&q);
        out->helped = column_int(&q);
    }
    return query_end(&q);
}

int store_stats_themes(struct store *store, const struct stats_period *period, size_t limit, struct arena *arena,
                       struct stats_theme **out, size_t *count)
{
    struct query q = in_period(store, THEMES, period);

    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(&q)) {
        struct stats_theme *theme = &(*out)[(*count)++];
        theme->slug = column_text(&q, arena);
        theme->name = column_text(&q, arena);
        theme->questions = column_int(&q);
        theme->answers = column_int(&q);
        theme->open = column_int(&q);
        theme->within_day = column_int(&q);
        theme->median_ms = column_int(&q);
    }
    return query_end(&q);
}
