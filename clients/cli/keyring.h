/*
 * The keyring of this computer (GNOME Keyring, KWallet, KeePassXC), where the person's session has one. It is asked by
 * this same program in a process of its own, which alone loads libsecret (secretservice.h): a run without a keyring
 * costs nothing, and a keyring that waits for somebody who is not there ends after a while.
 */
#ifndef VAKWERK_CLI_KEYRING_H
#define VAKWERK_CLI_KEYRING_H

#include "clients/lib/credentials.h"

#define KEYRING_SECRET_MAX 256
#define KEYRING_WAIT_MS    20000 /* long enough to type the password that opens a keyring */

/* Whether this session can have one: it has a bus. Costs a look at the environment. */
bool keyring_may_be(void);

/* False when there is none after all, it stays locked, or nobody answered within wait_ms. */
bool keyring_keep(const struct credentials *who, int wait_ms);
bool keyring_forget(const struct credentials *who, int wait_ms);

/* The secret of this server, member and device, in the arena; NULL as above, and when it holds none. */
const char *keyring_get(const struct credentials *who, int wait_ms, struct arena *arena);

#endif
