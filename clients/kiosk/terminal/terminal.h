/* The terminal: puts a canvas on it and reads keys. ncurses is known only here. One at a time, one thread. */
#ifndef VAKWERK_TERMINAL_TERMINAL_H
#define VAKWERK_TERMINAL_TERMINAL_H

#include "canvas.h"

enum terminal_key {
    TERMINAL_NONE,
    TERMINAL_QUIT,  /* q or Ctrl-C */
    TERMINAL_RESIZE /* the window has another size now */
};

struct terminal;

/* Takes the whole screen. NULL when standard output is no terminal, or not one that can place text. */
struct terminal *terminal_open(void);

/* Gives it back as it was. NULL is fine. */
void terminal_close(struct terminal *terminal);

bool terminal_has_colours(const struct terminal *terminal);
int terminal_width(const struct terminal *terminal);
int terminal_height(const struct terminal *terminal);

/* dim: everything a step darker, for the evening. */
void terminal_show(struct terminal *terminal, const struct canvas *canvas, bool dim);

/* A key that was pressed meanwhile; does not wait. */
enum terminal_key terminal_key(struct terminal *terminal);

#endif
