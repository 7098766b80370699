/* A copy of the database: complete while it is written to, checked, its owner's alone; and fit to be served again. */
#include "tests/daemon/office.h"

#include "daemon/store/store_backup.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct temppath file(const struct office *o, const char *name)
{
    return tempdir_file(&o->dir, name);
}

static enum store_open_error copy(const struct office *o, const char *to)
{
    return store_backup_copy(o->path.text, file(o, to).text);
}

static bool is_there(const struct office *o, const char *name)
{
    struct stat info;

    return stat(file(o, name).text, &info) == 0;
}

static int64_t number_of(const char *path, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return number;
}

static void run_on(const char *path, const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

TEST(a_backup_holds_what_was_committed_and_nothing_that_was_not)
{
    struct office *o = *state;

    office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    assert_int_equal(store_begin(o->store), 0); /* somebody is writing all the while */
    assert_int_equal(store_number_set(o->store, STORE_BIRTH, 4711), 0);
    assert_int_equal(copy(o, "copy.db"), STORE_OPENED);
    store_rollback(o->store);
    assert_int_equal(
        number_of(file(o, "copy.db").text, "SELECT count(*) FROM post WHERE title = 'Wie belt de school?'"), 1);
    assert_int_equal(number_of(file(o, "copy.db").text, "SELECT count(*) FROM number WHERE value = 4711"), 0);
}

TEST(a_backup_is_one_file_of_its_owner_alone)
{
    struct office *o = *state;
    struct stat info;
    mode_t before = umask(0);

    assert_int_equal(copy(o, "copy.db"), STORE_OPENED);
    umask(before);
    assert_int_equal(stat(file(o, "copy.db").text, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0600);
    number_of(file(o, "copy.db").text, "SELECT count(*) FROM post");
    assert_false(is_there(o, "copy.db-wal"));
    assert_false(is_there(o, "copy.db-shm"));
    assert_false(is_there(o, "copy.db-journal"));
}

TEST(nothing_is_written_over)
{
    struct office *o = *state;
    FILE *to = fopen(file(o, "copy.db").text, "w");

    assert_non_null(to);
    fputs("iets anders", to);
    fclose(to);
    assert_int_equal(copy(o, "copy.db"), STORE_CANNOT_OPEN);
    assert_int_equal(office_grep(o, "iets anders"), 1);
}

TEST(what_is_damaged_makes_no_backup)
{
    struct office *o = *state;
    struct temppath broken = file(o, "broken.db"), to = file(o, "copy.db");

    assert_int_equal(copy(o, "broken.db"), STORE_OPENED);
    run_on(broken.text,
           "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'post_author'");
    assert_int_equal(store_backup_copy(broken.text, to.text), STORE_DAMAGED);
    assert_false(is_there(o, "copy.db"));
}

TEST(what_refers_to_nothing_makes_no_backup)
{
    struct office *o = *state;
    struct temppath broken = file(o, "broken.db"), to = file(o, "copy.db");

    assert_int_equal(copy(o, "broken.db"), STORE_OPENED);
    run_on(broken.text, "DELETE FROM team WHERE slug = 'delft'");
    assert_int_equal(store_backup_copy(broken.text, to.text), STORE_DAMAGED);
    assert_false(is_there(o, "copy.db"));
}

TEST(what_is_no_database_of_ours_makes_no_backup)
{
    struct office *o = *state;
    struct temppath other = file(o, "other.db"), later = file(o, "later.db"), to = file(o, "copy.db");

    run_on(other.text, "CREATE TABLE boek (titel TEXT); PRAGMA user_version = 3");
    assert_int_equal(store_backup_copy(other.text, to.text), STORE_DAMAGED);
    assert_int_equal(copy(o, "later.db"), STORE_OPENED);
    run_on(later.text, "PRAGMA user_version = 1000");
    assert_int_equal(store_backup_copy(later.text, to.text), STORE_TOO_NEW);
    assert_int_equal(store_backup_copy(file(o, "nowhere.db").text, to.text), STORE_CANNOT_OPEN);
    assert_false(is_there(o, "copy.db"));
}

/* Who had seen seq 5 before the restore would drop another seq 5 after it as known. */
TEST(a_revived_copy_goes_on_behind_every_seq_that_somebody_saw)
{
    struct office *o = *state;
    struct temppath path = file(o, "copy.db");

    office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    assert_int_equal(copy(o, "copy.db"), STORE_OPENED);
    int64_t last = number_of(path.text, "SELECT max(seq) FROM event");
    assert_int_equal(store_backup_revive(path.text, o->now_ms), STORE_OPENED);
    assert_int_equal(number_of(path.text, "SELECT max(seq) FROM event"), last + 1000000);
    assert_int_equal(number_of(path.text, "SELECT count(*) FROM event WHERE personal = 0"), last);
    assert_int_equal(number_of(path.text, "SELECT count(*) FROM event_to WHERE seq > 1000000"), 0);
    assert_int_equal(number_of(path.text, "SELECT value = 1653033600000 FROM number WHERE name = 'rights'"), 1);
}

TEST(a_copy_of_an_older_version_is_brought_up_to_date)
{
    struct office *o = *state;
    struct temppath path = file(o, "copy.db");

    assert_int_equal(store_backup_copy(TEST_DATA "/store-v1.db", path.text), STORE_OPENED);
    assert_int_equal(number_of(path.text, "PRAGMA user_version"), 1);
    assert_int_equal(store_backup_revive(path.text, o->now_ms), STORE_OPENED);
    assert_true(number_of(path.text, "PRAGMA user_version") > 8);
    assert_true(number_of(path.text, "SELECT max(seq) FROM event") > 1000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(a_backup_holds_what_was_committed_and_nothing_that_was_not),
        OFFICE_TEST(a_backup_is_one_file_of_its_owner_alone),
        OFFICE_TEST(nothing_is_written_over),
        OFFICE_TEST(what_is_damaged_makes_no_backup),
        OFFICE_TEST(what_refers_to_nothing_makes_no_backup),
        OFFICE_TEST(what_is_no_database_of_ours_makes_no_backup),
        OFFICE_TEST(a_revived_copy_goes_on_behind_every_seq_that_somebody_saw),
        OFFICE_TEST(a_copy_of_an_older_version_is_brought_up_to_date),
    };

    return TEST_RUN(tests);
}
