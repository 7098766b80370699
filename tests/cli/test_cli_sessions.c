/* What people do in a day, as it looks at 80 columns on 19 May 2022 at 14:32. */
#include "tests/cli/session.h"

#include <stdio.h>

/* Codes and secrets differ from run to run: letters of the alphabet of codes become ?. */
static const char *without_code(struct ran *ran, const char *code)
{
    char *at = ran->out;

    while ((at = strstr(at, code)) != NULL)
        for (size_t i = 0; code[i] != '\0'; i++)
            *at++ = '?';
    return ran->out;
}

static struct shell_code code_in(const char *text, const char *before)
{
    struct shell_code code = { "" };
    const char *at = strstr(text, before);

    assert_non_null(at);
    assert_int_equal(sscanf(at + strlen(before), "%19[0-9A-Z.]", code.text), 1);
    return code;
}

TEST(a_question_is_asked_answered_and_appreciated)
{
    struct shell *shell = *state;
    struct ran ran =
        shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk ask 'Wie belt het gezin in de vakantie?' -t wacht -y");

    assert_int_equal(ran.code, 0);
    struct shell_code code = code_in(ran.out, "Vraag ");
    assert_string_equal(without_code(&ran, code.text),
                        "✓ Vraag ???? is geplaatst bij Wachtlijst.\n"
                        "  Zichtbaar: alle leden en de schermen in teamkamers.\n"
                        "  Ongedaan maken: vakwerk retract ????\n"
                        "  Je krijgt bericht bij elk antwoord. Stoppen: vakwerk unfollow ????\n");
    ran = shell_run(shell,
                    "vakwerk --profile beheer answer %s -m 'Spreek een vaste dag af.'"
                    " --source 'Richtlijn https://example.nl/r'",
                    code.text);
    assert_int_equal(ran.code, 0);
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk thank %s.1", code.text);
    assert_string_equal(without_code(&ran, code.text),
                        "✓ ????.1 is nu 1 keer gewaardeerd. Ongedaan maken: vakwerk thank ????.1 --undo\n");
    ran = shell_run(shell, "vakwerk resolve %s --answer 1", code.text);
    assert_string_equal(without_code(&ran, code.text), "✓ ???? is beantwoord. Antwoord 1 staat nu bovenaan.\n");
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk show %s", code.text);
    assert_contains(ran.out,
                    "Wie belt het gezin in de vakantie?\n\nSanne de Wit, Team Delft · jeugdprofessional (SKJ) · "
                    "vandaag om 14:32\n");
    assert_contains(ran.out, ".1 · dit hielp\n  Spreek een vaste dag af.\n  Bron: Richtlijn https://example.nl/r\n");
}

/* The index follows what is kept by a moment. */
static struct ran search_until(struct shell *shell, const char *command, const char *wanted)
{
    struct ran ran = shell_run(shell, "%s", command);

    for (int i = 0; i < 50 && strstr(ran.out, wanted) == NULL; i++)
        ran = shell_run(shell, "%s", command);
    return ran;
}

TEST(a_name_that_ends_with_a_question_mark_ends_the_sentence)
{
    struct ran ran = shell_run(*state, "vakwerk ask 'Mag een stagiair mee?' -t werk -y");

    assert_contains(ran.out, " is geplaatst bij Wie doet welk werk?\n");
    assert_contains(shell_run(*state, "vakwerk follow theme:werk").out, "Wie doet welk werk?\n");
    assert_int_equal(shell_run(*state, "vakwerk unfollow theme:werk").code, 0);
}

TEST(words_are_found_and_shown_in_bold_where_they_stand)
{
    struct shell *shell = *state;
    struct ran ran = search_until(shell, "vakwerk search wachttijd oploopt --in questions", "vraag");

    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "\tvraag\tWie houdt contact met het gezin als de wachttijd oploopt?\n");
    ran = shell_on_screen(shell, 80, "vakwerk search wachttijd oploopt --in questions");
    assert_contains(ran.out, "1 gevonden\n\n");
    assert_contains(ran.out, "als de \033[1mwachttijd\033[0m \033[1moploopt\033[0m?");
    ran = shell_run(shell, "vakwerk search xylofoon");
    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.out, "");
    assert_int_equal(shell_run(shell, "vakwerk search x --in brieven").code, 2);
}

