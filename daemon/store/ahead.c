#include "ahead.h"

#include <stdlib.h>
#include <unistd.h>

#define PIECE (1024 * 1024)

static sqlite3_int64 half_of_memory(void)
{
    return (sqlite3_int64)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) / 2;
}

/* Through SQLite's own file: whoever opens it beside that and closes it takes the locks of this process away. */
static sqlite3_file *file_of(sqlite3 *db)
{
    sqlite3_file *file = NULL;

    if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || file == NULL)
        return NULL;
    return file->pMethods == NULL ? NULL : file;
}

void ahead_read(sqlite3 *db)
{
    sqlite3_file *file = file_of(db);
    sqlite3_int64 size = 0;

    if (file == NULL || file->pMethods->xFileSize(file, &size) != SQLITE_OK || size > half_of_memory())
        return;
    void *piece = malloc(PIECE);
    for (sqlite3_int64 at = 0; piece != NULL && at < size; at += PIECE)
        if (file->pMethods->xRead(file, piece, PIECE, at) != SQLITE_OK)
            break; /* the last piece is a short one */
    free(piece);
}
