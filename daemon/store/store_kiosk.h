/* Screens in team rooms. */
#ifndef VAKWERK_STORE_KIOSK_H
#define VAKWERK_STORE_KIOSK_H

#include "store.h"

#define KIOSKS_MAX  5000 /* of a region: its writer draws each of them anew when something changed */
#define KIOSKS_PAGE 500

struct kiosk {
    int64_t id, team;
    struct span name, room, device, hash;
    struct span team_slug, team_name; /* filled in by reading */
    int64_t municipality;             /* of the team; 0 for none */
    bool archived;                    /* the team is; nobody reads what was private to it any more */
    int64_t organisation;             /* of the team; 0 for none */

    bool large, strict, touch;         /* see kiosk_row in proto/schema.def */
    bool has_hours;                    /* its own; else the instance's */
    int64_t bright_from, bright_until; /* minutes of the day */
    struct span message;               /* of the administrator; absent for none */
    int64_t message_until;
    int64_t seen_at; /* 0 for never */
};

/* ERR_CONFLICT when the name is taken, by a screen or by a member. */
int store_kiosk_add(struct store *store, const struct kiosk *kiosk);

/* By its name. */
int store_kiosk_get(struct store *store, struct span name, struct arena *arena, struct kiosk *out);

/* It has moved to another device: the old one's secret is worth nothing any more. */
int store_kiosk_set_secret(struct store *store, int64_t kiosk, struct span device, struct span hash);

/* Writes its room, team, and what follows the organisation above, but for seen_at. */
int store_kiosk_set(struct store *store, const struct kiosk *kiosk);

/* When it was last seen; of a screen that is not there, nothing. */
int store_kiosk_see(struct store *store, struct span name, int64_t at);

int store_kiosk_remove(struct store *store, struct span name);

int store_kiosk_count(struct store *store, int64_t *out);

/* A page in the order of their names, behind one (absent: from the first); team 0 for all. A short one is the last. */
int store_kiosk_list(struct store *store, int64_t team, struct span after, struct arena *arena, struct kiosk **out,
                     size_t *count);

/* The names of all, in their order. */
int store_kiosk_names(struct store *store, struct arena *arena, struct span **out, size_t *count);

#endif
