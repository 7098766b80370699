/* Screens: how one gets its account. */
#include "tests/daemon/office.h"

#include "proto/json.h"

#include <stdio.h>

#define TEN_MINUTES_MS INT64_C(600000)

/* A screen says that it shows these digits: for how many seconds they are good, or -1 when it hears nothing. */
static int64_t show(struct office *o, const char *digits)
{
    struct outbox out;

    arena_reset(&o->arena);
    outbox_init(&out, &o->arena);
    assert_int_equal(pairing_hear(o->pairing, span_of(digits), o->now_ms, &out), 0);
    if (out.first == NULL)
        return -1;
    assert_string_equal(out.first->topic.text, topic_pair(span_of(digits)).text);
    assert_false(out.first->retain);
    struct span text = json_from_msgpack(out.first->payload, &o->arena);
    json_t *said = json_loadb(text.ptr, text.len, 0, NULL);
    int64_t left_s = int_at(said, "left_s");
    assert_false(has_at(said, "secret"));
    json_decref(said);
    return left_s;
}

TEST(the_screen_that_shows_the_digits_gets_an_account_and_nobody_else_sees_its_secret)
{
    struct office *o = *state;

    office_ask(o, "anna", "theme/regie/ask", "Vraag");
    assert_int_equal(show(o, "482913"), 600);
    OK(o, "beheer", "kiosk-pair", "{'digits': '482913', 'team': 'delft', 'room': 'Teamkamer Delft'}");
    assert_string_equal(text_at(o->reply, "kiosk"), "delft-1");
    assert_string_equal(text_at(o->reply, "room"), "Teamkamer Delft");
    assert_int_equal(int_at(o->reply, "cards"), 1);
    assert_false(has_at(o->reply, "secret"));
    assert_true(span_is(o->effects.rights->name, "delft-1"));
    assert_true(o->effects.changes.screens);
    assert_string_equal(o->screen.topic.text, topic_pair(span_of("482913")).text);
    assert_string_equal(text_at(o->screen.body, "kiosk"), "delft-1");
    assert_string_equal(text_at(o->screen.body, "device"), "scherm");
    struct secret_text secret = { "" };
    assert_int_equal(strlen(text_at(o->screen.body, "secret")), 28);
    memcpy(secret.text, text_at(o->screen.body, "secret"), 28);
    struct secret_hash hash = secret_hash_of(span_of(secret.text));
    char hex[65] = "";
    for (size_t i = 0; i < sizeof hash.bytes; i++)
        snprintf(hex + 2 * i, 3, "%02X", hash.bytes[i]);
    assert_int_equal(office_number(o, "SELECT count(*) FROM kiosk WHERE hex(hash) = '%s'", hex), 1);
    assert_int_equal(office_grep(o, secret.text), 0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM audit WHERE detail = 'kiosk:delft-1'"), 1);
}

TEST(digits_that_no_screen_shows_are_not_found)
{
    struct office *o = *state;

    NO("not_found", "digits", o, "beheer", "kiosk-pair", "{'digits': '482913', 'team': 'delft', 'room': 'Kantine'}");
    show(o, "482913");
    NO("not_found", "digits", o, "beheer", "kiosk-pair", "{'digits': '482914', 'team': 'delft', 'room': 'Kantine'}");
    NO("too_short", "digits", o, "beheer", "kiosk-pair", "{'digits': '48291', 'team': 'delft', 'room': 'Kantine'}");
    NO("bad_request", "digits", o, "beheer", "kiosk-pair", "{'digits': '48291a', 'team': 'delft', 'room': 'Kantine'}");
}

TEST(digits_expire_and_saying_them_again_does_not_make_them_last_longer)
{
    struct office *o = *state;

    assert_int_equal(show(o, "482913"), 600);
    o->now_ms += TEN_MINUTES_MS - 1000;
    assert_int_equal(show(o, "482913"), 1);
    o->now_ms += 1000;
    NO("not_found", "digits", o, "beheer", "kiosk-pair", "{'digits': '482913', 'team': 'delft', 'room': 'Kantine'}");
}

TEST(digits_are_used_once)
{
    struct office *o = *state;

    show(o, "482913");
    OK(o, "beheer", "kiosk-pair", "{'digits': '482913', 'team': 'delft', 'room': 'Kantine'}");
    NO("not_found", "digits", o, "beheer", "kiosk-pair", "{'digits': '482913', 'team': 'delft', 'room': 'Gang'}");
    assert_int_equal(show(o, "482913"), -1); /* nobody tells it that they are good */
}

/* What was wrong was not the digits. */
TEST(a_refusal_leaves_the_digits_for_another_try)
{
    struct office *o = *state;

    show(o, "482913");
    NO("bad_request", "team", o, "beheer", "kiosk-pair", "{'digits': '482913'}");
    NO("bad_request", "room", o, "beheer", "kiosk-pair", "{'digits': '482913', 'team': 'delft'}");
    NO("bad_request", "team", o, "beheer", "kiosk-pair", "{'digits': '482913', 'room': 'Kantine'}");
    NO("not_found", "team", o, "beheer", "kiosk-pair", "{'digits': '482913', 'team': 'niets', 'room': 'x'}");
    NO("not_found", "team", o, "beheer", "kiosk-pair", "{'digits': '482913', 'team': 'oud', 'room': 'x'}");
    NO("not_found", "kiosk", o, "beheer", "kiosk-pair", "{'digits': '482913', 'kiosk': 'niets'}");
    static const char *const taken[] = { "anna", "pair", "vakwerkd" };
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        NO("conflict", "kiosk", o, "beheer", "kiosk-pair",
           "{'digits': '482913', 'kiosk': '%s', 'team': 'delft', 'room': 'x'}", taken[i]);
    OK(o, "beheer", "kiosk-pair", "{'digits': '482913', 'kiosk': 'kantine', 'team': 'delft', 'room': 'Kantine'}");
    assert_string_equal(text_at(o->reply, "kiosk"), "kantine");
}

/* The disk did not take it: the digits are still those of the request, whoever else knows them. */
TEST(a_lost_batch_is_tried_again_with_the_same_digits)
{
    struct office *o = *state;
    struct topic topic = office_topic("beheer", "kiosk-pair"), to = topic_reply(span_of("beheer"), span_of("pc"));
    const char *id = "01020304050670008000000000000077";
    char text[128];

    show(o, "482913");
    snprintf(text, sizeof text, "{'id': '%s', 'digits': '482913', 'team': 'delft', 'room': 'Gang'}", id);
    for (int round = 0; round < 2; round++) {
        arena_reset(&o->arena);
        assert_int_equal(store_begin(o->store), 0);
        office_serve_in_batch(o, &(struct inbox_item){ .topic = span_of(topic.text),
                                                       .response_topic = span_of(to.text),
                                                       .payload = office_payload(o, "kiosk-pair", text) });
        assert_true(is_at(o->reply, "ok"));
        store_rollback(o->store);
    }
    NO("not_found", "digits", o, "beheer", "kiosk-pair", "{'digits': '482913', 'team': 'delft', 'room': 'Gang'}");
    OK(o, "beheer", "kiosk-pair", "{'id': '%s', 'digits': '482913', 'team': 'delft', 'room': 'Gang'}", id);
    assert_string_equal(text_at(o->reply, "kiosk"), "delft-1");
}

TEST(screens_of_a_team_are_counted)
{
    struct office *o = *state;

    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    OK(o, "beheer", "member-add", "{'member': 'delft-2', 'name': 'x'}");
    show(o, "482913");
    OK(o, "beheer", "kiosk-pair", "{'digits': '482913', 'team': 'delft', 'room': 'Gang'}");
    assert_string_equal(text_at(o->reply, "kiosk"), "delft-3");
    OK(o, "beheer", "team-add", "{'team': 'abcdefghijklmnopqrstuvwxyz012345', 'name': 'Lang'}");
    show(o, "111111");
    OK(o, "beheer", "kiosk-pair", "{'digits': '111111', 'team': 'abcdefghijklmnopqrstuvwxyz012345', 'room': 'Gang'}");
    assert_string_equal(text_at(o->reply, "kiosk"), "abcdefghijklmnopqrstuvwxyz01-1");
}

/* The old device's secret is worth nothing from then on. */
TEST(a_screen_moves_to_another_device)
{
    struct office *o = *state;

    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    int64_t id = office_number(o, "SELECT id FROM kiosk"), same = 0;
    office_sql(o, "CREATE TABLE before AS SELECT id, hash FROM kiosk");
    show(o, "482913");
    OK(o, "beheer", "kiosk-pair", "{'digits': '482913', 'kiosk': 'delft-1'}");
    assert_string_equal(text_at(o->reply, "kiosk"), "delft-1");
    assert_string_equal(text_at(o->reply, "room"), "Kantine");
    assert_true(span_is(o->effects.rights->name, "delft-1"));
    same = office_number(o, "SELECT count(*) FROM kiosk k JOIN before b ON b.hash = k.hash");
    assert_int_equal(same, 0);
    assert_int_equal(office_number(o, "SELECT id FROM kiosk"), id);
    show(o, "111111"); /* with a team it is meant to be a new one */
    NO("conflict", "kiosk", o, "beheer", "kiosk-pair",
       "{'digits': '111111', 'kiosk': 'delft-1', 'team': 'rijswijk', 'room': 'Gang'}");
}

TEST(only_so_many_digits_are_tried)
{
    struct office *o = *state;

    show(o, "482913");
    for (int i = 0; i < 10; i++)
        NO("not_found", "digits", o, "beheer", "kiosk-pair", "{'digits': '10000%d', 'team': 'delft', 'room': 'x'}", i);
    NO("too_many", NULL, o, "beheer", "kiosk-pair", "{'digits': '482913', 'team': 'delft', 'room': 'x'}");
    assert_true(int_at(o->reply, "retry_at") > o->now_ms);
}

TEST(only_so_many_screens_wait)
{
    struct office *o = *state;
    char digits[8];

    for (int i = 0; i < PAIRING_MAX; i++) {
        snprintf(digits, sizeof digits, "%06d", i);
        assert_int_equal(show(o, digits), 600);
    }
    assert_int_equal(show(o, "482913"), -1);
    assert_int_equal(show(o, "000000"), 600);
    o->now_ms += TEN_MINUTES_MS;
    assert_int_equal(show(o, "482913"), 600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(the_screen_that_shows_the_digits_gets_an_account_and_nobody_else_sees_its_secret),
        OFFICE_TEST(digits_that_no_screen_shows_are_not_found),
        OFFICE_TEST(digits_expire_and_saying_them_again_does_not_make_them_last_longer),
        OFFICE_TEST(digits_are_used_once),
        OFFICE_TEST(a_refusal_leaves_the_digits_for_another_try),
        OFFICE_TEST(a_lost_batch_is_tried_again_with_the_same_digits),
        OFFICE_TEST(screens_of_a_team_are_counted),
        OFFICE_TEST(a_screen_moves_to_another_device),
        OFFICE_TEST(only_so_many_digits_are_tried),
        OFFICE_TEST(only_so_many_screens_wait),
    };

    return TEST_RUN(tests);
}
