#include "times.h"

#include <limits.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ZONE      "Europe/Amsterdam"
#define ZONE_FILE "/usr/share/zoneinfo/" ZONE
#define ZONE_RULE "CET-1CEST,M3.5.0,M10.5.0/3" /* the same, for machines without time zone data */

#define MINUTE_MS 60000LL
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

static const char *const months[] = { N_("January"),   N_("February"), N_("March"),    N_("April"),
                                      N_("May"),       N_("June"),     N_("July"),     N_("August"),
                                      N_("September"), N_("October"),  N_("November"), N_("December") };
static const char *const weekdays[] = { N_("Sunday"),   N_("Monday"), N_("Tuesday"), N_("Wednesday"),
                                        N_("Thursday"), N_("Friday"), N_("Saturday") };

void times_setup(void)
{
    setenv("TZ", access(ZONE_FILE, R_OK) == 0 ? ZONE : ZONE_RULE, 1);
    tzset();
}

static struct tm local(int64_t at)
{
    time_t seconds = (time_t)(at / 1000);
    struct tm tm;

    localtime_r(&seconds, &tm);
    return tm;
}

static int64_t from_local(struct tm *tm)
{
    tm->tm_isdst = -1;
    return (int64_t)mktime(tm) * 1000;
}

int64_t times_midnight(int64_t at, int days_later)
{
    struct tm tm = local(at);

    tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
    tm.tm_mday += days_later;
    return from_local(&tm);
}

bool times_is_monday(int64_t at)
{
    return local(at).tm_wday == 1;
}

/* ---- reading ---- */

/* 2022-05-19, with or without T14:36[:04]. */
static bool read_date(const char *text, int64_t *out)
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
    *out = from_local(&tm);
    return true;
}

static bool read_day(int64_t now, const char *text, int64_t *out)
{
    static const struct {
        const char *name;
        int later;
    } days[] = { { "today", 0 },     { "vandaag", 0 },  { "yesterday", -1 },
                 { "gisteren", -1 }, { "tomorrow", 1 }, { "morgen", 1 } };

    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        if (strcmp(text, days[i].name) == 0) {
            *out = times_midnight(now, days[i].later);
            return true;
        }
    return false;
}

static bool read_clock(int64_t now, const char *text, bool forwards, int64_t *out)
{
    struct tm tm = local(now);
    const char *end = strptime(text, "%H:%M", &tm);

    if (end == NULL || *end != '\0')
        return false;
    tm.tm_sec = 0;
    *out = from_local(&tm);
    if (forwards ? *out <= now : *out > now) {
        tm.tm_mday += forwards ? 1 : -1;
        *out = from_local(&tm);
    }
    return true;
}

static bool read_length(int64_t now, const char *text, bool forwards, int64_t *out)
{
    static const struct {
        const char *unit;
        int64_t ms;
        int days;
    } units[] = { { "min", MINUTE_MS, 0 }, { "h", HOUR_MS, 0 }, { "u", HOUR_MS, 0 }, { "d", 0, 1 }, { "w", 0, 7 } };
    char *end;
    long count = strtol(text, &end, 10);

    if (end == text || count < 0 || count > 5000)
        return false;
    long signed_count = forwards ? count : -count;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(end, units[i].unit) != 0)
            continue;
        struct tm tm = local(now);
        tm.tm_mday += (int)signed_count * units[i].days;
        *out = from_local(&tm) + signed_count * units[i].ms;
        return true;
    }
    return false;
}

bool times_read(int64_t now, const char *text, bool forwards, int64_t *out)
{
    return read_day(now, text, out) || read_date(text, out) || read_clock(now, text, forwards, out) ||
           read_length(now, text, forwards, out);
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
        return read_date(text, out);
    long offset_s = tm.tm_gmtoff;
    *out = ((int64_t)timegm(&tm) - offset_s) * 1000;
    return true;
}

int64_t times_now(void)
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

/* Days by the calendar: yesterday evening is a day ago this morning. */
static int days_ago(struct cli *cli, int64_t at)
{
    int64_t apart = times_midnight(cli->now_ms, 0) - times_midnight(at, 0);

    /* A day has 23 or 25 hours when the clock changes. */
    return (int)((apart + (apart < 0 ? -DAY_MS / 2 : DAY_MS / 2)) / DAY_MS);
}

const char *times_age(struct cli *cli, int64_t at)
{
    int64_t age = cli->now_ms > at ? cli->now_ms - at : 0;

    if (age < HOUR_MS)
        return say(cli, _("%d min"), (int)(age / MINUTE_MS));
    int hours = (int)(age / HOUR_MS);
    if (hours < 24)
        return say(cli, ngettext("%d hour", "%d hours", (unsigned long)hours), hours);
    int days = hours / 24;
    return say(cli, ngettext("%d day", "%d days", (unsigned long)days), days);
}

const char *times_long_age(struct cli *cli, int64_t at)
{
    int64_t age = cli->now_ms > at ? cli->now_ms - at : 0;
    int minutes = (int)(age / MINUTE_MS);

    if (age < HOUR_MS)
        return say(cli, ngettext("%d minute old", "%d minutes old", (unsigned long)minutes), minutes);
    int hours = (int)(age / HOUR_MS);
    if (hours < 24)
        return say(cli, ngettext("%d hour old", "%d hours old", (unsigned long)hours), hours);
    int days = hours / 24;
    return say(cli, ngettext("%d day old", "%d days old", (unsigned long)days), days);
}

const char *times_day(struct cli *cli, int64_t at)
{
    struct tm tm = local(at), now = local(cli->now_ms);
    int ago = days_ago(cli, at);

    if (ago == 0)
        return _("today");
    if (ago == 1)
        return _("yesterday");
    if (ago == -1)
        return _("tomorrow");
    if (tm.tm_year == now.tm_year)
        return say(cli, "%d %s", tm.tm_mday, _(months[tm.tm_mon]));
    return say(cli, "%d %s %d", tm.tm_mday, _(months[tm.tm_mon]), tm.tm_year + 1900);
}

const char *times_when(struct cli *cli, int64_t at)
{
    struct tm tm = local(at);

    return say(cli, _("%s at %d:%02d"), times_day(cli, at), tm.tm_hour, tm.tm_min);
}

const char *times_weekday(struct cli *cli, int64_t at)
{
    struct tm tm = local(at);

    return say(cli, "%s %d %s %d", _(weekdays[tm.tm_wday]), tm.tm_mday, _(months[tm.tm_mon]), tm.tm_year + 1900);
}

const char *times_clock(struct cli *cli, int64_t at)
{
    struct tm tm = local(at);

    return say(cli, "%02d:%02d", tm.tm_hour, tm.tm_min);
}

const char *times_json(struct cli *cli, int64_t at)
{
    struct tm tm = local(at);
    long offset = tm.tm_gmtoff / 60;

    return say(cli, "%04d-%02d-%02dT%02d:%02d:%02d%c%02ld:%02ld", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
               tm.tm_hour, tm.tm_min, tm.tm_sec, offset < 0 ? '-' : '+', labs(offset) / 60, labs(offset) % 60);
}
