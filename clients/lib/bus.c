#include "bus.h"

#include "clock.h"
#include "reach.h"

#include <assert.h>
#include <limits.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <poll.h>
#include <stdlib.h>

#define KEEPALIVE_S   20
#define PACKETS       100 /* read at most, before the caller's turn */
#define FIRST_PROBLEM 0x80
#define QOS           1
#define CONTENT_TYPE  "application/msgpack"

enum link { LINK_DOWN, LINK_CONNECTING, LINK_UP };

struct queue {
    struct bus_message *first, **last;
    size_t count, bytes;
};

struct bus {
    struct bus_account account;
    struct mosquitto *handle; /* NULL without a connection */
    enum link link;
    bool begun;            /* there was no waiting for this connection yet: */
    enum bus_result begin; /* whether it could be begun */
    int opened;            /* what the library said of its socket: MOSQ_ERR_* */
    int reason;            /* MQTT 5 reason code with which the last connection was refused or ended */
    bool bad_certificate;
    bool publish_denied;
    int handed, acknowledged; /* messages of this connection */
    bool taken;               /* as the broker said of the one it acknowledged last */
    bool lost_some;
    int awaited;           /* answers to what was subscribed to */
    bool subscribe_denied; /* by one of them */
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

/* ---- what the MQTT library tells, from within step() ---- */

static void on_connect(struct mosquitto *handle, void *context, int reason, int flags, const mosquitto_property *more)
{
    struct bus *bus = context;

    (void)handle, (void)flags, (void)more;
    bus->reason = reason;
    bus->link = reason == MQTT_RC_SUCCESS ? LINK_UP : LINK_DOWN;
}

/* Either the broker's reason code, or an error of the library, which is smaller than any of them. */
static void on_disconnect(struct mosquitto *handle, void *context, int reason, const mosquitto_property *more)
{
    struct bus *bus = context;

    (void)handle, (void)more;
    bus->link = LINK_DOWN;
    if (reason >= FIRST_PROBLEM)
        bus->reason = reason;
}

static void on_subscribe(struct mosquitto *handle, void *context, int id, int count, const int *codes,
                         const mosquitto_property *more)
{
    struct bus *bus = context;

    (void)handle, (void)id, (void)more;
    bus->awaited--;
    for (int i = 0; i < count; i++)
        bus->subscribe_denied |= codes[i] >= FIRST_PROBLEM;
}

/* Only that it came to the broker: whether anybody is there to take it from there, is not asked. */
static void on_publish(struct mosquitto *handle, void *context, int id, int reason, const mosquitto_property *more)
{
    struct bus *bus = context;

    (void)handle, (void)id, (void)more;
    bus->acknowledged++;
    bus->taken = reason < FIRST_PROBLEM;
    bus->publish_denied |= !bus->taken;
}

static void read_correlation(const mosquitto_property *properties, struct bus_message *out)
{
    void *bytes = NULL;
    uint16_t len = 0;

    if (mosquitto_property_read_binary(properties, MQTT_PROP_CORRELATION_DATA, &bytes, &len, false) != NULL &&
        len == ID_BYTES) {
        memcpy(out->correlation.bytes, bytes, ID_BYTES);
        out->is_reply = true;
    }
    free(bytes);
}

static struct bus_message *copy_message(const struct mosquitto_message *message, const mosquitto_property *properties)
{
    size_t topic_len = strlen(message->topic), len = (size_t)message->payloadlen;
    struct bus_message *copy = topic_len < TOPIC_MAX ? malloc(sizeof *copy + len) : NULL;

