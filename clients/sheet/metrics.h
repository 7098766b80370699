/*
 * How wide a text is in print. The widths are those of DejaVu Sans and its bold, in thousandths of the size, for U+0020
 * to U+017F and the usual dashes and quotes: of the fonts that stand in for it (Verdana, Arial, Helvetica, Roboto) none
 * is wider. What is not in the table counts as a whole em, a combining mark as nothing.
 */
#ifndef VAKWERK_SHEET_METRICS_H
#define VAKWERK_SHEET_METRICS_H

#include "proto/span.h"

/* In thousandths of the size of the font. */
long metrics_width(struct span text, bool bold);

/* Whether every character is in the table; the width of another text is a guess, to be enforced where it is drawn. */
bool metrics_knows(struct span text);

/* The next character of UTF-8, which moves *at; what is no UTF-8 is one byte of U+FFFD. */
unsigned metrics_next(struct span text, size_t *at);

/* A mark over or under the character before it. */
bool metrics_is_mark(unsigned c);

#endif
