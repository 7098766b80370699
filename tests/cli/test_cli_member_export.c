/* What Vakwerk keeps of oneself, at a terminal with the real daemon. */
#include "tests/cli/session.h"

#include <jansson.h>
#include <stdio.h>

static int setup(void **state)
{
    session_setup(state);
    return shell_run(*state, "vakwerk ask 'Waar ligt de sleutel van de kast?' -t werk -y").code;
}

TEST(one_reads_what_is_kept_of_oneself)
{
    struct shell *shell = *state;
    struct ran ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk member export --no-pager");
    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Wat Vakwerk van s.dewit bewaart, vandaag om 14:32\n");
    assert_contains(ran.out, "\nover jou\n  gebruikersnaam: s.dewit\n  naam: Sanne de Wit\n");
}

TEST(the_titles_and_times_of_what_one_wrote_are_there)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk member export");

    assert_contains(ran.out, "vragen, antwoorden, tips en mededelingen\n  soort: ");
    assert_contains(ran.out, "  korte vraag of titel: Waar ligt de sleutel van de kast?\n");
    assert_contains(ran.out, "  geplaatst: vandaag om 14:32\n");
    assert_contains(ran.out, "apparaten waarmee je inlogt\n  apparaat: ");
}

TEST(a_program_reads_it_as_one_json_document)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk member export --json >$DIR/own.json; cat $DIR/own.json | tail -c 60000");
    json_t *whole = json_loads(ran.out, 0, NULL);

    assert_non_null(whole);
    assert_string_equal(json_string_value(json_object_get(whole, "member")), "s.dewit");
    assert_string_equal(json_string_value(json_object_get(whole, "exported_at")), "2022-05-19T14:32:00+02:00");
    const json_t *first = json_array_get(json_object_get(whole, "things"), 0);
    assert_string_equal(json_string_value(json_object_get(first, "of")), "member");
    assert_string_equal(json_string_value(json_object_get(first, "name")), "Sanne de Wit");
    assert_non_null(strstr(json_string_value(json_object_get(first, "created_at")), "T"));
    json_decref(whole);
}

TEST(an_administrator_exports_and_it_is_noted)
{
    struct shell *shell = *state;
    struct ran ran =
        shell_on_screen(shell, 100, "NO_COLOR=1 vakwerk --profile beheer member export s.dewit --no-pager");

    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "In het logboek staat dat je dit ophaalt; s.dewit kan het zien.\n");
    assert_contains(ran.out, "  korte vraag of titel: Waar ligt de sleutel van de kast?\n");
    assert_contains(shell_run(shell, "vakwerk member export").out, "in het logboek van rechten\n");
    assert_int_equal(shell_run(shell, "vakwerk member export beheer").code, 5);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member export niemand").code, 3);
    assert_int_equal(shell_run(shell, "vakwerk member export --offline").code, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_reads_what_is_kept_of_oneself),
        cmocka_unit_test(the_titles_and_times_of_what_one_wrote_are_there),
        cmocka_unit_test(a_program_reads_it_as_one_json_document),
        cmocka_unit_test(an_administrator_exports_and_it_is_noted),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, setup, session_teardown) : broker_missing_code();
}
