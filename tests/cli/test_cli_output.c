/* What is printed: on terminals of any width, in pipes, as JSON, in any locale; and what is never printed. */
#include "clients/cli/command.h"
#include "clients/text/words.h"
#include "tests/cli/session.h"
#include "tests/support/port.h"

#include <jansson.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>

#define LINE_BYTES 3072

/* ---- help, from the table ---- */

/* Each line is a command, a tab, and what its help begins with. */
static int write_commands(struct shell *shell)
{
    char lines[16 * 1024] = "";
    int count = 0;

    for (const struct command *command = commands; command->name != NULL; command++, count++)
        snprintf(lines + strlen(lines), sizeof lines - strlen(lines), "vakwerk %s %s\t%s\n", command->name,
                 command->sub == NULL ? "" : command->sub, command->name[0] == '\0' ? "" : command->help);
    shell_file(shell, "commands", lines, 0600);
    return count;
}

/* Twenty at a time: what one run may take is bounded. */
TEST(every_command_explains_itself_in_dutch)
{
    struct shell *shell = *state;
    int count = write_commands(shell);

    for (int from = 1; from <= count; from += 20) {
        struct ran ran = shell_run(shell,
                                   "sed -n '%d,%dp' $DIR/commands | while IFS=$(printf '\\t') read -r command help; do"
                                   " $command --help >$DIR/nl && $command --help --lang en >$DIR/en && test -s $DIR/nl"
                                   " && ! cmp -s $DIR/nl $DIR/en && grep -qF -- \"$help\" $DIR/en || echo $command;"
                                   " done; echo looked",
                                   from, from + 19);
        assert_string_equal(ran.err, "");
        assert_string_equal(ran.out, "looked\n");
    }
}

TEST(help_names_every_command)
{
    struct shell *shell = *state;
    struct ran all = shell_run(shell, "vakwerk help all");
    char line[80];

    for (const struct command *command = commands; command->name != NULL; command++) {
        if (command->name[0] == '\0')
            continue;
        snprintf(line, sizeof line, "vakwerk %s%s%s", command->name, command->sub == NULL ? "" : " ",
                 command->sub == NULL ? "" : command->sub);
        assert_contains(all.out, line);
    }
}

TEST(every_command_has_a_page_in_two_languages)
{
    struct shell *shell = *state;
    char names[LINE_BYTES] = "";

    for (const struct command *command = commands; command->name != NULL; command++)
        snprintf(names + strlen(names), sizeof names - strlen(names), " %s", command->name);
    struct ran ran = shell_run(shell,
                               "for n in %s; do grep -q '^.SH' $PAGES/man1/vakwerk-$n.1 && grep -q '^.SH'"
                               " $PAGES/nl/man1/vakwerk-$n.1 || echo no page of $n; cmp -s $PAGES/man1/vakwerk-$n.1"
                               " $PAGES/nl/man1/vakwerk-$n.1 && echo one language of $n; done; echo looked",
                               names);
    assert_string_equal(ran.err, "");
    assert_string_equal(ran.out, "looked\n");
    assert_int_equal(shell_run(shell, "for p in man1/vakwerk.1 man5/vakwerk-config.5 man7/vakwerk-exit-codes.7; do"
                                      " test -s $PAGES/$p -a -s $PAGES/nl/$p || exit 1; done")
                         .code,
                     0);
}

/* What man asks of groff, for all of them at once. */
TEST(the_pages_are_in_order)
{
    struct ran ran =
        shell_run(*state, "set -- $(find $PAGES -type f); test $# -gt 100 && mandoc -Tlint -Wwarning \"$@\";"
                          " LC_ALL=C.UTF-8 groff -k -t -man -Tutf8 -wmac -z \"$@\"");

    assert_string_equal(ran.out, "");
    assert_string_equal(ran.err, "");
}

