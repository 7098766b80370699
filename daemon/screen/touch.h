/*
 * What somebody touched on a screen: thanks, onto the team's intervision, or more of a question. Only of a question that
 * hangs there (the caller knows), on a screen that has buttons. The writer thread, in a transaction.
 */
#ifndef VAKWERK_TOUCH_H
#define VAKWERK_TOUCH_H

#include "daemon/outbox.h"
#include "daemon/settings.h"
#include "daemon/store/store.h"
#include "proto/schema.h"

/* Reads a touch; false when it is none. */
bool touch_read(struct span payload, struct arena *arena, struct msg_touch *out);

/* Does it. *changed: the wall looks different from now on. What is no touch of that screen does nothing. */
int touch_do(struct store *store, const struct settings *settings, struct span kiosk, const struct msg_touch *touch,
             int64_t now_ms, struct outbox *out, bool *changed);

#endif
