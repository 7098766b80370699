/* enrol, device-list, device-revoke, digest-set, digest: one's own account. */
#include "tests/daemon/office.h"

#include "daemon/clock.h"
#include "daemon/store/store_digest.h"

static struct word_text add_member(struct office *o)
{
    OK(o, "beheer", "member-add", "{'member': 'nieuw', 'name': 'Nieuw'}");
    return office_word(o, "one_time_code");
}

static bool has_rights_of(const struct office *o, const char *name)
{
    for (const struct rights *rights = o->effects.rights; rights != NULL; rights = rights->next)
        if (span_is(rights->name, name))
            return true;
    return false;
}

/* ---- enrol ---- */

TEST(a_code_becomes_one_device)
{
    struct office *o = *state;

    add_member(o);
    OK(o, "nieuw", "enrol", "{'device': 'laptop'}");
    assert_string_equal(text_at(o->reply, "member"), "nieuw");
    assert_string_equal(text_at(o->reply, "device"), "laptop");
    assert_int_equal(strlen(text_at(o->reply, "secret")), 28);
    assert_true(has_rights_of(o, "nieuw"));
    assert_int_equal(o->heard_count, 0);
    NO("forbidden", NULL, o, "nieuw", "enrol", "{'device': 'telefoon'}"); /* the code is used up */
    OK(o, "nieuw", "device-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.device"), "laptop");
    assert_int_equal(int_at(o->reply, "items.0.added_at"), o->now_ms);
}

TEST(what_is_kept_is_the_hash_of_the_secret)
{
    struct office *o = *state;

    add_member(o);
    OK(o, "nieuw", "enrol", "{'device': 'laptop'}");
    struct secret_hash hash = secret_hash_of(span_of(text_at(o->reply, "secret")));
    struct member_device *rows;
    struct member member;
    size_t count;
    assert_int_equal(store_member_get(o->store, span_of("nieuw"), &o->arena, &member), 0);
    assert_int_equal(store_member_devices(o->store, member.id, &o->arena, &rows, &count), 0);
    assert_int_equal(rows[0].hash.len, sizeof hash.bytes);
    assert_memory_equal(rows[0].hash.ptr, hash.bytes, sizeof hash.bytes);
}

TEST(without_a_valid_code_there_is_no_device)
{
    struct office *o = *state;

    NO("forbidden", NULL, o, "anna", "enrol", "{'device': 'laptop'}");
    add_member(o);
    o->now_ms += 24LL * HOUR_MS;
    NO("forbidden", NULL, o, "nieuw", "enrol", "{'device': 'laptop'}");
    o->now_ms--;
    OK(o, "nieuw", "enrol", "{'device': 'laptop'}");
}

TEST(a_new_code_takes_the_place_of_the_old)
{
    struct office *o = *state;
    struct word_text first = add_member(o);

    OK(o, "beheer", "member-reset", "{'member': 'nieuw'}");
    assert_string_not_equal(first.text, text_at(o->reply, "one_time_code"));
    assert_true(has_rights_of(o, "nieuw"));
    struct secret_hash hash = secret_hash_of(span_of(text_at(o->reply, "one_time_code")));
    struct member_code code;
    struct member member;
    assert_int_equal(store_member_get(o->store, span_of("nieuw"), &o->arena, &member), 0);
    assert_int_equal(store_member_get_code(o->store, member.id, &o->arena, &code), 0);
    assert_memory_equal(code.hash.ptr, hash.bytes, sizeof hash.bytes);
    OK(o, "nieuw", "enrol", "{'device': 'laptop'}");
}

TEST(a_device_is_not_called_as_a_topic_of_the_daemon)
{
    struct office *o = *state;

    add_member(o);
    NO("conflict", "device", o, "nieuw", "enrol", "{'device': 'event'}");
    NO("conflict", "device", o, "nieuw", "enrol", "{'device': 'digest'}");
    NO("conflict", "device", o, "nieuw", "enrol", "{'device': 'enrol'}");
    NO("bad_request", "device", o, "nieuw", "enrol", "{'device': 'Lap/top'}");
}

static void enrol_many(struct office *o, int count)
{
    office_sql(o,
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO device"
               " (member, name, hash, added_at) SELECT (SELECT id FROM member WHERE name = 'nieuw'),"
               " printf('apparaat-%%03d', i), zeroblob(32), i FROM n",
               count);
}

