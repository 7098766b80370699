#include "db.h"

#include "proto/errors.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS 2000

/* SQLite would make the file with the umask's rights; it holds people's texts. */
static bool make_private(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0)
        return false;
    bool ok = fchmod(fd, 0600) == 0;
    close(fd);
    return ok;
}

/* FNV-1a over all that is asked of a file: see http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint32_t mark_text(uint32_t mark, const char *text)
{
    for (; *text != '\0'; text++)
        mark = (mark ^ (unsigned char)*text) * 16777619U;
    return mark;
}

static int mark_of(const struct db_shape *shape)
{
    uint32_t mark = mark_text(2166136261U, shape->tables);

    for (int i = 0; shape->sql[i] != NULL; i++)
        mark = mark_text(mark, shape->sql[i]);
    return (int)(mark >> 1); /* SQLite's number has a sign */
}

/* The settings have read the tables' description by then: one that is damaged does not come here. */
static bool has_mark(struct db *db, int mark)
{
    sqlite3_stmt *row = NULL;
    bool same = sqlite3_prepare_v2(db->handle, "PRAGMA user_version", -1, &row, NULL) == SQLITE_OK &&
                sqlite3_step(row) == SQLITE_ROW && sqlite3_column_int(row, 0) == mark;

    sqlite3_finalize(row);
    return same;
}

static sqlite3_stmt *prepare(struct db *db, int which)
{
    if (db->statements[which] == NULL)
        sqlite3_prepare_v2(db->handle, db->shape->sql[which], -1, &db->statements[which], NULL);
    return db->statements[which];
}

/*
 * Tables are made and all statements tried once for each version of the program: a file whose mark says that it fits
 * costs no run of a command that time again.
 */
static bool make_fit(struct db *db)
{
    int mark = mark_of(db->shape);
    char set_mark[64];

    if (has_mark(db, mark))
        return true;
    if (sqlite3_exec(db->handle, db->shape->tables, NULL, NULL, NULL) != SQLITE_OK)
        return false;
    for (int i = 0; db->shape->sql[i] != NULL; i++)
        if (prepare(db, i) == NULL)
            return false;
    snprintf(set_mark, sizeof set_mark, "PRAGMA user_version=%d", mark);
    sqlite3_exec(db->handle, set_mark, NULL, NULL, NULL); /* on a full disk it is tried again the next time */
    return true;
}

bool db_open(struct db *db, const char *path, const struct db_shape *shape, const char *account)
{
    *db = (struct db){ .account = strdup(account), .shape = shape };
    if (db->account == NULL || !make_private(path))
        return false;
    if (sqlite3_open_v2(path, &db->handle, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        return false;
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    return sqlite3_exec(db->handle, shape->settings, NULL, NULL, NULL) == SQLITE_OK && make_fit(db);
}

void db_close(struct db *db)
{
    for (int i = 0; i < DB_STATEMENTS_MAX; i++)
        sqlite3_finalize(db->statements[i]);
    sqlite3_close(db->handle);
    free(db->account);
    *db = (struct db){ .account = NULL };
}

sqlite3_stmt *db_start(struct db *db, int which)
{
    sqlite3_stmt *statement = prepare(db, which);

    if (statement == NULL)
        return NULL;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (sqlite3_bind_parameter_count(statement) > 0)
        db_bind_text(statement, 1, span_of(db->account));
    return statement;
}

int db_finish(sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);

    sqlite3_reset(statement);
    return code == SQLITE_DONE ? 0 : ERR_STORAGE;
}

void db_bind_text(sqlite3_stmt *statement, int at, struct span text)
{
    sqlite3_bind_text(statement, at, text.ptr == NULL ? "" : text.ptr, (int)text.len, SQLITE_TRANSIENT);
}

void db_bind_blob(sqlite3_stmt *statement, int at, struct span bytes)
{
    sqlite3_bind_blob(statement, at, bytes.ptr, (int)bytes.len, SQLITE_TRANSIENT);
}

const char *db_text(sqlite3_stmt *row, int at)
{
    return (const char *)sqlite3_column_text(row, at);
}

struct span db_blob(sqlite3_stmt *row, int at)
{
    return (struct span){ sqlite3_column_blob(row, at), (size_t)sqlite3_column_bytes(row, at) };
}
