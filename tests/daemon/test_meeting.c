/* What a team does together on its screens: for the team alone, by the daemon's clock, and what stays of it. */
#include "tests/daemon/office.h"

#include "daemon/meeting.h"
#include "daemon/screen/board.h"
#include "daemon/screen/screens.h"
#include "proto/json.h"

#include <stdio.h>
#include <stdlib.h>

#define STEPS                                                                                                          \
    "[{'name': 'Inbreng', 'task': 'listen', 'duration_ms': 300000, 'text': 'De inbrenger vertelt.'},"                  \
    " {'name': 'Vragen', 'task': 'questions', 'duration_ms': 900000},"                                                 \
    " {'name': 'Bespreken', 'task': 'notes', 'duration_ms': 1200000},"                                                 \
    " {'name': 'Kiezen', 'task': 'choice', 'duration_ms': 300000},"                                                    \
    " {'name': 'Leren', 'task': 'lesson', 'duration_ms': 300000}]"

/* A question of anna that stands on the list of delft. */
static struct word_text listed(struct office *o, const char *title)
{
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", title);

    OK(o, "anna", "team/delft/intervision-add", "{'codes': ['%s']}", code.text);
    return code;
}

static struct word_text begun(struct office *o)
{
    struct word_text code = listed(o, "Wie belt de school?");

    OK(o, "anna", "team/delft/meeting-begin",
       "{'kind': 'intervision', 'title': 'Incidentmethode', 'code': '%s', 'steps': " STEPS "}", code.text);
    return code;
}

/* What goes on by itself, as the engine does it. */
static int pass(struct office *o, int64_t ms)
{
    struct meeting_turns turns = { .store = o->store, .settings = &o->settings, .arena = &o->arena };

    o->now_ms += ms;
    turns.now_ms = o->now_ms;
    arena_reset(&o->arena);
    outbox_init(&o->out, &o->arena);
    turns.out = &o->out;
    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(meeting_turn(&turns), 0);
    assert_int_equal(store_commit(o->store), 0);
    return turns.events;
}

static void assert_step(struct office *o, int64_t step)
{
    OK(o, "bram", "team/delft/meeting-show", "{}");
    assert_int_equal(int_at(o->reply, "step"), step);
}

static void say(struct office *o, const char *text)
{
    OK(o, "bram", "team/delft/meeting-say", "{'text': '%s'}", text);
}

static void next(struct office *o)
{
    OK(o, "carla", "team/delft/meeting-next", "{}");
}

/* ---- who, and when ---- */

TEST(the_team_sees_the_step_its_end_and_what_comes_next_and_others_see_nothing)
{
    struct office *o = *state;
    struct word_text code = begun(o);

    assert_true(o->effects.changes.screens);
    OK(o, "bram", "team/delft/meeting-show", "{}");
    assert_string_equal(text_at(o->reply, "kind"), "intervision");
    assert_string_equal(text_at(o->reply, "title"), "Incidentmethode");
    assert_string_equal(text_at(o->reply, "code"), code.text);
    assert_string_equal(text_at(o->reply, "about"), "Wie belt de school?");
    assert_string_equal(text_at(o->reply, "now.0.name"), "Inbreng");
    assert_string_equal(text_at(o->reply, "now.0.task"), "listen");
    assert_string_equal(text_at(o->reply, "now.0.text"), "De inbrenger vertelt.");
    assert_string_equal(text_at(o->reply, "next"), "Vragen");
    assert_int_equal(int_at(o->reply, "step"), 1);
    assert_int_equal(int_at(o->reply, "steps"), 5);
    assert_int_equal(int_at(o->reply, "until_at"), o->now_ms + 5 * MINUTE_MS);
    NO("not_found", "meeting", o, "eva", "team/rijswijk/meeting-show", "{}");
    NO("not_found", "team", o, "eva", "team/delft/meeting-show", "{}");
    NO("not_found", "team", o, "eva", "team/delft/meeting-say", "{'text': 'Hoi'}");
    NO("not_found", "team", o, "eva", "team/delft/meeting-next", "{}");
    NO("not_found", "team", o, "eva", "team/delft/meeting-stop", "{}");
}

TEST(a_team_does_one_thing_at_a_time_and_only_what_is_on_its_list)
{
    struct office *o = *state;
    struct word_text code = begun(o), other = listed(o, "Nog een?");
    struct word_text unlisted = office_ask(o, "anna", "theme/regie/ask", "Niet op de lijst?");

    NO("conflict", "meeting", o, "bram", "team/delft/meeting-begin",
       "{'kind': 'intervision', 'title': 'X', 'code': '%s', 'steps': " STEPS "}", other.text);
    NO("conflict", "code", o, "bram", "team/delft/meeting-stop", "{'code': '%s'}", other.text);
    OK(o, "bram", "team/delft/meeting-stop", "{'code': '%s'}", code.text);
    NO("not_found", "codes", o, "bram", "team/delft/meeting-begin",
       "{'kind': 'intervision', 'title': 'X', 'code': '%s', 'steps': " STEPS "}", unlisted.text);
    NO("not_found", "codes", o, "eva", "team/rijswijk/meeting-begin",
       "{'kind': 'intervision', 'title': 'X', 'code': '%s', 'steps': " STEPS "}", code.text);
    OK(o, "bram", "team/delft/meeting-begin", "{'kind': 'intervision', 'title': 'X', 'code': '%s', 'steps': " STEPS "}",
       other.text);
}

