/*
 * The rows of the audit log, and its head: how many rows there are and the hash of the last. Rows can be added and
 * read, no more: triggers refuse to change or to take away. Who computes the hashes is daemon/audit.h.
 */
#ifndef VAKWERK_STORE_AUDIT_H
#define VAKWERK_STORE_AUDIT_H

#include "store.h"

struct audit_row {
    int64_t id; /* 1, 2, 3: without gaps */
    int64_t at;
    int64_t who;    /* the member who did it; 0: the daemon by itself */
    int action;     /* enum audit_action */
    int64_t member; /* to whom, 0 for nobody */
    int64_t post;   /* with what, 0 for nothing */
    struct span detail, hash;

    /* Filled in by store_audit_list: names as they are now, absent for who is no longer there. */
    struct span who_name, who_display, member_name, member_display;
    struct span code; /* of a post that the reader may see */
};

struct audit_head {
    int64_t rows;
    struct span hash; /* of the last row; absent for none */
    struct span seal;
};

int store_audit_head(struct store *store, struct arena *arena, struct audit_head *out);
int store_audit_set_head(struct store *store, const struct audit_head *head);
int store_audit_add(struct store *store, const struct audit_row *row);

/* At most limit rows after this one, in order. */
int store_audit_after(struct store *store, int64_t id, size_t limit, struct arena *arena, struct audit_row **out,
                      size_t *count);

/* At most limit rows before this one and not before a moment, the newest first, as this member may read them. */
struct audit_filter {
    int64_t reader, before, since_at;
};
int store_audit_list(struct store *store, const struct audit_filter *filter, size_t limit, struct arena *arena,
                     struct audit_row **out, size_t *count);

/* Whether somebody did this to that member since a moment. */
int store_audit_has(struct store *store, int64_t who, int action, int64_t member, int64_t since_at, bool *out);

#endif