TEST(help_of_a_command_is_its_page)
{
    struct shell *shell = *state;

    assert_contains(shell_on_screen(shell, 80, "MANPAGER=cat PAGER=cat vakwerk help ask").out, "VAKWERK-ASK(1)");
    assert_contains(shell_on_screen(shell, 80, "MANPAGER=cat vakwerk help ask --lang en").out,
                    "vakwerk-ask - ask a question\n");
    /* Without man, or for a program: what --help says. */
    assert_contains(shell_run(shell, "vakwerk help ask").out, "Voorbeelden:\n  vakwerk ask\n");
}

TEST(help_shows_whom_to_ask)
{
    struct shell *shell = *state;

    shell_file(shell, "contact.conf", "contact = servicedesk@jeugdteam.example\n", 0600);
    struct ran ran = shell_on_screen(shell, 80, "vakwerk --config $DIR/contact.conf help");
    assert_string_equal(ran.out, "Vakwerk: vragen en antwoorden uit de praktijk van jeugdteams\n\n"
                                 "  vakwerk                   wat er nu speelt\n"
                                 "  vakwerk ask               stel een vraag\n"
                                 "  vakwerk answer 7K3F       geef antwoord\n"
                                 "  vakwerk show 7K3F         lees een vraag\n"
                                 "  vakwerk search woorden    zoek in vragen, antwoorden en lessen\n"
                                 "  vakwerk waitlist          wachttijden bekijken of doorgeven\n"
                                 "  vakwerk digest settings   je dagbericht instellen\n\n"
                                 "Alle opdrachten: vakwerk help all      Voorbeelden: vakwerk help examples\n"
                                 "Handleiding:     man vakwerk           Hulp: servicedesk@jeugdteam.example\n");
    assert_contains(shell_run(shell, "vakwerk help environment").out, "NO_COLOR\n");
    assert_contains(shell_run(shell, "vakwerk help examples").out, "vakwerk outbox send\n");
}

/* ---- widths ---- */

static int widest_line(const char *text)
{
    int widest = 0;

    while (*text != '\0') {
        char line[4096];
        size_t len = strcspn(text, "\n");
        assert_true(len < sizeof line);
        memcpy(line, text, len);
        line[len] = '\0';
        int cells = words_cells(line);
        widest = cells > widest ? cells : widest;
        text += len + (text[len] == '\n');
    }
    return widest;
}

TEST(nothing_is_wider_than_the_screen)
{
    static const char *const lines[] = { "vakwerk list", "vakwerk list --mine", "vakwerk", "vakwerk tip" };
    static const int widths[] = { 60, 80, 200 };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        for (size_t j = 0; j < sizeof widths / sizeof widths[0]; j++) {
            struct ran ran = shell_on_screen(shell, widths[j], "NO_COLOR=1 %s", lines[i]);
            assert_int_equal(ran.code, 0);
            assert_in_range(widest_line(ran.out), 1, widths[j]);
        }
}

TEST(texts_fit_on_a_narrow_screen)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "--sort lively");
    struct ran ran = shell_on_screen(shell, 40, "NO_COLOR=1 vakwerk show %s | grep -v http", code.text);

    assert_int_equal(ran.code, 0);
    ran = shell_on_screen(shell, 40, "NO_COLOR=1 vakwerk");
    assert_in_range(widest_line(ran.out), 1, 60); /* the last line is a command to copy */
}

/* Of nine municipalities each figure is one line, also where there is no room for who said so. */
TEST(waiting_times_of_all_stand_on_a_line_each)
{
    struct shell *shell = *state;
    struct ran ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk waitlist"), wide;

    assert_contains(ran.out, "GEMEENTE               SOORT HULP         WEKEN  VERSCHIL  BIJGEWERKT\n");
    assert_contains(ran.out, "\nLeidschendam-Voorburg  Pleegzorg             17  gelijk    vandaag\n");
    wide = shell_on_screen(shell, 120, "NO_COLOR=1 vakwerk waitlist");
    assert_contains(wide.out, "VERSCHIL  OPGEGEVEN DOOR              BIJGEWERKT\n");
}

