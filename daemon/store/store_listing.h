/*
 * What the list outside of the database (daemon/erase_list.h) has to say of posts: rows that are to be written to it,
 * which belong to the transaction of what they tell of; and at a start what was read from it, until it is done again.
 */
#ifndef VAKWERK_STORE_LISTING_H
#define VAKWERK_STORE_LISTING_H

#include "store_post.h"

/* How a post was last left. */
enum listing_what {
    LISTING_WITHDRAWN = 1,
    LISTING_HELD,
    LISTING_REJECTED,
    LISTING_SEEN, /* a moderator let it be seen as it was at its revision: not as it was before */
    LISTING_WHATS
};

struct listing {
    int64_t post;
    int64_t mark; /* random, of this post alone: after a restore its number may be another's */
    enum listing_what what;
    int64_t revision;
};

/* The last word about a post is what is to be written. */
int store_listing_note(struct store *store, const struct listing *listing);

/* Notes of a question and its answers, those that are seen, that they are so from their revision on. */
int store_listing_note_thread(struct store *store, int64_t question);

/* At most limit of what is to be written; and that it is. */
int store_listing_unwritten(struct store *store, size_t limit, struct arena *arena, struct listing **out,
                            size_t *count);
int store_listing_written(struct store *store, int64_t post);

/*
 * Takes a line of the list in; nothing when no such post is there, or it is withdrawn already. The last one of a post
 * counts.
 */
int store_listing_take(struct store *store, const struct listing *listing);

/* Some line that was taken in and is not done yet, which it is from now on; ERR_NOT_FOUND for none. */
int store_listing_next(struct store *store, struct listing *out);

#endif
