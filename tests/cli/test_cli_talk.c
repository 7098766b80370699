/* Guided conversations at a terminal: step by step, a sheet as the result, and the spread of several teams. */
#include "tests/cli/session.h"

#include <jansson.h>
#include <stdio.h>

#define HEAD "title: Proef\nsource: Een bron\ndate: 2026-01-01\n\n"
#define STEP                                                                                                           \
    "indicator: Een aanwijzing\nquestion: Doen we dit?\nanswer: ja -> naar hier\nanswer: nee\nsource: Boek\ndate: "    \
    "2025-01-01\n"

static void write_talk(struct shell *shell, const char *name, const char *text)
{
    shell_file(shell, name, text, 0600);
}

TEST(a_conversation_goes_step_by_step_and_ends_in_a_sheet)
{
    struct shell *shell = *state;

    write_talk(shell, "proef.talk",
               HEAD STEP "\nindicator: Eigen woorden\nquestion: Wat nu?\nsource: Boek\ndate: 2025-01-01\n");
    /* A wrong number, an answer with a reason; back from the second step, another answer; own words. */
    struct ran ran = shell_typing(shell, "9\n1\nDat is afgesproken.\nt\n2\n\nWe bellen morgen.\n",
                                  "vakwerk talk run $DIR/proef.talk --case zeilboot");
    assert_contains(ran.out, "Proef · stap 1 van 2");
    assert_contains(ran.out, "  1  ja\n     -> naar hier\n  2  nee\n  0  nog niet duidelijk\n");
    assert_contains(ran.out, "typ een nummer van 0 tot en met 2");
    assert_contains(ran.out, "Gespreksblad · zeilboot\nProef\n");
    assert_contains(ran.out, "Een aanwijzing\nDoen we dit?\n\n* nee\n");
    assert_contains(ran.out, "> We bellen morgen.\n");
    assert_contains(ran.out, "Bron: Boek (2025-01-01)");
    assert_contains(ran.out, "geen oordeel: er wordt niets opgeteld");
    assert_null(strstr(strstr(ran.out, "Gespreksblad"), "naar hier")); /* the first answer was taken back */
}

TEST(where_an_answer_points_stands_on_the_sheet_and_what_is_unclear_comes_back)
{
    struct shell *shell = *state;

    write_talk(shell, "proef.talk", HEAD STEP "\n" STEP);
    struct ran ran = shell_typing(shell, "1\n\n0\n\n", "vakwerk talk run $DIR/proef.talk -o $DIR/blad.html --as print");
    assert_contains(ran.out, "blad.html is gemaakt");
    ran = shell_run(shell, "cat $DIR/blad.html");
    assert_contains(ran.out, "<li>ja. Dit wijst naar: naar hier.</li>");
    assert_contains(ran.out, "<li>Nog niet duidelijk.</li>");
    assert_contains(ran.out, "<h2>Nog om over te praten</h2>\n<ul>\n<li>Doen we dit?</li>\n</ul>");
}

TEST(the_shipped_talks_name_their_sources_and_give_no_verdict)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk gesprek list");

    assert_string_equal(ran.out, "norm\t2026-11-28\tIn gesprek over de norm\n"
                                 "reflectie\t2026-11-28\tTerugkijken op je eigen handelen\n");
    ran =
        shell_typing(shell, "3\n\n2\n\n3\n\n1\nWe hebben het samen bekeken.\n3\n\n1\n\n2\n\n", "vakwerk talk run norm");
    assert_contains(ran.out, "In gesprek over de norm · stap 7 van 7");
    assert_contains(ran.out, "Deel 1. Pas toe of leg uit");
    assert_contains(ran.out, "Deel 2. Kennis en vaardigheden");
    assert_contains(ran.out, "Deel 3. Werken volgens de professionele standaard");
    assert_contains(ran.out, "Dit wijst naar: een tenzij-grond");
    assert_contains(ran.out, "artikel 5.1.1");
    ran = shell_typing(shell, "We belden te laat.\n\n1\n\n3\n\nEerder bellen.\n", "vakwerk talk run reflectie");
    assert_contains(ran.out, "> We belden te laat.\n");
}

