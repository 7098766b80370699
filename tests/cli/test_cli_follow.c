/* Following, judging and comparing, as a person does it at a terminal with the real daemon. */
#include "tests/cli/session.h"
#include "tests/support/port.h"

#include <signal.h>
#include <stdio.h>

TEST(who_asks_is_told_how_to_stop_and_stops)
{
    struct shell *shell = *state;
    struct ran ran = shell_on_screen(shell, 80, "vakwerk ask 'Wie haalt het kind op van het station?' -t samen -y");
    struct shell_code code = { "" };

    assert_int_equal(ran.code, 0);
    assert_int_equal(sscanf(strstr(ran.out, "unfollow "), "unfollow %19[0-9A-Z]", code.text), 1);
    assert_contains(ran.out, "Je krijgt bericht bij elk antwoord. Stoppen: vakwerk unfollow ");
    assert_contains(shell_run(shell, "vakwerk follow --list").out, code.text);
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk ontvolg %s", code.text);
    assert_contains(ran.out, "volgt");
    assert_null(strstr(shell_run(shell, "vakwerk follow --list").out, code.text));
}

TEST(a_theme_and_a_team_are_followed_by_name)
{
    struct shell *shell = *state;
    struct ran ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk follow theme:dossier");

    assert_string_equal(ran.out, "✓ Je volgt nu Toestemming en dossier.\n");
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk volg 'team:Team Rijswijk'");
    assert_string_equal(ran.out, "✓ Je volgt nu Team Rijswijk.\n");
    assert_contains(shell_run(shell, "vakwerk follow").out, "theme/dossier\nteam/rijswijk\n");
    assert_int_equal(shell_run(shell, "vakwerk follow theme:niets").code, 3);
    assert_int_equal(shell_run(shell, "vakwerk follow theme:steun --offline").code, 7);
    assert_contains(shell_run(shell, "vakwerk outbox").out, "\ttheme:steun\t");
    assert_int_equal(shell_run(shell, "vakwerk outbox send").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk unfollow theme:steun").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk follow -- '!!'").code, 3);
}

/* A script gets what it can give back; a person what it is called. */
TEST(what_one_follows_is_listed_with_its_title)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk ask 'Wie haalt het kind op van het zwembad?' -t samen -y").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk follow theme:werk").code, 0);
    struct ran ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk follow");
    assert_contains(ran.out, "theme:werk");
    assert_contains(ran.out, "  Wie doet welk werk?\n");
    assert_contains(ran.out, "  Wie haalt het kind op van het zwembad?\n");
    ran = shell_on_screen(shell, 40, "NO_COLOR=1 vakwerk follow --offline");
    assert_contains(ran.out, "  Wie doet welk werk?\n");
    assert_null(strstr(shell_run(shell, "vakwerk follow").out, "zwembad"));
}

TEST(watch_mine_shows_what_one_follows_and_nothing_else)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk follow theme:steun").code, 0);
    pid_t pid = shell_start(shell, "sh -c 'vakwerk watch --mine -C 1 -W 30 >$DIR/mine'");
    for (int i = 0; i < 20 && shell_run(shell, "grep -c . $DIR/mine").out[0] != '1'; i++) {
        shell_run(shell, "vakwerk --profile beheer ask 'Niet gevolgd nummer %d?' -t veld -y", i);
        shell_run(shell, "vakwerk --profile beheer ask 'Wel gevolgd nummer %d?' -t steun -y", i);
    }
    assert_int_equal(shell_wait(pid, 35000), 0);
    struct ran ran = shell_run(shell, "cat $DIR/mine");
    assert_contains(ran.out, "Wel gevolgd");
    assert_null(strstr(ran.out, "Niet gevolgd"));
}

/* A question that was asked is in the stream a moment later, not at once; one that came too early never is. */
static bool has_line(struct shell *shell)
{
    int64_t deadline = port_now_ms() + 5000;

    while (shell_run(shell, "grep -c . $DIR/stream").out[0] != '1')
        if (port_now_ms() > deadline)
            return false;
    return true;
}

/* One object a line, each at once: the first is through before there is a second. */
TEST(watch_goes_into_jq_as_it_happens)
{
    struct shell *shell = *state;
    int asked = 0;

    pid_t pid = shell_start(shell, "bash -o pipefail -c 'vakwerk watch --json -C 2 -W 40 | jq -c --unbuffered "
                                   "\"[.event, .title, (.at | type)]\" >$DIR/stream'");
    do
        shell_run(shell, "vakwerk --profile beheer ask 'Zie je nummer %d al?' -t veld -y", asked++);
    while (asked < 5 && !has_line(shell));
    assert_contains(shell_run(shell, "cat $DIR/stream").out, "[\"question\",\"Zie je nummer ");
    assert_string_equal(shell_run(shell, "grep -c . $DIR/stream").out, "1\n");
    assert_int_equal(kill(pid, 0), 0); /* it still watches */
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer ask 'En de laatste?' -t veld -y").code, 0);
    assert_int_equal(shell_wait(pid, 45000), 0);
    struct ran ran = shell_run(shell, "cat $DIR/stream");
    assert_contains(ran.out, "[\"question\",\"En de laatste?\",\"string\"]\n");
}

