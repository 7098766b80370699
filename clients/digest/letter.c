#include "letter.h"

#include "clients/text/calendar.h"
#include "clients/text/language.h"
#include "clients/text/words.h"
#include "sections.h"

#define WORDS_A_MINUTE 200

/* ---- the head ---- */

/* "Sanne" of "Sanne de Wit"; a name that begins with an abbreviation stays whole. */
static const char *first_name(struct span name, struct arena *arena)
{
    const char *whole = words_line(arena, name);
    size_t len = strcspn(whole, " ");

    return len > 0 && whole[len - 1] == '.' ? whole : words_say(arena, "%.*s", (int)len, whole);
}

static const char *make_title(const struct msg_digest_is *digest, struct arena *arena)
{
    if (digest->name.ptr == NULL)
        return _("Vakwerk: your digest");
    return words_say(arena, _("Vakwerk: digest for %s"), first_name(digest->name, arena));
}

/* A day such as 2022-05-19, at noon; that of when it was made for what an older daemon does not say. */
static int64_t day(struct span date, const struct msg_digest_is *digest, struct arena *arena)
{
    int64_t at;

    if (date.ptr == NULL || !calendar_read_date(words_line(arena, date), &at))
        at = calendar_midnight(digest->made_at, -1);
    return at;
}

struct days {
    int64_t first, last;
    bool several, same_month, same_year;
};

static struct days days_of(const struct msg_digest_is *digest, struct arena *arena)
{
    struct days days = { .first = day(digest->first_day, digest, arena), .last = day(digest->last_day, digest, arena) };
    struct tm first = calendar_local(days.first), last = calendar_local(days.last);

    days.several = days.first != days.last;
    days.same_year = first.tm_year == last.tm_year;
    days.same_month = days.same_year && first.tm_mon == last.tm_mon;
    return days;
}

static const char *make_days(const struct days *days, struct arena *arena)
{
    int first = calendar_local(days->first).tm_mday;

    if (!days->several)
        return words_say(arena, _("About %s"), calendar_date(arena, days->last));
    if (days->same_month)
        return words_say(arena, _("About %s %d up to and including %s"), calendar_weekday(days->first), first,
                         calendar_date(arena, days->last));
    if (days->same_year)
        return words_say(arena, _("About %s %d %s up to and including %s"), calendar_weekday(days->first), first,
                         calendar_month(days->first), calendar_date(arena, days->last));
    return words_say(arena, _("About %s up to and including %s"), calendar_date(arena, days->first),
                     calendar_date(arena, days->last));
}

