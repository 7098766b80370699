/* Numbers of events: without a gap over everything, and each topic's own chain. */
#include "tests/daemon/office.h"

#include "daemon/announce.h"

#include <stdio.h>

TEST(seq_rises_by_one_over_refused_dropped_and_repeated_requests)
{
    struct office *o = *state;
    struct id_text id = office_id(o);
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");

    assert_int_equal(int_at(o->reply, "seq"), 1);
    NO("not_found", "code", o, "anna", "thank", "{'code': '2222', 'on': true}");
    NO("bad_request", "url", o, "bram", "answer", /* dropped in the middle: the answer was in already */
       "{'to': '%s', 'text': 'De regisseur.', 'sources': [{'title': 'Wet', 'url': 'ftp://wetten.nl'}]}", code.text);
    OK(o, "bram", "answer", "{'id': '%s', 'to': '%s', 'text': 'De regisseur.'}", id.text, code.text);
    assert_int_equal(int_at(o->reply, "seq"), 2);
    OK(o, "bram", "answer", "{'id': '%s', 'to': '%s', 'text': 'De regisseur.'}", id.text, code.text);
    assert_int_equal(int_at(o->reply, "seq"), 2);
    OK(o, "bram", "seen", "{'code': '%s'}", code.text); /* nobody is told, so it has none */
    assert_false(has_at(o->reply, "seq"));
    OK(o, "carla", "thank", "{'code': '%s', 'on': true}", code.text);
    assert_int_equal(int_at(o->reply, "seq"), 3);
    assert_int_equal(office_number(o, "SELECT count(*) = max(seq) AND max(seq) = 3 FROM event"), 1);
}

TEST(an_answer_that_was_dropped_leaves_no_hole_in_the_numbers)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");

    NO("bad_request", "url", o, "bram", "answer",
       "{'to': '%s', 'text': 'De regisseur.', 'sources': [{'title': 'Wet', 'url': 'ftp://wetten.nl'}]}", code.text);
    struct word_text answer = office_answer(o, "bram", code.text, "De regisseur.");
    assert_string_equal(answer.text + strlen(code.text), ".1");
}

TEST(prev_is_the_seq_before_it_on_the_same_topic)
{
    struct office *o = *state;
    static const struct {
        const char *who, *where;
        int64_t prev;
    } steps[] = {
        { "anna", "theme/regie/ask", 0 }, { "anna", "theme/wacht/ask", 0 },  { "anna", "team/delft/ask", 0 },
        { "bram", "theme/regie/ask", 1 }, { "eva", "team/rijswijk/ask", 0 }, { "anna", "theme/regie/ask", 4 },
        { "daan", "team/delft/ask", 3 },  { "eva", "theme/wacht/ask", 2 },   { "fatima", "team/rijswijk/ask", 5 },
    };

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        office_ask(o, steps[i].who, steps[i].where, "Wie belt de school?");
        assert_int_equal(o->heard_count, 1);
        assert_int_equal(int_at(o->heard[0].body, "seq"), i + 1);
        assert_int_equal(int_at(o->heard[0].body, "prev"), steps[i].prev);
    }
}

/* A question in a team names a theme too, but it is no event of that theme. */
TEST(what_happens_in_a_team_is_not_in_the_chain_of_its_theme)
{
    struct office *o = *state;

    office_ask(o, "anna", "theme/regie/ask", "Eerste");
    office_ask(o, "anna", "team/delft/ask", "Tweede"); /* theme regie */
    office_ask(o, "anna", "theme/regie/ask", "Derde");
    assert_int_equal(int_at(o->heard[0].body, "prev"), 1);
}

TEST(a_member_has_a_chain_of_their_own)
{
    struct office *o = *state;
    struct word_text one = office_ask(o, "anna", "theme/regie/ask", "Eerste");
    struct word_text two = office_ask(o, "anna", "theme/wacht/ask", "Tweede");

    office_answer(o, "bram", one.text, "Antwoord");
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(o->heard[0].topic.text, topic_theme_event(span_of("regie")).text);
    assert_string_equal(o->heard[1].topic.text, topic_member_event(span_of("anna")).text);
    assert_int_equal(int_at(o->heard[0].body, "prev"), 1);
    assert_int_equal(int_at(o->heard[1].body, "prev"), 0);
    office_answer(o, "eva", two.text, "Antwoord");
    assert_int_equal(int_at(o->heard[0].body, "prev"), 2);
    assert_int_equal(int_at(o->heard[1].body, "prev"), 3);
    assert_int_equal(int_at(o->heard[1].body, "seq"), 4);
}

