#include "vakwerk.h"

#include "clock.h"
#include "handle.h"
#include "proto/decode.h"

#include <stdlib.h>

#define SEEN_MAX    4096 /* seqs delivered lately; more than one catching up can overlap with */
#define SPACES_MAX  128  /* themes and teams */
#define SPACE_MAX   49
#define PAGE_EVENTS 100
#define ARENA_BYTES (4 * 1024 * 1024)

struct space {
    char name[SPACE_MAX];
    int64_t last; /* seq of its newest event that was delivered */
};

/*
 * Every event up to `floor` was delivered. Beyond it, `seen` says which were; `prev` of an event says whether
 * one of its space is missing.
 */
struct watch {
    struct topic filters[VAKWERK_TEAMS_MAX + 2];
    size_t filter_count;
    int64_t floor;
    int64_t newest;
    int64_t seen[SEEN_MAX];
    size_t seen_count;
    struct space spaces[SPACES_MAX];
    size_t space_count;
    bool behind; /* ask sync before believing what arrives */
    int64_t behind_since;
    struct msg_synced page;
    size_t page_at;
    struct arena arena;      /* of the page */
    struct arena live_arena; /* of an event that came by itself */
};

void watch_free(struct watch *watch)
{
    if (watch == NULL)
        return;
    arena_release(&watch->arena);
    arena_release(&watch->live_arena);
    free(watch);
}

enum bus_result watch_subscribe(struct vakwerk *v, int64_t deadline)
{
    const char *filters[VAKWERK_TEAMS_MAX + 2];

    for (size_t i = 0; i < v->watch->filter_count; i++)
        filters[i] = v->watch->filters[i].text;
    return bus_subscribe(v->bus, filters, v->watch->filter_count, deadline);
}

static struct watch *watch_new(const struct vakwerk *v, int64_t since, const struct msg_place *teams, size_t count)
{
    struct watch *watch = calloc(1, sizeof *watch);

    if (watch == NULL)
        return NULL;
    arena_init(&watch->arena, ARENA_BYTES);
    arena_init(&watch->live_arena, ARENA_BYTES);
    watch->floor = since;
    watch->newest = since;
    watch->filters[watch->filter_count++] = (struct topic){ TOPIC_ROOT "theme/+/event" };
    watch->filters[watch->filter_count++] = topic_member_event(span_of(v->member));
    for (size_t i = 0; i < count && i < VAKWERK_TEAMS_MAX; i++)
        watch->filters[watch->filter_count++] = topic_team_event(teams[i].slug);
    return watch;
}

/* What happened between `since` and the subscription is asked for, so nothing falls in between. */
static void fall_behind(struct watch *watch, int64_t since)
{
    watch->behind_since = watch->behind && watch->behind_since < since ? watch->behind_since : since;
    watch->behind = true;
}

enum vakwerk_result vakwerk_watch(struct vakwerk *v, int64_t since, const struct msg_place *teams, size_t count,
                                  int timeout_ms)
{
    int64_t deadline = clock_now() + timeout_ms;

    watch_free(v->watch);
    v->watch = watch_new(v, since, teams, count);
    if (v->watch == NULL)
        return VAKWERK_LOCAL;
    fall_behind(v->watch, since);
    if (!bus_is_up(v->bus))
        return handle_connect(v, deadline);
    enum bus_result result = watch_subscribe(v, deadline);
    handle_give_turn(v);
    return handle_result(result);
}

/* ---- which events are new ---- */

static bool is_seen(const struct watch *watch, int64_t seq)
{
    size_t count = watch->seen_count < SEEN_MAX ? watch->seen_count : SEEN_MAX;

    if (seq <= watch->floor)
        return true;
    for (size_t i = 0; i < count; i++)
        if (watch->seen[i] == seq)
            return true;
    return false;
}

static struct space *find_space(struct watch *watch, struct span name)
{
    for (size_t i = 0; i < watch->space_count; i++)
        if (span_is(name, watch->spaces[i].name))
            return &watch->spaces[i];
    if (watch->space_count == SPACES_MAX || name.len >= SPACE_MAX)
        return NULL;
    struct space *space = &watch->spaces[watch->space_count++];
    memcpy(space->name, name.ptr, name.len);
    return space;
}

/* Takes note of an event that is about to be delivered. */
static void note(struct watch *watch, const struct msg_event *event)
{
    struct space *space = find_space(watch, event->space);

    watch->seen[watch->seen_count++ % SEEN_MAX] = event->seq;
    if (space != NULL && event->seq > space->last)
        space->last = event->seq;
    if (event->seq > watch->newest)
        watch->newest = event->seq;
}

