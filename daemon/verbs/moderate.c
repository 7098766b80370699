/* queue, mod-show, hold, release, approve, reject, redact: what moderators read and decide. */
#include "daemon/moderation.h"
#include "daemon/thing.h"
#include "verbs.h"

#define QUEUE_MAX     50
#define REPORTS_MAX   100
#define DECISIONS_MAX 50

/* ---- reading ---- */

/* Also what was joined with another question: why is said there. */
static int find_case(struct request *rq, struct span code, struct post *out)
{
    int err = request_find_case(rq, code, out);

    return err == ERR_NOT_FOUND && out->held == POST_MERGED ? request_find_gone(rq, code, out) : err;
}

static int show_waiting(struct request *rq, const struct moderation_case *open, const struct post *post,
                        struct msg_queue_row *row)
{
    bool concerned = false;
    int err = moderation_why_words(rq, open->why, &row->why, &row->why_count);

    row->since_at = open->at;
    row->appeal = open->appeal;
    row->reason = open->reason;
    if (open->reports > 0)
        MSG_SET(row, reports, open->reports);
    if (open->proposal != DECISION_NONE) {
        row->proposal = span_of(moderation_decision_word(open->proposal));
        row->proposer_name = open->proposer_display;
    }
    if (err == 0)
        err = store_moderate_concerns(rq->store, rq->who.id, post->id, true, &concerned);
    row->second = concerned;
    return err;
}

static void show_thing(struct request *rq, const struct post *post, struct msg_thing *out)
{
    thing_of(post, rq->who.id, rq->settings, out);
    thing_show_held(post, out);
}

int verb_queue(struct request *rq, const struct msg_queue *in, struct msg_queue_is *out)
{
    struct moderation_case *cases;
    size_t count = 0;
    int err = store_moderate_queue(rq->store, rq->who.id, in->has_limit ? (size_t)in->limit : QUEUE_MAX, rq->arena,
                                   &cases, &count);
    struct msg_queue_row *rows = arena_take(rq->arena, (count + 1) * sizeof *rows);

    if (err != 0 || rows == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < count && err == 0; i++) {
        struct post post;
        err = store_post_get(rq->store, cases[i].post, rq->arena, &post);
        if (err != 0)
            return err;
        show_thing(rq, &post, &rows[i].base);
        err = show_waiting(rq, &cases[i], &post, &rows[i]);
    }
    out->items = rows;
    out->items_count = count;
    return err;
}

static int show_reports(struct request *rq, int64_t post, struct msg_mod_shown *out)
{
    struct report *reports;
    size_t count = 0;
    int err = store_moderate_reports(rq->store, post, REPORTS_MAX, rq->arena, &reports, &count);
    struct msg_mod_report *rows = arena_take(rq->arena, (count + 1) * sizeof *rows);

    if (err != 0 || rows == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct msg_mod_report){ .reason = span_of(moderation_reason_word(reports[i].reason)),
                                           .note = reports[i].note,
                                           .at = reports[i].at,
                                           .settled = reports[i].settled };
    out->reported = rows;
    out->reported_count = count;
    return 0;
}

static int show_decisions(struct request *rq, int64_t post, struct msg_mod_shown *out)
{
    struct moderation_case *cases;
    size_t count = 0;
    int err = store_moderate_decisions(rq->store, post, DECISIONS_MAX, rq->arena, &cases, &count);
    struct msg_mod_decision *rows = arena_take(rq->arena, (count + 1) * sizeof *rows);

    if (err != 0 || rows == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct msg_mod_decision){ .decision = span_of(moderation_decision_word(cases[i].decision)),
                                             .decider_name = cases[i].decider_display,
                                             .reason = cases[i].reason,
                                             .appeal = cases[i].appeal,
                                             .at = cases[i].decided_at };
    out->decisions = rows;
    out->decisions_count = count;
    return 0;
}

int verb_mod_show(struct request *rq, const struct msg_mod_show *in, struct msg_mod_shown *out)
{
    struct post post;
    struct moderation_case open;
    struct msg_queue_row *row = arena_take(rq->arena, sizeof *row);
    int err = row == NULL ? ERR_TOO_BIG : find_case(rq, in->code, &post);

    if (err != 0)
        return err;
    show_thing(rq, &post, &row->base);
    row->since_at = post.posted_at;
    err = store_moderate_get(rq->store, post.id, rq->arena, &open);
    if (err == 0)
        err = show_waiting(rq, &open, &post, row);
    else if (err == ERR_NOT_FOUND)
        err = 0;
    out->items = row;
    out->items_count = 1;
    if (err == 0)
        err = show_reports(rq, post.id, out);
    return err != 0 ? err : show_decisions(rq, post.id, out);
}

/* ---- deciding ---- */

