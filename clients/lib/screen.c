#include "clock.h"
#include "handle.h"
#include "proto/encode.h"

#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES (4 * 1024)
#define CONNECT_MS  2000 /* the picture stands still as long as this */
#define FILTER_MAX  (TOPIC_MAX + 2)

struct screen {
    struct arena arena; /* of the two payloads */
    struct topic alive;
    struct topic own; /* what is below it is for this screen; ends with a slash */
    struct span online, offline;
    struct bus_message *message; /* the one that was given last; owned */
};

static struct span say(struct screen *screen, const char *state, const char *version)
{
    struct msg_alive alive = { .state = span_of(state), .version = span_of(version) };

    return encode_map(&(struct encode_part){ &type_alive, &alive }, 1, true, PAYLOAD_MAX, &screen->arena);
}

struct screen *screen_new(const char *kiosk, const char *version)
{
    struct screen *screen = calloc(1, sizeof *screen);

    if (screen == NULL)
        return NULL;
    arena_init(&screen->arena, ARENA_BYTES);
    screen->alive = topic_kiosk(span_of(kiosk), "alive");
    screen->own = screen->alive;
    *(strrchr(screen->own.text, '/') + 1) = '\0';
    screen->online = say(screen, "online", version);
    screen->offline = say(screen, "offline", NULL);
    if (screen->online.ptr != NULL && screen->offline.ptr != NULL)
        return screen;
    screen_free(screen);
    return NULL;
}

void screen_free(struct screen *screen)
{
    if (screen == NULL)
        return;
    free(screen->message);
    arena_release(&screen->arena);
    free(screen);
}

struct bus_will screen_will(const struct screen *screen)
{
    return (struct bus_will){ screen->alive.text, screen->offline.ptr, screen->offline.len };
}

/* The state first: whether the daemon is there decides how to read what is retained. */
enum bus_result screen_subscribe(struct vakwerk *v, int64_t deadline)
{
    struct topic state = topic_state();
    char own[FILTER_MAX];
    const char *filters[] = { state.text, own };

    snprintf(own, sizeof own, "%s#", v->screen->own.text);
    enum bus_result result = bus_subscribe(v->bus, filters, 2, deadline);
    return result == BUS_OK ? bus_tell(v->bus, v->screen->alive.text, v->screen->online, true) : result;
}

/* False for what is none of the screen's, and for what it said itself. */
static bool give(struct vakwerk *v, struct bus_message *message, struct vakwerk_news *out)
{
    struct screen *screen = v->screen;
    struct span topic = span_of(message->topic), own = span_of(screen->own.text);

    free(screen->message);
    screen->message = message;
    out->payload = (struct span){ message->payload, message->len };
    out->retained = message->retained;
    if (span_is(topic, topic_state().text))
        out->name = span_of("state");
    else if (topic.len > own.len && memcmp(topic.ptr, own.ptr, own.len) == 0)
        out->name = (struct span){ topic.ptr + own.len, topic.len - own.len };
    return out->name.ptr != NULL && !span_is(out->name, "alive");
}

enum vakwerk_result vakwerk_next_news(struct vakwerk *v, int timeout_ms, struct vakwerk_news *out, bool *got,
                                      bool *began)
{
    int64_t deadline = clock_now() + timeout_ms;
    struct bus_message *message;

    *out = (struct vakwerk_news){ 0 };
    *got = *began = false;
    if (!bus_is_up(v->bus)) {
        enum vakwerk_result result = handle_connect(v, clock_now() + CONNECT_MS);
        *began = result == VAKWERK_OK;
        return result;
    }
    enum bus_result taken = bus_take_event(v->bus, deadline, &message);
    if (bus_lost_some(v->bus) || taken == BUS_DOWN) {
        if (taken == BUS_OK)
            free(message);
        bus_leave(v->bus); /* connecting anew brings everything again */
        return VAKWERK_NO_BROKER;
    }
    *got = taken == BUS_OK && give(v, message, out);
    return VAKWERK_OK;
}
