/* Planted: a commit does not wait for the disk. */
#include <sqlite3.h>
#include <stddef.h>
#include <string.h>

int __real_sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *context,
                        char **error);
int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *context,
                        char **error);

int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *context,
                        char **error)
{
    int rc = __real_sqlite3_exec(db, sql, row, context, error);

    if (rc == SQLITE_OK && strstr(sql, "synchronous = FULL") != NULL)
        rc = __real_sqlite3_exec(db, "PRAGMA synchronous = NORMAL", NULL, NULL, error);
    return rc;
}
