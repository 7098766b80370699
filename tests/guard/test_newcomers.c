/* Unpaired screens: whose digits are whose, for how long, and how many there may be. */
#include "tests/proto/test.h"

#include <stdio.h>

#include "daemon/guard/newcomers.h"

static struct newcomers *newcomers;

static int setup(void **state)
{
    (void)state;
    newcomers = newcomers_new();
    return newcomers == NULL;
}

static int teardown(void **state)
{
    (void)state;
    newcomers_free(newcomers);
    return 0;
}

static const uint8_t *hash(uint8_t byte)
{
    static uint8_t hashes[256][ACCESS_HASH_BYTES];

    memset(hashes[byte], byte, ACCESS_HASH_BYTES);
    return hashes[byte];
}

static enum newcomer put(const char *digits, uint8_t secret, const char *address, int64_t now_ms)
{
    return newcomers_put(newcomers, span_of(digits), hash(secret), span_of(address), now_ms);
}

TEST(digits_belong_to_who_came_first)
{
    assert_int_equal(put("482913", 1, "a", 0), NEWCOMER_WELCOME);
    assert_int_equal(put("482913", 1, "b", 10), NEWCOMER_WELCOME);
    assert_int_equal(put("482913", 2, "a", 10), NEWCOMER_TAKEN);
    assert_true(newcomers_has(newcomers, span_of("482913"), hash(1), 20));
    assert_false(newcomers_has(newcomers, span_of("482913"), hash(2), 20));
    assert_false(newcomers_has(newcomers, span_of("482914"), hash(1), 20));
}

TEST(digits_expire_and_coming_back_does_not_make_them_last_longer)
{
    assert_int_equal(put("482913", 1, "a", 0), NEWCOMER_WELCOME);
    assert_int_equal(put("482913", 1, "a", NEWCOMERS_MS - 1), NEWCOMER_WELCOME);
    assert_true(newcomers_has(newcomers, span_of("482913"), hash(1), NEWCOMERS_MS - 1));
    assert_false(newcomers_has(newcomers, span_of("482913"), hash(1), NEWCOMERS_MS));
    assert_int_equal(put("482913", 2, "a", NEWCOMERS_MS), NEWCOMER_WELCOME); /* now they are anybody's */
}

TEST(from_one_address_come_a_few_and_in_all_not_many)
{
    char digits[16], address[16];

    for (int i = 0; i < NEWCOMERS_MAX; i++) {
        snprintf(digits, sizeof digits, "%06d", i);
        snprintf(address, sizeof address, "address %d", i / NEWCOMERS_OF_ADDRESS);
        assert_int_equal(put(digits, 1, address, 0), NEWCOMER_WELCOME);
        snprintf(digits, sizeof digits, "9%05d", i);
        if (i % NEWCOMERS_OF_ADDRESS == NEWCOMERS_OF_ADDRESS - 1)
            assert_int_equal(put(digits, 1, address, 0), NEWCOMER_FULL);
    }
    assert_int_equal(put("800000", 1, "yet another", 0), NEWCOMER_FULL);
    assert_int_equal(put("000000", 1, "yet another", 0), NEWCOMER_WELCOME); /* is there already */
    assert_int_equal(put("800000", 1, "yet another", NEWCOMERS_MS), NEWCOMER_WELCOME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(digits_belong_to_who_came_first, setup, teardown),
        cmocka_unit_test_setup_teardown(digits_expire_and_coming_back_does_not_make_them_last_longer, setup, teardown),
        cmocka_unit_test_setup_teardown(from_one_address_come_a_few_and_in_all_not_many, setup, teardown),
    };

    return TEST_RUN(tests);
}
