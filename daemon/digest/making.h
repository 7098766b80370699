/*
 * Inside daemon/digest only: one digest while it is made, and the sections that are lists of posts. Each post stands in
 * one list of a digest, and in no other digest of the same week; what is new about the member's own questions, and in
 * what they follow, is told whenever it happens.
 */
#ifndef VAKWERK_MAKING_H
#define VAKWERK_MAKING_H

#include "common.h"
#include "daemon/store/store_member.h"
#include "daemon/store/store_place.h"
#include "proto/schema.h"

struct making {
    struct store *store;
    struct arena *arena;
    const struct digest *digest;
    const struct common *common;
    struct member member;
    struct place_list teams;

    struct digest_rows questions, open; /* private to the member's teams; see common.h for those of everybody */
    struct digest_rows follows;
    int64_t *before; /* what the digests of the week before listed */
    size_t before_count;

    struct digest_ids listed; /* so far */
    int64_t listed_new;       /* of them, questions that were asked in the range */
};

/* What the lists are chosen from. */
int making_begin(struct making *m);

/* The sections, in the order in which a reader needs them. */
int making_for_you(struct making *m, struct msg_digest_is *out);
int making_unanswered(struct making *m, struct msg_digest_is *out);
int making_news(struct making *m, struct msg_digest_is *out);
int making_tips(struct making *m, struct msg_digest_is *out);
int making_lessons(struct making *m, struct msg_digest_is *out);

#endif
