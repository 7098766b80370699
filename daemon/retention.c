#include "retention.h"

#include "audit.h"
#include "clock.h"
#include "log.h"

#include <inttypes.h>

#define ROWS_AT_ONCE  200
#define POSTS_AT_ONCE 50
#define LOOK_AGAIN_MS 300 /* for the index, and for who reads while the journal is to be cut off */
#define LATE_MS       (2 * CLOCK_DAY_MS)
#define AT_NIGHT      (3 * 60 + 30)

static const char *const words[RETENTION_KINDS] = {
    [RETENTION_SEEN] = "seen",         [RETENTION_DIGESTS] = "digests",     [RETENTION_MAILED] = "mailed",
    [RETENTION_TOLD] = "told",         [RETENTION_NOTICES] = "notices",     [RETENTION_UNANSWERED] = "unanswered",
    [RETENTION_REJECTED] = "rejected", [RETENTION_MERGED] = "merged",       [RETENTION_WITHDRAWN] = "withdrawn",
    [RETENTION_REPORTS] = "reports",   [RETENTION_DECISIONS] = "decisions", [RETENTION_HARVESTS] = "harvests",
    [RETENTION_WAITS] = "waits",       [RETENTION_SIGNALS] = "signals",     [RETENTION_INTERVISION] = "intervision",
    [RETENTION_DEVICES] = "devices",   [RETENTION_CODES] = "codes",         [RETENTION_AUTHORS] = "authors",
    [RETENTION_HELPED] = "helped",     [RETENTION_SERVED] = "served",       [RETENTION_UNMASK] = "unmask",
};

const char *retention_word(enum retention_kind kind)
{
    return words[kind];
}

/* From before when it is no longer kept; 0: it is for ever. A waiting time that is shown somewhere stays anyhow. */
static int64_t before(const struct settings *settings, enum retention_kind kind, int64_t now_ms)
{
    int64_t days = settings->kept_days[kind];

    if (kind == RETENTION_WAITS && days != 0 && days < settings->gone_after_days)
        days = settings->gone_after_days;
    return days == 0 ? 0 : now_ms - days * CLOCK_DAY_MS;
}

/* ---- where it stands ---- */

static const enum store_number places[] = { STORE_RETENTION_STEP, STORE_RETENTION_TAKEN, STORE_RETENTION_ANY,
                                            STORE_RETENTION_DUE };

#define PLACES (sizeof places / sizeof places[0])

int retention_read(struct store *store, struct retention *out)
{
    int64_t *to[PLACES] = { &out->step, &out->taken, &out->any, &out->due_at };
    int err = 0;

    for (size_t i = 0; i < PLACES && err == 0; i++)
        err = store_number_get(store, places[i], to[i]);
    return err;
}

static int keep(struct erase *erase, const struct retention *retention)
{
    const int64_t values[PLACES] = { retention->step, retention->taken, retention->any, retention->due_at };
    int err = 0;

    for (size_t i = 0; i < PLACES && err == 0; i++)
        err = store_number_set(erase->store, places[i], values[i]);
    return err;
}

int64_t retention_due(const struct retention *retention, int64_t now_ms)
{
    return retention->due_at > now_ms + LATE_MS ? now_ms : retention->due_at;
}

static int64_t next_night(int64_t now_ms)
{
    return clock_moment(clock_add_days(clock_local_day(now_ms), 1), AT_NIGHT);
}

static int end_round(struct erase *erase, struct retention *retention)
{
    *retention = (struct retention){ .due_at = next_night(erase->now_ms) };
    return keep(erase, retention);
}

static int wait(struct erase *erase, struct retention *retention)
{
    retention->due_at = erase->now_ms + LOOK_AGAIN_MS;
    return keep(erase, retention);
}

static int go_on(struct erase *erase, struct retention *retention)
{
    retention->step++;
    retention->taken = 0;
    retention->due_at = erase->now_ms;
    return keep(erase, retention);
}

/* ---- one kind ---- */

