#include "ladder.h"

#include "worktime.h"

#define HOUR_MINUTES 60

static const char *const paces[] = {
    [LADDER_NORMAL] = "normal", [LADDER_FAST] = "fast", [LADDER_SLOW] = "slow", [LADDER_OFF] = "off"
};

struct span ladder_pace_word(enum ladder_pace pace)
{
    return span_of(paces[pace]);
}

int ladder_pace_of(struct span word)
{
    for (int i = 0; i < (int)(sizeof paces / sizeof paces[0]); i++)
        if (span_is(word, paces[i]))
            return i;
    return -1;
}

struct span ladder_step_word(enum ladder_step step, bool private)
{
    static const char *const words[] = { NULL, "neighbours", "region", "support" };

    return span_of(step == LADDER_NEIGHBOURS && private ? "team" : words[step]);
}

enum ladder_pace ladder_pace(enum ladder_pace theme, enum ladder_pace team)
{
    return team != LADDER_NORMAL ? team : theme;
}

bool ladder_is_much_read(const struct settings *settings, int64_t views, int64_t answers)
{
    return answers == 0 && views >= settings->much_read;
}

/* Minutes of working time until a step, at the normal pace; settings in the wrong order make steps fall together. */
static int64_t minutes_until(const struct settings *settings, enum ladder_step step)
{
    int64_t day = worktime_day(settings);
    const int64_t minutes[] = { 0, settings->neighbours_after_hours * HOUR_MINUTES, settings->region_after_days * day,
                                settings->support_after_days * day };
    int64_t most = 0;

    for (int i = 0; i <= (int)step; i++)
        if (minutes[i] > most)
            most = minutes[i];
    return most;
}

/* When time alone brings it to a step. */
static int64_t due_by_time(const struct ladder_question *question, const struct settings *settings,
                           enum ladder_step step)
{
    int64_t minutes = minutes_until(settings, step);

    if (step == LADDER_OWN)
        return question->since_at;
    if (question->pace == LADDER_FAST)
        minutes /= 2;
    if (question->pace == LADDER_SLOW)
        minutes *= 2;
    return worktime_after(settings, question->since_at, minutes);
}

/* Much read: at the time of the step before, though not before it was much read, and not while it is quiet. */
static int64_t due_by_views(const struct ladder_question *question, const struct settings *settings,
                            enum ladder_step before)
{
    int64_t due = due_by_time(question, settings, before), open = worktime_after(settings, question->read_at, 0);

    return open > due ? open : due;
}

struct ladder_place ladder_next(const struct ladder_question *question, const struct settings *settings,
                                enum ladder_step step)
{
    struct ladder_place next = { step, LADDER_NEVER };

    if (step == LADDER_SUPPORT || question->pace == LADDER_OFF)
        return next;
    next.step = question->private && step == LADDER_NEIGHBOURS ? LADDER_SUPPORT : (enum ladder_step)(step + 1);
    next.next_at = due_by_time(question, settings, next.step);
    if (question->read_at == 0)
        return next;
    int64_t early = due_by_views(question, settings, step);
    if (early < next.next_at)
        next.next_at = early;
    return next;
}

struct ladder_place ladder_at(const struct ladder_question *question, const struct settings *settings, int64_t now_ms)
{
    struct ladder_place place = { LADDER_OWN, LADDER_NEVER };
    struct ladder_place next = ladder_next(question, settings, place.step);

    while (next.next_at <= now_ms) {
        place.step = next.step;
        next = ladder_next(question, settings, place.step);
    }
    place.next_at = next.next_at;
    return place;
}

int64_t ladder_claim_ends(const struct settings *settings, int64_t claimed_at)
{
    return worktime_after(settings, claimed_at, worktime_day(settings));
}

enum ladder_audience ladder_audience(enum ladder_step step, bool private, bool junior, bool anonymous)
{
    bool offer = junior && (private || !anonymous);

    switch (step) {
    case LADDER_OWN:
        return offer ? LADDER_SENIORS : LADDER_NOBODY;
    case LADDER_NEIGHBOURS:
        if (private)
            return LADDER_TEAM_SUPPORT;
        return offer ? LADDER_NEIGHBOUR_SENIORS : LADDER_NOBODY;
    case LADDER_REGION:
        return LADDER_NOBODY;
    case LADDER_SUPPORT:
        return LADDER_ROLE;
    }
    return LADDER_NOBODY;
}
