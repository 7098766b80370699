/*
 * A room with a screen in it, without broker or terminal: what the daemon would send goes in as bytes, a picture comes
 * out as text. It is Thursday 19 May 2022, 14:32, in Amsterdam; moments are milliseconds since the screen was started.
 */
#ifndef VAKWERK_TEST_ROOM_H
#define VAKWERK_TEST_ROOM_H

#include "clients/kiosk/terminal/draw.h"

#define ROOM_NOW 1652963520000LL /* 19 May 2022, 12:32 UTC */

struct room {
    struct display *display;
    struct arena arena;
    int64_t moment;
    bool has_colours;

    /* Nobody has paired it yet. */
    const char *digits; /* or NULL */
    int64_t left_ms;
    bool was_paired, no_digits;
};

/* Dutch, once, before the rest. */
void room_setup(void);

void room_open(struct room *room);
void room_close(struct room *room);

/* What the daemon sends; `what` is a message of the schema. */
void room_hear(struct room *room, const char *name, const struct msg_type *type, const void *what);
void room_hear_bytes(struct room *room, const char *name, const void *bytes, size_t len);
void room_take_away(struct room *room, const char *name);

/* The daemon is there and its clock beats; `offset_s` is the zone's, which changes at `change` (0: never). */
void room_beat(struct room *room, int64_t utc, int64_t offset_s, int64_t change, int64_t next_offset_s);
void room_daemon(struct room *room, bool there);

/* What an administrator has the screen do. */
void room_order(struct room *room, const char *order);

/* Cards, from a table of examples; `asked` in minutes before ROOM_NOW. */
void room_card(struct room *room, const char *code, const char *title, int64_t asked_minutes, int64_t answers);

/* Which cards take turns, and which are the newest; codes with spaces between. */
void room_screen(struct room *room, const char *spotlight, const char *latest, const struct msg_screen *more);

/* A whole day on the wall: three open questions, two with answers, figures, a tip. */
void room_fill(struct room *room);

/* Time passes; the screen looks each second. True when it gave up the connection meanwhile. */
bool room_wait(struct room *room, int64_t ms);

struct scene room_scene(struct room *room);

/* The picture as lines, without spaces at their ends. In the room's arena. */
const char *room_picture(struct room *room, int width, int height);

/* The same, drawn by the caller. */
const char *room_text(struct room *room, const struct canvas *canvas);

#endif
