/* Which digest covers which events, for each member; and what happened between two seqs. */
#ifndef VAKWERK_STORE_DIGEST_H
#define VAKWERK_STORE_DIGEST_H

#include "store.h"

struct digest {
    int64_t member;
    struct span day; /* the local day it was made on */
    int64_t made_at, first_seq, last_seq;
    unsigned notes; /* bits of enum digest_note */
};

/* What is said in it of itself, when nothing was heard of the member for long. */
enum digest_note { DIGEST_ASK_SLOWER = 1, DIGEST_SLOWER = 2 };

/* ERR_CONFLICT when the member has one of that day already. */
int store_digest_add(struct store *store, const struct digest *digest);

/* The digest of a day, or the newest when day is absent: the one that covers the newest events. */
int store_digest_get(struct store *store, int64_t member, struct span day, struct arena *arena, struct digest *out);

/* When the member was asked last, after a moment, whether this may come less often; 0 for never. */
int store_digest_asked_slower(struct store *store, int64_t member, int64_t after_ms, int64_t *out);

/* The newest digest of each member, if it was made since a moment, members after this one; for rebuilding what is retained. */
int store_digest_latest(struct store *store, int64_t after_member, int64_t since_at, size_t limit, struct arena *arena,
                        struct digest **out, size_t *count);

/*
 * Somebody new in a team: the next digest comes even when nothing happened, since it begins with what is open in that
 * team. Until a digest is added.
 */
int store_digest_expect(struct store *store, int64_t member, int64_t now_ms);
int store_digest_is_expected(struct store *store, int64_t member, bool *out);

/* What happened from first_seq to last_seq that the member may see and did not do. */
struct digest_counts {
    int64_t questions, answers;
};
int store_digest_count(struct store *store, const struct digest *digest, struct digest_counts *out);

/* Whether this question was asked in the time of the digest. */
int store_digest_has_asked(struct store *store, const struct digest *digest, int64_t question, bool *out);

/* Posts for the lists; ids with a number: new answers for the first, 0 for the others. */
struct digest_ids {
    int64_t ids[16], numbers[16];
    size_t count;
};
/* Answered: questions the member follows. Asked: those in themes and of teams the member follows come first. */
int store_digest_answered(struct store *store, const struct digest *digest, size_t limit, struct digest_ids *out);
int store_digest_asked(struct store *store, const struct digest *digest, size_t limit, struct digest_ids *out);
int store_digest_tips(struct store *store, const struct digest *digest, size_t limit, struct digest_ids *out);

#endif
