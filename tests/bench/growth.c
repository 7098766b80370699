#include "tests/bench/growth.h"

#include "tests/bench/load.h"

#include <unistd.h>

enum { OUTSTANDING = 256, ANSWERS = 2, BURSTS = 3 };

static bool add_posts(struct stage *stage, int64_t count, struct growth_size *out)
{
    struct load_plan plan = {
        .kind = LOAD_DAEMON, .outstanding = OUTSTANDING, .seconds = 1e6, .count = count, .answers = ANSWERS
    };
    struct load_result result;
    int64_t begin_ns = numbers_now_ns();

    if (!load_run(stage, &plan, &result))
        return false;
    out->fill_per_s = (double)result.accepted / ((double)(numbers_now_ns() - begin_ns) / 1e9);
    out->fill_server_us = result.server_us;
    return true;
}

static bool restart(struct stage *stage, int64_t empty_bytes, struct growth_size *out)
{
    stage_let_index_follow(stage);
    out->when_filled = process_memory(stage->daemon.pid);
    if (!stage_stop_daemon(stage))
        return false;
    out->bytes_per_post = (double)(stage_database_bytes(stage) - empty_bytes) / (double)out->posts;
    out->index_bytes_per_post = (double)stage_index_bytes(stage) / (double)out->posts;
    out->ready_ms = stage_start_daemon(stage);
    sleep(1);
    out->after_restart = process_memory(stage->daemon.pid);
    return out->ready_ms >= 0;
}

/* Short, since what is written makes it larger. */
static bool burst(struct stage *stage, double seconds, struct growth_size *out, int64_t *posts)
{
    struct load_plan plan = {
        .kind = LOAD_DAEMON, .outstanding = OUTSTANDING, .seconds = seconds, .count = INT64_MAX, .answers = ANSWERS
    };
    struct load_result own, echo;

    if (!load_run(stage, &plan, &own))
        return false;
    stage_let_index_follow(stage);
    plan.kind = LOAD_ECHO;
    plan.answers = 0; /* its replies tell no code */
    if (!load_run(stage, &plan, &echo))
        return false;
    numbers_add(&out->of_echo, own.per_s / echo.per_s);
    numbers_add(&out->write_server_us, own.server_us);
    *posts += own.accepted;
    return true;
}

static bool write_some(struct stage *stage, double seconds, struct growth_size *out, int64_t *posts)
{
    for (int i = 0; i < BURSTS; i++)
        if (!burst(stage, seconds, out, posts))
            return false;
    return true;
}

bool growth_run(struct stage *stage, struct raw *raw, const struct growth_plan *plan, struct growth *out)
{
    int64_t posts = 0;

    if (!stage_stop_daemon(stage) || !stage_begin_anew(stage))
        return false;
    int64_t empty_bytes = stage_database_bytes(stage);
    if (stage_start_daemon(stage) < 0)
        return false;
    for (size_t i = 0; i < plan->count; i++) {
        struct growth_size *size = &out->sizes[out->count++];
        size->posts = plan->posts[i];
        if (!add_posts(stage, plan->posts[i] - posts, size) || !restart(stage, empty_bytes, size) ||
            !latency_run(stage, raw, plan->samples, 0, &size->latency) || !reads_run(stage, &plan->reads, &size->reads))
            return false;
        posts = plan->posts[i];
        if (!write_some(stage, plan->reads.seconds / BURSTS, size, &posts))
            return false;
    }
    return true;
}
