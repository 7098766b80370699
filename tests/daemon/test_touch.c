/* What is touched on a screen: thanks, onto the team's intervision, more of a question; each once. */
#include "tests/daemon/office.h"

#include "daemon/screen/touch.h"
#include "daemon/screen/wall.h"
#include "proto/json.h"

#include <stdio.h>

static uint8_t next_id;

static struct request request_of(struct office *o)
{
    return (struct request){
        .store = o->store, .arena = &o->arena, .settings = &o->settings, .now_ms = o->now_ms, .place = TOPIC_TEAM
    };
}

/* The touch with this id, as the engine does it; whether the wall changed. */
static bool take(struct office *o, const char *kiosk, struct msg_touch touch, uint8_t id)
{
    uint8_t bytes[16] = { 1, 2, 3, 4, 5, 6, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, id };
    bool changed = false;

    touch.id = (struct span){ (const char *)bytes, 16 };
    arena_reset(&o->arena);
    outbox_init(&o->out, &o->arena);
    struct request rq = request_of(o);
    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(touch_do(&rq, span_of(kiosk), &touch, &o->out, &changed), 0);
    assert_int_equal(store_commit(o->store), 0);
    return changed;
}

/* Of a card that hangs there. */
static bool touch_again(struct office *o, const char *kiosk, const char *action, const char *code, uint8_t id)
{
    return take(o, kiosk, (struct msg_touch){ .action = span_of(action), .code = span_of(code) }, id);
}

static bool touch(struct office *o, const char *kiosk, const char *action, const char *code)
{
    return touch_again(o, kiosk, action, code, ++next_id);
}

/* One that leads through what the team does, at this step of it. */
static bool lead(struct office *o, const char *kiosk, struct msg_touch touch)
{
    assert_false(touch_is_of_card(&touch));
    return take(o, kiosk, touch, ++next_id);
}

#define LEAD(o, kiosk, word, at, ...)                                                                                  \
    lead(o, kiosk, (struct msg_touch){ .action = span_of(word), .has_step = true, .step = at, __VA_ARGS__ })

/* What the screen is told; to be released. */
static json_t *told(struct office *o, const char *kiosk)
{
    assert_non_null(o->out.first);
    assert_string_equal(o->out.first->topic.text, topic_kiosk(span_of(kiosk), "detail").text);
    assert_false(o->out.first->retain);
    assert_true(o->out.first->payload.len <= 4000);
    assert_null(o->out.first->next);
    struct span text = json_from_msgpack(o->out.first->payload, &o->arena);
    return json_loadb(text.ptr, text.len, 0, NULL);
}

static int begin(void **state)
{
    int err = office_setup(state);
    struct office *o = *state;

    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'rijswijk-1', 'team': 'rijswijk', 'room': 'Hal'}");
    return err;
}

static int64_t thanks(struct office *o)
{
    return office_number(o, "SELECT thanks FROM post WHERE id = 1");
}

TEST(a_thank_counts_once_however_often_it_is_sent)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    assert_true(touch_again(o, "delft-1", "thank", code.text, 200));
    assert_int_equal(thanks(o), 1);
    assert_false(touch_again(o, "delft-1", "thank", code.text, 200));
    o->now_ms += HOUR_MS;
    assert_false(touch_again(o, "delft-1", "thank", code.text, 200)); /* the same one, whenever it comes */
    assert_int_equal(thanks(o), 1);
    assert_int_equal(office_number(o, "SELECT count(*) FROM thanks"), 0); /* nobody's in particular */
    OK(o, "bram", "thank", "{'code': '%s', 'on': true}", code.text);
    assert_int_equal(thanks(o), 2);
}

TEST(a_screen_thanks_a_question_once_in_ten_minutes)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag"),
                     other = office_ask(o, "anna", "theme/regie/ask", "Andere vraag");

    assert_true(touch(o, "delft-1", "thank", code.text));
    o->now_ms += 10 * MINUTE_MS - 1;
    assert_false(touch(o, "delft-1", "thank", code.text));
    assert_int_equal(thanks(o), 1);
    assert_true(touch(o, "delft-1", "thank", other.text));
    assert_true(touch(o, "rijswijk-1", "thank", code.text)); /* another room */
    assert_int_equal(thanks(o), 2);
    o->now_ms += 1;
    assert_true(touch(o, "delft-1", "thank", code.text));
    assert_int_equal(thanks(o), 3);
}

