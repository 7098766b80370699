/* Who gets in, at a real broker. */
#include "tests/proto/test.h"

#include <stdio.h>
#include <string.h>

#include "tests/guard/house.h"

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

TEST(everybody_gets_in_with_their_own_secret)
{
    assert_int_equal(house_knock(&house, "alice", "alice:phone", "alice-phone"), 0);
    assert_int_equal(house_knock(&house, "alice", "alice:laptop", "alice-laptop"), 0);
    assert_int_equal(house_knock(&house, "bob", "bob:phone", "bob-phone"), 0);
    assert_int_equal(house_knock(&house, "screen1", "screen1:wall", "screen1-wall"), 0);
    assert_int_equal(house_knock(&house, "wim", "wim:enrol", "wim-code"), 0);
    assert_int_equal(house_knock(&house, "vakwerkd", "vakwerkd:main", "vakwerkd-main"), 0);
}

/* Each in a house of its own, because ten failures a minute are the limit. */
TEST(nobody_gets_in_with_anything_else)
{
    static const char *const tries[][3] = {
        { "alice", "alice:phone", "alice-laptop" },
        { "alice", "alice:phone", "guess" },
        { "alice", "alice:phone", NULL },
        { "alice", "alice:phone", "" },
        { "alice", "alice", "alice-phone" },
        { "alice", "alice:tablet", "alice-phone" },
        { "alice", "bob:phone", "alice-phone" },
        { "alice", "bob:phone", "bob-phone" },
        { NULL, "alice:phone", NULL },
        { "bob", "alice:phone", "bob-phone" },
        { "bob", "alice:phone", "alice-phone" },
        { "gone", "gone:phone", "gone-phone" },
        { "wim", "wim:phone", "wim-code" },
        { "alice", "alice:enrol", "alice-phone" },
        { "vakwerkd", "vakwerkd:main", "alice-phone" },
        { "vakwerkd", "alice:phone", "vakwerkd-main" },
        { "alice", "vakwerkd:main", "vakwerkd-main" },
        { "screen1", "screen1:enrol", "screen1-wall" },
        { "screen1", "screen2:wall", "screen2-wall" },
        { "mallory", "mallory:phone", "x" },
        { "alice", "", "alice-phone" },
        { "bob", "wim:enrol", "wim-code" },
    };
    static char long_secret[60000];

    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        if (i % 9 == 8) {
            assert_int_equal(teardown(NULL), 0);
            assert_int_equal(setup(NULL), 0);
        }
        if (house_knock(&house, tries[i][0], tries[i][1], tries[i][2]) == 0)
            fail_msg("try %zu got in", i);
    }
    memset(long_secret, 'a', sizeof long_secret - 1);
    assert_int_not_equal(house_knock(&house, "alice", "alice:phone", long_secret), 0);
}

TEST(with_a_one_time_code_one_can_only_enrol)
{
    static const char *const refused[] = { "vakwerk/1/out/wim/#",       "vakwerk/1/out/wim/+",
                                           "vakwerk/1/out/wim/event",   "vakwerk/1/theme/#",
                                           "vakwerk/1/state",           "vakwerk/1/info",
                                           "vakwerk/1/waitlist/#",      "#",
                                           "vakwerk/1/out/alice/enrol", "vakwerk/1/in/wim/enrol" };
    struct client wim, daemon, alice;

    house_enter(&house, &wim, "wim", "enrol");
    house_enter(&house, &daemon, "vakwerkd", "main");
    house_enter(&house, &alice, "alice", "phone");
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_int_equal(client_subscribe(&wim, refused[i]), CLIENT_DENIED);
    assert_int_equal(client_subscribe(&wim, "vakwerk/1/out/wim/enrol"), 2);
    assert_int_equal(client_subscribe(&daemon, "vakwerk/1/in/+/+"), 2);
    assert_int_equal(client_say(&wim, "vakwerk/1/in/wim/enrol", "let me in"), 0);
    assert_true(client_got(&daemon, "let me in"));
    assert_int_equal(client_say(&wim, "vakwerk/1/in/wim/me", "no"), CLIENT_DENIED);
    assert_int_equal(client_say(&wim, "vakwerk/1/in/wim/theme/wacht/ask", "no"), CLIENT_DENIED);
    assert_int_equal(client_say(&wim, "vakwerk/1/in/alice/enrol", "no"), CLIENT_DENIED);
    assert_false(client_got(&daemon, "no"));
}

