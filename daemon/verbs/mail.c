/* mail-report, mail-stop: what the program that mails digests tells. */
#include "daemon/digest/mail.h"
#include "daemon/store/store_digest.h"
#include "verbs.h"

static int read_result(struct request *rq, struct span word, enum mail_result *out)
{
    static const char *const names[] = { [MAIL_SENT] = "sent", [MAIL_FAILED] = "failed", [MAIL_REFUSED] = "bounced" };

    for (enum mail_result i = MAIL_SENT; i <= MAIL_REFUSED; i++)
        if (span_is(word, names[i])) {
            *out = i;
            return 0;
        }
    return request_fail(rq, ERR_BAD_REQUEST, "result", "must be sent, failed or bounced");
}

/* It is the digest that was mailed, not just a day. */
static int check_digest(struct request *rq, int64_t member, struct span day)
{
    struct digest digest;
    int err = store_digest_get(rq->store, member, day, rq->arena, &digest);

    return err == ERR_NOT_FOUND ? request_fail(rq, err, "date", "there is no digest of that day") : err;
}

/* What bounced goes on counting until one arrives; what failed for now says nothing. */
static int count(struct request *rq, int64_t member, enum mail_result result)
{
    struct mailbox mailbox;
    int err = store_mail_get(rq->store, member, rq->arena, &mailbox);

    if (err != 0 || result == MAIL_FAILED)
        return err == ERR_NOT_FOUND ? 0 : err;
    mailbox.bounces = result == MAIL_SENT ? 0 : mailbox.bounces + 1;
    if (mailbox.bounces >= MAIL_BOUNCES_MAX && mailbox.state == MAIL_ON)
        mailbox.state = MAIL_BOUNCED;
    return store_mail_put(rq->store, member, &mailbox);
}

int verb_mail_report(struct request *rq, const struct msg_mail_report *in, struct msg_done *out)
{
    enum mail_result result = MAIL_SENT, before = MAIL_SENT;
    struct member member;
    int err = read_result(rq, in->result, &result);

    (void)out;
    if (err == 0)
        err = request_member(rq, in->member, &member);
    if (err == 0)
        err = check_digest(rq, member.id, in->date);
    if (err == 0)
        err = store_mail_reported(rq->store, member.id, in->date, &before);
    if (err != 0 || before == result)
        return err; /* said before: it counts once */
    err = store_mail_report(rq->store, member.id, in->date, result);
    return err != 0 ? err : count(rq, member.id, result);
}

int verb_mail_stop(struct request *rq, const struct msg_mail_stop *in, struct msg_done *out)
{
    struct mailbox mailbox;
    int64_t member;
    int err = store_mail_by_token(rq->store, in->token, &member);

    (void)out;
    if (err == ERR_NOT_FOUND)
        return request_fail(rq, ERR_NOT_FOUND, "token", "there is no such token");
    if (err == 0)
        err = store_mail_get(rq->store, member, rq->arena, &mailbox);
    if (err != 0)
        return err;
    mailbox.state = MAIL_STOPPED;
    mailbox.token = arena_copy(rq->arena, span_of(secret_mail(rq->key, rq->id).text));
    return store_mail_put(rq->store, member, &mailbox);
}
