/* Screens: how one gets its account, how they are, what they are told, and where a question hangs. */
#include "tests/daemon/office.h"

#include "daemon/rights.h"
#include "daemon/screen/wall.h"
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

/* ---- how screens are, and what they do ---- */

static void add_screens(struct office *o)
{
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'rijswijk-1', 'team': 'rijswijk', 'room': 'Hal'}");
}

TEST(a_screen_is_new_there_and_away)
{
    struct office *o = *state;

    add_screens(o);
    OK(o, "beheer", "kiosk-show", "{'kiosk': 'delft-1'}");
    assert_string_equal(text_at(o->reply, "state"), "new");
    assert_false(has_at(o->reply, "seen_at"));
    office_alive(o, "delft-1",
                 "{'state': 'online', 'version': '0.2.0', 'uptime_s': 60, 'memory_kb': 9000, 'clock_error_s': -3,"
                 " 'cards': ['2345', '2346']}");
    OK(o, "beheer", "kiosk-show", "{'kiosk': 'delft-1'}");
    assert_string_equal(text_at(o->reply, "state"), "day");
    assert_string_equal(text_at(o->reply, "version"), "0.2.0");
    assert_true(int_at(o->reply, "seen_at") == o->now_ms && int_at(o->reply, "uptime_s") == 60);
    assert_true(int_at(o->reply, "memory_kb") == 9000 && int_at(o->reply, "cards") == 2);
    assert_true(json_integer_value(json_at(o->reply, "clock_error_s")) == -3);
    o->now_ms += 9 * HOUR_MS;
    office_alive(o, "delft-1", "{'state': 'online'}");
    OK(o, "beheer", "kiosk-list", "{}");
    assert_string_equal(text_at(o->reply, "items.0.state"), "evening");
    assert_string_equal(text_at(o->reply, "items.1.state"), "new");
    int64_t seen_at = o->now_ms;
    o->now_ms += MINUTE_MS;
    office_alive(o, "delft-1", "{'state': 'offline'}");
    OK(o, "beheer", "kiosk-show", "{'kiosk': 'delft-1'}");
    assert_string_equal(text_at(o->reply, "state"), "away");
    assert_true(int_at(o->reply, "seen_at") == seen_at);
    NO("not_found", "kiosk", o, "beheer", "kiosk-show", "{'kiosk': 'niets'}");
}

/* The page that says it opens itself anew a minute later, and then knows nothing of it. */
TEST(what_went_wrong_in_a_screen_stays_known_after_it_opened_itself_anew)
{
    struct office *o = *state;
    int64_t then = o->now_ms;

    add_screens(o);
    office_alive(o, "delft-1", "{'state': 'online'}");
    OK(o, "beheer", "kiosk-show", "{'kiosk': 'delft-1'}");
    assert_false(has_at(o->reply, "fault"));
    office_alive(o, "delft-1", "{'state': 'online', 'fault': 'Uncaught TypeError: x is undefined (1:234)'}");
    o->now_ms += MINUTE_MS;
    office_alive(o, "delft-1", "{'state': 'online'}");
    OK(o, "beheer", "kiosk-show", "{'kiosk': 'delft-1'}");
    assert_string_equal(text_at(o->reply, "fault"), "Uncaught TypeError: x is undefined (1:234)");
    assert_true(int_at(o->reply, "fault_at") == then);
}

/* In memory is only what was said since the start. */
TEST(after_a_restart_the_database_knows_when_a_screen_was_last_seen)
{
    struct office *o = *state;
    struct span kiosk;
    int64_t seen_at = 0, first = o->now_ms;

    add_screens(o);
    office_alive(o, "delft-1", "{'state': 'online'}");
    assert_true(roster_unwritten(o->roster, o->now_ms, &o->arena, &kiosk, &seen_at));
    assert_true(span_is(kiosk, "delft-1") && seen_at == first);
    assert_false(roster_unwritten(o->roster, o->now_ms, &o->arena, &kiosk, &seen_at));
    o->now_ms += MINUTE_MS;
    office_alive(o, "delft-1", "{'state': 'online'}");
    assert_false(roster_unwritten(o->roster, o->now_ms, &o->arena, &kiosk, &seen_at)); /* not each minute */
    office_alive(o, "delft-1", "{'state': 'offline'}");
    assert_true(roster_unwritten(o->roster, o->now_ms, &o->arena, &kiosk, &seen_at));
    assert_true(seen_at == o->now_ms);
    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(store_kiosk_see(o->store, kiosk, seen_at), 0);
    assert_int_equal(store_kiosk_see(o->store, kiosk, first), 0); /* time goes forwards */
    assert_int_equal(store_commit(o->store), 0);
    roster_forget(o->roster, span_of("delft-1"));
    OK(o, "beheer", "kiosk-show", "{'kiosk': 'delft-1'}");
    assert_string_equal(text_at(o->reply, "state"), "away");
    assert_true(int_at(o->reply, "seen_at") == seen_at);
}