/* The daemon commits the end of the code before it replies; the reply must still arrive. */
TEST(the_reply_to_enrol_arrives_although_the_code_is_used_up)
{
    struct client wim, daemon, other;

    house_enter(&house, &wim, "wim", "enrol");
    house_enter(&house, &daemon, "vakwerkd", "main");
    assert_int_equal(client_subscribe(&wim, "vakwerk/1/out/wim/enrol"), 2);
    people_put_code(house.access, "wim", NULL, 0);
    people_put(house.access, "wim", true, "phone", "noord");
    assert_int_equal(house_knock(&house, "wim", "wim:enrol", "wim-code"), CLIENT_DENIED);
    house_enter(&house, &other, "wim", "phone"); /* at once, without waiting for the guard's clock */
    assert_int_equal(client_is_cut_within(&wim, 2500), -1);
    assert_int_equal(client_say(&daemon, "vakwerk/1/out/wim/enrol", "your secret"), 0);
    assert_true(client_got(&wim, "your secret"));
}

TEST(a_devices_secret_is_seen_by_nobody_but_who_enrols)
{
    struct client phone, wim, daemon;

    people_put(house.access, "wim", true, "phone", "");
    house_enter(&house, &phone, "wim", "phone");
    house_enter(&house, &wim, "wim", "enrol");
    house_enter(&house, &daemon, "vakwerkd", "main");
    assert_int_equal(client_subscribe(&phone, "vakwerk/1/out/wim/#"), 2);
    assert_int_equal(client_subscribe(&phone, "vakwerk/1/out/wim/enrol"), CLIENT_DENIED);
    assert_int_equal(client_subscribe(&wim, "vakwerk/1/out/wim/enrol"), 2);
    assert_int_equal(client_say(&daemon, "vakwerk/1/out/wim/enrol", "a new secret"), 0);
    assert_int_equal(client_say(&daemon, "vakwerk/1/out/wim/phone", "a reply"), 0);
    assert_true(client_got(&wim, "a new secret"));
    assert_true(client_got(&phone, "a reply"));
    assert_false(client_got(&phone, "a new secret"));
}

TEST(a_disabled_members_code_is_worth_nothing)
{
    people_put(house.access, "wim", false, "", "");
    assert_int_equal(house_knock(&house, "wim", "wim:enrol", "wim-code"), CLIENT_DENIED);
}

TEST(an_expired_code_is_worth_nothing)
{
    people_put_code(house.access, "wim", "wim-code", 1000);
    assert_int_equal(house_knock(&house, "wim", "wim:enrol", "wim-code"), CLIENT_DENIED);
}

TEST(nobody_takes_over_somebody_elses_session)
{
    struct client alice, daemon;

    house_resume(&house, &alice, "alice", "phone", 0);
    house_enter(&house, &daemon, "vakwerkd", "main");
    assert_int_equal(client_subscribe(&alice, "vakwerk/1/out/alice/#"), 2);
    for (int i = 0; i < 4; i++)
        assert_int_equal(house_knock(&house, "bob", "alice:phone", "bob-phone"), CLIENT_DENIED);
    assert_true(client_fence(&alice)); /* still there */
    client_hang_up(&alice);
    assert_int_equal(client_say(&daemon, "vakwerk/1/out/alice/phone", "kept"), 0);
    assert_int_equal(house_knock(&house, "bob", "alice:phone", "bob-phone"), CLIENT_DENIED);
    house_resume(&house, &alice, "alice", "phone", 0);
    assert_true(client_waits_for(&alice, "kept", 3000)); /* and her queue is too */
}

