#include "tests/bench/load.h"

#include "proto/topic.h"
#include "tests/bench/numbers.h"
#include "tests/bench/question.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { ASKERS = STAGE_MEMBERS - 1, PAYLOADS = 256, DRAIN_MS = 60000, WARM_NS_MAX = 200000000 };

/* What had happened at one moment. */
struct moment {
    int64_t at_ns, done, server_ns, broker_ns, load_ns;
};

/* What is always outstanding is so many of these: a question, then its answers, then the next question. */
struct strand {
    char code[16]; /* of the question */
    int answers_left;
    int64_t sent_ns;
};

struct load {
    const struct load_plan *plan;
    pid_t server, broker;
    struct link *links[STAGE_MEMBERS + 1]; /* the askers, then who receives */
    size_t link_count;
    struct topic topics[ASKERS], answer_topics[ASKERS], reply_topics[ASKERS];
    struct question questions[PAYLOADS];
    struct question_payload payloads[PAYLOADS];
    struct strand strands[LOAD_OUTSTANDING_MAX];
    bool sending, broken;
    int64_t sent;
    struct numbers ms; /* the last ones: the oldest is overwritten */
    size_t ms_next;
    struct load_result result;
};

/* ---- asking ---- */

static void send_from(struct load *load, size_t asker, const char *topic, const struct question_payload *payload,
                      uint32_t slot)
{
    struct link_out out = { .topic = topic,
                            .response_topic = load->reply_topics[asker].text,
                            .payload = { payload->bytes, payload->len },
                            .correlation = { (const char *)&slot, sizeof slot } };

    load->sent++;
    load->strands[slot].sent_ns = numbers_now_ns();
    load->broken |= !link_send(load->links[asker], &out);
}

static void answer(struct load *load, uint32_t slot, struct strand *strand)
{
    size_t answerer = (slot + (size_t)strand->answers_left) % ASKERS;
    struct question_payload payload;

    strand->answers_left--;
    question_encode_answer(&load->questions[(size_t)load->sent % PAYLOADS], strand->code, &payload);
    send_from(load, answerer, load->answer_topics[answerer].text, &payload, slot);
}

static void ask(struct load *load, uint32_t slot)
{
    struct question_payload *payload = &load->payloads[(size_t)load->sent % PAYLOADS];

    load->strands[slot].code[0] = '\0';
    question_renew(payload);
    send_from(load, slot % ASKERS, load->topics[slot % ASKERS].text, payload, slot);
}

static void go_on(struct load *load, uint32_t slot)
{
    if (!load->sending || load->sent >= load->plan->count)
        return;
    if (load->strands[slot].answers_left > 0)
        answer(load, slot, &load->strands[slot]);
    else
        ask(load, slot);
}

/* The reply to a question tells its code. */
static void note_code(struct load *load, struct strand *strand, struct span reply)
{
    const char *key = memmem(reply.ptr, reply.len,
                             "\xa4"
                             "code",
                             5);

    if (strand->code[0] != '\0' || key == NULL)
        return;
    size_t len = key[5] & 0x1f;
    memcpy(strand->code, key + 6, len < sizeof strand->code ? len : 0);
    strand->answers_left = load->plan->answers;
}

static void note_time(struct load *load, int64_t ns)
{
    load->ms.values[load->ms_next] = (double)ns / 1e6;
    load->ms_next = (load->ms_next + 1) % NUMBERS_MAX;
    if (load->ms.count < NUMBERS_MAX)
        load->ms.count++;
}

/* A reply, or for a relay the request itself. */
static void finish(void *context, struct link *link, const struct link_message *message)
{
    struct load *load = context;
    uint32_t slot;

    (void)link;
    assert(message->correlation.len == sizeof slot);
    memcpy(&slot, message->correlation.ptr, sizeof slot);
    note_time(load, numbers_now_ns() - load->strands[slot].sent_ns);
    if (load->plan->kind == LOAD_RELAY || question_is_accepted(message->payload))
        load->result.accepted++;
    else
        load->result.refused++;
    load->result.reply_bytes = message->payload.len;
    if (load->plan->answers > 0)
        note_code(load, &load->strands[slot], message->payload);
    go_on(load, slot);
}

static void watch(void *context, struct link *link, const struct link_message *message)
{
    struct load *load = context;

    (void)link;
    load->result.events++;
    load->result.event_bytes = message->payload.len;
}

/* ---- connecting ---- */

static uint16_t port_of(const struct stage *stage, enum load_kind kind)
{
    const uint16_t ports[LOAD_KINDS] = { [LOAD_DAEMON] = stage->port,
                                         [LOAD_ECHO] = stage->echo_port,
                                         [LOAD_RELAY] = stage->relay_port,
                                         [LOAD_PEER] = stage->peer_port };

    return ports[kind];
}

static struct link *add_link(struct load *load, uint16_t port, const struct link_login *login, link_heard *heard)
{
    struct link *link = link_open(port, login, heard, load);

    if (link != NULL)
        load->links[load->link_count++] = link;
    return link;
}

