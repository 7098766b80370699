#include "support.h"

#include "daemon/store/store_ladder.h"
#include "ladder.h"

static const struct {
    const char *name;
    unsigned bit;
} roles[] = { { "jurist", SUPPORT_JURIST },
              { "placement", SUPPORT_PLACEMENT },
              { "coach", SUPPORT_COACH },
              { "assistant", SUPPORT_ASSISTANT } };

#define ROLES (sizeof roles / sizeof roles[0])

unsigned support_role(struct span name)
{
    for (size_t i = 0; i < ROLES; i++)
        if (span_is(name, roles[i].name))
            return roles[i].bit;
    return 0;
}

struct span support_word(unsigned role)
{
    for (size_t i = 0; i < ROLES; i++)
        if (role == roles[i].bit)
            return span_of(roles[i].name);
    return (struct span){ NULL, 0 };
}

int support_words(struct request *rq, unsigned bits, const struct span **out, size_t *count)
{
    struct span *words = arena_take(rq->arena, ROLES * sizeof *words);

    if (words == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    *count = 0;
    for (size_t i = 0; i < ROLES; i++)
        if ((bits & roles[i].bit) != 0)
            words[(*count)++] = span_of(roles[i].name);
    *out = *count == 0 ? NULL : words;
    return 0;
}

/* ---- members ---- */

static int read_words(struct request *rq, const struct span *words, size_t count, unsigned *out)
{
    *out = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned role = support_role(words[i]);
        if (role == 0)
            return request_fail(rq, ERR_BAD_REQUEST, "support", "must be jurist, placement, coach or assistant");
        *out |= role;
    }
    return 0;
}

int support_set_member(struct request *rq, int64_t member, const struct span *words, size_t count, const bool *senior)
{
    struct support support;

    if (words == NULL && senior == NULL)
        return 0;
    int err = store_support_get(rq->store, member, &support);
    if (err == 0 && words != NULL)
        err = read_words(rq, words, count, &support.roles);
    if (senior != NULL)
        support.senior = *senior;
    return err != 0 ? err : store_support_set(rq->store, member, &support);
}

/* ---- themes and teams ---- */

static int read_place(struct request *rq, struct span role, struct span pace, struct support_place *place)
{
    if (role.ptr != NULL) {
        place->role = support_role(role);
        if (place->role == 0)
            return request_fail(rq, ERR_BAD_REQUEST, "support", "must be jurist, placement, coach or assistant");
    }
    if (pace.ptr != NULL) {
        place->pace = ladder_pace_of(pace);
        if (place->pace < 0)
            return request_fail(rq, ERR_BAD_REQUEST, "ladder", "must be normal, fast, slow or off");
    }
    return 0;
}

int support_set_place(struct request *rq, enum place_kind kind, int64_t place, struct span role, struct span pace)
{
    struct support_place now;

    if (role.ptr == NULL && pace.ptr == NULL)
        return 0;
    int err = store_support_get_place(rq->store, kind, place, &now);
    if (err == 0)
        err = read_place(rq, role, pace, &now);
    if (err == 0)
        err = store_support_set_place(rq->store, kind, place, &now);
    return err != 0 || pace.ptr == NULL ? err : store_ladder_look_again(rq->store, kind, place);
}

int support_show_place(struct request *rq, enum place_kind kind, int64_t place, struct msg_place *out)
{
    struct support_place now;
    int err = store_support_get_place(rq->store, kind, place, &now);

    if (err != 0)
        return err;
    out->support = support_word(now.role);
    if (now.pace != LADDER_NORMAL)
        out->ladder = ladder_pace_word((enum ladder_pace)now.pace);
    return 0;
}
