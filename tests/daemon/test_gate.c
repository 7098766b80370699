/*
 * The client-safe gate stands before every text that anybody can send: the schema is gone through field by field, so
 * that a verb with a new text has no peace before it says here how it is stopped, or why nobody's client is in it.
 */
#include "tests/daemon/office.h"

#include <stdio.h>

#define CALL "'bel 06-12345678'"
#define MAIL "'https://x.nl/?van=jan.jansen%40gmail.com'" /* as a browser writes an address of mail */

/* ---- what is stopped ---- */

/* `field` as in the schema, those of a list behind its name; `says`: the field of the refusal, when it is another. */
static const struct stopped {
    enum verb verb;
    const char *field, *says, *who, *where, *payload; /* $ is the code of the thing that `of` names */
    enum of { NOTHING, QUESTION, ANSWER, ANONYMOUS, HELD, CLAIMED, LISTED, SESSION } of;
} stopped[] = {
    { VERB_ask, "title", NULL, "anna", "theme/regie/", "{'title': " CALL "}", NOTHING },
    { VERB_ask, "text", NULL, "anna", "theme/regie/", "{'title': 'x', 'text': " CALL "}", NOTHING },
    { VERB_tip, "text", NULL, "anna", "theme/wacht/", "{'works': true, 'text': " CALL "}", NOTHING },
    { VERB_notice, "text", NULL, "anna", "team/delft/", "{'until_at': 1653040000000, 'text': " CALL "}", NOTHING },
    { VERB_answer, "text", NULL, "bram", "", "{'to': '$', 'text': " CALL "}", QUESTION },
    { VERB_answer, "sources.title", "sources", "bram", "",
      "{'to': '$', 'text': 'x', 'sources': [{'title': " CALL ", 'url': 'https://x.nl'}]}", QUESTION },
    { VERB_answer, "sources.url", "sources", "bram", "",
      "{'to': '$', 'text': 'x', 'sources': [{'title': 'x', 'url': " MAIL "}]}", QUESTION },
    { VERB_edit, "title", NULL, "anna", "", "{'code': '$', 'base': 1, 'title': " CALL "}", QUESTION },
    { VERB_edit, "text", NULL, "anna", "", "{'code': '$', 'base': 1, 'text': " CALL "}", QUESTION },
    { VERB_endorse, "unless", NULL, "eva", "", "{'code': '$', 'unless': " CALL "}", ANSWER },
    { VERB_signal, "text", NULL, "anna", "", "{'theme': 'wacht', 'text': " CALL "}", NOTHING },
    { VERB_signal_answer, "text", NULL, "redactie", "", "{'theme': 'wacht', 'text': " CALL "}", NOTHING },
    { VERB_open_anonymous, "reason", NULL, "toezicht", "", "{'code': '$', 'reason': " CALL "}", ANONYMOUS },
    { VERB_waitlist_set, "note", NULL, "anna", "",
      "{'municipality': 'delft', 'care': 'ggz', 'weeks': 9, 'note': " CALL "}", NOTHING },
    { VERB_kiosk_message, "text", NULL, "beheer", "", "{'kiosk': 'scherm', 'text': " CALL "}", NOTHING },
    { VERB_region_take, "title", NULL, "region.haaglanden", "",
      "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'regie', 'title': " CALL "}", NOTHING },
    { VERB_region_take, "text", NULL, "region.haaglanden", "",
      "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'regie', 'title': 'x', 'text': " CALL "}", NOTHING },
    { VERB_region_take, "sources.title", "sources", "region.haaglanden", "",
      "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'regie', 'title': 'x', 'sources': [{'title': " CALL
      ", 'url': 'https://x.nl'}]}",
      NOTHING },
    { VERB_region_take, "sources.url", "sources", "region.haaglanden", "",
      "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'regie', 'title': 'x', 'sources': [{'title': 'x', "
      "'url': " MAIL "}]}",
      NOTHING },
    { VERB_region_take, "municipality_name", NULL, "region.haaglanden", "",
      "{'kind': 'wait', 'thing': 1, 'version': 1, 'municipality': 'goes', 'municipality_name': " CALL
      ", 'care': 'ggz', 'weeks': 9}",
      NOTHING },
    { VERB_region_take, "note", NULL, "region.haaglanden", "",
      "{'kind': 'wait', 'thing': 1, 'version': 1, 'municipality': 'goes', 'municipality_name': 'Goes', 'care': 'ggz',"
      " 'weeks': 9, 'note': " CALL "}",
      NOTHING },
    { VERB_hand_back, "note", NULL, "carla", "", "{'code': '$', 'note': " CALL "}", CLAIMED },
    { VERB_lesson, "title", NULL, "redactie", "", "{'made_from': ['$'], 'text': 'x', 'title': " CALL "}", QUESTION },
    { VERB_lesson, "text", NULL, "redactie", "", "{'made_from': ['$'], 'title': 'x', 'text': " CALL "}", QUESTION },
    { VERB_lesson, "when", NULL, "redactie", "", "{'made_from': ['$'], 'title': 'x', 'text': 'x', 'when': " CALL "}",
      QUESTION },
    { VERB_lesson, "when_not", NULL, "redactie", "",
      "{'made_from': ['$'], 'title': 'x', 'text': 'x', 'when_not': " CALL "}", QUESTION },
    { VERB_lesson, "sources.url", "sources", "redactie", "",
      "{'made_from': ['$'], 'title': 'x', 'text': 'x', 'sources': [{'title': 'x', 'url': " MAIL "}]}", QUESTION },
    { VERB_lesson, "sources.title", "sources", "redactie", "",
      "{'made_from': ['$'], 'title': 'x', 'text': 'x', 'sources': [{'title': " CALL ", 'url': 'https://x.nl'}]}",
      QUESTION },
    { VERB_guide, "title", NULL, "redactie", "", "{'made_from': ['$'], 'title': " CALL "}", QUESTION },
    { VERB_guide, "text", NULL, "redactie", "", "{'made_from': ['$'], 'title': 'x', 'text': " CALL "}", QUESTION },
    { VERB_guide, "when", NULL, "redactie", "", "{'made_from': ['$'], 'title': 'x', 'when': " CALL "}", QUESTION },
    { VERB_guide, "when_not", NULL, "redactie", "", "{'made_from': ['$'], 'title': 'x', 'when_not': " CALL "}",
      QUESTION },
    { VERB_guide, "sources.url", "sources", "redactie", "",
      "{'made_from': ['$'], 'title': 'x', 'sources': [{'title': 'x', 'url': " MAIL "}]}", QUESTION },
    { VERB_guide, "sources.title", "sources", "redactie", "",
      "{'made_from': ['$'], 'title': 'x', 'sources': [{'title': " CALL ", 'url': 'https://x.nl'}]}", QUESTION },
    { VERB_intervision_done, "step", NULL, "anna", "team/delft/", "{'codes': ['$'], 'step': " CALL "}", LISTED },
    { VERB_intervision_done, "lesson", NULL, "anna", "team/delft/", "{'codes': ['$'], 'lesson': " CALL "}", LISTED },
    { VERB_meeting_begin, "title", NULL, "anna", "team/delft/",
      "{'kind': 'talk', 'title': " CALL ", 'steps': [{'name': 'x', 'task': 'notes'}]}", NOTHING },
    { VERB_meeting_begin, "steps.name", "steps", "anna", "team/delft/",
      "{'kind': 'talk', 'title': 'x', 'steps': [{'name': " CALL ", 'task': 'notes'}]}", NOTHING },
    { VERB_meeting_begin, "steps.text", "steps", "anna", "team/delft/",
      "{'kind': 'talk', 'title': 'x', 'steps': [{'name': 'x', 'text': " CALL ", 'task': 'notes'}]}", NOTHING },
    { VERB_meeting_begin, "steps.part", "steps", "anna", "team/delft/",
      "{'kind': 'talk', 'title': 'x', 'steps': [{'name': 'x', 'part': " CALL ", 'task': 'notes'}]}", NOTHING },
    { VERB_meeting_begin, "choices.text", "choices", "anna", "team/delft/",
      "{'kind': 'talk', 'title': 'x', 'steps': [{'name': 'x', 'task': 'answer'}], 'choices': [{'step': 1, 'text': " CALL
      "}]}",
      NOTHING },
    { VERB_meeting_begin, "choices.points_to", "choices", "anna", "team/delft/",
      "{'kind': 'talk', 'title': 'x', 'steps': [{'name': 'x', 'task': 'answer'}], 'choices': [{'step': 1, 'text': 'x',"
      " 'points_to': " CALL "}]}",
      NOTHING },
    { VERB_meeting_begin, "about", NULL, "anna", "team/delft/",
      "{'kind': 'talk', 'title': 'x', 'about': " CALL ", 'steps': [{'name': 'x', 'task': 'notes'}]}", NOTHING },
    { VERB_meeting_begin, "source", NULL, "anna", "team/delft/",
      "{'kind': 'talk', 'title': 'x', 'source': " CALL ", 'steps': [{'name': 'x', 'task': 'notes'}]}", NOTHING },
    { VERB_meeting_say, "text", NULL, "fatima", "team/rijswijk/", "{'text': " CALL "}", NOTHING },
    { VERB_report, "note", NULL, "bram", "", "{'code': '$', 'reason': 'other', 'note': " CALL "}", QUESTION },
    { VERB_appeal, "text", NULL, "anna", "", "{'code': '$', 'text': " CALL "}", HELD },
    { VERB_hold, "reason", NULL, "toezicht", "", "{'code': '$', 'reason': " CALL "}", QUESTION },
    { VERB_release, "reason", NULL, "toezicht", "", "{'code': '$', 'reason': " CALL "}", HELD },
    { VERB_approve, "reason", NULL, "toezicht", "", "{'code': '$', 'reason': " CALL "}", HELD },
    { VERB_reject, "reason", NULL, "toezicht", "", "{'code': '$', 'reason': " CALL "}", HELD },
    { VERB_redact, "title", NULL, "toezicht", "", "{'code': '$', 'base': 1, 'reason': 'x', 'title': " CALL "}",
      QUESTION },
    { VERB_redact, "text", NULL, "toezicht", "", "{'code': '$', 'base': 1, 'reason': 'x', 'text': " CALL "}",
      QUESTION },
    { VERB_redact, "reason", NULL, "toezicht", "", "{'code': '$', 'base': 1, 'text': 'x', 'reason': " CALL "}",
      QUESTION },
    { VERB_merge, "reason", NULL, "toezicht", "", "{'code': '$', 'into': '2222', 'reason': " CALL "}", QUESTION },
    { VERB_move, "reason", NULL, "toezicht", "", "{'code': '$', 'theme': 'wacht', 'reason': " CALL "}", QUESTION },
    { VERB_harvest_begin, "title", NULL, "anna", "", "{'title': " CALL "}", NOTHING },
    { VERB_harvest_begin, "themes.name", "theme", "anna", "", "{'title': 'x', 'themes': [{'name': " CALL "}]}",
      NOTHING },
    { VERB_harvest_add, "text", NULL, "anna", "", "{'code': '$', 'text': " CALL "}", SESSION },
    { VERB_harvest_sort, "new_theme", "theme", "anna", "", "{'code': '$', 'number': 1, 'new_theme': " CALL "}",
      SESSION },
};

