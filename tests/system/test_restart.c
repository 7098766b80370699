/* The daemon beside a broker that goes on: killed, stopped, started again, and the broker killed under it. */
#include "tests/proto/test.h"
#include "tests/support/pack.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define THEME  "wacht"
#define EVENTS V "theme/" THEME "/event"
#define STATE  V "state"
#define ASK    "theme/" THEME "/ask"

static struct office office;
static struct broker *broker;

static int enter(void **state)
{
    (void)state;
    office_furnish(&office, NULL);
    broker = broker_start(&office.dir, broker_guard(vakwerkd_file(office.daemon, "access.db").text).text);
    vakwerkd_set_port(office.daemon, broker_port(broker));
    vakwerkd_run(office.daemon);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    int code = vakwerkd_pid(office.daemon) == 0 ? 0 : vakwerkd_stop(office.daemon);
    broker_stop(broker);
    return office_close(&office) == 0 && code == VAKWERKD_OK ? 0 : 1;
}

static bool is_status(const struct peer *peer, const void *status)
{
    const struct peer_message *last = peer_last(peer, STATE);
    const char *said = last == NULL ? NULL : office_text(last->json, "status");

    return said != NULL && strcmp(said, status) == 0;
}

static int count_status(const struct peer *peer, const char *status)
{
    int count = 0;

    for (const struct peer_message *message = peer_messages(peer); message != NULL; message = message->next)
        if (strcmp(message->topic, STATE) == 0 && strcmp(office_text(message->json, "status"), status) == 0)
            count++;
    return count;
}

