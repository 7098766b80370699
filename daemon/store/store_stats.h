/* Numbers for the yearly report; no names. */
#ifndef VAKWERK_STORE_STATS_H
#define VAKWERK_STORE_STATS_H

#include "store.h"

struct stats {
    int64_t members, teams, questions, answers, tips, open, within_day, answerers;
};

/* Members, teams and open questions as they are now; the others since a moment. */
int store_stats_get(struct store *store, int64_t since_at, struct stats *out);

#endif
