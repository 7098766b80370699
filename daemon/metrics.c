#include "metrics.h"

#include "proto/errors.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

void metrics_count(struct metrics *metrics, int error)
{
    if (metrics == NULL)
        return;
    if (error == 0)
        atomic_fetch_add(&metrics->accepted, 1);
    else if (error == ERR_BUSY)
        atomic_fetch_add(&metrics->busy, 1);
    else if (error == ERR_STORAGE)
        atomic_fetch_add(&metrics->storage, 1);
    else
        atomic_fetch_add(&metrics->refused, 1);
}

/* 0 when the system does not say. */
static int64_t memory_bytes(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    long pages = 0;

    if (file == NULL)
        return 0;
    if (fscanf(file, "%*d %ld", &pages) != 1)
        pages = 0;
    fclose(file);
    return (int64_t)pages * sysconf(_SC_PAGESIZE);
}

void metrics_read(struct metrics *metrics, struct msg_metrics *out)
{
    out->accepted = atomic_load(&metrics->accepted);
    out->refused = atomic_load(&metrics->refused);
    out->busy = atomic_load(&metrics->busy);
    out->storage = atomic_load(&metrics->storage);
    out->batches = atomic_load(&metrics->batches);
    out->memory_bytes = memory_bytes();
}

/* ---- the file ---- */

#define AT(field) offsetof(struct msg_metrics, field)

static const struct {
    const char *name, *label, *type, *doc; /* those with the same name stand together */
    size_t offset;
} rows[] = {
    { "vakwerk_requests_total", "{result=\"accepted\"}", "counter", "Requests by how they ended.", AT(accepted) },
    { "vakwerk_requests_total", "{result=\"refused\"}", "counter", "", AT(refused) },
    { "vakwerk_requests_total", "{result=\"busy\"}", "counter", "", AT(busy) },
    { "vakwerk_requests_total", "{result=\"storage\"}", "counter", "", AT(storage) },
    { "vakwerk_requests_dropped_total", "", "counter", "Requests without a reply, for which no room was.",
      AT(dropped) },
    { "vakwerk_batches_total", "", "counter", "Transactions.", AT(batches) },
    { "vakwerk_events", "", "counter", "The newest seq.", AT(seq) },
    { "vakwerk_starts", "", "counter", "Starts of the daemon.", AT(birth) },
    { "vakwerk_up_seconds", "", "gauge", "Since the start.", AT(up_s) },
    { "vakwerk_connected", "", "gauge", "Whether the broker is there.", AT(connected) },
    { "vakwerk_waiting", "{for=\"writer\"}", "gauge", "Requests that wait.", AT(waiting_writes) },
    { "vakwerk_waiting", "{for=\"reader\"}", "gauge", "", AT(waiting_reads) },
    { "vakwerk_database_bytes", "", "gauge", "In use, of the database.", AT(database_bytes) },
    { "vakwerk_database_max_bytes", "", "gauge", "What it may use.", AT(database_max_bytes) },
    { "vakwerk_disk_free_bytes", "", "gauge", "Free on its disk.", AT(disk_free_bytes) },
    { "vakwerk_disk_full", "", "gauge", "Whether posts are refused for want of room.", AT(disk_full) },
    { "vakwerk_damaged_pages", "", "gauge", "Pages of the database that are not what was written.", AT(damaged) },
    { "vakwerk_memory_bytes", "", "gauge", "Resident.", AT(memory_bytes) },
};

static void print_row(FILE *to, size_t i, const struct msg_metrics *metrics)
{
    int64_t value;

    memcpy(&value, (const char *)metrics + rows[i].offset, sizeof value);
    if (i == 0 || strcmp(rows[i].name, rows[i - 1].name) != 0)
        fprintf(to, "# HELP %s %s\n# TYPE %s %s\n", rows[i].name, rows[i].doc, rows[i].name, rows[i].type);
    fprintf(to, "%s%s %lld\n", rows[i].name, rows[i].label, (long long)value);
}

/* Not synced: after a power cut the next one is seconds away. */
bool metrics_write(const struct msg_metrics *metrics, const char *path)
{
    char draft[PATH_MAX];

    if (snprintf(draft, sizeof draft, "%s.new", path) >= (int)sizeof draft)
        return false;
    FILE *to = fopen(draft, "we");
    if (to == NULL)
        return false;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        print_row(to, i, metrics);
    bool ok = fchmod(fileno(to), 0644) == 0 && ferror(to) == 0;
    ok = fclose(to) == 0 && ok;
    return ok && rename(draft, path) == 0;
}
