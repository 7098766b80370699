#include "store.h"

#include "ahead.h"
#include "daemon/log.h"
#include "db.h"
#include "seal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGE_BYTES 4096 /* SQLite's own, which nobody changes */
/*
 * What undoes one statement is kept in memory up to so much. A post changes some 20 pages; beyond SQLite's own 64 KiB
 * each statement of the transaction would write them to a file for temporaries, half of all that was written.
 */
#define UNDO_BYTES (1024 * 1024)

enum {
    BEGIN,
    COMMIT,
    ROLLBACK,
    REQUEST_BEGIN,
    REQUEST_KEEP,
    REQUEST_UNDO,
    READ_BEGIN,
    NUMBER_GET,
    NUMBER_SET,
    PAGES,
    FREE
};

static const char *const sql[] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [REQUEST_BEGIN] = "SAVEPOINT request",
    [REQUEST_KEEP] = "RELEASE request",
    [REQUEST_UNDO] = "ROLLBACK TO request",
    [READ_BEGIN] = "BEGIN",
    [NUMBER_GET] = "SELECT value FROM number WHERE name = ?",
    [NUMBER_SET] =
        "INSERT INTO number (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [PAGES] = "PRAGMA page_count", /* each for itself: a SELECT of both would prepare them anew each time */
    [FREE] = "PRAGMA freelist_count",
};
STATEMENT_SET(store, sql);

static const struct statement_set *const sets[] = {
    &set_store,       &set_member, &set_place,   &set_post,      &set_event,   &set_served,  &set_digest,   &set_wait,
    &set_kiosk,       &set_stats,  &set_endorse, &set_ladder,    &set_support, &set_signal,  &set_follow,   &set_unmask,
    &set_intervision, &set_lesson, &set_mail,    &set_audit,     &set_backup,  &set_own,     &set_moderate, &set_merge,
    &set_harvest,     &set_erase,  &set_touch,   &set_retention, &set_listing, &set_meeting, &set_door,     &set_region
};

#define SET_COUNT (sizeof sets / sizeof sets[0])

/* Durability first: a reply says "accepted" only when the journal is on disk, so FULL, not NORMAL. */
static const char write_settings[] = "PRAGMA journal_mode = WAL;"
                                     "PRAGMA synchronous = FULL;"
                                     "PRAGMA foreign_keys = ON;"
                                     "PRAGMA secure_delete = ON;"
                                     "PRAGMA cache_size = -4000;"
                                     "PRAGMA wal_autocheckpoint = 1000;";
static const char read_settings[] = "PRAGMA query_only = ON; PRAGMA cache_size = -2000;";

/* ---- opening ---- */

void store_configure(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, UNDO_BYTES);
}

static bool make_room(struct store *store)
{
    static_assert(SET_COUNT == sizeof store->statements / sizeof store->statements[0], "one slot for each set");
    for (size_t i = 0; i < SET_COUNT; i++) {
        store->statements[i] = calloc(sets[i]->count, sizeof *store->statements[i]);
        if (store->statements[i] == NULL)
            return false;
    }
    return true;
}

/* NULL when the statement is wrong, or memory is out. */
static sqlite3_stmt *prepare(struct store *store, size_t set, size_t which)
{
    sqlite3_stmt **stmt = &store->statements[set][which];

    if (*stmt == NULL &&
        sqlite3_prepare_v3(store->db, sets[set]->sql[which], -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL) != SQLITE_OK)
        log_error("store_prepare set=%s statement=%zu reason=\"%s\"", sets[set]->name, which,
                  sqlite3_errmsg(store->db));
    return *stmt;
}

static void forget(struct store *store, size_t set, size_t which)
{
    sqlite3_finalize(store->statements[set][which]);
    store->statements[set][which] = NULL;
}

static void forget_all(struct store *store)
{
    for (size_t set = 0; set < SET_COUNT; set++)
        for (size_t i = 0; store->statements[set] != NULL && i < sets[set]->count; i++)
            forget(store, set, i);
}

/*
 * The writer tries all at the start, so that a wrong one shows there. Each is made again when it is needed and kept from
 * then on: all of them together are 2.7 MB, and an office uses a few.
 */
static bool try_all(struct store *store)
{
    for (size_t set = 0; set < SET_COUNT; set++)
        for (size_t i = 0; i < sets[set]->count; i++) {
            if (prepare(store, set, i) == NULL)
                return false;
            forget(store, set, i);
        }
    return true;
}

