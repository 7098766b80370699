#include "maker.h"

#include "content.h"
#include "daemon/announce.h"
#include "daemon/clock.h"
#include "daemon/store/store_event.h"
#include "schedule.h"

#define AT_ONCE  10
#define FOUND_MS 60000

#define COMMON_BYTES (16 * 1024 * 1024)

#define SILENT_MS (30 * CLOCK_DAY_MS)

/* A weekly digest is due within seven days; the eighth is for clocks and time zones. */
#define AHEAD_MAX_MS (8 * CLOCK_DAY_MS)

void maker_init(struct maker *maker, struct store *store)
{
    *maker = (struct maker){ .store = store };
    for (size_t i = 0; i < MAKER_RANGES; i++)
        arena_init(&maker->arenas[i], COMMON_BYTES);
}

void maker_aim(struct maker *maker, int64_t now_ms, struct outbox *out)
{
    maker->now_ms = now_ms;
    maker->arena = out->arena;
    maker->out = out;
}

void maker_release(struct maker *maker)
{
    for (size_t i = 0; i < MAKER_RANGES; i++)
        arena_release(&maker->arenas[i]);
}

void maker_forget(struct maker *maker)
{
    maker->midnight = 0;
    for (size_t i = 0; i < MAKER_RANGES; i++)
        maker->commons[i] = (struct common){ 0 };
}

/* ---- what it covers ---- */

static bool is_known(const struct maker *maker, int64_t midnight, int64_t after)
{
    int64_t ago_ms = maker->now_ms - maker->found_at;

    return midnight == maker->midnight && after >= maker->after && ago_ms >= 0 && ago_ms < FOUND_MS;
}

/* Looked for now and then, not for every ten: what happens meanwhile is of a later day, unless the clock goes back. */
static int find_until(struct maker *maker, const struct member_list *due)
{
    int64_t midnight = clock_moment(clock_local_day(maker->now_ms), 0), after = INT64_MAX;

    for (size_t i = 0; i < due->count; i++)
        after = due->rows[i].digest_seq < after ? due->rows[i].digest_seq : after;
    if (is_known(maker, midnight, after))
        return 0;
    int err = store_event_before(maker->store, after, midnight, &maker->until_seq);
    maker->midnight = err == 0 ? midnight : 0;
    maker->after = after;
    maker->found_at = maker->now_ms;
    return err;
}

static struct digest digest_for(struct maker *maker, const struct member *member)
{
    struct clock_date_text day = clock_date(clock_local_day(maker->now_ms));
    int64_t last = maker->until_seq > member->digest_seq ? maker->until_seq : member->digest_seq;

    return (struct digest){ .member = member->id,
                            .day = arena_copy(maker->arena, span_of(day.text)),
                            .made_at = maker->now_ms,
                            .first_seq = member->digest_seq + 1,
                            .last_seq = last };
}

/* ---- slower by itself ---- */

static bool comes_often(enum digest_frequency frequency)
{
    return frequency == DIGEST_DAILY || frequency == DIGEST_TUE_THU;
}

/*
 * Who did nothing for a month is asked, once, whether they want it less often. Who does nothing for another month gets
 * it weekly from then on, and is told so. One of what is for the member alone comes seldom already: nothing is decided
 * for them.
 */
static int find_notes(struct maker *maker, const struct member *member, unsigned *out)
{
    int64_t asked_at;
    int err;

    *out = 0;
    if (maker->now_ms - member->active_at < SILENT_MS || member->frequency == DIGEST_WEEKLY)
        return 0;
    err = store_digest_asked_slower(maker->store, member->id, member->active_at, &asked_at);
    if (err == 0 && asked_at == 0)
        *out = DIGEST_ASK_SLOWER;
    else if (err == 0 && comes_often(member->frequency) && maker->now_ms - asked_at >= SILENT_MS)
        *out = DIGEST_SLOWER;
    return err;
}

/* ---- one member ---- */

static int is_worth_it(struct maker *maker, const struct msg_digest_is *content, int64_t member, bool *out)
{
    bool expected = false;
    int err = store_digest_is_expected(maker->store, member, &expected);

    *out = !content_is_empty(content) || (expected && content->unanswered_count > 0);
    return err;
}

