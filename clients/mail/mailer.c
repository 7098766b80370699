#include "mailer.h"

#include "account.h"
#include "clients/lib/clock.h"
#include "clients/text/calendar.h"
#include "proto/decode.h"

#include <stdio.h>
#include <sysexits.h>

#define INTAKE_MAX    256  /* digests that are written down in one go */
#define SENDING_MAX   20   /* mails between two looks at what came in */
#define REPORTS_MAX   20   /* the same for reports */
#define IDLE_MS       1000 /* as long as SIGTERM may be overlooked */
#define CALL_MS       5000
#define SILENT_MS     5000
#define RETRY_MAX_MS  (3600 * 1000LL)
#define FORGET_EACH   (3600 * 1000LL)
#define FORGET_BEFORE (14LL * 24 * 3600 * 1000)
#define HOUR_MS       (3600 * 1000LL)

static bool is_stopping(const struct mailer *m)
{
    return *m->stop != 0;
}

/* Twice as long each time, up to an hour. */
static int64_t retry_after(const struct mailer *m, int64_t attempts)
{
    int64_t wait_ms = 1000 * m->settings->retry_seconds;

    for (int64_t i = 0; i < attempts && wait_ms < RETRY_MAX_MS; i++)
        wait_ms *= 2;
    return wait_ms < RETRY_MAX_MS ? wait_ms : RETRY_MAX_MS;
}

/* ---- what comes in ---- */

static int decode(struct mailer *m, struct span payload, struct msg_digest_is *digest)
{
    struct decode_part part = { &type_digest_is, digest };
    struct fault fault;

    return decode_map(payload, &part, 1, false, &m->arena, &fault);
}

/* A digest without an address is not to be mailed, and neither is what was written down of it before. */
static int write_down(struct mailer *m, const struct vakwerk_digest *came)
{
    struct msg_digest_is digest;

    arena_reset(&m->arena);
    if (came->payload.len == 0)
        return queue_withdraw(m->queue, came->member);
    if (decode(m, came->payload, &digest) != 0) {
        fprintf(stderr, "warn digest cannot be read\n");
        return 0;
    }
    if (digest.address.ptr == NULL)
        return queue_withdraw(m->queue, came->member);
    return queue_put(m->queue, &(struct queue_digest){ .member = came->member,
                                                       .date = digest.date,
                                                       .made_at = digest.made_at,
                                                       .payload = came->payload,
                                                       .round = came->round });
}

static void say_ready(struct mailer *m)
{
    if (m->is_ready)
        return;
    m->is_ready = true;
    printf("ready server=%s\n", m->settings->server);
    fflush(stdout);
}

static int note_whole(struct mailer *m, const struct vakwerk_digest *came)
{
    bool now_whole = came->whole && (!m->is_whole || came->round != m->round);

    m->is_whole = came->whole;
    m->round = came->round;
    if (!now_whole)
        return 0;
    say_ready(m);
    return queue_sweep(m->queue, came->round);
}

/* How long to wait for a first digest: not at all while there is something else to do. */
static int patience(const struct mailer *m)
{
    int64_t now = calendar_now();
    bool can_send = m->next_at != 0 && m->next_at <= now && m->away_until <= now;

    return (m->is_whole && can_send) || m->is_reporting ? 0 : IDLE_MS;
}

/* Everything that waits to be taken, in one transaction. */
static int take_in(struct mailer *m, enum vakwerk_result *result)
{
    struct vakwerk_digest came = { .round = 0 };
    int wait_ms = patience(m), err = 0;
    bool is_open = false;

    *result = vakwerk_next_digest(m->v, wait_ms, &came);
    for (int i = 0; i < INTAKE_MAX && *result == VAKWERK_OK && err == 0; i++) {
        if (!is_open)
            err = queue_begin(m->queue);
        is_open = true;
        if (err == 0 && came.member.len > 0)
            err = write_down(m, &came);
        if (err == 0)
            err = note_whole(m, &came);
        if (came.member.len == 0)
            break;
        *result = vakwerk_next_digest(m->v, 0, &came);
    }
    int committed = is_open ? queue_commit(m->queue) : 0;
    return err == ERR_TOO_MANY ? committed : err != 0 ? err : committed;
}

/* ---- what goes out ---- */

struct handing {
    struct mailer *m;
    int64_t number;
    bool done;
};

static bool hand_over(void *to)
{
    struct handing *handing = to;

    handing->done = queue_hand_over(handing->m->queue, handing->number) == 0;
    return handing->done;
}

/* The server is not asked again for a while. What was handed over without a word from it is sent again. */
static int note_away(struct mailer *m, const struct queue_item *item, bool handed_over)
{
    long code;
    const char *why = delivery_why(m->delivery, &code);
    int64_t wait_ms = retry_after(m, m->away_times);

    if (is_stopping(m))
        return 0;
    m->away_times++;
    m->away_until = calendar_now() + wait_ms;
    fprintf(stderr, "warn mail server away at=%s code=%ld retry_s=%lld\n", why, code, (long long)(wait_ms / 1000));
    delivery_rest(m->delivery);
    return handed_over ? queue_postpone(m->queue, item->number, m->away_until) : 0;
}

