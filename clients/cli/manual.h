/*
 * The manual page, printed from the tables while the project is built: vakwerk __manual. Not a command for
 * people, so it is not in the table.
 */
#ifndef VAKWERK_CLI_MANUAL_H
#define VAKWERK_CLI_MANUAL_H

#include "cli.h"

bool manual_wanted(const struct cli *cli);
int manual_print(struct cli *cli);

#endif
