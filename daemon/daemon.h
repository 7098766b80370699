/* An instance at work: store, bus, writer, reader; and with its own broker beside it. The main thread waits for
 * signals. */
#ifndef VAKWERK_DAEMON_H
#define VAKWERK_DAEMON_H

#include "daemon/instance.h"

/*
 * Runs until SIGTERM or SIGINT, until the canary finds the broker open: EXIT_UNSAFE, or until it has not known for a
 * minute: EXIT_BROKER. with_broker: starts the instance's own broker too, and again when it dies. Prints
 * `ready mqtt=... ws=...` on stdout when a request would be answered.
 */
enum exit_code daemon_run(const struct instance *instance, bool with_broker);

#endif
