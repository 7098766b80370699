/* What moderators do and read, at a terminal with the real daemon. */
#include "tests/cli/session.h"

#include <stdio.h>

TEST(the_log_says_who_did_what_and_is_whole)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set s.dewit --role moderator").code, 0);
    struct ran ran = shell_on_screen(shell, 100, "NO_COLOR=1 vakwerk mod log --limit 1");
    assert_contains(ran.out, "WANNEER");
    assert_contains(ran.out, "vandaag om 14:32  beheer  wijzigde een lid  s.dewit · roles:moderator\n");
    ran = shell_run(shell, "vakwerk modereer log --limit 1 --json");
    assert_contains(ran.out, "\"action\":\"member-set\"");
    assert_contains(ran.out, "\"who\":\"beheer\"");

    ran = shell_run(shell, "vakwerk mod verify");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "✓ Het logboek is heel: ");
    long rows;
    char head[65];
    const char *noted = strstr(ran.out, "noteren: ");
    assert_non_null(noted);
    assert_int_equal(sscanf(noted, "noteren: %ld %64[0-9a-f]", &rows, head), 2);
    assert_int_equal(shell_run(shell, "vakwerk mod verify %ld %s", rows, head).code, 0);
    ran = shell_run(shell, "vakwerk mod verify %ld %s", rows - 1, head);
    assert_int_equal(ran.code, 1);
    assert_contains(ran.err, "dit is niet het logboek dat eerder genoteerd is");
    ran = shell_run(shell, "vakwerk mod verify 5");
    assert_int_equal(ran.code, 2);
    assert_int_equal(shell_run(shell, "vakwerk mod log --since morgens").code, 2);

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set s.dewit --role ''").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk mod log").code, 5);
    assert_int_equal(shell_run(shell, "vakwerk mod verify").code, 5);
}

static struct shell_code ask(struct shell *shell, const char *title)
{
    struct shell_code code = { "" };
    struct ran ran = shell_run(shell, "vakwerk --profile beheer ask '%s' -t regie -m 'Uitleg.' -q", title);

    assert_int_equal(ran.code, 0);
    assert_int_equal(sscanf(ran.out, "%19s", code.text), 1);
    return code;
}

