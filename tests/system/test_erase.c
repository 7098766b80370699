/* A member is erased from a whole Vakwerk that runs: files, broker, guard, screens; and with kill -9 in between. */
#include "tests/proto/test.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME    "k.kastanje"
#define MARK    "kastanjelaar"
#define DONE    7
#define SOON_MS 30000

static struct office office;
static struct peer *beheer, *kees;
static char secret[64];

static void enrol(const char *name, const char *device, const char *code)
{
    struct peer *peer = office_enter(&office, &(struct peer_login){ .user = name, .device = "enrol", .secret = code });
    json_t *reply = peer_call(peer, "enrol", json_pack("{s:s}", "device", device));

    assert_accepted(reply);
    snprintf(secret, sizeof secret, "%s", office_text(reply, "secret"));
    office_dismiss(&office, peer);
}

static struct peer *add(const char *name, const char *display, json_t *more)
{
    json_t *body = json_pack("{s:s, s:s}", "member", name, "name", display);

    json_object_update(body, more);
    json_decref(more);
    json_t *reply = peer_call(beheer, "member-add", body);
    assert_accepted(reply);
    enrol(name, "telefoon", office_text(reply, "one_time_code"));
    return office_enter(&office, &(struct peer_login){ .user = name, .device = "telefoon", .secret = secret });
}

/* Somebody who asks, answers, and is in everything. */
static int enter(void **state)
{
    (void)state;
    office_open(&office, NULL);
    beheer = office_member(&office, "beheer");
    kees = add(NAME, "Kees " MARK, json_pack("{s:[s], s:s}", "teams", "delft", "email", MARK "@x.nl"));
    for (int i = 0; i < 60; i++) {
        char title[80];
        snprintf(title, sizeof title, "Waar staat de " MARK " van rij %d?", i);
        office_ask(kees, "wacht", title);
        office_ask(beheer, "wacht", "Waar staat de wilgenroos?");
    }
    office_ask_team(kees, "delft", "wacht", "Binnen het team een " MARK "?");
    return 0;
}

static int leave(void **state)
{
    (void)state;
    return office_close(&office) == VAKWERKD_OK ? 0 : 1;
}

/* Whether any file of the instance, or the log, holds these bytes. */
static bool found(const char *bytes)
{
    char command[700];

    snprintf(command, sizeof command, "grep -a -r -q -i '%s' '%s'", bytes, office.dir.path);
    return system(command) == 0;
}

static void erase(const char *posts)
{
    json_t *asked = peer_call(kees, "member-erase", json_pack("{s:s}", "posts", posts));

    assert_accepted(asked);
    assert_accepted(peer_call(kees, "member-erase-confirm",
                              json_pack("{s:s}", "confirmation", office_text(asked, "confirmation"))));
}

static int64_t step(void)
{
    return office_number(&office, "SELECT step FROM erasure");
}

static void await_done(void)
{
    int64_t deadline = port_now_ms() + SOON_MS;

    while (step() != DONE) {
        if (port_now_ms() > deadline)
            fail_msg("it stands still at step %d", (int)step());
        port_breathe();
    }
}

static void assert_nothing_is_left(void)
{
    static const char *const gone[] = { MARK, NAME };

    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
        if (found(gone[i]))
            fail_msg("%s is left", gone[i]);
    assert_true(found("wilgenroos"));
}

TEST(not_a_byte_is_left_in_the_files_of_the_instance)
{
    assert_true(found(MARK) && found(NAME));
    int64_t begun = port_now_ms();
    erase("remove");
    assert_true(peer_is_cut_within(kees, 5000) != PEER_CUT); /* and so the reply was there before */
    await_done();
    assert_in_range(port_now_ms() - begun, 0, 10000);
    assert_nothing_is_left();
    assert_int_not_equal(peer_knock(vakwerkd_port(office.daemon),
                                    &(struct peer_login){ .user = NAME, .device = "telefoon", .secret = secret }),
                         0);
    json_t *list = peer_call(beheer, "member-list", json_pack("{}"));
    char *text = json_dumps(list, 0);
    assert_null(strstr(text, NAME));
    free(text);
}

