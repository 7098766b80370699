/* Logging in and out. At the real time: the broker counts how long a one-time code lasts by its own clock. */
#include "tests/cli/session.h"

#include <stdio.h>

static int setup(void **state)
{
    struct shell *shell = calloc(1, sizeof *shell);

    shell_open(shell, NULL);
    *state = shell;
    return 0;
}

TEST(a_new_member_logs_in_with_a_one_time_code)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk --profile beheer member add j.bos2 --name 'Joris Bos' --team rijswijk");

    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "✓ Lid j.bos2 is toegevoegd aan Team Rijswijk.\n"
                             "  Eenmalige inlogcode, 24 uur geldig: ");
    ran =
        shell_run(shell,
                  "CODE=$(vakwerk --profile beheer member reset j.bos2 -q); echo $CODE | vakwerk --profile nieuw login"
                  " --server mqtt://127.0.0.1:%d --user j.bos2 --device laptop"
                  " && vakwerk --profile nieuw device --plain && echo $CODE | vakwerk --profile weer login"
                  " --server mqtt://127.0.0.1:%d --user j.bos2 --device ander; echo $?",
                  vakwerkd_port(shell->daemon), vakwerkd_port(shell->daemon));
    assert_contains(ran.out, "✓ Ingelogd als Joris Bos (Team Rijswijk).\n"
                             "  Het geheim van deze computer staat in ~/config/vakwerk/credentials; alleen jij\n"
                             "  kunt het lezen.\n"
                             "laptop\tvandaag om ");
    assert_contains(ran.out, "\tdeze computer\n4\n");
    assert_contains(ran.err, "vakwerk: gebruikersnaam of code klopt niet\n");
}

/* Who has chosen is not asked again; without a terminal, or with --no-input, nobody is. */
TEST(a_new_member_is_asked_once_how_often_the_digest_comes)
{
    struct shell *shell = *state;
    int port = vakwerkd_port(shell->daemon);

    shell_file(shell, "first",
               "CODE=$(vakwerk --profile beheer member reset j.bos3 -q)\n"
               "(until grep -q code: $DIR/first.seen 2>/dev/null; do :; done; echo $CODE;"
               " until grep -q keuze $DIR/first.seen; do [ -e $DIR/first.end ] && exit; done; echo 3; sleep 1) |"
               " COLUMNS=80 script -qefc \"vakwerk --profile eerst login $2 --server $1 --user j.bos3 --device $3;"
               " touch $DIR/first.end\" $DIR/first.seen; rm -f $DIR/first.seen $DIR/first.end\n",
               0600);
    struct ran ran = shell_run(shell, "vakwerk --profile beheer member add j.bos3 --name 'Joris Bos' --team rijswijk");
    assert_int_equal(ran.code, 0);
    ran = shell_run(shell, "sh $DIR/first mqtt://127.0.0.1:%d --no-input stil", port);
    assert_contains(ran.out, "Ingelogd als Joris Bos");
    assert_null(strstr(ran.out, "Hoe vaak"));
    ran = shell_run(shell, "sh $DIR/first mqtt://127.0.0.1:%d '' vraag", port);
    assert_contains(ran.out, "Hoe vaak wil je een dagbericht");
    assert_contains(ran.out, "  2  dinsdag en donderdag\r\n");
    assert_contains(ran.out, "Je keuze [2]: ");
    assert_contains(ran.out, "Dagbericht: op maandag om 7:00 uur, als er iets nieuws is.\r\n");
    ran = shell_run(shell, "sh $DIR/first mqtt://127.0.0.1:%d '' weer", port);
    assert_null(strstr(ran.out, "Hoe vaak"));
}

/* script(1) types what it reads: the terminal would show it if the program did not switch that off. */
TEST(a_secret_is_not_shown_while_it_is_typed)
{
    struct shell *shell = *state;

    shell_file(
        shell, "login",
        "(until grep -q code: $DIR/seen 2>/dev/null; do :; done; echo GEHEIM; sleep 1) |"
        " COLUMNS=80 script -qefc \"vakwerk --profile typen login --server $1 --user s.dewit; stty -a\" $DIR/seen\n",
        0600);
    struct ran ran = shell_run(shell, "sh $DIR/login mqtt://127.0.0.1:%d", vakwerkd_port(shell->daemon));
    assert_contains(ran.out, "Eenmalige code:");
    assert_contains(ran.out, "gebruikersnaam of code klopt niet");
    assert_null(strstr(ran.out, "GEHEIM"));
    assert_contains(ran.out, " echo ");
}

