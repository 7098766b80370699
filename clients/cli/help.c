#include "help.h"

#include "clients/text/words.h"
#include "commands.h"
#include "out.h"

const char *help_name(struct cli *cli, const struct command *command)
{
    return command->sub == NULL ? command->name : say(cli, "%s %s", command->name, command->sub);
}

const char *help_usage(struct cli *cli, const struct command *command)
{
    const char *args = command->args[0] == '\0' ? "" : _(command->args);

    return say(cli, "%s%s%s", help_name(cli, command), args[0] == '\0' ? "" : " ", args);
}

const char *help_option(struct cli *cli, enum option option)
{
    const struct option_row *row = &option_rows[option];
    const char *letter = row->letter == 0 ? "    " : say(cli, "-%c, ", row->letter);

    if (row->value == NULL)
        return say(cli, "%s--%s", letter, row->name);
    if (row->value[0] == '=')
        return say(cli, "%s--%s[%s]", letter, row->name, row->value);
    return say(cli, "%s--%s %s", letter, row->name, _(row->value));
}

/* Two columns; the second is broken into lines of its own. */
static void print_pair(struct cli *cli, int width, const char *left, const char *right)
{
    int cells = words_cells(left), at = 2 + width + 2;

    fprintf(cli->out, "  %s", left);
    if (cells > width) {
        fprintf(cli->out, "\n%*s", at, "");
    } else {
        fprintf(cli->out, "%*s", width - cells + 2, "");
    }
    words_wrap(cli->out, right, cli->width < 80 ? cli->width : 80, at, at);
}

static void print_options(struct cli *cli, const struct command *command)
{
    bool any = false;

    for (int i = OPT_GLOBAL_LAST + 1; i < OPT_COUNT_ALL; i++) {
        if (!command_knows(command, (enum option)i))
            continue;
        if (!any)
            fprintf(cli->out, "\n");
        any = true;
        print_pair(cli, 26, help_option(cli, (enum option)i), _(option_rows[i].help));
    }
}

static void print_row(struct cli *cli, const struct command *command)
{
    fprintf(cli->out, "vakwerk %s\n", help_usage(cli, command));
    out_paragraph(cli, 2, _(command->help));
    print_options(cli, command);
}

static void print_other_names(struct cli *cli, const struct command *command)
{
    if (command->other[0] != '\0')
        fprintf(cli->out, "\n%s %s\n", _("Also called:"), command->other);
}

int help_command(struct cli *cli, const struct command *command)
{
    const struct command *row = command;

    if (command->name[0] == '\0')
        return cmd_help(cli);
    print_row(cli, row);
    /* With a sub named, only that one; else the whole family, which stands together in the table. */
    if (command_find(command->name) == command)
        while ((++row)->name != NULL && strcmp(row->name, command->name) == 0) {
            fprintf(cli->out, "\n");
            print_row(cli, row);
        }
    print_other_names(cli, command);
    fprintf(cli->out, "\n%s vakwerk help all\n", _("Options that every command knows:"));
    return 0;
}

static void print_front(struct cli *cli)
{
    static const struct {
        const char *command, *help;
    } lines[] = { { "vakwerk", N_("what matters now") },
                  { "vakwerk ask", N_("ask a question") },
                  { "vakwerk answer 7K3F", N_("give an answer") },
                  { "vakwerk show 7K3F", N_("read a question") },
                  { "vakwerk search WORD", N_("search in questions, answers and tips") },
                  { "vakwerk list --open", N_("questions without an answer") },
                  { "vakwerk waitlist", N_("see or give waiting times") },
                  { "vakwerk digest settings", N_("set your daily digest") } };

    fprintf(cli->out, "%s\n\n", _("Vakwerk: questions and answers from the practice of youth teams"));
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        print_pair(cli, 24, lines[i].command, _(lines[i].help));
    fprintf(cli->out, "\n%s vakwerk help all      %s vakwerk help exit-codes\n", _("All commands:"), _("Exit codes:"));
    fprintf(cli->out, "%s man vakwerk\n", _("Manual:      "));
}

static void print_all(struct cli *cli)
{
    static const char *const titles[GROUP_COUNT] = { N_("Daily work"), N_("Administration"), N_("Around it") };

    for (int group = 0; group < GROUP_COUNT; group++) {
        fprintf(cli->out, "%s%s\n", group == 0 ? "" : "\n", _(titles[group]));
        for (const struct command *command = commands; command->name != NULL; command++)
            if ((int)command->group == group)
                print_pair(cli, 28, say(cli, "vakwerk %s", help_usage(cli, command)), _(command->help));
    }
    fprintf(cli->out, "\n%s\n", _("Options that every command knows"));
    for (int i = 0; i <= OPT_GLOBAL_LAST; i++)
        print_pair(cli, 28, help_option(cli, (enum option)i), _(option_rows[i].help));
    fprintf(cli->out, "\n%s vakwerk help %s\n", _("More about one command:"), _("COMMAND"));
}

static void print_exits(struct cli *cli)
{
    for (const struct exit_row *row = cli_exits; row->name != NULL; row++)
        fprintf(cli->out, "%3d  %-12s %s\n", (int)row->code, row->name, _(row->meaning));
}

int cmd_help(struct cli *cli)
{
    const char *about = cli->args.word_count == 0 ? NULL : cli->args.words[0];
    const struct command *command;

    if (about == NULL || cli->command->name[0] == '\0') {
        print_front(cli);
        return 0;
    }
    if (strcmp(about, "all") == 0 || strcmp(about, "exit-codes") == 0) {
        if (about[0] == 'a')
            print_all(cli);
        else
            print_exits(cli);
        return 0;
    }
    command = command_find(about);
    if (command == NULL || command->name[0] == '\0')
        return fail(cli, CLI_USAGE, say(cli, _("there is no command '%s'"), about), "vakwerk help all");
    if (cli->args.word_count == 2 && command_sub(command, cli->args.words[1]) != NULL)
        command = command_sub(command, cli->args.words[1]);
    return help_command(cli, command);
}

int cmd_version(struct cli *cli)
{
    fprintf(cli->out, "vakwerk %s\n", VAKWERK_VERSION);
    return 0;
}
