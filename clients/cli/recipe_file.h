/* The recipes of the program, and those of the person's own: read from a file, and what is wrong in it said. */
#ifndef VAKWERK_CLI_RECIPE_FILE_H
#define VAKWERK_CLI_RECIPE_FILE_H

#include "cli.h"
#include "paths.h"
#include "proto/recipe.h"

struct recipe_file {
    struct path path;
    struct recipe recipe; /* its values are safe to print */
};

/*
 * Reads the shipped file of that folder, or one of the person's own when the name has a slash. `keys` ends with NULL:
 * what is no key is named with file and line. 0, or the exit code after fail().
 */
int recipe_file_read(struct cli *cli, const char *folder, const char *name, const char *const *keys,
                     struct recipe_file *out);

/* Says what is wrong in it. Returns the exit code. */
int recipe_file_refuse(struct cli *cli, const struct recipe_file *file, const struct recipe_fault *fault);

/* Says that a part lacks something. Returns the exit code. */
int recipe_file_lacks(struct cli *cli, const struct recipe_file *file, const struct recipe_part *part, const char *key);

#endif