TEST(a_wide_screen_shows_more_of_the_question)
{
    struct shell *shell = *state;
    struct ran narrow = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk list --limit 5");
    struct ran wide = shell_on_screen(shell, 200, "NO_COLOR=1 vakwerk list --limit 5");

    assert_contains(narrow.out, "…");
    assert_null(strstr(wide.out, "…"));
    assert_contains(narrow.out, "CODE  OUD");
}

/* ---- terminals ---- */

/* The screen is never drawn anew, so all that may begin with ESC is a colour. */
static bool moves_the_cursor(const char *text)
{
    for (; (text = strchr(text, '\033')) != NULL; text++)
        if (text[1] != '[' || text[2 + strspn(text + 2, "0123456789;")] != 'm')
            return true;
    return strchr(text == NULL ? "" : text, '\b') != NULL;
}

/* What is to be copied whole may be wider: a command, an address. */
static int widest_text(const char *text)
{
    int widest = 0;

    while (*text != '\0') {
        char line[4096];
        size_t len = strcspn(text, "\n");
        snprintf(line, sizeof line, "%.*s", (int)len, text);
        int cells = strstr(line, "vakwerk ") != NULL || strstr(line, "://") != NULL ? 0 : words_cells(line);
        widest = cells > widest ? cells : widest;
        text += len + (text[len] == '\n');
    }
    return widest;
}

static int count_of(const char *text, const char *what)
{
    int count = 0;

    while ((text = strstr(text, what)) != NULL) {
        count++;
        text++;
    }
    return count;
}

TEST(on_every_terminal_texts_fit_and_nothing_moves_the_cursor)
{
    static const char *const terminals[] = { "TERM=xterm",   "TERM=dumb",      "NO_COLOR=1",
                                             "LC_ALL=C",     "LC_ALL=C.UTF-8", "VAKWERK_ACCESSIBLE=1",
                                             "TERM=unknown", "env -u TERM env" };
    /* In one session of the terminal, each with an end; one that fails ends them all. */
    static const char lines[] = "set -e; for line in vakwerk \"vakwerk list --limit 5\" \"vakwerk show $CODE\""
                                " \"vakwerk tip --limit 3\" \"vakwerk digest settings\" \"vakwerk ask --help\"; do"
                                " $line; echo ==; done";
    static const int widths[] = { 40, 80, 200 };
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "--sort lively");

    for (size_t i = 0; i < sizeof terminals / sizeof terminals[0]; i++)
        for (size_t k = 0; k < sizeof widths / sizeof widths[0]; k++) {
            struct ran ran =
                shell_on_screen(shell, widths[k], "export CODE=%s; %s sh -c '%s'", code.text, terminals[i], lines);
            if (ran.code != 0 || count_of(ran.out, "\n==\n") != 6 || strstr(ran.out, "==\n==") != NULL ||
                moves_the_cursor(ran.out) || widest_text(ran.out) > widths[k])
                fail_msg("%s at %d: %d, %d wide\n%s", terminals[i], widths[k], ran.code, widest_text(ran.out), ran.out);
        }
}

TEST(with_nothing_to_read_from_or_write_to_it_ends_quietly)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk list <&-").code, 0);
    assert_string_equal(shell_run(shell, "vakwerk list <&- >&- 2>&-; echo").out, "\n");
    assert_int_equal(shell_run(shell, "vakwerk ask <&-").code, 2); /* nobody to ask */
}

/* ---- the pager, the editor, and words cut short ---- */

/* A pager that shows that it was there. */
#define MARKS "sed s/^/p:/"