/* ---- what is not, and why ---- */

static const struct passed {
    enum verb verb;
    const char *field, *why;
} passed[] = {
    { VERB_search, "words", "kept nowhere and told to nobody" },
    { VERB_similar, "title", "the same" },
    { VERB_similar, "text", "the same" },
    { VERB_digest_set, "email", "the member's own, which nobody else reads" },
    { VERB_member_add, "name", "a colleague's, as an administrator says it" },
    { VERB_member_add, "function", "the same" },
    { VERB_member_add, "registration_number", "the same" },
    { VERB_member_add, "email", "the same" },
    { VERB_member_set, "name", "the same" },
    { VERB_member_set, "function", "the same" },
    { VERB_member_set, "registration_number", "the same" },
    { VERB_member_set, "email", "the same" },
    { VERB_region_take, "signed_as", "the same, of another region" },
    { VERB_team_add, "name", "what an administrator calls it" },
    { VERB_team_set, "name", "the same" },
    { VERB_theme_add, "name", "the same" },
    { VERB_theme_set, "name", "the same" },
    { VERB_kiosk_add, "room", "the same" },
    { VERB_kiosk_pair, "room", "the same" },
    { VERB_kiosk_set, "room", "the same" },
    { VERB_region_add, "name", "the same" },
    { VERB_region_set, "name", "the same" },
};

