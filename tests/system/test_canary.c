/*
 * A broker that lets everybody do everything is not served: at the start, after a new connection, while all is quiet; nor
 * one of which nobody can know.
 */
#include "daemon/canary.h"
#include "daemon/guard/hash.h"
#include "daemon/guard/throttle.h"
#include "daemon/store/access.h"
#include "proto/topic.h"
#include "tests/proto/test.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#define ANYBODY "allow_anonymous true\n"
#define MAY     "error canary reason=\"a member may "
#define UNKNOWN "canary reason=\"it could not try\""

enum { END_MS = 20000, UNPROVEN_MS = 100000, OFTEN_MS = 50, SELDOM_MS = 10 * 60 * 1000 };

static struct office office;
static struct broker *broker;

static int leave(void **state)
{
    (void)state;
    office_empty(&office);
    if (broker != NULL)
        broker_stop(broker);
    broker = NULL;
    return 0;
}

static void open_broker(const char *settings)
{
    broker = broker_start(&office.dir, settings);
    vakwerkd_set_port(office.daemon, broker_port(broker));
}

static struct broker_settings own_guard(void)
{
    return broker_guard(vakwerkd_file(office.daemon, "access.db").text);
}

/* ---- at the start ---- */

static void assert_ends(const char *said, int before)
{
    assert_int_equal(vakwerkd_wait(office.daemon, END_MS), VAKWERKD_UNSAFE);
    assert_int_equal(vakwerkd_log_count(office.daemon, said), before + 1);
}

static void assert_is_not_served(const char *said)
{
    int before = vakwerkd_log_count(office.daemon, said);

    vakwerkd_begin(office.daemon, "run");
    assert_ends(said, before);
    assert_false(vakwerkd_is_ready(office.daemon));
}

/* No state, no screen, no digest: whoever looks finds nothing but the answer to the own question. */
static void assert_nothing_was_told(void)
{
    struct peer_login login = office_login(&office, "s.dewit");
    struct peer *anybody = peer_open(broker_port(broker), &login);

    assert_int_equal(peer_subscribe(anybody, V "#"), 1);
    assert_int_equal(
        peer_publish(anybody, &(struct peer_publish){ .topic = V "info", .payload = "x", .len = 1, .qos = 1 }), 0);
    while (peer_messages(anybody) == NULL)
        assert_true(peer_work(anybody, OFFICE_SOON_MS));
    assert_null(peer_messages(anybody)->next);
    assert_string_equal(peer_messages(anybody)->payload, "x");
    peer_close(anybody);
}

TEST(a_broker_without_the_guard_is_told_nothing)
{
    open_broker(ANYBODY);
    assert_is_not_served(MAY);
    assert_nothing_was_told();
}

static void put_guard(const char *plugin)
{
    char settings[1024];

    snprintf(settings, sizeof settings, "plugin %s\nplugin_opt_access_db %s\n", plugin,
             vakwerkd_file(office.daemon, "access.db").text);
    open_broker(settings);
}

TEST(a_guard_that_lets_everybody_hear_is_no_guard)
{
    put_guard(TEST_GUARD_HEAR);
    assert_is_not_served(MAY "hear");
}

TEST(a_guard_that_lets_everybody_write_is_no_guard)
{
    put_guard(TEST_GUARD_WRITE);
    assert_is_not_served(MAY "write");
}

/* ---- later ---- */

TEST(a_broker_that_comes_back_without_the_guard_is_left)
{
    int before = vakwerkd_log_count(office.daemon, MAY);

    open_broker(own_guard().text);
    vakwerkd_run(office.daemon);
    assert_accepted(peer_call(office_member(&office, "s.dewit"), "me", NULL));
    broker_kill(broker);
    broker_write_settings(broker, ANYBODY);
    broker_restart(broker);
    assert_ends(MAY, before);
    office_empty(&office);
    assert_nothing_was_told();
}

static void note_alarm(void *context)
{
    atomic_store((atomic_bool *)context, true);
}

