/* The way of one request: each step, in the order in which it refuses. */
#include "tests/daemon/office.h"

#include "daemon/clock.h"

#include <stdio.h>

/* A question as MessagePack, with a new id; in the arena of the office. */
static struct span question(struct office *o)
{
    char text[160];

    snprintf(text, sizeof text, "{'id': '%s', 'title': 'Wie belt de school?'}", office_id(o).text);
    arena_reset(&o->arena);
    return office_payload(o, "theme/regie/ask", text);
}

/* A message as the bus would bring it: anna asks in theme regie from her laptop. */
static struct inbox_item message(struct office *o)
{
    static struct topic topic, response;

    topic = office_topic("anna", "theme/regie/ask");
    response = topic_reply(span_of("anna"), span_of("laptop"));
    return (struct inbox_item){ .topic = span_of(topic.text),
                                .payload = question(o),
                                .response_topic = span_of(response.text),
                                .correlation = span_of("c1") };
}

static void assert_refused(struct office *o, const struct inbox_item *item, const char *error, const char *field)
{
    char *before = office_dump(o);

    office_serve(o, item);
    char *after = office_dump(o);
    assert_int_equal(o->err, 0);
    assert_non_null(o->item);
    assert_false(is_at(o->reply, "ok"));
    assert_string_equal(text_at(o->reply, "error"), error);
    assert_string_equal(text_at(o->reply, "field"), field);
    assert_string_equal(before, after);
    assert_int_equal(o->heard_count, 0);
    free(before);
    free(after);
}

/* ---- the topic ---- */

TEST(what_is_no_request_is_not_answered)
{
    struct office *o = *state;
    static const char *const topics[] = { "",
                                          "vakwerk/1/in/anna",
                                          "vakwerk/1/in/anna/",
                                          "vakwerk/1/in//me",
                                          "vakwerk/1/in/anna/theme/regie",
                                          "vakwerk/1/in/anna/theme/regie/ask/more",
                                          "vakwerk/1/in/anna/house/regie/ask",
                                          "vakwerk/1/in/ANNA/me",
                                          "vakwerk/1/out/anna/laptop",
                                          "vakwerk/1/theme/regie/event",
                                          "vakwerk/2/in/anna/me",
                                          "anna" };

    for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++) {
        struct inbox_item item = message(o);
        item.topic = span_of(topics[i]);
        office_serve(o, &item);
        assert_int_equal(o->err, 0);
        assert_null(o->out.first);
    }
    assert_int_equal(office_number(o, "SELECT count(*) FROM post"), 0);
}

TEST(the_author_is_the_member_of_the_topic)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "bram", "theme/regie/ask", "Wie belt de school?");

    assert_int_equal(office_number(o,
                                   "SELECT m.name = 'bram' FROM post p JOIN member m ON m.id = p.author"
                                   " WHERE p.code = '%s'",
                                   code.text),
                     1);
    assert_string_equal(text_at(o->heard[0].body, "author"), "bram");
}

TEST(an_author_in_the_payload_is_refused)
{
    struct office *o = *state;

    NO("bad_request", "author", o, "anna", "theme/regie/ask", "{'title': 'Vraag', 'author': 'bram'}");
    NO("bad_request", "author_name", o, "anna", "theme/regie/ask", "{'title': 'Vraag', 'author_name': 'Bram'}");
}

/* ---- how it came ---- */

TEST(what_is_retained_or_of_qos_0_is_refused)
{
    struct office *o = *state;
    struct inbox_item item = message(o);

    item.retained = true;
    assert_refused(o, &item, "bad_request", "qos");
}

TEST(what_came_while_the_queue_was_full_is_told_to_come_again)
{
    struct office *o = *state;
    struct inbox_item item = message(o);

    item.refused = true;
    item.payload = (struct span){ "", 0 };
    assert_refused(o, &item, "busy", "");
    assert_true(is_at(o->reply, "retry"));
    assert_true(span_is(o->item->correlation, "c1"));
}

TEST(another_content_type_is_not_spoken)
{
    struct office *o = *state;
    struct inbox_item item = message(o);

    item.alien = true;
    assert_refused(o, &item, "unsupported", "content_type");
}

TEST(a_payload_above_the_limit_is_too_big)
{
    struct office *o = *state;
    static char large[PAYLOAD_MAX + 1];
    struct inbox_item item = message(o);

    item.payload = (struct span){ large, sizeof large };
    assert_refused(o, &item, "too_big", "");
    assert_int_equal(int_at(o->reply, "limit"), PAYLOAD_MAX);
    assert_int_equal(int_at(o->reply, "got"), PAYLOAD_MAX + 1);
}

/* ---- which verb, and where ---- */

