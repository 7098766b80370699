/* When a digest is due. Pure functions of a member's settings and a moment; local time is Europe/Amsterdam. */
#ifndef VAKWERK_SCHEDULE_H
#define VAKWERK_SCHEDULE_H

#include "daemon/store/store_member.h"

/* The wire's name of a frequency; and the frequency of a name, or -1. */
struct span schedule_name(enum digest_frequency frequency);
int schedule_frequency(struct span name);

/* The same for what it says. */
struct span schedule_level_name(enum digest_level level);
int schedule_level(struct span name);

/*
 * The first moment after `after_ms`, and not before `pause_until`, at which a digest of this frequency is due:
 * on a day of the frequency, when the wall clock says `minute`. 0 for never. A wall clock time that does not
 * exist (one night in March) is the moment after the gap; one that comes twice (in October) is the first.
 */
int64_t schedule_next(enum digest_frequency frequency, int minute, int64_t pause_until, int64_t after_ms);

#endif
