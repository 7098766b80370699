#include "store_unmask.h"

#include "db.h"

enum { ADD, PENDING };

/* Where there is one organisation at the most, everybody shares it: then teams tell moderators apart. */
#define TELLS_APART                                                                                                    \
    "(t.is_organisation = 0 OR (SELECT count(*) FROM team WHERE is_organisation = 1 AND archived = 0) > 1)"

static const char *const sql[] = {
    [ADD] = "INSERT INTO unmask (post, member, reason, at, confirms) VALUES (?, ?, ?, ?, ?)",
    [PENDING] = "SELECT u.id FROM unmask u WHERE u.post = ?1 AND u.at > ?3 AND u.member <> ?2 AND u.confirms IS NULL"
                " AND NOT EXISTS (SELECT 1 FROM unmask c WHERE c.confirms = u.id)"
                " AND EXISTS (SELECT 1 FROM membership a WHERE a.member = u.member)"
                " AND EXISTS (SELECT 1 FROM membership b WHERE b.member = ?2)"
                " AND NOT EXISTS (SELECT 1 FROM membership a JOIN membership b ON b.team = a.team JOIN team t ON t.id ="
                " a.team WHERE a.member = u.member AND b.member = ?2 AND " TELLS_APART ") ORDER BY u.id LIMIT 1",
};
STATEMENT_SET(unmask, sql);

int store_unmask_add(struct store *store, const struct unmask *unmask)
{
    struct query q = query(store, &set_unmask, ADD);

    bind_int(&q, unmask->post);
    bind_int(&q, unmask->member);
    bind_text(&q, unmask->reason);
    bind_int(&q, unmask->at);
    bind_int_or_null(&q, unmask->confirms, unmask->confirms != 0);
    return query_run(&q);
}

int store_unmask_pending(struct store *store, int64_t post, int64_t member, int64_t since_at, int64_t *out)
{
    struct query q = query(store, &set_unmask, PENDING);

    bind_int(&q, post);
    bind_int(&q, member);
    bind_int(&q, since_at);
    bool found = query_row(&q);
    *out = found ? column_int(&q) : 0;
    return query_end_found(&q, found);
}
