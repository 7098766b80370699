#include "tests/bench/latency.h"

#include "proto/topic.h"
#include "tests/bench/question.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARRIVAL_MS = 30000, PAUSE_MS = 270, PAUSE_MORE_MS = 60 };

#define THEME "wacht"

enum { DAEMON, SCREEN, ECHO, RELAY, RELAYED, OTHERS, ROLES };

struct visit {
    struct link *links[ROLES];
    struct topic topic, reply_topic;
    struct question question;
    int64_t replied_ns, shown_ns, echoed_ns, relayed_ns; /* 0: not yet */
    struct topic others_topic, others_reply_topic;
    double others_per_s;
    int64_t others_begin_ns, others_sent, others_done;
};

/* ---- what arrives ---- */

static void on_reply(void *context, struct link *link, const struct link_message *message)
{
    struct visit *visit = context;

    (void)message;
    *(link == visit->links[DAEMON] ? &visit->replied_ns : &visit->echoed_ns) = numbers_now_ns();
}

static void on_card(void *context, struct link *link, const struct link_message *message)
{
    struct visit *visit = context;
    const char *title = visit->question.title;

    (void)link;
    if (memmem(message->payload.ptr, message->payload.len, title, strlen(title)) != NULL)
        visit->shown_ns = numbers_now_ns();
}

/* The second client hands on what it hears. */
static void on_request(void *context, struct link *link, const struct link_message *message)
{
    (void)context;
    link_send(link, &(struct link_out){ .topic = "vakwerk/1/theme/" THEME "/event", .payload = message->payload });
}

static void on_event(void *context, struct link *link, const struct link_message *message)
{
    struct visit *visit = context;

    (void)link;
    (void)message;
    visit->relayed_ns = numbers_now_ns();
}

static void on_others_reply(void *context, struct link *link, const struct link_message *message)
{
    struct visit *visit = context;

    (void)link;
    (void)message;
    visit->others_done++;
}

/* ---- connecting ---- */

static bool add(struct visit *visit, int role, uint16_t port, const struct link_login *login, link_heard *heard,
                const char *filter)
{
    visit->links[role] = link_open(port, login, heard, visit);
    return visit->links[role] != NULL && link_subscribe(visit->links[role], filter);
}

static bool connect_all(struct visit *visit, const struct stage *stage)
{
    const struct link_login *member = &stage->members[0], *other = &stage->members[1];
    char cards[TOPIC_MAX];

    snprintf(cards, sizeof cards, "vakwerk/1/kiosk/%s/card/+", stage->kiosk.user);
    visit->topic = topic_ask(span_of(member->user), TOPIC_THEME, span_of(THEME), "ask");
    visit->reply_topic = topic_reply(span_of(member->user), span_of(member->device));
    visit->others_topic = topic_ask(span_of(other->user), TOPIC_THEME, span_of("steun"), "ask");
    visit->others_reply_topic = topic_reply(span_of(other->user), span_of(other->device));
    return add(visit, OTHERS, stage->port, other, on_others_reply, visit->others_reply_topic.text) &&
           add(visit, DAEMON, stage->port, member, on_reply, visit->reply_topic.text) &&
           add(visit, SCREEN, stage->port, &stage->kiosk, on_card, cards) &&
           add(visit, ECHO, stage->echo_port, member, on_reply, visit->reply_topic.text) &&
           add(visit, RELAY, stage->relay_port, member, on_event, "vakwerk/1/theme/+/event") &&
           add(visit, RELAYED, stage->relay_port, &stage->own, on_request, topic_request_trees[0]);
}

/* ---- measuring ---- */

/* What others should have asked by now. */
static void ask_for_others(struct visit *visit)
{
    double due = visit->others_per_s * (double)(numbers_now_ns() - visit->others_begin_ns) / 1e9;
    struct question question;
    struct question_payload payload;
    struct link_out out = { .topic = visit->others_topic.text,
                            .response_topic = visit->others_reply_topic.text,
                            .correlation = span_of("other") };

    for (; (double)visit->others_sent < due; visit->others_sent++) {
        question_make(&question);
        question_encode(&question, &payload);
        out.payload = (struct span){ payload.bytes, payload.len };
        link_send(visit->links[OTHERS], &out);
    }
}

