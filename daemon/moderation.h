/*
 * What moderation does to a post, and who hears of it. A post that is held is gone for everybody but its author and
 * moderators, the way a withdrawn one is: `gone` in the table, store_post_is_gone here. What holds it opens a case that
 * waits for a decision (store_moderate.h); an event tells clients and screens to drop it, or to have it again.
 */
#ifndef VAKWERK_MODERATION_H
#define VAKWERK_MODERATION_H

#include "daemon/audit.h"
#include "daemon/danger.h"
#include "daemon/store/store_moderate.h"

/* Holds a post, or for another reason than so far. Its author is told; everybody else if they saw it until now. */
int moderation_hold(struct request *rq, struct post *post, enum post_held held);

/* Lets it be seen: again, or what waited for a first look as if it were new. The author is told. */
int moderation_release(struct request *rq, struct post *post);

/* What a look at a text found before it is posted, or changed. */
struct moderation_found {
    unsigned why;    /* bits of enum moderation_why: a moderator is to read it */
    unsigned danger; /* bits of enum danger */
};

/*
 * Looks at a post that is about to be added, with its theme, team and texts: acute safety keeps it off the screens until
 * a moderator read it, a first look from everybody. Its texts have passed request_check_text.
 */
int moderation_look(struct request *rq, struct post *post, struct moderation_found *out);

/* Once it was added: opens its case, fills in the reply, and tells of it unless it is held. */
int moderation_admit(struct request *rq, const struct post *post, const struct moderation_found *found,
                     struct msg_done *out);

/* The same of new texts of a post that is there; where a first look is wanted it is held again. */
int moderation_change(struct request *rq, struct post *post, struct msg_done *out);

/* Where there is help now, in the reply: of a text that is no post. */
int moderation_help(struct request *rq, struct span text, struct msg_done *out);

/* It was read and is as it should be: it may hang on screens. */
int moderation_clear(struct request *rq, const struct post *post);

/* A report by the one who asks, unless they reported it before; enough of them hold the post. */
int moderation_report(struct request *rq, struct post *post, enum report_reason reason, struct span note);

/* What a moderator wants with a thing. */
struct moderation_wish {
    enum moderation_decision decision;
    enum audit_action action;
    bool takes_away; /* a text, or part of it: then there must be a reason */
    struct span reason;
};

/* Finds the thing. *waiting: this moderator cannot decide alone, and what they want was noted for another. */
int moderation_begin(struct request *rq, struct span code, const struct moderation_wish *wish, struct post *post,
                     bool *waiting);

/* Closes what waits with this decision. */
int moderation_finish(struct request *rq, const struct post *post, const struct moderation_wish *wish);

/* The words of the wire. */
const char *moderation_decision_word(enum moderation_decision decision);
const char *moderation_reason_word(enum report_reason reason);
bool moderation_read_reason(struct span word, enum report_reason *out);
int moderation_why_words(struct request *rq, unsigned why, const struct span **out, size_t *count);

#endif
