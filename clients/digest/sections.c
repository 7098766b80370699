#include "sections.h"

#include "clients/text/calendar.h"
#include "clients/text/language.h"
#include "clients/text/words.h"

#include <assert.h>

#define BRIEF_CELLS 272 /* four lines of a text in a mail */
#define GROUP_FROM  7   /* so many new questions are put together by theme */

/* What the functions below share. */
struct filling {
    struct letter_section *section;
    const struct msg_digest_is *digest;
    const char *since;
    bool brief;
    struct arena *arena;
};

/* ---- helpers ---- */

/* The schema bounds every list of a digest, and the line about the others is one more. */
static struct letter_item *add_to(struct letter_section *section)
{
    assert(section->count < LETTER_ITEMS_MAX);
    struct letter_item *item = &section->items[section->count++];
    *item = (struct letter_item){ .title = NULL };
    return item;
}

static struct letter_item *add(struct filling *f)
{
    return add_to(f->section);
}

static void add_part(struct letter_item *item, const char *part)
{
    for (size_t i = 0; i < LETTER_PARTS_MAX && part[0] != '\0'; i++)
        if (item->parts[i] == NULL) {
            item->parts[i] = part;
            return;
        }
}

static const char *line(struct filling *f, struct span text)
{
    return words_line(f->arena, text);
}

static const char *prose(struct filling *f, struct span text)
{
    return f->brief ? words_cut(f->arena, words_line(f->arena, text), BRIEF_CELLS) : words_lines(f->arena, text);
}

/* What one does with a question, at a command line and on a phone. */
static void add_action(struct filling *f, struct letter_item *item, const char *action, const char *verb,
                       const char *invite)
{
    item->action = action;
    item->invite = invite;
    item->command = words_say(f->arena, "vakwerk %s %s", verb, item->code);
}

static struct letter_item *add_question(struct filling *f, const struct msg_digest_item *from)
{
    struct letter_item *item = add(f);

    item->code = line(f, from->code);
    item->title = line(f, from->title);
    item->link = words_say(f->arena, "#v/%s", item->code);
    return item;
}

/* A question's code never begins with either. */
static bool is_of_lessons(const struct msg_digest_item *from)
{
    return from->code.len > 0 && (from->code.ptr[0] == 'W' || from->code.ptr[0] == 'L');
}

static void add_read(struct filling *f, struct letter_item *item, const struct msg_digest_item *from)
{
    bool guide = from->code.ptr[0] == 'W';

    add_action(f, item, _("Read"), guide ? "guide show" : "lesson show",
               guide ? _("Read the guide") : _("Read the lesson"));
}

/* ---- for you ---- */

static const char *waits_since(struct filling *f, const struct msg_digest_item *from)
{
    int64_t asked = calendar_midnight(from->posted_at, 0), made = calendar_midnight(f->digest->made_at, 0);

    if (asked == made)
        return _("Fits your themes and waits for an answer since today.");
    if (asked == calendar_midnight(f->digest->made_at, -1))
        return _("Fits your themes and waits for an answer since yesterday.");
    return words_say(f->arena, _("Fits your themes and waits for an answer since %d %s."),
                     calendar_local(asked).tm_mday, calendar_month(asked));
}

/* Of a lesson or a guide that the member looks after. */
static const char *why_to_look(struct filling *f, const struct msg_digest_item *from)
{
    if (span_is(from->why, "review"))
        return _("You look after this: its day of review has come.");
    return words_say(f->arena,
                     ngettext("You look after this: %lld colleague says it is outdated.",
                              "You look after this: %lld colleagues say it is outdated.", (unsigned long)from->fresh),
                     (long long)from->fresh);
}

