#include "roster.h"

#include "proto/decode.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define WORD_BYTES  36 /* a name, a version, a code; with its NUL */
#define FAULT_BYTES 201
#define GONE_MAX    32 /* cards that a screen took away, the last ones */
#define WRITE_MS    INT64_C(600000)

struct word {
    char text[WORD_BYTES];
};

struct entry {
    struct word name, version;
    bool online, says_cards;
    int64_t heard_at, away_at, written_at; /* written_at: of heard_at, what the database knows */
    int64_t uptime_s, memory_kb, clock_error_s;
    char fault[FAULT_BYTES]; /* the last one: the page that says it is gone a minute later */
    int64_t fault_at;
    struct word cards[ROSTER_CARDS_MAX];
    size_t card_count;
    struct word gone[GONE_MAX]; /* a ring */
    size_t gone_next;
};

struct roster {
    pthread_mutex_t mutex;
    struct entry *entries[ROSTER_MAX]; /* owned; the first `count`, in the order of their names */
    size_t count;
};

struct roster *roster_new(void)
{
    struct roster *roster = calloc(1, sizeof *roster);

    if (roster != NULL)
        pthread_mutex_init(&roster->mutex, NULL);
    return roster;
}

void roster_free(struct roster *roster)
{
    if (roster == NULL)
        return;
    for (size_t i = 0; i < roster->count; i++)
        free(roster->entries[i]);
    pthread_mutex_destroy(&roster->mutex);
    free(roster);
}

/* ---- under the lock ---- */

static void set_word(struct word *to, struct span from)
{
    size_t len = from.len < WORD_BYTES ? from.len : WORD_BYTES - 1;

    memset(to, 0, sizeof *to);
    if (len > 0)
        memcpy(to->text, from.ptr, len);
}

