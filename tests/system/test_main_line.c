/* Asking and answering, as everybody sees it: who is told what, on which topic, and who is not. */
#include "tests/proto/test.h"
#include "tests/system/office.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define THEME  "wacht"
#define EVENTS V "theme/" THEME "/event"

static struct office office;
static struct peer *sanne, *thijs, *kubra; /* the first two of team delft, the third of another */

static int enter(void **state)
{
    (void)state;
    sanne = office_member(&office, "s.dewit");
    thijs = office_member(&office, "t.vermeer");
    kubra = office_member(&office, "k.yilmaz");
    return 0;
}

static int leave(void **state)
{
    (void)state;
    office_empty(&office);
    return 0;
}

static bool lists(const json_t *screen, const char *list, const char *code)
{
    size_t i;
    json_t *item;

    json_array_foreach(json_object_get(screen, list), i, item)
    {
        if (strcmp(json_string_value(item), code) == 0)
            return true;
    }
    return false;
}

struct on_screen {
    const char *kiosk, *code;
    bool there;
};

static bool screen_has(const struct peer *peer, const void *context)
{
    const struct on_screen *wanted = context;
    const struct peer_message *last = peer_last(peer, office_kiosk(wanted->kiosk, "screen").text);

    return last != NULL &&
           (lists(last->json, "spotlight", wanted->code) || lists(last->json, "latest", wanted->code)) == wanted->there;
}

static bool waits_for_screen(struct peer *screen, const char *kiosk, const char *code, bool there, int ms)
{
    return peer_until(screen, screen_has, &(struct on_screen){ kiosk, code, there }, ms);
}

/* ---- openly, in a theme ---- */

TEST(a_question_reaches_its_asker_another_member_and_the_screens)
{
    struct peer *screen = office_screen(&office, "delft-1"), *other = office_screen(&office, "westland-1");

    assert_int_equal(peer_subscribe(kubra, V "theme/#"), 1);
    json_t *reply = office_ask(sanne, THEME, "Wie belt het gezin als de wachttijd oploopt?");
    const char *code = office_text(reply, "code");
    int64_t seq = office_int(reply, "seq");
    assert_int_equal(strlen(code), 4);
    assert_true(seq > 0);

    const json_t *event = peer_event(kubra, EVENTS, seq);
    assert_non_null(event);
    assert_string_equal(office_text(event, "event"), "question");
    assert_string_equal(office_text(event, "space"), "theme/" THEME);
    assert_string_equal(office_text(event, "code"), code);
    assert_string_equal(office_text(event, "title"), "Wie belt het gezin als de wachttijd oploopt?");
    assert_string_equal(office_text(event, "author"), "s.dewit");
    assert_true(office_int(event, "prev") < seq);

    assert_true(office_shows(screen, office_card("delft-1", code).text, true, OFFICE_SOON_MS));
    assert_true(office_shows(other, office_card("westland-1", code).text, true, OFFICE_SOON_MS));
    assert_true(waits_for_screen(screen, "delft-1", code, true, OFFICE_SOON_MS));
    const json_t *card = peer_last(screen, office_card("delft-1", code).text)->json;
    assert_string_equal(office_text(card, "title"), "Wie belt het gezin als de wachttijd oploopt?");
    assert_null(json_object_get(card, "author"));
    assert_null(json_object_get(card, "text"));
}

TEST(an_event_is_not_retained_and_a_card_is)
{
    json_t *reply = office_ask(sanne, THEME, "Blijft dit hangen?");
    struct peer *screen = office_screen(&office, "delft-1");
    struct peer_topic card = office_card("delft-1", office_text(reply, "code"));

    assert_true(office_shows(screen, card.text, true, OFFICE_SOON_MS));
    assert_int_equal(peer_subscribe(kubra, V "theme/#"), 1);
    peer_fence(kubra);
    assert_int_equal(peer_count(kubra, EVENTS), 0);
    office_dismiss(&office, screen);
    screen = office_screen(&office, "delft-1");
    assert_true(office_shows(screen, card.text, true, OFFICE_SOON_MS));
    assert_true(peer_last(screen, card.text)->retain);
}

