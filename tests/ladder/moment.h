/* Moments as a test writes them: MOMENT(2022, 5, 20, 16, 0) is Friday 20 May 2022 at 16:00 in Amsterdam. */
#ifndef VAKWERK_TEST_MOMENT_H
#define VAKWERK_TEST_MOMENT_H

#include "daemon/clock.h"

static inline int64_t MOMENT(int year, int month, int day, int hour, int minute)
{
    return clock_moment((struct clock_day){ year, month, day, 0 }, hour * 60 + minute);
}

#endif
