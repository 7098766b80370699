/* What a moderator reads before others do, and words of acute safety: posted at once, and help at hand. */
#include "tests/daemon/office.h"

#include <stdio.h>

#define CODE(code) "{'code': '%s'}", (code).text

static int setup(void **state)
{
    int failed = office_setup(state);
    struct office *o = *state;

    OK(o, "beheer", "theme-set", "{'theme': 'wacht', 'first_look': true}");
    return failed;
}

static size_t waiting(struct office *o)
{
    OK(o, "toezicht", "queue", "{}");
    return count_at(o->reply, "items");
}

/* ---- first look ---- */

TEST(a_question_is_read_first_and_then_told_as_if_it_were_new)
{
    struct office *o = *state;

    OK(o, "bram", "theme/wacht/ask", "{'title': 'Wie belt de school?'}");
    struct word_text code = office_word(o, "code");
    assert_true(is_at(o->reply, "waiting"));
    assert_int_equal(o->heard_count, 0);
    assert_int_equal(o->effects.events, 0);
    NO("not_found", "code", o, "anna", "show", CODE(code));
    OK(o, "bram", "show", CODE(code));
    assert_string_equal(text_at(o->reply, "held"), "first-look");
    OK(o, "anna", "list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    assert_int_equal(waiting(o), 1);
    assert_string_equal(text_at(o->reply, "items.0.why.0"), "first-look");

    OK(o, "toezicht", "approve", CODE(code));
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/theme/wacht/event");
    assert_string_equal(text_at(o->heard[0].body, "event"), "question");
    assert_string_equal(text_at(o->heard[0].body, "title"), "Wie belt de school?");
    assert_string_equal(o->heard[1].topic.text, "vakwerk/1/out/bram/event");
    OK(o, "anna", "show", CODE(code));
    assert_int_equal(waiting(o), 0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM ladder"), 1);
}

TEST(an_answer_is_counted_and_told_when_it_was_read)
{
    struct office *o = *state;

    OK(o, "bram", "theme/wacht/ask", "{'title': 'Wie belt de school?'}");
    struct word_text code = office_word(o, "code");
    OK(o, "toezicht", "approve", CODE(code));
    OK(o, "eva", "answer", "{'to': '%s', 'text': 'De regisseur.'}", code.text);
    struct word_text answer = office_word(o, "code");
    assert_true(is_at(o->reply, "waiting"));
    assert_int_equal(o->heard_count, 0);
    OK(o, "bram", "show", CODE(code));
    assert_int_equal(int_at(o->reply, "answers"), 0);
    assert_int_equal(office_number(o, "SELECT first_answer_at IS NULL FROM post WHERE kind = 1"), 1);
    assert_int_equal(office_number(o, "SELECT count(*) FROM ladder"), 1); /* it waits still, and since it was asked */
    o->now_ms += HOUR_MS;
    OK(o, "toezicht", "approve", CODE(answer));
    assert_string_equal(text_at(o->heard[0].body, "event"), "answer");
    assert_int_equal(o->heard_count, 3); /* the theme, the asker and who answered */
    OK(o, "bram", "show", CODE(code));
    assert_int_equal(int_at(o->reply, "answers"), 1);
    assert_int_equal(office_number(o, "SELECT first_answer_at FROM post WHERE kind = 1"), o->now_ms);
    assert_int_equal(office_number(o, "SELECT count(*) FROM ladder"), 0);
}

TEST(what_is_rejected_at_the_first_look_was_never_there)
{
    struct office *o = *state;

    OK(o, "bram", "theme/wacht/ask", "{'title': 'Wie belt de school?'}");
    struct word_text code = office_word(o, "code");
    OK(o, "toezicht", "reject", "{'code': '%s', 'reason': 'Een naam'}", code.text);
    assert_int_equal(o->heard_count, 1);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/out/bram/event");
    OK(o, "anna", "sync", "{'since': 0}");
    assert_int_equal(count_at(o->reply, "events"), 0);
}

TEST(a_change_of_what_was_read_is_read_again)
{
    struct office *o = *state;

    OK(o, "bram", "theme/wacht/ask", "{'title': 'Wie belt de school?'}");
    struct word_text code = office_word(o, "code");
    OK(o, "bram", "edit", "{'code': '%s', 'title': 'Wie?', 'base': 1}", code.text); /* while it waits */
    assert_true(is_at(o->reply, "waiting"));
    assert_int_equal(o->heard_count, 0);
    OK(o, "toezicht", "approve", CODE(code));
    OK(o, "bram", "edit", "{'code': '%s', 'title': 'Waar woont ze?', 'base': 2}", code.text);
    assert_true(is_at(o->reply, "waiting"));
    assert_string_equal(text_at(o->heard[0].body, "event"), "held");
    NO("not_found", "code", o, "anna", "show", CODE(code));
    OK(o, "toezicht", "approve", CODE(code));
    assert_string_equal(text_at(o->heard[0].body, "event"), "released");
    assert_string_equal(text_at(o->heard[0].body, "title"), "Waar woont ze?");
}

TEST(a_team_may_want_it_for_its_own_tree_and_for_what_its_members_write)
{
    struct office *o = *state;

    OK(o, "beheer", "team-set", "{'team': 'rijswijk', 'first_look': true}");
    OK(o, "eva", "team/rijswijk/ask", "{'title': 'Wie?', 'theme': 'regie'}");
    assert_true(is_at(o->reply, "waiting"));
    OK(o, "eva", "theme/regie/ask", "{'title': 'Wie?'}");
    assert_true(is_at(o->reply, "waiting"));
    OK(o, "eva", "theme/regie/ask", "{'title': 'Wie dan?', 'anonymous': true}"); /* it would tell whose team asks */
    assert_false(is_at(o->reply, "waiting"));
    OK(o, "bram", "theme/regie/ask", "{'title': 'Wie?'}");
    assert_false(is_at(o->reply, "waiting"));
    OK(o, "bram", "team-list", "{}");
    assert_true(is_at(o->reply, "items.1.first_look"));
    /* Within it whoever asks so too: the team is known. */
    OK(o, "eva", "team/rijswijk/ask", "{'title': 'Wie durft?', 'theme': 'regie', 'anonymous': true}");
    assert_true(is_at(o->reply, "waiting"));
    OK(o, "beheer", "team-set", "{'team': 'rijswijk', 'first_look': false}");
    OK(o, "eva", "theme/regie/ask", "{'title': 'Wie nu?'}");
    assert_false(is_at(o->reply, "waiting"));
}

TEST(a_tip_is_read_first_too_and_waiting_times_name_it_then)
{
    struct office *o = *state;

    OK(o, "bram", "theme/wacht/tip", "{'text': 'Bel elke week.', 'works': true, 'care': 'ggz'}");
    assert_true(is_at(o->reply, "waiting"));
    assert_false(o->effects.changes.waits);
    OK(o, "toezicht", "approve", "{'code': 'T1'}");
    assert_string_equal(text_at(o->heard[0].body, "event"), "tip");
    assert_true(o->effects.changes.waits);
}

TEST(a_notice_is_read_first_where_its_team_wants_that)
{
    struct office *o = *state;

    OK(o, "beheer", "team-set", "{'team': 'delft', 'first_look': true}");
    OK(o, "bram", "team/delft/notice", "{'text': 'Taart', 'until_at': %lld}", (long long)o->now_ms + HOUR_MS);
    assert_true(is_at(o->reply, "waiting"));
    assert_int_equal(o->heard_count, 0);
    OK(o, "anna", "list", "{'kind': 'notice'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "toezicht", "approve", "{'code': 'A1'}");
    assert_string_equal(text_at(o->heard[0].body, "event"), "notice");
    OK(o, "anna", "list", "{'kind': 'notice'}");
    assert_string_equal(text_at(o->reply, "items.0.text"), "Taart");
}

TEST(one_s_own_first_look_is_somebody_else_s)
{
    struct office *o = *state;

    OK(o, "toezicht", "theme/wacht/ask", "{'title': 'Wie belt de school?'}");
    struct word_text code = office_word(o, "code");
    OK(o, "toezicht", "approve", CODE(code));
    assert_true(is_at(o->reply, "waiting"));
    NO("not_found", "code", o, "anna", "show", CODE(code));
}

/* ---- acute safety ---- */

static const char *const urgent = "{'title': 'Een jongere zegt dat hij dood wil', 'text': 'Er is ook mishandeling.'}";

TEST(words_of_acute_safety_are_posted_at_once_help_is_in_the_reply_and_a_moderator_reads_it_first_of_all)
{
    struct office *o = *state;

    OK(o, "bram", "theme/wacht/ask", "{'title': 'Wie belt de school?'}");
    OK(o, "bram", "theme/regie/ask", "%s", urgent);
    struct word_text code = office_word(o, "code");
    assert_int_equal(count_at(o->reply, "help"), 2);
    assert_string_equal(text_at(o->reply, "help.0"), "113");
    assert_string_equal(text_at(o->reply, "help.1"), "veilig-thuis");
    assert_false(is_at(o->reply, "waiting"));
    assert_int_equal(o->heard_count, 1);
    OK(o, "anna", "show", CODE(code));
    assert_int_equal(waiting(o), 2);
    assert_string_equal(text_at(o->reply, "items.0.code"), code.text);
    assert_string_equal(text_at(o->reply, "items.0.why.0"), "danger");
}

TEST(answers_tips_and_changes_are_looked_at_too)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "bram", "theme/regie/ask", "Wie belt de school?");

    assert_false(has_at(o->reply, "help"));
    OK(o, "eva", "answer", "{'to': '%s', 'text': 'Is er sprake van suïcide?'}", code.text);
    assert_string_equal(text_at(o->reply, "help.0"), "113");
    OK(o, "eva", "theme/regie/tip", "{'text': 'Bij spoed: bel.', 'works': true}");
    assert_string_equal(text_at(o->reply, "help.0"), "112");
    OK(o, "bram", "edit", "{'code': '%s', 'text': 'Ze is in gevaar.', 'base': 1}", code.text);
    assert_string_equal(text_at(o->reply, "help.0"), "112");
    assert_string_equal(text_at(o->heard[0].body, "event"), "edited");
    assert_int_equal(waiting(o), 3);
}

TEST(titles_and_notices_are_looked_at_too_when_new_and_when_changed)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "bram", "theme/regie/ask", "Wie belt de school?");

    OK(o, "bram", "edit", "{'code': '%s', 'title': 'Ze wil dood', 'base': 1}", code.text);
    assert_string_equal(text_at(o->reply, "help.0"), "113");
    OK(o, "bram", "team/delft/notice", "{'text': 'Een geval van mishandeling', 'until_at': %lld}",
       (long long)o->now_ms + HOUR_MS);
    assert_string_equal(text_at(o->reply, "help.0"), "veilig-thuis");
    OK(o, "bram", "team/delft/notice", "{'text': 'Taart', 'until_at': %lld}", (long long)o->now_ms + HOUR_MS);
    assert_false(has_at(o->reply, "help"));
    code = office_word(o, "code");
    OK(o, "bram", "edit", "{'code': '%s', 'text': 'Dit heeft spoed', 'base': 1}", code.text);
    assert_string_equal(text_at(o->reply, "help.0"), "112");
    assert_int_equal(waiting(o), 3);
}