/* access.db with nobody in it but the canary. */
static void put_canary(const char *path, const char *secret)
{
    struct access_device device = { .name = span_of(TOPIC_CANARY_DEVICE) };
    struct access *access;

    secret_hash(span_of(secret), device.hash);
    assert_int_equal(access_open(path, &access), 0);
    assert_int_equal(access_begin(access), 0);
    assert_int_equal(access_put_daemon(access, device.hash), 0);
    assert_int_equal(access_put_member(access, span_of(TOPIC_CANARY), ACCESS_MEMBER, &device, 1, NULL, 0), 0);
    assert_int_equal(access_commit(access, 1), 0);
    access_close(access);
}

static struct canary *start_canary(const char *secret, int every_ms, atomic_bool *alarm)
{
    struct canary *canary = canary_start(&(struct canary_settings){
        .port = broker_port(broker), .secret = secret, .every_ms = every_ms, .alarm = note_alarm, .context = alarm });

    assert_non_null(canary);
    return canary;
}

TEST(it_flies_by_itself_and_tells_of_what_opened_meanwhile)
{
    struct temppath access = tempdir_file(&office.dir, "canary.db");
    int64_t deadline = port_now_ms() + END_MS;
    atomic_bool open = false;

    put_canary(access.text, "a-secret");
    open_broker(broker_guard(access.text).text);
    struct canary *canary = start_canary("a-secret", OFTEN_MS, &open);
    assert_true(canary_fly(canary));
    assert_true(canary_fly(canary));
    assert_int_equal(broker_log_count(broker, "login_refused"), 0); /* it was in, and was refused what it tried */
    broker_kill(broker);
    broker_write_settings(broker, ANYBODY);
    broker_restart(broker);
    while (!atomic_load(&open)) {
        assert_true(port_now_ms() < deadline);
        port_breathe();
    }
    assert_int_equal(canary_found(canary), CANARY_OPEN);
    assert_false(canary_fly(canary));
    canary_stop(canary);
}

/* ---- one that nobody can try ---- */

/* The broker comes back with this one in access.db, and with all failures forgotten. */
static void let_in(const char *path, const char *secret)
{
    broker_kill(broker);
    put_canary(path, secret);
    broker_restart(broker);
}

static void fly_in_vain(struct canary *canary, int times)
{
    for (int i = 0; i < times; i++)
        assert_true(canary_fly(canary));
}

TEST(a_guard_that_cannot_be_tried_ten_times_in_a_row_is_no_guard)
{
    struct temppath access = tempdir_file(&office.dir, "canary.db");
    atomic_bool alarm = false;

    put_canary(access.text, "another");
    open_broker(broker_guard(access.text).text);
    struct canary *canary = start_canary("a-secret", SELDOM_MS, &alarm);
    fly_in_vain(canary, CANARY_UNPROVEN_MAX - 1);
    assert_true(broker_log_has(broker, "login_refused"));
    let_in(access.text, "a-secret");
    assert_true(canary_fly(canary)); /* proven: what was before does not count */
    let_in(access.text, "another");
    fly_in_vain(canary, CANARY_UNPROVEN_MAX - 1);
    assert_int_equal(canary_found(canary), CANARY_NOTHING);
    assert_false(canary_fly(canary));
    assert_int_equal(canary_found(canary), CANARY_UNPROVEN);
    canary_stop(canary);
    assert_true(atomic_load(&alarm));
}

/* A guard with what was in access.db at an earlier start: the canary of a later one does not get in, the daemon does. */
static void open_broker_of_before(void)
{
    struct temppath before = tempdir_file(&office.dir, "before.db");
    char command[2 * sizeof before.text + 16];

    open_broker(own_guard().text);
    vakwerkd_run(office.daemon);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    broker_stop(broker);
    snprintf(command, sizeof command, "cp '%s' '%s'", vakwerkd_file(office.daemon, "access.db").text, before.text);
    assert_int_equal(system(command), 0);
    open_broker(broker_guard(before.text).text);
}

