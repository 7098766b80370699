/* The page that does without our programs: its commands, as they stand there, against the daemon. */
#include "tests/cli/session.h"

#include <signal.h>

/* In $DIR: who one is, the page's commands, and the loop at its end, which begins with them. */
static void write_page(struct shell *shell)
{
    struct ran ran = shell_run(
        shell,
        "{ echo \"export XDG_CONFIG_HOME=$DIR/plain PORT=%d MEMBER=s.dewit DEVICE=demo SECRET_FILE=$DIR/secret\";"
        " awk '/^```sh$/{on=1;next} /^```$/{on=0} on' %s; } >$DIR/page.sh;"
        " { cat $DIR/page.sh; awk '/^```sh$/{sh=1;next} /^```$/{if (sh) sh=0; else on=!on; next} on' %s; } "
        ">$DIR/loop.sh;"
        " jq -r '.[] | select(.member == \"s.dewit\") | .secret' %s >$DIR/secret",
        vakwerkd_port(shell->daemon), TEST_PAGE, TEST_PAGE, vakwerkd_file(shell->daemon, "demo-credentials.json").text);

    assert_int_equal(ran.code, 0);
}

TEST(the_commands_of_the_page_do_what_it_says)
{
    struct shell *shell = *state;

    write_page(shell);
    struct ran ran = shell_run(shell, "bash -euo pipefail $DIR/page.sh");
    assert_string_equal(ran.err, "");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Hoe houd je contact met een gezin dat wacht?\nSpreek een vaste dag af waarop je belt.\n");
    assert_contains(ran.out, "[\"question\",\"");
    assert_contains(ran.out, "[\"answer\",\"");
}

/* The loop has no end: it is stopped when it told of a question that somebody asked meanwhile. */
TEST(who_waits_for_the_bell_hears_what_happened)
{
    struct shell *shell = *state;
    struct ran ran = { .out = "" };

    write_page(shell);
    pid_t pid = shell_start(shell, "sh -c 'exec timeout 120 bash -euo pipefail $DIR/loop.sh >$DIR/seen'");
    for (int i = 0; i < 200 && strstr(ran.out, "Wie hoort de bel") == NULL; i++)
        ran = shell_run(shell, "vakwerk --profile beheer ask 'Wie hoort de bel, keer %d?' -t regie; cat $DIR/seen", i);
    assert_contains(ran.out, "\"question\",\"");
    assert_contains(ran.out, "\"Wie hoort de bel, keer ");
    assert_int_equal(kill(pid, SIGTERM), 0);
    shell_wait(pid, 30000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_commands_of_the_page_do_what_it_says),
        cmocka_unit_test(who_waits_for_the_bell_hears_what_happened),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