/* They are no posts, and moderators read them anyway. */
TEST(who_reports_or_appeals_reads_where_there_is_help_too)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "bram", "theme/regie/ask", "Wie belt de school?");

    OK(o, "anna", "report", "{'code': '%s', 'reason': 'unsafe', 'note': 'Hier wordt een kind mishandeld'}", code.text);
    assert_string_equal(text_at(o->reply, "help.0"), "veilig-thuis");
    OK(o, "gijs", "report", "{'code': '%s', 'reason': 'unkind', 'note': 'Niet aardig'}", code.text);
    assert_false(has_at(o->reply, "help"));
    OK(o, "bram", "appeal", "{'code': '%s', 'text': 'Het gaat om iemand die dood wil.'}", code.text);
    assert_string_equal(text_at(o->reply, "help.0"), "113");
}

/* What the wall of delft would show. */
static int64_t on_the_wall(struct office *o)
{
    struct post_filter filter = { .kind = POST_QUESTION, .since_at = -1, .wall = true };
    struct post_ids ids;

    assert_int_equal(store_post_list(o->store, &filter, 10, &o->arena, &ids), 0);
    return (int64_t)ids.count;
}

TEST(they_hang_on_no_screen_until_a_moderator_read_them)
{
    struct office *o = *state;

    OK(o, "bram", "theme/regie/ask", "%s", urgent);
    struct word_text code = office_word(o, "code");
    assert_int_equal(on_the_wall(o), 0);
    OK(o, "toezicht", "approve", CODE(code));
    assert_int_equal(on_the_wall(o), 1);
    assert_true(o->effects.changes.screens);
    assert_int_equal(o->heard_count, 0);
    OK(o, "bram", "edit", "{'code': '%s', 'text': 'Het is spoed.', 'base': 1}", code.text);
    assert_int_equal(on_the_wall(o), 0);
    OK(o, "toezicht", "redact", "{'code': '%s', 'title': 'Wat nu?', 'base': 2, 'reason': 'Korter'}", code.text);
    assert_int_equal(on_the_wall(o), 1);
}

