/*
 * What is kept of who logged in: the file of credentials, and where a person has one and wants it, the keyring of this
 * computer with the secret. Screens and vakwerk-mail, which start without anybody there to open a keyring, use the file
 * alone (clients/lib/credentials.h).
 */
#ifndef VAKWERK_CLI_KEPT_H
#define VAKWERK_CLI_KEPT_H

#include "cli.h"

enum kept_result {
    KEPT_FINE,
    KEPT_NONE,   /* this profile has not logged in */
    KEPT_OPEN,   /* others could read the file */
    KEPT_BROKEN, /* the file cannot be read or is not in order */
    KEPT_LOCKED  /* the keyring does not give the secret */
};

/* Texts are in the run's memory. */
enum kept_result kept_read(struct cli *cli, const char *profile, struct credentials *out);

/*
 * Keeps those of a profile: the secret in the keyring, or in the file when there is none or the settings say so. Which
 * of them is in who->keyring then. False when neither can.
 */
bool kept_write(struct cli *cli, const char *profile, struct credentials *who);

/* Removes those of a profile, and the secret from where it is. False when the file cannot be written. */
bool kept_forget(struct cli *cli, const char *profile);

/* Says why there is no account to log in with; the exit code. */
int kept_fail(struct cli *cli, enum kept_result result);

#endif
