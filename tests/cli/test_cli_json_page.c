/* The page that does without our programs: its commands, as they stand there, against the daemon. */
#include "tests/cli/session.h"

TEST(the_commands_of_the_page_do_what_it_says)
{
    struct shell *shell = *state;
    struct ran ran =
        shell_run(shell,
                  "export XDG_CONFIG_HOME=$DIR/plain PORT=%d MEMBER=s.dewit DEVICE=demo SECRET_FILE=$DIR/secret;"
                  " jq -r '.[] | select(.member == \"s.dewit\") | .secret' %s >$SECRET_FILE;"
                  " awk '/^```sh$/{on=1;next} /^```$/{on=0} on' %s >$DIR/page.sh; bash -euo pipefail $DIR/page.sh",
                  vakwerkd_port(shell->daemon), vakwerkd_file(shell->daemon, "demo-credentials.json").text, TEST_PAGE);

    assert_string_equal(ran.err, "");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Hoe houd je contact met een gezin dat wacht?\nSpreek een vaste dag af waarop je belt.\n");
    assert_contains(ran.out, "[\"question\",\"");
    assert_contains(ran.out, "[\"answer\",\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_commands_of_the_page_do_what_it_says) };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
