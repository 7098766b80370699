#include "gather.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROOM = 128 * 1024, /* some thirty pages: a post changes twenty */
    FRAME_HEADER = 24,
    COMMIT_AT = 4 /* there: the pages of the database after the commit, or 0 when it goes on */
};

/* SQLite gives the room, the real file's behind it. */
struct gathered_file {
    sqlite3_file base;
    unsigned char *bytes; /* ROOM of them, once something was written */
    int len;
    sqlite3_int64 at; /* where they belong */
    bool page_follows, commits;
};

static struct gathered_file *ours(sqlite3_file *file)
{
    return (struct gathered_file *)file;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return (sqlite3_file *)(ours(file) + 1);
}

/* What could not be written is gone: SQLite takes the transaction back. */
static int let_go(sqlite3_file *base)
{
    struct gathered_file *file = ours(base);
    int len = file->len;

    file->len = 0;
    file->page_follows = false;
    return len == 0 ? SQLITE_OK : real_of(base)->pMethods->xWrite(real_of(base), file->bytes, len, file->at);
}

static bool make_room(struct gathered_file *file)
{
    if (file->bytes == NULL)
        file->bytes = malloc(ROOM);
    return file->bytes != NULL;
}

static void append(struct gathered_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    if (file->len == 0)
        file->at = at;
    memcpy(file->bytes + file->len, bytes, (size_t)len);
    file->len += len;
}

/* Only a header with its page behind it is held back; anything else is written as it comes. */
static int file_write(sqlite3_file *base, const void *bytes, int len, sqlite3_int64 at)
{
    static const unsigned char goes_on[4];
    struct gathered_file *file = ours(base);
    bool follows = file->len > 0 && at == file->at + file->len && file->len + len <= ROOM;
    bool is_header = len == FRAME_HEADER && !file->page_follows, is_page = follows && file->page_follows;
    int rc = follows ? SQLITE_OK : let_go(base);

    if (rc != SQLITE_OK)
        return rc;
    if ((!is_header && !is_page) || !make_room(file)) {
        rc = let_go(base);
        return rc != SQLITE_OK ? rc : real_of(base)->pMethods->xWrite(real_of(base), bytes, len, at);
    }
    append(file, bytes, len, at);
    file->page_follows = is_header;
    if (is_header)
        file->commits = memcmp((const char *)bytes + COMMIT_AT, goes_on, sizeof goes_on) != 0;
    return is_page && file->commits ? let_go(base) : SQLITE_OK;
}

static int file_close(sqlite3_file *base)
{
    int rc = let_go(base), closed = real_of(base)->pMethods->xClose(real_of(base));

    free(ours(base)->bytes);
    return rc != SQLITE_OK ? rc : closed;
}

/* ---- the rest is the real file's, once it has all ---- */

#define AFTER(name, parameters, ...)                                                                                   \
    static int file_##name parameters                                                                                  \
    {                                                                                                                  \
        int rc = let_go(file);                                                                                         \
        return rc != SQLITE_OK ? rc : real_of(file)->pMethods->x##name(__VA_ARGS__);                                   \
    }

AFTER(Read, (sqlite3_file * file, void *to, int len, sqlite3_int64 at), real_of(file), to, len, at)
AFTER(Truncate, (sqlite3_file * file, sqlite3_int64 size), real_of(file), size)
AFTER(Sync, (sqlite3_file * file, int flags), real_of(file), flags)
AFTER(FileSize, (sqlite3_file * file, sqlite3_int64 *size), real_of(file), size)
AFTER(Lock, (sqlite3_file * file, int lock), real_of(file), lock)
AFTER(Unlock, (sqlite3_file * file, int lock), real_of(file), lock)
AFTER(CheckReservedLock, (sqlite3_file * file, int *out), real_of(file), out)
AFTER(FileControl, (sqlite3_file * file, int ask, void *about), real_of(file), ask, about)

static int file_SectorSize(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_DeviceCharacteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

/* Version 1: a journal is neither mapped nor shared by memory. */
static const sqlite3_io_methods methods = { .iVersion = 1,
                                            .xClose = file_close,
                                            .xRead = file_Read,
                                            .xWrite = file_write,
                                            .xTruncate = file_Truncate,
                                            .xSync = file_Sync,
                                            .xFileSize = file_FileSize,
                                            .xLock = file_Lock,
                                            .xUnlock = file_Unlock,
                                            .xCheckReservedLock = file_CheckReservedLock,
                                            .xFileControl = file_FileControl,
                                            .xSectorSize = file_SectorSize,
                                            .xDeviceCharacteristics = file_DeviceCharacteristics };

int gather_bytes(void)
{
    return (int)sizeof(struct gathered_file);
}

int gather_open(sqlite3_vfs *real, const char *name, sqlite3_file *file, int flags, int *out)
{
    *ours(file) = (struct gathered_file){ .len = 0 };
    int rc = real->xOpen(real, name, real_of(file), flags, out);

    if (real_of(file)->pMethods != NULL)
        file->pMethods = &methods;
    return rc;
}
