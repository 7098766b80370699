#include "waiting.h"

static void waiting_of(const struct wait *wait, struct msg_waiting *out)
{
    *out = (struct msg_waiting){ .municipality = wait->municipality_slug,
                                 .municipality_name = wait->municipality_name,
                                 .care = wait->care_slug,
                                 .care_name = wait->care_name,
                                 .weeks = wait->weeks,
                                 .note = wait->note,
                                 .team_name = wait->team_name,
                                 .at = wait->at };
    if (wait->has_places)
        MSG_SET(out, places, wait->places);
    if (wait->has_before)
        MSG_SET(out, change, wait->weeks - wait->weeks_before);
}

int waiting_list(struct store *store, int64_t municipality, int64_t care, struct arena *arena,
                 const struct msg_waiting **out, size_t *count)
{
    struct wait *rows;
    int err = store_wait_list(store, municipality, care, WAITING_ROWS_MAX, arena, &rows, count);
    struct msg_waiting *waits = arena_take(arena, (*count + 1) * sizeof *waits);

    if (err != 0 || waits == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    for (size_t i = 0; i < *count; i++)
        waiting_of(&rows[i], &waits[i]);
    *out = waits;
    return 0;
}
