/* list: every filter, every order, page by page, over 300 questions of which some are private to two teams. */
#include "tests/daemon/office.h"

#include <stdio.h>

enum { POSTS = 300 };

/* Made behind the daemon's back, for speed: authors, themes, teams, answers and ages in all combinations. */
static void fill(struct office *o)
{
    office_sql(
        o,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
        " INSERT INTO post (id, kind, code, author, author_team, theme, team, title, text, posted_at, answers,"
        " met_until, resolved_at, retracted_at) SELECT i, 1, 'C' || i, 1 + i %% 7, 1, 1 + i %% 2, nullif(i %% 3, 0),"
        " 'Vraag ' || i, 'Uitleg', %lld + i * 1000, i %% 5, CASE WHEN i %% 5 > 0 THEN 9223372036854775807 ELSE 0 END, "
        "CASE WHEN i %% 11 = 0 THEN 1 END,"
        " CASE WHEN i %% 13 = 0 THEN 1 END FROM n",
        POSTS, (long long)OFFICE_NOW);
}

/* What should be there, told by SQL that is as plain as can be. */
struct expected {
    const char *who, *where, *more; /* of the request */
    const char *filter, *order;
};

#define IS_OPEN  "answers = 0 AND resolved_at IS NULL"
#define DELFT    "(team IS NULL OR team = 1)" /* anna bram carla daan */
#define RIJSWIJK "(team IS NULL OR team = 2)" /* eva */
#define NEW      "id DESC"

static const struct expected expected[] = {
    { "anna", "list", "", DELFT, NEW },
    { "eva", "list", "", RIJSWIJK, NEW },
    { "fatima", "list", "", "1", NEW },
    { "gijs", "list", "", "team IS NULL", NEW },
    { "beheer", "list", "", "team IS NULL", NEW },
    { "anna", "theme/regie/list", "", DELFT " AND theme = 1", NEW },
    { "anna", "theme/wacht/list", "", DELFT " AND theme = 2", NEW },
    { "anna", "team/delft/list", "", "team = 1", NEW },
    { "fatima", "team/rijswijk/list", "", "team = 2", NEW },
    { "anna", "list", ", 'open': true", DELFT " AND " IS_OPEN, "id" },
    { "fatima", "list", ", 'sort': 'open'", IS_OPEN, "id" },
    { "anna", "theme/regie/list", ", 'open': true", DELFT " AND theme = 1 AND " IS_OPEN, "id" },
    { "anna", "team/delft/list", ", 'open': true", "team = 1 AND " IS_OPEN, "id" },
    { "anna", "list", ", 'sort': 'lively'", DELFT, "answers DESC, id DESC" },
    { "fatima", "list", ", 'sort': 'lively'", "1", "answers DESC, id DESC" },
    { "anna", "theme/wacht/list", ", 'sort': 'lively'", DELFT " AND theme = 2", "answers DESC, id DESC" },
    { "anna", "team/delft/list", ", 'sort': 'lively'", "team = 1", "answers DESC, id DESC" },
    { "anna", "list", ", 'mine': true", DELFT " AND author = 1", NEW },
    { "gijs", "list", ", 'mine': true", "team IS NULL AND author = 7", NEW },
    { "fatima", "list", ", 'mine': true", "author = 6", NEW },
    { "anna", "theme/regie/list", ", 'mine': true", DELFT " AND author = 1 AND theme = 1", NEW },
    { "anna", "team/delft/list", ", 'mine': true", "author = 1 AND team = 1", NEW },
    { "anna", "list", ", 'since_at': 1653033800000", DELFT " AND posted_at > 1653033800000", NEW },
    { "anna", "list", ", 'open': true, 'since_at': 1653033800000",
      DELFT " AND " IS_OPEN " AND posted_at > 1653033800000", "id" },
    { "fatima", "list", ", 'sort': 'lively', 'since_at': 1653033800000", "posted_at > 1653033800000",
      "answers DESC, id DESC" },
};

