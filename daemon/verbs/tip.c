/* tip, notice. */
#include "daemon/clock.h"
#include "daemon/flood.h"
#include "daemon/moderation.h"
#include "proto/code.h"
#include "verbs.h"

#define NOTICE_DAYS_MAX 31

/* Numbered over all themes and teams. */
static int number(struct request *rq, enum store_number last, struct code_text (*spell)(int64_t number),
                  struct post *post)
{
    int err = store_number_get(rq->store, last, &post->number);

    if (err != 0)
        return err;
    struct code_text code = spell(++post->number);
    post->code = arena_copy(rq->arena, span_of(code.text));
    return store_number_set(rq->store, last, post->number);
}

static int admit(struct request *rq, struct post *post, struct msg_done *out)
{
    struct moderation_found found;
    int err = moderation_look(rq, post, &found);

    out->code = post->code;
    if (err == 0)
        err = store_post_add(rq->store, post);
    return err != 0 ? err : moderation_admit(rq, post, &found, out);
}

int verb_tip(struct request *rq, const struct msg_tip *in, struct msg_done *out)
{
    struct place municipality = { 0 }, care = { 0 };
    struct post post;
    int err = request_check_text(rq, "text", in->text, in->checked);

    if (err == 0)
        err = request_new_post(rq, POST_TIP, &post);
    if (err == 0 && in->municipality.ptr != NULL)
        err = request_place(rq, PLACE_MUNICIPALITY, in->municipality, "municipality", &municipality);
    if (err == 0 && in->care.ptr != NULL)
        err = request_place(rq, PLACE_CARE, in->care, "care", &care);
    if (err != 0)
        return err;
    post.text = in->text;
    post.works = in->works;
    post.municipality = municipality.id;
    post.care = care.id;
    err = flood_check_double(rq, &post);
    if (err == 0)
        err = number(rq, STORE_TIPS, code_tip, &post);
    return err != 0 ? err : admit(rq, &post, out);
}

int verb_notice(struct request *rq, const struct msg_notice *in, struct msg_done *out)
{
    struct post post;

    if (in->until_at <= rq->now_ms)
        return request_fail(rq, ERR_BAD_REQUEST, "until_at", "must be in the future");
    if (in->until_at > rq->now_ms + NOTICE_DAYS_MAX * CLOCK_DAY_MS)
        return request_fail(rq, ERR_BAD_REQUEST, "until_at", "must be within 31 days");
    int err = request_check_text(rq, "text", in->text, true); /* colleagues' names are what notices are about */
    if (err == 0)
        err = request_new_post(rq, POST_NOTICE, &post);
    if (err != 0)
        return err;
    post.text = in->text;
    post.until_at = in->until_at;
    err = flood_check_double(rq, &post);
    if (err == 0)
        err = number(rq, STORE_NOTICES, code_notice, &post);
    return err != 0 ? err : admit(rq, &post, out);
}
