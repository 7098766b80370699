/*
 * What somebody touched on a screen: thanks, onto the team's intervision, more of a question, or to talk about it now; and
 * what leads through that (touch_meeting.h). Of a question only when it hangs there (the caller knows), and only on a
 * screen that has buttons. The writer thread, in a transaction.
 */
#ifndef VAKWERK_TOUCH_H
#define VAKWERK_TOUCH_H

#include "daemon/outbox.h"
#include "daemon/request.h"
#include "proto/schema.h"

/* Whether it is about a card: then that has to hang there. */
bool touch_is_of_card(const struct msg_touch *touch);

/* Reads a touch; false when it is none. */
bool touch_read(struct span payload, struct arena *arena, struct msg_touch *out);

/*
 * Does it; of the request store, arena, settings, now and place are given. *changed: the screens look different from now
 * on. What the team is told is added to `out`; rq->rights is who may do something else. What is no touch of that screen
 * does nothing.
 */
int touch_do(struct request *rq, struct span kiosk, const struct msg_touch *touch, struct outbox *out, bool *changed);

#endif
