/*
 * Requests that ended the daemon. Which one a thread has in hand stands in a small file that outlives the process; where
 * it ends by a fault of its own (a signal such as SIGSEGV, or SIGABRT of the service manager that sees it hang), the next
 * start reads there which one that was. A request that did so twice is set aside: refused, not tried again. Its sender
 * would send it for ever.
 *
 * Kept are sums made with the instance's key, no texts. A `kill -9` or a power cut says nothing about what was in hand.
 */
#ifndef VAKWERK_ASIDE_H
#define VAKWERK_ASIDE_H

#include <stdbool.h>

#include "daemon/inbox.h"
#include "daemon/secret.h"

#define ASIDE_ENDS_MAX 2 /* as often as one may end the daemon */

struct aside; /* NULL: nothing is set aside, in all of these */

/* Each thread that serves has a hand of its own. */
enum aside_hand { ASIDE_WRITER, ASIDE_READER, ASIDE_HANDS };

/*
 * Opens the file, or makes it, tells in the log what it finds set aside anew, and from here on notes when the process
 * ends. One at a time in a process. NULL when there is no such file to be had, such as on a full disk: the reason was
 * logged, and nothing is set aside.
 */
struct aside *aside_open(const char *path, const struct key *key);
void aside_close(struct aside *aside);

/* Takes a request in hand. False: it is set aside, and nothing of its payload is to be looked at. */
bool aside_take(struct aside *aside, enum aside_hand hand, const struct inbox_item *item);

/* It is done, and the daemon is still there. */
void aside_put(struct aside *aside, enum aside_hand hand);

#endif
