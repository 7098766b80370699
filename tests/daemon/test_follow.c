/* Following: who is told of answers, and who is not; what it changes in the digest; reactions. */
#include "tests/daemon/office.h"

#include "daemon/announce.h"
#include "daemon/digest/content.h"
#include "daemon/store/store_follow.h"

#include <stdio.h>

/* The events that left on this member's own topic. */
static int told(const struct office *o, const char *who)
{
    struct topic topic = topic_member_event(span_of(who));
    int count = 0;

    for (size_t i = 0; i < o->heard_count; i++)
        count += strcmp(o->heard[i].topic.text, topic.text) == 0;
    return count;
}

static bool follows(struct office *o, const char *who, const char *what)
{
    size_t i;
    json_t *word;

    OK(o, who, "me", "{}");
    json_array_foreach(json_object_get(o->reply, "follows"), i, word)
    {
        if (strcmp(json_string_value(word), what) == 0)
            return true;
    }
    return false;
}

static struct msg_digest_is digest_of(struct office *o, const char *who)
{
    struct msg_digest_is out;
    struct member member;

    arena_reset(&o->arena);
    assert_int_equal(store_member_get(o->store, span_of(who), &o->arena, &member), 0);
    struct digest digest = { .member = member.id, .day = span_of("2022-05-20"), .first_seq = 1, .last_seq = 10000 };
    assert_int_equal(content_make(o->store, &digest, &o->arena, &out), 0);
    return out;
}

/* ---- questions ---- */

TEST(who_follows_a_question_is_told_of_each_answer)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");

    OK(o, "gijs", "follow", "{'what': '%s'}", code.text);
    assert_int_equal(o->effects.events, 0);
    OK(o, "eva", "answer", "{'to': '%s', 'text': 'De regisseur'}", code.text);
    assert_int_equal(told(o, "gijs"), 1);
    assert_int_equal(told(o, "anna"), 1);
    assert_int_equal(told(o, "eva"), 0);                      /* nobody is told of what they did */
    OK(o, "gijs", "unfollow", "{'what': '%s.1'}", code.text); /* an answer stands for its question */
    OK(o, "bram", "answer", "{'to': '%s', 'text': 'Of de mentor'}", code.text);
    assert_int_equal(told(o, "gijs"), 0);
    assert_int_equal(told(o, "eva"), 1); /* answering is following */
}

/* Only who asks for it is told what they are called, and only of what they may see. */
TEST(what_one_follows_is_told_with_what_it_is_called)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?"),
                     own = office_ask(o, "anna", "team/delft/ask", "Wie belt thuis?");

    OK(o, "fatima", "follow", "{'what': '%s'}", code.text);
    OK(o, "fatima", "follow", "{'what': '%s'}", own.text);
    OK(o, "fatima", "follow", "{'what': 'theme/regie'}");
    OK(o, "fatima", "me", "{'followed': true}");
    assert_int_equal(count_at(o->reply, "followed"), count_at(o->reply, "follows"));
    assert_string_equal(text_at(o->reply, "followed.0.what"), "theme/regie");
    assert_string_equal(text_at(o->reply, "followed.0.title"), "Regie bij het gezin");
    assert_string_equal(text_at(o->reply, "followed.1.title"), "Wie belt thuis?");
    assert_string_equal(text_at(o->reply, "followed.2.title"), "Wie belt de school?");
    OK(o, "beheer", "member-set", "{'member': 'fatima', 'teams': ['rijswijk']}");
    OK(o, "fatima", "me", "{'followed': true}");
    assert_int_equal(count_at(o->reply, "followed"), 2);
    OK(o, "fatima", "me", "{}");
    assert_false(has_at(o->reply, "followed"));
}

TEST(a_stop_holds_also_when_one_answers_again)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");

    office_answer(o, "eva", code.text, "De regisseur");
    assert_true(follows(o, "eva", code.text));
    OK(o, "eva", "unfollow", "{'what': '%s'}", code.text);
    OK(o, "anna", "unfollow", "{'what': '%s'}", code.text);
    office_answer(o, "eva", code.text, "Of de mentor");
    assert_false(follows(o, "eva", code.text));
    assert_int_equal(told(o, "anna"), 0);
    OK(o, "eva", "follow", "{'what': '%s'}", code.text);
    assert_true(follows(o, "eva", code.text));
}

