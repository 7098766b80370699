/* Two questions that ask the same become one, and a question goes to the theme where it belongs. */
#include "tests/daemon/desk.h"

#include <stdio.h>

#define CODE(code) "{'code': '%s'}", (code).text

struct pair {
    struct word_text stays, goes, answer;
};

/* stays: of anna, with an answer of carla; goes: of bram, with an answer of eva, and followed by daan. */
static struct pair ask_both(struct office *o)
{
    struct pair pair = { .stays = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?"),
                         .goes = office_ask(o, "bram", "theme/wacht/ask", "Wie belt school?") };

    office_answer(o, "carla", pair.stays.text, "De regisseur.");
    pair.answer = office_answer(o, "eva", pair.goes.text, "Merkteken belt.");
    OK(o, "daan", "follow", "{'what': '%s'}", pair.goes.text);
    return pair;
}

static void merge(struct office *o, const struct pair *pair)
{
    OK(o, "toezicht", "merge", "{'code': '%s', 'into': '%s', 'reason': 'Dubbel'}", pair->goes.text, pair->stays.text);
}

TEST(answers_stand_under_the_one_that_stays_and_the_old_code_leads_there)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);
    char code[16];

    OK(o, "gijs", "thank", "{'code': '%s', 'on': true}", pair.answer.text);
    merge(o, &pair);
    OK(o, "gijs", "show", CODE(pair.goes));
    assert_string_equal(text_at(o->reply, "code"), pair.stays.text);
    assert_int_equal(int_at(o->reply, "answers"), 2);
    assert_int_equal(count_at(o->reply, "items"), 2);
    assert_string_equal(text_at(o->reply, "items.1.text"), "Merkteken belt.");
    snprintf(code, sizeof code, "%.8s.2", pair.stays.text);
    assert_string_equal(text_at(o->reply, "items.1.code"), code);
    assert_string_equal(text_at(o->reply, "items.1.to"), pair.stays.text);
    assert_string_equal(text_at(o->reply, "items.1.theme"), "regie");
    assert_int_equal(int_at(o->reply, "items.1.thanks"), 1);
    NO("not_found", "code", o, "gijs", "show", CODE(pair.answer));
    office_answer(o, "daan", pair.stays.text, "Ook."); /* numbers go on behind it */
    snprintf(code, sizeof code, "%.8s.3", pair.stays.text);
    assert_string_equal(text_at(o->reply, "code"), code);
}

TEST(the_one_that_goes_is_gone_and_all_are_told)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);

    merge(o, &pair);
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/theme/wacht/event");
    assert_string_equal(text_at(o->heard[0].body, "event"), "merged");
    assert_string_equal(text_at(o->heard[0].body, "merged_into"), pair.stays.text);
    assert_true(is_at(o->heard[0].body, "retracted"));
    assert_false(has_at(o->heard[0].body, "title"));
    assert_string_equal(o->heard[1].topic.text, "vakwerk/1/out/bram/event");
    OK(o, "gijs", "list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    OK(o, "bram", "list", "{'mine': true}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    desk_catch_up(desk);
    OK(o, "gijs", "search", "{'words': 'merkteken'}"); /* the answer is found, under the other */
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.to"), pair.stays.text);
    NO("not_found", "code", o, "gijs", "answer", "{'to': '%s', 'text': 'Ik.'}", pair.goes.text);
    NO("not_found", "code", o, "toezicht", "release", CODE(pair.goes));
    OK(o, "beheer", "log", "{'limit': 1}");
    assert_string_equal(text_at(o->reply, "items.0.action"), "merge");
}

