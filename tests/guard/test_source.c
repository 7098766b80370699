/* access.db as it is looked at: changes, replacement, damage and locks are all noticed. */
#include "tests/proto/test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/guard/source.h"
#include "tests/guard/scene.h"

static struct scene scene;
static struct source *source;
static struct rights *rights;
static const char *why;
static int64_t now_ms;

static int setup(void **state)
{
    (void)state;
    now_ms = 100000;
    why = NULL;
    rights = NULL;
    if (scene_begin(&scene) != 0)
        return 1;
    source = source_new(scene.db.text);
    return source == NULL;
}

static int teardown(void **state)
{
    (void)state;
    source_free(source);
    rights_free(rights);
    return scene_end(&scene);
}

/* A look, a second after the last. */
static enum source_news look(void)
{
    struct rights *read = NULL;

    now_ms += 1000;
    enum source_news news = source_look(source, now_ms, &read, &why);
    if (read != NULL) {
        rights_free(rights);
        rights = read;
    }
    return news;
}

static bool alice_is_in(const char *team)
{
    return rights_in_team(rights, span_of("alice"), span_of(team));
}

static void overwrite(const char *bytes)
{
    FILE *file = fopen(scene.db.text, "w");

    assert_non_null(file);
    fputs(bytes, file);
    fclose(file);
}

TEST(the_first_look_reads_and_the_next_has_no_news)
{
    assert_int_equal(look(), SOURCE_NEW);
    assert_true(alice_is_in("noord"));
    assert_int_equal(look(), SOURCE_SAME);
    assert_int_equal(look(), SOURCE_SAME);
}

TEST(every_commit_is_news)
{
    assert_int_equal(look(), SOURCE_NEW);
    for (int i = 0; i < 20; i++) {
        people_put(scene.access, "alice", true, "phone", i % 2 == 0 ? "zuid" : "noord");
        assert_int_equal(look(), SOURCE_NEW);
        assert_int_equal(alice_is_in("zuid"), i % 2 == 0);
        assert_int_equal(look(), SOURCE_SAME);
    }
}

TEST(a_deleted_file_is_lost_though_it_is_still_open)
{
    assert_int_equal(look(), SOURCE_NEW);
    unlink(scene.db.text);
    assert_int_equal(look(), SOURCE_LOST);
    assert_string_equal(why, "missing");
}

TEST(a_replaced_file_is_read)
{
    struct temppath other = tempdir_file(&scene.dir, "other.db");

    assert_int_equal(look(), SOURCE_NEW);
    struct access *access = people_write(other.text);
    people_put(access, "alice", true, "phone", "oost");
    access_close(access);
    assert_int_equal(rename(other.text, scene.db.text), 0);
    assert_int_equal(look(), SOURCE_NEW);
    assert_true(alice_is_in("oost"));
}

TEST(garbage_is_lost_and_heals)
{
    static const char *const garbage[] = { "", "x",
                                           ("garbage in place of a database, longer than a header of one hundred "
                                            "bytes, so that nobody can take it for an empty file") };

    access_close(scene.access);
    for (size_t i = 0; i < sizeof garbage / sizeof garbage[0]; i++) {
        unlink(scene.db.text);
        scene.access = people_write(scene.db.text);
        assert_int_equal(look(), SOURCE_NEW);
        access_close(scene.access);
        overwrite(garbage[i]);
        assert_int_equal(look(), SOURCE_LOST);
        assert_int_equal(look(), SOURCE_LOST);
    }
    scene.access = people_write(scene.db.text); /* the daemon makes it anew */
    assert_int_equal(look(), SOURCE_NEW);
    assert_true(alice_is_in("noord"));
}

TEST(another_schema_is_lost)
{
    scene_sql(&scene, "UPDATE meta SET schema_version = 99");
    assert_int_equal(look(), SOURCE_LOST);
    assert_string_equal(why, "of another schema version");
    scene_sql(&scene, "UPDATE meta SET schema_version = 3");
    assert_int_equal(look(), SOURCE_NEW);
}

TEST(what_is_lost_is_tried_once_a_second)
{
    struct rights *read = NULL;

    overwrite("garbage");
    assert_int_equal(look(), SOURCE_LOST);
    unlink(scene.db.text);
    access_close(scene.access);
    scene.access = people_write(scene.db.text);
    assert_int_equal(source_look(source, now_ms + 999, &read, &why), SOURCE_LOST);
    assert_int_equal(look(), SOURCE_NEW);
}

/* The daemon is in the middle of a commit and stays there. */
TEST(a_lock_is_waited_for_but_not_for_ever)
{
    sqlite3 *db;

    assert_int_equal(look(), SOURCE_NEW);
    assert_int_equal(sqlite3_open(scene.db.text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(look(), SOURCE_SAME);
    assert_int_equal(look(), SOURCE_LOST);
    assert_int_equal(look(), SOURCE_LOST);
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(db);
    assert_int_equal(look(), SOURCE_NEW);
}

TEST(a_journal_left_by_a_crash_is_lost_until_the_daemon_is_back)
{
    struct temppath journal = tempdir_file(&scene.dir, "access.db-journal");
    struct temppath kept = tempdir_file(&scene.dir, "kept");
    struct temppath crashed = tempdir_file(&scene.dir, "crashed");
    char command[2048];
    sqlite3 *db;

    assert_int_equal(look(), SOURCE_NEW);
    /* Files as they are when the power goes while pages are being written: old journal, half new database. */
    assert_int_equal(sqlite3_open(scene.db.text, &db), SQLITE_OK);
    sqlite3_exec(db, "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE;", NULL, NULL, NULL);
    sqlite3_exec(db,
                 "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
                 " INSERT INTO membership SELECT 'bob', 't' || i FROM n",
                 NULL, NULL, NULL);
    snprintf(command, sizeof command, "cp '%s' '%s' && cp '%s' '%s'", journal.text, kept.text, scene.db.text,
             crashed.text);
    assert_int_equal(system(command), 0);
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_close(db);
    access_close(scene.access);
    assert_int_equal(rename(crashed.text, scene.db.text), 0);
    assert_int_equal(rename(kept.text, journal.text), 0);
    assert_int_equal(look(), SOURCE_LOST);
    assert_int_equal(access_open(scene.db.text, &scene.access), 0);
    assert_int_equal(look(), SOURCE_NEW);
    assert_true(alice_is_in("noord"));
    assert_false(rights_in_team(rights, span_of("bob"), span_of("t17")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_look_reads_and_the_next_has_no_news, setup, teardown),
        cmocka_unit_test_setup_teardown(every_commit_is_news, setup, teardown),
        cmocka_unit_test_setup_teardown(a_deleted_file_is_lost_though_it_is_still_open, setup, teardown),
        cmocka_unit_test_setup_teardown(a_replaced_file_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(garbage_is_lost_and_heals, setup, teardown),
        cmocka_unit_test_setup_teardown(another_schema_is_lost, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_lost_is_tried_once_a_second, setup, teardown),
        cmocka_unit_test_setup_teardown(a_lock_is_waited_for_but_not_for_ever, setup, teardown),
        cmocka_unit_test_setup_teardown(a_journal_left_by_a_crash_is_lost_until_the_daemon_is_back, setup, teardown),
    };

    return TEST_RUN(tests);
}
