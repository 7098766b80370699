/* What people write: which characters stay, in which form, and how they are counted. */
#include "test.h"

#include "proto/errors.h"
#include "proto/text.h"

#include <stdio.h>

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 8 * 1024 * 1024);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct span clean(struct span text)
{
    struct span once, twice;
    const char *message = NULL;

    if (text_clean(text, true, &arena, &once, &message) != 0)
        fail_msg("refused: %s", message);
    assert_int_equal(text_clean(once, true, &arena, &twice, &message), 0);
    assert_true(span_equal(once, twice)); /* what is stored is what would be stored */
    assert_true(text_is_utf8(once));
    return once;
}

static void becomes(struct span text, const char *want)
{
    struct span got = clean(text);

    if (!span_is(got, want))
        fail_msg("got \"%.*s\", wanted \"%s\"", span_int(got), got.ptr, want);
}

static void is_refused(struct span text, bool lines)
{
    struct span out;
    const char *message = NULL;

    assert_int_equal(text_clean(text, lines, &arena, &out, &message), ERR_BAD_REQUEST);
    assert_non_null(message);
}

TEST(plain_text_stays_where_it_is)
{
    struct span text = span_of("Wie kent dit?");

    assert_ptr_equal(clean(text).ptr, text.ptr);
    assert_int_equal(arena.used_bytes, 0);
}

TEST(white_space_at_the_ends_goes)
{
    becomes(BYTES("  Ja \n"), "Ja");
    becomes(BYTES("\n\n"), "");
    becomes(BYTES("   "), "");
    becomes(BYTES(""), "");
    becomes(BYTES("\xc2\xa0 caf\xc3\xa9 \xe2\x80\x83\xe3\x80\x80"), "caf\xc3\xa9");
    becomes(BYTES("\xe2\x80\x8b  \xe2\x80\x8b"), "");
    becomes(BYTES(" \xef\xbb\xbf ja"), "ja");
}

TEST(control_characters_are_refused_but_for_the_newline_of_a_long_text)
{
    char text[] = "a?b";

    for (int c = 0; c < 0x20; c++) {
        text[1] = (char)c;
        is_refused(BYTES("a\0b"), true);
        is_refused((struct span){ text, 3 }, false);
        if (c != '\n')
            is_refused((struct span){ text, 3 }, true);
    }
    becomes(BYTES("een\ntwee"), "een\ntwee");
    is_refused(BYTES("a\x7f"), true);
    is_refused(BYTES("a\xc2\x80"), true);
    is_refused(BYTES("a\xc2\x9b[31m"), true);
    is_refused(BYTES("\x1b[31m"), true);
}

TEST(a_decomposed_letter_is_composed_and_counts_once)
{
    becomes(BYTES("cafe\xcc\x81"), "caf\xc3\xa9");
    assert_int_equal(text_length(clean(BYTES("e\xcc\x81"))), 1);
    becomes(BYTES("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"), "\xed\x95\x9c");
    becomes(BYTES("\xe2\x84\xab"), "\xc3\x85");          /* the sign of Angstrom is the letter */
    becomes(BYTES("e\xe2\x80\x8b\xcc\x81"), "\xc3\xa9"); /* something hidden between */
}

TEST(hidden_characters_go)
{
    static const char *const hidden[] = { "\xc2\xad",         "\xd8\x9c",         "\xe2\x80\x8b", "\xe2\x80\x8c",
                                          "\xe2\x80\x8e",     "\xe2\x80\x8f",     "\xe2\x80\xaa", "\xe2\x80\xae",
                                          "\xe2\x81\xa0",     "\xe2\x81\xa6",     "\xe2\x81\xa9", "\xef\xbb\xbf",
                                          "\xf3\xa0\x80\x81", "\xf3\xa0\x81\xbf", "\xe3\x85\xa4", "\xef\xbe\xa0",
                                          "\xcd\x8f",         "\xe1\xa0\x8b",     "\xe1\x9e\xb4", "\xf0\x9d\x85\xb3",
                                          "\xe2\x80\xa8" };

    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        char text[16];
        snprintf(text, sizeof text, "a%sb", hidden[i]);
        becomes(span_of(text), "ab");
        becomes(span_of(hidden[i]), "");
    }
}

