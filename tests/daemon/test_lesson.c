/* From answers to a lesson, from lessons to a guide: who may, who reads it second, and what never gets out. */
#include "tests/daemon/office.h"

#include <stdio.h>

/* A second editor, in delft; redactie is in no team. */
static int setup(void **state)
{
    int failed = office_setup(state);

    office_sql(*state, "UPDATE member SET roles = roles | 1 WHERE name IN ('anna', 'fatima')");
    return failed;
}

#define LESSON_TEST(name) cmocka_unit_test_setup_teardown(name, setup, office_teardown)

struct made {
    struct word_text question, code;
};

/* By redactie, of a question of carla that daan answered; published says whether anna read it. */
static struct made make(struct office *o, bool published)
{
    struct made made = { .question = office_ask(o, "carla", "theme/wacht/ask", "Wie houdt contact met het gezin?") };

    office_answer(o, "daan", made.question.text, "Bel elke week op dezelfde dag.");
    OK(o, "redactie", "lesson",
       "{'made_from': ['%s'], 'title': 'Wachten is geen stilstand', 'text': 'Bel elke week.', 'when': 'Bij lang "
       "wachten.',"
       " 'when_not': 'Als het gezin dat niet wil.', 'sources': [{'title': 'Richtlijn', 'url': "
       "'https://example.nl/r'}]}",
       made.question.text);
    made.code = office_word(o, "code");
    if (published)
        OK(o, "anna", "lesson", "{'action': 'publish', 'code': '%s'}", made.code.text);
    return made;
}

/* ---- a draft ---- */

TEST(a_draft_has_a_code_and_only_editors_see_it)
{
    struct office *o = *state;
    struct made made = make(o, false);

    assert_string_equal(made.code.text, "L1");
    assert_int_equal(o->heard_count, 0);
    OK(o, "anna", "show", "{'code': 'L1'}");
    assert_string_equal(text_at(o->reply, "kind"), "lesson");
    assert_string_equal(text_at(o->reply, "state"), "draft");
    assert_false(has_at(o->reply, "title"));
    assert_string_equal(text_at(o->reply, "drafts.0.title"), "Wachten is geen stilstand");
    assert_string_equal(text_at(o->reply, "drafts.0.when_not"), "Als het gezin dat niet wil.");
    assert_string_equal(text_at(o->reply, "draft_sources.0.title"), "Richtlijn");
    NO("not_found", "code", o, "carla", "show", "{'code': 'L1'}");
    OK(o, "carla", "list", "{'kind': 'lesson'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "carla", "list", "{'kind': 'lesson', 'drafts': true}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "anna", "list", "{'kind': 'lesson', 'drafts': true}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.title"), "Wachten is geen stilstand");
    OK(o, "carla", "show", "{'code': '%s'}", made.question.text);
    assert_int_equal(count_at(o->reply, "links"), 0);
    OK(o, "carla", "sync", "{'since': 2}");
    assert_int_equal(count_at(o->reply, "events"), 0);
}

TEST(the_basis_has_the_best_answers_and_nobodys_name)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "carla", "theme/wacht/ask", "Wie houdt contact?");
    struct word_text thanked, endorsed;

    office_answer(o, "daan", code.text, "Niemand let erop.");
    thanked = office_answer(o, "daan", code.text, "Bel elke week.");
    endorsed = office_answer(o, "eva", code.text, "Geef een vast gezicht.");
    OK(o, "anna", "thank", "{'code': '%s', 'on': true}", thanked.text);
    OK(o, "bram", "endorse", "{'code': '%s'}", endorsed.text);
    OK(o, "redactie", "lesson-basis", "{'codes': ['%s']}", code.text);
    assert_string_equal(text_at(o->reply, "title"), "Wie houdt contact?");
    assert_string_equal(text_at(o->reply, "theme"), "wacht");
    assert_int_equal(int_at(o->reply, "answers"), 3);
    assert_string_equal(text_at(o->reply, "items.0.code"), endorsed.text);
    assert_int_equal(int_at(o->reply, "items.0.endorsed"), 1);
    assert_string_equal(text_at(o->reply, "items.1.code"), thanked.text);
    char *text = json_dumps(o->reply, 0);
    static const char *const nowhere[] = { "daan", "Daan", "eva", "Eva", "carla", "Carla", "Delft", "Rijswijk" };
    for (size_t i = 0; i < sizeof nowhere / sizeof nowhere[0]; i++)
        assert_null(strstr(text, nowhere[i]));
    free(text);
    OK(o, "eva", "retract", "{'code': '%s'}", endorsed.text);
    OK(o, "redactie", "lesson-basis", "{'codes': ['%s']}", code.text);
    assert_int_equal(count_at(o->reply, "items"), 2);
    NO("bad_request", "codes", o, "redactie", "lesson-basis", "{'codes': []}");
}

