/*
 * What the daemon does, measured beside what the parts it stands on do at best, in one run on one machine. Absolute
 * numbers depend on the machine and on who else uses it; the ratios do so much less.
 *
 *   bench [--quick] [--passes N] [--seconds S] [--samples N] [--posts N,N] [--members N]
 *         [--screens N] [--only-digests | --only-writes | --only-growth | --only-crowds]
 *
 * One JSON document on stdout, a table on stderr.
 */
#include "tests/bench/report.h"

#include <stdlib.h>
#include <unistd.h>

struct options {
    int passes, samples, turns;
    double seconds;
    bool only_digests, only_writes, only_growth, only_crowds;
    bool hasty; /* no figure is taken from it */
    struct growth_plan growth;
    struct digests_plan digests;
    int crowds[REPORT_CROWDS], screens;
};

static const int outstanding[REPORT_LEVELS] = { 1, 32, 256, 2048 };

/* ---- the steps ---- */

/* For whoever waits. */
static void say(const struct report *report, const char *what)
{
    fprintf(stderr, "%6.1f s  %s\n", (double)(numbers_now_ns() - report->begin_ns) / 1e9, what);
}

static bool run_kind(const struct stage *stage, const struct options *options, struct report_level *level,
                     enum load_kind kind)
{
    struct load_plan plan = {
        .kind = kind, .outstanding = level->outstanding, .seconds = options->seconds, .count = INT64_MAX
    };
    struct load_result result;
    bool ok = load_run(stage, &plan, &result);

    numbers_add(&level->per_s[kind], result.per_s);
    numbers_add(&level->p50_ms[kind], result.p50_ms);
    numbers_add(&level->p99_ms[kind], result.p99_ms);
    numbers_add(&level->server_us[kind], result.server_us);
    numbers_add(&level->broker_us[kind], result.broker_us);
    numbers_add(&level->load_us[kind], result.load_us);
    if (kind == LOAD_DAEMON && !options->hasty) /* what comes next is not to share the processor with its index */
        stage_let_index_follow(stage);
    return ok;
}

static bool run_level(const struct stage *stage, struct raw *raw, const struct options *options,
                      struct report_level *level)
{
    int kinds = stage->peer.pid != 0 ? LOAD_KINDS : LOAD_PEER;

    for (int kind = 0; kind < kinds; kind++)
        if (!run_kind(stage, options, level, (enum load_kind)kind))
            return false;
    size_t last = level->per_s[LOAD_ECHO].count - 1;
    numbers_add(&level->of_echo, level->per_s[LOAD_DAEMON].values[last] / level->per_s[LOAD_ECHO].values[last]);
    if (stage->peer.pid != 0) {
        numbers_add(&level->of_peer, level->per_s[LOAD_DAEMON].values[last] / level->per_s[LOAD_PEER].values[last]);
        numbers_add(&level->p99_of_peer,
                    level->p99_ms[LOAD_DAEMON].values[last] / level->p99_ms[LOAD_PEER].values[last]);
    }
    numbers_add(&level->sqlite_per_s, raw_rate(raw, level->outstanding, options->seconds));
    return true;
}

static bool run_passes(const struct stage *stage, struct raw *raw, const struct options *options, struct report *report)
{
    for (int pass = 0; pass < options->passes; pass++) {
        say(report, "a pass of writes");
        for (size_t i = 0; i < REPORT_LEVELS; i++)
            if (!run_level(stage, raw, options, &report->levels[i]))
                return false;
    }
    return true;
}

/* The echo answers as large as the daemon does, which a few requests tell. */
static bool begin(struct stage *stage, struct report *report)
{
    struct load_plan plan = { .kind = LOAD_DAEMON, .outstanding = 1, .seconds = 10, .count = 20 };
    struct load_result result;

    sleep(1);
    report->memory.at_start = process_memory(stage->daemon.pid);
    if (!load_run(stage, &plan, &result) || !stage_start_echo(stage, result.reply_bytes, result.event_bytes))
        return false;
    if (!stage_start_peer(stage))
        say(report, "without the peer, which is not installed");
    return true;
}

/* With nobody asking. */
static void rest(const struct stage *stage, const struct options *options, struct report *report)
{
    int64_t wakeups = process_wakeups(stage->daemon.pid), cpu_ns = process_cpu_ns(stage->daemon.pid);
    int64_t begin_ns = numbers_now_ns();

    usleep((useconds_t)(options->seconds * 5e6));
    double seconds = (double)(numbers_now_ns() - begin_ns) / 1e9;
    report->idle.wakeups_per_s = (double)(process_wakeups(stage->daemon.pid) - wakeups) / seconds;
    report->idle.cpu_ms_per_s = (double)(process_cpu_ns(stage->daemon.pid) - cpu_ns) / 1e6 / seconds;
}

static bool run_latencies(const struct stage *stage, struct raw *raw, const struct options *options,
                          struct report *report)
{
    stage_let_index_follow(stage);
    say(report, "one at a time");
    if (!latency_run(stage, raw, options->samples, 0, &report->latency))
        return false;
    say(report, "one at a time, while others ask half of what it can do");
    double half = numbers_at(&report->levels[REPORT_LEVELS - 2].per_s[LOAD_DAEMON], 0.5) / 2;
    return latency_run(stage, raw, options->samples / 3 + 1, half, &report->latency_busy);
}

static bool run_reads(const struct stage *stage, const struct options *options, struct report *report)
{
    struct reads_plan plan = { .turns = options->turns, .seconds = options->seconds };

    stage_let_index_follow(stage);
    say(report, "reads");
    if (!reads_run(stage, &plan, &report->reads))
        return false;
    say(report, "reads beside writes");
    plan.with_writes = true;
    return reads_run(stage, &plan, &report->reads_busy);
}

