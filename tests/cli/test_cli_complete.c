/* Completion: in each shell what the table has, and names from the cache, at once. */
#include "clients/cli/command.h"
#include "tests/cli/session.h"
#include "tests/support/port.h"

#include <stdio.h>

#define CODES       10000
#define ROUNDS      9
#define MOST_TENTHS 80

TEST(every_command_sub_and_option_is_offered)
{
    struct shell *shell = *state;
    struct ran names = shell_run(shell, "vakwerk __complete line '' | cut -f1");
    char line[80];

    for (const struct command *command = commands; command->name != NULL; command++) {
        const char *sub = command->sub == NULL ? "" : command->sub;
        if (command->name[0] == '\0')
            continue;
        snprintf(line, sizeof line, "%s\n", command->name);
        assert_contains(names.out, line);
        if (sub[0] != '\0')
            assert_contains(shell_run(shell, "vakwerk __complete line %s '%s'", command->name, sub).out, sub);
        struct ran options = shell_run(shell, "vakwerk __complete line %s %s -- | cut -f1", command->name, sub);
        for (int i = 0; i < OPT_COUNT_ALL; i++) {
            snprintf(line, sizeof line, "--%s\n", option_rows[i].name);
            if (command_knows(command, (enum option)i))
                assert_contains(options.out, line);
        }
    }
}

TEST(names_come_from_what_was_read)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");

    assert_int_equal(shell_run(shell, "vakwerk whoami; vakwerk --profile beheer kiosk list").code, 0);
    shell_daemon_away(shell);
    assert_contains(shell_run(shell, "vakwerk __complete code").out, code.text);
    assert_contains(shell_run(shell, "vakwerk __complete line answer %.2s", code.text).out, code.text);
    assert_string_equal(shell_run(shell, "vakwerk __complete theme doss").out, "dossier\tToestemming en dossier\n");
    assert_string_equal(shell_run(shell, "vakwerk __complete line ask -t doss").out,
                        "dossier\tToestemming en dossier\n");
    assert_string_equal(shell_run(shell, "vakwerk __complete line follow theme:doss").out,
                        "theme:dossier\tToestemming en dossier\n");
    assert_string_equal(shell_run(shell, "vakwerk __complete team").out, "delft\tTeam Delft\n");
    assert_contains(shell_run(shell, "vakwerk __complete line --profile beheer kiosk remove ''").out, "Team");
    shell_daemon_back(shell);
    assert_string_equal(shell_run(shell, "vakwerk --profile beheer __complete line answer -F x").out, "");
    assert_string_equal(shell_run(shell, "vakwerk __complete line answer -F x").out, ":\n");
    assert_string_equal(shell_run(shell, "vakwerk __complete line list --sort o").out, "open\t\n");
}

TEST(bash_completes)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "cd $DIR && echo >antwoord.txt && bash -c 'source <(vakwerk completion bash);"
                                      " try() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _vakwerk;"
                                      " echo \"${COMPREPLY[*]}\"; }; try vakwerk dig; try vakwerk digest pa;"
                                      " try vakwerk answer 7K3F --rec; try vakwerk ask -t doss;"
                                      " try vakwerk answer 7K3F -F antw'");

    assert_string_equal(ran.out, "digest\npause\n--recover\ndossier\nantwoord.txt\n");
}

/* At the keys: for bash a word ends at = and :, so that a function which is called with words shows half of it. */
TEST(in_a_bash_that_is_typed_in_values_are_completed_behind_their_option)
{
    struct shell *shell = *state;

    shell_run(shell, "vakwerk whoami");
    struct ran ran =
        shell_typing(shell,
                     "source <(vakwerk completion bash)\necho; vakwerk list --offline --sort=o\t--limit=1\n"
                     "vakwerk unfollow theme:doss\t--offline\nvakwerk answer 7K3F --file=key\t-q\n"
                     "COMP_WORDBREAKS=${COMP_WORDBREAKS//:}\nvakwerk follow theme:doss\t-q --offline\nexit\n",
                     "cd $DIR; PS1= INPUTRC=/dev/null TERM=dumb bash --norc -i");
    assert_contains(ran.out, "vakwerk list --offline --sort=open --limit=1\n");
    assert_contains(ran.out, "vakwerk unfollow theme:dossier --offline\n");
    assert_contains(ran.out, "vakwerk answer 7K3F --file=keys -q\n");
    assert_contains(ran.out, "vakwerk follow theme:dossier -q --offline\n");
    shell_run(shell, "for n in 1 2 3 4; do vakwerk outbox drop $n -y; done");
}

TEST(values_that_are_known_are_offered_where_they_stand)
{
    static const char *const lines[][2] = {
        { "help kio", "kiosk\n" },
        { "list --sort=o", "--sort=open\n" },
        { "ask --theme=doss", "--theme=dossier\n" },
        { "--profile beh", "beheer\n" },
        { "profile use beh", "beheer\n" },
        { "config set lan", "lang\n" },
        { "config set lang ''", "nl\nen\n" },
        { "config get ed", "editor\n" },
        { "react 7K3F.1 w", "works\nworks-not\n" },
        { "talk run no", "norm\n" },
        { "search --in le", "lessons\n" },
        { "follow theme:doss", "theme:dossier\n" },
        { "theme order wacht doss", "dossier\n" },
    };

    shell_file(*state, "with-profile", "[profile beheer]\nlang = nl\n", 0600);
    shell_run(*state, "vakwerk whoami");
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_string_equal(
            shell_run(*state, "VAKWERK_CONFIG=$DIR/with-profile vakwerk __complete line %s | cut -f1", lines[i][0]).out,
            lines[i][1]);
    assert_string_equal(shell_run(*state, "vakwerk __complete line answer --file=x").out, ":\n");
}