TEST(a_verb_that_does_not_exist_is_unknown)
{
    struct office *o = *state;

    NO("unknown_verb", NULL, o, "anna", "fly", "{}");
    NO("unknown_verb", NULL, o, "anna", "theme/regie/fly", "{}");
}

TEST(every_verb_is_unknown_in_the_places_that_are_not_its_own)
{
    struct office *o = *state;
    static const struct {
        unsigned bit;
        const char *before;
    } places[] = { { TOPIC_THEME, "theme/regie/" }, { TOPIC_TEAM, "team/delft/" }, { TOPIC_HERE, "" } };

    for (int verb = 0; verb < VERB_COUNT; verb++)
        for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
            char where[64];
            snprintf(where, sizeof where, "%s%s", places[i].before, schema_verbs[verb].name);
            office_say(o, "anna", where, "{}");
            bool unknown = strcmp(text_at(o->reply, "error"), "unknown_verb") == 0;
            assert_int_equal(unknown, (schema_verbs[verb].places & places[i].bit) == 0);
        }
}

/* ---- what it says ---- */

TEST(a_payload_that_is_malformed_is_refused)
{
    struct office *o = *state;
    static const struct span payloads[] = {
        { "", 0 }, { "\xc1", 1 }, { "\x90", 1 }, { "\xa1x", 2 }, { "\x81\xa5title", 7 }, { "\xdf\xff\xff\xff\xff", 5 },
    };

    for (size_t i = 0; i < sizeof payloads / sizeof payloads[0]; i++) {
        struct inbox_item item = message(o);
        item.payload = payloads[i];
        office_serve(o, &item);
        assert_string_equal(text_at(o->reply, "error"), "bad_request");
        assert_int_equal(office_number(o, "SELECT count(*) FROM post"), 0);
    }
}

TEST(a_refusal_names_its_request_whatever_was_wrong_with_it)
{
    struct office *o = *state;
    struct id_text id = office_id(o);

    NO("too_short", "title", o, "anna", "theme/regie/ask", "{'id': '%s', 'title': ''}", id.text);
    assert_string_equal(text_at(o->reply, "id"), id.text);
    NO("unknown_verb", NULL, o, "anna", "fly", "{'id': '%s'}", id.text);
    assert_string_equal(text_at(o->reply, "id"), id.text);
    NO("forbidden", NULL, o, "niemand", "me", "{'id': '%s'}", id.text);
    assert_string_equal(text_at(o->reply, "id"), id.text);
}

TEST(every_write_needs_an_id_and_no_read_does)
{
    struct office *o = *state;

    for (int verb = 0; verb < VERB_COUNT; verb++) {
        const char *before = schema_verbs[verb].places & TOPIC_HERE ? "" : "team/delft/";
        char where[64];
        snprintf(where, sizeof where, "%s%s", before, schema_verbs[verb].name);
        struct topic topic = office_topic("beheer", where), response = topic_reply(span_of("beheer"), span_of("pc"));
        arena_reset(&o->arena);
        office_serve(o, &(struct inbox_item){ .topic = span_of(topic.text),
                                              .response_topic = span_of(response.text),
                                              .payload = span_of("\x80") });
        if (strcmp(text_at(o->reply, "field"), "id") != 0)
            continue; /* another key was missing first */
        assert_int_equal(schema_verbs[verb].access, VERB_WRITE);
    }
    struct inbox_item item = message(o);
    item.payload = BYTES("\x81\xa5title\xa5vraag");
    assert_refused(o, &item, "bad_request", "id");
}

/* ---- who ---- */

TEST(who_does_not_exist_or_was_shut_out_is_told_the_same)
{
    struct office *o = *state;

    NO("forbidden", NULL, o, "niemand", "theme/regie/ask", "{'title': 'Vraag'}");
    struct word_text one = office_word(o, "message");
    NO("forbidden", NULL, o, "weg", "theme/regie/ask", "{'title': 'Vraag'}");
    assert_string_equal(one.text, text_at(o->reply, "message"));
    NO("forbidden", NULL, o, "weg", "me", "{}");
}

TEST(who_is_no_moderator_hears_who_is)
{
    struct office *o = *state;

    NO("forbidden", NULL, o, "anna", "queue", "{}");
    assert_string_equal(text_at(o->reply, "moderators.0"), "toezicht");
    office_sql(o, "UPDATE member SET disabled = 1 WHERE name = 'toezicht'");
    NO("forbidden", NULL, o, "anna", "queue", "{}");
    assert_null(json_object_get(o->reply, "moderators")); /* nobody is left */
    office_sql(o, "UPDATE member SET disabled = 0 WHERE name = 'toezicht'");
    NO("forbidden", NULL, o, "anna", "member-list", "{}");
    assert_null(json_object_get(o->reply, "moderators"));
    NO("forbidden", NULL, o, "niemand", "queue", "{}");
    assert_null(json_object_get(o->reply, "moderators"));
    NO("forbidden", NULL, o, "post", "queue", "{}");
    assert_null(json_object_get(o->reply, "moderators"));
}

