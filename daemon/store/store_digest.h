/* Which digest covers which events, for each member; and what happened between two seqs. */
#ifndef VAKWERK_STORE_DIGEST_H
#define VAKWERK_STORE_DIGEST_H

#include "store.h"

#define DIGEST_LISTED_MAX 32 /* things that one digest lists */

struct digest_ids {
    int64_t ids[DIGEST_LISTED_MAX], numbers[DIGEST_LISTED_MAX];
    size_t count;
    int64_t total; /* how many there are, with those that have no place here */
};

struct digest {
    int64_t member;
    struct span day; /* the local day it was made on */
    int64_t made_at, first_seq, last_seq;
    unsigned notes; /* bits of enum digest_note */
};

/* What is said in it of itself, when nothing was heard of the member for long. */
enum digest_note { DIGEST_ASK_SLOWER = 1, DIGEST_SLOWER = 2 };

/* ERR_CONFLICT when the member has one of that day already. listed: the posts that it lists; NULL for none. */
int store_digest_add(struct store *store, const struct digest *digest, const struct digest_ids *listed);

/* The digest of a day, or the newest when day is absent: the one that covers the newest events. */
int store_digest_get(struct store *store, int64_t member, struct span day, struct arena *arena, struct digest *out);

/* When the member was asked last, after a moment, whether this may come less often; 0 for never. */
int store_digest_asked_slower(struct store *store, int64_t member, int64_t after_ms, int64_t *out);

/* The newest digest of each member, if it was made since a moment, members after this one; for rebuilding what is
 * retained. */
int store_digest_latest(struct store *store, int64_t after_member, int64_t since_at, size_t limit, struct arena *arena,
                        struct digest **out, size_t *count);

/* The day of the digest before this one; absent for the first. */
int store_digest_day_before(struct store *store, const struct digest *digest, struct arena *arena, struct span *out);

/* When the first event that it covers happened; 0 when it covers none. */
int store_digest_begins_at(struct store *store, const struct digest *digest, int64_t *out);

/* The posts that the member's other digests listed after a day and before the day of this one. */
int store_digest_listed(struct store *store, const struct digest *digest, struct span after, size_t limit,
                        struct arena *arena, int64_t **out, size_t *count);

/*
 * Somebody new in a team: the next digest comes even when nothing happened, since it begins with what is open in that
 * team. Until a digest is added.
 */
int store_digest_expect(struct store *store, int64_t member, int64_t now_ms);
int store_digest_is_expected(struct store *store, int64_t member, bool *out);

/* ---- what is in one: for everybody, or (teams) only what is private to the member's teams and not the member's ---- */

/* Questions and answers from first_seq to last_seq that are still there. */
struct digest_counts {
    int64_t questions, answers;
    int64_t first_post, last_post; /* for everybody: no post of any team in the range is outside these */
};
int store_digest_count(struct store *store, const struct digest *digest, bool teams, struct digest_counts *out);

/* Those of the member's own that are open to all. */
int store_digest_count_own(struct store *store, const struct digest *digest, const struct digest_counts *all,
                           struct digest_counts *out);

/* How many questions are open now. */
int store_digest_count_open(struct store *store, int64_t member, bool teams, int64_t *out);

struct digest_row {
    int64_t id, author, theme;
    int64_t team;   /* the team it is private to; of one open to all whose team asked, 0 when that is not told */
    int64_t at;     /* when it was accepted */
    int64_t number; /* see the lists */
    int64_t place;  /* in DIGEST_OPEN: the municipality of its team; 0 for none */
};

struct digest_rows {
    struct digest_row *rows;
    size_t count;
};

enum digest_list {
    DIGEST_QUESTIONS, /* in the range, the newest first; number 1: still open */
    DIGEST_TIPS,      /* in the range, the most thanked first; number: how often */
    DIGEST_LESSONS,   /* lessons and guides that were published in the range, the newest first */
    DIGEST_OPEN       /* questions that are open, however old, the oldest first; number: the step on the ladder */
};
int store_digest_list(struct store *store, enum digest_list list, const struct digest *digest, bool teams, size_t limit,
                      struct arena *arena, struct digest_rows *out);

/* Whether anything happened after a seq that may take away or change what is there: not only more of it. */
int store_digest_has_changed(struct store *store, int64_t since_seq, bool *out);

/* ---- what is in one, for the member ---- */

/* Questions the member follows with new answers of others: the member's own first, then those with the most. */
int store_digest_answered(struct store *store, const struct digest *digest, const struct digest_counts *all,
                          size_t limit, struct digest_ids *out);

/*
 * Lessons and guides that the member looks after: numbers is how many colleagues said in the range that it is outdated
 * and still say so, the most first; 0: its day of review (on this day or before) is all there is to tell.
 */
int store_digest_owned(struct store *store, const struct digest *digest, size_t limit, struct digest_ids *out);

/* The seq with which a question was asked; 0 when none is known. */
int store_digest_asked_with(struct store *store, int64_t question, int64_t *out);

/* Themes and teams that the member follows: number is the kind, id what. In that order. */
int store_digest_follows(struct store *store, int64_t member, size_t limit, struct arena *arena,
                         struct digest_rows *out);

/* Whether the intervision list of a team changed in the range. */
int store_digest_has_intervision(struct store *store, const struct digest *digest, int64_t team, bool *out);

/* Waiting times that changed between two moments in the municipalities of the member's teams, the most changed first. */
struct digest_wait_row {
    struct span municipality, municipality_name, care, care_name;
    int64_t weeks, before, sources;
    bool has_before;
};
int store_digest_waits(struct store *store, int64_t member, int64_t from_at, int64_t until_at, size_t limit,
                       struct arena *arena, struct digest_wait_row **out, size_t *count);

#endif
