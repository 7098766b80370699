#include "store_audit.h"

#include "db.h"

enum { HEAD, SET_HEAD, ADD, AFTER, LIST, HAS };

#define COLUMNS "SELECT a.id, a.at, a.who, a.action, a.member, a.post, a.detail, a.hash"

static const char *const sql[] = {
    [HEAD] = "SELECT rows, hash, seal FROM audit_head WHERE id = 1",
    [SET_HEAD] = "UPDATE audit_head SET rows = ?, hash = ?, seal = ? WHERE id = 1",
    [ADD] = "INSERT INTO audit (id, at, who, action, member, post, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [AFTER] = COLUMNS " FROM audit a WHERE a.id > ? ORDER BY a.id LIMIT ?",
    [LIST] = COLUMNS
    ", w.name, w.display, m.name, m.display, p.code FROM audit a LEFT JOIN member w ON w.id = nullif(a.who, 0)"
    " LEFT JOIN member m ON m.id = nullif(a.member, 0) LEFT JOIN post p ON p.id = a.post AND (p.team IS NULL OR"
    " EXISTS (SELECT 1 FROM membership s WHERE s.member = ?1 AND s.team = p.team)) WHERE a.id < ?2 AND"
    " a.at >= ?3 ORDER BY a.id DESC LIMIT ?4",
    [HAS] = "SELECT 1 FROM audit WHERE who = ? AND action = ? AND member = ? AND at > ? LIMIT 1",
};
STATEMENT_SET(audit, sql);

int store_audit_head(struct store *store, struct arena *arena, struct audit_head *out)
{
    struct query q = query(store, &set_audit, HEAD);
    bool found = query_row(&q);

    *out = (struct audit_head){ 0 };
    if (found) {
        out->rows = column_int(&q);
        out->hash = column_blob(&q, arena);
        out->seal = column_blob(&q, arena);
    }
    return query_end_found(&q, found);
}

int store_audit_set_head(struct store *store, const struct audit_head *head)
{
    struct query q = query(store, &set_audit, SET_HEAD);

    bind_int(&q, head->rows);
    bind_blob(&q, head->hash);
    bind_blob(&q, head->seal);
    return query_run(&q);
}

int store_audit_add(struct store *store, const struct audit_row *row)
{
    struct query q = query(store, &set_audit, ADD);

    bind_int(&q, row->id);
    bind_int(&q, row->at);
    bind_int(&q, row->who);
    bind_int(&q, row->action);
    bind_int(&q, row->member);
    bind_int(&q, row->post);
    bind_text(&q, row->detail);
    bind_blob(&q, row->hash);
    return query_run(&q);
}

static void read_row(struct query *q, struct arena *arena, struct audit_row *out)
{
    out->id = column_int(q);
    out->at = column_int(q);
    out->who = column_int(q);
    out->action = (int)column_int(q);
    out->member = column_int(q);
    out->post = column_int(q);
    out->detail = column_text(q, arena);
    out->hash = column_blob(q, arena);
}

static void read_names(struct query *q, struct arena *arena, struct audit_row *out)
{
    out->who_name = column_text(q, arena);
    out->who_display = column_text(q, arena);
    out->member_name = column_text(q, arena);
    out->member_display = column_text(q, arena);
    out->code = column_text(q, arena);
}

static int read_rows(struct query *q, bool names, size_t limit, struct arena *arena, struct audit_row **out,
                     size_t *count)
{
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q->out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(q)) {
        struct audit_row *row = &(*out)[(*count)++];
        read_row(q, arena, row);
        if (names)
            read_names(q, arena, row);
    }
    return query_end(q);
}

int store_audit_after(struct store *store, int64_t id, size_t limit, struct arena *arena, struct audit_row **out,
                      size_t *count)
{
    struct query q = query(store, &set_audit, AFTER);

    bind_int(&q, id);
    bind_int(&q, (int64_t)limit);
    return read_rows(&q, false, limit, arena, out, count);
}

int store_audit_list(struct store *store, const struct audit_filter *filter, size_t limit, struct arena *arena,
                     struct audit_row **out, size_t *count)
{
    struct query q = query(store, &set_audit, LIST);

    bind_int(&q, filter->reader);
    bind_int(&q, filter->before);
    bind_int(&q, filter->since_at);
    bind_int(&q, (int64_t)limit);
    return read_rows(&q, true, limit, arena, out, count);
}

int store_audit_has(struct store *store, int64_t who, int action, int64_t member, int64_t since_at, bool *out)
{
    struct query q = query(store, &set_audit, HAS);

    bind_int(&q, who);
    bind_int(&q, action);
    bind_int(&q, member);
    bind_int(&q, since_at);
    *out = query_row(&q);
    return query_end(&q);
}
