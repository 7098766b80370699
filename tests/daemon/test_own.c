/* edit, retract, thank, seen: what is done to a thing that is there. */
#include "tests/daemon/office.h"

/* ---- edit ---- */

TEST(the_author_gives_a_better_text)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    o->now_ms += 1000;
    OK(o, "anna", "edit", "{'code': '%s', 'title': 'Betere vraag', 'text': 'Met uitleg.', 'base': 1}", code.text);
    assert_int_equal(int_at(o->reply, "revision"), 2);
    assert_string_equal(text_at(o->heard[0].body, "event"), "edited");
    assert_string_equal(text_at(o->heard[0].body, "title"), "Betere vraag");
    assert_int_equal(int_at(o->heard[0].body, "edited_at"), o->now_ms);
    assert_int_equal(int_at(o->heard[0].body, "posted_at"), OFFICE_NOW);
    OK(o, "anna", "edit", "{'code': '%s', 'text': '', 'base': 2}", code.text); /* what is absent stays */
    assert_string_equal(text_at(o->heard[0].body, "title"), "Betere vraag");
    assert_string_equal(text_at(o->heard[0].body, "text"), "");
    assert_int_equal(int_at(o->heard[0].body, "revision"), 3);
}

TEST(an_edit_of_what_changed_meanwhile_is_a_conflict)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    OK(o, "anna", "edit", "{'code': '%s', 'text': 'Van de telefoon', 'base': 1}", code.text);
    NO("conflict", "base", o, "anna", "edit", "{'code': '%s', 'text': 'Van de laptop', 'base': 1}", code.text);
    assert_int_equal(int_at(o->reply, "limit"), 2);
    assert_int_equal(int_at(o->reply, "got"), 1);
    NO("conflict", "base", o, "anna", "edit", "{'code': '%s', 'text': 'x', 'base': 3}", code.text);
}

TEST(an_edit_is_for_the_author_alone_and_of_something)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    struct word_text answer = office_answer(o, "bram", code.text, "Antwoord");

    NO("forbidden", "code", o, "bram", "edit", "{'code': '%s', 'text': 'x', 'base': 1}", code.text);
    NO("forbidden", "code", o, "beheer", "edit", "{'code': '%s', 'text': 'x', 'base': 1}", code.text);
    NO("bad_request", "text", o, "anna", "edit", "{'code': '%s', 'base': 1}", code.text);
    NO("bad_request", "title", o, "bram", "edit", "{'code': '%s', 'title': 'x', 'base': 1}", answer.text);
    NO("too_short", "text", o, "bram", "edit", "{'code': '%s', 'text': '', 'base': 1}", answer.text);
    NO("too_short", "title", o, "anna", "edit", "{'code': '%s', 'title': '', 'base': 1}", code.text);
    NO("identifying", "text", o, "anna", "edit", "{'code': '%s', 'text': 'bsn 111222333', 'base': 1}", code.text);
    OK(o, "bram", "edit", "{'code': '%s', 'text': 'Beter antwoord', 'base': 1}", answer.text);
}

TEST(the_text_before_an_edit_is_nowhere_any_more)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Kenmerkwoord-voor-de-wijziging");

    assert_int_not_equal(office_grep(o, "Kenmerkwoord-voor-de-wijziging"), 0);
    OK(o, "anna", "edit", "{'code': '%s', 'title': 'Zonder', 'base': 1}", code.text);
    assert_int_equal(office_grep(o, "Kenmerkwoord-voor-de-wijziging"), 0);
}

/* ---- retract ---- */

TEST(what_is_withdrawn_is_erased_from_every_file)
{
    struct office *o = *state;

    for (int i = 0; i < 30; i++) /* neighbours on the same pages */
        office_ask(o, "eva", "theme/regie/ask", "Een andere vraag die er blijft staan");
    OK(o, "anna", "theme/regie/ask", "{'title': 'Merkteken-een', 'text': 'Merkteken-twee'}");
    struct word_text code = office_word(o, "code");
    OK(o, "bram", "answer",
       "{'to': '%s', 'text': 'Merkteken-drie', 'sources': [{'title': 'Merkteken-vier', 'url': "
       "'https://merkteken.vijf'}]}",
       code.text);
    struct word_text answer = office_word(o, "code");
    assert_int_not_equal(office_grep(o, "Merkteken-vier"), 0);
    OK(o, "bram", "retract", "{'code': '%s'}", answer.text);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    assert_int_equal(office_grep(o, "Merkteken"), 0);
    assert_int_equal(office_grep(o, "merkteken.vijf"), 0);
}

TEST(a_withdrawn_thing_is_told_without_its_texts)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    assert_string_equal(text_at(o->heard[0].body, "event"), "retracted");
    assert_true(is_at(o->heard[0].body, "retracted"));
    assert_false(has_at(o->heard[0].body, "title"));
    assert_false(has_at(o->heard[0].body, "text"));
    NO("not_found", "code", o, "anna", "show", "{'code': '%s'}", code.text);
    NO("not_found", "code", o, "anna", "retract", "{'code': '%s'}", code.text);
    NO("not_found", "code", o, "anna", "edit", "{'code': '%s', 'text': 'x', 'base': 2}", code.text);
    NO("not_found", "code", o, "bram", "answer", "{'to': '%s', 'text': 'x'}", code.text);
    OK(o, "eva", "sync", "{'since': 0}"); /* and the event of the asking has none either */
    assert_int_equal(count_at(o->reply, "events"), 2);
    assert_false(has_at(o->reply, "events.0.title"));
    OK(o, "anna", "list", "{'mine': true}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(only_the_author_withdraws)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    NO("forbidden", "code", o, "bram", "retract", "{'code': '%s'}", code.text);
    NO("forbidden", "code", o, "toezicht", "retract", "{'code': '%s'}", code.text);
}

