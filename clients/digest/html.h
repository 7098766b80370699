/*
 * A letter as the HTML part of a mail: one column of 600 pixels, styles inline, tables for the layout alone, nothing
 * that is fetched from anywhere. Every text is escaped.
 */
#ifndef VAKWERK_DIGEST_HTML_H
#define VAKWERK_DIGEST_HTML_H

#include "letter.h"

#include <stdio.h>

void html_write(FILE *out, const struct letter *letter);

/* The whole in the arena; "" when memory is out. */
const char *html_mail(const struct letter *letter, struct arena *arena);

#endif
