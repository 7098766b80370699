/* The functions behind the commands, one for each row of commands.def: they print, and return the exit code. */
#ifndef VAKWERK_CLI_COMMANDS_H
#define VAKWERK_CLI_COMMANDS_H

struct cli;

#define COMMAND(id, name, sub, other, group, args, least, most, options, json, help) int cmd_##id(struct cli *cli);
#include "commands.def"

#endif
