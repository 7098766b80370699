#include "account.h"
#include "clients/text/words.h"
#include "commands.h"
#include "digest_choice.h"
#include "failure.h"
#include "json.h"
#include "kept.h"
#include "offline.h"
#include "out.h"
#include "paths.h"
#include "prompt.h"
#include "provision.h"
#include "server.h"
#include "session.h"
#include "support.h"
#include "thing.h"

#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- what to log in with ---- */

/* The computer's name, as far as a device can be called so. */
static const char *device_name(struct cli *cli)
{
    char host[64] = "";
    char *name = arena_take(&cli->arena, sizeof host);
    size_t len = 0;

    gethostname(host, sizeof host - 1);
    for (size_t i = 0; name != NULL && host[i] != '\0' && host[i] != '.' && len < 32; i++) {
        char c = (char)tolower((unsigned char)host[i]);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && len > 0))
            name[len++] = c;
    }
    return name != NULL && topic_is_device(span_of(name)) ? name : "computer";
}

static const char *choose(struct cli *cli, enum option option, const char *configured, const char *question,
                          const char *otherwise)
{
    const char *value = opt(cli, option);

    if (value != NULL || configured != NULL)
        return value != NULL ? value : configured;
    return cli->may_ask ? prompt_line(cli, question, otherwise) : otherwise;
}

static int choose_account(struct cli *cli, struct credentials *to)
{
    const char *server = choose(cli, OPT_SERVER, cli->config.broker, _("Server"), SERVER_HERE);

    to->member = choose(cli, OPT_USER, cli->config.user, _("User name:"), NULL);
    to->device = has(cli, OPT_DEVICE) ? opt(cli, OPT_DEVICE) : cli->config.device;
    to->ca_file = has(cli, OPT_CA_FILE) ? opt(cli, OPT_CA_FILE) : cli->config.ca_file;
    if (to->ca_file != NULL)
        to->ca_file = server_file(cli, to->ca_file);
    if (server == NULL || to->member == NULL)
        return fail(cli, CLI_USAGE, _("who are you? Give --user NAME"), NULL);
    to->server = server_read(cli, server);
    if (to->server == NULL)
        return server_fail(cli, server);
    if (!topic_is_name(span_of(to->member)))
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no user name"), to->member), _("such as s.dewit"));
    if (to->device != NULL && !topic_is_device(span_of(to->device)))
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no name for a device"), to->device),
                    _("2 to 32 of a-z, 0-9 and -"));
    return 0;
}

/* ---- the one-time code ---- */

static int enrol(struct cli *cli, const struct credentials *once, struct credentials *to)
{
    struct msg_enrol in = { .device = span_of(to->device) };
    struct msg_enrolled out;
    struct vakwerk_reply reply;
    struct vakwerk_call call = {
        .verb = VERB_enrol, .place = TOPIC_HERE, .in = &in, .out = &out, .timeout_ms = cli->timeout_ms
    };
    int code = session_open(cli, once);

    if (code != 0)
        return code;
    enum vakwerk_result result = vakwerk_call(cli->v, &call, &cli->arena, &reply);
    session_close(cli);
    bool is_used = result == VAKWERK_REFUSED && (reply.error == ERR_FORBIDDEN || reply.error == ERR_CONFLICT);
    if (result == VAKWERK_AUTH || is_used)
        return fail(cli, CLI_AUTH, _("user name or code is not right"),
                    say(cli, _("need a new code? Ask your administrator for: vakwerk member reset %s"), to->member));
    if (result == VAKWERK_REFUSED)
        return failure_refused(cli, VERB_enrol, to->device, &reply);
    if (result != VAKWERK_OK)
        return failure_no_reply(cli, result);
    to->device = thing_line(cli, out.device);
    to->secret = thing_line(cli, out.secret);
    return 0;
}

static int with_code(struct cli *cli, struct credentials *to)
{
    struct credentials once = *to;

    once.device = TOPIC_ENROL;
    once.secret = prompt_secret(cli, _("One-time code:"));
    if (once.secret == NULL || once.secret[0] == '\0')
        return fail(cli, CLI_USAGE, _("the one-time code is missing"),
                    say(cli, _("need a new code? Ask your administrator for: vakwerk member reset %s"), to->member));
    if (to->device == NULL)
        to->device = device_name(cli);
    cli->credentials = *to;
    return enrol(cli, &once, to);
}

/* ---- login ---- */

static const char *place_names(struct cli *cli, const struct msg_place *places, size_t count)
{
    const char *names = "";

    for (size_t i = 0; i < count; i++)
        names = say(cli, "%s%s%s", names, i == 0 ? "" : ", ", thing_line(cli, places[i].name));
    return names;
}

static int say_logged_in(struct cli *cli, const struct credentials *to, const struct msg_myself *me)
{
    const char *teams = place_names(cli, me->teams, me->teams_count), *name = thing_line(cli, me->name);

    if (cli->json)
        return json_print(cli, &type_myself, me);
    out_done(cli, teams[0] == '\0' ? say(cli, _("Logged in as %s."), name)
                                   : say(cli, _("Logged in as %s (%s)."), name, teams));
    if (kept_elsewhere(cli))
        return 0;
    out_more(cli, to->keyring != NULL ? _("The secret of this computer is in its keyring.")
                                      : say(cli, _("The secret of this computer is in %s; only you can read it."),
                                            paths_shown(paths_credentials().text).text));
    return 0;
}

