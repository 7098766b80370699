/*
 * The rounds of what a team does together: what may be said in each. The daemon asks here for what is on a screen, the
 * command line for a session at a terminal. Pure functions; any thread.
 */
#ifndef VAKWERK_ROUND_H
#define VAKWERK_ROUND_H

#include "span.h"

enum round_task {
    ROUND_LISTEN,    /* nothing is typed */
    ROUND_QUESTIONS, /* questions alone; an advice is not taken, also not in the clothes of a question */
    ROUND_NOTES,     /* stands on the screen for a while and is kept nowhere */
    ROUND_CHOICE,    /* the step that is chosen: kept */
    ROUND_LESSON,    /* what the group learns: kept */
    ROUND_ANSWER,    /* of a guided conversation: an answer is chosen, and something may be said with it */
    ROUND_TASKS
};

/* By its word in a file and on the wire; ROUND_TASKS when there is none. */
enum round_task round_task(struct span word);

/* Whether what is said in it is kept when all is over. */
bool round_keeps(enum round_task task);

/* Whether a round takes this text: 0, ERR_NOT_NOW, ERR_ADVICE or ERR_NO_QUESTION. */
int round_takes(enum round_task task, struct span text);

#endif
