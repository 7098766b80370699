/*
 * The crash drill: kill -9 of daemon and broker at random moments while members work, then the judge.
 *
 *   crash_drill up    the daemon takes its broker along when it is killed
 *   crash_drill run   the broker goes on, with what is queued and whoever listens
 *
 * VAKWERK_CRASHES: how many kills of the daemon (25). VAKWERK_BROKER_CRASHES: of the broker (a fifth as many).
 * VAKWERK_SEED: the same moments again, as far as the machine allows. What is wrong is printed, and the folder stays.
 */
#include "tests/support/broker.h"
#include "tests/support/port.h"
#include "tests/system/crash/load.h"
#include "tests/system/office.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CRASHES = 25, PER_BROKER_KILL = 5, AT_WORK_MS = 700, EARLY_MS = 250, DRAIN_MS = 60000, START_MS = 30000 };

struct drill {
    struct office office;
    struct broker *broker; /* of run; NULL for up */
    struct load *load;
    const char *command; /* up or run */
    int kills_left, broker_kills_left;
    bool starting;     /* not ready yet */
    long deaf_at;      /* replies when the broker was killed; -1: there was one since */
    int64_t kill_at;   /* the next kill */
    int64_t killed_at; /* the last one of the daemon */
    int64_t away_ms, away_max_ms;
    int starts;
};

static int64_t number_of(const char *name, int64_t otherwise)
{
    const char *text = getenv(name);

    return text == NULL ? otherwise : strtoll(text, NULL, 10);
}

static void give_up(const struct drill *drill, const char *what)
{
    fprintf(stderr, "%s; everything is in %s\n", what, drill->office.dir.path);
    exit(EXIT_FAILURE);
}

/* ---- killing ---- */

/* Mostly when everybody is at work again; one time in five before. */
static void plan_kill(struct drill *drill)
{
    bool away = drill->starting || drill->deaf_at >= 0, early = away && load_random(drill->load, 5) == 0;

    drill->kill_at =
        away && !early ? INT64_MAX : port_now_ms() + (int64_t)load_random(drill->load, early ? EARLY_MS : AT_WORK_MS);
}

static void kill_daemon(struct drill *drill)
{
    vakwerkd_kill(drill->office.daemon);
    if (!drill->starting)
        drill->killed_at = port_now_ms();
    vakwerkd_begin(drill->office.daemon, drill->command);
    drill->kills_left--;
    drill->starting = true;
}

static void kill_broker(struct drill *drill)
{
    if (drill->broker != NULL) {
        broker_kill(drill->broker);
        broker_restart(drill->broker);
    } else if (vakwerkd_broker_pid(drill->office.daemon) != 0) {
        vakwerkd_kill_broker(drill->office.daemon);
    }
    drill->broker_kills_left--;
    drill->deaf_at = load_counts(drill->load)->replies;
}

static void kill_one(struct drill *drill)
{
    int left = drill->kills_left + drill->broker_kills_left;

    if ((int)load_random(drill->load, (unsigned)left) < drill->broker_kills_left)
        kill_broker(drill);
    else
        kill_daemon(drill);
    plan_kill(drill);
}

/* ---- watching ---- */

static void watch(struct drill *drill)
{
    int64_t now = port_now_ms();

    if (vakwerkd_wait(drill->office.daemon, 0) != VAKWERKD_RUNS)
        give_up(drill, "the daemon ended by itself");
    if (drill->starting && vakwerkd_is_ready(drill->office.daemon)) {
        int64_t away = now - drill->killed_at;
        drill->starting = false;
        drill->starts++;
        drill->away_ms += away;
        drill->away_max_ms = away > drill->away_max_ms ? away : drill->away_max_ms;
        plan_kill(drill);
    }
    if (drill->deaf_at >= 0 && load_counts(drill->load)->replies > drill->deaf_at) {
        drill->deaf_at = -1;
        plan_kill(drill);
    }
    if (drill->starting && now - drill->killed_at > START_MS)
        give_up(drill, "the daemon is not ready after its start");
    if (now >= drill->kill_at && drill->kills_left + drill->broker_kills_left > 0)
        kill_one(drill);
}

