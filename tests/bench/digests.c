#include "tests/bench/digests.h"

#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

enum { SAMPLES_AT_ONCE = 20, LONGEST_S = 3600 };

#define NUMBERS(name, count)                                                                                           \
    "CREATE TEMP TABLE " name " AS WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " count   \
    " - 1) SELECT i FROM n;"

/* Midnight of today in Amsterdam or wherever this is run; posts are spread over the days before it. */
#define MIDNIGHT "(unixepoch('now', 'localtime', 'start of day', 'utc') * 1000)"

/*
 * For so many members and so many posts a day. A hundred themes and a hundred teams more, followed in mixed ways: three
 * themes, a team and four questions each. Three of ten posts are questions, each tenth of those private to a team; four
 * of five questions have answers. Seven of ten members get it daily, the others since two or three days ago, or only
 * what is for them.
 */
#define MEMBERS "(SELECT members FROM size)"
#define POSTS   "(SELECT posts FROM size)"

static const char furnish[] = NUMBERS("hundred", "100") NUMBERS("many", MEMBERS) NUMBERS(
    "daily",
    "3 * " POSTS) "INSERT INTO theme (slug, name) SELECT 'thema-' || i, 'Thema ' || i FROM hundred;"
                  "INSERT INTO team (slug, name) SELECT 'bench-' || i, 'Team ' || i FROM hundred;"
                  "CREATE TEMP TABLE place AS SELECT (SELECT min(id) FROM theme WHERE slug LIKE 'thema-%') AS theme,"
                  " (SELECT min(id) FROM team WHERE slug LIKE 'bench-%') AS team;"
                  "CREATE TEMP TABLE copy AS SELECT m.*, n.i FROM (SELECT * FROM member WHERE roles = 0 AND disabled = "
                  "0 LIMIT 1) m, "
                  "many "
                  "n;"
                  "UPDATE copy SET id = 100000 + i, name = 'bench-' || i, digest_due = NULL, token = NULL, "
                  "digest_level = 0, "
                  "digest_chosen = 1,"
                  " digest_pause_until = 0, digest_frequency = CASE i % 20 WHEN 0 THEN 3 WHEN 1 THEN 2 WHEN 2 THEN 2 "
                  "WHEN 3 THEN 1"
                  " WHEN 4 THEN 1 WHEN 5 THEN 1 ELSE 0 END;"
                  "ALTER TABLE copy DROP COLUMN i; INSERT INTO member SELECT * FROM copy;"
                  "INSERT INTO membership (member, team) SELECT 100000 + i, p.team + i % 100 FROM many, place p;"
                  "INSERT INTO follow (member, kind, what, is_on, since_at) SELECT 100000 + n.i, 2, p.theme + (n.i * 7 "
                  "+ "
                  "h.i * 13) %"
                  " 100, 1, 0 FROM many n, hundred h, place p WHERE h.i < 3;"
                  "INSERT INTO follow (member, kind, what, is_on, since_at) SELECT 100000 + i, 3, p.team + (i + 1) % "
                  "100, 1, 0"
                  " FROM many, place p;"
                  "INSERT INTO post (id, kind, code, author, theme, team, author_team, title, text, posted_at) SELECT "
                  "1000000 + i, 1,"
                  " printf('Z%06dZ', i), 100000 + i * 17 % " MEMBERS
                  ", p.theme + i % 100, iif(i % 100 < 3, p.team + i / "
                  "100 % 100,"
                  " NULL), p.team + i % 100, 'Wie weet hoe je dit goed doet in een week als deze? ' || i, "
                  "'Uitleg', " MIDNIGHT " - 3 * 86400000 + i * (86400000 / " POSTS
                  ") FROM daily, place p WHERE i % 10 < 3;"
                  "INSERT INTO post (id, kind, code, question, number, author, text, posted_at, team) SELECT 1000000 + "
                  "d.i, 2,"
                  " q.code || '.' || d.i, q.id, d.i, 100000 + d.i * 31 % " MEMBERS ", 'Zo doe je dat goed.', " MIDNIGHT
                  " - 3 * 86400000 + d.i * (86400000 / " POSTS
                  "), q.team FROM daily d JOIN post q ON q.id = 1000000 + d.i - "
                  "d.i % 10 +"
                  " d.i % 3 WHERE d.i % 10 > 2 AND q.id % 5 > 0;"
                  "UPDATE post SET answers = 3, met_until = 9223372036854775807 WHERE kind = 1 AND id IN (SELECT "
                  "question FROM post"
                  " WHERE id >= 1000000 AND kind = 2);"
                  "INSERT INTO follow (member, kind, what, is_on, since_at) SELECT DISTINCT author, 1, "
                  "ifnull(question, "
                  "id), 1, 0 FROM"
                  " post WHERE id >= 1000000 ON CONFLICT DO NOTHING;"
                  "INSERT INTO event (at, event, theme, team, prev, post) SELECT p.posted_at, p.kind - 1, "
                  "ifnull(p.theme, q.theme),"
                  " p.team, 0, p.id FROM post p LEFT JOIN post q ON q.id = p.question WHERE p.id >= 1000000 ORDER BY "
                  "p.id;"
                  "UPDATE member SET digest_seq = (SELECT max(seq) FROM event) - CASE WHEN digest_frequency = 1 THEN 2 "
                  "WHEN"
                  " digest_frequency = 2 THEN 3 ELSE 1 END * (SELECT count(*) FROM event WHERE post >= 1000000) / 3 "
                  "WHERE id >= "
                  "100000;";