/* A secret is not kept in the broker for whoever comes later. */
TEST(the_reply_to_enrol_does_not_wait_in_a_queue)
{
    struct client wim, daemon;

    house_resume(&house, &wim, "wim", "enrol", 0);
    assert_int_equal(client_subscribe(&wim, "vakwerk/1/out/wim/enrol"), 2);
    house_enter(&house, &daemon, "vakwerkd", "main");
    client_hang_up(&wim);
    assert_true(broker_log_has(house.broker, "Client wim:enrol closed its connection"));
    client_say(&daemon, "vakwerk/1/out/wim/enrol", "a secret");
    house_resume(&house, &wim, "wim", "enrol", 0);
    assert_false(client_got(&wim, "a secret"));
}

static int knock_often(const char *user, const char *id, const char *secret, int times)
{
    int let_in = 0;

    for (int i = 0; i < times; i++)
        let_in += house_knock(&house, user, id, secret) == 0;
    return let_in;
}

TEST(after_ten_failures_even_the_right_secret_waits)
{
    assert_int_equal(knock_often("alice", "alice:phone", "guess", 9), 0);
    assert_int_equal(house_knock(&house, "alice", "alice:phone", "alice-phone"), 0);
    assert_int_equal(knock_often("alice", "alice:phone", "guess", 1), 0);
    assert_int_equal(house_knock(&house, "alice", "alice:phone", "alice-phone"), CLIENT_DENIED);
    assert_int_equal(house_knock(&house, "bob", "bob:phone", "bob-phone"), CLIENT_DENIED); /* the same address */
    /* Nobody can keep the daemon out. */
    assert_int_equal(house_knock(&house, "vakwerkd", "vakwerkd:main", "vakwerkd-main"), 0);
}

TEST(from_elsewhere_an_account_is_throttled_too_and_others_are_not)
{
    struct client client;
    struct client_login alice = { "alice", "alice:phone", "alice-phone", .from = "127.0.0.2" };
    struct client_login bob = { "bob", "bob:phone", "bob-phone", .from = "127.0.0.2" };

    assert_int_equal(knock_often("alice", "alice:phone", "guess", 10), 0);
    assert_int_equal(client_login(&client, broker_port(house.broker), &alice), CLIENT_DENIED);
    client_hang_up(&client);
    assert_int_equal(client_login(&client, broker_port(house.broker), &bob), 0);
    client_leave(&client);
}

/* Upon "not authorized" a screen forgets who it is: somebody else's guesses must not do that to it. */
TEST(a_screen_is_put_off_while_others_guess_from_its_address)
{
    assert_int_equal(knock_often("alice", "alice:phone", "guess", 10), 0);
    assert_int_equal(house_knock(&house, "screen1", "screen1:wall", "screen1-wall"), CLIENT_NO_REPLY);
}

/* Each makes its digits and its secret up. */
TEST(an_unpaired_screen_gets_in_with_any_secret_and_its_digits_are_then_its_own)
{
    struct client screen, again;
    struct client_login login = { "pair", "pair:482913", "made up", .v3 = false };

    assert_int_equal(house_knock(&house, "pair", "pair:482913", ""), CLIENT_DENIED);
    assert_int_equal(client_login(&screen, broker_port(house.broker), &login), 0);
    assert_int_equal(house_knock(&house, "pair", "pair:482913", "guessed"), CLIENT_DENIED);
    assert_true(client_fence(&screen)); /* nobody took its place */
    client_hang_up(&screen);
    assert_int_equal(house_knock(&house, "pair", "pair:482913", "guessed"), CLIENT_DENIED); /* nor while it is away */
    assert_int_equal(client_login(&again, broker_port(house.broker), &login), 0);
    client_leave(&again);
}

TEST(one_address_has_only_so_many_unpaired_screens)
{
    struct client client;
    struct client_login elsewhere = { "pair", "pair:200000", "made up", .from = "127.0.0.2" };
    char id[32];

    for (int i = 0; i < 8; i++) {
        snprintf(id, sizeof id, "pair:10000%d", i);
        assert_int_equal(house_knock(&house, "pair", id, "made up"), 0);
    }
    assert_int_equal(house_knock(&house, "pair", "pair:100008", "made up"), CLIENT_NO_REPLY);
    assert_int_equal(house_knock(&house, "pair", "pair:100000", "made up"), 0); /* who is known may come back */
    assert_int_equal(client_login(&client, broker_port(house.broker), &elsewhere), 0);
    client_leave(&client);
}