/* Of what is withdrawn, or stays, nobody is the author any more; else it is withdrawn now. */
static int take_post(struct erase *erase, enum retention_kind kind, int64_t id)
{
    struct post post;

    if (kind == RETENTION_WITHDRAWN || kind == RETENTION_AUTHORS)
        return store_erase_author(erase->store, id);
    int err = store_post_get(erase->store, id, erase->arena, &post);
    erase->screens = true;
    return err != 0 ? err : erase_withdraw(erase, &post);
}

static int take_posts(struct erase *erase, enum retention_kind kind, int64_t before_ms, int64_t *taken)
{
    struct post_ids ids;
    int err = store_retention_posts(erase->store, kind, before_ms, POSTS_AT_ONCE, erase->arena, &ids);

    for (size_t i = 0; i < ids.count && err == 0; i++)
        err = take_post(erase, kind, ids.ids[i]);
    *taken = (int64_t)ids.count;
    return err;
}

static int note(struct erase *erase, enum retention_kind kind, int64_t taken)
{
    char text[64];

    snprintf(text, sizeof text, "%s %" PRId64, words[kind], taken);
    erase->audit = true;
    return audit_add(erase->store, erase->key, 0, AUDIT_RETENTION, &(struct audit_about){ .detail = span_of(text) },
                     erase->now_ms, erase->arena);
}

static int take(struct erase *erase, struct retention *retention)
{
    enum retention_kind kind = (enum retention_kind)retention->step;
    int64_t before_ms = before(erase->settings, kind, erase->now_ms), taken = 0;
    int err = 0;

    if (before_ms > 0)
        err = store_retention_is_of_posts(kind)
                  ? take_posts(erase, kind, before_ms, &taken)
                  : store_retention_take(erase->store, kind, before_ms, ROWS_AT_ONCE, &taken);
    retention->taken += taken;
    retention->any += taken;
    if (err != 0)
        return err;
    if (taken > 0) {
        retention->due_at = erase->now_ms;
        return keep(erase, retention);
    }
    err = retention->taken == 0 ? 0 : note(erase, kind, retention->taken);
    return err != 0 ? err : go_on(erase, retention);
}

/* ---- a round ---- */

/* At each piece: the clock may leap in the middle of a round too. */
static bool is_astray(const struct erase *erase, const struct retention *retention)
{
    return retention->due_at < erase->now_ms - LATE_MS;
}

static int put_off(struct erase *erase, struct retention *retention)
{
    log_info("retention step=later reason=\"nothing is taken away on the first day, or after a leap of the clock\"");
    retention->due_at = erase->now_ms + CLOCK_DAY_MS;
    return keep(erase, retention);
}

int retention_piece(struct erase *erase, struct retention *retention)
{
    if (is_astray(erase, retention))
        return put_off(erase, retention);
    if (retention->step < RETENTION_INDEX)
        return take(erase, retention);
    if (retention->any == 0)
        return end_round(erase, retention);
    if (retention->step == RETENTION_INDEX)
        return erase->is_clean ? go_on(erase, retention) : wait(erase, retention);
    return erase->is_cut_off ? end_round(erase, retention) : wait(erase, retention);
}

/* ---- telling ---- */

static int tell_kind(struct store *store, const struct settings *settings, enum retention_kind kind, int64_t now_ms,
                     FILE *to)
{
    int64_t count = 0, oldest_at = 0, before_ms = before(settings, kind, now_ms);
    int err = before_ms == 0 ? 0 : store_retention_count(store, kind, before_ms, &count, &oldest_at);

    fprintf(to, "%s\t%" PRId64 "\t%" PRId64 "\t%s\n", words[kind], settings->kept_days[kind], count,
            count == 0 ? "-" : clock_date(clock_local_day(oldest_at)).text);
    return err;
}

int retention_tell(struct store *store, const struct settings *settings, int64_t now_ms, FILE *to)
{
    int err = 0;

    fputs("kind\tdays\tgoing\toldest\n", to);
    for (int kind = 0; kind < RETENTION_KINDS && err == 0; kind++)
        err = tell_kind(store, settings, (enum retention_kind)kind, now_ms, to);
    return err;
}
