#include "cache.h"

#include "proto/encode.h"

#include <stdlib.h>
#include <unistd.h>

#define ARENA_BYTES (4 * 1024 * 1024)
#define BLOB_MAX    (1024 * 1024)
#define DAY_MS      (24LL * 60 * 60 * 1000)

_Static_assert((int)CACHE_STATEMENTS < DB_STATEMENTS_MAX, "the statements of the cache fit");

#define TO_TEXT(number)    TO_TEXT_OF(number)
#define TO_TEXT_OF(number) #number

/*
 * A loss is no loss: everything here is with the daemon. Hence no waiting for the disk; but what is withdrawn is
 * to be gone from the file too. `thing` has no text, which stands beside it, since lists come without.
 */
static const char settings[] = "PRAGMA journal_mode=TRUNCATE;"
                               "PRAGMA synchronous=OFF;"
                               "PRAGMA secure_delete=ON;"
                               "PRAGMA cache_size=50;"; /* pages: what is read, is read once */

static const char tables[] =
    "CREATE TABLE IF NOT EXISTS thing ("
    " account TEXT NOT NULL, code TEXT NOT NULL, kind TEXT NOT NULL, theme TEXT NOT NULL, team TEXT NOT NULL,"
    " open INTEGER NOT NULL, mine INTEGER NOT NULL, answers INTEGER NOT NULL, posted_at INTEGER NOT NULL,"
    " revision INTEGER NOT NULL, text TEXT NOT NULL, thing BLOB, whole BLOB, kept_at INTEGER NOT NULL,"
    " PRIMARY KEY (account, code)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS name ("
    " account TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL, kept_at INTEGER NOT NULL,"
    " PRIMARY KEY (account, kind, name)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS name_age ON name (account, kind, kept_at);";

static const char *const sql[CACHE_STATEMENTS + 1] = {
    [CACHE_PUT] = "INSERT INTO thing VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, NULL, ?13)"
                  " ON CONFLICT DO UPDATE SET kind = excluded.kind, theme = excluded.theme, team = excluded.team,"
                  " open = excluded.open, mine = max(mine, excluded.mine), answers = excluded.answers,"
                  " posted_at = excluded.posted_at, thing = excluded.thing, kept_at = excluded.kept_at,"
                  " text = iif(excluded.text <> '' OR revision <> excluded.revision, excluded.text, text),"
                  " whole = iif(revision = excluded.revision, whole, NULL), revision = excluded.revision",
    [CACHE_PUT_WHOLE] = "INSERT INTO thing VALUES (?1, ?2, ?3, '', '', 0, 0, 0, 0, 1, '', NULL, ?4, ?5)"
                        " ON CONFLICT DO UPDATE SET whole = excluded.whole, kept_at = excluded.kept_at",
    [CACHE_FORGET] = "DELETE FROM thing WHERE account = ?1 AND code = ?2",
    [CACHE_FORGET_ANSWERS] = "DELETE FROM thing WHERE account = ?1 AND code GLOB ?2 || '.*'",
    [CACHE_FORGET_ALL] = "DELETE FROM thing WHERE account = ?1",
    [CACHE_TRIM] = "DELETE FROM thing WHERE account = ?1 AND code IN (SELECT code FROM thing WHERE account = ?1"
                   " ORDER BY kept_at DESC, posted_at DESC LIMIT -1 OFFSET " TO_TEXT(VAKWERK_CACHE_THINGS) ")",
    [CACHE_EXPIRE] = "DELETE FROM thing WHERE account = ?1 AND kept_at < ?2",
    [CACHE_PUT_NAME] = "INSERT INTO name VALUES (?1, ?2, ?3, ?4, ?5)"
                       " ON CONFLICT DO UPDATE SET title = excluded.title, kept_at = excluded.kept_at",
    [CACHE_FORGET_NAME] = "DELETE FROM name WHERE account = ?1 AND kind = 'code' AND name = ?2",
    [CACHE_FORGET_NAMES] = "DELETE FROM name WHERE account = ?1",
    [CACHE_TRIM_NAMES] = "DELETE FROM name WHERE account = ?1 AND kind = 'code' AND name IN (SELECT name"
                         " FROM name WHERE account = ?1 AND kind = 'code' ORDER BY kept_at DESC"
                         " LIMIT -1 OFFSET " TO_TEXT(VAKWERK_CACHE_NAMES) ")",
    [CACHE_EXPIRE_NAMES] = "DELETE FROM name WHERE account = ?1 AND kept_at < ?2",
    /* Codes are in capitals, all other names are not. In order of name, for only what fits is to be read. */
    [CACHE_NAMES] = "SELECT name, title FROM name, (SELECT iif(?2 = 'code', upper(?3), lower(?3)) AS begins)"
                    " WHERE account = ?1 AND kind = ?2 AND name >= begins AND name < begins || char(0x10ffff)"
                    " ORDER BY +kept_at DESC",
    [CACHE_GET] = "SELECT thing, text, kept_at, whole FROM thing WHERE account = ?1 AND code = ?2",
    [CACHE_LIST] = "SELECT thing, text, kept_at FROM thing WHERE account = ?1 AND kind = ?2"
                   " AND (?3 = '' OR theme = ?3) AND (?4 = '' OR team = ?4) AND open >= ?5 AND mine >= ?6"
                   " AND posted_at > ?7 AND thing IS NOT NULL"
                   " ORDER BY CASE ?8 WHEN 'open' THEN posted_at WHEN 'lively' THEN -answers ELSE -posted_at END,"
                   " posted_at DESC LIMIT ?9",
    [CACHE_SCAN] = "SELECT thing, text, kept_at FROM thing WHERE account = ?1 AND (?2 = '' OR theme = ?2)"
                   " AND (?3 = '' OR team = ?3) AND posted_at > ?4 AND thing IS NOT NULL ORDER BY posted_at DESC",
};