TEST(what_is_longer_than_the_screen_goes_through_the_pager_that_one_chose)
{
    static const struct {
        const char *line;
        bool paged;
    } lines[] = { { "VAKWERK_PAGER='" MARKS "' PAGER=cat vakwerk help all", true },
                  { "env -u VAKWERK_PAGER PAGER='" MARKS "' vakwerk help all", true },
                  { "VAKWERK_PAGER='" MARKS "' vakwerk help all --no-pager", false },
                  { "VAKWERK_PAGER='" MARKS "' vakwerk help all | cat", false },
                  { "VAKWERK_PAGER='" MARKS "' vakwerk help", false },
                  { "VAKWERK_PAGER= PAGER='" MARKS "' vakwerk help all", false } };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct ran ran = shell_on_screen(shell, 80, "%s", lines[i].line);
        if (ran.code != 0 || (strncmp(ran.out, "p:", 2) == 0) != lines[i].paged)
            fail_msg("%s: %.200s", lines[i].line, ran.out);
    }
    /* less is told what to do, and LESS of the person counts as well. */
    struct ran ran = shell_run(shell, "mkdir -p $DIR/pager; printf '#!/bin/sh\\necho \"less $* LESS=$LESS\"' >"
                                      "$DIR/pager/less; chmod +x $DIR/pager/less");
    ran = shell_on_screen(shell, 80, "env -u VAKWERK_PAGER -u PAGER LESS=-i PATH=$DIR/pager:$PATH vakwerk help all");
    assert_string_equal(ran.out, "less -FRX LESS=-i\n");
}

TEST(the_first_editor_that_is_set_counts)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "VAKWERK_EDITOR=cat VISUAL=true EDITOR=false vakwerk doctor | grep Editor;"
                                      " VISUAL=true EDITOR=false vakwerk doctor | grep Editor;"
                                      " env -u VISUAL EDITOR=false vakwerk doctor | grep Editor");

    assert_string_equal(ran.out, "ok\tEditor\tcat\t\nok\tEditor\ttrue\t\nok\tEditor\tfalse\t\n");
}

TEST(no_command_and_no_option_is_guessed_from_its_beginning)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk li").code, 2);
    assert_int_equal(shell_run(shell, "vakwerk list --lim 1").code, 2);
    assert_string_equal(shell_run(shell, "vakwerk antwoordt 7K3F").err,
                        "vakwerk: opdracht 'antwoordt' bestaat niet\nTip: bedoel je: answer?\n");
}

TEST(a_watch_in_which_nothing_happens_is_no_error)
{
    struct ran ran = shell_run(*state, "vakwerk watch --theme steun -W 1");

    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.out, "");
}

/* ---- pipes ---- */

TEST(in_a_pipe_columns_are_tabs_and_nothing_is_coloured)
{
    struct ran ran = shell_run(*state, "vakwerk list --limit 3");

    assert_int_equal(ran.code, 0);
    assert_null(strchr(ran.out, '\033'));
    int lines = 0, tabs = 0;
    for (const char *at = ran.out; *at != '\0'; at++) {
        lines += *at == '\n';
        tabs += *at == '\t';
    }
    assert_int_equal(lines, 3);
    assert_int_equal(tabs, 12);
}

TEST(colours_are_for_terminals_that_want_them)
{
    struct shell *shell = *state;

    assert_non_null(strchr(shell_on_screen(shell, 80, "vakwerk list").out, '\033'));
    assert_null(strchr(shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk list").out, '\033'));
    assert_null(strchr(shell_on_screen(shell, 80, "TERM=dumb vakwerk list").out, '\033'));
    assert_null(strchr(shell_on_screen(shell, 80, "vakwerk list --color never").out, '\033'));
    assert_non_null(strchr(shell_run(shell, "CLICOLOR_FORCE=1 vakwerk list").out, '\033'));
}

TEST(a_reader_that_stops_is_no_error)
{
    struct ran ran = shell_run(*state, "vakwerk list --limit 40 | head -1");

    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.err, "");
    ran = shell_run(*state, "vakwerk list >&-; echo $?");
    assert_string_equal(ran.err, "");
}

TEST(a_full_disk_is_an_error)
{
    struct ran ran = shell_run(*state, "vakwerk list >/dev/full");

    assert_int_equal(ran.code, 1);
}

/* ---- JSON ---- */

TEST(lists_are_json_with_the_fields_asked_for)
{
    struct ran ran = shell_run(*state, "vakwerk list --open --limit 2 --json=code,answers,posted_at,title");
    json_t *root = json_loads(ran.out, 0, NULL);

    assert_int_equal(json_array_size(root), 2);
    json_t *first = json_array_get(root, 0);
    assert_int_equal(json_object_size(first), 4);
    assert_string_equal(json_string_value(json_object_get(first, "posted_at")) + 19, "+02:00");
    assert_int_equal(json_integer_value(json_object_get(first, "answers")), 0);
    json_decref(root);
}

TEST(every_reading_command_prints_json)
{
    static const char *const lines[] = {
        "list",
        "tip",
        "notice list",
        "waitlist",
        "digest",
        "digest settings",
        "whoami",
        "team",
        "theme",
        "device",
        "outbox",
        "status",
        "--profile beheer stats",
        "--profile beheer member",
        "--profile beheer kiosk",
    };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct ran ran = shell_run(*state, "vakwerk %s --json", lines[i]);
        json_t *root = json_loads(ran.out, 0, NULL);
        assert_int_equal(ran.code, 0);
        assert_string_equal(ran.err, "");
        assert_non_null(root);
        json_decref(root);
    }
}

