/*
 * access.db as the guard sees it: opened for reading only, and looked at again and again. One thread.
 */
#ifndef VAKWERK_SOURCE_H
#define VAKWERK_SOURCE_H

#include <stdint.h>

#include "proto/span.h"

struct rights;
struct source;

enum source_news {
    SOURCE_SAME, /* as at the last look; or the daemon is just writing, and that for less than two seconds */
    SOURCE_NEW,  /* *out holds the rights from now on; the caller frees them */
    SOURCE_LOST  /* there are no rights to be had; *why says so in a few words that live for ever */
};

/* path is copied. NULL when memory is out. */
struct source *source_new(const char *path);
void source_free(struct source *source);

/*
 * Looks whether the file has changed, been replaced or become unreadable: two system calls and one pragma when it
 * has not. now_ms is monotonic. What is lost is tried again at most once a second.
 */
enum source_news source_look(struct source *source, int64_t now_ms, struct rights **out, const char **why);

#endif
