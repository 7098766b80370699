/*
 * What can be wrong with a computer that is a screen, each made on purpose: doctor --kiosk names it and says what to
 * do.
 */
#include "tests/cli/session.h"
#include "tests/support/port.h"

#include <signal.h>
#include <stdio.h>

#define CONF    "$R" TEST_KIOSK_CONF
#define KEPT    "$R/var/lib/vakwerk-kiosk"
#define IN_ROOT "R=$DIR/root; VAKWERK_ROOT=$R; PATH=$DIR/programs:$PATH; export VAKWERK_ROOT PATH; "
/* What the kernel says of its clock is what this machine's says; here it is told what to say. */
#define CLOCK                                                                                                          \
    "strace -f --seccomp-bpf -qq -o /dev/null -e trace=adjtimex,clock_adjtime -e inject=adjtimex,clock_adjtime:"
#define IN_ORDER CLOCK "retval=0 "
#define DOCTOR   "vakwerk --timeout 2 doctor --kiosk"

static void make(struct shell *shell)
{
    struct ran ran = shell_run(shell,
                               "sh " TEST_MAKE " $DIR/root $DIR/programs " TEST_KIOSK_CONF
                               " $PAGES/../vakwerk/kiosk/index.html ws://127.0.0.1:%d",
                               vakwerkd_ws_port(shell->daemon));

    assert_string_equal(ran.err, "");
    assert_int_equal(ran.code, 0);
}

/* Makes the computer, changes one thing, and asks; `in_front`: what stands before the program. */
static void check_in(struct shell *shell, const char *in_front, const char *change, const char *found)
{
    make(shell);
    struct ran ran = shell_run(shell, IN_ROOT "%s && %s " DOCTOR, change, in_front);
    assert_contains(ran.out, found);
    assert_int_equal(ran.code, 1);
}

static void check(struct shell *shell, const char *change, const char *found)
{
    check_in(shell, "", change, found);
}

TEST(all_is_well)
{
    struct shell *shell = *state;

    make(shell);
    struct ran ran = shell_run(shell, IN_ROOT IN_ORDER DOCTOR);
    assert_null(strstr(ran.out, "!!"));
    assert_contains(ran.out, "ok\tVakwerk\tantwoordt, en laat een nieuw scherm toe\t\nok\tHartslag\t");
    assert_int_equal(ran.code, 0);
    ran = shell_run(shell, IN_ROOT IN_ORDER DOCTOR " --json | jq -r 'map(.state) | unique | .[]'");
    assert_string_equal(ran.out, "ok\n");
}

TEST(asking_again_and_again_takes_one_place_of_those_for_new_screens)
{
    struct shell *shell = *state;

    make(shell);
    for (int i = 0; i < 10; i++)
        assert_contains(shell_run(shell, IN_ROOT DOCTOR).out, "ok\tVakwerk\t");
}

TEST(settings_that_are_not_there)
{
    check(*state, "rm " CONF, "!!\tInstellingen\t");
    check(*state, "rm " CONF, "is er niet of kan niet worden gelezen\tinstalleer Vakwerk op deze computer\n");
}

TEST(settings_that_do_not_say_where_the_server_is)
{
    static const char *const pages[] = { "file:///index.html", "file:///index.html#broker=mqtt://127.0.0.1:1883",
                                         "file:///index.html#broker=ws://", "" };

    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        char change[200];
        snprintf(change, sizeof change, "echo 'VAKWERK_PAGE=%s' >" CONF, pages[i]);
        check(*state, change, "zegt niet waar de server is\tVAKWERK_PAGE=file:///");
    }
}

TEST(a_page_that_is_not_there)
{
    check(*state, "rm $R/index.html", "!!\tPagina\t");
}

TEST(a_page_that_is_cut_off)
{
    check(*state, "truncate -s 1000 $R/index.html", "index.html is niet compleet\tinstalleer");
}

TEST(a_page_of_another_version)
{
    check(*state, "sed -i 's/\"Vakwerk [0-9.]*\"/\"Vakwerk 0.0.9\"/' $R/index.html",
          "is van versie 0.0.9, dit programma van ");
}

TEST(a_page_that_comes_over_the_network)
{
    check(*state, "sed -i 's|=.*|=http://127.0.0.1:1/|' " CONF, "ok\tPagina\tkomt van de server");
    check(*state, "sed -i 's|=.*|=http://127.0.0.1:1/|' " CONF, "!!\tServer\tniemand luistert op 127.0.0.1:1");
    check(*state, "sed -i 's|=.*|=https://nergens.invalid/|' " CONF,
          "er is geen computer die nergens.invalid:443 heet");
}