static json_t *json_of(struct shell *shell, const char *command)
{
    struct ran ran = shell_run(shell, "vakwerk %s", command);
    json_t *root = json_loads(ran.out, 0, NULL);

    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.err, "");
    assert_non_null(root);
    return root;
}

TEST(what_matters_now_is_there_for_programs_too)
{
    json_t *now = json_of(*state, "--json"), *one = json_of(*state, "--json=open,mine");
    json_t *first = json_array_get(json_object_get(now, "unanswered"), 0);

    assert_int_equal(json_integer_value(json_object_get(now, "open")),
                     json_array_size(json_object_get(now, "unanswered")));
    assert_true(json_integer_value(json_object_get(now, "questions_today")) > 0);
    assert_non_null(json_object_get(first, "title"));
    assert_true(json_is_integer(json_object_get(json_array_get(json_object_get(one, "mine"), 0), "new_answers")));
    assert_int_equal(json_object_size(one), 2);
    json_decref(now);
    json_decref(one);
    struct ran ran = shell_run(*state, "vakwerk --profile nobody --json");
    assert_int_equal(ran.code, 4);
    assert_string_equal(ran.out, "");
}

/* Whatever language its reader speaks, a program finds the same words. */
TEST(what_is_found_out_here_is_the_same_for_programs_in_every_language)
{
    static const char *const lines[][2] = {
        { "status --json=waiting,refused", "{\"waiting\":0,\"refused\":0}\n" },
        { "profile --json=in_use,logged_in | tr -d ' \\n'",
          "[{\"in_use\":true,\"logged_in\":true},{\"in_use\":false,\"logged_in\":true}]" },
        { "doctor --json=check,state | head -2", "[\n  {\"check\":\"Settings\",\"state\":\"ok\"},\n" },
        { "talk list --json=name", "[\n  {\"name\":\"norm\"},\n  {\"name\":\"reflectie\"}\n]\n" },
        { "config path --json | jq -r .path | grep -c /config", "1\n" },
        { "version --json | jq -r .version | grep -c '^[0-9]'", "1\n" },
        { "config --json=lang,editor", "{\"lang\":null,\"editor\":null}\n" },
        { "config set alias.a answer --json", "{\"ok\":true}\n" },
        { "config --json", "{\"profile\":\"default\",\"alias.a\":\"answer\"}\n" },
        { "config set alias.a '' --json", "{\"ok\":true}\n" },
    };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        for (size_t j = 0; j < 2; j++)
            assert_string_equal(shell_run(*state, "VAKWERK_LANG=%s vakwerk %s", j == 0 ? "nl" : "en", lines[i][0]).out,
                                lines[i][1]);
}

/* An option that does nothing is worse than none. */
TEST(every_command_prints_json_or_says_that_it_does_not)
{
    for (const struct command *command = commands; command->name != NULL; command++) {
        struct ran ran = shell_run(*state, "vakwerk --profile nobody %s %s %s %s --json=help", command->name,
                                   command->sub == NULL ? "" : command->sub, command->least > 0 ? "1" : "",
                                   command->least > 1 ? "1" : "");
        if (command->json != NULL && command->json->field_count + (command->json->base != NULL) == 0)
            continue; /* it knows them itself */
        assert_int_equal(ran.code, command->json != NULL ? 0 : 2);
        assert_int_equal(ran.out[0] != '\0', command->json != NULL);
        if (command->json == NULL)
            assert_contains(ran.err, "{\"error\":{\"code\":\"usage\",\"exit\":2,\"message\":\"");
    }
}

