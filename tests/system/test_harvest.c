/*
 * A live table of seventy people who each give twenty inputs, all of them faster than anybody can type; one in seven is
 * sent twice, as a phone does that did not hear the reply. None is lost, none is there twice.
 */
#include "tests/proto/test.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PEOPLE = 70, INPUTS = 20, AGAIN = 7, REPLY_MS = 60000, CUT_OFF = 10 };

static struct office office;
static struct peer *people[PEOPLE];
static char names[PEOPLE][16], secrets[PEOPLE][128];

static json_t *text_map(const char *key, const char *value)
{
    return json_pack("{s:s}", key, value);
}

static struct peer *log_in(int number)
{
    return peer_open(vakwerkd_port(office.daemon),
                     &(struct peer_login){ .user = names[number], .device = "telefoon", .secret = secrets[number] });
}

/* A member of their own, with a device of their own. */
static struct peer *invite(struct peer *beheer, int number)
{
    char code[64];

    snprintf(names[number], sizeof names[number], "gast%d", number);
    json_t *reply = peer_call(beheer, "member-add", json_pack("{s:s, s:s}", "member", names[number], "name", "Gast"));
    assert_accepted(reply);
    snprintf(code, sizeof code, "%s", office_text(reply, "one_time_code"));
    struct peer *first = peer_open(vakwerkd_port(office.daemon),
                                   &(struct peer_login){ .user = names[number], .device = "enrol", .secret = code });
    reply = peer_call(first, "enrol", text_map("device", "telefoon"));
    assert_accepted(reply);
    snprintf(secrets[number], sizeof secrets[number], "%s", office_text(reply, "secret"));
    peer_close(first);
    return log_in(number);
}

static int enter(void **state)
{
    (void)state;
    office_open(&office, NULL);
    struct peer *beheer = office_member(&office, "beheer");
    for (int i = 0; i < PEOPLE; i++)
        people[i] = invite(beheer, i);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    for (int i = 0; i < PEOPLE; i++)
        peer_close(people[i]);
    return office_close(&office) == VAKWERKD_OK ? 0 : 1;
}

static void begin(struct peer *peer, char code[16])
{
    json_t *begun = peer_call(peer, "harvest-begin", text_map("title", "Wat wil de professional?"));

    assert_accepted(begun);
    snprintf(code, 16, "%s", office_text(begun, "code"));
}

static json_t *input(const char *code, int who, int which)
{
    char text[64];

    snprintf(text, sizeof text, "Inbreng %d van plek %d.", which, who);
    return json_pack("{s:s, s:s}", "code", code, "text", text);
}

/* Everybody sends one; then everybody hears. */
static void one_round(const char *code, int which)
{
    static struct peer_id ids[PEOPLE];

    for (int i = 0; i < PEOPLE; i++) {
        ids[i] = peer_new_id();
        peer_send(people[i], "harvest-add", &ids[i], input(code, i, which));
        if ((i + which) % AGAIN == 0)
            peer_send(people[i], "harvest-add", &ids[i], input(code, i, which));
    }
    for (int i = 0; i < PEOPLE; i++) {
        json_t *reply = peer_reply(people[i], &ids[i], REPLY_MS);
        assert_non_null(reply);
        assert_accepted(reply);
    }
}

/* Page by page: how often each input is there. */
static int read_wall(struct peer *reader, const char *code, int seen[PEOPLE][INPUTS])
{
    int64_t since = 0;
    int count = 0;

    for (;;) {
        json_t *wall = peer_call(reader, "harvest-show", json_pack("{s:s, s:I}", "code", code, "since", since)), *item;
        size_t i;
        assert_accepted(wall);
        json_array_foreach(json_object_get(wall, "items"), i, item)
        {
            int which, who;
            assert_int_equal(sscanf(office_text(item, "text"), "Inbreng %d van plek %d.", &which, &who), 2);
            seen[who][which]++;
            count++;
        }
        since = office_int(wall, "next");
        if (!json_is_true(json_object_get(wall, "more")))
            return count;
    }
}

TEST(seventy_people_give_twenty_inputs_and_each_is_there_once)
{
    static int seen[PEOPLE][INPUTS];
    struct peer *sanne = office_member(&office, "s.dewit");
    char code[16];

    begin(sanne, code);
    int64_t start = port_now_ms();
    for (int which = 0; which < INPUTS; which++)
        one_round(code, which);
    printf("%d inputs by %d clients, one in %d sent twice: %.1f s\n", PEOPLE * INPUTS, PEOPLE, AGAIN,
           (double)(port_now_ms() - start) / 1000);
    assert_int_equal(read_wall(sanne, code, seen), PEOPLE * INPUTS);
    for (int who = 0; who < PEOPLE; who++)
        for (int which = 0; which < INPUTS; which++)
            assert_int_equal(seen[who][which], 1);
    assert_int_equal(office_number(&office, "SELECT max(number) FROM harvest_input"), PEOPLE * INPUTS);
}

/* Half of the inputs are on their way when the power goes; who heard nothing sends the same again. */
TEST(a_power_cut_loses_no_input_and_doubles_none)
{
    static int seen[PEOPLE][INPUTS];
    static struct peer_id ids[CUT_OFF][INPUTS];
    struct peer *sanne = office_member(&office, "s.dewit");
    char code[16];

    begin(sanne, code);
    for (int which = 0; which < INPUTS; which++)
        for (int i = 0; i < CUT_OFF; i++) {
            ids[i][which] = peer_new_id();
            if (which < INPUTS / 2)
                peer_send(people[i], "harvest-add", &ids[i][which], input(code, i, which));
        }
    assert_non_null(peer_reply(people[0], &ids[0][0], REPLY_MS)); /* it is at work */
    vakwerkd_kill(office.daemon);
    office_empty(&office);
    vakwerkd_up(office.daemon);
    for (int i = 0; i < CUT_OFF; i++) {
        peer_drop(people[i]);
        people[i] = log_in(i);
        for (int which = 0; which < INPUTS; which++)
            peer_send(people[i], "harvest-add", &ids[i][which], input(code, i, which));
    }
    for (int i = 0; i < CUT_OFF; i++)
        for (int which = 0; which < INPUTS; which++) {
            json_t *reply = peer_reply(people[i], &ids[i][which], REPLY_MS);
            assert_non_null(reply);
            assert_accepted(reply);
        }
    assert_int_equal(read_wall(office_member(&office, "s.dewit"), code, seen), CUT_OFF * INPUTS);
    for (int i = 0; i < CUT_OFF; i++)
        for (int which = 0; which < INPUTS; which++)
            assert_int_equal(seen[i][which], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(seventy_people_give_twenty_inputs_and_each_is_there_once, enter, leave),
        cmocka_unit_test_setup_teardown(a_power_cut_loses_no_input_and_doubles_none, enter, leave),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
