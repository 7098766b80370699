#include "vakwerk.h"

#include "clock.h"
#include "handle.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS     2000
#define ARENA_BYTES (256 * 1024)

static const char schema[] =
    "PRAGMA journal_mode=DELETE;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA secure_delete=ON;"
    "CREATE TABLE IF NOT EXISTS item ("
    " number INTEGER PRIMARY KEY, account TEXT NOT NULL, id BLOB NOT NULL UNIQUE, verb TEXT NOT NULL,"
    " place INTEGER NOT NULL, space TEXT NOT NULL, payload BLOB NOT NULL, about TEXT NOT NULL,"
    " summary TEXT NOT NULL, made_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,"
    " error TEXT, message TEXT) STRICT;";

enum statement { PUT, LIST, NEXT, COUNT, TOTAL, DROP, TRIED, ASIDE, STATEMENTS };

#define COLUMNS "number, id, verb, place, space, about, summary, made_at, attempts, error, message, payload"

static const char *const sql[STATEMENTS] = {
    [PUT] = "INSERT INTO item (account, id, verb, place, space, payload, about, summary, made_at)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [LIST] = "SELECT " COLUMNS " FROM item WHERE account = ?1 ORDER BY number",
    [NEXT] = "SELECT " COLUMNS " FROM item WHERE account = ?1 AND error IS NULL AND number > ?2 AND made_at >= ?3"
             " ORDER BY number LIMIT 1",
    [COUNT] = "SELECT count(*) FILTER (WHERE error IS NULL), count(error) FROM item WHERE account = ?1",
    [TOTAL] = "SELECT count(*) FROM item",
    [DROP] = "DELETE FROM item WHERE account = ?1 AND number = ?2",
    [TRIED] = "UPDATE item SET attempts = attempts + 1 WHERE account = ?1 AND number = ?2",
    [ASIDE] = "UPDATE item SET attempts = attempts + 1, error = ?3, message = ?4 WHERE account = ?1 AND number = ?2",
};

struct vakwerk_outbox {
    sqlite3 *db;
    sqlite3_stmt *statements[STATEMENTS];
    char *account; /* owned */
};

/* ---- the file ---- */

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

