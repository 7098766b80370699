#include "db.h"

#include "proto/errors.h"

#include <fcntl.h>
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

bool db_open(struct db *db, const char *path, const char *schema, const char *const *sql, const char *account)
{
    *db = (struct db){ .account = strdup(account) };
    if (db->account == NULL || !make_private(path))
        return false;
    if (sqlite3_open_v2(path, &db->handle, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        return false;
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    if (sqlite3_exec(db->handle, schema, NULL, NULL, NULL) != SQLITE_OK)
        return false;
    for (int i = 0; sql[i] != NULL; i++)
        if (sqlite3_prepare_v2(db->handle, sql[i], -1, &db->statements[i], NULL) != SQLITE_OK)
            return false;
    return true;
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
    sqlite3_stmt *statement = db->statements[which];

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
