#include "vakwerk.h"

#include "bus.h"
#include "clock.h"
#include "handle.h"
#include "proto/decode.h"
#include "proto/encode.h"
#include "turn.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define RESEND_MS          2000 /* without a reply the same request is sent again */
#define TRACE_BYTES        512
#define RETRY_MS           100 /* between two attempts to connect */
#define SCREEN_KEEPALIVE_S 8   /* who looks at a wall must see soon that it stands still */

/* ---- the handle ---- */

static char *copy_text(const char *text)
{
    return text == NULL ? NULL : strdup(text);
}

/* For who wants to see what happens. Never a secret, never a payload. */
static __attribute__((format(printf, 2, 3))) void trace(const struct vakwerk *v, const char *format, ...)
{
    char line[TRACE_BYTES];
    va_list args;

    if (v->trace == NULL)
        return;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    v->trace(v->trace_to, line);
}

static bool copy_account(struct vakwerk *v, const struct vakwerk_account *account)
{
    v->server = copy_text(account->server);
    v->ca_file = copy_text(account->ca_file);
    v->member = copy_text(account->member);
    v->device = copy_text(account->device);
    v->secret = copy_text(account->secret);
    v->turn_file = copy_text(account->turn_file);
    v->trace = account->trace;
    v->trace_to = account->trace_to;
    snprintf(v->client_id, sizeof v->client_id, "%s:%s", account->member, account->device);
    v->reply_topic = topic_reply(span_of(account->member), span_of(account->device));
    return v->server != NULL && v->member != NULL && v->device != NULL && v->secret != NULL;
}

static struct bus *open_bus(const struct vakwerk *v)
{
    struct bus_account account = {
        .server = v->server, .ca_file = v->ca_file, .client_id = v->client_id, .user = v->member, .password = v->secret
    };

    if (v->screen != NULL) {
        account.keepalive_s = SCREEN_KEEPALIVE_S;
        account.will = screen_will(v->screen);
    }
    return bus_open(&account);
}

struct vakwerk *vakwerk_open(const struct vakwerk_account *account)
{
    struct vakwerk *v = calloc(1, sizeof *v);

    if (v == NULL)
        return NULL;
    v->turn = -1;
    if (account->screen != NULL)
        v->screen = screen_new(account->member, account->device, account->screen);
    if (copy_account(v, account) && (account->screen == NULL || v->screen != NULL))
        v->bus = open_bus(v);
    if (v->bus == NULL) {
        vakwerk_close(v);
        return NULL;
    }
    return v;
}

void vakwerk_close(struct vakwerk *v)
{
    if (v == NULL)
        return;
    bus_close(v->bus);
    watch_free(v->watch);
    digests_free(v->digests);
    screen_free(v->screen);
    turn_give(v->turn);
    if (v->secret != NULL)
        explicit_bzero(v->secret, strlen(v->secret));
    free(v->server);
    free(v->ca_file);
    free(v->member);
    free(v->device);
    free(v->secret);
    free(v->turn_file);
    free(v);
}

void vakwerk_rest(struct vakwerk *v)
{
    if (v == NULL)
        return;
    bus_leave(v->bus);
    handle_give_turn(v);
}

/* ---- the connection ---- */

enum vakwerk_result handle_result(enum bus_result result)
{
    switch (result) {
    case BUS_OK:
        return VAKWERK_OK;
    case BUS_TIMEOUT:
        return VAKWERK_NO_ANSWER;
    case BUS_DOWN:
        return VAKWERK_NO_BROKER;
    case BUS_DENIED:
        return VAKWERK_AUTH;
    case BUS_CERTIFICATE:
        return VAKWERK_CERTIFICATE;
    case BUS_NO_TLS:
        return VAKWERK_NO_TLS;
    case BUS_FAILED:
        return VAKWERK_LOCAL;
    }
    return VAKWERK_LOCAL;
}

/* For the trace. */
static const char *const result_names[] = {
    [VAKWERK_OK] = "ok",
    [VAKWERK_REFUSED] = "refused",
    [VAKWERK_NO_BROKER] = "no broker",
    [VAKWERK_CERTIFICATE] = "certificate not trusted",
    [VAKWERK_NO_TLS] = "no TLS there",
    [VAKWERK_NO_ANSWER] = "no answer",
    [VAKWERK_AUTH] = "not known, or not allowed",
    [VAKWERK_TOO_BIG] = "too big",
    [VAKWERK_BAD_REPLY] = "a reply that cannot be read",
    [VAKWERK_LOCAL] = "this computer cannot",
};

