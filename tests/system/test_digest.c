/* The digest of the morning: one for each member and day, also when the daemon dies at that hour. */
#include "tests/proto/test.h"
#include "tests/system/morning.h"
#include "tests/system/office.h"

#include "daemon/store/seal.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define DIGEST V "out/s.dewit/digest"

enum { DIGEST_MS = 20000, EVENING_MS = 10 * 60 * MORNING_MINUTE_MS };

static struct office office;

#define STAYS     "Wat staat er vanmorgen in het overzicht?"
#define GETS_OLD  "Wat vroeg iemand heel lang geleden?"
#define FOR_A_FEW "Wat gaat alleen ons team aan?"

/* An office in which something happened on the day before the morning, and that is shut. */
static void furnish(void)
{
    office_furnish(&office, morning_before(EVENING_MS + 10 * MORNING_MINUTE_MS).text);
    vakwerkd_set_now(office.daemon, morning_before(EVENING_MS).text);
    vakwerkd_up(office.daemon);
    struct peer *kubra = office_member(&office, "k.yilmaz");
    office_ask(kubra, "wacht", STAYS);
    office_ask(kubra, "wacht", GETS_OLD);
    office_ask(kubra, "wacht", FOR_A_FEW);
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

static bool has_left(const struct peer *peer, const void *title)
{
    const struct peer_message *last = peer_last(peer, DIGEST);

    return last != NULL && memmem(last->payload, last->len, title, strlen(title)) == NULL;
}

static const char *code_of(struct peer *author, const char *title)
{
    const json_t *reply = peer_call(author, "list", json_pack("{s:b, s:i}", "mine", 1, "limit", 9)), *item;
    const json_t *mine = json_object_get(reply, "items");
    size_t i;

    json_array_foreach(mine, i, item)
    {
        if (strcmp(office_text(item, "title"), title) == 0)
            return office_text(item, "code");
    }
    fail_msg("there is no %s", title);
    return NULL;
}

/* The morning after, with all of it in the digest of the morning. */
static struct peer *come_in(void)
{
    struct shift shift = morning_before(-5 * MORNING_MINUTE_MS);

    furnish();
    vakwerkd_set_now(office.daemon, shift.text);
    vakwerkd_up(office.daemon);
    struct peer *sanne = office_member(&office, "s.dewit");
    assert_int_equal(peer_subscribe(sanne, DIGEST), 1);
    assert_true(gets_digest(sanne, shift.date));
    assert_false(has_left(sanne, STAYS) || has_left(sanne, GETS_OLD) || has_left(sanne, FOR_A_FEW));
    return sanne;
}

/* It is made anew each time, so that what was withdrawn meanwhile is in none. */
TEST(a_withdrawn_question_leaves_the_digest)
{
    struct peer *sanne = come_in(), *kubra = office_member(&office, "k.yilmaz");

    assert_accepted(peer_call(kubra, "retract", json_pack("{s:s}", "code", code_of(kubra, STAYS))));
    char *text = json_dumps(peer_call(sanne, "digest", NULL), 0);
    assert_null(strstr(text, STAYS));
    free(text);
    assert_true(peer_until(sanne, has_left, STAYS, OFFICE_SOON_MS)); /* also at the broker, where it is kept */
    assert_int_equal(office_close(&office), VAKWERKD_OK);
}

/* As if nobody had answered it in four years, on a night like any other; the digest of one member is damaged. */
static void let_get_old(void)
{
    sqlite3 *db;

    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    assert_int_equal(seal_install(), SQLITE_OK);
    assert_int_equal(sqlite3_open(vakwerkd_file(office.daemon, "vakwerk.db").text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "UPDATE post SET posted_at = posted_at - 1461 * 86400000 WHERE title = '" GETS_OLD
                                  "'; UPDATE digest SET day = printf('%.*c', 100000, '9') WHERE member = (SELECT"
                                  " min(member) FROM digest) AND day = (SELECT max(day) FROM digest); INSERT OR"
                                  " REPLACE INTO number (name, value) SELECT 'retention_due', max(at) FROM event",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    vakwerkd_up(office.daemon);
}

/* Whatever takes it away: the broker keeps nothing of it for whoever comes later. */
TEST(what_is_moved_too_old_or_erased_leaves_the_digest_at_the_broker)
{
    struct peer *sanne = come_in(), *kubra = office_member(&office, "k.yilmaz");
    struct peer *marloes = office_member(&office, "m.jansen");

    assert_accepted(peer_call(marloes, "move",
                              json_pack("{s:s, s:s, s:s}", "code", code_of(kubra, FOR_A_FEW), "team", "rijswijk",
                                        "reason", "Het gaat over een van ons")));
    assert_true(peer_until(sanne, has_left, FOR_A_FEW, OFFICE_SOON_MS));
    assert_false(has_left(sanne, GETS_OLD));
    let_get_old();
    sanne = office_member(&office, "s.dewit");
    assert_int_equal(peer_subscribe(sanne, DIGEST), 1);
    assert_true(peer_until(sanne, has_left, GETS_OLD, DIGEST_MS));
    assert_false(has_left(sanne, STAYS));
    kubra = office_member(&office, "k.yilmaz");
    const json_t *asked = peer_call(kubra, "member-erase", json_pack("{s:s}", "posts", "remove"));
    assert_accepted(asked);
    assert_accepted(peer_call(kubra, "member-erase-confirm",
                              json_pack("{s:s}", "confirmation", office_text(asked, "confirmation"))));
    assert_true(peer_until(sanne, has_left, STAYS, DIGEST_MS));
    assert_int_equal(office_close(&office), VAKWERKD_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_seven_everybody_gets_one_digest),
        cmocka_unit_test(killed_at_seven_there_is_still_exactly_one_of_each),
        cmocka_unit_test(down_at_seven_the_digest_is_made_at_the_start),
        cmocka_unit_test(a_withdrawn_question_leaves_the_digest),
        cmocka_unit_test(what_is_moved_too_old_or_erased_leaves_the_digest_at_the_broker),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
