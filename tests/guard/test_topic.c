/* Topics: whose each one is, and that nothing else is anybody's. */
#include "tests/proto/test.h"

#include <stdio.h>

#include "proto/topic.h"

struct row {
    const char *topic;
    enum topic_tree tree;
    const char *name; /* NULL: nobody's in particular */
};

static void check(const struct row *rows, size_t count, bool filter)
{
    for (size_t i = 0; i < count; i++) {
        struct topic_right right = topic_right(span_of(rows[i].topic), filter);
        if (right.tree != rows[i].tree || !span_equal(right.name, span_of(rows[i].name)))
            fail_msg("%s: tree %d of \"%.*s\"", rows[i].topic, (int)right.tree, span_int(right.name), right.name.ptr);
    }
}

#define CHECK(rows, filter) check(rows, sizeof(rows) / sizeof((rows)[0]), filter)

#define V "vakwerk/1/"

static const struct row topics[] = {
    { V "in/alice/theme/wacht/ask", TOPIC_OWN_REQUEST, "alice" },
    { V "in/s.dewit/team/noord-1/list", TOPIC_OWN_REQUEST, "s.dewit" },
    { V "in/alice/me", TOPIC_OWN_REQUEST, "alice" },
    { V "in/alice/digest-set", TOPIC_OWN_REQUEST, "alice" },
    { V "in/alice/theme", TOPIC_OWN_REQUEST, "alice" },
    { V "out/alice/phone", TOPIC_OWN_OUT, "alice" },
    { V "out/alice/event", TOPIC_OWN_OUT, "alice" },
    { V "out/s.dewit/digest", TOPIC_OWN_OUT, "s.dewit" },
    { V "theme/wacht/event", TOPIC_EVERYBODY, NULL },
    { V "waitlist/utrecht/ambulant", TOPIC_EVERYBODY, NULL },
    { V "team/noord/event", TOPIC_TEAM_ONLY, "noord" },
    { V "kiosk/screen1/screen", TOPIC_OWN_SCREEN, "screen1" },
    { V "kiosk/screen1/totals", TOPIC_OWN_SCREEN, "screen1" },
    { V "kiosk/screen1/clock", TOPIC_OWN_SCREEN, "screen1" },
    { V "kiosk/screen1/order", TOPIC_OWN_SCREEN, "screen1" },
    { V "kiosk/screen1/card/7K3F", TOPIC_OWN_SCREEN, "screen1" },
    { V "kiosk/screen1/card/7K3F.12", TOPIC_OWN_SCREEN, "screen1" },
    { V "kiosk/screen1/detail", TOPIC_OWN_SCREEN, "screen1" },
    { V "kiosk/screen1/touch", TOPIC_SCREEN_SAYS, "screen1" },
    { V "kiosk/screen1/alive", TOPIC_SCREEN_SAYS, "screen1" },
    { V "pair/482913", TOPIC_PAIRING, "482913" },
    { V "state", TOPIC_PUBLIC, NULL },
    { V "info", TOPIC_PUBLIC, NULL },
    { V "metrics", TOPIC_EVERYBODY, NULL },
};

static const struct row filters[] = {
    { V "theme/#", TOPIC_EVERYBODY, NULL },
    { V "theme/+/event", TOPIC_EVERYBODY, NULL },
    { V "theme/wacht/event", TOPIC_EVERYBODY, NULL },
    { V "theme/wacht/+", TOPIC_EVERYBODY, NULL },
    { V "theme/wacht/#", TOPIC_EVERYBODY, NULL },
    { V "theme/+/#", TOPIC_EVERYBODY, NULL },
    { V "waitlist/#", TOPIC_EVERYBODY, NULL },
    { V "waitlist/+/+", TOPIC_EVERYBODY, NULL },
    { V "waitlist/utrecht/#", TOPIC_EVERYBODY, NULL },
    { V "waitlist/+/ambulant", TOPIC_EVERYBODY, NULL },
    { V "team/noord/#", TOPIC_TEAM_ONLY, "noord" },
    { V "team/noord/+", TOPIC_TEAM_ONLY, "noord" },
    { V "team/noord/event", TOPIC_TEAM_ONLY, "noord" },
    { V "out/alice/#", TOPIC_OWN_OUT, "alice" },
    { V "out/alice/+", TOPIC_OWN_OUT, "alice" },
    { V "out/alice/phone", TOPIC_OWN_OUT, "alice" },
    { V "in/alice/#", TOPIC_OWN_REQUEST, "alice" },
    { V "in/alice/theme/+/ask", TOPIC_OWN_REQUEST, "alice" },
    { V "kiosk/screen1/#", TOPIC_OWN_SCREEN, "screen1" },
    { V "kiosk/screen1/+", TOPIC_OWN_SCREEN, "screen1" },
    { V "kiosk/screen1/card/+", TOPIC_OWN_SCREEN, "screen1" },
    { V "kiosk/screen1/card/#", TOPIC_OWN_SCREEN, "screen1" },
    { V "kiosk/screen1/alive", TOPIC_SCREEN_SAYS, "screen1" },
    { V "state", TOPIC_PUBLIC, NULL },
    { V "info", TOPIC_PUBLIC, NULL },
    { V "metrics", TOPIC_EVERYBODY, NULL },
};