TEST(who_followed_it_follows_the_one_that_stays_but_who_stopped)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);

    OK(o, "eva", "follow", "{'what': '%s'}", pair.stays.text);
    OK(o, "eva", "unfollow", "{'what': '%s'}", pair.stays.text);
    merge(o, &pair);
    office_answer(o, "fatima", pair.stays.text, "Ook.");
    bool daan = false, eva = false;
    for (size_t i = 0; i < o->heard_count; i++) {
        daan |= strcmp(o->heard[i].topic.text, "vakwerk/1/out/daan/event") == 0;
        eva |= strcmp(o->heard[i].topic.text, "vakwerk/1/out/eva/event") == 0;
    }
    assert_true(daan);
    assert_false(eva);
}

TEST(an_open_question_is_answered_by_what_comes_to_it)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text stays = office_ask(o, "anna", "theme/regie/ask", "Wie belt?");
    struct word_text goes = office_ask(o, "bram", "theme/regie/ask", "Wie belt er?");

    office_answer(o, "eva", goes.text, "De regisseur.");
    assert_int_equal(office_number(o, "SELECT count(*) FROM ladder"), 1);
    OK(o, "toezicht", "merge", "{'code': '%s', 'into': '%s', 'reason': 'Dubbel'}", goes.text, stays.text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM ladder"), 0);
    OK(o, "gijs", "list", "{'open': true}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(an_answer_that_is_held_goes_along_and_stays_held)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);

    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", pair.answer.text);
    merge(o, &pair);
    OK(o, "gijs", "show", CODE(pair.stays));
    assert_int_equal(int_at(o->reply, "answers"), 1);
    OK(o, "toezicht", "release", "{'code': '%.8s.2'}", pair.stays.text);
    OK(o, "gijs", "show", CODE(pair.stays));
    assert_int_equal(int_at(o->reply, "answers"), 2);
}

TEST(a_chain_of_codes_leads_to_the_last)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text a = office_ask(o, "anna", "theme/regie/ask", "Een"),
                     b = office_ask(o, "anna", "theme/regie/ask", "Twee"),
                     c = office_ask(o, "anna", "theme/regie/ask", "Drie");

    OK(o, "toezicht", "merge", "{'code': '%s', 'into': '%s', 'reason': 'Dubbel'}", a.text, b.text);
    OK(o, "toezicht", "merge", "{'code': '%s', 'into': '%s', 'reason': 'Dubbel'}", b.text, c.text);
    OK(o, "gijs", "show", CODE(a));
    assert_string_equal(text_at(o->reply, "code"), c.text);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", c.text);
    NO("not_found", "code", o, "gijs", "show", CODE(a));
}

TEST(who_asked_what_was_joined_reads_why_and_moderators_find_it)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);

    merge(o, &pair);
    OK(o, "bram", "show", CODE(pair.goes));
    assert_string_equal(text_at(o->reply, "code"), pair.stays.text);
    assert_string_equal(text_at(o->reply, "reason"), "Dubbel");
    assert_string_equal(text_at(o->reply, "decision"), "merged");
    OK(o, "bram", "show", CODE(pair.stays)); /* by its own code nothing happened to it */
    assert_false(has_at(o->reply, "reason"));
    OK(o, "gijs", "show", CODE(pair.goes));
    assert_false(has_at(o->reply, "reason"));
    OK(o, "toezicht", "mod-show", CODE(pair.goes));
    assert_string_equal(text_at(o->reply, "items.0.held"), "merged");
    assert_string_equal(text_at(o->reply, "decisions.0.decision"), "merged");
    assert_string_equal(text_at(o->reply, "decisions.0.reason"), "Dubbel");
}

TEST(what_cannot_be_joined_is_refused)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);
    struct word_text private = office_ask(o, "bram", "team/delft/ask", "Wie?");

    office_sql(o, "INSERT INTO membership SELECT id, 1 FROM member WHERE name = 'toezicht'");
