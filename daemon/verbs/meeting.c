/*
 * meeting-begin, meeting-say, meeting-next, meeting-stop, meeting-guests, meeting-show: what a team does together on its screens.
 * Everybody of the team may; who said what stands nowhere.
 */
#include "daemon/meeting.h"
#include "daemon/door.h"
#include "daemon/screen/board.h"
#include "daemon/store/store_harvest.h"
#include "daemon/store/store_intervision.h"
#include "proto/encode.h"
#include "verbs.h"

static int find(struct request *rq, struct meeting *out, struct msg_meeting_begin *plan)
{
    int err = store_meeting_get(rq->store, rq->space.id, rq->arena, out);

    if (err == 0)
        err = meeting_plan(out, rq->arena, plan);
    return err == ERR_NOT_FOUND ? request_fail(rq, err, "meeting", "the team does nothing together now") : err;
}

/* ---- beginning ---- */

/* It must be ready on the team's list: what nobody put there is not the team's to talk about. */
static int find_question(struct request *rq, struct span code, int64_t *out)
{
    struct intervision_filter filter = { .team = rq->space.id, .member = rq->who.id };
    struct intervision *rows;
    struct post post;
    size_t count;
    int err =
        code.ptr == NULL ? request_fail(rq, ERR_BAD_REQUEST, "code", "is missing") : request_find(rq, code, &post);

    if (err == 0)
        err = store_intervision_list(rq->store, &filter, INTERVISION_MAX, rq->arena, &rows, &count);
    if (err != 0)
        return err;
    *out = post.id;
    for (size_t i = 0; i < count; i++)
        if (rows[i].question == post.id)
            return 0;
    return request_fail(rq, ERR_NOT_FOUND, "codes", "it is not on the list");
}

/* Whoever is given its code takes part, and may hang its wall up. */
static int find_table(struct request *rq, struct span code, int64_t *out)
{
    struct harvest harvest;
    int err = code.ptr == NULL ? request_fail(rq, ERR_BAD_REQUEST, "code", "is missing")
                               : store_harvest_by_code(rq->store, code, rq->arena, &harvest);

    if (err == ERR_NOT_FOUND)
        return request_fail(rq, err, "code", "there is no such session");
    if (err == 0 && harvest.closed_at != 0)
        return request_fail(rq, ERR_CONFLICT, "code", "the session is closed");
    *out = harvest.id;
    return err;
}

/* Where it stands visitors may read it, so nothing certain to identify somebody passes. */
static int check_step(struct request *rq, const struct msg_meeting_step *step, bool checked)
{
    int err = request_check_text(rq, "steps", step->name, checked);

    if (err == 0)
        err = request_check_text(rq, "steps", step->text, checked);
    if (err == 0 && round_task(step->task) == ROUND_TASKS)
        return request_fail(rq, ERR_BAD_REQUEST, "task", "must be listen, questions, notes, choice or lesson");
    return err;
}

static int check_plan(struct request *rq, const struct msg_meeting_begin *in)
{
    bool table = span_is(in->kind, "harvest");
    int err = request_check_text(rq, "title", in->title, in->checked);

    if (err == 0 && meeting_kind(in->kind) < 0)
        return request_fail(rq, ERR_BAD_REQUEST, "kind", "must be intervision or harvest");
    if (err == 0 && (in->steps_count == 0) != table)
        return request_fail(rq, ERR_BAD_REQUEST, "steps", table ? "a live table has none" : "are missing");
    if (err == 0 && (in->title.ptr == NULL) != table)
        return request_fail(rq, ERR_BAD_REQUEST, "title", table ? "a live table has one already" : "is missing");
    for (size_t i = 0; i < in->steps_count && err == 0; i++)
        err = check_step(rq, &in->steps[i], in->checked);
    return err;
}

