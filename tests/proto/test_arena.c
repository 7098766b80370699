/* Memory that is given back all at once. */
#include "test.h"

#include "proto/arena.h"

TEST(memory_is_zeroed_aligned_and_its_own)
{
    struct arena arena;

    arena_init(&arena, 1024 * 1024);
    for (int round = 0; round < 3; round++) {
        char *before = NULL;
        for (size_t bytes = 1; bytes < 2000; bytes += 13) {
            char *memory = arena_take(&arena, bytes);
            assert_non_null(memory);
            assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < bytes; i++)
                assert_int_equal(memory[i], 0);
            memset(memory, 0xff, bytes);
            assert_true(before == NULL || before[0] == '\xff');
            before = memory;
        }
        arena_reset(&arena);
        assert_int_equal(arena.used_bytes, 0);
    }
    arena_release(&arena);
}

TEST(no_more_than_the_maximum_is_given)
{
    struct arena arena;

    arena_init(&arena, 100000);
    assert_null(arena_take(&arena, 100001));
    assert_null(arena_take(&arena, SIZE_MAX));
    assert_null(arena_take(&arena, SIZE_MAX - 20));
    assert_non_null(arena_take(&arena, 90000));
    assert_null(arena_take(&arena, 10001));
    assert_non_null(arena_take(&arena, 10000));
    assert_null(arena_take(&arena, 1));
    arena_reset(&arena);
    assert_non_null(arena_take(&arena, 100000));
    arena_release(&arena);
}

TEST(a_copy_ends_with_a_nul_that_does_not_count)
{
    struct arena arena;

    arena_init(&arena, 64);
    struct span copy = arena_copy(&arena, span_of("tekst"));
    assert_int_equal(copy.len, 5);
    assert_string_equal(copy.ptr, "tekst");
    assert_string_equal(arena_copy(&arena, (struct span){ NULL, 0 }).ptr, "");
    assert_null(arena_copy(&arena, (struct span){ "x", 64 }).ptr);
    arena_release(&arena);
}

TEST(what_is_full_moves_to_a_place_twice_as_large)
{
    struct arena arena;
    size_t room = 0;

    arena_init(&arena, 1024);
    int *numbers = arena_grow(&arena, NULL, &room, 3, sizeof *numbers);
    assert_non_null(numbers);
    assert_int_equal(room, 3);
    for (int i = 0; i < 3; i++)
        numbers[i] = i + 1;
    numbers = arena_grow(&arena, numbers, &room, 3, sizeof *numbers);
    assert_int_equal(room, 6);
    for (int i = 0; i < 6; i++)
        assert_int_equal(numbers[i], i < 3 ? i + 1 : 0);
    room = 1000;
    assert_null(arena_grow(&arena, numbers, &room, 3, sizeof *numbers));
    assert_int_equal(room, 1000);
    arena_release(&arena);
}

TEST(a_released_arena_can_be_used_again)
{
    struct arena arena;

    arena_init(&arena, 64);
    arena_take(&arena, 10);
    arena_release(&arena);
    assert_non_null(arena_take(&arena, 10));
    arena_release(&arena);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_its_own),
        cmocka_unit_test(no_more_than_the_maximum_is_given),
        cmocka_unit_test(a_copy_ends_with_a_nul_that_does_not_count),
        cmocka_unit_test(what_is_full_moves_to_a_place_twice_as_large),
        cmocka_unit_test(a_released_arena_can_be_used_again),
    };

    return TEST_RUN(tests);
}