/* A payload that is complete enough to reach the step that asks for the role. */
static const char *example(int verb)
{
    static const struct {
        enum verb verb;
        const char *text;
    } rows[] = {
        { VERB_ask, "{'title': 'Vraag', 'theme': 'regie'}" },
        { VERB_tip, "{'text': 'Tip', 'works': true}" },
        { VERB_notice, "{'text': 'Bericht', 'until_at': 1653040000000}" },
        { VERB_answer, "{'to': '2222', 'text': 'Antwoord'}" },
        { VERB_edit, "{'code': '2222', 'text': 'Beter', 'base': 1}" },
        { VERB_retract, "{'code': '2222'}" },
        { VERB_thank, "{'code': '2222', 'on': true}" },
        { VERB_resolve, "{'code': '2222'}" },
        { VERB_claim, "{'code': '2222'}" },
        { VERB_hand_back, "{'code': '2222'}" },
        { VERB_endorse, "{'code': '2222.1'}" },
        { VERB_signal, "{'text': 'Te weinig plekken', 'theme': 'wacht'}" },
        { VERB_signal_answer, "{'text': 'Er komen plekken bij', 'theme': 'wacht'}" },
        { VERB_react, "{'code': '2222', 'reaction': 'works'}" },
        { VERB_follow, "{'what': 'theme/regie'}" },
        { VERB_unfollow, "{'what': 'theme/regie'}" },
        { VERB_open_anonymous, "{'code': '2222', 'reason': 'Dreigement'}" },
        { VERB_seen, "{'code': '2222'}" },
        { VERB_claim, "{'code': '2222'}" },
        { VERB_hand_back, "{'code': '2222'}" },
        { VERB_endorse, "{'code': '2222.1'}" },
        { VERB_show, "{'code': '2222'}" },
        { VERB_sync, "{'since': 0}" },
        { VERB_search, "{'words': 'school'}" },
        { VERB_similar, "{'title': 'School'}" },
        { VERB_device_revoke, "{'device': 'laptop'}" },
        { VERB_mail_report, "{'member': 'anna', 'date': '2022-05-20', 'result': 'sent'}" },
        { VERB_mail_stop, "{'token': 'x'}" },
        { VERB_waitlist_history, "{'municipality': 'delft', 'care': 'ggz'}" },
        { VERB_waitlist_set, "{'municipality': 'delft', 'care': 'ggz', 'weeks': 3}" },
        { VERB_enrol, "{'device': 'laptop'}" },
        { VERB_device_revoke, "{'device': 'laptop'}" },
        { VERB_member_add, "{'member': 'nieuw', 'name': 'Nieuw'}" },
        { VERB_member_set, "{'member': 'nieuw'}" },
        { VERB_member_reset, "{'member': 'nieuw'}" },
        { VERB_member_disable, "{'member': 'nieuw'}" },
        { VERB_member_erase, "{'posts': 'remove'}" },
        { VERB_member_erase_confirm, "{'confirmation': 'x'}" },
        { VERB_team_add, "{'team': 'nieuw', 'name': 'Nieuw'}" },
        { VERB_team_set, "{'team': 'nieuw'}" },
        { VERB_theme_add, "{'theme': 'nieuw', 'name': 'Nieuw'}" },
        { VERB_theme_set, "{'theme': 'nieuw'}" },
        { VERB_theme_order, "{'themes': ['wacht', 'regie']}" },
        { VERB_kiosk_add, "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}" },
        { VERB_helped, "{'code': 'L2'}" },
        { VERB_kiosk_pair, "{'digits': '482913', 'kiosk': 'delft-1'}" },
        { VERB_kiosk_show, "{'kiosk': 'delft-1'}" },
        { VERB_kiosk_set, "{'kiosk': 'delft-1'}" },
        { VERB_kiosk_message, "{'kiosk': 'delft-1', 'text': 'Intervisie'}" },
        { VERB_kiosk_order, "{'kiosk': 'delft-1', 'order': 'reload'}" },
        { VERB_screens, "{'code': '2345'}" },
        { VERB_kiosk_remove, "{'kiosk': 'delft-1'}" },
        { VERB_harvest_begin, "{'title': 'Tafel'}" },
        { VERB_harvest_add, "{'code': '234567', 'text': 'Minder regels.'}" },
        { VERB_harvest_sort, "{'code': '234567', 'number': 1}" },
        { VERB_meeting_begin, "{'kind': 'intervision', 'title': 'x', 'steps': [{'name': 'x', 'task': 'listen'}]}" },
        { VERB_meeting_say, "{'text': 'x'}" },
        { VERB_meeting_answer, "{'answer': 1}" },
        { VERB_meeting_guests, "{}" },
        { VERB_harvest_guests, "{'code': '234567'}" },
        { VERB_harvest_join, "{'code': '234567'}" },
        { VERB_harvest_flag, "{'code': '234567', 'number': 1}" },
        { VERB_harvest_close, "{'code': '234567'}" },
        { VERB_harvest_show, "{'code': '234567'}" },
        { VERB_member_export_open, "{'member': 'nieuw'}" },
        { VERB_report, "{'code': '2345', 'reason': 'unkind'}" },
        { VERB_region_add, "{'region': 'drente', 'name': 'Drente'}" },
        { VERB_region_set, "{'region': 'niets'}" },
        { VERB_region_remove, "{'region': 'niets'}" },
        { VERB_region_take, "{'kind': 'gone', 'thing': 1, 'version': 1}" },
        { VERB_appeal, "{'code': '2345', 'text': 'Waarom?'}" },
        { VERB_mod_show, "{'code': '2345'}" },
        { VERB_hold, "{'code': '2345'}" },
        { VERB_release, "{'code': '2345'}" },
        { VERB_approve, "{'code': '2345'}" },
        { VERB_reject, "{'code': '2345'}" },
        { VERB_merge, "{'code': '2345', 'into': '2346', 'reason': 'Dubbel'}" },
        { VERB_move, "{'code': '2345', 'theme': 'wacht'}" },
        { VERB_redact, "{'code': '2345', 'base': 1, 'reason': 'Adres'}" },
        { VERB_lesson_basis, "{'codes': ['2345']}" },
        { VERB_lesson_read, "{'code': 'L2', 'base': 1}" },
        { VERB_helped, "{'code': 'L2'}" },
        { VERB_intervision_add, "{'codes': ['2345']}" },
        { VERB_intervision_remove, "{'codes': ['2345']}" },
        { VERB_intervision_done, "{'codes': ['2345']}" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if ((int)rows[i].verb == verb)
            return rows[i].text;
    return "{}";
}

TEST(every_verb_is_for_its_role_alone)
{
    struct office *o = *state;
    static const struct {
        const char *who;
        enum verb_role role;
    } people[] = { { "anna", ROLE_MEMBER },         { "bram", ROLE_REGISTERED },      { "redactie", ROLE_EDITOR },
                   { "toezicht", ROLE_MODERATOR },  { "beheer", ROLE_ADMINISTRATOR }, { "post", ROLE_MAILER },
                   { "region.twente", ROLE_REGION } };

    OK(o, "beheer", "region-add", "{'region': 'twente', 'name': 'Twente'}");
    office_sql(o, "INSERT INTO membership SELECT id, 1 FROM member WHERE roles <> 0");
    for (int verb = 0; verb < VERB_COUNT; verb++)
        for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
            const struct verb_row *row = &schema_verbs[verb];
            char where[64];
            snprintf(where, sizeof where, "%s%s", row->places & TOPIC_HERE ? "" : "team/delft/", row->name);
            char *before = office_dump(o);
            office_say(o, people[i].who, where, "%s", example(verb));
            char *after = office_dump(o);
            bool refused = strncmp(text_at(o->reply, "message"), "this needs ", 11) == 0;
            bool for_all =
                row->role == ROLE_ACCOUNT || ((row->role == ROLE_MEMBER || row->role == ROLE_GUEST) &&
                                              people[i].role != ROLE_MAILER && people[i].role != ROLE_REGION);
            assert_int_equal(refused, !for_all && row->role != people[i].role);
            if (refused) {
                assert_string_equal(text_at(o->reply, "error"), "forbidden");
                assert_string_equal(before, after);
            }
            free(before);
            free(after);
        }
}

/* ---- where ---- */

TEST(a_theme_that_does_not_exist_or_is_archived_takes_no_questions)
{
    struct office *o = *state;

    NO("not_found", "theme", o, "anna", "theme/niets/ask", "{'title': 'Vraag'}");
    struct word_text one = office_word(o, "message");
    NO("not_found", "theme", o, "anna", "theme/oud/ask", "{'title': 'Vraag'}");
    assert_string_equal(one.text, text_at(o->reply, "message"));
}

/* The bytes of a reply to the same request, but for who asks and where. */
static struct span bytes_of(struct office *o, const char *who, const char *where, const char *text)
{
    static char kept[2][4096];
    static int turn;
    char *room = kept[turn++ % 2];
    struct topic topic = office_topic(who, where), response = topic_reply(span_of(who), span_of("pc"));

    arena_reset(&o->arena);
    office_serve(o, &(struct inbox_item){ .topic = span_of(topic.text),
                                          .response_topic = span_of(response.text),
                                          .payload = office_payload(o, where, text) });
    assert_non_null(o->item);
    assert_true(o->item->payload.len < sizeof kept[0]);
    memcpy(room, o->item->payload.ptr, o->item->payload.len);
    return (struct span){ room, o->item->payload.len };
}

TEST(a_team_one_is_not_in_is_byte_for_byte_one_that_is_not_there)
{
    struct office *o = *state;
    static const char *const asks[] = { "{'id': '01020304050670008000000000000099', 'title': 'x', 'theme': 'regie'}" };
    static const char *const lists[] = { "{'id': '01020304050670008000000000000099'}",
                                         "{'id': '01020304050670008000000000000099', 'kind': 'tip', 'limit': 3}" };

    assert_true(
        span_equal(bytes_of(o, "eva", "team/delft/ask", asks[0]), bytes_of(o, "eva", "team/niets/ask", asks[0])));
    assert_true(
        span_equal(bytes_of(o, "anna", "team/oud/ask", asks[0]), bytes_of(o, "anna", "team/niets/ask", asks[0])));
    for (size_t i = 0; i < 2; i++)
        assert_true(span_equal(bytes_of(o, "eva", "team/delft/list", lists[i]),
                               bytes_of(o, "eva", "team/niets/list", lists[i])));
    assert_string_equal(text_at(o->reply, "error"), "not_found");
}

/* ---- what one may not see ---- */

static void assert_as_if_absent(struct office *o, const char *who, const char *verb, const char *text, const char *code)
{
    struct long_text there = office_with(text, code);
    struct long_text absent = office_with(text, strchr(code, '.') == NULL ? "ZZZZ" : "ZZZZ.1");
    struct span a = bytes_of(o, who, verb, there.text), b = bytes_of(o, who, verb, absent.text);
    assert_string_equal(text_at(o->reply, "error"), "not_found");
    assert_true(span_equal(a, b));
    assert_int_equal(o->heard_count, 0);
}

#define ID "'id': '01020304050670008000000000000099', "

TEST(what_one_may_not_see_is_byte_for_byte_what_is_not_there)
{
    struct office *o = *state;
    struct word_text codes[4];

    codes[0] = office_ask(o, "anna", "team/delft/ask", "Alleen voor ons");
    codes[1] = office_answer(o, "bram", codes[0].text, "Ook alleen voor ons");
    codes[2] = office_ask(o, "bram", "theme/regie/ask", "Ingetrokken");
    OK(o, "bram", "retract", "{'code': '%s'}", codes[2].text);
    OK(o, "anna", "team/delft/tip", "{'text': 'Onze tip', 'works': true}");
    codes[3] = office_word(o, "code");
    char *before = office_dump(o);
    for (size_t i = 0; i < 4; i++) {
        assert_as_if_absent(o, "eva", "show", "{" ID "'code': '$'}", codes[i].text);
        assert_as_if_absent(o, "eva", "edit", "{" ID "'code': '$', 'text': 'x', 'base': 1}", codes[i].text);
        assert_as_if_absent(o, "eva", "retract", "{" ID "'code': '$'}", codes[i].text);
        assert_as_if_absent(o, "eva", "thank", "{" ID "'code': '$', 'on': true}", codes[i].text);
        assert_as_if_absent(o, "eva", "seen", "{" ID "'code': '$'}", codes[i].text);
        if (codes[i].text[0] == 'T')
            continue;
        assert_as_if_absent(o, "eva", "answer", "{" ID "'to': '$', 'text': 'x'}", codes[i].text);
        assert_as_if_absent(o, "eva", "resolve", "{" ID "'code': '$'}", codes[i].text);
    }
    char *after = office_dump(o);
    assert_string_equal(before, after);
    free(before);
    free(after);
    OK(o, "daan", "show", "{'code': '%s'}", codes[0].text); /* the team itself sees it */
    OK(o, "daan", "show", "{'code': '%s'}", codes[1].text);
    OK(o, "daan", "show", "{'code': '%s'}", codes[3].text);
}

TEST(who_left_a_team_sees_nothing_of_it_any_more)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "team/delft/ask", "Alleen voor ons");

    OK(o, "anna", "show", "{'code': '%s'}", code.text);
    OK(o, "beheer", "member-set", "{'member': 'anna', 'teams': []}");
    assert_as_if_absent(o, "anna", "show", "{" ID "'code': '$'}", code.text);
    assert_as_if_absent(o, "anna", "retract", "{" ID "'code': '$'}", code.text);
}

