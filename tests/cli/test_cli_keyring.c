/*
 * The secret of a login in the keyring of the session: a real bus of its own and a real GNOME Keyring, opened with a
 * password and kept in the person's folder.
 */
#include "tests/cli/session.h"
#include "tests/support/port.h"

#include <stdio.h>

/*
 * A line within a session that has a keyring: open, once it is there (its process is in `who`), or one that nobody
 * opens.
 */
#define SESSION "export XDG_DATA_HOME=$DIR/data; dbus-run-session -- sh -c '%s' 2>$DIR/bus"
#define OPEN                                                                                                           \
    "printf open-me | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; until " WHO ">$DIR/who "     \
    "2>&1; do :; done; "
#define WHO                                                                                                            \
    "dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / "                                         \
    "org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets"
#define LOGIN "vakwerk --profile kring login --server 127.0.0.1:%d --user s.dewit --secret-file %s"

static struct ran run_in_session(struct shell *shell, const char *before, const char *line)
{
    char whole[2048];

    snprintf(whole, sizeof whole, "%s%s", before, line);
    return shell_run(shell, SESSION, whole);
}

static struct ran log_in(struct shell *shell, const char *before)
{
    char line[1024];

    snprintf(line, sizeof line, LOGIN, vakwerkd_port(shell->daemon),
             vakwerkd_file(shell->daemon, "demo-credentials.json").text);
    return run_in_session(shell, before, line);
}

/* The secret that the demo's file has for s.dewit. */
static struct shell_code secret_of(struct shell *shell)
{
    struct ran ran =
        shell_run(shell, "jq -r '[.. | objects | select(.member? == \"s.dewit\")][0].secret' %s | cut -c1-16",
                  vakwerkd_file(shell->daemon, "demo-credentials.json").text);
    struct shell_code secret = { "" };

    assert_int_equal(sscanf(ran.out, "%16s", secret.text), 1);
    return secret;
}

static void check_file_has(struct shell *shell, const char *text, bool wanted)
{
    assert_int_equal(
        shell_run(shell, "sed -n '/^.kring.$/,/^$/p' $XDG_CONFIG_HOME/vakwerk/credentials | grep -qF '%s'", text).code,
        wanted ? 0 : 1);
}

TEST(with_a_keyring_the_secret_is_there_and_in_no_file)
{
    struct shell *shell = *state;
    struct shell_code secret = secret_of(shell);
    struct ran ran = log_in(shell, OPEN);

    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "\n  Het geheim van deze computer staat in de sleutelbos van deze computer.\n");
    check_file_has(shell, "keyring = yes", true);
    check_file_has(shell, secret.text, false);
    assert_int_equal(shell_run(shell, "grep -rqF %s $DIR/data $XDG_STATE_HOME $XDG_CACHE_HOME", secret.text).code, 1);
    ran = run_in_session(shell, OPEN, "vakwerk --profile kring whoami");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Sanne de Wit");
}

TEST(the_secret_is_in_no_argument_no_environment_and_no_trace)
{
    struct shell *shell = *state;
    struct shell_code secret = secret_of(shell);

    assert_int_equal(log_in(shell, OPEN).code, 0);
    struct ran ran = run_in_session(
        shell, OPEN,
        "strace -f -v -s 4096 -e trace=execve -o $DIR/executed vakwerk --debug --profile kring whoami 2>$DIR/trace");
    assert_int_equal(ran.code, 0);
    assert_int_equal(shell_run(shell, "grep -q __keyring $DIR/executed").code, 0);
    assert_int_equal(shell_run(shell, "grep -q 'secret \\*\\*\\*\\*' $DIR/trace").code, 0);
    assert_int_equal(shell_run(shell, "grep -qF %s $DIR/executed $DIR/trace $DIR/bus", secret.text).code, 1);
}

TEST(logging_out_takes_it_out_of_the_keyring)
{
    struct shell *shell = *state;

    assert_int_equal(log_in(shell, OPEN).code, 0);
    struct ran ran = run_in_session(shell, OPEN,
                                    "cp $XDG_CONFIG_HOME/vakwerk/credentials $DIR/before && "
                                    "vakwerk --profile kring logout && "
                                    "cp $DIR/before $XDG_CONFIG_HOME/vakwerk/credentials; "
                                    "vakwerk --profile kring whoami");
    assert_int_equal(ran.code, 4);
    assert_contains(shell_run(shell, "cat $DIR/bus").out, "de sleutelbos van deze computer geeft je geheim niet");
}

