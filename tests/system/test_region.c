/*
 * Two regions, each with its daemon and its mosquitto, and mosquitto's own bridge between them, one from each side:
 * what is asked in one is seen in both, and what a broker that has gone bad sends over a bridge is heard by nobody.
 */
#include "tests/proto/test.h"
#include "tests/system/regions.h"

#include "tests/support/port.h"

#include <stdio.h>
#include <string.h>

#define THEME "wacht"

enum { TOLD_MS = 60000 };

static struct region regions[2];
static struct region *const haaglanden = &regions[0], *const rijnmond = &regions[1];

static int setup(void **state)
{
    (void)state;
    regions_open(regions);
    regions_link(regions, THEME);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    regions_close(regions);
    return 0;
}

static bool comes(const struct region *region, const char *sql, int64_t wanted)
{
    return region_comes(region, sql, wanted, port_now_ms() + TOLD_MS);
}

static int64_t count_of(const struct region *region, const char *title)
{
    char sql[300];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM post WHERE gone = 0 AND title LIKE '%s%%'", title);
    return office_number(&region->office, sql);
}

struct code {
    char text[20];
};

static struct code ask(struct region *region, const char *title)
{
    struct peer *sanne = office_member(&region->office, "s.dewit");
    struct code code;

    snprintf(code.text, sizeof code.text, "%s", office_text(office_ask(sanne, THEME, title), "code"));
    office_dismiss(&region->office, sanne);
    return code;
}

/* ---- the main line ---- */

TEST(a_question_and_its_answer_and_its_withdrawal_go_over_the_bridges)
{
    char sql[300];

    struct code code = ask(haaglanden, "Wie belt het gezin, pompoen?");
    assert_true(comes(rijnmond, "SELECT count(*) FROM post WHERE title LIKE '%pompoen?' AND gone = 0", 1));
    json_t *found = peer_call(rijnmond->admin, "list", json_pack("{s:s, s:s}", "kind", "question", "sort", "new"));
    json_t *first = json_array_get(json_object_get(found, "items"), 0);
    assert_string_equal(office_text(first, "title"), "Wie belt het gezin, pompoen?");
    assert_string_equal(office_text(first, "region"), "Haaglanden");
    assert_non_null(strstr(office_text(first, "author_name"), "(Haaglanden)"));
    struct peer *kubra = office_member(&rijnmond->office, "k.yilmaz");
    assert_accepted(peer_call(kubra, "answer",
                              json_pack("{s:s, s:s}", "to", office_text(first, "code"), "text", "Degene met regie.")));
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM post a JOIN post q ON q.id = a.question WHERE q.code = '%s' AND a.gone = 0",
             code.text);
    assert_true(comes(haaglanden, sql, 1));
    struct peer *sanne = office_member(&haaglanden->office, "s.dewit");
    assert_accepted(peer_call(sanne, "retract", json_pack("{s:s}", "code", code.text)));
    assert_true(comes(rijnmond, "SELECT count(*) FROM post WHERE title LIKE '%pompoen?' AND gone = 0", 0));
    assert_true(comes(haaglanden, REGION_WAITS, 0));
}

/* ---- what a broker that has gone bad can do ---- */

static bool hears_events(const struct peer *peer, const void *context)
{
    (void)context;
    return peer_count(peer, "proof/theme/" THEME "/event") > 0;
}

static bool never(const struct peer *peer, const void *context)
{
    (void)peer;
    (void)context;
    return false;
}

/* A way to a broker that knows no guard, and that may send anything: as much as one that was taken over could. */
static void trust_blindly(const struct region *region, const struct broker *rogue)
{
    struct temppath path = vakwerkd_file(region->office.daemon, "bridges.conf");
    FILE *file = fopen(path.text, "a");

    assert_non_null(file);
    fprintf(file,
            "connection twente\naddress 127.0.0.1:%u\nbridge_protocol_version mqttv311\nremote_username twente\n"
            "remote_password x\nnotifications false\nrestart_timeout 1\ntopic # in 1 vakwerk/1/ vakwerk/1/\n"
            "topic theme/" THEME "/event out 1 vakwerk/1/ proof/\n",
            (unsigned)broker_port(rogue));
    fclose(file);
}

TEST(what_another_broker_sends_of_its_own_accord_is_heard_by_nobody)
{
    static const char forged[] = "{\"id\": \"0190a1b2c3d47e8f9a0b1c2d3e4f5a6b\", \"title\": \"Vals gevraagd?\"}";
    struct tempdir dir;

    tempdir_make(&dir);
    struct broker *rogue = broker_start(&dir, "allow_anonymous true\n");
    trust_blindly(haaglanden, rogue);
    region_restart(haaglanden);
    struct peer *master = peer_open(
        broker_port(rogue), &(struct peer_login){ .user = "master", .device = "x", .secret = "x", .screen = true });
    struct peer *kubra = office_member(&haaglanden->office, "k.yilmaz");
    assert_int_equal(peer_subscribe(master, "proof/#"), 1);
    assert_int_equal(peer_subscribe(kubra, V "theme/" THEME "/event"), 1);
    for (int i = 0; i < 20 && peer_count(master, "proof/theme/" THEME "/event") == 0; i++) {
        ask(haaglanden, i % 2 == 0 ? "Komt de verbinding op gang?" : "Is de verbinding er al?");
        peer_until(master, hears_events, NULL, 1000);
    }
    assert_true(peer_count(master, "proof/theme/" THEME "/event") > 0);
    peer_fence(kubra);
    peer_forget(kubra);
    const char *const topics[] = { V "in/s.dewit/theme/" THEME "/ask", V "theme/" THEME "/event", V "in/beheer/me" };
    for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++)
        peer_publish(master, &(struct peer_publish){ .topic = topics[i],
                                                     .payload = forged,
                                                     .len = strlen(forged),
                                                     .qos = 1,
                                                     .content_type = "application/json" });
    peer_until(kubra, never, NULL, 2000);
    assert_int_equal(peer_count(kubra, V "theme/" THEME "/event"), 0);
    assert_int_equal(count_of(haaglanden, "Vals gevraagd"), 0);
    peer_close(master);
    broker_stop(rogue);
    tempdir_remove(&dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_and_its_answer_and_its_withdrawal_go_over_the_bridges),
        cmocka_unit_test(what_another_broker_sends_of_its_own_accord_is_heard_by_nobody),
    };

    if (!broker_is_installed())
        return broker_missing_code();
    return TEST_RUN_WITH(tests, setup, teardown);
}
