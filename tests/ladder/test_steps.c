/* The steps of the ladder, with a clock that the test holds. */
#include "tests/proto/test.h"

#include "daemon/ladder/ladder.h"
#include "tests/ladder/moment.h"

#include <stdlib.h>

static struct settings settings;

static int setup(void **state)
{
    (void)state;
    settings_init(&settings);
    return clock_init() ? 0 : -1;
}

static struct ladder_question asked(int64_t at)
{
    return (struct ladder_question){ .since_at = at };
}

static void assert_step(const struct ladder_question *question, int64_t now, enum ladder_step step, int64_t next_at)
{
    struct ladder_place before = ladder_at(question, &settings, now - 1), at = ladder_at(question, &settings, now);

    assert_int_equal(at.step, step);
    assert_int_equal(at.next_at, next_at);
    if (step != LADDER_OWN)
        assert_true(before.step < step); /* not a moment early */
}

TEST(an_unanswered_question_goes_up_in_working_time)
{
    struct ladder_question question = asked(MOMENT(2022, 5, 17, 9, 0));

    (void)state;
    assert_step(&question, MOMENT(2022, 5, 17, 9, 0), LADDER_OWN, MOMENT(2022, 5, 17, 13, 0));
    assert_step(&question, MOMENT(2022, 5, 17, 13, 0), LADDER_NEIGHBOURS, MOMENT(2022, 5, 18, 9, 0));
    assert_step(&question, MOMENT(2022, 5, 18, 9, 0), LADDER_REGION, MOMENT(2022, 5, 19, 9, 0));
    assert_step(&question, MOMENT(2022, 5, 19, 9, 0), LADDER_SUPPORT, LADDER_NEVER);
}

TEST(a_weekend_and_a_holiday_do_not_count)
{
    struct ladder_question friday = asked(MOMENT(2022, 5, 20, 16, 0)), eve = asked(MOMENT(2022, 4, 26, 16, 0));

    (void)state;
    assert_step(&friday, MOMENT(2022, 5, 23, 11, 0), LADDER_NEIGHBOURS, MOMENT(2022, 5, 23, 16, 0));
    assert_step(&eve, MOMENT(2022, 4, 28, 11, 0), LADDER_NEIGHBOURS, MOMENT(2022, 4, 28, 16, 0));
}

TEST(a_private_question_has_no_region)
{
    struct ladder_question question = asked(MOMENT(2022, 5, 17, 9, 0));

    (void)state;
    question.private = true;
    assert_step(&question, MOMENT(2022, 5, 17, 13, 0), LADDER_NEIGHBOURS, MOMENT(2022, 5, 19, 9, 0));
    assert_step(&question, MOMENT(2022, 5, 19, 9, 0), LADDER_SUPPORT, LADDER_NEVER);
}

TEST(much_read_goes_up_one_step_early)
{
    struct ladder_question question = asked(MOMENT(2022, 5, 17, 9, 0));

    (void)state;
    question.read_at = MOMENT(2022, 5, 17, 10, 0);
    assert_step(&question, MOMENT(2022, 5, 17, 10, 0), LADDER_NEIGHBOURS, MOMENT(2022, 5, 17, 13, 0));
    assert_step(&question, MOMENT(2022, 5, 17, 13, 0), LADDER_REGION, MOMENT(2022, 5, 18, 9, 0));
    assert_step(&question, MOMENT(2022, 5, 18, 9, 0), LADDER_SUPPORT, LADDER_NEVER);
}

TEST(what_is_much_read_at_night_waits_for_the_morning)
{
    struct ladder_question question = asked(MOMENT(2022, 5, 20, 17, 0));

    (void)state;
    question.read_at = MOMENT(2022, 5, 21, 22, 0); /* a Saturday */
    assert_step(&question, MOMENT(2022, 5, 23, 8, 30), LADDER_NEIGHBOURS, MOMENT(2022, 5, 23, 12, 0));
}

