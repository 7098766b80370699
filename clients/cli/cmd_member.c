#include "account.h"
#include "columns.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "prompt.h"
#include "session.h"
#include "support.h"
#include "thing.h"
#include "times.h"
#include "written.h"

#define ROWS_AT_FIRST 64
#define HOUR_MS       INT64_C(3600000)

/* ---- options ---- */

static const char *joined(struct cli *cli, const struct span *words, size_t count)
{
    const char *text = "";

    for (size_t i = 0; i < count; i++)
        text = say(cli, "%s%s%s", text, i == 0 ? "" : ", ", thing_line(cli, words[i]));
    return text;
}

static const struct span *read_support(struct cli *cli, size_t *count)
{
    const struct span *typed = thing_words(cli, OPT_SUPPORT, count);
    struct span *roles = arena_take(&cli->arena, (*count + 1) * sizeof *roles);

    for (size_t i = 0; roles != NULL && i < *count; i++)
        roles[i] = support_role(typed[i]);
    return typed == NULL ? NULL : roles;
}

/* The end of a registration; 'never' is no end. False after fail() has said what is wrong. */
static bool read_registered_until(struct cli *cli, int64_t *until, bool *given)
{
    const char *typed = opt(cli, OPT_REG_UNTIL);

    *until = 0;
    *given = typed != NULL;
    if (typed == NULL || strcmp(typed, "never") == 0 || times_read(cli->now_ms, typed, true, until))
        return true;
    fail(cli, CLI_USAGE, say(cli, _("'%s' is no time"), typed), "2027-03-01");
    return false;
}

/* ---- add, set, reset ---- */

static int say_code(struct cli *cli, const struct msg_member_code *out, const char *text)
{
    if (cli->json)
        return json_print(cli, &type_member_code, out);
    const char *code = thing_line(cli, out->one_time_code);
    if (has(cli, OPT_QUIET))
        fprintf(cli->out, "%s\n", code);
    out_done(cli, text);
    long long hours = (out->until_at - cli->now_ms + HOUR_MS / 2) / HOUR_MS;
    out_more(cli, say(cli,
                      ngettext("One-time code, valid for %lld hour: %s", "One-time code, valid for %lld hours: %s",
                               (unsigned long)hours),
                      hours, code));
    return 0;
}

/* As on screens, "Team Delft, Team Rijswijk"; where they cannot be looked up now, as they were typed. */
static const char *team_names(struct cli *cli, const struct span *slugs, size_t count)
{
    struct msg_places all = { .items_count = 0 };
    const char *names = "";

    if (count > 0 &&
        session_try(cli, VERB_team_list, &(struct msg_team_list){ .archived = false }, &all, NULL) != VAKWERK_OK)
        all.items_count = 0;
    for (size_t i = 0; i < count; i++)
        names = say(cli, "%s%s%s", names, i == 0 ? "" : ", ",
                    account_place_name(cli, all.items, all.items_count, thing_line(cli, slugs[i])));
    return names;
}

int cmd_member_add(struct cli *cli)
{
    const char *member = cli->args.words[0];
    struct msg_member_add in = { .member = span_of(member),
                                 .name = span_of(opt(cli, OPT_NAME)),
                                 .registration = span_of(opt(cli, OPT_REGISTRATION)),
                                 .registration_number = span_of(opt(cli, OPT_REG_NUMBER)),
                                 .function = span_of(opt(cli, OPT_FUNCTION)),
                                 .email = span_of(opt(cli, OPT_EMAIL)) };
    struct msg_member_code out;

    if (!read_registered_until(cli, &in.registered_until_at, &in.has_registered_until_at) ||
        support_read_senior(cli, &in.senior, &in.has_senior) != 0)
        return CLI_USAGE;
    if (in.name.ptr == NULL && cli->may_ask)
        in.name = span_of(prompt_line(cli, _("Name on screens:"), NULL));
    if (in.name.ptr == NULL)
        return fail(cli, CLI_USAGE, _("the name is missing"), "--name \"Joris Bos\"");
    if (in.email.ptr == NULL && cli->may_ask)
        in.email = span_of(prompt_line(cli, _("E-mail address for the digest (empty: none):"), NULL));
    in.teams = thing_words(cli, OPT_TEAM, &in.teams_count);
    in.roles = thing_words(cli, OPT_ROLE, &in.roles_count);
    in.support = read_support(cli, &in.support_count);
    int code = session_call(cli, VERB_member_add, &in, &out);
    if (code != 0)
        return code;
    const char *teams = team_names(cli, in.teams, in.teams_count);
    return say_code(cli, &out,
                    teams[0] == '\0' ? say(cli, _("Member %s is added."), member)
                                     : say(cli, _("Member %s is added to %s."), member, teams));
}

