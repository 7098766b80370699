/* Waiting times: who may say one, how it ages and goes, what few places say, and the tips that come with it. */
#include "tests/daemon/office.h"

#include "daemon/announce.h"
#include "daemon/screen/wall.h"

#define FADES (14LL * DAY_MS)
#define GOES  (60LL * DAY_MS)

static const char set[] = "{'municipality': 'delft', 'care': 'ggz', 'weeks': 12}";

/* What is retained now for delft and ggz: the item, and when it has to be said again. */
static const struct outbox_item *retained(struct office *o, struct outbox *out, int64_t *next)
{
    struct topic topic = topic_waitlist(span_of("delft"), span_of("ggz"));

    arena_reset(&o->arena);
    outbox_init(out, &o->arena);
    assert_int_equal(announce_waits(o->store, &o->settings, o->now_ms, out, next), 0);
    for (const struct outbox_item *item = out->first; item != NULL; item = item->next)
        if (strcmp(item->topic.text, topic.text) == 0)
            return item;
    return NULL;
}

TEST(a_team_of_the_place_a_coordinator_or_an_administrator_says_it)
{
    struct office *o = *state;

    OK(o, "anna", "waitlist-set", "%s", set);
    OK(o, "beheer", "waitlist-set", "%s", set);
    NO("forbidden", "municipality", o, "eva", "waitlist-set", "%s", set);
    NO("forbidden", "municipality", o, "gijs", "waitlist-set", "%s", set);
    OK(o, "beheer", "member-set", "{'member': 'gijs', 'function': 'Plaatsingscoördinator'}");
    OK(o, "gijs", "waitlist-set", "%s", set);
    OK(o, "anna", "waitlist", "{}");
    assert_false(has_at(o->reply, "rows.0.team_name"));
    assert_string_equal(text_at(o->reply, "rows.0.function"), "Plaatsingscoördinator"); /* who gave it is shown */
    assert_int_equal(int_at(o->reply, "rows.0.at"), o->now_ms);                         /* and when */
    office_sql(o, "UPDATE member SET support = 2 WHERE name = 'eva'");
    OK(o, "eva", "waitlist-set", "%s", set);
}

TEST(who_is_in_two_teams_speaks_for_that_of_the_place)
{
    struct office *o = *state;

    OK(o, "fatima", "waitlist-set", "{'municipality': 'rijswijk', 'care': 'ggz', 'weeks': 3}");
    OK(o, "anna", "waitlist", "{}");
    assert_string_equal(text_at(o->reply, "rows.0.team_name"), "Team Rijswijk");
}

TEST(after_a_while_a_figure_fades_and_later_it_is_gone)
{
    struct office *o = *state;

    OK(o, "anna", "waitlist-set", "%s", set);
    o->now_ms += FADES - 1;
    OK(o, "gijs", "waitlist", "{}");
    assert_false(has_at(o->reply, "rows.0.faded"));
    o->now_ms += 1;
    OK(o, "gijs", "waitlist", "{}");
    assert_true(is_at(o->reply, "rows.0.faded"));
    o->now_ms += GOES - FADES - 1;
    OK(o, "gijs", "waitlist", "{}");
    assert_int_equal(count_at(o->reply, "rows"), 1);
    o->now_ms += 1;
    OK(o, "gijs", "waitlist", "{}");
    assert_int_equal(count_at(o->reply, "rows"), 0);
    OK(o, "gijs", "waitlist", "{'stale': true}");
    assert_int_equal(count_at(o->reply, "rows"), 1);
}

/* The broker's expiry and the daemon's own moment are the same. */
TEST(what_is_retained_goes_when_the_figure_goes)
{
    struct office *o = *state;
    struct outbox out;
    int64_t next;

    OK(o, "anna", "waitlist-set", "%s", set);
    int64_t said_at = o->now_ms;
    assert_int_equal(retained(o, &out, &next)->expiry_s, GOES / 1000);
    assert_true(next == said_at + FADES);
    o->now_ms = said_at + FADES;
    assert_int_equal(retained(o, &out, &next)->expiry_s, (GOES - FADES) / 1000);
    assert_true(next == said_at + GOES);
    o->now_ms = said_at + GOES;
    const struct outbox_item *item = retained(o, &out, &next);
    assert_true(item->retain);
    assert_int_equal(item->payload.len, 0);
    assert_true(next == INT64_MAX);
}

TEST(what_is_gone_is_not_on_the_wall)
{
    struct office *o = *state;
    struct kiosk kiosk = { .team = 1, .municipality = 1, .name = span_of("delft-1") };
    struct msg_totals totals;

    OK(o, "anna", "waitlist-set", "%s", set);
    office_draw_totals(o, &kiosk, o->now_ms, &totals);
    assert_int_equal(totals.waits_count, 1);
    office_draw_totals(o, &kiosk, o->now_ms + GOES, &totals);
    assert_int_equal(totals.waits_count, 0);
}

