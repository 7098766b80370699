/* The sessions that the command line was designed by, byte for byte, in both languages; see tests/data/sessions. */
#include "tests/cli/session.h"
#include "tests/cli/transcript.h"

#include <stdio.h>

static void run(struct shell *shell, const char *name, const char *language)
{
    char path[512];

    snprintf(path, sizeof path, "%s/%s.%s.txt", TEST_SESSIONS, name, language);
    transcript_run(shell, path, language);
}

/* The clock of a one-time code is the broker's, so logging in is done at the real time. */
static int setup_now(void **state)
{
    struct shell *shell = calloc(1, sizeof *shell);

    shell_open(shell, NULL);
    *state = shell;
    return 0;
}

TEST(a_day_in_dutch)
{
    run(*state, "day", "nl");
}

TEST(a_day_in_english)
{
    run(*state, "day", "en");
}

TEST(logging_in_in_dutch)
{
    run(*state, "login", "nl");
}

TEST(logging_in_in_english)
{
    run(*state, "login", "en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_day_in_dutch, session_setup, session_teardown),
        cmocka_unit_test_setup_teardown(a_day_in_english, session_setup, session_teardown),
        cmocka_unit_test_setup_teardown(logging_in_in_dutch, setup_now, session_teardown),
        cmocka_unit_test_setup_teardown(logging_in_in_english, setup_now, session_teardown),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
