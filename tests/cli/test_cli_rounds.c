/* A timed intervision session at a terminal: rounds from a file, no advice in the question round, and what is kept. */
#include "tests/cli/lessons.h"

static struct shell_code prepare(struct shell *shell)
{
    struct shell_code code = lessons_code(shell, "vakwerk ask 'Wie belt het gezin als het misgaat?' -y -t dossier");

    assert_int_equal(shell_run(shell, "vakwerk intervision add %s", code.text).code, 0);
    return code;
}

TEST(the_incident_method_goes_round_by_round_and_keeps_the_step_and_the_lesson)
{
    struct shell *shell = *state;
    struct shell_code code = prepare(shell);
    struct ran ran =
        shell_typing(shell,
                     "Iets roepen\n\n"
                     "Ik zou gewoon bellen.\nHeb je al geprobeerd te bellen?\nDat weet ik niet\nWie was erbij?\n\n"
                     "\n"
                     "Pannenkoekenhuis\n\n"
                     "Bel Kees op 06-12345678.\nMorgen bellen we samen.\n"
                     "Vraag eerder wie erbij was.\n",
                     "vakwerk intervision session %s", code.text);

    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Incidentmethode · ronde 1 van 6 · Inbreng · 5 minuten");
    assert_contains(ran.out, "Dit is een ronde om te luisteren.");
    assert_contains(ran.out, "ronde 2 van 6 · Vragen · 15 minuten");
    const char *first = strstr(ran.out, "Dat klinkt als een advies.");
    assert_non_null(first);
    assert_non_null(strstr(first + 1, "Dat klinkt als een advies.")); /* also in the clothes of a question */
    assert_contains(ran.out, "eindig met een vraagteken");
    assert_contains(ran.out, "ronde 6 van 6 · Leren");
    assert_contains(ran.out, "herkenbaar");
    assert_null(strstr(ran.out, "--recover")); /* there is no draft to go on with */
    assert_contains(ran.out, "is besproken. Bewaard zijn de stap en de les, verder niets.");
    ran = shell_run(shell, "vakwerk intervision list --done");
    assert_contains(ran.out, "Stap: Morgen bellen we samen.\n");
    assert_contains(ran.out, "Les: Vraag eerder wie erbij was.\n");
    assert_contains(shell_run(shell, "vakwerk intervision list --done --json").out,
                    "\"chosen\":\"Morgen bellen we samen.\"");
}

TEST(what_was_typed_in_the_rounds_is_nowhere)
{
    struct shell *shell = *state;
    struct shell_code code = prepare(shell);
    struct ran ran = shell_typing(shell, "\nWie zag de zeppelin?\n\n\nZeppelinpraat\n\n\n\n",
                                  "vakwerk intervision session %s", code.text);

    assert_contains(ran.out, "is besproken. Verder is er niets bewaard.");
    /* Our own keys are in a file; everything else is looked through, the daemon's database included. */
    ran =
        shell_run(shell, "grep -rliaE 'zeppelin' $DIR --exclude=keys --exclude=stdout --exclude=stderr --exclude=line");
    assert_string_equal(ran.out, "");
}

TEST(the_clock_ends_a_round_but_not_that_in_which_something_is_kept)
{
    struct shell *shell = *state;
    struct shell_code code = prepare(shell);

    shell_file(
        shell, "kort.phases",
        "title: Kort\n\nphase: Een\nminutes: 0.002\nkind: listen\n\nphase: Twee\nminutes: 0.002\nkind: questions\n",
        0600);
    /* Keys that nobody touches: a pipe that is open at both ends never comes to an end. */
    struct ran ran = shell_run(shell,
                               "mkfifo $DIR/toetsen; COLUMNS=80 script -qec 'vakwerk intervision session %s --method"
                               " '$DIR'/kort.phases' /dev/null <>$DIR/toetsen",
                               code.text);
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "ronde 1 van 2");
    assert_contains(ran.out, "De tijd is om.");
    assert_contains(ran.out, "ronde 2 van 2");
    assert_contains(ran.out, "is besproken.");
    assert_contains(shell_run(shell, "vakwerk intervision list --done").out, code.text);
}

TEST(broken_off_nothing_changes_and_mistakes_are_named)
{
    struct shell *shell = *state;
    struct shell_code code = prepare(shell);
    struct ran ran = shell_typing(shell, "\n\n\x04", "vakwerk intervision session %s", code.text);

    assert_int_equal(ran.code, 10);
    assert_contains(ran.out, "de sessie is afgebroken; er is niets bewaard");
    assert_contains(shell_run(shell, "vakwerk intervision list").out, code.text); /* still to be talked about */
    assert_int_equal(shell_run(shell, "vakwerk intervision session %s </dev/null", code.text).code, 2);
    struct shell_code other = lessons_code(shell, "vakwerk ask 'Niet op de lijst?' -y -t dossier");
    ran = shell_typing(shell, "", "vakwerk intervision session %s", other.text);
    assert_int_equal(ran.code, 3);
    assert_contains(ran.out, "staat niet op de lijst van je team");
    static const char *const wrong[] = { "title: X\n\nphase: A\nminutes: nul\nkind: listen\n",
                                         "title: X\n\nphase: A\nminutes: 5\nkind: dansen\n",
                                         "title: X\n\nminutes: 5\nkind: listen\n",
                                         "title: X\n\nphase: A\nminutes: 999\nkind: listen\n", "title: X\n" };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        shell_file(shell, "fout.phases", wrong[i], 0600);
        ran = shell_run(shell, "vakwerk intervision session %s --method $DIR/fout.phases </dev/null", code.text);
        assert_int_equal(ran.code, 2);
        assert_contains(ran.err, "fout.phases");
    }
    assert_int_equal(shell_run(shell, "vakwerk intervision session %s --method geen </dev/null", code.text).code, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_incident_method_goes_round_by_round_and_keeps_the_step_and_the_lesson),
        cmocka_unit_test(what_was_typed_in_the_rounds_is_nowhere),
        cmocka_unit_test(the_clock_ends_a_round_but_not_that_in_which_something_is_kept),
        cmocka_unit_test(broken_off_nothing_changes_and_mistakes_are_named),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
