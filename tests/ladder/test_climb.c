/* Questions on the ladder in a real database, with a clock that the test holds: steps, who hears of them, the ends. */
#include "tests/daemon/office.h"

#include "daemon/digest/content.h"
#include "daemon/ladder/climb.h"
#include "daemon/store/db.h"
#include "daemon/store/store_endorse.h"
#include "daemon/store/store_ladder.h"
#include "proto/json.h"
#include "tests/ladder/moment.h"

#include <stdio.h>

#define TUESDAY MOMENT(2022, 5, 17, 9, 0)

/* What the daemon does in each of its batches. The steps that were taken. */
static int64_t climb_once(struct office *o, struct outbox *out)
{
    struct climb climb = {
        .store = o->store, .settings = &o->settings, .now_ms = o->now_ms, .arena = &o->arena, .out = out
    };

    assert_int_equal(climb_due(&climb), 0);
    return climb.looked_at == 0 ? -1 : climb.events;
}

static int64_t climb_at(struct office *o, int64_t now_ms)
{
    int64_t steps = 0, more;
    struct outbox out;

    o->now_ms = now_ms;
    assert_int_equal(store_begin(o->store), 0);
    do {
        outbox_init(&out, &o->arena);
        more = climb_once(o, &out);
        steps += more > 0 ? more : 0;
    } while (more >= 0);
    assert_int_equal(store_commit(o->store), 0);
    return steps;
}

static int64_t step_of(struct office *o, const char *code)
{
    return office_number(o,
                         "SELECT ifnull((SELECT step FROM ladder l JOIN post p ON p.id = l.question WHERE p.code ="
                         " '%s'), -1)",
                         code);
}

static int64_t count_escalated(struct office *o)
{
    return office_number(o, "SELECT count(*) FROM event WHERE event = %d", EVENT_escalated);
}

/* Who was told personally of the newest event, by name. */
static struct word_text told(struct office *o)
{
    struct word_text names = { "" };
    int64_t count = office_number(o, "SELECT count(*) FROM event_to WHERE seq = (SELECT max(seq) FROM event)");

    for (int64_t i = 0; i < count; i++) {
        char name[40];
        int64_t id = office_number(o,
                                   "SELECT member FROM event_to WHERE seq = (SELECT max(seq) FROM event) ORDER BY"
                                   " member LIMIT 1 OFFSET %lld",
                                   (long long)i);
        struct member member;
        assert_int_equal(store_member_by_id(o->store, id, &o->arena, &member), 0);
        snprintf(name, sizeof name, "%s%.*s", i == 0 ? "" : " ", span_int(member.name), member.name.ptr);
        strncat(names.text, name, sizeof names.text - strlen(names.text) - 1);
    }
    return names;
}

static struct word_text ask_at(struct office *o, int64_t now_ms, const char *who, const char *where)
{
    o->now_ms = now_ms;
    struct word_text code = office_ask(o, who, where, "Hoe doe je dit goed?");
    climb_at(o, now_ms);
    return code;
}

/* ---- steps ---- */

TEST(a_question_goes_up_one_step_at_a_time)
{
    struct office *o = *state;
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");

    assert_int_equal(step_of(o, code.text), 0);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 17, 12, 59)), 0);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 17, 13, 0)), 1);
    assert_int_equal(step_of(o, code.text), 1);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 18, 8, 59)), 0);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 18, 9, 0)), 1);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 19, 9, 0)), 1);
    assert_int_equal(step_of(o, code.text), 3);
    assert_int_equal(climb_at(o, MOMENT(2023, 5, 19, 9, 0)), 0);
    assert_int_equal(count_escalated(o), 3);
}

