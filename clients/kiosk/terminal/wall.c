#include "wall.h"

#include "proto/decode.h"

#include <stdlib.h>

#define ARENA_BYTES (64 * 1024) /* a payload of at most 4,000 bytes, and its lists */
#define CARD        "card/"

/* One message that was taken: what it says, and where its texts are. */
struct kept {
    bool there;
    struct arena arena;
    union {
        struct msg_screen screen;
        struct msg_totals totals;
        struct msg_board board;
        struct msg_card card;
    } as;
    bool heard; /* in this connection */
};

struct wall {
    struct kept screen, totals, board, cards[WALL_CARDS_MAX];
};

static void for_each(struct wall *wall, void (*act)(struct kept *kept))
{
    act(&wall->screen);
    act(&wall->totals);
    act(&wall->board);
    for (size_t i = 0; i < WALL_CARDS_MAX; i++)
        act(&wall->cards[i]);
}

static void prepare(struct kept *kept)
{
    arena_init(&kept->arena, ARENA_BYTES);
}

static void drop(struct kept *kept)
{
    arena_release(&kept->arena);
    *kept = (struct kept){ 0 };
    prepare(kept);
}

static void release(struct kept *kept)
{
    arena_release(&kept->arena);
}

static void unhear(struct kept *kept)
{
    kept->heard = false;
}

struct wall *wall_new(void)
{
    struct wall *wall = calloc(1, sizeof *wall);

    if (wall != NULL)
        for_each(wall, prepare);
    return wall;
}

void wall_free(struct wall *wall)
{
    if (wall == NULL)
        return;
    for_each(wall, release);
    free(wall);
}

void wall_clear(struct wall *wall)
{
    for_each(wall, drop);
}

void wall_begin(struct wall *wall)
{
    for_each(wall, unhear);
}

void wall_settle(struct wall *wall)
{
    if (!wall->screen.heard)
        return;
    if (!wall->board.heard)
        drop(&wall->board);
    for (size_t i = 0; i < WALL_CARDS_MAX; i++)
        if (!wall->cards[i].heard)
            drop(&wall->cards[i]);
}

/* ---- taking ---- */

/* Into memory of its own first, so that a message that does not fit takes nothing away. */
static bool read(struct kept *kept, const struct msg_type *type, struct span payload)
{
    struct kept fresh = { .there = true, .heard = true };
    struct fault fault;

    prepare(&fresh);
    struct span copy = arena_copy(&fresh.arena, payload);
    struct decode_part part = { type, &fresh.as };
    if (copy.ptr == NULL || decode_map(copy, &part, 1, false, &fresh.arena, &fault) != 0) {
        arena_release(&fresh.arena);
        return false;
    }
    arena_release(&kept->arena);
    *kept = fresh;
    return true;
}

static bool take(struct kept *kept, const struct msg_type *type, struct span payload)
{
    if (payload.len > 0)
        return read(kept, type, payload);
    drop(kept);
    kept->heard = true;
    return true;
}

static struct kept *find(struct wall *wall, struct span code)
{
    for (size_t i = 0; i < WALL_CARDS_MAX; i++)
        if (wall->cards[i].there && span_equal(wall->cards[i].as.card.code, code))
            return &wall->cards[i];
    return NULL;
}

static struct kept *room(struct wall *wall)
{
    for (size_t i = 0; i < WALL_CARDS_MAX; i++)
        if (!wall->cards[i].there)
            return &wall->cards[i];
    return NULL;
}

/* One that does not fit the schema keeps the card we have, which the broker then still has in some form. */
static bool take_card(struct wall *wall, struct span code, struct span payload)
{
    struct kept *kept = find(wall, code);
    struct kept fresh = { 0 };

    if (payload.len == 0) {
        if (kept != NULL)
            drop(kept);
        return true;
    }
    if (kept != NULL)
        kept->heard = true;
    else
        kept = room(wall);
    prepare(&fresh);
    if (kept == NULL || !read(&fresh, &type_card, payload))
        return false;
    if (!span_equal(fresh.as.card.code, code)) {
        release(&fresh);
        return false;
    }
    release(kept);
    *kept = fresh;
    return true;
}

bool wall_take(struct wall *wall, struct span name, struct span payload)
{
    size_t len = strlen(CARD);

    if (span_is(name, "screen"))
        return take(&wall->screen, &type_screen, payload);
    if (span_is(name, "totals"))
        return take(&wall->totals, &type_totals, payload);
    if (span_is(name, "board"))
        return take(&wall->board, &type_board, payload);
    if (name.len > len && memcmp(name.ptr, CARD, len) == 0)
        return take_card(wall, (struct span){ name.ptr + len, name.len - len }, payload);
    return false;
}

/* ---- reading ---- */

const struct msg_screen *wall_screen(const struct wall *wall)
{
    return wall->screen.there ? &wall->screen.as.screen : NULL;
}

const struct msg_totals *wall_totals(const struct wall *wall)
{
    return wall->totals.there ? &wall->totals.as.totals : NULL;
}

const struct msg_board *wall_board(const struct wall *wall)
{
    return wall->board.there ? &wall->board.as.board : NULL;
}

const struct msg_card *wall_card(const struct wall *wall, struct span code)
{
    for (size_t i = 0; i < WALL_CARDS_MAX; i++)
        if (wall->cards[i].there && span_equal(wall->cards[i].as.card.code, code))
            return &wall->cards[i].as.card;
    return NULL;
}

size_t wall_codes(const struct wall *wall, struct span codes[WALL_CARDS_MAX])
{
    size_t count = 0;

    for (size_t i = 0; i < WALL_CARDS_MAX; i++)
        if (wall->cards[i].there)
            codes[count++] = wall->cards[i].as.card.code;
    return count;
}

/* The cards of these codes that are there, but `except`, at most `max`. */
static size_t present(const struct wall *wall, const struct span *codes, size_t count, const struct msg_card *except,
                      const struct msg_card **out, size_t max)
{
    size_t found = 0;

    for (size_t i = 0; i < count && found < max; i++) {
        const struct msg_card *card = wall_card(wall, codes[i]);
        bool twice = false;
        for (size_t j = 0; j < found; j++)
            twice |= out[j] == card;
        if (card != NULL && card != except && !twice)
            out[found++] = card;
    }
    return found;
}

size_t wall_pool(const struct wall *wall, const struct msg_card *pool[WALL_POOL_MAX])
{
    const struct msg_screen *screen = wall_screen(wall);

    if (screen == NULL)
        return 0;
    size_t count = present(wall, screen->spotlight, screen->spotlight_count, NULL, pool, WALL_POOL_MAX);
    if (count > 0)
        return count;
    return present(wall, screen->latest, screen->latest_count, NULL, pool, WALL_POOL_MAX);
}

size_t wall_list(const struct wall *wall, const struct msg_card *shown, const struct msg_card *list[WALL_LIST_MAX])
{
    const struct msg_screen *screen = wall_screen(wall);

    if (screen == NULL)
        return 0;
    return present(wall, screen->latest, screen->latest_count, shown, list, WALL_LIST_MAX);
}
