/* What the team takes along to its intervision. */
#include "account.h"
#include "clients/text/words.h"
#include "columns.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

#define CODES_MAX  20
#define NOTE_LINES 6 /* left open under each question on paper */

/* ---- which team, which questions ---- */

/* The name on screens is nice to have: without it the slug does. */
static const char *team_name(struct cli *cli, const char *slug)
{
    struct msg_myself me = { 0 };

    session_try(cli, VERB_me, &(struct msg_me){ .brief = true }, &me, NULL);
    return account_place_name(cli, me.teams, me.teams_count, slug);
}

static int read_codes(struct cli *cli, const struct span **out)
{
    struct span *codes = arena_take(&cli->arena, CODES_MAX * sizeof *codes);
    int failed = 0;

    for (size_t i = 0; codes != NULL && i < cli->args.word_count && failed == 0; i++) {
        codes[i] = thing_code(cli, cli->args.words[i]);
        failed = thing_check_code(cli, codes[i]);
    }
    *out = cli->args.word_count == 0 ? NULL : codes;
    return failed;
}

/* What is about more codes than one is about the list. */
static int write_list(struct cli *cli, enum verb verb, const char *team, const void *in, struct msg_done *done)
{
    const char *about = cli->args.word_count == 1 ? thing_code(cli, cli->args.words[0]).ptr : _("the list");
    struct session_write write = { .verb = verb,
                                   .place = TOPIC_TEAM,
                                   .space = team,
                                   .in = in,
                                   .about = about,
                                   .summary = say(cli, _("intervision of %s"), team) };

    return session_write(cli, &write, done);
}

/* ---- changing it ---- */

static int say_count(struct cli *cli, const char *team, const struct msg_done *done)
{
    return written_say(cli, done,
                       say(cli,
                           ngettext("%lld question is ready for the intervision of %s.",
                                    "%lld questions are ready for the intervision of %s.", (unsigned long)done->count),
                           (long long)done->count, cli->json ? team : team_name(cli, team)));
}

int cmd_intervision_add(struct cli *cli)
{
    struct msg_intervision_add in = { .codes_count = cli->args.word_count, .date = span_of(opt(cli, OPT_DATE)) };
    struct msg_done done;
    const char *team;
    int failed = read_codes(cli, &in.codes);

    if (failed == 0)
        failed = account_choose_team(cli, opt(cli, OPT_TEAM), &team);
    if (failed == 0)
        failed = write_list(cli, VERB_intervision_add, team, &in, &done);
    return failed != 0 ? failed : say_count(cli, team, &done);
}

int cmd_intervision_remove(struct cli *cli)
{
    struct msg_intervision_remove in = { .codes_count = cli->args.word_count };
    struct msg_done done;
    const char *team;
    int failed = read_codes(cli, &in.codes);

    if (failed == 0)
        failed = account_choose_team(cli, opt(cli, OPT_TEAM), &team);
    if (failed == 0)
        failed = write_list(cli, VERB_intervision_remove, team, &in, &done);
    return failed != 0 ? failed : say_count(cli, team, &done);
}

int cmd_intervision_done(struct cli *cli)
{
    struct msg_intervision_done in = { .codes_count = cli->args.word_count, .date = span_of(opt(cli, OPT_DATE)) };
    struct msg_done done;
    const char *team;
    int failed = read_codes(cli, &in.codes);

    if (failed == 0)
        failed = account_choose_team(cli, opt(cli, OPT_TEAM), &team);
    if (failed == 0)
        failed = write_list(cli, VERB_intervision_done, team, &in, &done);
    return failed != 0 ? failed : say_count(cli, team, &done);
}

/* ---- reading it ---- */

