/*
 * Who may do what where: every verb by everybody in every space, each cell of the table tried for real and undone.
 * A verb without a row fails, and so does a verb that is let through in a tree where it has no business. The table
 * holds for what is private to a team, for what is private to an organisation, and for who speaks JSON.
 */
#include "tests/daemon/office.h"

#include "daemon/store/store.h"

#include <stdio.h>

/* The columns of a row, in groups: one group for each of these. */
static const char *const people[] = {
    "carla",    /* a member, of delft */
    "bram",     /* a registered member, of delft */
    "redactie", /* an editor, of no team */
    "toezicht", /* a moderator, of no team */
    "beheer",   /* an administrator, of no team */
    "eva",      /* a member of another team, rijswijk; registered too */
    "daan",     /* who wrote what stands open and in delft */
    "weg",      /* who is shut out */
    "post",     /* the program that mails digests */
};

/* Within a group: the places, or the things (open to all, of delft, of rijswijk), or one for what needs neither. */
enum spaces { PLACES, QUESTIONS, ANSWERS, HIDDEN, LESSONS, ONESELF };

/*
 * + carried out, F forbidden, N not found (as if it were not there), B bad request, C conflict, X not now, Y busy (let
 * through to the index, which this test does without), U no such verb here.
 */
#define OPEN_TO_ALL_AND_OWN "++N ++N +NN +NN +NN +N+ ++N FFF FFF"
#define OWN_TEAM            "U+NU U+NU UNNU UNNU UNNU UN+U U+NU UFFU UFFU"
#define EDITORS_OF_IT       "FFF FFF +NN FFF FFF FFF FFF FFF FFF"
#define MODERATORS_OF_IT    "FFF FFF FFF +NN FFF FFF FFF FFF FFF"
#define EVERYBODY           "+ + + + + + + F F"
#define ACCOUNTS            "+ + + + + + + F +"
#define MAILERS             "F F F F F F F F +"
#define ADMINISTRATORS      "F F F F + F F F F"
#define NEEDS_INDEX         "Y Y Y Y Y Y Y F F"

/* What both teams do together already. */
#define MEETING "'kind': 'intervision', 'title': 'Kort', 'steps': [{'name': 'Een', 'task': 'notes'}]"