#define MERGE(from, into) "{'code': '%s', 'into': '%s', 'reason': 'Dubbel'}", (from).text, (into).text
    NO("bad_request", "into", o, "toezicht", "merge", MERGE(pair.goes, pair.goes));
    NO("bad_request", "into", o, "toezicht", "merge", MERGE(pair.goes, pair.answer));
    NO("bad_request", "into", o, "toezicht", "merge", MERGE(private, pair.stays)); /* its answers would be for all */
    NO("bad_request", "into", o, "toezicht", "merge", MERGE(pair.stays, private));
    NO("not_found", "into", o, "toezicht", "merge", "{'code': '%s', 'into': '2222', 'reason': 'Dubbel'}",
       pair.goes.text);
    NO("bad_request", "reason", o, "toezicht", "merge", "{'code': '%s', 'into': '%s'}", pair.goes.text,
       pair.stays.text);
    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie?', 'anonymous': true}");
    struct word_text hidden = office_word(o, "code");
    office_answer(o, "anna", hidden.text, "Ik bedoel de basisschool.");
    NO("conflict", "code", o, "toezicht", "merge", MERGE(hidden, pair.stays));
}

/* ---- another theme ---- */

TEST(a_question_and_its_answers_go_to_another_theme)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);

    OK(o, "toezicht", "move", "{'code': '%s', 'theme': 'regie'}", pair.goes.text);
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/theme/wacht/event");
    assert_string_equal(text_at(o->heard[0].body, "event"), "moved");
    assert_string_equal(text_at(o->heard[0].body, "theme"), "regie");
    assert_string_equal(o->heard[1].topic.text, "vakwerk/1/out/bram/event");
    OK(o, "gijs", "theme/wacht/list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "gijs", "theme/regie/list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 2);
    OK(o, "gijs", "show", CODE(pair.answer));
    assert_string_equal(text_at(o->reply, "theme"), "regie");
    OK(o, "beheer", "log", "{'limit': 1}");
    assert_string_equal(text_at(o->reply, "items.0.detail"), "theme:wacht+regie");
    NO("conflict", "theme", o, "toezicht", "move", "{'code': '%s', 'theme': 'regie'}", pair.goes.text);
    NO("not_found", "theme", o, "toezicht", "move", "{'code': '%s', 'theme': 'oud'}", pair.goes.text);
    NO("bad_request", "code", o, "toezicht", "move", "{'code': '%s', 'theme': 'wacht'}", pair.answer.text);
}

TEST(it_is_answered_as_its_new_theme_demands)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);

    OK(o, "beheer", "theme-set", "{'theme': 'regie', 'needs_endorsement': true}");
    OK(o, "toezicht", "move", "{'code': '%s', 'theme': 'regie'}", pair.goes.text);
    OK(o, "gijs", "show", CODE(pair.goes));
    assert_true(is_at(o->reply, "unendorsed"));
    OK(o, "toezicht", "move", "{'code': '%s', 'theme': 'wacht'}", pair.goes.text);
    OK(o, "gijs", "show", CODE(pair.goes));
    assert_false(is_at(o->reply, "unendorsed"));
}

#define TO_THEME(code, theme) "{'code': '%s', 'theme': '" theme "', 'reason': 'Gaat over regie'}", (code).text

TEST(who_asked_reads_why_it_is_under_another_theme_and_moderators_read_it_back)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);

    OK(o, "toezicht", "move", TO_THEME(pair.goes, "regie"));
    OK(o, "bram", "show", CODE(pair.goes));
    assert_string_equal(text_at(o->reply, "reason"), "Gaat over regie");
    assert_string_equal(text_at(o->reply, "decision"), "rethemed");
    OK(o, "gijs", "show", CODE(pair.goes));
    assert_false(has_at(o->reply, "reason"));
    assert_false(has_at(o->reply, "decision"));
    OK(o, "toezicht", "mod-show", CODE(pair.goes));
    assert_int_equal(count_at(o->reply, "decisions"), 1);
    assert_string_equal(text_at(o->reply, "decisions.0.decision"), "rethemed");
    assert_string_equal(text_at(o->reply, "decisions.0.decider_name"), "Toezicht van Dam");
    assert_string_equal(text_at(o->reply, "decisions.0.reason"), "Gaat over regie");
}