    if (copy == NULL)
        return NULL;
    *copy = (struct bus_message){ .len = len, .retained = message->retain };
    memcpy(copy->topic, message->topic, topic_len);
    if (len > 0)
        memcpy(copy->payload, message->payload, len);
    read_correlation(properties, copy);
    return copy;
}

static void on_message(struct mosquitto *handle, void *context, const struct mosquitto_message *message,
                       const mosquitto_property *properties)
{
    struct bus *bus = context;
    struct bus_message *copy = copy_message(message, properties);

    (void)handle;
    if (copy != NULL && queue_add(copy->is_reply ? &bus->replies : &bus->events, copy))
        return;
    bus->lost_some = true;
    free(copy);
}

/* The library has one error for all of TLS, and tells the rest in words. */
static void on_words(struct mosquitto *handle, void *context, int level, const char *words)
{
    struct bus *bus = context;

    (void)handle, (void)level;
    bus->bad_certificate |= strstr(words, "certificate") != NULL || strstr(words, "host name") != NULL;
}

/* ---- waiting ---- */

static int left_ms(int64_t deadline)
{
    int64_t left = deadline - clock_now();

    return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/* Sends and reads what there is; without anything to read, waits for it. */
static void step(struct bus *bus, int64_t deadline)
{
    if (bus->handle != NULL && mosquitto_loop(bus->handle, left_ms(deadline), PACKETS) != MOSQ_ERR_SUCCESS)
        bus->link = LINK_DOWN;
}

/*
 * Until the connection stands, all that can be waited for is the other side. The library's own waiting is of no use
 * here: it would also wait for what it can write, and during a TLS handshake that is always.
 */
static void step_connecting(struct bus *bus, int64_t deadline)
{
    struct pollfd socket = { .fd = mosquitto_socket(bus->handle), .events = POLLIN };

    step(bus, 0); /* says what is to be said: with TLS, the first word after the handshake */
    if (bus->link != LINK_CONNECTING)
        return;
    bool ended = poll(&socket, 1, left_ms(deadline)) == 1 && (socket.revents & (POLLERR | POLLHUP)) != 0;
    step(bus, 0);
    if (ended && bus->link == LINK_CONNECTING)
        bus->link = LINK_DOWN;
}

/* ---- the connection ---- */

struct bus *bus_open(const struct bus_account *account)
{
    struct bus *bus = calloc(1, sizeof *bus);

    if (bus == NULL || mosquitto_lib_init() != MOSQ_ERR_SUCCESS) {
        free(bus);
        return NULL;
    }
    bus->account = *account;
    queue_init(&bus->replies);
    queue_init(&bus->events);
    return bus;
}

void bus_leave(struct bus *bus)
{
    if (bus->handle != NULL && bus->link == LINK_UP)
        mosquitto_disconnect_v5(bus->handle, MQTT_RC_NORMAL_DISCONNECTION, NULL);
    mosquitto_destroy(bus->handle);
    bus->handle = NULL;
    bus->link = LINK_DOWN;
    bus->begun = false;
}

void bus_close(struct bus *bus)
{
    if (bus == NULL)
        return;
    bus_leave(bus);
    queue_empty(&bus->replies);
    queue_empty(&bus->events);
    mosquitto_lib_cleanup();
    free(bus);
}

static bool is_tls(const char *server)
{
    return strncmp(server, "mqtts://", 8) == 0 || strncmp(server, "ssl://", 6) == 0;
}

static bool set_tls(const struct bus *bus)
{
    const char *ca_file = bus->account.ca_file;

    if (ca_file == NULL)
        return mosquitto_int_option(bus->handle, MOSQ_OPT_TLS_USE_OS_CERTS, 1) == MOSQ_ERR_SUCCESS;
    return mosquitto_tls_set(bus->handle, ca_file, NULL, NULL, NULL, NULL) == MOSQ_ERR_SUCCESS;
}

static bool set_up(const struct bus *bus)
{
    const struct bus_account *account = &bus->account;

    mosquitto_log_callback_set(bus->handle, on_words);
    mosquitto_connect_v5_callback_set(bus->handle, on_connect);
    mosquitto_disconnect_v5_callback_set(bus->handle, on_disconnect);
    mosquitto_subscribe_v5_callback_set(bus->handle, on_subscribe);
    mosquitto_publish_v5_callback_set(bus->handle, on_publish);
    mosquitto_message_v5_callback_set(bus->handle, on_message);
    return mosquitto_int_option(bus->handle, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5) == MOSQ_ERR_SUCCESS &&
           mosquitto_int_option(bus->handle, MOSQ_OPT_TCP_NODELAY, 1) == MOSQ_ERR_SUCCESS &&
           mosquitto_username_pw_set(bus->handle, account->user, account->password) == MOSQ_ERR_SUCCESS &&
           (account->will.topic == NULL || mosquitto_will_set(bus->handle, account->will.topic, (int)account->will.len,
                                                              account->will.payload, QOS, true) == MOSQ_ERR_SUCCESS);
}

static int keepalive(const struct bus *bus)
{
    return bus->account.keepalive_s > 0 ? bus->account.keepalive_s : KEEPALIVE_S;
}

/* Without waiting, but for the address of a name. */
static void open_socket(struct bus *bus)
{
    char host[REACH_HOST_MAX];
    int port = reach_split(bus->account.server, host);

    bus->link = LINK_CONNECTING;
    bus->opened = mosquitto_connect_bind_async(bus->handle, host, port, keepalive(bus), NULL);
}

/*
 * The library tries only the first address of a name when it may not block. Where that one refuses and another does
 * not, it may, since somebody listens there.
 */
static enum reach wait_for_socket(struct bus *bus, int64_t deadline)
{
    char host[REACH_HOST_MAX];

    if (bus->opened == MOSQ_ERR_EAI)
        return REACH_NO_NAME;
    enum reach reach =
        bus->opened == MOSQ_ERR_SUCCESS ? reach_wait(mosquitto_socket(bus->handle), left_ms(deadline)) : REACH_REFUSED;
    if (reach != REACH_REFUSED || reach_try(bus->account.server, left_ms(deadline)) != REACH_FINE)
        return reach;
    int port = reach_split(bus->account.server, host);
    int err = mosquitto_connect(bus->handle, host, port, keepalive(bus));
    return err == MOSQ_ERR_SUCCESS ? REACH_FINE : REACH_REFUSED;
}

static enum bus_result why_not(const struct bus *bus)
{
    switch (bus->reason) {
    case MQTT_RC_CLIENTID_NOT_VALID:
    case MQTT_RC_BAD_USERNAME_OR_PASSWORD:
    case MQTT_RC_NOT_AUTHORIZED:
    case MQTT_RC_BANNED:
        return BUS_DENIED;
    default:
        return bus->bad_certificate ? BUS_CERTIFICATE : BUS_DOWN;
    }
}

/* The MQTT library says nothing when there is no TLS: somebody is there, but TLS came to nothing. */
static enum bus_result why_no_tls(const struct bus *bus, int64_t deadline)
{
    if (!is_tls(bus->account.server) || left_ms(deadline) == 0)
        return BUS_DOWN;
    switch (reach_tls(bus->account.server, left_ms(deadline), NULL)) {
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

static enum bus_result wait_for_broker(struct bus *bus, int64_t deadline)
{
    if (wait_for_socket(bus, deadline) != REACH_FINE)
        return BUS_DOWN;
    do
        step_connecting(bus, deadline);
    while (bus->link == LINK_CONNECTING && clock_now() < deadline);
    return bus->link == LINK_UP ? BUS_OK : why_not(bus);
}

void bus_begin(struct bus *bus)
{
    bus_leave(bus);
    bus->reason = 0;
    bus->bad_certificate = false;
    bus->handed = bus->acknowledged = 0;
    bus->taken = false;
    bus->awaited = 0;
    bus->subscribe_denied = false;
    bus->handle = mosquitto_new(bus->account.client_id, true, bus);
    bus->begin = bus->handle == NULL || !set_up(bus)            ? BUS_FAILED
                 : is_tls(bus->account.server) && !set_tls(bus) ? BUS_CERTIFICATE
                                                                : BUS_OK;
    if (bus->begin == BUS_OK)
        open_socket(bus);
    bus->begun = true;
}

enum bus_result bus_connect(struct bus *bus, int64_t deadline)
{
    if (!bus->begun)
        bus_begin(bus);
    bus->begun = false;
    enum bus_result result = bus->begin == BUS_OK ? wait_for_broker(bus, deadline) : bus->begin;
    if (result == BUS_DOWN)
        result = why_no_tls(bus, deadline);
    if (result != BUS_OK)
        bus_leave(bus);
    return result;
}

bool bus_is_up(struct bus *bus)
{
    if (!bus->begun)
        step(bus, 0);
    return bus->link == LINK_UP;
}

enum bus_result bus_subscribe_soon(struct bus *bus, const char *const *filters, size_t count)
{
    assert(count <= BUS_FILTERS_MAX);
    if (bus->handle == NULL || mosquitto_subscribe_multiple(bus->handle, NULL, (int)count,
                                                            (char *const *)(uintptr_t)filters, QOS, 0, NULL) != 0)
        return BUS_DOWN;
    bus->awaited++;
    return BUS_OK;
}

enum bus_result bus_subscribe(struct bus *bus, const char *const *filters, size_t count, int64_t deadline)
{
    enum bus_result result = bus_subscribe_soon(bus, filters, count);

    if (result != BUS_OK)
        return result;
    while (bus->awaited > 0 && bus->link == LINK_UP && clock_now() < deadline)
        step(bus, deadline);
    bool denied = bus->subscribe_denied;
    bus->subscribe_denied = false;
    return denied ? BUS_DENIED : bus->awaited == 0 ? BUS_OK : bus->link != LINK_UP ? BUS_DOWN : BUS_TIMEOUT;
}

/* ---- messages ---- */

/* Gives it to the library, which copies it, and sends it if the socket takes it. Frees the properties. */
static enum bus_result hand_over(struct bus *bus, const char *topic, mosquitto_property *properties,
                                 struct span payload, bool retained)
{
    const char *content_type = bus->account.content_type != NULL ? bus->account.content_type : CONTENT_TYPE;

    bus->publish_denied = false;
    bus->handed++;
    int err = mosquitto_property_add_string(&properties, MQTT_PROP_CONTENT_TYPE, content_type);
    if (err == MOSQ_ERR_SUCCESS)
        err = mosquitto_publish_v5(bus->handle, NULL, topic, (int)payload.len, payload.ptr, QOS, retained, properties);
    mosquitto_property_free_all(&properties);
    return err == MOSQ_ERR_SUCCESS ? BUS_OK : BUS_DOWN;
}

enum bus_result bus_publish(struct bus *bus, const char *topic, const char *reply_to, const struct id *correlation,
                            struct span payload)
{
    mosquitto_property *properties = NULL;

    if (bus->link != LINK_UP)
        return BUS_DOWN;
    if (mosquitto_property_add_string(&properties, MQTT_PROP_RESPONSE_TOPIC, reply_to) != MOSQ_ERR_SUCCESS ||
        mosquitto_property_add_binary(&properties, MQTT_PROP_CORRELATION_DATA, correlation->bytes, ID_BYTES) !=
            MOSQ_ERR_SUCCESS) {
        mosquitto_property_free_all(&properties);
        return BUS_DOWN;
    }
    return hand_over(bus, topic, properties, payload, false);
}

enum bus_result bus_tell(struct bus *bus, const char *topic, struct span payload, bool retained)
{
    return bus->link == LINK_UP ? hand_over(bus, topic, NULL, payload, retained) : BUS_DOWN;
}

enum bus_result bus_settle(struct bus *bus, int64_t deadline)
{
    while (bus->acknowledged < bus->handed && bus->link == LINK_UP && clock_now() < deadline)
        step(bus, deadline);
    if (bus->publish_denied)
        return BUS_DENIED;
    return bus->link != LINK_UP ? BUS_DOWN : bus->acknowledged < bus->handed ? BUS_TIMEOUT : BUS_OK;
}

bool bus_took_last(struct bus *bus)
{
    return bus->taken && bus->acknowledged == bus->handed;
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

    while ((*out = find_reply(bus, correlation)) == NULL && result == BUS_OK) {
        if (bus->publish_denied || bus->subscribe_denied)
            result = BUS_DENIED;
        else if (bus->link != LINK_UP)
            result = BUS_DOWN;
        else if (clock_now() >= deadline)
            result = BUS_TIMEOUT;
        else
            step(bus, deadline);
    }
    return result;
}

/* What the socket has by now is read even when there is no time to wait. */
enum bus_result bus_take_event(struct bus *bus, int64_t deadline, struct bus_message **out)
{
    bool is_last = false;

    while ((*out = queue_take(&bus->events)) == NULL) {
        if (bus->link != LINK_UP)
            return BUS_DOWN;
        if (bus->lost_some || is_last)
            return BUS_TIMEOUT;
        is_last = clock_now() >= deadline;
        step(bus, deadline);
    }
    return BUS_OK;
}

bool bus_lost_some(struct bus *bus)
{
    bool lost = bus->lost_some;

    bus->lost_some = false;
    return lost;
}
