/*
 * What the walls of all screens have in common: read once when something changed, and not by each screen that is drawn
 * then. Pure but for reading the store; any thread, each with its own.
 */
#ifndef VAKWERK_HALL_H
#define VAKWERK_HALL_H

#include "daemon/settings.h"
#include "daemon/store/store_kiosk.h"
#include "daemon/store/store_ladder.h"
#include "daemon/store/store_post.h"
#include "daemon/store/store_support.h"

#define HALL_POSTS       64    /* kept for the next screen */
#define HALL_WAITING_MAX 20000 /* of more, the longest waiting; thirty days of questions that nobody answered */

struct hall {
    struct store *store;
    const struct settings *settings;
    struct rung_waiting_list waiting; /* the longest waiting first; in the arena */
    struct support_pairs neighbours;  /* the same */

    /* Its own. */
    struct arena *arena;
    struct post *posts; /* the last ones that hall_post looked up; in the arena */
    size_t post_count;

    /* Filled in by hall_count. */
    bool counted;
    struct post_day today;
    struct post_counts open;
};

/* The arena is given to it until it is read anew. */
int hall_read(struct hall *hall, struct store *store, const struct settings *settings, int64_t now_ms,
              struct arena *arena);

/* Counts for wall_totals what was said since midnight, and what is open; once for each reading. */
int hall_count(struct hall *hall, int64_t now_ms);

/* A post as it was when the first screen asked for it. When no more can be kept it is in the arena given here. */
int hall_post(struct hall *hall, int64_t id, struct arena *arena, struct post *out);

/* Which of those that wait hang on a screen. */
typedef bool hall_wanted(const struct hall *hall, const struct rung_waiting *waiting, const struct kiosk *kiosk);

/* Open to all, or private to the screen's team or organisation. Nothing private while its team is closed. */
hall_wanted hall_may_hang;

/*
 * Put to the screen's team now: its own, those of neighbouring teams after a step, everybody's after two. An anonymous
 * one not before that: of what team it is nobody knows.
 */
hall_wanted hall_is_asked;

/* The first `limit` that are wanted, the longest waiting first; how many there are. */
size_t hall_choose(const struct hall *hall, const struct kiosk *kiosk, hall_wanted *wanted, size_t limit, int64_t *out);

#endif
