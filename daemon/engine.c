#include "engine.h"

#include "announce.h"
#include "audit.h"
#include "clock.h"
#include "courier.h"
#include "digest/maker.h"
#include "erase.h"
#include "erase_list.h"
#include "ladder/climb.h"
#include "log.h"
#include "meeting.h"
#include "publisher.h"
#include "retention.h"
#include "screen/pairing.h"
#include "screen/roster.h"
#include "screen/screens.h"
#include "screen/touch.h"
#include "service.h"
#include "store/store_digest.h"
#include "store/store_endorse.h"
#include "store/store_kiosk.h"
#include "store/store_ladder.h"
#include "summon.h"

#include <malloc.h>
#include <stdlib.h>

#define BATCH_MAX       256
#define BATCH_ARENA     (64 * 1024 * 1024)
#define SCRATCH_ARENA   (8 * 1024 * 1024)
#define TICK_MS         30000
#define RECONNECT_MS    100
#define REPLAY_AT_ONCE  200
#define DIGESTS_AT_ONCE 10
#define DIGESTS_MS      10 /* and then whoever asks something, whatever is left of them */
#define DIGEST_KEPT_MS  (7 * CLOCK_DAY_MS)
#define SCREENS_AT_ONCE 16
#define TRY_AGAIN_MS    1000
#define WATERMARK_MS    1000
#define LEAVE_MS        500
#define ERASE_AGAIN_MS  30000
#define ERASE_ARENA     (64 * 1024)

struct engine {
    struct engine_parts parts;
    struct service *service;
    struct screens *screens;
    struct pairing *pairing;
    struct courier *courier;
    struct publisher *publisher;
    struct shipment *leaving; /* what is being made: replies, events, state, and all they are made from */
    struct arena scratch;     /* of what goes on beside it */
    struct maker maker;

    atomic_uint_least64_t turns; /* read by other threads */
    bool connected, subscribed, announced, online, was_ready;
    bool is_barred;                /* the broker lets everybody do everything, or nobody knows */
    int64_t watermark_at;          /* monotonic: when it is written again */
    int64_t connect_at, tick_at;   /* monotonic */
    int64_t measure_at, begun_at;  /* the same */
    int64_t batches_before;        /* at the last tick */
    bool rested;                   /* since the last batch, memory was given back */
    int64_t waits_change;          /* wall clock: when the next waiting time fades or goes */
    int64_t digest_due;            /* wall clock; INT64_MAX for never */
    int64_t escalation_due;        /* the same, of the ladder and of what moderators are to be told */
    int64_t meeting_due;           /* the same, of what teams do together */
    int64_t erasure_due;           /* the same, of erasing members */
    int64_t retention_due;         /* the same, of what is kept no longer */
    int64_t replay_from, last_seq; /* events after this seq have to be published; INT64_MAX: none */
    int64_t digests_after;         /* member after whom retained digests have to be published; -1: none */
    bool digests_are_old;          /* something left them since that began: once more when it is done */
};

/* ---- making one ---- */

struct engine *engine_new(const struct engine_parts *parts)
{
    struct engine *engine = calloc(1, sizeof *engine);

    if (engine == NULL)
        return NULL;
    engine->parts = *parts;
    engine->service = service_new(parts->store, parts->settings, parts->key);
    if (engine->service != NULL)
        service_set_metrics(engine->service, parts->metrics);
    engine->screens = screens_new(parts->store, parts->settings, parts->roster);
    maker_init(&engine->maker, parts->store);
    engine->pairing = pairing_new();
    engine->courier = courier_new(parts->store, parts->key);
    engine->begun_at = clock_monotonic_ms();
    engine->digests_after = -1;
    arena_init(&engine->scratch, SCRATCH_ARENA);
    engine->publisher = publisher_start(parts->bus, BATCH_ARENA);
    if (engine->service == NULL || engine->screens == NULL || engine->pairing == NULL || engine->courier == NULL ||
        engine->publisher == NULL) {
        engine_free(engine);
        return NULL;
    }
    service_set_aside(engine->service, parts->aside, ASIDE_WRITER);
    service_set_pairing(engine->service, engine->pairing);
    service_set_roster(engine->service, parts->roster);
    engine->leaving = publisher_take(engine->publisher);
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
    publisher_stop(engine->publisher);
    arena_release(&engine->scratch);
    maker_release(&engine->maker);
    free(engine);
}