/* Friday afternoon, the night, a holiday, the nights in which the clock changes, the end of the year. */
TEST(the_clock_of_the_office_decides)
{
    static const struct {
        int asked[5], up[5];
    } rows[] = {
        { { 2022, 5, 20, 16, 0 }, { 2022, 5, 23, 11, 0 } },   { { 2022, 5, 18, 23, 40 }, { 2022, 5, 19, 12, 30 } },
        { { 2022, 4, 27, 10, 0 }, { 2022, 4, 28, 12, 30 } },  { { 2025, 4, 25, 16, 30 }, { 2025, 4, 28, 11, 30 } },
        { { 2024, 3, 29, 16, 30 }, { 2024, 4, 2, 11, 30 } },  { { 2022, 4, 16, 12, 0 }, { 2022, 4, 19, 12, 30 } },
        { { 2022, 3, 25, 16, 30 }, { 2022, 3, 28, 11, 30 } }, { { 2022, 10, 28, 16, 30 }, { 2022, 10, 31, 11, 30 } },
        { { 2025, 12, 31, 16, 30 }, { 2026, 1, 2, 11, 30 } }
    };
    struct office *o = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const int *a = rows[i].asked, *u = rows[i].up;
        struct word_text code = ask_at(o, MOMENT(a[0], a[1], a[2], a[3], a[4]), "anna", "theme/regie/ask");
        int64_t up = MOMENT(u[0], u[1], u[2], u[3], u[4]);
        assert_int_equal(climb_at(o, up - 1), 0);
        assert_int_equal(climb_at(o, up), 1);
        OK(o, "bram", "answer", "{'to': '%s', 'text': 'Zo.'}", code.text);
    }
}

TEST(a_step_is_told_in_the_questions_space_with_the_thing_as_it_is)
{
    struct office *o = *state;
    struct outbox out;

    ask_at(o, TUESDAY, "anna", "theme/regie/ask");
    o->now_ms = MOMENT(2022, 5, 17, 13, 0);
    assert_int_equal(store_begin(o->store), 0);
    outbox_init(&out, &o->arena);
    assert_int_equal(climb_once(o, &out), 1);
    assert_int_equal(store_commit(o->store), 0);
    assert_non_null(out.first);
    assert_null(out.first->next);
    assert_string_equal(out.first->topic.text, "vakwerk/1/theme/regie/event");
    struct span json = json_from_msgpack(out.first->payload, &o->arena);
    json_t *event = json_loadb(json.ptr, json.len, 0, NULL);
    assert_string_equal(text_at(event, "event"), "escalated");
    assert_string_equal(text_at(event, "step"), "neighbours");
    assert_int_equal(int_at(event, "seq"), out.first->seq);
    json_decref(event);
}

TEST(whoever_shows_a_question_sees_where_it_stands)
{
    struct office *o = *state;
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/wacht/ask");

    OK(o, "beheer", "theme-set", "{'theme': 'wacht', 'support': 'placement'}");
    OK(o, "gijs", "show", "{'code': '%s'}", code.text);
    assert_false(has_at(o->reply, "step"));
    climb_at(o, MOMENT(2022, 5, 18, 9, 0));
    OK(o, "gijs", "show", "{'code': '%s'}", code.text);
    assert_string_equal(text_at(o->reply, "step"), "region");
    assert_false(has_at(o->reply, "support"));
    climb_at(o, MOMENT(2022, 5, 19, 9, 0));
    OK(o, "gijs", "list", "{}");
    assert_string_equal(text_at(o->reply, "items.0.step"), "support");
    assert_string_equal(text_at(o->reply, "items.0.support"), "placement");
}

/* ---- once, whatever happens ---- */

TEST(a_batch_that_was_lost_takes_its_step_again_and_only_once)
{
    struct office *o = *state;
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");
    struct outbox out;

    o->now_ms = MOMENT(2022, 5, 17, 13, 0);
    for (int i = 0; i < 3; i++) { /* killed before the commit */
        outbox_init(&out, &o->arena);
        assert_int_equal(store_begin(o->store), 0);
        assert_int_equal(climb_once(o, &out), 1);
        store_rollback(o->store);
    }
    assert_int_equal(step_of(o, code.text), 0);
    assert_int_equal(climb_at(o, o->now_ms), 1);
    assert_int_equal(climb_at(o, o->now_ms), 0); /* killed after it: the next start */
    assert_int_equal(count_escalated(o), 1);
}

TEST(steps_that_were_due_while_nobody_was_there_are_taken_in_order)
{
    struct office *o = *state;
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");

    assert_int_equal(climb_at(o, MOMENT(2022, 5, 29, 3, 0)), 3);
    assert_int_equal(step_of(o, code.text), 3);
    assert_int_equal(count_escalated(o), 3);
}

