/* No text that somebody typed is lost, and none comes twice. */
#include "clients/lib/bus.h"
#include "tests/cli/session.h"
#include "tests/support/port.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void check_outbox_is_empty(struct shell *shell)
{
    struct ran ran = shell_run(shell, "vakwerk outbox --plain");

    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.out, "");
}

TEST(without_a_broker_an_answer_waits_and_comes_once)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");

    shell_daemon_away(shell);
    struct ran ran = shell_run(shell, "printf 'Plan samen een gesprek.' | vakwerk answer %s -F -", code.text);
    assert_int_equal(ran.code, 7);
    assert_string_equal(ran.out, "✓ Bewaard in je outbox (1 bericht). Het gaat vanzelf mee zodra je weer\n"
                                 "  verbinding hebt. Nu proberen: vakwerk outbox send\n");
    assert_contains(ran.err, "Geen verbinding met 127.0.0.1:");
    ran = shell_on_screen(shell, 80, "vakwerk outbox");
    assert_contains(ran.out, "NR  SOORT     VOOR  SINDS  POGINGEN  TEKST\n");
    assert_contains(ran.out, "14:32         1  Plan samen een gesprek.\n");
    shell_daemon_back(shell);
    ran = shell_run(shell, "vakwerk outbox send");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "✓ 1 van 1 verstuurd: ");
    assert_int_equal(shell_run(shell, "vakwerk outbox send").code, 0);
    assert_int_equal(shell_count(shell, code.text, "Plan samen een gesprek."), 1);
    check_outbox_is_empty(shell);
}

TEST(what_waits_goes_with_the_next_command_in_order)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");

    assert_int_equal(shell_run(shell, "vakwerk answer %s -m 'Eerst dit.' --offline", code.text).code, 7);
    assert_int_equal(shell_run(shell, "vakwerk answer %s -m 'Dan dat.' --offline", code.text).code, 7);
    assert_int_equal(shell_run(shell, "vakwerk whoami").code, 0);
    check_outbox_is_empty(shell);
    struct ran ran = shell_run(shell, "vakwerk show %s", code.text);
    char *first = strstr(ran.out, "Eerst dit."), *then = strstr(ran.out, "Dan dat.");
    assert_true(first != NULL && then != NULL && first < then);
}

TEST(what_is_older_than_two_weeks_is_asked_about_first_and_stays_where_nobody_can_be_asked)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");

    shell_run(shell, "VAKWERK_TEST_NOW=2022-05-03T09:00:00+02:00 vakwerk answer %s -m 'Van toen.' --offline",
              code.text);
    shell_run(shell, "vakwerk answer %s -m 'Van nu.' --offline", code.text);
    struct ran ran = shell_run(shell, "vakwerk outbox send --no-input --quiet");
    assert_int_equal(ran.code, 7);
    assert_string_equal(ran.err, "vakwerk: wat van 3 mei is, is niet verstuurd: het is oud\n"
                                 "Tip: bekijk het, en verstuur het toch: vakwerk outbox send -y\n");
    assert_int_equal(shell_count(shell, code.text, "Van nu."), 1);
    assert_int_equal(shell_count(shell, code.text, "Van toen."), 0);
    ran = shell_typing(shell, "n\n", "vakwerk outbox send");
    assert_int_equal(ran.code, 10);
    assert_contains(ran.out, "Het oudste bericht is van 3 mei. Versturen?");
    assert_int_equal(shell_run(shell, "vakwerk outbox send -y").code, 0);
    assert_int_equal(shell_count(shell, code.text, "Van toen."), 1);
    check_outbox_is_empty(shell);
}

