/* What is in a digest: everything once that the member may see, nothing of others' teams, nothing withdrawn. */
#include "tests/daemon/office.h"

#include "daemon/announce.h"
#include "daemon/digest/content.h"

#include <stdio.h>

static int64_t member_id(struct office *o, const char *name)
{
    return office_number(o, "SELECT id FROM member WHERE name = '%s'", name);
}

/* The digest of a member over these events. The arena is not reset: several can be held against each other. */
static struct msg_digest_is make(struct office *o, const char *who, int64_t first, int64_t last)
{
    struct digest digest = { .member = member_id(o, who),
                             .day = span_of("2022-05-20"),
                             .made_at = o->now_ms,
                             .first_seq = first,
                             .last_seq = last };
    struct msg_digest_is content;

    assert_int_equal(content_make(o->reader, &digest, &o->arena, &content), 0);
    return content;
}

static bool has(const struct msg_digest_item *items, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(items[i].code, code))
            return true;
    return false;
}

#define HAS(digest, list, code) has((digest).list, (digest).list##_count, code)

TEST(it_counts_what_others_did_and_the_member_may_see)
{
    struct office *o = *state;
    struct word_text one = office_ask(o, "anna", "theme/regie/ask", "Een");

    office_ask(o, "bram", "team/delft/ask", "Twee");
    office_ask(o, "eva", "team/rijswijk/ask", "Drie");
    office_answer(o, "eva", one.text, "Antwoord");
    OK(o, "carla", "thank", "{'code': '%s', 'on': true}", one.text);
    struct msg_digest_is anna = make(o, "anna", 1, 99), eva = make(o, "eva", 1, 99), gijs = make(o, "gijs", 1, 99);
    assert_int_equal(anna.questions, 1); /* that of bram; one's own is no news */
    assert_int_equal(anna.answers, 1);
    assert_int_equal(eva.questions, 1);
    assert_int_equal(eva.answers, 0);
    assert_int_equal(gijs.questions, 1);
    assert_int_equal(gijs.answers, 1);
    assert_false(content_is_empty(&gijs));
}

TEST(who_wants_numbers_alone_gets_no_text_of_anybody)
{
    struct office *o = *state;
    struct digest digest = {
        .member = member_id(o, "anna"), .day = span_of("2022-05-20"), .first_seq = 1, .last_seq = 99
    };
    struct msg_digest_is content;
    struct word_text mine = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");

    office_answer(o, "bram", mine.text, "De regisseur.");
    office_ask(o, "bram", "theme/regie/ask", "Wie belt de huisarts?");
    OK(o, "anna", "digest-set", "{'level': 'counts'}");
    arena_reset(&o->arena);
    assert_int_equal(content_show(o->reader, &digest, &o->arena, &content), 0);
    assert_int_equal(content.questions, 1);
    assert_int_equal(content.answers, 1);
    assert_int_equal(content.yours, 1);
    assert_int_equal(content.for_you_count + content.unanswered_count + content.news_count + content.tips_count, 0);
    OK(o, "anna", "digest-set", "{'level': 'titles'}");
    arena_reset(&o->arena);
    assert_int_equal(content_show(o->reader, &digest, &o->arena, &content), 0);
    assert_int_equal(content.for_you_count, 1);
    assert_true(span_is(content.for_you[0].why, "answered"));
    assert_int_equal(content.unanswered_count + content.news_count, 1);
}

TEST(what_is_open_counts_what_the_member_may_see)
{
    struct office *o = *state;

    office_ask(o, "anna", "theme/regie/ask", "Een");
    office_ask(o, "bram", "team/delft/ask", "Twee");
    office_ask(o, "eva", "team/rijswijk/ask", "Drie");
    assert_int_equal(make(o, "gijs", 1, 99).open, 1);
    assert_int_equal(make(o, "anna", 1, 99).open, 2);
    assert_int_equal(make(o, "fatima", 1, 99).open, 3);
}

