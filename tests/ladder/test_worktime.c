/* Working time, with a clock that the test holds: weekends, holidays, nights in which the clock is changed. */
#include "tests/proto/test.h"

#include "daemon/ladder/worktime.h"
#include "tests/ladder/moment.h"

#include <stdlib.h>

static struct settings settings;

static int setup(void **state)
{
    (void)state;
    settings_init(&settings);
    return clock_init() ? 0 : -1;
}

static void assert_after(int64_t from, int64_t minutes, int64_t expected)
{
    int64_t got = worktime_after(&settings, from, minutes);

    if (got != expected)
        fail_msg("%s %d:%02d instead of %s %d:%02d", clock_date(clock_local_day(got)).text,
                 clock_local_minute(got) / 60, clock_local_minute(got) % 60, clock_date(clock_local_day(expected)).text,
                 clock_local_minute(expected) / 60, clock_local_minute(expected) % 60);
}

static bool is_free(int year, int month, int day)
{
    return worktime_is_holiday(clock_add_days((struct clock_day){ year, month, day, 0 }, 0), false);
}

static void assert_easter(int year, int month, int day)
{
    struct clock_day easter = worktime_easter(year);

    assert_int_equal(easter.month, month);
    assert_int_equal(easter.day, day);
    assert_int_equal(clock_add_days(easter, 0).weekday, 0);
}

/* ---- the calendar ---- */

TEST(easter_is_where_the_calendar_has_it)
{
    (void)state;
    assert_easter(2000, 4, 23);
    assert_easter(2008, 3, 23); /* nearly as early as can be */
    assert_easter(2022, 4, 17);
    assert_easter(2024, 3, 31); /* the night in which summer time begins */
    assert_easter(2025, 4, 20);
    assert_easter(2026, 4, 5);
    assert_easter(2027, 3, 28);
    assert_easter(2038, 4, 25); /* as late as can be */
}

TEST(what_moves_with_easter_is_free)
{
    (void)state;
    assert_true(is_free(2022, 4, 18));
    assert_true(is_free(2022, 5, 26));
    assert_true(is_free(2022, 6, 6));
    assert_true(is_free(2024, 4, 1));
    assert_true(is_free(2024, 5, 9));
    assert_true(is_free(2024, 5, 20));
    assert_false(is_free(2022, 4, 15)); /* Good Friday: a working day for most */
    assert_false(is_free(2022, 5, 27));
}

TEST(kings_day_moves_from_a_sunday_to_the_saturday_before)
{
    (void)state;
    assert_true(is_free(2022, 4, 27));
    assert_false(is_free(2022, 4, 26));
    assert_true(is_free(2025, 4, 26));
    assert_false(is_free(2025, 4, 27));
    assert_false(is_free(2025, 4, 28));
    assert_true(is_free(2024, 4, 27)); /* a Saturday itself */
    assert_false(is_free(2024, 4, 26));
}

TEST(liberation_day_is_free_once_in_five_years_or_each_year_when_set)
{
    (void)state;
    assert_true(is_free(2025, 5, 5));
    assert_true(is_free(2030, 5, 5));
    assert_false(is_free(2026, 5, 5));
    assert_true(worktime_is_holiday((struct clock_day){ 2026, 5, 5, 2 }, true));
    assert_after(MOMENT(2026, 5, 5, 10, 0), 60, MOMENT(2026, 5, 5, 11, 0));
    settings.liberation_day_yearly = true;
    assert_after(MOMENT(2026, 5, 5, 10, 0), 60, MOMENT(2026, 5, 6, 9, 30));
}

TEST(new_year_and_christmas_are_free)
{
    (void)state;
    assert_true(is_free(2023, 1, 1));
    assert_true(is_free(2026, 1, 1));
    assert_true(is_free(2025, 12, 25));
    assert_true(is_free(2025, 12, 26));
    assert_false(is_free(2025, 12, 24));
    assert_false(is_free(2025, 12, 31));
    assert_false(is_free(2026, 1, 2));
}

/* ---- moments ---- */

TEST(time_within_a_day_is_just_time)
{
    (void)state;
    assert_after(MOMENT(2022, 5, 18, 9, 0), 240, MOMENT(2022, 5, 18, 13, 0));
    assert_int_equal(worktime_between(&settings, MOMENT(2022, 5, 18, 9, 0), MOMENT(2022, 5, 18, 13, 0)), 240);
}

TEST(a_question_of_friday_afternoon_waits_over_the_weekend)
{
    (void)state;
    assert_after(MOMENT(2022, 5, 20, 16, 0), 240, MOMENT(2022, 5, 23, 11, 0));
    assert_after(MOMENT(2022, 5, 20, 16, 0), 540, MOMENT(2022, 5, 23, 16, 0));
    assert_after(MOMENT(2022, 5, 20, 16, 0), 1080, MOMENT(2022, 5, 24, 16, 0));
}

TEST(a_question_of_the_night_counts_from_the_morning)
{
    (void)state;
    assert_after(MOMENT(2022, 5, 18, 23, 40), 240, MOMENT(2022, 5, 19, 12, 30));
    assert_after(MOMENT(2022, 5, 19, 3, 0), 240, MOMENT(2022, 5, 19, 12, 30));
    assert_after(MOMENT(2022, 5, 19, 3, 0), 0, MOMENT(2022, 5, 19, 8, 30));
    assert_after(MOMENT(2022, 5, 20, 17, 30), 0, MOMENT(2022, 5, 23, 8, 30));
}

