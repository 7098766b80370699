/*
 * What the digests of everybody are made from who is told of the same range of events: read once, so that what happened
 * to ten thousand questions is not read again for each of a hundred thousand members. Texts are not in it. What is
 * chosen from it is read again, post by post: nothing that was withdrawn meanwhile gets into a digest.
 */
#ifndef VAKWERK_COMMON_H
#define VAKWERK_COMMON_H

#include "daemon/store/store_digest.h"
#include "daemon/store/store_support.h"

struct common {
    struct arena *arena; /* where it is; the owner's. It grows with each range that is read */

    struct digest_counts counts; /* open to all, whoever's they are */
    int64_t open;
    struct digest_rows questions, tips, lessons, asked;
    struct support_pairs neighbours;

    /* Its own: of what, until which event and when it was read. */
    int64_t first_seq, last_seq, event_seq, read_at;
};

/* Whether it has to be read anew before it holds for this digest. */
int common_is_stale(const struct common *common, struct store *store, const struct digest *digest, int64_t now_ms,
                    bool *out);

int common_read(struct common *common, struct store *store, const struct digest *digest, int64_t now_ms);

#endif
