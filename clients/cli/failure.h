/* What went wrong between us and the daemon, in words, and with which code the program ends. */
#ifndef VAKWERK_CLI_FAILURE_H
#define VAKWERK_CLI_FAILURE_H

#include "cli.h"

/* host:port of the server, as people know it. */
const char *failure_server(struct cli *cli);

/* Says why there was no reply. result is neither OK nor REFUSED. */
int failure_no_reply(struct cli *cli, enum vakwerk_result result);

/* Says why the daemon refused. `about` is the code or name the request was about, or NULL. */
int failure_refused(struct cli *cli, enum verb verb, const char *about, const struct vakwerk_reply *reply);

/* The exit code that an ERR_* stands for. */
int failure_code(int error);

/* The same refusal in one line, for the outbox. */
const char *failure_in_short(struct cli *cli, const char *error);

#endif
