/* Who posts too much, the same again, or goes on against the limits: refused, with when it is possible again. */
#include "tests/daemon/office.h"

#include "daemon/flood.h"

#include <stdio.h>

/* ---- kinds, by a clock of the test's own ---- */

static struct flood *flood_of(struct settings *settings)
{
    struct flood *flood = flood_new(settings);

    assert_non_null(flood);
    return flood;
}

static void generous(struct settings *settings)
{
    settings_init(settings);
    settings->posts_per_minute = settings->posts_per_day = settings->writes_per_minute = 1000000;
    settings->questions_per_hour = settings->answers_per_hour = settings->reports_per_day = 1000000;
    settings->refusals_per_hour = 1000000;
}

/* Which setting holds back which verbs, and for how long when it is 2. */
static const struct {
    size_t setting;
    enum verb held[4];
    size_t count;
    enum verb free;
    int64_t wait_ms;
} rows[] = {
    { offsetof(struct settings, posts_per_minute),
      { VERB_ask, VERB_answer, VERB_tip, VERB_edit },
      4,
      VERB_thank,
      30000 },
    { offsetof(struct settings, posts_per_day), { VERB_ask, VERB_answer, VERB_notice }, 3, VERB_thank, DAY_MS / 2 },
    { offsetof(struct settings, questions_per_hour), { VERB_ask }, 1, VERB_answer, HOUR_MS / 2 },
    { offsetof(struct settings, answers_per_hour), { VERB_answer }, 1, VERB_ask, HOUR_MS / 2 },
    { offsetof(struct settings, reports_per_day), { VERB_report, VERB_appeal }, 2, VERB_ask, DAY_MS / 2 },
    { offsetof(struct settings, writes_per_minute), { VERB_thank, VERB_report }, 2, VERB_ask, 30000 },
    { offsetof(struct settings, reads_per_minute), { VERB_list, VERB_me }, 2, VERB_ask, 30000 },
    { offsetof(struct settings, searches_per_minute),
      { VERB_search, VERB_similar, VERB_member_export },
      3,
      VERB_list,
      30000 },
};

TEST(each_kind_of_verb_has_its_own_limit_and_says_how_long_to_wait)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t j = 0; j < rows[i].count; j++) {
            struct settings settings;
            int64_t two = 2;
            generous(&settings);
            memcpy((char *)&settings + rows[i].setting, &two, sizeof two);
            struct flood *flood = flood_of(&settings);
            assert_int_equal(flood_take(flood, rows[i].held[j], 7, 1000), 0);
            assert_int_equal(flood_take(flood, rows[i].held[j], 7, 1000), 0);
            assert_int_equal(flood_take(flood, rows[i].held[j], 7, 1000), rows[i].wait_ms);
            assert_int_equal(flood_take(flood, rows[i].free, 7, 1000), 0);    /* other verbs go on */
            assert_int_equal(flood_take(flood, rows[i].held[j], 8, 1000), 0); /* and other members */
            assert_int_equal(flood_take(flood, rows[i].held[j], 7, 1000 + rows[i].wait_ms), 0);
            flood_free(flood);
        }
}

/* The two wait by themselves: a region for its replies, and a letter for a digest. */
TEST(no_verb_writes_without_a_limit_or_while_one_cools_down)
{
    for (int verb = 0; verb < VERB_COUNT; verb++) {
        struct settings settings;
        int64_t wait_ms = 0;
        settings_init(&settings);
        if (schema_verbs[verb].access != VERB_WRITE || verb == VERB_region_take || verb == VERB_mail_report)
            continue;
        struct flood *flood = flood_of(&settings);
        for (int i = 0; i < 10000 && wait_ms == 0; i++)
            wait_ms = flood_take(flood, (enum verb)verb, 7, 1000);
        if (wait_ms == 0)
            fail_msg("%s has no limit", schema_verbs[verb].name);
        for (int i = 0; i < 1000; i++)
            flood_take(flood, VERB_ask, 7, 1000);
        if (verb != VERB_kiosk_pair && flood_take(flood, (enum verb)verb, 7, 2 * MINUTE_MS) == 0)
            fail_msg("%s is free while one cools down", schema_verbs[verb].name);
        flood_free(flood);
    }
}

