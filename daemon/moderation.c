#include "moderation.h"

/* ---- words ---- */

const char *moderation_decision_word(enum moderation_decision decision)
{
    static const char *const words[DECISIONS] = { NULL,     "approved",  "rejected", "redacted",
                                                  "merged", "withdrawn", "held" };

    return words[decision];
}

static const char *const reasons[REPORT_REASONS] = {
    "other", "identifying", "unsafe", "unkind", "advertising", "double"
};

const char *moderation_reason_word(enum report_reason reason)
{
    return reasons[reason];
}

bool moderation_read_reason(struct span word, enum report_reason *out)
{
    for (int i = 0; i < REPORT_REASONS; i++)
        if (span_is(word, reasons[i])) {
            *out = (enum report_reason)i;
            return true;
        }
    return false;
}

int moderation_why_words(struct request *rq, unsigned why, const struct span **out, size_t *count)
{
    static const char *const words[] = { "reported", "moderator", "first-look", "danger", "doubt", "appeal" };
    struct span *found = arena_take(rq->arena, sizeof words / sizeof words[0] * sizeof *found);

    *count = 0;
    *out = found;
    if (found == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if ((why >> i & 1) != 0)
            found[(*count)++] = span_of(words[i]);
    return 0;
}

/* ---- holding and releasing ---- */

/* Who heard of it before hears that it is gone; what nobody has seen goes on unseen. */
static int tell(struct request *rq, enum event_kind event, const struct post *post, bool was_seen)
{
    int err = was_seen ? request_tell(rq, event, post) : request_tell_personally(rq, event, post);

    rq->changes.waits |= post->care != 0;
    return err != 0 ? err : request_tell_member(rq, post->author);
}

int moderation_hold(struct request *rq, struct post *post, enum post_held held)
{
    bool was_seen = post->held == POST_NOT_HELD;
    int err = store_post_hold(rq->store, post, held, rq->now_ms);

    post->held = held;
    return err != 0 ? err : tell(rq, EVENT_held, post, was_seen);
}

int moderation_tell_new(struct request *rq, const struct post *post)
{
    static const enum event_kind events[] = { [POST_QUESTION] = EVENT_question,
                                              [POST_ANSWER] = EVENT_answer,
                                              [POST_TIP] = EVENT_tip,
                                              [POST_NOTICE] = EVENT_notice };
    int err = request_tell(rq, events[post->kind], post);

    return err != 0 || post->kind != POST_ANSWER ? err : request_tell_followers(rq, post->question);
}

/* What waited for a first look, and was rejected after it, was never told either. */
int moderation_release(struct request *rq, struct post *post)
{
    int err = store_post_hold(rq->store, post, POST_NOT_HELD, rq->now_ms);

    post->held = POST_NOT_HELD;
    return err != 0 ? err : tell(rq, EVENT_released, post, true);
}

/* ---- reports ---- */

int moderation_report(struct request *rq, struct post *post, enum report_reason reason, struct span note)
{
    struct report report = { .post = post->id, .member = rq->who.id, .reason = reason, .note = note, .at = rq->now_ms };
    int64_t count = 0;
    bool added = false;
    int err = store_moderate_report(rq->store, &report, &added);

    if (err != 0 || !added)
        return err;
    err = store_moderate_open(rq->store, post->id, WHY_REPORTED, rq->now_ms);
    if (err == 0)
        err = store_moderate_count_reports(rq->store, post->id, &count);
    if (err != 0 || post->held != POST_NOT_HELD || count < rq->settings->reports_to_hold)
        return err;
    err =
        audit_add(rq->store, rq->key, 0, AUDIT_HIDE, &(struct audit_about){ .post = post->id }, rq->now_ms, rq->arena);
    rq->changes.audit = true;
    return err != 0 ? err : moderation_hold(rq, post, POST_BY_REPORTS);
}