TEST(what_is_due_is_found_by_its_index)
{
    struct office *o = *state;
    sqlite3_stmt *plan;
    int found = 0;

    for (size_t i = 0; i < set_ladder.count; i++) {
        char sql[2048];
        if (strstr(set_ladder.sql[i], "due_at <= ?") == NULL && strstr(set_ladder.sql[i], "min(due_at)") == NULL)
            continue;
        snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", set_ladder.sql[i]);
        assert_int_equal(sqlite3_prepare_v2(o->db, sql, -1, &plan, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(plan), SQLITE_ROW);
        assert_non_null(strstr((const char *)sqlite3_column_text(plan, 3), "ladder_due"));
        sqlite3_finalize(plan);
        found++;
    }
    assert_int_equal(found, 2);
}

/* ---- off the ladder, and on again ---- */

TEST(an_answered_question_leaves_at_once)
{
    struct office *o = *state;
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");

    OK(o, "bram", "answer", "{'to': '%s', 'text': 'Zo.'}", code.text);
    assert_int_equal(step_of(o, code.text), -1);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 30, 9, 0)), 0);
}

TEST(a_resolved_or_withdrawn_question_leaves_at_once)
{
    struct office *o = *state;
    struct word_text resolved = ask_at(o, TUESDAY, "anna", "theme/regie/ask");
    struct word_text withdrawn = ask_at(o, TUESDAY, "anna", "theme/regie/ask");

    OK(o, "anna", "resolve", "{'code': '%s'}", resolved.text);
    OK(o, "anna", "retract", "{'code': '%s'}", withdrawn.text);
    assert_int_equal(step_of(o, resolved.text), -1);
    assert_int_equal(step_of(o, withdrawn.text), -1);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 30, 9, 0)), 0);
}

TEST(a_question_that_is_opened_again_begins_at_the_bottom)
{
    struct office *o = *state;
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");

    climb_at(o, MOMENT(2022, 5, 18, 9, 0));
    OK(o, "anna", "resolve", "{'code': '%s'}", code.text);
    o->now_ms = MOMENT(2022, 5, 23, 10, 0);
    OK(o, "anna", "resolve", "{'code': '%s', 'open': true}", code.text);
    assert_int_equal(climb_at(o, o->now_ms), 0);
    assert_int_equal(step_of(o, code.text), 0);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 23, 13, 59)), 0);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 23, 14, 0)), 1);
}

TEST(who_reopens_an_answered_question_wants_another_answer)
{
    struct office *o = *state;
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");

    OK(o, "bram", "answer", "{'to': '%s', 'text': 'Zo.'}", code.text);
    OK(o, "anna", "resolve", "{'code': '%s'}", code.text);
    OK(o, "anna", "resolve", "{'code': '%s', 'open': true}", code.text);
    assert_int_equal(step_of(o, code.text), 0);
    OK(o, "carla", "answer", "{'to': '%s', 'text': 'Of zo.'}", code.text);
    assert_int_equal(step_of(o, code.text), -1);
}

TEST(opening_what_is_open_changes_nothing)
{
    struct office *o = *state;
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");

    climb_at(o, MOMENT(2022, 5, 18, 9, 0));
    OK(o, "anna", "resolve", "{'code': '%s', 'open': true}", code.text);
    assert_int_equal(step_of(o, code.text), 2);
}

TEST(a_question_whose_only_answer_is_withdrawn_is_back)
{
    struct office *o = *state;
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");
    struct word_text answer = office_answer(o, "bram", code.text, "Zo.");

    o->now_ms = MOMENT(2022, 5, 23, 10, 0);
    OK(o, "bram", "retract", "{'code': '%s'}", answer.text);
    climb_at(o, o->now_ms);
    assert_int_equal(step_of(o, code.text), 0);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 23, 14, 0)), 1);
}

TEST(a_question_that_still_needs_an_endorsed_answer_stays)
{
    struct office *o = *state;

    OK(o, "beheer", "theme-set", "{'theme': 'regie', 'needs_endorsement': true}");
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");
    office_answer(o, "carla", code.text, "Zo.");
    assert_int_equal(step_of(o, code.text), 0);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 17, 13, 0)), 1);
}

