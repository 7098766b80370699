#include "climb.h"

#include "daemon/announce.h"
#include "daemon/store/store_ladder.h"
#include "ladder.h"
#include "support.h"

#define AT_ONCE  100
#define TOLD_MAX 4 /* members told personally of one step */

static struct ladder_question question_of(const struct rung *rung)
{
    return (struct ladder_question){ .since_at = rung->since_at,
                                     .read_at = rung->read_at,
                                     .pace = ladder_pace((enum ladder_pace)rung->theme_pace,
                                                         (enum ladder_pace)rung->team_pace),
                                     .private = rung->private };
}

/* ---- who is told personally ---- */

static int find_audience(struct request *rq, const struct post *post, enum ladder_step step, struct support_ids *out)
{
    bool anonymous = (post->flags & POST_HIDDEN) != 0;
    struct support author;
    int err = store_support_get(rq->store, post->author, &author);

    out->count = 0;
    if (err != 0)
        return err;
    switch (ladder_audience(step, store_post_is_of_team(post), !author.senior, anonymous)) {
    case LADDER_NOBODY:
        return 0;
    case LADDER_SENIORS:
        return store_support_seniors(rq->store, post->author_team, false, post->team, post->author, TOLD_MAX, out);
    case LADDER_NEIGHBOUR_SENIORS:
        return store_support_seniors(rq->store, post->author_team, true, post->team, post->author, TOLD_MAX, out);
    case LADDER_TEAM_SUPPORT:
        return store_support_members(rq->store, ~0u, post->team, post->author, TOLD_MAX, out);
    case LADDER_ROLE:
        return store_support_members(rq->store, post->support, post->team, post->author, TOLD_MAX, out);
    }
    return 0;
}

static int tell_audience(struct request *rq, const struct post *post, enum ladder_step step)
{
    struct support_ids ids;
    int err = find_audience(rq, post, step, &ids);

    for (size_t i = 0; i < ids.count && err == 0; i++)
        err = request_tell_member(rq, ids.ids[i]);
    return err;
}

/* ---- one question ---- */

static int step_up(struct request *rq, struct rung *rung, enum ladder_step step)
{
    struct ladder_question question = question_of(rung);
    struct post post;

    rung->step = (int)step;
    rung->step_at = rq->now_ms;
    rung->due_at = ladder_next(&question, rq->settings, step).next_at;
    int err = store_ladder_set(rq->store, rung);
    if (err == 0)
        err = store_post_get(rq->store, rung->question, rq->arena, &post);
    if (err == 0)
        err = request_tell(rq, EVENT_escalated, &post);
    return err != 0 ? err : tell_audience(rq, &post, step);
}

/* It came open again: from the bottom, from now on; what was much read still is. */
static int begin(struct request *rq, struct rung *rung)
{
    struct post post;
    int err = store_post_get(rq->store, rung->question, rq->arena, &post);

    rung->since_at = rung->step_at = rq->now_ms;
    rung->read_at = ladder_is_much_read(rq->settings, post.views, post.answers) ? rq->now_ms : 0;
    return err;
}

/*
 * A junior's question that nobody answered at once: its team's seniors hear of it first. Not in the transaction of the
 * ask, which many answers forestall and which must stay quick.
 */
static int offer(struct request *rq, struct rung *rung)
{
    struct support_ids ids;
    struct post post;
    int err = store_post_get(rq->store, rung->question, rq->arena, &post);

    rung->step_at = rq->now_ms; /* so that it is offered once */
    if (err == 0)
        err = find_audience(rq, &post, LADDER_OWN, &ids);
    if (err != 0 || ids.count == 0)
        return err;
    err = request_tell(rq, EVENT_escalated, &post);
    return err != 0 ? err : tell_audience(rq, &post, LADDER_OWN);
}

/* At the top only a claim can end. */
static int end_claim(struct request *rq, struct rung *rung)
{
    rung->claimed_by = rung->claimed_at = 0;
    rung->due_at = LADDER_NEVER;
    return store_ladder_set(rq->store, rung);
}

static int look(struct request *rq, struct rung *rung)
{
    int err = rung->since_at == 0 ? begin(rq, rung) : 0;
    struct ladder_question question = question_of(rung);
    struct ladder_place next = ladder_next(&question, rq->settings, (enum ladder_step)rung->step);

    if (err != 0)
        return err;
    if (rung->step == LADDER_SUPPORT)
        return end_claim(rq, rung);
    if (next.next_at <= rq->now_ms)
        return step_up(rq, rung, next.step);
    if (rung->step == LADDER_OWN && rung->step_at == rung->since_at)
        err = offer(rq, rung);
    rung->due_at = next.next_at;
    return err != 0 ? err : store_ladder_set(rq->store, rung);
}

/* ---- all that are due ---- */

int climb_due(struct climb *climb)
{
    struct rung_list due;
    int err = store_ladder_due(climb->store, climb->now_ms, AT_ONCE, climb->arena, &due);

    climb->looked_at = due.count;
    for (size_t i = 0; i < due.count && err == 0; i++) {
        struct rung rung = due.rows[i];
        struct request rq = {
            .store = climb->store, .arena = climb->arena, .settings = climb->settings, .now_ms = climb->now_ms
        };
        err = look(&rq, &rung);
        if (err != 0 || rq.told == NULL)
            continue;
        climb->events++;
        if (climb->out != NULL)
            err = announce_told(climb->store, climb->settings, rq.told, climb->out);
    }
    return err;
}

/* ---- views ---- */

int climb_seen(struct request *rq, int64_t question)
{
    struct post post;
    struct rung rung;
    int err = store_ladder_get(rq->store, question, rq->arena, &rung);

    if (err != 0 || rung.read_at != 0)
        return err == ERR_NOT_FOUND ? 0 : err;
    err = store_post_get(rq->store, question, rq->arena, &post);
    if (err != 0 || !ladder_is_much_read(rq->settings, post.views, post.answers))
        return err;
    rung.read_at = rq->now_ms;
    rung.due_at = rung.step == LADDER_SUPPORT ? rung.due_at : 0;
    return store_ladder_set(rq->store, &rung);
}
