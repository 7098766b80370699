/*
 * What is kept of what was read, for reading without a connection and for completing codes. Written when the answer
 * has been printed, so nobody waits for it; that it cannot be written is no failure of the command.
 */
#ifndef VAKWERK_CLI_OFFLINE_H
#define VAKWERK_CLI_OFFLINE_H

#include "cli.h"

/* Remembers a reply for the end of the run; `out` is copied, its texts must be the run's. */
void offline_note(struct cli *cli, enum verb verb, const void *out);

/* Keeps what was remembered. */
void offline_keep(struct cli *cli);

/* Keeps the thing of an event at once, for a run that goes on for days. */
void offline_keep_thing(struct cli *cli, const struct msg_thing *thing);

/* This is not there any more, or different now; everything of the account with an absent code. */
void offline_forget(struct cli *cli, struct span code);

/* Answers a call without a connection, and says how old the answer is. 0, or the exit code after fail(). */
int offline_answer(struct cli *cli, const struct vakwerk_call *call);

/* The cache of this account, or NULL. */
struct vakwerk_cache *offline_cache(struct cli *cli);

#endif
