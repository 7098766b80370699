/* What is touched on a screen: thanks, onto the team's intervision, more of a question; each once. */
#include "tests/daemon/office.h"

#include "daemon/screen/touch.h"
#include "proto/json.h"

#include <stdio.h>

static uint8_t next_id;

/* The touch with this id, as the engine does it once it knows that the card hangs there; whether the wall changed. */
static bool touch_again(struct office *o, const char *kiosk, const char *action, const char *code, uint8_t id)
{
    uint8_t bytes[16] = { 1, 2, 3, 4, 5, 6, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, id };
    struct msg_touch touch = { .id = { (const char *)bytes, 16 }, .action = span_of(action), .code = span_of(code) };
    bool changed = false;

    arena_reset(&o->arena);
    outbox_init(&o->out, &o->arena);
    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(touch_do(o->store, &o->settings, span_of(kiosk), &touch, o->now_ms, &o->out, &changed), 0);
    assert_int_equal(store_commit(o->store), 0);
    return changed;
}

static bool touch(struct office *o, const char *kiosk, const char *action, const char *code)
{
    return touch_again(o, kiosk, action, code, ++next_id);
}

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

    assert_false(touch(o, "delft-1", "intervision", code.text));
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
    };

    return TEST_RUN(tests);
}
