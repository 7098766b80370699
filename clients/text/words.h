/*
 * Text on a screen: clean, measured in display cells, cut and broken into lines. Needs a UTF-8 locale; results
 * are in the arena (on a full arena: empty text).
 */
#ifndef VAKWERK_TEXT_WORDS_H
#define VAKWERK_TEXT_WORDS_H

#include "proto/arena.h"
#include "proto/span.h"

#include <stdarg.h>
#include <stdio.h>

/* Text, as with printf. */
const char *words_say(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *words_vsay(struct arena *arena, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/*
 * A text of somebody else, safe to print: no control characters, nothing that hides or reorders, no bytes that
 * are not UTF-8. Newlines become spaces, or stay with words_lines.
 */
const char *words_line(struct arena *arena, struct span text);
const char *words_lines(struct arena *arena, struct span text);

/* How many cells a line takes. */
int words_cells(const char *text);

/* Bytes of text that fit into so many cells. */
size_t words_fit(const char *text, int cells);

/* The text, cut with … when it takes more cells. */
const char *words_cut(struct arena *arena, const char *text, int cells);

/*
 * Prints a text of one or more lines, broken at spaces to the width. Every line but the first begins with
 * `indent` spaces; the first continues where `at` cells are used already.
 */
void words_wrap(FILE *out, const char *text, int width, int at, int indent);

#endif
