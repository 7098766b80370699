#include "screens.h"

#include "board.h"
#include "daemon/clock.h"
#include "daemon/store/store_kiosk.h"
#include "proto/encode.h"
#include "roster.h"
#include "wall.h"

#include <assert.h>
#include <stdlib.h>

#define BYTES_MAX       4000 /* a larger message takes the broker's websockets 100 ms for each 4 KiB */
#define INTERVAL_MS     250
#define TOTALS_MS       2000 /* counting takes longer than the rest */
#define PROMPT_MS       600000
#define NAME_BYTES      40
#define HALL_BYTES      (16 * 1024 * 1024)
#define PANELS_AT_FIRST 16

/* What was told under one name: its hash. */
struct told_card {
    char code[NAME_BYTES];
    uint64_t hash; /* 0: nothing */
};

/* What one screen was told. */
struct shown {
    char name[NAME_BYTES];
    struct told_card cards[WALL_CARDS_MAX];
    uint64_t screen, totals, board;
};

/* Small, since all are looked through to find the next one. */
struct panel {
    struct shown *shown;         /* owned */
    int64_t drawn_at, totals_at; /* on the monotonic clock */
    bool dirty, totals_dirty, board_dirty, there;
    bool meets; /* its team does something together */
};

struct screens {
    struct store *store;
    const struct settings *settings;
    struct roster *roster;
    struct panel *panels; /* in the order of their names; owned */
    size_t count, room;
    struct hall hall; /* as of the last change; in the arena */
    struct arena arena;
    int64_t due;       /* what screens_due says */
    bool dirty;        /* something changed that was not looked at yet */
    bool known;        /* which screens there are */
    bool prompt;       /* as counted last */
    int64_t prompt_at; /* monotonic: when it is counted again */
};

struct screens *screens_new(struct store *store, const struct settings *settings, struct roster *roster)
{
    struct screens *screens = calloc(1, sizeof *screens);

    if (screens == NULL)
        return NULL;
    *screens = (struct screens){ .store = store, .settings = settings, .roster = roster, .due = INT64_MAX };
    arena_init(&screens->arena, HALL_BYTES);
    return screens;
}

void screens_free(struct screens *screens)
{
    if (screens == NULL)
        return;
    for (size_t i = 0; i < screens->count; i++)
        free(screens->panels[i].shown);
    free(screens->panels);
    arena_release(&screens->arena);
    free(screens);
}

/* ---- when ---- */

static int64_t panel_due(const struct panel *panel)
{
    if (panel->dirty || panel->board_dirty)
        return panel->drawn_at + INTERVAL_MS;
    return panel->totals_dirty ? panel->totals_at + TOTALS_MS : INT64_MAX;
}

/*
 * What changed is looked for no more often than it may be shown: while many write, the list of screens is not read for
 * each batch. A screen that was never drawn, or none at all, is due at once.
 */
static void plan(struct screens *screens)
{
    screens->due = screens->dirty && screens->count == 0 ? 0 : INT64_MAX;
    for (const struct panel *panel = screens->panels; panel < screens->panels + screens->count; panel++) {
        int64_t at = screens->dirty ? panel->drawn_at + INTERVAL_MS : panel_due(panel);
        if (at < screens->due)
            screens->due = at;
    }
}

int64_t screens_due(const struct screens *screens)
{
    return screens->due;
}

/* The one that is due first; NULL for none. */
static struct panel *next_panel(const struct screens *screens, int64_t monotonic_ms)
{
    struct panel *next = NULL;

    for (struct panel *panel = screens->panels; panel < screens->panels + screens->count; panel++)
        if (panel_due(panel) <= monotonic_ms && (next == NULL || panel_due(panel) < panel_due(next)))
            next = panel;
    return next;
}

void screens_touch(struct screens *screens)
{
    if (screens->dirty)
        return;
    screens->dirty = true;
    plan(screens);
}

void screens_touch_boards(struct screens *screens)
{
    for (size_t i = 0; i < screens->count; i++)
        screens->panels[i].board_dirty |= screens->panels[i].meets;
    plan(screens);
}

void screens_forget(struct screens *screens)
{
    for (size_t i = 0; i < screens->count; i++) {
        struct panel *panel = &screens->panels[i];
        memset(panel->shown->cards, 0, sizeof panel->shown->cards);
        panel->shown->screen = panel->shown->totals = panel->shown->board = 0;
        panel->drawn_at = panel->totals_at = 0;
    }
    screens->dirty = true;
    plan(screens);
}

/* ---- telling only what changed ---- */

/* FNV-1a; 0 is kept for "nothing". */
static uint64_t hash_of(struct span bytes)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < bytes.len; i++)
        hash = (hash ^ (unsigned char)bytes.ptr[i]) * UINT64_C(1099511628211);
    return hash == 0 ? 1 : hash;
}

