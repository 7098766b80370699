#include "store_member.h"

#include "db.h"

enum {
    GET,
    BY_ID,
    ADD,
    NAME_TAKEN,
    SET,
    SET_DIGEST,
    SET_ACTIVE,
    LIST,
    LIST_TEAM,
    DUE,
    ASTRAY,
    NEXT_DUE,
    JOIN,
    LEAVE_ALL,
    IS_IN,
    PUT_DEVICE,
    REVOKE_DEVICE,
    DEVICES,
    PUT_CODE,
    GET_CODE,
    USE_CODE
};

#define COLUMNS                                                                                                        \
    "m.id, m.name, m.display, m.roles, m.registration, m.function, m.disabled, m.digest_frequency, m.digest_minute, "  \
    "m.digest_pause_until, m.digest_due, m.digest_seq, m.registration_number, m.registered_until, m.digest_level, "    \
    "m.digest_chosen, m.active_at "

static const char *const sql[] = {
    [GET] = "SELECT " COLUMNS "FROM member m WHERE m.name = ?",
    [BY_ID] = "SELECT " COLUMNS "FROM member m WHERE m.id = ?",
    [ADD] = "INSERT INTO member (id, token, name, display, roles, registration, function, created_at, digest_frequency,"
            " digest_minute, digest_due, digest_seq, registration_number, registered_until, digest_chosen, active_at)"
            " VALUES (1 + max((SELECT max(id) FROM member), ifnull((SELECT max(member) FROM erasure), 0)),"
            " lower(hex(randomblob(16))), ?, ?, ?, ?, ?, ?6, ?, ?, ?, ?, ?, ?, ?, ?6)",
    [NAME_TAKEN] = "SELECT 1 FROM kiosk WHERE name = ?",
    [SET] = "UPDATE member SET display = ?, roles = ?, registration = ?, function = ?, disabled = ?,"
            " registration_number = ?, registered_until = ? WHERE id = ?",
    [SET_DIGEST] = "UPDATE member SET digest_frequency = ?, digest_minute = ?, digest_pause_until = ?, digest_due = ?,"
                   " digest_seq = ?, digest_level = ?, digest_chosen = ? WHERE id = ?",
    [SET_ACTIVE] = "UPDATE member SET active_at = ? WHERE id = ?",
    [LIST] = "SELECT " COLUMNS "FROM member m WHERE m.name > ? AND m.id <> 0 ORDER BY m.name LIMIT ?",
    [LIST_TEAM] = "SELECT " COLUMNS "FROM membership s JOIN member m ON m.id = s.member WHERE s.team = ? AND m.name > ?"
                  " ORDER BY m.name LIMIT ?",
    [DUE] = "SELECT " COLUMNS "FROM member m WHERE m.digest_due <= ? ORDER BY m.digest_due,"
            " m.digest_seq LIMIT ?",
    [ASTRAY] =
        "SELECT " COLUMNS "FROM member m WHERE m.digest_due > ?1 + ?2 AND m.digest_due > m.digest_pause_until + ?2"
        " LIMIT ?3",
    [NEXT_DUE] = "SELECT min(digest_due) FROM member WHERE digest_due IS NOT NULL",
    [JOIN] = "INSERT INTO membership (member, team) VALUES (?, ?) ON CONFLICT DO NOTHING",
    [LEAVE_ALL] = "DELETE FROM membership WHERE member = ?",
    [IS_IN] =
        "SELECT 1 FROM membership s JOIN team t ON t.id = s.team WHERE s.member = ? AND s.team = ? AND t.archived = 0",
    [PUT_DEVICE] = "INSERT INTO device (member, name, hash, added_at) VALUES (?, ?, ?, ?) ON CONFLICT (member, name)"
                   " DO UPDATE SET hash = excluded.hash, added_at = excluded.added_at, revoked_at = NULL",
    [REVOKE_DEVICE] = "UPDATE device SET revoked_at = ? WHERE member = ? AND name = ? AND revoked_at IS NULL"
                      " RETURNING 1",
    /* Those that may log in first: whatever was revoked, they are in the list. */
    [DEVICES] = "SELECT name, hash, added_at, revoked_at FROM device WHERE member = ? ORDER BY revoked_at IS NOT NULL,"
                " name LIMIT 100",
    [PUT_CODE] = "INSERT INTO code (member, hash, until_at) VALUES (?, ?, ?) ON CONFLICT (member) DO UPDATE SET"
                 " hash = excluded.hash, until_at = excluded.until_at, used_by = NULL",
    [GET_CODE] = "SELECT hash, until_at, used_by FROM code WHERE member = ?",
    [USE_CODE] = "UPDATE code SET used_by = ?, until_at = ? WHERE member = ?",
};
STATEMENT_SET(member, sql);

