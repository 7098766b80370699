/* Help, made from the tables. */
#ifndef VAKWERK_CLI_HELP_H
#define VAKWERK_CLI_HELP_H

#include "cli.h"
#include "command.h"

/* "tip add" */
const char *help_name(struct cli *cli, const struct command *command);

/* "tip add [options]", "answer CODE" */
const char *help_usage(struct cli *cli, const struct command *command);

/* Explains a command, with all its subs if it is the first of several. */
int help_command(struct cli *cli, const struct command *command);

/* "-m, --message TEXT" */
const char *help_option(struct cli *cli, enum option option);

#endif
