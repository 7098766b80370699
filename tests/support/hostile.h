/*
 * Texts that attack whoever reads them, from tests/data/hostile.tsv, which says of each what becomes of it; and what
 * must be in nothing that is printed.
 */
#ifndef VAKWERK_TEST_HOSTILE_H
#define VAKWERK_TEST_HOSTILE_H

#include <stdbool.h>
#include <stddef.h>

enum hostile_fate { HOSTILE_REFUSED, HOSTILE_CLEANED, HOSTILE_TEXT, HOSTILE_ANY };

struct hostile {
    enum hostile_fate fate;
    char kind[16];
    char text[256]; /* may hold NULs and bytes that are no text */
    size_t len;
};

struct hostiles {
    struct hostile *rows;
    size_t count;
};

/* All of the file; aborts with its line when one cannot be read. */
struct hostiles hostile_read(const char *path);
void hostile_free(struct hostiles *all);

/* What a program may say to a terminal beside text. */
enum hostile_voice {
    HOSTILE_PLAIN,  /* nothing but newlines, and tabs between columns */
    HOSTILE_COLOUR, /* colours, and clearing its own line */
    HOSTILE_DRAWS   /* moves, clears, the other screen, the cursor */
};

/* The first place that could steer a terminal, reorder or hide what others read, or is no UTF-8; NULL: there is none. */
const char *hostile_find(const char *text, enum hostile_voice voice);

#endif
