/* support-list, claim, hand-back: the queues at the top of the ladder. */
#include "daemon/ladder/support.h"
#include "daemon/ladder/ladder.h"
#include "daemon/store/store_ladder.h"
#include "daemon/thing.h"
#include "verbs.h"

#define QUEUE_MAX 100

/* ---- the queue ---- */

static int show_claim(struct request *rq, const struct rung *rung, struct msg_support_row *row)
{
    struct member by;
    int err = rung->claimed_by == 0 ? 0 : store_member_by_id(rq->store, rung->claimed_by, rq->arena, &by);

    if (err != 0 || rung->claimed_by == 0)
        return err;
    row->claimed_by = by.name;
    row->claimed_by_name = by.display;
    MSG_SET(row, claimed_until_at, rung->due_at);
    return 0;
}

static int show_row(struct request *rq, int64_t question, struct msg_support_row *row)
{
    struct post post;
    struct rung rung;
    int err = store_post_get(rq->store, question, rq->arena, &post);

    if (err == 0)
        err = store_ladder_get(rq->store, question, rq->arena, &rung);
    if (err != 0)
        return err;
    *row = (struct msg_support_row){ .since_at = rung.step_at, .note = rung.note };
    thing_of(&post, rq->who.id, rq->settings, &row->base);
    row->base.text = (struct span){ NULL, 0 };
    return show_claim(rq, &rung, row);
}

int verb_support_list(struct request *rq, const struct msg_support_list *in, struct msg_support_queue *out)
{
    struct rung_ids ids;
    int err = store_ladder_queue(rq->store, rq->who.id, in->has_limit ? (size_t)in->limit : QUEUE_MAX, &ids);
    struct msg_support_row *rows = arena_take(rq->arena, (ids.count + 1) * sizeof *rows);

    if (err != 0 || rows == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < ids.count && err == 0; i++)
        err = show_row(rq, ids.ids[i], &rows[i]);
    out->items = rows;
    out->items_count = ids.count;
    return err;
}

/* ---- claims ---- */

static int find_in_queue(struct request *rq, struct span code, struct rung *out)
{
    struct post post;
    struct support mine;
    int err = request_find(rq, code, &post);

    if (err != 0)
        return err;
    if (post.kind != POST_QUESTION)
        return request_fail(rq, ERR_BAD_REQUEST, "code", "only a question waits for a support role");
    err = store_support_get(rq->store, rq->who.id, &mine);
    if (err == 0 && (mine.roles & post.support) == 0)
        return request_fail(rq, ERR_FORBIDDEN, "code", "it is not for one of one's support roles");
    if (err == 0)
        err = store_ladder_get(rq->store, post.id, rq->arena, out);
    if (err == ERR_NOT_FOUND || (err == 0 && out->step != LADDER_SUPPORT))
        return request_fail(rq, ERR_CONFLICT, "code", "it is not in the queue");
    return err;
}

int verb_claim(struct request *rq, const struct msg_claim *in, struct msg_done *out)
{
    struct rung rung;
    int err = find_in_queue(rq, in->code, &rung);

    (void)out;
    if (err != 0)
        return err;
    if (rung.claimed_by != 0 && rung.claimed_by != rq->who.id)
        return request_fail(rq, ERR_CONFLICT, "code", "somebody else took it up");
    if (rung.claimed_by != 0)
        return 0;
    rung.claimed_by = rq->who.id;
    rung.claimed_at = rq->now_ms;
    rung.due_at = ladder_claim_ends(rq->settings, rq->now_ms);
    return store_ladder_set(rq->store, &rung);
}

int verb_hand_back(struct request *rq, const struct msg_hand_back *in, struct msg_done *out)
{
    struct rung rung;
    int err = find_in_queue(rq, in->code, &rung);

    (void)out;
    if (err == 0 && rung.claimed_by != rq->who.id)
        return request_fail(rq, ERR_CONFLICT, "code", "one has not taken it up");
    if (err == 0)
        err = request_check_text(rq, "note", in->note, in->checked);
    if (err != 0)
        return err;
    rung.claimed_by = rung.claimed_at = 0;
    rung.due_at = LADDER_NEVER;
    rung.note = in->note.len > 0 ? in->note : (struct span){ NULL, 0 };
    return store_ladder_set(rq->store, &rung);
}
