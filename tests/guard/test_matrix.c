/* Who × topic × every way of publishing, at a real broker; and who hears it. */
#include "tests/proto/test.h"

#include <stdio.h>
#include <string.h>

#include "tests/guard/house.h"
#include "tests/support/port.h"

#define V         "vakwerk/1/"
#define COUNT(of) (sizeof(of) / sizeof((of)[0]))

static struct house house;
static struct client daemon; /* hears everything */

static int setup(void **state)
{
    (void)state;
    if (house_begin(&house) != 0)
        return 1;
    house_enter(&house, &daemon, "vakwerkd", "main");
    return client_subscribe(&daemon, V "#") != 2;
}

static int teardown(void **state)
{
    (void)state;
    client_leave(&daemon);
    return house_end(&house);
}

/* Forgets what it heard, so that the list does not fill. */
static bool heard(struct client *client, const char *payload)
{
    bool yes = client_got(client, payload);

    client->message_count = 0;
    return yes;
}

/* ---- publishing ---- */

enum way { QOS0, QOS1, QOS2, RETAIN0, RETAIN1, RETAIN2, ALIAS, WAYS };

static struct client_publish publish_of(enum way way, const char *topic, const char *text)
{
    static const int qos[WAYS] = { 0, 1, 2, 0, 1, 2, 1 };

    return (
        struct client_publish){ topic, text, strlen(text), qos[way], way >= RETAIN0 && way <= RETAIN2, way == ALIAS };
}

static int publish(struct client *client, enum way way, const char *topic, const char *text)
{
    struct client_publish what = publish_of(way, topic, text);
    int rc = client_publish(client, &what);

    if (way != ALIAS)
        return rc;
    what.topic = ""; /* the second time by its alias only */
    return client_publish(client, &what);
}

/* ways: one letter for each, "." refused. */
struct row {
    const char *user, *device, *topic, *ways;
};

