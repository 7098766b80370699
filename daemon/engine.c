#include "engine.h"

#include "agenda.h"
#include "announce.h"
#include "audit.h"
#include "clock.h"
#include "courier.h"
#include "dispatch.h"
#include "erase_list.h"
#include "hearing.h"
#include "herald.h"
#include "ladder/climb.h"
#include "log.h"
#include "meeting.h"
#include "remover.h"
#include "screen/roster.h"
#include "service.h"
#include "store/store_endorse.h"
#include "store/store_kiosk.h"
#include "summon.h"

#include <malloc.h>
#include <stdlib.h>

#define BATCH_MAX       256
#define SCRATCH_ARENA   (8 * 1024 * 1024)
#define TICK_MS         30000
#define RECONNECT_MS    100
#define SCREENS_AT_ONCE 16
#define TRY_AGAIN_MS    1000
#define LEAVE_MS        500

struct engine {
    struct engine_parts parts;
    struct service *service;
    struct screens *screens;
    struct pairing *pairing;
    struct courier *courier;
    struct dispatch dispatch;
    struct agenda agenda;
    struct maker maker;
    struct herald herald;
    struct remover remover;
    struct hearing hearing;
    struct arena scratch; /* of what goes on beside what is being made */

    atomic_uint_least64_t turns; /* read by other threads */
    bool connected, subscribed, announced, online, was_ready;
    bool is_barred;               /* the broker lets everybody do everything, or nobody knows */
    int64_t connect_at, tick_at;  /* monotonic */
    int64_t measure_at, begun_at; /* the same */
    int64_t batches_before;       /* at the last tick */
    bool rested;                  /* since the last batch, memory was given back */
};

/* ---- making one ---- */

static void make_parts(struct engine *engine)
{
    const struct engine_parts *parts = &engine->parts;

    engine->agenda = (struct agenda){ .store = parts->store };
    engine->herald = (struct herald){ .store = parts->store,
                                      .settings = parts->settings,
                                      .bus = parts->bus,
                                      .dispatch = &engine->dispatch,
                                      .maker = &engine->maker,
                                      .birth = parts->birth };
    herald_init(&engine->herald);
    engine->remover = (struct remover){ .store = parts->store,
                                        .settings = parts->settings,
                                        .key = parts->key,
                                        .list_path = parts->erasures,
                                        .indexer = parts->indexer,
                                        .dispatch = &engine->dispatch,
                                        .agenda = &engine->agenda,
                                        .herald = &engine->herald };
    remover_init(&engine->remover);
    engine->hearing = (struct hearing){ .store = parts->store,
                                        .settings = parts->settings,
                                        .rights = parts->rights,
                                        .screens = engine->screens,
                                        .pairing = engine->pairing,
                                        .courier = engine->courier,
                                        .dispatch = &engine->dispatch,
                                        .agenda = &engine->agenda,
                                        .scratch = &engine->scratch };
}

static void prepare_service(struct engine *engine)
{
    service_set_metrics(engine->service, engine->parts.metrics);
    service_set_aside(engine->service, engine->parts.aside, ASIDE_WRITER);
    service_set_pairing(engine->service, engine->pairing);
    service_set_roster(engine->service, engine->parts.roster);
}

struct engine *engine_new(const struct engine_parts *parts)
{
    struct engine *engine = calloc(1, sizeof *engine);

    if (engine == NULL)
        return NULL;
    engine->parts = *parts;
    engine->begun_at = clock_monotonic_ms();
    maker_init(&engine->maker, parts->store);
    arena_init(&engine->scratch, SCRATCH_ARENA);
    engine->service = service_new(parts->store, parts->settings, parts->key);
    engine->screens = screens_new(parts->store, parts->settings, parts->roster);
    engine->pairing = pairing_new();
    engine->courier = courier_new(parts->store, parts->key);
    if (engine->service == NULL || engine->screens == NULL || engine->pairing == NULL || engine->courier == NULL ||
        !dispatch_open(&engine->dispatch, parts->bus)) {
        engine_free(engine);
        return NULL;
    }
    make_parts(engine);
    prepare_service(engine);
    return engine;
}

void engine_free(struct engine *engine)
{
    if (engine == NULL)
        return;
    service_free(engine->service);
    screens_free(engine->screens);
    pairing_free(engine->pairing);
    courier_free(engine->courier);
    dispatch_close(&engine->dispatch);
    arena_release(&engine->scratch);
    remover_release(&engine->remover);
    maker_release(&engine->maker);
    free(engine);
}

