/* A text that may point at a client: the spot is marked, and what to write instead is shown. */
#ifndef VAKWERK_CLI_IDENTIFYING_H
#define VAKWERK_CLI_IDENTIFYING_H

#include "session.h"

/*
 * Looks before anything is kept or sent, with the function that the daemon decides with. 0, or CLI_CONTENT after
 * saying so.
 */
int identifying_check(struct cli *cli, const struct session_write *write);

/* The daemon refused it: CLI_CONTENT, after saying so. */
int identifying_refused(struct cli *cli, const struct session_write *write, const struct msg_refused *refused);

#endif
