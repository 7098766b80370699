/* vakwerk profile: the servers and accounts of a person. */
#include "clients/text/words.h"
#include "columns.h"
#include "commands.h"
#include "config_file.h"
#include "facts.h"
#include "json.h"
#include "kept.h"
#include "nearest.h"
#include "out.h"
#include "paths.h"
#include "prompt.h"
#include "settings.h"

#include <errno.h>

#define PROFILES_MAX (CONFIG_PROFILES_MAX + CREDENTIALS_PROFILES_MAX)

/* ---- which there are: with a section in the settings, or logged in ---- */

static bool is_among(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static size_t find_all(struct cli *cli, const char *names[PROFILES_MAX])
{
    const char *logged_in[CREDENTIALS_PROFILES_MAX];
    size_t count = 0, known = credentials_profiles(paths_credentials().text, &cli->arena, logged_in);

    for (size_t i = 0; i < cli->config.profile_count; i++)
        names[count++] = cli->config.profiles[i];
    for (size_t i = 0; i < known; i++)
        if (!is_among(names, count, logged_in[i]))
            names[count++] = logged_in[i];
    return count;
}

static int check_there(struct cli *cli, const char *name)
{
    const char *names[PROFILES_MAX], *nearest = NULL;
    size_t count = find_all(cli, names);

    if (is_among(names, count, name))
        return 0;
    for (size_t i = 0; i < count; i++)
        nearest_try(name, names[i], &nearest);
    return fail(cli, CLI_NOT_FOUND, say(cli, _("there is no profile '%s'"), name),
                nearest == NULL ? "vakwerk profile list" : say(cli, _("did you mean '%s'?"), nearest));
}

static int cannot_write(struct cli *cli)
{
    return fail(cli, CLI_FAILED, say(cli, _("cannot write %s"), paths_shown(settings_file(cli)).text), strerror(errno));
}

/* ---- list ---- */

struct account {
    const char *name, *server, *user;
    bool in_use, logged_in;
};

/* Where it logged in counts; before that, what its settings say. */
static struct account find_account(struct cli *cli, const char *name)
{
    struct config config;
    struct config_fault fault;
    struct credentials credentials;
    struct account account = {
        .name = name, .in_use = strcmp(name, cli->config.profile) == 0, .server = "", .user = ""
    };

    account.logged_in = credentials_read(paths_credentials().text, name, &cli->arena, &credentials) == CREDENTIALS_FINE;
    if (account.logged_in) {
        account.server = credentials.server;
        account.user = credentials.member;
    } else if (config_read(&config, has(cli, OPT_CONFIG) ? opt(cli, OPT_CONFIG) : NULL, name, &cli->arena, &fault)) {
        account.server = config.broker == NULL ? "" : config.broker;
        account.user = config.user == NULL ? "" : config.user;
    }
    return account;
}

static struct facts_profile fact_of(const struct account *account)
{
    return (struct facts_profile){ .name = span_of(account->name),
                                   .server = span_of(account->server),
                                   .user = span_of(account->user),
                                   .in_use = account->in_use,
                                   .logged_in = account->logged_in };
}

int cmd_profile_list(struct cli *cli)
{
    static const struct column columns[] = { { N_("NAME"), false, COLOUR_BOLD },
                                             { N_("SERVER"), false, COLOUR_NONE },
                                             { N_("USER"), false, COLOUR_NONE },
                                             { N_("STATE"), false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    const char *names[PROFILES_MAX];
    struct facts_profile facts[PROFILES_MAX];
    size_t count = find_all(cli, names);
    struct columns *table = columns_new(cli, columns);

    for (size_t i = 0; i < count; i++) {
        struct account account = find_account(cli, names[i]);
        facts[i] = fact_of(&account);
        columns_add(table, words_line(&cli->arena, span_of(account.name)));
        columns_add(table, words_line(&cli->arena, span_of(account.server)));
        columns_add(table, words_line(&cli->arena, span_of(account.user)));
        columns_add(table, account.in_use ? _("in use") : account.logged_in ? _("logged in") : _("not logged in"));
    }
    if (cli->json)
        return json_print_list(cli, &type_facts_profile, facts, count);
    columns_print(table);
    return 0;
}

/* ---- add, use, remove ---- */

int cmd_profile_add(struct cli *cli)
{
    static const struct {
        enum option option;
        const char *key;
    } values[] = { { OPT_SERVER, "broker" }, { OPT_CA_FILE, "ca_file" }, { OPT_USER, "user" } };
    const char *name = cli->args.words[0], *nearest;

    if (!topic_is_slug(span_of(name)))
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no name for a profile"), name), _("2 to 32 of a-z, 0-9 and -"));
    if (is_among(cli->config.profiles, cli->config.profile_count, name))
        return fail(cli, CLI_CONFLICT, say(cli, _("%s exists already"), name), "vakwerk profile list");
    if (!has(cli, OPT_SERVER))
        return fail(cli, CLI_USAGE, _("which server? Give --server"), "mqtts://vakwerk.example:8883");
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        const char *value = opt(cli, values[i].option);
        const struct config_key *key = config_key(values[i].key, &nearest);
        if (value != NULL && (!config_fits(key, value) || !config_file_holds(key->name, value)))
            return fail(cli, CLI_USAGE, say(cli, _("%s cannot be '%s'"), key->name, value), NULL);
    }
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (has(cli, values[i].option) &&
            !settings_write(cli, say(cli, "profile %s", name), values[i].key, opt(cli, values[i].option)))
            return cannot_write(cli);
    out_done(cli, say(cli, _("Profile %s is added. Log in: vakwerk --profile %s login"), name, name));
    return 0;
}

int cmd_profile_use(struct cli *cli)
{
    const char *name = cli->args.words[0];
    int code = check_there(cli, name);

    if (code != 0)
        return code;
    if (!settings_write(cli, "", "profile", name))
        return cannot_write(cli);
    out_done(cli, say(cli, _("Profile %s is used from now on."), name));
    return 0;
}

/* What still waits in its outbox could not be sent any more. */
static int check_sent(struct cli *cli, const char *name)
{
    struct path path = paths_file(PATHS_STATE, "outbox.db");
    struct credentials credentials;
    int64_t waiting = 0, aside = 0;

    if (credentials_read(paths_credentials().text, name, &cli->arena, &credentials) != CREDENTIALS_FINE)
        return 0;
    struct vakwerk_outbox *box =
        paths_make_folder(&path) ? vakwerk_outbox_open(path.text, say(cli, "%s:%s", name, credentials.member)) : NULL;
    bool is_read = box != NULL && vakwerk_outbox_count(box, &waiting, &aside) == 0;
    vakwerk_outbox_close(box);
    if (is_read && waiting + aside == 0)
        return 0;
    return fail(cli, CLI_CONFLICT, say(cli, _("in the outbox of %s something still has to be sent"), name),
                say(cli, "vakwerk --profile %s outbox", name));
}

static bool forget(struct cli *cli, const char *name)
{
    struct credentials credentials;
    bool logged_in = credentials_read(paths_credentials().text, name, &cli->arena, &credentials) == CREDENTIALS_FINE;
    struct config config;
    struct config_fault fault;
    /* What the file says, whatever --profile said this time. */
    bool in_use = config_read(&config, has(cli, OPT_CONFIG) ? opt(cli, OPT_CONFIG) : NULL, NULL, &cli->arena, &fault) &&
                  strcmp(config.profile, name) == 0;

    if (logged_in && !kept_forget(cli, name))
        return false;
    if (is_among(cli->config.profiles, cli->config.profile_count, name) &&
        !config_file_drop(settings_file(cli), say(cli, "profile %s", name), &cli->arena))
        return false;
    return !in_use || settings_write(cli, "", "profile", NULL);
}

int cmd_profile_remove(struct cli *cli)
{
    const char *name = cli->args.words[0];
    int code = check_there(cli, name);

    if (code == 0)
        code = check_sent(cli, name);
    if (code == 0)
        code = prompt_sure(cli, say(cli, _("Forget profile %s, and its secret on this computer?"), name));
    if (code != 0)
        return code;
    if (!forget(cli, name))
        return cannot_write(cli);
    out_done(cli, say(cli, _("Profile %s is forgotten on this computer."), name));
    return 0;
}