/* The broker has a digest of the member; whoever mails it would still find it there. */
TEST(what_the_broker_keeps_is_taken_away)
{
    char topic[] = V "out/" NAME "/digest";
    sqlite3 *db;

    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    assert_int_equal(sqlite3_open(vakwerkd_file(office.daemon, "vakwerk.db").text, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "INSERT INTO digest (member, day, made_at, first_seq, last_seq) SELECT id, '2026-01-01',"
                     " CAST (strftime('%s', 'now') AS INTEGER) * 1000, 1, 5 FROM member WHERE name = '" NAME "'",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    char own[64];
    snprintf(own, sizeof own, "%s", secret);
    vakwerkd_up(office.daemon);
    beheer = office_member(&office, "beheer");
    struct peer *mailer = add("bezorger", "De bezorger", json_pack("{s:[s]}", "roles", "mailer"));
    assert_true(peer_subscribe(mailer, V "out/+/digest") < 128);
    assert_true(office_shows(mailer, topic, true, SOON_MS));
    kees = office_enter(&office, &(struct peer_login){ .user = NAME, .device = "telefoon", .secret = own });
    erase("anonymise");
    assert_true(office_shows(mailer, topic, false, SOON_MS));
    await_done();
    peer_forget(mailer);
    assert_true(peer_subscribe(mailer, V "out/+/digest") < 128);
    peer_fence(beheer);
    const struct peer_message *last = peer_last(mailer, topic);
    assert_true(last == NULL || last->len == 0);
}

TEST(a_removed_text_leaves_the_screen_of_its_team)
{
    struct peer *screen = office_screen(&office, "delft-1");
    json_t *asked = office_ask_team(kees, "delft", "wacht", "Nog een " MARK " op het scherm?");
    struct peer_topic card = office_card("delft-1", office_text(asked, "code"));

    assert_true(office_shows(screen, card.text, true, SOON_MS));
    erase("remove");
    assert_true(office_shows(screen, card.text, false, SOON_MS));
}

/* Killed again and again, a little later each time, until it is done in spite of it. */
TEST(kill_9_at_any_moment_only_delays_it)
{
    int kills = 0;

    erase("remove");
    office_empty(&office);
    for (int ms = 1900; step() != DONE && kills < 40; ms = 40 + 15 * kills, kills++) {
        int64_t until = port_now_ms() + ms;
        while (port_now_ms() < until && step() != DONE)
            port_breathe();
        if (step() == DONE)
            break;
        vakwerkd_kill(office.daemon);
        vakwerkd_up(office.daemon);
    }
    await_done();
    assert_true(kills > 0);
    assert_nothing_is_left();
}

TEST(a_backup_that_is_put_back_brings_nobody_back)
{
    struct temppath copy = tempdir_file(&office.dir, "copy.db"), replaced = vakwerkd_file(office.daemon, "replaced.db");

    assert_int_equal(vakwerkd_backup(office.daemon, copy.text, NULL), VAKWERKD_OK);
    erase("remove");
    await_done();
    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    assert_int_equal(vakwerkd_restore(office.daemon, copy.text, NULL), VAKWERKD_OK);
    assert_true(found(MARK));
    vakwerkd_up(office.daemon);
    assert_int_not_equal(peer_knock(vakwerkd_port(office.daemon),
                                    &(struct peer_login){ .user = NAME, .device = "telefoon", .secret = secret }),
                         0);
    await_done();
    remove(copy.text);
    remove(replaced.text);
    assert_nothing_is_left();
}

/* ---- withdrawn, and a backup ---- */

TEST(what_was_withdrawn_after_a_backup_stays_so_when_it_is_put_back)
{
    struct temppath copy = tempdir_file(&office.dir, "copy.db");
    json_t *asked = office_ask(kees, "wacht", "Waar bloeit de wilgenroos hier?");
    char code[32], own[64];

    snprintf(code, sizeof code, "%s", office_text(asked, "code"));
    snprintf(own, sizeof own, "%s", secret);
    assert_int_equal(vakwerkd_backup(office.daemon, copy.text, NULL), VAKWERKD_OK);
    assert_accepted(peer_call(kees, "retract", json_pack("{s:s}", "code", code)));
    office_empty(&office);
    vakwerkd_kill(office.daemon); /* the receipt says that the list has it */
    assert_int_equal(vakwerkd_restore(office.daemon, copy.text, NULL), VAKWERKD_OK);
    vakwerkd_up(office.daemon);
    beheer = office_member(&office, "beheer");
    assert_string_equal(office_text(peer_call(beheer, "show", json_pack("{s:s}", "code", code)), "error"), "not_found");
}

/* ---- kept no longer ---- */

static void run_sql(const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(vakwerkd_file(office.daemon, "vakwerk.db").text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

TEST(what_is_kept_no_longer_leaves_the_files_of_an_instance_that_runs)
{
    int64_t deadline = port_now_ms() + SOON_MS;
    FILE *settings = fopen(vakwerkd_file(office.daemon, "vakwerk.conf").text, "ae");

    assert_non_null(settings);
    fputs("\n[retention]\nunanswered_days = 1\n", settings);
    fclose(settings);
    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    run_sql("UPDATE post SET posted_at = posted_at - 172800000 WHERE title LIKE '% van rij %'");
    run_sql("INSERT OR REPLACE INTO number (name, value) VALUES ('retention_due', unixepoch() * 1000)");
    assert_true(found(" van rij "));
    vakwerkd_up(office.daemon);
    while (office_number(&office, "SELECT value > unixepoch() * 1000 + 60000 FROM number WHERE name ="
                                  " 'retention_due'") == 0) {
        assert_true(port_now_ms() < deadline);
        port_breathe();
    }
    assert_false(found(" van rij "));
    assert_true(found("wilgenroos"));
    assert_int_equal(office_number(&office, "SELECT count(*) FROM audit WHERE detail = 'unanswered ' || (SELECT"
                                            " count(*) FROM post WHERE retracted_at IS NOT NULL)"),
                     1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(not_a_byte_is_left_in_the_files_of_the_instance, enter, leave),
        cmocka_unit_test_setup_teardown(what_the_broker_keeps_is_taken_away, enter, leave),
        cmocka_unit_test_setup_teardown(a_removed_text_leaves_the_screen_of_its_team, enter, leave),
        cmocka_unit_test_setup_teardown(kill_9_at_any_moment_only_delays_it, enter, leave),
        cmocka_unit_test_setup_teardown(a_backup_that_is_put_back_brings_nobody_back, enter, leave),
        cmocka_unit_test_setup_teardown(what_was_withdrawn_after_a_backup_stays_so_when_it_is_put_back, enter, leave),
        cmocka_unit_test_setup_teardown(what_is_kept_no_longer_leaves_the_files_of_an_instance_that_runs, enter, leave),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
