/* Every exit code, provoked; as text and as JSON. */
#include "tests/cli/session.h"
#include "tests/support/port.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define WITH_JSON 1

/* With --json stdout is empty and stderr is one line that says the same code. */
static void check_json(const struct ran *ran, int code, const char *name)
{
    json_error_t problem;
    json_t *root = json_loads(ran->err, 0, &problem);

    assert_string_equal(ran->out, "");
    assert_non_null(root);
    json_t *error = json_object_get(root, "error");
    assert_int_equal(json_integer_value(json_object_get(error, "exit")), code);
    assert_string_equal(json_string_value(json_object_get(error, "code")), name);
    assert_non_null(json_string_value(json_object_get(error, "message")));
    assert_ptr_equal(strchr(ran->err, '\n'), ran->err + strlen(ran->err) - 1);
    json_decref(root);
}

static void check(struct shell *shell, const char *line, int code, const char *name)
{
    struct ran ran = shell_run(shell, "%s", line);

    assert_int_equal(ran.code, code);
    assert_true(strncmp(ran.err, "vakwerk: ", 9) == 0);
    ran = shell_run(shell, "%s --json", line);
    assert_int_equal(ran.code, code);
    check_json(&ran, code, name);
}

TEST(code_0_is_done)
{
    struct ran ran = shell_run(*state, "vakwerk whoami");

    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.err, "");
}

TEST(code_1_is_everything_else)
{
    struct shell *shell = *state;

    shell_file(shell, "nonsense", "this is no database, but long enough to be looked at by one who expects it", 0600);
    check(shell,
          "mkdir -p $DIR/broken/vakwerk; cp $DIR/nonsense $DIR/broken/vakwerk/outbox.db;"
          " XDG_STATE_HOME=$DIR/broken vakwerk outbox",
          1, "internal");
}

TEST(code_2_is_wrong_usage)
{
    check(*state, "vakwerk show", 2, "usage");
    check(*state, "vakwerk lsit", 2, "usage");
    check(*state, "vakwerk list --opne", 2, "usage");
    check(*state, "vakwerk thank 7K3F --theme wacht", 2, "usage");
    check(*state, "vakwerk ask 'Wie?'", 2, "usage");
    check(*state, "vakwerk answer 7K3F", 2, "usage");
    check(*state, "vakwerk list --since never", 2, "usage");
    check(*state, "vakwerk list --limit many", 2, "usage");
    check(*state, "vakwerk member disable s.dewit --profile beheer", 2, "usage");
}

/* What is wrong comes from the daemon as a word; what it says in English is for who asks. */
/* Whoever mistypes a choice reads what there is to choose. */
TEST(a_choice_that_is_none_names_those_that_are)
{
    static const char *const lines[][2] = {
        { "digest set dinsdag", "digest set kan niet 'dinsdag' zijn\nTip: daily, tue-thu, weekly, personal, never\n" },
        { "digest set --level alles", "--level kan niet 'alles' zijn\nTip: titles, counts\n" },
        { "digest set daily --at 25:00", "'25:00' is geen tijd\nTip: --at 8:30\n" },
        { "digest set daily --at half-9", "'half-9' is geen tijd\nTip: --at 8:30\n" },
        { "list --color=maybe", "--color kan niet 'maybe' zijn\nTip: auto, always, never\n" },
    };
    char expected[256];

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct ran ran = shell_run(*state, "vakwerk %s", lines[i][0]);
        snprintf(expected, sizeof expected, "vakwerk: %s", lines[i][1]);
        assert_int_equal(ran.code, 2);
        assert_string_equal(ran.err, expected);
    }
}

TEST(a_name_that_is_not_allowed_is_told_in_the_readers_language)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk --profile beheer member add Piet.Jansen --name 'Piet' --team delft");

    assert_int_equal(ran.code, 2);
    assert_string_equal(ran.err, "vakwerk: de gebruikersnaam klopt niet\n"
                                 "Tip: 2 tot 32 tekens: kleine letters, cijfers, punten en streepjes, en vooraan een"
                                 " letter of cijfer\n");
    ran = shell_run(shell, "vakwerk --profile beheer team add 'te.am' --name 'Team'");
    assert_string_equal(ran.err, "vakwerk: het team klopt niet\n"
                                 "Tip: 2 tot 32 tekens: kleine letters, cijfers en streepjes, en vooraan geen"
                                 " streepje\n");
    ran = shell_run(shell, "vakwerk --profile beheer team add 'te.am' --name 'Team' --verbose");
    assert_contains(ran.err, "vakwerkd: not a name: 2 to 32 of a-z");
}

