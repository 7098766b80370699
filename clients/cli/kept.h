/*
 * What is kept of who logged in: the file of credentials, and where a person has one and wants it, the keyring of this
 * computer with the secret. The secret can also come from elsewhere: from the file that VAKWERK_PASSWORD_FILE names, or
 * else from the command of the settings. Then nothing of it is kept, and without a login server, user and device are
 * those of the settings. Screens and vakwerk-mail, which start without anybody there to open a keyring, use the file
 * alone (clients/lib/credentials.h).
 */
#ifndef VAKWERK_CLI_KEPT_H
#define VAKWERK_CLI_KEPT_H

#include "cli.h"

enum kept_result {
    KEPT_FINE,
    KEPT_NONE,      /* this profile has not logged in */
    KEPT_OPEN,      /* others could read the file */
    KEPT_BROKEN,    /* the file cannot be read or is not in order */
    KEPT_LOCKED,    /* the keyring does not give the secret */
    KEPT_NO_FILE,   /* the file that VAKWERK_PASSWORD_FILE names has none, or others could read it */
    KEPT_NO_COMMAND /* the command gives none */
};

/* Texts are in the run's memory. */
enum kept_result kept_read(struct cli *cli, const char *profile, struct credentials *out);

/* Whether the secret comes from elsewhere, so that a login asks for no code and keeps none. */
bool kept_elsewhere(const struct cli *cli);

/* The secret from elsewhere, into *out. */
enum kept_result kept_fetch(struct cli *cli, struct credentials *out);

/*
 * Keeps those of a profile: the secret in the keyring, or in the file when there is none or the settings say so. Which
 * of them is in who->keyring then. False when neither can.
 */
bool kept_write(struct cli *cli, const char *profile, struct credentials *who);

/* Removes those of a profile, and the secret from where it is. False when the file cannot be written. */
bool kept_forget(struct cli *cli, const char *profile);

/* Why there is no account to log in with, and what to do about it. */
struct kept_trouble {
    const char *what, *tip;
} kept_trouble(struct cli *cli, enum kept_result result);

/* Says so; the exit code. */
int kept_fail(struct cli *cli, enum kept_result result);

#endif
