#include "publisher.h"

#include <pthread.h>
#include <stdlib.h>

#define SHIPMENTS   3 /* one with the writer, one on its way, one waiting */
#define SMALL_ITEMS 8

struct publisher {
    struct bus *bus;
    struct shipment shipments[SHIPMENTS];
    pthread_t thread;

    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t given;  /* for the thread: there is work for it */
    pthread_cond_t freed;  /* for the giver: one has been carried */
    struct shipment *free;
    struct shipment *first, **last; /* given, in order */
    bool busy;                      /* somebody carries one */
    bool stop, started;
};

void shipment_reset(struct shipment *shipment)
{
    arena_reset(&shipment->arena);
    outbox_init(&shipment->out, &shipment->arena);
    shipment->without_events = false;
}

/* Outside the lock: the bus may let us wait. What does not get out is made again after the next connection. */
static void carry(struct publisher *publisher, struct shipment *shipment)
{
    for (const struct outbox_item *item = shipment->out.first; item != NULL; item = item->next)
        if (item->seq == 0 || !shipment->without_events)
            bus_publish(publisher->bus, item);
    inbox_release(shipment->items);
    shipment->items = NULL;
    shipment_reset(shipment);
}

/* Under the lock. */
static void put_free(struct publisher *publisher, struct shipment *shipment)
{
    shipment->next = publisher->free;
    publisher->free = shipment;
    publisher->busy = false;
    pthread_cond_signal(&publisher->freed);
    if (publisher->first != NULL)
        pthread_cond_signal(&publisher->given);
}

static struct shipment *take_first(struct publisher *publisher)
{
    struct shipment *shipment = publisher->first;

    publisher->first = shipment->next;
    if (publisher->first == NULL)
        publisher->last = &publisher->first;
    publisher->busy = true;
    return shipment;
}

static void *run(void *context)
{
    struct publisher *publisher = context;

    pthread_mutex_lock(&publisher->mutex);
    for (;;) {
        while ((publisher->first == NULL || publisher->busy) && !(publisher->stop && publisher->first == NULL))
            pthread_cond_wait(&publisher->given, &publisher->mutex);
        if (publisher->first == NULL)
            break;
        struct shipment *shipment = take_first(publisher);
        pthread_mutex_unlock(&publisher->mutex);
        carry(publisher, shipment);
        pthread_mutex_lock(&publisher->mutex);
        put_free(publisher, shipment);
    }
    pthread_mutex_unlock(&publisher->mutex);
    return NULL;
}

struct publisher *publisher_start(struct bus *bus, size_t arena_bytes)
{
    struct publisher *publisher = calloc(1, sizeof *publisher);

    if (publisher == NULL)
        return NULL;
    publisher->bus = bus;
    publisher->last = &publisher->first;
    pthread_mutex_init(&publisher->mutex, NULL);
    pthread_cond_init(&publisher->given, NULL);
    pthread_cond_init(&publisher->freed, NULL);
    for (size_t i = 0; i < SHIPMENTS; i++) {
        arena_init(&publisher->shipments[i].arena, arena_bytes);
        shipment_reset(&publisher->shipments[i]);
        put_free(publisher, &publisher->shipments[i]);
    }
    publisher->started = pthread_create(&publisher->thread, NULL, run, publisher) == 0;
    if (publisher->started)
        return publisher;
    publisher_stop(publisher);
    return NULL;
}

void publisher_stop(struct publisher *publisher)
{
    if (publisher == NULL)
        return;
    if (publisher->started) {
        pthread_mutex_lock(&publisher->mutex);
        publisher->stop = true;
        pthread_cond_signal(&publisher->given);
        pthread_mutex_unlock(&publisher->mutex);
        pthread_join(publisher->thread, NULL);
    }
    for (size_t i = 0; i < SHIPMENTS; i++) {
        inbox_release(publisher->shipments[i].items);
        arena_release(&publisher->shipments[i].arena);
    }
    pthread_cond_destroy(&publisher->given);
    pthread_cond_destroy(&publisher->freed);
    pthread_mutex_destroy(&publisher->mutex);
    free(publisher);
}

struct shipment *publisher_take(struct publisher *publisher)
{
    pthread_mutex_lock(&publisher->mutex);
    while (publisher->free == NULL)
        pthread_cond_wait(&publisher->freed, &publisher->mutex);
    struct shipment *shipment = publisher->free;
    publisher->free = shipment->next;
    pthread_mutex_unlock(&publisher->mutex);
    return shipment;
}

static bool is_small(const struct shipment *shipment)
{
    const struct outbox_item *item = shipment->out.first;

    for (int i = 0; i < SMALL_ITEMS && item != NULL; i++)
        item = item->next;
    return item == NULL;
}

void publisher_give(struct publisher *publisher, struct shipment *shipment)
{
    pthread_mutex_lock(&publisher->mutex);
    bool carry_it = publisher->first == NULL && !publisher->busy && is_small(shipment);
    if (carry_it) {
        publisher->busy = true;
        pthread_mutex_unlock(&publisher->mutex);
        carry(publisher, shipment);
        pthread_mutex_lock(&publisher->mutex);
        put_free(publisher, shipment);
    } else {
        shipment->next = NULL;
        *publisher->last = shipment;
        publisher->last = &shipment->next;
        pthread_cond_signal(&publisher->given);
    }
    pthread_mutex_unlock(&publisher->mutex);
}

void publisher_flush(struct publisher *publisher)
{
    pthread_mutex_lock(&publisher->mutex);
    while (publisher->first != NULL || publisher->busy)
        pthread_cond_wait(&publisher->freed, &publisher->mutex);
    pthread_mutex_unlock(&publisher->mutex);
}