static bool add_asker(struct load *load, const struct stage *stage, size_t i)
{
    static const char *const themes[] = { "regie", "samen", "leider", "veld", "wacht", "dossier", "werk", "steun" };
    const struct link_login *login = &stage->members[i];
    struct span theme = span_of(themes[i % (sizeof themes / sizeof themes[0])]);
    struct link *link = add_link(load, port_of(stage, load->plan->kind), login, finish);

    load->topics[i] = topic_ask(span_of(login->user), TOPIC_THEME, theme, "ask");
    load->answer_topics[i] = topic_ask(span_of(login->user), TOPIC_HERE, (struct span){ NULL, 0 }, "answer");
    load->reply_topics[i] = topic_reply(span_of(login->user), span_of(login->device));
    return link != NULL && link_subscribe(link, load->reply_topics[i].text);
}

static bool add_receiver(struct load *load, const struct stage *stage)
{
    bool relay = load->plan->kind == LOAD_RELAY;
    struct link *link = add_link(load, port_of(stage, load->plan->kind), relay ? &stage->own : &stage->members[ASKERS],
                                 relay ? finish : watch);

    return link != NULL && link_subscribe(link, relay ? topic_request_trees[0] : "vakwerk/1/theme/+/event");
}

static bool connect_all(struct load *load, const struct stage *stage)
{
    for (size_t i = 0; i < ASKERS; i++)
        if (!add_asker(load, stage, i))
            return false;
    return add_receiver(load, stage);
}

static void find_processes(struct load *load, const struct stage *stage)
{
    const pid_t servers[LOAD_KINDS] = { stage->daemon.pid, stage->echo.pid, 0, stage->peer.pid };
    const pid_t brokers[LOAD_KINDS] = { stage_broker(stage), stage->echo_broker.pid, stage->relay_broker.pid,
                                        stage->peer_broker.pid };

    load->server = servers[load->plan->kind];
    load->broker = brokers[load->plan->kind];
}

/* ---- measuring ---- */

static struct moment now_of(const struct load *load)
{
    return (struct moment){ .at_ns = numbers_now_ns(),
                            .done = load->result.accepted,
                            .server_ns = load->server == 0 ? 0 : process_cpu_ns(load->server),
                            .broker_ns = process_cpu_ns(load->broker),
                            .load_ns = process_cpu_ns(0) };
}

static bool turn_until(struct load *load, int64_t until_ns)
{
    while (!load->broken && numbers_now_ns() < until_ns && load->sent < load->plan->count)
        load->broken |= !links_turn(load->links, load->link_count, 100);
    return !load->broken;
}

/* Until all have been answered, and all that was answered has been told. */
static bool drain(struct load *load)
{
    int64_t until_ns = numbers_now_ns() + DRAIN_MS * INT64_C(1000000);
    const struct load_result *result = &load->result;
    bool told = load->plan->kind == LOAD_RELAY;

    load->sending = false;
    while (result->accepted + result->refused < load->sent || !(told || result->events >= result->accepted)) {
        if (numbers_now_ns() > until_ns || !links_turn(load->links, load->link_count, 100))
            return false;
    }
    return result->refused == 0;
}

static void note_between(struct load *load, const struct moment *a, const struct moment *b)
{
    double done = (double)(b->done - a->done), us = done > 0 ? 1e3 * done : 1e3;

    load->result.p50_ms = numbers_at(&load->ms, 0.5);
    load->result.p99_ms = numbers_at(&load->ms, 0.99);
    load->result.per_s = done / ((double)(b->at_ns - a->at_ns) / 1e9);
    load->result.server_us = (double)(b->server_ns - a->server_ns) / us;
    load->result.broker_us = (double)(b->broker_ns - a->broker_ns) / us;
    load->result.load_us = (double)(b->load_ns - a->load_ns) / us;
}

static bool measure(struct load *load)
{
    int64_t span_ns = (int64_t)(load->plan->seconds * 1e9);
    int64_t warm_ns = span_ns / 10 < WARM_NS_MAX ? span_ns / 10 : WARM_NS_MAX;

    load->sending = true;
    for (uint32_t slot = 0; slot < (uint32_t)load->plan->outstanding; slot++)
        go_on(load, slot);
    if (!turn_until(load, numbers_now_ns() + warm_ns))
        return false;
    struct moment begin = now_of(load);
    if (!turn_until(load, begin.at_ns + span_ns))
        return false;
    struct moment end = now_of(load);
    note_between(load, &begin, &end);
    return drain(load);
}

static void make_payloads(struct load *load)
{
    for (size_t i = 0; i < PAYLOADS; i++) {
        question_make(&load->questions[i]);
        question_encode(&load->questions[i], &load->payloads[i]);
    }
}

bool load_run(const struct stage *stage, const struct load_plan *plan, struct load_result *out)
{
    struct load *load = calloc(1, sizeof *load);

    if (load == NULL)
        return false;
    assert(plan->outstanding <= LOAD_OUTSTANDING_MAX);
    load->plan = plan;
    find_processes(load, stage);
    make_payloads(load);
    bool ok = connect_all(load, stage) && measure(load);
    for (size_t i = 0; i < load->link_count; i++)
        link_close(load->links[i]);
    *out = load->result;
    if (!ok)
        fprintf(stderr, "bench: kind %d, %d outstanding: %lld sent, %lld accepted, %lld refused, %lld events\n",
                plan->kind, plan->outstanding, (long long)load->sent, (long long)out->accepted, (long long)out->refused,
                (long long)out->events);
    free(load);
    return ok;
}