static void read_all(struct office *o, const struct expected *e, int limit, int64_t *ids, size_t *count)
{
    struct word_text after = { "" };

    *count = 0;
    do {
        char cursor[200] = "";
        if (after.text[0] != '\0')
            snprintf(cursor, sizeof cursor, ", 'after': '%s'", after.text);
        OK(o, e->who, e->where, "{'limit': %d%s%s}", limit, e->more, cursor);
        size_t rows = count_at(o->reply, "items");
        assert_true(rows <= (size_t)limit);
        for (size_t i = 0; i < rows; i++) {
            char path[32];
            snprintf(path, sizeof path, "items.%zu.code", i);
            assert_true(*count < POSTS);
            ids[(*count)++] = strtoll(text_at(o->reply, path) + 1, NULL, 10);
        }
        after = office_word(o, "after");
        assert_true(after.text[0] == '\0' || rows == (size_t)limit);
    } while (after.text[0] != '\0');
}

TEST(every_list_has_each_thing_once_in_its_order_over_all_pages)
{
    struct office *o = *state;
    static const int limits[] = { 1, 7, 100 };

    fill(o);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        for (size_t j = 0; j < sizeof limits / sizeof limits[0]; j++) {
            const struct expected *e = &expected[i];
            int64_t ids[POSTS];
            size_t count;
            if (limits[j] == 1 && i > 4)
                continue; /* slow, and the others find the same */
            read_all(o, e, limits[j], ids, &count);
            int64_t wanted = office_number(o, "SELECT count(*) FROM post WHERE retracted_at IS NULL AND %s", e->filter);
            if ((int64_t)count != wanted)
                fail_msg("%s %s%s: %zu instead of %lld", e->who, e->where, e->more, count, (long long)wanted);
            for (size_t k = 0; k < count; k++)
                assert_int_equal(ids[k],
                                 office_number(o,
                                               "SELECT id FROM post WHERE retracted_at IS NULL AND %s ORDER BY %s"
                                               " LIMIT 1 OFFSET %zu",
                                               e->filter, e->order, k));
        }
}

