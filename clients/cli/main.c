/* vakwerk: the command line. Settings, language and arguments here; what a command does is in cmd_*.c. */
#include "cli.h"
#include "command.h"
#include "commands.h"
#include "complete.h"
#include "facts.h"
#include "handover.h"
#include "help.h"
#include "json.h"
#include "manual.h"
#include "offline.h"
#include "out.h"
#include "secretservice.h"
#include "session.h"
#include "settings.h"
#include "times.h"

#include <signal.h>
#include <stdlib.h>

#define ARENA_BYTES   (64 * 1024 * 1024)
#define TIMEOUT_MS    5000
#define TIMEOUT_MAX_S 3600

/* ---- language ---- */

static int set_language(struct cli *cli)
{
    const char *lang = opt(cli, OPT_LANG);

    if (lang == NULL)
        lang = getenv("VAKWERK_LANG");
    if (lang == NULL || lang[0] == '\0')
        lang = cli->config.lang;
    if (lang == NULL)
        lang = LANGUAGE_DEFAULT;
    language_speak(lang, VAKWERK_LOCALEDIR, &cli->arena);
    if (strcmp(lang, "nl") != 0 && strcmp(lang, "en") != 0)
        return fail(cli, CLI_USAGE, say(cli, _("there is no language '%s'"), lang), "nl, en");
    return 0;
}

/* ---- settings ---- */

/* How a wrong line is looked up and mended; for help there is no need of settings. */
static bool works_without_settings(const struct cli *cli)
{
    static const char *const names[] = { "config", "help", "version" };

    for (size_t i = 0; cli->args.word_count > 0 && i < sizeof names / sizeof names[0]; i++)
        if (strcmp(cli->args.words[0], names[i]) == 0)
            return true;
    return false;
}

static int tell_settings(struct cli *cli, bool fine, const struct config_fault *fault)
{
    if (fine || works_without_settings(cli))
        return 0;
    settings_warn(cli);
    return settings_bad(cli, fault);
}

/* Read already, for how mistakes are told; what it cannot be is said all the same. */
static int check_colour(struct cli *cli)
{
    const char *nearest;

    if (!has(cli, OPT_COLOR) || config_fits(config_key("color", &nearest), opt(cli, OPT_COLOR)))
        return 0;
    return fail(cli, CLI_USAGE, say(cli, _("%s cannot be '%s'"), "--color", opt(cli, OPT_COLOR)),
                "auto, always, never");
}

static int set_timeout(struct cli *cli)
{
    int64_t seconds;

    cli->timeout_ms = TIMEOUT_MS;
    if (!has(cli, OPT_TIMEOUT) && cli->config.timeout != NULL)
        cli->timeout_ms = 1000 * atoi(cli->config.timeout);
    if (!has(cli, OPT_TIMEOUT))
        return 0;
    if (!opt_number(cli, OPT_TIMEOUT, 1, TIMEOUT_MAX_S, &seconds))
        return CLI_USAGE;
    cli->timeout_ms = (int)seconds * 1000;
    return 0;
}

/* ---- arguments ---- */

static int bad_arguments(struct cli *cli, struct args_fault fault)
{
    const char *nearest = NULL;

    switch (fault.problem) {
    case ARGS_UNKNOWN:
        nearest = command_nearest_option(fault.text);
        return fail(cli, CLI_USAGE, say(cli, _("there is no option %s"), fault.text),
                    nearest == NULL ? "vakwerk help" : say(cli, _("did you mean: --%s?"), nearest));
    case ARGS_NO_VALUE:
        return fail(cli, CLI_USAGE, say(cli, _("something is missing behind %s"), fault.text), NULL);
    case ARGS_WITH_VALUE:
        return fail(cli, CLI_USAGE, say(cli, _("nothing can stand behind %s"), fault.text), NULL);
    case ARGS_TOO_MANY:
        return fail(cli, CLI_USAGE, _("too many arguments"), NULL);
    case ARGS_FINE:
        break;
    }
    return 0;
}

/* Puts the words of an alias in the place of its name, and reads the arguments again. */
static struct args_fault expand_alias(struct cli *cli, int argc, const char *const *argv)
{
    const char *name = cli->args.word_count == 0 ? NULL : cli->args.words[0];
    const char *words = name == NULL || command_find(name) != NULL ? NULL : config_alias(&cli->config, name);
    const char *expanded[2 * ARGS_MAX + 2];
    int count = 0;

    if (words == NULL)
        return (struct args_fault){ ARGS_FINE, NULL };
    char *rest = arena_take(&cli->arena, strlen(words) + 1), *word;
    if (rest == NULL || argc >= ARGS_MAX)
        return (struct args_fault){ ARGS_TOO_MANY, name };
    memcpy(rest, words, strlen(words) + 1);
    for (int i = 0; i < argc; i++) {
        if (argv[i] != name) {
            expanded[count++] = argv[i];
            continue;
        }
        while ((word = strsep(&rest, " ")) != NULL && count < ARGS_MAX)
            if (word[0] != '\0')
                expanded[count++] = word;
    }
    return args_read(count, expanded, &cli->args);
}

static void drop_words(struct args *args, size_t count)
{
    args->word_count -= count;
    memmove(args->words, args->words + count, args->word_count * sizeof args->words[0]);
}

static int unknown_command(struct cli *cli, const char *name)
{
    const char *nearest = command_nearest(name);

    return fail(cli, CLI_USAGE, say(cli, _("there is no command '%s'"), name),
                nearest == NULL || nearest[0] == '\0' ? "vakwerk help all" : say(cli, _("did you mean: %s?"), nearest));
}