static int tell(struct outbox *out, struct topic topic, struct span payload)
{
    return outbox_add(out, &(struct outbox_item){ .topic = topic, .payload = payload, .retain = true }) ? 0
                                                                                                        : ERR_TOO_BIG;
}

static int tell_payload(struct outbox *out, struct topic topic, struct span payload, uint64_t *told)
{
    if (payload.ptr == NULL)
        return ERR_TOO_BIG;
    uint64_t hash = hash_of(payload);
    if (hash == *told)
        return 0;
    *told = hash;
    return tell(out, topic, payload);
}

static int tell_changed(struct outbox *out, struct topic topic, const struct msg_type *type, const void *from,
                        uint64_t *told)
{
    return tell_payload(out, topic, encode_map(&(struct encode_part){ type, from }, 1, false, BYTES_MAX, out->arena),
                        told);
}

static struct told_card *find_told(struct shown *shown, struct span code)
{
    for (size_t i = 0; i < WALL_CARDS_MAX; i++)
        if (shown->cards[i].hash != 0 && span_is(code, shown->cards[i].code))
            return &shown->cards[i];
    return NULL;
}

static struct told_card *free_told(struct shown *shown, struct span code)
{
    for (size_t i = 0; i < WALL_CARDS_MAX; i++)
        if (shown->cards[i].hash == 0) {
            memset(shown->cards[i].code, 0, NAME_BYTES);
            memcpy(shown->cards[i].code, code.ptr, code.len < NAME_BYTES ? code.len : NAME_BYTES - 1);
            return &shown->cards[i];
        }
    return NULL;
}

/* What hung there and is not on the new wall goes first, so that there is room for the others. */
static int take_away(struct shown *shown, const struct wall *wall, struct outbox *out)
{
    int err = 0;

    for (size_t i = 0; i < WALL_CARDS_MAX && err == 0; i++) {
        struct told_card *told = &shown->cards[i];
        bool stays = told->hash == 0;
        for (size_t j = 0; j < wall->card_count && !stays; j++)
            stays = span_is(wall->cards[j].code, told->code);
        if (stays)
            continue;
        told->hash = 0;
        err = tell(out, topic_card(span_of(shown->name), span_of(told->code)), (struct span){ "", 0 });
    }
    return err;
}

static int tell_cards(struct shown *shown, const struct wall *wall, struct outbox *out)
{
    int err = 0;

    for (size_t i = 0; i < wall->card_count && err == 0; i++) {
        const struct msg_card *card = &wall->cards[i];
        struct told_card *told = find_told(shown, card->code);
        if (told == NULL)
            told = free_told(shown, card->code);
        assert(told != NULL); /* as many places as a wall has cards, and those that left have left */
        err = tell_changed(out, topic_card(span_of(shown->name), card->code), &type_card, card, &told->hash);
    }
    return err;
}

/* ---- drawing ---- */

static int draw_wall(struct screens *screens, struct panel *panel, const struct kiosk *kiosk, int64_t now_ms,
                     struct outbox *out)
{
    struct shown *shown = panel->shown;
    struct wall wall;
    int err = wall_make(&screens->hall, kiosk, now_ms, out->arena, &wall);

    wall.screen.prompt = screens->prompt;
    if (panel->meets && span_is(wall.screen.palette, "night"))
        wall.screen.palette = span_of("evening"); /* there are people in the room */
    if (err == 0)
        err = take_away(shown, &wall, out);
    if (err == 0)
        err = tell_cards(shown, &wall, out);
    if (err == 0)
        err = tell_changed(out, topic_kiosk(kiosk->name, "screen"), &type_screen, &wall.screen, &shown->screen);
    return err;
}

static int draw_totals(struct screens *screens, struct panel *panel, const struct kiosk *kiosk, int64_t now_ms,
                       struct outbox *out)
{
    struct msg_totals totals;
    int err = hall_count(&screens->hall, now_ms);

    if (err == 0)
        err = wall_totals(&screens->hall, kiosk, now_ms, out->arena, &totals);
    if (err != 0)
        return err;
    return tell_changed(out, topic_kiosk(kiosk->name, "totals"), &type_totals, &totals, &panel->shown->totals);
}

/* Nothing is told too: the broker may still hold what the team did before the daemon was here. */
static int draw_board(struct screens *screens, struct panel *panel, const struct kiosk *kiosk, struct outbox *out)
{
    struct msg_board board;
    struct span payload = { "", 0 };
    int err = board_for_kiosk(screens->store, screens->settings, kiosk, out->arena, &board);

    panel->meets = err == 0;
    if (err == 0)
        payload = board_encode(&board, BYTES_MAX, out->arena);
    else if (err != ERR_NOT_FOUND)
        return err;
    return tell_payload(out, topic_kiosk(kiosk->name, "board"), payload, &panel->shown->board);
}

