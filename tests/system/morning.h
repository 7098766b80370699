/* Seven o'clock in the morning, when digests are made, without waiting for it. */
#ifndef VAKWERK_TEST_MORNING_H
#define VAKWERK_TEST_MORNING_H

#include <stdint.h>

enum { MORNING_MINUTE_MS = 60000 };

struct shift {
    char text[32]; /* for VAKWERK_TEST_NOW */
    char date[16]; /* the local day of that seven o'clock */
};

/* What to add to the clock so that it is so many milliseconds before (below 0: after) seven o'clock of the next
 * workday. */
struct shift morning_before(int64_t ms);

#endif
