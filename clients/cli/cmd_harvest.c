/* The harvest of a live table: a code to take part with, short inputs, a wall that grows, and a report at the end. */
#include "account.h"
#include "clients/text/words.h"
#include "commands.h"
#include "failure.h"
#include "inputs.h"
#include "out.h"
#include "paper.h"
#include "prompt.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define THEMES_MAX 16
#define INPUTS_MAX 5000
#define SORT_MAX   200
#define WALL_MS    1000

static struct span session_code(struct cli *cli)
{
    return thing_code(cli, cli->args.words[0]);
}

/* ---- beginning, closing ---- */

static int read_themes(struct cli *cli, struct msg_harvest_theme_name *themes, size_t *count)
{
    const char *rest = opt(cli, OPT_THEMES);

    for (*count = 0; rest != NULL && *rest != '\0';) {
        size_t length = strcspn(rest, ",");
        if (*count == THEMES_MAX)
            return fail(cli, CLI_CONTENT, say(cli, _("a session has %d themes at most"), THEMES_MAX), NULL);
        themes[(*count)++].name = span_of(say(cli, "%.*s", (int)length, rest));
        rest += length + (rest[length] == ',');
    }
    return 0;
}

int cmd_harvest_begin(struct cli *cli)
{
    struct msg_harvest_theme_name themes[THEMES_MAX];
    struct msg_harvest_begin in = { .title = span_of(cli->args.words[0]),
                                    .themes = themes,
                                    .checked = has(cli, OPT_CHECKED) };
    struct msg_done done;
    int failed = read_themes(cli, themes, &in.themes_count);

    if (failed == 0)
        failed = session_call(cli, VERB_harvest_begin, &in, &done);
    if (failed != 0)
        return failed;
    const char *code = written_code(cli, &done);
    failed = written_say(cli, &done, say(cli, _("The code of this table is %s."), code));
    if (failed == 0) {
        out_more(cli, say(cli, _("Take part: vakwerk harvest add %s"), code));
        out_more(cli, say(cli, _("On the wall: vakwerk harvest wall %s"), code));
    }
    return failed;
}

int cmd_harvest_close(struct cli *cli)
{
    struct msg_harvest_close in = { .code = session_code(cli) };
    struct msg_done done;
    int failed = thing_check_code(cli, in.code);

    if (failed == 0)
        failed = session_call(cli, VERB_harvest_close, &in, &done);
    return failed != 0 ? failed
                       : written_say(cli, &done,
                                     say(cli, _("%s is closed. The report: vakwerk harvest report %s"), in.code.ptr,
                                         in.code.ptr));
}

/* ---- inputs ---- */

/* By way of the outbox: in a hall the network comes and goes. */
static int send_input(struct cli *cli, const char *text, struct msg_done *done)
{
    struct msg_harvest_add in = { .code = session_code(cli), .text = span_of(text), .checked = has(cli, OPT_CHECKED) };
    struct session_write write = { .verb = VERB_harvest_add,
                                   .place = TOPIC_HERE,
                                   .in = &in,
                                   .about = in.code.ptr,
                                   .summary = text,
                                   .text = text,
                                   .checked = in.checked };

    return session_write(cli, &write, done);
}

static int send_line(struct cli *cli, void *context, const char *text)
{
    (void)context;
    struct msg_done done;
    int failed = send_input(cli, text, &done);

    return failed != 0 ? failed : written_say(cli, &done, _("It is on the wall."));
}

int cmd_harvest_add(struct cli *cli)
{
    int failed = thing_check_code(cli, session_code(cli));

    if (failed != 0)
        return failed;
    if (cli->args.word_count == 1 && !has(cli, OPT_MESSAGE))
        return inputs_send(cli, send_line, NULL);
    return send_line(cli, NULL, has(cli, OPT_MESSAGE) ? opt(cli, OPT_MESSAGE) : cli->args.words[1]);
}

/* ---- sorting ---- */

struct numbers {
    struct msg_harvest_number rows[SORT_MAX];
    size_t count;
};

