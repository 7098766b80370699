/* Rights: what is read from access.db, and who is who. */
#include "tests/proto/test.h"

#include <stdio.h>

#include "daemon/guard/hash.h"
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

static enum who_kind kind_of(const char *user, const char *client_id)
{
    return rights_who(scene.rights, user, client_id).kind;
}

static bool accepts_at(const char *user, const char *client_id, const char *secret, int64_t now_ms)
{
    uint8_t hash[32];

    secret_hash(span_of(secret), hash);
    return rights_accept(scene.rights, rights_who(scene.rights, user, client_id), hash, now_ms);
}

static bool accepts(const char *user, const char *client_id, const char *secret)
{
    return accepts_at(user, client_id, secret, 1000);
}

TEST(each_kind_of_account_is_known)
{
    assert_int_equal(kind_of("alice", "alice:phone"), WHO_MEMBER);
    assert_int_equal(kind_of("alice", "alice:laptop"), WHO_MEMBER);
    assert_int_equal(kind_of("wim", "wim:enrol"), WHO_ENROL);
    assert_int_equal(kind_of("screen1", "screen1:wall"), WHO_KIOSK);
    assert_int_equal(kind_of("vakwerkd", "vakwerkd:main"), WHO_DAEMON);
    assert_int_equal(kind_of("vakwerkd", "vakwerkd:second"), WHO_DAEMON);
    assert_int_equal(kind_of("pair", "pair:482913"), WHO_PAIR);
    assert_int_equal(kind_of(PEOPLE_GUEST, PEOPLE_GUEST ":phone"), WHO_GUEST);
}

TEST(a_guest_is_who_comes_by_an_open_door_with_its_code)
{
    assert_true(accepts(PEOPLE_GUEST, PEOPLE_GUEST ":phone", PEOPLE_DOOR_CODE));
    assert_true(accepts("guest.7k3.zzzzzzzz", "guest.7k3.zzzzzzzz:laptop", PEOPLE_DOOR_CODE));
    assert_false(accepts(PEOPLE_GUEST, PEOPLE_GUEST ":phone", "7K3MNPQS"));
    assert_false(accepts_at(PEOPLE_GUEST, PEOPLE_GUEST ":phone", PEOPLE_DOOR_CODE, PEOPLE_LATER));
    assert_int_equal(kind_of("guest.999.a1b2c3d4", "guest.999.a1b2c3d4:phone"), WHO_NOBODY);
    assert_int_equal(kind_of("guest.7k3.short", "guest.7k3.short:phone"), WHO_NOBODY);
    assert_int_equal(kind_of("guest.7k3", "guest.7k3:phone"), WHO_NOBODY);
    assert_true(rights_has_door(scene.rights, span_of("7k3")));
    assert_false(rights_has_door(scene.rights, span_of("999")));
}

/* Who was called so before there were guests keeps the name, and no guest can be them. */
TEST(a_member_of_a_guests_name_stays_a_member)
{
    people_put(scene.access, PEOPLE_GUEST, true, "phone", "");
    assert_null(scene_read(&scene));
    assert_int_equal(kind_of(PEOPLE_GUEST, PEOPLE_GUEST ":phone"), WHO_MEMBER);
    assert_false(accepts(PEOPLE_GUEST, PEOPLE_GUEST ":phone", PEOPLE_DOOR_CODE));
}

TEST(a_client_id_belongs_to_one_user)
{
    static const char *const ids[] = { "",
                                       ":",
                                       "alice",
                                       "alice:",
                                       "alice:x",
                                       "alice:phone ",
                                       "alice:bad",
                                       "bob:phone",
                                       "ALICE:phone",
                                       "alice:PHONE",
                                       "alice:phone:phone",
                                       "alicephone",
                                       ":phone",
                                       "alice/phone",
                                       "alice::phone",
                                       "alice:ph#ne",
                                       "alice:phone\n",
                                       "alice.phone",
                                       "alice2:phone",
                                       "alic:phone",
                                       "alice:enro",
                                       "vakwerkd:main",
                                       "screen1:wall",
                                       "alice:event" };

    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        assert_int_equal(kind_of("alice", ids[i]), WHO_NOBODY);
    assert_int_equal(kind_of("alice", NULL), WHO_NOBODY);
    assert_int_equal(kind_of(NULL, "alice:phone"), WHO_NOBODY);
    assert_int_equal(kind_of(NULL, NULL), WHO_NOBODY);
    assert_int_equal(kind_of("", ":phone"), WHO_NOBODY);
    assert_int_equal(kind_of("alice:phone", "alice:phone:phone"), WHO_NOBODY);
    assert_int_equal(kind_of("alice/x", "alice/x:phone"), WHO_NOBODY);
    assert_int_equal(kind_of("bob", "wim:enrol"), WHO_NOBODY);
    assert_int_equal(kind_of("screen1", "screen2:wall"), WHO_NOBODY);
    assert_int_equal(kind_of("screen1", "screen1:other"), WHO_NOBODY);
    assert_int_equal(kind_of("screen1", "screen1:enrol"), WHO_NOBODY);
    assert_int_equal(kind_of("vakwerkd", "vakwerkd:"), WHO_NOBODY);
    assert_int_equal(kind_of("nobody", "nobody:phone"), WHO_NOBODY);
}