TEST(what_is_not_said_of_a_screen_stays_as_it_is)
{
    struct office *o = *state;

    add_screens(o);
    OK(o, "beheer", "kiosk-show", "{'kiosk': 'delft-1'}");
    assert_string_equal(text_at(o->reply, "layout"), "normal");
    assert_string_equal(text_at(o->reply, "privacy"), "normal");
    assert_true(is_at(o->reply, "touch"));
    assert_false(has_at(o->reply, "hours"));
    OK(o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'layout': 'large', 'hours': '09:30-21:05', 'touch': false}");
    assert_true(o->effects.changes.screens);
    OK(o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'privacy': 'strict', 'room': 'Gang', 'team': 'rijswijk'}");
    OK(o, "beheer", "kiosk-show", "{'kiosk': 'delft-1'}");
    assert_string_equal(text_at(o->reply, "layout"), "large");
    assert_string_equal(text_at(o->reply, "privacy"), "strict");
    assert_string_equal(text_at(o->reply, "hours"), "09:30-21:05");
    assert_string_equal(text_at(o->reply, "room"), "Gang");
    assert_string_equal(text_at(o->reply, "team"), "rijswijk");
    assert_false(is_at(o->reply, "touch"));
    OK(o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'hours': '', 'layout': 'normal'}");
    OK(o, "beheer", "kiosk-show", "{'kiosk': 'delft-1'}");
    assert_string_equal(text_at(o->reply, "layout"), "normal");
    assert_false(has_at(o->reply, "hours"));
    OK(o, "beheer", "kiosk-show", "{'kiosk': 'rijswijk-1'}");
    assert_string_equal(text_at(o->reply, "privacy"), "normal"); /* the other one is as it was */
}

TEST(a_wrong_setting_changes_nothing)
{
    static const char *const hours[] = { "7:00-18:00",  "07:00-24:00", "18:00-07:00",
                                         "07:00-07:00", "07:00 18:00", "07:00-18:0x" };
    struct office *o = *state;

    add_screens(o);
    NO("not_found", "kiosk", o, "beheer", "kiosk-set", "{'kiosk': 'niets', 'room': 'x'}");
    NO("not_found", "team", o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'room': 'x', 'team': 'oud'}");
    NO("bad_request", "layout", o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'room': 'x', 'layout': 'groot'}");
    NO("bad_request", "privacy", o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'room': 'x', 'privacy': 'large'}");
    for (size_t i = 0; i < sizeof hours / sizeof hours[0]; i++)
        NO("bad_request", "hours", o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'room': 'x', 'hours': '%s'}",
           strchr(hours[i], ' ') == NULL ? hours[i] : "07:00+18:00");
}

TEST(a_message_hangs_until_its_time)
{
    struct office *o = *state;
    struct kiosk kiosk;
    struct wall wall;

    add_screens(o);
    OK(o, "beheer", "kiosk-message", "{'kiosk': 'delft-1', 'text': 'Intervisie in kamer 2', 'until_at': %lld}",
       (long long)o->now_ms + 5 * MINUTE_MS);
    assert_true(o->effects.changes.screens);
    assert_int_equal(store_kiosk_get(o->store, span_of("delft-1"), &o->arena, &kiosk), 0);
    office_draw(o, &kiosk, o->now_ms + 5 * MINUTE_MS - 1, &wall);
    assert_true(span_is(wall.screen.message, "Intervisie in kamer 2"));
    assert_true(wall.screen.message_until_at == o->now_ms + 5 * MINUTE_MS);
    office_draw(o, &kiosk, o->now_ms + 5 * MINUTE_MS, &wall);
    assert_null(wall.screen.message.ptr);
    OK(o, "beheer", "kiosk-message", "{'kiosk': 'delft-1', 'text': 'Een uur lang'}");
    OK(o, "beheer", "kiosk-show", "{'kiosk': 'delft-1'}");
    assert_string_equal(text_at(o->reply, "message"), "Een uur lang");
    assert_true(int_at(o->reply, "message_until_at") == o->now_ms + HOUR_MS);
    OK(o, "beheer", "kiosk-message", "{'kiosk': 'delft-1', 'text': ''}");
    OK(o, "beheer", "kiosk-show", "{'kiosk': 'delft-1'}");
    assert_false(has_at(o->reply, "message"));
    NO("bad_request", "until_at", o, "beheer", "kiosk-message", "{'kiosk': 'delft-1', 'text': 'x', 'until_at': %lld}",
       (long long)o->now_ms);
    NO("bad_request", "until_at", o, "beheer", "kiosk-message", "{'kiosk': 'delft-1', 'text': 'x', 'until_at': %lld}",
       (long long)o->now_ms + 8LL * DAY_MS);
    NO("not_found", "kiosk", o, "beheer", "kiosk-message", "{'kiosk': 'niets', 'text': 'x'}");
    NO("identifying", "text", o, "beheer", "kiosk-message", "{'kiosk': 'delft-1', 'text': 'Bel 06-12345678'}");
}

