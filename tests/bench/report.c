#include "tests/bench/report.h"

#include <jansson.h>

static const char *const kind_names[LOAD_KINDS] = { "daemon", "echo", "relay", "peer" };

static double median(const struct numbers *numbers)
{
    return numbers_at(numbers, 0.5);
}

static double by(double a, double b)
{
    return b == 0 ? 0 : a / b;
}

/* What a reply, or a card, needs at least. */
static double least_reply(const struct latency *latency)
{
    return median(&latency->echo) + median(&latency->commit);
}

static double least_card(const struct latency *latency)
{
    return median(&latency->relay) + median(&latency->commit);
}

/* ---- JSON ---- */

static json_t *spread(const struct numbers *numbers)
{
    return json_pack("{s:f, s:f, s:f}", "median", median(numbers), "min", numbers_at(numbers, 0), "max",
                     numbers_at(numbers, 1));
}

static json_t *percentiles(const struct numbers *numbers)
{
    return json_pack("{s:f, s:f, s:f}", "p50", median(numbers), "p99", numbers_at(numbers, 0.99), "p999",
                     numbers_at(numbers, 0.999));
}

static json_t *kind_json(const struct report_level *level, size_t kind)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "per_s", spread(&level->per_s[kind]), "p50_ms",
                     spread(&level->p50_ms[kind]), "p99_ms", spread(&level->p99_ms[kind]), "server_cpu_us",
                     spread(&level->server_us[kind]), "broker_cpu_us", spread(&level->broker_us[kind]), "load_cpu_us",
                     spread(&level->load_us[kind]));
}

static json_t *level_json(const struct report_level *level)
{
    json_t *json = json_pack("{s:i, s:o, s:o}", "outstanding", level->outstanding, "sqlite_per_s",
                             spread(&level->sqlite_per_s), "accepted_of_echo", spread(&level->of_echo));

    for (size_t kind = 0; kind < LOAD_KINDS; kind++)
        if (level->per_s[kind].count > 0)
            json_object_set_new(json, kind_names[kind], kind_json(level, kind));
    if (level->of_peer.count > 0) {
        json_object_set_new(json, "accepted_of_peer", spread(&level->of_peer));
        json_object_set_new(json, "p99_of_peer", spread(&level->p99_of_peer));
    }
    return json;
}

static json_t *latency_json(const struct latency *latency)
{
    return json_pack("{s:I, s:f, s:o, s:o, s:o, s:o, s:o, s:f, s:f}", "samples", (json_int_t)latency->reply.count,
                     "others_per_s", latency->others_per_s, "reply_ms", percentiles(&latency->reply), "card_ms",
                     percentiles(&latency->card), "echo_ms", percentiles(&latency->echo), "relay_two_hops_ms",
                     percentiles(&latency->relay), "commit_ms", percentiles(&latency->commit), "reply_of_least",
                     by(median(&latency->reply), least_reply(latency)), "card_of_least",
                     by(median(&latency->card), least_card(latency)));
}

static json_t *memory_json(const struct process_memory *memory)
{
    return json_pack("{s:I, s:I}", "rss", (json_int_t)memory->rss_kb, "private", (json_int_t)memory->private_kb);
}

static json_t *reads_json(const struct reads *reads)
{
    json_t *json = json_pack("{s:f}", "writes_per_s", reads->writes_per_s);

    for (size_t kind = 0; kind < READS_KINDS; kind++)
        json_object_set_new(json, reads_names[kind],
                            json_pack("{s:o, s:f, s:f}", "ms", percentiles(&reads->ms[kind]), "of_me",
                                      median(&reads->of_me[kind]), "per_s", median(&reads->per_s[kind])));
    return json;
}

static json_t *crowd_json(const struct crowd *crowd)
{
    return json_pack("{s:i, s:o, s:o, s:o}", "subscribers", crowd->subscribers, "told_ms", spread(&crowd->daemon_ms),
                     "relay_ms", spread(&crowd->relay_ms), "of_relay", spread(&crowd->of_relay));
}

static json_t *growth_size_json(const struct growth_size *size)
{
    return json_pack("{s:I, s:f, s:f, s:f, s:f, s:f, s:o, s:o, s:o, s:o, s:o, s:f}", "posts", (json_int_t)size->posts,
                     "database_bytes_per_post", size->bytes_per_post, "index_bytes_per_post",
                     size->index_bytes_per_post, "fill_per_s", size->fill_per_s, "fill_server_cpu_us",
                     size->fill_server_us, "ready_ms", size->ready_ms, "memory_kb_when_filled",
                     memory_json(&size->when_filled), "memory_kb_after_restart", memory_json(&size->after_restart),
                     "latency", latency_json(&size->latency), "reads", reads_json(&size->reads), "writes_of_echo",
                     spread(&size->of_echo), "write_server_cpu_us", median(&size->write_server_us));
}

