/* What moderators do and read, at a terminal with the real daemon. */
#include "tests/cli/session.h"

#include <stdio.h>

TEST(the_log_says_who_did_what_and_is_whole)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set s.dewit --role moderator").code, 0);
    struct ran ran = shell_on_screen(shell, 100, "NO_COLOR=1 vakwerk mod log --limit 1");
    assert_contains(ran.out, "WANNEER");
    assert_contains(ran.out, "vandaag om 14:32  beheer  wijzigde een lid  s.dewit · roles:moderator\n");
    ran = shell_run(shell, "vakwerk modereer log --limit 1 --json");
    assert_contains(ran.out, "\"action\":\"member-set\"");
    assert_contains(ran.out, "\"who\":\"beheer\"");

    ran = shell_run(shell, "vakwerk mod verify");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "✓ Het logboek is heel: ");
    long rows;
    char head[65];
    const char *noted = strstr(ran.out, "noteren: ");
    assert_non_null(noted);
    assert_int_equal(sscanf(noted, "noteren: %ld %64[0-9a-f]", &rows, head), 2);
    assert_int_equal(shell_run(shell, "vakwerk mod verify %ld %s", rows, head).code, 0);
    ran = shell_run(shell, "vakwerk mod verify %ld %s", rows - 1, head);
    assert_int_equal(ran.code, 1);
    assert_contains(ran.err, "dit is niet het logboek dat eerder genoteerd is");
    ran = shell_run(shell, "vakwerk mod verify 5");
    assert_int_equal(ran.code, 2);
    assert_int_equal(shell_run(shell, "vakwerk mod log --since morgens").code, 2);

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set s.dewit --role ''").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk mod log").code, 5);
    assert_int_equal(shell_run(shell, "vakwerk mod verify").code, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_says_who_did_what_and_is_whole),
    };

    return broker_is_installed() ? TEST_RUN(tests, session_setup, session_teardown) : broker_missing_code();
}