/* An administrator has no window into teams. */
TEST(a_role_is_no_key_to_a_team)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "team/delft/ask", "Alleen voor ons");

    NO("not_found", "code", o, "beheer", "show", "{'code': '%s'}", code.text);
    NO("not_found", "code", o, "toezicht", "show", "{'code': '%s'}", code.text);
    NO("not_found", "team", o, "beheer", "team/delft/list", "{}");
}

/* ---- where the reply goes ---- */

TEST(a_reply_goes_to_the_response_topic_with_its_correlation)
{
    struct office *o = *state;
    struct inbox_item item = message(o);

    office_serve(o, &item);
    assert_string_equal(o->item->topic.text, topic_reply(span_of("anna"), span_of("laptop")).text);
    assert_true(span_is(o->item->correlation, "c1"));
    assert_false(o->item->retain);
    assert_false(has_at(o->reply, "re"));
}

TEST(a_response_topic_of_somebody_else_is_refused_on_the_members_own_topic)
{
    struct office *o = *state;
    static const char *const others[] = {
        "vakwerk/1/out/bram/laptop",  "vakwerk/1/out/anna/event", "vakwerk/1/out/anna/digest",
        "vakwerk/1/team/delft/event", "vakwerk/1/state",          "vakwerk/1/kiosk/delft-1/screen",
        "vakwerk/1/out/anna",         "vakwerk/1/out/anna/a/b",   ""
    };

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct inbox_item item = message(o);
        item.response_topic = span_of(others[i]);
        assert_refused(o, &item, "bad_request", "response_topic");
        assert_string_equal(o->item->topic.text, topic_member_event(span_of("anna")).text);
        assert_true(span_is(o->item->correlation, "c1"));
    }
}

