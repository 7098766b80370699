/* Lessons and guides among what is found, and before the questions when somebody is about to ask. */
#include "tests/daemon/desk.h"

#include <stdio.h>

static int setup(void **state)
{
    int failed = desk_setup(state);
    struct desk *desk = *state;

    office_sql(desk->o, "UPDATE member SET roles = roles | 1 WHERE name IN ('anna', 'fatima')");
    return failed;
}

#define FOUND_TEST(name) cmocka_unit_test_setup_teardown(name, setup, desk_teardown)

/* A published lesson in words of its own, made from a question in others. */
static struct word_text learn(struct desk *desk, const char *where)
{
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "carla", where, "Wie onderhoudt contact met de familie?");

    OK(o, "anna", "lesson",
       "{'made_from': ['%s'], 'title': 'Wachten is geen stilstand', 'text': 'Bel iedere dinsdag.', 'when':"
       " 'Bij een xylofoon.', 'theme': 'wacht'}",
       code.text);
    OK(o, "fatima", "lesson", "{'action': 'publish', 'code': '%s'}", office_word(o, "code").text);
    desk_catch_up(desk);
    return code;
}

TEST(a_lesson_is_found_by_all_that_it_says)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    learn(desk, "theme/wacht/ask");
    OK(o, "eva", "search", "{'words': 'stilstand'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.code"), "L1");
    assert_false(has_at(o->reply, "items.0.when"));
    OK(o, "eva", "search", "{'words': 'xylofoon', 'kinds': ['lesson']}");
    assert_string_equal(text_at(o->reply, "items.0.excerpt"), "Bij een xylofoon.");
    OK(o, "eva", "search", "{'words': 'stilstand', 'kinds': ['guide', 'question']}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(a_draft_and_a_retired_lesson_are_not_found)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    learn(desk, "theme/wacht/ask");
    OK(o, "anna", "lesson", "{'action': 'edit', 'code': 'L1', 'base': 1, 'text': 'Nieuwe trompet.'}");
    desk_catch_up(desk);
    OK(o, "anna", "search", "{'words': 'trompet'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "anna", "lesson", "{'action': 'retire', 'code': 'L1'}");
    OK(o, "eva", "search", "{'words': 'stilstand'}");
    size_t before = count_at(o->reply, "items");
    desk_catch_up(desk);
    OK(o, "eva", "search", "{'words': 'stilstand'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    assert_int_equal(before, 0); /* also while the index does not know yet */
}

TEST(what_was_learned_comes_before_the_questions)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text asked = learn(desk, "theme/wacht/ask");

    office_ask(o, "eva", "theme/wacht/ask", "Wie onderhoudt contact met de familie in de vakantie?");
    desk_catch_up(desk);
    OK(o, "bram", "similar", "{'title': 'Wie onderhoudt het contact met familie?'}");
    assert_string_equal(text_at(o->reply, "items.0.code"), "L1"); /* by way of the question: no word is the same */
    assert_string_equal(text_at(o->reply, "items.0.kind"), "lesson");
    assert_false(has_at(o->reply, "items.0.text"));
    assert_string_equal(text_at(o->reply, "items.1.code"), asked.text);
    assert_int_equal(count_at(o->reply, "items"), 3);
    OK(o, "bram", "similar", "{'title': 'Is wachten stilstand?'}");
    assert_string_equal(text_at(o->reply, "items.0.code"), "L1"); /* by its own words */
}

TEST(a_lesson_of_a_team_is_offered_to_that_team_alone)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    learn(desk, "team/delft/ask");
    OK(o, "bram", "similar", "{'title': 'Is wachten stilstand?'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    OK(o, "eva", "similar", "{'title': 'Is wachten stilstand?'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "eva", "search", "{'words': 'stilstand'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(a_withdrawn_question_does_not_lead_to_its_lesson)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text asked = learn(desk, "theme/wacht/ask");

    OK(o, "carla", "retract", "{'code': '%s'}", asked.text);
    OK(o, "bram", "similar", "{'title': 'Wie onderhoudt het contact met familie?'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(a_guide_that_is_only_begun_is_not_offered)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    OK(o, "anna", "guide", "{'title': 'Trompetten in het gezin', 'text': 'Blaas.', 'theme': 'wacht'}");
    desk_catch_up(desk);
    OK(o, "bram", "similar", "{'title': 'Een trompet in het gezin?'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "bram", "search", "{'words': 'trompetten'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    OK(o, "fatima", "guide", "{'action': 'publish', 'code': 'W1'}");
    desk_catch_up(desk);
    OK(o, "bram", "similar", "{'title': 'Een trompet in het gezin?'}");
    assert_string_equal(text_at(o->reply, "items.0.code"), "W1");
}

TEST(a_guide_and_the_lesson_in_it_are_both_offered)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    learn(desk, "theme/wacht/ask");
    OK(o, "anna", "guide", "{'made_from': ['L1'], 'title': 'Over stilstand', 'text': 'Zo werkt wachten.'}");
    OK(o, "fatima", "guide", "{'action': 'publish', 'code': 'W1'}");
    desk_catch_up(desk);
    OK(o, "bram", "similar", "{'title': 'Is wachten stilstand?'}");
    assert_int_equal(count_at(o->reply, "items"), 2);
    assert_string_equal(text_at(o->reply, "items.0.code"), "L1"); /* says both words in its name */
    assert_string_equal(text_at(o->reply, "items.1.code"), "W1");
    OK(o, "bram", "similar", "{'title': 'Wie onderhoudt het contact met familie?'}"); /* by way of the question */
    assert_string_equal(text_at(o->reply, "items.0.code"), "W1");
    assert_string_equal(text_at(o->reply, "items.1.code"), "L1");
    assert_int_equal(count_at(o->reply, "items"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOUND_TEST(a_lesson_is_found_by_all_that_it_says),
        FOUND_TEST(a_draft_and_a_retired_lesson_are_not_found),
        FOUND_TEST(what_was_learned_comes_before_the_questions),
        FOUND_TEST(a_lesson_of_a_team_is_offered_to_that_team_alone),
        FOUND_TEST(a_withdrawn_question_does_not_lead_to_its_lesson),
        FOUND_TEST(a_guide_that_is_only_begun_is_not_offered),
        FOUND_TEST(a_guide_and_the_lesson_in_it_are_both_offered),
    };

    return TEST_RUN(tests);
}
