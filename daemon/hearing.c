#include "hearing.h"

#include "clock.h"
#include "log.h"
#include "screen/touch.h"

/* ---- a finger ---- */

/* Of a card that does not hang there nothing can be touched. */
static bool may_touch(const struct hearing *hearing, struct span kiosk, const struct msg_touch *touch)
{
    return !touch_is_of_card(touch) || screens_shows(hearing->screens, kiosk, touch->code);
}

static int touch_in_transaction(struct request *rq, struct span kiosk, const struct msg_touch *touch,
                                struct outbox *out, bool *changed)
{
    int err = store_begin(rq->store);

    if (err != 0)
        return err;
    err = touch_do(rq, kiosk, touch, out, changed);
    if (err == 0 && rq->rights != NULL)
        err = rights_count(rq->store);
    return store_end(rq->store, err);
}

/*
 * On disk before the wall shows it, and its guests out at the guard when it ended what the team did together. What was
 * heard before it leaves first, so that what it tells can be taken back with it.
 */
static int hear_touch(const struct hearing *hearing, struct span kiosk, const struct inbox_item *item)
{
    dispatch_send(hearing->dispatch);
    struct outbox *out = dispatch_out(hearing->dispatch);
    struct request rq = { .store = hearing->store,
                          .arena = out->arena,
                          .settings = hearing->settings,
                          .now_ms = clock_now_ms(),
                          .place = TOPIC_TEAM };
    struct msg_touch touch;
    bool changed = false;

    if (!touch_read(item->payload, out->arena, &touch) || !may_touch(hearing, kiosk, &touch))
        return 0;
    int err = touch_in_transaction(&rq, kiosk, &touch, out, &changed);
    if (err != 0)
        dispatch_drop(hearing->dispatch);
    if (err != 0 || !changed)
        return err;
    rights_follow(hearing->rights, hearing->store, rq.rights, hearing->scratch); /* one that fails is tried again */
    screens_touch(hearing->screens);
    agenda_plan(hearing->agenda, AGENDA_MEETINGS);
    return 0;
}

/* ---- all of it ---- */

static int hear_screen(const struct hearing *hearing, const struct inbox_item *item)
{
    struct outbox *out = dispatch_out(hearing->dispatch);
    struct span digits, kiosk;

    if (item->payload.len == 0)
        return 0;
    if (topic_read_touch(item->topic, &kiosk))
        return hear_touch(hearing, kiosk, item);
    if (topic_read_pair(item->topic, &digits))
        return pairing_hear(hearing->pairing, digits, clock_now_ms(), out);
    return screens_hear(hearing->screens, item->topic, item->payload, clock_now_ms(), out);
}

/* False for what is a request. */
static bool hear(const struct hearing *hearing, const struct inbox_item *item)
{
    if (courier_topic(item->topic)) {
        courier_hear(hearing->courier, item->topic, item->payload, dispatch_arena(hearing->dispatch));
        return true;
    }
    if (!screens_topic(item->topic))
        return false;
    if (hear_screen(hearing, item) != 0)
        log_error("screens_hear");
    return true;
}

struct inbox_item *hearing_take(const struct hearing *hearing, struct inbox_item *items)
{
    for (struct inbox_item **at = &items; *at != NULL;) {
        struct inbox_item *item = *at;
        if (!hear(hearing, item)) {
            at = &item->next;
            continue;
        }
        *at = item->next;
        item->next = NULL;
        inbox_release(item);
    }
    if (courier_settle(hearing->courier, clock_now_ms()) != 0)
        log_error("region_settle");
    dispatch_send(hearing->dispatch);
    return items;
}
