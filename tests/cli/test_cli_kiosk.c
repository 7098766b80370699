/* Screens, as an administrator has them at a terminal with the real daemon; a peer stands for the page. */
#include "daemon/store/seal.h"
#include "tests/cli/session.h"
#include "tests/cli/wall.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define V "vakwerk/1/"

TEST(a_screen_is_paired_by_its_digits_and_shut_out)
{
    struct shell *shell = *state;
    struct peer *page = wall_page(shell, "482913");
    struct ran ran = shell_on_screen(
        shell, 80, "NO_COLOR=1 vakwerk --profile beheer kiosk pair 482913 --team rijswijk --room 'Keuken'");

    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.out, "✓ Scherm rijswijk-1 is gekoppeld en toont nu 10 vragen.\n");
    struct peer *screen = wall_enter(shell, page, "482913");
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
    struct peer *page = wall_page(shell, "100001");

    assert_int_equal(
        shell_run(shell, "vakwerk --profile beheer kiosk pair '100 001' --team delft --room Hal --kiosk hal").code, 0);
    struct peer *first = wall_enter(shell, page, "100001"), *other = wall_page(shell, "100002");
    struct ran ran = shell_run(shell, "vakwerk --profile beheer kiosk pair 100002 --kiosk hal -q");
    assert_string_equal(ran.out, "hal\n");
    struct peer *second = wall_enter(shell, other, "100002");
    assert_int_not_equal(peer_is_cut_within(first, 2000), PEER_CUT);
    assert_int_equal(peer_subscribe(second, V "kiosk/hal/#"), 1);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer kiosk remove hal -y").code, 0);
    peer_close(page);
    peer_close(first);
    peer_close(other);
    peer_close(second);
}

/* As a screen logs in that was added by hand. */
static struct peer *added(struct shell *shell, const char *kiosk, const char *room)
{
    struct ran ran = shell_run(shell, "vakwerk --profile beheer kiosk add %s --team delft --room '%s' -q", kiosk, room);
    struct peer_login login = { .user = kiosk, .device = "scherm", .secret = ran.out, .screen = true };

    ran.out[strcspn(ran.out, "\n")] = '\0';
    assert_int_equal(ran.code, 0);
    return peer_open(vakwerkd_port(shell->daemon), &login);
}

static void remove_screen(struct shell *shell, struct peer *screen, const char *kiosk)
{
    peer_close(screen);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer kiosk remove %s -y", kiosk).code, 0);
}

static bool has_order(const struct peer *peer, const void *topic)
{
    return peer_last(peer, topic) != NULL;
}

TEST(a_screen_is_seen_set_and_told_things)
{
    struct shell *shell = *state;
    struct peer *screen = added(shell, "gang-1", "Gang");

    assert_int_equal(peer_subscribe(screen, V "kiosk/gang-1/#"), 1);
    struct ran ran = shell_run(shell, "vakwerk --profile beheer kiosk reload gang-1");
    assert_int_equal(ran.code, 9);
    assert_contains(ran.err, "dat scherm heeft nu geen verbinding en hoort dit niet");
    wall_say(screen, "gang-1", "online", json_array());
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk --profile beheer kiosk list");
    assert_contains(ran.out, "NAAM        PLEK");
    assert_contains(ran.out, "gang-1      Gang             Team Delft     dag    nu      1.0\n");
    ran = shell_run(shell,
                    "vakwerk --profile beheer kiosk reload gang-1; vakwerk --profile beheer kiosk identify gang-1");
    assert_string_equal(ran.out,
                        "✓ gang-1 opent zijn pagina opnieuw.\n✓ gang-1 toont een halve minuut hoe het heet.\n");
    assert_true(peer_until(screen, has_order, V "kiosk/gang-1/order", 2000));
    ran = shell_run(shell, "vakwerk --profile beheer kiosk rotate gang-1; vakwerk --profile beheer kiosk dim gang-1");
    assert_string_equal(ran.out, "✓ gang-1 toont zijn volgende vraag.\n"
                                 "✓ gang-1 is donker tot de avond, of tot iemand het aanraakt.\n");
    ran = shell_run(shell,
                    "vakwerk --profile beheer kiosk message gang-1 'Intervisie om 15:00 in kamer 2' --until 15:15");
    assert_string_equal(ran.out, "✓ gang-1 toont je bericht tot 15:15.\n");
    ran = shell_run(
        shell, "vakwerk --profile beheer kiosk set gang-1 uren=08:00-17:00 privacy=streng knoppen=nee indeling=groot");
    assert_string_equal(ran.out, "✓ Scherm gang-1 is gewijzigd.\n");
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk --profile beheer kiosk show gang-1");
    assert_contains(ran.out, "gang-1\nGang · Team Delft\nStand       dag\n");
    assert_contains(ran.out, "\nIndeling    groot\nPrivacy     streng\nKnoppen     nee\n"
                             "Licht       08:00-17:00\n");
    assert_contains(ran.out, "Intervisie om 15:00 in kamer 2 (tot vandaag om 15:15)");
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk --profile beheer member list");
    assert_contains(ran.out, "s.dewit         Sanne de Wit");
    assert_null(strstr(ran.out, "\n  \n")); /* who has no role has no line for it */
    ran = shell_run(shell, "vakwerk --profile beheer kiosk set gang-1 kleur=rood");
    assert_int_equal(ran.code, 2);
    assert_contains(ran.err, "'kleur=rood' is geen instelling van een scherm");
    ran = shell_run(shell, "vakwerk --profile beheer kiosk show niets");
    assert_int_equal(ran.code, 3);
    assert_contains(ran.err, "dat scherm bestaat niet");
    remove_screen(shell, screen, "gang-1");
}

