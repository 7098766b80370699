/*
 * What goes on paper: a lesson, a magazine, a talking sheet, a report. First what it says, block by block; then one of
 * the writers. Texts are clean (words_lines) and last as long as the sheet; nothing is escaped before it is written.
 */
#ifndef VAKWERK_SHEET_H
#define VAKWERK_SHEET_H

#include "proto/span.h"

#include <stdio.h>

#define SHEET_BLOCKS_MAX 5100 /* the inputs of a full live table, each with its place, and what stands around them */

enum sheet_kind {
    SHEET_CHAPTER, /* begins a page on paper */
    SHEET_HEADING,
    SHEET_TEXT,
    SHEET_ITEM,  /* of a list */
    SHEET_QUOTE, /* somebody's words */
    SHEET_LINK,  /* text, and where it can be read */
    SHEET_NOTE   /* small */
};

struct sheet_block {
    enum sheet_kind kind;
    const char *text;
    const char *url; /* of a SHEET_LINK */
};

struct sheet {
    const char *language; /* en, nl */
    const char *kicker;   /* what it is, over the title */
    const char *title;
    const char *foot; /* under all of it */
    struct sheet_block blocks[SHEET_BLOCKS_MAX];
    size_t count;
    bool is_full; /* something did not fit */
};

/* Adds a block; one without text is left out. */
void sheet_add(struct sheet *sheet, enum sheet_kind kind, const char *text);
void sheet_add_link(struct sheet *sheet, const char *text, const char *url);

/* CommonMark. Whatever is in a text is text there. */
void sheet_markdown(const struct sheet *sheet, FILE *out);

/* One HTML file that needs no other: for a screen, or with pages of A4. */
enum sheet_form { SHEET_FOR_SCREEN, SHEET_FOR_PRINT };
void sheet_html(const struct sheet *sheet, enum sheet_form form, FILE *out);

/* Lines of so many cells, for a terminal. Needs a UTF-8 locale. */
void sheet_plain(const struct sheet *sheet, int width, FILE *out);

/* Writes text as it is in HTML and SVG: what has a meaning there loses it. */
void sheet_escape(struct span text, FILE *out);

/* Whether a browser may open it: http and https alone. */
bool sheet_is_link(const char *url);

#endif
