/* Numbers for Home Assistant, at a broker of its own: found there by itself, true, without a text, and taken back. */
#include "tests/cli/session.h"
#include "tests/support/broker.h"
#include "tests/support/port.h"

#include <signal.h>
#include <stdio.h>

struct house {
    struct shell shell;
    struct broker *broker; /* Home Assistant's */
};

/* vakwerk may write what it has to, and nothing else. */
static const char acl[] = "user vakwerk\n"
                          "topic write homeassistant/device/vakwerk/config\n"
                          "topic write vakwerk/home/#\n"
                          "user huis\n"
                          "topic read #\n";

static int setup(void **state)
{
    struct house *house = calloc(1, sizeof *house);
    char settings[1024];

    shell_open(&house->shell, NULL);
    shell_file(&house->shell, "acl", acl, 0600);
    assert_int_equal(shell_run(&house->shell,
                               "umask 077; echo geheim >$DIR/key; mosquitto_passwd -c -b $DIR/users vakwerk"
                               " geheim && mosquitto_passwd -b $DIR/users huis thuis")
                         .code,
                     0);
    snprintf(settings, sizeof settings, "password_file %s\nacl_file %s\n",
             tempdir_file(&house->shell.dir, "users").text, tempdir_file(&house->shell.dir, "acl").text);
    house->broker = broker_start(&house->shell.dir, settings);
    *state = house;
    return 0;
}

static int teardown(void **state)
{
    struct house *house = *state;
    bool stopped = broker_stop(house->broker);
    int code = shell_close(&house->shell);

    free(house);
    return stopped && code == 0 ? 0 : -1;
}

static struct ran tell(struct house *house, const char *options)
{
    return shell_run(&house->shell,
                     "vakwerk home-assistant --server mqtt://127.0.0.1:%d --user vakwerk --secret-file $DIR/key %s",
                     broker_port(house->broker), options);
}

/* What Home Assistant reads when it comes: each retained message as its topic and its text. */
static struct ran find(struct house *house, const char *topic, int count)
{
    return shell_run(&house->shell,
                     "mosquitto_sub -p %d -u huis -P thuis -t '%s' --retained-only -C %d -W 5 -F '%%t %%p'",
                     broker_port(house->broker), topic, count);
}

static struct ran state_of(struct house *house, const char *what)
{
    return shell_run(&house->shell,
                     "mosquitto_sub -p %d -u huis -P thuis -t vakwerk/home/state --retained-only -C 1 -W 5 | jq -r %s",
                     broker_port(house->broker), what);
}

TEST(home_assistant_finds_the_device_with_its_three_sensors)
{
    struct house *house = *state;
    struct ran ran = tell(house, "-C 1");

    assert_string_equal(ran.err, "");
    assert_int_equal(ran.code, 0);
    ran = shell_run(
        &house->shell,
        "mosquitto_sub -p %d -u huis -P thuis -t homeassistant/device/vakwerk/config --retained-only -C 1 -W 5"
        " | jq -r '.device.identifiers[0], .origin.name, (.components[] | .platform, .unique_id),"
        " .components.waiting.value_template, .state_topic, .availability_topic'",
        broker_port(house->broker));
    assert_string_equal(ran.out,
                        "vakwerk\nvakwerk\nsensor\nvakwerk_open\nsensor\nvakwerk_waiting\nbinary_sensor\n"
                        "vakwerk_online\n{{ value_json.waiting }}\nvakwerk/home/state\nvakwerk/home/available\n");
}

TEST(the_numbers_are_those_of_the_list_and_no_text_is_among_them)
{
    struct house *house = *state;
    struct shell *shell = &house->shell;

    assert_int_equal(shell_run(shell, "vakwerk ask 'Wie kent de wachtkamer?' -t wacht -y").code, 0);
    assert_int_equal(tell(house, "-C 1").code, 0);
    struct ran open = shell_run(shell, "vakwerk list --open --limit 100 --json=code | jq length");
    struct ran waiting =
        shell_run(shell, "vakwerk list --open --limit 100 --json=posted_at | jq 'map(select((.posted_at |"
                         " sub(\"\\\\+0(?<h>[12]):00$\"; \"Z\") | fromdate) < now - 86400)) | length'");
    assert_int_equal(open.code, 0);
    assert_string_equal(state_of(house, ".open").out, open.out);
    assert_int_equal(waiting.code, 0);
    assert_string_equal(state_of(house, ".waiting").out, waiting.out);
    assert_string_equal(state_of(house, ".online").out, "ON\n");
    struct ran all = find(house, "#", 3);
    assert_non_null(strstr(all.out, "vakwerk/home/available online\n"));
    assert_null(strstr(all.out, "wachtkamer"));
}

TEST(without_vakwerk_it_is_not_there_and_the_numbers_are_unknown)
{
    struct house *house = *state;

    shell_daemon_away(&house->shell);
    struct ran ran = tell(house, "--timeout 2 -C 1");
    shell_daemon_back(&house->shell);
    assert_int_equal(ran.code, 0);
    assert_string_equal(state_of(house, "'.online, .open, .waiting'").out, "OFF\nnull\nnull\n");
}

TEST(a_program_that_ended_leaves_that_it_is_away)
{
    struct house *house = *state;
    pid_t pid = shell_start(&house->shell,
                            "vakwerk home-assistant --server mqtt://127.0.0.1:%d --user vakwerk --secret-file $DIR/key",
                            broker_port(house->broker));
    int64_t deadline = port_now_ms() + 10000;

    while (strstr(state_of(house, ".online").out, "ON") == NULL && port_now_ms() < deadline)
        port_breathe();
    assert_non_null(strstr(find(house, "vakwerk/home/available", 1).out, " online\n"));
    kill(pid, SIGKILL);
    shell_wait(pid, 5000);
    while (strstr(find(house, "vakwerk/home/available", 1).out, " offline\n") == NULL)
        assert_true(port_now_ms() < deadline);
}

TEST(what_is_taken_back_is_gone)
{
    struct house *house = *state;

    assert_int_equal(tell(house, "-C 1").code, 0);
    assert_int_equal(tell(house, "--undo").code, 0);
    struct ran ran = shell_run(&house->shell, "mosquitto_sub -p %d -u huis -P thuis -t '#' --retained-only -W 1 -F %%t",
                               broker_port(house->broker));
    assert_string_equal(ran.out, "");
}

TEST(a_broker_that_refuses_is_told_and_so_is_one_that_is_not_there)
{
    struct house *house = *state;

    assert_int_equal(tell(house, "-C 1 --user iemand").code, 4);
    assert_int_equal(tell(house, "-C 1 --prefix elders").code, 4);
    assert_int_equal(tell(house, "-C 1 --prefix 'a/#'").code, 2);
    assert_int_equal(shell_run(&house->shell, "vakwerk home-assistant --server mqtt://127.0.0.1:1 -C 1").code, 6);
    assert_int_equal(shell_run(&house->shell, "vakwerk home-assistant").code, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(home_assistant_finds_the_device_with_its_three_sensors),
        cmocka_unit_test(the_numbers_are_those_of_the_list_and_no_text_is_among_them),
        cmocka_unit_test(without_vakwerk_it_is_not_there_and_the_numbers_are_unknown),
        cmocka_unit_test(a_program_that_ended_leaves_that_it_is_away),
        cmocka_unit_test(what_is_taken_back_is_gone),
        cmocka_unit_test(a_broker_that_refuses_is_told_and_so_is_one_that_is_not_there),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, setup, teardown) : broker_missing_code();
}
