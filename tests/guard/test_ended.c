/* A right that ends, ends within two seconds: for open sessions, old sessions and queues. */
#include "tests/proto/test.h"

#include <stdio.h>
#include <string.h>

#include "tests/guard/house.h"
#include "tests/support/port.h"

#define V "vakwerk/1/"

static struct house house;
static struct client daemon, alice, bob;

static int setup(void **state)
{
    (void)state;
    if (house_begin(&house) != 0)
        return 1;
    house_enter(&house, &daemon, "vakwerkd", "main");
    house_enter(&house, &bob, "bob", "phone");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    client_hang_up(&alice);
    client_hang_up(&bob);
    client_hang_up(&daemon);
    return house_end(&house);
}

static void assert_out(struct client *client)
{
    int ms = client_is_cut_within(client, HOUSE_OUT_MS);

    if (ms < 0)
        fail_msg("still there after %d ms", HOUSE_OUT_MS);
    assert_true(client_fence(&bob)); /* and nobody else is */
}

TEST(a_disabled_member_is_out_and_stays_out)
{
    house_enter(&house, &alice, "alice", "phone");
    people_put(house.access, "alice", false, "phone laptop", "noord");
    assert_out(&alice);
    assert_int_equal(house_knock(&house, "alice", "alice:phone", "alice-phone"), CLIENT_DENIED);
    people_put(house.access, "alice", true, "phone laptop", "noord");
    assert_int_equal(house_knock(&house, "alice", "alice:phone", "alice-phone"), 0);
}

TEST(a_revoked_device_is_out_and_the_other_stays)
{
    struct client laptop;

    house_enter(&house, &alice, "alice", "phone");
    house_enter(&house, &laptop, "alice", "laptop");
    people_put(house.access, "alice", true, "laptop", "noord");
    assert_out(&alice);
    assert_true(client_fence(&laptop));
    assert_int_equal(house_knock(&house, "alice", "alice:phone", "alice-phone"), CLIENT_DENIED);
    client_leave(&laptop);
}

/* Between two looks of the guard the device was revoked and enrolled again under the same name. */
TEST(a_device_with_a_new_secret_is_another_device)
{
    struct access_device device = { .name = span_of("phone"), .hash = { 1, 2, 3 } };

    house_enter(&house, &alice, "alice", "phone");
    assert_int_equal(access_begin(house.access), 0);
    assert_int_equal(access_put_member(house.access, span_of("alice"), true, &device, 1, NULL, 0), 0);
    assert_int_equal(access_commit(house.access, 50), 0);
    assert_out(&alice);
}

TEST(a_removed_screen_is_out_and_its_will_stays_unsaid)
{
    struct client wall;

    assert_int_equal(client_login(&wall, broker_port(house.broker),
                                  &(struct client_login){ "screen1", "screen1:wall", "screen1-wall",
                                                          .will = { V "kiosk/screen1/alive", "dead", 1, true, 0 } }),
                     0);
    assert_int_equal(client_subscribe(&daemon, V "kiosk/+/alive"), 2);
    people_put_kiosk(house.access, "screen1", "wall", NULL);
    assert_out(&wall);
    assert_false(client_got(&daemon, "dead"));
}

TEST(with_a_new_secret_the_daemon_itself_is_out)
{
    uint8_t hash[32] = { 9 };

    assert_int_equal(access_begin(house.access), 0);
    assert_int_equal(access_put_daemon(house.access, hash), 0);
    assert_int_equal(access_commit(house.access, 51), 0);
    assert_out(&daemon);
}

TEST(who_leaves_a_team_hears_nothing_of_it_in_the_open_session)
{
    house_enter(&house, &alice, "alice", "phone");
    assert_int_equal(client_subscribe(&alice, V "team/noord/event"), 2);
    assert_int_equal(client_say(&daemon, V "team/noord/event", "before"), 0);
    assert_true(client_got(&alice, "before"));
    people_put(house.access, "alice", true, "phone laptop", "zuid");
    /* A login makes the guard look at once: from then on the session hears nothing. */
    assert_int_equal(house_knock(&house, "screen2", "screen2:wall", "screen2-wall"), 0);
    client_say(&daemon, V "team/noord/event", "after");
    assert_out(&alice);
    assert_int_equal(alice.message_count, 1);
    house_enter(&house, &alice, "alice", "phone");
    assert_int_equal(client_subscribe(&alice, V "team/noord/event"), CLIENT_DENIED);
    assert_int_equal(client_subscribe(&alice, V "team/zuid/event"), 2);
}

