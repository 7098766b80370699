#include "summon.h"

#include "announce.h"
#include "store/store_moderate.h"

#define AT_ONCE        50
#define MODERATORS_MAX 100
#define LONG_MS        (24 * INT64_C(3600000))

/* Whoever wrote it knows. */
static int tell_moderators(struct request *rq, const struct post *post, const int64_t *moderators, size_t count)
{
    struct post shown = *post;

    shown.team = 0; /* it is of nobody's tree: told to each who may read it, of whatever team */
    int err = request_tell_personally(rq, EVENT_queued, &shown);
    for (size_t i = 0; i < count && err == 0; i++)
        err = request_tell_member(rq, moderators[i]);
    return err;
}

static int tell(struct summon *summon, int64_t id)
{
    struct request rq = {
        .store = summon->store, .arena = summon->arena, .settings = summon->settings, .now_ms = summon->now_ms
    };
    int64_t *moderators;
    size_t count;
    struct post post;
    int err = store_post_get(summon->store, id, summon->arena, &post);

    if (err == 0)
        err = store_moderate_readers(summon->store, &post, MODERATORS_MAX, summon->arena, &moderators, &count);
    if (err != 0 || count == 0)
        return err;
    err = tell_moderators(&rq, &post, moderators, count);
    summon->events++;
    return err != 0 || summon->out == NULL ? err : announce_told(summon->store, summon->settings, rq.told, summon->out);
}

int summon_due(struct summon *summon)
{
    struct post_ids posts;
    int64_t long_ago = summon->now_ms - LONG_MS;
    int err = store_moderate_untold(summon->store, long_ago, AT_ONCE, summon->arena, &posts);

    for (size_t i = 0; i < posts.count && err == 0; i++) {
        err = tell(summon, posts.ids[i]);
        if (err == 0)
            err = store_moderate_note_told(summon->store, posts.ids[i], long_ago);
    }
    return err;
}

int summon_next_due(struct store *store, int64_t *out)
{
    int64_t at = 0;
    bool told = false;
    int err = store_moderate_next(store, &at, &told);

    *out = err == 0 && told ? at + LONG_MS : at;
    if (err != ERR_NOT_FOUND)
        return err;
    *out = INT64_MAX;
    return 0;
}
