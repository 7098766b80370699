/* member-erase, member-erase-confirm: a question first, since nothing of it can be undone. See daemon/erase.h. */
#include "daemon/audit.h"
#include "daemon/store/store_erase.h"
#include "verbs.h"

#include <stdio.h>

#define MINUTE_MS   INT64_C(60000)
#define BEGIN_IN_MS 2000 /* so that the reply is there before its reader is shut out */

static int find_whom(struct request *rq, struct span name, struct member *out)
{
    if (name.ptr == NULL || span_equal(name, rq->who.name)) {
        *out = rq->who;
        return 0;
    }
    if (!request_has_role(rq, MEMBER_ADMINISTRATOR))
        return request_fail(rq, ERR_FORBIDDEN, "member", "only administrators may erase somebody else");
    return request_member(rq, name, out);
}

/* Somebody must be left who can let others in. */
static int check_administrators(struct request *rq, const struct member *member)
{
    bool other = true;
    int err = (member->roles & MEMBER_ADMINISTRATOR) == 0
                  ? 0
                  : store_erase_has_other_administrator(rq->store, member->id, &other);

    if (err == 0 && !other)
        return request_fail(rq, ERR_CONFLICT, "member", "the last administrator cannot be erased");
    return err;
}

static int read_choice(struct request *rq, struct span word, bool *remove)
{
    *remove = span_is(word, "remove");
    if (!*remove && !span_is(word, "anonymise"))
        return request_fail(rq, ERR_BAD_REQUEST, "posts", "must be anonymise or remove");
    return 0;
}

/* ---- the question ---- */

static int ask(struct request *rq, const struct member *member, bool remove, struct msg_erasure_asked *out)
{
    struct secret_text code = secret_code(rq->key, rq->id);
    struct secret_hash hash = secret_hash_of(span_of(code.text));
    struct erasure erasure = { .member = member->id,
                               .remove = remove,
                               .hash = { (const char *)hash.bytes, sizeof hash.bytes },
                               .until_at = rq->now_ms + rq->settings->erase_confirm_minutes * MINUTE_MS };
    int err = store_erase_ask(rq->store, &erasure);

    if (err == ERR_CONFLICT)
        return request_fail(rq, err, "member", "is being erased already");
    out->member = member->name;
    out->confirmation = arena_copy(rq->arena, span_of(code.text));
    out->until_at = erasure.until_at;
    return err != 0 ? err : store_erase_count(rq->store, member->id, &out->things);
}

int verb_member_erase(struct request *rq, const struct msg_member_erase *in, struct msg_erasure_asked *out)
{
    struct member member;
    bool remove;
    int err = find_whom(rq, in->member, &member);

    if (err == 0)
        err = read_choice(rq, in->posts, &remove);
    if (err == 0)
        err = check_administrators(rq, &member);
    return err != 0 ? err : ask(rq, &member, remove, out);
}

/* ---- the confirmation ---- */

static int check_confirmation(struct request *rq, const struct erasure *erasure, struct span code)
{
    struct secret_hash hash = secret_hash_of(code);
    struct span given = { (const char *)hash.bytes, sizeof hash.bytes };

    if (erasure->step != ERASURE_ASKED)
        return request_fail(rq, ERR_CONFLICT, "member", "is being erased already");
    if (!span_equal(erasure->hash, given))
        return request_fail(rq, ERR_CONFLICT, "confirmation", "is not the one that was given last");
    if (erasure->until_at < rq->now_ms)
        return request_fail(rq, ERR_CONFLICT, "confirmation", "is too old: ask again");
    return 0;
}

static int accept(struct request *rq, struct erasure *erasure)
{
    char detail[80];

    snprintf(detail, sizeof detail, "%s token:%.*s", erasure->remove ? "remove" : "anonymise", span_int(erasure->token),
             erasure->token.ptr);
    erasure->step = ERASURE_ACCEPTED;
    erasure->due_at = rq->now_ms + BEGIN_IN_MS;
    rq->changes.erasures = true;
    int err = store_erase_set(rq->store, erasure);
    return err != 0 ? err
                    : audit_note(rq, AUDIT_ERASE,
                                 &(struct audit_about){ .member = erasure->member, .detail = span_of(detail) });
}

int verb_member_erase_confirm(struct request *rq, const struct msg_member_erase_confirm *in, struct msg_done *out)
{
    struct member member;
    struct erasure erasure;
    int err = find_whom(rq, in->member, &member);

    (void)out;
    if (err != 0)
        return err;
    err = store_erase_get(rq->store, member.id, rq->arena, &erasure);
    if (err == ERR_NOT_FOUND)
        return request_fail(rq, ERR_CONFLICT, "confirmation", "nobody asked: begin with member-erase");
    if (err == 0)
        err = check_administrators(rq, &member);
    if (err == 0)
        err = check_confirmation(rq, &erasure, in->confirmation);
    return err != 0 ? err : accept(rq, &erasure);
}
