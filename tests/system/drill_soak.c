/*
 * By hand: members work at a steady pace for as long as they are told to, and the daemon's memory is looked at meanwhile.
 * Fails when it is ever above its bound, or still grows in the second half.
 *
 *   soak_drill MINUTES
 */
#include "tests/support/port.h"
#include "tests/system/crash/load.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
    MINUTES = 40,
    MINUTES_MAX = 3 * 24 * 60,
    ROUND_MS = 500, /* in which every writer may fill its outbox once */
    SAMPLE_MS = 1000,
    SAMPLES_MAX = MINUTES_MAX * 60,
    SAYS_EVERY = 60,          /* samples */
    BOUND_KB = 64 * 1024,     /* at any time */
    GROWTH_KB_AN_HOUR = 2048, /* the line through the second half */
};

struct soak {
    struct office office;
    struct load *load;
    int64_t round_at, sample_at;
    int count;
    long kb[SAMPLES_MAX]; /* one a second */
};

static long memory_kb(pid_t pid)
{
    char path[64];
    long pages = 0, all = 0;

    snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
    FILE *from = fopen(path, "r");
    if (from == NULL || fscanf(from, "%ld %ld", &all, &pages) != 2)
        abort();
    fclose(from);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void sample(struct soak *soak)
{
    long kb = memory_kb(vakwerkd_pid(soak->office.daemon));

    soak->sample_at += SAMPLE_MS;
    soak->kb[soak->count++] = kb;
    if (soak->count % SAYS_EVERY != 0)
        return;
    printf("%4d min: %ld kB, %ld requests\n", soak->count / SAYS_EVERY, kb, load_counts(soak->load)->requests);
    fflush(stdout);
}

static void work(struct soak *soak, int samples)
{
    soak->round_at = soak->sample_at = port_now_ms();
    while (soak->count < samples) {
        int64_t now = port_now_ms();
        bool asks = now >= soak->round_at;
        soak->round_at += asks ? ROUND_MS : 0;
        load_turn(soak->load, asks);
        if (now >= soak->sample_at)
            sample(soak);
        port_breathe();
    }
}

/* Least squares: by how many kB an hour the samples from `first` on grow. */
static double growth(const struct soak *soak, int first)
{
    double n = soak->count - first, sum_t = 0, sum_kb = 0, sum_tt = 0, sum_tkb = 0;

    for (int i = first; i < soak->count; i++) {
        double t = i - first, kb = (double)soak->kb[i];
        sum_t += t;
        sum_kb += kb;
        sum_tt += t * t;
        sum_tkb += t * kb;
    }
    return (n * sum_tkb - sum_t * sum_kb) / (n * sum_tt - sum_t * sum_t) * 3600;
}

static long most(const struct soak *soak)
{
    long kb = 0;

    for (int i = 0; i < soak->count; i++)
        kb = soak->kb[i] > kb ? soak->kb[i] : kb;
    return kb;
}

static bool is_bounded(const struct soak *soak)
{
    double growing = growth(soak, soak->count / 2);
    long highest = most(soak);

    printf("%d samples, %ld requests: %ld kB at most, and in the second half %.0f kB more an hour\n", soak->count,
           load_counts(soak->load)->requests, highest, growing);
    return highest <= BOUND_KB && growing <= GROWTH_KB_AN_HOUR;
}

int main(int argc, char **argv)
{
    static struct soak soak;
    int minutes = argc > 1 ? atoi(argv[1]) : MINUTES;
    FILE *history = fopen("/dev/null", "w");

    if (minutes < 1 || minutes > MINUTES_MAX || history == NULL)
        return 2;
    if (!broker_is_installed())
        return broker_missing_code();
    office_open(&soak.office, NULL);
    soak.load = load_new(&soak.office, vakwerkd_port(soak.office.daemon), history, (unsigned)time(NULL));
    work(&soak, minutes * 60);
    bool bounded = is_bounded(&soak);
    load_free(soak.load);
    fclose(history);
    return office_close(&soak.office) == VAKWERKD_OK && bounded ? EXIT_SUCCESS : EXIT_FAILURE;
}
