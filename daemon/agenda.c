#include "agenda.h"

#include "clock.h"
#include "retention.h"
#include "store/store_erase.h"
#include "store/store_ladder.h"
#include "store/store_meeting.h"
#include "store/store_member.h"
#include "summon.h"

#define AGAIN_MS 30000

static int next_of_ladder(struct store *store, int64_t *out)
{
    int64_t summon_at = INT64_MAX;
    int err = store_ladder_next_due(store, out);

    if (err == 0)
        err = summon_next_due(store, &summon_at);
    if (summon_at < *out)
        *out = summon_at;
    return err;
}

static int next_retention(struct store *store, int64_t *out)
{
    struct retention retention;
    int err = retention_read(store, &retention);

    if (err == 0)
        *out = retention_due(&retention, clock_now_ms());
    return err;
}

static int (*const next_due[AGENDA_ITEMS])(struct store *store, int64_t *out) = {
    [AGENDA_DIGESTS] = store_member_next_due,   [AGENDA_LADDER] = next_of_ladder,
    [AGENDA_MEETINGS] = store_meeting_next_due, [AGENDA_ERASURES] = store_erase_next_due,
    [AGENDA_RETENTION] = next_retention,
};

void agenda_plan(struct agenda *agenda, enum agenda_item item)
{
    if (next_due[item](agenda->store, &agenda->due[item]) != 0)
        agenda->due[item] = clock_now_ms() + AGAIN_MS;
}

void agenda_plan_all(struct agenda *agenda)
{
    for (int item = 0; item < AGENDA_ITEMS; item++)
        agenda_plan(agenda, (enum agenda_item)item);
}

void agenda_put(struct agenda *agenda, enum agenda_item item, int64_t at)
{
    agenda->due[item] = at;
}

bool agenda_is_due(const struct agenda *agenda, enum agenda_item item, int64_t now_ms)
{
    return agenda->due[item] <= now_ms;
}

static int64_t earliest(const struct agenda *agenda, int first, int behind)
{
    int64_t due = INT64_MAX;

    for (int item = first; item < behind; item++)
        if (agenda->due[item] < due)
            due = agenda->due[item];
    return due;
}

int64_t agenda_batch(const struct agenda *agenda)
{
    return earliest(agenda, 0, AGENDA_BATCHES);
}

int64_t agenda_removal(const struct agenda *agenda)
{
    return earliest(agenda, AGENDA_BATCHES, AGENDA_ITEMS);
}
