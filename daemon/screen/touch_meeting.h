/*
 * What a team does together, led by touches on its screen: an intervision of a question on its list is begun, and what is
 * on the screen goes on, goes back, gets an answer or is broken off. The screen says which step it shows; at another, as
 * after a second tap, nothing happens. The writer thread, in a transaction.
 */
#ifndef VAKWERK_TOUCH_MEETING_H
#define VAKWERK_TOUCH_MEETING_H

#include "daemon/request.h"
#include "daemon/store/store_kiosk.h"

/* Whether a touch is about what is on the screen, in place of about a card. */
bool touch_meeting_is(const struct msg_touch *touch);

/*
 * Begins the intervision of a question, by the method of the settings; its list and the wall are the caller's to look at.
 * *changed: it began. A file that cannot be read is logged, and nothing begins.
 */
int touch_meeting_begin(struct request *rq, const struct kiosk *kiosk, int64_t question, struct span code,
                        bool *changed);

/* Does it; rq->told is what the team is told of it. *changed: it did something. */
int touch_meeting_do(struct request *rq, const struct kiosk *kiosk, const struct msg_touch *touch, bool *changed);

#endif
