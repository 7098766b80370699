/* Waiting times: every figure that was given, the latest of each municipality and kind of help. */
#ifndef VAKWERK_STORE_WAIT_H
#define VAKWERK_STORE_WAIT_H

#include "store.h"

struct wait {
    int64_t municipality, care, member, team; /* ids; team 0 for none */
    int64_t weeks, at;
    bool has_places;
    int64_t places;
    struct span note;
    /* Filled in by reading. */
    struct span municipality_slug, municipality_name, care_slug, care_name, team_name, function;
    bool has_before;
    int64_t weeks_before; /* the figure that held two weeks before this one was given */
};

int store_wait_add(struct store *store, const struct wait *wait);

/* The latest figures; municipality or care 0 for all. */
int store_wait_list(struct store *store, int64_t municipality, int64_t care, size_t limit, struct arena *arena,
                    struct wait **out, size_t *count);

/* One figure, by its number. ERR_NOT_FOUND. */
int store_wait_get(struct store *store, int64_t id, struct arena *arena, struct wait *out);

/* Every figure of one municipality and kind of help, the newest first. */
int store_wait_history(struct store *store, int64_t municipality, int64_t care, size_t limit, struct arena *arena,
                       struct wait **out, size_t *count);

#endif