/* access.db holds 32 of one member: one more would be given a secret that opens nothing. */
TEST(nobody_has_more_devices_than_the_guard_knows)
{
    struct office *o = *state;

    add_member(o);
    enrol_many(o, 32);
    NO("conflict", "device", o, "nieuw", "enrol", "{'device': 'laptop'}");
    OK(o, "nieuw", "device-revoke", "{'device': 'apparaat-007'}");
    OK(o, "nieuw", "enrol", "{'device': 'laptop'}");
}

TEST(a_device_of_the_same_name_is_let_in_again_though_there_are_many)
{
    struct office *o = *state;

    add_member(o);
    enrol_many(o, 32);
    OK(o, "nieuw", "enrol", "{'device': 'apparaat-003'}");
}

/* However many were revoked before it by name. */
TEST(a_device_is_found_among_many_that_were_revoked)
{
    struct office *o = *state;

    add_member(o);
    enrol_many(o, 150);
    office_sql(o, "UPDATE device SET revoked_at = 5 WHERE name LIKE 'apparaat-%%'");
    OK(o, "nieuw", "enrol", "{'device': 'zaktelefoon'}");
    OK(o, "nieuw", "device-list", "{}");
    assert_string_equal(text_at(o->reply, "items.0.device"), "zaktelefoon");
    assert_int_equal(count_at(o->reply, "items"), 100);
}

/* ---- devices ---- */

TEST(a_lost_device_is_revoked_once)
{
    struct office *o = *state;

    add_member(o);
    OK(o, "nieuw", "enrol", "{'device': 'laptop'}");
    OK(o, "nieuw", "device-revoke", "{'device': 'laptop'}");
    assert_true(has_rights_of(o, "nieuw"));
    NO("not_found", "device", o, "nieuw", "device-revoke", "{'device': 'laptop'}");
    NO("not_found", "device", o, "nieuw", "device-revoke", "{'device': 'telefoon'}");
    OK(o, "nieuw", "device-list", "{}");
    assert_int_equal(int_at(o->reply, "items.0.revoked_at"), o->now_ms);
    OK(o, "beheer", "member-reset", "{'member': 'nieuw'}");
    OK(o, "nieuw", "enrol", "{'device': 'laptop'}");
    OK(o, "nieuw", "device-list", "{}");
    assert_false(has_at(o->reply, "items.0.revoked_at"));
}

