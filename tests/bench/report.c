#include "tests/bench/report.h"

#include <jansson.h>

static const char *const kind_names[REPORT_KINDS] = { "daemon", "echo", "relay" };

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
    return json_pack("{s:f, s:f}", "p50", median(numbers), "p99", numbers_at(numbers, 0.99));
}

static json_t *kind_json(const struct report_level *level, size_t kind)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "per_s", spread(&level->per_s[kind]), "server_cpu_us",
                     spread(&level->server_us[kind]), "broker_cpu_us", spread(&level->broker_us[kind]), "load_cpu_us",
                     spread(&level->load_us[kind]));
}

static json_t *level_json(const struct report_level *level)
{
    json_t *json = json_pack("{s:i, s:o, s:o}", "outstanding", level->outstanding, "sqlite_per_s",
                             spread(&level->sqlite_per_s), "accepted_of_echo", spread(&level->of_echo));

    for (size_t kind = 0; kind < REPORT_KINDS; kind++)
        json_object_set_new(json, kind_names[kind], kind_json(level, kind));
    return json;
}

static json_t *latency_json(const struct latency *latency)
{
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:f, s:f}", "samples", (json_int_t)latency->reply.count,
                     "reply_ms", percentiles(&latency->reply), "card_ms", percentiles(&latency->card), "echo_ms",
                     percentiles(&latency->echo), "relay_two_hops_ms", percentiles(&latency->relay), "commit_ms",
                     percentiles(&latency->commit), "reply_of_least", by(median(&latency->reply), least_reply(latency)),
                     "card_of_least", by(median(&latency->card), least_card(latency)));
}

static json_t *memory_json(const struct process_memory *memory)
{
    return json_pack("{s:I, s:I}", "rss", (json_int_t)memory->rss_kb, "private", (json_int_t)memory->private_kb);
}

static json_t *size_json(const struct report_size *size)
{
    return json_pack("{s:I, s:f, s:f, s:f, s:o, s:o, s:o, s:f, s:f}", "posts", (json_int_t)size->posts,
                     "database_bytes_per_post", size->bytes_per_post, "fill_per_s", size->fill_per_s,
                     "fill_server_cpu_us", size->fill_server_us, "memory_kb_at_start", memory_json(&size->at_start),
                     "memory_kb_with_posts", memory_json(&size->when_filled), "memory_kb_after_restart",
                     memory_json(&size->after_restart), "ready_ms_at_start", size->ready_ms_empty,
                     "ready_ms_with_posts", size->ready_ms_full);
}

bool report_json(const struct report *report, FILE *to)
{
    json_t *levels = json_array();

    for (size_t i = 0; i < REPORT_LEVELS; i++)
        json_array_append_new(levels, level_json(&report->levels[i]));
    json_t *json =
        json_pack("{s:s, s:i, s:f, s:[f, f], s:o, s:o, s:o, s:o}", "version", VAKWERK_VERSION, "passes", report->passes,
                  "seconds", report->seconds, "load_average", report->load_before, report->load_after, "writes", levels,
                  "latency", latency_json(&report->latency), "latency_with_posts", latency_json(&report->latency_full),
                  "size", size_json(&report->size));
    bool ok = json != NULL && json_dumpf(json, to, JSON_INDENT(1) | JSON_REAL_PRECISION(6)) == 0;
    json_decref(json);
    return fputc('\n', to) != EOF && ok;
}

/* ---- the table ---- */

static void write_level(const struct report_level *level, FILE *to)
{
    fprintf(to, "%12d", level->outstanding);
    for (size_t kind = 0; kind < REPORT_KINDS; kind++)
        fprintf(to, "%10.0f", median(&level->per_s[kind]));
    fprintf(to, "%10.0f%10.2f%12.0f%12.0f%12.0f%12.0f\n", median(&level->sqlite_per_s), median(&level->of_echo),
            median(&level->server_us[LOAD_DAEMON]), median(&level->server_us[LOAD_ECHO]),
            median(&level->broker_us[LOAD_DAEMON]), median(&level->broker_us[LOAD_ECHO]));
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

    fprintf(to, "\n%-24s%10s%10s\n", what, "p50 ms", "p99 ms");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        fprintf(to, "%-24s%10.3f%10.3f\n", rows[i].name, median(rows[i].numbers), numbers_at(rows[i].numbers, 0.99));
    fprintf(to, "reply / (echo + commit) %.2f, card / (two hops + commit) %.2f\n",
            by(median(&latency->reply), least_reply(latency)), by(median(&latency->card), least_card(latency)));
}

void report_table(const struct report *report, FILE *to)
{
    const struct report_size *size = &report->size;

    fprintf(to, "%12s%10s%10s%10s%10s%10s%12s%12s%12s%12s\n", "outstanding", "daemon/s", "echo/s", "relay/s",
            "SQLite/s", "of echo", "daemon us", "echo us", "its broker", "echo's");
    for (size_t i = 0; i < REPORT_LEVELS; i++)
        write_level(&report->levels[i], to);
    write_latency("at rest", &report->latency, to);
    write_latency("at rest, with all posts", &report->latency_full, to);
    fprintf(to,
            "\n%lld posts: %.0f bytes each, written at %.0f/s, %.0f us each; resident %.1f MB at start, %.1f with "
            "them, %.1f after a "
            "restart (private %.1f, %.1f, %.1f); ready in %.0f ms at first, %.0f ms with them\n",
            (long long)size->posts, size->bytes_per_post, size->fill_per_s, size->fill_server_us,
            (double)size->at_start.rss_kb / 1024, (double)size->when_filled.rss_kb / 1024,
            (double)size->after_restart.rss_kb / 1024, (double)size->at_start.private_kb / 1024,
            (double)size->when_filled.private_kb / 1024, (double)size->after_restart.private_kb / 1024,
            size->ready_ms_empty, size->ready_ms_full);
}
