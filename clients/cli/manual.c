#include "manual.h"

#include "about.h"
#include "clients/text/beside.h"
#include "help.h"
#include "roff.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A page as it is being written. */
struct page {
    struct cli *cli;
    FILE *out;
};

bool manual_wanted(const struct cli *cli)
{
    return cli->args.word_count == 2 && strcmp(cli->args.words[0], "__manual") == 0;
}

/* ---- parts ---- */

static const char *option_term(struct cli *cli, enum option option)
{
    const char *term = help_option(cli, option);

    return term + strspn(term, " ");
}

static void print_option(const struct page *page, enum option option)
{
    roff_item(page->out, option_term(page->cli, option), _(option_rows[option].help));
}

static bool print_options(const struct page *page, const struct command *command)
{
    bool any = false;

    for (int i = OPT_GLOBAL_LAST + 1; i < OPT_COUNT_ALL; i++)
        if (command_knows(command, (enum option)i)) {
            print_option(page, (enum option)i);
            any = true;
        }
    return any;
}

static void print_rows(const struct page *page, const struct about_row *row)
{
    for (; row->term != NULL; row++)
        roff_item(page->out, row->term, _(row->help));
}

static void print_examples(const struct page *page, const char *name)
{
    for (const struct about_example *example = about_examples; example->name != NULL; example++)
        if (strcmp(example->name, name) == 0)
            roff_item(page->out, example->line, _(example->help));
}

static void print_exits(const struct page *page)
{
    for (const struct exit_row *row = cli_exits; row->name != NULL; row++)
        roff_item(page->out, say(page->cli, "%d", row->code), _(row->meaning));
}

static void print_head(const struct page *page, const char *name, int section, const char *summary)
{
    roff_title(page->out, name, section);
    roff_section(page->out, _("NAME"));
    roff_line(page->out, say(page->cli, "%s - %s", name, summary));
}

static void print_see_also(const struct page *page, const char *pages)
{
    roff_section(page->out, _("SEE ALSO"));
    roff_line(page->out, pages);
}

/* ---- vakwerk(1) ---- */

static void print_group(const struct page *page, enum command_group group, const char *title)
{
    roff_section(page->out, title);
    for (const struct command *command = commands; command->name != NULL; command++)
        if (command->group == group)
            roff_item(page->out, say(page->cli, "vakwerk %s", help_usage(page->cli, command)), _(command->help));
}

static void print_front(const struct page *page)
{
    print_head(page, "vakwerk", 1, _("questions and answers from the practice of youth teams"));
    roff_section(page->out, _("SYNOPSIS"));
    roff_line(page->out, say(page->cli, "vakwerk %s", _("[COMMAND] [OPTIONS]")));
    roff_section(page->out, _("DESCRIPTION"));
    roff_line(page->out, _("Ask colleagues how to do something well, answer them, and see how long families wait. What "
                           "you write is kept on your own computer until Vakwerk has it. Never write names, addresses "
                           "or other details that point at a client."));
    print_group(page, GROUP_DAILY, _("COMMANDS"));
    print_group(page, GROUP_ADMIN, _("ADMINISTRATION"));
    print_group(page, GROUP_AROUND, _("ACCOUNT AND CONNECTION"));
    roff_section(page->out, _("OPTIONS"));
    roff_line(page->out, _("Every command knows these. Its own are in its own page, such as vakwerk-ask(1)."));
    for (int i = 0; i <= OPT_GLOBAL_LAST; i++)
        print_option(page, (enum option)i);
    roff_section(page->out, _("EXIT STATUS"));
    print_exits(page);
    roff_section(page->out, _("ENVIRONMENT"));
    print_rows(page, about_environment);
    roff_section(page->out, _("FILES"));
    print_rows(page, about_files);
    print_see_also(page, "vakwerk-ask(1), vakwerk-answer(1), vakwerk-config(5), vakwerk-exit-codes(7)");
}