int cmd_member_set(struct cli *cli)
{
    const char *member = cli->args.words[0];
    struct msg_member_set in = { .member = span_of(member),
                                 .name = span_of(opt(cli, OPT_NAME)),
                                 .registration = span_of(opt(cli, OPT_REGISTRATION)),
                                 .registration_number = span_of(opt(cli, OPT_REG_NUMBER)),
                                 .function = span_of(opt(cli, OPT_FUNCTION)),
                                 .email = span_of(opt(cli, OPT_EMAIL)) };
    struct msg_done done;

    if (!read_registered_until(cli, &in.registered_until_at, &in.has_registered_until_at) ||
        support_read_senior(cli, &in.senior, &in.has_senior) != 0)
        return CLI_USAGE;
    in.teams = thing_words(cli, OPT_TEAM, &in.teams_count);
    in.roles = thing_words(cli, OPT_ROLE, &in.roles_count);
    in.support = read_support(cli, &in.support_count);
    int code = session_call(cli, VERB_member_set, &in, &done);
    return code != 0 ? code : written_say(cli, &done, say(cli, _("Member %s is changed."), member));
}

int cmd_member_reset(struct cli *cli)
{
    const char *member = cli->args.words[0];
    struct msg_member_reset in = { .member = span_of(member) };
    struct msg_member_code out;
    int code = session_call(cli, VERB_member_reset, &in, &out);

    return code != 0 ? code : say_code(cli, &out, say(cli, _("%s can log in with a new code."), member));
}

/* ---- disable, enable ---- */

static int set_disabled(struct cli *cli, bool enable, const char *text)
{
    struct msg_member_disable in = { .member = span_of(cli->args.words[0]), .enable = enable, .has_enable = enable };
    struct msg_done done;
    int code = session_call(cli, VERB_member_disable, &in, &done);

    return code != 0 ? code : written_say(cli, &done, text);
}

int cmd_member_disable(struct cli *cli)
{
    const char *member = cli->args.words[0];
    int code = prompt_sure(cli, say(cli, _("Shut %s out?"), member));

    return code != 0 ? code
                     : set_disabled(cli, false,
                                    say(cli, _("%s is shut out. Undo: vakwerk member enable %s"), member, member));
}

int cmd_member_enable(struct cli *cli)
{
    return set_disabled(cli, true, say(cli, _("%s is let in again."), cli->args.words[0]));
}

/* ---- list ---- */

/* All pages. */
static int gather(struct cli *cli, struct msg_member_row **rows, size_t *count)
{
    struct msg_member_list in = { .team = span_of(opt(cli, OPT_TEAM)) };
    struct msg_members page;
    size_t room = 0;

    do {
        int code = session_call(cli, VERB_member_list, &in, &page);
        if (code != 0)
            return code;
        for (size_t i = 0; i < page.items_count; i++) {
            if (*count == room)
                *rows = arena_grow(&cli->arena, *rows, &room, ROWS_AT_FIRST, sizeof **rows);
            if (*rows == NULL)
                return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
            (*rows)[(*count)++] = page.items[i];
        }
        in.after = page.after;
    } while (page.after.ptr != NULL && page.items_count > 0);
    return 0;
}

