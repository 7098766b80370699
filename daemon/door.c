#include "door.h"

#include "audit.h"
#include "secret.h"

#include <stdio.h>

#define CODE_TRIES 8
#define HOUR_MS    INT64_C(3600000)
#define GUESTS_MS  (4 * HOUR_MS)
#define LONGEST_MS (12 * HOUR_MS)
#define LINK_BYTES 240

/* The guard hears of the door by the name that it has there. */
static int tell_guard(struct request *rq, const struct door *door)
{
    return request_rights(rq, arena_copy(rq->arena, span_of(topic_door(door->code).text)));
}

static int shut(struct request *rq, const struct door *door)
{
    int err = store_door_shut(rq->store, door->name);

    return err != 0 ? err : tell_guard(rq, door);
}

/* Who shuts a door that is not there has what they wanted. */
int door_shut(struct request *rq, int64_t harvest, int64_t team, bool *had)
{
    struct door door;
    int err = store_door_of(rq->store, harvest, team, rq->arena, &door);

    if (had != NULL)
        *had = err == 0;
    return err == 0 ? shut(rq, &door) : err == ERR_NOT_FOUND ? 0 : err;
}

/* ---- opening ---- */

/* Doors whose time is over make room. */
static int make_room(struct request *rq)
{
    struct door *doors;
    size_t count, open = 0;
    int err = store_door_list(rq->store, rq->arena, &doors, &count);

    for (size_t i = 0; i < count && err == 0; i++) {
        bool is_over = doors[i].until_at <= rq->now_ms;
        open += !is_over;
        err = is_over ? shut(rq, &doors[i]) : 0;
    }
    if (err == 0 && open >= DOORS_MAX)
        return fault_limit(&rq->fault, ERR_TOO_LONG, "code", "as many tables as can have guests have them", DOORS_MAX,
                           (int64_t)open + 1);
    return err;
}

/* The name of the door is what the guard calls it: the part of "guest.7k3" that the code begins with. */
static int add(struct request *rq, struct door *door)
{
    for (int tries = 0; tries < CODE_TRIES; tries++) {
        door->code = arena_copy(rq->arena, span_of(secret_letters(DOOR_CODE_LENGTH).text));
        struct span name = arena_copy(rq->arena, span_of(topic_door(door->code).text));
        if (!topic_read_door(name, &door->name))
            return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
        int err = store_door_add(rq->store, door);
        if (err != ERR_CONFLICT)
            return err != 0 ? err : tell_guard(rq, door);
    }
    return request_fail(rq, ERR_BUSY, NULL, "no free code was found");
}

static int note(struct request *rq, const struct door_wish *wish, const char *word)
{
    struct audit_about about = { .member = 0 };
    const char *label = wish->team != 0 ? "session" : "table";
    int err = audit_words(rq, label, &(struct span){ word, strlen(word) }, 1, &about.detail);

    return err != 0 ? err : audit_note(rq, AUDIT_GUESTS, &about);
}

static int open_one(struct request *rq, struct door *door)
{
    int64_t longest = rq->now_ms + LONGEST_MS;

    if (door->until_at <= rq->now_ms || door->until_at > longest)
        return fault_limit(&rq->fault, ERR_BAD_REQUEST, "until_at", "within twelve hours from now", longest,
                           door->until_at);
    int err = make_room(rq);
    return err != 0 ? err : add(rq, door);
}

struct span door_link(const struct settings *settings, const struct door *door, struct arena *arena)
{
    char link[LINK_BYTES + 1];
    int length =
        snprintf(link, sizeof link, "%s/mee.html#%.*s", settings->public_url, span_int(door->code), door->code.ptr);
    bool is_known = settings->public_url[0] != '\0' && length > 0 && (size_t)length < sizeof link;

    return is_known ? arena_copy(arena, span_of(link)) : (struct span){ NULL, 0 };
}

int door_change(struct request *rq, const struct door_wish *wish, struct msg_harvest_door *out)
{
    struct door door = { .harvest = wish->harvest,
                         .team = wish->team,
                         .until_at = wish->until_at != 0 ? wish->until_at : rq->now_ms + GUESTS_MS };
    bool had;
    int err = door_shut(rq, wish->harvest, wish->team, &had);

    rq->changes.boards = true;
    if (err == 0 && wish->shut)
        return had ? note(rq, wish, "shut") : 0;
    if (err == 0)
        err = open_one(rq, &door);
    if (err != 0)
        return err;
    out->guest_code = door.code;
    out->link = door_link(rq->settings, &door, rq->arena);
    MSG_SET(out, until_at, door.until_at);
    MSG_SET(out, guests, ACCESS_GUESTS_MAX);
    return note(rq, wish, "open");
}