TEST(a_question_is_put_on_the_list_of_the_screens_team)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    assert_true(touch(o, "delft-1", "intervision", code.text));
    OK(o, "bram", "team/delft/intervision-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.by"), "Kantine");
    OK(o, "eva", "team/rijswijk/intervision-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    touch(o, "rijswijk-1", "intervision", code.text);
    OK(o, "eva", "team/rijswijk/intervision-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
}

/* Who planned it for a day has thought of it. */
TEST(what_a_member_took_along_stays_as_it_is)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    OK(o, "bram", "team/delft/intervision-add", "{'codes': ['%s'], 'date': '2022-05-26'}", code.text);
    touch(o, "delft-1", "intervision", code.text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM intervision WHERE day = '2022-05-26' AND kiosk IS NULL"),
                     1);
    OK(o, "bram", "team/delft/intervision-done", "{'codes': ['%s']}", code.text);
    o->now_ms += HOUR_MS;
    touch(o, "delft-1", "intervision", code.text); /* what was talked about, once more */
    assert_int_equal(office_number(o, "SELECT count(*) FROM intervision WHERE done_at IS NULL AND kiosk = 1"), 1);
}

TEST(a_list_that_is_full_stays_as_it_is)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    for (int i = 0; i < 50; i++) {
        struct word_text more = office_ask(o, "anna", "theme/regie/ask", "Vraag");
        touch(o, "delft-1", "intervision", more.text);
    }
    touch(o, "delft-1", "intervision", code.text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM intervision"), 50);
}

TEST(more_of_a_question_is_its_explanation_and_two_answers_without_names)
{
    struct office *o = *state;

    OK(o, "anna", "theme/regie/ask", "{'title': 'Vraag', 'text': 'Waar het om gaat.'}");
    struct word_text code = office_word(o, "code");
    office_answer(o, "bram", code.text, "Eerste");
    office_answer(o, "eva", code.text, "Tweede");
    office_answer(o, "carla", code.text, "Derde");
    assert_false(touch(o, "delft-1", "detail", code.text));
    json_t *detail = told(o, "delft-1");
    assert_string_equal(text_at(detail, "code"), code.text);
    assert_string_equal(text_at(detail, "text"), "Waar het om gaat.");
    assert_int_equal(count_at(detail, "answers"), 2);
    assert_string_equal(text_at(detail, "answers.0.text"), "Eerste");
    assert_string_equal(text_at(detail, "answers.0.team_name"), "Team Delft");
    assert_false(has_at(detail, "answers.1.team_name")); /* too few to be named */
    char *text = json_dumps(detail, 0);
    assert_null(strstr(text, "bram"));
    free(text);
    json_decref(detail);
    assert_int_equal(office_number(o, "SELECT count(*) FROM touch"), 0);
}

TEST(long_texts_are_cut_at_a_character)
{
    struct office *o = *state;
    char text[2001] = "";

    for (size_t i = 0; i < 500; i++)
        memcpy(text + 4 * i, "\xf0\x9f\x98\x80", 5);
    OK(o, "anna", "theme/regie/ask", "{'title': 'Vraag', 'text': '%s'}", text);
    struct word_text code = office_word(o, "code");
    office_answer(o, "bram", code.text, text);
    office_answer(o, "eva", code.text, text);
    touch(o, "delft-1", "detail", code.text);
    json_t *detail = told(o, "delft-1");
    assert_int_equal(strlen(text_at(detail, "text")), 4 * 400 + 3);
    assert_int_equal(strlen(text_at(detail, "answers.1.text")), 4 * 240 + 3);
    assert_string_equal(text_at(detail, "text") + 4 * 400, "\xe2\x80\xa6");
    json_decref(detail);
}

TEST(where_visitors_pass_a_touch_tells_no_more)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    OK(o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'privacy': 'strict'}");
    touch(o, "delft-1", "detail", code.text);
    assert_null(o->out.first);
    assert_true(touch(o, "delft-1", "thank", code.text));
}