/* Where a screen stands, or would. */
static size_t place_of(const struct roster *roster, struct span kiosk)
{
    size_t from = 0, to = roster->count;
    struct word name;

    set_word(&name, kiosk);
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (strcmp(roster->entries[middle]->name.text, name.text) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static struct entry *find(const struct roster *roster, struct span kiosk)
{
    size_t at = place_of(roster, kiosk);

    return at < roster->count && span_is(kiosk, roster->entries[at]->name.text) ? roster->entries[at] : NULL;
}

static struct entry *add(struct roster *roster, struct span kiosk)
{
    struct entry *entry = roster->count == ROSTER_MAX ? NULL : calloc(1, sizeof *entry);
    size_t at = place_of(roster, kiosk);

    if (entry == NULL)
        return NULL;
    set_word(&entry->name, kiosk);
    memmove(roster->entries + at + 1, roster->entries + at, (roster->count++ - at) * sizeof entry);
    roster->entries[at] = entry;
    return entry;
}

static bool holds(const struct entry *entry, struct span code)
{
    for (size_t i = 0; i < entry->card_count; i++)
        if (span_is(code, entry->cards[i].text))
            return true;
    return false;
}

static bool is_named(const struct msg_alive *alive, const struct word *code)
{
    for (size_t i = 0; i < alive->cards_count; i++)
        if (span_is(alive->cards[i], code->text))
            return true;
    return false;
}

/* What it held and no longer names, it has taken away. */
static void take_cards(struct entry *entry, const struct msg_alive *alive)
{
    for (size_t i = 0; i < entry->card_count; i++)
        if (!is_named(alive, &entry->cards[i]))
            entry->gone[entry->gone_next++ % GONE_MAX] = entry->cards[i];
    entry->card_count = 0;
    for (size_t i = 0; i < alive->cards_count && i < ROSTER_CARDS_MAX; i++)
        set_word(&entry->cards[entry->card_count++], alive->cards[i]);
    entry->says_cards = true;
}

static void take_fault(struct entry *entry, struct span fault, int64_t now_ms)
{
    if (fault.ptr == NULL)
        return;
    snprintf(entry->fault, sizeof entry->fault, "%.*s", span_int(fault), fault.ptr);
    entry->fault_at = now_ms;
}

static void take_online(struct entry *entry, const struct msg_alive *alive, int64_t now_ms)
{
    entry->online = true;
    entry->heard_at = now_ms;
    entry->away_at = 0;
    set_word(&entry->version, alive->version);
    entry->uptime_s = alive->has_uptime_s ? alive->uptime_s : 0;
    entry->memory_kb = alive->has_memory_kb ? alive->memory_kb : 0;
    entry->clock_error_s = alive->has_clock_error_s ? alive->clock_error_s : 0;
    take_fault(entry, alive->fault, now_ms);
    if (alive->cards != NULL)
        take_cards(entry, alive);
    else
        entry->says_cards = false;
}

/* Its last will. Which cards it holds is not forgotten: it still shows them. */
static void take_offline(struct entry *entry, int64_t now_ms)
{
    if (entry->online)
        entry->away_at = now_ms;
    entry->online = false;
}

/* ---- hearing ---- */

void roster_hear(struct roster *roster, struct span kiosk, struct span payload, int64_t now_ms, struct arena *arena)
{
    struct msg_alive alive;
    struct decode_part part = { &type_alive, &alive };
    struct fault ignored;

    if (decode_map(payload, &part, 1, false, arena, &ignored) != 0)
        return;
    pthread_mutex_lock(&roster->mutex);
    struct entry *entry = find(roster, kiosk);
    if (entry == NULL)
        entry = add(roster, kiosk);
    if (entry != NULL && span_is(alive.state, "online"))
        take_online(entry, &alive, now_ms);
    else if (entry != NULL)
        take_offline(entry, now_ms);
    pthread_mutex_unlock(&roster->mutex);
}

void roster_forget(struct roster *roster, struct span kiosk)
{
    pthread_mutex_lock(&roster->mutex);
    struct entry *entry = find(roster, kiosk);
    size_t at = place_of(roster, kiosk);
    if (entry != NULL) {
        memmove(roster->entries + at, roster->entries + at + 1, (--roster->count - at) * sizeof entry);
        free(entry);
    }
    pthread_mutex_unlock(&roster->mutex);
}

/* ---- asking ---- */

bool roster_get(struct roster *roster, struct span kiosk, struct arena *arena, struct roster_row *out)
{
    if (roster == NULL)
        return false;
    pthread_mutex_lock(&roster->mutex);
    const struct entry *entry = find(roster, kiosk);
    bool heard = entry != NULL && (entry->online || entry->away_at != 0);
    if (heard)
        *out = (struct roster_row){ .name = arena_copy(arena, span_of(entry->name.text)),
                                    .version = arena_copy(arena, span_of(entry->version.text)),
                                    .online = entry->online,
                                    .heard_at = entry->heard_at,
                                    .away_at = entry->away_at,
                                    .uptime_s = entry->uptime_s,
                                    .memory_kb = entry->memory_kb,
                                    .clock_error_s = entry->clock_error_s,
                                    .fault = arena_copy(arena, span_of(entry->fault)),
                                    .fault_at = entry->fault_at,
                                    .cards = entry->card_count };
    pthread_mutex_unlock(&roster->mutex);
    return heard;
}

static enum roster_card card_of(const struct entry *entry, struct span code)
{
    if (entry == NULL || !entry->says_cards)
        return ROSTER_SILENT;
    if (holds(entry, code))
        return ROSTER_HOLDS;
    for (size_t i = 0; i < GONE_MAX; i++)
        if (span_is(code, entry->gone[i].text))
            return ROSTER_TOOK_AWAY;
    return ROSTER_NEVER;
}

enum roster_card roster_card(struct roster *roster, struct span kiosk, struct span code)
{
    if (roster == NULL)
        return ROSTER_SILENT;
    pthread_mutex_lock(&roster->mutex);
    enum roster_card card = card_of(find(roster, kiosk), code);
    pthread_mutex_unlock(&roster->mutex);
    return card;
}

size_t roster_showing(struct roster *roster, struct span code)
{
    size_t count = 0;

    if (roster == NULL)
        return 0;
    pthread_mutex_lock(&roster->mutex);
    for (size_t i = 0; i < roster->count; i++)
        count += roster->entries[i]->online && card_of(roster->entries[i], code) == ROSTER_HOLDS;
    pthread_mutex_unlock(&roster->mutex);
    return count;
}

/* Seldom while it is there, and once more when it has gone. */
static bool is_unwritten(const struct entry *entry, int64_t now_ms)
{
    return entry->heard_at > entry->written_at && (!entry->online || now_ms - entry->written_at >= WRITE_MS);
}

bool roster_unwritten(struct roster *roster, int64_t now_ms, struct arena *arena, struct span *kiosk, int64_t *heard_at)
{
    bool found = false;

    pthread_mutex_lock(&roster->mutex);
    for (size_t i = 0; i < roster->count && !found; i++) {
        struct entry *entry = roster->entries[i];
        if (!is_unwritten(entry, now_ms))
            continue;
        *kiosk = arena_copy(arena, span_of(entry->name.text));
        *heard_at = entry->written_at = entry->heard_at;
        found = true;
    }
    pthread_mutex_unlock(&roster->mutex);
    return found;
}
