/* Endorsement: by whom, of what text, for how long; and the theme that demands it. */
#include "tests/daemon/office.h"

#include "daemon/digest/content.h"
#include "daemon/screen/wall.h"
#include "daemon/store/store_endorse.h"
#include "daemon/store/store_stats.h"

#define NEVER_MIND "{'code': '%s', 'unless': 'Bij acuut gevaar beslist de dienst, niet het team.'}"

/* carla and daan are registered too, daan for one more day. */
static int setup(void **state)
{
    int failed = office_setup(state);

    office_sql(*state,
               "UPDATE member SET registration = 'BIG', registration_number = '49012345601' WHERE name = 'carla'");
    office_sql(*state, "UPDATE member SET registration = 'SKJ', registered_until = %lld WHERE name = 'daan'",
               (long long)(OFFICE_NOW + DAY_MS));
    return failed;
}

#define ENDORSE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, office_teardown)

static struct word_text answered(struct office *o, struct word_text *question)
{
    *question = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    return office_answer(o, "eva", question->text, "De regisseur.");
}

static int64_t endorsed(struct office *o, const char *question)
{
    OK(o, "gijs", "show", "{'code': '%s'}", question);
    return has_at(o->reply, "items.0.endorsed") ? int_at(o->reply, "items.0.endorsed") : 0;
}

/* ---- who, and what ---- */

TEST(a_registered_member_endorses_an_answer_with_the_exception_and_its_reason)
{
    struct office *o = *state;
    struct word_text question, answer = answered(o, &question);

    OK(o, "bram", "endorse", NEVER_MIND, answer.text);
    assert_int_equal(int_at(o->reply, "count"), 1);
    OK(o, "carla", "endorse", "{'code': '%s'}", answer.text);
    assert_int_equal(int_at(o->reply, "count"), 2);

    OK(o, "gijs", "show", "{'code': '%s'}", question.text);
    assert_int_equal(int_at(o->reply, "items.0.endorsed"), 2);
    assert_string_equal(text_at(o->reply, "endorsements.0.code"), answer.text);
    assert_string_equal(text_at(o->reply, "endorsements.0.name"), "Bram van Dam");
    assert_string_equal(text_at(o->reply, "endorsements.0.registration"), "SKJ");
    assert_string_equal(text_at(o->reply, "endorsements.0.unless"),
                        "Bij acuut gevaar beslist de dienst, niet het team.");
    assert_string_equal(text_at(o->reply, "endorsements.1.registration"), "BIG");
    assert_false(has_at(o->reply, "endorsements.1.unless"));
}

TEST(the_answer_by_itself_shows_its_own_endorsements_only)
{
    struct office *o = *state;
    struct word_text question, first = answered(o, &question);
    struct word_text second = office_answer(o, "fatima", question.text, "De mentor.");

    OK(o, "bram", "endorse", "{'code': '%s'}", first.text);
    OK(o, "gijs", "show", "{'code': '%s'}", second.text);
    assert_false(has_at(o->reply, "endorsed"));
    assert_int_equal(count_at(o->reply, "endorsements"), 0);
    OK(o, "gijs", "show", "{'code': '%s'}", first.text);
    assert_int_equal(int_at(o->reply, "endorsed"), 1);
    assert_int_equal(count_at(o->reply, "endorsements"), 1);
}

TEST(everybody_sees_the_event_and_the_author_is_told)
{
    struct office *o = *state;
    struct word_text question, answer = answered(o, &question);

    OK(o, "bram", "endorse", "{'code': '%s'}", answer.text);
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/theme/regie/event");
    assert_string_equal(o->heard[1].topic.text, "vakwerk/1/out/eva/event");
    assert_string_equal(text_at(o->heard[1].body, "event"), "endorsed");
    assert_string_equal(text_at(o->heard[1].body, "code"), answer.text);
    assert_int_equal(int_at(o->heard[1].body, "endorsed"), 1);
    OK(o, "gijs", "sync", "{'since': 2}");
    assert_int_equal(int_at(o->reply, "events.0.endorsed"), 1);
}

TEST(only_who_is_registered_may_endorse)
{
    struct office *o = *state;
    struct word_text question, answer = answered(o, &question);

    NO("forbidden", NULL, o, "fatima", "endorse", "{'code': '%s'}", answer.text);
    NO("forbidden", NULL, o, "toezicht", "endorse", "{'code': '%s'}", answer.text);
}