static const char *why_for_you(struct filling *f, const struct msg_digest_item *from)
{
    unsigned long fresh = (unsigned long)from->fresh;

    if (span_is(from->why, "waiting"))
        return waits_since(f, from);
    if (is_of_lessons(from))
        return why_to_look(f, from);
    return words_say(f->arena,
                     from->mine ? ngettext("Your question has %lld new answer (%lld in all).",
                                           "Your question has %lld new answers (%lld in all).", fresh)
                                : ngettext("A question you follow has %lld new answer (%lld in all).",
                                           "A question you follow has %lld new answers (%lld in all).", fresh),
                     (long long)from->fresh, (long long)from->answers);
}

static void fill_for_you(struct filling *f)
{
    for (size_t i = 0; i < f->digest->for_you_count; i++) {
        const struct msg_digest_item *from = &f->digest->for_you[i];
        struct letter_item *item = add_question(f, from);
        item->lead = why_for_you(f, from);
        item->calls = span_is(from->why, "waiting");
        if (item->calls)
            add_action(f, item, _("Answer"), "answer", _("Give an answer"));
        else if (is_of_lessons(from))
            add_read(f, item, from);
        else
            add_action(f, item, _("Read"), "show", _("Read the answers"));
    }
    f->section->more = f->digest->yours - (int64_t)f->digest->for_you_count;
    f->section->more_command = "vakwerk";
}

/* ---- still open, and new ---- */

static void fill_open(struct filling *f)
{
    for (size_t i = 0; i < f->digest->unanswered_count; i++) {
        const struct msg_digest_item *from = &f->digest->unanswered[i];
        struct letter_item *item = add_question(f, from);
        add_part(item, line(f, from->theme_name));
        add_part(item, line(f, from->team_name));
        add_part(item, calendar_long_age(f->arena, f->digest->made_at, from->posted_at));
    }
    f->section->more_command = "vakwerk list --open";
}

static void add_new(struct filling *f, const struct msg_digest_item *from, bool grouped)
{
    struct letter_item *item = add_question(f, from);
    const char *theme = line(f, from->theme_name);

    item->group = grouped ? theme : NULL;
    if (!grouped)
        add_part(item, theme);
    add_part(item, line(f, from->team_name));
    add_part(item, words_say(f->arena, ngettext("%lld answer", "%lld answers", (unsigned long)from->answers),
                             (long long)from->answers));
}

/* Whether an item before it is of the same theme. */
static bool has_earlier(const struct msg_digest_item *items, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (span_equal(items[i].theme, items[index].theme))
            return true;
    return false;
}

/* Of a theme's questions the first keeps its place, and the others follow it. */
static void add_grouped(struct filling *f, const struct msg_digest_item *items, size_t count)
{
    for (size_t first = 0; first < count; first++) {
        if (has_earlier(items, first))
            continue;
        for (size_t i = first; i < count; i++)
            if (span_equal(items[i].theme, items[first].theme))
                add_new(f, &items[i], true);
    }
}

static void fill_new(struct filling *f)
{
    const struct msg_digest_is *digest = f->digest;

    if (digest->news_count >= GROUP_FROM)
        add_grouped(f, digest->news, digest->news_count);
    else
        for (size_t i = 0; i < digest->news_count; i++)
            add_new(f, &digest->news[i], false);
    f->section->more = digest->others;
    f->section->more_command = words_say(f->arena, "vakwerk list --since %s", f->since);
    f->section->more_link = "#nieuw";
}

/* ---- the rest ---- */

static void fill_tip(struct filling *f)
{
    for (size_t i = 0; i < f->digest->tips_count; i++) {
        const struct msg_digest_item *from = &f->digest->tips[i];
        struct letter_item *item = add(f);
        item->title = prose(f, from->text);
        add_part(item, line(f, from->team_name));
        if (from->thanks > 0)
            add_part(item,
                     words_say(f->arena,
                               ngettext("appreciated %lld time", "appreciated %lld times", (unsigned long)from->thanks),
                               (long long)from->thanks));
    }
}

