/* The journal in few large writes: nothing of it is kept back when others may look, or when it is read again. */
#include "tests/proto/test.h"
#include "tests/support/proc.h"
#include "tests/support/tempdir.h"

#include "daemon/store/seal.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { ROWS = 60, WRITES = 8 };

#define FILL(rows)                                                                                                     \
    "INSERT INTO post SELECT value, randomblob(3000) FROM (WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT"     \
    " value + 1 FROM n WHERE value < " rows ") SELECT value FROM n)"

static struct tempdir dir;
static sqlite3 *db, *other;

static int64_t number(sqlite3 *from, const char *sql)
{
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(from, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(stmt, 0);
    assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
    return value;
}

static int run(const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static int enter(void **state)
{
    (void)state;
    tempdir_make(&dir);
    assert_int_equal(seal_install(), SQLITE_OK);
    assert_int_equal(sqlite3_open(tempdir_file(&dir, "posts.db").text, &db), SQLITE_OK);
    assert_int_equal(run("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0;"
                         "CREATE TABLE post (id INTEGER PRIMARY KEY, text BLOB)"),
                     SQLITE_OK);
    assert_int_equal(sqlite3_open(tempdir_file(&dir, "posts.db").text, &other), SQLITE_OK);
    assert_int_equal(number(other, "SELECT count(*) FROM post"), 0);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    tempdir_remove(&dir);
    return 0;
}

/* ---- few ---- */

TEST(a_commit_of_sixty_pages_is_a_few_writes)
{
    int64_t before = proc_io("syscw");

    assert_int_equal(run(FILL("60")), SQLITE_OK);
    assert_in_range(proc_io("syscw") - before, 1, WRITES);
}

/* ---- and all ---- */

/* Without a flush too, as of the index. */
TEST(what_is_committed_is_seen_by_others_at_once)
{
    for (int i = 1; i <= ROWS; i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "INSERT INTO post VALUES (%d, randomblob(%d))", i, 100 * i);
        assert_int_equal(run(sql), SQLITE_OK);
        assert_int_equal(number(other, "SELECT sum(length(text)) FROM post"), 50 * i * (i + 1));
    }
}

/* A transaction that is larger than the cache reads from the journal what it wrote there. */
TEST(what_is_not_committed_yet_is_read_again_by_who_wrote_it)
{
    assert_int_equal(run("PRAGMA cache_size = 10; BEGIN; " FILL("60")), SQLITE_OK);
    assert_int_equal(number(db, "SELECT sum(length(text)) FROM post"), 3000 * ROWS);
    assert_int_equal(run("UPDATE post SET text = randomblob(1000)"), SQLITE_OK);
    assert_int_equal(number(db, "SELECT sum(length(text)) FROM post"), 1000 * ROWS);
    assert_int_equal(number(other, "SELECT count(*) FROM post"), 0);
    assert_int_equal(run("COMMIT"), SQLITE_OK);
    assert_int_equal(number(other, "SELECT sum(length(text)) FROM post"), 1000 * ROWS);
    assert_int_equal(number(other, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
}

TEST(what_was_taken_back_is_in_nobodys_way)
{
    assert_int_equal(run("PRAGMA cache_size = 10; BEGIN; " FILL("60") "; ROLLBACK"), SQLITE_OK);
    assert_int_equal(number(other, "SELECT count(*) FROM post"), 0);
    assert_int_equal(run("INSERT INTO post VALUES (1, 'kort')"), SQLITE_OK);
    assert_int_equal(number(other, "SELECT count(*) FROM post"), 1);
    assert_int_equal(run("PRAGMA wal_checkpoint (TRUNCATE)"), SQLITE_OK);
    assert_int_equal(number(other, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
}

/* SQLite may begin again at an earlier frame, when a part of a transaction is taken back. */
TEST(what_does_not_follow_is_written_where_it_belongs)
{
    static const unsigned char goes_on[24] = { 1 };
    enum { FIRST = 32, PAGE = 512, FRAME = sizeof goes_on + PAGE };
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    sqlite3_file *file = calloc(1, (size_t)vfs->szOsFile);
    struct temppath path = tempdir_file(&dir, "posts.db-alone");
    char page[PAGE] = "eerste", read[PAGE];
    int flags = SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

    assert_int_equal(vfs->xOpen(vfs, path.text, file, flags, &flags), SQLITE_OK);
    for (int at = FIRST; at <= FIRST + FRAME; at += FRAME) {
        assert_int_equal(file->pMethods->xWrite(file, goes_on, sizeof goes_on, at), SQLITE_OK);
        assert_int_equal(file->pMethods->xWrite(file, page, PAGE, at + (int)sizeof goes_on), SQLITE_OK);
    }
    snprintf(page, sizeof page, "opnieuw");
    assert_int_equal(file->pMethods->xWrite(file, goes_on, sizeof goes_on, FIRST), SQLITE_OK);
    assert_int_equal(file->pMethods->xWrite(file, page, PAGE, FIRST + (int)sizeof goes_on), SQLITE_OK);
    assert_int_equal(file->pMethods->xRead(file, read, PAGE, FIRST + (int)sizeof goes_on), SQLITE_OK);
    assert_string_equal(read, "opnieuw");
    assert_int_equal(file->pMethods->xRead(file, read, PAGE, FIRST + FRAME + (int)sizeof goes_on), SQLITE_OK);
    assert_string_equal(read, "eerste");
    assert_int_equal(file->pMethods->xClose(file), SQLITE_OK);
    free(file);
}

/* The disk says no to the one large write, where it said so to one of many. */
TEST(a_commit_that_has_no_room_is_refused_and_the_next_one_is_whole)
{
    struct rlimit usual, small = { 40000, 40000 };

    getrlimit(RLIMIT_FSIZE, &usual);
    small.rlim_max = usual.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    int rc = run(FILL("20")); /* all of it in one write */
    setrlimit(RLIMIT_FSIZE, &usual);
    assert_int_not_equal(rc, SQLITE_OK);
    assert_int_equal(number(other, "SELECT count(*) FROM post"), 0);
    assert_int_equal(run(FILL("60")), SQLITE_OK);
    assert_int_equal(number(other, "SELECT sum(length(text)) FROM post"), 3000 * ROWS);
    assert_int_equal(number(other, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_commit_of_sixty_pages_is_a_few_writes, enter, leave),
        cmocka_unit_test_setup_teardown(what_is_committed_is_seen_by_others_at_once, enter, leave),
        cmocka_unit_test_setup_teardown(what_is_not_committed_yet_is_read_again_by_who_wrote_it, enter, leave),
        cmocka_unit_test_setup_teardown(what_was_taken_back_is_in_nobodys_way, enter, leave),
        cmocka_unit_test_setup_teardown(what_does_not_follow_is_written_where_it_belongs, enter, leave),
        cmocka_unit_test_setup_teardown(a_commit_that_has_no_room_is_refused_and_the_next_one_is_whole, enter, leave),
    };

    return TEST_RUN(tests);
}
