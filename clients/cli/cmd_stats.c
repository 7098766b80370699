/* Numbers for the yearly report. */
#include "clients/text/words.h"
#include "columns.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "times.h"

#include <inttypes.h>

#define DAY_MS       INT64_C(86400000)
#define LABEL_CELLS  36
#define NUMBER_CELLS 14

static bool is_few(const struct span *few, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(few[i], name))
            return true;
    return false;
}

/* What is too small to be told. */
static const char *too_few(struct cli *cli)
{
    return cli->tabs ? "<5" : _("fewer than 5");
}

/* ---- the whole ---- */

static void print_total(struct cli *cli, const char *label, const char *number)
{
    int gap = LABEL_CELLS - words_cells(label), before = NUMBER_CELLS - words_cells(number);

    if (cli->tabs)
        fprintf(cli->out, "%s\t%s\n", label, number);
    else
        fprintf(cli->out, "%s%*s%*s%s\n", label, gap > 0 ? gap : 0, "", before > 0 ? before : 0, "", number);
}

static void print_totals(struct cli *cli, const struct msg_stats_are *stats)
{
    const struct {
        const char *label, *name;
        int64_t number;
    } rows[] = {
        { _("Members"), "members", stats->members },
        { _("Teams"), "teams", stats->teams },
        { _("Questions"), "questions", stats->questions },
        { _("Answers"), "answers", stats->answers },
        { _("Members who answered"), "answerers", stats->answerers },
        { _("Questions without an answer"), "open", stats->open },
        { _("First answer within a day"), "within_day", stats->within_day },
        { _("Helped by a lesson, not asked"), "helped", stats->helped },
        { _("Tips"), "tips", stats->tips },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        print_total(cli, rows[i].label,
                    is_few(stats->few, stats->few_count, rows[i].name) ? too_few(cli)
                                                                       : say(cli, "%" PRId64, rows[i].number));
}

/* ---- theme by theme ---- */

static void add_number(struct cli *cli, struct columns *table, const struct msg_stats_theme *theme, const char *name,
                       bool told, int64_t number)
{
    if (!theme->has_questions)
        columns_add(table, "-"); /* too few, or kept back for another theme's sake: which of both is not told */
    else if (is_few(theme->few, theme->few_count, name))
        columns_add(table, "<5");
    else
        columns_add(table, told ? say(cli, "%" PRId64, number) : "");
}

/* "Most within a day": the median question had its first answer within a day. */
static const char *most_in_a_day(const struct msg_stats_theme *theme)
{
    if (!theme->has_questions)
        return "";
    return theme->has_median_ms && theme->median_ms <= DAY_MS ? _("yes") : _("no");
}

static void print_themes(struct cli *cli, const struct msg_stats_are *stats)
{
    static const struct column columns[] = { { N_("QUESTIONS"), true, COLOUR_NONE },
                                             { N_("ANSWERS"), true, COLOUR_NONE },
                                             { N_("OPEN"), true, COLOUR_NONE },
                                             { N_("FIRST ANSWER"), true, COLOUR_NONE },
                                             { N_("MOST WITHIN A DAY"), false, COLOUR_NONE },
                                             { N_("THEME"), false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    struct columns *table = columns_new(cli, columns);

    if (stats->themes_count == 0)
        return;
    fprintf(cli->out, "\n");
    for (size_t i = 0; i < stats->themes_count; i++) {
        const struct msg_stats_theme *theme = &stats->themes[i];
        add_number(cli, table, theme, "questions", theme->has_questions, theme->questions);
        add_number(cli, table, theme, "answers", theme->has_answers, theme->answers);
        add_number(cli, table, theme, "open", theme->has_open, theme->open);
        columns_add(table, theme->has_median_ms ? times_age(cli, cli->now_ms - theme->median_ms) : "");
        columns_add(table, most_in_a_day(theme));
        columns_add(table, thing_line(cli, theme->theme_name));
    }
    columns_print(table);
}

/* ---- the command ---- */

static int read_time(struct cli *cli, enum option option, bool *has_it, int64_t *at)
{
    *has_it = has(cli, option);
    if (!*has_it || times_read(cli->now_ms, opt(cli, option), false, at))
        return 0;
    return fail(cli, CLI_USAGE, say(cli, _("'%s' is no time"), opt(cli, option)), "2d, gisteren, 2022-05-19");
}

int cmd_stats(struct cli *cli)
{
    struct msg_stats in = { 0 };
    struct msg_stats_are out;
    int code = read_time(cli, OPT_SINCE, &in.has_since_at, &in.since_at);

    if (code == 0)
        code = read_time(cli, OPT_UNTIL, &in.has_until_at, &in.until_at);
    if (code == 0)
        code = session_call(cli, VERB_stats, &in, &out);
    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_stats_are, &out);
    print_totals(cli, &out);
    print_themes(cli, &out);
    if (!cli->tabs)
        out_paragraph(cli, 0, _("In fives: 45 is 45 to 49."));
    return 0;
}
