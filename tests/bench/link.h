/*
 * Connections to brokers, all driven by the one thread that measures. Each sends small packets at once and sets
 * no bound to what is in flight.
 */
#ifndef VAKWERK_BENCH_LINK_H
#define VAKWERK_BENCH_LINK_H

#include "proto/span.h"

#include <stdbool.h>
#include <stdint.h>

enum { LINK_SECRET_MAX = 64, LINK_NAME_MAX = 64, LINKS_MAX = 5016 };

struct link_login {
    char user[LINK_NAME_MAX], device[LINK_NAME_MAX], secret[LINK_SECRET_MAX];
};

struct link_message {
    struct span topic, payload, correlation, response_topic;
};

struct link;

typedef void link_heard(void *context, struct link *link, const struct link_message *message);

/* A message to be sent with QoS 1; absent properties are left out. */
struct link_out {
    const char *topic, *response_topic;
    struct span payload, correlation;
};

/* Logs in; NULL when that failed. heard is called for what arrives, from links_turn or link_subscribe. */
struct link *link_open(uint16_t port, const struct link_login *login, link_heard *heard, void *context);
void link_close(struct link *link);

/* Subscribes with QoS 1 and waits until the broker agreed. */
bool link_subscribe(struct link *link, const char *filter);

/* May be called from a link_heard. False when the connection is gone. */
bool link_send(struct link *link, const struct link_out *out);

/* Waits until something arrives on any of them, at most so long, and hears it. False when a connection is gone. */
bool links_turn(struct link *const links[], size_t count, int timeout_ms);

#endif
