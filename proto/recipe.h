/*
 * A plain file that people write: parts of lines "key: value", an empty line between parts, # before a remark, and a
 * space before what goes on from the line above. Talks and ways to hold an intervision are such files. Pure functions;
 * any thread.
 */
#ifndef VAKWERK_RECIPE_H
#define VAKWERK_RECIPE_H

#include "arena.h"

#define RECIPE_PARTS_MAX  40
#define RECIPE_FIELDS_MAX 16 /* of one part */
#define RECIPE_BYTES_MAX  (64 * 1024)

struct recipe_part {
    struct recipe_field {
        const char *key, *value; /* value: in the arena, as it stands in the file */
    } fields[RECIPE_FIELDS_MAX];
    size_t count;
    int line; /* where it begins */
};

struct recipe {
    struct recipe_part parts[RECIPE_PARTS_MAX];
    size_t count;
};

enum recipe_error {
    RECIPE_OK,
    RECIPE_NO_COLON,
    RECIPE_UNKNOWN,    /* `what` is no key */
    RECIPE_NOTHING,    /* a line goes on, but nothing stands above it */
    RECIPE_MANY_PARTS, /* more than RECIPE_PARTS_MAX */
    RECIPE_MANY_LINES, /* more than RECIPE_FIELDS_MAX in one part */
    RECIPE_MISSING,    /* the part lacks the key `what`, or says something there that cannot be */
    RECIPE_NO_ROOM     /* the arena is full */
};

struct recipe_fault {
    enum recipe_error error;
    int line;
    struct span what;
};

/* `keys` ends with NULL. False, with *fault, at the first thing that is wrong. */
bool recipe_parse(struct span text, const char *const *keys, struct arena *arena, struct recipe *out,
                  struct recipe_fault *fault);

/* The first value of a key; NULL when there is none. */
const char *recipe_value(const struct recipe_part *part, const char *key);

/* Says that a part lacks something. False. */
bool recipe_lacks(const struct recipe_part *part, const char *key, struct recipe_fault *fault);

#endif