TEST(a_move_without_a_reason_leaves_the_one_that_was_given_before)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);

    OK(o, "toezicht", "redact", "{'code': '%s', 'title': 'Wie?', 'base': 1, 'reason': 'Een naam'}", pair.goes.text);
    OK(o, "toezicht", "move", "{'code': '%s', 'theme': 'regie'}", pair.goes.text);
    OK(o, "bram", "show", CODE(pair.goes));
    assert_string_equal(text_at(o->reply, "reason"), "Een naam");
    assert_string_equal(text_at(o->reply, "decision"), "redacted");
    OK(o, "toezicht", "mod-show", CODE(pair.goes));
    assert_int_equal(count_at(o->reply, "decisions"), 2);
}

TEST(another_theme_decides_nothing_about_what_waits)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);

    OK(o, "gijs", "report", "{'code': '%s', 'reason': 'unkind'}", pair.goes.text);
    OK(o, "toezicht", "move", TO_THEME(pair.goes, "regie"));
    OK(o, "toezicht", "queue", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_int_equal(int_at(o->reply, "items.0.reports"), 1);
    OK(o, "toezicht", "approve", "{'code': '%s', 'reason': 'Mag'}", pair.goes.text);
    OK(o, "toezicht", "mod-show", CODE(pair.goes)); /* in the order of deciding, not of what began first */
    assert_string_equal(text_at(o->reply, "decisions.0.decision"), "approved");
    assert_string_equal(text_at(o->reply, "decisions.1.decision"), "rethemed");
}

TEST(what_was_rejected_and_moved_is_appealed_against_who_rejected_it)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);

    office_sql(o, "UPDATE member SET roles = 2 WHERE name = 'gijs'");
    OK(o, "toezicht", "reject", "{'code': '%s', 'reason': 'Een adres'}", pair.goes.text);
    OK(o, "gijs", "move", TO_THEME(pair.goes, "regie"));
    OK(o, "bram", "show", CODE(pair.goes));
    assert_string_equal(text_at(o->reply, "reason"), "Een adres");
    OK(o, "bram", "appeal", "{'code': '%s', 'text': 'Het kantoor.'}", pair.goes.text);
    OK(o, "toezicht", "approve", CODE(pair.goes));
    assert_true(is_at(o->reply, "waiting"));
    OK(o, "gijs", "reject", "{'code': '%s', 'reason': 'Toch niet'}", pair.goes.text);
    assert_false(is_at(o->reply, "waiting"));
    OK(o, "toezicht", "move", TO_THEME(pair.goes, "wacht"));
    NO("conflict", "code", o, "bram", "appeal", "{'code': '%s', 'text': 'Nog eens.'}", pair.goes.text);
}

/* ---- into a team ---- */

#define INTO(code, team) "{'code': '%s', 'team': '" team "', 'reason': 'Een buurt'}", (code).text

TEST(a_question_and_its_answers_go_into_the_team_of_who_asked)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);

    OK(o, "toezicht", "move", INTO(pair.goes, "delft"));
    assert_int_equal(o->heard_count, 3);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/theme/wacht/event");
    assert_string_equal(text_at(o->heard[0].body, "event"), "moved");
    assert_true(is_at(o->heard[0].body, "retracted"));
    assert_false(has_at(o->heard[0].body, "title"));
    assert_false(has_at(o->heard[0].body, "team"));
    assert_string_equal(o->heard[1].topic.text, "vakwerk/1/team/delft/event");
    assert_string_equal(text_at(o->heard[1].body, "title"), "Wie belt school?");
    assert_int_equal(int_at(o->heard[1].body, "seq"), int_at(o->heard[0].body, "seq") + 1);
    assert_string_equal(o->heard[2].topic.text, "vakwerk/1/out/bram/event");
    OK(o, "bram", "show", CODE(pair.goes)); /* who wrote it reads why */
    assert_string_equal(text_at(o->reply, "reason"), "Een buurt");
    OK(o, "daan", "show", CODE(pair.goes)); /* of the team */
    assert_false(has_at(o->reply, "reason"));
    assert_true(is_at(o->reply, "private"));
    assert_string_equal(text_at(o->reply, "items.0.text"), "Merkteken belt.");
    OK(o, "daan", "team/delft/list", "{}");
    assert_string_equal(text_at(o->reply, "items.0.code"), pair.goes.text);
    desk_catch_up(desk);
    OK(o, "daan", "search", "{'words': 'merkteken'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    NO("not_found", "code", o, "eva", "show", CODE(pair.answer)); /* who wrote it is of another */
    OK(o, "beheer", "log", "{'limit': 1}");
    assert_string_equal(text_at(o->reply, "items.0.action"), "move");
    assert_string_equal(text_at(o->reply, "items.0.detail"), "team:delft");
}

