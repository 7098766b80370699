#include "account.h"
#include "columns.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "proto/code.h"
#include "session.h"
#include "thing.h"
#include "written.h"

#include <strings.h>

/* What is followed: for the daemon and for people. */
struct target {
    struct span what;
    const char *name;
};

static const char *behind(const char *typed, const char *word)
{
    size_t length = strlen(word);

    return strncasecmp(typed, word, length) == 0 && (typed[length] == ':' || typed[length] == '/') ? typed + length + 1
                                                                                                   : NULL;
}

/* "theme:dossier" or "theme:Toestemming en dossier". */
static int find_place(struct cli *cli, const char *typed, enum topic_place place, struct target *out)
{
    bool is_team = place == TOPIC_TEAM;
    const struct msg_place *places;
    struct msg_myself me;
    struct msg_places teams = { 0 };
    int code = account_read(cli, &me);

    if (code == 0 && is_team)
        code = session_call(cli, VERB_team_list, &(struct msg_team_list){ 0 }, &teams);
    if (code != 0)
        return code;
    places = is_team ? teams.items : me.themes;
    size_t count = is_team ? teams.items_count : me.themes_count;
    for (size_t i = 0; i < count; i++) {
        const char *slug = thing_line(cli, places[i].slug), *name = thing_line(cli, places[i].name);
        if (strcasecmp(slug, typed) != 0 && strcasecmp(name, typed) != 0)
            continue;
        *out = (struct target){ span_of(say(cli, "%s/%s", is_team ? "team" : "theme", slug)), name };
        return 0;
    }
    return account_no_such_place(cli, place, typed);
}

static int find_target(struct cli *cli, struct target *out)
{
    const char *typed = cli->args.words[0], *theme = behind(typed, "theme"), *team = behind(typed, "team");

    if (theme == NULL)
        theme = behind(typed, "thema");
    if (theme != NULL || team != NULL)
        return find_place(cli, theme != NULL ? theme : team, theme != NULL ? TOPIC_THEME : TOPIC_TEAM, out);
    out->what = thing_code(cli, typed);
    out->name = out->what.ptr;
    if (code_read(out->what).kind != CODE_BAD)
        return 0;
    return fail(cli, CLI_NOT_FOUND, say(cli, _("'%s' is nothing one can follow"), typed),
                "vakwerk follow 7K3F, theme:wacht, team:delft");
}

/* ---- the list ---- */

/* As it is typed: "theme:wacht", "team:delft", a code. */
static const char *typed_as(struct cli *cli, struct span what)
{
    const char *text = thing_line(cli, what), *slash = strchr(text, '/');

    return slash == NULL ? text : say(cli, "%.*s:%s", (int)(slash - text), text, slash + 1);
}

/* What was kept for --offline may hold no titles. */
static void print_titles(struct cli *cli, const struct msg_myself *me)
{
    static const struct column columns[] = { { "", false, COLOUR_BOLD },
                                             { "", false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    struct columns *table = columns_new(cli, columns);

    for (size_t i = 0; i < me->follows_count; i++) {
        columns_add(table, typed_as(cli, me->follows[i]));
        columns_add(table, i < me->followed_count ? thing_line(cli, me->followed[i].title) : "");
    }
    columns_print(table);
    if (me->follows_count == 0)
        fprintf(cli->out, "%s\n", _("You follow nothing yet."));
}

static int print_follows(struct cli *cli)
{
    struct msg_myself me;
    int code = session_call(cli, VERB_me, &(struct msg_me){ .followed = true }, &me);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_myself, &me);
    if (!cli->tabs) {
        print_titles(cli, &me);
        return 0;
    }
    for (size_t i = 0; i < me.follows_count; i++)
        fprintf(cli->out, "%s\n", thing_line(cli, me.follows[i]));
    return 0;
}

/* ---- following ---- */

static int write_follow(struct cli *cli, enum verb verb, const void *in, const struct target *target, const char *text)
{
    struct session_write write = {
        .verb = verb, .place = TOPIC_HERE, .in = in, .about = typed_as(cli, target->what), .summary = target->name
    };
    struct msg_done done;
    int code = session_write(cli, &write, &done);

    return code != 0 ? code : written_say(cli, &done, text);
}

int cmd_follow(struct cli *cli)
{
    struct target target;

    if (cli->args.word_count == 0 || has(cli, OPT_LIST))
        return print_follows(cli);
    int code = find_target(cli, &target);
    if (code != 0)
        return code;
    struct msg_follow in = { .what = target.what };
    return write_follow(cli, VERB_follow, &in, &target, say(cli, _("You now follow %s."), target.name));
}

int cmd_unfollow(struct cli *cli)
{
    struct target target;
    int code = find_target(cli, &target);

    if (code != 0)
        return code;
    struct msg_unfollow in = { .what = target.what };
    return write_follow(cli, VERB_unfollow, &in, &target, say(cli, _("You no longer follow %s."), target.name));
}

/* ---- reacting ---- */

static const char *const reactions[][4] = { { "works", "werkt", "works", N_("it works") },
                                            { "not", "werkt-niet", "works-not", N_("it does not work") },
                                            { "outdated", "verouderd", "outdated", N_("it is outdated") } };

int cmd_react(struct cli *cli)
{
    struct span code = thing_code(cli, cli->args.words[0]);
    const char *typed = cli->args.word_count > 1 ? cli->args.words[1] : "", *text = NULL;
    struct msg_react in = { .code = code };

    if (has(cli, OPT_UNDO))
        in.reaction = span_of("none");
    for (size_t i = 0; i < sizeof reactions / sizeof reactions[0] && in.reaction.ptr == NULL; i++)
        if (strcasecmp(typed, reactions[i][1]) == 0 || strcasecmp(typed, reactions[i][2]) == 0) {
            in.reaction = span_of(reactions[i][0]);
            text = _(reactions[i][3]);
        }
    if (code_read(code).kind == CODE_BAD)
        return fail(cli, CLI_NOT_FOUND, say(cli, _("'%s' is not a code"), code.ptr), "vakwerk tip list");
    if (in.reaction.ptr == NULL)
        return fail(cli, CLI_USAGE, _("does it work? Choose one of three"), "werkt, werkt-niet, verouderd");
    struct target target = { code, text == NULL ? _("reaction") : text };
    return write_follow(cli, VERB_react, &in, &target,
                        text == NULL
                            ? say(cli, _("Your reaction to %s is taken back."), code.ptr)
                            : say(cli, _("You said of %s: %s. Its author is told, not by whom."), code.ptr, text));
}
