/*
 * How long what is kept is kept. Once a night the daemon goes through the kinds of store_retention.h and takes away what
 * is older than the settings allow, in pieces that are each a small transaction, between requests. How far it is stands
 * in the database with what was done, so that a crash loses nothing of it. What of each kind went is a row of the audit
 * log: the kind and how many. At the end of a night on which anything went, the index is cleaned and the journal is
 * cut off, as when a member is erased: nothing of it is left in a file.
 *
 * The clock decides, so a clock that is astray must not: a piece that is due since more than two days waits one more.
 * So does the first of an instance: whoever brings it to this version can look at what will go, and change the settings.
 */
#ifndef VAKWERK_RETENTION_H
#define VAKWERK_RETENTION_H

#include "daemon/erase.h"
#include "daemon/store/store_retention.h"

#include <stdio.h>

/* A piece: RETENTION_KINDS of kinds, then these. Stored for as long as a round takes. */
enum { RETENTION_INDEX = RETENTION_KINDS, RETENTION_JOURNAL };

struct retention {
    int64_t step;
    int64_t taken; /* of the kind at hand */
    int64_t any;   /* of all in this round */
    int64_t due_at;
};

/* Where it stands; nothing due yet counts as due long ago. */
int retention_read(struct store *store, struct retention *out);

/* Does the next piece, and writes where it stands. `erase` as for erase_piece, in a transaction. */
int retention_piece(struct erase *erase, struct retention *retention);

/*
 * When that is to be done, seen from now: a time further ahead than a round can be is that of a clock gone back since.
 */
int64_t retention_due(const struct retention *retention, int64_t now_ms);

/* The word of a kind, as in the audit log. */
const char *retention_word(enum retention_kind kind);

/* Changes nothing: writes a line for each kind, with how long it is kept, how many would go now and the oldest. */
int retention_tell(struct store *store, const struct settings *settings, int64_t now_ms, FILE *to);

#endif
