#include "daemon/store/access.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/guard/access_schema.h"
#include "proto/topic.h"

enum { BUSY_WAIT_MS = 2000 }; /* the guard reads for some milliseconds */

enum statement {
    GET_VERSION,
    SET_VERSION,
    PUT_MEMBER,
    DELETE_MEMBER,
    DELETE_DEVICES,
    PUT_DEVICE,
    DELETE_TEAMS,
    PUT_TEAM,
    PUT_CODE,
    DELETE_CODE,
    PUT_KIOSK,
    DELETE_KIOSK,
    PUT_DOOR,
    DELETE_DOOR,
    PUT_DAEMON,
    STATEMENTS
};

static const char *const statements[STATEMENTS] = {
    [GET_VERSION] = "SELECT version FROM meta",
    [SET_VERSION] = "UPDATE meta SET version = ?1",
    [PUT_MEMBER] = "INSERT OR REPLACE INTO member(name, kind) VALUES(?1, ?2)",
    [DELETE_MEMBER] = "DELETE FROM member WHERE name = ?1",
    [DELETE_DEVICES] = "DELETE FROM device WHERE member = ?1",
    [PUT_DEVICE] = "INSERT INTO device(member, device, hash) VALUES(?1, ?2, ?3)",
    [DELETE_TEAMS] = "DELETE FROM membership WHERE member = ?1",
    [PUT_TEAM] = "INSERT INTO membership(member, team) VALUES(?1, ?2)",
    [PUT_CODE] = "INSERT OR REPLACE INTO code(member, hash, expires_at) VALUES(?1, ?2, ?3)",
    [DELETE_CODE] = "DELETE FROM code WHERE member = ?1",
    [PUT_KIOSK] = "INSERT OR REPLACE INTO kiosk(name, device, hash) VALUES(?1, ?2, ?3)",
    [DELETE_KIOSK] = "DELETE FROM kiosk WHERE name = ?1",
    [PUT_DOOR] = "INSERT OR REPLACE INTO door(door, hash, expires_at) VALUES(?1, ?2, ?3)",
    [DELETE_DOOR] = "DELETE FROM door WHERE door = ?1",
    [PUT_DAEMON] = "INSERT OR REPLACE INTO daemon(only, hash) VALUES(1, ?1)",
};

struct access {
    sqlite3 *db;                    /* owned */
    sqlite3_stmt *stmt[STATEMENTS]; /* owned */
    bool useless;                   /* the file, in a way that only making it anew cures */
    char error[160];
};

/* ---- failures ---- */

static int fail(struct access *access, const char *what)
{
    int rc = sqlite3_errcode(access->db) & 0xff;

    access->useless = access->useless || rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB;
    snprintf(access->error, sizeof access->error, "%s: %s", what, sqlite3_errmsg(access->db));
    return -1;
}

/* What the caller should not have asked; names stay out of the message, for it goes to the log. */
static int refuse(struct access *access, const char *what)
{
    snprintf(access->error, sizeof access->error, "%s", what);
    return -1;
}

const char *access_error(const struct access *access)
{
    return access->error;
}

/* ---- opening ---- */

/*
 * EXTRA: with a rollback journal FULL does not sync the folder after the journal is gone, and a power cut could
 * bring back the rights of before the last commit.
 */
static const char settings[] = "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON;"
                               "PRAGMA trusted_schema = OFF;";

static const char first_rows[] = "INSERT INTO meta(only, schema_version, version) VALUES(1, %d, 0);";