TEST(a_search_within_ones_team_leaves_out_what_is_open_to_all)
{
    struct shell *shell = *state;
    struct ran asked = shell_run(shell, "vakwerk ask 'Wie heeft de sleutel van onze wachtkamer?' --team delft -t wacht"
                                        " -y");

    assert_int_equal(asked.code, 0);
    struct ran ran = search_until(shell, "vakwerk search wacht --team delft", "sleutel");
    assert_contains(ran.out, "\tvraag\tWie heeft de sleutel van onze wachtkamer?\n");
    assert_null(strstr(ran.out, "oploopt"));
    ran = shell_run(shell, "vakwerk search wacht --team rijswijk");
    assert_int_equal(ran.code, 3);
    assert_string_equal(ran.out, "");
    assert_int_equal(shell_run(shell, "vakwerk search wacht --team 'Team Delft'").code, 3);
}

TEST(step_by_step_a_question_needs_no_options)
{
    struct shell *shell = *state;

    shell_file(shell, "keys", "wacht\nWie houdt contact als het lang duurt?\nn\nn\nj\n", 0600);
    /* script(1) types what it reads. */
    struct ran ran = shell_run(shell, "COLUMNS=80 NO_COLOR=1 script -qec 'vakwerk ask' /dev/null <$DIR/keys");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Mag de korte vraag op de schermen in teamkamers? [J/n]");
    assert_contains(ran.out, "Zichtbaar: alle leden.");
}

TEST(a_withdrawn_question_is_gone)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk ask 'Deze trek ik weer in' -t wacht -q");
    struct shell_code code = { "" };

    assert_int_equal(sscanf(ran.out, "%19s", code.text), 1);
    assert_int_equal(shell_run(shell, "vakwerk retract %s </dev/null", code.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk retract %s -y", code.text).code, 0);
    ran = shell_run(shell, "vakwerk show %s", code.text);
    assert_null(strstr(ran.out, "Deze trek ik weer in"));
}

TEST(an_edit_changes_only_what_is_given)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk ask 'Eerste titel' -t wacht -m 'De uitleg.' -q");
    struct shell_code code = { "" };

    assert_int_equal(sscanf(ran.out, "%19s", code.text), 1);
    assert_int_equal(shell_run(shell, "vakwerk edit %s --title 'Tweede titel'", code.text).code, 0);
    ran = shell_run(shell, "vakwerk show %s --json", code.text);
    assert_contains(ran.out, "\"title\":\"Tweede titel\",\"text\":\"De uitleg.\"");
    assert_contains(ran.out, "\"revision\":2");
}

TEST(watching_shows_each_event_once)
{
    struct shell *shell = *state;
    pid_t pid = shell_start(shell, "sh -c 'vakwerk watch --theme dossier -C 2 -W 30 >$DIR/watched'");

    /* Until the watch is there its events are not; what it begins with does not matter. */
    for (int i = 0; i < 20 && shell_run(shell, "grep -c . $DIR/watched").out[0] != '2'; i++)
        shell_run(shell, "vakwerk --profile beheer ask 'Wie mag het dossier inzien, keer %d?' -t dossier", i);
    assert_int_equal(shell_wait(pid, 30000), 0);
    struct ran ran = shell_run(shell, "cut -f1,3,5 $DIR/watched | sort | uniq -d; wc -l <$DIR/watched;"
                                      " cut -f1,3 $DIR/watched | head -1");
    assert_string_equal(ran.out, "2\n2022-05-19T14:32:00+02:00\tnieuwe vraag\n");
}

TEST(a_tip_a_notice_and_a_waiting_time)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk tip add -m 'Vraag wie er in de buurt al meehelpt.'");

    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, " is geplaatst bij Wachtlijst. Zichtbaar: alle leden en de schermen.\n"
                             "  Ongedaan maken: vakwerk retract T");
    ran = shell_run(shell, "vakwerk notice add -m 'Intervisie om 15:00 in kamer 2' --until 15:15");
    assert_string_equal(ran.out, "✓ Mededeling A3 staat op het scherm van je team tot vandaag om 15:15.\n"
                                 "  Ongedaan maken: vakwerk retract A3\n");
    ran = shell_run(shell, "vakwerk notice add -m 'Te laat' --until gisteren");
    assert_int_equal(ran.code, 2);
    assert_string_equal(ran.err, "vakwerk: 'gisteren' is geen tijd in de toekomst\nTip: 15:30, 3d, 2w, 2022-05-19\n");
    assert_contains(shell_run(shell, "vakwerk notice list").out, "Intervisie om 15:00 in kamer 2\n");
    ran = shell_run(shell, "vakwerk waitlist set Crisisopvang 1 --municipality Delft --note 'na overleg'");
    assert_string_equal(ran.out, "✓ Delft, Crisisopvang: 1 week.\n");
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk waitlist --municipality delft --care crisisopvang");
    assert_contains(ran.out, "GEMEENTE  SOORT HULP    WEKEN  VERSCHIL  OPGEGEVEN DOOR  BIJGEWERKT\n"
                             "Delft     Crisisopvang      1  gelijk    Team Delft      vandaag\n");
    ran = shell_run(shell, "vakwerk waitlist set Crisisopvan 1 --municipality Delft");
    assert_string_equal(ran.err,
                        "vakwerk: die soort hulp ken ik niet: 'Crisisopvan'\nTip: bedoel je 'Crisisopvang'?\n");
}