TEST(an_order_is_for_a_screen_that_is_there)
{
    static const char *const others[] = { "identify", "rotate", "dim" };
    struct office *o = *state;

    add_screens(o);
    NO("conflict", "kiosk", o, "beheer", "kiosk-order", "{'kiosk': 'delft-1', 'order': 'reload'}");
    office_alive(o, "delft-1", "{'state': 'online'}");
    OK(o, "beheer", "kiosk-order", "{'kiosk': 'delft-1', 'order': 'reload'}");
    assert_string_equal(o->screen.topic.text, topic_kiosk(span_of("delft-1"), "order").text);
    assert_string_equal(text_at(o->screen.body, "order"), "reload");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        OK(o, "beheer", "kiosk-order", "{'kiosk': 'delft-1', 'order': '%s'}", others[i]);
        assert_string_equal(text_at(o->screen.body, "order"), others[i]);
    }
    NO("bad_request", "order", o, "beheer", "kiosk-order", "{'kiosk': 'delft-1', 'order': 'explode'}");
    NO("not_found", "kiosk", o, "beheer", "kiosk-order", "{'kiosk': 'niets', 'order': 'reload'}");
    office_alive(o, "delft-1", "{'state': 'offline'}");
    NO("conflict", "kiosk", o, "beheer", "kiosk-order", "{'kiosk': 'delft-1', 'order': 'reload'}");
}

/* ---- where a question hangs ---- */

static void says_cards(struct office *o, const char *kiosk, const char *codes)
{
    char text[256];

    snprintf(text, sizeof text, "{'state': 'online', 'cards': [%s]}", codes);
    office_alive(o, kiosk, text);
}

TEST(a_screen_confirms_that_a_question_is_gone)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    char held[200];

    add_screens(o);
    snprintf(held, sizeof held, "'%s', '2222'", code.text);
    says_cards(o, "delft-1", held);
    says_cards(o, "rijswijk-1", "");
    OK(o, "anna", "screens", "{'code': '%s'}", code.text);
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.kiosk"), "delft-1");
    assert_string_equal(text_at(o->reply, "items.0.room"), "Kantine");
    assert_string_equal(text_at(o->reply, "items.0.state"), "holds");
    assert_int_equal(int_at(o->reply, "took_away"), 0);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    OK(o, "anna", "screens", "{'code': '%s'}", code.text); /* not before the screen says so */
    assert_string_equal(text_at(o->reply, "items.0.state"), "holds");
    says_cards(o, "delft-1", "'2222'");
    OK(o, "anna", "screens", "{'code': '%s'}", code.text);
    assert_int_equal(count_at(o->reply, "items"), 0);
    assert_int_equal(int_at(o->reply, "took_away"), 1);
    says_cards(o, "rijswijk-1", "'2222'");
    OK(o, "anna", "screens", "{'code': '%s'}", code.text); /* who never had it did not take it away */
    assert_int_equal(int_at(o->reply, "took_away"), 1);
}

