/* The audit log: what is in it, that it cannot be changed, and that a change behind the daemon's back shows. */
#include "tests/daemon/office.h"

#include "daemon/audit.h"
#include "daemon/store/store_audit.h"

#include <sqlite3.h>
#include <stdio.h>

static void check_row(struct office *o, size_t at, const char *action, const char *who, const char *member,
                      const char *detail)
{
    const json_t *row = json_array_get(json_at(o->reply, "items"), at);

    assert_string_equal(text_at(row, "action"), action);
    assert_string_equal(text_at(row, "who"), who);
    assert_string_equal(text_at(row, "member"), member);
    assert_string_equal(text_at(row, "detail"), detail);
}

TEST(every_change_of_rights_is_there_with_who_did_it_and_to_whom)
{
    struct office *o = *state;

    OK(o, "beheer", "member-add", "{'member': 'nieuw', 'name': 'Nieuw', 'teams': ['delft'], 'roles': ['editor']}");
    OK(o, "nieuw", "enrol", "{'device': 'telefoon'}");
    OK(o, "nieuw", "device-revoke", "{'device': 'telefoon'}");
    OK(o, "beheer", "member-set", "{'member': 'nieuw', 'roles': ['editor', 'moderator'], 'teams': []}");
    OK(o, "beheer", "member-reset", "{'member': 'nieuw'}");
    OK(o, "beheer", "member-disable", "{'member': 'nieuw'}");
    OK(o, "beheer", "member-disable", "{'member': 'nieuw', 'enable': true}");
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    OK(o, "beheer", "kiosk-remove", "{'kiosk': 'delft-1'}");
    OK(o, "beheer", "team-set", "{'team': 'rijswijk', 'archived': true}");
    OK(o, "toezicht", "log", "{}");
    assert_int_equal(count_at(o->reply, "items"), 10);
    check_row(o, 0, "team-set", "beheer", "", "team:rijswijk archived:yes");
    check_row(o, 1, "kiosk-remove", "beheer", "", "kiosk:delft-1");
    check_row(o, 2, "kiosk-add", "beheer", "", "kiosk:delft-1");
    check_row(o, 3, "member-enable", "beheer", "nieuw", "");
    check_row(o, 4, "member-disable", "beheer", "nieuw", "");
    check_row(o, 5, "member-reset", "beheer", "nieuw", "");
    check_row(o, 6, "member-set", "beheer", "nieuw", "roles:editor+moderator teams:");
    check_row(o, 7, "device-revoke", "nieuw", "nieuw", "");
    check_row(o, 8, "enrol", "nieuw", "nieuw", "");
    check_row(o, 9, "member-add", "beheer", "nieuw", "roles:editor teams:delft");
    assert_int_equal(int_at(o->reply, "items.0.number"), 10);
    assert_int_equal(int_at(o->reply, "items.0.at"), o->now_ms);
}

TEST(an_opening_of_anonymity_is_there_without_who_asked)
{
    struct office *o = *state;

    office_sql(o, "UPDATE member SET roles = 2 WHERE name = 'carla'");
    office_sql(o, "INSERT INTO membership SELECT id, 2 FROM member WHERE name = 'toezicht'");
    OK(o, "bram", "theme/regie/ask", "{'title': 'Wie?', 'anonymous': true}");
    struct word_text code = office_word(o, "code");
    OK(o, "toezicht", "open-anonymous", "{'code': '%s', 'reason': 'Een dreigement'}", code.text);
    OK(o, "carla", "open-anonymous", "{'code': '%s', 'reason': 'Een dreigement'}", code.text);
    OK(o, "beheer", "log", "{}");
    check_row(o, 0, "open-anonymous", "carla", "", "");
    check_row(o, 1, "open-anonymous-ask", "toezicht", "", "");
    assert_string_equal(text_at(o->reply, "items.0.code"), code.text);
}

