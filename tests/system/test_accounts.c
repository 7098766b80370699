/* Who may come in: the one-time code, devices, and how quickly somebody is out. */
#include "tests/proto/test.h"
#include "tests/support/pack.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THEME "wacht"

static struct office office;
static struct peer *beheer, *sanne;

static int enter(void **state)
{
    (void)state;
    beheer = office_member(&office, "beheer");
    sanne = office_member(&office, "s.dewit");
    return 0;
}

static int leave(void **state)
{
    (void)state;
    office_empty(&office);
    return 0;
}

static int knock(const char *user, const char *device, const char *secret)
{
    return peer_knock(vakwerkd_port(office.daemon),
                      &(struct peer_login){ .user = user, .device = device, .secret = secret });
}

/* Whether that login is refused; the guard may need a moment. */
static bool is_shut_out(const char *user, const char *device, const char *secret)
{
    int64_t deadline = port_now_ms() + OFFICE_SOON_MS;

    while (knock(user, device, secret) == 0) {
        if (port_now_ms() > deadline)
            return false;
        port_breathe();
    }
    return true;
}

/* A new member of team delft; the one-time code. */
static const char *add_member(const char *name)
{
    json_t *reply =
        peer_call(beheer, "member-add",
                  json_pack("{s:s, s:s, s:[s]}", "member", name, "name", "Nieuwe Collega", "teams", "delft"));

    assert_accepted(reply);
    return office_text(reply, "one_time_code");
}

/* Turns a code into the secret of a device. */
static const char *enrol(const char *name, const char *code, const char *device)
{
    struct peer *peer = office_enter(&office, &(struct peer_login){ .user = name, .device = "enrol", .secret = code });
    json_t *reply = peer_call(peer, "enrol", json_pack("{s:s}", "device", device));

    assert_accepted(reply);
    assert_string_equal(office_text(reply, "member"), name);
    assert_string_equal(office_text(reply, "device"), device);
    return office_text(reply, "secret");
}

/* ---- coming in ---- */

TEST(a_code_gives_one_device_a_secret_and_is_used_up)
{
    const char *code = add_member("nieuw.een");
    struct peer_id id = peer_new_id();

    assert_int_not_equal(knock("nieuw.een", "telefoon", code), 0);
    assert_int_not_equal(knock("nieuw.een", "enrol", "verkeerd"), 0);
    assert_int_not_equal(knock("s.dewit", "enrol", code), 0);
    struct peer *first =
        office_enter(&office, &(struct peer_login){ .user = "nieuw.een", .device = "enrol", .secret = code });
    assert_refused(peer_call(first, "enrol", json_pack("{s:s}", "device", "event")), "conflict");
    json_t *reply = peer_call_as(first, "enrol", &id, json_pack("{s:s}", "device", "telefoon"));
    assert_accepted(reply);
    const char *secret = office_text(reply, "secret");
    assert_true(strlen(secret) >= 26); /* 128 bits and more */

    struct peer *phone =
        office_enter(&office, &(struct peer_login){ .user = "nieuw.een", .device = "telefoon", .secret = secret });
    json_t *me = peer_call(phone, "me", NULL);
    assert_accepted(me);
    assert_string_equal(office_text(me, "member"), "nieuw.een");
    assert_int_equal(peer_subscribe(phone, V "team/delft/event"), 1);
    /* The reply may have been lost: the same request gives it again. Another one does not. */
    json_t *again = peer_call_as(first, "enrol", &id, json_pack("{s:s}", "device", "telefoon"));
    assert_accepted(again);
    assert_string_equal(office_text(again, "secret"), secret);
    assert_refused(peer_call(first, "enrol", json_pack("{s:s}", "device", "laptop")), "forbidden");
    assert_int_not_equal(knock("nieuw.een", "laptop", secret), 0);
    assert_int_equal(office_number(&office, "SELECT count(*) FROM device d JOIN member m ON m.id = d.member"
                                            " WHERE m.name = 'nieuw.een'"),
                     1);
}

