/*
 * Erasing a member, once it is confirmed, in pieces that are each a transaction of their own. How far it is stands in
 * the database with what was done, so that a crash loses nothing of it and what is missing is done after the next
 * start:
 *
 *   listed    the list outside has the member's token, before anything is gone
 *   shut      no login, no device, no digest; what the broker keeps of it is taken away
 *   posts     some at a time: removed, with an event, or left to nobody
 *   gone      every other row, the name in replies to others, and the member; the name is known no more
 *   indexed   the full-text index has taken the words out of its file
 *   done      the journal is written back and cut off: what was deleted is overwritten everywhere
 */
#ifndef VAKWERK_ERASE_H
#define VAKWERK_ERASE_H

#include "daemon/outbox.h"
#include "daemon/request.h"
#include "daemon/store/store_erase.h"

struct erase {
    struct store *store; /* with a transaction open */
    const struct settings *settings;
    const struct key *key;
    const char *list_path;
    int64_t now_ms;
    struct arena *arena;
    struct outbox *out; /* NULL: nobody is told now; events are told from the database later */

    /* What the caller knows of outside the transaction. */
    bool is_clean;   /* the index is clean up to the erasure's seq */
    bool is_cut_off; /* the journal was cut off after it was gone */

    /* What is to be done after the commit. */
    struct rights *rights;
    int64_t events;
    bool screens, audit;
};

/* Does the next piece of an erasure, and says with its due_at when the one after it is to be done. */
int erase_piece(struct erase *erase, struct erasure *erasure);

/*
 * Before there is a broker: all that is due, up to where the broker is needed. Begins what the list outside demands of
 * members, and does again what it says of posts.
 */
int erase_at_start(struct erase *erase);

/*
 * Withdraws a post as its author would: the texts go, what waits for a decision about it is closed, and who saw it hears
 * of it. What is held nobody saw.
 */
int erase_withdraw(struct erase *erase, const struct post *post);

/* Takes away the digest that the broker keeps for a member. */
int erase_clear_digest(struct span member, struct outbox *out);

#endif