static int draw(struct screens *screens, struct panel *panel, const struct kiosk *kiosk, int64_t now_ms,
                int64_t monotonic_ms, struct outbox *out)
{
    int err = 0;

    if (panel->dirty || panel->board_dirty) {
        err = draw_board(screens, panel, kiosk, out);
        panel->board_dirty = false;
        panel->drawn_at = monotonic_ms;
    }
    if (err == 0 && panel->dirty) {
        err = draw_wall(screens, panel, kiosk, now_ms, out);
        panel->dirty = false;
    }
    if (err == 0 && panel->totals_dirty && panel->totals_at + TOTALS_MS <= monotonic_ms) {
        err = draw_totals(screens, panel, kiosk, now_ms, out);
        panel->totals_dirty = false;
        panel->totals_at = monotonic_ms;
    }
    return err;
}

/* ---- which screens there are ---- */

static int compare_name(const void *name, const void *panel)
{
    return strcmp(name, ((const struct panel *)panel)->shown->name);
}

static int compare_panels(const void *a, const void *b)
{
    return compare_name(((const struct panel *)a)->shown->name, b);
}

/* Among the first `count`. */
static struct panel *find_among(struct screens *screens, size_t count, struct span name)
{
    char text[NAME_BYTES] = "";

    if (count == 0 || name.len >= NAME_BYTES)
        return NULL;
    memcpy(text, name.ptr, name.len);
    return bsearch(text, screens->panels, count, sizeof *screens->panels, compare_name);
}

static struct panel *find_panel(struct screens *screens, struct span name)
{
    return find_among(screens, screens->count, name);
}

static bool make_room(struct screens *screens)
{
    size_t room = screens->room == 0 ? PANELS_AT_FIRST : 2 * screens->room;

    if (screens->count < screens->room)
        return true;
    struct panel *panels = realloc(screens->panels, room * sizeof *panels);
    if (panels == NULL)
        return false;
    screens->panels = panels;
    screens->room = room;
    return true;
}

/* Behind all others, in no order yet. */
static struct panel *add_panel(struct screens *screens, struct span name)
{
    struct shown *shown = calloc(1, sizeof *shown);

    if (shown == NULL || !make_room(screens)) {
        free(shown);
        return NULL;
    }
    memcpy(shown->name, name.ptr, name.len < NAME_BYTES ? name.len : NAME_BYTES - 1);
    struct panel *panel = &screens->panels[screens->count++];
    *panel = (struct panel){ .shown = shown, .drawn_at = INT64_MIN / 2, .totals_at = INT64_MIN / 2 };
    return panel;
}

/* Nothing of a screen that was removed stays at the broker. */
static int clear_panel(struct shown *shown, struct outbox *out)
{
    static const struct wall empty = { .card_count = 0 };
    static const char *const levels[] = { "screen", "board", "alive", "totals" };
    int err = take_away(shown, &empty, out);

    for (size_t i = 0; i < sizeof levels / sizeof levels[0] && err == 0; i++)
        err = tell(out, topic_kiosk(span_of(shown->name), levels[i]), (struct span){ "", 0 });
    return err;
}

static int drop_panels(struct screens *screens, struct outbox *out)
{
    size_t kept = 0;
    int err = 0;

    for (size_t i = 0; i < screens->count; i++) {
        struct panel panel = screens->panels[i];
        if (!panel.there && err == 0)
            err = clear_panel(panel.shown, out);
        if (panel.there || err != 0) {
            screens->panels[kept++] = panel;
            continue;
        }
        roster_forget(screens->roster, span_of(panel.shown->name));
        free(panel.shown);
    }
    screens->count = kept;
    return err;
}

/* In their order again, also when there was no room for one: they are looked for by it. */
static int add_panels(struct screens *screens, const struct span *names, size_t count)
{
    size_t before = screens->count;
    int err = 0;

    for (size_t i = 0; i < count && err == 0; i++) {
        struct panel *panel = find_among(screens, before, names[i]);
        if (panel == NULL)
            panel = add_panel(screens, names[i]);
        if (panel == NULL)
            err = ERR_TOO_BIG;
        else
            panel->there = panel->dirty = panel->totals_dirty = true;
    }
    if (screens->count > before)
        qsort(screens->panels, screens->count, sizeof *screens->panels, compare_panels);
    return err;
}

static int follow_names(struct screens *screens, const struct span *names, size_t count, struct outbox *out)
{
    for (size_t i = 0; i < screens->count; i++)
        screens->panels[i].there = false;
    int err = add_panels(screens, names, count);
    return err != 0 ? err : drop_panels(screens, out);
}

