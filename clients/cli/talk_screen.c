#include "talk_screen.h"

#include "account.h"
#include "commands.h"
#include "out.h"
#include "session.h"
#include "shipped.h"
#include "talk_sheet.h"
#include "thing.h"
#include "written.h"

#include <inttypes.h>

#define STEPS_MAX   12 /* that a team does together: meeting_begin in the schema */
#define CHOICES_MAX 24 /* in all of them */

static int too_long(struct cli *cli, size_t steps, size_t choices)
{
    return fail(cli, CLI_CONTENT,
                say(cli, _("on a screen there is room for %d steps with %d answers in all, and these are %zu and %zu"),
                    STEPS_MAX, CHOICES_MAX, steps, choices),
                NULL);
}

static int check_length(struct cli *cli, const struct talk *talk)
{
    size_t choices = 0;

    for (size_t i = 0; i < talk->count; i++)
        choices += talk->steps[i].answer_count;
    return talk->count <= STEPS_MAX && choices <= CHOICES_MAX ? 0 : too_long(cli, talk->count, choices);
}

/* One thing that a team does together. */
struct plan {
    struct msg_meeting_begin in;
    struct msg_meeting_step steps[STEPS_MAX];
    struct msg_meeting_choice choices[CHOICES_MAX];
};

static void add_step(struct plan *plan, const struct talk_step *step, const char *task)
{
    plan->steps[plan->in.steps_count++] = (struct msg_meeting_step){ .name = span_of(step->indicator),
                                                                     .text = span_of(step->question),
                                                                     .task = span_of(task),
                                                                     .part = span_of(step->part) };
}

static struct msg_meeting_choice *add_choice(struct plan *plan, const char *text)
{
    struct msg_meeting_choice *choice = &plan->choices[plan->in.choices_count++];

    *choice = (struct msg_meeting_choice){ .text = span_of(text) };
    MSG_SET(choice, step, (int64_t)plan->in.steps_count);
    return choice;
}

static struct plan *new_plan(struct cli *cli, const struct talk *talk, const char *kind, const char *about)
{
    struct plan *plan = arena_take(&cli->arena, sizeof *plan);

    if (plan == NULL) {
        fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
        return NULL;
    }
    plan->in = (struct msg_meeting_begin){ .kind = span_of(kind),
                                           .title = span_of(talk->title),
                                           .about = span_of(about),
                                           .source = span_of(talk->source),
                                           .mark = span_of(say(cli, "%016" PRIx64, talk->mark)),
                                           .steps = plan->steps,
                                           .choices = plan->choices,
                                           .checked = true };
    return plan;
}

static int begin(struct cli *cli, const struct plan *plan)
{
    struct msg_done done;
    const char *team;
    int failed = session_online(cli);

    if (failed == 0)
        failed = account_choose_team(cli, opt(cli, OPT_TEAM), &team);
    if (failed == 0)
        failed = session_call_in(cli, VERB_meeting_begin, TOPIC_TEAM, team, &plan->in, &done);
    return failed != 0 ? failed
                       : written_say(cli, &done,
                                     say(cli, "%s\n%s", _("It stands on your team's screens now."),
                                         _("To the next step: touch the screen, or vakwerk meeting next.")));
}

int talk_screen_begin(struct cli *cli, const struct talk *talk)
{
    int failed = check_length(cli, talk);
    struct plan *plan = failed == 0 ? new_plan(cli, talk, "talk", opt(cli, OPT_CASE)) : NULL;

    if (plan == NULL)
        return failed != 0 ? failed : CLI_FAILED;
    for (size_t i = 0; i < talk->count; i++) {
        const struct talk_step *step = &talk->steps[i];
        add_step(plan, step, step->answer_count > 0 ? "answer" : "notes");
        for (size_t j = 0; j < step->answer_count; j++)
            add_choice(plan, step->answers[j].text)->points_to =
                span_of(step->answers[j].points_to[0] == '\0' ? NULL : step->answers[j].points_to);
    }
    return begin(cli, plan);
}

/* How many different answers were given to a question; those that chose none of them are one. */
static size_t given(const int counts[TALK_ANSWERS_MAX + 2])
{
    size_t number = counts[TALK_SKIPPED + 1] + counts[TALK_UNCLEAR + 1] > 0;

    for (size_t i = 2; i < TALK_ANSWERS_MAX + 2; i++)
        number += counts[i] > 0;
    return number;
}

