/* The address of the broker, as people type it. Texts are in the run's arena. */
#ifndef VAKWERK_CLI_SERVER_H
#define VAKWERK_CLI_SERVER_H

#include "cli.h"

#define SERVER_HERE "mqtt://127.0.0.1:1883"

/* Makes mqtt[s]://host:port of host, host:port or mqtts://host. NULL when it is none of these. */
const char *server_read(struct cli *cli, const char *text);

/* Says that it is none. Returns the exit code. */
int server_fail(struct cli *cli, const char *text);

/* The path as it is found from any folder: it is kept, and read from another one the next time. */
const char *server_file(struct cli *cli, const char *path);

#endif