static int look_around(struct screens *screens, int64_t now_ms, struct outbox *out)
{
    struct span *names;
    size_t count;

    arena_reset(&screens->arena);
    int err = store_kiosk_names(screens->store, &screens->arena, &names, &count);
    if (err == 0)
        err = follow_names(screens, names, count, out);
    if (err == 0 && screens->count > 0)
        err = hall_read(&screens->hall, screens->store, screens->settings, now_ms, &screens->arena);
    if (err != 0)
        return err;
    screens->dirty = false;
    screens->known = true;
    return 0;
}

static int count_prompt(struct screens *screens, int64_t now_ms, int64_t monotonic_ms)
{
    if (monotonic_ms < screens->prompt_at)
        return 0;
    screens->prompt_at = monotonic_ms + PROMPT_MS;
    return wall_prompt(screens->store, now_ms, &screens->prompt);
}

static int draw_next(struct screens *screens, int64_t now_ms, int64_t monotonic_ms, struct outbox *out)
{
    struct panel *panel = next_panel(screens, monotonic_ms);
    struct kiosk kiosk;

    if (panel == NULL)
        return 0;
    int err = store_kiosk_get(screens->store, span_of(panel->shown->name), out->arena, &kiosk);
    return err != 0 ? err : draw(screens, panel, &kiosk, now_ms, monotonic_ms, out);
}

int screens_draw(struct screens *screens, int64_t now_ms, int64_t monotonic_ms, struct outbox *out)
{
    if (screens->due > monotonic_ms)
        return 0;
    int err = screens->dirty ? look_around(screens, now_ms, out) : 0;
    if (err == 0)
        err = count_prompt(screens, now_ms, monotonic_ms);
    if (err == 0)
        err = draw_next(screens, now_ms, monotonic_ms, out);
    plan(screens);
    return err;
}

/* ---- the heartbeat, and what the broker holds ---- */

static struct span encode_clock(int64_t now_ms, struct arena *arena)
{
    struct msg_clock clock = { .utc_at = now_ms,
                               .offset_s = clock_offset_s(now_ms),
                               .next_change_at = clock_next_change(now_ms) };

    clock.next_offset_s = clock_offset_s(clock.next_change_at);
    return encode_map(&(struct encode_part){ &type_clock, &clock }, 1, false, BYTES_MAX, arena);
}

static int tell_clock(struct span kiosk, struct span clock, struct outbox *out)
{
    struct outbox_item item = { .topic = topic_kiosk(kiosk, "clock"), .payload = clock };

    return clock.ptr != NULL && outbox_add(out, &item) ? 0 : ERR_TOO_BIG;
}

int screens_tick(struct screens *screens, int64_t now_ms, struct outbox *out)
{
    struct span clock = encode_clock(now_ms, out->arena);
    int err = 0;

    for (size_t i = 0; i < screens->count && err == 0; i++)
        err = tell_clock(span_of(screens->panels[i].shown->name), clock, out);
    return err;
}

bool screens_shows(struct screens *screens, struct span kiosk, struct span code)
{
    struct panel *panel = find_panel(screens, kiosk);

    return panel != NULL && find_told(panel->shown, code) != NULL;
}

bool screens_topic(struct span topic)
{
    struct span kiosk, code;

    return topic_read_card(topic, &kiosk, &code) || topic_read_alive(topic, &kiosk) || topic_read_pair(topic, &code) ||
           topic_read_touch(topic, &kiosk);
}

/* Of a screen that was removed, perhaps while nobody was listening, nothing stays. */
static int hear_alive(struct screens *screens, struct span kiosk, struct span payload, int64_t now_ms,
                      struct outbox *out)
{
    if (find_panel(screens, kiosk) == NULL && screens->known && !screens->dirty)
        return tell(out, topic_kiosk(kiosk, "alive"), (struct span){ "", 0 });
    roster_hear(screens->roster, kiosk, payload, now_ms, out->arena);
    return tell_clock(kiosk, encode_clock(now_ms, out->arena), out);
}

int screens_hear(struct screens *screens, struct span topic, struct span payload, int64_t now_ms, struct outbox *out)
{
    struct span kiosk, code;

    if (topic_read_alive(topic, &kiosk))
        return hear_alive(screens, kiosk, payload, now_ms, out);
    if (!topic_read_card(topic, &kiosk, &code))
        return 0;
    struct panel *panel = find_panel(screens, kiosk);
    if (panel != NULL && find_told(panel->shown, code) != NULL)
        return 0;
    return tell(out, topic_card(kiosk, code), (struct span){ "", 0 });
}
