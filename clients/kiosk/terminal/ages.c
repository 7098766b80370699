#include "ages.h"

#include "clients/text/calendar.h"
#include "clients/text/language.h"
#include "clients/text/words.h"

#define MINUTE_MS 60000LL
#define HOUR_MS   (60 * MINUTE_MS)
#define OLD_DAYS  14

const char *ages_time(struct arena *arena, struct local at)
{
    return words_say(arena, "%d:%02d", at.hour, at.minute);
}

const char *ages_weekday(struct arena *arena, struct local at)
{
    return words_say(arena, "%s %d %s", calendar_weekday_name(at.weekday), at.day, calendar_month_name(at.month));
}

const char *ages_date(struct arena *arena, struct local at, struct local now)
{
    if (at.year == now.year)
        return words_say(arena, "%d %s", at.day, calendar_month_name(at.month));
    return words_say(arena, "%d %s %d", at.day, calendar_month_name(at.month), at.year);
}

const char *ages_moment(struct arena *arena, struct local at, struct local now)
{
    if (at.nights == now.nights)
        return ages_time(arena, at);
    return words_say(arena, "%s %s", ages_date(arena, at, now), ages_time(arena, at));
}

static const char *say_minutes_ago(struct arena *arena, int minutes)
{
    return words_say(arena, ngettext("%d minute ago", "%d minutes ago", (unsigned long)minutes), minutes);
}

static const char *say_hours_ago(struct arena *arena, int hours)
{
    return words_say(arena, ngettext("%d hour ago", "%d hours ago", (unsigned long)hours), hours);
}

/* Within the day while time goes on; what is older is said in nights. */
static const char *say_today(struct arena *arena, int64_t ago)
{
    if (ago < MINUTE_MS)
        return _("just now");
    if (ago < HOUR_MS)
        return say_minutes_ago(arena, (int)(ago / MINUTE_MS));
    return say_hours_ago(arena, (int)(ago / HOUR_MS));
}

const char *ages_asked(struct arena *arena, const struct hours *hours, int64_t asked, int64_t now, bool standing)
{
    struct local at = hours_local(hours, asked), today = hours_local(hours, now);
    int64_t nights = today.nights - at.nights;

    if (nights <= 0 && standing)
        return words_say(arena, _("asked at %s"), ages_time(arena, at));
    if (nights <= 0 || (!standing && now - asked < HOUR_MS))
        return say_today(arena, now - asked);
    if (nights == 1)
        return _("yesterday");
    if (nights <= OLD_DAYS)
        return words_say(arena, _("%d days ago"), (int)nights);
    return words_say(arena, _("on %s"), ages_date(arena, at, today));
}

const char *ages_lasting(struct arena *arena, int64_t ms)
{
    int minutes = ms < MINUTE_MS ? 1 : (int)(ms / MINUTE_MS), hours = minutes / 60;

    if (hours < 1)
        return words_say(arena, ngettext("%d minute", "%d minutes", (unsigned long)minutes), minutes);
    if (hours < 48)
        return words_say(arena, ngettext("%d hour", "%d hours", (unsigned long)hours), hours);
    return words_say(arena, ngettext("%d day", "%d days", (unsigned long)hours / 24), hours / 24);
}

bool ages_is_old(struct local at, struct local now)
{
    return now.nights - at.nights > OLD_DAYS;
}
