/*
 * Dates, times and ages as the screen says them. "Yesterday" follows the calendar, not 24 hours. Texts are in the
 * arena.
 */
#ifndef VAKWERK_TERMINAL_AGES_H
#define VAKWERK_TERMINAL_AGES_H

#include "hours.h"
#include "proto/arena.h"

/* 14:05 */
const char *ages_time(struct arena *arena, struct local at);

/* donderdag 19 mei */
const char *ages_weekday(struct arena *arena, struct local at);

/* 19 mei, with the year when it is another one than now's. */
const char *ages_date(struct arena *arena, struct local at, struct local now);

/* 14:05, with the date in front when that was not today. */
const char *ages_moment(struct arena *arena, struct local at, struct local now);

/*
 * How long ago something was asked, both in UTC. `standing`: the picture stands still, so it says what stays true
 * meanwhile.
 */
const char *ages_asked(struct arena *arena, const struct hours *hours, int64_t asked, int64_t now, bool standing);

/* How long something lasts: 40 minuten, 8 uur, 3 dagen. */
const char *ages_lasting(struct arena *arena, int64_t ms);

/* A figure that nobody confirmed for two weeks. */
bool ages_is_old(struct local at, struct local now);

#endif
