#include "vakwerk.h"

#include "clock.h"
#include "db.h"
#include "handle.h"

#include <stdlib.h>

#define ARENA_BYTES (256 * 1024)

static const char settings[] =
    "PRAGMA journal_mode=TRUNCATE;" /* what was sent stays in no file, and the folder need not be synced each time */
    "PRAGMA synchronous=FULL;"
    "PRAGMA secure_delete=ON;";

static const char tables[] =
    "CREATE TABLE IF NOT EXISTS item ("
    " number INTEGER PRIMARY KEY, account TEXT NOT NULL, id BLOB NOT NULL UNIQUE, verb TEXT NOT NULL,"
    " place INTEGER NOT NULL, space TEXT NOT NULL, payload BLOB NOT NULL, about TEXT NOT NULL,"
    " summary TEXT NOT NULL, made_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,"
    " error TEXT, message TEXT) STRICT;"
    "CREATE TABLE IF NOT EXISTS at_broker (number INTEGER PRIMARY KEY) STRICT;"
    "CREATE TRIGGER IF NOT EXISTS item_gone AFTER DELETE ON item"
    " BEGIN DELETE FROM at_broker WHERE number = old.number; END;";

enum statement { PUT, LIST, NEXT, COUNT, TOTAL, DROP, TRIED, ARRIVED, ASIDE, STATEMENTS };

#define COLUMNS                                                                                                        \
    "number, id, verb, place, space, about, summary, made_at, attempts, error, message, payload,"                      \
    " EXISTS (SELECT 1 FROM at_broker WHERE at_broker.number = item.number)"

static const char *const sql[STATEMENTS + 1] = {
    [PUT] = "INSERT INTO item (account, id, verb, place, space, payload, about, summary, made_at)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [LIST] = "SELECT " COLUMNS " FROM item WHERE account = ?1 ORDER BY number",
    [NEXT] = "SELECT " COLUMNS " FROM item WHERE account = ?1 AND error IS NULL AND number > ?2 AND made_at >= ?3"
             " ORDER BY number LIMIT 1",
    [COUNT] = "SELECT count(*) FILTER (WHERE error IS NULL), count(error) FROM item WHERE account = ?1",
    [TOTAL] = "SELECT count(*) FROM item",
    [DROP] = "DELETE FROM item WHERE account = ?1 AND number = ?2",
    [TRIED] = "UPDATE item SET attempts = attempts + 1 WHERE account = ?1 AND number = ?2",
    [ARRIVED] = "INSERT OR IGNORE INTO at_broker (number) SELECT number FROM item WHERE account = ?1 AND number = ?2",
    [ASIDE] = "UPDATE item SET attempts = attempts + 1, error = ?3, message = ?4 WHERE account = ?1 AND number = ?2",
};

static const struct db_shape shape = { settings, tables, sql };

struct vakwerk_outbox {
    struct db db;
    int64_t delivered; /* what the daemon has stored and is still in the file; 0: nothing */
};

struct vakwerk_outbox *vakwerk_outbox_open(const char *path, const char *account)
{
    struct vakwerk_outbox *box = calloc(1, sizeof *box);

    if (box != NULL && !db_open(&box->db, path, &shape, account)) {
        db_close(&box->db);
        free(box);
        return NULL;
    }
    return box;
}

static int drop(struct vakwerk_outbox *box, int64_t number)
{
    sqlite3_stmt *statement = db_start(&box->db, DROP);

    sqlite3_bind_int64(statement, 2, number);
    int err = db_finish(statement);
    return err == 0 && sqlite3_changes(box->db.handle) == 0 ? ERR_NOT_FOUND : err;
}

/*
 * Taking an item out of the file asks the disk for as much as putting it in, and is nothing that anybody waits for:
 * it comes after the reply has been told. If it never comes, the item is sent again, which has no effect.
 */
static int drop_delivered(struct vakwerk_outbox *box)
{
    int64_t number = box->delivered;

    box->delivered = 0;
    int err = number == 0 ? 0 : drop(box, number);
    return err == ERR_NOT_FOUND ? 0 : err; /* another program sent it as well, and was first */
}

void vakwerk_outbox_close(struct vakwerk_outbox *box)
{
    if (box == NULL)
        return;
    drop_delivered(box);
    db_close(&box->db);
    free(box);
}

/* ---- statements ---- */

/* False for a row of a version that knows other verbs. */
static bool read_item(sqlite3_stmt *row, struct vakwerk_item *item)
{
    int verb = schema_verb(span_of(db_text(row, 2)));

    if (verb < 0 || sqlite3_column_bytes(row, 1) != ID_BYTES)
        return false;
    *item = (struct vakwerk_item){ .number = sqlite3_column_int64(row, 0),
                                   .verb = (enum verb)verb,
                                   .place = (enum topic_place)sqlite3_column_int(row, 3),
                                   .space = db_text(row, 4),
                                   .about = db_text(row, 5),
                                   .summary = db_text(row, 6),
                                   .made_at = sqlite3_column_int64(row, 7),
                                   .attempts = sqlite3_column_int64(row, 8),
                                   .error = db_text(row, 9),
                                   .message = db_text(row, 10),
                                   .payload = db_blob(row, 11),
                                   .at_broker = sqlite3_column_int(row, 12) != 0 };
    memcpy(item->id.bytes, sqlite3_column_blob(row, 1), ID_BYTES);
    return true;
}

