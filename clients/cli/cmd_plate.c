/* Praatplaten: one page of a lesson, a guide, or a theme's quarter. Only what may stand on a wall is on it. */
#include "clients/sheet/plate.h"
#include "clients/text/words.h"
#include "commands.h"
#include "lesson_read.h"
#include "out.h"
#include "paper.h"
#include "quarter.h"
#include "session.h"
#include "thing.h"

#define LINKED_MAX 20 /* of which it is read how they stand */

static struct plate *new_plate(struct cli *cli, const char *kicker, const char *title)
{
    struct plate *plate = arena_take(&cli->arena, sizeof *plate);

    if (plate == NULL) {
        fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
        return NULL;
    }
    *plate = (struct plate){
        .language = _("en"),
        .kicker = kicker,
        .title = title,
        .foot = _("From questions and answers of colleagues; nobody is named."),
        .and_more = _("more"),
        .columns = { [PLATE_ASKED] = { .heading = _("What we asked"), .empty = _("Nothing was asked.") },
                     [PLATE_LEARNED] = { .heading = _("What we learned"), .empty = _("No lesson yet. Who makes one?") },
                     [PLATE_OPEN] = { .heading = _("What is still open"), .empty = _("Nothing is open any more.") } }
    };
    return plate;
}

static void add_question(struct cli *cli, struct plate *plate, enum plate_column_kind column,
                         const struct msg_thing *question)
{
    plate_add(plate, column, thing_line(cli, question->title),
              say(cli, "%s · %s", thing_line(cli, question->code), thing_state(cli, question)));
}

static int write_plate(struct cli *cli, const struct plate *plate)
{
    const char *form = has(cli, OPT_AS) ? opt(cli, OPT_AS) : cli->is_screen && !has(cli, OPT_OUTPUT) ? "text" : "svg";
    bool svg = strcmp(form, "svg") == 0;
    struct paper_file file;

    if (!svg && strcmp(form, "text") != 0)
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no form"), form), "--as svg|text");
    int code = paper_open(cli, &file);
    if (code != 0)
        return code;
    if (svg)
        plate_svg(plate, file.to);
    else
        plate_text(plate, file.to);
    return paper_close(cli, &file);
}

/* ---- a lesson, a guide ---- */

/* Paragraph by paragraph: a wall is read in pieces. */
static void add_pieces(struct cli *cli, struct plate *plate, const char *before, struct span text)
{
    const char *rest = text.ptr == NULL ? "" : words_lines(&cli->arena, text);

    while (*rest != '\0') {
        size_t length = strcspn(rest, "\n");
        if (length > 0)
            plate_add(plate, PLATE_LEARNED,
                      say(cli, "%s%s%.*s", before, before[0] == '\0' ? "" : " ", (int)length, rest), NULL);
        before = length > 0 ? "" : before;
        rest += length + (rest[length] == '\n');
    }
}

static int add_linked(struct cli *cli, struct plate *plate, const struct msg_linked *link)
{
    struct msg_shown shown;
    bool there = false;
    int code = lesson_read_linked(cli, link->code, &shown, &there);

    if (code != 0 || !there)
        return code;
    if (span_is(link->kind, "lesson")) {
        plate_add(plate, PLATE_LEARNED, thing_line(cli, shown.base.title), thing_line(cli, shown.base.code));
        return 0;
    }
    add_question(cli, plate, PLATE_ASKED, &shown.base);
    if (quarter_is_open(&shown.base))
        add_question(cli, plate, PLATE_OPEN, &shown.base);
    return 0;
}

static int plate_of(struct cli *cli, const char *kind)
{
    struct msg_shown shown;
    int code = lesson_read_public(cli, kind, &shown);

    if (code != 0)
        return code;
    bool guide = strcmp(kind, "guide") == 0;
    struct plate *plate = new_plate(cli,
                                    say(cli, "%s %s · %s", guide ? _("Guide") : _("Lesson"),
                                        thing_line(cli, shown.base.code), thing_line(cli, shown.base.theme_name)),
                                    thing_line(cli, shown.base.title));
    if (plate == NULL)
        return CLI_FAILED;
    add_pieces(cli, plate, "", shown.base.text);
    add_pieces(cli, plate, _("When:"), shown.base.when);
    add_pieces(cli, plate, _("When not:"), shown.base.when_not);
    for (size_t i = 0; i < shown.links_count && i < LINKED_MAX && code == 0; i++) {
        const struct msg_linked *link = &shown.links[i];
        bool wanted = span_is(link->kind, "question") || (guide && span_is(link->kind, "lesson"));
        if (wanted && !link->private && !link->collected)
            code = add_linked(cli, plate, link);
    }
    return code != 0 ? code : write_plate(cli, plate);
}

int cmd_lesson_plate(struct cli *cli)
{
    return plate_of(cli, "lesson");
}

int cmd_guide_plate(struct cli *cli)
{
    return plate_of(cli, "guide");
}

/* ---- a theme's quarter ---- */

static int add_learned(struct cli *cli, struct plate *plate, const struct quarter *quarter, const char *theme,
                       const char *kind)
{
    struct quarter_things things;
    int code = quarter_list(cli, quarter, theme, kind, &things);

    for (size_t i = 0; code == 0 && i < things.count; i++)
        if (things.rows[i].state.ptr == NULL) /* not a guide in development */
            plate_add(plate, PLATE_LEARNED, thing_line(cli, things.rows[i].title),
                      thing_line(cli, things.rows[i].code));
    return code;
}

static int theme_name(struct cli *cli, const char *slug, const char **out)
{
    struct msg_myself me;
    int code = session_call(cli, VERB_me, &(struct msg_me){ 0 }, &me);

    *out = slug;
    for (size_t i = 0; code == 0 && i < me.themes_count; i++)
        if (span_is(me.themes[i].slug, slug))
            *out = thing_line(cli, me.themes[i].name);
    return code;
}

int cmd_theme_plate(struct cli *cli)
{
    const char *slug = cli->args.words[0], *name;
    struct quarter quarter;
    struct quarter_things asked = { 0 };
    int code = quarter_read(cli, &quarter);

    if (code == 0)
        code = quarter_list(cli, &quarter, slug, "question", &asked);
    if (code == 0)
        code = theme_name(cli, slug, &name);
    struct plate *plate = code == 0 ? new_plate(cli, quarter.name, name) : NULL;
    if (plate == NULL)
        return code != 0 ? code : CLI_FAILED;
    quarter_sort(&asked);
    for (size_t i = 0; i < asked.count; i++)
        add_question(cli, plate, quarter_is_open(&asked.rows[i]) ? PLATE_OPEN : PLATE_ASKED, &asked.rows[i]);
    code = add_learned(cli, plate, &quarter, slug, "guide");
    if (code == 0)
        code = add_learned(cli, plate, &quarter, slug, "lesson");
    return code != 0 ? code : write_plate(cli, plate);
}
