/* What each kind of account may do: every kind with every topic, and every way of publishing. */
#include "tests/proto/test.h"

#include "daemon/guard/rules.h"
#include "proto/topic.h"
#include "tests/guard/scene.h"

static struct scene scene;

static int setup(void **state)
{
    (void)state;
    return scene_begin(&scene);
}

static int teardown(void **state)
{
    (void)state;
    return scene_end(&scene);
}

enum column { ALICE, WIM, SCREEN1, THE_DAEMON, NOBODY, UNPAIRED, GUEST, COLUMNS };

static struct who who_of(enum column column)
{
    static const char *const ids[COLUMNS][2] = {
        [ALICE] = { "alice", "alice:phone" },
        [WIM] = { "wim", "wim:enrol" },
        [SCREEN1] = { "screen1", "screen1:wall" },
        [THE_DAEMON] = { "vakwerkd", "vakwerkd:main" },
        [NOBODY] = { "gone", "gone:phone" },
        [UNPAIRED] = { "pair", "pair:482913" },
        [GUEST] = { PEOPLE_GUEST, PEOPLE_GUEST ":phone" },
    };

    return rights_who(scene.rights, ids[column][0], ids[column][1]);
}

/* One letter for each column, in their order: who may. "." nobody in that place. */
struct row {
    const char *topic;
    const char *may;
};

static void check(const struct row *row, const char *what, bool (*may)(struct who, struct span))
{
    for (int column = 0; column < COLUMNS; column++)
        if (may(who_of((enum column)column), span_of(row->topic)) != (row->may[column] != '.'))
            fail_msg("%s %s: column %d", what, row->topic, column);
}

#define V         "vakwerk/1/"
#define COUNT(of) (sizeof(of) / sizeof((of)[0]))

static bool reads(struct who who, struct span topic)
{
    return rules_may_read(scene.rights, who, topic);
}

