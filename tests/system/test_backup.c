/* The restore drill: a copy made under load, put back, served again; and what is refused on the way. */
#include "tests/proto/test.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROUNDS 3
#define BEFORE 20  /* receipts before the backup begins */
#define DURING 120 /* requests on their way while it is made */

static struct office office;
static struct peer *sanne;

static int enter(void **state)
{
    (void)state;
    office_open(&office, NULL);
    sanne = office_member(&office, "s.dewit");
    return 0;
}

static int leave(void **state)
{
    (void)state;
    return office_close(&office) == VAKWERKD_OK ? 0 : 1;
}

static struct temppath copy_path(const char *name)
{
    return tempdir_file(&office.dir, name);
}

static bool is_there(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0;
}

/* Everybody leaves, the daemon stops, the copy takes the database's place, and it starts again. */
static void restore(const char *from)
{
    struct vakwerkd_text said;

    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    int code = vakwerkd_restore(office.daemon, from, &said);
    if (code != VAKWERKD_OK)
        fail_msg("restore: %d: %s", code, said.text);
    vakwerkd_up(office.daemon);
    sanne = office_member(&office, "s.dewit");
}

static int64_t count_titles(const char *like)
{
    char sql[128];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM post WHERE title LIKE '%s'", like);
    return office_number(&office, sql);
}

/* ---- the drill ---- */

static void send_many(struct peer_id *ids, int round)
{
    char title[64];

    for (int i = 0; i < DURING; i++) {
        snprintf(title, sizeof title, "Tijdens ronde %d nummer %d?", round, i);
        ids[i] = peer_new_id();
        peer_send(sanne, "theme/wacht/ask", &ids[i], json_pack("{s:s}", "title", title));
    }
}

