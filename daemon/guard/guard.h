/*
 * vakwerk_guard.so: the broker's plugin that says who may log in, write, subscribe and read. It knows access.db and
 * the topics of the protocol and nothing else of the daemon; whatever it does not understand is denied.
 *
 *   plugin .../vakwerk_guard.so
 *   plugin_opt_access_db /var/lib/vakwerk/access.db
 *
 * Logging in: user <name>, client id <name>:<device>, and as password that device's secret. With a one-time code
 * the device is called "enrol". A client id therefore belongs to one user and nobody can take over another's.
 * Ten failed logins in a minute from one address or for one account: refused until the minute is over. The daemon
 * is excepted, for it has 256 bits nobody guesses, and nobody may be able to keep it out.
 * What passes by itself (a guard that is closed or full, a screen that is throttled) closes the line without a word.
 * Rights: see rules.h. They are read from memory; access.db is looked at once a second, at each login and before each reply
 * of the daemon, which may be the receipt for a right that ended: nothing that comes after it is for who had it.
 * Whose right to be there ends, or who leaves a team, is disconnected within two seconds; the latter because the
 * broker does not ask again about what it has queued for a connection. A used one-time code lives on for
 * 30 seconds in the connection that used it, for the reply that holds the new secret.
 * When access.db cannot be read, everything is denied, everybody disconnected, and the log says why, once.
 *
 * What the broker must be told besides: per_listener_settings false (otherwise it never calls the clock's callback,
 * and the guard refuses all logins); no use_identity_as_username or use_subject_as_username; no bridges, which it
 * lets through unasked. acl_file and password_file have no effect: the guard is asked first and always answers.
 *
 * The three functions are those of mosquitto's plugin interface, version 5; one thread, the broker's.
 */
#ifndef VAKWERK_GUARD_H
#define VAKWERK_GUARD_H

/* mosquitto_broker.h uses these without including them. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>

#endif
