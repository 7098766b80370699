/* The database itself: how it is opened, what it refuses, and that no statement reads a whole table. */
#include "tests/daemon/office.h"

#include "daemon/store/db.h"
#include "tests/support/proc.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct statement_set *const sets[] = {
    &set_store,       &set_member, &set_place,   &set_post,      &set_event,   &set_served, &set_digest,   &set_wait,
    &set_kiosk,       &set_stats,  &set_endorse, &set_ladder,    &set_support, &set_signal, &set_follow,   &set_unmask,
    &set_intervision, &set_lesson, &set_mail,    &set_audit,     &set_backup,  &set_own,    &set_moderate, &set_merge,
    &set_harvest,     &set_erase,  &set_touch,   &set_retention, &set_listing
};

static int64_t pragma(struct sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return number;
}

/* ---- statements ---- */

/* With enough rows that the planner knows what is large, as in a database that has been used. */
static void fill(struct office *o)
{
    office_sql(o, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
                  " INSERT INTO post (kind, code, author, theme, team, title, posted_at, number, question) SELECT"
                  " 1 + i %% 4, 'X' || i, 1 + i %% 7, 1 + i %% 2, nullif(i %% 3, 0), 'vraag', i, i, NULL FROM n");
    office_sql(o, "INSERT INTO event (at, event, theme, team, prev, post)"
                  " SELECT posted_at, 0, theme, team, 0, id FROM post");
    office_sql(o, "INSERT INTO thanks (post, member) SELECT id, 1 + id %% 7 FROM post");
    office_sql(o, "INSERT INTO seen (post, member, day) SELECT id, 1 + id %% 7, 20220520 FROM post");
    office_sql(o, "INSERT INTO event_to (member, seq, prev) SELECT 1 + seq %% 7, seq, 0 FROM event");
    office_sql(o, "INSERT INTO served (id, member, hash, seq, reply) SELECT CAST(id AS BLOB), 1, x'00', id, x'00'"
                  " FROM post");
    office_sql(o, "INSERT INTO digest (member, day, made_at, first_seq, last_seq) SELECT 1 + id %% 7, id, id, id, id"
                  " FROM post");
    office_sql(o, "ANALYZE");
}

/*
 * What may be read whole: numbers for the yearly report, what is kept of a member or erased, asked for a few times a
 * year, and what is kept no longer, once a night. A SCAN of an index that holds open questions alone is no scan of a
 * table: it is as long as what is open. Nor is one of what is not sealed yet: that is empty but for the first start.
 */
static bool may_scan(const struct statement_set *set, const char *detail)
{
    return set == &set_stats || set == &set_own || set == &set_erase || set == &set_retention ||
           strstr(detail, "USING INDEX post_open") != NULL ||
           strstr(detail, "USING COVERING INDEX post_open") != NULL ||
           strstr(detail, "USING INDEX served_unsealed") != NULL;
}

static const struct {
    const char *table, *alias;
} large[] = { { "post", "p" },  { "event", "e" }, { "event_to", "o" }, { "served", "" },
              { "thanks", "" }, { "seen", "" },   { "digest", "" } };

static bool scans_large(const char *detail)
{
    char word[32] = "";

    if (sscanf(detail, "SCAN %31s", word) != 1)
        return false;
    for (size_t i = 0; i < sizeof large / sizeof large[0]; i++)
        if (strcmp(word, large[i].table) == 0 || strcmp(word, large[i].alias) == 0)
            return true;
    return false;
}

static void explain(struct office *o, const struct statement_set *set, size_t which)
{
    char sql[4096];
    sqlite3_stmt *plan = NULL;

    snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", set->sql[which]);
    assert_int_equal(sqlite3_prepare_v2(o->db, sql, -1, &plan, NULL), SQLITE_OK);
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(plan, 3);
        if (scans_large(detail) && !may_scan(set, detail))
            fail_msg("%s: %s", set->sql[which], detail);
    }
    sqlite3_finalize(plan);
}

TEST(no_statement_reads_a_large_table_whole)
{
    struct office *o = *state;

    fill(o);
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
        for (size_t j = 0; j < sets[i]->count; j++)
            explain(o, sets[i], j);
}

TEST(no_statement_reads_a_large_table_whole_while_it_is_new)
{
    struct office *o = *state;

    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
        for (size_t j = 0; j < sets[i]->count; j++)
            explain(o, sets[i], j);
}

static int statements_kept(const struct store *store)
{
    int kept = 0;

    for (sqlite3_stmt *stmt = sqlite3_next_stmt(store->db, NULL); stmt != NULL;
         stmt = sqlite3_next_stmt(store->db, stmt))
        kept++;
    return kept;
}

