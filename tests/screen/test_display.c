/* What a screen makes of what it hears, and of what it does not. */
#include "room.h"
#include "tests/proto/test.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define SUMMER_S  7200
#define WINTER_S  3600
#define HOUR_MS   3600000LL
#define MARCH_UTC 1648342800000LL /* 27 March 2022, 01:00 UTC: 2:00 becomes 3:00 */

static struct room room;

static int open_room(void **state)
{
    (void)state;
    room_open(&room);
    return 0;
}

static int close_room(void **state)
{
    (void)state;
    room_close(&room);
    return 0;
}

static bool shows(const char *code)
{
    struct scene scene = room_scene(&room);

    if (scene.shown != NULL && span_is(scene.shown->code, code))
        return true;
    for (size_t i = 0; i < scene.list_count; i++)
        if (span_is(scene.list[i]->code, code))
            return true;
    return false;
}

static void assert_shown(const char *code)
{
    struct scene scene = room_scene(&room);

    assert_non_null(scene.shown);
    assert_memory_equal(scene.shown->code.ptr, code, strlen(code));
}

static void come_back(void)
{
    display_down(room.display, room.moment);
    room_wait(&room, 1000);
    display_up(room.display, room.moment);
    room_daemon(&room, true);
    room_beat(&room, ROOM_NOW + room.moment, SUMMER_S, 0, 0);
}

/* ---- turns ---- */

TEST(questions_take_turns_of_25_seconds)
{
    (void)state;
    room_fill(&room);
    assert_shown("2VRN");
    room_wait(&room, 24000);
    assert_shown("2VRN");
    room_wait(&room, 1000);
    assert_shown("7K3F");
    room_wait(&room, 25000);
    assert_shown("2VRN");
}

TEST(a_long_question_stays_40_seconds)
{
    (void)state;
    room_fill(&room);
    room_screen(&room, "B4DC 2VRN", "", NULL);
    assert_shown("B4DC");
    room_wait(&room, 39000);
    assert_shown("B4DC");
    room_wait(&room, 1000);
    assert_shown("2VRN");
}

TEST(a_new_question_goes_first_and_stays_a_minute)
{
    (void)state;
    room_fill(&room);
    assert_shown("2VRN");
    room_wait(&room, 5000);
    room_card(&room, "C7DF", "Wat nu?", 0, 0);
    room_screen(&room, "2VRN 7K3F C7DF", "9PDX B4DC", NULL);
    assert_shown("C7DF");
    room_beat(&room, ROOM_NOW + room.moment, SUMMER_S, 0, 0);
    room_wait(&room, 59000);
    assert_shown("C7DF");
    room_wait(&room, 1000);
    assert_shown("2VRN");
}

TEST(a_new_question_is_shown_also_when_it_takes_no_turns)
{
    (void)state;
    room_fill(&room);
    room_wait(&room, 5000);
    room_card(&room, "C7DF", "Wat nu?", 0, 0);
    room_screen(&room, "2VRN 7K3F", "C7DF 9PDX B4DC", NULL);
    assert_shown("C7DF");
    assert_int_equal(room_scene(&room).turn, room_scene(&room).turns);
    room_take_away(&room, "card/C7DF");
    assert_shown("2VRN");
}

TEST(what_stands_in_the_big_place_is_not_in_the_list_too)
{
    (void)state;
    room_fill(&room);
    struct scene scene = room_scene(&room);
    for (size_t i = 0; i < scene.list_count; i++)
        assert_ptr_not_equal(scene.list[i], scene.shown);
    assert_int_equal(scene.list_count, 2);
}

/* ---- withdrawn ---- */

TEST(a_withdrawn_question_is_gone_at_once)
{
    (void)state;
    room_fill(&room);
    assert_true(shows("2VRN"));
    room_take_away(&room, "card/2VRN");
    assert_false(shows("2VRN"));
    assert_shown("7K3F");
}

