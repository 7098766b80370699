#include "tests/guard/client.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/port.h"

enum { ANSWER_MS = 10000 };
enum { CONNECT = 1, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, SUBACK };
enum { PINGREQ = 12, PINGRESP, DISCONNECT };

/* ---- writing ---- */

struct out {
    uint8_t bytes[70000];
    size_t len;
};

static void put8(struct out *out, unsigned value)
{
    assert(out->len < sizeof out->bytes);
    out->bytes[out->len++] = (uint8_t)value;
}

static void put16(struct out *out, unsigned value)
{
    put8(out, value >> 8);
    put8(out, value & 0xff);
}

static void put32(struct out *out, uint32_t value)
{
    put16(out, value >> 16);
    put16(out, value & 0xffff);
}

static void put_bytes(struct out *out, const void *bytes, size_t len)
{
    assert(len <= sizeof out->bytes - out->len);
    if (len > 0)
        memcpy(out->bytes + out->len, bytes, len);
    out->len += len;
}

static void put_text(struct out *out, const char *text)
{
    put16(out, (unsigned)strlen(text));
    put_bytes(out, text, strlen(text));
}

static void send_all(struct client *client, const uint8_t *bytes, size_t len)
{
    while (len > 0 && client->fd >= 0) {
        ssize_t n = send(client->fd, bytes, len, MSG_NOSIGNAL);
        if (n <= 0) {
            client_hang_up(client);
            return;
        }
        bytes += n;
        len -= (size_t)n;
    }
}

/* One binary frame, masked with zeros. */
static void send_frame_head(struct client *client, size_t len)
{
    uint8_t head[8] = { 0x82, 0x80 | 126, (uint8_t)(len >> 8), (uint8_t)len };

    assert(len <= 0xffff);
    if (client->websocket)
        send_all(client, head, sizeof head);
}

static void send_packet(struct client *client, unsigned first, const struct out *body)
{
    uint8_t head[5] = { (uint8_t)first };
    size_t len = body->len, n = 1;

    do {
        head[n++] = (uint8_t)((len & 0x7f) | (len > 0x7f ? 0x80 : 0));
        len >>= 7;
    } while (len > 0);
    send_frame_head(client, n + body->len);
    send_all(client, head, n);
    send_all(client, body->bytes, body->len);
}

/* ---- reading ---- */

struct packet {
    int type;
    unsigned flags;
    const uint8_t *body;
    size_t len, whole;
};

static bool have_packet(const struct client *client, struct packet *out)
{
    size_t at = 1, len = 0;
    int shift = 0;

    do {
        if (at >= client->in_len)
            return false;
        len |= (size_t)(client->in[at] & 0x7f) << shift;
        shift += 7;
    } while (client->in[at++] & 0x80);
    if (client->in_len < at + len)
        return false;
    *out = (struct packet){ client->in[0] >> 4, client->in[0] & 0xfu, client->in + at, len, at + len };
    return true;
}

static void send_ack(struct client *client, unsigned type, uint16_t id)
{
    struct out body = { .len = 0 };

    put16(&body, id);
    send_packet(client, type << 4 | (type == PUBREL ? 2u : 0u), &body);
}

static void keep_message(struct client *client, const struct packet *packet)
{
    size_t topic_len = (size_t)packet->body[0] << 8 | packet->body[1], at = 2 + topic_len;
    struct client_message *message = &client->messages[client->message_count % CLIENT_MESSAGES];
    int qos = (int)(packet->flags >> 1 & 3);
    uint16_t id = 0;

    *message = (struct client_message){ .retain = packet->flags & 1, .qos = qos };
    memcpy(message->topic, packet->body + 2, topic_len < 199 ? topic_len : 199);
    if (qos > 0) {
        id = (uint16_t)(packet->body[at] << 8 | packet->body[at + 1]);
        at += 2;
    }
    if (!client->v3)
        at += 1u + packet->body[at]; /* properties, which these tests keep under 128 bytes */
    memcpy(message->payload, packet->body + at, packet->len - at < 199 ? packet->len - at : 199);
    client->message_count++;
    if (qos == 1 && client->mute)
        client->unacked[client->unacked_count++ % CLIENT_MESSAGES] = id;
    else if (qos > 0)
        send_ack(client, qos == 1 ? PUBACK : PUBREC, id);
}

