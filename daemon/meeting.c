#include "meeting.h"

#include "announce.h"
#include "door.h"
#include "log.h"
#include "proto/decode.h"
#include "proto/encode.h"
#include "store/store_intervision.h"

#define AT_ONCE 50 /* that go on in one batch; the rest in the next */

static const char *const kinds[] = { [MEETING_INTERVISION] = "intervision",
                                     [MEETING_HARVEST] = "harvest",
                                     [MEETING_TALK] = "talk",
                                     [MEETING_SPREAD] = "spread" };

#define KINDS ((int)(sizeof kinds / sizeof kinds[0]))

int meeting_kind(struct span word)
{
    for (int i = 0; i < KINDS; i++)
        if (span_is(word, kinds[i]))
            return i;
    return -1;
}

struct span meeting_word(enum meeting_kind kind)
{
    return span_of(kinds[kind]);
}

int meeting_plan(const struct meeting *meeting, struct arena *arena, struct msg_meeting_begin *out)
{
    struct decode_part part = { &type_meeting_begin, out };
    struct fault ignored;
    int err = decode_map(meeting->plan, &part, 1, false, arena, &ignored);

    if (err != 0)
        return err == ERR_TOO_BIG ? err : ERR_NOT_FOUND; /* too big: the arena is full */
    return meeting->kind == MEETING_HARVEST || meeting->step < meeting_steps(meeting, out) ? 0 : ERR_NOT_FOUND;
}

int64_t meeting_steps(const struct meeting *meeting, const struct msg_meeting_begin *plan)
{
    return (int64_t)plan->steps_count + (meeting->kind == MEETING_TALK);
}

/* What cannot be read again is not begun: a plan from a file was looked at by nobody. */
static int encode_plan(struct request *rq, struct meeting *meeting, const struct msg_meeting_begin *plan)
{
    struct msg_meeting_begin *again = arena_take(rq->arena, sizeof *again);

    meeting->plan = encode_map(&(struct encode_part){ &type_meeting_begin, plan }, 1, false, PAYLOAD_MAX, rq->arena);
    if (meeting->plan.ptr == NULL || again == NULL)
        return ERR_TOO_BIG;
    int err = meeting_plan(meeting, rq->arena, again);
    return err == ERR_NOT_FOUND ? ERR_BAD_REQUEST : err;
}

int meeting_begin(struct request *rq, struct meeting *meeting, const struct msg_meeting_begin *plan)
{
    int err = encode_plan(rq, meeting, plan);

    if (err != 0)
        return err;
    meeting_enter(meeting, plan, 0, rq->now_ms);
    err = store_meeting_add(rq->store, meeting);
    /* A door of one before, that ended with its question; that of one that goes on stays. */
    return err != 0 ? err : door_shut(rq, 0, meeting->team, NULL);
}

/* ---- from step to step ---- */

enum round_task meeting_task(const struct msg_meeting_begin *plan, int64_t step)
{
    return step < (int64_t)plan->steps_count ? round_task(plan->steps[step].task) : ROUND_LISTEN;
}

void meeting_enter(struct meeting *meeting, const struct msg_meeting_begin *plan, int64_t step, int64_t now_ms)
{
    static const struct msg_meeting_step none = { .has_duration_ms = false };
    const struct msg_meeting_step *at = step < (int64_t)plan->steps_count ? &plan->steps[step] : &none;

    meeting->step = step;
    meeting->until_at = at->has_duration_ms ? now_ms + at->duration_ms : 0;
    meeting->due_at = meeting->until_at == 0 ? now_ms + MEETING_IDLE_MS : meeting->until_at;
    if (meeting->kind == MEETING_HARVEST)
        meeting->due_at = now_ms + MEETING_TABLE_MS;
    else if (meeting->until_at != 0 && round_keeps(meeting_task(plan, step)))
        meeting->due_at += MEETING_GRACE_MS;
}

void meeting_heard(struct meeting *meeting, const struct msg_meeting_begin *plan, int64_t now_ms)
{
    if (meeting->until_at == 0)
        meeting->due_at = now_ms + MEETING_IDLE_MS;
    else if (round_keeps(meeting_task(plan, meeting->step)))
        meeting->due_at =
            meeting->until_at > now_ms + MEETING_LINGER_MS ? meeting->until_at : now_ms + MEETING_LINGER_MS;
}

int meeting_go_back(struct store *store, struct meeting *meeting, const struct msg_meeting_begin *plan, int64_t now_ms)
{
    if (meeting->step == 0)
        return ERR_CONFLICT;
    meeting_enter(meeting, plan, meeting->step - 1, now_ms);
    return store_meeting_set(store, meeting);
}

/* ---- answers ---- */

size_t meeting_choices(const struct msg_meeting_begin *plan, int64_t step, size_t *first)
{
    size_t count = 0;

    for (*first = 0; *first < plan->choices_count && plan->choices[*first].step <= step;)
        (*first)++;
    while (*first + count < plan->choices_count && plan->choices[*first + count].step == step + 1)
        count++;
    return count;
}