TEST(a_delivery_reaches_only_whom_it_is_for)
{
    static const struct row rows[] = {
        { V "theme/wacht/event", "A..D..." },
        { V "waitlist/utrecht/ambulant", "A..D..." },
        { V "team/noord/event", "A..D..." },
        { V "team/zuid/event", "...D..." },
        { V "out/alice/phone", "A..D..." },
        { V "out/alice/laptop", "A..D..." },
        { V "out/alice/event", "A..D..." },
        { V "out/alice/digest", "A..D..." },
        { V "out/alice/enrol", "...D..." },
        { V "out/" PEOPLE_GUEST "/phone", "...D..G" },
        { V "out/" PEOPLE_GUEST "/event", "...D..G" },
        { V "out/" PEOPLE_GUEST "/enrol", "...D..." },
        { V "out/guest.7k3.another1/phone", "...D..." },
        { V "out/wim/enrol", ".W.D..." },
        { V "out/wim/event", "...D..." },
        { V "out/bob/event", "...D..." },
        { V "out/bob/phone", "...D..." },
        { V "kiosk/screen1/screen", "..SD..." },
        { V "kiosk/screen1/card/7K3F", "..SD..." },
        { V "kiosk/screen1/alive", "..SD..." },
        { V "kiosk/screen2/screen", "...D..." },
        { V "kiosk/screen2/alive", "...D..." },
        { V "state", "A.SD..." },
        { V "info", "A.SD..." },
        { V "in/alice/me", "...D..." },
        { V "in/bob/theme/wacht/ask", "...D..." },
        { "$SYS/broker/uptime", "......." },
        { V "pair/123456", "...D..." },
        { V "pair/482913", "...D.P." },
        { V "theme/wacht", "......." },
        { "other/topic", "......." },
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        check(&rows[i], "read", reads);
}

static bool subscribes(struct who who, struct span filter)
{
    return rules_may_subscribe(scene.rights, who, filter);
}

TEST(a_subscription_is_refused_when_it_reaches_too_far)
{
    static const struct row rows[] = {
        { V "theme/#", "A..D..." },
        { V "theme/+/event", "A..D..." },
        { V "theme/wacht/event", "A..D..." },
        { V "waitlist/#", "A..D..." },
        { V "waitlist/+/+", "A..D..." },
        { V "state", "A.SD..." },
        { V "info", "A.SD..." },
        { V "out/alice/#", "A..D..." },
        { V "out/alice/+", "A..D..." },
        { V "out/alice/phone", "A..D..." },
        { V "out/alice/enrol", "...D..." },
        { V "out/wim/enrol", ".W.D..." },
        { V "out/wim/#", "...D..." },
        { V "out/" PEOPLE_GUEST "/#", "...D..G" },
        { V "out/" PEOPLE_GUEST "/phone", "...D..G" },
        { V "out/" PEOPLE_GUEST "/enrol", "...D..." },
        { V "out/guest.7k3.another1/#", "...D..." },
        { V "out/wim/+", "...D..." },
        { V "out/bob/#", "...D..." },
        { V "team/noord/#", "A..D..." },
        { V "team/noord/+", "A..D..." },
        { V "team/noord/event", "A..D..." },
        { V "team/zuid/#", "...D..." },
        { V "team/zuid/event", "...D..." },
        { V "kiosk/screen1/#", "..SD..." },
        { V "kiosk/screen1/card/+", "..SD..." },
        { V "kiosk/screen2/#", "...D..." },
        { V "in/alice/#", "...D..." },
        { V "in/alice/me", "...D..." },
        { V "in/+/+", "...D..." },
        { V "in/+/theme/+/+", "...D..." },
        { V "out/+/#", "...D..." },
        { V "team/+/event", "...D..." },
        { V "team/#", "...D..." },
        { V "kiosk/+/alive", "...D..." },
        { V "pair/482913", "...D.P." },
        { V "pair/123456", "...D..." },
        { V "pair/+", "...D..." },
        { V "pair/#", "...D..." },
        { V "#", "...D..." },
        { "vakwerk/#", "......." },
        { "vakwerk/+/team/noord/#", "......." },
        { "#", "......." },
        { "+/#", "......." },
        { "+/1/state", "......." },
        { "$SYS/#", "......." },
        { "$share/g/" V "theme/#", "......." },
        { "$share/g/" V "in/+/+", "......." },
        { V "", "......." },
        { "", "......." },
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        check(&rows[i], "subscribe to", subscribes);
}

static bool writes(struct who who, struct span topic)
{
    return rules_may_write(who, &(struct message){ topic, 100, 1, false });
}

static bool leaves(struct who who, struct span topic)
{
    return rules_may_leave(who, &(struct message){ topic, 100, 1, true });
}

static const struct row written[] = {
    { V "in/alice/theme/wacht/ask", "A......" },
    { V "in/alice/team/zuid/ask", "A......" }, /* the daemon refuses that one, by name */
    { V "in/alice/me", "A......" },
    { V "in/wim/enrol", ".W....." },
    { V "in/" PEOPLE_GUEST "/harvest-add", "......G" },
    { V "in/" PEOPLE_GUEST "/theme/wacht/ask", "......." },
    { V "in/" PEOPLE_GUEST "/team/noord/ask", "......." },
    { V "in/guest.7k3.another1/harvest-add", "......." },
    { V "in/wim/me", "......." },
    { V "in/wim/theme/wacht/enrol", "......." },
    { V "in/bob/me", "......." },
    { V "in/alice", "......." },
    { V "in/alice/x/theme/wacht/ask", "......." },
    { V "in/alice/theme/wacht/ask/x", "......." },
    { V "out/alice/phone", "...D..." },
    { V "out/bob/event", "...D..." },
    { V "out/wim/enrol", "...D..." },
    { V "theme/wacht/event", "...D..." },
    { V "team/noord/event", "...D..." },
    { V "waitlist/utrecht/ambulant", "...D..." },
    { V "kiosk/screen1/touch", "..SD..." },
    { V "kiosk/screen1/alive", "..SD..." },
    { V "kiosk/screen1/screen", "...D..." },
    { V "kiosk/screen1/card/7K3F", "...D..." },
    { V "kiosk/screen2/touch", "...D..." },
    { V "kiosk/screen2/alive", "...D..." },
    { V "pair/482913", "...D.P." },
    { V "pair/123456", "...D..." },
    { V "in/pair/me", "......." },
    { V "kiosk/pair/alive", "...D..." },
    { V "state", "...D..." },
    { V "info", "...D..." },
    { V "other", "......." },
    { "$CONTROL/dynamic-security/v1", "......." },
    { "$SYS/broker/uptime", "......." },
    { "", "......." },
};

TEST(nobody_writes_outside_their_own)
{
    for (size_t i = 0; i < COUNT(written); i++)
        check(&written[i], "write", writes);
}

TEST(whoever_is_gone_leaves_only_a_screens_alive_or_the_daemons_state)
{
    for (size_t i = 0; i < COUNT(written); i++)
        for (int column = 0; column < COLUMNS; column++) {
            struct span topic = span_of(written[i].topic);
            bool want = column == THE_DAEMON
                            ? written[i].may[THE_DAEMON] != '.'
                            : column == SCREEN1 && strcmp(written[i].topic, V "kiosk/screen1/alive") == 0;
            if (leaves(who_of((enum column)column), topic) != want)
                fail_msg("leave %s: column %d", written[i].topic, column);
        }
}

static bool may(enum column column, const char *topic, uint8_t qos, bool retain, uint32_t bytes)
{
    return rules_may_write(who_of(column), &(struct message){ span_of(topic), bytes, qos, retain });
}

TEST(a_request_is_acknowledged_not_retained_and_not_too_big)
{
    static const char ask[] = V "in/alice/theme/wacht/ask";

    assert_true(may(ALICE, ask, 1, false, 32768));
    assert_true(may(ALICE, ask, 2, false, 0));
    assert_false(may(ALICE, ask, 1, false, 32769));
    assert_false(may(ALICE, ask, 0, false, 10));
    for (uint8_t qos = 0; qos <= 2; qos++)
        assert_false(may(ALICE, ask, qos, true, 10));
    assert_false(may(WIM, V "in/wim/enrol", 0, false, 10));
    assert_false(may(WIM, V "in/wim/enrol", 1, true, 10));
}

TEST(a_screen_says_little)
{
    static const char alive[] = V "kiosk/screen1/alive", touch[] = V "kiosk/screen1/touch";

    assert_true(may(SCREEN1, alive, 0, true, 4000) && may(SCREEN1, alive, 1, true, 0));
    assert_true(may(SCREEN1, touch, 0, false, 4000) && may(SCREEN1, touch, 1, false, 0));
    assert_false(may(SCREEN1, touch, 0, true, 10) || may(SCREEN1, touch, 1, true, 10));
    assert_false(may(SCREEN1, alive, 2, true, 10) || may(SCREEN1, touch, 2, false, 10));
    assert_false(may(SCREEN1, alive, 1, true, 4001) || may(SCREEN1, touch, 1, false, 4001));
}

TEST(an_unpaired_screen_says_next_to_nothing)
{
    static const char own[] = V "pair/482913";

    assert_true(may(UNPAIRED, own, 1, false, 200));
    assert_false(may(UNPAIRED, own, 1, false, 201));
    assert_false(may(UNPAIRED, own, 0, false, 10) || may(UNPAIRED, own, 2, false, 10));
    assert_false(may(UNPAIRED, own, 1, true, 10));
}

TEST(a_guest_says_little)
{
    static const char own[] = V "in/" PEOPLE_GUEST "/harvest-add";

    assert_true(may(GUEST, own, 1, false, 4000) && may(GUEST, own, 2, false, 0));
    assert_false(may(GUEST, own, 1, false, 4001));
    assert_false(may(GUEST, own, 0, false, 10) || may(GUEST, own, 1, true, 10));
}

TEST(who_leaves_a_team_reads_it_no_more)
{
    people_put(scene.access, "alice", true, "phone", "zuid");
    assert_null(scene_read(&scene));
    assert_false(reads(who_of(ALICE), span_of(V "team/noord/event")));
    assert_true(reads(who_of(ALICE), span_of(V "team/zuid/event")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_delivery_reaches_only_whom_it_is_for, setup, teardown),
        cmocka_unit_test_setup_teardown(a_subscription_is_refused_when_it_reaches_too_far, setup, teardown),
        cmocka_unit_test_setup_teardown(nobody_writes_outside_their_own, setup, teardown),
        cmocka_unit_test_setup_teardown(whoever_is_gone_leaves_only_a_screens_alive_or_the_daemons_state, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_request_is_acknowledged_not_retained_and_not_too_big, setup, teardown),
        cmocka_unit_test_setup_teardown(a_screen_says_little, setup, teardown),
        cmocka_unit_test_setup_teardown(an_unpaired_screen_says_next_to_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_guest_says_little, setup, teardown),
        cmocka_unit_test_setup_teardown(who_leaves_a_team_reads_it_no_more, setup, teardown),
    };

    return TEST_RUN(tests);
}
