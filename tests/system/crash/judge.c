#include "tests/system/crash/judge.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 4096 };

/* ---- the history, as tables ---- */

static const char schema[] =
    "CREATE TEMP TABLE begun (seq INTEGER, post INTEGER);"
    "CREATE TEMP TABLE sent (n INTEGER, id TEXT UNIQUE, member TEXT, verb TEXT, text TEXT);"
    "CREATE TEMP TABLE reply (n INTEGER, id TEXT, said TEXT, code TEXT, seq INTEGER);"
    "CREATE TEMP TABLE live (n INTEGER, reader TEXT, connection INTEGER, space TEXT, seq INTEGER, prev INTEGER,"
    " event TEXT, code TEXT);"
    "CREATE TEMP TABLE caught (reader TEXT, seq INTEGER, space TEXT);"
    "CREATE TEMP TABLE whole (seq INTEGER, reader TEXT, spaces TEXT);"
    "CREATE TEMP TABLE reader (name TEXT PRIMARY KEY, connection INTEGER);"
    "CREATE INDEX temp.reply_id ON reply (id);"
    "CREATE INDEX temp.sent_text ON sent (text);"
    "CREATE INDEX temp.live_seq ON live (reader, space, seq);"
    "CREATE INDEX temp.caught_seq ON caught (reader, seq);"
    /* What the database holds, in the words of the protocol. */
    "CREATE TEMP TABLE kept AS SELECT lower(hex(s.id)) AS id, m.name AS member, s.seq AS seq FROM served s LEFT JOIN"
    " member m ON m.id = s.member;"
    "CREATE INDEX temp.kept_id ON kept (id);"
    "CREATE TEMP TABLE happened AS SELECT e.seq AS seq, e.prev AS prev, CASE WHEN e.team IS NOT NULL THEN 'team/' ||"
    " t.slug ELSE 'theme/' || h.slug END AS space, p.code AS code FROM event e LEFT JOIN theme h ON h.id = e.theme LEFT"
    " JOIN team t ON t.id = e.team LEFT JOIN post p ON p.id = e.post WHERE e.personal = 0;"
    "CREATE INDEX temp.happened_seq ON happened (seq);"
    "CREATE TEMP TABLE told AS SELECT 'out/' || m.name AS space, o.seq AS seq, o.prev AS prev FROM event_to o JOIN"
    " member m ON m.id = o.member;"
    "CREATE INDEX temp.told_seq ON told (space, seq);"
    "CREATE TEMP TABLE written AS SELECT p.id AS post, p.code AS code, m.name AS member, ifnull(p.title, p.text) AS "
    "text"
    " FROM post p JOIN member m ON m.id = p.author;"
    "CREATE INDEX temp.written_text ON written (text);";

static const struct kind {
    char letter;
    int words; /* behind the letter; the last takes the rest of the line */
    const char *sql;
} kinds[] = {
    { 'B', 2, "INSERT INTO begun VALUES (?2, ?3)" },
    { 'S', 4, "INSERT INTO sent VALUES (?1, ?2, ?3, ?4, ?5)" },
    { 'R', 4, "INSERT INTO reply VALUES (?1, ?2, ?3, ?4, CAST(?5 AS INTEGER))" },
    { 'K', 1, "INSERT OR REPLACE INTO reader VALUES (?2, ?1)" },
    { 'E', 6,
      "INSERT INTO live VALUES (?1, ?2, (SELECT connection FROM reader WHERE name = ?2), ?3, CAST(?4 AS INTEGER),"
      " CAST(?5 AS INTEGER), ?6, ?7)" },
    { 'C', 3, "INSERT INTO caught VALUES (?2, CAST(?3 AS INTEGER), ?4)" },
    { 'Z', 3, "INSERT INTO whole VALUES (CAST(?2 AS INTEGER), ?3, ?4)" },
};

/* ---- the rules: each finds what must not be, with an example in its first column ---- */

