/* The bus over Eclipse Paho's asynchronous client, MQTT 5. The only file of the daemon that knows it. */
#include "bus.h"

#include "clock.h"
#include "log.h"

#include <MQTTAsync.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define KEEPALIVE_S      4    /* after half as much again the broker tells that the daemon is gone */
#define CONNECT_S        5    /* for a broker that took the connection and says nothing */
#define SESSION_S        3600 /* for how long the broker keeps requests while the daemon restarts */
#define SUBSCRIPTION_MAX 8

/*
 * A message that was handed over and not yet taken by the broker. Owned by the library's callback, which frees
 * it; one that outlives its connection is no longer in the list and counts for nothing.
 */
struct flight {
    struct bus *bus;
    struct flight *before, *after; /* in the list of its bus, in the order of handing over */
    int64_t connection;
    int64_t seq; /* of an event, else 0 */
};

struct bus {
    struct bus_settings settings;
    MQTTAsync client;
    atomic_int_least64_t heard_at; /* monotonic: the last sign of life of the broker */
    int64_t asked_at;              /* the same: when it was asked for one; of bus_watch's thread */

    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t freed;
    struct flight *first, *last;
    int in_flight;
    int handing;        /* threads that are handing a message to the library just now */
    bool used;          /* the client has been told to connect before */
    int64_t connection; /* counts connections */
    bool connected;
    int64_t sent, failed; /* the highest seq handed over; the lowest that did not arrive, or INT64_MAX */
    unsigned changes;     /* bits of enum bus_change */
};

/* ---- what the library's threads tell ---- */

/* A connection that is gone takes along what was still to be told of it: else it would seem to be there. */
static void note_change(struct bus *bus, enum bus_change change, bool connected)
{
    pthread_mutex_lock(&bus->mutex);
    bus->changes = (connected ? bus->changes : 0) | 1u << change;
    bus->connected = connected;
    pthread_cond_broadcast(&bus->freed);
    pthread_mutex_unlock(&bus->mutex);
    bus->settings.changed(bus->settings.context);
}

/*
 * Without this each small packet waits for the acknowledgement of the one before, 40 ms. The library has no
 * setting for it and does not show its socket, so it is found as the one that is connected to our broker.
 */
