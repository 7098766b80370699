/* ask, answer, resolve. */
#include "tests/daemon/office.h"

#include "proto/code.h"

/* ---- ask ---- */

TEST(a_question_is_told_to_its_theme)
{
    struct office *o = *state;

    OK(o, "bram", "theme/regie/ask", "{'title': 'Wie belt de school?', 'text': 'Bij drie hulpverleners.'}");
    assert_int_equal(code_read(span_of(text_at(o->reply, "code"))).kind, CODE_QUESTION);
    assert_int_equal(strlen(text_at(o->reply, "code")), CODE_MIN);
    assert_int_equal(o->heard_count, 1);
    const json_t *event = o->heard[0].body;
    assert_string_equal(o->heard[0].topic.text, topic_theme_event(span_of("regie")).text);
    assert_string_equal(text_at(event, "event"), "question");
    assert_string_equal(text_at(event, "space"), "theme/regie");
    assert_string_equal(text_at(event, "kind"), "question");
    assert_string_equal(text_at(event, "code"), text_at(o->reply, "code"));
    assert_string_equal(text_at(event, "title"), "Wie belt de school?");
    assert_string_equal(text_at(event, "text"), "Bij drie hulpverleners.");
    assert_string_equal(text_at(event, "author"), "bram");
    assert_string_equal(text_at(event, "registration"), "SKJ");
    assert_string_equal(text_at(event, "function"), "jeugdprofessional");
    assert_string_equal(text_at(event, "team"), "delft");
    assert_false(is_at(event, "private"));
    assert_int_equal(int_at(event, "posted_at"), o->now_ms);
    assert_int_equal(int_at(event, "revision"), 1);
    assert_int_equal(int_at(event, "answers"), 0);
    assert_true(o->effects.changes.screens);
}

TEST(a_question_of_a_team_is_told_to_that_team_alone)
{
    struct office *o = *state;

    OK(o, "anna", "team/delft/ask", "{'title': 'Onze vraag', 'theme': 'regie'}");
    assert_int_equal(o->heard_count, 1);
    assert_string_equal(o->heard[0].topic.text, topic_team_event(span_of("delft")).text);
    assert_string_equal(text_at(o->heard[0].body, "space"), "team/delft");
    assert_string_equal(text_at(o->heard[0].body, "theme"), "regie");
    assert_true(is_at(o->heard[0].body, "private"));
    for (const struct outbox_item *item = o->out.first; item != NULL; item = item->next)
        assert_false(item->retain);
}

TEST(the_theme_is_said_once)
{
    struct office *o = *state;

    OK(o, "anna", "theme/regie/ask", "{'title': 'Vraag', 'theme': 'regie'}");
    NO("bad_request", "theme", o, "anna", "theme/regie/ask", "{'title': 'Vraag', 'theme': 'wacht'}");
    NO("bad_request", "theme", o, "anna", "team/delft/ask", "{'title': 'Vraag'}");
    NO("not_found", "theme", o, "anna", "team/delft/ask", "{'title': 'Vraag', 'theme': 'niets'}");
    NO("not_found", "theme", o, "anna", "team/delft/ask", "{'title': 'Vraag', 'theme': 'oud'}");
}

TEST(a_title_has_one_to_110_characters)
{
    struct office *o = *state;
    char title[112];

    memset(title, 'a', sizeof title);
    title[111] = '\0';
    NO("too_long", "title", o, "anna", "theme/regie/ask", "{'title': '%s'}", title);
    assert_int_equal(int_at(o->reply, "limit"), 110);
    assert_int_equal(int_at(o->reply, "got"), 111);
    OK(o, "anna", "theme/regie/ask", "{'title': '%s'}", title + 1);
    NO("too_short", "title", o, "anna", "theme/regie/ask", "{'title': ''}");
    NO("too_short", "title", o, "anna", "theme/regie/ask", "{'title': '   '}");
    NO("bad_request", "title", o, "anna", "theme/regie/ask", "{}");
}

/* Found by the client-safe gate: neither the reply nor a file repeats it. */
TEST(what_points_at_a_client_is_refused_and_kept_nowhere)
{
    struct office *o = *state;

    NO("identifying", "title", o, "anna", "theme/regie/ask", "{'title': 'Wie kent bsn 111222333?'}");
    assert_true(is_at(o->reply, "hits.0.block"));
    NO("identifying", "text", o, "anna", "theme/regie/ask",
       "{'title': 'Vraag', 'text': 'bsn 111222333', 'checked': true}");
    assert_int_equal(office_grep(o, "111222333"), 0);
}