TEST(a_question_whose_endorsement_has_lapsed_is_back)
{
    struct office *o = *state;
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");

    office_sql(o, "UPDATE post SET met_until = %lld WHERE code = '%s'", (long long)o->now_ms + 5, code.text);
    assert_int_equal(step_of(o, code.text), -1);
    o->now_ms = MOMENT(2022, 5, 23, 10, 0);
    assert_int_equal(store_endorse_lapse(o->store, o->now_ms), 0);
    climb_at(o, o->now_ms);
    assert_int_equal(step_of(o, code.text), 0);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 23, 14, 0)), 1);
}

TEST(answers_and_tips_are_not_on_the_ladder)
{
    struct office *o = *state;

    OK(o, "anna", "theme/wacht/tip", "{'text': 'Bel elke week.', 'works': true}");
    assert_int_equal(office_number(o, "SELECT count(*) FROM ladder"), 0);
}

/* ---- much read ---- */

static void see(struct office *o, const char *code, const char *const *who, int count)
{
    for (int i = 0; i < count; i++)
        OK(o, who[i], "seen", "{'code': '%s'}", code);
}

TEST(what_is_much_read_without_an_answer_goes_up_one_step_early)
{
    static const char *const who[] = { "bram", "carla", "daan", "eva" };
    struct office *o = *state;
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");

    o->settings.much_read = 4;
    o->now_ms = MOMENT(2022, 5, 17, 10, 0);
    see(o, code.text, who, 3);
    see(o, code.text, who, 3); /* the same members on the same day */
    assert_int_equal(climb_at(o, o->now_ms), 0);
    see(o, code.text, who, 4);
    assert_int_equal(climb_at(o, o->now_ms), 1);
    assert_int_equal(step_of(o, code.text), 1);
    see(o, code.text, (const char *const[]){ "gijs" }, 1);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 17, 12, 59)), 0); /* one step, once */
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 17, 13, 0)), 1);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 18, 9, 0)), 1);
}

TEST(what_is_much_read_in_the_evening_goes_up_in_the_morning)
{
    static const char *const who[] = { "bram", "carla" };
    struct office *o = *state;
    struct word_text code = ask_at(o, MOMENT(2022, 5, 20, 16, 0), "anna", "theme/regie/ask");

    o->settings.much_read = 2;
    o->now_ms = MOMENT(2022, 5, 20, 21, 0);
    see(o, code.text, who, 2);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 23, 8, 29)), 0);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 23, 8, 30)), 1);
}

/* ---- paces ---- */

TEST(a_theme_or_team_has_times_of_its_own)
{
    struct office *o = *state;
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");

    OK(o, "beheer", "theme-set", "{'theme': 'regie', 'ladder': 'fast'}");
    climb_at(o, TUESDAY);
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 17, 11, 0)), 1);
    OK(o, "beheer", "team-set", "{'team': 'delft', 'ladder': 'off'}");
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 27, 11, 0)), 0);
    assert_int_equal(step_of(o, code.text), 1);
    OK(o, "beheer", "team-set", "{'team': 'delft', 'ladder': 'slow'}");
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 30, 9, 0)), 2);
    NO("bad_request", "ladder", o, "beheer", "theme-set", "{'theme': 'regie', 'ladder': 'never'}");
    NO("forbidden", NULL, o, "anna", "theme-set", "{'theme': 'regie', 'ladder': 'fast'}");
}

/* ---- who hears of it ---- */

#define QUARTER INT64_C(900000) /* after so long a question is looked at */

static void make_senior(struct office *o, const char *who)
{
    OK(o, "beheer", "member-set", "{'member': '%s', 'senior': true}", who);
}

TEST(a_juniors_question_is_offered_to_the_seniors_of_the_team_first)
{
    struct office *o = *state;

    make_senior(o, "bram");
    make_senior(o, "carla");
    make_senior(o, "eva"); /* of another team */
    ask_at(o, TUESDAY, "anna", "theme/regie/ask");
    assert_string_equal(told(o).text, "");
    assert_int_equal(climb_at(o, TUESDAY + QUARTER), 1);
    assert_string_equal(told(o).text, "bram carla");
    assert_int_equal(climb_at(o, TUESDAY + 2 * QUARTER), 0); /* once */
    ask_at(o, TUESDAY, "bram", "theme/regie/ask");
    assert_int_equal(climb_at(o, TUESDAY + QUARTER), 0);
}

