/* What may come over the wire: other protocol versions and forms, hostile topics, nonsense. Each gets a name. */
#include "tests/proto/test.h"
#include "tests/support/pack.h"
#include "tests/system/office.h"

#include <stdio.h>
#include <string.h>

#define THEME "wacht"
#define ASK   "theme/" THEME "/ask"

static struct office office;
static struct peer *sanne, *kubra; /* of different teams */

static int enter(void **state)
{
    (void)state;
    sanne = office_member(&office, "s.dewit");
    kubra = office_member(&office, "k.yilmaz");
    return 0;
}

static int leave(void **state)
{
    (void)state;
    office_empty(&office);
    return 0;
}

/* ---- forms ---- */

TEST(an_old_client_names_its_device_and_learns_what_the_reply_is_to)
{
    struct peer_login login = office_login(&office, "t.vermeer");
    struct peer_id id = peer_new_id();

    login.v3 = true;
    struct peer *thijs = office_enter(&office, &login);
    json_t *reply = peer_call_as(thijs, ASK, &id, json_pack("{s:s}", "title", "Van een oude telefoon?"));
    assert_accepted(reply);
    assert_string_equal(office_text(reply, "re"), id.hex);
    assert_string_equal(office_text(reply, "id"), id.hex);
    json_t *refused = peer_call(thijs, "show", json_pack("{s:s}", "code", "2222"));
    assert_refused(refused, "not_found");
}

static bool has_message(const struct peer *peer, const void *topic)
{
    return peer_count(peer, topic) > 0;
}

TEST(an_old_client_without_a_device_hears_on_its_own_topic)
{
    struct peer_login login = office_login(&office, "t.vermeer");
    struct pack pack = { NULL, 0 };

    login.v3 = true;
    struct peer *thijs = office_enter(&office, &login);
    assert_int_equal(peer_subscribe(thijs, V "out/t.vermeer/event"), 1);
    json_t *body = json_pack("{s:s}", "id", peer_new_id().hex);
    pack = pack_make(body);
    peer_publish(thijs, &(struct peer_publish){
                            .topic = peer_topic(thijs, "me").text, .payload = pack.bytes, .len = pack.len, .qos = 1 });
    assert_true(peer_until(thijs, has_message, V "out/t.vermeer/event", OFFICE_SOON_MS));
    assert_accepted(peer_last(thijs, V "out/t.vermeer/event")->json);
    json_decref(body);
    free(pack.bytes);
}

TEST(json_is_answered_in_json)
{
    struct peer_id id = peer_new_id();
    json_t *reply =
        peer_call_json(sanne, ASK, &id, json_pack("{s:s}", "title", "Kan dit ook in JSON, café inbegrepen?"));

    assert_accepted(reply);
    assert_string_equal(office_text(reply, "id"), id.hex);
    json_t *again = peer_call_as(sanne, ASK, &id, json_pack("{s:s}", "title", "Kan dit ook in JSON, café inbegrepen?"));
    assert_accepted(again);
    assert_string_equal(office_text(again, "code"), office_text(reply, "code"));
    const json_t *shown = peer_call(kubra, "show", json_pack("{s:s}", "code", office_text(reply, "code")));
    assert_string_equal(office_text(shown, "title"), "Kan dit ook in JSON, café inbegrepen?");
}

/* Publishes bytes as a request with an id of its own for the reply; the reply, or NULL. */
static json_t *say_bytes(struct peer *peer, const char *path, const void *bytes, size_t len, const char *content_type)
{
    struct peer_id id = peer_new_id();
    char out[80];

    snprintf(out, sizeof out, V "out/%s/demo", peer == sanne ? "s.dewit" : "k.yilmaz");
    assert_int_equal(peer_publish(peer, &(struct peer_publish){ .topic = peer_topic(peer, path).text,
                                                                .payload = bytes,
                                                                .len = len,
                                                                .qos = 1,
                                                                .response_topic = out,
                                                                .content_type = content_type,
                                                                .correlation = &id }),
                     0);
    return peer_reply(peer, &id, PEER_ANSWER_MS);
}

