/*
 * A member's or a screen's program, as far as tests need one: MQTT 5 (or 3.1.1) over libmosquitto, requests and
 * their replies, everything that arrived in order. One thread; nothing happens but inside a call. Whatever waits has
 * a deadline; a call whose answer does not come prints what it was waiting for and aborts.
 *
 *   struct peer *anna = peer_open(port, &(struct peer_login){ "anna", "phone", secret });
 *   json_t *reply = peer_call(anna, "theme/wacht/ask", json_pack("{s:s}", "title", "Hoe lang?"));
 */
#ifndef VAKWERK_TEST_PEER_H
#define VAKWERK_TEST_PEER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PEER_ANSWER_MS = 10000, PEER_DENIED = 135, PEER_CUT = -1 };

struct peer;

struct peer_login {
    const char *user, *device, *secret;
    bool v3;     /* MQTT 3.1.1: no properties, the device is named in the payload */
    bool resume; /* a session that stays for an hour */
    bool screen; /* asks nothing, so gets no replies */
};

struct peer_id {
    char hex[33];
};

struct peer_message {
    struct peer_message *next;
    const char *topic;
    const char *payload; /* with a NUL behind it */
    size_t len;
    json_t *json; /* NULL when it is neither MessagePack nor JSON by its content type */
    char correlation[65];
    bool retain, is_json;
    int qos;
};

struct peer_publish {
    const char *topic;
    const void *payload;
    size_t len;
    int qos;
    bool retain;
    const char *response_topic, *content_type; /* NULL: not said */
    const struct peer_id *correlation;
};

/* Logs in as <user>:<device>; aborts when refused. */
struct peer *peer_open(uint16_t port, const struct peer_login *login);

/* The reason code of CONNACK, 0 for welcome; PEER_CUT when there was none. */
int peer_knock(uint16_t port, const struct peer_login *login);

/* Tries once. NULL when refused or cut; *reason, when wanted, tells. */
struct peer *peer_try(uint16_t port, const struct peer_login *login, int *reason);

void peer_close(struct peer *peer); /* with DISCONNECT; NULL is nothing to close */
void peer_drop(struct peer *peer);  /* without */

/* ---- asking ---- */

struct peer_id peer_new_id(void);

/*
 * Sends a request below in/<user>/ and waits for its reply. The body is taken; NULL is an empty one. The reply
 * belongs to the peer, until it is closed.
 */
json_t *peer_call(struct peer *peer, const char *path, json_t *body);
json_t *peer_call_as(struct peer *peer, const char *path, const struct peer_id *id, json_t *body);

/* The same with a content type application/json. */
json_t *peer_call_json(struct peer *peer, const char *path, const struct peer_id *id, json_t *body);

/* The two halves: sending without waiting for anything, and waiting; NULL when there is none within ms. */
void peer_send(struct peer *peer, const char *path, const struct peer_id *id, json_t *body);
json_t *peer_reply(struct peer *peer, const struct peer_id *id, int ms);

/* The topic of a request of this peer, below in/<user>/. */
struct peer_topic {
    char text[200];
};
struct peer_topic peer_topic(const struct peer *peer, const char *path);

/* Anything: the reason code of its acknowledgement, 0 for QoS 0, PEER_CUT when cut off. */
int peer_publish(struct peer *peer, const struct peer_publish *publish);

/* The granted QoS, or a reason code from 128 on. */
int peer_subscribe(struct peer *peer, const char *filter);

/* ---- what arrived ---- */

/* All messages since the start or peer_forget, the oldest first. */
const struct peer_message *peer_messages(const struct peer *peer);
void peer_forget(struct peer *peer);

/* How many came on that topic, and the newest of them or NULL. */
size_t peer_count(const struct peer *peer, const char *topic);
const struct peer_message *peer_last(const struct peer *peer, const char *topic);

/* Works until the condition holds; false when it does not within ms. context may be NULL. */
bool peer_until(struct peer *peer, bool (*holds)(const struct peer *peer, const void *context), const void *context,
                int ms);

/* Waits for an event with that seq; NULL when it does not come within some seconds. */
const json_t *peer_event(struct peer *peer, const char *topic, int64_t seq);

/* Works for at most so long, or until something happened. False when the connection is gone. */
bool peer_work(struct peer *peer, int ms);

/*
 * Whatever was committed before has been handed to the broker, and what of it is for this peer has arrived: the
 * writer answers in order. Only for members.
 */
void peer_fence(struct peer *peer);

/* Milliseconds until the broker cut the connection, or PEER_CUT when it did not within ms. */
int peer_is_cut_within(struct peer *peer, int ms);

#endif
