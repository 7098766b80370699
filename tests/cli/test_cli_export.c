/*
 * A lesson and a guide leave for paper: whole, with their sources, and nothing that is private, withdrawn or not yet
 * said.
 */
#include "tests/cli/lessons.h"

#define FILE_OF(title, text) title "\n\n" text "\n\nBronnen:\nRichtlijn <wachten> https://example.nl/r?a=1&b=2\n"

static int setup(void **state)
{
    int failed = session_setup(state);

    lessons_begin(*state);
    shell_file(*state, "les", FILE_OF("Wachten is geen stilstand", "Bel op een vaste dag."), 0600);
    shell_file(*state, "intern", FILE_OF("Alleen voor ons team", "Bel eerst de balie."), 0600);
    return failed;
}

TEST(a_lesson_is_exported_in_each_form_with_its_sources)
{
    struct shell *shell = *state;
    struct shell_code code = lessons_make(shell, "les", "-t wacht", true);
    struct ran ran = shell_run(shell, "vakwerk lesson export %s", code.text);

    assert_string_equal(ran.err, "");
    assert_contains(ran.out, "· Wachtlijst\n\n# Wachten is geen stilstand\n\nBel op een vaste dag.\n");
    assert_contains(ran.out, "## Bronnen:\n\n* [Richtlijn \\<wachten\\>](<https://example.nl/r?a=1&b=2>)\n");
    assert_contains(ran.out, "## Gemaakt uit deze vragen:\n\n* Wie houdt contact als het wachten duurt? (");
    assert_contains(ran.out, "niemand is bij naam genoemd");
    ran = shell_run(shell, "vakwerk les export %s --as html", code.text);
    assert_contains(ran.out, "<html lang=\"nl\">");
    assert_contains(ran.out,
                    "<a rel=\"noreferrer\" href=\"https://example.nl/r?a=1&amp;b=2\">Richtlijn &lt;wachten&gt;</a>");
    assert_null(strstr(ran.out, "@page"));
    ran = shell_run(shell, "vakwerk lesson export %s --as print -o $DIR/les.html && cat $DIR/les.html", code.text);
    assert_contains(ran.out, "les.html is gemaakt.");
    assert_contains(ran.out, "@page{size:A4");
    assert_contains(ran.out, "<span class=\"url\">https://example.nl/r?a=1&amp;b=2</span>");
    assert_int_equal(shell_run(shell, "vakwerk lesson export %s --as pdf", code.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk lesson export %s -o $DIR/nergens/les.html", code.text).code, 1);
    assert_int_equal(shell_run(shell, "vakwerk guide export %s", code.text).code, 2);
}

TEST(what_is_being_worked_on_is_not_in_it)
{
    struct shell *shell = *state;
    struct shell_code draft = lessons_make(shell, "les", "-t wacht", false);
    struct ran ran = shell_run(shell, "vakwerk lesson export %s", draft.text);

    assert_int_equal(ran.code, 9);
    assert_string_equal(ran.out, "");
    assert_contains(ran.err, "is niet geplaatst: dat gaat niet op papier");

    struct shell_code code = lessons_make(shell, "les", "-t wacht", true);
    shell_file(shell, "nieuw", FILE_OF("Een nieuwe naam", "Dit zegt nog niemand."), 0600);
    assert_int_equal(shell_run(shell, "vakwerk lesson edit %s -F $DIR/nieuw", code.text).code, 0);
    ran = shell_run(shell, "vakwerk lesson export %s", code.text);
    assert_contains(ran.out, "Bel op een vaste dag.");
    assert_null(strstr(ran.out, "Dit zegt nog niemand"));
    assert_null(strstr(ran.out, "Een nieuwe naam"));
    assert_int_equal(shell_run(shell, "vakwerk lesson retire %s", code.text).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk lesson export %s", code.text).code, 9);
    assert_int_equal(shell_run(shell, "vakwerk lesson export L999").code, 3);
}

TEST(what_is_private_to_a_team_does_not_leave)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set beheer --team delft").code, 0);
    struct shell_code inside = lessons_make(shell, "intern", "--team delft -t wacht", true);
    struct shell_code open = lessons_make(shell, "les", "-t wacht", true);
    char line[200];
    struct ran ran = shell_run(shell, "vakwerk lesson export %s", inside.text);

    assert_int_equal(ran.code, 5);
    assert_string_equal(ran.out, "");
    assert_contains(ran.err, "is alleen voor je team: dat gaat niet op papier");

    /* A guide of the team with both in it: the lesson that is open to all does not tell of it. */
    snprintf(line, sizeof line, "vakwerk guide draft %s %s --title 'Onze eigen gids' -m 'Alles.'", inside.text,
             open.text);
    assert_string_equal(lessons_code(shell, line).text, "W1");
    assert_contains(shell_run(shell, "vakwerk lesson show %s", open.text).out, "Onze eigen gids");
    ran = shell_run(shell, "vakwerk lesson export %s", open.text);
    assert_int_equal(ran.code, 0);
    assert_null(strstr(ran.out, "Onze eigen gids"));
}

TEST(a_guide_has_its_lessons_whole_and_what_was_withdrawn_is_gone)
{
    struct shell *shell = *state;
    char line[200];

    shell_file(shell, "tweede", FILE_OF("Vaste gezichten", "Wissel niet van gezicht."), 0600);
    struct shell_code first = lessons_make(shell, "les", "-t wacht", true);
    struct shell_code second = lessons_make(shell, "tweede", "-t wacht", true);
    snprintf(line, sizeof line, "vakwerk guide draft %s %s --title 'Wachten' -m 'Waar het over gaat.'", first.text,
             second.text);
    struct shell_code guide = lessons_code(shell, line);
    assert_int_equal(shell_run(shell, "vakwerk guide publish %s", guide.text).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer guide read %s", guide.text).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk guide publish %s", guide.text).code, 0);
    struct ran ran = shell_run(shell, "vakwerk wegwijzer export %s", guide.text);
    assert_contains(ran.out, "# Wachten\n\nWaar het over gaat.\n");
    assert_contains(ran.out, "# Wachten is geen stilstand\n\nBel op een vaste dag.\n");
    assert_contains(ran.out, "# Vaste gezichten\n\nWissel niet van gezicht.\n");
    assert_null(strstr(ran.out, "Sanne"));
    assert_int_equal(shell_run(shell, "vakwerk lesson retire %s", second.text).code, 0);
    ran = shell_run(shell, "vakwerk guide export %s", guide.text);
    assert_null(strstr(ran.out, "Wissel niet van gezicht"));
    assert_contains(ran.out, "Bel op een vaste dag");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lesson_is_exported_in_each_form_with_its_sources),
        cmocka_unit_test(what_is_being_worked_on_is_not_in_it),
        cmocka_unit_test(what_is_private_to_a_team_does_not_leave),
        cmocka_unit_test(a_guide_has_its_lessons_whole_and_what_was_withdrawn_is_gone),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, setup, session_teardown) : broker_missing_code();
}
