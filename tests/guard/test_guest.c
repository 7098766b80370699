/* Guests of a live table, at a real broker: who gets in, what they hear, how many, and when they are out. */
#include "tests/proto/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemon/guard/access_schema.h"
#include "tests/guard/house.h"
#include "tests/support/port.h"

#define V         "vakwerk/1/"
#define COUNT(of) (sizeof(of) / sizeof((of)[0]))

static struct house house;
static struct client daemon, guest;

static int setup(void **state)
{
    (void)state;
    if (house_begin(&house) != 0)
        return 1;
    house_enter(&house, &daemon, "vakwerkd", "main");
    house_enter(&house, &guest, PEOPLE_GUEST, "phone");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    client_hang_up(&guest);
    client_hang_up(&daemon);
    return house_end(&house);
}

static int knock(const char *name, const char *code)
{
    char id[64];

    snprintf(id, sizeof id, "%s:phone", name);
    return house_knock(&house, name, id, code);
}

static int64_t wall_clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void assert_out(void)
{
    int ms = client_is_cut_within(&guest, HOUSE_OUT_MS);

    if (ms < 0)
        fail_msg("still there after %d ms", HOUSE_OUT_MS);
    assert_true(client_fence(&daemon)); /* and nobody else is */
}

TEST(a_guest_gets_in_with_the_code_of_the_door_and_nothing_else)
{
    assert_int_equal(knock("guest.7k3.zzzzzzzz", PEOPLE_DOOR_CODE), 0);
    assert_int_equal(knock("guest.7k3.zzzzzzzz", "7K3MNPQS"), CLIENT_DENIED);
    assert_int_equal(knock("guest.7k3.zzzzzzzz", "7k3"), CLIENT_DENIED);
    assert_int_equal(knock("guest.7k3.zzzzzzzz", NULL), CLIENT_DENIED);
    assert_int_equal(knock("guest.zzz.zzzzzzzz", PEOPLE_DOOR_CODE), CLIENT_DENIED);
    assert_int_equal(knock("guest.7k3", PEOPLE_DOOR_CODE), CLIENT_DENIED);
    assert_int_equal(knock("alice", PEOPLE_DOOR_CODE), CLIENT_DENIED);
}

TEST(a_guest_hears_what_is_said_to_them_and_nothing_else)
{
    static const char *const too[] = { V "#",
                                       V "state",
                                       V "info",
                                       V "metrics",
                                       V "theme/#",
                                       V "theme/wacht/event",
                                       V "team/noord/event",
                                       V "waitlist/#",
                                       V "kiosk/screen1/#",
                                       V "pair/482913",
                                       V "out/+/phone",
                                       V "out/alice/#",
                                       V "out/guest.7k3.another1/#",
                                       V "out/" PEOPLE_GUEST "/enrol",
                                       V "in/" PEOPLE_GUEST "/#",
                                       "$SYS/#",
                                       "$share/g/" V "out/" PEOPLE_GUEST "/#" };
    struct client other;

    house_enter(&house, &other, "guest.7k3.another1", "phone");
    for (size_t i = 0; i < COUNT(too); i++)
        if (client_subscribe(&guest, too[i]) != CLIENT_DENIED)
            fail_msg("subscribed to %s", too[i]);
    assert_int_equal(client_subscribe(&guest, V "out/" PEOPLE_GUEST "/#"), 2);
    assert_int_equal(client_subscribe(&other, V "out/guest.7k3.another1/phone"), 2);
    assert_int_equal(client_say(&daemon, V "out/" PEOPLE_GUEST "/phone", "a reply"), 0);
    assert_true(client_got(&guest, "a reply"));
    assert_false(client_got(&other, "a reply"));
    client_leave(&other);
}

TEST(when_the_door_is_shut_its_guests_are_out_and_stay_out)
{
    people_put_door(house.access, "8m4", "8M4PQRST", PEOPLE_LATER);
    assert_int_equal(knock("guest.8m4.a1b2c3d4", "8M4PQRST"), 0);
    people_put_door(house.access, "7k3", NULL, 0);
    assert_out();
    assert_int_equal(knock(PEOPLE_GUEST, PEOPLE_DOOR_CODE), CLIENT_DENIED);
    assert_int_equal(knock("guest.8m4.a1b2c3d4", "8M4PQRST"), 0); /* another table goes on */
}

TEST(when_the_door_gets_another_code_who_came_with_the_old_one_is_out)
{
    people_put_door(house.access, "7k3", "7K3ZZZZZ", PEOPLE_LATER);
    assert_out();
    assert_int_equal(knock(PEOPLE_GUEST, "7K3ZZZZZ"), 0);
}

/* Nothing changes in the file: it is the clock that ends it. */
TEST(when_the_time_is_over_guests_are_out)
{
    int64_t until_ms = wall_clock_ms() + 2500;

    people_put_door(house.access, "7k3", PEOPLE_DOOR_CODE, until_ms);
    assert_true(client_fence(&guest));
    assert_true(client_is_cut_within(&guest, 2500 + HOUSE_OUT_MS) >= 0);
    assert_true(wall_clock_ms() >= until_ms);
    assert_int_equal(knock(PEOPLE_GUEST, PEOPLE_DOOR_CODE), CLIENT_DENIED);
}

