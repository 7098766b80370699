/* A page to hang up: as it was approved, and whatever the texts are, nothing runs out of its column or off the page. */
#include "clients/sheet/metrics.h"
#include "clients/text/language.h"
#include "clients/text/words.h"
#include "tests/proto/test.h"
#include "tests/sheet/samples.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX   (128 * 1024)
#define SMALLEST   36 /* of the letters, in tenths of millimetres on A3 */
#define PLATE_TEXT 8192
#define ANY_ITEMS  61 /* more than a plate has room for */
#define ANY_PLATES 15

static const char *const names[] = { "lesson", "busy", "hostile", "empty" };
#define NAMES (sizeof names / sizeof names[0])

/* To be freed. */
static char *drawn(const struct plate *plate, void (*write)(const struct plate *plate, FILE *out))
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    assert_non_null(out);
    write(plate, out);
    fclose(out);
    return text;
}

static char *written(const char *name, void (*write)(const struct plate *plate, FILE *out))
{
    return drawn(samples_plate(name), write);
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

/* How many lines are on the page, each within its column. */
static int count_lines(const char *svg)
{
    static char text[FILE_MAX];
    int lines = 0;

    for (const char *at = svg; (at = strstr(at, "<text ")) != NULL; at++, lines++) {
        long x = attribute(at, "x"), y = attribute(at, "y"), size = attribute(at, "font-size");
        struct span words = { text, unescape(strchr(at, '>') + 1, text) };
        bool bold = attribute(at, "font-weight") == 700;
        long width = (metrics_width(words, bold) * size + 999) / 1000;
        assert_true(x >= 140 && y > 0 && y < 2970 && size >= SMALLEST);
        assert_true(x + width <= edge_of(x, y));
        if (!metrics_knows(words)) /* a guess is enforced */
            assert_true(labs(attribute(at, "textLength") - width) <= 1);
    }
    return lines;
}

TEST(no_line_leaves_its_column_or_the_page)
{
    int lines = 0;

    for (size_t i = 0; i < NAMES; i++) {
        char *svg = written(names[i], plate_svg);
        lines += count_lines(svg);
        free(svg);
    }
    assert_true(lines > 100);
}

/* ---- whatever the texts are ---- */

static uint32_t dice(uint32_t *seed, uint32_t sides)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % sides;
}

/* Up to 2,000 characters: of one long word, of emoji and their joiners, of the far east, of words and signs. */
static void any_text(uint32_t *seed, char to[PLATE_TEXT])
{
    static const char *const parts[] = { "W",
                                         "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
                                         "\xe5\xae\xb6",
                                         "wachttijd ",
                                         "e\xcc\x81 ",
                                         "<&>\"' ",
                                         "\xef\xb7\xbd ",
                                         "i" };
    uint32_t count = sizeof parts / sizeof parts[0], one = dice(seed, count), mixed = dice(seed, 2);
    uint32_t longest = dice(seed, 4) == 0 ? 2000 : 1 + dice(seed, 160);
    size_t length = 0;

    for (uint32_t i = 0; i < longest; i++) {
        const char *part = parts[mixed ? dice(seed, count) : one];
        size_t size = strlen(part);
        if (length + size >= PLATE_TEXT)
            break;
        memcpy(to + length, part, size);
        length += size;
    }
    to[length] = '\0';
}

static void any_plate(uint32_t *seed, struct plate *plate)
{
    static char texts[3 * ANY_ITEMS + 4][PLATE_TEXT];
    size_t used = 0;

    for (; used < 4; used++)
        any_text(seed, texts[used]);
    *plate = (struct plate){
        .language = "nl", .kicker = texts[0], .title = texts[1], .foot = texts[2], .and_more = "andere"
    };
    for (int kind = 0; kind < PLATE_COLUMNS; kind++) {
        plate->columns[kind].heading = texts[3];
        plate->columns[kind].empty = texts[2];
        for (uint32_t count = dice(seed, ANY_ITEMS); count > 0; count--) {
            any_text(seed, texts[used]);
            plate_add(plate, (enum plate_column_kind)kind, texts[used], dice(seed, 2) ? texts[used] : NULL);
            used++;
        }
    }
}

static void check_cells(char *text)
{
    for (char *line; (line = strsep(&text, "\n")) != NULL;)
        if (words_cells(line) > 80)
            assert_string_equal(line, "at most 80 cells");
}

TEST(no_text_of_any_length_and_no_number_of_them_runs_over)
{
    static struct plate plate;
    uint32_t seed = 20231; /* a plate that fails is found again by its number */

    for (int i = 0; i < ANY_PLATES; i++) {
        any_plate(&seed, &plate);
        char *svg = drawn(&plate, plate_svg), *text = drawn(&plate, plate_text);
        assert_true(count_lines(svg) > 3);
        check_cells(text);
        free(svg);
        free(text);
    }
}

/* ---- read from where one stands ---- */

/* A small x of DejaVu Sans is 0.547 of its size high; ten minutes of arc at 65 cm are 1.89 mm (of limits 5 is sharp). */
TEST(the_smallest_letters_are_read_at_arms_length)
{
    for (size_t i = 0; i < NAMES; i++) {
        char *svg = written(names[i], plate_svg);
        for (const char *at = svg; (at = strstr(at, "<text ")) != NULL; at++)
            assert_true((double)attribute(at, "font-size") * 0.547 >= 18.9);
        free(svg);
    }
}

static double light(const char *colour)
{
    static const double weights[] = { 0.2126, 0.7152, 0.0722 };
    double sum = 0;

    for (int i = 0; i < 3; i++) {
        char two[3] = { colour[1 + 2 * i], colour[2 + 2 * i], '\0' };
        double part = (double)strtol(two, NULL, 16) / 255;
        sum += weights[i] * (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

/* As in WCAG 2.2, 1.4.3. */
static double contrast(const char *one, const char *other)
{
    double a = light(one), b = light(other);

    return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

static const char *fill_of(const char *element)
{
    return strstr(element, " fill=\"") + strlen(" fill=\"");
}

/* Every ink on every paper; what is white stands on a disc. */
TEST(letters_and_paper_differ_enough)
{
    char *svg = written("busy", plate_svg);
    int pairs = 0;

    for (const char *text = svg; (text = strstr(text, "<text ")) != NULL; text++) {
        bool white = strncmp(fill_of(text), "#FFFFFF", 7) == 0;
        const char *under = white ? "<circle " : "<rect ";
        for (const char *at = svg; (at = strstr(at, under)) != NULL; at++, pairs++)
            assert_true(contrast(fill_of(text), fill_of(at)) >= 4.5);
    }
    assert_true(pairs > 100);
    free(svg);
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
        check_cells(text);
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
        cmocka_unit_test(no_text_of_any_length_and_no_number_of_them_runs_over),
        cmocka_unit_test(the_smallest_letters_are_read_at_arms_length),
        cmocka_unit_test(letters_and_paper_differ_enough),
        cmocka_unit_test(what_does_not_fit_is_counted),
        cmocka_unit_test(a_text_does_not_become_markup),
        cmocka_unit_test(no_line_of_the_text_is_wider_than_eighty_cells),
        cmocka_unit_test(widths_are_those_of_the_font_that_is_stated),
    };

    arena_init(&arena, 64 * 1024);
    language_locale(&arena);
    int failed = TEST_RUN(tests);
    arena_release(&arena);
    return failed;
}
