#include "outbox.h"

void outbox_init(struct outbox *outbox, struct arena *arena)
{
    *outbox = (struct outbox){ .arena = arena };
    outbox->last = &outbox->first;
}

bool outbox_add(struct outbox *outbox, const struct outbox_item *item)
{
    struct outbox_item *copy = arena_take(outbox->arena, sizeof *copy);

    if (copy == NULL)
        return false;
    *copy = *item;
    copy->next = NULL;
    *outbox->last = copy;
    outbox->last = &copy->next;
    return true;
}