static bool turn(struct visit *visit)
{
    ask_for_others(visit);
    return links_turn(visit->links, ROLES, visit->others_per_s > 0 ? 1 : 20);
}

static void pause_ms(struct visit *visit, int ms)
{
    int64_t until = numbers_now_ns() + ms * INT64_C(1000000);

    while (numbers_now_ns() < until)
        turn(visit);
}

static bool wait_for(struct visit *visit, const int64_t *arrived_ns)
{
    int64_t deadline = numbers_now_ns() + ARRIVAL_MS * INT64_C(1000000);

    while (*arrived_ns == 0)
        if (numbers_now_ns() > deadline || !turn(visit))
            return false;
    return true;
}

static int64_t ask(struct visit *visit, int role)
{
    struct question_payload payload;
    struct link_out out = { .topic = visit->topic.text,
                            .response_topic = visit->reply_topic.text,
                            .correlation = span_of("one") };

    question_encode(&visit->question, &payload);
    out.payload = (struct span){ payload.bytes, payload.len };
    int64_t begin = numbers_now_ns();
    link_send(visit->links[role], &out);
    return begin;
}

static void note(struct numbers *numbers, int64_t begin_ns, int64_t end_ns)
{
    numbers_add(numbers, (double)(end_ns - begin_ns) / 1e6);
}

static bool sample(struct visit *visit, struct raw *raw, struct latency *out)
{
    question_make(&visit->question);
    visit->replied_ns = visit->shown_ns = visit->echoed_ns = visit->relayed_ns = 0;

    int64_t begin = ask(visit, DAEMON);
    if (!wait_for(visit, &visit->replied_ns))
        return false;
    note(&out->reply, begin, visit->replied_ns);
    /* While many ask, a card may be pushed off the wall before the screen is told of it. */
    if (visit->others_per_s == 0 && !wait_for(visit, &visit->shown_ns))
        return false;
    if (visit->others_per_s == 0)
        note(&out->card, begin, visit->shown_ns);
    pause_ms(visit, PAUSE_MS / 2);

    begin = ask(visit, ECHO);
    if (!wait_for(visit, &visit->echoed_ns))
        return false;
    note(&out->echo, begin, visit->echoed_ns);
    begin = ask(visit, RELAY);
    if (!wait_for(visit, &visit->relayed_ns))
        return false;
    note(&out->relay, begin, visit->relayed_ns);
    begin = numbers_now_ns();
    if (!raw_commit(raw, 1))
        return false;
    note(&out->commit, begin, numbers_now_ns());
    pause_ms(visit, PAUSE_MS / 2 + rand() % PAUSE_MORE_MS);
    return true;
}

/* What comes next should not wait for them. */
static void finish_others(struct visit *visit)
{
    int64_t until = numbers_now_ns() + ARRIVAL_MS * INT64_C(1000000);

    visit->others_per_s = 0;
    while (visit->others_done < visit->others_sent && numbers_now_ns() < until)
        turn(visit);
}

bool latency_run(const struct stage *stage, struct raw *raw, int samples, double others_per_s, struct latency *out)
{
    struct visit visit = { .others_per_s = others_per_s, .others_begin_ns = numbers_now_ns() };
    bool ok = connect_all(&visit, stage);

    if (ok)
        pause_ms(&visit, PAUSE_MS); /* the cards that hang there already */
    for (int i = 0; i < samples && ok; i++)
        ok = sample(&visit, raw, out);
    if (!ok)
        fprintf(stderr, "bench: latency: reply %d, card %d, echo %d, relay %d\n", visit.replied_ns != 0,
                visit.shown_ns != 0, visit.echoed_ns != 0, visit.relayed_ns != 0);
    finish_others(&visit);
    out->others_per_s = others_per_s;
    for (size_t i = 0; i < ROLES; i++)
        link_close(visit.links[i]);
    return ok;
}
