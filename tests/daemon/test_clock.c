/* Time in Amsterdam: two nights a year have an hour less or more. */
#include "tests/proto/test.h"

#include "daemon/clock.h"
#include "daemon/digest/schedule.h"

enum { HOUR = 60, MINUTE_MS = 60000 };

#define UTC(s) (INT64_C(1000) * (s))

/* 27 March 2022, 01:00 UTC: 02:00 becomes 03:00. 30 October 2022, 01:00 UTC: 03:00 becomes 02:00. */
#define SPRING UTC(1648342800)
#define AUTUMN UTC(1667091600)

static const struct clock_day spring_day = { 2022, 3, 27, 0 }, autumn_day = { 2022, 10, 30, 0 };

TEST(a_local_day_begins_at_local_midnight)
{
    struct clock_day before = clock_local_day(UTC(1653084000) - 1), after = clock_local_day(UTC(1653084000));

    assert_int_equal(before.day, 20);
    assert_int_equal(before.weekday, 5);
    assert_int_equal(after.day, 21);
    assert_int_equal(after.weekday, 6);
    assert_int_equal(clock_local_minute(UTC(1653084000) - 1), 24 * HOUR - 1);
    assert_int_equal(clock_local_minute(UTC(1653084000)), 0);
}

TEST(a_moment_before_1970_has_a_day_too)
{
    struct clock_day day = clock_local_day(-1 - 2 * 3600000);

    assert_int_equal(day.year, 1969);
    assert_int_equal(day.month, 12);
    assert_int_equal(day.day, 31);
}

TEST(a_time_that_does_not_exist_is_the_moment_after_the_gap)
{
    assert_int_equal(clock_moment(spring_day, 1 * HOUR + 59), SPRING - MINUTE_MS);
    assert_int_equal(clock_moment(spring_day, 2 * HOUR + 30), SPRING + 30 * MINUTE_MS);
    assert_int_equal(clock_local_minute(clock_moment(spring_day, 2 * HOUR + 30)), 3 * HOUR + 30);
    assert_int_equal(clock_moment(spring_day, 3 * HOUR), SPRING);
}

TEST(a_time_that_comes_twice_is_the_first)
{
    assert_int_equal(clock_moment(autumn_day, 2 * HOUR + 30), AUTUMN - 30 * MINUTE_MS);
    assert_int_equal(clock_moment(autumn_day, 3 * HOUR), AUTUMN + HOUR * MINUTE_MS);
}

TEST(what_was_asked_before_changes_no_moment)
{
    const struct clock_day before[] = { { 2022, 12, 1, 0 }, { 2022, 7, 1, 0 } };

    for (size_t i = 0; i < 2; i++) {
        clock_moment(before[i], 0);
        assert_int_equal(clock_moment(autumn_day, 2 * HOUR + 30), AUTUMN - 30 * MINUTE_MS);
        clock_moment(before[i], 0);
        assert_int_equal(clock_moment(spring_day, 2 * HOUR + 30), SPRING + 30 * MINUTE_MS);
    }
}

TEST(days_are_added_by_the_calendar)
{
    struct clock_day day = clock_add_days((struct clock_day){ 2021, 12, 31, 0 }, 1);

    assert_int_equal(day.year, 2022);
    assert_int_equal(day.month, 1);
    assert_int_equal(day.day, 1);
    assert_int_equal(day.weekday, 6);
    day = clock_add_days((struct clock_day){ 2024, 3, 1, 0 }, -1);
    assert_int_equal(day.day, 29);
    day = clock_add_days(spring_day, 1);
    assert_int_equal(day.day, 28);
    assert_int_equal(day.weekday, 1);
    day = clock_add_days(autumn_day, -1);
    assert_int_equal(day.day, 29);
}

TEST(the_offset_and_its_next_change_are_known)
{
    assert_int_equal(clock_offset_s(SPRING - 1), 3600);
    assert_int_equal(clock_offset_s(SPRING), 7200);
    assert_int_equal(clock_next_change(UTC(1641000000)), SPRING);
    assert_int_equal(clock_next_change(SPRING - 1), SPRING);
    assert_int_equal(clock_next_change(SPRING), AUTUMN);
    assert_int_equal(clock_next_change(SPRING + 1), AUTUMN);
    assert_int_equal(clock_next_change(AUTUMN - MINUTE_MS), AUTUMN);
    assert_int_equal(clock_next_change(AUTUMN), UTC(1679792400)); /* 26 March 2023 */
}

