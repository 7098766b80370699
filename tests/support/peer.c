#include "tests/support/peer.h"

#include <assert.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "tests/support/pack.h"
#include "tests/support/port.h"

#define ROOT "vakwerk/1/"

enum { NOTHING = -2, KEEPALIVE_S = 60, SESSION_S = 3600, TURN_MS = 50 };

struct peer {
    struct mosquitto *mosq;
    char user[64], device[64], out[200];
    bool v3, is_there, was_cut;
    int connack;
    int suback_mid, suback, puback_mid, puback; /* of the one that is waited for */
    struct peer_message *first, **last;
    struct peer_message *replies; /* given out, the newest first */
};

/* ---- what arrives ---- */

static void on_connect(struct mosquitto *mosq, void *context, int reason, int flags, const mosquitto_property *props)
{
    struct peer *peer = context;

    (void)mosq, (void)flags, (void)props;
    peer->connack = reason;
    peer->is_there = reason == 0;
}

static void on_disconnect(struct mosquitto *mosq, void *context, int reason, const mosquitto_property *props)
{
    struct peer *peer = context;

    (void)mosq, (void)reason, (void)props;
    peer->is_there = false;
    peer->was_cut = true;
}

static void on_publish(struct mosquitto *mosq, void *context, int mid, int reason, const mosquitto_property *props)
{
    struct peer *peer = context;

    (void)mosq, (void)props;
    peer->puback_mid = mid;
    peer->puback = reason;
}

static void on_subscribe(struct mosquitto *mosq, void *context, int mid, int count, const int *granted,
                         const mosquitto_property *props)
{
    struct peer *peer = context;

    (void)mosq, (void)props;
    peer->suback_mid = mid;
    peer->suback = count > 0 ? granted[0] : PEER_CUT;
}

static void read_properties(const mosquitto_property *props, struct peer_message *message)
{
    unsigned char *bytes = NULL;
    char *type = NULL;
    uint16_t len = 0;

    if (mosquitto_property_read_binary(props, MQTT_PROP_CORRELATION_DATA, (void **)&bytes, &len, false) != NULL)
        pack_hex(bytes, len, message->correlation, sizeof message->correlation);
    if (mosquitto_property_read_string(props, MQTT_PROP_CONTENT_TYPE, &type, false) != NULL)
        message->is_json = strcmp(type, "application/json") == 0;
    free(bytes);
    free(type);
}

static void on_message(struct mosquitto *mosq, void *context, const struct mosquitto_message *from,
                       const mosquitto_property *props)
{
    struct peer *peer = context;
    struct peer_message *message = calloc(1, sizeof *message);
    char *payload = malloc((size_t)from->payloadlen + 1);

    (void)mosq;
    assert(message != NULL && payload != NULL);
    if (from->payloadlen > 0)
        memcpy(payload, from->payload, (size_t)from->payloadlen);
    payload[from->payloadlen] = '\0';
    *message = (struct peer_message){ .topic = strdup(from->topic),
                                      .payload = payload,
                                      .len = (size_t)from->payloadlen,
                                      .retain = from->retain,
                                      .qos = from->qos };
    read_properties(props, message);
    message->json =
        message->is_json ? json_loadb(payload, message->len, 0, NULL) : pack_read(message->payload, message->len);
    *peer->last = message;
    peer->last = &message->next;
}

static void free_messages(struct peer_message *message)
{
    while (message != NULL) {
        struct peer_message *next = message->next;
        json_decref(message->json);
        free((char *)(uintptr_t)message->topic);
        free((char *)(uintptr_t)message->payload);
        free(message);
        message = next;
    }
}

void peer_forget(struct peer *peer)
{
    free_messages(peer->first);
    peer->first = NULL;
    peer->last = &peer->first;
}

const struct peer_message *peer_messages(const struct peer *peer)
{
    return peer->first;
}

size_t peer_count(const struct peer *peer, const char *topic)
{
    size_t count = 0;

    for (const struct peer_message *message = peer->first; message != NULL; message = message->next)
        count += strcmp(message->topic, topic) == 0;
    return count;
}

const struct peer_message *peer_last(const struct peer *peer, const char *topic)
{
    const struct peer_message *last = NULL;

    for (const struct peer_message *message = peer->first; message != NULL; message = message->next)
        if (strcmp(message->topic, topic) == 0)
            last = message;
    return last;
}