/* The largest by the smallest, each by what it is made of in its own minute, so that noise counts less. */
static json_t *grown_json(const struct growth *growth)
{
    const struct growth_size *first = &growth->sizes[0], *last = &growth->sizes[growth->count - 1];
    json_t *json = json_object();

    json_object_set_new(json, "ask",
                        json_real(by(by(median(&last->latency.reply), least_reply(&last->latency)),
                                     by(median(&first->latency.reply), least_reply(&first->latency)))));
    json_object_set_new(json, "writes", json_real(by(median(&first->of_echo), median(&last->of_echo))));
    for (size_t kind = 0; kind < READS_KINDS; kind++)
        json_object_set_new(json, reads_names[kind],
                            json_real(by(median(&last->reads.of_me[kind]), median(&first->reads.of_me[kind]))));
    return json;
}

static json_t *growth_json(const struct growth *growth)
{
    json_t *sizes = json_array();

    for (size_t i = 0; i < growth->count; i++)
        json_array_append_new(sizes, growth_size_json(&growth->sizes[i]));
    return json_pack("{s:o, s:o}", "sizes", sizes, "last_of_first", grown_json(growth));
}

static json_t *levels_json(const struct report *report)
{
    json_t *levels = json_array();

    for (size_t i = 0; i < REPORT_LEVELS; i++)
        json_array_append_new(levels, level_json(&report->levels[i]));
    return levels;
}

static json_t *crowds_json(const struct report *report)
{
    json_t *crowds = json_array();

    for (size_t i = 0; i < REPORT_CROWDS; i++)
        json_array_append_new(crowds, crowd_json(&report->crowds[i]));
    return crowds;
}

static json_t *rest_json(const struct report *report)
{
    return json_pack("{s:f, s:f, s:o, s:o, s:o}", "wakeups_per_s", report->idle.wakeups_per_s, "cpu_ms_per_s",
                     report->idle.cpu_ms_per_s, "memory_kb_at_start", memory_json(&report->memory.at_start),
                     "memory_kb_after_writes", memory_json(&report->memory.after_writes), "peer_memory_kb_after_writes",
                     memory_json(&report->memory.peer_after_writes));
}

static json_t *digests_json(const struct digests *digests)
{
    return json_pack("{s:i, s:i, s:I, s:I, s:f, s:f, s:o, s:o, s:f}", "members", digests->members, "posts_a_day",
                     digests->posts, "due", (json_int_t)digests->looked_at, "made", (json_int_t)digests->made,
                     "seconds", digests->seconds, "server_cpu_us", digests->server_us, "latency_before",
                     latency_json(&digests->before), "latency_meanwhile", latency_json(&digests->meanwhile),
                     "p99_of_before",
                     by(numbers_at(&digests->meanwhile.reply, 0.99), numbers_at(&digests->before.reply, 0.99)));
}

bool report_json(const struct report *report, FILE *to)
{
    json_t *json = json_pack("{s:s, s:i, s:f, s:[f, f]}", "version", VAKWERK_VERSION, "passes", report->passes,
                             "seconds", report->seconds, "load_average", report->load_before, report->load_after);

    json_object_set_new(json, "writes", levels_json(report));
    json_object_set_new(json, "latency", latency_json(&report->latency));
    json_object_set_new(json, "latency_half_load", latency_json(&report->latency_busy));
    json_object_set_new(json, "reads", reads_json(&report->reads));
    json_object_set_new(json, "reads_beside_writes", reads_json(&report->reads_busy));
    json_object_set_new(json, "fan_out", crowds_json(report));
    json_object_set_new(json, "fan_out_screens", crowd_json(&report->screens));
    json_object_set_new(json, "rest", rest_json(report));
    json_object_set_new(json, "growth", growth_json(&report->growth));
    json_object_set_new(json, "digests", digests_json(&report->digests));
    bool ok = json != NULL && json_dumpf(json, to, JSON_INDENT(1) | JSON_REAL_PRECISION(6)) == 0;
    json_decref(json);
    return fputc('\n', to) != EOF && ok;
}

/* ---- the table ---- */

static void write_level(const struct report_level *level, FILE *to)
{
    fprintf(to, "%12d", level->outstanding);
    for (size_t kind = 0; kind < LOAD_KINDS; kind++)
        fprintf(to, "%10.0f", median(&level->per_s[kind]));
    fprintf(to, "%10.0f%10.2f%10.2f%14.2f%12.0f%12.0f\n", median(&level->sqlite_per_s), median(&level->of_echo),
            median(&level->of_peer), median(&level->p99_of_peer), median(&level->server_us[LOAD_DAEMON]),
            median(&level->broker_us[LOAD_DAEMON]));
}