TEST(new_answers_to_ones_own_questions_come_first)
{
    struct office *o = *state;
    struct word_text one = office_ask(o, "anna", "theme/regie/ask", "Een");
    struct word_text two = office_ask(o, "anna", "theme/regie/ask", "Twee");
    struct word_text not_mine = office_ask(o, "bram", "theme/regie/ask", "Drie");

    office_answer(o, "bram", one.text, "Antwoord");
    office_answer(o, "eva", two.text, "Antwoord");
    office_answer(o, "bram", two.text, "Antwoord");
    office_answer(o, "anna", two.text, "Zelf");
    office_answer(o, "eva", not_mine.text, "Antwoord");
    struct msg_digest_is digest = make(o, "anna", 1, 99);
    assert_int_equal(digest.for_you_count, 2);
    assert_true(span_is(digest.for_you[0].code, two.text)); /* most answers first */
    assert_int_equal(digest.for_you[0].fresh, 2);
    assert_int_equal(digest.for_you[0].answers, 3);
    assert_int_equal(digest.for_you[1].fresh, 1);
    assert_false(HAS(digest, for_you, not_mine.text));
}

/* Whoever asked cannot help: only questions of others. */
TEST(open_questions_of_others_stand_in_it_the_longest_waiting_first)
{
    struct office *o = *state;
    struct word_text codes[8];

    office_ask(o, "anna", "theme/regie/ask", "Van mijzelf");
    for (int i = 0; i < 8; i++)
        codes[i] = office_ask(o, i % 2 == 0 ? "bram" : "eva", "theme/regie/ask", "Vraag");
    office_answer(o, "carla", codes[1].text, "Antwoord");
    OK(o, "bram", "resolve", "{'code': '%s'}", codes[2].text);
    struct msg_digest_is digest = make(o, "anna", 1, 99);
    static const int order[] = { 0, 4, 6, 3, 5 }; /* of one's own team first */
    assert_int_equal(digest.unanswered_count, 5);
    for (int i = 0; i < 5; i++)
        assert_true(span_is(digest.unanswered[i].code, codes[order[i]].text));
}

TEST(one_who_asked_much_still_sees_what_others_wait_for)
{
    struct office *o = *state;

    for (int i = 0; i < 40; i++)
        office_ask(o, "anna", "theme/regie/ask", "Van mijzelf");
    struct word_text code = office_ask(o, "bram", "theme/regie/ask", "Vraag");
    struct msg_digest_is digest = make(o, "anna", 1, 99);
    assert_int_equal(digest.unanswered_count, 1);
    assert_true(HAS(digest, unanswered, code.text));
}

/* Each new question stands in exactly one list or is counted among the others. */
TEST(every_new_question_is_there_once_or_counted)
{
    struct office *o = *state;

    for (int count = 0; count < 25; count++) {
        struct msg_digest_is digest = make(o, "anna", 1, 999);
        size_t listed = digest.news_count;
        for (size_t i = 0; i < digest.unanswered_count; i++)
            listed += !has(digest.news, digest.news_count, arena_copy(&o->arena, digest.unanswered[i].code).ptr);
        assert_true(digest.news_count <= 8 && digest.unanswered_count <= 5);
        assert_int_equal((int64_t)listed + (digest.has_others ? digest.others : 0), digest.questions);
        assert_int_equal(digest.questions, count);
        for (size_t i = 0; i < digest.news_count; i++)
            assert_false(
                has(digest.unanswered, digest.unanswered_count, arena_copy(&o->arena, digest.news[i].code).ptr));
        office_ask(o, "bram", "theme/regie/ask", "Vraag");
    }
}

/* Digests that follow on each other cover every event once. */
TEST(what_one_digest_covers_the_next_does_not)
{
    struct office *o = *state;

    for (int i = 0; i < 10; i++)
        office_ask(o, "bram", "theme/regie/ask", "Vraag");
    for (int64_t cut = 0; cut <= 10; cut++) {
        struct msg_digest_is before = make(o, "anna", 1, cut), after = make(o, "anna", cut + 1, 10);
        assert_int_equal(before.questions, cut);
        assert_int_equal(before.questions + after.questions, 10);
        for (size_t i = 0; i < before.news_count; i++)
            assert_false(has(after.news, after.news_count, arena_copy(&o->arena, before.news[i].code).ptr));
    }
}

