/* Payloads that somebody made to hurt: each is refused, by name, without reading a byte too far. */
#include "test.h"

#include "proto/decode.h"
#include "proto/reader.h"
#include "sample.h"

#include <stdio.h>

static struct arena arena;
static struct fault fault;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1024 * 1024);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* Decodes a copy of exactly this size as an answer: it has texts, a list of maps and a flag. */
static int decode(struct span bytes, struct msg_answer *answer)
{
    static char *exact; /* lives until the next call: the message points into it */
    struct decode_part part = { &type_answer, answer };

    free(exact);
    exact = sample_exact(bytes);
    fault = (struct fault){ 0 };
    int err = decode_map((struct span){ exact, bytes.len }, &part, 1, true, &arena, &fault);
    if (err != 0) {
        free(exact);
        exact = NULL;
    }
    return err;
}

static void assert_bad(struct span bytes)
{
    struct msg_answer answer;

    assert_int_equal(decode(bytes, &answer), ERR_BAD_REQUEST);
    assert_int_equal(fault.error, ERR_BAD_REQUEST);
    assert_non_null(fault.message);
}

/* A map with a key that nobody knows, whose value is these bytes, and behind it a well-formed answer. */
static int decode_behind(struct span unknown, struct msg_answer *answer)
{
    static const char rest[] = "\xa2to\xa4"
                               "7K3F\xa4text\xa2Ja";
    char bytes[4096] = "\x83\xa1x";
    size_t len = 3;

    assert_true(unknown.len + sizeof rest + 3 < sizeof bytes);
    memcpy(bytes + len, unknown.ptr, unknown.len);
    len += unknown.len;
    memcpy(bytes + len, rest, sizeof rest - 1);
    return decode((struct span){ bytes, len + sizeof rest - 1 }, answer);
}

TEST(nothing_at_all_is_refused)
{
    struct msg_answer answer;
    struct decode_part part = { &type_answer, &answer };

    assert_bad(BYTES(""));
    assert_int_equal(decode_map((struct span){ NULL, 0 }, &part, 1, true, &arena, &fault), ERR_BAD_REQUEST);
}

TEST(five_bytes_cannot_claim_gigabytes)
{
    const struct span bombs[] = {
        BYTES("\xdf\x0f\xff\xff\xff"),
        BYTES("\xdd\x0f\xff\xff\xff"),
        BYTES("\xde\xff\xff"),
        BYTES("\xdc\xff\xff"),
        BYTES("\xdf\xff\xff\xff\xff"),
        BYTES("\xdb\xff\xff\xff\xff"),
        BYTES("\xc6\xff\xff\xff\xff"),
        BYTES("\x81\xdb\xff\xff\xff\xff"),
        BYTES("\x8f\xa1x"),
        BYTES("\x81\xa7sources\xdd\x0f\xff\xff\xff"),
        BYTES("\x81\xa1x\xdf\x0f\xff\xff\xff"),
        BYTES("\x81\xa1x\x91\xdc\xff\xff"),
    };

    for (size_t i = 0; i < sizeof bombs / sizeof bombs[0]; i++) {
        assert_bad(bombs[i]);
        assert_true(arena.used_bytes < 1024);
    }
}

TEST(a_thousand_nested_lists_are_refused)
{
    char bytes[2048] = "\x81\xa1x";

    for (int kind = 0; kind < 2; kind++) {
        for (size_t i = 3; i < 1003; i++)
            bytes[i] = kind == 0 ? '\x91' : (i % 2 == 0 ? '\x81' : '\x91');
        bytes[1003] = '\xc0';
        assert_bad((struct span){ bytes, 1004 });
        memset(bytes, '\x91', 1000);
        assert_bad((struct span){ bytes, 1000 });
        memcpy(bytes, "\x81\xa1x", 3);
    }
}

