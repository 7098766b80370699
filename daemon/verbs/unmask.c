/* open-anonymous: two moderators together learn who asked, and the asker learns that they did. */
#include "daemon/audit.h"
#include "daemon/clock.h"
#include "daemon/store/store_unmask.h"
#include "verbs.h"

#define PENDING_DAYS 7

/* The asker hears it on the member's own topic; nobody else hears anything. */
static int show_author(struct request *rq, const struct post *post, struct msg_unmasked *out)
{
    int err = request_tell_personally(rq, EVENT_opened, post);

    out->author = post->author_name;
    out->author_name = post->author_display;
    return err != 0 ? err : request_tell_member(rq, post->author);
}

int verb_open_anonymous(struct request *rq, const struct msg_open_anonymous *in, struct msg_unmasked *out)
{
    struct post post;
    struct unmask unmask = { .member = rq->who.id, .reason = in->reason, .at = rq->now_ms };
    int err = request_find(rq, in->code, &post);

    if (err != 0)
        return err;
    if ((post.flags & POST_ANONYMOUS) == 0)
        return request_fail(rq, ERR_BAD_REQUEST, "code", "this was not asked anonymously");
    if (post.author == MEMBER_FORMER)
        return request_fail(rq, ERR_CONFLICT, "code", "who asked was erased since: nobody knows");
    if (post.author == rq->who.id)
        return request_fail(rq, ERR_FORBIDDEN, "code", "one does not ask who one is");
    err = request_check_text(rq, "reason", in->reason, true);
    if (err != 0)
        return err;
    unmask.post = post.question != 0 ? post.question : post.id;
    err = store_unmask_pending(rq->store, unmask.post, rq->who.id, rq->now_ms - PENDING_DAYS * CLOCK_DAY_MS,
                               &unmask.confirms);
    out->waiting = err == ERR_NOT_FOUND;
    if (err == 0 || err == ERR_NOT_FOUND)
        err = store_unmask_add(rq->store, &unmask);
    if (err == 0)
        err = audit_note(rq, out->waiting ? AUDIT_UNMASK_ASK : AUDIT_UNMASK_OPEN,
                         &(struct audit_about){ .post = unmask.post });
    return err != 0 || out->waiting ? err : show_author(rq, &post, out);
}
