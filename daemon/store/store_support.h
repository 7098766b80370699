/*
 * Who can be asked on the ladder: the support roles and seniority of members, which role and which times a theme or
 * team has, and which teams are neighbours. See daemon/ladder/ladder.h.
 */
#ifndef VAKWERK_STORE_SUPPORT_H
#define VAKWERK_STORE_SUPPORT_H

#include "store.h"
#include "store_place.h"

/* Stored as bits: jurist, plaatsingscoördinator, werkbegeleider, ondersteuner. */
enum support_role { SUPPORT_JURIST = 1, SUPPORT_PLACEMENT = 2, SUPPORT_COACH = 4, SUPPORT_ASSISTANT = 8 };

struct support {
    unsigned roles; /* bits of enum support_role */
    bool senior;
};

int store_support_get(struct store *store, int64_t member, struct support *out);
int store_support_set(struct store *store, int64_t member, const struct support *support);

/* The support role of a theme (one bit; 0 for a team), and the times of a theme or team: enum ladder_pace. */
struct support_place {
    unsigned role;
    int pace;
};
int store_support_get_place(struct store *store, enum place_kind kind, int64_t place, struct support_place *out);
int store_support_set_place(struct store *store, enum place_kind kind, int64_t place, const struct support_place *in);

/* Two teams are neighbours of each other when one of them was told so, or when they work in the same municipality. */
int store_support_leave_neighbours(struct store *store, int64_t team);
int store_support_add_neighbour(struct store *store, int64_t team, int64_t neighbour);

/* The neighbours of a team that are in use, by slug. */
int store_support_neighbours(struct store *store, int64_t team, size_t limit, struct arena *arena,
                             const struct span **out, size_t *count);

/* All that were told so, in the order of both, as far as the neighbour is in use. Of more the end is left out. */
#define SUPPORT_PAIRS_MAX 20000

struct support_pair {
    int64_t team, neighbour;
};

struct support_pairs {
    const struct support_pair *rows;
    size_t count;
};

int store_support_pairs(struct store *store, struct arena *arena, struct support_pairs *out);
bool store_support_is_pair(const struct support_pairs *pairs, int64_t team, int64_t neighbour);

/* ---- whom to tell: who was told something longest ago comes first; never the one who asks ---- */

struct support_ids {
    int64_t ids[16];
    size_t count;
};

/* Seniors of a team, or of its neighbours; only those who may read what is private to `within`, 0 for all. */
int store_support_seniors(struct store *store, int64_t team, bool neighbours, int64_t within, int64_t asker,
                          size_t limit, struct support_ids *out);

/* Members with one of these roles; of one team when team is not 0. */
int store_support_members(struct store *store, unsigned roles, int64_t team, int64_t asker, size_t limit,
                          struct support_ids *out);

#endif