#define STOPPED (sizeof stopped / sizeof stopped[0])
#define PASSED  (sizeof passed / sizeof passed[0])

/* ---- the schema ---- */

static bool has_row(enum verb verb, const char *field)
{
    bool has = false;

    for (size_t i = 0; i < STOPPED; i++)
        has |= stopped[i].verb == verb && strcmp(stopped[i].field, field) == 0;
    for (size_t i = 0; i < PASSED; i++)
        has |= passed[i].verb == verb && strcmp(passed[i].field, field) == 0;
    return has;
}

/* Adds to `wrong` the texts that have no row. */
static void look_at(enum verb verb, const struct msg_type *type, const char *before, int *wrong)
{
    const struct msg_field *field;

    for (size_t i = 0; (field = schema_field(type, i)) != NULL; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s%s", before, field->name);
        if ((field->type == FIELD_STR || field->type == FIELD_TEXT) && !has_row(verb, name)) {
            print_error("%s: nothing says how %s is looked at\n", schema_verbs[verb].name, name);
            (*wrong)++;
        }
        if (field->element == NULL)
            continue;
        snprintf(name, sizeof name, "%s%s.", before, field->name);
        look_at(verb, field->element, name, wrong);
    }
}

TEST(every_text_that_can_be_sent_is_stopped_or_has_a_reason_why_not)
{
    int wrong = 0;

    for (int verb = 0; verb < VERB_COUNT; verb++)
        look_at((enum verb)verb, schema_verbs[verb].in, "", &wrong);
    assert_int_equal(wrong, 0);
}

