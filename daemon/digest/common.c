#include "common.h"

#include "daemon/store/store_event.h"

#define FRESH_MS 60000

/* Of a longer list the end is left out, and what is said of how many there are is still right. */
#define QUESTIONS_MAX 20000
#define TIPS_MAX      50
#define LESSONS_MAX   50

int common_is_stale(const struct common *common, struct store *store, const struct digest *digest, int64_t now_ms,
                    bool *out)
{
    int64_t ago_ms = now_ms - common->read_at;

    *out = common->first_seq != digest->first_seq || common->last_seq != digest->last_seq || ago_ms < 0 ||
           ago_ms >= FRESH_MS;
    return *out ? 0 : store_digest_has_changed(store, common->event_seq, out);
}

static int read_lists(struct common *common, struct store *store, const struct digest *digest)
{
    const struct {
        enum digest_list list;
        size_t max;
        struct digest_rows *rows;
    } lists[] = { { DIGEST_QUESTIONS, QUESTIONS_MAX, &common->questions },
                  { DIGEST_TIPS, TIPS_MAX, &common->tips },
                  { DIGEST_LESSONS, LESSONS_MAX, &common->lessons },
                  { DIGEST_OPEN, QUESTIONS_MAX, &common->asked } };
    int err = 0;

    for (size_t i = 0; i < sizeof lists / sizeof lists[0] && err == 0; i++)
        err = store_digest_list(store, lists[i].list, digest, false, lists[i].max, common->arena, lists[i].rows);
    return err;
}

int common_read(struct common *common, struct store *store, const struct digest *digest, int64_t now_ms)
{
    *common = (struct common){ .arena = common->arena };
    int err = store_event_last(store, &common->event_seq);
    if (err == 0)
        err = store_digest_count(store, digest, false, &common->counts);
    if (err == 0)
        err = store_digest_count_open(store, digest->member, false, &common->open);
    if (err == 0)
        err = read_lists(common, store, digest);
    if (err == 0)
        err = store_support_pairs(store, common->arena, &common->neighbours);
    if (err != 0)
        return err;
    common->first_seq = digest->first_seq;
    common->last_seq = digest->last_seq;
    common->read_at = now_ms;
    return 0;
}