/* A member of teams in several municipalities must see of which one this is. */
static bool is_of_several(const struct msg_digest_is *digest)
{
    for (size_t i = 1; i < digest->waits_count; i++)
        if (!span_equal(digest->waits[i].municipality, digest->waits[0].municipality))
            return true;
    return false;
}

static void fill_waits(struct filling *f)
{
    for (size_t i = 0; i < f->digest->waits_count; i++) {
        const struct msg_digest_wait *from = &f->digest->waits[i];
        struct letter_item *item = add(f);
        item->title = line(f, from->care_name);
        if (is_of_several(f->digest))
            item->title = words_say(f->arena, "%s, %s", item->title, line(f, from->municipality_name));
        item->figure = words_say(f->arena, ngettext("%lld week", "%lld weeks", (unsigned long)from->weeks),
                                 (long long)from->weeks);
        if (from->has_before)
            item->before = words_say(f->arena, _("was %lld"), (long long)from->before);
        item->worse = from->has_before && from->weeks > from->before;
        add_part(item,
                 words_say(f->arena,
                           ngettext("according to %lld team", "according to %lld teams", (unsigned long)from->sources),
                           (long long)from->sources));
    }
    f->section->more = f->digest->other_waits;
    f->section->more_command = "vakwerk waitlist";
    f->section->more_word = LETTER_WAITS;
}

/* What one raised for the policy table, until it answered. */
static void fill_signals(struct filling *f)
{
    for (size_t i = 0; i < f->digest->signals_count; i++) {
        const struct msg_digest_signal *from = &f->digest->signals[i];
        struct letter_item *item = add(f);
        item->lead = words_say(f->arena,
                               from->has_answered_at ? _("%s, %s: the policy table answered.")
                                                     : _("%s, %s: the policy table has not answered yet."),
                               line(f, from->code), line(f, from->theme_name));
        if (from->text.ptr != NULL)
            item->text = prose(f, from->text);
    }
}

/* ---- what a moderator has to do ---- */

static void fill_queue(struct filling *f)
{
    if (!f->digest->has_queue)
        return;
    struct letter_item *item = add(f);
    item->lead = words_say(f->arena,
                           ngettext("%lld thing waits for a moderator.", "%lld things wait for a moderator.",
                                    (unsigned long)f->digest->queue),
                           (long long)f->digest->queue);
    item->action = _("Decide");
    item->invite = _("Look and decide");
    item->command = "vakwerk mod queue";
}

/* ---- what the team learned, and what it takes along ---- */

static void fill_lessons(struct filling *f)
{
    for (size_t i = 0; i < f->digest->lessons_count; i++) {
        const struct msg_digest_item *from = &f->digest->lessons[i];
        struct letter_item *item = add(f);
        item->code = line(f, from->code);
        item->title = words_say(f->arena, "%s: %s", item->code, line(f, from->title));
        item->text = prose(f, from->text);
        item->link = words_say(f->arena, "#v/%s", item->code);
        add_read(f, item, from);
    }
    f->section->more = f->digest->other_lessons;
    f->section->more_command = "vakwerk lesson list";
    f->section->more_word = LETTER_LESSONS;
}

/* "H4QM, 7K3F and 2 more" */
static const char *codes_of(struct filling *f, const struct msg_digest_intervision *from)
{
    const char *codes = "";

    for (size_t i = 0; i < from->codes_count; i++) {
        bool last = i + 1 == from->codes_count && from->others == 0;
        codes = words_say(f->arena, "%s%s%s", codes, i == 0 ? "" : last ? _(" and ") : ", ", line(f, from->codes[i]));
    }
    return from->others == 0 ? codes : words_say(f->arena, _("%s and %lld more"), codes, (long long)from->others);
}

static void fill_intervision(struct filling *f)
{
    for (size_t i = 0; i < f->digest->intervision_count; i++) {
        const struct msg_digest_intervision *from = &f->digest->intervision[i];
        unsigned long count = from->codes_count + (unsigned long)from->others;
        struct letter_item *item = add(f);
        item->lead = words_say(f->arena,
                               ngettext("%s chose %lu question for the next time: %s.",
                                        "%s chose %lu questions for the next time: %s.", count),
                               line(f, from->team_name), count, codes_of(f, from));
    }
}

