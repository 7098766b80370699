#include "times.h"

#include "clients/text/calendar.h"

#include <stdlib.h>

#define MINUTE_MS 60000LL
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

void times_setup(void)
{
    calendar_setup();
}

int64_t times_now(void)
{
    return calendar_now();
}

int64_t times_midnight(int64_t at, int days_later)
{
    return calendar_midnight(at, days_later);
}

/* ---- reading ---- */

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
    struct tm tm = calendar_local(now);
    const char *end = strptime(text, "%H:%M", &tm);

    if (end == NULL || *end != '\0')
        return false;
    tm.tm_sec = 0;
    *out = calendar_from_local(&tm);
    if (forwards ? *out <= now : *out > now) {
        tm.tm_mday += forwards ? 1 : -1;
        *out = calendar_from_local(&tm);
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
        struct tm tm = calendar_local(now);
        tm.tm_mday += (int)signed_count * units[i].days;
        *out = calendar_from_local(&tm) + signed_count * units[i].ms;
        return true;
    }
    return false;
}

bool times_read(int64_t now, const char *text, bool forwards, int64_t *out)
{
    return read_day(now, text, out) || calendar_read_date(text, out) || read_clock(now, text, forwards, out) ||
           read_length(now, text, forwards, out);
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
    return calendar_age(&cli->arena, cli->now_ms, at);
}

const char *times_long_age(struct cli *cli, int64_t at)
{
    return calendar_long_age(&cli->arena, cli->now_ms, at);
}

const char *times_day(struct cli *cli, int64_t at)
{
    struct tm tm = calendar_local(at), now = calendar_local(cli->now_ms);
    int ago = days_ago(cli, at);

    if (ago == 0)
        return _("today");
    if (ago == 1)
        return _("yesterday");
    if (ago == -1)
        return _("tomorrow");
    if (tm.tm_year == now.tm_year)
        return say(cli, "%d %s", tm.tm_mday, calendar_month(at));
    return times_date(cli, at);
}

const char *times_date(struct cli *cli, int64_t at)
{
    struct tm tm = calendar_local(at);

    return say(cli, "%d %s %d", tm.tm_mday, calendar_month(at), tm.tm_year + 1900);
}

const char *times_when(struct cli *cli, int64_t at)
{
    struct tm tm = calendar_local(at);

    return say(cli, _("%s at %d:%02d"), times_day(cli, at), tm.tm_hour, tm.tm_min);
}

const char *times_weekday(struct cli *cli, int64_t at)
{
    return calendar_date(&cli->arena, at);
}

const char *times_clock(struct cli *cli, int64_t at)
{
    struct tm tm = calendar_local(at);

    return say(cli, "%02d:%02d", tm.tm_hour, tm.tm_min);
}

const char *times_since(struct cli *cli, int64_t at)
{
    bool today = times_midnight(at, 0) == times_midnight(cli->now_ms, 0);

    return today ? times_clock(cli, at) : times_day(cli, at);
}

const char *times_json(struct cli *cli, int64_t at)
{
    struct tm tm = calendar_local(at);
    long offset = tm.tm_gmtoff / 60;

    return say(cli, "%04d-%02d-%02dT%02d:%02d:%02d%c%02ld:%02ld", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
               tm.tm_hour, tm.tm_min, tm.tm_sec, offset < 0 ? '-' : '+', labs(offset) / 60, labs(offset) % 60);
}
