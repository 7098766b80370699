/*
 * What the logs say at their most talkative: a line for each event, in one form, without a name, a text, a search or a
 * secret, whatever people do and whatever goes wrong. Marks stand in everything that people can fill in.
 */
#include "tests/proto/test.h"
#include "tests/support/pack.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <regex.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define MARK "kolibrie"
#define TEXT "Over een " MARK " in de wachtkamer."

static struct office office;

static json_t *text_to(const char *key, const char *code)
{
    return json_pack("{s:s, s:s}", "text", TEXT, key, code);
}

/* ---- the main job, marked ---- */

static void people_come(struct peer *beheer, const char **code)
{
    assert_accepted(peer_call(beheer, "team-add", json_pack("{s:s, s:s}", "team", MARK "-team", "name", "Team " MARK)));
    json_t *added =
        peer_call(beheer, "member-add",
                  json_pack("{s:s, s:s, s:[s]}", "member", "k." MARK, "name", "Kas " MARK, "teams", MARK "-team"));
    assert_accepted(added);
    *code = office_text(added, "one_time_code");
    assert_accepted(peer_call(beheer, "member-reset", json_pack("{s:s}", "member", "t.vermeer")));
    assert_accepted(peer_call(beheer, "member-disable", json_pack("{s:s}", "member", "k." MARK)));
}

static void people_talk(struct peer *sanne, struct peer *kubra)
{
    json_t *asked = office_ask(sanne, "wacht", "Wie kent een " MARK "?");
    const char *code = office_text(asked, "code");
    json_t *answered = peer_call(kubra, "answer", text_to("to", code));

    assert_accepted(answered);
    assert_accepted(office_ask_team(sanne, "delft", "wacht", "En binnen het team, een " MARK "?"));
    assert_accepted(peer_call(sanne, "theme/wacht/tip", json_pack("{s:s, s:b}", "text", TEXT, "works", 1)));
    assert_accepted(peer_call(sanne, "edit", json_pack("{s:s, s:s, s:i}", "code", code, "text", TEXT, "base", 1)));
    assert_accepted(peer_call(kubra, "thank", json_pack("{s:s, s:b}", "code", code, "on", 1)));
    assert_accepted(peer_call(sanne, "signal", text_to("theme", "wacht")));
    assert_accepted(peer_call(kubra, "search", json_pack("{s:s}", "words", MARK)));
    assert_accepted(peer_call(kubra, "similar", json_pack("{s:s}", "title", "Wie kent een " MARK "?")));
    assert_accepted(peer_call(kubra, "show", json_pack("{s:s}", "code", code)));
    assert_accepted(peer_call(kubra, "list", NULL));
    assert_accepted(peer_call(sanne, "retract", json_pack("{s:s}", "code", office_text(asked, "code"))));
}

/* ---- what goes wrong, marked ---- */

static void publish(struct peer *peer, const char *path, const void *bytes, size_t len)
{
    struct peer_id id = peer_new_id();

    peer_publish(peer, &(struct peer_publish){ .topic = peer_topic(peer, path).text,
                                               .payload = bytes,
                                               .len = len,
                                               .qos = 1,
                                               .response_topic = V "out/s.dewit/demo",
                                               .correlation = &id });
}

static void mistakes_are_made(struct peer *sanne)
{
    static const char broken[] = "\x81\xa5title\xd9\x40" MARK;

    assert_refused(peer_call(sanne, MARK, NULL), "unknown_verb");
    assert_refused(peer_call(sanne, "show", json_pack("{s:s}", "code", MARK)), "bad_request");
    assert_refused(peer_call(sanne, "theme/" MARK "/ask", json_pack("{s:s}", "title", TEXT)), "not_found");
    assert_refused(peer_call(sanne, "theme/wacht/ask", json_pack("{s:s}", "title", "Bsn 123456782, " MARK)),
                   "identifying");
    assert_refused(peer_call(sanne, "theme/wacht/ask", json_pack("{s:s, s:s}", "title", "", "text", TEXT)),
                   "too_short");
    assert_refused(peer_call(sanne, "member-add", json_pack("{s:s, s:s}", "member", "x." MARK, "name", TEXT)),
                   "forbidden");
    publish(sanne, "theme/wacht/ask", broken, sizeof broken - 1);
    publish(sanne, "theme/wacht/ask", TEXT, strlen(TEXT));
    peer_fence(sanne);
}

static void strangers_knock(void)
{
    struct peer_login stranger = { .user = "s." MARK, .device = MARK, .secret = "geheim-" MARK };
    struct peer_login thief = { .user = "s.dewit", .device = "demo", .secret = "geheim-" MARK };

    assert_int_not_equal(peer_knock(vakwerkd_port(office.daemon), &stranger), 0);
    assert_int_not_equal(peer_knock(vakwerkd_port(office.daemon), &thief), 0);
}

