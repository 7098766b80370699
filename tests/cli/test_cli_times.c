/* Times as people say and type them, in Amsterdam, also when the clock changes. */
#include "clients/cli/times.h"
#include "tests/cli/unit.h"

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static int64_t read_at(const char *text, bool forwards)
{
    int64_t at = -1;

    return times_read(UNIT_NOW, text, forwards, &at) ? at : -1;
}

static const char *typed(struct cli *cli, const char *text, bool forwards)
{
    return times_json(cli, read_at(text, forwards));
}

TEST(ages_are_short_in_lists)
{
    struct cli cli;

    unit_begin(&cli);
    assert_string_equal(times_age(&cli, UNIT_NOW - 40 * MINUTE), "40 min");
    assert_string_equal(times_age(&cli, UNIT_NOW - HOUR), "1 hour");
    assert_string_equal(times_age(&cli, UNIT_NOW - 47 * HOUR), "1 day");
    assert_string_equal(times_age(&cli, UNIT_NOW + HOUR), "0 min");
    assert_string_equal(times_long_age(&cli, UNIT_NOW - 3 * HOUR), "3 hours old");
    unit_end(&cli);
}

TEST(days_are_those_of_the_calendar)
{
    struct cli cli;

    unit_begin(&cli);
    assert_string_equal(times_when(&cli, UNIT_NOW - 3 * HOUR), "today at 11:32");
    assert_string_equal(times_when(&cli, UNIT_NOW - 15 * HOUR), "yesterday at 23:32");
    assert_string_equal(times_when(&cli, UNIT_NOW + DAY), "tomorrow at 14:32");
    assert_string_equal(times_when(&cli, UNIT_NOW - 16 * DAY), "3 May at 14:32");
    assert_string_equal(times_day(&cli, UNIT_NOW - 365 * DAY), "19 May 2021");
    assert_string_equal(times_weekday(&cli, UNIT_NOW), "Thursday 19 May 2022");
    unit_end(&cli);
}

TEST(json_has_the_offset)
{
    struct cli cli;

    unit_begin(&cli);
    assert_string_equal(times_json(&cli, UNIT_NOW), "2022-05-19T14:32:00+02:00");
    assert_string_equal(times_json(&cli, UNIT_NOW - 120 * DAY), "2022-01-19T13:32:00+01:00");
    unit_end(&cli);
}

TEST(what_people_type_is_understood)
{
    struct cli cli;

    unit_begin(&cli);
    assert_string_equal(typed(&cli, "3w", true), "2022-06-09T14:32:00+02:00");
    assert_string_equal(typed(&cli, "2d", false), "2022-05-17T14:32:00+02:00");
    assert_string_equal(typed(&cli, "90min", true), "2022-05-19T16:02:00+02:00");
    assert_string_equal(typed(&cli, "4u", false), "2022-05-19T10:32:00+02:00");
    assert_string_equal(typed(&cli, "gisteren", false), "2022-05-18T00:00:00+02:00");
    assert_string_equal(typed(&cli, "morgen", true), "2022-05-20T00:00:00+02:00");
    assert_string_equal(typed(&cli, "15:15", true), "2022-05-19T15:15:00+02:00");
    assert_string_equal(typed(&cli, "11:15", true), "2022-05-20T11:15:00+02:00");
    assert_string_equal(typed(&cli, "15:15", false), "2022-05-18T15:15:00+02:00");
    assert_string_equal(typed(&cli, "2022-01-02", true), "2022-01-02T00:00:00+01:00");
    assert_string_equal(typed(&cli, "2022-01-02T03:04", true), "2022-01-02T03:04:00+01:00");
    unit_end(&cli);
}

TEST(what_is_no_time_is_refused)
{
    static const char *const texts[] = { "",       "3",          "w",           "-3d",    "3 weken", "25:00",
                                         "99999d", "2022-13-01", "2022-05-19x", "12:00x", "morge" };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(read_at(texts[i], true), -1);
}

TEST(a_day_has_23_hours_when_the_clock_goes_forward)
{
    struct cli cli;
    int64_t sunday_noon = INT64_C(1648375200000); /* 27 March 2022, 12:00 */

    unit_begin(&cli);
    assert_int_equal(times_midnight(sunday_noon, 1) - times_midnight(sunday_noon, 0), 23 * HOUR);
    cli.now_ms = sunday_noon;
    assert_string_equal(times_day(&cli, sunday_noon - 13 * HOUR), "yesterday");
    assert_string_equal(times_day(&cli, sunday_noon + 13 * HOUR), "tomorrow");
    unit_end(&cli);
}

TEST(the_clock_can_be_held)
{
    setenv("VAKWERK_TEST_NOW", "2022-05-19T14:32:00+0200", 1);
    assert_int_equal(times_now(), UNIT_NOW);
    setenv("VAKWERK_TEST_NOW", "1652963520000", 1);
    assert_int_equal(times_now(), UNIT_NOW);
    unsetenv("VAKWERK_TEST_NOW");
    assert_true(times_now() > UNIT_NOW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ages_are_short_in_lists),    cmocka_unit_test(days_are_those_of_the_calendar),
        cmocka_unit_test(json_has_the_offset),        cmocka_unit_test(what_people_type_is_understood),
        cmocka_unit_test(what_is_no_time_is_refused), cmocka_unit_test(a_day_has_23_hours_when_the_clock_goes_forward),
        cmocka_unit_test(the_clock_can_be_held),
    };

    times_setup();
    return TEST_RUN(tests);
}
