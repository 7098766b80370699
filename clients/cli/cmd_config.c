/* vakwerk config: a person's settings, read as every command reads them, and written a line at a time. */
#include "clients/text/words.h"
#include "command.h"
#include "commands.h"
#include "config_file.h"
#include "editor.h"
#include "facts.h"
#include "json.h"
#include "nearest.h"
#include "out.h"
#include "paths.h"
#include "settings.h"

#include <errno.h>
#include <unistd.h>

#define ALIAS      "alias."
#define ALIAS_MAX  32
#define NAME_CELLS 12

static int cannot_write(struct cli *cli, const char *path)
{
    return fail(cli, CLI_FAILED, say(cli, _("cannot write %s"), paths_shown(path).text), strerror(errno));
}

static int no_such_key(struct cli *cli, const char *name, const char *nearest)
{
    return fail(cli, CLI_USAGE, say(cli, _("there is no setting '%s'"), name),
                nearest == NULL ? "man vakwerk-config" : say(cli, _("did you mean '%s'?"), nearest));
}

/* ---- reading ---- */

static void print_pair(struct cli *cli, const char *name, const char *value)
{
    int cells = words_cells(name);

    if (cli->tabs)
        fprintf(cli->out, "%s\t%s\n", name, value);
    else
        fprintf(cli->out, "%s%*s  %s\n", name, cells < NAME_CELLS ? NAME_CELLS - cells : 0, "", value);
}

static int print_names(struct cli *cli)
{
    for (const struct config_key *key = config_keys; key->name != NULL; key++)
        fprintf(cli->out, "%s\n", key->name);
    return 0;
}

static int print_json(struct cli *cli)
{
    const struct config *config = &cli->config;
    struct json_pair pairs[32 + CONFIG_ALIASES_MAX];
    size_t count = 0;

    if (strcmp(opt(cli, OPT_JSON), "help") == 0)
        return print_names(cli);
    for (const struct config_key *key = config_keys; key->name != NULL; key++)
        if (config_value(config, key) != NULL)
            pairs[count++] = (struct json_pair){ key->name, config_value(config, key) };
    for (size_t i = 0; i < config->alias_count; i++)
        pairs[count++] = (struct json_pair){ say(cli, ALIAS "%s", config->aliases[i].name), config->aliases[i].words };
    return json_print_pairs(cli, pairs, count);
}

int cmd_config_list(struct cli *cli)
{
    const struct config *config = &cli->config;

    if (cli->json)
        return print_json(cli);
    for (const struct config_key *key = config_keys; key->name != NULL; key++)
        if (config_value(config, key) != NULL)
            print_pair(cli, key->name, words_line(&cli->arena, span_of(config_value(config, key))));
    for (size_t i = 0; i < config->alias_count; i++)
        print_pair(cli, words_line(&cli->arena, span_of(say(cli, ALIAS "%s", config->aliases[i].name))),
                   words_line(&cli->arena, span_of(config->aliases[i].words)));
    return 0;
}

int cmd_config_get(struct cli *cli)
{
    const char *name = cli->args.words[0], *nearest, *value;
    bool is_alias = strncmp(name, ALIAS, strlen(ALIAS)) == 0;
    const struct config_key *key = is_alias ? NULL : config_key(name, &nearest);

    if (key == NULL && !is_alias)
        return no_such_key(cli, name, nearest);
    value = is_alias ? config_alias(&cli->config, name + strlen(ALIAS)) : config_value(&cli->config, key);
    if (value == NULL)
        return fail(cli, CLI_NOT_FOUND, say(cli, _("%s is not set"), name), NULL);
    if (cli->json)
        return json_print_pairs(cli, &(struct json_pair){ name, value }, 1);
    fprintf(cli->out, "%s\n", words_line(&cli->arena, span_of(value)));
    return 0;
}

int cmd_config_path(struct cli *cli)
{
    const char *path = settings_file(cli);

    if (cli->json)
        return json_print(cli, &type_facts_path, &(struct facts_path){ span_of(path) });
    fprintf(cli->out, "%s\n", path);
    return 0;
}

/* ---- writing ---- */

static int bad_value(struct cli *cli, const struct config_key *key, const char *value)
{
    return fail(cli, CLI_USAGE, say(cli, _("%s cannot be '%s'"), key->name, value),
                strchr(key->value, '|') == NULL ? "man vakwerk-config" : key->value);
}

static int write_value(struct cli *cli, const char *section, const char *key, const char *value)
{
    const char *file = settings_file(cli);
    bool goes = value[0] == '\0';

    if (!goes && !config_file_holds(key, value))
        return fail(cli, CLI_USAGE,
                    _("this value cannot be kept in the file: it is too long, or holds a new line or ' ;'"), NULL);
    if (!settings_write(cli, section, key, goes ? NULL : value))
        return cannot_write(cli, file);
    if (goes)
        out_done(cli, say(cli, _("%s is no longer set in %s."), key, paths_shown(file).text));
    else
        out_done(cli, say(cli, _("%s is now %s, in %s."), key, value, paths_shown(file).text));
    return 0;
}

static bool is_word(const char *name)
{
    return name[0] != '-' && name[0] != '\0' && strlen(name) <= ALIAS_MAX &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name);
}

static int set_alias(struct cli *cli, const char *name, const char *value)
{
    if (!is_word(name))
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no name for a command"), name), _("such as o"));
    if (command_find(name) != NULL)
        return fail(cli, CLI_USAGE, say(cli, _("%s is a command already"), name), NULL);
    return write_value(cli, "alias", name, value);
}

int cmd_config_set(struct cli *cli)
{
    const char *name = cli->args.words[0], *value = cli->args.words[1], *nearest;

    if (strncmp(name, ALIAS, strlen(ALIAS)) == 0)
        return set_alias(cli, name + strlen(ALIAS), value);
    const struct config_key *key = config_key(name, &nearest);
    if (key == NULL)
        return no_such_key(cli, name, nearest);
    if (value[0] != '\0' && !config_fits(key, value))
        return bad_value(cli, key, value);
    return write_value(cli, key->of_profile ? say(cli, "profile %s", cli->config.profile) : "", key->name, value);
}

/* What was edited is read again, so that a slip is told now and not by the next command. */
int cmd_config_edit(struct cli *cli)
{
    const char *file = settings_file(cli);
    struct config read;
    struct config_fault fault;

    if (!cli->may_ask)
        return fail(cli, CLI_USAGE, _("an editor needs a terminal"), "vakwerk config set");
    if (!settings_folder(cli))
        return cannot_write(cli, file);
    if (!editor_open(cli, file))
        return fail(cli, CLI_CANCELLED, _("your editor ended with an error"), NULL);
    if (access(file, F_OK) == 0 && !config_read(&read, file, NULL, &cli->arena, &fault))
        return settings_bad(cli, &fault);
    return 0;
}
