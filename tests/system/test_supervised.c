/* Under a service manager: what it is told, when the writer hangs, and a broker of another user beside the daemon. */
#include "tests/proto/test.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define STATE V "state"

enum { WATCH_MS = 1000, SAID_MAX = 256, MANAGER_MS = 5000 };

static struct office office;

/* The manager: its socket, and how often each thing was said. */
struct manager {
    int fd;
    int ready, stopping, watchdog;
    int64_t watchdog_at;
};

static struct manager manager;

static int enter(void **state)
{
    (void)state;
    office_furnish(&office, NULL);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    if (manager.fd > 0)
        close(manager.fd);
    manager = (struct manager){ .fd = 0 };
    return office_close(&office) == VAKWERKD_OK ? 0 : 1;
}

/* ---- the manager ---- */

/* name: a path, or one that begins with @. */
static void hire_manager(const char *name)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t length = strlen(name);

    manager = (struct manager){ .fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0) };
    assert_true(length < sizeof address.sun_path);
    memcpy(address.sun_path, name, length);
    if (name[0] == '@')
        address.sun_path[0] = '\0';
    assert_int_equal(bind(manager.fd, (const struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)),
                     0);
    setenv("NOTIFY_SOCKET", name, 1);
}

static void ask_for_watchdog(const char *pid)
{
    char microseconds[32];

    snprintf(microseconds, sizeof microseconds, "%d", WATCH_MS * 1000);
    setenv("WATCHDOG_USEC", microseconds, 1);
    if (pid != NULL)
        setenv("WATCHDOG_PID", pid, 1);
}

static void listen_once(void)
{
    char said[SAID_MAX];
    ssize_t length;

    while ((length = recv(manager.fd, said, sizeof said - 1, 0)) > 0) {
        said[length] = '\0';
        manager.ready += strcmp(said, "READY=1") == 0;
        manager.stopping += strcmp(said, "STOPPING=1") == 0;
        if (strcmp(said, "WATCHDOG=1") == 0) {
            manager.watchdog++;
            manager.watchdog_at = port_now_ms();
        }
    }
}

/* Waits until a count is reached. */
static bool hears(const int *count, int wanted)
{
    int64_t deadline = port_now_ms() + MANAGER_MS;

    for (;;) {
        listen_once();
        if (*count >= wanted)
            return true;
        if (port_now_ms() > deadline)
            return false;
        port_breathe();
    }
}

/* ---- what it is told ---- */

TEST(the_manager_hears_ready_once_and_stopping_once)
{
    hire_manager(tempdir_file(&office.dir, "manager").text);
    vakwerkd_up(office.daemon);
    assert_true(hears(&manager.ready, 1));
    assert_accepted(peer_call(office_member(&office, "s.dewit"), "me", NULL));
    assert_int_equal(manager.stopping, 0);
    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    assert_true(hears(&manager.stopping, 1));
    assert_int_equal(manager.ready, 1); /* the broker, which would say it too, was not given the socket */
    assert_int_equal(manager.stopping, 1);
    assert_int_equal(manager.watchdog, 0); /* it was not asked for */
}

TEST(a_manager_may_listen_on_no_disk)
{
    char name[64];

    snprintf(name, sizeof name, "@vakwerk-test-%d", (int)getpid());
    hire_manager(name);
    vakwerkd_up(office.daemon);
    assert_true(hears(&manager.ready, 1));
}

TEST(before_it_is_ready_the_manager_hears_nothing)
{
    hire_manager(tempdir_file(&office.dir, "manager").text);
    vakwerkd_begin(office.daemon, "run");                                     /* there is no broker */
    while (access(vakwerkd_file(office.daemon, "search.db").text, F_OK) != 0) /* by then its threads are there */
        assert_int_equal(vakwerkd_wait(office.daemon, 20), VAKWERKD_RUNS);
    listen_once();
    assert_int_equal(manager.ready, 0);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
}

TEST(another_process_is_not_watched)
{
    hire_manager(tempdir_file(&office.dir, "manager").text);
    ask_for_watchdog("1");
    vakwerkd_up(office.daemon);
    assert_true(hears(&manager.ready, 1));
    struct peer *sanne = office_member(&office, "s.dewit");
    for (int64_t until = port_now_ms() + WATCH_MS; port_now_ms() < until;) /* as long as the watch would last */
        assert_accepted(peer_call(sanne, "me", NULL));
    listen_once();
    assert_int_equal(manager.watchdog, 0);
}

/* ---- the watchdog ---- */

static sqlite3 *hold_the_database(void)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(vakwerkd_file(office.daemon, "vakwerk.db").text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    return db;
}