TEST(what_was_withdrawn_while_nobody_listened_goes_when_the_screen_is_back)
{
    (void)state;
    room_fill(&room);
    come_back();
    room_card(&room, "7K3F", "Hoe lang?", 5, 0);
    room_screen(&room, "2VRN 7K3F", "", NULL);
    room_wait(&room, 3000);
    assert_false(shows("2VRN"));
    assert_true(shows("7K3F"));
}

TEST(an_empty_broker_takes_nothing_away)
{
    (void)state;
    room_fill(&room);
    come_back();
    room_wait(&room, 3000);
    assert_true(shows("2VRN"));
}

TEST(bytes_that_are_no_card_change_nothing)
{
    static const unsigned char bytes[] = { 0x82, 0xa4, 'c', 'o', 'd', 'e', 0xdd, 0xff, 0xff, 0xff, 0xff };

    (void)state;
    room_fill(&room);
    room_hear_bytes(&room, "card/2VRN", bytes, sizeof bytes);
    room_hear_bytes(&room, "screen", bytes, sizeof bytes);
    room_hear_bytes(&room, "totals", bytes, sizeof bytes);
    room_hear_bytes(&room, "clock", bytes, sizeof bytes);
    room_hear_bytes(&room, "state", bytes, sizeof bytes);
    assert_true(shows("2VRN"));
    assert_int_equal(room_scene(&room).trouble, TROUBLE_NONE);
}

TEST(a_card_under_the_name_of_another_is_not_taken)
{
    struct msg_card card = { .code = span_of("9PDX"),
                             .title = span_of("Onder een andere naam?"),
                             .theme = span_of("werk"),
                             .theme_name = span_of("Werk") };

    (void)state;
    room_fill(&room);
    room_hear(&room, "card/2VRN", &type_card, &card);
    assert_shown("2VRN");
}

TEST(a_hundred_cards_are_no_more_than_the_wall_has_room_for)
{
    char code[8];

    (void)state;
    room_fill(&room);
    for (int i = 0; i < 100; i++) {
        snprintf(code, sizeof code, "8X%c%c", "BCDFGHJKMN"[i / 10], "BCDFGHJKMN"[i % 10]);
        room_card(&room, code, "Vol?", 1, 0);
    }
    assert_shown("2VRN");
}

/* ---- trouble ---- */

TEST(a_lost_connection_is_said_with_the_time_since_when)
{
    (void)state;
    room_fill(&room);
    display_down(room.display, room.moment);
    room_wait(&room, HOUR_MS);
    struct scene scene = room_scene(&room);
    assert_int_equal(scene.trouble, TROUBLE_CONNECTION);
    assert_true(scene.has_heard);
    assert_int_equal(scene.heard, ROOM_NOW);
    assert_int_equal(scene.cover, COVER_NONE);
    come_back();
    assert_int_equal(room_scene(&room).trouble, TROUBLE_NONE);
}

TEST(after_eight_hours_of_silence_the_cards_are_gone)
{
    (void)state;
    room_fill(&room);
    display_down(room.display, room.moment);
    room_wait(&room, 8 * HOUR_MS);
    assert_int_equal(room_scene(&room).cover, COVER_NONE);
    room_wait(&room, 1000);
    assert_int_equal(room_scene(&room).cover, COVER_STALE);
    assert_false(shows("2VRN"));
}

TEST(a_daemon_without_a_heartbeat_is_given_up)
{
    (void)state;
    room_fill(&room);
    assert_false(room_wait(&room, 90000));
    assert_true(room_wait(&room, 1000));
}

TEST(a_daemon_that_says_it_is_away_is_waited_for)
{
    (void)state;
    room_fill(&room);
    room_daemon(&room, false);
    assert_int_equal(room_scene(&room).trouble, TROUBLE_DAEMON);
    assert_false(room_wait(&room, HOUR_MS));
}