TEST(what_does_not_go_into_a_team)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);

    NO("bad_request", "theme", o, "toezicht", "move", CODE(pair.goes));
    NO("bad_request", "team", o, "toezicht", "move", "{'code': '%s', 'team': 'delft', 'theme': 'wacht'}",
       pair.goes.text);
    NO("bad_request", "reason", o, "toezicht", "move", "{'code': '%s', 'team': 'delft'}", pair.goes.text);
    NO("not_found", "team", o, "toezicht", "move", INTO(pair.goes, "nergens"));
    NO("not_found", "team", o, "toezicht", "move", INTO(pair.goes, "oud"));
    NO("conflict", "team", o, "toezicht", "move", INTO(pair.goes, "rijswijk")); /* bram is not in it */
    NO("bad_request", "code", o, "toezicht", "move", INTO(pair.answer, "rijswijk"));
    NO("not_found", "code", o, "toezicht", "move", "{'code': 'ZZZZ', 'team': 'delft', 'reason': 'x'}");
    OK(o, "bram", "theme/regie/ask", "{'title': 'Anoniem gevraagd', 'anonymous': true}");
    struct word_text hidden = office_word(o, "code");
    NO("conflict", "code", o, "toezicht", "move", INTO(hidden, "delft"));
    NO("conflict", "code", o, "toezicht", "move", INTO(hidden, "rijswijk")); /* the same: it tells of no team */
    OK(o, "toezicht", "move", INTO(pair.goes, "delft"));
    office_sql(o, "INSERT INTO membership SELECT id, 1 FROM member WHERE name = 'toezicht'");
    NO("conflict", "code", o, "toezicht", "move", INTO(pair.goes, "delft"));
}

TEST(a_moderator_does_not_take_what_names_the_own_team_from_everybody_alone)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "eva", "theme/regie/ask", "Waarom belt Team Delft nooit terug?");

    office_sql(o, "UPDATE member SET roles = 2 WHERE name = 'anna'");
    OK(o, "anna", "move", INTO(code, "rijswijk"));
    assert_true(is_at(o->reply, "waiting"));
    OK(o, "gijs", "show", CODE(code));
}

/* It would wait for nobody, and be seen by nobody. */
TEST(what_nobody_has_read_yet_still_waits_in_its_team)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    OK(o, "beheer", "theme-set", "{'theme': 'wacht', 'first_look': true}");
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", "Wie belt de school?");
    OK(o, "toezicht", "move", INTO(code, "delft"));
    assert_int_equal(office_number(o, "SELECT count(*) FROM moderation WHERE decision IS NULL"), 1);
    office_sql(o, "INSERT INTO membership SELECT id, 1 FROM member WHERE name = 'toezicht'");
    OK(o, "toezicht", "approve", CODE(code));
    OK(o, "daan", "show", CODE(code));
}

