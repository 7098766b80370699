#include "mail.h"

/* ---- addresses ---- */

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Words with single dots between them. */
static bool is_dotted(struct span text, const char *others)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool inside = i > 0 && i + 1 < text.len && text.ptr[i - 1] != '.';
        if (c == '.' ? !inside : !is_letter_or_digit(c) && memchr(others, c, strlen(others)) == NULL)
            return false;
    }
    return text.len > 0;
}

bool mail_is_address(struct span text)
{
    const char *at = memchr(text.ptr, '@', text.len);

    if (at == NULL)
        return false;
    struct span name = { text.ptr, (size_t)(at - text.ptr) }, domain = { at + 1, text.len - name.len - 1 };
    return name.len <= 64 && is_dotted(name, "!#$%&'*+/=?^_`{|}~-") && is_dotted(domain, "-") &&
           memchr(domain.ptr, '.', domain.len) != NULL && domain.ptr[0] != '-';
}

/* ---- the mailbox of a member ---- */

static struct span new_token(struct request *rq)
{
    return arena_copy(rq->arena, span_of(secret_mail(rq->key, rq->id).text));
}

int mail_set_address(struct request *rq, int64_t member, struct span email)
{
    if (email.ptr == NULL)
        return 0;
    if (email.len == 0)
        return store_mail_remove(rq->store, member);
    if (!mail_is_address(email))
        return request_fail(rq, ERR_BAD_REQUEST, "email", "must be a mail address such as naam@jeugdteam.example");
    struct mailbox mailbox = { .email = email, .state = MAIL_ON, .token = new_token(rq) };
    return store_mail_put(rq->store, member, &mailbox);
}

int mail_set_wanted(struct request *rq, int64_t member, bool wanted)
{
    struct mailbox mailbox;
    int err = store_mail_get(rq->store, member, rq->arena, &mailbox);

    if (err == ERR_NOT_FOUND)
        return request_fail(rq, ERR_CONFLICT, "mail", "there is no address: give one");
    if (err != 0)
        return err;
    mailbox.state = wanted ? MAIL_ON : MAIL_STOPPED;
    mailbox.bounces = 0;
    return store_mail_put(rq->store, member, &mailbox);
}

int mail_show(struct request *rq, int64_t member, struct span *email, struct span *state)
{
    static const char *const names[] = { [MAIL_ON] = "on", [MAIL_STOPPED] = "stopped", [MAIL_BOUNCED] = "bounced" };
    struct mailbox mailbox;
    int err = store_mail_get(rq->store, member, rq->arena, &mailbox);

    if (err == ERR_NOT_FOUND)
        return 0;
    *email = mailbox.email;
    *state = span_of(names[mailbox.state]);
    return err;
}
