/* A write that is sent again: the same reply, byte for byte, and nothing changes. */
#include "tests/daemon/office.h"

#include "daemon/served.h"

#include <stdio.h>

struct sent {
    char bytes[8192];
    size_t length;
};

static struct sent reply_of(const struct office *o)
{
    struct sent sent = { .length = o->item->payload.len };

    assert_true(sent.length < sizeof sent.bytes);
    memcpy(sent.bytes, o->item->payload.ptr, sent.length);
    return sent;
}

/* Says it, later says it again, and holds the second against the first. */
static void say_twice(struct office *o, const char *who, const char *where, const char *rest)
{
    struct id_text id = office_id(o);

    OK(o, who, where, "{'id': '%s'%s}", id.text, rest);
    struct sent first = reply_of(o);
    char *before = office_dump(o);
    int64_t now = o->now_ms;
    o->now_ms += 30LL * DAY_MS;
    OK(o, who, where, "{'id': '%s'%s}", id.text, rest);
    o->now_ms = now;
    char *after = office_dump(o);
    struct sent second = reply_of(o);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    assert_string_equal(before, after);
    assert_int_equal(o->heard_count, 0);
    assert_int_equal(o->effects.events, 0);
    free(before);
    free(after);
}

static void say_twice_with(struct office *o, const char *who, const char *where, const char *rest, const char *code)
{
    say_twice(o, who, where, office_with(rest, code).text);
}

