/* What a team takes along to its intervision, as a person does it at a terminal with the real daemon. */
#include "tests/cli/session.h"

#include <stdio.h>

static struct shell_code ask(struct shell *shell, const char *title)
{
    struct shell_code code = { "" };
    struct ran ran = shell_run(shell, "vakwerk ask '%s' -t dossier -m 'Waar het om gaat.' -q", title);

    assert_int_equal(ran.code, 0);
    assert_int_equal(sscanf(ran.out, "%19s", code.text), 1);
    return code;
}

TEST(questions_are_taken_along_listed_and_talked_about)
{
    struct shell *shell = *state;
    struct shell_code a = ask(shell, "Wat neem je mee naar het gesprek?"), b = ask(shell, "En wat laat je thuis?");
    char expected[400];
    struct ran ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk intervision add %s %s", a.text, b.text);

    assert_string_equal(ran.out, "✓ 2 vragen staan klaar voor de intervisie van Team Delft.\n");
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk intervisie list");
    snprintf(expected, sizeof expected,
             "CODE  OUD    THEMA                   VRAAG\n"
             "%s  0 min  Toestemming en dossier  Wat neem je mee naar het gesprek?\n"
             "%s  0 min  Toestemming en dossier  En wat laat je thuis?\n",
             a.text, b.text);
    assert_string_equal(ran.out, expected);
    ran = shell_run(shell, "vakwerk intervision remove %s", b.text);
    assert_contains(ran.out, "1 vraag staat klaar");
    ran = shell_run(shell, "vakwerk intervision remove %s", b.text);
    assert_int_equal(ran.code, 3);
    assert_contains(ran.err, "dat staat niet op de lijst");
    ran = shell_run(shell, "vakwerk intervision done");
    assert_contains(ran.out, "0 vragen staan klaar");
    assert_contains(shell_on_screen(shell, 80, "vakwerk intervision").out, "Er staat niets klaar voor de intervisie.");
    assert_contains(shell_run(shell, "vakwerk intervision list --done").out, a.text);
}

TEST(a_sheet_for_the_table_has_the_explanation_and_room_to_write)
{
    struct shell *shell = *state;
    struct shell_code code = ask(shell, "Wie zit er aan tafel?");

    assert_int_equal(shell_run(shell, "vakwerk intervision add %s --date 2022-05-26", code.text).code, 0);
    struct ran ran = shell_run(shell, "vakwerk intervision list --date 2022-05-26 --print");
    assert_contains(ran.out, "Intervisie van Team Delft, 2022-05-26\n");
    assert_contains(ran.out, "Wie zit er aan tafel?\n\n   Waar het om gaat.\n\n\n");
    ran = shell_run(shell, "vakwerk intervision list --json");
    assert_contains(ran.out, "\"date\":\"2022-05-26\"");
    assert_int_equal(shell_run(shell, "vakwerk intervision done --date 2022-05-26").code, 0);
    assert_string_equal(shell_run(shell, "vakwerk intervision list").out, "");
}

TEST(mistakes_are_named)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk intervision add").code, 2);
    assert_int_equal(shell_run(shell, "vakwerk intervision add -- '!!'").code, 3);
    assert_int_equal(shell_run(shell, "vakwerk intervision add 2222").code, 3);
    assert_int_equal(shell_run(shell, "vakwerk intervision list --team rijswijk").code, 3);
    struct ran ran = shell_run(shell, "vakwerk intervision list --date 2022-02-30");
    assert_int_equal(ran.code, 2);
    assert_contains(ran.err, "de datum");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_are_taken_along_listed_and_talked_about),
        cmocka_unit_test(a_sheet_for_the_table_has_the_explanation_and_room_to_write),
        cmocka_unit_test(mistakes_are_named),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
