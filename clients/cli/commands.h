/* The functions behind the commands, one for each row of commands.def: they print, and return the exit code. */
#ifndef VAKWERK_CLI_COMMANDS_H
#define VAKWERK_CLI_COMMANDS_H

struct cli;

#define COMMAND(id, name, sub, other, group, args, least, most, options, json, help) int cmd_##id(struct cli *cli);
#include "commands.def"

/* These are in vakwerk-full alone (see handover.h); where they are not, their address is NULL. */
#define ONLY_IN_FULL __attribute__((weak))

ONLY_IN_FULL int cmd_doctor(struct cli *cli);
ONLY_IN_FULL int cmd_harvest_guests(struct cli *cli);
ONLY_IN_FULL int cmd_kiosk_run(struct cli *cli);
ONLY_IN_FULL int cmd_meeting_guests(struct cli *cli);

#endif
