/* show, sync, me. */
#include "tests/daemon/office.h"

#include <stdio.h>

TEST(show_gives_answers_as_they_came_and_the_chosen_one_first)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    for (int i = 1; i <= 5; i++) {
        char text[16];
        snprintf(text, sizeof text, "Antwoord %d", i);
        office_answer(o, "bram", code.text, text);
    }
    OK(o, "anna", "resolve", "{'code': '%s', 'answer': 4}", code.text);
    OK(o, "eva", "show", "{'code': '%s'}", code.text);
    static const char *const order[] = { "4", "1", "2", "3", "5" };
    assert_int_equal(count_at(o->reply, "items"), 5);
    for (int i = 0; i < 5; i++) {
        char path[32];
        snprintf(path, sizeof path, "items.%d.text", i);
        assert_string_equal(text_at(o->reply, path) + strlen("Antwoord "), order[i]);
    }
    assert_int_equal(int_at(o->reply, "answer"), 4);
    assert_string_equal(text_at(o->reply, "items.0.author"), "bram");
}

TEST(show_reads_an_answer_and_a_tip_too)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    struct word_text answer = office_answer(o, "bram", code.text, "Antwoord");

    OK(o, "eva", "show", "{'code': '%s'}", answer.text);
    assert_string_equal(text_at(o->reply, "kind"), "answer");
    assert_string_equal(text_at(o->reply, "to"), code.text);
    assert_int_equal(count_at(o->reply, "items"), 0);
    NO("not_found", "code", o, "eva", "show", "{'code': '%s.2'}", code.text);
    NO("not_found", "code", o, "eva", "show", "{'code': 'T7'}");
}

/* 2000 characters of four bytes each, in more answers than a reply holds. */
TEST(show_stops_before_a_reply_grows_too_large)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");
    char text[8001] = "";

    for (size_t i = 0; i < 2000; i++)
        memcpy(text + 4 * i, "\xf0\x9f\x98\x80", 4);
    for (int i = 0; i < 40; i++)
        office_answer(o, "bram", code.text, text);
    OK(o, "eva", "show", "{'code': '%s'}", code.text);
    assert_int_equal(int_at(o->reply, "answers"), 40);
    assert_in_range(count_at(o->reply, "items"), 12, 25);
    assert_true(o->item->payload.len < 200000);
}

TEST(many_short_answers_with_sources_are_shown_or_refused_by_name)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    office_sql(o,
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
               " INSERT INTO post (kind, code, question, number, author, theme, text, posted_at) SELECT 2, '%s.' || i,"
               " 1, i, 1 + i %% 7, 1, 'Antwoord', i FROM n",
               code.text);
    office_sql(o, "INSERT INTO source (post, number, title, url) SELECT id, 1, printf('%%.110c', 'x'), 'https://' ||"
                  " printf('%%.292c', 'y') FROM post WHERE kind = 2");
    if (!office_say(o, "eva", "show", "{'code': '%s'}", code.text))
        assert_string_equal(text_at(o->reply, "error"), "too_big");
    assert_true(o->item->payload.len <= 200 * 1024);
    assert_true(is_at(o->reply, "ok"));
}

/* ---- sync ---- */

TEST(sync_gives_in_order_what_the_member_may_see)
{
    struct office *o = *state;

    office_ask(o, "anna", "theme/regie/ask", "Eerste");
    office_ask(o, "anna", "team/delft/ask", "Tweede");
    office_ask(o, "eva", "team/rijswijk/ask", "Derde");
    office_ask(o, "eva", "theme/wacht/ask", "Vierde");
    static const struct {
        const char *who;
        int count;
        int64_t seqs[4];
    } rows[] = { { "anna", 3, { 1, 2, 4 } },
                 { "eva", 3, { 1, 3, 4 } },
                 { "fatima", 4, { 1, 2, 3, 4 } },
                 { "gijs", 2, { 1, 4 } },
                 { "beheer", 2, { 1, 4 } } };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        OK(o, rows[i].who, "sync", "{'since': 0}");
        assert_int_equal(count_at(o->reply, "events"), rows[i].count);
        for (int j = 0; j < rows[i].count; j++) {
            char path[32];
            snprintf(path, sizeof path, "events.%d.seq", j);
            assert_int_equal(int_at(o->reply, path), rows[i].seqs[j]);
        }
        assert_int_equal(int_at(o->reply, "next"), 4);
        assert_false(is_at(o->reply, "more"));
    }
}