TEST(a_withdrawn_answer_is_no_longer_counted_nor_chosen)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    struct word_text answer = office_answer(o, "bram", code.text, "Antwoord");

    OK(o, "anna", "resolve", "{'code': '%s', 'answer': 1}", code.text);
    OK(o, "bram", "retract", "{'code': '%s'}", answer.text);
    OK(o, "anna", "show", "{'code': '%s'}", code.text);
    assert_int_equal(int_at(o->reply, "answers"), 0);
    assert_int_equal(count_at(o->reply, "items"), 0);
    assert_false(has_at(o->reply, "answer"));
}

TEST(what_was_seen_and_thanked_can_be_withdrawn)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    OK(o, "bram", "thank", "{'code': '%s', 'on': true}", code.text);
    OK(o, "bram", "seen", "{'code': '%s'}", code.text);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
}

/* ---- thank ---- */

TEST(one_thanks_once_and_can_take_it_back)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    OK(o, "bram", "thank", "{'code': '%s', 'on': true}", code.text);
    assert_int_equal(int_at(o->reply, "count"), 1);
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(text_at(o->heard[0].body, "event"), "thanked");
    assert_int_equal(int_at(o->heard[0].body, "thanks"), 1);
    assert_string_equal(o->heard[1].topic.text, topic_member_event(span_of("anna")).text);
    OK(o, "bram", "thank", "{'code': '%s', 'on': true}", code.text); /* a second time is no news */
    assert_int_equal(int_at(o->reply, "count"), 1);
    assert_int_equal(o->heard_count, 0);
    assert_false(has_at(o->reply, "seq"));
    OK(o, "eva", "thank", "{'code': '%s', 'on': true}", code.text);
    assert_int_equal(int_at(o->reply, "count"), 2);
    OK(o, "bram", "thank", "{'code': '%s', 'on': false}", code.text);
    assert_int_equal(int_at(o->reply, "count"), 1);
    assert_int_equal(o->heard_count, 1); /* the author is not told of it personally */
    OK(o, "bram", "thank", "{'code': '%s', 'on': false}", code.text);
    assert_int_equal(int_at(o->reply, "count"), 1);
    assert_int_equal(o->heard_count, 0);
}

TEST(nobody_thanks_themselves)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    struct word_text answer = office_answer(o, "bram", code.text, "Antwoord");

    NO("forbidden", "code", o, "anna", "thank", "{'code': '%s', 'on': true}", code.text);
    NO("forbidden", "code", o, "bram", "thank", "{'code': '%s', 'on': true}", answer.text);
    OK(o, "anna", "thank", "{'code': '%s', 'on': true}", answer.text);
}

/* ---- seen ---- */

TEST(a_view_counts_once_for_each_member_and_local_day)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    static const struct {
        const char *who;
        int64_t at;
        int64_t views;
    } steps[] = { { "bram", OFFICE_NOW, 1 },
                  { "bram", OFFICE_NOW + HOUR_MS, 1 },
                  { "eva", OFFICE_NOW + HOUR_MS, 2 },
                  { "bram", OFFICE_NOW + 14LL * HOUR_MS - 1, 2 }, /* a moment before midnight in Amsterdam */
                  { "bram", OFFICE_NOW + 14LL * HOUR_MS, 3 } };

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        o->now_ms = steps[i].at;
        OK(o, steps[i].who, "seen", "{'code': '%s'}", code.text);
        assert_int_equal(o->heard_count, 0);
        OK(o, "anna", "show", "{'code': '%s'}", code.text);
        assert_int_equal(int_at(o->reply, "views"), steps[i].views);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(the_author_gives_a_better_text),
        OFFICE_TEST(an_edit_of_what_changed_meanwhile_is_a_conflict),
        OFFICE_TEST(an_edit_is_for_the_author_alone_and_of_something),
        OFFICE_TEST(the_text_before_an_edit_is_nowhere_any_more),
        OFFICE_TEST(what_is_withdrawn_is_erased_from_every_file),
        OFFICE_TEST(a_withdrawn_thing_is_told_without_its_texts),
        OFFICE_TEST(only_the_author_withdraws),
        OFFICE_TEST(a_withdrawn_answer_is_no_longer_counted_nor_chosen),
        OFFICE_TEST(what_was_seen_and_thanked_can_be_withdrawn),
        OFFICE_TEST(one_thanks_once_and_can_take_it_back),
        OFFICE_TEST(nobody_thanks_themselves),
        OFFICE_TEST(a_view_counts_once_for_each_member_and_local_day),
    };

    return TEST_RUN(tests);
}
