/*
 * What is kept, on disk. A store is one connection: one for the writer thread, one for each thread that
 * reads; a store belongs to one thread. What can be asked of it stands by noun in store_*.h; none of these
 * headers shows what is underneath.
 *
 * Functions return 0 or an error of errors.def: ERR_NOT_FOUND and ERR_CONFLICT are answers, ERR_STORAGE means
 * the disk or the database failed, was logged once with the statement's name, and the transaction is lost. ERR_DAMAGED:
 * the same, because what was to be read is not what was written.
 */
#ifndef VAKWERK_STORE_H
#define VAKWERK_STORE_H

#include "proto/arena.h"
#include "proto/errors.h"

struct store;

enum store_mode {
    STORE_WRITE, /* makes the database when there is none, brings an older one up to date */
    STORE_READ   /* never changes anything; the database must be there */
};

enum store_open_error {
    STORE_OPENED,
    STORE_CANNOT_OPEN, /* no such folder, no right, no space */
    STORE_DAMAGED,     /* not a database, or it fails its own check */
    STORE_TOO_NEW      /* written by a later version of this program */
};

/*
 * How SQLite is used by all threads: once, before anything is opened. It keeps no account of its memory, which is a lock
 * that every thread takes for every piece; and what undoes a statement in memory, up to 1 MiB, instead of in a file.
 */
void store_configure(void);

/* Opens the database file. On anything but STORE_OPENED *out is NULL and the reason was logged. */
enum store_open_error store_open(const char *path, enum store_mode mode, struct store **out);
void store_close(struct store *store);

/* Reads a whole database and changes nothing; the daemon may run meanwhile. What store_open would say. */
enum store_open_error store_check(const char *path);

/* The transaction of a batch. After a failed commit nothing of it is there. */
int store_begin(struct store *store);
int store_commit(struct store *store);
void store_rollback(struct store *store);

/*
 * Ends it, or one that could not begin: committed when err is 0, else nothing of it is there. err, or the commit's. Here,
 * so that each caller calls the commit, and a drill can plant a bug in it.
 */
static inline int store_end(struct store *store, int err)
{
    if (err == 0)
        return store_commit(store);
    store_rollback(store);
    return err;
}

/* A request inside the batch: kept, or as if it had never been there. */
int store_request_begin(struct store *store);
int store_request_keep(struct store *store);
int store_request_drop(struct store *store);

/* Gives back what was read or prepared before and is kept in case it is asked for again. Not between rows of a query. */
void store_release_memory(struct store *store);

/* How many rows this store has changed since it was opened; the same before and after says nothing was written. */
int64_t store_changes(struct store *store);

/* How many damaged pages this store came across; at most 64. */
int64_t store_damaged(struct store *store);

/* The database grows no further than this; what does not fit fails as ERR_STORAGE. */
int store_set_max(struct store *store, int64_t bytes);

/* How much of it is in use: what was freed does not count. */
int store_used(struct store *store, int64_t *bytes);

/* Readers: everything read between these two is of one moment. */
int store_read_begin(struct store *store);
void store_read_end(struct store *store);

/* Numbers that belong to the instance as a whole. */
enum store_number {
    STORE_BIRTH,     /* starts of the daemon */
    STORE_PUBLISHED, /* events up to this seq have been handed to the broker */
    STORE_RIGHTS,    /* counts changes of rights; access.db follows it */
    STORE_TIPS,      /* the number of the last tip, */
    STORE_LESSONS,   /* of the last lesson */
    STORE_GUIDES,    /* of the last guide */
    STORE_NOTICES,   /* and of the last notice */

    /* Where retention stands: see daemon/retention.h. */
    STORE_RETENTION_STEP,
    STORE_RETENTION_TAKEN,
    STORE_RETENTION_ANY,
    STORE_RETENTION_DUE
};
int store_number_get(struct store *store, enum store_number which, int64_t *out);
int store_number_set(struct store *store, enum store_number which, int64_t value);

#endif