TEST(a_draft_without_what_it_needs_is_refused_by_name)
{
    struct office *o = *state;
    struct made made = make(o, true);

    NO("bad_request", "made_from", o, "redactie", "lesson", "{'title': 'Les', 'text': 'Dit.'}");
    NO("bad_request", "title", o, "redactie", "lesson", "{'made_from': ['%s'], 'text': 'Dit.'}", made.question.text);
    NO("bad_request", "text", o, "redactie", "lesson", "{'made_from': ['%s'], 'title': 'Les'}", made.question.text);
    NO("bad_request", "made_from", o, "redactie", "lesson", "{'made_from': ['L1'], 'title': 'Les', 'text': 'Dit.'}");
    NO("not_found", "code", o, "redactie", "lesson", "{'made_from': ['2222'], 'title': 'Les', 'text': 'Dit.'}");
    NO("bad_request", "url", o, "redactie", "lesson",
       "{'made_from': ['%s'], 'title': 'Les', 'text': 'Dit.', 'sources': [{'title': 'x', 'url': 'ftp://a.nl/'}]}",
       made.question.text);
    NO("bad_request", "action", o, "redactie", "lesson", "{'action': 'verf', 'code': 'L1'}");
    NO("bad_request", "code", o, "redactie", "lesson", "{'action': 'publish'}");
    NO("bad_request", "code", o, "redactie", "guide", "{'action': 'publish', 'code': 'L1'}");
    NO("bad_request", "base", o, "redactie", "lesson", "{'action': 'edit', 'code': 'L1', 'text': 'Dat.'}");
}

TEST(what_points_at_a_client_or_names_a_colleague_stays_out)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "carla", "theme/wacht/ask", "Wie houdt contact?");

    office_answer(o, "daan", code.text, "Bel elke week.");
    NO("identifying", "text", o, "redactie", "lesson",
       "{'made_from': ['%s'], 'title': 'Les', 'text': 'Bel 06-12345678.'}", code.text);
    NO("identifying", "when", o, "redactie", "lesson",
       "{'made_from': ['%s'], 'title': 'Les', 'text': 'Dit.', 'when': 'Mail naar jan@voorbeeld.nl.'}", code.text);
    NO("identifying", "text", o, "redactie", "lesson",
       "{'made_from': ['%s'], 'title': 'Les', 'text': 'Zoals daan van dam zegt: bel.', 'checked': true}", code.text);
    NO("identifying", "when_not", o, "redactie", "lesson",
       "{'made_from': ['%s'], 'title': 'Les', 'text': 'Bel.', 'when_not': 'Carla van Dam.', 'checked': true}",
       code.text);
}

/* Whoever reads it second looks at what was learned; these the daemon finds, wherever they stand and whatever is said. */
TEST(every_field_is_looked_at_also_a_sources)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "carla", "theme/wacht/ask", "Wie houdt contact?");
    static const struct {
        const char *field, *before, *after;
    } fields[] = {
        { "title", "'title': '", "', 'text': 'Bel.'" },
        { "text", "'title': 'Les', 'text': '", "'" },
        { "when", "'title': 'Les', 'text': 'Bel.', 'when': '", "'" },
        { "when_not", "'title': 'Les', 'text': 'Bel.', 'when_not': '", "'" },
        { "sources", "'title': 'Les', 'text': 'Bel.', 'sources': [{'title': '", "', 'url': 'https://a.nl/'}]" },
    };
    static const char *const texts[] = { "Bel 06-12345678.", "Naar daan van dam." };

    office_answer(o, "daan", code.text, "Bel elke week.");
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++)
            NO("identifying", fields[i].field, o, "redactie", "lesson",
               "{'made_from': ['%s'], 'checked': true, %s%s%s}", code.text, fields[i].before, texts[j],
               fields[i].after);
    NO("identifying", "sources", o, "redactie", "lesson",
       "{'made_from': ['%s'], 'title': 'Les', 'text': 'Bel.', 'sources': [{'title': 'Boek', 'url': "
       "'https://a.nl/?van=Daan van Dam'}]}",
       code.text);
    OK(o, "redactie", "list", "{'kind': 'lesson', 'drafts': true}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "redactie", "lesson",
       "{'made_from': ['%s'], 'title': 'Les', 'text': 'Bel.', 'sources': [{'title': 'Jan de Boer, Richtlijn', 'url': "
       "'https://a.nl/'}]}",
       code.text); /* who wrote a book is no client */
}