TEST(what_cannot_be_held_is_refused_by_name)
{
    struct office *o = *state;
    struct word_text code = listed(o, "Wie belt de school?");
    static const struct {
        const char *error, *field, *rest;
    } rows[] = {
        { "bad_request", "kind", "'kind': 'feest', 'title': 'X', 'steps': " STEPS },
        { "bad_request", "steps", "'kind': 'intervision', 'title': 'X'" },
        { "bad_request", "task", "'kind': 'intervision', 'title': 'X', 'steps': [{'name': 'A', 'task': 'dansen'}]" },
        { "identifying", "steps",
          "'kind': 'intervision', 'title': 'X', 'steps': [{'name': 'Bel 06-12345678', 'task': 'listen'}]" },
        { "identifying", "title", "'kind': 'intervision', 'title': 'Bel 06-12345678', 'steps': " STEPS },
        { "bad_request", "duration_ms",
          "'kind': 'intervision', 'title': 'X', 'steps': [{'name': 'A', 'task': 'listen', 'duration_ms': 9}]" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        NO(rows[i].error, rows[i].field, o, "anna", "team/delft/meeting-begin", "{'code': '%s', %s}", code.text,
           rows[i].rest);
    NO("bad_request", "code", o, "anna", "team/delft/meeting-begin",
       "{'kind': 'intervision', 'title': 'X', 'steps': " STEPS "}");
}

/* ---- time ---- */

TEST(a_round_ends_by_the_daemons_clock_and_not_a_moment_before)
{
    struct office *o = *state;

    begun(o);
    pass(o, 5 * MINUTE_MS - 1);
    assert_step(o, 1);
    pass(o, 1);
    assert_step(o, 2);
    assert_int_equal(int_at(o->reply, "until_at"), o->now_ms + 15 * MINUTE_MS);
    /* The daemon was away for an hour: no round is passed over. */
    pass(o, HOUR_MS);
    assert_step(o, 3);
    assert_int_equal(int_at(o->reply, "until_at"), o->now_ms + 20 * MINUTE_MS);
}

TEST(a_round_that_keeps_something_waits_ten_minutes_for_it)
{
    struct office *o = *state;

    begun(o);
    for (int i = 0; i < 3; i++)
        next(o);
    assert_step(o, 4);
    pass(o, 15 * MINUTE_MS - 1);
    assert_step(o, 4);
    say(o, "Morgen bellen we samen."); /* after the time: it stands there for a while, and then it goes on */
    pass(o, MEETING_LINGER_MS - 1);
    assert_step(o, 4);
    pass(o, 1);
    assert_step(o, 5);
    assert_string_equal(text_at(o->reply, "chosen"), "Morgen bellen we samen.");
    assert_int_equal(pass(o, 15 * MINUTE_MS), 1); /* over by itself, and the team hears of it */
    assert_string_equal(o->out.first->topic.text, "vakwerk/1/team/delft/event");
    NO("not_found", "meeting", o, "bram", "team/delft/meeting-show", "{}");
    OK(o, "bram", "team/delft/intervision-list", "{'done': true}");
    assert_string_equal(text_at(o->reply, "items.0.chosen"), "Morgen bellen we samen.");
    assert_false(has_at(o->reply, "items.0.learned"));
}

TEST(a_lesson_in_time_goes_on_when_the_time_is_over)
{
    struct office *o = *state;

    begun(o);
    for (int i = 0; i < 4; i++)
        next(o);
    say(o, "Vraag eerder wie erbij was.");
    pass(o, 5 * MINUTE_MS - 1);
    assert_step(o, 5);
    assert_int_equal(pass(o, 1), 1);
    NO("not_found", "meeting", o, "bram", "team/delft/meeting-show", "{}");
}

TEST(when_the_next_is_due_is_known)
{
    struct office *o = *state;
    int64_t due = 0;

    assert_int_equal(store_meeting_next_due(o->store, &due), 0);
    assert_true(due == INT64_MAX);
    begun(o);
    assert_int_equal(store_meeting_next_due(o->store, &due), 0);
    assert_int_equal(due, o->now_ms + 5 * MINUTE_MS);
}

TEST(who_presses_at_the_same_time_goes_on_once_and_one_can_go_back)
{
    struct office *o = *state;

    begun(o);
    OK(o, "bram", "team/delft/meeting-next", "{'step': 1}");
    NO("conflict", "step", o, "carla", "team/delft/meeting-next", "{'step': 1}");
    assert_step(o, 2);
    OK(o, "carla", "team/delft/meeting-next", "{'step': 2, 'back': true}");
    assert_step(o, 1);
    NO("conflict", "back", o, "carla", "team/delft/meeting-next", "{'back': true}");
}

/* ---- what is said ---- */

TEST(in_the_round_of_questions_no_advice_is_taken)
{
    struct office *o = *state;
    static const char *const advices[] = { "Ik zou bellen.", "Heb je al geprobeerd te bellen?", "  KUN JE NIET bellen?",
                                           "Waarom bel je niet?", "Probeer het eens" };

    begun(o);
    NO("not_now", "text", o, "bram", "team/delft/meeting-say", "{'text': 'Iets roepen'}");
    next(o);
    for (size_t i = 0; i < sizeof advices / sizeof advices[0]; i++)
        NO("advice", "text", o, "bram", "team/delft/meeting-say", "{'text': '%s'}", advices[i]);
    NO("no_question", "text", o, "bram", "team/delft/meeting-say", "{'text': 'Dat weet ik niet.'}");
    say(o, "Wie was erbij?");
    assert_true(o->effects.changes.boards);
    OK(o, "anna", "team/delft/meeting-show", "{}");
    assert_int_equal(count_at(o->reply, "notes"), 1);
    assert_string_equal(text_at(o->reply, "notes.0.text"), "Wie was erbij?");
    OK(o, "anna", "team/delft/meeting-show", "{'brief': true}");
    assert_int_equal(count_at(o->reply, "notes"), 0);
    next(o);
    say(o, "Ik zou bellen."); /* now it may be said */
}

TEST(what_points_at_a_client_is_not_put_on_a_screen)
{
    struct office *o = *state;

    begun(o);
    next(o);
    next(o);
    NO("identifying", "text", o, "bram", "team/delft/meeting-say", "{'text': 'Bel 06-12345678.', 'checked': true}");
}

TEST(a_step_has_room_for_so_much_and_shows_the_newest)
{
    struct office *o = *state;

    begun(o);
    next(o);
    next(o);
    o->settings.writes_per_minute = 1000;
    office_restart(o);
    for (int i = 1; i <= MEETING_WORDS_MAX; i++)
        OK(o, "bram", "team/delft/meeting-say", "{'text': 'Inval %d'}", i);
    NO("too_long", "meeting", o, "bram", "team/delft/meeting-say", "{'text': 'Een te veel'}");
    OK(o, "anna", "team/delft/meeting-show", "{}");
    assert_int_equal(count_at(o->reply, "notes"), 12);
    assert_int_equal(int_at(o->reply, "others"), MEETING_WORDS_MAX - 12);
    assert_string_equal(text_at(o->reply, "notes.11.text"), "Inval 200");
}

/* As a later version may find one: it ends, and what others ask goes on. */
TEST(a_plan_that_cannot_be_read_is_dropped_and_holds_nobody_up)
{
    struct office *o = *state;

    begun(o);
    office_sql(o, "UPDATE meeting SET plan = x'c1'");
    NO("not_found", "meeting", o, "bram", "team/delft/meeting-show", "{}");
    NO("not_found", "meeting", o, "bram", "team/delft/meeting-next", "{}");
    assert_int_equal(pass(o, 24 * 3600 * 1000), 0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM meeting"), 0);
    begun(o);
}

TEST(a_choice_takes_the_place_of_the_one_before)
{
    struct office *o = *state;

    begun(o);
    for (int i = 0; i < 3; i++)
        next(o);
    say(o, "Eerst bellen");
    say(o, "Eerst samen eten");
    assert_int_equal(office_number(o, "SELECT count(*) FROM meeting_word"), 1);
    OK(o, "anna", "team/delft/meeting-show", "{}");
    assert_string_equal(text_at(o->reply, "chosen"), "Eerst samen eten");
}

/* ---- what stays ---- */

TEST(the_step_and_the_lesson_are_kept_and_of_the_rest_no_byte)
{
    struct office *o = *state;
    struct word_text code = begun(o);

    next(o);
    say(o, "Wie zag de zeppelin?");
    next(o);
    say(o, "Zeppelinpraat");
    assert_true(office_grep(o, "eppelin") > 0);
    next(o);
    say(o, "Eerst een zeppelin.");
    say(o, "Morgen bellen we samen."); /* in place of the one before */
    next(o);
    say(o, "Vraag eerder wie erbij was.");
    next(o);
    assert_int_equal(o->heard_count, 1);
    assert_string_equal(text_at(o->heard[0].body, "event"), "intervision");
    OK(o, "bram", "team/delft/intervision-list", "{'done': true}");
    assert_string_equal(text_at(o->reply, "items.0.code"), code.text);
    assert_string_equal(text_at(o->reply, "items.0.chosen"), "Morgen bellen we samen.");
    assert_string_equal(text_at(o->reply, "items.0.learned"), "Vraag eerder wie erbij was.");
    assert_int_equal(office_grep(o, "eppelin"), 0);
    assert_int_equal(office_grep(o, "Incidentmethode"), 0);
    assert_true(office_grep(o, "wie erbij was") > 0);
}

TEST(of_what_is_broken_off_nothing_is_kept_and_the_question_stays_on_the_list)
{
    struct office *o = *state;

    begun(o);
    for (int i = 0; i < 3; i++)
        next(o);
    say(o, "Een zeppelin huren.");
    OK(o, "bram", "team/delft/meeting-stop", "{}");
    assert_int_equal(o->heard_count, 0);
    assert_int_equal(office_grep(o, "zeppelin"), 0);
    OK(o, "bram", "team/delft/intervision-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
}

TEST(who_said_what_is_nowhere)
{
    struct office *o = *state;

    assert_int_equal(office_number(o, "SELECT count(*) FROM pragma_table_info('meeting') WHERE name LIKE '%%member%%'"),
                     0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM pragma_foreign_key_list('meeting_word') WHERE \"table\" ="
                                      " 'member'"),
                     0);
}

/* ---- on the screens ---- */

static struct screens *screens;
static int64_t monotonic;

/* What the screen was told of the board now; NULL for nothing. In *len its bytes. */
static const struct outbox_item *drawn(struct office *o, const char *kiosk)
{
    struct topic topic = topic_kiosk(span_of(kiosk), "board");
    const struct outbox_item *found = NULL;

    monotonic += 5000;
    arena_reset(&o->arena);
    outbox_init(&o->out, &o->arena);
    while (screens_due(screens) <= monotonic)
        assert_int_equal(screens_draw(screens, o->now_ms, monotonic, &o->out), 0);
    for (const struct outbox_item *item = o->out.first; item != NULL; item = item->next)
        if (strcmp(item->topic.text, topic.text) == 0)
            found = item;
    if (found != NULL)
        assert_true(found->retain && found->payload.len <= 4000);
    return found;
}

/* To be released. */
static json_t *shown(struct office *o, const char *kiosk)
{
    const struct outbox_item *item = drawn(o, kiosk);

    assert_non_null(item);
    struct span text = json_from_msgpack(item->payload, &o->arena);
    return json_loadb(text.ptr, text.len, 0, NULL);
}

static int with_screens(void **state)
{
    int err = office_setup(state);
    struct office *o = *state;

    monotonic = 1000000;
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'rijswijk-1', 'team': 'rijswijk', 'room': 'Hal'}");
    screens = screens_new(o->store, &o->settings, o->roster);
    screens_touch(screens);
    return err;
}

static int without_screens(void **state)
{
    screens_free(screens);
    return office_teardown(state);
}

TEST(only_that_teams_screens_show_it_and_go_back_by_themselves)
{
    struct office *o = *state;

    assert_int_equal(drawn(o, "delft-1")->payload.len, 0); /* the broker may hold something from before */
    begun(o);
    screens_touch(screens);
    json_t *board = shown(o, "delft-1");
    assert_string_equal(text_at(board, "now.0.name"), "Inbreng");
    json_decref(board);
    screens_touch(screens);
    assert_null(drawn(o, "delft-1")); /* told once */
    assert_null(drawn(o, "rijswijk-1"));
    OK(o, "bram", "team/delft/meeting-stop", "{}");
    screens_touch(screens);
    assert_int_equal(drawn(o, "delft-1")->payload.len, 0);
}

TEST(another_teams_screen_never_hears_of_it)
{
    struct office *o = *state;

    drawn(o, "delft-1");
    begun(o);
    screens_touch(screens);
    assert_null(drawn(o, "rijswijk-1"));
    next(o);
    screens_touch(screens);
    assert_null(drawn(o, "rijswijk-1"));
}

TEST(what_is_said_is_drawn_without_drawing_the_walls)
{
    struct office *o = *state;

    begun(o);
    next(o);
    drawn(o, "delft-1");
    say(o, "Wie was erbij?");
    screens_touch_boards(screens);
    json_t *board = shown(o, "delft-1");
    assert_string_equal(text_at(board, "notes.0.text"), "Wie was erbij?");
    json_decref(board);
    assert_null(o->out.first->next); /* and nothing else is told */
}

TEST(the_broker_lost_everything_and_a_restarted_daemon_tells_it_again)
{
    struct office *o = *state;

    begun(o);
    drawn(o, "delft-1");
    screens_forget(screens);
    json_t *board = shown(o, "delft-1");
    assert_string_equal(text_at(board, "title"), "Incidentmethode");
    json_decref(board);
    screens_free(screens);
    screens = screens_new(o->store, &o->settings, o->roster);
    screens_touch(screens);
    board = shown(o, "delft-1");
    assert_string_equal(text_at(board, "title"), "Incidentmethode");
    json_decref(board);
}

TEST(where_visitors_pass_what_is_said_does_not_stand)
{
    struct office *o = *state;

    OK(o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'privacy': 'strict'}");
    begun(o);
    next(o);
    say(o, "Wie was erbij?");
    json_t *board = shown(o, "delft-1");
    assert_string_equal(text_at(board, "now.0.name"), "Vragen");
    assert_int_equal(count_at(board, "notes"), 0);
    json_decref(board);
    next(o);
    next(o);
    say(o, "Morgen bellen we samen.");
    screens_touch(screens);
    board = shown(o, "delft-1");
    assert_false(has_at(board, "chosen"));
    json_decref(board);
}

TEST(a_question_that_is_kept_off_the_screens_is_not_read_there_and_one_that_is_held_leaves)
{
    struct office *o = *state;
    struct word_text code;

    OK(o, "anna", "theme/regie/ask", "{'title': 'Niet op het scherm?', 'no_kiosk': true}");
    code = office_word(o, "code");
    OK(o, "anna", "team/delft/intervision-add", "{'codes': ['%s']}", code.text);
    OK(o, "anna", "team/delft/meeting-begin", "{'kind': 'intervision', 'title': 'X', 'code': '%s', 'steps': " STEPS "}",
       code.text);
    json_t *board = shown(o, "delft-1");
    assert_string_equal(text_at(board, "code"), code.text);
    assert_false(has_at(board, "about"));
    json_decref(board);
    OK(o, "bram", "team/delft/meeting-show", "{}");
    assert_string_equal(text_at(o->reply, "about"), "Niet op het scherm?");
    OK(o, "bram", "team/delft/meeting-stop", "{}");
    code = begun(o);
    screens_touch(screens);
    board = shown(o, "delft-1");
    assert_string_equal(text_at(board, "about"), "Wie belt de school?");
    json_decref(board);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'Een adres'}", code.text);
    screens_touch(screens);
    board = shown(o, "delft-1");
    assert_false(has_at(board, "about"));
    json_decref(board);
}

TEST(at_night_a_screen_with_people_before_it_is_not_black)
{
    struct office *o = *state;
    struct topic topic = topic_kiosk(span_of("delft-1"), "screen");

    o->now_ms += 14LL * HOUR_MS;
    begun(o);
    drawn(o, "delft-1");
    for (const struct outbox_item *item = o->out.first; item != NULL; item = item->next)
        if (strcmp(item->topic.text, topic.text) == 0) {
            struct span text = json_from_msgpack(item->payload, &o->arena);
            json_t *screen = json_loadb(text.ptr, text.len, 0, NULL);
            assert_string_equal(text_at(screen, "palette"), "evening");
            json_decref(screen);
            return;
        }
    fail_msg("the screen was told nothing");
}

/* ---- a live table ---- */

/* Of anna, hung on the screens of delft by bram. */
static struct word_text hung(struct office *o)
{
    OK(o, "anna", "harvest-begin",
       "{'title': 'Ontwikkeltafel', 'themes': [{'name': 'Minder regels'}, {'name': 'Overdracht'}]}");
    struct word_text code = office_word(o, "code");

    OK(o, "bram", "team/delft/meeting-begin", "{'kind': 'harvest', 'code': '%s'}", code.text);
    return code;
}

TEST(the_wall_of_a_table_grows_on_the_screens_without_names)
{
    struct office *o = *state;
    struct word_text code = hung(o);
    json_t *board = shown(o, "delft-1");

    assert_string_equal(text_at(board, "kind"), "harvest");
    assert_string_equal(text_at(board, "title"), "Ontwikkeltafel");
    assert_string_equal(text_at(board, "code"), code.text);
    assert_int_equal(count_at(board, "themes"), 2);
    assert_int_equal(count_at(board, "notes"), 0);
    json_decref(board);
    OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Verschillen maken ons gek.', 'theme': 1}", code.text);
    assert_true(o->effects.changes.boards && !o->effects.changes.screens);
    OK(o, "carla", "harvest-add", "{'code': '%s', 'text': 'Een plan dat meegaat.'}", code.text);
    screens_touch_boards(screens);
    board = shown(o, "delft-1");
    assert_null(o->out.first->next); /* and no wall is drawn for it */
    assert_int_equal(int_at(board, "themes.0.inputs"), 1);
    assert_int_equal(int_at(board, "unsorted"), 1);
    assert_string_equal(text_at(board, "notes.0.text"), "Verschillen maken ons gek.");
    assert_int_equal(int_at(board, "notes.0.theme"), 1);
    assert_string_equal(text_at(board, "notes.1.text"), "Een plan dat meegaat.");
    json_decref(board);
    OK(o, "carla", "harvest-flag", "{'code': '%s', 'number': 1}", code.text); /* aside until somebody looked */
    assert_true(o->effects.changes.boards);
    screens_touch_boards(screens);
    board = shown(o, "delft-1");
    assert_int_equal(count_at(board, "notes"), 1);
    assert_string_equal(text_at(board, "notes.0.text"), "Een plan dat meegaat.");
    json_decref(board);
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 2, 'new_theme': 'Samen'}", code.text);
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'remove': true}", code.text);
    assert_true(o->effects.changes.boards);
    screens_touch_boards(screens);
    board = shown(o, "delft-1");
    assert_int_equal(count_at(board, "themes"), 3);
    assert_int_equal(int_at(board, "themes.0.inputs"), 0);
    assert_int_equal(int_at(board, "themes.2.inputs"), 1);
    assert_int_equal(count_at(board, "notes"), 1);
    json_decref(board);
    assert_null(drawn(o, "rijswijk-1"));
}