static const struct db_shape shape = { settings, tables, sql };

static bool open_file(struct vakwerk_cache *cache, const char *path, const char *account)
{
    if (db_open(&cache->db, path, &shape, account))
        return true;
    db_close(&cache->db);
    return false;
}

/* A damaged file, or one of another version, is made anew: nothing is lost with it. */
struct vakwerk_cache *vakwerk_cache_open(const char *path, const char *account, int64_t now_ms)
{
    struct vakwerk_cache *cache = calloc(1, sizeof *cache);

    if (cache == NULL)
        return NULL;
    cache->now_ms = now_ms;
    if (!open_file(cache, path, account) && (unlink(path) != 0 || !open_file(cache, path, account))) {
        free(cache);
        return NULL;
    }
    return cache;
}

void vakwerk_cache_close(struct vakwerk_cache *cache)
{
    if (cache == NULL)
        return;
    db_close(&cache->db);
    free(cache);
}

/* ---- keeping ---- */

struct keeping {
    struct vakwerk_cache *cache;
    struct arena arena;
    int err; /* the first */
};

static void run(struct keeping *k, sqlite3_stmt *statement)
{
    int err = db_finish(statement);

    k->err = k->err != 0 ? k->err : err;
}

static void keep_name(struct keeping *k, const char *kind, struct span name, struct span title)
{
    sqlite3_stmt *put = db_start(&k->cache->db, CACHE_PUT_NAME);

    db_bind_text(put, 2, span_of(kind));
    db_bind_text(put, 3, name);
    db_bind_text(put, 4, title);
    sqlite3_bind_int64(put, 5, k->cache->now_ms);
    run(k, put);
}