TEST(a_disabled_member_is_nobody)
{
    assert_int_equal(kind_of("gone", "gone:phone"), WHO_NOBODY);
    assert_int_equal(kind_of("gone", "gone:enrol"), WHO_NOBODY);
    assert_false(accepts("gone", "gone:phone", "gone-phone"));
    assert_false(rights_in_team(scene.rights, span_of("gone"), span_of("noord")));
    assert_false(rights_has_account(scene.rights, span_of("gone")));
}

TEST(each_device_has_its_own_secret)
{
    assert_true(accepts("alice", "alice:phone", "alice-phone"));
    assert_true(accepts("alice", "alice:laptop", "alice-laptop"));
    assert_false(accepts("alice", "alice:phone", "alice-laptop"));
    assert_false(accepts("alice", "alice:phone", "bob-phone"));
    assert_false(accepts("alice", "alice:phone", ""));
    assert_false(accepts("alice", "alice:phone", "alice-phone "));
    assert_true(accepts("screen1", "screen1:wall", "screen1-wall"));
    assert_false(accepts("screen1", "screen1:wall", "screen2-wall"));
    assert_true(accepts("vakwerkd", "vakwerkd:main", "vakwerkd-main"));
    assert_false(accepts("vakwerkd", "vakwerkd:main", "alice-phone"));
}

TEST(an_account_without_a_row_accepts_no_secret)
{
    static const uint8_t zero[32];

    assert_false(rights_accept(scene.rights, rights_who(scene.rights, "nobody", "nobody:phone"), zero, 1000));
    people_put_code(scene.access, "wim", NULL, 0);
    assert_null(scene_read(&scene));
    assert_int_equal(kind_of("wim", "wim:enrol"), WHO_ENROL);
    assert_false(rights_accept(scene.rights, rights_who(scene.rights, "wim", "wim:enrol"), zero, 1000));
}

TEST(a_one_time_code_expires)
{
    people_put_code(scene.access, "wim", "wim-code", 5000);
    assert_null(scene_read(&scene));
    assert_true(accepts_at("wim", "wim:enrol", "wim-code", 4999));
    assert_false(accepts_at("wim", "wim:enrol", "wim-code", 5000));
    assert_false(accepts_at("wim", "wim:enrol", "alice-phone", 4999));
}

TEST(a_code_is_no_secret_of_a_device_and_a_secret_is_no_code)
{
    assert_false(accepts("wim", "wim:phone", "wim-code"));
    assert_false(accepts("alice", "alice:enrol", "alice-phone"));
}

TEST(a_screen_called_like_a_member_is_the_member)
{
    people_put_kiosk(scene.access, "alice", "wall", "alice-wall");
    assert_null(scene_read(&scene));
    assert_int_equal(kind_of("alice", "alice:phone"), WHO_MEMBER);
    assert_int_equal(kind_of("alice", "alice:wall"), WHO_NOBODY);
    assert_false(accepts("alice", "alice:wall", "alice-wall"));
}

TEST(an_unpaired_screen_is_six_digits_and_nothing_else)
{
    static const char *const ids[] = { "pair:48291", "pair:4829130", "pair:48291a", "pair:scherm", "pair:enrol" };

    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        assert_int_equal(kind_of("pair", ids[i]), WHO_NOBODY);
    assert_int_equal(kind_of("pairs", "pairs:482913"), WHO_NOBODY);
    assert_int_equal(kind_of("alice", "pair:482913"), WHO_NOBODY);
    assert_false(accepts("pair", "pair:482913", "pair-482913")); /* whose secrets are not in access.db */
}

/* From before there was pairing. */
TEST(who_is_called_pair_keeps_the_name)
{
    people_put(scene.access, "pair", true, "phone", "noord");
    assert_null(scene_read(&scene));
    assert_int_equal(kind_of("pair", "pair:phone"), WHO_MEMBER);
    assert_int_equal(kind_of("pair", "pair:482913"), WHO_NOBODY);
}

