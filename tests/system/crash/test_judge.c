/* The judge finds every planted fault, and none where there is none. */
#include "tests/system/crash/judge.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "tests/proto/test.h"
#include "tests/support/tempdir.h"

static struct tempdir dir;
static struct temppath history, database;
static char said[8192];

/* Two members, three requests: a question, an answer to it, thanks for it; the demo's question was there before. */
static const char good_database[] =
    "CREATE TABLE theme (id INTEGER PRIMARY KEY, slug TEXT);"
    "CREATE TABLE team (id INTEGER PRIMARY KEY, slug TEXT);"
    "CREATE TABLE member (id INTEGER PRIMARY KEY, name TEXT);"
    "CREATE TABLE post (id INTEGER PRIMARY KEY, code TEXT, author INTEGER, title TEXT, text TEXT);"
    "CREATE TABLE event (seq INTEGER PRIMARY KEY, prev INTEGER, theme INTEGER, team INTEGER, post INTEGER,"
    " personal INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE event_to (member INTEGER, seq INTEGER, prev INTEGER);"
    "CREATE TABLE served (id BLOB, member INTEGER, seq INTEGER);"
    "INSERT INTO theme VALUES (1, 'wacht'); INSERT INTO team VALUES (1, 'delft');"
    "INSERT INTO member VALUES (1, 'anna'), (2, 'bob');"
    "INSERT INTO post VALUES (1, '2222', 1, 'Van de demo?', NULL), (2, '3333', 1, 'Eerste?', 'uitleg'),"
    " (3, '3333.1', 2, NULL, 'Antwoord'), (4, '4444', 1, 'Van het team?', NULL);"
    "INSERT INTO event (seq, prev, theme, team, post) VALUES (1, 0, 1, NULL, 1), (2, 1, 1, NULL, 2), (3, 2, 1, NULL, "
    "3), (4, 3, 1, NULL, 2),"
    " (5, 0, NULL, 1, 4);"
    "INSERT INTO event_to VALUES (1, 3, 0), (1, 4, 3);"
    "INSERT INTO served VALUES (x'aa', 1, 2), (x'bb', 2, 3), (x'cc', 2, 4), (x'dd', 1, 5);";

static const char good_history[] = "B 1 1\n"
                                   "K anna\nK bob\n"
                                   "S aa anna ask Eerste?\n"
                                   "R aa busy - 0\n"
                                   "R aa ok 3333 2\n"
                                   "E bob theme/wacht 2 1 question 3333\n"
                                   "S bb bob answer Antwoord\n"
                                   "R bb ok 3333.1 3\n"
                                   "R bb ok 3333.1 3\n"
                                   "E anna out/anna 3 0 answer 3333.1\n"
                                   "S cc bob thank 3333\n"
                                   "R cc ok - 4\n"
                                   "E anna out/anna 4 3 thanked 3333\n"
                                   "K bob\n"
                                   "E bob theme/wacht 4 3 thanked 3333\n"
                                   "C bob 3 theme/wacht\n"
                                   "S dd anna ask Van het team?\n"
                                   "R dd ok 4444 5\n"
                                   "Z 5 bob theme/%\n";

static void write_history(const char *text, const char *more)
{
    FILE *file = fopen(history.text, "w");

    assert_non_null(file);
    fprintf(file, "%s%s", text, more);
    fclose(file);
}

