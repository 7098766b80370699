/* Settings and profiles, as a person sets them at the command line. */
#include "tests/cli/session.h"

TEST(a_setting_is_set_read_and_taken_back)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk config set editor nano");

    assert_string_equal(ran.err, "");
    assert_string_equal(ran.out, "✓ editor is nu nano, in ~/config/vakwerk/config.\n");
    assert_string_equal(shell_run(shell, "vakwerk config get editor").out, "nano\n");
    assert_string_equal(shell_run(shell, "vakwerk config").out, "profile\tdefault\neditor\tnano\n");
    assert_string_equal(shell_run(shell, "vakwerk config --json").out,
                        "{\"profile\":\"default\",\"editor\":\"nano\"}\n");
    assert_int_equal(shell_run(shell, "vakwerk config set theme wacht").code, 0);
    assert_string_equal(shell_run(shell, "vakwerk --profile beheer config get theme").err,
                        "vakwerk: theme is niet ingesteld\n");
    /* It works: no theme has to be named. */
    assert_contains(shell_run(shell, "vakwerk ask 'Wie let er op de wachtlijst?' -y").out, "bij Wachtlijst.\n");
    ran = shell_run(shell, "vakwerk config set editor '' && vakwerk config set theme '' && cat $(vakwerk config path)");
    assert_contains(ran.out, "✓ editor is niet meer ingesteld in ~/config/vakwerk/config.\n");
    assert_null(strstr(ran.out, "nano"));
}

TEST(what_cannot_be_a_setting_is_refused_and_changes_nothing)
{
    static const struct {
        const char *line, *says;
    } refused[] = {
        { "vakwerk config set edtior vi", "er is geen instelling 'edtior'\nTip: bedoel je 'editor'?\n" },
        { "vakwerk config set color soms", "color kan niet 'soms' zijn\nTip: auto|always|never\n" },
        { "vakwerk config set timeout 0", "timeout kan niet '0' zijn\n" },
        { "vakwerk config set broker http://x", "broker kan niet 'http://x' zijn\n" },
        { "vakwerk config set pager 'a ; b'", "dit past niet in het bestand" },
        { "vakwerk config set alias.list 'x'", "list is al een opdracht\n" },
        { "vakwerk config set 'alias.a b' 'x'", "'a b' kan geen naam van een opdracht zijn\n" },
        { "vakwerk config edit", "een editor heeft een scherm nodig\n" },
        { "vakwerk profile add 'A b' --server x", "'A b' kan geen naam van een profiel zijn\n" },
        { "vakwerk profile add thuis", "welke server? Geef --server\n" },
        { "vakwerk profile add thuis --server http://x", "broker kan niet 'http://x' zijn\n" },
    };
    struct shell *shell = *state;
    struct ran before = shell_run(shell, "cat $(vakwerk config path)");

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct ran ran = shell_run(shell, "%s", refused[i].line);
        assert_int_equal(ran.code, 2);
        assert_contains(ran.err, refused[i].says);
    }
    assert_string_equal(shell_run(shell, "cat $(vakwerk config path)").out, before.out);
}

TEST(an_own_command_is_made)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk config set alias.o 'list --open --limit 1'").code, 0);
    struct ran own = shell_run(shell, "vakwerk o"), long_way = shell_run(shell, "vakwerk list --open --limit 1");
    assert_string_equal(own.out, long_way.out);
    assert_string_equal(shell_run(shell, "vakwerk config get alias.o").out, "list --open --limit 1\n");
}

TEST(settings_are_edited_and_a_slip_is_told_at_once)
{
    struct shell *shell = *state;

    shell_file(shell, "slip", "#!/bin/sh\n(echo color = soms; cat \"$1\") >\"$1.new\"; mv \"$1.new\" \"$1\"\n", 0700);
    struct ran ran = shell_on_screen(shell, 80, "NO_COLOR=1 EDITOR=$DIR/slip vakwerk config edit");
    assert_int_equal(ran.code, 2);
    assert_contains(ran.out, "regel 1 in ~/config/vakwerk/config: dit kan de waarde van 'color' niet zijn\n");
    shell_file(shell, "mend", "#!/bin/sh\nsed -i s/soms/auto/ \"$1\"\n", 0700);
    assert_int_equal(shell_on_screen(shell, 80, "EDITOR=$DIR/mend vakwerk config edit").code, 0);
}

TEST(a_profile_is_added_used_and_removed)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk profile add thuis --server mqtts://vakwerk.example:8883 --user s.dewit");

    assert_string_equal(ran.err, "");
    assert_string_equal(ran.out, "✓ Profiel thuis is toegevoegd. Inloggen: vakwerk --profile thuis login\n");
    assert_int_equal(shell_run(shell, "vakwerk profile add thuis --server mqtts://x:1").code, 9);
    ran = shell_run(shell, "vakwerk profile list");
    assert_contains(ran.out, "thuis\tmqtts://vakwerk.example:8883\ts.dewit\tniet ingelogd\n");
    assert_contains(ran.out, "\ts.dewit\tin gebruik\n");
    assert_contains(ran.out, "beheer\tmqtt://127.0.0.1:");
    ran = shell_run(shell, "vakwerk profile use thui");
    assert_int_equal(ran.code, 3);
    assert_contains(ran.err, "Tip: bedoel je 'thuis'?\n");
    assert_int_equal(shell_run(shell, "vakwerk profile use thuis").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk whoami").code, 4);
    assert_int_equal(shell_run(shell, "vakwerk profile remove thuis").code, 2); /* nobody to ask */
    assert_int_equal(shell_run(shell, "vakwerk profile remove thuis -y").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk whoami").code, 0);
    assert_null(strstr(shell_run(shell, "cat $(vakwerk config path)").out, "thuis"));
}

TEST(a_profile_with_something_to_send_stays)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer answer %s -m 'Later.' --offline", code.text).code, 7);
    struct ran ran = shell_run(shell, "vakwerk profile remove beheer -y");
    assert_int_equal(ran.code, 9);
    assert_contains(ran.err, "Tip: vakwerk --profile beheer outbox\n");
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer outbox send").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk profile remove beheer -y").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer whoami").code, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_setting_is_set_read_and_taken_back),
        cmocka_unit_test(what_cannot_be_a_setting_is_refused_and_changes_nothing),
        cmocka_unit_test(an_own_command_is_made),
        cmocka_unit_test(settings_are_edited_and_a_slip_is_told_at_once),
        cmocka_unit_test(a_profile_is_added_used_and_removed),
        cmocka_unit_test(a_profile_with_something_to_send_stays),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