TEST(another_content_type_is_unsupported)
{
    uint64_t before = office_database(&office);

    assert_refused(say_bytes(sanne, ASK, "\x80", 1, "application/cbor"), "unsupported");
    assert_refused(say_bytes(sanne, ASK, "{\"title\":", 9, "application/json"), "bad_request");
    assert_true(office_database(&office) == before);
}

/* ---- topics ---- */

TEST(a_reply_goes_to_no_topic_but_ones_own)
{
    static const char *const hostile[] = {
        V "out/k.yilmaz/demo", V "out/s.dewit/event",       V "out/s.dewit/digest", V "theme/wacht/event", V "state",
        V "in/k.yilmaz/me",    V "kiosk/delft-1/card/2222", "$SYS/broker/version",  V "out/s.dewit/Demo"
    };
    uint64_t before = office_database(&office);

    assert_int_equal(peer_subscribe(sanne, V "out/s.dewit/event"), 1);
    assert_int_equal(peer_subscribe(kubra, V "theme/#"), 1);
    assert_int_equal(peer_subscribe(kubra, V "state"), 1);
    peer_fence(kubra);
    peer_forget(kubra);
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        struct peer_id id = peer_new_id();
        json_t *body = json_pack("{s:s, s:s}", "id", id.hex, "title", "Waar gaat dit antwoord heen?");
        struct pack pack = pack_make(body);
        peer_forget(sanne);
        peer_publish(sanne, &(struct peer_publish){ .topic = peer_topic(sanne, ASK).text,
                                                    .payload = pack.bytes,
                                                    .len = pack.len,
                                                    .qos = 1,
                                                    .response_topic = hostile[i],
                                                    .correlation = &id });
        if (!peer_until(sanne, has_message, V "out/s.dewit/event", OFFICE_SOON_MS))
            fail_msg("no refusal for the response topic %s", hostile[i]);
        const struct peer_message *refusal = peer_last(sanne, V "out/s.dewit/event");
        assert_refused(refusal->json, "bad_request");
        assert_string_equal(office_text(refusal->json, "field"), "response_topic");
        assert_int_equal(peer_count(sanne, V "out/s.dewit/event"), 1);
        json_decref(body);
        free(pack.bytes);
    }
    peer_forget(kubra);
    peer_fence(kubra);
    assert_null(peer_messages(kubra));
    assert_true(office_database(&office) == before);
}

static int say_ask(struct peer *peer, const char *topic, int qos, bool retain)
{
    json_t *body =
        json_pack("{s:s, s:s, s:s}", "id", peer_new_id().hex, "title", "Kom ik hier binnen?", "device", "demo");
    struct pack pack = pack_make(body);
    int reason = peer_publish(
        peer,
        &(struct peer_publish){ .topic = topic, .payload = pack.bytes, .len = pack.len, .qos = qos, .retain = retain });

    json_decref(body);
    free(pack.bytes);
    return reason;
}

TEST(in_somebody_elses_name_nothing_is_written)
{
    uint64_t before = office_database(&office);

    assert_int_equal(say_ask(sanne, V "in/k.yilmaz/" ASK, 1, false), PEER_DENIED);
    assert_int_equal(say_ask(sanne, V "in/vakwerkd/" ASK, 1, false), PEER_DENIED);
    assert_int_equal(say_ask(sanne, V "theme/wacht/event", 1, false), PEER_DENIED);
    assert_int_equal(say_ask(sanne, V "out/s.dewit/event", 1, false), PEER_DENIED);
    assert_int_equal(say_ask(sanne, V "kiosk/delft-1/screen", 1, true), PEER_DENIED);
    assert_int_equal(say_ask(sanne, V "state", 1, true), PEER_DENIED);
    peer_fence(sanne);
    assert_true(office_database(&office) == before);
}

/* Neither is how a request comes: the first would be asked again at every start, the second may get lost. */
TEST(a_retained_request_and_one_with_qos_0_do_nothing)
{
    uint64_t before = office_database(&office);
    struct peer_topic topic = peer_topic(sanne, ASK);

    assert_int_equal(say_ask(sanne, topic.text, 1, true), PEER_DENIED);
    say_ask(sanne, topic.text, 0, false);
    say_ask(sanne, topic.text, 0, true);
    if (peer_count(sanne, V "out/s.dewit/demo") == 0)
        peer_fence(sanne);
    assert_true(office_database(&office) == before);
}