/* From, or from and to, of what stands between two commas. */
static bool add_range(struct numbers *to, const char *text)
{
    long long first, last;
    char end;
    int found = sscanf(text, "%lld-%lld%c", &first, &last, &end);

    if (found != 2 && sscanf(text, "%lld%c", &first, &end) != 1)
        return false;
    last = found == 2 ? last : first;
    if (first < 1 || last < first || last - first >= (long long)(SORT_MAX - to->count))
        return false;
    while (first <= last)
        to->rows[to->count++].number = first++;
    return true;
}

/* 3,7-12: at most SORT_MAX of them. */
static int read_numbers(struct cli *cli, struct numbers *out)
{
    const char *rest = cli->args.words[1];

    out->count = 0;
    do {
        size_t length = strcspn(rest, ",");
        if (!add_range(out, say(cli, "%.*s", (int)length, rest)))
            return fail(cli, CLI_USAGE, say(cli, _("'%s' are no numbers of inputs"), cli->args.words[1]),
                        say(cli, _("such as 3 or 3,7-12; at most %d at once"), SORT_MAX));
        rest += length + (rest[length] == ',');
    } while (*rest != '\0');
    return 0;
}

static int sort(struct cli *cli, struct msg_harvest_sort *in, const char *what)
{
    struct numbers numbers;
    struct msg_done done;
    int failed = thing_check_code(cli, in->code);

    if (failed == 0)
        failed = read_numbers(cli, &numbers);
    if (failed != 0)
        return failed;
    in->number = numbers.rows[0].number;
    in->others = numbers.rows + 1;
    in->others_count = numbers.count - 1;
    failed = session_call(cli, VERB_harvest_sort, in, &done);
    return failed != 0 ? failed : written_say(cli, &done, what);
}

/* A number is a theme that is there, anything else the name of one, new perhaps. */
static void choose_theme(struct msg_harvest_sort *in, const char *theme)
{
    char *end;
    long number = strtol(theme, &end, 10);

    if (*end == '\0' && theme[0] != '\0')
        MSG_SET(in, theme, number);
    else
        in->new_theme = span_of(theme);
}

int cmd_harvest_sort(struct cli *cli)
{
    struct msg_harvest_sort in = { .code = session_code(cli), .back = has(cli, OPT_UNDO) };
    const char *theme = cli->args.word_count > 2 ? cli->args.words[2] : NULL;

    if ((theme == NULL) != in.back)
        return fail(cli, CLI_USAGE, _("give a theme, or --undo to put them back"), NULL);
    if (in.back)
        return sort(cli, &in, say(cli, _("Back where it was: %s."), cli->args.words[1]));
    choose_theme(&in, theme);
    return sort(cli, &in, say(cli, _("Number %s is under %s now."), cli->args.words[1], theme));
}

int cmd_harvest_remove(struct cli *cli)
{
    struct msg_harvest_sort in = { .code = session_code(cli), .remove = true };

    return sort(cli, &in, say(cli, _("Number %s is taken away."), cli->args.words[1]));
}

int cmd_harvest_keep(struct cli *cli)
{
    struct msg_harvest_sort in = { .code = session_code(cli), .keep = true };

    return sort(cli, &in, say(cli, _("Number %s stays, and everybody sees it."), cli->args.words[1]));
}

int cmd_harvest_flag(struct cli *cli)
{
    struct msg_harvest_flag in = { .code = session_code(cli) };
    struct msg_done done;
    char *end;
    int failed = thing_check_code(cli, in.code);

    in.number = strtoll(cli->args.words[1], &end, 10);
    if (failed == 0 && (*end != '\0' || in.number < 1))
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no number of an input"), cli->args.words[1]), NULL);

    if (failed == 0)
        failed = session_call(cli, VERB_harvest_flag, &in, &done);
    return failed != 0 ? failed
                       : written_say(cli, &done,
                                     say(cli, _("Number %s is off the wall until who leads the table looked at it."),
                                         cli->args.words[1]));
}

/* ---- the wall ---- */

static const char *theme_name(struct cli *cli, const struct msg_harvest_is *wall, int64_t number)
{
    for (size_t i = 0; i < wall->themes_count; i++)
        if (wall->themes[i].number == number)
            return thing_line(cli, wall->themes[i].base.name);
    return "";
}

