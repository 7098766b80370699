#include "manual.h"

#include "command.h"
#include "help.h"

bool manual_wanted(const struct cli *cli)
{
    return cli->args.word_count == 1 && strcmp(cli->args.words[0], "__manual") == 0;
}

/* roff takes - for a hyphen and a dot or quote at the start of a line for a request. */
static void print_text(struct cli *cli, const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", cli->out);
    for (; *text != '\0'; text++) {
        if (*text == '-')
            fputs("\\-", cli->out);
        else if (*text == '\\')
            fputs("\\e", cli->out);
        else
            fputc(*text, cli->out);
    }
}

static void print_line(struct cli *cli, const char *text)
{
    print_text(cli, text);
    fputc('\n', cli->out);
}

static void print_section(struct cli *cli, const char *title)
{
    fprintf(cli->out, ".SH \"%s\"\n", title);
}

static void print_item(struct cli *cli, const char *term, const char *text)
{
    fputs(".TP\n.B ", cli->out);
    print_line(cli, term);
    print_line(cli, text);
}

static const char *option_term(struct cli *cli, enum option option)
{
    const char *term = help_option(cli, option);

    return term + strspn(term, " ");
}

static void print_commands(struct cli *cli, enum command_group group)
{
    for (const struct command *command = commands; command->name != NULL; command++) {
        if (command->group != group)
            continue;
        print_item(cli, say(cli, "vakwerk %s", help_usage(cli, command)), _(command->help));
        for (int i = OPT_GLOBAL_LAST + 1; i < OPT_COUNT_ALL; i++)
            if (command_knows(command, (enum option)i)) {
                fputs(".RS\n", cli->out);
                print_item(cli, option_term(cli, (enum option)i), _(option_rows[i].help));
                fputs(".RE\n", cli->out);
            }
    }
}

static void print_lists(struct cli *cli)
{
    print_section(cli, _("COMMANDS"));
    print_commands(cli, GROUP_DAILY);
    print_section(cli, _("ADMINISTRATION"));
    print_commands(cli, GROUP_ADMIN);
    print_section(cli, _("ACCOUNT AND CONNECTION"));
    print_commands(cli, GROUP_AROUND);
    print_section(cli, _("OPTIONS"));
    for (int i = 0; i <= OPT_GLOBAL_LAST; i++)
        print_item(cli, option_term(cli, (enum option)i), _(option_rows[i].help));
    print_section(cli, _("EXIT STATUS"));
    for (const struct exit_row *row = cli_exits; row->name != NULL; row++)
        print_item(cli, say(cli, "%d", (int)row->code), _(row->meaning));
}

static void print_files(struct cli *cli)
{
    print_section(cli, _("FILES"));
    print_item(cli, "/etc/vakwerk/cli.conf", _("Settings for everybody on this computer."));
    print_item(
        cli, "~/.config/vakwerk/config",
        _("Your settings: lang, editor, pager, color, timeout and profile; broker, ca_file, user, device, theme, "
          "team and municipality under [profile NAME]; your own commands under [alias]."));
    print_item(cli, "~/.config/vakwerk/credentials", _("Who you are and your secret; only you may read it."));
    print_item(cli, "~/.local/state/vakwerk/outbox.db", _("What still has to be sent."));
    print_item(cli, "~/.local/state/vakwerk/drafts", _("What you typed, until Vakwerk has it."));
    print_section(cli, _("ENVIRONMENT"));
    print_item(cli, "VAKWERK_PROFILE, VAKWERK_CONFIG, VAKWERK_LANG", _("As the options of that name."));
    print_item(cli, "VAKWERK_EDITOR, VISUAL, EDITOR", _("Your editor."));
    print_item(cli, "VAKWERK_PAGER, PAGER", _("Your pager."));
    print_item(cli, "NO_COLOR, CLICOLOR_FORCE", _("Never colours; always colours."));
}

int manual_print(struct cli *cli)
{
    fprintf(cli->out, ".TH VAKWERK 1 \"\" \"vakwerk %s\"\n", VAKWERK_VERSION);
    print_section(cli, _("NAME"));
    print_line(cli, say(cli, "vakwerk - %s", _("questions and answers from the practice of youth teams")));
    print_section(cli, _("SYNOPSIS"));
    print_line(cli, say(cli, "vakwerk %s", _("[COMMAND] [OPTIONS]")));
    print_section(cli, _("DESCRIPTION"));
    print_line(cli, _("Ask colleagues how to do something well, answer them, and see how long families wait. What you "
                      "write is kept on your own computer until Vakwerk has it. Never write names, addresses or "
                      "other details that point at a client."));
    print_lists(cli);
    print_files(cli);
    return 0;
}
