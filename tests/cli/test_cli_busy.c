/* What one sees while one waits, and what is said with --verbose. */
#include "tests/cli/session.h"
#include "tests/support/port.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WAITED "vakwerk: de server is bereikbaar, maar Vakwerk zelf antwoordt niet\n"

static void hold(struct shell *shell, bool still)
{
    assert_int_equal(kill(vakwerkd_pid(shell->daemon), still ? SIGSTOP : SIGCONT), 0);
}

static int times_in(const char *text, const char *what)
{
    int count = 0;

    for (; (text = strstr(text, what)) != NULL; text++)
        count++;
    return count;
}

/* One second with a daemon that says nothing. */
static struct ran wait_with(struct shell *shell, const char *environment, const char *options)
{
    hold(shell, true);
    struct ran ran = shell_on_screen(shell, 80, "NO_COLOR=1 VAKWERK_NO_SPINNER= %s vakwerk list --timeout 1 %s",
                                     environment, options);
    hold(shell, false);
    assert_int_equal(ran.code, 6);
    return ran;
}

TEST(who_waits_sees_that_something_happens_and_the_line_is_left_empty)
{
    struct ran ran = wait_with(*state, "TERM=xterm", "");
    const char *last = strstr(ran.out, "\033[K");

    assert_contains(ran.out, "⠋ Bezig…⠙ Bezig…"); /* \r was taken out */
    assert_non_null(last);
    assert_int_equal(strncmp(last + 3, WAITED, strlen(WAITED)), 0);
    assert_null(strstr(last, "Bezig"));
    ran = wait_with(*state, "TERM=xterm LC_ALL=C", "");
    assert_contains(ran.out, "| Bezig.../ Bezig...");
}

TEST(a_screen_reader_and_a_dumb_terminal_get_one_line)
{
    static const char *const environments[] = { "VAKWERK_ACCESSIBLE=1", "TERM=dumb" };

    for (size_t i = 0; i < 2; i++) {
        struct ran ran = wait_with(*state, environments[i], "");
        assert_int_equal(strncmp(ran.out, "Bezig…\n" WAITED, strlen("Bezig…\n" WAITED)), 0);
        assert_int_equal(times_in(ran.out, "Bezig"), 1);
        assert_null(strchr(ran.out, '\033'));
    }
}

/* For questions that look like it, and for the reply. */
TEST(who_waits_twice_in_one_run_is_told_once)
{
    struct shell *shell = *state;

    hold(shell, true);
    struct ran ran = shell_typing(shell, "j\nj\nj\n",
                                  "VAKWERK_ACCESSIBLE=1 VAKWERK_NO_SPINNER= vakwerk ask 'Wie belt er dan?' -t wacht"
                                  " -m 'In de wachttijd.' --timeout 1");
    hold(shell, false);
    assert_int_equal(ran.code, 7);
    assert_int_equal(times_in(ran.out, "Bezig"), 1);
    assert_int_equal(shell_run(shell, "vakwerk outbox send").code, 0);
}

TEST(who_wants_nothing_of_it_or_is_a_program_gets_nothing)
{
    struct shell *shell = *state;

    assert_int_equal(times_in(wait_with(shell, "VAKWERK_NO_SPINNER=1", "").out, "Bezig"), 0);
    assert_int_equal(times_in(wait_with(shell, "", "--json").out, "Bezig"), 0);
    hold(shell, true);
    struct ran ran = shell_run(shell, "VAKWERK_NO_SPINNER= vakwerk list --timeout 1");
    hold(shell, false);
    assert_int_equal(strncmp(ran.err, WAITED, strlen(WAITED)), 0);
}

/* Reads the person's side until it says this. */
static void read_until(int fd, const char *wanted)
{
    char text[16 * 1024] = "";
    size_t len = 0;
    int64_t deadline = port_now_ms() + 20000;

    while (strstr(text, wanted) == NULL && port_now_ms() < deadline) {
        ssize_t got = read(fd, text + len, sizeof text - 1 - len);
        if (got <= 0)
            break;
        len += (size_t)got;
        text[len] = '\0';
    }
    assert_contains(text, wanted);
}