static void read_row(struct query *q, struct arena *arena, struct member *out)
{
    out->id = column_int(q);
    out->name = column_text(q, arena);
    out->display = column_text(q, arena);
    out->roles = (unsigned)column_int(q);
    out->registration = column_text(q, arena);
    out->function = column_text(q, arena);
    out->disabled = column_int(q) != 0;
    out->frequency = (enum digest_frequency)column_int(q);
    out->digest_minute = (int)column_int(q);
    out->digest_pause_until = column_int(q);
    out->digest_due = column_int(q);
    out->digest_seq = column_int(q);
    out->registration_number = column_text(q, arena);
    out->registered_until = column_int(q);
    out->digest_level = (enum digest_level)column_int(q);
    out->digest_chosen = column_int(q) != 0;
    out->active_at = column_int(q);
}

static int get_one(struct query *q, struct arena *arena, struct member *out)
{
    bool found = query_row(q);

    *out = (struct member){ 0 };
    if (found)
        read_row(q, arena, out);
    return query_end_found(q, found);
}

int store_member_get(struct store *store, struct span name, struct arena *arena, struct member *out)
{
    struct query q = query(store, &set_member, GET);

    bind_text(&q, name);
    return get_one(&q, arena, out);
}

int store_member_by_id(struct store *store, int64_t id, struct arena *arena, struct member *out)
{
    struct query q = query(store, &set_member, BY_ID);

    bind_int(&q, id);
    return get_one(&q, arena, out);
}

/* Screens log in by name as members do, so the two share one set of names. */
static int check_name_is_free(struct store *store, struct span name)
{
    struct query q = query(store, &set_member, NAME_TAKEN);

    bind_text(&q, name);
    bool taken = query_row(&q);
    int err = query_end(&q);
    return err == 0 && taken ? ERR_CONFLICT : err;
}

int store_member_add(struct store *store, struct member *member, int64_t now_ms)
{
    int err = check_name_is_free(store, member->name);
    if (err != 0)
        return err;

    struct query q = query(store, &set_member, ADD);
    bind_text(&q, member->name);
    bind_text(&q, member->display);
    bind_int(&q, member->roles);
    bind_text(&q, member->registration);
    bind_text(&q, member->function);
    bind_int(&q, now_ms);
    bind_int(&q, member->frequency);
    bind_int(&q, member->digest_minute);
    bind_int_or_null(&q, member->digest_due, member->digest_due != 0);
    bind_int(&q, member->digest_seq);
    bind_text(&q, member->registration_number);
    bind_int_or_null(&q, member->registered_until, member->registered_until != 0);
    bind_int(&q, member->digest_chosen);
    err = query_run(&q);
    member->id = sqlite3_last_insert_rowid(store->db);
    return err;
}

bool store_member_is_registered(const struct member *member, int64_t now_ms)
{
    return member->registration.ptr != NULL && (member->registered_until == 0 || member->registered_until > now_ms);
}

int store_member_set(struct store *store, const struct member *member)
{
    struct query q = query(store, &set_member, SET);

    bind_text(&q, member->display);
    bind_int(&q, member->roles);
    bind_text(&q, member->registration);
    bind_text(&q, member->function);
    bind_int(&q, member->disabled);
    bind_text(&q, member->registration_number);
    bind_int_or_null(&q, member->registered_until, member->registered_until != 0);
    bind_int(&q, member->id);
    return query_run(&q);
}

int store_member_set_digest(struct store *store, const struct member *member)
{
    struct query q = query(store, &set_member, SET_DIGEST);

    bind_int(&q, member->frequency);
    bind_int(&q, member->digest_minute);
    bind_int(&q, member->digest_pause_until);
    bind_int_or_null(&q, member->digest_due, member->digest_due != 0);
    bind_int(&q, member->digest_seq);
    bind_int(&q, member->digest_level);
    bind_int(&q, member->digest_chosen);
    bind_int(&q, member->id);
    return query_run(&q);
}

int store_member_set_active(struct store *store, int64_t member, int64_t now_ms)
{
    struct query q = query(store, &set_member, SET_ACTIVE);

    bind_int(&q, now_ms);
    bind_int(&q, member);
    return query_run(&q);
}

static int read_list(struct query *q, size_t limit, struct arena *arena, struct member_list *out)
{
    struct member *rows = arena_take(arena, limit * sizeof *rows);

    *out = (struct member_list){ .rows = rows };
    if (rows == NULL)
        q->out_of_room = true;
    while (rows != NULL && out->count < limit && query_row(q))
        read_row(q, arena, &rows[out->count++]);
    return query_end(q);
}