/* Changes the database behind the daemon's back. */
static void change(const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(vakwerkd_file(office.daemon, "vakwerk.db").text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* ---- state ---- */

TEST(killed_the_daemon_is_offline_and_back_it_is_online_with_another_birth)
{
    struct peer *sanne = office_member(&office, "s.dewit");

    assert_int_equal(peer_subscribe(sanne, STATE), 1);
    assert_true(peer_until(sanne, is_status, "online", OFFICE_SOON_MS));
    int64_t birth = office_int(peer_last(sanne, STATE)->json, "birth");
    vakwerkd_kill(office.daemon);
    assert_true(peer_until(sanne, is_status, "offline", OFFICE_SOON_MS));
    vakwerkd_run(office.daemon);
    assert_true(peer_until(sanne, is_status, "online", OFFICE_SOON_MS));
    assert_int_equal(office_int(peer_last(sanne, STATE)->json, "birth"), birth + 1);
    assert_int_equal(count_status(sanne, "offline"), 1);
}

TEST(stopped_it_says_goodbye_once)
{
    struct peer *sanne = office_member(&office, "s.dewit");

    assert_int_equal(peer_subscribe(sanne, STATE), 1);
    office_ask(sanne, THEME, "Nog gauw een vraag?");
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    assert_true(peer_until(sanne, is_status, "offline", OFFICE_SOON_MS));
    assert_int_equal(broker_log_count(broker, "vakwerkd:main closed its connection"), 0); /* it took its leave */
    /* The watermark was saved: the next start has nothing to tell again. */
    assert_int_equal(office_number(&office, "SELECT max(seq) FROM event"),
                     office_number(&office, "SELECT value FROM number WHERE name = 'published'"));
    assert_int_equal(peer_subscribe(sanne, EVENTS), 1);
    vakwerkd_run(office.daemon);
    peer_fence(sanne);
    assert_int_equal(peer_count(sanne, EVENTS), 0);
    assert_int_equal(count_status(sanne, "offline"), 1);
}

enum { AT_WORK = 1500, SEEN_FIRST = 40 };

static int count_accepted(struct peer *peer, const struct peer_id *ids, int *told)
{
    int accepted = 0;

    for (int i = 0; i < AT_WORK; i++) {
        const json_t *reply = peer_reply(peer, &ids[i], 1);
        accepted += json_is_true(json_object_get(reply, "ok"));
    }
    for (const struct peer_message *message = peer_messages(peer); message != NULL; message = message->next)
        *told += strcmp(message->topic, EVENTS) == 0;
    return accepted;
}

/* Whoever was told "accepted" is right, and of all that is kept everybody heard; what was not served is sent again. */
TEST(stopped_at_work_it_keeps_and_tells_what_it_accepted)
{
    static struct peer_id ids[AT_WORK];
    struct peer *sanne = office_member(&office, "s.dewit");
    int told = 0;

    assert_int_equal(peer_subscribe(sanne, EVENTS), 1);
    int64_t before = office_number(&office, "SELECT count(*) FROM post");
    for (int i = 0; i < AT_WORK; i++) {
        ids[i] = peer_new_id();
        char title[64];
        snprintf(title, sizeof title, "Vraag %d voor het einde?", i);
        peer_send(sanne, ASK, &ids[i], json_pack("{s:s}", "title", title));
    }
    assert_accepted(peer_reply(sanne, &ids[SEEN_FIRST], PEER_ANSWER_MS));
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    assert_true(peer_until(sanne, is_status, "offline", OFFICE_SOON_MS) || peer_subscribe(sanne, STATE) == 1);
    int accepted = 1 + count_accepted(sanne, ids, &told); /* with the one that was waited for */
    int64_t kept = office_number(&office, "SELECT count(*) FROM post") - before;
    print_message("%d of %d were accepted before the end\n", accepted, AT_WORK);
    assert_true(accepted > SEEN_FIRST);
    assert_int_equal(accepted, kept);
    assert_int_equal(told, kept);
    assert_int_equal(office_number(&office, "SELECT max(seq) FROM event"),
                     office_number(&office, "SELECT value FROM number WHERE name = 'published'"));
    vakwerkd_run(office.daemon);
    for (int i = 0; i < AT_WORK; i++) {
        char title[64];
        snprintf(title, sizeof title, "Vraag %d voor het einde?", i);
        assert_accepted(peer_call_as(sanne, ASK, &ids[i], json_pack("{s:s}", "title", title)));
    }
    assert_int_equal(office_number(&office, "SELECT count(*) FROM post") - before, AT_WORK);
}

TEST(stopped_while_the_broker_is_gone_it_ends_in_time)
{
    broker_kill(broker);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    broker_restart(broker);
}

/* ---- events ---- */

/* Five questions are asked; as after a crash between the commit and the publishing of the last three. due: what else
 * happened meanwhile, in SQL. */
static void assert_untold_are_told(const char *due)
{
    struct peer *sanne = office_member(&office, "s.dewit"), *kubra = office_member(&office, "k.yilmaz");
    int64_t seqs[5];
    char sql[80], title[40];

    for (int i = 0; i < 5; i++) {
        snprintf(title, sizeof title, "Vraag nummer %d?", i);
        seqs[i] = office_int(office_ask(sanne, THEME, title), "seq");
    }
    vakwerkd_kill(office.daemon);
    snprintf(sql, sizeof sql, "UPDATE number SET value = %lld WHERE name = 'published'", (long long)seqs[1]);
    change(sql);
    change(due);
    assert_int_equal(peer_subscribe(kubra, EVENTS), 1);
    vakwerkd_run(office.daemon);
    peer_fence(kubra);
    assert_int_equal(peer_count(kubra, EVENTS), 3);
    int64_t prev = seqs[1];
    const struct peer_message *message = peer_messages(kubra);
    for (int i = 2; i < 5; i++, message = message->next) {
        while (strcmp(message->topic, EVENTS) != 0)
            message = message->next;
        assert_int_equal(office_int(message->json, "seq"), seqs[i]);
        assert_int_equal(office_int(message->json, "prev"), prev);
        prev = seqs[i];
    }
}

TEST(events_that_were_not_told_are_told_after_the_start)
{
    assert_untold_are_told("SELECT 1");
}

/* At the top of the ladder only a claim ends, and nobody is told. */
TEST(something_that_is_due_and_says_nothing_holds_none_of_them_back)
{
    assert_untold_are_told(
        "UPDATE ladder SET step = 3, due_at = 1 WHERE question = (SELECT max(question) FROM ladder)");
    assert_int_equal(office_number(&office, "SELECT count(*) FROM ladder WHERE due_at = 1"), 0);
}

/* ---- cards ---- */

TEST(a_card_that_should_be_gone_is_taken_away_after_the_start)
{
    struct peer *sanne = office_member(&office, "s.dewit");
    struct peer *screen = office_screen(&office, "delft-1");
    json_t *gone = office_ask(sanne, THEME, "Deze hangt er straks ten onrechte?");
    json_t *stays = office_ask(sanne, THEME, "En deze terecht?");
    struct peer_topic card = office_card("delft-1", office_text(gone, "code"));
    char sql[160];

    assert_true(office_shows(screen, card.text, true, OFFICE_SOON_MS));
    vakwerkd_kill(office.daemon);
    snprintf(sql, sizeof sql, "UPDATE post SET title = NULL, text = NULL, retracted_at = 1 WHERE code = '%s'",
             office_text(gone, "code"));
    change(sql);
    vakwerkd_run(office.daemon);
    assert_true(office_shows(screen, card.text, false, OFFICE_SOON_MS));
    office_dismiss(&office, screen);
    screen = office_screen(&office, "delft-1");
    assert_true(office_shows(screen, office_card("delft-1", office_text(stays, "code")).text, true, OFFICE_SOON_MS));
    assert_null(peer_last(screen, card.text));
}

/* ---- requests ---- */

TEST(an_acknowledgement_of_the_broker_means_nothing)
{
    struct peer *sanne = office_member(&office, "s.dewit");
    struct peer_id id = peer_new_id();
    json_t *body = json_pack("{s:s, s:s}", "id", id.hex, "title", "Is dit aangekomen?");
    struct pack pack = pack_make(body);

    vakwerkd_kill(office.daemon);
    assert_int_equal(peer_publish(sanne, &(struct peer_publish){ .topic = peer_topic(sanne, ASK).text,
                                                                 .payload = pack.bytes,
                                                                 .len = pack.len,
                                                                 .qos = 1,
                                                                 .response_topic = V "out/s.dewit/demo",
                                                                 .correlation = &id }),
                     0);
    assert_int_equal(office_number(&office, "SELECT count(*) FROM post WHERE title = 'Is dit aangekomen?'"), 0);
    broker_kill(broker); /* and what it had is gone */
    broker_restart(broker);
    vakwerkd_run(office.daemon);
    office_dismiss(&office, sanne);
    sanne = office_member(&office, "s.dewit");
    peer_fence(sanne);
    assert_int_equal(office_number(&office, "SELECT count(*) FROM post WHERE title = 'Is dit aangekomen?'"), 0);
    assert_accepted(peer_call_as(sanne, ASK, &id, json_pack("{s:s}", "title", "Is dit aangekomen?")));
    assert_int_equal(office_number(&office, "SELECT count(*) FROM post WHERE title = 'Is dit aangekomen?'"), 1);
    json_decref(body);
    free(pack.bytes);
}

TEST(what_was_asked_while_the_daemon_was_down_is_served_once)
{
    struct peer *sanne = office_member(&office, "s.dewit");
    struct peer_id id = peer_new_id();

    vakwerkd_kill(office.daemon);
    peer_send(sanne, ASK, &id, json_pack("{s:s}", "title", "Wacht dit op de post?"));
    peer_send(sanne, ASK, &id, json_pack("{s:s}", "title", "Wacht dit op de post?"));
    vakwerkd_run(office.daemon);
    json_t *first = peer_reply(sanne, &id, PEER_ANSWER_MS), *second = peer_reply(sanne, &id, PEER_ANSWER_MS);
    assert_accepted(first);
    assert_true(json_equal(first, second));
    assert_int_equal(office_number(&office, "SELECT count(*) FROM post WHERE title = 'Wacht dit op de post?'"), 1);
}

TEST(a_request_sent_again_after_restarts_gets_the_reply_of_before)
{
    struct peer *sanne = office_member(&office, "s.dewit");
    struct peer_id id = peer_new_id();
    json_t *body = json_pack("{s:s}", "title", "Krijg ik hetzelfde nummer?");
    json_t *first = json_copy(peer_call_as(sanne, ASK, &id, json_copy(body)));

    assert_accepted(first);
    vakwerkd_kill(office.daemon);
    vakwerkd_run(office.daemon);
    assert_true(json_equal(first, peer_call_as(sanne, ASK, &id, json_copy(body))));
    office_dismiss(&office, sanne);
    broker_kill(broker);
    broker_restart(broker);
    int64_t deadline = port_now_ms() + PEER_ANSWER_MS;
    struct peer_login login = office_login(&office, "s.dewit");
    while (peer_knock(broker_port(broker), &login) != 0)
        assert_true(port_now_ms() < deadline);
    sanne = office_member(&office, "s.dewit");
    assert_int_equal(peer_subscribe(sanne, STATE), 1);
    assert_true(peer_until(sanne, is_status, "online", PEER_ANSWER_MS));
    assert_true(json_equal(first, peer_call_as(sanne, ASK, &id, json_copy(body))));
    assert_int_equal(office_number(&office, "SELECT count(*) FROM post WHERE title = 'Krijg ik hetzelfde nummer?'"), 1);
    json_decref(first);
    json_decref(body);
}

/* ---- a disk that fails while it runs ---- */

/* One bit of what was written turns; what was read before has to be read again, since something really changed. */
static void turn_bit_of(const char *bytes)
{
    static char file[8 << 20];

    change("PRAGMA wal_checkpoint (TRUNCATE)");
    FILE *db = fopen(vakwerkd_file(office.daemon, "vakwerk.db").text, "r+b");
    size_t length = fread(file, 1, sizeof file, db);
    char *found = memmem(file, length, bytes, strlen(bytes));
    assert_non_null(found);
    fseek(db, found - file, SEEK_SET);
    fputc(*found ^ 1, db);
    fclose(db);
    change("UPDATE number SET value = value + 1 WHERE name = 'birth'"); /* the same value again would write nothing */
}

static json_t *ask_at_length(struct peer *peer, char letter)
{
    char text[1900];

    memset(text, letter, sizeof text - 1);
    text[sizeof text - 1] = '\0';
    return peer_call(peer, ASK, json_pack("{s:s, s:s}", "title", "Wie weet dit?", "text", text));
}

TEST(what_turned_on_the_disk_is_refused_by_name_and_not_opened_again)
{
    struct peer *sanne = office_member(&office, "s.dewit");
    struct vakwerkd_text said;
    char code[32] = "";

    for (const char *letter = "abqcd"; *letter != '\0'; letter++) { /* two have a page: that of q has no other rows */
        json_t *reply = ask_at_length(sanne, *letter);
        assert_accepted(reply);
        if (*letter == 'q')
            snprintf(code, sizeof code, "%s", office_text(reply, "code"));
    }
    turn_bit_of("qqqqqqqq");
    assert_refused(peer_call(sanne, "show", json_pack("{s:s}", "code", code)), "damaged");
    assert_refused(peer_call(sanne, "retract", json_pack("{s:s}", "code", code)), "damaged");
    assert_accepted(ask_at_length(sanne, 'e'));
    assert_true(vakwerkd_log_count(office.daemon, "error store_damaged page=") > 0);
    assert_int_equal(vakwerkd_command(office.daemon, "check", &said), VAKWERKD_DAMAGED);
    assert_non_null(strstr(said.text, "damaged_database"));
    vakwerkd_kill(office.daemon);
    vakwerkd_begin(office.daemon, "run");
    assert_int_equal(vakwerkd_wait(office.daemon, OFFICE_SOON_MS), VAKWERKD_DAMAGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(killed_the_daemon_is_offline_and_back_it_is_online_with_another_birth, enter,
                                        leave),
        cmocka_unit_test_setup_teardown(stopped_it_says_goodbye_once, enter, leave),
        cmocka_unit_test_setup_teardown(stopped_at_work_it_keeps_and_tells_what_it_accepted, enter, leave),
        cmocka_unit_test_setup_teardown(stopped_while_the_broker_is_gone_it_ends_in_time, enter, leave),
        cmocka_unit_test_setup_teardown(events_that_were_not_told_are_told_after_the_start, enter, leave),
        cmocka_unit_test_setup_teardown(something_that_is_due_and_says_nothing_holds_none_of_them_back, enter, leave),
        cmocka_unit_test_setup_teardown(a_card_that_should_be_gone_is_taken_away_after_the_start, enter, leave),
        cmocka_unit_test_setup_teardown(an_acknowledgement_of_the_broker_means_nothing, enter, leave),
        cmocka_unit_test_setup_teardown(what_was_asked_while_the_daemon_was_down_is_served_once, enter, leave),
        cmocka_unit_test_setup_teardown(a_request_sent_again_after_restarts_gets_the_reply_of_before, enter, leave),
        cmocka_unit_test_setup_teardown(what_turned_on_the_disk_is_refused_by_name_and_not_opened_again, enter, leave),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
