/* What a team takes along to its intervision: once, in its own tree, and never what some of it may not read. */
#include "tests/daemon/office.h"

#include "daemon/store/store_intervision.h"

#include <stdio.h>

static void listed(struct office *o, const char *who, size_t count)
{
    OK(o, who, "team/delft/intervision-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), count);
}

static struct word_text add_one(struct office *o)
{
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");

    OK(o, "anna", "team/delft/intervision-add", "{'codes': ['%s']}", code.text);
    return code;
}

TEST(a_question_on_the_list_is_seen_by_the_team_with_who_put_it_there)
{
    struct office *o = *state;
    struct word_text code = add_one(o);

    assert_int_equal(int_at(o->reply, "count"), 1);
    listed(o, "bram", 1);
    assert_string_equal(text_at(o->reply, "items.0.code"), code.text);
    assert_string_equal(text_at(o->reply, "items.0.title"), "Wie belt de school?");
    assert_string_equal(text_at(o->reply, "items.0.by"), "Anna van Dam");
    assert_int_equal(int_at(o->reply, "items.0.added_at"), o->now_ms);
    assert_false(has_at(o->reply, "items.0.date"));
    OK(o, "eva", "team/rijswijk/intervision-list", "{}"); /* each team has a list of its own */
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(the_team_hears_of_it_and_nobody_else)
{
    struct office *o = *state;

    add_one(o);
    assert_int_equal(o->heard_count, 1);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/team/delft/event");
    assert_string_equal(text_at(o->heard[0].body, "event"), "intervision");
    assert_string_equal(text_at(o->heard[0].body, "space"), "team/delft");
    OK(o, "bram", "sync", "{'since': 1}");
    assert_int_equal(count_at(o->reply, "events"), 1);
    OK(o, "eva", "sync", "{'since': 1}");
    assert_int_equal(count_at(o->reply, "events"), 0);
}

TEST(a_question_stands_there_once)
{
    struct office *o = *state;
    struct word_text code = add_one(o);

    OK(o, "bram", "team/delft/intervision-add", "{'codes': ['%s', '%s']}", code.text, code.text);
    assert_int_equal(int_at(o->reply, "count"), 1);
    assert_int_equal(o->heard_count, 0); /* nothing changed */
    listed(o, "bram", 1);
    assert_string_equal(text_at(o->reply, "items.0.by"), "Anna van Dam");
}

TEST(several_go_along_at_once_in_the_order_in_which_they_came)
{
    struct office *o = *state;
    struct word_text a = add_one(o), b = office_ask(o, "bram", "team/delft/ask", "Van het team");

    o->now_ms += MINUTE_MS;
    OK(o, "carla", "team/delft/intervision-add", "{'codes': ['%s', '%s']}", a.text, b.text);
    assert_int_equal(int_at(o->reply, "count"), 2);
    assert_string_equal(text_at(o->heard[0].body, "code"), b.text);
    listed(o, "anna", 2);
    assert_string_equal(text_at(o->reply, "items.0.code"), a.text);
    assert_string_equal(text_at(o->reply, "items.1.code"), b.text);
}

TEST(one_that_is_not_there_keeps_all_off_the_list)
{
    struct office *o = *state;
    struct word_text a = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    struct word_text hidden = office_ask(o, "eva", "team/rijswijk/ask", "Van een ander");

    NO("not_found", "code", o, "anna", "team/delft/intervision-add", "{'codes': ['%s', '%s']}", a.text, hidden.text);
    NO("not_found", "code", o, "anna", "team/delft/intervision-add", "{'codes': ['%s', '2222']}", a.text);
    listed(o, "anna", 0);
}

/* fatima is in both teams. */
TEST(a_question_of_one_team_is_not_taken_to_another)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "fatima", "team/rijswijk/ask", "Van rijswijk");

    NO("bad_request", "codes", o, "fatima", "team/delft/intervision-add", "{'codes': ['%s']}", code.text);
    OK(o, "fatima", "team/rijswijk/intervision-add", "{'codes': ['%s']}", code.text);
}

/* A second lock: what is on the list all the same is not there for who may not read it. */
TEST(what_a_member_may_not_read_is_not_on_the_list)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "fatima", "team/rijswijk/ask", "Van rijswijk");

    office_sql(o,
               "INSERT INTO intervision (team, question, added_at) SELECT t.id, p.id, 1 FROM team t, post p"
               " WHERE t.slug = 'delft' AND p.code = '%s'",
               code.text);
    listed(o, "anna", 0);
    listed(o, "fatima", 1);
}

