#include "bus.h"

#include "clock.h"
#include "reach.h"

#include <assert.h>
#include <MQTTAsync.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define KEEPALIVE_S    20
#define GOODBYE_MS     500
#define DESCRIPTOR_MAX 256 /* as far as we look for the connection's socket; programs of ours open a handful */

enum link { LINK_DOWN, LINK_CONNECTING, LINK_UP };
enum pending { PENDING_NONE, PENDING_WAITING, PENDING_DONE, PENDING_FAILED };

struct queue {
    struct bus_message *first, **last;
    size_t count, bytes;
};

/* What the lock guards is written by the MQTT library's thread and read by the caller's. */
struct bus {
    struct bus_account account;
    MQTTAsync handle;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum link link;
    int reason; /* MQTT 5 reason code with which the last connection was refused or ended */
    bool bad_certificate;
    bool publish_denied;
    int handed, acknowledged; /* messages of this connection */
    bool taken;               /* as the broker said of the one it acknowledged last */
    bool lost_some;
    enum pending subscribing, leaving;
    struct queue replies, events;
};

/* ---- queues ---- */

static void queue_init(struct queue *queue)
{
    *queue = (struct queue){ .last = &queue->first };
}

static bool queue_add(struct queue *queue, struct bus_message *message)
{
    if (queue->count == BUS_QUEUE_MAX || queue->bytes + message->len > BUS_QUEUE_BYTES)
        return false;
    *queue->last = message;
    queue->last = &message->next;
    queue->count++;
    queue->bytes += message->len;
    return true;
}

static struct bus_message *queue_take(struct queue *queue)
{
    struct bus_message *message = queue->first;

    if (message == NULL)
        return NULL;
    queue->first = message->next;
    if (queue->first == NULL)
        queue->last = &queue->first;
    queue->count--;
    queue->bytes -= message->len;
    message->next = NULL;
    return message;
}

static void queue_empty(struct queue *queue)
{
    struct bus_message *message;

    while ((message = queue_take(queue)) != NULL)
        free(message);
}

/* ---- waiting; the caller holds the lock ---- */

static bool wait_until(struct bus *bus, int64_t deadline)
{
    struct timespec until = { .tv_sec = deadline / 1000, .tv_nsec = deadline % 1000 * 1000000 };

    return pthread_cond_timedwait(&bus->changed, &bus->lock, &until) == 0;
}

static void set_link(struct bus *bus, enum link link, int reason)
{
    pthread_mutex_lock(&bus->lock);
    bus->link = link;
    if (reason > 0)
        bus->reason = reason;
    pthread_cond_broadcast(&bus->changed);
    pthread_mutex_unlock(&bus->lock);
}

static void set_pending(struct bus *bus, enum pending *pending, enum pending value)
{
    pthread_mutex_lock(&bus->lock);
    *pending = value;
    pthread_cond_broadcast(&bus->changed);
    pthread_mutex_unlock(&bus->lock);
}

/* ---- on the MQTT library's thread: copy, tell, return ---- */

static bool peer_has_port(int fd, int port)
{
    struct sockaddr_storage peer;
    socklen_t len = sizeof peer;

    if (getpeername(fd, (struct sockaddr *)&peer, &len) != 0)
        return false;
    if (peer.ss_family == AF_INET)
        return ntohs(((struct sockaddr_in *)(void *)&peer)->sin_port) == port;
    if (peer.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)(void *)&peer)->sin6_port) == port;
    return false;
}

static int port_of(const char *server)
{
    const char *colon = strrchr(server, ':');

    return colon == NULL ? 0 : atoi(colon + 1);
}

/*
 * The library leaves Nagle's algorithm on and hides its socket. Together with the delayed acknowledgement of the
 * other side that costs 44 ms for each request, so the socket is found by whom it talks to.
 */
