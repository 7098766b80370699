#include "screens.h"

#include "board.h"
#include "daemon/clock.h"
#include "proto/encode.h"
#include "roster.h"
#include "wall.h"

#include <assert.h>
#include <stdlib.h>

#define BYTES_MAX   4000 /* a larger message takes the broker's websockets 100 ms for each 4 KiB */
#define INTERVAL_MS 250
#define TOTALS_MS   2000 /* counting takes longer than the rest */
#define PROMPT_MS   600000
#define NAME_BYTES  40

/* What was told under one name: its hash. */
struct told_card {
    char code[NAME_BYTES];
    uint64_t hash; /* 0: nothing */
};

struct panel {
    struct panel *next;
    char name[NAME_BYTES];
    struct told_card cards[WALL_CARDS_MAX];
    uint64_t screen, totals, board;
    int64_t drawn_at, totals_at; /* on the monotonic clock */
    bool dirty, totals_dirty, board_dirty, there;
    bool meets; /* its team does something together */
};

struct screens {
    struct store *store;
    const struct settings *settings;
    struct roster *roster;
    struct panel *panels; /* owned */
    bool dirty;
    bool known;        /* which screens there are */
    bool prompt;       /* as counted last */
    int64_t prompt_at; /* monotonic: when it is counted again */
};

struct screens *screens_new(struct store *store, const struct settings *settings, struct roster *roster)
{
    struct screens *screens = calloc(1, sizeof *screens);

    if (screens != NULL)
        *screens = (struct screens){ .store = store, .settings = settings, .roster = roster };
    return screens;
}

void screens_free(struct screens *screens)
{
    while (screens != NULL && screens->panels != NULL) {
        struct panel *next = screens->panels->next;
        free(screens->panels);
        screens->panels = next;
    }
    free(screens);
}

void screens_touch(struct screens *screens)
{
    screens->dirty = true;
}

void screens_touch_boards(struct screens *screens)
{
    for (struct panel *panel = screens->panels; panel != NULL; panel = panel->next)
        panel->board_dirty |= panel->meets;
}

