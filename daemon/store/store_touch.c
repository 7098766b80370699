#include "store_touch.h"

#include "db.h"

#define KEPT_MS (30 * INT64_C(86400000)) /* nobody sends a touch again after so long */

enum { SENT, LATELY, ADD, PRUNE, THANK, TAKE_ALONG };

static const char *const sql[] = {
    [SENT] = "SELECT 1 FROM touch WHERE id = ?",
    [LATELY] = "SELECT 1 FROM touch WHERE kiosk = ? AND post = ? AND action = ? AND at > ?",
    [ADD] = "INSERT INTO touch (id, kiosk, post, action, at) VALUES (?, ?, ?, ?, ?)",
    [PRUNE] = "DELETE FROM touch WHERE kiosk = ? AND at < ?",
    [THANK] = "UPDATE post SET thanks = thanks + 1 WHERE id = ?",
    [TAKE_ALONG] = "INSERT INTO intervision (team, question, kiosk, added_at) VALUES (?, ?, ?, ?) ON CONFLICT (team,"
                   " question) DO UPDATE SET member = NULL, kiosk = excluded.kiosk, day = NULL, added_at ="
                   " excluded.added_at, done_at = NULL WHERE done_at IS NOT NULL",
};
STATEMENT_SET(touch, sql);

static int was_sent(struct store *store, struct span id, bool *out)
{
    struct query q = query(store, &set_touch, SENT);

    bind_blob(&q, id);
    *out = query_row(&q);
    return query_end(&q);
}

static int was_lately(struct store *store, const struct touch *touch, bool *out)
{
    struct query q = query(store, &set_touch, LATELY);

    bind_int(&q, touch->kiosk);
    bind_int(&q, touch->post);
    bind_int(&q, (int64_t)touch->action);
    bind_int(&q, touch->at - TOUCH_PAUSE_MS);
    *out = query_row(&q);
    return query_end(&q);
}

static int prune(struct store *store, const struct touch *touch)
{
    struct query q = query(store, &set_touch, PRUNE);

    bind_int(&q, touch->kiosk);
    bind_int(&q, touch->at - KEPT_MS);
    return query_run(&q);
}

int store_touch_add(struct store *store, const struct touch *touch, bool *counts)
{
    bool before = false;
    int err = was_sent(store, touch->id, &before);

    if (err == 0 && !before && touch->action != TOUCH_BEGIN)
        err = was_lately(store, touch, &before);
    *counts = err == 0 && !before;
    if (!*counts)
        return err;
    struct query q = query(store, &set_touch, ADD);
    bind_blob(&q, touch->id);
    bind_int(&q, touch->kiosk);
    bind_int(&q, touch->post);
    bind_int(&q, (int64_t)touch->action);
    bind_int(&q, touch->at);
    err = query_run(&q);
    return err != 0 ? err : prune(store, touch);
}

int store_touch_thank(struct store *store, int64_t post)
{
    struct query q = query(store, &set_touch, THANK);

    bind_int(&q, post);
    return query_run(&q);
}

int store_touch_take_along(struct store *store, const struct touch *touch, int64_t team)
{
    struct query q = query(store, &set_touch, TAKE_ALONG);

    bind_int(&q, team);
    bind_int(&q, touch->post);
    bind_int(&q, touch->kiosk);
    bind_int(&q, touch->at);
    return query_run(&q);
}
