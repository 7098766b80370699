/* Numbers for the yearly report; no names. */
#ifndef VAKWERK_STORE_STATS_H
#define VAKWERK_STORE_STATS_H

#include "store.h"

/* From since_at on, before until_at. */
struct stats_period {
    int64_t since_at, until_at;
};

struct stats {
    int64_t members, teams, questions, answers, tips, open, within_day, answerers, helped;
};

/* Of one theme: what was asked in the period, and how that fared until now. */
struct stats_theme {
    struct span slug, name;
    int64_t questions, answers, open, within_day;
    int64_t median_ms; /* -1: the median question has no answer */
};

/* Members, teams and open questions as they are now; the others of the period. */
int store_stats_get(struct store *store, const struct stats_period *period, struct stats *out);

/* The themes with questions in the period, those with the most first. */
int store_stats_themes(struct store *store, const struct stats_period *period, size_t limit, struct arena *arena,
                       struct stats_theme **out, size_t *count);

#endif
