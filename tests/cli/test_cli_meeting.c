/* What a team does together on its screens, from the command line: begun, said, gone on with, and what stays of it. */
#include "tests/cli/lessons.h"

static struct shell_code prepare(struct shell *shell)
{
    struct shell_code code = lessons_code(shell, "vakwerk ask 'Wie belt het gezin als het misgaat?' -y -t dossier");

    assert_int_equal(shell_run(shell, "vakwerk intervision add %s", code.text).code, 0);
    return code;
}

TEST(an_intervision_goes_over_the_screens_round_by_round_and_keeps_the_step_and_the_lesson)
{
    struct shell *shell = *state;
    struct shell_code code = prepare(shell);
    struct ran ran = shell_run(shell, "vakwerk intervision session %s --screen", code.text);

    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "staat nu op de schermen van je team");
    ran = shell_run(shell, "vakwerk meeting show");
    assert_contains(ran.out, "Incidentmethode: Wie belt het gezin als het misgaat?");
    assert_contains(ran.out, "Ronde 1 van 6: Inbreng");
    ran = shell_run(shell, "vakwerk meeting say 'Iets roepen'");
    assert_int_equal(ran.code, 9);
    assert_contains(ran.err, "dit is een ronde om te luisteren");
    assert_int_equal(shell_run(shell, "vakwerk meeting next").code, 0);
    ran = shell_run(shell, "vakwerk meeting say 'Heb je al geprobeerd te bellen?'");
    assert_int_equal(ran.code, 8);
    assert_contains(ran.err, "dat klinkt als een advies");
    assert_contains(shell_run(shell, "vakwerk meeting say 'Dat weet ik niet'").err, "eindig met een vraagteken");
    assert_contains(shell_run(shell, "vakwerk meeting say 'Wie zag de zeppelin?'").out, "Het staat op het scherm.");
    assert_contains(shell_run(shell, "vakwerk meeting show").out, "- Wie zag de zeppelin?");
    assert_contains(shell_run(shell, "vakwerk meeting next --json").out, "{");
    assert_int_equal(shell_run(shell, "vakwerk meeting next").code, 0);
    assert_contains(shell_run(shell, "vakwerk meeting say Zeppelinpraat").out, "Het staat op het scherm.");
    assert_int_equal(shell_run(shell, "vakwerk meeting next").code, 0);
    ran = shell_run(shell, "vakwerk meeting say 'Bel Kees op 06-12345678.' </dev/null");
    assert_int_equal(ran.code, 8);
    assert_contains(ran.err, "herkenbaar");
    shell_run(shell, "vakwerk meeting say 'Morgen bellen we samen.'");
    shell_run(shell, "vakwerk meeting next");
    shell_run(shell, "vakwerk meeting say 'Vraag eerder wie erbij was.'");
    assert_contains(shell_run(shell, "vakwerk meeting show").out, "Les: Vraag eerder wie erbij was.");
    shell_run(shell, "vakwerk meeting next");
    assert_int_equal(shell_run(shell, "vakwerk meeting show").code, 3);
    ran = shell_run(shell, "vakwerk intervision list --done");
    assert_contains(ran.out, "Stap: Morgen bellen we samen.\n");
    assert_contains(ran.out, "Les: Vraag eerder wie erbij was.\n");
    /* Our own keys are in a file; everything else is looked through, the daemon's database included. */
    ran = shell_run(shell, "grep -rliaE 'zeppelin' $DIR --exclude=keys --exclude=stdout --exclude=stderr --exclude=line"
                           " --exclude='*-wal'");
    assert_string_equal(ran.out, "");
}

TEST(mistakes_are_named_and_what_is_broken_off_leaves_the_question_on_the_list)
{
    struct shell *shell = *state;
    struct shell_code code = prepare(shell);
    struct shell_code other = lessons_code(shell, "vakwerk ask 'Niet op de lijst?' -y -t dossier");
    struct ran ran = shell_run(shell, "vakwerk meeting next");

    assert_int_equal(ran.code, 3);
    assert_contains(ran.err, "je team doet nu niets samen");
    ran = shell_run(shell, "vakwerk intervision session %s --screen", other.text);
    assert_int_equal(ran.code, 3);
    assert_contains(ran.err, "staat niet op de lijst");
    assert_int_equal(shell_run(shell, "vakwerk intervision session %s --screen", code.text).code, 0);
    ran = shell_run(shell, "vakwerk intervision session %s --screen", code.text);
    assert_int_equal(ran.code, 9);
    assert_contains(ran.err, "je team doet al iets samen");
    assert_int_equal(shell_run(shell, "vakwerk meeting next --back").code, 9);
    assert_contains(shell_run(shell, "vakwerk meeting stop").out, "Afgebroken. Er is niets bewaard.");
    assert_contains(shell_run(shell, "vakwerk intervision list").out, code.text);
}

TEST(the_wall_of_a_live_table_hangs_on_the_screens_and_grows)
{
    struct shell *shell = *state;
    struct shell_code code = lessons_code(shell, "vakwerk harvest begin Ontwikkeltafel --themes 'Minder regels'");
    struct ran ran = shell_run(shell, "vakwerk harvest screen %s", code.text);

    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "De muur hangt op de schermen van je team");
    assert_int_equal(shell_run(shell, "vakwerk harvest add %s 'Verschillen maken ons gek.'", code.text).code, 0);
    ran = shell_run(shell, "vakwerk meeting show");
    assert_contains(ran.out, "Ontwikkeltafel");
    assert_contains(ran.out, "Minder regels (0)");
    assert_contains(ran.out, "- Verschillen maken ons gek.");
    assert_int_equal(shell_run(shell, "vakwerk meeting stop").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk harvest screen 222222").code, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_intervision_goes_over_the_screens_round_by_round_and_keeps_the_step_and_the_lesson),
        cmocka_unit_test(the_wall_of_a_live_table_hangs_on_the_screens_and_grows),
        cmocka_unit_test(mistakes_are_named_and_what_is_broken_off_leaves_the_question_on_the_list),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