/* _describe is what zsh itself brings; here it prints what it is given. */
TEST(zsh_completes)
{
    struct shell *shell = *state;
    struct ran ran =
        shell_run(shell, "command -v zsh >/dev/null || exit 77; zsh -fc '"
                         "compdef() { }; _files() { print files };"
                         " _describe() { print -rl -- \"${(P)3[@]}\" };"
                         " source <(vakwerk completion zsh); try() { words=(\"$@\"); CURRENT=$#; _vakwerk };"
                         " try vakwerk dig; try vakwerk follow theme:doss; try vakwerk answer -F x'");

    if (ran.code == 77)
        skip();
    assert_string_equal(ran.err, "");
    assert_string_equal(ran.out, "digest:lees je dagbericht\ntheme\\:dossier:Toestemming en dossier\nfiles\n");
}

TEST(fish_completes)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "command -v fish >/dev/null || exit 77; cd $DIR && echo >antwoord.txt;"
                                      " fish -c 'vakwerk completion fish | source; complete -C \"vakwerk dig\";"
                                      " complete -C \"vakwerk ask -t doss\"; complete -C \"vakwerk answer -F antw\";"
                                      " complete -C \"vakwerk list --op\"; complete -C \"vakwerk list --sort=o\";"
                                      " complete -C \"vakwerk answer 7K3F --file=antw\"'");

    if (ran.code == 77)
        skip();
    assert_string_equal(ran.err, "");
    assert_contains(ran.out, "digest\tlees je dagbericht\ndossier\tToestemming en dossier\nantwoord.txt");
    assert_contains(ran.out, "\n--open\talleen vragen zonder antwoord\n--sort=open\n--file=antwoord.txt");
}

TEST(what_others_wrote_cannot_move_the_cursor)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk list; sqlite3 $XDG_CACHE_HOME/vakwerk/cache.db \"UPDATE name SET title ="
                                      " 'a' || char(27) || '[31mb' || char(10) || 'c' || char(9) || 'd'\"")
                         .code,
                     0);
    struct ran ran = shell_run(shell, "vakwerk __complete code | sort -u -k2 | cut -f2");
    assert_string_equal(ran.out, "a[31mb c d\n");
}

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* What the command takes, in thousandths of a millisecond. */
static int took_us(struct shell *shell, const char *command)
{
    return atoi(shell_run(shell,
                          "a=$(date +%%s%%N); vakwerk %s >/dev/null; b=$(date +%%s%%N);"
                          " echo $(( (b - a) / 1000 ))",
                          command)
                    .out);
}

/*
 * Beside what starting the program takes, in pairs, so that a busy machine does not count: 50 ms where a start is 6.
 */
TEST(ten_thousand_codes_are_there_at_once)
{
    struct shell *shell = *state;
    int tenths[ROUNDS], us[ROUNDS];

    assert_int_equal(
        shell_run(shell,
                  "sqlite3 $XDG_CACHE_HOME/vakwerk/cache.db \"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1"
                  " FROM n WHERE i < %d) INSERT OR REPLACE INTO name SELECT 'default:s.dewit', 'code',"
                  " printf('90%%04d', i), 'Hoe overbrug je de wachttijd voordat de hulp start?', %s FROM n\"",
                  CODES - 1, SESSION_NOW)
            .code,
        0);
    assert_int_equal(atoi(shell_run(shell, "vakwerk __complete code 90 | wc -l").out), CODES);
    for (int i = 0; i < ROUNDS; i++) {
        int start_us = took_us(shell, "version");
        us[i] = took_us(shell, "__complete line answer 90");
        tenths[i] = 10 * us[i] / start_us;
    }
    qsort(tenths, ROUNDS, sizeof tenths[0], compare);
    qsort(us, ROUNDS, sizeof us[0], compare);
    printf("completing among %d codes: median %d.%d ms, %d.%d times a start\n", CODES, us[ROUNDS / 2] / 1000,
           us[ROUNDS / 2] / 100 % 10, tenths[ROUNDS / 2] / 10, tenths[ROUNDS / 2] % 10);
    assert_in_range(tenths[ROUNDS / 2], 0, MOST_TENTHS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_sub_and_option_is_offered),
        cmocka_unit_test(names_come_from_what_was_read),
        cmocka_unit_test(bash_completes),
        cmocka_unit_test(in_a_bash_that_is_typed_in_values_are_completed_behind_their_option),
        cmocka_unit_test(values_that_are_known_are_offered_where_they_stand),
        cmocka_unit_test(zsh_completes),
        cmocka_unit_test(fish_completes),
        cmocka_unit_test(what_others_wrote_cannot_move_the_cursor),
        cmocka_unit_test(ten_thousand_codes_are_there_at_once),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
