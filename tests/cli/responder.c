#include "tests/cli/responder.h"

#include "proto/decode.h"
#include "proto/encode.h"
#include "proto/topic.h"
#include "tests/support/port.h"

#include <assert.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES (1024 * 1024)
#define IDS_MAX     64
#define WAIT_MS     5000

struct responder {
    struct mosquitto *client;
    pthread_mutex_t lock;
    enum responder_turn turns[RESPONDER_TURNS_MAX];
    size_t turn_count, turn_at;
    int requests, id_count;
    unsigned char ids[IDS_MAX][ID_BYTES];
    int64_t seqs[RESPONDER_EVENTS_MAX];
    size_t seq_count;
    bool ready;
};

static int note_id(struct responder *r, struct span id)
{
    if (id.ptr == NULL)
        return 0;
    for (int i = 0; i < r->id_count; i++)
        if (memcmp(r->ids[i], id.ptr, ID_BYTES) == 0)
            return i + 1;
    assert(r->id_count < IDS_MAX);
    memcpy(r->ids[r->id_count], id.ptr, ID_BYTES);
    return ++r->id_count;
}

static struct msg_event event_of(const struct responder *r, int64_t seq)
{
    int64_t prev = 0;

    for (size_t i = 0; i < r->seq_count; i++)
        if (r->seqs[i] < seq && r->seqs[i] > prev)
            prev = r->seqs[i];
    return (struct msg_event){ .base = { .kind = span_of("question"),
                                         .code = span_of("7K3F"),
                                         .title = span_of("Wie belt het gezin?"),
                                         .posted_at = 1,
                                         .revision = 1 },
                               .seq = seq,
                               .prev = prev,
                               .at = 1,
                               .event = span_of("question"),
                               .space = span_of("theme/wacht") };
}

static struct span synced(struct responder *r, int64_t since, struct arena *arena)
{
    struct msg_event events[RESPONDER_EVENTS_MAX];
    struct msg_accepted head = { .ok = true };
    struct msg_synced body = { .events = events, .next = since };
    struct encode_part parts[] = { { &type_accepted, &head }, { &type_synced, &body } };

    for (size_t i = 0; i < r->seq_count; i++)
        if (r->seqs[i] > since) {
            events[body.events_count++] = event_of(r, r->seqs[i]);
            body.next = r->seqs[i];
        }
    return encode_map(parts, 2, false, 1 << 20, arena);
}

static struct span accepted(struct span id, int number, struct arena *arena)
{
    char code[32];
    struct msg_accepted head = { .ok = true, .id = id };
    struct msg_done body = { 0 };
    struct encode_part parts[] = { { &type_accepted, &head }, { &type_done, &body } };

    snprintf(code, sizeof code, "7K3F.%d", number);
    body.code = span_of(code);
    return encode_map(parts, 2, false, 1 << 20, arena);
}

static struct span refused(struct span id, bool retry, struct arena *arena)
{
    struct msg_refused body = { .id = id,
                                .error = span_of(retry ? "busy" : "conflict"),
                                .message = span_of("as the test wants it"),
                                .retry = retry };
    struct encode_part part = { &type_refused, &body };

    return encode_map(&part, 1, false, 1 << 20, arena);
}

static struct span reply_to(struct responder *r, struct span verb, struct span payload, struct arena *arena)
{
    struct msg_envelope envelope;
    struct decode_part part = { &type_envelope, &envelope };
    struct fault fault;

    assert(decode_map(payload, &part, 1, true, arena, &fault) == 0);
    int number = note_id(r, envelope.id);
    r->requests++;
    if (span_is(verb, "sync")) {
        struct msg_sync sync;
        part = (struct decode_part){ &type_sync, &sync };
        assert(decode_map(payload, &part, 1, true, arena, &fault) == 0);
        return synced(r, sync.since, arena);
    }
    enum responder_turn turn = r->turn_at < r->turn_count ? r->turns[r->turn_at++] : RESPONDER_ACCEPT;
    switch (turn) {
    case RESPONDER_ACCEPT:
        return accepted(envelope.id, number, arena);
    case RESPONDER_REFUSE:
    case RESPONDER_BUSY:
        return refused(envelope.id, turn == RESPONDER_BUSY, arena);
    case RESPONDER_SILENT:
        break;
    }
    return (struct span){ NULL, 0 };
}