/* ---- what is due by itself, in the transaction of a batch ---- */

/* So that a digest and the moment of the next are one change. */
static int make_digests(struct engine *engine, int64_t now_ms)
{
    maker_aim(&engine->maker, now_ms, dispatch_out(&engine->dispatch));
    return maker_due(&engine->maker);
}

/* Of every batch, since a question that was asked in it is to be told when it goes up. */
static int make_escalations(struct engine *engine, int64_t now_ms, struct service_effects *effects)
{
    struct climb climb = { .store = engine->parts.store,
                           .settings = engine->parts.settings,
                           .now_ms = now_ms,
                           .arena = dispatch_arena(&engine->dispatch),
                           .out = dispatch_out(&engine->dispatch) };
    int err = climb_due(&climb);

    effects->events += climb.events;
    effects->changes.screens |= climb.events > 0;
    return err;
}

/* Of every batch too: what came in in it waits for a moderator. */
static int summon_moderators(struct engine *engine, int64_t now_ms, struct service_effects *effects)
{
    struct summon summon = { .store = engine->parts.store,
                             .settings = engine->parts.settings,
                             .now_ms = now_ms,
                             .arena = dispatch_arena(&engine->dispatch),
                             .out = dispatch_out(&engine->dispatch) };
    int err = summon_due(&summon);

    effects->events += summon.events;
    return err;
}

static int turn_meetings(struct engine *engine, int64_t now_ms, struct service_effects *effects)
{
    struct meeting_turns turns = { .store = engine->parts.store,
                                   .settings = engine->parts.settings,
                                   .now_ms = now_ms,
                                   .arena = dispatch_arena(&engine->dispatch),
                                   .out = dispatch_out(&engine->dispatch),
                                   .rights = effects->rights };
    int err = meeting_turn(&turns);

    effects->rights = turns.rights;
    effects->events += turns.events;
    effects->changes.screens |= turns.moved;
    return err;
}

/* ---- one batch ---- */

/* What one batch has room for: an answer in a question with many followers is many messages. The rest is cut off. */
static int serve_some(struct engine *engine, struct inbox_item *items, int64_t now_ms, struct service_effects *effects,
                      struct inbox_item **rest)
{
    int err = 0;

    for (struct inbox_item *item = items; item != NULL && err == 0; item = item->next) {
        err = service_serve(engine->service, item, now_ms, dispatch_out(&engine->dispatch), effects);
        if (err == 0 && dispatch_is_half_full(&engine->dispatch)) {
            *rest = item->next;
            item->next = NULL;
        }
    }
    return err;
}

/* While the transaction is open: each question of its own would open and close one. */
static void plan(struct engine *engine, bool digests)
{
    if (digests)
        agenda_plan(&engine->agenda, AGENDA_DIGESTS);
    agenda_plan(&engine->agenda, AGENDA_LADDER);
    agenda_plan(&engine->agenda, AGENDA_MEETINGS);
}

/* What nobody asked for just now. */
static int do_due(struct engine *engine, int64_t now_ms, struct service_effects *effects)
{
    int err = 0;

    if (agenda_is_due(&engine->agenda, AGENDA_DIGESTS, now_ms))
        err = make_digests(engine, now_ms);
    if (err == 0)
        err = make_escalations(engine, now_ms, effects);
    if (err == 0 && agenda_is_due(&engine->agenda, AGENDA_MEETINGS, now_ms))
        err = turn_meetings(engine, now_ms, effects);
    if (err == 0)
        err = summon_moderators(engine, now_ms, effects);
    return err;
}

static int write_marks(struct engine *engine, const struct service_effects *effects)
{
    int err = effects->rights == NULL ? 0 : rights_count(engine->parts.store);

    return err != 0 || effects->events == 0 ? err : herald_mark(&engine->herald);
}

/* All of it on disk, or nothing of it. */
static int attempt(struct engine *engine, struct inbox_item *items, struct service_effects *effects,
                   struct inbox_item **rest)
{
    int64_t now_ms = clock_now_ms();
    int err = store_begin(engine->parts.store);

