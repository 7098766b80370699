/* Where a member's digest is mailed to: what is an address, what may stop it, and what is said of it. */
#ifndef VAKWERK_MAIL_H
#define VAKWERK_MAIL_H

#include "daemon/request.h"
#include "daemon/store/store_mail.h"

#define MAIL_BOUNCES_MAX 3 /* in a row; then nothing more is mailed to that address */

/*
 * Whether this can stand between the < and > of a mail's head as it is: one @, letters, digits and what else is
 * common in front of it, a domain with a dot behind it. Pure.
 */
bool mail_is_address(struct span text);

/* Gives a member an address, with mail on and a token of its own; an empty one takes it away. Not given: as it is. */
int mail_set_address(struct request *rq, int64_t member, struct span email);

/* By mail, or not. A refusal when there is no address. */
int mail_set_wanted(struct request *rq, int64_t member, bool wanted);

/* The address and whether it is in use (on, stopped, bounced); absent without one. For oneself and administrators. */
int mail_show(struct request *rq, int64_t member, struct span *email, struct span *state);

#endif
