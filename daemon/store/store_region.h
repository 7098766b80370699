/*
 * Other regions, each with a broker and a daemon of its own: what is shared with them, what they have to be told, and
 * what came from them. See store.h for threads and errors, and proto/PROTOCOL.md for what goes over.
 *
 * What a region has to be told is written by triggers of the database, in the transaction that changes a post: each post
 * and waiting time once, with the number of its last change. It is told as it is then, and told again until the region
 * has confirmed that change, so that nothing needs to be kept in order or to be taken back from a queue.
 */
#ifndef VAKWERK_STORE_REGION_H
#define VAKWERK_STORE_REGION_H

#include "store_place.h"
#include "store_post.h"

#define REGIONS_MAX       16
#define REGION_PLACES_MAX 100 /* municipalities that one region may speak of */

struct region {
    int64_t id;
    struct span slug, name; /* what it is called here */
    int64_t member;         /* its account */
    struct span account;    /* filled in by reading, as all that follows */
    int64_t refused, told_at, heard_at;
};

/* ERR_CONFLICT when the slug is taken. Sets region->id. Every waiting time has to be told. */
int store_region_add(struct store *store, struct region *region);
int store_region_get(struct store *store, struct span slug, struct arena *arena, struct region *out);
int store_region_of(struct store *store, int64_t member, struct arena *arena, struct region *out);
int store_region_by_id(struct store *store, int64_t id, struct arena *arena, struct region *out);
int store_region_list(struct store *store, struct arena *arena, struct region **out, size_t *count);
int store_region_rename(struct store *store, int64_t region, struct span name);

/* Forgets it and what it has to be told. The posts of its account stay, and are that of an account like any other. */
int store_region_remove(struct store *store, int64_t region);

/* Shares a theme, or no longer: everything of ours in it has to be told. */
int store_region_share(struct store *store, int64_t region, int64_t theme, bool on);
int store_region_shares(struct store *store, int64_t region, int64_t theme, bool *out);
int store_region_themes(struct store *store, int64_t region, struct arena *arena, struct place_list *out);

struct region_counts {
    int64_t waiting, there, here;
};
int store_region_count(struct store *store, int64_t region, struct region_counts *out);

/* ---- what has to be told ---- */

enum region_kind { REGION_POST, REGION_WAIT };

struct region_due {
    enum region_kind kind;
    int64_t what;    /* the id of a post or waiting time */
    int64_t changed; /* its last change */
    bool shown;      /* the region holds it, or may: it was told, whether or not it confirmed that */
};

/* The first that were not confirmed, in the order of their last change. */
int store_region_due(struct store *store, int64_t region, size_t limit, struct arena *arena, struct region_due **out,
                     size_t *count);

/* From now on the region may hold it: to be on disk before it is told. */
int store_region_shows(struct store *store, int64_t region, const struct region_due *due);

/* It was confirmed up to this change: held there, or not. What changed meanwhile stays due. */
int store_region_told(struct store *store, int64_t region, const struct region_due *due, bool shown);

/* Behind all others: it could not be taken before something else. */
int store_region_later(struct store *store, int64_t region, const struct region_due *due);

/* Every answer of ours to this question that it does not hold: it may take them now. */
int store_region_again(struct store *store, int64_t region, int64_t question);

/* Notes that the region replied, and how often it refused; or that it told something. */
int store_region_heard(struct store *store, int64_t region, int64_t refused, int64_t now_ms);
int store_region_spoke(struct store *store, int64_t region, int64_t now_ms);

/* Whether the region holds this post of ours, or may, and whether it still has to be told of it. */
int store_region_holds(struct store *store, int64_t region, int64_t post, bool *shown, bool *waits);

/* ---- what came from there ---- */

struct region_post {
    int64_t post;          /* its id here */
    int64_t region, thing; /* the region, and its number there */
    int64_t version;       /* as it was last told */
    int64_t revision;      /* of the post then: when it is another, somebody here has changed it */
    struct span signed_as; /* who wrote it; absent when nobody is told */
};

/* By its number there, or by its id here; ERR_NOT_FOUND for a post of ours. */
int store_region_post(struct store *store, int64_t region, int64_t thing, struct arena *arena, struct region_post *out);
int store_region_post_here(struct store *store, int64_t post, struct arena *arena, struct region_post *out);

/* Writes it, in place of what was known of that post. A question of theirs does not climb here. */
int store_region_put(struct store *store, const struct region_post *post);

/* What was withdrawn there is there again: the texts come back, and an answer counts again. */
int store_region_restore(struct store *store, const struct post *post, struct span title, struct span text,
                         int64_t now_ms);

/* Whether its author is told to nobody: bits of POST_HIDDEN, in place of those it had. */
int store_region_mark(struct store *store, int64_t post, unsigned hidden);

/* The municipality is this region's to speak of, from now on if nobody here does; ERR_FORBIDDEN when it is not,
 * ERR_TOO_MANY when it has REGION_PLACES_MAX. */
int store_region_take_place(struct store *store, int64_t region, int64_t member, int64_t municipality);

/* Whether another region speaks of it. */
int store_region_has_place(struct store *store, int64_t municipality, bool *out);

#endif