static const struct row {
    enum verb verb;
    enum spaces spaces;
    const char *payload; /* $ is the code of the thing; among PLACES, of the question open to all */
    const char *expected;
} rows[] = {
    { VERB_ask, PLACES, "{'title': 'Vraag', 'theme': 'regie'}", "++NU ++NU +NNU +NNU +NNU +N+U ++NU FFFU FFFU" },
    { VERB_tip, PLACES, "{'text': 'Tip', 'works': true}", "++NU ++NU +NNU +NNU +NNU +N+U ++NU FFFU FFFU" },
    { VERB_notice, PLACES, "{'text': 'Overleg', 'until_at': 1653040000000}", OWN_TEAM },
    { VERB_list, PLACES, "{}", "++N+ ++N+ +NN+ +NN+ +NN+ +N++ ++N+ FFFF FFFF" },
    { VERB_intervision_list, PLACES, "{}", OWN_TEAM },
    { VERB_intervision_add, PLACES, "{'codes': ['$']}", OWN_TEAM },
    { VERB_intervision_remove, PLACES, "{'codes': ['$']}", OWN_TEAM },
    { VERB_intervision_done, PLACES, "{'codes': ['$']}", OWN_TEAM },
    { VERB_meeting_begin, PLACES, "{" MEETING ", 'code': '$'}", "UCNU UCNU UNNU UNNU UNNU UNCU UCNU UFFU UFFU" },
    { VERB_meeting_say, PLACES, "{'text': 'Een inval'}", OWN_TEAM },
    { VERB_meeting_answer, PLACES, "{'answer': 0}", "UXNU UXNU UNNU UNNU UNNU UNXU UXNU UFFU UFFU" },
    { VERB_meeting_next, PLACES, "{}", OWN_TEAM },
    { VERB_meeting_stop, PLACES, "{}", OWN_TEAM },
    { VERB_meeting_guests, PLACES, "{}", OWN_TEAM },
    { VERB_meeting_show, PLACES, "{}", OWN_TEAM },
    { VERB_answer, QUESTIONS, "{'to': '$', 'text': 'Antwoord'}", OPEN_TO_ALL_AND_OWN },
    { VERB_show, QUESTIONS, "{'code': '$'}", OPEN_TO_ALL_AND_OWN },
    { VERB_show, ANSWERS, "{'code': '$'}", OPEN_TO_ALL_AND_OWN },
    { VERB_show, LESSONS, "{'code': '$'}", OPEN_TO_ALL_AND_OWN },
    { VERB_lesson_read, LESSONS, "{'code': '$', 'base': 1}", OPEN_TO_ALL_AND_OWN },
    { VERB_lesson, QUESTIONS, "{'made_from': ['$'], 'title': 'Les', 'text': 'Dit.'}", EDITORS_OF_IT },
    { VERB_helped, LESSONS, "{'code': '$'}", "CCN CCN CNN CNN CNN CNC CCN FFF FFF" },
    { VERB_lesson, LESSONS, "{'action': 'publish', 'code': '$'}", EDITORS_OF_IT },
    { VERB_lesson, LESSONS, "{'action': 'edit', 'code': '$', 'base': 1, 'text': 'Dat.'}", EDITORS_OF_IT },
    { VERB_lesson, LESSONS, "{'action': 'retire', 'code': '$'}", EDITORS_OF_IT },
    { VERB_guide, QUESTIONS, "{'made_from': ['$'], 'title': 'Wegwijzer'}", EDITORS_OF_IT },
    { VERB_lesson_basis, QUESTIONS, "{'codes': ['$']}", EDITORS_OF_IT },
    { VERB_seen, QUESTIONS, "{'code': '$'}", OPEN_TO_ALL_AND_OWN },
    { VERB_edit, QUESTIONS, "{'code': '$', 'text': 'Meer', 'base': 1}", "FFN FFN FNN FNN FNN FNF ++N FFF FFF" },
    { VERB_edit, ANSWERS, "{'code': '$', 'text': 'Meer', 'base': 1}", "FFN FFN FNN FNN FNN FNF ++N FFF FFF" },
    { VERB_retract, QUESTIONS, "{'code': '$'}", "FFN FFN FNN FNN FNN FNF ++N FFF FFF" },
    { VERB_retract, ANSWERS, "{'code': '$'}", "FFN FFN FNN FNN FNN FNF ++N FFF FFF" },
    { VERB_resolve, QUESTIONS, "{'code': '$'}", "FFN FFN FNN FNN FNN FNF ++N FFF FFF" },
    { VERB_thank, ANSWERS, "{'code': '$', 'on': true}", "++N ++N +NN +NN +NN +N+ FFN FFF FFF" },
    { VERB_react, ANSWERS, "{'code': '$', 'reaction': 'works'}", "++N ++N +NN +NN +NN +N+ FFN FFF FFF" },
    { VERB_endorse, ANSWERS, "{'code': '$'}", "FFF ++N FFF FFF FFF +N+ FFF FFF FFF" },
    { VERB_follow, QUESTIONS, "{'what': '$'}", OPEN_TO_ALL_AND_OWN },
    { VERB_unfollow, QUESTIONS, "{'what': '$'}", OPEN_TO_ALL_AND_OWN },
    { VERB_follow, ONESELF, "{'what': 'team/delft'}", EVERYBODY },
    { VERB_signal, QUESTIONS, "{'code': '$'}", OPEN_TO_ALL_AND_OWN },
    { VERB_signal, ONESELF, "{'text': 'Te weinig plekken', 'theme': 'wacht'}", EVERYBODY },
    { VERB_signal_list, ONESELF, "{}", "F F + F + F F F F" },
    { VERB_signal_answer, ONESELF, "{'theme': 'wacht', 'text': 'Er komen plekken bij'}", "F F + F + F F F F" },
    { VERB_open_anonymous, HIDDEN, "{'code': '$', 'reason': 'Dreigement'}", "FFF FFF FFF +NN FFF FFF FFF FFF FFF" },
    { VERB_claim, QUESTIONS, "{'code': '$'}", "FFN FFN FNN FNN FNN FNF FFN FFF FFF" },
    { VERB_hand_back, QUESTIONS, "{'code': '$'}", "FFN FFN FNN FNN FNN FNF FFN FFF FFF" },
    { VERB_support_list, ONESELF, "{}", EVERYBODY },
    { VERB_search, ONESELF, "{'words': 'school'}", NEEDS_INDEX },
    { VERB_similar, ONESELF, "{'title': 'Wie belt de school?'}", NEEDS_INDEX },
    { VERB_sync, ONESELF, "{'since': 0}", EVERYBODY },
    { VERB_me, ONESELF, "{}", ACCOUNTS },
    { VERB_digest, ONESELF, "{}", EVERYBODY },
    { VERB_digest_set, ONESELF, "{'frequency': 'weekly'}", EVERYBODY },
    { VERB_mail_report, ONESELF, "{'member': 'carla', 'date': '2022-05-20', 'result': 'sent'}", MAILERS },
    { VERB_mail_stop, ONESELF, "{'token': 'TTTTTTTTTTTTTTTTTTTT'}", MAILERS },
    { VERB_waitlist, ONESELF, "{}", EVERYBODY },
    { VERB_waitlist_history, ONESELF, "{'municipality': 'delft', 'care': 'ggz'}", EVERYBODY },
    { VERB_waitlist_set, ONESELF, "{'municipality': 'delft', 'care': 'ggz', 'weeks': 3}", "+ + F F + F + F F" },
    { VERB_enrol, ONESELF, "{'device': 'telefoon'}", ACCOUNTS },
    { VERB_device_list, ONESELF, "{}", EVERYBODY },
    { VERB_device_list, ONESELF, "{'member': 'fatima'}", ADMINISTRATORS },
    { VERB_device_revoke, ONESELF, "{'device': 'laptop'}", EVERYBODY },
    { VERB_device_revoke, ONESELF, "{'member': 'fatima', 'device': 'laptop'}", ADMINISTRATORS },
    { VERB_team_list, ONESELF, "{}", EVERYBODY },
    { VERB_member_add, ONESELF, "{'member': 'nieuw', 'name': 'Nieuw'}", ADMINISTRATORS },
    { VERB_member_set, ONESELF, "{'member': 'fatima', 'name': 'Fatima'}", ADMINISTRATORS },
    { VERB_member_reset, ONESELF, "{'member': 'fatima'}", ADMINISTRATORS },
    { VERB_member_disable, ONESELF, "{'member': 'fatima'}", ADMINISTRATORS },
    { VERB_member_export, ONESELF, "{}", EVERYBODY },
    { VERB_member_export, ONESELF, "{'member': 'fatima'}", "F F F F C F F F F" },
    { VERB_member_erase, ONESELF, "{'posts': 'remove'}", "+ + + + C + + F F" },
    { VERB_member_erase, ONESELF, "{'member': 'fatima', 'posts': 'remove'}", ADMINISTRATORS },
    { VERB_member_erase_confirm, ONESELF, "{'member': 'fatima', 'confirmation': 'x'}", "F F F F C F F F F" },
    { VERB_member_export_open, ONESELF, "{'member': 'fatima'}", ADMINISTRATORS },
    { VERB_member_list, ONESELF, "{}", ADMINISTRATORS },
    { VERB_team_add, ONESELF, "{'team': 'nieuw', 'name': 'Nieuw'}", ADMINISTRATORS },
    { VERB_team_set, ONESELF, "{'team': 'delft', 'name': 'Nieuw'}", ADMINISTRATORS },
    { VERB_theme_add, ONESELF, "{'theme': 'nieuw', 'name': 'Nieuw'}", ADMINISTRATORS },
    { VERB_theme_set, ONESELF, "{'theme': 'regie', 'name': 'Nieuw'}", ADMINISTRATORS },
    { VERB_theme_order, ONESELF, "{'themes': ['wacht', 'regie']}", ADMINISTRATORS },
    { VERB_kiosk_add, ONESELF, "{'kiosk': 'nieuw', 'team': 'delft', 'room': 'Kantine'}", ADMINISTRATORS },
    { VERB_kiosk_pair, ONESELF, "{'digits': '482913', 'kiosk': 'scherm'}", ADMINISTRATORS },
    { VERB_kiosk_remove, ONESELF, "{'kiosk': 'scherm'}", ADMINISTRATORS },
    { VERB_kiosk_show, ONESELF, "{'kiosk': 'scherm'}", ADMINISTRATORS },
    { VERB_kiosk_set, ONESELF, "{'kiosk': 'scherm', 'touch': false}", ADMINISTRATORS },
    { VERB_kiosk_message, ONESELF, "{'kiosk': 'scherm', 'text': 'Intervisie'}", ADMINISTRATORS },
    { VERB_kiosk_order, ONESELF, "{'kiosk': 'scherm', 'order': 'reload'}", ADMINISTRATORS },
    { VERB_region_add, ONESELF, "{'region': 'twente', 'name': 'Twente'}", ADMINISTRATORS },
    { VERB_region_set, ONESELF, "{'region': 'twente', 'name': 'Twente'}", "F F F F N F F F F" },
    { VERB_region_remove, ONESELF, "{'region': 'twente'}", "F F F F N F F F F" },
    { VERB_region_list, ONESELF, "{}", ADMINISTRATORS },
    { VERB_region_take, ONESELF, "{'kind': 'gone', 'thing': 1, 'version': 1}", "F F F F F F F F F" },
    { VERB_screens, QUESTIONS, "{'code': '$'}", "FFN FFN FNN +NN +NN FNF ++N FFF FFF" },
    { VERB_kiosk_list, ONESELF, "{}", ADMINISTRATORS },
    { VERB_report, QUESTIONS, "{'code': '$', 'reason': 'unkind'}", "++N ++N +NN +NN +NN +N+ FFN FFF FFF" },
    { VERB_appeal, QUESTIONS, "{'code': '$', 'text': 'Waarom?'}", "FFN FFN FNN FNN FNN FNF CCN FFF FFF" },
    { VERB_queue, ONESELF, "{}", "F F F + F F F F F" },
    { VERB_mod_show, QUESTIONS, "{'code': '$'}", MODERATORS_OF_IT },
    { VERB_hold, QUESTIONS, "{'code': '$', 'reason': 'Adres'}", MODERATORS_OF_IT },
    { VERB_release, QUESTIONS, "{'code': '$'}", "FFF FFF FFF CNN FFF FFF FFF FFF FFF" },
    { VERB_approve, QUESTIONS, "{'code': '$'}", "FFF FFF FFF CNN FFF FFF FFF FFF FFF" },
    { VERB_reject, QUESTIONS, "{'code': '$', 'reason': 'Adres'}", MODERATORS_OF_IT },
    { VERB_redact, QUESTIONS, "{'code': '$', 'text': 'Anders', 'base': 1, 'reason': 'Adres'}", MODERATORS_OF_IT },
    { VERB_merge, QUESTIONS, "{'code': '$', 'into': '2222', 'reason': 'Dubbel'}",
      "FFF FFF FFF NNN FFF FFF FFF FFF FFF" },
    { VERB_move, QUESTIONS, "{'code': '$', 'theme': 'wacht'}", MODERATORS_OF_IT },
    { VERB_log, ONESELF, "{}", "F F F + + F F F F" },
    { VERB_log_verify, ONESELF, "{}", "F F F + + F F F F" },
    { VERB_harvest_begin, ONESELF, "{'title': 'Ontwikkeltafel'}", EVERYBODY },
    { VERB_harvest_guests, ONESELF, "{'code': '234567'}", "F + F F F F F F F" },
    { VERB_harvest_join, ONESELF, "{'code': '234567'}", EVERYBODY },
    { VERB_harvest_add, ONESELF, "{'code': '234567', 'text': 'Minder regels.'}", EVERYBODY },
    { VERB_harvest_flag, ONESELF, "{'code': '234567', 'number': 1}", EVERYBODY },
    { VERB_harvest_show, ONESELF, "{'code': '234567'}", EVERYBODY },
    { VERB_harvest_sort, ONESELF, "{'code': '234567', 'number': 1, 'theme': 1}", "F + F F F F F F F" },
    { VERB_harvest_sort, ONESELF, "{'code': '234567', 'number': 1, 'keep': true}", "F + F F F F F F F" },
    { VERB_harvest_sort, ONESELF, "{'code': '234567', 'number': 1, 'remove': true}", "F + F + F F F F F" },
    { VERB_harvest_close, ONESELF, "{'code': '234567'}", "F + F F F F F F F" },
    { VERB_stats, ONESELF, "{}", ADMINISTRATORS },
};

