/* member-*, team-*, theme-*, kiosk-*, waitlist-*: what an administrator does. */
#include "tests/daemon/office.h"

#include "daemon/announce.h"

#include <stdio.h>

static size_t rights_count(const struct office *o)
{
    size_t count = 0;

    for (const struct rights *rights = o->effects.rights; rights != NULL; rights = rights->next)
        count++;
    return count;
}

/* ---- members ---- */

TEST(a_new_member_has_what_was_said)
{
    struct office *o = *state;

    OK(o, "beheer", "member-add",
       "{'member': 'n.ieuw', 'name': 'Noor Ieuw', 'teams': ['delft', 'rijswijk'], 'roles': ['editor', 'moderator'],"
       " 'registration': 'SKJ', 'function': 'jurist'}");
    assert_string_equal(text_at(o->reply, "member"), "n.ieuw");
    assert_int_equal(strlen(text_at(o->reply, "one_time_code")), 14);
    assert_int_equal(int_at(o->reply, "until_at"), o->now_ms + 24LL * HOUR_MS);
    assert_int_equal(rights_count(o), 1);
    OK(o, "n.ieuw", "me", "{}");
    assert_string_equal(text_at(o->reply, "name"), "Noor Ieuw");
    assert_int_equal(count_at(o->reply, "teams"), 2);
    assert_int_equal(count_at(o->reply, "roles"), 2);
    assert_string_equal(text_at(o->reply, "registration"), "SKJ");
    assert_string_equal(text_at(o->reply, "function"), "jurist");
    assert_string_equal(text_at(o->reply, "frequency"), "never"); /* until they say otherwise */
    assert_true(is_at(o->reply, "ask_digest"));
}

TEST(a_member_is_refused_whole_when_one_thing_is_wrong)
{
    struct office *o = *state;

    NO("conflict", "member", o, "beheer", "member-add", "{'member': 'anna', 'name': 'x'}");
    NO("conflict", "member", o, "beheer", "member-add", "{'member': 'vakwerkd', 'name': 'x'}");
    NO("conflict", "member", o, "beheer", "member-add", "{'member': 'pair', 'name': 'x'}");
    NO("bad_request", "member", o, "beheer", "member-add", "{'member': 'Anna', 'name': 'x'}");
    NO("not_found", "teams", o, "beheer", "member-add",
       "{'member': 'nieuw', 'name': 'x', 'teams': ['delft', 'niets']}");
    NO("not_found", "teams", o, "beheer", "member-add", "{'member': 'nieuw', 'name': 'x', 'teams': ['oud']}");
    NO("bad_request", "roles", o, "beheer", "member-add", "{'member': 'nieuw', 'name': 'x', 'roles': ['baas']}");
    NO("bad_request", "registration", o, "beheer", "member-add",
       "{'member': 'nieuw', 'name': 'x', 'registration': 'XYZ'}");
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    NO("conflict", "member", o, "beheer", "member-add", "{'member': 'delft-1', 'name': 'x'}");
}

TEST(what_is_not_said_of_a_member_stays_as_it_is)
{
    struct office *o = *state;

    OK(o, "beheer", "member-set", "{'member': 'bram', 'name': 'Bram Anders'}");
    OK(o, "bram", "me", "{}");
    assert_string_equal(text_at(o->reply, "name"), "Bram Anders");
    assert_string_equal(text_at(o->reply, "registration"), "SKJ");
    assert_int_equal(count_at(o->reply, "teams"), 1);
    OK(o, "beheer", "member-set",
       "{'member': 'bram', 'registration': '', 'function': '', 'teams': [], 'roles': ['editor']}");
    OK(o, "bram", "me", "{}");
    assert_false(has_at(o->reply, "registration"));
    assert_false(has_at(o->reply, "function"));
    assert_int_equal(count_at(o->reply, "teams"), 0);
    assert_string_equal(text_at(o->reply, "roles.0"), "editor");
    NO("not_found", "member", o, "beheer", "member-set", "{'member': 'niemand'}");
    NO("not_found", "teams", o, "beheer", "member-set", "{'member': 'bram', 'teams': ['niets']}");
}

