/*
 * Who is in the access.db of these tests. Secrets are "<name>-<device>".
 *
 *   alice   phone, laptop    team noord        bob   phone   team zuid
 *   wim     a one-time code "wim-code"         gone  phone   disabled
 *   screen1 wall, screen2 wall: screens        vakwerkd: the daemon
 *   guest.7k3.<made up>: guests of the door 7k3, with the code "7K3MNPQR"
 */
#ifndef VAKWERK_TEST_PEOPLE_H
#define VAKWERK_TEST_PEOPLE_H

#include "daemon/store/access.h"

/* Makes or empties the file and puts everybody into it; the writer is still open. */
struct access *people_write(const char *path);

/* Everybody again, in one transaction of an open writer. */
void people_put_all(struct access *access);

/* Replaces one member, in a transaction. Names are separated by spaces; "" for none. */
void people_put(struct access *access, const char *name, bool enabled, const char *devices, const char *teams);

void people_put_code(struct access *access, const char *name, const char *code, int64_t expires_at);    /* NULL: none */
void people_put_kiosk(struct access *access, const char *name, const char *device, const char *secret); /* NULL: none */

void people_put_door(struct access *access, const char *door, const char *code, int64_t expires_at); /* NULL: none */

#define PEOPLE_GUEST     "guest.7k3.a1b2c3d4"
#define PEOPLE_DOOR_CODE "7K3MNPQR"

/* A time when these tests are long over. */
#define PEOPLE_LATER INT64_C(9999999999999)

#endif
