/*
 * The drills: members work while everything breaks, then the judge.
 *
 *   crash_drill up            kill -9 of the daemon, which takes its broker along, and of its broker
 *   crash_drill run           the same beside a broker that goes on, with what is queued and whoever listens
 *   crash_drill frozen        SIGSTOP of the daemon, and of its broker; frozen-long: of the daemon, for a minute
 *   crash_drill disk          the kernel says EIO or ENOSPC to what the daemon writes and syncs, by strace (needs root)
 *   crash_drill line          cut, half-open, ack-losing, slow and dripping lines between broker, daemon and members
 *   crash_drill clock         the daemon's clock jumps: hours, days, ten years, the nights of change, 2038
 *   crash_drill power         the power goes: ext4 on a file, as it is on the disk at that moment (needs root)
 *
 * VAKWERK_CRASHES: how often it strikes. VAKWERK_BROKER_CRASHES: how many kills of the broker besides (a fifth as many).
 * VAKWERK_HEALS_MS: how long after a strike there has to be a reply again, at most (half a minute).
 * VAKWERK_SEED: the same moments again, as far as the machine allows. What is wrong is printed, and the folders stay.
 */
#include "tests/system/crash/drill.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/port.h"
#include "tests/support/skew.h"

enum { PER_BROKER_KILL = 5, AT_WORK_MS = 700, EARLY_MS = 250, DRAIN_MS = 60000, HEALS_MS = 30000 };

static int64_t number_of(const char *name, int64_t otherwise)
{
    const char *text = getenv(name);

    return text == NULL ? otherwise : strtoll(text, NULL, 10);
}

void drill_give_up(const struct drill *drill, const char *what)
{
    fprintf(stderr, "%s; everything is in %s and %s\n", what, drill->dir.path, drill->office.dir.path);
    exit(EXIT_FAILURE);
}

/* ---- striking ---- */

static bool kills(const struct drill *drill)
{
    return drill->trouble->ease == NULL && drill->trouble->end == NULL;
}

/* When everybody is at work again; of kills one in five before. */
static void plan_strike(struct drill *drill)
{
    bool away = drill->starting || drill->deaf_at >= 0;
    bool early = away && kills(drill) && load_random(drill->load, 5) == 0;

    drill->strike_at =
        away && !early ? INT64_MAX : port_now_ms() + (int64_t)load_random(drill->load, early ? EARLY_MS : AT_WORK_MS);
}

/* From here on it heals. */
static void end_strike(struct drill *drill)
{
    drill->ease_at = 0;
    drill->struck_at = port_now_ms();
    drill->deaf_at = load_counts(drill->load)->replies;
    plan_strike(drill);
}

void drill_restart(struct drill *drill)
{
    vakwerkd_begin(drill->office.daemon, drill->trouble->command);
    drill->starting = true;
}

static void strike(struct drill *drill)
{
    drill->strike_at = INT64_MAX;
    drill->trouble->strike(drill);
    drill->left--;
    if (drill->ease_at == 0)
        end_strike(drill);
}

static void ease(struct drill *drill)
{
    drill->trouble->ease(drill);
    end_strike(drill);
}

/* ---- watching ---- */

static void note_healed(struct drill *drill, int64_t now)
{
    int64_t ms = now - drill->struck_at;

    drill->deaf_at = -1;
    drill->healed++;
    drill->heal_ms += ms;
    drill->heal_max_ms = ms > drill->heal_max_ms ? ms : drill->heal_max_ms;
    plan_strike(drill);
}

static void watch(struct drill *drill)
{
    int64_t now = port_now_ms();

    if (vakwerkd_wait(drill->office.daemon, 0) != VAKWERKD_RUNS)
        drill_give_up(drill, "the daemon ended by itself");
    if (drill->starting && vakwerkd_is_ready(drill->office.daemon))
        drill->starting = false;
    if (drill->ease_at != 0 && now >= drill->ease_at)
        ease(drill);
    if (!drill->starting && drill->deaf_at >= 0 && load_counts(drill->load)->replies > drill->deaf_at)
        note_healed(drill, now);
    if (drill->deaf_at >= 0 && now - drill->struck_at > drill->heals_ms)
        drill_give_up(drill, "it does not heal");
    if (now >= drill->strike_at && drill->left > 0)
        strike(drill);
}

static bool is_over(const struct drill *drill)
{
    return drill->left <= 0 && !drill->starting && drill->ease_at == 0 && drill->deaf_at < 0;
}

static void drain(struct drill *drill)
{
    int64_t deadline = port_now_ms() + DRAIN_MS;

    while (!load_is_quiet(drill->load)) {
        load_turn(drill->load, false);
        watch(drill);
        if (port_now_ms() > deadline)
            drill_give_up(drill, "requests stay without a reply");
    }
}