TEST(a_screen_called_pair_keeps_the_name)
{
    people_put_kiosk(scene.access, "pair", "wall", "pair-wall");
    assert_null(scene_read(&scene));
    assert_int_equal(kind_of("pair", "pair:wall"), WHO_KIOSK);
    assert_int_equal(kind_of("pair", "pair:482913"), WHO_NOBODY);
}

TEST(without_its_row_the_daemon_is_nobody)
{
    scene_sql(&scene, "DELETE FROM daemon");
    assert_null(scene_read(&scene));
    assert_int_equal(kind_of("vakwerkd", "vakwerkd:main"), WHO_NOBODY);
}

TEST(accounts_are_members_and_screens)
{
    assert_true(rights_has_account(scene.rights, span_of("alice")));
    assert_true(rights_has_account(scene.rights, span_of("screen1")));
    assert_false(rights_has_account(scene.rights, span_of("screen")));
    assert_false(rights_has_account(scene.rights, span_of("mallory")));
    assert_false(rights_has_account(scene.rights, span_of("")));
    assert_false(rights_has_account(scene.rights, span_of(NULL)));
}

TEST(teams_are_those_of_the_rows)
{
    assert_true(rights_in_team(scene.rights, span_of("alice"), span_of("noord")));
    assert_false(rights_in_team(scene.rights, span_of("alice"), span_of("zuid")));
    assert_false(rights_in_team(scene.rights, span_of("alice"), span_of("noor")));
    assert_false(rights_in_team(scene.rights, span_of("alic"), span_of("noord")));
}

TEST(losing_a_team_is_seen_and_gaining_one_is_not)
{
    struct rights *before = scene.rights;

    scene.rights = NULL;
    people_put(scene.access, "alice", true, "phone", "noord oost");
    assert_null(scene_read(&scene));
    assert_false(rights_lost_team(before, scene.rights, span_of("alice")));
    assert_true(rights_lost_team(scene.rights, before, span_of("alice")));
    assert_false(rights_lost_team(scene.rights, before, span_of("bob")));
    rights_free(before);
}

TEST(many_accounts_are_all_found)
{
    char name[32], id[64], secret[64];

    assert_int_equal(access_begin(scene.access), 0);
    for (int i = 0; i < 2000; i++) {
        struct access_device device = { .name = span_of("phone") };
        struct span team = span_of(i % 2 == 0 ? "even" : "odd");
        snprintf(name, sizeof name, "m%d", i);
        snprintf(secret, sizeof secret, "secret %d", i);
        secret_hash(span_of(secret), device.hash);
        assert_int_equal(access_put_member(scene.access, span_of(name), true, &device, 1, &team, 1), 0);
    }
    assert_int_equal(access_commit(scene.access, 9), 0);
    assert_null(scene_read(&scene));
    for (int i = 0; i < 2000; i++) {
        snprintf(name, sizeof name, "m%d", i);
        snprintf(id, sizeof id, "m%d:phone", i);
        snprintf(secret, sizeof secret, "secret %d", i);
        assert_true(accepts(name, id, secret));
        assert_int_equal(rights_in_team(scene.rights, span_of(name), span_of("even")), i % 2 == 0);
    }
}

TEST(a_file_that_is_not_ours_gives_no_rights)
{
    static const char *const harm[] = {
        "UPDATE meta SET schema_version = 99",
        "DELETE FROM meta",
        "DROP TABLE meta",
        "DROP TABLE membership",
        "ALTER TABLE device RENAME COLUMN hash TO hush",
        "INSERT INTO member VALUES('Evil', 1)",
        "INSERT INTO member VALUES('a/b', 1)",
        "INSERT INTO member VALUES('', 1)",
        "INSERT INTO membership VALUES('alice', '+')",
        "INSERT INTO membership VALUES('alice', 'a.b')",
        "INSERT INTO kiosk VALUES('a.b', 'wall', zeroblob(32))",
        "PRAGMA ignore_check_constraints = ON; UPDATE device SET hash = x'00'",
        "PRAGMA ignore_check_constraints = ON; UPDATE daemon SET hash = x''",
        ("INSERT INTO membership WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 70000) "
         "SELECT 'alice', 't' || i FROM n"),
    };

    for (size_t i = 0; i < sizeof harm / sizeof harm[0]; i++) {
        scene_sql(&scene, harm[i]);
        if (scene_read(&scene) == NULL)
            fail_msg("read all the same: %s", harm[i]);
        teardown(NULL);
        assert_int_equal(setup(NULL), 0);
    }
}

