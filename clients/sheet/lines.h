/* Breaking a text into lines that fit, whatever it is made of: at spaces, and within a word that has none. */
#ifndef VAKWERK_SHEET_LINES_H
#define VAKWERK_SHEET_LINES_H

#include "proto/span.h"

/* How wide a piece of text is, in the units of the limit. */
struct lines_measure {
    long (*width)(struct span text, const void *context);
    const void *context;
};

/* The next line of *rest, which moves behind it; false at the end. A line has one character at least. */
bool lines_next(struct span *rest, long limit, const struct lines_measure *measure, struct span *line);

#endif
