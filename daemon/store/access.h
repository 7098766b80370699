/*
 * The daemon's side of access.db, from which the guard in the broker reads who may do what (guard/access_schema.h).
 * The daemon is its only writer, from one thread. Everything is 0, or -1 with access_error() saying why; after a -1
 * inside a transaction nothing but access_rollback() is sensible.
 *
 *   access_begin, access_put_..., access_commit(version)
 *
 * A commit is on disk when it returns, and the guard acts on it within a second (logins: at once). What a commit
 * leaves out because of a crash is noticed at the next start: access_version() is then behind the main database,
 * and everything is put again after access_clear().
 */
#ifndef VAKWERK_ACCESS_H
#define VAKWERK_ACCESS_H

#include <stdint.h>

#include "daemon/guard/access_schema.h"
#include "proto/span.h"

struct access;

struct access_device {
    struct span name;
    uint8_t hash[32];
};

/*
 * Opens or makes the file; a new one has mode 0640, an old one keeps its own. A file that is damaged or of another
 * schema is emptied, and then of version 0. -1 leaves *out NULL: it cannot be opened, or somebody else holds it.
 */
int access_open(const char *path, struct access **out);
void access_close(struct access *access);

/* What the last failure was, for the log; valid until the next call. */
const char *access_error(const struct access *access);

/* The version given to the last commit; 0 for a new file. */
int access_version(struct access *access, int64_t *out);

int access_begin(struct access *access);

/* Forgets everybody, the daemon too. */
int access_clear(struct access *access);

/*
 * Replaces the member, the devices and the teams; the one-time code stays. Who is shut out keeps the rows and has
 * no rights. At most 32 devices and 64 teams; a device cannot be called enrol, event or digest, a member vakwerkd.
 */
int access_put_member(struct access *access, struct span name, enum access_kind kind,
                      const struct access_device *devices, size_t device_count, const struct span *teams,
                      size_t team_count);

/* Forgets a member, if there is one of that name. */
int access_drop_member(struct access *access, struct span name);

/* hash NULL: no code any more. */
int access_put_code(struct access *access, struct span member, const uint8_t hash[32], int64_t expires_at);

/* hash NULL: the screen is removed. A member's name is a bad name for a screen: it could never log in. */
int access_put_kiosk(struct access *access, struct span kiosk, struct span device, const uint8_t hash[32]);

/* By this door guests come in with that code until then. hash NULL: no more. */
int access_put_door(struct access *access, struct span door, const uint8_t hash[32], int64_t expires_at);

int access_put_daemon(struct access *access, const uint8_t hash[32]);

/* On -1 nothing has changed and the transaction is over. */
int access_commit(struct access *access, int64_t version);
void access_rollback(struct access *access);

#endif
