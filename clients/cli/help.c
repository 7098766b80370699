#include "help.h"

#include "about.h"
#include "clients/text/words.h"
#include "commands.h"
#include "facts.h"
#include "json.h"
#include "manual.h"
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
        return say(cli, "%s--%s[%s]", letter, row->name, _(row->value));
    return say(cli, "%s--%s %s", letter, row->name, _(row->value));
}

#define NARROW 24 /* less of a line does not read well: then the second column stands under the first */

/* Two columns; the second is broken into lines of its own. */
static void print_pair(struct cli *cli, int width, const char *left, const char *right)
{
    int cells = words_cells(left), at = 2 + width + 2;

    if (cli->width - at < NARROW) {
        fprintf(cli->out, "  %s\n%*s", left, 6, "");
        words_wrap(cli->out, right, cli->width, 6, 6);
        return;
    }
    fprintf(cli->out, "  %s", left);
    if (cells > width) {
        fprintf(cli->out, "\n%*s", at, "");
    } else {
        fprintf(cli->out, "%*s", width - cells + 2, "");
    }
    words_wrap(cli->out, right, cli->width < 80 ? cli->width : 80, at, at);
}

/* ---- the front page ---- */

#define FRONT_CELLS 22 /* of what stands behind the first label */

/* Two things to know side by side, or under each other on a narrow screen. The second may be NULL. */
static void print_labels(struct cli *cli, int cells, const char *const first[2], const char *const second[2])
{
    bool fits = cells + 1 + FRONT_CELLS + 40 <= cli->width;

    fprintf(cli->out, "%s%*s%s", first[0], cells + 1 - words_cells(first[0]), "", first[1]);
    if (second[1] != NULL && fits)
        fprintf(cli->out, "%*s%s %s", FRONT_CELLS - words_cells(first[1]), "", second[0], second[1]);
    else if (second[1] != NULL)
        fprintf(cli->out, "\n%s%*s%s", second[0], cells + 1 - words_cells(second[0]), "", second[1]);
    fprintf(cli->out, "\n");
}

static void print_front(struct cli *cli)
{
    const struct {
        const char *command, *help;
    } lines[] = { { "vakwerk", _("what matters now") },
                  { "vakwerk ask", _("ask a question") },
                  { "vakwerk answer 7K3F", _("give an answer") },
                  { "vakwerk show 7K3F", _("read a question") },
                  { say(cli, "vakwerk search %s", _("words")), _("search in questions, answers and lessons") },
                  { "vakwerk waitlist", _("see or give waiting times") },
                  { "vakwerk digest settings", _("set your daily digest") } };
    const char *const all[] = { _("All commands:"), "vakwerk help all" };
    const char *const examples[] = { _("Examples:"), "vakwerk help examples" };
    const char *const manual[] = { _("Manual:"), "man vakwerk" };
    const char *const contact[] = { _("Help:"), cli->config.contact };

    fprintf(cli->out, "%s\n\n", _("Vakwerk: questions and answers from the practice of youth teams"));
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        print_pair(cli, 24, lines[i].command, lines[i].help);
    fprintf(cli->out, "\n");
    print_labels(cli, words_cells(all[0]), all, examples);
    print_labels(cli, words_cells(all[0]), manual, contact);
}

/* ---- one command ---- */

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

static void print_examples(struct cli *cli, const char *name)
{
    bool any = false;

    for (const struct about_example *example = about_examples; example->name != NULL; example++) {
        if (strcmp(example->name, name) != 0)
            continue;
        if (!any)
            fprintf(cli->out, "\n%s\n", _("Examples:"));
        any = true;
        fprintf(cli->out, "  %s\n", example->line);
        out_paragraph(cli, 6, _(example->help));
    }
}

static void print_other_names(struct cli *cli, const struct command *command)
{
    if (command->other[0] != '\0')
        fprintf(cli->out, "\n%s %s\n", _("Also called:"), command->other);
}

int help_command(struct cli *cli, const struct command *command)
{
    const struct command *row = command;

    if (command->name[0] == '\0') {
        print_front(cli);
        return 0;
    }
    print_row(cli, row);
    /* With a sub named, only that one; else the whole family, which stands together in the table. */
    if (command_find(command->name) == command)
        while ((++row)->name != NULL && strcmp(row->name, command->name) == 0) {
            fprintf(cli->out, "\n");
            print_row(cli, row);
        }
    print_other_names(cli, command);
    print_examples(cli, command->name);
    fprintf(cli->out, "\n%s vakwerk help all\n", _("Options that every command knows:"));
    return 0;
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

static void print_environment(struct cli *cli)
{
    for (const struct about_row *row = about_environment; row->term != NULL; row++) {
        fprintf(cli->out, "%s\n", row->term);
        out_paragraph(cli, 6, _(row->help));
    }
}

static void print_all_examples(struct cli *cli)
{
    for (const struct about_example *example = about_examples; example->name != NULL; example++) {
        fprintf(cli->out, "%s\n", example->line);
        out_paragraph(cli, 6, _(example->help));
    }
}

/* A person gets the manual; where there is none, or for a program, what --help says. */
static int explain(struct cli *cli, const char *about)
{
    const struct command *command = command_find(about);

    if (command == NULL || command->name[0] == '\0')
        return fail(cli, CLI_USAGE, say(cli, _("there is no command '%s'"), about), "vakwerk help all");
    if (cli->is_screen && !has(cli, OPT_NO_PAGER) && manual_show(cli, command))
        return 0;
    if (cli->args.word_count == 2 && command_sub(command, cli->args.words[1]) != NULL)
        command = command_sub(command, cli->args.words[1]);
    return help_command(cli, command);
}

int cmd_help(struct cli *cli)
{
    static const struct {
        const char *name;
        void (*print)(struct cli *cli);
    } pages[] = { { "all", print_all },
                  { "examples", print_all_examples },
                  { "exit-codes", print_exits },
                  { "environment", print_environment } };

    if (cli->args.word_count == 0) {
        print_front(cli);
        return 0;
    }
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (strcmp(cli->args.words[0], pages[i].name) == 0) {
            pages[i].print(cli);
            return 0;
        }
    return explain(cli, cli->args.words[0]);
}

int cmd_version(struct cli *cli)
{
    if (cli->json)
        return json_print(cli, &type_facts_version, &(struct facts_version){ span_of(VAKWERK_VERSION) });
    fprintf(cli->out, "vakwerk %s\n", VAKWERK_VERSION);
    return 0;
}