static bool run_sql(const struct stage *stage, const char *sql)
{
    sqlite3 *db = NULL;
    bool ok = sqlite3_open(stage_database(stage).text, &db) == SQLITE_OK &&
              sqlite3_exec(db, "PRAGMA synchronous = OFF; BEGIN", NULL, NULL, NULL) == SQLITE_OK &&
              sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK &&
              sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;

    if (!ok)
        fprintf(stderr, "bench: digests: %s\n", sqlite3_errmsg(db));
    sqlite3_close(db);
    return ok;
}

static int64_t number(const struct stage *stage, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    int64_t value = -1;

    if (sqlite3_open_v2(stage_database(stage).text, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return value;
}

static bool fill(const struct stage *stage, const struct digests_plan *plan)
{
    static char sql[sizeof furnish + 512];

    snprintf(sql, sizeof sql, "CREATE TEMP TABLE size AS SELECT %d AS members, %d AS posts;%s", plan->members,
             plan->posts, furnish);
    return run_sql(stage, sql);
}

/* So many as are still due: a millisecond after a whole second, which no rule would give. */
static int64_t due(const struct stage *stage)
{
    return number(stage, "SELECT count(*) FROM member WHERE id >= 100000 AND digest_due % 1000 = 1");
}

/* Asks, some at a time, until there is a digest for each. */
static bool ask_meanwhile(struct stage *stage, struct raw *raw, struct digests *out)
{
    sleep(5);
    int64_t begin_ns = numbers_now_ns(), cpu_ns = process_cpu_ns(stage->daemon.pid), end_ns;

    do {
        if (!latency_run(stage, raw, SAMPLES_AT_ONCE, 0, &out->meanwhile))
            return false;
        end_ns = numbers_now_ns();
    } while (due(stage) > 0 && end_ns - begin_ns < LONGEST_S * INT64_C(1000000000));
    out->seconds = (double)(end_ns - begin_ns) / 1e9;
    out->server_us = (double)(process_cpu_ns(stage->daemon.pid) - cpu_ns) / 1e3 / (double)out->looked_at;
    return due(stage) == 0;
}

bool digests_run(struct stage *stage, struct raw *raw, const struct digests_plan *plan, struct digests *out)
{
    out->members = plan->members;
    out->posts = plan->posts;
    if (!stage_stop_daemon(stage) || !stage_begin_anew(stage) || !fill(stage, plan) || stage_start_daemon(stage) < 0)
        return false;
    stage_let_index_follow(stage);
    if (!latency_run(stage, raw, plan->samples, 0, &out->before) || !stage_stop_daemon(stage))
        return false;
    if (!run_sql(stage, "UPDATE member SET digest_due = (unixepoch() + 5) * 1000 + 1 WHERE id >= 100000"))
        return false;
    out->looked_at = due(stage);
    bool ok = stage_start_daemon(stage) >= 0 && ask_meanwhile(stage, raw, out);
    out->made = number(stage, "SELECT count(*) FROM digest WHERE member >= 100000");
    return ok;
}