static bool open_database(struct vakwerk_outbox *box, const char *path)
{
    if (sqlite3_open_v2(path, &box->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        return false;
    sqlite3_busy_timeout(box->db, BUSY_MS);
    if (sqlite3_exec(box->db, schema, NULL, NULL, NULL) != SQLITE_OK)
        return false;
    for (int i = 0; i < STATEMENTS; i++)
        if (sqlite3_prepare_v2(box->db, sql[i], -1, &box->statements[i], NULL) != SQLITE_OK)
            return false;
    return true;
}

struct vakwerk_outbox *vakwerk_outbox_open(const char *path, const char *account)
{
    struct vakwerk_outbox *box = calloc(1, sizeof *box);

    if (box == NULL)
        return NULL;
    box->account = strdup(account);
    if (box->account == NULL || !make_private(path) || !open_database(box, path)) {
        vakwerk_outbox_close(box);
        return NULL;
    }
    return box;
}

void vakwerk_outbox_close(struct vakwerk_outbox *box)
{
    if (box == NULL)
        return;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(box->statements[i]);
    sqlite3_close(box->db);
    free(box->account);
    free(box);
}

/* ---- statements ---- */

static void bind_text(sqlite3_stmt *statement, int at, struct span text)
{
    sqlite3_bind_text(statement, at, text.ptr == NULL ? "" : text.ptr, (int)text.len, SQLITE_TRANSIENT);
}

/* A statement, fresh, with the account bound as ?1 where it has one. */
static sqlite3_stmt *start(struct vakwerk_outbox *box, enum statement which)
{
    sqlite3_stmt *statement = box->statements[which];

    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (sqlite3_bind_parameter_count(statement) > 0)
        bind_text(statement, 1, span_of(box->account));
    return statement;
}

/* Runs a statement that gives no rows. */
static int finish(sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);

    sqlite3_reset(statement);
    return code == SQLITE_DONE ? 0 : ERR_STORAGE;
}

static const char *column_text(sqlite3_stmt *row, int at)
{
    return (const char *)sqlite3_column_text(row, at);
}

/* False for a row of a version that knows other verbs. */
static bool read_item(sqlite3_stmt *row, struct vakwerk_item *item)
{
    int verb = schema_verb(span_of(column_text(row, 2)));

    if (verb < 0 || sqlite3_column_bytes(row, 1) != ID_BYTES)
        return false;
    *item = (struct vakwerk_item){ .number = sqlite3_column_int64(row, 0),
                                   .verb = (enum verb)verb,
                                   .place = (enum topic_place)sqlite3_column_int(row, 3),
                                   .space = column_text(row, 4),
                                   .about = column_text(row, 5),
                                   .summary = column_text(row, 6),
                                   .made_at = sqlite3_column_int64(row, 7),
                                   .attempts = sqlite3_column_int64(row, 8),
                                   .error = column_text(row, 9),
                                   .message = column_text(row, 10) };
    memcpy(item->id.bytes, sqlite3_column_blob(row, 1), ID_BYTES);
    return true;
}

/* ---- keeping ---- */

static int count_all(struct vakwerk_outbox *box, int64_t *count)
{
    sqlite3_stmt *row = start(box, TOTAL);
    int code = sqlite3_step(row);

    *count = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    return code == SQLITE_ROW ? 0 : ERR_STORAGE;
}

static int insert(struct vakwerk_outbox *box, const struct vakwerk_call *call, const struct id *id, struct span payload,
                  const char *about, const char *summary, int64_t now_ms)
{
    sqlite3_stmt *put = start(box, PUT);

    sqlite3_bind_blob(put, 2, id->bytes, ID_BYTES, SQLITE_TRANSIENT);
    bind_text(put, 3, span_of(schema_verbs[call->verb].name));
    sqlite3_bind_int(put, 4, (int)call->place);
    bind_text(put, 5, call->space);
    sqlite3_bind_blob(put, 6, payload.ptr, (int)payload.len, SQLITE_TRANSIENT);
    bind_text(put, 7, span_of(about));
    bind_text(put, 8, span_of(summary));
    sqlite3_bind_int64(put, 9, now_ms);
    return finish(put);
}

int vakwerk_outbox_put(struct vakwerk_outbox *box, const struct vakwerk_call *call, const char *about,
                       const char *summary, int64_t now_ms, int64_t *number)
{
    struct id made = id_new(clock_utc());
    const struct id *id = call->id != NULL ? call->id : &made;
    struct arena arena;
    int64_t count;

    int err = count_all(box, &count);
    if (err == 0 && count >= VAKWERK_OUTBOX_MAX)
        err = ERR_TOO_MANY;
    if (err != 0)
        return err;
    arena_init(&arena, ARENA_BYTES);
    struct span payload = handle_encode(call, id, &arena);
    err = payload.ptr == NULL ? ERR_TOO_BIG : insert(box, call, id, payload, about, summary, now_ms);
    arena_release(&arena);
    *number = sqlite3_last_insert_rowid(box->db);
    return err;
}

int vakwerk_outbox_list(struct vakwerk_outbox *box, void (*each)(void *to, const struct vakwerk_item *item), void *to)
{
    sqlite3_stmt *row = start(box, LIST);
    struct vakwerk_item item;
    int code;

    while ((code = sqlite3_step(row)) == SQLITE_ROW)
        if (read_item(row, &item))
            each(to, &item);
    sqlite3_reset(row);
    return code == SQLITE_DONE ? 0 : ERR_STORAGE;
}

int vakwerk_outbox_count(struct vakwerk_outbox *box, int64_t *waiting, int64_t *aside)
{
    sqlite3_stmt *row = start(box, COUNT);
    int code = sqlite3_step(row);

    *waiting = sqlite3_column_int64(row, 0);
    *aside = sqlite3_column_int64(row, 1);
    sqlite3_reset(row);
    return code == SQLITE_ROW ? 0 : ERR_STORAGE;
}

int vakwerk_outbox_drop(struct vakwerk_outbox *box, int64_t number)
{
    sqlite3_stmt *drop = start(box, DROP);

    sqlite3_bind_int64(drop, 2, number);
    int err = finish(drop);
    return err == 0 && sqlite3_changes(box->db) == 0 ? ERR_NOT_FOUND : err;
}

/* ---- sending ---- */

static int mark_tried(struct vakwerk_outbox *box, int64_t number)
{
    sqlite3_stmt *tried = start(box, TRIED);

    sqlite3_bind_int64(tried, 2, number);
    return finish(tried);
}

static int set_aside(struct vakwerk_outbox *box, int64_t number, const struct msg_refused *refused)
{
    sqlite3_stmt *aside = start(box, ASIDE);

    sqlite3_bind_int64(aside, 2, number);
    bind_text(aside, 3, refused->error);
    bind_text(aside, 4, refused->message);
    return finish(aside);
}

/* What the daemon's reply, or its silence, means for the item in the file. */
static int settle(struct vakwerk_outbox *box, int64_t number, enum vakwerk_result result,
                  const struct vakwerk_reply *reply)
{
    if (result == VAKWERK_OK)
        return vakwerk_outbox_drop(box, number);
    if (result == VAKWERK_REFUSED && !reply->refused.retry)
        return set_aside(box, number, &reply->refused);
    return mark_tried(box, number);
}

static enum vakwerk_result send_item(struct vakwerk *v, const struct vakwerk_item *item, struct span payload,
                                     int timeout_ms, struct arena *arena, struct msg_done *done,
                                     struct vakwerk_reply *reply)
{
    struct handle_request request = { .verb = item->verb,
                                      .topic = topic_ask(span_of(v->member), item->place, span_of(item->space),
                                                         schema_verbs[item->verb].name),
                                      .id = &item->id,
                                      .payload = payload,
                                      .timeout_ms = timeout_ms };

    return handle_exchange(v, &request, done, arena, reply);
}

struct sending {
    struct vakwerk *v;
    struct vakwerk_outbox *box;
    int64_t not_before;
    int timeout_ms;
    void (*each)(void *to, const struct vakwerk_sent *sent);
    void *to;
    struct arena arena; /* of one item */
};

static const char *keep(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_copy(arena, span_of(text)).ptr;
}

/*
 * The next item after a number, copied: an open SELECT would keep other programs from writing while we wait for
 * the daemon. ERR_NOT_FOUND at the end; ERR_UNSUPPORTED for one of a later version of this program.
 */
static int take_next(struct sending *s, int64_t after, struct vakwerk_item *item, struct span *payload)
{
    sqlite3_stmt *row = start(s->box, NEXT);
    int err = ERR_NOT_FOUND;

    sqlite3_bind_int64(row, 2, after);
    sqlite3_bind_int64(row, 3, s->not_before);
    int code = sqlite3_step(row);
    if (code == SQLITE_ROW && !read_item(row, item)) {
        item->number = sqlite3_column_int64(row, 0);
        err = ERR_UNSUPPORTED;
    } else if (code == SQLITE_ROW) {
        *payload =
            arena_copy(&s->arena, (struct span){ sqlite3_column_blob(row, 11), (size_t)sqlite3_column_bytes(row, 11) });
        item->space = keep(&s->arena, item->space);
        item->about = keep(&s->arena, item->about);
        item->summary = keep(&s->arena, item->summary);
        err = item->summary == NULL ? ERR_STORAGE : 0;
    } else if (code != SQLITE_DONE) {
        err = ERR_STORAGE;
    }
    sqlite3_reset(row);
    return err;
}

/* True when the next one may follow. */
static bool send_one(struct sending *s, const struct vakwerk_item *item, struct span payload,
                     enum vakwerk_result *result)
{
    struct vakwerk_reply reply;
    struct msg_done done = { 0 };

    *result = send_item(s->v, item, payload, s->timeout_ms, &s->arena, &done, &reply);
    struct vakwerk_sent sent = { .item = item, .result = *result, .reply = &reply, .done = &done };
    /* Told first: if the file cannot be written now, the item is sent again, which has no effect. */
    if (s->each != NULL)
        s->each(s->to, &sent);
    if (settle(s->box, item->number, *result, &reply) != 0) {
        *result = VAKWERK_LOCAL;
        return false;
    }
    return *result == VAKWERK_OK || (*result == VAKWERK_REFUSED && !reply.refused.retry);
}

enum vakwerk_result vakwerk_outbox_send(struct vakwerk *v, struct vakwerk_outbox *box, int64_t not_before,
                                        int timeout_ms, void (*each)(void *to, const struct vakwerk_sent *sent),
                                        void *to)
{
    struct sending s = {
        .v = v, .box = box, .not_before = not_before, .timeout_ms = timeout_ms, .each = each, .to = to
    };
    enum vakwerk_result result = VAKWERK_OK;
    struct vakwerk_item item = { 0 };
    struct span payload;
    int err;

    arena_init(&s.arena, ARENA_BYTES);
    while ((err = take_next(&s, item.number, &item, &payload)) == 0 || err == ERR_UNSUPPORTED) {
        if (err == 0 && !send_one(&s, &item, payload, &result))
            break;
        result = VAKWERK_OK;
        arena_reset(&s.arena);
    }
    arena_release(&s.arena);
    return err == ERR_STORAGE ? VAKWERK_LOCAL : result;
}
