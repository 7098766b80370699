/* The daemon's side of access.db. */
#include "tests/proto/test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/guard/scene.h"

static struct scene scene;

static int setup(void **state)
{
    (void)state;
    return scene_begin(&scene);
}

static int teardown(void **state)
{
    (void)state;
    return scene_end(&scene);
}

static int64_t version(void)
{
    int64_t out = -1;

    assert_int_equal(access_version(scene.access, &out), 0);
    return out;
}

static bool is_there(const char *user, const char *id)
{
    assert_null(scene_read(&scene));
    return rights_who(scene.rights, user, id).kind != WHO_NOBODY;
}

static void reopen(void)
{
    access_close(scene.access);
    scene.access = NULL;
    assert_int_equal(access_open(scene.db.text, &scene.access), 0);
}

static void overwrite(const char *bytes)
{
    FILE *file = fopen(scene.db.text, "w");

    assert_non_null(file);
    fputs(bytes, file);
    fclose(file);
}

TEST(a_new_file_is_empty_and_not_for_everybody)
{
    struct temppath path = tempdir_file(&scene.dir, "new.db");
    struct access *access;
    struct stat info;
    int64_t out = -1;

    mode_t mask = umask(0);
    assert_int_equal(access_open(path.text, &access), 0);
    umask(mask);
    assert_int_equal(access_version(access, &out), 0);
    assert_int_equal(out, 0);
    assert_int_equal(stat(path.text, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    access_close(access);
}

TEST(what_was_committed_is_there_after_opening_again)
{
    assert_int_equal(access_begin(scene.access), 0);
    assert_int_equal(access_commit(scene.access, 77), 0);
    reopen();
    assert_int_equal(version(), 77);
    assert_true(is_there("alice", "alice:phone"));
}

TEST(what_was_rolled_back_has_not_happened)
{
    int64_t before = version();

    assert_int_equal(access_begin(scene.access), 0);
    assert_int_equal(access_clear(scene.access), 0);
    access_rollback(scene.access);
    access_rollback(scene.access); /* harmless */
    assert_int_equal(version(), before);
    assert_true(is_there("alice", "alice:phone"));
}

TEST(putting_a_member_replaces_devices_and_teams_and_leaves_the_code)
{
    people_put(scene.access, "wim", true, "tablet", "noord zuid");
    assert_true(is_there("wim", "wim:tablet") && is_there("wim", "wim:enrol"));
    people_put(scene.access, "wim", true, "phone", "zuid");
    assert_true(is_there("wim", "wim:phone") && !is_there("wim", "wim:tablet"));
    assert_false(rights_in_team(scene.rights, span_of("wim"), span_of("noord")));
    assert_true(rights_in_team(scene.rights, span_of("wim"), span_of("zuid")));
}

TEST(a_screen_is_put_and_removed)
{
    people_put_kiosk(scene.access, "screen3", "wall", "secret");
    assert_true(is_there("screen3", "screen3:wall"));
    people_put_kiosk(scene.access, "screen3", "wall", NULL);
    assert_false(is_there("screen3", "screen3:wall"));
}

TEST(clearing_forgets_everybody)
{
    assert_int_equal(access_begin(scene.access), 0);
    assert_int_equal(access_clear(scene.access), 0);
    assert_int_equal(access_commit(scene.access, 5), 0);
    assert_false(is_there("alice", "alice:phone") || is_there("vakwerkd", "vakwerkd:main") ||
                 is_there("screen1", "screen1:wall") || is_there("wim", "wim:enrol"));
}

static int put(const char *member, const char *device, const char *team)
{
    struct access_device devices = { .name = span_of(device) };
    struct span teams = span_of(team);

    assert_int_equal(access_begin(scene.access), 0);
    int rc = access_put_member(scene.access, span_of(member), true, &devices, 1, &teams, 1);
    access_rollback(scene.access);
    return rc;
}

TEST(a_name_that_the_guard_would_refuse_is_refused_here)
{
    uint8_t hash[32] = { 1 };

    assert_int_equal(put("anna", "phone", "noord"), 0);
    assert_int_equal(put("vakwerkd", "phone", "noord"), -1);
    assert_int_equal(put("a/b", "phone", "noord"), -1);
    assert_int_equal(put("", "phone", "noord"), -1);
    assert_int_equal(put("anna", "enrol", "noord"), -1);
    assert_int_equal(put("anna", "event", "noord"), -1);
    assert_int_equal(put("anna", "a:b", "noord"), -1);
    assert_int_equal(put("anna", "phone", "+"), -1);
    assert_true(strlen(access_error(scene.access)) > 0);
    assert_int_equal(access_put_kiosk(scene.access, span_of("a.b"), span_of("wall"), hash), -1);
    assert_int_equal(access_put_kiosk(scene.access, span_of("vakwerkd"), span_of("wall"), hash), -1);
    assert_int_equal(access_put_code(scene.access, span_of("a b"), hash, 1), -1);
}

TEST(no_member_has_more_teams_or_devices_than_the_maximum)
{
    struct span teams[65];
    struct access_device devices[65] = { 0 };
    char names[65][8];

    for (int i = 0; i < 65; i++) {
        snprintf(names[i], sizeof names[i], "t%d", i);
        teams[i] = devices[i].name = span_of(names[i]);
    }
    assert_int_equal(access_begin(scene.access), 0);
    assert_int_equal(access_put_member(scene.access, span_of("anna"), true, devices, 32, teams, 64), 0);
    assert_int_equal(access_put_member(scene.access, span_of("anna"), true, devices, 33, teams, 1), -1);
    assert_int_equal(access_put_member(scene.access, span_of("anna"), true, devices, 1, teams, 65), -1);
    access_rollback(scene.access);
}

TEST(a_useless_file_becomes_an_empty_one_of_the_same_owner_and_mode)
{
    struct stat before, after;

    assert_int_equal(chmod(scene.db.text, 0600), 0);
    assert_int_equal(stat(scene.db.text, &before), 0);
    overwrite("this is no database, and long enough for the first page of one to be looked at as if it were");
    reopen();
    assert_int_equal(version(), 0);
    assert_int_equal(stat(scene.db.text, &after), 0);
    assert_true(before.st_ino == after.st_ino && after.st_mode == before.st_mode);
    people_put_all(scene.access);
    scene_sql(&scene, "UPDATE meta SET schema_version = 99");
    reopen();
    assert_int_equal(version(), 0);
    people_put_all(scene.access);
    scene_sql(&scene, "DROP TABLE meta");
    reopen();
    assert_int_equal(version(), 0);
}

TEST(a_place_that_cannot_be_written_is_an_error_and_nothing_is_removed)
{
    struct access *access = scene.access;

    assert_int_equal(access_open("/nowhere/at/all/access.db", &access), -1);
    assert_null(access);
    access = scene.access;
    assert_int_equal(access_open(scene.dir.path, &access), -1);
    assert_null(access);
}

TEST(a_second_writer_waits_its_turn_and_throws_nothing_away)
{
    struct access *second;

    assert_int_equal(access_open(scene.db.text, &second), 0);
    assert_int_equal(access_begin(scene.access), 0);
    assert_int_equal(access_begin(second), -1); /* after two seconds */
    access_rollback(scene.access);
    assert_int_equal(access_begin(second), 0);
    assert_int_equal(access_commit(second, 12), 0);
    access_close(second);
    assert_int_equal(version(), 12);
}

TEST(a_file_that_somebody_holds_is_not_thrown_away)
{
    struct access *second = scene.access;
    sqlite3 *db;

    access_close(scene.access);
    assert_int_equal(sqlite3_open(scene.db.text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(access_open(scene.db.text, &second), -1);
    sqlite3_close(db);
    assert_int_equal(access_open(scene.db.text, &scene.access), 0);
    assert_true(is_there("alice", "alice:phone"));
}

TEST(a_name_that_was_removed_is_not_left_in_the_file)
{
    static char bytes[1 << 20];

    people_put(scene.access, "vertrokken", true, "phone", "noord");
    assert_int_equal(access_begin(scene.access), 0);
    assert_int_equal(access_clear(scene.access), 0);
    assert_int_equal(access_commit(scene.access, 3), 0);
    FILE *file = fopen(scene.db.text, "rb");
    size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_null(memmem(bytes, len, "vertrokken", strlen("vertrokken")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_file_is_empty_and_not_for_everybody, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_committed_is_there_after_opening_again, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_rolled_back_has_not_happened, setup, teardown),
        cmocka_unit_test_setup_teardown(putting_a_member_replaces_devices_and_teams_and_leaves_the_code, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_screen_is_put_and_removed, setup, teardown),
        cmocka_unit_test_setup_teardown(clearing_forgets_everybody, setup, teardown),
        cmocka_unit_test_setup_teardown(a_name_that_the_guard_would_refuse_is_refused_here, setup, teardown),
        cmocka_unit_test_setup_teardown(no_member_has_more_teams_or_devices_than_the_maximum, setup, teardown),
        cmocka_unit_test_setup_teardown(a_useless_file_becomes_an_empty_one_of_the_same_owner_and_mode, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_place_that_cannot_be_written_is_an_error_and_nothing_is_removed, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_second_writer_waits_its_turn_and_throws_nothing_away, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_somebody_holds_is_not_thrown_away, setup, teardown),
        cmocka_unit_test_setup_teardown(a_name_that_was_removed_is_not_left_in_the_file, setup, teardown),
    };

    return TEST_RUN(tests);
}