static const char *short_weekday(int64_t at)
{
    static const char *const names[] = { N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat") };

    return _(names[calendar_local(at).tm_wday]);
}

static const char *short_day(int64_t at, bool with_month, struct arena *arena)
{
    int number = calendar_local(at).tm_mday;

    return with_month ? words_say(arena, "%s %d %s", short_weekday(at), number, calendar_month(at))
                      : words_say(arena, "%s %d", short_weekday(at), number);
}

/* For lock screens that others can read: numbers only. */
static const char *make_subject(const struct msg_digest_is *digest, const struct days *days, struct arena *arena)
{
    const char *last = short_day(days->last, true, arena);
    const char *when =
        days->several ? words_say(arena, _("%s to %s"), short_day(days->first, !days->same_month, arena), last) : last;
    const char *yours = digest->yours == 0 ? "" : words_say(arena, _("%lld for you"), (long long)digest->yours);
    const char *news = digest->questions == 0 ? "" : words_say(arena, _("%lld new"), (long long)digest->questions);

    return words_say(arena, "Vakwerk %s%s%s%s%s", when, yours[0] == '\0' && news[0] == '\0' ? "" : ": ", yours,
                     yours[0] == '\0' || news[0] == '\0' ? "" : ", ", news);
}

static const char *make_summary(const struct msg_digest_is *digest, struct arena *arena)
{
    const char *questions =
        words_say(arena, ngettext("%lld new question", "%lld new questions", (unsigned long)digest->questions),
                  (long long)digest->questions);
    const char *answers = words_say(arena, ngettext("%lld answer", "%lld answers", (unsigned long)digest->answers),
                                    (long long)digest->answers);
    const char *open =
        words_say(arena, ngettext("%lld question still open", "%lld questions still open", (unsigned long)digest->open),
                  (long long)digest->open);

    return words_say(arena, "%s, %s, %s.", questions, answers, open);
}

/* ---- how long it takes ---- */

static int count_words(const char *text)
{
    int count = 0;

    for (const char *at = text; at != NULL && *at != '\0'; at += strcspn(at, " \n")) {
        at += strspn(at, " \n");
        count += *at != '\0';
    }
    return count;
}

static const char *make_reading(const struct letter *letter, struct arena *arena)
{
    int words = 0;

    for (size_t i = 0; i < letter->section_count; i++)
        for (size_t j = 0; j < letter->sections[i].count; j++) {
            const struct letter_item *item = &letter->sections[i].items[j];
            words += count_words(item->lead) + count_words(item->title) + count_words(item->text);
            for (size_t k = 0; k < LETTER_PARTS_MAX; k++)
                words += count_words(item->parts[k]);
        }
    int minutes = words / WORDS_A_MINUTE + 1;
    return words_say(arena, ngettext("Reading time: %d minute.", "Reading time: %d minutes.", (unsigned long)minutes),
                     minutes);
}

/* ---- the foot ---- */

/* "07:00" as people say it: 7:00. */
static const char *spoken_time(struct span at, struct arena *arena)
{
    const char *text = words_line(arena, at);

    return text[0] == '0' ? text + 1 : text;
}

const char *letter_frequency(struct span frequency, struct span at, struct arena *arena)
{
    const char *time = spoken_time(at, arena);

    if (span_is(frequency, "daily"))
        return words_say(arena, _("every workday at %s, if there is anything new"), time);
    if (span_is(frequency, "tue-thu"))
        return words_say(arena, _("Tuesdays and Thursdays at %s, if there is anything new"), time);
    if (span_is(frequency, "weekly"))
        return words_say(arena, _("Mondays at %s, if there is anything new"), time);
    if (span_is(frequency, "personal"))
        return words_say(arena, _("workdays at %s, only what is for you"), time);
    return span_is(frequency, "never") ? _("never") : words_line(arena, frequency);
}

static const char *team_names(const struct msg_digest_is *digest, struct arena *arena)
{
    const char *names = "";

    for (size_t i = 0; i < digest->teams_count; i++) {
        const char *between = i == 0 ? "" : i + 1 == digest->teams_count ? _(" and ") : ", ";
        names = words_say(arena, "%s%s%s", names, between, words_line(arena, digest->teams[i].name));
    }
    return names;
}

/* What it is already is no way to change it. */
static void add_ways(struct letter *letter, struct span frequency)
{
    static const struct {
        const char *name, *command, *frequency;
    } ways[] = {
        { N_("Less often:"), "vakwerk digest set weekly", "weekly" },
        { N_("Only what is for me:"), "vakwerk digest set personal", "personal" },
        { N_("Not for a while:"), "vakwerk digest pause 3w", "" },
        { N_("Stop:"), "vakwerk digest set never", "never" },
    };

    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (!span_is(frequency, ways[i].frequency))
            letter->ways[letter->way_count++] = (struct letter_way){ _(ways[i].name), ways[i].command };
}

static void add_notes(struct letter *letter, const struct msg_digest_is *digest)
{
    static const struct {
        const char *note, *text;
    } notes[] = {
        { "ask-slower", N_("We have not heard from you for 30 days. Would you like this less often? Type: vakwerk "
                           "digest set weekly") },
        { "slower", N_("We have not heard from you for 60 days. From now on this comes once a week. More often again: "
                       "vakwerk digest set daily") },
    };

    for (size_t i = 0; i < digest->notes_count && letter->note_count < LETTER_NOTES_MAX; i++)
        for (size_t j = 0; j < sizeof notes / sizeof notes[0]; j++)
            if (span_is(digest->notes[i], notes[j].note))
                letter->notes[letter->note_count++] = _(notes[j].text);
}

static void make_foot(struct letter *letter, const struct msg_digest_is *digest, struct arena *arena)
{
    if (digest->frequency.ptr != NULL && digest->at.ptr != NULL)
        letter->why = words_say(arena, _("You get this %s."), letter_frequency(digest->frequency, digest->at, arena));
    if (digest->teams_count > 0)
        letter->member = words_say(arena, _("You are a member of %s."), team_names(digest, arena));
    add_ways(letter, digest->frequency);
}

/* ---- the whole ---- */

void letter_make(struct letter *letter, const struct msg_digest_is *digest, const struct letter_options *options,
                 struct arena *arena)
{
    struct days days = days_of(digest, arena);
    struct tm first = calendar_local(days.first);
    const char *since = words_say(arena, "%04d-%02d-%02d", first.tm_year + 1900, first.tm_mon + 1, first.tm_mday);

    *letter = (struct letter){ .title = make_title(digest, arena),
                               .days = make_days(&days, arena),
                               .subject = make_subject(digest, &days, arena),
                               .summary = make_summary(digest, arena),
                               .page = options->page,
                               .stop = options->stop };
    sections_make(letter, digest, since, options->brief, arena);
    letter->reading = make_reading(letter, arena);
    add_notes(letter, digest);
    make_foot(letter, digest, arena);
}

bool letter_shorten(struct letter *letter, struct arena *arena)
{
    if (!sections_shorten(letter, arena))
        return false;
    letter->reading = make_reading(letter, arena);
    return true;
}
