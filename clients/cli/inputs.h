/* Short inputs, each a line of what is typed or piped in. */
#ifndef VAKWERK_CLI_INPUTS_H
#define VAKWERK_CLI_INPUTS_H

#include "cli.h"

/*
 * Sends each line, until an empty one of a person or the end. `send` gets the context, says what is refused and returns the exit
 * code, and the next line is taken; what ends all of it ends it. The exit code of the last that was refused, or 0.
 */
int inputs_send(struct cli *cli, int (*send)(struct cli *cli, void *context, const char *text), void *context);

#endif
