/* Signals for the policy table: what it reads, what it never reads, and that its answer comes back to each. */
#include "tests/daemon/office.h"

#include "daemon/digest/content.h"

/* A third and a fourth team, of gijs and of redactie. */
static int setup(void **state)
{
    int failed = office_setup(state);

    office_sql(*state, "INSERT INTO team (id, slug, name) VALUES (11, 'wassenaar', 'Team Wassenaar'),"
                       " (12, 'leiden', 'Team Leiden')");
    office_sql(*state, "INSERT INTO membership SELECT id, 11 FROM member WHERE name = 'gijs'");
    office_sql(*state, "INSERT INTO membership SELECT id, 12 FROM member WHERE name = 'redactie'");
    return failed;
}

#define SIGNAL_TEST(name) cmocka_unit_test_setup_teardown(name, setup, office_teardown)

static void raise(struct office *o, const char *who, const char *text, bool quote)
{
    OK(o, who, "signal", "{'text': '%s', 'theme': 'wacht', 'quote': %s}", text, quote ? "true" : "false");
}

static size_t notes(struct office *o)
{
    OK(o, "redactie", "signal-list", "{}");
    return count_at(o->reply, "items");
}

/* By anna, eva and gijs, of three teams. */
static void three_teams(struct office *o)
{
    raise(o, "anna", "De wachttijd is langer dan een jaar.", true);
    raise(o, "eva", "Gezinnen horen niets.", false);
    raise(o, "gijs", "Bellen helpt niet.", true);
}

/* The digest of a member over everything until now. */
static struct msg_digest_is digest_of(struct office *o, const char *who, int64_t first, int64_t last)
{
    struct msg_digest_is out;
    struct digest digest = { .day = span_of("2022-05-20"), .first_seq = first, .last_seq = last, .made_at = o->now_ms };

    digest.member = office_number(o, "SELECT id FROM member WHERE name = '%s'", who);
    arena_reset(&o->arena);
    assert_int_equal(content_make(o->reader, &digest, &o->arena, &out), 0);
    return out;
}

TEST(a_signal_has_a_code_and_nobody_else_hears_of_it)
{
    struct office *o = *state;

    raise(o, "anna", "De wachttijd is langer dan een jaar.", true);
    assert_string_equal(text_at(o->reply, "code"), "S1");
    assert_false(has_at(o->reply, "seq"));
    assert_int_equal(o->heard_count, 0);
    NO("not_found", "code", o, "redactie", "show", "{'code': 'S1'}");
    raise(o, "eva", "Nog een.", false);
    assert_string_equal(text_at(o->reply, "code"), "S2");
}

TEST(a_signal_names_a_thing_one_may_see_or_has_a_text_and_a_theme)
{
    struct office *o = *state;
    struct word_text open = office_ask(o, "anna", "theme/wacht/ask", "Wie belt er?");
    struct word_text other = office_ask(o, "eva", "team/rijswijk/ask", "Wie belt er?");

    OK(o, "anna", "signal", "{'code': '%s'}", open.text);
    OK(o, "bram", "signal", "{'code': '%s', 'text': 'Bij ons ook.'}", open.text);
    NO("not_found", "code", o, "anna", "signal", "{'code': '%s'}", other.text);
    NO("bad_request", "text", o, "anna", "signal", "{'theme': 'wacht'}");
    NO("bad_request", "theme", o, "anna", "signal", "{'text': 'Zo.'}");
    NO("bad_request", "theme", o, "anna", "signal", "{'code': '%s', 'theme': 'regie'}", open.text);
    NO("not_found", "theme", o, "anna", "signal", "{'text': 'Zo.', 'theme': 'oud'}");
    NO("identifying", "text", o, "anna", "signal", "{'text': 'Bel 06-12345678.', 'theme': 'wacht'}");
    NO("conflict", "code", o, "anna", "signal", "{'code': '%s'}", open.text);
}

/* A table that meets next month is no place to wait for. */
TEST(who_raises_somebody_in_danger_reads_where_there_is_help_now)
{
    struct office *o = *state;

    OK(o, "anna", "signal", "{'text': 'Jongeren die dood willen wachten een half jaar.', 'theme': 'wacht'}");
    assert_string_equal(text_at(o->reply, "help.0"), "113");
    OK(o, "anna", "signal", "{'text': 'Overal een ander formulier.', 'theme': 'wacht'}");
    assert_false(has_at(o->reply, "help"));
}

