/*
 * What moderation does to a post, and who hears of it. A post that is held is gone for everybody but its author and
 * moderators, the way a withdrawn one is: `gone` in the table, store_post_is_gone here. What holds it opens a case that
 * waits for a decision (store_moderate.h); an event tells clients and screens to drop it, or to have it again.
 */
#ifndef VAKWERK_MODERATION_H
#define VAKWERK_MODERATION_H

#include "daemon/audit.h"
#include "daemon/store/store_moderate.h"

/* Holds a post, or for another reason than so far. Its author is told; everybody else if they saw it until now. */
int moderation_hold(struct request *rq, struct post *post, enum post_held held);

/* Lets it be seen: again, or what waited for a first look as if it were new. The author is told. */
int moderation_release(struct request *rq, struct post *post);

/* Tells of a new thing: its space and who follows it. */
int moderation_tell_new(struct request *rq, const struct post *post);

/* A report by the one who asks, unless they reported it before; enough of them hold the post. */
int moderation_report(struct request *rq, struct post *post, enum report_reason reason, struct span note);

/* The words of the wire. */
const char *moderation_decision_word(enum moderation_decision decision);
const char *moderation_reason_word(enum report_reason reason);
bool moderation_read_reason(struct span word, enum report_reason *out);
int moderation_why_words(struct request *rq, unsigned why, const struct span **out, size_t *count);

#endif