static int keep(struct cli *cli, struct credentials *to)
{
    if (!kept_write(cli, cli->config.profile, to))
        return fail(cli, CLI_FAILED, say(cli, _("cannot write %s"), paths_shown(paths_credentials().text).text), NULL);
    return 0;
}

static int try(struct cli *cli, const struct credentials *to, struct msg_myself *me)
{
    cli->credentials = *to;
    cli->has_credentials = true;
    return account_read(cli, me);
}

/* Kept before it is tried: a one-time code works once, and its secret must not be lost. */
static int login_with_code(struct cli *cli, struct credentials *to, struct msg_myself *me)
{
    int code = with_code(cli, to);

    if (code == 0)
        code = keep(cli, to);
    return code != 0 ? code : try(cli, to, me);
}

static int login_with_file(struct cli *cli, struct credentials *to, struct msg_myself *me)
{
    int code = provision_read(cli, opt(cli, OPT_SECRET_FILE), to);

    if (code == 0 && to->device == NULL)
        return fail(cli, CLI_USAGE, _("which device? Give --device NAME"), NULL);
    if (code == 0)
        code = try(cli, to, me);
    return code != 0 ? code : keep(cli, to);
}

/* Whoever keeps the secret elsewhere has one, made for this device. */
static int login_from_elsewhere(struct cli *cli, struct credentials *to, struct msg_myself *me)
{
    enum kept_result result = to->device == NULL ? KEPT_FINE : kept_fetch(cli, to);

    if (to->device == NULL)
        return fail(cli, CLI_USAGE, _("which device? Give --device NAME"), NULL);
    int code = result == KEPT_FINE ? try(cli, to, me) : kept_fail(cli, result);
    return code != 0 ? code : keep(cli, to);
}

static int login_with_what_there_is(struct cli *cli, struct credentials *to, struct msg_myself *me)
{
    if (has(cli, OPT_SECRET_FILE))
        return login_with_file(cli, to, me);
    return kept_elsewhere(cli) ? login_from_elsewhere(cli, to, me) : login_with_code(cli, to, me);
}

int cmd_login(struct cli *cli)
{
    struct credentials to = { 0 };
    struct msg_myself me;
    int code = choose_account(cli, &to);

    if (code == 0)
        code = login_with_what_there_is(cli, &to, &me);
    if (code != 0)
        return code;
    code = say_logged_in(cli, &to, &me);
    if (code == 0 && me.ask_digest && cli->may_ask && !cli->json) {
        out_flush(cli);
        digest_choice_ask(cli);
    }
    return code;
}

int cmd_logout(struct cli *cli)
{
    int code = session_who(cli);

    if (code != 0)
        return code;
    if (!kept_forget(cli, cli->config.profile))
        return fail(cli, CLI_FAILED, _("the file with your secret is not in order"), NULL);
    offline_forget(cli, (struct span){ NULL, 0 });
    out_done(cli, say(cli, _("%s is logged out on this computer."), cli->credentials.member));
    out_more(cli, say(cli, _("Log in again with a new code: vakwerk member reset %s"), cli->credentials.member));
    if (session_outbox(cli) == 0)
        session_say_depth(cli);
    return 0;
}

/* ---- whoami ---- */

static const char *role_names(struct cli *cli, const struct msg_myself *me)
{
    static const char *const names[] = { N_("editor"), N_("moderator"), N_("administrator") };
    const char *roles = "";

    for (size_t i = 0; i < me->roles_count; i++)
        for (size_t j = 0; j < sizeof names / sizeof names[0]; j++)
            if (span_is(me->roles[i], names[j]))
                roles = say(cli, "%s%s%s", roles, roles[0] == '\0' ? "" : ", ", _(names[j]));
    return roles;
}

int cmd_whoami(struct cli *cli)
{
    struct msg_myself me;
    int code = account_read(cli, &me);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_myself, &me);
    out_pair(cli, _("Name"), thing_line(cli, me.name));
    out_pair(cli, _("User name"), thing_line(cli, me.member));
    out_pair(cli, _("Function"), thing_line(cli, me.function));
    out_pair(cli, _("Registration"), thing_line(cli, me.registration));
    out_pair(cli, _("Teams"), place_names(cli, me.teams, me.teams_count));
    out_pair(cli, _("Organisation"), place_names(cli, me.organisations, me.organisations_count));
    out_pair(cli, _("Roles"), role_names(cli, &me));
    out_pair(cli, _("Support role"), support_names(cli, me.support, me.support_count));
    out_pair(cli, _("Senior"), me.senior ? _("yes") : "");
    out_pair(cli, _("Device"), cli->credentials.device);
    out_pair(cli, _("Server"), failure_server(cli));
    return 0;
}