TEST(a_refused_text_is_set_aside_and_blocks_nothing)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");

    assert_int_equal(shell_run(shell, "vakwerk answer 2222 -m 'Waar is die vraag?' --offline").code, 7);
    assert_int_equal(shell_run(shell, "vakwerk answer %s -m 'Deze wel.' --offline", code.text).code, 7);
    assert_int_equal(shell_run(shell, "vakwerk outbox send").code, 1);
    assert_int_equal(shell_count(shell, code.text, "Deze wel."), 1);
    struct ran ran = shell_run(shell, "vakwerk outbox");
    assert_contains(ran.out, "(moet je nakijken: bestaat niet meer) Waar is die vraag?");
    int number = atoi(ran.out);
    /* As long as it is there one hears so: from what comes first, from the line about the connection, after a write. */
    assert_contains(shell_on_screen(shell, 80, "vakwerk").out, "Outbox: 1 bericht. Bekijken: vakwerk outbox\n");
    assert_contains(shell_run(shell, "vakwerk status").out, "1 geweigerd: vakwerk outbox");
    assert_contains(shell_on_screen(shell, 80, "vakwerk digest on").out,
                    "Outbox: 1 bericht. Bekijken: vakwerk outbox\n");
    assert_int_equal(shell_run(shell, "vakwerk outbox drop %d -y", number).code, 0);
    check_outbox_is_empty(shell);
}

/* A question of which nobody has a draft yet. */
static struct shell_code new_question(struct shell *shell, const char *title)
{
    struct shell_code code = { "" };

    assert_int_equal(sscanf(shell_run(shell, "vakwerk ask '%s' -t wacht -q", title).out, "%19s", code.text), 1);
    return code;
}

TEST(for_a_program_a_refusal_is_a_failure_and_codes_are_a_list)
{
    struct shell *shell = *state;
    struct shell_code code = new_question(shell, "Wie kent de weg naar de bibliotheek?");

    assert_int_equal(shell_run(shell, "vakwerk answer %s -m 'Langs het water.' --offline", code.text).code, 7);
    assert_int_equal(shell_run(shell, "vakwerk follow theme:steun --offline").code, 7);
    char expected[64];
    snprintf(expected, sizeof expected, "[2,[\"%s.1\"]]\n", code.text);
    assert_string_equal(shell_run(shell, "vakwerk outbox send --json | jq -c '[.sent, .codes]'").out, expected);
    assert_string_equal(shell_run(shell, "vakwerk outbox send --json").out, "{\"sent\":0,\"codes\":[]}\n");
    assert_int_equal(shell_run(shell, "vakwerk answer 2222 -m 'Waar is die vraag?' --offline").code, 7);
    struct ran ran = shell_run(shell, "vakwerk outbox send --json");
    assert_int_equal(ran.code, 1);
    assert_string_equal(ran.out, "");
    assert_contains(ran.err, "{\"error\":{\"code\":\"internal\",\"exit\":1,\"message\":\"niet alles is verstuurd");
    ran = shell_run(shell, "vakwerk outbox --json=error,text,made_at");
    assert_contains(ran.out,
                    "  {\"error\":\"not_found\",\"text\":\"Waar is die vraag?\",\"made_at\":\"2022-05-19T14:32");
    int number = atoi(shell_run(shell, "vakwerk outbox").out);
    assert_string_equal(shell_run(shell, "vakwerk outbox drop %d -y --json", number).out, "{\"ok\":true}\n");
}

TEST(what_waits_is_read_whole_and_becomes_a_draft_again)
{
    struct shell *shell = *state;
    struct ran ran =
        shell_run(shell, "vakwerk ask 'Wie weet dit?' -t nergens -m 'Met uitleg.' --no-kiosk -y --offline");

    assert_int_equal(ran.code, 7);
    assert_int_equal(shell_run(shell, "vakwerk outbox send").code, 1); /* there is no such theme */
    int number = atoi(shell_run(shell, "vakwerk outbox").out);
    ran = shell_run(shell, "vakwerk outbox show %d", number);
    assert_contains(ran.out, "\n\nWie weet dit?\n\nMet uitleg.\n");
    assert_contains(ran.out, "geweigerd: ");
    ran = shell_run(shell, "vakwerk outbox edit %d", number);
    assert_string_equal(ran.err, "");
    assert_contains(ran.out, "is weer een concept. Verder: vakwerk ask --recover");
    check_outbox_is_empty(shell);
    ran = shell_run(shell, "cat $XDG_STATE_HOME/vakwerk/drafts/ask.md");
    assert_contains(ran.out, "Wie weet dit?\n\nMet uitleg.\n");
    assert_contains(ran.out, "theme=nergens");
    assert_contains(ran.out, "no-kiosk=yes");
    assert_int_equal(shell_run(shell, "vakwerk outbox edit %d", number).code, 3);
    assert_int_equal(shell_run(shell, "rm $XDG_STATE_HOME/vakwerk/drafts/*").code, 0);
}