static const struct row rows[] = {
    { "alice", "phone", V "in/alice/theme/wacht/ask", ".12...a" },
    { "alice", "phone", V "in/alice/team/noord/ask", ".12...a" },
    { "alice", "phone", V "in/alice/me", ".12...a" },
    { "alice", "phone", V "in/bob/me", "......." },
    { "alice", "phone", V "in/bob/theme/wacht/ask", "......." },
    { "alice", "phone", V "in/alice/x/theme/wacht/ask", "......." },
    { "alice", "phone", V "in/alice", "......." },
    { "alice", "phone", V "in/alice//me", "......." },
    { "alice", "phone", V "in/alice/../bob/me", "......." },
    { "alice", "phone", V "in/alice\xe2\x80\xae/me", "......." },
    { "alice", "phone", V "out/alice/phone", "......." },
    { "alice", "phone", V "out/bob/event", "......." },
    { "alice", "phone", V "theme/wacht/event", "......." },
    { "alice", "phone", V "team/noord/event", "......." },
    { "alice", "phone", V "team/zuid/event", "......." },
    { "alice", "phone", V "waitlist/utrecht/ambulant", "......." },
    { "alice", "phone", V "kiosk/screen1/screen", "......." },
    { "alice", "phone", V "kiosk/screen1/alive", "......." },
    { "alice", "phone", V "state", "......." },
    { "alice", "phone", V "info", "......." },
    { "alice", "phone", V "metrics", "......." },
    { "alice", "phone", V "pair/123456", "......." },
    { "alice", "phone", "other/topic", "......." },
    { "alice", "phone", "$CONTROL/dynamic-security/v1", "......." },
    { "post", "server", V "in/post/mail-report", ".12...a" },
    { "post", "server", V "in/alice/me", "......." },
    { "post", "server", V "out/alice/digest", "......." },
    { "post", "server", V "state", "......." },
    { "post", "server", V "metrics", "......." },
    { "region.twente", "bridge", V "in/region.twente/region-take", ".12...a" },
    { "region.twente", "bridge", V "in/region.twente/me", "......." },
    { "region.twente", "bridge", V "in/region.twente/theme/wacht/ask", "......." },
    { "region.twente", "bridge", V "in/region.twente/theme/wacht/region-take", "......." },
    { "region.twente", "bridge", V "in/alice/region-take", "......." },
    { "region.twente", "bridge", V "in/region.drente/region-take", "......." },
    { "region.twente", "bridge", V "region/twente/bridge", "......." },
    { "region.twente", "bridge", V "region/twente/region-take", "......." },
    { "region.twente", "bridge", V "theme/wacht/event", "......." },
    { "alice", "phone", V "region/twente/bridge", "......." },
    { "alice", "phone", V "in/region.twente/region-take", "......." },
    { "wim", "enrol", V "in/wim/enrol", ".12...a" },
    { "wim", "enrol", V "in/wim/me", "......." },
    { "screen1", "wall", V "kiosk/screen1/touch", "01....a" },
    { "screen1", "wall", V "kiosk/screen1/alive", "01.rR.a" },
    { "screen1", "wall", V "kiosk/screen1/screen", "......." },
    { "screen1", "wall", V "kiosk/screen2/touch", "......." },
    { "screen1", "wall", V "kiosk/screen2/alive", "......." },
    { "screen1", "wall", V "in/screen1/me", "......." },
    { "screen1", "wall", V "state", "......." },
    { "pair", "482913", V "pair/482913", ".1....a" },
    { "pair", "482913", V "pair/123456", "......." },
    { "pair", "482913", V "in/pair/me", "......." },
    { "pair", "482913", V "in/pair/enrol", "......." },
    { "pair", "482913", V "out/pair/482913", "......." },
    { "pair", "482913", V "kiosk/pair/alive", "......." },
    { "pair", "482913", V "kiosk/screen1/touch", "......." },
    { "pair", "482913", V "theme/wacht/event", "......." },
    { "pair", "482913", V "state", "......." },
    { PEOPLE_GUEST, "phone", V "in/" PEOPLE_GUEST "/harvest-add", ".12...a" },
    { PEOPLE_GUEST, "phone", V "in/" PEOPLE_GUEST "/theme/wacht/ask", "......." },
    { PEOPLE_GUEST, "phone", V "in/" PEOPLE_GUEST "/team/noord/ask", "......." },
    { PEOPLE_GUEST, "phone", V "in/guest.7k3.another1/harvest-add", "......." },
    { PEOPLE_GUEST, "phone", V "in/alice/me", "......." },
    { PEOPLE_GUEST, "phone", V "out/" PEOPLE_GUEST "/phone", "......." },
    { PEOPLE_GUEST, "phone", V "theme/wacht/event", "......." },
    { PEOPLE_GUEST, "phone", V "kiosk/screen1/touch", "......." },
    { PEOPLE_GUEST, "phone", V "pair/482913", "......." },
    { PEOPLE_GUEST, "phone", V "state", "......." },
    { "vakwerkd", "main", V "pair/482913", "012rRRa" },
    { "screen1", "wall", V "metrics", "......." },
    { "vakwerkd", "main", V "theme/wacht/event", "012rRRa" },
    { "vakwerkd", "main", V "team/noord/event", "012rRRa" },
    { "vakwerkd", "main", V "out/alice/phone", "012rRRa" },
    { "vakwerkd", "main", V "state", "012rRRa" },
    { "vakwerkd", "main", V "metrics", "012rRRa" },
    { "vakwerkd", "main", V "kiosk/screen1/screen", "012rRRa" },
    { "vakwerkd", "main", V "region/twente/region-take", "012rRRa" },
    { "vakwerkd", "main", V "region/twente/bridge", "......." },
    { "vakwerkd", "main", V "in/alice/me", "......." },
    { "vakwerkd", "main", V "in/alice/theme/wacht/ask", "......." },
    { "vakwerkd", "main", V "unheard/of", "......." },
};

