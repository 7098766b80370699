/*
 * The thread that keeps the full-text index up to date, away from the way of a write: it reads the events after its
 * own watermark from the database like any reader, a small piece at a time, and is idle otherwise. After something
 * was withdrawn or changed it also takes the old words out of the file, as soon as nothing else is to be done; and after
 * much has come it merges the index then.
 */
#ifndef VAKWERK_INDEXER_H
#define VAKWERK_INDEXER_H

#include "daemon/store/store_search.h"

struct indexer;

/* Opens the index at `path`, or makes it anew, and begins to fill it. NULL when it cannot; the reason was logged. */
struct indexer *indexer_start(const char *path, const char *kept_path);

/* Ends and frees it; what is not in the index yet waits for the next start. */
void indexer_stop(struct indexer *indexer);

/*
 * There are so many new events. They are in the index within a second; more than a thousand in a second, which no users
 * make, are taken in once that is over, or after five seconds. Never waits; NULL is nobody to wake. Any thread.
 */
void indexer_wake(struct indexer *indexer, int64_t events);

/*
 * Whether the index has seen everything up to this seq and nothing of what was withdrawn or changed until then is left
 * in its file. When not, that is now done without waiting for a quiet moment. NULL is always clean. Any thread.
 */
bool indexer_is_clean(struct indexer *indexer, int64_t seq);

/* One piece of the work: takes some events in. *more: there may be more already. The arena is reset. */
int indexer_take_some(struct store *store, struct search *search, struct arena *arena, bool *more);

#endif