/* A digest of a day that has not come yet, made while the clock was ahead, is not the newest for ever. */
TEST(the_newest_digest_is_the_one_that_covers_the_newest_events)
{
    struct office *o = *state;
    struct digest made = { .member = member_id(o, "anna"), .made_at = o->now_ms }, *latest, newest;
    static const char *const days[] = { "2022-06-30", "2022-05-20" };
    size_t count;

    for (int i = 0; i < 2; i++) {
        made.day = span_of(days[i]);
        made.first_seq = 10 * i + 1;
        made.last_seq = 10 * i + 10;
        assert_int_equal(store_digest_add(o->store, &made, NULL), 0);
    }
    assert_int_equal(store_digest_get(o->reader, made.member, (struct span){ NULL, 0 }, &o->arena, &newest), 0);
    assert_int_equal(newest.last_seq, 20);
    assert_int_equal(store_digest_latest(o->reader, 0, 0, 10, &o->arena, &latest, &count), 0);
    assert_int_equal(count, 1);
    assert_true(span_is(latest[0].day, "2022-05-20"));
    assert_int_equal(latest[0].first_seq, 11);
}

TEST(what_was_withdrawn_is_in_no_digest)
{
    struct office *o = *state;
    struct word_text gone = office_ask(o, "bram", "theme/regie/ask", "Weg");
    struct word_text mine = office_ask(o, "anna", "theme/regie/ask", "Mijn");
    struct word_text answer = office_answer(o, "bram", mine.text, "Weg");

    OK(o, "bram", "theme/wacht/tip", "{'text': 'Weg', 'works': true}");
    OK(o, "bram", "retract", "{'code': 'T1'}");
    OK(o, "bram", "retract", "{'code': '%s'}", gone.text);
    OK(o, "bram", "retract", "{'code': '%s'}", answer.text);
    struct msg_digest_is digest = make(o, "anna", 1, 99);
    assert_int_equal(digest.questions, 0);
    assert_int_equal(digest.answers, 0);
    assert_int_equal(digest.for_you_count + digest.news_count + digest.unanswered_count + digest.tips_count, 0);
    assert_true(content_is_empty(&digest));
}

TEST(what_went_into_a_team_is_in_no_digest_of_others)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "bram", "theme/regie/ask", "Van ons");

    office_answer(o, "anna", code.text, "Antwoord");
    OK(o, "toezicht", "move", "{'code': '%s', 'team': 'delft', 'reason': 'Een flat'}", code.text);
    struct msg_digest_is digest = make(o, "eva", 1, 99);
    assert_int_equal(digest.questions, 0);
    assert_int_equal(digest.answers, 0);
    assert_true(content_is_empty(&digest));
}

TEST(others_teams_and_closed_teams_are_in_no_digest)
{
    struct office *o = *state;
    struct word_text ours = office_ask(o, "bram", "team/delft/ask", "Van ons");
    struct word_text mine = office_ask(o, "anna", "team/delft/ask", "Van mij");

    office_answer(o, "bram", mine.text, "Antwoord");
    OK(o, "bram", "team/delft/tip", "{'text': 'Onze tip', 'works': true}");
    struct msg_digest_is eva = make(o, "eva", 1, 99), anna = make(o, "anna", 1, 99);
    assert_true(content_is_empty(&eva));
    assert_int_equal(eva.unanswered_count + eva.news_count + eva.tips_count, 0);
    assert_true(HAS(anna, unanswered, ours.text));
    assert_int_equal(anna.for_you_count, 1);
    assert_int_equal(anna.tips_count, 1);
    OK(o, "beheer", "team-set", "{'team': 'delft', 'archived': true}");
    anna = make(o, "anna", 1, 99);
    assert_true(content_is_empty(&anna));
    assert_int_equal(anna.unanswered_count + anna.news_count + anna.tips_count + anna.for_you_count, 0);
    assert_int_equal(anna.open, 0);
}

TEST(an_anonymous_question_names_no_team)
{
    struct office *o = *state;

    OK(o, "bram", "theme/regie/ask", "{'title': 'Vraag', 'anonymous': true}");
    struct msg_digest_is digest = make(o, "anna", 1, 99);
    assert_null(digest.unanswered[0].team_name.ptr);
    office_ask(o, "bram", "theme/regie/ask", "Vraag");
    digest = make(o, "anna", 1, 99);
    assert_true(span_is(digest.unanswered[0].team_name, "Team Delft")); /* the ladder puts it first */
}

