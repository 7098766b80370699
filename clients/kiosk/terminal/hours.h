/*
 * The time in the room, from the daemon's heartbeat. It runs on the monotonic clock, so that a machine with a wrong
 * clock or another zone shows the right time. Moments are monotonic milliseconds (clock_now()); UTC is milliseconds
 * since 1970.
 */
#ifndef VAKWERK_TERMINAL_HOURS_H
#define VAKWERK_TERMINAL_HOURS_H

#include "proto/schema.h"

struct hours {
    bool known; /* a heartbeat came */
    struct msg_clock beat;
    int64_t moment; /* when it came */
};

struct local {
    int year, month, day; /* month 0 to 11, day 1 to 31 */
    int weekday;          /* 0 is Sunday */
    int hour, minute;
    int64_t nights; /* days since 1970: the difference of two is the number of nights between them */
};

void hours_set(struct hours *hours, const struct msg_clock *beat, int64_t moment);

/* False before the first heartbeat. */
bool hours_utc(const struct hours *hours, int64_t moment, int64_t *utc);

/*
 * Local time of a UTC moment. Only the next change of the zone is known: a date of half a year ago that lies within
 * an hour of midnight may be off by one day.
 */
struct local hours_local(const struct hours *hours, int64_t utc);

#endif