TEST(every_write_sent_again_is_answered_again_and_done_once)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Vraag");

    say_twice(o, "anna", "theme/regie/ask", ", 'title': 'Nog een', 'anonymous': true");
    say_twice(o, "anna", "team/delft/ask", ", 'title': 'Nog een', 'theme': 'regie'");
    say_twice(o, "anna", "theme/wacht/tip", ", 'text': 'Tip', 'works': true");
    say_twice(o, "anna", "team/delft/notice", ", 'text': 'Overleg om tien uur', 'until_at': 1653040000000");
    say_twice_with(o, "bram", "answer", ", 'to': '$', 'text': 'Antwoord'", code.text);
    say_twice_with(o, "anna", "edit", ", 'code': '$', 'text': 'Meer', 'base': 1", code.text);
    say_twice_with(o, "carla", "thank", ", 'code': '$', 'on': true", code.text);
    say_twice_with(o, "carla", "thank", ", 'code': '$', 'on': false", code.text);
    say_twice_with(o, "carla", "follow", ", 'what': '$'", code.text);
    say_twice_with(o, "carla", "unfollow", ", 'what': '$'", code.text);
    say_twice_with(o, "carla", "react", ", 'code': '$.1', 'reaction': 'works'", code.text);
    say_twice_with(o, "carla", "seen", ", 'code': '$'", code.text);
    office_sql(o, "UPDATE member SET support = 4 WHERE name = 'carla'");
    struct word_text waiting = office_ask(o, "anna", "theme/regie/ask", "Wie helpt?");
    office_sql(o, "UPDATE ladder SET step = 3");
    say_twice_with(o, "carla", "claim", ", 'code': '$'", waiting.text);
    say_twice_with(o, "carla", "hand-back", ", 'code': '$', 'note': 'Voor een ander'", waiting.text);
    say_twice_with(o, "eva", "endorse", ", 'code': '$.1', 'unless': 'Behalve bij spoed.'", code.text);
    say_twice_with(o, "anna", "resolve", ", 'code': '$', 'answer': 1", code.text);
    say_twice_with(o, "bram", "endorse", ", 'code': '$'", office_answer(o, "eva", code.text, "Nog een antwoord").text);
    say_twice_with(o, "anna", "resolve", ", 'code': '$', 'open': true", code.text);
    say_twice_with(o, "anna", "team/delft/intervision-add", ", 'codes': ['$'], 'date': '2022-05-26'", code.text);
    say_twice_with(o, "anna", "team/delft/meeting-begin",
                   ", 'kind': 'intervision', 'title': 'Kort', 'code': '$', 'steps': [{'name': 'Een', 'task': 'notes'},"
                   " {'name': 'Twee', 'task': 'listen'}]",
                   code.text);
    say_twice(o, "bram", "team/delft/meeting-say", ", 'text': 'Een inval'");
    say_twice(o, "bram", "team/delft/meeting-guests", "");
    say_twice(o, "bram", "team/delft/meeting-next", ", 'step': 1");
    say_twice(o, "bram", "team/delft/meeting-stop", "");
    say_twice(o, "anna", "team/delft/meeting-begin",
              ", 'kind': 'talk', 'title': 'Gesprek', 'steps': [{'name': 'Veiligheid', 'task': 'answer'}],"
              " 'choices': [{'step': 1, 'text': 'ja'}]");
    say_twice(o, "bram", "team/delft/meeting-answer", ", 'answer': 1");
    say_twice_with(o, "bram", "team/delft/intervision-done", ", 'codes': ['$']", code.text);
    say_twice_with(o, "anna", "team/delft/intervision-remove", ", 'codes': ['$']", code.text);
    say_twice_with(o, "redactie", "lesson", ", 'made_from': ['$'], 'title': 'Les', 'text': 'Bel.'", code.text);
    say_twice(o, "redactie", "lesson", ", 'action': 'publish', 'code': 'L1'");
    say_twice(o, "carla", "lesson-read", ", 'code': 'L1', 'base': 1");
    say_twice(o, "redactie", "lesson", ", 'action': 'publish', 'code': 'L1'");
    say_twice(o, "carla", "helped", ", 'code': 'L1'");
    say_twice(o, "redactie", "guide", ", 'made_from': ['L1'], 'title': 'Wegwijzer'");
    say_twice_with(o, "anna", "retract", ", 'code': '$'", code.text); /* also when the thing is no longer there */
    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie?', 'anonymous': true}");
    say_twice_with(o, "toezicht", "open-anonymous", ", 'code': '$', 'reason': 'Dreigement'",
                   office_word(o, "code").text);
    struct word_text odd = office_ask(o, "bram", "theme/regie/ask", "Waar woont ze?");
    say_twice_with(o, "carla", "report", ", 'code': '$', 'reason': 'identifying', 'note': 'Een adres'", odd.text);
    say_twice_with(o, "gijs", "report", ", 'code': '$', 'reason': 'identifying'", odd.text);
    say_twice_with(o, "bram", "appeal", ", 'code': '$', 'text': 'Dit is het kantoor.'", odd.text);
    say_twice_with(o, "toezicht", "release", ", 'code': '$'", odd.text);
    say_twice_with(o, "toezicht", "hold", ", 'code': '$', 'reason': 'Een adres'", odd.text);
    say_twice_with(o, "toezicht", "approve", ", 'code': '$'", odd.text);
    say_twice_with(o, "toezicht", "redact", ", 'code': '$', 'title': 'Waar?', 'base': 1, 'reason': 'Adres'", odd.text);
    say_twice_with(o, "toezicht", "reject", ", 'code': '$', 'reason': 'Een adres'", odd.text);
    struct word_text stays = office_ask(o, "anna", "theme/regie/ask", "Wie belt?");
    struct word_text goes = office_ask(o, "bram", "theme/regie/ask", "Wie belt er?");
    char merge[400];
    snprintf(merge, sizeof merge, ", 'code': '%s', 'into': '%s', 'reason': 'Dubbel'", goes.text, stays.text);
    say_twice_with(o, "toezicht", "move", ", 'code': '$', 'theme': 'wacht'", goes.text);
    say_twice(o, "toezicht", "merge", merge);
    say_twice(o, "anna", "signal", ", 'text': 'Te weinig plekken', 'theme': 'wacht'");
    office_sql(o, "INSERT INTO signal (member, team, theme, text, quote, at) SELECT id, id, 2, 'Ook', 0, 0 FROM team");
    say_twice(o, "redactie", "signal-answer", ", 'theme': 'wacht', 'text': 'Er komen plekken bij'");
    say_twice(o, "anna", "digest-set", ", 'frequency': 'weekly', 'at': '08:15'");
    OK(o, "anna", "digest-set", "{'email': 'anna@x.nl'}");
    office_sql(o, "INSERT INTO digest (member, day, made_at, first_seq, last_seq) VALUES (1, '2022-05-20', 1, 1, 1)");
    office_sql(o, "UPDATE mailbox SET token = 'TTTT'");
    say_twice(o, "post", "mail-report", ", 'member': 'anna', 'date': '2022-05-20', 'result': 'bounced'");
    say_twice(o, "post", "mail-stop", ", 'token': 'TTTT'");
    say_twice(o, "anna", "waitlist-set", ", 'municipality': 'delft', 'care': 'ggz', 'weeks': 12, 'note': 'Lang'");
    say_twice(o, "anna", "harvest-begin", ", 'title': 'Nog een', 'themes': [{'name': 'Regels'}]");
    OK(o, "anna", "harvest-begin", "{'title': 'Ontwikkeltafel', 'themes': [{'name': 'Regels'}]}");
    struct word_text session = office_word(o, "code");
    say_twice_with(o, "carla", "harvest-add", ", 'code': '$', 'text': 'Minder regels.'", session.text);
    say_twice_with(o, "anna", "harvest-sort", ", 'code': '$', 'number': 1, 'new_theme': 'Werk'", session.text);
    say_twice_with(o, "carla", "harvest-flag", ", 'code': '$', 'number': 1", session.text);
    say_twice_with(o, "anna", "harvest-sort", ", 'code': '$', 'number': 1, 'keep': true", session.text);
    say_twice_with(o, "anna", "harvest-sort", ", 'code': '$', 'number': 1, 'remove': true", session.text);
    say_twice_with(o, "anna", "harvest-guests", ", 'code': '$'", session.text);
    say_twice_with(o, "anna", "harvest-guests", ", 'code': '$', 'shut': true", session.text);
    say_twice_with(o, "anna", "harvest-close", ", 'code': '$'", session.text);
    say_twice(o, "beheer", "team-add", ", 'team': 'nieuw', 'name': 'Nieuw'");
    say_twice(o, "beheer", "team-set", ", 'team': 'nieuw', 'archived': true");
    say_twice(o, "beheer", "theme-add", ", 'theme': 'nieuw', 'name': 'Nieuw'");
    say_twice(o, "beheer", "theme-set", ", 'theme': 'nieuw', 'archived': true");
    say_twice(o, "beheer", "theme-order", ", 'themes': ['wacht', 'nieuw']");
    say_twice(o, "beheer", "kiosk-add", ", 'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'");
    OK(o, "beheer", "kiosk-list", "{}");
    assert_int_equal(pairing_hear(o->pairing, span_of("482913"), o->now_ms, &o->out), 0);
    say_twice(o, "beheer", "region-add", ", 'region': 'twente', 'name': 'Twente', 'themes': ['regie']");
    say_twice(o, "beheer", "region-set", ", 'region': 'twente', 'name': 'Regio Twente', 'themes': ['regie', 'wacht']");
    say_twice(o, "region.twente", "region-take",
              ", 'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'regie', 'title': 'Wie daar?'");
    say_twice(o, "beheer", "region-remove", ", 'region': 'twente'");
    say_twice(o, "beheer", "kiosk-pair", ", 'digits': '482913', 'team': 'delft', 'room': 'Gang'");
    say_twice(o, "beheer", "kiosk-set", ", 'kiosk': 'delft-1', 'layout': 'large'");
    say_twice(o, "beheer", "kiosk-message", ", 'kiosk': 'delft-1', 'text': 'Intervisie om drie uur'");
    office_alive(o, "delft-1", "{'state': 'online'}");
    say_twice(o, "beheer", "kiosk-order", ", 'kiosk': 'delft-1', 'order': 'reload'");
    say_twice(o, "beheer", "kiosk-remove", ", 'kiosk': 'delft-1'");
    say_twice(o, "beheer", "member-add",
              ", 'member': 'nieuw', 'name': 'Nieuw', 'teams': ['delft'], 'roles': ['editor']");
    say_twice(o, "nieuw", "enrol", ", 'device': 'telefoon'");
    say_twice(o, "nieuw", "device-revoke", ", 'device': 'telefoon'");
    say_twice(o, "beheer", "member-reset", ", 'member': 'nieuw'");
    say_twice(o, "beheer", "member-set", ", 'member': 'nieuw', 'name': 'Anders'");
    say_twice(o, "beheer", "member-export-open", ", 'member': 'nieuw'");
    say_twice(o, "beheer", "member-disable", ", 'member': 'nieuw'");
    say_twice(o, "beheer", "member-erase", ", 'member': 'nieuw', 'posts': 'remove'");
    OK(o, "beheer", "member-erase", "{'member': 'nieuw', 'posts': 'remove'}");
    say_twice_with(o, "beheer", "member-erase-confirm", ", 'member': 'nieuw', 'confirmation': '$'",
                   office_word(o, "confirmation").text);
}

