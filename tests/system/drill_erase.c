/*
 * By hand: a fifth of a hundred thousand posts is erased from a whole Vakwerk while somebody else asks on and on. Says
 * when each step was reached; fails when that other waited long, when it took long, or when a word of it is left.
 */
#include "tests/proto/test.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include "daemon/store/seal.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { QUESTIONS = 50000, DONE = 7, FILL_MS = 900000, WAIT_MAX_MS = 2000 };

#define MARK         "kastanjelaar"
#define WHOLE_MAX_MS 20000 /* ten seconds on a machine that does nothing else */

static struct office office;
static struct peer *beheer, *kees;

/* Every question has an answer; every fifth of either is of kees, and only those have his word. */
static const char *const posts[] = {
    ("CREATE TEMP TABLE who AS SELECT (SELECT id FROM member WHERE name = 'kees') AS kees, (SELECT id FROM member WHERE"
     " name = 'beheer') AS other, unixepoch() * 1000 - 30 * 86400000 AS at, 'wacht jeugdhulp lijst traject gezin"
     " beschikking gemeente aanmelding intake verwijzer overleg zorg ouder kind begeleiding wijkteam ' AS words"),
    ("WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO post (kind, code,"
     " author, theme, title, text, posted_at, answers, first_answer_at) SELECT 1, printf('Q%%06d', i), iif(i %% 5,"
     " other, kees), 1, 'Vraag nummer ' || i, words || 'woord' || i * 7919 %% 30011 || iif(i %% 5, '', ' " MARK "'), at"
     " + i * 1000, 1, at + i * 1000 + 500 FROM n, who"),
    ("INSERT INTO post (kind, code, question, number, author, theme, text, posted_at) SELECT 2, p.code || '.1', p.id,"
     " 1, iif(p.id %% 5, other, kees), 1, words || 'antwoord' || p.id || iif(p.id %% 5, '', ' " MARK "'), p.posted_at +"
     " 500 FROM post p, who WHERE p.code LIKE 'Q______'"),
    ("INSERT INTO event (at, event, theme, prev, post) SELECT posted_at, kind - 1, theme, 0, id FROM post WHERE code"
     " LIKE 'Q______%%' ORDER BY posted_at"),
    "UPDATE number SET value = (SELECT max(seq) FROM event) WHERE name = 'published'",
};

static void run(sqlite3 *db, const char *sql)
{
    char *text = sqlite3_mprintf(sql, QUESTIONS);

    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    sqlite3_free(text);
}

/* Through the back door, since asking so much takes an hour: while the daemon is away. */
static void fill(void)
{
    sqlite3 *db;

    assert_int_equal(seal_install(), SQLITE_OK);
    assert_int_equal(sqlite3_open(vakwerkd_file(office.daemon, "vakwerk.db").text, &db), SQLITE_OK);
    run(db, "BEGIN");
    for (size_t i = 0; i < sizeof posts / sizeof posts[0]; i++)
        run(db, posts[i]);
    run(db, "COMMIT");
    sqlite3_close(db);
}

static bool is_found(const char *words)
{
    json_t *reply = peer_call(beheer, "search", json_pack("{s:s}", "words", words));

    return json_array_size(json_object_get(reply, "items")) > 0;
}

static void let_index_follow(void)
{
    char last[32];

    snprintf(last, sizeof last, "nummer %d", QUESTIONS);
    for (int64_t until = port_now_ms() + FILL_MS; !is_found(last); port_breathe())
        assert_true(port_now_ms() < until);
}

static int enter(void **state)
{
    char secret[64];

    (void)state;
    office_open(&office, NULL);
    beheer = office_member(&office, "beheer");
    json_t *reply = peer_call(beheer, "member-add", json_pack("{s:s, s:s}", "member", "kees", "name", "Kees"));
    assert_accepted(reply);
    kees = office_enter(
        &office,
        &(struct peer_login){ .user = "kees", .device = "enrol", .secret = office_text(reply, "one_time_code") });
    reply = peer_call(kees, "enrol", json_pack("{s:s}", "device", "telefoon"));
    assert_accepted(reply);
    snprintf(secret, sizeof secret, "%s", office_text(reply, "secret"));
    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    fill();
    vakwerkd_up(office.daemon);
    beheer = office_member(&office, "beheer");
    let_index_follow();
    kees = office_enter(&office, &(struct peer_login){ .user = "kees", .device = "telefoon", .secret = secret });
    return 0;
}

static int leave(void **state)
{
    (void)state;
    return office_close(&office) == VAKWERKD_OK ? 0 : 1;
}

static void confirm(void)
{
    json_t *asked = peer_call(kees, "member-erase", json_pack("{s:s}", "posts", "remove"));

    assert_accepted(asked);
    assert_accepted(peer_call(kees, "member-erase-confirm",
                              json_pack("{s:s}", "confirmation", office_text(asked, "confirmation"))));
}

/* A write and a read in turn, refused or not: how long the reply was away. */
static int64_t wait_for_reply(int i)
{
    int64_t begun = port_now_ms();
    char title[64];

    snprintf(title, sizeof title, "Wie weet wat er %d keer kan?", i);
    if (i % 2 == 0)
        peer_call(beheer, "theme/wacht/ask", json_pack("{s:s, s:s}", "title", title, "text", ""));
    else
        peer_call(beheer, "sync", json_pack("{s:i, s:i}", "since", 0, "limit", 5));
    return port_now_ms() - begun;
}

TEST(a_fifth_of_all_posts_is_erased_and_nobody_waits_for_it)
{
    int64_t begun = port_now_ms(), longest = 0, step = 0;
    int replies = 0;

    confirm();
    for (; step != DONE; replies++) {
        int64_t now = office_number(&office, "SELECT step FROM erasure"), waited = wait_for_reply(replies);
        if (now != step)
            print_message("step %d after %d ms\n", (int)now, (int)(port_now_ms() - begun));
        step = now;
        longest = waited > longest ? waited : longest;
        assert_true(port_now_ms() - begun < WHOLE_MAX_MS);
        port_breathe();
    }
    print_message("%d replies meanwhile, the longest after %d ms\n", replies, (int)longest);
    assert_true(longest < WAIT_MAX_MS);
    assert_int_equal(office_number(&office, "SELECT count(*) FROM post WHERE text LIKE '%" MARK "%'"), 0);
    char command[700];
    snprintf(command, sizeof command, "grep -a -r -q -i '%s' '%s'", MARK, office.dir.path);
    assert_int_not_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_fifth_of_all_posts_is_erased_and_nobody_waits_for_it, enter, leave),
    };

    return TEST_RUN(tests);
}
