#include "canary.h"

#include "clock.h"
#include "log.h"
#include "proto/topic.h"

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define FLIGHT_MS   2000 /* who hears no answer for so long tries again in its next flight */
#define STEP_MS     100
#define KEEPALIVE_S 10
#define QOS         1
#define SOONER      10 /* so many times as often while it is not known whether the guard is at work */

/* One connection. */
struct flight {
    struct mosquitto *handle;
    bool answered, welcome, over;
    int asked, refused; /* attempts, and how many of them the broker said no to */
    const char *open;   /* what it let through; NULL: nothing */
};

/* Of one flight. NOBODY: there is no broker, so nobody is served. */
enum verdict { CLOSED, OPEN, UNKNOWN, NOBODY };

struct canary {
    struct canary_settings settings;
    pthread_t thread;
    atomic_bool stop;
    int unproven; /* flights in a row of which nothing is known; of the thread */

    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t moved;
    uint64_t sends, returns; /* it is on its way while they differ; sends is 0 until the first */
    enum canary_found found;
};

/* ---- what the library tells, from within mosquitto_loop() ---- */

static void on_connect(struct mosquitto *handle, void *context, int reason, int flags, const mosquitto_property *more)
{
    struct flight *flight = context;

    (void)handle, (void)flags, (void)more;
    flight->answered = true;
    flight->welcome = reason == MQTT_RC_SUCCESS;
    flight->over = !flight->welcome;
}

static void on_disconnect(struct mosquitto *handle, void *context, int reason, const mosquitto_property *more)
{
    struct flight *flight = context;

    (void)handle, (void)reason, (void)more;
    flight->over = true;
}

static void note(struct flight *flight, bool refused, const char *what)
{
    flight->refused += refused;
    if (!refused)
        flight->open = what;
}

static void on_subscribe(struct mosquitto *handle, void *context, int id, int count, const int *codes,
                         const mosquitto_property *more)
{
    (void)handle, (void)id, (void)more;
    note(context, count == 1 && codes[0] >= MQTT_RC_UNSPECIFIED, "hear");
}

static void on_publish(struct mosquitto *handle, void *context, int id, int reason, const mosquitto_property *more)
{
    (void)handle, (void)id, (void)more;
    note(context, reason >= MQTT_RC_UNSPECIFIED, "write");
}

/* ---- one flight ---- */

static struct mosquitto *connect_to(const struct canary_settings *settings, struct flight *flight)
{
    struct mosquitto *handle = mosquitto_new(TOPIC_CANARY ":" TOPIC_CANARY_DEVICE, true, flight);

    if (handle == NULL)
        return NULL;
    mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_connect_v5_callback_set(handle, on_connect);
    mosquitto_disconnect_v5_callback_set(handle, on_disconnect);
    mosquitto_subscribe_v5_callback_set(handle, on_subscribe);
    mosquitto_publish_v5_callback_set(handle, on_publish);
    if (mosquitto_username_pw_set(handle, TOPIC_CANARY, settings->secret) == MOSQ_ERR_SUCCESS &&
        mosquitto_connect(handle, "127.0.0.1", settings->port, KEEPALIVE_S) == MOSQ_ERR_SUCCESS)
        return handle;
    mosquitto_destroy(handle);
    return NULL;
}

static bool work(const struct canary *canary, struct flight *flight, int64_t deadline_ms)
{
    return !atomic_load(&canary->stop) && !flight->over && clock_monotonic_ms() < deadline_ms &&
           mosquitto_loop(flight->handle, STEP_MS, 1) == MOSQ_ERR_SUCCESS;
}

static void try_all(struct flight *flight)
{
    for (const char *const *filter = topic_not_to_hear; *filter != NULL; filter++)
        flight->asked += mosquitto_subscribe_v5(flight->handle, NULL, *filter, QOS, 0, NULL) == MOSQ_ERR_SUCCESS;
    for (const char *const *topic = topic_not_to_write; *topic != NULL; topic++)
        flight->asked +=
            mosquitto_publish_v5(flight->handle, NULL, *topic, 0, NULL, QOS, false, NULL) == MOSQ_ERR_SUCCESS;
}

static enum verdict weigh(const struct flight *flight)
{
    if (flight->open != NULL) {
        log_error("canary reason=\"a member may %s what is not theirs: the broker's guard is not at work\"",
                  flight->open);
        return OPEN;
    }
    if (flight->asked > 0 && flight->refused == flight->asked)
        return CLOSED;
    log_warn("canary reason=\"it could not try\" tried=%d refused=%d", flight->asked, flight->refused);
    return flight->answered ? UNKNOWN : NOBODY;
}

