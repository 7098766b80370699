/* Whose turn it is in the big place. Times are monotonic milliseconds. */
#ifndef VAKWERK_TERMINAL_ROTATION_H
#define VAKWERK_TERMINAL_ROTATION_H

#include "proto/schema.h"

#define ROTATION_TURN_MS      25000
#define ROTATION_LONG_TURN_MS 40000 /* for a long title */
#define ROTATION_NEW_TURN_MS  60000 /* for a new question */
#define ROTATION_LONG_TITLE   95    /* characters */

struct rotation {
    char code[17]; /* whose turn it is; "" for nobody's */
    size_t place;  /* in the pool, when it was last seen */
    int64_t until;
    bool is_guest; /* it is there because it is new, also when it takes no turns */
};

/* The card to show now, out of the pool; NULL for an empty one. */
const struct msg_card *rotation_turn(struct rotation *rotation, const struct msg_card *const *pool, size_t count,
                                     int64_t now);

/* A new question goes first and stays longer. */
void rotation_jump(struct rotation *rotation, struct span code, int64_t now);

/* Somebody wants to see the next one. */
void rotation_next(struct rotation *rotation, int64_t now);

/* Whether the one in the big place is there because it is new. */
bool rotation_guest(const struct rotation *rotation, int64_t now);

#endif
