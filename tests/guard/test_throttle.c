/* Guessing is slow. */
#include "tests/proto/test.h"

#include <stdio.h>

#include "daemon/guard/throttle.h"

static struct throttle *throttle;

static int setup(void **state)
{
    (void)state;
    throttle = throttle_new();
    return throttle == NULL;
}

static int teardown(void **state)
{
    (void)state;
    throttle_free(throttle);
    return 0;
}

static void count(const char *key, int times, int64_t now_ms)
{
    for (int i = 0; i < times; i++)
        throttle_count(throttle, span_of(key), now_ms);
}

TEST(ten_failures_are_enough)
{
    count("10.0.0.1", 9, 1000);
    assert_false(throttle_is_full(throttle, span_of("10.0.0.1"), 1000));
    assert_true(throttle_count(throttle, span_of("10.0.0.1"), 1000));
    assert_true(throttle_is_full(throttle, span_of("10.0.0.1"), 60999));
    assert_false(throttle_count(throttle, span_of("10.0.0.1"), 1000)); /* said once */
}

TEST(others_are_not_touched)
{
    count("10.0.0.1", 10, 1000);
    assert_false(throttle_is_full(throttle, span_of("10.0.0.2"), 1000));
}

TEST(a_minute_later_all_is_forgotten)
{
    count("10.0.0.1", 10, 1000);
    assert_false(throttle_is_full(throttle, span_of("10.0.0.1"), 61000));
    count("10.0.0.1", 1, 61000);
    assert_false(throttle_is_full(throttle, span_of("10.0.0.1"), 61000));
}

TEST(the_minute_begins_with_the_first_failure)
{
    count("10.0.0.1", 5, 0);
    count("10.0.0.1", 5, 59000);
    assert_true(throttle_is_full(throttle, span_of("10.0.0.1"), 59999));
    assert_false(throttle_is_full(throttle, span_of("10.0.0.1"), 60000));
}

TEST(a_flood_of_keys_makes_only_the_oldest_forgotten)
{
    char key[32];

    for (int i = 0; i < 100000; i++) {
        snprintf(key, sizeof key, "host-%d", i);
        count(key, 1, i / 100);
    }
    count("10.0.0.1", 10, 2000);
    assert_true(throttle_is_full(throttle, span_of("10.0.0.1"), 2000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ten_failures_are_enough, setup, teardown),
        cmocka_unit_test_setup_teardown(others_are_not_touched, setup, teardown),
        cmocka_unit_test_setup_teardown(a_minute_later_all_is_forgotten, setup, teardown),
        cmocka_unit_test_setup_teardown(the_minute_begins_with_the_first_failure, setup, teardown),
        cmocka_unit_test_setup_teardown(a_flood_of_keys_makes_only_the_oldest_forgotten, setup, teardown),
    };

    return TEST_RUN(tests);
}
