/*
 * What the daemon put on this wall: the screen, its cards, the totals, what the team does together. The broker keeps
 * them, so each new connection brings everything again; what it does not bring was withdrawn while nobody was
 * listening. Copies what it takes.
 */
#ifndef VAKWERK_TERMINAL_WALL_H
#define VAKWERK_TERMINAL_WALL_H

#include "proto/arena.h"
#include "proto/schema.h"

#define WALL_CARDS_MAX 32 /* twice what a screen names at most */
#define WALL_POOL_MAX  5  /* take turns in the big place */
#define WALL_LIST_MAX  3  /* stand under it */

struct wall;

/* NULL when memory is out. */
struct wall *wall_new(void);
void wall_free(struct wall *wall);

/* Forgets everything. */
void wall_clear(struct wall *wall);

/* A connection begins: from here on counts what the broker still has. */
void wall_begin(struct wall *wall);

/* A moment after it began: what the broker no longer has, leaves. An empty broker was restarted: nothing leaves. */
void wall_settle(struct wall *wall);

/*
 * Takes a message by its name below the screen's topic: screen, totals, board or card/<code>; no bytes take it away.
 * False when it is something else or does not fit the schema; then nothing has changed.
 */
bool wall_take(struct wall *wall, struct span name, struct span payload);

/* NULL when there is none. Valid until the next wall_take(). */
const struct msg_screen *wall_screen(const struct wall *wall);
const struct msg_totals *wall_totals(const struct wall *wall);
const struct msg_board *wall_board(const struct wall *wall);
const struct msg_card *wall_card(const struct wall *wall, struct span code);

/* The codes of all cards that are there. Returns how many. */
size_t wall_codes(const struct wall *wall, struct span codes[WALL_CARDS_MAX]);

/* The cards that take turns in the big place, in the daemon's order. Returns how many. */
size_t wall_pool(const struct wall *wall, const struct msg_card *pool[WALL_POOL_MAX]);

/* The cards of the list, while `shown` (or NULL) is in the big place. Returns how many. */
size_t wall_list(const struct wall *wall, const struct msg_card *shown, const struct msg_card *list[WALL_LIST_MAX]);

#endif
