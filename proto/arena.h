/*
 * Memory that is given back all at once: decoded lists, replies, rows of one batch of requests.
 * Not for several threads at a time; each thread that needs one has its own.
 */
#ifndef VAKWERK_ARENA_H
#define VAKWERK_ARENA_H

#include "span.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* the newest first; owned */
    size_t used_bytes;          /* given out since the last reset */
    size_t max_bytes;
};

/* Makes an empty arena that gives out at most max_bytes between two resets. */
void arena_init(struct arena *arena, size_t max_bytes);

/* Gives all memory back to the system. */
void arena_release(struct arena *arena);

/* Forgets everything that was given out, keeping one block for the next round. */
void arena_reset(struct arena *arena);

/* Zeroed memory for any type, valid until the reset. NULL when the maximum is reached or memory is out. */
void *arena_take(struct arena *arena, size_t bytes);

/*
 * A larger place for what stands in one for *room pieces of so many bytes: for twice as many, or for `first` when there
 * was none. The old place is given back with the arena. NULL when the maximum is reached: then the old one stays.
 */
void *arena_grow(struct arena *arena, const void *from, size_t *room, size_t first, size_t bytes);

/* A copy of text in the arena, with a NUL behind it that is not counted. ptr is NULL when there is no room. */
struct span arena_copy(struct arena *arena, struct span text);

#endif
