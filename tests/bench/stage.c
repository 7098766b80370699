#include "tests/bench/stage.h"

#include "daemon/store/seal.h"
#include "proto/topic.h"
#include "tests/bench/numbers.h"
#include "tests/support/port.h"

#include <jansson.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READY_MS = 60000, NUMBER_MAX = 24, INDEX_IDLE_NS = 100000000 };

static bool complain(const struct stage *stage, const char *what)
{
    char line[512];
    FILE *log = fopen(stage->log.text, "r");

    fprintf(stderr, "bench: %s\n", what);
    while (log != NULL && fgets(line, sizeof line, log) != NULL)
        fputs(line, stderr);
    if (log != NULL)
        fclose(log);
    return false;
}

static struct temppath file_of(const struct stage *stage, const char *name)
{
    struct temppath path;

    snprintf(path.text, sizeof path.text, "%.250s/%.60s", stage->instance.text, name);
    return path;
}

static bool copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "r"), *out = fopen(to, "w");
    char bytes[4096];
    size_t count;
    bool ok = in != NULL && out != NULL;

    while (ok && (count = fread(bytes, 1, sizeof bytes, in)) > 0)
        ok = fwrite(bytes, 1, count, out) == count;
    if (in != NULL)
        fclose(in);
    if (out != NULL)
        ok &= fclose(out) == 0;
    return ok;
}

/* ---- the instance ---- */

#define DEVICES_EACH  25 /* of one member; more than a member may have would be refused */
#define TEXT(number)  #number
#define VALUE(number) TEXT(number)

/*
 * Members with many devices, for crowds: all like the first member of the demo who is no administrator, with that
 * one's secret.
 */
static bool add_devices(const struct stage *stage)
{
    char sql[1024];
    sqlite3 *db = NULL;

    snprintf(sql, sizeof sql,
             "CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
             " SELECT i FROM n; CREATE TEMP TABLE crowd AS SELECT m.*, n.i FROM member m, n WHERE m.name = '%s';"
             " UPDATE crowd SET id = NULL, name = 'crowd-' || i, digest_due = NULL, token = NULL; ALTER TABLE crowd "
             "DROP COLUMN i;"
             " INSERT INTO member SELECT * FROM crowd; INSERT INTO device (member, name, hash, added_at) SELECT m.id,"
             " 'device-' || n.i, d.hash, d.added_at FROM member m, n, device d JOIN member o ON o.id = d.member WHERE"
             " o.name = '%s' AND m.name LIKE 'crowd-%%' AND n.i < " VALUE(DEVICES_EACH),
             STAGE_DEVICES / DEVICES_EACH - 1, stage->members[1].user, stage->members[1].user);
    bool ok = seal_install() == SQLITE_OK && sqlite3_open(file_of(stage, "vakwerk.db").text, &db) == SQLITE_OK &&
              sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
    if (!ok)
        fprintf(stderr, "bench: no crowd: %s\n", sqlite3_errmsg(db));
    sqlite3_close(db);
    return ok;
}

struct link_login stage_device(const struct stage *stage, int number)
{
    struct link_login login = stage->members[1];

    snprintf(login.user, sizeof login.user, "crowd-%d", number / DEVICES_EACH);
    snprintf(login.device, sizeof login.device, "device-%d", number % DEVICES_EACH);
    return login;
}

/* Which rights there are counts on, so that the guard is told of them at the start. */
static bool insert_screens(const struct stage *stage, int count)
{
    char sql[512];
    sqlite3 *db = NULL;

    snprintf(
        sql, sizeof sql,
        "INSERT INTO kiosk (name, team, room, device, hash) WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1"
        " FROM n WHERE i < %d) SELECT 'screen-' || n.i, k.team, k.room, k.device, k.hash FROM kiosk k, n WHERE"
        " k.name = '%s'; UPDATE number SET value = value + 1 WHERE name = 'rights'",
        count - 1, stage->kiosk.user);
    bool ok = seal_install() == SQLITE_OK && sqlite3_open(file_of(stage, "vakwerk.db").text, &db) == SQLITE_OK &&
              sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
    if (!ok)
        fprintf(stderr, "bench: no screens: %s\n", sqlite3_errmsg(db));
    sqlite3_close(db);
    return ok;
}

