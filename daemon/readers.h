/*
 * The thread that answers reads, on a connection of its own: it never waits for the disk, and the writer never
 * waits for it.
 */
#ifndef VAKWERK_READERS_H
#define VAKWERK_READERS_H

#include "daemon/bus.h"
#include "daemon/inbox.h"
#include "daemon/metrics.h"
#include "daemon/secret.h"
#include "daemon/settings.h"

struct readers;
struct roster;

/*
 * Opens its own store at path and the index at search_path, which must be there, and starts. Everything is borrowed.
 * NULL when it cannot; the reason was logged.
 */
struct readers *readers_start(const char *path, const char *search_path, struct inbox *inbox, struct bus *bus,
                              const struct settings *settings, const struct key *key, struct metrics *metrics,
                              struct roster *roster);

/* Ends and frees it. */
void readers_stop(struct readers *readers);

#endif
