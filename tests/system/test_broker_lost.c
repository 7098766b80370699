/* The broker is killed, or its line says nothing any more: all goes on by itself, with all that was retained. */
#include "tests/proto/test.h"
#include "tests/support/line.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <stdio.h>
#include <string.h>

#define THEME  "wacht"
#define EVENTS V "theme/" THEME "/event"
#define ASK    "theme/" THEME "/ask"

enum { BACK_MS = 10000 };

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

/* Logs in as soon as somebody answers, and waits until the daemon is there. */
static bool is_online(const struct peer *peer, const void *context)
{
    const struct peer_message *last = peer_last(peer, V "state");

    (void)context;
    return last != NULL && strcmp(office_text(last->json, "status"), "online") == 0;
}

static struct peer *come_back(const char *user)
{
    struct peer_login login = office_login(&office, user);
    int64_t deadline = port_now_ms() + BACK_MS;

    while (peer_knock(vakwerkd_port(office.daemon), &login) != 0) {
        assert_true(port_now_ms() < deadline);
        port_breathe();
    }
    struct peer *peer = office_enter(&office, &login);
    assert_int_equal(peer_subscribe(peer, V "state"), 1);
    assert_true(peer_until(peer, is_online, NULL, BACK_MS));
    return peer;
}

struct retained {
    char card[200];
    int64_t birth;
};

static struct retained put_up(struct peer *sanne)
{
    struct retained retained;
    struct peer *screen = office_screen(&office, "delft-1");
    json_t *question = office_ask(sanne, THEME, "Hangt dit er straks nog?");
    struct peer_topic card = office_card("delft-1", office_text(question, "code"));

    snprintf(retained.card, sizeof retained.card, "%s", card.text);
    assert_true(office_shows(screen, card.text, true, OFFICE_SOON_MS));
    assert_accepted(peer_call(sanne, "waitlist-set",
                              json_pack("{s:s, s:s, s:i}", "municipality", "delft", "care", "ambulant", "weeks", 9)));
    assert_int_equal(peer_subscribe(sanne, V "state"), 1);
    assert_true(peer_until(sanne, is_online, NULL, OFFICE_SOON_MS));
    retained.birth = office_int(peer_last(sanne, V "state")->json, "birth");
    office_dismiss(&office, screen);
    return retained;
}

static void assert_all_back(struct peer *sanne, const struct retained *retained, int64_t births)
{
    struct peer *screen = office_screen(&office, "delft-1");

    assert_int_equal(office_int(peer_last(sanne, V "state")->json, "birth"), retained->birth + births);
    assert_int_equal(peer_subscribe(sanne, V "info"), 1);
    assert_int_equal(peer_subscribe(sanne, V "waitlist/#"), 1);
    assert_int_equal(peer_subscribe(sanne, V "out/s.dewit/digest"), 1);
    assert_true(office_shows(sanne, V "info", true, BACK_MS));
    assert_true(office_shows(sanne, V "waitlist/delft/ambulant", true, BACK_MS));
    assert_int_equal(office_int(peer_last(sanne, V "waitlist/delft/ambulant")->json, "weeks"), 9);
    assert_true(office_shows(sanne, V "out/s.dewit/digest", true, BACK_MS));
    assert_true(office_shows(screen, retained->card, true, BACK_MS));
    assert_true(office_shows(screen, V "kiosk/delft-1/screen", true, BACK_MS));
    assert_true(office_shows(screen, V "kiosk/delft-1/totals", true, BACK_MS));
    for (const struct peer_message *message = peer_messages(sanne); message != NULL; message = message->next)
        if (strncmp(message->topic, V "waitlist/", strlen(V "waitlist/")) == 0)
            assert_true(message->len > 0);
    office_dismiss(&office, screen);
}

TEST(a_broker_that_was_killed_is_back_with_all_it_had)
{
    struct peer *sanne = office_member(&office, "s.dewit");
    struct retained retained = put_up(sanne);
    pid_t broker = vakwerkd_broker_pid(office.daemon);

    for (int i = 0; i < 3; i++) {
        vakwerkd_kill_broker(office.daemon);
        assert_true(peer_is_cut_within(sanne, OFFICE_SOON_MS) >= 0);
        office_dismiss(&office, sanne);
        sanne = come_back("s.dewit");
        assert_all_back(sanne, &retained, 0);
    }
    assert_true(vakwerkd_broker_pid(office.daemon) != broker);
    office_ask(sanne, THEME, "En gaat het weer?");
}

