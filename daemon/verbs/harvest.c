/*
 * harvest-begin, harvest-guests, harvest-join, harvest-add, harvest-flag, harvest-sort, harvest-close, harvest-show:
 * short inputs of a live table. Whoever knows the code takes part; who began it sorts; who gave an input is told to
 * nobody.
 */
#include "daemon/door.h"
#include "daemon/meeting.h"
#include "daemon/secret.h"
#include "daemon/store/store_harvest.h"
#include "session.h"
#include "verbs.h"

#define CODE_LENGTH 6 /* of a session: nobody types another's by accident */
#define CODE_TRIES  8
#define SHOW_LIMIT  200

/* A guest knows one table, by the code they came in with; any other code is as if it were not there. */
static int find_as_guest(struct request *rq, struct span code, struct harvest *out)
{
    if (!span_equal(rq->door->code, code))
        return ERR_NOT_FOUND;
    return store_harvest_get(rq->store, rq->door->harvest, rq->arena, out);
}

/* The codes of guests of a table and of a session look alike, and so do the requests. */
static bool is_of_session(const struct request *rq)
{
    return rq->door != NULL && rq->door->team != 0;
}

static int find(struct request *rq, struct span code, struct harvest *out)
{
    int err = rq->door != NULL ? find_as_guest(rq, code, out) : store_harvest_by_code(rq->store, code, rq->arena, out);

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

/* ---- beginning ---- */

static int add_session(struct request *rq, struct harvest *harvest)
{
    for (int tries = 0; tries < CODE_TRIES; tries++) {
        harvest->code = arena_copy(rq->arena, span_of(secret_letters(CODE_LENGTH).text));
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

/* ---- guests, and closing ---- */

int verb_harvest_guests(struct request *rq, const struct msg_harvest_guests *in, struct msg_harvest_door *out)
{
    struct door_wish wish = { .until_at = in->has_until_at ? in->until_at : 0, .shut = in->shut };
    struct harvest harvest;
    int err = find_own(rq, in->code, &harvest);

    wish.harvest = harvest.id;
    return err != 0 ? err : door_change(rq, &wish, out);
}

int verb_harvest_join(struct request *rq, const struct msg_harvest_join *in, struct msg_harvest_table *out)
{
    struct harvest harvest;

    if (is_of_session(rq))
        return session_look(rq, in, out);
    int err = find_open(rq, in->code, &harvest);
    out->title = harvest.title;
    if (rq->door != NULL)
        MSG_SET(out, until_at, rq->door->until_at);
    return err;
}

int verb_harvest_close(struct request *rq, const struct msg_harvest_close *in, struct msg_done *out)
{
    struct harvest harvest;
    int err = find_own(rq, in->code, &harvest);

    (void)out;
    rq->changes.boards = true;
    if (err == 0)
        err = store_harvest_close(rq->store, harvest.id, rq->now_ms);
    if (err == 0)
        err = store_meeting_end_harvest(rq->store, harvest.id, rq->now_ms + MEETING_AFTER_MS);
    return err != 0 ? err : door_shut(rq, harvest.id, 0, NULL);
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

/* Guests, who may come again under another name, leave room for those of whom it is known who they are. */
static int check_room(struct request *rq, int64_t harvest)
{
    int64_t limit = rq->door != NULL ? HARVEST_GUESTS_MAX : HARVEST_INPUTS_MAX, inputs;
    int err = store_harvest_count(rq->store, harvest, &inputs);

    if (err == 0 && inputs >= limit)
        return fault_limit(&rq->fault, ERR_TOO_LONG, "code", "the wall is full", limit, inputs + 1);
    return err;
}

/* The reply is kept with the member's name, so it does not say which input it was. */
int verb_harvest_add(struct request *rq, const struct msg_harvest_add *in, struct msg_done *out)
{
    struct harvest harvest;

    if (is_of_session(rq))
        return session_say(rq, in, out);
    int err = find_open(rq, in->code, &harvest);
    if (err == 0)
        err = request_check_text(rq, "text", in->text, in->checked);
    if (err == 0)
        err = check_theme(rq, harvest.id, in->theme);
    if (err == 0)
        err = check_room(rq, harvest.id);
    if (err == 0)
        err = store_harvest_add_input(rq->store, harvest.id, in->theme, in->text);
    rq->changes.boards = true;
    return err;
}

/* An input that was looked at stays. The reply does not say who asked. */
int verb_harvest_flag(struct request *rq, const struct msg_harvest_flag *in, struct msg_done *out)
{
    struct harvest harvest;
    int err = find(rq, in->code, &harvest);

    (void)out;
    if (err != 0)
        return err;
    rq->changes.boards = true;
    err = store_harvest_flag(rq->store, harvest.id, in->number);
    return err == ERR_NOT_FOUND
               ? request_fail(rq, err, "number", "there is no such input, or somebody asked for a look before")
               : err;
}

/* What is not right must go, also after the end, and also by a moderator. */
static int find_to_take_away(struct request *rq, struct span code, struct harvest *out)
{
    int err = find(rq, code, out);

    if (err == 0 && out->facilitator != rq->who.id && !request_has_role(rq, MEMBER_MODERATOR))
        return request_fail(rq, ERR_FORBIDDEN, "code", "only who began the session may do this, or a moderator");
    return err;
}

static int find_theme(struct request *rq, int64_t harvest, const struct msg_harvest_sort *in, int64_t *theme)
{
    *theme = in->theme;
    if (in->remove || in->keep || in->back)
        return 0;
    return in->new_theme.ptr != NULL ? add_theme(rq, harvest, in->new_theme, theme) : check_theme(rq, harvest, *theme);
}

static int sort_one(struct request *rq, int64_t harvest, const struct msg_harvest_sort *in, int64_t number,
                    int64_t theme)
{
    int err = in->remove ? store_harvest_erase(rq->store, harvest, number)
              : in->keep ? store_harvest_keep(rq->store, harvest, number)
              : in->back ? store_harvest_back(rq->store, harvest, number)
                         : store_harvest_sort(rq->store, harvest, number, theme);

    return err == ERR_NOT_FOUND ? request_fail(rq, err, "number",
                                               in->back ? "there is no such input, or it was under no other theme"
                                                        : "there is no such input")
                                : err;
}

int verb_harvest_sort(struct request *rq, const struct msg_harvest_sort *in, struct msg_done *out)
{
    struct harvest harvest;
    int64_t theme = 0;
    int err = in->remove ? find_to_take_away(rq, in->code, &harvest) : find_own(rq, in->code, &harvest);

    (void)out;
    if (err == 0)
        err = find_theme(rq, harvest.id, in, &theme);
    if (err == 0)
        err = sort_one(rq, harvest.id, in, in->number, theme);
    for (size_t i = 0; i < in->others_count && err == 0; i++)
        err = sort_one(rq, harvest.id, in, in->others[i].number, theme);
    rq->changes.boards = true;
    return err;
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

/* What waits for a look is told to who will look. */
static struct msg_harvest_input show_input(const struct harvest_input *row, bool mine)
{
    bool flagged = row->look == HARVEST_FLAGGED;
    struct msg_harvest_input item = { .number = row->number, .theme = row->theme };

    if (!flagged || mine)
        item.text = row->text;
    if (flagged && row->text.ptr != NULL)
        MSG_SET(&item, flagged, true);
    return item;
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
        items[i] = show_input(&rows[i], out->mine);
        out->next = rows[i].changed;
        out->items_count++;
    }
    out->items = items;
    return 0;
}

static int show_guests(struct request *rq, int64_t harvest, struct msg_harvest_is *out)
{
    struct door door;
    int err = store_door_of(rq->store, harvest, 0, rq->arena, &door);

    if (err != 0 || door.until_at <= rq->now_ms)
        return err == ERR_NOT_FOUND ? 0 : err;
    out->guest_code = door.code;
    MSG_SET(out, guests_until_at, door.until_at);
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
    if (err == 0 && out->mine)
        err = show_guests(rq, harvest.id, out);
    return err != 0 ? err : show_inputs(rq, harvest.id, in->has_since ? in->since : 0, limit, out);
}
