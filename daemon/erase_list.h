/*
 * The list of what a copy of the past must not bring back, in a file of its own beside the database. It holds ids, and
 * says nothing to who does not have the database. A line is of a member who was erased, or of a post:
 *
 *   <token> remove|anonymise                          a random token, and what was done with the texts
 *   <number>:<mark> withdrawn|held|rejected|seen <revision>
 *
 * The last line of a post counts: as what it was left, and at which revision. A revision before one that a moderator let
 * be seen may hold what was taken out of it, and is held until a moderator looks again.
 */
#ifndef VAKWERK_ERASE_LIST_H
#define VAKWERK_ERASE_LIST_H

#include "daemon/store/store.h"

/* Adds a member; on disk when it returns 0, else ERR_STORAGE. Twice the same is no harm. */
int erase_list_add(const char *path, struct span token, bool remove);

/* Adds what the database has to say of posts, and notes there that it is done. Outside of a transaction. */
int erase_list_follow(const char *path, struct store *store, struct arena *arena);

/*
 * Begins each erasure of the list that the database does not know of, and takes in its lines of posts
 * (store_listing_next). A store with a transaction open.
 */
int erase_list_apply(const char *path, struct store *store);

/* Whether any member is in it. */
bool erase_list_has_any(const char *path);

#endif
