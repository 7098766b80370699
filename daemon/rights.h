/*
 * Keeps access.db, which the guard in the broker reads, in step with the database: after the commit of a
 * change of rights and before the reply to it. The writer thread only.
 */
#ifndef VAKWERK_RIGHTS_H
#define VAKWERK_RIGHTS_H

#include "daemon/request.h"
#include "daemon/secret.h"

struct rights_file;

/* Opens or makes the file. NULL when it cannot be; the reason was logged. */
struct rights_file *rights_open(const char *path);
void rights_close(struct rights_file *file);

/* Every change of rights has a number, which is in both. In the transaction of the change. */
int rights_count(struct store *store);

/*
 * Brings the file up to date after these changes; NULL: none, but one before may not have got through. The arena is for
 * what is read on the way, and emptied before. 0, or ERR_STORAGE: then it lags, and the next call does all.
 */
int rights_follow(struct rights_file *file, struct store *store, const struct rights *changed, struct arena *arena);

/* The hashes of the secrets of who is in no table. */
struct rights_own {
    struct secret_hash daemon, canary;
};

/* At the start: writes everybody anew when the file lags behind the database, or belongs to none; the canary always. */
int rights_rebuild(struct rights_file *file, struct store *store, const struct rights_own *own, struct arena *arena);

#endif