/* ---- the gate ---- */

static struct word_text codes[SESSION + 1];

static void set_scene(struct office *o)
{
    codes[QUESTION] = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    codes[HELD] = office_ask(o, "anna", "theme/regie/ask", "Wie belt de huisarts?");
    codes[CLAIMED] = office_ask(o, "anna", "theme/regie/ask", "Wie kent de wet?");
    codes[LISTED] = office_ask(o, "anna", "theme/regie/ask", "Wie denkt mee?");
    codes[ANSWER] = office_answer(o, "bram", codes[QUESTION].text, "Ik");
    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie durft?', 'anonymous': true}");
    codes[ANONYMOUS] = office_word(o, "code");
    office_sql(o, "UPDATE member SET support = 4 WHERE name = 'carla'");
    office_sql(o, "UPDATE ladder SET step = 3");
    OK(o, "carla", "claim", "{'code': '%s'}", codes[CLAIMED].text);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'Te grof'}", codes[HELD].text);
    OK(o, "anna", "team/delft/intervision-add", "{'codes': ['%s']}", codes[LISTED].text);
    OK(o, "anna", "harvest-begin", "{'title': 'Tafel'}");
    codes[SESSION] = office_word(o, "code");
    OK(o, "anna", "harvest-add", "{'code': '%s', 'text': 'Minder'}", codes[SESSION].text);
    OK(o, "fatima", "team/rijswijk/meeting-begin",
       "{'kind': 'talk', 'title': 'x', 'steps': [{'name': 'x', 'task': 'notes'}]}");
    office_sql(o, "INSERT INTO signal (member, team, theme, text, quote, at) SELECT id, id, 2, 'Ook', 0, 0 FROM team");
    OK(o, "beheer", "region-add", "{'region': 'haaglanden', 'name': 'Haaglanden', 'themes': ['regie']}");
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'scherm', 'team': 'delft', 'room': 'Kantine'}");
}

