/*
 * How each screen is, by its own last word: whether it is there, its version and memory, which cards it holds and
 * which it has taken away. The writer hears, readers ask; any thread. In memory: after a restart a screen that is
 * there has said it all again within a minute, and of others the database knows when they were last seen.
 */
#ifndef VAKWERK_ROSTER_H
#define VAKWERK_ROSTER_H

#include "daemon/store/store_kiosk.h"
#include "proto/arena.h"

#include <stdint.h>

#define ROSTER_MAX       KIOSKS_MAX /* as many as there can be screens */
#define ROSTER_CARDS_MAX 16

struct roster;

struct roster_row {
    struct span name, version; /* in the caller's arena */
    bool online;
    int64_t heard_at; /* when it last said that it is there */
    int64_t away_at;  /* since when it is not; 0 while it is */
    int64_t uptime_s, memory_kb, clock_error_s;
    struct span fault; /* what went wrong in its page the last time; empty: nothing */
    int64_t fault_at;
    size_t cards;
};

struct roster *roster_new(void);
void roster_free(struct roster *roster);

/* What a screen said on its topic alive; what cannot be read is no word. */
void roster_hear(struct roster *roster, struct span kiosk, struct span payload, int64_t now_ms, struct arena *arena);

/* The screen was removed. */
void roster_forget(struct roster *roster, struct span kiosk);

/* False when it has not been heard since the start. */
bool roster_get(struct roster *roster, struct span kiosk, struct arena *arena, struct roster_row *out);

enum roster_card {
    ROSTER_SILENT, /* the screen was not heard since the start, or says nothing of its cards */
    ROSTER_NEVER,  /* it does not hold the card, and has not for a while */
    ROSTER_HOLDS,
    ROSTER_TOOK_AWAY
};

/* Whether a screen holds the card with this code. */
enum roster_card roster_card(struct roster *roster, struct span kiosk, struct span code);

/* How many screens that are there say that they hold the card with this code; 0 where nobody knows how screens are. */
size_t roster_showing(struct roster *roster, struct span code);

/* The next screen of which when it was last heard has to be written down; false: none. Then it counts as written. */
bool roster_unwritten(struct roster *roster, int64_t now_ms, struct arena *arena, struct span *kiosk,
                      int64_t *heard_at);

#endif