TEST(a_closed_table_leaves_the_screens_after_a_quarter_of_an_hour)
{
    struct office *o = *state;
    struct word_text code = hung(o);

    NO("not_now", "text", o, "bram", "team/delft/meeting-say", "{'text': 'Zo maar iets'}");
    NO("conflict", "back", o, "bram", "team/delft/meeting-next", "{'back': true}");
    OK(o, "anna", "harvest-close", "{'code': '%s'}", code.text);
    json_t *board = shown(o, "delft-1");
    assert_true(is_at(board, "closed"));
    json_decref(board);
    pass(o, MEETING_AFTER_MS - 1);
    OK(o, "bram", "team/delft/meeting-show", "{}");
    pass(o, 1);
    NO("not_found", "meeting", o, "bram", "team/delft/meeting-show", "{}");
    NO("conflict", "code", o, "bram", "team/delft/meeting-begin", "{'kind': 'harvest', 'code': '%s'}", code.text);
    OK(o, "anna", "harvest-show", "{'code': '%s'}", code.text); /* the table itself is as it was */
}

TEST(a_table_that_nobody_closes_goes_too)
{
    struct office *o = *state;

    hung(o);
    pass(o, MEETING_TABLE_MS - 1);
    OK(o, "bram", "team/delft/meeting-show", "{}");
    pass(o, 1);
    NO("not_found", "meeting", o, "bram", "team/delft/meeting-show", "{}");
}

