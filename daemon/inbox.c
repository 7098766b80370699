#include "inbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct inbox {
    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t filled;
    struct inbox_item *first, **last;
    size_t items, bytes, max_items, max_bytes;
    int64_t dropped;
    bool woken;
};

struct inbox *inbox_new(size_t max_items, size_t max_bytes)
{
    struct inbox *inbox = calloc(1, sizeof *inbox);
    pthread_condattr_t monotonic;

    if (inbox == NULL)
        return NULL;
    pthread_mutex_init(&inbox->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&inbox->filled, &monotonic);
    pthread_condattr_destroy(&monotonic);
    inbox->last = &inbox->first;
    inbox->max_items = max_items;
    inbox->max_bytes = max_bytes;
    return inbox;
}

void inbox_release(struct inbox_item *items)
{
    while (items != NULL) {
        struct inbox_item *next = items->next;
        free(items);
        items = next;
    }
}

void inbox_free(struct inbox *inbox)
{
    if (inbox == NULL)
        return;
    inbox_release(inbox->first);
    pthread_cond_destroy(&inbox->filled);
    pthread_mutex_destroy(&inbox->mutex);
    free(inbox);
}

static struct span append(char **at, struct span text)
{
    struct span copy = { text.ptr == NULL ? NULL : *at, text.len };

    if (text.len > 0)
        memcpy(*at, text.ptr, text.len);
    *at += text.len;
    return copy;
}

static size_t size_of(const struct inbox_item *message)
{
    return message->topic.len + message->payload.len + message->response_topic.len + message->correlation.len;
}

static struct inbox_item *copy_message(const struct inbox_item *message)
{
    struct inbox_item *item = malloc(sizeof *item + size_of(message));

    if (item == NULL)
        return NULL;
    *item = *message;
    char *at = item->bytes;
    item->next = NULL;
    item->topic = append(&at, message->topic);
    item->payload = append(&at, message->payload);
    item->response_topic = append(&at, message->response_topic);
    item->correlation = append(&at, message->correlation);
    return item;
}

/* Under the lock. */
static bool has_room(const struct inbox *inbox, size_t items, size_t bytes)
{
    return inbox->items < items && inbox->bytes < bytes;
}

static void append_item(struct inbox *inbox, struct inbox_item *item)
{
    *inbox->last = item;
    inbox->last = &item->next;
    inbox->items++;
    inbox->bytes += size_of(item);
    if (inbox->items == 1)
        pthread_cond_signal(&inbox->filled);
}

bool inbox_put(struct inbox *inbox, const struct inbox_item *message)
{
    struct inbox_item short_form = *message;

    pthread_mutex_lock(&inbox->mutex);
    if (!has_room(inbox, inbox->max_items, inbox->max_bytes)) {
        short_form.payload.len = 0;
        short_form.refused = true;
    }
    bool fits = has_room(inbox, inbox->max_items + inbox->max_items / 4, inbox->max_bytes + inbox->max_bytes / 4);
    inbox->dropped += !fits;
    pthread_mutex_unlock(&inbox->mutex);

    /* The copy is made outside the lock; only one thread puts, so the room found is still there. */
    struct inbox_item *item = fits ? copy_message(&short_form) : NULL;
    if (item == NULL)
        return false;
    pthread_mutex_lock(&inbox->mutex);
    append_item(inbox, item);
    pthread_mutex_unlock(&inbox->mutex);
    return true;
}

/* Under the lock: waits for work, a wake or the deadline. */
static void wait_for_work(struct inbox *inbox, int64_t deadline_ms)
{
    struct timespec until = { .tv_sec = (time_t)(deadline_ms / 1000), .tv_nsec = (long)(deadline_ms % 1000) * 1000000 };
    int err = 0;

    while (inbox->first == NULL && !inbox->woken && err == 0)
        err = pthread_cond_timedwait(&inbox->filled, &inbox->mutex, &until);
    inbox->woken = false;
}

struct inbox_item *inbox_take(struct inbox *inbox, size_t max, int64_t deadline_ms)
{
    pthread_mutex_lock(&inbox->mutex);
    wait_for_work(inbox, deadline_ms);
    struct inbox_item *items = inbox->first, **end = &items;
    for (size_t i = 0; i < max && *end != NULL; i++) {
        inbox->items--;
        inbox->bytes -= size_of(*end);
        end = &(*end)->next;
    }
    inbox->first = *end;
    *end = NULL;
    if (inbox->first == NULL)
        inbox->last = &inbox->first;
    pthread_mutex_unlock(&inbox->mutex);
    return items;
}

void inbox_count(struct inbox *inbox, int64_t *waiting, int64_t *dropped)
{
    pthread_mutex_lock(&inbox->mutex);
    *waiting = (int64_t)inbox->items;
    *dropped = inbox->dropped;
    pthread_mutex_unlock(&inbox->mutex);
}

void inbox_wake(struct inbox *inbox)
{
    pthread_mutex_lock(&inbox->mutex);
    inbox->woken = true;
    pthread_cond_signal(&inbox->filled);
    pthread_mutex_unlock(&inbox->mutex);
}
