/*
 * The rights of everybody, as one reading of access.db: sorted tables in memory, never changed once loaded.
 * A new version of access.db is a new struct rights. One thread: the broker's.
 */
#ifndef VAKWERK_RIGHTS_H
#define VAKWERK_RIGHTS_H

#include <stdint.h>

#include "daemon/guard/access_schema.h"
#include "proto/span.h"

struct rights;
struct sqlite3;

/* What a connection says it is: <name> as user, <name>:<device> as client id. */
struct who {
    enum who_kind {
        WHO_NOBODY, /* no such account, or not of that device any more */
        WHO_MEMBER,
        WHO_ENROL, /* a member who has no secret yet, but a one-time code */
        WHO_KIOSK,
        WHO_PAIR,   /* a screen that nobody has paired yet; its device is the digits it shows */
        WHO_MAILER, /* the program that mails digests */
        WHO_GUEST,  /* somebody without an account, who came in by the code of a live table */
        WHO_REGION, /* the bridge of another region's broker */
        WHO_DAEMON
    } kind;
    struct span name; /* both point into the client id */
    struct span device;
};

/*
 * Reads everything in one transaction. NULL when it cannot be had whole: *why then says it in a few words that
 * live for ever, and *busy whether the daemon was just writing. Free with rights_free; NULL is fine there.
 */
struct rights *rights_load(struct sqlite3 *db, const char **why, bool *busy);
void rights_free(struct rights *rights);

/* Who this is by name and device; says nothing about secrets. user and client_id may be NULL. */
struct who rights_who(const struct rights *rights, const char *user, const char *client_id);

/*
 * Whether that secret is the one of this device, or of a code that has not expired. Never for WHO_PAIR, whose
 * secrets nobody knows before: guard/newcomers.h.
 */
bool rights_accept(const struct rights *rights, struct who who, const uint8_t hash[ACCESS_HASH_BYTES], int64_t now_ms);

bool rights_in_team(const struct rights *rights, struct span member, struct span team);

/* Whether the member is in no team any more where `before` says so. */
bool rights_lost_team(const struct rights *before, const struct rights *now, struct span member);

/* Whether there is an account of that name: only those are worth counting guesses for. */
bool rights_has_account(const struct rights *rights, struct span name);

/* Whether guests come in by that door, perhaps no longer. */
bool rights_has_door(const struct rights *rights, struct span door);

#endif
