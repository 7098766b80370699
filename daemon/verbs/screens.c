/* kiosk-list, kiosk-show, kiosk-set, kiosk-message, kiosk-order, screens: how screens are, and what they do. */
#include "daemon/clock.h"
#include "daemon/screen/roster.h"
#include "daemon/screen/wall.h"
#include "daemon/store/store_kiosk.h"
#include "verbs.h"

#include <stdio.h>

#define HOUR_MS      INT64_C(3600000)
#define WEEK_MS      (7 * CLOCK_DAY_MS)
#define SCREENS_MAX  500             /* told by name; the schema's limit */
#define HOURS_LENGTH 11              /* 07:00-18:00 */
#define SEEN_LATE_MS INT64_C(600000) /* by so much what the database knows may be behind */

static int find_kiosk(struct request *rq, struct span name, struct kiosk *out)
{
    int err = store_kiosk_get(rq->store, name, rq->arena, out);

    return err == ERR_NOT_FOUND ? request_fail(rq, err, "kiosk", "there is no such screen") : err;
}

/* ---- how they are ---- */

static struct span hours_of(struct request *rq, const struct kiosk *kiosk)
{
    char text[4 * 11 + 4]; /* however wrong a number could be */
    int from = (int)kiosk->bright_from, until = (int)kiosk->bright_until;

    if (!kiosk->has_hours)
        return (struct span){ NULL, 0 };
    snprintf(text, sizeof text, "%02d:%02d-%02d:%02d", from / 60 % 24, from % 60, until / 60 % 24, until % 60);
    return arena_copy(rq->arena, span_of(text));
}

/* What it says itself. */
static void put_heard(struct request *rq, const struct kiosk *kiosk, struct msg_kiosk_row *row)
{
    struct roster_row heard;
    int64_t seen_at = kiosk->seen_at;
    bool known = roster_get(rq->roster, kiosk->name, rq->arena, &heard);

    if (known) {
        seen_at = heard.heard_at;
        row->version = heard.version.len > 0 ? heard.version : (struct span){ NULL, 0 };
        MSG_SET(row, uptime_s, heard.uptime_s);
        MSG_SET(row, memory_kb, heard.memory_kb);
        MSG_SET(row, clock_error_s, heard.clock_error_s);
        MSG_SET(row, cards, (int64_t)heard.cards);
        if (heard.fault.len > 0) {
            row->fault = heard.fault;
            MSG_SET(row, fault_at, heard.fault_at);
        }
    }
    if (seen_at != 0)
        MSG_SET(row, seen_at, seen_at);
    if (known && heard.online)
        row->state = span_of(wall_palette(kiosk, rq->settings, rq->now_ms));
    else
        row->state = span_of(seen_at != 0 ? "away" : "new");
}

static void put_row(struct request *rq, const struct kiosk *kiosk, struct msg_kiosk_row *row)
{
    *row = (struct msg_kiosk_row){ .kiosk = kiosk->name,
                                   .team = kiosk->team_slug,
                                   .team_name = kiosk->team_name,
                                   .room = kiosk->room,
                                   .layout = span_of(kiosk->large ? "large" : "normal"),
                                   .privacy = span_of(kiosk->strict ? "strict" : "normal"),
                                   .hours = hours_of(rq, kiosk),
                                   .message = wall_message(kiosk, rq->now_ms) };
    MSG_SET(row, touch, kiosk->touch);
    if (row->message.ptr != NULL)
        MSG_SET(row, message_until_at, kiosk->message_until);
    put_heard(rq, kiosk, row);
}

int verb_kiosk_list(struct request *rq, const struct msg_kiosk_list *in, struct msg_kiosks *out)
{
    struct place team = { 0 };
    struct kiosk *kiosks = NULL;
    int err = in->team.ptr == NULL ? 0 : request_place(rq, PLACE_TEAM, in->team, "team", &team);

    if (err == 0)
        err = store_kiosk_list(rq->store, team.id, in->after, rq->arena, &kiosks, &out->items_count);
    struct msg_kiosk_row *rows = arena_take(rq->arena, (out->items_count + 1) * sizeof *rows);
    if (err != 0 || rows == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < out->items_count; i++)
        put_row(rq, &kiosks[i], &rows[i]);
    if (out->items_count == KIOSKS_PAGE)
        out->after = rows[KIOSKS_PAGE - 1].kiosk;
    out->items = rows;
    return 0;
}

int verb_kiosk_show(struct request *rq, const struct msg_kiosk_show *in, struct msg_kiosk_row *out)
{
    struct kiosk kiosk;
    int err = find_kiosk(rq, in->kiosk, &kiosk);

    if (err == 0)
        put_row(rq, &kiosk, out);
    return err;
}

