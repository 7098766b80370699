/*
 * Commands that draw screens and QR codes, or speak Paho, need libraries whose loading takes a third of the time in which
 * the others are done. They are in vakwerk-full: the same program with all commands, which takes the place of this one.
 */
#ifndef VAKWERK_CLI_HANDOVER_H
#define VAKWERK_CLI_HANDOVER_H

#include "cli.h"

/* Returns only when that program cannot be started: the exit code after fail(). Nothing may be open or printed yet. */
int handover(struct cli *cli, const char *const *argv);

#endif