TEST(on_ones_own_topic_each_telling_names_the_one_before)
{
    struct office *o = *state;
    struct word_text one = office_ask(o, "anna", "theme/regie/ask", "Een"), two;
    int64_t before = 0;

    OK(o, "gijs", "follow", "{'what': '%s'}", one.text);
    two = office_ask(o, "bram", "theme/wacht/ask", "Twee");
    OK(o, "gijs", "follow", "{'what': '%s'}", two.text);
    for (int i = 0; i < 4; i++) {
        struct topic topic = topic_member_event(span_of("gijs"));
        OK(o, "eva", "answer", "{'to': '%s', 'text': 'Antwoord'}", i % 2 == 0 ? one.text : two.text);
        for (size_t j = 0; j < o->heard_count; j++)
            if (strcmp(o->heard[j].topic.text, topic.text) == 0) {
                assert_int_equal(int_at(o->heard[j].body, "prev"), before);
                before = int_at(o->heard[j].body, "seq");
            }
        office_ask(o, "carla", "theme/regie/ask", "Iets anders");
    }
    assert_true(before > 0);
}

TEST(who_may_not_see_it_any_more_is_not_told)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "team/delft/ask", "Binnen het team");

    NO("not_found", "what", o, "eva", "follow", "{'what': '%s'}", code.text);
    OK(o, "carla", "follow", "{'what': '%s'}", code.text);
    OK(o, "daan", "follow", "{'what': '%s'}", code.text);
    OK(o, "beheer", "member-set", "{'member': 'carla', 'teams': ['rijswijk']}");
    OK(o, "beheer", "member-disable", "{'member': 'daan'}");
    OK(o, "bram", "answer", "{'to': '%s', 'text': 'Antwoord'}", code.text);
    assert_int_equal(told(o, "carla"), 0);
    assert_int_equal(told(o, "daan"), 0);
    assert_int_equal(told(o, "anna"), 1);
    assert_false(follows(o, "carla", code.text));
}

/* What was to be told before a crash is told after it, but not to who left the team meanwhile. */
TEST(a_replay_tells_the_same_members_unless_they_may_not_see_it_any_more)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "team/delft/ask", "Binnen het team");
    struct event_list events;
    struct outbox out;
    int count = 0;

    OK(o, "carla", "follow", "{'what': '%s'}", code.text);
    OK(o, "bram", "answer", "{'to': '%s', 'text': 'Antwoord'}", code.text);
    assert_int_equal(told(o, "carla"), 1);
    int64_t seq = int_at(o->reply, "seq");
    OK(o, "beheer", "member-set", "{'member': 'carla', 'teams': []}");
    arena_reset(&o->arena);
    outbox_init(&out, &o->arena);
    assert_int_equal(store_event_list(o->store, seq - 1, 0, 1, &o->arena, &events), 0);
    assert_int_equal(announce_event(o->store, &o->settings, &events.rows[0], &out), 0);
    for (const struct outbox_item *item = out.first; item != NULL; item = item->next) {
        assert_string_not_equal(item->topic.text, topic_member_event(span_of("carla")).text);
        count += strcmp(item->topic.text, topic_member_event(span_of("anna")).text) == 0;
    }
    assert_int_equal(count, 1);
}

TEST(a_question_with_many_followers_tells_a_bounded_number_the_asker_first)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    int64_t question = office_number(o, "SELECT id FROM post WHERE code = '%s'", code.text);
    struct follower *followers;
    size_t count;

    office_sql(o, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO member"
                  " (name, display, roles, created_at, digest_frequency, digest_minute, digest_seq)"
                  " SELECT 'lid' || i, 'Lid', 0, 0, 4, 420, 0 FROM n");
    office_sql(o, "INSERT INTO follow SELECT id, 1, %lld, 1, %lld FROM member WHERE name LIKE 'lid%%'",
               (long long)question, (long long)o->now_ms + 1);
    arena_reset(&o->arena);
    assert_int_equal(store_follow_of(o->store, question, 0, REQUEST_FOLLOWERS_MAX, &o->arena, &followers, &count), 0);
    assert_int_equal(count, REQUEST_FOLLOWERS_MAX);
    assert_true(span_is(followers[0].name, "anna"));
}