/* ---- working ---- */

bool peer_work(struct peer *peer, int ms)
{
    if (peer->was_cut)
        return false;
    int rc = mosquitto_loop(peer->mosq, ms, 1);
    if (rc != MOSQ_ERR_SUCCESS)
        peer->was_cut = true;
    return !peer->was_cut;
}

bool peer_until(struct peer *peer, bool (*holds)(const struct peer *peer, const void *context), const void *context,
                int ms)
{
    int64_t deadline = port_now_ms() + ms;

    while (!holds(peer, context)) {
        int64_t left = deadline - port_now_ms();
        if (left <= 0 || !peer_work(peer, left < TURN_MS ? (int)left : TURN_MS))
            return false;
    }
    return true;
}

static bool has_connack(const struct peer *peer, const void *context)
{
    (void)context;
    return peer->connack != NOTHING;
}

static bool has_suback(const struct peer *peer, const void *mid)
{
    return peer->suback_mid == *(const int *)mid;
}

static bool has_puback(const struct peer *peer, const void *mid)
{
    return peer->puback_mid == *(const int *)mid;
}

static void give_up(const struct peer *peer, const char *what, const char *which)
{
    fprintf(stderr, "%s:%s: %s %s%s; what came:\n", peer->user, peer->device, what, which,
            peer->was_cut ? " (cut off)" : "");
    for (const struct peer_message *message = peer->first; message != NULL; message = message->next)
        fprintf(stderr, "  %s, %zu bytes\n", message->topic, message->len);
    abort();
}

/* ---- coming and going ---- */

static int connect_to(struct peer *peer, uint16_t port, const struct peer_login *login)
{
    mosquitto_property *props = NULL;

    if (!login->v3 && login->resume)
        mosquitto_property_add_int32(&props, MQTT_PROP_SESSION_EXPIRY_INTERVAL, SESSION_S);
    int rc = mosquitto_connect_bind_v5(peer->mosq, "127.0.0.1", port, KEEPALIVE_S, NULL, props);
    mosquitto_property_free_all(&props);
    return rc;
}

static struct peer *make_peer(const struct peer_login *login)
{
    struct peer *peer = calloc(1, sizeof *peer);
    char id[160];

    assert(peer != NULL);
    mosquitto_lib_init();
    snprintf(peer->user, sizeof peer->user, "%s", login->user);
    snprintf(peer->device, sizeof peer->device, "%s", login->device);
    snprintf(peer->out, sizeof peer->out, ROOT "out/%s/%s", login->user, login->device);
    snprintf(id, sizeof id, "%s:%s", login->user, login->device);
    peer->v3 = login->v3;
    peer->connack = NOTHING;
    peer->last = &peer->first;
    peer->mosq = mosquitto_new(id, !login->resume, peer);
    assert(peer->mosq != NULL);
    mosquitto_int_option(peer->mosq, MOSQ_OPT_PROTOCOL_VERSION, login->v3 ? MQTT_PROTOCOL_V311 : MQTT_PROTOCOL_V5);
    mosquitto_int_option(peer->mosq, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_int_option(peer->mosq, MOSQ_OPT_SEND_MAXIMUM, 65535);
    mosquitto_int_option(peer->mosq, MOSQ_OPT_RECEIVE_MAXIMUM, 65535);
    mosquitto_username_pw_set(peer->mosq, login->user, login->secret);
    mosquitto_connect_v5_callback_set(peer->mosq, on_connect);
    mosquitto_disconnect_v5_callback_set(peer->mosq, on_disconnect);
    mosquitto_publish_v5_callback_set(peer->mosq, on_publish);
    mosquitto_subscribe_v5_callback_set(peer->mosq, on_subscribe);
    mosquitto_message_v5_callback_set(peer->mosq, on_message);
    return peer;
}

static void free_peer(struct peer *peer)
{
    free_messages(peer->first);
    free_messages(peer->replies);
    mosquitto_destroy(peer->mosq);
    free(peer);
}

struct peer *peer_try(uint16_t port, const struct peer_login *login, int *reason)
{
    struct peer *peer = make_peer(login);