TEST(a_statement_is_kept_from_its_first_use_until_there_is_rest)
{
    struct office *o = *state;
    struct store *again;

    assert_int_equal(store_open(o->path.text, STORE_WRITE, &again), STORE_OPENED);
    assert_int_equal(statements_kept(again), 0);
    for (int64_t i = 0; i < 3; i++)
        assert_int_equal(store_number_set(again, STORE_BIRTH, i), 0);
    assert_int_equal(statements_kept(again), 1);
    store_release_memory(again);
    assert_int_equal(statements_kept(again), 0);
    assert_int_equal(store_number_set(again, STORE_BIRTH, 7), 0);
    store_close(again);
}

TEST(a_statement_that_does_not_fit_the_tables_ends_the_opening)
{
    struct office *o = *state;
    struct store *again;

    office_sql(o, "ALTER TABLE wait DROP COLUMN note");
    assert_int_equal(store_open(o->path.text, STORE_WRITE, &again), STORE_DAMAGED);
    assert_null(again);
}

/* ---- settings of the connection ---- */

TEST(a_commit_is_on_disk_when_it_returns)
{
    struct office *o = *state;

    assert_int_equal(pragma(o->store->db, "PRAGMA synchronous"), 2); /* FULL; NORMAL loses what was answered */
    assert_int_equal(pragma(o->store->db, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
}

TEST(what_is_erased_is_overwritten)
{
    struct office *o = *state;

    assert_int_equal(pragma(o->store->db, "PRAGMA secure_delete"), 1);
}

TEST(every_table_is_strict_and_refers_to_what_is_there)
{
    struct office *o = *state;

    assert_int_equal(pragma(o->db, "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                                   " AND strict = 0 AND name NOT LIKE 'sqlite%'"),
                     0);
    assert_int_equal(pragma(o->store->db, "PRAGMA foreign_keys"), 1);
    assert_int_equal(sqlite3_exec(o->store->db, "INSERT INTO membership (member, team) VALUES (1, 99)", 0, 0, 0),
                     SQLITE_CONSTRAINT_FOREIGNKEY);
}

TEST(a_reader_cannot_write)
{
    struct office *o = *state;

    assert_int_equal(store_number_set(o->reader, STORE_BIRTH, 7), ERR_STORAGE);
    assert_int_equal(office_number(o, "SELECT count(*) FROM number WHERE name = 'birth'"), 0);
}

TEST(a_reader_sees_one_moment)
{
    struct office *o = *state;
    int64_t birth;

    assert_int_equal(store_read_begin(o->reader), 0);
    assert_int_equal(store_number_get(o->reader, STORE_BIRTH, &birth), 0);
    assert_int_equal(birth, 0);
    assert_int_equal(store_number_set(o->store, STORE_BIRTH, 7), 0);
    assert_int_equal(store_number_get(o->reader, STORE_BIRTH, &birth), 0);
    assert_int_equal(birth, 0);
    store_read_end(o->reader);
    assert_int_equal(store_number_get(o->reader, STORE_BIRTH, &birth), 0);
    assert_int_equal(birth, 7);
}

/* ---- transactions ---- */

TEST(a_request_that_is_dropped_was_never_there)
{
    struct office *o = *state;
    int64_t number;

    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(store_number_set(o->store, STORE_BIRTH, 1), 0);
    assert_int_equal(store_request_begin(o->store), 0);
    assert_int_equal(store_number_set(o->store, STORE_BIRTH, 2), 0);
    assert_int_equal(store_request_drop(o->store), 0);
    assert_int_equal(store_request_begin(o->store), 0);
    assert_int_equal(store_number_set(o->store, STORE_TIPS, 3), 0);
    assert_int_equal(store_request_keep(o->store), 0);
    assert_int_equal(store_commit(o->store), 0);
    assert_int_equal(store_number_get(o->reader, STORE_BIRTH, &number), 0);
    assert_int_equal(number, 1);
    assert_int_equal(store_number_get(o->reader, STORE_TIPS, &number), 0);
    assert_int_equal(number, 3);
}

TEST(after_a_rollback_the_next_batch_begins_with_nothing_open)
{
    struct office *o = *state;
    int64_t number;

    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(store_request_begin(o->store), 0);
    assert_int_equal(store_number_set(o->store, STORE_BIRTH, 2), 0);
    store_rollback(o->store);
    store_rollback(o->store); /* once more does no harm */
    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(store_commit(o->store), 0);
    assert_int_equal(store_number_get(o->store, STORE_BIRTH, &number), 0);
    assert_int_equal(number, 0);
}

TEST(a_commit_that_fails_leaves_nothing)
{
    struct office *o = *state;
    int64_t number;

    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(sqlite3_exec(o->store->db, "PRAGMA defer_foreign_keys = ON", 0, 0, 0), SQLITE_OK);
    o->schema = 0; /* it lets SQLite prepare anew, once */
    assert_int_equal(store_number_set(o->store, STORE_BIRTH, 9), 0);
    assert_int_equal(store_member_join(o->store, 1, 99), 0);
    assert_int_equal(store_commit(o->store), ERR_STORAGE);
    assert_int_equal(store_number_get(o->store, STORE_BIRTH, &number), 0);
    assert_int_equal(number, 0);
    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(store_commit(o->store), 0);
}

TEST(a_text_without_room_is_too_big_and_not_damage)
{
    struct office *o = *state;
    struct arena small;
    struct member member;

    arena_init(&small, 8);
    assert_int_equal(store_member_get(o->store, span_of("anna"), &small, &member), ERR_TOO_BIG);
    arena_release(&small);
}

/* ---- what is refused at the door ---- */

static void overwrite(const char *path, long at, const char *bytes, size_t count)
{
    FILE *file = fopen(path, "r+e");

    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
}

static enum store_open_error try_open(const char *path, enum store_mode mode)
{
    struct store *store = NULL;
    enum store_open_error err = store_open(path, mode, &store);

    assert_true((err == STORE_OPENED) == (store != NULL));
    store_close(store);
    return err;
}

TEST(a_database_of_a_later_version_is_refused)
{
    struct office *o = *state;

    office_sql(o, "PRAGMA user_version = %d", migrate_latest() + 1);
    assert_int_equal(try_open(o->path.text, STORE_WRITE), STORE_TOO_NEW);
    assert_int_equal(office_number(o, "PRAGMA user_version"), migrate_latest() + 1);
}

TEST(a_file_that_is_no_database_is_damaged)
{
    struct office *o = *state;
    struct temppath path = tempdir_file(&o->dir, "other.db");
    FILE *file = fopen(path.text, "we");

    assert_non_null(file);
    for (int i = 0; i < 2000; i++)
        fputs("geen database ", file);
    fclose(file);
    assert_int_equal(try_open(path.text, STORE_WRITE), STORE_DAMAGED);
}

/* Every page but the first, one at a time, as a disk would spoil it. */
TEST(a_page_of_rubbish_is_noticed_before_anything_is_served)
{
    struct office *o = *state;
    struct temppath copy = tempdir_file(&o->dir, "copy.db");
    char rubbish[4096];

    for (int i = 0; i < 40; i++)
        office_ask(o, "anna", "theme/regie/ask", "Hoe lang wacht je op een plek in deze regio en wat doe je dan?");
    office_sql(o, "PRAGMA wal_checkpoint(TRUNCATE)");
    struct stat whole = { .st_size = 2 * (off_t)sizeof rubbish }; /* the copy is the smaller of the two */
    memset(rubbish, 0xa5, sizeof rubbish);
    for (long page = 1; page < whole.st_size / (off_t)sizeof rubbish; page++) {
        office_sql(o, "VACUUM INTO '%s'", copy.text);
        assert_int_equal(stat(copy.text, &whole), 0);
        overwrite(copy.text, page * (long)sizeof rubbish, rubbish, sizeof rubbish);
        assert_int_equal(try_open(copy.text, STORE_WRITE), STORE_DAMAGED);
        unlink(copy.text);
    }
}

TEST(a_torn_file_is_noticed)
{
    struct office *o = *state;
    struct temppath copy = tempdir_file(&o->dir, "copy.db");

    office_sql(o, "VACUUM INTO '%s'", copy.text);
    assert_int_equal(truncate(copy.text, 3 * 4096), 0);
    assert_int_equal(try_open(copy.text, STORE_WRITE), STORE_DAMAGED);
}

/* Else a disk brings a large one page by page, in the order of its trees. */
TEST(what_is_looked_through_is_read_from_front_to_back_before)
{
    struct office *o = *state;
    struct stat whole;

    office_sql(o, "CREATE TABLE large AS SELECT zeroblob(8 * 1024 * 1024) AS bytes; PRAGMA wal_checkpoint(TRUNCATE)");
    assert_int_equal(stat(o->path.text, &whole), 0);
    int64_t before = proc_io("rchar");
    assert_int_equal(store_check(o->path.text), STORE_OPENED);
    assert_true(proc_io("rchar") - before >= 2 * whole.st_size);
}

TEST(what_cannot_be_opened_is_said_so)
{
    struct office *o = *state;

    assert_int_equal(try_open(tempdir_file(&o->dir, "no/such/folder.db").text, STORE_WRITE), STORE_CANNOT_OPEN);
    assert_int_equal(try_open(o->dir.path, STORE_WRITE), STORE_CANNOT_OPEN);
    assert_int_equal(try_open(tempdir_file(&o->dir, "none.db").text, STORE_READ), STORE_CANNOT_OPEN);
}

/* The bound below the one at which posts are refused: SQLite's own. */
TEST(a_database_at_its_bound_takes_nothing_and_keeps_what_it_has)
{
    struct office *o = *state;
    int64_t used = 0;
    int taken = 0;

    o->settings.posts_per_minute = o->settings.posts_per_day = 100000;
    office_restart(o);
    assert_int_equal(store_used(o->store, &used), 0);
    assert_int_equal(used, office_number(o, "SELECT (page_count - freelist_count) * 4096 FROM pragma_page_count,"
                                            " pragma_freelist_count"));
    assert_int_equal(store_set_max(o->store, used + 256 * 1024), 0);
    while (office_say(o, "anna", "theme/regie/ask", "{'title': 'Past dit?', 'text': '%01500d'}", taken))
        assert_true(++taken < 10000);
    assert_true(taken > 0);
    assert_int_equal(o->err, ERR_STORAGE);
    assert_int_equal(office_number(o, "SELECT count(*) FROM post WHERE kind = 1"), taken);
    assert_true(office_number(o, "SELECT page_count * 4096 FROM pragma_page_count") <= used + 256 * 1024);
    OK(o, "anna", "list", "{}");
    assert_int_equal(store_set_max(o->store, used + 1024 * 1024), 0); /* more room: it goes on */
    office_ask(o, "anna", "theme/regie/ask", "En nu?");
}

/* ---- nothing of a post goes into other files ---- */

/* Files that SQLite made for itself and that have no name any more. */
static int temporaries(void)
{
    char link[64], path[4096];
    int count = 0;

    for (int fd = 0; fd < 256; fd++) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t len = readlink(link, path, sizeof path - 1);
        path[len > 0 ? len : 0] = '\0';
        count += strstr(path, "etilqs") != NULL;
    }
    return count;
}

TEST(a_large_batch_of_posts_makes_no_temporary_file)
{
    struct office *o = *state;
    char code[16];

    fill(o);
    assert_int_equal(store_begin(o->store), 0);
    for (int i = 0; i < 600; i++) {
        snprintf(code, sizeof code, "Q%05d", (i * 7919) % 99991);
        struct post post = { .kind = POST_QUESTION, .author = 1, .theme = 1, .posted_at = i, .code = span_of(code) };
        post.title = span_of("Wat doe je als niemand opendoet?");
        assert_int_equal(store_post_add(o->store, &post), 0);
    }
    assert_int_equal(temporaries(), 0);
    assert_int_equal(store_commit(o->store), 0);
}

int main(void)
{
    store_configure();
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(no_statement_reads_a_large_table_whole),
        OFFICE_TEST(no_statement_reads_a_large_table_whole_while_it_is_new),
        OFFICE_TEST(a_statement_is_kept_from_its_first_use_until_there_is_rest),
        OFFICE_TEST(a_statement_that_does_not_fit_the_tables_ends_the_opening),
        OFFICE_TEST(a_commit_is_on_disk_when_it_returns),
        OFFICE_TEST(what_is_erased_is_overwritten),
        OFFICE_TEST(every_table_is_strict_and_refers_to_what_is_there),
        OFFICE_TEST(a_reader_cannot_write),
        OFFICE_TEST(a_reader_sees_one_moment),
        OFFICE_TEST(a_request_that_is_dropped_was_never_there),
        OFFICE_TEST(after_a_rollback_the_next_batch_begins_with_nothing_open),
        OFFICE_TEST(a_commit_that_fails_leaves_nothing),
        OFFICE_TEST(a_text_without_room_is_too_big_and_not_damage),
        OFFICE_TEST(a_database_of_a_later_version_is_refused),
        OFFICE_TEST(a_file_that_is_no_database_is_damaged),
        OFFICE_TEST(a_page_of_rubbish_is_noticed_before_anything_is_served),
        OFFICE_TEST(a_torn_file_is_noticed),
        OFFICE_TEST(what_is_looked_through_is_read_from_front_to_back_before),
        OFFICE_TEST(what_cannot_be_opened_is_said_so),
        OFFICE_TEST(a_database_at_its_bound_takes_nothing_and_keeps_what_it_has),
        OFFICE_TEST(a_large_batch_of_posts_makes_no_temporary_file),
    };

    return TEST_RUN(tests);
}