    *rest = NULL;
    if (err != 0)
        return err;
    atomic_fetch_add(&engine->parts.metrics->batches, 1);
    service_set_full(engine->service, room_is_full(engine->parts.room));
    err = serve_some(engine, items, now_ms, effects, rest);
    if (err == 0)
        err = do_due(engine, now_ms, effects);
    if (err == 0)
        err = write_marks(engine, effects);
    if (err == 0)
        plan(engine, effects->changes.digests || agenda_is_due(&engine->agenda, AGENDA_DIGESTS, now_ms));
    err = store_end(engine->parts.store, err);
    if (err != 0)
        maker_forget(&engine->maker);
    return err;
}

/* Quickly; and once more with care when a request was refused with its work half done. */
static int transact(struct engine *engine, struct inbox_item *items, struct service_effects *effects,
                    struct inbox_item **rest)
{
    service_set_careful(engine->service, false);
    int err = attempt(engine, items, effects, rest);
    if (err != SERVICE_AGAIN)
        return err;
    dispatch_drop(&engine->dispatch);
    *effects = (struct service_effects){ .events = 0 };
    service_set_careful(engine->service, true);
    return attempt(engine, items, effects, rest);
}

/* Nothing was done: each is told so, and may send again. */
static void refuse_all(struct engine *engine, const struct inbox_item *items, int error, const char *message)
{
    int count = 0;

    dispatch_drop(&engine->dispatch);
    for (const struct inbox_item *item = items; item != NULL; item = item->next, count++)
        service_refuse(item, error, message, dispatch_out(&engine->dispatch));
    for (int i = 0; i < count; i++)
        metrics_count(engine->parts.metrics, error);
    log_error("batch_refused requests=%d reason=\"%s\"", count, message);
}

static void refuse_lost(struct engine *engine, const struct inbox_item *items, int err)
{
    if (err == ERR_DAMAGED)
        refuse_all(engine, items, err, "what is kept of it is not what was written");
    else
        refuse_all(engine, items, ERR_STORAGE, "the disk did not take it");
}

/* What a copy of the past must not undo is in the list outside before the reply; if not now, at the next tick. */
static void follow_list(struct engine *engine)
{
    arena_reset(&engine->scratch);
    if (erase_list_follow(engine->parts.erasures, engine->parts.store, &engine->scratch) != 0)
        log_error("erase_list reason=\"it could not be written\"");
}

static void apply(struct engine *engine, const struct service_effects *effects)
{
    if (effects->changes.screens)
        screens_touch(engine->screens);
    if (effects->changes.boards)
        screens_touch_boards(engine->screens);
    if (effects->changes.info)
        herald_tell_info(&engine->herald);
    if (effects->changes.waits)
        herald_tell_waits(&engine->herald);
    if (effects->changes.erasures)
        agenda_plan(&engine->agenda, AGENDA_ERASURES);
    if (effects->changes.listed) {
        follow_list(engine);
        herald_renew_digests(&engine->herald); /* the broker keeps them, with what was withdrawn or hidden since */
    }
    if (effects->events > 0 || effects->changes.waits || effects->changes.regions)
        courier_look(engine->courier, effects->changes.regions);
    if (effects->changes.audit)
        audit_log_head(engine->parts.store, dispatch_arena(&engine->dispatch));
}

/*
 * A change of rights is at the guard before the reply to it. If it does not get there, whoever asked is told to
 * send again: the database has it, and the next batch brings the guard up to date.
 */
static bool rights_follow_batch(struct engine *engine, const struct service_effects *effects)
{
    return rights_follow(engine->parts.rights, engine->parts.store, effects->rights, &engine->scratch) == 0;
}

/* What was planned in a transaction that is lost never happened: not at once, since the disk may still be full. */
static void look_again_soon(struct engine *engine)
{
    int64_t soon = clock_now_ms() + TRY_AGAIN_MS;

    for (int item = 0; item < AGENDA_BATCHES; item++)
        agenda_put(&engine->agenda, (enum agenda_item)item, soon);
}

static void join(struct inbox_item *items, struct inbox_item *rest)
{
    while (items->next != NULL)
        items = items->next;
    items->next = rest;
}

