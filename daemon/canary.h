/*
 * A member without any team, who tries at the broker what nobody may: to hear everything, to hear what others ask and
 * what teams say, to ask in the name of another, to tell a team something. As long as that is refused, the guard is at
 * work. It flies when the daemon has connected and from then on once a minute, in a thread of its own, and is connected
 * only for that.
 *
 * A canary that is not let in, or hears no answer to what it tried, knows nothing. Once, that is said in the log: it is
 * so when the guard has not looked yet at who may log in since the daemon's start, or on a slow machine. Then it flies
 * ten times as often, and so many times in a row are enough: a guard that nobody can try is none. A broker that is not
 * there, or says nothing at all, does not count: nobody is served by that one.
 */
#ifndef VAKWERK_CANARY_H
#define VAKWERK_CANARY_H

#include <stdbool.h>

#define CANARY_EVERY_MS     60000
#define CANARY_UNPROVEN_MAX 10

struct canary;

enum canary_found { CANARY_NOTHING, CANARY_OPEN, CANARY_UNPROVEN };

struct canary_settings {
    int port;           /* of the broker, on 127.0.0.1 */
    const char *secret; /* of TOPIC_CANARY's device; has to outlive the canary */
    int every_ms;       /* after the flight before */
    /* Nobody is to be served: canary_found says why. In the canary's thread, once: it flies no more. */
    void (*alarm)(void *context);
    void *context;
};

/* NULL without memory or a thread for it. It waits for the first canary_fly. */
struct canary *canary_start(const struct canary_settings *settings);
void canary_stop(struct canary *canary);

/* Flies now and waits until it is back, some seconds at most. False: nobody is to be served. Any thread but its own. */
bool canary_fly(struct canary *canary);

/* What it ever found. Any thread. */
enum canary_found canary_found(struct canary *canary);

#endif
