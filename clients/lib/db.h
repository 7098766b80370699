/*
 * An SQLite file of the client library: readable by its owner alone, its tables made, its statements known to fit.
 * Rows belong to an account, so that several people or profiles can share the file.
 */
#ifndef VAKWERK_CLIENT_DB_H
#define VAKWERK_CLIENT_DB_H

#include "proto/span.h"

#include <sqlite3.h>
#include <stdint.h>

#define DB_STATEMENTS_MAX 24

/* What a file is asked for. Constant. */
struct db_shape {
    const char *settings;   /* PRAGMAs of a connection */
    const char *tables;     /* makes what is not there */
    const char *const *sql; /* the statements; ends with NULL */
};

struct db {
    sqlite3 *handle;
    const struct db_shape *shape;
    sqlite3_stmt *statements[DB_STATEMENTS_MAX]; /* prepared when first used */
    char *account;                               /* owned */
};

/*
 * Opens or makes the file. False when it cannot be, or when its tables do not fit the statements. What was opened before
 * a failure is for db_close as well.
 */
bool db_open(struct db *db, const char *path, const struct db_shape *shape, const char *account);
void db_close(struct db *db);

/*
 * A statement, fresh, with the account bound as ?1 where it has parameters. NULL when the file cannot be read now:
 * SQLite's calls that bind, step and look at columns take that, and step fails.
 */
sqlite3_stmt *db_start(struct db *db, int which);

/* Runs a statement that gives no rows: 0 or ERR_STORAGE. */
int db_finish(sqlite3_stmt *statement);

/* Absent text is bound as empty. */
void db_bind_text(sqlite3_stmt *statement, int at, struct span text);
void db_bind_blob(sqlite3_stmt *statement, int at, struct span bytes);

const char *db_text(sqlite3_stmt *row, int at);
struct span db_blob(sqlite3_stmt *row, int at);

#endif
