/* Screens, as an administrator has them at a terminal with the real daemon; a peer stands for the page. */
#include "tests/cli/session.h"
#include "tests/support/peer.h"

#include <stdio.h>

#define V "vakwerk/1/"

/* An unpaired screen: it has said that it shows these digits, and the daemon knows. */
static struct peer *newcomer(struct shell *shell, const char *digits)
{
    struct peer_login login = { .user = "pair", .device = digits, .secret = "made up", .screen = true };
    struct peer *peer = peer_open(vakwerkd_port(shell->daemon), &login);
    char topic[64];

    snprintf(topic, sizeof topic, V "pair/%s", digits);
    assert_int_equal(peer_subscribe(peer, topic), 1);
    assert_int_equal(
        peer_publish(peer, &(struct peer_publish){ .topic = topic, .payload = "\x80", .len = 1, .qos = 1 }), 0);
    while (peer_last(peer, topic) == NULL || !json_is_integer(json_object_get(peer_last(peer, topic)->json, "left_s")))
        assert_true(peer_work(peer, 2000));
    return peer;
}

static bool has_account(const struct peer *peer, const void *topic)
{
    return json_object_get(peer_last(peer, topic)->json, "secret") != NULL;
}

/* Who it is told that it is, logged in. */
static struct peer *enter(struct shell *shell, struct peer *peer, const char *digits)
{
    char topic[64];

    snprintf(topic, sizeof topic, V "pair/%s", digits);
    assert_true(peer_until(peer, has_account, topic, 2000));
    const json_t *told = peer_last(peer, topic)->json;
    return peer_open(vakwerkd_port(shell->daemon),
                     &(struct peer_login){ .user = json_string_value(json_object_get(told, "kiosk")),
                                           .device = json_string_value(json_object_get(told, "device")),
                                           .secret = json_string_value(json_object_get(told, "secret")),
                                           .screen = true });
}

TEST(a_screen_is_paired_by_its_digits_and_shut_out)
{
    struct shell *shell = *state;
    struct peer *page = newcomer(shell, "482913");
    struct ran ran = shell_on_screen(
        shell, 80, "NO_COLOR=1 vakwerk --profile beheer kiosk pair 482913 --team rijswijk --room 'Keuken'");

    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.out, "✓ Scherm rijswijk-1 is gekoppeld en toont nu 10 vragen.\n");
    struct peer *screen = enter(shell, page, "482913");
    peer_close(page);
    assert_int_equal(peer_subscribe(screen, V "kiosk/rijswijk-1/#"), 1);
    assert_contains(shell_run(shell, "vakwerk --profile beheer kiosk list").out, "rijswijk-1\t");
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer kiosk remove rijswijk-1 -y").code, 0);
    assert_int_not_equal(peer_is_cut_within(screen, 2000), PEER_CUT);
    peer_close(screen);
}

TEST(a_screen_moves_to_another_device_and_the_old_one_is_out)
{
    struct shell *shell = *state;
    struct peer *page = newcomer(shell, "100001");

    assert_int_equal(
        shell_run(shell, "vakwerk --profile beheer kiosk pair '100 001' --team delft --room Hal --kiosk hal").code, 0);
    struct peer *first = enter(shell, page, "100001"), *other = newcomer(shell, "100002");
    struct ran ran = shell_run(shell, "vakwerk --profile beheer kiosk pair 100002 --kiosk hal -q");
    assert_string_equal(ran.out, "hal\n");
    struct peer *second = enter(shell, other, "100002");
    assert_int_not_equal(peer_is_cut_within(first, 2000), PEER_CUT);
    assert_int_equal(peer_subscribe(second, V "kiosk/hal/#"), 1);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer kiosk remove hal -y").code, 0);
    peer_close(page);
    peer_close(first);
    peer_close(other);
    peer_close(second);
}

TEST(what_goes_wrong_is_said_with_what_to_do)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "vakwerk --profile beheer kiosk pair 111111 --team delft --room Hal");

    assert_int_equal(ran.code, 3);
    assert_string_equal(ran.err, "vakwerk: geen scherm toont nu deze code\n"
                                 "Tip: kijk nog eens: na tien minuten toont een scherm een andere code\n");
    ran = shell_run(shell, "vakwerk --profile beheer kiosk pair 111111 --team delft");
    assert_int_equal(ran.code, 2);
    assert_contains(ran.err, "welk team, en waar hangt het scherm?");
    ran = shell_run(shell, "vakwerk kiosk pair 111111 --team delft --room Hal");
    assert_int_equal(ran.code, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_screen_is_paired_by_its_digits_and_shut_out),
        cmocka_unit_test(a_screen_moves_to_another_device_and_the_old_one_is_out),
        cmocka_unit_test(what_goes_wrong_is_said_with_what_to_do),
    };

    return broker_is_installed() ? TEST_RUN(tests, session_setup, session_teardown) : broker_missing_code();
}