/* Nobody's as a topic and nobody's as a filter. */
/* clang-format off */
static const char *const hostile[] = {
    "", "/", "//", "#", "+", "+/#", "+/+", "+/+/+", "+/1/state", "vakwerk/+/state", "vakwerk", "vakwerk/",
    "vakwerk/1", "vakwerk/#", "vakwerk/1/#", "vakwerk/1/", "vakwerk/1/+", "vakwerk/1/+/#", "vakwerk/1/+/noord/#",
    "vakwerk/1/+/noord/event", "vakwerk/1/+/alice/#", "vakwerk/1/+/+/event", "vakwerk/+/team/noord/#",
    "+/1/team/noord/event", "+/+/+/+/+", "#/vakwerk/1/state", "vakwerk/1/#/event", "vakwerk/1/team/#/event", "$SYS",
    "$SYS/#", "$SYS/broker/uptime", "$SYS/broker/log/#", "$CONTROL/dynamic-security/v1", "$share", "$share/g",
    "$share/g/#", "$share/g/" V "team/noord/#", "$share/g/" V "theme/+/event", "$queue/" V "state",
    "$share//" V "state", "$share/g/" V "out/alice/#", "$" V "state", "$delayed/1/" V "state",
    /* the owner's level */
    V "out/+/#", V "out/+/phone", V "out/#", V "out/+/+", V "out", V "out/", V "out/alice", V "out/alice/",
    V "team/+/event", V "team/#", V "team/+/#", V "team/+/+", V "team", V "team/", V "team/noord", V "team/noord/",
    V "team/+noord/event", V "team/noord+/event", V "team/noord#/event", V "team/n+rd/event", V "team/#/#", V "in/#",
    V "in/+/#", V "in/+/+", V "in/+/theme/+/+", V "in/+/team/+/+", V "in", V "in/", V "in/alice", V "in/alice/",
    V "kiosk/#", V "kiosk/+/#", V "kiosk/+/screen", V "kiosk/+/card/+", V "kiosk", V "kiosk/screen1",
    V "kiosk/+/alive",
    /* too many levels, too few, empty ones */
    V "state/", V "/state", V "//state", V "state/x", V "state/#", V "state/+", V "info/#", V "metrics/x", V "metrics/#", V "info/x", V "info/",
    V "theme/wacht", V "theme/wacht/event/x", V "theme/wacht/event/", V "theme//event", V "theme/wacht//event",
    V "theme/wacht/event/#", V "theme/wacht/event/+", V "theme/+", V "theme", V "theme/", V "theme/wacht/events",
    V "theme/wacht/EVENT", V "team/noord/event/#", V "team/noord/event/x", V "team/noord/+/+", V "team/noord//",
    V "team//event", V "team/noord/state", V "waitlist", V "waitlist/utrecht", V "waitlist/utrecht/ambulant/x",
    V "waitlist/+", V "waitlist/+/+/+", V "waitlist/utrecht/", V "waitlist//ambulant", V "waitlist/+/+/#",
    V "out/alice/phone/x", V "out/alice/phone/#", V "out/alice/+/+", V "out/alice/+/#", V "out//phone",
    V "out/alice//", V "out/alice/x/phone", V "in/alice/theme/wacht/ask/x", V "in/alice/theme/wacht/",
    V "in/alice/theme/wacht", V "in/alice/theme//ask", V "in/alice/team/noord/ask/#", V "in//me", V "in/alice//me",
    V "in/alice/me/", V "in/alice/me/x", V "in/alice/kiosk/screen1/touch", V "in/alice/waitlist/utrecht/set",
    V "in/alice/theme/wacht/ask/me", V "kiosk/screen1/card", V "kiosk/screen1/card/", V "kiosk/screen1/card/7K3F/x",
    V "kiosk/screen1/card/7k3f", V "kiosk/screen1/card/.1", V "kiosk/screen1/card/7", V "kiosk/screen1/other",
    V "kiosk/screen1/screen/#", V "kiosk/screen1/card/7K3F/#", V "kiosk/screen1/+/+/+", V "kiosk/screen1/touch/x",
    V "kiosk/screen1/card/7777777777777777K", V "kiosk/screen1/card/../screen", V "kiosk//screen",
    /* other versions, other products, pairing, which nobody may read by guessing */
    "vakwerk/2/state", "vakwerk/01/state", "vakwerk/1.0/state", "Vakwerk/1/state", "vakwerk/1state",
    "xvakwerk/1/state", V "pair/12345", V "pair/1234567", V "pair/12345a", V "pair/#", V "pair/+", V "pair/123456/#", V "pair/123456/x", V "admin", V "STATE", V "State", V "states",
    V "stat",
    /* names that are none */
    V "in/Alice/me", V "in/a/me", V "in/.alice/me", V "in/-alice/me", V "in/alice /me", V "in/ alice/me",
    V "in/alice%2fx/me", V "in/alice\\x/me", V "in/al*ce/me", V "in/al?ce/me", V "in/../me", V "in/./me",
    V "in/alice/../bob/me", V "in/alice/./me", V "in/alice/x/theme/wacht/ask", V "in/alice/x/me", V "in/alice/ME",
    V "in/alice/m", V "in/alice/me.", V "in/alice/_me", V "in/alice:phone/me", V "in/a_b/me", V "in/%u/me",
    V "in/%c/me", V "in/$alice/me", V "out/../alice/phone", V "out/alice/..", V "out/alice/a.b", V "out/alice/$x",
    V "team/s.dewit/event", V "team/../event", V "team/noord/../zuid/event", V "team/Noord/event",
    V "kiosk/a.b/screen", V "kiosk/Screen1/screen", V "kiosk/../screen1/screen", V "waitlist/../x1",
    V "waitlist/a.b/cc",
    /* bytes: controls, bidi, zero width, look-alikes, overlong, a BOM, broken UTF-8 */
    V "state\n", V "state ", " " V "state", "\t" V "state", V "state\r\n", V "in/alice\n/me", V "in/al\tice/me",
    V "in/\xe2\x80\xae" "ecila/me", V "in/alice\xe2\x80\x8b/me", V "in/alice\xef\xbb\xbf/me",
    "\xef\xbb\xbf" V "state", V "in/\xd0\xb0lice/me", V "in/al\xc3\xad" "ce/me", V "in/alice\xc0\xaf" "bob/me",
    V "in/alice\xff/me", V "in/alice\x7f/me", V "in/alice\x1b[2J/me", V "in\xe2\x88\x95" "alice/me",
    V "team/noord\xe2\x80\x8d/event", V "team/\xf0\x9f\x98\x80/event", V "in/alice\xc2\x85/me",
    "vakwerk\xe2\x88\x95" "1/state",
    /* names one byte too long */
    V "in/abcdefghijklmnopqrstuvwxyz0123456/me", V "team/abcdefghijklmnopqrstuvwxyz0123456/event",
    V "in/alice/abcdefghijklmnopqrstuvwxyz0123456", V "out/alice/abcdefghijklmnopqrstuvwxyz0123456",
    V "in/alice/theme/abcdefghijklmnopqrstuvwxyz0123456/ask", V "waitlist/abcdefghijklmnopqrstuvwxyz0123456/x1",
    /* "#" before the end */
    V "theme/#/event", V "theme/#/#", V "team/noord/#/x", V "out/alice/#/#", V "waitlist/#/#", V "waitlist/#/x",
    V "kiosk/screen1/#/screen", V "kiosk/screen1/card/#/#", V "in/alice/#/ask",
};
/* clang-format on */

