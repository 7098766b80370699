/* The client library as others link it: installed, found by pkg-config, and its example built and run. */
#include "tests/cli/session.h"

#include <stdio.h>

static const char build[] =
    "set -e; cmake --install " TEST_BUILD " --component library --prefix $DIR/usr >/dev/null\n"
    "export PKG_CONFIG_PATH=$(dirname $(find $DIR/usr -name vakwerk.pc))\n"
    "pkg-config --exact-version=" VAKWERK_VERSION " vakwerk\n"
    "cc -std=c17 -Wall -Wextra -Wpedantic -Werror " TEST_EXAMPLE
    " $(pkg-config --cflags --libs vakwerk) -o $DIR/example\n"
    "sed -n '/default/,$s/^secret = //p' $XDG_CONFIG_HOME/vakwerk/credentials | head -1 >$DIR/secret\n";

TEST(the_example_of_the_library_is_built_and_finds_what_is_open)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "%s", build);

    assert_string_equal(ran.err, "");
    assert_int_equal(ran.code, 0);
    ran = shell_run(shell,
                    "$DIR/example mqtt://127.0.0.1:%d s.dewit demo $DIR/secret >$DIR/open;"
                    " vakwerk list --open --limit 20 --plain | cut -f1 | sort >$DIR/wanted;"
                    " test -s $DIR/open && cut -f1 $DIR/open | sort | cmp - $DIR/wanted",
                    vakwerkd_port(shell->daemon));
    assert_string_equal(ran.err, "");
    assert_int_equal(ran.code, 0);
}

TEST(it_ends_with_1_when_there_is_no_answer)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "$DIR/example mqtt://127.0.0.1:1 s.dewit demo $DIR/secret").code, 1);
    assert_int_equal(shell_run(shell, "$DIR/example mqtt://127.0.0.1:1").code, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_library_is_built_and_finds_what_is_open),
        cmocka_unit_test(it_ends_with_1_when_there_is_no_answer),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