TEST(in_a_theme_with_a_first_look_help_is_there_all_the_same)
{
    struct office *o = *state;

    OK(o, "bram", "theme/wacht/ask", "%s", urgent);
    assert_true(is_at(o->reply, "waiting"));
    assert_int_equal(count_at(o->reply, "help"), 2);
    assert_int_equal(waiting(o), 1);
    assert_int_equal(count_at(o->reply, "items.0.why"), 2);
}

/* ---- perhaps a name ---- */

TEST(what_may_hold_a_name_though_its_author_looked_again_is_read_by_a_moderator)
{
    struct office *o = *state;

    NO("identifying", "title", o, "bram", "theme/regie/ask", "{'title': 'Een meisje, Lisa, wil niet naar school'}");
    OK(o, "bram", "theme/regie/ask", "{'title': 'Een meisje, Lisa, wil niet naar school', 'checked': true}");
    assert_int_equal(o->heard_count, 1);
    assert_int_equal(waiting(o), 1);
    assert_string_equal(text_at(o->reply, "items.0.why.0"), "doubt");
    OK(o, "bram", "theme/regie/ask", "{'title': 'Wie belt de school?', 'checked': true}");
    struct word_text code = office_word(o, "code");
    assert_int_equal(waiting(o), 1);
    OK(o, "bram", "edit", "{'code': '%s', 'text': 'Een meisje, Lisa, ook', 'base': 1, 'checked': true}", code.text);
    assert_int_equal(waiting(o), 2);
}

