/* The screen in a terminal (tmux), with the real broker and daemon: what is asked comes up, what is withdrawn goes. */
#include "tests/cli/session.h"
#include "tests/support/port.h"

#include <signal.h>
#include <stdio.h>

#define TMUX "tmux -S \"$DIR/tmux\" -f /dev/null "

enum { SOON_MS = 30000, FROZEN_MS = 60000 };

static void draw_on(struct shell *shell, int columns, int lines, const char *command)
{
    struct ran ran = shell_run(shell,
                               "rm -f $DIR/code; LC_ALL=C.UTF-8 " TMUX "new-session -d -x %d -y %d"
                               " 'timeout --foreground 280 %s 2>$DIR/said; echo $? > $DIR/code'",
                               columns, lines, command);

    assert_int_equal(ran.code, 0);
}

static struct ran picture(struct shell *shell)
{
    return shell_run(shell, TMUX "capture-pane -p 2>/dev/null || true");
}

static bool comes(struct shell *shell, const char *text, bool wanted, int ms)
{
    int64_t deadline = port_now_ms() + ms;

    while ((strstr(picture(shell).out, text) != NULL) != wanted) {
        if (port_now_ms() > deadline) {
            fprintf(stderr, "%s: '%s' in\n%s", wanted ? "not" : "still", text, picture(shell).out);
            return false;
        }
        port_breathe();
    }
    return true;
}

static int ended_with(struct shell *shell)
{
    int code = -1;
    int64_t deadline = port_now_ms() + SOON_MS;

    while (sscanf(shell_run(shell, "cat $DIR/code 2>/dev/null || true").out, "%d", &code) != 1 &&
           port_now_ms() < deadline)
        port_breathe();
    return code;
}

static void press(struct shell *shell, const char *key)
{
    assert_int_equal(shell_run(shell, TMUX "send-keys %s", key).code, 0);
}

static void quit(struct shell *shell)
{
    press(shell, "q");
    assert_int_equal(ended_with(shell), 0);
}

/* The line that an administrator gets for a new screen of Team Delft, in a file. */
static void add_screen(struct shell *shell, const char *name)
{
    struct ran ran =
        shell_run(shell,
                  "vakwerk --profile beheer kiosk add %s --team delft --room 'Kantine' | grep -o '#kiosk.*' >"
                  " $DIR/fragment && chmod 600 $DIR/fragment",
                  name);

    assert_int_equal(ran.code, 0);
}

/* With its digits, as people do it. The name is what the screen will be called. */
static void pair_by_hand(struct shell *shell, const char *name)
{
    char half[4], other[4];
    int64_t deadline = port_now_ms() + SOON_MS;

    while (sscanf(shell_run(shell, TMUX "capture-pane -p 2>/dev/null | grep -oE '[0-9]{3} [0-9]{3}' || true").out,
                  "%3s %3s", half, other) != 2) {
        assert_true(port_now_ms() < deadline);
        port_breathe();
    }
    struct ran ran = shell_run(shell, "vakwerk --profile beheer kiosk pair %s%s --team delft --room Kantine --kiosk %s",
                               half, other, name);
    if (ran.code != 0)
        fprintf(stderr, "%s", ran.err);
    assert_int_equal(ran.code, 0);
}

static void pair(struct shell *shell, const char *name, int columns, int lines)
{
    char command[200];

    add_screen(shell, name);
    snprintf(command, sizeof command, "vakwerk kiosk run --id %s --server 127.0.0.1:%d --secret-file $DIR/fragment",
             name, vakwerkd_port(shell->daemon));
    draw_on(shell, columns, lines, command);
    assert_true(comes(shell, "Kantine", true, SOON_MS));
}

static struct shell_code ask(struct shell *shell, const char *title)
{
    struct shell_code code = { "" };

    assert_int_equal(sscanf(shell_run(shell, "vakwerk ask '%s' -t werk -m 'Uitleg.' -q", title).out, "%19s", code.text),
                     1);
    return code;
}

