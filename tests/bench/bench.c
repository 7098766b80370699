/*
 * What the daemon does, measured beside what the parts it stands on do at best, in one run on one machine. Absolute
 * numbers depend on the machine and on who else uses it; the ratios do so much less.
 *
 *   bench [--quick] [--passes N] [--seconds S] [--samples N] [--posts N]
 *
 * One JSON document on stdout, a table on stderr.
 */
#include "tests/bench/report.h"

#include <stdlib.h>
#include <unistd.h>

enum { FILL_OUTSTANDING = 256 };

struct options {
    int passes, samples;
    double seconds;
    int64_t posts;
};

static const int outstanding[REPORT_LEVELS] = { 1, 32, 256 };

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
    numbers_add(&level->server_us[kind], result.server_us);
    numbers_add(&level->broker_us[kind], result.broker_us);
    numbers_add(&level->load_us[kind], result.load_us);
    return ok;
}

static bool run_level(const struct stage *stage, struct raw *raw, const struct options *options,
                      struct report_level *level)
{
    for (int kind = 0; kind < REPORT_KINDS; kind++)
        if (!run_kind(stage, options, level, (enum load_kind)kind))
            return false;
    size_t last = level->per_s[LOAD_ECHO].count - 1;
    numbers_add(&level->of_echo, level->per_s[LOAD_DAEMON].values[last] / level->per_s[LOAD_ECHO].values[last]);
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
    report->size.at_start = process_memory(stage->daemon.pid);
    return load_run(stage, &plan, &result) && stage_start_echo(stage, result.reply_bytes, result.event_bytes);
}

/* From a new instance on: questions and their answers, as many as a large one has after years. */
static bool fill(struct stage *stage, const struct options *options, struct report_size *size)
{
    struct load_plan plan = {
        .kind = LOAD_DAEMON, .outstanding = FILL_OUTSTANDING, .seconds = 1e6, .count = options->posts, .answers = 2
    };
    struct load_result result;
    int64_t before, after;

    if (!stage_stop_daemon(stage) || !stage_begin_anew(stage))
        return false;
    before = stage_database_bytes(stage);
    size->ready_ms_empty = stage_start_daemon(stage);
    int64_t begin_ns = numbers_now_ns();
    if (size->ready_ms_empty < 0 || !load_run(stage, &plan, &result))
        return false;
    size->posts = result.accepted;
    size->fill_per_s = (double)result.accepted / ((double)(numbers_now_ns() - begin_ns) / 1e9);
    size->fill_server_us = result.server_us;
    sleep(1);
    size->when_filled = process_memory(stage->daemon.pid);
    if (!stage_stop_daemon(stage))
        return false;
    after = stage_database_bytes(stage);
    size->bytes_per_post = (double)(after - before) / (double)result.accepted;
    size->ready_ms_full = stage_start_daemon(stage);
    sleep(1);
    size->after_restart = process_memory(stage->daemon.pid);
    return size->ready_ms_full >= 0;
}

static bool run_all(struct stage *stage, struct raw *raw, const struct options *options, struct report *report)
{
    if (!begin(stage, report))
        return false;
    say(report, "one at a time");
    if (!latency_run(stage, raw, options->samples, &report->latency) || !run_passes(stage, raw, options, report))
        return false;
    say(report, "all posts");
    if (!fill(stage, options, &report->size))
        return false;
    say(report, "one at a time, with all posts");
    return latency_run(stage, raw, options->samples / 6 + 1, &report->latency_full);
}

/* ---- the program ---- */

static bool read_options(int argc, char **argv, struct options *out)
{
    *out = (struct options){ .passes = 3, .samples = 240, .seconds = 1.2, .posts = 100000 };
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--quick") == 0) {
            *out = (struct options){ .passes = 1, .samples = 3, .seconds = 0.05, .posts = 200 };
            continue;
        }
        if (strcmp(argv[i], "--passes") == 0)
            out->passes = atoi(value);
        else if (strcmp(argv[i], "--seconds") == 0)
            out->seconds = atof(value);
        else if (strcmp(argv[i], "--samples") == 0)
            out->samples = atoi(value);
        else if (strcmp(argv[i], "--posts") == 0)
            out->posts = atoll(value);
        else
            return false;
        i++;
    }
    return out->passes > 0 && out->passes <= REPORT_PASSES_MAX && out->samples > 0 && out->samples <= NUMBERS_MAX &&
           out->seconds > 0 && out->posts > 0;
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
        fputs("bench [--quick] [--passes N] [--seconds S] [--samples N] [--posts N]\n", stderr);
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