TEST(codes_grow_when_the_space_fills)
{
    struct office *o = *state;
    int64_t full = code_space(CODE_MIN) / 4;

    office_sql(o, "INSERT INTO post (id, kind, author, posted_at) VALUES (%lld, 3, 1, 0)", (long long)full);
    assert_int_equal(strlen(office_ask(o, "anna", "theme/regie/ask", "Vraag").text), CODE_MIN);
    assert_int_equal(strlen(office_ask(o, "anna", "theme/regie/ask", "Vraag").text), CODE_MIN + 1);
    assert_int_equal(strlen(office_ask(o, "anna", "team/delft/ask", "Vraag").text), CODE_MIN + 1);
}

TEST(an_anonymous_question_hides_its_author_from_others)
{
    struct office *o = *state;
    static const char *const hidden[] = { "author", "author_name", "registration", "function", "team", "team_name" };

    OK(o, "bram", "theme/regie/ask", "{'title': 'Vraag', 'anonymous': true}");
    struct word_text code = office_word(o, "code");
    assert_true(is_at(o->heard[0].body, "anonymous"));
    for (size_t i = 0; i < 6; i++)
        assert_false(has_at(o->heard[0].body, hidden[i]));
    OK(o, "eva", "show", "{'code': '%s'}", code.text);
    for (size_t i = 0; i < 6; i++)
        assert_false(has_at(o->reply, hidden[i]));
    assert_false(is_at(o->reply, "mine"));
    OK(o, "eva", "list", "{}");
    assert_false(has_at(o->reply, "items.0.author"));
    OK(o, "eva", "sync", "{'since': 0}");
    assert_false(has_at(o->reply, "events.0.author"));
    OK(o, "bram", "show", "{'code': '%s'}", code.text);
    assert_true(is_at(o->reply, "mine"));
    assert_string_equal(text_at(o->reply, "author"), "bram");
    OK(o, "bram", "list", "{'mine': true}");
    assert_string_equal(text_at(o->reply, "items.0.author"), "bram");
    OK(o, "carla", "thank", "{'code': '%s', 'on': true}", code.text);
    for (size_t i = 0; i < o->heard_count; i++)
        assert_false(has_at(o->heard[i].body, "author"));
}

/* ---- answer ---- */

TEST(answers_are_numbered_as_they_come)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    for (int i = 1; i <= 12; i++) {
        struct word_text answer = office_answer(o, i % 2 == 0 ? "bram" : "eva", code.text, "Antwoord");
        struct code read = code_read(span_of(answer.text));
        assert_int_equal(read.kind, CODE_ANSWER);
        assert_int_equal(read.number, i);
        assert_true(span_is(read.question, code.text));
    }
    OK(o, "anna", "show", "{'code': '%s'}", code.text);
    assert_int_equal(int_at(o->reply, "answers"), 12);
}

/* Only the first answer, and the first after there was none any more, has to close it. */
TEST(a_question_that_lost_its_answer_is_answered_by_the_next)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    struct word_text first = office_answer(o, "bram", code.text, "De mentor.");

    OK(o, "daan", "theme/regie/list", "{'open': true}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "bram", "retract", "{'code': '%s'}", first.text);
    OK(o, "daan", "theme/regie/list", "{'open': true}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    office_answer(o, "eva", code.text, "De intern begeleider.");
    OK(o, "daan", "theme/regie/list", "{'open': true}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM ladder"), 0);
}

TEST(a_number_of_an_answer_is_never_given_out_again)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    struct word_text first = office_answer(o, "bram", code.text, "Antwoord");

    OK(o, "bram", "retract", "{'code': '%s'}", first.text);
    assert_int_equal(code_read(span_of(office_answer(o, "eva", code.text, "Ander").text)).number, 2);
}

TEST(an_answer_is_told_to_the_theme_and_to_the_asker)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    OK(o, "eva", "answer", "{'to': '%s', 'text': 'De regisseur.'}", code.text);
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(o->heard[0].topic.text, topic_theme_event(span_of("regie")).text);
    assert_string_equal(o->heard[1].topic.text, topic_member_event(span_of("anna")).text);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(text_at(o->heard[i].body, "event"), "answer");
        assert_string_equal(text_at(o->heard[i].body, "to"), code.text);
        assert_string_equal(text_at(o->heard[i].body, "team"), "rijswijk");
    }
}

TEST(nobody_is_told_personally_of_what_they_did)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    office_answer(o, "anna", code.text, "Zelf gevonden");
    assert_int_equal(o->heard_count, 1);
}

