/*
 * The questions that a team takes along to its intervision. A question stands on a team's list once; what was talked
 * about stays on it as done. Whoever puts it there, a member or the team's screen, is remembered. See store.h for
 * threads and errors.
 */
#ifndef VAKWERK_STORE_INTERVISION_H
#define VAKWERK_STORE_INTERVISION_H

#include "store.h"

#define INTERVISION_MAX 50 /* questions of one team that are to be talked about */

struct intervision {
    int64_t team, question;
    int64_t member, kiosk; /* who put it there: the one or the other */
    struct span day;       /* for the meeting on 2022-05-26; absent: the next one */
    int64_t added_at, done_at;
    struct span step, learned; /* of what was talked about: the step that was chosen, and the lesson; absent for none */
    struct span by;            /* filled in by reading: the member's name on screens, or where the screen hangs */
};

/* Puts it on the list, or back on it, or moves it to another day; *changed: it was not there so. */
int store_intervision_add(struct store *store, const struct intervision *entry, bool *changed);

/* Takes it off; *changed: it was there. */
int store_intervision_remove(struct store *store, int64_t team, int64_t question, bool *changed);

/* It was talked about, with this step and lesson (of `entry` team, question and done_at too); *changed: it was to be. */
int store_intervision_done(struct store *store, const struct intervision *entry, bool *changed);

/* How many are to be talked about. */
int store_intervision_count(struct store *store, int64_t team, int64_t *out);

/* Whether it stands on the team's list, to be talked about. */
int store_intervision_waits(struct store *store, int64_t team, int64_t question, bool *out);

struct intervision_filter {
    int64_t team;
    int64_t member;  /* who looks: what they may not see is not there; 0: the team's screen */
    struct span day; /* only of this day; absent: all */
    bool done;       /* those that were talked about, in place of those that are to be */
};

/* In the order in which they were put there; withdrawn ones are not there. */
int store_intervision_list(struct store *store, const struct intervision_filter *filter, size_t limit,
                           struct arena *arena, struct intervision **out, size_t *count);

#endif
