/*
 * A screen that nobody has paired yet: it shows six digits that the daemon knows, says again and again that it does, and
 * in the end hears who it is. Pure; moments are monotonic milliseconds.
 */
#ifndef VAKWERK_TERMINAL_NEWCOMER_H
#define VAKWERK_TERMINAL_NEWCOMER_H

#include "proto/schema.h"

struct newcomer {
    bool answered, refused;
    int64_t answered_at, good_until, said_at, refused_at;
};

/* Who it is from now on. */
struct newcomer_account {
    char kiosk[33], device[33], secret[65];
};

/* With new digits, at this moment. */
void newcomer_begin(struct newcomer *newcomer, int64_t moment);

/* What the daemon says. True when it says who the screen is; what does not fit the schema changes nothing. */
bool newcomer_hear(struct newcomer *newcomer, struct span payload, int64_t moment, struct newcomer_account *out);

/* Somebody else shows these digits. */
void newcomer_refuse(struct newcomer *newcomer, int64_t moment);

/* Whether the digits are to be shown, and for how long they are good. */
bool newcomer_shows(const struct newcomer *newcomer, int64_t moment, int64_t *left_ms);

/* Whether it is time to say that it is there; saying so is noted. */
bool newcomer_speaks(struct newcomer *newcomer, int64_t moment);

/* Whether it is time for other digits. */
bool newcomer_is_over(const struct newcomer *newcomer, int64_t moment);

#endif
