/* How people without an account come to a live table or to a session: said to whoever lets them in. */
#ifndef VAKWERK_CLI_GUESTS_H
#define VAKWERK_CLI_GUESTS_H

#include "cli.h"

/* What --until says, absent when it says nothing. 0, or the exit code after fail(). */
int guests_until(struct cli *cli, bool *has_until_at, int64_t *until_at);

/* The code, its end and the ways in, for a phone as a QR code too where one can be shown; or `over` when there is none. */
int guests_say(struct cli *cli, const struct msg_harvest_door *door, const char *over);

#endif