static bool receive(struct client *client, int64_t deadline, uint8_t *bytes, size_t *len, size_t room)
{
    struct pollfd ready = { .fd = client->fd, .events = POLLIN };
    int64_t left = deadline - port_now_ms();

    if (client->fd < 0 || left < 0 || poll(&ready, 1, (int)left) <= 0)
        return false;
    ssize_t n = recv(client->fd, bytes + *len, room - *len, 0);
    if (n <= 0) {
        client_hang_up(client);
        return false;
    }
    *len += (size_t)n;
    return true;
}

/* Moves what whole frames hold to the packets. A frame that closes has nothing that looks like a packet. */
static void unpack_frames(struct client *client)
{
    uint8_t *f = client->frames;

    while (client->frames_len >= 4) {
        size_t head = f[1] == 126 ? 4 : 2, len = f[1] == 126 ? (size_t)f[2] << 8 | f[3] : f[1];
        if (client->frames_len < head + len)
            return;
        if (f[0] == 0x82) {
            assert(client->in_len + len <= sizeof client->in);
            memcpy(client->in + client->in_len, f + head, len);
            client->in_len += len;
        }
        client->frames_len -= head + len;
        memmove(f, f + head + len, client->frames_len);
    }
}

static bool fill(struct client *client, int64_t deadline)
{
    if (!client->websocket)
        return receive(client, deadline, client->in, &client->in_len, sizeof client->in);
    if (!receive(client, deadline, client->frames, &client->frames_len, sizeof client->frames))
        return false;
    unpack_frames(client);
    return true;
}

static void open_websocket(struct client *client)
{
    static const char ask[] = "GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                              "Connection: Upgrade\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
                              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";
    int64_t deadline = port_now_ms() + ANSWER_MS;

    send_all(client, (const uint8_t *)ask, strlen(ask));
    while (memmem(client->frames, client->frames_len, "\r\n\r\n", 4) == NULL)
        if (!receive(client, deadline, client->frames, &client->frames_len, sizeof client->frames))
            return;
    client->frames_len = 0; /* the broker says nothing before we do */
    client->websocket = true;
}

/*
 * The next packet of that type, keeping the messages that come before it. out lives until drop(). With type
 * PUBLISH it returns after each message. False when the deadline passed or the connection is gone.
 */
static void drop(struct client *client, const struct packet *packet)
{
    memmove(client->in, client->in + packet->whole, client->in_len - packet->whole);
    client->in_len -= packet->whole;
}

static bool await(struct client *client, int type, int64_t deadline, struct packet *out)
{
    for (;;) {
        while (!have_packet(client, out))
            if (!fill(client, deadline))
                return false;
        if (out->type == PUBLISH)
            keep_message(client, out);
        if (out->type == PUBREL)
            send_ack(client, PUBCOMP, (uint16_t)(out->body[0] << 8 | out->body[1]));
        if (out->type == type)
            return true;
        drop(client, out);
    }
}

/* The byte at `at` of the next packet of that type; `missing` when the packet is that short. */
static int answer(struct client *client, int type, size_t at, int missing)
{
    struct packet packet;

    if (!await(client, type, port_now_ms() + ANSWER_MS, &packet))
        return CLIENT_NO_REPLY;
    int value = packet.len > at ? packet.body[at] : missing;
    drop(client, &packet);
    return value;
}

/* ---- the client ---- */

static unsigned connect_flags(const struct client_login *login)
{
    unsigned flags = login->resume ? 0 : 2;

    if (login->will.topic != NULL)
        flags |= 4u | (unsigned)login->will.qos << 3 | (login->will.retain ? 0x20u : 0);
    return flags | (login->user != NULL ? 0x80u : 0) | (login->secret != NULL ? 0x40u : 0);
}

static void put_connect_properties(struct out *body, const struct client_login *login)
{
    put8(body, (login->resume ? 5u : 0) + (login->receive_maximum > 0 ? 3u : 0));
    if (login->resume) {
        put8(body, 17);
        put32(body, 3600);
    }
    if (login->receive_maximum > 0) {
        put8(body, 33);
        put16(body, login->receive_maximum);
    }
}

static void put_will(struct out *body, const struct client_login *login)
{
    if (login->will.topic == NULL)
        return;
    if (!login->v3) {
        put8(body, login->will.delay_s > 0 ? 5 : 0);
        if (login->will.delay_s > 0) {
            put8(body, 24);
            put32(body, login->will.delay_s);
        }
    }
    put_text(body, login->will.topic);
    put_text(body, login->will.payload);
}