TEST(a_table_is_hung_by_its_code_alone)
{
    struct office *o = *state;

    NO("not_found", "code", o, "bram", "team/delft/meeting-begin", "{'kind': 'harvest', 'code': '222222'}");
    NO("bad_request", "code", o, "bram", "team/delft/meeting-begin", "{'kind': 'harvest'}");
    NO("bad_request", "steps", o, "bram", "team/delft/meeting-begin",
       "{'kind': 'harvest', 'code': '222222', 'steps': " STEPS "}");
    NO("bad_request", "title", o, "bram", "team/delft/meeting-begin",
       "{'kind': 'harvest', 'code': '222222', 'title': 'X'}");
}

/* Five thousand inputs of three hundred characters under sixteen long themes. */
TEST(a_full_table_fits_in_a_message)
{
    struct office *o = *state;
    struct word_text code = hung(o);

    office_sql(o, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO"
                  " harvest_input (harvest, number, theme, text, changed) SELECT 1, i, i %% 17, printf('%%0300d', i), i"
                  " FROM n");
    office_sql(o, "WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 16) INSERT INTO"
                  " harvest_theme (harvest, number, name) SELECT 1, i, printf('%%080d', i) FROM n");
    json_t *board = shown(o, "delft-1");
    assert_int_equal(count_at(board, "themes"), 16);
    assert_true(count_at(board, "notes") >= 4);
    assert_non_null(strstr(text_at(board, "notes.0.text"), "00"));
    json_decref(board);
    OK(o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'privacy': 'strict'}");
    screens_touch(screens);
    board = shown(o, "delft-1");
    assert_int_equal(count_at(board, "themes"), 16);
    assert_int_equal(count_at(board, "notes"), 0); /* where visitors pass, no inputs */
    json_decref(board);
    (void)code;
}

