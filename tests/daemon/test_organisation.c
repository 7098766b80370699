/*
 * Several organisations in one instance. Delft, and a team without members, belong to "vliet"; Rijswijk belongs to
 * "kust". Fatima is in both. What is for an organisation alone is for nobody else, on no way.
 */
#include "tests/daemon/office.h"

#include "daemon/ladder/climb.h"
#include "daemon/screen/wall.h"
#include "daemon/store/store_kiosk.h"
#include "daemon/store/store_ladder.h"
#include "tests/ladder/moment.h"

#include <stdio.h>

static int two_organisations(void **state)
{
    office_setup(state);
    struct office *o = *state;
    OK(o, "beheer", "team-add", "{'team': 'vliet', 'name': 'Jeugdhulp Vliet', 'is_organisation': true}");
    OK(o, "beheer", "team-add", "{'team': 'kust', 'name': 'Jeugdhulp Kust', 'is_organisation': true}");
    OK(o, "beheer", "team-add", "{'team': 'voorburg', 'name': 'Team Voorburg', 'organisation': 'vliet'}");
    OK(o, "beheer", "team-set", "{'team': 'delft', 'organisation': 'vliet'}");
    OK(o, "beheer", "team-set", "{'team': 'rijswijk', 'organisation': 'kust'}");
    return 0;
}

#define VLIET_TEST(name) cmocka_unit_test_setup_teardown(name, two_organisations, office_teardown)

static struct word_text ask_vliet(struct office *o, const char *who)
{
    OK(o, who, "team/vliet/ask", "{'title': 'Wie belt de school?', 'theme': 'regie'}");
    return office_word(o, "code");
}

static size_t organisations_of(struct office *o, const char *who)
{
    OK(o, who, "me", "{}");
    return count_at(o->reply, "organisations");
}

/* ---- who belongs to it ---- */

TEST(its_members_are_those_of_its_teams)
{
    struct office *o = *state;

    OK(o, "anna", "me", "{}");
    assert_int_equal(count_at(o->reply, "teams"), 1);
    assert_int_equal(count_at(o->reply, "organisations"), 1);
    assert_string_equal(text_at(o->reply, "organisations.0.slug"), "vliet");
    assert_string_equal(text_at(o->reply, "organisations.0.name"), "Jeugdhulp Vliet");
    assert_int_equal(organisations_of(o, "fatima"), 2);
    assert_int_equal(organisations_of(o, "gijs"), 0);
    OK(o, "anna", "team-list", "{}");
    assert_string_equal(text_at(o->reply, "items.0.organisation"), "vliet");
    assert_true(is_at(o->reply, "items.2.is_organisation"));
    OK(o, "beheer", "member-list", "{'team': 'vliet'}");
    assert_int_equal(count_at(o->reply, "items"), 6); /* who is shut out is a member still */
    assert_string_equal(text_at(o->reply, "items.4.member"), "fatima");
    assert_int_equal(count_at(o->reply, "items.4.teams"), 2); /* her own, and neither organisation */
}

TEST(who_joins_or_leaves_a_team_joins_or_leaves_its_organisation)
{
    struct office *o = *state;

    OK(o, "beheer", "member-set", "{'member': 'gijs', 'teams': ['voorburg']}");
    assert_int_equal(organisations_of(o, "gijs"), 1);
    OK(o, "beheer", "member-set", "{'member': 'anna', 'teams': ['delft', 'voorburg']}");
    OK(o, "beheer", "member-set", "{'member': 'anna', 'teams': ['voorburg']}");
    assert_int_equal(organisations_of(o, "anna"), 1);
    OK(o, "beheer", "member-set", "{'member': 'anna', 'teams': ['rijswijk']}");
    OK(o, "anna", "me", "{}");
    assert_string_equal(text_at(o->reply, "organisations.0.slug"), "kust");
    assert_int_equal(count_at(o->reply, "organisations"), 1);
}