TEST(what_the_keyring_does_not_give_is_said_and_not_taken_from_elsewhere)
{
    struct shell *shell = *state;

    assert_int_equal(log_in(shell, OPEN).code, 0);
    struct ran ran = shell_run(shell, "vakwerk --profile kring whoami"); /* over SSH, where there is no session */
    assert_int_equal(ran.code, 4);
    assert_contains(ran.err, "de sleutelbos van deze computer geeft je geheim niet");
    assert_contains(ran.err, "open de sleutelbos, of log opnieuw in: vakwerk login");
    ran = shell_run(shell, "vakwerk --profile kring doctor");
    assert_int_equal(ran.code, 1);
    assert_contains(ran.out, "!!\tAccount\tde sleutelbos van deze computer geeft je geheim niet");
}

TEST(a_keyring_that_nobody_opens_means_the_file)
{
    struct shell *shell = *state;
    struct shell_code secret = secret_of(shell);

    assert_int_equal(shell_run(shell, "rm -rf $DIR/data").code, 0);
    struct ran ran = log_in(shell, "");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Het geheim van deze computer staat in ~/config/vakwerk/credentials;");
    check_file_has(shell, secret.text, true);
    assert_string_equal(shell_run(shell, "stat -c %%a $XDG_CONFIG_HOME/vakwerk/credentials").out, "600\n");
}

/* It stands still, as one does that waits for a password which nobody types. */
TEST(a_keyring_that_does_not_answer_holds_nobody_up_for_long)
{
    struct shell *shell = *state;
    char line[1024], login[512];
    int64_t began = port_now_ms();

    snprintf(login, sizeof login, LOGIN " --timeout 2", vakwerkd_port(shell->daemon),
             vakwerkd_file(shell->daemon, "demo-credentials.json").text);
    snprintf(line, sizeof line,
             "pid=$(tr -dc 0-9 <$DIR/who | cut -c3-); kill -STOP $pid; %s; code=$?; kill -KILL $pid; exit $code",
             login);
    struct ran ran = run_in_session(shell, OPEN, line);
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Het geheim van deze computer staat in ~/config/vakwerk/credentials;");
    assert_in_range(port_now_ms() - began, 2000, 15000); /* and 20 s without --timeout */
}

TEST(who_wants_a_file_gets_one_and_who_wants_a_keyring_hears_that_there_is_none)
{
    struct shell *shell = *state;
    struct shell_code secret = secret_of(shell);

    assert_int_equal(shell_run(shell, "vakwerk --profile kring config set password file").code, 0);
    assert_int_equal(log_in(shell, OPEN).code, 0);
    check_file_has(shell, secret.text, true);
    check_file_has(shell, "keyring", false);
    assert_int_equal(shell_run(shell, "vakwerk --profile kring config set password keyring").code, 0);
    struct ran ran = shell_run(shell, LOGIN, vakwerkd_port(shell->daemon),
                               vakwerkd_file(shell->daemon, "demo-credentials.json").text);
    assert_int_equal(ran.code, 0);
    assert_contains(ran.err, "deze computer heeft geen sleutelbos die open is");
    check_file_has(shell, secret.text, true);
}

/* Each begins without the profile and its keyring. */
static int begin(void **state)
{
    shell_run(*state, "vakwerk --profile kring logout; rm -rf $DIR/data");
    return 0;
}

int main(void)
{
#define T(name) cmocka_unit_test_setup(name, begin)
    const struct CMUnitTest tests[] = {
        T(with_a_keyring_the_secret_is_there_and_in_no_file),
        T(the_secret_is_in_no_argument_no_environment_and_no_trace),
        T(logging_out_takes_it_out_of_the_keyring),
        T(what_the_keyring_does_not_give_is_said_and_not_taken_from_elsewhere),
        T(a_keyring_that_nobody_opens_means_the_file),
        T(a_keyring_that_does_not_answer_holds_nobody_up_for_long),
        T(who_wants_a_file_gets_one_and_who_wants_a_keyring_hears_that_there_is_none),
    };
#undef T

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