bool db_is_damage(int code)
{
    return (code & 0xff) == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

static enum store_open_error open_error(struct store *store, const char *what)
{
    int rc = sqlite3_errcode(store->db);

    log_error("store_open step=%s reason=\"%s\"", what, sqlite3_errmsg(store->db));
    return db_is_damage(rc) ? STORE_DAMAGED : STORE_CANNOT_OPEN;
}

/* A damaged file is noticed before it is served, not in the middle of a working day. */
static enum store_open_error check(struct store *store)
{
    sqlite3_stmt *stmt = NULL;
    enum store_open_error err = STORE_OPENED;

    ahead_read(store->db);
    if (sqlite3_prepare_v2(store->db, "PRAGMA quick_check(1)", -1, &stmt, NULL) != SQLITE_OK ||
        sqlite3_step(stmt) != SQLITE_ROW)
        err = open_error(store, "check");
    else if (strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") != 0) {
        log_error("store_open step=check reason=\"%s\"", (const char *)sqlite3_column_text(stmt, 0));
        err = STORE_DAMAGED;
    }
    sqlite3_finalize(stmt);
    return err;
}

static enum store_open_error open_database(struct store *store, const char *path, enum store_mode mode)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

    if (mode == STORE_WRITE)
        flags |= SQLITE_OPEN_CREATE;
    if (seal_install() != SQLITE_OK || sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK)
        return open_error(store, "open");
    sqlite3_busy_timeout(store->db, STORE_PATIENCE_MS);
    if (sqlite3_exec(store->db, mode == STORE_WRITE ? write_settings : read_settings, NULL, NULL, NULL) != SQLITE_OK)
        return open_error(store, "settings");
    bool sealed;
    enum store_open_error err = mode == STORE_WRITE ? check(store) : migrate_check_seals(store->db, &sealed);
    if (err == STORE_OPENED && mode == STORE_WRITE)
        err = migrate(store->db);
    if (err != STORE_OPENED)
        return err;
    bool ready = make_room(store) && (mode == STORE_READ || try_all(store));
    return ready ? STORE_OPENED : STORE_DAMAGED;
}

enum store_open_error store_open(const char *path, enum store_mode mode, struct store **out)
{
    struct store *store = calloc(1, sizeof *store);

    *out = NULL;
    if (store == NULL)
        return STORE_CANNOT_OPEN;
    enum store_open_error err = open_database(store, path, mode);
    if (err == STORE_OPENED)
        *out = store;
    else
        store_close(store);
    return err;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    forget_all(store);
    for (size_t i = 0; i < SET_COUNT; i++)
        free(store->statements[i]);
    sqlite3_close(store->db);
    free(store);
}

enum store_open_error store_check(const char *path)
{
    struct store *store;
    enum store_open_error err = store_open(path, STORE_READ, &store);

    if (err != STORE_OPENED)
        return err;
    err = check(store);
    store_close(store);
    return err;
}

/* ---- queries ---- */

static size_t index_of(const struct statement_set *set)
{
    size_t index = 0;

    while (sets[index] != set)
        index++;
    return index;
}

struct query query(struct store *store, const struct statement_set *set, size_t which)
{
    assert(which < set->count);
    struct query q = { .store = store, .stmt = prepare(store, index_of(set), which), .set = set, .which = which };
    q.rc = q.stmt == NULL ? SQLITE_ERROR : SQLITE_OK;
    return q;
}

static void note(struct query *q, int rc)
{
    if (q->rc == SQLITE_OK)
        q->rc = rc;
}

void bind_int(struct query *q, int64_t value)
{
    note(q, sqlite3_bind_int64(q->stmt, ++q->bound, value));
}

void bind_int_or_null(struct query *q, int64_t value, bool present)
{
    if (present)
        bind_int(q, value);
    else
        note(q, sqlite3_bind_null(q->stmt, ++q->bound));
}

void bind_text(struct query *q, struct span text)
{
    if (text.ptr == NULL)
        note(q, sqlite3_bind_null(q->stmt, ++q->bound));
    else
        note(q, sqlite3_bind_text64(q->stmt, ++q->bound, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8));
}

void bind_blob(struct query *q, struct span bytes)
{
    if (bytes.ptr == NULL)
        note(q, sqlite3_bind_null(q->stmt, ++q->bound));
    else
        note(q, sqlite3_bind_blob64(q->stmt, ++q->bound, bytes.ptr, bytes.len, SQLITE_STATIC));
}

bool query_row(struct query *q)
{
    if (q->rc != SQLITE_OK && q->rc != SQLITE_ROW)
        return false;
    q->rc = sqlite3_step(q->stmt);
    q->column = 0;
    return q->rc == SQLITE_ROW;
}

int64_t column_int(struct query *q)
{
    return sqlite3_column_int64(q->stmt, q->column++);
}

bool column_is_null(const struct query *q)
{
    return sqlite3_column_type(q->stmt, q->column) == SQLITE_NULL;
}

static struct span copy_column(struct query *q, struct arena *arena, const void *bytes)
{
    if (bytes == NULL)
        bytes = "";
    struct span copy = arena_copy(arena, (struct span){ bytes, (size_t)sqlite3_column_bytes(q->stmt, q->column) });
    q->out_of_room |= copy.ptr == NULL;
    q->column++;
    return copy;
}