/* The newest seq of the event's space that is known to have been delivered. */
static int64_t known_before(struct watch *watch, const struct msg_event *event)
{
    struct space *space = find_space(watch, event->space);

    return space != NULL && space->last > watch->floor ? space->last : watch->floor;
}

/* ---- events that were missed ---- */

static enum vakwerk_result ask_page(struct vakwerk *v, int64_t deadline)
{
    struct watch *watch = v->watch;
    struct msg_sync in = { .since = watch->behind_since };
    struct vakwerk_reply reply;
    int64_t left_ms = deadline - clock_now();
    struct vakwerk_call call = { .verb = VERB_sync,
                                 .place = TOPIC_HERE,
                                 .in = &in,
                                 .out = &watch->page,
                                 .timeout_ms = left_ms < 1000 ? 1000 : (int)left_ms };

    MSG_SET(&in, limit, PAGE_EVENTS);
    in.has_since = true;
    arena_reset(&watch->arena);
    watch->page_at = 0;
    watch->page.events_count = 0;
    return vakwerk_call(v, &call, &watch->arena, &reply);
}

/* A page is empty: go on to the next one, or be up to date. */
static void turn_page(struct watch *watch)
{
    bool moved = watch->page.next > watch->behind_since;

    watch->behind_since = watch->page.next;
    if (watch->page.more && moved)
        return;
    watch->behind = false;
    if (watch->page.next > watch->floor)
        watch->floor = watch->page.next;
}

static bool next_of_page(struct watch *watch, struct msg_event *out)
{
    while (watch->page_at < watch->page.events_count) {
        const struct msg_event *event = &watch->page.events[watch->page_at++];
        if (is_seen(watch, event->seq))
            continue;
        note(watch, event);
        *out = *event;
        return true;
    }
    return false;
}

/* Delivers the next event that was missed; *got is false when there is none left. */
static enum vakwerk_result catch_up(struct vakwerk *v, int64_t deadline, struct msg_event *out, bool *got)
{
    while (!(*got = next_of_page(v->watch, out)) && v->watch->behind) {
        enum vakwerk_result result = ask_page(v, deadline);
        if (result != VAKWERK_OK)
            return result;
        *got = next_of_page(v->watch, out);
        if (v->watch->page_at == v->watch->page.events_count && !*got)
            turn_page(v->watch);
        if (*got)
            break;
    }
    return VAKWERK_OK;
}

/* ---- events that come by themselves ---- */

static bool is_event_topic(const char *topic)
{
    size_t len = strlen(topic);

    return len > 6 && strcmp(topic + len - 6, "/event") == 0;
}

static bool is_member_topic(const struct vakwerk *v, const char *topic)
{
    return strcmp(topic, topic_member_event(span_of(v->member)).text) == 0;
}

/*
 * Whether a message is an event to deliver now. One that shows a gap is left to catching up: it is after the gap.
 */
static bool take_live(struct vakwerk *v, const struct bus_message *message, struct msg_event *out)
{
    struct watch *watch = v->watch;
    struct decode_part part = { &type_event, out };
    struct fault fault;

    if (!is_event_topic(message->topic))
        return false;
    arena_reset(&watch->live_arena);
    struct span payload = arena_copy(&watch->live_arena, (struct span){ message->payload, message->len });
    if (payload.ptr == NULL || decode_map(payload, &part, 1, false, &watch->live_arena, &fault) != 0 ||
        is_seen(watch, out->seq))
        return false;
    int64_t before = known_before(watch, out);
    /* On the member's own topic `prev` counts that topic, which says nothing about the space. */
    if (out->prev > before && !is_member_topic(v, message->topic)) {
        fall_behind(watch, before);
        return false;
    }
    note(watch, out);
    return true;
}

static enum vakwerk_result reconnect(struct vakwerk *v, int64_t deadline)
{
    fall_behind(v->watch, v->watch->newest);
    return handle_connect(v, deadline);
}

enum vakwerk_result vakwerk_next(struct vakwerk *v, int timeout_ms, struct msg_event *out, bool *got)
{
    int64_t deadline = clock_now() + timeout_ms;
    struct watch *watch = v->watch;
    struct bus_message *message;

    *got = false;
    for (;;) {
        enum vakwerk_result result = bus_is_up(v->bus) ? VAKWERK_OK : reconnect(v, deadline);
        if (result == VAKWERK_OK)
            result = catch_up(v, deadline, out, got);
        if (result != VAKWERK_OK || *got)
            return result;
        enum bus_result taken = bus_take_event(v->bus, deadline, &message);
        if (taken == BUS_OK)
            *got = take_live(v, message, out);
        free(message);
        if (bus_lost_some(v->bus))
            fall_behind(watch, watch->floor);
        if (*got || (taken == BUS_TIMEOUT && !watch->behind))
            return VAKWERK_OK;
    }
}
