/*
 * How much one member may do, by kind of verb: so many at once and in a minute, an hour, a day. Who goes on and on
 * against the limits writes nothing at all for a while. In memory only (quota.h); belongs to one thread.
 */
#ifndef VAKWERK_FLOOD_H
#define VAKWERK_FLOOD_H

#include "daemon/request.h"

struct flood;

/* With the limits of the settings; NULL when memory is out. */
struct flood *flood_new(const struct settings *settings);
void flood_free(struct flood *flood);

/* 0, and it is counted; or how many milliseconds to wait. A guest, who has no number, goes by one below zero. */
int64_t flood_take(struct flood *flood, enum verb verb, int64_t member, int64_t monotonic_ms);

/*
 * Refuses a post that says what the same member said within the time of the settings, with when it is possible again.
 * An answer only under the same question, or when it is more than a line; a notice only in the same team.
 */
int flood_check_double(struct request *rq, const struct post *post);

#endif
