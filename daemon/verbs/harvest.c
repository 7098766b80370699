/*
 * harvest-begin, harvest-add, harvest-sort, harvest-close, harvest-show: short inputs of a live table. Whoever knows the
 * code takes part; who began it sorts; who gave an input is told to nobody.
 */
#include "daemon/store/store_harvest.h"
#include "proto/code.h"
#include "verbs.h"

#include <stdlib.h>

#include <openssl/rand.h>

#define CODE_LENGTH 6 /* of a session: nobody types another's by accident */
#define CODE_TRIES  8
#define SHOW_LIMIT  200

static int find(struct request *rq, struct span code, struct harvest *out)
{
    int err = store_harvest_by_code(rq->store, code, rq->arena, out);

    return err == ERR_NOT_FOUND ? request_fail(rq, ERR_NOT_FOUND, "code", "there is no such session") : err;
}

static int find_open(struct request *rq, struct span code, struct harvest *out)
{
    int err = find(rq, code, out);

    if (err == 0 && out->closed_at != 0)
        return request_fail(rq, ERR_CONFLICT, "code", "the session is closed");
    return err;
}

static int find_own(struct request *rq, struct span code, struct harvest *out)
{
    int err = find_open(rq, code, out);

    if (err == 0 && out->facilitator != rq->who.id)
        return request_fail(rq, ERR_FORBIDDEN, "code", "only who began the session may do this");
    return err;
}

static int read_themes(struct request *rq, int64_t harvest, struct harvest_theme **themes, size_t *count)
{
    return store_harvest_themes(rq->store, harvest, rq->arena, themes, count);
}

/* ---- beginning and closing ---- */

static int add_session(struct request *rq, struct harvest *harvest)
{
    unsigned char random[CODE_MAX];

    for (int tries = 0; tries < CODE_TRIES; tries++) {
        if (RAND_bytes(random, sizeof random) != 1)
            abort();
        struct code_text code = code_question(CODE_LENGTH, random);
        harvest->code = arena_copy(rq->arena, span_of(code.text));
        int err = store_harvest_add(rq->store, harvest);
        if (err != ERR_CONFLICT)
            return err;
    }
    return request_fail(rq, ERR_BUSY, NULL, "no free code was found");
}

static int add_theme(struct request *rq, int64_t harvest, struct span name, int64_t *number)
{
    struct harvest_theme *themes;
    size_t count;
    int err = request_check_text(rq, "theme", name, true);

    if (err == 0)
        err = read_themes(rq, harvest, &themes, &count);
    if (err != 0)
        return err;
    for (size_t i = 0; i < count; i++)
        if (span_equal(themes[i].name, name)) {
            *number = themes[i].number;
            return 0;
        }
    if (count == HARVEST_THEMES_MAX)
        return fault_limit(&rq->fault, ERR_TOO_LONG, "theme", "more themes than allowed", HARVEST_THEMES_MAX,
                           (int64_t)count + 1);
    *number = (int64_t)count + 1;
    return store_harvest_add_theme(rq->store, harvest, *number, name);
}

int verb_harvest_begin(struct request *rq, const struct msg_harvest_begin *in, struct msg_done *out)
{
    struct harvest harvest = { .facilitator = rq->who.id, .title = in->title, .begun_at = rq->now_ms };
    int64_t number;
    int err = request_check_text(rq, "title", in->title, in->checked);

    if (err == 0)
        err = add_session(rq, &harvest);
    for (size_t i = 0; i < in->themes_count && err == 0; i++)
        err = add_theme(rq, harvest.id, in->themes[i].name, &number);
    out->code = harvest.code;
    return err;
}

int verb_harvest_close(struct request *rq, const struct msg_harvest_close *in, struct msg_done *out)
{
    struct harvest harvest;
    int err = find_own(rq, in->code, &harvest);

    (void)out;
    return err != 0 ? err : store_harvest_close(rq->store, harvest.id, rq->now_ms);
}

/* ---- inputs ---- */

