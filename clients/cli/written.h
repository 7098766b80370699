/* After a write: the same few lines for every command. */
#ifndef VAKWERK_CLI_WRITTEN_H
#define VAKWERK_CLI_WRITTEN_H

#include "cli.h"

/* The code of what was made, for printing. */
const char *written_code(struct cli *cli, const struct msg_done *done);

/* Where there is help now, when what was written is about somebody's safety. Nothing else. */
void written_help(struct cli *cli, const struct msg_done *done);

/* How one takes back what was posted. */
void written_undo(struct cli *cli, const struct msg_done *done);

/* Says that a moderator reads it first. The exit code, as of written_say. */
int written_waiting(struct cli *cli, const struct msg_done *done);

/*
 * Says that it was done: `text` with --json as JSON, with --quiet as the code alone. Returns 0, or the exit code
 * after fail().
 */
int written_say(struct cli *cli, const struct msg_done *done, const char *text);

#endif
