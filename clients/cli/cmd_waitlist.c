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

#define OLD_MS (28LL * 24 * 60 * 60 * 1000) /* after four weeks a figure says little */

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

    return cli->now_ms - row->at > OLD_MS ? say(cli, _("%s (old)"), day) : day;
}

static const char *name_or_slug(struct cli *cli, struct span name, struct span slug)
{
    return thing_line(cli, name.ptr != NULL ? name : slug);
}

static void print_rows(struct cli *cli, const struct msg_waitlist_is *list)
{
    static const struct column columns[] = { { N_("MUNICIPALITY"), false, COLOUR_NONE },
                                             { N_("KIND OF HELP"), false, COLOUR_NONE },
                                             { N_("WEEKS"), true, COLOUR_NONE },
                                             { N_("CHANGE"), false, COLOUR_NONE },
                                             { N_("SAID BY"), false, COLOUR_NONE },
                                             { N_("UPDATED"), false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    struct columns *table = columns_new(cli, columns);

    for (size_t i = 0; i < list->rows_count; i++) {
        const struct msg_waiting *row = &list->rows[i];
        columns_add(table, name_or_slug(cli, row->municipality_name, row->municipality));
        columns_add(table, name_or_slug(cli, row->care_name, row->care));
        columns_add(table, say(cli, "%lld", (long long)row->weeks));
        columns_add(table, change_text(cli, row));
        columns_add(table, thing_line(cli, row->team_name));
        columns_add(table, updated_text(cli, row));
    }
    columns_print(table);
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
    struct msg_waitlist in = { 0 };
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
    if (cli->is_screen && !cli->tabs)
        fprintf(cli->out, "\n%s vakwerk waitlist set pleegzorg 16 --municipality delft\n", _("Give one:"));
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