/* Three steps that differ: only here, at the broker, stored. */
TEST(how_far_a_text_came_is_said)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");

    assert_int_equal(kill(vakwerkd_pid(shell->daemon), SIGSTOP), 0);
    struct ran ran = shell_run(shell, "vakwerk --timeout 2 answer %s -m 'Onderweg.'", code.text);
    struct ran later = shell_run(shell, "vakwerk --timeout 2 answer %s -m 'Daarna.'", code.text);
    struct ran states = shell_run(shell, "vakwerk outbox --json | jq -r '.[].state'");
    struct ran listed = shell_run(shell, "vakwerk outbox");
    struct ran edited = shell_run(shell, "vakwerk outbox edit %d", atoi(listed.out));
    assert_int_equal(kill(vakwerkd_pid(shell->daemon), SIGCONT), 0);
    assert_int_equal(ran.code, 7);
    assert_contains(ran.err, "De server heeft je bericht, maar Vakwerk heeft het nog niet opgeslagen.");
    assert_int_equal(later.code, 7);
    assert_contains(later.err, "Vakwerk antwoordt niet.");
    assert_string_equal(states.out, "at-broker\nqueued\n"); /* in order: the second waits for the first */
    assert_int_equal(edited.code, 9);                       /* it may be stored already */
    assert_contains(edited.err, "de server heeft dit bericht al, en heeft het misschien opgeslagen");
    assert_contains(listed.out, "(bij de server, nog niet opgeslagen) Onderweg.");
    assert_int_equal(shell_run(shell, "vakwerk outbox send").code, 0);
    assert_int_equal(shell_count(shell, code.text, "Onderweg."), 1);
    assert_int_equal(shell_count(shell, code.text, "Daarna."), 1);
    check_outbox_is_empty(shell);
}

/* The daemon has the message but cannot answer; the program dies waiting. */
TEST(killed_between_publish_and_reply_it_still_comes_once)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");
    int64_t deadline = port_now_ms() + 10000;

    assert_int_equal(kill(vakwerkd_pid(shell->daemon), SIGSTOP), 0);
    pid_t pid = shell_start(shell, "vakwerk --timeout 60 answer %s -m 'Precies een keer.'", code.text);
    /* The second attempt after two seconds shows that the first was published. */
    while (port_now_ms() < deadline && port_now_ms() < deadline - 10000 + 2500)
        port_breathe();
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(shell_wait(pid, 5000), 128 + SIGKILL);
    assert_int_equal(kill(vakwerkd_pid(shell->daemon), SIGCONT), 0);
    assert_int_equal(shell_run(shell, "vakwerk outbox send").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk outbox send").code, 0);
    assert_int_equal(shell_count(shell, code.text, "Precies een keer."), 1);
    check_outbox_is_empty(shell);
}

TEST(killed_at_any_moment_it_never_comes_twice)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");
    char text[32];

    for (int i = 0; i < 15; i++) {
        int64_t until = port_now_ms() + 2 * i;
        snprintf(text, sizeof text, "Op moment %c.", 'a' + i);
        pid_t pid = shell_start(shell, "vakwerk answer %s -m '%s'", code.text, text);
        while (port_now_ms() < until)
            ;
        kill(pid, SIGKILL);
        shell_wait(pid, 5000);
        struct ran before = shell_run(shell, "vakwerk outbox --plain");
        assert_int_equal(shell_run(shell, "vakwerk outbox send").code, 0);
        assert_int_equal(shell_run(shell, "vakwerk outbox send").code, 0);
        int count = shell_count(shell, code.text, text);
        assert_in_range(count, 0, 1);
        /* What was written down has been sent. */
        if (strstr(before.out, text) != NULL)
            assert_int_equal(count, 1);
    }
    check_outbox_is_empty(shell);
}

