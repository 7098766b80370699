/*
 * What a guest of a session on a team's screens does: sees at which step it is, and says something in it. The requests
 * are those of guests of a live table, since they come in by a code of the same kind; these are called for a door that
 * leads to a team. As handlers: of a request, with its faults.
 */
#ifndef VAKWERK_SESSION_H
#define VAKWERK_SESSION_H

#include "daemon/request.h"

#define SESSION_GUESTS_MAX 150 /* said in one step when guests say nothing more: the rest is the team's */

/* The method's name, the step and its time; nothing of the question, and nothing of what was said. */
int session_look(struct request *rq, const struct msg_harvest_join *in, struct msg_harvest_table *out);

/* In a round of questions or of notes. What is kept of a session is the team's to say. */
int session_say(struct request *rq, const struct msg_harvest_add *in, struct msg_done *out);

#endif
