#include "dispatch.h"

#define SHIPMENT_BYTES (64 * 1024 * 1024)

bool dispatch_open(struct dispatch *dispatch, struct bus *bus)
{
    *dispatch = (struct dispatch){ .publisher = publisher_start(bus, SHIPMENT_BYTES) };
    if (dispatch->publisher == NULL)
        return false;
    dispatch->leaving = publisher_take(dispatch->publisher);
    return true;
}

void dispatch_close(struct dispatch *dispatch)
{
    publisher_stop(dispatch->publisher);
    *dispatch = (struct dispatch){ .publisher = NULL };
}

struct outbox *dispatch_out(const struct dispatch *dispatch)
{
    return &dispatch->leaving->out;
}

struct arena *dispatch_arena(const struct dispatch *dispatch)
{
    return &dispatch->leaving->arena;
}

bool dispatch_is_half_full(const struct dispatch *dispatch)
{
    return dispatch->leaving->arena.used_bytes > SHIPMENT_BYTES / 2;
}

void dispatch_send(struct dispatch *dispatch)
{
    if (dispatch->leaving->out.first == NULL && dispatch->leaving->items == NULL) {
        shipment_reset(dispatch->leaving);
        return;
    }
    publisher_give(dispatch->publisher, dispatch->leaving);
    dispatch->leaving = publisher_take(dispatch->publisher);
}

void dispatch_send_batch(struct dispatch *dispatch, struct inbox_item *items, bool without_events)
{
    dispatch->leaving->items = items;
    dispatch->leaving->without_events = without_events;
    dispatch_send(dispatch);
}

void dispatch_drop(struct dispatch *dispatch)
{
    shipment_reset(dispatch->leaving);
}

void dispatch_flush(struct dispatch *dispatch)
{
    publisher_flush(dispatch->publisher);
}