/* Letters of four bytes everywhere, as long as the schema allows: a screen always gets a message, with what fits. */
TEST(the_longest_board_fits_in_a_message)
{
    struct office *o = *state;
    struct msg_meeting_step step = { .task = span_of("lesson") };
    struct msg_board board = { .kind = span_of("intervision"), .code = span_of("7K3F"), .now = &step, .now_count = 1 };
    struct msg_board_note notes[12] = { 0 };
    char *letters = calloc(301, 4);

    for (int i = 0; i < 300; i++)
        memcpy(letters + 4 * (size_t)i, "\xf0\x9f\x8c\xb1", 4);
    board.title = board.about = (struct span){ letters, 440 };
    board.next = (struct span){ letters, 240 };
    step.name = (struct span){ letters, 240 };
    step.text = (struct span){ letters, 960 };
    board.chosen = board.learned = (struct span){ letters, 1200 };
    for (size_t i = 0; i < 12; i++)
        notes[i].text = (struct span){ letters, 1200 };
    board.notes = notes;
    board.notes_count = 12;
    struct span bytes = board_encode(&board, 4000, &o->arena);
    assert_non_null(bytes.ptr);
    assert_true(bytes.len <= 4000);
    assert_int_equal(board.others, 12);
    board.chosen = board.learned = board.about = (struct span){ NULL, 0 };
    board.notes = notes;
    board.notes_count = 12;
    board.others = 0;
    bytes = board_encode(&board, 4000, &o->arena);
    assert_true(bytes.ptr != NULL && board.notes_count == 1 &&
                board.others == 11); /* the newest stays as long as it can */
    free(letters);
}

/* ---- guests ---- */

#define GUEST "a1b2c3d4"

struct guest {
    char name[64];
    struct word_text code;
};

static struct guest let_guests_in(struct office *o)
{
    struct guest guest;

    OK(o, "anna", "team/delft/meeting-guests", "{}");
    guest.code = office_word(o, "guest_code");
    snprintf(guest.name, sizeof guest.name, "%s." GUEST, topic_door(span_of(guest.code.text)).text);
    return guest;
}

static bool guard_hears(const struct rights *rights, const char *code)
{
    struct topic_name name = topic_door(span_of(code));

    while (rights != NULL && !span_is(rights->name, name.text))
        rights = rights->next;
    return rights != NULL;
}

TEST(a_guest_sees_the_step_and_its_time_and_nothing_else_of_the_team)
{
    struct office *o = *state;
    struct word_text code = begun(o);
    struct guest guest = let_guests_in(o);

    assert_true(guard_hears(o->effects.rights, guest.code.text));
    OK(o, guest.name, "harvest-join", "{'code': '%s'}", guest.code.text);
    assert_string_equal(text_at(o->reply, "kind"), "intervision");
    assert_string_equal(text_at(o->reply, "title"), "Incidentmethode");
    assert_string_equal(text_at(o->reply, "now.0.name"), "Inbreng");
    assert_int_equal(int_at(o->reply, "step"), 1);
    assert_int_equal(int_at(o->reply, "steps"), 5);
    assert_int_equal(int_at(o->reply, "step_until_at"), o->now_ms + 5 * MINUTE_MS);
    assert_int_equal(int_at(o->reply, "until_at"), o->now_ms + 4 * HOUR_MS);
    char *text = json_dumps(o->reply, 0);
    assert_null(strstr(text, "Wie belt de school?"));
    assert_null(strstr(text, code.text));
    assert_null(strstr(text, "delft"));
    free(text);
    NO("not_found", "code", o, guest.name, "harvest-join", "{'code': '%s'}", code.text);
    NO("forbidden", NULL, o, guest.name, "team/delft/meeting-show", "{}");
    NO("forbidden", NULL, o, guest.name, "team/delft/meeting-say", "{'text': 'Hoi?'}");
    NO("forbidden", NULL, o, guest.name, "show", "{'code': '%s'}", code.text);
    NO("not_found", "team", o, "eva", "team/delft/meeting-guests", "{}");
}