/* The daemon says so once it is in access.db; the guard does not wait for its clock then. */
TEST(after_the_receipt_for_leaving_a_team_nothing_of_it_is_heard)
{
    house_enter(&house, &alice, "alice", "phone");
    assert_int_equal(client_subscribe(&alice, V "team/noord/event"), 2);
    people_put(house.access, "alice", true, "phone laptop", "zuid");
    client_say(&daemon, V "out/bob/phone", "the receipt");
    client_say(&daemon, V "team/noord/event", "after");
    assert_false(client_got(&alice, "after"));
    assert_out(&alice);
    assert_int_equal(alice.message_count, 0);
}

TEST(who_joins_a_team_hears_it_without_logging_in_again)
{
    int64_t deadline = port_now_ms() + HOUSE_OUT_MS;

    house_enter(&house, &alice, "alice", "phone");
    assert_int_equal(client_subscribe(&alice, V "team/zuid/#"), CLIENT_DENIED);
    people_put(house.access, "alice", true, "phone laptop", "noord zuid");
    while (client_subscribe(&alice, V "team/zuid/#") != 2) {
        assert_true(port_now_ms() < deadline);
        port_breathe();
    }
}

TEST(the_queue_of_an_old_session_holds_nothing_of_a_team_that_was_left)
{
    house_resume(&house, &alice, "alice", "phone", 0);
    assert_int_equal(client_subscribe(&alice, V "team/noord/event"), 2);
    assert_int_equal(client_subscribe(&alice, V "theme/#"), 2);
    client_hang_up(&alice);
    assert_int_equal(client_say(&daemon, V "team/noord/event", "private"), 0);
    assert_int_equal(client_say(&daemon, V "theme/wacht/event", "for all"), 0);
    people_put(house.access, "alice", true, "phone laptop", "");
    house_resume(&house, &alice, "alice", "phone", 0);
    assert_true(client_waits_for(&alice, "for all", 3000));
    assert_false(client_got(&alice, "private"));
    /* The old subscription is still there; what comes now is not delivered either. */
    client_say(&daemon, V "team/noord/event", "later");
    assert_false(client_got(&alice, "later"));
}

TEST(a_session_without_connection_gets_nothing_of_a_team_that_was_left)
{
    house_resume(&house, &alice, "alice", "phone", 0);
    assert_int_equal(client_subscribe(&alice, V "team/noord/event"), 2);
    client_hang_up(&alice);
    people_put(house.access, "alice", true, "phone laptop", "");
    assert_int_equal(house_knock(&house, "bob", "bob:laptop", "x"), CLIENT_DENIED); /* the guard looks */
    client_say(&daemon, V "team/noord/event", "private");
    people_put(house.access, "alice", true, "phone laptop", "noord"); /* in again, but not for what was said */
    house_resume(&house, &alice, "alice", "phone", 0);
    assert_false(client_got(&alice, "private"));
}

/* The broker does not ask again about what it has queued for a slow connection. */
TEST(the_queue_of_an_open_connection_holds_nothing_of_a_team_that_was_left)
{
    house_resume(&house, &alice, "alice", "phone", 1);
    alice.mute = true;
    assert_int_equal(client_subscribe(&alice, V "team/noord/event"), 2);
    assert_int_equal(client_say(&daemon, V "team/noord/event", "first"), 0);
    assert_int_equal(client_say(&daemon, V "team/noord/event", "second"), 0);
    assert_true(client_waits_for(&alice, "first", 3000));
    assert_false(client_got(&alice, "second")); /* waits for our acknowledgement */
    people_put(house.access, "alice", true, "phone laptop", "");
    assert_out(&alice);
    house_resume(&house, &alice, "alice", "phone", 1);
    assert_false(client_got(&alice, "second"));
    client_acknowledge(&alice);
    assert_false(client_got(&alice, "second"));
}

TEST(a_member_who_is_out_writes_nothing_more)
{
    house_enter(&house, &alice, "alice", "phone");
    assert_int_equal(client_subscribe(&daemon, V "in/+/+"), 2);
    people_put(house.access, "alice", false, "phone", "");
    assert_int_equal(house_knock(&house, "bob", "bob:laptop", "x"), CLIENT_DENIED); /* the guard looks */
    int rc = client_say(&alice, V "in/alice/me", "too late");
    assert_true(rc == CLIENT_DENIED || rc == CLIENT_NO_REPLY);
    assert_false(client_got(&daemon, "too late"));
    assert_out(&alice);
}

