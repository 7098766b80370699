/* Erasing a member at a terminal with the real daemon: asked twice, and then it is done. */
#include "tests/cli/session.h"
#include "tests/support/port.h"

#include <stdio.h>

TEST(what_becomes_of_the_texts_must_be_said)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk member erase");

    assert_int_equal(ran.code, 2);
    assert_contains(ran.err, "wat gebeurt er met de teksten?");
    assert_contains(ran.err, "--posts anonymise");
    assert_int_equal(shell_run(shell, "vakwerk member erase --posts alles").code, 2);
    assert_int_equal(shell_run(shell, "vakwerk member erase --posts remove").code, 2); /* nobody to ask */
}

TEST(another_name_than_ones_own_confirms_nothing)
{
    struct shell *shell = *state;
    struct ran ran = shell_on_screen(shell, 80, "echo sanne | NO_COLOR=1 vakwerk member erase --posts remove");

    assert_int_not_equal(ran.code, 0);
    assert_int_equal(shell_run(shell, "vakwerk whoami").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk member erase beheer --posts remove -y").code, 5);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member erase niemand --posts remove -y").code, 3);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member erase --posts remove -y").code, 9);
    assert_int_equal(shell_run(shell, "vakwerk whoami").code, 0);
}

TEST(who_confirms_is_erased)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk --profile beheer member erase m.jansen --posts anonymise -y");

    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "m.jansen wordt gewist.");
    ran = shell_run(shell, "vakwerk member erase --posts anonymise -y");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Je wordt gewist; zo meteen ben je uitgelogd.");
    int64_t deadline = port_now_ms() + 20000;
    while (shell_run(shell, "vakwerk whoami").code != 4 && port_now_ms() < deadline)
        port_breathe();
    assert_int_equal(shell_run(shell, "vakwerk whoami").code, 4);
    assert_null(strstr(shell_run(shell, "vakwerk --profile beheer member list").out, "m.jansen"));
    assert_contains(shell_run(shell, "vakwerk --profile beheer mod log").out, "wiste een lid");
}

/* With a clock that goes: erasing begins in a moment. */
static int setup(void **state)
{
    struct shell *shell = calloc(1, sizeof *shell);

    shell_open(shell, NULL);
    *state = shell;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_becomes_of_the_texts_must_be_said),
        cmocka_unit_test(another_name_than_ones_own_confirms_nothing),
        cmocka_unit_test(who_confirms_is_erased),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, setup, session_teardown) : broker_missing_code();
}
