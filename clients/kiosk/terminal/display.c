#include "display.h"

#include "proto/decode.h"

#include <stdio.h>
#include <stdlib.h>

#define SETTLE_MS     2500  /* all that is retained has come by then */
#define PATIENCE_MS   4000  /* a screen that just started may still be connecting: no alarm yet */
#define CLOCK_LOST_MS 90000 /* three heartbeats missed */
#define STALE_AFTER_S (8 * 3600)
#define ARENA_BYTES   (16 * 1024)
#define SEEN_MAX      64
#define ALIVE_MS      60000
#define NAME_MS       30000
#define CARDS_MAX     16 /* that can be said */
#define CARDS_BYTES   (CARDS_MAX * 17 + 1)

enum daemon { DAEMON_UNKNOWN, DAEMON_THERE, DAEMON_AWAY };

struct display {
    struct wall *wall;
    struct hours hours;
    struct rotation rotation;
    struct arena arena; /* of one message */
    int64_t opened;
    bool up, was_up;
    enum daemon daemon;
    int64_t session; /* when this connection, or the wait for it, began */
    bool settled, clock_lost, stale;
    bool has_contact;
    int64_t contact;     /* when the daemon was last heard */
    bool primed;         /* the first cards are there: */
    int64_t primed_from; /* from then on another code is a new question */
    char seen[SEEN_MAX][17];
    size_t seen_count; /* goes on counting; the oldest is overwritten */
    bool is_named;     /* it was asked which screen it is: */
    int64_t named_until;
    bool said;
    int64_t said_at;
    char said_cards[CARDS_BYTES];
    struct span codes[WALL_CARDS_MAX]; /* of what is said */
};

struct display *display_new(int64_t moment)
{
    struct display *display = calloc(1, sizeof *display);

    if (display == NULL)
        return NULL;
    arena_init(&display->arena, ARENA_BYTES);
    display->opened = display->session = moment;
    display->wall = wall_new();
    if (display->wall != NULL)
        return display;
    display_free(display);
    return NULL;
}

void display_free(struct display *display)
{
    if (display == NULL)
        return;
    wall_free(display->wall);
    arena_release(&display->arena);
    free(display);
}

/* ---- what comes in ---- */

void display_up(struct display *display, int64_t moment)
{
    display->up = display->was_up = true;
    display->daemon = DAEMON_UNKNOWN;
    display->settled = display->said = false;
    display->session = moment;
    wall_begin(display->wall);
}

void display_down(struct display *display, int64_t moment)
{
    display->up = false;
    display->session = moment;
}

static void touch(struct display *display, int64_t moment)
{
    display->has_contact = true;
    display->contact = moment;
    display->stale = false;
}

static bool read(struct display *display, const struct msg_type *type, struct span payload, void *out)
{
    struct decode_part part = { type, out };
    struct fault fault;

    arena_reset(&display->arena);
    return decode_map(payload, &part, 1, false, &display->arena, &fault) == 0;
}

static void take_state(struct display *display, struct span payload, int64_t moment)
{
    struct msg_state state;

    if (payload.len == 0)
        display->daemon = DAEMON_AWAY;
    else if (read(display, &type_state, payload, &state))
        display->daemon = span_is(state.status, "online") ? DAEMON_THERE : DAEMON_AWAY;
    if (display->daemon == DAEMON_THERE)
        touch(display, moment);
}

static void take_clock(struct display *display, struct span payload, int64_t moment)
{
    struct msg_clock beat;

    if (!read(display, &type_clock, payload, &beat))
        return;
    hours_set(&display->hours, &beat, moment);
    display->clock_lost = false;
    touch(display, moment);
}

static bool was_seen(const struct display *display, struct span code)
{
    for (size_t i = 0; i < SEEN_MAX; i++)
        if (span_is(code, display->seen[i]))
            return true;
    return false;
}

static void remember(struct display *display, struct span code)
{
    char *slot = display->seen[display->seen_count++ % SEEN_MAX];

    memset(slot, 0, sizeof display->seen[0]);
    memcpy(slot, code.ptr, code.len < sizeof display->seen[0] - 1 ? code.len : sizeof display->seen[0] - 1);
}

static const struct msg_card *newest_unseen(struct display *display, const struct span *codes, size_t count,
                                            const struct msg_card *newest)
{
    for (size_t i = 0; i < count; i++) {
        const struct msg_card *card = wall_card(display->wall, codes[i]);
        if (card == NULL || was_seen(display, card->code))
            continue;
        remember(display, card->code);
        if (newest == NULL || card->asked_at > newest->asked_at)
            newest = card;
    }
    return newest;
}

/* A question that is on this wall for the first time goes to the big place, whether it takes turns there or not. */
static void welcome(struct display *display, int64_t moment)
{
    const struct msg_screen *screen = wall_screen(display->wall);
    const struct msg_card *newest = NULL;

    if (screen == NULL)
        return;
    newest = newest_unseen(display, screen->spotlight, screen->spotlight_count, newest);
    newest = newest_unseen(display, screen->latest, screen->latest_count, newest);
    if (newest != NULL && display->primed && moment >= display->primed_from)
        rotation_jump(&display->rotation, newest->code, moment);
}

static void take_wall(struct display *display, struct span name, struct span payload, bool retained, int64_t moment)
{
    if (!wall_take(display->wall, name, payload))
        return;
    /* What is retained is only as fresh as the daemon that stands behind it. */
    if (!retained || display->daemon == DAEMON_THERE)
        touch(display, moment);
    if (!display->primed && wall_screen(display->wall) != NULL) {
        display->primed = true;
        display->primed_from = moment + SETTLE_MS;
    }
    welcome(display, moment);
}

