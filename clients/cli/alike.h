/* Questions that look like the one that somebody is about to ask. */
#ifndef VAKWERK_CLI_ALIKE_H
#define VAKWERK_CLI_ALIKE_H

#include "draft.h"

/*
 * Shows the first few on stderr and asks whether to go on, when there is somebody to ask and something to show.
 * 0 to go on; CLI_CANCELLED when not, which has been said. Without an answer of the daemon it goes on. A lesson among
 * them can be read on the spot: *helped tells that it did, which has been said and counted, and nothing is to be posted.
 */
int alike_show(struct cli *cli, const struct draft *draft, bool *helped);

#endif
