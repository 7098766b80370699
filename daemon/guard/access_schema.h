/*
 * access.db: who may log in and who is in which team. The daemon alone writes it (store/access.h), the guard in
 * the broker only reads it (guard/source.h). It is a projection of the main database and holds no text, so that
 * the broker's user can never read a post. Rollback journal: a reader needs no right to write beside it.
 *
 * A change of the tables is a new ACCESS_SCHEMA_VERSION. The file is never migrated: the daemon makes it anew,
 * and until then a guard of another version denies everything.
 */
#ifndef VAKWERK_ACCESS_SCHEMA_H
#define VAKWERK_ACCESS_SCHEMA_H

#define ACCESS_SCHEMA_VERSION 3

enum {
    ACCESS_HASH_BYTES = 32,   /* SHA-256 of a secret made by a machine */
    ACCESS_DEVICES_MAX = 32,  /* of one member */
    ACCESS_TEAMS_MAX = 64,    /* of one member, with their organisations */
    ACCESS_GUESTS_MAX = 100,  /* by one door, connected at the same time */
    ACCESS_ROWS_MAX = 1 << 16 /* of one table; a file with more is refused whole */
};

/* What somebody's account is for. A kind that a guard does not know has no rights. */
enum access_kind {
    ACCESS_SHUT_OUT, /* keeps the rows, and has no rights */
    ACCESS_MEMBER,
    ACCESS_MAILER, /* reads digests, everybody's, and nothing else */
    ACCESS_REGION  /* another region's bridge: tells what it has to tell, and reads the replies */
};

/* version: the writer's mark of what it has projected so far; the guard does not look at it. */
#define ACCESS_SCHEMA                                                                                                  \
    "CREATE TABLE meta(only INTEGER PRIMARY KEY CHECK(only = 1), schema_version INTEGER NOT NULL,"                     \
    " version INTEGER NOT NULL) STRICT;"                                                                               \
    "CREATE TABLE member(name TEXT PRIMARY KEY, kind INTEGER NOT NULL) STRICT, WITHOUT ROWID;"                         \
    "CREATE TABLE device(member TEXT NOT NULL, device TEXT NOT NULL, hash BLOB NOT NULL CHECK(length(hash) = 32),"     \
    " PRIMARY KEY(member, device)) STRICT, WITHOUT ROWID;"                                                             \
    "CREATE TABLE membership(member TEXT NOT NULL, team TEXT NOT NULL,"                                                \
    " PRIMARY KEY(member, team)) STRICT, WITHOUT ROWID;"                                                               \
    "CREATE TABLE code(member TEXT PRIMARY KEY, hash BLOB NOT NULL CHECK(length(hash) = 32),"                          \
    " expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"                                                             \
    "CREATE TABLE kiosk(name TEXT PRIMARY KEY, device TEXT NOT NULL, hash BLOB NOT NULL CHECK(length(hash) = 32))"     \
    " STRICT, WITHOUT ROWID;"                                                                                          \
    "CREATE TABLE daemon(only INTEGER PRIMARY KEY CHECK(only = 1), hash BLOB NOT NULL CHECK(length(hash) = 32))"       \
    " STRICT;"                                                                                                         \
    "CREATE TABLE door(door TEXT PRIMARY KEY, hash BLOB NOT NULL CHECK(length(hash) = 32),"                            \
    " expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"

#endif
