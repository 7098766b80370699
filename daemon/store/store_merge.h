/* A question that is joined with another, or goes to another theme or into a team, and what goes with it. */
#ifndef VAKWERK_STORE_MERGE_H
#define VAKWERK_STORE_MERGE_H

#include "store_post.h"

/* Whether somebody who asked anonymously answered under their own question. */
int store_merge_has_hidden(struct store *store, int64_t question, bool *out);

/*
 * Puts all answers of one question under another, with numbers and codes of that one; who followed it follows that one,
 * unless they stopped. `from` is noted to be there; holding it is the caller's.
 */
int store_merge(struct store *store, const struct post *from, const struct post *into, int64_t now_ms,
                struct arena *arena);

/* A question with its answers, or a tip, has this theme from now on, and is answered as that demands. */
int store_merge_move(struct store *store, int64_t post, int64_t theme, int64_t now_ms);

/*
 * A question with its answers is private to this team or organisation from now on: each has a new revision, it begins on
 * the first step of the ladder, and what other teams do with it on their screens is over.
 */
int store_merge_keep_for(struct store *store, int64_t question, int64_t team, int64_t now_ms);

#endif
