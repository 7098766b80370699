/* The queue between the thread that hears and the thread that works. */
#include "tests/proto/test.h"

#include "daemon/clock.h"
#include "daemon/inbox.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { MESSAGES = 20000 };

static bool put(struct inbox *inbox, const char *topic, const char *payload)
{
    return inbox_put(inbox, &(struct inbox_item){ .topic = span_of(topic), .payload = span_of(payload) });
}

/* What is there now; NULL for nothing. */
static struct inbox_item *take(struct inbox *inbox, size_t max)
{
    return inbox_take(inbox, max, 0);
}

TEST(messages_come_out_in_order_and_whole)
{
    struct inbox *inbox = inbox_new(10, 10000);
    char topic[8] = "t1", payload[8] = "p1", response[8] = "r1", correlation[8] = "c1";

    assert_true(inbox_put(inbox, &(struct inbox_item){ .topic = span_of(topic),
                                                       .payload = span_of(payload),
                                                       .response_topic = span_of(response),
                                                       .correlation = span_of(correlation),
                                                       .json = true }));
    memset(topic, 'x', 2); /* it was copied */
    memset(payload, 'x', 2);
    put(inbox, "t2", "");
    struct inbox_item *items = take(inbox, 10);
    assert_true(span_is(items->topic, "t1"));
    assert_true(span_is(items->payload, "p1"));
    assert_true(span_is(items->response_topic, "r1"));
    assert_true(span_is(items->correlation, "c1"));
    assert_true(items->json && !items->retained && !items->refused && !items->alien);
    assert_true(span_is(items->next->topic, "t2"));
    assert_null(items->next->response_topic.ptr); /* absent stays absent */
    assert_null(items->next->next);
    inbox_release(items);
    inbox_free(inbox);
}

TEST(at_most_so_many_are_taken_at_once)
{
    struct inbox *inbox = inbox_new(10, 10000);
    static const char *const topics[] = { "a", "b", "c", "d", "e" };

    for (int i = 0; i < 5; i++)
        put(inbox, topics[i], "");
    for (int i = 0; i < 5; i += 2) {
        struct inbox_item *items = take(inbox, 2);
        assert_true(span_is(items->topic, topics[i]));
        assert_int_equal(items->next != NULL, i < 4);
        if (items->next != NULL)
            assert_null(items->next->next);
        inbox_release(items);
    }
    assert_null(take(inbox, 2));
    put(inbox, "again", "");
    struct inbox_item *items = take(inbox, 2);
    assert_true(span_is(items->topic, "again"));
    inbox_release(items);
    inbox_free(inbox);
}

TEST(a_full_queue_notes_senders_and_then_drops)
{
    struct inbox *inbox = inbox_new(8, 100000);

    for (int i = 0; i < 8; i++)
        assert_true(put(inbox, "t", "payload"));
    for (int i = 0; i < 2; i++)
        assert_true(put(inbox, "t", "payload")); /* a quarter more, to be told `busy` */
    assert_false(put(inbox, "t", "payload"));
    struct inbox_item *items = take(inbox, 100), *item = items;
    for (int i = 0; i < 10; i++, item = item->next) {
        assert_non_null(item);
        assert_int_equal(item->refused, i >= 8);
        assert_int_equal(item->payload.len, i >= 8 ? 0 : 7);
        assert_true(span_is(item->topic, "t"));
    }
    assert_null(item);
    inbox_release(items);
    assert_true(put(inbox, "t", "payload")); /* there is room again */
    items = take(inbox, 100);
    assert_false(items->refused);
    inbox_release(items);
    inbox_free(inbox);
}