TEST(sync_goes_on_where_it_stopped)
{
    struct office *o = *state;
    int64_t since = 0;
    int seen = 0;
    bool more = true;

    for (int i = 0; i < 25; i++)
        office_ask(o, "anna", i % 2 == 0 ? "theme/regie/ask" : "team/delft/ask", "Vraag");
    while (more) {
        OK(o, "eva", "sync", "{'since': %lld, 'limit': 4}", (long long)since);
        for (size_t i = 0; i < count_at(o->reply, "events"); i++) {
            char path[32];
            snprintf(path, sizeof path, "events.%zu.seq", i);
            assert_int_equal(int_at(o->reply, path), 1 + 2 * seen++);
        }
        since = int_at(o->reply, "next");
        more = is_at(o->reply, "more");
        assert_int_equal(more, seen < 13);
    }
    assert_int_equal(seen, 13);
    OK(o, "eva", "sync", "{'since': %lld}", (long long)since);
    assert_int_equal(count_at(o->reply, "events"), 0);
    assert_int_equal(int_at(o->reply, "next"), since);
}

TEST(an_event_of_a_sync_is_the_event_that_was_told)
{
    struct office *o = *state;

    office_ask(o, "anna", "theme/regie/ask", "Eerste");
    office_ask(o, "anna", "theme/regie/ask", "Tweede");
    json_t *told = json_deep_copy(o->heard[0].body);
    OK(o, "eva", "sync", "{'since': 1}");
    assert_true(json_equal(told, json_at(o->reply, "events.0")));
    json_decref(told);
}

TEST(a_sync_of_long_texts_says_that_there_is_more)
{
    struct office *o = *state;
    char text[8001] = "";

    for (size_t i = 0; i < 2000; i++)
        memcpy(text + 4 * i, "\xf0\x9f\x98\x80", 4);
    for (int i = 0; i < 30; i++)
        OK(o, "anna", "theme/regie/ask", "{'title': 'Vraag', 'text': '%s'}", text);
    OK(o, "eva", "sync", "{'since': 0, 'limit': 500}");
    size_t count = count_at(o->reply, "events");
    assert_in_range(count, 10, 29);
    assert_true(is_at(o->reply, "more"));
    assert_int_equal(int_at(o->reply, "next"), count);
    OK(o, "eva", "sync", "{'since': %zu, 'limit': 500}", count);
    assert_int_equal(count_at(o->reply, "events"), 30 - count);
    assert_false(is_at(o->reply, "more"));
}

/* ---- me ---- */

TEST(me_tells_who_one_is)
{
    struct office *o = *state;

    office_ask(o, "anna", "theme/regie/ask", "Vraag");
    OK(o, "bram", "me", "{}");
    assert_string_equal(text_at(o->reply, "member"), "bram");
    assert_string_equal(text_at(o->reply, "name"), "Bram van Dam");
    assert_string_equal(text_at(o->reply, "registration"), "SKJ");
    assert_string_equal(text_at(o->reply, "function"), "jeugdprofessional");
    assert_int_equal(count_at(o->reply, "roles"), 0);
    assert_int_equal(count_at(o->reply, "teams"), 1);
    assert_string_equal(text_at(o->reply, "teams.0.slug"), "delft");
    assert_int_equal(count_at(o->reply, "themes"), 2); /* without the archived one */
    assert_string_equal(text_at(o->reply, "frequency"), "never");
    assert_string_equal(text_at(o->reply, "at"), "07:00");
    assert_int_equal(int_at(o->reply, "seq"), 1);
    OK(o, "anna", "me", "{'brief': true}");
    assert_int_equal(count_at(o->reply, "themes"), 0);
    assert_int_equal(count_at(o->reply, "teams"), 1); /* without the archived one */
    OK(o, "beheer", "me", "{}");
    assert_string_equal(text_at(o->reply, "roles.0"), "administrator");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(show_gives_answers_as_they_came_and_the_chosen_one_first),
        OFFICE_TEST(show_reads_an_answer_and_a_tip_too),
        OFFICE_TEST(show_stops_before_a_reply_grows_too_large),
        OFFICE_TEST(many_short_answers_with_sources_are_shown_or_refused_by_name),
        OFFICE_TEST(sync_gives_in_order_what_the_member_may_see),
        OFFICE_TEST(sync_goes_on_where_it_stopped),
        OFFICE_TEST(an_event_of_a_sync_is_the_event_that_was_told),
        OFFICE_TEST(a_sync_of_long_texts_says_that_there_is_more),
        OFFICE_TEST(me_tells_who_one_is),
    };

    return TEST_RUN(tests);
}
