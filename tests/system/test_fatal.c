/*
 * A request that ends the daemon does so twice; then it is refused and everybody else goes on. With a daemon that a
 * title ends (tests/plant/fatal.c).
 */
#include "tests/proto/test.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <signal.h>

#define ASK "theme/wacht/ask"

static struct office office;

static int enter(void **state)
{
    (void)state;
    office_open(&office, NULL);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    return office_close(&office) == VAKWERKD_OK ? 0 : 1;
}

static void send(struct peer *peer, const struct peer_id *id, const char *title)
{
    peer_send(peer, ASK, id, json_pack("{s:s}", "title", title));
}

/* The broker goes with the daemon, a moment later. */
static struct peer *start_again(void)
{
    office_empty(&office);
    for (int64_t until = port_now_ms() + OFFICE_SOON_MS; port_answers(vakwerkd_port(office.daemon)); port_breathe())
        assert_true(port_now_ms() < until);
    vakwerkd_up(office.daemon);
    return office_member(&office, "s.dewit");
}

/* What a client does that never hears anything of it. */
static struct peer *send_and_start_again(struct peer *sanne, const struct peer_id *id)
{
    send(sanne, id, "Wie laat mij vallen?");
    assert_int_equal(vakwerkd_wait(office.daemon, OFFICE_SOON_MS), 128 + SIGABRT);
    return start_again();
}

TEST(a_request_that_ended_the_daemon_twice_is_refused_and_the_rest_goes_on)
{
    struct peer_id id = peer_new_id();
    struct peer *sanne = office_member(&office, "s.dewit");

    sanne = send_and_start_again(sanne, &id);
    assert_int_equal(vakwerkd_log_count(office.daemon, "error aside "), 0);
    sanne = send_and_start_again(sanne, &id);
    assert_int_equal(vakwerkd_log_count(office.daemon, "error aside "), 1);
    send(sanne, &id, "Wie laat mij vallen?");
    json_t *reply = peer_reply(sanne, &id, OFFICE_SOON_MS);
    assert_refused(reply, "set_aside");
    assert_false(json_is_true(json_object_get(reply, "retry")));
    office_ask(sanne, "wacht", "Wie vangt mij op?");
    vakwerkd_kill(office.daemon);
    sanne = start_again();
    send(sanne, &id, "Wie laat mij vallen?");
    assert_refused(peer_reply(sanne, &id, OFFICE_SOON_MS), "set_aside");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_request_that_ended_the_daemon_twice_is_refused_and_the_rest_goes_on, enter,
                                        leave),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