/* ---- keeping ---- */

static int count_all(struct vakwerk_outbox *box, int64_t *count)
{
    sqlite3_stmt *row = db_start(&box->db, TOTAL);
    int code = sqlite3_step(row);

    *count = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    return code == SQLITE_ROW ? 0 : ERR_STORAGE;
}

static int insert(struct vakwerk_outbox *box, const struct vakwerk_call *call, const struct id *id, struct span payload,
                  const char *about, const char *summary, int64_t now_ms)
{
    sqlite3_stmt *put = db_start(&box->db, PUT);

    db_bind_blob(put, 2, id_span(id));
    db_bind_text(put, 3, span_of(schema_verbs[call->verb].name));
    sqlite3_bind_int(put, 4, (int)call->place);
    db_bind_text(put, 5, call->space);
    db_bind_blob(put, 6, payload);
    db_bind_text(put, 7, span_of(about));
    db_bind_text(put, 8, span_of(summary));
    sqlite3_bind_int64(put, 9, now_ms);
    return db_finish(put);
}

int vakwerk_outbox_put(struct vakwerk_outbox *box, const struct vakwerk_call *call, const char *about,
                       const char *summary, int64_t now_ms, int64_t *number)
{
    struct id made = id_new(clock_utc());
    const struct id *id = call->id != NULL ? call->id : &made;
    struct arena arena;
    int64_t count = 0;

    int err = drop_delivered(box);
    if (err == 0)
        err = count_all(box, &count);
    if (err == 0 && count >= VAKWERK_OUTBOX_MAX)
        err = ERR_TOO_MANY;
    if (err != 0)
        return err;
    arena_init(&arena, ARENA_BYTES);
    struct span payload = handle_encode(call, id, &arena);
    err = payload.ptr == NULL ? ERR_TOO_BIG : insert(box, call, id, payload, about, summary, now_ms);
    arena_release(&arena);
    *number = sqlite3_last_insert_rowid(box->db.handle);
    return err;
}

int vakwerk_outbox_list(struct vakwerk_outbox *box, void (*each)(void *to, const struct vakwerk_item *item), void *to)
{
    int code = drop_delivered(box);
    if (code != 0)
        return code;
    sqlite3_stmt *row = db_start(&box->db, LIST);
    struct vakwerk_item item;

    while ((code = sqlite3_step(row)) == SQLITE_ROW)
        if (read_item(row, &item))
            each(to, &item);
    sqlite3_reset(row);
    return code == SQLITE_DONE ? 0 : ERR_STORAGE;
}

int vakwerk_outbox_count(struct vakwerk_outbox *box, int64_t *waiting, int64_t *aside)
{
    sqlite3_stmt *row = db_start(&box->db, COUNT);
    int code = sqlite3_step(row);

    *waiting = sqlite3_column_int64(row, 0) - (box->delivered != 0);
    *aside = sqlite3_column_int64(row, 1);
    sqlite3_reset(row);
    return code == SQLITE_ROW ? 0 : ERR_STORAGE;
}

int vakwerk_outbox_drop(struct vakwerk_outbox *box, int64_t number)
{
    return drop(box, number);
}

/* ---- sending ---- */

static int mark(struct vakwerk_outbox *box, enum statement how, int64_t number)
{
    sqlite3_stmt *statement = db_start(&box->db, (int)how);

    sqlite3_bind_int64(statement, 2, number);
    return db_finish(statement);
}

static int set_aside(struct vakwerk_outbox *box, int64_t number, const struct msg_refused *refused)
{
    sqlite3_stmt *aside = db_start(&box->db, ASIDE);

    sqlite3_bind_int64(aside, 2, number);
    db_bind_text(aside, 3, refused->error);
    db_bind_text(aside, 4, refused->message);
    return db_finish(aside);
}

static int note_delivered(struct vakwerk_outbox *box, int64_t number)
{
    int err = drop_delivered(box);

    box->delivered = number;
    return err;
}

/* What the daemon's reply, or its silence, means for the item in the file. */
static int settle(struct vakwerk_outbox *box, int64_t number, enum vakwerk_result result,
                  const struct vakwerk_reply *reply)
{
    if (result == VAKWERK_OK)
        return note_delivered(box, number);
    if (result == VAKWERK_REFUSED && !reply->refused.retry)
        return set_aside(box, number, &reply->refused);
    int err = mark(box, TRIED, number);
    return err != 0 || !reply->at_broker ? err : mark(box, ARRIVED, number);
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
    sqlite3_stmt *row = db_start(&s->box->db, NEXT);
    int err = ERR_NOT_FOUND;

    sqlite3_bind_int64(row, 2, after);
    sqlite3_bind_int64(row, 3, s->not_before);
    int code = sqlite3_step(row);
    if (code == SQLITE_ROW && !read_item(row, item)) {
        item->number = sqlite3_column_int64(row, 0);
        err = ERR_UNSUPPORTED;
    } else if (code == SQLITE_ROW) {
        *payload = item->payload = arena_copy(&s->arena, item->payload);
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
    int err = drop_delivered(box);

    if (err != 0)
        return VAKWERK_LOCAL;
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
