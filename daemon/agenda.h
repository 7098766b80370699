/*
 * When what comes by itself is due: the times stand in the database, and are read again whenever they may have changed.
 * Wall clock, milliseconds; INT64_MAX for never. Of the writer's thread alone.
 */
#ifndef VAKWERK_AGENDA_H
#define VAKWERK_AGENDA_H

#include "daemon/store/store.h"

enum agenda_item {
    AGENDA_DIGESTS,
    AGENDA_LADDER,   /* questions that go up, and what moderators are to be told */
    AGENDA_MEETINGS, /* what teams do together */
    AGENDA_BATCHES,  /* those above are done in a batch, with requests or without */
    AGENDA_ERASURES = AGENDA_BATCHES,
    AGENDA_RETENTION, /* what is kept no longer */
    AGENDA_ITEMS,
};

struct agenda {
    struct store *store;
    int64_t due[AGENDA_ITEMS];
};

/* Reads when it is due; when the store cannot tell, it is looked at again after a while. */
void agenda_plan(struct agenda *agenda, enum agenda_item item);
void agenda_plan_all(struct agenda *agenda);

/* Not before that time, or just then. */
void agenda_put(struct agenda *agenda, enum agenda_item item, int64_t at);

bool agenda_is_due(const struct agenda *agenda, enum agenda_item item, int64_t now_ms);

/* When a batch is due that no request asks for; and when something is to be taken away. */
int64_t agenda_batch(const struct agenda *agenda);
int64_t agenda_removal(const struct agenda *agenda);

#endif
