#include "rotation.h"

#include "proto/text.h"

#include <stdio.h>

static void set(struct rotation *rotation, struct span code, int64_t until)
{
    snprintf(rotation->code, sizeof rotation->code, "%.*s", span_int(code), code.ptr == NULL ? "" : code.ptr);
    rotation->until = until;
    rotation->is_guest = false;
}

static void start(struct rotation *rotation, const struct msg_card *card, int64_t now)
{
    bool is_long = text_length(card->title) > ROTATION_LONG_TITLE;

    set(rotation, card->code, now + (is_long ? ROTATION_LONG_TURN_MS : ROTATION_TURN_MS));
}

const struct msg_card *rotation_turn(struct rotation *rotation, const struct msg_card *const *pool, size_t count,
                                     int64_t now)
{
    size_t at = 0;

    if (count == 0) {
        *rotation = (struct rotation){ 0 };
        return NULL;
    }
    while (at < count && !span_is(pool[at]->code, rotation->code))
        at++;
    if (at == count) {
        /* The one that was shown left; the next has moved up into its place. */
        at = rotation->place < count ? rotation->place : 0;
        start(rotation, pool[at], now);
    } else if (now >= rotation->until) {
        at = (at + 1) % count;
        start(rotation, pool[at], now);
    }
    rotation->place = at;
    return pool[at];
}

void rotation_jump(struct rotation *rotation, struct span code, int64_t now)
{
    set(rotation, code, now + ROTATION_NEW_TURN_MS);
    rotation->is_guest = true;
}

void rotation_next(struct rotation *rotation, int64_t now)
{
    rotation->until = now;
}

bool rotation_guest(const struct rotation *rotation, int64_t now)
{
    return rotation->is_guest && now < rotation->until;
}
