/*
 * What was answered to each write, by the id its client gave it: for ever, so that a resend is always known. Where a term
 * is set (store_retention.h), whose it was and what was answered goes after it, and a resend is a conflict from then on.
 */
#ifndef VAKWERK_STORE_SERVED_H
#define VAKWERK_STORE_SERVED_H

#include "store.h"

/* Of what was asked (daemon/served.h); what is longer is a hash of before there were seals. */
#define SERVED_SEAL_BYTES 16

struct served {
    int64_t member;
    struct span hash; /* of what was asked, sealed */
    int64_t seq;      /* of the event it caused; 0 for none */
    struct span body; /* what was answered, behind the reply's head, without secrets */
    int64_t at;       /* when; 0: that is no longer kept, and member, hash, seq and body say nothing */
};

int store_served_get(struct store *store, struct span id, struct arena *arena, struct served *out);
int store_served_add(struct store *store, struct span id, const struct served *served);

struct served_old {
    struct span id, hash;
};

/* Some of those that are not sealed yet, and the seal of one. */
int store_served_unsealed(struct store *store, size_t limit, struct arena *arena, struct served_old **out,
                          size_t *count);
int store_served_seal(struct store *store, struct span id, struct span seal);

#endif
