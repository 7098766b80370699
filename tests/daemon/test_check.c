/* vakwerkd check: each thing that is unsafe, provoked once. */
#include "tests/proto/test.h"

#include "daemon/check.h"
#include "tests/support/tempdir.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct tempdir dir;
static struct instance instance;

static const char safe_broker[] = "listener 1883 127.0.0.1\nlistener 9001 127.0.0.1\nprotocol websockets\n"
                                  "socket_domain ipv4\nplugin /usr/lib/vakwerk/vakwerk_guard.so\n"
                                  "allow_anonymous false\npersistence false\n";

static void write_file(const char *name, const char *text, mode_t mode)
{
    struct temppath path = tempdir_file(&dir, name);
    FILE *file = fopen(path.text, "we");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_int_equal(chmod(path.text, mode), 0);
}

static int make(void **state)
{
    (void)state;
    tempdir_make(&dir);
    snprintf(instance.dir, sizeof instance.dir, "%s", dir.path);
    write_file("vakwerk.conf", "", 0600);
    write_file("daemon.key", "k", 0600);
    write_file("daemon.secret", "s", 0600);
    write_file("vakwerk.db", "d", 0600);
    write_file("access.db", "a", 0640);
    write_file("broker.conf", safe_broker, 0600);
    return 0;
}

static int clean(void **state)
{
    (void)state;
    tempdir_remove(&dir);
    return 0;
}

/* Exactly these findings, as words with a space between. */
static void assert_findings(const char *expected)
{
    char *text = NULL, *rest, *line, found[512] = "";
    size_t length = 0, at = 0;
    FILE *to = open_memstream(&text, &length);
    int count = check_instance(&instance, to), lines = 0;

    fclose(to);
    rest = text;
    while ((line = strsep(&rest, "\n")) != NULL && line[0] != '\0') {
        char name[64] = "";
        assert_int_equal(sscanf(line, "unsafe %63[a-z_]:", name), 1);
        at += (size_t)snprintf(found + at, sizeof found - at, "%s%s", at == 0 ? "" : " ", name);
        lines++;
    }
    assert_int_equal(lines, count);
    assert_string_equal(found, expected);
    free(text);
}

TEST(a_safe_instance_has_no_findings)
{
    assert_findings("");
    unlink(tempdir_file(&dir, "broker.conf").text); /* made at the first `up` */
    unlink(tempdir_file(&dir, "access.db").text);
    assert_findings("");
}

TEST(files_that_others_can_read_are_found)
{
    static const char *const files[] = { "vakwerk.conf", "daemon.key", "daemon.secret", "vakwerk.db" };

    for (size_t i = 0; i < 4; i++) {
        chmod(tempdir_file(&dir, files[i]).text, 0640);
        assert_findings("file_mode");
        chmod(tempdir_file(&dir, files[i]).text, 0600);
    }
    chmod(tempdir_file(&dir, "access.db").text, 0644);
    assert_findings("file_mode");
    chmod(tempdir_file(&dir, "access.db").text, 0640);
    chmod(dir.path, 0750);
    assert_findings("file_mode");
    chmod(dir.path, 02711);
    assert_findings("file_mode");
    chmod(dir.path, 02710); /* the broker's group passes through, and lists nothing */
    assert_findings("");
    chmod(dir.path, 0700);
}

TEST(files_that_are_there_sometimes_are_looked_at_too)
{
    static const char *const files[] = { "vakwerk.db-wal", "vakwerk.db-shm", "demo-credentials.json", "first-login.txt",
                                         "bridges.conf" };

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        write_file(files[i], "x", 0644);
        assert_findings("file_mode");
        chmod(tempdir_file(&dir, files[i]).text, 0600);
    }
    chmod(tempdir_file(&dir, "broker.conf").text, 0640); /* it repeats what bridges.conf has */
    assert_findings("file_mode");
    chmod(tempdir_file(&dir, "broker.conf").text, 0600);
    assert_findings("");
}

TEST(a_file_that_is_missing_is_found)
{
    unlink(tempdir_file(&dir, "daemon.key").text);
    assert_findings("missing_file");
}

TEST(a_file_of_somebody_else_is_found)
{
    if (geteuid() != 0)
        skip(); /* nobody else can give a file away */
    assert_int_equal(chown(tempdir_file(&dir, "daemon.key").text, 65534, 65534), 0);
    assert_findings("file_owner");
}

