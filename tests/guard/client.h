/*
 * An MQTT client that writes its own packets, so that a test can do what no library lets it. MQTT 5 unless said
 * otherwise. Everything waits at most some seconds and fails the test after that.
 */
#ifndef VAKWERK_TEST_CLIENT_H
#define VAKWERK_TEST_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLIENT_NO_REPLY = -1, CLIENT_DENIED = 135, CLIENT_NO_SUBSCRIBERS = 16, CLIENT_MESSAGES = 64 };

struct client_message {
    char topic[200];
    char payload[200]; /* the beginning, NUL-terminated */
    bool retain;
    int qos;
};

struct client {
    int fd; /* -1: closed */
    bool v3;
    bool mute;  /* leaves QoS 1 messages unacknowledged */
    bool again; /* says of what it publishes that it was sent before: DUP */
    uint16_t next_id;
    bool websocket;
    uint8_t frames[70000]; /* what came over a websocket and is not unpacked yet */
    size_t frames_len;
    uint8_t in[70000];
    size_t in_len;
    struct client_message messages[CLIENT_MESSAGES];
    size_t message_count;
    uint16_t unacked[CLIENT_MESSAGES];
    size_t unacked_count;
};

struct client_will {
    const char *topic; /* NULL: no will */
    const char *payload;
    int qos;
    bool retain;
    uint32_t delay_s;
};

struct client_login {
    const char *user, *id, *secret;
    bool v3;
    bool resume;              /* clean start off, and a session that stays for an hour */
    uint16_t receive_maximum; /* 0: not said */
    struct client_will will;
    const char *from; /* one of this machine's addresses; NULL: 127.0.0.1 */
    bool websocket;   /* as a browser does it */
    bool patient;     /* without a keepalive: the broker waits for it however long it is silent */
};

struct client_publish {
    const char *topic; /* "" with an alias: the topic given to the alias before */
    const void *payload;
    size_t len;
    int qos;
    bool retain;
    uint16_t alias; /* 0: none */
};

/* Opens a connection and logs in; the reason code of CONNACK, 0 for welcome, or CLIENT_NO_REPLY. */
int client_login(struct client *client, uint16_t port, const struct client_login *login);

/* The reason code of PUBACK or PUBCOMP; 0 for QoS 0, which nobody answers; CLIENT_NO_REPLY when cut off. */
int client_publish(struct client *client, const struct client_publish *publish);
int client_say(struct client *client, const char *topic, const char *text); /* QoS 1 */

/* The granted QoS, or a reason code from 128 on. */
int client_subscribe(struct client *client, const char *filter);

/* Everything the broker sent before has arrived. False when it has cut us off. */
bool client_fence(struct client *client);

/* Whether that payload has arrived; asks the broker first, so "no" is certain for what it has handled already. */
bool client_got(struct client *client, const char *payload);

/* Waits for it, up to a deadline. */
bool client_waits_for(struct client *client, const char *payload, int ms);

/* Acknowledges what was left. */
void client_acknowledge(struct client *client);

/* Waits until the broker cuts the connection; milliseconds it took, or -1 when it did not within ms. */
int client_is_cut_within(struct client *client, int ms);

void client_hang_up(struct client *client); /* without DISCONNECT, so that a will is due */
void client_leave(struct client *client);   /* with DISCONNECT */

#endif