TEST(a_page_has_20_unless_said_otherwise)
{
    struct office *o = *state;

    fill(o);
    OK(o, "anna", "list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 20);
    NO("bad_request", "limit", o, "anna", "list", "{'limit': 0}");
    NO("bad_request", "limit", o, "anna", "list", "{'limit': 101}");
}

TEST(a_list_of_questions_has_titles_and_not_explanations)
{
    struct office *o = *state;

    OK(o, "anna", "theme/regie/ask", "{'title': 'Vraag', 'text': 'Uitleg'}");
    OK(o, "eva", "list", "{}");
    assert_string_equal(text_at(o->reply, "items.0.title"), "Vraag");
    assert_false(has_at(o->reply, "items.0.text"));
}

TEST(tips_and_notices_are_listed_with_their_texts)
{
    struct office *o = *state;

    OK(o, "anna", "theme/wacht/tip", "{'text': 'Open tip', 'works': true}");
    OK(o, "anna", "team/delft/tip", "{'text': 'Onze tip', 'works': true}");
    OK(o, "anna", "team/delft/notice", "{'text': 'Overleg', 'until_at': 1653040000000}");
    OK(o, "bram", "list", "{'kind': 'tip'}");
    assert_int_equal(count_at(o->reply, "items"), 2);
    assert_string_equal(text_at(o->reply, "items.0.text"), "Onze tip");
    OK(o, "eva", "list", "{'kind': 'tip'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.text"), "Open tip");
    OK(o, "bram", "team/delft/list", "{'kind': 'notice'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    OK(o, "eva", "list", "{'kind': 'notice'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

/* A hundred tips of 2000 characters of four bytes: no page grows too large, and none is left out. */
TEST(a_page_of_long_texts_is_shorter_than_was_asked)
{
    struct office *o = *state;
    struct word_text after = { "" };
    char text[8001] = "", cursor[200] = "";
    size_t count = 0;

    for (size_t i = 0; i < 2000; i++)
        memcpy(text + 4 * i, "\xf0\x9f\x98\x80", 4);
    for (int i = 0; i < 40; i++)
        OK(o, "anna", "theme/wacht/tip", "{'text': '%s', 'works': true}", text);
    do {
        OK(o, "eva", "list", "{'kind': 'tip', 'limit': 100%s}", cursor);
        count += count_at(o->reply, "items");
        after = office_word(o, "after");
        snprintf(cursor, sizeof cursor, ", 'after': '%s'", after.text);
    } while (after.text[0] != '\0');
    assert_int_equal(count, 40);
}

TEST(what_makes_no_sense_is_refused_by_name)
{
    struct office *o = *state;
    static const char *const cursors[] = { "x",     "1",    "1-",
                                           "-1-2",  "1-0",  "1--2",
                                           "1-2-3", "1-2x", "99999999999999999999-1" };

    NO("bad_request", "kind", o, "anna", "list", "{'kind': 'answer'}");
    NO("bad_request", "sort", o, "anna", "list", "{'sort': 'oldest'}");
    NO("bad_request", "sort", o, "anna", "list", "{'kind': 'tip', 'sort': 'lively'}");
    NO("bad_request", "sort", o, "anna", "list", "{'kind': 'tip', 'open': true}");
    NO("bad_request", "sort", o, "anna", "list", "{'mine': true, 'open': true}");
    for (size_t i = 0; i < sizeof cursors / sizeof cursors[0]; i++)
        NO("bad_request", "after", o, "anna", "list", "{'after': '%s'}", cursors[i]);
}

/* "The old ones stay readable." */
TEST(an_archived_theme_is_still_read)
{
    struct office *o = *state;

    office_sql(o, "UPDATE theme SET archived = 0 WHERE slug = 'oud'");
    struct word_text code = office_ask(o, "anna", "theme/oud/ask", "Van toen");
    OK(o, "beheer", "theme-set", "{'theme': 'oud', 'archived': true}");
    OK(o, "eva", "theme/oud/list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    OK(o, "eva", "show", "{'code': '%s'}", code.text);
    office_answer(o, "eva", code.text, "Dat kan nog");
    NO("not_found", "theme", o, "eva", "theme/oud/ask", "{'title': 'Nieuw'}");
    NO("not_found", "theme", o, "eva", "theme/oud/tip", "{'text': 'Nieuw', 'works': true}");
}

TEST(archiving_a_team_closes_it_for_its_members)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "team/delft/ask", "Van ons");

    OK(o, "beheer", "team-set", "{'team': 'delft', 'archived': true}");
    NO("not_found", "team", o, "anna", "team/delft/list", "{}");
    NO("not_found", "code", o, "anna", "show", "{'code': '%s'}", code.text);
    OK(o, "anna", "list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "anna", "list", "{'mine': true}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "anna", "sync", "{'since': 0}");
    assert_int_equal(count_at(o->reply, "events"), 0);
    OK(o, "beheer", "team-set", "{'team': 'delft', 'archived': false}");
    OK(o, "anna", "show", "{'code': '%s'}", code.text);
}

TEST(what_may_hang_on_a_wall_is_open_to_all_and_not_kept_off_screens)
{
    struct office *o = *state;

    office_ask(o, "anna", "team/delft/ask", "Van het team");
    OK(o, "anna", "theme/regie/ask", "{'title': 'Niet op de muur', 'no_kiosk': true}");
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Op de muur");
    static const char *const where[] = { "list", "theme/regie/list" };
    for (size_t i = 0; i < 2; i++) {
        OK(o, "anna", where[i], "{'wall': true}");
        assert_int_equal(count_at(o->reply, "items"), 1);
        assert_string_equal(text_at(o->reply, "items.0.code"), code.text);
    }
    OK(o, "anna", "team/delft/list", "{'wall': true}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(every_list_has_each_thing_once_in_its_order_over_all_pages),
        OFFICE_TEST(a_page_has_20_unless_said_otherwise),
        OFFICE_TEST(a_list_of_questions_has_titles_and_not_explanations),
        OFFICE_TEST(tips_and_notices_are_listed_with_their_texts),
        OFFICE_TEST(a_page_of_long_texts_is_shorter_than_was_asked),
        OFFICE_TEST(what_makes_no_sense_is_refused_by_name),
        OFFICE_TEST(an_archived_theme_is_still_read),
        OFFICE_TEST(archiving_a_team_closes_it_for_its_members),
        OFFICE_TEST(what_may_hang_on_a_wall_is_open_to_all_and_not_kept_off_screens),
    };

    return TEST_RUN(tests);
}