TEST(a_question_for_ones_own_organisation_is_read_there_and_nowhere_else)
{
    struct shell *shell = *state;
    struct ran ran = shell_on_screen(shell, 80, "vakwerk ask 'Wie sluit vrijdag de locatie af?' -t werk --internal -y");
    struct shell_code code = { "" };

    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Zichtbaar: iedereen van Jeugdhulp Vliet en de schermen van die teams.");
    assert_int_equal(sscanf(strstr(ran.out, "unfollow "), "unfollow %19[0-9A-Z]", code.text), 1);
    ran = shell_run(shell, "vakwerk show %s", code.text);
    assert_contains(ran.out, "Team Delft");
    assert_contains(ran.out, "alleen voor Jeugdhulp Vliet");
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer show %s", code.text).code, 3);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer ask 'Wie?' -t werk --internal -y").code, 3);
    assert_contains(shell_run(shell, "vakwerk whoami").out, "Jeugdhulp Vliet");
}

TEST(an_administrator_makes_organisations_of_teams)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer organisation add duin --name 'Jeugdhulp Duin'").code,
                     0);
    assert_contains(shell_run(shell, "vakwerk organisatie list").out, "duin\tJeugdhulp Duin\n");
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer team set westland --organisation duin").code, 0);
    assert_contains(shell_run(shell, "vakwerk team list").out, "westland\tTeam Westland (duin)\n");
    assert_null(strstr(shell_run(shell, "vakwerk team list").out, "Jeugdhulp Duin"));
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer team set westland --organisation tuin-en-kust").code,
                     0);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer organisation set duin --archive").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk organisation add iets --name Iets").code, 5);
}

TEST(an_anonymous_question_is_that_of_a_colleague_from_the_region)
{
    struct shell *shell = *state;
    struct ran ran = shell_on_screen(shell, 80, "vakwerk ask 'Mag ik dit weigeren?' -t werk --anonymous -y");
    struct shell_code code = { "" };

    assert_int_equal(sscanf(strstr(ran.out, "unfollow "), "unfollow %19[0-9A-Z]", code.text), 1);
    assert_contains(shell_run(shell, "vakwerk --profile beheer show %s", code.text).out, "een collega uit Haaglanden");
}

TEST(a_tip_is_judged_and_shows_it)
{
    struct shell *shell = *state;
    struct shell_code tip = { "T5" };
    struct ran ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk react %s werkt", tip.text);

    assert_contains(ran.out, "✓ Je zei van T5: het werkt.");
    assert_int_equal(shell_run(shell, "vakwerk reageer %s werkt-niet", tip.text).code, 0);
    assert_contains(shell_run(shell, "vakwerk show %s", tip.text).out, "1× werkt niet");
    assert_int_equal(shell_run(shell, "vakwerk react %s mooi", tip.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk react %s --undo", tip.text).code, 0);
    assert_null(strstr(shell_run(shell, "vakwerk show %s", tip.text).out, "werkt niet"));
}

TEST(waiting_times_stand_beside_each_other_within_eighty_columns)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk waitlist set pleegzorg 16 --places 3 --municipality delft");

    assert_int_equal(ran.code, 0);
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk --profile beheer waitlist compare --no-pager");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "16 (<5)");
    assert_contains(ran.out, "Pijnacker-Nootdorp");
    assert_int_equal(shell_run(shell, "test $(vakwerk waitlist compare pleegzorg | wc -l) -eq 9").code, 0);
    ran = shell_run(shell, "vakwerk waitlist history pleegzorg --municipality delft");
    assert_contains(ran.out, "Delft\tPleegzorg\t16\t3\t"); /* who said so reads it exactly */
    ran = shell_run(shell, "vakwerk waitlist set pleegzorg 3 --municipality westland");
    assert_int_equal(ran.code, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_asks_is_told_how_to_stop_and_stops),
        cmocka_unit_test(a_theme_and_a_team_are_followed_by_name),
        cmocka_unit_test(what_one_follows_is_listed_with_its_title),
        cmocka_unit_test(watch_mine_shows_what_one_follows_and_nothing_else),
        cmocka_unit_test(watch_goes_into_jq_as_it_happens),
        cmocka_unit_test(a_question_for_ones_own_organisation_is_read_there_and_nowhere_else),
        cmocka_unit_test(an_administrator_makes_organisations_of_teams),
        cmocka_unit_test(an_anonymous_question_is_that_of_a_colleague_from_the_region),
        cmocka_unit_test(a_tip_is_judged_and_shows_it),
        cmocka_unit_test(waiting_times_stand_beside_each_other_within_eighty_columns),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