/* One that the broker kept was for another time. What needs a page or colours is not for a terminal. */
static void take_order(struct display *display, struct span payload, bool retained, int64_t moment)
{
    struct msg_order order;

    if (retained || !read(display, &type_order, payload, &order))
        return;
    if (span_is(order.order, "rotate"))
        rotation_next(&display->rotation, moment);
    if (!span_is(order.order, "identify"))
        return;
    display->is_named = true;
    display->named_until = moment + NAME_MS;
}

void display_take(struct display *display, struct span name, struct span payload, bool retained, int64_t moment)
{
    if (span_is(name, "state"))
        take_state(display, payload, moment);
    else if (span_is(name, "clock"))
        take_clock(display, payload, moment);
    else if (span_is(name, "order"))
        take_order(display, payload, retained, moment);
    else
        take_wall(display, name, payload, retained, moment);
}

/* ---- time passes ---- */

static int64_t silence(const struct display *display, int64_t moment)
{
    return moment - (display->has_contact ? display->contact : display->opened);
}

static void settle(struct display *display, int64_t moment)
{
    if (display->settled || moment - display->session <= SETTLE_MS)
        return;
    display->settled = true;
    if (display->daemon == DAEMON_UNKNOWN)
        display->daemon = DAEMON_AWAY;
    wall_settle(display->wall);
}

static void grow_stale(struct display *display, int64_t moment)
{
    const struct msg_screen *screen = wall_screen(display->wall);

    if (display->stale || screen == NULL || silence(display, moment) <= 1000 * screen->stale_after_s)
        return;
    display->stale = true;
    wall_clear(display->wall);
}

/* A daemon that says it is away sends no heartbeat: that is no reason to distrust the line. */
static bool misses_clock(const struct display *display, int64_t moment)
{
    int64_t from = display->session;

    if (display->hours.known && display->hours.moment > from)
        from = display->hours.moment;
    return display->daemon == DAEMON_THERE && moment - from > CLOCK_LOST_MS;
}

bool display_tick(struct display *display, int64_t moment)
{
    bool give_up = false;

    if (display->up) {
        settle(display, moment);
        give_up = misses_clock(display, moment);
        display->clock_lost |= give_up;
    }
    grow_stale(display, moment);
    return give_up;
}

/* ---- what is said ---- */

static void join(const struct span *codes, size_t count, char out[CARDS_BYTES])
{
    size_t at = 0;

    out[0] = '\0';
    for (size_t i = 0; i < count && i < CARDS_MAX; i++)
        at += (size_t)snprintf(out + at, CARDS_BYTES - at, "%.*s ", span_int(codes[i]), codes[i].ptr);
}

bool display_speaks(struct display *display, int64_t moment, struct msg_alive *out)
{
    size_t count = wall_codes(display->wall, display->codes);
    char cards[CARDS_BYTES];

    join(display->codes, count, cards);
    if (!display->up ||
        (display->said && moment - display->said_at < ALIVE_MS && strcmp(cards, display->said_cards) == 0))
        return false;
    display->said = true;
    display->said_at = moment;
    memcpy(display->said_cards, cards, sizeof cards);
    *out = (struct msg_alive){ .state = span_of("online") };
    MSG_SET(out, uptime_s, (moment - display->opened) / 1000);
    /* What is not named is not there: with more than can be named, nothing is said of them. */
    if (count <= CARDS_MAX) {
        out->cards = display->codes;
        out->cards_count = count;
    }
    return true;
}

/* ---- what goes out ---- */

static enum trouble trouble_of(const struct display *display, int64_t moment)
{
    if (!display->up)
        return !display->was_up && moment - display->opened < PATIENCE_MS ? TROUBLE_NONE : TROUBLE_CONNECTION;
    return display->daemon == DAEMON_AWAY || display->clock_lost ? TROUBLE_DAEMON : TROUBLE_NONE;
}

static enum cover cover_of(const struct display *display, enum trouble trouble, int64_t moment)
{
    const struct msg_screen *screen = wall_screen(display->wall);

    if (display->is_named && moment < display->named_until)
        return COVER_NAME;
    if (display->stale)
        return COVER_STALE;
    if (screen != NULL)
        return span_is(screen->palette, "night") ? COVER_NIGHT : COVER_NONE;
    if (moment - display->opened < PATIENCE_MS && !display->settled)
        return COVER_CONNECTING;
    if (trouble == TROUBLE_NONE)
        return COVER_WAITING;
    return trouble == TROUBLE_DAEMON ? COVER_STOPPED : COVER_NO_BROKER;
}

static void put_turns(struct display *display, int64_t moment, struct scene *out)
{
    const struct msg_card *pool[WALL_POOL_MAX];

    out->turns = wall_pool(display->wall, pool);
    out->turn = out->turns;
    out->shown =
        rotation_guest(&display->rotation, moment) ? wall_card(display->wall, span_of(display->rotation.code)) : NULL;
    if (out->shown == NULL) {
        out->shown = rotation_turn(&display->rotation, pool, out->turns, moment);
        out->turn = display->rotation.place;
    }
    out->list_count = wall_list(display->wall, out->shown, out->list);
}

void display_scene(struct display *display, int64_t moment, struct scene *out)
{
    *out = (struct scene){ .hours = &display->hours, .silent_ms = silence(display, moment) };
    out->has_now = hours_utc(&display->hours, moment, &out->now);
    out->trouble = trouble_of(display, moment);
    out->cover = cover_of(display, out->trouble, moment);
    out->has_heard = display->has_contact && hours_utc(&display->hours, display->contact, &out->heard);
    out->screen = wall_screen(display->wall);
    out->totals = wall_totals(display->wall);
    out->board = wall_board(display->wall);
    put_turns(display, moment, out);
}
