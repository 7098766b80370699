/* The states a screen can be in, each with the picture that somebody looked at: tests/data/screen/<name>.txt. */
#ifndef VAKWERK_TEST_STATES_H
#define VAKWERK_TEST_STATES_H

#include "room.h"

struct state {
    const char *name;
    int width, height;
    void (*arrange)(struct room *room);
};

/* Ends with a row whose name is NULL. */
extern const struct state states[];

#endif
