/*
 * meeting-begin, meeting-say, meeting-answer, meeting-next, meeting-stop, meeting-guests, meeting-show: what a team does
 * together on its screens. Everybody of the team may; who said what stands nowhere.
 */
#include "daemon/meeting.h"
#include "daemon/door.h"
#include "daemon/screen/board.h"
#include "daemon/store/store_harvest.h"
#include "daemon/store/store_intervision.h"
#include "verbs.h"

static int find(struct request *rq, struct meeting *out, struct msg_meeting_begin *plan)
{
    int err = store_meeting_get(rq->store, rq->space.id, rq->arena, out);

    if (err == 0)
        err = meeting_plan(out, rq->arena, plan);
    return err == ERR_NOT_FOUND ? request_fail(rq, err, "meeting", "the team does nothing together now") : err;
}

/* Who sees another step than it is at by now does nothing. */
static int find_at(struct request *rq, bool has_step, int64_t step, struct meeting *out, struct msg_meeting_begin *plan)
{
    int err = find(rq, out, plan);

    return err == 0 && has_step && step != out->step + 1 ? request_fail(rq, ERR_CONFLICT, "step", "it went on already")
                                                         : err;
}

/* ---- beginning ---- */

/* It must be ready on the team's list: what nobody put there is not the team's to talk about. */
static int find_question(struct request *rq, struct span code, int64_t *out)
{
    struct post post;
    bool waits = false;
    int err =
        code.ptr == NULL ? request_fail(rq, ERR_BAD_REQUEST, "code", "is missing") : request_find(rq, code, &post);

    if (err == 0)
        err = store_intervision_waits(rq->store, rq->space.id, post.id, &waits);
    if (err != 0)
        return err;
    *out = post.id;
    return waits ? 0 : request_fail(rq, ERR_NOT_FOUND, "codes", "it is not on the list");
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

/* What may be done in its steps: bits by enum round_task. */
static const unsigned tasks[] = {
    [MEETING_INTERVISION] =
        1U << ROUND_LISTEN | 1U << ROUND_QUESTIONS | 1U << ROUND_NOTES | 1U << ROUND_CHOICE | 1U << ROUND_LESSON,
    [MEETING_HARVEST] = 0,
    [MEETING_TALK] = 1U << ROUND_NOTES | 1U << ROUND_ANSWER,
    [MEETING_SPREAD] = 1U << ROUND_LISTEN,
};

/* Where it stands visitors may read it, so nothing certain to identify somebody passes. */
static int check_step(struct request *rq, const struct msg_meeting_step *step, enum meeting_kind kind, bool checked)
{
    const struct span texts[] = { step->name, step->text, step->part };
    int err = 0;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && err == 0; i++)
        err = request_check_text(rq, "steps", texts[i], checked);
    if (err == 0 && (tasks[kind] & 1U << round_task(step->task)) == 0)
        return request_fail(rq, ERR_BAD_REQUEST, "task", "is not of this kind");
    return err;
}

#define TALK_CHOICES   8
#define SPREAD_CHOICES 10 /* with "not clear yet" and "skipped" */

/* They stand in the order of the steps, in which they are looked up. */
static int check_choices(struct request *rq, const struct msg_meeting_begin *in, enum meeting_kind kind)
{
    int64_t before = 1, most = kind == MEETING_TALK ? TALK_CHOICES : SPREAD_CHOICES, nth = 0;
    int err = 0;

    if (in->choices_count > 0 && kind != MEETING_TALK && kind != MEETING_SPREAD)
        return request_fail(rq, ERR_BAD_REQUEST, "choices", "only a talk or a spread has them");
    for (size_t i = 0; i < in->choices_count && err == 0; i++) {
        const struct msg_meeting_choice *choice = &in->choices[i];
        nth = choice->step == before ? nth + 1 : 1;
        if (choice->step < before || choice->step > (int64_t)in->steps_count)
            return request_fail(rq, ERR_BAD_REQUEST, "choices", "must stand in the order of the steps");
        if (nth > most)
            return fault_limit(&rq->fault, ERR_TOO_LONG, "choices", "too many in one step", most, nth);
        before = choice->step;
        err = request_check_text(rq, "choices", choice->text, in->checked);
        if (err == 0)
            err = request_check_text(rq, "choices", choice->points_to, in->checked);
    }
    return err;
}