int client_login(struct client *client, uint16_t port, const struct client_login *login)
{
    struct out body = { .len = 0 };

    memset(client, 0, sizeof *client);
    client->v3 = login->v3;
    client->fd = port_connect_from(login->from, port);
    if (login->websocket)
        open_websocket(client);
    put_text(&body, "MQTT");
    put8(&body, login->v3 ? 4 : 5);
    put8(&body, connect_flags(login));
    put16(&body, login->patient ? 0 : 60);
    if (!login->v3)
        put_connect_properties(&body, login);
    put_text(&body, login->id);
    put_will(&body, login);
    if (login->user != NULL)
        put_text(&body, login->user);
    if (login->secret != NULL)
        put_text(&body, login->secret);
    send_packet(client, CONNECT << 4, &body);
    return answer(client, CONNACK, 1, CLIENT_NO_REPLY);
}

static int await_publish_answer(struct client *client, int qos, uint16_t id)
{
    if (qos == 0)
        return 0;
    if (qos == 1)
        return answer(client, PUBACK, 2, 0);
    int reason = answer(client, PUBREC, 2, 0);
    if (reason < 0 || reason >= 128)
        return reason;
    send_ack(client, PUBREL, id);
    return answer(client, PUBCOMP, 2, 0);
}

int client_publish(struct client *client, const struct client_publish *publish)
{
    struct out body = { .len = 0 };
    uint16_t id = ++client->next_id;

    put_text(&body, publish->topic);
    if (publish->qos > 0)
        put16(&body, id);
    if (!client->v3) {
        put8(&body, publish->alias > 0 ? 3 : 0);
        if (publish->alias > 0) {
            put8(&body, 35);
            put16(&body, publish->alias);
        }
    }
    put_bytes(&body, publish->payload, publish->len);
    send_packet(client,
                PUBLISH << 4 | (client->again ? 8u : 0) | (unsigned)publish->qos << 1 | (publish->retain ? 1u : 0),
                &body);
    return await_publish_answer(client, publish->qos, id);
}

int client_say(struct client *client, const char *topic, const char *text)
{
    return client_publish(client, &(struct client_publish){ topic, text, strlen(text), 1, false, 0 });
}

int client_subscribe(struct client *client, const char *filter)
{
    struct out body = { .len = 0 };

    put16(&body, ++client->next_id);
    if (!client->v3)
        put8(&body, 0);
    put_text(&body, filter);
    put8(&body, 2);
    send_packet(client, SUBSCRIBE << 4 | 2, &body);
    return answer(client, SUBACK, client->v3 ? 2 : 3, CLIENT_NO_REPLY);
}

bool client_fence(struct client *client)
{
    struct out nothing = { .len = 0 };
    struct packet packet;

    send_packet(client, PINGREQ << 4, &nothing);
    if (!await(client, PINGRESP, port_now_ms() + ANSWER_MS, &packet))
        return false;
    drop(client, &packet);
    return true;
}

static bool has(const struct client *client, const char *payload)
{
    assert(client->message_count <= CLIENT_MESSAGES);
    for (size_t i = 0; i < client->message_count; i++)
        if (strcmp(client->messages[i].payload, payload) == 0)
            return true;
    return false;
}

bool client_got(struct client *client, const char *payload)
{
    client_fence(client);
    return has(client, payload);
}

bool client_waits_for(struct client *client, const char *payload, int ms)
{
    int64_t deadline = port_now_ms() + ms;
    struct packet packet;

    while (!has(client, payload)) {
        if (!await(client, PUBLISH, deadline, &packet))
            return false;
        drop(client, &packet);
    }
    return true;
}

void client_acknowledge(struct client *client)
{
    client->mute = false;
    for (size_t i = 0; i < client->unacked_count; i++)
        send_ack(client, PUBACK, client->unacked[i]);
    client->unacked_count = 0;
}

int client_is_cut_within(struct client *client, int ms)
{
    int64_t begin = port_now_ms();
    struct packet packet;

    while (client->fd >= 0 && await(client, PUBLISH, begin + ms, &packet))
        drop(client, &packet);
    return client->fd < 0 ? (int)(port_now_ms() - begin) : -1;
}

void client_hang_up(struct client *client)
{
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
}

void client_leave(struct client *client)
{
    struct out body = { .len = 0 };

    if (client->fd >= 0)
        send_packet(client, DISCONNECT << 4, &body);
    client_hang_up(client);
}