TEST(a_damaged_file_gives_no_more_than_it_gave_before)
{
    static unsigned char bytes[1 << 17];
    FILE *file = fopen(scene.db.text, "r+b");
    size_t len = fread(bytes, 1, sizeof bytes, file);
    unsigned seed = 1;
    int read = 0;

    for (int i = 0; i < 400; i++) {
        size_t at;
        do
            at = (size_t)(seed = seed * 1103515245u + 12345u) % len;
        while (at >= 24 && at < 28); /* the change counter */
        fseek(file, (long)at, SEEK_SET);
        fputc(bytes[at] ^ (1 << (seed >> 16 & 7)), file);
        fflush(file);
        /* Whatever the bit was: no crash, no account out of nothing, no secret that was not one. */
        read += scene_read(&scene) == NULL;
        assert_int_equal(kind_of("mallory", "mallory:phone"), WHO_NOBODY);
        assert_false(accepts("alice", "alice:phone", "guess"));
        fseek(file, (long)at, SEEK_SET);
        fputc(bytes[at], file);
        fflush(file);
    }
    fclose(file);
    assert_true(read < 400);
    assert_null(scene_read(&scene));
}

/* Pages that are whole, with rows in an order in which a search would miss some. */
TEST(rows_out_of_order_give_no_rights)
{
    static char bytes[1 << 17];
    FILE *file = fopen(scene.db.text, "r+b");
    size_t len = fread(bytes, 1, sizeof bytes, file);
    const char *name = memmem(bytes, len, "screen1wall", strlen("screen1wall"));

    assert_non_null(name);
    fseek(file, name - bytes, SEEK_SET);
    fputc('z', file);
    fclose(file);
    assert_string_equal(scene_read(&scene), "rows are out of order");
}

/* Damage where no row of ours is. */
TEST(a_damaged_list_of_free_pages_gives_no_rights)
{
    scene_sql(&scene, "INSERT INTO membership WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n"
                      " WHERE i < 9000) SELECT 'bob', 't' || i FROM n; DELETE FROM membership WHERE member = 'bob'");
    assert_null(scene_read(&scene));
    FILE *file = fopen(scene.db.text, "r+b");
    assert_non_null(file);
    fseek(file, 32, SEEK_SET); /* the first page of that list */
    fputs("\x7f\x7f\x7f\x7f", file);
    fclose(file);
    assert_string_equal(scene_read(&scene), "damaged or not a database");
}

TEST(a_secret_hash_is_sha256)
{
    uint8_t hash[32];

    secret_hash(span_of("abc"), hash);
    assert_memory_equal(hash,
                        "\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23"
                        "\xb0\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61\xf2\x00\x15\xad",
                        32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_kind_of_account_is_known, setup, teardown),
        cmocka_unit_test_setup_teardown(a_guest_is_who_comes_by_an_open_door_with_its_code, setup, teardown),
        cmocka_unit_test_setup_teardown(a_member_of_a_guests_name_stays_a_member, setup, teardown),
        cmocka_unit_test_setup_teardown(a_client_id_belongs_to_one_user, setup, teardown),
        cmocka_unit_test_setup_teardown(a_disabled_member_is_nobody, setup, teardown),
        cmocka_unit_test_setup_teardown(each_device_has_its_own_secret, setup, teardown),
        cmocka_unit_test_setup_teardown(an_account_without_a_row_accepts_no_secret, setup, teardown),
        cmocka_unit_test_setup_teardown(a_one_time_code_expires, setup, teardown),
        cmocka_unit_test_setup_teardown(a_code_is_no_secret_of_a_device_and_a_secret_is_no_code, setup, teardown),
        cmocka_unit_test_setup_teardown(a_screen_called_like_a_member_is_the_member, setup, teardown),
        cmocka_unit_test_setup_teardown(an_unpaired_screen_is_six_digits_and_nothing_else, setup, teardown),
        cmocka_unit_test_setup_teardown(who_is_called_pair_keeps_the_name, setup, teardown),
        cmocka_unit_test_setup_teardown(a_screen_called_pair_keeps_the_name, setup, teardown),
        cmocka_unit_test_setup_teardown(without_its_row_the_daemon_is_nobody, setup, teardown),
        cmocka_unit_test_setup_teardown(accounts_are_members_and_screens, setup, teardown),
        cmocka_unit_test_setup_teardown(teams_are_those_of_the_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(losing_a_team_is_seen_and_gaining_one_is_not, setup, teardown),
        cmocka_unit_test_setup_teardown(many_accounts_are_all_found, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_is_not_ours_gives_no_rights, setup, teardown),
        cmocka_unit_test_setup_teardown(a_damaged_file_gives_no_more_than_it_gave_before, setup, teardown),
        cmocka_unit_test_setup_teardown(a_damaged_list_of_free_pages_gives_no_rights, setup, teardown),
        cmocka_unit_test_setup_teardown(rows_out_of_order_give_no_rights, setup, teardown),
        cmocka_unit_test(a_secret_hash_is_sha256),
    };

    return TEST_RUN(tests);
}