TEST(a_killed_editor_leaves_the_draft)
{
    struct shell *shell = *state;
    struct shell_code code = new_question(shell, "Wie ruimt de speelkamer op?");

    shell_file(shell, "editor", "#!/bin/sh\necho 'Half geschreven.' >\"$1\"\nkill -9 $$\n", 0700);
    struct ran ran = shell_on_screen(shell, 80, "EDITOR=$DIR/editor vakwerk answer %s", code.text);
    assert_int_equal(ran.code, 10);
    assert_contains(ran.out, "--recover");
    ran = shell_run(shell, "vakwerk answer %s --recover", code.text);
    assert_int_equal(ran.code, 0);
    assert_int_equal(shell_count(shell, code.text, "Half geschreven."), 1);
    assert_int_equal(shell_run(shell, "vakwerk answer %s --recover", code.text).code, 2);
}

/* A terminal that was shut tells nobody of --recover: who begins anew is asked, and what is said no to is still there. */
TEST(who_begins_anew_is_offered_what_was_begun_before)
{
    struct shell *shell = *state;
    struct shell_code code = new_question(shell, "Wie haalt de post op?");

    shell_file(shell, "begun", "#!/bin/sh\necho 'Half geschreven.' >\"$1\"\nkill -9 $(ps -o ppid= -p $PPID)\n", 0700);
    shell_file(shell, "afresh", "#!/bin/sh\ngrep -q Half \"$1\" && exit 1\necho 'Helemaal anders.' >\"$1\"\n", 0700);
    shell_file(shell, "further", "#!/bin/sh\nsed -i 's/Half geschreven/Heel geschreven/' \"$1\"\n", 0700);
    assert_int_not_equal(shell_on_screen(shell, 80, "EDITOR=$DIR/begun vakwerk answer %s", code.text).code, 0);
    struct ran ran = shell_typing(shell, "n\n", "EDITOR=$DIR/afresh vakwerk answer %s", code.text);
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Er is nog een concept van ");
    ran = shell_on_screen(shell, 80, "EDITOR='cp -t $DIR' vakwerk answer %s --recover", code.text);
    assert_int_equal(ran.code, 0);
    assert_int_equal(shell_count(shell, code.text, "Half geschreven."), 1);
    shell_run(shell, "vakwerk retract %s.2 -y", code.text);
    assert_int_not_equal(shell_on_screen(shell, 80, "EDITOR=$DIR/begun vakwerk answer %s", code.text).code, 0);
    ran = shell_typing(shell, "\n", "EDITOR=$DIR/further vakwerk answer %s", code.text);
    assert_int_equal(ran.code, 0);
    assert_int_equal(shell_count(shell, code.text, "Heel geschreven."), 1);
    shell_file(shell, "shut", "#!/bin/sh\nkill -9 $(ps -o ppid= -p $PPID)\n", 0700);
    assert_int_not_equal(shell_on_screen(shell, 80, "EDITOR=$DIR/shut vakwerk answer %s", code.text).code, 0);
    ran = shell_typing(shell, "\n", "EDITOR=true vakwerk answer %s", code.text);
    assert_int_equal(ran.code, 10);
    assert_null(strstr(ran.out, "concept van"));
    assert_int_not_equal(shell_on_screen(shell, 80, "EDITOR=$DIR/shut vakwerk answer %s", code.text).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk answer %s -m 'Toch in één keer.'", code.text).code, 0);
    ran = shell_run(shell, "vakwerk answer %s --recover", code.text);
    assert_contains(ran.err, "er is geen concept");
}

/* Reads on until the program has said this. */
static void hear(int fd, const char *wanted)
{
    struct pollfd readable = { .fd = fd, .events = POLLIN };
    char heard[4096] = "";
    size_t len = 0;

    while (strstr(heard, wanted) == NULL && len < sizeof heard - 1) {
        assert_int_equal(poll(&readable, 1, 20000), 1);
        ssize_t more = read(fd, heard + len, sizeof heard - 1 - len);
        assert_true(more > 0);
        len += (size_t)more;
        heard[len] = '\0';
    }
}

static void type(int fd, const char *keys)
{
    assert_int_equal(write(fd, keys, strlen(keys)), strlen(keys));
}

/* Step by step there is no editor yet, and the question is typed all the same. */
TEST(a_question_of_which_the_steps_were_broken_off_is_offered_again)
{
    struct shell *shell = *state;
    int fd;
    pid_t pid = shell_on_pty(shell, 80, "exec vakwerk ask", &fd);

    hear(fd, "Thema");
    type(fd, "wacht\n");
    hear(fd, "\n> ");
    type(fd, "Wie belt het gezin in de zomer?\n");
    hear(fd, "[j/N]");
    type(fd, "\003");
    assert_int_equal(shell_wait(pid, 20000), 128 + SIGINT);
    close(fd);
    struct ran ran = shell_typing(shell, "j\nj\n", "EDITOR=true vakwerk ask");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Er is nog een concept van ");
    assert_contains(shell_run(shell, "vakwerk list --mine --theme wacht").out, "Wie belt het gezin in de zomer?");
}

static const char *const sources_shown = "jq -c '[.sources[].title]'";

TEST(what_else_was_chosen_comes_back_with_the_draft)
{
    struct shell *shell = *state;
    struct shell_code code = new_question(shell, "Wie weet waar de folders liggen?");

    shell_file(shell, "stops", "#!/bin/sh\nsed -i '1i In de kast.' \"$1\"\nexit 1\n", 0700);
    struct ran ran = shell_on_screen(shell, 80,
                                     "EDITOR=$DIR/stops vakwerk answer %s --source 'Wet https://a.example'"
                                     " --source 'Gids https://b.example'",
                                     code.text);
    assert_int_equal(ran.code, 10);
    assert_int_equal(shell_run(shell, "vakwerk answer %s --recover", code.text).code, 0);
    assert_string_equal(shell_run(shell, "vakwerk show %s --json | %s", code.text, sources_shown).out,
                        "[\"Wet\",\"Gids\"]\n");
    assert_int_equal(shell_on_screen(shell, 80, "EDITOR=$DIR/stops vakwerk notice add --until 15:15").code, 10);
    assert_contains(shell_run(shell, "vakwerk notice add --recover").out, "tot vandaag om 15:15.");
}

TEST(a_message_that_becomes_a_draft_again_is_of_its_own_profile_and_has_its_sources)
{
    struct shell *shell = *state;
    struct shell_code code = new_question(shell, "Wie heeft de sleutel van de fietsenstalling?");

    assert_int_equal(shell_run(shell,
                               "vakwerk --profile beheer answer %s -m 'De buurman.' --offline"
                               " --source 'Lijst https://c.example'",
                               code.text)
                         .code,
                     7);
    int number = atoi(shell_run(shell, "vakwerk --profile beheer outbox").out);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer outbox edit %d", number).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk answer %s --recover", code.text).code, 9);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer answer %s --recover", code.text).code, 0);
    assert_string_equal(shell_run(shell, "vakwerk --profile beheer show %s --json | %s", code.text, sources_shown).out,
                        "[\"Lijst\"]\n");
}