int verb_meeting_begin(struct request *rq, const struct msg_meeting_begin *in, struct msg_done *out)
{
    struct meeting meeting = { .team = rq->space.id };
    int err = check_plan(rq, in);

    if (err != 0)
        return err;
    meeting.kind = (enum meeting_kind)meeting_kind(in->kind);
    err = meeting.kind == MEETING_HARVEST ? find_table(rq, in->code, &meeting.harvest)
                                          : find_question(rq, in->code, &meeting.question);
    if (err == 0)
        err = door_shut(rq, 0, meeting.team, NULL); /* of one before, that ended with its question */
    if (err != 0)
        return err;
    meeting.plan = encode_map(&(struct encode_part){ &type_meeting_begin, in }, 1, false, PAYLOAD_MAX, rq->arena);
    if (meeting.plan.ptr == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    meeting_enter(&meeting, in, 0, rq->now_ms);
    rq->changes.screens = true;
    out->code = in->code;
    err = store_meeting_add(rq->store, &meeting);
    return err == ERR_CONFLICT ? request_fail(rq, err, "meeting", "the team does something together already") : err;
}

/* ---- saying ---- */

static int check_words(struct request *rq, const struct meeting *meeting, enum round_task task,
                       const struct msg_meeting_say *in)
{
    int64_t count = 0;
    int err = round_takes(task, in->text);

    if (err != 0)
        return request_fail(rq, err, "text", NULL);
    err = request_check_text(rq, "text", in->text, in->checked);
    if (err == 0)
        err = store_meeting_count(rq->store, meeting->team, meeting->step, &count);
    if (err == 0 && count >= MEETING_WORDS_MAX)
        return fault_limit(&rq->fault, ERR_TOO_LONG, "meeting", "enough was said in this step", MEETING_WORDS_MAX,
                           count + 1);
    return err;
}

/* What is kept is one text: a new one takes the place of the old one. */
int verb_meeting_say(struct request *rq, const struct msg_meeting_say *in, struct msg_done *out)
{
    struct meeting meeting;
    struct msg_meeting_begin plan;
    int err = find(rq, &meeting, &plan);

    (void)out;
    if (err != 0)
        return err;
    enum round_task task = meeting_task(&plan, meeting.step);
    err = check_words(rq, &meeting, task, in);
    if (err == 0 && round_keeps(task))
        err = store_meeting_unsay(rq->store, meeting.team, meeting.step);
    if (err == 0)
        err = store_meeting_say(rq->store, meeting.team, meeting.step, in->text);
    meeting_heard(&meeting, &plan, rq->now_ms);
    rq->changes.boards = true;
    return err != 0 ? err : store_meeting_set(rq->store, &meeting);
}

/* ---- going on ---- */

int verb_meeting_next(struct request *rq, const struct msg_meeting_next *in, struct msg_done *out)
{
    struct meeting meeting;
    struct msg_meeting_begin plan;
    int err = find(rq, &meeting, &plan);

    (void)out;
    if (err != 0)
        return err;
    if (in->has_step && in->step != meeting.step + 1)
        return request_fail(rq, ERR_CONFLICT, "step", "it went on already");
    if (!in->back)
        return meeting_go_on(rq, &meeting, &plan);
    if (meeting.step == 0)
        return request_fail(rq, ERR_CONFLICT, "back", "this is the first step");
    meeting_enter(&meeting, &plan, meeting.step - 1, rq->now_ms);
    rq->changes.screens = true;
    return store_meeting_set(rq->store, &meeting);
}

int verb_meeting_stop(struct request *rq, const struct msg_meeting_stop *in, struct msg_done *out)
{
    struct meeting meeting;
    struct msg_meeting_begin plan;
    int err = find(rq, &meeting, &plan);

    (void)out;
    if (err == 0 && in->code.ptr != NULL && !span_equal(in->code, plan.code))
        return request_fail(rq, ERR_CONFLICT, "code", "it is about something else");
    rq->changes.screens = true;
    return err != 0 ? err : meeting_remove(rq, meeting.team);
}

int verb_meeting_guests(struct request *rq, const struct msg_meeting_guests *in, struct msg_harvest_door *out)
{
    struct door_wish wish = { .team = rq->space.id, .until_at = in->has_until_at ? in->until_at : 0, .shut = in->shut };
    struct meeting meeting;
    struct msg_meeting_begin plan;
    int err = find(rq, &meeting, &plan);

    if (err == 0 && meeting.kind != MEETING_INTERVISION)
        return request_fail(rq, ERR_CONFLICT, "meeting", "guests of a live table come by harvest-guests");
    return err != 0 ? err : door_change(rq, &wish, out);
}

int verb_meeting_show(struct request *rq, const struct msg_meeting_show *in, struct msg_board *out)
{
    int err = board_make(rq->store, rq->settings, rq->space.id, rq->arena, out);

    if (in->brief)
        out->notes_count = 0;
    return err == ERR_NOT_FOUND ? request_fail(rq, err, "meeting", "the team does nothing together now") : err;
}
