/*
 * A clock that is off, by Debian's libfaketime: for what is started between skew_begin and skew_end, which goes on
 * believing it. One at a time.
 */
#ifndef VAKWERK_TEST_SKEW_H
#define VAKWERK_TEST_SKEW_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/support/tempdir.h"

/* Whether libfaketime is on this machine. */
bool skew_is_installed(void);

/* monotonic: that clock is off too. The folder has to outlive who is started. */
void skew_begin(const struct tempdir *dir, bool monotonic);
void skew_end(void);

/* By how much from now on; they ask each time. */
void skew_set(int64_t seconds);

/* Seconds from now until just before clocks do something odd: both nights of change, and the end of 32 bits. */
enum { SKEW_EDGES = 3 };
int64_t skew_edge(int which);

#endif