/* ---- the second reader ---- */

TEST(ones_own_draft_waits_for_a_second_reader_and_the_editors_hear_of_it)
{
    struct office *o = *state;

    make(o, false);
    OK(o, "redactie", "lesson", "{'action': 'publish', 'code': 'L1'}");
    assert_true(is_at(o->reply, "waiting"));
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/out/anna/event");
    assert_string_equal(text_at(o->heard[0].body, "event"), "lesson");
    assert_string_equal(text_at(o->heard[0].body, "state"), "reading");
    assert_false(has_at(o->heard[0].body, "title"));
    OK(o, "carla", "list", "{'kind': 'lesson'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "carla", "show", "{'code': 'L1'}"); /* to be read by whoever will read it */
    assert_string_equal(text_at(o->reply, "drafts.0.text"), "Bel elke week.");
    OK(o, "redactie", "lesson", "{'action': 'publish', 'code': 'L1'}");
    assert_true(is_at(o->reply, "waiting")); /* asking again is no reading */
}

TEST(after_another_member_read_it_its_writer_publishes_it)
{
    struct office *o = *state;

    make(o, false);
    NO("not_found", "code", o, "carla", "lesson-read", "{'code': 'L1', 'base': 1}");
    OK(o, "redactie", "lesson", "{'action': 'publish', 'code': 'L1'}");
    NO("forbidden", "code", o, "redactie", "lesson-read", "{'code': 'L1', 'base': 1}");
    NO("conflict", "base", o, "carla", "lesson-read", "{'code': 'L1', 'base': 2}");
    OK(o, "carla", "lesson-read", "{'code': 'L1', 'base': 1}");
    assert_int_equal(o->heard_count, 1);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/out/redactie/event");
    OK(o, "redactie", "lesson", "{'action': 'publish', 'code': 'L1'}");
    assert_false(is_at(o->reply, "waiting"));
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/theme/wacht/event");
    assert_string_equal(text_at(o->heard[0].body, "title"), "Wachten is geen stilstand");
    assert_int_equal(int_at(o->heard[0].body, "version"), 1);
    NO("conflict", "code", o, "carla", "lesson-read", "{'code': 'L1', 'base': 1}");
    NO("conflict", "code", o, "redactie", "lesson", "{'action': 'publish', 'code': 'L1'}");
}

TEST(a_change_must_be_read_anew)
{
    struct office *o = *state;

    make(o, false);
    OK(o, "redactie", "lesson", "{'action': 'publish', 'code': 'L1'}");
    OK(o, "carla", "lesson-read", "{'code': 'L1', 'base': 1}");
    OK(o, "redactie", "lesson", "{'action': 'edit', 'code': 'L1', 'base': 1, 'text': 'Iets anders.'}");
    OK(o, "redactie", "lesson", "{'action': 'publish', 'code': 'L1'}");
    assert_true(is_at(o->reply, "waiting"));
    NO("conflict", "base", o, "anna", "lesson", "{'action': 'edit', 'code': 'L1', 'base': 1, 'text': 'Te laat.'}");
}

TEST(who_wrote_it_first_is_no_second_reader_either)
{
    struct office *o = *state;

    make(o, false);
    OK(o, "anna", "lesson", "{'action': 'edit', 'code': 'L1', 'base': 1, 'when': 'Altijd.'}");
    OK(o, "redactie", "show", "{'code': 'L1'}");
    assert_true(is_at(o->reply, "drafts.0.mine"));
    OK(o, "redactie", "lesson", "{'action': 'publish', 'code': 'L1'}");
    assert_true(is_at(o->reply, "waiting"));
    NO("forbidden", "code", o, "redactie", "lesson-read", "{'code': 'L1', 'base': 2}");
    NO("forbidden", "code", o, "anna", "lesson-read", "{'code': 'L1', 'base': 2}");
    OK(o, "fatima", "lesson", "{'action': 'publish', 'code': 'L1'}");
    assert_false(is_at(o->reply, "waiting"));

    /* What comes next is another's text: who wrote the first may read it. */
    OK(o, "anna", "lesson", "{'action': 'edit', 'code': 'L1', 'base': 2, 'when': 'Soms.'}");
    OK(o, "redactie", "lesson", "{'action': 'publish', 'code': 'L1'}");
    assert_false(is_at(o->reply, "waiting"));
}

/* ---- what is published ---- */

TEST(a_published_lesson_is_read_by_all_and_names_nobody)
{
    struct office *o = *state;
    struct made made = make(o, true);

    OK(o, "eva", "show", "{'code': 'L1'}");
    assert_string_equal(text_at(o->reply, "text"), "Bel elke week.");
    assert_string_equal(text_at(o->reply, "when"), "Bij lang wachten.");
    assert_string_equal(text_at(o->reply, "when_not"), "Als het gezin dat niet wil.");
    assert_string_equal(text_at(o->reply, "sources.0.title"), "Richtlijn");
    assert_string_equal(text_at(o->reply, "sources.0.code"), "L1");
    assert_string_equal(text_at(o->reply, "links.0.code"), made.question.text);
    assert_false(has_at(o->reply, "author"));
    assert_false(has_at(o->reply, "team"));
    assert_false(has_at(o->reply, "state"));
    assert_int_equal(count_at(o->reply, "drafts"), 0);
    OK(o, "eva", "theme/wacht/list", "{'kind': 'lesson'}");
    assert_string_equal(text_at(o->reply, "items.0.code"), "L1");
    assert_false(has_at(o->reply, "items.0.when"));
    OK(o, "eva", "show", "{'code': '%s'}", made.question.text);
    assert_string_equal(text_at(o->reply, "links.0.code"), "L1");
    assert_string_equal(text_at(o->reply, "links.0.title"), "Wachten is geen stilstand");
}

TEST(a_link_says_that_not_everybody_may_read_it)
{
    struct office *o = *state;

    make(o, true);
    struct word_text inside = office_ask(o, "carla", "team/delft/ask", "Wie belt er hier?");
    OK(o, "anna", "guide", "{'made_from': ['L1', '%s'], 'title': 'Onze gids'}", inside.text);
    OK(o, "carla", "show", "{'code': 'L1'}");
    assert_string_equal(text_at(o->reply, "links.0.code"), "W1");
    assert_true(is_at(o->reply, "links.0.private"));
    assert_string_equal(text_at(o->reply, "links.1.kind"), "question");
    assert_false(has_at(o->reply, "links.1.private"));
    OK(o, "eva", "show", "{'code': 'L1'}");
    assert_int_equal(count_at(o->reply, "links"), 1);
}

TEST(editors_are_told_what_an_edit_begins_with)
{
    struct office *o = *state;

    make(o, true);
    OK(o, "eva", "show", "{'code': 'L1'}");
    assert_false(has_at(o->reply, "edit_base"));
    OK(o, "anna", "show", "{'code': 'L1'}");
    assert_int_equal(count_at(o->reply, "drafts"), 0);
    NO("conflict", "base", o, "anna", "lesson", "{'action': 'edit', 'code': 'L1', 'base': 0, 'text': 'Beter.'}");
    OK(o, "anna", "lesson", "{'action': 'edit', 'code': 'L1', 'base': 1, 'text': 'Beter.'}");
    OK(o, "anna", "show", "{'code': 'L1'}");
    assert_int_equal(int_at(o->reply, "edit_base"), 2);
}

TEST(while_it_is_changed_all_read_what_was_published)
{
    struct office *o = *state;

    make(o, true);
    OK(o, "redactie", "lesson", "{'action': 'edit', 'code': 'L1', 'base': 1, 'text': 'Beter.', 'when_not': ''}");
    assert_int_equal(int_at(o->reply, "revision"), 2);
    OK(o, "eva", "show", "{'code': 'L1'}");
    assert_string_equal(text_at(o->reply, "text"), "Bel elke week.");
    assert_int_equal(count_at(o->reply, "drafts"), 0);
    OK(o, "anna", "lesson", "{'action': 'publish', 'code': 'L1'}");
    OK(o, "eva", "show", "{'code': 'L1'}");
    assert_string_equal(text_at(o->reply, "text"), "Beter.");
    assert_string_equal(text_at(o->reply, "title"), "Wachten is geen stilstand");
    assert_false(has_at(o->reply, "when_not"));
    assert_int_equal(int_at(o->reply, "version"), 2);
    assert_string_equal(text_at(o->reply, "sources.0.title"), "Richtlijn"); /* kept, as nothing was said of them */
}

TEST(only_an_editor_changes_it_and_not_with_edit)
{
    struct office *o = *state;

    make(o, true);
    NO("bad_request", "code", o, "redactie", "edit", "{'code': 'L1', 'text': 'Anders.', 'base': 2}");
    NO("forbidden", NULL, o, "carla", "lesson", "{'action': 'retire', 'code': 'L1'}");
}

TEST(outdated_reaches_its_owner)
{
    struct office *o = *state;

    make(o, true);
    OK(o, "eva", "react", "{'code': 'L1', 'reaction': 'outdated'}");
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(o->heard[1].topic.text, "vakwerk/1/out/redactie/event");
    assert_string_equal(text_at(o->heard[1].body, "reaction"), "outdated");
    NO("forbidden", "code", o, "redactie", "react", "{'code': 'L1', 'reaction': 'works'}");
}

TEST(retired_it_is_found_by_its_code_alone)
{
    struct office *o = *state;
    struct made made = make(o, true);

    OK(o, "redactie", "lesson", "{'action': 'retire', 'code': 'L1'}");
    assert_string_equal(text_at(o->heard[0].body, "state"), "retired");
    OK(o, "eva", "list", "{'kind': 'lesson'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "eva", "show", "{'code': '%s'}", made.question.text);
    assert_int_equal(count_at(o->reply, "links"), 0);
    OK(o, "eva", "show", "{'code': 'L1'}");
    assert_string_equal(text_at(o->reply, "state"), "retired");
    NO("conflict", "code", o, "redactie", "lesson", "{'action': 'retire', 'code': 'L1'}");
    OK(o, "redactie", "lesson", "{'action': 'edit', 'code': 'L1', 'base': 1, 'text': 'Toch weer.'}");
    OK(o, "anna", "lesson", "{'action': 'publish', 'code': 'L1'}");
    OK(o, "eva", "list", "{'kind': 'lesson'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
}

TEST(a_draft_that_is_thrown_away_leaves_no_byte)
{
    struct office *o = *state;

    make(o, false);
    OK(o, "redactie", "lesson", "{'action': 'retire', 'code': 'L1'}");
    NO("not_found", "code", o, "redactie", "show", "{'code': 'L1'}");
    assert_int_equal(office_grep(o, "Wachten is geen stilstand"), 0);
    assert_int_equal(office_grep(o, "example.nl/r"), 0);
}

/* ---- what never gets out ---- */

TEST(what_is_private_to_a_team_stays_in_it)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "carla", "team/delft/ask", "Van delft"), lesson;

    NO("not_found", "code", o, "redactie", "lesson", "{'made_from': ['%s'], 'title': 'Les', 'text': 'Dit.'}",
       code.text);
    OK(o, "anna", "lesson", "{'made_from': ['%s'], 'title': 'Les van delft', 'text': 'Dit.', 'theme': 'wacht'}",
       code.text);
    lesson = office_word(o, "code");
    OK(o, "fatima", "lesson", "{'action': 'publish', 'code': '%s'}", lesson.text);
    assert_int_equal(o->heard_count, 1);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/team/delft/event");
    NO("not_found", "code", o, "eva", "show", "{'code': '%s'}", lesson.text);
    NO("not_found", "code", o, "redactie", "show", "{'code': '%s'}", lesson.text);
    OK(o, "eva", "list", "{'kind': 'lesson'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "bram", "list", "{'kind': 'lesson'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_true(is_at(o->reply, "items.0.private"));
}

TEST(one_private_question_makes_it_private_and_two_teams_make_none)
{
    struct office *o = *state;
    struct word_text open = office_ask(o, "carla", "theme/wacht/ask", "Open");
    struct word_text delft = office_ask(o, "carla", "team/delft/ask", "Van delft");
    struct word_text rijswijk = office_ask(o, "eva", "team/rijswijk/ask", "Van rijswijk");

    OK(o, "fatima", "lesson", "{'made_from': ['%s', '%s'], 'title': 'Les', 'text': 'Dit.'}", open.text, delft.text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM post WHERE kind = 8 AND team IS NOT NULL"), 1);
    NO("bad_request", "made_from", o, "fatima", "lesson", "{'made_from': ['%s', '%s'], 'title': 'Les', 'text': 'Dit.'}",
       delft.text, rijswijk.text);
    OK(o, "fatima", "lesson", "{'made_from': ['%s'], 'title': 'Les', 'text': 'Dit.'}", open.text);
    struct word_text lesson = office_word(o, "code");
    NO("bad_request", "made_from", o, "fatima", "lesson",
       "{'action': 'edit', 'code': '%s', 'base': 1, 'made_from': ['%s']}", lesson.text, delft.text);
}

TEST(a_link_to_what_is_private_is_for_that_team_alone)
{
    struct office *o = *state;
    struct word_text open = office_ask(o, "carla", "theme/wacht/ask", "Open");
    struct word_text delft = office_ask(o, "carla", "team/delft/ask", "Van delft");

    OK(o, "anna", "lesson", "{'made_from': ['%s', '%s'], 'title': 'Les', 'text': 'Dit.'}", open.text, delft.text);
    OK(o, "fatima", "lesson", "{'action': 'publish', 'code': 'L1'}");
    OK(o, "bram", "show", "{'code': '%s'}", open.text);
    assert_string_equal(text_at(o->reply, "links.0.code"), "L1");
    OK(o, "eva", "show", "{'code': '%s'}", open.text);
    assert_int_equal(count_at(o->reply, "links"), 0);
}

TEST(what_was_withdrawn_meanwhile_keeps_a_draft_from_being_published)
{
    struct office *o = *state;
    struct made made = make(o, false);

    OK(o, "daan", "retract", "{'code': '%s.1'}", made.question.text);
    NO("conflict", "made_from", o, "anna", "lesson", "{'action': 'publish', 'code': 'L1'}");
    OK(o, "redactie", "lesson", "{'action': 'edit', 'code': 'L1', 'base': 1, 'made_from': ['%s'], 'text': 'Zonder.'}",
       made.question.text);
    OK(o, "anna", "lesson", "{'action': 'publish', 'code': 'L1'}");
}

TEST(a_withdrawn_question_is_no_longer_linked)
{
    struct office *o = *state;
    struct made made = make(o, true);

    OK(o, "carla", "retract", "{'code': '%s'}", made.question.text);
    OK(o, "eva", "show", "{'code': 'L1'}");
    assert_int_equal(count_at(o->reply, "links"), 0);
}

TEST(a_withdrawn_lesson_leaves_no_byte)
{
    struct office *o = *state;

    make(o, true);
    OK(o, "redactie", "retract", "{'code': 'L1'}");
    NO("not_found", "code", o, "eva", "show", "{'code': 'L1'}");
    assert_int_equal(office_grep(o, "Wachten is geen stilstand"), 0);
    assert_int_equal(office_grep(o, "gezin dat niet wil"), 0);
    assert_int_equal(office_grep(o, "example.nl/r"), 0);
}

/* ---- guides ---- */

TEST(a_guide_in_development_is_known_by_its_name_and_collects_threads)
{
    struct office *o = *state;
    struct word_text question = office_ask(o, "carla", "theme/wacht/ask", "Wie houdt contact?");

    office_ask(o, "eva", "team/rijswijk/ask", "Van rijswijk");
    office_ask(o, "carla", "theme/regie/ask", "Over iets anders");
    OK(o, "redactie", "guide", "{'title': 'Wachten', 'text': 'Nog niet af.', 'theme': 'wacht'}");
    assert_string_equal(text_at(o->reply, "code"), "W1");
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/theme/wacht/event");
    assert_string_equal(text_at(o->heard[0].body, "state"), "development");
    assert_false(has_at(o->heard[0].body, "text"));
    OK(o, "eva", "list", "{'kind': 'guide'}");
    assert_string_equal(text_at(o->reply, "items.0.title"), "Wachten");
    assert_string_equal(text_at(o->reply, "items.0.state"), "development");
    OK(o, "eva", "show", "{'code': 'W1'}");
    assert_false(has_at(o->reply, "text"));
    assert_int_equal(count_at(o->reply, "drafts"), 0);
    assert_int_equal(count_at(o->reply, "links"), 1);
    assert_string_equal(text_at(o->reply, "links.0.code"), question.text);
    assert_true(is_at(o->reply, "links.0.collected"));
    assert_string_equal(text_at(o->reply, "owner_name"), "Redactie van Dam");
}

TEST(a_guide_is_made_from_lessons_has_an_owner_and_a_day_of_review)
{
    struct office *o = *state;
    struct made made = make(o, true);

    OK(o, "redactie", "guide",
       "{'made_from': ['L1'], 'title': 'Wachten', 'text': 'Alles over wachten.', 'owner': 'bram', 'review_on': "
       "'2023-05-19'}");
    OK(o, "anna", "guide", "{'action': 'publish', 'code': 'W1'}");
    assert_string_equal(text_at(o->heard[0].body, "event"), "guide");
    OK(o, "eva", "show", "{'code': 'W1'}");
    assert_string_equal(text_at(o->reply, "text"), "Alles over wachten.");
    assert_string_equal(text_at(o->reply, "owner"), "bram");
    assert_string_equal(text_at(o->reply, "review_on"), "2023-05-19");
    assert_int_equal(int_at(o->reply, "version"), 1);
    assert_int_equal(count_at(o->reply, "links"), 1);
    assert_string_equal(text_at(o->reply, "links.0.code"), "L1");
    OK(o, "eva", "show", "{'code': '%s'}", made.question.text); /* by way of the lesson */
    assert_string_equal(text_at(o->reply, "links.0.code"), "W1");
    assert_string_equal(text_at(o->reply, "links.0.kind"), "guide");
    assert_string_equal(text_at(o->reply, "links.1.code"), "L1");
    OK(o, "eva", "react", "{'code': 'W1', 'reaction': 'outdated'}");
    assert_string_equal(o->heard[1].topic.text, "vakwerk/1/out/bram/event");

    OK(o, "redactie", "guide", "{'action': 'edit', 'code': 'W1', 'base': 1, 'review_on': ''}");
    OK(o, "eva", "show", "{'code': 'W1'}");
    assert_false(has_at(o->reply, "review_on"));
    NO("bad_request", "review_on", o, "redactie", "guide",
       "{'action': 'edit', 'code': 'W1', 'base': 2, 'review_on': '2023-02-30'}");
    NO("not_found", "member", o, "redactie", "guide",
       "{'action': 'edit', 'code': 'W1', 'base': 2, 'owner': 'niemand'}");
    OK(o, "redactie", "guide", "{'action': 'retire', 'code': 'W1'}");
    OK(o, "eva", "list", "{'kind': 'guide'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

/* ---- whom it helped ---- */

TEST(a_lesson_counts_whom_it_helped_once_a_day)
{
    struct office *o = *state;

    make(o, true);
    OK(o, "eva", "show", "{'code': 'L1'}");
    assert_false(has_at(o->reply, "helped"));
    OK(o, "eva", "helped", "{'code': 'L1'}");
    assert_int_equal(int_at(o->reply, "count"), 1);
    assert_int_equal(o->heard_count, 0);
    o->now_ms += HOUR_MS;
    OK(o, "eva", "helped", "{'code': 'L1'}");
    assert_int_equal(int_at(o->reply, "count"), 1);
    OK(o, "bram", "helped", "{'code': 'L1'}");
    assert_int_equal(int_at(o->reply, "count"), 2);
    o->now_ms += DAY_MS;
    OK(o, "eva", "helped", "{'code': 'L1'}");
    assert_int_equal(int_at(o->reply, "count"), 3);
    OK(o, "carla", "show", "{'code': 'L1'}");
    assert_int_equal(int_at(o->reply, "helped"), 3);
    OK(o, "beheer", "stats", "{}");
    assert_int_equal(int_at(o->reply, "helped"), 0); /* three are too few to be told */
    OK(o, "carla", "helped", "{'code': 'L1'}");
    OK(o, "daan", "helped", "{'code': 'L1'}");
    OK(o, "beheer", "stats", "{}");
    assert_int_equal(int_at(o->reply, "helped"), 5);
    OK(o, "beheer", "stats", "{'until_at': %lld}", (long long)OFFICE_NOW);
    assert_int_equal(int_at(o->reply, "helped"), 0);
}

TEST(only_what_is_published_and_somebody_elses_helps)
{
    struct office *o = *state;
    struct made made = make(o, false);

    NO("conflict", "code", o, "anna", "helped", "{'code': 'L1'}");
    NO("not_found", "code", o, "carla", "helped", "{'code': 'L1'}");
    OK(o, "anna", "lesson", "{'action': 'publish', 'code': 'L1'}");
    NO("forbidden", "code", o, "redactie", "helped", "{'code': 'L1'}");
    NO("bad_request", "code", o, "eva", "helped", "{'code': '%s'}", made.question.text);
    OK(o, "redactie", "lesson", "{'action': 'retire', 'code': 'L1'}");
    NO("conflict", "code", o, "eva", "helped", "{'code': 'L1'}");
}

TEST(a_guide_without_a_text_or_a_theme_is_not_published)
{
    struct office *o = *state;

    NO("bad_request", "theme", o, "redactie", "guide", "{'title': 'Wachten'}");
    OK(o, "redactie", "guide", "{'title': 'Wachten', 'theme': 'wacht'}");
    NO("bad_request", "text", o, "anna", "guide", "{'action': 'publish', 'code': 'W1'}");
    OK(o, "redactie", "guide", "{'action': 'edit', 'code': 'W1', 'base': 1, 'title': 'Lang wachten'}");
    OK(o, "eva", "list", "{'kind': 'guide'}");
    assert_string_equal(text_at(o->reply, "items.0.title"), "Lang wachten");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LESSON_TEST(a_draft_has_a_code_and_only_editors_see_it),
        LESSON_TEST(the_basis_has_the_best_answers_and_nobodys_name),
        LESSON_TEST(a_draft_without_what_it_needs_is_refused_by_name),
        LESSON_TEST(what_points_at_a_client_or_names_a_colleague_stays_out),
        LESSON_TEST(every_field_is_looked_at_also_a_sources),
        LESSON_TEST(ones_own_draft_waits_for_a_second_reader_and_the_editors_hear_of_it),
        LESSON_TEST(after_another_member_read_it_its_writer_publishes_it),
        LESSON_TEST(a_change_must_be_read_anew),
        LESSON_TEST(who_wrote_it_first_is_no_second_reader_either),
        LESSON_TEST(a_published_lesson_is_read_by_all_and_names_nobody),
        LESSON_TEST(a_link_says_that_not_everybody_may_read_it),
        LESSON_TEST(editors_are_told_what_an_edit_begins_with),
        LESSON_TEST(while_it_is_changed_all_read_what_was_published),
        LESSON_TEST(only_an_editor_changes_it_and_not_with_edit),
        LESSON_TEST(outdated_reaches_its_owner),
        LESSON_TEST(retired_it_is_found_by_its_code_alone),
        LESSON_TEST(a_draft_that_is_thrown_away_leaves_no_byte),
        LESSON_TEST(what_is_private_to_a_team_stays_in_it),
        LESSON_TEST(one_private_question_makes_it_private_and_two_teams_make_none),
        LESSON_TEST(a_link_to_what_is_private_is_for_that_team_alone),
        LESSON_TEST(what_was_withdrawn_meanwhile_keeps_a_draft_from_being_published),
        LESSON_TEST(a_withdrawn_question_is_no_longer_linked),
        LESSON_TEST(a_withdrawn_lesson_leaves_no_byte),
        LESSON_TEST(a_guide_in_development_is_known_by_its_name_and_collects_threads),
        LESSON_TEST(a_guide_is_made_from_lessons_has_an_owner_and_a_day_of_review),
        LESSON_TEST(a_lesson_counts_whom_it_helped_once_a_day),
        LESSON_TEST(only_what_is_published_and_somebody_elses_helps),
        LESSON_TEST(a_guide_without_a_text_or_a_theme_is_not_published),
    };

    return TEST_RUN(tests);
}
