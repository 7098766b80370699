/* Reading without a connection: what was read before, by who read it. */
#include "tests/cli/session.h"

#include <stdio.h>

TEST(what_was_read_can_be_read_without_a_connection)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "--sort lively");
    struct ran list = shell_run(shell, "vakwerk list --limit 30"),
               shown = shell_run(shell, "vakwerk show %s", code.text);

    shell_daemon_away(shell);
    struct ran ran = shell_run(shell, "vakwerk list --limit 30 --offline");
    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.out, list.out);
    ran = shell_run(shell, "vakwerk show %s --offline", code.text);
    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.out, shown.out);
    ran = shell_run(shell, "vakwerk search wachttijd --offline --in questions");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "\tvraag\t");
    assert_contains(shell_run(shell, "vakwerk whoami --offline").out, "Sanne de Wit");
    ran = shell_on_screen(shell, 80, "vakwerk list --offline --limit 1");
    assert_contains(ran.out, "(zonder verbinding: bewaard vandaag om 14:32)\n");
    shell_daemon_back(shell);
}

TEST(what_was_not_read_is_not_there)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk show 2222 --offline").code, 3);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer list --offline").code, 0);
    assert_string_equal(shell_run(shell, "vakwerk --profile beheer list --offline").out, "");
    assert_int_equal(shell_run(shell, "vakwerk status --offline").code, 2);
    assert_int_equal(shell_run(shell, "vakwerk watch --offline").code, 2);
    assert_int_equal(shell_run(shell, "vakwerk digest --offline").code, 2);
}

TEST(no_connection_names_the_way_to_read_on)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk").code, 0);
    shell_daemon_away(shell);
    struct ran ran = shell_run(shell, "vakwerk list");
    assert_int_equal(ran.code, 6);
    assert_contains(ran.err, "Tip: laatst bewaarde gegevens bekijken: vakwerk list --offline\n");
    ran = shell_run(shell, "vakwerk");
    assert_int_equal(ran.code, 6);
    assert_contains(ran.err, "Tip: laatst bewaarde gegevens bekijken: vakwerk --offline\n");
    assert_contains(shell_run(shell, "vakwerk status").err, "Tip: doet je netwerk het?");
    assert_int_equal(shell_run(shell, "vakwerk ask 'Wie belt er morgen?' -t wacht --offline").code, 7);
    assert_contains(shell_on_screen(shell, 80, "vakwerk --offline").out,
                    "Outbox: 1 bericht. Bekijken: vakwerk outbox\n");
    assert_int_equal(shell_run(shell, "vakwerk outbox drop 1 -y").code, 0);
    shell_daemon_back(shell);
}

TEST(what_one_withdraws_is_not_kept)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk ask 'Deze gaat weer weg' -t wacht -q");
    struct shell_code code = { "" };

    assert_int_equal(sscanf(ran.out, "%19s", code.text), 1);
    assert_int_equal(shell_run(shell, "vakwerk show %s", code.text).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk show %s --offline", code.text).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk retract %s -y", code.text).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk show %s --offline", code.text).code, 3);
    assert_int_equal(shell_run(shell, "grep -c 'Deze gaat weer weg' $XDG_CACHE_HOME/vakwerk/cache.db").code, 1);
}

TEST(the_file_is_safe_to_delete)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk list").code, 0);
    assert_string_equal(shell_run(shell, "stat -c %%a $XDG_CACHE_HOME/vakwerk/cache.db").out, "600\n");
    assert_int_equal(shell_run(shell, "rm $XDG_CACHE_HOME/vakwerk/cache.db && vakwerk list").code, 0);
    assert_int_equal(shell_run(shell, "echo nonsense >$XDG_CACHE_HOME/vakwerk/cache.db && vakwerk list").code, 0);
    assert_true(shell_run(shell, "vakwerk list --offline").out[0] != '\0');
    /* Nor does it matter when it cannot be made. */
    struct ran ran = shell_run(shell, "XDG_CACHE_HOME=/dev/null/x vakwerk list");
    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.err, "");
}

TEST(who_logs_out_leaves_nothing_behind)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer list && vakwerk --profile beheer logout").code, 0);
    assert_string_equal(shell_run(shell, "sqlite3 $XDG_CACHE_HOME/vakwerk/cache.db"
                                         " \"SELECT count(*) FROM thing WHERE account LIKE 'beheer:%%'\"")
                            .out,
                        "0\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_read_can_be_read_without_a_connection),
        cmocka_unit_test(what_was_not_read_is_not_there),
        cmocka_unit_test(no_connection_names_the_way_to_read_on),
        cmocka_unit_test(what_one_withdraws_is_not_kept),
        cmocka_unit_test(the_file_is_safe_to_delete),
        cmocka_unit_test(who_logs_out_leaves_nothing_behind),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
