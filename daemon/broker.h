/*
 * The instance's own broker: its configuration, and mosquitto as a child of `vakwerkd up`. The child ends with
 * its parent, however that ends.
 */
#ifndef VAKWERK_BROKER_H
#define VAKWERK_BROKER_H

#include "daemon/instance.h"

#include <sys/types.h>

/* Writes broker.conf for this instance. EXIT_OK, or EXIT_BROKER when the guard or the broker is missing. */
enum exit_code broker_configure(const struct instance *instance);

/* Waits a moment for the ports to be free: a broker before this one may be on its way out. EXIT_PORT when not. */
enum exit_code broker_check_ports(const struct instance *instance);

/* Starts it with broker.conf. -1 when it cannot be. Call from the main thread: the child ends with it. */
pid_t broker_start(const struct instance *instance);

/*
 * Waits until it answers, at most so long: who connects earlier is told of the connection a second late by the
 * library. One that is killed meanwhile is no fault of the instance: another is started. False when it has ended
 * otherwise, and is then waited for: *pid is 0 or below.
 */
bool broker_await(const struct instance *instance, pid_t *pid, int timeout_ms);

/* Asks it to end, and makes it end after so long. */
void broker_stop(pid_t pid, int timeout_ms);

#endif
