#include "tests/bench/crowd.h"

#include "proto/topic.h"
#include "tests/bench/question.h"

#include <stdio.h>
#include <stdlib.h>

enum { TOLD_MS = 60000, QUIET_MS = 1500, RELAY_BYTES = 700, CARD_BYTES = 120, ROUNDS = 3 };

#define THEME "wacht"
#define EVENT "vakwerk/1/theme/" THEME "/event"
#define CARD  "vakwerk/1/theme/card-%d/event"

struct crowd_side {
    struct link *links[LINKS_MAX]; /* the subscribers, then who speaks */
    size_t count;
    int64_t told;
};

static void on_told(void *context, struct link *link, const struct link_message *message)
{
    struct crowd_side *side = context;

    (void)link;
    (void)message;
    side->told++;
}

static void on_reply(void *context, struct link *link, const struct link_message *message)
{
    (void)context;
    (void)link;
    (void)message;
}

/* ---- connecting ---- */

static bool add(struct crowd_side *side, uint16_t port, const struct link_login *login, link_heard *heard,
                const char *filter)
{
    struct link *link = link_open(port, login, heard, side);

    if (link == NULL)
        return false;
    side->links[side->count++] = link;
    return filter == NULL || link_subscribe(link, filter);
}

static bool fill(struct crowd_side *side, const struct stage *stage, uint16_t port, int subscribers)
{
    for (int i = 0; i < subscribers; i++) {
        struct link_login login = stage_device(stage, i);
        if (!add(side, port, &login, on_told, EVENT))
            return false;
    }
    return true;
}

static void leave(struct crowd_side *side)
{
    for (size_t i = 0; i < side->count; i++)
        link_close(side->links[i]);
    side->count = 0;
}

/* ---- telling ---- */

static bool wait_until_told(struct crowd_side *side, int64_t subscribers)
{
    int64_t until = numbers_now_ns() + TOLD_MS * INT64_C(1000000);

    while (side->told < subscribers)
        if (numbers_now_ns() > until || !links_turn(side->links, side->count, 50)) {
            fprintf(stderr, "bench: %lld of %lld were told\n", (long long)side->told, (long long)subscribers);
            return false;
        }
    return true;
}

static bool tell(struct crowd_side *side, const struct link_out *out, int subscribers, double *ms)
{
    side->told = 0;
    int64_t begin = numbers_now_ns();
    bool ok = link_send(side->links[subscribers], out) && wait_until_told(side, subscribers);
    *ms = (double)(numbers_now_ns() - begin) / 1e6;
    return ok;
}

static bool ask(struct crowd_side *side, const struct stage *stage, int subscribers, double *ms)
{
    const struct link_login *member = &stage->members[1];
    struct topic topic = topic_ask(span_of(member->user), TOPIC_THEME, span_of(THEME), "ask");
    struct topic reply = topic_reply(span_of(member->user), span_of(member->device));
    struct question question;
    struct question_payload payload;

    question_make(&question);
    question_encode(&question, &payload);
    return tell(side,
                &(struct link_out){ .topic = topic.text,
                                    .response_topic = reply.text,
                                    .payload = { payload.bytes, payload.len },
                                    .correlation = span_of("crowd") },
                subscribers, ms);
}

static bool relay(struct crowd_side *side, int subscribers, double *ms)
{
    static const char bytes[RELAY_BYTES];

    return tell(side, &(struct link_out){ .topic = EVENT, .payload = { bytes, sizeof bytes } }, subscribers, ms);
}

/* One side at a time: the connections of both would be more descriptors than a program may have. */
static bool run_side(const struct stage *stage, int subscribers, int turns, bool is_daemon, struct numbers *out)
{
    struct crowd_side *side = calloc(1, sizeof *side);
    uint16_t port = is_daemon ? stage->port : stage->relay_port;
    double ms;

    if (side == NULL)
        return false;
    bool ok = fill(side, stage, port, subscribers) &&
              add(side, port, is_daemon ? &stage->members[1] : &stage->own, on_reply, NULL);
    for (int turn = 0; turn < turns && ok; turn++) {
        ok = is_daemon ? ask(side, stage, subscribers, &ms) : relay(side, subscribers, &ms);
        numbers_add(out, ms);
    }
    leave(side);
    free(side);
    return ok;
}

