/* What `vakwerkd` refuses and with which exit code, the modes of its files, and that it keeps its secrets. */
#include "tests/proto/test.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct office office;

static int enter(void **state)
{
    (void)state;
    office_furnish(&office, NULL);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    return office_close(&office) == VAKWERKD_OK ? 0 : 1;
}

static struct temppath file(const char *name)
{
    return vakwerkd_file(office.daemon, name);
}

/* `up` ends by itself; its code, and what it said. */
static int up(struct vakwerkd_text *said)
{
    return vakwerkd_command(office.daemon, "up", said);
}

static void set_line(const char *line)
{
    FILE *conf = fopen(file("vakwerk.conf").text, "a");

    assert_non_null(conf);
    fprintf(conf, "%s\n", line);
    fclose(conf);
}

static int count_lines(const char *path)
{
    FILE *from = fopen(path, "r");
    int lines = 0, byte;

    assert_non_null(from);
    while ((byte = fgetc(from)) != EOF)
        lines += byte == '\n';
    fclose(from);
    return lines;
}

/* ---- exit codes ---- */

TEST(a_folder_that_holds_an_instance_is_left_alone)
{
    struct vakwerkd_text said;
    struct stat before, after;

    assert_int_equal(stat(file("vakwerk.db").text, &before), 0);
    assert_int_equal(vakwerkd_command(office.daemon, "init", &said), VAKWERKD_NO_INSTANCE);
    assert_non_null(strstr(said.text, "holds an instance already"));
    assert_int_equal(stat(file("vakwerk.db").text, &after), 0);
    assert_true(before.st_mtime == after.st_mtime && before.st_ino == after.st_ino);
}

TEST(a_folder_without_an_instance_is_named)
{
    unlink(file("vakwerk.conf").text);
    assert_int_equal(up(NULL), VAKWERKD_NO_INSTANCE);
}

TEST(a_wrong_line_of_the_settings_is_named_with_its_number)
{
    struct vakwerkd_text said;
    char wanted[400];
    struct temppath conf = file("vakwerk.conf");

    set_line("[broker]\nport = zestien");
    snprintf(wanted, sizeof wanted, "%s, line %d: [broker] port must be a whole number", conf.text,
             count_lines(conf.text));
    assert_int_equal(up(&said), VAKWERKD_SETTINGS);
    assert_non_null(strstr(said.text, wanted));
    assert_int_equal(vakwerkd_command(office.daemon, "check", &said), VAKWERKD_SETTINGS);
}

TEST(an_unknown_setting_is_named)
{
    struct vakwerkd_text said;

    set_line("[broker]\nkleur = rood");
    assert_int_equal(up(&said), VAKWERKD_SETTINGS);
    assert_non_null(strstr(said.text, "kleur"));
}

TEST(a_port_in_use_is_named)
{
    const uint16_t ports[] = { vakwerkd_port(office.daemon), vakwerkd_ws_port(office.daemon) };
    struct vakwerkd_text said;
    char wanted[64];

    for (size_t i = 0; i < 2; i++) {
        int fd = port_listen(ports[i]);
        assert_int_not_equal(fd, -1);
        snprintf(wanted, sizeof wanted, "port %u is in use", (unsigned)ports[i]);
        assert_int_equal(up(&said), VAKWERKD_PORT);
        assert_non_null(strstr(said.text, wanted));
        close(fd);
    }
    vakwerkd_up(office.daemon);
}

TEST(the_same_instance_runs_only_once)
{
    vakwerkd_up(office.daemon);
    struct peer *sanne = office_member(&office, "s.dewit");
    assert_int_equal(up(NULL), VAKWERKD_RUNS_ALREADY);
    assert_int_equal(vakwerkd_command(office.daemon, "run", NULL), VAKWERKD_RUNS_ALREADY);
    office_ask(sanne, "wacht", "Draait het nog?");
}

TEST(without_a_broker_program_it_says_so)
{
    struct vakwerkd_text said;

    set_line("[broker]\nmosquitto = /nergens/mosquitto");
    assert_int_equal(up(&said), VAKWERKD_BROKER);
    assert_non_null(strstr(said.text, "mosquitto"));
}

