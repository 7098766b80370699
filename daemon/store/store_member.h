/* Members, their teams, devices and one-time codes. See store.h for threads and errors. */
#ifndef VAKWERK_STORE_MEMBER_H
#define VAKWERK_STORE_MEMBER_H

#include "store.h"

#define HASH_BYTES    32 /* SHA-256 of a secret */
#define MEMBER_FORMER 0  /* in the place of those who were erased; has no name and is in no list */

/* The mailer and another region are no members but programs; they have this role alone, and no team. */
enum member_role {
    MEMBER_EDITOR = 1,
    MEMBER_MODERATOR = 2,
    MEMBER_ADMINISTRATOR = 4,
    MEMBER_MAILER = 8,
    MEMBER_REGION = 16
};

/* How often a digest comes; the order is that of the names in daemon/digest/schedule.c. */
enum digest_frequency { DIGEST_DAILY, DIGEST_TUE_THU, DIGEST_WEEKLY, DIGEST_PERSONAL, DIGEST_NEVER };

/* What a digest says: short questions, or numbers alone. */
enum digest_level { DIGEST_TITLES, DIGEST_COUNTS };

struct member {
    int64_t id;
    struct span name, display;
    unsigned roles;                     /* bits of enum member_role */
    struct span registration, function; /* absent for none */
    struct span registration_number;    /* in the register; for administrators alone */
    int64_t registered_until;           /* 0 for no end; see store_member_is_registered */
    bool disabled;
    enum digest_frequency frequency;
    int digest_minute; /* of the local day */
    int64_t digest_pause_until, digest_due, digest_seq;
    enum digest_level digest_level;
    bool digest_chosen; /* said how often it comes; until then there is none */
    int64_t active_at;  /* when they last did something */
};

struct member_device {
    struct span name;
    struct span hash;
    int64_t added_at, revoked_at; /* revoked_at 0: it may log in */
};

struct member_code {
    struct span hash;
    int64_t until_at;
    struct span used_by; /* the id of the request that used it; absent: not used */
};

struct member_list {
    const struct member *rows;
    size_t count;
};

int store_member_get(struct store *store, struct span name, struct arena *arena, struct member *out);
int store_member_by_id(struct store *store, int64_t id, struct arena *arena, struct member *out);

/* ERR_CONFLICT when the name is taken, by a member or by a screen. Sets member->id. */
int store_member_add(struct store *store, struct member *member, int64_t now_ms);

/* A registration whose end has passed counts as none. */
bool store_member_is_registered(const struct member *member, int64_t now_ms);

/* Writes display, roles, registration with number and end, function and disabled. */
int store_member_set(struct store *store, const struct member *member);

/* Writes the settings of the digest, and since when the next one covers. */
int store_member_set_digest(struct store *store, const struct member *member);

/* Notes that the member did something. */
int store_member_set_active(struct store *store, int64_t member, int64_t now_ms);

/* In the order of their names, after this name; of one team when team is not 0. */
int store_member_list(struct store *store, int64_t team, struct span after, size_t limit, struct arena *arena,
                      struct member_list *out);

/* Whose digest is due, the longest waiting first; those whose digests cover the same stand together. */
int store_member_due(struct store *store, int64_t now_ms, size_t limit, struct arena *arena, struct member_list *out);

/* Whose digest is due more than ahead_ms after now, and after their pause. */
int store_member_astray(struct store *store, int64_t now_ms, int64_t ahead_ms, size_t limit, struct arena *arena,
                        struct member_list *out);

/* When the next digest is due; INT64_MAX for never. */
int store_member_next_due(struct store *store, int64_t *out);

int store_member_join(struct store *store, int64_t member, int64_t team);
int store_member_leave_all(struct store *store, int64_t member);
/* False too when the team is archived. */
int store_member_is_in(struct store *store, int64_t member, int64_t team, bool *out);

/* Adds a device, or lets one of that name in again with a new secret. */
int store_member_put_device(struct store *store, int64_t member, struct span device, struct span hash, int64_t now_ms);
int store_member_revoke_device(struct store *store, int64_t member, struct span device, int64_t now_ms);
/* At most 100: those that may log in, then those that were revoked, each by name. */
int store_member_devices(struct store *store, int64_t member, struct arena *arena, struct member_device **out,
                         size_t *count);

/* A member has one code at the most; a new one takes the place of the old. */
int store_member_put_code(struct store *store, int64_t member, struct span hash, int64_t until_at);
int store_member_get_code(struct store *store, int64_t member, struct arena *arena, struct member_code *out);
int store_member_use_code(struct store *store, int64_t member, struct span request, int64_t until_at);

#endif
