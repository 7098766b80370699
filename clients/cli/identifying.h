/* A text that may point at a client: shows where, and the way out. */
#ifndef VAKWERK_CLI_IDENTIFYING_H
#define VAKWERK_CLI_IDENTIFYING_H

#include "session.h"

/* Says so, and returns the exit code. The refused texts are those of the write. */
int identifying_refused(struct cli *cli, const struct session_write *write, const struct msg_refused *refused);

#endif