/* ---- changing one ---- */

/* One of two words. */
static int take_word(struct request *rq, const char *field, struct span word, const char *yes, bool *out)
{
    if (word.ptr == NULL)
        return 0;
    *out = span_is(word, yes);
    return *out || span_is(word, "normal") ? 0 : request_fail(rq, ERR_BAD_REQUEST, field, "is not one of the words");
}

static bool read_hours(struct span text, struct kiosk *out)
{
    char copy[HOURS_LENGTH + 1];
    int from, until;

    if (text.len != HOURS_LENGTH || text.ptr[HOURS_LENGTH / 2] != '-')
        return false;
    memcpy(copy, text.ptr, HOURS_LENGTH);
    copy[HOURS_LENGTH / 2] = copy[HOURS_LENGTH] = '\0';
    if (!clock_read_minute(copy, &from) || !clock_read_minute(copy + HOURS_LENGTH / 2 + 1, &until) || from >= until)
        return false;
    out->has_hours = true;
    out->bright_from = from;
    out->bright_until = until;
    return true;
}

static int take_hours(struct request *rq, struct span hours, struct kiosk *out)
{
    if (hours.ptr == NULL)
        return 0;
    if (hours.len == 0) {
        out->has_hours = false;
        return 0;
    }
    return read_hours(hours, out) ? 0 : request_fail(rq, ERR_BAD_REQUEST, "hours", "must be like 07:00-18:00");
}

static int take_team(struct request *rq, struct span slug, struct kiosk *out)
{
    struct place team;
    int err = slug.ptr == NULL ? 0 : request_place(rq, PLACE_TEAM, slug, "team", &team);

    if (err == 0 && slug.ptr != NULL)
        out->team = team.id;
    return err;
}

int verb_kiosk_set(struct request *rq, const struct msg_kiosk_set *in, struct msg_done *out)
{
    struct kiosk kiosk;
    int err = find_kiosk(rq, in->kiosk, &kiosk);

    (void)out;
    if (err == 0)
        err = take_team(rq, in->team, &kiosk);
    if (err == 0)
        err = take_word(rq, "layout", in->layout, "large", &kiosk.large);
    if (err == 0)
        err = take_word(rq, "privacy", in->privacy, "strict", &kiosk.strict);
    if (err == 0)
        err = take_hours(rq, in->hours, &kiosk);
    if (in->room.ptr != NULL)
        kiosk.room = in->room;
    if (in->has_touch)
        kiosk.touch = in->touch;
    if (err == 0)
        err = store_kiosk_set(rq->store, &kiosk);
    rq->changes.screens = true;
    return err;
}

int verb_kiosk_message(struct request *rq, const struct msg_kiosk_message *in, struct msg_done *out)
{
    struct kiosk kiosk;
    int64_t until = in->has_until_at ? in->until_at : rq->now_ms + HOUR_MS;
    int err = find_kiosk(rq, in->kiosk, &kiosk);

    (void)out;
    if (err == 0 && in->text.len > 0 && (until <= rq->now_ms || until > rq->now_ms + WEEK_MS))
        return request_fail(rq, ERR_BAD_REQUEST, "until_at", "must be in the coming week");
    if (err == 0)
        err = request_check_text(rq, "text", in->text, in->checked);
    if (err != 0)
        return err;
    kiosk.message = in->text.len > 0 ? in->text : (struct span){ NULL, 0 };
    kiosk.message_until = in->text.len > 0 ? until : 0;
    rq->changes.screens = true;
    return store_kiosk_set(rq->store, &kiosk);
}

static bool is_order(struct span word)
{
    static const char *const orders[] = { "reload", "identify", "rotate", "dim" };

    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
        if (span_is(word, orders[i]))
            return true;
    return false;
}

/* An order is heard now or never. */
int verb_kiosk_order(struct request *rq, const struct msg_kiosk_order *in, struct msg_done *out)
{
    struct msg_order order = { .order = in->order };
    struct roster_row heard;
    struct kiosk kiosk;
    int err = find_kiosk(rq, in->kiosk, &kiosk);

    (void)out;
    if (err != 0)
        return err;
    if (!is_order(in->order))
        return request_fail(rq, ERR_BAD_REQUEST, "order", "is not one of the words");
    if (!roster_get(rq->roster, kiosk.name, rq->arena, &heard) || !heard.online)
        return request_fail(rq, ERR_CONFLICT, "kiosk", "the screen is away: it would not hear this");
    return request_tell_screen(rq, topic_kiosk(kiosk.name, "order"), &type_order, &order);
}

