#include "tests/system/crash/power.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct file {
    sqlite3_file base; /* first: SQLite sees this one */
    bool is_journal;
};

/* What a write or truncation put away, the last first. */
struct undo {
    struct undo *before;
    struct file *file;
    sqlite3_int64 at, size;
    int len;
    char bytes[];
};

static sqlite3_vfs vfs, *real_vfs;
static struct undo *last;
static enum power_fault fault;
static int fails_at, count; /* fails_at 0: not armed */
static bool lazy;

static sqlite3_file *real_of(sqlite3_file *file)
{
    return (sqlite3_file *)((struct file *)file + 1);
}

/* ---- what was not synced ---- */

static void remember(sqlite3_file *file, sqlite3_int64 at, sqlite3_int64 len)
{
    sqlite3_file *real = real_of(file);
    sqlite3_int64 size;

    real->pMethods->xFileSize(real, &size);
    sqlite3_int64 old = size > at ? size - at : 0;
    int kept = (int)(old < len ? old : len);
    struct undo *undo = malloc(sizeof *undo + (size_t)kept);
    assert(undo != NULL);
    *undo = (struct undo){ last, (struct file *)file, at, size, kept };
    if (kept > 0)
        real->pMethods->xRead(real, undo->bytes, kept, at);
    last = undo;
}

static void forget(const struct file *file)
{
    for (struct undo **at = &last; *at != NULL;) {
        struct undo *undo = *at;
        if (undo->file != file) {
            at = &undo->before;
            continue;
        }
        *at = undo->before;
        free(undo);
    }
}

static void lose_unsynced(void)
{
    for (struct undo *undo = last; undo != NULL; undo = undo->before) {
        sqlite3_file *real = real_of(&undo->file->base);
        if (undo->len > 0)
            real->pMethods->xWrite(real, undo->bytes, undo->len, undo->at);
        real->pMethods->xTruncate(real, undo->size);
    }
}

/* ---- counting ---- */

/* Whether this operation is the one. */
static bool is_it(void)
{
    return fails_at > 0 && ++count == fails_at;
}

/* After it was done. */
static void die(bool now)
{
    if (!now || fault > POWER_CUT)
        return;
    if (fault == POWER_CUT)
        lose_unsynced();
    _exit(POWER_DEAD);
}

static int error_of(int otherwise)
{
    return fault == POWER_EIO ? otherwise : SQLITE_FULL;
}

/* ---- one file ---- */

static int file_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    sqlite3_file *real = real_of(file);
    bool now = is_it();

    if (now && fault == POWER_SHORT)
        real->pMethods->xWrite(real, bytes, len / 2, at);
    if (now && fault > POWER_CUT)
        return error_of(SQLITE_IOERR_WRITE);
    remember(file, at, len);
    int rc = real->pMethods->xWrite(real, bytes, len, at);
    die(now);
    return rc;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    sqlite3_file *real = real_of(file);
    bool now = is_it();

    if (now && fault > POWER_CUT)
        return SQLITE_IOERR_TRUNCATE;
    remember(file, size, INT32_MAX);
    int rc = real->pMethods->xTruncate(real, size);
    die(now);
    return rc;
}

/* The real disk need not do it: what it would keep is what is not undone. */
static int file_sync(sqlite3_file *file, int flags)
{
    bool now = is_it();

    (void)flags;
    if (now && fault > POWER_CUT)
        return SQLITE_IOERR_FSYNC;
    if (!lazy || !((struct file *)file)->is_journal)
        forget((struct file *)file);
    die(now);
    return SQLITE_OK;
}

static int file_close(sqlite3_file *file)
{
    forget((struct file *)file);
    return real_of(file)->pMethods->xClose(real_of(file));
}

#define PASS(name, parameters, ...)                                                                                    \
    static int file_##name parameters                                                                                  \
    {                                                                                                                  \
        return real_of(file)->pMethods->x##name(real_of(file), __VA_ARGS__);                                           \
    }

PASS(Read, (sqlite3_file * file, void *to, int len, sqlite3_int64 at), to, len, at)
PASS(FileSize, (sqlite3_file * file, sqlite3_int64 *size), size)
PASS(Lock, (sqlite3_file * file, int lock), lock)
PASS(Unlock, (sqlite3_file * file, int lock), lock)
PASS(CheckReservedLock, (sqlite3_file * file, int *out), out)
PASS(FileControl, (sqlite3_file * file, int op, void *arg), op, arg)
PASS(ShmMap, (sqlite3_file * file, int page, int size, int extend, void volatile **out), page, size, extend, out)
PASS(ShmLock, (sqlite3_file * file, int offset, int n, int flags), offset, n, flags)
PASS(ShmUnmap, (sqlite3_file * file, int delete), delete)

static int file_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_device(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static void file_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static const sqlite3_io_methods methods = { .iVersion = 2,
                                            .xClose = file_close,
                                            .xRead = file_Read,
                                            .xWrite = file_write,
                                            .xTruncate = file_truncate,
                                            .xSync = file_sync,
                                            .xFileSize = file_FileSize,
                                            .xLock = file_Lock,
                                            .xUnlock = file_Unlock,
                                            .xCheckReservedLock = file_CheckReservedLock,
                                            .xFileControl = file_FileControl,
                                            .xSectorSize = file_sector,
                                            .xDeviceCharacteristics = file_device,
                                            .xShmMap = file_ShmMap,
                                            .xShmLock = file_ShmLock,
                                            .xShmBarrier = file_barrier,
                                            .xShmUnmap = file_ShmUnmap };

static int open_file(sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out)
{
    sqlite3_file *real = real_of(file);
    int rc = real_vfs->xOpen(real_vfs, name, real, flags, out);

    (void)self;
    *(struct file *)file = (struct file){ .is_journal = (flags & SQLITE_OPEN_WAL) != 0 };
    file->pMethods = real->pMethods == NULL ? NULL : &methods;
    return rc;
}

void power_begin(void)
{
    real_vfs = sqlite3_vfs_find(NULL);
    vfs = *real_vfs;
    vfs.zName = "power";
    vfs.szOsFile = (int)sizeof(struct file) + real_vfs->szOsFile;
    vfs.xOpen = open_file;
    int rc = sqlite3_vfs_register(&vfs, 1);
    assert(rc == SQLITE_OK);
}

void power_arm(enum power_fault how, int at, bool is_lazy)
{
    fault = how;
    fails_at = at;
    lazy = is_lazy;
    count = 0;
}

int power_count(void)
{
    return count;
}