TEST(what_cannot_be_touched_does_nothing)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag"),
                     gone = office_ask(o, "anna", "theme/regie/ask", "Weg");
    struct word_text answer = office_answer(o, "bram", code.text, "Antwoord");
    static const char *const actions[] = { "thank", "intervision", "detail" };

    OK(o, "anna", "retract", "{'code': '%s'}", gone.text);
    OK(o, "beheer", "kiosk-set", "{'kiosk': 'rijswijk-1', 'touch': false}");
    char *before = office_dump(o);
    for (size_t i = 0; i < 3; i++) {
        touch(o, "delft-1", actions[i], gone.text);
        assert_null(o->out.first);
        touch(o, "delft-1", actions[i], answer.text);
        assert_null(o->out.first);
        touch(o, "delft-1", actions[i], "2222");
        touch(o, "niets-1", actions[i], code.text);
        touch(o, "rijswijk-1", actions[i], code.text); /* it has no buttons */
        assert_null(o->out.first);
    }
    touch(o, "delft-1", "explode", code.text);
    char *after = office_dump(o);
    assert_string_equal(before, after);
    free(before);
    free(after);
    office_sql(o, "UPDATE team SET archived = 1 WHERE slug = 'delft'");
    assert_false(touch(o, "delft-1", "thank", code.text));
}

TEST(what_is_no_touch_is_not_read)
{
    struct office *o = *state;
    struct msg_touch touch;

    assert_false(touch_read(span_of("nonsense"), &o->arena, &touch));
    assert_false(touch_read(span_of("\x80"), &o->arena, &touch));
}

/* Notes of touches do not grow for ever, and a screen that is removed takes them along. */
TEST(old_touches_are_forgotten)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    touch(o, "delft-1", "thank", code.text);
    o->now_ms += 31LL * DAY_MS;
    touch(o, "delft-1", "thank", code.text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM touch"), 1);
    OK(o, "beheer", "kiosk-remove", "{'kiosk': 'delft-1'}");
    assert_int_equal(office_number(o, "SELECT count(*) FROM touch"), 0);
    assert_int_equal(thanks(o), 2);
}

/* ---- talking about it at the screen ---- */

/* On the list of delft, and begun at its screen. */
static struct word_text begun(struct office *o)
{
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");

    touch(o, "delft-1", "intervision", code.text);
    assert_true(touch(o, "delft-1", "begin", code.text));
    return code;
}

static int64_t step(struct office *o)
{
    return office_number(o, "SELECT ifnull(max(step), -1) FROM meeting WHERE team = (SELECT id FROM team WHERE slug = "
                            "'delft')");
}

TEST(an_intervision_is_begun_with_the_rounds_of_the_file)
{
    struct office *o = *state;
    struct word_text code = begun(o);

    OK(o, "bram", "team/delft/meeting-show", "{}");
    assert_string_equal(text_at(o->reply, "title"), "Incidentmethode");
    assert_string_equal(text_at(o->reply, "code"), code.text);
    assert_string_equal(text_at(o->reply, "now.0.name"), "Inbreng");
    assert_int_equal(int_at(o->reply, "steps"), 6);
    assert_int_equal(int_at(o->reply, "until_at"), o->now_ms + 5 * MINUTE_MS);
    assert_false(touch(o, "delft-1", "begin", code.text)); /* a second tap finds it begun */
    assert_int_equal(step(o), 0);
}

TEST(only_what_is_on_the_teams_own_list_is_begun)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    assert_false(touch(o, "delft-1", "begin", code.text));
    touch(o, "rijswijk-1", "intervision", code.text);
    assert_false(touch(o, "delft-1", "begin", code.text));
    OK(o, "bram", "team/delft/intervision-add", "{'codes': ['%s']}", code.text);
    OK(o, "bram", "team/delft/intervision-done", "{'codes': ['%s']}", code.text);
    assert_false(touch(o, "delft-1", "begin", code.text));
    assert_int_equal(office_number(o, "SELECT count(*) FROM meeting"), 0);
}

TEST(a_touch_that_begins_is_heard_once_however_often_it_is_sent)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    touch(o, "delft-1", "intervision", code.text);
    assert_true(touch_again(o, "delft-1", "begin", code.text, 201));
    OK(o, "bram", "team/delft/meeting-stop", "{}");
    assert_false(touch_again(o, "delft-1", "begin", code.text, 201));
    assert_int_equal(step(o), -1);
    assert_true(touch(o, "delft-1", "begin", code.text)); /* another tap may follow at once */
}