/* What waits for a look is shown to who will look. */
static const char *input_text(struct cli *cli, const struct msg_harvest_input *input)
{
    if (input->text.ptr == NULL)
        return input->flagged ? _("(waits for a look)") : _("(taken away)");
    const char *text = thing_line(cli, input->text);
    return input->flagged ? say(cli, _("(look at this, and keep it or remove it) %s"), text) : text;
}

static void print_input(struct cli *cli, const struct msg_harvest_is *wall, const struct msg_harvest_input *input)
{
    const char *theme = theme_name(cli, wall, input->theme), *text = input_text(cli, input);

    if (cli->tabs)
        fprintf(cli->out, "%lld\t%s\t%s\n", (long long)input->number, theme, text);
    else
        out_paragraph(cli, 0,
                      say(cli, "%4lld  %s%s%s", (long long)input->number, theme, theme[0] == '\0' ? "" : ": ", text));
}

/* Not by session_call, which keeps what was read: a wall is not for reading later without a connection. */
static int show_page(struct cli *cli, struct msg_harvest_show *in, struct msg_harvest_is *wall)
{
    struct vakwerk_reply reply;
    enum vakwerk_result result = session_try(cli, VERB_harvest_show, in, wall, &reply);

    if (result == VAKWERK_REFUSED)
        return failure_refused(cli, VERB_harvest_show, cli->args.words[0], &reply);
    if (result != VAKWERK_OK)
        return failure_no_reply(cli, result);
    MSG_SET(in, since, wall->next);
    return 0;
}