TEST(a_team_that_moves_takes_its_members_along_and_the_guard_is_told)
{
    struct office *o = *state;
    int rights = 0;

    OK(o, "beheer", "team-set", "{'team': 'delft', 'organisation': 'kust'}");
    for (const struct rights *one = o->effects.rights; one != NULL; one = one->next)
        rights++;
    assert_int_equal(rights, 6);
    assert_int_equal(organisations_of(o, "fatima"), 1);
    OK(o, "beheer", "team-set", "{'team': 'delft', 'organisation': ''}");
    assert_int_equal(organisations_of(o, "anna"), 0);
    assert_int_equal(organisations_of(o, "fatima"), 1); /* by Rijswijk still */
}

TEST(a_team_out_of_use_gives_no_place_in_its_organisation)
{
    struct office *o = *state;

    OK(o, "beheer", "team-set", "{'team': 'delft', 'archived': true}");
    assert_int_equal(organisations_of(o, "anna"), 0);
    OK(o, "beheer", "member-set", "{'member': 'gijs', 'teams': ['voorburg']}");
    OK(o, "beheer", "team-set", "{'team': 'delft', 'archived': false}");
    assert_int_equal(organisations_of(o, "anna"), 1);
    OK(o, "beheer", "team-set", "{'team': 'vliet', 'archived': true}");
    assert_int_equal(organisations_of(o, "anna"), 0);
    NO("not_found", "team", o, "anna", "team/vliet/ask", "{'title': 'Wie?', 'theme': 'regie'}");
}

static int64_t count_in(struct office *o, const char *who, const char *team)
{
    return office_number(o,
                         "SELECT count(*) FROM membership WHERE member = (SELECT id FROM member WHERE name = '%s') AND"
                         " team = (SELECT id FROM team WHERE slug = '%s')",
                         who, team);
}

/* Whatever changes a membership, also a way that is yet to come. */
TEST(the_database_itself_keeps_the_membership_of_an_organisation)
{
    struct office *o = *state;

    office_sql(o, "INSERT INTO membership SELECT id, (SELECT id FROM team WHERE slug = 'voorburg') FROM member WHERE"
                  " name IN ('anna', 'bram')");
    office_sql(o, "DELETE FROM membership WHERE team = (SELECT id FROM team WHERE slug = 'delft')");
    assert_int_equal(count_in(o, "anna", "vliet"), 1); /* by Voorburg still */
    assert_int_equal(count_in(o, "daan", "vliet"), 0);
    office_sql(o, "UPDATE team SET archived = 1 WHERE slug = 'delft'");
    office_sql(o,
               "INSERT INTO membership SELECT id, (SELECT id FROM team WHERE slug = 'delft') FROM member WHERE name ="
               " 'daan'");
    assert_int_equal(count_in(o, "daan", "vliet"), 0);
}

TEST(what_an_organisation_cannot_be_is_refused_by_name)
{
    struct office *o = *state;

    NO("bad_request", "organisation", o, "beheer", "team-add",
       "{'team': 'nieuw', 'name': 'x', 'is_organisation': true, 'organisation': 'vliet'}");
    NO("bad_request", "organisation", o, "beheer", "team-set", "{'team': 'vliet', 'organisation': 'kust'}");
    NO("bad_request", "organisation", o, "beheer", "team-set", "{'team': 'delft', 'organisation': 'rijswijk'}");
    NO("not_found", "organisation", o, "beheer", "team-set", "{'team': 'delft', 'organisation': 'niets'}");
    NO("bad_request", "teams", o, "beheer", "member-set", "{'member': 'gijs', 'teams': ['vliet']}");
    NO("bad_request", "neighbours", o, "beheer", "team-set", "{'team': 'delft', 'neighbours': ['kust']}");
    NO("forbidden", NULL, o, "anna", "team-set", "{'team': 'delft', 'organisation': 'kust'}");
}

/* ---- what is for it alone ---- */