TEST(who_withdraws_hears_which_screens_have_not_let_go)
{
    struct shell *shell = *state;
    struct peer *hal = added(shell, "hal-1", "Hal"), *keuken = added(shell, "keuken-1", "Keuken");
    struct ran ran = shell_run(shell, "vakwerk ask 'Wat staat er nog ergens?' -t wacht -q");
    char code[20] = "", text[400];

    assert_int_equal(sscanf(ran.out, "%19s", code), 1);
    wall_say(hal, "hal-1", "online", json_pack("[s]", code));
    wall_say(keuken, "keuken-1", "online", json_pack("[s]", code));
    wall_say(keuken, "keuken-1", "online", json_array()); /* this one has taken it away */
    wall_say(hal, "hal-1", "offline", NULL);
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk retract %s -y", code);
    snprintf(text, sizeof text,
             "✓ %s is ingetrokken en gaat van alle schermen.\n"
             "  1 van 2 schermen heeft de vraag weggehaald.\n"
             "!! hal-1 (Hal) heeft geen verbinding sinds 14:32. Laat dat scherm uitzetten;\n"
             "   uiterlijk om 22:32 haalt het de vragen zelf weg.\n",
             code);
    assert_string_equal(ran.out, text);
    remove_screen(shell, hal, "hal-1");
    remove_screen(shell, keuken, "keuken-1");
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

/* Behind the daemon's back: an administrator may not add so many in a minute. */
static void insert_screens(struct shell *shell)
{
    sqlite3 *db;

    assert_int_equal(seal_install(), SQLITE_OK);
    assert_int_equal(sqlite3_open(vakwerkd_file(shell->daemon, "vakwerk.db").text, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    assert_int_equal(sqlite3_exec(db,
                                  "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1099)"
                                  " INSERT INTO kiosk (name, team, room, device, hash) SELECT printf('z-%04d', i), 1,"
                                  " 'kamer', 'scherm', zeroblob(32) FROM n",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
}

TEST(more_screens_than_fit_into_one_reply_are_all_listed)
{
    struct shell *shell = *state;
    int before = atoi(shell_run(shell, "vakwerk --profile beheer kiosk list | wc -l").out);

    insert_screens(shell);
    assert_int_equal(atoi(shell_run(shell, "vakwerk --profile beheer kiosk list | wc -l").out), before + 1100);
    assert_int_equal(
        atoi(shell_run(shell, "vakwerk --profile beheer kiosk list | cut -f1 | sort -u | grep -c '^z-'").out), 1100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_screen_is_paired_by_its_digits_and_shut_out),
        cmocka_unit_test(a_screen_moves_to_another_device_and_the_old_one_is_out),
        cmocka_unit_test(a_screen_is_seen_set_and_told_things),
        cmocka_unit_test(who_withdraws_hears_which_screens_have_not_let_go),
        cmocka_unit_test(what_goes_wrong_is_said_with_what_to_do),
        cmocka_unit_test(more_screens_than_fit_into_one_reply_are_all_listed),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
