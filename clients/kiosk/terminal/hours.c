#include "hours.h"

#include <time.h>

#define DAY_S 86400

void hours_set(struct hours *hours, const struct msg_clock *beat, int64_t moment)
{
    hours->known = true;
    hours->beat = *beat;
    hours->moment = moment;
}

bool hours_utc(const struct hours *hours, int64_t moment, int64_t *utc)
{
    *utc = hours->beat.utc_at + (moment - hours->moment);
    return hours->known;
}

struct local hours_local(const struct hours *hours, int64_t utc)
{
    bool has_changed = hours->beat.next_change_at > 0 && utc >= hours->beat.next_change_at;
    time_t shifted = (time_t)(utc / 1000 + (has_changed ? hours->beat.next_offset_s : hours->beat.offset_s));
    struct tm tm;

    gmtime_r(&shifted, &tm);
    return (struct local){ .year = tm.tm_year + 1900,
                           .month = tm.tm_mon,
                           .day = tm.tm_mday,
                           .weekday = tm.tm_wday,
                           .hour = tm.tm_hour,
                           .minute = tm.tm_min,
                           .nights = shifted / DAY_S };
}
