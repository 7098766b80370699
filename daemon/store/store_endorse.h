/*
 * Endorsements: which registered member stands behind which text. One counts while the text is the one that was
 * endorsed, to the byte, and while the member's registration lasts; nothing has to be taken away for that. See
 * store.h for threads and errors.
 */
#ifndef VAKWERK_STORE_ENDORSE_H
#define VAKWERK_STORE_ENDORSE_H

#include "store.h"

struct endorsement {
    int64_t post, member, revision;
    struct span text_hash; /* SHA-256 of the text */
    struct span unless;    /* the exception with its reason; absent for none */
    int64_t at;

    /* Filled in by reading. */
    struct span code, name, registration;
};

/* Once per member and post: a later one takes the place of the earlier. The question may be answered with it. */
int store_endorse_add(struct store *store, const struct endorsement *endorsement, int64_t question, int64_t now_ms);

/* How many count now. */
int store_endorse_count(struct store *store, int64_t post, int64_t now_ms, int64_t *out);

/* Those that count now, of all answers under a question, in the order of the answers. */
int store_endorse_list(struct store *store, int64_t question, int64_t now_ms, size_t limit, struct arena *arena,
                       struct endorsement **out, size_t *count);

/*
 * Until when questions are answered, anew: after a text or a registration changed, or what a theme demands. Then,
 * as time passes, those whose last endorsement ended are open again.
 */
int store_endorse_settle(struct store *store, int64_t question, int64_t now_ms);
int store_endorse_settle_member(struct store *store, int64_t member, int64_t now_ms);
int store_endorse_settle_theme(struct store *store, int64_t theme, int64_t now_ms);
int store_endorse_lapse(struct store *store, int64_t now_ms);

#endif
