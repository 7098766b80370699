/*
 * A praatplaat: one page to hang up and talk about. What was asked, what was learned, what is still open: three columns
 * of short texts, whatever their length. As SVG for A3, landscape, and as text of 80 columns.
 */
#ifndef VAKWERK_SHEET_PLATE_H
#define VAKWERK_SHEET_PLATE_H

#include "proto/span.h"

#include <stdio.h>

#define PLATE_ITEMS_MAX 40 /* of one column; more are counted */

enum plate_column_kind { PLATE_ASKED, PLATE_LEARNED, PLATE_OPEN, PLATE_COLUMNS };

struct plate_column {
    const char *heading;
    const char *empty; /* what it says when there is nothing in it */
    struct plate_item {
        const char *text, *note; /* note: small, under it; may be NULL */
    } items[PLATE_ITEMS_MAX];
    size_t count, others; /* others: how many are not in items */
};

struct plate {
    const char *language, *kicker, *title, *foot;
    const char *and_more; /* stands behind the number of what does not fit */
    struct plate_column columns[PLATE_COLUMNS];
};

/* Adds an item; what does not fit any more is counted. Texts are clean and last as long as the plate. */
void plate_add(struct plate *plate, enum plate_column_kind column, const char *text, const char *note);

/* One SVG, 420 by 297 mm. */
void plate_svg(const struct plate *plate, FILE *out);

/* Lines of 80 cells at the most. Needs a UTF-8 locale. */
void plate_text(const struct plate *plate, FILE *out);

#endif
