/*
 * What is kept no longer than a number of days, kind by kind: how much of it there is, and some of it taken away at a
 * time. Posts of a kind are only named here: whoever withdraws one tells of it. See daemon/retention.h.
 */
#ifndef VAKWERK_STORE_RETENTION_H
#define VAKWERK_STORE_RETENTION_H

#include "store_post.h"

/* In the order in which they are looked at. Stored for as long as a round takes. */
enum retention_kind {
    RETENTION_SEEN,        /* who opened what on which day; the counts stay */
    RETENTION_DIGESTS,     /* what a digest covered, but the newest of each member */
    RETENTION_MAILED,      /* whether it was mailed */
    RETENTION_TOLD,        /* what a member was told of, but the last */
    RETENTION_NOTICES,     /* notices that have ended */
    RETENTION_UNANSWERED,  /* questions that nobody ever answered, and no lesson was made from */
    RETENTION_REJECTED,    /* the text of what moderators rejected */
    RETENTION_MERGED,      /* the text of a question that went under another */
    RETENTION_WITHDRAWN,   /* by whom and from which team something was that is withdrawn */
    RETENTION_REPORTS,     /* reports that were settled */
    RETENTION_DECISIONS,   /* decisions of moderators about what is not held now */
    RETENTION_HARVESTS,    /* what was said at a live table */
    RETENTION_WAITS,       /* waiting times as they were */
    RETENTION_SIGNALS,     /* who raised a signal that was answered */
    RETENTION_INTERVISION, /* what a team was done with */
    RETENTION_DEVICES,     /* devices that were shut out */
    RETENTION_CODES,       /* one-time codes that are no longer valid */
    RETENTION_AUTHORS,     /* who wrote what is there */
    RETENTION_HELPED,      /* whom a lesson helped; that it did stays */
    RETENTION_SERVED,      /* who asked for what was written, and the reply; that the id was used stays */
    RETENTION_UNMASK,      /* who wanted to know who asked anonymously, and why; that it happened stays */
    RETENTION_KINDS
};

/* How many there are from before a moment, and the time of the oldest; 0 for none. A reader may ask. */
int store_retention_count(struct store *store, enum retention_kind kind, int64_t before_ms, int64_t *count,
                          int64_t *oldest_at);

/* Whether a kind is of posts, which store_retention_posts names; the others are taken away here. */
bool store_retention_is_of_posts(enum retention_kind kind);

/* At most limit posts of the kind. */
int store_retention_posts(struct store *store, enum retention_kind kind, int64_t before_ms, size_t limit,
                          struct arena *arena, struct post_ids *out);

/* Takes at most limit away; *taken says how many. */
int store_retention_take(struct store *store, enum retention_kind kind, int64_t before_ms, size_t limit,
                         int64_t *taken);

#endif