TEST(the_digest_of_a_day_is_read)
{
    struct shell *shell = *state;
    struct ran latest = shell_run(shell, "vakwerk digest show"), same, none;

    assert_int_equal(latest.code, 0);
    assert_contains(latest.out, "Over maandag 2 tot en met dinsdag 17 mei 2022\n");
    assert_contains(latest.out, "\nWACHTTIJD: WAT VERANDERDE\n");
    same = shell_run(shell, "vakwerk digest show --date 2022-05-18");
    assert_string_equal(same.out, latest.out);
    none = shell_run(shell, "vakwerk digest show --date 2022-05-17");
    assert_int_equal(none.code, 3); /* there was none */
    assert_string_equal(none.out, "");
}

TEST(the_digest_is_set_and_paused)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk digest set tue-thu --at 8:30");

    assert_string_equal(ran.out, "✓ Dagbericht: op dinsdag en donderdag om 8:30 uur, als er iets nieuws is.\n");
    ran = shell_run(shell, "vakwerk digest pause 3w");
    assert_string_equal(ran.out, "✓ Geen dagbericht tot en met 9 juni. Weer aanzetten: vakwerk digest on\n");
    ran = shell_on_screen(shell, 80, "vakwerk digest settings");
    assert_string_equal(ran.out, "Hoe vaak  op dinsdag en donderdag om 8:30 uur, als er iets nieuws is\n"
                                 "Naar      niet per mail\n"
                                 "Inhoud    titels (geen teksten van antwoorden)\n"
                                 "Thema's   geen die je volgt\n"
                                 "Pauze     tot en met 9 juni\n");
    assert_string_equal(shell_run(shell, "vakwerk digest on").out, "✓ Je dagbericht komt weer.\n");
    assert_contains(shell_run(shell, "vakwerk digest settings").out, "Pauze\tnee\n");
}

TEST(the_digest_goes_where_one_wants_it)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk digest set tue-thu --at 8:30").code, 0);
    shell_run(shell, "vakwerk digest set --email s.dewit@jeugdteam.example --level counts");
    shell_run(shell, "vakwerk follow theme:dossier");
    struct ran ran = shell_run(shell, "vakwerk digest settings");
    assert_contains(ran.out, "Naar\ts.dewit@jeugdteam.example\nInhoud\talleen aantallen\n"
                             "Thema's\tToestemming en dossier\n");
    assert_int_equal(shell_run(shell, "vakwerk digest set").code, 2);
    ran = shell_run(shell, "vakwerk digest off && vakwerk digest on");
    assert_string_equal(ran.out, "✓ Je krijgt geen dagbericht meer. Weer aanzetten: vakwerk digest on\n"
                                 "✓ Dagbericht: op dinsdag en donderdag om 8:30 uur, als er iets nieuws is.\n");
    shell_run(shell, "vakwerk digest set --email '' --level titles; vakwerk unfollow theme:dossier");
    assert_contains(shell_run(shell, "vakwerk digest settings").out, "Naar\tniet per mail\n");
}

TEST(english_is_there_for_who_wants_it)
{
    struct ran ran = shell_run(*state, "vakwerk digest pause 3w --lang en");

    assert_string_equal(ran.out, "✓ No digest up to and including 9 June. On again: vakwerk digest on\n");
    assert_int_equal(shell_run(*state, "VAKWERK_LANG=en vakwerk digest on").code, 0);
}