/* ---- the page of a command, or of a family of commands ---- */

static const struct command *next_of_family(const struct command *row)
{
    const char *name = row->name;

    row++;
    return row->name != NULL && strcmp(row->name, name) == 0 ? row : NULL;
}

static void print_synopsis(const struct page *page, const struct command *first)
{
    roff_section(page->out, _("SYNOPSIS"));
    for (const struct command *row = first; row != NULL; row = next_of_family(row)) {
        if (row != first)
            fputs(".br\n", page->out);
        roff_line(page->out, say(page->cli, "vakwerk %s %s", help_usage(page->cli, row), _("[OPTIONS]")));
    }
}

/* Each of a family, with its own options under it. */
static void print_family(const struct page *page, const struct command *first)
{
    for (const struct command *row = first; row != NULL; row = next_of_family(row)) {
        roff_item(page->out, say(page->cli, "vakwerk %s", help_usage(page->cli, row)), _(row->help));
        if (row->options == 0)
            continue;
        roff_indent(page->out);
        print_options(page, row);
        roff_outdent(page->out);
    }
}

static void print_description(const struct page *page, const struct command *first, const struct about_command *about)
{
    bool is_family = first->sub != NULL;

    roff_section(page->out, _("DESCRIPTION"));
    if (!is_family)
        roff_line(page->out, say(page->cli, "%s.", _(first->help)));
    if (about != NULL && about->text != NULL)
        (is_family ? roff_line : roff_paragraph)(page->out, _(about->text));
    if (is_family)
        print_family(page, first);
    if (first->other[0] != '\0')
        roff_paragraph(page->out, say(page->cli, "%s %s", _("Also called:"), first->other));
}

static void print_command(const struct page *page, const struct command *first)
{
    const struct about_command *about = about_command(first->name);
    const char *summary = about != NULL && about->summary != NULL ? about->summary : first->help;

    print_head(page, say(page->cli, "vakwerk-%s", first->name), 1, _(summary));
    print_synopsis(page, first);
    print_description(page, first, about);
    roff_section(page->out, _("OPTIONS"));
    bool any = first->sub == NULL && print_options(page, first);
    (any ? roff_paragraph : roff_line)(page->out, _("Those that every command knows are in vakwerk(1)."));
    roff_section(page->out, _("EXAMPLES"));
    print_examples(page, first->name);
    print_see_also(page, "vakwerk(1), vakwerk-config(5), vakwerk-exit-codes(7)");
}

/* ---- vakwerk-config(5), vakwerk-exit-codes(7) ---- */

static void print_keys(const struct page *page, bool of_profile)
{
    for (const struct config_key *key = config_keys; key->name != NULL; key++)
        if (key->of_profile == of_profile)
            roff_item(page->out, say(page->cli, "%s = %s", key->name, _(key->value)), _(key->help));
}

static void print_config(const struct page *page)
{
    print_head(page, "vakwerk-config", 5, _("the settings of vakwerk"));
    roff_section(page->out, _("DESCRIPTION"));
    roff_line(page->out, _("First /etc/vakwerk/cli.conf is read, for everybody on this computer, then your own "
                           "~/.config/vakwerk/config, which wins; --config names another file instead of your own. "
                           "Lines with ; or # do not count. A key that is not known is told and passed over; a value "
                           "that cannot be ends the program with 2, with the file and the line."));
    roff_paragraph(page->out, _("vakwerk config set writes a setting, vakwerk config edit opens the file."));
    roff_section(page->out, _("SETTINGS"));
    print_keys(page, false);
    roff_section(page->out, _("SETTINGS OF A PROFILE"));
    roff_line(page->out, _("Below [profile NAME], for each server or account you use. The profile without a name of "
                           "its own is called default."));
    print_keys(page, true);
    roff_section(page->out, _("COMMANDS OF YOUR OWN"));
    roff_line(page->out, _("Below [alias] stands what you want to type, and what it means."));
    roff_section(page->out, _("EXAMPLES"));
    roff_verbatim(page->out, "profile = intern\nlang = nl\n\n[profile intern]\nbroker = mqtts://vakwerk.intern:8883\n"
                             "ca_file = /etc/ssl/certs/jeugd-ca.pem\nuser = s.dewit\ntheme = dossier\n\n[alias]\n"
                             "o = list --open");
    print_see_also(page, "vakwerk(1), vakwerk-config(1), vakwerk-profile(1)");
}

