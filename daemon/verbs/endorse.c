/* endorse: a registered member stands behind an answer of somebody else. */
#include "daemon/store/store_endorse.h"
#include "verbs.h"

static int check_answer(struct request *rq, const struct post *answer)
{
    if (answer->kind != POST_ANSWER)
        return request_fail(rq, ERR_BAD_REQUEST, "code", "only an answer can be endorsed");
    if (answer->author == rq->who.id)
        return request_fail(rq, ERR_FORBIDDEN, "code", "one cannot endorse oneself");
    return 0;
}

int verb_endorse(struct request *rq, const struct msg_endorse *in, struct msg_done *out)
{
    struct post answer;
    int64_t count = 0;
    int err = request_find(rq, in->code, &answer);

    if (err == 0)
        err = check_answer(rq, &answer);
    if (err == 0)
        err = request_check_text(rq, "unless", in->unless, in->checked);
    if (err != 0)
        return err;

    struct secret_hash hash = secret_hash_of(answer.text);
    struct endorsement endorsement = { .post = answer.id,
                                       .member = rq->who.id,
                                       .revision = answer.revision,
                                       .text_hash = { (const char *)hash.bytes, sizeof hash.bytes },
                                       .unless = in->unless.len > 0 ? in->unless : (struct span){ NULL, 0 },
                                       .at = rq->now_ms };
    err = store_endorse_add(rq->store, &endorsement, answer.question, rq->now_ms);
    if (err == 0)
        err = store_endorse_count(rq->store, answer.id, rq->now_ms, &count);
    if (err == 0)
        err = request_tell(rq, EVENT_endorsed, &answer);
    MSG_SET(out, count, count);
    return err != 0 ? err : request_tell_member(rq, answer.author);
}
