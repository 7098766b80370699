/*
 * Lists in columns: aligned by display cells under a header on a terminal, where only the last column is cut, or
 * stands on lines of its own when the screen is too narrow for it; separated by TABs, whole and without header,
 * everywhere else.
 */
#ifndef VAKWERK_CLI_COLUMNS_H
#define VAKWERK_CLI_COLUMNS_H

#include "cli.h"
#include "out.h"

#define COLUMNS_MAX 8

struct column {
    const char *title; /* msgid; NULL behind the last column */
    bool right;        /* numbers */
    enum colour colour;
};

struct columns;

/* Begins a list. NULL when memory is out. */
struct columns *columns_new(struct cli *cli, const struct column *columns);

/* The next cell, row by row. The text must last; it is clean already. */
void columns_add(struct columns *columns, const char *text);

void columns_print(struct columns *columns);

#endif