TEST(guessing_digits_is_throttled)
{
    struct client screen;

    house_enter(&house, &screen, "pair", "482913");
    assert_int_equal(knock_often("pair", "pair:482913", "guessed", 10), 0);
    assert_int_equal(house_knock(&house, "pair", "pair:482913", "guessed"), CLIENT_NO_REPLY);
    assert_true(client_fence(&screen));
}

TEST(each_failure_is_logged_without_names_or_secrets_and_a_flood_is_not)
{
    assert_int_equal(knock_often("alice", "alice:phone", "guess-of-mallory", 30), 0);
    assert_true(broker_log_has(house.broker, "vakwerk_guard: event=login_refused address=127.0.0.1 reason=secret"));
    assert_int_equal(broker_log_count(house.broker, "event=login_refused"), 10);
    assert_int_equal(broker_log_count(house.broker, "event=throttled"), 1);
    assert_int_equal(broker_log_count(house.broker, "guess-of-mallory"), 0);
    assert_int_equal(broker_log_count(house.broker, "vakwerk_guard: alice"), 0);
}

TEST(guessing_the_daemons_secret_does_not_fill_the_log)
{
    assert_int_equal(knock_often("vakwerkd", "vakwerkd:main", "guess", 40), 0);
    assert_int_equal(broker_log_count(house.broker, "event=login_refused"), 10);
    assert_int_equal(house_knock(&house, "vakwerkd", "vakwerkd:main", "vakwerkd-main"), 0);
}

TEST(who_is_connected_stays_while_others_guess)
{
    struct client alice, daemon;

    house_enter(&house, &alice, "alice", "phone");
    house_enter(&house, &daemon, "vakwerkd", "main");
    assert_int_equal(client_subscribe(&alice, "vakwerk/1/out/alice/#"), 2);
    assert_int_equal(knock_often("alice", "alice:laptop", "guess", 15), 0);
    broker_hup(house.broker); /* now the broker asks again about everybody */
    assert_int_equal(client_say(&daemon, "vakwerk/1/out/alice/phone", "hello"), 0);
    assert_true(client_got(&alice, "hello"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everybody_gets_in_with_their_own_secret, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_gets_in_with_anything_else, setup, teardown),
        cmocka_unit_test_setup_teardown(with_a_one_time_code_one_can_only_enrol, setup, teardown),
        cmocka_unit_test_setup_teardown(the_reply_to_enrol_arrives_although_the_code_is_used_up, setup, teardown),
        cmocka_unit_test_setup_teardown(a_devices_secret_is_seen_by_nobody_but_who_enrols, setup, teardown),
        cmocka_unit_test_setup_teardown(a_disabled_members_code_is_worth_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(an_expired_code_is_worth_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_takes_over_somebody_elses_session, setup, teardown),
        cmocka_unit_test_setup_teardown(the_reply_to_enrol_does_not_wait_in_a_queue, setup, teardown),
        cmocka_unit_test_setup_teardown(from_elsewhere_an_account_is_throttled_too_and_others_are_not, setup, teardown),
        cmocka_unit_test_setup_teardown(after_ten_failures_even_the_right_secret_waits, setup, teardown),
        cmocka_unit_test_setup_teardown(a_screen_is_put_off_while_others_guess_from_its_address, setup, teardown),
        cmocka_unit_test_setup_teardown(an_unpaired_screen_gets_in_with_any_secret_and_its_digits_are_then_its_own,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(one_address_has_only_so_many_unpaired_screens, setup, teardown),
        cmocka_unit_test_setup_teardown(guessing_digits_is_throttled, setup, teardown),
        cmocka_unit_test_setup_teardown(each_failure_is_logged_without_names_or_secrets_and_a_flood_is_not, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(guessing_the_daemons_secret_does_not_fill_the_log, setup, teardown),
        cmocka_unit_test_setup_teardown(who_is_connected_stays_while_others_guess, setup, teardown),
    };

    if (!broker_is_installed())
        return broker_missing_code();
    return TEST_RUN(tests);
}
