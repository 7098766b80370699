/* kiosk-add, kiosk-pair, kiosk-remove: which screens there are. */
#include "daemon/audit.h"
#include "daemon/screen/pairing.h"
#include "daemon/screen/wall.h"
#include "daemon/store/store_kiosk.h"
#include "verbs.h"

#include <stdio.h>

#define DEVICE "scherm" /* a screen has one device */

/* A screen is no member: the log names it. */
static int note(struct request *rq, enum audit_action action, struct span kiosk)
{
    struct audit_about about = { .member = 0 };
    int err = audit_words(rq, "kiosk", &kiosk, 1, &about.detail);

    return err != 0 ? err : audit_note(rq, action, &about);
}

static int check_room(struct request *rq)
{
    int64_t count;
    int err = store_kiosk_count(rq->store, &count);

    if (err == 0 && count >= KIOSKS_MAX)
        return fault_limit(&rq->fault, ERR_CONFLICT, "kiosk", "so many screens already: remove one first", KIOSKS_MAX,
                           count);
    return err;
}

int verb_kiosk_add(struct request *rq, const struct msg_kiosk_add *in, struct msg_kiosk_secret *out)
{
    struct secret_text secret = secret_device(rq->key, rq->id);
    struct secret_hash hash = secret_hash_of(span_of(secret.text));
    struct place team;
    int err = request_place(rq, PLACE_TEAM, in->team, "team", &team);

    if (err == 0)
        err = check_room(rq);
    if (err != 0)
        return err;
    if (topic_is_system(in->kiosk))
        err = ERR_CONFLICT;
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

/* ---- pairing ---- */

#define NAME_MAX_BYTES 32
#define NUMBER_BYTES   4 /* a dash and the number of a screen */
#define NUMBERS_MAX    500

/* The team's name and the first number that is free. */
static int name_after_team(struct request *rq, const struct place *team, struct kiosk *out)
{
    size_t length = team->slug.len < NAME_MAX_BYTES - NUMBER_BYTES ? team->slug.len : NAME_MAX_BYTES - NUMBER_BYTES;
    char name[NAME_MAX_BYTES + 1];
    int err = ERR_CONFLICT;

    for (int number = 1; number <= NUMBERS_MAX && err == ERR_CONFLICT; number++) {
        snprintf(name, sizeof name, "%.*s-%d", (int)length, team->slug.ptr, number);
        out->name = arena_copy(rq->arena, span_of(name));
        err = store_kiosk_add(rq->store, out);
    }
    return err;
}

static int pair_new(struct request *rq, const struct msg_kiosk_pair *in, struct kiosk *out)
{
    struct place team;

    if (in->team.ptr == NULL || in->room.ptr == NULL)
        return request_fail(rq, ERR_BAD_REQUEST, in->team.ptr == NULL ? "team" : "room", "is missing");
    if (in->kiosk.ptr != NULL && topic_is_system(in->kiosk))
        return request_fail(rq, ERR_CONFLICT, "kiosk", "this name is taken");
    int err = request_place(rq, PLACE_TEAM, in->team, "team", &team);
    if (err == 0)
        err = check_room(rq);
    if (err != 0)
        return err;
    out->team = team.id;
    out->name = in->kiosk;
    out->room = in->room;
    err = in->kiosk.ptr == NULL ? name_after_team(rq, &team, out) : store_kiosk_add(rq->store, out);
    return err == ERR_CONFLICT ? request_fail(rq, err, "kiosk", "this name is taken") : err;
}

/* A screen that is there already gets another device. Its name alone says so: with a team it is a new one. */
static int pair_again(struct request *rq, const struct msg_kiosk_pair *in, struct kiosk *out)
{
    struct span device = out->device, hash = out->hash;
    int err = store_kiosk_get(rq->store, in->kiosk, rq->arena, out);

    if (err == ERR_NOT_FOUND)
        return request_fail(rq, err, "kiosk", "there is no such screen");
    return err != 0 ? err : store_kiosk_set_secret(rq->store, out->id, device, hash);
}

/* The screen itself is told who it is, and nobody else. */
static int tell_paired(struct request *rq, const struct msg_kiosk_pair *in, const struct kiosk *kiosk,
                       const struct secret_text *secret)
{
    struct msg_pairing told = { .kiosk = kiosk->name, .device = kiosk->device, .secret = span_of(secret->text) };

    return request_tell_screen(rq, topic_pair(in->digits), &type_pairing, &told);
}

static int count_cards(struct request *rq, struct span name, int64_t *out)
{
    struct kiosk kiosk;
    struct hall hall;
    struct wall wall;
    int err = store_kiosk_get(rq->store, name, rq->arena, &kiosk);

    if (err == 0)
        err = hall_read(&hall, rq->store, rq->settings, rq->now_ms, rq->arena);
    if (err == 0)
        err = wall_make(&hall, &kiosk, rq->now_ms, rq->arena, &wall);
    *out = err == 0 ? (int64_t)wall.card_count : 0;
    return err;
}

int verb_kiosk_pair(struct request *rq, const struct msg_kiosk_pair *in, struct msg_kiosk_paired *out)
{
    struct secret_text secret = secret_device(rq->key, rq->id);
    struct secret_hash hash = secret_hash_of(span_of(secret.text));
    struct kiosk kiosk = { .device = span_of(DEVICE), .hash = { (const char *)hash.bytes, sizeof hash.bytes } };

    if (!topic_is_pair_code(in->digits))
        return request_fail(rq, ERR_BAD_REQUEST, "digits", "six digits, as the screen shows them");
    if (!pairing_shows(rq->pairing, in->digits, rq->id, rq->now_ms))
        return request_fail(rq, ERR_NOT_FOUND, "digits", "no screen shows these digits now");
    bool moves = in->kiosk.ptr != NULL && in->team.ptr == NULL && in->room.ptr == NULL;
    int err = moves ? pair_again(rq, in, &kiosk) : pair_new(rq, in, &kiosk);
    if (err == 0)
        err = tell_paired(rq, in, &kiosk, &secret);
    if (err == 0)
        err = count_cards(rq, kiosk.name, &out->cards);
    if (err == 0)
        err = note(rq, AUDIT_KIOSK_PAIR, kiosk.name);
    if (err != 0)
        return err;
    pairing_take(rq->pairing, in->digits, rq->id, rq->now_ms); /* not before: what was refused may be said better */
    out->kiosk = kiosk.name;
    out->room = kiosk.room;
    rq->changes.screens = true;
    return request_rights(rq, kiosk.name);
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
