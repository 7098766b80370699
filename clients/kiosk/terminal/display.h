/*
 * What this screen knows, and what is to be shown of it. Pure: messages and moments go in, a scene comes out. Moments
 * are monotonic milliseconds, the others UTC.
 */
#ifndef VAKWERK_TERMINAL_DISPLAY_H
#define VAKWERK_TERMINAL_DISPLAY_H

#include "hours.h"
#include "rotation.h"
#include "wall.h"

/* What may stand in place of the wall. */
enum cover {
    COVER_NONE,
    COVER_PAIR,      /* the digits with which it is paired */
    COVER_NO_DIGITS, /* there are none now */
    COVER_CONNECTING,
    COVER_NO_BROKER, /* not found since the start */
    COVER_WAITING,   /* connected, but there is nothing yet */
    COVER_STOPPED,   /* the broker is there, Vakwerk is not */
    COVER_STALE,     /* silent for so long that the cards were taken away */
    COVER_NIGHT,
    COVER_NAME /* it was asked which screen it is */
};

enum trouble {
    TROUBLE_NONE,
    TROUBLE_CONNECTION, /* the broker is not heard */
    TROUBLE_DAEMON      /* the broker is there, Vakwerk itself is not */
};

/* All that one picture is made of. Cards, screen and totals as long as the display takes nothing. */
struct scene {
    const struct hours *hours;
    bool has_now;
    int64_t now;
    enum cover cover;
    enum trouble trouble;
    bool has_heard;
    int64_t heard;                   /* when the daemon was last heard: the picture is of then */
    int64_t silent_ms;               /* how long ago that is */
    const struct msg_screen *screen; /* or NULL */
    const struct msg_totals *totals; /* or NULL */
    const struct msg_board *board;   /* what the team does together now, in place of the cards; or NULL */
    const struct msg_card *shown;    /* in the big place, or NULL */
    size_t turn, turns;              /* which of how many take turns; turn == turns: a new one that takes none */
    const struct msg_card *list[WALL_LIST_MAX];
    size_t list_count;

    /* Of a screen that nobody has paired. */
    const char *digits;
    int64_t left_ms;
    bool was_paired;
};

struct display;

/* NULL when memory is out. */
struct display *display_new(int64_t moment);
void display_free(struct display *display);

/* A connection began, or ended. */
void display_up(struct display *display, int64_t moment);
void display_down(struct display *display, int64_t moment);

/*
 * A message by its name: state (is Vakwerk there), clock, order, screen, totals or card/<code>. What does not fit the
 * schema changes nothing.
 */
void display_take(struct display *display, struct span name, struct span payload, bool retained, int64_t moment);

/* Time passes; at least once a second. True when the connection should be given up: it brings no heartbeat. */
bool display_tick(struct display *display, int64_t moment);

/*
 * Whether it is time to say how the screen is: each minute, and when its cards are others than were said last. Then
 * *out is what to say, valid until the next message; saying so is noted.
 */
bool display_speaks(struct display *display, int64_t moment, struct msg_alive *out);

void display_scene(struct display *display, int64_t moment, struct scene *out);

#endif