TEST(an_author_in_the_payload_is_refused)
{
    static const char *const keys[] = { "author", "from", "user", "by" };
    uint64_t before = office_database(&office);
    int refused = 0;

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        json_t *reply =
            peer_call(sanne, ASK, json_pack("{s:s, s:s}", "title", "Wie ben ik hier?", keys[i], "k.yilmaz"));
        refused += json_is_false(json_object_get(reply, "ok"));
        assert_refused(reply, "bad_request");
        assert_string_equal(office_text(reply, "field"), keys[i]);
    }
    assert_int_equal(refused, 4);
    assert_true(office_database(&office) == before);
}

/* ---- what is not there ---- */

TEST(what_is_unknown_is_named)
{
    uint64_t before = office_database(&office);
    json_t *title = json_pack("{s:s}", "title", "Waar hoort dit?");

    assert_refused(peer_call(sanne, "theme/wacht/dans", json_copy(title)), "unknown_verb");
    assert_refused(peer_call(sanne, "ask", json_copy(title)), "unknown_verb");
    assert_refused(peer_call(sanne, "theme/wacht/notice", json_copy(title)), "unknown_verb");
    assert_refused(peer_call(sanne, "theme/niets/ask", json_copy(title)), "not_found");
    assert_refused(peer_call(sanne, "team/niets/ask", json_copy(title)), "not_found");
    assert_refused(peer_call(sanne, "answer", json_pack("{s:s, s:s}", "to", "2222", "text", "Ja")), "not_found");
    assert_refused(peer_call(sanne, "thank", json_pack("{s:s, s:b}", "code", "T99999", "on", 1)), "not_found");
    assert_refused(peer_call(sanne, "member-add", json_pack("{s:s, s:s}", "member", "nieuw", "name", "Nieuw")),
                   "forbidden");
    assert_true(office_database(&office) == before);
    json_decref(title);
}

/* The reply without what is of this one request. */
static char *bare(const json_t *reply)
{
    json_t *copy = json_copy((json_t *)(uintptr_t)reply);

    json_object_del(copy, "id");
    char *text = json_dumps(copy, JSON_SORT_KEYS);
    json_decref(copy);
    return text;
}

TEST(what_one_may_not_see_looks_like_what_is_not_there)
{
    static const char *const verbs[] = { "show", "seen", "retract" };
    json_t *private = office_ask_team(sanne, "delft", THEME, "Alleen voor Delft, of toch niet?");

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        char *hidden = bare(peer_call(kubra, verbs[i], json_pack("{s:s}", "code", office_text(private, "code"))));
        char *absent = bare(peer_call(kubra, verbs[i], json_pack("{s:s}", "code", "2222")));
        assert_string_equal(hidden, absent);
        free(hidden);
        free(absent);
    }
    char *hidden = bare(peer_call(kubra, "team/delft/list", NULL)),
         *absent = bare(peer_call(kubra, "team/leeg/list", NULL));
    assert_string_equal(hidden, absent);
    free(hidden);
    free(absent);
}

/* ---- payloads ---- */

struct nonsense {
    const char *what, *bytes;
    size_t len;
};

#define N(what, bytes)                                                                                                 \
    {                                                                                                                  \
        what, bytes, sizeof(bytes) - 1                                                                                 \
    }

