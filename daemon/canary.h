/*
 * A member without any team, who tries at the broker what nobody may: to hear everything, to hear what others ask and
 * what teams say, to ask in the name of another, to tell a team something. As long as that is refused, the guard is at
 * work. It flies when the daemon has connected and from then on once a minute, in a thread of its own, and is connected
 * only for that.
 *
 * A canary that cannot log in, or hears no answer, has found nothing open: that is said in the log, no more.
 */
#ifndef VAKWERK_CANARY_H
#define VAKWERK_CANARY_H

#include <stdbool.h>

#define CANARY_EVERY_MS 60000

struct canary;

struct canary_settings {
    int port;           /* of the broker, on 127.0.0.1 */
    const char *secret; /* of TOPIC_CANARY's device; has to outlive the canary */
    int every_ms;       /* after the flight before */
    /* Something is open, and nobody is to be served. In the canary's thread, once: it flies no more. */
    void (*open)(void *context);
    void *context;
};

/* NULL without memory or a thread for it. It waits for the first canary_fly. */
struct canary *canary_start(const struct canary_settings *settings);
void canary_stop(struct canary *canary);

/* Flies now and waits until it is back, some seconds at most. False: something is open. Any thread but its own. */
bool canary_fly(struct canary *canary);

/* Whether it ever found something open. Any thread. */
bool canary_found_open(struct canary *canary);

#endif