/* It flies at every connection: with a broker that comes back at once, and not after some seconds. */
TEST(a_daemon_whose_guard_cannot_be_tried_ends_and_says_so)
{
    int64_t deadline = port_now_ms() + UNPROVEN_MS;
    int code = VAKWERKD_RUNS;

    open_broker_of_before();
    int before = vakwerkd_log_count(office.daemon, UNKNOWN), tries = before;
    vakwerkd_begin(office.daemon, "run");
    while ((code = vakwerkd_wait(office.daemon, 0)) == VAKWERKD_RUNS && port_now_ms() < deadline) {
        port_breathe();
        if (vakwerkd_log_count(office.daemon, UNKNOWN) == tries)
            continue;
        tries = vakwerkd_log_count(office.daemon, UNKNOWN);
        broker_kill(broker);
        broker_restart(broker);
    }
    assert_int_equal(code, VAKWERKD_BROKER);
    assert_int_equal(vakwerkd_log_count(office.daemon, UNKNOWN) - before, CANARY_UNPROVEN_MAX);
}

/* Who guesses secrets is kept waiting, and all who come from the same machine; it must not end the daemon. */
TEST(nobody_who_guesses_keeps_it_from_trying)
{
    struct temppath access = tempdir_file(&office.dir, "canary.db");
    struct peer_login guess = { .user = TOPIC_CANARY, .device = TOPIC_CANARY_DEVICE, .secret = "a guess" };
    atomic_bool alarm = false;

    put_canary(access.text, "a-secret");
    open_broker(broker_guard(access.text).text);
    for (int i = 0; i < THROTTLE_FAILURES; i++)
        assert_int_not_equal(peer_knock(broker_port(broker), &guess), 0);
    assert_true(broker_log_has(broker, "event=throttled"));
    struct canary *canary = start_canary("a-secret", SELDOM_MS, &alarm);
    fly_in_vain(canary, CANARY_UNPROVEN_MAX);
    assert_int_equal(canary_found(canary), CANARY_NOTHING);
    canary_stop(canary);
    assert_false(atomic_load(&alarm));
}

TEST(a_broker_that_is_not_there_says_nothing_about_its_guard)
{
    struct temppath access = tempdir_file(&office.dir, "canary.db");
    atomic_bool alarm = false;

    put_canary(access.text, "a-secret");
    open_broker(broker_guard(access.text).text);
    broker_kill(broker);
    struct canary *canary = start_canary("a-secret", SELDOM_MS, &alarm);
    fly_in_vain(canary, CANARY_UNPROVEN_MAX + 1);
    assert_int_equal(canary_found(canary), CANARY_NOTHING);
    broker_restart(broker);
    assert_true(canary_fly(canary));
    canary_stop(canary);
    assert_false(atomic_load(&alarm));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_broker_without_the_guard_is_told_nothing, leave),
        cmocka_unit_test_teardown(a_guard_that_lets_everybody_hear_is_no_guard, leave),
        cmocka_unit_test_teardown(a_guard_that_lets_everybody_write_is_no_guard, leave),
        cmocka_unit_test_teardown(a_broker_that_comes_back_without_the_guard_is_left, leave),
        cmocka_unit_test_teardown(it_flies_by_itself_and_tells_of_what_opened_meanwhile, leave),
        cmocka_unit_test_teardown(a_guard_that_cannot_be_tried_ten_times_in_a_row_is_no_guard, leave),
        cmocka_unit_test_teardown(a_daemon_whose_guard_cannot_be_tried_ends_and_says_so, leave),
        cmocka_unit_test_teardown(nobody_who_guesses_keeps_it_from_trying, leave),
        cmocka_unit_test_teardown(a_broker_that_is_not_there_says_nothing_about_its_guard, leave),
    };

    if (!broker_is_installed())
        return broker_missing_code();
    office_furnish(&office, NULL);
    int failed = TEST_RUN(tests);
    return office_close(&office) == VAKWERKD_OK ? failed : 1;
}