#define ROWS   (sizeof rows / sizeof rows[0])
#define PEOPLE (sizeof people / sizeof people[0])

/* ---- the scene ---- */

struct scene {
    struct office *o;
    const char *places[4]; /* by the column of a group; own and other: a team, or the organisation of that team */
    struct word_text codes[4][3]; /* by enum spaces, QUESTIONS and on; open, delft, rijswijk */
};

static void ask_all(struct scene *s, enum spaces spaces, const char *anonymous)
{
    char where[64];

    for (int i = 0; i < 3; i++) {
        snprintf(where, sizeof where, "%sask", s->places[i]);
        OK(s->o, i == 2 ? "fatima" : "daan", where, "{'title': 'Vraag', 'theme': 'regie', 'anonymous': %s}", anonymous);
        s->codes[spaces - QUESTIONS][i] = office_word(s->o, "code");
    }
}

/* Each waits for a second reader. */
static void draft_all(struct scene *s)
{
    office_sql(s->o, "UPDATE member SET roles = roles | 1 WHERE name IN ('anna', 'fatima')");
    for (int i = 0; i < 3; i++) {
        const char *who = i == 2 ? "fatima" : "anna";
        OK(s->o, who, "lesson", "{'made_from': ['%s'], 'title': 'Les', 'text': 'Dit.'}", s->codes[0][i].text);
        s->codes[LESSONS - QUESTIONS][i] = office_word(s->o, "code");
        OK(s->o, who, "lesson", "{'action': 'publish', 'code': '%s'}", s->codes[LESSONS - QUESTIONS][i].text);
    }
}

