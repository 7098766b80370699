/* Guided conversations on the team's screens: the daemon leads them there, as it does all that a team does together. */
#ifndef VAKWERK_CLI_TALK_SCREEN_H
#define VAKWERK_CLI_TALK_SCREEN_H

#include "talk.h"

/* What several teams chose. */
struct talk_spread {
    const char *talk, *mark, *name; /* name: of the case; "" for none */
    size_t teams;
    int counts[TALK_STEPS_MAX][TALK_ANSWERS_MAX + 2]; /* by answer + 1: skipped, unclear, the answers */
};

/* Begins one there. Returns the exit code. */
int talk_screen_begin(struct cli *cli, const struct talk *talk);

/* Shows what several teams chose, question by question. Returns the exit code. */
int talk_screen_spread(struct cli *cli, const struct talk *talk, const struct talk_spread *spread);

#endif
