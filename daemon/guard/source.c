#include "daemon/guard/source.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "daemon/guard/rights.h"

enum {
    BUSY_WAIT_MS = 50,    /* the broker has one thread; a commit of the daemon takes a few ms */
    BUSY_GRACE_MS = 2000, /* what is known stays good for so long while the file is locked */
    RETRY_MS = 1000
};

struct source {
    char *path;  /* owned */
    sqlite3 *db; /* owned; NULL while lost */
    struct stat seen;
    int64_t data_version;
    int64_t good_ms; /* the last look at which the file could be read */
    int64_t tried_ms;
    const char *why; /* not NULL while lost */
};

struct source *source_new(const char *path)
{
    struct source *source = calloc(1, sizeof *source);

    if (source == NULL)
        return NULL;
    source->path = strdup(path);
    source->why = "not read yet";
    source->tried_ms = INT64_MIN;
    if (source->path != NULL)
        return source;
    free(source);
    return NULL;
}

void source_free(struct source *source)
{
    if (source == NULL)
        return;
    sqlite3_close(source->db);
    free(source->path);
    free(source);
}

/*
 * A file that was deleted or replaced stays readable through an open descriptor, with its old rights and its old
 * data_version; so the path is asked too.
 */
static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mode == b->st_mode &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* SQLITE_OK, or why the file could not be asked. It moves with every commit of somebody else's. */
static int read_data_version(sqlite3 *db, int64_t *out)
{
    sqlite3_stmt *stmt;
    int rc = sqlite3_prepare_v2(db, "PRAGMA data_version", -1, &stmt, NULL);

    if (rc != SQLITE_OK)
        return rc;
    rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static enum source_news lose(struct source *source, const char *reason, const char **why)
{
    sqlite3_close(source->db);
    source->db = NULL;
    source->why = reason;
    *why = reason;
    return SOURCE_LOST;
}

static enum source_news wait_for_writer(struct source *source, int64_t now_ms, const char **why)
{
    if (source->why == NULL && now_ms - source->good_ms < BUSY_GRACE_MS)
        return SOURCE_SAME;
    return lose(source, "locked for too long", why);
}

static sqlite3 *open_db(const char *path)
{
    sqlite3 *db = NULL;

    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        sqlite3_close(db);
        return NULL;
    }
    sqlite3_busy_timeout(db, BUSY_WAIT_MS);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return db;
}

/*
 * Reads the file anew through a connection of its own. data_version is asked before the rows: what is committed
 * in between makes the next look read again.
 */
static enum source_news load(struct source *source, const struct stat *now, int64_t now_ms, struct rights **out,
                             const char **why)
{
    sqlite3 *db = open_db(source->path);
    int64_t data_version;
    bool busy = false;

    source->tried_ms = now_ms;
    if (db == NULL)
        return lose(source, "cannot be opened", why);
    int rc = read_data_version(db, &data_version);
    struct rights *rights = NULL;
    if (rc == SQLITE_OK)
        rights = rights_load(db, why, &busy);
    if (rights == NULL) {
        sqlite3_close(db);
        if (busy || (rc & 0xff) == SQLITE_BUSY)
            return wait_for_writer(source, now_ms, why);
        return lose(source, rc == SQLITE_OK ? *why : "cannot be read", why);
    }
    sqlite3_close(source->db);
    *source = (struct source){ source->path, db, *now, data_version, now_ms, now_ms, NULL };
    *out = rights;
    return SOURCE_NEW;
}

enum source_news source_look(struct source *source, int64_t now_ms, struct rights **out, const char **why)
{
    struct stat now;
    int64_t data_version;

    if (source->why != NULL && source->tried_ms != INT64_MIN && now_ms - source->tried_ms < RETRY_MS) {
        *why = source->why;
        return SOURCE_LOST;
    }
    if (stat(source->path, &now) != 0) {
        source->tried_ms = now_ms;
        return lose(source, errno == ENOENT ? "missing" : "out of reach", why);
    }
    if (source->why != NULL || !same_file(&now, &source->seen))
        return load(source, &now, now_ms, out, why);
    int rc = read_data_version(source->db, &data_version);
    if ((rc & 0xff) == SQLITE_BUSY)
        return wait_for_writer(source, now_ms, why);
    if (rc != SQLITE_OK || data_version != source->data_version)
        return load(source, &now, now_ms, out, why);
    source->good_ms = now_ms;
    return SOURCE_SAME;
}