TEST(devices_of_others_are_the_administrators)
{
    struct office *o = *state;

    add_member(o);
    OK(o, "nieuw", "enrol", "{'device': 'laptop'}");
    NO("forbidden", "member", o, "anna", "device-list", "{'member': 'nieuw'}");
    NO("forbidden", "member", o, "anna", "device-list", "{'member': 'niemand'}");
    NO("forbidden", "member", o, "anna", "device-revoke", "{'member': 'nieuw', 'device': 'laptop'}");
    OK(o, "nieuw", "device-list", "{'member': 'nieuw'}");
    OK(o, "beheer", "device-list", "{'member': 'nieuw'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    NO("not_found", "member", o, "beheer", "device-list", "{'member': 'niemand'}");
    OK(o, "beheer", "device-revoke", "{'member': 'nieuw', 'device': 'laptop'}");
    assert_true(has_rights_of(o, "nieuw"));
    assert_false(has_rights_of(o, "beheer"));
}

/* ---- the digest's settings ---- */

TEST(the_digest_comes_when_one_says)
{
    struct office *o = *state;
    struct clock_day monday = { 2022, 5, 23, 1 };

    OK(o, "anna", "digest-set", "{'frequency': 'weekly', 'at': '08:15'}");
    assert_true(o->effects.changes.digests);
    assert_int_equal(office_number(o, "SELECT digest_due FROM member WHERE name = 'anna'"),
                     clock_moment(monday, 8 * 60 + 15));
    OK(o, "anna", "me", "{}");
    assert_string_equal(text_at(o->reply, "frequency"), "weekly");
    assert_string_equal(text_at(o->reply, "at"), "08:15");
    assert_false(has_at(o->reply, "pause_until"));
    OK(o, "anna", "digest-set", "{'pause_until': %lld}", (long long)clock_moment(monday, 9 * 60));
    assert_int_equal(office_number(o, "SELECT digest_due FROM member WHERE name = 'anna'"),
                     clock_moment(clock_add_days(monday, 7), 8 * 60 + 15));
    OK(o, "anna", "me", "{}");
    assert_int_equal(int_at(o->reply, "pause_until"), clock_moment(monday, 9 * 60));
    OK(o, "anna", "digest-set", "{'pause_until': 0}");
    assert_int_equal(office_number(o, "SELECT digest_due FROM member WHERE name = 'anna'"),
                     clock_moment(monday, 8 * 60 + 15));
    OK(o, "anna", "digest-set", "{'frequency': 'never'}");
    assert_int_equal(office_number(o, "SELECT digest_due IS NULL FROM member WHERE name = 'anna'"), 1);
}

TEST(a_digest_is_set_to_something_that_exists)
{
    struct office *o = *state;
    static const char *const times[] = { "24:00", "12:60", "7:00 ", " 7:00", "+7:00", "07-00", "07.00", "ab:cd" };

    NO("bad_request", "frequency", o, "anna", "digest-set", "{'frequency': 'hourly'}");
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        NO("bad_request", "at", o, "anna", "digest-set", "{'at': '%s'}", times[i]);
    NO("too_short", "at", o, "anna", "digest-set", "{'at': '7:00'}");
}

/* 9223372036854775807 is a time that the protocol allows. */
TEST(a_pause_ends_within_years_one_can_count)
{
    struct office *o = *state;

    NO("bad_request", "pause_until", o, "anna", "digest-set",
       "{'frequency': 'daily', 'pause_until': 9223372036854775807}");
    OK(o, "anna", "digest-set", "{'frequency': 'daily', 'pause_until': %lld}", (long long)o->now_ms + 366LL * DAY_MS);
}

/* ---- reading it again ---- */

TEST(a_digest_is_read_by_its_day)
{
    struct office *o = *state;
    struct digest digest = { .member = 2, .made_at = 1, .first_seq = 1, .last_seq = 1 };

    NO("not_found", "date", o, "bram", "digest", "{}");
    office_ask(o, "anna", "theme/regie/ask", "Vraag");
    digest.day = span_of("2022-05-19");
    assert_int_equal(store_digest_add(o->store, &digest, NULL), 0);
    digest.day = span_of("2022-05-20");
    digest.first_seq = 2;
    digest.last_seq = 9;
    assert_int_equal(store_digest_add(o->store, &digest, NULL), 0);
    assert_int_equal(store_digest_add(o->store, &digest, NULL), ERR_CONFLICT); /* one for each day */
    OK(o, "bram", "digest", "{}");
    assert_string_equal(text_at(o->reply, "date"), "2022-05-20");
    assert_int_equal(int_at(o->reply, "questions"), 0);
    OK(o, "bram", "digest", "{'date': '2022-05-19'}");
    assert_int_equal(int_at(o->reply, "questions"), 1);
    NO("not_found", "date", o, "bram", "digest", "{'date': '2022-05-18'}");
    NO("not_found", "date", o, "carla", "digest", "{'date': '2022-05-19'}"); /* each their own */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(a_code_becomes_one_device),
        OFFICE_TEST(what_is_kept_is_the_hash_of_the_secret),
        OFFICE_TEST(without_a_valid_code_there_is_no_device),
        OFFICE_TEST(a_new_code_takes_the_place_of_the_old),
        OFFICE_TEST(a_device_is_not_called_as_a_topic_of_the_daemon),
        OFFICE_TEST(nobody_has_more_devices_than_the_guard_knows),
        OFFICE_TEST(a_device_of_the_same_name_is_let_in_again_though_there_are_many),
        OFFICE_TEST(a_device_is_found_among_many_that_were_revoked),
        OFFICE_TEST(a_lost_device_is_revoked_once),
        OFFICE_TEST(devices_of_others_are_the_administrators),
        OFFICE_TEST(the_digest_comes_when_one_says),
        OFFICE_TEST(a_digest_is_set_to_something_that_exists),
        OFFICE_TEST(a_pause_ends_within_years_one_can_count),
        OFFICE_TEST(a_digest_is_read_by_its_day),
    };

    return TEST_RUN(tests);
}