void screens_forget(struct screens *screens)
{
    for (struct panel *panel = screens->panels; panel != NULL; panel = panel->next) {
        memset(panel->cards, 0, sizeof panel->cards);
        panel->screen = panel->totals = panel->board = 0;
        panel->drawn_at = panel->totals_at = 0;
    }
    screens->dirty = true;
}

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
int64_t screens_due(const struct screens *screens)
{
    int64_t due = screens->dirty && screens->panels == NULL ? 0 : INT64_MAX;

    for (const struct panel *panel = screens->panels; panel != NULL; panel = panel->next) {
        int64_t at = screens->dirty ? panel->drawn_at + INTERVAL_MS : panel_due(panel);
        if (at < due)
            due = at;
    }
    return due;
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

static struct told_card *find_told(struct panel *panel, struct span code)
{
    for (size_t i = 0; i < WALL_CARDS_MAX; i++)
        if (panel->cards[i].hash != 0 && span_is(code, panel->cards[i].code))
            return &panel->cards[i];
    return NULL;
}

static struct told_card *free_told(struct panel *panel, struct span code)
{
    for (size_t i = 0; i < WALL_CARDS_MAX; i++)
        if (panel->cards[i].hash == 0) {
            memset(panel->cards[i].code, 0, NAME_BYTES);
            memcpy(panel->cards[i].code, code.ptr, code.len < NAME_BYTES ? code.len : NAME_BYTES - 1);
            return &panel->cards[i];
        }
    return NULL;
}

/* What hung there and is not on the new wall goes first, so that there is room for the others. */
static int take_away(struct panel *panel, const struct wall *wall, struct outbox *out)
{
    int err = 0;

    for (size_t i = 0; i < WALL_CARDS_MAX && err == 0; i++) {
        struct told_card *told = &panel->cards[i];
        bool stays = told->hash == 0;
        for (size_t j = 0; j < wall->card_count && !stays; j++)
            stays = span_is(wall->cards[j].code, told->code);
        if (stays)
            continue;
        told->hash = 0;
        err = tell(out, topic_card(span_of(panel->name), span_of(told->code)), (struct span){ "", 0 });
    }
    return err;
}

static int tell_cards(struct panel *panel, const struct wall *wall, struct outbox *out)
{
    int err = 0;

    for (size_t i = 0; i < wall->card_count && err == 0; i++) {
        const struct msg_card *card = &wall->cards[i];
        struct told_card *told = find_told(panel, card->code);
        if (told == NULL)
            told = free_told(panel, card->code);
        assert(told != NULL); /* as many places as a wall has cards, and those that left have left */
        err = tell_changed(out, topic_card(span_of(panel->name), card->code), &type_card, card, &told->hash);
    }
    return err;
}

/* ---- drawing ---- */

static int draw_wall(struct screens *screens, struct panel *panel, const struct kiosk *kiosk, int64_t now_ms,
                     struct outbox *out)
{
    struct wall wall;
    int err = wall_make(screens->store, kiosk, screens->settings, now_ms, out->arena, &wall);

    wall.screen.prompt = screens->prompt;
    if (panel->meets && span_is(wall.screen.palette, "night"))
        wall.screen.palette = span_of("evening"); /* there are people in the room */
    if (err == 0)
        err = take_away(panel, &wall, out);
    if (err == 0)
        err = tell_cards(panel, &wall, out);
    if (err == 0)
        err = tell_changed(out, topic_kiosk(kiosk->name, "screen"), &type_screen, &wall.screen, &panel->screen);
    return err;
}

static int draw_totals(struct screens *screens, struct panel *panel, const struct kiosk *kiosk, int64_t now_ms,
                       struct outbox *out)
{
    struct msg_totals totals;
    int err = wall_totals(screens->store, kiosk, screens->settings, now_ms, out->arena, &totals);

    if (err != 0)
        return err;
    return tell_changed(out, topic_kiosk(kiosk->name, "totals"), &type_totals, &totals, &panel->totals);
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
    return tell_payload(out, topic_kiosk(kiosk->name, "board"), payload, &panel->board);
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

static struct panel *find_panel(struct screens *screens, struct span name)
{
    for (struct panel *panel = screens->panels; panel != NULL; panel = panel->next)
        if (span_is(name, panel->name))
            return panel;
    return NULL;
}

static struct panel *add_panel(struct screens *screens, struct span name)
{
    struct panel *panel = calloc(1, sizeof *panel);

    if (panel == NULL)
        return NULL;
    memcpy(panel->name, name.ptr, name.len < NAME_BYTES ? name.len : NAME_BYTES - 1);
    panel->drawn_at = panel->totals_at = INT64_MIN / 2;
    panel->next = screens->panels;
    screens->panels = panel;
    return panel;
}

/* Nothing of a screen that was removed stays at the broker. */
static int clear_panel(struct panel *panel, struct outbox *out)
{
    static const struct wall empty = { .card_count = 0 };
    struct span name = span_of(panel->name), nothing = { "", 0 };
    int err = take_away(panel, &empty, out);

    if (err == 0)
        err = tell(out, topic_kiosk(name, "screen"), nothing);
    if (err == 0)
        err = tell(out, topic_kiosk(name, "board"), nothing);
    if (err == 0)
        err = tell(out, topic_kiosk(name, "alive"), nothing);
    return err != 0 ? err : tell(out, topic_kiosk(name, "totals"), nothing);
}

static int drop_panels(struct screens *screens, struct outbox *out)
{
    int err = 0;

    for (struct panel **at = &screens->panels; *at != NULL && err == 0;) {
        struct panel *panel = *at;
        if (panel->there) {
            at = &panel->next;
            continue;
        }
        err = clear_panel(panel, out);
        roster_forget(screens->roster, span_of(panel->name));
        *at = panel->next;
        free(panel);
    }
    return err;
}

static int follow_kiosks(struct screens *screens, const struct kiosk *kiosks, size_t count, struct outbox *out)
{
    for (struct panel *panel = screens->panels; panel != NULL; panel = panel->next)
        panel->there = false;
    for (size_t i = 0; i < count; i++) {
        struct panel *panel = find_panel(screens, kiosks[i].name);
        if (panel == NULL)
            panel = add_panel(screens, kiosks[i].name);
        if (panel == NULL)
            return ERR_TOO_BIG;
        panel->there = panel->dirty = panel->totals_dirty = true;
    }
    screens->dirty = false;
    screens->known = true;
    return drop_panels(screens, out);
}

static int count_prompt(struct screens *screens, int64_t now_ms, int64_t monotonic_ms)
{
    if (monotonic_ms < screens->prompt_at)
        return 0;
    screens->prompt_at = monotonic_ms + PROMPT_MS;
    return wall_prompt(screens->store, now_ms, &screens->prompt);
}

int screens_draw(struct screens *screens, int64_t now_ms, int64_t monotonic_ms, struct outbox *out)
{
    struct kiosk *kiosks;
    size_t count;
    bool drawn = false;

    if (screens_due(screens) > monotonic_ms)
        return 0;
    int err = store_kiosk_list(screens->store, 0, out->arena, &kiosks, &count);
    if (err == 0)
        err = count_prompt(screens, now_ms, monotonic_ms);
    if (err == 0 && screens->dirty)
        err = follow_kiosks(screens, kiosks, count, out);
    for (size_t i = 0; i < count && !drawn && err == 0; i++) {
        struct panel *panel = find_panel(screens, kiosks[i].name);
        if (panel == NULL || panel_due(panel) > monotonic_ms)
            continue;
        err = draw(screens, panel, &kiosks[i], now_ms, monotonic_ms, out);
        drawn = true;
    }
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

    for (struct panel *panel = screens->panels; panel != NULL && err == 0; panel = panel->next)
        err = tell_clock(span_of(panel->name), clock, out);
    return err;
}

bool screens_shows(struct screens *screens, struct span kiosk, struct span code)
{
    struct panel *panel = find_panel(screens, kiosk);

    return panel != NULL && find_told(panel, code) != NULL;
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
    if (panel != NULL && find_told(panel, code) != NULL)
        return 0;
    return tell(out, topic_card(kiosk, code), (struct span){ "", 0 });
}
