#include "wall.h"

#include "daemon/clock.h"
#include "daemon/store/store_intervision.h"
#include "daemon/store/store_place.h"
#include "daemon/waiting.h"
#include "proto/text.h"

#include <stdlib.h>

#define FRESH_MS       INT64_C(600000) /* a question this young takes its turn first, whatever waits longer */
#define PROMPT_DAYS    28
#define TIP_MS         INT64_C(600000) /* a tip stays ten minutes */
#define TIPS_MAX       20
#define TIP_CHARACTERS 300
#define WAITS_MAX      4

struct making {
    struct hall *hall;
    const struct kiosk *kiosk;
    int64_t now_ms;
    struct arena *arena;
};

/* Whose private posts hang there: its own team's and its organisation's, while the team is in use; 0 for nobody's. */
static int64_t team_of(const struct kiosk *kiosk)
{
    return kiosk->archived ? 0 : kiosk->team;
}

static int64_t organisation_of(const struct kiosk *kiosk)
{
    return kiosk->archived ? 0 : kiosk->organisation;
}

/* The two as a list for a filter: how many there are. */
static size_t spaces_of(const struct kiosk *kiosk, int64_t out[2])
{
    out[0] = team_of(kiosk);
    out[1] = organisation_of(kiosk);
    return out[0] == 0 ? 0 : 1 + (size_t)(out[1] != 0);
}

/* After its own hours a screen is dark for so long, then black. */
#define DARK_MINUTES 120

const char *wall_palette(const struct kiosk *kiosk, const struct settings *settings, int64_t now_ms)
{
    int weekday = clock_local_day(now_ms).weekday, minute = clock_local_minute(now_ms);
    int64_t from = kiosk->has_hours ? kiosk->bright_from : settings->day_from;
    int64_t dark = kiosk->has_hours ? kiosk->bright_until : settings->evening_from;
    int64_t black = kiosk->has_hours ? kiosk->bright_until + DARK_MINUTES : settings->night_from;

    if (settings->weekend_is_night && (weekday == 0 || weekday == 6))
        return "night";
    if (minute < from || minute >= black)
        return "night";
    return minute < dark ? "day" : "evening";
}

struct span wall_message(const struct kiosk *kiosk, int64_t now_ms)
{
    return kiosk->message.len > 0 && now_ms < kiosk->message_until ? kiosk->message : (struct span){ NULL, 0 };
}

/* ---- cards ---- */

static const struct msg_card *find_card(const struct wall *wall, struct span code)
{
    for (size_t i = 0; i < wall->card_count; i++)
        if (span_equal(wall->cards[i].code, code))
            return &wall->cards[i];
    return NULL;
}

int wall_team_name(struct store *store, const struct settings *settings, const struct post *post, struct span *out)
{
    int64_t team = store_post_is_of_team(post) ? post->team : post->author_team, size = 0;
    int err = team == 0 ? 0 : store_place_team_size(store, team, &size);

    if (size >= settings->small_team && (post->flags & POST_HIDDEN) == 0)
        *out = post->team_name;
    return err;
}

static int team_name(struct making *m, const struct post *post, struct span *out)
{
    return wall_team_name(m->hall->store, m->hall->settings, post, out);
}

/* What stands on the team's list can be talked about at the screen, when it has buttons. */
static int put_planned(struct making *m, int64_t question, struct msg_card *card)
{
    bool waits = false;
    int err = m->kiosk->touch && !m->kiosk->archived
                  ? store_intervision_waits(m->hall->store, m->kiosk->team, question, &waits)
                  : 0;

    if (waits)
        MSG_SET(card, planned, true);
    return err;
}

/* Adds the card of a post, or finds it when it is there already. */
static int put_card(struct making *m, int64_t id, struct wall *wall, struct span *code)
{
    struct post post;
    int err = hall_post(m->hall, id, m->arena, &post);

    *code = post.code;
    if (err != 0 || find_card(wall, post.code) != NULL)
        return err;
    struct msg_card *card = &wall->cards[wall->card_count++];
    *card = (struct msg_card){ .code = post.code,
                               .title = post.title,
                               .theme = post.theme_slug,
                               .theme_name = post.theme_name,
                               .asked_at = post.posted_at,
                               .answers = post.answers,
                               .thanks = post.thanks,
                               .open = store_post_is_open(&post) };
    err = put_planned(m, id, card);
    return err != 0 ? err : team_name(m, &post, &card->team_name);
}

