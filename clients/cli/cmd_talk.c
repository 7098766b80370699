/* Guided conversations: which there are, holding one, and what several teams said of the same case. */
#include "clients/text/words.h"
#include "columns.h"
#include "commands.h"
#include "facts.h"
#include "identifying.h"
#include "json.h"
#include "out.h"
#include "paper.h"
#include "prompt.h"
#include "shipped.h"
#include "talk_screen.h"
#include "talk_sheet.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#define CASE_MAX  80
#define TALKS_MAX 64

/* ---- which there are ---- */

int cmd_talk_list(struct cli *cli)
{
    static const struct column columns[] = { { N_("NAME"), false, COLOUR_BOLD },
                                             { N_("DATE"), false, COLOUR_NONE },
                                             { N_("TITLE"), false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    struct columns *table = columns_new(cli, columns);
    struct path names = shipped_names("talks", ".talk");
    struct facts_talk facts[TALKS_MAX];
    char *rest = names.text;
    size_t count = 0;

    for (const char *name; (name = strsep(&rest, ",")) != NULL;) {
        struct talk *talk = arena_take(&cli->arena, sizeof *talk);
        name += strspn(name, " ");
        if (talk == NULL || talk_read(cli, say(cli, "%s", name), talk) != 0)
            return CLI_FAILED;
        const char *date = talk->date == NULL ? "" : talk->date;
        columns_add(table, talk->name);
        columns_add(table, date);
        columns_add(table, talk->title);
        if (count < TALKS_MAX)
            facts[count++] = (struct facts_talk){ span_of(talk->name), span_of(date), span_of(talk->title) };
    }
    if (cli->json)
        return json_print_list(cli, &type_facts_talk, facts, count);
    columns_print(table);
    return 0;
}

/* ---- one step on the screen ---- */

static void clear_screen(void)
{
    if (isatty(STDERR_FILENO) != 0 && out_obeys())
        fputs("\033[H\033[2J", stderr);
}

static void print_wrapped(struct cli *cli, const char *text, int indent)
{
    fprintf(stderr, "%*s", indent, "");
    words_wrap(stderr, text, cli->width > 0 && cli->width < 80 ? cli->width : 80, indent, indent);
}

static void show_step(struct cli *cli, const struct talk *talk, size_t at)
{
    const struct talk_step *step = &talk->steps[at];

    clear_screen();
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
        *answer = TALK_SKIPPED;
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

static enum turn take_step(struct cli *cli, const struct talk *talk, size_t at, struct talk_said *said)
{
    const struct talk_step *step = &talk->steps[at];
    enum turn turn = TURN_ON;

    show_step(cli, talk, at);
    said->answer[at] = TALK_SKIPPED;
    if (step->answer_count > 0)
        turn = ask_answer(cli, step, &said->answer[at]);
    return turn == TURN_ON ? ask_words(cli, step, &said->words[at]) : turn;
}

static int hold(struct cli *cli, const struct talk *talk, struct talk_said *said)
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
    clear_screen();
    return 0;
}

/* ---- the whole ---- */

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

static int run_here(struct cli *cli, const struct talk *talk)
{
    struct talk_said *said = arena_take(&cli->arena, sizeof *said);
    int code = 0;

    if (said == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    *said = (struct talk_said){ { 0 }, { NULL } };
    if (!cli->may_ask)
        code = fail(cli, CLI_USAGE, _("a conversation needs somebody at the terminal"), NULL);
    if (code == 0)
        code = hold(cli, talk, said);
    return code != 0 ? code : talk_sheet_write(cli, talk, said);
}

int cmd_talk_run(struct cli *cli)
{
    struct talk *talk = arena_take(&cli->arena, sizeof *talk);

    if (talk == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    int code = talk_read(cli, cli->args.words[0], talk);
    if (code == 0)
        code = check_case(cli);
    if (code != 0)
        return code;
    return has(cli, OPT_SCREEN) ? talk_screen_begin(cli, talk) : run_here(cli, talk);
}

/* ---- several teams, one case ---- */

static const char *kept(struct cli *cli, json_t *root, const char *key)
{
    const char *text = json_string_value(json_object_get(root, key));

    return text == NULL ? "" : say(cli, "%s", text);
}

static bool count_answers(json_t *answers, struct talk_spread *spread)
{
    size_t i;
    json_t *answer;

    if (!json_is_array(answers) || json_array_size(answers) > TALK_STEPS_MAX)
        return false;
    json_array_foreach(answers, i, answer)
    {
        json_int_t number = json_integer_value(answer);
        if (!json_is_integer(answer) || number < TALK_SKIPPED || number > TALK_ANSWERS_MAX)
            return false;
        spread->counts[i][number + 1]++;
    }
    return true;
}

/* All are of the same questions about the same case; a file that is not is named. */
static int add_team(struct cli *cli, const char *file, struct talk_spread *spread)
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
    add_count(cli, sheet, counts[TALK_UNCLEAR + 1], teams, _("not clear yet"));
    add_count(cli, sheet, counts[TALK_SKIPPED + 1], teams, _("skipped"));
    sheet_add(sheet, SHEET_NOTE, alike ? _("All teams say the same.") : _("The teams differ: talk about this."));
}

static int write_spread(struct cli *cli, const struct talk *talk, const struct talk_spread *spread)
{
    struct sheet *sheet = talk_sheet_new(cli, talk, spread->name[0] == '\0' ? _("Spread") : spread->name);

    if (sheet == NULL)
        return CLI_FAILED;
    sheet_add(sheet, SHEET_TEXT, say(cli, _("%zu teams talked about the same case."), spread->teams));
    for (size_t i = 0; i < talk->count; i++)
        if (talk->steps[i].answer_count > 0)
            add_spread(cli, sheet, &talk->steps[i], spread->counts[i], spread->teams);
    return paper_write(cli, sheet, "text");
}

int cmd_talk_spread(struct cli *cli)
{
    struct talk_spread *spread = arena_take(&cli->arena, sizeof *spread);
    struct talk *talk = arena_take(&cli->arena, sizeof *talk);
    int code = 0;

    if (spread == NULL || talk == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    *spread = (struct talk_spread){ .teams = 0 };
    for (size_t i = 0; i < cli->args.word_count && code == 0; i++)
        code = add_team(cli, cli->args.words[i], spread);
    if (code == 0)
        code = talk_read(cli, spread->talk, talk);
    if (code == 0 && strcmp(say(cli, "%016" PRIx64, talk->mark), spread->mark) != 0)
        code = fail(cli, CLI_CONFLICT, say(cli, _("'%s' has other questions now"), spread->talk), NULL);
    if (code != 0)
        return code;
    return has(cli, OPT_SCREEN) ? talk_screen_spread(cli, talk, spread) : write_spread(cli, talk, spread);
}