int verb_hold(struct request *rq, const struct msg_decide *in, struct msg_done *out)
{
    struct moderation_wish wish = { DECISION_HELD, AUDIT_HOLD, true, in->reason };
    struct post post;
    int err = moderation_begin(rq, in->code, &wish, &post, &out->waiting);

    if (err != 0 || out->waiting)
        return err;
    err = store_moderate_open(rq->store, post.id, WHY_MODERATOR, rq->now_ms);
    if (err == 0)
        err = store_moderate_set_reason(rq->store, post.id, in->reason);
    if (err == 0)
        err = store_moderate_note(rq->store, post.id, DECISION_HELD, rq->who.id, in->reason, rq->now_ms);
    if (err == 0)
        err = audit_note(rq, AUDIT_HOLD, &(struct audit_about){ .post = post.id });
    return err != 0 ? err : moderation_hold(rq, &post, POST_BY_MODERATOR);
}

/* As it is: what waited is done with, and what was held is seen again. */
static int let_be(struct request *rq, const struct msg_decide *in, enum audit_action action, struct msg_done *out)
{
    struct moderation_wish wish = { DECISION_APPROVED, action, false, in->reason };
    struct moderation_case open;
    struct post post;
    int err = moderation_begin(rq, in->code, &wish, &post, &out->waiting);

    if (err != 0 || out->waiting)
        return err;
    bool held = post.held != POST_NOT_HELD;
    err = store_moderate_get(rq->store, post.id, rq->arena, &open);
    if (!held && (err == ERR_NOT_FOUND || action == AUDIT_RELEASE))
        return request_fail(rq, ERR_CONFLICT, "code", "it is not held, and nothing waits for a decision");
    if (err == 0 || err == ERR_NOT_FOUND)
        err = moderation_finish(rq, &post, &wish);
    if (err != 0)
        return err;
    return held ? moderation_release(rq, &post) : moderation_clear(rq, &post);
}

int verb_release(struct request *rq, const struct msg_decide *in, struct msg_done *out)
{
    return let_be(rq, in, AUDIT_RELEASE, out);
}

int verb_approve(struct request *rq, const struct msg_decide *in, struct msg_done *out)
{
    return let_be(rq, in, AUDIT_APPROVE, out);
}

/* A case is what a decision is written to: where nobody asked for one, it is opened and closed at once. */
static int open_and_finish(struct request *rq, const struct post *post, const struct moderation_wish *wish)
{
    int err = store_moderate_open(rq->store, post->id, WHY_MODERATOR, rq->now_ms);

    return err != 0 ? err : moderation_finish(rq, post, wish);
}

/* Once more only about an appeal. */
static int check_reject(struct request *rq, const struct post *post)
{
    struct moderation_case open;

    if (post->held != POST_REJECTED)
        return 0;
    int err = store_moderate_get(rq->store, post->id, rq->arena, &open);
    return err == ERR_NOT_FOUND ? request_fail(rq, ERR_CONFLICT, "code", "it was rejected already") : err;
}

int verb_reject(struct request *rq, const struct msg_decide *in, struct msg_done *out)
{
    struct moderation_wish wish = { DECISION_REJECTED, AUDIT_REJECT, true, in->reason };
    struct post post;
    int err = moderation_begin(rq, in->code, &wish, &post, &out->waiting);

    if (err == 0 && !out->waiting)
        err = check_reject(rq, &post);
    if (err != 0 || out->waiting)
        return err;
    err = open_and_finish(rq, &post, &wish);
    return err != 0 ? err : moderation_hold(rq, &post, POST_REJECTED);
}

static int check_redact(struct request *rq, const struct msg_redact *in, const struct post *post)
{
    if (store_post_is_lesson(post))
        return request_fail(rq, ERR_BAD_REQUEST, "code", "a lesson or guide is changed by an editor");
    int err = request_check_change(rq, post, in->title, in->text, in->base);
    if (err == 0)
        err = request_check_text(rq, "title", in->title, true);
    return err != 0 ? err : request_check_text(rq, "text", in->text, true);
}

int verb_redact(struct request *rq, const struct msg_redact *in, struct msg_done *out)
{
    struct moderation_wish wish = { DECISION_REDACTED, AUDIT_REDACT, true, in->reason };
    struct post post;
    int err = moderation_begin(rq, in->code, &wish, &post, &out->waiting);

    if (err != 0 || out->waiting)
        return err;
    err = check_redact(rq, in, &post);
    if (err == 0)
        err = store_post_edit(rq->store, post.id, in->title, in->text, request_time(rq, &post));
    if (err == 0)
        err = open_and_finish(rq, &post, &wish);
    if (err != 0)
        return err;
    MSG_SET(out, revision, ++post.revision);
    if (post.held != POST_NOT_HELD)
        return moderation_release(rq, &post);
    err = moderation_clear(rq, &post);
    if (err == 0)
        err = request_list(rq, &post, LISTING_SEEN, post.revision);
    if (err == 0)
        err = request_tell(rq, EVENT_edited, &post);
    return err != 0 ? err : request_tell_member(rq, post.author);
}