/* Ending rights during a reload must not make the broker stumble over sessions that have no connection. */
TEST(a_reload_after_a_revocation_leaves_the_broker_standing)
{
    house_resume(&house, &alice, "alice", "phone", 0);
    assert_int_equal(client_subscribe(&alice, V "theme/#"), 2);
    client_hang_up(&alice);
    people_put(house.access, "alice", false, "", "");
    for (int i = 0; i < 3; i++) {
        broker_hup(house.broker);
        assert_true(client_fence(&bob) && client_fence(&daemon));
    }
    assert_int_equal(broker_log_count(house.broker, "Client alice:phone disconnected"), 0);
    people_put(house.access, "alice", true, "phone laptop", "noord");
    house_resume(&house, &alice, "alice", "phone", 0);
    assert_int_equal(client_say(&daemon, V "theme/wacht/event", "back"), 0);
    assert_true(client_got(&alice, "back"));
}

/* The broker ends websockets in another way than other connections. */
TEST(a_screen_in_a_browser_is_out_too)
{
    struct client_login login = { "screen1", "screen1:wall", "screen1-wall", .websocket = true };
    uint16_t port = port_free();
    struct client wall;
    char settings[1200];

    snprintf(settings, sizeof settings, "%slistener %d 127.0.0.1\nprotocol websockets\nsocket_domain ipv4\n",
             broker_guard(house.db.text).text, port);
    broker_write_settings(house.broker, settings);
    broker_kill(house.broker);
    broker_restart(house.broker);
    house_enter(&house, &bob, "bob", "phone");
    house_enter(&house, &daemon, "vakwerkd", "main");
    assert_int_equal(client_login(&wall, port, &login), 0);
    assert_int_equal(client_subscribe(&wall, V "kiosk/screen2/#"), CLIENT_DENIED);
    assert_int_equal(client_subscribe(&wall, V "kiosk/screen1/#"), 2);
    assert_int_equal(client_say(&daemon, V "kiosk/screen1/screen", "cards"), 0);
    assert_true(client_waits_for(&wall, "cards", 3000));
    people_put_kiosk(house.access, "screen1", "wall", NULL);
    assert_out(&wall);
    assert_int_equal(client_login(&wall, port, &login), CLIENT_DENIED);
}

/* Such a session the broker would queue twice for expiry, and free twice, if it were kicked. */
TEST(a_session_without_connection_is_not_kicked)
{
    struct client laptop;

    house_resume(&house, &alice, "alice", "phone", 0); /* no subscription: as at a first login */
    client_hang_up(&alice);
    house_enter(&house, &laptop, "alice", "laptop");
    broker_hup(house.broker);
    assert_true(client_fence(&laptop));
    people_put(house.access, "alice", false, "phone laptop", "noord");
    assert_out(&laptop); /* in the same round */
    assert_int_equal(broker_log_count(house.broker, "alice:phone been disconnected"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_disabled_member_is_out_and_stays_out, setup, teardown),
        cmocka_unit_test_setup_teardown(a_revoked_device_is_out_and_the_other_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(a_device_with_a_new_secret_is_another_device, setup, teardown),
        cmocka_unit_test_setup_teardown(a_removed_screen_is_out_and_its_will_stays_unsaid, setup, teardown),
        cmocka_unit_test_setup_teardown(with_a_new_secret_the_daemon_itself_is_out, setup, teardown),
        cmocka_unit_test_setup_teardown(who_leaves_a_team_hears_nothing_of_it_in_the_open_session, setup, teardown),
        cmocka_unit_test_setup_teardown(after_the_receipt_for_leaving_a_team_nothing_of_it_is_heard, setup, teardown),
        cmocka_unit_test_setup_teardown(who_joins_a_team_hears_it_without_logging_in_again, setup, teardown),
        cmocka_unit_test_setup_teardown(the_queue_of_an_old_session_holds_nothing_of_a_team_that_was_left, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_session_without_connection_gets_nothing_of_a_team_that_was_left, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_queue_of_an_open_connection_holds_nothing_of_a_team_that_was_left, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_member_who_is_out_writes_nothing_more, setup, teardown),
        cmocka_unit_test_setup_teardown(a_reload_after_a_revocation_leaves_the_broker_standing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_screen_in_a_browser_is_out_too, setup, teardown),
        cmocka_unit_test_setup_teardown(a_session_without_connection_is_not_kicked, setup, teardown),
    };

    if (!broker_is_installed())
        return broker_missing_code();
    return TEST_RUN(tests);
}