TEST(two_teams_make_no_note_three_do)
{
    struct office *o = *state;

    raise(o, "anna", "Een.", false);
    raise(o, "bram", "Van hetzelfde team.", false);
    raise(o, "eva", "Twee.", false);
    raise(o, "beheer", "Van geen team.", false);
    assert_int_equal(notes(o), 0);
    assert_int_equal(count_at(o->reply, "quotes"), 0);
    raise(o, "gijs", "Drie.", false);
    assert_int_equal(notes(o), 1);
    assert_string_equal(text_at(o->reply, "items.0.theme_name"), "Wachtlijst");
    assert_int_equal(int_at(o->reply, "items.0.signals"), 5);
    assert_int_equal(int_at(o->reply, "items.0.teams"), 3);
    OK(o, "redactie", "signal-list", "{'theme': 'regie'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(the_threshold_is_a_setting)
{
    struct office *o = *state;

    o->settings.signal_teams = 2;
    raise(o, "anna", "Een.", false);
    assert_int_equal(notes(o), 0);
    raise(o, "eva", "Twee.", false);
    assert_int_equal(notes(o), 1);
}

TEST(a_note_has_quotes_by_consent_only_and_no_names)
{
    struct office *o = *state;
    struct word_text own = office_ask(o, "anna", "theme/wacht/ask", "Wie belt er?");

    three_teams(o);
    OK(o, "anna", "signal", "{'code': '%s', 'quote': true}", own.text); /* her own words */
    OK(o, "bram", "signal", "{'code': '%s', 'quote': true}", own.text); /* not his to give away */
    assert_int_equal(notes(o), 1);
    assert_int_equal(count_at(o->reply, "quotes"), 3);
    assert_string_equal(text_at(o->reply, "quotes.0.text"), "Bellen helpt niet.");
    assert_string_equal(text_at(o->reply, "quotes.1.text"), "De wachttijd is langer dan een jaar.");
    assert_string_equal(text_at(o->reply, "quotes.2.text"), "Wie belt er?");
    char *text = json_dumps(o->reply, 0);
    static const char *const nowhere[] = { "anna", "Anna", "gijs", "Gijs", "delft", "Delft", "horen niets" };
    for (size_t i = 0; i < sizeof nowhere / sizeof nowhere[0]; i++)
        assert_null(strstr(text, nowhere[i]));
    free(text);

    OK(o, "anna", "retract", "{'code': '%s'}", own.text); /* what is withdrawn is quoted nowhere */
    notes(o);
    assert_int_equal(count_at(o->reply, "quotes"), 2);
}

TEST(notes_and_answers_are_for_editors_and_administrators)
{
    struct office *o = *state;

    three_teams(o);
    OK(o, "beheer", "signal-list", "{}");
    NO("forbidden", NULL, o, "anna", "signal-list", "{}");
    NO("forbidden", NULL, o, "toezicht", "signal-list", "{}");
    NO("forbidden", NULL, o, "anna", "signal-answer", "{'theme': 'wacht', 'text': 'Ja.'}");
    NO("forbidden", NULL, o, "toezicht", "signal-answer", "{'theme': 'wacht', 'text': 'Ja.'}");
}

TEST(the_answer_comes_back_to_each_who_raised_it_and_to_nobody_else)
{
    struct office *o = *state;

    three_teams(o);
    raise(o, "anna", "Nog iets.", false);
    NO("identifying", "text", o, "redactie", "signal-answer", "{'theme': 'wacht', 'text': 'Bel 06-12345678.'}");
    OK(o, "redactie", "signal-answer", "{'theme': 'wacht', 'text': 'Er komen twintig plaatsen bij.'}");
    assert_int_equal(o->heard_count, 3);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/out/anna/event");
    assert_string_equal(o->heard[1].topic.text, "vakwerk/1/out/eva/event");
    assert_string_equal(o->heard[2].topic.text, "vakwerk/1/out/gijs/event");
    assert_string_equal(text_at(o->heard[2].body, "event"), "signal");
    assert_string_equal(text_at(o->heard[2].body, "text"), "Er komen twintig plaatsen bij.");
    assert_int_equal(notes(o), 0); /* closed */

    OK(o, "gijs", "sync", "{'since': 0}");
    assert_int_equal(count_at(o->reply, "events"), 1);
    OK(o, "bram", "sync", "{'since': 0}");
    assert_int_equal(count_at(o->reply, "events"), 0);
    OK(o, "redactie", "sync", "{'since': 0}");
    assert_int_equal(count_at(o->reply, "events"), 0);
}

/* What only some are told leaves no gap for the others. */
TEST(the_next_event_of_the_theme_follows_the_one_before_it)
{
    struct office *o = *state;

    office_ask(o, "anna", "theme/wacht/ask", "Eerste");
    three_teams(o);
    OK(o, "redactie", "signal-answer", "{'theme': 'wacht', 'text': 'Ja.'}");
    office_ask(o, "anna", "theme/wacht/ask", "Tweede");
    assert_int_equal(int_at(o->heard[0].body, "seq"), 3);
    assert_int_equal(int_at(o->heard[0].body, "prev"), 1);
}

TEST(there_is_no_answer_to_what_is_no_note)
{
    struct office *o = *state;

    raise(o, "anna", "Een.", false);
    NO("not_found", "theme", o, "redactie", "signal-answer", "{'theme': 'wacht', 'text': 'Ja.'}");
    struct word_text some = office_word(o, "message");
    NO("not_found", "theme", o, "redactie", "signal-answer", "{'theme': 'regie', 'text': 'Ja.'}");
    assert_string_equal(some.text, text_at(o->reply, "message"));
}

TEST(a_signal_stays_in_the_digest_until_the_table_answers)
{
    struct office *o = *state;

    three_teams(o);
    struct msg_digest_is digest = digest_of(o, "anna", 1, 0);
    assert_int_equal(digest.signals_count, 1);
    assert_true(span_is(digest.signals[0].code, "S1"));
    assert_false(digest.signals[0].has_answered_at);
    assert_true(content_is_empty(&digest)); /* by itself it is no reason to send one */
    assert_int_equal(digest_of(o, "bram", 1, 0).signals_count, 0);

    OK(o, "redactie", "signal-answer", "{'theme': 'wacht', 'text': 'Er komen plaatsen bij.'}");
    digest = digest_of(o, "anna", 1, 1);
    assert_int_equal(digest.signals_count, 1);
    assert_int_equal(digest.signals[0].answered_at, o->now_ms);
    assert_true(span_is(digest.signals[0].text, "Er komen plaatsen bij."));
    assert_false(content_is_empty(&digest));
    assert_int_equal(digest_of(o, "anna", 2, 2).signals_count, 0);

    digest = digest_of(o, "anna", 1, 0); /* one of before says what it said */
    assert_int_equal(digest.signals_count, 1);
    assert_false(digest.signals[0].has_answered_at);
}

TEST(after_an_answer_a_note_begins_anew)
{
    struct office *o = *state;

    three_teams(o);
    OK(o, "redactie", "signal-answer", "{'theme': 'wacht', 'text': 'Ja.'}");
    raise(o, "anna", "Toch niet.", false);
    raise(o, "eva", "Toch niet.", false);
    assert_int_equal(notes(o), 0);
    raise(o, "gijs", "Toch niet.", false);
    assert_int_equal(notes(o), 1);
    assert_int_equal(int_at(o->reply, "items.0.signals"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SIGNAL_TEST(a_signal_has_a_code_and_nobody_else_hears_of_it),
        SIGNAL_TEST(a_signal_names_a_thing_one_may_see_or_has_a_text_and_a_theme),
        SIGNAL_TEST(who_raises_somebody_in_danger_reads_where_there_is_help_now),
        SIGNAL_TEST(two_teams_make_no_note_three_do),
        SIGNAL_TEST(the_threshold_is_a_setting),
        SIGNAL_TEST(a_note_has_quotes_by_consent_only_and_no_names),
        SIGNAL_TEST(notes_and_answers_are_for_editors_and_administrators),
        SIGNAL_TEST(the_answer_comes_back_to_each_who_raised_it_and_to_nobody_else),
        SIGNAL_TEST(the_next_event_of_the_theme_follows_the_one_before_it),
        SIGNAL_TEST(there_is_no_answer_to_what_is_no_note),
        SIGNAL_TEST(a_signal_stays_in_the_digest_until_the_table_answers),
        SIGNAL_TEST(after_an_answer_a_note_begins_anew),
    };

    return TEST_RUN(tests);
}