TEST(who_is_out_writes_nothing_more)
{
    assert_int_equal(client_subscribe(&daemon, V "in/+/+"), 2);
    assert_int_equal(client_say(&guest, V "in/" PEOPLE_GUEST "/harvest-add", "in time"), 0);
    people_put_door(house.access, "7k3", NULL, 0);
    assert_int_equal(house_knock(&house, "bob", "bob:laptop", "x"), CLIENT_DENIED); /* the guard looks */
    client_say(&guest, V "in/" PEOPLE_GUEST "/harvest-add", "too late");
    assert_true(client_got(&daemon, "in time"));
    assert_false(client_got(&daemon, "too late"));
    assert_out();
}

/* What comes for who is away is nobody's. */
TEST(nothing_waits_for_a_guest_who_left)
{
    client_leave(&guest);
    house_resume(&house, &guest, PEOPLE_GUEST, "phone", 0);
    assert_int_equal(client_subscribe(&guest, V "out/" PEOPLE_GUEST "/phone"), 2);
    client_hang_up(&guest);
    assert_true(broker_log_has(house.broker, "Client " PEOPLE_GUEST ":phone closed its connection"));
    client_say(&daemon, V "out/" PEOPLE_GUEST "/phone", "a reply");
    house_resume(&house, &guest, PEOPLE_GUEST, "phone", 0);
    assert_false(client_got(&guest, "a reply"));
}

/* Whoever guesses makes up another name each time; it is the door that they guess at. */
TEST(guessing_a_code_is_throttled_for_the_door_and_from_the_address)
{
    struct client client;
    struct client_login elsewhere = { "guest.7k3.e1s2e3w4", "guest.7k3.e1s2e3w4:phone", PEOPLE_DOOR_CODE,
                                      .from = "127.0.0.2" };
    struct client_login alice = { "alice", "alice:phone", "alice-phone", .from = "127.0.0.2" };
    char name[32];

    for (int i = 0; i < 10; i++) {
        snprintf(name, sizeof name, "guest.7k3.guess%03d", i);
        assert_int_equal(knock(name, "7K3GUESS"), CLIENT_DENIED);
    }
    assert_int_equal(knock("guest.7k3.zzzzzzzz", PEOPLE_DOOR_CODE), CLIENT_NO_REPLY); /* to be tried again */
    assert_int_equal(client_login(&client, broker_port(house.broker), &elsewhere), CLIENT_NO_REPLY);
    client_hang_up(&client);
    assert_int_equal(client_login(&client, broker_port(house.broker), &alice), 0);
    client_leave(&client);
    assert_true(client_fence(&guest)); /* who sits there stays */
    assert_int_equal(broker_log_count(house.broker, "7K3GUESS"), 0);
}

TEST(a_door_lets_in_so_many_at_a_time_and_who_leaves_makes_room)
{
    static struct client others[ACCESS_GUESTS_MAX - 1];
    char name[32];

    for (int i = 0; i < ACCESS_GUESTS_MAX - 1; i++) {
        snprintf(name, sizeof name, "guest.7k3.other%03d", i);
        house_enter(&house, &others[i], name, "phone");
    }
    assert_int_equal(knock("guest.7k3.onetoomany", PEOPLE_DOOR_CODE), CLIENT_NO_REPLY);
    people_put_door(house.access, "8m4", "8M4PQRST", PEOPLE_LATER);
    assert_int_equal(knock("guest.8m4.a1b2c3d4", "8M4PQRST"), 0);
    assert_true(client_fence(&guest));
    client_leave(&others[0]);
    assert_int_equal(knock("guest.7k3.onetoomany", PEOPLE_DOOR_CODE), 0);
    for (int i = 1; i < ACCESS_GUESTS_MAX - 1; i++)
        client_leave(&others[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_guest_gets_in_with_the_code_of_the_door_and_nothing_else, setup, teardown),
        cmocka_unit_test_setup_teardown(a_guest_hears_what_is_said_to_them_and_nothing_else, setup, teardown),
        cmocka_unit_test_setup_teardown(when_the_door_is_shut_its_guests_are_out_and_stay_out, setup, teardown),
        cmocka_unit_test_setup_teardown(when_the_door_gets_another_code_who_came_with_the_old_one_is_out, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(when_the_time_is_over_guests_are_out, setup, teardown),
        cmocka_unit_test_setup_teardown(who_is_out_writes_nothing_more, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_waits_for_a_guest_who_left, setup, teardown),
        cmocka_unit_test_setup_teardown(guessing_a_code_is_throttled_for_the_door_and_from_the_address, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_door_lets_in_so_many_at_a_time_and_who_leaves_makes_room, setup, teardown),
    };

    if (!broker_is_installed())
        return broker_missing_code();
    return TEST_RUN(tests);
}