TEST(a_full_outbox_says_how_far_it_is)
{
    struct shell *shell = *state;
    int fd;

    assert_int_equal(shell_run(shell, "for i in $(seq 22); do vakwerk follow theme:wacht --offline; done").code, 7);
    hold(shell, true);
    pid_t pid = shell_on_pty(shell, 80, "VAKWERK_NO_SPINNER= vakwerk outbox send --timeout 30", &fd);
    read_until(fd, "[....................] 0/22");
    hold(shell, false);
    read_until(fd, "22 van 22 verstuurd");
    assert_int_equal(shell_wait(pid, 30000), 0);
    close(fd);
}

/* More than a page, of a daemon that gives one page a minute. */
TEST(a_long_export_says_how_far_it_is_and_also_while_it_waits_for_its_turn)
{
    struct shell *shell = *state;
    char bar[64];
    int fd;

    assert_int_equal(shell_run(shell, "for i in $(seq 100); do vakwerk follow theme:wacht; done").code, 0);
    int things = atoi(shell_run(shell, "vakwerk member export --json | grep -c '\"of\":'").out);
    shell_daemon_away(shell);
    shell_run(shell, "sed -i 's/^searches_per_minute = .*/searches_per_minute = 1/' %s",
              vakwerkd_file(shell->daemon, "vakwerk.conf").text);
    shell_daemon_back(shell);
    pid_t pid = shell_on_pty(shell, 80, "VAKWERK_NO_SPINNER= exec vakwerk member export", &fd);
    read_until(fd, "Het is veel; even wachten…");
    snprintf(bar, sizeof bar, "#....] 200/%d", things);
    read_until(fd, bar);
    assert_int_equal(kill(pid, SIGINT), 0);
    assert_int_equal(shell_wait(pid, 30000), 130);
    close(fd);
}

TEST(verbose_says_with_whom_and_how_long_and_no_secret)
{
    struct shell *shell = *state;
    char line[128];
    struct ran ran = shell_run(shell, "vakwerk whoami -v");

    assert_int_equal(ran.code, 0);
    snprintf(line, sizeof line, "Profiel default: als s.dewit met mqtt://127.0.0.1:%d.\nme duurde ",
             vakwerkd_port(shell->daemon));
    assert_int_equal(strncmp(ran.err, line, strlen(line)), 0);
    assert_string_equal(ran.err + strlen(ran.err) - 4, "ms.\n");
    assert_string_equal(shell_run(shell, "vakwerk whoami").err, "");
    assert_string_equal(shell_run(shell, "vakwerk whoami --verbose --json").err, "");
    ran = shell_run(shell, "sed -n 's/^secret = //p' $XDG_CONFIG_HOME/vakwerk/credentials >$DIR/secrets;"
                           " vakwerk whoami -v 2>&1 | grep -F -f $DIR/secrets");
    assert_string_equal(ran.out, "");
}

TEST(with_a_screen_reader_themes_have_numbers_and_none_for_what_is_not_in_use)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer theme archive samen -y").code, 0);
    struct ran ran =
        shell_typing(shell, "4\nWie belt er in de wachttijd?\nn\nn\nj\n", "VAKWERK_ACCESSIBLE=1 vakwerk ask");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "3. Veranderend jeugdveld\n4. Wachtlijst\n5. Toestemming en dossier\n");
    assert_contains(ran.out, " is geplaatst bij Wachtlijst.\n");
}

TEST(a_terminal_without_a_line_to_come_back_to_has_the_themes_before_it_is_asked)
{
    struct ran ran = shell_typing(*state, "\n", "TERM=dumb vakwerk ask");

    assert_int_equal(ran.code, 10);
    assert_contains(ran.out, "  steun          Informele steun\nThema (Tab toont de lijst): ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_waits_sees_that_something_happens_and_the_line_is_left_empty),
        cmocka_unit_test(a_screen_reader_and_a_dumb_terminal_get_one_line),
        cmocka_unit_test(who_waits_twice_in_one_run_is_told_once),
        cmocka_unit_test(who_wants_nothing_of_it_or_is_a_program_gets_nothing),
        cmocka_unit_test(a_full_outbox_says_how_far_it_is),
        cmocka_unit_test_setup_teardown(a_long_export_says_how_far_it_is_and_also_while_it_waits_for_its_turn,
                                        session_setup, session_teardown),
        cmocka_unit_test(verbose_says_with_whom_and_how_long_and_no_secret),
        cmocka_unit_test(with_a_screen_reader_themes_have_numbers_and_none_for_what_is_not_in_use),
        cmocka_unit_test(a_terminal_without_a_line_to_come_back_to_has_the_themes_before_it_is_asked),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
