/*
 * The picture of a scene: header, the question in the big place, the list under it, the column on the right, footer;
 * or what stands in place of all that. Pure. From 72 cells on there is a column on the right; a QR code stands where
 * there is room for one.
 */
#ifndef VAKWERK_TERMINAL_DRAW_H
#define VAKWERK_TERMINAL_DRAW_H

#include "canvas.h"
#include "display.h"
#include "proto/arena.h"

#define DRAW_WIDTH_LEAST  40
#define DRAW_HEIGHT_LEAST 12

struct draw {
    struct canvas *canvas;
    struct arena *arena; /* for the texts; the caller empties it between two pictures */
    const struct scene *scene;
    const char *kiosk;  /* what this screen is called */
    const char *server; /* where it looks for the broker */
    bool has_colours;   /* without, no QR code can be read */
};

void draw(const struct draw *d);

/* ---- its parts ---- */

void draw_cover(const struct draw *d);
void draw_column(const struct draw *d, struct box box);

/* What the team does together: the step on the left, the time and what may be said in the column; one place for both where
 * there is no column. */
void draw_board(const struct draw *d, struct box left, struct box column);

/* A text of the daemon, clean. */
const char *draw_line(const struct draw *d, struct span text);

#endif