TEST(nobody_endorses_ones_own_answer_or_what_is_no_answer)
{
    struct office *o = *state;
    struct word_text question, answer = answered(o, &question);
    struct word_text own = office_answer(o, "bram", question.text, "Ik bel zelf.");

    (void)answer;
    NO("forbidden", "code", o, "bram", "endorse", "{'code': '%s'}", own.text);
    NO("bad_request", "code", o, "bram", "endorse", "{'code': '%s'}", question.text);
    NO("not_found", "code", o, "bram", "endorse", "{'code': '%s.9'}", question.text);
}

TEST(an_answer_within_another_team_is_not_there_to_endorse)
{
    struct office *o = *state;
    struct word_text question = office_ask(o, "eva", "team/rijswijk/ask", "Wie belt de school?");
    struct word_text answer = office_answer(o, "fatima", question.text, "De regisseur.");

    NO("not_found", "code", o, "bram", "endorse", "{'code': '%s'}", answer.text);
}

TEST(an_exception_that_points_at_a_client_is_refused)
{
    struct office *o = *state;
    struct word_text question, answer = answered(o, &question);

    NO("identifying", "unless", o, "bram", "endorse", "{'code': '%s', 'unless': 'Behalve bij 06-12345678.'}",
       answer.text);
}

TEST(endorsing_twice_counts_once_with_the_later_reason)
{
    struct office *o = *state;
    struct word_text question, answer = answered(o, &question);

    OK(o, "bram", "endorse", "{'code': '%s', 'unless': 'Eerst.'}", answer.text);
    OK(o, "bram", "endorse", "{'code': '%s', 'unless': 'Later.'}", answer.text);
    assert_int_equal(int_at(o->reply, "count"), 1);
    OK(o, "gijs", "show", "{'code': '%s'}", question.text);
    assert_int_equal(count_at(o->reply, "endorsements"), 1);
    assert_string_equal(text_at(o->reply, "endorsements.0.unless"), "Later.");
}

/* ---- the exact text, and as long as the registration ---- */

TEST(an_endorsement_falls_away_with_the_text_it_was_of)
{
    struct office *o = *state;
    struct word_text question, answer = answered(o, &question);

    OK(o, "bram", "endorse", "{'code': '%s'}", answer.text);
    OK(o, "eva", "edit", "{'code': '%s', 'base': 1, 'text': 'De regisseur!'}", answer.text);
    assert_int_equal(endorsed(o, question.text), 0);
    OK(o, "bram", "endorse", "{'code': '%s'}", answer.text);
    assert_int_equal(endorsed(o, question.text), 1);
}

/* The hash alone decides: a row of another text does not count, whatever its revision says. */
TEST(an_endorsement_of_another_text_does_not_count)
{
    struct office *o = *state;
    struct word_text question, answer = answered(o, &question);

    OK(o, "bram", "endorse", "{'code': '%s'}", answer.text);
    OK(o, "carla", "endorse", "{'code': '%s'}", answer.text);
    office_sql(o, "UPDATE endorsement SET text_hash = zeroblob(32) WHERE member = (SELECT id FROM member"
                  " WHERE name = 'bram')");
    assert_int_equal(endorsed(o, question.text), 1);
}

TEST(a_registration_that_ended_counts_as_none_everywhere)
{
    struct office *o = *state;
    struct word_text question, answer = answered(o, &question);
    struct word_text own = office_answer(o, "daan", question.text, "De mentor.");

    OK(o, "daan", "endorse", "{'code': '%s'}", answer.text);
    assert_int_equal(endorsed(o, question.text), 1);
    o->now_ms += DAY_MS;
    assert_int_equal(endorsed(o, question.text), 0);
    NO("forbidden", NULL, o, "daan", "endorse", "{'code': '%s'}", answer.text);
    OK(o, "daan", "me", "{}");
    assert_false(has_at(o->reply, "registration"));

    /* What was written stays as it was at the time; what is written now is by somebody without. */
    struct word_text later = office_answer(o, "daan", question.text, "Of de ouder.");
    OK(o, "gijs", "show", "{'code': '%s'}", own.text);
    assert_string_equal(text_at(o->reply, "registration"), "SKJ");
    OK(o, "gijs", "show", "{'code': '%s'}", later.text);
    assert_false(has_at(o->reply, "registration"));
}

TEST(an_answer_shows_registration_and_role_of_its_author_at_the_time)
{
    struct office *o = *state;
    struct word_text question = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    struct word_text answer = office_answer(o, "bram", question.text, "De regisseur.");

    OK(o, "beheer", "member-set", "{'member': 'bram', 'registration': '', 'function': 'ondersteuner'}");
    OK(o, "gijs", "show", "{'code': '%s'}", answer.text);
    assert_string_equal(text_at(o->reply, "registration"), "SKJ");
    assert_string_equal(text_at(o->reply, "function"), "jeugdprofessional");
}