TEST(what_is_reported_waits_in_the_queue_and_is_decided)
{
    struct shell *shell = *state;
    struct shell_code code = ask(shell, "Wie belt de school?");
    char expected[400];

    struct ran ran = shell_run(shell, "vakwerk meld %s herkenbaar --note 'Een adres'", code.text);
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "gemeld. Een moderator kijkt ernaar.");
    assert_int_equal(shell_run(shell, "vakwerk report %s stom", code.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer report %s", code.text).code, 5);
    assert_int_equal(shell_run(shell, "vakwerk mod queue").code, 5);

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set s.dewit --role moderator").code, 0);
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk modereer queue");
    assert_contains(ran.out, "CODE    SINDS   REDEN             TEKST\n"); /* the demo has two of acute safety */
    snprintf(expected, sizeof expected, "%s    0 min   gemeld            Wie belt de school?\n", code.text);
    assert_contains(ran.out, expected);
    assert_true(strstr(ran.out, "acute veiligheid") < strstr(ran.out, "gemeld"));
    ran = shell_run(shell, "vakwerk mod show %s", code.text);
    assert_contains(ran.out, "Wacht op: gemeld\n");
    assert_contains(ran.out, "Melding: vandaag om 14:32, herkenbaar: Een adres\n");
    assert_int_equal(shell_run(shell, "vakwerk mod reject %s", code.text).code, 2);
    ran = shell_run(shell, "vakwerk mod reject %s --reason 'Een adres'", code.text);
    assert_contains(ran.out, "Genoteerd. Dit is van jezelf"); /* it is s.dewit's own report */
    ran = shell_run(shell, "vakwerk mod queue --json");
    assert_contains(ran.out, "\"proposal\":\"rejected\"");
}

TEST(what_is_hidden_is_gone_for_others_and_its_author_reads_why_and_appeals)
{
    struct shell *shell = *state;
    struct shell_code code = ask(shell, "Wie belt de huisarts?");

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set s.dewit --role moderator").code, 0);
    struct ran ran = shell_run(shell, "vakwerk mod hold %s --reason 'Een adres'", code.text);
    assert_contains(ran.out, "is nu verborgen, en gaat van alle schermen.");
    assert_int_equal(shell_run(shell, "vakwerk mod hold %s --reason 'Een adres'", code.text).code, 9);
    ran = shell_run(shell, "vakwerk --profile beheer show %s", code.text);
    assert_contains(ran.out, "Niemand ziet dit, behalve jij en moderators.\nReden: Een adres\n");
    assert_contains(ran.out, "vakwerk mod appeal ");
    shell_file(shell, "stops", "#!/bin/sh\nsed -i '3i Nog niet goed.' \"$1\"\nexit 1\n", 0700);
    ran = shell_on_screen(shell, 80, "EDITOR=$DIR/stops vakwerk mod redact %s --reason 'Een adres'", code.text);
    assert_int_equal(ran.code, 10);
    ran = shell_run(shell, "vakwerk mod redact %s --reason 'Een adres' -m 'Andere uitleg.'", code.text);
    assert_contains(ran.out, "is aangepast en geplaatst. De ");
    /* Nor here is the old text kept. */
    assert_string_equal(shell_run(shell, "ls $XDG_STATE_HOME/vakwerk/drafts | grep -c redact").out, "0\n");
    assert_contains(shell_run(shell, "vakwerk --profile beheer show %s", code.text).out, "Andere uitleg.");

    assert_int_equal(shell_run(shell, "vakwerk mod reject %s --reason 'Toch niet'", code.text).code, 0);
    ran = shell_run(shell, "vakwerk --profile beheer mod appeal %s -m 'Dit is het kantoor.'", code.text);
    assert_contains(ran.out, "Een andere moderator kijkt nog eens naar ");
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer mod appeal %s -m 'Nog eens.'", code.text).code, 9);
    assert_contains(shell_run(shell, "vakwerk mod show %s", code.text).out, "Bezwaar: Dit is het kantoor.\n");
    ran = shell_run(shell, "vakwerk mod approve %s", code.text);
    assert_contains(ran.out, "Genoteerd. Dit is van jezelf");
    assert_contains(shell_run(shell, "vakwerk mod log").out, "beheer\tmaakte bezwaar\t");
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set s.dewit --role ''").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk show %s", code.text).code, 3);
}

TEST(who_writes_of_acute_safety_reads_where_there_is_help_now)
{
    struct shell *shell = *state;
    struct ran ran =
        shell_run(shell, "vakwerk ask 'Een jongere zegt dat hij dood wil' -t regie -m 'En er is geweld thuis.' -q");

    assert_int_equal(ran.code, 0);
    assert_contains(ran.err, "Bel 113 of 0800-0113, dag en nacht, of chat op 113.nl.\n");
    assert_contains(ran.err, "Bel Veilig Thuis: 0800-2000, dag en nacht.\n");
    assert_contains(ran.err, "Een moderator leest je tekst ook. Wacht daar niet op.\n");
    assert_null(strstr(ran.err, "112"));
    ran = shell_run(shell, "vakwerk ask 'Zij zegt dat ze dood wil' -t regie");
    assert_contains(ran.out,
                    "  Zichtbaar: alle leden.\n  Op schermen komt het pas als een moderator het heeft gelezen.\n");
    ran = shell_run(shell, "vakwerk ask 'Ook zij zegt dat ze dood wil' -t regie --no-kiosk");
    assert_contains(ran.out, "  Zichtbaar: alle leden.\n  Ongedaan maken");
    ran = shell_run(shell, "vakwerk ask 'Dit heeft spoed' -t regie --json");
    assert_contains(ran.out, "\"help\":[\"112\"]");
    struct shell_code code = ask(shell, "Wie belt de fysio?");
    ran = shell_run(shell, "vakwerk report %s onveilig --note 'Het kind wordt mishandeld'", code.text);
    assert_contains(ran.err, "Bel Veilig Thuis: 0800-2000, dag en nacht.\n");
    ran = shell_run(shell, "vakwerk answer %s -m 'Hij wil dood, dus bel vandaag.'", code.text);
    assert_contains(ran.err, "Bel 113 of 0800-0113");
    ran = shell_run(shell, "vakwerk tip add -t wacht -m 'Bij spoed: bel.'");
    assert_contains(ran.err, "112");
    assert_contains(ran.out, "Zichtbaar: alle leden.\n");
    ran = shell_run(shell, "vakwerk notice add -m 'Er is een jongen vermist' --until 3d");
    assert_contains(ran.err, "112");
    ran = shell_run(shell, "vakwerk signal add -t wacht -m 'Jongeren die dood willen wachten een half jaar.'");
    assert_contains(ran.err, "Bel 113 of 0800-0113");
    assert_null(strstr(ran.err, "Een moderator leest je tekst ook."));
    ran = shell_run(shell, "vakwerk ask 'Wie belt de tandarts?' -t regie");
    assert_string_equal(ran.err, "");
}

