/* The sections of a letter in their order. A section more is a row in the table of sections.c and its function. */
#ifndef VAKWERK_DIGEST_SECTIONS_H
#define VAKWERK_DIGEST_SECTIONS_H

#include "letter.h"

/* Fills in the sections that have something to say. `since` is the first day it is about, as one types it. */
void sections_make(struct letter *letter, const struct msg_digest_is *digest, const char *since, bool brief,
                   struct arena *arena);

/* Takes the last item away that can spare it best; see letter_shorten(). */
bool sections_shorten(struct letter *letter, struct arena *arena);

#endif
