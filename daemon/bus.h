/*
 * The connection to the broker. What comes in is copied into an inbox by the library's thread; what goes out
 * is handed over here by the daemon's own threads, at most BUS_WINDOW messages at a time: more would make
 * every hand-over slower, and the broker's own limit must never be reached.
 */
#ifndef VAKWERK_BUS_H
#define VAKWERK_BUS_H

#include "daemon/inbox.h"
#include "daemon/outbox.h"

#define BUS_WINDOW    128
#define BUS_QUIET_MS  3000
#define BUS_ANSWER_MS 2000

struct bus;

struct bus_settings {
    const char *uri; /* such as tcp://127.0.0.1:1883 */
    const char *client_id, *user, *secret;
    const char *const *requests; /* to subscribe to, with QoS 1, without what is retained; ends with NULL */
    const char *const *states;   /* the same, with what is retained; ends with NULL */
    struct topic will_topic;
    struct span will; /* what the broker publishes there, retained, when the daemon dies */
    /* Where an arriving message goes, called in the library's thread; it only looks at the topic. */
    struct inbox *(*route)(void *context, struct span topic);
    /* Called in the library's thread when something changed that bus_poll will tell. */
    void (*changed)(void *context);
    void *context;
};

enum bus_change { BUS_NOTHING, BUS_CONNECTED, BUS_LOST, BUS_SUBSCRIBED, BUS_REFUSED };

/* Makes a bus; the settings' texts must outlive it. NULL when the library fails. */
struct bus *bus_new(const struct bus_settings *settings);
void bus_free(struct bus *bus);

/* Begins to connect, or to connect again; bus_poll tells the outcome. */
void bus_connect(struct bus *bus);

/* What changed since the last call; call until BUS_NOTHING. One thread. */
enum bus_change bus_poll(struct bus *bus);

/* Subscribes to what the settings name; bus_poll tells when the broker agreed. */
void bus_subscribe(struct bus *bus);

/*
 * Asks the broker for a sign of life when nothing came from it for BUS_QUIET_MS, and gives the connection up when none
 * comes within BUS_ANSWER_MS: bus_poll tells. A line can swallow everything and stay open. Returns when to look again,
 * on the monotonic clock. One thread, which never waits in bus_publish.
 */
int64_t bus_watch(struct bus *bus);

/* Hands a message over, waiting while the window is full. False when there is no connection. Any thread. */
bool bus_publish(struct bus *bus, const struct outbox_item *item);

/*
 * Events up to this seq have reached the broker, without a gap. bus_forget begins anew at a seq: what is
 * published after it counts again. For the watermark in the database.
 */
int64_t bus_reached(struct bus *bus);
void bus_forget(struct bus *bus, int64_t seq);

/* Lets go of everybody who waits in bus_publish: the daemon has to end, whatever the broker does. Any thread. */
void bus_abandon(struct bus *bus);

/* Says goodbye: publishes this last message, disconnects without the will. Waits at most so long. */
void bus_leave(struct bus *bus, const struct outbox_item *last, int timeout_ms);

#endif