static const struct nonsense nonsense[] = {
    N("nothing", ""),
    N("a number", "\x07"),
    N("a list", "\x90"),
    N("a cut map", "\x81"),
    N("a cut key", "\x81\xa5ti"),
    N("a cut text", "\x81\xa5title\xda\xff\xff"),
    N("a map that claims 268 million pairs", "\xdf\x0f\xff\xff\xff"),
    N("a list that claims 4 billion elements", "\x81\xa5title\xdd\xff\xff\xff\xff"),
    N("bytes behind the map", "\x81\xa5title\xa1x\x00"),
    N("a key twice", "\x82\xa5title\xa1x\xa5title\xa1y"),
    N("a key that is a number", "\x81\x01\xa1x"),
    N("a title that is a number", "\x81\xa5title\x07"),
    N("a title that is nil", "\x81\xa5title\xc0"),
    N("a title that is binary", "\x81\xa5title\xc4\x01x"),
    N("broken UTF-8", "\x81\xa5title\xa2\xc3\x28"),
    N("a surrogate", "\x81\xa5title\xa3\xed\xa0\x80"),
    N("a NUL", "\x81\xa5title\xa3"
               "a\x00"
               "b"),
    N("an escape", "\x81\xa5title\xa3"
                   "a\x1b"
                   "b"),
    N("a line break in a title", "\x81\xa5title\xa3"
                                 "a\nb"),
    N("an extension", "\x81\xa5title\xd4\x01\x00"),
    N("a NaN", "\x81\xa5title\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00"),
    N("an integer above 2^63", "\x81\xa5title\xcf\xff\xff\xff\xff\xff\xff\xff\xff"),
    N("maps in maps in maps", "\x81\xa1x\x81\xa1x\x81\xa1x\x81\xa1x\x81\xa1x\x80"),
    N("the byte that means nothing", "\xc1"),
    N("a short id", "\x82\xa2id\xc4\x02xx\xa5title\xa1x"),
    N("an id that is text", "\x82\xa2id\xa4"
                            "1234\xa5title\xa1x"),
};

TEST(nonsense_is_a_bad_request_and_changes_nothing)
{
    uint64_t before = office_database(&office);

    for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++) {
        json_t *reply = say_bytes(sanne, ASK, nonsense[i].bytes, nonsense[i].len, NULL);
        if (reply == NULL)
            fail_msg("no reply to %s", nonsense[i].what);
        const char *error = office_text(reply, "error");
        if (error == NULL || strcmp(error, "bad_request") != 0)
            fail_msg("%s: %s", nonsense[i].what, error == NULL ? "accepted" : error);
    }
    assert_true(office_database(&office) == before);
}

static json_t *say_texts(struct peer *peer, const struct peer_id *id, size_t title, size_t text)
{
    char *filled = calloc(title > text ? title + 1 : text + 1, 1);
    json_t *body = json_object();

    memset(filled, 'a', title);
    json_object_set_new(body, "title", json_stringn(filled, title));
    memset(filled, 'a', text);
    json_object_set_new(body, "text", json_stringn(filled, text));
    free(filled);
    return peer_call_as(peer, ASK, id, body);
}

TEST(a_refused_request_does_not_use_its_id_up)
{
    struct peer_id id = peer_new_id();
    uint64_t before = office_database(&office);
    json_t *reply = say_texts(sanne, &id, 5, 2001);

    assert_refused(reply, "too_long");
    assert_string_equal(office_text(reply, "field"), "text");
    assert_int_equal(office_int(reply, "limit"), 2000);
    assert_int_equal(office_int(reply, "got"), 2001);
    assert_string_equal(office_text(reply, "id"), id.hex);
    assert_refused(say_texts(sanne, &id, 111, 0), "too_long");
    assert_refused(say_texts(sanne, &id, 0, 10), "too_short");
    assert_refused(peer_call_as(sanne, ASK, &id, json_pack("{s:s}", "title", "Mail jan@voorbeeld.nl maar?")),
                   "identifying");
    assert_true(office_database(&office) == before);
    assert_accepted(say_texts(sanne, &id, 110, 2000));
}

TEST(a_payload_that_is_too_large_is_not_taken)
{
    uint64_t before = office_database(&office);
    size_t len = 33 * 1024;
    char *bytes = calloc(len, 1);

    assert_int_equal(peer_publish(sanne,
                                  &(struct peer_publish){
                                      .topic = peer_topic(sanne, ASK).text, .payload = bytes, .len = len, .qos = 1 }),
                     PEER_DENIED);
    free(bytes);
    peer_fence(sanne);
    assert_true(office_database(&office) == before);
}

TEST(a_write_without_an_id_is_refused)
{
    json_t *reply = say_bytes(sanne, ASK,
                              "\x81\xa5title\xa4"
                              "Waar",
                              12, NULL);

    assert_refused(reply, "bad_request");
    assert_string_equal(office_text(reply, "field"), "id");
}

/* ---- the same id ---- */