static const struct rule {
    const char *name, *sql;
} rules[] = {
    { "lost: accepted, and not in the database",
      "SELECT r.id FROM reply r WHERE r.said = 'ok' AND r.id NOT IN (SELECT id FROM kept)" },
    { "lost: accepted, and its text is not there once with that code",
      "SELECT r.id FROM reply r JOIN sent s ON s.id = r.id WHERE r.said = 'ok' AND s.verb IN ('ask', 'answer') AND"
      " (SELECT count(*) FROM written w WHERE w.text = s.text AND w.code = r.code AND w.member = s.member) <> 1" },
    { "double: a text is there more than once",
      "SELECT s.id FROM sent s WHERE s.verb IN ('ask', 'answer') AND (SELECT count(*) FROM written w WHERE w.text ="
      " s.text) > 1" },
    { "double: an id was used more than once", "SELECT id FROM kept GROUP BY id HAVING count(*) > 1" },
    { "double: two requests have one seq", "SELECT seq FROM kept WHERE seq > 0 GROUP BY seq HAVING count(*) > 1" },
    { "forged: in the database, and nobody sent it",
      "SELECT k.id FROM kept k WHERE NOT EXISTS (SELECT 1 FROM sent s WHERE s.id = k.id AND s.member = k.member)" },
    { "forged: a text that nobody sent",
      "SELECT w.code FROM written w, begun b WHERE w.post > b.post AND NOT EXISTS (SELECT 1 FROM sent s WHERE s.text ="
      " w.text AND s.member = w.member)" },
    { "changed: a reply with another seq than the database has",
      "SELECT r.id FROM reply r JOIN kept k ON k.id = r.id WHERE r.said = 'ok' AND r.seq <> k.seq" },
    { "changed: two replies to one id differ",
      "SELECT id FROM reply WHERE said = 'ok' GROUP BY id HAVING count(DISTINCT code || ' ' || seq) > 1" },
    { "changed: refused after it was accepted",
      "SELECT b.id FROM reply a JOIN reply b ON b.id = a.id AND b.n > a.n WHERE a.said = 'ok' AND b.said NOT IN ('ok',"
      " 'busy', 'storage')" },
    { "changed: refused for good, and in the database",
      "SELECT r.id FROM reply r JOIN kept k ON k.id = r.id WHERE r.said NOT IN ('ok', 'busy', 'storage', 'too_many')" },
    { "unanswered: no reply in the end", "SELECT s.id FROM sent s WHERE s.id NOT IN (SELECT id FROM reply)" },
    { "gap: a seq is missing in the database",
      "SELECT seq FROM (SELECT seq, lag(seq, 1, 0) OVER (ORDER BY seq) AS before FROM event) WHERE seq <> before + 1" },
    { "gap: prev is not the seq before it in its space", "SELECT seq FROM (SELECT seq, prev, lag(seq, 1, 0) OVER "
                                                         "(PARTITION BY space ORDER BY seq) AS before FROM happened)"
                                                         " WHERE prev <> before" },
    { "gap: prev is not the seq before it of that member",
      "SELECT seq FROM (SELECT seq, prev, lag(seq, 1, 0) OVER (PARTITION BY space ORDER BY seq) AS before FROM told)"
      " WHERE prev <> before" },
    { "ghost: a reply has a seq without an event",
      "SELECT r.id FROM reply r WHERE r.said = 'ok' AND r.seq > 0 AND r.seq NOT IN (SELECT seq FROM event)" },
    { "ghost: an event was seen that is not in the database, or is another there",
      "SELECT l.seq FROM live l WHERE l.space NOT LIKE 'out/%' AND NOT EXISTS (SELECT 1 FROM happened h WHERE h.seq ="
      " l.seq AND h.prev = l.prev AND h.space = l.space AND ifnull(h.code, '-') = l.code)" },
    { "ghost: a personal event was seen that is not in the database, or is another there",
      "SELECT l.seq FROM live l WHERE l.space LIKE 'out/%' AND NOT EXISTS (SELECT 1 FROM told t WHERE t.seq = l.seq AND"
      " t.prev = l.prev AND t.space = l.space)" },
    /* What only some are told has the space of what it is about. */
    { "ghost: an event was caught up with that is not in the database",
      "SELECT c.seq FROM caught c WHERE NOT EXISTS (SELECT 1 FROM happened h WHERE h.seq = c.seq AND h.space ="
      " c.space) AND NOT EXISTS (SELECT 1 FROM told t JOIN event e ON e.seq = t.seq WHERE t.seq = c.seq AND e.personal"
      " = 1 AND t.space = 'out/' || c.reader)" },
    { "ghost: an event says something else than its request",
      "SELECT l.seq FROM live l JOIN reply r ON r.seq = l.seq AND r.said = 'ok' JOIN sent s ON s.id = r.id WHERE "
      "l.event"
      " <> CASE s.verb WHEN 'ask' THEN 'question' WHEN 'answer' THEN 'answer' WHEN 'thank' THEN 'thanked' WHEN 'edit'"
      " THEN 'edited' ELSE l.event END" },
    { "leaked: an event of a personal topic was seen by another",
      "SELECT l.seq FROM live l WHERE l.space LIKE 'out/%' AND l.space <> 'out/' || l.reader" },
    /*
     * What was told before a reader listened may be told again later: that is no disorder. Of what is everybody's it has
     * to have been fetched then; what is one member's own nobody here fetches.
     */
    { "disorder: an event came for the first time after a later one, in one connection",
      "SELECT seq FROM (SELECT reader, space, seq, n, max(seq) OVER (PARTITION BY reader, connection, space ORDER BY n"
      " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest, first_value(seq) OVER (PARTITION BY reader,"
      " connection, space ORDER BY n) AS opened, min(n) OVER (PARTITION BY reader, space, seq) AS first FROM live) l"
      " WHERE seq < newest AND n = first AND NOT (seq < opened AND (space LIKE 'out/%' OR EXISTS (SELECT 1 FROM caught "
      "c WHERE"
      " c.reader = l.reader AND c.seq = l.seq)))" },
    { "gap: an event was left out within one connection",
      "SELECT seq FROM (SELECT seq, prev, max(seq) OVER (PARTITION BY reader, connection, space ORDER BY n ROWS BETWEEN"
      " UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest FROM live) WHERE newest IS NOT NULL AND seq > newest AND prev <>"
      " newest" },
    { "gap: a reader has not seen an event, not even with sync",
      "SELECT h.seq FROM happened h, begun b, whole w WHERE h.seq > b.seq AND h.seq <= w.seq AND h.space LIKE w.spaces "
      "AND NOT"
      " EXISTS (SELECT 1 FROM live l WHERE l.reader = w.reader AND l.space = h.space AND l.seq = h.seq) AND NOT EXISTS "
      "(SELECT"
      " 1 FROM caught c WHERE c.reader = w.reader AND c.seq = h.seq)" },
};