    if (connect_to(peer, port, login) == MOSQ_ERR_SUCCESS)
        peer_until(peer, has_connack, NULL, PEER_ANSWER_MS);
    if (reason != NULL)
        *reason = peer->connack == NOTHING ? PEER_CUT : peer->connack;
    if (peer->connack == 0)
        return peer;
    free_peer(peer);
    return NULL;
}

int peer_knock(uint16_t port, const struct peer_login *login)
{
    int reason;

    peer_close(peer_try(port, login, &reason));
    return reason;
}

struct peer *peer_open(uint16_t port, const struct peer_login *login)
{
    int reason;
    struct peer *peer = peer_try(port, login, &reason);

    if (peer == NULL) {
        fprintf(stderr, "%s:%s: not let in, reason %d\n", login->user, login->device, reason);
        abort();
    }
    if (!login->screen && peer_subscribe(peer, peer->out) != 1)
        give_up(peer, "cannot subscribe to", peer->out);
    return peer;
}

void peer_drop(struct peer *peer)
{
    if (peer != NULL)
        free_peer(peer);
}

void peer_close(struct peer *peer)
{
    if (peer == NULL)
        return;
    if (!peer->was_cut && mosquitto_disconnect_v5(peer->mosq, 0, NULL) == MOSQ_ERR_SUCCESS)
        while (peer_work(peer, TURN_MS))
            ;
    free_peer(peer);
}

/* ---- sending ---- */

static mosquitto_property *properties_of(const struct peer_publish *publish)
{
    mosquitto_property *props = NULL;
    unsigned char id[16];

    if (publish->response_topic != NULL)
        mosquitto_property_add_string(&props, MQTT_PROP_RESPONSE_TOPIC, publish->response_topic);
    if (publish->content_type != NULL)
        mosquitto_property_add_string(&props, MQTT_PROP_CONTENT_TYPE, publish->content_type);
    if (publish->correlation != NULL && pack_unhex(publish->correlation->hex, id))
        mosquitto_property_add_binary(&props, MQTT_PROP_CORRELATION_DATA, id, sizeof id);
    return props;
}

static bool hand_over(struct peer *peer, const struct peer_publish *publish, int *mid)
{
    mosquitto_property *props = properties_of(publish);
    int rc = mosquitto_publish_v5(peer->mosq, mid, publish->topic, (int)publish->len, publish->payload, publish->qos,
                                  publish->retain, props);

    mosquitto_property_free_all(&props);
    if (rc != MOSQ_ERR_SUCCESS)
        peer->was_cut = true;
    return rc == MOSQ_ERR_SUCCESS;
}

int peer_publish(struct peer *peer, const struct peer_publish *publish)
{
    int mid = 0;

    if (peer->was_cut || !hand_over(peer, publish, &mid))
        return PEER_CUT;
    return peer_until(peer, has_puback, &mid, PEER_ANSWER_MS) ? peer->puback : PEER_CUT;
}

int peer_subscribe(struct peer *peer, const char *filter)
{
    int mid = 0;

    if (peer->was_cut || mosquitto_subscribe_v5(peer->mosq, &mid, filter, 1, 0, NULL) != MOSQ_ERR_SUCCESS)
        return PEER_CUT;
    return peer_until(peer, has_suback, &mid, PEER_ANSWER_MS) ? peer->suback : PEER_CUT;
}

/* ---- requests ---- */

struct peer_topic peer_topic(const struct peer *peer, const char *path)
{
    struct peer_topic topic;

    snprintf(topic.text, sizeof topic.text, ROOT "in/%s/%s", peer->user, path);
    return topic;
}

struct peer_id peer_new_id(void)
{
    struct peer_id id;
    unsigned char bytes[16];
    struct timespec now;

    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        abort();
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t ms = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)(ms >> (40 - 8 * i));
    bytes[6] = (unsigned char)(0x70 | (bytes[6] & 0x0f));
    bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3f));
    pack_hex(bytes, sizeof bytes, id.hex, sizeof id.hex);
    return id;
}

