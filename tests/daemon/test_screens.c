/* What is told to screens: only what changed, not too often, and nothing that should be gone stays. */
#include "tests/daemon/office.h"

#include "daemon/screen/screens.h"
#include "proto/decode.h"

#include <stdio.h>

static struct screens *screens;
static int64_t monotonic;

static int begin(void **state)
{
    int err = office_setup(state);
    struct office *o = *state;

    monotonic = 1000000;
    screens = screens_new(o->store, &o->settings, o->roster);
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    return err;
}

static int end(void **state)
{
    screens_free(screens);
    return office_teardown(state);
}

/* Draws what is due; the messages are in o->out. */
static size_t draw(struct office *o)
{
    size_t count = 0;

    arena_reset(&o->arena);
    outbox_init(&o->out, &o->arena);
    assert_int_equal(screens_draw(screens, o->now_ms, monotonic, &o->out), 0);
    for (const struct outbox_item *item = o->out.first; item != NULL; item = item->next) {
        assert_true(item->retain);
        assert_true(item->payload.len <= 4000);
        assert_int_equal(item->seq, 0);
        count++;
    }
    return count;
}

/* The same when all that waits has become due. */
static size_t draw_later(struct office *o)
{
    monotonic += 5000;
    return draw(o);
}

static const struct outbox_item *told(const struct office *o, struct topic topic)
{
    for (const struct outbox_item *item = o->out.first; item != NULL; item = item->next)
        if (strcmp(item->topic.text, topic.text) == 0)
            return item;
    return NULL;
}

static const struct outbox_item *told_card(const struct office *o, const char *kiosk, const char *code)
{
    return told(o, topic_card(span_of(kiosk), span_of(code)));
}

TEST(a_screen_is_told_at_once_and_then_only_what_changed)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    assert_int_equal(screens_due(screens), INT64_MAX); /* nobody said that anything changed */
    screens_touch(screens);
    assert_true(screens_due(screens) <= monotonic);
    assert_int_equal(draw(o), 4); /* and that its team does nothing together */
    assert_non_null(told_card(o, "delft-1", code.text));
    assert_non_null(told(o, topic_kiosk(span_of("delft-1"), "screen")));
    assert_non_null(told(o, topic_kiosk(span_of("delft-1"), "totals")));
    screens_touch(screens);
    assert_int_equal(draw_later(o), 0);
    OK(o, "bram", "thank", "{'code': '%s', 'on': true}", code.text);
    screens_touch(screens);
    assert_int_equal(draw_later(o), 1);
    assert_non_null(told_card(o, "delft-1", code.text));
}

TEST(a_card_leaves_with_an_empty_payload)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    screens_touch(screens);
    draw(o);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    screens_touch(screens);
    draw_later(o);
    assert_non_null(told_card(o, "delft-1", code.text));
    assert_int_equal(told_card(o, "delft-1", code.text)->payload.len, 0);
    screens_touch(screens);
    assert_int_equal(draw_later(o), 0); /* once */
}

TEST(a_card_that_is_held_leaves_the_same_way_and_comes_back)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    screens_touch(screens);
    draw(o);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'Een adres'}", code.text);
    assert_true(o->effects.changes.screens);
    screens_touch(screens);
    draw_later(o);
    assert_int_equal(told_card(o, "delft-1", code.text)->payload.len, 0);
    OK(o, "toezicht", "release", "{'code': '%s'}", code.text);
    assert_true(o->effects.changes.screens);
    screens_touch(screens);
    draw_later(o);
    assert_int_not_equal(told_card(o, "delft-1", code.text)->payload.len, 0);
}

TEST(a_card_is_never_named_before_it_is_there)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    bool card_came = false;

    screens_touch(screens);
    draw(o);
    for (const struct outbox_item *item = o->out.first; item != NULL; item = item->next) {
        if (strcmp(item->topic.text, topic_kiosk(span_of("delft-1"), "screen").text) == 0)
            assert_true(card_came);
        card_came |= strcmp(item->topic.text, topic_card(span_of("delft-1"), span_of(code.text)).text) == 0;
    }
}