TEST(with_a_code_one_may_enrol_and_nothing_else)
{
    const char *code = add_member("nieuw.twee");
    struct peer *peer =
        office_enter(&office, &(struct peer_login){ .user = "nieuw.twee", .device = "enrol", .secret = code });

    assert_int_equal(peer_subscribe(peer, V "theme/#"), PEER_DENIED);
    assert_int_equal(peer_subscribe(peer, V "team/delft/event"), PEER_DENIED);
    assert_int_equal(peer_publish(peer,
                                  &(struct peer_publish){
                                      .topic = peer_topic(peer, "me").text, .payload = "\x80", .len = 1, .qos = 1 }),
                     PEER_DENIED);
    assert_int_equal(peer_publish(peer, &(struct peer_publish){ .topic = peer_topic(peer, "theme/wacht/ask").text,
                                                                .payload = "\x80",
                                                                .len = 1,
                                                                .qos = 1 }),
                     PEER_DENIED);
}

TEST(a_second_device_gets_the_reply_of_the_first)
{
    struct peer_id id = peer_new_id();
    json_t *first = peer_call_as(sanne, "theme/" THEME "/ask", &id, json_pack("{s:s}", "title", "Van welk toestel?"));
    json_t *reset = peer_call(beheer, "member-reset", json_pack("{s:s}", "member", "s.dewit"));

    assert_accepted(first);
    assert_accepted(reset);
    const char *secret = enrol("s.dewit", office_text(reset, "one_time_code"), "laptop");
    struct peer *laptop =
        office_enter(&office, &(struct peer_login){ .user = "s.dewit", .device = "laptop", .secret = secret });
    json_t *second = peer_call_as(laptop, "theme/" THEME "/ask", &id, json_pack("{s:s}", "title", "Van welk toestel?"));
    assert_true(json_equal(first, second));
    assert_accepted(peer_call(sanne, "me", NULL)); /* the first device is still in */
    assert_int_equal(office_number(&office, "SELECT count(*) FROM post WHERE title = 'Van welk toestel?'"), 1);
}

/* ---- going out ---- */

/* Cut off within two seconds, and what is said afterwards does not arrive. */
static void assert_out(struct peer *peer, const char *topic)
{
    int ms = peer_is_cut_within(peer, OFFICE_SOON_MS);

    if (ms == PEER_CUT)
        fail_msg("still in after %d ms", OFFICE_SOON_MS);
    size_t before = peer_count(peer, topic);
    office_ask_team(sanne, "delft", THEME, "Hoort iemand dit nog?");
    office_ask(sanne, THEME, "Of dit?");
    assert_false(peer_work(peer, 0));
    assert_int_equal(peer_count(peer, topic), before);
}

TEST(a_disabled_member_is_out)
{
    struct peer *peer = office_member(&office, "t.vermeer");
    struct peer_login login = office_login(&office, "t.vermeer");

    assert_int_equal(peer_subscribe(peer, V "team/delft/event"), 1);
    assert_accepted(peer_call(beheer, "member-disable", json_pack("{s:s}", "member", "t.vermeer")));
    assert_out(peer, V "team/delft/event");
    assert_true(is_shut_out("t.vermeer", login.device, login.secret));
    assert_accepted(peer_call(beheer, "member-disable", json_pack("{s:s, s:b}", "member", "t.vermeer", "enable", 1)));
    peer = office_member(&office, "t.vermeer");
    assert_accepted(peer_call(peer, "me", NULL));
}

TEST(a_revoked_device_is_out_and_the_other_one_stays)
{
    const char *secret = enrol("nieuw.drie", add_member("nieuw.drie"), "telefoon");
    struct peer *phone =
        office_enter(&office, &(struct peer_login){ .user = "nieuw.drie", .device = "telefoon", .secret = secret });
    json_t *reset = peer_call(beheer, "member-reset", json_pack("{s:s}", "member", "nieuw.drie"));
    const char *other = enrol("nieuw.drie", office_text(reset, "one_time_code"), "laptop");
    struct peer *laptop =
        office_enter(&office, &(struct peer_login){ .user = "nieuw.drie", .device = "laptop", .secret = other });

    assert_int_equal(peer_subscribe(phone, V "team/delft/event"), 1);
    assert_accepted(peer_call(laptop, "device-revoke", json_pack("{s:s}", "device", "telefoon")));
    assert_out(phone, V "team/delft/event");
    assert_true(is_shut_out("nieuw.drie", "telefoon", secret));
    assert_accepted(peer_call(laptop, "me", NULL));
    assert_refused(peer_call(laptop, "device-revoke", json_pack("{s:s}", "device", "horloge")), "not_found");
    assert_refused(peer_call(laptop, "device-revoke", json_pack("{s:s, s:s}", "device", "demo", "member", "s.dewit")),
                   "forbidden");
}