static void drill(int round)
{
    struct peer_id ids[DURING];
    char title[64], like[64], name[32];

    for (int i = 0; i < BEFORE; i++) {
        snprintf(title, sizeof title, "Ervoor ronde %d nummer %d?", round, i);
        office_ask(sanne, "wacht", title);
    }
    send_many(ids, round);
    snprintf(name, sizeof name, "copy-%d.db", round);
    assert_int_equal(vakwerkd_backup(office.daemon, copy_path(name).text, NULL), VAKWERKD_OK);
    for (int i = 0; i < DURING; i++)
        assert_accepted(peer_reply(sanne, &ids[i], PEER_ANSWER_MS));

    restore(copy_path(name).text);
    snprintf(like, sizeof like, "Ervoor ronde %d %%", round);
    assert_int_equal(count_titles(like), BEFORE);
    /* A prefix: of those on their way the first so many, and none behind a gap. */
    snprintf(like, sizeof like, "Tijdens ronde %d %%", round);
    int64_t kept = count_titles(like);
    assert_in_range(kept, 0, DURING);
    for (int i = 0; i < DURING; i++) {
        snprintf(title, sizeof title, "Tijdens ronde %d nummer %d?", round, i);
        assert_int_equal(count_titles(title), i < kept);
    }
    assert_int_equal(office_number(&office, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_int_equal(office_number(&office, "SELECT count(*) FROM served"),
                     office_number(&office, "SELECT count(DISTINCT id) FROM served"));
}

TEST(a_backup_under_load_restores_with_every_receipt_before_its_start)
{
    for (int round = 0; round < ROUNDS; round++)
        drill(round);
}

static size_t count_found(const char *word)
{
    json_t *found = peer_call(sanne, "search", json_pack("{s:s}", "words", word));

    assert_accepted(found);
    return json_array_size(json_object_get(found, "items"));
}

TEST(what_came_after_the_backup_is_gone_and_what_comes_now_is_heard)
{
    struct temppath copy = copy_path("copy.db");

    office_ask(sanne, "wacht", "Waar staat de kastanjeboom?");
    assert_int_equal(vakwerkd_backup(office.daemon, copy.text, NULL), VAKWERKD_OK);
    json_t *lost = office_ask(sanne, "wacht", "Waar bloeit het wilgenroosje?");
    int64_t seen = office_int(lost, "seq");
    struct peer_id id = peer_new_id();
    assert_accepted(peer_call_as(sanne, "theme/wacht/ask", &id, json_pack("{s:s}", "title", "Nog een keer gestuurd?")));
    restore(copy.text);
    assert_int_equal(count_titles("Waar staat de kastanjeboom?"), 1);
    assert_int_equal(count_titles("Waar bloeit het wilgenroosje?"), 0);

    /* Found by words, which the new index knows; and those of what is gone are not. */
    int64_t deadline = port_now_ms() + PEER_ANSWER_MS;
    while (count_found("kastanjeboom") == 0 && port_now_ms() < deadline)
        port_breathe();
    assert_int_equal(count_found("kastanjeboom"), 1);
    assert_int_equal(count_found("wilgenroosje"), 0);

    /* What a client sends again counts once more, and its seq is none that it has seen. */
    json_t *again = peer_call_as(sanne, "theme/wacht/ask", &id, json_pack("{s:s}", "title", "Nog een keer gestuurd?"));
    assert_accepted(again);
    assert_true(office_int(again, "seq") > seen + 1);
    json_t *synced = peer_call(sanne, "sync", json_pack("{s:I, s:i}", "since", seen, "limit", 100));
    assert_accepted(synced);
    assert_int_equal(json_array_size(json_object_get(synced, "events")), 1);
}

/* Adds a member; a code to knock with. */
static struct peer_login add_member(const char *name, char code[64])
{
    struct peer *beheer = office_member(&office, "beheer");
    json_t *added = peer_call(beheer, "member-add", json_pack("{s:s, s:s}", "member", name, "name", "Lies Laat"));

    assert_accepted(added);
    snprintf(code, 64, "%s", office_text(added, "one_time_code"));
    office_dismiss(&office, beheer);
    return (struct peer_login){ .user = name, .device = "enrol", .secret = code };
}

static bool may_enter(const struct peer_login *login)
{
    return peer_knock(vakwerkd_port(office.daemon), login) == 0;
}

/* Also when both have changed as often since they parted: the guard's file is none of the other past. */
TEST(rights_go_back_with_the_copy)
{
    struct temppath copy = copy_path("copy.db"), replaced = vakwerkd_file(office.daemon, "replaced.db");
    char code[64], other_code[64];

    assert_int_equal(vakwerkd_backup(office.daemon, copy.text, NULL), VAKWERKD_OK);
    struct peer_login late = add_member("l.laat", code);
    assert_true(may_enter(&late));
    restore(copy.text);
    assert_false(may_enter(&late));
    struct peer_login other = add_member("a.ander", other_code);
    assert_true(may_enter(&other));
    restore(replaced.text);
    assert_true(may_enter(&late));
    assert_false(may_enter(&other));
}

TEST(what_was_replaced_is_kept_and_can_be_put_back)
{
    struct temppath copy = copy_path("copy.db"), replaced = vakwerkd_file(office.daemon, "replaced.db");

    assert_int_equal(vakwerkd_backup(office.daemon, copy.text, NULL), VAKWERKD_OK);
    office_ask(sanne, "wacht", "Toch nog nodig?");
    vakwerkd_kill(office.daemon); /* what is not written back is in the journal, which goes along */
    assert_int_equal(vakwerkd_restore(office.daemon, copy.text, NULL), VAKWERKD_OK);
    assert_int_equal(count_titles("Toch nog nodig?"), 0);
    assert_false(is_there(vakwerkd_file(office.daemon, "search.db").text));
    assert_int_equal(vakwerkd_restore(office.daemon, replaced.text, NULL), VAKWERKD_OK);
    assert_int_equal(count_titles("Toch nog nodig?"), 1);
    assert_int_equal(vakwerkd_command(office.daemon, "check", NULL), VAKWERKD_OK);
    office_empty(&office);
    vakwerkd_up(office.daemon);
}

/* The machine is gone: a new instance with other keys takes the copy, and everybody's device still gets in. */
TEST(a_new_instance_takes_the_copy_of_a_lost_one)
{
    struct temppath copy = copy_path("copy.db");
    struct tempdir elsewhere;
    struct peer_login login = office_login(&office, "s.dewit");

    office_ask(sanne, "wacht", "Komt alles mee?");
    assert_int_equal(vakwerkd_backup(office.daemon, copy.text, NULL), VAKWERKD_OK);
    tempdir_make(&elsewhere);
    struct vakwerkd *other = vakwerkd_make(&elsewhere, false, NULL);
    assert_int_equal(vakwerkd_restore(other, copy.text, NULL), VAKWERKD_OK);
    vakwerkd_up(other);
    struct peer *there = peer_open(vakwerkd_port(other), &login);
    json_t *list = peer_call(there, "list", json_pack("{s:i}", "limit", 1));
    assert_string_equal(office_text(json_array_get(json_object_get(list, "items"), 0), "title"), "Komt alles mee?");
    peer_close(there);
    assert_int_equal(vakwerkd_stop(other), VAKWERKD_OK);
    vakwerkd_free(other);
    tempdir_remove(&elsewhere);
}

/* ---- refused ---- */

TEST(nothing_is_restored_into_an_instance_that_runs)
{
    struct temppath copy = copy_path("copy.db");
    struct vakwerkd_text said;

    assert_int_equal(vakwerkd_backup(office.daemon, copy.text, NULL), VAKWERKD_OK);
    assert_int_equal(vakwerkd_restore(office.daemon, copy.text, &said), VAKWERKD_RUNS_ALREADY);
    assert_non_null(strstr(said.text, "runs already"));
    office_ask(sanne, "wacht", "Draait het nog?");
}

static void write_file(const char *path, const char *text)
{
    FILE *to = fopen(path, "w");

    assert_non_null(to);
    fputs(text, to);
    fclose(to);
}

TEST(what_is_no_backup_changes_nothing)
{
    struct temppath other = copy_path("other.db");

    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    uint64_t before = office_database(&office);
    assert_int_equal(vakwerkd_restore(office.daemon, other.text, NULL), 1);
    write_file(other.text, "Dit is geen databank, maar een briefje van vierenzestig tekens of meer.");
    assert_int_equal(vakwerkd_restore(office.daemon, other.text, NULL), VAKWERKD_DAMAGED);
    assert_true(office_database(&office) == before);
    assert_false(is_there(vakwerkd_file(office.daemon, "replaced.db").text));
    assert_false(is_there(vakwerkd_file(office.daemon, "restored.db").text));
    vakwerkd_up(office.daemon);
}

TEST(a_copy_that_would_bring_back_who_was_erased_is_refused)
{
    struct temppath list = vakwerkd_file(office.daemon, "erasures"), old = copy_path("old.db");
    struct vakwerkd_text said;
    char command[800];

    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    snprintf(command, sizeof command, "cp '%s' '%s'", TEST_DATA "/store-v9.db", old.text);
    assert_int_equal(system(command), 0);
    uint64_t before = office_database(&office);
    write_file(list.text, "00112233445566778899aabbccddeeff remove\n");
    assert_int_equal(vakwerkd_restore(office.daemon, old.text, &said), VAKWERKD_UNSAFE);
    assert_non_null(strstr(said.text, "would bring them back"));
    assert_true(office_database(&office) == before);
    assert_false(is_there(vakwerkd_file(office.daemon, "restored.db").text));
    assert_int_equal(remove(list.text), 0);
    assert_int_equal(vakwerkd_restore(office.daemon, old.text, NULL), VAKWERKD_OK);
    assert_int_equal(vakwerkd_restore(office.daemon, vakwerkd_file(office.daemon, "replaced.db").text, NULL), 0);
    vakwerkd_up(office.daemon);
}

TEST(a_backup_is_never_written_over_something)
{
    struct temppath other = copy_path("other.txt");
    struct vakwerkd_text said;

    write_file(other.text, "belangrijk");
    assert_int_equal(vakwerkd_backup(office.daemon, other.text, &said), 1);
    assert_non_null(strstr(said.text, "is there already"));
    assert_int_equal(vakwerkd_backup(office.daemon, vakwerkd_file(office.daemon, "vakwerk.db").text, NULL), 1);
    assert_int_equal(vakwerkd_backup(office.daemon, copy_path("nergens/copy.db").text, NULL), 1);
    office_ask(sanne, "wacht", "Draait het nog?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_backup_under_load_restores_with_every_receipt_before_its_start, enter, leave),
        cmocka_unit_test_setup_teardown(what_came_after_the_backup_is_gone_and_what_comes_now_is_heard, enter, leave),
        cmocka_unit_test_setup_teardown(rights_go_back_with_the_copy, enter, leave),
        cmocka_unit_test_setup_teardown(what_was_replaced_is_kept_and_can_be_put_back, enter, leave),
        cmocka_unit_test_setup_teardown(a_new_instance_takes_the_copy_of_a_lost_one, enter, leave),
        cmocka_unit_test_setup_teardown(nothing_is_restored_into_an_instance_that_runs, enter, leave),
        cmocka_unit_test_setup_teardown(what_is_no_backup_changes_nothing, enter, leave),
        cmocka_unit_test_setup_teardown(a_copy_that_would_bring_back_who_was_erased_is_refused, enter, leave),
        cmocka_unit_test_setup_teardown(a_backup_is_never_written_over_something, enter, leave),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