TEST(a_guest_says_what_the_step_asks_of_everybody_and_what_is_kept_the_team_says)
{
    struct office *o = *state;
    struct guest guest;

    begun(o);
    guest = let_guests_in(o);
    NO("not_now", "text", o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Wie belt?'}", guest.code.text);
    next(o);
    NO("no_question", "text", o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Bel de school.'}",
       guest.code.text);
    NO("not_now", "step", o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Wie belt?', 'step': 1}",
       guest.code.text);
    NO("identifying", "text", o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Wie heeft 06-12345678?'}",
       guest.code.text);
    OK(o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Wie was erbij?', 'step': 2}", guest.code.text);
    assert_true(o->effects.changes.boards);
    assert_int_equal(json_object_size(o->reply), 2); /* ok and id */
    OK(o, "bram", "team/delft/meeting-show", "{}");
    assert_string_equal(text_at(o->reply, "notes.0.text"), "Wie was erbij?");
    next(o);
    OK(o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Ik zou bellen.'}", guest.code.text);
    for (int i = 0; i < 2; i++) {
        next(o);
        NO("not_now", "text", o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Mijn les.'}", guest.code.text);
    }
}

/* However it ends: they are out, and whoever waits for the next session needs the next code. */
TEST(with_the_session_its_guests_end)
{
    struct office *o = *state;
    struct word_text code = begun(o);
    struct guest guest = let_guests_in(o);

    OK(o, "bram", "team/delft/meeting-stop", "{}");
    assert_true(guard_hears(o->effects.rights, guest.code.text));
    NO("forbidden", NULL, o, guest.name, "harvest-join", "{'code': '%s'}", guest.code.text);
    OK(o, "anna", "team/delft/meeting-begin",
       "{'kind': 'intervision', 'title': 'X', 'code': '%s', 'steps': [{'name': 'A', 'task': 'notes', 'duration_ms':"
       " 60000}]}",
       code.text);
    guest = let_guests_in(o);
    struct meeting_turns turns = { .store = o->store, .settings = &o->settings, .arena = &o->arena };
    turns.now_ms = o->now_ms + MINUTE_MS;
    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(meeting_turn(&turns), 0);
    assert_int_equal(store_commit(o->store), 0);
    assert_true(guard_hears(turns.rights, guest.code.text));
    assert_int_equal(office_number(o, "SELECT count(*) FROM door"), 0);
    NO("not_found", "meeting", o, "anna", "team/delft/meeting-guests", "{}");
}

TEST(a_door_that_was_left_behind_leads_to_no_later_session)
{
    struct office *o = *state;
    struct word_text code = begun(o);
    struct guest guest = let_guests_in(o);

    office_sql(o, "DELETE FROM meeting"); /* as with a question that is kept no longer */
    NO("not_found", "code", o, guest.name, "harvest-join", "{'code': '%s'}", guest.code.text);
    OK(o, "anna", "team/delft/meeting-begin", "{'kind': 'intervision', 'title': 'X', 'code': '%s', 'steps': " STEPS "}",
       code.text);
    assert_true(guard_hears(o->effects.rights, guest.code.text));
    NO("forbidden", NULL, o, guest.name, "harvest-join", "{'code': '%s'}", guest.code.text);
}

TEST(of_a_guest_and_what_they_said_nothing_stays)
{
    struct office *o = *state;
    struct guest guest;

    begun(o);
    guest = let_guests_in(o);
    for (int i = 0; i < 2; i++)
        next(o);
    OK(o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Bliksemafleider.'}", guest.code.text);
    assert_int_not_equal(office_grep(o, "Bliksemafleider"), 0);
    next(o);
    say(o, "Morgen bellen we samen.");
    for (int i = 0; i < 2; i++)
        next(o);
    assert_int_equal(office_grep(o, "Bliksemafleider"), 0);
    assert_int_equal(office_grep(o, GUEST), 0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM door"), 0);
    assert_int_not_equal(office_grep(o, "Morgen bellen we samen."), 0);
}

TEST(guests_leave_room_for_the_team)
{
    struct office *o = *state;
    struct guest guest;

    begun(o);
    guest = let_guests_in(o);
    for (int i = 0; i < 2; i++)
        next(o);
    office_sql(o, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) INSERT INTO"
                  " meeting_word (team, step, text) SELECT team, 2, 'x' FROM meeting, n");
    NO("too_long", "code", o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Nog een.'}", guest.code.text);
    say(o, "Wel van het team.");
}

TEST(the_screen_says_how_guests_come_in_where_no_visitors_pass)
{
    struct office *o = *state;
    struct kiosk kiosk = { .archived = false };
    struct msg_board board;
    struct guest guest;

    begun(o);
    guest = let_guests_in(o);
    snprintf(o->settings.public_url, sizeof o->settings.public_url, "https://vakwerk.example");
    kiosk.team = office_number(o, "SELECT id FROM team WHERE slug = 'delft'");
    assert_int_equal(board_for_kiosk(o->store, &o->settings, &kiosk, &o->arena, &board), 0);
    assert_true(span_is(board.guest_code, guest.code.text));
    assert_true(
        span_equal((struct span){ board.link.ptr, board.link.len - 8 }, span_of("https://vakwerk.example/mee.html#")));
    assert_int_equal(board.guests_until_at, o->now_ms + 4 * HOUR_MS);
    kiosk.strict = true;
    assert_int_equal(board_for_kiosk(o->store, &o->settings, &kiosk, &o->arena, &board), 0);
    assert_null(board.guest_code.ptr);
    assert_null(board.link.ptr);
}

/* ---- guided conversations ---- */

#define TALK                                                                                                           \
    "{'kind': 'talk', 'title': 'In gesprek over de norm', 'about': 'zeilboot', 'source': 'Besluit Jeugdwet 5.1.1',"    \
    " 'mark': '0123456789abcdef', 'steps': ["                                                                          \
    "{'name': 'Veiligheid', 'text': 'Is die in het geding?', 'task': 'answer', 'part': 'Deel 1'},"                     \
    "{'name': 'In eigen woorden', 'task': 'notes'}, {'name': 'Ruimte', 'task': 'answer'}], 'choices': ["               \
    "{'step': 1, 'text': 'ja', 'points_to': 'naar een geregistreerde professional'}, {'step': 1, 'text': 'nee'},"      \
    "{'step': 3, 'text': 'genoeg'}]}"

static void answer(struct office *o, int64_t number)
{
    OK(o, "carla", "team/delft/meeting-answer", "{'answer': %lld}", (long long)number);
    assert_true(o->effects.changes.boards);
}

TEST(a_talk_shows_one_step_with_its_answers_and_the_one_that_was_chosen)
{
    struct office *o = *state;

    OK(o, "anna", "team/delft/meeting-begin", TALK);
    screens_touch(screens);
    json_t *board = shown(o, "delft-1");
    assert_string_equal(text_at(board, "kind"), "talk");
    assert_string_equal(text_at(board, "about"), "zeilboot");
    assert_string_equal(text_at(board, "now.0.part"), "Deel 1");
    assert_int_equal(count_at(board, "choices"), 2);
    assert_string_equal(text_at(board, "choices.0.points_to"), "naar een geregistreerde professional");
    assert_false(has_at(board, "answer"));
    assert_int_equal(count_at(board, "lines"), 0);
    json_decref(board);
    answer(o, 2);
    answer(o, 1); /* takes its place */
    screens_touch_boards(screens);
    board = shown(o, "delft-1");
    assert_int_equal(int_at(board, "answer"), 1);
    json_decref(board);
    assert_int_equal(office_number(o, "SELECT count(*) FROM meeting_word"), 1);
    next(o);
    screens_touch(screens);
    board = shown(o, "delft-1");
    assert_int_equal(count_at(board, "choices"), 0); /* those of the third step are not of this one */
    json_decref(board);
    NO("not_now", "answer", o, "carla", "team/delft/meeting-answer", "{'answer': 1}");
    assert_null(drawn(o, "rijswijk-1"));
}

TEST(the_end_of_a_talk_is_a_sheet_with_what_was_said_and_what_is_still_open)
{
    struct office *o = *state;

    OK(o, "anna", "team/delft/meeting-begin", TALK);
    answer(o, 1);
    say(o, "We twijfelden lang.");
    next(o);
    say(o, "Het kind liet het zien.");
    next(o);
    answer(o, 0);
    next(o);
    screens_touch(screens);
    json_t *board = shown(o, "delft-1");
    assert_int_equal(int_at(board, "step"), 4);
    assert_int_equal(count_at(board, "now"), 0);
    assert_int_equal(count_at(board, "lines"), 3);
    assert_string_equal(text_at(board, "source"), "Besluit Jeugdwet 5.1.1");
    assert_string_equal(text_at(board, "lines.0.chosen"), "ja");
    assert_string_equal(text_at(board, "lines.0.points_to"), "naar een geregistreerde professional");
    assert_string_equal(text_at(board, "lines.0.said"), "We twijfelden lang.");
    assert_string_equal(text_at(board, "lines.1.said"), "Het kind liet het zien.");
    assert_false(has_at(board, "lines.1.answer"));
    assert_int_equal(int_at(board, "lines.2.answer"), 0);
    assert_false(has_at(board, "lines.2.chosen"));
    json_decref(board);
    OK(o, "beheer", "kiosk-set", "{'kiosk': 'delft-1', 'privacy': 'strict'}");
    screens_touch(screens);
    board = shown(o, "delft-1");
    assert_string_equal(text_at(board, "lines.0.chosen"), "ja");
    assert_false(has_at(board, "lines.0.said")); /* where visitors pass */
    json_decref(board);
    next(o);
    assert_int_equal(office_number(o, "SELECT count(*) FROM meeting"), 0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM meeting_word"), 0); /* nothing of it stays */
}

TEST(a_member_reads_the_sheet_at_any_step_and_in_brief_without_what_was_said)
{
    struct office *o = *state;

    OK(o, "anna", "team/delft/meeting-begin", TALK);
    answer(o, 2);
    OK(o, "bram", "team/delft/meeting-show", "{}");
    assert_int_equal(count_at(o->reply, "lines"), 3);
    assert_string_equal(text_at(o->reply, "lines.0.chosen"), "nee");
    assert_string_equal(text_at(o->reply, "mark"), "0123456789abcdef");
    OK(o, "bram", "team/delft/meeting-show", "{'brief': true}");
    assert_int_equal(count_at(o->reply, "lines"), 0);
}

TEST(an_answer_is_one_of_the_step_that_one_sees)
{
    struct office *o = *state;

    OK(o, "anna", "team/delft/meeting-begin", TALK);
    NO("bad_request", "answer", o, "carla", "team/delft/meeting-answer", "{'answer': 3}");
    NO("conflict", "step", o, "carla", "team/delft/meeting-answer", "{'answer': 1, 'step': 2}");
    OK(o, "carla", "team/delft/meeting-answer", "{'answer': 1, 'step': 1}");
    NO("not_found", "team", o, "eva", "team/delft/meeting-answer", "{'answer': 1}");
}

/* Its steps have no clock; nobody may find the sheet of the day before. */
TEST(a_talk_that_was_left_is_over_after_an_hour)
{
    struct office *o = *state;

    OK(o, "anna", "team/delft/meeting-begin", TALK);
    pass(o, MEETING_IDLE_MS - MINUTE_MS);
    answer(o, 1); /* somebody is there */
    pass(o, MEETING_IDLE_MS - 1);
    assert_step(o, 1);
    pass(o, 1);
    NO("not_found", "meeting", o, "bram", "team/delft/meeting-show", "{}");
}

TEST(a_spread_shows_how_many_teams_chose_what_and_takes_no_answer)
{
    struct office *o = *state;

    OK(o, "anna", "team/delft/meeting-begin",
       "{'kind': 'spread', 'title': 'De norm', 'about': 'zeilboot', 'steps': [{'name': 'Veiligheid', 'task': 'listen'},"
       " {'name': 'Ruimte', 'task': 'listen'}], 'choices': [{'step': 1, 'text': 'ja', 'teams': 2}, {'step': 1, 'text':"
       " 'nee', 'teams': 1}, {'step': 2, 'text': 'genoeg', 'teams': 3}]}");
    screens_touch(screens);
    json_t *board = shown(o, "delft-1");
    assert_int_equal(int_at(board, "choices.0.teams"), 2);
    assert_int_equal(int_at(board, "choices.1.teams"), 1);
    json_decref(board);
    NO("not_now", "answer", o, "carla", "team/delft/meeting-answer", "{'answer': 1}");
    next(o);
    next(o);
    assert_int_equal(office_number(o, "SELECT count(*) FROM meeting"), 0); /* it has no sheet */
}

TEST(a_talk_that_cannot_be_held_is_refused_by_name)
{
    struct office *o = *state;
    static const struct {
        const char *field, *payload;
    } wrong[] = {
        { "code", "{'kind': 'talk', 'title': 'X', 'code': '7K3F', 'steps': [{'name': 'A', 'task': 'notes'}]}" },
        { "steps", "{'kind': 'talk', 'title': 'X'}" },
        { "title", "{'kind': 'talk', 'steps': [{'name': 'A', 'task': 'notes'}]}" },
        { "task", "{'kind': 'talk', 'title': 'X', 'steps': [{'name': 'A', 'task': 'choice'}]}" },
        { "task", "{'kind': 'spread', 'title': 'X', 'steps': [{'name': 'A', 'task': 'answer'}]}" },
        { "choices", "{'kind': 'talk', 'title': 'X', 'steps': [{'name': 'A', 'task': 'answer'}], 'choices': [{'step':"
                     " 2, 'text': 'ja'}]}" },
        { "choices", "{'kind': 'talk', 'title': 'X', 'steps': [{'name': 'A', 'task': 'answer'}], 'choices': [{'text':"
                     " 'ja'}]}" },
        { "choices", "{'kind': 'talk', 'title': 'X', 'steps': [{'name': 'A', 'task': 'answer'}, {'name': 'B', 'task':"
                     " 'answer'}], 'choices': [{'step': 2, 'text': 'ja'}, {'step': 1, 'text': 'ja'}]}" },
        { "kind", "{'kind': 'iets', 'title': 'X', 'steps': [{'name': 'A', 'task': 'notes'}]}" },
        { "choices", "{'kind': 'intervision', 'title': 'X', 'steps': [{'name': 'A', 'task': 'listen'}], 'choices':"
                     " [{'step': 1, 'text': 'ja'}]}" },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        NO("bad_request", wrong[i].field, o, "anna", "team/delft/meeting-begin", "%s", wrong[i].payload);
    NO("identifying", "choices", o, "anna", "team/delft/meeting-begin",
       "{'kind': 'talk', 'title': 'X', 'steps': [{'name': 'A', 'task': 'answer'}], 'choices': [{'step': 1, 'text':"
       " 'Bel 06-12345678'}]}");
    NO("identifying", "choices", o, "anna", "team/delft/meeting-begin",
       "{'kind': 'talk', 'title': 'X', 'steps': [{'name': 'A', 'task': 'answer'}], 'choices': [{'step': 1, 'text': "
       "'ja',"
       " 'points_to': 'Bel 06-12345678'}]}");
    NO("identifying", "source", o, "anna", "team/delft/meeting-begin",
       "{'kind': 'talk', 'title': 'X', 'source': 'Bel 06-12345678', 'steps': [{'name': 'A', 'task': 'notes'}]}");
    NO("identifying", "about", o, "anna", "team/delft/meeting-begin",
       "{'kind': 'talk', 'title': 'X', 'about': 'Bel 06-12345678', 'steps': [{'name': 'A', 'task': 'notes'}]}");
    NO("too_long", "choices", o, "anna", "team/delft/meeting-begin",
       "{'kind': 'talk', 'title': 'X', 'steps': [{'name': 'A', 'task': 'answer'}], 'choices': [{'step': 1, 'text': "
       "'1'},"
       " {'step': 1, 'text': '2'}, {'step': 1, 'text': '3'}, {'step': 1, 'text': '4'}, {'step': 1, 'text': '5'},"
       " {'step': 1, 'text': '6'}, {'step': 1, 'text': '7'}, {'step': 1, 'text': '8'}, {'step': 1, 'text': '9'}]}");
    assert_int_equal(office_number(o, "SELECT count(*) FROM meeting"), 0);
}

/* Twelve steps with all that may be said: the answers stay, what was said makes room. */
TEST(the_longest_sheet_fits_in_a_message)
{
    struct office *o = *state;
    struct msg_board board = { .kind = span_of("talk"), .title = span_of("Gesprek") };
    struct msg_board_line lines[12];
    char letters[301];

    memset(letters, 'x', 300);
    letters[300] = '\0';
    for (size_t i = 0; i < 12; i++) {
        lines[i] = (struct msg_board_line){
            .name = { letters, 60 }, .chosen = { letters, 48 }, .points_to = { letters, 68 }, .said = { letters, 300 }
        };
        MSG_SET(&lines[i], answer, 1);
    }
    board.lines = lines;
    board.lines_count = 12;
    struct span bytes = board_encode(&board, 4000, &o->arena);
    assert_true(bytes.ptr != NULL && bytes.len <= 4000);
    assert_int_equal(board.lines_count, 12);
    assert_int_equal(board.lines[11].chosen.len, 48);
    assert_null(board.lines[11].said.ptr);
    assert_non_null(board.lines[0].points_to.ptr);
    for (size_t i = 0; i < 12; i++) { /* as long in letters of four bytes */
        lines[i].name = lines[i].chosen = (struct span){ letters, 240 };
        lines[i].points_to = (struct span){ letters, 272 };
    }
    board.lines = lines;
    bytes = board_encode(&board, 4000, &o->arena);
    assert_true(bytes.ptr != NULL && bytes.len <= 4000 && board.lines_count >= 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(the_team_sees_the_step_its_end_and_what_comes_next_and_others_see_nothing),
        OFFICE_TEST(a_team_does_one_thing_at_a_time_and_only_what_is_on_its_list),
        OFFICE_TEST(what_cannot_be_held_is_refused_by_name),
        OFFICE_TEST(a_round_ends_by_the_daemons_clock_and_not_a_moment_before),
        OFFICE_TEST(a_round_that_keeps_something_waits_ten_minutes_for_it),
        OFFICE_TEST(a_lesson_in_time_goes_on_when_the_time_is_over),
        OFFICE_TEST(when_the_next_is_due_is_known),
        OFFICE_TEST(who_presses_at_the_same_time_goes_on_once_and_one_can_go_back),
        OFFICE_TEST(in_the_round_of_questions_no_advice_is_taken),
        OFFICE_TEST(what_points_at_a_client_is_not_put_on_a_screen),
        OFFICE_TEST(a_step_has_room_for_so_much_and_shows_the_newest),
        OFFICE_TEST(a_plan_that_cannot_be_read_is_dropped_and_holds_nobody_up),
        OFFICE_TEST(a_choice_takes_the_place_of_the_one_before),
        OFFICE_TEST(the_step_and_the_lesson_are_kept_and_of_the_rest_no_byte),
        OFFICE_TEST(of_what_is_broken_off_nothing_is_kept_and_the_question_stays_on_the_list),
        OFFICE_TEST(who_said_what_is_nowhere),
        cmocka_unit_test_setup_teardown(only_that_teams_screens_show_it_and_go_back_by_themselves, with_screens,
                                        without_screens),
        cmocka_unit_test_setup_teardown(another_teams_screen_never_hears_of_it, with_screens, without_screens),
        cmocka_unit_test_setup_teardown(what_is_said_is_drawn_without_drawing_the_walls, with_screens, without_screens),
        cmocka_unit_test_setup_teardown(the_broker_lost_everything_and_a_restarted_daemon_tells_it_again, with_screens,
                                        without_screens),
        cmocka_unit_test_setup_teardown(where_visitors_pass_what_is_said_does_not_stand, with_screens, without_screens),
        cmocka_unit_test_setup_teardown(
            a_question_that_is_kept_off_the_screens_is_not_read_there_and_one_that_is_held_leaves, with_screens,
            without_screens),
        cmocka_unit_test_setup_teardown(at_night_a_screen_with_people_before_it_is_not_black, with_screens,
                                        without_screens),
        cmocka_unit_test_setup_teardown(the_wall_of_a_table_grows_on_the_screens_without_names, with_screens,
                                        without_screens),
        cmocka_unit_test_setup_teardown(a_closed_table_leaves_the_screens_after_a_quarter_of_an_hour, with_screens,
                                        without_screens),
        OFFICE_TEST(a_table_that_nobody_closes_goes_too),
        OFFICE_TEST(a_table_is_hung_by_its_code_alone),
        cmocka_unit_test_setup_teardown(a_full_table_fits_in_a_message, with_screens, without_screens),
        OFFICE_TEST(the_longest_board_fits_in_a_message),
        OFFICE_TEST(a_guest_sees_the_step_and_its_time_and_nothing_else_of_the_team),
        OFFICE_TEST(a_guest_says_what_the_step_asks_of_everybody_and_what_is_kept_the_team_says),
        OFFICE_TEST(with_the_session_its_guests_end),
        OFFICE_TEST(a_door_that_was_left_behind_leads_to_no_later_session),
        OFFICE_TEST(of_a_guest_and_what_they_said_nothing_stays),
        OFFICE_TEST(guests_leave_room_for_the_team),
        OFFICE_TEST(the_screen_says_how_guests_come_in_where_no_visitors_pass),
        cmocka_unit_test_setup_teardown(a_talk_shows_one_step_with_its_answers_and_the_one_that_was_chosen,
                                        with_screens, without_screens),
        cmocka_unit_test_setup_teardown(the_end_of_a_talk_is_a_sheet_with_what_was_said_and_what_is_still_open,
                                        with_screens, without_screens),
        OFFICE_TEST(a_member_reads_the_sheet_at_any_step_and_in_brief_without_what_was_said),
        OFFICE_TEST(an_answer_is_one_of_the_step_that_one_sees),
        OFFICE_TEST(a_talk_that_was_left_is_over_after_an_hour),
        cmocka_unit_test_setup_teardown(a_spread_shows_how_many_teams_chose_what_and_takes_no_answer, with_screens,
                                        without_screens),
        OFFICE_TEST(a_talk_that_cannot_be_held_is_refused_by_name),
        OFFICE_TEST(the_longest_sheet_fits_in_a_message),
    };

    return TEST_RUN(tests);
}
