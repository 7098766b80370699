#include "clients/text/words.h"
#include "columns.h"
#include "commands.h"
#include "json.h"
#include "nearest.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

#include <errno.h>
#include <stdlib.h>

#define TIPS_SHOWN 6 /* under the figures */
#define CELL       9 /* of a figure beside others */
#define NAME_CELLS 22

/* ---- names ---- */

/* What the daemon publishes for everybody has the names of municipalities and kinds of help. */
static int read_info(struct cli *cli, struct msg_info *info)
{
    struct topic topic = topic_info();
    int code = session_connect(cli);

    if (code != 0)
        return code;
    if (vakwerk_retained(cli->v, &topic, &type_info, info, &cli->arena, cli->timeout_ms) != VAKWERK_OK)
        *info = (struct msg_info){ 0 };
    return 0;
}

/* The slug of what was typed: slug or name. NULL after fail(). */
static const char *find(struct cli *cli, const struct msg_place *places, size_t count, const char *typed,
                        const char *what)
{
    const char *near = NULL;

    for (size_t i = 0; i < count; i++) {
        const char *slug = thing_line(cli, places[i].slug), *name = thing_line(cli, places[i].name);
        if (strcasecmp(slug, typed) == 0 || strcasecmp(name, typed) == 0)
            return slug;
        nearest_try(typed, slug, &near);
        nearest_try(typed, name, &near);
    }
    if (count == 0 && topic_is_slug(span_of(typed)))
        return typed;
    fail(cli, CLI_NOT_FOUND, say(cli, "%s: '%s'", what, typed),
         near == NULL ? "vakwerk waitlist" : say(cli, _("did you mean '%s'?"), near));
    return NULL;
}

/* ---- reading ---- */

static const char *change_text(struct cli *cli, const struct msg_waiting *row)
{
    if (!row->has_change)
        return "";
    if (row->change == 0)
        return _("same");
    return say(cli, row->change > 0 ? _("%lld longer") : _("%lld shorter"), (long long)llabs(row->change));
}

static const char *updated_text(struct cli *cli, const struct msg_waiting *row)
{
    const char *day = times_day(cli, row->at);

    return row->faded ? say(cli, _("%s (old)"), day) : day;
}

/* Who said so: a team, else what they are. */
static const char *said_by(struct cli *cli, const struct msg_waiting *row)
{
    if (row->team_name.ptr != NULL)
        return thing_line(cli, row->team_name);
    return row->function.ptr != NULL ? thing_line(cli, row->function) : _("a colleague");
}

/* Below five nobody is told how many, so that nobody is recognised as who gets the last. */
static const char *places_text(struct cli *cli, const struct msg_waiting *row)
{
    if (row->has_places)
        return say(cli, "%lld", (long long)row->places);
    return row->few ? "<5" : "";
}

static const char *name_or_slug(struct cli *cli, struct span name, struct span slug)
{
    return thing_line(cli, name.ptr != NULL ? name : slug);
}

static bool has_places(const struct msg_waitlist_is *list)
{
    for (size_t i = 0; i < list->rows_count; i++)
        if (list->rows[i].has_places || list->rows[i].few)
            return true;
    return false;
}

#define WIDE 100 /* cells; on less the rows of all municipalities are broken, and unreadable, with who said so */

static bool is_one_place(const struct msg_waitlist_is *list)
{
    for (size_t i = 1; i < list->rows_count; i++)
        if (!span_equal(list->rows[i].municipality, list->rows[0].municipality))
            return false;
    return true;
}

/* Free places have a column when somebody said how many there are; who said so where there is room. */
struct shown {
    bool places, who;
};

static struct columns *new_table(struct cli *cli, struct shown shown)
{
    struct column *columns = arena_take(&cli->arena, 8 * sizeof *columns);
    size_t count = 0;

    if (columns == NULL)
        return NULL;
    columns[count++] = (struct column){ N_("MUNICIPALITY"), false, COLOUR_NONE };
    columns[count++] = (struct column){ N_("KIND OF HELP"), false, COLOUR_NONE };
    columns[count++] = (struct column){ N_("WEEKS"), true, COLOUR_NONE };
    if (shown.places)
        columns[count++] = (struct column){ N_("PLACES"), true, COLOUR_NONE };
    columns[count++] = (struct column){ N_("CHANGE"), false, COLOUR_NONE };
    if (shown.who)
        columns[count++] = (struct column){ N_("SAID BY"), false, COLOUR_NONE };
    columns[count++] = (struct column){ N_("UPDATED"), false, COLOUR_NONE };
    columns[count] = (struct column){ NULL, false, COLOUR_NONE };
    return columns_new(cli, columns);
}

static void print_rows(struct cli *cli, const struct msg_waitlist_is *list)
{
    struct shown shown = { .places = cli->tabs || has_places(list),
                           .who = cli->tabs || cli->width >= WIDE || is_one_place(list) };
    struct columns *table = new_table(cli, shown);

    for (size_t i = 0; i < list->rows_count; i++) {
        const struct msg_waiting *row = &list->rows[i];
        columns_add(table, name_or_slug(cli, row->municipality_name, row->municipality));
        columns_add(table, name_or_slug(cli, row->care_name, row->care));
        columns_add(table, say(cli, "%lld", (long long)row->weeks));
        if (shown.places)
            columns_add(table, places_text(cli, row));
        columns_add(table, change_text(cli, row));
        if (shown.who)
            columns_add(table, said_by(cli, row));
        columns_add(table, updated_text(cli, row));
    }
    columns_print(table);
}

