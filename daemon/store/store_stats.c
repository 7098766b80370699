#include "store_stats.h"

#include "db.h"

enum { GET };

static const char *const sql[] = {
    [GET] = "SELECT (SELECT count(*) FROM member WHERE disabled = 0 AND roles & 8 = 0), (SELECT count(*) FROM team "
            "WHERE archived = 0),"
            " (SELECT count(*) FROM post WHERE kind = 1 AND posted_at >= ?1 AND retracted_at IS NULL),"
            " (SELECT count(*) FROM post WHERE kind = 2 AND posted_at >= ?1 AND retracted_at IS NULL),"
            " (SELECT count(*) FROM post WHERE kind = 3 AND posted_at >= ?1 AND retracted_at IS NULL),"
            " (SELECT count(*) FROM post WHERE kind = 1 AND met_until = 0 AND resolved_at IS NULL AND retracted_at IS "
            "NULL),"
            " (SELECT count(*) FROM post WHERE kind = 1 AND posted_at >= ?1 AND retracted_at IS NULL AND"
            "  first_answer_at <= posted_at + 86400000),"
            " (SELECT count(DISTINCT author) FROM post WHERE kind = 2 AND posted_at >= ?1 AND retracted_at IS NULL)",
};
STATEMENT_SET(stats, sql);

int store_stats_get(struct store *store, int64_t since_at, struct stats *out)
{
    struct query q = query(store, &set_stats, GET);

    *out = (struct stats){ 0 };
    bind_int(&q, since_at);
    if (query_row(&q)) {
        out->members = column_int(&q);
        out->teams = column_int(&q);
        out->questions = column_int(&q);
        out->answers = column_int(&q);
        out->tips = column_int(&q);
        out->open = column_int(&q);
        out->within_day = column_int(&q);
        out->answerers = column_int(&q);
    }
    return query_end(&q);
}