TEST(a_screen_leads_from_step_to_step_and_a_second_tap_does_nothing)
{
    struct office *o = *state;
    struct word_text code = begun(o);

    assert_true(LEAD(o, "delft-1", "next", 1, .code = span_of(code.text)));
    assert_false(LEAD(o, "delft-1", "next", 1, .code = span_of(code.text)));
    assert_int_equal(step(o), 1);
    assert_true(LEAD(o, "delft-1", "back", 2, .code = span_of(code.text)));
    assert_false(LEAD(o, "delft-1", "back", 1, .code = span_of(code.text))); /* there is none before it */
    assert_int_equal(step(o), 0);
    assert_false(LEAD(o, "delft-1", "next", 1, .code = span_of("9999"))); /* it shows something else */
    assert_false(LEAD(o, "rijswijk-1", "next", 1, .code = span_of(code.text)));
    assert_false(lead(o, "delft-1", (struct msg_touch){ .action = span_of("next"), .code = span_of(code.text) }));
    assert_false(LEAD(o, "delft-1", "answer", 1, .code = span_of(code.text), .has_answer = true, .answer = 1));
    assert_int_equal(step(o), 0);
    assert_false(LEAD(o, "delft-1", "stop", 2, .code = span_of(code.text)));
    assert_true(LEAD(o, "delft-1", "stop", 1, .code = span_of(code.text)));
    assert_int_equal(step(o), -1);
}

TEST(the_last_tap_ends_it_and_tells_the_team_that_it_was_talked_about)
{
    struct office *o = *state;
    struct word_text code = begun(o);

    for (int at = 1; at < 5; at++)
        assert_true(LEAD(o, "delft-1", "next", at, .code = span_of(code.text)));
    OK(o, "bram", "team/delft/meeting-say", "{'text': 'Morgen bellen we samen.'}");
    assert_true(LEAD(o, "delft-1", "next", 5, .code = span_of(code.text)));
    assert_null(o->out.first);
    assert_true(LEAD(o, "delft-1", "next", 6, .code = span_of(code.text)));
    assert_non_null(o->out.first); /* the event */
    assert_int_equal(step(o), -1);
    OK(o, "bram", "team/delft/intervision-list", "{'done': true}");
    assert_string_equal(text_at(o->reply, "items.0.chosen"), "Morgen bellen we samen.");
}

TEST(the_wall_of_a_live_table_is_led_by_nobodys_touch)
{
    struct office *o = *state;

    OK(o, "anna", "harvest-begin", "{'title': 'Dialoogtafel'}");
    struct word_text code = office_word(o, "code");
    OK(o, "anna", "team/delft/meeting-begin", "{'kind': 'harvest', 'code': '%s'}", code.text);
    assert_false(LEAD(o, "delft-1", "next", 1, .code = span_of(code.text)));
    assert_false(LEAD(o, "delft-1", "stop", 1, .code = span_of(code.text)));
    assert_int_equal(step(o), 0);
}

TEST(a_screen_without_buttons_leads_nothing)
{
    struct office *o = *state;
    struct word_text code = begun(o);

    OK(o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'touch': false}");
    assert_false(LEAD(o, "delft-1", "next", 1, .code = span_of(code.text)));
    assert_false(LEAD(o, "delft-1", "stop", 1, .code = span_of(code.text)));
    assert_int_equal(step(o), 0);
}

TEST(a_file_that_cannot_be_read_begins_nothing)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    touch(o, "delft-1", "intervision", code.text);
    snprintf(o->settings.method, sizeof o->settings.method, "%s", "/etc/hostname");
    assert_false(touch(o, "delft-1", "begin", code.text));
    snprintf(o->settings.method, sizeof o->settings.method, "%s", "/nowhere/x.phases");
    assert_false(touch(o, "delft-1", "begin", code.text));
    assert_int_equal(step(o), -1);
}

