/*
 * What hangs on one screen: decided here and nowhere else, from the database and the clock alone. Never on a
 * wall: explanations, texts of answers, names of members, what is kept off screens, what is private to
 * another team. Pure but for reading the store; any thread.
 */
#ifndef VAKWERK_WALL_H
#define VAKWERK_WALL_H

#include "daemon/store/store_post.h"
#include "hall.h"
#include "proto/schema.h"

#define WALL_SPOTLIGHT_MAX 5
#define WALL_LATEST_MAX    8
#define WALL_CARDS_MAX     (WALL_SPOTLIGHT_MAX + WALL_LATEST_MAX)

struct wall {
    struct msg_screen screen;
    struct msg_card cards[WALL_CARDS_MAX];
    size_t card_count;
    struct span spotlight[WALL_SPOTLIGHT_MAX], latest[WALL_LATEST_MAX]; /* the screen's lists */
};

/* The questions: who needs somebody takes turns in the spotlight, the newest stand below. */
int wall_make(struct hall *hall, const struct kiosk *kiosk, int64_t now_ms, struct arena *arena, struct wall *out);

/*
 * "Most questions get an answer within a day" is said only while it is true, of half of those of four weeks at
 * least. The same for all screens, and it takes long to count, so wall_make leaves it to the caller.
 */
int wall_prompt(struct store *store, int64_t now_ms, bool *out);

/* The column on the right: today's numbers (hall_count), waiting times, a tip. */
int wall_totals(struct hall *hall, const struct kiosk *kiosk, int64_t now_ms, struct arena *arena,
                struct msg_totals *out);

/* day, evening or night on a screen at a moment: by its own hours, or the instance's. */
const char *wall_palette(const struct kiosk *kiosk, const struct settings *settings, int64_t now_ms);

/* The name of a post's team for a wall: absent for one that is too small to name, and for an anonymous author. */
int wall_team_name(struct store *store, const struct settings *settings, const struct post *post, struct span *out);

/* The administrator's message, while it lasts; else absent. */
struct span wall_message(const struct kiosk *kiosk, int64_t now_ms);

#endif