TEST(who_goes_on_against_the_limits_writes_nothing_for_a_while_and_reads_on)
{
    struct settings settings;

    generous(&settings);
    settings.posts_per_minute = 1;
    settings.refusals_per_hour = 3;
    settings.cool_down_minutes = 15;
    struct flood *flood = flood_of(&settings);
    assert_int_equal(flood_take(flood, VERB_ask, 7, 0), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(flood_take(flood, VERB_ask, 7, 0), MINUTE_MS);
    assert_int_equal(flood_take(flood, VERB_ask, 7, 0), 15 * MINUTE_MS);
    assert_int_equal(flood_take(flood, VERB_thank, 7, 5 * MINUTE_MS), 10 * MINUTE_MS); /* nor anything else */
    assert_int_equal(flood_take(flood, VERB_list, 7, 5 * MINUTE_MS), 0);
    assert_int_equal(flood_take(flood, VERB_ask, 8, 5 * MINUTE_MS), 0);
    assert_int_equal(flood_take(flood, VERB_ask, 7, 15 * MINUTE_MS), 0); /* exactly when it was said */
    flood_free(flood);
}

TEST(a_refusal_now_and_then_makes_nobody_cool_down)
{
    struct settings settings;

    generous(&settings);
    settings.posts_per_minute = 1;
    settings.refusals_per_hour = 3;
    struct flood *flood = flood_of(&settings);
    for (int64_t hour = 0; hour < 10; hour++) {
        assert_int_equal(flood_take(flood, VERB_ask, 7, hour * HOUR_MS), 0);
        assert_int_equal(flood_take(flood, VERB_ask, 7, hour * HOUR_MS), MINUTE_MS);
    }
    flood_free(flood);
}

TEST(who_reads_too_often_may_write_all_the_same)
{
    struct settings settings;

    generous(&settings);
    settings.reads_per_minute = settings.refusals_per_hour = 1;
    struct flood *flood = flood_of(&settings);
    assert_int_equal(flood_take(flood, VERB_list, 7, 0), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(flood_take(flood, VERB_list, 7, 0), MINUTE_MS);
    assert_int_equal(flood_take(flood, VERB_ask, 7, 0), 0);
    flood_free(flood);
}

/* A guest is a number below 0: who fills one table leaves the others and the members alone. */
TEST(a_guest_has_so_many_inputs_an_hour)
{
    enum { INPUTS = 60 };
    struct settings settings;

    generous(&settings);
    struct flood *flood = flood_of(&settings);
    for (int i = 0; i < INPUTS; i++)
        assert_int_equal(flood_take(flood, VERB_thank, -7, 0), 0);
    assert_int_equal(flood_take(flood, VERB_thank, -7, 0), MINUTE_MS);
    assert_int_equal(flood_take(flood, VERB_thank, -8, 0), 0);
    assert_int_equal(flood_take(flood, VERB_thank, 7, 0), 0);
    flood_free(flood);
}

/* ---- through the service ---- */

TEST(a_flood_of_questions_is_refused_with_when_again_and_nothing_changes)
{
    struct office *o = *state;

    o->settings.questions_per_hour = 2;
    office_restart(o);
    office_ask(o, "anna", "theme/regie/ask", "Een");
    office_ask(o, "anna", "theme/regie/ask", "Twee");
    NO("too_many", NULL, o, "anna", "theme/regie/ask", "{'title': 'Drie'}");
    assert_true(is_at(o->reply, "retry"));
    assert_in_range(int_at(o->reply, "retry_at"), o->now_ms + 29 * MINUTE_MS, o->now_ms + 30 * MINUTE_MS);
    OK(o, "anna", "theme/regie/tip", "{'text': 'Bel.', 'works': true}");
}

/* Done or not, the first counts; the second is refused with when it is possible again. */
TEST(each_thing_that_is_written_is_refused_with_when_again)
{
    static const struct {
        const char *verb, *field, *more;
    } writes[] = {
        { "answer", "to", ", 'text': 'Antwoord'" },
        { "theme/regie/tip", "text", ", 'works': true" },
        { "team/delft/notice", "text", ", 'until_at': 1" },
        { "edit", "code", ", 'text': 'Anders', 'base': 1" },
        { "report", "code", ", 'reason': 'unkind'" },
        { "appeal", "code", ", 'text': 'Waarom?'" },
        { "thank", "code", ", 'on': true" },
        { "signal", "code", ", 'text': 'Te lang wachten'" },
    };
    struct office *o = *state;

    o->settings.posts_per_minute = o->settings.writes_per_minute = 1;
    for (size_t i = 0; i < sizeof writes / sizeof writes[0]; i++) {
        office_restart(o);
        struct word_text code = office_ask(o, "anna", "theme/regie/ask", writes[i].verb);
        office_say(o, "bram", writes[i].verb, "{'%s': '%s'%s}", writes[i].field, code.text, writes[i].more);
        NO("too_many", NULL, o, "bram", writes[i].verb, "{'%s': '%s'%s}", writes[i].field, code.text, writes[i].more);
        assert_true(is_at(o->reply, "retry"));
        assert_in_range(int_at(o->reply, "retry_at"), o->now_ms + 1, o->now_ms + MINUTE_MS);
    }
}

TEST(who_cools_down_is_told_when_it_is_over)
{
    struct office *o = *state;

    o->settings.questions_per_hour = o->settings.refusals_per_hour = 1;
    office_restart(o);
    office_ask(o, "anna", "theme/regie/ask", "Een");
    NO("too_many", NULL, o, "anna", "theme/regie/ask", "{'title': 'Twee'}");
    NO("too_many", NULL, o, "anna", "theme/regie/ask", "{'title': 'Drie'}");
    NO("too_many", NULL, o, "anna", "theme/regie/tip", "{'text': 'Bel.', 'works': true}");
    int64_t cool_ms = o->settings.cool_down_minutes * MINUTE_MS;
    assert_in_range(int_at(o->reply, "retry_at"), o->now_ms + cool_ms - MINUTE_MS, o->now_ms + cool_ms);
    OK(o, "anna", "list", "{}");
    OK(o, "bram", "theme/regie/tip", "{'text': 'Bel.', 'works': true}");
}

static int doubles(void **state)
{
    int failed = office_setup(state);
    struct office *o = *state;

    o->settings.double_minutes = 10;
    return failed;
}

#define LONG "Bel eerst de regisseur, en spreek daarna met de ouders een vaste dag af waarop je elkaar weer spreekt."

TEST(the_same_again_within_the_time_is_refused_with_when_again)
{
    struct office *o = *state;

    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie belt?', 'text': 'De school.'}");
    o->now_ms += 4 * MINUTE_MS;
    NO("too_many", "title", o, "anna", "theme/regie/ask", "{'title': 'Wie belt?', 'text': 'De school.'}");
    assert_int_equal(int_at(o->reply, "retry_at"), OFFICE_NOW + 10 * MINUTE_MS);
    NO("too_many", "title", o, "anna", "theme/wacht/ask", "{'title': 'Wie belt?', 'text': 'De school.'}");
    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie belt?', 'text': 'De huisarts.'}");
    OK(o, "bram", "theme/regie/ask", "{'title': 'Wie belt?', 'text': 'De school.'}");
    o->now_ms = OFFICE_NOW + 10 * MINUTE_MS;
    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie belt?', 'text': 'De school.'}");
}

TEST(what_was_withdrawn_may_be_said_again)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt?");

    NO("too_many", "title", o, "anna", "theme/regie/ask", "{'title': 'Wie belt?'}");
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie belt?'}");
}

TEST(an_answer_is_a_double_under_its_question_and_a_long_one_under_any)
{
    struct office *o = *state;
    struct word_text one = office_ask(o, "anna", "theme/regie/ask", "Een"),
                     two = office_ask(o, "anna", "theme/regie/ask", "Twee");

    office_answer(o, "bram", one.text, "Bel de school.");
    NO("too_many", "text", o, "bram", "answer", "{'to': '%s', 'text': 'Bel de school.'}", one.text);
    office_answer(o, "bram", two.text, "Bel de school.");
    office_answer(o, "bram", one.text, LONG);
    NO("too_many", "text", o, "bram", "answer", "{'to': '%s', 'text': '" LONG "'}", two.text);
}

TEST(a_tip_and_what_is_asked_anonymously_are_doubles_too)
{
    struct office *o = *state;

    OK(o, "bram", "theme/regie/tip", "{'text': 'Bel elke week.', 'works': true}");
    NO("too_many", "text", o, "bram", "theme/regie/tip", "{'text': 'Bel elke week.', 'works': true}");
    o->now_ms = OFFICE_NOW + 25 * MINUTE_MS;
    OK(o, "bram", "theme/regie/ask", "{'title': 'Wie?', 'anonymous': true}");
    NO("too_many", "title", o, "bram", "theme/regie/ask", "{'title': 'Wie?', 'anonymous': true}");
    assert_true(int_at(o->reply, "retry_at") >= o->now_ms + 10 * MINUTE_MS);
}

/* Who is in two teams tells both. */
TEST(a_notice_is_a_double_within_its_team)
{
    static const char *const notice =
        "{'text': 'Morgen is het overleg een uur later, in de grote zaal op de eerste verdieping, want beneden wordt"
        " geverfd.', 'until_at': %lld}";
    struct office *o = *state;
    int64_t until_at = OFFICE_NOW + HOUR_MS;

    OK(o, "fatima", "team/delft/notice", notice, (long long)until_at);
    NO("too_many", "text", o, "fatima", "team/delft/notice", notice, (long long)until_at);
    assert_int_equal(int_at(o->reply, "retry_at"), OFFICE_NOW + 10 * MINUTE_MS);
    OK(o, "fatima", "team/rijswijk/notice", notice, (long long)until_at);
    o->now_ms = OFFICE_NOW + 10 * MINUTE_MS;
    OK(o, "fatima", "team/delft/notice", notice, (long long)until_at);
    assert_string_equal(text_at(o->reply, "code"), "A3"); /* what was refused has no number */
}

/* A client that has no reply yet sends the same id again: that is no double. */
TEST(the_same_request_sent_again_is_no_double)
{
    struct office *o = *state;
    struct id_text id = office_id(o);

    for (int i = 0; i < 3; i++)
        OK(o, "anna", "theme/regie/ask", "{'id': '%s', 'title': 'Wie belt?'}", id.text);
}

#define DOUBLE_TEST(name) cmocka_unit_test_setup_teardown(name, doubles, office_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_verb_has_its_own_limit_and_says_how_long_to_wait),
        cmocka_unit_test(no_verb_writes_without_a_limit_or_while_one_cools_down),
        cmocka_unit_test(who_goes_on_against_the_limits_writes_nothing_for_a_while_and_reads_on),
        cmocka_unit_test(a_refusal_now_and_then_makes_nobody_cool_down),
        cmocka_unit_test(who_reads_too_often_may_write_all_the_same),
        cmocka_unit_test(a_guest_has_so_many_inputs_an_hour),
        OFFICE_TEST(a_flood_of_questions_is_refused_with_when_again_and_nothing_changes),
        OFFICE_TEST(each_thing_that_is_written_is_refused_with_when_again),
        OFFICE_TEST(who_cools_down_is_told_when_it_is_over),
        DOUBLE_TEST(the_same_again_within_the_time_is_refused_with_when_again),
        DOUBLE_TEST(what_was_withdrawn_may_be_said_again),
        DOUBLE_TEST(an_answer_is_a_double_under_its_question_and_a_long_one_under_any),
        DOUBLE_TEST(a_tip_and_what_is_asked_anonymously_are_doubles_too),
        DOUBLE_TEST(a_notice_is_a_double_within_its_team),
        DOUBLE_TEST(the_same_request_sent_again_is_no_double),
    };

    return TEST_RUN(tests);
}
