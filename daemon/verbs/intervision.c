/* intervision-add, intervision-remove, intervision-done, intervision-list: what a team takes along to its talk. */
#include "daemon/clock.h"
#include "daemon/store/store_intervision.h"
#include "daemon/thing.h"
#include "verbs.h"

#include <stdio.h>

static int check_day(struct request *rq, struct span day)
{
    char text[16];
    struct clock_day ignored;

    snprintf(text, sizeof text, "%.*s", span_int(day), day.ptr == NULL ? "" : day.ptr);
    if (day.ptr != NULL && !clock_read_date(text, &ignored))
        return request_fail(rq, ERR_BAD_REQUEST, "date", "must be a day such as 2022-05-26");
    return 0;
}

/* A question that everybody of this team may read: open to all, or of the team itself. */
static int find_question(struct request *rq, struct span code, struct post *out)
{
    int err = request_find(rq, code, out);

    if (err != 0)
        return err;
    if (out->kind != POST_QUESTION)
        return request_fail(rq, ERR_BAD_REQUEST, "codes", "only a question goes along");
    if (out->team != 0 && out->team != rq->space.id)
        return request_fail(rq, ERR_BAD_REQUEST, "codes", "a question of another team stays with that team");
    return 0;
}

/* How many stand there now; and the others of the team hear that the list changed, of the last question. */
static int tell_team(struct request *rq, const struct post *last, struct msg_done *out)
{
    int64_t count;
    int err = store_intervision_count(rq->store, rq->space.id, &count);

    if (err != 0)
        return err;
    if (count > INTERVISION_MAX)
        return fault_limit(&rq->fault, ERR_TOO_LONG, "codes", "the list is full", INTERVISION_MAX, count);
    MSG_SET(out, count, count);
    rq->changes.screens = true; /* what is on the list can be begun at the team's screens */
    return last->id == 0 ? 0 : request_tell_team(rq, EVENT_intervision, last);
}

int verb_intervision_add(struct request *rq, const struct msg_intervision_add *in, struct msg_done *out)
{
    struct intervision entry = { .team = rq->space.id, .member = rq->who.id, .day = in->date, .added_at = rq->now_ms };
    struct post last = { 0 };
    int err = check_day(rq, in->date);

    for (size_t i = 0; i < in->codes_count && err == 0; i++) {
        struct post post;
        bool changed = false;
        err = find_question(rq, in->codes[i], &post);
        entry.question = post.id;
        if (err == 0)
            err = store_intervision_add(rq->store, &entry, &changed);
        if (changed)
            last = post;
    }
    return err != 0 ? err : tell_team(rq, &last, out);
}

int verb_intervision_remove(struct request *rq, const struct msg_intervision_remove *in, struct msg_done *out)
{
    struct post last = { 0 };
    int err = 0;

    for (size_t i = 0; i < in->codes_count && err == 0; i++) {
        struct post post;
        bool changed = false;
        err = find_question(rq, in->codes[i], &post);
        if (err == 0)
            err = store_intervision_remove(rq->store, rq->space.id, post.id, &changed);
        if (err == 0 && !changed)
            err = request_fail(rq, ERR_NOT_FOUND, "codes", "it is not on the list");
        last = post;
    }
    return err != 0 ? err : tell_team(rq, &last, out);
}

/* ---- done ---- */

static struct span or_none(struct span text)
{
    return text.len > 0 ? text : (struct span){ NULL, 0 };
}

static int done_with(struct request *rq, int64_t question, const struct msg_intervision_done *in, struct post *last)
{
    struct intervision entry = { .team = rq->space.id,
                                 .question = question,
                                 .done_at = rq->now_ms,
                                 .step = or_none(in->step),
                                 .learned = or_none(in->lesson) };
    bool changed;
    int err = store_intervision_done(rq->store, &entry, &changed);

    if (err == 0 && !changed)
        return request_fail(rq, ERR_NOT_FOUND, "codes", "it is not on the list");
    return err != 0 ? err : store_post_get(rq->store, question, rq->arena, last);
}

static int done_with_all(struct request *rq, const struct msg_intervision_done *in, struct post *last)
{
    struct intervision_filter filter = { .team = rq->space.id, .member = rq->who.id, .day = in->date };
    struct intervision *rows;
    size_t count;
    int err = store_intervision_list(rq->store, &filter, INTERVISION_MAX, rq->arena, &rows, &count);

    for (size_t i = 0; i < count && err == 0; i++)
        err = done_with(rq, rows[i].question, in, last);
    return err;
}

/* A step and a lesson are of one question. */
static int check_outcome(struct request *rq, const struct msg_intervision_done *in)
{
    int err = request_check_text(rq, "step", in->step, in->checked);

    if (err == 0)
        err = request_check_text(rq, "lesson", in->lesson, in->checked);
    if (err == 0 && in->codes_count != 1 && (in->step.len > 0 || in->lesson.len > 0))
        return request_fail(rq, ERR_BAD_REQUEST, "codes", "a step and a lesson are of one question");
    return err;
}

int verb_intervision_done(struct request *rq, const struct msg_intervision_done *in, struct msg_done *out)
{
    struct post last = { 0 };
    int err = check_day(rq, in->date);

    if (err == 0)
        err = check_outcome(rq, in);
    if (err == 0 && in->codes_count == 0)
        err = done_with_all(rq, in, &last);
    for (size_t i = 0; i < in->codes_count && err == 0; i++) {
        struct post post;
        err = find_question(rq, in->codes[i], &post);
        if (err == 0)
            err = done_with(rq, post.id, in, &last);
    }
    return err != 0 ? err : tell_team(rq, &last, out);
}

/* ---- the list ---- */

static int show_row(struct request *rq, const struct intervision *entry, struct msg_intervision_row *row)
{
    struct post post;
    int err = store_post_get(rq->store, entry->question, rq->arena, &post);

    *row = (struct msg_intervision_row){ .date = entry->day,
                                         .by = entry->by,
                                         .added_at = entry->added_at,
                                         .chosen = entry->step,
                                         .learned = entry->learned };
    if (err != 0)
        return err;
    thing_of(&post, rq->who.id, rq->settings, &row->base);
    row->base.text = (struct span){ NULL, 0 };
    if (entry->done_at != 0)
        MSG_SET(row, done_at, entry->done_at);
    return 0;
}

int verb_intervision_list(struct request *rq, const struct msg_intervision_list *in, struct msg_intervision_is *out)
{
    struct intervision_filter filter = {
        .team = rq->space.id, .member = rq->who.id, .day = in->date, .done = in->done
    };
    struct intervision *rows = NULL;
    size_t count = 0;
    int err = check_day(rq, in->date);

    if (err == 0)
        err = store_intervision_list(rq->store, &filter, INTERVISION_MAX, rq->arena, &rows, &count);
    struct msg_intervision_row *items = arena_take(rq->arena, (count + 1) * sizeof *items);
    if (err != 0 || items == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < count && err == 0; i++)
        err = show_row(rq, &rows[i], &items[i]);
    out->items = items;
    out->items_count = count;
    return err;
}
