/*
 * How often each word was counted since the last time that was written: a database gets one change for a word, however
 * many posts of a batch have it. One thread.
 */
#ifndef VAKWERK_TALLY_H
#define VAKWERK_TALLY_H

#include "proto/span.h"

#include <stdbool.h>
#include <stdint.h>

#define TALLY_WORDS_MAX 16384 /* different ones; what takes it should be written before there are more */

struct tally {
    void *root; /* a tree of the C library; owned */
    int count;
};

/* Adds to the count of a word, which is copied. False when memory is out: then it is not counted. */
bool tally_add(struct tally *tally, struct span word, int64_t count);

/*
 * Gives each word with its count, sorted by their bytes, those with a count of 0 too, until `take` returns not 0; and
 * forgets all of them.
 */
int tally_take(struct tally *tally, int (*take)(void *context, struct span word, int64_t count), void *context);

/* Forgets all of them, and gives the memory back. */
void tally_clear(struct tally *tally);

#endif
