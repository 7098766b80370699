#include "queue.h"

#include "clients/lib/clock.h"
#include "proto/errors.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS 5000

/* state: 0 waits, 1 is being handed over, 2 sent, 3 failed, 4 bounced. payload is NULL from 2 on. */
static const char schema[] =
    "PRAGMA journal_mode=TRUNCATE;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA secure_delete=ON;"
    "CREATE TABLE IF NOT EXISTS mail ("
    " number INTEGER PRIMARY KEY, member TEXT NOT NULL, date TEXT NOT NULL, made_at INTEGER NOT NULL,"
    " payload BLOB, round INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,"
    " next_at INTEGER NOT NULL DEFAULT 0, over_at INTEGER, report BLOB NOT NULL, reported INTEGER NOT NULL DEFAULT 0,"
    " UNIQUE (member, date)) STRICT;"
    "CREATE INDEX IF NOT EXISTS mail_waiting ON mail (next_at, number) WHERE state = 0;"
    "CREATE INDEX IF NOT EXISTS mail_unreported ON mail (number) WHERE state > 1 AND reported = 0;"
    "UPDATE mail SET state = 2, payload = NULL WHERE state = 1;"
    "UPDATE mail SET round = 0 WHERE state = 0;";

enum statement {
    BEGIN,
    COMMIT,
    ROLLBACK,
    LATEST,
    COUNT,
    DROP,
    PUT,
    WITHDRAW,
    SWEEP,
    NEXT,
    NEXT_AT,
    HAND_OVER,
    FINISH,
    POSTPONE,
    UNREPORTED,
    REPORTED,
    FORGET,
    STATEMENTS
};

static const char *const sql[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [LATEST] = "SELECT max(date) FROM mail WHERE member = ?1",
    [COUNT] = "SELECT count(*) FROM mail WHERE state = 0",
    [DROP] = "DELETE FROM mail WHERE member = ?1 AND state = 0 AND date <> ?2",
    [PUT] = "INSERT INTO mail (member, date, made_at, payload, round, report) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
            " ON CONFLICT (member, date) DO UPDATE SET payload = excluded.payload, round = excluded.round"
            " WHERE state = 0",
    [WITHDRAW] = "DELETE FROM mail WHERE member = ?1 AND state = 0",
    [SWEEP] = "DELETE FROM mail WHERE state = 0 AND round <> ?1",
    [NEXT] = "SELECT number, member, date, payload, made_at, attempts FROM mail WHERE state = 0 AND next_at <= ?1"
             " ORDER BY next_at, number LIMIT 1",
    [NEXT_AT] = "SELECT min(next_at) FROM mail WHERE state = 0",
    [HAND_OVER] = "UPDATE mail SET state = 1 WHERE number = ?1",
    [FINISH] = "UPDATE mail SET state = ?2, payload = NULL, over_at = ?3 WHERE number = ?1",
    [POSTPONE] = "UPDATE mail SET state = 0, attempts = attempts + 1, next_at = ?2 WHERE number = ?1",
    [UNREPORTED] = "SELECT number, report, member, date, state FROM mail WHERE state > 1 AND reported = 0"
                   " ORDER BY number LIMIT 1",
    [REPORTED] = "UPDATE mail SET reported = 1 WHERE number = ?1",
    [FORGET] = "DELETE FROM mail WHERE state > 1 AND reported = 1 AND coalesce(over_at, 0) < ?1"
               " AND date < (SELECT max(date) FROM mail AS later WHERE later.member = mail.member)",
};

struct queue {
    sqlite3 *db;
    int64_t waiting; /* since the last queue_begin() */
    sqlite3_stmt *statements[STATEMENTS];
};

/* ---- the file ---- */

/* SQLite would make the file with the umask's rights; it holds what members read. */
static bool make_private(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0)
        return false;
    bool ok = fchmod(fd, 0600) == 0;
    close(fd);
    return ok;
}

