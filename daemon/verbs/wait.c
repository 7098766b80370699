/* waitlist, waitlist-set. */
#include "daemon/store/store_wait.h"
#include "daemon/waiting.h"
#include "verbs.h"

int verb_waitlist(struct request *rq, const struct msg_waitlist *in, struct msg_waitlist_is *out)
{
    struct place municipality = { 0 }, care = { 0 };
    int err = 0;

    if (in->municipality.ptr != NULL)
        err = request_place(rq, PLACE_MUNICIPALITY, in->municipality, "municipality", &municipality);
    if (err == 0 && in->care.ptr != NULL)
        err = request_place(rq, PLACE_CARE, in->care, "care", &care);
    if (err != 0)
        return err;
    return waiting_list(rq->store, municipality.id, care.id, rq->arena, &out->rows, &out->rows_count);
}

int verb_waitlist_set(struct request *rq, const struct msg_waitlist_set *in, struct msg_done *out)
{
    struct place municipality, care;
    struct place_list teams = { NULL, 0 };
    int err = request_place(rq, PLACE_MUNICIPALITY, in->municipality, "municipality", &municipality);

    (void)out;
    if (err == 0)
        err = request_place(rq, PLACE_CARE, in->care, "care", &care);
    if (err == 0)
        err = store_place_teams_of(rq->store, rq->who.id, rq->arena, &teams);
    if (err != 0)
        return err;
    rq->changes.screens = rq->changes.waits = true;
    return store_wait_add(rq->store, &(struct wait){ .municipality = municipality.id,
                                                     .care = care.id,
                                                     .member = rq->who.id,
                                                     .team = teams.count > 0 ? teams.rows[0].id : 0,
                                                     .weeks = in->weeks,
                                                     .at = rq->now_ms,
                                                     .has_places = in->has_places,
                                                     .places = in->places,
                                                     .note = in->note });
}