/* ---- screens ---- */

/* A card that comes, not one that is taken away. */
static void on_card(void *context, struct link *link, const struct link_message *message)
{
    struct crowd_side *side = context;

    (void)link;
    side->told += message->payload.len > 0;
}

static bool fill_screens(struct crowd_side *side, const struct stage *stage, int screens)
{
    char filter[128];

    for (int i = 0; i < screens; i++) {
        struct link_login login = stage_screen(stage, i);
        snprintf(filter, sizeof filter, "vakwerk/1/kiosk/%s/card/+", login.user);
        if (!add(side, stage->port, &login, on_card, filter))
            return false;
    }
    return add(side, stage->port, &stage->members[1], on_reply, NULL);
}

/* What hung there before they came. */
static bool let_fall_quiet(struct crowd_side *side)
{
    int64_t told = -1;

    while (told != side->told) {
        told = side->told;
        if (!links_turn(side->links, side->count, QUIET_MS))
            return false;
    }
    return true;
}

static bool fill_relay(struct crowd_side *side, const struct stage *stage, int screens)
{
    char filter[64];

    for (int i = 0; i < screens; i++) {
        struct link_login login = stage_device(stage, i);
        snprintf(filter, sizeof filter, CARD, i);
        if (!add(side, stage->relay_port, &login, on_card, filter))
            return false;
    }
    return add(side, stage->relay_port, &stage->own, on_reply, NULL);
}

static bool relay_each(struct crowd_side *side, int screens, double *ms)
{
    static const char bytes[CARD_BYTES] = "card";
    char topic[64];
    int64_t begin = numbers_now_ns();

    side->told = 0;
    for (int i = 0; i < screens; i++) {
        snprintf(topic, sizeof topic, CARD, i);
        if (!link_send(side->links[screens], &(struct link_out){ .topic = topic, .payload = { bytes, sizeof bytes } }))
            return false;
    }
    bool ok = wait_until_told(side, screens);
    *ms = (double)(numbers_now_ns() - begin) / 1e6;
    return ok;
}

static bool run_screens(const struct stage *stage, int screens, int turns, bool is_daemon, struct numbers *out)
{
    struct crowd_side *side = calloc(1, sizeof *side);
    double ms;

    if (side == NULL)
        return false;
    bool ok = is_daemon ? fill_screens(side, stage, screens) && let_fall_quiet(side) : fill_relay(side, stage, screens);
    for (int turn = 0; turn < turns && ok; turn++) {
        ok = is_daemon ? ask(side, stage, screens, &ms) && let_fall_quiet(side) : relay_each(side, screens, &ms);
        numbers_add(out, ms);
    }
    leave(side);
    free(side);
    return ok;
}

bool crowd_run_screens(struct stage *stage, int screens, int turns, struct crowd *out)
{
    struct numbers daemon = { .count = 0 }, relay_alone = { .count = 0 };

    out->subscribers = screens;
    if (!stage_add_screens(stage, screens) || !run_screens(stage, screens, turns, true, &daemon) ||
        !run_screens(stage, screens, turns, false, &relay_alone))
        return false;
    numbers_add(&out->daemon_ms, numbers_at(&daemon, 0.5));
    numbers_add(&out->relay_ms, numbers_at(&relay_alone, 0.5));
    numbers_add(&out->of_relay, numbers_at(&relay_alone, 0.5) / numbers_at(&daemon, 0.5));
    return true;
}

bool crowd_run(const struct stage *stage, int subscribers, int turns, struct crowd *out)
{
    out->subscribers = subscribers;
    for (int round = 0; round < ROUNDS; round++) {
        struct numbers daemon = { .count = 0 }, relay_alone = { .count = 0 };
        if (!run_side(stage, subscribers, turns, true, &daemon) ||
            !run_side(stage, subscribers, turns, false, &relay_alone))
            return false;
        numbers_add(&out->daemon_ms, numbers_at(&daemon, 0.5));
        numbers_add(&out->relay_ms, numbers_at(&relay_alone, 0.5));
        numbers_add(&out->of_relay, numbers_at(&relay_alone, 0.5) / numbers_at(&daemon, 0.5));
    }
    return true;
}
