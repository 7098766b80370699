/* What was answered to each write, by the id its client gave it: for ever, so that a resend is always known. */
#ifndef VAKWERK_STORE_SERVED_H
#define VAKWERK_STORE_SERVED_H

#include "store.h"

struct served {
    int64_t member;
    struct span hash; /* of what was asked */
    int64_t seq;      /* of the event it caused; 0 for none */
    struct span body; /* what was answered, behind the reply's head, without secrets */
};

int store_served_get(struct store *store, struct span id, struct arena *arena, struct served *out);
int store_served_add(struct store *store, struct span id, const struct served *served);

#endif