TEST(only_questions_go_along)
{
    struct office *o = *state;
    struct word_text code = add_one(o), answer = office_answer(o, "bram", code.text, "De regisseur.");

    NO("bad_request", "codes", o, "anna", "team/delft/intervision-add", "{'codes': ['%s']}", answer.text);
    NO("bad_request", "codes", o, "anna", "team/delft/intervision-add", "{}");
}

TEST(what_is_taken_off_is_gone_and_once_only)
{
    struct office *o = *state;
    struct word_text code = add_one(o);

    OK(o, "bram", "team/delft/intervision-remove", "{'codes': ['%s']}", code.text);
    assert_int_equal(int_at(o->reply, "count"), 0);
    assert_int_equal(o->heard_count, 1);
    listed(o, "anna", 0);
    NO("not_found", "codes", o, "bram", "team/delft/intervision-remove", "{'codes': ['%s']}", code.text);
}

TEST(what_was_talked_about_stands_apart_and_can_come_back)
{
    struct office *o = *state;
    struct word_text code = add_one(o);

    OK(o, "bram", "team/delft/intervision-done", "{'codes': ['%s']}", code.text);
    listed(o, "anna", 0);
    OK(o, "anna", "team/delft/intervision-list", "{'done': true}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_int_equal(int_at(o->reply, "items.0.done_at"), o->now_ms);
    NO("not_found", "codes", o, "anna", "team/delft/intervision-done", "{'codes': ['%s']}", code.text);
    OK(o, "carla", "team/delft/intervision-add", "{'codes': ['%s']}", code.text);
    listed(o, "anna", 1);
    assert_string_equal(text_at(o->reply, "items.0.by"), "Carla van Dam");
}

TEST(without_codes_the_meeting_of_a_day_is_done)
{
    struct office *o = *state;
    struct word_text a = add_one(o), b = office_ask(o, "bram", "theme/wacht/ask", "Voor de dag erna");

    OK(o, "anna", "team/delft/intervision-add", "{'codes': ['%s'], 'date': '2022-05-26'}", a.text);
    assert_int_equal(o->heard_count, 1); /* the day is new */
    OK(o, "anna", "team/delft/intervision-add", "{'codes': ['%s'], 'date': '2022-06-02'}", b.text);
    OK(o, "bram", "team/delft/intervision-list", "{'date': '2022-06-02'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.date"), "2022-06-02");
    OK(o, "bram", "team/delft/intervision-done", "{'date': '2022-05-26'}");
    assert_int_equal(int_at(o->reply, "count"), 1);
    OK(o, "bram", "team/delft/intervision-done", "{}");
    assert_int_equal(int_at(o->reply, "count"), 0);
    OK(o, "bram", "team/delft/intervision-done", "{}");
    assert_int_equal(o->heard_count, 0);
}

TEST(a_day_that_does_not_exist_is_refused)
{
    struct office *o = *state;
    struct word_text code = add_one(o);

    NO("bad_request", "date", o, "anna", "team/delft/intervision-add", "{'codes': ['%s'], 'date': '2022-02-30'}",
       code.text);
    NO("bad_request", "date", o, "anna", "team/delft/intervision-done", "{'date': 'volgendeke'}");
    NO("bad_request", "date", o, "anna", "team/delft/intervision-list", "{'date': '2022-13-01'}");
}

TEST(a_withdrawn_question_leaves_the_list)
{
    struct office *o = *state;
    struct word_text code = add_one(o), other = office_ask(o, "bram", "theme/regie/ask", "Een andere");

    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    listed(o, "bram", 0);
    OK(o, "bram", "team/delft/intervision-add", "{'codes': ['%s']}", other.text);
    assert_int_equal(int_at(o->reply, "count"), 1);
}

TEST(the_list_has_an_end)
{
    struct office *o = *state;
    struct word_text code = { "" };

    o->settings.posts_per_minute = o->settings.posts_per_day = 1000;
    office_restart(o);
    for (int i = 0; i < INTERVISION_MAX; i++) {
        code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
        OK(o, "anna", "team/delft/intervision-add", "{'codes': ['%s']}", code.text);
    }
    code = office_ask(o, "anna", "theme/regie/ask", "Een te veel");
    NO("too_long", "codes", o, "anna", "team/delft/intervision-add", "{'codes': ['%s']}", code.text);
    assert_int_equal(int_at(o->reply, "limit"), INTERVISION_MAX);
}

