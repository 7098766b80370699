/* The arguments of a run, read with the tables of options and commands. They point into argv. */
#ifndef VAKWERK_CLI_ARGS_H
#define VAKWERK_CLI_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option {
#define OPTION(name, text, letter, value, help) OPT_##name,
#include "options.def"
    OPT_COUNT_ALL
};

#define OPT_GLOBAL_LAST OPT_LANG /* up to here every command knows them */

struct option_row {
    const char *name;
    char letter;
    const char *value; /* what stands for the value in help; NULL for a switch; "=X": optional, with = only */
    const char *help;
};

extern const struct option_row option_rows[OPT_COUNT_ALL];

#define ARGS_MAX 64

struct args {
    const char *words[ARGS_MAX]; /* what is no option: the command's arguments once it was found */
    size_t word_count;
    struct arg_option {
        enum option option;
        const char *value; /* "" for a switch */
    } options[ARGS_MAX];
    size_t option_count;
};

/* What was wrong with the arguments. */
struct args_fault {
    enum args_problem { ARGS_FINE, ARGS_UNKNOWN, ARGS_NO_VALUE, ARGS_WITH_VALUE, ARGS_TOO_MANY } problem;
    const char *text; /* which argument */
};

/* Sorts options from words. A fault's problem is ARGS_FINE when all is well. */
struct args_fault args_read(int argc, const char *const *argv, struct args *out);

/* The last value of an option; NULL when it was not given. */
const char *args_option(const struct args *args, enum option option);

#endif