TEST(code_3_is_not_found)
{
    check(*state, "vakwerk show 2222", 3, "not_found");
    check(*state, "vakwerk answer 2222 -m x", 3, "not_found");
    check(*state, "vakwerk show nonsense", 3, "not_found");
    check(*state, "vakwerk list --theme nothing", 3, "not_found");
    check(*state, "vakwerk list --team westland", 3, "not_found");
    check(*state, "vakwerk outbox drop 99 -y", 3, "not_found");
}

TEST(code_4_is_not_logged_in)
{
    check(*state, "vakwerk --profile nobody list", 4, "auth");
    check(*state,
          "mkdir -p $DIR/wrong/vakwerk; sed s/^secret.*/secret=WRONG/ $DIR/config/vakwerk/credentials"
          " >$DIR/wrong/vakwerk/credentials; chmod 600 $DIR/wrong/vakwerk/credentials;"
          " XDG_CONFIG_HOME=$DIR/wrong vakwerk list",
          4, "auth");
    check(*state,
          "mkdir -p $DIR/open/vakwerk; cp $DIR/config/vakwerk/credentials $DIR/open/vakwerk;"
          " chmod 644 $DIR/open/vakwerk/credentials; XDG_CONFIG_HOME=$DIR/open vakwerk list",
          4, "auth");
    check(*state,
          "echo WRONG | vakwerk --profile other login --user s.dewit --server $(sed -n s/^server.=.//p"
          " $DIR/config/vakwerk/credentials | head -1)",
          4, "auth");
}

TEST(code_5_is_not_allowed)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");
    char line[128];

    check(shell, "vakwerk stats", 5, "forbidden");
    check(shell, "vakwerk member add x.y --name X", 5, "forbidden");
    snprintf(line, sizeof line, "vakwerk edit %s -m x", code.text);
    check(shell, line, 5, "forbidden");
    snprintf(line, sizeof line, "vakwerk retract %s -y", code.text);
    check(shell, line, 5, "forbidden");
}

TEST(code_6_is_no_connection_and_7_is_kept)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");
    char line[128];

    shell_daemon_away(shell);
    check(shell, "vakwerk list", 6, "unreachable");
    check(shell, "vakwerk digest set never", 6, "unreachable");
    struct ran ran = shell_run(shell, "vakwerk thank %s", code.text);
    assert_int_equal(ran.code, 7);
    snprintf(line, sizeof line, "vakwerk thank %s --json", code.text);
    ran = shell_run(shell, "%s", line);
    assert_int_equal(ran.code, 7);
    check_json(&ran, 7, "queued");
    shell_daemon_back(shell);
    assert_int_equal(shell_run(shell, "vakwerk outbox send").code, 0);
}

TEST(code_6_is_also_a_daemon_that_does_not_answer)
{
    struct shell *shell = *state;

    assert_int_equal(kill(vakwerkd_pid(shell->daemon), SIGSTOP), 0);
    struct ran ran = shell_run(shell, "vakwerk list --timeout 1");
    assert_int_equal(kill(vakwerkd_pid(shell->daemon), SIGCONT), 0);
    assert_int_equal(ran.code, 6);
    assert_string_equal(ran.err, "vakwerk: de server is bereikbaar, maar Vakwerk zelf antwoordt niet\n"
                                 "Tip: probeer het over een minuut opnieuw, of vraag je beheerder\n");
}

