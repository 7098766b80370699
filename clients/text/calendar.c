#include "calendar.h"

#include "language.h"
#include "words.h"

#include <stdlib.h>
#include <unistd.h>

#define ZONE      "Europe/Amsterdam"
#define ZONE_FILE "/usr/share/zoneinfo/" ZONE
#define ZONE_RULE "CET-1CEST,M3.5.0,M10.5.0/3" /* the same, for machines without time zone data */

#define MINUTE_MS 60000LL
#define HOUR_MS   (60 * MINUTE_MS)

static const char *const months[] = { N_("January"),   N_("February"), N_("March"),    N_("April"),
                                      N_("May"),       N_("June"),     N_("July"),     N_("August"),
                                      N_("September"), N_("October"),  N_("November"), N_("December") };
static const char *const weekdays[] = { N_("Sunday"),   N_("Monday"), N_("Tuesday"), N_("Wednesday"),
                                        N_("Thursday"), N_("Friday"), N_("Saturday") };

void calendar_setup(void)
{
    setenv("TZ", access(ZONE_FILE, R_OK) == 0 ? ZONE : ZONE_RULE, 1);
    tzset();
}

struct tm calendar_local(int64_t at)
{
    time_t seconds = (time_t)(at / 1000);
    struct tm tm;

    localtime_r(&seconds, &tm);
    return tm;
}

int64_t calendar_from_local(struct tm *tm)
{
    tm->tm_isdst = -1;
    return (int64_t)mktime(tm) * 1000;
}

int64_t calendar_midnight(int64_t at, int days_later)
{
    struct tm tm = calendar_local(at);

    tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
    tm.tm_mday += days_later;
    return calendar_from_local(&tm);
}

bool calendar_read_date(const char *text, int64_t *out)
{
    struct tm tm = { 0 };
    const char *end = strptime(text, "%Y-%m-%d", &tm);

    if (end != NULL && (*end == 'T' || *end == ' ')) {
        const char *time = end + 1;
        end = strptime(time, "%H:%M:%S", &tm);
        if (end == NULL)
            end = strptime(time, "%H:%M", &tm);
    }
    if (end == NULL || *end != '\0')
        return false;
    *out = calendar_from_local(&tm);
    return true;
}

static bool read_test_now(const char *text, int64_t *out)
{
    struct tm tm = { 0 };
    char *end;
    long long ms = strtoll(text, &end, 10);

    if (*end == '\0') {
        *out = ms;
        return true;
    }
    const char *zone = strptime(text, "%Y-%m-%dT%H:%M:%S%z", &tm);
    if (zone == NULL)
        return calendar_read_date(text, out);
    long offset_s = tm.tm_gmtoff;
    *out = ((int64_t)timegm(&tm) - offset_s) * 1000;
    return true;
}

int64_t calendar_now(void)
{
    const char *held = getenv("VAKWERK_TEST_NOW");
    struct timespec now;
    int64_t ms;

    clock_gettime(CLOCK_REALTIME, &now);
    int64_t real_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    if (held == NULL || !read_test_now(held, &ms))
        return real_ms;
    return held[0] == '+' ? real_ms + ms : ms;
}

/* ---- saying ---- */

const char *calendar_month_name(int month)
{
    return _(months[month]);
}

const char *calendar_weekday_name(int weekday)
{
    return _(weekdays[weekday]);
}

const char *calendar_month(int64_t at)
{
    return calendar_month_name(calendar_local(at).tm_mon);
}

const char *calendar_weekday(int64_t at)
{
    return calendar_weekday_name(calendar_local(at).tm_wday);
}

const char *calendar_age(struct arena *arena, int64_t now, int64_t at)
{
    int64_t age = now > at ? now - at : 0;

    if (age < HOUR_MS)
        return words_say(arena, _("%d min"), (int)(age / MINUTE_MS));
    int hours = (int)(age / HOUR_MS);
    if (hours < 24)
        return words_say(arena, ngettext("%d hour", "%d hours", (unsigned long)hours), hours);
    int days = hours / 24;
    return words_say(arena, ngettext("%d day", "%d days", (unsigned long)days), days);
}

const char *calendar_long_age(struct arena *arena, int64_t now, int64_t at)
{
    int64_t age = now > at ? now - at : 0;
    int minutes = (int)(age / MINUTE_MS);

    if (age < HOUR_MS)
        return words_say(arena, ngettext("%d minute old", "%d minutes old", (unsigned long)minutes), minutes);
    int hours = (int)(age / HOUR_MS);
    if (hours < 24)
        return words_say(arena, ngettext("%d hour old", "%d hours old", (unsigned long)hours), hours);
    int days = hours / 24;
    return words_say(arena, ngettext("%d day old", "%d days old", (unsigned long)days), days);
}

const char *calendar_date(struct arena *arena, int64_t at)
{
    struct tm tm = calendar_local(at);

    return words_say(arena, "%s %d %s %d", calendar_weekday(at), tm.tm_mday, calendar_month(at), tm.tm_year + 1900);
}