TEST(without_properties_the_payload_names_the_device)
{
    struct office *o = *state;
    struct inbox_item item = message(o);
    struct id_text id = office_id(o);
    char text[160];

    snprintf(text, sizeof text, "{'id': '%s', 'title': 'Vraag', 'device': 'oud-ding'}", id.text);
    item.response_topic = item.correlation = (struct span){ NULL, 0 };
    item.payload = office_payload(o, "theme/regie/ask", text);
    office_serve(o, &item);
    assert_true(is_at(o->reply, "ok"));
    assert_string_equal(o->item->topic.text, topic_reply(span_of("anna"), span_of("oud-ding")).text);
    assert_string_equal(text_at(o->reply, "re"), id.text);
}

TEST(a_device_that_is_a_topic_of_the_daemon_gets_no_reply)
{
    struct office *o = *state;
    static const char *const names[] = { "event", "digest", "enrol" };

    for (size_t i = 0; i < 3; i++) {
        struct inbox_item item = message(o);
        char text[160];
        snprintf(text, sizeof text, "{'id': '%s', 'title': 'Vraag', 'device': '%s'}", office_id(o).text, names[i]);
        item.response_topic = (struct span){ NULL, 0 };
        item.payload = office_payload(o, "theme/regie/ask", text);
        office_serve(o, &item);
        assert_string_equal(o->item->topic.text, topic_member_event(span_of("anna")).text);
    }
}

