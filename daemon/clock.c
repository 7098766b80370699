#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ZONE "Europe/Amsterdam"

bool clock_init(void)
{
    struct tm summer;
    time_t july = 1656676800; /* 1 July 2022, 12:00 UTC */

    setenv("TZ", ZONE, 1);
    tzset();
    return localtime_r(&july, &summer) != NULL && summer.tm_hour == 14;
}

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
    const char *held = getenv("VAKWERK_TEST_NOW");

    if (held == NULL)
        return read_clock(CLOCK_REALTIME);
    int64_t number = strtoll(held, NULL, 10);
    return held[0] == '+' || held[0] == '-' ? read_clock(CLOCK_REALTIME) + number : number;
}

int64_t clock_monotonic_ms(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

static struct tm local(int64_t at_ms)
{
    time_t seconds = (time_t)(at_ms / 1000 - (at_ms % 1000 < 0));
    struct tm tm;

    localtime_r(&seconds, &tm);
    return tm;
}

struct clock_day clock_local_day(int64_t at_ms)
{
    struct tm tm = local(at_ms);

    return (struct clock_day){ tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_wday };
}

int clock_local_minute(int64_t at_ms)
{
    struct tm tm = local(at_ms);

    return tm.tm_hour * 60 + tm.tm_min;
}

/*
 * mktime settles a wall clock time that does not exist (one night in March) one hour later, as we want. Of one that
 * comes twice (one night in October) it takes either, by what it was asked before: the first is ours.
 */
int64_t clock_moment(struct clock_day day, int minute)
{
    struct tm tm = { .tm_year = day.year - 1900,
                     .tm_mon = day.month - 1,
                     .tm_mday = day.day,
                     .tm_hour = minute / 60,
                     .tm_min = minute % 60,
                     .tm_isdst = -1 };

    int64_t at_ms = (int64_t)mktime(&tm) * 1000, earlier_ms = at_ms - 3600000;
    return clock_local_minute(earlier_ms) == clock_local_minute(at_ms) ? earlier_ms : at_ms;
}

struct clock_day clock_add_days(struct clock_day day, int days)
{
    return clock_local_day(clock_moment((struct clock_day){ day.year, day.month, day.day + days, 0 }, 12 * 60));
}

int clock_offset_s(int64_t at_ms)
{
    return (int)local(at_ms).tm_gmtoff;
}

/* Halves the first stretch of days whose ends differ until a minute is left. */
int64_t clock_next_change(int64_t at_ms)
{
    int64_t before = at_ms - at_ms % 60000, after = before;
    int offset = clock_offset_s(before);

    for (int days = 0; days < 366 && clock_offset_s(after) == offset; days++) {
        before = after;
        after += CLOCK_DAY_MS;
    }
    while (after - before > 60000) {
        int64_t middle = before + (after - before) / 120000 * 60000;
        if (clock_offset_s(middle) == offset)
            before = middle;
        else
            after = middle;
    }
    return after;
}

struct clock_date_text clock_date(struct clock_day day)
{
    struct clock_date_text date;

    snprintf(date.text, sizeof date.text, "%04d-%02d-%02d", day.year % 10000, day.month % 100, day.day % 100);
    return date;
}

/* Whether the text has digits where the pattern has 0, and else its characters: no sign, no space. */
static bool has_form(const char *text, const char *pattern)
{
    size_t i = 0;

    for (; pattern[i] != '\0'; i++)
        if (pattern[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != pattern[i])
            return false;
    return text[i] == '\0';
}

bool clock_read_date(const char *text, struct clock_day *out)
{
    struct clock_day day = { 0, 0, 0, 0 };

    if (!has_form(text, "0000-00-00") || sscanf(text, "%4d-%2d-%2d", &day.year, &day.month, &day.day) != 3)
        return false;
    *out = clock_add_days(day, 0);
    return out->year == day.year && out->month == day.month && out->day == day.day;
}

bool clock_read_minute(const char *text, int *out)
{
    unsigned hour, minute;

    if (!has_form(text, "00:00") || sscanf(text, "%2u:%2u", &hour, &minute) != 2 || hour > 23 || minute > 59)
        return false;
    *out = (int)(hour * 60 + minute);
    return true;
}