/* So that a verb that is added finds its way into the test above. */
TEST(no_write_is_forgotten_here)
{
    int writes = 0;

    for (int verb = 0; verb < VERB_COUNT; verb++)
        writes += schema_verbs[verb].access == VERB_WRITE;
    assert_int_equal(writes, 74);
}

TEST(it_is_answered_again_after_a_restart)
{
    struct office *o = *state;
    struct id_text id = office_id(o);

    OK(o, "anna", "theme/regie/ask", "{'id': '%s', 'title': 'Vraag'}", id.text);
    struct sent first = reply_of(o);
    store_close(o->store);
    assert_int_equal(store_open(o->path.text, STORE_WRITE, &o->store), STORE_OPENED);
    office_restart(o);
    OK(o, "anna", "theme/regie/ask", "{'id': '%s', 'title': 'Vraag'}", id.text);
    assert_int_equal(first.length, o->item->payload.len);
    assert_memory_equal(first.bytes, o->item->payload.ptr, first.length);
}

TEST(one_form_or_the_other_of_the_same_content_is_the_same_request)
{
    struct office *o = *state;
    struct topic topic = office_topic("anna", "theme/regie/ask"),
                 response = topic_reply(span_of("anna"), span_of("pc"));

    OK(o, "anna", "theme/regie/ask", "{'id': '01020304050670008000000000000077', 'title': 'Vraag', 'later': 1}");
    struct word_text code = office_word(o, "code");
    arena_reset(&o->arena);
    office_serve(o, &(struct inbox_item){
                        .topic = span_of(topic.text),
                        .response_topic = span_of(response.text),
                        .json = true,
                        .payload = span_of("{\"title\": \"Vraag\", \"id\": \"01020304050670008000000000000077\"}") });
    assert_true(is_at(o->reply, "ok"));
    assert_string_equal(text_at(o->reply, "code"), code.text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM post"), 1);
}

TEST(the_same_id_for_something_else_is_a_conflict)
{
    struct office *o = *state;
    struct id_text id = office_id(o);

    OK(o, "anna", "theme/regie/ask", "{'id': '%s', 'title': 'Vraag'}", id.text);
    NO("conflict", "id", o, "anna", "theme/regie/ask", "{'id': '%s', 'title': 'Andere vraag'}", id.text);
    NO("conflict", "id", o, "anna", "theme/regie/ask", "{'id': '%s', 'title': 'Vraag', 'anonymous': true}", id.text);
    NO("conflict", "id", o, "anna", "theme/wacht/ask", "{'id': '%s', 'title': 'Vraag'}", id.text);
    NO("conflict", "id", o, "anna", "theme/regie/tip", "{'id': '%s', 'text': 'Vraag', 'works': true}", id.text);
    NO("conflict", "id", o, "bram", "theme/regie/ask", "{'id': '%s', 'title': 'Vraag'}", id.text);
}

/* A team and a theme may have the same slug. */
TEST(the_same_words_in_another_tree_are_something_else)
{
    struct office *o = *state;
    struct id_text id = office_id(o);

    OK(o, "beheer", "theme-add", "{'theme': 'delft', 'name': 'Delft'}");
    OK(o, "anna", "team/delft/tip", "{'id': '%s', 'text': 'Tip', 'works': true}", id.text);
    NO("conflict", "id", o, "anna", "theme/delft/tip", "{'id': '%s', 'text': 'Tip', 'works': true}", id.text);
}

/* An empty list is not an absent one: the first takes all teams away. */
TEST(an_empty_list_is_other_content_than_none)
{
    struct office *o = *state;
    struct id_text id = office_id(o);

    OK(o, "beheer", "member-set", "{'id': '%s', 'member': 'anna'}", id.text);
    NO("conflict", "id", o, "beheer", "member-set", "{'id': '%s', 'member': 'anna', 'teams': []}", id.text);
}

TEST(what_was_refused_is_not_remembered_and_may_succeed_later)
{
    struct office *o = *state;
    struct id_text id = office_id(o);

    NO("not_found", "theme", o, "anna", "theme/later/ask", "{'id': '%s', 'title': 'Vraag'}", id.text);
    OK(o, "beheer", "theme-add", "{'theme': 'later', 'name': 'Later'}");
    OK(o, "anna", "theme/later/ask", "{'id': '%s', 'title': 'Vraag'}", id.text);
}

TEST(sent_twice_in_one_batch_it_is_done_once)
{
    struct office *o = *state;
    struct topic topic = office_topic("anna", "theme/regie/ask"),
                 response = topic_reply(span_of("anna"), span_of("pc"));
    struct word_text codes[2];

    arena_reset(&o->arena);
    assert_int_equal(store_begin(o->store), 0);
    for (int i = 0; i < 2; i++) {
        office_serve_in_batch(
            o, &(struct inbox_item){
                   .topic = span_of(topic.text),
                   .response_topic = span_of(response.text),
                   .payload = office_payload(o, "theme/regie/ask",
                                             "{'id': '01020304050670008000000000000077', 'title': 'Vraag'}") });
        codes[i] = office_word(o, "code");
    }
    assert_int_equal(store_commit(o->store), 0);
    assert_string_equal(codes[0].text, codes[1].text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM post"), 1);
}

/*
 * With less and less memory for the batch: whatever is refused for it changes nothing, and what is accepted is
 * known again under full memory.
 */
TEST(what_was_accepted_with_little_memory_is_known_again)
{
    struct office *o = *state;
    size_t whole = o->arena.max_bytes;
    struct topic topic = office_topic("anna", "theme/regie/ask"),
                 response = topic_reply(span_of("anna"), span_of("pc"));

    for (size_t bytes = 60000; bytes > 400; bytes -= bytes > 12000 ? 3000 : 200) {
        struct id_text id = office_id(o);
        char text[256];
        snprintf(text, sizeof text, "{'id': '%s', 'title': 'Vraag', 'text': 'Een uitleg van enige lengte.'}", id.text);
        arena_reset(&o->arena);
        struct inbox_item item = { .topic = span_of(topic.text),
                                   .response_topic = span_of(response.text),
                                   .payload = office_payload(o, "theme/regie/ask", text) };
        int64_t before = office_number(o, "SELECT count(*) FROM post");
        o->arena.max_bytes = o->arena.used_bytes + bytes;
        outbox_init(&o->out, &o->arena);
        o->effects = (struct service_effects){ .events = 0 };
        assert_int_equal(store_begin(o->store), 0);
        int err = service_serve(o->writing, &item, o->now_ms, &o->out, &o->effects);
        if (err == 0)
            assert_int_equal(store_commit(o->store), 0);
        else
            store_rollback(o->store);
        o->arena.max_bytes = whole;
        bool kept = office_number(o, "SELECT count(*) FROM post") > before;
        assert_int_equal(office_number(o, "SELECT count(*) FROM post"),
                         office_number(o, "SELECT count(*) FROM served"));
        OK(o, "anna", "theme/regie/ask", "{'id': '%s', 'title': 'Vraag', 'text': 'Een uitleg van enige lengte.'}",
           id.text);
        assert_int_equal(o->heard_count, kept ? 0 : 1);
    }
}

/* ---- what is kept of what was asked ---- */

/* Two who say the same, or one who has the text and guesses whose it was: nothing in the row tells without the key. */
TEST(what_was_asked_is_kept_sealed)
{
    struct office *o = *state;
    static const char *const asked[] = { "{'title': 'Vraag'}", "{'title': 'Vraag', 'anonymous': true}" };

    for (size_t i = 0; i < 4; i++)
        OK(o, i < 2 ? "anna" : "bram", "theme/regie/ask", "%s", asked[i / 2]);
    assert_int_equal(office_number(o, "SELECT count(DISTINCT hash) FROM served"), 4);
    assert_int_equal(office_number(o, "SELECT count(*) FROM served WHERE length(hash) <> 16"), 0);
}

TEST(a_seal_is_of_one_id_one_text_and_one_key)
{
    struct key key = { { 1 } }, other = { { 2 } };
    struct sealer *sealer = sealer_new(&key), *other_sealer = sealer_new(&other);
    struct span id = span_of("0123456789abcdef"), hash = span_of("0123456789abcdef0123456789abcdef");
    struct span next_id = span_of("0123456789abcdeF"), next_hash = span_of("0123456789abcdef0123456789abcdeF");
    struct served_seal seal = served_seal(sealer, id, hash), again = served_seal(sealer, id, hash);
    struct served_seal others[] = { served_seal(other_sealer, id, hash), served_seal(sealer, next_id, hash),
                                    served_seal(sealer, id, next_hash) };

    assert_memory_equal(seal.bytes, again.bytes, sizeof seal.bytes);
    for (size_t i = 0; i < 3; i++)
        assert_memory_not_equal(seal.bytes, others[i].bytes, sizeof seal.bytes);
    sealer_free(other_sealer);
    sealer_free(sealer);
}

/* Those that are kept were made so: another would know none of them again. */
TEST(a_sealer_gives_what_is_sealed_without_one)
{
    struct key key = secret_key();
    struct sealer *sealer = sealer_new(&key);
    char text[200];

    memset(text, 'a', sizeof text);
    for (size_t len = 0; len <= sizeof text; len++) {
        struct span span = { text, len };
        struct secret_hash seal = sealer_seal(sealer, "served", span), wanted = secret_seal(&key, "served", span);
        assert_memory_equal(seal.bytes, wanted.bytes, sizeof wanted.bytes);
    }
    sealer_free(sealer);
}

/* A database of before holds the hash itself: that is sealed at the start, and what is sent again is known as before. */
TEST(what_was_kept_before_there_were_seals_is_sealed_at_the_start)
{
    struct office *o = *state;

    office_sql(o,
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2001) INSERT INTO served (id,"
               " member, hash, seq, reply) SELECT CAST(printf('%%016d', i) AS BLOB), 1,"
               " CAST(printf('%%032d', i) AS BLOB), 0, x'80' FROM n");
    struct sealer *sealer = sealer_new(&o->key);
    struct served_seal wanted =
        served_seal(sealer, span_of("0000000000000007"), span_of("00000000000000000000000000000007"));
    sealer_free(sealer);
    assert_int_equal(served_seal_old(o->store, &o->key, &o->arena), 0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM served WHERE length(hash) <> 16"), 0);
    struct served served;
    assert_int_equal(store_served_get(o->store, span_of("0000000000000007"), &o->arena, &served), 0);
    assert_memory_equal(served.hash.ptr, wanted.bytes, sizeof wanted.bytes);
}

/* ---- secrets ---- */

TEST(secrets_are_given_again_and_kept_nowhere)
{
    struct office *o = *state;
    struct id_text add = office_id(o), enrol = office_id(o), kiosk = office_id(o);
    struct word_text secrets[3];

    for (int round = 0; round < 2; round++) {
        struct word_text again[3];
        OK(o, "beheer", "member-add", "{'id': '%s', 'member': 'nieuw', 'name': 'Nieuw'}", add.text);
        again[0] = office_word(o, "one_time_code");
        OK(o, "nieuw", "enrol", "{'id': '%s', 'device': 'laptop'}", enrol.text);
        again[1] = office_word(o, "secret");
        OK(o, "beheer", "kiosk-add", "{'id': '%s', 'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}",
           kiosk.text);
        again[2] = office_word(o, "secret");
        for (int i = 0; i < 3; i++) {
            assert_true(strlen(again[i].text) >= 14);
            if (round == 1)
                assert_string_equal(again[i].text, secrets[i].text);
            secrets[i] = again[i];
        }
    }
    assert_string_not_equal(secrets[1].text, secrets[2].text);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(office_grep(o, secrets[i].text), 0);
        assert_int_equal(
            office_number(o, "SELECT count(*) FROM served WHERE instr(reply, CAST('%s' AS BLOB)) > 0", secrets[i].text),
            0);
    }
    assert_int_not_equal(office_grep(o, "laptop"), 0); /* the search does find what is there */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(every_write_sent_again_is_answered_again_and_done_once),
        cmocka_unit_test(no_write_is_forgotten_here),
        OFFICE_TEST(it_is_answered_again_after_a_restart),
        OFFICE_TEST(one_form_or_the_other_of_the_same_content_is_the_same_request),
        OFFICE_TEST(the_same_id_for_something_else_is_a_conflict),
        OFFICE_TEST(the_same_words_in_another_tree_are_something_else),
        OFFICE_TEST(an_empty_list_is_other_content_than_none),
        OFFICE_TEST(what_was_refused_is_not_remembered_and_may_succeed_later),
        OFFICE_TEST(sent_twice_in_one_batch_it_is_done_once),
        OFFICE_TEST(what_was_accepted_with_little_memory_is_known_again),
        OFFICE_TEST(what_was_asked_is_kept_sealed),
        OFFICE_TEST(a_seal_is_of_one_id_one_text_and_one_key),
        OFFICE_TEST(a_sealer_gives_what_is_sealed_without_one),
        OFFICE_TEST(what_was_kept_before_there_were_seals_is_sealed_at_the_start),
        OFFICE_TEST(secrets_are_given_again_and_kept_nowhere),
    };

    return TEST_RUN(tests);
}
