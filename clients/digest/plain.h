/* A letter as plain text: for a terminal, and as the text part of a mail. Needs a UTF-8 locale. */
#ifndef VAKWERK_DIGEST_PLAIN_H
#define VAKWERK_DIGEST_PLAIN_H

#include "letter.h"

#include <stdio.h>

/* What a mail may be: readable in any window, and at one look. */
#define PLAIN_CELLS 72
#define PLAIN_LINES 70
#define PLAIN_BYTES 4096

struct plain_look {
    int width;               /* cells of a line */
    const char *bold, *calm; /* what begins and ends what stands out; "" for nothing */
    bool foot;               /* with why one gets it, and how to get it otherwise */
};

void plain_write(FILE *out, const struct letter *letter, const struct plain_look *look, struct arena *arena);

/* The text of a mail, in the arena; the letter is shortened until it is one. "" when memory is out. */
const char *plain_mail(struct letter *letter, struct arena *arena);

#endif