TEST(a_broker_that_says_nothing_of_the_daemon_counts_as_one_without)
{
    (void)state;
    room_fill(&room);
    display_down(room.display, room.moment);
    display_up(room.display, room.moment);
    room_wait(&room, 3000);
    assert_int_equal(room_scene(&room).trouble, TROUBLE_DAEMON);
}

/* ---- what it says ---- */

TEST(it_says_which_cards_it_holds_when_they_change_and_each_minute)
{
    struct msg_alive alive;

    (void)state;
    assert_false(display_speaks(room.display, room.moment, &alive)); /* there is no connection yet */
    room_fill(&room);
    assert_true(display_speaks(room.display, room.moment, &alive));
    assert_int_equal(alive.cards_count, 4);
    assert_false(display_speaks(room.display, room.moment, &alive));
    room_take_away(&room, "card/2VRN");
    assert_true(display_speaks(room.display, room.moment, &alive));
    assert_int_equal(alive.cards_count, 3);
    for (size_t i = 0; i < alive.cards_count; i++)
        assert_false(span_is(alive.cards[i], "2VRN"));
    room_wait(&room, 59000);
    assert_false(display_speaks(room.display, room.moment, &alive));
    room_wait(&room, 1000);
    assert_true(display_speaks(room.display, room.moment, &alive));
    assert_int_equal(alive.uptime_s, 60);
}

TEST(of_more_cards_than_can_be_named_it_says_nothing)
{
    struct msg_alive alive;
    char code[8];

    (void)state;
    room_fill(&room);
    for (int i = 0; i < 13; i++) {
        snprintf(code, sizeof code, "8X8%c", "BCDFGHJKMNPQR"[i]);
        room_card(&room, code, "Vol?", 1, 0);
    }
    assert_true(display_speaks(room.display, room.moment, &alive));
    assert_null(alive.cards);
}

/* ---- what it is told to do ---- */

TEST(it_says_for_half_a_minute_which_screen_it_is)
{
    (void)state;
    room_fill(&room);
    room_order(&room, "identify");
    assert_int_equal(room_scene(&room).cover, COVER_NAME);
    room_wait(&room, 29000);
    assert_int_equal(room_scene(&room).cover, COVER_NAME);
    room_wait(&room, 1000);
    assert_int_equal(room_scene(&room).cover, COVER_NONE);
}

TEST(it_shows_the_next_question_when_it_is_told_to)
{
    (void)state;
    room_fill(&room);
    size_t turn = room_scene(&room).turn;
    room_order(&room, "dim");
    assert_int_equal(room_scene(&room).turn, turn);
    room_order(&room, "rotate");
    assert_int_equal(room_scene(&room).turn, turn + 1);
}

TEST(an_order_that_the_broker_kept_is_not_obeyed)
{
    static const char order[] = "\x81\xa5order\xa8identify";

    (void)state;
    room_fill(&room);
    display_take(room.display, span_of("order"), span_of(order), true, room.moment);
    assert_int_equal(room_scene(&room).cover, COVER_NONE);
    display_take(room.display, span_of("order"), span_of(order), false, room.moment);
    assert_int_equal(room_scene(&room).cover, COVER_NAME);
}

/* ---- the time ---- */

TEST(the_clock_follows_the_night_on_which_it_is_put_forward)
{
    (void)state;
    room_fill(&room);
    room_beat(&room, MARCH_UTC - 10000, WINTER_S, MARCH_UTC, SUMMER_S);
    struct scene scene = room_scene(&room);
    struct local before = hours_local(scene.hours, scene.now);
    assert_int_equal(before.hour * 60 + before.minute, 119);
    room_wait(&room, 10000);
    scene = room_scene(&room);
    struct local after = hours_local(scene.hours, scene.now);
    assert_int_equal(after.hour * 60 + after.minute, 180);
}

static void hear_board(const char *title)
{
    struct msg_board board = { .kind = span_of("intervision"), .title = span_of(title) };

    room_hear(&room, "board", &type_board, &board);
}