static int exec(struct access *access, const char *sql, const char *what)
{
    return sqlite3_exec(access->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(access, what);
}

static int read_number(struct access *access, const char *sql, int64_t *out)
{
    sqlite3_stmt *stmt;

    if (sqlite3_prepare_v2(access->db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return fail(access, "access.db");
    int rc = sqlite3_step(stmt);
    *out = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return rc == SQLITE_ROW ? 0 : fail(access, "access.db");
}

static int make_tables(struct access *access)
{
    char row[128];

    snprintf(row, sizeof row, first_rows, ACCESS_SCHEMA_VERSION);
    if (exec(access, "BEGIN IMMEDIATE", "begin") != 0)
        return -1;
    if (exec(access, ACCESS_SCHEMA, "schema") == 0 && exec(access, row, "meta") == 0 &&
        exec(access, "COMMIT", "commit") == 0)
        return 0;
    sqlite3_exec(access->db, "ROLLBACK", NULL, NULL, NULL);
    return -1;
}

static int check_tables(struct access *access)
{
    int64_t tables, version, sound;

    if (read_number(access, "SELECT count(*) FROM sqlite_schema", &tables) != 0)
        return -1;
    if (tables == 0)
        return make_tables(access);
    if (read_number(access, "SELECT quick_check = 'ok' FROM pragma_quick_check(1)", &sound) != 0)
        return -1;
    bool has_meta = read_number(access, "SELECT schema_version FROM meta", &version) == 0;
    if (!has_meta && sqlite3_errcode(access->db) != SQLITE_ERROR)
        return -1; /* not "no such table" but something that may pass */
    if (sound == 0 || !has_meta || version != ACCESS_SCHEMA_VERSION) {
        access->useless = true;
        return refuse(access, "access.db is damaged or has another schema");
    }
    return 0;
}

static int prepare_all(struct access *access)
{
    for (enum statement i = 0; i < STATEMENTS; i++)
        if (sqlite3_prepare_v3(access->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT, &access->stmt[i], NULL) !=
            SQLITE_OK)
            return fail(access, "prepare");
    return 0;
}

static int open_file(struct access *access, const char *path)
{
    /* Made here, because SQLite would make it readable for all. */
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);

    if (fd < 0)
        return refuse(access, "access.db cannot be opened");
    close(fd);
    if (sqlite3_open_v2(path, &access->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return fail(access, "open");
    sqlite3_busy_timeout(access->db, BUSY_WAIT_MS);
    sqlite3_db_config(access->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (exec(access, settings, "settings") != 0 || check_tables(access) != 0)
        return -1;
    return prepare_all(access);
}

/*
 * It holds nothing that the main database does not, so what cannot be used is thrown away: emptied and not removed,
 * because the broker's group must stay able to read it.
 */
static int empty_file(const char *path)
{
    static const char *const tails[] = { "-journal", "-wal", "-shm" };
    char name[4096];

    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        int len = snprintf(name, sizeof name, "%s%s", path, tails[i]);
        if (len > 0 && (size_t)len < sizeof name)
            unlink(name);
    }
    return truncate(path, 0);
}

/* On -1 *useless says whether an empty file would do better. */
static int try_open(const char *path, struct access **out, bool *useless)
{
    struct access *access = calloc(1, sizeof *access);

    *useless = false;
    if (access == NULL)
        return -1;
    if (open_file(access, path) == 0) {
        *out = access;
        return 0;
    }
    *useless = access->useless;
    access_close(access);
    return -1;
}

int access_open(const char *path, struct access **out)
{
    bool useless;

    *out = NULL;
    if (try_open(path, out, &useless) == 0)
        return 0;
    return useless && empty_file(path) == 0 ? try_open(path, out, &useless) : -1;
}

void access_close(struct access *access)
{
    if (access == NULL)
        return;
    for (enum statement i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(access->stmt[i]);
    sqlite3_close(access->db);
    free(access);
}

/* ---- statements ---- */

static sqlite3_stmt *start(struct access *access, enum statement which)
{
    sqlite3_reset(access->stmt[which]);
    sqlite3_clear_bindings(access->stmt[which]);
    return access->stmt[which];
}

static void bind_word(sqlite3_stmt *stmt, int at, struct span word)
{
    sqlite3_bind_text(stmt, at, word.ptr, (int)word.len, SQLITE_STATIC);
}

/* A binding that failed leaves NULL, which no column takes. */
static int run(struct access *access, sqlite3_stmt *stmt, const char *what)
{
    int rc = sqlite3_step(stmt);

    if (rc != SQLITE_DONE)
        fail(access, what);
    sqlite3_reset(stmt);
    return rc == SQLITE_DONE ? 0 : -1;
}

static int run_on(struct access *access, enum statement which, struct span word, const char *what)
{
    sqlite3_stmt *stmt = start(access, which);

    bind_word(stmt, 1, word);
    return run(access, stmt, what);
}

/* ---- the nouns ---- */

int access_version(struct access *access, int64_t *out)
{
    sqlite3_stmt *stmt = start(access, GET_VERSION);
    int rc = sqlite3_step(stmt);

    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    else
        fail(access, "version");
    sqlite3_reset(stmt);
    return rc == SQLITE_ROW ? 0 : -1;
}

int access_begin(struct access *access)
{
    return exec(access, "BEGIN IMMEDIATE", "begin");
}

int access_clear(struct access *access)
{
    return exec(access,
                "DELETE FROM member; DELETE FROM device; DELETE FROM membership; DELETE FROM code;"
                "DELETE FROM kiosk; DELETE FROM door; DELETE FROM daemon;",
                "clear");
}

static int put_device(struct access *access, struct span member, const struct access_device *device)
{
    sqlite3_stmt *stmt = start(access, PUT_DEVICE);

    if (!topic_is_device(device->name))
        return refuse(access, "not the name of a device");
    bind_word(stmt, 1, member);
    bind_word(stmt, 2, device->name);
    sqlite3_bind_blob(stmt, 3, device->hash, sizeof device->hash, SQLITE_STATIC);
    return run(access, stmt, "device");
}

static int put_team(struct access *access, struct span member, struct span team)
{
    sqlite3_stmt *stmt = start(access, PUT_TEAM);

    if (!topic_is_slug(team))
        return refuse(access, "not the name of a team");
    bind_word(stmt, 1, member);
    bind_word(stmt, 2, team);
    return run(access, stmt, "team");
}

static int replace_member(struct access *access, struct span name, enum access_kind kind)
{
    sqlite3_stmt *stmt = start(access, PUT_MEMBER);

    if (!topic_is_name(name) || span_is(name, TOPIC_DAEMON))
        return refuse(access, "not the name of a member");
    bind_word(stmt, 1, name);
    sqlite3_bind_int(stmt, 2, (int)kind);
    if (run(access, stmt, "member") != 0 || run_on(access, DELETE_DEVICES, name, "devices") != 0)
        return -1;
    return run_on(access, DELETE_TEAMS, name, "teams");
}

int access_put_member(struct access *access, struct span name, enum access_kind kind,
                      const struct access_device *devices, size_t device_count, const struct span *teams,
                      size_t team_count)
{
    if (device_count > ACCESS_DEVICES_MAX || team_count > ACCESS_TEAMS_MAX)
        return refuse(access, "too many devices or teams");
    if (replace_member(access, name, kind) != 0)
        return -1;
    for (size_t i = 0; i < device_count; i++)
        if (put_device(access, name, &devices[i]) != 0)
            return -1;
    for (size_t i = 0; i < team_count; i++)
        if (put_team(access, name, teams[i]) != 0)
            return -1;
    return 0;
}

int access_drop_member(struct access *access, struct span name)
{
    static const enum statement all[] = { DELETE_MEMBER, DELETE_DEVICES, DELETE_TEAMS, DELETE_CODE };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (run_on(access, all[i], name, "member") != 0)
            return -1;
    return 0;
}

/* A code of somebody's, or of a door. */
static int put_expiring(struct access *access, enum statement which, struct span name, const uint8_t hash[32],
                        int64_t expires_at)
{
    sqlite3_stmt *stmt = start(access, which);

    bind_word(stmt, 1, name);
    sqlite3_bind_blob(stmt, 2, hash, ACCESS_HASH_BYTES, SQLITE_STATIC);
    sqlite3_bind_int64(stmt, 3, expires_at);
    return run(access, stmt, "code");
}

int access_put_code(struct access *access, struct span member, const uint8_t hash[32], int64_t expires_at)
{
    if (hash == NULL)
        return run_on(access, DELETE_CODE, member, "code");
    if (!topic_is_name(member))
        return refuse(access, "not the name of a member");
    return put_expiring(access, PUT_CODE, member, hash, expires_at);
}

int access_put_door(struct access *access, struct span door, const uint8_t hash[32], int64_t expires_at)
{
    if (hash == NULL)
        return run_on(access, DELETE_DOOR, door, "door");
    if (!topic_is_slug(door))
        return refuse(access, "not the name of a door");
    return put_expiring(access, PUT_DOOR, door, hash, expires_at);
}

int access_put_kiosk(struct access *access, struct span kiosk, struct span device, const uint8_t hash[32])
{
    if (hash == NULL)
        return run_on(access, DELETE_KIOSK, kiosk, "kiosk");
    if (!topic_is_slug(kiosk) || span_is(kiosk, TOPIC_DAEMON) || !topic_is_device(device))
        return refuse(access, "not the name of a screen and its device");
    sqlite3_stmt *stmt = start(access, PUT_KIOSK);
    bind_word(stmt, 1, kiosk);
    bind_word(stmt, 2, device);
    sqlite3_bind_blob(stmt, 3, hash, ACCESS_HASH_BYTES, SQLITE_STATIC);
    return run(access, stmt, "kiosk");
}

int access_put_daemon(struct access *access, const uint8_t hash[32])
{
    sqlite3_stmt *stmt = start(access, PUT_DAEMON);

    sqlite3_bind_blob(stmt, 1, hash, ACCESS_HASH_BYTES, SQLITE_STATIC);
    return run(access, stmt, "daemon");
}

int access_commit(struct access *access, int64_t version)
{
    sqlite3_stmt *stmt = start(access, SET_VERSION);

    sqlite3_bind_int64(stmt, 1, version);
    if (run(access, stmt, "version") == 0 && exec(access, "COMMIT", "commit") == 0)
        return 0;
    access_rollback(access);
    return -1;
}

/* After some failures SQLite has already rolled back by itself. */
void access_rollback(struct access *access)
{
    if (sqlite3_get_autocommit(access->db) == 0)
        sqlite3_exec(access->db, "ROLLBACK", NULL, NULL, NULL);
}