static void check_way(const struct row *row, struct client *client, enum way way)
{
    bool may = row->ways[way] != '.';
    char text[64];

    snprintf(text, sizeof text, "%s %d", row->user, (int)way);
    int rc = publish(client, way, row->topic, text);
    if (rc != 0 && rc != CLIENT_NO_SUBSCRIBERS && rc != CLIENT_DENIED)
        fail_msg("%s %s way %d: reason %d", row->user, row->topic, (int)way, rc);
    bool acknowledged = rc == 0;
    bool silent = way == QOS0 || way == RETAIN0;
    client_fence(client); /* what nobody acknowledges has been handled too */
    if (heard(&daemon, text) != may || (acknowledged != may && !silent))
        fail_msg("%s %s way %d: reason %d", row->user, row->topic, (int)way, rc);
}

TEST(nobody_writes_outside_their_own_in_any_way)
{
    for (size_t i = 0; i < COUNT(rows); i++)
        for (enum way way = QOS0; way < WAYS; way++) {
            struct client client;
            bool is_daemon = strcmp(rows[i].user, "vakwerkd") == 0;
            house_enter(&house, &client, rows[i].user, is_daemon ? "second" : rows[i].device);
            check_way(&rows[i], &client, way);
            client_leave(&client);
        }
}

TEST(what_was_refused_is_not_retained_either)
{
    struct client alice, late;

    house_enter(&house, &alice, "alice", "phone");
    for (size_t i = 0; i < COUNT(rows); i++)
        if (strcmp(rows[i].user, "alice") == 0)
            publish(&alice, RETAIN1, rows[i].topic, "poison");
    client_fence(&alice);
    house_enter(&house, &late, "vakwerkd", "late");
    assert_int_equal(client_subscribe(&late, V "#"), 2);
    assert_false(client_got(&late, "poison"));
}

TEST(an_alias_is_the_topic_it_was_given_to)
{
    struct client alice;
    struct client_publish good = { V "in/alice/me", "one", 3, 1, false, 1 };
    struct client_publish evil = { V "in/bob/me", "two", 3, 1, false, 1 };
    struct client_publish again = { "", "three", 5, 1, false, 1 };

    house_enter(&house, &alice, "alice", "phone");
    assert_int_equal(client_publish(&alice, &good), 0);
    assert_int_equal(client_publish(&alice, &evil), CLIENT_DENIED); /* but the alias now means bob's */
    assert_int_equal(client_publish(&alice, &again), CLIENT_DENIED);
    assert_true(client_got(&daemon, "one"));
    assert_false(client_got(&daemon, "two") || client_got(&daemon, "three"));
}

TEST(a_request_has_at_most_32_kib)
{
    static char big[32769];
    struct client alice;
    struct client_publish request = { V "in/alice/me", big, 32768, 1, false, 0 };

    memset(big, 'x', sizeof big);
    house_enter(&house, &alice, "alice", "phone");
    assert_int_equal(client_publish(&alice, &request), 0);
    request.len++;
    assert_int_equal(client_publish(&alice, &request), CLIENT_DENIED);
}

TEST(with_mqtt_3_the_same_is_refused_silently)
{
    struct client alice;

    assert_int_equal(client_login(&alice, broker_port(house.broker),
                                  &(struct client_login){ "alice", "alice:phone", "alice-phone", .v3 = true }),
                     0);
    assert_int_equal(client_say(&alice, V "in/alice/me", "mine"), 0);
    assert_int_equal(client_say(&alice, V "in/bob/me", "forged"), 0); /* acknowledged, as 3.1.1 wants it */
    assert_true(client_got(&daemon, "mine"));
    assert_false(client_got(&daemon, "forged"));
    assert_int_equal(client_subscribe(&alice, "#"), 128);
    assert_int_equal(client_subscribe(&alice, V "team/noord/#"), 2);
}

/* ---- wills ---- */

