/* merge, move: where a question belongs. */
#include "daemon/moderation.h"
#include "daemon/store/store_merge.h"
#include "verbs.h"

/* Both are questions, for the same people to read; the mark of an asker who is hidden would name somebody else there. */
static int check_merge(struct request *rq, const struct post *from, const struct post *into)
{
    bool hidden = false;

    if (from->kind != POST_QUESTION || into->kind != POST_QUESTION)
        return request_fail(rq, ERR_BAD_REQUEST, "into", "only a question is joined with a question");
    if (from->id == into->id)
        return request_fail(rq, ERR_BAD_REQUEST, "into", "is the same question");
    if (from->team != into->team)
        return request_fail(rq, ERR_BAD_REQUEST, "into", "is for others to read");
    int err = store_merge_has_hidden(rq->store, from->id, &hidden);
    if (err == 0 && hidden)
        return request_fail(rq, ERR_CONFLICT, "code", "its asker answered there without a name");
    return err;
}

static int tell_merged(struct request *rq, struct post *from)
{
    bool was_seen = from->held == POST_NOT_HELD;
    int err = store_post_hold(rq->store, from, POST_MERGED, rq->now_ms);

    if (err == 0)
        err = was_seen ? request_tell(rq, EVENT_merged, from) : request_tell_personally(rq, EVENT_merged, from);
    return err != 0 ? err : request_tell_member(rq, from->author);
}

int verb_merge(struct request *rq, const struct msg_merge *in, struct msg_done *out)
{
    struct moderation_wish wish = { DECISION_MERGED, AUDIT_MERGE, true, in->reason };
    struct post from, into;
    int err = moderation_begin(rq, in->code, &wish, &from, &out->waiting);

    if (err != 0 || out->waiting)
        return err;
    err = request_find(rq, in->into, &into);
    if (err == ERR_NOT_FOUND)
        return request_fail(rq, err, "into", "there is no such thing");
    if (err == 0)
        err = check_merge(rq, &from, &into);
    if (err == 0)
        err = store_merge(rq->store, &from, &into, rq->now_ms, rq->arena);
    if (err == 0)
        err = store_moderate_open(rq->store, from.id, WHY_MODERATOR, rq->now_ms);
    if (err == 0)
        err = moderation_finish(rq, &from, &wish);
    return err != 0 ? err : tell_merged(rq, &from);
}

static int note_move(struct request *rq, const struct post *post, const char *what, const struct span *words,
                     size_t count)
{
    struct audit_about about = { .post = post->id };
    int err = audit_words(rq, what, words, count, &about.detail);

    return err != 0 ? err : audit_note(rq, AUDIT_MOVE, &about);
}

/* ---- into a team ---- */

static int check_team(struct request *rq, const struct post *post, const struct place *team)
{
    bool is_in = false;

    if (post->kind != POST_QUESTION)
        return request_fail(rq, ERR_BAD_REQUEST, "code", "only a question goes into a team, with its answers");
    if (post->team != 0)
        return request_fail(rq, ERR_CONFLICT, "code", "it is not open to all");
    if ((post->flags & POST_HIDDEN) != 0)
        return request_fail(rq, ERR_CONFLICT, "code", "its asker is hidden, and a team would tell more of them");
    int err = store_member_is_in(rq->store, post->author, team->id, &is_in);
    if (err == 0 && !is_in)
        return request_fail(rq, ERR_CONFLICT, "team", "its asker is not in it");
    return err;
}

static int close_moved(struct request *rq, const struct post *post, struct span reason)
{
    int err = store_moderate_open(rq->store, post->id, WHY_MODERATOR, rq->now_ms);

    if (err == 0)
        err = store_moderate_close(rq->store, post->id, DECISION_MOVED, rq->who.id, reason, rq->now_ms);
    return err != 0 ? err : moderation_clear(rq, post);
}

