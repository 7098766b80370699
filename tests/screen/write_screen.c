/*
 * Prints the picture of a state, for looking at it and, by hand, for a new tests/data/screen/<name>.txt: write_screen
 * NAME.
 */
#include "states.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct room room;

    room_setup();
    for (const struct state *state = states; argc == 2 && state->name != NULL; state++) {
        if (strcmp(state->name, argv[1]) != 0)
            continue;
        room_open(&room);
        state->arrange(&room);
        fputs(room_picture(&room, state->width, state->height), stdout);
        room_close(&room);
        return 0;
    }
    return 2;
}