static bool is_stopped(struct office *o, const struct stopped *row)
{
    const char *says = row->says == NULL ? row->field : row->says;
    char where[64];

    snprintf(where, sizeof where, "%s%s", row->where, schema_verbs[row->verb].name);
    if (office_say(o, row->who, where, "%s", office_with(row->payload, codes[row->of].text).text))
        return false;
    return strcmp(text_at(o->reply, "error"), "identifying") == 0 && strcmp(text_at(o->reply, "field"), says) == 0;
}

TEST(what_points_at_a_client_is_refused_whichever_text_of_whichever_verb_brings_it)
{
    struct office *o = *state;
    int wrong = 0;

    set_scene(o);
    for (size_t i = 0; i < STOPPED; i++)
        if (!is_stopped(o, &stopped[i])) {
            char *reply = json_dumps(o->reply, 0);
            print_error("%s: %s: %s\n", schema_verbs[stopped[i].verb].name, stopped[i].field, reply);
            free(reply);
            wrong++;
        }
    assert_int_equal(wrong, 0);
    assert_int_equal(office_grep(o, "12345678"), 0);
}

/* Of who knows what is behind it: a number of a client in it, also as a browser writes it. A law's number is none. */
TEST(an_address_on_the_web_points_at_no_client_either)
{
    static const struct {
        const char *url, *kind; /* NULL: it passes */
    } addresses[] = {
        { "https://voorbeeld.nl/?bsn=111222333", "bsn" },
        { "https://voorbeeld.nl/client/111222333", "bsn" },
        { "https://voorbeeld.nl/?bsn=%31%31%31%32%32%32%33%33%33", "bsn" },
        { "https://voorbeeld.nl/?mail=jan.jansen@gmail.com", "email" },
        { "https://voorbeeld.nl/?mail=jan.jansen%40gmail.com", "email" },
        { "https://voorbeeld.nl/?tel=0612345678", "phone" },
        { "https://voorbeeld.nl/?iban=NL91ABNA0417164300", "iban" },
        { "https://voorbeeld.nl/dossier/zaaknummer-2023-4456", "number" },
        { "https://zoek.officielebekendmakingen.nl/stb-2014-105.html", NULL },
        { "https://wetten.overheid.nl/BWBR0034925/2024-01-01", NULL },
        { "https://uitspraken.rechtspraak.nl/details?id=ECLI:NL:HR:2019:1234", NULL },
        { "https://doi.org/10.1016/j.childyouth.2019.104512", NULL },
        { "https://voorbeeld.nl/50%", NULL },
        { "https://voorbeeld.nl/%ff%zz%4", NULL },
        { "https://voorbeeld.nl/jan-de-vries", NULL },
    };
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Waar staat dat?");

    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        bool passes =
            office_say(o, "bram", "answer", "{'to': '%s', 'text': 'Zie %zu', 'sources': [{'title': 'x', 'url': '%s'}]}",
                       code.text, i, addresses[i].url);
        if (passes != (addresses[i].kind == NULL))
            fail_msg("%s %s", addresses[i].url, passes ? "passes" : text_at(o->reply, "error"));
        if (!passes)
            assert_string_equal(text_at(o->reply, "hits.0.kind"), addresses[i].kind);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_that_can_be_sent_is_stopped_or_has_a_reason_why_not),
        OFFICE_TEST(what_points_at_a_client_is_refused_whichever_text_of_whichever_verb_brings_it),
        OFFICE_TEST(an_address_on_the_web_points_at_no_client_either),
    };

    return TEST_RUN(tests);
}
