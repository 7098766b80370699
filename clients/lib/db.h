/*
 * An SQLite file of the client library: readable by its owner alone, its schema made, its statements prepared.
 * Rows belong to an account, so that several people or profiles can share the file.
 */
#ifndef VAKWERK_CLIENT_DB_H
#define VAKWERK_CLIENT_DB_H

#include "proto/span.h"

#include <sqlite3.h>
#include <stdint.h>

#define DB_STATEMENTS_MAX 24

struct db {
    sqlite3 *handle;
    sqlite3_stmt *statements[DB_STATEMENTS_MAX];
    char *account; /* owned */
};

/* Opens or makes the file. `sql` ends with NULL. What was opened before a failure is for db_close as well. */
bool db_open(struct db *db, const char *path, const char *schema, const char *const *sql, const char *account);
void db_close(struct db *db);

/* A statement, fresh, with the account bound as ?1 where it has parameters. */
sqlite3_stmt *db_start(struct db *db, int which);

/* Runs a statement that gives no rows: 0 or ERR_STORAGE. */
int db_finish(sqlite3_stmt *statement);

/* Absent text is bound as empty. */
void db_bind_text(sqlite3_stmt *statement, int at, struct span text);
void db_bind_blob(sqlite3_stmt *statement, int at, struct span bytes);

const char *db_text(sqlite3_stmt *row, int at);
struct span db_blob(sqlite3_stmt *row, int at);

#endif