/* What left is what leaves after a restart, when it is made from the database. */
static void check_told_again(struct office *o)
{
    struct event_list rows;
    struct arena arena;
    struct outbox out;
    const struct outbox_item *then = o->out.first;

    arena_init(&arena, TEST_ARENA_BYTES);
    outbox_init(&out, &arena);
    assert_int_equal(store_event_list(o->store, int_at(o->reply, "seq") - 1, 0, 10, &arena, &rows), 0);
    assert_int_equal(rows.count, 1);
    assert_int_equal(announce_event(o->store, &o->settings, &rows.rows[0], &out), 0);
    const struct outbox_item *now = out.first;
    for (; then != NULL; then = then->next) {
        if (then->seq == 0)
            continue;
        assert_non_null(now);
        assert_string_equal(then->topic.text, now->topic.text);
        assert_true(span_equal(then->payload, now->payload));
        assert_int_equal(then->seq, now->seq);
        assert_false(now->retain);
        now = now->next;
    }
    assert_null(now);
    arena_release(&arena);
}

TEST(an_event_told_again_is_the_same_event)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "team/delft/ask", "Eerste");

    office_answer(o, "bram", code.text, "Antwoord");
    check_told_again(o);
}

/* What is new is told as whoever posted it knows it: with every name that the database would give. */
TEST(whatever_is_asked_and_answered_is_told_again_as_it_was)
{
    static const struct {
        const char *who, *where, *what;
    } asked[] = {
        { "anna", "theme/regie/ask", "{'title': 'Een'}" },
        { "bram", "theme/wacht/ask", "{'title': 'Twee', 'text': 'Wat nu?', 'no_kiosk': true}" },
        { "eva", "theme/regie/ask", "{'title': 'Drie', 'anonymous': true}" },
        { "gijs", "theme/regie/ask", "{'title': 'Vier'}" }, /* of no team */
        { "fatima", "theme/regie/ask", "{'title': 'Hij wil zelfmoord plegen'}" },
        { "bram", "team/delft/ask", "{'title': 'Zes', 'theme': 'regie'}" },
        { "anna", "team/delft/ask", "{'title': 'Zeven', 'theme': 'wacht', 'anonymous': true}" },
        { "fatima", "team/rijswijk/ask", "{'title': 'Acht', 'theme': 'wacht'}" }, /* not her first team */
        { "fatima", "team/vliet/ask", "{'title': 'Negen', 'theme': 'regie'}" },
        { "bram", "team/vliet/ask", "{'title': 'Tien', 'theme': 'regie', 'anonymous': true}" },
    };
    struct office *o = *state;

    OK(o, "beheer", "team-add", "{'team': 'vliet', 'name': 'Jeugdhulp Vliet', 'is_organisation': true}");
    OK(o, "beheer", "team-set", "{'team': 'delft', 'organisation': 'vliet'}");
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        OK(o, asked[i].who, asked[i].where, "%s", asked[i].what);
        struct word_text code = office_word(o, "code");
        check_told_again(o);
        office_answer(o, "fatima", code.text, "Bel de wijkverpleegkundige.");
        check_told_again(o);
        OK(o, asked[i].who, "answer",
           "{'to': '%s', 'text': 'Dank voor de tip, dat hielp.', 'sources': [{'title':"
           " 'Richtlijn', 'url': 'https://example.org/'}]}",
           code.text);
        check_told_again(o);
    }
}

TEST(a_batch_that_is_lost_takes_its_numbers_with_it)
{
    struct office *o = *state;
    struct topic topic = office_topic("anna", "theme/regie/ask"),
                 response = topic_reply(span_of("anna"), span_of("pc"));
    char text[128];

    office_ask(o, "anna", "theme/regie/ask", "Eerste");
    arena_reset(&o->arena);
    assert_int_equal(store_begin(o->store), 0);
    snprintf(text, sizeof text, "{'id': '%s', 'title': 'Verloren'}", office_id(o).text);
    office_serve_in_batch(o, &(struct inbox_item){ .topic = span_of(topic.text),
                                                   .response_topic = span_of(response.text),
                                                   .payload = office_payload(o, "theme/regie/ask", text) });
    assert_int_equal(int_at(o->reply, "seq"), 2);
    store_rollback(o->store);
    office_ask(o, "anna", "theme/regie/ask", "Tweede");
    assert_int_equal(int_at(o->reply, "seq"), 2);
    assert_int_equal(int_at(o->heard[0].body, "prev"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(seq_rises_by_one_over_refused_dropped_and_repeated_requests),
        OFFICE_TEST(an_answer_that_was_dropped_leaves_no_hole_in_the_numbers),
        OFFICE_TEST(prev_is_the_seq_before_it_on_the_same_topic),
        OFFICE_TEST(what_happens_in_a_team_is_not_in_the_chain_of_its_theme),
        OFFICE_TEST(a_member_has_a_chain_of_their_own),
        OFFICE_TEST(an_event_told_again_is_the_same_event),
        OFFICE_TEST(whatever_is_asked_and_answered_is_told_again_as_it_was),
        OFFICE_TEST(a_batch_that_is_lost_takes_its_numbers_with_it),
    };

    return TEST_RUN(tests);
}