/* The writer hangs while the main thread, the reader and the broker's library go on. */
TEST(the_watchdog_hears_of_a_writer_that_moves_and_not_of_one_that_hangs)
{
    struct peer_id id = peer_new_id();

    hire_manager(tempdir_file(&office.dir, "manager").text);
    ask_for_watchdog(NULL);
    vakwerkd_up(office.daemon);
    struct peer *sanne = office_member(&office, "s.dewit"), *kubra = office_member(&office, "k.yilmaz");
    assert_true(hears(&manager.watchdog, 4)); /* with nothing to do */
    sqlite3 *held = hold_the_database();
    peer_send(sanne, "theme/wacht/ask", &id, json_pack("{s:s}", "title", "Wie houdt de deur dicht?"));
    int64_t until = port_now_ms() + 2 * WATCH_MS + WATCH_MS / 2;
    while (port_now_ms() < until) {
        listen_once();
        assert_accepted(peer_call(kubra, "me", NULL)); /* the others go on */
        peer_work(sanne, 1);
    }
    assert_true(port_now_ms() - manager.watchdog_at > WATCH_MS); /* it would have been started again */
    assert_true(vakwerkd_log_count(office.daemon, "writer_still") > 0);
    int before = manager.watchdog;
    sqlite3_close(held);
    assert_accepted(peer_reply(sanne, &id, PEER_ANSWER_MS));
    assert_true(hears(&manager.watchdog, before + 2));
}

/* ---- the broker of another user ---- */

static bool give_folder_to_broker(void)
{
    const struct passwd *broker = getpwnam("mosquitto");

    if (broker == NULL || geteuid() != 0)
        return false;
    assert_int_equal(chmod(office.dir.path, 0711), 0);
    assert_int_equal(chown(vakwerkd_dir(office.daemon), (uid_t)-1, broker->pw_gid), 0);
    assert_int_equal(chmod(vakwerkd_dir(office.daemon), 02710), 0);
    return true;
}

/* Whether the broker's user can read a file of the instance. */
static bool broker_reads(const char *name)
{
    const struct passwd *broker = getpwnam("mosquitto");
    struct temppath path = vakwerkd_file(office.daemon, name);

    assert_int_equal(setegid(broker->pw_gid), 0);
    assert_int_equal(setgroups(0, NULL), 0);
    assert_int_equal(seteuid(broker->pw_uid), 0);
    int fd = open(path.text, O_RDONLY | O_CLOEXEC);
    assert_int_equal(seteuid(0), 0);
    assert_int_equal(setegid(0), 0);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

TEST(a_broker_of_another_user_reads_who_may_what_and_no_text)
{
    static const char *const closed[] = { "vakwerk.db",   "vakwerk.db-wal",       "search.db",
                                          "daemon.key",   "daemon.secret",        "",
                                          "vakwerk.conf", "demo-credentials.json" };

    if (!give_folder_to_broker()) {
        print_message("skipped: only root can give the folder to the user mosquitto\n");
        skip();
    }
    unlink(vakwerkd_file(office.daemon, "access.db").text); /* it is made in the folder as it is now */
    vakwerkd_up(office.daemon);
    office_ask(office_member(&office, "s.dewit"), "wacht", "Wie mag dit lezen?");
    assert_int_equal(vakwerkd_command(office.daemon, "check", NULL), VAKWERKD_OK);
    assert_true(broker_reads("access.db"));
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
        if (broker_reads(closed[i]))
            fail_msg("the broker reads %s", closed[i]);
}

static mode_t folder_after_init(mode_t before)
{
    struct stat info;

    unlink(vakwerkd_file(office.daemon, "vakwerk.conf").text); /* then it is no instance */
    assert_int_equal(chmod(vakwerkd_dir(office.daemon), before), 0);
    assert_int_equal(vakwerkd_command(office.daemon, "init", NULL), VAKWERKD_OK);
    assert_int_equal(stat(vakwerkd_dir(office.daemon), &info), 0);
    return info.st_mode & 07777;
}

TEST(a_folder_is_closed_but_for_the_brokers_group_to_pass)
{
    assert_int_equal(folder_after_init(0755), 0700);
    assert_int_equal(folder_after_init(02710), 02710);
    assert_int_equal(folder_after_init(02750), 0700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_manager_hears_ready_once_and_stopping_once, enter, leave),
        cmocka_unit_test_setup_teardown(a_manager_may_listen_on_no_disk, enter, leave),
        cmocka_unit_test_setup_teardown(before_it_is_ready_the_manager_hears_nothing, enter, leave),
        cmocka_unit_test_setup_teardown(another_process_is_not_watched, enter, leave),
        cmocka_unit_test_setup_teardown(the_watchdog_hears_of_a_writer_that_moves_and_not_of_one_that_hangs, enter,
                                        leave),
        cmocka_unit_test_setup_teardown(a_broker_of_another_user_reads_who_may_what_and_no_text, enter, leave),
        cmocka_unit_test_setup_teardown(a_folder_is_closed_but_for_the_brokers_group_to_pass, enter, leave),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
