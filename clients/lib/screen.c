#include "clock.h"
#include "handle.h"
#include "proto/encode.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES (4 * 1024)
#define CONNECT_MS  2000 /* the picture stands still as long as this */
#define FILTER_MAX  (TOPIC_MAX + 2)
#define DIGITS      1000000
#define PAIR        "pair"

/* A screen's account, or that of one that nobody has paired: then there is no last will and no state to hear. */
struct screen {
    struct arena arena; /* of the payloads */
    bool is_paired;
    struct topic says;           /* where it says how it is, or that it shows its digits */
    struct topic own;            /* what is below it is for this screen; ends with a slash. Unpaired: the only one */
    struct span says_it, leaves; /* what it says, and what the broker says when it breaks off */
    struct bus_message *message; /* the one that was given last; owned */
};

static struct span encode(struct screen *screen, const struct msg_type *type, const void *what)
{
    return encode_map(&(struct encode_part){ type, what }, 1, true, PAYLOAD_MAX, &screen->arena);
}

static struct span say(struct screen *screen, const char *state, const char *version)
{
    struct msg_alive alive = { .state = span_of(state), .version = span_of(version) };

    return encode(screen, &type_alive, &alive);
}

static bool be_paired(struct screen *screen, const char *kiosk, const char *version)
{
    screen->is_paired = true;
    screen->says = screen->own = topic_kiosk(span_of(kiosk), "alive");
    *(strrchr(screen->own.text, '/') + 1) = '\0';
    screen->says_it = say(screen, "online", version);
    screen->leaves = say(screen, "offline", NULL);
    return screen->says_it.ptr != NULL && screen->leaves.ptr != NULL;
}

static bool be_unpaired(struct screen *screen, const char *digits, const char *version)
{
    struct msg_unpaired unpaired = { .version = span_of(version) };

    screen->says = screen->own = topic_pair(span_of(digits));
    screen->says_it = encode(screen, &type_unpaired, &unpaired);
    return screen->says_it.ptr != NULL;
}

struct screen *screen_new(const char *kiosk, const char *device, const char *version)
{
    struct screen *screen = calloc(1, sizeof *screen);

    if (screen == NULL)
        return NULL;
    arena_init(&screen->arena, ARENA_BYTES);
    if (strcmp(kiosk, TOPIC_PAIR) == 0 ? be_unpaired(screen, device, version) : be_paired(screen, kiosk, version))
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
    if (!screen->is_paired)
        return (struct bus_will){ NULL, NULL, 0 };
    return (struct bus_will){ screen->says.text, screen->leaves.ptr, screen->leaves.len };
}

/* The state first: whether the daemon is there decides how to read what is retained. */
enum bus_result screen_subscribe(struct vakwerk *v, int64_t deadline)
{
    struct screen *screen = v->screen;
    struct topic state = topic_state();
    char own[FILTER_MAX];
    const char *filters[] = { state.text, own };
    size_t skipped = screen->is_paired ? 0 : 1;

    snprintf(own, sizeof own, screen->is_paired ? "%s#" : "%s", screen->own.text);
    enum bus_result result = bus_subscribe(v->bus, filters + skipped, 2 - skipped, deadline);
    return result == BUS_OK ? bus_tell(v->bus, screen->says.text, screen->says_it, screen->is_paired) : result;
}

static struct span name_of(const struct screen *screen, struct span topic)
{
    struct span own = span_of(screen->own.text);

    if (!screen->is_paired)
        return span_equal(topic, own) ? span_of(PAIR) : (struct span){ NULL, 0 };
    if (span_is(topic, topic_state().text))
        return span_of("state");
    if (topic.len <= own.len || memcmp(topic.ptr, own.ptr, own.len) != 0)
        return (struct span){ NULL, 0 };
    return (struct span){ topic.ptr + own.len, topic.len - own.len };
}

/* False for what is none of the screen's, and for what it said itself. */
static bool give(struct vakwerk *v, struct bus_message *message, struct vakwerk_news *out)
{
    struct screen *screen = v->screen;

    free(screen->message);
    screen->message = message;
    out->payload = (struct span){ message->payload, message->len };
    out->retained = message->retained;
    out->name = name_of(screen, span_of(message->topic));
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

enum vakwerk_result vakwerk_say_alive(struct vakwerk *v, const struct msg_alive *alive)
{
    struct arena arena;

    arena_init(&arena, ARENA_BYTES);
    struct span payload = encode_map(&(struct encode_part){ &type_alive, alive }, 1, true, PAYLOAD_MAX, &arena);
    enum vakwerk_result result =
        payload.ptr == NULL ? VAKWERK_LOCAL : handle_result(bus_tell(v->bus, v->screen->says.text, payload, true));
    arena_release(&arena);
    return result;
}

/* ---- a screen that nobody has paired ---- */

bool vakwerk_newcomer(struct vakwerk_newcomer *out)
{
    unsigned char bytes[(sizeof out->secret - 1) / 2];
    uint32_t number;

    if (RAND_bytes(bytes, sizeof bytes) != 1 || RAND_bytes((unsigned char *)&number, sizeof number) != 1)
        return false;
    snprintf(out->digits, sizeof out->digits, "%06u", (unsigned)(number % DIGITS));
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(out->secret + 2 * i, 3, "%02x", bytes[i]);
    return true;
}

enum vakwerk_result vakwerk_say_unpaired(struct vakwerk *v)
{
    return handle_result(bus_tell(v->bus, v->screen->says.text, v->screen->says_it, false));
}
