/* Guided conversations: which there are, holding one, and what several teams said of the same case. */
#include "clients/text/words.h"
#include "columns.h"
#include "commands.h"
#include "identifying.h"
#include "out.h"
#include "paper.h"
#include "prompt.h"
#include "shipped.h"
#include "talk.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#define UNCLEAR  0 /* the answer that it is not clear yet; the others count from 1 */
#define SKIPPED  (-1)
#define CASE_MAX 80

/* What was said at each step. */
struct said {
    int answer[TALK_STEPS_MAX];
    const char *words[TALK_STEPS_MAX]; /* NULL: none */
};

/* ---- which there are ---- */

int cmd_talk_list(struct cli *cli)
{
    static const struct column columns[] = { { N_("NAME"), false, COLOUR_BOLD },
                                             { N_("DATE"), false, COLOUR_NONE },
                                             { N_("TITLE"), false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    struct columns *table = columns_new(cli, columns);
    struct path names = shipped_names("talks", ".talk");
    char *rest = names.text;

    for (const char *name; (name = strsep(&rest, ",")) != NULL;) {
        struct talk *talk = arena_take(&cli->arena, sizeof *talk);
        name += strspn(name, " ");
        if (talk == NULL || talk_read(cli, say(cli, "%s", name), talk) != 0)
            return CLI_FAILED;
        columns_add(table, talk->name);
        columns_add(table, talk->date == NULL ? "" : talk->date);
        columns_add(table, talk->title);
    }
    columns_print(table);
    return 0;
}

/* ---- one step on the screen ---- */

static void clear_screen(struct cli *cli)
{
    const char *term = getenv("TERM");

    if (isatty(STDERR_FILENO) != 0 && term != NULL && strcmp(term, "dumb") != 0)
        fputs("\033[H\033[2J", stderr);
    (void)cli;
}

static void print_wrapped(struct cli *cli, const char *text, int indent)
{
    fprintf(stderr, "%*s", indent, "");
    words_wrap(stderr, text, cli->width > 0 && cli->width < 80 ? cli->width : 80, indent, indent);
}

static void show_step(struct cli *cli, const struct talk *talk, size_t at)
{
    const struct talk_step *step = &talk->steps[at];

    clear_screen(cli);
    print_wrapped(cli, say(cli, _("%s · step %zu of %zu"), talk->title, at + 1, talk->count), 0);
    if (step->part != NULL)
        print_wrapped(cli, step->part, 0);
    fprintf(stderr, "\n");
    print_wrapped(cli, step->indicator, 0);
    print_wrapped(cli, step->question, 0);
    fprintf(stderr, "\n");
    for (size_t i = 0; i < step->answer_count; i++) {
        fprintf(stderr, "  %zu  ", i + 1);
        words_wrap(stderr, step->answers[i].text, 80, 5, 5);
        if (step->answers[i].points_to[0] != '\0')
            print_wrapped(cli, say(cli, "-> %s", step->answers[i].points_to), 5);
    }
    if (step->answer_count > 0)
        fprintf(stderr, "  0  %s\n", _("not clear yet"));
    fprintf(stderr, "\n");
    print_wrapped(cli, say(cli, _("Source: %s (%s)"), step->source, step->date), 0);
}

/* ---- what is said ---- */

enum turn { TURN_ON, TURN_BACK, TURN_STOP };

static enum turn ask_answer(struct cli *cli, const struct talk_step *step, int *answer)
{
    for (;;) {
        const char *typed = prompt_line(cli, _("Number (Enter: skip, t: back)"), NULL);
        char *end;
        if (typed == NULL)
            return TURN_STOP;
        if (strcmp(typed, "t") == 0 || strcmp(typed, "b") == 0)
            return TURN_BACK;
        *answer = SKIPPED;
        if (typed[0] == '\0')
            return TURN_ON;
        long number = strtol(typed, &end, 10);
        if (*end == '\0' && number >= 0 && (size_t)number <= step->answer_count) {
            *answer = (int)number;
            return TURN_ON;
        }
        fprintf(stderr, "%s\n", say(cli, _("type a number from 0 to %zu"), step->answer_count));
    }
}

/* What may point at a client is asked again: a talking sheet lies on tables. */
static enum turn ask_words(struct cli *cli, const struct talk_step *step, const char **words)
{
    const char *question =
        step->answer_count > 0 ? _("Why? (Enter: nothing)") : _("In your words (Enter: skip, t: back)");

    for (;;) {
        const char *typed = prompt_line(cli, question, NULL);
        if (typed == NULL)
            return TURN_STOP;
        if (step->answer_count == 0 && (strcmp(typed, "t") == 0 || strcmp(typed, "b") == 0))
            return TURN_BACK;
        *words = typed[0] == '\0' ? NULL : words_line(&cli->arena, span_of(typed));
        struct session_write look = { .verb = VERB_harvest_add, .text = *words };
        if (*words == NULL || identifying_check(cli, &look) == 0)
            return TURN_ON;
    }
}

static enum turn take_step(struct cli *cli, const struct talk *talk, size_t at, struct said *said)
{
    const struct talk_step *step = &talk->steps[at];
    enum turn turn = TURN_ON;

    show_step(cli, talk, at);
    said->answer[at] = SKIPPED;
    if (step->answer_count > 0)
        turn = ask_answer(cli, step, &said->answer[at]);
    return turn == TURN_ON ? ask_words(cli, step, &said->words[at]) : turn;
}

static int hold(struct cli *cli, const struct talk *talk, struct said *said)
{
    for (size_t at = 0; at < talk->count;) {
        enum turn turn = take_step(cli, talk, at, said);
        if (turn == TURN_STOP)
            return fail(cli, CLI_CANCELLED, _("the conversation was broken off; nothing is kept"), NULL);
        if (turn == TURN_ON)
            at++;
        else if (at > 0)
            at--;
    }
    clear_screen(cli);
    return 0;
}

/* ---- the talking sheet ---- */

static const char *answer_line(struct cli *cli, const struct talk_step *step, int answer)
{
    if (answer == UNCLEAR)
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
        sheet_add(sheet, SHEET_ITEM, answer == SKIPPED ? _("Skipped.") : answer_line(cli, step, answer));
    sheet_add(sheet, SHEET_QUOTE, words);
    sheet_add(sheet, SHEET_NOTE, say(cli, _("Source: %s (%s)"), step->source, step->date));
}

/* What is unclear or skipped comes back at the end: there the conversation goes on. */
static void add_to_talk_about(struct cli *cli, struct sheet *sheet, const struct talk *talk, const struct said *said)
{
    bool begun = false;

    for (size_t i = 0; i < talk->count; i++) {
        if (talk->steps[i].answer_count == 0 || said->answer[i] > UNCLEAR)
            continue;
        if (!begun)
            sheet_add(sheet, SHEET_HEADING, _("Still to talk about"));
        begun = true;
        sheet_add(sheet, SHEET_ITEM, talk->steps[i].question);
    }
    (void)cli;
}

static struct sheet *new_sheet(struct cli *cli, const struct talk *talk, const char *what)
{
    const char *name = opt(cli, OPT_CASE);
    struct sheet *sheet = paper_new(cli, name == NULL ? what : say(cli, "%s · %s", what, name), talk->title);

    if (sheet != NULL)
        sheet->foot = say(cli, _("This is the beginning of a conversation, not a verdict: nothing is added up. %s."),
                          talk->source);
    return sheet;
}

/* ---- kept for a spread: the numbers of the answers, without words and without who ---- */

static int save(struct cli *cli, const struct talk *talk, const struct said *said)
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

static int check_case(struct cli *cli)
{
    const char *name = opt(cli, OPT_CASE);
    struct session_write look = { .verb = VERB_harvest_add, .text = name };

    if (name == NULL)
        return 0;
    if (strlen(name) > CASE_MAX)
        return fail(cli, CLI_CONTENT, say(cli, _("the name of a case has %d characters at most"), CASE_MAX), NULL);
    return identifying_check(cli, &look);
}

int cmd_talk_run(struct cli *cli)
{
    struct talk *talk = arena_take(&cli->arena, sizeof *talk);
    struct said *said = arena_take(&cli->arena, sizeof *said);

    if (talk == NULL || said == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    *said = (struct said){ { 0 }, { NULL } };
    int code = talk_read(cli, cli->args.words[0], talk);
    if (code == 0)
        code = check_case(cli);
    if (code == 0 && !cli->may_ask)
        code = fail(cli, CLI_USAGE, _("a conversation needs somebody at the terminal"), NULL);
    if (code == 0)
        code = hold(cli, talk, said);
    if (code == 0 && has(cli, OPT_SAVE))
        code = save(cli, talk, said);
    struct sheet *sheet = code == 0 ? new_sheet(cli, talk, _("Talking sheet")) : NULL;
    if (sheet == NULL)
        return code != 0 ? code : CLI_FAILED;
    for (size_t i = 0; i < talk->count; i++)
        add_step(cli, sheet, &talk->steps[i], said->answer[i], said->words[i]);
    add_to_talk_about(cli, sheet, talk, said);
    return paper_write(cli, sheet, "text");
}

/* ---- several teams, one case ---- */

struct spread {
    const char *talk, *mark, *name;
    size_t teams;
    int counts[TALK_STEPS_MAX][TALK_ANSWERS_MAX + 2]; /* by answer + 1: skipped, unclear, the answers */
};

static const char *kept(struct cli *cli, json_t *root, const char *key)
{
    const char *text = json_string_value(json_object_get(root, key));

    return text == NULL ? "" : say(cli, "%s", text);
}

static bool count_answers(json_t *answers, struct spread *spread)
{
    size_t i;
    json_t *answer;

    if (!json_is_array(answers) || json_array_size(answers) > TALK_STEPS_MAX)
        return false;
    json_array_foreach(answers, i, answer)
    {
        json_int_t number = json_integer_value(answer);
        if (!json_is_integer(answer) || number < SKIPPED || number > TALK_ANSWERS_MAX)
            return false;
        spread->counts[i][number + 1]++;
    }
    return true;
}

/* All are of the same questions about the same case; a file that is not is named. */
static int add_team(struct cli *cli, const char *file, struct spread *spread)
{
    json_t *root = json_load_file(file, JSON_REJECT_DUPLICATES, NULL);
    const char *talk = kept(cli, root, "talk"), *mark = kept(cli, root, "mark"), *name = kept(cli, root, "case");
    bool first = spread->teams == 0;
    bool same = first || (strcmp(mark, spread->mark) == 0 && strcmp(name, spread->name) == 0);
    bool read = root != NULL && talk[0] != '\0' && same && count_answers(json_object_get(root, "answers"), spread);

    if (first) {
        spread->talk = talk;
        spread->mark = mark;
        spread->name = name;
    }
    spread->teams++;
    json_decref(root);
    if (read)
        return 0;
    return fail(cli, CLI_CONFLICT,
                same ? say(cli, _("%s was not kept by vakwerk talk run --save"), file)
                     : say(cli, _("%s is of another case, or of other questions"), file),
                NULL);
}

static void add_count(struct cli *cli, struct sheet *sheet, int count, size_t teams, const char *text)
{
    if (count > 0)
        sheet_add(sheet, SHEET_ITEM, say(cli, _("%d of %zu teams: %s"), count, teams, text));
}

static void add_spread(struct cli *cli, struct sheet *sheet, const struct talk_step *step, const int *counts,
                       size_t teams)
{
    bool alike = false;

    for (size_t i = 0; i < TALK_ANSWERS_MAX + 2; i++)
        alike = alike || counts[i] == (int)teams;
    sheet_add(sheet, SHEET_HEADING, step->indicator);
    sheet_add(sheet, SHEET_TEXT, step->question);
    for (size_t i = 0; i < step->answer_count; i++)
        add_count(cli, sheet, counts[i + 2], teams, step->answers[i].text);
    add_count(cli, sheet, counts[UNCLEAR + 1], teams, _("not clear yet"));
    add_count(cli, sheet, counts[SKIPPED + 1], teams, _("skipped"));
    sheet_add(sheet, SHEET_NOTE, alike ? _("All teams say the same.") : _("The teams differ: talk about this."));
}

int cmd_talk_spread(struct cli *cli)
{
    struct spread *spread = arena_take(&cli->arena, sizeof *spread);
    struct talk *talk = arena_take(&cli->arena, sizeof *talk);
    int code = 0;

    if (spread == NULL || talk == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    *spread = (struct spread){ .teams = 0 };
    for (size_t i = 0; i < cli->args.word_count && code == 0; i++)
        code = add_team(cli, cli->args.words[i], spread);
    if (code == 0)
        code = talk_read(cli, spread->talk, talk);
    if (code == 0 && strcmp(say(cli, "%016" PRIx64, talk->mark), spread->mark) != 0)
        code = fail(cli, CLI_CONFLICT, say(cli, _("'%s' has other questions now"), spread->talk), NULL);
    struct sheet *sheet = code == 0 ? new_sheet(cli, talk, spread->name[0] == '\0' ? _("Spread") : spread->name) : NULL;
    if (sheet == NULL)
        return code != 0 ? code : CLI_FAILED;
    sheet_add(sheet, SHEET_TEXT, say(cli, _("%zu teams talked about the same case."), spread->teams));
    for (size_t i = 0; i < talk->count; i++)
        if (talk->steps[i].answer_count > 0)
            add_spread(cli, sheet, &talk->steps[i], spread->counts[i], spread->teams);
    return paper_write(cli, sheet, "text");
}
