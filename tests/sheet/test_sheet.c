/* What goes on paper, against files in tests/data/sheet that somebody looked at. */
#include "clients/text/language.h"
#include "clients/text/words.h"
#include "tests/proto/test.h"
#include "tests/sheet/samples.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (64 * 1024)

enum form { TEXT, MARKDOWN, HTML, PRINT, FORMS };
static const char *const endings[FORMS] = { "txt", "md", "html", "print.html" };

static void write_form(const struct sheet *sheet, enum form form, FILE *out)
{
    if (form == TEXT)
        sheet_plain(sheet, 80, out);
    else if (form == MARKDOWN)
        sheet_markdown(sheet, out);
    else
        sheet_html(sheet, form == PRINT ? SHEET_FOR_PRINT : SHEET_FOR_SCREEN, out);
}

/* To be freed. */
static char *written(const struct sheet *sheet, enum form form)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    assert_non_null(out);
    write_form(sheet, form, out);
    fclose(out);
    return text;
}

static char *golden(const char *name, enum form form)
{
    char path[512], *text = calloc(1, FILE_MAX);

    snprintf(path, sizeof path, "%s/sheet/%s.%s", TEST_DATA, name, endings[form]);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, FILE_MAX - 1, file) < FILE_MAX - 1);
    fclose(file);
    return text;
}

static void compare(const char *name)
{
    for (int form = TEXT; form < FORMS; form++) {
        char *expected = golden(name, (enum form)form), *got = written(samples_sheet(name), (enum form)form);
        assert_string_equal(got, expected);
        free(expected);
        free(got);
    }
}

TEST(a_lesson_looks_as_it_was_approved)
{
    compare("lesson");
}

TEST(texts_that_look_like_markup_stay_texts)
{
    compare("hostile");
}

/* Whatever the file says: no tag of a text is a tag. */
TEST(no_text_becomes_an_element)
{
    static const char *const never[] = { "<script", "<img", "<iframe", "<b>", "href=\"javascript", "</style>*" };

    for (int form = HTML; form <= PRINT; form++) {
        char *html = written(samples_sheet("hostile"), (enum form)form);
        for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
            assert_null(strstr(html, never[i]));
        free(html);
    }
}

TEST(it_loads_nothing_from_elsewhere)
{
    static const char *const never[] = { "src=", "@import", "url(", "<link", "<script" };

    for (int form = HTML; form <= PRINT; form++) {
        char *html = written(samples_sheet("lesson"), (enum form)form);
        for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
            assert_null(strstr(html, never[i]));
        free(html);
    }
}

TEST(a_sheet_that_is_full_says_so)
{
    struct sheet *sheet = calloc(1, sizeof *sheet);

    for (int i = 0; i < SHEET_BLOCKS_MAX; i++)
        sheet_add(sheet, SHEET_ITEM, "regel");
    sheet_add(sheet, SHEET_ITEM, "");
    assert_false(sheet->is_full);
    sheet_add(sheet, SHEET_ITEM, "te veel");
    assert_true(sheet->is_full);
    assert_int_equal(sheet->count, SHEET_BLOCKS_MAX);
    free(sheet);
}

int main(void)
{
    struct arena arena;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lesson_looks_as_it_was_approved), cmocka_unit_test(texts_that_look_like_markup_stay_texts),
        cmocka_unit_test(no_text_becomes_an_element),        cmocka_unit_test(it_loads_nothing_from_elsewhere),
        cmocka_unit_test(a_sheet_that_is_full_says_so),
    };

    arena_init(&arena, 64 * 1024);
    language_locale(&arena);
    int failed = TEST_RUN(tests);
    arena_release(&arena);
    return failed;
}