TEST(code_6_says_how_long_it_waited_for_a_server_that_says_nothing)
{
    struct shell *shell = *state;
    uint16_t port = port_free();
    int silent = port_listen(port);
    char said[256];

    assert_int_not_equal(silent, -1);
    struct ran ran = shell_run(shell,
                               "mkdir -p $DIR/silent/vakwerk; sed s/:%d/:%d/ $DIR/config/vakwerk/credentials"
                               " >$DIR/silent/vakwerk/credentials; chmod 600 $DIR/silent/vakwerk/credentials;"
                               " XDG_CONFIG_HOME=$DIR/silent vakwerk list --timeout 1",
                               vakwerkd_port(shell->daemon), port);
    close(silent);
    snprintf(said, sizeof said,
             "vakwerk: geen verbinding met 127.0.0.1:%d (time-out na 1 s)\n"
             "Tip: laatst bewaarde gegevens bekijken: vakwerk list --offline\n",
             port);
    assert_int_equal(ran.code, 6);
    assert_string_equal(ran.err, said);
}

TEST(code_8_is_refused_for_its_content)
{
    struct shell *shell = *state;
    char line[512], title[144];

    memset(title, 'a', 143);
    title[143] = '\0';
    snprintf(line, sizeof line, "vakwerk ask %s -t wacht", title);
    check(shell, line, 8, "content");
    struct ran ran = shell_run(shell, "%s", line);
    assert_string_equal(ran.err, "vakwerk: de korte vraag heeft 143 tekens, 110 mag\n"
                                 "Tip: zet details in de uitleg: vakwerk ask --recover\n");
    check(shell, "vakwerk ask 'Wie belt 06 12345678?' -t wacht", 8, "content");
}

TEST(code_9_is_a_conflict)
{
    struct shell *shell = *state;

    check(shell, "vakwerk --profile beheer team add delft --name Delft", 9, "conflict");
    struct shell_code mine = shell_code(shell, "--mine");
    /* While the editor is open, the same text is changed elsewhere. */
    shell_file(shell, "editor", "#!/bin/sh\nvakwerk edit $CODE -m 'intussen' >/dev/null\necho later >>\"$1\"\n", 0700);
    struct ran ran =
        shell_on_screen(shell, 80, "NO_COLOR=1 CODE=%s EDITOR=$DIR/editor vakwerk edit %s", mine.text, mine.text);
    assert_int_equal(ran.code, 9);
    /* Seen by the daemon's clock, which is the test's. */
    char text[160];
    snprintf(text, sizeof text, "vakwerk: %s is om 14:32 al aangepast\nTip: bekijk de nieuwe tekst: vakwerk show %s\n",
             mine.text, mine.text);
    assert_contains(ran.out, text);
    /* What was typed is still there. */
    ran = shell_run(shell, "grep -c later $DIR/state/vakwerk/drafts/edit-%s.md", mine.text);
    assert_string_equal(ran.out, "1\n");
}

TEST(code_10_is_an_empty_text)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");
    struct ran ran = shell_on_screen(shell, 80, "EDITOR=true vakwerk answer %s", code.text);

    assert_int_equal(ran.code, 10);
    assert_string_equal(ran.out, "(je editor opent; bewaar en sluit om te plaatsen)\n"
                                 "Niets geplaatst: de tekst was leeg.\n");
}

TEST(code_130_is_interrupted)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "timeout --preserve-status -s INT 1 vakwerk watch");

    assert_int_equal(ran.code, 130);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(code_0_is_done),
        cmocka_unit_test(code_1_is_everything_else),
        cmocka_unit_test(code_2_is_wrong_usage),
        cmocka_unit_test(a_choice_that_is_none_names_those_that_are),
        cmocka_unit_test(a_name_that_is_not_allowed_is_told_in_the_readers_language),
        cmocka_unit_test(code_3_is_not_found),
        cmocka_unit_test(code_4_is_not_logged_in),
        cmocka_unit_test(code_5_is_not_allowed),
        cmocka_unit_test(code_6_is_no_connection_and_7_is_kept),
        cmocka_unit_test(code_6_is_also_a_daemon_that_does_not_answer),
        cmocka_unit_test(code_6_says_how_long_it_waited_for_a_server_that_says_nothing),
        cmocka_unit_test(code_8_is_refused_for_its_content),
        cmocka_unit_test(code_9_is_a_conflict),
        cmocka_unit_test(code_10_is_an_empty_text),
        cmocka_unit_test(code_130_is_interrupted),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
