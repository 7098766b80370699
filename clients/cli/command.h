/* The commands as a table, and finding one by what a person typed. Constant data. */
#ifndef VAKWERK_CLI_COMMAND_H
#define VAKWERK_CLI_COMMAND_H

#include "args.h"
#include "proto/schema.h"

struct cli;

enum command_group { GROUP_DAILY, GROUP_ADMIN, GROUP_AROUND, GROUP_COUNT };

/* Options as bits: 1 << (option - OPT_GLOBAL_LAST - 1). Wider than the widest standard number, as there are more. */
__extension__ typedef unsigned __int128 option_set;

struct command {
    const char *name;  /* "" for the program alone */
    const char *sub;   /* NULL when the name says it all */
    const char *other; /* other names, separated by spaces */
    enum command_group group;
    const char *args; /* what stands for the arguments in help; a msgid unless it is empty */
    size_t least, most;
    option_set options;
    const struct msg_type *json; /* what --json prints; NULL: nothing */
    const char *help;            /* msgid */
    int (*run)(struct cli *cli);
};

/* Ends with a row whose name is NULL. */
extern const struct command commands[];

/* The first row with this name or other name; NULL when there is none. */
const struct command *command_find(const char *name);

/* The row of the same name with this sub; NULL when there is none. */
const struct command *command_sub(const struct command *first, const char *sub);

bool command_knows(const struct command *command, enum option option);

/* The name nearest to what was typed, if it is near enough to be a slip; else NULL. */
const char *command_nearest(const char *typed);
const char *command_nearest_sub(const struct command *first, const char *typed);
const char *command_nearest_option(const char *typed);

#endif