TEST(a_refusal_of_the_queue_goes_where_the_reply_would_have_gone)
{
    struct office *o = *state;
    struct inbox_item item = message(o);
    struct outbox out;

    outbox_init(&out, &o->arena);
    service_refuse(&item, ERR_STORAGE, "the disk did not take it", &out);
    assert_non_null(out.first);
    assert_null(out.first->next);
    assert_string_equal(out.first->topic.text, topic_reply(span_of("anna"), span_of("laptop")).text);
    outbox_init(&out, &o->arena);
    item.response_topic = span_of("vakwerk/1/out/bram/laptop");
    service_refuse(&item, ERR_STORAGE, "the disk did not take it", &out);
    assert_string_equal(out.first->topic.text, topic_member_event(span_of("anna")).text);
    item.topic = span_of("vakwerk/1/state");
    outbox_init(&out, &o->arena);
    service_refuse(&item, ERR_STORAGE, "the disk did not take it", &out);
    assert_null(out.first);
}

TEST(a_read_is_known_by_its_topic)
{
    static const struct {
        const char *where;
        bool read;
    } rows[] = { { "me", true },   { "show", true },
                 { "list", true }, { "theme/regie/list", true },
                 { "ask", false }, { "team/delft/ask", false },
                 { "fly", false }, { "enrol", false } };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(service_is_read(span_of(office_topic("anna", rows[i].where).text)), rows[i].read);
    assert_false(service_is_read(span_of("vakwerk/1/state")));
    assert_false(service_is_read(span_of("")));
}

/* ---- JSON ---- */

