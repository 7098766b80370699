#include "tests/bench/raw.h"

#include "tests/bench/numbers.h"
#include "tests/bench/question.h"

#include <sqlite3.h>
#include <stdlib.h>

struct raw {
    sqlite3 *db;
    sqlite3_stmt *begin, *insert, *commit;
};

static const char settings[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE question (id INTEGER"
                               " PRIMARY KEY, author INTEGER, theme INTEGER, title TEXT, text TEXT, at INTEGER);";

static bool prepare(struct raw *raw, const char *sql, sqlite3_stmt **out)
{
    return sqlite3_prepare_v2(raw->db, sql, -1, out, NULL) == SQLITE_OK;
}

struct raw *raw_open(const char *path)
{
    struct raw *raw = calloc(1, sizeof *raw);

    if (raw != NULL && sqlite3_open(path, &raw->db) == SQLITE_OK &&
        sqlite3_exec(raw->db, settings, NULL, NULL, NULL) == SQLITE_OK &&
        prepare(raw, "BEGIN IMMEDIATE", &raw->begin) && prepare(raw, "COMMIT", &raw->commit) &&
        prepare(raw, "INSERT INTO question (author, theme, title, text, at) VALUES (?, ?, ?, ?, ?)", &raw->insert))
        return raw;
    raw_close(raw);
    return NULL;
}

void raw_close(struct raw *raw)
{
    if (raw == NULL)
        return;
    sqlite3_finalize(raw->begin);
    sqlite3_finalize(raw->insert);
    sqlite3_finalize(raw->commit);
    sqlite3_close(raw->db);
    free(raw);
}

static bool run(sqlite3_stmt *stmt)
{
    bool done = sqlite3_step(stmt) == SQLITE_DONE;

    return sqlite3_reset(stmt) == SQLITE_OK && done;
}

static bool insert(struct raw *raw, const struct question *question)
{
    sqlite3_bind_int(raw->insert, 1, rand() % 40);
    sqlite3_bind_int(raw->insert, 2, rand() % 8);
    sqlite3_bind_text(raw->insert, 3, question->title, -1, SQLITE_STATIC);
    sqlite3_bind_text(raw->insert, 4, question->text, -1, SQLITE_STATIC);
    sqlite3_bind_int64(raw->insert, 5, numbers_now_ns());
    return run(raw->insert);
}

bool raw_commit(struct raw *raw, int rows)
{
    struct question question;
    bool ok = run(raw->begin);

    question_make(&question);
    for (int i = 0; i < rows && ok; i++)
        ok = insert(raw, &question);
    return run(raw->commit) && ok;
}

double raw_rate(struct raw *raw, int rows, double seconds)
{
    int64_t begin = numbers_now_ns(), now = begin, count = 0;

    while ((double)(now - begin) < seconds * 1e9) {
        if (!raw_commit(raw, rows))
            return 0;
        count += rows;
        now = numbers_now_ns();
    }
    return (double)count / ((double)(now - begin) / 1e9);
}