TEST(a_daemon_that_was_killed_takes_its_broker_along_and_brings_all_back)
{
    struct peer *sanne = office_member(&office, "s.dewit");
    struct retained retained = put_up(sanne);

    vakwerkd_kill(office.daemon);
    office_dismiss(&office, sanne);
    vakwerkd_up(office.daemon);
    sanne = come_back("s.dewit");
    assert_all_back(sanne, &retained, 1);
}

/* Asked into the dying broker, and asked again until there is a reply: one question, and sync tells it without a gap.
 */
TEST(questions_asked_while_the_broker_dies_are_there_once)
{
    enum { ASKED = 40 };
    struct peer *sanne = office_member(&office, "s.dewit");
    struct peer_id ids[ASKED];
    int64_t since = office_number(&office, "SELECT max(seq) FROM event");
    int replied = 0;

    for (int i = 0; i < ASKED; i++) {
        ids[i] = peer_new_id();
        peer_send(sanne, ASK, &ids[i], json_pack("{s:s}", "title", "Midden in de storing?"));
        if (i == ASKED / 2)
            vakwerkd_kill_broker(office.daemon);
    }
    office_dismiss(&office, sanne);
    sanne = come_back("s.dewit");
    for (int i = 0; i < ASKED; i++) {
        json_t *reply = peer_call_as(sanne, ASK, &ids[i], json_pack("{s:s}", "title", "Midden in de storing?"));
        replied += json_is_true(json_object_get(reply, "ok"));
    }
    assert_int_equal(replied, ASKED);
    assert_int_equal(office_number(&office, "SELECT count(*) FROM post WHERE title = 'Midden in de storing?'"), ASKED);
    json_t *missed = peer_call(sanne, "sync", json_pack("{s:i, s:i}", "since", (int)since, "limit", 500));
    assert_int_equal(json_array_size(json_object_get(missed, "events")), ASKED);
    for (size_t i = 0; i < ASKED; i++)
        assert_int_equal(office_int(json_array_get(json_object_get(missed, "events"), i), "seq"), since + 1 + (int)i);
}

TEST(a_stop_ends_both_in_time)
{
    pid_t broker = vakwerkd_broker_pid(office.daemon);

    assert_true(broker > 0);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    assert_false(port_answers(vakwerkd_port(office.daemon)));
    assert_false(port_answers(vakwerkd_ws_port(office.daemon)));
    vakwerkd_up(office.daemon);
}

/* Neither end hears that the line is gone: no reset, no end, no answer. */
TEST(a_line_that_swallows_everything_is_given_up_within_ten_seconds)
{
    office_furnish(&office, NULL);
    struct broker *broker =
        broker_start(&office.dir, broker_guard(vakwerkd_file(office.daemon, "access.db").text).text);
    struct line *line = line_open(broker_port(broker));
    struct peer_id id = peer_new_id();

    vakwerkd_set_port(office.daemon, line_port(line));
    vakwerkd_run(office.daemon);
    vakwerkd_set_port(office.daemon, broker_port(broker));
    struct peer *sanne = office_member(&office, "s.dewit");
    assert_accepted(peer_call(sanne, "me", NULL));
    line_set(line, LINE_HALF_OPEN);
    peer_send(sanne, ASK, &id, json_pack("{s:s}", "title", "Hoort iemand mij?"));
    assert_accepted(peer_reply(sanne, &id, BACK_MS));
    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    line_close(line);
    broker_stop(broker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_broker_that_was_killed_is_back_with_all_it_had, enter, leave),
        cmocka_unit_test_setup_teardown(a_daemon_that_was_killed_takes_its_broker_along_and_brings_all_back, enter,
                                        leave),
        cmocka_unit_test_setup_teardown(questions_asked_while_the_broker_dies_are_there_once, enter, leave),
        cmocka_unit_test_setup_teardown(a_stop_ends_both_in_time, enter, leave),
        cmocka_unit_test_teardown(a_line_that_swallows_everything_is_given_up_within_ten_seconds, leave),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