TEST(what_is_asked_comes_up_and_what_is_withdrawn_goes)
{
    struct shell *shell = *state;

    pair(shell, "kantine-1", 120, 33);
    assert_true(comes(shell, "donderdag 19 mei  14:32", true, SOON_MS));
    struct shell_code code = ask(shell, "Wie leest dit op de muur?");
    assert_true(comes(shell, "Wie leest dit op de muur?", true, SOON_MS));
    struct ran ran = shell_run(shell, "vakwerk retract %s -y", code.text);
    assert_int_equal(ran.code, 0);
    assert_null(strstr(ran.out, "kantine-1")); /* it says at once that it holds the question no more */
    assert_true(comes(shell, "Wie leest dit op de muur?", false, SOON_MS));
    quit(shell);
}

TEST(who_asks_reads_on_how_many_screens_the_question_is)
{
    struct shell *shell = *state;
    char code[20] = "";

    pair(shell, "kantine-9", 120, 33);
    struct ran ran =
        shell_on_screen(shell, 80, "vakwerk ask 'Staat deze vraag nu echt ergens?' -t werk -m 'Uitleg.' -y");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "\n  Staat nu op 1 scherm.\n");
    assert_contains(ran.out, " Vraag ");
    assert_int_equal(sscanf(strstr(ran.out, " Vraag "), " Vraag %19s", code), 1);
    assert_contains(shell_run(shell, "vakwerk show %s | tr '\\n' ' '", code).out, " · staat nu op 1 scherm ");
    assert_null(strstr(shell_run(shell, "vakwerk --profile beheer show %s", code).out, "staat nu op"));
    assert_null(strstr(shell_run(shell, "vakwerk --offline show %s", code).out, "staat nu op"));
    ran = shell_run(shell, "vakwerk --json show %s | jq .on_screens", code);
    assert_string_equal(ran.out, "1\n");
    ran = shell_on_screen(shell, 80, "vakwerk ask 'En deze, die er niet op mag?' -t werk -m 'Uitleg.' --no-kiosk -y");
    assert_null(strstr(ran.out, "Staat nu op"));
    quit(shell);
}

TEST(a_screen_that_was_paired_needs_no_line_the_next_time)
{
    struct shell *shell = *state;

    pair(shell, "kantine-2", 80, 24);
    quit(shell);
    assert_int_equal(shell_run(shell, "rm $DIR/fragment").code, 0);
    draw_on(shell, 80, 24, "vakwerk kiosk run --id kantine-2");
    assert_true(comes(shell, "Kantine", true, SOON_MS));
    press(shell, "C-c");
    assert_int_equal(ended_with(shell), 0);
}

TEST(a_window_that_changes_its_size_is_drawn_anew)
{
    struct shell *shell = *state;

    pair(shell, "kantine-3", 80, 24);
    assert_int_equal(shell_run(shell, TMUX "resize-window -x 36 -y 10").code, 0);
    assert_true(comes(shell, "Maak dit venster groter.", true, SOON_MS));
    assert_int_equal(shell_run(shell, TMUX "resize-window -x 200 -y 50").code, 0);
    assert_true(comes(shell, "Wachttijd in weken", true, SOON_MS));
    quit(shell);
}

TEST(a_broker_that_stands_still_is_said_and_so_is_that_it_is_back)
{
    struct shell *shell = *state;

    pair(shell, "kantine-4", 80, 24);
    assert_true(comes(shell, "Bijgewerkt 14:32", true, SOON_MS)); /* else it does not know since when */
    kill(vakwerkd_broker_pid(shell->daemon), SIGSTOP);
    bool said = comes(shell, "Geen verbinding sinds 14:32", true, FROZEN_MS);
    kill(vakwerkd_broker_pid(shell->daemon), SIGCONT);
    assert_true(said);
    assert_true(comes(shell, "Geen verbinding", false, FROZEN_MS));
    assert_true(comes(shell, "Bijgewerkt 14:32", true, SOON_MS));
    quit(shell);
}