TEST(maps_and_lists_nest_four_deep_and_no_deeper)
{
    struct msg_answer answer;

    assert_int_equal(decode_behind(BYTES("\x91\x91\x91\x01"), &answer), 0);
    assert_true(span_is(answer.text, "Ja"));
    assert_int_equal(decode_behind(BYTES("\x91\x91\x91\x91\x01"), &answer), ERR_BAD_REQUEST);
    assert_int_equal(decode_behind(BYTES("\x81\xa1k\x81\xa1k\x90"), &answer), 0);
    assert_int_equal(decode_behind(BYTES("\x81\xa1k\x81\xa1k\x91\x90"), &answer), ERR_BAD_REQUEST);
}

TEST(extension_types_are_refused_wherever_they_stand)
{
    const struct span extensions[] = {
        BYTES("\xd4\x01\x00"),
        BYTES("\xd5\x01\x00\x00"),
        BYTES("\xd6\xff\x00\x00\x00\x00"),
        BYTES("\xd7\xff\x00\x00\x00\x00\x00\x00\x00\x00"),
        BYTES("\xc7\x01\x05\x00"),
        BYTES("\xc8\x00\x01\x05\x00"),
        BYTES("\xc9\x00\x00\x00\x01\x05\x00"),
        BYTES("\xc1"),
    };
    struct msg_answer answer;

    for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++) {
        assert_bad(extensions[i]);
        assert_int_equal(decode_behind(extensions[i], &answer), ERR_BAD_REQUEST);
    }
}

TEST(what_is_not_a_number_is_refused_even_where_nobody_looks)
{
    struct msg_answer answer;

    assert_int_equal(decode_behind(BYTES("\xcb\x3f\xe0\0\0\0\0\0\0"), &answer), 0); /* 0.5 */
    assert_int_equal(decode_behind(BYTES("\xca\x3f\0\0\0"), &answer), 0);
    assert_int_equal(decode_behind(BYTES("\xcb\x7f\xf8\0\0\0\0\0\0"), &answer), ERR_BAD_REQUEST); /* NaN */
    assert_int_equal(decode_behind(BYTES("\xca\x7f\xc0\0\0"), &answer), ERR_BAD_REQUEST);
    assert_int_equal(decode_behind(BYTES("\xca\xff\x80\0\0"), &answer), ERR_BAD_REQUEST); /* minus infinity */
}

TEST(a_root_that_is_no_map_is_refused)
{
    const struct span roots[] = { BYTES("\xc0"),      BYTES("\xc3"),
                                  BYTES("\x01"),      BYTES("\xa2Ja"),
                                  BYTES("\x90"),      BYTES("\x91\x80"),
                                  BYTES("\xc4\x01x"), BYTES("\xcb\x3f\xe0\0\0\0\0\0\0") };

    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++)
        assert_bad(roots[i]);
}

TEST(a_key_that_is_no_text_is_refused)
{
    assert_bad(BYTES("\x81\x01\x01"));
    assert_bad(BYTES("\x81\xc0\x01"));
    assert_bad(BYTES("\x81\xc4\x02to\xa4"
                     "7K3F"));
    assert_bad(BYTES("\x81\x90\x01"));
}

static size_t put_text(char *to, struct span text)
{
    to[0] = (char)(0xa0 + text.len);
    memcpy(to + 1, text.ptr, text.len);
    return text.len + 1;
}

