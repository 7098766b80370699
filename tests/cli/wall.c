#include "tests/cli/wall.h"

#include "tests/support/pack.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define V        "vakwerk/1/"
#define ENTER_MS 5000

struct text {
    char text[128];
};

static struct text topic_of(const char *kind, const char *name, const char *end)
{
    struct text topic;

    snprintf(topic.text, sizeof topic.text, V "%s/%s%s", kind, name, end);
    return topic;
}

/* ---- pairing ---- */

struct peer *wall_page(struct shell *shell, const char *digits)
{
    struct peer_login login = { .user = "pair", .device = digits, .secret = "made up", .screen = true };
    struct peer *page = peer_open(vakwerkd_port(shell->daemon), &login);
    struct text topic = topic_of("pair", digits, "");
    struct peer_publish here = { .topic = topic.text, .payload = "\x80", .len = 1, .qos = 1 };

    assert(peer_subscribe(page, topic.text) == 1);
    assert(peer_publish(page, &here) == 0);
    while (peer_last(page, topic.text) == NULL ||
           !json_is_integer(json_object_get(peer_last(page, topic.text)->json, "left_s")))
        assert(peer_work(page, 2000));
    return page;
}

static bool has_account(const struct peer *page, const void *topic)
{
    return json_object_get(peer_last(page, topic)->json, "secret") != NULL;
}

static const char *told(const struct peer *page, const char *digits, const char *what)
{
    return json_string_value(json_object_get(peer_last(page, topic_of("pair", digits, "").text)->json, what));
}

struct peer *wall_enter(struct shell *shell, struct peer *page, const char *digits)
{
    assert(peer_until(page, has_account, topic_of("pair", digits, "").text, ENTER_MS));
    return peer_open(vakwerkd_port(shell->daemon), &(struct peer_login){ .user = told(page, digits, "kiosk"),
                                                                         .device = told(page, digits, "device"),
                                                                         .secret = told(page, digits, "secret"),
                                                                         .screen = true });
}

void wall_say(struct peer *screen, const char *kiosk, const char *state, json_t *cards)
{
    json_t *alive = json_pack("{s:s,s:s,s:o*}", "state", state, "version", "1.0", "cards", cards);
    struct pack packed = pack_make(alive);
    struct text topic = topic_of("kiosk", kiosk, "/alive");
    struct peer_publish publish = {
        .topic = topic.text, .payload = packed.bytes, .len = packed.len, .qos = 1, .retain = true
    };

    assert(peer_publish(screen, &publish) == 0);
    free(packed.bytes);
    json_decref(alive);
}

/* ---- living ---- */

static struct wall_screen *screen_at(struct wall *wall, const char *name)
{
    for (size_t i = 0; i < wall->count; i++)
        if (strcmp(wall->screens[i].digits, name) == 0 || strcmp(wall->screens[i].kiosk, name) == 0)
            return &wall->screens[i];
    fprintf(stderr, "no screen %s hangs here\n", name);
    abort();
}

void wall_hang(struct wall *wall, const char *digits)
{
    struct wall_screen *screen = &wall->screens[wall->count++];

    assert(wall->count <= WALL_MAX);
    *screen = (struct wall_screen){ .peer = wall_page(wall->shell, digits), .cards = json_array() };
    snprintf(screen->digits, sizeof screen->digits, "%s", digits);
}

static size_t place_of(const json_t *cards, const char *code)
{
    size_t at = 0;

    while (at < json_array_size(cards) && strcmp(json_string_value(json_array_get(cards, at)), code) != 0)
        at++;
    return at;
}

/* Whether another card hangs there now, or one less. An empty payload takes one away. */
static bool take(struct wall_screen *screen, const struct peer_message *message)
{
    struct text below = topic_of("kiosk", screen->kiosk, "/card/");
    const char *code = message->topic + strlen(below.text);

    if (strncmp(message->topic, below.text, strlen(below.text)) != 0)
        return false;
    size_t at = place_of(screen->cards, code);
    bool hangs = at < json_array_size(screen->cards);
    if (hangs && message->len == 0)
        return json_array_remove(screen->cards, at) == 0;
    return !hangs && message->len > 0 && json_array_append_new(screen->cards, json_string(code)) == 0;
}

static bool hear(struct wall_screen *screen)
{
    bool changed = false;
    size_t at = 0;

    for (const struct peer_message *message = peer_messages(screen->peer); message != NULL; message = message->next)
        if (at++ >= screen->heard)
            changed |= take(screen, message);
    screen->heard = at;
    return changed;
}

/* Until nothing came any more. */
static void work(struct wall_screen *screen)
{
    size_t before;

    do {
        before = screen->heard;
        assert(peer_work(screen->peer, 1));
        if (hear(screen))
            wall_say(screen->peer, screen->kiosk, "online", json_copy(screen->cards));
    } while (screen->heard > before);
}

void wall_work(struct wall *wall)
{
    for (size_t i = 0; i < wall->count; i++)
        if (wall->screens[i].peer != NULL && wall->screens[i].kiosk[0] != '\0')
            work(&wall->screens[i]);
}

void wall_enters(struct wall *wall, const char *digits)
{
    struct wall_screen *screen = screen_at(wall, digits);
    struct peer *page = screen->peer;

    screen->peer = wall_enter(wall->shell, page, digits);
    snprintf(screen->kiosk, sizeof screen->kiosk, "%s", told(page, digits, "kiosk"));
    peer_close(page);
    wall_say(screen->peer, screen->kiosk, "online", json_array());
    assert(peer_subscribe(screen->peer, topic_of("kiosk", screen->kiosk, "/#").text) == 1);
}

void wall_lose(struct wall *wall, const char *kiosk)
{
    struct wall_screen *screen = screen_at(wall, kiosk);

    wall_say(screen->peer, kiosk, "offline", NULL);
    peer_drop(screen->peer);
    screen->peer = NULL;
}

void wall_clear(struct wall *wall)
{
    for (size_t i = 0; i < wall->count; i++) {
        peer_close(wall->screens[i].peer);
        json_decref(wall->screens[i].cards);
    }
    wall->count = 0;
}