/* ---- where a question hangs ---- */

/* Whether the wall of this screen could ever have shown it. */
static bool could_hang(const struct post *post, const struct kiosk *kiosk)
{
    if (post->kind != POST_QUESTION || (post->flags & (POST_NO_KIOSK | POST_UNSAFE)) != 0)
        return false;
    if (post->team == 0)
        return true;
    return store_post_is_of_team(post) ? kiosk->team == post->team : kiosk->organisation == post->team;
}

/* Not heard since the daemon started: it may hold what it showed when it was last seen. */
static bool put_unknown(struct request *rq, const struct post *post, const struct kiosk *kiosk,
                        struct msg_screen_row *row)
{
    int64_t until = kiosk->seen_at + SEEN_LATE_MS + rq->settings->stale_after_hours * HOUR_MS;

    if (!could_hang(post, kiosk) || kiosk->seen_at < post->posted_at || until <= rq->now_ms)
        return false;
    row->state = span_of("unknown");
    MSG_SET(row, since_at, kiosk->seen_at);
    MSG_SET(row, until_at, until);
    return true;
}

static bool put_holding(struct request *rq, const struct kiosk *kiosk, struct msg_screen_row *row)
{
    struct roster_row heard;
    int64_t stale_ms = rq->settings->stale_after_hours * HOUR_MS;

    if (!roster_get(rq->roster, kiosk->name, rq->arena, &heard))
        return false;
    row->state = span_of(heard.online ? "holds" : "away");
    if (heard.online)
        return true;
    MSG_SET(row, since_at, heard.away_at);
    MSG_SET(row, until_at, heard.away_at + stale_ms);
    return heard.away_at + stale_ms > rq->now_ms;
}

/* A screen that is there and could show it, but does not say so: it has yet to come, or others hang there. */
static bool is_waited_for(struct request *rq, const struct post *post, const struct kiosk *kiosk)
{
    struct roster_row heard;

    return could_hang(post, kiosk) && roster_get(rq->roster, kiosk->name, rq->arena, &heard) && heard.online;
}

/* What finds no place in the list is counted. */
static void add_row(const struct msg_screen_row *row, struct msg_screen_row *rows, struct msg_screens_are *out)
{
    if (out->items_count < SCREENS_MAX)
        rows[out->items_count++] = *row;
    else
        out->more++;
}

static void put_screen(struct request *rq, const struct post *post, const struct kiosk *kiosk,
                       struct msg_screen_row *rows, struct msg_screens_are *out)
{
    struct msg_screen_row row = { .kiosk = kiosk->name, .room = kiosk->room, .team_name = kiosk->team_name };

    switch (roster_card(rq->roster, kiosk->name, post->code)) {
    case ROSTER_TOOK_AWAY:
        out->took_away++;
        return;
    case ROSTER_HOLDS:
        if (put_holding(rq, kiosk, &row))
            add_row(&row, rows, out);
        return;
    case ROSTER_SILENT:
        if (put_unknown(rq, post, kiosk, &row))
            add_row(&row, rows, out);
        return;
    case ROSTER_NEVER:
        out->waits += is_waited_for(rq, post, kiosk);
        return;
    }
}

static int put_screens(struct request *rq, const struct post *post, struct msg_screens_are *out)
{
    struct msg_screen_row *rows = arena_take(rq->arena, SCREENS_MAX * sizeof *rows);
    struct kiosk *kiosks = NULL;
    size_t count = KIOSKS_PAGE;
    struct span last = span_of("");
    int err = rows == NULL ? request_fail(rq, ERR_TOO_BIG, NULL, "no room") : 0;

    while (err == 0 && count == KIOSKS_PAGE) {
        err = store_kiosk_list(rq->store, 0, last, rq->arena, &kiosks, &count);
        for (size_t i = 0; i < count && err == 0; i++)
            put_screen(rq, post, &kiosks[i], rows, out);
        last = count > 0 ? kiosks[count - 1].name : last;
    }
    out->has_waits = true;
    out->has_more = out->more > 0;
    out->items = rows;
    return err;
}

int verb_screens(struct request *rq, const struct msg_screens *in, struct msg_screens_are *out)
{
    struct post post;
    int err = request_find_gone(rq, in->code, &post);

    if (err == 0 && post.author != rq->who.id && !request_has_role(rq, MEMBER_MODERATOR | MEMBER_ADMINISTRATOR))
        return request_fail(rq, ERR_FORBIDDEN, "code", "only its author, moderators and administrators may ask this");
    return err != 0 ? err : put_screens(rq, &post, out);
}