/* Fifty questions, each change drawn: what the broker would hold in the end is the wall, no more and no less. */
TEST(what_the_broker_holds_is_always_the_wall)
{
    struct office *o = *state;
    char held[64][16];
    size_t count = 0;

    for (int i = 0; i < 50; i++) {
        struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
        if (i % 3 == 0)
            office_answer(o, "bram", code.text, "Antwoord");
        if (i % 4 == 0)
            OK(o, "anna", "retract", "{'code': '%s'}", code.text);
        o->now_ms += 7 * MINUTE_MS;
        screens_touch(screens);
        draw_later(o);
        for (const struct outbox_item *item = o->out.first; item != NULL; item = item->next) {
            struct span kiosk, card;
            size_t at = 0;
            if (!topic_read_card(span_of(item->topic.text), &kiosk, &card))
                continue;
            while (at < count && !span_is(card, held[at]))
                at++;
            if (item->payload.len > 0 && at == count)
                snprintf(held[count++], sizeof held[0], "%.*s", span_int(card), card.ptr);
            if (item->payload.len == 0) {
                assert_true(at < count);
                memmove(held[at], held[--count], sizeof held[0]);
            }
        }
        assert_true(count <= 13);
    }
    for (size_t i = 0; i < count; i++) { /* and the screens know each of them */
        outbox_init(&o->out, &o->arena);
        assert_int_equal(screens_hear(screens, span_of(topic_card(span_of("delft-1"), span_of(held[i])).text),
                                      (struct span){ "", 0 }, o->now_ms, &o->out),
                         0);
        assert_null(o->out.first);
    }
}

TEST(bursts_are_drawn_together_four_times_a_second_at_the_most)
{
    struct office *o = *state;
    int drawn = 0;
    int64_t until = monotonic + 10000;

    for (; monotonic < until; monotonic += 10) {
        office_sql(o, "UPDATE kiosk SET room = 'Kamer %lld'", (long long)monotonic);
        screens_touch(screens);
        drawn += draw(o) > 0;
    }
    assert_in_range(drawn, 30, 41);
    assert_int_equal(draw_later(o) > 0, 1); /* and the last change is not lost */
    assert_int_equal(screens_due(screens), INT64_MAX);
}

TEST(what_changes_again_is_not_looked_for_before_it_may_be_shown)
{
    struct office *o = *state;

    screens_touch(screens);
    draw(o);
    screens_touch(screens);
    assert_int_equal(screens_due(screens), monotonic + 250);
    monotonic += 249;
    office_steps_begin(o);
    assert_int_equal(draw(o), 0);
    assert_int_equal(office_steps_end(o), 0);
}

TEST(a_removed_screen_is_cleared)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    screens_touch(screens);
    draw(o);
    OK(o, "beheer", "kiosk-remove", "{'kiosk': 'delft-1'}");
    screens_touch(screens);
    assert_int_equal(draw_later(o), 5);
    assert_int_equal(told_card(o, "delft-1", code.text)->payload.len, 0);
    assert_int_equal(told(o, topic_kiosk(span_of("delft-1"), "board"))->payload.len, 0);
    assert_int_equal(told(o, topic_kiosk(span_of("delft-1"), "alive"))->payload.len, 0);
    assert_int_equal(told(o, topic_kiosk(span_of("delft-1"), "screen"))->payload.len, 0);
    assert_int_equal(told(o, topic_kiosk(span_of("delft-1"), "totals"))->payload.len, 0);
    screens_touch(screens);
    assert_int_equal(draw_later(o), 0);
}

TEST(a_broker_that_forgot_is_told_all_again)
{
    struct office *o = *state;

    office_ask(o, "anna", "theme/regie/ask", "Vraag");
    screens_touch(screens);
    size_t first = draw(o);
    screens_forget(screens);
    assert_int_equal(draw_later(o), first);
}

TEST(many_screens_are_drawn_one_at_a_time_and_all_in_the_end)
{
    struct office *o = *state;
    size_t total = 0;
    int rounds = 0;

    for (int i = 2; i <= 50; i++)
        OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-%d', 'team': 'delft', 'room': 'Kantine'}", i);
    screens_touch(screens);
    while (screens_due(screens) <= monotonic) {
        size_t count = draw(o);
        assert_true(count <= 3);
        total += count;
        assert_true(++rounds <= 50);
    }
    assert_int_equal(total, 150); /* a screen, its totals, and that there is nothing else, each */
}

/* However much waits, and takes long to be looked through. */
TEST(a_screen_that_is_still_to_be_drawn_shows_nothing_that_was_hidden_meanwhile)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-2', 'team': 'delft', 'room': 'Kantine'}");
    office_sql(
        o,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 16000) INSERT INTO post (kind,"
        " code, author, theme, title, text, posted_at, met_until) SELECT 1, 'Q0' || i, 1, 1, 'v', 'v', %lld, 0"
        " FROM n",
        (long long)o->now_ms);
    screens_touch(screens);
    draw(o);
    bool first = told_card(o, "delft-1", code.text) != NULL;
    assert_int_not_equal(first, told_card(o, "delft-2", code.text) != NULL);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", code.text);
    screens_touch(screens);
    for (int i = 0; i < 100; i++, monotonic += 10) {
        draw(o);
        assert_null(told_card(o, first ? "delft-2" : "delft-1", code.text));
    }
}

