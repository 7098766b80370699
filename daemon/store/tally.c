#include "tally.h"

#include <search.h>
#include <stdlib.h>

struct counted {
    int64_t count;
    struct span word; /* stands behind it, or while it is looked for at the caller's */
    char bytes[];
};

static int order(const void *a, const void *b)
{
    const struct span x = ((const struct counted *)a)->word, y = ((const struct counted *)b)->word;
    size_t common = x.len < y.len ? x.len : y.len;
    int first = common == 0 ? 0 : memcmp(x.ptr, y.ptr, common);

    return first != 0 ? first : (x.len > y.len) - (x.len < y.len);
}

static bool add_new(struct tally *tally, struct span word, int64_t count)
{
    struct counted *counted = malloc(sizeof *counted + word.len);

    if (counted == NULL)
        return false;
    if (word.len > 0)
        memcpy(counted->bytes, word.ptr, word.len);
    counted->word = (struct span){ counted->bytes, word.len };
    counted->count = count;
    if (tsearch(counted, &tally->root, order) == NULL) {
        free(counted);
        return false;
    }
    tally->count++;
    return true;
}

bool tally_add(struct tally *tally, struct span word, int64_t count)
{
    const struct counted wanted = { .word = word };
    struct counted **found = tfind(&wanted, &tally->root, order);

    if (found == NULL)
        return add_new(tally, word, count);
    (*found)->count += count;
    return true;
}

struct walk {
    int (*take)(void *context, struct span word, int64_t count);
    void *context;
    int err;
};

/* The library calls this three times for a word with others below it: the second time between those. */
static void visit(const void *node, VISIT which, void *context)
{
    const struct counted *counted = *(const struct counted *const *)node;
    struct walk *walk = context;

    if (walk->err == 0 && (which == postorder || which == leaf))
        walk->err = walk->take(walk->context, counted->word, counted->count);
}

int tally_take(struct tally *tally, int (*take)(void *context, struct span word, int64_t count), void *context)
{
    struct walk walk = { .take = take, .context = context };

    twalk_r(tally->root, visit, &walk);
    tally_clear(tally);
    return walk.err;
}

void tally_clear(struct tally *tally)
{
    tdestroy(tally->root, free);
    *tally = (struct tally){ .root = NULL };
}