TEST(who_wrote_a_source_is_a_name_that_nobody_need_look_at)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "bram", "theme/regie/ask", "Wie belt de school?");

    OK(o, "anna", "answer",
       "{'to': '%s', 'text': 'Zie hier', 'checked': true, 'sources': [{'title': 'Boek van mevrouw "
       "Lisa de Vries', 'url': 'https://a.nl/1'}]}",
       code.text);
    assert_int_equal(waiting(o), 0);
}

#define LOOK_TEST(name) cmocka_unit_test_setup_teardown(name, setup, office_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LOOK_TEST(a_question_is_read_first_and_then_told_as_if_it_were_new),
        LOOK_TEST(an_answer_is_counted_and_told_when_it_was_read),
        LOOK_TEST(what_is_rejected_at_the_first_look_was_never_there),
        LOOK_TEST(a_change_of_what_was_read_is_read_again),
        LOOK_TEST(a_team_may_want_it_for_its_own_tree_and_for_what_its_members_write),
        LOOK_TEST(a_tip_is_read_first_too_and_waiting_times_name_it_then),
        LOOK_TEST(a_notice_is_read_first_where_its_team_wants_that),
        LOOK_TEST(one_s_own_first_look_is_somebody_else_s),
        LOOK_TEST(words_of_acute_safety_are_posted_at_once_help_is_in_the_reply_and_a_moderator_reads_it_first_of_all),
        LOOK_TEST(answers_tips_and_changes_are_looked_at_too),
        LOOK_TEST(titles_and_notices_are_looked_at_too_when_new_and_when_changed),
        LOOK_TEST(who_reports_or_appeals_reads_where_there_is_help_too),
        LOOK_TEST(they_hang_on_no_screen_until_a_moderator_read_them),
        LOOK_TEST(in_a_theme_with_a_first_look_help_is_there_all_the_same),
        LOOK_TEST(what_may_hold_a_name_though_its_author_looked_again_is_read_by_a_moderator),
        LOOK_TEST(who_wrote_a_source_is_a_name_that_nobody_need_look_at),
    };

    return TEST_RUN(tests);
}