TEST(much_read_is_only_what_has_no_answer)
{
    (void)state;
    assert_true(ladder_is_much_read(&settings, 10, 0));
    assert_false(ladder_is_much_read(&settings, 9, 0));
    assert_false(ladder_is_much_read(&settings, 1529, 1));
    settings.much_read = 3;
    assert_true(ladder_is_much_read(&settings, 3, 0));
}

TEST(a_pace_halves_or_doubles_the_times_or_switches_them_off)
{
    struct ladder_question question = asked(MOMENT(2022, 5, 17, 9, 0));

    (void)state;
    question.pace = LADDER_FAST;
    assert_step(&question, MOMENT(2022, 5, 17, 11, 0), LADDER_NEIGHBOURS, MOMENT(2022, 5, 17, 13, 30));
    question.pace = LADDER_SLOW;
    assert_step(&question, MOMENT(2022, 5, 17, 17, 0), LADDER_NEIGHBOURS, MOMENT(2022, 5, 19, 9, 0));
    question.pace = LADDER_OFF;
    question.read_at = question.since_at;
    assert_step(&question, MOMENT(2023, 5, 17, 17, 0), LADDER_OWN, LADDER_NEVER);
}

TEST(a_teams_word_goes_before_its_themes)
{
    (void)state;
    assert_int_equal(ladder_pace(LADDER_FAST, LADDER_NORMAL), LADDER_FAST);
    assert_int_equal(ladder_pace(LADDER_FAST, LADDER_SLOW), LADDER_SLOW);
    assert_int_equal(ladder_pace(LADDER_NORMAL, LADDER_OFF), LADDER_OFF);
}

TEST(times_are_settings_and_stay_in_order)
{
    struct ladder_question question = asked(MOMENT(2022, 5, 17, 9, 0));

    (void)state;
    settings.neighbours_after_hours = 2;
    settings.region_after_days = 3;
    settings.support_after_days = 1; /* sooner than the region: the two fall together */
    assert_step(&question, MOMENT(2022, 5, 17, 11, 0), LADDER_NEIGHBOURS, MOMENT(2022, 5, 20, 9, 0));
    assert_step(&question, MOMENT(2022, 5, 20, 9, 0), LADDER_SUPPORT, LADDER_NEVER);
}

TEST(a_claim_lasts_a_working_day)
{
    (void)state;
    assert_int_equal(ladder_claim_ends(&settings, MOMENT(2022, 5, 20, 16, 0)), MOMENT(2022, 5, 23, 16, 0));
}

TEST(a_juniors_question_is_offered_to_seniors_first)
{
    (void)state;
    assert_int_equal(ladder_audience(LADDER_OWN, false, true, false), LADDER_SENIORS);
    assert_int_equal(ladder_audience(LADDER_NEIGHBOURS, false, true, false), LADDER_NEIGHBOUR_SENIORS);
    assert_int_equal(ladder_audience(LADDER_OWN, false, false, false), LADDER_NOBODY);
    assert_int_equal(ladder_audience(LADDER_NEIGHBOURS, false, false, false), LADDER_NOBODY);
    assert_int_equal(ladder_audience(LADDER_REGION, false, true, false), LADDER_NOBODY);
    assert_int_equal(ladder_audience(LADDER_SUPPORT, false, true, true), LADDER_ROLE);
}

TEST(an_anonymous_question_does_not_tell_its_team_by_whom_it_tells)
{
    (void)state;
    assert_int_equal(ladder_audience(LADDER_OWN, false, true, true), LADDER_NOBODY);
    assert_int_equal(ladder_audience(LADDER_NEIGHBOURS, false, true, true), LADDER_NOBODY);
    assert_int_equal(ladder_audience(LADDER_OWN, true, true, true), LADDER_SENIORS); /* within the team all know it */
    assert_int_equal(ladder_audience(LADDER_NEIGHBOURS, true, false, true), LADDER_TEAM_SUPPORT);
}

/* ---- against a slow oracle: minute by minute, one step at a time, by the words of the rules ---- */