static int settle(struct mailer *m, const struct queue_item *item, enum delivery_result result, bool handed_over)
{
    int64_t now = calendar_now();

    if (result == DELIVERY_AWAY)
        return note_away(m, item, handed_over);
    m->away_times = 0;
    switch (result) {
    case DELIVERY_DONE:
        return queue_finish(m->queue, item->number, QUEUE_SENT, now);
    case DELIVERY_BOUNCED:
        return queue_finish(m->queue, item->number, QUEUE_BOUNCED, now);
    case DELIVERY_REFUSED:
        return queue_finish(m->queue, item->number, QUEUE_FAILED, now);
    case DELIVERY_LATER:
    case DELIVERY_AWAY:
        break;
    }
    return queue_postpone(m->queue, item->number, now + retry_after(m, item->attempts));
}

static int send_item(struct mailer *m, const struct queue_item *item)
{
    struct handing handing = { .m = m, .number = item->number };
    struct delivery_last last = { .before = hand_over, .to = &handing };
    struct msg_digest_is digest;
    struct message message;
    int64_t now = calendar_now();

    if (now - item->made_at > m->settings->give_up_hours * HOUR_MS)
        return queue_finish(m->queue, item->number, QUEUE_FAILED, now);
    if (decode(m, item->payload, &digest) != 0)
        return queue_finish(m->queue, item->number, QUEUE_FAILED, now);
    if (!message_make(&message, m->settings, item->member, &digest, &m->arena))
        return queue_finish(m->queue, item->number, QUEUE_BOUNCED, now);
    enum delivery_result result = delivery_send(m->delivery, &message, &last);
    return settle(m, item, result, handing.done);
}

/* Only when all digests have been told: what was taken away meanwhile is not sent. */
static int send_some(struct mailer *m)
{
    struct queue_item item;
    int err = 0;

    for (int i = 0; i < SENDING_MAX && err == 0 && !is_stopping(m); i++) {
        arena_reset(&m->arena);
        err = queue_next(m->queue, calendar_now(), &m->arena, &item, &m->next_at);
        if (err == ERR_NOT_FOUND)
            delivery_rest(m->delivery);
        if (err != 0 || !m->is_whole || m->away_until > calendar_now())
            break;
        err = send_item(m, &item);
        m->next_at = calendar_now();
    }
    return err == ERR_NOT_FOUND ? 0 : err;
}

/* ---- what became of it ---- */

static enum vakwerk_result tell(struct mailer *m, const struct queue_report *report, struct vakwerk_reply *reply)
{
    static const char *const results[] = {
        [QUEUE_SENT] = "sent", [QUEUE_FAILED] = "failed", [QUEUE_BOUNCED] = "bounced"
    };
    struct msg_mail_report in = { .member = report->member,
                                  .date = report->date,
                                  .result = span_of(results[report->result]) };
    struct msg_done out;
    struct vakwerk_call call = {
        .verb = VERB_mail_report, .place = TOPIC_HERE, .in = &in, .out = &out, .id = &report->id, .timeout_ms = CALL_MS
    };

    return vakwerk_call(m->v, &call, &m->arena, reply);
}

/* A refusal that cannot pass is one of something that is gone: a member, a day. */
static int report_one(struct mailer *m, const struct queue_report *report)
{
    struct vakwerk_reply reply;
    enum vakwerk_result result = tell(m, report, &reply);

    if (result == VAKWERK_OK || (result == VAKWERK_REFUSED && !reply.refused.retry))
        return queue_reported(m->queue, report->number);
    m->silent_until = calendar_now() + SILENT_MS;
    return 0;
}

static int report_some(struct mailer *m)
{
    struct queue_report report;
    int err = 0;

    m->is_reporting = false;
    for (int i = 0; i < REPORTS_MAX && err == 0 && m->silent_until <= calendar_now() && !is_stopping(m); i++) {
        arena_reset(&m->arena);
        err = queue_unreported(m->queue, &m->arena, &report);
        if (err == 0)
            err = report_one(m, &report);
        m->is_reporting = err == 0 && m->silent_until <= calendar_now();
    }
    return err == ERR_NOT_FOUND ? 0 : err;
}

static int forget_some(struct mailer *m)
{
    int64_t now = calendar_now();

    if (now < m->forget_at)
        return 0;
    m->forget_at = now + FORGET_EACH;
    return queue_forget(m->queue, now - FORGET_BEFORE);
}

/* ---- the loop ---- */

int mailer_run(struct mailer *m)
{
    enum vakwerk_result result = vakwerk_digests(m->v, CALL_MS), before = VAKWERK_OK;
    int err = 0;

    while (!is_stopping(m) && err == 0) {
        if (result == VAKWERK_AUTH)
            return account_exit(result);
        if (result != before)
            fprintf(stderr, result == VAKWERK_OK ? "info broker is back\n" : "warn broker away\n");
        before = result;
        if (result != VAKWERK_OK)
            clock_pause(IDLE_MS);
        err = take_in(m, &result);
        if (err == 0)
            err = send_some(m);
        if (err == 0 && result == VAKWERK_OK)
            err = report_some(m);
        if (err == 0)
            err = forget_some(m);
    }
    if (err != 0)
        fprintf(stderr, "error the queue cannot be read or written\n");
    return err == 0 ? EX_OK : EX_IOERR;
}
