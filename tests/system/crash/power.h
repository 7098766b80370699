/*
 * A disk that fails when it is told to: between SQLite and the real files. It counts writes, truncations and syncs, and
 * at one of them the process dies, the power goes (what was not synced since is undone, and then the process dies), or
 * the disk says no. Removing a file counts as done at once, and the order in which a real disk would lose unsynced
 * writes is not tried: all of them are lost.
 */
#ifndef VAKWERK_TEST_POWER_H
#define VAKWERK_TEST_POWER_H

#include <stdbool.h>

enum power_fault { POWER_KILL, POWER_CUT, POWER_EIO, POWER_FULL, POWER_SHORT, POWER_FAULTS };

enum { POWER_DEAD = 9 }; /* the exit code of who dies so */

/* From now on SQLite opens its files here. Once. */
void power_begin(void);

/* The at-th operation from now on fails like this. lazy: a journal that is not synced, as with synchronous = NORMAL. */
void power_arm(enum power_fault fault, int at, bool lazy);

/* How many operations there were since. */
int power_count(void);

#endif