TEST(words_with_a_signal_about_a_question_are_looked_at_and_kept_too)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");

    shell_file(shell, "words", "Bel mij op 06-12345678.\n", 0600);
    assert_int_equal(shell_run(shell, "vakwerk signal add %s -F $DIR/words", code.text).code, 8);
    shell_file(shell, "repair", "#!/bin/sh\nsed -i 's/Bel mij.*/Bel het team./' \"$1\"\n", 0700);
    struct ran ran = shell_on_screen(shell, 80, "EDITOR=$DIR/repair vakwerk signal add %s --recover", code.text);
    assert_int_equal(ran.code, 0);
    assert_int_equal(shell_run(shell, "vakwerk signal add ../../x -m y").code, 3);
}

/* Ctrl-C goes to all of the terminal: the editor ends, the program stays to say where the text is. */
TEST(ctrl_c_in_the_editor_leaves_the_draft)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");

    shell_file(shell, "editor", "#!/bin/sh\necho 'Nog niet af.' >\"$1\"\nkill -INT 0\nsleep 60\n", 0700);
    struct ran ran = shell_on_screen(shell, 80, "EDITOR=$DIR/editor vakwerk answer %s", code.text);
    assert_int_not_equal(ran.code, 0);
    assert_int_equal(shell_count(shell, code.text, "Nog niet af."), 0);
    assert_int_equal(shell_run(shell, "vakwerk answer %s --recover", code.text).code, 0);
    assert_int_equal(shell_count(shell, code.text, "Nog niet af."), 1);
}