TEST(what_points_at_a_client_is_asked_again_and_broken_off_keeps_nothing)
{
    struct shell *shell = *state;

    write_talk(shell, "proef.talk", HEAD STEP);
    struct ran ran =
        shell_typing(shell, "1\nBel Kees op 06-12345678.\nNa overleg.\n", "vakwerk talk run $DIR/proef.talk");
    assert_contains(ran.out, "herkenbaar");
    assert_contains(ran.out, "> Na overleg.\n");
    assert_null(strstr(strstr(ran.out, "Gespreksblad"), "12345678"));
    ran = shell_run(shell, "vakwerk talk run norm </dev/null");
    assert_int_equal(ran.code, 2);
    ran = shell_typing(shell, "1\n\x04", "vakwerk talk run $DIR/proef.talk --save $DIR/half.json");
    assert_int_equal(ran.code, 10);
    assert_int_equal(shell_run(shell, "test -e $DIR/half.json").code, 1);
    assert_int_equal(shell_run(shell, "vakwerk talk run norm --case 'Kees de Boer 06-12345678' </dev/null").code, 8);
}

/* ---- on the team's screens ---- */

TEST(a_talk_on_the_screens_is_answered_there_and_its_sheet_comes_to_the_desk)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk talk run norm --screen --case zeilboot");

    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Het staat nu op de schermen van je team.");
    assert_contains(shell_run(shell, "vakwerk meeting show").out, "Stap 1 van 7: Uitgangspunt");
    assert_contains(shell_run(shell, "vakwerk meeting answer 2").out, "Het staat op het scherm.");
    assert_int_equal(shell_run(shell, "vakwerk meeting answer 9").code, 2);
    assert_int_equal(shell_run(shell, "vakwerk meeting answer twee").code, 2);
    assert_int_equal(shell_run(shell, "vakwerk meeting answer 4").code, 2);
    shell_run(shell, "vakwerk meeting say 'Samen met de gedragswetenschapper.'");
    assert_int_equal(shell_run(shell, "vakwerk meeting next").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk meeting answer 0").code, 0);
    ran = shell_run(shell, "vakwerk talk sheet --case zeilboot --save $DIR/delft.json");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Dit wijst naar: spreek af wie");
    assert_contains(ran.out, "> Samen met de gedragswetenschapper.");
    assert_contains(ran.out, "Bron: Besluit Jeugdwet, artikel 5.1.1, lid 2");
    assert_contains(ran.out, "oordeel");
    assert_contains(shell_run(shell, "vakwerk talk sheet reflectie 2>&1 || true").out, "heeft andere vragen");
    assert_int_equal(shell_run(shell, "vakwerk meeting stop").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk talk sheet").code, 3);
    assert_int_equal(shell_run(shell, "cp $DIR/delft.json $DIR/rijswijk.json").code, 0);
    ran = shell_run(shell, "vakwerk talk spread $DIR/delft.json $DIR/rijswijk.json --screen");
    assert_int_equal(ran.code, 0);
    ran = shell_run(shell, "vakwerk meeting show --json | jq -c '[.kind, .about, .choices[0].teams]'");
    assert_string_equal(ran.out, "[\"spread\",\"zeilboot\",2]\n");
    assert_int_equal(shell_run(shell, "vakwerk meeting stop").code, 0);
}

/* ---- several teams ---- */

TEST(several_teams_on_one_case_show_the_spread_and_no_average)
{
    struct shell *shell = *state;
    static const char *const typed[] = { "1\nOmdat het moet.\n1\n\n", "1\n\n2\n\n", "1\n\n0\n\n" };

    write_talk(shell, "proef.talk", HEAD STEP "\n" STEP);
    for (int i = 0; i < 3; i++)
        assert_int_equal(
            shell_typing(shell, typed[i], "vakwerk talk run $DIR/proef.talk --case boot --save $DIR/%d.json", i).code,
            0);
    struct ran ran = shell_run(shell, "vakwerk talk spread $DIR/0.json $DIR/1.json $DIR/2.json");
    assert_string_equal(ran.err, "");
    assert_contains(ran.out, "boot\nProef\n\n3 teams bespraken dezelfde casus.\n");
    assert_contains(ran.out, "* 3 van 3 teams: ja\n\n  Alle teams zeggen hetzelfde.\n");
    assert_contains(ran.out, "* 1 van 3 teams: ja\n* 1 van 3 teams: nee\n* 1 van 3 teams: nog niet duidelijk\n\n"
                             "  De teams verschillen: praat hierover.\n");
    assert_null(strstr(ran.out, "Omdat het moet"));
    assert_null(strstr(shell_run(shell, "cat $DIR/0.json").out, "Omdat"));

    /* Another case, other questions, no such file: named, and nothing is shown. */
    shell_typing(shell, "1\n\n1\n\n", "vakwerk talk run $DIR/proef.talk --case trein --save $DIR/trein.json");
    ran = shell_run(shell, "vakwerk talk spread $DIR/0.json $DIR/trein.json");
    assert_int_equal(ran.code, 9);
    assert_contains(ran.err, "trein.json gaat over een andere casus");
    assert_int_equal(shell_run(shell, "vakwerk talk spread $DIR/0.json $DIR/geen.json").code, 9);
    assert_int_equal(shell_run(shell, "vakwerk talk spread $DIR/0.json").code, 2);
    ran =
        shell_run(shell, "sed 's/^  1,$/  9,/' $DIR/0.json >$DIR/9.json; vakwerk talk spread $DIR/0.json $DIR/9.json");
    assert_int_equal(ran.code, 9);
    assert_contains(ran.err, "9.json is niet bewaard met");
    write_talk(shell, "proef.talk", HEAD STEP);
    assert_int_equal(shell_run(shell, "vakwerk talk spread $DIR/0.json $DIR/1.json").code, 9);
    shell_file(shell, "vals.json", "{\"talk\": \"norm\", \"mark\": \"0\", \"answers\": [99]}", 0600);
    assert_int_equal(shell_run(shell, "vakwerk talk spread $DIR/vals.json $DIR/vals.json").code, 9);
}

TEST(a_mistake_in_a_file_is_named_with_its_line)
{
    struct shell *shell = *state;
    static const struct {
        const char *text, *says;
    } files[] = {
        { HEAD "indicator: x\nquestion: y\ndate: z\n", "regel 5 van" },
        { HEAD "indicator: x\nvraag: y\n", "regel 6 van" },
        { HEAD "indicator: x\nzomaar iets\n", "er staat geen ':' in" },
        { HEAD " gaat verder\n", "hier gaat niets verder" },
        { "title: Alleen een kop\nsource: x\n", "is leeg of te lang" },
        { "", "is leeg of te lang" },
    };

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        write_talk(shell, "fout.talk", files[i].text);
        struct ran ran = shell_run(shell, "vakwerk talk run $DIR/fout.talk </dev/null");
        assert_int_equal(ran.code, 2);
        assert_contains(ran.err, files[i].says);
    }
    assert_int_equal(shell_run(shell, "vakwerk talk run geen </dev/null").code, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_conversation_goes_step_by_step_and_ends_in_a_sheet),
        cmocka_unit_test(where_an_answer_points_stands_on_the_sheet_and_what_is_unclear_comes_back),
        cmocka_unit_test(the_shipped_talks_name_their_sources_and_give_no_verdict),
        cmocka_unit_test(what_points_at_a_client_is_asked_again_and_broken_off_keeps_nothing),
        cmocka_unit_test(a_talk_on_the_screens_is_answered_there_and_its_sheet_comes_to_the_desk),
        cmocka_unit_test(several_teams_on_one_case_show_the_spread_and_no_average),
        cmocka_unit_test(a_mistake_in_a_file_is_named_with_its_line),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