int store_member_list(struct store *store, int64_t team, struct span after, size_t limit, struct arena *arena,
                      struct member_list *out)
{
    struct query q = query(store, &set_member, team == 0 ? LIST : LIST_TEAM);

    if (team != 0)
        bind_int(&q, team);
    bind_text(&q, after.ptr == NULL ? span_of("") : after);
    bind_int(&q, (int64_t)limit);
    return read_list(&q, limit, arena, out);
}

int store_member_due(struct store *store, int64_t now_ms, size_t limit, struct arena *arena, struct member_list *out)
{
    struct query q = query(store, &set_member, DUE);

    bind_int(&q, now_ms);
    bind_int(&q, (int64_t)limit);
    return read_list(&q, limit, arena, out);
}

int store_member_astray(struct store *store, int64_t now_ms, int64_t ahead_ms, size_t limit, struct arena *arena,
                        struct member_list *out)
{
    struct query q = query(store, &set_member, ASTRAY);

    bind_int(&q, now_ms);
    bind_int(&q, ahead_ms);
    bind_int(&q, (int64_t)limit);
    return read_list(&q, limit, arena, out);
}

int store_member_next_due(struct store *store, int64_t *out)
{
    struct query q = query(store, &set_member, NEXT_DUE);

    *out = INT64_MAX;
    if (query_row(&q) && !column_is_null(&q))
        *out = column_int(&q);
    return query_end(&q);
}

int store_member_join(struct store *store, int64_t member, int64_t team)
{
    struct query q = query(store, &set_member, JOIN);

    bind_int(&q, member);
    bind_int(&q, team);
    return query_run(&q);
}

int store_member_leave_all(struct store *store, int64_t member)
{
    struct query q = query(store, &set_member, LEAVE_ALL);

    bind_int(&q, member);
    return query_run(&q);
}

int store_member_is_in(struct store *store, int64_t member, int64_t team, bool *out)
{
    struct query q = query(store, &set_member, IS_IN);

    bind_int(&q, member);
    bind_int(&q, team);
    *out = query_row(&q);
    return query_end(&q);
}

int store_member_put_device(struct store *store, int64_t member, struct span device, struct span hash, int64_t now_ms)
{
    struct query q = query(store, &set_member, PUT_DEVICE);

    bind_int(&q, member);
    bind_text(&q, device);
    bind_blob(&q, hash);
    bind_int(&q, now_ms);
    return query_run(&q);
}

int store_member_revoke_device(struct store *store, int64_t member, struct span device, int64_t now_ms)
{
    struct query q = query(store, &set_member, REVOKE_DEVICE);

    bind_int(&q, now_ms);
    bind_int(&q, member);
    bind_text(&q, device);
    bool found = query_row(&q);
    return query_end_found(&q, found);
}

int store_member_devices(struct store *store, int64_t member, struct arena *arena, struct member_device **out,
                         size_t *count)
{
    struct query q = query(store, &set_member, DEVICES);
    struct member_device *rows = arena_take(arena, 100 * sizeof *rows);

    bind_int(&q, member);
    *out = rows;
    *count = 0;
    if (rows == NULL)
        q.out_of_room = true;
    while (rows != NULL && *count < 100 && query_row(&q)) {
        struct member_device *row = &rows[(*count)++];
        row->name = column_text(&q, arena);
        row->hash = column_blob(&q, arena);
        row->added_at = column_int(&q);
        row->revoked_at = column_int(&q);
    }
    return query_end(&q);
}

int store_member_put_code(struct store *store, int64_t member, struct span hash, int64_t until_at)
{
    struct query q = query(store, &set_member, PUT_CODE);

    bind_int(&q, member);
    bind_blob(&q, hash);
    bind_int(&q, until_at);
    return query_run(&q);
}

int store_member_get_code(struct store *store, int64_t member, struct arena *arena, struct member_code *out)
{
    struct query q = query(store, &set_member, GET_CODE);

    *out = (struct member_code){ 0 };
    bind_int(&q, member);
    bool found = query_row(&q);
    if (found) {
        out->hash = column_blob(&q, arena);
        out->until_at = column_int(&q);
        out->used_by = column_blob(&q, arena);
    }
    return query_end_found(&q, found);
}

int store_member_use_code(struct store *store, int64_t member, struct span request, int64_t until_at)
{
    struct query q = query(store, &set_member, USE_CODE);

    bind_blob(&q, request);
    bind_int(&q, until_at);
    bind_int(&q, member);
    return query_run(&q);
}
