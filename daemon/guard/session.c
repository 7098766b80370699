#include "daemon/guard/session.h"

#include <stdlib.h>

#include "daemon/guard/words.h"

enum { SLOTS_FIRST = 256, SLOTS_MAX = SESSIONS_MAX * 2 };

/* Open addressing, at most half full, so that a search is short and always ends at an empty slot. */
struct sessions {
    struct session *slots; /* owned */
    size_t mask;           /* slots minus one, a power of two minus one */
    size_t count;
    uint64_t seed;
};

struct sessions *sessions_new(void)
{
    struct sessions *sessions = calloc(1, sizeof *sessions);

    if (sessions == NULL)
        return NULL;
    sessions->slots = calloc(SLOTS_FIRST, sizeof *sessions->slots);
    sessions->mask = SLOTS_FIRST - 1;
    sessions->seed = word_seed();
    if (sessions->slots != NULL)
        return sessions;
    free(sessions);
    return NULL;
}

void sessions_free(struct sessions *sessions)
{
    if (sessions == NULL)
        return;
    free(sessions->slots);
    free(sessions);
}

size_t sessions_count(const struct sessions *sessions)
{
    return sessions->count;
}

static bool is_empty(const struct session *slot)
{
    return slot->client_id[0] == '\0';
}

static size_t home_of(const struct sessions *sessions, const char *client_id)
{
    return (size_t)word_hash(sessions->seed, span_of(client_id)) & sessions->mask;
}

/* The slot of that id, or the empty one where it would be. */
static struct session *slot_of(const struct sessions *sessions, const char *client_id)
{
    size_t i = home_of(sessions, client_id);

    while (!is_empty(&sessions->slots[i]) && strcmp(sessions->slots[i].client_id, client_id) != 0)
        i = (i + 1) & sessions->mask;
    return &sessions->slots[i];
}

static bool can_be_id(const char *client_id)
{
    return client_id != NULL && client_id[0] != '\0' && strlen(client_id) < SESSION_ID_MAX;
}

struct session *sessions_find(const struct sessions *sessions, const char *client_id, const void *client)
{
    if (!can_be_id(client_id))
        return NULL;
    struct session *slot = slot_of(sessions, client_id);
    return !is_empty(slot) && slot->client == client ? slot : NULL;
}

static bool grow(struct sessions *sessions)
{
    struct sessions bigger = *sessions;
    size_t slots = (sessions->mask + 1) * 2;

    if (slots > SLOTS_MAX || (bigger.slots = calloc(slots, sizeof *bigger.slots)) == NULL)
        return false;
    bigger.mask = slots - 1;
    for (size_t i = 0; i <= sessions->mask; i++) {
        const struct session *old = &sessions->slots[i];
        if (!is_empty(old))
            *slot_of(&bigger, old->client_id) = *old;
    }
    free(sessions->slots);
    *sessions = bigger;
    return true;
}

struct session *sessions_put(struct sessions *sessions, const char *client_id, const void *client)
{
    if (!can_be_id(client_id))
        return NULL;
    struct session *slot = slot_of(sessions, client_id);
    if (is_empty(slot)) {
        if (sessions->count * 2 > sessions->mask) {
            if (!grow(sessions))
                return NULL;
            slot = slot_of(sessions, client_id);
        }
        sessions->count++;
    }
    *slot = (struct session){ .client = client };
    memcpy(slot->client_id, client_id, strlen(client_id) + 1);
    return slot;
}

/* Moves later sessions up into the hole, as long as that brings them nearer to their home. */
static void close_hole(struct sessions *sessions, size_t hole)
{
    for (size_t i = (hole + 1) & sessions->mask; !is_empty(&sessions->slots[i]); i = (i + 1) & sessions->mask) {
        size_t home = home_of(sessions, sessions->slots[i].client_id);
        if (((i - home) & sessions->mask) < ((i - hole) & sessions->mask))
            continue;
        sessions->slots[hole] = sessions->slots[i];
        hole = i;
    }
    sessions->slots[hole] = (struct session){ .client_id = "" };
}

void sessions_delete(struct sessions *sessions, const char *client_id, const void *client)
{
    struct session *slot = sessions_find(sessions, client_id, client);

    if (slot == NULL)
        return;
    close_hole(sessions, (size_t)(slot - sessions->slots));
    sessions->count--;
}

struct session *sessions_next(struct sessions *sessions, size_t *at)
{
    while (*at <= sessions->mask) {
        struct session *slot = &sessions->slots[(*at)++];
        if (!is_empty(slot))
            return slot;
    }
    return NULL;
}
