/*
 * A connection to the broker, as the client needs it: connect, subscribe, publish, wait. The only part of the
 * client library that knows the MQTT library, which is libmosquitto: one thread and one socket, and no waiting that
 * nothing asked for. What arrives is put into two bounded queues (replies, and all else) while a function of these
 * waits or looks; a program that calls none for longer than the keepalive may find the connection gone, and connects
 * again. All of it is for one thread. Deadlines are milliseconds of clock_now().
 */
#ifndef VAKWERK_CLIENT_BUS_H
#define VAKWERK_CLIENT_BUS_H

#include "proto/id.h"
#include "proto/topic.h"

#define BUS_FILTERS_MAX 40                 /* of one subscription */
#define BUS_QUEUE_MAX   1024               /* messages that wait to be taken */
#define BUS_QUEUE_BYTES (16 * 1024 * 1024) /* and what they may hold together */

enum bus_result {
    BUS_OK,
    BUS_TIMEOUT,
    BUS_DOWN,        /* no connection */
    BUS_DENIED,      /* the broker refuses the client, the subscription or the message */
    BUS_CERTIFICATE, /* TLS: not trusted */
    BUS_NO_TLS,      /* what listens there speaks no TLS */
    BUS_FAILED       /* no memory */
};

struct bus_message {
    struct bus_message *next; /* for the queue */
    char topic[TOPIC_MAX];
    bool is_reply; /* it carried correlation data of an id's size */
    bool retained; /* the broker had kept it from before */
    struct id correlation;
    size_t len;
    char payload[]; /* `len` bytes */
};

/* What the broker publishes, retained, when the connection breaks. */
struct bus_will {
    const char *topic; /* NULL: nothing */
    const char *payload;
    size_t len;
};

struct bus_account {
    const char *server, *ca_file, *client_id, *user, *password;
    const char *content_type; /* of what is sent; NULL: as the protocol has it */
    int keepalive_s;          /* a silent broker counts as away after about twice that; 0: the usual */
    struct bus_will will;
};

struct bus;

/* The texts must outlive the bus. */
struct bus *bus_open(const struct bus_account *account);
void bus_close(struct bus *bus);

/* Ends the connection and leaves everything else as it is: for a program that ends now, or connects again later. */
void bus_leave(struct bus *bus);

/*
 * Begins a new connection with nothing of an earlier one left over, and waits for nothing but the address of a name:
 * the broker can do its part while the caller does something else. What comes of it, bus_connect says.
 */
void bus_begin(struct bus *bus);

/* Makes the connection that was begun; without one, a new one. */
enum bus_result bus_connect(struct bus *bus, int64_t deadline);

/* Whether there is a connection now, as far as the socket can tell; takes in what has come. */
bool bus_is_up(struct bus *bus);

/* Waits until the broker has said that it sends what fits; BUS_DENIED when it will not, or not what was asked for before. */
enum bus_result bus_subscribe(struct bus *bus, const char *const *filters, size_t count, int64_t deadline);

/* The same without waiting: a broker does what it is told in order, so what is published next is answered in time. */
enum bus_result bus_subscribe_soon(struct bus *bus, const char *const *filters, size_t count);

/* Sends with QoS 1, to be answered at `reply_to`. Does not wait for the broker: what it thinks, of
 * what was subscribed to as well, shows in bus_take_reply. */
enum bus_result bus_publish(struct bus *bus, const char *topic, const char *reply_to, const struct id *correlation,
                            struct span payload);

/* The same without asking for an answer; retained: the broker keeps it for who comes later. */
enum bus_result bus_tell(struct bus *bus, const char *topic, struct span payload, bool retained);

/* Waits until the broker has said of every message that it has it; BUS_DENIED when it refused one. */
enum bus_result bus_settle(struct bus *bus, int64_t deadline);

/* Whether the broker has said that it has the last message that was sent. */
bool bus_took_last(struct bus *bus);

/* Waits for the reply with this correlation; other replies are dropped. BUS_OK: *out is the caller's to free(). */
enum bus_result bus_take_reply(struct bus *bus, const struct id *correlation, int64_t deadline,
                               struct bus_message **out);

/* Waits for any other message. BUS_OK: *out is the caller's to free(). */
enum bus_result bus_take_event(struct bus *bus, int64_t deadline, struct bus_message **out);

/* Whether a message was dropped because a queue was full; asking forgets it. */
bool bus_lost_some(struct bus *bus);

#endif
