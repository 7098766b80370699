/* A screen that nobody has paired: when it shows its digits, when it speaks, and what it believes. */
#include "clients/kiosk/terminal/newcomer.h"

#include "proto/encode.h"
#include "tests/proto/test.h"

#include <stddef.h>
#include <stdint.h>

static struct arena arena;
static struct newcomer newcomer;
static struct newcomer_account account;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 64 * 1024);
    newcomer_begin(&newcomer, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static bool hear(const struct msg_pairing *told, int64_t moment)
{
    struct span bytes = encode_map(&(struct encode_part){ &type_pairing, told }, 1, true, PAYLOAD_MAX, &arena);

    return newcomer_hear(&newcomer, bytes, moment, &account);
}

static bool hear_left(int64_t seconds, int64_t moment)
{
    struct msg_pairing told = { .kiosk = { NULL, 0 } };

    MSG_SET(&told, left_s, seconds);
    return hear(&told, moment);
}

static bool shows(int64_t moment)
{
    int64_t left_ms;

    return newcomer_shows(&newcomer, moment, &left_ms);
}

TEST(digits_are_shown_only_when_the_daemon_knows_them)
{
    int64_t left_ms;

    (void)state;
    assert_false(shows(1000));
    assert_false(hear_left(600, 1000));
    assert_true(newcomer_shows(&newcomer, 1500, &left_ms));
    assert_int_equal(left_ms, 599500);
}

TEST(digits_that_the_daemon_is_silent_about_are_not_shown)
{
    (void)state;
    hear_left(600, 0);
    assert_true(shows(25000));
    assert_false(shows(25001));
    hear_left(570, 30000);
    assert_true(shows(30001));
}

TEST(digits_that_are_over_are_followed_by_others)
{
    (void)state;
    hear_left(20, 0);
    assert_false(newcomer_is_over(&newcomer, 19999));
    assert_true(newcomer_is_over(&newcomer, 20000));
    assert_false(shows(20000));
}

TEST(digits_of_somebody_else_are_given_up_after_five_seconds)
{
    (void)state;
    newcomer_refuse(&newcomer, 1000);
    assert_false(newcomer_is_over(&newcomer, 5999));
    assert_true(newcomer_is_over(&newcomer, 6000));
}

TEST(it_says_every_ten_seconds_that_it_is_there)
{
    (void)state;
    assert_false(newcomer_speaks(&newcomer, 9999));
    assert_true(newcomer_speaks(&newcomer, 10000));
    assert_false(newcomer_speaks(&newcomer, 19999));
    assert_true(newcomer_speaks(&newcomer, 20000));
}

TEST(whoever_is_paired_hears_who_it_is)
{
    struct msg_pairing told = { .kiosk = span_of("delft-1"), .device = span_of("scherm"), .secret = span_of("GEHEIM") };

    (void)state;
    assert_true(hear(&told, 1000));
    assert_string_equal(account.kiosk, "delft-1");
    assert_string_equal(account.device, "scherm");
    assert_string_equal(account.secret, "GEHEIM");
}

TEST(half_an_account_and_other_bytes_are_not_believed)
{
    struct msg_pairing told = { .kiosk = span_of("delft-1"), .device = span_of("scherm") };
    static const char bytes[] = "\x81\xa6kiosk\xdd\xff\xff\xff\xff";

    (void)state;
    assert_false(hear(&told, 1000));
    assert_false(newcomer_hear(&newcomer, (struct span){ bytes, sizeof bytes }, 1000, &account));
    assert_false(newcomer_hear(&newcomer, (struct span){ "", 0 }, 1000, &account));
    assert_false(shows(1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(digits_are_shown_only_when_the_daemon_knows_them, begin, end),
        cmocka_unit_test_setup_teardown(digits_that_the_daemon_is_silent_about_are_not_shown, begin, end),
        cmocka_unit_test_setup_teardown(digits_that_are_over_are_followed_by_others, begin, end),
        cmocka_unit_test_setup_teardown(digits_of_somebody_else_are_given_up_after_five_seconds, begin, end),
        cmocka_unit_test_setup_teardown(it_says_every_ten_seconds_that_it_is_there, begin, end),
        cmocka_unit_test_setup_teardown(whoever_is_paired_hears_who_it_is, begin, end),
        cmocka_unit_test_setup_teardown(half_an_account_and_other_bytes_are_not_believed, begin, end),
    };

    return TEST_RUN(tests);
}
