/*
 * The audit log: who did what to rights, by moderation, to open who asked anonymously, to export or to erase a
 * member. It names members and posts by their number in the database and holds nothing that anybody wrote; a number
 * is never given to another, so whoever erases a member keeps the row, without its texts.
 *
 * A row belongs to the transaction of what it tells of: neither is there without the other. Each row's hash is the
 * SHA-256 of the line
 *
 *     <hash before, 64 hex digits> <id> <at> <who> <action> <member> <post> <detail>
 *
 * with 64 zeros before the first. The head (how many rows, the last hash) stands in a row of its own, sealed with
 * the instance's key, and after each commit in the system's log: rows that are cut off at the end show against the
 * first, a whole log that was put back against the second. What is written goes on from the head, so that a gap stays.
 */
#ifndef VAKWERK_AUDIT_H
#define VAKWERK_AUDIT_H

#include "daemon/request.h"

#define AUDIT_DETAIL_MAX 200 /* bytes */

/* Stored: append only. */
enum audit_action {
    AUDIT_MEMBER_ADD = 1,
    AUDIT_MEMBER_SET,
    AUDIT_MEMBER_RESET,
    AUDIT_MEMBER_DISABLE,
    AUDIT_MEMBER_ENABLE,
    AUDIT_ENROL,
    AUDIT_DEVICE_REVOKE,
    AUDIT_KIOSK_ADD,
    AUDIT_KIOSK_REMOVE,
    AUDIT_TEAM_SET,
    AUDIT_UNMASK_ASK,
    AUDIT_UNMASK_OPEN,
    AUDIT_EXPORT,
    AUDIT_ERASE,
    AUDIT_KIOSK_PAIR,
    AUDIT_HIDE, /* the daemon, when two members reported it */
    AUDIT_HOLD,
    AUDIT_RELEASE,
    AUDIT_APPROVE,
    AUDIT_REJECT,
    AUDIT_REDACT,
    AUDIT_PROPOSE,
    AUDIT_APPEAL,
    AUDIT_MERGE,
    AUDIT_MOVE,
    AUDIT_RETENTION, /* the daemon, of a kind that is kept no longer */
    AUDIT_GUESTS,    /* they may come to a live table, or no longer */
    AUDIT_REGION_ADD,
    AUDIT_REGION_SET,
    AUDIT_REGION_REMOVE,
    AUDIT_ACTIONS
};

/* To whom or with what; 0 for none. detail: words of the program and slugs, never what somebody wrote. */
struct audit_about {
    int64_t member, post;
    struct span detail;
};

/* Adds a row for what the member of this request does, in its transaction. */
int audit_note(struct request *rq, enum audit_action action, const struct audit_about *about);

/* The same without a request: what the daemon goes on with by itself (who 0), or for a member. */
int audit_add(struct store *store, const struct key *key, int64_t who, enum audit_action action,
              const struct audit_about *about, int64_t now_ms, struct arena *arena);

/* "roles:editor+moderator" behind what is in *detail; what does not fit is left out, and "+" at the end says so. */
int audit_words(struct request *rq, const char *label, const struct span *words, size_t count, struct span *detail);

/* The word for an action. */
const char *audit_action_word(int action);

/* After the commit: the head into the system's log. */
void audit_log_head(struct store *store, struct arena *arena);

/* What a look at all of it found. */
struct audit_report {
    int64_t rows;     /* as the head says */
    int64_t found;    /* that are there */
    int64_t broken;   /* the number of the first row that is not what it was, or is missing; 0 for none */
    bool head_broken; /* the head is not sealed by this instance */
    char head[65];    /* the last hash, in hex */
};

/* Reads the whole log. The arena is a scratch of the caller's own: it is reset. */
int audit_check(struct store *store, const struct key *key, struct arena *scratch, struct audit_report *out);

/* Whether row number `rows` has this hash (in hex): what was noted earlier is still the beginning of the log. */
int audit_has(struct store *store, int64_t rows, struct span head, struct arena *arena, bool *out);

#endif
