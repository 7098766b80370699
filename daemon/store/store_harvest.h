/*
 * The harvest of a live table: short inputs by many people in an afternoon, by theme. Who gave an input does not stand
 * with it. See store.h for threads and errors.
 */
#ifndef VAKWERK_STORE_HARVEST_H
#define VAKWERK_STORE_HARVEST_H

#include "store.h"

#define HARVEST_INPUTS_MAX 5000 /* of one session */
#define HARVEST_GUESTS_MAX 4000 /* when there are so many, guests give no more */
#define HARVEST_THEMES_MAX 16

struct harvest {
    int64_t id, facilitator;
    struct span code, title;
    int64_t begun_at, closed_at; /* closed_at 0: open */
    int64_t changes;             /* counts whatever happens to its inputs: the newest change */
};

struct harvest_theme {
    int64_t number; /* from 1 */
    struct span name;
    int64_t inputs; /* how many, of those that everybody sees */
};

/* Whether somebody at the table asked for a look at an input. Stored: append only. */
enum harvest_look { HARVEST_FINE, HARVEST_FLAGGED, HARVEST_LOOKED_AT };

struct harvest_input {
    int64_t number, theme, changed; /* theme 0: not sorted yet */
    enum harvest_look look;
    struct span text; /* absent: taken away */
};

/* ERR_CONFLICT when the code is taken; sets the id. */
int store_harvest_add(struct store *store, struct harvest *harvest);
int store_harvest_by_code(struct store *store, struct span code, struct arena *arena, struct harvest *out);
int store_harvest_get(struct store *store, int64_t id, struct arena *arena, struct harvest *out);
int store_harvest_close(struct store *store, int64_t harvest, int64_t now_ms);

int store_harvest_add_theme(struct store *store, int64_t harvest, int64_t number, struct span name);
int store_harvest_themes(struct store *store, int64_t harvest, struct arena *arena, struct harvest_theme **out,
                         size_t *count);

/* A new input with the next number, which counts as a change of the session; and how many there are, erased ones too. */
int store_harvest_add_input(struct store *store, int64_t harvest, int64_t theme, struct span text);
int store_harvest_count(struct store *store, int64_t harvest, int64_t *inputs);

/*
 * Another theme for an input, the one that it had before (which then is the one before), or (text erased) none at all.
 * ERR_NOT_FOUND when there is no such input any more, or it had no other theme.
 */
int store_harvest_sort(struct store *store, int64_t harvest, int64_t number, int64_t theme);
int store_harvest_back(struct store *store, int64_t harvest, int64_t number);
int store_harvest_erase(struct store *store, int64_t harvest, int64_t number);

/* Puts an input that nobody looked at before aside for a look, or back. ERR_NOT_FOUND when there is no such input. */
int store_harvest_flag(struct store *store, int64_t harvest, int64_t number);
int store_harvest_keep(struct store *store, int64_t harvest, int64_t number);

/* How many inputs that everybody sees are under no theme. */
int store_harvest_unsorted(struct store *store, int64_t harvest, int64_t *out);

/* The newest inputs that everybody sees, the newest first. */
int store_harvest_newest(struct store *store, int64_t harvest, size_t limit, struct arena *arena,
                         struct harvest_input **out, size_t *count);

/* What changed after `since`, in that order. */
int store_harvest_inputs(struct store *store, int64_t harvest, int64_t since, size_t limit, struct arena *arena,
                         struct harvest_input **out, size_t *count);

#endif
