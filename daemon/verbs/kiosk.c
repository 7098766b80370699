/* kiosk-add, kiosk-remove, kiosk-list: the screens of an instance. */
#include "daemon/audit.h"
#include "daemon/store/store_kiosk.h"
#include "verbs.h"

#define DEVICE "scherm" /* a screen has one device */

/* A screen is no member: the log names it. */
static int note(struct request *rq, enum audit_action action, struct span kiosk)
{
    struct audit_about about = { .member = 0 };
    int err = audit_words(rq, "kiosk", &kiosk, 1, &about.detail);

    return err != 0 ? err : audit_note(rq, action, &about);
}

int verb_kiosk_add(struct request *rq, const struct msg_kiosk_add *in, struct msg_kiosk_secret *out)
{
    struct secret_text secret = secret_device(rq->key, rq->id);
    struct secret_hash hash = secret_hash_of(span_of(secret.text));
    struct place team;
    int err = request_place(rq, PLACE_TEAM, in->team, "team", &team);

    if (err == 0 && span_is(in->kiosk, TOPIC_DAEMON))
        err = ERR_CONFLICT; /* the daemon's own name at the broker */
    if (err == 0)
        err = store_kiosk_add(rq->store, &(struct kiosk){ .name = in->kiosk,
                                                          .team = team.id,
                                                          .room = in->room,
                                                          .device = span_of(DEVICE),
                                                          .hash = { (const char *)hash.bytes, sizeof hash.bytes } });
    if (err == ERR_CONFLICT)
        return request_fail(rq, ERR_CONFLICT, "kiosk", "this name is taken");
    if (err == 0)
        err = note(rq, AUDIT_KIOSK_ADD, in->kiosk);
    if (err != 0)
        return err;
    out->kiosk = in->kiosk;
    out->device = span_of(DEVICE);
    out->secret = arena_copy(rq->arena, span_of(secret.text));
    rq->changes.screens = true;
    return request_rights(rq, in->kiosk);
}

int verb_kiosk_remove(struct request *rq, const struct msg_kiosk_remove *in, struct msg_done *out)
{
    int err = store_kiosk_remove(rq->store, in->kiosk);

    (void)out;
    if (err == ERR_NOT_FOUND)
        return request_fail(rq, ERR_NOT_FOUND, "kiosk", "there is no such screen");
    rq->changes.screens = true;
    if (err == 0)
        err = note(rq, AUDIT_KIOSK_REMOVE, in->kiosk);
    return err != 0 ? err : request_rights(rq, in->kiosk);
}

int verb_kiosk_list(struct request *rq, const struct msg_kiosk_list *in, struct msg_kiosks *out)
{
    struct place team = { 0 };
    struct kiosk *kiosks = NULL;
    int err = in->team.ptr == NULL ? 0 : request_place(rq, PLACE_TEAM, in->team, "team", &team);

    if (err == 0)
        err = store_kiosk_list(rq->store, team.id, rq->arena, &kiosks, &out->items_count);
    struct msg_kiosk_row *rows = arena_take(rq->arena, (out->items_count + 1) * sizeof *rows);
    if (err != 0 || rows == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < out->items_count; i++)
        rows[i] = (struct msg_kiosk_row){ .kiosk = kiosks[i].name,
                                          .team = kiosks[i].team_slug,
                                          .team_name = kiosks[i].team_name,
                                          .room = kiosks[i].room };
    out->items = rows;
    return 0;
}
