#include "tests/bench/link.h"

#include "tests/bench/numbers.h"

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum { KEEPALIVE_S = 60, ANSWER_MS = 30000, MISC_MS = 500 };

struct link {
    struct mosquitto *mosq;
    link_heard *heard;
    void *context;
    bool welcome, subscribed, lost;
    int64_t misc_ns; /* when the library looks after its keepalive next */
};

/* ---- what the library tells ---- */

static void on_connect(struct mosquitto *mosq, void *context, int reason, int flags, const mosquitto_property *props)
{
    struct link *link = context;

    (void)mosq;
    (void)flags;
    (void)props;
    link->welcome = reason == 0;
    link->lost = reason != 0;
}

static void on_subscribe(struct mosquitto *mosq, void *context, int id, int count, const int *granted,
                         const mosquitto_property *props)
{
    struct link *link = context;

    (void)mosq;
    (void)id;
    (void)props;
    link->subscribed = count == 1 && granted[0] == 1;
    link->lost |= !link->subscribed;
}

static void on_disconnect(struct mosquitto *mosq, void *context, int reason, const mosquitto_property *props)
{
    struct link *link = context;

    (void)mosq;
    (void)reason;
    (void)props;
    link->lost = true;
}

static void on_message(struct mosquitto *mosq, void *context, const struct mosquitto_message *message,
                       const mosquitto_property *props)
{
    struct link *link = context;
    void *correlation = NULL;
    char *response_topic = NULL;
    uint16_t length = 0;

    (void)mosq;
    mosquitto_property_read_binary(props, MQTT_PROP_CORRELATION_DATA, &correlation, &length, false);
    mosquitto_property_read_string(props, MQTT_PROP_RESPONSE_TOPIC, &response_topic, false);
    struct link_message heard = { .topic = span_of(message->topic),
                                  .payload = { message->payload, (size_t)message->payloadlen },
                                  .correlation = { correlation, length },
                                  .response_topic = span_of(response_topic) };
    link->heard(link->context, link, &heard);
    free(correlation);
    free(response_topic);
}

/* ---- turns ---- */

static bool is_well(const struct link *link)
{
    return !link->lost && mosquitto_socket(link->mosq) >= 0;
}

static bool serve(struct link *link, short events, int64_t now_ns)
{
    int rc = MOSQ_ERR_SUCCESS;

    if (events & (POLLIN | POLLHUP | POLLERR))
        rc = mosquitto_loop_read(link->mosq, 1);
    if (rc == MOSQ_ERR_SUCCESS && mosquitto_want_write(link->mosq))
        rc = mosquitto_loop_write(link->mosq, 1);
    if (rc == MOSQ_ERR_SUCCESS && now_ns >= link->misc_ns) {
        link->misc_ns = now_ns + MISC_MS * INT64_C(1000000);
        rc = mosquitto_loop_misc(link->mosq);
    }
    return rc == MOSQ_ERR_SUCCESS && is_well(link);
}

bool links_turn(struct link *const links[], size_t count, int timeout_ms)
{
    struct pollfd fds[LINKS_MAX];
    bool well = true;

    for (size_t i = 0; i < count; i++) {
        short wanted = mosquitto_want_write(links[i]->mosq) ? POLLIN | POLLOUT : POLLIN;
        fds[i] = (struct pollfd){ .fd = mosquitto_socket(links[i]->mosq), .events = wanted };
    }
    poll(fds, count, timeout_ms);
    int64_t now_ns = numbers_now_ns();
    for (size_t i = 0; i < count; i++)
        well &= serve(links[i], fds[i].revents, now_ns);
    return well;
}

static bool wait_for(struct link *link, bool *what)
{
    int64_t deadline = numbers_now_ns() + ANSWER_MS * INT64_C(1000000);

    *what = false;
    while (!*what && !link->lost && numbers_now_ns() < deadline)
        links_turn(&link, 1, 100);
    return *what;
}

/* ---- the link ---- */

static bool log_in(struct link *link, uint16_t port, const struct link_login *login)
{
    mosquitto_connect_v5_callback_set(link->mosq, on_connect);
    mosquitto_subscribe_v5_callback_set(link->mosq, on_subscribe);
    mosquitto_disconnect_v5_callback_set(link->mosq, on_disconnect);
    mosquitto_message_v5_callback_set(link->mosq, on_message);
    mosquitto_int_option(link->mosq, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_int_option(link->mosq, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_int_option(link->mosq, MOSQ_OPT_RECEIVE_MAXIMUM, 65535);
    mosquitto_int_option(link->mosq, MOSQ_OPT_SEND_MAXIMUM, 65535);
    return mosquitto_username_pw_set(link->mosq, login->user, login->secret) == MOSQ_ERR_SUCCESS &&
           mosquitto_connect(link->mosq, "127.0.0.1", port, KEEPALIVE_S) == MOSQ_ERR_SUCCESS &&
           wait_for(link, &link->welcome);
}

struct link *link_open(uint16_t port, const struct link_login *login, link_heard *heard, void *context)
{
    struct link *link = calloc(1, sizeof *link);
    char id[2 * LINK_NAME_MAX];

    if (link == NULL)
        return NULL;
    link->heard = heard;
    link->context = context;
    snprintf(id, sizeof id, "%s:%s", login->user, login->device);
    link->mosq = mosquitto_new(id, true, link);
    if (link->mosq != NULL && log_in(link, port, login))
        return link;
    fprintf(stderr, "bench: %s cannot log in at port %u\n", id, (unsigned)port);
    link_close(link);
    return NULL;
}

void link_close(struct link *link)
{
    if (link == NULL)
        return;
    if (link->mosq != NULL) {
        mosquitto_disconnect(link->mosq);
        mosquitto_destroy(link->mosq);
    }
    free(link);
}

bool link_subscribe(struct link *link, const char *filter)
{
    bool sent = mosquitto_subscribe(link->mosq, NULL, filter, 1) == MOSQ_ERR_SUCCESS;

    if (sent && wait_for(link, &link->subscribed))
        return true;
    fprintf(stderr, "bench: no subscription to %s\n", filter);
    return false;
}

bool link_send(struct link *link, const struct link_out *out)
{
    mosquitto_property *props = NULL;
    int rc = MOSQ_ERR_SUCCESS;

    if (out->response_topic != NULL)
        rc = mosquitto_property_add_string(&props, MQTT_PROP_RESPONSE_TOPIC, out->response_topic);
    if (rc == MOSQ_ERR_SUCCESS && out->correlation.ptr != NULL)
        rc = mosquitto_property_add_binary(&props, MQTT_PROP_CORRELATION_DATA, out->correlation.ptr,
                                           (uint16_t)out->correlation.len);
    if (rc == MOSQ_ERR_SUCCESS)
        rc = mosquitto_publish_v5(link->mosq, NULL, out->topic, (int)out->payload.len, out->payload.ptr, 1, false,
                                  props);
    mosquitto_property_free_all(&props);
    return rc == MOSQ_ERR_SUCCESS;
}
