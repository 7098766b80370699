#include "readers.h"

#include "clock.h"
#include "log.h"
#include "service.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define READER_ARENA (16 * 1024 * 1024)
#define AT_ONCE      64
#define WAIT_MS      60000

struct readers {
    struct store *store;
    struct search *search;
    struct service *service;
    struct inbox *inbox;
    struct bus *bus;
    struct metrics *metrics;
    struct arena arena;
    pthread_t thread;
    bool started;
    atomic_bool stop;
};

/* One request, of one moment of the database. */
static void serve(struct readers *readers, const struct inbox_item *item)
{
    struct service_effects none = { .events = 0 };
    struct outbox out;

    arena_reset(&readers->arena);
    outbox_init(&out, &readers->arena);
    int err = store_read_begin(readers->store);
    if (err == 0)
        err = service_serve(readers->service, item, clock_now_ms(), &out, &none);
    store_read_end(readers->store);
    atomic_store(&readers->metrics->damaged, store_damaged(readers->store));
    if (err != 0) {
        outbox_init(&out, &readers->arena);
        service_refuse(item, err, "the database could not be read", &out);
    }
    for (const struct outbox_item *reply = out.first; reply != NULL; reply = reply->next)
        bus_publish(readers->bus, reply);
}

static void *run(void *context)
{
    struct readers *readers = context;

    while (!atomic_load(&readers->stop)) {
        struct inbox_item *items = inbox_take(readers->inbox, AT_ONCE, clock_monotonic_ms() + WAIT_MS);
        for (const struct inbox_item *item = items; item != NULL; item = item->next)
            serve(readers, item);
        inbox_release(items);
    }
    return NULL;
}

static bool open_all(struct readers *readers, const struct readers_parts *parts)
{
    if (store_open(parts->path, STORE_READ, &readers->store) != STORE_OPENED ||
        store_search_open(parts->search_path, parts->path, STORE_READ, &readers->search) != STORE_OPENED)
        return false;
    readers->service = service_new(readers->store, parts->settings, parts->key);
    if (readers->service == NULL)
        return false;
    service_set_search(readers->service, readers->search);
    service_set_metrics(readers->service, parts->metrics);
    service_set_roster(readers->service, parts->roster);
    service_set_aside(readers->service, parts->aside, ASIDE_READER);
    return true;
}

struct readers *readers_start(const struct readers_parts *parts)
{
    struct readers *readers = calloc(1, sizeof *readers);

    if (readers == NULL)
        return NULL;
    readers->inbox = parts->inbox;
    readers->bus = parts->bus;
    arena_init(&readers->arena, READER_ARENA);
    readers->metrics = parts->metrics;
    readers->started = open_all(readers, parts) && pthread_create(&readers->thread, NULL, run, readers) == 0;
    if (readers->started)
        return readers;
    log_error("readers_start");
    readers_stop(readers);
    return NULL;
}

void readers_stop(struct readers *readers)
{
    if (readers == NULL)
        return;
    if (readers->started) {
        atomic_store(&readers->stop, true);
        inbox_wake(readers->inbox);
        pthread_join(readers->thread, NULL);
    }
    service_free(readers->service);
    store_search_close(readers->search);
    store_close(readers->store);
    arena_release(&readers->arena);
    free(readers);
}