static void print_tips(struct cli *cli, const struct msg_waitlist_is *list)
{
    size_t shown = list->tips_count < TIPS_SHOWN ? list->tips_count : TIPS_SHOWN;

    if (cli->tabs || shown == 0)
        return;
    fprintf(cli->out, "\n%s\n", _("Tips for who waits"));
    for (size_t i = 0; i < shown; i++) {
        const struct msg_waiting_tip *tip = &list->tips[i];
        out_paragraph(cli, 2,
                      say(cli, "%s · %s · %s", thing_line(cli, tip->code),
                          tip->works ? _("this works") : _("this does not work"), thing_line(cli, tip->text)));
    }
}

static int read_filters(struct cli *cli, struct msg_waitlist *in)
{
    struct msg_info info;

    if (!has(cli, OPT_MUNICIPALITY) && !has(cli, OPT_CARE))
        return 0;
    int code = read_info(cli, &info);
    if (code != 0)
        return code;
    if (has(cli, OPT_MUNICIPALITY)) {
        in->municipality = span_of(find(cli, info.municipalities, info.municipalities_count, opt(cli, OPT_MUNICIPALITY),
                                        _("there is no such municipality")));
        if (in->municipality.ptr == NULL)
            return CLI_NOT_FOUND;
    }
    if (has(cli, OPT_CARE)) {
        in->care =
            span_of(find(cli, info.cares, info.cares_count, opt(cli, OPT_CARE), _("there is no such kind of help")));
        if (in->care.ptr == NULL)
            return CLI_NOT_FOUND;
    }
    return 0;
}

int cmd_waitlist_list(struct cli *cli)
{
    struct msg_waitlist in = { .stale = has(cli, OPT_STALE) };
    struct msg_waitlist_is list;
    int code = read_filters(cli, &in);

    if (code == 0)
        code = session_call(cli, VERB_waitlist, &in, &list);
    if (code != 0)
        return code;
    if (cli->json)
        return json_print_list(cli, &type_waiting, list.rows, list.rows_count);
    if (list.rows_count == 0 && !cli->tabs)
        fprintf(cli->out, "%s\n", _("Nobody has given a waiting time yet."));
    print_rows(cli, &list);
    print_tips(cli, &list);
    if (cli->is_screen && !cli->tabs)
        fprintf(cli->out, "\n%s vakwerk waitlist set pleegzorg 16 --municipality delft\n", _("Give one:"));
    return 0;
}

/* ---- comparing ---- */

/* The blanks behind a cell are printed with the next one, so that no line ends in some. */
static void print_cell(struct cli *cli, const char *text, int cells, int *blanks)
{
    const char *cut = words_cut(&cli->arena, text, cells);

    fprintf(cli->out, "%*s%s", *blanks, "", cut);
    *blanks = cells + 2 - words_cells(cut);
}

/* "16", "16 (<5)": weeks and free places; an old figure has a star. */
static const char *figure(struct cli *cli, const struct msg_waitlist_is *list, struct span municipality,
                          struct span care)
{
    for (size_t i = 0; i < list->rows_count; i++) {
        const struct msg_waiting *row = &list->rows[i];
        if (!span_equal(row->municipality, municipality) || !span_equal(row->care, care))
            continue;
        const char *places = places_text(cli, row);
        return say(cli, "%lld%s%s%s%s", (long long)row->weeks, row->faded ? "*" : "", places[0] == '\0' ? "" : " (",
                   places, places[0] == '\0' ? "" : ")");
    }
    return "-";
}

static void print_block(struct cli *cli, const struct msg_info *info, const struct msg_waitlist_is *list, size_t first,
                        size_t count)
{
    int blanks = 0;

    print_cell(cli, _("WEEKS (PLACES)"), NAME_CELLS, &blanks);
    for (size_t i = first; i < first + count; i++)
        print_cell(cli, thing_line(cli, info->cares[i].name), CELL, &blanks);
    fprintf(cli->out, "\n");
    for (size_t i = 0; i < info->municipalities_count; i++) {
        blanks = 0;
        print_cell(cli, thing_line(cli, info->municipalities[i].name), NAME_CELLS, &blanks);
        for (size_t j = first; j < first + count; j++)
            print_cell(cli, figure(cli, list, info->municipalities[i].slug, info->cares[j].slug), CELL, &blanks);
        fprintf(cli->out, "\n");
    }
}

