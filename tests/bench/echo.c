/*
 * What the library and the broker can do at best: takes each request as the daemon does, and answers from a thread
 * of its own with a reply and an event of the daemon's size, but decides, checks and stores nothing.
 *
 *   echo <port> <file with the secret> <bytes of a reply> <bytes of an event>
 */
#include "proto/topic.h"

#include <arpa/inet.h>
#include <MQTTAsync.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WINDOW = 128, BODY_MAX = 4096 };

/* One request; its texts stand behind it. */
struct work {
    struct work *next;
    struct span correlation;
    char theme[40], reply_to[TOPIC_MAX];
    char bytes[];
};

struct echo {
    MQTTAsync client;
    uint16_t port;
    char reply[BODY_MAX], event[BODY_MAX];
    int reply_bytes, event_bytes;

    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t filled, freed;
    struct work *first, **last;
    int in_flight;
};

static void send_at_once(uint16_t port)
{
    int on = 1;

    for (int fd = 0; fd < 64; fd++) {
        struct sockaddr_in peer;
        socklen_t length = sizeof peer;
        if (getpeername(fd, (struct sockaddr *)&peer, &length) == 0 && ntohs(peer.sin_port) == port)
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
}

/* ---- what arrives ---- */

static struct span property(MQTTAsync_message *message, enum MQTTPropertyCodes code)
{
    MQTTProperty *found = MQTTProperties_getProperty(&message->properties, code);

    return found == NULL ? (struct span){ NULL, 0 }
                         : (struct span){ found->value.data.data, (size_t)found->value.data.len };
}

static struct work *copy(struct span topic, MQTTAsync_message *message)
{
    struct span correlation = property(message, MQTTPROPERTY_CODE_CORRELATION_DATA),
                reply_to = property(message, MQTTPROPERTY_CODE_RESPONSE_TOPIC);
    struct topic_request where;

    if (!topic_read_request(topic, &where) || where.space.ptr == NULL || reply_to.len >= TOPIC_MAX)
        return NULL;
    struct work *work = calloc(1, sizeof *work + correlation.len + (size_t)message->payloadlen);
    if (work == NULL)
        return NULL;
    memcpy(work->bytes, correlation.ptr, correlation.len);
    memcpy(work->bytes + correlation.len, message->payload, (size_t)message->payloadlen);
    work->correlation = (struct span){ work->bytes, correlation.len };
    memcpy(work->theme, where.space.ptr, where.space.len);
    memcpy(work->reply_to, reply_to.ptr, reply_to.len);
    return work;
}

static int on_message(void *context, char *topic, int length, MQTTAsync_message *message)
{
    struct echo *echo = context;
    struct work *work = copy((struct span){ topic, length > 0 ? (size_t)length : strlen(topic) }, message);

    if (work != NULL) {
        pthread_mutex_lock(&echo->mutex);
        *echo->last = work;
        echo->last = &work->next;
        pthread_cond_signal(&echo->filled);
        pthread_mutex_unlock(&echo->mutex);
    }
    MQTTAsync_freeMessage(&message);
    MQTTAsync_free(topic);
    return 1;
}

/* ---- what leaves ---- */

static void land(struct echo *echo)
{
    pthread_mutex_lock(&echo->mutex);
    echo->in_flight--;
    pthread_cond_signal(&echo->freed);
    pthread_mutex_unlock(&echo->mutex);
}

static void on_sent(void *context, MQTTAsync_successData5 *data)
{
    (void)data;
    land(context);
}

static void on_not_sent(void *context, MQTTAsync_failureData5 *data)
{
    (void)data;
    land(context);
}

static void publish(struct echo *echo, const char *topic, MQTTAsync_message *message)
{
    MQTTAsync_responseOptions response = MQTTAsync_responseOptions_initializer;

    pthread_mutex_lock(&echo->mutex);
    while (echo->in_flight >= WINDOW)
        pthread_cond_wait(&echo->freed, &echo->mutex);
    echo->in_flight++;
    pthread_mutex_unlock(&echo->mutex);
    response.onSuccess5 = on_sent;
    response.onFailure5 = on_not_sent;
    response.context = echo;
    if (MQTTAsync_sendMessage(echo->client, topic, message, &response) != MQTTASYNC_SUCCESS)
        land(echo);
    MQTTProperties_free(&message->properties);
}

/* A reply with QoS 0, an event with QoS 1, as the daemon does. */
static void answer(struct echo *echo, const struct work *work)
{
    MQTTAsync_message reply = MQTTAsync_message_initializer, event = MQTTAsync_message_initializer;
    MQTTProperty correlation = { .identifier = MQTTPROPERTY_CODE_CORRELATION_DATA };

    correlation.value.data.data = (char *)(uintptr_t)work->correlation.ptr;
    correlation.value.data.len = (int)work->correlation.len;
    MQTTProperties_add(&reply.properties, &correlation);
    reply.payload = echo->reply;
    reply.payloadlen = echo->reply_bytes;
    publish(echo, work->reply_to, &reply);

    event.payload = echo->event;
    event.payloadlen = echo->event_bytes;
    event.qos = 1;
    publish(echo, topic_theme_event(span_of(work->theme)).text, &event);
}

static struct work *take_all(struct echo *echo)
{
    pthread_mutex_lock(&echo->mutex);
    while (echo->first == NULL)
        pthread_cond_wait(&echo->filled, &echo->mutex);
    struct work *all = echo->first;
    echo->first = NULL;
    echo->last = &echo->first;
    pthread_mutex_unlock(&echo->mutex);
    return all;
}

static void serve(struct echo *echo)
{
    for (;;)
        for (struct work *work = take_all(echo), *next; work != NULL; work = next) {
            next = work->next;
            answer(echo, work);
            free(work);
        }
}

/* ---- beginning ---- */

static void fail(const char *what)
{
    fprintf(stderr, "echo: %s\n", what);
    _exit(1);
}

static void on_refused(void *context, MQTTAsync_failureData5 *data)
{
    (void)context;
    (void)data;
    fail("the broker refuses");
}

static void on_subscribed(void *context, MQTTAsync_successData5 *data)
{
    (void)context;
    (void)data;
    puts("ready");
    fflush(stdout);
}

static void on_connected(void *context, MQTTAsync_successData5 *data)
{
    MQTTAsync_responseOptions response = MQTTAsync_responseOptions_initializer;
    struct echo *echo = context;

    (void)data;
    send_at_once(echo->port);
    response.onSuccess5 = on_subscribed;
    response.onFailure5 = on_refused;
    response.context = echo;
    MQTTAsync_subscribe(echo->client, topic_request_trees[0], 1, &response);
}

static void connect_to(struct echo *echo, const char *uri, const char *secret)
{
    MQTTAsync_createOptions create = MQTTAsync_createOptions_initializer5;
    MQTTAsync_connectOptions options = MQTTAsync_connectOptions_initializer5;

    MQTTAsync_setTraceLevel(MQTTASYNC_TRACE_ERROR);
    create.maxBufferedMessages = 8 * WINDOW;
    if (MQTTAsync_createWithOptions(&echo->client, uri, TOPIC_DAEMON ":echo", MQTTCLIENT_PERSISTENCE_NONE, NULL,
                                    &create) != MQTTASYNC_SUCCESS)
        fail("no client");
    MQTTAsync_setCallbacks(echo->client, echo, NULL, on_message, NULL);
    options.username = TOPIC_DAEMON;
    options.password = secret;
    options.maxInflight = 8 * WINDOW;
    options.onSuccess5 = on_connected;
    options.onFailure5 = on_refused;
    options.context = echo;
    if (MQTTAsync_connect(echo->client, &options) != MQTTASYNC_SUCCESS)
        fail("no connection");
}

/* The beginning of any reply that accepts, then zeros. */
static void make_bodies(struct echo *echo, const char *reply_bytes, const char *event_bytes)
{
    static const char accepted[] = "\x81\xa2ok\xc3";

    echo->reply_bytes = atoi(reply_bytes);
    echo->event_bytes = atoi(event_bytes);
    if (echo->reply_bytes < (int)sizeof accepted || echo->reply_bytes > BODY_MAX || echo->event_bytes > BODY_MAX)
        fail("bytes");
    memcpy(echo->reply, accepted, sizeof accepted - 1);
}

int main(int argc, char **argv)
{
    static struct echo echo = { .mutex = PTHREAD_MUTEX_INITIALIZER,
                                .filled = PTHREAD_COND_INITIALIZER,
                                .freed = PTHREAD_COND_INITIALIZER };
    char uri[64], secret[64];

    if (argc != 5)
        fail("<port> <file with the secret> <bytes of a reply> <bytes of an event>");
    FILE *file = fopen(argv[2], "r");
    if (file == NULL || fscanf(file, "%63s", secret) != 1)
        fail("no secret");
    fclose(file);
    unsetenv("http_proxy");
    echo.last = &echo.first;
    echo.port = (uint16_t)atoi(argv[1]);
    make_bodies(&echo, argv[3], argv[4]);
    snprintf(uri, sizeof uri, "tcp://127.0.0.1:%s", argv[1]);
    connect_to(&echo, uri, secret);
    serve(&echo);
}
