/*
 * The writer thread: takes what gathered in the inbox while the last commit was on its way to the disk, serves
 * it in one transaction, and only when that is on disk lets replies, events and state out. Digests that are
 * due run in the same transaction. Time is the deadline of its wait, not a thread.
 */
#ifndef VAKWERK_ENGINE_H
#define VAKWERK_ENGINE_H

#include "daemon/aside.h"
#include "daemon/bus.h"
#include "daemon/canary.h"
#include "daemon/inbox.h"
#include "daemon/indexer.h"
#include "daemon/metrics.h"
#include "daemon/rights.h"
#include "daemon/room.h"
#include "daemon/secret.h"
#include "daemon/settings.h"
#include "daemon/store/store.h"

#include <stdatomic.h>

struct roster;

struct engine_parts {
    struct store *store; /* all borrowed, for the engine's life */
    struct inbox *inbox;
    struct bus *bus;
    struct rights_file *rights;
    struct canary *canary;
    struct aside *aside;
    struct indexer *indexer;
    struct roster *roster;
    const char *erasures; /* the list outside of the database */
    const struct settings *settings;
    const struct key *key;
    struct metrics *metrics;
    struct inbox *reads; /* only looked at, for the metrics */
    struct room *room;
    const atomic_bool *stop;
    int64_t birth;
    /* Called once, when a request would be answered. */
    void (*ready)(void *context);
    void *context;
};

struct engine;

/* NULL when memory is out. */
struct engine *engine_new(const struct engine_parts *parts);
void engine_free(struct engine *engine);

/*
 * Works until *stop, or until the canary finds a broker open: nothing is told to that one. Then what is in hand is
 * finished and the goodbye is said. Returns 0, or an error of the store.
 */
int engine_run(struct engine *engine);

/* Counts the turns of its loop: one that was woken and does not count on hangs. Any thread. */
uint64_t engine_turns(const struct engine *engine);

#endif
