/*
 * A plain file that people write: parts of lines "key: value", an empty line between parts, # before a remark, and a
 * space before what goes on from the line above. Talks and ways to hold an intervision are such files.
 */
#ifndef VAKWERK_CLI_RECIPE_H
#define VAKWERK_CLI_RECIPE_H

#include "cli.h"
#include "paths.h"

#define RECIPE_PARTS_MAX  40
#define RECIPE_FIELDS_MAX 16 /* of one part */

struct recipe_part {
    struct recipe_field {
        const char *key, *value;
    } fields[RECIPE_FIELDS_MAX];
    size_t count;
    int line; /* where it begins */
};

struct recipe {
    struct path file;
    struct recipe_part parts[RECIPE_PARTS_MAX];
    size_t count;
};

/*
 * Reads the shipped file of that folder, or one of the person's own when the name has a slash. `keys` ends with NULL:
 * what is no key is named with file and line. 0, or the exit code after fail().
 */
int recipe_read(struct cli *cli, const char *folder, const char *name, const char *const *keys, struct recipe *out);

/* The first value of a key; NULL when there is none. */
const char *recipe_value(const struct recipe_part *part, const char *key);

/* Says that a part lacks something. Returns the exit code. */
int recipe_lacks(struct cli *cli, const struct recipe *recipe, const struct recipe_part *part, const char *key);

#endif