static void write_latency(const char *what, const struct latency *latency, FILE *to)
{
    const struct {
        const char *name;
        const struct numbers *numbers;
    } rows[] = { { "ask to reply", &latency->reply },
                 { "ask to card", &latency->card },
                 { "echo", &latency->echo },
                 { "relay, two hops", &latency->relay },
                 { "one commit", &latency->commit } };

    fprintf(to, "\n%-40s%10s%10s%10s\n", what, "p50 ms", "p99", "p99.9");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].numbers->count > 0)
            fprintf(to, "%-40s%10.3f%10.3f%10.3f\n", rows[i].name, median(rows[i].numbers),
                    numbers_at(rows[i].numbers, 0.99), numbers_at(rows[i].numbers, 0.999));
    fprintf(to, "reply / (echo + commit) %.2f, card / (two hops + commit) %.2f\n",
            by(median(&latency->reply), least_reply(latency)), by(median(&latency->card), least_card(latency)));
}

static void write_reads(const char *what, const struct reads *reads, FILE *to)
{
    fprintf(to, "\n%-40s%10s%10s%10s%10s\n", what, "p50 ms", "p99", "by me", "/s");
    for (size_t kind = 0; kind < READS_KINDS; kind++)
        fprintf(to, "%-40s%10.3f%10.3f%10.2f%10.0f\n", reads_names[kind], median(&reads->ms[kind]),
                numbers_at(&reads->ms[kind], 0.99), median(&reads->of_me[kind]), median(&reads->per_s[kind]));
    if (reads->writes_per_s > 0)
        fprintf(to, "with %.0f writes/s\n", reads->writes_per_s);
}

static void write_crowd(const struct crowd *crowd, const char *who, FILE *to)
{
    fprintf(to, "%d %s it after %.1f ms, from a broker alone %.1f ms: %.2f of its rate\n", crowd->subscribers, who,
            median(&crowd->daemon_ms), median(&crowd->relay_ms), median(&crowd->of_relay));
}

static void write_size(const struct growth_size *size, FILE *to)
{
    fprintf(to,
            "\n%lld posts: %.0f bytes each, %.0f in the index, written at %.0f/s, %.0f us each; resident %.1f MB, %.1f "
            "after a restart;"
            " ready in %.0f ms\n",
            (long long)size->posts, size->bytes_per_post, size->index_bytes_per_post, size->fill_per_s,
            size->fill_server_us, (double)size->when_filled.rss_kb / 1024, (double)size->after_restart.rss_kb / 1024,
            size->ready_ms);
    write_latency("with them", &size->latency, to);
    write_reads("reads with them", &size->reads, to);
    fprintf(to, "%-40s%.2f of the echo, %.0f us each\n", "writes with them", median(&size->of_echo),
            median(&size->write_server_us));
}

static void write_rest(const struct report *report, FILE *to)
{
    fprintf(to,
            "\nat rest: %.1f wake-ups/s, %.2f ms of CPU a second; resident %.1f MB, %.1f after the writes (the peer "
            "%.1f)\n",
            report->idle.wakeups_per_s, report->idle.cpu_ms_per_s, (double)report->memory.at_start.rss_kb / 1024,
            (double)report->memory.after_writes.rss_kb / 1024, (double)report->memory.peer_after_writes.rss_kb / 1024);
}

static void write_digests(const struct digests *digests, FILE *to)
{
    fprintf(to,
            "\ndigests of %d members, %d posts a day: %lld due, %lld made in %.1f s, %.0f us each; who asks meanwhile"
            " has a p99 of %.2f times that before\n",
            digests->members, digests->posts, (long long)digests->looked_at, (long long)digests->made, digests->seconds,
            digests->server_us,
            by(numbers_at(&digests->meanwhile.reply, 0.99), numbers_at(&digests->before.reply, 0.99)));
    write_latency("before", &digests->before, to);
    write_latency("while digests are made", &digests->meanwhile, to);
}

void report_table(const struct report *report, FILE *to)
{
    fprintf(to, "%12s%10s%10s%10s%10s%10s%10s%10s%14s%12s%12s\n", "outstanding", "daemon/s", "echo/s", "relay/s",
            "peer/s", "SQLite/s", "of echo", "of peer", "p99 of peer", "daemon us", "its broker");
    for (size_t i = 0; i < REPORT_LEVELS; i++)
        write_level(&report->levels[i], to);
    write_latency("alone", &report->latency, to);
    write_latency("while others ask", &report->latency_busy, to);
    write_reads("reads", &report->reads, to);
    write_reads("reads beside writes", &report->reads_busy, to);
    fputc('\n', to);
    for (size_t i = 0; i < REPORT_CROWDS; i++)
        write_crowd(&report->crowds[i], "hear", to);
    write_crowd(&report->screens, "screens show", to);
    write_rest(report, to);
    for (size_t i = 0; i < report->growth.count; i++)
        write_size(&report->growth.sizes[i], to);
    write_digests(&report->digests, to);
}