TEST(broken_utf8_is_refused_in_keys_in_values_and_in_what_nobody_knows)
{
    struct msg_answer answer;
    /* Overlong, surrogate, above U+10FFFF, lone continuation, cut off. */
    const struct span broken_utf8[] = { BYTES("\xc0\xaf"),         BYTES("\xe0\x80\xaf"), BYTES("\xed\xa0\x80"),
                                        BYTES("\xf4\x90\x80\x80"), BYTES("\x80"),         BYTES("\xc3"),
                                        BYTES("\xf0\x9f\x98"),     BYTES("\xff"),         BYTES("Ja\xfeNee") };

    for (size_t i = 0; i < sizeof broken_utf8 / sizeof broken_utf8[0]; i++) {
        char bytes[64];
        size_t len = put_text(bytes, broken_utf8[i]);
        assert_int_equal(decode_behind((struct span){ bytes, len }, &answer), ERR_BAD_REQUEST);

        bytes[0] = '\x81';
        len = 1 + put_text(bytes + 1, broken_utf8[i]);
        bytes[len++] = '\x01';
        assert_bad((struct span){ bytes, len });

        len = (size_t)snprintf(bytes, sizeof bytes,
                               "\x82\xa2to\xa4"
                               "7K3F\xa4text");
        len += put_text(bytes + len, broken_utf8[i]);
        assert_bad((struct span){ bytes, len });
        assert_string_equal(fault.field, "text");
    }
}

TEST(a_key_of_nobody_that_comes_twice_is_refused)
{
    assert_bad(BYTES("\x84\xa1x\x01\xa2to\xa4"
                     "7K3F\xa4text\xa2Ja\xa1x\x01"));
    assert_bad(BYTES("\x83\xa2to\xa4"
                     "7K3F\xa2to\xa4"
                     "7K3F\xa4text\xa2Ja"));
}

TEST(the_same_key_in_a_longer_spelling_is_still_the_same_key)
{
    assert_bad(BYTES("\x83\xa2to\xa4"
                     "7K3F\xd9\x02to\xa4"
                     "7K3F\xa4text\xa2Ja"));
    assert_bad(BYTES("\x83\xa2to\xa4"
                     "7K3F\xdb\0\0\0\x02to\xa4"
                     "7K3F\xa4text\xa2Ja"));
}

TEST(longer_spellings_of_counts_and_numbers_are_read)
{
    struct msg_answer answer;

    assert_int_equal(decode(BYTES("\xdf\0\0\0\x02\xda\0\x02to\xdb\0\0\0\x04"
                                  "7K3F\xd9\x04text\xda\0\x02Ja"),
                            &answer),
                     0);
    assert_true(span_is(answer.to, "7K3F"));
    assert_true(span_is(answer.text, "Ja"));
}

TEST(sixty_five_keys_are_too_many)
{
    char bytes[65 * 4 + 4] = "\xde\0\x41";
    size_t len = 3;

    for (int i = 0; i < 65; i++)
        len += (size_t)snprintf(bytes + len, 5, "\xa2%c%c\x01", 'a' + i / 26, 'a' + i % 26);
    assert_bad((struct span){ bytes, len });
    assert_string_equal(fault.message, "too many keys");
}

TEST(a_full_arena_is_too_big_and_not_a_crash)
{
    struct arena small;
    struct sample sample;

    sample_init(&sample);
    sample_pack(&sample, &type_listed, SAMPLE_MOST, "\xc3\xab", NULL);
    for (size_t max = 0; max < 200000; max += 1777) {
        struct msg_listed listed;
        struct decode_part part = { &type_listed, &listed };
        arena_init(&small, max);
        assert_int_equal(decode_map(sample_span(&sample), &part, 1, true, &small, &fault), ERR_TOO_BIG);
        arena_release(&small);
    }
    sample_release(&sample);
}

TEST(an_author_inside_a_list_is_refused_too)
{
    assert_bad(BYTES("\x83\xa2to\xa4"
                     "7K3F\xa4text\xa2Ja\xa7sources\x91\x83\xa5title\xa1x\xa3url\xa8http://x\xa2"
                     "by\xa1x"));
    assert_string_equal(fault.field, "by");
}

TEST(a_list_that_is_really_too_long_costs_no_memory)
{
    char bytes[16 * 1024] = "\x81\xa7sources\xdc\x3f\x00";
    struct msg_answer answer;

    memset(bytes + 12, '\x80', sizeof bytes - 12);
    assert_int_equal(decode((struct span){ bytes, sizeof bytes }, &answer), ERR_TOO_LONG);
    assert_string_equal(fault.field, "sources");
    assert_int_equal(fault.limit, 5);
    assert_int_equal(fault.got, 0x3f00);
    assert_true(arena.used_bytes < 1024);
}

