/* A lesson or a guide for paper or another page: what everybody may read, and nothing else. */
#include "clients/text/words.h"
#include "commands.h"
#include "failure.h"
#include "lesson_read.h"
#include "paper.h"
#include "thing.h"
#include "times.h"

static const char *lines(struct cli *cli, struct span text)
{
    return text.ptr == NULL ? "" : words_lines(&cli->arena, text);
}

/* ---- the parts ---- */

static void add_part(struct cli *cli, struct sheet *sheet, const char *heading, struct span text)
{
    if (text.len == 0)
        return;
    sheet_add(sheet, SHEET_HEADING, heading);
    sheet_add(sheet, SHEET_TEXT, lines(cli, text));
}

static void add_texts(struct cli *cli, struct sheet *sheet, const struct msg_thing *thing)
{
    sheet_add(sheet, SHEET_TEXT, lines(cli, thing->text));
    add_part(cli, sheet, _("When:"), thing->when);
    add_part(cli, sheet, _("When not:"), thing->when_not);
}

static void add_links(struct cli *cli, struct sheet *sheet, const struct msg_shown *shown, const char *kind,
                      const char *heading)
{
    bool begun = false;

    for (size_t i = 0; i < shown->links_count; i++) {
        const struct msg_linked *link = &shown->links[i];
        if (!span_is(link->kind, kind) || link->private || link->collected)
            continue;
        if (!begun)
            sheet_add(sheet, SHEET_HEADING, heading);
        begun = true;
        sheet_add(sheet, SHEET_ITEM, say(cli, "%s (%s)", thing_line(cli, link->title), thing_line(cli, link->code)));
    }
}

static void add_sources(struct cli *cli, struct sheet *sheet, const struct msg_shown *shown)
{
    for (size_t i = 0; i < shown->sources_count; i++) {
        if (i == 0)
            sheet_add(sheet, SHEET_HEADING, _("Sources:"));
        sheet_add_link(sheet, thing_line(cli, shown->sources[i].title), thing_line(cli, shown->sources[i].url));
    }
}

/* Of a guide: each lesson whole, on a page of its own. One that was retired or withdrawn meanwhile is left out. */
static int add_lessons(struct cli *cli, struct sheet *sheet, const struct msg_shown *guide)
{
    int code = 0;

    for (size_t i = 0; i < guide->links_count && code == 0; i++) {
        const struct msg_linked *link = &guide->links[i];
        struct msg_shown lesson;
        bool there = false;
        if (!span_is(link->kind, "lesson") || link->private)
            continue;
        code = lesson_read_linked(cli, link->code, &lesson, &there);
        if (code != 0 || !there)
            continue;
        sheet_add(sheet, SHEET_CHAPTER, thing_line(cli, lesson.base.title));
        add_texts(cli, sheet, &lesson.base);
        add_sources(cli, sheet, &lesson);
    }
    return code;
}

static const char *foot(struct cli *cli, const struct msg_thing *thing)
{
    int64_t at = thing->has_edited_at ? thing->edited_at : thing->posted_at;
    const char *text = say(cli, _("Version %lld of %s. From questions and answers of colleagues; nobody is named."),
                           (long long)thing->version, times_weekday(cli, at));

    return thing->review_on.len == 0
               ? text
               : say(cli, _("%s To be looked at again on %s."), text, thing_line(cli, thing->review_on));
}

/* ---- the commands ---- */

static int export(struct cli *cli, const char *word)
{
    struct msg_shown shown;
    int code = lesson_read_public(cli, word, &shown);

    if (code != 0)
        return code;
    const struct msg_thing *thing = &shown.base;
    bool guide = span_is(thing->kind, "guide");
    struct sheet *sheet = paper_new(cli,
                                    say(cli, "%s %s · %s", guide ? _("Guide") : _("Lesson"),
                                        thing_line(cli, thing->code), thing_line(cli, thing->theme_name)),
                                    thing_line(cli, thing->title));
    if (sheet == NULL)
        return CLI_FAILED;
    sheet->foot = foot(cli, thing);
    add_texts(cli, sheet, thing);
    add_links(cli, sheet, &shown, "question", _("Made from these questions:"));
    add_links(cli, sheet, &shown, guide ? "lesson" : "guide", guide ? _("Lessons in it:") : _("Read on in:"));
    add_sources(cli, sheet, &shown);
    if (guide)
        code = add_lessons(cli, sheet, &shown);
    return code != 0 ? code : paper_write(cli, sheet, "markdown");
}

int cmd_lesson_export(struct cli *cli)
{
    return export(cli, "lesson");
}

int cmd_guide_export(struct cli *cli)
{
    return export(cli, "guide");
}