static void print_rows(struct cli *cli, const struct msg_intervision_is *list)
{
    static const struct column columns[] = {
        { N_("CODE"), false, COLOUR_BOLD },  { N_("AGE"), false, COLOUR_NONE },      { N_("DAY"), false, COLOUR_NONE },
        { N_("THEME"), false, COLOUR_NONE }, { N_("QUESTION"), false, COLOUR_NONE }, { NULL, false, COLOUR_NONE }
    };
    static const struct column no_day[] = { { N_("CODE"), false, COLOUR_BOLD },
                                            { N_("AGE"), false, COLOUR_NONE },
                                            { N_("THEME"), false, COLOUR_NONE },
                                            { N_("QUESTION"), false, COLOUR_NONE },
                                            { NULL, false, COLOUR_NONE } };
    bool days = cli->tabs;

    for (size_t i = 0; i < list->items_count; i++)
        days = days || list->items[i].date.ptr != NULL;
    struct columns *table = columns_new(cli, days ? columns : no_day);
    for (size_t i = 0; i < list->items_count; i++) {
        const struct msg_intervision_row *row = &list->items[i];
        columns_add(table, thing_line(cli, row->base.code));
        columns_add(table, times_age(cli, row->base.posted_at));
        if (days)
            columns_add(table, thing_line(cli, row->date));
        columns_add(table, thing_line(cli, row->base.theme_name));
        columns_add(table, thing_summary(cli, &row->base));
    }
    columns_print(table);
}

/* What came out of a session, under the list of what was talked about. */
static void print_outcomes(struct cli *cli, const struct msg_intervision_is *list)
{
    for (size_t i = 0; i < list->items_count; i++) {
        const struct msg_intervision_row *row = &list->items[i];
        const char *code = thing_line(cli, row->base.code);
        if (row->chosen.len > 0)
            out_paragraph(cli, 0, say(cli, _("%s Step: %s"), code, thing_line(cli, row->chosen)));
        if (row->learned.len > 0)
            out_paragraph(cli, 0, say(cli, _("%s Lesson: %s"), code, thing_line(cli, row->learned)));
    }
}

/* On paper each question has its explanation, and room to write. */
static int print_sheet(struct cli *cli, const char *team, const struct msg_intervision_is *list)
{
    const char *day = has(cli, OPT_DATE) ? say(cli, ", %s", opt(cli, OPT_DATE)) : "";
    int failed = 0;

    fprintf(cli->out, "%s\n", say(cli, _("Intervision of %s%s"), team_name(cli, team), day));
    for (size_t i = 0; i < list->items_count && failed == 0; i++) {
        struct msg_show in = { .code = list->items[i].base.code };
        struct msg_shown shown;
        failed = session_call(cli, VERB_show, &in, &shown);
        if (failed != 0)
            return failed;
        fprintf(cli->out, "\n%zu. %s · %s\n", i + 1, thing_line(cli, in.code), thing_line(cli, shown.base.theme_name));
        out_paragraph(cli, 3, thing_line(cli, shown.base.title));
        if (shown.base.text.len > 0) {
            fprintf(cli->out, "\n");
            out_paragraph(cli, 3, words_lines(&cli->arena, shown.base.text));
        }
        for (int line = 0; line < NOTE_LINES; line++)
            fprintf(cli->out, "\n");
    }
    return failed;
}

int cmd_intervision_list(struct cli *cli)
{
    struct msg_intervision_list in = { .date = span_of(opt(cli, OPT_DATE)), .done = has(cli, OPT_DONE) };
    struct msg_intervision_is list;
    const char *team;
    int failed = account_choose_team(cli, opt(cli, OPT_TEAM), &team);

    if (failed == 0)
        failed = session_call_in(cli, VERB_intervision_list, TOPIC_TEAM, team, &in, &list);
    if (failed != 0)
        return failed;
    if (cli->json)
        return json_print_list(cli, &type_intervision_row, list.items, list.items_count);
    if (list.items_count == 0 && !cli->tabs)
        fprintf(cli->out, "%s\n%s vakwerk intervision add 7K3F\n", _("Nothing is ready for the intervision."),
                _("Take a question along:"));
    else if (has(cli, OPT_PRINT))
        return print_sheet(cli, team, &list);
    else
        print_rows(cli, &list);
    print_outcomes(cli, &list);
    return 0;
}