static void enter_with_will(struct client *client, const char *user, const char *device, const char *topic,
                            const char *text, uint32_t delay_s)
{
    char id[80], secret[80];

    snprintf(id, sizeof id, "%s:%s", user, device);
    snprintf(secret, sizeof secret, "%s-%s", user, device);
    /* A delayed will needs a session that outlives its connection. */
    struct client_login login = { user, id, secret, .resume = delay_s > 0, .will = { topic, text, 1, false, delay_s } };
    assert_int_equal(client_login(client, broker_port(house.broker), &login), 0);
}

static void check_wills(uint32_t delay_s)
{
    static const char *const topics[] = { V "in/alice/me", V "in/alice/theme/wacht/ask",
                                          V "in/bob/me",   V "team/noord/event",
                                          V "state",       V "kiosk/screen1/alive" };
    struct client client;

    for (size_t i = 0; i < COUNT(topics); i++) {
        enter_with_will(&client, "alice", "phone", topics[i], "alice's will", delay_s);
        client_hang_up(&client);
        enter_with_will(&client, "alice", "laptop", topics[i], "alice's will", delay_s);
        client_hang_up(&client);
        enter_with_will(&client, "screen1", "wall", topics[i], "screen's will", delay_s);
        /* The screen's own alive comes last: the wills before it have had their turn. */
        client_hang_up(&client);
        if (i + 1 < COUNT(topics) && delay_s > 0) {
            /* Let each delayed will become due before the next login replaces it. */
            int64_t until = port_now_ms() + 1000 * (int64_t)delay_s + 2200;
            while (port_now_ms() < until)
                client_waits_for(&daemon, "alice's will", 100);
        }
    }
    assert_true(client_waits_for(&daemon, "screen's will", 10000));
    assert_int_equal(daemon.message_count, 1);
    assert_string_equal(daemon.messages[0].topic, V "kiosk/screen1/alive");
}

TEST(a_member_leaves_no_will)
{
    check_wills(0);
}

TEST(a_member_leaves_no_delayed_will)
{
    check_wills(1);
}

TEST(a_will_is_not_let_through_by_a_second_login)
{
    struct client first, second;

    enter_with_will(&first, "alice", "phone", V "in/alice/me", "a will", 0);
    house_enter(&house, &second, "alice", "phone"); /* takes over; the broker now looks at the first one's will */
    assert_int_equal(client_say(&second, V "in/alice/me", "a request"), 0);
    assert_true(client_got(&daemon, "a request"));
    assert_false(client_got(&daemon, "a will"));
    assert_true(client_is_cut_within(&first, 2000) >= 0);
}

TEST(the_daemons_will_is_its_state)
{
    struct client second, alice;

    house_enter(&house, &alice, "alice", "phone");
    assert_int_equal(client_subscribe(&alice, V "state"), 2);
    enter_with_will(&second, "vakwerkd", "main", V "state", "offline", 0); /* takes the first one's place */
    client_hang_up(&second);
    assert_true(client_waits_for(&alice, "offline", 3000));
}

/* ---- subscribing and hearing ---- */

static const char *const too_far[] = {
    "#",
    "+/#",
    "+/+/+/+/+",
    "vakwerk/#",
    "vakwerk/1/#",
    "vakwerk/+/team/noord/#",
    V "+/noord/#",
    V "+/+/event",
    V "team/#",
    V "team/+/event",
    V "team/zuid/#",
    V "team/zuid/event",
    V "out/#",
    V "out/+/#",
    V "out/+/phone",
    V "out/bob/#",
    V "out/alice/enrol",
    V "in/#",
    V "in/+/+",
    V "in/alice/#",
    V "in/alice/me",
    V "kiosk/#",
    V "kiosk/screen1/#",
    V "pair/#",
    V "pair/123456",
    "$SYS/#",
    "$SYS/broker/clients/connected",
    "$share/g/#",
    "$share/g/" V "theme/#",
    "$share/g/" V "team/noord/#",
    "$share/g/" V "out/alice/#",
    "$share/g/" V "in/+/+",
    V "theme/wacht",
    V "team/noord",
    V "theme//event",
    V "team/noord/event/#",
    V "state/#",
    "//#",
    "/#",
    V "+",
    V "team/noord\xe2\x80\xae/event",
};

