/* After a text was withdrawn or held: which screens have taken it away, and which have not. */
#ifndef VAKWERK_CLI_GONE_H
#define VAKWERK_CLI_GONE_H

#include "cli.h"

/*
 * Asks until every screen that is there has said so, two seconds at most, and says how many did and which did not, since
 * when they are away, and when their questions vanish by themselves. Nothing when no screen had it, with --quiet, or when
 * it cannot be known: that it was withdrawn stands.
 */
void gone_say(struct cli *cli, struct span code);

#endif
