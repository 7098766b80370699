#include "tests/system/morning.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct shift morning_before(int64_t ms)
{
    struct timespec now;
    struct shift shift;
    struct tm tm;
    time_t seven;

    setenv("TZ", "Europe/Amsterdam", 1);
    tzset();
    clock_gettime(CLOCK_REALTIME, &now);
    localtime_r(&now.tv_sec, &tm);
    do {
        tm.tm_mday++;
        tm.tm_hour = 7;
        tm.tm_min = tm.tm_sec = 0;
        tm.tm_isdst = -1;
        seven = mktime(&tm);
    } while (tm.tm_wday == 0 || tm.tm_wday == 6);
    int64_t now_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    snprintf(shift.text, sizeof shift.text, "+%lld", (long long)((int64_t)seven * 1000 - ms - now_ms));
    strftime(shift.date, sizeof shift.date, "%Y-%m-%d", &tm);
    return shift;
}