static void print_exit_codes(const struct page *page)
{
    print_head(page, "vakwerk-exit-codes", 7, _("how vakwerk can end"));
    roff_section(page->out, _("DESCRIPTION"));
    for (const struct exit_row *row = cli_exits; row->name != NULL; row++)
        roff_item(page->out, say(page->cli, "%d  %s", row->code, row->name), _(row->meaning));
    roff_paragraph(page->out, _("With --json a run that fails prints nothing on standard output, and on standard error "
                                "one line with the word above as its code:"));
    roff_verbatim(page->out, "{\"error\":{\"code\":\"not_found\",\"exit\":3,\"message\":\"…\",\"hint\":\"…\"}}");
    print_see_also(page, "vakwerk(1)");
}

/* ---- writing them ---- */

static bool open_page(struct page *page, const char *folder, const char *name, int section)
{
    const char *below = say(page->cli, "%s/man%d", folder, section);

    if (mkdir(below, 0755) != 0 && errno != EEXIST)
        return false;
    page->out = fopen(say(page->cli, "%s/%s.%d", below, name, section), "we");
    return page->out != NULL;
}

static bool close_page(struct page *page)
{
    return fclose(page->out) == 0;
}

static bool write_commands(struct page *page, const char *folder)
{
    for (const struct command *command = commands; command->name != NULL; command++) {
        if (command->name[0] == '\0' || command_find(command->name) != command)
            continue;
        if (!open_page(page, folder, say(page->cli, "vakwerk-%s", command->name), 1))
            return false;
        print_command(page, command);
        if (!close_page(page))
            return false;
    }
    return true;
}

static bool write_others(struct page *page, const char *folder)
{
    static const struct {
        const char *name;
        int section;
        void (*print)(const struct page *page);
    } pages[] = { { "vakwerk", 1, print_front },
                  { "vakwerk-config", 5, print_config },
                  { "vakwerk-exit-codes", 7, print_exit_codes } };

    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        if (!open_page(page, folder, pages[i].name, pages[i].section))
            return false;
        pages[i].print(page);
        if (!close_page(page))
            return false;
    }
    return true;
}

int manual_write(struct cli *cli)
{
    struct page page = { .cli = cli };
    const char *folder = cli->args.words[1];

    if (write_others(&page, folder) && write_commands(&page, folder))
        return 0;
    return fail(cli, CLI_FAILED, say(cli, _("cannot write %s"), folder), strerror(errno));
}

/* ---- showing one ---- */

static const char *find_page(struct cli *cli, const char *name)
{
    static const char *const endings[] = { "1", "1.gz" };
    const char *language = getenv("LANGUAGE"); /* language_speak() sets it */
    const char *below = language != NULL && strcmp(language, "nl") == 0 ? "nl/" : "";

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        const char *file = say(cli, "share/man/%sman1/vakwerk-%s.%s", below, name, endings[i]);
        const char *path = say(cli, "%s", beside_program(file).text);
        if (access(path, R_OK) == 0)
            return path;
    }
    return NULL;
}

bool manual_show(struct cli *cli, const struct command *command)
{
    extern char **environ;
    const char *page = find_page(cli, command->name);
    char *const words[] = { (char *)(uintptr_t) "man", (char *)(uintptr_t) "-l", (char *)(uintptr_t)page, NULL };
    pid_t pid;
    int status = -1;

    if (page == NULL || posix_spawnp(&pid, words[0], NULL, NULL, words, environ) != 0)
        return false;
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
