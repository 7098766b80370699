/* Words of acute safety: which sentences they are found in, and which not. */
#include "tests/proto/test.h"

#include "daemon/danger.h"

#include <stdio.h>

static unsigned look(const char *text)
{
    return danger_look(span_of(text));
}

static const struct {
    const char *text;
    unsigned found;
} rows[] = {
    { "Een jongere heeft suïcidale gedachten, wat nu?", DANGER_SUICIDE },
    { "Wat zeg je bij suïcide in de klas?", DANGER_SUICIDE },
    { "SUÏCIDE", DANGER_SUICIDE },
    { "Ze praat over zelfmoord.", DANGER_SUICIDE },
    { "Hoe bespreek je zelfdodingsplannen?", DANGER_SUICIDE },
    { "Hij zegt dat hij dood wil.", DANGER_SUICIDE },
    { "Zij wil dood, zegt ze.", DANGER_SUICIDE },
    { "Ze wil niet meer leven.", DANGER_SUICIDE },
    { "Hij wil een einde aan zijn leven maken.", DANGER_SUICIDE },
    { "Is dit zelfbeschadiging?", DANGER_SUICIDE },
    { "Ik denk aan mishandeling.", DANGER_VIOLENCE },
    { "Wordt dit kind mishandeld?", DANGER_VIOLENCE },
    { "Kindermishandeling melden", DANGER_VIOLENCE },
    { "Er is sprake van huiselijk geweld.", DANGER_VIOLENCE },
    { "Seksueel misbruik in de opvang", DANGER_VIOLENCE },
    { "Een kind dat geslagen wordt", DANGER_VIOLENCE },
    { "Het kind wordt geslagen door een ouder", DANGER_VIOLENCE },
    { "Ernstig verwaarloosd", DANGER_VIOLENCE },
    { "Dit heeft spoed!", DANGER_NOW },
    { "Een spoedgeval: wie belt?", DANGER_NOW },
    { "Het kind is nu in gevaar.", DANGER_NOW },
    { "Moet ik 112 bellen?", DANGER_NOW },
    { "Hij loopt rond met een mes.", DANGER_NOW },
    { "Een meisje op de groep snijdt zichzelf sinds een paar weken.", DANGER_SUICIDE },
    { "Mijn cliënt zegt dat hij niet meer wil leven.", DANGER_SUICIDE },
    { "Hij heeft gedreigd van het dak te springen.", DANGER_SUICIDE },
    { "Er is vannacht een overdosis geweest, wat doe je daarna?", DANGER_SUICIDE },
    { "Hij wil uit het leven stappen.", DANGER_SUICIDE },
    { "Een jongen heeft een eind aan zijn leven willen maken.", DANGER_SUICIDE },
    { "Hij heeft zich van het leven beroofd, hoe vang je de groep op?", DANGER_SUICIDE },
    { "Hij wou dat hij dood was.", DANGER_SUICIDE },
    { "Ze doet aan zelfverwonding.", DANGER_SUICIDE },
    { "Ze wil zichzelf iets aandoen.", DANGER_SUICIDE },
    { "Vader slaat moeder waar de kinderen bij zijn.", DANGER_VIOLENCE },
    { "Het kind is gisteren geslagen door stiefvader.", DANGER_VIOLENCE },
    { "Er is partnergeweld en er zijn kinderen.", DANGER_VIOLENCE },
    { "Ze vertelt over aanranding op het schoolplein.", DANGER_VIOLENCE },
    { "Er is een vermoeden van seksueel overschrijdend gedrag.", DANGER_VIOLENCE },
    { "Zij wordt gedwongen om te trouwen.", DANGER_VIOLENCE },
    { "Er is sprake van seksuele uitbuiting.", DANGER_VIOLENCE },
    { "Vader heeft haar geschopt en geslagen.", DANGER_VIOLENCE },
    { "Iemand zit aan haar als moeder werkt: ontucht dus.", DANGER_VIOLENCE },
    { "Hij heeft gezegd dat hij ons allemaal doodmaakt.", DANGER_NOW },
    { "Hij staat nu met een mes voor de deur.", DANGER_NOW },
    { "Het is een acute situatie, wie kan er nu komen?", DANGER_NOW },
    { "Het kind is ontvoerd door de andere ouder.", DANGER_NOW },
    { "Er was een steekpartij voor het wijkcentrum.", DANGER_NOW },
    { "Dit is levensbedreigend.", DANGER_NOW },
    { "Wat doe je als een jongen zegt dat het voor hem niet meer hoeft?", DANGER_SUICIDE },
    { "Hij heeft een touw gekocht en zegt dat hij zich ophangt.", DANGER_SUICIDE },
    { "De huisarts denkt aan suicidaliteit, wij zien dat niet.", DANGER_SUICIDE },
    { "Hij is opgenomen na een poging, hoe vangen we hem weer op?", DANGER_SUICIDE },
    { "Een meisje van de groep heeft bleekmiddel gedronken.", DANGER_SUICIDE },
    { "Ze vindt het leven niet meer de moeite waard.", DANGER_SUICIDE },
    { "Stiefvader heeft haar bij de keel gegrepen.", DANGER_VIOLENCE },
    { "De baby heeft onverklaarde botbreuken.", DANGER_VIOLENCE },
    { "De kinderen zien hoe hun ouders elkaar slaan.", DANGER_VIOLENCE },
    { "We denken aan seksueel misbruik door een broer.", DANGER_VIOLENCE },
    { "Het kind zit onder de blauwe plekken.", DANGER_VIOLENCE },
    { "Vader staat voor de deur en dreigt iedereen iets aan te doen.", DANGER_NOW },
    { "Hij heeft een mes in zijn tas.", DANGER_NOW },
    { "Iemand heeft met een vuurwapen op het huis geschoten.", DANGER_NOW },
    { "Onze jongen is sinds vanochtend spoorloos.", DANGER_NOW },
    { "Een jongere uit mijn caseload is suïcidaal en de ggz heeft geen plek, wat nu?", DANGER_SUICIDE },
    { "Ze zegt steeds dat iedereen beter af is zonder haar.", DANGER_SUICIDE },
    { "Hij heeft al eens geprobeerd zich te verhangen.", DANGER_SUICIDE },
    { "Zij wil dood en vertelt dat alleen aan mij.", DANGER_SUICIDE },
    { "De jongen dreigt zich voor een auto te gooien.", DANGER_SUICIDE },
    { "De juf zag striemen op zijn rug.", DANGER_VIOLENCE },
    { "Een meisje vertelt dat haar oom aan haar zit.", DANGER_VIOLENCE },
    { "De kinderen worden ernstig verwaarloosd, zegt de wijkverpleegkundige.", DANGER_VIOLENCE },
    { "Er is huiselijk geweld gemeld door de politie.", DANGER_VIOLENCE },
    { "Zij is verkracht door iemand van school.", DANGER_VIOLENCE },
    { "Er is nu een crisis, vader is gewapend.", DANGER_NOW },
    { "Een ouder dreigt ons kantoor in brand te steken.", DANGER_NOW },
    { "Dit kan niet wachten: het is een noodsituatie.", DANGER_NOW },
    { "Spoedvraag: een kind is alleen thuis en moeder neemt niet op.", DANGER_NOW },
    { "Spoed: mishandeling, en ze wil dood.", DANGER_ALL },
    { "Hij wou van het, nee: van het dak springen.", DANGER_SUICIDE },

    { "Wie belt de school?", 0 },
    { "Hoe vraag je een spoedmachtiging aan?", 0 },
    { "We komen spoedig terug.", 0 },
    { "Er wordt misbruik gemaakt van de regeling.", 0 },
    { "De ouders willen niet meer.", 0 },
    { "Hij wil niet meer naar school.", 0 },
    { "De vader is dood.", 0 },
    { "Het leven van een pleeggezin", 0 },
    { "We hebben ons geslagen gegeven.", 0 },
    { "Geweldig, dank je!", 0 },
    { "Hoe snijd je een moeilijk onderwerp aan?", 0 },
    { "Hij wil niet meer naar huis.", 0 },
    { "De hond van het gezin is dood.", 0 },
    { "We slaan een week over met de intervisie.", 0 },
    { "Hoe sla ik een notitie op in het systeem?", 0 },
    { "Opgesloten in een telefoonboek van regels, zo voelt het.", 0 },
    { "Het wapen van de gemeente staat op de brief.", 0 },
    { "Afscheid nemen van een gezin, hoe doe je dat?", 0 },
    { "Adem even in en tel tot tien.", 0 },
    { "Met de dood van opa is zijn steun weg.", 0 },
    { "Trouwen onder de 18, mag dat?", 0 },
    { "Wie heeft een goede uitleg over gezag en omgang?", 0 },
    { "Hoe bespreek je de veiligheid zonder dat ouders schrikken?", 0 },
    { "Kan een moeder met een verslaving een eigen huis krijgen?", 0 },
    { "Rouw bij jonge kinderen: welke boekjes zijn fijn?", 0 },
    { "Wat kost een uur ambulante hulp?", 0 },
    { "De jeugdzorg is een doolhof, wie maakt een kaart?", 0 },
    { "Kun je met een kind van acht over de dood praten?", 0 },
    { "De brandoefening is morgen om elf uur.", 0 },
    { "Een tas vol spelmateriaal voor huisbezoek, wat zit er in?", 0 },
    { "Waar meld je een datalek?", 0 },
    { "De hulp is met een maand verlengd.", 0 },
    { "Wat is het verschil tussen drang en dwang?", 0 },
    { "Welke vragenlijst gebruik je bij opvoedstress?", 0 },
    { "Ik zoek een gezinshuis voor drie broers.", 0 },
    { "We leven in een tijd van weinig personeel.", 0 },
    { "Hoe leer je een groep om eerlijk te delen?", 0 },
    { "We zitten met de handen in het haar over vervoer.", 0 },
    { "Moeders die net bevallen zijn, wie bezoekt ze?", 0 },
    { "Wat vraag je aan de politie bij een zorgmelding?", 0 },
    { "Hoe bewaar je contact met een jongere in detentie?", 0 },
    { "De stekker gaat uit het project, jammer.", 0 },
    { "Het is hier erg warm, mogen de ramen open?", 0 },
    { "Zaak 1121", 0 },
    { "", 0 },
};