/* Stored, and then on so many screens: by their own word, and for nobody but who asked. */
TEST(who_asked_reads_how_many_screens_show_the_question)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    char held[200];

    add_screens(o);
    OK(o, "anna", "show", "{'code': '%s'}", code.text);
    assert_int_equal(int_at(o->reply, "on_screens"), 0);
    assert_false(is_at(o->reply, "hangs"));
    OK(o, "bram", "show", "{'code': '%s'}", code.text);
    assert_false(is_at(o->reply, "hangs"));
    says_cards(o, "delft-1", "");
    says_cards(o, "rijswijk-1", "");
    OK(o, "anna", "screens", "{'code': '%s'}", code.text);
    assert_int_equal(int_at(o->reply, "waits"), 2);
    snprintf(held, sizeof held, "'%s'", code.text);
    says_cards(o, "delft-1", held);
    OK(o, "anna", "screens", "{'code': '%s'}", code.text);
    assert_int_equal(int_at(o->reply, "waits"), 1);
    says_cards(o, "rijswijk-1", held);
    OK(o, "anna", "screens", "{'code': '%s'}", code.text);
    assert_int_equal(int_at(o->reply, "waits"), 0);
    OK(o, "anna", "show", "{'code': '%s'}", code.text);
    assert_int_equal(int_at(o->reply, "on_screens"), 2);
    OK(o, "bram", "show", "{'code': '%s'}", code.text);
    assert_false(has_at(o->reply, "on_screens"));
    assert_true(is_at(o->reply, "hangs"));
    OK(o, "toezicht", "show", "{'code': '%s'}", code.text);
    assert_false(has_at(o->reply, "on_screens"));
    office_alive(o, "delft-1", "{'state': 'offline'}"); /* it may hang there, but nobody can say so */
    OK(o, "anna", "show", "{'code': '%s'}", code.text);
    assert_int_equal(int_at(o->reply, "on_screens"), 1);
}

TEST(no_screen_is_waited_for_that_may_not_show_the_question)
{
    struct office *o = *state;
    struct word_text own = office_ask(o, "anna", "team/delft/ask", "Van ons");

    OK(o, "anna", "theme/regie/ask", "{'title': 'Niet op schermen', 'no_kiosk': true}");
    struct word_text hidden = office_word(o, "code");
    add_screens(o);
    says_cards(o, "delft-1", "");
    says_cards(o, "rijswijk-1", "");
    OK(o, "anna", "screens", "{'code': '%s'}", own.text);
    assert_int_equal(int_at(o->reply, "waits"), 1);
    OK(o, "anna", "screens", "{'code': '%s'}", hidden.text);
    assert_int_equal(int_at(o->reply, "waits"), 0);
}

TEST(a_screen_that_is_away_still_holds_what_it_held_until_it_lets_go_by_itself)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    char held[200];

    add_screens(o);
    snprintf(held, sizeof held, "'%s'", code.text);
    says_cards(o, "delft-1", held);
    o->now_ms += HOUR_MS;
    int64_t away = o->now_ms;
    office_alive(o, "delft-1", "{'state': 'offline'}");
    o->now_ms += HOUR_MS;
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    OK(o, "anna", "screens", "{'code': '%s'}", code.text);
    assert_string_equal(text_at(o->reply, "items.0.state"), "away");
    assert_true(int_at(o->reply, "items.0.since_at") == away);
    assert_true(int_at(o->reply, "items.0.until_at") == away + 8LL * HOUR_MS);
    o->now_ms = away + 8LL * HOUR_MS;
    OK(o, "anna", "screens", "{'code': '%s'}", code.text);
    assert_int_equal(count_at(o->reply, "items"), 0);
    o->now_ms = away + HOUR_MS; /* it comes back, and says what it has */
    says_cards(o, "delft-1", held);
    OK(o, "anna", "screens", "{'code': '%s'}", code.text);
    assert_string_equal(text_at(o->reply, "items.0.state"), "holds");
    says_cards(o, "delft-1", "");
    OK(o, "anna", "screens", "{'code': '%s'}", code.text);
    assert_int_equal(int_at(o->reply, "took_away"), 1);
}

