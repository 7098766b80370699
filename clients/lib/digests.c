#include "clock.h"
#include "handle.h"
#include "vakwerk.h"

#include <stdlib.h>

#define FENCE_MS    5000
#define ARENA_BYTES (256 * 1024)

struct digests {
    int64_t round;
    bool fenced; /* what the broker kept when this round began has arrived, and waits in the queue at most */
    bool whole;
    struct bus_message *message; /* the one that was given last; owned */
};

void digests_free(struct digests *digests)
{
    if (digests == NULL)
        return;
    free(digests->message);
    free(digests);
}

static void drop_old(struct vakwerk *v)
{
    struct bus_message *message;

    while (bus_take_event(v->bus, clock_now(), &message) == BUS_OK)
        free(message);
    bus_lost_some(v->bus);
}

/* The broker tells what it keeps anew after every subscription. What came before it may be gone by now. */
enum bus_result digests_subscribe(struct vakwerk *v, int64_t deadline)
{
    struct digests *digests = v->digests;

    drop_old(v);
    digests->round++;
    digests->fenced = digests->whole = false;
    return bus_subscribe(v->bus, &topic_all_digests, 1, deadline);
}

enum vakwerk_result vakwerk_digests(struct vakwerk *v, int timeout_ms)
{
    int64_t deadline = clock_now() + timeout_ms;

    if (v->digests == NULL)
        v->digests = calloc(1, sizeof *v->digests);
    if (v->digests == NULL)
        return VAKWERK_LOCAL;
    if (!bus_is_up(v->bus))
        return handle_connect(v, deadline);
    enum bus_result result = digests_subscribe(v, deadline);
    handle_give_turn(v);
    return handle_result(result);
}

/*
 * A reply comes behind all that the broker had for us when it was asked. Without one the round is not whole, and
 * nothing counts as taken away.
 */
static void fence(struct vakwerk *v)
{
    struct msg_myself me;
    struct vakwerk_reply reply;
    struct arena arena;
    int64_t round = v->digests->round;
    struct vakwerk_call call = {
        .verb = VERB_me, .place = TOPIC_HERE, .in = &(struct msg_me){ 0 }, .out = &me, .timeout_ms = FENCE_MS
    };

    arena_init(&arena, ARENA_BYTES);
    /* Connecting again within the call began another round. */
    if (vakwerk_call(v, &call, &arena, &reply) == VAKWERK_OK && v->digests->round == round)
        v->digests->fenced = true;
    arena_release(&arena);
}

/* True when the message is somebody's digest. */
static bool give(struct vakwerk *v, struct bus_message *message, struct vakwerk_digest *out)
{
    struct digests *digests = v->digests;

    free(digests->message);
    digests->message = message;
    if (!topic_read_digest(span_of(message->topic), &out->member))
        return false;
    out->payload = (struct span){ message->payload, message->len };
    return true;
}

/* Nothing waits: then all is told that came before the fence, or it is time for the fence. */
static void settle(struct vakwerk *v)
{
    struct digests *digests = v->digests;

    if (digests->fenced)
        digests->whole = true;
    else
        fence(v);
}

static enum vakwerk_result take(struct vakwerk *v, int64_t deadline, struct vakwerk_digest *out, bool *got)
{
    struct bus_message *message;
    bool is_whole = v->digests->whole;
    enum bus_result taken = bus_take_event(v->bus, is_whole ? deadline : clock_now(), &message);

    *got = taken == BUS_OK && give(v, message, out);
    if (bus_lost_some(v->bus)) {
        *got = false;
        return handle_result(digests_subscribe(v, clock_now() + FENCE_MS));
    }
    if (taken == BUS_TIMEOUT && !is_whole)
        settle(v);
    return VAKWERK_OK;
}

enum vakwerk_result vakwerk_next_digest(struct vakwerk *v, int timeout_ms, struct vakwerk_digest *out)
{
    int64_t deadline = clock_now() + timeout_ms;
    enum vakwerk_result result = VAKWERK_OK;
    bool got = false, was_whole = v->digests->whole;

    *out = (struct vakwerk_digest){ .round = v->digests->round };
    do {
        if (!bus_is_up(v->bus))
            result = handle_connect(v, clock_now() + (timeout_ms > FENCE_MS ? timeout_ms : FENCE_MS));
        if (result == VAKWERK_OK)
            result = take(v, deadline, out, &got);
    } while (result == VAKWERK_OK && !got && v->digests->whole == was_whole && clock_now() < deadline);
    out->round = v->digests->round;
    out->whole = v->digests->whole;
    return result;
}