TEST(in_a_theme_with_a_first_look_one_hears_that_a_moderator_reads_it)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer theme set dossier --first-look yes").code, 0);
    assert_contains(shell_run(shell, "vakwerk theme list").out, "(een moderator leest eerst)");
    struct ran ran = shell_run(shell, "vakwerk ask 'Wie mag dit lezen?' -t dossier");
    assert_contains(ran.out, "ligt bij een moderator, die het eerst leest.");
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer theme set dossier --first-look misschien").code, 2);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer theme set dossier --first-look no").code, 0);
    assert_contains(shell_run(shell, "vakwerk ask 'Wie mag dat lezen?' -t dossier").out, "is geplaatst");
}

TEST(doubles_are_joined_and_a_question_goes_to_its_theme)
{
    struct shell *shell = *state;
    struct shell_code stays = ask(shell, "Wie belt de logopedist?"), goes = ask(shell, "Wie belt logopedie?");

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set s.dewit --role moderator").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk mod merge %s %s", goes.text, stays.text).code, 2);
    struct ran ran = shell_run(shell, "vakwerk mod merge %s %s --reason 'Dubbel'", goes.text, stays.text);
    assert_contains(ran.out, " gevoegd: de antwoorden staan daar.\n");
    assert_contains(shell_run(shell, "vakwerk show %s", goes.text).out, stays.text);
    assert_contains(shell_run(shell, "vakwerk --profile beheer show %s", goes.text).out,
                    "Een moderator heeft de vraag bij deze gevoegd: Dubbel\n");
    assert_contains(shell_run(shell, "vakwerk mod show %s", goes.text).out, ": Dubbel\n");
    ran = shell_run(shell, "vakwerk mod move %s -t samen --reason 'Gaat over school'", stays.text);
    assert_contains(ran.out, " staat nu onder het thema samen.\n");
    assert_contains(shell_run(shell, "vakwerk --profile beheer show %s", stays.text).out,
                    "Een moderator heeft dit onder een ander thema gezet: Gaat over school\n");
    assert_contains(shell_run(shell, "vakwerk mod show %s", stays.text).out,
                    ", onder een ander thema, Sanne de Wit: Gaat over school\n");
    assert_contains(shell_run(shell, "vakwerk mod log --limit 1").out, "theme:regie+samen");
    assert_contains(shell_run(shell, "vakwerk list -t samen").out, "Wie belt de logopedist?");
    assert_int_equal(shell_run(shell, "vakwerk mod move %s", stays.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk mod move %s -t nergens", stays.text).code, 3);
    ran = shell_run(shell, "vakwerk ask 'Wie kent de Kwartelflat?' -t regie -q");
    assert_int_equal(sscanf(ran.out, "%19s", goes.text), 1);
    assert_int_equal(shell_run(shell, "vakwerk mod move %s --team delft", goes.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk mod move %s --team delft -t wacht --reason x", goes.text).code, 2);
    ran = shell_run(shell, "vakwerk mod move %s --team delft --reason 'Een flat'", goes.text);
    assert_contains(ran.out, "Dit is van jezelf, of gaat over je eigen team");
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set s.dewit --role ''").code, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_reported_waits_in_the_queue_and_is_decided),
        cmocka_unit_test(what_is_hidden_is_gone_for_others_and_its_author_reads_why_and_appeals),
        cmocka_unit_test(who_writes_of_acute_safety_reads_where_there_is_help_now),
        cmocka_unit_test(in_a_theme_with_a_first_look_one_hears_that_a_moderator_reads_it),
        cmocka_unit_test(doubles_are_joined_and_a_question_goes_to_its_theme),
        cmocka_unit_test(the_log_says_who_did_what_and_is_whole),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