TEST(the_same_id_gives_the_same_reply_and_does_nothing_twice)
{
    struct peer_id id = peer_new_id();
    json_t *first = peer_call_as(sanne, ASK, &id, json_pack("{s:s}", "title", "Komt dit er twee keer in?"));

    assert_accepted(first);
    uint64_t before = office_database(&office);
    for (int i = 0; i < 5; i++) {
        json_t *again = peer_call_as(sanne, ASK, &id, json_pack("{s:s}", "title", "Komt dit er twee keer in?"));
        assert_true(json_equal(first, again));
    }
    assert_true(office_database(&office) == before);
}

TEST(the_same_id_for_something_else_is_a_conflict)
{
    struct peer_id id = peer_new_id();

    assert_accepted(peer_call_as(sanne, ASK, &id, json_pack("{s:s}", "title", "Van wie is dit nummer?")));
    uint64_t before = office_database(&office);
    assert_refused(peer_call_as(sanne, ASK, &id, json_pack("{s:s}", "title", "Van mij, anders?")), "conflict");
    assert_refused(peer_call_as(kubra, ASK, &id, json_pack("{s:s}", "title", "Van wie is dit nummer?")), "conflict");
    assert_refused(peer_call_as(sanne, "theme/dossier/ask", &id, json_pack("{s:s}", "title", "Van wie is dit nummer?")),
                   "conflict");
    assert_refused(peer_call_as(sanne, "answer", &id, json_pack("{s:s, s:s}", "to", "2222", "text", "Ja")), "conflict");
    assert_true(office_database(&office) == before);
}

TEST(twenty_of_the_same_at_once_are_one)
{
    struct peer_id id = peer_new_id();
    json_t *replies[20];

    for (int i = 0; i < 20; i++)
        peer_send(sanne, ASK, &id, json_pack("{s:s}", "title", "Twintig keer gestuurd?"));
    for (int i = 0; i < 20; i++) {
        replies[i] = peer_reply(sanne, &id, PEER_ANSWER_MS);
        assert_accepted(replies[i]);
        assert_true(json_equal(replies[0], replies[i]));
    }
    assert_int_equal(office_number(&office, "SELECT count(*) FROM post WHERE title = 'Twintig keer gestuurd?'"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_old_client_names_its_device_and_learns_what_the_reply_is_to, enter, leave),
        cmocka_unit_test_setup_teardown(an_old_client_without_a_device_hears_on_its_own_topic, enter, leave),
        cmocka_unit_test_setup_teardown(json_is_answered_in_json, enter, leave),
        cmocka_unit_test_setup_teardown(another_content_type_is_unsupported, enter, leave),
        cmocka_unit_test_setup_teardown(a_reply_goes_to_no_topic_but_ones_own, enter, leave),
        cmocka_unit_test_setup_teardown(in_somebody_elses_name_nothing_is_written, enter, leave),
        cmocka_unit_test_setup_teardown(a_retained_request_and_one_with_qos_0_do_nothing, enter, leave),
        cmocka_unit_test_setup_teardown(an_author_in_the_payload_is_refused, enter, leave),
        cmocka_unit_test_setup_teardown(what_is_unknown_is_named, enter, leave),
        cmocka_unit_test_setup_teardown(what_one_may_not_see_looks_like_what_is_not_there, enter, leave),
        cmocka_unit_test_setup_teardown(nonsense_is_a_bad_request_and_changes_nothing, enter, leave),
        cmocka_unit_test_setup_teardown(a_refused_request_does_not_use_its_id_up, enter, leave),
        cmocka_unit_test_setup_teardown(a_payload_that_is_too_large_is_not_taken, enter, leave),
        cmocka_unit_test_setup_teardown(a_write_without_an_id_is_refused, enter, leave),
        cmocka_unit_test_setup_teardown(the_same_id_gives_the_same_reply_and_does_nothing_twice, enter, leave),
        cmocka_unit_test_setup_teardown(the_same_id_for_something_else_is_a_conflict, enter, leave),
        cmocka_unit_test_setup_teardown(twenty_of_the_same_at_once_are_one, enter, leave),
    };

    if (!broker_is_installed())
        return broker_missing_code();
    office_open(&office, NULL);
    int failed = TEST_RUN(tests);
    return office_close(&office) == VAKWERKD_OK ? failed : 1;
}