TEST(an_answer_is_told_to_the_asker_personally)
{
    assert_int_equal(peer_subscribe(sanne, V "out/s.dewit/event"), 1);
    assert_int_equal(peer_subscribe(thijs, V "out/t.vermeer/event"), 1);
    json_t *question = office_ask(sanne, THEME, "Mag ik alvast beginnen met uitleg?");
    json_t *answer = peer_call(kubra, "answer",
                               json_pack("{s:s, s:s, s:[{s:s, s:s}]}", "to", office_text(question, "code"), "text",
                                         "Ja, uitleg mag altijd.", "sources", "title", "Richtlijn", "url",
                                         "https://voorbeeld.nl/richtlijn"));
    assert_accepted(answer);
    char wanted[16];
    snprintf(wanted, sizeof wanted, "%s.1", office_text(question, "code"));
    assert_string_equal(office_text(answer, "code"), wanted);

    const json_t *event = peer_event(sanne, V "out/s.dewit/event", office_int(answer, "seq"));
    assert_non_null(event);
    assert_string_equal(office_text(event, "event"), "answer");
    assert_string_equal(office_text(event, "to"), office_text(question, "code"));
    assert_string_equal(office_text(event, "text"), "Ja, uitleg mag altijd.");
    peer_fence(thijs);
    assert_int_equal(peer_count(thijs, V "out/t.vermeer/event"), 0);

    const json_t *shown = peer_call(thijs, "show", json_pack("{s:s}", "code", office_text(question, "code")));
    assert_accepted(shown);
    assert_int_equal(json_array_size(json_object_get(shown, "items")), 1);
    assert_int_equal(json_array_size(json_object_get(shown, "sources")), 1);
}

TEST(a_withdrawn_question_leaves_every_screen_within_two_seconds)
{
    struct peer *screen = office_screen(&office, "delft-1");
    json_t *question = office_ask(sanne, THEME, "Deze vraag trek ik weer in?");
    const char *code = office_text(question, "code");
    struct peer_topic card = office_card("delft-1", code);

    assert_int_equal(peer_subscribe(kubra, EVENTS), 1);
    assert_true(office_shows(screen, card.text, true, OFFICE_SOON_MS));
    assert_true(waits_for_screen(screen, "delft-1", code, true, OFFICE_SOON_MS));
    json_t *reply = peer_call(sanne, "retract", json_pack("{s:s}", "code", code));
    assert_accepted(reply);
    assert_true(office_shows(screen, card.text, false, OFFICE_SOON_MS));
    assert_true(waits_for_screen(screen, "delft-1", code, false, OFFICE_SOON_MS));

    const json_t *event = peer_event(kubra, EVENTS, office_int(reply, "seq"));
    assert_non_null(event);
    assert_string_equal(office_text(event, "event"), "retracted");
    assert_null(json_object_get(event, "title"));
    assert_refused(peer_call(kubra, "show", json_pack("{s:s}", "code", code)), "not_found");
    assert_refused(peer_call(kubra, "answer", json_pack("{s:s, s:s}", "to", code, "text", "Te laat")), "not_found");
    char sql[160];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM post WHERE title = 'Deze vraag trek ik weer in?'");
    assert_int_equal(office_number(&office, sql), 0);
}

TEST(an_edit_shows_on_the_wall_and_counts_up)
{
    struct peer *screen = office_screen(&office, "delft-1");
    json_t *question = office_ask(sanne, THEME, "Hoe heet dit nou?");
    const char *code = office_text(question, "code");
    struct peer_topic card = office_card("delft-1", code);

    assert_true(office_shows(screen, card.text, true, OFFICE_SOON_MS));
    peer_forget(screen);
    json_t *reply = peer_call(
        sanne, "edit", json_pack("{s:s, s:s, s:i}", "code", code, "title", "Hoe noem je een wachtgesprek?", "base", 1));
    assert_accepted(reply);
    assert_int_equal(office_int(reply, "revision"), 2);
    assert_true(office_shows(screen, card.text, true, OFFICE_SOON_MS));
    assert_string_equal(office_text(peer_last(screen, card.text)->json, "title"), "Hoe noem je een wachtgesprek?");
    assert_refused(peer_call(sanne, "edit", json_pack("{s:s, s:s, s:i}", "code", code, "title", "Te laat?", "base", 1)),
                   "conflict");
    assert_refused(peer_call(kubra, "edit", json_pack("{s:s, s:s, s:i}", "code", code, "title", "Van mij?", "base", 2)),
                   "forbidden");
}