/* After a restart of the daemon: what the database knows, and whose wall it could have been on. */
TEST(of_a_screen_that_was_not_heard_since_the_start_nobody_knows)
{
    struct office *o = *state;
    struct word_text open = office_ask(o, "anna", "theme/regie/ask", "Open"),
                     own = office_ask(o, "anna", "team/delft/ask", "Van ons"), hidden, late;

    OK(o, "anna", "theme/regie/ask", "{'title': 'Niet op schermen', 'no_kiosk': true}");
    hidden = office_word(o, "code");
    add_screens(o);
    o->now_ms += HOUR_MS;
    office_sql(o, "UPDATE kiosk SET seen_at = %lld", (long long)o->now_ms);
    o->now_ms += MINUTE_MS;
    late = office_ask(o, "anna", "theme/regie/ask", "Van later");
    OK(o, "anna", "screens", "{'code': '%s'}", open.text);
    assert_int_equal(count_at(o->reply, "items"), 2);
    assert_string_equal(text_at(o->reply, "items.0.state"), "unknown");
    assert_true(int_at(o->reply, "items.0.since_at") == o->now_ms - MINUTE_MS);
    assert_true(int_at(o->reply, "items.0.until_at") == o->now_ms - MINUTE_MS + 8LL * HOUR_MS + 10 * MINUTE_MS);
    OK(o, "anna", "screens", "{'code': '%s'}", own.text);
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.kiosk"), "delft-1");
    OK(o, "anna", "screens", "{'code': '%s'}", hidden.text);
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "anna", "screens", "{'code': '%s'}", late.text);
    assert_int_equal(count_at(o->reply, "items"), 0);
    o->now_ms += 9LL * HOUR_MS;
    OK(o, "anna", "screens", "{'code': '%s'}", open.text);
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(where_a_held_question_hangs_is_for_its_author_and_moderators)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag"),
                     own = office_ask(o, "anna", "team/delft/ask", "Van ons");

    NO("forbidden", "code", o, "bram", "screens", "{'code': '%s'}", code.text);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'Adres'}", code.text);
    OK(o, "anna", "screens", "{'code': '%s'}", code.text);
    OK(o, "toezicht", "screens", "{'code': '%s'}", code.text);
    NO("not_found", "code", o, "bram", "screens", "{'code': '%s'}", code.text);
    NO("not_found", "code", o, "toezicht", "screens", "{'code': '%s'}", own.text);
    OK(o, "anna", "retract", "{'code': '%s'}", own.text);
    OK(o, "anna", "screens", "{'code': '%s'}", own.text);
    NO("not_found", "code", o, "bram", "screens", "{'code': '%s'}", own.text);
    NO("not_found", "code", o, "eva", "screens", "{'code': '%s'}", own.text);
}

TEST(what_an_organisation_keeps_to_itself_hangs_on_its_own_walls)
{
    struct office *o = *state;

    OK(o, "beheer", "team-add", "{'team': 'vliet', 'name': 'Vliet', 'is_organisation': true}");
    OK(o, "beheer", "team-set", "{'team': 'delft', 'organisation': 'vliet'}");
    struct word_text code = office_ask(o, "anna", "team/vliet/ask", "Onder ons");
    add_screens(o);
    office_sql(o, "UPDATE kiosk SET seen_at = %lld", (long long)o->now_ms);
    OK(o, "anna", "screens", "{'code': '%s'}", code.text);
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.kiosk"), "delft-1");
}

TEST(a_word_that_cannot_be_read_is_no_word)
{
    struct office *o = *state;
    struct roster_row row;

    roster_hear(o->roster, span_of("delft-1"), span_of("nonsense"), o->now_ms, &o->arena);
    assert_false(roster_get(o->roster, span_of("delft-1"), &o->arena, &row));
    office_alive(o, "delft-1", "{'state': 'offline'}"); /* a will of before the start tells nothing of when */
    assert_false(roster_get(o->roster, span_of("delft-1"), &o->arena, &row));
    office_alive(o, "delft-1", "{'state': 'online'}");
    assert_true(roster_get(o->roster, span_of("delft-1"), &o->arena, &row));
    for (int i = 0; i < ROSTER_MAX + 5; i++) {
        char name[16];
        snprintf(name, sizeof name, "scherm-%d", ROSTER_MAX + 5 - i); /* each goes before those that are there */
        office_alive(o, name, "{'state': 'online'}");
        if (i % 100 == 0)
            arena_reset(&o->arena);
    }
    assert_true(roster_get(o->roster, span_of("scherm-7"), &o->arena, &row));
    assert_false(roster_get(o->roster, span_of("scherm-6"), &o->arena, &row));
}

/* Screens 0 and on, without a word of the log: it is not about them. */
static void insert_screens(struct office *o, int count)
{
    office_sql(o,
               "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO kiosk (name,"
               " team, room, device, hash) SELECT printf('scherm-%%04d', i), 1 + i %% 2, 'kamer', 'scherm',"
               " zeroblob(32) FROM n",
               count - 1);
}