static bool open_database(struct queue *queue, const char *path)
{
    if (sqlite3_open_v2(path, &queue->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        return false;
    sqlite3_busy_timeout(queue->db, BUSY_MS);
    if (sqlite3_exec(queue->db, schema, NULL, NULL, NULL) != SQLITE_OK)
        return false;
    for (int i = 0; i < STATEMENTS; i++)
        if (sqlite3_prepare_v2(queue->db, sql[i], -1, &queue->statements[i], NULL) != SQLITE_OK)
            return false;
    return true;
}

struct queue *queue_open(const char *path)
{
    struct queue *queue = calloc(1, sizeof *queue);

    if (queue != NULL && make_private(path) && open_database(queue, path))
        return queue;
    queue_close(queue);
    return NULL;
}

void queue_close(struct queue *queue)
{
    if (queue == NULL)
        return;
    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(queue->statements[i]);
    sqlite3_close(queue->db);
    free(queue);
}

/* ---- statements ---- */

static sqlite3_stmt *start(struct queue *queue, enum statement which)
{
    sqlite3_stmt *statement = queue->statements[which];

    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return statement;
}

static void bind_text(sqlite3_stmt *statement, int at, struct span text)
{
    sqlite3_bind_text(statement, at, text.ptr, (int)text.len, SQLITE_TRANSIENT);
}

/* Runs a statement that gives no rows. */
static int finish(sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);

    sqlite3_reset(statement);
    return code == SQLITE_DONE ? 0 : ERR_STORAGE;
}

static struct span column_text(sqlite3_stmt *row, int at, struct arena *arena)
{
    return arena_copy(arena, (struct span){ sqlite3_column_blob(row, at), (size_t)sqlite3_column_bytes(row, at) });
}

static int run_number(struct queue *queue, enum statement which, int64_t number)
{
    sqlite3_stmt *statement = start(queue, which);

    sqlite3_bind_int64(statement, 1, number);
    return finish(statement);
}

/* Counted once for many. */
static int count_waiting(struct queue *queue)
{
    sqlite3_stmt *row = start(queue, COUNT);
    int code = sqlite3_step(row);

    queue->waiting = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    return code == SQLITE_ROW ? 0 : ERR_STORAGE;
}

int queue_begin(struct queue *queue)
{
    int err = finish(start(queue, BEGIN));

    return err != 0 ? err : count_waiting(queue);
}

int queue_commit(struct queue *queue)
{
    int err = finish(start(queue, COMMIT));

    if (err != 0 && sqlite3_get_autocommit(queue->db) == 0)
        finish(start(queue, ROLLBACK));
    return err;
}

/* ---- writing down ---- */

static int is_later_known(struct queue *queue, const struct queue_digest *digest, bool *out)
{
    sqlite3_stmt *row = start(queue, LATEST);

    bind_text(row, 1, digest->member);
    int code = sqlite3_step(row);
    const char *latest = code == SQLITE_ROW ? (const char *)sqlite3_column_text(row, 0) : NULL;
    *out = latest != NULL && strncmp(latest, digest->date.ptr, digest->date.len) > 0;
    sqlite3_reset(row);
    return code == SQLITE_ROW ? 0 : ERR_STORAGE;
}

static int insert(struct queue *queue, const struct queue_digest *digest)
{
    sqlite3_stmt *put = start(queue, PUT);
    struct id report = id_new(clock_utc());

    bind_text(put, 1, digest->member);
    bind_text(put, 2, digest->date);
    sqlite3_bind_int64(put, 3, digest->made_at);
    sqlite3_bind_blob(put, 4, digest->payload.ptr, (int)digest->payload.len, SQLITE_TRANSIENT);
    sqlite3_bind_int64(put, 5, digest->round);
    sqlite3_bind_blob(put, 6, report.bytes, ID_BYTES, SQLITE_TRANSIENT);
    return finish(put);
}

int queue_put(struct queue *queue, const struct queue_digest *digest)
{
    sqlite3_stmt *drop = start(queue, DROP);
    bool later = false;
    int err = is_later_known(queue, digest, &later);

    if (err != 0 || later)
        return err;
    if (queue->waiting >= QUEUE_MAX)
        return ERR_TOO_MANY;
    bind_text(drop, 1, digest->member);
    bind_text(drop, 2, digest->date);
    err = finish(drop);
    if (err == 0)
        err = insert(queue, digest);
    queue->waiting += err == 0 && sqlite3_changes(queue->db) > 0;
    return err;
}

int queue_withdraw(struct queue *queue, struct span member)
{
    sqlite3_stmt *withdraw = start(queue, WITHDRAW);

    bind_text(withdraw, 1, member);
    return finish(withdraw);
}

int queue_sweep(struct queue *queue, int64_t round)
{
    return run_number(queue, SWEEP, round);
}

/* ---- sending ---- */

static int find_next_at(struct queue *queue, int64_t *next_at)
{
    sqlite3_stmt *row = start(queue, NEXT_AT);
    int code = sqlite3_step(row);

    *next_at = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    return code == SQLITE_ROW ? ERR_NOT_FOUND : ERR_STORAGE;
}

int queue_next(struct queue *queue, int64_t now_ms, struct arena *arena, struct queue_item *item, int64_t *next_at)
{
    sqlite3_stmt *row = start(queue, NEXT);

    *next_at = 0;
    sqlite3_bind_int64(row, 1, now_ms);
    int code = sqlite3_step(row);
    if (code == SQLITE_ROW)
        *item = (struct queue_item){ .number = sqlite3_column_int64(row, 0),
                                     .member = column_text(row, 1, arena),
                                     .date = column_text(row, 2, arena),
                                     .payload = column_text(row, 3, arena),
                                     .made_at = sqlite3_column_int64(row, 4),
                                     .attempts = sqlite3_column_int64(row, 5) };
    sqlite3_reset(row);
    if (code == SQLITE_DONE)
        return find_next_at(queue, next_at);
    return code == SQLITE_ROW && item->payload.ptr != NULL ? 0 : ERR_STORAGE;
}

int queue_hand_over(struct queue *queue, int64_t number)
{
    return run_number(queue, HAND_OVER, number);
}

int queue_finish(struct queue *queue, int64_t number, enum queue_result result, int64_t now_ms)
{
    sqlite3_stmt *statement = start(queue, FINISH);

    sqlite3_bind_int64(statement, 1, number);
    sqlite3_bind_int(statement, 2, 2 + (int)result);
    sqlite3_bind_int64(statement, 3, now_ms);
    return finish(statement);
}

int queue_postpone(struct queue *queue, int64_t number, int64_t at)
{
    sqlite3_stmt *statement = start(queue, POSTPONE);

    sqlite3_bind_int64(statement, 1, number);
    sqlite3_bind_int64(statement, 2, at);
    return finish(statement);
}

/* ---- afterwards ---- */

int queue_unreported(struct queue *queue, struct arena *arena, struct queue_report *report)
{
    sqlite3_stmt *row = start(queue, UNREPORTED);
    int code = sqlite3_step(row);

    if (code == SQLITE_ROW) {
        *report = (struct queue_report){ .number = sqlite3_column_int64(row, 0),
                                         .member = column_text(row, 2, arena),
                                         .date = column_text(row, 3, arena),
                                         .result = (enum queue_result)(sqlite3_column_int(row, 4) - 2) };
        if (sqlite3_column_bytes(row, 1) == ID_BYTES)
            memcpy(report->id.bytes, sqlite3_column_blob(row, 1), ID_BYTES);
    }
    sqlite3_reset(row);
    return code == SQLITE_ROW ? 0 : code == SQLITE_DONE ? ERR_NOT_FOUND : ERR_STORAGE;
}

int queue_reported(struct queue *queue, int64_t number)
{
    return run_number(queue, REPORTED, number);
}

int queue_forget(struct queue *queue, int64_t before)
{
    return run_number(queue, FORGET, before);
}