TEST(thanks_count_once_for_each_member_and_are_told)
{
    json_t *question = office_ask(sanne, THEME, "Wie is er blij met deze vraag?");
    const char *code = office_text(question, "code");

    assert_int_equal(peer_subscribe(sanne, V "out/s.dewit/event"), 1);
    json_t *first = peer_call(kubra, "thank", json_pack("{s:s, s:b}", "code", code, "on", 1));
    assert_accepted(first);
    assert_int_equal(office_int(first, "count"), 1);
    assert_non_null(peer_event(sanne, V "out/s.dewit/event", office_int(first, "seq")));
    json_t *second = peer_call(kubra, "thank", json_pack("{s:s, s:b}", "code", code, "on", 1));
    assert_accepted(second);
    assert_int_equal(office_int(second, "count"), 1);
    assert_int_equal(office_int(second, "seq"), 0); /* nothing happened */
    json_t *back = peer_call(kubra, "thank", json_pack("{s:s, s:b}", "code", code, "on", 0));
    assert_int_equal(office_int(back, "count"), 0);
    assert_refused(peer_call(sanne, "thank", json_pack("{s:s, s:b}", "code", code, "on", 1)), "forbidden");
}

TEST(an_asker_marks_the_answer_that_helped)
{
    json_t *question = office_ask(sanne, THEME, "Welk antwoord helpt?");
    const char *code = office_text(question, "code");

    assert_int_equal(peer_subscribe(kubra, V "out/k.yilmaz/event"), 1);
    assert_accepted(peer_call(kubra, "answer", json_pack("{s:s, s:s}", "to", code, "text", "Dit antwoord.")));
    assert_refused(peer_call(kubra, "resolve", json_pack("{s:s}", "code", code)), "forbidden");
    assert_refused(peer_call(sanne, "resolve", json_pack("{s:s, s:i}", "code", code, "answer", 2)), "not_found");
    json_t *reply = peer_call(sanne, "resolve", json_pack("{s:s, s:i}", "code", code, "answer", 1));
    assert_accepted(reply);
    assert_non_null(peer_event(kubra, V "out/k.yilmaz/event", office_int(reply, "seq")));
    const json_t *shown = peer_call(kubra, "show", json_pack("{s:s}", "code", code));
    assert_true(json_is_true(json_object_get(shown, "resolved")));
    assert_int_equal(office_int(shown, "answer"), 1);
}

TEST(an_anonymous_question_names_nobody)
{
    assert_int_equal(peer_subscribe(kubra, EVENTS), 1);
    json_t *reply = peer_call(sanne, "theme/" THEME "/ask",
                              json_pack("{s:s, s:b}", "title", "Dit durf ik niet hardop?", "anonymous", 1));
    assert_accepted(reply);
    const json_t *event = peer_event(kubra, EVENTS, office_int(reply, "seq"));
    assert_non_null(event);
    char *whole = json_dumps(event, 0);
    assert_null(strstr(whole, "dewit"));
    assert_null(strstr(whole, "Sanne"));
    free(whole);
}

/* ---- within a team ---- */

