/*
 * What is asked all day costs no more with ten times the posts of long ago, in steps of SQLite's machine: nothing goes
 * through all that was ever answered, neither for who reads and writes nor for a screen on the wall.
 */
#include "tests/daemon/office.h"

#include "daemon/ladder/climb.h"
#include "daemon/screen/screens.h"
#include "daemon/screen/wall.h"
#include "daemon/store/store_ladder.h"
#include "daemon/store/store_meeting.h"
#include "daemon/summon.h"

enum { LONG_AGO = 1000, FEW = 2000, MANY = 9 * FEW, SLACK = 200 /* a card or two more */ };

/* Questions with an answer each, of two others than who is measured, half of them of a team, all of one moment. */
static void add_posts(struct office *o, int count, int64_t posted_at)
{
    int64_t first = office_number(o, "SELECT ifnull(max(id), 0) FROM post");

    office_sql(
        o,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO post (kind,"
        " code, author, theme, team, title, posted_at, met_until) SELECT 1, 'Q0' || (%lld + i), 2 + i %% 2, 1 +"
        " i %% 2, iif(i %% 2, 1, NULL), 'vraag', %lld, 0 FROM n; "
        "INSERT INTO post (kind, code, question, number, author, theme, team, text, posted_at) SELECT 2, code ||"
        " '.1', id, 1, 2 + id %% 2, theme, team, 'antwoord', posted_at FROM post WHERE kind = 1 AND id > %lld; "
        "UPDATE post SET answers = 1, first_answer_at = posted_at, met_until = 9223372036854775807 WHERE kind = 1 AND"
        " id > %lld; "
        "INSERT INTO event (at, event, theme, team, prev, post) SELECT posted_at, iif(kind = 1, %d, %d), theme, team,"
        " 0, id FROM post WHERE id > %lld ORDER BY id",
        count, (long long)first, (long long)posted_at, (long long)first, (long long)first, EVENT_question, EVENT_answer,
        (long long)first);
}

static struct kiosk the_screen(struct office *o)
{
    struct kiosk *kiosks;
    size_t count;

    assert_int_equal(store_kiosk_list(o->store, 0, span_of(""), &o->arena, &kiosks, &count), 0);
    assert_int_equal(count, 1);
    return kiosks[0];
}

/* ---- what is measured ---- */

static void draw_wall(struct office *o)
{
    static struct wall wall;
    struct kiosk kiosk = the_screen(o);

    office_draw(o, &kiosk, o->now_ms, &wall);
}

static void draw_totals(struct office *o)
{
    struct kiosk kiosk = the_screen(o);
    struct msg_totals totals;

    office_draw_totals(o, &kiosk, o->now_ms, &totals);
}

static void count_prompt(struct office *o)
{
    bool prompt;

    assert_int_equal(wall_prompt(o->store, o->now_ms, &prompt), 0);
}

/* What comes with every batch, whatever was asked in it. */
static void look_for_what_is_due(struct office *o)
{
    struct climb climb = {
        .store = o->store, .settings = &o->settings, .now_ms = o->now_ms, .arena = &o->arena, .out = &o->out
    };
    struct summon summon = {
        .store = o->store, .settings = &o->settings, .now_ms = o->now_ms, .arena = &o->arena, .out = &o->out
    };
    int64_t due;

    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(climb_due(&climb), 0);
    assert_int_equal(summon_due(&summon), 0);
    assert_int_equal(store_ladder_next_due(o->store, &due), 0);
    assert_int_equal(summon_next_due(o->store, &due), 0);
    assert_int_equal(store_meeting_next_due(o->store, &due), 0);
    assert_int_equal(store_member_next_due(o->store, &due), 0);
    assert_int_equal(store_commit(o->store), 0);
}

/* Something that is asked; $ is a code. Or something that the daemon does by itself. */
static const struct {
    const char *where, *body;
    void (*act)(struct office *o);
} measured[] = {
    { "me", "{}", NULL },
    { "list", "{}", NULL },
    { "list", "{'open': true}", NULL },
    { "list", "{'sort': 'open'}", NULL },
    { "list", "{'sort': 'lively'}", NULL },
    { "list", "{'mine': true}", NULL },
    { "list", "{'since_at': 1653000000000}", NULL },
    { "list", "{'sort': 'lively', 'since_at': 1653000000000, 'limit': 1}", NULL },
    { "list", "{'sort': 'lively', 'since_at': 1, 'limit': 1}", NULL },
    { "list", "{'kind': 'tip'}", NULL },
    { "list", "{'kind': 'lesson'}", NULL },
    { "list", "{'kind': 'notice'}", NULL },
    { "list", "{'open': true, 'wall': true}", NULL },
    { "theme/regie/list", "{}", NULL },
    { "theme/regie/list", "{'open': true}", NULL },
    { "theme/regie/list", "{'since_at': 1653000000000}", NULL },
    { "theme/regie/list", "{'sort': 'lively', 'since_at': 1653000000000, 'limit': 1}", NULL },
    { "team/delft/list", "{}", NULL },
    { "team/delft/list", "{'open': true}", NULL },
    { "team/delft/list", "{'sort': 'lively', 'since_at': 1653000000000, 'limit': 1}", NULL },
    { "show", "{'code': '$'}", NULL },
    { "sync", "{'since': 100}", NULL },
    { "theme/regie/ask", "{'title': 'Wie weet iets van de overgang?', 'text': 'Wij zoeken.'}", NULL },
    { "answer", "{'to': '$', 'text': 'Bel eerst met hen.'}", NULL },
    { "thank", "{'code': '$', 'on': true}", NULL },
    { "follow", "{'what': '$'}", NULL },
    { "report", "{'code': '$', 'reason': 'other', 'note': 'dubbel'}", NULL },
    { "a wall", NULL, draw_wall },
    { "its totals", NULL, draw_totals },
    { "whether most are answered within a day", NULL, count_prompt },
    { "what is due", NULL, look_for_what_is_due },
};

enum { MEASURED = sizeof measured / sizeof measured[0] };

static int64_t cost_of(struct office *o, size_t i, const char *code)
{
    arena_reset(&o->arena);
    outbox_init(&o->out, &o->arena);
    if (measured[i].act != NULL)
        measured[i].act(o); /* what was due till now is done */
    office_steps_begin(o);
    if (measured[i].act != NULL)
        measured[i].act(o);
    else
        OK(o, "fatima", measured[i].where, "%s", office_with(measured[i].body, code).text);
    return office_steps_end(o);
}

static void measure(struct office *o, int64_t steps[MEASURED])
{
    struct word_text asked = office_ask(o, "bram", "theme/regie/ask", "Wat doen jullie op maandag?");

    for (size_t i = 0; i < MEASURED; i++)
        steps[i] = cost_of(o, i, asked.text);
}

TEST(what_is_asked_all_day_costs_no_more_with_ten_times_the_posts)
{
    struct office *o = *state;
    int64_t few[MEASURED], many[MEASURED];
    bool flat = true;

    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    add_posts(o, FEW, LONG_AGO);
    measure(o, few);
    o->now_ms += DAY_MS;
    add_posts(o, MANY, LONG_AGO);
    measure(o, many);
    for (size_t i = 0; i < MEASURED; i++) {
        bool more = 10 * many[i] > 13 * few[i] + 10 * SLACK;
        printf("%s %s %s: %lld steps with two thousand questions, %lld with twenty thousand\n", more ? "MORE" : "    ",
               measured[i].where, measured[i].body == NULL ? "" : measured[i].body, (long long)few[i],
               (long long)many[i]);
        flat = flat && !more;
    }
    assert_true(flat);
}

static int64_t cost_of_wall(struct office *o)
{
    arena_reset(&o->arena);
    office_steps_begin(o);
    draw_wall(o);
    return office_steps_end(o);
}

TEST(a_screen_looks_for_its_newest_question_among_the_newest)
{
    struct office *o = *state;
    int64_t last_night = o->now_ms - 14 * HOUR_MS;

    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    add_posts(o, FEW, last_night);
    int64_t few = cost_of_wall(o);
    add_posts(o, MANY, last_night);
    assert_in_range(cost_of_wall(o), 1, few + SLACK);
}

/* ---- many screens ---- */

/* Open questions of nobody who is measured, put to whole regions or to another team alone. */
static void add_open(struct office *o, int count)
{
    office_sql(
        o,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO post (kind,"
        " code, author, theme, author_team, title, posted_at) SELECT 1, printf('P%%05d', i + (SELECT count(*) FROM"
        " post)), 2, 1, 2, 'vraag', %lld FROM n",
        count, (long long)(o->now_ms - HOUR_MS));
}

static void add_screens(struct office *o, int count)
{
    office_sql(o,
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO kiosk (name,"
               " team, room, device, hash) SELECT printf('scherm-%%04d', i + (SELECT count(*) FROM kiosk)), 1, 'kamer',"
               " 'scherm', zeroblob(32) FROM n",
               count);
}

/* Of one screen, when all have been drawn and something changed; what they have in common is not counted. */
static int64_t cost_of_screen(struct office *o)
{
    struct screens *screens = screens_new(o->store, &o->settings, o->roster);
    int64_t monotonic = HOUR_MS;

    screens_touch(screens);
    do {
        arena_reset(&o->arena);
        outbox_init(&o->out, &o->arena);
        office_steps_begin(o);
        assert_int_equal(screens_draw(screens, o->now_ms, monotonic, &o->out), 0);
    } while (screens_due(screens) <= monotonic);
    int64_t last = office_steps_end(o);
    screens_free(screens);
    return last;
}

TEST(a_screen_costs_no_more_for_other_screens_nor_for_questions_that_are_not_put_to_it)
{
    struct office *o = *state;

    add_screens(o, 10);
    add_open(o, 10);
    int64_t few = cost_of_screen(o);
    add_screens(o, 200);
    add_open(o, MANY);
    assert_in_range(cost_of_screen(o), 1, few + SLACK);
}

TEST(a_question_on_many_screens_is_looked_up_for_the_first_of_them)
{
    struct office *o = *state;
    static struct wall wall;
    struct hall hall;

    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    add_open(o, 20);
    struct kiosk kiosk = the_screen(o);
    assert_int_equal(hall_read(&hall, o->reader, &o->settings, o->now_ms, &o->arena), 0);
    office_steps_begin(o);
    assert_int_equal(wall_make(&hall, &kiosk, o->now_ms, &o->arena, &wall), 0);
    int64_t first = office_steps_end(o);
    office_steps_begin(o);
    assert_int_equal(wall_make(&hall, &kiosk, o->now_ms, &o->arena, &wall), 0);
    assert_in_range(office_steps_end(o), 1, first / 2);
    assert_int_equal(wall.card_count, WALL_CARDS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(what_is_asked_all_day_costs_no_more_with_ten_times_the_posts),
        OFFICE_TEST(a_screen_looks_for_its_newest_question_among_the_newest),
        OFFICE_TEST(a_question_on_many_screens_is_looked_up_for_the_first_of_them),
        OFFICE_TEST(a_screen_costs_no_more_for_other_screens_nor_for_questions_that_are_not_put_to_it),
    };

    return TEST_RUN(tests);
}
