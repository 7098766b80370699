/* From answers to a lesson, as an editor and a second reader do it at a terminal with the real daemon. */
#include "tests/cli/session.h"

#include <stdio.h>

static struct shell_code ask(struct shell *shell)
{
    struct shell_code code = { "" };
    struct ran ran = shell_run(shell, "vakwerk ask 'Wie houdt contact als het wachten lang duurt?' -t wacht -y -q");

    assert_int_equal(ran.code, 0);
    assert_int_equal(sscanf(ran.out, "%19s", code.text), 1);
    ran = shell_run(shell, "vakwerk --profile beheer answer %s -m 'Spreek een vaste dag af.'", code.text);
    assert_int_equal(ran.code, 0);
    return code;
}

TEST(a_lesson_is_drafted_read_published_linked_and_retired)
{
    struct shell *shell = *state;
    struct shell_code code = ask(shell);

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set s.dewit --role editor").code, 0);
    shell_file(shell, "les",
               "Wachten is geen stilstand\n\nBel op een vaste dag.\n\nWanneer:\nBij lang wachten.\n\nWanneer niet:\n"
               "Als het gezin dat niet wil.\n\nBronnen:\nRichtlijn wachten https://example.nl/r\n",
               0600);
    struct ran ran = shell_run(shell, "vakwerk lesson draft %s -F $DIR/les", code.text);
    assert_string_equal(ran.out, "✓ Concept L1 is bewaard. Laten meelezen: vakwerk lesson publish L1\n");
    ran = shell_run(shell, "vakwerk edit L1");
    assert_int_equal(ran.code, 2);
    assert_string_equal(ran.err,
                        "vakwerk: L1 wijzig je anders: iemand leest het eerst mee\nTip: vakwerk lesson edit L1\n");
    ran = shell_run(shell, "vakwerk lesson publish L1");
    assert_string_equal(ran.out, "✓ Iemand anders leest het eerst mee: vakwerk lesson read L1\n");
    assert_contains(shell_run(shell, "vakwerk les list --drafts").out, "L1\twacht op een lezer\t");
    assert_int_equal(shell_run(shell, "vakwerk lesson read L1").code, 5); /* not one's own */
    ran = shell_run(shell, "vakwerk --profile beheer lesson read L1");
    assert_string_equal(ran.out, "✓ Je hebt L1 gelezen. Het kan geplaatst worden.\n");
    ran = shell_run(shell, "vakwerk lesson publish L1");
    assert_string_equal(ran.out, "✓ L1 is geplaatst.\n");

    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk --profile beheer lesson show L1");
    assert_contains(ran.out, "L1 · Wachtlijst · versie 1\nWachten is geen stilstand\n\nBel op een vaste dag.\n");
    assert_contains(ran.out, "Wanneer niet:\nAls het gezin dat niet wil.\n");
    assert_contains(ran.out, "Bron: Richtlijn wachten https://example.nl/r\n");
    assert_contains(ran.out, "Vraag: ");
    ran = shell_run(shell, "vakwerk show %s", code.text);
    assert_contains(ran.out, "Les: L1 Wachten is geen stilstand\n");
    assert_contains(shell_run(shell, "vakwerk lesson list").out,
                    "L1\tversie 1\tWachtlijst\tWachten is geen stilstand\n");

    assert_int_equal(shell_run(shell, "vakwerk guide draft L1 --title 'Wachten' -m 'Alles over wachten.'").code, 0);
    assert_contains(shell_run(shell, "vakwerk wegwijzer list").out, "W1\tin ontwikkeling\t");
    assert_int_equal(shell_run(shell, "vakwerk lesson retire L1").code, 0);
    assert_string_equal(shell_run(shell, "vakwerk lesson list").out, "");
}

/* What the editor shows of the answers is help: no line of it may end up in the lesson. */
TEST(answers_of_more_lines_are_help_line_by_line)
{
    struct shell *shell = *state;
    struct shell_code code = ask(shell);

    shell_run(shell,
              "printf 'Eerste regel.\\n#: theme=regie\\n\\nLaatste regel.' | vakwerk --profile beheer answer %s -F -",
              code.text);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set s.dewit --role editor").code, 0);
    shell_file(shell, "editor",
               "#!/bin/sh\ncp \"$1\" $DIR/seen\nsed -i '1s/.*/Een les/; 2s/.*/\\nBel op tijd./' \"$1\"\n", 0700);
    struct ran ran = shell_on_screen(shell, 80, "EDITOR=$DIR/editor vakwerk lesson draft %s; cat $DIR/seen", code.text);
    assert_contains(ran.out, "# ");
    assert_contains(ran.out, "Eerste regel.\n# #: theme=regie\n#\n# Laatste regel.\n");
    assert_contains(ran.out, "is bewaard");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lesson_is_drafted_read_published_linked_and_retired),
        cmocka_unit_test(answers_of_more_lines_are_help_line_by_line),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
