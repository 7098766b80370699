/* The usual troubles, each made on purpose: doctor names it, says what to do, and ends with 1. */
#include "tests/cli/session.h"

#include <signal.h>
#include <stdio.h>

#define CREDENTIALS "$XDG_CONFIG_HOME/vakwerk/credentials"
#define STATE       "$XDG_STATE_HOME/vakwerk"

static void check(struct shell *shell, const char *environment, const char *found)
{
    struct ran ran = shell_run(shell, "%s vakwerk --timeout 2 doctor", environment);

    assert_contains(ran.out, found);
    assert_int_equal(ran.code, 1);
}

TEST(all_is_well)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "EDITOR=cat vakwerk doctor");

    assert_string_equal(ran.err, "");
    assert_null(strstr(ran.out, "!!"));
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "ok\tVakwerk\tantwoordt Sanne de Wit in ");
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 EDITOR=cat vakwerk doctor");
    assert_contains(ran.out, "ok  Account        s.dewit, ");
    ran = shell_run(shell, "EDITOR=cat vakwerk doctor --json | jq -r 'map(.state) | unique | .[]'");
    assert_string_equal(ran.out, "ok\n");
}

TEST(settings_that_are_not_in_order)
{
    struct shell *shell = *state;

    shell_file(shell, "wrong.conf", "lang = nl\nwat is dit\n", 0600);
    struct ran ran = shell_run(shell, "vakwerk --config $DIR/wrong.conf doctor");
    assert_int_equal(ran.code, 2);
    assert_contains(ran.err, "regel 2 in ~/wrong.conf");
}

TEST(nobody_is_logged_in)
{
    check(*state, "VAKWERK_PROFILE=niemand EDITOR=cat", "!!\tAccount\tje bent niet ingelogd\tvakwerk login\n");
}

TEST(a_secret_that_others_can_read)
{
    struct shell *shell = *state;

    shell_run(shell, "chmod 640 " CREDENTIALS);
    check(shell, "EDITOR=cat", "kunnen je geheim lezen");
    shell_run(shell, "chmod 600 " CREDENTIALS);
}

TEST(a_file_of_accounts_that_is_damaged)
{
    struct shell *shell = *state;

    shell_run(shell, "cp " CREDENTIALS " $DIR/kept && echo nonsense >" CREDENTIALS);
    check(shell, "EDITOR=cat", "is niet in orde\tvakwerk login\n");
    shell_run(shell, "cp $DIR/kept " CREDENTIALS);
}

/* The same account, with one thing of it changed. */
static void check_changed(struct shell *shell, const char *edit, const char *found)
{
    shell_run(shell,
              "mkdir -p $DIR/other/vakwerk && sed '%s' " CREDENTIALS " >$DIR/other/vakwerk/credentials"
              " && chmod 600 $DIR/other/vakwerk/credentials",
              edit);
    check(shell, "XDG_CONFIG_HOME=$DIR/other EDITOR=cat", found);
}

TEST(a_server_that_does_not_exist)
{
    check_changed(*state, "s|^server = .*|server = mqtt://nergens.invalid:1883|",
                  "!!\tServer\ter is geen computer die nergens.invalid:1883 heet");
}

TEST(a_server_where_nobody_listens)
{
    check_changed(*state, "s|^server = .*|server = mqtt://127.0.0.1:1|", "!!\tServer\tniemand luistert op 127.0.0.1:1");
}

TEST(a_certificate_that_is_not_there)
{
    check_changed(*state, "s|^server = mqtt:\\(.*\\)|server = mqtts:\\1\\nca_file = /nergens/ca.pem|",
                  "!!\tCertificaten\t/nergens/ca.pem is er niet");
}

TEST(a_secret_that_is_not_known)
{
    check_changed(*state, "s|^secret = .*|secret = VERKEERD|", "vakwerk member reset s.dewit");
}

TEST(a_daemon_that_does_not_answer)
{
    struct shell *shell = *state;

    assert_int_equal(kill(vakwerkd_pid(shell->daemon), SIGSTOP), 0);
    check(shell, "EDITOR=cat", "maar Vakwerk zelf antwoordt niet");
    assert_int_equal(kill(vakwerkd_pid(shell->daemon), SIGCONT), 0);
}

TEST(messages_that_wait)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk answer 2222 -m 'Nergens op.' --offline").code, 7);
    check(shell, "EDITOR=cat VAKWERK_TEST_NOW=1653136320000",
          "!!\tOutbox\t1 bericht wacht sinds 19 mei\tvakwerk outbox send\n");
    check(shell, "EDITOR=cat", "!!\tOutbox\t1 bericht wacht sinds 14:32\tvakwerk outbox send\n");
    assert_int_equal(shell_run(shell, "vakwerk outbox send").code, 1);
    check(shell, "EDITOR=cat", "!!\tOutbox\t1 bericht is geweigerd\tvakwerk outbox\n");
    shell_run(shell, "vakwerk outbox drop 1 -y");
}