TEST(what_reaches_too_far_is_refused_at_subscribe_and_hears_nothing)
{
    struct client alice;
    int messages = 0;

    house_enter(&house, &alice, "alice", "phone");
    for (size_t i = 0; i < COUNT(too_far); i++)
        if (client_subscribe(&alice, too_far[i]) != CLIENT_DENIED)
            fail_msg("subscribed to %s", too_far[i]);
    for (size_t i = 0; i < COUNT(rows); i++)
        if (strcmp(rows[i].user, "vakwerkd") == 0)
            messages += client_say(&daemon, rows[i].topic, "text") == 0;
    assert_true(messages > 3);
    assert_false(client_got(&alice, "text"));
}

/* What reaches too far for a member does so for the mailer, and what members read together too; but not digests. */
TEST(the_mailer_subscribes_to_digests_and_to_nothing_of_members)
{
    static const char *const too[] = { V "theme/#",         V "theme/wacht/event", V "waitlist/#",
                                       V "out/alice/event", V "out/alice/#",       V "out/+/event",
                                       V "out/+/+",         V "out/post/enrol",    V "team/noord/event" };
    static const char *const may[] = { V "out/+/digest", V "out/post/#", V "out/post/server", V "state", V "info" };
    struct client post;

    house_enter(&house, &post, "post", "server");
    for (size_t i = 0; i < COUNT(too_far); i++)
        if (client_subscribe(&post, too_far[i]) != CLIENT_DENIED)
            fail_msg("subscribed to %s", too_far[i]);
    for (size_t i = 0; i < COUNT(too); i++)
        if (client_subscribe(&post, too[i]) != CLIENT_DENIED)
            fail_msg("subscribed to %s", too[i]);
    for (size_t i = 0; i < COUNT(may); i++)
        if (client_subscribe(&post, may[i]) == CLIENT_DENIED)
            fail_msg("did not subscribe to %s", may[i]);
}

TEST(another_region_subscribes_to_its_replies_and_to_nothing_of_members)
{
    static const char *const too[] = { V "theme/wacht/event",
                                       V "waitlist/+/+",
                                       V "team/noord/event",
                                       V "out/alice/event",
                                       V "out/region.drente/bridge",
                                       V "out/alice/bridge",
                                       V "out/region.twente/phone",
                                       V "out/region.twente/event",
                                       V "out/region.twente/enrol",
                                       V "out/region.twente/#",
                                       V "out/region.twente/+",
                                       V "out/+/digest",
                                       V "region/twente/region-take",
                                       V "region/twente/bridge",
                                       V "state",
                                       V "info",
                                       V "metrics" };
    struct client twente;

    house_enter(&house, &twente, "region.twente", "bridge");
    for (size_t i = 0; i < COUNT(too_far); i++)
        if (client_subscribe(&twente, too_far[i]) != CLIENT_DENIED)
            fail_msg("subscribed to %s", too_far[i]);
    for (size_t i = 0; i < COUNT(too); i++)
        if (client_subscribe(&twente, too[i]) != CLIENT_DENIED)
            fail_msg("subscribed to %s", too[i]);
    assert_int_not_equal(client_subscribe(&twente, V "out/region.twente/bridge"), CLIENT_DENIED);
}