static void forget(struct keeping *k, struct span code)
{
    static const enum cache_statement statements[] = { CACHE_FORGET, CACHE_FORGET_ANSWERS, CACHE_FORGET_NAME };

    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        sqlite3_stmt *statement = db_start(&k->cache->db, (int)statements[i]);
        db_bind_text(statement, 2, code);
        run(k, statement);
    }
}

static struct span encoded(struct keeping *k, const struct msg_type *type, const void *from)
{
    struct encode_part part = { type, from };

    return encode_map(&part, 1, false, BLOB_MAX, &k->arena);
}

static bool is_open(const struct msg_thing *thing)
{
    return span_is(thing->kind, "question") && !thing->resolved && (thing->answers == 0 || thing->unendorsed);
}

static void put_thing(struct keeping *k, const struct msg_thing *thing)
{
    struct msg_thing bare = *thing;
    sqlite3_stmt *put = db_start(&k->cache->db, CACHE_PUT);

    bare.text = (struct span){ NULL, 0 };
    db_bind_text(put, 2, thing->code);
    db_bind_text(put, 3, thing->kind);
    db_bind_text(put, 4, thing->theme);
    db_bind_text(put, 5, thing->private ? thing->team : (struct span){ NULL, 0 });
    sqlite3_bind_int(put, 6, is_open(thing));
    sqlite3_bind_int(put, 7, thing->mine);
    sqlite3_bind_int64(put, 8, thing->answers);
    sqlite3_bind_int64(put, 9, thing->posted_at);
    sqlite3_bind_int64(put, 10, thing->revision);
    db_bind_text(put, 11, thing->text);
    db_bind_blob(put, 12, encoded(k, &type_thing, &bare));
    sqlite3_bind_int64(put, 13, k->cache->now_ms);
    run(k, put);
    if (span_is(thing->kind, "question"))
        keep_name(k, "code", thing->code, thing->title);
}

/* A withdrawn text leaves this computer too. What has no code could not be withdrawn here, so is not kept. */
static void keep_thing(struct keeping *k, const struct msg_thing *thing)
{
    if (thing->code.ptr == NULL)
        return;
    if (thing->retracted)
        forget(k, thing->code);
    else
        put_thing(k, thing);
    arena_reset(&k->arena);
}

static void keep_whole(struct keeping *k, struct span code, const char *kind, const struct msg_type *type,
                       const void *from)
{
    sqlite3_stmt *put = db_start(&k->cache->db, CACHE_PUT_WHOLE);
    struct span whole = encoded(k, type, from);

    if (whole.ptr == NULL)
        return;
    db_bind_text(put, 2, code);
    db_bind_text(put, 3, span_of(kind));
    db_bind_blob(put, 4, whole);
    sqlite3_bind_int64(put, 5, k->cache->now_ms);
    run(k, put);
    arena_reset(&k->arena);
}

static void keep_shown(struct keeping *k, const void *out)
{
    const struct msg_shown *shown = out;

    keep_thing(k, &shown->base);
    if (shown->base.code.ptr == NULL || shown->base.retracted)
        return;
    for (size_t i = 0; i < shown->items_count; i++)
        keep_thing(k, &shown->items[i]);
    keep_whole(k, shown->base.code, "question", &type_shown, shown);
}

static void keep_places(struct keeping *k, const char *kind, const struct msg_place *places, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!places[i].archived)
            keep_name(k, kind, places[i].slug, places[i].name);
}

static void keep_myself(struct keeping *k, const void *out)
{
    const struct msg_myself *me = out;

    keep_places(k, "team", me->teams, me->teams_count);
    keep_places(k, "theme", me->themes, me->themes_count);
    keep_whole(k, span_of(CACHE_ME), "me", &type_myself, me);
}

static void keep_kiosks(struct keeping *k, const void *out)
{
    const struct msg_kiosks *kiosks = out;

    for (size_t i = 0; i < kiosks->items_count; i++)
        keep_name(k, "kiosk", kiosks->items[i].kiosk, kiosks->items[i].room);
}