static int check_theme(struct request *rq, int64_t harvest, int64_t number)
{
    struct harvest_theme *themes;
    size_t count;
    int err = read_themes(rq, harvest, &themes, &count);

    if (err == 0 && (number < 0 || number > (int64_t)count))
        return request_fail(rq, ERR_BAD_REQUEST, "theme", "the session has no such theme");
    return err;
}

/* The reply is kept with the member's name, so it does not say which input it was. */
int verb_harvest_add(struct request *rq, const struct msg_harvest_add *in, struct msg_done *out)
{
    struct harvest harvest;
    int64_t inputs = 0;
    int err = find_open(rq, in->code, &harvest);

    (void)out;
    if (err == 0)
        err = request_check_text(rq, "text", in->text, in->checked);
    if (err == 0)
        err = check_theme(rq, harvest.id, in->theme);
    if (err == 0)
        err = store_harvest_count(rq->store, harvest.id, &inputs);
    if (err == 0 && inputs >= HARVEST_INPUTS_MAX)
        return fault_limit(&rq->fault, ERR_TOO_LONG, "code", "the wall is full", HARVEST_INPUTS_MAX, inputs + 1);
    if (err == 0)
        err = store_harvest_add_input(rq->store, harvest.id, in->theme, in->text);
    return err;
}

int verb_harvest_sort(struct request *rq, const struct msg_harvest_sort *in, struct msg_done *out)
{
    struct harvest harvest;
    int64_t theme = in->theme;
    int err = find_own(rq, in->code, &harvest);

    (void)out;
    if (err == 0 && in->new_theme.ptr != NULL)
        err = add_theme(rq, harvest.id, in->new_theme, &theme);
    else if (err == 0)
        err = check_theme(rq, harvest.id, theme);
    if (err != 0)
        return err;
    err = in->remove ? store_harvest_erase(rq->store, harvest.id, in->number)
                     : store_harvest_sort(rq->store, harvest.id, in->number, theme);
    return err == ERR_NOT_FOUND ? request_fail(rq, ERR_NOT_FOUND, "number", "there is no such input") : err;
}

/* ---- the wall ---- */

static int show_themes(struct request *rq, int64_t harvest, struct msg_harvest_is *out)
{
    struct harvest_theme *rows;
    int err = read_themes(rq, harvest, &rows, &out->themes_count);
    struct msg_harvest_theme *themes = arena_take(rq->arena, HARVEST_THEMES_MAX * sizeof *themes);

    if (err != 0 || themes == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < out->themes_count; i++) {
        themes[i] = (struct msg_harvest_theme){ .base = { .name = rows[i].name } };
        MSG_SET(&themes[i], number, rows[i].number);
        MSG_SET(&themes[i], inputs, rows[i].inputs);
    }
    out->themes = themes;
    return 0;
}

static int show_inputs(struct request *rq, int64_t harvest, int64_t since, size_t limit, struct msg_harvest_is *out)
{
    struct harvest_input *rows;
    size_t count;
    int err = store_harvest_inputs(rq->store, harvest, since, limit + 1, rq->arena, &rows, &count);
    struct msg_harvest_input *items = arena_take(rq->arena, (limit + 1) * sizeof *items);

    if (err != 0 || items == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    out->more = count > limit;
    out->next = since;
    for (size_t i = 0; i < count && i < limit; i++) {
        items[i] = (struct msg_harvest_input){ .number = rows[i].number, .theme = rows[i].theme, .text = rows[i].text };
        out->next = rows[i].changed;
        out->items_count++;
    }
    out->items = items;
    return 0;
}

int verb_harvest_show(struct request *rq, const struct msg_harvest_show *in, struct msg_harvest_is *out)
{
    size_t limit = in->has_limit ? (size_t)in->limit : SHOW_LIMIT;
    struct harvest harvest;
    int err = find(rq, in->code, &harvest);

    if (err != 0)
        return err;
    out->code = harvest.code;
    out->title = harvest.title;
    out->begun_at = harvest.begun_at;
    out->closed = harvest.closed_at != 0;
    out->mine = harvest.facilitator == rq->who.id;
    err = show_themes(rq, harvest.id, out);
    return err != 0 ? err : show_inputs(rq, harvest.id, in->has_since ? in->since : 0, limit, out);
}