/* Who comes upon damage spoils the batch: the first alone, and the others wait for a next one. */
static int transact_apart(struct engine *engine, struct inbox_item *items, struct service_effects *effects,
                          struct inbox_item **rest)
{
    join(items, *rest);
    struct inbox_item *others = items->next;
    items->next = NULL;
    dispatch_drop(&engine->dispatch);
    *effects = (struct service_effects){ .events = 0 };
    int err = transact(engine, items, effects, rest);
    *rest = others;
    return err;
}

static int transact_some(struct engine *engine, struct inbox_item *items, struct service_effects *effects,
                         struct inbox_item **rest)
{
    int err = transact(engine, items, effects, rest);

    return err == ERR_DAMAGED && items != NULL && items->next != NULL ? transact_apart(engine, items, effects, rest)
                                                                      : err;
}

/*
 * The requests go with their replies. While events from before are still being told, new ones wait their turn:
 * the herald finds them in the database.
 */
static void send_batch(struct engine *engine, struct inbox_item *items, const struct service_effects *effects)
{
    dispatch_send_batch(&engine->dispatch, items, herald_is_behind(&engine->herald));
    if (effects->events > 0)
        indexer_wake(engine->parts.indexer, effects->events);
}

/* Returns those that have to wait for a next batch. */
static struct inbox_item *run_batch(struct engine *engine, struct inbox_item *items)
{
    struct service_effects effects = { .events = 0 };
    struct inbox_item *rest;

    atomic_fetch_add(&engine->turns, 1);
    int err = transact_some(engine, items, &effects, &rest);
    if (err != 0) {
        refuse_lost(engine, items, err);
        look_again_soon(engine);
    } else if (!rights_follow_batch(engine, &effects))
        refuse_all(engine, items, ERR_STORAGE, "the broker's guard could not be told");
    else
        apply(engine, &effects);
    send_batch(engine, items, &effects);
    return rest;
}

/* A piece of what has to go. */
static void remove_some(struct engine *engine)
{
    struct service_effects effects = { .events = 0 };

    if (!remover_go_on(&engine->remover, &effects))
        return;
    if (!rights_follow_batch(engine, &effects))
        log_error("erase reason=\"the broker's guard could not be told\"");
    apply(engine, &effects);
    send_batch(engine, NULL, &effects);
}

/* ---- the broker comes and goes ---- */

/*
 * After a (re)connect, in this order: what happened and was not told, what is retained, and only then requests.
 */
static void begin_announcing(struct engine *engine)
{
    engine->connected = true;
    engine->announced = engine->online = false;
    herald_begin(&engine->herald);
    screens_forget(engine->screens);
    courier_forget(engine->courier);
}

static void announce_all(struct engine *engine)
{
    herald_tell_info(&engine->herald);
    herald_tell_waits(&engine->herald);
    dispatch_send(&engine->dispatch);
    engine->announced = true;
    engine->tick_at = engine->measure_at = 0;
    bus_subscribe(engine->parts.bus);
}

/* What was read to be quick, and what the peak took. */
static void give_back(struct engine *engine)
{
    store_release_memory(engine->parts.store);
    malloc_trim(0);
}

/* Only when requests are heard: who reads it sends at once what waited, and the broker keeps nothing for us yet. */
static void say_online(struct engine *engine)
{
    engine->online = true;
    herald_tell_state(&engine->herald, true);
    dispatch_send(&engine->dispatch);
    if (engine->was_ready)
        return;
    engine->was_ready = true;
    engine->parts.ready(engine->parts.context);
    give_back(engine); /* what the start took: all of the database was looked at */
}

static void hear_bus(struct engine *engine)
{
    enum bus_change change;

    while ((change = bus_poll(engine->parts.bus)) != BUS_NOTHING) {
        if (change == BUS_CONNECTED && !canary_fly(engine->parts.canary))
            engine->is_barred = true;
        else if (change == BUS_CONNECTED)
            begin_announcing(engine);
        else if (change == BUS_SUBSCRIBED)
            engine->subscribed = true;
        else {
            engine->connected = engine->subscribed = false;
            engine->connect_at = clock_monotonic_ms() + RECONNECT_MS;
        }
    }
}

/* Each time a few things for each region; replies bring the next. */
static void tell_regions(struct engine *engine)
{
    int64_t now = clock_monotonic_ms();

    if (courier_due(engine->courier) > now)
        return;
    int err = courier_send(engine->courier, now, dispatch_out(&engine->dispatch));
    if (err != 0) {
        log_error("region_tell error=%s", error_row(err)->name);
        dispatch_drop(&engine->dispatch);
    }
    dispatch_send(&engine->dispatch);
    if (courier_settle(engine->courier, clock_now_ms()) != 0)
        log_error("region_settle");
}