TEST(then_to_seniors_of_neighbouring_teams)
{
    struct office *o = *state;

    make_senior(o, "bram");
    make_senior(o, "eva");
    OK(o, "beheer", "team-set", "{'team': 'rijswijk', 'neighbours': ['delft']}");
    ask_at(o, TUESDAY, "anna", "theme/regie/ask");
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 17, 13, 0)), 1);
    assert_string_equal(told(o).text, "eva");
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 18, 9, 0)), 1);
    assert_string_equal(told(o).text, "");
}

TEST(teams_of_one_municipality_are_neighbours)
{
    struct office *o = *state;

    make_senior(o, "eva");
    OK(o, "beheer", "team-set", "{'team': 'delft', 'municipality': 'delft'}");
    OK(o, "beheer", "team-set", "{'team': 'rijswijk', 'municipality': 'delft'}");
    ask_at(o, TUESDAY, "anna", "theme/regie/ask");
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 17, 13, 0)), 1);
    assert_string_equal(told(o).text, "eva");
}

TEST(a_team_says_who_its_neighbours_are_from_now_on)
{
    struct office *o = *state;

    OK(o, "beheer", "team-set", "{'team': 'delft', 'neighbours': ['rijswijk']}");
    assert_int_equal(office_number(o, "SELECT count(*) FROM neighbour"), 2);
    OK(o, "eva", "team-list", "{}");
    assert_string_equal(text_at(o->reply, "items.0.neighbours.0"), "rijswijk");
    assert_string_equal(text_at(o->reply, "items.1.neighbours.0"), "delft");
    OK(o, "beheer", "team-set", "{'team': 'rijswijk', 'neighbours': []}");
    assert_int_equal(office_number(o, "SELECT count(*) FROM neighbour"), 0);
    NO("bad_request", "neighbours", o, "beheer", "team-set", "{'team': 'delft', 'neighbours': ['delft']}");
    NO("not_found", "neighbours", o, "beheer", "team-set", "{'team': 'delft', 'neighbours': ['nergens']}");
}

TEST(at_most_four_are_told_and_those_first_who_were_told_longest_ago)
{
    struct office *o = *state;

    make_senior(o, "bram");
    make_senior(o, "carla");
    make_senior(o, "daan");
    make_senior(o, "fatima");
    OK(o, "beheer", "member-set", "{'member': 'gijs', 'teams': ['delft'], 'senior': true}");
    ask_at(o, TUESDAY, "anna", "theme/regie/ask");
    climb_at(o, TUESDAY + QUARTER);
    assert_string_equal(told(o).text, "bram carla daan fatima");
    ask_at(o, TUESDAY, "anna", "theme/regie/ask");
    climb_at(o, TUESDAY + QUARTER);
    assert_string_equal(told(o).text, "bram carla daan gijs");
}

TEST(an_anonymous_question_is_offered_to_nobody_since_that_would_tell_whose_it_is)
{
    struct office *o = *state;

    make_senior(o, "bram");
    make_senior(o, "eva");
    OK(o, "beheer", "team-set", "{'team': 'rijswijk', 'neighbours': ['delft']}");
    o->now_ms = TUESDAY;
    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie weet dit?', 'anonymous': true}");
    assert_string_equal(told(o).text, "");
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 17, 13, 0)), 1);
    assert_string_equal(told(o).text, "");
}

TEST(at_the_top_those_with_the_themes_role_are_told)
{
    struct office *o = *state;

    OK(o, "beheer", "theme-set", "{'theme': 'wacht', 'support': 'placement'}");
    OK(o, "beheer", "member-set", "{'member': 'gijs', 'support': ['placement', 'jurist']}");
    OK(o, "beheer", "member-set", "{'member': 'eva', 'support': ['coach']}");
    OK(o, "beheer", "member-set", "{'member': 'weg', 'support': ['placement']}"); /* shut out */
    ask_at(o, TUESDAY, "anna", "theme/wacht/ask");
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 19, 9, 0)), 3);
    assert_string_equal(told(o).text, "gijs");
}

/* ---- private to a team ---- */

