/* A lesson is offered to who is about to ask; when it helps, nothing is posted, and that is counted. */
#include "tests/cli/lessons.h"

static int setup(void **state)
{
    int failed = session_setup(state);

    lessons_begin(*state);
    shell_file(
        *state, "les",
        "Contact houden als het wachten duurt\n\nBel op een vaste dag.\n\nWanneer niet:\nAls men dat niet wil.\n",
        0600);
    lessons_await_found(*state, "'vaste dag'", lessons_make(*state, "les", "-t wacht", true).text);
    return failed;
}

#define ASK "vakwerk --profile beheer ask 'Hoe houd je contact als het wachten lang duurt?' -t wacht"

TEST(who_is_helped_by_a_lesson_need_not_ask)
{
    struct shell *shell = *state;
    struct ran ran = shell_typing(shell, "l1\nj\n", ASK);

    assert_contains(ran.out, "L1  Contact houden als het wachten duurt (les)\n");
    assert_contains(ran.out, "Bel op een vaste dag.\n");
    assert_contains(ran.out, "Wanneer niet:\nAls men dat niet wil.\n");
    assert_contains(ran.out, "✓ Fijn. L1 heeft geholpen; je vraag is niet geplaatst.\n");
    assert_int_equal(ran.code, 0);
    assert_null(strstr(shell_run(shell, "vakwerk list --limit 1").out, "wachten lang duurt"));
    assert_contains(shell_run(shell, "vakwerk lesson show L1").out, "Hielp 1 keer: een vraag was niet meer nodig.\n");
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer ask --recover --no-input").code, 2); /* no draft left */
}

TEST(who_is_not_helped_asks_as_before)
{
    struct shell *shell = *state;
    struct ran ran = shell_typing(shell, "7K3F\nL1\nn\n\nj\n", ASK);

    assert_contains(ran.out, "Dat is geen les of wegwijzer uit deze lijst.");
    assert_contains(ran.out, "is geplaatst bij Wachtlijst.\n");
    assert_contains(shell_run(shell, "vakwerk list --limit 1").out, "wachten lang duurt");
    assert_null(strstr(ran.out, "heeft geholpen"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_helped_by_a_lesson_need_not_ask),
        cmocka_unit_test(who_is_not_helped_asks_as_before),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, setup, session_teardown) : broker_missing_code();
}
