/* Teams and themes. */
#include "account.h"
#include "columns.h"
#include "commands.h"
#include "json.h"
#include "session.h"
#include "support.h"
#include "thing.h"
#include "written.h"

static const char *place_name(struct cli *cli, const struct msg_place *place)
{
    const char *name = thing_line(cli, place->name);

    if (place->archived)
        name = say(cli, _("%s (out of use)"), name);
    if (place->organisation.ptr != NULL)
        name = say(cli, "%s (%s)", name, thing_line(cli, place->organisation));
    if (place->first_look)
        name = say(cli, _("%s (a moderator reads first)"), name);
    return place->needs_endorsement ? say(cli, _("%s (answers are endorsed)"), name) : name;
}

static int print_places(struct cli *cli, const struct msg_place *places, size_t count)
{
    static const struct column columns[] = { { N_("SHORT"), false, COLOUR_BOLD },
                                             { N_("NAME"), false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    struct columns *table = columns_new(cli, columns);

    if (cli->json)
        return json_print_list(cli, &type_place, places, count);
    for (size_t i = 0; i < count; i++) {
        if (places[i].archived && !has(cli, OPT_ALL))
            continue;
        columns_add(table, thing_line(cli, places[i].slug));
        columns_add(table, place_name(cli, &places[i]));
    }
    columns_print(table);
    return 0;
}

static int check_archive(struct cli *cli, bool *archived, bool *has_archived)
{
    *archived = has(cli, OPT_ARCHIVE);
    *has_archived = has(cli, OPT_ARCHIVE) || has(cli, OPT_RESTORE);
    if (has(cli, OPT_ARCHIVE) && has(cli, OPT_RESTORE))
        return fail(cli, CLI_USAGE, _("choose --archive or --restore, not both"), NULL);
    return 0;
}

static int read_first_look(struct cli *cli, bool *wants, bool *has_wants)
{
    const char *typed = opt(cli, OPT_FIRST_LOOK);

    *has_wants = typed != NULL;
    *wants = typed != NULL && strcmp(typed, "yes") == 0;
    if (typed == NULL || *wants || strcmp(typed, "no") == 0)
        return 0;
    return fail(cli, CLI_USAGE, say(cli, _("--first-look is yes or no, not '%s'"), typed), NULL);
}

static int missing_name(struct cli *cli)
{
    return fail(cli, CLI_USAGE, _("the name is missing"), "--name \"Team Delft\"");
}

/* ---- teams ---- */

/* Organisations are in the list of teams: an organisation is a team of teams. */
static int list_teams(struct cli *cli, bool organisations)
{
    struct msg_team_list in = { .archived = has(cli, OPT_ALL) };
    struct msg_places out;
    size_t count = 0;
    int code = session_call(cli, VERB_team_list, &in, &out);

    if (code != 0)
        return code;
    struct msg_place *rows = arena_take(&cli->arena, (out.items_count + 1) * sizeof *rows);
    if (rows == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    for (size_t i = 0; i < out.items_count; i++)
        if (out.items[i].is_organisation == organisations)
            rows[count++] = out.items[i];
    return print_places(cli, rows, count);
}

int cmd_team_list(struct cli *cli)
{
    return list_teams(cli, false);
}

int cmd_team_add(struct cli *cli)
{
    struct msg_team_add in = { .team = span_of(cli->args.words[0]),
                               .name = span_of(opt(cli, OPT_NAME)),
                               .municipality = span_of(opt(cli, OPT_MUNICIPALITY)),
                               .organisation = span_of(opt(cli, OPT_ORGANISATION)) };
    struct msg_done done;

    if (in.name.ptr == NULL)
        return missing_name(cli);
    int code = session_call(cli, VERB_team_add, &in, &done);
    return code != 0 ? code : written_say(cli, &done, say(cli, _("Team %s is added."), cli->args.words[0]));
}

int cmd_team_set(struct cli *cli)
{
    struct msg_team_set in = { .team = span_of(cli->args.words[0]),
                               .name = span_of(opt(cli, OPT_NAME)),
                               .municipality = span_of(opt(cli, OPT_MUNICIPALITY)),
                               .organisation = span_of(opt(cli, OPT_ORGANISATION)),
                               .ladder = span_of(opt(cli, OPT_LADDER)) };
    struct msg_done done;
    int code = check_archive(cli, &in.archived, &in.has_archived);

    in.neighbours = thing_words(cli, OPT_NEIGHBOURS, &in.neighbours_count);
    if (code == 0)
        code = read_first_look(cli, &in.first_look, &in.has_first_look);
    if (code == 0)
        code = session_call(cli, VERB_team_set, &in, &done);
    return code != 0 ? code : written_say(cli, &done, say(cli, _("Team %s is changed."), cli->args.words[0]));
}

int cmd_team_archive(struct cli *cli)
{
    struct msg_team_set in = { .team = span_of(cli->args.words[0]), .archived = true, .has_archived = true };
    struct msg_done done;
    int code = session_call(cli, VERB_team_set, &in, &done);

    return code != 0 ? code
                     : written_say(cli, &done,
                                   say(cli, _("Team %s is out of use. Undo: vakwerk team set %s --restore"),
                                       cli->args.words[0], cli->args.words[0]));
}

/* ---- organisations ---- */

int cmd_organisation_list(struct cli *cli)
{
    return list_teams(cli, true);
}

int cmd_organisation_add(struct cli *cli)
{
    struct msg_team_add in = { .team = span_of(cli->args.words[0]),
                               .name = span_of(opt(cli, OPT_NAME)),
                               .is_organisation = true };
    struct msg_done done;

    if (in.name.ptr == NULL)
        return fail(cli, CLI_USAGE, _("the name is missing"), "--name \"Jeugdhulp Vliet\"");
    int code = session_call(cli, VERB_team_add, &in, &done);
    return code != 0 ? code : written_say(cli, &done, say(cli, _("Organisation %s is added."), cli->args.words[0]));
}

int cmd_organisation_set(struct cli *cli)
{
    struct msg_team_set in = { .team = span_of(cli->args.words[0]), .name = span_of(opt(cli, OPT_NAME)) };
    struct msg_done done;
    int code = check_archive(cli, &in.archived, &in.has_archived);

    if (code == 0)
        code = session_call(cli, VERB_team_set, &in, &done);
    return code != 0 ? code : written_say(cli, &done, say(cli, _("Organisation %s is changed."), cli->args.words[0]));
}

/* ---- themes ---- */

int cmd_theme_list(struct cli *cli)
{
    struct msg_myself me;
    int code = account_read(cli, &me);

    return code != 0 ? code : print_places(cli, me.themes, me.themes_count);
}

int cmd_theme_add(struct cli *cli)
{
    struct msg_theme_add in = { .theme = span_of(cli->args.words[0]), .name = span_of(opt(cli, OPT_NAME)) };
    struct msg_done done;

    if (in.name.ptr == NULL)
        return missing_name(cli);
    int code = session_call(cli, VERB_theme_add, &in, &done);
    return code != 0 ? code : written_say(cli, &done, say(cli, _("Theme %s is added."), cli->args.words[0]));
}

static int read_endorsement(struct cli *cli, bool *needs, bool *has_needs)
{
    const char *typed = opt(cli, OPT_ENDORSEMENT);

    *has_needs = typed != NULL;
    *needs = typed != NULL && strcmp(typed, "yes") == 0;
    if (typed == NULL || *needs || strcmp(typed, "no") == 0)
        return 0;
    return fail(cli, CLI_USAGE, say(cli, _("--endorsement is yes or no, not '%s'"), typed), NULL);
}

int cmd_theme_set(struct cli *cli)
{
    struct msg_theme_set in = { .theme = span_of(cli->args.words[0]),
                                .name = span_of(opt(cli, OPT_NAME)),
                                .support = support_role(span_of(opt(cli, OPT_SUPPORT))),
                                .ladder = span_of(opt(cli, OPT_LADDER)) };
    struct msg_done done;
    int code = check_archive(cli, &in.archived, &in.has_archived);

    if (code == 0)
        code = read_endorsement(cli, &in.needs_endorsement, &in.has_needs_endorsement);
    if (code == 0)
        code = read_first_look(cli, &in.first_look, &in.has_first_look);
    if (code == 0)
        code = session_call(cli, VERB_theme_set, &in, &done);
    return code != 0 ? code : written_say(cli, &done, say(cli, _("Theme %s is changed."), cli->args.words[0]));
}

int cmd_theme_archive(struct cli *cli)
{
    struct msg_theme_set in = { .theme = span_of(cli->args.words[0]), .archived = true, .has_archived = true };
    struct msg_done done;
    int code = session_call(cli, VERB_theme_set, &in, &done);

    return code != 0 ? code
                     : written_say(cli, &done,
                                   say(cli, _("Theme %s is out of use. Undo: vakwerk theme set %s --restore"),
                                       cli->args.words[0], cli->args.words[0]));
}

int cmd_theme_order(struct cli *cli)
{
    struct span *themes = arena_take(&cli->arena, cli->args.word_count * sizeof *themes);
    struct msg_theme_order in = { .themes = themes, .themes_count = cli->args.word_count };
    struct msg_done done;

    if (themes == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    for (size_t i = 0; i < cli->args.word_count; i++)
        themes[i] = span_of(cli->args.words[i]);
    int code = session_call(cli, VERB_theme_order, &in, &done);
    return code != 0 ? code : written_say(cli, &done, _("The themes stand in the new order. See: vakwerk theme list"));
}