TEST(a_working_day_is_over_when_the_office_closes)
{
    (void)state;
    assert_after(MOMENT(2022, 5, 19, 3, 0), 540, MOMENT(2022, 5, 19, 17, 30));
    assert_after(MOMENT(2022, 5, 19, 3, 0), 541, MOMENT(2022, 5, 20, 8, 31));
}

TEST(a_question_of_a_holiday_counts_from_the_next_working_day)
{
    (void)state;
    assert_after(MOMENT(2022, 5, 26, 11, 0), 60, MOMENT(2022, 5, 27, 9, 30)); /* Ascension Day */
    assert_after(MOMENT(2022, 4, 17, 11, 0), 60, MOMENT(2022, 4, 19, 9, 30)); /* Easter: Monday too */
    assert_after(MOMENT(2024, 3, 29, 17, 0), 60, MOMENT(2024, 4, 2, 9, 0));
}

TEST(kings_day_on_a_saturday_takes_nothing_from_the_week)
{
    (void)state;
    assert_after(MOMENT(2025, 4, 25, 17, 0), 60, MOMENT(2025, 4, 28, 9, 0));
    assert_after(MOMENT(2022, 4, 26, 17, 0), 60, MOMENT(2022, 4, 28, 9, 0)); /* a Wednesday does */
}

TEST(the_year_changes_without_anybody_at_work)
{
    (void)state;
    assert_after(MOMENT(2021, 12, 31, 17, 0), 60, MOMENT(2022, 1, 3, 9, 0));
    assert_after(MOMENT(2025, 12, 31, 17, 0), 60, MOMENT(2026, 1, 2, 9, 0));
    assert_after(MOMENT(2025, 12, 24, 17, 0), 60, MOMENT(2025, 12, 29, 9, 0));
}

/* The night has 23 or 25 hours; the working days around it have nine. */
TEST(a_night_in_which_the_clock_is_changed_is_a_night)
{
    (void)state;
    assert_after(MOMENT(2022, 3, 25, 16, 0), 540, MOMENT(2022, 3, 28, 16, 0));
    assert_after(MOMENT(2022, 10, 28, 16, 0), 540, MOMENT(2022, 10, 31, 16, 0));
    assert_after(MOMENT(2022, 3, 27, 2, 30), 60, MOMENT(2022, 3, 28, 9, 30));
    assert_after(MOMENT(2022, 10, 30, 2, 30), 60, MOMENT(2022, 10, 31, 9, 30));
    assert_int_equal(MOMENT(2022, 3, 28, 16, 0) - MOMENT(2022, 3, 25, 16, 0), 71 * 3600000LL);
    assert_int_equal(MOMENT(2022, 10, 31, 16, 0) - MOMENT(2022, 10, 28, 16, 0), 73 * 3600000LL);
}

TEST(office_hours_are_a_setting)
{
    (void)state;
    settings.office_from = 9 * 60;
    settings.office_until = 17 * 60;
    assert_int_equal(worktime_day(&settings), 480);
    assert_after(MOMENT(2022, 5, 18, 16, 0), 120, MOMENT(2022, 5, 19, 10, 0));
}

TEST(nothing_is_worked_backwards)
{
    (void)state;
    assert_int_equal(worktime_between(&settings, MOMENT(2022, 5, 18, 13, 0), MOMENT(2022, 5, 18, 9, 0)), 0);
    assert_int_equal(worktime_between(&settings, MOMENT(2022, 5, 21, 9, 0), MOMENT(2022, 5, 22, 9, 0)), 0);
}

/* ---- against a slow oracle: every minute on its own ---- */

static bool works_at(int64_t at)
{
    struct clock_day day = clock_local_day(at);
    int minute = clock_local_minute(at);

    return day.weekday != 0 && day.weekday != 6 && !worktime_is_holiday(day, false) && minute >= 510 && minute < 1050;
}

TEST(both_functions_agree_with_counting_every_minute)
{
    (void)state;
    srand(20220520);
    for (int i = 0; i < 200; i++) {
        int64_t from = MOMENT(2022 + rand() % 8, 1 + rand() % 12, 1 + rand() % 28, rand() % 24, rand() % 60);
        int64_t minutes = 1 + rand() % 2000, at = from;
        for (int64_t left = minutes; left > 0; at += 60000)
            left -= works_at(at);
        assert_after(from, minutes, at);
        assert_int_equal(worktime_between(&settings, from, at), minutes);
    }
}

#define HELD(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HELD(easter_is_where_the_calendar_has_it),
        HELD(what_moves_with_easter_is_free),
        HELD(kings_day_moves_from_a_sunday_to_the_saturday_before),
        HELD(liberation_day_is_free_once_in_five_years_or_each_year_when_set),
        HELD(new_year_and_christmas_are_free),
        HELD(time_within_a_day_is_just_time),
        HELD(a_question_of_friday_afternoon_waits_over_the_weekend),
        HELD(a_question_of_the_night_counts_from_the_morning),
        HELD(a_working_day_is_over_when_the_office_closes),
        HELD(a_question_of_a_holiday_counts_from_the_next_working_day),
        HELD(kings_day_on_a_saturday_takes_nothing_from_the_week),
        HELD(the_year_changes_without_anybody_at_work),
        HELD(a_night_in_which_the_clock_is_changed_is_a_night),
        HELD(office_hours_are_a_setting),
        HELD(nothing_is_worked_backwards),
        HELD(both_functions_agree_with_counting_every_minute),
    };

    return TEST_RUN(tests);
}