static int check_spread(struct cli *cli, const struct talk *talk, const struct talk_spread *spread)
{
    size_t choices = 0;

    for (size_t i = 0; i < talk->count; i++)
        choices += talk->steps[i].answer_count > 0 ? given(spread->counts[i]) : 0;
    return talk->count <= STEPS_MAX && choices <= CHOICES_MAX ? 0 : too_long(cli, talk->count, choices);
}

static void add_count(struct plan *plan, const char *text, int teams)
{
    if (teams == 0)
        return;
    struct msg_meeting_choice *choice = add_choice(plan, text);
    MSG_SET(choice, teams, teams);
}

int talk_screen_spread(struct cli *cli, const struct talk *talk, const struct talk_spread *spread)
{
    int failed = check_spread(cli, talk, spread);
    struct plan *plan =
        failed == 0 ? new_plan(cli, talk, "spread", spread->name[0] == '\0' ? NULL : spread->name) : NULL;

    if (plan == NULL)
        return failed != 0 ? failed : CLI_FAILED;
    for (size_t i = 0; i < talk->count; i++) {
        const struct talk_step *step = &talk->steps[i];
        const int *counts = spread->counts[i];
        if (step->answer_count == 0)
            continue;
        add_step(plan, step, "listen");
        for (size_t j = 0; j < step->answer_count; j++)
            add_count(plan, step->answers[j].text, counts[j + 2]);
        add_count(plan, _("not clear yet"), counts[TALK_UNCLEAR + 1] + counts[TALK_SKIPPED + 1]);
    }
    return begin(cli, plan);
}

/* ---- its sheet ---- */

static bool has_mark(struct cli *cli, const char *name, struct span mark, struct talk *out)
{
    return talk_read(cli, name, out) == 0 && span_is(mark, say(cli, "%016" PRIx64, out->mark));
}

/* The file that the conversation was begun with: the one that is named, or a shipped one that asks the same. */
static int find_talk(struct cli *cli, struct span mark, struct talk *out)
{
    struct path names = shipped_names("talks", ".talk");
    char *rest = names.text;

    if (cli->args.word_count > 0)
        return has_mark(cli, cli->args.words[0], mark, out)
                   ? 0
                   : fail(cli, CLI_CONFLICT, say(cli, _("%s has other questions than the screen"), cli->args.words[0]),
                          NULL);
    for (const char *name; (name = strsep(&rest, ",")) != NULL;)
        if (has_mark(cli, say(cli, "%s", name + strspn(name, " ")), mark, out))
            return 0;
    return fail(cli, CLI_NOT_FOUND, _("this conversation was begun with a file of one's own"),
                _("name it: vakwerk talk sheet ./FILE.talk"));
}

/* What the screen's lines say of each step of the file. */
static void take_lines(struct cli *cli, const struct msg_board *board, struct talk_said *out)
{
    for (size_t i = 0; i < TALK_STEPS_MAX; i++) {
        const struct msg_board_line *line = i < board->lines_count ? &board->lines[i] : NULL;
        out->answer[i] = line != NULL && line->has_answer ? (int)line->answer : TALK_SKIPPED;
        out->words[i] = line != NULL && line->said.ptr != NULL ? thing_line(cli, line->said) : NULL;
    }
}

int cmd_talk_sheet(struct cli *cli)
{
    struct talk *talk = arena_take(&cli->arena, sizeof *talk);
    struct talk_said *said = arena_take(&cli->arena, sizeof *said);
    struct msg_board board;
    const char *team;
    int failed = talk == NULL || said == NULL ? fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL)
                                              : session_online(cli);

    if (failed == 0)
        failed = account_choose_team(cli, opt(cli, OPT_TEAM), &team);
    if (failed == 0)
        failed = session_call_in(cli, VERB_meeting_show, TOPIC_TEAM, team, &(struct msg_meeting_show){ 0 }, &board);
    if (failed == 0 && !span_is(board.kind, "talk"))
        failed = fail(cli, CLI_CONFLICT, _("what stands on your team's screens is no guided conversation"), NULL);
    if (failed == 0)
        failed = find_talk(cli, board.mark, talk);
    if (failed != 0)
        return failed;
    take_lines(cli, &board, said);
    return talk_sheet_write(cli, talk, said);
}