/* They read the theme's events as everybody does: nothing is copied, however many they are. */
TEST(following_a_theme_or_team_costs_no_telling)
{
    struct office *o = *state;

    OK(o, "gijs", "follow", "{'what': 'theme/regie'}");
    OK(o, "gijs", "follow", "{'what': 'team/delft'}");
    NO("not_found", "what", o, "gijs", "follow", "{'what': 'theme/oud'}");
    NO("not_found", "what", o, "gijs", "follow", "{'what': 'team/niets'}");
    NO("not_found", "what", o, "gijs", "follow", "{'what': '2222'}");
    office_sql(o, "INSERT OR IGNORE INTO follow SELECT id, 2, 1, 1, 0 FROM member");
    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie belt de school?'}");
    assert_int_equal(office_number(o, "SELECT count(*) FROM event_to"), 0);
    assert_int_equal(told(o, "gijs"), 0);
    assert_true(follows(o, "gijs", "theme/regie"));
    assert_true(follows(o, "gijs", "team/delft"));
    OK(o, "gijs", "unfollow", "{'what': 'theme/regie'}");
    assert_false(follows(o, "gijs", "theme/regie"));
}

TEST(only_questions_themes_and_teams_can_be_followed)
{
    struct office *o = *state;

    OK(o, "anna", "theme/wacht/tip", "{'text': 'Bel elke week', 'works': true}");
    struct word_text tip = office_word(o, "code");
    NO("bad_request", "what", o, "gijs", "follow", "{'what': '%s'}", tip.text);
}

/* ---- the digest ---- */

TEST(the_digest_has_new_answers_to_what_one_follows)
{
    struct office *o = *state;
    struct word_text mine = office_ask(o, "gijs", "theme/regie/ask", "Van mij");
    struct word_text other = office_ask(o, "anna", "theme/regie/ask", "Van een ander");

    OK(o, "gijs", "follow", "{'what': '%s'}", other.text);
    office_answer(o, "eva", mine.text, "Een");
    office_answer(o, "eva", other.text, "Een");
    office_answer(o, "bram", other.text, "Twee");
    struct msg_digest_is digest = digest_of(o, "gijs");
    assert_int_equal(digest.for_you_count, 2);
    assert_true(digest.for_you[0].mine); /* first, though the other has more answers */
    assert_true(span_is(digest.for_you[1].code, other.text));
    assert_false(digest.for_you[1].mine);
    assert_int_equal(digest.for_you[1].fresh, 2);
    OK(o, "gijs", "unfollow", "{'what': '%s'}", other.text);
    digest = digest_of(o, "gijs");
    assert_int_equal(digest.for_you_count, 1);
}

TEST(new_questions_of_a_followed_theme_come_first)
{
    struct office *o = *state;
    struct word_text followed = office_ask(o, "eva", "theme/wacht/ask", "Oudste");

    for (int i = 0; i < 9; i++)
        office_answer(o, "fatima", office_ask(o, "eva", "theme/regie/ask", "Nieuwer").text, "Antwoord");
    office_answer(o, "fatima", followed.text, "Antwoord");
    struct msg_digest_is digest = digest_of(o, "gijs");
    assert_false(span_is(digest.news[0].code, followed.text));
    OK(o, "gijs", "follow", "{'what': 'theme/wacht'}");
    digest = digest_of(o, "gijs");
    assert_true(span_is(digest.news[0].code, followed.text));
}

TEST(who_is_new_in_a_team_starts_with_what_is_open_there)
{
    struct office *o = *state;
    bool expected;
    struct word_text open = office_ask(o, "eva", "team/rijswijk/ask", "Wie kent dit?");

    for (int i = 0; i < 8; i++)
        office_ask(o, "carla", "theme/regie/ask", "Van iedereen");
    OK(o, "beheer", "member-set", "{'member': 'gijs', 'teams': ['rijswijk']}");
    int64_t gijs = office_number(o, "SELECT id FROM member WHERE name = 'gijs'");
    assert_int_equal(store_digest_is_expected(o->store, gijs, &expected), 0);
    assert_true(expected);
    struct msg_digest_is digest = digest_of(o, "gijs");
    assert_true(span_is(digest.unanswered[0].code, open.text));
    assert_int_equal(store_digest_add(o->store, &(struct digest){ .member = gijs, .day = span_of("2022-05-20") }, NULL),
                     0);
    OK(o, "beheer", "member-set", "{'member': 'gijs', 'teams': ['rijswijk']}"); /* new no more */
    assert_int_equal(store_digest_is_expected(o->store, gijs, &expected), 0);
    assert_false(expected);
}

/* ---- reactions ---- */