static void forbidden_doors_are_tried(struct peer *sanne)
{
    assert_true(peer_subscribe(sanne, V "out/k." MARK "/event") >= 128);
    assert_true(peer_subscribe(sanne, "#") >= 128);
}

/* Every write is refused while somebody else holds the database. */
static void the_disk_fails(struct peer *sanne)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(vakwerkd_file(office.daemon, "vakwerk.db").text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_refused(peer_call(sanne, "theme/wacht/ask", json_pack("{s:s, s:s}", "title", "Een " MARK "?", "text", TEXT)),
                   "storage");
    sqlite3_close(db);
}

/* ---- the log ---- */

/* The daemon's own lines; the broker's begin with the time. */
#define OWN    "^(error|warn|info|debug) [a-z_]+( [a-z_]+=(\"[^\"]*\"|[^ \"]+))*$"
#define BROKER "^[0-9]+: "

static void assert_form(const char *line)
{
    regex_t own, broker;

    assert_int_equal(regcomp(&own, OWN, REG_EXTENDED | REG_NOSUB), 0);
    assert_int_equal(regcomp(&broker, BROKER, REG_EXTENDED | REG_NOSUB), 0);
    if (regexec(&own, line, 0, NULL, 0) != 0 && regexec(&broker, line, 0, NULL, 0) != 0)
        fail_msg("a line of another form: %s", line);
    regfree(&own);
    regfree(&broker);
}

static void assert_silent(const char *line, const char *word)
{
    if (strcasestr(line, word) != NULL)
        fail_msg("the log says '%s': %s", word, line);
}

static int read_log(const char *const *words, size_t count)
{
    FILE *log = fopen(tempdir_file(&office.dir, "vakwerkd.log").text, "r");
    char line[4096];
    int lines = 0;

    assert_non_null(log);
    for (; fgets(line, sizeof line, log) != NULL; lines++) {
        line[strcspn(line, "\n")] = '\0';
        assert_form(line);
        for (size_t i = 0; i < count; i++)
            assert_silent(line, words[i]);
    }
    fclose(log);
    return lines;
}

static void talk_freely(void)
{
    FILE *conf = fopen(vakwerkd_file(office.daemon, "vakwerk.conf").text, "a");

    assert_non_null(conf);
    fputs("[log]\nverbose = yes\n", conf);
    fclose(conf);
}

TEST(a_log_has_a_line_for_each_event_and_in_none_of_them_a_name_a_text_or_a_secret)
{
    const char *code;

    office_furnish(&office, NULL);
    talk_freely();
    vakwerkd_up(office.daemon);
    struct peer *sanne = office_member(&office, "s.dewit"), *kubra = office_member(&office, "k.yilmaz");
    people_come(office_member(&office, "beheer"), &code);
    people_talk(sanne, kubra);
    mistakes_are_made(sanne);
    strangers_knock();
    forbidden_doors_are_tried(sanne);
    the_disk_fails(sanne);
    struct peer_login own = office_login(&office, "s.dewit");
    const char *const words[] = { MARK,       "dewit",     "sanne",      "yilmaz", "vermeer", code,
                                  own.secret, "123456782", "wachtkamer", "delft",  "in/" };
    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    assert_true(read_log(words, sizeof words / sizeof words[0]) > 25);
    /* It is the log of all this, and not of nothing. */
    assert_int_equal(vakwerkd_log_count(office.daemon, "debug request verb=answer result=ok"), 1);
    assert_int_equal(vakwerkd_log_count(office.daemon, "debug request verb=ask result=identifying"), 1);
    assert_int_equal(vakwerkd_log_count(office.daemon, "debug request verb=unknown result=unknown_verb"), 1);
    assert_true(vakwerkd_log_count(office.daemon, "debug request verb=ask result=bad_request") >= 2);
    assert_int_equal(vakwerkd_log_count(office.daemon, "error batch_refused requests=1"), 1);
    assert_true(vakwerkd_log_count(office.daemon, "event=login_refused") >= 2);
    assert_int_equal(vakwerkd_log_count(office.daemon, "info start "), 1);
    assert_int_equal(vakwerkd_log_count(office.daemon, "info ready"), 1);
    assert_int_equal(vakwerkd_log_count(office.daemon, "info stopping"), 1);
    assert_int_equal(vakwerkd_log_count(office.daemon, "info stopped code=0"), 1);
    office_close(&office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_has_a_line_for_each_event_and_in_none_of_them_a_name_a_text_or_a_secret),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