TEST(what_is_private_to_a_team_is_told_to_nobody_else)
{
    struct peer *delft = office_screen(&office, "delft-1"), *westland = office_screen(&office, "westland-1");
    const char *title = "Alleen voor ons team: wie neemt de woensdag?";

    assert_int_equal(peer_subscribe(thijs, V "team/delft/event"), 1);
    assert_int_equal(peer_subscribe(thijs, V "theme/#"), 1);
    assert_int_equal(peer_subscribe(kubra, V "theme/#"), 1);
    assert_int_equal(peer_subscribe(kubra, V "team/delft/event"), PEER_DENIED);
    assert_int_equal(peer_subscribe(kubra, V "team/+/event"), PEER_DENIED);
    assert_int_equal(peer_subscribe(kubra, "#"), PEER_DENIED);
    json_t *reply = office_ask_team(sanne, "delft", THEME, title);
    const char *code = office_text(reply, "code");
    int64_t seq = office_int(reply, "seq");
    assert_non_null(peer_event(thijs, V "team/delft/event", seq));
    assert_true(office_shows(delft, office_card("delft-1", code).text, true, OFFICE_SOON_MS));

    assert_refused(peer_call(kubra, "show", json_pack("{s:s}", "code", code)), "not_found");
    assert_refused(peer_call(kubra, "answer", json_pack("{s:s, s:s}", "to", code, "text", "Ik")), "not_found");
    assert_refused(peer_call(kubra, "team/delft/ask", json_pack("{s:s, s:s}", "title", "Hallo?", "theme", THEME)),
                   "not_found");
    const json_t *missed = peer_call(kubra, "sync", json_pack("{s:i}", "since", (int)seq - 1));
    assert_int_equal(json_array_size(json_object_get(missed, "events")), 0);
    /* A question for everybody, later: when it hangs at the other team, the private one would have hung too. */
    json_t *later = office_ask(sanne, THEME, "Voor iedereen, daarna?");
    assert_true(
        office_shows(westland, office_card("westland-1", office_text(later, "code")).text, true, OFFICE_SOON_MS));
    for (const struct peer_message *message = peer_messages(westland); message != NULL; message = message->next)
        assert_null(strstr(message->payload, "woensdag"));
    peer_fence(kubra);
    for (const struct peer_message *message = peer_messages(kubra); message != NULL; message = message->next)
        assert_null(memmem(message->payload, message->len, "woensdag", 8));
    peer_fence(thijs);
    for (const struct peer_message *message = peer_messages(thijs); message != NULL; message = message->next)
        if (strncmp(message->topic, V "theme/", strlen(V "theme/")) == 0)
            assert_null(memmem(message->payload, message->len, "woensdag", 8));
}

TEST(a_notice_hangs_in_the_teams_room_only)
{
    struct peer *delft = office_screen(&office, "delft-1"), *westland = office_screen(&office, "westland-1");
    int64_t until = ((int64_t)time(NULL) + 24 * 3600) * 1000;
    json_t *notice =
        peer_call(sanne, "team/delft/notice",
                  json_pack("{s:s, s:I}", "text", "Vergadering om drie uur", "until_at", (json_int_t)until));

    assert_accepted(notice);
    json_t *question = office_ask(sanne, THEME, "Daarna nog een vraag?");
    struct peer_topic card = office_card("westland-1", office_text(question, "code"));
    assert_true(office_shows(westland, card.text, true, OFFICE_SOON_MS));
    assert_true(waits_for_screen(delft, "delft-1", office_text(question, "code"), true, OFFICE_SOON_MS));
    const struct peer_message *screen = peer_last(delft, office_kiosk("delft-1", "screen").text);
    assert_string_equal(office_text(screen->json, "notice"), "Vergadering om drie uur");
    for (const struct peer_message *message = peer_messages(westland); message != NULL; message = message->next)
        assert_null(strstr(message->payload, "Vergadering om drie"));
    assert_refused(peer_call(sanne, "team/delft/notice", json_pack("{s:s, s:i}", "text", "Te laat", "until_at", 1000)),
                   "bad_request");
    assert_refused(peer_call(kubra, "team/delft/notice",
                             json_pack("{s:s, s:I}", "text", "Niet van ons", "until_at", (json_int_t)until)),
                   "not_found");
}

static bool screen_is_silent(const struct peer *peer, const void *context)
{
    const struct peer_message *last = peer_last(peer, office_kiosk("delft-1", "screen").text);
    const char *notice = last == NULL ? NULL : office_text(last->json, "notice");

    return last != NULL && (notice == NULL || strcmp(notice, context) != 0);
}

