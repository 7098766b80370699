/*
 * Time. Stored and sent: milliseconds since 1970 UTC. Waited for: the monotonic clock, which no one can set.
 * Local: Europe/Amsterdam from the system's time zone database, for schedules and for screens, which do not
 * trust their own. Any thread, after clock_init.
 */
#ifndef VAKWERK_CLOCK_H
#define VAKWERK_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_DAY_MS INT64_C(86400000)

struct clock_day {
    int year, month, day; /* month 1 to 12 */
    int weekday;          /* 0 is Sunday */
};

struct clock_date_text {
    char text[16]; /* 2022-05-20 */
};

/* Sets the process's zone; call it first. False when the system does not know Europe/Amsterdam. */
bool clock_init(void);

/* Milliseconds since 1970 UTC; VAKWERK_TEST_NOW (milliseconds, or "+N" to shift) holds or moves it in tests. */
int64_t clock_now_ms(void);

/* Milliseconds on the monotonic clock. */
int64_t clock_monotonic_ms(void);

/* The local day that holds a moment, and the minute of that day's wall clock. */
struct clock_day clock_local_day(int64_t at_ms);
int clock_local_minute(int64_t at_ms);

/* The moment at which a local day's wall clock says this minute; one that does not exist is the moment after the gap.
 */
int64_t clock_moment(struct clock_day day, int minute);

/* The day that is so many calendar days later (or earlier). */
struct clock_day clock_add_days(struct clock_day day, int days);

/* Local time minus UTC in seconds at a moment, and the next moment within a year at which that changes. */
int clock_offset_s(int64_t at_ms);
int64_t clock_next_change(int64_t at_ms);

struct clock_date_text clock_date(struct clock_day day);

/* Reads 2022-05-20. False when there is no such day. */
bool clock_read_date(const char *text, struct clock_day *out);

/* Reads 07:00 into the minute of a day. False when it is no such time. */
bool clock_read_minute(const char *text, int *out);

#endif
