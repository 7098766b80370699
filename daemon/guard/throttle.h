/*
 * Counts failed logins, so that secrets cannot be guessed: ten a minute for each key (an address, an account).
 * A table of fixed size; when it is full of fresh keys the oldest give way. One thread.
 */
#ifndef VAKWERK_THROTTLE_H
#define VAKWERK_THROTTLE_H

#include <stdint.h>

#include "proto/span.h"

enum { THROTTLE_FAILURES = 10, THROTTLE_WINDOW_MS = 60 * 1000, THROTTLE_KEYS = 4096 };

struct throttle;

struct throttle *throttle_new(void);
void throttle_free(struct throttle *throttle);

/* Whether that key has failed too often in the minute that began with its first failure. */
bool throttle_is_full(const struct throttle *throttle, struct span key, int64_t now_ms);

/* Counts a failure; true when it was the one that made the key full. */
bool throttle_count(struct throttle *throttle, struct span key, int64_t now_ms);

#endif