/* Room is left for one more request, whatever it causes. */
static bool is_half_full(const struct engine *engine)
{
    return engine->leaving->arena.used_bytes > BATCH_ARENA / 2;
}

/* Lets go what has gathered. What does not get out is an event of the database, or state that is made again. */
static void send(struct engine *engine)
{
    if (engine->leaving->out.first == NULL && engine->leaving->items == NULL) {
        shipment_reset(engine->leaving);
        return;
    }
    publisher_give(engine->publisher, engine->leaving);
    engine->leaving = publisher_take(engine->publisher);
}

/*
 * The requests go with their replies. While events from before are still being told, new ones wait their turn:
 * the replay finds them in the database.
 */
static void send_batch(struct engine *engine, struct inbox_item *items)
{
    engine->leaving->items = items;
    engine->leaving->without_events = engine->replay_from != INT64_MAX;
    send(engine);
}

/* ---- digests ---- */

static void aim_maker(struct engine *engine, int64_t now_ms)
{
    engine->maker.now_ms = now_ms;
    engine->maker.arena = &engine->leaving->arena;
    engine->maker.out = &engine->leaving->out;
}

/* In the transaction of the batch, so that a digest and the moment of the next are one change. */
static int make_digests(struct engine *engine, int64_t now_ms)
{
    aim_maker(engine, now_ms);
    return maker_due(&engine->maker);
}

static void plan_digests(struct engine *engine)
{
    if (store_member_next_due(engine->parts.store, &engine->digest_due) != 0)
        engine->digest_due = clock_now_ms() + TICK_MS;
}

/* The clock may have gone back since they were planned. */
static void plan_digests_anew(struct engine *engine, int64_t now_ms)
{
    bool astray = false;

    arena_reset(&engine->scratch);
    plan_digests(engine);
    if (maker_is_astray(engine->parts.store, now_ms, &engine->scratch, &astray) == 0 && astray)
        engine->digest_due = now_ms;
}

/* ---- the ladder ---- */

/* Of every batch, since a question that was asked in it is to be told when it goes up. */
static int make_escalations(struct engine *engine, int64_t now_ms, struct service_effects *effects)
{
    struct climb climb = { .store = engine->parts.store,
                           .settings = engine->parts.settings,
                           .now_ms = now_ms,
                           .arena = &engine->leaving->arena,
                           .out = &engine->leaving->out };
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
                             .arena = &engine->leaving->arena,
                             .out = &engine->leaving->out };
    int err = summon_due(&summon);

    effects->events += summon.events;
    return err;
}

static void plan_escalations(struct engine *engine)
{
    int64_t summon_at = INT64_MAX;

    if (store_ladder_next_due(engine->parts.store, &engine->escalation_due) != 0 ||
        summon_next_due(engine->parts.store, &summon_at) != 0)
        engine->escalation_due = clock_now_ms() + TICK_MS;
    if (summon_at < engine->escalation_due)
        engine->escalation_due = summon_at;
}

/* ---- what teams do together ---- */

static int turn_meetings(struct engine *engine, int64_t now_ms, struct service_effects *effects)
{
    struct meeting_turns turns = { .store = engine->parts.store,
                                   .settings = engine->parts.settings,
                                   .now_ms = now_ms,
                                   .arena = &engine->leaving->arena,
                                   .out = &engine->leaving->out,
                                   .rights = effects->rights };
    int err = meeting_turn(&turns);

    effects->rights = turns.rights;
    effects->events += turns.events;
    effects->changes.screens |= turns.moved;
    return err;
}