TEST(a_notice_that_two_colleagues_report_leaves_the_screen_within_two_seconds)
{
    struct peer *screen = office_screen(&office, "delft-1"), *hanan = office_member(&office, "h.elamrani");
    int64_t until = ((int64_t)time(NULL) + 25 * 3600) * 1000;
    json_t *notice = peer_call(sanne, "team/delft/notice",
                               json_pack("{s:s, s:I}", "text", "Dit is onaardig", "until_at", (json_int_t)until));

    assert_accepted(notice);
    const char *code = office_text(notice, "code");
    assert_int_equal(peer_subscribe(thijs, V "team/delft/event"), 1);
    json_t *question = office_ask(sanne, THEME, "Hangt de mededeling er nu?");
    assert_true(waits_for_screen(screen, "delft-1", office_text(question, "code"), true, OFFICE_SOON_MS));
    assert_false(screen_is_silent(screen, "Dit is onaardig"));

    assert_accepted(peer_call(thijs, "report", json_pack("{s:s, s:s}", "code", code, "reason", "unkind")));
    json_t *second = peer_call(hanan, "report", json_pack("{s:s, s:s}", "code", code, "reason", "unkind"));
    assert_accepted(second);
    assert_true(peer_until(screen, screen_is_silent, "Dit is onaardig", OFFICE_SOON_MS));
    const json_t *event = peer_event(thijs, V "team/delft/event", office_int(second, "seq"));
    assert_non_null(event);
    assert_string_equal(office_text(event, "event"), "held");
    assert_string_equal(office_text(event, "code"), code);
    assert_null(json_object_get(event, "text"));
    assert_refused(peer_call(thijs, "show", json_pack("{s:s}", "code", code)), "not_found");
    assert_string_equal(office_text(peer_call(sanne, "show", json_pack("{s:s}", "code", code)), "text"),
                        "Dit is onaardig");
}

static bool holds_none(const struct peer *peer, const char *text)
{
    for (const struct peer_message *message = peer_messages(peer); message != NULL; message = message->next)
        if (memmem(message->payload, message->len, text, strlen(text)) != NULL)
            return false;
    return true;
}

TEST(what_goes_into_a_team_leaves_the_screens_of_others_and_the_broker_within_two_seconds)
{
    struct peer *own = office_screen(&office, "delft-1"), *other = office_screen(&office, "westland-1");
    struct peer *beheer = office_member(&office, "beheer");
    json_t *question = office_ask(sanne, THEME, "Wie kent de Kwartelflat?");
    const char *code = office_text(question, "code");
    struct peer_topic card = office_card("westland-1", code);

    assert_accepted(peer_call(kubra, "answer", json_pack("{s:s, s:s}", "to", code, "text", "De Kwartelflat ken ik.")));
    assert_accepted(
        peer_call(beheer, "member-set", json_pack("{s:s, s:[s]}", "member", "k.yilmaz", "roles", "moderator")));
    assert_int_equal(peer_subscribe(kubra, V "theme/#"), 1);
    assert_int_equal(peer_subscribe(thijs, V "team/delft/event"), 1);
    assert_true(office_shows(other, card.text, true, OFFICE_SOON_MS));
    json_t *reply =
        peer_call(kubra, "move", json_pack("{s:s, s:s, s:s}", "code", code, "team", "delft", "reason", "Een flat"));
    assert_accepted(reply);
    int64_t seq = office_int(reply, "seq"); /* of what its team hears; its theme heard before */
    assert_true(office_shows(other, card.text, false, OFFICE_SOON_MS));
    assert_true(waits_for_screen(other, "westland-1", code, false, OFFICE_SOON_MS));
    assert_true(office_shows(own, office_card("delft-1", code).text, true, OFFICE_SOON_MS));
    assert_string_equal(office_text(peer_event(thijs, V "team/delft/event", seq), "title"), "Wie kent de Kwartelflat?");
    const json_t *gone = peer_event(kubra, EVENTS, seq - 1);
    assert_true(json_is_true(json_object_get(gone, "retracted")));
    assert_null(json_object_get(gone, "title"));

    peer_forget(kubra); /* what comes from here on */
    assert_refused(peer_call(kubra, "show", json_pack("{s:s}", "code", code)), "not_found");
    peer_call(kubra, "search", json_pack("{s:s}", "words", "kwartelflat"));
    peer_call(kubra, "similar", json_pack("{s:s, s:s}", "title", "Wie kent de Kwartelflat?", "text", ""));
    peer_call(kubra, "sync", json_pack("{s:i, s:i}", "since", (int)office_int(question, "seq") - 1, "limit", 500));
    assert_true(holds_none(kubra, "Kwartelflat"));
    struct peer *fresh = office_screen(&office, "westland-1"); /* what the broker keeps for it */
    assert_true(waits_for_screen(fresh, "westland-1", code, false, OFFICE_SOON_MS));
    assert_true(holds_none(fresh, "Kwartelflat"));
    assert_accepted(
        peer_call(beheer, "member-set", json_pack("{s:s, s:[s]}", "member", "k.yilmaz", "roles", "editor")));
}