static int check_plan(struct request *rq, const struct msg_meeting_begin *in, int kind)
{
    bool table = kind == MEETING_HARVEST;
    int err = request_check_text(rq, "title", in->title, in->checked);

    if (err == 0)
        err = request_check_text(rq, "about", in->about, in->checked);
    if (err == 0)
        err = request_check_text(rq, "source", in->source, in->checked);
    if (err == 0 && kind < 0)
        return request_fail(rq, ERR_BAD_REQUEST, "kind", "must be intervision, harvest, talk or spread");
    if (err == 0 && (in->steps_count == 0) != table)
        return request_fail(rq, ERR_BAD_REQUEST, "steps", table ? "a live table has none" : "are missing");
    if (err == 0 && (in->title.ptr == NULL) != table)
        return request_fail(rq, ERR_BAD_REQUEST, "title", table ? "a live table has one already" : "is missing");
    for (size_t i = 0; i < in->steps_count && err == 0; i++)
        err = check_step(rq, &in->steps[i], (enum meeting_kind)kind, in->checked);
    return err != 0 ? err : check_choices(rq, in, (enum meeting_kind)kind);
}

/* What it is about: a talk and a spread are about nothing of Vakwerk. */
static int find_subject(struct request *rq, const struct msg_meeting_begin *in, struct meeting *out)
{
    if (out->kind == MEETING_INTERVISION)
        return find_question(rq, in->code, &out->question);
    if (out->kind == MEETING_HARVEST)
        return find_table(rq, in->code, &out->harvest);
    return in->code.ptr == NULL ? 0 : request_fail(rq, ERR_BAD_REQUEST, "code", "a talk or a spread has none");
}

int verb_meeting_begin(struct request *rq, const struct msg_meeting_begin *in, struct msg_done *out)
{
    struct meeting meeting = { .team = rq->space.id };
    int kind = meeting_kind(in->kind), err = check_plan(rq, in, kind);

    if (err != 0)
        return err;
    meeting.kind = (enum meeting_kind)kind;
    err = find_subject(rq, in, &meeting);
    if (err != 0)
        return err;
    rq->changes.screens = true;
    out->code = in->code;
    err = meeting_begin(rq, &meeting, in);
    if (err == ERR_TOO_BIG)
        return request_fail(rq, err, NULL, "no room");
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

int verb_meeting_answer(struct request *rq, const struct msg_meeting_answer *in, struct msg_done *out)
{
    struct meeting meeting;
    struct msg_meeting_begin plan;
    int err = find_at(rq, in->has_step, in->step, &meeting, &plan);

    (void)out;
    if (err != 0)
        return err;
    rq->changes.boards = true;
    err = meeting_answer(rq->store, &meeting, &plan, in->answer, rq->now_ms);
    if (err == ERR_NOT_NOW || err == ERR_BAD_REQUEST)
        return request_fail(rq, err, "answer",
                            err == ERR_NOT_NOW ? "this step has no answers" : "there is no such answer");
    return err;
}

/* ---- going on ---- */

int verb_meeting_next(struct request *rq, const struct msg_meeting_next *in, struct msg_done *out)
{
    struct meeting meeting;
    struct msg_meeting_begin plan;
    int err = find_at(rq, in->has_step, in->step, &meeting, &plan);

    (void)out;
    if (err != 0)
        return err;
    if (!in->back)
        return meeting_go_on(rq, &meeting, &plan);
    rq->changes.screens = true;
    err = meeting_go_back(rq->store, &meeting, &plan, rq->now_ms);
    return err == ERR_CONFLICT ? request_fail(rq, err, "back", "this is the first step") : err;
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
        return request_fail(rq, ERR_CONFLICT, "meeting",
                            "only an intervision has guests by this; a live table by harvest-guests");
    return err != 0 ? err : door_change(rq, &wish, out);
}

int verb_meeting_show(struct request *rq, const struct msg_meeting_show *in, struct msg_board *out)
{
    int err = board_make(rq->store, rq->settings, rq->space.id, rq->arena, out);

    if (in->brief)
        out->notes_count = out->lines_count = 0;
    return err == ERR_NOT_FOUND ? request_fail(rq, err, "meeting", "the team does nothing together now") : err;
}
