/*
 * Erasing a member: which rows go, which stay without a name, and how far it is. What a row of another table says of a
 * member is in own_tables (store_own.h). See daemon/erase.h for the order.
 */
#ifndef VAKWERK_STORE_ERASE_H
#define VAKWERK_STORE_ERASE_H

#include "store_post.h"

/* What is done; each is one piece of work behind the one before. Stored: append only. */
enum erasure_step {
    ERASURE_ASKED,    /* nothing yet: it waits for the confirmation */
    ERASURE_ACCEPTED, /* confirmed: from here on it happens */
    ERASURE_LISTED,   /* in the list outside of the database */
    ERASURE_SHUT,     /* shut out; no digest any more */
    ERASURE_POSTS,    /* no post has the member as its author */
    ERASURE_GONE,     /* no row leads to the member, who has none either */
    ERASURE_INDEXED,  /* nor is anything left in the full-text index */
    ERASURE_DONE      /* nor in the journal */
};

struct erasure {
    int64_t member;
    struct span token; /* random: what the list outside calls the member */
    bool remove;       /* texts go; else they stay without a name */
    enum erasure_step step;
    struct span hash;          /* of the confirmation; absent once it is accepted */
    int64_t until_at;          /* the confirmation's end */
    int64_t due_at;            /* when the next piece is to be done */
    int64_t seq;               /* with GONE: what the index must have seen */
    struct span name, display; /* absent once the member is gone */
};

/* How many things a member wrote that are still there. */
int store_erase_count(struct store *store, int64_t member, int64_t *out);

/* Whether there is another administrator who may log in and is not being erased. */
int store_erase_has_other_administrator(struct store *store, int64_t member, bool *out);

/* Asks for it; an earlier question that was not confirmed is forgotten. ERR_CONFLICT when it is accepted already. */
int store_erase_ask(struct store *store, const struct erasure *erasure);

/* ERR_NOT_FOUND. */
int store_erase_get(struct store *store, int64_t member, struct arena *arena, struct erasure *out);

/*
 * The same for the member whom the list outside calls so, as accepted and listed; nothing when there is none, or it is.
 */
int store_erase_again(struct store *store, struct span token, bool remove);

/* The first that is due and not as far as `before`, or ERR_NOT_FOUND; and when the next is, INT64_MAX for never. */
int store_erase_next(struct store *store, int64_t now_ms, enum erasure_step before, struct arena *arena,
                     struct erasure *out);
int store_erase_next_due(struct store *store, int64_t *out);

/* Writes step, due_at and seq. */
int store_erase_set(struct store *store, const struct erasure *erasure);

/* ---- the pieces ---- */

/* Shuts the member out, and forgets devices, code and everything of digests. */
int store_erase_shut(struct store *store, int64_t member);

/* At most so many posts of the member, and one post without its author. */
int store_erase_posts(struct store *store, int64_t member, size_t limit, struct arena *arena, struct post_ids *out);
int store_erase_author(struct store *store, int64_t post);

/* All other rows, the member's too, and the name in replies to others. ERR_STORAGE when something still leads there. */
int store_erase_rows(struct store *store, const struct erasure *erasure, int64_t now_ms, struct arena *arena);

/* Writes the journal back and cuts it off. *done is false while somebody reads; outside of a transaction. */
int store_erase_journal(struct store *store, bool *done);

#endif