TEST(a_broker_that_does_not_start_is_named)
{
    struct vakwerkd_text said;

    set_line("[broker]\nmosquitto = /bin/false");
    assert_int_equal(up(&said), VAKWERKD_BROKER);
    assert_non_null(strstr(said.text, "broker"));
}

/* By whoever needs memory, such as the kernel. */
TEST(a_broker_that_is_killed_while_it_starts_is_started_again)
{
    struct temppath script = file("killed-once");
    char setting[sizeof script.text + 32];
    FILE *to = fopen(script.text, "w");

    assert_non_null(to);
    fprintf(to, "#!/bin/sh\n[ -e %s.done ] || { : >%s.done; kill -9 $$; }\nexec /usr/sbin/mosquitto \"$@\"\n",
            script.text, script.text);
    fclose(to);
    chmod(script.text, 0700);
    snprintf(setting, sizeof setting, "[broker]\nmosquitto = %s", script.text);
    set_line(setting);
    vakwerkd_up(office.daemon);
    office_ask(office_member(&office, "s.dewit"), "wacht", "Draait het toch?");
}

/* Text over the first page, and elsewhere over the pages in the middle. */
static void damage(long at)
{
    FILE *db = fopen(file("vakwerk.db").text, "r+b");

    assert_non_null(db);
    fseek(db, at, SEEK_SET);
    for (int i = 0; i < 2000; i++)
        fputs("kapot", db);
    fclose(db);
}

TEST(a_damaged_database_is_not_served)
{
    damage(0);
    assert_int_equal(up(NULL), VAKWERKD_DAMAGED);
}

TEST(damage_in_the_middle_is_not_served)
{
    damage(64 * 1024);
    assert_int_equal(up(NULL), VAKWERKD_DAMAGED);
}

