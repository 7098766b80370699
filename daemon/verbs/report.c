/* report, appeal: what members say to moderators. */
#include "daemon/moderation.h"
#include "verbs.h"

int verb_report(struct request *rq, const struct msg_report *in, struct msg_done *out)
{
    enum report_reason reason;
    struct post post;
    int err = request_find(rq, in->code, &post);

    if (err != 0)
        return err;
    if (!moderation_read_reason(in->reason, &reason))
        return request_fail(rq, ERR_BAD_REQUEST, "reason",
                            "must be identifying, unsafe, unkind, advertising, double or other");
    if (post.author == rq->who.id)
        return request_fail(rq, ERR_FORBIDDEN, "code", "one's own thing can be withdrawn, or changed");
    err = request_check_text(rq, "note", in->note, true);
    if (err == 0)
        err = moderation_report(rq, &post, reason, in->note);
    return err != 0 ? err : moderation_help(rq, in->note, out);
}

/* Nobody is looking at it again yet, and nobody said no to an appeal against what took it away. */
static int check_appeal(struct request *rq, const struct post *post, struct moderation_case *last)
{
    struct moderation_case open;
    int err = store_moderate_get(rq->store, post->id, rq->arena, &open);

    if (err == 0 && open.appeal.ptr != NULL)
        return request_fail(rq, ERR_CONFLICT, "code", "there is an appeal already");
    if (err == 0 || err == ERR_NOT_FOUND)
        err = store_moderate_last(rq->store, post->id, false, rq->arena, last);
    if (err != 0)
        return err == ERR_NOT_FOUND ? 0 : err;
    if (last->appeal.ptr != NULL && last->decision == DECISION_REJECTED)
        return request_fail(rq, ERR_CONFLICT, "code", "this was decided about an appeal: it stands");
    return 0;
}

int verb_appeal(struct request *rq, const struct msg_appeal *in, struct msg_done *out)
{
    struct moderation_case last;
    struct post post;
    int err = request_find_held(rq, in->code, &post);

    if (err == 0 && post.author != rq->who.id)
        return request_fail(rq, ERR_FORBIDDEN, "code", "only its author may do this");
    if (err == 0 && post.held == POST_NOT_HELD)
        return request_fail(rq, ERR_CONFLICT, "code", "it is not held");
    if (err == 0)
        err = request_check_text(rq, "text", in->text, true);
    if (err == 0)
        err = check_appeal(rq, &post, &last);
    if (err == 0)
        err = store_moderate_open(rq->store, post.id, WHY_APPEAL, rq->now_ms);
    if (err == 0)
        err = store_moderate_appeal(rq->store, post.id, in->text, last.decider);
    if (err == 0)
        err = audit_note(rq, AUDIT_APPEAL, &(struct audit_about){ .post = post.id });
    return err != 0 ? err : moderation_help(rq, in->text, out);
}
