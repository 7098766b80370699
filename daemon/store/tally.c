#include "tally.h"

#include <stdlib.h>

#define SLOTS_FIRST 1024 /* a power of two, and so is every later number: twice as many when they are half full */

struct counted {
    int64_t count;
    struct span word; /* stands behind it */
    char bytes[];
};

/* FNV-1a. */
static uint32_t hash(struct span word)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < word.len; i++)
        hash = (hash ^ (unsigned char)word.ptr[i]) * 16777619u;
    return hash;
}

/* Where the word is, or the empty slot where it would be. */
static struct counted **slot_of(const struct tally *tally, struct span word)
{
    size_t at = hash(word) & (tally->size - 1);

    while (tally->slots[at] != NULL && !span_equal(tally->slots[at]->word, word))
        at = (at + 1) & (tally->size - 1);
    return &tally->slots[at];
}

static bool grow(struct tally *tally)
{
    struct tally larger = { .size = tally->size == 0 ? SLOTS_FIRST : 2 * tally->size, .count = tally->count };

    if (2 * (size_t)tally->count < tally->size)
        return true;
    larger.slots = calloc(larger.size, sizeof *larger.slots);
    if (larger.slots == NULL)
        return false;
    for (size_t i = 0; i < tally->size; i++)
        if (tally->slots[i] != NULL)
            *slot_of(&larger, tally->slots[i]->word) = tally->slots[i];
    free(tally->slots);
    *tally = larger;
    return true;
}

static struct counted *counted_new(struct span word)
{
    struct counted *counted = malloc(sizeof *counted + word.len);

    if (counted == NULL)
        return NULL;
    if (word.len > 0)
        memcpy(counted->bytes, word.ptr, word.len);
    counted->word = (struct span){ counted->bytes, word.len };
    counted->count = 0;
    return counted;
}

bool tally_add(struct tally *tally, struct span word, int64_t count)
{
    if (!grow(tally))
        return false;
    struct counted **slot = slot_of(tally, word);
    if (*slot == NULL) {
        *slot = counted_new(word);
        tally->count += *slot != NULL;
    }
    if (*slot == NULL)
        return false;
    (*slot)->count += count;
    return true;
}

static int order(const void *a, const void *b)
{
    const struct span x = (*(struct counted *const *)a)->word, y = (*(struct counted *const *)b)->word;
    size_t common = x.len < y.len ? x.len : y.len;
    int first = common == 0 ? 0 : memcmp(x.ptr, y.ptr, common);

    return first != 0 ? first : (x.len > y.len) - (x.len < y.len);
}

int tally_take(struct tally *tally, int (*take)(void *context, struct span word, int64_t count), void *context)
{
    size_t count = 0;
    int err = 0;

    for (size_t i = 0; i < tally->size; i++)
        if (tally->slots[i] != NULL)
            tally->slots[count++] = tally->slots[i];
    if (count > 0)
        qsort(tally->slots, count, sizeof(struct counted *), order);
    for (size_t i = 0; i < count && err == 0; i++)
        err = take(context, tally->slots[i]->word, tally->slots[i]->count);
    for (size_t i = 0; i < count; i++)
        free(tally->slots[i]);
    free(tally->slots);
    *tally = (struct tally){ .slots = NULL };
    return err;
}

void tally_clear(struct tally *tally)
{
    for (size_t i = 0; i < tally->size; i++)
        free(tally->slots[i]);
    free(tally->slots);
    *tally = (struct tally){ .slots = NULL };
}