TEST(every_topic_has_its_tree)
{
    CHECK(topics, false);
    CHECK(topics, true); /* a topic without wildcards is also a filter */
}

TEST(a_filter_may_be_wild_only_behind_the_owner)
{
    CHECK(filters, true);
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++)
        if (strpbrk(filters[i].topic, "+#") != NULL)
            assert_int_equal(topic_right(span_of(filters[i].topic), false).tree, TOPIC_NOBODY);
}

static void assert_nobodys(struct span text)
{
    struct topic_request request;
    struct span member, device;

    for (int filter = 0; filter <= 1; filter++)
        if (topic_right(text, filter).tree != TOPIC_NOBODY)
            fail_msg("somebody's: %.*s (filter %d)", span_int(text), text.ptr, filter);
    assert_false(topic_read_request(text, &request));
    assert_false(topic_read_reply(text, &member, &device));
}

TEST(what_no_shape_fits_is_nobodys)
{
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++)
        assert_nobodys(span_of(hostile[i]));
    assert_nobodys((struct span){ NULL, 0 });
}

/* One byte at one place: what is still somebody's must be a topic of the same shape, spelled with allowed bytes. */
static void assert_strict(struct span text, bool filter)
{
    struct topic_right right = topic_right(text, filter);

    if (right.tree == TOPIC_NOBODY)
        return;
    assert_true(text.len < TOPIC_MAX && memcmp(text.ptr, V, strlen(V)) == 0);
    for (size_t i = 0; i < text.len; i++)
        if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-./"
                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                   text.ptr[i]) == NULL ||
            text.ptr[i] == '\0')
            assert_true(filter && (text.ptr[i] == '+' || text.ptr[i] == '#'));
    if (right.name.ptr != NULL)
        assert_true(topic_is_name(right.name));
}

