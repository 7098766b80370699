/*
 * The thread that answers reads, on a connection of its own: it never waits for the disk, and the writer never
 * waits for it.
 */
#ifndef VAKWERK_READERS_H
#define VAKWERK_READERS_H

#include "daemon/aside.h"
#include "daemon/bus.h"
#include "daemon/inbox.h"
#include "daemon/metrics.h"
#include "daemon/secret.h"
#include "daemon/settings.h"

struct readers;
struct roster;

struct readers_parts {
    const char *path, *search_path; /* the database and the index, which must be there: it opens its own */
    struct inbox *inbox;            /* all borrowed, until it is stopped */
    struct bus *bus;
    const struct settings *settings;
    const struct key *key;
    struct metrics *metrics;
    struct roster *roster;
    struct aside *aside;
};

/* NULL when it cannot; the reason was logged. */
struct readers *readers_start(const struct readers_parts *parts);

/* Ends and frees it. */
void readers_stop(struct readers *readers);

#endif