static void set_scene(struct scene *s, struct office *o, const char *own, const char *other)
{
    *s = (struct scene){ .o = o, .places = { "theme/regie/", own, other, "" } };
    ask_all(s, QUESTIONS, "false");
    ask_all(s, HIDDEN, "true");
    for (int i = 0; i < 3; i++)
        s->codes[ANSWERS - QUESTIONS][i] =
            office_answer(o, i == 2 ? "fatima" : "daan", s->codes[0][i].text, "Antwoord");
    office_sql(o, "UPDATE team SET municipality = 1 WHERE slug = 'delft'");
    office_sql(o, "INSERT INTO device (member, name, hash, added_at) SELECT id, 'laptop', zeroblob(32), 1 FROM member");
    office_sql(o, "INSERT INTO code (member, hash, until_at) SELECT id, zeroblob(32), %lld FROM member",
               (long long)(o->now_ms + DAY_MS));
    office_sql(o, "INSERT INTO digest (member, day, made_at, first_seq, last_seq) SELECT id, '2022-05-20', 1, 1, 1"
                  " FROM member");
    office_sql(
        o, "INSERT INTO mailbox SELECT id, 'c@x.nl', 0, 0, 'TTTTTTTTTTTTTTTTTTTT' FROM member WHERE name = 'carla'");
    office_sql(o, "INSERT INTO signal (member, team, theme, text, quote, at) SELECT id, id, 2, 'Ook', 0, 0 FROM team");
    office_sql(o, "INSERT INTO harvest (id, code, facilitator, title, begun_at) SELECT 1, '234567', id, 'Tafel', 1 FROM"
                  " member WHERE name = 'bram'");
    office_sql(o, "INSERT INTO harvest_theme (harvest, number, name) VALUES (1, 1, 'Regels')");
    office_sql(o, "INSERT INTO harvest_input (harvest, number, theme, text, changed) VALUES (1, 1, 0, 'Minder', 0)");
    draft_all(s);
    for (int i = 1; i <= 2; i++) {
        char where[64];
        snprintf(where, sizeof where, "%sintervision-add", s->places[i]);
        OK(o, i == 1 ? "daan" : "eva", where, "{'codes': ['%s']}", s->codes[0][0].text);
        snprintf(where, sizeof where, "%smeeting-begin", s->places[i]);
        OK(o, i == 1 ? "daan" : "eva", where, "{" MEETING ", 'code': '%s'}", s->codes[0][0].text);
    }
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'scherm', 'team': 'delft', 'room': 'Kantine'}");
    office_alive(o, "scherm", "{'state': 'online'}");
    assert_int_equal(pairing_hear(o->pairing, span_of("482913"), o->now_ms, &o->out), 0);
}

