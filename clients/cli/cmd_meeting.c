/* What a team does together on its screens: seeing it, saying something in it, going on, breaking it off. */
#include "account.h"
#include "commands.h"
#include "failure.h"
#include "identifying.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

#include <stdlib.h>

static int call(struct cli *cli, enum verb verb, const void *in, void *out)
{
    const char *team;
    int failed = session_online(cli);

    if (failed == 0)
        failed = account_choose_team(cli, opt(cli, OPT_TEAM), &team);
    return failed != 0 ? failed : session_call_in(cli, verb, TOPIC_TEAM, team, in, out);
}

/* ---- seeing it ---- */

static bool is_talk(const struct msg_board *board)
{
    return span_is(board->kind, "talk") || span_is(board->kind, "spread");
}

/* The number with which it is chosen, and a mark before the one that was; of a spread how many teams chose it. */
static void print_choice(struct cli *cli, const struct msg_board *board, size_t at)
{
    const struct msg_meeting_choice *choice = &board->choices[at];
    const char *text = thing_line(cli, choice->text);
    bool chosen = board->has_answer && board->answer == (int64_t)at + 1;

    if (choice->points_to.ptr != NULL)
        text = say(cli, "%s -> %s", text, thing_line(cli, choice->points_to));
    if (choice->has_teams)
        out_paragraph(cli, 2, say(cli, "%s (%lld)", text, (long long)choice->teams));
    else
        out_paragraph(cli, 0, say(cli, "%s %zu  %s", chosen ? "*" : " ", at + 1, text));
}

static void print_step(struct cli *cli, const struct msg_board *board)
{
    const struct msg_meeting_step *now = board->now;

    out_paragraph(cli, 0,
                  say(cli, is_talk(board) ? _("Step %lld of %lld: %s") : _("Round %lld of %lld: %s"),
                      (long long)board->step, (long long)board->steps, thing_line(cli, now->name)));
    if (board->has_until_at)
        out_paragraph(cli, 0, say(cli, _("Until %s"), times_clock(cli, board->until_at)));
    if (now->text.ptr != NULL)
        out_paragraph(cli, 0, thing_line(cli, now->text));
}

static void print_board(struct cli *cli, const struct msg_board *board)
{
    out_paragraph(cli, 0,
                  board->about.ptr == NULL
                      ? thing_line(cli, board->title)
                      : say(cli, "%s: %s", thing_line(cli, board->title), thing_line(cli, board->about)));
    for (size_t i = 0; i < board->themes_count; i++)
        out_paragraph(
            cli, 2, say(cli, "%s (%lld)", thing_line(cli, board->themes[i].name), (long long)board->themes[i].inputs));
    if (board->now_count > 0)
        print_step(cli, board);
    for (size_t i = 0; i < board->choices_count; i++)
        print_choice(cli, board, i);
    for (size_t i = 0; i < board->notes_count; i++)
        out_paragraph(cli, 2, say(cli, "- %s", thing_line(cli, board->notes[i].text)));
    if (board->chosen.ptr != NULL)
        out_paragraph(cli, 0, say(cli, _("Step: %s"), thing_line(cli, board->chosen)));
    if (board->learned.ptr != NULL)
        out_paragraph(cli, 0, say(cli, _("Lesson: %s"), thing_line(cli, board->learned)));
}

int cmd_meeting_show(struct cli *cli)
{
    struct msg_board board;
    int failed = call(cli, VERB_meeting_show, &(struct msg_meeting_show){ 0 }, &board);

    if (failed != 0)
        return failed;
    if (cli->json)
        return json_print(cli, &type_board, &board);
    print_board(cli, &board);
    return 0;
}

/* ---- taking part ---- */

/* Not by way of the outbox: what is said comes now or not at all, and is kept nowhere. */
int cmd_meeting_say(struct cli *cli)
{
    struct session_write look = { .verb = VERB_meeting_say,
                                  .text = cli->args.words[0],
                                  .checked = has(cli, OPT_CHECKED) };
    struct msg_meeting_say in = { .text = span_of(cli->args.words[0]), .checked = true };
    struct msg_done done;
    int failed = identifying_check(cli, &look);

    if (failed == 0)
        failed = call(cli, VERB_meeting_say, &in, &done);
    return failed != 0 ? failed : written_say(cli, &done, _("It is on the screen."));
}

int cmd_meeting_answer(struct cli *cli)
{
    struct msg_meeting_answer in = { 0 };
    struct msg_done done;
    char *end;

    in.answer = strtoll(cli->args.words[0], &end, 10);
    if (*end != '\0' || end == cli->args.words[0])
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no number of an answer"), cli->args.words[0]), NULL);
    int failed = call(cli, VERB_meeting_answer, &in, &done);
    return failed != 0 ? failed : written_say(cli, &done, _("It is on the screen."));
}

int cmd_meeting_next(struct cli *cli)
{
    struct msg_meeting_next in = { .back = has(cli, OPT_BACK) };
    struct msg_done done;
    int failed = call(cli, VERB_meeting_next, &in, &done);

    return failed != 0 ? failed : written_say(cli, &done, in.back ? _("One back.") : _("It goes on."));
}

int cmd_meeting_stop(struct cli *cli)
{
    struct msg_done done;
    int failed = call(cli, VERB_meeting_stop, &(struct msg_meeting_stop){ 0 }, &done);

    return failed != 0 ? failed : written_say(cli, &done, _("Broken off. Nothing of it is kept."));
}