TEST(number_and_end_of_a_registration_are_for_administrators)
{
    struct office *o = *state;

    OK(o, "beheer", "member-set", "{'member': 'bram', 'registration_number': '120034567', 'registered_until_at': %lld}",
       (long long)(OFFICE_NOW + 9 * DAY_MS));
    OK(o, "beheer", "member-list", "{}");
    assert_string_equal(text_at(o->reply, "items.2.member"), "bram");
    assert_string_equal(text_at(o->reply, "items.2.registration_number"), "120034567");
    assert_int_equal(int_at(o->reply, "items.2.registered_until_at"), OFFICE_NOW + 9 * DAY_MS);
    OK(o, "bram", "me", "{}");
    assert_string_equal(text_at(o->reply, "registration"), "SKJ");
    char *text = json_dumps(o->reply, 0);
    assert_null(strstr(text, "120034567"));
    free(text);

    OK(o, "beheer", "member-set", "{'member': 'bram', 'registration': ''}"); /* number and end go with it */
    assert_int_equal(office_number(o, "SELECT count(*) FROM member WHERE name = 'bram' AND registration_number IS NULL"
                                      " AND registered_until IS NULL"),
                     1);
}

/* ---- a theme that demands it ---- */

static size_t open_in_list(struct office *o)
{
    OK(o, "gijs", "list", "{'open': true}");
    return count_at(o->reply, "items");
}

/* Before small numbers are taken away. */
static int64_t open_in_stats(struct office *o)
{
    struct stats_period always = { 0, INT64_MAX };
    struct stats stats;

    assert_int_equal(store_stats_get(o->reader, &always, &stats), 0);
    return stats.open;
}

/* The digest of gijs, who is in no team: how many are open, and how many stand in its list. */
static void check_digest(struct office *o, int64_t open)
{
    struct msg_digest_is out;
    struct digest digest = { .member = 7, .day = span_of("2022-05-20"), .first_seq = 1, .last_seq = 99 };

    arena_reset(&o->arena);
    assert_int_equal(content_make(o->reader, &digest, &o->arena, &out), 0);
    assert_int_equal(out.open, open);
    assert_int_equal(out.unanswered_count, open);
}

static void check_wall(struct office *o, int64_t open)
{
    struct kiosk kiosk = {
        .name = span_of("delft-1"), .team = 1, .room = span_of("Kantine"), .team_name = span_of("Delft")
    };
    struct wall *wall = calloc(1, sizeof *wall);
    struct msg_totals totals;

    arena_reset(&o->arena);
    office_draw(o, &kiosk, o->now_ms, wall);
    assert_int_equal(wall->cards[0].open, open > 0);
    office_draw_totals(o, &kiosk, o->now_ms, &totals);
    assert_int_equal(totals.open, open);
    free(wall);
}

static void check_open(struct office *o, int64_t open)
{
    assert_int_equal(open_in_list(o), open);
    assert_int_equal(open_in_stats(o), open);
    check_digest(o, open);
    check_wall(o, open);
}

static void demand(struct office *o, const char *yes)
{
    OK(o, "beheer", "theme-set", "{'theme': 'regie', 'needs_endorsement': %s}", yes);
}

TEST(in_such_a_theme_an_answer_alone_leaves_a_question_open_everywhere)
{
    struct office *o = *state;

    demand(o, "true");
    struct word_text question, answer = answered(o, &question);
    check_open(o, 1);
    OK(o, "gijs", "show", "{'code': '%s'}", question.text);
    assert_true(is_at(o->reply, "unendorsed"));
    OK(o, "bram", "endorse", "{'code': '%s'}", answer.text);
    check_open(o, 0);
    OK(o, "gijs", "show", "{'code': '%s'}", question.text);
    assert_false(is_at(o->reply, "unendorsed"));
}

TEST(without_the_demand_an_answer_is_enough)
{
    struct office *o = *state;
    struct word_text question;

    answered(o, &question);
    check_open(o, 0);
    demand(o, "true"); /* from then on, also for what is there already */
    check_open(o, 1);
    demand(o, "false");
    check_open(o, 0);
}