static bool all_killed(const struct drill *drill)
{
    return drill->kills_left + drill->broker_kills_left <= 0 && !drill->starting;
}

static void drain(struct drill *drill)
{
    int64_t deadline = port_now_ms() + DRAIN_MS;

    while (!load_is_quiet(drill->load)) {
        load_turn(drill->load, false);
        watch(drill);
        if (port_now_ms() > deadline)
            give_up(drill, "requests stay without a reply");
    }
}

static void print_counts(const struct drill *drill, int64_t ms)
{
    const struct load_counts *counts = load_counts(drill->load);

    printf("%ld requests, %ld replies, %ld sent again, %ld events live, %ld caught up, %ld connections, %.1f s\n",
           counts->requests, counts->replies, counts->resends, counts->events, counts->caught_up, counts->connections,
           (double)ms / 1000);
    if (drill->starts > 0)
        printf("from kill to ready: %lld ms on average, %lld at most\n", (long long)(drill->away_ms / drill->starts),
               (long long)drill->away_max_ms);
}

/* ---- the whole ---- */

static void begin(struct drill *drill)
{
    office_furnish(&drill->office, NULL);
    if (strcmp(drill->command, "run") == 0) {
        struct temppath access = vakwerkd_file(drill->office.daemon, "access.db");
        drill->broker = broker_start(&drill->office.dir, broker_guard(access.text).text);
        vakwerkd_set_port(drill->office.daemon, broker_port(drill->broker));
        vakwerkd_run(drill->office.daemon);
    } else {
        vakwerkd_up(drill->office.daemon);
    }
}

static void work(struct drill *drill)
{
    plan_kill(drill);
    while (!all_killed(drill)) {
        load_turn(drill->load, true);
        watch(drill);
    }
    drain(drill);
    load_catch_up(drill->load);
    drain(drill);
    load_vouch(drill->load);
}

static int call_judge(const char *history, const char *database)
{
    fflush(NULL);
    pid_t pid = fork();
    int status = -1;

    if (pid == 0) {
        execl(TEST_CRASH_JUDGE, "crash_judge", history, database, (char *)NULL);
        _exit(127);
    }
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    struct drill drill = { .command = argc > 1 ? argv[1] : "up", .kill_at = INT64_MAX, .deaf_at = -1 };
    unsigned seed = (unsigned)number_of("VAKWERK_SEED", (int64_t)time(NULL));
    int64_t begun = port_now_ms();

    if (!broker_is_installed())
        return broker_missing_code();
    drill.kills_left = (int)number_of("VAKWERK_CRASHES", CRASHES);
    drill.broker_kills_left = (int)number_of("VAKWERK_BROKER_CRASHES", drill.kills_left / PER_BROKER_KILL);
    printf("%s: %d kills of the daemon, %d of the broker, VAKWERK_SEED=%u\n", drill.command, drill.kills_left,
           drill.broker_kills_left, seed);
    fflush(stdout);
    begin(&drill);
    struct temppath path = tempdir_file(&drill.office.dir, "history");
    FILE *history = fopen(path.text, "w");
    if (history == NULL)
        give_up(&drill, strerror(errno));
    drill.load = load_new(&drill.office, history, seed);
    work(&drill);
    print_counts(&drill, port_now_ms() - begun);
    load_free(drill.load);
    fclose(history);
    if (vakwerkd_stop(drill.office.daemon) != VAKWERKD_OK)
        give_up(&drill, "the daemon does not stop as it should");
    if (call_judge(path.text, vakwerkd_file(drill.office.daemon, "vakwerk.db").text) != 0)
        give_up(&drill, "the judge objects");
    if (drill.broker != NULL)
        broker_stop(drill.broker);
    office_close(&drill.office);
    return EXIT_SUCCESS;
}