bool stage_add_screens(struct stage *stage, int count)
{
    return stage_stop_daemon(stage) && insert_screens(stage, count) && stage_start_daemon(stage) >= 0;
}

struct link_login stage_screen(const struct stage *stage, int number)
{
    struct link_login login = stage->kiosk;

    snprintf(login.user, sizeof login.user, "screen-%d", number);
    return login;
}

static bool make_instance(struct stage *stage)
{
    char port[NUMBER_MAX], ws_port[NUMBER_MAX];
    uint16_t other = port_free();
    struct process init;

    stage->port = port_free();
    snprintf(port, sizeof port, "%u", (unsigned)stage->port);
    snprintf(ws_port, sizeof ws_port, "%u", (unsigned)other);
    const char *const argv[] = { BENCH_DAEMON, "init", stage->instance.text, "--demo", "--port", port, "--ws-port",
                                 ws_port,      NULL };
    return process_start(&init, argv, stage->log.text) && process_wait(&init);
}

/* What the daemon makes from the database again goes as well. */
bool stage_begin_anew(const struct stage *stage)
{
    static const char *const made[] = { "vakwerk.db-wal", "vakwerk.db-shm", "search.db", "search.db-wal",
                                        "search.db-shm" };

    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        unlink(file_of(stage, made[i]).text);
    return copy_file(file_of(stage, "vakwerk.new").text, file_of(stage, "vakwerk.db").text);
}

static void copy_text(char *to, size_t room, json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));

    snprintf(to, room, "%s", text == NULL ? "" : text);
}

static struct link_login login_of(json_t *row, const char *kind)
{
    struct link_login login;

    copy_text(login.user, sizeof login.user, row, kind);
    copy_text(login.device, sizeof login.device, row, "device");
    copy_text(login.secret, sizeof login.secret, row, "secret");
    return login;
}

/* The demo's first members, and its first screen. */
static bool read_logins(struct stage *stage)
{
    json_t *rows = json_load_file(file_of(stage, "demo-credentials.json").text, 0, NULL), *row;
    size_t i, members = 0;

    json_array_foreach(rows, i, row)
    {
        if (json_object_get(row, "member") != NULL && members < STAGE_MEMBERS)
            stage->members[members++] = login_of(row, "member");
        if (json_object_get(row, "kiosk") != NULL && stage->kiosk.user[0] == '\0')
            stage->kiosk = login_of(row, "kiosk");
    }
    json_decref(rows);
    return members == STAGE_MEMBERS && stage->kiosk.user[0] != '\0';
}

static bool read_own_login(struct stage *stage)
{
    FILE *file = fopen(file_of(stage, "daemon.secret").text, "r");

    stage->own = (struct link_login){ .user = TOPIC_DAEMON, .device = "bench" };
    bool ok = file != NULL && fscanf(file, "%63s", stage->own.secret) == 1;
    if (file != NULL)
        fclose(file);
    return ok;
}

/* ---- the other brokers ---- */

/* The instance's own settings line by line, with other ports. */
static bool copy_settings(const struct stage *stage, const char *to, uint16_t port)
{
    FILE *in = fopen(file_of(stage, "broker.conf").text, "r"), *out = fopen(to, "w");
    char line[512];
    unsigned listener = 0;

    while (in != NULL && out != NULL && fgets(line, sizeof line, in) != NULL) {
        if (strncmp(line, "listener ", 9) != 0)
            fputs(line, out);
        else
            fprintf(out, "listener %u 127.0.0.1\n", listener++ == 0 ? (unsigned)port : (unsigned)port_free());
    }
    bool ok = in != NULL && out != NULL && listener > 0;
    if (in != NULL)
        fclose(in);
    if (out != NULL)
        ok &= fclose(out) == 0;
    return ok;
}

static bool wait_until_answers(uint16_t port)
{
    int64_t deadline = port_now_ms() + READY_MS;

    while (!port_answers(port)) {
        if (port_now_ms() > deadline)
            return false;
        port_breathe();
    }
    return true;
}

static bool start_broker(const struct stage *stage, const char *name, struct process *process, uint16_t *port)
{
    struct temppath settings = tempdir_file(&stage->dir, name);

    *port = port_free();
    const char *const argv[] = { BENCH_MOSQUITTO, "-c", settings.text, NULL };
    return copy_settings(stage, settings.text, *port) && process_start(process, argv, stage->log.text) &&
           wait_until_answers(*port);
}