/* The word behind a command with subs is one of them, or an argument of the first. */
static int find_sub(struct cli *cli, const struct command *first)
{
    const char *word = cli->args.word_count == 0 ? NULL : cli->args.words[0];
    const struct command *sub = first->sub == NULL || word == NULL ? NULL : command_sub(first, word);

    cli->command = sub == NULL ? first : sub;
    if (sub != NULL)
        drop_words(&cli->args, 1);
    if (sub != NULL || first->sub == NULL || word == NULL || first->most > 0)
        return 0;
    const char *nearest = command_nearest_sub(first, word);
    return fail(cli, CLI_USAGE, say(cli, _("%s cannot '%s'"), first->name, word),
                nearest == NULL ? say(cli, "vakwerk help %s", first->name)
                                : say(cli, _("did you mean: %s?"), say(cli, "%s %s", first->name, nearest)));
}

static int find_command(struct cli *cli)
{
    if (cli->args.word_count == 0) {
        cli->command = command_find("");
        return 0;
    }
    const struct command *first = command_find(cli->args.words[0]);
    if (first == NULL || first->name[0] == '\0')
        return unknown_command(cli, cli->args.words[0]);
    drop_words(&cli->args, 1);
    return find_sub(cli, first);
}

static int check_arguments(struct cli *cli)
{
    const struct command *command = cli->command;

    for (size_t i = 0; i < cli->args.option_count; i++)
        if (!command_knows(command, cli->args.options[i].option))
            return fail(cli, CLI_USAGE,
                        say(cli, _("%s does not know --%s"), help_name(cli, command),
                            option_rows[cli->args.options[i].option].name),
                        say(cli, "vakwerk help %s", help_name(cli, command)));
    if (cli->args.word_count < command->least)
        return fail(cli, CLI_USAGE, say(cli, _("something is missing: vakwerk %s"), help_usage(cli, command)),
                    say(cli, "vakwerk help %s", help_name(cli, command)));
    if (cli->args.word_count > command->most)
        return fail(cli, CLI_USAGE, say(cli, _("too much: '%s'"), cli->args.words[command->most]),
                    say(cli, _("put words that belong together between quotation marks")));
    return 0;
}

/* ---- the run ---- */

static int run_command(struct cli *cli)
{
    if (has(cli, OPT_VERSION))
        return cmd_version(cli);
    if (has(cli, OPT_HELP))
        return help_command(cli, cli->command);
    int code = check_arguments(cli);
    if (code != 0)
        return code;
    if (!cli->json)
        return cli->command->run(cli);
    const struct msg_type *type = cli->command->json;
    if (type == NULL)
        return fail(cli, CLI_USAGE, say(cli, _("%s prints no JSON"), help_name(cli, cli->command)), NULL);
    if (strcmp(opt(cli, OPT_JSON), "help") == 0 && type->field_count > 0) {
        json_print_fields(cli, type);
        return 0;
    }
    code = cli->command->run(cli);
    return code == 0 && type == &type_facts_changed ? json_print(cli, type, &(struct facts_changed){ .ok = true })
                                                    : code;
}

/* The words of the line to complete begin behind "__complete line"; what is wrong with them does not matter. */
static int run_complete(struct cli *cli, int argc, const char *const *argv)
{
    const char *kind = argv[2], *last = argc > 3 ? argv[argc - 1] : "";
    int count = argc > 3 ? argc - 3 : 1;
    struct args_fault fault = args_read(count, argv + 2, &cli->args);
    struct config_fault ignored;

    settings_read(cli, &ignored);
    set_language(cli);
    return complete_print(cli, kind, last, fault);
}

static int start(struct cli *cli, int argc, const char *const *argv)
{
    struct config_fault settings;
    struct args_fault fault = args_read(argc, argv, &cli->args);
    bool fine = settings_read(cli, &settings);

    if (fine && fault.problem == ARGS_FINE)
        fault = expand_alias(cli, argc, argv);
    out_setup(cli);
    int code = set_language(cli);
    if (code == 0 && fault.problem != ARGS_FINE)
        code = bad_arguments(cli, fault);
    if (code == 0)
        code = tell_settings(cli, fine, &settings);
    if (code == 0)
        code = check_colour(cli);
    if (code == 0)
        code = set_timeout(cli);
    return code;
}

static int run(struct cli *cli, int argc, const char *const *argv)
{
    if (complete_wanted(argc, argv))
        return run_complete(cli, argc, argv);
    int code = start(cli, argc, argv);
    if (code == 0 && manual_wanted(cli))
        return manual_write(cli);
    if (code == 0)
        code = find_command(cli);
    if (code != 0)
        return code;
    if (cli->command->run == NULL)
        return handover(cli, argv);
    settings_warn(cli);
    return run_command(cli);
}

int main(int argc, char **argv)
{
    struct cli cli = { 0 };

    if (secretservice_wanted(argc, (const char *const *)argv))
        return secretservice_serve((const char *const *)argv);
    signal(SIGPIPE, SIG_IGN);
    arena_init(&cli.arena, ARENA_BYTES);
    cli.out = open_memstream(&cli.gathered, &cli.gathered_len);
    if (cli.out == NULL)
        return CLI_FAILED;
    cli.charset = language_locale(&cli.arena);
    times_setup();
    cli.now_ms = times_now();
    int code = run(&cli, argc, (const char *const *)argv);
    code = out_finish(&cli, code);
    session_rest(&cli);
    vakwerk_outbox_close(cli.box);
    offline_keep(&cli);
    vakwerk_cache_close(cli.cache);
    fclose(cli.out);
    free(cli.gathered);
    arena_release(&cli.arena);
    return code;
}