TEST(who_left_the_team_or_was_shut_out_is_told_nothing)
{
    struct office *o = *state;
    struct word_text left = office_ask(o, "carla", "team/delft/ask", "Vraag");
    struct word_text out = office_ask(o, "eva", "theme/regie/ask", "Vraag");

    OK(o, "beheer", "member-set", "{'member': 'carla', 'teams': ['rijswijk']}");
    OK(o, "beheer", "member-disable", "{'member': 'eva'}");
    office_answer(o, "bram", left.text, "Antwoord");
    assert_int_equal(o->heard_count, 1);
    assert_string_equal(o->heard[0].topic.text, topic_team_event(span_of("delft")).text);
    office_answer(o, "bram", out.text, "Antwoord");
    assert_int_equal(o->heard_count, 1);
    assert_int_equal(office_number(o, "SELECT count(*) FROM event_to"), 0);
}

TEST(an_answer_in_a_team_stays_in_that_team)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "team/delft/ask", "Vraag");
    struct word_text answer = office_answer(o, "fatima", code.text, "Antwoord"); /* who is in two teams */

    assert_string_equal(o->heard[0].topic.text, topic_team_event(span_of("delft")).text);
    assert_true(is_at(o->heard[0].body, "private"));
    NO("not_found", "code", o, "eva", "show", "{'code': '%s'}", answer.text);
}

TEST(who_answers_is_told_whether_every_member_may_read_it)
{
    struct office *o = *state;
    struct word_text open = office_ask(o, "anna", "theme/regie/ask", "Vraag"),
                     own = office_ask(o, "anna", "team/delft/ask", "Onze vraag");

    OK(o, "bram", "answer", "{'to': '%s', 'text': 'Antwoord'}", open.text);
    assert_true(is_at(o->reply, "everybody"));
    OK(o, "fatima", "answer", "{'to': '%s', 'text': 'Ander antwoord'}", own.text);
    assert_false(is_at(o->reply, "everybody"));
}

TEST(only_a_question_can_be_answered)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    struct word_text answer = office_answer(o, "bram", code.text, "Antwoord");

    NO("bad_request", "to", o, "eva", "answer", "{'to': '%s', 'text': 'x'}", answer.text);
}

TEST(an_answer_has_at_most_five_sources_on_the_web)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

#define SOURCE "{'title': 'Jeugdwet', 'url': 'https://wetten.overheid.nl'}"
    OK(o, "bram", "answer",
       "{'to': '%s', 'text': 'x', 'sources': [" SOURCE "," SOURCE "," SOURCE "," SOURCE "," SOURCE "]}", code.text);
    NO("too_long", "sources", o, "bram", "answer",
       "{'to': '%s', 'text': 'x', 'sources': [" SOURCE "," SOURCE "," SOURCE "," SOURCE "," SOURCE "," SOURCE "]}",
       code.text);
    NO("bad_request", "url", o, "bram", "answer",
       "{'to': '%s', 'text': 'x', 'sources': [{'title': 'x', 'url': 'javascript:alert(1)'}]}", code.text);
    NO("bad_request", "url", o, "bram", "answer",
       "{'to': '%s', 'text': 'x', 'sources': [{'title': 'x', 'url': 'HTTPS-is-no-scheme'}]}", code.text);
    OK(o, "anna", "show", "{'code': '%s'}", code.text);
    assert_int_equal(count_at(o->reply, "sources"), 5);
    assert_string_equal(text_at(o->reply, "sources.4.url"), "https://wetten.overheid.nl");
    assert_int_equal(count_at(o->reply, "items"), 1);
}

/* ---- resolve ---- */

TEST(the_asker_marks_a_question_answered_and_opens_it_again)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    office_answer(o, "bram", code.text, "Een");
    office_answer(o, "eva", code.text, "Twee");
    OK(o, "anna", "resolve", "{'code': '%s', 'answer': 2}", code.text);
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(text_at(o->heard[0].body, "event"), "resolved");
    assert_true(is_at(o->heard[0].body, "resolved"));
    assert_int_equal(int_at(o->heard[0].body, "answer"), 2);
    assert_string_equal(o->heard[1].topic.text, topic_member_event(span_of("eva")).text);
    OK(o, "bram", "show", "{'code': '%s'}", code.text);
    assert_true(is_at(o->reply, "resolved"));
    assert_string_equal(text_at(o->reply, "items.0.text"), "Twee");
    assert_string_equal(text_at(o->reply, "items.1.text"), "Een");
    OK(o, "anna", "resolve", "{'code': '%s', 'open': true}", code.text);
    assert_false(is_at(o->heard[0].body, "resolved"));
    assert_false(has_at(o->heard[0].body, "answer"));
    OK(o, "anna", "resolve", "{'code': '%s'}", code.text); /* also without an answer in particular */
    assert_true(is_at(o->heard[0].body, "resolved"));
}

