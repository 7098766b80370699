/*
 * One page of a lesson and of a theme's quarter, and a team's magazine: what everybody may read on a wall, and no more.
 */
#include "tests/cli/lessons.h"

static int setup(void **state)
{
    int failed = session_setup(state);

    lessons_begin(*state);
    shell_file(*state, "les", "Wachten is geen stilstand\n\nBel op een vaste dag.\nVraag wie er meehelpt.\n", 0600);
    lessons_make(*state, "les", "-t wacht", true);
    return failed;
}

TEST(a_lesson_hangs_on_one_page)
{
    struct shell *shell = *state;
    struct ran ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk lesson plate L1");

    assert_contains(ran.out,
                    "Les L1 · Wachtlijst\nWachten is geen stilstand\n\nWat we vroegen\n* Wie houdt contact als");
    assert_contains(ran.out, "\nWat we leerden\n* Bel op een vaste dag.\n* Vraag wie er meehelpt.\n");
    assert_contains(ran.out, "\nWat nog open is\n* Wie houdt contact als het wachten duurt?\n");
    ran = shell_run(shell, "vakwerk les plate L1 -o $DIR/l.svg && cat $DIR/l.svg");
    assert_contains(ran.out, "width=\"420mm\" height=\"297mm\"");
    assert_contains(ran.out, ">Bel op een vaste dag.</text>");
    assert_int_equal(shell_run(shell, "vakwerk lesson plate L1 --as pdf").code, 2);
    assert_int_equal(shell_run(shell, "vakwerk lesson plate L9").code, 3);
}

TEST(what_is_kept_off_the_screens_is_not_on_the_wall_either)
{
    struct shell *shell = *state;

    lessons_code(shell, "vakwerk ask 'Deze vraag staat op de muur.' -y -t samen");
    lessons_code(shell, "vakwerk ask 'Deze vraag blijft van de muur.' -y -t samen --no-kiosk");
    lessons_code(shell, "vakwerk ask 'Deze vraag is van ons team.' -y -t samen --team delft");
    struct ran ran = shell_run(shell, "vakwerk theme plate samen --quarter 2022-2 --as text");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "tweede kwartaal van 2022\nSamen rond het kind\n");
    assert_contains(ran.out, "Deze vraag staat op de muur.");
    assert_null(strstr(ran.out, "blijft van de muur"));
    assert_null(strstr(ran.out, "is van ons team"));
    ran = shell_run(shell, "vakwerk team magazine delft --quarter 2022-Q2 --as markdown");
    assert_contains(ran.out, "Deze vraag staat op de muur.");
    assert_null(strstr(ran.out, "blijft van de muur"));
    assert_null(strstr(ran.out, "is van ons team"));

    shell_file(shell, "stil", "Een stille les\n\nBel niet.\n", 0600);
    struct shell_code lesson = lessons_make(shell, "stil", "-t regie --no-kiosk", true);
    ran = shell_run(shell, "vakwerk lesson plate %s --as text", lesson.text);
    assert_contains(ran.out, "Wat we vroegen\n  Er is niets gevraagd.\n");
    assert_null(strstr(shell_run(shell, "vakwerk lesson export %s", lesson.text).out, "Wie houdt contact"));
}

/* From that moment on, also where it was linked. */
TEST(what_a_moderator_holds_is_on_no_paper)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set beheer --role administrator,moderator").code,
                     0);
    shell_file(shell, "held", "Een les die blijft\n\nVraag het na.\n", 0600);
    struct shell_code question = lessons_code(shell, "vakwerk ask 'Deze vraag wordt vastgehouden.' -y -t veld");
    char line[120];
    snprintf(line, sizeof line, "vakwerk lesson draft %s -F $DIR/held", question.text);
    struct shell_code lesson = lessons_code(shell, line);
    assert_int_equal(shell_run(shell, "vakwerk lesson publish %s", lesson.text).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer lesson read %s", lesson.text).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk lesson publish %s", lesson.text).code, 0);
    static const char *const papers[] = { "theme plate veld --as text", "team magazine --as text" };
    static const char *const of_lesson[] = { "export %s", "plate %s --as text" };
    for (int held = 0; held < 2; held++) {
        for (size_t i = 0; i < 2; i++) {
            struct ran ran = shell_run(shell, "vakwerk %s", papers[i]);
            assert_int_equal(strstr(ran.out, "wordt vastgehouden") == NULL, held);
            ran = shell_run(shell, "code=%s; vakwerk lesson $(printf '%s' $code)", lesson.text, of_lesson[i]);
            assert_int_equal(ran.code, 0);
            assert_int_equal(strstr(ran.out, "wordt vastgehouden") == NULL, held);
        }
        if (held == 0)
            assert_int_equal(
                shell_run(shell, "vakwerk --profile beheer mod hold %s --reason 'Even kijken'", question.text).code, 0);
    }
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer mod hold %s --reason 'Even kijken'", lesson.text).code,
                     0);
    assert_int_equal(shell_run(shell, "vakwerk lesson export %s", lesson.text).code, 9); /* also not by its author */
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer lesson plate %s", lesson.text).code, 9);
}

TEST(a_themes_quarter_has_what_was_asked_learned_and_is_open)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk theme plate wacht --as text");

    assert_contains(ran.out, "\nWat we leerden\n* Wachten is geen stilstand\n  L1\n");
    assert_contains(ran.out, "nog geen antwoord");
    ran = shell_run(shell, "vakwerk theme plate wacht --quarter 2021-4 --as text");
    assert_contains(ran.out, "vierde kwartaal van 2021\nWachtlijst\n\nWat we vroegen\n  Er is niets gevraagd.\n");
    assert_int_equal(shell_run(shell, "vakwerk theme plate wacht --quarter 2022-5").code, 2);
    assert_int_equal(shell_run(shell, "vakwerk theme plate nergens").code, 3);
}

TEST(a_magazine_has_the_teams_own_quarter_in_one_document)
{
    struct shell *shell = *state;

    lessons_code(shell, "vakwerk ask 'Dit vroeg iemand zonder naam.' -y -t samen --anonymous");
    lessons_code(shell, "vakwerk tip add -t wacht -m 'Geef elkaar de tijd.'");
    struct ran ran = shell_run(shell, "vakwerk team magazine");
    assert_contains(ran.out, "<html lang=\"nl\">");
    assert_contains(ran.out, "<p class=\"kicker\">tweede kwartaal van 2022</p>\n<h1>Team Delft</h1>");
    assert_contains(ran.out, "@page{size:A4");
    assert_contains(ran.out, "<h2>Wachtlijst</h2>");
    assert_contains(ran.out, "<h2>Wachten is geen stilstand (L1)</h2>\n<p>Bel op een vaste dag.<br>");
    assert_contains(ran.out, "Geef elkaar de tijd.");
    assert_null(strstr(ran.out, "zonder naam."));
    assert_null(strstr(ran.out, "Sanne"));
    assert_int_equal(shell_run(shell, "vakwerk team magazine rijswijk").code, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lesson_hangs_on_one_page),
        cmocka_unit_test(what_is_kept_off_the_screens_is_not_on_the_wall_either),
        cmocka_unit_test(what_a_moderator_holds_is_on_no_paper),
        cmocka_unit_test(a_themes_quarter_has_what_was_asked_learned_and_is_open),
        cmocka_unit_test(a_magazine_has_the_teams_own_quarter_in_one_document),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, setup, session_teardown) : broker_missing_code();
}
