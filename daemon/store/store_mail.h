/*
 * Where digests are mailed to, and what became of it. An address stands here alone, so that taking it away has one
 * place to go to; it is in no event, no log and nobody else's reply but administrators'.
 */
#ifndef VAKWERK_STORE_MAIL_H
#define VAKWERK_STORE_MAIL_H

#include "store.h"

enum mail_state { MAIL_ON, MAIL_STOPPED, MAIL_BOUNCED };
enum mail_result { MAIL_SENT = 1, MAIL_FAILED, MAIL_REFUSED };

struct mailbox {
    struct span email;
    enum mail_state state;
    int64_t bounces;   /* in a row */
    struct span token; /* stops it; known to whoever got a digest */
};

/* ERR_NOT_FOUND for a member without an address. */
int store_mail_get(struct store *store, int64_t member, struct arena *arena, struct mailbox *out);

/* Writes all of it; what was there goes. */
int store_mail_put(struct store *store, int64_t member, const struct mailbox *mailbox);
int store_mail_remove(struct store *store, int64_t member);

/* Whose token this is, in whatever case it was typed. */
int store_mail_by_token(struct store *store, struct span token, int64_t *member);

/* What was reported last of a member's digest of a day: 0 for nothing yet. */
int store_mail_reported(struct store *store, int64_t member, struct span day, enum mail_result *out);
int store_mail_report(struct store *store, int64_t member, struct span day, enum mail_result result);

#endif