int meeting_answer(struct store *store, struct meeting *meeting, const struct msg_meeting_begin *plan, int64_t answer,
                   int64_t now_ms)
{
    size_t first, count = meeting_choices(plan, meeting->step, &first);

    if (meeting_task(plan, meeting->step) != ROUND_ANSWER || count == 0)
        return ERR_NOT_NOW;
    if (answer < 0 || answer > (int64_t)count)
        return ERR_BAD_REQUEST;
    meeting_heard(meeting, plan, now_ms);
    int err = store_meeting_answer(store, meeting->team, meeting->step, answer);
    return err != 0 ? err : store_meeting_set(store, meeting);
}

/* ---- the end ---- */

/* What was said last in the last step of that kind; absent: nothing. */
static int read_kept(struct request *rq, const struct meeting *meeting, const struct msg_meeting_begin *plan,
                     enum round_task task, struct span *out)
{
    struct meeting_word *words;
    size_t count = 0;
    int err = 0;

    for (size_t step = 0; step < plan->steps_count && err == 0; step++) {
        if (meeting_task(plan, (int64_t)step) != task)
            continue;
        err = store_meeting_words(rq->store, meeting->team, (int64_t)step, 1, rq->arena, &words, &count);
        if (err == 0 && count > 0)
            *out = words[0].text;
    }
    return err;
}

/* It was talked about: so it stands on the team's list from now on, which the team hears. */
static int keep_outcome(struct request *rq, const struct meeting *meeting, const struct msg_meeting_begin *plan)
{
    struct intervision entry = { .team = meeting->team, .question = meeting->question, .done_at = rq->now_ms };
    struct post post;
    bool changed = false;
    int err = read_kept(rq, meeting, plan, ROUND_CHOICE, &entry.step);

    if (err == 0)
        err = read_kept(rq, meeting, plan, ROUND_LESSON, &entry.learned);
    if (err == 0)
        err = store_intervision_done(rq->store, &entry, &changed);
    if (err == 0)
        err = store_post_get(rq->store, meeting->question, rq->arena, &post);
    if (err != 0 || !changed || store_post_is_gone(&post))
        return err;
    return request_tell_team(rq, EVENT_intervision, &post);
}

int meeting_remove(struct request *rq, int64_t team)
{
    int err = door_shut(rq, 0, team, NULL);

    return err != 0 ? err : store_meeting_remove(rq->store, team);
}

static int end(struct request *rq, const struct meeting *meeting, const struct msg_meeting_begin *plan)
{
    int err = meeting->kind == MEETING_INTERVISION ? keep_outcome(rq, meeting, plan) : 0;

    return err != 0 ? err : meeting_remove(rq, meeting->team);
}

int meeting_go_on(struct request *rq, struct meeting *meeting, const struct msg_meeting_begin *plan)
{
    rq->changes.screens = true;
    if (meeting->step + 1 >= meeting_steps(meeting, plan))
        return end(rq, meeting, plan);
    meeting_enter(meeting, plan, meeting->step + 1, rq->now_ms);
    return store_meeting_set(rq->store, meeting);
}

/* ---- by themselves ---- */

/* It would be due for ever, and no batch could be written any more. */
static int drop(struct request *rq, const struct meeting *meeting)
{
    log_warn("meeting_dropped team=%lld reason=\"its plan cannot be read\"", (long long)meeting->team);
    return meeting_remove(rq, meeting->team);
}

/* A step without a clock in which nobody did anything. */
static bool was_left(const struct meeting *meeting)
{
    return meeting->until_at == 0 && (meeting->kind == MEETING_TALK || meeting->kind == MEETING_SPREAD);
}

static int go_on_in_team(struct request *rq, struct meeting *meeting, const struct msg_meeting_begin *plan)
{
    int err = store_place_by_id(rq->store, PLACE_TEAM, meeting->team, rq->arena, &rq->space);

    if (err != 0)
        return err;
    return was_left(meeting) ? meeting_remove(rq, meeting->team) : meeting_go_on(rq, meeting, plan);
}

static int turn_one(struct meeting_turns *turns, struct meeting *meeting)
{
    struct request rq = { .store = turns->store,
                          .arena = turns->arena,
                          .settings = turns->settings,
                          .now_ms = turns->now_ms,
                          .place = TOPIC_TEAM,
                          .rights = turns->rights };
    struct msg_meeting_begin plan;
    int err = meeting_plan(meeting, turns->arena, &plan);

    turns->moved = true;
    if (err == ERR_NOT_FOUND)
        err = drop(&rq, meeting);
    else if (err == 0)
        err = go_on_in_team(&rq, meeting, &plan);
    turns->rights = rq.rights;
    if (err != 0 || rq.told == NULL)
        return err;
    turns->events++;
    return turns->out == NULL ? 0 : announce_told(turns->store, turns->settings, rq.told, turns->out);
}

int meeting_turn(struct meeting_turns *turns)
{
    struct meeting meeting;
    int err = 0;

    for (int i = 0; i < AT_ONCE && err == 0; i++) {
        err = store_meeting_due(turns->store, turns->now_ms, turns->arena, &meeting);
        if (err == 0)
            err = turn_one(turns, &meeting);
    }
    return err == ERR_NOT_FOUND ? 0 : err;
}