TEST(who_is_in_no_team_hears_no_team)
{
    struct peer *peer = office_member(&office, "h.elamrani");

    assert_int_equal(peer_subscribe(peer, V "team/delft/event"), 1);
    assert_accepted(peer_call(beheer, "member-set", json_pack("{s:s, s:[]}", "member", "h.elamrani", "teams")));
    assert_out(peer, V "team/delft/event");
    office_dismiss(&office, peer);
    peer = office_member(&office, "h.elamrani"); /* still a member */
    assert_int_equal(peer_subscribe(peer, V "team/delft/event"), PEER_DENIED);
    assert_refused(peer_call(peer, "team/delft/list", NULL), "not_found");
    assert_accepted(
        peer_call(beheer, "member-set", json_pack("{s:s, s:[s]}", "member", "h.elamrani", "teams", "delft")));
}

TEST(a_removed_screen_is_out_and_nothing_of_it_stays)
{
    json_t *reply = peer_call(beheer, "kiosk-add",
                              json_pack("{s:s, s:s, s:s}", "kiosk", "delft-9", "team", "delft", "room", "Gang"));
    struct peer_login login = { .user = "delft-9",
                                .device = office_text(reply, "device"),
                                .secret = office_text(reply, "secret"),
                                .screen = true };

    assert_accepted(reply);
    struct peer *screen = office_enter(&office, &login);
    assert_int_equal(peer_subscribe(screen, V "kiosk/delft-9/#"), 1);
    assert_true(office_shows(screen, V "kiosk/delft-9/screen", true, OFFICE_SOON_MS));
    assert_int_equal(peer_subscribe(screen, V "kiosk/delft-1/#"), PEER_DENIED);
    assert_int_equal(peer_subscribe(screen, V "theme/#"), PEER_DENIED);
    assert_accepted(peer_call(beheer, "kiosk-remove", json_pack("{s:s}", "kiosk", "delft-9")));
    assert_out(screen, V "kiosk/delft-9/screen");
    assert_true(is_shut_out("delft-9", login.device, login.secret));
    /* Again under the same name: what the old one showed is not there before it is drawn anew. */
    assert_refused(peer_call(beheer, "kiosk-remove", json_pack("{s:s}", "kiosk", "delft-9")), "not_found");
}

/* ---- what a screen may learn ---- */

/* Takes the touch over; the id is made from its number. */
static void touch(struct peer *screen, const char *kiosk, int number, json_t *body)
{
    struct peer_topic topic = office_kiosk(kiosk, "touch");
    char id[33];

    snprintf(id, sizeof id, "0102030405067000800000000000%04x", (unsigned)number);
    json_object_set_new(body, "id", json_string(id));
    struct pack packed = pack_make(body);
    assert_int_equal(peer_publish(screen,
                                  &(struct peer_publish){
                                      .topic = topic.text, .payload = packed.bytes, .len = packed.len, .qos = 1 }),
                     0);
    free(packed.bytes);
    json_decref(body);
}

static json_t *action(const char *word, const char *code)
{
    return json_pack("{s:s, s:s}", "action", word, "code", code);
}

static bool has_heard(const struct peer *peer, const void *topic)
{
    return peer_last(peer, topic) != NULL;
}

/* A screen with buttons of that team, that hears what is for it. */
static struct peer *hang_screen(const char *kiosk, const char *team)
{
    json_t *reply =
        peer_call(beheer, "kiosk-add", json_pack("{s:s, s:s, s:s}", "kiosk", kiosk, "team", team, "room", "Hal"));
    struct peer_login login = {
        .user = kiosk, .device = office_text(reply, "device"), .secret = office_text(reply, "secret"), .screen = true
    };

    assert_accepted(peer_call(beheer, "kiosk-set", json_pack("{s:s, s:b}", "kiosk", kiosk, "touch", 1)));
    struct peer *screen = office_enter(&office, &login);
    assert_int_equal(peer_subscribe(screen, office_kiosk(kiosk, "#").text), 1);
    return screen;
}

