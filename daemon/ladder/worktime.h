/*
 * Working time: the office hours of working days in the Netherlands. All other time is quiet: evenings, weekends
 * and holidays do not count, and nobody is called upon then. Pure functions of a moment and the settings; local
 * time is Europe/Amsterdam, so a night in which the clock is changed is simply a night. Any thread.
 */
#ifndef VAKWERK_WORKTIME_H
#define VAKWERK_WORKTIME_H

#include "daemon/clock.h"
#include "daemon/settings.h"

/*
 * Whether nobody works because of the calendar: the holidays of article 3 of the Algemene termijnenwet. King's Day is
 * 27 April, or the 26th when the 27th is a Sunday. 5 May is free once in five years, as most employers have it, or
 * each year when liberation_yearly.
 */
bool worktime_is_holiday(struct clock_day day, bool liberation_yearly);

/* Easter Sunday of a year of the Gregorian calendar. */
struct clock_day worktime_easter(int year);

/* Whole minutes of working time between two moments; 0 when they stand in the other order. */
int64_t worktime_between(const struct settings *settings, int64_t from_ms, int64_t until_ms);

/*
 * The first moment at which so many minutes of working time have passed since another; with 0 minutes, the first
 * moment not before it at which somebody works. The last minute of a day is over when the office closes.
 */
int64_t worktime_after(const struct settings *settings, int64_t from_ms, int64_t minutes);

/* How many minutes a working day has. */
int64_t worktime_day(const struct settings *settings);

#endif