TEST(a_date_is_written_and_read)
{
    struct clock_day day;

    assert_string_equal(clock_date((struct clock_day){ 2022, 5, 2, 0 }).text, "2022-05-02");
    assert_true(clock_read_date("2022-05-20", &day));
    assert_int_equal(day.weekday, 5);
    assert_true(clock_read_date("2024-02-29", &day));
}

TEST(what_is_no_date_is_refused)
{
    static const char *const texts[] = { "",           "2022-02-30", "2022-13-01", "2022-00-10", "2022-01-00",
                                         "2023-02-29", "2022-1-01",  "2022-01-1",  "2022/01/01", "2022-01-01x",
                                         "20220101",   "2022-+1-01", "2022-01-+1", " 202-01-01", "-022-01-01",
                                         "2022- 1-01", "abcd-ef-gh" };
    struct clock_day day;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (clock_read_date(texts[i], &day))
            fail_msg("%s is taken for a date", texts[i]);
}

TEST(a_time_of_the_day_is_read)
{
    static const char *const wrong[] = { "",      "7:00", "24:00", "23:60", "07:00 ", " 7:00", "+7:00",
                                         "07-00", "07:0", "07:0x", "0x:00", "-1:00",  "07:+1", "07: 1" };
    int minute;

    assert_true(clock_read_minute("00:00", &minute));
    assert_int_equal(minute, 0);
    assert_true(clock_read_minute("23:59", &minute));
    assert_int_equal(minute, 24 * HOUR - 1);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (clock_read_minute(wrong[i], &minute))
            fail_msg("%s is taken for a time", wrong[i]);
}

TEST(tests_can_hold_the_clock_or_move_it)
{
    setenv("VAKWERK_TEST_NOW", "1653033600000", 1);
    assert_int_equal(clock_now_ms(), 1653033600000);
    setenv("VAKWERK_TEST_NOW", "+86400000", 1);
    int64_t moved = clock_now_ms();
    unsetenv("VAKWERK_TEST_NOW");
    assert_in_range(moved - clock_now_ms(), 86400000 - 5000, 86400000);
    int64_t monotonic = clock_monotonic_ms();
    assert_true(clock_monotonic_ms() >= monotonic);
}

/* ---- when a digest is due ---- */

/* From the local day and minute to the local day and minute at which it comes. */
static const struct {
    enum digest_frequency frequency;
    int minute;
    struct clock_day from;
    int from_minute;
    struct clock_day due;
} rows[] = {
    /* 16 May 2022 is a Monday. */
    { DIGEST_DAILY, 420, { 2022, 5, 16, 1 }, 419, { 2022, 5, 16, 1 } },
    { DIGEST_DAILY, 420, { 2022, 5, 16, 1 }, 420, { 2022, 5, 17, 2 } }, /* it was due just now: the next */
    { DIGEST_DAILY, 420, { 2022, 5, 20, 5 }, 421, { 2022, 5, 23, 1 } }, /* over the weekend */
    { DIGEST_DAILY, 420, { 2022, 5, 21, 6 }, 0, { 2022, 5, 23, 1 } },
    { DIGEST_DAILY, 420, { 2022, 5, 22, 0 }, 1439, { 2022, 5, 23, 1 } },
    { DIGEST_TUE_THU, 420, { 2022, 5, 16, 1 }, 0, { 2022, 5, 17, 2 } },
    { DIGEST_TUE_THU, 420, { 2022, 5, 17, 2 }, 420, { 2022, 5, 19, 4 } },
    { DIGEST_TUE_THU, 420, { 2022, 5, 19, 4 }, 420, { 2022, 5, 24, 2 } },
    { DIGEST_WEEKLY, 420, { 2022, 5, 16, 1 }, 0, { 2022, 5, 16, 1 } },
    { DIGEST_WEEKLY, 420, { 2022, 5, 16, 1 }, 420, { 2022, 5, 23, 1 } },
    { DIGEST_WEEKLY, 420, { 2022, 5, 22, 0 }, 1000, { 2022, 5, 23, 1 } },
    { DIGEST_PERSONAL, 420, { 2022, 5, 20, 5 }, 420, { 2022, 5, 23, 1 } },
    /* Over the end of the year. */
    { DIGEST_DAILY, 420, { 2021, 12, 31, 5 }, 500, { 2022, 1, 3, 1 } },
    { DIGEST_WEEKLY, 0, { 2022, 12, 26, 1 }, 0, { 2023, 1, 2, 1 } },
    /* Midnight, and the last minute of a day. */
    { DIGEST_DAILY, 0, { 2022, 5, 16, 1 }, 0, { 2022, 5, 17, 2 } },
    { DIGEST_DAILY, 1439, { 2022, 5, 16, 1 }, 1438, { 2022, 5, 16, 1 } },
    /* Over both nights, at a time that exists. */
    { DIGEST_DAILY, 420, { 2022, 3, 25, 5 }, 420, { 2022, 3, 28, 1 } },
    { DIGEST_DAILY, 420, { 2022, 10, 28, 5 }, 420, { 2022, 10, 31, 1 } },
};

