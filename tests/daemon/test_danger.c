/* Words of acute safety: which sentences they are found in, and which not. */
#include "tests/proto/test.h"

#include "daemon/danger.h"

#include <stdio.h>

static unsigned look(const char *text)
{
    struct arena arena;
    unsigned found = 0;

    arena_init(&arena, TEST_ARENA_BYTES);
    assert_int_equal(danger_look(span_of(text), &arena, &found), 0);
    arena_release(&arena);
    return found;
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
    { "Spoed: mishandeling, en ze wil dood.", DANGER_ALL },

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
#define DANGER(words, danger) { words, DANGER_##danger },
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
