#include "talk_sheet.h"

#include "out.h"
#include "paper.h"

#include <inttypes.h>
#include <jansson.h>

static const char *answer_line(struct cli *cli, const struct talk_step *step, int answer)
{
    if (answer == TALK_UNCLEAR)
        return _("Not clear yet.");
    const struct talk_answer *chosen = &step->answers[answer - 1];
    return chosen->points_to[0] == '\0' ? chosen->text
                                        : say(cli, _("%s. This points to: %s."), chosen->text, chosen->points_to);
}

static void add_step(struct cli *cli, struct sheet *sheet, const struct talk_step *step, int answer, const char *words)
{
    sheet_add(sheet, SHEET_HEADING, step->indicator);
    sheet_add(sheet, SHEET_TEXT, step->question);
    if (step->answer_count > 0)
        sheet_add(sheet, SHEET_ITEM, answer == TALK_SKIPPED ? _("Skipped.") : answer_line(cli, step, answer));
    sheet_add(sheet, SHEET_QUOTE, words);
    sheet_add(sheet, SHEET_NOTE, say(cli, _("Source: %s (%s)"), step->source, step->date));
}

/* What is unclear or skipped comes back at the end: there the conversation goes on. */
static void add_to_talk_about(struct cli *cli, struct sheet *sheet, const struct talk *talk,
                              const struct talk_said *said)
{
    bool begun = false;

    for (size_t i = 0; i < talk->count; i++) {
        if (talk->steps[i].answer_count == 0 || said->answer[i] > TALK_UNCLEAR)
            continue;
        if (!begun)
            sheet_add(sheet, SHEET_HEADING, _("Still to talk about"));
        begun = true;
        sheet_add(sheet, SHEET_ITEM, talk->steps[i].question);
    }
    (void)cli;
}

struct sheet *talk_sheet_new(struct cli *cli, const struct talk *talk, const char *what)
{
    const char *name = opt(cli, OPT_CASE);
    struct sheet *sheet = paper_new(cli, name == NULL ? what : say(cli, "%s · %s", what, name), talk->title);

    if (sheet != NULL)
        sheet->foot = say(cli, _("This is the beginning of a conversation, not a verdict: nothing is added up. %s."),
                          talk->source);
    return sheet;
}

/* ---- kept for a spread: the numbers of the answers, without words and without who ---- */

static int save(struct cli *cli, const struct talk *talk, const struct talk_said *said)
{
    json_t *answers = json_array();
    char mark[32];

    for (size_t i = 0; i < talk->count; i++)
        json_array_append_new(answers, json_integer(said->answer[i]));
    snprintf(mark, sizeof mark, "%016" PRIx64, talk->mark);
    json_t *root = json_pack("{s:s, s:s, s:s*, s:o}", "talk", talk->name, "mark", mark, "case", opt(cli, OPT_CASE),
                             "answers", answers);
    int failed = json_dump_file(root, opt(cli, OPT_SAVE), JSON_INDENT(1));
    json_decref(root);
    return failed == 0 ? 0 : fail(cli, CLI_FAILED, say(cli, _("cannot write %s"), opt(cli, OPT_SAVE)), NULL);
}

int talk_sheet_write(struct cli *cli, const struct talk *talk, const struct talk_said *said)
{
    int code = has(cli, OPT_SAVE) ? save(cli, talk, said) : 0;
    struct sheet *sheet = code == 0 ? talk_sheet_new(cli, talk, _("Talking sheet")) : NULL;

    if (sheet == NULL)
        return code != 0 ? code : CLI_FAILED;
    for (size_t i = 0; i < talk->count; i++)
        add_step(cli, sheet, &talk->steps[i], said->answer[i], said->words[i]);
    add_to_talk_about(cli, sheet, talk, said);
    return paper_write(cli, sheet, "text");
}
