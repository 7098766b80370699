/*
 * Everything that is kept of one member, table by table. Which tables say something of a member stands here once: what a
 * member may read of oneself is read by it, what erasing leaves is held against it, and the page on privacy names each.
 */
#ifndef VAKWERK_STORE_OWN_H
#define VAKWERK_STORE_OWN_H

#include "store.h"

/* A table, and its columns that hold a member's number, separated by spaces; "" for none. */
struct own_table {
    const char *name, *members;
    bool kept; /* the numbers stay when the member is erased: they lead nowhere then */
};

/* All tables of the database; ends with name NULL. */
extern const struct own_table own_tables[];

struct own_value {
    struct span key, text; /* text absent: a number */
    int64_t number;        /* a time when the key ends in _at */
};

/* One thing that is kept: of which kind, and what it says. What is empty is left out. */
struct own_row {
    struct span kind;
    struct own_value *values;
    size_t count;
};

struct own_page {
    struct own_row *rows;
    size_t count;
    struct span after; /* where the next page begins; absent: there is none */
};

/*
 * Some of what is kept of a member, behind `after` (absent: from the beginning), always in the same order.
 * ERR_BAD_REQUEST when `after` is no end of a page.
 */
int store_own_read(struct store *store, int64_t member, struct span after, struct arena *arena, struct own_page *out);

/* How many things that is in all, now. */
int store_own_count(struct store *store, int64_t member, int64_t *out);

/* The kinds of things, in the order in which they are read; NULL behind the last. */
const char *store_own_kind(size_t number);

#endif