TEST(a_screen_is_told_more_of_what_hangs_on_it_and_of_nothing_else)
{
    struct peer *screen = hang_screen("rijswijk-8", "rijswijk");
    json_t *inside = office_ask_team(sanne, "delft", THEME, "Wie in Rijswijk mag dit lezen?");
    json_t *kept_off =
        peer_call(sanne, "theme/" THEME "/ask", json_pack("{s:s, s:b}", "title", "Hangt dit ergens?", "no_kiosk", 1));
    json_t *open = office_ask(sanne, THEME, "Hangt dit ook in de hal?");
    struct peer_topic card = office_card("rijswijk-8", office_text(open, "code"));
    assert_accepted(kept_off);
    assert_true(office_shows(screen, card.text, true, OFFICE_SOON_MS));
    touch(screen, "rijswijk-8", 1, action("detail", office_text(inside, "code")));
    touch(screen, "rijswijk-8", 2, action("detail", office_text(kept_off, "code")));
    touch(screen, "rijswijk-8", 3, action("detail", office_text(open, "code")));
    assert_true(peer_until(screen, has_heard, V "kiosk/rijswijk-8/detail", OFFICE_SOON_MS));
    assert_int_equal(peer_count(screen, V "kiosk/rijswijk-8/detail"), 1);
    assert_string_equal(office_text(peer_last(screen, V "kiosk/rijswijk-8/detail")->json, "code"),
                        office_text(open, "code"));
    assert_accepted(peer_call(beheer, "kiosk-remove", json_pack("{s:s}", "kiosk", "rijswijk-8")));
}

/* From the step that the screen shows, the first is 1. */
static void go_on(struct peer *screen, int number, const char *code, int step)
{
    json_t *body = action("next", code);

    json_object_set_new(body, "step", json_integer(step));
    touch(screen, "delft-5", number, body);
}

#define STEP "SELECT ifnull(max(step), -1) FROM meeting"

static bool is_last_step(const struct peer *peer, const void *context)
{
    (void)peer, (void)context;
    return office_number(&office, STEP) == 5;
}

/* A commit that fails: what it would leave refers to a post that is not there. */
TEST(what_a_touch_tells_the_team_is_not_told_when_it_could_not_be_kept)
{
    struct peer *screen = hang_screen("delft-5", "delft");
    char code[16];

    snprintf(code, sizeof code, "%s", office_text(office_ask(sanne, THEME, "Wie licht het gezin in?"), "code"));
    assert_true(office_shows(screen, office_card("delft-5", code).text, true, OFFICE_SOON_MS));
    assert_accepted(peer_call(sanne, "team/delft/intervision-add", json_pack("{s:[s]}", "codes", code)));
    touch(screen, "delft-5", 16, action("begin", code));
    for (int step = 1; step < 6; step++)
        go_on(screen, 16 + step, code, step);
    assert_true(peer_until(screen, is_last_step, NULL, OFFICE_SOON_MS));
    office_number(&office, "CREATE TABLE trap (post INTEGER REFERENCES post (id) DEFERRABLE INITIALLY DEFERRED)");
    office_number(&office, "CREATE TRIGGER trap AFTER DELETE ON meeting BEGIN INSERT INTO trap VALUES (-1); END");
    assert_int_equal(peer_subscribe(sanne, V "team/delft/event"), 1);
    go_on(screen, 32, code, 6);
    touch(screen, "delft-5", 33, action("detail", code)); /* is heard after it */
    assert_true(peer_until(screen, has_heard, V "kiosk/delft-5/detail", OFFICE_SOON_MS));
    assert_int_equal(office_number(&office, STEP), 5);
    office_number(&office, "DROP TRIGGER trap");
    office_number(&office, "DROP TABLE trap");
    go_on(screen, 34, code, 6);
    assert_true(peer_until(sanne, has_heard, V "team/delft/event", OFFICE_SOON_MS));
    assert_int_equal(peer_count(sanne, V "team/delft/event"), 1);
    assert_int_equal(office_number(&office, STEP), -1);
    assert_accepted(peer_call(beheer, "kiosk-remove", json_pack("{s:s}", "kiosk", "delft-5")));
}

static bool is_paired(const struct peer *peer, const void *topic)
{
    const struct peer_message *last = peer_last(peer, topic);

    return last != NULL && json_object_get(last->json, "secret") != NULL;
}