static enum verdict fly(const struct canary *canary)
{
    struct flight flight = { .open = NULL };
    int64_t deadline_ms = clock_monotonic_ms() + FLIGHT_MS;

    flight.handle = connect_to(&canary->settings, &flight);
    while (flight.handle != NULL && !flight.welcome && work(canary, &flight, deadline_ms))
        ;
    if (flight.welcome)
        try_all(&flight);
    while (flight.welcome && flight.open == NULL && flight.refused < flight.asked && work(canary, &flight, deadline_ms))
        ;
    if (flight.handle != NULL) {
        mosquitto_disconnect(flight.handle);
        mosquitto_destroy(flight.handle);
    }
    return atomic_load(&canary->stop) ? NOBODY : weigh(&flight);
}

/* ---- its life ---- */

/* Waits until it is sent, or until its time is over. Which send it is; 0: it is to stop. */
static uint64_t wait_for_start(struct canary *canary)
{
    int64_t at_ms = clock_monotonic_ms() + canary->settings.every_ms / (canary->unproven > 0 ? SOONER : 1);
    struct timespec until = { .tv_sec = (time_t)(at_ms / 1000), .tv_nsec = (long)(at_ms % 1000) * 1000000 };
    int err = 0;

    pthread_mutex_lock(&canary->mutex);
    while (!atomic_load(&canary->stop) && canary->sends == canary->returns && err == 0)
        err = canary->sends == 0 ? pthread_cond_wait(&canary->moved, &canary->mutex)
                                 : pthread_cond_timedwait(&canary->moved, &canary->mutex, &until);
    uint64_t send = atomic_load(&canary->stop) ? 0 : canary->sends;
    pthread_mutex_unlock(&canary->mutex);
    return send;
}

static void come_back(struct canary *canary, uint64_t send, enum canary_found found)
{
    pthread_mutex_lock(&canary->mutex);
    canary->returns = send;
    canary->found = found;
    pthread_cond_broadcast(&canary->moved);
    pthread_mutex_unlock(&canary->mutex);
}

static enum canary_found conclude(struct canary *canary, enum verdict verdict)
{
    if (verdict == OPEN)
        return CANARY_OPEN;
    if (verdict == CLOSED)
        canary->unproven = 0;
    if (verdict != UNKNOWN || ++canary->unproven < CANARY_UNPROVEN_MAX)
        return CANARY_NOTHING;
    log_error(
        "canary reason=\"%d times in a row it could not try: nobody knows whether the broker's guard is at work\"",
        canary->unproven);
    return CANARY_UNPROVEN;
}

static void *run(void *context)
{
    struct canary *canary = context;
    enum canary_found found = CANARY_NOTHING;
    uint64_t send;

    while (found == CANARY_NOTHING && (send = wait_for_start(canary)) != 0) {
        found = conclude(canary, fly(canary));
        come_back(canary, send, found);
    }
    if (found != CANARY_NOTHING)
        canary->settings.alarm(canary->settings.context);
    return NULL;
}

struct canary *canary_start(const struct canary_settings *settings)
{
    struct canary *canary = calloc(1, sizeof *canary);
    pthread_condattr_t monotonic;

    if (canary == NULL || mosquitto_lib_init() != MOSQ_ERR_SUCCESS) {
        free(canary);
        return NULL;
    }
    canary->settings = *settings;
    pthread_mutex_init(&canary->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&canary->moved, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&canary->thread, NULL, run, canary) == 0)
        return canary;
    free(canary);
    return NULL;
}

void canary_stop(struct canary *canary)
{
    if (canary == NULL)
        return;
    pthread_mutex_lock(&canary->mutex);
    atomic_store(&canary->stop, true);
    pthread_cond_broadcast(&canary->moved);
    pthread_mutex_unlock(&canary->mutex);
    pthread_join(canary->thread, NULL);
    pthread_cond_destroy(&canary->moved);
    pthread_mutex_destroy(&canary->mutex);
    mosquitto_lib_cleanup();
    free(canary);
}

bool canary_fly(struct canary *canary)
{
    pthread_mutex_lock(&canary->mutex);
    uint64_t send = ++canary->sends;
    pthread_cond_broadcast(&canary->moved);
    while (canary->returns < send && canary->found == CANARY_NOTHING)
        pthread_cond_wait(&canary->moved, &canary->mutex);
    bool well = canary->found == CANARY_NOTHING;
    pthread_mutex_unlock(&canary->mutex);
    return well;
}

enum canary_found canary_found(struct canary *canary)
{
    pthread_mutex_lock(&canary->mutex);
    enum canary_found found = canary->found;
    pthread_mutex_unlock(&canary->mutex);
    return found;
}