TEST(an_administrator_cannot_lock_everybody_out)
{
    struct office *o = *state;

    NO("conflict", "roles", o, "beheer", "member-set", "{'member': 'beheer', 'roles': []}");
    NO("conflict", "member", o, "beheer", "member-disable", "{'member': 'beheer'}");
    OK(o, "beheer", "member-set", "{'member': 'beheer', 'roles': ['administrator', 'editor']}");
}

TEST(who_is_shut_out_is_let_in_again_as_they_were)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    OK(o, "beheer", "member-disable", "{'member': 'anna'}");
    assert_int_equal(rights_count(o), 1);
    NO("forbidden", NULL, o, "anna", "me", "{}");
    OK(o, "bram", "show", "{'code': '%s'}", code.text); /* what they wrote stays */
    OK(o, "beheer", "member-disable", "{'member': 'anna', 'enable': true}");
    OK(o, "anna", "me", "{}");
    assert_int_equal(count_at(o->reply, "teams"), 1);
}

TEST(members_are_listed_page_by_page)
{
    struct office *o = *state;

    office_sql(o, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) INSERT INTO member"
                  " (name, display, roles, created_at, digest_frequency, digest_minute, digest_seq) SELECT"
                  " printf('z%%03d', i), 'Lid', 0, 0, 4, 420, 0 FROM n");
    OK(o, "beheer", "member-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 100);
    assert_string_equal(text_at(o->reply, "items.0.member"), "anna");
    assert_int_equal(count_at(o->reply, "items.0.teams"), 1);
    OK(o, "beheer", "member-list", "{'after': '%s'}", office_word(o, "after").text);
    assert_int_equal(count_at(o->reply, "items"), 62);
    assert_false(has_at(o->reply, "after"));
    OK(o, "beheer", "member-list", "{'team': 'rijswijk'}");
    assert_int_equal(count_at(o->reply, "items"), 2);
    NO("not_found", "team", o, "beheer", "member-list", "{'team': 'niets'}");
    OK(o, "beheer", "member-list", "{'member': 'bram'}");
    assert_string_equal(text_at(o->reply, "items.0.member"), "bram");
    assert_false(has_at(o->reply, "items.1"));
    OK(o, "beheer", "member-list", "{'member': 'niemand'}");
    assert_false(has_at(o->reply, "items.0"));
}

/* ---- teams and themes ---- */

TEST(teams_are_added_changed_and_listed)
{
    struct office *o = *state;

    OK(o, "beheer", "team-add", "{'team': 'gouda', 'name': 'Team Gouda', 'municipality': 'delft'}");
    NO("conflict", "team", o, "beheer", "team-add", "{'team': 'gouda', 'name': 'x'}");
    NO("conflict", "team", o, "beheer", "team-add", "{'team': 'oud', 'name': 'x'}");
    NO("not_found", "municipality", o, "beheer", "team-add", "{'team': 'nieuw', 'name': 'x', 'municipality': 'niets'}");
    OK(o, "beheer", "team-set", "{'team': 'gouda', 'name': 'Goudse team'}");
    assert_int_equal(rights_count(o), 0);
    NO("not_found", "team", o, "beheer", "team-set", "{'team': 'niets', 'name': 'x'}");
    OK(o, "anna", "team-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 3);
    assert_string_equal(text_at(o->reply, "items.2.name"), "Goudse team");
    OK(o, "anna", "team-list", "{'archived': true}");
    assert_int_equal(count_at(o->reply, "items"), 4);
}

TEST(the_guard_is_told_of_every_member_of_a_team_that_closes)
{
    struct office *o = *state;

    office_sql(o, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250) INSERT INTO member"
                  " (name, display, roles, created_at, digest_frequency, digest_minute, digest_seq) SELECT"
                  " printf('z%%03d', i), 'Lid', 0, 0, 4, 420, 0 FROM n");
    office_sql(o, "INSERT INTO membership SELECT id, 1 FROM member WHERE name LIKE 'z%%'");
    OK(o, "beheer", "team-set", "{'team': 'delft', 'archived': true}");
    assert_int_equal(rights_count(o), 250 + 6);
    OK(o, "beheer", "team-set", "{'team': 'delft', 'archived': true}"); /* no change, no news */
    assert_int_equal(rights_count(o), 0);
}