/* What no request could bring is refused from a file too: a step's name has at most 60 characters. */
TEST(a_file_with_more_than_a_screen_shows_begins_nothing)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    struct temppath path = tempdir_file(&o->dir, "x.phases");

    touch(o, "delft-1", "intervision", code.text);
    snprintf(o->settings.method, sizeof o->settings.method, "%.*s", (int)sizeof o->settings.method - 1, path.text);
    for (int length = 61; length >= 60; length--) {
        FILE *file = fopen(path.text, "w");
        fprintf(file, "title: Eigen\n\nphase: %0*d\nminutes: 5\nkind: listen\n", length, 0);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(touch(o, "delft-1", "begin", code.text), length == 60);
    }
    assert_int_equal(step(o), 0);
}

/* Somebody else's screen still shows the button. */
TEST(a_tap_that_comes_too_late_shuts_no_guests_out)
{
    struct office *o = *state;
    struct word_text code = begun(o);

    OK(o, "bram", "team/delft/meeting-guests", "{}");
    assert_false(touch(o, "delft-1", "begin", code.text));
    assert_int_equal(office_number(o, "SELECT count(*) FROM door"), 1);
}

static bool card_is_planned(struct office *o, const char *name)
{
    static struct wall wall;
    struct kiosk kiosk;

    arena_reset(&o->arena);
    assert_int_equal(store_kiosk_get(o->store, span_of(name), &o->arena, &kiosk), 0);
    office_draw(o, &kiosk, o->now_ms, &wall);
    assert_int_equal(wall.card_count, 1);
    return wall.cards[0].has_planned && wall.cards[0].planned;
}

TEST(a_card_says_that_it_can_be_begun_on_the_screens_of_that_team)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    assert_false(card_is_planned(o, "delft-1"));
    OK(o, "bram", "team/delft/intervision-add", "{'codes': ['%s']}", code.text);
    assert_true(o->effects.changes.screens);
    assert_true(card_is_planned(o, "delft-1"));
    assert_false(card_is_planned(o, "rijswijk-1"));
    OK(o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'touch': false}");
    assert_false(card_is_planned(o, "delft-1"));
    OK(o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'touch': true}");
    OK(o, "bram", "team/delft/intervision-done", "{'codes': ['%s']}", code.text);
    assert_false(card_is_planned(o, "delft-1"));
}

#define TOUCH_TEST(name) cmocka_unit_test_setup_teardown(name, begin, office_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TOUCH_TEST(a_thank_counts_once_however_often_it_is_sent),
        TOUCH_TEST(a_screen_thanks_a_question_once_in_ten_minutes),
        TOUCH_TEST(a_question_is_put_on_the_list_of_the_screens_team),
        TOUCH_TEST(what_a_member_took_along_stays_as_it_is),
        TOUCH_TEST(a_list_that_is_full_stays_as_it_is),
        TOUCH_TEST(more_of_a_question_is_its_explanation_and_two_answers_without_names),
        TOUCH_TEST(long_texts_are_cut_at_a_character),
        TOUCH_TEST(where_visitors_pass_a_touch_tells_no_more),
        TOUCH_TEST(what_cannot_be_touched_does_nothing),
        TOUCH_TEST(what_is_no_touch_is_not_read),
        TOUCH_TEST(old_touches_are_forgotten),
        TOUCH_TEST(an_intervision_is_begun_with_the_rounds_of_the_file),
        TOUCH_TEST(only_what_is_on_the_teams_own_list_is_begun),
        TOUCH_TEST(a_touch_that_begins_is_heard_once_however_often_it_is_sent),
        TOUCH_TEST(a_screen_leads_from_step_to_step_and_a_second_tap_does_nothing),
        TOUCH_TEST(the_last_tap_ends_it_and_tells_the_team_that_it_was_talked_about),
        TOUCH_TEST(the_wall_of_a_live_table_is_led_by_nobodys_touch),
        TOUCH_TEST(a_screen_without_buttons_leads_nothing),
        TOUCH_TEST(a_file_that_cannot_be_read_begins_nothing),
        TOUCH_TEST(a_file_with_more_than_a_screen_shows_begins_nothing),
        TOUCH_TEST(a_tap_that_comes_too_late_shuts_no_guests_out),
        TOUCH_TEST(a_card_says_that_it_can_be_begun_on_the_screens_of_that_team),
    };

    return TEST_RUN(tests);
}