TEST(the_fields_are_listed_without_a_connection)
{
    struct ran ran = shell_run(*state, "vakwerk --profile nobody list --json=help");

    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "posted_at\n");
}

/* ---- locales ---- */

/* No code of the demo is near one of six letters. */
TEST(dutch_works_in_every_locale)
{
    static const char *const locales[] = { "LC_ALL=C",     "LC_ALL=C.UTF-8", "LC_ALL=nl_NL.UTF-8",
                                           "LC_ALL=POSIX", "LANG=",          "LC_ALL=xx_XX" };

    for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++) {
        struct ran ran = shell_run(*state, "env -u LANG %s vakwerk show 222222", locales[i]);
        assert_string_equal(ran.err, "vakwerk: vraag 222222 bestaat niet\nTip: zoeken kan met: vakwerk search\n");
    }
    struct ran ran = shell_run(*state, "vakwerk show 222222 --lang en");
    assert_contains(ran.err, "vakwerk: question 222222 does not exist\n");
}

TEST(where_there_is_no_check_mark_it_says_ok)
{
    struct ran ran = shell_run(*state, "env -u LANG LC_ALL=C vakwerk digest on");

    assert_string_equal(ran.out, "ok: Je dagbericht komt weer.\n");
    ran = shell_run(*state, "env -u LANG LC_ALL=C.UTF-8 vakwerk digest on");
    assert_string_equal(ran.out, "✓ Je dagbericht komt weer.\n");
}

/* ---- settings ---- */

TEST(a_wrong_value_is_named_with_its_line)
{
    struct shell *shell = *state;

    shell_file(shell, "wrong.conf", "lang = nl\n\n[profile intern]\nbroker = http://a:1\n", 0600);
    struct ran ran = shell_run(shell, "vakwerk --config $DIR/wrong.conf list");
    assert_int_equal(ran.code, 2);
    assert_string_equal(ran.err, "vakwerk: regel 4 in ~/wrong.conf: dit kan de waarde van 'broker' niet zijn\n"
                                 "Tip: man vakwerk-config\n");
    shell_file(shell, "wrong.conf", "color = soms\n", 0600);
    ran = shell_run(shell, "vakwerk --config $DIR/wrong.conf list");
    assert_contains(ran.err,
                    "regel 1 in ~/wrong.conf: dit kan de waarde van 'color' niet zijn\nTip: auto|always|never\n");
    /* Looking it up and mending it works all the same. */
    assert_int_equal(shell_run(shell, "vakwerk --config $DIR/wrong.conf config path").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk --config $DIR/wrong.conf config set color auto").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk --config $DIR/wrong.conf list").code, 0);
}

TEST(an_unknown_setting_is_a_warning)
{
    struct shell *shell = *state;

    shell_file(shell, "slip.conf", "edtior = vi\n[profile intern]\nbrokr = mqtts://a:1\n", 0600);
    struct ran ran = shell_run(shell, "vakwerk --config $DIR/slip.conf list");
    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.err, "vakwerk: regel 1 in ~/slip.conf: 'edtior' ken ik niet\nTip: bedoel je 'editor'?\n"
                                 "vakwerk: regel 3 in ~/slip.conf: 'brokr' ken ik niet\nTip: bedoel je 'broker'?\n");
    assert_contains(shell_run(shell, "vakwerk --config $DIR/slip.conf doctor").out, "regel 1 in ~/slip.conf");
}

TEST(own_commands_come_from_the_settings)
{
    struct shell *shell = *state;

    shell_file(shell, "alias.conf", "[alias]\no = list --open --limit 1\n", 0600);
    struct ran ran = shell_run(shell, "vakwerk --config $DIR/alias.conf o --json=code");
    json_t *root = json_loads(ran.out, 0, NULL);
    assert_int_equal(json_array_size(root), 1);
    json_decref(root);
}