TEST(what_the_team_does_together_comes_and_goes)
{
    (void)state;
    room_fill(&room);
    assert_null(room_scene(&room).board);
    hear_board("Incidentmethode");
    assert_true(span_is(room_scene(&room).board->title, "Incidentmethode"));
    room_hear_bytes(&room, "board", "\x81\xa1x\x01", 4); /* what does not fit changes nothing */
    assert_true(span_is(room_scene(&room).board->title, "Incidentmethode"));
    room_take_away(&room, "board");
    assert_null(room_scene(&room).board);
}

/* The code stands there while it lets people in, and no longer. */
TEST(how_guests_come_in_is_shown_as_long_as_their_code_is_good)
{
    struct msg_board board = { .kind = span_of("harvest"),
                               .title = span_of("Ontwikkeltafel"),
                               .code = span_of("5N5DT7"),
                               .guest_code = span_of("7K3MNPQR"),
                               .link = span_of("https://vakwerk.example/mee.html#7K3MNPQR") };

    (void)state;
    MSG_SET(&board, guests_until_at, ROOM_NOW + 60000);
    room_fill(&room);
    room_hear(&room, "board", &type_board, &board);
    assert_non_null(strstr(room_picture(&room, 120, 33), "7K3MNPQR"));
    assert_non_null(strstr(room_picture(&room, 120, 33), "https://vakwerk.example/mee.html"));
    assert_null(strstr(room_picture(&room, 120, 33), "mee.html#"));
    room_beat(&room, ROOM_NOW + 61000, 7200, 0, 0);
    assert_null(strstr(room_picture(&room, 120, 33), "7K3MNPQR"));
    room_beat(&room, ROOM_NOW, 7200, 0, 0);
    board.closed = true;
    room_hear(&room, "board", &type_board, &board);
    assert_null(strstr(room_picture(&room, 120, 33), "7K3MNPQR"));
}

TEST(what_ended_while_nobody_listened_leaves)
{
    (void)state;
    room_fill(&room);
    hear_board("Incidentmethode");
    display_down(room.display, room.moment);
    assert_non_null(room_scene(&room).board);
    room_fill(&room);
    room_wait(&room, 3000);
    assert_null(room_scene(&room).board);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, open_room, close_room)
    const struct CMUnitTest tests[] = {
        T(questions_take_turns_of_25_seconds),
        T(what_the_team_does_together_comes_and_goes),
        T(what_ended_while_nobody_listened_leaves),
        T(how_guests_come_in_is_shown_as_long_as_their_code_is_good),
        T(a_long_question_stays_40_seconds),
        T(a_new_question_goes_first_and_stays_a_minute),
        T(a_new_question_is_shown_also_when_it_takes_no_turns),
        T(what_stands_in_the_big_place_is_not_in_the_list_too),
        T(a_withdrawn_question_is_gone_at_once),
        T(what_was_withdrawn_while_nobody_listened_goes_when_the_screen_is_back),
        T(an_empty_broker_takes_nothing_away),
        T(bytes_that_are_no_card_change_nothing),
        T(a_card_under_the_name_of_another_is_not_taken),
        T(a_hundred_cards_are_no_more_than_the_wall_has_room_for),
        T(a_lost_connection_is_said_with_the_time_since_when),
        T(after_eight_hours_of_silence_the_cards_are_gone),
        T(a_daemon_without_a_heartbeat_is_given_up),
        T(a_daemon_that_says_it_is_away_is_waited_for),
        T(a_broker_that_says_nothing_of_the_daemon_counts_as_one_without),
        T(it_says_which_cards_it_holds_when_they_change_and_each_minute),
        T(of_more_cards_than_can_be_named_it_says_nothing),
        T(it_says_for_half_a_minute_which_screen_it_is),
        T(it_shows_the_next_question_when_it_is_told_to),
        T(an_order_that_the_broker_kept_is_not_obeyed),
        T(the_clock_follows_the_night_on_which_it_is_put_forward),
    };
#undef T

    room_setup();
    return TEST_RUN(tests);
}