static bool take_turn(struct vakwerk *v, int64_t deadline)
{
    if (v->turn_file == NULL || v->turn >= 0)
        return true;
    v->turn = turn_take(v->turn_file, deadline);
    return v->turn >= 0;
}

void handle_give_turn(struct vakwerk *v)
{
    turn_give(v->turn);
    v->turn = -1;
}

/*
 * Filters beyond the reply's are asked for apart: a right that ended must not take the replies with it.
 */
static enum bus_result connect_once(struct vakwerk *v, int64_t deadline)
{
    const char *reply = v->reply_topic.text;
    enum bus_result result = bus_connect(v->bus, deadline);

    if (v->screen != NULL)
        return result == BUS_OK ? screen_subscribe(v, deadline) : result;
    if (result == BUS_OK)
        result = bus_subscribe_soon(v->bus, &reply, 1);
    if (result == BUS_OK && v->watch != NULL)
        result = watch_subscribe(v, deadline);
    if (result == BUS_OK && v->digests != NULL)
        result = digests_subscribe(v, deadline);
    return result;
}

enum vakwerk_result handle_connect(struct vakwerk *v, int64_t deadline)
{
    if (bus_is_up(v->bus))
        return VAKWERK_OK;
    if (!take_turn(v, deadline))
        return VAKWERK_NO_BROKER;
    trace(v, "connect to %s as %s, secret ****", v->server, v->client_id);
    enum vakwerk_result result = handle_result(connect_once(v, deadline));
    trace(v, "connect: %s", result_names[result]);
    if (v->watch != NULL || v->digests != NULL)
        handle_give_turn(v);
    return result == VAKWERK_NO_ANSWER ? VAKWERK_NO_BROKER : result;
}

void vakwerk_begin(struct vakwerk *v)
{
    if (!bus_is_up(v->bus) && take_turn(v, clock_now()))
        bus_begin(v->bus);
}

/* ---- a request ---- */

struct span handle_encode(const struct vakwerk_call *call, const struct id *id, struct arena *arena)
{
    const struct verb_row *row = &schema_verbs[call->verb];
    struct msg_envelope envelope = { 0 };
    struct encode_part parts[] = { { &type_envelope, &envelope }, { row->in, call->in } };

    /* A read has no effect that an id could keep from happening twice. */
    if (row->access == VERB_WRITE)
        envelope.id = id_span(id);
    return encode_map(parts, 2, true, PAYLOAD_MAX, arena);
}

int handle_error(struct span name)
{
    for (int error = 1; error < ERR_COUNT; error++)
        if (span_is(name, error_row(error)->name))
            return error;
    return ERR_UNSUPPORTED;
}

/* The payload is copied: what was decoded points into it, and the caller frees the message. */
static enum vakwerk_result read_reply(const struct bus_message *message, enum verb verb, void *out, struct arena *arena,
                                      struct vakwerk_reply *reply)
{
    struct decode_part head = { &type_accepted, &reply->accepted };
    struct fault fault;
    struct span payload = arena_copy(arena, (struct span){ message->payload, message->len });

    if (payload.ptr == NULL)
        return VAKWERK_TOO_BIG;
    int err = decode_map(payload, &head, 1, false, arena, &fault);
    if (err != 0)
        return VAKWERK_BAD_REPLY;
    if (!reply->accepted.ok) {
        struct decode_part refused = { &type_refused, &reply->refused };
        if (decode_map(payload, &refused, 1, false, arena, &fault) != 0)
            return VAKWERK_BAD_REPLY;
        reply->error = handle_error(reply->refused.error);
        return VAKWERK_REFUSED;
    }
    struct decode_part parts[] = { head, { schema_verbs[verb].out, out } };
    err = decode_map(payload, parts, 2, false, arena, &fault);
    return err == 0 ? VAKWERK_OK : err == ERR_TOO_BIG ? VAKWERK_TOO_BIG : VAKWERK_BAD_REPLY;
}

/* One sending: BUS_OK with the reply, or why there is none before `until`. */
static enum bus_result send_once(struct vakwerk *v, const struct handle_request *request, int64_t until,
                                 struct bus_message **message)
{
    enum bus_result result =
        bus_publish(v->bus, request->topic.text, v->reply_topic.text, request->id, request->payload);