TEST(each_sentence_is_about_what_the_table_says)
{
    int wrong = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (look(rows[i].text) == rows[i].found)
            continue;
        print_error("%s: %u instead of %u\n", rows[i].text, look(rows[i].text), rows[i].found);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* clang-format off */
#define LETTER(letter)
#define DANGER(words, danger) { words, DANGER_##danger },
#define END
/* clang-format on */
static const struct {
    const char *words;
    unsigned danger;
} all[] = {
#include "daemon/danger.def"
};

/* One that stands in the wrong place of the list would never be looked at. */
TEST(all_words_of_the_list_are_found)
{
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        char text[64];
        snprintf(text, sizeof text, "Ja, %s", all[i].words);
        if ((look(text) & all[i].danger) == 0)
            fail_msg("%s is not found", all[i].words);
    }
}

TEST(it_is_found_behind_a_long_text)
{
    char text[9000] = "";

    for (int i = 0; i < 1900; i++)
        memcpy(text + 4 * i, "dit ", 5);
    memcpy(text + 4 * 1900, "suïcide", sizeof "suïcide");
    assert_int_equal(look(text), DANGER_SUICIDE);
}

TEST(each_has_a_place_where_there_is_help)
{
    assert_string_equal(danger_help(DANGER_NOW), "112");
    assert_string_equal(danger_help(DANGER_SUICIDE), "113");
    assert_string_equal(danger_help(DANGER_VIOLENCE), "veilig-thuis");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_sentence_is_about_what_the_table_says),
        cmocka_unit_test(all_words_of_the_list_are_found),
        cmocka_unit_test(it_is_found_behind_a_long_text),
        cmocka_unit_test(each_has_a_place_where_there_is_help),
    };

    return TEST_RUN(tests);
}