static int list_newest(struct making *m, size_t limit, struct post_ids *out)
{
    int64_t spaces[2];
    struct post_filter filter = { .kind = POST_QUESTION,
                                  .order = POST_NEW,
                                  .teams = spaces,
                                  .team_count = spaces_of(m->kiosk, spaces),
                                  .since_at = -1,
                                  .wall = true };

    return store_post_list(m->hall->store, &filter, limit, m->arena, out);
}

/* Adds to the spotlight what is not in it, while there is room. */
static int put_spotlight(struct making *m, const int64_t *ids, size_t count, struct wall *wall)
{
    int err = 0;

    for (size_t i = 0; i < count && wall->screen.spotlight_count < WALL_SPOTLIGHT_MAX && err == 0; i++) {
        size_t before = wall->card_count;
        struct span code;
        err = put_card(m, ids[i], wall, &code);
        if (err == 0 && wall->card_count > before)
            wall->spotlight[wall->screen.spotlight_count++] = code;
    }
    return err;
}

/* 0: none of the newest is that young. */
static int find_fresh(struct making *m, const struct post_ids *newest, int64_t *out)
{
    struct post post;
    int err = 0;

    *out = 0;
    for (size_t i = 0; i < newest->count && *out == 0 && err == 0; i++) {
        err = hall_post(m->hall, newest->ids[i], m->arena, &post);
        if (err == 0 && post.posted_at > m->now_ms - FRESH_MS)
            *out = post.id;
    }
    return err;
}

static int put_waiting(struct making *m, hall_wanted *wanted, struct wall *wall)
{
    int64_t ids[WALL_SPOTLIGHT_MAX];
    size_t count = hall_choose(m->hall, m->kiosk, wanted, WALL_SPOTLIGHT_MAX, ids);

    return put_spotlight(m, ids, count, wall);
}

/*
 * A brand-new question, then those without an answer that are put to this team now, then all others without one, the
 * longest waiting first; then the newest.
 */
static int make_spotlight(struct making *m, const struct post_ids *newest, struct wall *wall)
{
    int64_t fresh;
    int err = find_fresh(m, newest, &fresh);

    if (err == 0)
        err = put_spotlight(m, &fresh, fresh != 0, wall);
    if (err == 0)
        err = put_waiting(m, hall_is_asked, wall);
    if (err == 0)
        err = put_waiting(m, hall_may_hang, wall);
    return err != 0 ? err : put_spotlight(m, newest->ids, newest->count, wall);
}

static int make_latest(struct making *m, const struct post_ids *newest, struct wall *wall)
{
    int err = 0;

    for (size_t i = 0; i < newest->count && i < WALL_LATEST_MAX && err == 0; i++)
        err = put_card(m, newest->ids[i], wall, &wall->latest[wall->screen.latest_count++]);
    return err;
}

/* ---- the screen itself ---- */

static int make_notice(struct making *m, struct wall *wall)
{
    struct post notice;
    int err =
        store_post_notice(m->hall->store, team_of(m->kiosk), organisation_of(m->kiosk), m->now_ms, m->arena, &notice);

    if (err == ERR_NOT_FOUND)
        return 0;
    if (err == 0) {
        wall->screen.notice = notice.text;
        MSG_SET(&wall->screen, notice_until_at, notice.until_at);
    }
    return err;
}

int wall_prompt(struct store *store, int64_t now_ms, bool *out)
{
    int64_t asked, prompt;
    int err = store_post_prompt(store, now_ms - PROMPT_DAYS * CLOCK_DAY_MS, CLOCK_DAY_MS, &asked, &prompt);

    *out = err == 0 && prompt > 0 && 2 * prompt >= asked;
    return err;
}

static void begin_screen(const struct making *m, struct wall *wall)
{
    const struct kiosk *kiosk = m->kiosk;

    wall->screen = (struct msg_screen){ .kiosk = kiosk->name,
                                        .room = kiosk->room,
                                        .team_name = kiosk->team_name,
                                        .palette = span_of(wall_palette(kiosk, m->hall->settings, m->now_ms)),
                                        .spotlight = wall->spotlight,
                                        .latest = wall->latest,
                                        .stale_after_s = m->hall->settings->stale_after_hours * 3600,
                                        .layout = span_of(kiosk->large ? "large" : "normal"),
                                        .privacy = span_of(kiosk->strict ? "strict" : "normal"),
                                        .message = wall_message(kiosk, m->now_ms),
                                        .protocol = PROTOCOL_VERSION };
    MSG_SET(&wall->screen, touch, kiosk->touch);
    if (wall->screen.message.ptr != NULL)
        MSG_SET(&wall->screen, message_until_at, kiosk->message_until);
    if (m->hall->settings->public_url[0] != '\0')
        wall->screen.public_url = span_of(m->hall->settings->public_url);
}