static bool works_at(int64_t at)
{
    static const int free_days[][2] = { { 1, 1 }, { 4, 18 }, { 4, 27 }, { 5, 26 }, { 6, 6 }, { 12, 25 }, { 12, 26 } };
    struct clock_day day = clock_local_day(at);
    int minute = clock_local_minute(at);

    for (size_t i = 0; i < sizeof free_days / sizeof free_days[0]; i++)
        if (day.month == free_days[i][0] && day.day == free_days[i][1])
            return false;
    return day.weekday != 0 && day.weekday != 6 && minute >= 510 && minute < 1050;
}

static int steps_by_time(int64_t worked, enum ladder_pace pace, bool private)
{
    static const int64_t minutes[] = { 240, 540, 1080 };
    int steps = 0;

    for (int i = 0; i < 3; i++) {
        bool there =
            pace == LADDER_FAST ? 2 * worked >= minutes[i] : worked >= minutes[i] * (pace == LADDER_SLOW ? 2 : 1);
        steps += there && !(private && i == 1);
    }
    return steps;
}

/* How many steps up it has gone: those of time, and one more once it was much read and somebody works. */
struct oracle {
    int64_t worked;
    bool early;
};

static int oracle_steps(struct oracle *oracle, const struct ladder_question *question, int64_t at)
{
    int steps = steps_by_time(oracle->worked, question->pace, question->private), top = question->private ? 2 : 3;

    oracle->early = oracle->early || (question->read_at != 0 && at >= question->read_at && works_at(at));
    steps += oracle->early;
    return steps > top ? top : steps;
}

static int steps_of(const struct ladder_question *question, enum ladder_step step)
{
    return question->private && step == LADDER_SUPPORT ? 2 : (int)step;
}

static struct ladder_question random_question(void)
{
    struct ladder_question question = asked(MOMENT(2022, 1 + rand() % 12, 1 + rand() % 28, rand() % 24, rand() % 60));

    question.private = rand() % 4 == 0;
    question.pace = (enum ladder_pace)(rand() % 3);
    if (rand() % 2 == 0)
        question.read_at = question.since_at + rand() % 4000 * INT64_C(60000);
    return question;
}

/* Of 200 timelines every minute until the top. */
TEST(two_hundred_timelines_agree_with_going_through_every_minute)
{
    (void)state;
    srand(42);
    for (int i = 0; i < 200; i++) {
        struct ladder_question question = random_question();
        struct ladder_place place = ladder_at(&question, &settings, question.since_at);
        struct oracle oracle = { 0, false };
        for (int64_t at = question.since_at; place.next_at != LADDER_NEVER; at += 60000) {
            assert_true(at < question.since_at + 14 * CLOCK_DAY_MS);
            place = ladder_at(&question, &settings, at);
            int expected = oracle_steps(&oracle, &question, at);
            if (steps_of(&question, place.step) != expected)
                fail_msg("timeline %d: step %d instead of %d, %lld minutes after", i, (int)place.step, expected,
                         (long long)(at - question.since_at) / 60000);
            oracle.worked += works_at(at);
        }
    }
}

#define HELD(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HELD(an_unanswered_question_goes_up_in_working_time),
        HELD(a_weekend_and_a_holiday_do_not_count),
        HELD(a_private_question_has_no_region),
        HELD(much_read_goes_up_one_step_early),
        HELD(what_is_much_read_at_night_waits_for_the_morning),
        HELD(much_read_is_only_what_has_no_answer),
        HELD(a_pace_halves_or_doubles_the_times_or_switches_them_off),
        HELD(a_teams_word_goes_before_its_themes),
        HELD(times_are_settings_and_stay_in_order),
        HELD(a_claim_lasts_a_working_day),
        HELD(a_juniors_question_is_offered_to_seniors_first),
        HELD(an_anonymous_question_does_not_tell_its_team_by_whom_it_tells),
        HELD(two_hundred_timelines_agree_with_going_through_every_minute),
    };

    return TEST_RUN(tests);
}
