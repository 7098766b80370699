/* The clock for deadlines: milliseconds that never jump. */
#ifndef VAKWERK_CLIENT_CLOCK_H
#define VAKWERK_CLIENT_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t clock_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static inline void clock_pause(int ms)
{
    nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L }, NULL);
}

/* The calendar's clock, for ids. */
static inline int64_t clock_utc(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif
