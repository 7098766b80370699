/*
 * The sweep: a fixed script of twenty requests, and the migration of old databases, with a fault at every n-th write and
 * sync of the disk. Afterwards a checker: what was accepted is there with the same reply, everything sent again is done
 * once, the numbers have no gaps, the database is sound.
 *
 *   sweep STRIDE              every how many operations; 1 is the whole of it, and every fifth allocation
 *   sweep migrations STRIDE   the migrations alone, from every version
 *
 * And without memory for the n-th allocation of the script, and for all from there on: each request is carried out or
 * refused, or the process ends, but not by touching what is not there; what it accepted holds.
 *
 * The same with three planted faults, which the checker has to see: a receipt before the commit, a journal that is not
 * synced, ids that are forgotten.
 */
#include "daemon/clock.h"
#include "daemon/secret.h"
#include "daemon/service.h"
#include "daemon/store/store.h"
#include "tests/support/tempdir.h"
#include "tests/support/vakwerkd.h"
#include "tests/system/crash/memory.h"
#include "tests/system/crash/power.h"

#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REQUESTS = 20, POSTS = 15, TRIES = 3, REPLY_MAX = 1024, ARENA = 16 << 20, MEMORY_STRIDE = 5, DATABASES = 12 };

#define ROWS "SELECT (SELECT count(*) FROM post) * 1000 + (SELECT count(*) FROM member)"

enum memory_fault { NO_MEMORY = POWER_FAULTS, NO_MEMORY_ANY_MORE, FAULTS };

enum plant { SOUND, EARLY_RECEIPT, LAZY_SYNC, FORGOTTEN_IDS };

struct sweep {
    struct tempdir dir;
    struct temppath base, work, receipts;
    struct settings settings;
    struct key key;
    char question[32]; /* a code of the demo */
    int64_t posts, served, events, last_seq;
    int *operations; /* of the last child that came to its end; shared with the children */
};

static struct sweep sweep;

/* ---- files ---- */

static void copy(const char *from, const char *to)
{
    static char bytes[1 << 16];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    size_t len;

    assert(in != NULL && out != NULL);
    while ((len = fread(bytes, 1, sizeof bytes, in)) > 0)
        if (fwrite(bytes, 1, len, out) != len)
            abort();
    fclose(in);
    fclose(out);
}

static void lay_out(const char *base)
{
    static const char *const tails[] = { "-wal", "-shm", "-journal" };
    char path[400];

    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s%s", sweep.work.text, tails[i]);
        unlink(path);
    }
    unlink(sweep.receipts.text);
    copy(base, sweep.work.text);
}

static int64_t number(const char *path, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    int64_t value = -1;

    assert(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return value;
}

/* ---- the script ---- */

static void spell(int i, char *topic, char *body, size_t bytes)
{
    static const char *const where[] = { "theme/wacht/ask", "answer", "theme/wacht/tip", "thank" };
    char id[33];

    snprintf(id, sizeof id, "0190000000007000800000000000%04x", i);
    snprintf(topic, bytes, "vakwerk/1/in/s.dewit/%s", where[i % 4]);
    if (i % 4 == 0)
        snprintf(body, bytes, "{\"id\":\"%s\",\"title\":\"Blijft vraag %d staan?\"}", id, i);
    else if (i % 4 == 1)
        snprintf(body, bytes, "{\"id\":\"%s\",\"to\":\"%s\",\"text\":\"Antwoord %d blijft.\"}", id, sweep.question, i);
    else if (i % 4 == 2)
        snprintf(body, bytes, "{\"id\":\"%s\",\"text\":\"Tip %d blijft.\",\"works\":true}", id, i);
    else
        snprintf(body, bytes, "{\"id\":\"%s\",\"code\":\"%s\",\"on\":true}", id, sweep.question);
}

/* One request in a transaction of its own. True when it is committed; *reply is its text then, or as it would be. */
static bool serve(struct store *store, struct service *service, int i, char *reply, void (*before_commit)(int i))
{
    char topic[512], body[512];
    struct service_effects effects = { .events = 0 };
    struct arena arena;
    struct outbox out;

    spell(i, topic, body, sizeof topic);
    struct inbox_item item = { .topic = span_of(topic),
                               .payload = span_of(body),
                               .response_topic = span_of("vakwerk/1/out/s.dewit/demo"),
                               .json = true };
    arena_init(&arena, ARENA);
    outbox_init(&out, &arena);
    reply[0] = '\0';
    bool ok = store_begin(store) == 0 && service_serve(service, &item, clock_now_ms(), &out, &effects) == 0;
    for (const struct outbox_item *said = out.first; ok && said != NULL; said = said->next)
        if (said->json)
            snprintf(reply, REPLY_MAX, "%.*s", span_int(said->payload), said->payload.ptr);
    if (ok && before_commit != NULL)
        before_commit(i);
    ok = ok && store_commit(store) == 0;
    if (!ok)
        store_rollback(store);
    arena_release(&arena);
    return ok && strstr(reply, "\"ok\":true") != NULL;
}

static char last_reply[REPLY_MAX];

static void receive(int i)
{
    char line[REPLY_MAX + 32];
    int fd = open(sweep.receipts.text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int len = snprintf(line, sizeof line, "%d %s\n", i, last_reply);

    if (fd < 0 || write(fd, line, (size_t)len) != len)
        abort();
    close(fd);
}

static void arm(int fault, int at, enum plant plant)
{
    if (fault < POWER_FAULTS)
        power_arm((enum power_fault)fault, at, plant == LAZY_SYNC);
    else
        memory_arm(at, fault == NO_MEMORY_ANY_MORE);
}

/* In a process of its own. Its exit code is 0 when the script came to its end. */
static void run_script(int fault, int at, enum plant plant)
{
    struct store *store;

    power_begin();
    if (store_open(sweep.work.text, STORE_WRITE, &store) != STORE_OPENED)
        _exit(1);
    struct service *service = service_new(store, &sweep.settings, &sweep.key);
    secret_hash_of(
        span_of("")); /* as the daemon does at its start; the library does not survive a first time without memory */
    arm(fault, at, plant);
    for (int i = 0; i < REQUESTS; i++)
        for (int try = 0; try < TRIES; try++)
            if (serve(store, service, i, last_reply, plant == EARLY_RECEIPT ? receive : NULL)) {
                if (plant != EARLY_RECEIPT)
                    receive(i);
                break;
            }
    service_free(service);
    store_close(store); /* what the journal has is written back: swept too */
    *sweep.operations = fault < POWER_FAULTS ? power_count() : memory_count();
    _exit(0);
}

/* ---- the checker, in a process of its own ---- */

static void object(const char *what, int i)
{
    fprintf(stderr, "%s (request %d)\n", what, i);
    _exit(1);
}

static void read_receipts(char replies[REQUESTS][REPLY_MAX])
{
    FILE *from = fopen(sweep.receipts.text, "r");
    char line[REPLY_MAX + 32];

    while (from != NULL && fgets(line, sizeof line, from) != NULL) {
        char *end;
        long i = strtol(line, &end, 10);
        line[strcspn(line, "\n")] = '\0';
        snprintf(replies[i], REPLY_MAX, "%s", end + 1);
    }
    if (from != NULL)
        fclose(from);
}

static bool is_kept(int i)
{
    char sql[160];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM served WHERE id = x'0190000000007000800000000000%04x'", i);
    return number(sweep.work.text, sql) == 1;
}

static void check_numbers(void)
{
    if (number(sweep.work.text, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") != 1)
        object("the database is damaged", -1);
    if (number(sweep.work.text, "SELECT count(*) FROM post") != sweep.posts + POSTS)
        object("something is there twice, or not at all", -1);
    if (number(sweep.work.text, "SELECT count(*) FROM served") != sweep.served + REQUESTS)
        object("an id is there twice, or not at all", -1);
    if (number(sweep.work.text, "SELECT max(seq) FROM event") - sweep.last_seq !=
        number(sweep.work.text, "SELECT count(*) FROM event") - sweep.events)
        object("the numbers have a gap", -1);
}

static void check(enum plant plant)
{
    static char replies[REQUESTS][REPLY_MAX], reply[REPLY_MAX];
    struct store *store;

    read_receipts(replies);
    if (store_open(sweep.work.text, STORE_WRITE, &store) != STORE_OPENED)
        object("the database does not open", -1);
    for (int i = 0; i < REQUESTS; i++)
        if (replies[i][0] != '\0' && !is_kept(i))
            object("accepted and lost", i);
    if (plant == FORGOTTEN_IDS)
        for (int i = 0; i < REQUESTS; i++) {
            char sql[160];
            snprintf(sql, sizeof sql, "DELETE FROM served WHERE id = x'0190000000007000800000000000%04x' RETURNING 1",
                     i);
            if (replies[i][0] == '\0')
                number(sweep.work.text, sql);
        }
    struct service *service = service_new(store, &sweep.settings, &sweep.key);
    for (int i = 0; i < REQUESTS; i++) {
        if (!serve(store, service, i, reply, NULL))
            object("sent again it is refused", i);
        if (replies[i][0] != '\0' && strcmp(replies[i], reply) != 0)
            object("sent again it has another reply", i);
    }
    service_free(service);
    store_close(store);
    check_numbers();
    _exit(0);
}

/* ---- migrations ---- */

static void run_migration(enum power_fault fault, int at)
{
    struct store *store = NULL;

    power_begin();
    power_arm(fault, at, false);
    store_open(sweep.work.text, STORE_WRITE, &store);
    *sweep.operations = power_count();
    store_close(store);
    _exit(0);
}

static void check_migration(int64_t rows)
{
    struct store *store;

    if (number(sweep.work.text, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") != 1)
        object("the database is damaged", -1);
    if (store_open(sweep.work.text, STORE_WRITE, &store) != STORE_OPENED)
        object("the migration does not go on", -1);
    store_close(store);
    if (number(sweep.work.text, ROWS) != rows)
        object("the migration lost something", -1);
    _exit(0);
}

/* ---- the parent, who opens no database ---- */

/* The exit code, or 128 and the signal. */
static int await(pid_t pid)
{
    int status;

    assert(pid > 0 && waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* A process that finds its own state impossible may end itself; no other signal is an end. */
static bool is_an_end(int code)
{
    return code < 128 || code == 128 + SIGABRT;
}

/* Silent when an objection is wished for. */
static int script_then_check(int fault, int at, enum plant plant)
{
    lay_out(sweep.base.text);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        freopen("/dev/null", "w", stderr); /* that the disk failed is said, and right */
        run_script(fault, at, plant);
    }
    int code = await(pid);
    if (!is_an_end(code))
        return code;
    pid = fork();
    if (pid == 0) {
        if (plant != SOUND)
            freopen("/dev/null", "w", stderr);
        check(plant);
    }
    return await(pid);
}

static int count_script(int fault)
{
    lay_out(sweep.base.text);
    pid_t pid = fork();
    if (pid == 0)
        run_script(fault, INT_MAX, SOUND);
    return await(pid) == 0 ? *sweep.operations : 0;
}

static const char *const faults[] = { "kill -9",     "power cut", "EIO",           "ENOSPC",
                                      "short write", "no memory", "no memory left" };

static int sweep_script(int first, int end, int ops, int stride)
{
    int wrong = 0;

    for (int fault = first; fault < end; fault++) {
        int tried = 0;
        for (int at = 1; at <= ops; at += stride, tried++)
            if (script_then_check(fault, at, SOUND) != 0) {
                fprintf(stderr, "  with %s at operation %d of %d\n", faults[fault], at, ops);
                wrong++;
            }
        printf("%-14s %d of %d places\n", faults[fault], tried, ops);
    }
    return wrong;
}

/* At every place until the checker objects, as it must at one of them. */
static int plant_one(const char *name, int fault, enum plant plant, int ops)
{
    for (int at = 1; at <= ops; at++)
        if (script_then_check(fault, at, plant) != 0) {
            printf("planted: %s, seen at operation %d\n", name, at);
            return 0;
        }
    fprintf(stderr, "planted and not seen: %s\n", name);
    return 1;
}

static int migrate_once(const char *base, enum power_fault fault, int at)
{
    lay_out(base);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        freopen("/dev/null", "w", stderr); /* that it could not be done is said, and right */
        run_migration(fault, at);
    }
    return await(pid);
}

static int sweep_migration(int version, int stride)
{
    char base[400];
    int wrong = 0;

    snprintf(base, sizeof base, TEST_DATA "/store-v%d.db", version);
    if (migrate_once(base, POWER_KILL, INT_MAX) != 0)
        return 1;
    int ops = *sweep.operations;
    int64_t rows = number(sweep.work.text, ROWS); /* of one that nothing disturbed */
    for (enum power_fault fault = POWER_KILL; fault < POWER_FAULTS; fault++)
        for (int at = 1; at <= ops; at += stride) {
            migrate_once(base, fault, at);
            pid_t pid = fork();
            if (pid == 0)
                check_migration(rows);
            if (await(pid) != 0) {
                fprintf(stderr, "  from version %d with %s at operation %d of %d\n", version, faults[fault], at, ops);
                wrong++;
            }
        }
    printf("from version %d: every %d. of %d places, %d faults each\n", version, stride, ops, (int)POWER_FAULTS);
    return wrong;
}

static void begin(void)
{
    char message[256];

    sweep.operations = mmap(NULL, sizeof *sweep.operations, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert(sweep.operations != MAP_FAILED);
    tempdir_make(&sweep.dir);
    struct vakwerkd *daemon = vakwerkd_make(&sweep.dir, true, NULL);
    sweep.base = vakwerkd_file(daemon, "vakwerk.db");
    sweep.work = tempdir_file(&sweep.dir, "work.db");
    sweep.receipts = tempdir_file(&sweep.dir, "receipts");
    int line = settings_read(&sweep.settings, vakwerkd_file(daemon, "vakwerk.conf").text, message, sizeof message);
    assert(line == 0);
    vakwerkd_free(daemon);
    sweep.posts = number(sweep.base.text, "SELECT count(*) FROM post");
    sweep.served = number(sweep.base.text, "SELECT count(*) FROM served");
    sweep.events = number(sweep.base.text, "SELECT count(*) FROM event");
    sweep.last_seq = number(sweep.base.text, "SELECT max(seq) FROM event");
}

/* An open question of somebody else's. */
static void find_question(void)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;

    assert(sqlite3_open(sweep.base.text, &db) == SQLITE_OK);
    assert(sqlite3_prepare_v2(db,
                              "SELECT p.code FROM post p JOIN member m ON m.id = p.author WHERE p.kind = 1 AND p.team"
                              " IS NULL AND m.name <> 's.dewit' AND p.retracted_at IS NULL ORDER BY p.id LIMIT 1",
                              -1, &stmt, NULL) == SQLITE_OK);
    assert(sqlite3_step(stmt) == SQLITE_ROW);
    snprintf(sweep.question, sizeof sweep.question, "%s", (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

/* The script, with each fault; and planted faults, which the checker has to see. */
static int sweep_requests(int stride)
{
    find_question();
    int ops = count_script(POWER_KILL), pieces = count_script(NO_MEMORY);
    int wrong = ops < 2 * REQUESTS || pieces < 2 * REQUESTS;

    wrong += sweep_script(POWER_KILL, POWER_FAULTS, ops, stride);
    wrong += sweep_script(NO_MEMORY, FAULTS, pieces, stride > 1 ? stride * 20 : MEMORY_STRIDE);
    wrong += plant_one("a receipt before the commit", POWER_KILL, EARLY_RECEIPT, ops);
    wrong += plant_one("a journal that is not synced", POWER_CUT, LAZY_SYNC, ops);
    return wrong + plant_one("ids that are forgotten", POWER_KILL, FORGOTTEN_IDS, ops);
}

static int sweep_migrations(int stride, int step)
{
    int wrong = 0;

    for (int version = 1; version <= DATABASES; version += step)
        wrong += sweep_migration(version, stride);
    return wrong;
}

int main(int argc, char **argv)
{
    bool migrations = argc > 2 && strcmp(argv[1], "migrations") == 0;
    int stride = argc > 1 ? atoi(argv[argc - 1]) : 1, wrong;

    if (stride < 1 || !clock_init())
        return 2;
    begin();
    wrong = migrations ? 0 : sweep_requests(stride);
    wrong += sweep_migrations(stride, migrations || stride == 1 ? 1 : 4);
    tempdir_remove(&sweep.dir);
    return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