int wall_make(struct hall *hall, const struct kiosk *kiosk, int64_t now_ms, struct arena *arena, struct wall *out)
{
    struct making m = { hall, kiosk, now_ms, arena };
    struct post_ids newest;

    memset(out, 0, sizeof *out);
    begin_screen(&m, out);
    int err = list_newest(&m, WALL_LATEST_MAX, &newest);
    if (err == 0)
        err = make_spotlight(&m, &newest, out);
    if (err == 0)
        err = make_latest(&m, &newest, out);
    return err != 0 ? err : make_notice(&m, out);
}

/* ---- the column on the right ---- */

static int64_t size_of_change(const struct msg_waiting *wait)
{
    return wait->has_change ? llabs(wait->change) : -1;
}

/* The four that changed most, in the order of the kinds of help. */
static void choose_waits(const struct msg_waiting *rows, size_t count, struct msg_waiting *chosen, size_t *out)
{
    for (size_t i = 0; i < count; i++) {
        size_t larger = 0;
        for (size_t j = 0; j < count; j++) {
            int64_t mine = size_of_change(&rows[i]), other = size_of_change(&rows[j]);
            larger += other > mine || (other == mine && j < i);
        }
        if (larger < WAITS_MAX)
            chosen[(*out)++] = rows[i];
    }
}

static int make_waits(struct making *m, struct msg_totals *out)
{
    struct waiting_wanted wanted = { .settings = m->hall->settings,
                                     .now_ms = m->now_ms,
                                     .municipality = m->kiosk->municipality };
    struct waiting_rows found;

    if (m->kiosk->municipality == 0)
        return 0;
    int err = waiting_list(m->hall->store, &wanted, m->arena, &found);
    struct msg_waiting *chosen = arena_take(m->arena, WAITS_MAX * sizeof *chosen);
    if (err != 0 || chosen == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    choose_waits(found.rows, found.count, chosen, &out->waits_count);
    for (size_t i = 0; i < out->waits_count; i++) { /* what a screen does not show, so that four always fit */
        chosen[i].note = chosen[i].municipality_name = chosen[i].team_name = chosen[i].function =
            (struct span){ NULL, 0 };
        chosen[i].tips = NULL;
        chosen[i].tips_count = 0;
    }
    out->waits = chosen;
    return 0;
}

/* Tips that work take turns, ten minutes each. */
static int make_tip(struct making *m, struct msg_totals *out)
{
    int64_t spaces[2];
    struct post_filter filter = {
        .kind = POST_TIP, .teams = spaces, .team_count = spaces_of(m->kiosk, spaces), .since_at = -1, .wall = true
    };
    struct post_ids ids;
    struct post tip;
    int err = store_post_list(m->hall->store, &filter, TIPS_MAX, m->arena, &ids);

    for (size_t i = 0; i < ids.count && err == 0; i++) {
        size_t turn = ((size_t)(m->now_ms / TIP_MS) + i) % ids.count;
        err = hall_post(m->hall, ids.ids[turn], m->arena, &tip);
        if (err != 0 || !tip.works || text_length(tip.text) > TIP_CHARACTERS)
            continue;
        out->tip = tip.text;
        out->tip_team_name = (struct span){ NULL, 0 };
        MSG_SET(out, tip_thanks, tip.thanks);
        return team_name(m, &tip, &out->tip_team_name);
    }
    return err;
}

/* Those that are open to all, and private to the screen's team or organisation. */
static int put_counts(struct making *m, struct msg_totals *out)
{
    int64_t spaces[2];
    size_t count = spaces_of(m->kiosk, spaces);
    struct post_day today = m->hall->today;
    int err = 0;

    out->open = store_post_counted(&m->hall->open, 0);
    for (size_t i = 0; i < count && err == 0; i++) {
        err = store_post_add_team(m->hall->store, spaces[i], &m->hall->today, &today);
        out->open += store_post_counted(&m->hall->open, spaces[i]);
    }
    out->questions = today.questions;
    out->answers = today.answers;
    return err;
}

int wall_totals(struct hall *hall, const struct kiosk *kiosk, int64_t now_ms, struct arena *arena,
                struct msg_totals *out)
{
    struct making m = { hall, kiosk, now_ms, arena };

    *out = (struct msg_totals){ 0 };
    int err = put_counts(&m, out);
    if (err == 0)
        err = make_waits(&m, out);
    return err != 0 ? err : make_tip(&m, out);
}