/* ---- secrets ---- */

TEST(the_secret_is_nowhere_to_be_seen)
{
    struct shell *shell = *state;

    /* The secret is looked for by way of a file: as an argument of grep it would be found there. */
    shell_file(shell, "editor",
               "#!/bin/sh\n"
               "sed -n '/default/,$s/^secret = //p' $XDG_CONFIG_HOME/vakwerk/credentials | head -1 >$DIR/secret\n"
               "[ $(wc -c <$DIR/secret) -gt 20 ] || echo no-secret >$DIR/seen\n"
               "env | grep -q -F -f $DIR/secret && echo environment >>$DIR/seen\n"
               "for f in /proc/[0-9]*/cmdline /proc/$PPID/environ; do\n"
               "  cat $f 2>/dev/null | tr '\\0' ' ' | grep -q -F -f $DIR/secret && echo $f >>$DIR/seen\ndone\n"
               "echo looked >>$DIR/seen\necho Een tekst. >\"$1\"\n",
               0700);
    struct shell_code code = shell_code(shell, "");
    struct ran ran = shell_on_screen(shell, 80, "EDITOR=$DIR/editor vakwerk answer %s; cat $DIR/seen", code.text);
    assert_contains(ran.out, "is geplaatst");
    assert_null(strstr(ran.out, "environ"));
    assert_null(strstr(ran.out, "cmdline"));
    assert_null(strstr(ran.out, "no-secret"));
    assert_contains(ran.out, "looked\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_explains_itself_in_dutch),
        cmocka_unit_test(help_names_every_command),
        cmocka_unit_test(every_command_has_a_page_in_two_languages),
        cmocka_unit_test(the_pages_are_in_order),
        cmocka_unit_test(help_of_a_command_is_its_page),
        cmocka_unit_test(help_shows_whom_to_ask),
        cmocka_unit_test(nothing_is_wider_than_the_screen),
        cmocka_unit_test(texts_fit_on_a_narrow_screen),
        cmocka_unit_test(waiting_times_of_all_stand_on_a_line_each),
        cmocka_unit_test(a_wide_screen_shows_more_of_the_question),
        cmocka_unit_test(on_every_terminal_texts_fit_and_nothing_moves_the_cursor),
        cmocka_unit_test(with_nothing_to_read_from_or_write_to_it_ends_quietly),
        cmocka_unit_test(what_is_longer_than_the_screen_goes_through_the_pager_that_one_chose),
        cmocka_unit_test(the_first_editor_that_is_set_counts),
        cmocka_unit_test(no_command_and_no_option_is_guessed_from_its_beginning),
        cmocka_unit_test(a_watch_in_which_nothing_happens_is_no_error),
        cmocka_unit_test(in_a_pipe_columns_are_tabs_and_nothing_is_coloured),
        cmocka_unit_test(colours_are_for_terminals_that_want_them),
        cmocka_unit_test(a_reader_that_stops_is_no_error),
        cmocka_unit_test(a_full_disk_is_an_error),
        cmocka_unit_test(lists_are_json_with_the_fields_asked_for),
        cmocka_unit_test(every_reading_command_prints_json),
        cmocka_unit_test(what_matters_now_is_there_for_programs_too),
        cmocka_unit_test(what_is_found_out_here_is_the_same_for_programs_in_every_language),
        cmocka_unit_test(every_command_prints_json_or_says_that_it_does_not),
        cmocka_unit_test(the_fields_are_listed_without_a_connection),
        cmocka_unit_test(dutch_works_in_every_locale),
        cmocka_unit_test(where_there_is_no_check_mark_it_says_ok),
        cmocka_unit_test(a_wrong_value_is_named_with_its_line),
        cmocka_unit_test(an_unknown_setting_is_a_warning),
        cmocka_unit_test(own_commands_come_from_the_settings),
        cmocka_unit_test(the_secret_is_nowhere_to_be_seen),
    };

    setlocale(LC_ALL, "C.UTF-8");
    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
