/* Numbers for the yearly report, and sets of themes, as an administrator has them at a terminal. */
#include "tests/cli/session.h"

#include <sqlite3.h>
#include <stdio.h>

TEST(numbers_stand_theme_by_theme_beside_what_was_promised)
{
    struct ran ran = shell_on_screen(*state, 80, "NO_COLOR=1 vakwerk --profile beheer stats");

    assert_int_equal(ran.code, 0);
    assert_contains(ran.out, "Vragen                                          40\n");
    assert_contains(ran.out, "\nVRAGEN  ANTWOORDEN  OPEN  EERSTE ANTWOORD  MEEST IN EEN DAG  THEMA\n");
    assert_contains(ran.out, "ja                Wachtlijst\n");
    assert_contains(ran.out, "     -           -     -");
    assert_contains(ran.out, "\nGeholpen door een les, niet gevraagd             0\n");
    ran = shell_run(*state, "vakwerk --profile beheer stats --json");
    assert_contains(ran.out, "\"themes\":[{\"theme\":");
    assert_contains(ran.out, "\"median_ms\":");
}

TEST(a_small_number_is_not_printed)
{
    struct ran ran = shell_run(*state, "vakwerk --profile beheer stats --since 2022-05-20");

    assert_contains(ran.out, "Vragen\t0\n");
    ran = shell_run(*state, "vakwerk --profile beheer stats --since 2022-05-18 --until 2022-05-19");
    assert_contains(ran.out, "<5");
    assert_int_equal(shell_run(*state, "vakwerk --profile beheer stats --until ooit").code, 2);
    assert_int_equal(shell_run(*state, "vakwerk stats").code, 5);
}

TEST(a_set_of_themes_is_taken_into_use_and_others_out_of_it)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk --profile beheer theme use werkprocessen ingredienten");

    assert_string_equal(ran.err, "");
    assert_string_equal(ran.out, "✓ 11 thema's zijn in gebruik.\n");
    ran = shell_run(shell, "vakwerk theme list");
    assert_contains(ran.out, "regels\tMinder regels\n");
    assert_contains(ran.out, "waarom\tWaarom doe ik wat ik doe als professional?\n");
    assert_contains(ran.out, "wacht\tWachtlijst\n");
    assert_int_equal(shell_run(shell, "vakwerk ask 'Welke regel kan weg?' -t regels -y").code, 0);

    assert_int_equal(shell_run(shell, "vakwerk --profile beheer theme use basis --only").code, 0);
    ran = shell_run(shell, "vakwerk theme list");
    assert_null(strstr(ran.out, "regels\t"));
    assert_contains(ran.out, "wacht\tWachtlijst\n");
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer theme use werkprocessen").code, 0);
    assert_contains(shell_run(shell, "vakwerk theme list").out, "regels\tMinder regels\n"); /* again, not twice */
}

TEST(a_set_that_is_not_there_is_named_with_those_that_are)
{
    struct ran ran = shell_run(*state, "vakwerk --profile beheer theme use kleuren");

    assert_int_equal(ran.code, 3);
    assert_contains(ran.err, "er is geen set thema's 'kleuren'");
    assert_contains(ran.err, "basis, ingredienten, werkprocessen");
    assert_int_equal(shell_run(*state, "vakwerk --profile beheer theme use ../base").code, 3);
    shell_file(*state, "stuk.json", "{\"themes\": [{\"slug\": \"Hoofd Letter\", \"name\": \"x\"}]}", 0600);
    assert_int_equal(shell_run(*state, "vakwerk --profile beheer theme use $DIR/stuk.json").code, 2);
    assert_int_equal(shell_run(*state, "vakwerk theme use basis").code, 5);
}

/* ---- a new instance ---- */

static int count_themes(struct shell *shell, const char *instance, const char *where)
{
    char path[300], sql[200];
    sqlite3 *db;
    sqlite3_stmt *stmt;

    snprintf(path, sizeof path, "%s/%s/vakwerk.db", shell->dir.path, instance);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM theme WHERE %s", where);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int count = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return count;
}

TEST(an_instance_begins_with_the_sets_that_were_named)
{
    struct shell *shell = *state;

    assert_int_equal(shell_run(shell, "vakwerkd init $DIR/twee --themes werkprocessen,ingredienten").code, 0);
    assert_int_equal(count_themes(shell, "twee", "1"), 11);
    assert_int_equal(count_themes(shell, "twee", "slug = 'overdracht' AND support = 1"), 1);
    assert_int_equal(shell_run(shell, "vakwerkd init $DIR/een").code, 0);
    assert_int_equal(count_themes(shell, "een", "1"), 8);
    assert_int_equal(shell_run(shell, "vakwerkd init $DIR/geen --themes kleuren").code, 1);
    assert_int_equal(shell_run(shell, "vakwerkd init $DIR/geen --themes basis,basis").code, 1);
    assert_int_equal(shell_run(shell, "vakwerkd init $DIR/geen --themes ../themes/basis").code, 1);
    assert_int_equal(shell_run(shell, "vakwerkd init $DIR/geen --demo --themes basis").code, 2);
    assert_int_equal(shell_run(shell, "vakwerkd init $DIR/geen --themes basis").code, 0); /* what failed left nothing */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_stand_theme_by_theme_beside_what_was_promised),
        cmocka_unit_test(a_small_number_is_not_printed),
        cmocka_unit_test(a_set_of_themes_is_taken_into_use_and_others_out_of_it),
        cmocka_unit_test(a_set_that_is_not_there_is_named_with_those_that_are),
        cmocka_unit_test(an_instance_begins_with_the_sets_that_were_named),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
