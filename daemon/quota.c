#include "quota.h"

#include <stddef.h>
#include <sys/mman.h>

struct slot {
    int64_t member;  /* 0: free */
    int64_t full_at; /* microseconds: when the burst is whole again */
};

struct quota {
    int64_t step, burst; /* microseconds: what one takes, and how far ahead one may be */
    uint32_t size;       /* a power of two */
    struct slot slots[];
};

static size_t bytes_of(uint32_t size)
{
    return sizeof(struct quota) + size * sizeof(struct slot);
}

struct quota *quota_new(int64_t count, int64_t period_ms, uint32_t members)
{
    uint32_t size = 64;

    while (size < members)
        size *= 2;
    /* Of pages of its own: they take no memory until a member comes who falls into them. */
    struct quota *quota = mmap(NULL, bytes_of(size), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (quota == MAP_FAILED)
        return NULL;
    quota->step = period_ms * 1000 / count;
    quota->burst = period_ms * 1000;
    quota->size = size;
    return quota;
}

void quota_free(struct quota *quota)
{
    if (quota != NULL)
        munmap(quota, bytes_of(quota->size));
}

/*
 * The member's slot among eight neighbours, else a free or outdated one, else the one that is whole again
 * soonest: under a flood of members the least busy is forgotten, never somebody who is held back now.
 */
static struct slot *find_slot(struct quota *quota, int64_t member, int64_t now)
{
    uint32_t start = (uint32_t)((uint64_t)member * UINT64_C(0x9e3779b97f4a7c15) >> 32);
    struct slot *best = NULL;

    for (uint32_t i = 0; i < 8; i++) {
        struct slot *slot = &quota->slots[(start + i) & (quota->size - 1)];
        if (slot->member == member)
            return slot;
        if (best == NULL || slot->full_at < best->full_at)
            best = slot;
    }
    *best = (struct slot){ member, now };
    return best;
}

/* Microseconds: when the burst would be whole again after one more. */
static int64_t full_after(const struct quota *quota, const struct slot *slot, int64_t now)
{
    return (slot->full_at > now ? slot->full_at : now) + quota->step;
}

static int64_t wait_ms(const struct quota *quota, int64_t full_at, int64_t now)
{
    return full_at - now > quota->burst ? (full_at - now - quota->burst + 999) / 1000 : 0;
}

int64_t quota_wait(struct quota *quota, int64_t member, int64_t monotonic_ms)
{
    int64_t now = monotonic_ms * 1000;

    return wait_ms(quota, full_after(quota, find_slot(quota, member, now), now), now);
}

int64_t quota_take(struct quota *quota, int64_t member, int64_t monotonic_ms)
{
    int64_t now = monotonic_ms * 1000;
    struct slot *slot = find_slot(quota, member, now);
    int64_t full_at = full_after(quota, slot, now), wait = wait_ms(quota, full_at, now);

    if (wait == 0)
        slot->full_at = full_at;
    return wait;
}
