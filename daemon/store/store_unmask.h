/* Who wanted to know who asked anonymously, and why: written once and never changed. See store.h. */
#ifndef VAKWERK_STORE_UNMASK_H
#define VAKWERK_STORE_UNMASK_H

#include "store.h"

struct unmask {
    int64_t post, member;
    struct span reason;
    int64_t at;
    int64_t confirms; /* the request of another moderator that this one confirms; 0: it is the first */
};

int store_unmask_add(struct store *store, const struct unmask *unmask);

/*
 * The request since a moment that this member can confirm: by somebody else, who is in a team and shares none with
 * the member, who is in one too. ERR_NOT_FOUND when there is none.
 */
int store_unmask_pending(struct store *store, int64_t post, int64_t member, int64_t since_at, int64_t *out);

#endif