TEST(the_tip_is_the_one_most_thanked)
{
    struct office *o = *state;

    OK(o, "bram", "theme/wacht/tip", "{'text': 'Een', 'works': true}");
    OK(o, "bram", "theme/wacht/tip", "{'text': 'Twee', 'works': true}");
    OK(o, "bram", "theme/wacht/tip", "{'text': 'Drie', 'works': true}");
    OK(o, "eva", "thank", "{'code': 'T2', 'on': true}");
    struct msg_digest_is digest = make(o, "anna", 1, 99);
    assert_int_equal(digest.tips_count, 1);
    assert_true(span_is(digest.tips[0].text, "Twee"));
    assert_true(content_is_empty(&digest)); /* a tip alone can wait */
}

/* ---- what is for the member: questions that wait in a theme they follow ---- */

static struct word_text ask_in_team(struct office *o, const char *who, const char *theme, const char *title)
{
    OK(o, who, "team/delft/ask", "{'theme': '%s', 'title': '%s'}", theme, title);
    return office_word(o, "code");
}

TEST(a_question_that_waits_in_a_theme_one_follows_is_for_you)
{
    struct office *o = *state;

    OK(o, "anna", "follow", "{'what': 'theme/wacht'}");
    struct word_text old = office_ask(o, "bram", "theme/wacht/ask", "Wacht al lang");
    struct word_text team = ask_in_team(o, "bram", "wacht", "Van ons team");
    struct word_text other = office_ask(o, "bram", "theme/regie/ask", "Ander thema");
    struct word_text answered = office_ask(o, "bram", "theme/wacht/ask", "Heeft antwoord");
    office_answer(o, "eva", answered.text, "Zo.");
    office_ask(o, "anna", "theme/wacht/ask", "Van mijzelf");
    o->now_ms += 4 * HOUR_MS - 1;
    assert_int_equal(make(o, "anna", 1, 99).for_you_count, 0);
    o->now_ms++;
    struct msg_digest_is digest = make(o, "anna", 1, 99);
    assert_int_equal(digest.for_you_count, 2);
    assert_int_equal(digest.yours, 2);
    assert_true(HAS(digest, for_you, old.text) && HAS(digest, for_you, team.text));
    assert_true(span_is(digest.for_you[0].why, "waiting"));
    assert_false(HAS(digest, unanswered, old.text) || HAS(digest, news, old.text));
    assert_true(HAS(digest, unanswered, other.text));
    assert_int_equal(digest.questions, 4);
    assert_int_equal(digest.news_count, 1);
    assert_false(digest.has_others);
    assert_int_equal(make(o, "eva", 1, 99).for_you_count, 0);
}

TEST(more_that_waits_than_there_is_room_for_is_counted)
{
    struct office *o = *state;
    struct word_text mine = office_ask(o, "anna", "theme/regie/ask", "Van mij");

    office_answer(o, "bram", mine.text, "Zo.");
    OK(o, "anna", "follow", "{'what': 'theme/wacht'}");
    for (int i = 0; i < 7; i++)
        office_ask(o, "bram", "theme/wacht/ask", "Wacht");
    o->now_ms += 4 * HOUR_MS;
    struct msg_digest_is digest = make(o, "anna", 1, 99);
    assert_int_equal(digest.for_you_count, 5);
    assert_true(span_is(digest.for_you[0].why, "answered"));
    assert_int_equal(digest.yours, 8);
    assert_int_equal((int64_t)digest.unanswered_count + (int64_t)digest.news_count, 3);
}

TEST(who_wants_only_what_is_for_them_gets_nothing_else)
{
    struct office *o = *state;

    OK(o, "anna", "digest-set", "{'frequency': 'personal'}");
    office_ask(o, "bram", "theme/regie/ask", "Nieuw");
    OK(o, "bram", "theme/wacht/tip", "{'text': 'Tip', 'works': true}");
    struct msg_digest_is digest = make(o, "anna", 1, 99);
    assert_int_equal(digest.questions, 1);
    assert_int_equal(digest.unanswered_count + digest.news_count + digest.tips_count, 0);
    assert_true(content_is_empty(&digest));
    struct word_text mine = office_ask(o, "anna", "theme/regie/ask", "Van mij");
    office_answer(o, "bram", mine.text, "Zo.");
    digest = make(o, "anna", 1, 99);
    assert_int_equal(digest.for_you_count, 1);
    assert_false(content_is_empty(&digest));
}