TEST(a_question_is_open_again_when_the_endorsed_text_changes_or_goes)
{
    struct office *o = *state;

    demand(o, "true");
    struct word_text question, answer = answered(o, &question);
    OK(o, "bram", "endorse", "{'code': '%s'}", answer.text);
    OK(o, "eva", "edit", "{'code': '%s', 'base': 1, 'text': 'De regisseur!'}", answer.text);
    check_open(o, 1);
    OK(o, "bram", "endorse", "{'code': '%s'}", answer.text);
    office_answer(o, "fatima", question.text, "De mentor.");
    check_open(o, 0);
    OK(o, "eva", "retract", "{'code': '%s'}", answer.text);
    check_open(o, 1);
}

TEST(a_question_is_open_again_when_the_last_registration_behind_it_ends)
{
    struct office *o = *state;

    demand(o, "true");
    struct word_text question, answer = answered(o, &question);
    OK(o, "daan", "endorse", "{'code': '%s'}", answer.text);
    OK(o, "carla", "endorse", "{'code': '%s'}", answer.text);
    o->now_ms += DAY_MS;
    assert_int_equal(store_endorse_lapse(o->store, o->now_ms), 0);
    check_open(o, 0); /* carla's has no end */

    OK(o, "beheer", "member-set", "{'member': 'carla', 'registered_until_at': %lld}", (long long)(o->now_ms + 1000));
    o->now_ms += 999;
    assert_int_equal(store_endorse_lapse(o->store, o->now_ms), 0);
    check_open(o, 0);
    o->now_ms += 1;
    assert_int_equal(store_endorse_lapse(o->store, o->now_ms), 0);
    check_open(o, 1);
    OK(o, "beheer", "member-set", "{'member': 'daan', 'registered_until_at': 0}"); /* daan's was renewed */
    check_open(o, 0);
    OK(o, "beheer", "member-set", "{'member': 'daan', 'registration': ''}");
    check_open(o, 1);
}

TEST(such_a_question_is_not_marked_answered_before_an_answer_is_endorsed)
{
    struct office *o = *state;

    demand(o, "true");
    struct word_text question, answer = answered(o, &question);
    NO("conflict", "code", o, "anna", "resolve", "{'code': '%s', 'answer': 1}", question.text);
    OK(o, "bram", "endorse", "{'code': '%s'}", answer.text);
    OK(o, "anna", "resolve", "{'code': '%s', 'answer': 1}", question.text);
}

TEST(clients_are_told_which_themes_demand_it)
{
    struct office *o = *state;

    demand(o, "true");
    OK(o, "gijs", "me", "{}");
    assert_string_equal(text_at(o->reply, "themes.0.slug"), "regie");
    assert_true(is_at(o->reply, "themes.0.needs_endorsement"));
    assert_false(is_at(o->reply, "themes.1.needs_endorsement"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ENDORSE_TEST(a_registered_member_endorses_an_answer_with_the_exception_and_its_reason),
        ENDORSE_TEST(the_answer_by_itself_shows_its_own_endorsements_only),
        ENDORSE_TEST(everybody_sees_the_event_and_the_author_is_told),
        ENDORSE_TEST(only_who_is_registered_may_endorse),
        ENDORSE_TEST(nobody_endorses_ones_own_answer_or_what_is_no_answer),
        ENDORSE_TEST(an_answer_within_another_team_is_not_there_to_endorse),
        ENDORSE_TEST(an_exception_that_points_at_a_client_is_refused),
        ENDORSE_TEST(endorsing_twice_counts_once_with_the_later_reason),
        ENDORSE_TEST(an_endorsement_falls_away_with_the_text_it_was_of),
        ENDORSE_TEST(an_endorsement_of_another_text_does_not_count),
        ENDORSE_TEST(a_registration_that_ended_counts_as_none_everywhere),
        ENDORSE_TEST(an_answer_shows_registration_and_role_of_its_author_at_the_time),
        ENDORSE_TEST(number_and_end_of_a_registration_are_for_administrators),
        ENDORSE_TEST(in_such_a_theme_an_answer_alone_leaves_a_question_open_everywhere),
        ENDORSE_TEST(without_the_demand_an_answer_is_enough),
        ENDORSE_TEST(a_question_is_open_again_when_the_endorsed_text_changes_or_goes),
        ENDORSE_TEST(a_question_is_open_again_when_the_last_registration_behind_it_ends),
        ENDORSE_TEST(such_a_question_is_not_marked_answered_before_an_answer_is_endorsed),
        ENDORSE_TEST(clients_are_told_which_themes_demand_it),
    };

    return TEST_RUN(tests);
}
