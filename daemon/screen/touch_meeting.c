#include "touch_meeting.h"

#include "daemon/instance.h"
#include "daemon/log.h"
#include "daemon/meeting.h"
#include "proto/method.h"

#include <stdio.h>

#define BUILT     "../share/vakwerk/intervision/incident.phases"
#define INSTALLED VAKWERK_DATA_DIR "/intervision/incident.phases"

/* ---- beginning ---- */

static struct span read_file(const char *path, struct arena *arena)
{
    char *text = arena_take(arena, RECIPE_BYTES_MAX);
    FILE *file = text == NULL ? NULL : fopen(path, "re");
    size_t length = file == NULL ? 0 : fread(text, 1, RECIPE_BYTES_MAX, file);

    if (file != NULL)
        fclose(file);
    return (struct span){ text, length };
}

/* Read anew each time: who changes the file need not start the daemon again. */
static bool read_method(const struct settings *settings, struct arena *arena, struct method *out)
{
    struct instance_path shipped = { "" };
    struct recipe *recipe = arena_take(arena, sizeof *recipe);
    struct recipe_fault fault = { RECIPE_NO_ROOM, 0, { NULL, 0 } };
    const char *path = settings->method;

    if (path[0] == '\0' && instance_find(BUILT, INSTALLED, &shipped))
        path = shipped.text;
    struct span text = read_file(path, arena);
    if (recipe != NULL && recipe_parse(text, method_keys, arena, recipe, &fault) && method_of(recipe, out, &fault))
        return true;
    log_warn("method_unreadable file=\"%s\" line=%d what=\"%.*s\"", path, fault.line, span_int(fault.what),
             fault.what.ptr == NULL ? "" : fault.what.ptr);
    return false;
}

int touch_meeting_begin(struct request *rq, const struct kiosk *kiosk, int64_t question, struct span code,
                        bool *changed)
{
    struct meeting meeting = { .team = kiosk->team, .kind = MEETING_INTERVISION, .question = question };
    struct msg_meeting_step *steps = arena_take(rq->arena, METHOD_PHASES_MAX * sizeof *steps);
    struct method *method = arena_take(rq->arena, sizeof *method);
    struct msg_meeting_begin plan = { .kind = meeting_word(MEETING_INTERVISION), .code = code, .steps = steps };

    if (steps == NULL || method == NULL)
        return ERR_TOO_BIG;
    if (!read_method(rq->settings, rq->arena, method))
        return 0;
    method_steps(method, steps);
    plan.title = span_of(method->title);
    plan.source = span_of(method->source);
    plan.steps_count = method->count;
    int err = meeting_begin(rq, &meeting, &plan);
    *changed = err == 0;
    if (err == ERR_BAD_REQUEST)
        log_warn("method_unreadable file=\"%s\" what=\"something in it is longer than a screen shows\"",
                 rq->settings->method);
    /* It does something already: also what a second tap finds. */
    return err == ERR_CONFLICT || err == ERR_BAD_REQUEST ? 0 : err;
}

/* ---- what is on the screen ---- */

static int go_on(struct request *rq, struct meeting *meeting, const struct msg_meeting_begin *plan,
                 const struct msg_touch *touch)
{
    (void)touch;
    return meeting_go_on(rq, meeting, plan);
}

static int go_back(struct request *rq, struct meeting *meeting, const struct msg_meeting_begin *plan,
                   const struct msg_touch *touch)
{
    (void)touch;
    return meeting_go_back(rq->store, meeting, plan, rq->now_ms);
}

static int stop(struct request *rq, struct meeting *meeting, const struct msg_meeting_begin *plan,
                const struct msg_touch *touch)
{
    (void)plan;
    (void)touch;
    return meeting_remove(rq, meeting->team);
}

static int answer(struct request *rq, struct meeting *meeting, const struct msg_meeting_begin *plan,
                  const struct msg_touch *touch)
{
    return touch->has_answer ? meeting_answer(rq->store, meeting, plan, touch->answer, rq->now_ms) : ERR_BAD_REQUEST;
}

static const struct action {
    const char *word;
    int (*act)(struct request *rq, struct meeting *meeting, const struct msg_meeting_begin *plan,
               const struct msg_touch *touch);
} actions[] = { { "next", go_on }, { "back", go_back }, { "stop", stop }, { "answer", answer } };

static const struct action *find_action(const struct msg_touch *touch)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (span_is(touch->action, actions[i].word))
            return &actions[i];
    return NULL;
}

bool touch_meeting_is(const struct msg_touch *touch)
{
    return find_action(touch) != NULL;
}

/* What the screen shows is what the team does: the same step of the same thing. The wall of a table has no steps. */
static bool is_seen(const struct meeting *meeting, const struct msg_meeting_begin *plan, const struct msg_touch *touch)
{
    return meeting->kind != MEETING_HARVEST && touch->has_step && touch->step == meeting->step + 1 &&
           span_equal(touch->code, plan->code);
}

int touch_meeting_do(struct request *rq, const struct kiosk *kiosk, const struct msg_touch *touch, bool *changed)
{
    const struct action *action = find_action(touch);
    struct meeting meeting;
    struct msg_meeting_begin *plan = arena_take(rq->arena, sizeof *plan);
    int err = plan == NULL ? ERR_TOO_BIG : store_meeting_get(rq->store, kiosk->team, rq->arena, &meeting);

    if (err == 0)
        err = meeting_plan(&meeting, rq->arena, plan);
    if (err == 0)
        err = store_place_by_id(rq->store, PLACE_TEAM, kiosk->team, rq->arena, &rq->space);
    if (err != 0 || action == NULL || !is_seen(&meeting, plan, touch))
        return err == ERR_NOT_FOUND ? 0 : err;
    err = action->act(rq, &meeting, plan, touch);
    *changed = err == 0;
    return err == ERR_CONFLICT || err == ERR_NOT_NOW || err == ERR_BAD_REQUEST ? 0 : err;
}
