/*
 * follow, unfollow, react.
 *
 * Who follows a question is told of each answer on their own topic, at most REQUEST_FOLLOWERS_MAX of them, those who
 * follow longest first; the others find it in their digest. Who follows a theme or a team reads its events as
 * everybody does, so nothing is copied for them: it only says what is theirs in `watch --mine`, `me` and the digest.
 */
#include "daemon/store/store_follow.h"
#include "daemon/thing.h"
#include "verbs.h"

/* ---- follow ---- */

static bool begins_with(struct span text, const char *word, struct span *rest)
{
    size_t length = strlen(word);

    if (text.len <= length || memcmp(text.ptr, word, length) != 0)
        return false;
    *rest = (struct span){ text.ptr + length, text.len - length };
    return true;
}

static int find_place(struct request *rq, enum place_kind kind, struct span slug, struct follow *out)
{
    struct place place;
    int err = request_place(rq, kind, slug, "what", &place);

    *out = (struct follow){ .kind = kind == PLACE_TEAM ? FOLLOW_TEAM : FOLLOW_THEME, .what = place.id };
    return err;
}

/* An answer's code stands for its question. */
static int find_question(struct request *rq, struct span code, struct follow *out)
{
    struct post post;
    int err = request_find(rq, code, &post);

    if (err != 0)
        return err == ERR_NOT_FOUND ? request_fail(rq, err, "what", "there is no such thing") : err;
    if (post.kind != POST_QUESTION && post.kind != POST_ANSWER)
        return request_fail(rq, ERR_BAD_REQUEST, "what", "only a question, theme/x or team/y can be followed");
    *out = (struct follow){ .kind = FOLLOW_QUESTION, .what = post.kind == POST_ANSWER ? post.question : post.id };
    return 0;
}

static int set_follow(struct request *rq, struct span what, bool on)
{
    struct follow follow;
    struct span slug;
    int err;

    if (begins_with(what, "theme/", &slug))
        err = find_place(rq, PLACE_THEME, slug, &follow);
    else if (begins_with(what, "team/", &slug))
        err = find_place(rq, PLACE_TEAM, slug, &follow);
    else
        err = find_question(rq, what, &follow);
    return err != 0 ? err : store_follow_set(rq->store, rq->who.id, &follow, on, rq->now_ms);
}

int verb_follow(struct request *rq, const struct msg_follow *in, struct msg_done *out)
{
    (void)out;
    return set_follow(rq, in->what, true);
}

int verb_unfollow(struct request *rq, const struct msg_unfollow *in, struct msg_done *out)
{
    (void)out;
    return set_follow(rq, in->what, false);
}

/* ---- react ---- */

static int read_reaction(struct request *rq, struct span word, enum post_reaction *out)
{
    for (int i = 0; i < POST_REACTIONS; i++)
        if (span_is(word, thing_reaction((enum post_reaction)i))) {
            *out = (enum post_reaction)i;
            return 0;
        }
    return request_fail(rq, ERR_BAD_REQUEST, "reaction", "must be works, not, outdated or none");
}

int verb_react(struct request *rq, const struct msg_react *in, struct msg_done *out)
{
    enum post_reaction reaction = POST_NO_REACTION;
    struct post post;
    bool changed = false;
    int err = request_find(rq, in->code, &post);

    (void)out;
    if (err == 0)
        err = read_reaction(rq, in->reaction, &reaction);
    if (err != 0)
        return err;
    int64_t owner = store_post_is_lesson(&post) ? post.owner : post.author;
    if (post.kind == POST_QUESTION || post.kind == POST_NOTICE || post.kind == POST_SHELVED)
        return request_fail(rq, ERR_BAD_REQUEST, "code", "only an answer, a tip, a lesson or a guide can be tried");
    if (owner == rq->who.id)
        return request_fail(rq, ERR_FORBIDDEN, "code", "one cannot judge oneself");
    err = store_post_react(rq->store, post.id, rq->who.id, reaction, &changed);
    if (err != 0 || !changed)
        return err;
    err = request_tell_reaction(rq, &post, reaction);
    return err != 0 || reaction == POST_NO_REACTION || owner == 0 ? err : request_tell_member(rq, owner);
}