TEST(the_administrator_has_teams_themes_and_screens)
{
    static const char *const lines[] = {
        "team add kernteam --name 'Kernteam'",
        "team set kernteam --archive",
        "theme add proef --name 'Een proef'",
        "theme set proef --name 'Een andere proef'",
        "theme order proef wacht",
        "theme archive proef",
        "theme set proef --restore",
        "team archive kernteam",
        "kiosk add proef-1 --team delft --room X",
        "kiosk remove proef-1 -y",
        "member set h.elamrani --function jurist",
        "member disable h.elamrani -y",
        "member enable h.elamrani",
        "stats --since 2w",
    };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct ran ran = shell_run(shell, "vakwerk --profile beheer %s", lines[i]);
        assert_string_equal(ran.err, "");
        assert_int_equal(ran.code, 0);
    }
    struct ran ran = shell_run(shell, "vakwerk theme list | head -2 | cut -f1");
    assert_string_equal(ran.out, "proef\nwacht\n");
    ran = shell_run(shell, "vakwerk --profile beheer theme order proef niets");
    assert_string_equal(ran.err, "vakwerk: een van deze thema's bestaat niet\nTip: vakwerk theme list\n");
    ran = shell_run(shell, "vakwerk --profile beheer theme order proef proef");
    assert_int_equal(ran.code, 2);
}

TEST(who_is_no_moderator_hears_whom_to_ask)
{
    struct shell *shell = *state;

    shell_run(shell, "vakwerk --profile beheer member set k.yilmaz --role editor,moderator");
    struct ran ran = shell_run(shell, "vakwerk mod queue");
    shell_run(shell, "vakwerk --profile beheer member set k.yilmaz --role editor");
    assert_int_equal(ran.code, 5);
    assert_string_equal(ran.err,
                        "vakwerk: alleen moderators mogen dit\nTip: je moderators zijn m.jansen en k.yilmaz\n");
}

TEST(who_supports_takes_a_question_up_and_hands_it_back)
{
    struct shell *shell = *state;
    struct shell_code code = { "" };

    assert_int_equal(
        shell_run(shell, "vakwerk --profile beheer member set s.dewit --support werkbegeleider,jurist --senior yes")
            .code,
        0);
    assert_contains(shell_run(shell, "vakwerk whoami").out, "Ondersteunt als\tjurist, werkbegeleider\nSenior\tja\n");
    /* With half the times a question of two days ago is at the top. */
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer theme set samen --ladder fast").code, 0);
    struct ran ran = shell_run(shell, "vakwerk support list");
    assert_int_equal(sscanf(ran.out, "%19[0-9A-Z]", code.text), 1);
    assert_contains(shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk wachtrij").out, "OPGEPAKT DOOR");
    assert_contains(shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk list --open").out, "GEVRAAGD");
    assert_contains(shell_run(shell, "vakwerk show %s", code.text).out, "wacht bij de werkbegeleider");
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk support claim %s", code.text);
    assert_string_equal(without_code(&ran, code.text),
                        "✓ Je hebt ???? opgepakt, voor één werkdag. Antwoord: vakwerk answer ????\n");
    assert_contains(shell_run(shell, "vakwerk show %s", code.text).out, "een werkbegeleider pakt het op");
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer support claim %s", code.text).code, 5);
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk support back %s --note 'Voor een jurist.'", code.text);
    assert_string_equal(without_code(&ran, code.text), "✓ ???? staat weer in de wachtrij.\n");
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk support list");
    assert_contains(without_code(&ran, code.text), "Briefje bij ????: Voor een jurist.\n");
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer theme set samen --ladder snel").code, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_is_asked_answered_and_appreciated),
        cmocka_unit_test(a_name_that_ends_with_a_question_mark_ends_the_sentence),
        cmocka_unit_test(words_are_found_and_shown_in_bold_where_they_stand),
        cmocka_unit_test(a_search_within_ones_team_leaves_out_what_is_open_to_all),
        cmocka_unit_test(step_by_step_a_question_needs_no_options),
        cmocka_unit_test(a_withdrawn_question_is_gone),
        cmocka_unit_test(an_edit_changes_only_what_is_given),
        cmocka_unit_test(watching_shows_each_event_once),
        cmocka_unit_test(a_tip_a_notice_and_a_waiting_time),
        cmocka_unit_test(the_digest_of_a_day_is_read),
        cmocka_unit_test(the_digest_is_set_and_paused),
        cmocka_unit_test(the_digest_goes_where_one_wants_it),
        cmocka_unit_test(english_is_there_for_who_wants_it),
        cmocka_unit_test(the_administrator_has_teams_themes_and_screens),
        cmocka_unit_test(who_is_no_moderator_hears_whom_to_ask),
        cmocka_unit_test(who_supports_takes_a_question_up_and_hands_it_back),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
