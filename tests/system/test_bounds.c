/*
 * Where the daemon's bounds are, what is said there, what goes on beyond them; and the numbers that tell of it before.
 */
#include "tests/proto/test.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASK     "theme/wacht/ask"
#define METRICS V "metrics"
#define DISK    "size=48m,mode=0700"

enum { ASKS_MAX = 6000, AGAIN_MS = 5000, BALLAST_MB = 40, REST_KB = 16 * 1024 };

static struct office office;
static struct tempdir outer; /* holds the mount; "" without one */

static void furnish(const char *settings)
{
    office_furnish(&office, NULL);
    FILE *conf = fopen(vakwerkd_file(office.daemon, "vakwerk.conf").text, "a");
    assert_non_null(conf);
    fputs(settings, conf);
    fclose(conf);
    vakwerkd_up(office.daemon);
}

static int leave(void **state)
{
    (void)state;
    bool clean = office_close(&office) == VAKWERKD_OK;
    if (outer.path[0] != '\0') {
        umount2(outer.path, MNT_DETACH);
        rmdir(outer.path);
        unsetenv("TMPDIR");
        outer.path[0] = '\0';
    }
    return clean ? 0 : 1;
}

static json_t *ask(struct peer *peer, int number)
{
    char title[64], text[1900];

    snprintf(title, sizeof title, "Past vraag %d er nog bij?", number);
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    return peer_call(peer, ASK, json_pack("{s:s, s:s}", "title", title, "text", text));
}

static bool is_ok(const json_t *reply)
{
    return json_is_true(json_object_get(reply, "ok"));
}

/* What takes away goes on, and so does reading and managing. */
static void assert_the_rest_goes_on(struct peer *sanne, const char *code)
{
    struct peer *beheer = office_member(&office, "beheer");

    assert_accepted(peer_call(sanne, "list", NULL));
    assert_accepted(peer_call(sanne, "show", json_pack("{s:s}", "code", code)));
    assert_accepted(peer_call(beheer, "member-disable", json_pack("{s:s}", "member", "t.vermeer")));
    assert_accepted(peer_call(sanne, "retract", json_pack("{s:s}", "code", code)));
}

/* ---- the database ---- */

TEST(a_database_at_its_bound_refuses_posts_and_lets_the_rest_go_on)
{
    json_t *reply = NULL;
    int accepted = 0;

    furnish("[disk]\ndatabase_max_mb = 8\n");
    struct peer *sanne = office_member(&office, "s.dewit");
    json_t *first = office_ask(sanne, "wacht", "Deze gaat er straks weer uit?");
    do
        reply = ask(sanne, accepted++);
    while (is_ok(reply) && accepted < ASKS_MAX);
    print_message("%d were taken before the bound\n", accepted);
    assert_refused(reply, "storage");
    assert_true(json_is_true(json_object_get(reply, "retry")));
    struct stat file;
    assert_int_equal(stat(vakwerkd_file(office.daemon, "vakwerk.db").text, &file), 0);
    assert_true(file.st_size <= 8 * 1024 * 1024);
    assert_int_equal(vakwerkd_log_count(office.daemon, "error room_full "), 1);
    assert_the_rest_goes_on(sanne, office_text(first, "code"));
    assert_int_equal(vakwerkd_log_count(office.daemon, "batch_refused"),
                     0); /* it was seen before SQLite had to say so */
}

/* ---- the disk ---- */

static bool move_to_small_disk(void)
{
    tempdir_make(&outer);
    if (geteuid() != 0 || mount("tmpfs", outer.path, "tmpfs", 0, DISK) != 0) {
        rmdir(outer.path);
        outer.path[0] = '\0';
        return false;
    }
    setenv("TMPDIR", outer.path, 1);
    return true;
}

static void lay_ballast(void)
{
    static const char zeros[1024 * 1024];
    FILE *ballast = fopen(tempdir_file(&office.dir, "ballast").text, "w");

    assert_non_null(ballast);
    for (int i = 0; i < BALLAST_MB; i++)
        if (fwrite(zeros, 1, sizeof zeros, ballast) != sizeof zeros)
            break;
    fclose(ballast);
}

static bool is_refused_soon(struct peer *peer)
{
    int64_t deadline = port_now_ms() + AGAIN_MS;
    int number = 0;

    while (is_ok(ask(peer, number++)))
        if (port_now_ms() > deadline)
            return false;
    return true;
}

TEST(before_the_disk_is_full_posts_are_refused_and_what_takes_away_has_room)
{
    if (!move_to_small_disk()) {
        furnish("");
        print_message("skipped: a small disk can only be mounted by root\n");
        skip();
    }
    furnish("[disk]\nkeep_free_mb = 20\n");
    struct peer *sanne = office_member(&office, "s.dewit");
    json_t *first = office_ask(sanne, "wacht", "Deze gaat er straks weer uit?");
    lay_ballast();
    assert_true(is_refused_soon(sanne));
    json_t *reply = ask(sanne, ASKS_MAX);
    assert_refused(reply, "storage");
    assert_the_rest_goes_on(sanne, office_text(first, "code"));
    assert_int_equal(unlink(tempdir_file(&office.dir, "ballast").text), 0);
    int64_t deadline = port_now_ms() + AGAIN_MS;
    while (!is_ok(reply) && port_now_ms() < deadline)
        reply = ask(sanne, ASKS_MAX);
    assert_accepted(reply);
    assert_int_equal(vakwerkd_log_count(office.daemon, "info room_again "), 1);
}