/* ---- reading ---- */

/* One line into its table; false when it is none of ours. */
static bool add_line(sqlite3_stmt *const *stmts, char *line, int number)
{
    size_t i = 0;

    while (i < sizeof kinds / sizeof kinds[0] && kinds[i].letter != line[0])
        i++;
    if (i == sizeof kinds / sizeof kinds[0] || line[1] != ' ')
        return false;
    char *at = line + 2;
    sqlite3_reset(stmts[i]);
    sqlite3_bind_int(stmts[i], 1, number);
    for (int word = 1; word <= kinds[i].words; word++) {
        char *end = word < kinds[i].words ? strchr(at, ' ') : at + strlen(at);
        if (end == NULL || end == at)
            return false;
        sqlite3_bind_text(stmts[i], word + 1, at, (int)(end - at), SQLITE_TRANSIENT);
        at = end + 1;
    }
    return sqlite3_step(stmts[i]) == SQLITE_DONE;
}

static bool read_lines(sqlite3 *db, FILE *from, FILE *to)
{
    sqlite3_stmt *stmts[sizeof kinds / sizeof kinds[0]] = { NULL };
    char line[LINE_MAX_BYTES];
    bool ok = true;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && ok; i++)
        ok = sqlite3_prepare_v2(db, kinds[i].sql, -1, &stmts[i], NULL) == SQLITE_OK;
    for (int number = 1; ok && fgets(line, sizeof line, from) != NULL; number++) {
        line[strcspn(line, "\n")] = '\0';
        ok = add_line(stmts, line, number);
        if (!ok)
            fprintf(to, "line %d of the history cannot be read: %s\n", number, line);
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        sqlite3_finalize(stmts[i]);
    return ok;
}

static bool read_history(sqlite3 *db, const char *history, FILE *to)
{
    FILE *from = fopen(history, "r");
    char *wrong = NULL;

    if (from == NULL || sqlite3_exec(db, schema, NULL, NULL, &wrong) != SQLITE_OK) {
        fprintf(to, "%s: %s\n", from == NULL ? history : "the database", wrong == NULL ? "cannot be read" : wrong);
        sqlite3_free(wrong);
        if (from != NULL)
            fclose(from);
        return false;
    }
    sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
    bool ok = read_lines(db, from, to);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    fclose(from);
    return ok;
}

/* ---- judging ---- */

static int apply(sqlite3 *db, const struct rule *rule, FILE *to)
{
    sqlite3_stmt *stmt = NULL;
    int count = 0;

    if (sqlite3_prepare_v2(db, rule->sql, -1, &stmt, NULL) != SQLITE_OK) {
        fprintf(to, "%s: %s\n", rule->name, sqlite3_errmsg(db));
        return 1;
    }
    while (sqlite3_step(stmt) == SQLITE_ROW)
        if (count++ == 0)
            fprintf(to, "%s: %s", rule->name, (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    if (count > 0)
        fprintf(to, count == 1 ? "\n" : " and %d more\n", count - 1);
    return count;
}

int judge(const char *history, const char *database, FILE *to)
{
    sqlite3 *db = NULL;
    int count = -1;

    /* Read only; the journal is the daemon's to write back. */
    if (sqlite3_open_v2(database, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) == SQLITE_OK &&
        read_history(db, history, to)) {
        count = 0;
        for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
            count += apply(db, &rules[i], to);
    }
    sqlite3_close(db);
    return count;
}
