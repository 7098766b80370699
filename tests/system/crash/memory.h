/*
 * Memory that runs out when it is told to: every malloc, calloc and realloc of the process, those of SQLite and of all
 * other libraries too.
 */
#ifndef VAKWERK_TEST_MEMORY_H
#define VAKWERK_TEST_MEMORY_H

#include <stdbool.h>

/* The at-th from now on gives nothing; for_good: those after it neither. */
void memory_arm(int at, bool for_good);

/* How many there were since. */
int memory_count(void);

#endif