TEST(a_private_question_never_leaves_its_team)
{
    struct office *o = *state;

    OK(o, "beheer", "member-set", "{'member': 'bram', 'support': ['jurist']}");
    OK(o, "beheer", "member-set", "{'member': 'carla', 'support': ['coach']}");
    OK(o, "beheer", "member-set", "{'member': 'eva', 'support': ['coach'], 'senior': true}");
    OK(o, "beheer", "team-set", "{'team': 'rijswijk', 'neighbours': ['delft']}");
    struct word_text code = ask_at(o, TUESDAY, "anna", "team/delft/ask");
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 17, 13, 0)), 1);
    assert_string_equal(told(o).text, "bram carla"); /* those of the team with any role */
    OK(o, "anna", "show", "{'code': '%s'}", code.text);
    assert_string_equal(text_at(o->reply, "step"), "team");
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 18, 9, 0)), 0); /* it has no region */
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 19, 9, 0)), 1);
    assert_string_equal(told(o).text, "carla"); /* of the theme's role, in the team */
    assert_int_equal(office_number(o, "SELECT count(*) FROM event WHERE team IS NULL AND event = %d", EVENT_escalated),
                     0);
    OK(o, "eva", "support-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    NO("not_found", "code", o, "eva", "claim", "{'code': '%s'}", code.text);
    OK(o, "carla", "support-list", "{}");
    assert_string_equal(text_at(o->reply, "items.0.code"), code.text);
}

/* More of them outside, and shut out, than are told at once. */
TEST(who_may_not_be_told_takes_nobodys_place)
{
    static const char *const outside[] = { "eva", "gijs", "beheer", "redactie", "toezicht" };
    static const char *const out[] = { "bram", "carla", "daan", "fatima" };
    struct office *o = *state;

    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++)
        OK(o, "beheer", "member-set", "{'member': '%s', 'support': ['coach']}", outside[i]);
    for (size_t i = 0; i < sizeof out / sizeof out[0]; i++) {
        OK(o, "beheer", "member-set", "{'member': '%s', 'support': ['coach']}", out[i]);
        OK(o, "beheer", "member-disable", "{'member': '%s'}", out[i]);
    }
    OK(o, "beheer", "member-add", "{'member': 'zoe', 'name': 'Zoe', 'teams': ['delft'], 'support': ['coach']}");
    ask_at(o, TUESDAY, "anna", "team/delft/ask");
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 17, 13, 0)), 1);
    assert_string_equal(told(o).text, "zoe");
    assert_int_equal(climb_at(o, MOMENT(2022, 5, 19, 9, 0)), 1);
    assert_string_equal(told(o).text, "zoe");
}

TEST(in_lists_of_others_a_private_question_is_not_put_to_them)
{
    struct office *o = *state;
    int64_t asked[10];

    ask_at(o, TUESDAY, "anna", "team/delft/ask");
    climb_at(o, MOMENT(2022, 5, 30, 9, 0));
    assert_int_equal(office_asked(o, "rijswijk", 10, asked), 0);
    struct digest digest = { .member = office_number(o, "SELECT id FROM member WHERE name = 'eva'"),
                             .day = span_of("2022-05-30"),
                             .made_at = o->now_ms,
                             .first_seq = 1,
                             .last_seq = office_number(o, "SELECT max(seq) FROM event") };
    struct msg_digest_is content;
    assert_int_equal(content_make(o->store, &digest, &o->arena, &content), 0);
    assert_int_equal(content.unanswered_count, 0);
    digest.member = office_number(o, "SELECT id FROM member WHERE name = 'bram'"); /* of the team itself */
    assert_int_equal(content_make(o->store, &digest, &o->arena, &content), 0);
    assert_int_equal(content.unanswered_count, 1);
}

/* ---- a database of before ---- */

static void copy_file(const char *from, const char *to)
{
    static char room[1024 * 1024];
    FILE *in = fopen(from, "re"), *out = fopen(to, "we");

    assert_non_null(in);
    assert_non_null(out);
    size_t length = fread(room, 1, sizeof room, in);
    assert_int_equal(fwrite(room, 1, length, out), length);
    fclose(in);
    assert_int_equal(fclose(out), 0);
}

