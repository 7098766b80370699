/* Copies of the database, made while it is written to, and what one needs before it is served. */
#ifndef VAKWERK_STORE_BACKUP_H
#define VAKWERK_STORE_BACKUP_H

#include "store.h"

/*
 * Copies the database at `from`, as it is at one moment, to the new file `to`, which only its owner may read: complete,
 * checked, on disk, and one file without a journal. Whoever writes to `from` meanwhile does not wait. On anything but
 * STORE_OPENED there is no file `to`, and the reason was logged. A connection of its own; any thread.
 */
enum store_open_error store_backup_copy(const char *from, const char *to);

/*
 * Makes a copy of the past fit to be served: brings it to the latest version, lets the seq go on far behind any that a
 * client has seen, so that nobody drops what is new as known, and has the guard's file made anew.
 */
enum store_open_error store_backup_revive(const char *path, int64_t now_ms);

/* The version of the database in a file; 0 when it has none. */
int store_backup_version(const char *path);

/* From this version on a copy knows its members by tokens, so that those who were erased can be erased again. */
#define STORE_BACKUP_TOKENS 10

#endif