/* ---- waiting times ---- */

static void set_wait(struct office *o, const char *care, int weeks)
{
    OK(o, "beheer", "waitlist-set", "{'municipality': 'delft', 'care': '%s', 'weeks': %d}", care, weeks);
}

TEST(waiting_times_that_changed_in_ones_own_municipalities_are_in_it)
{
    struct office *o = *state;

    o->now_ms -= 3 * DAY_MS;
    office_ask(o, "bram", "theme/regie/ask", "Het begin");
    o->now_ms -= 9 * DAY_MS;
    set_wait(o, "ggz", 8);
    set_wait(o, "pleegzorg", 13);
    o->now_ms = OFFICE_NOW - DAY_MS;
    set_wait(o, "ggz", 6);
    OK(o, "anna", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': 5}");
    OK(o, "bram", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': 6}");
    set_wait(o, "pleegzorg", 13);
    set_wait(o, "crisis", 1);
    OK(o, "eva", "waitlist-set", "{'municipality': 'rijswijk', 'care': 'ggz', 'weeks': 4}");
    o->now_ms = OFFICE_NOW;
    set_wait(o, "jeugdhulp", 30); /* of today: for the next */
    struct msg_digest_is digest = make(o, "anna", 1, 99);
    assert_int_equal(digest.waits_count, 2);
    assert_true(span_is(digest.waits[0].care, "ggz") && digest.waits[0].has_before);
    assert_int_equal(digest.waits[0].weeks, 6);
    assert_int_equal(digest.waits[0].before, 8);
    assert_int_equal(digest.waits[0].sources, 2); /* the team of two, and the administrator of none */
    assert_true(span_is(digest.waits[1].care, "crisis"));
    assert_false(digest.waits[1].has_before);
    assert_int_equal(make(o, "fatima", 1, 99).waits_count, 3);
    assert_int_equal(make(o, "gijs", 1, 99).waits_count, 0);
}

TEST(a_waiting_time_alone_can_wait_and_more_than_five_are_counted)
{
    static const char *const cares[] = { "ggz", "jeugdhulp", "pleegzorg", "crisis", "dagbesteding" };
    struct office *o = *state;

    o->now_ms -= DAY_MS;
    for (size_t i = 0; i < sizeof cares / sizeof cares[0]; i++)
        set_wait(o, cares[i], 3);
    o->now_ms = OFFICE_NOW;
    struct msg_digest_is digest = make(o, "anna", 1, 99);
    assert_int_equal(digest.waits_count, 5);
    assert_false(digest.has_other_waits);
    assert_true(content_is_empty(&digest));
    o->now_ms -= DAY_MS;
    OK(o, "eva", "waitlist-set", "{'municipality': 'rijswijk', 'care': 'ggz', 'weeks': 4}");
    o->now_ms = OFFICE_NOW;
    digest = make(o, "fatima", 1, 99);
    assert_int_equal(digest.waits_count, 5);
    assert_int_equal(digest.other_waits, 1);
}

/* ---- lessons and intervision ---- */

/* Written by one editor, read by another. */
static struct word_text publish(struct office *o, const char *question)
{
    office_sql(o, "UPDATE member SET roles = %d WHERE name = 'fatima'", MEMBER_EDITOR);
    OK(o, "redactie", "lesson",
       "{'made_from': ['%s'], 'title': 'Wachten is geen stilstand', 'text': 'Bel elke week.', 'when': 'Bij wachten.',"
       " 'when_not': 'Nooit.', 'sources': [{'title': 'Richtlijn', 'url': 'https://example.nl/r'}]}",
       question);
    struct word_text code = office_word(o, "code");
    OK(o, "fatima", "lesson", "{'action': 'publish', 'code': '%s'}", code.text);
    return code;
}

TEST(a_published_lesson_is_in_it_until_it_is_retired)
{
    struct office *o = *state;
    struct word_text question = office_ask(o, "carla", "theme/wacht/ask", "Wie belt?"), first, codes[2];

    office_answer(o, "daan", question.text, "Bel elke week.");
    int64_t before = office_number(o, "SELECT max(seq) FROM event");
    first = publish(o, question.text);
    codes[0] = publish(o, question.text);
    codes[1] = publish(o, question.text);
    struct msg_digest_is digest = make(o, "eva", before + 1, 99);
    assert_int_equal(digest.lessons_count, 2);
    assert_int_equal(digest.other_lessons, 1);
    assert_true(span_is(digest.lessons[0].code, codes[1].text));
    assert_true(span_is(digest.lessons[0].title, "Wachten is geen stilstand"));
    assert_true(span_is(digest.lessons[0].text, "Bel elke week."));
    assert_false(content_is_empty(&digest));
    OK(o, "redactie", "lesson", "{'action': 'retire', 'code': '%s'}", first.text);
    OK(o, "redactie", "lesson", "{'action': 'retire', 'code': '%s'}", codes[0].text);
    digest = make(o, "eva", before + 1, 99);
    assert_int_equal(digest.lessons_count, 1);
    assert_false(digest.has_other_lessons);
    assert_int_equal(make(o, "redactie", before + 1, 99).lessons_count, 0); /* who made it knows */
    assert_int_equal(make(o, "eva", 1, before).lessons_count, 0);
}

static void look_after(struct office *o, const char *code, const char *review_on)
{
    office_sql(o,
               "UPDATE lesson SET owner = (SELECT id FROM member WHERE name = 'bram'), review_on = '%s' WHERE post ="
               " (SELECT id FROM post WHERE code = '%s')",
               review_on, code);
}

TEST(what_is_outdated_is_for_who_looks_after_it)
{
    struct office *o = *state;
    struct word_text question = office_ask(o, "carla", "theme/wacht/ask", "Wie belt?"), code;

    office_answer(o, "daan", question.text, "Bel elke week.");
    code = publish(o, question.text);
    look_after(o, code.text, "2022-06-01");
    int64_t before = office_number(o, "SELECT max(seq) FROM event");
    OK(o, "eva", "react", "{'code': '%s', 'reaction': 'works'}", code.text);
    assert_int_equal(make(o, "bram", before + 1, 99).for_you_count, 0);
    OK(o, "eva", "react", "{'code': '%s', 'reaction': 'outdated'}", code.text);
    OK(o, "gijs", "react", "{'code': '%s', 'reaction': 'outdated'}", code.text);
    struct msg_digest_is digest = make(o, "bram", before + 1, 99);
    assert_int_equal(digest.for_you_count, 1);
    assert_int_equal(digest.yours, 1);
    assert_true(span_is(digest.for_you[0].code, code.text));
    assert_true(span_is(digest.for_you[0].why, "outdated"));
    assert_int_equal(digest.for_you[0].fresh, 2);
    assert_false(content_is_empty(&digest));
    assert_int_equal(make(o, "carla", before + 1, 99).for_you_count, 0); /* she does not look after it */
    assert_int_equal(make(o, "bram", 1, before).for_you_count, 0);
    OK(o, "gijs", "react", "{'code': '%s', 'reaction': 'none'}", code.text);
    assert_int_equal(make(o, "bram", before + 1, 99).for_you[0].fresh, 1);
    before = office_number(o, "SELECT max(seq) FROM event");
    OK(o, "gijs", "react", "{'code': '%s', 'reaction': 'works'}", code.text);
    assert_int_equal(make(o, "bram", before + 1, 99).for_you_count, 0); /* what eva said was told */
    OK(o, "redactie", "lesson", "{'action': 'retire', 'code': '%s'}", code.text);
    assert_int_equal(make(o, "bram", 1, 99).for_you_count, 0);
}

TEST(its_day_of_review_reminds_who_looks_after_it_once_a_week)
{
    struct office *o = *state;
    struct word_text question = office_ask(o, "carla", "theme/wacht/ask", "Wie belt?"), code;

    office_answer(o, "daan", question.text, "Bel elke week.");
    code = publish(o, question.text);
    look_after(o, code.text, "2022-05-21");
    assert_int_equal(make(o, "bram", 50, 99).for_you_count, 0); /* tomorrow */
    look_after(o, code.text, "2022-05-20");
    struct msg_digest_is digest = make(o, "bram", 50, 99);
    assert_int_equal(digest.for_you_count, 1);
    assert_true(span_is(digest.for_you[0].why, "review"));
    assert_false(digest.for_you[0].has_fresh);
    assert_false(content_is_empty(&digest));
    office_sql(o,
               "INSERT INTO digest (member, day, made_at, first_seq, last_seq, listed) SELECT (SELECT id FROM member"
               " WHERE name = 'bram'), '2022-05-18', 1, 1, 49, '[' || id || ']' FROM post WHERE code = '%s'",
               code.text);
    assert_int_equal(make(o, "bram", 50, 99).for_you_count, 0);
    office_sql(o, "UPDATE digest SET day = '2022-05-13'");
    assert_int_equal(make(o, "bram", 50, 99).for_you_count, 1);
    office_sql(o, "UPDATE post SET team = (SELECT id FROM team WHERE slug = 'rijswijk') WHERE code = '%s'", code.text);
    assert_int_equal(make(o, "bram", 50, 99).for_you_count, 0); /* bram is not in that team */
}

TEST(what_a_team_takes_along_is_told_when_it_changed)
{
    struct office *o = *state;
    struct word_text one = office_ask(o, "eva", "theme/regie/ask", "Een");
    struct word_text two = office_ask(o, "bram", "team/delft/ask", "Twee");

    OK(o, "bram", "team/delft/intervision-add", "{'codes': ['%s', '%s']}", one.text, two.text);
    int64_t last = office_number(o, "SELECT max(seq) FROM event");
    struct msg_digest_is digest = make(o, "anna", 1, last);
    assert_int_equal(digest.intervision_count, 1);
    assert_true(span_is(digest.intervision[0].team_name, "Team Delft"));
    assert_int_equal(digest.intervision[0].codes_count, 2);
    assert_true(span_is(digest.intervision[0].codes[0], one.text));
    assert_int_equal(make(o, "eva", 1, last).intervision_count, 0);
    assert_int_equal(make(o, "anna", last + 1, last + 9).intervision_count, 0);
    for (int i = 0; i < 9; i++)
        OK(o, "bram", "team/delft/intervision-add", "{'codes': ['%s']}",
           office_ask(o, "eva", "theme/regie/ask", "Meer").text);
    digest = make(o, "anna", 1, 99);
    assert_int_equal(digest.intervision[0].codes_count, 8);
    assert_int_equal(digest.intervision[0].others, 3);
}

TEST(of_numbers_alone_these_are_left_out_too)
{
    struct office *o = *state;
    struct word_text question = office_ask(o, "carla", "theme/wacht/ask", "Wie belt?");

    office_answer(o, "daan", question.text, "Bel elke week.");
    publish(o, question.text);
    OK(o, "bram", "team/delft/intervision-add", "{'codes': ['%s']}", question.text);
    o->now_ms -= DAY_MS;
    set_wait(o, "ggz", 6);
    o->now_ms = OFFICE_NOW;
    struct msg_digest_is digest = make(o, "anna", 1, 99);
    assert_true(digest.waits_count == 1 && digest.lessons_count == 1 && digest.intervision_count == 1);
    OK(o, "anna", "digest-set", "{'level': 'counts'}");
    digest = make(o, "anna", 1, 99);
    content_hide(&digest);
    assert_int_equal(digest.waits_count + digest.lessons_count + digest.intervision_count, 0);
}

TEST(what_was_asked_after_its_days_is_for_the_next)
{
    struct office *o = *state;
    struct word_text in = office_ask(o, "bram", "theme/regie/ask", "Van die dag");
    struct word_text after = office_ask(o, "bram", "theme/regie/ask", "Van erna");
    struct msg_digest_is digest = make(o, "anna", 1, 1), next = make(o, "anna", 2, 2);

    assert_true(HAS(digest, unanswered, in.text));
    assert_false(HAS(digest, unanswered, after.text));
    assert_true(HAS(next, unanswered, after.text));
}

/* What was asked before and is listed since it is still open takes nothing from the count of the new ones. */
TEST(the_others_are_counted_beside_what_was_open_already)
{
    struct office *o = *state;

    for (int i = 0; i < 3 + 12; i++)
        office_ask(o, "bram", "theme/regie/ask", "Vraag");
    struct msg_digest_is digest = make(o, "anna", 4, 15);
    assert_int_equal(digest.unanswered_count, 5);
    assert_int_equal(digest.news_count, 8);
    assert_int_equal(digest.others, 12 - 2 - 8);
}

/* The longest lists of the longest texts still go out. */
TEST(the_largest_digest_can_be_sent)
{
    struct office *o = *state;
    struct digest digest = { .day = span_of("2022-05-20"), .first_seq = 1, .last_seq = 999 };
    char title[441] = "", text[8001] = "";
    struct outbox out;

    for (size_t i = 0; i < 110; i++)
        memcpy(title + 4 * i, "\xf0\x9f\x98\x80", 4);
    for (size_t i = 0; i < 2000; i++)
        memcpy(text + 4 * i, "\xf0\x9f\x98\x80", 4);
    office_sql(o, "UPDATE theme SET name = printf('%%.80c', x'f09f9880')");
    for (int i = 0; i < 6; i++)
        office_answer(o, "bram", office_ask(o, "anna", "theme/regie/ask", title).text, "Antwoord");
    for (int i = 0; i < 20; i++)
        office_ask(o, "bram", "theme/regie/ask", title);
    OK(o, "bram", "theme/wacht/tip", "{'text': '%s', 'works': true}", text);
    digest.member = member_id(o, "anna");
    arena_reset(&o->arena);
    outbox_init(&out, &o->arena);
    struct msg_digest_is content;
    assert_int_equal(content_show(o->store, &digest, &o->arena, &content), 0);
    assert_int_equal(announce_digest(span_of("anna"), &content, &out), 0);
    assert_true(out.first->retain);
    assert_true(out.first->expiry_s > 0);
    assert_string_equal(out.first->topic.text, topic_member_digest(span_of("anna")).text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(it_counts_what_others_did_and_the_member_may_see),
        OFFICE_TEST(who_wants_numbers_alone_gets_no_text_of_anybody),
        OFFICE_TEST(what_is_open_counts_what_the_member_may_see),
        OFFICE_TEST(new_answers_to_ones_own_questions_come_first),
        OFFICE_TEST(open_questions_of_others_stand_in_it_the_longest_waiting_first),
        OFFICE_TEST(one_who_asked_much_still_sees_what_others_wait_for),
        OFFICE_TEST(every_new_question_is_there_once_or_counted),
        OFFICE_TEST(what_one_digest_covers_the_next_does_not),
        OFFICE_TEST(the_newest_digest_is_the_one_that_covers_the_newest_events),
        OFFICE_TEST(what_was_withdrawn_is_in_no_digest),
        OFFICE_TEST(what_went_into_a_team_is_in_no_digest_of_others),
        OFFICE_TEST(others_teams_and_closed_teams_are_in_no_digest),
        OFFICE_TEST(an_anonymous_question_names_no_team),
        OFFICE_TEST(the_tip_is_the_one_most_thanked),
        OFFICE_TEST(a_question_that_waits_in_a_theme_one_follows_is_for_you),
        OFFICE_TEST(more_that_waits_than_there_is_room_for_is_counted),
        OFFICE_TEST(who_wants_only_what_is_for_them_gets_nothing_else),
        OFFICE_TEST(waiting_times_that_changed_in_ones_own_municipalities_are_in_it),
        OFFICE_TEST(a_waiting_time_alone_can_wait_and_more_than_five_are_counted),
        OFFICE_TEST(a_published_lesson_is_in_it_until_it_is_retired),
        OFFICE_TEST(what_is_outdated_is_for_who_looks_after_it),
        OFFICE_TEST(its_day_of_review_reminds_who_looks_after_it_once_a_week),
        OFFICE_TEST(what_a_team_takes_along_is_told_when_it_changed),
        OFFICE_TEST(of_numbers_alone_these_are_left_out_too),
        OFFICE_TEST(what_was_asked_after_its_days_is_for_the_next),
        OFFICE_TEST(the_others_are_counted_beside_what_was_open_already),
        OFFICE_TEST(the_largest_digest_can_be_sent),
    };

    return TEST_RUN(tests);
}