TEST(bytes_are_bounded_too)
{
    struct inbox *inbox = inbox_new(1000, 1000);
    char payload[301];
    int accepted = 0, noted = 0;

    memset(payload, 'x', 300);
    payload[300] = '\0';
    for (int i = 0; i < 300; i++)
        put(inbox, "t", payload);
    struct inbox_item *items = take(inbox, 1000);
    for (struct inbox_item *item = items; item != NULL; item = item->next)
        item->refused ? noted++ : accepted++;
    assert_int_equal(accepted, 4); /* the last one may pass the bound by its own length */
    assert_in_range(noted, 1, 50);
    inbox_release(items);
    inbox_free(inbox);
}

TEST(a_wake_ends_one_wait_now_or_the_next)
{
    struct inbox *inbox = inbox_new(10, 1000);

    inbox_wake(inbox);
    int64_t before = clock_monotonic_ms();
    assert_null(inbox_take(inbox, 10, before + 60000));
    assert_true(clock_monotonic_ms() < before + 30000);
    assert_null(inbox_take(inbox, 10, clock_monotonic_ms() + 20)); /* and that wake is over */
    inbox_free(inbox);
}

TEST(a_deadline_ends_the_wait)
{
    struct inbox *inbox = inbox_new(10, 1000);
    int64_t deadline = clock_monotonic_ms() + 30;

    assert_null(inbox_take(inbox, 10, deadline));
    assert_true(clock_monotonic_ms() >= deadline);
    assert_null(inbox_take(inbox, 10, 0)); /* one that has passed does not wait */
    inbox_free(inbox);
}

TEST(an_inbox_that_is_left_full_is_freed)
{
    struct inbox *inbox = inbox_new(10, 1000);

    put(inbox, "t", "p");
    put(inbox, "t", "p");
    inbox_free(inbox);
    inbox_free(NULL);
    inbox_release(NULL);
}

/* ---- two threads ---- */

struct pair {
    struct inbox *inbox;
    atomic_int dropped;
};

static void *hear(void *context)
{
    struct pair *pair = context;

    for (int i = 0; i < MESSAGES; i++) {
        char number[16];
        snprintf(number, sizeof number, "%d", i);
        if (!put(pair->inbox, "t", number))
            atomic_fetch_add(&pair->dropped, 1);
    }
    put(pair->inbox, "end", "");
    while (!put(pair->inbox, "end", ""))
        inbox_wake(pair->inbox);
    return NULL;
}

TEST(between_two_threads_each_message_comes_once_in_order_or_is_told)
{
    struct pair pair = { .inbox = inbox_new(256, 1000000) };
    pthread_t thread;
    bool ended = false;
    int whole = 0, refused = 0, last = -1;

    assert_int_equal(pthread_create(&thread, NULL, hear, &pair), 0);
    while (!ended) {
        struct inbox_item *items = inbox_take(pair.inbox, 64, clock_monotonic_ms() + 1000);
        for (struct inbox_item *item = items; item != NULL; item = item->next) {
            if (span_is(item->topic, "end")) {
                ended = true;
            } else if (item->refused) {
                refused++;
            } else {
                char text[16]; /* what came ends where it ends */
                snprintf(text, sizeof text, "%.*s", span_int(item->payload), item->payload.ptr);
                int number = atoi(text);
                assert_true(number > last);
                last = number;
                whole++;
            }
        }
        inbox_release(items);
    }
    pthread_join(thread, NULL);
    assert_int_equal(whole + refused + atomic_load(&pair.dropped), MESSAGES);
    assert_true(whole > 0);
    inbox_free(pair.inbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_come_out_in_order_and_whole),
        cmocka_unit_test(at_most_so_many_are_taken_at_once),
        cmocka_unit_test(a_full_queue_notes_senders_and_then_drops),
        cmocka_unit_test(bytes_are_bounded_too),
        cmocka_unit_test(a_wake_ends_one_wait_now_or_the_next),
        cmocka_unit_test(a_deadline_ends_the_wait),
        cmocka_unit_test(an_inbox_that_is_left_full_is_freed),
        cmocka_unit_test(between_two_threads_each_message_comes_once_in_order_or_is_told),
    };

    return TEST_RUN(tests);
}
