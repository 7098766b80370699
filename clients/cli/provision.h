/* Secrets from files, for setting up many computers: one line with the secret, or the daemon's list of accounts. */
#ifndef VAKWERK_CLI_PROVISION_H
#define VAKWERK_CLI_PROVISION_H

#include "cli.h"

/*
 * Fills in secret, and device when it is NULL, for the member. A file that begins with [ or { is JSON with objects
 * {"member", "device", "secret"} somewhere in it. 0, or the exit code after fail().
 */
int provision_read(struct cli *cli, const char *path, struct credentials *credentials);

#endif