TEST(an_unpaired_screen_gets_its_account_and_when_it_is_removed_nothing_of_it_stays)
{
    struct peer_publish hello = { .topic = V "pair/482913", .payload = "\x80", .len = 1, .qos = 1 };
    struct peer_publish alive = {
        .topic = V "kiosk/rijswijk-7/alive", .payload = "\x81\xa5state\xa6online", .len = 14, .qos = 1, .retain = true
    };
    struct peer *page = office_enter(
        &office, &(struct peer_login){ .user = "pair", .device = "482913", .secret = "made up", .screen = true });

    assert_int_equal(peer_subscribe(page, V "pair/482913"), 1);
    assert_int_equal(peer_publish(page, &hello), 0);
    assert_true(peer_until(page, has_heard, hello.topic, OFFICE_SOON_MS));
    assert_accepted(peer_call(beheer, "kiosk-pair",
                              json_pack("{s:s, s:s, s:s, s:s}", "digits", "482913", "kiosk", "rijswijk-7", "team",
                                        "rijswijk", "room", "Keuken")));
    assert_true(peer_until(page, is_paired, hello.topic, OFFICE_SOON_MS));
    const json_t *told = peer_last(page, hello.topic)->json;
    struct peer_login login = { .user = office_text(told, "kiosk"),
                                .device = office_text(told, "device"),
                                .secret = office_text(told, "secret"),
                                .screen = true };
    struct peer *screen = office_enter(&office, &login);
    assert_int_equal(peer_subscribe(screen, V "kiosk/rijswijk-7/#"), 1);
    assert_true(office_shows(screen, V "kiosk/rijswijk-7/screen", true, OFFICE_SOON_MS));
    assert_int_equal(peer_publish(screen, &alive), 0);
    assert_accepted(peer_call(beheer, "kiosk-remove", json_pack("{s:s}", "kiosk", "rijswijk-7")));
    assert_out(screen, V "kiosk/rijswijk-7/screen");
    /* Again under the same name: nothing of the old one waits for it at the broker. */
    json_t *reply = peer_call(beheer, "kiosk-add",
                              json_pack("{s:s, s:s, s:s}", "kiosk", "rijswijk-7", "team", "rijswijk", "room", "Gang"));
    assert_accepted(reply);
    login.secret = office_text(reply, "secret");
    screen = office_enter(&office, &login);
    assert_int_equal(peer_subscribe(screen, V "kiosk/rijswijk-7/#"), 1);
    assert_true(office_shows(screen, V "kiosk/rijswijk-7/screen", true, OFFICE_SOON_MS));
    assert_null(peer_last(screen, alive.topic));
    assert_accepted(peer_call(beheer, "kiosk-remove", json_pack("{s:s}", "kiosk", "rijswijk-7")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_code_gives_one_device_a_secret_and_is_used_up, enter, leave),
        cmocka_unit_test_setup_teardown(with_a_code_one_may_enrol_and_nothing_else, enter, leave),
        cmocka_unit_test_setup_teardown(a_second_device_gets_the_reply_of_the_first, enter, leave),
        cmocka_unit_test_setup_teardown(a_disabled_member_is_out, enter, leave),
        cmocka_unit_test_setup_teardown(a_revoked_device_is_out_and_the_other_one_stays, enter, leave),
        cmocka_unit_test_setup_teardown(who_is_in_no_team_hears_no_team, enter, leave),
        cmocka_unit_test_setup_teardown(a_removed_screen_is_out_and_nothing_of_it_stays, enter, leave),
        cmocka_unit_test_setup_teardown(a_screen_is_told_more_of_what_hangs_on_it_and_of_nothing_else, enter, leave),
        cmocka_unit_test_setup_teardown(what_a_touch_tells_the_team_is_not_told_when_it_could_not_be_kept, enter,
                                        leave),
        cmocka_unit_test_setup_teardown(an_unpaired_screen_gets_its_account_and_when_it_is_removed_nothing_of_it_stays,
                                        enter, leave),
    };

    if (!broker_is_installed())
        return broker_missing_code();
    office_open(&office, NULL);
    int failed = TEST_RUN(tests);
    return office_close(&office) == VAKWERKD_OK ? failed : 1;
}