TEST(a_retained_card_that_nobody_knows_is_taken_away)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    struct topic known = topic_card(span_of("delft-1"), span_of(code.text));
    struct topic others[] = { topic_card(span_of("delft-1"), span_of("2222")),
                              topic_card(span_of("weg-1"), span_of(code.text)) };

    screens_touch(screens);
    draw(o);
    outbox_init(&o->out, &o->arena);
    assert_int_equal(screens_hear(screens, span_of(known.text), (struct span){ "", 0 }, o->now_ms, &o->out), 0);
    assert_int_equal(screens_hear(screens, span_of("nonsense"), (struct span){ "", 0 }, o->now_ms, &o->out), 0);
    assert_null(o->out.first);
    for (size_t i = 0; i < 2; i++) {
        outbox_init(&o->out, &o->arena);
        assert_int_equal(screens_hear(screens, span_of(others[i].text), (struct span){ "", 0 }, o->now_ms, &o->out), 0);
        assert_non_null(o->out.first);
        assert_string_equal(o->out.first->topic.text, others[i].text);
        assert_int_equal(o->out.first->payload.len, 0);
        assert_true(o->out.first->retain);
    }
}

/* It was removed while the daemon was away. */
TEST(a_sign_of_life_of_a_screen_that_is_gone_is_taken_away)
{
    struct office *o = *state;
    struct topic here = topic_kiosk(span_of("delft-1"), "alive"), gone = topic_kiosk(span_of("weg-1"), "alive");

    outbox_init(&o->out, &o->arena);
    assert_int_equal(screens_hear(screens, span_of(gone.text), (struct span){ "", 0 }, o->now_ms, &o->out), 0);
    assert_string_not_equal(o->out.first->topic.text, gone.text); /* nobody knows yet which screens there are */
    screens_touch(screens);
    draw(o);
    outbox_init(&o->out, &o->arena);
    assert_int_equal(screens_hear(screens, span_of(here.text), (struct span){ "", 0 }, o->now_ms, &o->out), 0);
    assert_string_equal(o->out.first->topic.text, topic_kiosk(span_of("delft-1"), "clock").text);
    outbox_init(&o->out, &o->arena);
    assert_int_equal(screens_hear(screens, span_of(gone.text), (struct span){ "", 0 }, o->now_ms, &o->out), 0);
    assert_string_equal(o->out.first->topic.text, gone.text);
    assert_int_equal(o->out.first->payload.len, 0);
    assert_true(o->out.first->retain);
    assert_null(o->out.first->next);
}

TEST(every_screen_hears_the_clock)
{
    struct office *o = *state;

    OK(o, "beheer", "kiosk-add", "{'kiosk': 'rijswijk-1', 'team': 'rijswijk', 'room': 'Gang'}");
    screens_touch(screens);
    draw(o);
    outbox_init(&o->out, &o->arena);
    assert_int_equal(screens_tick(screens, o->now_ms, &o->out), 0);
    const struct outbox_item *item = told(o, topic_kiosk(span_of("delft-1"), "clock"));
    assert_non_null(item);
    assert_non_null(told(o, topic_kiosk(span_of("rijswijk-1"), "clock")));
    assert_false(item->retain);
    struct msg_clock clock;
    struct decode_part part = { &type_clock, &clock };
    struct fault fault;
    assert_int_equal(decode_map(item->payload, &part, 1, false, &o->arena, &fault), 0);
    assert_int_equal(clock.utc_at, o->now_ms);
    assert_int_equal(clock.offset_s, 7200);
    assert_int_equal(clock.next_offset_s, 3600);
    assert_int_equal(clock.next_change_at, INT64_C(1667091600000));
}

#define SCREEN_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCREEN_TEST(a_screen_is_told_at_once_and_then_only_what_changed),
        SCREEN_TEST(a_card_leaves_with_an_empty_payload),
        SCREEN_TEST(a_card_that_is_held_leaves_the_same_way_and_comes_back),
        SCREEN_TEST(a_card_is_never_named_before_it_is_there),
        SCREEN_TEST(what_the_broker_holds_is_always_the_wall),
        SCREEN_TEST(bursts_are_drawn_together_four_times_a_second_at_the_most),
        SCREEN_TEST(what_changes_again_is_not_looked_for_before_it_may_be_shown),
        SCREEN_TEST(a_removed_screen_is_cleared),
        SCREEN_TEST(a_broker_that_forgot_is_told_all_again),
        SCREEN_TEST(many_screens_are_drawn_one_at_a_time_and_all_in_the_end),
        SCREEN_TEST(a_screen_that_is_still_to_be_drawn_shows_nothing_that_was_hidden_meanwhile),
        SCREEN_TEST(a_retained_card_that_nobody_knows_is_taken_away),
        SCREEN_TEST(a_sign_of_life_of_a_screen_that_is_gone_is_taken_away),
        SCREEN_TEST(every_screen_hears_the_clock),
    };

    return TEST_RUN(tests);
}