TEST(any_byte_anywhere_changes_nothing_for_the_better)
{
    char text[TOPIC_MAX];

    for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++) {
        size_t len = strlen(topics[i].topic);
        for (size_t at = 0; at < len; at++)
            for (int byte = 0; byte < 256; byte++) {
                memcpy(text, topics[i].topic, len);
                text[at] = (char)byte;
                assert_strict((struct span){ text, len }, byte & 1);
            }
    }
}

TEST(every_shorter_and_longer_topic_is_nobodys_or_somebody_elses)
{
    char exact[TOPIC_MAX];

    for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++) {
        size_t len = strlen(topics[i].topic);
        for (size_t cut = 0; cut <= len; cut++)
            assert_strict((struct span){ topics[i].topic, cut }, false);
        snprintf(exact, sizeof exact, "%s/x1", topics[i].topic);
        assert_true(topic_right(span_of(exact), false).tree == TOPIC_NOBODY ||
                    topic_right(span_of(exact), false).tree == topics[i].tree);
        snprintf(exact, sizeof exact, "/%s", topics[i].topic);
        assert_nobodys(span_of(exact));
    }
}

TEST(a_nul_inside_is_a_byte_like_any_other_that_does_not_belong)
{
    assert_nobodys(BYTES(V "state\0"));
    assert_nobodys(BYTES(V "in/alice\0/me"));
    assert_nobodys(BYTES(V "team/noord\0/event"));
    assert_nobodys(BYTES("\0" V "state"));
}

TEST(a_very_long_topic_is_nobodys)
{
    static char text[65535];

    memset(text, 'a', sizeof text);
    memcpy(text, V "in/", strlen(V "in/"));
    assert_nobodys((struct span){ text, sizeof text });
    memset(text + strlen(V), '/', sizeof text - strlen(V));
    assert_nobodys((struct span){ text, sizeof text });
}

/* Any string over the pieces that matter, up to a length: nobody but the owner is ever named. */
TEST(no_filter_of_these_pieces_reaches_a_tree_without_naming_it)
{
    static const char *const pieces[] = { "#", "+", "", "alice", "event", "team", "out", "theme", "$share" };
    enum { PIECES = sizeof pieces / sizeof pieces[0] };
    char text[TOPIC_MAX];

    for (int n = 0; n < PIECES * PIECES * PIECES * PIECES; n++) {
        snprintf(text, sizeof text, V "%s/%s/%s/%s", pieces[n % PIECES], pieces[n / PIECES % PIECES],
                 pieces[n / PIECES / PIECES % PIECES], pieces[n / PIECES / PIECES / PIECES]);
        size_t ends[] = { strlen(text), strlen(text) - strlen(pieces[n / PIECES / PIECES / PIECES]) - 1 };
        for (int i = 0; i < 2; i++) {
            struct topic_right right = topic_right((struct span){ text, ends[i] }, true);
            const char *first = pieces[n % PIECES];
            if (right.tree == TOPIC_TEAM_ONLY || right.tree == TOPIC_OWN_OUT)
                assert_true(topic_is_name(right.name) && (strcmp(first, "team") == 0 || strcmp(first, "out") == 0));
            else if (right.tree != TOPIC_NOBODY)
                assert_true(right.tree == TOPIC_EVERYBODY && strcmp(first, "theme") == 0);
        }
    }
}