TEST(what_a_moderator_reads_and_puts_into_a_team_hangs_on_its_screen)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", "Dit heeft spoed: wie belt de school?");

    OK(o, "toezicht", "move", INTO(code, "delft"));
    assert_int_equal(office_number(o, "SELECT count(*) FROM moderation WHERE decision IS NULL"), 0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM post WHERE kind = 1 AND flags & 4"), 0);
}

/* As much as it takes to hold them again where a copy of the past shows them to all. */
TEST(the_list_outside_knows_that_it_left_everybody)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct pair pair = ask_both(o);

    OK(o, "toezicht", "move", INTO(pair.goes, "delft"));
    assert_true(o->effects.changes.listed);
    assert_int_equal(office_number(o, "SELECT count(*) FROM listing WHERE what = 4 AND revision = 2"), 2);
    assert_int_equal(office_number(o, "SELECT count(*) FROM post WHERE team IS NOT NULL AND revision = 2"), 2);
}

TEST(on_the_ladder_it_begins_again_within_its_team)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", "Wie belt de school?");

    office_sql(o, "UPDATE ladder SET step = 3, claimed_by = 2, claimed_at = 1, note = 'x', due_at = NULL");
    OK(o, "toezicht", "move", INTO(code, "delft"));
    assert_int_equal(office_number(o, "SELECT count(*) FROM ladder WHERE step = 0 AND claimed_by IS NULL AND note IS"
                                      " NULL AND due_at = 0"),
                     1);
}

TEST(a_merge_of_what_names_the_own_team_is_another_s)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text stays = office_ask(o, "anna", "theme/regie/ask", "Wie belt?");
    struct word_text goes = office_ask(o, "eva", "theme/regie/ask", "Waarom belt team delft niet?");

    office_sql(o, "UPDATE member SET roles = 2 WHERE name = 'carla'");
    OK(o, "carla", "merge", "{'code': '%s', 'into': '%s', 'reason': 'Dubbel'}", goes.text, stays.text);
    assert_true(is_at(o->reply, "waiting"));
    OK(o, "gijs", "show", CODE(goes));
    assert_string_equal(text_at(o->reply, "code"), goes.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(answers_stand_under_the_one_that_stays_and_the_old_code_leads_there),
        DESK_TEST(the_one_that_goes_is_gone_and_all_are_told),
        DESK_TEST(who_followed_it_follows_the_one_that_stays_but_who_stopped),
        DESK_TEST(an_open_question_is_answered_by_what_comes_to_it),
        DESK_TEST(an_answer_that_is_held_goes_along_and_stays_held),
        DESK_TEST(a_chain_of_codes_leads_to_the_last),
        DESK_TEST(who_asked_what_was_joined_reads_why_and_moderators_find_it),
        DESK_TEST(what_cannot_be_joined_is_refused),
        DESK_TEST(a_question_and_its_answers_go_to_another_theme),
        DESK_TEST(it_is_answered_as_its_new_theme_demands),
        DESK_TEST(who_asked_reads_why_it_is_under_another_theme_and_moderators_read_it_back),
        DESK_TEST(a_move_without_a_reason_leaves_the_one_that_was_given_before),
        DESK_TEST(another_theme_decides_nothing_about_what_waits),
        DESK_TEST(what_was_rejected_and_moved_is_appealed_against_who_rejected_it),
        DESK_TEST(a_question_and_its_answers_go_into_the_team_of_who_asked),
        DESK_TEST(what_does_not_go_into_a_team),
        DESK_TEST(a_moderator_does_not_take_what_names_the_own_team_from_everybody_alone),
        DESK_TEST(what_nobody_has_read_yet_still_waits_in_its_team),
        DESK_TEST(what_a_moderator_reads_and_puts_into_a_team_hangs_on_its_screen),
        DESK_TEST(the_list_outside_knows_that_it_left_everybody),
        DESK_TEST(on_the_ladder_it_begins_again_within_its_team),
        DESK_TEST(a_merge_of_what_names_the_own_team_is_another_s),
    };

    return TEST_RUN(tests);
}
