/* Whatever the clock does, what was served is served, what comes after comes after, and who may not may not. */
#include "tests/proto/test.h"
#include "tests/support/port.h"
#include "tests/support/skew.h"
#include "tests/system/office.h"

#define HOUR 3600
#define YEAR 31557600

static struct office office;
static struct peer *sanne, *kubra;

static json_t *ask_once(const struct peer_id *id)
{
    return peer_call_as(sanne, "theme/wacht/ask", id, json_pack("{s:s}", "title", "Staat de klok goed?"));
}

static int64_t ask_another(void)
{
    return office_int(office_ask(sanne, "wacht", "Hoe laat is het nu?"), "seq");
}

static int knock(const char *user)
{
    struct peer_login login = office_login(&office, user);

    return peer_knock(vakwerkd_port(office.daemon), &login);
}

static bool is_shut_out(const char *user)
{
    int64_t deadline = port_now_ms() + OFFICE_SOON_MS;

    while (knock(user) == 0 && port_now_ms() < deadline)
        port_breathe();
    return knock(user) != 0;
}

/* One was asked before, by an id; somebody was shut out; kubra is of another team. */
static void assert_all_holds(const struct peer_id *id, const json_t *first, int64_t *last)
{
    const json_t *again = ask_once(id);

    assert_accepted(again);
    assert_string_equal(office_text(again, "code"), office_text(first, "code"));
    assert_int_equal(office_int(again, "seq"), office_int(first, "seq"));
    int64_t seq = ask_another();
    assert_true(seq > *last);
    *last = seq;
    assert_refused(
        peer_call(kubra, "team/delft/ask", json_pack("{s:s, s:s}", "title", "Mag ik dit?", "theme", "wacht")),
        "not_found");
    assert_int_equal(peer_subscribe(kubra, V "team/delft/event"), PEER_DENIED);
    assert_int_not_equal(knock("t.vermeer"), 0);
}

TEST(a_clock_that_leaps_changes_no_order_no_reply_and_no_right)
{
    const int64_t leaps[] = { -HOUR, HOUR, -30 * 24 * HOUR, skew_edge(0), skew_edge(1), skew_edge(2), 10 * YEAR, 0 };
    struct peer_id id = peer_new_id();

    assert_accepted(
        peer_call(office_member(&office, "beheer"), "member-disable", json_pack("{s:s}", "member", "t.vermeer")));
    assert_true(is_shut_out("t.vermeer"));
    const json_t *first = ask_once(&id);
    assert_accepted(first);
    int64_t last = office_int(first, "seq");
    for (size_t i = 0; i < sizeof leaps / sizeof leaps[0]; i++) {
        skew_set(leaps[i]);
        assert_all_holds(&id, first, &last);
    }
    assert_int_equal(office_number(&office, "SELECT max(seq) - count(*) FROM event"), 0); /* without a gap */
    assert_int_equal(office_number(&office, "SELECT count(*) FROM post WHERE title = 'Staat de klok goed?'"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_clock_that_leaps_changes_no_order_no_reply_and_no_right) };
    struct tempdir dir;

    if (!broker_is_installed() || !skew_is_installed())
        return broker_missing_code();
    tempdir_make(&dir);
    skew_begin(&dir, false);
    office_open(&office, NULL);
    skew_end();
    sanne = office_member(&office, "s.dewit");
    kubra = office_member(&office, "k.yilmaz");
    int failed = TEST_RUN(tests);
    int code = office_close(&office);
    tempdir_remove(&dir);
    return code == VAKWERKD_OK ? failed : 1;
}
