#include "waiting.h"

#include "clock.h"
#include "proto/text.h"
#include "store/store_post.h"

#define FEW              5
#define TIPS_IN_LIST_MAX 200
#define TIP_CHARACTERS   200

struct making {
    struct store *store;
    const struct waiting_wanted *wanted;
    struct arena *arena;
    struct msg_waiting_tip *tips;
    size_t tip_count;
};

/* ---- figures ---- */

static int64_t fades_at(const struct msg_waiting *row, const struct settings *settings)
{
    return row->at + settings->fade_after_days * CLOCK_DAY_MS;
}

int64_t waiting_gone_at(const struct msg_waiting *row, const struct settings *settings)
{
    return row->at + settings->gone_after_days * CLOCK_DAY_MS;
}

int64_t waiting_next_change(const struct waiting_rows *rows, const struct settings *settings, int64_t now_ms)
{
    int64_t next = INT64_MAX;

    for (size_t i = 0; i < rows->count; i++) {
        const int64_t moments[] = { fades_at(&rows->rows[i], settings), waiting_gone_at(&rows->rows[i], settings) };
        for (int j = 0; j < 2; j++)
            if (moments[j] > now_ms && moments[j] < next)
                next = moments[j];
    }
    return next;
}

static void show_places(const struct wait *wait, int64_t reader, struct msg_waiting *out)
{
    out->few = wait->places < FEW;
    if (!out->few || (reader != 0 && reader == wait->member))
        MSG_SET(out, places, wait->places);
}

static void show(const struct making *m, const struct wait *wait, struct msg_waiting *out)
{
    *out = (struct msg_waiting){ .municipality = wait->municipality_slug,
                                 .municipality_name = wait->municipality_name,
                                 .care = wait->care_slug,
                                 .care_name = wait->care_name,
                                 .weeks = wait->weeks,
                                 .note = wait->note,
                                 .team_name = wait->team_name,
                                 .function = wait->function,
                                 .at = wait->at };
    out->faded = fades_at(out, m->wanted->settings) <= m->wanted->now_ms;
    if (wait->has_places)
        show_places(wait, m->wanted->reader, out);
    if (wait->has_before)
        MSG_SET(out, change, wait->weeks - wait->weeks_before);
}

/* ---- tips ---- */

static void add_tip(struct making *m, const struct post *tip)
{
    for (size_t i = 0; i < m->tip_count; i++)
        if (span_equal(m->tips[i].code, tip->code))
            return;
    if (m->tip_count < TIPS_IN_LIST_MAX)
        m->tips[m->tip_count++] = (struct msg_waiting_tip){
            .code = tip->code,
            .text = text_first(tip->text, TIP_CHARACTERS),
            .works = tip->works,
            .thanks = tip->thanks,
        };
}

static int show_tips(struct making *m, const struct wait *wait, struct msg_waiting *out)
{
    struct post_ids ids;
    struct post tip;
    int err = store_post_tips_for(m->store, wait->municipality, wait->care, WAITING_TIPS_MAX, m->arena, &ids);
    struct span *codes = arena_take(m->arena, (ids.count + 1) * sizeof *codes);

    if (err == 0 && codes == NULL)
        return ERR_TOO_BIG;
    for (size_t i = 0; i < ids.count && err == 0; i++) {
        err = store_post_get(m->store, ids.ids[i], m->arena, &tip);
        if (err != 0)
            break;
        codes[i] = tip.code;
        add_tip(m, &tip);
    }
    out->tips = ids.count > 0 ? codes : NULL;
    out->tips_count = ids.count;
    return err;
}

/* ---- lists ---- */

static int show_all(struct making *m, const struct wait *waits, size_t count, bool with_tips, struct waiting_rows *out)
{
    struct msg_waiting *rows = arena_take(m->arena, (count + 1) * sizeof *rows);
    int err = 0;

    m->tips = arena_take(m->arena, TIPS_IN_LIST_MAX * sizeof *m->tips);
    if (rows == NULL || m->tips == NULL)
        return ERR_TOO_BIG;
    out->rows = rows;
    for (size_t i = 0; i < count && err == 0; i++) {
        struct msg_waiting *row = &rows[out->count];
        show(m, &waits[i], row);
        if (!m->wanted->stale && waiting_gone_at(row, m->wanted->settings) <= m->wanted->now_ms)
            continue;
        out->count++;
        if (with_tips)
            err = show_tips(m, &waits[i], row);
    }
    out->tips = m->tips;
    out->tip_count = m->tip_count;
    return err;
}

int waiting_list(struct store *store, const struct waiting_wanted *wanted, struct arena *arena,
                 struct waiting_rows *out)
{
    struct making m = { .store = store, .wanted = wanted, .arena = arena };
    struct wait *waits;
    size_t count;
    int err = store_wait_list(store, wanted->municipality, wanted->care, WAITING_ROWS_MAX, arena, &waits, &count);

    *out = (struct waiting_rows){ NULL, 0, NULL, 0 };
    return err != 0 ? err : show_all(&m, waits, count, true, out);
}

int waiting_history(struct store *store, const struct waiting_wanted *wanted, size_t limit, struct arena *arena,
                    struct waiting_rows *out)
{
    struct making m = { .store = store, .wanted = wanted, .arena = arena };
    struct wait *waits;
    size_t count;
    int err = store_wait_history(store, wanted->municipality, wanted->care, limit, arena, &waits, &count);

    *out = (struct waiting_rows){ NULL, 0, NULL, 0 };
    return err != 0 ? err : show_all(&m, waits, count, false, out);
}
