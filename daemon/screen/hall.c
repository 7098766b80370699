#include "hall.h"

#include "daemon/clock.h"
#include "daemon/ladder/ladder.h"

#define OPEN_DAYS 30 /* one that waited longer than this is no longer news on a wall */

int hall_read(struct hall *hall, struct store *store, const struct settings *settings, int64_t now_ms,
              struct arena *arena)
{
    *hall = (struct hall){ .store = store, .settings = settings, .arena = arena };
    hall->posts = arena_take(arena, HALL_POSTS * sizeof *hall->posts);
    if (hall->posts == NULL)
        return ERR_TOO_BIG;
    int err = store_ladder_waiting(store, now_ms - OPEN_DAYS * CLOCK_DAY_MS, HALL_WAITING_MAX, arena, &hall->waiting);

    return err != 0 ? err : store_support_pairs(store, arena, &hall->neighbours);
}

int hall_count(struct hall *hall, int64_t now_ms)
{
    if (hall->counted)
        return 0;
    int err = store_post_count_since(hall->store, clock_moment(clock_local_day(now_ms), 0), &hall->today);
    if (err == 0)
        err = store_post_count_open(hall->store, hall->arena, &hall->open);
    hall->counted = err == 0;
    return err;
}

/* Most screens show the same questions, so the first ones that are asked for are those that are asked for again. */
int hall_post(struct hall *hall, int64_t id, struct arena *arena, struct post *out)
{
    for (size_t i = 0; i < hall->post_count; i++)
        if (hall->posts[i].id == id) {
            *out = hall->posts[i];
            return 0;
        }
    bool has_room = hall->post_count < HALL_POSTS;
    int err = store_post_get(hall->store, id, has_room ? hall->arena : arena, out);
    if (err == 0 && has_room)
        hall->posts[hall->post_count++] = *out;
    return err;
}

bool hall_may_hang(const struct hall *hall, const struct rung_waiting *waiting, const struct kiosk *kiosk)
{
    (void)hall;
    if (waiting->team == 0)
        return true;
    return !kiosk->archived && (waiting->team == kiosk->team || waiting->team == kiosk->organisation);
}

static bool is_next_to(const struct hall *hall, const struct rung_waiting *waiting, const struct kiosk *kiosk)
{
    return (waiting->municipality != 0 && waiting->municipality == kiosk->municipality) ||
           store_support_is_pair(&hall->neighbours, kiosk->team, waiting->author_team);
}

bool hall_is_asked(const struct hall *hall, const struct rung_waiting *waiting, const struct kiosk *kiosk)
{
    if (!hall_may_hang(hall, waiting, kiosk))
        return false;
    if (waiting->step >= LADDER_REGION || (waiting->team != 0 && waiting->team == kiosk->team))
        return true;
    return waiting->author_team == kiosk->team ||
           (waiting->step == LADDER_NEIGHBOURS && is_next_to(hall, waiting, kiosk));
}

size_t hall_choose(const struct hall *hall, const struct kiosk *kiosk, hall_wanted *wanted, size_t limit, int64_t *out)
{
    size_t count = 0;

    for (size_t i = 0; i < hall->waiting.count && count < limit; i++)
        if (wanted(hall, &hall->waiting.rows[i], kiosk))
            out[count++] = hall->waiting.rows[i].question;
    return count;
}
