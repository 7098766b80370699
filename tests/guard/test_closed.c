/* Whatever goes wrong, nobody gains anything: broken settings, no access.db, a damaged one. */
#include "tests/proto/test.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/guard/house.h"

#define V         "vakwerk/1/"
#define COUNT(of) (sizeof(of) / sizeof((of)[0]))

static struct house house;

static int setup(void **state)
{
    (void)state;
    return house_begin(&house);
}

static int teardown(void **state)
{
    (void)state;
    return house_end(&house);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Alice tries what she may not; with the daemon there to see it. */
static void assert_no_leak(struct client *alice, struct client *daemon)
{
    assert_int_equal(client_say(alice, V "in/bob/me", "forged"), CLIENT_DENIED);
    assert_int_equal(client_say(alice, V "team/zuid/event", "forged"), CLIENT_DENIED);
    assert_int_equal(client_subscribe(alice, "#"), CLIENT_DENIED);
    assert_int_equal(client_subscribe(alice, V "team/zuid/#"), CLIENT_DENIED);
    assert_int_equal(client_say(daemon, V "team/zuid/event", "private"), CLIENT_NO_SUBSCRIBERS);
    assert_false(client_got(alice, "private"));
    assert_false(client_got(daemon, "forged"));
    assert_int_not_equal(house_knock(&house, NULL, "anybody", NULL), 0);
    assert_int_not_equal(house_knock(&house, "alice", "alice:phone", "wrong"), 0);
}

/* Files that mosquitto 2.0.11 opens up with, or that would allow everything if they were asked. */
static void write_conf_of(int i)
{
    struct temppath open_acl = tempdir_file(&house.dir, "open.acl"), bad_acl = tempdir_file(&house.dir, "bad.acl");
    struct broker_settings guard = broker_guard(house.db.text);
    const char *const tails[] = {
        "acl_file ",    "acl_file ",           "acl_file /nowhere/acl", "password_file /nowhere/pw",
        "nonsense yes", "allow_anonymous true"
    };
    const char *const files[] = { open_acl.text, bad_acl.text, "", "", "", "" };
    char text[2048];

    write_file(open_acl.text, "topic readwrite #\ntopic read $SYS/#\nuser alice\ntopic readwrite #\n");
    write_file(bad_acl.text, "user alice\ntopic readwrite #\nthis is no line of an acl file\n");
    snprintf(text, sizeof text, "%s%s%s\n", guard.text, tails[i], files[i]);
    broker_write_settings(house.broker, text);
}

TEST(a_reload_with_broken_settings_opens_nothing)
{
    for (int i = 0; i < 6; i++) {
        struct client alice, daemon;
        house_enter(&house, &alice, "alice", "phone");
        house_enter(&house, &daemon, "vakwerkd", "main");
        assert_int_equal(client_subscribe(&daemon, V "in/#"), 2);
        write_conf_of(i);
        broker_hup(house.broker);
        assert_no_leak(&alice, &daemon);
        assert_int_equal(client_say(&alice, V "in/alice/me", "still served"), 0);
        client_leave(&alice);
        client_leave(&daemon);
        assert_int_equal(teardown(NULL), 0);
        assert_int_equal(setup(NULL), 0);
    }
}

TEST(an_empty_or_missing_conf_at_reload_opens_nothing)
{
    static const char *const whole[] = { "", "listener", "\xff\xfe", "per_listener_settings true\n" };

    for (size_t i = 0; i < COUNT(whole); i++) {
        struct client alice, daemon;
        house_enter(&house, &alice, "alice", "phone");
        house_enter(&house, &daemon, "vakwerkd", "main");
        assert_int_equal(client_subscribe(&daemon, V "in/#"), 2);
        /* The log may move with the settings, so wait for an answer and not for a line of it. */
        broker_write_conf(house.broker, whole[i]);
        kill(broker_pid(house.broker), SIGHUP);
        for (int n = 0; n < 20; n++)
            assert_true(client_fence(&alice));
        assert_no_leak(&alice, &daemon);
        client_leave(&alice);
        client_leave(&daemon);
        assert_int_equal(teardown(NULL), 0);
        assert_int_equal(setup(NULL), 0);
    }
}

TEST(an_acl_file_that_allows_all_has_no_say_from_the_start_either)
{
    struct client alice, daemon;

    write_conf_of(0);
    broker_kill(house.broker);
    broker_restart(house.broker);
    house_enter(&house, &alice, "alice", "phone");
    house_enter(&house, &daemon, "vakwerkd", "main");
    assert_int_equal(client_subscribe(&daemon, V "in/#"), 2);
    assert_no_leak(&alice, &daemon);
}

/* Somebody connected before: they are out, and hear and write nothing until they are. */
static void assert_closes_and_heals(struct client *alice, struct client *daemon, const char *reason)
{
    char line[200];

    assert_true(client_is_cut_within(alice, HOUSE_OUT_MS) >= 0);
    assert_true(client_is_cut_within(daemon, HOUSE_OUT_MS) >= 0);
    assert_true(house_is_closed(&house));
    snprintf(line, sizeof line, "vakwerk_guard: event=closed access_db=\"%s\"", reason);
    assert_true(broker_log_has(house.broker, line));
    assert_int_equal(broker_log_count(house.broker, "event=closed"), 1); /* once, not at each try */
    access_close(house.access);
    house.access = people_write(house.db.text);
    assert_true(house_becomes(&house, true));
    assert_int_equal(broker_log_count(house.broker, "event=open"), 2);
}

static void enter_both(struct client *alice, struct client *daemon)
{
    house_enter(&house, alice, "alice", "phone");
    house_enter(&house, daemon, "vakwerkd", "main");
    assert_int_equal(client_subscribe(alice, V "theme/#"), 2);
}

TEST(a_deleted_access_db_closes_everything_and_heals)
{
    struct client alice, daemon;

    enter_both(&alice, &daemon);
    unlink(house.db.text);
    assert_closes_and_heals(&alice, &daemon, "missing");
}

TEST(garbage_for_access_db_closes_everything_and_heals)
{
    struct client alice, daemon;

    enter_both(&alice, &daemon);
    write_file(house.db.text, "garbage, more of it than a database's header has bytes, "
                              "so that nobody takes this file for an empty one.......");
    assert_closes_and_heals(&alice, &daemon, "cannot be read");
}

TEST(an_emptied_access_db_closes_everything_and_heals)
{
    struct client alice, daemon;

    enter_both(&alice, &daemon);
    write_file(house.db.text, "");
    assert_closes_and_heals(&alice, &daemon, "of another schema version");
}

TEST(a_damaged_page_closes_everything_and_heals)
{
    struct client alice, daemon;

    enter_both(&alice, &daemon);
    FILE *file = fopen(house.db.text, "r+b");
    assert_non_null(file);
    fseek(file, 4096, SEEK_SET);
    for (int i = 0; i < 4096; i++)
        fputc(0xa5, file);
    fclose(file);
    assert_true(client_is_cut_within(&alice, HOUSE_OUT_MS) >= 0);
    assert_true(house_is_closed(&house));
    access_close(house.access);
    house.access = people_write(house.db.text);
    assert_true(house_becomes(&house, true));
}

TEST(without_access_db_the_broker_starts_and_denies_everything)
{
    write_conf_of(5); /* which lets in whoever gives no name, if the guard had nothing to say */
    broker_kill(house.broker);
    access_close(house.access);
    house.access = NULL;
    unlink(house.db.text);
    broker_restart(house.broker);
    assert_true(house_is_closed(&house));
    house.access = people_write(house.db.text);
    assert_true(house_becomes(&house, true));
}

TEST(a_session_that_waits_hears_nothing_while_all_is_closed)
{
    struct client alice, daemon;

    house_resume(&house, &alice, "alice", "phone", 0);
    assert_int_equal(client_subscribe(&alice, V "theme/#"), 2);
    house_enter(&house, &daemon, "vakwerkd", "main");
    client_hang_up(&alice);
    unlink(house.db.text);
    assert_int_not_equal(house_knock(&house, "bob", "bob:phone", "bob-phone"), 0); /* the guard looks */
    int rc = client_say(&daemon, V "theme/wacht/event", "unheard");
    assert_true(rc == CLIENT_DENIED || rc == CLIENT_NO_REPLY);
    assert_true(client_is_cut_within(&daemon, HOUSE_OUT_MS) >= 0);
    access_close(house.access);
    house.access = people_write(house.db.text);
    assert_true(house_becomes(&house, true));
}

TEST(a_broker_with_wrong_settings_for_the_plugin_does_not_start)
{
    char text[1024], line[700];
    const char *const options[] = { "", "plugin_opt_acces_db /tmp/x\n", "plugin_opt_path /tmp/x\n" };

    snprintf(text, sizeof text, "%s", broker_guard(house.db.text).text);
    *strchr(text, '\n') = '\0'; /* the line of the plugin alone */
    for (size_t i = 0; i < COUNT(options); i++) {
        struct tempdir dir;
        tempdir_make(&dir);
        snprintf(line, sizeof line, "%.600s\n%s", text, options[i]);
        assert_true(broker_refuses(&dir, line));
        tempdir_remove(&dir);
    }
}

/* Then the broker never calls the guard's clock, and nobody would be kicked. */
TEST(a_broker_that_never_calls_the_clock_is_refused)
{
    char whole[2048];

    snprintf(whole, sizeof whole, "per_listener_settings true\nlistener %d 127.0.0.1\n%s%s", broker_port(house.broker),
             getuid() == 0 ? "user root\n" : "", broker_guard(house.db.text).text);
    broker_write_conf(house.broker, whole);
    broker_kill(house.broker);
    broker_restart(house.broker);
    assert_true(house_becomes(&house, false));
    assert_true(house_is_closed(&house));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_reload_with_broken_settings_opens_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_or_missing_conf_at_reload_opens_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(an_acl_file_that_allows_all_has_no_say_from_the_start_either, setup, teardown),
        cmocka_unit_test_setup_teardown(a_deleted_access_db_closes_everything_and_heals, setup, teardown),
        cmocka_unit_test_setup_teardown(garbage_for_access_db_closes_everything_and_heals, setup, teardown),
        cmocka_unit_test_setup_teardown(an_emptied_access_db_closes_everything_and_heals, setup, teardown),
        cmocka_unit_test_setup_teardown(a_damaged_page_closes_everything_and_heals, setup, teardown),
        cmocka_unit_test_setup_teardown(without_access_db_the_broker_starts_and_denies_everything, setup, teardown),
        cmocka_unit_test_setup_teardown(a_session_that_waits_hears_nothing_while_all_is_closed, setup, teardown),
        cmocka_unit_test_setup_teardown(a_broker_with_wrong_settings_for_the_plugin_does_not_start, setup, teardown),
        cmocka_unit_test_setup_teardown(a_broker_that_never_calls_the_clock_is_refused, setup, teardown),
    };

    if (!broker_is_installed())
        return broker_missing_code();
    return TEST_RUN(tests);
}