TEST(ctrl_c_while_it_waits_for_the_reply_loses_nothing_and_doubles_nothing)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");
    int64_t deadline = port_now_ms() + 10000;

    assert_int_equal(kill(vakwerkd_pid(shell->daemon), SIGSTOP), 0);
    pid_t pid = shell_start(shell, "vakwerk --timeout 60 answer %s -m 'Toch verstuurd.'", code.text);
    while (strstr(shell_run(shell, "vakwerk outbox --plain").out, "Toch verstuurd.") == NULL &&
           port_now_ms() < deadline)
        port_breathe();
    assert_int_equal(kill(pid, SIGINT), 0);
    int ended = shell_wait(pid, 5000);
    assert_int_equal(kill(vakwerkd_pid(shell->daemon), SIGCONT), 0);
    assert_int_equal(ended, 128 + SIGINT);
    assert_int_equal(shell_run(shell, "vakwerk outbox send").code, 0);
    assert_int_equal(shell_count(shell, code.text, "Toch verstuurd."), 1);
    check_outbox_is_empty(shell);
}

/* No file may grow: every write fails, as on a full disk. What was typed before is still there afterwards. */
TEST(on_a_full_disk_nothing_is_sent_and_the_draft_stays)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");

    shell_file(shell, "editor", "#!/bin/sh\necho 'Van voor de volle schijf.' >\"$1\"\nexit 1\n", 0700);
    assert_int_equal(shell_on_screen(shell, 80, "EDITOR=$DIR/editor vakwerk answer %s", code.text).code, 10);
    struct ran ran = shell_run(
        shell, "(trap '' XFSZ; ulimit -f 0; vakwerk answer %s --recover; echo ended $?) 2>&1 | cat", code.text);
    assert_contains(ran.out, "ended 1\n");
    assert_int_equal(shell_count(shell, code.text, "Van voor de volle schijf."), 0);
    assert_int_equal(shell_run(shell, "vakwerk answer %s --recover", code.text).code, 0);
    assert_int_equal(shell_count(shell, code.text, "Van voor de volle schijf."), 1);
}

/* In this part of a trace the disk is waited for: for the outbox, and so often for a draft. */
static void check_waits(struct shell *shell, const char *part, int drafts)
{
    struct ran ran = shell_run(shell,
                               "cd $DIR; %s >part; grep -c 'sync(.*outbox.db>) *= 0' part;"
                               " grep -c 'sync(.*/drafts/.*= 0' part",
                               part);
    int waits[2];

    assert_int_equal(sscanf(ran.out, "%d %d", &waits[0], &waits[1]), 2);
    assert_true(waits[0] > 0);
    assert_int_equal(waits[1], drafts);
}

TEST(what_is_sent_is_on_disk_before_and_a_draft_when_it_stays)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");
    const char *traced = "strace -f -y -s 99 -qq -e trace=fsync,fdatasync,write -o $DIR/trace vakwerk";

    assert_int_equal(shell_run(shell, "%s answer %s -m 'Plan samen een gesprek.'", traced, code.text).code, 0);
    check_waits(shell, "sed '/in.s.dewit.answer/,$d' trace", 0);
    assert_int_equal(shell_run(shell, "%s answer 2222 -m 'Waar is die vraag?'", traced).code, 3);
    check_waits(shell, "sed '1,/in.s.dewit.answer/d' trace", 1);
    shell_file(shell, "editor", "#!/bin/sh\necho 'Lang over gedaan.' >\"$1\"\n", 0700);
    assert_int_equal(shell_on_screen(shell, 80, "EDITOR=$DIR/editor %s answer %s", traced, code.text).code, 0);
    check_waits(shell, "sed '/in.s.dewit.answer/,$d' trace", 1);
}