static void write_database(const char *more)
{
    sqlite3 *db;

    remove(database.text);
    assert_int_equal(sqlite3_open(database.text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, good_database, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, more, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static int judged(void)
{
    FILE *to = fmemopen(said, sizeof said, "w");

    assert_non_null(to);
    int wrong = judge(history.text, database.text, to);
    fclose(to);
    return wrong;
}

static int begin(void **state)
{
    (void)state;
    tempdir_make(&dir);
    history = tempdir_file(&dir, "history");
    database = tempdir_file(&dir, "vakwerk.db");
    return 0;
}

static int end(void **state)
{
    (void)state;
    tempdir_remove(&dir);
    return 0;
}

static void assert_not_blamed(const char *more_kept, const char *more_seen)
{
    write_database(more_kept);
    write_history(good_history, more_seen);
    int wrong = judged();
    if (wrong != 0)
        print_error("%s\n", said);
    assert_int_equal(wrong, 0);
}

TEST(what_is_right_is_not_blamed)
{
    assert_not_blamed("", "");
}

/* Who listened too late for an event and fetched it, hears it again after the daemon was killed. */
TEST(what_was_fetched_may_be_told_again_after_later_ones)
{
    assert_not_blamed("", "K carl\nC carl 3 theme/wacht\nE carl theme/wacht 4 3 thanked 3333\n"
                          "E carl theme/wacht 3 2 answer 3333.1\n");
}

/* The same of what concerns one member alone, which nobody here fetches. */
TEST(what_was_told_before_one_listened_may_be_told_again_after_later_ones)
{
    assert_not_blamed("INSERT INTO event_to VALUES (2, 2, 0), (2, 4, 2)",
                      "K bob\nE bob out/bob 4 2 thanked 3333\nE bob out/bob 2 0 question 3333\n");
}

/* A question that waits long goes on by itself, while everybody is leaving. */
TEST(what_happened_after_the_readers_looked_last_they_need_not_have_seen)
{
    assert_not_blamed("INSERT INTO event (seq, prev, theme, post) VALUES (6, 4, 1, 2)", "");
}

#define PERSONAL                                                                                                       \
    "INSERT INTO event (seq, prev, theme, post, personal) VALUES (6, 0, 1, 2, 1);"                                     \
    "INSERT INTO event_to VALUES (1, 6, 4)"

TEST(what_only_one_is_told_may_be_caught_up_with_by_that_one)
{
    write_database(PERSONAL);
    write_history(good_history, "C anna 6 theme/wacht\n");
    assert_int_equal(judged(), 0);
}

static const struct fault {
    const char *kind, *database, *history;
} faults[] = {
    { "lost: accepted, and not in", "DELETE FROM served WHERE seq = 3", "" },
    { "lost: accepted, and its text", "DELETE FROM post WHERE id = 3", "" },
    { "lost: accepted, and its text", "UPDATE post SET code = '3333.2' WHERE id = 3", "" },
    { "lost: accepted, and its text", "UPDATE post SET author = 1 WHERE id = 3", "" },
    { "double: a text", "INSERT INTO post VALUES (9, '5555', 1, 'Eerste?', NULL)", "" },
    { "double: an id", "INSERT INTO served VALUES (x'aa', 1, 2)", "" },
    { "double: two requests", "UPDATE served SET seq = 2 WHERE seq = 3", "" },
    { "forged: in the database", "INSERT INTO served VALUES (x'ee', 1, 0)", "" },
    { "forged: in the database", "UPDATE served SET member = 1 WHERE seq = 3", "" },
    { "forged: a text", "INSERT INTO post VALUES (9, '5555', 1, 'Van niemand?', NULL)", "" },
    { "changed: a reply with another seq", "UPDATE served SET seq = 5 WHERE seq = 2", "" },
    { "changed: two replies", "", "R aa ok 3333 4\n" },
    { "changed: two replies", "", "R aa ok 9999 2\n" },
    { "changed: refused after", "", "R aa conflict - 0\n" },
    { "changed: refused for good", "INSERT INTO served VALUES (x'ee', 1, 0)",
      "S ee anna thank 3333\nR ee not_found - 0\n" },
    { "unanswered", "", "S ee anna thank 3333\n" },
    { "gap: a seq is missing", "DELETE FROM event WHERE seq = 3", "" },
    { "gap: prev is not the seq before it in its space", "UPDATE event SET prev = 1 WHERE seq = 3", "" },
    { "gap: prev is not the seq before it of that member", "UPDATE event_to SET prev = 0 WHERE seq = 4", "" },
    { "ghost: a reply has", "UPDATE served SET seq = 9 WHERE seq = 4", "R cc ok - 9\n" },
    { "ghost: an event was seen", "", "E bob theme/wacht 9 4 question 5555\n" },
    { "ghost: an event was seen", "", "E anna theme/wacht 4 2 thanked 3333\n" },
    { "ghost: an event was seen", "", "E anna theme/wacht 4 3 thanked 4444\n" },
    { "ghost: a personal event", "", "E bob out/bob 4 0 thanked 3333\n" },
    { "ghost: an event was caught", "", "C anna 9 theme/wacht\n" },
    { "ghost: an event was caught", PERSONAL, "C bob 6 theme/wacht\n" },
    { "ghost: an event says", "", "E anna theme/wacht 2 1 answer 3333\n" },
    { "leaked", "", "E bob out/anna 3 0 answer 3333.1\n" },
    { "disorder", "", "K carl\nE carl theme/wacht 4 3 thanked 3333\nE carl theme/wacht 3 2 answer 3333.1\n" },
    { "disorder", "INSERT INTO event_to VALUES (2, 2, 0), (2, 3, 2), (2, 4, 3)",
      "K bob\nE bob out/bob 2 0 question 3333\nE bob out/bob 4 3 thanked 3333\nE bob out/bob 3 2 answer 3333.1\n" },
    { "gap: an event was left out", "",
      "K carl\nE carl theme/wacht 2 1 question 3333\nE carl theme/wacht 4 3 thanked 3333\n" },
    { "gap: a reader has not seen", "", "Z 5 anna team/delft\n" },
};

TEST(every_planted_fault_is_found)
{
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        write_database(faults[i].database);
        write_history(good_history, faults[i].history);
        memset(said, 0, sizeof said);
        int wrong = judged();
        if (wrong < 1 || strstr(said, faults[i].kind) == NULL)
            fail_msg("fault %zu, %s, was not found; said: %s", i, faults[i].kind, said);
    }
}

TEST(a_history_that_cannot_be_read_is_no_acquittal)
{
    write_database("");
    write_history(good_history, "R aa\n");
    assert_int_equal(judged(), -1);
    write_history(good_history, "X what is this\n");
    assert_int_equal(judged(), -1);
    remove(history.text);
    assert_int_equal(judged(), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_right_is_not_blamed, begin, end),
        cmocka_unit_test_setup_teardown(what_was_fetched_may_be_told_again_after_later_ones, begin, end),
        cmocka_unit_test_setup_teardown(what_happened_after_the_readers_looked_last_they_need_not_have_seen, begin,
                                        end),
        cmocka_unit_test_setup_teardown(what_only_one_is_told_may_be_caught_up_with_by_that_one, begin, end),
        cmocka_unit_test_setup_teardown(what_was_told_before_one_listened_may_be_told_again_after_later_ones, begin,
                                        end),
        cmocka_unit_test_setup_teardown(every_planted_fault_is_found, begin, end),
        cmocka_unit_test_setup_teardown(a_history_that_cannot_be_read_is_no_acquittal, begin, end),
    };

    return TEST_RUN(tests);
}