/* ---- the reader alone ---- */

TEST(integers_are_read_to_the_ends_of_their_range)
{
    const struct {
        struct span bytes;
        int64_t number;
    } cases[] = {
        { BYTES("\x7f"), 127 },
        { BYTES("\xe0"), -32 },
        { BYTES("\xff"), -1 },
        { BYTES("\xcc\xff"), 255 },
        { BYTES("\xcd\xff\xff"), 65535 },
        { BYTES("\xce\xff\xff\xff\xff"), 4294967295 },
        { BYTES("\xcf\x7f\xff\xff\xff\xff\xff\xff\xff"), INT64_MAX },
        { BYTES("\xd0\x80"), INT8_MIN },
        { BYTES("\xd1\x80\x00"), INT16_MIN },
        { BYTES("\xd2\x80\x00\x00\x00"), INT32_MIN },
        { BYTES("\xd3\x80\x00\x00\x00\x00\x00\x00\x00"), INT64_MIN },
        { BYTES("\xd3\xff\xff\xff\xff\xff\xff\xff\xff"), -1 },
        { BYTES("\xd1\x00\x05"), 5 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reader reader = reader_of(cases[i].bytes);
        struct token token = reader_next(&reader);
        assert_int_equal(token.type, TOKEN_INT);
        assert_true(token.number == cases[i].number);
        assert_ptr_equal(reader.at, reader.end);
    }
}

TEST(a_number_above_the_signed_range_is_refused)
{
    struct reader reader = reader_of(BYTES("\xcf\x80\x00\x00\x00\x00\x00\x00\x00"));

    assert_int_equal(reader_next(&reader).type, TOKEN_BAD);
}

TEST(a_text_may_not_reach_one_byte_too_far)
{
    const struct span cut[] = { BYTES("\xa2x"),           BYTES("\xd9\x02x"), BYTES("\xc4\x02x"),
                                BYTES("\xda\0\x02x"),     BYTES("\xcd\x01"),  BYTES("\xcb\0\0\0\0\0\0\0"),
                                BYTES("\xd3\0"),          BYTES("\x91"),      BYTES("\x81\x01"),
                                BYTES("\x82\x01\x01\x01") };

    for (size_t i = 0; i < sizeof cut / sizeof cut[0]; i++) {
        struct reader reader = reader_of(cut[i]);
        assert_int_equal(reader_next(&reader).type, TOKEN_BAD);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        CASE(nothing_at_all_is_refused),
        CASE(five_bytes_cannot_claim_gigabytes),
        CASE(a_thousand_nested_lists_are_refused),
        CASE(maps_and_lists_nest_four_deep_and_no_deeper),
        CASE(extension_types_are_refused_wherever_they_stand),
        CASE(what_is_not_a_number_is_refused_even_where_nobody_looks),
        CASE(a_root_that_is_no_map_is_refused),
        CASE(a_key_that_is_no_text_is_refused),
        CASE(broken_utf8_is_refused_in_keys_in_values_and_in_what_nobody_knows),
        CASE(a_key_of_nobody_that_comes_twice_is_refused),
        CASE(the_same_key_in_a_longer_spelling_is_still_the_same_key),
        CASE(longer_spellings_of_counts_and_numbers_are_read),
        CASE(sixty_five_keys_are_too_many),
        CASE(a_full_arena_is_too_big_and_not_a_crash),
        CASE(an_author_inside_a_list_is_refused_too),
        CASE(a_list_that_is_really_too_long_costs_no_memory),
        CASE(integers_are_read_to_the_ends_of_their_range),
        CASE(a_text_may_not_reach_one_byte_too_far),
        CASE(a_number_above_the_signed_range_is_refused),
    };

    return TEST_RUN(tests);
}