    trace(v, "publish %s, %zu bytes", request->topic.text, request->payload.len);
    if (result != BUS_OK)
        return result;
    return bus_take_reply(v->bus, request->id, until, message);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/*
 * Sends until there is a reply; *at_broker when there is none, but the broker has it. A first attempt that finds no
 * broker ends it; once connected, a connection that is lost is sought again for as long as there is time.
 */
static enum vakwerk_result exchange(struct vakwerk *v, const struct handle_request *request,
                                    struct bus_message **message, bool *at_broker)
{
    int64_t deadline = clock_now() + request->timeout_ms;
    enum vakwerk_result result = handle_connect(v, deadline);
    bool is_retry = false;

    while (result == VAKWERK_OK || (is_retry && result == VAKWERK_NO_BROKER)) {
        if (result == VAKWERK_OK)
            result = handle_result(send_once(v, request, earlier(clock_now() + RESEND_MS, deadline), message));
        if (*message != NULL)
            return VAKWERK_OK;
        *at_broker |= bus_took_last(v->bus);
        if (result == VAKWERK_AUTH || clock_now() >= deadline)
            return result;
        if (result == VAKWERK_NO_BROKER)
            clock_pause((int)(earlier(clock_now() + RETRY_MS, deadline) - clock_now()));
        is_retry = true;
        result = handle_connect(v, deadline);
    }
    return result;
}

enum vakwerk_result handle_exchange(struct vakwerk *v, const struct handle_request *request, void *out,
                                    struct arena *arena, struct vakwerk_reply *reply)
{
    struct bus_message *message = NULL;

    *reply = (struct vakwerk_reply){ 0 };
    int64_t begin = clock_now();
    enum vakwerk_result result = exchange(v, request, &message, &reply->at_broker);
    if (message != NULL)
        result = read_reply(message, request->verb, out, arena, reply);
    trace(v, "%s: %s %.*s after %lld ms, %zu bytes", schema_verbs[request->verb].name, result_names[result],
          span_int(reply->refused.error), reply->refused.error.ptr == NULL ? "" : reply->refused.error.ptr,
          (long long)(clock_now() - begin), message == NULL ? 0 : message->len);
    free(message);
    return result;
}

enum vakwerk_result vakwerk_call(struct vakwerk *v, const struct vakwerk_call *call, struct arena *arena,
                                 struct vakwerk_reply *reply)
{
    struct id made = id_new(clock_utc());
    const struct id *id = call->id != NULL ? call->id : &made;
    struct handle_request request = {
        .verb = call->verb,
        .topic = topic_ask(span_of(v->member), call->place, call->space, schema_verbs[call->verb].name),
        .id = id,
        .payload = handle_encode(call, id, arena),
        .timeout_ms = call->timeout_ms,
    };

    if (request.payload.ptr == NULL)
        return VAKWERK_TOO_BIG;
    return handle_exchange(v, &request, call->out, arena, reply);
}

/* ---- what the daemon keeps for everybody ---- */

static enum vakwerk_result read_retained(const struct bus_message *message, const struct msg_type *type, void *out,
                                         struct arena *arena)
{
    struct decode_part part = { type, out };
    struct fault fault;
    struct span payload = arena_copy(arena, (struct span){ message->payload, message->len });

    if (payload.ptr == NULL)
        return VAKWERK_TOO_BIG;
    return decode_map(payload, &part, 1, false, arena, &fault) == 0 ? VAKWERK_OK : VAKWERK_BAD_REPLY;
}

enum vakwerk_result vakwerk_retained(struct vakwerk *v, const struct topic *topic, const struct msg_type *type,
                                     void *out, struct arena *arena, int timeout_ms)
{
    int64_t deadline = clock_now() + timeout_ms;
    const char *filter = topic->text;
    struct bus_message *message = NULL;
    enum vakwerk_result result = handle_connect(v, deadline);

    if (result == VAKWERK_OK)
        result = handle_result(bus_subscribe(v->bus, &filter, 1, deadline));
    while (result == VAKWERK_OK) {
        result = handle_result(bus_take_event(v->bus, deadline, &message));
        if (result != VAKWERK_OK || strcmp(message->topic, filter) == 0)
            break;
        free(message);
    }
    if (result == VAKWERK_OK)
        result = read_retained(message, type, out, arena);
    free(message);
    return result;
}
