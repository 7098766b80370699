/*
 * The screens as they were last told: only what changed is published, and what no longer hangs there is taken
 * away. Bursts are drawn together: a screen is told at once, then at most four times a second. The writer
 * thread only.
 */
#ifndef VAKWERK_SCREENS_H
#define VAKWERK_SCREENS_H

#include "daemon/outbox.h"
#include "daemon/settings.h"
#include "daemon/store/store.h"

struct screens;
struct roster;

/* What screens say of themselves goes to the roster, which outlives this. */
struct screens *screens_new(struct store *store, const struct settings *settings, struct roster *roster);
void screens_free(struct screens *screens);

/* What hangs on the wall may look different. */
void screens_touch(struct screens *screens);

/* What teams do together may look different, on the screens where that stands already. */
void screens_touch_boards(struct screens *screens);

/* The broker knows nothing any more: everything is published again. */
void screens_forget(struct screens *screens);

/* When screens_draw wants to be called next, on the monotonic clock; INT64_MAX when nothing waits. */
int64_t screens_due(const struct screens *screens);

/* Adds to the outbox what has to be told to one screen that is due; ask screens_due whether there are more. */
int screens_draw(struct screens *screens, int64_t now_ms, int64_t monotonic_ms, struct outbox *out);

/* Adds a clock for each screen. */
int screens_tick(struct screens *screens, int64_t now_ms, struct outbox *out);

/* Whether a card hangs on a screen, as it was last told. */
bool screens_shows(struct screens *screens, struct span kiosk, struct span code);

/* Whether a topic is what a screen says, or the broker holds for one: no request. */
bool screens_topic(struct span topic);

/*
 * A card that should not be there is taken away, and a sign of life of nobody; a screen that has just come gets the
 * time at once.
 */
int screens_hear(struct screens *screens, struct span topic, struct span payload, int64_t now_ms, struct outbox *out);

#endif
