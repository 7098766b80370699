/*
 * What was touched on screens. A touch counts once, however often it is sent, and the same one on the same screen again
 * after ten minutes. See store.h for threads and errors.
 */
#ifndef VAKWERK_STORE_TOUCH_H
#define VAKWERK_STORE_TOUCH_H

#include "store.h"

#define TOUCH_PAUSE_MS INT64_C(600000)

/* Stored. */
enum touch_action { TOUCH_THANK = 1, TOUCH_INTERVISION, TOUCH_BEGIN };

struct touch {
    struct span id; /* 16 bytes, the screen's own */
    int64_t kiosk, post;
    enum touch_action action;
    int64_t at;
};

/*
 * Notes it; *counts: it was not sent before, and not touched in the last ten minutes. What is begun may be begun again at
 * once: a team does one thing at a time, so that is no way to count double.
 */
int store_touch_add(struct store *store, const struct touch *touch, bool *counts);

/* One more thank, of nobody in particular. */
int store_touch_thank(struct store *store, int64_t post);

/* The question onto the list of the team, unless it is there; of what was talked about, anew. */
int store_touch_take_along(struct store *store, const struct touch *touch, int64_t team);

#endif
