/* Ids of requests. */
#include "test.h"

#include "proto/id.h"

TEST(an_id_says_its_version_and_variant)
{
    for (int i = 0; i < 1000; i++) {
        struct id id = id_new(1653050000000 + i);
        assert_int_equal(id.bytes[6] >> 4, 7);
        assert_int_equal(id.bytes[8] >> 6, 2);
    }
}

TEST(an_id_begins_with_its_time)
{
    struct id id = id_new(0x0123456789ab);

    assert_memory_equal(id.bytes, "\x01\x23\x45\x67\x89\xab", 6);
}

TEST(later_ids_sort_behind_earlier_ones)
{
    struct id before = id_new(1653050000000);

    for (int64_t at = 1653050000001; at < 1653050000500; at++) {
        struct id after = id_new(at);
        assert_true(memcmp(before.bytes, after.bytes, ID_BYTES) < 0);
        before = after;
    }
}

TEST(two_ids_of_one_millisecond_differ)
{
    struct id a = id_new(1653050000000), b = id_new(1653050000000);

    assert_memory_not_equal(a.bytes, b.bytes, ID_BYTES);
}

TEST(hex_digits_are_read_back)
{
    for (int i = 0; i < 100; i++) {
        struct id id = id_new(1653050000000 + i), back;
        assert_true(id_read(span_of(id_hex(id_span(&id)).text), &back));
        assert_memory_equal(id.bytes, back.bytes, ID_BYTES);
    }
}

TEST(hyphens_are_read_where_a_uuid_has_them)
{
    struct id plain, hyphens;

    assert_true(id_read(span_of("0180e0c2f1a07b3c8d4e5f6071829304"), &plain));
    assert_true(id_read(span_of("0180E0C2-F1A0-7B3C-8D4E-5F6071829304"), &hyphens));
    assert_memory_equal(plain.bytes, hyphens.bytes, ID_BYTES);
    assert_string_equal(id_hex(id_span(&plain)).text, "0180e0c2f1a07b3c8d4e5f6071829304");
}

TEST(what_is_no_id_is_refused)
{
    static const char *const none[] = {
        "",
        "0180e0c2f1a07b3c8d4e5f607182930",
        "0180e0c2f1a07b3c8d4e5f60718293045",
        "0180e0c2f1a07b3c8d4e5f607182930g",
        " 0180e0c2f1a07b3c8d4e5f6071829304",
        "0180e0c2f1a07b3c-8d4e5f6071829304",
        "0180e0c2-f1a0-7b3c-8d4e-5f607182930",
        "0-180e0c2f1a0-7b3c-8d4e-5f6071829304",
        "--------------------------------",
        "{180e0c2-f1a0-7b3c-8d4e-5f6071829304}",
    };
    struct id id;

    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        if (id_read(span_of(none[i]), &id))
            fail_msg("taken: %s", none[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_says_its_version_and_variant), cmocka_unit_test(an_id_begins_with_its_time),
        cmocka_unit_test(later_ids_sort_behind_earlier_ones), cmocka_unit_test(two_ids_of_one_millisecond_differ),
        cmocka_unit_test(hex_digits_are_read_back),           cmocka_unit_test(hyphens_are_read_where_a_uuid_has_them),
        cmocka_unit_test(what_is_no_id_is_refused),
    };

    return TEST_RUN(tests);
}