TEST(one_reaction_for_each_member_and_a_new_one_takes_its_place)
{
    struct office *o = *state;

    OK(o, "anna", "theme/wacht/tip", "{'text': 'Bel elke week', 'works': true}");
    struct word_text tip = office_word(o, "code");
    OK(o, "bram", "react", "{'code': '%s', 'reaction': 'works'}", tip.text);
    OK(o, "eva", "react", "{'code': '%s', 'reaction': 'works'}", tip.text);
    OK(o, "eva", "react", "{'code': '%s', 'reaction': 'works'}", tip.text);
    assert_int_equal(o->effects.events, 0); /* said already */
    OK(o, "gijs", "show", "{'code': '%s'}", tip.text);
    assert_int_equal(int_at(o->reply, "reactions_works"), 2);
    OK(o, "eva", "react", "{'code': '%s', 'reaction': 'outdated'}", tip.text);
    OK(o, "bram", "react", "{'code': '%s', 'reaction': 'none'}", tip.text);
    OK(o, "gijs", "show", "{'code': '%s'}", tip.text);
    assert_false(has_at(o->reply, "reactions_works"));
    assert_int_equal(int_at(o->reply, "reactions_outdated"), 1);
    assert_int_equal(office_number(o, "SELECT count(*) FROM reaction"), 2);
}

TEST(the_author_hears_which_reaction_and_not_whose)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    struct word_text answer = office_answer(o, "eva", code.text, "De regisseur");

    OK(o, "bram", "react", "{'code': '%s', 'reaction': 'not'}", answer.text);
    assert_int_equal(told(o, "eva"), 1);
    for (size_t i = 0; i < o->heard_count; i++) {
        char *text = json_dumps(o->heard[i].body, 0);
        assert_string_equal(text_at(o->heard[i].body, "event"), "reacted");
        assert_string_equal(text_at(o->heard[i].body, "reaction"), "not");
        assert_int_equal(int_at(o->heard[i].body, "reactions_not"), 1);
        assert_null(strstr(text, "bram"));
        free(text);
    }
    OK(o, "bram", "react", "{'code': '%s', 'reaction': 'none'}", answer.text);
    assert_int_equal(told(o, "eva"), 0);
    OK(o, "gijs", "sync", "{'since': 2}");
    assert_string_equal(text_at(o->reply, "events.0.reaction"), "not"); /* also when it is caught up with */
}

TEST(only_answers_and_tips_of_others_are_judged)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    struct word_text answer = office_answer(o, "eva", code.text, "De regisseur");

    NO("bad_request", "code", o, "bram", "react", "{'code': '%s', 'reaction': 'works'}", code.text);
    NO("forbidden", "code", o, "eva", "react", "{'code': '%s', 'reaction': 'works'}", answer.text);
    NO("bad_request", "reaction", o, "bram", "react", "{'code': '%s', 'reaction': 'mooi'}", answer.text);
    struct word_text private = office_answer(o, "bram", office_ask(o, "anna", "team/delft/ask", "Binnen").text, "Zo");
    NO("not_found", "code", o, "eva", "react", "{'code': '%s', 'reaction': 'works'}", private.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(who_follows_a_question_is_told_of_each_answer),
        OFFICE_TEST(what_one_follows_is_told_with_what_it_is_called),
        OFFICE_TEST(a_stop_holds_also_when_one_answers_again),
        OFFICE_TEST(on_ones_own_topic_each_telling_names_the_one_before),
        OFFICE_TEST(who_may_not_see_it_any_more_is_not_told),
        OFFICE_TEST(a_replay_tells_the_same_members_unless_they_may_not_see_it_any_more),
        OFFICE_TEST(a_question_with_many_followers_tells_a_bounded_number_the_asker_first),
        OFFICE_TEST(following_a_theme_or_team_costs_no_telling),
        OFFICE_TEST(only_questions_themes_and_teams_can_be_followed),
        OFFICE_TEST(the_digest_has_new_answers_to_what_one_follows),
        OFFICE_TEST(new_questions_of_a_followed_theme_come_first),
        OFFICE_TEST(who_is_new_in_a_team_starts_with_what_is_open_there),
        OFFICE_TEST(one_reaction_for_each_member_and_a_new_one_takes_its_place),
        OFFICE_TEST(the_author_hears_which_reaction_and_not_whose),
        OFFICE_TEST(only_answers_and_tips_of_others_are_judged),
    };

    return TEST_RUN(tests);
}