/* Those of the system, those of the support, and whether one is a senior. */
static const char *all_roles(struct cli *cli, const struct msg_member_row *row)
{
    const char *parts[] = { joined(cli, row->roles, row->roles_count),
                            support_names(cli, row->support, row->support_count), row->senior ? _("senior") : "" };
    const char *text = "";

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i][0] != '\0')
            text = say(cli, "%s%s%s", text, text[0] == '\0' ? "" : ", ", parts[i]);
    return text;
}

static void print_rows(struct cli *cli, const struct msg_member_row *rows, size_t count)
{
    static const struct column columns[] = {
        { N_("USER NAME"), false, COLOUR_BOLD }, { N_("NAME"), false, COLOUR_NONE },
        { N_("REG."), false, COLOUR_NONE },      { N_("TEAMS"), false, COLOUR_NONE },
        { N_("ROLES"), false, COLOUR_NONE },     { NULL, false, COLOUR_NONE }
    };
    struct columns *table = columns_new(cli, columns);

    for (size_t i = 0; i < count; i++) {
        const char *roles = all_roles(cli, &rows[i]);
        columns_add(table, thing_line(cli, rows[i].member));
        columns_add(table, thing_line(cli, rows[i].name));
        columns_add(table, thing_line(cli, rows[i].registration));
        columns_add(table, joined(cli, rows[i].teams, rows[i].teams_count));
        columns_add(table, !rows[i].disabled  ? roles
                           : roles[0] == '\0' ? _("shut out")
                                              : say(cli, "%s, %s", roles, _("shut out")));
    }
    columns_print(table);
}

/* ---- show ---- */

static const char *mail_state(struct cli *cli, const struct msg_member_row *row)
{
    const char *address = thing_line(cli, row->email);

    if (row->email.ptr == NULL || span_is(row->mail, "on") || row->mail.ptr == NULL)
        return address;
    return say(cli, span_is(row->mail, "bounced") ? _("%s (does not arrive)") : _("%s (stopped)"), address);
}

static void print_member(struct cli *cli, const struct msg_member_row *row)
{
    out_pair(cli, _("User name"), thing_line(cli, row->member));
    out_pair(cli, _("Name"), thing_line(cli, row->name));
    out_pair(cli, _("Function"), thing_line(cli, row->function));
    out_pair(cli, _("Registration"), thing_line(cli, row->registration));
    out_pair(cli, _("Reg. number"), thing_line(cli, row->registration_number));
    if (row->registered_until_at > 0)
        out_pair(cli, _("Valid until"), times_when(cli, row->registered_until_at));
    out_pair(cli, _("Teams"), joined(cli, row->teams, row->teams_count));
    out_pair(cli, _("Roles"), joined(cli, row->roles, row->roles_count));
    out_pair(cli, _("Support role"), support_names(cli, row->support, row->support_count));
    out_pair(cli, _("Senior"), row->senior ? _("yes") : "");
    out_pair(cli, _("Mail address"), mail_state(cli, row));
    out_pair(cli, _("Shut out"), row->disabled ? _("yes") : "");
}

int cmd_member_show(struct cli *cli)
{
    const char *member = cli->args.words[0];
    struct msg_member_list in = { .member = span_of(member) };
    struct msg_members found;

    if (!topic_is_name(in.member))
        return fail(cli, CLI_NOT_FOUND, say(cli, _("there is no member '%s'"), member), "vakwerk member list");
    int code = session_call(cli, VERB_member_list, &in, &found);
    if (code != 0)
        return code;
    if (found.items_count != 1 || !span_is(found.items[0].member, member))
        return fail(cli, CLI_NOT_FOUND, say(cli, _("there is no member '%s'"), member), "vakwerk member list");
    if (cli->json)
        return json_print(cli, &type_member_row, &found.items[0]);
    print_member(cli, &found.items[0]);
    return 0;
}

int cmd_member_list(struct cli *cli)
{
    struct msg_member_row *rows = NULL;
    size_t count = 0;
    int code = gather(cli, &rows, &count);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print_list(cli, &type_member_row, rows, count);
    print_rows(cli, rows, count);
    return 0;
}
