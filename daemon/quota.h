/*
 * How much one member may do: allowed, or when again. Each quota lets a burst of its whole number through and
 * then one at a time as they come free (the generic cell rate algorithm, ITU-T I.371: one number per member).
 * In memory only: after a restart everybody begins anew. Not thread-safe; each thread has its own.
 */
#ifndef VAKWERK_QUOTA_H
#define VAKWERK_QUOTA_H

#include <stdint.h>

struct quota;

/* `count` in every `period_ms`, for at most `members` members at a time; NULL when memory is out. */
struct quota *quota_new(int64_t count, int64_t period_ms, uint32_t members);
void quota_free(struct quota *quota);

/* 0 and it is counted; or how many milliseconds to wait, and nothing is counted. */
int64_t quota_take(struct quota *quota, int64_t member, int64_t monotonic_ms);

/* How long quota_take would have to wait now; nothing is counted. */
int64_t quota_wait(struct quota *quota, int64_t member, int64_t monotonic_ms);

#endif
