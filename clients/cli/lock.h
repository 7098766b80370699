/* Only one of these at a time on this computer. */
#ifndef VAKWERK_CLI_LOCK_H
#define VAKWERK_CLI_LOCK_H

#include "cli.h"

/* Held until the program ends. 0, or the exit code after fail(). */
int lock_take(struct cli *cli, const char *what);

#endif
