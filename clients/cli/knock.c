#include "knock.h"

#include "clients/kiosk/terminal/newcomer.h"
#include "clients/lib/clock.h"
#include "clients/lib/reach.h"
#include "proto/encode.h"
#include "proto/topic.h"

#include <MQTTClient.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QOS           1
#define KEEPALIVE_S   20
#define GOODBYE_MS    500
#define FIRST_PROBLEM 0x80
#define ARENA_BYTES   4096

struct visit {
    const char *server, *ca_file;
    const struct vakwerk_newcomer *who;
    int64_t deadline;
    bool bad_certificate;
};

static int left_ms(const struct visit *visit)
{
    int64_t left = visit->deadline - clock_now();

    return left < 0 ? 0 : (int)left;
}

static int on_tls_error(const char *text, size_t len, void *context)
{
    struct visit *visit = context;

    (void)len;
    visit->bad_certificate |= strstr(text, "certificate") != NULL;
    return 1;
}

/* Paho says nothing when a certificate is of another name, and nothing when there is no TLS. */
static enum vakwerk_result why_nobody(const struct visit *visit)
{
    if (strncmp(visit->server, "wss://", 6) != 0)
        return VAKWERK_NO_BROKER;
    if (visit->bad_certificate)
        return VAKWERK_CERTIFICATE;
    switch (reach_tls(visit->server, left_ms(visit), NULL)) {
    case REACH_FINE:
        return VAKWERK_CERTIFICATE;
    case REACH_REFUSED:
        return VAKWERK_NO_TLS;
    case REACH_NO_NAME:
    case REACH_SILENT:
        break;
    }
    return VAKWERK_NO_BROKER;
}

static enum vakwerk_result come_in(struct visit *visit, MQTTClient client)
{
    MQTTClient_connectOptions options = MQTTClient_connectOptions_initializer5_ws;
    MQTTClient_SSLOptions tls = MQTTClient_SSLOptions_initializer;

    options.cleanstart = 1;
    options.keepAliveInterval = KEEPALIVE_S;
    options.connectTimeout = left_ms(visit) / 1000 + 1;
    options.username = TOPIC_PAIR;
    options.password = visit->who->secret;
    tls.trustStore = visit->ca_file;
    tls.verify = 1;
    tls.ssl_error_cb = on_tls_error;
    tls.ssl_error_context = visit;
    if (strncmp(visit->server, "wss://", 6) == 0)
        options.ssl = &tls;
    MQTTResponse response = MQTTClient_connect5(client, &options, NULL, NULL);
    int reason = (int)response.reasonCode;
    MQTTResponse_free(response);
    return reason == MQTTCLIENT_SUCCESS ? VAKWERK_OK : reason >= FIRST_PROBLEM ? VAKWERK_AUTH : why_nobody(visit);
}

/* The topic is for both ways, so that it hears itself too. */
static enum vakwerk_result speak(MQTTClient client, char *topic)
{
    struct msg_unpaired unpaired = { .version = span_of(VAKWERK_VERSION) };
    struct arena arena;

    arena_init(&arena, ARENA_BYTES);
    struct span says = encode_map(&(struct encode_part){ &type_unpaired, &unpaired }, 1, true, PAYLOAD_MAX, &arena);
    MQTTResponse response = MQTTClient_subscribe5(client, topic, QOS, NULL, NULL);
    bool fine = says.ptr != NULL && response.reasonCode >= 0 && (int)response.reasonCode < FIRST_PROBLEM;
    MQTTResponse_free(response);
    if (fine) {
        response = MQTTClient_publish5(client, topic, (int)says.len, says.ptr, QOS, 0, NULL, NULL);
        fine = response.reasonCode == MQTTCLIENT_SUCCESS;
        MQTTResponse_free(response);
    }
    arena_release(&arena);
    return fine ? VAKWERK_OK : VAKWERK_AUTH;
}

static void hear(struct newcomer *newcomer, MQTTClient client, int timeout_ms)
{
    struct newcomer_account unwanted;
    MQTTClient_message *message = NULL;
    char *topic = NULL;
    int topic_len;

    if (MQTTClient_receive(client, &topic, &topic_len, &message, (unsigned long)timeout_ms) < 0 || message == NULL)
        return;
    struct span payload = { message->payload, (size_t)message->payloadlen };
    newcomer_hear(newcomer, payload, clock_now(), &unwanted);
    MQTTClient_freeMessage(&message);
    MQTTClient_free(topic);
}

static enum vakwerk_result ask(struct visit *visit, MQTTClient client)
{
    struct topic topic = topic_pair(span_of(visit->who->digits));
    struct newcomer newcomer;
    int64_t good_ms;
    enum vakwerk_result result = come_in(visit, client);

    if (result == VAKWERK_OK)
        result = speak(client, topic.text);
    if (result != VAKWERK_OK)
        return result;
    newcomer_begin(&newcomer, clock_now());
    while (!newcomer_shows(&newcomer, clock_now(), &good_ms)) {
        if (left_ms(visit) == 0 || !MQTTClient_isConnected(client))
            return left_ms(visit) == 0 ? VAKWERK_NO_ANSWER : VAKWERK_NO_BROKER;
        hear(&newcomer, client, left_ms(visit));
    }
    return VAKWERK_OK;
}

enum vakwerk_result knock(const char *server, const char *ca_file, const struct vakwerk_newcomer *who, int timeout_ms)
{
    struct visit visit = { server, ca_file, who, clock_now() + timeout_ms, false };
    MQTTClient_createOptions options = MQTTClient_createOptions_initializer;
    char client_id[sizeof TOPIC_PAIR + sizeof who->digits + 1];
    MQTTClient client = NULL;

    unsetenv("http_proxy"); /* Paho would go there; the page does not */
    unsetenv("https_proxy");
    options.MQTTVersion = MQTTVERSION_5;
    snprintf(client_id, sizeof client_id, "%s:%s", TOPIC_PAIR, who->digits);
    if (MQTTClient_createWithOptions(&client, server, client_id, MQTTCLIENT_PERSISTENCE_NONE, NULL, &options) != 0)
        return VAKWERK_LOCAL;
    enum vakwerk_result result = ask(&visit, client);
    MQTTClient_disconnect5(client, GOODBYE_MS, MQTTREASONCODE_SUCCESS, NULL);
    MQTTClient_destroy(&client);
    return result;
}
