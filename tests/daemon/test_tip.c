/* tip, notice. */
#include "tests/daemon/office.h"

TEST(tips_are_numbered_over_all_themes_and_teams)
{
    struct office *o = *state;

    OK(o, "anna", "theme/wacht/tip",
       "{'text': 'Bel na drie weken.', 'works': true, 'municipality': 'delft', 'care': 'ggz'}");
    assert_string_equal(text_at(o->reply, "code"), "T1");
    assert_string_equal(text_at(o->heard[0].body, "event"), "tip");
    assert_string_equal(text_at(o->heard[0].body, "municipality"), "delft");
    assert_string_equal(text_at(o->heard[0].body, "care"), "ggz");
    assert_true(is_at(o->heard[0].body, "works"));
    OK(o, "eva", "team/rijswijk/tip", "{'text': 'Mailen helpt niet.', 'works': false}");
    assert_string_equal(text_at(o->reply, "code"), "T2");
    assert_string_equal(o->heard[0].topic.text, topic_team_event(span_of("rijswijk")).text);
    assert_true(has_at(o->heard[0].body, "works"));
    OK(o, "eva", "show", "{'code': 'T1'}");
    assert_string_equal(text_at(o->reply, "text"), "Bel na drie weken.");
    NO("not_found", "code", o, "anna", "show", "{'code': 'T2'}");
}

TEST(a_tip_names_places_that_exist)
{
    struct office *o = *state;

    NO("not_found", "municipality", o, "anna", "theme/wacht/tip",
       "{'text': 'x', 'works': true, 'municipality': 'niets'}");
    NO("not_found", "care", o, "anna", "theme/wacht/tip", "{'text': 'x', 'works': true, 'care': 'niets'}");
    NO("bad_request", "works", o, "anna", "theme/wacht/tip", "{'text': 'x'}");
    NO("too_short", "text", o, "anna", "theme/wacht/tip", "{'text': '', 'works': true}");
    OK(o, "anna", "theme/wacht/tip", "{'text': 'x', 'works': true}");
    assert_string_equal(text_at(o->reply, "code"), "T1"); /* a refused one took no number */
}

TEST(a_tip_can_be_edited_and_withdrawn)
{
    struct office *o = *state;

    OK(o, "anna", "theme/wacht/tip", "{'text': 'Bel.', 'works': true}");
    OK(o, "anna", "edit", "{'code': 'T1', 'text': 'Bel vroeg.', 'base': 1}");
    NO("bad_request", "title", o, "anna", "edit", "{'code': 'T1', 'title': 'x', 'base': 2}");
    NO("too_short", "to", o, "bram", "answer", "{'to': 'T1', 'text': 'x'}");
    office_sql(o, "UPDATE post SET code = 'T100' WHERE code = 'T1'");
    NO("bad_request", "to", o, "bram", "answer", "{'to': 'T100', 'text': 'x'}");
    office_sql(o, "UPDATE post SET code = 'T1' WHERE code = 'T100'");
    OK(o, "anna", "retract", "{'code': 'T1'}");
    NO("not_found", "code", o, "anna", "show", "{'code': 'T1'}");
}

TEST(a_notice_is_for_ones_own_team_and_ends)
{
    struct office *o = *state;
    long long now = o->now_ms;

    OK(o, "anna", "team/delft/notice", "{'text': 'Overleg om tien uur.', 'until_at': %lld}", now + HOUR_MS);
    assert_string_equal(o->heard[0].topic.text, topic_team_event(span_of("delft")).text);
    assert_string_equal(text_at(o->heard[0].body, "event"), "notice");
    assert_int_equal(int_at(o->heard[0].body, "until_at"), now + HOUR_MS);
    assert_string_equal(text_at(o->reply, "code"), "A1");
    assert_string_equal(text_at(o->heard[0].body, "code"), "A1");
    NO("not_found", "team", o, "eva", "team/delft/notice", "{'text': 'x', 'until_at': %lld}", now + HOUR_MS);
}

TEST(a_notice_ends_in_the_future_and_within_31_days)
{
    struct office *o = *state;
    long long now = o->now_ms, last = now + 31LL * DAY_MS;

    NO("bad_request", "until_at", o, "anna", "team/delft/notice", "{'text': 'x', 'until_at': %lld}", now);
    OK(o, "anna", "team/delft/notice", "{'text': 'x', 'until_at': %lld}", now + 1);
    OK(o, "anna", "team/delft/notice", "{'text': 'x', 'until_at': %lld}", last);
    NO("bad_request", "until_at", o, "anna", "team/delft/notice", "{'text': 'x', 'until_at': %lld}", last + 1);
    NO("bad_request", "until_at", o, "anna", "team/delft/notice", "{'text': 'x', 'until_at': 9223372036854775807}");
    NO("bad_request", "until_at", o, "anna", "team/delft/notice", "{'text': 'x', 'until_at': -1}");
    NO("too_short", "text", o, "anna", "team/delft/notice", "{'text': '', 'until_at': %lld}", last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(tips_are_numbered_over_all_themes_and_teams),
        OFFICE_TEST(a_tip_names_places_that_exist),
        OFFICE_TEST(a_tip_can_be_edited_and_withdrawn),
        OFFICE_TEST(a_notice_is_for_ones_own_team_and_ends),
        OFFICE_TEST(a_notice_ends_in_the_future_and_within_31_days),
    };

    return TEST_RUN(tests);
}