/* ---- the programs ---- */

double stage_start_daemon(struct stage *stage)
{
    const char *const argv[] = { BENCH_DAEMON, "up", stage->instance.text, NULL };
    int64_t begin = numbers_now_ns();

    if (!process_start(&stage->daemon, argv, stage->log.text) || !process_wait_ready(&stage->daemon, READY_MS))
        return -1;
    return (double)(numbers_now_ns() - begin) / 1e6;
}

bool stage_stop_daemon(struct stage *stage)
{
    return process_stop(&stage->daemon);
}

bool stage_start_echo(struct stage *stage, size_t reply_bytes, size_t event_bytes)
{
    char port[NUMBER_MAX], reply[NUMBER_MAX], event[NUMBER_MAX];
    struct temppath secret = file_of(stage, "daemon.secret");
    const char *const argv[] = { BENCH_ECHO, port, secret.text, reply, event, NULL };

    snprintf(port, sizeof port, "%u", (unsigned)stage->echo_port);
    snprintf(reply, sizeof reply, "%zu", reply_bytes);
    snprintf(event, sizeof event, "%zu", event_bytes);
    return process_start(&stage->echo, argv, stage->log.text) && process_wait_ready(&stage->echo, READY_MS);
}

bool stage_start_peer(struct stage *stage)
{
    char port[NUMBER_MAX];
    struct temppath secret = file_of(stage, "daemon.secret"), database = tempdir_file(&stage->dir, "peer.db");
    const char *const argv[] = { BENCH_NODE, BENCH_PEER, port, secret.text, database.text, NULL };

    if (BENCH_NODE[0] == '\0' || access(BENCH_PEER_INSTALLED, R_OK) != 0)
        return false;
    if (!start_broker(stage, "peer.conf", &stage->peer_broker, &stage->peer_port))
        return complain(stage, "the peer's broker does not start");
    snprintf(port, sizeof port, "%u", (unsigned)stage->peer_port);
    return process_start(&stage->peer, argv, stage->log.text) && process_wait_ready(&stage->peer, READY_MS);
}

/* The index follows at its own pace; what is measured next should not pay for it. */
void stage_let_index_follow(const struct stage *stage)
{
    int64_t before, after = process_cpu_ns(stage->daemon.pid);

    do {
        before = after;
        sleep(2); /* it may wait for most of a second between two pieces */
        after = process_cpu_ns(stage->daemon.pid);
    } while (after - before > INDEX_IDLE_NS);
}

pid_t stage_broker(const struct stage *stage)
{
    return process_child(stage->daemon.pid);
}

struct temppath stage_database(const struct stage *stage)
{
    return file_of(stage, "vakwerk.db");
}

static int64_t bytes_of(const struct stage *stage, const char *file)
{
    struct stat info;

    return stat(file_of(stage, file).text, &info) == 0 ? (int64_t)info.st_size : 0;
}

int64_t stage_database_bytes(const struct stage *stage)
{
    return bytes_of(stage, "vakwerk.db");
}

int64_t stage_index_bytes(const struct stage *stage)
{
    return bytes_of(stage, "search.db");
}

bool stage_open(struct stage *stage)
{
    *stage = (struct stage){ .port = 0 };
    tempdir_make(&stage->dir);
    stage->log = tempdir_file(&stage->dir, "log");
    stage->instance = tempdir_file(&stage->dir, "instance");
    if (!make_instance(stage) || !read_logins(stage) || !read_own_login(stage) || !add_devices(stage) ||
        !copy_file(file_of(stage, "vakwerk.db").text, file_of(stage, "vakwerk.new").text))
        return complain(stage, "no instance");
    if (stage_start_daemon(stage) < 0)
        return complain(stage, "the daemon does not start");
    if (!start_broker(stage, "echo.conf", &stage->echo_broker, &stage->echo_port) ||
        !start_broker(stage, "relay.conf", &stage->relay_broker, &stage->relay_port))
        return complain(stage, "the other brokers do not start");
    return true;
}

void stage_close(struct stage *stage)
{
    process_stop(&stage->echo);
    process_stop(&stage->daemon);
    process_stop(&stage->echo_broker);
    process_stop(&stage->peer);
    process_stop(&stage->relay_broker);
    process_stop(&stage->peer_broker);
    tempdir_remove(&stage->dir);
}