struct span column_text(struct query *q, struct arena *arena)
{
    if (column_is_null(q)) {
        q->column++;
        return (struct span){ NULL, 0 };
    }
    return copy_column(q, arena, sqlite3_column_text(q->stmt, q->column));
}

struct span column_blob(struct query *q, struct arena *arena)
{
    if (column_is_null(q)) {
        q->column++;
        return (struct span){ NULL, 0 };
    }
    return copy_column(q, arena, sqlite3_column_blob(q->stmt, q->column));
}

int query_end(struct query *q)
{
    int rc = q->rc;

    sqlite3_reset(q->stmt);
    if (q->stmt != NULL) /* there was no memory to prepare it */
        sqlite3_clear_bindings(q->stmt);
    if (q->out_of_room)
        return ERR_TOO_BIG;
    if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
        return 0;
    if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY)
        return ERR_CONFLICT;
    log_error("store_statement set=%s statement=%zu code=%d reason=\"%s\"", q->set->name, q->which, rc,
              sqlite3_errstr(rc));
    return db_is_damage(rc) ? ERR_DAMAGED : ERR_STORAGE;
}

int query_ids(struct query *q, size_t limit, struct arena *arena, int64_t **out, size_t *count)
{
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q->out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(q))
        (*out)[(*count)++] = column_int(q);
    return query_end(q);
}

int query_run(struct query *q)
{
    query_row(q);
    return query_end(q);
}

int query_end_found(struct query *q, bool found)
{
    int err = query_end(q);

    return err == 0 && !found ? ERR_NOT_FOUND : err;
}

/* ---- transactions and numbers ---- */

static int run(struct store *store, size_t which)
{
    struct query q = query(store, &set_store, which);

    return query_run(&q);
}

int store_begin(struct store *store)
{
    return run(store, BEGIN);
}

/* Whatever went wrong, what is not committed must not linger: the next batch begins with nothing open. */
int store_commit(struct store *store)
{
    int err = run(store, COMMIT);

    if (err != 0)
        store_rollback(store);
    return err;
}

/* SQLite ends a transaction by itself after some disk errors; then there is nothing left to roll back. */
void store_rollback(struct store *store)
{
    if (!sqlite3_get_autocommit(store->db))
        run(store, ROLLBACK);
}

int store_request_begin(struct store *store)
{
    return run(store, REQUEST_BEGIN);
}

int store_request_keep(struct store *store)
{
    return run(store, REQUEST_KEEP);
}

int store_request_drop(struct store *store)
{
    int err = run(store, REQUEST_UNDO);

    return err != 0 ? err : run(store, REQUEST_KEEP);
}

void store_release_memory(struct store *store)
{
    forget_all(store);
    sqlite3_db_release_memory(store->db);
}

int64_t store_changes(struct store *store)
{
    return sqlite3_total_changes64(store->db);
}

int64_t store_damaged(struct store *store)
{
    return seal_count(store->db);
}

int store_set_max(struct store *store, int64_t bytes)
{
    char pragma[64];

    snprintf(pragma, sizeof pragma, "PRAGMA max_page_count = %lld", (long long)(bytes / PAGE_BYTES));
    if (sqlite3_exec(store->db, pragma, NULL, NULL, NULL) == SQLITE_OK)
        return 0;
    log_error("store_set_max reason=\"%s\"", sqlite3_errmsg(store->db));
    return ERR_STORAGE;
}

static int count_pages(struct store *store, size_t which, int64_t *pages)
{
    struct query q = query(store, &set_store, which);

    *pages = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

int store_used(struct store *store, int64_t *bytes)
{
    int64_t pages, unused = 0;
    int err = count_pages(store, PAGES, &pages);

    if (err == 0)
        err = count_pages(store, FREE, &unused);
    if (err == 0)
        *bytes = (pages - unused) * PAGE_BYTES;
    return err;
}

int store_read_begin(struct store *store)
{
    return run(store, READ_BEGIN);
}

void store_read_end(struct store *store)
{
    store_rollback(store);
}

static struct span number_name(enum store_number which)
{
    static const char *const names[] = { "birth",           "published",     "rights",       "tips",
                                         "lessons",         "guides",        "notices",      "retention_step",
                                         "retention_taken", "retention_any", "retention_due" };

    return span_of(names[which]);
}

int store_number_get(struct store *store, enum store_number which, int64_t *out)
{
    struct query q = query(store, &set_store, NUMBER_GET);

    bind_text(&q, number_name(which));
    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

int store_number_set(struct store *store, enum store_number which, int64_t value)
{
    struct query q = query(store, &set_store, NUMBER_SET);

    bind_text(&q, number_name(which));
    bind_int(&q, value);
    return query_run(&q);
}