static void print_counts(const struct drill *drill, int64_t ms)
{
    const struct load_counts *counts = load_counts(drill->load);

    printf("%ld requests, %ld replies, %ld sent again, %ld events live, %ld caught up, %ld connections, %.1f s\n",
           counts->requests, counts->replies, counts->resends, counts->events, counts->caught_up, counts->connections,
           (double)ms / 1000);
    if (drill->healed > 0)
        printf("from the end of a strike to ready and the next reply: %lld ms on average, %lld at most\n",
               (long long)(drill->heal_ms / drill->healed), (long long)drill->heal_max_ms);
}

/* ---- the whole ---- */

static uint16_t start(struct drill *drill)
{
    struct vakwerkd *daemon = drill->office.daemon;

    if (strcmp(drill->trouble->command, "up") == 0) {
        vakwerkd_up(daemon);
        return vakwerkd_port(daemon);
    }
    drill->broker = broker_start(&drill->dir, broker_guard(vakwerkd_file(daemon, "access.db").text).text);
    uint16_t port = broker_port(drill->broker);
    vakwerkd_set_port(daemon, port);
    if (drill->trouble->with == DRILL_LINES) {
        drill->to_daemon = line_open(port);
        drill->to_all = line_open(port);
        vakwerkd_set_port(daemon, line_port(drill->to_daemon));
        port = line_port(drill->to_all);
    }
    if (drill->trouble->with == DRILL_CLOCK)
        skew_begin(&drill->dir, false);
    vakwerkd_run(daemon);
    skew_end();
    return port;
}

static void work(struct drill *drill)
{
    plan_strike(drill);
    while (!is_over(drill)) {
        load_turn(drill->load, true);
        watch(drill);
    }
    if (drill->trouble->end != NULL)
        drill->trouble->end(drill);
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

static void judge_all(struct drill *drill, const char *history)
{
    if (vakwerkd_stop(drill->office.daemon) != VAKWERKD_OK)
        drill_give_up(drill, "the daemon does not stop as it should");
    if (call_judge(history, vakwerkd_file(drill->office.daemon, "vakwerk.db").text) != 0)
        drill_give_up(drill, "the judge objects");
    if (vakwerkd_command(drill->office.daemon, "check", NULL) != VAKWERKD_OK)
        drill_give_up(drill, "the database is damaged");
}

static void carry_out(struct drill *drill, unsigned seed)
{
    int64_t begun = port_now_ms();
    struct temppath history = tempdir_file(&drill->dir, "history");
    FILE *to = fopen(history.text, "w");

    office_furnish(&drill->office, NULL);
    uint16_t port = start(drill);
    if (to == NULL)
        drill_give_up(drill, strerror(errno));
    drill->load = load_new(&drill->office, port, to, seed);
    work(drill);
    print_counts(drill, port_now_ms() - begun);
    load_free(drill->load);
    fclose(to);
    judge_all(drill, history.text);
}

static void clear_up(struct drill *drill)
{
    line_close(drill->to_daemon);
    line_close(drill->to_all);
    if (drill->broker != NULL)
        broker_stop(drill->broker);
    office_close(&drill->office);
    tempdir_remove(&drill->dir);
}

int main(int argc, char **argv)
{
    struct drill drill = { .trouble = trouble_of(argc > 1 ? argv[1] : "up"), .strike_at = INT64_MAX, .deaf_at = -1 };
    unsigned seed = (unsigned)number_of("VAKWERK_SEED", (int64_t)time(NULL));

    if (drill.trouble == NULL)
        return 2;
    if (!broker_is_installed())
        return broker_missing_code();
    tempdir_make(&drill.dir);
    if (drill.trouble->begin != NULL && !drill.trouble->begin(&drill)) {
        printf("%s: not on this machine\n", drill.trouble->name);
        tempdir_remove(&drill.dir);
        return BROKER_SKIPPED;
    }
    drill.left = (int)number_of("VAKWERK_CRASHES", drill.trouble->strikes);
    if (drill.trouble->begin == NULL && kills(&drill))
        drill.broker_kills_left = (int)number_of("VAKWERK_BROKER_CRASHES", drill.left / PER_BROKER_KILL);
    drill.heals_ms = number_of("VAKWERK_HEALS_MS", HEALS_MS);
    drill.left += drill.broker_kills_left;
    printf("%s: %d strikes, %d of them at the broker alone, VAKWERK_SEED=%u\n", drill.trouble->name, drill.left,
           drill.broker_kills_left, seed);
    fflush(stdout);
    carry_out(&drill, seed);
    clear_up(&drill);
    return EXIT_SUCCESS;
}
