/* waitlist, waitlist-history, waitlist-set. */
#include "daemon/store/store_region.h"
#include "daemon/store/store_support.h"
#include "daemon/store/store_wait.h"
#include "daemon/waiting.h"
#include "verbs.h"

#include <strings.h>

#define HISTORY_LIMIT 50
#define COORDINATOR   "plaatsingscoördinator"

static struct waiting_wanted wanted_by(const struct request *rq, int64_t municipality, int64_t care, bool stale)
{
    return (struct waiting_wanted){ .settings = rq->settings,
                                    .now_ms = rq->now_ms,
                                    .municipality = municipality,
                                    .care = care,
                                    .reader = rq->who.id,
                                    .stale = stale };
}

static void give(const struct waiting_rows *rows, struct msg_waitlist_is *out)
{
    *out = (struct msg_waitlist_is){
        .rows = rows->rows, .rows_count = rows->count, .tips = rows->tips, .tips_count = rows->tip_count
    };
}

int verb_waitlist(struct request *rq, const struct msg_waitlist *in, struct msg_waitlist_is *out)
{
    struct place municipality = { 0 }, care = { 0 };
    struct waiting_rows rows;
    int err = 0;

    if (in->municipality.ptr != NULL)
        err = request_place(rq, PLACE_MUNICIPALITY, in->municipality, "municipality", &municipality);
    if (err == 0 && in->care.ptr != NULL)
        err = request_place(rq, PLACE_CARE, in->care, "care", &care);
    if (err != 0)
        return err;
    struct waiting_wanted wanted = wanted_by(rq, municipality.id, care.id, in->stale);
    err = waiting_list(rq->store, &wanted, rq->arena, &rows);
    give(&rows, out);
    return err;
}

int verb_waitlist_history(struct request *rq, const struct msg_waitlist_history *in, struct msg_waitlist_is *out)
{
    struct place municipality, care;
    struct waiting_rows rows;
    int err = request_place(rq, PLACE_MUNICIPALITY, in->municipality, "municipality", &municipality);

    if (err == 0)
        err = request_place(rq, PLACE_CARE, in->care, "care", &care);
    if (err != 0)
        return err;
    struct waiting_wanted wanted = wanted_by(rq, municipality.id, care.id, true);
    err = waiting_history(rq->store, &wanted, in->has_limit ? (size_t)in->limit : HISTORY_LIMIT, rq->arena, &rows);
    give(&rows, out);
    return err;
}

/* ---- saying one ---- */

/* By support role, or by what their function says. */
static int is_coordinator(struct request *rq, bool *out)
{
    struct support support;
    int err = store_support_get(rq->store, rq->who.id, &support);

    *out = (support.roles & SUPPORT_PLACEMENT) != 0 ||
           (rq->who.function.len == strlen(COORDINATOR) &&
            strncasecmp(rq->who.function.ptr, COORDINATOR, strlen(COORDINATOR)) == 0);
    return err;
}

/* For a team of that place its members speak; for every place a coordinator or an administrator. */
static int find_speaker(struct request *rq, int64_t municipality, int64_t *team)
{
    struct place_list teams = { NULL, 0 };
    bool coordinator = false;
    int err = store_place_teams_of(rq->store, rq->who.id, rq->arena, &teams);

    if (err == 0)
        err = is_coordinator(rq, &coordinator);
    *team = teams.count > 0 ? teams.rows[0].id : 0;
    for (size_t i = 0; i < teams.count; i++)
        if (teams.rows[i].municipality == municipality) {
            *team = teams.rows[i].id;
            return err;
        }
    if (err != 0 || coordinator || request_has_role(rq, MEMBER_ADMINISTRATOR))
        return err;
    return request_fail(rq, ERR_FORBIDDEN, "municipality", "only its own teams or a plaatsingscoördinator may do this");
}

/* Where another region speaks, nobody here does. */
static int check_region(struct request *rq, int64_t municipality)
{
    bool theirs;
    int err = store_region_has_place(rq->store, municipality, &theirs);

    return err == 0 && theirs
               ? request_fail(rq, ERR_FORBIDDEN, "municipality", "is of another region, which says it itself")
               : err;
}

int verb_waitlist_set(struct request *rq, const struct msg_waitlist_set *in, struct msg_done *out)
{
    struct place municipality, care;
    int64_t team = 0;
    int err = request_place(rq, PLACE_MUNICIPALITY, in->municipality, "municipality", &municipality);

    (void)out;
    if (err == 0)
        err = request_place(rq, PLACE_CARE, in->care, "care", &care);
    if (err == 0)
        err = check_region(rq, municipality.id);
    if (err == 0)
        err = find_speaker(rq, municipality.id, &team);
    if (err == 0)
        err = request_check_text(rq, "note", in->note, true);
    if (err != 0)
        return err;
    rq->changes.screens = rq->changes.waits = true;
    return store_wait_add(rq->store, &(struct wait){ .municipality = municipality.id,
                                                     .care = care.id,
                                                     .member = rq->who.id,
                                                     .team = team,
                                                     .weeks = in->weeks,
                                                     .at = rq->now_ms,
                                                     .has_places = in->has_places,
                                                     .places = in->places,
                                                     .note = in->note });
}
