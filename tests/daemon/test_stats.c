/* stats: numbers for the yearly report that count right, name nobody, and tell nothing that is too small. */
#include "tests/daemon/office.h"

#include <stdio.h>

/* So many questions in a theme; the first `answered` of them are answered after so long. */
static void ask_many(struct office *o, const char *theme, int count, int answered, int64_t after_ms)
{
    struct word_text codes[16];
    char where[64];

    snprintf(where, sizeof where, "theme/%s/ask", theme);
    for (int i = 0; i < count; i++)
        codes[i] = office_ask(o, i % 2 == 0 ? "anna" : "bram", where, "Vraag");
    o->now_ms += after_ms;
    for (int i = 0; i < answered; i++)
        office_answer(o, "eva", codes[i].text, "Antwoord");
    o->now_ms -= after_ms;
}

static bool is_few(const struct office *o, const char *path, const char *name)
{
    const json_t *list = json_at(o->reply, path), *word;
    size_t i;

    json_array_foreach(list, i, word) if (strcmp(json_string_value(word), name) == 0) return true;
    return false;
}

TEST(totals_count_what_is_there)
{
    struct office *o = *state;
    struct word_text gone = office_ask(o, "bram", "theme/regie/ask", "Weg");

    ask_many(o, "regie", 6, 6, DAY_MS);
    ask_many(o, "wacht", 5, 5, DAY_MS + 1);
    OK(o, "bram", "retract", "{'code': '%s'}", gone.text);
    OK(o, "beheer", "stats", "{}");
    assert_int_equal(int_at(o->reply, "members"), 10);
    assert_int_equal(int_at(o->reply, "teams"), 2);
    assert_int_equal(int_at(o->reply, "questions"), 10);
    assert_int_equal(int_at(o->reply, "answers"), 10);
    assert_int_equal(int_at(o->reply, "within_day"), 5);
    assert_int_equal(int_at(o->reply, "open"), 0);
    assert_true(int_at(o->reply, "seq") > 22);
    OK(o, "beheer", "stats", "{'since_at': %lld}", (long long)OFFICE_NOW + 1);
    assert_int_equal(int_at(o->reply, "questions"), 0);
    assert_int_equal(int_at(o->reply, "answers"), 10);
    OK(o, "beheer", "stats", "{'until_at': %lld}", (long long)OFFICE_NOW + 1);
    assert_int_equal(int_at(o->reply, "questions"), 10);
    assert_int_equal(int_at(o->reply, "answers"), 0);
}

TEST(a_total_of_fewer_than_five_is_not_told)
{
    struct office *o = *state;

    ask_many(o, "regie", 6, 4, 1000);
    OK(o, "anna", "theme/wacht/tip", "{'text': 'Tip', 'works': true}");
    OK(o, "beheer", "stats", "{}");
    static const char *const small[] = { "answers", "tips", "open", "within_day", "answerers" };
    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
        assert_int_equal(int_at(o->reply, small[i]), 0);
        assert_true(is_few(o, "few", small[i]));
    }
    assert_int_equal(int_at(o->reply, "questions"), 5);
    assert_false(is_few(o, "few", "questions"));
    office_answer(o, "eva", office_ask(o, "anna", "theme/regie/ask", "Nog een").text, "Antwoord");
    OK(o, "beheer", "stats", "{}");
    assert_int_equal(int_at(o->reply, "answers"), 5);
    assert_false(is_few(o, "few", "answers"));
}

TEST(a_theme_says_how_long_its_median_question_waited)
{
    struct office *o = *state;

    ask_many(o, "regie", 7, 7, HOUR_MS);
    ask_many(o, "wacht", 5, 5, 2 * DAY_MS);
    OK(o, "beheer", "stats", "{}");
    assert_int_equal(count_at(o->reply, "themes"), 2);
    assert_string_equal(text_at(o->reply, "themes.0.theme"), "regie");
    assert_int_equal(int_at(o->reply, "themes.0.questions"), 5);
    assert_int_equal(int_at(o->reply, "themes.0.answers"), 5);
    assert_int_equal(int_at(o->reply, "themes.0.within_day"), 5);
    assert_int_equal(int_at(o->reply, "themes.0.median_ms"), HOUR_MS);
    assert_int_equal(int_at(o->reply, "themes.1.median_ms"), 2 * DAY_MS);
    assert_int_equal(int_at(o->reply, "themes.1.within_day"), 0);
}

