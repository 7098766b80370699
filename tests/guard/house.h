/* For the tests with a broker: a folder, an access.db with everybody in it, a mosquitto with the guard. */
#ifndef VAKWERK_TEST_HOUSE_H
#define VAKWERK_TEST_HOUSE_H

#include "tests/guard/client.h"
#include "tests/guard/people.h"
#include "tests/support/broker.h"
#include "tests/support/tempdir.h"

enum { HOUSE_OUT_MS = 2000 }; /* the time in which somebody whose right has ended must be out */

struct house {
    struct tempdir dir;
    struct temppath db;
    struct access *access; /* the daemon's side; NULL when closed */
    struct broker *broker;
};

int house_begin(struct house *house);

/* Fails when the broker does not end cleanly. */
int house_end(struct house *house);

/*
 * Log in as <user>:<device> with that device's secret (a guest: with the code of the door), clean, MQTT 5; fails the
 * test when refused.
 */
void house_enter(struct house *house, struct client *client, const char *user, const char *device);

/* The same with a session that stays, and perhaps MQTT 3.1.1 or a small receive maximum. */
void house_resume(struct house *house, struct client *client, const char *user, const char *device,
                  uint16_t receive_maximum);

/* The reason code of a login with these three. */
int house_knock(struct house *house, const char *user, const char *id, const char *secret);

/* Whether everything is denied: nobody gets in. */
bool house_is_closed(struct house *house);

/* Waits until alice's phone can (or cannot) log in; false after some seconds. */
bool house_becomes(struct house *house, bool open);

#endif