TEST(only_the_asker_resolves_and_only_a_question)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    struct word_text answer = office_answer(o, "bram", code.text, "Antwoord");

    NO("forbidden", "code", o, "bram", "resolve", "{'code': '%s'}", code.text);
    NO("bad_request", "code", o, "bram", "resolve", "{'code': '%s'}", answer.text);
    NO("bad_request", "answer", o, "anna", "resolve", "{'code': '%s', 'answer': 1, 'open': true}", code.text);
    NO("not_found", "answer", o, "anna", "resolve", "{'code': '%s', 'answer': 2}", code.text);
    OK(o, "bram", "retract", "{'code': '%s'}", answer.text);
    NO("not_found", "answer", o, "anna", "resolve", "{'code': '%s', 'answer': 1}", code.text);
}

#define CALL "bel 06-12345678"

/* Others are in the tests of their own verbs. */
TEST(what_points_at_a_client_is_refused_whichever_verb_brings_it)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    struct word_text hidden = office_ask(o, "anna", "theme/regie/ask", "Wie belt de huisarts?");

    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie durft?', 'anonymous': true}");
    struct word_text anonymous = office_word(o, "code");
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'Te grof'}", hidden.text);
    const struct {
        const char *who, *verb, *field, *key, *value, *json;
    } rows[] = {
        { "bram", "answer", "text", "to", code.text, "'text': '" CALL "'" },
        { "bram", "answer", "sources", "to", code.text,
          "'text': 'x', 'sources': [{'title': '" CALL "', 'url': 'https://x.nl'}]" },
        { "anna", "edit", "title", "code", code.text, "'title': '" CALL "', 'base': 1" },
        { "anna", "appeal", "text", "code", hidden.text, "'text': '" CALL "'" },
        { "toezicht", "redact", "title", "code", code.text, "'title': '" CALL "', 'base': 1, 'reason': 'x'" },
        { "toezicht", "open-anonymous", "reason", "code", anonymous.text, "'reason': '" CALL "'" },
        { "bram", "theme/wacht/tip", "text", "text", CALL, "'works': true" },
        { "anna", "team/delft/notice", "text", "text", CALL, "'until_at': 1653040000000" },
        { "anna", "waitlist-set", "note", "note", CALL, "'municipality': 'delft', 'care': 'ggz', 'weeks': 9" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        NO("identifying", rows[i].field, o, rows[i].who, rows[i].verb, "{'%s': '%s', %s}", rows[i].key, rows[i].value,
           rows[i].json);
    assert_int_equal(office_number(o, "SELECT count(*) FROM post WHERE text LIKE '%%06-12%%'"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(a_question_is_told_to_its_theme),
        OFFICE_TEST(a_question_of_a_team_is_told_to_that_team_alone),
        OFFICE_TEST(the_theme_is_said_once),
        OFFICE_TEST(a_title_has_one_to_110_characters),
        OFFICE_TEST(what_points_at_a_client_is_refused_and_kept_nowhere),
        OFFICE_TEST(codes_grow_when_the_space_fills),
        OFFICE_TEST(an_anonymous_question_hides_its_author_from_others),
        OFFICE_TEST(answers_are_numbered_as_they_come),
        OFFICE_TEST(a_question_that_lost_its_answer_is_answered_by_the_next),
        OFFICE_TEST(a_number_of_an_answer_is_never_given_out_again),
        OFFICE_TEST(an_answer_is_told_to_the_theme_and_to_the_asker),
        OFFICE_TEST(nobody_is_told_personally_of_what_they_did),
        OFFICE_TEST(who_left_the_team_or_was_shut_out_is_told_nothing),
        OFFICE_TEST(an_answer_in_a_team_stays_in_that_team),
        OFFICE_TEST(who_answers_is_told_whether_every_member_may_read_it),
        OFFICE_TEST(only_a_question_can_be_answered),
        OFFICE_TEST(an_answer_has_at_most_five_sources_on_the_web),
        OFFICE_TEST(the_asker_marks_a_question_answered_and_opens_it_again),
        OFFICE_TEST(only_the_asker_resolves_and_only_a_question),
        OFFICE_TEST(what_points_at_a_client_is_refused_whichever_verb_brings_it),
    };

    return TEST_RUN(tests);
}