TEST(who_may_not_hear_the_reply_is_told_so)
{
    struct shell *shell = *state;
    struct ran secret =
        shell_run(shell, "jq -j '.[] | select(.member == \"s.dewit\") | .secret' $DIR/instance/demo-credentials.json");
    char server[32];
    const char *other = "vakwerk/1/out/j.bakker/demo";
    struct id id = { { 1 } };
    struct bus_message *reply = NULL;
    int64_t deadline = port_now_ms() + 5000;

    snprintf(server, sizeof server, "mqtt://127.0.0.1:%d", vakwerkd_port(shell->daemon));
    struct bus *bus = bus_open(&(struct bus_account){
        .server = server, .client_id = "s.dewit:demo", .user = "s.dewit", .password = secret.out });
    assert_non_null(bus);
    assert_int_equal(bus_connect(bus, deadline), BUS_OK);
    assert_int_equal(bus_subscribe_soon(bus, &other, 1), BUS_OK);
    assert_int_equal(bus_publish(bus, "vakwerk/1/in/s.dewit/me", other, &id, span_of("\x80")), BUS_OK);
    assert_int_equal(bus_take_reply(bus, &id, deadline, &reply), BUS_DENIED);
    bus_close(bus);
}

TEST(a_draft_of_another_profile_is_not_posted_by_this_one)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");

    shell_file(shell, "editor", "#!/bin/sh\nsed -i '1i Van mij.' \"$1\"\nexit 1\n", 0700);
    assert_int_equal(shell_on_screen(shell, 80, "EDITOR=$DIR/editor vakwerk answer %s", code.text).code, 10);
    struct ran ran = shell_run(shell, "vakwerk --profile beheer answer %s --recover", code.text);
    assert_int_equal(ran.code, 9);
    assert_string_equal(ran.err, "vakwerk: dit concept is geschreven met profiel default\nTip: --profile default\n");
    assert_int_equal(shell_run(shell, "vakwerk answer %s --recover", code.text).code, 0);
    assert_int_equal(shell_on_screen(shell, 80, "EDITOR=$DIR/editor vakwerk answer %s", code.text).code, 10);
    ran = shell_on_screen(shell, 80, "EDITOR=$DIR/editor vakwerk --profile beheer answer %s", code.text);
    assert_int_equal(ran.code, 10);
    assert_null(strstr(ran.out, "Er is nog een concept"));
    assert_int_equal(shell_run(shell, "vakwerk answer %s --recover", code.text).code, 9);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer answer %s --recover", code.text).code, 0);
    assert_int_equal(shell_count(shell, code.text, "Van mij."), 2);
}

TEST(a_text_that_may_point_at_a_client_is_marked_and_can_be_repaired)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk ask 'Hoe help ik Jayden (9) na de scheiding?' -t regie");

    assert_int_equal(ran.code, 8);
    assert_contains(ran.err, "vakwerk: dit lijkt herkenbaar, daarom is je vraag nog niet geplaatst\n\n"
                             "  Hoe help ik Jayden (9) na de scheiding?\n"
                             "              ^^^^^^ ^^^\n"
                             "              naam   leeftijd\n\n"
                             "Tip: schrijf bijvoorbeeld: een jongen van de basisschool.\n"
                             "     Aanpassen:              vakwerk ask --recover\n");
    assert_contains(ran.err, "     Toch zo laten nakijken: vakwerk ask --recover --checked\n");
    ran = shell_run(shell, "vakwerk ask --recover --checked");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, " is geplaatst bij Regie bij het gezin.\n"
                             "  Zichtbaar: alle leden en de schermen in teamkamers.\n");
}

TEST(what_points_at_a_client_is_refused_before_it_is_kept_and_each_kind_has_a_way_out)
{
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");
    struct ran ran =
        shell_run(shell, "vakwerk answer %s -m 'Bel 06-12345678 of ga langs: Kerkstraat 12.' --offline", code.text);

    assert_int_equal(ran.code, 8);
    assert_contains(ran.err, "  Bel 06-12345678 of ga langs: Kerkstraat 12.\n"
                             "      ^^^^^^^^^^^              ^^^^^^^^^^^^^\n"
                             "      telefoon                 adres");
    assert_contains(ran.err, "Tip: laat het nummer weg en schrijf: moeder is te bellen.\n"
                             "     schrijf bijvoorbeeld: bij het gezin thuis, of: in onze gemeente.\n");
    assert_null(strstr(ran.err, "--checked")); /* it must go */
    check_outbox_is_empty(shell);
}

