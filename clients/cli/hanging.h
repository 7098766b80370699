/* Where a question hangs, by the screens' own word: after it was asked, and after it was withdrawn or held. */
#ifndef VAKWERK_CLI_HANGING_H
#define VAKWERK_CLI_HANGING_H

#include "cli.h"

/*
 * Asks until every screen that is there has said so, two seconds at most, and says how many took it away and which did
 * not, since when they are away, and when their questions vanish by themselves. Nothing when no screen had it, with
 * --quiet, or when it cannot be known: that it was withdrawn stands.
 */
void hanging_say_gone(struct cli *cli, struct span code);

/*
 * Prints what there is so far, asks until every screen that could show a new question says that it does, a second at
 * most, and says how many do. Only to somebody at a terminal, and nothing when none does.
 */
void hanging_say_shown(struct cli *cli, struct span code);

#endif