static void plan_meetings(struct engine *engine)
{
    if (store_meeting_next_due(engine->parts.store, &engine->meeting_due) != 0)
        engine->meeting_due = clock_now_ms() + TICK_MS;
}

/* ---- one batch ---- */

static int count_rights(struct store *store)
{
    int64_t version;
    int err = store_number_get(store, STORE_RIGHTS, &version);

    return err != 0 ? err : store_number_set(store, STORE_RIGHTS, version + 1);
}

/*
 * How far events have reached the broker, written along with what is written anyway, and at most once a second: after
 * a crash so much is told twice, which receivers expect.
 */
static int keep_watermark(struct engine *engine)
{
    int64_t now = clock_monotonic_ms();

    if (engine->replay_from != INT64_MAX || now < engine->watermark_at)
        return 0;
    engine->watermark_at = now + WATERMARK_MS;
    return store_number_set(engine->parts.store, STORE_PUBLISHED, bus_reached(engine->parts.bus));
}

/* What one batch has room for: an answer in a question with many followers is many messages. The rest is cut off. */
static int serve_some(struct engine *engine, struct inbox_item *items, int64_t now_ms, struct service_effects *effects,
                      struct inbox_item **rest)
{
    int err = 0;

    for (struct inbox_item *item = items; item != NULL && err == 0; item = item->next) {
        err = service_serve(engine->service, item, now_ms, &engine->leaving->out, effects);
        if (err == 0 && is_half_full(engine)) {
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
        plan_digests(engine);
    plan_escalations(engine);
    plan_meetings(engine);
}

/* All of it on disk, or nothing of it. */
static int attempt(struct engine *engine, struct inbox_item *items, struct service_effects *effects,
                   struct inbox_item **rest)
{
    struct store *store = engine->parts.store;
    int64_t now_ms = clock_now_ms();
    int err = store_begin(store);

    *rest = NULL;
    if (err != 0)
        return err;
    atomic_fetch_add(&engine->parts.metrics->batches, 1);
    service_set_full(engine->service, room_is_full(engine->parts.room));
    err = serve_some(engine, items, now_ms, effects, rest);
    if (err == 0 && engine->digest_due <= now_ms)
        err = make_digests(engine, now_ms);
    if (err == 0)
        err = make_escalations(engine, now_ms, effects);
    if (err == 0 && engine->meeting_due <= now_ms)
        err = turn_meetings(engine, now_ms, effects);
    if (err == 0)
        err = summon_moderators(engine, now_ms, effects);
    if (err == 0 && effects->rights != NULL)
        err = count_rights(store);
    if (err == 0 && effects->events > 0)
        err = keep_watermark(engine);
    if (err == 0)
        plan(engine, engine->digest_due <= now_ms || effects->changes.digests);
    if (err == 0)
        err = store_commit(store);
    else
        store_rollback(store);
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
    shipment_reset(engine->leaving);
    *effects = (struct service_effects){ .events = 0 };
    service_set_careful(engine->service, true);
    return attempt(engine, items, effects, rest);
}

/* Nothing was done: each is told so, and may send again. */
static void refuse_all(struct engine *engine, const struct inbox_item *items, int error, const char *message)
{
    int count = 0;

    shipment_reset(engine->leaving);
    for (const struct inbox_item *item = items; item != NULL; item = item->next, count++)
        service_refuse(item, error, message, &engine->leaving->out);
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

static int tell_waits(struct engine *engine)
{
    return announce_waits(engine->parts.store, engine->parts.settings, clock_now_ms(), &engine->leaving->out,
                          &engine->waits_change);
}

static void plan_erasures(struct engine *engine)
{
    if (store_erase_next_due(engine->parts.store, &engine->erasure_due) != 0)
        engine->erasure_due = clock_now_ms() + ERASE_AGAIN_MS;
}

/* What a copy of the past must not undo is in the list outside before the reply; if not now, at the next tick. */
static void follow_list(struct engine *engine)
{
    arena_reset(&engine->scratch);
    if (erase_list_follow(engine->parts.erasures, engine->parts.store, &engine->scratch) != 0)
        log_error("erase_list reason=\"it could not be written\"");
}

/* The broker keeps them, with what has been withdrawn or hidden since they were made. */
static void renew_digests(struct engine *engine)
{
    if (engine->digests_after < 0)
        engine->digests_after = 0;
    else
        engine->digests_are_old = true;
}

static void apply(struct engine *engine, const struct service_effects *effects)
{
    if (effects->changes.screens)
        screens_touch(engine->screens);
    if (effects->changes.boards)
        screens_touch_boards(engine->screens);
    if (effects->changes.info && announce_info(engine->parts.store, engine->parts.settings, &engine->leaving->out) != 0)
        log_error("announce what=info");
    if (effects->changes.waits && tell_waits(engine) != 0)
        log_error("announce what=waits");
    if (effects->changes.erasures)
        plan_erasures(engine);
    if (effects->changes.listed) {
        follow_list(engine);
        renew_digests(engine);
    }
    if (effects->events > 0 || effects->changes.waits || effects->changes.regions)
        courier_look(engine->courier);
    if (effects->changes.audit)
        audit_log_head(engine->parts.store, &engine->leaving->arena);
}

/*
 * A change of rights is at the guard before the reply to it. If it does not get there, whoever asked is told to
 * send again: the database has it, and the next batch brings the guard up to date.
 */
static bool rights_follow_batch(struct engine *engine, const struct service_effects *effects)
{
    if (effects->rights == NULL && !rights_lag(engine->parts.rights))
        return true;
    arena_reset(&engine->scratch);
    return rights_follow(engine->parts.rights, engine->parts.store, effects->rights, &engine->scratch) == 0;
}

/* What was planned in a transaction that is lost never happened: not at once, since the disk may still be full. */
static void look_again_soon(struct engine *engine)
{
    engine->digest_due = engine->escalation_due = engine->meeting_due = clock_now_ms() + TRY_AGAIN_MS;
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
    shipment_reset(engine->leaving);
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
    send_batch(engine, items);
    if (effects.events > 0)
        indexer_wake(engine->parts.indexer);
    return rest;
}

/* ---- erasing ---- */

/*
 * What must be so before the next piece: nothing at the broker carries the name once it is forgotten here, the index has
 * seen all, and the journal is cut off, which needs to be outside of a transaction.
 */
static int prepare_erasing(struct engine *engine, const struct erasure *erasure, struct erase *erase)
{
    if (erasure->step == ERASURE_POSTS) {
        int err = erase_clear_digest(erasure->name, &engine->leaving->out);
        renew_digests(engine);
        send(engine);
        publisher_flush(engine->publisher);
        return err;
    }
    if (erasure->step == ERASURE_GONE)
        erase->is_clean = indexer_is_clean(engine->parts.indexer, erasure->seq);
    if (erasure->step == ERASURE_INDEXED)
        return store_erase_journal(engine->parts.store, &erase->is_cut_off);
    return 0;
}

/* A piece of one member's erasure, or else of retention. */
static int erase_in_transaction(struct engine *engine, struct erase *erase, struct erasure *erasure,
                                struct retention *retention)
{
    struct store *store = engine->parts.store;
    int err = store_begin(store);

    if (err != 0)
        return err;
    erase->arena = &engine->leaving->arena;
    erase->out = &engine->leaving->out;
    err = erasure != NULL ? erase_piece(erase, erasure) : retention_piece(erase, retention);
    if (err == 0 && erase->rights != NULL)
        err = count_rights(store);
    if (err == 0)
        return store_commit(store);
    store_rollback(store);
    return err;
}

static void apply_erasing(struct engine *engine, const struct erase *erase)
{
    struct service_effects effects = { .changes = { .screens = erase->screens, .audit = erase->audit },
                                       .rights = erase->rights,
                                       .events = erase->events };

    if (!rights_follow_batch(engine, &effects))
        log_error("erase reason=\"the broker's guard could not be told\"");
    apply(engine, &effects);
    send_batch(engine, NULL);
    if (erase->events > 0)
        indexer_wake(engine->parts.indexer);
}

static struct erase begin_erasing(const struct engine *engine)
{
    return (struct erase){ .store = engine->parts.store,
                           .settings = engine->parts.settings,
                           .key = engine->parts.key,
                           .list_path = engine->parts.erasures,
                           .now_ms = clock_now_ms() };
}

/* One piece, in a transaction of its own: what goes wrong in it is nobody's request, and is tried again later. */
static void erase_some(struct engine *engine)
{
    struct erase erase = begin_erasing(engine);
    struct erasure erasure;
    struct arena arena; /* of its own: what the name is read into outlives a shipment */

    arena_init(&arena, ERASE_ARENA);
    int err = store_erase_next(erase.store, erase.now_ms, ERASURE_DONE, &arena, &erasure);
    if (err == 0)
        err = prepare_erasing(engine, &erasure, &erase);
    if (err == 0)
        err = erase_in_transaction(engine, &erase, &erasure, NULL);
    if (err == 0)
        apply_erasing(engine, &erase);
    plan_erasures(engine);
    if (err != 0 && err != ERR_NOT_FOUND) {
        log_error("erase step=%d error=%s", (int)erasure.step, error_row(err)->name);
        shipment_reset(engine->leaving);
        engine->erasure_due = clock_now_ms() + ERASE_AGAIN_MS;
    }
    arena_release(&arena);
}

/* ---- what is kept no longer ---- */

static void plan_retention(struct engine *engine)
{
    struct retention retention;
    int64_t now_ms = clock_now_ms();

    if (retention_read(engine->parts.store, &retention) == 0)
        engine->retention_due = retention_due(&retention, now_ms);
    else
        engine->retention_due = now_ms + ERASE_AGAIN_MS;
}

static int prepare_retention(struct engine *engine, const struct retention *retention, struct erase *erase)
{
    int64_t seq;

    if (retention->any == 0 || retention->step < RETENTION_INDEX)
        return 0;
    if (retention->step == RETENTION_JOURNAL)
        return store_erase_journal(engine->parts.store, &erase->is_cut_off);
    int err = store_event_last(engine->parts.store, &seq);
    erase->is_clean = err == 0 && indexer_is_clean(engine->parts.indexer, seq);
    return err;
}

/* One piece, as of an erasure: it waits while somebody is erased. */
static void retain_some(struct engine *engine)
{
    struct erase erase = begin_erasing(engine);
    struct retention retention;
    int err = retention_read(engine->parts.store, &retention);

    if (err == 0)
        err = prepare_retention(engine, &retention, &erase);
    if (err == 0)
        err = erase_in_transaction(engine, &erase, NULL, &retention);
    if (err == 0)
        apply_erasing(engine, &erase);
    if (err == 0 && erase.events > 0)
        renew_digests(engine);
    plan_retention(engine);
    if (err == 0)
        return;
    log_error("retention step=%d error=%s", (int)retention.step, error_row(err)->name);
    shipment_reset(engine->leaving);
    engine->retention_due = clock_now_ms() + ERASE_AGAIN_MS;
}

/* ---- the broker comes and goes ---- */

/*
 * After a (re)connect, in this order: what happened and was not told, what is retained, and only then requests.
 */
static void begin_announcing(struct engine *engine)
{
    int64_t published = 0;

    engine->connected = true;
    publisher_flush(engine->publisher); /* so that nothing of before comes after what is told anew */
    if (engine->replay_from == INT64_MAX)
        published = bus_reached(engine->parts.bus);
    else if (store_number_get(engine->parts.store, STORE_PUBLISHED, &published) != 0)
        log_error("watermark reason=\"cannot be read\"");
    engine->replay_from = published;
    bus_forget(engine->parts.bus, published);
    engine->announced = engine->online = false;
    engine->digests_after = 0;
    screens_forget(engine->screens);
    courier_forget(engine->courier);
    log_info("bus_connected replay_from=%lld", (long long)published);
}

/* Publishes some of the events that were not told; true when there are no more. */
static bool replay_some(struct engine *engine)
{
    struct event_list events;
    int err =
        store_event_list(engine->parts.store, engine->replay_from, 0, REPLAY_AT_ONCE, &engine->leaving->arena, &events);

    size_t told = 0;

    for (; told < events.count && err == 0 && !is_half_full(engine); told++) {
        err = announce_event(engine->parts.store, engine->parts.settings, &events.rows[told], &engine->leaving->out);
        engine->replay_from = events.rows[told].seq;
    }
    if (err != 0)
        log_error("replay error=%s", error_row(err)->name);
    bool done = told == events.count && events.count < REPLAY_AT_ONCE;
    send(engine);
    return done;
}

static void announce_all(struct engine *engine)
{
    struct store *store = engine->parts.store;
    int err = announce_info(store, engine->parts.settings, &engine->leaving->out);

    if (err == 0)
        err = tell_waits(engine);
    if (err != 0)
        log_error("announce error=%s", error_row(err)->name);
    send(engine);
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
    if (announce_state(true, engine->parts.birth, clock_now_ms(), &engine->leaving->out) != 0)
        log_error("announce what=state");
    send(engine);
    if (engine->was_ready)
        return;
    engine->was_ready = true;
    engine->parts.ready(engine->parts.context);
    give_back(engine); /* what the start took: all of the database was looked at */
}

static int announce_this_digest(struct engine *engine, const struct digest *digest)
{
    struct msg_digest_is content;
    struct member member;
    int err = store_member_by_id(engine->parts.store, digest->member, &engine->leaving->arena, &member);

    if (err == 0)
        err = maker_show(&engine->maker, digest, &content);
    return err != 0 ? err : announce_digest(member.name, &content, &engine->leaving->out);
}

/*
 * Whether there are others. One is always told, so that it comes to an end however long one takes; one that cannot be
 * told keeps nobody else from theirs.
 */
static bool announce_next_digests(struct engine *engine)
{
    int64_t until = clock_monotonic_ms() + DIGESTS_MS;
    struct digest *digests;
    size_t count, i;
    int untold = 0;
    int err = store_digest_latest(engine->parts.store, engine->digests_after, engine->maker.now_ms - DIGEST_KEPT_MS,
                                  DIGESTS_AT_ONCE, &engine->leaving->arena, &digests, &count);

    for (i = 0; i < count && err == 0 && (i == 0 || clock_monotonic_ms() < until); i++) {
        int told = announce_this_digest(engine, &digests[i]);
        engine->digests_after = digests[i].member;
        untold = untold == 0 ? told : untold;
    }
    if (err != 0 || untold != 0)
        log_error("announce what=digest error=%s", error_row(err != 0 ? err : untold)->name);
    return err == 0 && (i < count || count == DIGESTS_AT_ONCE);
}

/* Retained digests, some at a time and none for long, while requests are served already. */
static void announce_some_digests(struct engine *engine)
{
    aim_maker(engine, clock_now_ms());
    bool more =
        store_read_begin(engine->parts.store) == 0 && announce_next_digests(engine); /* one look at the database */
    store_read_end(engine->parts.store);
    if (!more) {
        engine->digests_after = engine->digests_are_old ? 0 : -1;
        engine->digests_are_old = false;
    }
    send(engine);
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

/* Of a card that does not hang there nothing can be touched. */
static bool may_touch(struct engine *engine, struct span kiosk, const struct msg_touch *touch)
{
    return !touch_is_of_card(touch) || screens_shows(engine->screens, kiosk, touch->code);
}

static int touch_in_transaction(struct request *rq, struct span kiosk, const struct msg_touch *touch,
                                struct outbox *out, bool *changed)
{
    int err = store_begin(rq->store);

    if (err != 0)
        return err;
    err = touch_do(rq, kiosk, touch, out, changed);
    if (err == 0 && rq->rights != NULL)
        err = count_rights(rq->store);
    if (err == 0)
        return store_commit(rq->store);
    store_rollback(rq->store);
    return err;
}

/*
 * On disk before the wall shows it, and its guests out at the guard when it ended what the team did together. What was
 * heard before it leaves first, so that what it tells can be taken back with it.
 */
static int hear_touch(struct engine *engine, struct span kiosk, const struct inbox_item *item)
{
    send(engine);
    struct outbox *out = &engine->leaving->out;
    struct request rq = { .store = engine->parts.store,
                          .arena = out->arena,
                          .settings = engine->parts.settings,
                          .now_ms = clock_now_ms(),
                          .place = TOPIC_TEAM };
    struct msg_touch touch;
    bool changed = false;

    if (!touch_read(item->payload, out->arena, &touch) || !may_touch(engine, kiosk, &touch))
        return 0;
    int err = touch_in_transaction(&rq, kiosk, &touch, out, &changed);
    if (err != 0)
        shipment_reset(engine->leaving);
    if (err != 0 || !changed)
        return err;
    rights_follow_batch(engine, &(struct service_effects){ .rights = rq.rights }); /* one that fails is tried again */
    screens_touch(engine->screens);
    plan_meetings(engine);
    return 0;
}

static int hear_screen(struct engine *engine, const struct inbox_item *item)
{
    struct span digits, kiosk;

    if (item->payload.len == 0)
        return 0;
    if (topic_read_touch(item->topic, &kiosk))
        return hear_touch(engine, kiosk, item);
    if (topic_read_pair(item->topic, &digits))
        return pairing_hear(engine->pairing, digits, clock_now_ms(), &engine->leaving->out);
    return screens_hear(engine->screens, item->topic, item->payload, clock_now_ms(), &engine->leaving->out);
}

/* False for what is a request. */
static bool hear_other(struct engine *engine, const struct inbox_item *item)
{
    if (courier_topic(item->topic)) {
        courier_hear(engine->courier, item->topic, item->payload, engine->leaving->out.arena);
        return true;
    }
    if (!screens_topic(item->topic))
        return false;
    if (hear_screen(engine, item) != 0)
        log_error("screens_hear");
    return true;
}

/*
 * What screens say, what the broker holds for them, and what other regions reply is no request: it is taken out of the
 * list.
 */
static struct inbox_item *hear_others(struct engine *engine, struct inbox_item *items)
{
    for (struct inbox_item **at = &items; *at != NULL;) {
        struct inbox_item *item = *at;
        if (!hear_other(engine, item)) {
            at = &item->next;
            continue;
        }
        *at = item->next;
        item->next = NULL;
        inbox_release(item);
    }
    if (courier_settle(engine->courier, clock_now_ms()) != 0)
        log_error("region_settle");
    send(engine);
    return items;
}

/* Each time a few things for each region; replies bring the next. */
static void tell_regions(struct engine *engine)
{
    int64_t now = clock_monotonic_ms();

    if (courier_due(engine->courier) > now)
        return;
    int err = courier_send(engine->courier, now, &engine->leaving->out);
    if (err != 0) {
        log_error("region_tell error=%s", error_row(err)->name);
        shipment_reset(engine->leaving);
    }
    send(engine);
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
    if (!engine->connected || engine->replay_from != INT64_MAX)
        return;
    if (announce_metrics(&metrics, &engine->leaving->out) != 0)
        log_error("announce what=metrics");
    send(engine);
}

/* ---- the loop ---- */

/* Registrations end without a request. A failure is logged by the store; the next tick tries again. */
static void lapse_endorsements(struct engine *engine, int64_t now_ms)
{
    if (store_begin(engine->parts.store) != 0)
        return;
    if (store_endorse_lapse(engine->parts.store, now_ms) != 0)
        store_rollback(engine->parts.store);
    else
        store_commit(engine->parts.store);
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
    if (err != 0)
        store_rollback(store);
    else
        store_commit(store);
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

static void tick(struct engine *engine)
{
    int64_t now_ms = clock_now_ms();

    lapse_endorsements(engine, now_ms);
    keep_seen(engine, now_ms);
    follow_list(engine);
    plan_escalations(engine); /* what lapsed is open again */
    plan_digests_anew(engine, now_ms);
    plan_retention(engine);
    if (screens_tick(engine->screens, now_ms, &engine->leaving->out) != 0)
        log_error("screens_tick");
    if (engine->waits_change <= now_ms && tell_waits(engine) != 0)
        log_error("announce what=waits");
    send(engine);
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
            err = screens_draw(engine->screens, clock_now_ms(), now, &engine->leaving->out);
        store_read_end(engine->parts.store);
        send(engine);
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
    if (engine->replay_from != INT64_MAX) {
        if (replay_some(engine))
            engine->replay_from = INT64_MAX;
        return;
    }
    if (!engine->announced)
        announce_all(engine);
    if (now >= engine->tick_at)
        tick(engine);
    draw_screens(engine);
    if (engine->subscribed && !engine->online)
        say_online(engine);
    if (engine->digests_after >= 0)
        announce_some_digests(engine);
    if (engine->online && engine->erasure_due <= clock_now_ms())
        erase_some(engine);
    else if (engine->online && engine->retention_due <= clock_now_ms())
        retain_some(engine);
    if (engine->online)
        tell_regions(engine);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* When a batch is due that no request asks for, on the wall clock. */
static int64_t due_of_batch(const struct engine *engine)
{
    return earlier(earlier(engine->digest_due, engine->escalation_due), engine->meeting_due);
}

/* Until when there is nothing to do but requests, on the monotonic clock. */
static int64_t next_deadline(const struct engine *engine)
{
    int64_t now = clock_monotonic_ms(), deadline = now + TICK_MS;

    if (!engine->connected)
        return earlier(deadline, engine->connect_at);
    if (engine->replay_from != INT64_MAX || engine->digests_after >= 0 || !engine->announced)
        return now;
    deadline = earlier(deadline, earlier(engine->tick_at, engine->measure_at));
    deadline = earlier(deadline, screens_due(engine->screens));
    if (engine->online)
        deadline = earlier(deadline, courier_due(engine->courier));
    if (due_of_batch(engine) != INT64_MAX)
        deadline = earlier(deadline, now + (due_of_batch(engine) - clock_now_ms()) + 1);
    if (engine->online && engine->erasure_due != INT64_MAX)
        deadline = earlier(deadline, now + (engine->erasure_due - clock_now_ms()) + 1);
    if (engine->online)
        deadline = earlier(deadline, now + (engine->retention_due - clock_now_ms()) + 1);
    return deadline;
}

static int say_goodbye(struct engine *engine)
{
    publisher_flush(engine->publisher);
    if (engine->connected && announce_state(false, engine->parts.birth, clock_now_ms(), &engine->leaving->out) == 0)
        bus_leave(engine->parts.bus, engine->leaving->out.first, LEAVE_MS);
    int64_t reached = bus_reached(engine->parts.bus); /* now that what was on its way has landed */
    if (engine->replay_from == INT64_MAX && reached > 0)
        return store_number_set(engine->parts.store, STORE_PUBLISHED, reached);
    return 0;
}

int engine_run(struct engine *engine)
{
    plan_digests(engine);
    plan_escalations(engine);
    plan_meetings(engine);
    plan_erasures(engine);
    plan_retention(engine);
    while (!atomic_load(engine->parts.stop)) {
        atomic_fetch_add(&engine->turns, 1);
        hear_bus(engine);
        if (engine->is_barred)
            break;
        go_on_connecting(engine);
        if (clock_monotonic_ms() >= engine->measure_at)
            measure(engine);
        struct inbox_item *items = inbox_take(engine->parts.inbox, BATCH_MAX, next_deadline(engine));
        items = hear_others(engine, items);
        if (items != NULL || due_of_batch(engine) <= clock_now_ms())
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
