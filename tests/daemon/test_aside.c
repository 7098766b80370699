/* Which request was in hand when the daemon ended, and which of them is not tried again. */
#include "tests/proto/test.h"
#include "tests/support/tempdir.h"

#include "daemon/aside.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct tempdir dir;
static struct temppath path;
static const struct key key = { "abcdefgh" };

static int setup(void **state)
{
    (void)state;
    tempdir_make(&dir);
    path = tempdir_file(&dir, "aside");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    tempdir_remove(&dir);
    return 0;
}

static struct inbox_item item_of(const char *payload)
{
    return (struct inbox_item){ .topic = span_of("vakwerk/1/in/s.dewit/list"), .payload = span_of(payload) };
}

/* A daemon that ends by the signal with this in hand; what it had done before is no longer. */
static void end_with(const char *payload, int number)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        freopen("/dev/null", "w", stderr);
        struct aside *aside = aside_open(path.text, &key);
        struct inbox_item done = item_of("done"), item = item_of(payload);
        aside_take(aside, ASIDE_WRITER, &done);
        aside_put(aside, ASIDE_WRITER);
        aside_take(aside, ASIDE_READER, &item);
        raise(number);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static bool is_taken_of(const struct key *by, struct inbox_item item)
{
    struct aside *aside = aside_open(path.text, by);

    assert_non_null(aside);
    bool taken = aside_take(aside, ASIDE_WRITER, &item);
    aside_close(aside);
    return taken;
}

static bool is_taken(const char *payload)
{
    return is_taken_of(&key, item_of(payload));
}

TEST(what_ended_the_daemon_once_is_tried_again_and_twice_is_not)
{
    end_with("poison", SIGSEGV);
    assert_true(is_taken("poison"));
    end_with("poison", SIGABRT);
    assert_false(is_taken("poison"));
    assert_false(is_taken("poison"));
    assert_true(is_taken("another"));
    assert_true(is_taken("done"));
}

TEST(the_same_words_in_another_place_are_another_request)
{
    struct inbox_item elsewhere = item_of("poison");

    elsewhere.topic = span_of("vakwerk/1/in/s.dewit/me");
    for (int i = 0; i < 2; i++)
        end_with("poison", SIGSEGV);
    assert_false(is_taken("poison"));
    assert_true(is_taken_of(&key, elsewhere));
}

TEST(a_daemon_that_was_killed_says_nothing_of_what_it_had_in_hand)
{
    for (int i = 0; i < 4; i++)
        end_with("innocent", SIGKILL);
    assert_true(is_taken("innocent"));
}

TEST(an_end_in_order_says_nothing_either)
{
    for (int i = 0; i < 4; i++)
        assert_true(is_taken("innocent")); /* closed with it in hand */
    assert_true(is_taken("innocent"));
}

TEST(who_ended_the_daemon_longest_ago_is_forgotten_first)
{
    char other[32];

    for (int i = 0; i < 2; i++)
        end_with("poison", SIGSEGV);
    for (int i = 0; i < 63; i++) {
        snprintf(other, sizeof other, "poison %d", i);
        end_with(other, SIGSEGV);
    }
    assert_false(is_taken("poison"));
    end_with("one more", SIGSEGV);
    assert_true(is_taken("poison"));
}

TEST(the_file_holds_sums_that_need_the_key)
{
    static const struct key another = { "hgfedcba" };

    for (int i = 0; i < 2; i++)
        end_with("poison", SIGSEGV);
    assert_true(is_taken_of(&another, item_of("poison")));
}

TEST(without_a_file_nothing_is_set_aside)
{
    struct inbox_item item = item_of("poison");

    assert_null(aside_open("/nowhere/aside", &key));
    assert_true(aside_take(NULL, ASIDE_WRITER, &item));
    aside_put(NULL, ASIDE_WRITER);
    aside_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        CASE(what_ended_the_daemon_once_is_tried_again_and_twice_is_not),
        CASE(the_same_words_in_another_place_are_another_request),
        CASE(a_daemon_that_was_killed_says_nothing_of_what_it_had_in_hand),
        CASE(an_end_in_order_says_nothing_either),
        CASE(who_ended_the_daemon_longest_ago_is_forgotten_first),
        CASE(the_file_holds_sums_that_need_the_key),
        CASE(without_a_file_nothing_is_set_aside),
    };

    return TEST_RUN(tests);
}