static const struct row {
    const char *title;
    enum letter_look look;
    int card;
    void (*fill)(struct filling *f);
} rows[] = {
    { N_("For you"), LETTER_PERSONAL, 1, fill_for_you },
    { N_("For moderators"), LETTER_PERSONAL, 1, fill_queue },
    { N_("Still open"), LETTER_LIST, 2, fill_open },
    { N_("New questions"), LETTER_LIST, 2, fill_new },
    { N_("A tip for the time of waiting"), LETTER_TIP, 3, fill_tip },
    { N_("Waiting time: what changed"), LETTER_FIGURES, 4, fill_waits },
    { N_("New lessons and guides"), LETTER_PROSE, 5, fill_lessons },
    { N_("Intervision"), LETTER_PROSE, 5, fill_intervision },
    { N_("Your signals"), LETTER_PROSE, 6, fill_signals },
};

_Static_assert(sizeof rows / sizeof rows[0] <= LETTER_SECTIONS_MAX, "a letter has no room for so many sections");

static const char *say_others(const struct letter_section *section, struct arena *arena)
{
    unsigned long more = (unsigned long)section->more;

    switch (section->more_word) {
    case LETTER_QUESTIONS:
        return words_say(arena, ngettext("And %lu other question", "And %lu other questions", more), more);
    case LETTER_WAITS:
        return words_say(arena, ngettext("And %lu other waiting time", "And %lu other waiting times", more), more);
    case LETTER_LESSONS:
        return words_say(arena, ngettext("And %lu other lesson or guide", "And %lu other lessons and guides", more),
                         more);
    }
    return "";
}

/* The line about the others stands behind the items it counts from, as one more of them. */
static void say_more(struct letter_section *section, struct arena *arena)
{
    if (section->more <= 0 || section->more_command == NULL)
        return;
    struct letter_item *item = add_to(section);
    item->action = say_others(section, arena);
    item->invite = item->action;
    item->command = section->more_command;
    item->link = section->more_link;
}

static bool says_more(const struct letter_section *section)
{
    return section->count > 0 && section->items[section->count - 1].title == NULL &&
           section->items[section->count - 1].lead == NULL;
}

void sections_make(struct letter *letter, const struct msg_digest_is *digest, const char *since, bool brief,
                   struct arena *arena)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct letter_section *section = &letter->sections[letter->section_count];
        struct filling f = { .section = section, .digest = digest, .since = since, .brief = brief, .arena = arena };
        *section = (struct letter_section){ .title = _(rows[i].title), .look = rows[i].look, .card = rows[i].card };
        rows[i].fill(&f);
        if (section->count > 0)
            say_more(section, arena);
        letter->section_count += section->count > 0;
    }
}

/* ---- shorter ---- */

static size_t things(const struct letter_section *section)
{
    return section->count - says_more(section);
}

static void take_last(struct letter_section *section, struct arena *arena)
{
    section->count = things(section) - 1;
    section->more++;
    say_more(section, arena);
}

static void drop_empty(struct letter *letter, size_t index)
{
    letter->section_count--;
    memmove(&letter->sections[index], &letter->sections[index + 1],
            (letter->section_count - index) * sizeof letter->sections[0]);
}

/* From behind: what comes first in a letter is what its reader needs most. */
bool sections_shorten(struct letter *letter, struct arena *arena)
{
    for (size_t least = 3; least-- > 0;)
        for (size_t i = letter->section_count; i-- > 0;) {
            struct letter_section *section = &letter->sections[i];
            if (things(section) <= least)
                continue;
            take_last(section, arena);
            if (things(section) == 0)
                drop_empty(letter, i);
            return true;
        }
    return false;
}