/* ---- how it fares ---- */

static void gather(struct engine *engine, struct msg_metrics *out)
{
    const struct room *room = engine->parts.room;
    int64_t dropped_writes, dropped_reads;

    metrics_read(engine->parts.metrics, out);
    inbox_count(engine->parts.inbox, &out->waiting_writes, &dropped_writes);
    inbox_count(engine->parts.reads, &out->waiting_reads, &dropped_reads);
    out->dropped = dropped_writes + dropped_reads;
    out->disk_full = room_is_full(engine->parts.room);
    out->database_bytes = room->used_bytes;
    out->database_max_bytes = room->max_bytes;
    out->disk_free_bytes = room->free_bytes;
    out->at = clock_now_ms();
    out->birth = engine->parts.birth;
    out->up_s = (clock_monotonic_ms() - engine->begun_at) / 1000;
    out->connected = engine->connected;
    if (store_event_last(engine->parts.store, &out->seq) != 0)
        out->seq = 0;
    out->has_damaged = true;
    out->damaged = store_damaged(engine->parts.store) + atomic_load(&engine->parts.metrics->damaged);
}

/* Told to the broker when it is there, and in any case to the file. */
static void measure(struct engine *engine)
{
    const char *path = engine->parts.settings->metrics_file;
    struct msg_metrics metrics = { .at = 0 };

    engine->measure_at = clock_monotonic_ms() + TICK_MS;
    gather(engine, &metrics);
    if (path[0] != '\0' && !metrics_write(&metrics, path))
        log_warn("metrics reason=\"the file cannot be written\"");
    if (!engine->connected || herald_is_behind(&engine->herald))
        return;
    if (announce_metrics(&metrics, dispatch_out(&engine->dispatch)) != 0)
        log_error("announce what=metrics");
    dispatch_send(&engine->dispatch);
}

/* ---- the loop ---- */

/* Registrations end without a request. A failure is logged by the store; the next tick tries again. */
static void lapse_endorsements(struct engine *engine, int64_t now_ms)
{
    struct store *store = engine->parts.store;

    if (store_begin(store) == 0)
        store_end(store, store_endorse_lapse(store, now_ms));
}

/* When screens were last there, for after a restart. Seldom, and all that is due at once. */
static void keep_seen(struct engine *engine, int64_t now_ms)
{
    struct store *store = engine->parts.store;
    struct span kiosk;
    int64_t seen_at;
    int err = 0;

    arena_reset(&engine->scratch);
    if (!roster_unwritten(engine->parts.roster, now_ms, &engine->scratch, &kiosk, &seen_at) || store_begin(store) != 0)
        return;
    do
        err = store_kiosk_see(store, kiosk, seen_at);
    while (err == 0 && roster_unwritten(engine->parts.roster, now_ms, &engine->scratch, &kiosk, &seen_at));
    store_end(store, err);
}

/* Back to the system once nobody has asked for a while. */
static void rest(struct engine *engine)
{
    int64_t batches = atomic_load(&engine->parts.metrics->batches);
    bool idle = batches == engine->batches_before;

    if (idle && !engine->rested)
        give_back(engine);
    engine->rested = idle;
    engine->batches_before = batches;
}

/* The clock may have gone back since they were planned. */
static void plan_digests_anew(struct engine *engine, int64_t now_ms)
{
    bool astray = false;

    arena_reset(&engine->scratch);
    agenda_plan(&engine->agenda, AGENDA_DIGESTS);
    if (maker_is_astray(engine->parts.store, now_ms, &engine->scratch, &astray) == 0 && astray)
        agenda_put(&engine->agenda, AGENDA_DIGESTS, now_ms);
}

static void tick(struct engine *engine)
{
    int64_t now_ms = clock_now_ms();

    lapse_endorsements(engine, now_ms);
    keep_seen(engine, now_ms);
    follow_list(engine);
    agenda_plan(&engine->agenda, AGENDA_LADDER); /* what lapsed is open again */
    plan_digests_anew(engine, now_ms);
    agenda_plan(&engine->agenda, AGENDA_RETENTION);
    if (screens_tick(engine->screens, now_ms, dispatch_out(&engine->dispatch)) != 0)
        log_error("screens_tick");
    if (engine->herald.waits_due <= now_ms)
        herald_tell_waits(&engine->herald);
    dispatch_send(&engine->dispatch);
    screens_touch(engine->screens);
    rest(engine);
    engine->tick_at = clock_monotonic_ms() + TICK_MS;
}