TEST(json_in_is_json_out)
{
    struct office *o = *state;
    struct inbox_item item = message(o);

    item.json = true;
    item.payload = span_of("{\"id\": \"01020304050670008000000000000077\", \"title\": \"Wie belt de school?\"}");
    office_serve(o, &item);
    assert_true(o->item->json);
    assert_true(is_at(o->reply, "ok"));
    assert_string_equal(text_at(o->reply, "id"), "01020304050670008000000000000077");
    assert_int_equal(o->item->payload.ptr[0], '{');
    assert_int_equal(o->heard_count, 1); /* events are MessagePack for all */
    for (const struct outbox_item *other = o->out.first; other != NULL; other = other->next)
        assert_int_equal(other->json, other->seq == 0);
}

TEST(json_that_is_malformed_is_refused_in_json)
{
    struct office *o = *state;
    static const char *const texts[] = { "", "{", "[]", "{\"title\": 1}", "{\"title\": \"a\", \"title\": \"b\"}" };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct inbox_item item = message(o);
        item.json = true;
        item.payload = span_of(texts[i]);
        office_serve(o, &item);
        assert_true(o->item->json);
        assert_string_equal(text_at(o->reply, "error"), "bad_request");
    }
    assert_int_equal(office_number(o, "SELECT count(*) FROM post"), 0);
}

/* ---- quotas ---- */

