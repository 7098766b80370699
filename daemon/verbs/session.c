#include "session.h"

#include "daemon/meeting.h"
#include "daemon/store/store_door.h"
#include "verbs.h"

/* A guest knows one session, by the code they came in with, and as long as the team has guests at it. */
static int find(struct request *rq, struct span code, struct meeting *out, struct msg_meeting_begin *plan)
{
    int err =
        span_equal(rq->door->code, code) ? store_meeting_get(rq->store, rq->door->team, rq->arena, out) : ERR_NOT_FOUND;

    if (err == 0)
        err = meeting_plan(out, rq->arena, plan);
    return err == ERR_NOT_FOUND ? request_fail(rq, err, "code", "there is no such session") : err;
}

int session_look(struct request *rq, const struct msg_harvest_join *in, struct msg_harvest_table *out)
{
    struct meeting meeting;
    struct msg_meeting_begin *plan = arena_take(rq->arena, sizeof *plan);
    int err = plan == NULL ? ERR_TOO_BIG : find(rq, in->code, &meeting, plan);

    if (err != 0)
        return err;
    out->title = plan->title;
    out->kind = meeting_word(meeting.kind);
    out->now = &plan->steps[meeting.step];
    out->now_count = 1;
    MSG_SET(out, until_at, rq->door->until_at);
    MSG_SET(out, step, meeting.step + 1);
    MSG_SET(out, steps, (int64_t)plan->steps_count);
    if (meeting.until_at != 0)
        MSG_SET(out, step_until_at, meeting.until_at);
    return 0;
}

/* What was meant for another step may be wrong in this one; and one guest, or all of them, leave room for the team. */
static int check(struct request *rq, const struct meeting *meeting, const struct msg_meeting_begin *plan,
                 const struct msg_harvest_add *in)
{
    int64_t count;

    if (in->has_step && in->step != meeting->step + 1)
        return request_fail(rq, ERR_NOT_NOW, "step", "it went on");
    if (round_keeps(meeting_task(plan, meeting->step)))
        return request_fail(rq, ERR_NOT_NOW, "text", "what is kept is the team's to say");
    int err = store_meeting_count(rq->store, meeting->team, meeting->step, &count);
    if (err == 0 && count >= SESSION_GUESTS_MAX)
        return fault_limit(&rq->fault, ERR_TOO_LONG, "code", "enough was said in this step", SESSION_GUESTS_MAX,
                           count + 1);
    return err;
}

/* Said as anybody of the team says it: who says something stands nowhere, also not that it was a guest. */
int session_say(struct request *rq, const struct msg_harvest_add *in, struct msg_done *out)
{
    struct msg_meeting_say said = { .text = in->text, .checked = in->checked };
    struct meeting meeting;
    struct msg_meeting_begin *plan = arena_take(rq->arena, sizeof *plan);
    int err = plan == NULL ? ERR_TOO_BIG : find(rq, in->code, &meeting, plan);

    if (err == 0)
        err = check(rq, &meeting, plan, in);
    rq->space.id = rq->door->team;
    return err != 0 ? err : verb_meeting_say(rq, &said, out);
}
