#include "store_listing.h"

#include "db.h"

enum { NOTE, NOTE_THREAD, UNWRITTEN, WRITTEN, TAKE, NEXT };

static const char *const sql[] = {
    [NOTE] = "INSERT INTO listing (post, what, revision, is_taken) VALUES (?, ?, ?, 0) ON CONFLICT (post) DO UPDATE SET"
             " what = excluded.what, revision = excluded.revision, is_taken = 0",
    [NOTE_THREAD] = "INSERT INTO listing (post, what, revision, is_taken) SELECT id, ?2, revision, 0 FROM post WHERE"
                    " (id = ?1 OR (question = ?1 AND kind = 2)) AND gone = 0 ON CONFLICT (post) DO UPDATE SET what ="
                    " excluded.what, revision = excluded.revision, is_taken = 0",
    [UNWRITTEN] = "SELECT l.post, p.mark, l.what, l.revision FROM listing l CROSS JOIN post p ON p.id = l.post WHERE"
                  " l.is_taken = 0 LIMIT ?",
    [WRITTEN] = "DELETE FROM listing WHERE post = ? AND is_taken = 0",
    [TAKE] =
        "INSERT INTO listing (post, what, revision, is_taken) SELECT id, ?3, ?4, 1 FROM post WHERE id = ?1 AND mark"
        " = ?2 AND retracted_at IS NULL ON CONFLICT (post) DO UPDATE SET what = excluded.what, revision = "
        "excluded.revision",
    [NEXT] = "DELETE FROM listing WHERE post = (SELECT post FROM listing WHERE is_taken = 1 LIMIT 1) RETURNING post, 0,"
             " what, revision",
};
STATEMENT_SET(listing, sql);

int store_listing_note(struct store *store, const struct listing *listing)
{
    struct query q = query(store, &set_listing, NOTE);

    bind_int(&q, listing->post);
    bind_int(&q, listing->what);
    bind_int(&q, listing->revision);
    return query_run(&q);
}

int store_listing_note_thread(struct store *store, int64_t question)
{
    struct query q = query(store, &set_listing, NOTE_THREAD);

    bind_int(&q, question);
    bind_int(&q, LISTING_SEEN);
    return query_run(&q);
}

static struct listing read_row(struct query *q)
{
    struct listing row = { .post = column_int(q) };

    row.mark = column_int(q);
    row.what = (enum listing_what)column_int(q);
    row.revision = column_int(q);
    return row;
}

int store_listing_unwritten(struct store *store, size_t limit, struct arena *arena, struct listing **out, size_t *count)
{
    struct query q = query(store, &set_listing, UNWRITTEN);

    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(&q))
        (*out)[(*count)++] = read_row(&q);
    return query_end(&q);
}

int store_listing_written(struct store *store, int64_t post)
{
    struct query q = query(store, &set_listing, WRITTEN);

    bind_int(&q, post);
    return query_run(&q);
}

int store_listing_take(struct store *store, const struct listing *listing)
{
    struct query q = query(store, &set_listing, TAKE);

    bind_int(&q, listing->post);
    bind_int(&q, listing->mark);
    bind_int(&q, listing->what);
    bind_int(&q, listing->revision);
    return query_run(&q);
}

int store_listing_next(struct store *store, struct listing *out)
{
    struct query q = query(store, &set_listing, NEXT);
    bool found = query_row(&q);

    if (found)
        *out = read_row(&q);
    return query_end_found(&q, found);
}