TEST(a_question_for_an_organisation_is_read_by_its_members_and_by_nobody_else)
{
    struct office *o = *state;
    struct word_text code = ask_vliet(o, "anna");

    assert_int_equal(o->heard_count, 1);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/team/vliet/event");
    assert_string_equal(text_at(o->heard[0].body, "space"), "team/vliet");
    OK(o, "bram", "show", "{'code': '%s'}", code.text);
    assert_true(is_at(o->reply, "private"));
    assert_string_equal(text_at(o->reply, "organisation_name"), "Jeugdhulp Vliet");
    assert_string_equal(text_at(o->reply, "team_name"), "Team Delft");
    OK(o, "bram", "list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    OK(o, "bram", "team/vliet/list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    OK(o, "bram", "team/delft/list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);

    NO("not_found", "code", o, "eva", "show", "{'code': '%s'}", code.text);
    NO("not_found", "code", o, "eva", "answer", "{'to': '%s', 'text': 'Zo.'}", code.text);
    OK(o, "eva", "list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "eva", "sync", "{'since': 0}");
    assert_int_equal(count_at(o->reply, "events"), 0);
    OK(o, "toezicht", "list", "{}"); /* of no team */
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(its_answers_stay_within_it_and_show_the_answerers_own_team)
{
    struct office *o = *state;
    struct word_text code = ask_vliet(o, "anna");

    OK(o, "fatima", "answer", "{'to': '%s', 'text': 'De regisseur.'}", code.text);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/team/vliet/event");
    assert_string_equal(text_at(o->heard[0].body, "organisation"), "vliet");
    assert_string_equal(text_at(o->heard[0].body, "team"), "delft");
    assert_string_equal(o->heard[1].topic.text, "vakwerk/1/out/anna/event");
    OK(o, "eva", "sync", "{'since': 0}");
    assert_int_equal(count_at(o->reply, "events"), 0);
}

/* The organisation was there before its team, and the team of before comes first. */
TEST(who_asks_everybody_speaks_for_a_team_in_use_and_never_for_an_organisation)
{
    struct office *o = *state;

    OK(o, "beheer", "member-set", "{'member': 'gijs', 'teams': ['voorburg']}");
    OK(o, "gijs", "theme/regie/ask", "{'title': 'Wie belt de school?'}");
    assert_string_equal(text_at(o->heard[0].body, "team"), "voorburg");
    OK(o, "beheer", "team-set", "{'team': 'delft', 'archived': true}");
    OK(o, "fatima", "theme/regie/ask", "{'title': 'En wie belt de huisarts?'}");
    assert_string_equal(text_at(o->heard[0].body, "team"), "rijswijk");
}

TEST(who_is_in_two_organisations_speaks_for_a_team_of_the_one_that_is_asked)
{
    struct office *o = *state;

    OK(o, "fatima", "team/kust/ask", "{'title': 'Wie belt?', 'theme': 'regie'}");
    struct word_text code = office_word(o, "code");
    OK(o, "eva", "show", "{'code': '%s'}", code.text);
    assert_string_equal(text_at(o->reply, "team_name"), "Team Rijswijk");
    NO("not_found", "code", o, "anna", "show", "{'code': '%s'}", code.text);
}

TEST(who_asks_an_organisation_anonymously_shows_no_team_but_the_region)
{
    struct office *o = *state;

    snprintf(o->settings.region, sizeof o->settings.region, "Haaglanden");
    OK(o, "anna", "team/vliet/ask", "{'title': 'Wie belt?', 'theme': 'regie', 'anonymous': true}");
    struct word_text code = office_word(o, "code");
    assert_false(has_at(o->heard[0].body, "team"));
    assert_string_equal(text_at(o->heard[0].body, "region"), "Haaglanden");
    OK(o, "bram", "show", "{'code': '%s'}", code.text);
    assert_false(has_at(o->reply, "team_name"));
    assert_string_equal(text_at(o->reply, "region"), "Haaglanden");
    assert_string_equal(text_at(o->reply, "organisation"), "vliet");
    struct word_text named = office_ask(o, "anna", "theme/regie/ask", "Wie belt ons?");
    OK(o, "bram", "show", "{'code': '%s'}", named.text);
    assert_false(has_at(o->reply, "region"));
}

/* ---- screens ---- */

static const struct wall *wall_of(struct office *o, const char *team)
{
    static struct wall wall;
    struct kiosk *kiosks;
    size_t count;

    OK(o, "beheer", "kiosk-add", "{'kiosk': '%s-1', 'team': '%s', 'room': 'Kantine'}", team, team);
    assert_int_equal(store_kiosk_list(o->store, 0, span_of(""), &o->arena, &kiosks, &count), 0);
    for (size_t i = 0; i < count; i++)
        if (span_is(kiosks[i].team_slug, team))
            office_draw(o, &kiosks[i], o->now_ms, &wall);
    return &wall;
}

TEST(it_hangs_on_the_screens_of_its_teams_and_on_no_other)
{
    struct office *o = *state;

    ask_vliet(o, "anna");
    OK(o, "anna", "team/vliet/notice", "{'text': 'Morgen is het kantoor dicht.', 'until_at': %lld}",
       (long long)(o->now_ms + DAY_MS));
    const struct wall *delft = wall_of(o, "delft");
    assert_int_equal(delft->card_count, 1);
    assert_true(span_is(delft->cards[0].team_name, "Team Delft"));
    assert_true(span_is(delft->screen.notice, "Morgen is het kantoor dicht."));
    assert_int_equal(wall_of(o, "voorburg")->card_count, 1);
    const struct wall *rijswijk = wall_of(o, "rijswijk");
    assert_int_equal(rijswijk->card_count, 0);
    assert_null(rijswijk->screen.notice.ptr);
}

TEST(a_team_too_small_to_be_named_is_not_named_within_its_organisation_either)
{
    struct office *o = *state;

    OK(o, "beheer", "member-set", "{'member': 'gijs', 'teams': ['voorburg']}");
    ask_vliet(o, "gijs");
    assert_null(wall_of(o, "delft")->cards[0].team_name.ptr);
}

/* ---- the ladder ---- */

static void climb_at(struct office *o, int64_t now_ms)
{
    struct outbox out;
    struct climb climb = {
        .store = o->store, .settings = &o->settings, .now_ms = now_ms, .arena = &o->arena, .out = &out
    };

    o->now_ms = now_ms;
    assert_int_equal(store_begin(o->store), 0);
    do {
        outbox_init(&out, &o->arena);
        assert_int_equal(climb_due(&climb), 0);
    } while (climb.looked_at > 0);
    assert_int_equal(store_commit(o->store), 0);
}

static bool is_asked(struct office *o, const char *team, const char *code)
{
    int64_t asked[100];
    size_t count = office_asked(o, team, 100, asked);
    int64_t question = office_number(o, "SELECT id FROM post WHERE code = '%s'", code);

    for (size_t i = 0; i < count; i++)
        if (asked[i] == question)
            return true;
    return false;
}

TEST(its_questions_climb_to_neighbours_and_all_of_the_organisation_but_not_beyond)
{
    struct office *o = *state;

    OK(o, "beheer", "team-set", "{'team': 'delft', 'neighbours': ['voorburg', 'rijswijk']}");
    o->now_ms = MOMENT(2022, 5, 17, 9, 0);
    struct word_text code = ask_vliet(o, "anna");
    climb_at(o, o->now_ms);
    assert_true(is_asked(o, "delft", code.text));
    assert_false(is_asked(o, "voorburg", code.text));

    climb_at(o, MOMENT(2022, 5, 17, 13, 0));
    OK(o, "bram", "show", "{'code': '%s'}", code.text);
    assert_string_equal(text_at(o->reply, "step"), "neighbours");
    assert_true(is_asked(o, "voorburg", code.text));
    assert_false(is_asked(o, "rijswijk", code.text));

    climb_at(o, MOMENT(2022, 5, 18, 9, 0));
    OK(o, "bram", "show", "{'code': '%s'}", code.text);
    assert_string_equal(text_at(o->reply, "step"), "region");
    assert_false(is_asked(o, "rijswijk", code.text));
}

TEST(seniors_of_neighbours_in_another_organisation_take_nobodys_place)
{
    struct office *o = *state;

    OK(o, "beheer", "team-set", "{'team': 'delft', 'neighbours': ['voorburg', 'rijswijk']}");
    OK(o, "beheer", "member-set", "{'member': 'eva', 'senior': true}");
    OK(o, "beheer", "member-set", "{'member': 'gijs', 'teams': ['voorburg'], 'senior': true}");
    for (int i = 0; i < 4; i++)
        OK(o, "beheer", "member-add", "{'member': 's%d', 'name': 'S', 'teams': ['rijswijk'], 'senior': true}", i);
    office_sql(o, "UPDATE member SET id = -id WHERE name GLOB 's[0-3]'"); /* those first who were told longest ago */
    office_sql(o, "UPDATE membership SET member = -member WHERE -member IN (SELECT id FROM member)");
    o->now_ms = MOMENT(2022, 5, 17, 9, 0);
    ask_vliet(o, "anna");
    climb_at(o, MOMENT(2022, 5, 17, 13, 0));
    assert_int_equal(office_number(o, "SELECT count(*) FROM event_to t JOIN member m ON m.id = t.member WHERE m.name ="
                                      " 'gijs'"),
                     1);
    assert_int_equal(office_number(o, "SELECT count(*) FROM event_to"), 1);
}

/* ---- two moderators ---- */

TEST(moderators_of_one_organisation_do_not_open_an_anonymous_question_together)
{
    struct office *o = *state;

    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie belt?', 'anonymous': true}");
    struct word_text code = office_word(o, "code");
    OK(o, "beheer", "member-set", "{'member': 'toezicht', 'teams': ['voorburg']}");
    OK(o, "beheer", "member-set", "{'member': 'bram', 'roles': ['moderator']}");
    OK(o, "beheer", "member-set", "{'member': 'eva', 'roles': ['moderator']}");
    OK(o, "toezicht", "open-anonymous", "{'code': '%s', 'reason': 'dreigement'}", code.text);
    OK(o, "bram", "open-anonymous", "{'code': '%s', 'reason': 'dreigement'}", code.text);
    assert_true(is_at(o->reply, "waiting"));
    OK(o, "eva", "open-anonymous", "{'code': '%s', 'reason': 'dreigement'}", code.text);
    assert_string_equal(text_at(o->reply, "author"), "anna");
}

TEST(where_all_are_of_one_organisation_teams_tell_moderators_apart)
{
    struct office *o = *state;

    OK(o, "beheer", "team-set", "{'team': 'rijswijk', 'organisation': 'vliet'}");
    OK(o, "beheer", "team-set", "{'team': 'kust', 'archived': true}");
    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie belt?', 'anonymous': true}");
    struct word_text code = office_word(o, "code");
    OK(o, "beheer", "member-set", "{'member': 'bram', 'roles': ['moderator']}");
    OK(o, "beheer", "member-set", "{'member': 'eva', 'roles': ['moderator']}");
    OK(o, "bram", "open-anonymous", "{'code': '%s', 'reason': 'dreigement'}", code.text);
    OK(o, "eva", "open-anonymous", "{'code': '%s', 'reason': 'dreigement'}", code.text);
    assert_string_equal(text_at(o->reply, "author"), "anna");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        VLIET_TEST(its_members_are_those_of_its_teams),
        VLIET_TEST(who_joins_or_leaves_a_team_joins_or_leaves_its_organisation),
        VLIET_TEST(a_team_that_moves_takes_its_members_along_and_the_guard_is_told),
        VLIET_TEST(a_team_out_of_use_gives_no_place_in_its_organisation),
        VLIET_TEST(the_database_itself_keeps_the_membership_of_an_organisation),
        VLIET_TEST(what_an_organisation_cannot_be_is_refused_by_name),
        VLIET_TEST(a_question_for_an_organisation_is_read_by_its_members_and_by_nobody_else),
        VLIET_TEST(its_answers_stay_within_it_and_show_the_answerers_own_team),
        VLIET_TEST(who_asks_everybody_speaks_for_a_team_in_use_and_never_for_an_organisation),
        VLIET_TEST(who_is_in_two_organisations_speaks_for_a_team_of_the_one_that_is_asked),
        VLIET_TEST(who_asks_an_organisation_anonymously_shows_no_team_but_the_region),
        VLIET_TEST(it_hangs_on_the_screens_of_its_teams_and_on_no_other),
        VLIET_TEST(a_team_too_small_to_be_named_is_not_named_within_its_organisation_either),
        VLIET_TEST(its_questions_climb_to_neighbours_and_all_of_the_organisation_but_not_beyond),
        VLIET_TEST(seniors_of_neighbours_in_another_organisation_take_nobodys_place),
        VLIET_TEST(moderators_of_one_organisation_do_not_open_an_anonymous_question_together),
        VLIET_TEST(where_all_are_of_one_organisation_teams_tell_moderators_apart),
    };

    return TEST_RUN(tests);
}