static void send_body(struct peer *peer, const char *path, const struct peer_id *id, json_t *body, bool as_json)
{
    struct peer_topic topic = peer_topic(peer, path);
    struct peer_publish publish = { .topic = topic.text, .qos = 1 };
    struct pack pack = { NULL, 0 };

    if (body == NULL)
        body = json_object();
    json_object_set_new(body, "id", json_string(id->hex));
    if (peer->v3)
        json_object_set_new(body, "device", json_string(peer->device));
    if (as_json) {
        pack.bytes = json_dumps(body, JSON_COMPACT);
        pack.len = strlen(pack.bytes);
    } else {
        pack = pack_make(body);
    }
    publish.payload = pack.bytes;
    publish.len = pack.len;
    if (!peer->v3) {
        publish.response_topic = peer->out;
        publish.correlation = id;
        publish.content_type = as_json ? "application/json" : NULL;
    }
    if (!peer->was_cut)
        hand_over(peer, &publish, NULL);
    free(pack.bytes);
    json_decref(body);
}

void peer_send(struct peer *peer, const char *path, const struct peer_id *id, json_t *body)
{
    send_body(peer, path, id, body, false);
}

/* A reply says which request it answers by its correlation, or in MQTT 3.1.1 by the key re. */
static bool answers(const struct peer_message *message, const struct peer *peer, const char *hex)
{
    if (strcmp(message->topic, peer->out) != 0)
        return false;
    if (!peer->v3)
        return strcmp(message->correlation, hex) == 0;
    const char *re = json_string_value(json_object_get(message->json, "re"));
    return re != NULL && strcmp(re, hex) == 0;
}

static struct peer_message **find_reply(struct peer *peer, const char *hex)
{
    for (struct peer_message **at = &peer->first; *at != NULL; at = &(*at)->next)
        if (answers(*at, peer, hex))
            return at;
    return NULL;
}

static bool has_reply(const struct peer *peer, const void *hex)
{
    for (const struct peer_message *message = peer->first; message != NULL; message = message->next)
        if (answers(message, peer, hex))
            return true;
    return false;
}

/* Takes the message out of the list, so that the same request can be sent again. */
json_t *peer_reply(struct peer *peer, const struct peer_id *id, int ms)
{
    if (!peer_until(peer, has_reply, id->hex, ms))
        return NULL;
    struct peer_message **at = find_reply(peer, id->hex), *message = *at;
    *at = message->next;
    if (peer->last == &message->next)
        peer->last = at;
    message->next = peer->replies;
    peer->replies = message;
    return message->json;
}

static json_t *call(struct peer *peer, const char *path, const struct peer_id *id, json_t *body, bool as_json)
{
    send_body(peer, path, id, body, as_json);
    json_t *reply = peer_reply(peer, id, PEER_ANSWER_MS);
    if (reply == NULL)
        give_up(peer, "no reply to", path);
    return reply;
}

json_t *peer_call_as(struct peer *peer, const char *path, const struct peer_id *id, json_t *body)
{
    return call(peer, path, id, body, false);
}

json_t *peer_call_json(struct peer *peer, const char *path, const struct peer_id *id, json_t *body)
{
    return call(peer, path, id, body, true);
}

json_t *peer_call(struct peer *peer, const char *path, json_t *body)
{
    struct peer_id id = peer_new_id();

    return call(peer, path, &id, body, false);
}

/* ---- waiting ---- */

struct wanted_event {
    const char *topic;
    int64_t seq;
};

static const json_t *find_event(const struct peer *peer, const struct wanted_event *wanted)
{
    for (const struct peer_message *message = peer->first; message != NULL; message = message->next)
        if (strcmp(message->topic, wanted->topic) == 0 &&
            json_integer_value(json_object_get(message->json, "seq")) == wanted->seq)
            return message->json;
    return NULL;
}

static bool has_event(const struct peer *peer, const void *wanted)
{
    return find_event(peer, wanted) != NULL;
}

const json_t *peer_event(struct peer *peer, const char *topic, int64_t seq)
{
    struct wanted_event wanted = { topic, seq };

    return peer_until(peer, has_event, &wanted, PEER_ANSWER_MS) ? find_event(peer, &wanted) : NULL;
}

void peer_fence(struct peer *peer)
{
    peer_call(peer, "seen", json_pack("{s:s}", "code", "2222"));
}

int peer_is_cut_within(struct peer *peer, int ms)
{
    int64_t begin = port_now_ms(), deadline = begin + ms;

    while (port_now_ms() < deadline)
        if (!peer_work(peer, TURN_MS))
            return (int)(port_now_ms() - begin);
    return PEER_CUT;
}
