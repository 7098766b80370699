/*
 * The connections that logged in and are still open, by client id. One thread.
 *
 * The broker asks about wills and about retained messages as if the client were publishing just then. Only who is
 * in this table, with the very connection that asks, is really there.
 */
#ifndef VAKWERK_SESSION_H
#define VAKWERK_SESSION_H

#include "daemon/guard/rights.h"

enum {
    SESSION_ID_MAX = 72,   /* name, colon, device and a NUL */
    SESSIONS_MAX = 1 << 15 /* who comes when so many are there is refused */
};

struct session {
    char client_id[SESSION_ID_MAX]; /* "" for an empty slot */
    const void *client;             /* the broker's name of the connection; never looked into */
    enum who_kind kind;
    size_t name_len;                 /* the member's or screen's name: so much of client_id */
    uint8_t hash[ACCESS_HASH_BYTES]; /* of the secret it came with */
    int64_t ended_ms;                /* for WHO_ENROL: when its code was found used up or expired; 0 not yet */
    bool doubtful;                   /* perhaps not connected: must not be kicked */
    bool out;                        /* its right has ended: nothing is allowed any more */
    bool kicked;
};

struct sessions;

struct sessions *sessions_new(void);
void sessions_free(struct sessions *sessions);
size_t sessions_count(const struct sessions *sessions);

/* The session of that id, if it is that connection's; else NULL. Valid until the next put or delete. */
struct session *sessions_find(const struct sessions *sessions, const char *client_id, const void *client);

/* A session for who has just logged in, in place of an older one with the same id. NULL: full or out of memory. */
struct session *sessions_put(struct sessions *sessions, const char *client_id, const void *client);

/* Forgets it, if it is that connection's. */
void sessions_delete(struct sessions *sessions, const char *client_id, const void *client);

/* The slots from *at on, for looking at all: the next session, or NULL at the end. Start with *at = 0. */
struct session *sessions_next(struct sessions *sessions, size_t *at);

#endif
