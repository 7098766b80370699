#include "seal.h"

#include "daemon/log.h"
#include "gather.h"

#include <string.h>
#include <xxhash.h>

enum {
    PAGE_MIN = 512,
    PAGE_MAX = 65536, /* of SQLite; a size that was damaged must not pass for no page at all */
    SUM = 8,
    HEADER = 100,     /* of the file, at the begin of page 1 */
    HEADER_ROOM = 20, /* there: how many bytes at the end of each page are not SQLite's */
    SEEN_MAX = 64
};

/* What a file is asked, beside what SQLite asks; those below 100 are SQLite's. */
enum { ASK_BEGIN = 7001, ASK_COUNT };

/* SQLite gives the room, the real file's behind it. */
struct sealed_file {
    sqlite3_file base;
    bool sealed;
    int count;
    int64_t seen[SEEN_MAX]; /* damaged pages */
};

static sqlite3_vfs vfs; /* SQLite keeps it in its list for as long as the process is there; written once */
static sqlite3_vfs *real_vfs;

static struct sealed_file *ours(sqlite3_file *file)
{
    return (struct sealed_file *)file;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return (sqlite3_file *)(ours(file) + 1);
}

/* ---- sums ---- */

/* SQLite reads and writes whole pages, beside its header. */
static bool is_page(int len, sqlite3_int64 at)
{
    return len >= PAGE_MIN && len <= PAGE_MAX && (len & (len - 1)) == 0 && at % len == 0;
}

/* Of its place too: a page that was written in another's is not what was written there. */
static XXH64_hash_t sum_of(const unsigned char *page, int len, sqlite3_int64 at)
{
    return XXH3_64bits_withSeed(page, (size_t)len - SUM, (XXH64_hash_t)at);
}

static bool is_whole(const unsigned char *page, int len, sqlite3_int64 at)
{
    XXH64_canonical_t kept;

    memcpy(&kept, page + len - SUM, SUM);
    return XXH64_hashFromCanonical(&kept) == sum_of(page, len, at);
}

static void note(struct sealed_file *file, int64_t page)
{
    for (int i = 0; i < file->count; i++)
        if (file->seen[i] == page)
            return;
    if (file->count == SEEN_MAX)
        return;
    file->seen[file->count++] = page;
    log_error("store_damaged page=%lld", (long long)page);
}

/* Page 1 says whether the file is sealed, and is read and written before others are. */
static void look_at_header(struct sealed_file *file, const unsigned char *bytes, int len, sqlite3_int64 at)
{
    if (at == 0 && len >= HEADER)
        file->sealed |= bytes[HEADER_ROOM] == SUM;
}

static int file_read(sqlite3_file *base, void *to, int len, sqlite3_int64 at)
{
    struct sealed_file *file = ours(base);
    int rc = real_of(base)->pMethods->xRead(real_of(base), to, len, at);

    if (rc != SQLITE_OK)
        return rc;
    look_at_header(file, to, len, at);
    if (!file->sealed || !is_page(len, at) || is_whole(to, len, at))
        return SQLITE_OK;
    note(file, at / len + 1);
    return SQLITE_CORRUPT;
}

/* In a copy: the page that is given is still in use. */
static int file_write(sqlite3_file *base, const void *bytes, int len, sqlite3_int64 at)
{
    sqlite3_file *real = real_of(base);
    unsigned char page[PAGE_MAX];
    XXH64_canonical_t sum;

    look_at_header(ours(base), bytes, len, at);
    if (!ours(base)->sealed || !is_page(len, at))
        return real->pMethods->xWrite(real, bytes, len, at);
    memcpy(page, bytes, (size_t)len - SUM);
    XXH64_canonicalFromHash(&sum, sum_of(page, len, at));
    memcpy(page + len - SUM, &sum, SUM);
    return real->pMethods->xWrite(real, page, len, at);
}

static int file_control(sqlite3_file *file, int ask, void *about)
{
    if (ask == ASK_BEGIN) {
        ours(file)->sealed = true;
        return SQLITE_OK;
    }
    if (ask == ASK_COUNT) {
        *(int64_t *)about = ours(file)->count;
        return SQLITE_OK;
    }
    return real_of(file)->pMethods->xFileControl(real_of(file), ask, about);
}

/* ---- the rest is the real file's ---- */

#define PASS(name, parameters, ...)                                                                                    \
    static int file_##name parameters                                                                                  \
    {                                                                                                                  \
        return real_of(file)->pMethods->x##name(__VA_ARGS__);                                                          \
    }

