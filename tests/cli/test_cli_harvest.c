/* The harvest of a live table, as people in a hall and the one at the wall do it, with the real daemon. */
#include "daemon/store/seal.h"
#include "tests/cli/lessons.h"
#include "tests/support/port.h"

#include <sqlite3.h>
#include <stdlib.h>

static struct shell_code begin(struct shell *shell)
{
    return lessons_code(shell, "vakwerk harvest begin 'Wat wil de professional?' --themes 'Minder regels,Blijven'");
}

TEST(a_table_is_begun_filled_sorted_closed_and_reported)
{
    struct shell *shell = *state;
    struct shell_code code = begin(shell);
    struct ran ran = shell_run(shell, "vakwerk --profile beheer oogst add %s 'Verschillen maken ons gek.'", code.text);

    assert_string_equal(ran.out, "✓ Het staat op de muur.\n");
    ran = shell_run(shell,
                    "printf 'Regels geven ook houvast.\\n\\n<b>Minder</b> caseload.\\nBel Kees op 06-12345678.\\n' |"
                    " vakwerk --profile beheer harvest add %s",
                    code.text);
    assert_int_equal(ran.code, 8); /* the last line points at somebody; the others are there */
    assert_contains(ran.err, "herkenbaar");
    assert_int_equal(shell_run(shell, "vakwerk harvest sort %s 1 1", code.text).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk harvest sort %s 3 Werkdruk", code.text).code, 0);
    ran = shell_run(shell, "vakwerk --profile beheer harvest sort %s 2 1", code.text);
    assert_int_equal(ran.code, 5);
    ran = shell_run(shell, "vakwerk harvest wall %s -W 1", code.text);
    assert_string_equal(ran.out, "2\t\tRegels geven ook houvast.\n1\tMinder regels\tVerschillen maken ons gek.\n"
                                 "3\tWerkdruk\t<b>Minder</b> caseload.\n");
    assert_int_equal(shell_run(shell, "vakwerk harvest sort %s 3,1-2 Blijven", code.text).code, 0);
    assert_contains(shell_run(shell, "vakwerk harvest report %s", code.text).out, "## Blijven (3)\n");
    ran = shell_run(shell, "vakwerk harvest sort %s 1-3 --undo", code.text);
    assert_string_equal(ran.out, "✓ Terug waar het was: 1-3.\n");

    assert_int_equal(shell_run(shell, "vakwerk harvest close %s", code.text).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk harvest add %s 'Te laat.'", code.text).code, 9);
    ran = shell_run(shell, "vakwerk harvest report %s", code.text);
    assert_contains(ran.out, "# Wat wil de professional?\n\n3 keer inbreng, bij 3 thema's.\n");
    assert_contains(ran.out, "## Minder regels (1)\n\n> Verschillen maken ons gek.\n");
    assert_contains(ran.out, "## Blijven (0)\n");
    assert_contains(ran.out, "## Werkdruk (1)\n\n> \\<b\\>Minder\\</b\\> caseload.\n");
    assert_contains(ran.out, "## Niet ingedeeld (1)\n\n> Regels geven ook houvast.\n");
    assert_null(strstr(ran.out, "Beheer"));
    assert_null(strstr(ran.out, "Sanne"));
    ran = shell_run(shell, "vakwerk harvest report %s --as html", code.text);
    assert_contains(ran.out, "<blockquote><p>&lt;b&gt;Minder&lt;/b&gt; caseload.</p>");
}

TEST(the_wall_grows_while_it_is_watched_and_ends_with_the_table)
{
    struct shell *shell = *state;
    struct shell_code code = begin(shell);
    struct temppath line =
        shell_file(shell, "muur.sh", "exec vakwerk --profile beheer harvest wall $1 >$DIR/muur\n", 0600);
    pid_t wall = shell_start(shell, "sh %s %s", line.text, code.text);

    for (int i = 1; i <= 3; i++)
        assert_int_equal(shell_run(shell, "vakwerk harvest add %s 'Inbreng %d.'", code.text, i).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk harvest close %s", code.text).code, 0);
    assert_int_equal(shell_wait(wall, 20000), 0);
    assert_string_equal(shell_run(shell, "cat $DIR/muur").out, "1\t\tInbreng 1.\n2\t\tInbreng 2.\n3\t\tInbreng 3.\n");
}

TEST(mistakes_are_named)
{
    struct shell *shell = *state;
    struct shell_code code = begin(shell);

    assert_int_equal(shell_run(shell, "vakwerk harvest add 222222 'Iets.'").code, 3);
    assert_int_equal(shell_run(shell, "vakwerk harvest sort %s een 1", code.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk harvest sort %s 3-1 1", code.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk harvest sort %s 1,,2 1", code.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk harvest sort %s 1-201 1", code.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk harvest sort %s 1", code.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk harvest sort %s 1 1 --undo", code.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk harvest sort %s 9 1", code.text).code, 3);
    assert_int_equal(shell_run(shell, "vakwerk harvest wall %s -W veel", code.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk harvest begin").code, 2);
    assert_int_equal(
        shell_run(shell, "vakwerk harvest begin X --themes 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17").code, 8);
}

/* ---- seventy people, twenty inputs each ---- */

enum { MANY = 1400, REPORT_MS = 60000 };

/* How seventy people give them is another test: this is the wall as they left it, every third input not sorted. */
static void fill(struct shell *shell)
{
    sqlite3 *db;

    assert_int_equal(seal_install(), SQLITE_OK);
    assert_int_equal(sqlite3_open(vakwerkd_file(shell->daemon, "vakwerk.db").text, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    assert_int_equal(
        sqlite3_exec(db,
                     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1400) INSERT INTO"
                     " harvest_input (harvest, number, theme, text, changed) SELECT (SELECT max(id) FROM harvest), i,"
                     " i % 3, 'Inbreng <' || i || '> van de tafel', i FROM n",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
}

static int count_in(struct shell *shell, const char *command)
{
    return atoi(shell_run(shell, "%s", command).out);
}

TEST(the_report_of_an_afternoon_has_each_quote_once_and_nobodys_name)
{
    static const struct {
        const char *form, *each, *heading, *other;
    } forms[] = {
        { "markdown", "grep -oE 'Inbreng .<[0-9]+.> van' $DIR/verslag", "## Minder regels (467)", "## Blijven (467)" },
        { "html", "grep -oE 'Inbreng &lt;[0-9]+&gt; van' $DIR/verslag", "Minder regels (467)", "Niet ingedeeld (466)" }
    };
    struct shell *shell = *state;
    struct shell_code code = begin(shell);

    fill(shell);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        char line[200];
        int64_t start = port_now_ms();
        struct ran ran = shell_run(shell, "vakwerk harvest report %s --as %s >$DIR/verslag", code.text, forms[i].form);
        printf("%d inputs as %s: %lld ms\n", MANY, forms[i].form, (long long)(port_now_ms() - start));
        assert_int_equal(ran.code, 0);
        assert_true(port_now_ms() - start < REPORT_MS);
        snprintf(line, sizeof line, "%s | wc -l", forms[i].each);
        assert_int_equal(count_in(shell, line), MANY);
        snprintf(line, sizeof line, "%s | sort -u | wc -l", forms[i].each);
        assert_int_equal(count_in(shell, line), MANY);
        assert_int_equal(shell_run(shell, "grep -qF '%s' $DIR/verslag", forms[i].heading).code, 0);
        assert_int_equal(shell_run(shell, "grep -qF '%s' $DIR/verslag", forms[i].other).code, 0);
        assert_int_equal(shell_run(shell, "grep -qF '1400 keer inbreng' $DIR/verslag").code, 0);
        assert_int_equal(shell_run(shell, "grep -qiE 'sanne|dewit|beheer' $DIR/verslag").code, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_begun_filled_sorted_closed_and_reported),
        cmocka_unit_test(the_wall_grows_while_it_is_watched_and_ends_with_the_table),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(the_report_of_an_afternoon_has_each_quote_once_and_nobodys_name),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
