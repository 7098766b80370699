/* From every version that ever was to the latest; and what a power cut on the way leaves. */
#include "tests/daemon/office.h"

#include "daemon/store/db.h"
#include "daemon/store/seal.h"
#include "daemon/store/store_event.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define CUT 9 /* the exit code of a child that was cut off */

static int64_t number_of(const char *path, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return number;
}

static void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "re"), *out = fopen(to, "we");
    char room[65536];
    size_t length;

    assert_non_null(in);
    assert_non_null(out);
    while ((length = fread(room, 1, sizeof room, in)) > 0)
        assert_int_equal(fwrite(room, 1, length, out), length);
    fclose(in);
    assert_int_equal(fclose(out), 0);
}

static int make_dir(void **state)
{
    static struct tempdir dir;

    tempdir_make(&dir);
    *state = &dir;
    return seal_install(); /* the tests write in these databases too */
}

static int remove_dir(void **state)
{
    tempdir_remove(*state);
    return 0;
}

TEST(an_empty_file_becomes_the_latest_version)
{
    struct temppath path = tempdir_file(*state, "new.db");
    struct store *store;

    assert_int_equal(store_open(path.text, STORE_WRITE, &store), STORE_OPENED);
    store_close(store);
    assert_int_equal(number_of(path.text, "PRAGMA user_version"), migrate_latest());
    assert_int_equal(store_open(path.text, STORE_WRITE, &store), STORE_OPENED); /* and once more is no change */
    store_close(store);
    assert_int_equal(number_of(path.text, "PRAGMA user_version"), migrate_latest());
}

/* tests/data/store-v<n>.db was made by version n: a question of anna with an answer of bram, and a tip. */
static void open_old(const char *folder_of, const struct tempdir *dir, int version)
{
    char from[512];
    struct temppath path = tempdir_file(dir, "old.db");
    struct store *store;
    struct arena arena;
    struct post post;
    struct member member;
    int64_t seq;

    snprintf(from, sizeof from, "%s/store-v%d.db", folder_of, version);
    copy_file(from, path.text);
    assert_int_equal(number_of(path.text, "PRAGMA user_version"), version);
    assert_int_equal(store_open(path.text, STORE_WRITE, &store), STORE_OPENED);
    assert_int_equal(number_of(path.text, "PRAGMA user_version"), migrate_latest());
    assert_int_equal(number_of(path.text, "SELECT count(*) FROM pragma_foreign_key_check"), 0);

    arena_init(&arena, TEST_ARENA_BYTES);
    assert_int_equal(store_member_get(store, span_of("anna"), &arena, &member), 0);
    int64_t question = number_of(path.text, "SELECT id FROM post WHERE kind = 1");
    assert_int_equal(store_post_get(store, question, &arena, &post), 0);
    assert_int_equal(post.author, member.id);
    assert_int_equal(post.answers, 1);
    assert_false(store_post_is_open(&post)); /* what was answered stays so */
    assert_true(span_is(post.title, "Wie belt de school?"));
    assert_int_equal(store_event_last(store, &seq), 0);
    assert_int_equal(seq, 3);
    arena_release(&arena);
    store_close(store);
    unlink(path.text);
}

TEST(a_database_of_every_old_version_opens_and_reads)
{
    int version = 1;

    do {
        open_old(TEST_DATA, *state, version);
    } while (++version < migrate_latest()); /* that of the latest is made when there is a later one */
}