TEST(too_many_posts_in_a_minute_are_refused_until_a_time)
{
    struct office *o = *state;

    o->settings.posts_per_minute = 3;
    office_restart(o);
    for (int i = 0; i < 3; i++)
        office_ask(o, "anna", "theme/regie/ask", "Vraag");
    NO("too_many", NULL, o, "anna", "theme/regie/ask", "{'title': 'Vraag'}");
    assert_true(is_at(o->reply, "retry"));
    assert_in_range(int_at(o->reply, "retry_at"), o->now_ms + 1, o->now_ms + 20000);
    NO("too_many", NULL, o, "anna", "theme/regie/tip", "{'text': 'Tip', 'works': true}");
    office_ask(o, "bram", "theme/regie/ask", "Vraag"); /* others are not held back */
    OK(o, "anna", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': 3}");
    OK(o, "anna", "list", "{}");
}

TEST(too_many_posts_in_a_day_are_refused)
{
    struct office *o = *state;

    o->settings.posts_per_day = 2;
    office_restart(o);
    office_ask(o, "anna", "theme/regie/ask", "Vraag");
    office_ask(o, "anna", "theme/regie/ask", "Vraag");
    NO("too_many", NULL, o, "anna", "theme/regie/ask", "{'title': 'Vraag'}");
    assert_in_range(int_at(o->reply, "retry_at"), o->now_ms + 11 * HOUR_MS, o->now_ms + 12 * HOUR_MS);
}

TEST(reads_and_other_writes_have_quotas_of_their_own)
{
    struct office *o = *state;

    o->settings.reads_per_minute = o->settings.writes_per_minute = 2;
    office_restart(o);
    OK(o, "anna", "me", "{}");
    OK(o, "anna", "list", "{}");
    NO("too_many", NULL, o, "anna", "me", "{}");
    OK(o, "anna", "digest-set", "{'frequency': 'daily'}");
    OK(o, "anna", "digest-set", "{'frequency': 'never'}");
    NO("too_many", NULL, o, "anna", "digest-set", "{'frequency': 'daily'}");
    office_ask(o, "anna", "theme/regie/ask", "Vraag");
}

TEST(sending_again_does_not_count_against_the_quota)
{
    struct office *o = *state;
    struct id_text id = office_id(o);

    o->settings.posts_per_minute = 1;
    office_restart(o);
    for (int i = 0; i < 5; i++)
        OK(o, "anna", "theme/regie/ask", "{'id': '%s', 'title': 'Vraag'}", id.text);
    NO("too_many", NULL, o, "anna", "theme/regie/ask", "{'title': 'Vraag'}");
}

/* ---- room ---- */

TEST(without_room_what_adds_a_text_is_refused_and_the_rest_goes_on)
{
    struct office *o = *state;
    struct word_text question = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    struct word_text answer = office_answer(o, "eva", question.text, "Ik.");
    struct id_text id = office_id(o);

    OK(o, "anna", "theme/regie/ask", "{'id': '%s', 'title': 'Nog net?'}", id.text);
    service_set_full(o->writing, true);
    NO("storage", NULL, o, "anna", "theme/regie/ask", "{'title': 'Past dit nog?'}");
    assert_true(is_at(o->reply, "retry"));
    NO("storage", NULL, o, "anna", "theme/regie/tip", "{'text': 'Bel.', 'works': true}");
    NO("storage", NULL, o, "anna", "answer", "{'to': '%s', 'text': 'Ook ik.'}", question.text);
    NO("storage", NULL, o, "anna", "edit", "{'code': '%s', 'title': 'Wie?', 'base': 1}", question.text);
    OK(o, "anna", "theme/regie/ask", "{'id': '%s', 'title': 'Nog net?'}", id.text); /* it was accepted before */
    OK(o, "anna", "thank", "{'code': '%s', 'on': true}", answer.text);
    OK(o, "beheer", "member-disable", "{'member': 'bram'}");
    OK(o, "anna", "show", "{'code': '%s'}", question.text);
    OK(o, "anna", "retract", "{'code': '%s'}", question.text);
    service_set_full(o->writing, false);
    office_ask(o, "anna", "theme/regie/ask", "En nu?");
}

TEST(one_that_finds_no_room_does_not_take_its_batch_along)
{
    struct office *o = *state;

    service_set_full(o->writing, true);
    NO("storage", NULL, o, "anna", "theme/regie/ask", "{'title': 'Past dit nog?'}");
    assert_int_equal(o->err, 0); /* the transaction is as it was */
}

TEST(requests_are_counted_by_how_they_ended)
{
    struct office *o = *state;
    struct metrics metrics = { 0 };
    struct msg_metrics read = { 0 };

    service_set_metrics(o->writing, &metrics);
    office_ask(o, "anna", "theme/regie/ask", "Een?");
    office_ask(o, "anna", "theme/regie/ask", "Twee?");
    NO("too_short", "title", o, "anna", "theme/regie/ask", "{'title': ''}");
    service_set_full(o->writing, true);
    NO("storage", NULL, o, "anna", "theme/regie/ask", "{'title': 'Past dit nog?'}");
    metrics_read(&metrics, &read);
    assert_int_equal(read.accepted, 2);
    assert_int_equal(read.refused, 1);
    assert_int_equal(read.storage, 1);
    assert_int_equal(read.busy, 0);
    assert_true(read.memory_bytes > 1000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(what_is_no_request_is_not_answered),
        OFFICE_TEST(the_author_is_the_member_of_the_topic),
        OFFICE_TEST(an_author_in_the_payload_is_refused),
        OFFICE_TEST(what_is_retained_or_of_qos_0_is_refused),
        OFFICE_TEST(what_came_while_the_queue_was_full_is_told_to_come_again),
        OFFICE_TEST(another_content_type_is_not_spoken),
        OFFICE_TEST(a_payload_above_the_limit_is_too_big),
        OFFICE_TEST(a_verb_that_does_not_exist_is_unknown),
        OFFICE_TEST(every_verb_is_unknown_in_the_places_that_are_not_its_own),
        OFFICE_TEST(a_payload_that_is_malformed_is_refused),
        OFFICE_TEST(a_refusal_names_its_request_whatever_was_wrong_with_it),
        OFFICE_TEST(every_write_needs_an_id_and_no_read_does),
        OFFICE_TEST(who_does_not_exist_or_was_shut_out_is_told_the_same),
        OFFICE_TEST(who_is_no_moderator_hears_who_is),
        OFFICE_TEST(every_verb_is_for_its_role_alone),
        OFFICE_TEST(a_theme_that_does_not_exist_or_is_archived_takes_no_questions),
        OFFICE_TEST(a_team_one_is_not_in_is_byte_for_byte_one_that_is_not_there),
        OFFICE_TEST(what_one_may_not_see_is_byte_for_byte_what_is_not_there),
        OFFICE_TEST(who_left_a_team_sees_nothing_of_it_any_more),
        OFFICE_TEST(a_role_is_no_key_to_a_team),
        OFFICE_TEST(a_reply_goes_to_the_response_topic_with_its_correlation),
        OFFICE_TEST(a_response_topic_of_somebody_else_is_refused_on_the_members_own_topic),
        OFFICE_TEST(without_properties_the_payload_names_the_device),
        OFFICE_TEST(a_device_that_is_a_topic_of_the_daemon_gets_no_reply),
        OFFICE_TEST(a_refusal_of_the_queue_goes_where_the_reply_would_have_gone),
        OFFICE_TEST(a_read_is_known_by_its_topic),
        OFFICE_TEST(json_in_is_json_out),
        OFFICE_TEST(json_that_is_malformed_is_refused_in_json),
        OFFICE_TEST(too_many_posts_in_a_minute_are_refused_until_a_time),
        OFFICE_TEST(too_many_posts_in_a_day_are_refused),
        OFFICE_TEST(reads_and_other_writes_have_quotas_of_their_own),
        OFFICE_TEST(sending_again_does_not_count_against_the_quota),
        OFFICE_TEST(without_room_what_adds_a_text_is_refused_and_the_rest_goes_on),
        OFFICE_TEST(one_that_finds_no_room_does_not_take_its_batch_along),
        OFFICE_TEST(requests_are_counted_by_how_they_ended),
    };

    return TEST_RUN(tests);
}
