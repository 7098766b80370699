#include "request.h"

#include <assert.h>

int request_fail(struct request *rq, int error, const char *field, const char *message)
{
    return fault_set(&rq->fault, error, field, message);
}

bool request_has_role(const struct request *rq, unsigned roles)
{
    return (rq->who.roles & roles) != 0;
}

/* A team's posts are for its members; the team of an archived tree has none. */
static int may_see(struct request *rq, const struct post *post, bool *out)
{
    *out = post->team == 0;
    return *out ? 0 : store_member_is_in(rq->store, rq->who.id, post->team, out);
}

int request_find(struct request *rq, struct span code, struct post *out)
{
    bool visible = false;
    int err = store_post_by_code(rq->store, code, rq->arena, out);

    if (err == 0 && out->retracted_at == 0)
        err = may_see(rq, out, &visible);
    if (err == 0 && !visible)
        err = ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND)
        return request_fail(rq, ERR_NOT_FOUND, "code", "there is no such thing");
    return err;
}

int request_place(struct request *rq, enum place_kind kind, struct span slug, const char *field, struct place *out)
{
    int err = store_place_get(rq->store, kind, slug, rq->arena, out);

    if (err == ERR_NOT_FOUND || (err == 0 && out->archived))
        return request_fail(rq, ERR_NOT_FOUND, field, "there is no such place");
    return err;
}

int request_member(struct request *rq, struct span name, struct member *out)
{
    int err = store_member_get(rq->store, name, rq->arena, out);

    if (err == ERR_NOT_FOUND)
        return request_fail(rq, ERR_NOT_FOUND, "member", "there is no such member");
    return err;
}

int request_tell(struct request *rq, enum event_kind event, const struct post *post)
{
    assert(rq->told == NULL);
    rq->told = arena_take(rq->arena, sizeof *rq->told);
    if (rq->told == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "too much in one batch");
    rq->told->event = (struct event){ .at = rq->now_ms,
                                      .event = (int)event,
                                      .theme = post->theme,
                                      .team = post->team,
                                      .space_slug = post->team != 0 ? post->team_slug : post->theme_slug,
                                      .post = post->id };
    rq->changes.screens = true;
    return store_event_add(rq->store, &rq->told->event);
}

int request_tell_member(struct request *rq, int64_t member)
{
    struct told *told = rq->told;
    struct member to;

    if (member == rq->who.id)
        return 0;
    assert(told != NULL && told->to_count < REQUEST_TOLD_MAX);
    int err = store_member_by_id(rq->store, member, rq->arena, &to);
    if (err != 0 || to.disabled)
        return err;
    told->to[told->to_count].member = to.name;
    err = store_event_add_to(rq->store, member, told->event.seq, &told->to[told->to_count].prev);
    told->to_count += err == 0;
    return err;
}