/* ---- one cell ---- */

static char letter(const struct office *o)
{
    static const struct {
        const char *error;
        char letter;
    } letters[] = { { "forbidden", 'F' },    { "not_found", 'N' }, { "bad_request", 'B' }, { "conflict", 'C' },
                    { "unknown_verb", 'U' }, { "busy", 'Y' },      { "not_now", 'X' } };

    if (o->err == 0 && is_at(o->reply, "ok"))
        return '+';
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (strcmp(text_at(o->reply, "error"), letters[i].error) == 0)
            return letters[i].letter;
    return '?';
}

/* The text as somebody sends it who has no MessagePack. */
static struct span as_json(struct office *o, const char *text)
{
    struct span json = arena_copy(&o->arena, span_of(text));

    for (size_t i = 0; i < json.len; i++)
        if (json.ptr[i] == '\'')
            ((char *)(uintptr_t)json.ptr)[i] = '"';
    return json;
}

static bool in_json; /* the table is tried once more so */

/* As if it had never been there. */
static char try_it(struct office *o, const char *who, const char *where, const char *payload)
{
    struct topic topic = office_topic(who, where), response = topic_reply(span_of(who), span_of("laptop"));
    char text[512];

    snprintf(text, sizeof text, "{'id': '%s'%s%s", office_id(o).text, payload[1] == '}' ? "" : ", ", payload + 1);
    arena_reset(&o->arena);
    assert_int_equal(store_begin(o->store), 0);
    office_serve_in_batch(o,
                          &(struct inbox_item){ .topic = span_of(topic.text),
                                                .payload = in_json ? as_json(o, text) : office_payload(o, where, text),
                                                .json = in_json,
                                                .response_topic = span_of(response.text) });
    assert_true(o->item == NULL || o->item->json == in_json);
    store_rollback(o->store);
    return letter(o);
}