static void send_at_once(const char *uri)
{
    const char *colon = strrchr(uri, ':');
    int port = colon == NULL ? 0 : atoi(colon + 1), on = 1;

    for (int fd = 0; fd < 256; fd++) {
        struct sockaddr_in peer;
        socklen_t length = sizeof peer;
        if (getpeername(fd, (struct sockaddr *)&peer, &length) == 0 && peer.sin_family == AF_INET &&
            ntohs(peer.sin_port) == port)
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
}

/* What was in flight on the connection before: an event among it has to be published again. */
static void forget_flights(struct bus *bus)
{
    pthread_mutex_lock(&bus->mutex);
    for (struct flight *flight = bus->first; flight != NULL; flight = flight->after)
        if (flight->seq != 0 && flight->seq < bus->failed)
            bus->failed = flight->seq;
    bus->first = bus->last = NULL;
    bus->in_flight = 0;
    bus->connection++;
    pthread_mutex_unlock(&bus->mutex);
}

static void note_life(struct bus *bus)
{
    atomic_store(&bus->heard_at, clock_monotonic_ms());
}

static void on_connected(void *context, MQTTAsync_successData5 *data)
{
    struct bus *bus = context;

    (void)data;
    note_life(bus);
    forget_flights(bus);
    send_at_once(bus->settings.uri);
    note_change(bus, BUS_CONNECTED, true);
}

static void on_refused(void *context, MQTTAsync_failureData5 *data)
{
    struct bus *bus = context;

    if (data != NULL && data->code > 0) /* the broker's own reason stands there; below 0 there is no broker yet */
        log_warn("bus_refused reason=%d", data->code);
    note_change(bus, BUS_REFUSED, false);
}

static void on_lost(void *context, char *cause)
{
    (void)cause;
    note_change(context, BUS_LOST, false);
}

static void on_disconnected(void *context, MQTTProperties *properties, enum MQTTReasonCodes reason)
{
    (void)properties;
    log_warn("bus_disconnected reason=%d", (int)reason);
    note_change(context, BUS_LOST, false);
}

static void on_subscribed(void *context, MQTTAsync_successData5 *data)
{
    (void)data;
    note_change(context, BUS_SUBSCRIBED, true);
}

static void on_subscribe_refused(void *context, MQTTAsync_failureData5 *data)
{
    log_error("bus_subscribe_refused code=%d", data == NULL ? 0 : (int)data->reasonCode);
    note_change(context, BUS_LOST, false);
}

/* ---- what arrives ---- */

static struct span property_text(const MQTTAsync_message *message, enum MQTTPropertyCodes code)
{
    MQTTProperties *properties = (MQTTProperties *)(uintptr_t)&message->properties; /* it is only read */
    MQTTProperty *property = MQTTProperties_getProperty(properties, code);

    if (property == NULL)
        return (struct span){ NULL, 0 };
    return (struct span){ property->value.data.data, (size_t)property->value.data.len };
}

/* Runs under the library's lock: copies and returns. Always 1: with 0 the library would keep it in memory. */
static int on_message(void *context, char *topic, int topic_len, MQTTAsync_message *message)
{
    struct bus *bus = context;
    struct span content = property_text(message, MQTTPROPERTY_CODE_CONTENT_TYPE);
    struct inbox_item item = {
        .topic = { topic, topic_len > 0 ? (size_t)topic_len : strlen(topic) },
        .payload = { message->payload, (size_t)message->payloadlen },
        .response_topic = property_text(message, MQTTPROPERTY_CODE_RESPONSE_TOPIC),
        .correlation = property_text(message, MQTTPROPERTY_CODE_CORRELATION_DATA),
        .json = span_is(content, "application/json"),
        .retained = message->retained != 0 || message->qos == 0,
    };

    note_life(bus);
    item.alien = content.ptr != NULL && !item.json && !span_is(content, "application/msgpack");
    struct inbox *inbox = bus->settings.route(bus->settings.context, item.topic);
    if (inbox != NULL && !inbox_put(inbox, &item))
        log_warn("inbox_full bytes=%d", message->payloadlen);
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1;
}

/* ---- making and connecting ---- */

static MQTTAsync make_client(struct bus *bus)
{
    MQTTAsync_createOptions options = MQTTAsync_createOptions_initializer5;
    MQTTAsync client = NULL;

    MQTTAsync_setTraceLevel(MQTTASYNC_TRACE_ERROR); /* else it notes each call it makes, a tenth of its processor */
    options.maxBufferedMessages = 8 * BUS_WINDOW;
    if (MQTTAsync_createWithOptions(&client, bus->settings.uri, bus->settings.client_id, MQTTCLIENT_PERSISTENCE_NONE,
                                    NULL, &options) != MQTTASYNC_SUCCESS)
        return NULL;
    if (MQTTAsync_setCallbacks(client, bus, on_lost, on_message, NULL) == MQTTASYNC_SUCCESS &&
        MQTTAsync_setDisconnected(client, bus, on_disconnected) == MQTTASYNC_SUCCESS)
        return client;
    MQTTAsync_destroy(&client);
    return NULL;
}

struct bus *bus_new(const struct bus_settings *settings)
{
    struct bus *bus = calloc(1, sizeof *bus);
    pthread_condattr_t monotonic;

    if (bus == NULL)
        return NULL;
    unsetenv("http_proxy"); /* the library would send even loopback through one */
    bus->settings = *settings;
    bus->failed = INT64_MAX;
    pthread_mutex_init(&bus->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&bus->freed, &monotonic);
    pthread_condattr_destroy(&monotonic);

    bus->client = make_client(bus);
    if (bus->client == NULL) {
        bus_free(bus);
        return NULL;
    }
    return bus;
}

void bus_free(struct bus *bus)
{
    if (bus == NULL)
        return;
    if (bus->client != NULL)
        MQTTAsync_destroy(&bus->client);
    pthread_cond_destroy(&bus->freed);
    pthread_mutex_destroy(&bus->mutex);
    free(bus);
}

/*
 * Another client for another connection. The old one would send, at once and by itself, what it had not got out
 * before: events ahead of those that are told anew, and out of order. Destroying it tells on_not_sent of them all.
 */
static bool renew_client(struct bus *bus)
{
    MQTTAsync old = bus->client, fresh = make_client(bus);

    if (fresh == NULL)
        return false;
    pthread_mutex_lock(&bus->mutex);
    while (bus->handing > 0) /* there is no connection, so nobody begins */
        pthread_cond_wait(&bus->freed, &bus->mutex);
    bus->client = fresh;
    pthread_mutex_unlock(&bus->mutex);
    MQTTAsync_destroy(&old);
    pthread_mutex_lock(&bus->mutex);
    bus->changes = 0; /* what the old one had still to tell is of no interest */
    pthread_mutex_unlock(&bus->mutex);
    return true;
}

void bus_connect(struct bus *bus)
{
    MQTTAsync_connectOptions options = MQTTAsync_connectOptions_initializer5;
    MQTTAsync_willOptions will = MQTTAsync_willOptions_initializer;
    MQTTProperties properties = MQTTProperties_initializer;
    MQTTProperty expiry = { .identifier = MQTTPROPERTY_CODE_SESSION_EXPIRY_INTERVAL, .value.integer4 = SESSION_S };

    if (bus->used && !renew_client(bus)) {
        note_change(bus, BUS_REFUSED, false);
        return;
    }
    bus->used = true;
    MQTTProperties_add(&properties, &expiry);
    will.topicName = bus->settings.will_topic.text;
    will.payload.data = bus->settings.will.ptr;
    will.payload.len = (int)bus->settings.will.len;
    will.qos = 1;
    will.retained = 1;
    options.will = &will;
    options.keepAliveInterval = KEEPALIVE_S;
    options.connectTimeout = CONNECT_S;
    options.cleanstart = 0;
    options.connectProperties = &properties;
    options.username = bus->settings.user;
    options.password = bus->settings.secret;
    options.maxInflight = 8 * BUS_WINDOW;
    options.onSuccess5 = on_connected;
    options.onFailure5 = on_refused;
    options.context = bus;
    int rc = MQTTAsync_connect(bus->client, &options);
    MQTTProperties_free(&properties);
    if (rc != MQTTASYNC_SUCCESS) {
        log_warn("bus_connect code=%d", rc);
        note_change(bus, BUS_REFUSED, false);
    }
}

/* ---- whether the line hangs ---- */

static void on_life(void *context, MQTTAsync_successData5 *data)
{
    (void)data;
    note_life(context);
}

/* A topic that the daemon only writes is left: nothing changes, and the broker says so. */
static void ask_for_life(struct bus *bus)
{
    MQTTAsync_responseOptions response = MQTTAsync_responseOptions_initializer;

    response.onSuccess5 = on_life;
    response.context = bus;
    MQTTAsync_unsubscribe(bus->client, bus->settings.will_topic.text, &response);
}

/* Whether there is a connection; then the client stays until end_handing. */
static bool begin_handing(struct bus *bus)
{
    pthread_mutex_lock(&bus->mutex);
    bool connected = bus->connected;
    bus->handing += connected;
    pthread_mutex_unlock(&bus->mutex);
    return connected;
}

static void end_handing(struct bus *bus)
{
    pthread_mutex_lock(&bus->mutex);
    if (--bus->handing == 0)
        pthread_cond_broadcast(&bus->freed);
    pthread_mutex_unlock(&bus->mutex);
}

static void give_up(struct bus *bus, int64_t silent_ms)
{
    log_warn("bus_silent ms=%lld", (long long)silent_ms);
    note_change(bus, BUS_LOST, false);
}

/*
 * The library's own question comes when nothing was sent for KEEPALIVE_S, and its answer has half as much again; with
 * what it sleeps in between that is up to three times KEEPALIVE_S, and longer while the daemon goes on sending.
 */
int64_t bus_watch(struct bus *bus)
{
    int64_t now = clock_monotonic_ms();

    if (!begin_handing(bus))
        return now + BUS_QUIET_MS;
    int64_t heard_at = atomic_load(&bus->heard_at);
    bool asked = bus->asked_at > heard_at;
    int64_t look_at = asked ? bus->asked_at + BUS_ANSWER_MS : heard_at + BUS_QUIET_MS;
    if (now >= look_at) {
        bus->asked_at = now;
        look_at = now + BUS_ANSWER_MS;
        if (asked)
            give_up(bus, now - heard_at);
        else
            ask_for_life(bus);
    }
    end_handing(bus);
    return look_at;
}

enum bus_change bus_poll(struct bus *bus)
{
    static const enum bus_change order[] = { BUS_LOST, BUS_REFUSED, BUS_CONNECTED, BUS_SUBSCRIBED };
    enum bus_change change = BUS_NOTHING;

    pthread_mutex_lock(&bus->mutex);
    for (size_t i = 0; i < sizeof order / sizeof order[0] && change == BUS_NOTHING; i++)
        if ((bus->changes & 1u << order[i]) != 0)
            change = order[i];
    if (change != BUS_NOTHING)
        bus->changes &= ~(1u << change);
    pthread_mutex_unlock(&bus->mutex);
    return change;
}

struct subscriptions {
    MQTTSubscribe_options options[SUBSCRIPTION_MAX];
    char *topics[SUBSCRIPTION_MAX];
    int qos[SUBSCRIPTION_MAX];
    int count;
};

static void add_subscriptions(struct subscriptions *list, const char *const *topics, bool states)
{
    for (; *topics != NULL && list->count < SUBSCRIPTION_MAX; topics++) {
        MQTTSubscribe_options options = MQTTSubscribe_options_initializer;
        options.retainAsPublished = 1; /* a retained request must be seen as one */
        options.retainHandling = states ? 0 : 2;
        options.noLocal = states;
        list->options[list->count] = options;
        list->topics[list->count] = (char *)(uintptr_t)*topics; /* the library copies it */
        list->qos[list->count++] = 1;
    }
}

void bus_subscribe(struct bus *bus)
{
    MQTTAsync_responseOptions response = MQTTAsync_responseOptions_initializer;
    struct subscriptions list = { .count = 0 };

    add_subscriptions(&list, bus->settings.requests, false);
    add_subscriptions(&list, bus->settings.states, true);
    response.onSuccess5 = on_subscribed;
    response.onFailure5 = on_subscribe_refused;
    response.context = bus;
    response.subscribeOptionsCount = list.count;
    response.subscribeOptionsList = list.options;
    response.subscribeOptions = list.options[0];
    if (MQTTAsync_subscribeMany(bus->client, list.count, list.topics, list.qos, &response) != MQTTASYNC_SUCCESS)
        note_change(bus, BUS_LOST, false);
}

/* ---- sending ---- */

/* Under the lock. */
static void append_flight(struct bus *bus, struct flight *flight)
{
    flight->before = bus->last;
    if (bus->last == NULL)
        bus->first = flight;
    else
        bus->last->after = flight;
    bus->last = flight;
    bus->in_flight++;
    if (flight->seq > bus->sent)
        bus->sent = flight->seq;
}

static void remove_flight(struct bus *bus, struct flight *flight)
{
    if (flight->before == NULL)
        bus->first = flight->after;
    else
        flight->before->after = flight->after;
    if (flight->after == NULL)
        bus->last = flight->before;
    else
        flight->after->before = flight->before;
    bus->in_flight--;
}

/* Takes a place in the window, waiting for one. NULL when the connection is gone, or an event was lost before. */
static struct flight *take_flight(struct bus *bus, int64_t seq)
{
    struct flight *flight = calloc(1, sizeof *flight);

    pthread_mutex_lock(&bus->mutex);
    while (bus->connected && bus->in_flight >= BUS_WINDOW)
        pthread_cond_wait(&bus->freed, &bus->mutex);
    /* Behind an event that did not arrive nothing newer may: the order would break. bus_forget begins anew. */
    bool in_order = seq == 0 || seq < bus->failed;
    if (bus->connected && in_order && flight != NULL) {
        *flight = (struct flight){ .bus = bus, .connection = bus->connection, .seq = seq };
        append_flight(bus, flight);
        bus->handing++;
    } else {
        free(flight);
        flight = NULL;
        if (seq != 0 && seq < bus->failed)
            bus->failed = seq;
    }
    pthread_mutex_unlock(&bus->mutex);
    return flight;
}

static void give_flight(struct flight *flight, bool arrived)
{
    struct bus *bus = flight->bus;

    pthread_mutex_lock(&bus->mutex);
    if (flight->connection == bus->connection) {
        if (!arrived && flight->seq != 0 && flight->seq < bus->failed)
            bus->failed = flight->seq;
        remove_flight(bus, flight);
        pthread_cond_signal(&bus->freed);
    }
    pthread_mutex_unlock(&bus->mutex);
    free(flight);
}

static void on_sent(void *context, MQTTAsync_successData5 *data)
{
    (void)data;
    give_flight(context, true);
}

static void on_not_sent(void *context, MQTTAsync_failureData5 *data)
{
    (void)data;
    give_flight(context, false);
}

static void add_text(MQTTProperties *properties, enum MQTTPropertyCodes code, struct span text)
{
    MQTTProperty property = { .identifier = code };

    property.value.data.data = (char *)(uintptr_t)text.ptr; /* the library copies it */
    property.value.data.len = (int)text.len;
    MQTTProperties_add(properties, &property);
}

static void add_properties(MQTTProperties *properties, const struct outbox_item *item)
{
    MQTTProperty expiry = { .identifier = MQTTPROPERTY_CODE_MESSAGE_EXPIRY_INTERVAL,
                            .value.integer4 = (unsigned)item->expiry_s };

    if (item->correlation.ptr != NULL)
        add_text(properties, MQTTPROPERTY_CODE_CORRELATION_DATA, item->correlation);
    if (item->json)
        add_text(properties, MQTTPROPERTY_CODE_CONTENT_TYPE, span_of("application/json"));
    if (item->expiry_s != 0)
        MQTTProperties_add(properties, &expiry);
}

/*
 * Events, state and requests with QoS 1. A reply with QoS 0: it is itself the acknowledgement, and whoever misses it
 * sends the request again and gets the same one.
 */
bool bus_publish(struct bus *bus, const struct outbox_item *item)
{
    MQTTAsync_message message = MQTTAsync_message_initializer;
    MQTTAsync_responseOptions response = MQTTAsync_responseOptions_initializer;
    struct flight *flight = take_flight(bus, item->seq);

    if (flight == NULL)
        return false;
    message.payload = (void *)(uintptr_t)item->payload.ptr; /* the library copies it */
    message.payloadlen = (int)item->payload.len;
    message.qos = item->seq != 0 || item->retain || item->is_request;
    message.retained = item->retain;
    add_properties(&message.properties, item);
    response.onSuccess5 = on_sent;
    response.onFailure5 = on_not_sent;
    response.context = flight;
    int rc = MQTTAsync_sendMessage(bus->client, item->topic.text, &message, &response);
    MQTTProperties_free(&message.properties);
    if (rc != MQTTASYNC_SUCCESS)
        give_flight(flight, false);
    end_handing(bus);
    return rc == MQTTASYNC_SUCCESS;
}

int64_t bus_reached(struct bus *bus)
{
    pthread_mutex_lock(&bus->mutex);
    int64_t reached = bus->failed <= bus->sent ? bus->failed - 1 : bus->sent;
    struct flight *flight = bus->first;
    while (flight != NULL && flight->seq == 0)
        flight = flight->after;
    if (flight != NULL && flight->seq <= reached)
        reached = flight->seq - 1;
    pthread_mutex_unlock(&bus->mutex);
    return reached;
}

void bus_forget(struct bus *bus, int64_t seq)
{
    pthread_mutex_lock(&bus->mutex);
    bus->sent = seq;
    bus->failed = INT64_MAX;
    pthread_mutex_unlock(&bus->mutex);
}

void bus_abandon(struct bus *bus)
{
    pthread_mutex_lock(&bus->mutex);
    bus->connected = false;
    pthread_cond_broadcast(&bus->freed);
    pthread_mutex_unlock(&bus->mutex);
}

/* Waits until nothing is in flight, or the connection is gone, or the time is over. */
static void wait_until_landed(struct bus *bus, int timeout_ms)
{
    int64_t until_ms = clock_monotonic_ms() + timeout_ms;
    struct timespec until = { .tv_sec = (time_t)(until_ms / 1000), .tv_nsec = (long)(until_ms % 1000) * 1000000 };
    int err = 0;

    pthread_mutex_lock(&bus->mutex);
    while (bus->in_flight > 0 && bus->connected && err == 0)
        err = pthread_cond_timedwait(&bus->freed, &bus->mutex, &until);
    pthread_mutex_unlock(&bus->mutex);
}

void bus_leave(struct bus *bus, const struct outbox_item *last, int timeout_ms)
{
    MQTTAsync_disconnectOptions options = MQTTAsync_disconnectOptions_initializer5;

    if (bus_publish(bus, last))
        wait_until_landed(bus, timeout_ms);
    options.timeout = timeout_ms;
    MQTTAsync_disconnect(bus->client, &options);
}
