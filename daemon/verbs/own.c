/* edit, retract, thank, seen: what is done to a thing that is there. */
#include "daemon/clock.h"
#include "daemon/ladder/climb.h"
#include "daemon/moderation.h"
#include "verbs.h"

/* Also while it is held. */
static int find_own(struct request *rq, struct span code, struct post *out)
{
    int err = request_find_held(rq, code, out);

    if (err == 0 && out->author != rq->who.id)
        return request_fail(rq, ERR_FORBIDDEN, "code", "only its author may do this");
    return err;
}

static int check_edit(struct request *rq, const struct msg_edit *in, const struct post *post)
{
    if (store_post_is_lesson(post))
        return request_fail(rq, ERR_BAD_REQUEST, "code",
                            "a lesson or guide is changed by an editor, and read by another");
    return request_check_change(rq, post, in->title, in->text, in->base);
}

int verb_edit(struct request *rq, const struct msg_edit *in, struct msg_done *out)
{
    struct post post;
    int err = find_own(rq, in->code, &post);

    if (err == 0)
        err = check_edit(rq, in, &post);
    if (err == 0)
        err = request_check_text(rq, "title", in->title, in->checked);
    if (err == 0)
        err = request_check_text(rq, "text", in->text, in->checked || post.kind == POST_NOTICE);
    if (err == 0)
        err = store_post_edit(rq->store, post.id, in->title, in->text, request_time(rq, &post));
    if (err != 0)
        return err;
    MSG_SET(out, revision, post.revision + 1);
    if (in->title.ptr != NULL)
        post.title = in->title;
    if (in->text.ptr != NULL)
        post.text = in->text;
    return moderation_change(rq, &post, out);
}

int verb_retract(struct request *rq, const struct msg_retract *in, struct msg_done *out)
{
    struct post post;
    int err = find_own(rq, in->code, &post);

    (void)out;
    if (err == 0)
        err = store_post_retract(rq->store, &post, rq->now_ms);
    if (err == 0)
        err = request_list(rq, &post, LISTING_WITHDRAWN, post.revision + 1);
    if (err == 0)
        err = store_moderate_close(rq->store, post.id, DECISION_WITHDRAWN, 0, (struct span){ NULL, 0 }, rq->now_ms);
    rq->changes.waits |= err == 0 && post.care != 0;
    /* Of what is held everybody knows already that it is gone, or nobody that it was there. */
    return err != 0 || post.held != POST_NOT_HELD ? err : request_tell(rq, EVENT_retracted, &post);
}

int verb_thank(struct request *rq, const struct msg_thank *in, struct msg_done *out)
{
    struct post post;
    bool changed = false;
    int err = request_find(rq, in->code, &post);

    if (err == 0 && post.author == rq->who.id)
        return request_fail(rq, ERR_FORBIDDEN, "code", "one cannot thank oneself");
    if (err == 0)
        err = store_post_thank(rq->store, post.id, rq->who.id, in->on, &changed);
    if (err != 0)
        return err;
    MSG_SET(out, count, post.thanks + (changed ? (in->on ? 1 : -1) : 0));
    if (!changed)
        return 0;
    err = request_tell(rq, EVENT_thanked, &post);
    return err != 0 || !in->on ? err : request_tell_member(rq, post.author);
}

int verb_seen(struct request *rq, const struct msg_seen *in, struct msg_done *out)
{
    struct post post;
    struct clock_day day = clock_local_day(rq->now_ms);
    int err = request_find(rq, in->code, &post);

    (void)out;
    if (err != 0)
        return err;
    err = store_post_see(rq->store, post.id, rq->who.id, day.year * 10000 + day.month * 100 + day.day);
    return err != 0 || post.kind != POST_QUESTION ? err : climb_seen(rq, post.id);
}