TEST(an_unpaired_screen_hears_its_own_digits_and_nothing_else)
{
    static const char *const too[] = { V "state",       V "info",          V "theme/#",         V "theme/wacht/event",
                                       V "waitlist/#",  V "out/pair/#",    V "kiosk/screen1/#", V "kiosk/pair/#",
                                       V "pair/482914", V "pair/482913/#", V "in/pair/enrol" };
    struct client newcomer, other;

    house_enter(&house, &newcomer, "pair", "482913");
    house_enter(&house, &other, "pair", "111111");
    for (size_t i = 0; i < COUNT(too_far); i++)
        if (client_subscribe(&newcomer, too_far[i]) != CLIENT_DENIED)
            fail_msg("subscribed to %s", too_far[i]);
    for (size_t i = 0; i < COUNT(too); i++)
        if (client_subscribe(&newcomer, too[i]) != CLIENT_DENIED)
            fail_msg("subscribed to %s", too[i]);
    assert_int_equal(client_subscribe(&newcomer, V "pair/482913"), 2);
    assert_int_equal(client_subscribe(&other, V "pair/111111"), 2);
    assert_int_equal(client_say(&daemon, V "pair/482913", "an account"), 0);
    assert_true(client_got(&newcomer, "an account"));
    assert_false(client_got(&other, "an account"));
}

/* What it is told is told to who is there, and to nobody who comes later with the same digits. */
TEST(an_account_does_not_wait_in_a_queue)
{
    struct client newcomer;

    house_resume(&house, &newcomer, "pair", "482913", 0);
    assert_int_equal(client_subscribe(&newcomer, V "pair/482913"), 2);
    client_hang_up(&newcomer);
    assert_true(broker_log_has(house.broker, "Client pair:482913 closed its connection"));
    client_say(&daemon, V "pair/482913", "an account");
    house_resume(&house, &newcomer, "pair", "482913", 0);
    assert_false(client_got(&newcomer, "an account"));
}

TEST(a_member_does_not_subscribe_to_everybodys_digest)
{
    struct client alice;

    house_enter(&house, &alice, "alice", "phone");
    assert_int_equal(client_subscribe(&alice, V "out/+/digest"), CLIENT_DENIED);
    assert_int_equal(client_subscribe(&alice, V "out/bob/digest"), CLIENT_DENIED);
}

TEST(everybody_hears_what_is_theirs)
{
    static const struct {
        const char *topic;
        const char *hears; /* alice, bob, screen1, screen2, the mailer */
    } said[] = {
        { V "theme/wacht/event", "ab..." },
        { V "team/noord/event", "a...." },
        { V "team/zuid/event", ".b..." },
        { V "out/alice/phone", "a...." },
        { V "out/alice/event", "a...." },
        { V "out/bob/digest", ".b..m" },
        { V "out/post/server", "....m" },
        { V "waitlist/utrecht/ambulant", "ab..." },
        { V "kiosk/screen1/screen", "..1.." },
        { V "kiosk/screen2/card/7K3F", "...2." },
        { V "state", "ab12m" },
        { V "info", "ab12m" },
        { V "metrics", "ab..." },
    };
    struct client hearers[5];

    house_enter(&house, &hearers[0], "alice", "phone");
    house_enter(&house, &hearers[1], "bob", "phone");
    house_enter(&house, &hearers[2], "screen1", "wall");
    house_enter(&house, &hearers[3], "screen2", "wall");
    house_enter(&house, &hearers[4], "post", "server");
    assert_int_equal(client_subscribe(&hearers[4], V "out/+/digest"), 2);
    for (int i = 0; i < 5; i++) {
        static const char *const own[] = { V "out/alice/#", V "out/bob/+", V "kiosk/screen1/#", V "kiosk/screen2/#",
                                           V "out/post/+" };
        static const char *const team[] = { V "team/noord/#", V "team/zuid/event" };
        assert_int_equal(client_subscribe(&hearers[i], own[i]), 2);
        assert_int_equal(client_subscribe(&hearers[i], V "state"), 2);
        assert_int_equal(client_subscribe(&hearers[i], V "info"), 2);
        if (i < 2) {
            assert_int_equal(client_subscribe(&hearers[i], team[i]), 2);
            assert_int_equal(client_subscribe(&hearers[i], V "theme/#"), 2);
            assert_int_equal(client_subscribe(&hearers[i], V "waitlist/+/+"), 2);
            assert_int_equal(client_subscribe(&hearers[i], V "metrics"), 2);
        }
    }
    for (size_t i = 0; i < COUNT(said); i++) {
        assert_int_equal(client_say(&daemon, said[i].topic, said[i].topic), 0);
        for (int h = 0; h < 5; h++)
            if (client_got(&hearers[h], said[i].topic) != (said[i].hears[h] != '.'))
                fail_msg("%s: hearer %d", said[i].topic, h);
    }
}

