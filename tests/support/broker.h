/*
 * A mosquitto of the test's own: a free port on 127.0.0.1, its settings and log in a folder the test gives.
 *
 *   struct broker *broker = broker_start(&dir, broker_guard(access_db).text);
 *   ... broker_port(broker) ...
 *   broker_stop(broker);
 *
 * Without mosquitto on this machine a test program ends with BROKER_SKIPPED, unless VAKWERK_REQUIRE_BROKER is set.
 * It also dies with the test that started it.
 */
#ifndef VAKWERK_TEST_BROKER_H
#define VAKWERK_TEST_BROKER_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/support/tempdir.h"

enum { BROKER_SKIPPED = 77 }; /* for SKIP_RETURN_CODE */

struct broker;

struct broker_settings {
    char text[1024];
};

/* Whether there is a mosquitto; if not, main() returns broker_missing_code(). */
bool broker_is_installed(void);
int broker_missing_code(void);

/* Settings that load the guard of this build with that access.db; VAKWERK_TEST_GUARD names another one. */
struct broker_settings broker_guard(const char *access_db);

/*
 * Starts it and waits until it answers; aborts with its log when it does not. settings come behind the listener,
 * allow_anonymous false, persistence false and an unlimited receive maximum.
 */
struct broker *broker_start(const struct tempdir *dir, const char *settings);

/* Whether it refuses to start with these settings. */
bool broker_refuses(const struct tempdir *dir, const char *settings);

uint16_t broker_port(const struct broker *broker);
int broker_pid(const struct broker *broker);

/* Other settings for the next SIGHUP or start: the whole file, or (broker_settings) what comes behind the listener. */
void broker_write_conf(struct broker *broker, const char *whole);
void broker_write_settings(struct broker *broker, const char *settings);

/* SIGHUP, and waits until it says that it reloads. */
void broker_hup(struct broker *broker);

/* How often the log has this text. The log is complete up to what the broker has answered. */
int broker_log_count(const struct broker *broker, const char *text);

/* Waits for it; false when it has not come after some seconds. */
bool broker_log_has(const struct broker *broker, const char *text);

/* kill -9; broker_restart() starts it again on the same port. */
void broker_kill(struct broker *broker);
void broker_restart(struct broker *broker);

/* Ends it if it runs, and frees it. False when it did not end by itself or with an error. */
bool broker_stop(struct broker *broker);

#endif