static bool wait_a_little(int64_t until_ms)
{
    struct timespec pause = { WALL_MS / 1000, WALL_MS % 1000 * 1000000 }, now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    if (until_ms != 0 && (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + WALL_MS > until_ms)
        return false;
    nanosleep(&pause, NULL);
    return true;
}

static int64_t deadline(int64_t seconds)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return seconds == 0 ? 0 : (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + seconds * 1000;
}

/*
 * One line for each change, as it comes; ends when the session is closed. Memory of a round goes with it, that of the
 * connection stays.
 */
static int watch_wall(struct cli *cli, struct msg_harvest_show *in, int64_t seconds, int64_t wanted)
{
    int64_t until_ms = deadline(seconds), shown = 0;
    struct arena kept, round;
    struct msg_harvest_is wall;
    int failed = session_online(cli);

    if (failed == 0)
        failed = session_connect(cli);
    if (failed != 0)
        return failed;
    kept = cli->arena;
    arena_init(&round, 4 * 1024 * 1024);
    do {
        arena_reset(&round);
        cli->arena = round;
        failed = show_page(cli, in, &wall);
        for (size_t i = 0; failed == 0 && i < wall.items_count && (wanted == 0 || shown < wanted); i++, shown++)
            print_input(cli, &wall, &wall.items[i]);
        round = cli->arena;
        cli->arena = kept;
        if (failed != 0 || !out_flush(cli) || (wanted != 0 && shown >= wanted))
            break;
    } while (wall.more || (!wall.closed && wait_a_little(until_ms)));
    arena_release(&round);
    return failed;
}

int cmd_harvest_wall(struct cli *cli)
{
    struct msg_harvest_show in = { .code = session_code(cli) };
    int64_t seconds = 0, wanted = 0;
    int failed = thing_check_code(cli, in.code);

    if (failed == 0 && has(cli, OPT_SECONDS) && !opt_number(cli, OPT_SECONDS, 0, 86400, &seconds))
        return CLI_USAGE;
    if (failed == 0 && has(cli, OPT_COUNT) && !opt_number(cli, OPT_COUNT, 0, INPUTS_MAX, &wanted))
        return CLI_USAGE;
    return failed != 0 ? failed : watch_wall(cli, &in, seconds, wanted);
}

/* The daemon hangs it there: whoever has the code may have it on the screens of their own team. */
int cmd_harvest_screen(struct cli *cli)
{
    struct msg_meeting_begin in = { .kind = span_of("harvest"), .code = session_code(cli) };
    struct msg_done done;
    const char *team;
    int failed = thing_check_code(cli, in.code);

    if (failed == 0)
        failed = session_online(cli);
    if (failed == 0)
        failed = account_choose_team(cli, opt(cli, OPT_TEAM), &team);
    if (failed == 0)
        failed = session_call_in(cli, VERB_meeting_begin, TOPIC_TEAM, team, &in, &done);
    return failed != 0 ? failed
                       : written_say(cli, &done,
                                     say(cli, "%s\n%s", _("The wall hangs on your team's screens, and grows there."),
                                         _("Take it away: vakwerk meeting stop")));
}

/* ---- the report ---- */

_Static_assert(SHEET_BLOCKS_MAX >= INPUTS_MAX + THEMES_MAX + 2, "a report has no room for a full table");

struct harvest {
    struct msg_harvest_is wall; /* the last page: its head holds for all */
    struct msg_harvest_input *inputs;
    size_t count;
};

/* By number, as it now is: a change that came while reading takes the place of what was read before. */
static void keep(struct harvest *harvest, const struct msg_harvest_input *input)
{
    size_t at = (size_t)input->number - 1;

    if (input->number < 1 || at >= INPUTS_MAX)
        return;
    harvest->inputs[at] = *input;
    harvest->count = at + 1 > harvest->count ? at + 1 : harvest->count;
}

static int read_all(struct cli *cli, struct harvest *harvest)
{
    struct msg_harvest_show in = { .code = session_code(cli) };
    int failed = thing_check_code(cli, in.code);

    if (failed == 0)
        failed = session_online(cli);
    if (failed == 0)
        failed = session_connect(cli);
    *harvest = (struct harvest){ .inputs = arena_take(&cli->arena, INPUTS_MAX * sizeof *harvest->inputs) };
    if (failed == 0 && harvest->inputs == NULL)
        failed = fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    for (size_t i = 0; failed == 0 && i < INPUTS_MAX; i++)
        harvest->inputs[i] = (struct msg_harvest_input){ .number = 0 };
    do {
        if (failed == 0)
            failed = show_page(cli, &in, &harvest->wall);
        for (size_t i = 0; failed == 0 && i < harvest->wall.items_count; i++)
            keep(harvest, &harvest->wall.items[i]);
    } while (failed == 0 && harvest->wall.more);
    return failed;
}

/* What waits for a look is in no report, whoever makes it. */
static bool is_under(const struct msg_harvest_input *input, int64_t theme)
{
    return input->text.ptr != NULL && !input->flagged && input->theme == theme;
}

static size_t count_under(const struct harvest *harvest, int64_t theme)
{
    size_t count = 0;

    for (size_t i = 0; i < harvest->count; i++)
        count += is_under(&harvest->inputs[i], theme);
    return count;
}

static void add_theme(struct cli *cli, struct sheet *sheet, const struct harvest *harvest, int64_t theme,
                      const char *name)
{
    size_t count = count_under(harvest, theme);

    if (count == 0 && theme == 0)
        return;
    sheet_add(sheet, SHEET_HEADING, say(cli, "%s (%zu)", name, count));
    for (size_t i = 0; i < harvest->count; i++)
        if (is_under(&harvest->inputs[i], theme))
            sheet_add(sheet, SHEET_QUOTE, thing_line(cli, harvest->inputs[i].text));
}

int cmd_harvest_report(struct cli *cli)
{
    struct harvest harvest;
    size_t all = 0;
    int failed = read_all(cli, &harvest);

    if (failed != 0)
        return failed;
    for (int64_t theme = 0; theme <= THEMES_MAX; theme++)
        all += count_under(&harvest, theme);
    struct sheet *sheet =
        paper_new(cli, say(cli, _("Harvest of a live table, %s"), times_weekday(cli, harvest.wall.begun_at)),
                  thing_line(cli, harvest.wall.title));
    if (sheet == NULL)
        return CLI_FAILED;
    sheet->foot = _("Nobody is named.");
    sheet_add(sheet, SHEET_TEXT, say(cli, _("%zu inputs under %zu themes."), all, harvest.wall.themes_count));
    for (size_t i = 0; i < harvest.wall.themes_count; i++)
        add_theme(cli, sheet, &harvest, harvest.wall.themes[i].number,
                  thing_line(cli, harvest.wall.themes[i].base.name));
    add_theme(cli, sheet, &harvest, 0, _("Not sorted"));
    return paper_write(cli, sheet, "markdown");
}