static void keep_list_reply(struct keeping *k, const void *out)
{
    const struct msg_listed *listed = out;

    for (size_t i = 0; i < listed->items_count; i++)
        keep_thing(k, &listed->items[i]);
}

static void keep_team_reply(struct keeping *k, const void *out)
{
    const struct msg_places *places = out;

    keep_places(k, "team", places->items, places->items_count);
}

/* Which replies are kept, and how. */
static const struct keeper {
    enum verb verb;
    void (*keep)(struct keeping *k, const void *out);
} keepers[] = { { VERB_show, keep_shown },
                { VERB_list, keep_list_reply },
                { VERB_me, keep_myself },
                { VERB_team_list, keep_team_reply },
                { VERB_kiosk_list, keep_kiosks } };

static const struct keeper *keeper_of(enum verb verb)
{
    for (size_t i = 0; i < sizeof keepers / sizeof keepers[0]; i++)
        if (keepers[i].verb == verb)
            return &keepers[i];
    return NULL;
}

static int begin(struct keeping *k, struct vakwerk_cache *cache)
{
    *k = (struct keeping){ .cache = cache };
    arena_init(&k->arena, ARENA_BYTES);
    return sqlite3_exec(cache->db.handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK ? 0 : ERR_STORAGE;
}

static void expire(struct keeping *k)
{
    static const enum cache_statement statements[] = { CACHE_EXPIRE, CACHE_EXPIRE_NAMES };

    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        sqlite3_stmt *old = db_start(&k->cache->db, (int)statements[i]);
        sqlite3_bind_int64(old, 2, k->cache->now_ms - VAKWERK_CACHE_DAYS * DAY_MS);
        run(k, old);
    }
    run(k, db_start(&k->cache->db, CACHE_TRIM));
    run(k, db_start(&k->cache->db, CACHE_TRIM_NAMES));
}

static int end(struct keeping *k)
{
    if (k->err == 0 && sqlite3_exec(k->cache->db.handle, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        k->err = ERR_STORAGE;
    if (k->err != 0)
        sqlite3_exec(k->cache->db.handle, "ROLLBACK", NULL, NULL, NULL);
    arena_release(&k->arena);
    return k->err;
}

int vakwerk_cache_keep(struct vakwerk_cache *cache, enum verb verb, const void *out)
{
    const struct keeper *keeper = keeper_of(verb);
    struct keeping k;

    if (keeper == NULL)
        return 0;
    if (begin(&k, cache) != 0)
        return ERR_STORAGE;
    keeper->keep(&k, out);
    expire(&k);
    return end(&k);
}

int vakwerk_cache_keep_thing(struct vakwerk_cache *cache, const struct msg_thing *thing)
{
    return vakwerk_cache_keep(cache, VERB_list, &(struct msg_listed){ .items = thing, .items_count = 1 });
}

int vakwerk_cache_forget(struct vakwerk_cache *cache, struct span code)
{
    struct keeping k;

    if (begin(&k, cache) != 0)
        return ERR_STORAGE;
    if (code.ptr != NULL) {
        forget(&k, code);
    } else {
        run(&k, db_start(&cache->db, CACHE_FORGET_ALL));
        run(&k, db_start(&cache->db, CACHE_FORGET_NAMES));
    }
    return end(&k);
}

int vakwerk_cache_names(struct vakwerk_cache *cache, const char *kind, const char *begins,
                        void (*each)(void *to, const char *name, const char *title), void *to)
{
    sqlite3_stmt *row = db_start(&cache->db, CACHE_NAMES);
    int code;

    db_bind_text(row, 2, span_of(kind));
    db_bind_text(row, 3, span_of(begins));
    while ((code = sqlite3_step(row)) == SQLITE_ROW)
        each(to, db_text(row, 0), db_text(row, 1));
    sqlite3_reset(row);
    return code == SQLITE_DONE ? 0 : ERR_STORAGE;
}
