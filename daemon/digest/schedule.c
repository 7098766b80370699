#include "schedule.h"

#include "daemon/clock.h"

/* Bits by weekday, Sunday first. */
enum { SUN = 1, MON = 2, TUE = 4, WED = 8, THU = 16, FRI = 32, SAT = 64 };

static const struct {
    const char *name;
    unsigned days;
} rows[] = {
    [DIGEST_DAILY] = { "daily", MON | TUE | WED | THU | FRI },
    [DIGEST_TUE_THU] = { "tue-thu", TUE | THU },
    [DIGEST_WEEKLY] = { "weekly", MON },
    [DIGEST_PERSONAL] = { "personal", MON | TUE | WED | THU | FRI },
    [DIGEST_NEVER] = { "never", 0 },
};

struct span schedule_name(enum digest_frequency frequency)
{
    return span_of(rows[frequency].name);
}

int schedule_frequency(struct span name)
{
    for (int i = 0; i < (int)(sizeof rows / sizeof rows[0]); i++)
        if (span_is(name, rows[i].name))
            return i;
    return -1;
}

static const char *const levels[] = { [DIGEST_TITLES] = "titles", [DIGEST_COUNTS] = "counts" };

struct span schedule_level_name(enum digest_level level)
{
    return span_of(levels[level]);
}

int schedule_level(struct span name)
{
    for (int i = 0; i < (int)(sizeof levels / sizeof levels[0]); i++)
        if (span_is(name, levels[i]))
            return i;
    return -1;
}

int64_t schedule_next(enum digest_frequency frequency, int minute, int64_t pause_until, int64_t after_ms)
{
    int64_t from = pause_until > after_ms ? pause_until - 1 : after_ms;
    struct clock_day day = clock_local_day(from);

    for (int i = 0; i <= 7 && rows[frequency].days != 0; i++) {
        int64_t due = clock_moment(day, minute);
        if (due > from && (rows[frequency].days >> day.weekday & 1u) != 0)
            return due;
        day = clock_add_days(day, 1);
    }
    return 0;
}
