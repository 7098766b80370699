/* Data that comes with the program: sets of themes, talks, ways to hold an intervision. */
#ifndef VAKWERK_CLI_SHIPPED_H
#define VAKWERK_CLI_SHIPPED_H

#include "paths.h"

/*
 * The file `name` of a shipped folder, as built or as installed; a name with a slash is a file of the person's own.
 * False when there is none.
 */
bool shipped_find(const char *folder, const char *name, const char *ending, struct path *out);

/* The names in a shipped folder, separated by commas, in alphabetical order; "" when there are none. */
struct path shipped_names(const char *folder, const char *ending);

#endif