/* As many kinds of help beside each other as fit; the others in a next block. */
static void print_matrix(struct cli *cli, const struct msg_info *info, const struct msg_waitlist_is *list)
{
    int width = cli->width < 80 ? cli->width : 80;
    size_t fit = width < NAME_CELLS + 2 + CELL + 2 ? 1 : (size_t)((width - NAME_CELLS - 2) / (CELL + 2));

    for (size_t first = 0; first < info->cares_count; first += fit) {
        size_t left = info->cares_count - first;
        if (first > 0)
            fprintf(cli->out, "\n");
        print_block(cli, info, list, first, left < fit ? left : fit);
    }
    fprintf(cli->out, "\n%s\n", _("* an old figure    - nobody said anything"));
}

static int find_care(struct cli *cli, const struct msg_info *info, struct span *care)
{
    *care = span_of(find(cli, info->cares, info->cares_count, cli->args.words[0], _("there is no such kind of help")));
    return care->ptr == NULL ? CLI_NOT_FOUND : 0;
}

int cmd_waitlist_compare(struct cli *cli)
{
    struct msg_waitlist in = { 0 };
    struct msg_waitlist_is list;
    struct msg_info info;
    int code = read_info(cli, &info);

    if (code == 0 && cli->args.word_count > 0)
        code = find_care(cli, &info, &in.care);
    if (code == 0)
        code = session_call(cli, VERB_waitlist, &in, &list);
    if (code != 0)
        return code;
    if (cli->json)
        return json_print_list(cli, &type_waiting, list.rows, list.rows_count);
    if (cli->tabs || in.care.ptr != NULL)
        print_rows(cli, &list);
    else
        print_matrix(cli, &info, &list);
    return 0;
}

/* ---- setting ---- */

static int choose_municipality(struct cli *cli, const struct msg_info *info, const char **slug)
{
    const char *typed = opt(cli, OPT_MUNICIPALITY);

    if (typed == NULL)
        typed = cli->config.municipality;
    if (typed == NULL)
        return fail(cli, CLI_USAGE, _("which municipality? Choose with --municipality"), "vakwerk waitlist");
    *slug = find(cli, info->municipalities, info->municipalities_count, typed, _("there is no such municipality"));
    return *slug == NULL ? CLI_NOT_FOUND : 0;
}

int cmd_waitlist_history(struct cli *cli)
{
    struct msg_waitlist_history in = { 0 };
    struct msg_waitlist_is list;
    struct msg_info info;
    const char *municipality = NULL;
    int code = read_info(cli, &info);

    if (code == 0)
        code = choose_municipality(cli, &info, &municipality);
    if (code == 0)
        code = find_care(cli, &info, &in.care);
    if (code != 0)
        return code;
    in.municipality = span_of(municipality);
    if (has(cli, OPT_LIMIT)) {
        in.has_limit = opt_number(cli, OPT_LIMIT, 1, 200, &in.limit);
        if (!in.has_limit)
            return CLI_USAGE;
    }
    code = session_call(cli, VERB_waitlist_history, &in, &list);
    if (code != 0)
        return code;
    if (cli->json)
        return json_print_list(cli, &type_waiting, list.rows, list.rows_count);
    if (list.rows_count == 0 && !cli->tabs)
        fprintf(cli->out, "%s\n", _("Nobody has given a waiting time yet."));
    print_rows(cli, &list);
    return 0;
}

static int read_weeks(struct cli *cli, struct msg_waitlist_set *in)
{
    const char *text = cli->args.words[1];
    char *end;

    errno = 0;
    in->weeks = strtoll(text, &end, 10);
    in->has_weeks = true;
    if (errno != 0 || end == text || *end != '\0' || in->weeks < 0 || in->weeks > 520)
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no number of weeks (0 to 520)"), text), NULL);
    in->note = span_of(opt(cli, OPT_NOTE));
    if (!has(cli, OPT_PLACES))
        return 0;
    in->has_places = opt_number(cli, OPT_PLACES, 0, 100000, &in->places);
    return in->has_places ? 0 : CLI_USAGE;
}

int cmd_waitlist_set(struct cli *cli)
{
    struct msg_waitlist_set in = { 0 };
    struct msg_info info;
    struct msg_done done;
    const char *municipality = NULL, *care;
    int code = read_weeks(cli, &in);

    if (code == 0)
        code = read_info(cli, &info);
    if (code == 0)
        code = choose_municipality(cli, &info, &municipality);
    if (code != 0)
        return code;
    care = find(cli, info.cares, info.cares_count, cli->args.words[0], _("there is no such kind of help"));
    if (care == NULL)
        return CLI_NOT_FOUND;
    in.municipality = span_of(municipality);
    in.care = span_of(care);
    code = session_call(cli, VERB_waitlist_set, &in, &done);
    if (code != 0)
        return code;
    const char *weeks = say(cli, ngettext("%lld week", "%lld weeks", (unsigned long)in.weeks), (long long)in.weeks);
    const char *place = municipality, *kind = care;
    for (size_t i = 0; i < info.municipalities_count; i++)
        if (span_is(info.municipalities[i].slug, municipality))
            place = thing_line(cli, info.municipalities[i].name);
    for (size_t i = 0; i < info.cares_count; i++)
        if (span_is(info.cares[i].slug, care))
            kind = thing_line(cli, info.cares[i].name);
    return written_say(cli, &done, say(cli, _("%s, %s: %s."), place, kind, weeks));
}
