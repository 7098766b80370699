/* Codes that people say and type. */
#include "test.h"

#include "proto/code.h"

#include <regex.h>
#include <stdio.h>

static enum code_kind kind_of(const char *text)
{
    return code_read(span_of(text)).kind;
}

static bool fits_pattern(const char *text)
{
    regex_t pattern;

    assert_int_equal(regcomp(&pattern, CODE_PATTERN, REG_EXTENDED | REG_NOSUB), 0);
    bool fits = regexec(&pattern, text, 0, NULL, 0) == 0;
    regfree(&pattern);
    return fits;
}

TEST(each_shape_is_known)
{
    struct code answer = code_read(span_of("7K3F.12"));

    assert_int_equal(kind_of("7K3F"), CODE_QUESTION);
    assert_int_equal(kind_of("7K3FZ"), CODE_QUESTION);
    assert_int_equal(kind_of("7777777777"), CODE_QUESTION);
    assert_int_equal(answer.kind, CODE_ANSWER);
    assert_true(span_is(answer.question, "7K3F"));
    assert_int_equal(answer.number, 12);
    assert_int_equal(kind_of("T41"), CODE_TIP);
    assert_int_equal(kind_of("S7"), CODE_SIGNAL);
    assert_int_equal(kind_of("L12"), CODE_LESSON);
    assert_int_equal(kind_of("W3"), CODE_GUIDE);
    assert_int_equal(kind_of("A5"), CODE_NOTICE);
    assert_int_equal(code_read(span_of("T41")).number, 41);
    assert_int_equal(code_read(span_of("T999999999")).number, 999999999);
}

TEST(what_is_no_code_is_none)
{
    static const char *const none[] = {
        "",           "7",           "7K3",   "7K3F.",  "7K3F.0",      "7K3F.01",
        "7K3F.-1",    "7k3f",        "7K3A",  "7K30",   "7K31",        "7K3U",
        "7K3Y",       " 7K3F",       "7K3F ", "T",      "T0",          "L0",
        "A0",         "A5BC",        "W01",   "T01",    "T1x",         "T-1",
        "L12F",       "W3BC",        "S7BC",  "TK3F",   "7K3F..1",     "7K3F.1.1",
        ".1",         "77777777777", "7K3\n", "7K3F\n", "T9999999999", "7K3F.9999999999",
        "caf\xc3\xa9"
    };

    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_int_equal(kind_of(none[i]), CODE_BAD);
        assert_false(fits_pattern(none[i]));
    }
    assert_int_equal(code_read((struct span){ "7K3\0", 4 }).kind, CODE_BAD);
}

TEST(the_pattern_for_others_knows_each_shape)
{
    static const char *const shapes[] = {
        "7K3F", "7777777777", "7K3F.12", "T41", "S7", "L12", "W3", "A5", "T999999999"
    };

    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        assert_true(fits_pattern(shapes[i]));
}

TEST(no_question_begins_like_a_lesson_a_guide_a_tip_or_a_signal)
{
    unsigned char random[CODE_MAX] = { 0 };

    for (int byte = 0; byte < 256; byte++)
        for (size_t length = CODE_MIN; length <= CODE_MAX; length++) {
            memset(random, byte, sizeof random);
            struct code_text code = code_question(length, random);
            assert_int_equal(strlen(code.text), length);
            assert_null(strchr("LWTS", code.text[0]));
            assert_null(strpbrk(code.text, "AEIOUY01"));
            assert_int_equal(kind_of(code.text), CODE_QUESTION);
        }
}

TEST(every_code_of_the_space_can_come_out)
{
    bool seen[256] = { false };
    int different = 0;

    for (int byte = 0; byte < 256; byte++) {
        unsigned char random[CODE_MIN] = { (unsigned char)byte };
        unsigned char letter = (unsigned char)code_question(CODE_MIN, random).text[0];
        different += !seen[letter];
        seen[letter] = true;
    }
    assert_int_equal(code_space(1), different);
    assert_int_equal(code_space(4), (int64_t)different * 27 * 27 * 27);
    assert_true(code_space(CODE_MAX) > 0);
}

TEST(an_answer_and_a_tip_are_read_back)
{
    assert_string_equal(code_answer(span_of("7K3F"), 3).text, "7K3F.3");
    assert_string_equal(code_tip(41).text, "T41");
    assert_string_equal(code_lesson(12).text, "L12");
    assert_string_equal(code_guide(3).text, "W3");
    assert_string_equal(code_notice(5).text, "A5");
    assert_int_equal(code_read(span_of(code_answer(span_of("7777777777"), 999999999).text)).number, 999999999);
}

TEST(a_secret_is_spelled_with_the_same_letters)
{
    unsigned char random[256];
    char text[256];

    for (int i = 0; i < 256; i++)
        random[i] = (unsigned char)i;
    code_spell(text, sizeof text, random);
    for (int i = 0; i < 256; i++)
        assert_non_null(memchr("23456789BCDFGHJKMNPQRSTVWXZ", text[i], 27));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_shape_is_known),
        cmocka_unit_test(what_is_no_code_is_none),
        cmocka_unit_test(the_pattern_for_others_knows_each_shape),
        cmocka_unit_test(no_question_begins_like_a_lesson_a_guide_a_tip_or_a_signal),
        cmocka_unit_test(every_code_of_the_space_can_come_out),
        cmocka_unit_test(an_answer_and_a_tip_are_read_back),
        cmocka_unit_test(a_secret_is_spelled_with_the_same_letters),
    };

    return TEST_RUN(tests);
}