TEST(names_and_slugs_are_what_the_protocol_says)
{
    static const char *const slugs[] = { "ab", "a1", "0a", "a-", "team-noord", "abcdefghijklmnopqrstuvwxyz012345" };
    static const char *const names[] = { "s.dewit", "a.", "a.b-c" };
    static const char *const neither[] = { "",
                                           "a",
                                           "-a",
                                           ".a",
                                           "A1",
                                           "a_",
                                           "a b",
                                           "a/",
                                           "a+",
                                           "a#",
                                           "a$",
                                           "a:",
                                           "a\n",
                                           ("\xc3\xa9"
                                            "e"),
                                           "abcdefghijklmnopqrstuvwxyz0123456" };

    for (size_t i = 0; i < sizeof slugs / sizeof slugs[0]; i++)
        assert_true(topic_is_slug(span_of(slugs[i])) && topic_is_name(span_of(slugs[i])));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_true(!topic_is_slug(span_of(names[i])) && topic_is_name(span_of(names[i])));
    for (size_t i = 0; i < sizeof neither / sizeof neither[0]; i++)
        assert_true(!topic_is_slug(span_of(neither[i])) && !topic_is_name(span_of(neither[i])));
    assert_false(topic_is_name((struct span){ NULL, 0 }));
    assert_true(topic_is_device(span_of("phone")));
    assert_false(topic_is_device(span_of("enrol")) || topic_is_device(span_of("event")) ||
                 topic_is_device(span_of("digest")));
}

TEST(a_guests_name_says_by_which_door)
{
    static const char *const wrong[] = { "guest",      "guest.",    "guest.7k", "guest.7K3",
                                         "guest.7k34", "guest.7-3", "gast.7k3" };
    static const char *const no_guests[] = { "guest.7k3",
                                             "guest.7k3.",
                                             "guest.7k3.a1b2c3d",
                                             "guest.7k3.a1b2c3d4e5f6g7h8i9j0k",
                                             "guest.7k3.a1b2-c3d4",
                                             "guest.7k3.a1b2.c3d4",
                                             "guest.7k3a1b2c3d4",
                                             "guest.7k.a1b2c3d4",
                                             "alice" };
    struct span door;

    assert_true(topic_read_door(span_of("guest.7k3"), &door));
    assert_true(span_is(door, "7k3"));
    assert_string_equal(topic_door(span_of("7K3MNPQR")).text, "guest.7k3");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(topic_read_door(span_of(wrong[i]), &door));
    assert_true(topic_read_guest(span_of("guest.7k3.a1b2c3d4"), &door));
    assert_true(span_is(door, "7k3"));
    assert_true(topic_read_guest(span_of("guest.zzz.a1b2c3d4e5f6g7h8i9j0"), &door));
    for (size_t i = 0; i < sizeof no_guests / sizeof no_guests[0]; i++)
        assert_false(topic_read_guest(span_of(no_guests[i]), &door));
    assert_true(topic_is_name(span_of("guest.zzz.a1b2c3d4e5f6g7h8i9j0")));
    assert_true(topic_is_system(span_of(TOPIC_CANARY)));
    assert_true(topic_is_system(span_of("guest.7k3.a1b2c3d4")) && topic_is_system(span_of("guest.x")));
    assert_false(topic_is_system(span_of("guest")) || topic_is_system(span_of("guestroom")));
}

TEST(a_request_is_read_into_its_parts)
{
    struct topic_request r;

    assert_true(topic_read_request(span_of(V "in/s.dewit/theme/wacht/ask"), &r));
    assert_true(span_is(r.member, "s.dewit") && r.place == TOPIC_THEME && span_is(r.space, "wacht") &&
                span_is(r.verb, "ask"));
    assert_true(topic_read_request(span_of(V "in/alice/team/noord/notice"), &r));
    assert_true(r.place == TOPIC_TEAM && span_is(r.space, "noord") && span_is(r.verb, "notice"));
    assert_true(topic_read_request(span_of(V "in/alice/me"), &r));
    assert_true(r.place == TOPIC_HERE && r.space.ptr == NULL && span_is(r.verb, "me"));
    for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++)
        assert_int_equal(topic_read_request(span_of(topics[i].topic), &r), topics[i].tree == TOPIC_OWN_REQUEST);
}

