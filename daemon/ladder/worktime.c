#include "worktime.h"

#define MINUTE_MS INT64_C(60000)

/* The "anonymous Gregorian" rule (Nature, 20 April 1876; Meeus, Astronomical Algorithms, chapter 8), letters as there.
 */
struct clock_day worktime_easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int n = h + l - 7 * m + 114;

    return (struct clock_day){ year, n / 31, n % 31 + 1, 0 };
}

static bool is_on(struct clock_day day, int month, int number)
{
    return day.month == month && day.day == number;
}

/* Easter Monday, Ascension Day and Whit Monday. */
static bool moves_with_easter(struct clock_day day)
{
    static const int days_after[] = { 1, 39, 50 };
    struct clock_day easter = worktime_easter(day.year);

    for (size_t i = 0; i < sizeof days_after / sizeof days_after[0]; i++) {
        struct clock_day feast = clock_add_days(easter, days_after[i]);
        if (is_on(day, feast.month, feast.day))
            return true;
    }
    return false;
}

static bool is_kings_day(struct clock_day day)
{
    return (is_on(day, 4, 27) && day.weekday != 0) || (is_on(day, 4, 26) && day.weekday == 6);
}

bool worktime_is_holiday(struct clock_day day, bool liberation_yearly)
{
    if (is_on(day, 1, 1) || is_on(day, 12, 25) || is_on(day, 12, 26))
        return true;
    if (is_on(day, 5, 5) && (liberation_yearly || day.year % 5 == 0))
        return true;
    return is_kings_day(day) || moves_with_easter(day);
}

/* The office hours of a day; none, when nobody works. */
struct hours {
    int64_t open, close;
};

static struct hours hours_of(const struct settings *settings, struct clock_day day)
{
    if (day.weekday == 0 || day.weekday == 6 || worktime_is_holiday(day, settings->liberation_day_yearly))
        return (struct hours){ 0, 0 };
    return (struct hours){ clock_moment(day, (int)settings->office_from),
                           clock_moment(day, (int)settings->office_until) };
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t worktime_between(const struct settings *settings, int64_t from_ms, int64_t until_ms)
{
    int64_t worked = 0;

    for (struct clock_day day = clock_local_day(from_ms); clock_moment(day, 0) < until_ms;
         day = clock_add_days(day, 1)) {
        struct hours hours = hours_of(settings, day);
        int64_t begin = later(hours.open, from_ms), end = hours.close < until_ms ? hours.close : until_ms;
        worked += later(end - begin, 0);
    }
    return worked / MINUTE_MS;
}

/* Ends, since no two weeks are without a working day. */
int64_t worktime_after(const struct settings *settings, int64_t from_ms, int64_t minutes)
{
    int64_t left = minutes * MINUTE_MS;

    for (struct clock_day day = clock_local_day(from_ms);; day = clock_add_days(day, 1)) {
        struct hours hours = hours_of(settings, day);
        int64_t begin = later(hours.open, from_ms);
        if (begin >= hours.close)
            continue;
        if (left <= hours.close - begin)
            return begin + left;
        left -= hours.close - begin;
    }
}

int64_t worktime_day(const struct settings *settings)
{
    return settings->office_until - settings->office_from;
}