TEST(no_browser)
{
    check_in(*state, "PATH=$DIR/programs:$(dirname $(command -v vakwerk))", "true",
             "!!\tBrowser\tchromium staat niet op deze computer\tsudo apt install chromium\n");
}

TEST(a_browser_that_is_too_old)
{
    check(*state,
          "printf '#!/bin/sh\\necho Chromium 68.0.3440.75\\n' >$DIR/programs/chromium && chmod 755 "
          "$DIR/programs/chromium",
          "!!\tBrowser\tChromium 68.0.3440.75 is te oud; de pagina heeft 69 of nieuwer nodig\t");
}

TEST(nothing_to_draw_on)
{
    check_in(*state, "PATH=$DIR/programs:$(dirname $(command -v vakwerk))", "true",
             "!!\tEromheen\tcage staat niet op deze computer\tsudo apt install cage xwayland\n");
    check_in(
        *state, "PATH=$DIR/programs:$(dirname $(command -v vakwerk))", "ln -s $(command -v cage) $DIR/programs/",
        "!!\tEromheen\tXwayland staat niet op deze computer, en zonder start cage niet\tsudo apt install xwayland\n");
}

TEST(a_service_that_does_not_run)
{
    check(*state, "echo none >$R/active",
          "!!\tDienst\tvakwerk-kiosk draait niet\tsudo systemctl enable --now vakwerk-kiosk; waarom niet: journalctl");
    check(*state, "echo vakwerk-kiosk-off >$R/active", "!!\tDienst\thet scherm is uitgezet, zoals elke avond\t");
    check(*state, "echo vakwerk-kiosk-terminal >$R/active && rm $R/index.html",
          "ok\tDienst\tvakwerk-kiosk-terminal draait");
}

TEST(a_panel_without_a_cable_or_without_a_signal)
{
    check(*state, "echo disconnected >$R/sys/class/drm/card0-HDMI-A-1/status",
          "!!\tBeeldscherm\ter is geen beeldscherm aangesloten, of het heeft geen stroom\t");
    check(*state, "echo Off >$R/sys/class/drm/card0-HDMI-A-1/dpms",
          "!!\tBeeldscherm\thet beeldscherm krijgt geen signaal\t");
}

TEST(a_console_that_goes_dark)
{
    check(*state, "echo 600 >$R/sys/module/kernel/parameters/consoleblank",
          "!!\tConsole\tde console wordt zwart na 600 s zonder toets\tzet consoleblank=0");
}

TEST(a_profile_on_the_disk)
{
    check(*state, "rm $R/run && mkdir -p $R/run/vakwerk-kiosk",
          "/run/vakwerk-kiosk staat op de schijf: die slijt ervan");
}

TEST(nowhere_to_keep_who_the_screen_is)
{
    check(*state, "rm -r " KEPT, "is er niet: het scherm vergeet wie het is als het uitgaat\tsudo systemd-sysusers");
}

/* Of /proc the kernel says that no room is left. */
TEST(a_disk_that_is_full)
{
    check(*state, "rm -r " KEPT " && ln -s /proc " KEPT, "!!\tOpslag\tde schijf is vol\t");
}

TEST(a_clock_that_no_server_sets)
{
    check_in(*state, CLOCK "retval=5", "true", "!!\tKlok\twordt niet gelijkgezet door een tijdserver");
}

TEST(another_time_zone)
{
    check(*state, "cp /usr/share/zoneinfo/America/New_York $R/etc/localtime",
          "!!\tTijdzone\tis niet die van Nederland; het scherm toont Nederlandse tijd, het logboek niet\tsudo "
          "timedatectl");
    check(*state, "rm $R/etc/localtime", "!!\tTijdzone\t");
}

TEST(a_server_that_is_not_there)
{
    check(*state, "sed -i 's|#.*|#broker=ws://127.0.0.1:1|' " CONF, "!!\tServer\tniemand luistert op 127.0.0.1:1\t");
    check(*state, "sed -i 's|#.*|#broker=wss://nergens.invalid|' " CONF,
          "er is geen computer die nergens.invalid:443 heet");
}

TEST(a_port_that_is_no_websocket)
{
    struct shell *shell = *state;
    char change[200];

    snprintf(change, sizeof change, "sed -i 's|#.*|#broker=ws://127.0.0.1:%d|' " CONF, vakwerkd_port(shell->daemon));
    check(shell, change, " laat geen nieuw scherm toe\tis dit de poort van de websocket?");
}