/* ---- waiting: tips and times ---- */

TEST(a_tip_is_told_in_its_theme)
{
    assert_int_equal(peer_subscribe(kubra, EVENTS), 1);
    json_t *reply = peer_call(
        sanne, "theme/" THEME "/tip",
        json_pack("{s:s, s:b, s:s}", "text", "Bel het gezin elke twee weken.", "works", 1, "municipality", "delft"));
    assert_accepted(reply);
    assert_int_equal(office_text(reply, "code")[0], 'T');
    const json_t *event = peer_event(kubra, EVENTS, office_int(reply, "seq"));
    assert_non_null(event);
    assert_string_equal(office_text(event, "event"), "tip");
    assert_string_equal(office_text(event, "municipality"), "delft");
}

static bool has_weeks(const struct peer *peer, const void *weeks)
{
    const struct peer_message *last = peer_last(peer, V "waitlist/delft/ambulant");

    return last != NULL && office_int(last->json, "weeks") == *(const int *)weeks;
}

TEST(a_waiting_time_is_retained_for_whoever_comes_later)
{
    int weeks = 7;

    assert_int_equal(peer_subscribe(kubra, V "waitlist/#"), 1);
    assert_accepted(peer_call(sanne, "waitlist-set",
                              json_pack("{s:s, s:s, s:i, s:s}", "municipality", "delft", "care", "ambulant", "weeks",
                                        weeks, "note", "Sinds kort twee nieuwe collega's")));
    assert_true(peer_until(kubra, has_weeks, &weeks, OFFICE_SOON_MS));
    assert_int_equal(peer_subscribe(thijs, V "waitlist/delft/ambulant"), 1);
    assert_true(peer_until(thijs, has_weeks, &weeks, OFFICE_SOON_MS));
    assert_true(peer_last(thijs, V "waitlist/delft/ambulant")->retain);
    const json_t *rows =
        peer_call(thijs, "waitlist", json_pack("{s:s, s:s}", "municipality", "delft", "care", "ambulant"));
    assert_accepted(rows);
    assert_int_equal(office_int(json_array_get(json_object_get(rows, "rows"), 0), "weeks"), weeks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_question_reaches_its_asker_another_member_and_the_screens, enter, leave),
        cmocka_unit_test_setup_teardown(an_event_is_not_retained_and_a_card_is, enter, leave),
        cmocka_unit_test_setup_teardown(an_answer_is_told_to_the_asker_personally, enter, leave),
        cmocka_unit_test_setup_teardown(a_withdrawn_question_leaves_every_screen_within_two_seconds, enter, leave),
        cmocka_unit_test_setup_teardown(an_edit_shows_on_the_wall_and_counts_up, enter, leave),
        cmocka_unit_test_setup_teardown(thanks_count_once_for_each_member_and_are_told, enter, leave),
        cmocka_unit_test_setup_teardown(an_asker_marks_the_answer_that_helped, enter, leave),
        cmocka_unit_test_setup_teardown(an_anonymous_question_names_nobody, enter, leave),
        cmocka_unit_test_setup_teardown(what_is_private_to_a_team_is_told_to_nobody_else, enter, leave),
        cmocka_unit_test_setup_teardown(
            what_goes_into_a_team_leaves_the_screens_of_others_and_the_broker_within_two_seconds, enter, leave),
        cmocka_unit_test_setup_teardown(a_notice_hangs_in_the_teams_room_only, enter, leave),
        cmocka_unit_test_setup_teardown(a_notice_that_two_colleagues_report_leaves_the_screen_within_two_seconds, enter,
                                        leave),
        cmocka_unit_test_setup_teardown(a_tip_is_told_in_its_theme, enter, leave),
        cmocka_unit_test_setup_teardown(a_waiting_time_is_retained_for_whoever_comes_later, enter, leave),
    };

    if (!broker_is_installed())
        return broker_missing_code();
    office_open(&office, NULL);
    int failed = TEST_RUN(tests);
    return office_close(&office) == VAKWERKD_OK ? failed : 1;
}