static bool run_crowds(struct stage *stage, const struct options *options, struct report *report)
{
    for (size_t i = 0; i < REPORT_CROWDS; i++) {
        say(report, "one question, many who hear it");
        if (!crowd_run(stage, options->crowds[i], options->turns / 16 + 1, &report->crowds[i]))
            return false;
    }
    say(report, "one question on many screens");
    return crowd_run_screens(stage, options->screens, options->turns / 16 + 1, &report->screens);
}

static bool run_all(struct stage *stage, struct raw *raw, const struct options *options, struct report *report)
{
    if (!begin(stage, report))
        return false;
    if (options->only_digests)
        return digests_run(stage, raw, &options->digests, &report->digests);
    if (options->only_growth)
        return growth_run(stage, raw, &options->growth, &report->growth);
    if (options->only_crowds)
        return run_crowds(stage, options, report);
    rest(stage, options, report);
    if (!run_passes(stage, raw, options, report))
        return false;
    report->memory.after_writes = process_memory(stage->daemon.pid);
    if (stage->peer.pid != 0)
        report->memory.peer_after_writes = process_memory(stage->peer.pid);
    if (options->only_writes)
        return true;
    if (!run_latencies(stage, raw, options, report) || !run_reads(stage, options, report) ||
        !run_crowds(stage, options, report))
        return false;
    say(report, "from a few posts to many");
    if (!growth_run(stage, raw, &options->growth, &report->growth))
        return false;
    say(report, "a morning with digests");
    return digests_run(stage, raw, &options->digests, &report->digests);
}

/* ---- the program ---- */

static const struct options usual = { .passes = 3,
                                      .samples = 240,
                                      .turns = 80,
                                      .seconds = 1.2,
                                      .crowds = { 1000, 5000 },
                                      .screens = 1000,
                                      .growth = { .posts = { 10000, 100000 }, .count = 2 },
                                      .digests = { .members = 100000, .posts = 10000 } };
static const struct options quick = { .passes = 1,
                                      .samples = 3,
                                      .turns = 2,
                                      .seconds = 0.05,
                                      .hasty = true,
                                      .crowds = { 20, 40 },
                                      .screens = 20,
                                      .growth = { .posts = { 200, 5000 }, .count = 2 },
                                      .digests = { .members = 200, .posts = 200 } };

/* Rising numbers with commas between. */
static bool read_posts(const char *text, struct growth_plan *plan)
{
    char *end;

    plan->count = 0;
    while (plan->count < GROWTH_SIZES_MAX) {
        int64_t posts = strtoll(text, &end, 10);
        if (end == text || posts <= (plan->count == 0 ? 0 : plan->posts[plan->count - 1]))
            return false;
        plan->posts[plan->count++] = posts;
        if (*end != ',')
            break;
        text = end + 1;
    }
    return *end == '\0';
}

static bool read_option(const char *name, const char *value, struct options *out)
{
    if (strcmp(name, "--passes") == 0)
        out->passes = atoi(value);
    else if (strcmp(name, "--seconds") == 0)
        out->seconds = atof(value);
    else if (strcmp(name, "--samples") == 0)
        out->samples = atoi(value);
    else if (strcmp(name, "--posts") == 0)
        return read_posts(value, &out->growth);
    else if (strcmp(name, "--members") == 0)
        out->digests.members = atoi(value);
    else if (strcmp(name, "--screens") == 0)
        out->screens = atoi(value);
    else
        return false;
    return true;
}

static bool read_options(int argc, char **argv, struct options *out)
{
    *out = usual;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0)
            *out = quick;
        else if (strcmp(argv[i], "--only-digests") == 0)
            out->only_digests = true;
        else if (strcmp(argv[i], "--only-writes") == 0)
            out->only_writes = true;
        else if (strcmp(argv[i], "--only-growth") == 0)
            out->only_growth = true;
        else if (strcmp(argv[i], "--only-crowds") == 0)
            out->only_crowds = true;
        else if (i + 1 == argc || !read_option(argv[i], argv[i + 1], out))
            return false;
        else
            i++;
    }
    out->growth.samples = out->samples / 6 + 1;
    out->digests.samples = out->samples;
    out->growth.reads = (struct reads_plan){ .turns = out->turns, .seconds = out->seconds };
    return out->passes > 0 && out->passes <= REPORT_PASSES_MAX && out->samples > 0 && out->samples <= NUMBERS_MAX &&
           out->digests.members > 0 && out->seconds > 0 && out->screens > 0 && out->screens <= STAGE_SCREENS;
}

static double load_average(void)
{
    double average;

    return getloadavg(&average, 1) == 1 ? average : 0;
}

int main(int argc, char **argv)
{
    static struct report report;
    struct options options;
    struct stage stage;

    if (!read_options(argc, argv, &options)) {
        fputs("bench [--quick] [--passes N] [--seconds S] [--samples N] [--posts N,N] [--members N]\n"
              "      [--screens N] [--only-digests | --only-writes | --only-growth | --only-crowds]\n",
              stderr);
        return 2;
    }
    report.passes = options.passes;
    report.seconds = options.seconds;
    report.begin_ns = numbers_now_ns();
    report.load_before = load_average();
    for (size_t i = 0; i < REPORT_LEVELS; i++)
        report.levels[i].outstanding = outstanding[i];
    bool ok = stage_open(&stage);
    struct raw *raw = ok ? raw_open(tempdir_file(&stage.dir, "raw.db").text) : NULL;
    ok = raw != NULL && run_all(&stage, raw, &options, &report);
    raw_close(raw);
    stage_close(&stage);
    report.load_after = load_average();
    if (!ok)
        return 1;
    report_table(&report, stderr);
    return report_json(&report, stdout) ? 0 : 1;
}