TEST(the_code_of_what_the_reader_may_not_see_is_left_out)
{
    struct office *o = *state;

    office_sql(o, "UPDATE member SET roles = 2 WHERE name = 'carla'");
    OK(o, "bram", "team/delft/ask", "{'title': 'Wie?', 'theme': 'regie', 'anonymous': true}");
    OK(o, "carla", "open-anonymous", "{'code': '%s', 'reason': 'Een dreigement'}", office_word(o, "code").text);
    OK(o, "carla", "log", "{}");
    assert_true(has_at(o->reply, "items.0.code"));
    OK(o, "beheer", "log", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_false(has_at(o->reply, "items.0.code"));
}

TEST(it_is_read_page_by_page_and_from_a_moment)
{
    struct office *o = *state;

    for (int i = 0; i < 5; i++) {
        o->now_ms = OFFICE_NOW + i * (int64_t)HOUR_MS;
        OK(o, "beheer", "member-reset", "{'member': 'anna'}");
    }
    OK(o, "beheer", "log", "{'limit': 2}");
    assert_int_equal(count_at(o->reply, "items"), 2);
    OK(o, "beheer", "log", "{'limit': 2, 'before': 4}");
    assert_int_equal(int_at(o->reply, "items.0.number"), 3);
    OK(o, "beheer", "log", "{'since_at': %lld}", (long long)OFFICE_NOW + 3 * HOUR_MS);
    assert_int_equal(count_at(o->reply, "items"), 2);
}

TEST(what_was_refused_is_not_in_it)
{
    struct office *o = *state;

    NO("conflict", "member", o, "beheer", "member-disable", "{'member': 'beheer'}");
    NO("forbidden", NULL, o, "anna", "member-reset", "{'member': 'bram'}");
    OK(o, "beheer", "log", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(many_teams_are_cut_off_where_the_log_has_no_room_and_that_shows)
{
    struct office *o = *state;
    char teams[2048] = "";

    for (int i = 0; i < 30; i++) {
        OK(o, "beheer", "team-add", "{'team': 'team-met-naam-%d', 'name': 'T'}", i);
        snprintf(teams + strlen(teams), sizeof teams - strlen(teams), "%s'team-met-naam-%d'", i == 0 ? "" : ", ", i);
    }
    OK(o, "beheer", "member-set", "{'member': 'gijs', 'roles': ['editor'], 'teams': [%s]}", teams);
    OK(o, "beheer", "log", "{'limit': 1}");
    const char *detail = text_at(o->reply, "items.0.detail");
    assert_true(strlen(detail) <= AUDIT_DETAIL_MAX);
    assert_int_equal(detail[strlen(detail) - 1], '+');
    assert_non_null(strstr(detail, "roles:editor teams:team-met-naam-0+team-met-naam-1+"));
}

/* ---- append only ---- */

static bool can(struct office *o, const char *sql)
{
    return sqlite3_exec(o->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* Enough rows for more than one page of the look at all of it. */
static void fill(struct office *o, int rows)
{
    for (int i = 0; i < rows; i++)
        OK(o, "beheer", "member-reset", "{'member': '%s'}", i % 2 == 0 ? "anna" : "bram");
}

TEST(rows_and_head_refuse_to_be_changed_or_taken_away)
{
    struct office *o = *state;

    fill(o, 3);
    assert_false(can(o, "UPDATE audit SET who = 1 WHERE id = 2"));
    assert_false(can(o, "DELETE FROM audit WHERE id = 3"));
    assert_false(can(o, "DELETE FROM audit_head"));
    assert_false(can(o, "UPDATE audit_head SET rows = 2"));
    assert_false(can(o, "UPDATE audit_head SET rows = 3"));
    OK(o, "beheer", "log-verify", "{}");
    assert_true(is_at(o->reply, "intact"));
    assert_int_equal(int_at(o->reply, "rows"), 3);
    assert_int_equal(int_at(o->reply, "found"), 3);
}

/* Somebody with the file in their hands takes the triggers away first. */
static void take_triggers_away(struct office *o)
{
    office_sql(o, "DROP TRIGGER audit_stays; DROP TRIGGER audit_as_it_was; DROP TRIGGER audit_head_stays;"
                  " DROP TRIGGER audit_head_goes_up");
}

static void check_broken(struct office *o, int64_t row)
{
    OK(o, "beheer", "log-verify", "{}");
    assert_false(is_at(o->reply, "intact"));
    assert_int_equal(int_at(o->reply, "broken"), row);
}

/* One change at a time to a log of 401 rows: where it shows. */
static const struct {
    const char *sql;
    int64_t row;
} changes[] = {
    { "UPDATE audit SET at = at + 1 WHERE id = 1", 1 },
    { "UPDATE audit SET who = 2 WHERE id = 200", 200 },
    { "UPDATE audit SET action = 4 WHERE id = 201", 201 },
    { "UPDATE audit SET member = 3 WHERE id = 400", 400 },
    { "UPDATE audit SET post = 1 WHERE id = 401", 401 },
    { "UPDATE audit SET detail = 'x' WHERE id = 7", 7 },
    { "UPDATE audit SET hash = zeroblob(32) WHERE id = 7", 7 },
    { "DELETE FROM audit WHERE id = 1", 1 },
    { "DELETE FROM audit WHERE id = 200", 200 },
    { "DELETE FROM audit WHERE id = 401", 401 },
    { "DELETE FROM audit WHERE id > 300", 301 },
    { "DELETE FROM audit", 1 },
    { "INSERT INTO audit SELECT 402, at, who, action, member, post, detail, hash FROM audit WHERE id = 401", 402 },
    { "UPDATE audit SET id = id + 1000 WHERE id > 5", 6 },
};

TEST(a_row_that_was_changed_taken_out_or_cut_off_is_found)
{
    struct office *o = *state;

    fill(o, 401);
    take_triggers_away(o);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        office_sql(o, "CREATE TABLE kept AS SELECT * FROM audit");
        office_sql(o, "%s", changes[i].sql);
        check_broken(o, changes[i].row);
        office_sql(o, "DELETE FROM audit");
        office_sql(o, "INSERT INTO audit SELECT * FROM kept; DROP TABLE kept");
    }
    OK(o, "beheer", "log-verify", "{}");
    assert_true(is_at(o->reply, "intact"));
}

/* The end cut off and the head put back to match: only the instance's key makes a seal. */
TEST(a_head_that_this_instance_did_not_seal_is_found)
{
    struct office *o = *state;

    fill(o, 5);
    take_triggers_away(o);
    office_sql(o, "DELETE FROM audit WHERE id > 3; UPDATE audit_head SET rows = 3, hash = (SELECT hash FROM audit WHERE"
                  " id = 3)");
    OK(o, "beheer", "log-verify", "{}");
    assert_false(is_at(o->reply, "intact"));
    assert_true(is_at(o->reply, "head_broken"));
}

TEST(what_goes_on_after_a_cut_leaves_the_gap)
{
    struct office *o = *state;

    fill(o, 5);
    take_triggers_away(o);
    office_sql(o, "DELETE FROM audit WHERE id > 3");
    fill(o, 2);
    check_broken(o, 4);
    assert_int_equal(int_at(o->reply, "rows"), 7);
}

TEST(without_a_head_nothing_is_done_that_would_go_unseen)
{
    struct office *o = *state;

    fill(o, 1);
    take_triggers_away(o);
    office_sql(o, "DELETE FROM audit_head");
    assert_false(office_say(o, "beheer", "member-set", "{'member': 'anna', 'roles': ['moderator']}"));
    assert_int_equal(o->err, ERR_STORAGE);
    assert_int_equal(office_number(o, "SELECT roles FROM member WHERE name = 'anna'"), 0);
    OK(o, "beheer", "log-verify", "{}");
    assert_true(is_at(o->reply, "head_broken"));
}

/* A whole log of earlier, head and seal and all, that was put back. */
TEST(a_head_that_was_noted_elsewhere_tells_a_log_that_was_put_back)
{
    struct office *o = *state;

    fill(o, 3);
    office_sql(o, "CREATE TABLE kept AS SELECT * FROM audit_head");
    fill(o, 2);
    OK(o, "beheer", "log-verify", "{}");
    struct word_text head = office_word(o, "head");
    OK(o, "beheer", "log-verify", "{'rows': 5, 'head': '%s'}", head.text);
    assert_true(is_at(o->reply, "intact"));
    OK(o, "beheer", "log-verify", "{'rows': 4, 'head': '%s'}", head.text); /* there is a row, and it is another */
    assert_true(is_at(o->reply, "other"));
    take_triggers_away(o);
    office_sql(o, "DELETE FROM audit WHERE id > 3; DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept");
    OK(o, "beheer", "log-verify", "{}");
    assert_true(is_at(o->reply, "intact")); /* by itself it cannot tell */
    OK(o, "beheer", "log-verify", "{'rows': 5, 'head': '%s'}", head.text);
    assert_false(is_at(o->reply, "intact"));
    assert_true(is_at(o->reply, "other"));
    NO("bad_request", "head", o, "beheer", "log-verify", "{'rows': 5}");
    NO("bad_request", "rows", o, "beheer", "log-verify", "{'head': '%s'}", head.text);
}

/* The formula of audit.h, computed by hand. */
TEST(a_hash_is_that_of_the_line_that_the_header_says)
{
    struct office *o = *state;
    char line[200];

    fill(o, 1);
    snprintf(line, sizeof line, "%064d 1 %lld %lld 3 %lld 0 ", 0, (long long)OFFICE_NOW,
             (long long)office_number(o, "SELECT id FROM member WHERE name = 'beheer'"),
             (long long)office_number(o, "SELECT id FROM member WHERE name = 'anna'"));
    struct secret_hash hash = secret_hash_of(span_of(line));
    struct audit_row *rows;
    size_t count;
    assert_int_equal(store_audit_after(o->reader, 0, 10, &o->arena, &rows, &count), 0);
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].hash.len, sizeof hash.bytes);
    assert_memory_equal(rows[0].hash.ptr, hash.bytes, sizeof hash.bytes);
}

TEST(it_holds_nothing_that_anybody_wrote)
{
    struct office *o = *state;
    int64_t texts;

    OK(o, "beheer", "member-add", "{'member': 'nieuw', 'name': 'Merkteken', 'function': 'merkteken'}");
    OK(o, "bram", "theme/regie/ask", "{'title': 'Merkteken', 'anonymous': true}");
    OK(o, "toezicht", "open-anonymous", "{'code': '%s', 'reason': 'merkteken'}", office_word(o, "code").text);
    texts = office_number(o, "SELECT count(*) FROM audit WHERE detail LIKE '%%merkteken%%' OR detail LIKE '%%nieuw%%'");
    assert_int_equal(texts, 0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM audit"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(every_change_of_rights_is_there_with_who_did_it_and_to_whom),
        OFFICE_TEST(an_opening_of_anonymity_is_there_without_who_asked),
        OFFICE_TEST(the_code_of_what_the_reader_may_not_see_is_left_out),
        OFFICE_TEST(it_is_read_page_by_page_and_from_a_moment),
        OFFICE_TEST(what_was_refused_is_not_in_it),
        OFFICE_TEST(many_teams_are_cut_off_where_the_log_has_no_room_and_that_shows),
        OFFICE_TEST(rows_and_head_refuse_to_be_changed_or_taken_away),
        OFFICE_TEST(a_row_that_was_changed_taken_out_or_cut_off_is_found),
        OFFICE_TEST(a_head_that_this_instance_did_not_seal_is_found),
        OFFICE_TEST(what_goes_on_after_a_cut_leaves_the_gap),
        OFFICE_TEST(without_a_head_nothing_is_done_that_would_go_unseen),
        OFFICE_TEST(a_head_that_was_noted_elsewhere_tells_a_log_that_was_put_back),
        OFFICE_TEST(a_hash_is_that_of_the_line_that_the_header_says),
        OFFICE_TEST(it_holds_nothing_that_anybody_wrote),
    };

    return TEST_RUN(tests);
}