/* The median is of all questions: three of seven within an hour are not "most within a day". */
TEST(a_question_without_an_answer_waits_longest)
{
    struct office *o = *state;

    ask_many(o, "regie", 7, 3, HOUR_MS);
    OK(o, "beheer", "stats", "{}");
    assert_false(has_at(o->reply, "themes.0.median_ms"));
    ask_many(o, "regie", 2, 2, 2 * HOUR_MS);
    OK(o, "beheer", "stats", "{}");
    assert_int_equal(int_at(o->reply, "themes.0.median_ms"), 2 * HOUR_MS);
}

TEST(of_a_theme_with_few_questions_nothing_is_told)
{
    struct office *o = *state;

    office_sql(o, "UPDATE theme SET archived = 0 WHERE slug = 'oud'");
    ask_many(o, "regie", 9, 9, HOUR_MS);
    ask_many(o, "wacht", 3, 3, HOUR_MS);
    ask_many(o, "oud", 3, 0, HOUR_MS);
    OK(o, "beheer", "stats", "{}");
    assert_int_equal(count_at(o->reply, "themes"), 3);
    assert_int_equal(int_at(o->reply, "themes.0.questions"), 5);
    for (int i = 1; i <= 2; i++) {
        char path[32];
        snprintf(path, sizeof path, "themes.%d", i);
        assert_int_equal(json_object_size(json_at(o->reply, path)), 2); /* the theme and its name */
    }
}

/* One small theme alone could be reckoned from the total: then the next one is kept back too. */
TEST(the_total_does_not_tell_what_one_theme_has)
{
    struct office *o = *state;

    office_sql(o, "UPDATE theme SET archived = 0 WHERE slug = 'oud'");
    ask_many(o, "regie", 9, 9, HOUR_MS);
    ask_many(o, "wacht", 7, 7, HOUR_MS);
    ask_many(o, "oud", 2, 2, HOUR_MS);
    OK(o, "beheer", "stats", "{}");
    assert_true(has_at(o->reply, "themes.0.questions"));
    assert_false(has_at(o->reply, "themes.1.questions"));
    assert_false(has_at(o->reply, "themes.2.questions"));
}

TEST(small_numbers_of_a_theme_are_named_not_told)
{
    struct office *o = *state;

    ask_many(o, "regie", 8, 4, HOUR_MS);
    OK(o, "beheer", "stats", "{}");
    assert_int_equal(int_at(o->reply, "themes.0.questions"), 5);
    static const char *const small[] = { "answers", "open", "within_day" };
    for (size_t i = 0; i < 3; i++) {
        char path[48];
        snprintf(path, sizeof path, "themes.0.%s", small[i]);
        assert_false(has_at(o->reply, path));
        assert_true(is_few(o, "themes.0.few", small[i]));
    }
}

/* What came between two periods that differ by little, or between yesterday and today, is told as nothing or as five. */
TEST(two_periods_do_not_give_away_what_came_between)
{
    struct office *o = *state;
    int64_t before = 0;

    ask_many(o, "regie", 9, 9, HOUR_MS);
    for (int i = 0; i < 12; i++) {
        OK(o, "beheer", "stats", "{'until_at': %lld}", (long long)o->now_ms + 1);
        int64_t now = int_at(o->reply, "questions"), of_theme = int_at(o->reply, "themes.0.questions");
        assert_int_equal(now % 5, 0);
        assert_int_equal(of_theme % 5, 0);
        assert_int_equal(int_at(o->reply, "answers") % 5, 0);
        assert_true(i == 0 || now == before || now == before + 5);
        before = now;
        o->now_ms += 1;
        ask_many(o, "regie", 1, 1, 0);
    }
    assert_int_equal(before, 20);
}

TEST(nobody_is_named)
{
    struct office *o = *state;
    static const char *const nowhere[] = { "anna", "Anna", "bram", "Bram", "eva", "Eva", "delft", "Delft" };

    ask_many(o, "regie", 9, 9, HOUR_MS);
    OK(o, "beheer", "stats", "{}");
    char *text = json_dumps(o->reply, 0);
    for (size_t i = 0; i < sizeof nowhere / sizeof nowhere[0]; i++)
        assert_null(strstr(text, nowhere[i]));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(totals_count_what_is_there),
        OFFICE_TEST(a_total_of_fewer_than_five_is_not_told),
        OFFICE_TEST(a_theme_says_how_long_its_median_question_waited),
        OFFICE_TEST(a_question_without_an_answer_waits_longest),
        OFFICE_TEST(of_a_theme_with_few_questions_nothing_is_told),
        OFFICE_TEST(the_total_does_not_tell_what_one_theme_has),
        OFFICE_TEST(small_numbers_of_a_theme_are_named_not_told),
        OFFICE_TEST(two_periods_do_not_give_away_what_came_between),
        OFFICE_TEST(nobody_is_named),
    };

    return TEST_RUN(tests);
}
