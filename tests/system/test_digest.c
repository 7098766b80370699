/* The digest of the morning: one for each member and day, also when the daemon dies at that hour. */
#include "tests/system/morning.h"
#include "tests/system/office.h"
#include "tests/system/test.h"

#include <stdio.h>
#include <string.h>

#define DIGEST V "out/s.dewit/digest"

enum { DIGEST_MS = 20000, EVENING_MS = 10 * 60 * MORNING_MINUTE_MS };

static struct office office;

/* An office in which something happened on the day before the morning, and that is shut. */
static void furnish(void)
{
    office_furnish(&office, morning_before(EVENING_MS + 10 * MORNING_MINUTE_MS).text);
    vakwerkd_set_now(office.daemon, morning_before(EVENING_MS).text);
    vakwerkd_up(office.daemon);
    struct peer *kubra = office_member(&office, "k.yilmaz");
    office_ask(kubra, "wacht", "Wat staat er vanmorgen in het overzicht?");
    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
}

static int64_t digests(const char *date)
{
    char sql[128];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM digest WHERE day = '%s'", date);
    return office_number(&office, sql);
}

static int64_t doubles(void)
{
    return office_number(&office,
                         "SELECT count(*) FROM (SELECT 1 FROM digest GROUP BY member, day HAVING count(*) > 1)");
}

static bool has_date(const struct peer *peer, const void *date)
{
    const struct peer_message *last = peer_last(peer, DIGEST);
    const char *said = last == NULL ? NULL : office_text(last->json, "date");

    return said != NULL && strcmp(said, date) == 0;
}

/* The demo begins with a digest of the last workday: the new one takes its place. */
static bool gets_digest(struct peer *peer, const char *date)
{
    return peer_until(peer, has_date, date, DIGEST_MS);
}

static void assert_one_retained(struct peer *sanne, const char *date)
{
    assert_int_equal(peer_subscribe(sanne, DIGEST), 1);
    assert_true(gets_digest(sanne, date));
    const struct peer_message *message = peer_last(sanne, DIGEST);
    const json_t *asked = peer_call(sanne, "digest", NULL);
    assert_accepted(asked);
    assert_string_equal(office_text(asked, "date"), date);
    assert_int_equal(office_int(asked, "first_seq"), office_int(message->json, "first_seq"));
    assert_int_equal(office_int(asked, "last_seq"), office_int(message->json, "last_seq"));
    assert_true(
        json_array_size(json_object_get(asked, "news")) + json_array_size(json_object_get(asked, "unanswered")) > 0);
}

TEST(at_seven_everybody_gets_one_digest)
{
    furnish();
    struct shift shift = morning_before(3000);
    vakwerkd_set_now(office.daemon, shift.text);
    vakwerkd_up(office.daemon);
    struct peer *sanne = office_member(&office, "s.dewit");
    assert_int_equal(peer_subscribe(sanne, DIGEST), 1);
    assert_true(gets_digest(sanne, shift.date));
    peer_fence(sanne);
    assert_int_equal(peer_count(sanne, DIGEST), 2); /* that of the day before, and this one */
    peer_forget(sanne);
    assert_one_retained(sanne, shift.date);
    assert_true(digests(shift.date) > 1);
    assert_int_equal(doubles(), 0);
    assert_int_equal(office_close(&office), VAKWERKD_OK);
}

static bool has_digest(const struct peer *peer, const void *date)
{
    (void)peer;
    return digests(date) > 0;
}

static bool have_all_digests(const struct peer *peer, const void *date)
{
    (void)peer;
    return digests(date) == office_number(&office, "SELECT count(*) FROM member WHERE digest_chosen = 1");
}

/* Killed as soon as the first rows are there, some at a time, and started again in the same minute, three times. */
TEST(killed_at_seven_there_is_still_exactly_one_of_each)
{
    furnish();
    struct shift shift = morning_before(1500);
    vakwerkd_set_now(office.daemon, shift.text);
    vakwerkd_up(office.daemon);
    struct peer *sanne = office_member(&office, "s.dewit");
    assert_true(peer_until(sanne, has_digest, shift.date, DIGEST_MS));
    office_dismiss(&office, sanne);
    vakwerkd_kill(office.daemon);
    for (int i = 0; i < 2; i++) {
        vakwerkd_up(office.daemon);
        sanne = office_member(&office, "s.dewit");
        assert_true(peer_until(sanne, have_all_digests, shift.date, DIGEST_MS));
        assert_one_retained(sanne, shift.date);
        assert_int_equal(doubles(), 0);
        office_dismiss(&office, sanne);
        vakwerkd_kill(office.daemon);
    }
    assert_int_equal(office_close(&office), VAKWERKD_OK);
}

TEST(down_at_seven_the_digest_is_made_at_the_start)
{
    furnish();
    struct shift shift = morning_before(-45 * MORNING_MINUTE_MS);
    vakwerkd_set_now(office.daemon, shift.text);
    vakwerkd_up(office.daemon);
    struct peer *sanne = office_member(&office, "s.dewit");
    assert_one_retained(sanne, shift.date);
    assert_int_equal(doubles(), 0);
    assert_int_equal(office_close(&office), VAKWERKD_OK);
}

static bool has_left(const struct peer *peer, const void *context)
{
    const struct peer_message *last = peer_last(peer, DIGEST);

    (void)context;
    return last != NULL && memmem(last->payload, last->len, "vanmorgen in het overzicht", 26) == NULL;
}

/* It is made anew each time, so that what was withdrawn meanwhile is in none. */
TEST(a_withdrawn_question_leaves_the_digest)
{
    furnish();
    struct shift shift = morning_before(-5 * MORNING_MINUTE_MS);
    vakwerkd_set_now(office.daemon, shift.text);
    vakwerkd_up(office.daemon);
    struct peer *sanne = office_member(&office, "s.dewit"), *kubra = office_member(&office, "k.yilmaz");
    assert_int_equal(peer_subscribe(sanne, DIGEST), 1);
    assert_true(gets_digest(sanne, shift.date));
    assert_false(has_left(sanne, NULL));
    const json_t *mine = peer_call(kubra, "list", json_pack("{s:b, s:i}", "mine", 1, "limit", 1));
    const char *code = office_text(json_array_get(json_object_get(mine, "items"), 0), "code");
    assert_accepted(peer_call(kubra, "retract", json_pack("{s:s}", "code", code)));
    char *text = json_dumps(peer_call(sanne, "digest", NULL), 0);
    assert_null(strstr(text, "vanmorgen in het overzicht"));
    free(text);
    assert_true(peer_until(sanne, has_left, NULL, OFFICE_SOON_MS)); /* also at the broker, where it is kept */
    assert_int_equal(office_close(&office), VAKWERKD_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_seven_everybody_gets_one_digest),
        cmocka_unit_test(killed_at_seven_there_is_still_exactly_one_of_each),
        cmocka_unit_test(down_at_seven_the_digest_is_made_at_the_start),
        cmocka_unit_test(a_withdrawn_question_leaves_the_digest),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
