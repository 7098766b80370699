/* What people read in a digest, against files in tests/data/digest that somebody looked at. */
#include "clients/digest/html.h"
#include "clients/digest/plain.h"
#include "clients/text/words.h"
#include "tests/digest/paper.h"
#include "tests/proto/test.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

static const char *const names[] = { "full",   "empty", "many",      "pause",       "weekly", "personal",
                                     "counts", "held",  "dst-march", "dst-october", "wide" };

#define NAMES (sizeof names / sizeof names[0])

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 32 * LETTER_ARENA_BYTES);
    paper_setup(&arena);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static int clean(void **state)
{
    (void)state;
    arena_reset(&arena);
    return 0;
}

static const char *path(const char *name, const char *ending)
{
    return words_say(&arena, "%s/digest/%s.%s", TEST_DATA, name, ending);
}

static struct letter *letter(const char *name)
{
    struct letter *made = arena_take(&arena, sizeof *made);
    struct msg_digest_is digest;

    assert_non_null(made);
    paper_read(path(name, "json"), &arena, &digest);
    paper_letter(&digest, &arena, made);
    return made;
}

static void compare(const char *name, const char *ending, const char *made)
{
    const char *golden = paper_file(path(name, ending), &arena);

    assert_non_null(golden);
    assert_string_equal(made, golden);
}

TEST(the_text_of_each_is_as_it_was_looked_at)
{
    (void)state;
    for (size_t i = 0; i < NAMES; i++)
        compare(names[i], "txt", plain_mail(letter(names[i]), &arena));
}

TEST(the_html_of_each_is_as_it_was_looked_at)
{
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        struct letter *made = letter(names[i]);
        plain_mail(made, &arena);
        compare(names[i], "html", html_mail(made, &arena));
    }
}

static void check_lines(const char *text)
{
    int lines = 0;

    for (const char *at = text; *at != '\0'; lines++) {
        size_t len = strcspn(at, "\n");
        assert_in_range(words_cells(words_say(&arena, "%.*s", (int)len, at)), 0, PLAIN_CELLS);
        at += len + (at[len] == '\n');
    }
    assert_in_range(lines, 1, PLAIN_LINES);
}

TEST(no_line_is_wider_than_72_cells_and_no_mail_longer_than_it_may_be)
{
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        struct letter *made = letter(names[i]);
        const char *text = plain_mail(made, &arena);
        check_lines(text);
        assert_in_range(strlen(text), 1, PLAIN_BYTES);
        assert_in_range(strlen(html_mail(made, &arena)), 1, 30 * 1024);
    }
}

/* Of two hundred new questions thirteen were told on the wire; what a mail has no room for is counted, not forgotten. */
TEST(what_has_no_room_is_counted)
{
    (void)state;
    struct letter *made = letter("many");
    size_t news = made->sections[2].count - 1;

    assert_int_equal(made->sections[2].more, 187);
    plain_mail(made, &arena);
    assert_true(made->sections[2].count - 1 < news);
    assert_int_equal(made->sections[2].more, 187 + (int64_t)(news - (made->sections[2].count - 1)));
}

TEST(a_subject_says_numbers_and_nothing_else)
{
    static const struct {
        const char *name, *subject;
    } cases[] = {
        { "full", "Vakwerk do 19 mei: 2 voor jou, 8 nieuw" },
        { "held", "Vakwerk do 19 mei: 2 nieuw" },
        { "empty", "Vakwerk do 19 mei" },
        { "weekly", "Vakwerk ma 16 t/m zo 22 mei: 1 voor jou, 8 nieuw" },
        { "pause", "Vakwerk vr 20 mei t/m do 9 juni: 2 voor jou, 41 nieuw" },
        { "dst-march", "Vakwerk vr 25 t/m zo 27 maart: 2 nieuw" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(letter(cases[i].name)->subject, cases[i].subject);
}

TEST(nothing_in_the_html_is_fetched_or_run)
{
    static const char *const parts[] = { "<img", " src=", "<script", "<link", "@import", "url(" };

    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        const char *html = html_mail(letter(names[i]), &arena);
        for (size_t j = 0; j < sizeof parts / sizeof parts[0]; j++)
            assert_null(strstr(html, parts[j]));
    }
}

TEST(without_a_page_the_html_says_what_to_type)
{
    struct letter *made = letter("full");
    (void)state;

    made->page = NULL;
    const char *html = html_mail(made, &arena);
    assert_non_null(strstr(html, "vakwerk show 9PDX"));
    assert_null(strstr(html, "href=\"http"));
}

TEST(a_moderator_reads_how_much_waits)
{
    struct msg_digest_is digest;
    struct letter made;

    (void)state;
    paper_read(path("full", "json"), &arena, &digest);
    digest.has_queue = true;
    digest.queue = 2;
    paper_letter(&digest, &arena, &made);
    const char *text = plain_mail(&made, &arena);
    assert_non_null(strstr(text, "2 teksten wachten op een moderator."));
    assert_non_null(strstr(text, "vakwerk mod queue"));
    assert_null(strstr(plain_mail(letter("full"), &arena), "moderator"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_text_of_each_is_as_it_was_looked_at, clean),
        cmocka_unit_test_teardown(the_html_of_each_is_as_it_was_looked_at, clean),
        cmocka_unit_test_teardown(no_line_is_wider_than_72_cells_and_no_mail_longer_than_it_may_be, clean),
        cmocka_unit_test_teardown(what_has_no_room_is_counted, clean),
        cmocka_unit_test_teardown(a_subject_says_numbers_and_nothing_else, clean),
        cmocka_unit_test_teardown(nothing_in_the_html_is_fetched_or_run, clean),
        cmocka_unit_test_teardown(without_a_page_the_html_says_what_to_type, clean),
        cmocka_unit_test_teardown(a_moderator_reads_how_much_waits, clean),
    };

    return TEST_RUN_WITH(tests, setup, teardown);
}