/* A screen hangs in its team's room: it puts there what all of them may read, in its own name. */
TEST(a_screen_puts_a_question_on_its_teams_list)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "team/delft/ask", "Van het team");
    bool changed = false;

    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    struct intervision entry = { .team = office_number(o, "SELECT id FROM team WHERE slug = 'delft'"),
                                 .question = office_number(o, "SELECT id FROM post WHERE code = '%s'", code.text),
                                 .kiosk = office_number(o, "SELECT id FROM kiosk"),
                                 .added_at = o->now_ms };
    assert_int_equal(store_intervision_add(o->store, &entry, &changed), 0);
    assert_true(changed);
    listed(o, "bram", 1);
    assert_string_equal(text_at(o->reply, "items.0.by"), "Kantine");

    struct intervision *rows;
    size_t count;
    assert_int_equal(store_intervision_list(o->store, &(struct intervision_filter){ .team = entry.team }, 50, &o->arena,
                                            &rows, &count),
                     0);
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].kiosk, entry.kiosk);
    OK(o, "beheer", "kiosk-remove", "{'kiosk': 'delft-1'}");
    listed(o, "bram", 1);
    assert_false(has_at(o->reply, "items.0.by"));
}

/* ---- what comes out of a session ---- */

TEST(the_step_and_the_lesson_are_kept_for_the_team_alone)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt er?");

    OK(o, "anna", "team/delft/intervision-add", "{'codes': ['%s']}", code.text);
    OK(o, "bram", "team/delft/intervision-done",
       "{'codes': ['%s'], 'step': 'Morgen bellen.', 'lesson': 'Eerder vragen.'}", code.text);
    OK(o, "carla", "team/delft/intervision-list", "{'done': true}");
    assert_string_equal(text_at(o->reply, "items.0.chosen"), "Morgen bellen.");
    assert_string_equal(text_at(o->reply, "items.0.learned"), "Eerder vragen.");
    OK(o, "eva", "show", "{'code': '%s'}", code.text);
    char *text = json_dumps(o->reply, 0);
    assert_null(strstr(text, "Morgen bellen"));
    free(text);
    OK(o, "anna", "team/delft/intervision-add", "{'codes': ['%s']}", code.text);
    OK(o, "anna", "team/delft/intervision-done", "{}");
    OK(o, "anna", "team/delft/intervision-list", "{'done': true}");
    assert_false(has_at(o->reply, "items.0.chosen")); /* of the last time it was talked about */
}

TEST(a_step_is_of_one_question_and_points_at_nobody)
{
    struct office *o = *state;
    struct word_text a = office_ask(o, "anna", "theme/regie/ask", "Een"),
                     b = office_ask(o, "anna", "theme/regie/ask", "Twee");

    OK(o, "anna", "team/delft/intervision-add", "{'codes': ['%s', '%s']}", a.text, b.text);
    NO("bad_request", "codes", o, "anna", "team/delft/intervision-done", "{'codes': ['%s', '%s'], 'step': 'Bellen.'}",
       a.text, b.text);
    NO("bad_request", "codes", o, "anna", "team/delft/intervision-done", "{'lesson': 'Bellen.'}");
    NO("identifying", "step", o, "anna", "team/delft/intervision-done", "{'codes': ['%s'], 'step': 'Bel 06-12345678.'}",
       a.text);
    NO("identifying", "lesson", o, "anna", "team/delft/intervision-done",
       "{'codes': ['%s'], 'lesson': 'Bel 06-12345678.'}", a.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(a_question_on_the_list_is_seen_by_the_team_with_who_put_it_there),
        OFFICE_TEST(the_team_hears_of_it_and_nobody_else),
        OFFICE_TEST(a_question_stands_there_once),
        OFFICE_TEST(several_go_along_at_once_in_the_order_in_which_they_came),
        OFFICE_TEST(one_that_is_not_there_keeps_all_off_the_list),
        OFFICE_TEST(a_question_of_one_team_is_not_taken_to_another),
        OFFICE_TEST(what_a_member_may_not_read_is_not_on_the_list),
        OFFICE_TEST(only_questions_go_along),
        OFFICE_TEST(what_is_taken_off_is_gone_and_once_only),
        OFFICE_TEST(what_was_talked_about_stands_apart_and_can_come_back),
        OFFICE_TEST(without_codes_the_meeting_of_a_day_is_done),
        OFFICE_TEST(a_day_that_does_not_exist_is_refused),
        OFFICE_TEST(a_withdrawn_question_leaves_the_list),
        OFFICE_TEST(the_list_has_an_end),
        OFFICE_TEST(a_screen_puts_a_question_on_its_teams_list),
        OFFICE_TEST(the_step_and_the_lesson_are_kept_for_the_team_alone),
        OFFICE_TEST(a_step_is_of_one_question_and_points_at_nobody),
    };

    return TEST_RUN(tests);
}
