/* How often the digest comes is asked, not assumed: once, after the first login. */
#ifndef VAKWERK_CLI_DIGEST_CHOICE_H
#define VAKWERK_CLI_DIGEST_CHOICE_H

#include "cli.h"

#define DIGEST_CHOICE_SUGGESTED "tue-thu"

/* Asks, and tells the daemon. What goes wrong is said and changes nothing: it can be set later. */
void digest_choice_ask(struct cli *cli);

/* Sets it, and says how it now is. 0, or the exit code after fail(). */
int digest_choice_set(struct cli *cli, const struct msg_digest_set *in);

#endif
