#include "cli.h"
#include "command.h"
#include "commands.h"

static bool is_first(const struct command *command)
{
    return command_find(command->name) == command;
}

static void print_names(struct cli *cli)
{
    for (const struct command *command = commands; command->name != NULL; command++)
        if (is_first(command) && command->name[0] != '\0')
            fprintf(cli->out, "%s ", command->name);
}

static void print_options(struct cli *cli, const struct command *command)
{
    for (int i = 0; i < OPT_COUNT_ALL; i++)
        if (command == NULL ? i <= OPT_GLOBAL_LAST : i > OPT_GLOBAL_LAST && command_knows(command, (enum option)i))
            fprintf(cli->out, "--%s ", option_rows[i].name);
}

/* Subs and the options of all of them: "name sub... --option..." */
static void print_family(struct cli *cli, const struct command *first)
{
    fprintf(cli->out, "        %s) words=\"", first->name);
    for (const struct command *row = first; row->name != NULL && strcmp(row->name, first->name) == 0; row++)
        if (row->sub != NULL)
            fprintf(cli->out, "%s ", row->sub);
    for (const struct command *row = first; row->name != NULL && strcmp(row->name, first->name) == 0; row++)
        print_options(cli, row);
    fprintf(cli->out, "\" ;;\n");
}

static void print_bash(struct cli *cli)
{
    fprintf(cli->out,
            "# vakwerk completion for bash: source <(vakwerk completion bash)\n"
            "_vakwerk() {\n"
            "    local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\" words=\"\"\n"
            "    case \"$previous\" in\n"
            "        -F|--file|--config|--ca-file|--secret-file)\n"
            "            COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n"
            "    esac\n"
            "    case \"${COMP_WORDS[1]}\" in\n");
    for (const struct command *command = commands; command->name != NULL; command++)
        if (is_first(command) && command->name[0] != '\0')
            print_family(cli, command);
    fprintf(cli->out, "    esac\n    if [ \"$COMP_CWORD\" -eq 1 ]; then words=\"");
    print_names(cli);
    fprintf(cli->out, "\"; fi\n    case \"$current\" in -*) words=\"$words ");
    print_options(cli, NULL);
    fprintf(cli->out, "\" ;; esac\n"
                      "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
                      "}\n"
                      "complete -F _vakwerk vakwerk\n");
}

int cmd_completion(struct cli *cli)
{
    if (strcmp(cli->args.words[0], "bash") != 0)
        return fail(cli, CLI_USAGE, say(cli, _("there is no completion for %s"), cli->args.words[0]), "bash");
    print_bash(cli);
    return 0;
}