/* What many digests have in common is read when the range is another one, or something in it changed. */
static int find_common(struct maker *maker, const struct digest *digest, const struct common **out)
{
    bool stale = true;
    int err = 0;

    for (size_t i = 0; i < MAKER_RANGES && err == 0 && stale; i++) {
        err = common_is_stale(&maker->commons[i], maker->store, digest, maker->now_ms, &stale);
        *out = &maker->commons[i];
    }
    if (err != 0 || !stale)
        return err;
    size_t slot = maker->next++ % MAKER_RANGES;
    arena_reset(&maker->arenas[slot]);
    maker->commons[slot] = (struct common){ .arena = &maker->arenas[slot] };
    *out = &maker->commons[slot];
    return common_read(&maker->commons[slot], maker->store, digest, maker->now_ms);
}

/* There may be one of this day, of a clock that was ahead: then what is new waits for the next. */
static int keep(struct maker *maker, struct member *member, const struct digest *digest,
                const struct digest_ids *listed, struct msg_digest_is *content)
{
    int err = store_digest_add(maker->store, digest, listed);

    if (err != 0)
        return err == ERR_CONFLICT ? 0 : err;
    member->digest_seq = digest->last_seq;
    if ((digest->notes & DIGEST_SLOWER) != 0)
        member->frequency = DIGEST_WEEKLY;
    content->frequency = schedule_name(member->frequency);
    if (maker->out == NULL)
        return 0;
    content_hide(content);
    return announce_digest(member->name, content, maker->out);
}

static int make(struct maker *maker, struct member *member)
{
    struct digest digest = digest_for(maker, member);
    struct msg_digest_is content;
    const struct common *common;
    struct digest_ids listed;
    bool worth_it = false;

    if (digest.day.ptr == NULL)
        return ERR_TOO_BIG;
    int err = find_notes(maker, member, &digest.notes);
    if (err == 0)
        err = find_common(maker, &digest, &common);
    if (err == 0)
        err = content_make_from(maker->store, common, &digest, maker->arena, &content, &listed);
    if (err == 0)
        err = is_worth_it(maker, &content, member->id, &worth_it);
    return err != 0 || !worth_it ? err : keep(maker, member, &digest, &listed, &content);
}

static int plan(struct maker *maker, struct member *member)
{
    member->digest_due =
        schedule_next(member->frequency, member->digest_minute, member->digest_pause_until, maker->now_ms);
    return store_member_set_digest(maker->store, member);
}

/* ---- all that are due ---- */

static int plan_astray(struct maker *maker)
{
    struct member_list astray;
    int err = store_member_astray(maker->store, maker->now_ms, AHEAD_MAX_MS, AT_ONCE, maker->arena, &astray);

    maker->looked_at += astray.count;
    for (size_t i = 0; i < astray.count && err == 0; i++) {
        struct member member = astray.rows[i];
        err = plan(maker, &member);
    }
    return err;
}

int maker_due(struct maker *maker)
{
    struct member_list due;
    int err = store_member_due(maker->store, maker->now_ms, AT_ONCE, maker->arena, &due);

    maker->looked_at = due.count;
    if (err == 0 && due.count > 0)
        err = find_until(maker, &due);
    for (size_t i = 0; i < due.count && err == 0; i++) {
        struct member member = due.rows[i];
        if (!member.disabled)
            err = make(maker, &member);
        if (err == 0)
            err = plan(maker, &member);
    }
    return err != 0 || due.count == AT_ONCE ? err : plan_astray(maker);
}

int maker_show(struct maker *maker, const struct digest *digest, struct msg_digest_is *out)
{
    const struct common *common;
    struct digest_ids listed;
    int err = find_common(maker, digest, &common);

    if (err == 0)
        err = content_make_from(maker->store, common, digest, maker->arena, out, &listed);
    if (err == 0)
        content_hide(out);
    return err;
}

int maker_is_astray(struct store *store, int64_t now_ms, struct arena *arena, bool *out)
{
    struct member_list astray;
    int err = store_member_astray(store, now_ms, AHEAD_MAX_MS, 1, arena, &astray);

    *out = err == 0 && astray.count > 0;
    return err;
}