TEST(a_joiner_stays_inside_an_emoji_only)
{
    becomes(span_of("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"), "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7");
    becomes(span_of("\xe2\x9d\xa4\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x94\xa5"),
            "\xe2\x9d\xa4\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x94\xa5");
    becomes(span_of("pi\xe2\x80\x8d"
                    "et"),
            "piet");
    becomes(span_of("\xe2\x80\x8d"), "");
    becomes(span_of("\xf0\x9f\x91\xa9\xe2\x80\x8d"), "\xf0\x9f\x91\xa9");
    becomes(span_of("\xf0\x9f\x91\xa9\xe2\x80\x8dpiet"), "\xf0\x9f\x91\xa9piet");
    becomes(span_of("\xf0\x9f\x91\xa9\xe2\x80\x8d\xe2\x80\x8d\xf0\x9f\x91\xa7"),
            "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7");
}

TEST(a_tower_of_marks_is_cut_at_four)
{
    becomes(span_of("x\xcc\x81\xcc\x82\xcc\x83\xcc\x84"), "x\xcc\x81\xcc\x82\xcc\x83\xcc\x84");
    becomes(span_of("x\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x86"
                    "y"),
            "x\xcc\x81\xcc\x82\xcc\x83\xcc\x84"
            "y");
    assert_int_equal(text_length(clean(span_of("x\xcd\x84\xcd\x84\xcd\x84\xcd\x84"))), 5); /* each is two marks */
    clean(span_of("\xe0\xa5\x98\xcc\x81\xcc\x82\xcc\x83\xcc\x84")); /* a letter that NFC takes apart */
}

TEST(characters_are_counted_and_not_bytes)
{
    assert_int_equal(text_length(span_of("")), 0);
    assert_int_equal(text_length(span_of("caf\xc3\xa9")), 4);
    assert_int_equal(text_length(span_of("\xf0\x9f\x98\x80\xe2\x82\xac")), 2);
}

TEST(the_first_characters_are_cut_between_characters)
{
    struct span text = span_of("a\xc3\xa9\xf0\x9f\x98\x80z");

    assert_int_equal(text_first(text, 0).len, 0);
    assert_int_equal(text_first(text, 2).len, 3);
    assert_int_equal(text_first(text, 3).len, 7);
    assert_int_equal(text_first(text, 99).len, 8);
}

TEST(utf8_is_checked_to_the_letter)
{
    assert_true(text_is_utf8(BYTES("\xf4\x8f\xbf\xbf")));
    assert_true(text_is_utf8(BYTES("")));
    assert_false(text_is_utf8(BYTES("\xf4\x90\x80\x80")));
    assert_false(text_is_utf8(BYTES("\xed\xbf\xbf")));
    assert_false(text_is_utf8(BYTES("\xc1\xbf")));
    assert_false(text_is_utf8(BYTES("\xe2\x82")));
}

enum { LONG = 25 }; /* more than what is looked at at once, three times, and one */

/* A long plain text with these bytes in it at this place. */
static struct span long_with(char text[LONG], size_t at, const char *bytes)
{
    memset(text, 'x', LONG);
    memcpy(text + at, bytes, strlen(bytes));
    return (struct span){ text, LONG };
}

TEST(every_place_of_a_long_text_is_looked_at)
{
    char text[LONG];

    for (size_t at = 0; at + 2 <= LONG; at++) {
        assert_true(text_is_utf8(long_with(text, at, "\xc3\xa9")));
        assert_int_equal(text_length(long_with(text, at, "\xc3\xa9")), LONG - 1);
        assert_false(text_is_utf8(long_with(text, at, "\xe9")));
        is_refused(long_with(text, at, "\x1f"), true);
        is_refused(long_with(text, at, "\x7f"), true);
        is_refused(long_with(text, at, "\xc2\x80"), true);
        is_refused(long_with(text, at, "\n"), false);
        assert_int_equal(clean(long_with(text, at, " ~")).len, LONG - (at == 0));
        assert_ptr_equal(clean(long_with(text, at, "~")).ptr, text);
    }
    assert_false(text_is_utf8(long_with(text, LONG - 1, "\xc3")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        CASE(plain_text_stays_where_it_is),
        CASE(white_space_at_the_ends_goes),
        CASE(control_characters_are_refused_but_for_the_newline_of_a_long_text),
        CASE(a_decomposed_letter_is_composed_and_counts_once),
        CASE(hidden_characters_go),
        CASE(a_joiner_stays_inside_an_emoji_only),
        CASE(a_tower_of_marks_is_cut_at_four),
        CASE(characters_are_counted_and_not_bytes),
        CASE(the_first_characters_are_cut_between_characters),
        CASE(utf8_is_checked_to_the_letter),
        CASE(every_place_of_a_long_text_is_looked_at),
    };

    return TEST_RUN(tests);
}