TEST(fewer_than_five_places_are_few_but_for_who_said_so)
{
    struct office *o = *state;
    struct outbox out;
    int64_t next;

    OK(o, "anna", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': 12, 'places': 4}");
    OK(o, "bram", "waitlist", "{}");
    assert_true(is_at(o->reply, "rows.0.few"));
    assert_false(has_at(o->reply, "rows.0.places"));
    OK(o, "anna", "waitlist", "{}");
    assert_int_equal(int_at(o->reply, "rows.0.places"), 4);
    OK(o, "bram", "waitlist-history", "{'municipality': 'delft', 'care': 'ggz'}");
    assert_false(has_at(o->reply, "rows.0.places"));
    assert_null(memmem(retained(o, &out, &next)->payload.ptr, retained(o, &out, &next)->payload.len, "places", 6));
    OK(o, "anna", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': 12, 'places': 5}");
    OK(o, "bram", "waitlist", "{}");
    assert_int_equal(int_at(o->reply, "rows.0.places"), 5);
    assert_false(has_at(o->reply, "rows.0.few"));
}

TEST(the_history_has_every_figure_against_two_weeks_earlier)
{
    struct office *o = *state;
    static const int weeks[] = { 12, 10, 10, 13 };

    for (int i = 0; i < 4; i++) {
        OK(o, "anna", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': %d}", weeks[i]);
        o->now_ms += 14LL * DAY_MS;
    }
    OK(o, "gijs", "waitlist-history", "{'municipality': 'delft', 'care': 'ggz'}");
    assert_int_equal(count_at(o->reply, "rows"), 4);
    assert_int_equal(int_at(o->reply, "rows.0.change"), 3);
    assert_int_equal(int_at(o->reply, "rows.1.change"), 0);
    assert_true(json_integer_value(json_at(o->reply, "rows.2.change")) == -2);
    assert_false(has_at(o->reply, "rows.3.change"));
    OK(o, "gijs", "waitlist-history", "{'municipality': 'delft', 'care': 'ggz', 'limit': 2}");
    assert_int_equal(count_at(o->reply, "rows"), 2);
    NO("not_found", "care", o, "gijs", "waitlist-history", "{'municipality': 'delft', 'care': 'niets'}");
}

TEST(tips_come_with_the_row_they_belong_to)
{
    struct office *o = *state;

    OK(o, "anna", "waitlist-set", "%s", set);
    OK(o, "anna", "waitlist-set", "{'municipality': 'delft', 'care': 'crisis', 'weeks': 1}");
    OK(o, "eva", "theme/wacht/tip", "{'text': 'Overal', 'works': true, 'care': 'ggz'}");
    OK(o, "eva", "theme/wacht/tip", "{'text': 'Hier', 'works': true, 'care': 'ggz', 'municipality': 'delft'}");
    assert_true(o->effects.changes.waits);
    OK(o, "eva", "theme/wacht/tip", "{'text': 'Elders', 'works': true, 'care': 'ggz', 'municipality': 'rijswijk'}");
    OK(o, "anna", "team/delft/tip", "{'text': 'Binnen', 'works': true, 'care': 'ggz'}");
    OK(o, "gijs", "waitlist", "{'care': 'ggz'}");
    assert_int_equal(count_at(o->reply, "rows.0.tips"), 2);
    assert_string_equal(text_at(o->reply, "rows.0.tips.0"), "T2"); /* of the place first */
    assert_string_equal(text_at(o->reply, "rows.0.tips.1"), "T1");
    assert_string_equal(text_at(o->reply, "tips.0.text"), "Hier");
    OK(o, "eva", "retract", "{'code': 'T2'}");
    assert_true(o->effects.changes.waits);
    OK(o, "gijs", "waitlist", "{}");
    assert_int_equal(count_at(o->reply, "tips"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(a_team_of_the_place_a_coordinator_or_an_administrator_says_it),
        OFFICE_TEST(who_is_in_two_teams_speaks_for_that_of_the_place),
        OFFICE_TEST(after_a_while_a_figure_fades_and_later_it_is_gone),
        OFFICE_TEST(what_is_retained_goes_when_the_figure_goes),
        OFFICE_TEST(what_is_gone_is_not_on_the_wall),
        OFFICE_TEST(fewer_than_five_places_are_few_but_for_who_said_so),
        OFFICE_TEST(the_history_has_every_figure_against_two_weeks_earlier),
        OFFICE_TEST(tips_come_with_the_row_they_belong_to),
    };

    return TEST_RUN(tests);
}
