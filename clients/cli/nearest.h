/* What somebody may have meant: the nearest of a few words. Pure. */
#ifndef VAKWERK_CLI_NEAREST_H
#define VAKWERK_CLI_NEAREST_H

#include <stddef.h>

#define NEAREST_FAR 3 /* a distance that is no slip any more */

/* How many letters must be changed, added, left out or swapped with their neighbour; at most NEAREST_FAR. */
size_t nearest_distance(const char *a, const char *b);

/* Keeps the nearer of two candidates; *best may be NULL. */
void nearest_try(const char *typed, const char *candidate, const char **best);

#endif