static const struct {
    const char *text, *findings;
} brokers[] = {
    { "listener 1883 127.0.0.1\n", "no_guard" },
    { "listener 1883\nplugin /x/vakwerk_guard.so\n", "open_listener" },
    { "listener 1883 0.0.0.0\nplugin /x/vakwerk_guard.so\n", "open_listener" },
    { "listener 1883 192.168.1.4\nplugin /x/vakwerk_guard.so\n", "open_listener" },
    { "listener 8883 0.0.0.0\ncertfile /x/cert.pem\nplugin /x/vakwerk_guard.so\n", "" },
    { "listener 8883 0.0.0.0\nlistener 1883 127.0.0.1\ncertfile /x\nplugin /x/vakwerk_guard.so\n", "open_listener" },
    { "listener 9001 127.0.0.1\nprotocol websockets\nplugin /x/vakwerk_guard.so\n", "open_websocket" },
    { "listener 9001 ::1\nplugin /x/vakwerk_guard.so\n", "" },
    { "listener 1883 localhost\nplugin /x/vakwerk_guard.so\nallow_anonymous true\n", "anonymous" },
    { "listener 1883 127.0.0.1\nplugin /x/vakwerk_guard.so\npersistence true\n", "persistence" },
    { "listener 8883\ncertfile /x\ntls_version tlsv1.1\nplugin /x/vakwerk_guard.so\n", "old_tls" },
    { "listener 8883\ncertfile /x\ntls_version tlsv1.2\nplugin /x/vakwerk_guard.so\n", "" },
    { "#plugin /x/vakwerk_guard.so\nlistener 1883 127.0.0.1\n", "no_guard" },
    { "  plugin /x/vakwerk_guard.so\n  listener 1883 0.0.0.0\n", "open_listener" },
    { "", "no_guard" },
};

TEST(each_thing_a_broker_would_let_in_is_found)
{
    for (size_t i = 0; i < sizeof brokers / sizeof brokers[0]; i++) {
        write_file("broker.conf", brokers[i].text, 0600);
        assert_findings(brokers[i].findings);
    }
}

static const struct {
    const char *text, *findings;
} bridges[] = {
    { "connection a\naddress rijnmond.example:8883\n", "open_bridge" },
    { "connection a\naddress rijnmond.example:8883\nbridge_cafile /x\n", "" },
    { "connection a\naddress rijnmond.example:8883\nbridge_capath /x\n", "" },
    { "connection a\naddress 127.0.0.1:1884 10.0.0.4\n", "open_bridge" },
    { "connection a\naddresses localhost.example\n", "open_bridge" },
    { "connection a\naddress localhost:1884\nconnection b\naddress localhost\n", "" },
    { "connection a\naddress b.example\nconnection b\naddress c.example\nbridge_cafile /x\n", "open_bridge" },
    { "connection a\naddress b.example\nbridge_cafile /x\nconnection b\naddress c.example\n", "open_bridge" },
    { "connection a\naddress b.example\n#bridge_cafile /x\n", "open_bridge" },
    { "", "" },
};

TEST(a_bridge_that_leaves_the_machine_without_TLS_is_found)
{
    for (size_t i = 0; i < sizeof bridges / sizeof bridges[0]; i++) {
        write_file("bridges.conf", bridges[i].text, 0600);
        assert_findings(bridges[i].findings);
    }
}

TEST(a_key_of_the_certificate_that_everybody_can_read_is_found)
{
    write_file("key.pem", "x", 0644);
    struct temppath key = tempdir_file(&dir, "key.pem");
    assert_true(strlen(key.text) < sizeof instance.settings.private_key);
    memcpy(instance.settings.private_key, key.text, strlen(key.text) + 1);
    assert_findings("open_key");
    chmod(tempdir_file(&dir, "key.pem").text, 0640);
    assert_findings("");
    instance.settings.private_key[0] = '\0';
}

#define CHECK_TEST(name) cmocka_unit_test_setup_teardown(name, make, clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CHECK_TEST(a_safe_instance_has_no_findings),
        CHECK_TEST(files_that_others_can_read_are_found),
        CHECK_TEST(files_that_are_there_sometimes_are_looked_at_too),
        CHECK_TEST(a_file_that_is_missing_is_found),
        CHECK_TEST(a_file_of_somebody_else_is_found),
        CHECK_TEST(a_key_of_the_certificate_that_everybody_can_read_is_found),
        CHECK_TEST(each_thing_a_broker_would_let_in_is_found),
        CHECK_TEST(a_bridge_that_leaves_the_machine_without_TLS_is_found),
    };

    return TEST_RUN(tests);
}
