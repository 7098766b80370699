/*
 * What the program prints. Answers gather in cli->out and go to stdout at the end (through the pager when they
 * do not fit on the screen), so that a run that fails with --json has printed nothing there.
 */
#ifndef VAKWERK_CLI_OUT_H
#define VAKWERK_CLI_OUT_H

#include "cli.h"

enum colour { COLOUR_NONE, COLOUR_BOLD, COLOUR_YELLOW, COLOUR_GREEN, COLOUR_RED, COLOUR_CYAN };

/* Decides about terminal, colours, width and characters; arguments and settings are read. */
void out_setup(struct cli *cli);

/* Prints what gathered. Returns the exit code: code, or CLI_FAILED when it could not be printed. */
int out_finish(struct cli *cli, int code);

/* Prints what gathered now, for streams. False when nobody reads any more. */
bool out_flush(struct cli *cli);

/* The sequence that begins a colour, or COLOUR_NONE ends one; "" without colours. */
const char *out_colour(const struct cli *cli, enum colour colour);

/* A line that begins with ✓: what was done. Broken to the width. Nothing with --quiet or --json. */
void out_done(struct cli *cli, const char *text);

/* A line under it. */
void out_more(struct cli *cli, const char *text);

/* One line of what is known about something: name and value; nothing when the value is empty. */
void out_pair(struct cli *cli, const char *name, const char *value);

/* How wide a text is at most: the screen, or less on a wide one. */
int out_width(const struct cli *cli);

/* A paragraph, broken to the width, every line indented. */
void out_paragraph(struct cli *cli, int indent, const char *text);

/* The same behind `at` cells that were printed already; the lines after the first are indented. */
void out_continue(struct cli *cli, int at, int indent, const char *text);

/* What one could do now: side by side, or under each other on a narrow screen. `second` may be NULL. */
void out_suggest(struct cli *cli, const char *first, const char *second);

/* Whether a variable of the environment is there, with anything in it. */
bool out_is_set(const char *name);

/* Whether what TERM names does what it is told: moves to the line's begin, clears it, shows colours. */
bool out_obeys(void);

/* A message for the person on stderr, only when there is one to read it. */
void out_note(struct cli *cli, const char *text);

/* What is being done, on stderr, for who asked with --verbose. */
void out_verbose(struct cli *cli, const char *text);

/* A warning on stderr in every case. */
void out_warn(struct cli *cli, const char *text);

#endif