/* ---- the numbers ---- */

static bool has_metrics(const struct peer *peer, const void *context)
{
    (void)context;
    return peer_last(peer, METRICS) != NULL;
}

/* Asked for again when new numbers came just after those that were kept. */
static const struct peer_message *retained_metrics(struct peer *peer)
{
    const struct peer_message *last = NULL;

    for (int i = 0; i < 5 && (last == NULL || !last->retain); i++) {
        peer_forget(peer);
        assert_int_equal(peer_subscribe(peer, METRICS), 1);
        assert_true(peer_until(peer, has_metrics, NULL, OFFICE_SOON_MS));
        last = peer_last(peer, METRICS);
    }
    return last;
}

TEST(a_member_reads_how_the_daemon_fares_and_a_screen_does_not)
{
    furnish("");
    struct peer *sanne = office_member(&office, "s.dewit"), *screen = office_screen(&office, "delft-1");
    const struct peer_message *last = retained_metrics(sanne);
    assert_true(last->retain);
    assert_int_equal(office_int(last->json, "birth"), 1);
    assert_int_equal(office_int(last->json, "connected"), 1);
    assert_int_equal(office_int(last->json, "seq"), office_number(&office, "SELECT max(seq) FROM event"));
    assert_true(office_int(last->json, "database_bytes") > 100000);
    assert_true(office_int(last->json, "disk_free_bytes") > 100000);
    assert_int_equal(office_int(last->json, "database_max_bytes"), INT64_C(4096) * 1024 * 1024);
    assert_true(peer_subscribe(screen, METRICS) >= 128);
}

/* The value of a metric in the file; -1 when it is not there. */
static int64_t metric(const char *path, const char *name)
{
    FILE *file = fopen(path, "r");
    char line[256];
    long long value = -1;

    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ' ')
            value = strtoll(line + strlen(name), NULL, 10);
    if (file != NULL)
        fclose(file);
    return value;
}

/* Each name is described once, before its values, as the format demands. */
static void assert_well_formed(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[256], name[128] = "", type[32];
    int values = 0;

    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        char described[128];
        if (sscanf(line, "# TYPE %127s %31s", described, type) == 2) {
            assert_string_not_equal(described, name);
            snprintf(name, sizeof name, "%s", described);
            assert_true(strcmp(type, "counter") == 0 || strcmp(type, "gauge") == 0);
        } else if (line[0] != '#') {
            assert_int_equal(strncmp(line, name, strlen(name)), 0);
            values++;
        }
    }
    fclose(file);
    assert_true(values > 10);
}

TEST(the_same_numbers_stand_in_a_file_for_node_exporter)
{
    struct tempdir exporter;
    char setting[400];

    tempdir_make(&exporter);
    struct temppath path = tempdir_file(&exporter, "vakwerk.prom");
    snprintf(setting, sizeof setting, "[metrics]\nfile = %s\n", path.text);
    furnish(setting);
    struct stat info;
    assert_int_equal(stat(path.text, &info), 0); /* there when it is ready */
    assert_int_equal(info.st_mode & 0777, 0644);
    assert_well_formed(path.text);
    assert_int_equal(metric(path.text, "vakwerk_starts"), 1);
    assert_true(metric(path.text, "vakwerk_memory_bytes") > 1000000);
    assert_true(metric(path.text, "vakwerk_requests_total{result=\"accepted\"}") >= 0);
    tempdir_remove(&exporter);
}

/* ---- memory ---- */

static int resident_kb(pid_t pid)
{
    char path[64], line[256];
    int kb = 0;

    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL && sscanf(line, "VmRSS: %d kB", &kb) != 1)
        continue;
    fclose(file);
    return kb;
}

TEST(at_rest_the_daemon_holds_less_than_sixteen_mebibytes)
{
    int kb = REST_KB;

    furnish("");
    for (int64_t until = port_now_ms() + OFFICE_SOON_MS; kb >= REST_KB && port_now_ms() < until; port_breathe())
        kb = resident_kb(vakwerkd_pid(office.daemon));
    print_message("%d KiB\n", kb);
    assert_in_range(kb, 1, REST_KB - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_database_at_its_bound_refuses_posts_and_lets_the_rest_go_on, leave),
        cmocka_unit_test_teardown(before_the_disk_is_full_posts_are_refused_and_what_takes_away_has_room, leave),
        cmocka_unit_test_teardown(a_member_reads_how_the_daemon_fares_and_a_screen_does_not, leave),
        cmocka_unit_test_teardown(at_rest_the_daemon_holds_less_than_sixteen_mebibytes, leave),
        cmocka_unit_test_teardown(the_same_numbers_stand_in_a_file_for_node_exporter, leave),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
