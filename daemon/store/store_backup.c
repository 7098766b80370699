#include "store_backup.h"

#include "daemon/log.h"
#include "db.h"
#include "seal.h"

#include <fcntl.h>
#include <unistd.h>

enum { LEAP };

static const char *const sql[] = {
    /* An event that is told to nobody: more were not lost since a backup. */
    [LEAP] = "INSERT INTO event (seq, at, event, theme, team, prev, post, personal) SELECT seq + 1000000, at, event,"
             " theme, team, 0, post, 1 FROM event WHERE seq = (SELECT max(seq) FROM event)",
};
STATEMENT_SET(backup, sql);

/* ---- copying ---- */

static enum store_open_error complain(sqlite3 *db, const char *step)
{
    int rc = sqlite3_errcode(db);

    log_error("store_backup step=%s reason=\"%s\"", step, sqlite3_errmsg(db));
    return db_is_damage(rc) ? STORE_DAMAGED : STORE_CANNOT_OPEN;
}

/* The first column of the first row; false when there is none. */
static bool read_number(sqlite3 *db, const char *text, int64_t *out)
{
    sqlite3_stmt *stmt = NULL;
    bool found = sqlite3_prepare_v2(db, text, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW;

    *out = found ? sqlite3_column_int64(stmt, 0) : 0;
    sqlite3_finalize(stmt);
    return found;
}

/* In one step, which holds one view of the source: in several, each write in between would begin it anew. */
static enum store_open_error copy_pages(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");

    if (backup == NULL)
        return complain(to, "begin");
    int rc = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (rc == SQLITE_DONE)
        return STORE_OPENED;
    log_error("store_backup step=copy reason=\"%s\"", sqlite3_errstr(rc));
    return db_is_damage(rc) ? STORE_DAMAGED : STORE_CANNOT_OPEN;
}

/* A copy of a sealed database is sealed, whichever of its pages comes first. */
static enum store_open_error seal_copy(sqlite3 *from, sqlite3 *to)
{
    bool sealed;
    enum store_open_error err = migrate_check_seals(from, &sealed);

    if (err != STORE_OPENED || !sealed)
        return err;
    return seal_begin(to) == SQLITE_OK ? STORE_OPENED : complain(to, "seal");
}

/* Of this program, whole, and every reference in it leads somewhere. */
static enum store_open_error check(sqlite3 *db)
{
    int64_t version, tables, whole, astray;

    if (!read_number(db, "PRAGMA user_version", &version) ||
        !read_number(db, "SELECT count(*) FROM sqlite_schema WHERE name IN ('member', 'post', 'event')", &tables))
        return complain(db, "check");
    if (version > migrate_latest())
        return STORE_TOO_NEW;
    if (version > 0 && tables == 3 &&
        read_number(db, "SELECT integrity_check = 'ok' FROM pragma_integrity_check(1)", &whole) && whole == 1 &&
        read_number(db, "SELECT count(*) FROM pragma_foreign_key_check", &astray) && astray == 0)
        return STORE_OPENED;
    log_error("store_backup step=check reason=\"not a whole database of Vakwerk\"");
    return STORE_DAMAGED;
}

/* The copy says of itself that it has a journal beside it, as the source has; it is one file from here on. */
static enum store_open_error copy_and_check(sqlite3 *from, sqlite3 *to)
{
    enum store_open_error err = seal_copy(from, to);

    if (err == STORE_OPENED)
        err = copy_pages(from, to);
    if (err == STORE_OPENED && sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK)
        err = complain(to, "journal");
    return err != STORE_OPENED ? err : check(to);
}

static enum store_open_error copy(const char *from_path, const char *to_path)
{
    sqlite3 *from = NULL, *to = NULL;
    enum store_open_error err;

    if (seal_install() != SQLITE_OK ||
        sqlite3_open_v2(from_path, &from, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        err = complain(from, "from");
    else if (sqlite3_open_v2(to_path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        err = complain(to, "to");
    else {
        sqlite3_busy_timeout(from, 5000);
        err = copy_and_check(from, to);
    }
    sqlite3_close(from);
    if (sqlite3_close(to) != SQLITE_OK && err == STORE_OPENED)
        err = STORE_CANNOT_OPEN;
    return err;
}

/* Made here, because SQLite would make it readable for all; and never over something that is there. */
enum store_open_error store_backup_copy(const char *from, const char *to)
{
    int fd = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0) {
        log_error("store_backup step=make reason=\"cannot make the file\"");
        return STORE_CANNOT_OPEN;
    }
    enum store_open_error err = copy(from, to);
    if (fsync(fd) != 0 && err == STORE_OPENED)
        err = STORE_CANNOT_OPEN;
    close(fd);
    if (err != STORE_OPENED)
        unlink(to);
    return err;
}

int store_backup_version(const char *path)
{
    sqlite3 *db = NULL;
    int64_t version = 0;

    if (seal_install() == SQLITE_OK &&
        sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK)
        read_number(db, "PRAGMA user_version", &version);
    sqlite3_close(db);
    return (int)version;
}

/* ---- reviving ---- */

static int leap(struct store *store)
{
    struct query q = query(store, &set_backup, LEAP);

    return query_run(&q);
}

/* The number of the rights is one that no guard's file has. */
static int change(struct store *store, int64_t now_ms)
{
    int err = store_begin(store);

    if (err == 0)
        err = leap(store);
    if (err == 0)
        err = store_number_set(store, STORE_RIGHTS, now_ms);
    return store_end(store, err);
}

enum store_open_error store_backup_revive(const char *path, int64_t now_ms)
{
    struct store *store;
    enum store_open_error err = store_open(path, STORE_WRITE, &store);

    if (err != STORE_OPENED)
        return err;
    if (change(store, now_ms) != 0)
        err = STORE_CANNOT_OPEN;
    store_close(store);
    return err;
}