/* Screen by screen, so that the first does not wait until the last is drawn. */
static void draw_screens(struct engine *engine)
{
    int64_t now = clock_monotonic_ms();
    int err = 0;

    for (int i = 0; i < SCREENS_AT_ONCE && err == 0 && screens_due(engine->screens) <= now; i++) {
        err = store_read_begin(engine->parts.store); /* one look at the database for all that is read */
        if (err == 0)
            err = screens_draw(engine->screens, clock_now_ms(), now, dispatch_out(&engine->dispatch));
        store_read_end(engine->parts.store);
        dispatch_send(&engine->dispatch);
    }
    if (err != 0)
        log_error("screens_draw error=%s", error_row(err)->name);
}

/* What the connection still needs, a piece for each turn, so that requests never wait long. */
static void go_on_connecting(struct engine *engine)
{
    int64_t now = clock_monotonic_ms();

    if (!engine->connected) {
        if (now >= engine->connect_at) {
            engine->connect_at = INT64_MAX; /* until bus_poll tells */
            bus_connect(engine->parts.bus);
        }
        return;
    }
    if (herald_is_behind(&engine->herald)) {
        herald_catch_up(&engine->herald);
        return;
    }
    if (!engine->announced)
        announce_all(engine);
    if (now >= engine->tick_at)
        tick(engine);
    draw_screens(engine);
    if (engine->subscribed && !engine->online)
        say_online(engine);
    if (herald_has_digests(&engine->herald))
        herald_tell_digests(&engine->herald);
    if (!engine->online)
        return;
    remove_some(engine);
    tell_regions(engine);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* A time of the wall clock on the monotonic one, where it is `now`, and a millisecond more: then it is over. */
static int64_t monotonic(int64_t wall, int64_t now)
{
    return wall == INT64_MAX ? INT64_MAX : now + (wall - clock_now_ms()) + 1;
}

/* Until when there is nothing to do but requests, on the monotonic clock. */
static int64_t next_deadline(const struct engine *engine)
{
    int64_t now = clock_monotonic_ms(), deadline = now + TICK_MS;

    if (!engine->connected)
        return earlier(deadline, engine->connect_at);
    if (herald_is_behind(&engine->herald) || herald_has_digests(&engine->herald) || !engine->announced)
        return now;
    deadline = earlier(deadline, earlier(engine->tick_at, engine->measure_at));
    deadline = earlier(deadline, screens_due(engine->screens));
    deadline = earlier(deadline, monotonic(agenda_batch(&engine->agenda), now));
    if (!engine->online)
        return deadline;
    deadline = earlier(deadline, monotonic(agenda_removal(&engine->agenda), now));
    return earlier(deadline, courier_due(engine->courier));
}

static int say_goodbye(struct engine *engine)
{
    dispatch_flush(&engine->dispatch);
    if (engine->connected && herald_tell_state(&engine->herald, false))
        bus_leave(engine->parts.bus, dispatch_out(&engine->dispatch)->first, LEAVE_MS);
    return herald_mark_last(&engine->herald); /* now that what was on its way has landed */
}

int engine_run(struct engine *engine)
{
    agenda_plan_all(&engine->agenda);
    while (!atomic_load(engine->parts.stop)) {
        atomic_fetch_add(&engine->turns, 1);
        hear_bus(engine);
        if (engine->is_barred)
            break;
        go_on_connecting(engine);
        if (clock_monotonic_ms() >= engine->measure_at)
            measure(engine);
        struct inbox_item *items = inbox_take(engine->parts.inbox, BATCH_MAX, next_deadline(engine));
        items = hearing_take(&engine->hearing, items);
        if (items != NULL || agenda_batch(&engine->agenda) <= clock_now_ms())
            items = run_batch(engine, items);
        while (items != NULL)
            items = run_batch(engine, items);
    }
    return say_goodbye(engine);
}

uint64_t engine_turns(const struct engine *engine)
{
    return atomic_load(&engine->turns);
}
