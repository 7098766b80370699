#include "herald.h"

#include "announce.h"
#include "clock.h"
#include "log.h"
#include "store/store_digest.h"

#define REPLAY_AT_ONCE  200
#define MARK_MS         1000
#define DIGESTS_AT_ONCE 10
#define DIGESTS_MS      10 /* and then whoever asks something, whatever is left of them */
#define DIGEST_KEPT_MS  (7 * CLOCK_DAY_MS)

void herald_init(struct herald *herald)
{
    herald->told = herald->mark_at = herald->waits_due = 0;
    herald->digests_after = -1;
    herald->digests_are_old = false;
}

/* ---- events ---- */

bool herald_is_behind(const struct herald *herald)
{
    return herald->told != INT64_MAX;
}

void herald_begin(struct herald *herald)
{
    int64_t published = 0;

    dispatch_flush(herald->dispatch); /* so that nothing of before comes after what is told anew */
    if (!herald_is_behind(herald))
        published = bus_reached(herald->bus);
    else if (store_number_get(herald->store, STORE_PUBLISHED, &published) != 0)
        log_error("watermark reason=\"cannot be read\"");
    herald->told = published;
    herald->digests_after = 0;
    bus_forget(herald->bus, published);
    log_info("bus_connected replay_from=%lld", (long long)published);
}

void herald_catch_up(struct herald *herald)
{
    struct event_list events;
    size_t told = 0;
    int err =
        store_event_list(herald->store, herald->told, 0, REPLAY_AT_ONCE, dispatch_arena(herald->dispatch), &events);

    for (; told < events.count && err == 0 && !dispatch_is_half_full(herald->dispatch); told++) {
        err = announce_event(herald->store, herald->settings, &events.rows[told], dispatch_out(herald->dispatch));
        herald->told = events.rows[told].seq;
    }
    if (err != 0)
        log_error("replay error=%s", error_row(err)->name);
    bool done = told == events.count && events.count < REPLAY_AT_ONCE;
    dispatch_send(herald->dispatch);
    if (done)
        herald->told = INT64_MAX;
}

int herald_mark(struct herald *herald)
{
    int64_t now = clock_monotonic_ms();

    if (herald_is_behind(herald) || now < herald->mark_at)
        return 0;
    herald->mark_at = now + MARK_MS;
    return store_number_set(herald->store, STORE_PUBLISHED, bus_reached(herald->bus));
}

int herald_mark_last(struct herald *herald)
{
    int64_t reached = bus_reached(herald->bus);

    return herald_is_behind(herald) || reached <= 0 ? 0 : store_number_set(herald->store, STORE_PUBLISHED, reached);
}

/* ---- what is retained ---- */

void herald_tell_info(struct herald *herald)
{
    if (announce_info(herald->store, herald->settings, dispatch_out(herald->dispatch)) != 0)
        log_error("announce what=info");
}

void herald_tell_waits(struct herald *herald)
{
    if (announce_waits(herald->store, herald->settings, clock_now_ms(), dispatch_out(herald->dispatch),
                       &herald->waits_due) != 0)
        log_error("announce what=waits");
}

bool herald_tell_state(struct herald *herald, bool online)
{
    if (announce_state(online, herald->birth, clock_now_ms(), dispatch_out(herald->dispatch)) == 0)
        return true;
    log_error("announce what=state");
    return false;
}

bool herald_has_digests(const struct herald *herald)
{
    return herald->digests_after >= 0;
}

void herald_renew_digests(struct herald *herald)
{
    if (herald_has_digests(herald))
        herald->digests_are_old = true;
    else
        herald->digests_after = 0;
}

static int tell_digest(struct herald *herald, const struct digest *digest)
{
    struct msg_digest_is content;
    struct member member;
    int err = store_member_by_id(herald->store, digest->member, dispatch_arena(herald->dispatch), &member);

    if (err == 0)
        err = maker_show(herald->maker, digest, &content);
    return err != 0 ? err : announce_digest(member.name, &content, dispatch_out(herald->dispatch));
}

/*
 * Whether there are others. One is always told, so that it comes to an end however long one takes; one that cannot be
 * told keeps nobody else from theirs.
 */
static bool tell_next_digests(struct herald *herald)
{
    int64_t until = clock_monotonic_ms() + DIGESTS_MS;
    struct digest *digests;
    size_t count, i;
    int untold = 0;
    int err = store_digest_latest(herald->store, herald->digests_after, herald->maker->now_ms - DIGEST_KEPT_MS,
                                  DIGESTS_AT_ONCE, dispatch_arena(herald->dispatch), &digests, &count);

    for (i = 0; i < count && err == 0 && (i == 0 || clock_monotonic_ms() < until); i++) {
        int told = tell_digest(herald, &digests[i]);
        herald->digests_after = digests[i].member;
        untold = untold == 0 ? told : untold;
    }
    if (err != 0 || untold != 0)
        log_error("announce what=digest error=%s", error_row(err != 0 ? err : untold)->name);
    return err == 0 && (i < count || count == DIGESTS_AT_ONCE);
}

void herald_tell_digests(struct herald *herald)
{
    maker_aim(herald->maker, clock_now_ms(), dispatch_out(herald->dispatch));
    bool more = store_read_begin(herald->store) == 0 && tell_next_digests(herald); /* one look at the database */
    store_read_end(herald->store);
    if (!more) {
        herald->digests_after = herald->digests_are_old ? 0 : -1;
        herald->digests_are_old = false;
    }
    dispatch_send(herald->dispatch);
}