PASS(Close, (sqlite3_file * file), real_of(file))
PASS(Truncate, (sqlite3_file * file, sqlite3_int64 size), real_of(file), size)
PASS(Sync, (sqlite3_file * file, int flags), real_of(file), flags)
PASS(FileSize, (sqlite3_file * file, sqlite3_int64 *size), real_of(file), size)
PASS(Lock, (sqlite3_file * file, int lock), real_of(file), lock)
PASS(Unlock, (sqlite3_file * file, int lock), real_of(file), lock)
PASS(CheckReservedLock, (sqlite3_file * file, int *out), real_of(file), out)
PASS(SectorSize, (sqlite3_file * file), real_of(file))
PASS(DeviceCharacteristics, (sqlite3_file * file), real_of(file))
PASS(ShmMap, (sqlite3_file * file, int page, int size, int extend, void volatile **out), real_of(file), page, size,
     extend, out)
PASS(ShmLock, (sqlite3_file * file, int offset, int n, int flags), real_of(file), offset, n, flags)
PASS(ShmUnmap, (sqlite3_file * file, int remove), real_of(file), remove)

static void file_ShmBarrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

/* Version 2: SQLite does not map a file whose pages have to be looked at. */
static const sqlite3_io_methods methods = { .iVersion = 2,
                                            .xClose = file_Close,
                                            .xRead = file_read,
                                            .xWrite = file_write,
                                            .xTruncate = file_Truncate,
                                            .xSync = file_Sync,
                                            .xFileSize = file_FileSize,
                                            .xLock = file_Lock,
                                            .xUnlock = file_Unlock,
                                            .xCheckReservedLock = file_CheckReservedLock,
                                            .xFileControl = file_control,
                                            .xSectorSize = file_SectorSize,
                                            .xDeviceCharacteristics = file_DeviceCharacteristics,
                                            .xShmMap = file_ShmMap,
                                            .xShmLock = file_ShmLock,
                                            .xShmBarrier = file_ShmBarrier,
                                            .xShmUnmap = file_ShmUnmap };

/* What SQLite sorts in is left to itself, and the journal has sums of its own. */
static int open_file(sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out)
{
    (void)self;
    if ((flags & SQLITE_OPEN_WAL) != 0)
        return gather_open(real_vfs, name, file, flags, out);
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
        return real_vfs->xOpen(real_vfs, name, file, flags, out);
    *ours(file) = (struct sealed_file){ .sealed = false };
    int rc = real_vfs->xOpen(real_vfs, name, real_of(file), flags, out);
    if (real_of(file)->pMethods != NULL)
        file->pMethods = &methods;
    return rc;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

int seal_install(void)
{
    if (sqlite3_vfs_find("sealed") != NULL)
        return SQLITE_OK;
    real_vfs = sqlite3_vfs_find(NULL);
    if (real_vfs == NULL)
        return SQLITE_ERROR;
    vfs = *real_vfs;
    vfs.zName = "sealed";
    vfs.szOsFile = larger((int)sizeof(struct sealed_file), gather_bytes()) + real_vfs->szOsFile;
    vfs.xOpen = open_file;
    return sqlite3_vfs_register(&vfs, 1);
}

/* ---- databases ---- */

static int set_room(sqlite3 *db)
{
    int room = SUM;

    return sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &room);
}

/* SQLite knows it when page 1 was read, which may stand in the journal alone. */
int seal_look(sqlite3 *db, bool *out)
{
    int room = -1, rc = sqlite3_exec(db, "PRAGMA schema_version", NULL, NULL, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &room);
    *out = rc == SQLITE_OK && room == SUM;
    return *out ? sqlite3_file_control(db, "main", ASK_BEGIN, NULL) : rc;
}

int seal_begin(sqlite3 *db)
{
    int rc = set_room(db);

    return rc != SQLITE_OK ? rc : sqlite3_file_control(db, "main", ASK_BEGIN, NULL);
}

/* They are in the journal first, and sealed when that is written back, of which page 1 is the first. */
int seal_whole(sqlite3 *db)
{
    int rc = set_room(db);

    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, "VACUUM", NULL, NULL, NULL);
    return rc != SQLITE_OK ? rc : sqlite3_exec(db, "PRAGMA wal_checkpoint (TRUNCATE)", NULL, NULL, NULL);
}

int64_t seal_count(sqlite3 *db)
{
    int64_t count = 0;

    sqlite3_file_control(db, "main", ASK_COUNT, &count);
    return count;
}