TEST(a_digest_comes_on_its_days_at_its_time)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t from = clock_moment(rows[i].from, rows[i].from_minute);
        int64_t due = schedule_next(rows[i].frequency, rows[i].minute, 0, from);
        assert_int_equal(due, clock_moment(rows[i].due, rows[i].minute));
        assert_true(due > from);
    }
    assert_int_equal(schedule_next(DIGEST_NEVER, 420, 0, SPRING), 0);
}

/* Whatever the time: one for each working day of 400 days, also when 02:30 is missing or comes twice. */
TEST(a_digest_comes_once_for_each_working_day_of_a_year)
{
    for (int minute = 0; minute < 1440; minute += 30) {
        int64_t at = clock_moment((struct clock_day){ 2022, 1, 2, 0 }, 0); /* a Sunday */
        for (int i = 0; i < 285; i++) {
            int64_t due = schedule_next(DIGEST_DAILY, minute, 0, at);
            struct clock_day day = clock_local_day(due), expected = { 2022, 1, 3 + i / 5 * 7 + i % 5, 0 };
            expected = clock_add_days(expected, 0);
            assert_int_equal(day.day, expected.day);
            assert_int_equal(day.month, expected.month);
            at = due;
        }
    }
}

/* The nights of change are Sundays, on which no digest comes; the schedule's arithmetic still holds there. */
TEST(a_pause_ends_in_a_night_of_change)
{
    struct clock_day monday = { 2022, 3, 28, 1 }, november = { 2022, 10, 31, 1 };

    assert_int_equal(schedule_next(DIGEST_DAILY, 150, SPRING, SPRING - 1), clock_moment(monday, 150));
    assert_int_equal(schedule_next(DIGEST_DAILY, 150, AUTUMN, AUTUMN - 1), clock_moment(november, 150));
}

TEST(no_digest_comes_before_the_pause_ends)
{
    struct clock_day monday = { 2022, 5, 16, 1 };
    int64_t seven = clock_moment(monday, 420);

    assert_int_equal(schedule_next(DIGEST_DAILY, 420, seven, seven - 1000), seven); /* it ends just then */
    assert_int_equal(schedule_next(DIGEST_DAILY, 420, seven + 1, seven - 1000),
                     clock_moment((struct clock_day){ 2022, 5, 17, 2 }, 420));
    assert_int_equal(schedule_next(DIGEST_DAILY, 420, seven - 5000, seven - 1000), seven); /* it is over */
    assert_int_equal(schedule_next(DIGEST_NEVER, 420, seven, seven - 1000), 0);
}

TEST(every_frequency_has_a_name_and_is_found_by_it)
{
    for (int i = DIGEST_DAILY; i <= DIGEST_NEVER; i++)
        assert_int_equal(schedule_frequency(schedule_name((enum digest_frequency)i)), i);
    assert_int_equal(schedule_frequency(span_of("hourly")), -1);
    assert_int_equal(schedule_frequency(span_of("")), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_local_day_begins_at_local_midnight),
        cmocka_unit_test(a_moment_before_1970_has_a_day_too),
        cmocka_unit_test(a_time_that_does_not_exist_is_the_moment_after_the_gap),
        cmocka_unit_test(a_time_that_comes_twice_is_the_first),
        cmocka_unit_test(what_was_asked_before_changes_no_moment),
        cmocka_unit_test(days_are_added_by_the_calendar),
        cmocka_unit_test(the_offset_and_its_next_change_are_known),
        cmocka_unit_test(a_date_is_written_and_read),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(a_time_of_the_day_is_read),
        cmocka_unit_test(tests_can_hold_the_clock_or_move_it),
        cmocka_unit_test(a_digest_comes_on_its_days_at_its_time),
        cmocka_unit_test(a_digest_comes_once_for_each_working_day_of_a_year),
        cmocka_unit_test(a_pause_ends_in_a_night_of_change),
        cmocka_unit_test(no_digest_comes_before_the_pause_ends),
        cmocka_unit_test(every_frequency_has_a_name_and_is_found_by_it),
    };

    return clock_init() ? TEST_RUN(tests) : 1;
}