TEST(a_reply_goes_to_a_device_and_not_to_event_or_digest)
{
    struct span member, device;

    assert_true(topic_read_reply(span_of(V "out/s.dewit/phone"), &member, &device));
    assert_true(span_is(member, "s.dewit") && span_is(device, "phone"));
    assert_true(topic_read_reply(span_of(V "out/alice/enrol"), &member, &device));
    assert_false(topic_read_reply(span_of(V "out/alice/event"), &member, &device));
    assert_false(topic_read_reply(span_of(V "out/alice/digest"), &member, &device));
    assert_false(topic_read_reply(span_of(V "team/noord/event"), &member, &device));
}

TEST(what_is_built_is_spelled_as_the_protocol_says)
{
    struct span alice = span_of("alice"), noord = span_of("noord");

    assert_string_equal(topic_reply(alice, span_of("phone")).text, V "out/alice/phone");
    assert_string_equal(topic_member_event(alice).text, V "out/alice/event");
    assert_string_equal(topic_member_digest(alice).text, V "out/alice/digest");
    assert_string_equal(topic_theme_event(noord).text, V "theme/noord/event");
    assert_string_equal(topic_team_event(noord).text, V "team/noord/event");
    assert_string_equal(topic_waitlist(noord, span_of("ambulant")).text, V "waitlist/noord/ambulant");
    assert_string_equal(topic_kiosk(noord, "screen").text, V "kiosk/noord/screen");
    assert_string_equal(topic_kiosk(noord, "alive").text, V "kiosk/noord/alive");
    assert_string_equal(topic_card(noord, span_of("7K3F.2")).text, V "kiosk/noord/card/7K3F.2");
    assert_string_equal(topic_pair(span_of("482913")).text, V "pair/482913");
    assert_string_equal(topic_state().text, V "state");
    assert_string_equal(topic_info().text, V "info");
    assert_string_equal(topic_metrics().text, V "metrics");
    assert_string_equal(topic_ask(alice, TOPIC_THEME, noord, "ask").text, V "in/alice/theme/noord/ask");
    assert_string_equal(topic_ask(alice, TOPIC_TEAM, noord, "tip").text, V "in/alice/team/noord/tip");
    assert_string_equal(topic_ask(alice, TOPIC_HERE, (struct span){ NULL, 0 }, "me").text, V "in/alice/me");
}

TEST(the_longest_parts_fit)
{
    struct span longest = span_of("abcdefghijklmnopqrstuvwxyz012345");
    struct topic_request r;
    struct topic topic = topic_ask(longest, TOPIC_THEME, longest, longest.ptr);

    assert_true(topic_read_request(span_of(topic.text), &r));
    assert_true(span_equal(r.verb, longest));
}

TEST(the_daemons_trees_match_every_request_and_no_more)
{
    assert_string_equal(topic_request_trees[0], V "in/+/theme/+/+");
    assert_string_equal(topic_request_trees[1], V "in/+/team/+/+");
    assert_string_equal(topic_request_trees[2], V "in/+/+");
    assert_string_equal(topic_request_trees[3], V "region/+/bridge");
    assert_null(topic_request_trees[4]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_topic_has_its_tree),
        cmocka_unit_test(a_filter_may_be_wild_only_behind_the_owner),
        cmocka_unit_test(what_no_shape_fits_is_nobodys),
        cmocka_unit_test(any_byte_anywhere_changes_nothing_for_the_better),
        cmocka_unit_test(every_shorter_and_longer_topic_is_nobodys_or_somebody_elses),
        cmocka_unit_test(a_nul_inside_is_a_byte_like_any_other_that_does_not_belong),
        cmocka_unit_test(a_very_long_topic_is_nobodys),
        cmocka_unit_test(no_filter_of_these_pieces_reaches_a_tree_without_naming_it),
        cmocka_unit_test(names_and_slugs_are_what_the_protocol_says),
        cmocka_unit_test(a_guests_name_says_by_which_door),
        cmocka_unit_test(a_request_is_read_into_its_parts),
        cmocka_unit_test(a_reply_goes_to_a_device_and_not_to_event_or_digest),
        cmocka_unit_test(what_is_built_is_spelled_as_the_protocol_says),
        cmocka_unit_test(the_longest_parts_fit),
        cmocka_unit_test(the_daemons_trees_match_every_request_and_no_more),
    };

    return TEST_RUN(tests);
}
