#include "remover.h"

#include "clock.h"
#include "log.h"
#include "retention.h"
#include "rights.h"

#define AGAIN_MS    30000
#define ARENA_BYTES (64 * 1024)

void remover_init(struct remover *remover)
{
    arena_init(&remover->arena, ARENA_BYTES);
}

void remover_release(struct remover *remover)
{
    arena_release(&remover->arena);
}

static struct erase begin(const struct remover *remover)
{
    return (struct erase){ .store = remover->store,
                           .settings = remover->settings,
                           .key = remover->key,
                           .list_path = remover->list_path,
                           .now_ms = clock_now_ms() };
}

/* A piece of one member's erasure, or else of retention. */
static int piece(const struct remover *remover, struct erase *erase, struct erasure *erasure,
                 struct retention *retention)
{
    struct store *store = remover->store;
    int err = store_begin(store);

    if (err != 0)
        return err;
    erase->arena = dispatch_arena(remover->dispatch);
    erase->out = dispatch_out(remover->dispatch);
    err = erasure != NULL ? erase_piece(erase, erasure) : retention_piece(erase, retention);
    if (err == 0 && erase->rights != NULL)
        err = rights_count(store);
    return store_end(store, err);
}

static struct service_effects effects_of(const struct erase *erase)
{
    return (struct service_effects){ .changes = { .screens = erase->screens, .audit = erase->audit },
                                     .rights = erase->rights,
                                     .events = erase->events };
}

static bool put_off(const struct remover *remover, enum agenda_item item)
{
    dispatch_drop(remover->dispatch);
    agenda_put(remover->agenda, item, clock_now_ms() + AGAIN_MS);
    return false;
}

/* ---- a member ---- */

/*
 * What must be so before the next piece: nothing at the broker carries the name once it is forgotten here, the index has
 * seen all, and the journal is cut off, which needs to be outside of a transaction.
 */
static int prepare_erasure(const struct remover *remover, const struct erasure *erasure, struct erase *erase)
{
    if (erasure->step == ERASURE_POSTS) {
        int err = erase_clear_digest(erasure->name, dispatch_out(remover->dispatch));
        herald_renew_digests(remover->herald);
        dispatch_send(remover->dispatch);
        dispatch_flush(remover->dispatch);
        return err;
    }
    if (erasure->step == ERASURE_GONE)
        erase->is_clean = indexer_is_clean(remover->indexer, erasure->seq);
    if (erasure->step == ERASURE_INDEXED)
        return store_erase_journal(remover->store, &erase->is_cut_off);
    return 0;
}

static bool erase_member(struct remover *remover, struct service_effects *effects)
{
    struct erase erase = begin(remover);
    struct erasure erasure;

    arena_reset(&remover->arena);
    int err = store_erase_next(erase.store, erase.now_ms, ERASURE_DONE, &remover->arena, &erasure);
    if (err == 0)
        err = prepare_erasure(remover, &erasure, &erase);
    if (err == 0)
        err = piece(remover, &erase, &erasure, NULL);
    agenda_plan(remover->agenda, AGENDA_ERASURES);
    if (err == ERR_NOT_FOUND)
        return false;
    if (err != 0) {
        log_error("erase step=%d error=%s", (int)erasure.step, error_row(err)->name);
        return put_off(remover, AGENDA_ERASURES);
    }
    *effects = effects_of(&erase);
    return true;
}

/* ---- what is kept no longer ---- */

static int prepare_retention(const struct remover *remover, const struct retention *retention, struct erase *erase)
{
    int64_t seq;

    if (retention->any == 0 || retention->step < RETENTION_INDEX)
        return 0;
    if (retention->step == RETENTION_JOURNAL)
        return store_erase_journal(remover->store, &erase->is_cut_off);
    int err = store_event_last(remover->store, &seq);
    erase->is_clean = err == 0 && indexer_is_clean(remover->indexer, seq);
    return err;
}

static bool retain(const struct remover *remover, struct service_effects *effects)
{
    struct erase erase = begin(remover);
    struct retention retention;
    int err = retention_read(remover->store, &retention);

    if (err == 0)
        err = prepare_retention(remover, &retention, &erase);
    if (err == 0)
        err = piece(remover, &erase, NULL, &retention);
    agenda_plan(remover->agenda, AGENDA_RETENTION);
    if (err != 0) {
        log_error("retention step=%d error=%s", (int)retention.step, error_row(err)->name);
        return put_off(remover, AGENDA_RETENTION);
    }
    if (erase.events > 0)
        herald_renew_digests(remover->herald);
    *effects = effects_of(&erase);
    return true;
}

bool remover_go_on(struct remover *remover, struct service_effects *effects)
{
    int64_t now_ms = clock_now_ms();

    if (agenda_is_due(remover->agenda, AGENDA_ERASURES, now_ms))
        return erase_member(remover, effects);
    return agenda_is_due(remover->agenda, AGENDA_RETENTION, now_ms) && retain(remover, effects);
}