/* What is held goes on waiting in its team: nobody has said yet that it may be seen. */
static int decide_moved(struct request *rq, const struct post *post, struct span team, struct span reason)
{
    int err = post->held == POST_NOT_HELD
                  ? close_moved(rq, post, reason)
                  : store_moderate_note(rq->store, post->id, DECISION_MOVED, rq->who.id, reason, rq->now_ms);

    return err != 0 ? err : note_move(rq, post, "team", &team, 1);
}

/* Its theme hears that it is gone, and its team has it. Of what is held nobody else knew. */
static int tell_team(struct request *rq, struct post *post, const struct place *team)
{
    int err = post->held == POST_NOT_HELD ? request_tell(rq, EVENT_moved, post) : 0;

    post->team = team->id;
    post->team_slug = team->slug;
    post->organisation_slug = team->is_organisation ? team->slug : (struct span){ NULL, 0 };
    if (err == 0)
        err = post->held == POST_NOT_HELD ? request_tell(rq, EVENT_moved, post)
                                          : request_tell_personally(rq, EVENT_moved, post);
    return err != 0 ? err : request_tell_member(rq, post->author);
}

static int move_into_team(struct request *rq, const struct msg_move *in, struct msg_done *out)
{
    struct moderation_wish wish = { DECISION_MOVED, AUDIT_MOVE, true, in->reason };
    struct place team;
    struct post post;
    int err = moderation_begin(rq, in->code, &wish, &post, &out->waiting);

    if (err != 0 || out->waiting)
        return err;
    err = request_place(rq, PLACE_TEAM, in->team, "team", &team);
    if (err == 0)
        err = check_team(rq, &post, &team);
    if (err == 0)
        err = store_merge_keep_for(rq->store, post.id, team.id, rq->now_ms);
    if (err == 0)
        err = store_listing_note_thread(rq->store, post.id);
    if (err == 0)
        err = decide_moved(rq, &post, team.slug, in->reason);
    rq->changes.listed = rq->changes.boards = true;
    return err != 0 ? err : tell_team(rq, &post, &team);
}

/* ---- under another theme ---- */

/* Told in the space it leaves: its theme there is the new one already. */
static int move_to_theme(struct request *rq, const struct msg_move *in)
{
    struct place theme;
    struct post post;
    int err = request_find_case(rq, in->code, &post);

    if (err == 0)
        err = request_check_text(rq, "reason", in->reason, true);
    if (err == 0 && post.kind != POST_QUESTION && post.kind != POST_TIP)
        return request_fail(rq, ERR_BAD_REQUEST, "code", "only a question or a tip has a theme of its own");
    if (err == 0)
        err = request_place(rq, PLACE_THEME, in->theme, "theme", &theme);
    if (err == 0 && theme.id == post.theme)
        return request_fail(rq, ERR_CONFLICT, "theme", "it is there already");
    if (err == 0)
        err = store_merge_move(rq->store, post.id, theme.id, rq->now_ms);
    if (err == 0)
        err = store_moderate_note(rq->store, post.id, DECISION_RETHEMED, rq->who.id, in->reason, rq->now_ms);
    if (err == 0)
        err = note_move(rq, &post, "theme", (const struct span[]){ post.theme_slug, theme.slug }, 2);
    if (err != 0)
        return err;
    err = post.held == POST_NOT_HELD ? request_tell(rq, EVENT_moved, &post)
                                     : request_tell_personally(rq, EVENT_moved, &post);
    return err != 0 ? err : request_tell_member(rq, post.author);
}

int verb_move(struct request *rq, const struct msg_move *in, struct msg_done *out)
{
    if (in->theme.ptr == NULL && in->team.ptr == NULL)
        return request_fail(rq, ERR_BAD_REQUEST, "theme", "is missing, and team too");
    if (in->theme.ptr != NULL && in->team.ptr != NULL)
        return request_fail(rq, ERR_BAD_REQUEST, "team", "it goes under a theme or into a team");
    return in->team.ptr != NULL ? move_into_team(rq, in, out) : move_to_theme(rq, in);
}
