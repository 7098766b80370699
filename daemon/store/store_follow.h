/*
 * Who follows which question, theme or team. A question is followed by asking or answering it too, until its
 * member says stop: a stop is remembered, so that a second answer does not begin it again.
 */
#ifndef VAKWERK_STORE_FOLLOW_H
#define VAKWERK_STORE_FOLLOW_H

#include "store.h"

enum follow_kind { FOLLOW_QUESTION = 1, FOLLOW_THEME = 2, FOLLOW_TEAM = 3 };

struct follow {
    enum follow_kind kind;
    int64_t what;      /* id of the question, theme or team */
    struct span name;  /* filled in by reading: code or slug, */
    struct span title; /* and the short question or the name on screens */
};

/* As the member says, whatever was before. */
int store_follow_set(struct store *store, int64_t member, const struct follow *follow, bool on, int64_t now_ms);

/* By asking or answering: only what the member never followed, nor stopped following. */
int store_follow_begin(struct store *store, int64_t member, int64_t question, int64_t now_ms);

/* What the member follows and may see now: themes and teams first, then questions, the newest first. */
int store_follow_list(struct store *store, int64_t member, size_t limit, struct arena *arena, struct follow **out,
                      size_t *count);

/* Those who follow a question, may see it and are not `except`; who follows longest (the asker) first. */
struct follower {
    int64_t member;
    struct span name;
};
int store_follow_of(struct store *store, int64_t question, int64_t except, size_t limit, struct arena *arena,
                    struct follower **out, size_t *count);

#endif