TEST(a_daemon_that_stops_is_said)
{
    struct shell *shell = *state;

    pair(shell, "kantine-5", 80, 24);
    assert_true(comes(shell, "Bijgewerkt 14:32", true, SOON_MS));
    shell_daemon_away(shell); /* and its broker with it */
    assert_true(comes(shell, "sinds 14:32", true, FROZEN_MS));
    shell_daemon_back(shell);
    assert_true(comes(shell, "sinds 14:32", false, FROZEN_MS));
    quit(shell);
}

TEST(a_screen_is_paired_by_its_digits_removed_and_paired_again)
{
    struct shell *shell = *state;
    char command[200];

    snprintf(command, sizeof command, "vakwerk kiosk run --server 127.0.0.1:%d", vakwerkd_port(shell->daemon));
    draw_on(shell, 80, 24, command);
    assert_true(comes(shell, "Koppel dit scherm", true, SOON_MS));
    pair_by_hand(shell, "kantine-6");
    assert_true(comes(shell, "Vandaag", true, SOON_MS));
    assert_true(comes(shell, "Kantine", true, SOON_MS));
    assert_int_equal(shell_run(shell, "grep -q kantine-6 $XDG_CONFIG_HOME/vakwerk/credentials").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer kiosk remove kantine-6 -y").code, 0);
    assert_true(comes(shell, "Dit scherm is ontkoppeld.", true, SOON_MS));
    assert_false(strstr(picture(shell).out, "Kantine") != NULL);
    assert_int_equal(shell_run(shell, "grep -q kantine-6 $XDG_CONFIG_HOME/vakwerk/credentials").code, 1);
    pair_by_hand(shell, "kantine-8");
    assert_true(comes(shell, "Kantine", true, SOON_MS));
    quit(shell);
}

TEST(mistakes_are_named)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk kiosk run");

    assert_int_equal(ran.code, 2);
    assert_contains(ran.err, "een scherm heeft een terminal nodig");
    ran = shell_on_screen(shell, 80,
                          "echo '#kiosk=Fout!&device=a&secret=b' > $DIR/bad; vakwerk kiosk run --server 127.0.0.1 "
                          "--secret-file $DIR/bad");
    assert_int_equal(ran.code, 2);
    assert_contains(ran.out, "'Fout!' is geen naam van een scherm");
    ran = shell_on_screen(shell, 80,
                          "echo 'zomaar' > $DIR/bad; vakwerk kiosk run --server 127.0.0.1 --secret-file $DIR/bad");
    assert_int_equal(ran.code, 2);
    assert_contains(ran.out, "dit is niet de regel");
    ran = shell_on_screen(shell, 80, "vakwerk kiosk run --server 127.0.0.1 --secret-file /nergens");
    assert_int_equal(ran.code, 2);
    add_screen(shell, "kantine-7");
    ran =
        shell_on_screen(shell, 80, "TERM=onbekend vakwerk kiosk run --server 127.0.0.1:%d --secret-file $DIR/fragment",
                        vakwerkd_port(shell->daemon));
    assert_int_equal(ran.code, 1);
    assert_contains(ran.out, "kan geen tekst plaatsen");
}

static int end_terminals(void **state)
{
    shell_run(*state, TMUX "kill-server 2>/dev/null || true");
    return 0;
}

int main(void)
{
#define T(name) cmocka_unit_test_teardown(name, end_terminals)
    const struct CMUnitTest tests[] = {
        T(what_is_asked_comes_up_and_what_is_withdrawn_goes),
        T(who_asks_reads_on_how_many_screens_the_question_is),
        T(a_screen_that_was_paired_needs_no_line_the_next_time),
        T(a_window_that_changes_its_size_is_drawn_anew),
        T(a_broker_that_stands_still_is_said_and_so_is_that_it_is_back),
        T(a_daemon_that_stops_is_said),
        T(a_screen_is_paired_by_its_digits_removed_and_paired_again),
        T(mistakes_are_named),
    };
#undef T

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