TEST(an_outbox_that_is_damaged)
{
    struct shell *shell = *state;

    shell_run(shell, "mkdir -p $DIR/state2/vakwerk && echo nonsense >$DIR/state2/vakwerk/outbox.db");
    check(shell, "XDG_STATE_HOME=$DIR/state2 EDITOR=cat", "!!\tOutbox\tkan niet worden gelezen");
}

TEST(a_folder_that_cannot_be_written)
{
    check(*state, "XDG_STATE_HOME=/dev/null/x EDITOR=cat", "!!\tConcepten\t");
}

TEST(an_editor_that_is_not_there)
{
    check(*state, "VAKWERK_EDITOR=nergens-editor", "!!\tEditor\tnergens-editor staat niet op deze computer");
}

TEST(a_terminal_of_before_utf8)
{
    check(*state, "LC_ALL=C EDITOR=cat", "!!\tTerminal\t");
}

/* ---- where doctor is: in vakwerk-full, with what draws screens and speaks Paho ---- */

TEST(what_is_typed_all_day_loads_no_library_of_rare_commands)
{
    static const char *const rare[] = { "libncurses", "libtinfo", "libqrencode", "libpaho" };
    struct shell *shell = *state;
    struct ran day = shell_run(shell, "ldd " TEST_PROGRAM), full = shell_run(shell, "ldd " TEST_FULL_PROGRAM);

    assert_contains(day.out, "libmosquitto");
    for (size_t i = 0; i < sizeof rare / sizeof rare[0]; i++) {
        assert_null(strstr(day.out, rare[i]));
        assert_contains(full.out, rare[i]);
    }
}

TEST(what_is_in_the_settings_is_said_once)
{
    struct shell *shell = *state;

    shell_file(shell, "slip.conf", "edtior = cat\n", 0600);
    struct ran ran = shell_run(shell, "EDITOR=cat vakwerk --config $DIR/slip.conf doctor");
    assert_string_equal(ran.err, "vakwerk: regel 1 in ~/slip.conf: 'edtior' ken ik niet\nTip: bedoel je 'editor'?\n");
}

TEST(the_full_program_beside_it_gets_the_words_as_they_were_typed)
{
    struct shell *shell = *state;

    shell_run(shell, "mkdir -p $DIR/own/bin $DIR/own/libexec; cp " TEST_PROGRAM " $DIR/own/bin/vakwerk");
    shell_file(shell, "own/libexec/vakwerk-full", "#!/bin/sh\nprintf '<%s>' \"$@\"\nexit 9\n", 0700);
    struct ran ran = shell_run(shell, "$DIR/own/bin/vakwerk --timeout 2 doctor 'a  b' ''");
    assert_string_equal(ran.out, "<--timeout><2><doctor><a  b><>");
    assert_int_equal(ran.code, 9);
    shell_file(shell, "own/libexec/vakwerk-full", "#!/nowhere\n", 0700);
    ran = shell_run(shell, "$DIR/own/bin/vakwerk --lang en doctor");
    assert_contains(ran.err, "/own/bin/../libexec/vakwerk-full cannot be started\n");
    assert_int_equal(ran.code, 1);
}

TEST(a_clock_that_is_wrong)
{
    struct shell *shell = *state;

    check(shell, "VAKWERK_TEST_NOW=1652964120000 EDITOR=cat", "!!\tKlok\tje klok loopt 10 minuten voor\t");
    check(shell, "VAKWERK_TEST_NOW=1652962320000 EDITOR=cat", "!!\tKlok\tje klok loopt 20 minuten achter\t");
    assert_contains(shell_run(shell, "EDITOR=cat vakwerk doctor").out, "ok\tKlok\t0,0 seconden verschil\t\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_well),
        cmocka_unit_test(settings_that_are_not_in_order),
        cmocka_unit_test(nobody_is_logged_in),
        cmocka_unit_test(a_secret_that_others_can_read),
        cmocka_unit_test(a_file_of_accounts_that_is_damaged),
        cmocka_unit_test(a_server_that_does_not_exist),
        cmocka_unit_test(a_server_where_nobody_listens),
        cmocka_unit_test(a_certificate_that_is_not_there),
        cmocka_unit_test(a_secret_that_is_not_known),
        cmocka_unit_test(a_daemon_that_does_not_answer),
        cmocka_unit_test(messages_that_wait),
        cmocka_unit_test(an_outbox_that_is_damaged),
        cmocka_unit_test(a_folder_that_cannot_be_written),
        cmocka_unit_test(an_editor_that_is_not_there),
        cmocka_unit_test(a_terminal_of_before_utf8),
        cmocka_unit_test(what_is_typed_all_day_loads_no_library_of_rare_commands),
        cmocka_unit_test(what_is_in_the_settings_is_said_once),
        cmocka_unit_test(the_full_program_beside_it_gets_the_words_as_they_were_typed),
        cmocka_unit_test(a_clock_that_is_wrong),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
