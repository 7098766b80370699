/* A session for pairing is good for as long as its digits are, and no longer: the broker's clock is put forward. */
#include "tests/proto/test.h"

#include "daemon/guard/newcomers.h"
#include "tests/guard/house.h"
#include "tests/support/skew.h"

#define TOPIC "vakwerk/1/pair/482913"

static struct tempdir dir; /* outlives the house */
static struct house house;

/* Only the broker believes it. */
static int setup(void **state)
{
    (void)state;
    tempdir_make(&dir);
    skew_begin(&dir, true);
    int err = house_begin(&house);
    skew_end();
    return err;
}

static int teardown(void **state)
{
    int err = house_end(&house);

    (void)state;
    tempdir_remove(&dir);
    return err;
}

TEST(a_screen_that_nobody_paired_is_out_when_its_digits_are_good_no_longer)
{
    struct client screen, member;
    struct client_login login = {
        .user = "pair", .id = "pair:482913", .secret = "a-secret-of-its-own", .patient = true
    };
    struct client_login other = { .user = "alice", .id = "alice:phone", .secret = "alice-phone", .patient = true };

    assert_int_equal(client_login(&screen, broker_port(house.broker), &login), 0);
    assert_true(client_subscribe(&screen, TOPIC) <= 2);
    assert_int_equal(client_login(&member, broker_port(house.broker), &other), 0);
    skew_set(NEWCOMERS_MS / 1000 - 30);
    assert_int_equal(client_say(&screen, TOPIC, "still here"), 0);
    assert_true(client_fence(&screen));
    skew_set(NEWCOMERS_MS / 1000 + 1);
    int ms = client_is_cut_within(&screen, HOUSE_OUT_MS);
    if (ms < 0)
        fail_msg("still there after %d ms", HOUSE_OUT_MS);
    assert_true(client_fence(&member));                                            /* whose right does not pass */
    assert_int_equal(client_login(&screen, broker_port(house.broker), &login), 0); /* with the same digits, anew */
    client_hang_up(&screen);
    client_hang_up(&member);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_screen_that_nobody_paired_is_out_when_its_digits_are_good_no_longer, setup,
                                        teardown),
    };

    if (!broker_is_installed() || !skew_is_installed())
        return broker_missing_code();
    return TEST_RUN(tests);
}