TEST(what_the_daemon_retains_is_given_to_who_may_read_it)
{
    struct client_publish online = { V "state", "online", 6, 1, true, 0 };
    struct client_publish screen = { V "kiosk/screen1/screen", "cards", 5, 1, true, 0 };
    struct client alice, wall;

    assert_int_equal(client_publish(&daemon, &online), 0);
    assert_int_equal(client_publish(&daemon, &screen), 0);
    client_leave(&daemon); /* the broker asks whether its author could still write it */
    house_enter(&house, &alice, "alice", "phone");
    house_enter(&house, &wall, "screen1", "wall");
    assert_int_equal(client_subscribe(&alice, V "state"), 2);
    assert_int_equal(client_subscribe(&wall, V "kiosk/screen1/#"), 2);
    assert_true(client_got(&alice, "online"));
    assert_true(client_got(&wall, "cards"));
}

/* A message of a team that somebody retained by mistake. */
TEST(a_retained_message_of_a_team_is_not_given_to_others)
{
    struct client_publish secret = { V "team/noord/event", "private", 7, 1, true, 0 };
    struct client alice, bob;

    assert_int_equal(client_publish(&daemon, &secret), 0);
    house_enter(&house, &alice, "alice", "phone");
    house_enter(&house, &bob, "bob", "phone");
    for (size_t i = 0; i < COUNT(too_far); i++)
        client_subscribe(&bob, too_far[i]);
    client_subscribe(&bob, V "team/noord/#");
    assert_int_equal(client_subscribe(&alice, V "team/noord/#"), 2);
    assert_true(client_got(&alice, "private"));
    assert_false(client_got(&bob, "private"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nobody_writes_outside_their_own_in_any_way, setup, teardown),
        cmocka_unit_test_setup_teardown(another_region_subscribes_to_its_replies_and_to_nothing_of_members, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_was_refused_is_not_retained_either, setup, teardown),
        cmocka_unit_test_setup_teardown(an_alias_is_the_topic_it_was_given_to, setup, teardown),
        cmocka_unit_test_setup_teardown(a_request_has_at_most_32_kib, setup, teardown),
        cmocka_unit_test_setup_teardown(with_mqtt_3_the_same_is_refused_silently, setup, teardown),
        cmocka_unit_test_setup_teardown(a_member_leaves_no_will, setup, teardown),
        cmocka_unit_test_setup_teardown(a_member_leaves_no_delayed_will, setup, teardown),
        cmocka_unit_test_setup_teardown(a_will_is_not_let_through_by_a_second_login, setup, teardown),
        cmocka_unit_test_setup_teardown(the_daemons_will_is_its_state, setup, teardown),
        cmocka_unit_test_setup_teardown(what_reaches_too_far_is_refused_at_subscribe_and_hears_nothing, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_mailer_subscribes_to_digests_and_to_nothing_of_members, setup, teardown),
        cmocka_unit_test_setup_teardown(an_unpaired_screen_hears_its_own_digits_and_nothing_else, setup, teardown),
        cmocka_unit_test_setup_teardown(an_account_does_not_wait_in_a_queue, setup, teardown),
        cmocka_unit_test_setup_teardown(a_member_does_not_subscribe_to_everybodys_digest, setup, teardown),
        cmocka_unit_test_setup_teardown(everybody_hears_what_is_theirs, setup, teardown),
        cmocka_unit_test_setup_teardown(what_the_daemon_retains_is_given_to_who_may_read_it, setup, teardown),
        cmocka_unit_test_setup_teardown(a_retained_message_of_a_team_is_not_given_to_others, setup, teardown),
    };

    if (!broker_is_installed())
        return broker_missing_code();
    return TEST_RUN(tests);
}
