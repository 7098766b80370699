/* enrol, device-list, device-revoke. */
#include "daemon/audit.h"
#include "verbs.h"

#define CODE_GRACE_MS INT64_C(600000) /* in which the request that used a code may be repeated */

#define DEVICES_MAX 32 /* of one member: the guard knows no more */

/* One more than the guard knows would be given a secret that opens nothing. */
static int check_room(struct request *rq, struct span device)
{
    struct member_device *devices;
    size_t count, others = 0;
    int err = store_member_devices(rq->store, rq->who.id, rq->arena, &devices, &count);

    for (size_t i = 0; i < count && err == 0; i++)
        others += devices[i].revoked_at == 0 && !span_equal(devices[i].name, device);
    if (err == 0 && others >= DEVICES_MAX)
        return fault_limit(&rq->fault, ERR_CONFLICT, "device", "so many devices already: revoke one first", DEVICES_MAX,
                           (int64_t)others + 1);
    return err;
}

/* The code was checked by the guard when the client connected; here it is used up. */
static int use_code(struct request *rq)
{
    struct member_code code;
    int err = store_member_get_code(rq->store, rq->who.id, rq->arena, &code);

    if (err == ERR_NOT_FOUND || (err == 0 && (code.used_by.ptr != NULL || code.until_at <= rq->now_ms)))
        return request_fail(rq, ERR_FORBIDDEN, NULL, "there is no valid one-time code");
    if (err != 0)
        return err;
    return store_member_use_code(rq->store, rq->who.id, rq->id, rq->now_ms + CODE_GRACE_MS);
}

int verb_enrol(struct request *rq, const struct msg_enrol *in, struct msg_enrolled *out)
{
    struct secret_text secret = secret_device(rq->key, rq->id);
    struct secret_hash hash = secret_hash_of(span_of(secret.text));

    if (!topic_is_device(in->device)) /* event, digest, enrol: topics below out/<member>/ */
        return request_fail(rq, ERR_CONFLICT, "device", "this name is taken");
    int err = check_room(rq, in->device);
    if (err == 0)
        err = use_code(rq);
    if (err == 0)
        err = store_member_put_device(rq->store, rq->who.id, in->device,
                                      (struct span){ (const char *)hash.bytes, sizeof hash.bytes }, rq->now_ms);
    if (err != 0)
        return err;
    err = audit_note(rq, AUDIT_ENROL, &(struct audit_about){ .member = rq->who.id });
    if (err != 0)
        return err;
    out->member = rq->who.name;
    out->device = in->device;
    out->secret = arena_copy(rq->arena, span_of(secret.text));
    return request_rights(rq, rq->who.name);
}

/* Oneself, or for an administrator anybody. */
static int whose(struct request *rq, struct span name, struct member *out)
{
    *out = rq->who;
    if (name.ptr == NULL || span_equal(name, rq->who.name))
        return 0;
    if (!request_has_role(rq, MEMBER_ADMINISTRATOR))
        return request_fail(rq, ERR_FORBIDDEN, "member", "only an administrator may do this for somebody else");
    return request_member(rq, name, out);
}

int verb_device_list(struct request *rq, const struct msg_device_list *in, struct msg_devices *out)
{
    struct member member;
    struct member_device *devices = NULL;
    size_t count = 0;
    int err = whose(rq, in->member, &member);

    if (err == 0)
        err = store_member_devices(rq->store, member.id, rq->arena, &devices, &count);
    struct msg_device_row *rows = arena_take(rq->arena, (count + 1) * sizeof *rows);
    if (err != 0 || rows == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < count; i++) {
        rows[i].device = devices[i].name;
        rows[i].added_at = devices[i].added_at;
        if (devices[i].revoked_at != 0)
            MSG_SET(&rows[i], revoked_at, devices[i].revoked_at);
    }
    out->items = rows;
    out->items_count = count;
    return 0;
}

int verb_device_revoke(struct request *rq, const struct msg_device_revoke *in, struct msg_done *out)
{
    struct member member;
    int err = whose(rq, in->member, &member);

    (void)out;
    if (err == 0)
        err = store_member_revoke_device(rq->store, member.id, in->device, rq->now_ms);
    if (err == ERR_NOT_FOUND)
        return request_fail(rq, ERR_NOT_FOUND, "device", "there is no such device");
    if (err == 0)
        err = audit_note(rq, AUDIT_DEVICE_REVOKE, &(struct audit_about){ .member = member.id });
    return err != 0 ? err : request_rights(rq, member.name);
}