TEST(there_can_be_so_many_screens_and_no_more)
{
    struct office *o = *state;

    insert_screens(o, KIOSKS_MAX - 1);
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'laatste', 'team': 'delft', 'room': 'Kantine'}");
    NO("conflict", "kiosk", o, "beheer", "kiosk-add", "{'kiosk': 'te-veel', 'team': 'delft', 'room': 'Kantine'}");
    assert_int_equal(int_at(o->reply, "limit"), KIOSKS_MAX);
    OK(o, "beheer", "kiosk-remove", "{'kiosk': 'scherm-0000'}");
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'te-veel', 'team': 'delft', 'room': 'Kantine'}");
}

TEST(many_screens_are_listed_page_by_page)
{
    struct office *o = *state;

    insert_screens(o, KIOSKS_PAGE + 2);
    OK(o, "beheer", "kiosk-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), KIOSKS_PAGE);
    assert_string_equal(text_at(o->reply, "after"), "scherm-0499");
    OK(o, "beheer", "kiosk-list", "{'after': 'scherm-0499'}");
    assert_int_equal(count_at(o->reply, "items"), 2);
    assert_false(has_at(o->reply, "after"));
    OK(o, "beheer", "kiosk-list", "{'team': 'delft'}");
    assert_int_equal(count_at(o->reply, "items"), KIOSKS_PAGE / 2 + 1);
}

TEST(the_guard_is_told_of_all_of_them)
{
    struct office *o = *state;
    struct rights_file *file = rights_open(tempdir_file(&o->dir, "access.db").text);
    const struct rights_own own = { .daemon.bytes = { 1 }, .canary.bytes = { 2 } };

    insert_screens(o, 2 * KIOSKS_PAGE);
    assert_non_null(file);
    assert_int_equal(rights_rebuild(file, o->store, &own, &o->arena), 0);
    rights_close(file);
    office_sql(o, "ATTACH '%s' AS access", tempdir_file(&o->dir, "access.db").text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM access.kiosk"), 2 * KIOSKS_PAGE);
}

TEST(a_question_on_more_screens_than_can_be_listed_is_counted)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    char name[16];

    insert_screens(o, KIOSKS_PAGE + 2);
    for (int i = 0; i < KIOSKS_PAGE + 2; i++) {
        snprintf(name, sizeof name, "scherm-%04d", i);
        office_alive(o, name, office_with("{'state': 'online', 'cards': ['$']}", code.text).text);
    }
    OK(o, "anna", "screens", "{'code': '%s'}", code.text);
    assert_int_equal(count_at(o->reply, "items"), KIOSKS_PAGE);
    assert_int_equal(int_at(o->reply, "more"), 2);
    assert_int_equal(int_at(o->reply, "waits"), 0);
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
        OFFICE_TEST(a_screen_is_new_there_and_away),
        OFFICE_TEST(what_went_wrong_in_a_screen_stays_known_after_it_opened_itself_anew),
        OFFICE_TEST(after_a_restart_the_database_knows_when_a_screen_was_last_seen),
        OFFICE_TEST(what_is_not_said_of_a_screen_stays_as_it_is),
        OFFICE_TEST(a_wrong_setting_changes_nothing),
        OFFICE_TEST(a_message_hangs_until_its_time),
        OFFICE_TEST(an_order_is_for_a_screen_that_is_there),
        OFFICE_TEST(a_screen_confirms_that_a_question_is_gone),
        OFFICE_TEST(who_asked_reads_how_many_screens_show_the_question),
        OFFICE_TEST(no_screen_is_waited_for_that_may_not_show_the_question),
        OFFICE_TEST(a_screen_that_is_away_still_holds_what_it_held_until_it_lets_go_by_itself),
        OFFICE_TEST(of_a_screen_that_was_not_heard_since_the_start_nobody_knows),
        OFFICE_TEST(where_a_held_question_hangs_is_for_its_author_and_moderators),
        OFFICE_TEST(what_an_organisation_keeps_to_itself_hangs_on_its_own_walls),
        OFFICE_TEST(a_word_that_cannot_be_read_is_no_word),
        OFFICE_TEST(there_can_be_so_many_screens_and_no_more),
        OFFICE_TEST(many_screens_are_listed_page_by_page),
        OFFICE_TEST(the_guard_is_told_of_all_of_them),
        OFFICE_TEST(a_question_on_more_screens_than_can_be_listed_is_counted),
    };

    return TEST_RUN(tests);
}