static size_t width(const struct row *row)
{
    return row->spaces == PLACES ? 4 : row->spaces == ONESELF ? 1 : 3;
}

static char try_cell(struct scene *s, const struct row *row, const char *who, size_t space)
{
    char where[64], payload[400];
    const char *hole = strchr(row->payload, '$');

    snprintf(where, sizeof where, "%s%s", row->spaces == PLACES ? s->places[space] : "", schema_verbs[row->verb].name);
    if (hole == NULL)
        snprintf(payload, sizeof payload, "%s", row->payload);
    else
        snprintf(payload, sizeof payload, "%.*s%s%s", (int)(hole - row->payload), row->payload,
                 row->spaces == PLACES ? s->codes[0][0].text : s->codes[row->spaces - QUESTIONS][space].text, hole + 1);
    return try_it(s->o, who, where, payload);
}

/* ---- the table ---- */

static void try_table(struct scene *scene)
{
    char found[80];
    int wrong = 0;

    for (size_t i = 0; i < ROWS; i++) {
        size_t length = 0;
        for (size_t j = 0; j < PEOPLE; j++) {
            for (size_t space = 0; space < width(&rows[i]); space++)
                found[length++] = try_cell(scene, &rows[i], people[j], space);
            found[length++] = j + 1 < PEOPLE ? ' ' : '\0';
        }
        if (strcmp(found, rows[i].expected) == 0)
            continue;
        print_error("%s %s: %s instead of %s\n", schema_verbs[rows[i].verb].name, rows[i].payload, found,
                    rows[i].expected);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

TEST(everybody_may_do_what_the_table_says_and_nothing_else)
{
    struct scene scene;

    set_scene(&scene, *state, "team/delft/", "team/rijswijk/");
    try_table(&scene);
}

/* Every verb, and its reply, for whoever has mosquitto_rr or Node-RED and nothing else. */
TEST(every_verb_can_be_said_in_json_and_is_answered_in_json)
{
    struct scene scene;

    set_scene(&scene, *state, "team/delft/", "team/rijswijk/");
    in_json = true;
    try_table(&scene);
    in_json = false;
}

/* Its members may what those of a team may, and nobody else more than nothing. */
TEST(an_organisation_is_a_team_to_the_table)
{
    struct office *o = *state;
    struct scene scene;

    OK(o, "beheer", "team-add", "{'team': 'vliet', 'name': 'Vliet', 'is_organisation': true}");
    OK(o, "beheer", "team-add", "{'team': 'kust', 'name': 'Kust', 'is_organisation': true}");
    OK(o, "beheer", "team-set", "{'team': 'delft', 'organisation': 'vliet'}");
    OK(o, "beheer", "team-set", "{'team': 'rijswijk', 'organisation': 'kust'}");
    set_scene(&scene, o, "team/vliet/", "team/kust/");
    try_table(&scene);
}

/* Whatever it is: but for the two that a guest comes for, of their own table, it is as if they asked for nothing. */
TEST(a_guest_may_do_what_the_table_is_for_and_nothing_else)
{
    static const char guest[] = "guest.7k3.a1b2c3d4";
    struct office *o = *state;
    struct scene scene;

    set_scene(&scene, o, "team/delft/", "team/rijswijk/");
    office_sql(o, "INSERT INTO door (name, code, harvest, until_at) VALUES ('7k3', '7K3MNPQR', 1, %lld)",
               (long long)(o->now_ms + HOUR_MS));
    for (size_t i = 0; i < ROWS; i++)
        for (size_t space = 0; space < width(&rows[i]); space++) {
            char found = try_cell(&scene, &rows[i], guest, space);
            bool is_theirs = rows[i].verb == VERB_harvest_add || rows[i].verb == VERB_harvest_join;
            bool is_no_place = rows[i].spaces == PLACES && found == 'U';
            if (found != (is_theirs ? 'N' : 'F') && !is_no_place) /* N: the rows hold the code of members */
                fail_msg("%s %s: %c", schema_verbs[rows[i].verb].name, rows[i].payload, found);
        }
    assert_int_equal(try_it(o, guest, "harvest-join", "{'code': '7K3MNPQR'}"), '+');
    assert_int_equal(try_it(o, guest, "harvest-add", "{'code': '7K3MNPQR', 'text': 'Minder'}"), '+');
}

/* The same of one who came in by the door of a team's session: of the team they see the step, and nothing more. */
TEST(a_guest_of_a_session_may_take_part_and_nothing_else)
{
    static const char guest[] = "guest.8m4.a1b2c3d4";
    struct office *o = *state;
    struct scene scene;

    set_scene(&scene, o, "team/delft/", "team/rijswijk/");
    office_sql(o,
               "INSERT INTO door (name, code, team, until_at) SELECT '8m4', '8M4PQRST', id, %lld FROM team WHERE"
               " slug = 'delft'",
               (long long)(o->now_ms + HOUR_MS));
    for (size_t i = 0; i < ROWS; i++)
        for (size_t space = 0; space < width(&rows[i]); space++) {
            char found = try_cell(&scene, &rows[i], guest, space);
            bool is_theirs = rows[i].verb == VERB_harvest_add || rows[i].verb == VERB_harvest_join;
            bool is_no_place = rows[i].spaces == PLACES && found == 'U';
            if (found != (is_theirs ? 'N' : 'F') && !is_no_place)
                fail_msg("%s %s: %c", schema_verbs[rows[i].verb].name, rows[i].payload, found);
        }
    assert_int_equal(try_it(o, guest, "harvest-join", "{'code': '8M4PQRST'}"), '+');
    assert_int_equal(try_it(o, guest, "harvest-add", "{'code': '8M4PQRST', 'text': 'Minder'}"), '+');
}

TEST(every_verb_has_a_row)
{
    for (int verb = 0; verb < VERB_COUNT; verb++) {
        bool has = false;
        for (size_t i = 0; i < ROWS; i++)
            has |= (int)rows[i].verb == verb;
        if (!has)
            fail_msg("%s has no row", schema_verbs[verb].name);
    }
}

/* The verbs of a place have a column for each tree; all others are nowhere but in one's own. */
TEST(a_verb_of_ones_own_tree_is_no_verb_of_a_theme_or_a_team)
{
    static const char *const trees[] = { "theme/regie/", "team/delft/", "team/rijswijk/" };
    struct office *o = *state;
    char where[64];

    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = 0; j < PEOPLE * 3 && rows[i].spaces != PLACES; j++) {
            snprintf(where, sizeof where, "%s%s", trees[j % 3], schema_verbs[rows[i].verb].name);
            assert_int_equal(try_it(o, people[j / 3], where, "{}"), 'U');
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(everybody_may_do_what_the_table_says_and_nothing_else),
        OFFICE_TEST(every_verb_can_be_said_in_json_and_is_answered_in_json),
        OFFICE_TEST(an_organisation_is_a_team_to_the_table),
        OFFICE_TEST(a_guest_may_do_what_the_table_is_for_and_nothing_else),
        OFFICE_TEST(a_guest_of_a_session_may_take_part_and_nothing_else),
        OFFICE_TEST(every_verb_has_a_row),
        OFFICE_TEST(a_verb_of_ones_own_tree_is_no_verb_of_a_theme_or_a_team),
    };

    return TEST_RUN(tests);
}