static void run_sql(const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(file("vakwerk.db").text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

TEST(a_database_of_a_later_version_is_left_alone)
{
    run_sql("PRAGMA user_version = 1000");
    assert_int_equal(up(NULL), VAKWERKD_TOO_NEW);
    assert_int_equal(office_number(&office, "PRAGMA user_version"), 1000);
}

/* ---- files ---- */

TEST(a_key_that_others_may_read_is_unsafe)
{
    static const char *const files[] = { "daemon.key", "daemon.secret", "vakwerk.db", "vakwerk.conf" };
    struct vakwerkd_text said;

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        assert_int_equal(chmod(file(files[i]).text, 0640), 0);
        assert_int_equal(vakwerkd_command(office.daemon, "check", &said), VAKWERKD_UNSAFE);
        assert_non_null(strstr(said.text, files[i]));
        assert_int_equal(up(&said), VAKWERKD_UNSAFE);
        assert_non_null(strstr(said.text, files[i]));
        assert_int_equal(chmod(file(files[i]).text, 0600), 0);
    }
    assert_int_equal(vakwerkd_command(office.daemon, "check", NULL), VAKWERKD_OK);
    assert_int_equal(chmod(vakwerkd_dir(office.daemon), 0750), 0);
    assert_int_equal(vakwerkd_command(office.daemon, "check", NULL), VAKWERKD_UNSAFE);
    assert_int_equal(chmod(vakwerkd_dir(office.daemon), 0700), 0);
}

static void assert_own(const char *path, mode_t wanted)
{
    struct stat info;

    assert_int_equal(lstat(path, &info), 0);
    if ((info.st_mode & 07777) != wanted)
        fail_msg("%s has mode %04o", path, (unsigned)info.st_mode & 07777);
}

static void assert_all_own(void)
{
    DIR *dir = opendir(vakwerkd_dir(office.daemon));
    const struct dirent *entry;

    assert_non_null(dir);
    assert_own(vakwerkd_dir(office.daemon), 0700);
    while ((entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.')
            assert_own(file(entry->d_name).text, 0600);
    closedir(dir);
}

TEST(every_file_is_its_owners_alone)
{
    assert_all_own();
    vakwerkd_up(office.daemon);
    office_ask(office_member(&office, "s.dewit"), "wacht", "Wie mag dit lezen?");
    assert_all_own();
    assert_int_equal(vakwerkd_command(office.daemon, "check", NULL), VAKWERKD_OK);
}

/* ---- secrets ---- */

static bool has(const char *path, const char *text)
{
    static char whole[1 << 20];
    FILE *from = fopen(path, "rb");
    size_t len = from == NULL ? 0 : fread(whole, 1, sizeof whole, from);

    if (from != NULL)
        fclose(from);
    return memmem(whole, len, text, strlen(text)) != NULL;
}

static void assert_not_shown(pid_t pid, const char *secret)
{
    static const char *const places[] = { "cmdline", "environ" };
    char path[64];

    assert_true(pid > 0);
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, places[i]);
        assert_false(has(path, secret));
    }
}

TEST(no_secret_is_in_arguments_environment_log_or_database)
{
    char own[64] = "";
    FILE *from = fopen(file("daemon.secret").text, "r");

    assert_true(from != NULL && fgets(own, sizeof own, from) != NULL && strlen(own) > 20);
    fclose(from);
    vakwerkd_up(office.daemon);
    struct peer_login login = office_login(&office, "s.dewit");
    struct peer *sanne = office_member(&office, "s.dewit"), *beheer = office_member(&office, "beheer");
    office_ask(sanne, "wacht", "Deze tekst hoort in geen logboek?");
    json_t *code = peer_call(beheer, "member-reset", json_pack("{s:s}", "member", "t.vermeer"));
    assert_accepted(code);
    const char *const secrets[] = { own, login.secret, office_text(code, "one_time_code") };
    struct temppath log = tempdir_file(&office.dir, "vakwerkd.log");
    for (size_t i = 0; i < 3; i++) {
        assert_not_shown(vakwerkd_pid(office.daemon), secrets[i]);
        assert_not_shown(vakwerkd_broker_pid(office.daemon), secrets[i]);
        assert_false(has(log.text, secrets[i]));
        assert_false(has(file("broker.conf").text, secrets[i]));
        assert_false(has(file("vakwerk.db").text, secrets[i]));
        assert_false(has(file("vakwerk.db-wal").text, secrets[i]));
        assert_false(has(file("access.db").text, secrets[i]));
    }
    assert_false(has(log.text, "Deze tekst hoort"));
    assert_false(has(log.text, "dewit"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_folder_that_holds_an_instance_is_left_alone, enter, leave),
        cmocka_unit_test_setup_teardown(a_folder_without_an_instance_is_named, enter, leave),
        cmocka_unit_test_setup_teardown(a_wrong_line_of_the_settings_is_named_with_its_number, enter, leave),
        cmocka_unit_test_setup_teardown(an_unknown_setting_is_named, enter, leave),
        cmocka_unit_test_setup_teardown(a_port_in_use_is_named, enter, leave),
        cmocka_unit_test_setup_teardown(the_same_instance_runs_only_once, enter, leave),
        cmocka_unit_test_setup_teardown(without_a_broker_program_it_says_so, enter, leave),
        cmocka_unit_test_setup_teardown(a_broker_that_does_not_start_is_named, enter, leave),
        cmocka_unit_test_setup_teardown(a_broker_that_is_killed_while_it_starts_is_started_again, enter, leave),
        cmocka_unit_test_setup_teardown(a_damaged_database_is_not_served, enter, leave),
        cmocka_unit_test_setup_teardown(damage_in_the_middle_is_not_served, enter, leave),
        cmocka_unit_test_setup_teardown(a_database_of_a_later_version_is_left_alone, enter, leave),
        cmocka_unit_test_setup_teardown(a_key_that_others_may_read_is_unsafe, enter, leave),
        cmocka_unit_test_setup_teardown(every_file_is_its_owners_alone, enter, leave),
        cmocka_unit_test_setup_teardown(no_secret_is_in_arguments_environment_log_or_database, enter, leave),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