TEST(themes_are_added_and_archived)
{
    struct office *o = *state;

    OK(o, "beheer", "theme-add", "{'theme': 'samen', 'name': 'Samen'}");
    assert_true(o->effects.changes.info);
    NO("conflict", "theme", o, "beheer", "theme-add", "{'theme': 'samen', 'name': 'x'}");
    NO("not_found", "theme", o, "beheer", "theme-set", "{'theme': 'niets', 'name': 'x'}");
    OK(o, "beheer", "theme-set", "{'theme': 'oud', 'archived': false}");
    assert_true(o->effects.changes.info);
    office_ask(o, "anna", "theme/oud/ask", "Vraag");
}

/* The slugs of the themes that one can ask in, in their order. */
static struct word_text themes_of(struct office *o)
{
    struct word_text all = { "" };
    size_t i;
    json_t *theme;

    OK(o, "anna", "me", "{}");
    json_array_foreach(json_object_get(o->reply, "themes"), i, theme)
    {
        size_t len = strlen(all.text);
        snprintf(all.text + len, sizeof all.text - len, "%s%s", i == 0 ? "" : " ", text_at(theme, "slug"));
    }
    return all;
}

TEST(themes_stand_in_the_order_they_were_given_and_the_others_behind_them_as_they_stood)
{
    struct office *o = *state;

    OK(o, "beheer", "theme-add", "{'theme': 'samen', 'name': 'Samen'}");
    assert_string_equal(themes_of(o).text, "regie wacht samen");
    OK(o, "beheer", "theme-order", "{'themes': ['samen', 'wacht']}");
    assert_true(o->effects.changes.info);
    assert_string_equal(themes_of(o).text, "samen wacht regie");
    OK(o, "beheer", "theme-order", "{'themes': ['regie']}");
    assert_string_equal(themes_of(o).text, "regie samen wacht");
    OK(o, "beheer", "theme-add", "{'theme': 'later', 'name': 'Later'}");
    assert_string_equal(themes_of(o).text, "regie samen wacht later");
    NO("not_found", "themes", o, "beheer", "theme-order", "{'themes': ['later', 'niets']}");
    NO("bad_request", "themes", o, "beheer", "theme-order", "{'themes': ['later', 'later']}");
    assert_string_equal(themes_of(o).text, "regie samen wacht later");
}

TEST(info_names_what_is_in_use)
{
    struct office *o = *state;
    struct outbox out;

    arena_reset(&o->arena);
    outbox_init(&out, &o->arena);
    assert_int_equal(announce_info(o->store, &o->settings, &out), 0);
    assert_true(out.first->retain);
    assert_string_equal(out.first->topic.text, topic_info().text);
    assert_null(memmem(out.first->payload.ptr, out.first->payload.len, "Oud thema", 9));
    assert_non_null(memmem(out.first->payload.ptr, out.first->payload.len, "Wachtlijst", 10));
}

/* ---- screens ---- */

