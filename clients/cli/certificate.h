/* What is wrong with a server's certificate, in words. Looks at the server once more, at most the run's time-out. */
#ifndef VAKWERK_CLI_CERTIFICATE_H
#define VAKWERK_CLI_CERTIFICATE_H

#include "cli.h"

/* "the certificate of vakwerk.intern expired on 3 March 2022". In the arena. */
const char *certificate_trouble(struct cli *cli, const char *server);

/* "TLS 1.3, certificate until 3 March 2023"; NULL when nobody can tell. In the arena. */
const char *certificate_state(struct cli *cli, const char *server);

#endif