TEST(who_logged_out_is_out)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell,
                               "vakwerk --profile uit login --server mqtt://127.0.0.1:%d --user m.jansen --secret-file"
                               " $DIR/instance/demo-credentials.json && vakwerk --profile uit whoami",
                               vakwerkd_port(shell->daemon))
                         .code,
                     0);
    assert_int_equal(shell_run(shell, "vakwerk --profile uit logout").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk --profile uit whoami").code, 4);
    assert_int_equal(shell_run(shell, "vakwerk whoami").code, 0);
}

/* The settings of somebody who never logged in here, and the secret of their device in a file. */
static void know_by_settings(struct shell *shell, const char *profile)
{
    struct ran ran = shell_run(shell,
                               "set -e; for pair in 'broker mqtt://127.0.0.1:%d' 'user s.dewit' 'device demo'; do"
                               " vakwerk --profile %s config set $pair; done; umask 077;"
                               " sed -n 's/^secret = //p' $XDG_CONFIG_HOME/vakwerk/credentials | head -1 >$DIR/secret",
                               vakwerkd_port(shell->daemon), profile);

    assert_int_equal(ran.code, 0);
}

TEST(a_secret_comes_from_a_file_that_is_for_one_alone)
{
    struct shell *shell = *state;

    know_by_settings(shell, "taak");
    assert_int_equal(shell_run(shell, "vakwerk --profile taak whoami").code, 4);
    struct ran ran = shell_run(shell, "VAKWERK_PASSWORD_FILE=$DIR/secret vakwerk --profile taak whoami");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "s.dewit"));
    ran = shell_run(shell, "chmod 640 $DIR/secret; VAKWERK_PASSWORD_FILE=$DIR/secret vakwerk --profile taak whoami");
    assert_int_equal(ran.code, 4);
    assert_non_null(strstr(ran.err, "secret"));
    ran = shell_run(shell, "VAKWERK_PASSWORD_FILE=$DIR/nowhere vakwerk --profile taak whoami");
    assert_int_equal(ran.code, 4);
}

TEST(a_secret_comes_from_a_command_and_is_kept_nowhere)
{
    struct shell *shell = *state;

    know_by_settings(shell, "pas");
    struct ran ran = shell_run(shell, "vakwerk --profile pas config set password command &&"
                                      " vakwerk --profile pas config set password_command \"cat $DIR/secret\" &&"
                                      " vakwerk --profile pas login && vakwerk --profile pas whoami");
    assert_string_equal(ran.err, "");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "Sanne de Wit"));
    ran = shell_run(shell, "sed -n '/^\\[pas\\]/,/^\\[/p' $XDG_CONFIG_HOME/vakwerk/credentials");
    assert_non_null(strstr(ran.out, "member = s.dewit"));
    assert_null(strstr(ran.out, "secret"));
    assert_int_equal(shell_run(shell, "vakwerk --profile pas config set password_command false &&"
                                      " vakwerk --profile pas whoami")
                         .code,
                     4);
    /* What was printed does not count when the command failed. */
    assert_int_equal(shell_run(shell, "vakwerk --profile pas config set password_command \"cat $DIR/secret; false\" &&"
                                      " vakwerk --profile pas whoami")
                         .code,
                     4);
}

TEST(one_member_is_seen_by_an_administrator)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk --profile beheer member show s.dewit");

    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "Naam\tSanne de Wit\n"));
    assert_non_null(strstr(ran.out, "Teams\tdelft\n"));
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member show n.iemand").code, 3);
    assert_int_equal(shell_run(shell, "vakwerk member show s.dewit").code, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_member_logs_in_with_a_one_time_code),
        cmocka_unit_test(a_new_member_is_asked_once_how_often_the_digest_comes),
        cmocka_unit_test(a_secret_is_not_shown_while_it_is_typed),
        cmocka_unit_test(who_logged_out_is_out),
        cmocka_unit_test(a_secret_comes_from_a_file_that_is_for_one_alone),
        cmocka_unit_test(a_secret_comes_from_a_command_and_is_kept_nowhere),
        cmocka_unit_test(one_member_is_seen_by_an_administrator),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, setup, session_teardown) : broker_missing_code();
}