TEST(a_screen_is_added_listed_and_removed)
{
    struct office *o = *state;

    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    assert_string_equal(text_at(o->reply, "kiosk"), "delft-1");
    assert_string_equal(text_at(o->reply, "device"), "scherm");
    assert_int_equal(strlen(text_at(o->reply, "secret")), 28);
    assert_int_equal(rights_count(o), 1);
    assert_true(o->effects.changes.screens);
    NO("conflict", "kiosk", o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'x'}");
    NO("not_found", "team", o, "beheer", "kiosk-add", "{'kiosk': 'delft-2', 'team': 'niets', 'room': 'x'}");
    NO("not_found", "team", o, "beheer", "kiosk-add", "{'kiosk': 'delft-2', 'team': 'oud', 'room': 'x'}");
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'rijswijk-1', 'team': 'rijswijk', 'room': 'Gang'}");
    OK(o, "beheer", "kiosk-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 2);
    assert_string_equal(text_at(o->reply, "items.0.team_name"), "Team Delft");
    OK(o, "beheer", "kiosk-list", "{'team': 'rijswijk'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    NO("not_found", "team", o, "beheer", "kiosk-list", "{'team': 'niets'}");
    OK(o, "beheer", "kiosk-remove", "{'kiosk': 'delft-1'}");
    assert_int_equal(rights_count(o), 1);
    NO("not_found", "kiosk", o, "beheer", "kiosk-remove", "{'kiosk': 'delft-1'}");
}

/* Screens and members log in by name alike, and the daemon has one of its own. */
TEST(a_screen_takes_nobodys_name)
{
    struct office *o = *state;

    NO("conflict", "kiosk", o, "beheer", "kiosk-add", "{'kiosk': 'anna', 'team': 'delft', 'room': 'x'}");
    NO("conflict", "kiosk", o, "beheer", "kiosk-add", "{'kiosk': 'vakwerkd', 'team': 'delft', 'room': 'x'}");
    NO("conflict", "kiosk", o, "beheer", "kiosk-add", "{'kiosk': 'pair', 'team': 'delft', 'room': 'x'}");
}

/* ---- waiting times ---- */

TEST(the_latest_waiting_time_holds)
{
    struct office *o = *state;

    OK(o, "fatima", "waitlist-set",
       "{'municipality': 'delft', 'care': 'ggz', 'weeks': 20, 'places': 2, 'note': 'Lang'}");
    assert_true(o->effects.changes.waits && o->effects.changes.screens);
    assert_int_equal(o->heard_count, 0);
    o->now_ms += 14LL * DAY_MS - 1;
    OK(o, "anna", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': 17}");
    OK(o, "gijs", "waitlist", "{}");
    assert_int_equal(count_at(o->reply, "rows"), 1);
    assert_int_equal(int_at(o->reply, "rows.0.weeks"), 17);
    assert_false(has_at(o->reply, "rows.0.change")); /* nothing held two weeks before */
    assert_false(has_at(o->reply, "rows.0.places"));
    assert_string_equal(text_at(o->reply, "rows.0.team_name"), "Team Delft");
    o->now_ms += 1;
    OK(o, "anna", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': 15}");
    OK(o, "gijs", "waitlist", "{}");
    assert_int_equal(int_at(o->reply, "rows.0.weeks"), 15);
    assert_true(json_integer_value(json_at(o->reply, "rows.0.change")) == -5);
}

TEST(waiting_times_are_found_by_place_and_by_kind)
{
    struct office *o = *state;

    OK(o, "fatima", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': 0}");
    OK(o, "fatima", "waitlist-set", "{'municipality': 'delft', 'care': 'crisis', 'weeks': 520}");
    OK(o, "fatima", "waitlist-set", "{'municipality': 'rijswijk', 'care': 'ggz', 'weeks': 3}");
    OK(o, "eva", "waitlist", "{'municipality': 'delft'}");
    assert_int_equal(count_at(o->reply, "rows"), 2);
    OK(o, "eva", "waitlist", "{'care': 'ggz'}");
    assert_int_equal(count_at(o->reply, "rows"), 2);
    OK(o, "eva", "waitlist", "{'municipality': 'rijswijk', 'care': 'crisis'}");
    assert_int_equal(count_at(o->reply, "rows"), 0);
    NO("not_found", "municipality", o, "eva", "waitlist", "{'municipality': 'niets'}");
    NO("not_found", "care", o, "eva", "waitlist", "{'care': 'niets'}");
    NO("not_found", "municipality", o, "eva", "waitlist-set", "{'municipality': 'niets', 'care': 'ggz', 'weeks': 1}");
    NO("not_found", "care", o, "eva", "waitlist-set", "{'municipality': 'delft', 'care': 'niets', 'weeks': 1}");
    NO("bad_request", "weeks", o, "eva", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': 521}");
    NO("bad_request", "weeks", o, "eva", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': -1}");
}

TEST(each_waiting_time_is_retained_on_its_own_topic)
{
    struct office *o = *state;
    struct outbox out;
    int64_t next;

    OK(o, "fatima", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': 12}");
    OK(o, "fatima", "waitlist-set", "{'municipality': 'rijswijk', 'care': 'ggz', 'weeks': 3}");
    arena_reset(&o->arena);
    outbox_init(&out, &o->arena);
    assert_int_equal(announce_waits(o->store, &o->settings, o->now_ms, &out, &next), 0);
    assert_string_equal(out.first->topic.text, topic_waitlist(span_of("delft"), span_of("ggz")).text);
    assert_string_equal(out.first->next->topic.text, topic_waitlist(span_of("rijswijk"), span_of("ggz")).text);
    assert_true(out.first->retain);
    assert_null(out.first->next->next);
}

/* In a word, which clients say in their own language. */
TEST(what_has_the_wrong_shape_is_told_what_shape_it_must_have)
{
    struct office *o = *state;

    NO("bad_request", "member", o, "beheer", "member-add", "{'member': 'Piet Jansen', 'name': 'x'}");
    assert_string_equal(text_at(o->reply, "want"), "name");
    NO("bad_request", "team", o, "beheer", "team-add", "{'team': 'te.am', 'name': 'x'}");
    assert_string_equal(text_at(o->reply, "want"), "slug");
    NO("bad_request", "code", o, "anna", "show", "{'code': '7K3E!'}");
    assert_string_equal(text_at(o->reply, "want"), "code");
    NO("bad_request", "frequency", o, "anna", "digest-set", "{'frequency': 'elke dag'}");
    assert_string_equal(text_at(o->reply, "want"), "word");
    NO("bad_request", "member", o, "beheer", "member-add", "{'member': 5, 'name': 'x'}");
    assert_false(has_at(o->reply, "want"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(a_new_member_has_what_was_said),
        OFFICE_TEST(what_has_the_wrong_shape_is_told_what_shape_it_must_have),
        OFFICE_TEST(a_member_is_refused_whole_when_one_thing_is_wrong),
        OFFICE_TEST(what_is_not_said_of_a_member_stays_as_it_is),
        OFFICE_TEST(an_administrator_cannot_lock_everybody_out),
        OFFICE_TEST(who_is_shut_out_is_let_in_again_as_they_were),
        OFFICE_TEST(members_are_listed_page_by_page),
        OFFICE_TEST(teams_are_added_changed_and_listed),
        OFFICE_TEST(the_guard_is_told_of_every_member_of_a_team_that_closes),
        OFFICE_TEST(themes_are_added_and_archived),
        OFFICE_TEST(themes_stand_in_the_order_they_were_given_and_the_others_behind_them_as_they_stood),
        OFFICE_TEST(info_names_what_is_in_use),
        OFFICE_TEST(a_screen_is_added_listed_and_removed),
        OFFICE_TEST(a_screen_takes_nobodys_name),
        OFFICE_TEST(the_latest_waiting_time_holds),
        OFFICE_TEST(waiting_times_are_found_by_place_and_by_kind),
        OFFICE_TEST(each_waiting_time_is_retained_on_its_own_topic),
    };

    return TEST_RUN(tests);
}
