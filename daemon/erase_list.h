/*
 * The list of who is to be erased, in a file of its own beside the database: a copy of the past that is put back brings
 * everybody back, and this says whom to erase again. A line is a random token of the member and what is done with the
 * texts; it says nothing to who does not have the database.
 */
#ifndef VAKWERK_ERASE_LIST_H
#define VAKWERK_ERASE_LIST_H

#include "daemon/store/store.h"

/* Adds a line; on disk when it returns 0, else ERR_STORAGE. Twice the same is no harm. */
int erase_list_add(const char *path, struct span token, bool remove);

/* Begins each erasure of the list that the database does not know of. A store with a transaction open. */
int erase_list_apply(const char *path, struct store *store);

/* Whether anybody is in it. */
bool erase_list_has_any(const char *path);

#endif
