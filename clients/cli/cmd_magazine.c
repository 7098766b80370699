/* A team's quarter as one document: what it asked, what was learned from that, its tips, and what is still open. */
#include "account.h"
#include "clients/text/words.h"
#include "commands.h"
#include "lesson_read.h"
#include "paper.h"
#include "quarter.h"
#include "session.h"
#include "thing.h"

#define READ_MAX    40 /* questions of which the lessons are looked up: those with the most answers */
#define LESSONS_MAX 40

/* Who asked anonymously has no team here, so that nothing of it is in the magazine. */
static void keep_team(struct quarter_things *things, const char *team)
{
    size_t kept = 0;

    for (size_t i = 0; i < things->count; i++)
        if (span_is(things->rows[i].team, team))
            things->rows[kept++] = things->rows[i];
    things->count = kept;
}

static const char *question_line(struct cli *cli, const struct msg_thing *question)
{
    return say(cli, "%s (%s, %s)", thing_line(cli, question->title), thing_line(cli, question->code),
               thing_state(cli, question));
}

/* ---- the chapters ---- */

/* Theme by theme, in the order in which a theme comes first. */
static void add_asked(struct cli *cli, struct sheet *sheet, const struct quarter_things *asked)
{
    sheet_add(sheet, SHEET_CHAPTER, _("What we asked"));
    if (asked->count == 0)
        sheet_add(sheet, SHEET_TEXT, _("Nothing was asked."));
    for (size_t i = 0; i < asked->count; i++) {
        bool seen = false;
        for (size_t j = 0; j < i && !seen; j++)
            seen = span_equal(asked->rows[j].theme, asked->rows[i].theme);
        if (seen)
            continue;
        sheet_add(sheet, SHEET_HEADING, thing_line(cli, asked->rows[i].theme_name));
        for (size_t j = i; j < asked->count; j++)
            if (span_equal(asked->rows[j].theme, asked->rows[i].theme))
                sheet_add(sheet, SHEET_ITEM, question_line(cli, &asked->rows[j]));
    }
}

static void add_open(struct cli *cli, struct sheet *sheet, const struct quarter_things *asked)
{
    bool begun = false;

    for (size_t i = 0; i < asked->count; i++) {
        if (!quarter_is_open(&asked->rows[i]))
            continue;
        if (!begun)
            sheet_add(sheet, SHEET_CHAPTER, _("What is still open"));
        begun = true;
        sheet_add(sheet, SHEET_ITEM, question_line(cli, &asked->rows[i]));
    }
}

struct learned {
    struct span codes[LESSONS_MAX];
    size_t count;
};

static bool is_new(struct learned *learned, struct span code)
{
    for (size_t i = 0; i < learned->count; i++)
        if (span_equal(learned->codes[i], code))
            return false;
    if (learned->count == LESSONS_MAX)
        return false;
    learned->codes[learned->count++] = code;
    return true;
}

static int add_lesson(struct cli *cli, struct sheet *sheet, struct span code, bool first)
{
    struct msg_shown lesson;
    bool there = false;
    int failed = lesson_read_linked(cli, code, &lesson, &there);

    if (failed != 0 || !there)
        return failed;
    if (first)
        sheet_add(sheet, SHEET_CHAPTER, _("What we learned"));
    sheet_add(sheet, SHEET_HEADING, say(cli, "%s (%s)", thing_line(cli, lesson.base.title), thing_line(cli, code)));
    sheet_add(sheet, SHEET_TEXT, words_lines(&cli->arena, lesson.base.text));
    if (lesson.base.when_not.len > 0)
        sheet_add(sheet, SHEET_NOTE, say(cli, "%s %s", _("When not:"), words_lines(&cli->arena, lesson.base.when_not)));
    return 0;
}

/* The lessons that were made from what the team asked, each once. */
static int add_learned(struct cli *cli, struct sheet *sheet, const struct quarter_things *asked)
{
    struct learned learned = { .count = 0 };
    int code = 0;

    for (size_t i = 0; i < asked->count && i < READ_MAX && code == 0; i++) {
        struct msg_shown question;
        bool there = false;
        code = lesson_read_linked(cli, asked->rows[i].code, &question, &there);
        for (size_t j = 0; code == 0 && there && j < question.links_count; j++) {
            const struct msg_linked *link = &question.links[j];
            if (span_is(link->kind, "lesson") && !link->private && is_new(&learned, link->code))
                code = add_lesson(cli, sheet, link->code, learned.count == 1);
        }
    }
    return code;
}

static int add_tips(struct cli *cli, struct sheet *sheet, const struct quarter *quarter, const char *team)
{
    struct quarter_things tips;
    int code = quarter_list(cli, quarter, NULL, "tip", &tips);

    if (code != 0)
        return code;
    keep_team(&tips, team);
    if (tips.count > 0)
        sheet_add(sheet, SHEET_CHAPTER, _("Our tips for the time of waiting"));
    for (size_t i = 0; i < tips.count; i++) {
        const char *text = words_lines(&cli->arena, tips.rows[i].text);
        sheet_add(sheet, SHEET_ITEM, tips.rows[i].works ? text : say(cli, "%s %s", _("Does not work:"), text));
    }
    return 0;
}

/* ---- the command ---- */

static const char *in_numbers(struct cli *cli, const struct quarter_things *asked)
{
    size_t answered = 0;

    for (size_t i = 0; i < asked->count; i++)
        answered += asked->rows[i].answers > 0;
    return say(cli, _("We asked %zu questions; %zu of them have an answer."), asked->count, answered);
}

static bool is_among(const struct msg_place *teams, size_t count, const char *slug)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(teams[i].slug, slug))
            return true;
    return false;
}

/* Of one's own team alone: others are too small to be shown by name, perhaps. */
static int make(struct cli *cli, const char *team, const struct quarter *quarter, struct quarter_things *asked)
{
    struct msg_myself me;
    int code = account_read(cli, &me);

    if (code != 0)
        return code;
    if (!is_among(me.teams, me.teams_count, team))
        return account_no_such_place(cli, TOPIC_TEAM, team);
    struct sheet *sheet = paper_new(cli, quarter->name, account_place_name(cli, me.teams, me.teams_count, team));
    if (sheet == NULL)
        return CLI_FAILED;
    sheet->foot = _("Questions and tips that everybody may read. Nobody is named.");
    sheet_add(sheet, SHEET_TEXT, in_numbers(cli, asked));
    add_asked(cli, sheet, asked);
    code = add_learned(cli, sheet, asked);
    if (code == 0)
        code = add_tips(cli, sheet, quarter, team);
    add_open(cli, sheet, asked);
    return code != 0 ? code : paper_write(cli, sheet, "print");
}

int cmd_team_magazine(struct cli *cli)
{
    const char *wanted = cli->args.word_count > 0 ? cli->args.words[0] : NULL, *team;
    struct quarter quarter;
    struct quarter_things asked = { 0 };
    int code = quarter_read(cli, &quarter);

    if (code == 0)
        code = account_choose_team(cli, wanted, &team);
    if (code == 0)
        code = quarter_list(cli, &quarter, NULL, "question", &asked);
    if (code != 0)
        return code;
    keep_team(&asked, team);
    quarter_sort(&asked);
    return make(cli, team, &quarter, &asked);
}
