/*
 * The manual pages, written from the tables while the project is built: vakwerk __manual FOLDER makes vakwerk(1), one
 * page for each command, vakwerk-config(5) and vakwerk-exit-codes(7) there, in the language of the run. Not a command
 * for people, so it is not in the table.
 */
#ifndef VAKWERK_CLI_MANUAL_H
#define VAKWERK_CLI_MANUAL_H

#include "cli.h"
#include "command.h"

bool manual_wanted(const struct cli *cli);
int manual_write(struct cli *cli);

/* Shows the page of a command, beside the program as it was built or installed. False: there is none, or no man. */
bool manual_show(struct cli *cli, const struct command *command);

#endif