/* Of version 1, with one question more that nobody answered: weeks ago, and nobody is to be stormed now. */
TEST(an_open_question_of_before_begins_at_the_bottom)
{
    struct office *o = *state;
    struct temppath path = tempdir_file(&o->dir, "old.db");
    sqlite3 *db;
    struct store *store;

    copy_file(TEST_DATA "/store-v1.db", path.text);
    assert_int_equal(sqlite3_open(path.text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "INSERT INTO post (kind, code, author, theme, title, posted_at) SELECT 1, 'ZZZZ',"
                                  " author, theme, 'Wie?', 1000 FROM post WHERE kind = 1 LIMIT 1;"
                                  "INSERT INTO theme (slug, name) VALUES ('dossier', 'Dossier')",
                                  0, 0, 0),
                     SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(store_open(path.text, STORE_WRITE, &store), STORE_OPENED);
    struct climb climb = { .store = store, .settings = &o->settings, .now_ms = TUESDAY, .arena = &o->arena };
    assert_int_equal(climb_due(&climb), 0);
    assert_int_equal(climb.looked_at, 1); /* what was answered is not there */
    assert_int_equal(climb.events, 0);
    struct sqlite3 *own = o->db;
    o->db = store->db;
    assert_int_equal(office_number(o, "SELECT since_at FROM ladder"), TUESDAY);
    assert_int_equal(office_number(o, "SELECT due_at FROM ladder"), MOMENT(2022, 5, 17, 13, 0));
    assert_int_equal(office_number(o, "SELECT support FROM theme WHERE slug = 'dossier'"), 1);
    o->db = own;
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(a_question_goes_up_one_step_at_a_time),
        OFFICE_TEST(the_clock_of_the_office_decides),
        OFFICE_TEST(a_step_is_told_in_the_questions_space_with_the_thing_as_it_is),
        OFFICE_TEST(whoever_shows_a_question_sees_where_it_stands),
        OFFICE_TEST(a_batch_that_was_lost_takes_its_step_again_and_only_once),
        OFFICE_TEST(steps_that_were_due_while_nobody_was_there_are_taken_in_order),
        OFFICE_TEST(what_is_due_is_found_by_its_index),
        OFFICE_TEST(an_answered_question_leaves_at_once),
        OFFICE_TEST(a_resolved_or_withdrawn_question_leaves_at_once),
        OFFICE_TEST(a_question_that_is_opened_again_begins_at_the_bottom),
        OFFICE_TEST(who_reopens_an_answered_question_wants_another_answer),
        OFFICE_TEST(opening_what_is_open_changes_nothing),
        OFFICE_TEST(a_question_whose_only_answer_is_withdrawn_is_back),
        OFFICE_TEST(a_question_that_still_needs_an_endorsed_answer_stays),
        OFFICE_TEST(a_question_whose_endorsement_has_lapsed_is_back),
        OFFICE_TEST(answers_and_tips_are_not_on_the_ladder),
        OFFICE_TEST(what_is_much_read_without_an_answer_goes_up_one_step_early),
        OFFICE_TEST(what_is_much_read_in_the_evening_goes_up_in_the_morning),
        OFFICE_TEST(a_theme_or_team_has_times_of_its_own),
        OFFICE_TEST(a_juniors_question_is_offered_to_the_seniors_of_the_team_first),
        OFFICE_TEST(then_to_seniors_of_neighbouring_teams),
        OFFICE_TEST(teams_of_one_municipality_are_neighbours),
        OFFICE_TEST(a_team_says_who_its_neighbours_are_from_now_on),
        OFFICE_TEST(at_most_four_are_told_and_those_first_who_were_told_longest_ago),
        OFFICE_TEST(an_anonymous_question_is_offered_to_nobody_since_that_would_tell_whose_it_is),
        OFFICE_TEST(at_the_top_those_with_the_themes_role_are_told),
        OFFICE_TEST(a_private_question_never_leaves_its_team),
        OFFICE_TEST(who_may_not_be_told_takes_nobodys_place),
        OFFICE_TEST(in_lists_of_others_a_private_question_is_not_put_to_them),
        OFFICE_TEST(an_open_question_of_before_begins_at_the_bottom),
    };

    return TEST_RUN(tests);
}