TEST(a_certificate_of_nobody_known)
{
    struct shell *shell = *state;
    uint16_t port = port_free();
    char change[200];

    assert_int_equal(shell_run(shell,
                               "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
                               "-subj /CN=127.0.0.1 -keyout $DIR/tls.key -out $DIR/tls.crt")
                         .code,
                     0);
    pid_t server = shell_start(shell,
                               "openssl s_server -quiet -accept %d -cert $DIR/tls.crt -key $DIR/tls.key"
                               " 2>$DIR/tls.log", /* whoever looks whether it is there breaks off */
                               port);
    int64_t deadline = port_now_ms() + 10000;
    while (!port_answers(port) && port_now_ms() < deadline)
        port_breathe();
    snprintf(change, sizeof change, "sed -i 's|#.*|#broker=wss://127.0.0.1:%d|' " CONF, port);
    check(shell, change, "!!\tVakwerk\thet certificaat van 127.0.0.1:");
    kill(server, SIGTERM);
    shell_wait(server, 10000);
}

TEST(a_daemon_that_does_not_answer)
{
    struct shell *shell = *state;

    assert_int_equal(kill(vakwerkd_pid(shell->daemon), SIGSTOP), 0);
    check(shell, "true", "!!\tVakwerk\tde server is bereikbaar, maar Vakwerk zelf antwoordt niet\t");
    assert_int_equal(kill(vakwerkd_pid(shell->daemon), SIGCONT), 0);
}

TEST(a_page_that_hears_nothing)
{
    check(*state, "touch -d '12 minutes ago' " KEPT "/page/leveldb/*",
          "!!\tHartslag\tde pagina hoorde Vakwerk 12 min geleden voor het laatst\tstaan er cijfers op het scherm?");
    check(*state, "rm -r " KEPT "/page", "!!\tHartslag\tde pagina heeft Vakwerk nog niet gehoord\t");
}

TEST(files_that_are_root_s)
{
    check_in(*state, "strace -f -qq -o /dev/null -P " KEPT "/page/leveldb -e inject=openat:error=EACCES", "true",
             "leveldb mag je niet lezen\tsudo vakwerk doctor --kiosk\n");
}

/* The last one: the places stay taken for ten minutes. */
TEST(too_many_new_screens_of_one_address)
{
    struct shell *shell = *state;

    for (int i = 1; i <= 8; i++)
        shell_run(shell,
                  "mosquitto_pub -V 5 -p %d -u pair -i pair:00000%d -P secret%d -t vakwerk/1/pair/00000%d -m x; true",
                  vakwerkd_port(shell->daemon), i, i, i);
    check(shell, "echo another >$R/etc/machine-id", " laat geen nieuw scherm toe\tis dit de poort van de websocket?");
}

static int leave(void **state)
{
    shell_run((struct shell *)*state, "rm -rf \"$(cat $DIR/root.memory)\"");
    return session_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_well),
        cmocka_unit_test(asking_again_and_again_takes_one_place_of_those_for_new_screens),
        cmocka_unit_test(settings_that_are_not_there),
        cmocka_unit_test(settings_that_do_not_say_where_the_server_is),
        cmocka_unit_test(a_page_that_is_not_there),
        cmocka_unit_test(a_page_that_is_cut_off),
        cmocka_unit_test(a_page_of_another_version),
        cmocka_unit_test(a_page_that_comes_over_the_network),
        cmocka_unit_test(no_browser),
        cmocka_unit_test(a_browser_that_is_too_old),
        cmocka_unit_test(nothing_to_draw_on),
        cmocka_unit_test(a_service_that_does_not_run),
        cmocka_unit_test(a_panel_without_a_cable_or_without_a_signal),
        cmocka_unit_test(a_console_that_goes_dark),
        cmocka_unit_test(a_profile_on_the_disk),
        cmocka_unit_test(nowhere_to_keep_who_the_screen_is),
        cmocka_unit_test(a_disk_that_is_full),
        cmocka_unit_test(a_clock_that_no_server_sets),
        cmocka_unit_test(another_time_zone),
        cmocka_unit_test(a_server_that_is_not_there),
        cmocka_unit_test(a_port_that_is_no_websocket),
        cmocka_unit_test(a_certificate_of_nobody_known),
        cmocka_unit_test(a_daemon_that_does_not_answer),
        cmocka_unit_test(a_page_that_hears_nothing),
        cmocka_unit_test(files_that_are_root_s),
        cmocka_unit_test(too_many_new_screens_of_one_address),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, leave) : broker_missing_code();
}
