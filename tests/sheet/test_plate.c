/* A page to hang up: as it was approved, and whatever the texts are, nothing runs out of its column or off the page. */
#include "clients/sheet/metrics.h"
#include "clients/text/language.h"
#include "clients/text/words.h"
#include "tests/sheet/samples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEST(name) static void name(__attribute__((unused)) void **state)
#define FILE_MAX   (128 * 1024)

static const char *const names[] = { "lesson", "busy", "hostile", "empty" };
#define NAMES (sizeof names / sizeof names[0])

/* To be freed. */
static char *written(const char *name, void (*write)(const struct plate *plate, FILE *out))
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    assert_non_null(out);
    write(samples_plate(name), out);
    fclose(out);
    return text;
}

static void compare(const char *name, const char *ending, void (*write)(const struct plate *plate, FILE *out))
{
    char path[512], *expected = calloc(1, FILE_MAX), *got = written(name, write);

    snprintf(path, sizeof path, "%s/sheet/plate-%s.%s", TEST_DATA, name, ending);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(expected, 1, FILE_MAX - 1, file) < FILE_MAX - 1);
    fclose(file);
    assert_string_equal(got, expected);
    free(expected);
    free(got);
}

TEST(each_sample_looks_as_it_was_approved)
{
    for (size_t i = 0; i < NAMES; i++) {
        compare(names[i], "svg", plate_svg);
        compare(names[i], "txt", plate_text);
    }
}

/* ---- on the page ---- */

static long attribute(const char *element, const char *name)
{
    char key[32];
    const char *at;

    snprintf(key, sizeof key, " %s=\"", name);
    at = strstr(element, key);
    return at == NULL || at > strchr(element, '>') ? -1 : atol(at + strlen(key));
}

/* What stands in the element, without the escapes. */
static size_t unescape(const char *from, char *to)
{
    static const struct {
        const char *escaped;
        char c;
    } escapes[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&#39;", '\'' } };
    size_t length = 0;

    while (*from != '<') {
        size_t used = 0;
        for (size_t i = 0; i < sizeof escapes / sizeof escapes[0] && used == 0; i++)
            if (strncmp(from, escapes[i].escaped, strlen(escapes[i].escaped)) == 0) {
                to[length++] = escapes[i].c;
                used = strlen(escapes[i].escaped);
            }
        if (used == 0)
            to[length++] = *from;
        from += used == 0 ? 1 : used;
    }
    return length;
}

/* The right edge of what a line begins in: a column, or the page with its margin. */
static long edge_of(long x, long y)
{
    long column = (4200 - 2 * 140 - 2 * 60) / 3;

    if (y < 720 || y > 2760)
        return 4200 - 140;
    return 140 + (x - 140) / (column + 60) * (column + 60) + column;
}

TEST(no_line_leaves_its_column_or_the_page)
{
    static char text[FILE_MAX];
    int lines = 0;

    for (size_t i = 0; i < NAMES; i++) {
        char *svg = written(names[i], plate_svg);
        for (const char *at = svg; (at = strstr(at, "<text ")) != NULL; at++, lines++) {
            long x = attribute(at, "x"), y = attribute(at, "y"), size = attribute(at, "font-size");
            struct span words = { text, unescape(strchr(at, '>') + 1, text) };
            bool bold = attribute(at, "font-weight") == 700;
            long width = (metrics_width(words, bold) * size + 999) / 1000;
            assert_true(x >= 140 && y > 0 && y < 2970 && size >= 36);
            assert_true(x + width <= edge_of(x, y));
            if (!metrics_knows(words)) /* a guess is enforced */
                assert_true(labs(attribute(at, "textLength") - width) <= 1);
        }
        free(svg);
    }
    assert_true(lines > 100);
}

TEST(what_does_not_fit_is_counted)
{
    char *svg = written("busy", plate_svg), *text = written("busy", plate_text);

    assert_non_null(strstr(svg, ">38 andere</text>"));
    assert_non_null(strstr(text, "\n  5 andere\n")); /* text has room for forty */
    free(svg);
    free(text);
}

TEST(a_text_does_not_become_markup)
{
    char *svg = written("hostile", plate_svg);

    assert_null(strstr(svg, "<script"));
    assert_non_null(strstr(svg, "&lt;script&gt;"));
    assert_ptr_equal(strstr(svg, "</svg>"), svg + strlen(svg) - strlen("</svg>\n"));
    free(svg);
}

/* ---- in a terminal ---- */

TEST(no_line_of_the_text_is_wider_than_eighty_cells)
{
    for (size_t i = 0; i < NAMES; i++) {
        char *text = written(names[i], plate_text);
        char *rest = text;
        for (char *line; (line = strsep(&rest, "\n")) != NULL;)
            if (words_cells(line) > 80)
                assert_string_equal(line, "at most 80 cells");
        free(text);
    }
}

/* ---- widths ---- */

TEST(widths_are_those_of_the_font_that_is_stated)
{
    assert_int_equal(metrics_width(span_of("i"), false), 278);
    assert_int_equal(metrics_width(span_of("W"), false), 989);
    assert_int_equal(metrics_width(span_of("W"), true), 1103);
    assert_int_equal(metrics_width(span_of("é"), false), metrics_width(span_of("e"), false));
    assert_int_equal(metrics_width(span_of("e\xcc\x81"), false), metrics_width(span_of("e"), false));
    assert_int_equal(metrics_width(span_of("\xe5\xae\xb6"), false), 1000);
    assert_true(metrics_knows(span_of("Eén “quote” – €5")));
    assert_false(metrics_knows(span_of("\xe5\xae\xb6")));
    assert_int_equal(metrics_width((struct span){ "a\xe5\xae", 3 }, false),
                     613 + 2000); /* cut off: signs of their own */
}

int main(void)
{
    struct arena arena;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_sample_looks_as_it_was_approved),
        cmocka_unit_test(no_line_leaves_its_column_or_the_page),
        cmocka_unit_test(what_does_not_fit_is_counted),
        cmocka_unit_test(a_text_does_not_become_markup),
        cmocka_unit_test(no_line_of_the_text_is_wider_than_eighty_cells),
        cmocka_unit_test(widths_are_those_of_the_font_that_is_stated),
    };

    arena_init(&arena, 64 * 1024);
    language_locale(&arena);
    cmocka_set_test_filter(getenv("CMOCKA_TEST_FILTER"));
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&arena);
    return failed;
}