/* Version 11 knew notices without a code. */
TEST(notices_of_before_have_a_code)
{
    struct temppath path = tempdir_file(*state, "notices.db");
    struct store *store;
    sqlite3 *db;
    int64_t last;

    copy_file(TEST_DATA "/store-v11.db", path.text);
    assert_int_equal(sqlite3_open(path.text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "INSERT INTO post (kind, author, team, text, posted_at, until_at) VALUES (4, 1, 1,"
                                  " 'Overleg', 1, 2), (4, 1, 1, 'Taart', 2, 3)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(store_open(path.text, STORE_WRITE, &store), STORE_OPENED);
    assert_int_equal(store_number_get(store, STORE_NOTICES, &last), 0);
    assert_int_equal(last, 2);
    store_close(store);
    assert_int_equal(number_of(path.text, "SELECT count(*) FROM post WHERE code = 'A1' AND text = 'Overleg'"), 1);
    assert_int_equal(number_of(path.text, "SELECT count(*) FROM post WHERE code = 'A2' AND text = 'Taart'"), 1);
}

/* Version 11 knew who wrote a draft last. Who wrote it first is its author, of one that never was published. */
TEST(drafts_of_before_have_who_began_them)
{
    struct temppath path = tempdir_file(*state, "drafts.db");
    struct store *store;
    sqlite3 *db;

    copy_file(TEST_DATA "/store-v11.db", path.text);
    assert_int_equal(sqlite3_open(path.text, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "INSERT INTO post (id, kind, code, author, text, posted_at) VALUES (901, 8, 'L901', 1, 'x', 1),"
                     " (902, 6, 'L902', 1, 'x', 1), (903, 6, 'L903', 1, 'x', 1); INSERT INTO lesson (post, guide,"
                     " state, version, drafted, drafter) VALUES (901, 0, 0, 0, 1, 2), (902, 0, 2, 1, 1, 2), (903, 0,"
                     " 2, 1, 0, 2)",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(store_open(path.text, STORE_WRITE, &store), STORE_OPENED);
    store_close(store);
    assert_int_equal(number_of(path.text, "SELECT begun_by FROM lesson WHERE post = 901"), 1);
    assert_int_equal(number_of(path.text, "SELECT begun_by FROM lesson WHERE post = 902"), 2);
    assert_int_equal(number_of(path.text, "SELECT count(*) FROM lesson WHERE post = 903 AND begun_by IS NULL"), 1);
}

/* Version 12 did not know when a write was answered: when what it wrote was told, else now. */
TEST(whom_a_lesson_helped_and_what_was_answered_before_is_still_there)
{
    struct temppath path = tempdir_file(*state, "answered.db");
    struct store *store;
    sqlite3 *db;

    copy_file(TEST_DATA "/store-v12.db", path.text);
    assert_int_equal(sqlite3_open(path.text, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "INSERT INTO helped (post, member, day, at) VALUES (1, 1, 20220519, 13), (1, 2,"
                     " 20220519, 12); DELETE FROM served; INSERT INTO served (id, member, hash, seq, reply)"
                     " VALUES (x'01', 1, x'00', 1, x'80'), (x'02', 1, x'00', 0, x'80')",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    int64_t now_s = number_of(path.text, "SELECT unixepoch()"), told = number_of(path.text, "SELECT at FROM event");
    assert_int_equal(store_open(path.text, STORE_WRITE, &store), STORE_OPENED);
    store_close(store);
    assert_int_equal(number_of(path.text, "SELECT sum(member * 100 + at) FROM helped WHERE post = 1"), 325);
    assert_true(number_of(path.text, "SELECT at FROM served WHERE id = x'01'") == told);
    assert_true(number_of(path.text, "SELECT at FROM served WHERE id = x'02'") >= now_s * 1000);
}

/* ---- a cut at every statement ---- */

/* A sanitizer looks for something else, and each start takes ten times as long with it: some are enough. */
#ifdef __SANITIZE_ADDRESS__
#define CUT_STEP 11
#else
#define CUT_STEP 1
#endif

static int statements_left;

static int count_down(unsigned event, void *context, void *stmt, void *text)
{
    (void)event;
    (void)context;
    (void)stmt;
    (void)text;
    if (statements_left-- == 0)
        _exit(CUT);
    return 0;
}

static int watch(sqlite3 *db, const char **error, const struct sqlite3_api_routines *api)
{
    (void)error;
    (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, count_down, NULL);
}

/* Opens in a child that ends without goodbye before its n-th statement. True when it came to its end. */
static bool open_and_cut(const char *path, int statements)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        struct store *store;
        statements_left = statements;
        sqlite3_auto_extension((void (*)(void))watch);
        _exit(store_open(path, STORE_WRITE, &store) == STORE_OPENED ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_not_equal(WEXITSTATUS(status), 1);
    return WEXITSTATUS(status) == 0;
}

TEST(a_cut_in_a_migration_leaves_the_old_or_the_new)
{
    const struct tempdir *dir = *state;
    bool whole = false;
    int seen_old = 0, cut = 0;

    for (; !whole; cut += CUT_STEP) {
        char name[32];
        snprintf(name, sizeof name, "cut-%d.db", cut);
        struct temppath path = tempdir_file(dir, name);
        whole = open_and_cut(path.text, cut);
        int64_t version = number_of(path.text, "PRAGMA user_version");
        int64_t tables = number_of(path.text, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'");
        assert_true((version == 0 && tables == 0) || (version <= migrate_latest() && tables > 15));
        seen_old += version == 0 ? CUT_STEP : 0;
        assert_true(open_and_cut(path.text, 1000000)); /* the next start brings it up to date */
        assert_int_equal(number_of(path.text, "PRAGMA user_version"), migrate_latest());
    }
    assert_true(seen_old > 20);
}

/* Something in the way: the migration ends, and what was there is as it was. */
TEST(a_migration_that_fails_leaves_the_old)
{
    struct temppath path = tempdir_file(*state, "way.db");
    struct store *store;
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path.text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE served (x)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(store_open(path.text, STORE_WRITE, &store), STORE_CANNOT_OPEN);
    assert_null(store);
    assert_int_equal(number_of(path.text, "PRAGMA user_version"), 0);
    assert_int_equal(number_of(path.text, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"), 1);
}

#define DIR_TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DIR_TEST(an_empty_file_becomes_the_latest_version),
        DIR_TEST(a_database_of_every_old_version_opens_and_reads),
        DIR_TEST(notices_of_before_have_a_code),
        DIR_TEST(drafts_of_before_have_who_began_them),
        DIR_TEST(whom_a_lesson_helped_and_what_was_answered_before_is_still_there),
        DIR_TEST(a_cut_in_a_migration_leaves_the_old_or_the_new),
        DIR_TEST(a_migration_that_fails_leaves_the_old),
    };

    return TEST_RUN(tests);
}