static void stop_waiting_for_more(struct bus *bus)
{
    int on = 1, port = port_of(bus->account.server);

    for (int fd = 3; fd < DESCRIPTOR_MAX; fd++)
        if (peer_has_port(fd, port))
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void on_connected(void *context, char *cause)
{
    (void)cause;
    stop_waiting_for_more(context);
}

static void on_connect(void *context, MQTTAsync_successData5 *data)
{
    (void)data;
    set_link(context, LINK_UP, 0);
}

static void on_connect_failure(void *context, MQTTAsync_failureData5 *data)
{
    int reason = data == NULL ? 0 : (int)data->reasonCode;

    /* The library of Debian 12 has the broker's reason in the other field; its own codes there are negative. */
    if (reason == 0 && data != NULL && data->code >= 0x80)
        reason = data->code;
    set_link(context, LINK_DOWN, reason);
}

static void on_lost(void *context, char *cause)
{
    (void)cause;
    set_link(context, LINK_DOWN, 0);
}

static void on_server_goodbye(void *context, MQTTProperties *properties, enum MQTTReasonCodes reason)
{
    (void)properties;
    set_link(context, LINK_DOWN, (int)reason);
}

static void on_subscribed(void *context, MQTTAsync_successData5 *data)
{
    struct bus *bus = context;
    bool denied = (int)data->reasonCode >= 0x80;

    /* With several filters the library lists a code for each. */
    for (int i = 0; data->alt.sub.reasonCodeCount > 1 && i < data->alt.sub.reasonCodeCount; i++)
        denied |= (int)data->alt.sub.reasonCodes[i] >= 0x80;
    set_pending(bus, &bus->subscribing, denied ? PENDING_FAILED : PENDING_DONE);
}

static void on_subscribe_failure(void *context, MQTTAsync_failureData5 *data)
{
    struct bus *bus = context;

    (void)data;
    set_pending(bus, &bus->subscribing, PENDING_FAILED);
}

/* Only that it came to the broker: whether anybody is there to take it from there, the library does not say. */
static void on_published(void *context, MQTTAsync_successData5 *data)
{
    struct bus *bus = context;

    (void)data;
    pthread_mutex_lock(&bus->lock);
    bus->acknowledged++;
    bus->taken = true;
    pthread_cond_broadcast(&bus->changed);
    pthread_mutex_unlock(&bus->lock);
}

static void on_publish_failure(void *context, MQTTAsync_failureData5 *data)
{
    struct bus *bus = context;

    pthread_mutex_lock(&bus->lock);
    bus->acknowledged++;
    bus->taken = false;
    bus->publish_denied |= data != NULL && (int)data->reasonCode >= 0x80;
    pthread_cond_broadcast(&bus->changed);
    pthread_mutex_unlock(&bus->lock);
}

static void on_left(void *context, MQTTAsync_successData5 *data)
{
    struct bus *bus = context;

    (void)data;
    set_pending(bus, &bus->leaving, PENDING_DONE);
}

static void on_leave_failure(void *context, MQTTAsync_failureData5 *data)
{
    struct bus *bus = context;

    (void)data;
    set_pending(bus, &bus->leaving, PENDING_FAILED);
}

static void read_correlation(MQTTProperties *properties, struct bus_message *out)
{
    MQTTProperty *property = MQTTProperties_getProperty(properties, MQTTPROPERTY_CODE_CORRELATION_DATA);

    if (property == NULL || property->value.data.len != ID_BYTES)
        return;
    memcpy(out->correlation.bytes, property->value.data.data, ID_BYTES);
    out->is_reply = true;
}

static struct bus_message *copy_message(const char *topic, size_t topic_len, MQTTAsync_message *message)
{
    struct bus_message *copy;

    if (topic_len >= TOPIC_MAX || message->payloadlen < 0)
        return NULL;
    copy = malloc(sizeof *copy + (size_t)message->payloadlen);
    if (copy == NULL)
        return NULL;
    *copy = (struct bus_message){ .len = (size_t)message->payloadlen, .retained = message->retained != 0 };
    memcpy(copy->topic, topic, topic_len);
    memcpy(copy->payload, message->payload, copy->len);
    read_correlation(&message->properties, copy);
    return copy;
}

static int on_message(void *context, char *topic, int topic_len, MQTTAsync_message *message)
{
    struct bus *bus = context;
    /* 0 means: ends at the NUL. */
    size_t len = topic_len > 0 ? (size_t)topic_len : strlen(topic);
    struct bus_message *copy = copy_message(topic, len, message);

    pthread_mutex_lock(&bus->lock);
    if (copy == NULL || !queue_add(copy->is_reply ? &bus->replies : &bus->events, copy)) {
        bus->lost_some = true;
        free(copy);
    }
    pthread_cond_broadcast(&bus->changed);
    pthread_mutex_unlock(&bus->lock);
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1; /* anything else would keep the message in the library */
}

static int on_tls_error(const char *text, size_t len, void *context)
{
    struct bus *bus = context;

    (void)len;
    if (strstr(text, "certificate") != NULL) {
        pthread_mutex_lock(&bus->lock);
        bus->bad_certificate = true;
        pthread_mutex_unlock(&bus->lock);
    }
    return 1;
}

/* ---- the connection ---- */

struct bus *bus_open(const struct bus_account *account)
{
    struct bus *bus = calloc(1, sizeof *bus);
    pthread_condattr_t monotonic;

    if (bus == NULL)
        return NULL;
    unsetenv("http_proxy");
    unsetenv("https_proxy");
    bus->account = *account;
    queue_init(&bus->replies);
    queue_init(&bus->events);
    pthread_mutex_init(&bus->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&bus->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return bus;
}

static void say_goodbye(struct bus *bus)
{
    MQTTAsync_disconnectOptions options = MQTTAsync_disconnectOptions_initializer5;
    int64_t deadline = clock_now() + GOODBYE_MS;

    options.onSuccess5 = on_left;
    options.onFailure5 = on_leave_failure;
    options.context = bus;
    bus->leaving = PENDING_WAITING;
    if (MQTTAsync_disconnect(bus->handle, &options) != MQTTASYNC_SUCCESS)
        return;
    pthread_mutex_lock(&bus->lock);
    while (bus->leaving == PENDING_WAITING && clock_now() < deadline)
        wait_until(bus, deadline);
    bus->link = LINK_DOWN;
    pthread_mutex_unlock(&bus->lock);
}

static void drop_handle(struct bus *bus)
{
    if (bus->handle == NULL)
        return;
    if (bus_is_up(bus))
        say_goodbye(bus);
    MQTTAsync_destroy(&bus->handle);
    bus->handle = NULL;
    bus->link = LINK_DOWN;
}

void bus_leave(struct bus *bus)
{
    if (bus->handle != NULL && bus_is_up(bus))
        say_goodbye(bus);
}

void bus_close(struct bus *bus)
{
    if (bus == NULL)
        return;
    drop_handle(bus);
    queue_empty(&bus->replies);
    queue_empty(&bus->events);
    pthread_cond_destroy(&bus->changed);
    pthread_mutex_destroy(&bus->lock);
    free(bus);
}

static bool make_handle(struct bus *bus)
{
    MQTTAsync_createOptions create = MQTTAsync_createOptions_initializer5;

    create.sendWhileDisconnected = 0;
    if (MQTTAsync_createWithOptions(&bus->handle, bus->account.server, bus->account.client_id,
                                    MQTTCLIENT_PERSISTENCE_NONE, NULL, &create) != MQTTASYNC_SUCCESS) {
        bus->handle = NULL;
        return false;
    }
    MQTTAsync_setCallbacks(bus->handle, bus, on_lost, on_message, NULL);
    MQTTAsync_setConnected(bus->handle, bus, on_connected);
    MQTTAsync_setDisconnected(bus->handle, bus, on_server_goodbye);
    return true;
}

static bool is_tls(const char *server)
{
    return strncmp(server, "mqtts://", 8) == 0 || strncmp(server, "ssl://", 6) == 0 ||
           strncmp(server, "wss://", 6) == 0;
}

static MQTTAsync_willOptions will_of(const struct bus_will *will)
{
    MQTTAsync_willOptions options = MQTTAsync_willOptions_initializer;

    options.topicName = will->topic;
    options.payload.data = will->payload;
    options.payload.len = (int)will->len;
    options.qos = 1;
    options.retained = 1;
    return options;
}

static bool begin_connecting(struct bus *bus, int64_t deadline)
{
    MQTTAsync_connectOptions options = MQTTAsync_connectOptions_initializer5;
    MQTTAsync_willOptions will = will_of(&bus->account.will);
    MQTTAsync_SSLOptions tls = MQTTAsync_SSLOptions_initializer;
    int64_t left_s = (deadline - clock_now() + 999) / 1000;

    options.cleanstart = 1;
    options.keepAliveInterval = bus->account.keepalive_s > 0 ? bus->account.keepalive_s : KEEPALIVE_S;
    if (will.topicName != NULL)
        options.will = &will;
    options.connectTimeout = left_s < 1 ? 1 : (int)left_s;
    options.username = bus->account.user;
    options.password = bus->account.password;
    options.onSuccess5 = on_connect;
    options.onFailure5 = on_connect_failure;
    options.context = bus;
    tls.trustStore = bus->account.ca_file;
    tls.verify = 1;
    tls.ssl_error_cb = on_tls_error;
    tls.ssl_error_context = bus;
    if (is_tls(bus->account.server))
        options.ssl = &tls;
    return MQTTAsync_connect(bus->handle, &options) == MQTTASYNC_SUCCESS;
}

static enum bus_result why_not(const struct bus *bus)
{
    switch (bus->reason) {
    case MQTTREASONCODE_CLIENT_IDENTIFIER_NOT_VALID:
    case MQTTREASONCODE_BAD_USER_NAME_OR_PASSWORD:
    case MQTTREASONCODE_NOT_AUTHORIZED:
    case MQTTREASONCODE_BANNED:
        return BUS_DENIED;
    default:
        return bus->bad_certificate ? BUS_CERTIFICATE : BUS_DOWN;
    }
}

/*
 * The MQTT library says nothing when a certificate is of another name, and nothing when there is no TLS: somebody is
 * there, but TLS came to nothing.
 */
static enum bus_result why_no_tls(const struct bus *bus, int64_t deadline)
{
    int64_t left_ms = deadline - clock_now();

    if (!is_tls(bus->account.server) || left_ms <= 0)
        return BUS_DOWN;
    switch (reach_tls(bus->account.server, (int)left_ms)) {
    case REACH_FINE:
        return BUS_CERTIFICATE;
    case REACH_REFUSED:
        return BUS_NO_TLS;
    case REACH_NO_NAME:
    case REACH_SILENT:
        break;
    }
    return BUS_DOWN;
}

enum bus_result bus_connect(struct bus *bus, int64_t deadline)
{
    drop_handle(bus);
    bus->link = LINK_CONNECTING;
    bus->reason = 0;
    bus->bad_certificate = false;
    bus->handed = bus->acknowledged = 0;
    bus->taken = false;
    if (!make_handle(bus))
        return BUS_FAILED;
    if (!begin_connecting(bus, deadline)) {
        drop_handle(bus);
        return BUS_DOWN;
    }
    pthread_mutex_lock(&bus->lock);
    while (bus->link == LINK_CONNECTING && clock_now() < deadline)
        wait_until(bus, deadline);
    enum bus_result result = bus->link == LINK_UP ? BUS_OK : why_not(bus);
    pthread_mutex_unlock(&bus->lock);
    if (result == BUS_DOWN)
        result = why_no_tls(bus, deadline);
    if (result != BUS_OK)
        drop_handle(bus);
    return result;
}

bool bus_is_up(struct bus *bus)
{
    pthread_mutex_lock(&bus->lock);
    bool up = bus->link == LINK_UP;
    pthread_mutex_unlock(&bus->lock);
    return up;
}

enum bus_result bus_subscribe(struct bus *bus, const char *const *filters, size_t count, int64_t deadline)
{
    MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;
    MQTTSubscribe_options each[BUS_FILTERS_MAX];
    int qos[BUS_FILTERS_MAX];

    assert(count <= BUS_FILTERS_MAX);
    for (size_t i = 0; i < count; i++) {
        qos[i] = 1;
        each[i] = (MQTTSubscribe_options)MQTTSubscribe_options_initializer;
    }
    options.onSuccess5 = on_subscribed;
    options.onFailure5 = on_subscribe_failure;
    options.context = bus;
    options.subscribeOptions = each[0];
    options.subscribeOptionsCount = (int)count;
    options.subscribeOptionsList = each;
    bus->subscribing = PENDING_WAITING;
    if (MQTTAsync_subscribeMany(bus->handle, (int)count, (char *const *)(uintptr_t)filters, qos, &options) !=
        MQTTASYNC_SUCCESS)
        return BUS_DOWN;
    pthread_mutex_lock(&bus->lock);
    while (bus->subscribing == PENDING_WAITING && bus->link == LINK_UP && clock_now() < deadline)
        wait_until(bus, deadline);
    enum bus_result result = bus->subscribing == PENDING_DONE     ? BUS_OK
                             : bus->link != LINK_UP               ? BUS_DOWN
                             : bus->subscribing == PENDING_FAILED ? BUS_DENIED
                                                                  : BUS_TIMEOUT;
    pthread_mutex_unlock(&bus->lock);
    return result;
}

/* ---- messages ---- */

static void add_text_property(MQTTProperties *properties, enum MQTTPropertyCodes code, const char *bytes, size_t len)
{
    MQTTProperty property = { .identifier = code };

    /* The library copies what it is given and does not change it. */
    property.value.data.data = (char *)(uintptr_t)bytes;
    property.value.data.len = (int)len;
    MQTTProperties_add(properties, &property);
}

/* Gives it to the library, which copies it. */
static enum bus_result hand_over(struct bus *bus, const char *topic, MQTTAsync_message *message, struct span payload)
{
    MQTTAsync_responseOptions options = MQTTAsync_responseOptions_initializer;

    bus->publish_denied = false;
    bus->handed++;
    message->qos = 1;
    message->payload = (void *)(uintptr_t)payload.ptr;
    message->payloadlen = (int)payload.len;
    add_text_property(&message->properties, MQTTPROPERTY_CODE_CONTENT_TYPE, "application/msgpack", 19);
    options.onSuccess5 = on_published;
    options.onFailure5 = on_publish_failure;
    options.context = bus;
    int err = MQTTAsync_sendMessage(bus->handle, topic, message, &options);
    MQTTProperties_free(&message->properties);
    return err == MQTTASYNC_SUCCESS ? BUS_OK : BUS_DOWN;
}

enum bus_result bus_publish(struct bus *bus, const char *topic, const char *reply_to, const struct id *correlation,
                            struct span payload)
{
    MQTTAsync_message message = MQTTAsync_message_initializer;

    if (!bus_is_up(bus))
        return BUS_DOWN;
    if (reply_to != NULL)
        add_text_property(&message.properties, MQTTPROPERTY_CODE_RESPONSE_TOPIC, reply_to, strlen(reply_to));
    add_text_property(&message.properties, MQTTPROPERTY_CODE_CORRELATION_DATA, (const char *)correlation->bytes,
                      ID_BYTES);
    return hand_over(bus, topic, &message, payload);
}

enum bus_result bus_tell(struct bus *bus, const char *topic, struct span payload, bool retained)
{
    MQTTAsync_message message = MQTTAsync_message_initializer;

    if (!bus_is_up(bus))
        return BUS_DOWN;
    message.retained = retained;
    return hand_over(bus, topic, &message, payload);
}

bool bus_took_last(struct bus *bus)
{
    pthread_mutex_lock(&bus->lock);
    bool took = bus->taken && bus->acknowledged == bus->handed;
    pthread_mutex_unlock(&bus->lock);
    return took;
}

static struct bus_message *find_reply(struct bus *bus, const struct id *correlation)
{
    struct bus_message *message;

    while ((message = queue_take(&bus->replies)) != NULL) {
        if (memcmp(message->correlation.bytes, correlation->bytes, ID_BYTES) == 0)
            return message;
        free(message);
    }
    return NULL;
}

enum bus_result bus_take_reply(struct bus *bus, const struct id *correlation, int64_t deadline,
                               struct bus_message **out)
{
    enum bus_result result = BUS_OK;

    pthread_mutex_lock(&bus->lock);
    while ((*out = find_reply(bus, correlation)) == NULL && result == BUS_OK) {
        if (bus->publish_denied)
            result = BUS_DENIED;
        else if (bus->link != LINK_UP)
            result = BUS_DOWN;
        else if (clock_now() >= deadline)
            result = BUS_TIMEOUT;
        else
            wait_until(bus, deadline);
    }
    pthread_mutex_unlock(&bus->lock);
    return result;
}

enum bus_result bus_take_event(struct bus *bus, int64_t deadline, struct bus_message **out)
{
    enum bus_result result = BUS_OK;

    pthread_mutex_lock(&bus->lock);
    while ((*out = queue_take(&bus->events)) == NULL && result == BUS_OK) {
        if (bus->link != LINK_UP)
            result = BUS_DOWN;
        else if (bus->lost_some || clock_now() >= deadline)
            result = BUS_TIMEOUT;
        else
            wait_until(bus, deadline);
    }
    pthread_mutex_unlock(&bus->lock);
    return result;
}

bool bus_lost_some(struct bus *bus)
{
    pthread_mutex_lock(&bus->lock);
    bool lost = bus->lost_some;
    bus->lost_some = false;
    pthread_mutex_unlock(&bus->lock);
    return lost;
}

void bus_pause(struct bus *bus, int64_t until)
{
    pthread_mutex_lock(&bus->lock);
    while (clock_now() < until)
        wait_until(bus, until);
    pthread_mutex_unlock(&bus->lock);
}