static void on_request(struct mosquitto *client, void *context, const struct mosquitto_message *message,
                       const mosquitto_property *properties)
{
    struct responder *r = context;
    struct topic_request request;
    struct arena arena;
    char *response = NULL;
    void *correlation = NULL;
    uint16_t len = 0;
    mosquitto_property *with = NULL;

    assert(topic_read_request(span_of(message->topic), &request));
    mosquitto_property_read_string(properties, MQTT_PROP_RESPONSE_TOPIC, &response, false);
    mosquitto_property_read_binary(properties, MQTT_PROP_CORRELATION_DATA, &correlation, &len, false);
    mosquitto_property_add_binary(&with, MQTT_PROP_CORRELATION_DATA, correlation, len);
    arena_init(&arena, ARENA_BYTES);
    pthread_mutex_lock(&r->lock);
    struct span reply =
        reply_to(r, request.verb, (struct span){ message->payload, (size_t)message->payloadlen }, &arena);
    pthread_mutex_unlock(&r->lock);
    if (reply.ptr != NULL)
        mosquitto_publish_v5(client, NULL, response, (int)reply.len, reply.ptr, 1, false, with);
    arena_release(&arena);
    mosquitto_property_free_all(&with);
    free(response);
    free(correlation);
}

static void on_connect(struct mosquitto *client, void *context, int code)
{
    (void)context;
    assert(code == 0);
    for (size_t i = 0; topic_request_trees[i] != NULL; i++)
        mosquitto_subscribe(client, NULL, topic_request_trees[i], 1);
}

static void on_subscribe(struct mosquitto *client, void *context, int id, int count, const int *granted)
{
    struct responder *r = context;

    (void)client, (void)id, (void)count, (void)granted;
    pthread_mutex_lock(&r->lock);
    r->ready = true;
    pthread_mutex_unlock(&r->lock);
}

static bool is_ready(struct responder *r)
{
    pthread_mutex_lock(&r->lock);
    bool ready = r->ready;
    pthread_mutex_unlock(&r->lock);
    return ready;
}

struct responder *responder_start(uint16_t port)
{
    struct responder *r = calloc(1, sizeof *r);
    int64_t deadline = port_now_ms() + WAIT_MS;

    assert(r != NULL && mosquitto_lib_init() == MOSQ_ERR_SUCCESS);
    pthread_mutex_init(&r->lock, NULL);
    r->client = mosquitto_new("responder", true, r);
    assert(r->client != NULL);
    mosquitto_int_option(r->client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_int_option(r->client, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_reconnect_delay_set(r->client, 0, 0, false);
    mosquitto_connect_callback_set(r->client, on_connect);
    mosquitto_subscribe_callback_set(r->client, on_subscribe);
    mosquitto_message_v5_callback_set(r->client, on_request);
    assert(mosquitto_connect(r->client, "127.0.0.1", port, 60) == MOSQ_ERR_SUCCESS);
    assert(mosquitto_loop_start(r->client) == MOSQ_ERR_SUCCESS);
    while (!is_ready(r)) {
        assert(port_now_ms() < deadline);
        port_breathe();
    }
    return r;
}

void responder_stop(struct responder *r)
{
    mosquitto_disconnect(r->client);
    mosquitto_loop_stop(r->client, false);
    mosquitto_destroy(r->client);
    mosquitto_lib_cleanup();
    pthread_mutex_destroy(&r->lock);
    free(r);
}

void responder_script(struct responder *r, const enum responder_turn *turns, size_t count)
{
    assert(count <= RESPONDER_TURNS_MAX);
    pthread_mutex_lock(&r->lock);
    memcpy(r->turns, turns, count * sizeof *turns);
    r->turn_count = count;
    r->turn_at = 0;
    pthread_mutex_unlock(&r->lock);
}

int responder_requests(struct responder *r)
{
    pthread_mutex_lock(&r->lock);
    int requests = r->requests;
    pthread_mutex_unlock(&r->lock);
    return requests;
}

int responder_ids(struct responder *r)
{
    pthread_mutex_lock(&r->lock);
    int ids = r->id_count;
    pthread_mutex_unlock(&r->lock);
    return ids;
}

void responder_store(struct responder *r, int64_t seq)
{
    pthread_mutex_lock(&r->lock);
    assert(r->seq_count < RESPONDER_EVENTS_MAX);
    r->seqs[r->seq_count++] = seq;
    pthread_mutex_unlock(&r->lock);
}

void responder_emit(struct responder *r, int64_t seq)
{
    struct arena arena;

    arena_init(&arena, ARENA_BYTES);
    pthread_mutex_lock(&r->lock);
    struct msg_event event = event_of(r, seq);
    pthread_mutex_unlock(&r->lock);
    struct encode_part part = { &type_event, &event };
    struct span payload = encode_map(&part, 1, false, 1 << 20, &arena);
    assert(payload.ptr != NULL);
    mosquitto_publish(r->client, NULL, topic_theme_event(span_of("wacht")).text, (int)payload.len, payload.ptr, 1,
                      false);
    arena_release(&arena);
}