TEST(every_command_that_takes_a_text_looks_at_it)
{
    static const struct {
        const char *command;
        bool code; /* it is about one */
        const char *text;
    } commands[] = {
        { "ask 'Hoe help ik?' -t regie", false, "-m" },
        { "ask -t regie", false, "" },
        { "answer", true, "-m" },
        { "edit", true, "-m" },
        { "tip add -t wacht", false, "-m" },
        { "notice add", false, "-m" },
        { "signal add -t wacht", false, "-m" },
        { "endorse", true, "--unless" },
        { "support back", true, "--note" },
        { "lesson draft", true, "--title Contact -m" },
        { "lesson draft", true, "-m 'Bel eerst.' --title" },
        { "guide draft --title Contact", false, "-m" },
        { "guide draft -m 'Bel eerst.'", false, "--title" },
    };
    struct shell *shell = *state;
    struct ran asked = shell_run(shell, "vakwerk ask 'Hoe praat je met een puber?' -t regie");
    char code[16] = "";

    assert_int_equal(asked.code, 0);
    assert_int_equal(sscanf(strstr(asked.out, "Vraag "), "Vraag %15s", code), 1);
    /* A lesson is made from answers, and by an editor. */
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set s.dewit --role editor").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer answer %s -m 'Bel op een vaste dag.'", code).code, 0);

    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        struct ran ran = shell_run(shell, "vakwerk %s %s %s 'Bel 06-12345678.'", commands[i].command,
                                   commands[i].code ? code : "", commands[i].text);
        if (ran.code != 8 || strstr(ran.err, "^^^^^^^^^^^") == NULL)
            fail_msg("%s: %d %s", commands[i].command, ran.code, ran.err);
    }
    check_outbox_is_empty(shell);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_broker_an_answer_waits_and_comes_once),
        cmocka_unit_test(what_waits_goes_with_the_next_command_in_order),
        cmocka_unit_test(what_is_older_than_two_weeks_is_asked_about_first_and_stays_where_nobody_can_be_asked),
        cmocka_unit_test(a_refused_text_is_set_aside_and_blocks_nothing),
        cmocka_unit_test(for_a_program_a_refusal_is_a_failure_and_codes_are_a_list),
        cmocka_unit_test(what_waits_is_read_whole_and_becomes_a_draft_again),
        cmocka_unit_test(how_far_a_text_came_is_said),
        cmocka_unit_test(killed_between_publish_and_reply_it_still_comes_once),
        cmocka_unit_test(killed_at_any_moment_it_never_comes_twice),
        cmocka_unit_test(a_killed_editor_leaves_the_draft),
        cmocka_unit_test(who_begins_anew_is_offered_what_was_begun_before),
        cmocka_unit_test(a_question_of_which_the_steps_were_broken_off_is_offered_again),
        cmocka_unit_test(what_else_was_chosen_comes_back_with_the_draft),
        cmocka_unit_test(a_message_that_becomes_a_draft_again_is_of_its_own_profile_and_has_its_sources),
        cmocka_unit_test(words_with_a_signal_about_a_question_are_looked_at_and_kept_too),
        cmocka_unit_test(ctrl_c_in_the_editor_leaves_the_draft),
        cmocka_unit_test(ctrl_c_while_it_waits_for_the_reply_loses_nothing_and_doubles_nothing),
        cmocka_unit_test(on_a_full_disk_nothing_is_sent_and_the_draft_stays),
        cmocka_unit_test(what_is_sent_is_on_disk_before_and_a_draft_when_it_stays),
        cmocka_unit_test(who_may_not_hear_the_reply_is_told_so),
        cmocka_unit_test(a_draft_of_another_profile_is_not_posted_by_this_one),
        cmocka_unit_test(a_text_that_may_point_at_a_client_is_marked_and_can_be_repaired),
        cmocka_unit_test(what_points_at_a_client_is_refused_before_it_is_kept_and_each_kind_has_a_way_out),
        cmocka_unit_test(every_command_that_takes_a_text_looks_at_it),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
