#include "service.h"

#include "announce.h"
#include "clock.h"
#include "flood.h"
#include "log.h"
#include "proto/decode.h"
#include "proto/encode.h"
#include "proto/json.h"
#include "served.h"
#include "store/store_door.h"
#include "store/store_moderate.h"
#include "verbs/verbs.h"

#include <stdlib.h>

#define REPLY_BYTES_MAX (200 * 1024)
#define BODY_BYTES_MAX  4000 /* of what is kept of a reply for a resend */
#define NO_ROOM         (-2) /* beside the errors and SERVICE_AGAIN, within this file */

struct service {
    struct store *store;
    struct search *search;
    struct pairing *pairing;
    struct roster *roster;
    const struct settings *settings;
    const struct key *key;
    struct sealer *sealer; /* of the same key */
    struct flood *flood;
    struct metrics *metrics;
    struct aside *aside;
    enum aside_hand hand;
    bool full;
    bool careful; /* each write in a savepoint of its own */
};

/* One request on its way through the steps. */
struct visit {
    const struct inbox_item *item;
    struct outbox *out;
    struct topic_request where;
    struct span payload;          /* as MessagePack */
    struct msg_envelope envelope; /* what could be read of it */
    bool is_read;                 /* and the body with it */
    struct topic reply_to;
    bool by_device; /* the reply topic came from the payload: the reply says which request it is for */
    int verb;       /* enum verb, or -1 */
    void *in, *output;
    struct request rq;
};

/* ---- making one ---- */

struct service *service_new(struct store *store, const struct settings *settings, const struct key *key)
{
    struct service *service = calloc(1, sizeof *service);

    if (service == NULL)
        return NULL;
    *service = (struct service){ .store = store,
                                 .settings = settings,
                                 .key = key,
                                 .sealer = sealer_new(key),
                                 .careful = true,
                                 .flood = flood_new(settings) };
    if (service->flood == NULL || service->sealer == NULL) {
        service_free(service);
        return NULL;
    }
    return service;
}

void service_free(struct service *service)
{
    if (service == NULL)
        return;
    flood_free(service->flood);
    sealer_free(service->sealer);
    free(service);
}

void service_set_search(struct service *service, struct search *search)
{
    service->search = search;
}

void service_set_pairing(struct service *service, struct pairing *pairing)
{
    service->pairing = pairing;
}

void service_set_metrics(struct service *service, struct metrics *metrics)
{
    service->metrics = metrics;
}

void service_set_full(struct service *service, bool full)
{
    service->full = full;
}

void service_set_aside(struct service *service, struct aside *aside, enum aside_hand hand)
{
    service->aside = aside;
    service->hand = hand;
}

void service_set_roster(struct service *service, struct roster *roster)
{
    service->roster = roster;
}

void service_set_careful(struct service *service, bool careful)
{
    service->careful = careful;
}

bool service_is_read(struct span topic)
{
    struct topic_request where;

    if (!topic_read_request(topic, &where))
        return false;
    int verb = schema_verb(where.verb);
    return verb >= 0 && schema_verbs[verb].access == VERB_READ;
}

/* ---- replies ---- */

static void send_reply(struct visit *v, struct span payload)
{
    struct outbox_item item = {
        .topic = v->reply_to, .payload = payload, .correlation = v->item->correlation, .json = v->item->json
    };

    if (payload.ptr != NULL && v->item->json)
        item.payload = json_from_msgpack(payload, v->out->arena);
    if (item.payload.ptr != NULL)
        outbox_add(v->out, &item);
}

/* Kind and place of what may point at a client; never the text itself. */
static void copy_hits(struct visit *v, struct msg_refused *refused)
{
    struct msg_hit *hits = arena_take(v->out->arena, (v->rq.hit_count + 1) * sizeof *hits);

    for (size_t i = 0; hits != NULL && i < v->rq.hit_count; i++)
        hits[i] = (struct msg_hit){ .kind = span_of(identify_kind_name(v->rq.hits[i].kind)),
                                    .at = (int64_t)v->rq.hits[i].at,
                                    .length = (int64_t)v->rq.hits[i].length,
                                    .block = v->rq.hits[i].block };
    if (hits == NULL || v->rq.hit_count == 0)
        return;
    refused->hits = hits;
    refused->hits_count = v->rq.hit_count;
}

static void reply_refused(struct visit *v, const struct fault *fault)
{
    const struct error_row *error = error_row(fault->error);
    struct msg_refused refused = { .id = v->envelope.id,
                                   .re = v->by_device ? v->envelope.id : (struct span){ NULL, 0 },
                                   .error = span_of(error->name),
                                   .field = span_of(fault->field),
                                   .message = span_of(fault->message == NULL ? error->doc : fault->message),
                                   .want = span_of(fault->want),
                                   .moderators = v->rq.moderators,
                                   .moderators_count = v->rq.moderators_count,
                                   .retry = error->retry };

    if (fault->has_limit)
        MSG_SET(&refused, limit, fault->limit);
    if (fault->has_got)
        MSG_SET(&refused, got, fault->got);
    if (fault->retry_at != 0)
        MSG_SET(&refused, retry_at, fault->retry_at);
    copy_hits(v, &refused);
    send_reply(v,
               encode_map(&(struct encode_part){ &type_refused, &refused }, 1, false, REPLY_BYTES_MAX, v->out->arena));
}

/* False when the reply is too large to be sent. */
static bool reply_accepted(struct visit *v, int64_t seq)
{
    struct msg_accepted head = { .ok = true,
                                 .id = v->envelope.id,
                                 .re = v->by_device ? v->envelope.id : (struct span){ NULL, 0 } };
    const struct encode_part parts[] = { { &type_accepted, &head }, { v->rq.verb->out, v->output } };

    if (seq != 0)
        MSG_SET(&head, seq, seq);
    struct span payload = encode_map(parts, 2, true, REPLY_BYTES_MAX, v->out->arena);
    send_reply(v, payload);
    return payload.ptr != NULL;
}

/* ---- step by step: where the reply goes, and what is asked ---- */

/* Nearly every payload is in order: then it is walked once, for the envelope and the body together. */
static bool read_whole(struct visit *v)
{
    struct fault ignored;

    v->payload = v->item->payload;
    if (v->item->json || v->verb < 0)
        return false;
    const struct decode_part parts[] = { { &type_envelope, &v->envelope }, { schema_verbs[v->verb].in, v->in } };
    return decode_map(v->payload, parts, 2, true, v->out->arena, &ignored) == 0;
}

/* What of the envelope can be read; of a payload that is malformed further on, or before, nothing. */
static void read_envelope(struct visit *v)
{
    const struct decode_part parts[] = { { &type_envelope, &v->envelope },
                                         { v->verb < 0 ? &type_me : schema_verbs[v->verb].in, v->in } };
    struct fault ignored;

    v->payload = v->item->payload;
    if (v->item->json && json_to_msgpack(v->item->payload, parts, 2, v->out->arena, &v->payload, &ignored) != 0)
        v->payload.len = 0;
    if (decode_map(v->payload, parts, 1, false, v->out->arena, &ignored) != 0)
        v->envelope = (struct msg_envelope){ 0 };
}

/* A response topic of somebody else is refused, and the refusal goes to the member's own topic. */
static int find_reply_topic(struct visit *v)
{
    struct span member, device;

    if (topic_read_reply(v->item->response_topic, &member, &device) && span_equal(member, v->where.member)) {
        v->reply_to = topic_reply(member, device);
        return 0;
    }
    v->reply_to = topic_member_event(v->where.member);
    if (v->item->response_topic.ptr != NULL)
        return request_fail(&v->rq, ERR_BAD_REQUEST, "response_topic", "must be one of the member's own devices");
    v->by_device = true;
    if (v->envelope.device.ptr != NULL && (topic_is_device(v->envelope.device) || v->verb == VERB_enrol))
        v->reply_to = topic_reply(v->where.member, v->verb == VERB_enrol ? span_of(TOPIC_ENROL) : v->envelope.device);
    return 0;
}

/* How it came. */
static int check_message(struct visit *v)
{
    if (v->item->refused)
        return request_fail(&v->rq, ERR_BUSY, NULL, "too much is waiting");
    if (v->item->retained)
        return request_fail(&v->rq, ERR_BAD_REQUEST, "qos", "a request is sent with QoS 1 or 2, and not retained");
    if (v->item->payload.len > PAYLOAD_MAX)
        return fault_limit(&v->rq.fault, ERR_TOO_BIG, NULL, "the payload is too large", PAYLOAD_MAX,
                           (int64_t)v->item->payload.len);
    if (v->item->alien)
        return request_fail(&v->rq, ERR_UNSUPPORTED, "content_type", "must be application/msgpack or application/json");
    if (v->verb < 0 || (schema_verbs[v->verb].places & v->where.place) == 0)
        return request_fail(&v->rq, ERR_UNKNOWN_VERB, NULL, "there is no such verb in this place");
    return 0;
}

static int read_body(struct visit *v)
{
    struct msg_envelope envelope;
    const struct decode_part parts[] = { { &type_envelope, &envelope }, { v->rq.verb->in, v->in } };
    int err = 0;

    if (v->item->json)
        err = json_to_msgpack(v->item->payload, parts, 2, v->out->arena, &v->payload, &v->rq.fault);
    if (err == 0 && !v->is_read)
        err = decode_map(v->payload, parts, 2, true, v->out->arena, &v->rq.fault);
    if (err == 0 && v->rq.verb->access == VERB_WRITE && v->envelope.id.ptr == NULL)
        err = request_fail(&v->rq, ERR_BAD_REQUEST, "id", "is missing: a write needs one");
    v->rq.id = v->envelope.id;
    return err;
}

/* Who came in by a door that is still open. Nobody's account: what they send and are sent is tied to the name alone. */
static int find_guest(struct visit *v, struct span door_name)
{
    struct door *door = arena_take(v->rq.arena, sizeof *door);
    int err = door == NULL ? ERR_TOO_BIG : store_door_get(v->rq.store, door_name, v->rq.arena, door);

    if (err == ERR_NOT_FOUND || (err == 0 && door->until_at <= v->rq.now_ms))
        return request_fail(&v->rq, ERR_FORBIDDEN, NULL, "there is no such table, or it takes no guests any more");
    v->rq.door = door;
    return err;
}

static int find_member(struct visit *v)
{
    struct span door;
    int err = store_member_get(v->rq.store, v->where.member, v->rq.arena, &v->rq.who);

    if (err == ERR_NOT_FOUND && topic_read_guest(v->where.member, &door))
        return find_guest(v, door);
    if (err == ERR_NOT_FOUND || (err == 0 && v->rq.who.disabled))
        return request_fail(&v->rq, ERR_FORBIDDEN, NULL, "there is no such member, or they are shut out");
    if (err == 0 && !store_member_is_registered(&v->rq.who, v->rq.now_ms))
        v->rq.who.registration = (struct span){ NULL, 0 };
    return err;
}

/*
 * The mailer and another region are no members: of what members may do they may nothing. And a guest may what is said to
 * be for guests.
 */
static bool has_role(const struct request *rq, enum verb_role role)
{
    if (rq->door != NULL)
        return role == ROLE_GUEST;
    bool mailer = request_has_role(rq, MEMBER_MAILER), region = request_has_role(rq, MEMBER_REGION);
    bool member = !mailer && !region;

    switch (role) {
    case ROLE_ACCOUNT:
        return true;
    case ROLE_MAILER:
        return mailer;
    case ROLE_REGION:
        return region;
    case ROLE_MEMBER:
    case ROLE_GUEST:
        return member;
    case ROLE_REGISTERED:
        return member && rq->who.registration.ptr != NULL;
    case ROLE_EDITOR:
        return member && request_has_role(rq, MEMBER_EDITOR);
    case ROLE_MODERATOR:
        return member && request_has_role(rq, MEMBER_MODERATOR);
    case ROLE_ADMINISTRATOR:
        return member && request_has_role(rq, MEMBER_ADMINISTRATOR);
    }
    return false;
}

/* A member hears whom to ask, as far as that can be read. */
static int check_role(struct visit *v)
{
    struct request *rq = &v->rq;

    if (has_role(rq, rq->verb->role))
        return 0;
    if (rq->verb->role == ROLE_MODERATOR && has_role(rq, ROLE_MEMBER))
        store_moderate_names(rq->store, REQUEST_MODERATORS, rq->arena, &rq->moderators, &rq->moderators_count);
    return request_fail(rq, ERR_FORBIDDEN, NULL, "this needs another role");
}

/* Nothing new comes into an archived theme, but the old questions are still read. */
static int find_theme(struct visit *v)
{
    if (v->rq.verb->access == VERB_WRITE)
        return request_place(&v->rq, PLACE_THEME, v->where.space, "theme", &v->rq.space);
    int err = store_place_get(v->rq.store, PLACE_THEME, v->where.space, v->rq.arena, &v->rq.space);
    return err == ERR_NOT_FOUND ? request_fail(&v->rq, err, "theme", "there is no such place") : err;
}

/* A team that one is not in is like one that is not there. */
static int find_space(struct visit *v)
{
    bool in = true;

    v->rq.place = v->where.place;
    if (v->where.place == TOPIC_HERE)
        return 0;
    if (v->where.place == TOPIC_THEME)
        return find_theme(v);
    int err = request_place(&v->rq, PLACE_TEAM, v->where.space, "team", &v->rq.space);
    if (err == 0)
        err = store_member_is_in(v->rq.store, v->rq.who.id, v->rq.space.id, &in);
    if (err == 0 && !in)
        return request_fail(&v->rq, ERR_NOT_FOUND, "team", "there is no such place");
    return err;
}

/* ---- quotas ---- */

/* Under what number one's quotas are kept; those of guests, who have none, are below zero. */
static int64_t number_of(const struct visit *v)
{
    uint64_t number;

    if (v->rq.door == NULL)
        return v->rq.who.id;
    struct secret_hash hash = secret_hash_of(v->where.member);
    memcpy(&number, hash.bytes, sizeof number);
    return -1 - (int64_t)(number >> 1);
}

static int check_quota(struct service *service, struct visit *v)
{
    int64_t wait_ms = flood_take(service->flood, (enum verb)v->verb, number_of(v), clock_monotonic_ms());

    if (wait_ms == 0)
        return 0;
    request_fail(&v->rq, ERR_TOO_MANY, NULL, "too often");
    v->rq.fault.retry_at = v->rq.now_ms + wait_ms;
    return ERR_TOO_MANY;
}

/* ---- a write, once ---- */

/* The same verb in the same place with the same content: what it says in one form, whatever form it came in. */
static int seal_of(const struct service *service, struct visit *v, struct served_seal *out)
{
    static const char *const trees[] = { [TOPIC_THEME] = "theme", [TOPIC_TEAM] = "team", [TOPIC_HERE] = "" };
    struct span body =
        encode_map(&(struct encode_part){ v->rq.verb->in, v->in }, 1, true, 2 * PAYLOAD_MAX, v->rq.arena);
    struct span parts[] = { span_of(v->rq.verb->name), span_of(trees[v->rq.place]), v->rq.space.slug, body };
    size_t length = 0;
    char *whole = arena_take(v->rq.arena, 4 + parts[0].len + parts[1].len + parts[2].len + parts[3].len);

    if (body.ptr == NULL || whole == NULL)
        return request_fail(&v->rq, ERR_BUSY, NULL, "too much in one batch");
    for (size_t i = 0; i < 4; i++) {
        if (parts[i].len > 0)
            memcpy(whole + length, parts[i].ptr, parts[i].len);
        length += parts[i].len;
        whole[length++] = '\n';
    }
    struct secret_hash hash = secret_hash_of((struct span){ whole, length });
    *out = served_seal(service->sealer, v->rq.id, (struct span){ (const char *)hash.bytes, sizeof hash.bytes });
    return 0;
}

/* Secrets in a reply are not kept: they are made again from the id. */
static void restore_secrets(struct visit *v)
{
    const struct msg_field *field;

    for (size_t i = 0; (field = schema_field(v->rq.verb->out, i)) != NULL; i++) {
        if (field->type != FIELD_SECRET && field->type != FIELD_ONCE)
            continue;
        struct secret_text secret =
            field->type == FIELD_SECRET ? secret_device(v->rq.key, v->rq.id) : secret_code(v->rq.key, v->rq.id);
        struct span text = arena_copy(v->rq.arena, span_of(secret.text));
        memcpy((char *)v->output + field->offset, &text, sizeof text);
    }
}

static int restore_reply(struct visit *v, struct span body)
{
    struct fault ignored;
    struct decode_part part = { v->rq.verb->out, v->output };
    int err = decode_map(body, &part, 1, false, v->rq.arena, &ignored);

    if (err == 0)
        restore_secrets(v);
    return err;
}

/* Sent before: the same reply, and nothing is done. *again tells. */
static int answer_again(struct visit *v, const struct served_seal *seal, bool *again)
{
    struct served served;
    int err = store_served_get(v->rq.store, v->rq.id, v->rq.arena, &served);

    *again = err == 0;
    if (err != 0)
        return err == ERR_NOT_FOUND ? 0 : err;
    if (served.at == 0)
        return request_fail(&v->rq, ERR_CONFLICT, "id", "this was answered, and the reply is no longer kept");
    struct span asked = { (const char *)seal->bytes, sizeof seal->bytes };
    if (served.member != v->rq.who.id || !span_equal(served.hash, asked))
        return request_fail(&v->rq, ERR_CONFLICT, "id", "this id was used for something else");
    err = restore_reply(v, served.body);
    if (err != 0)
        return err;
    reply_accepted(v, served.seq);
    return 0;
}

static int64_t seq_of(const struct visit *v)
{
    return v->rq.told == NULL ? 0 : v->rq.told->event.seq;
}

static int keep_reply(struct visit *v, const struct served_seal *seal)
{
    struct span body =
        encode_map(&(struct encode_part){ v->rq.verb->out, v->output }, 1, false, BODY_BYTES_MAX, v->rq.arena);
    struct served served = { .member = v->rq.who.id,
                             .hash = { (const char *)seal->bytes, sizeof seal->bytes },
                             .seq = seq_of(v),
                             .body = body,
                             .at = v->rq.now_ms };

    if (body.ptr == NULL)
        return request_fail(&v->rq, ERR_TOO_BIG, NULL, "no room");
    return store_served_add(v->rq.store, v->rq.id, &served);
}

/* Once a day is enough to know who is still there. */
static int note_active(struct visit *v)
{
    int64_t away_ms = v->rq.now_ms - v->rq.who.active_at;

    return away_ms >= 0 && away_ms < CLOCK_DAY_MS ? 0
                                                  : store_member_set_active(v->rq.store, v->rq.who.id, v->rq.now_ms);
}

static int run_handler(struct visit *v, const struct served_seal *seal)
{
    int err = verbs_call((enum verb)v->verb, &v->rq, v->in, v->output);

    if (err == 0 && v->rq.door == NULL)
        err = note_active(v);
    return err != 0 ? err : keep_reply(v, seal);
}

/* The whole batch; SQLite may have ended it already. It commits nothing after it came upon damage. */
static bool is_lost(int err)
{
    return err == ERR_STORAGE || err == ERR_DAMAGED;
}

/* Nearly every refusal comes before the first write: then there is nothing to undo. */
static int run_quickly(struct visit *v, const struct served_seal *seal)
{
    int64_t before = store_changes(v->rq.store);
    int err = run_handler(v, seal);

    return err != 0 && !is_lost(err) && store_changes(v->rq.store) != before ? SERVICE_AGAIN : err;
}

static int run_write(struct service *service, struct visit *v, const struct served_seal *seal)
{
    if (!service->careful)
        return run_quickly(v, seal);
    int err = store_request_begin(v->rq.store);
    if (err == 0)
        err = run_handler(v, seal);
    if (is_lost(err))
        return err;
    int end = err == 0 ? store_request_keep(v->rq.store) : store_request_drop(v->rq.store);
    return end != 0 ? end : err;
}

static void collect_rights(struct service_effects *effects, struct rights *rights)
{
    while (rights != NULL) {
        struct rights *next = rights->next;
        rights->next = effects->rights;
        effects->rights = rights;
        rights = next;
    }
}

static void collect(struct service_effects *effects, const struct request *rq)
{
    effects->changes.screens |= rq->changes.screens;
    effects->changes.boards |= rq->changes.boards;
    effects->changes.info |= rq->changes.info;
    effects->changes.waits |= rq->changes.waits;
    effects->changes.digests |= rq->changes.digests;
    effects->changes.audit |= rq->changes.audit;
    effects->changes.regions |= rq->changes.regions;
    effects->changes.erasures |= rq->changes.erasures;
    effects->changes.listed |= rq->changes.listed;
    for (const struct told *told = rq->told; told != NULL; told = told->before)
        effects->events++;
    collect_rights(effects, rq->rights);
}

/* True when all of it has room. */
static bool tell_screens(struct visit *v)
{
    bool fits = true;

    for (const struct to_screen *to = v->rq.to_screens; to != NULL && fits; to = to->next)
        fits = outbox_add(v->out, &(struct outbox_item){ .topic = to->topic, .payload = to->payload });
    return fits;
}

/* What takes away, and what manages, has none. */
static bool adds_text(const struct msg_type *in)
{
    const struct msg_field *field;

    for (size_t i = 0; (field = schema_field(in, i)) != NULL; i++)
        if (field->type == FIELD_TEXT)
            return true;
    return false;
}

/* This request alone, while the rest of its batch goes on: not the ERR_STORAGE of a lost transaction. */
static int refuse_full(struct visit *v)
{
    request_fail(&v->rq, ERR_STORAGE, NULL, "there is no room; nothing was done");
    return NO_ROOM;
}

/* In the order in which they happened. */
static int tell_events(struct visit *v, const struct told *told)
{
    int err = told == NULL ? 0 : tell_events(v, told->before);

    return told == NULL || err != 0 ? err : announce_told(v->rq.store, v->rq.settings, told, v->out);
}

static int serve_write(struct service *service, struct visit *v, struct service_effects *effects)
{
    struct served_seal seal;
    bool again = false;
    int err = seal_of(service, v, &seal);

    if (err == 0)
        err = answer_again(v, &seal, &again);
    if (err != 0 || again)
        return err;
    if (service->full && adds_text(v->rq.verb->in))
        return refuse_full(v);
    err = check_quota(service, v);
    if (err == 0)
        err = run_write(service, v, &seal);
    if (err != 0)
        return err;
    collect(effects, &v->rq);
    if (!tell_screens(v))
        return ERR_STORAGE;
    reply_accepted(v, seq_of(v));
    /* An event that cannot be told must not be committed as if it had been. */
    return tell_events(v, v->rq.told) == 0 ? 0 : ERR_STORAGE;
}

static int serve_read(struct service *service, struct visit *v)
{
    int err = check_quota(service, v);

    if (err == 0)
        err = verbs_call((enum verb)v->verb, &v->rq, v->in, v->output);
    if (err == 0 && !reply_accepted(v, 0))
        err = request_fail(&v->rq, ERR_TOO_BIG, NULL, "the reply is too large: ask for less");
    return err;
}

/* ---- all of it ---- */

static int prepare(struct visit *v)
{
    int err = check_message(v);
    if (err != 0)
        return err;
    v->rq.verb = &schema_verbs[v->verb];
    v->output = arena_take(v->out->arena, v->rq.verb->out->size);
    if (v->output == NULL)
        return request_fail(&v->rq, ERR_TOO_BIG, NULL, "too much in one batch");
    err = find_member(v);
    if (err == 0)
        err = read_body(v);
    if (err == 0)
        err = check_role(v);
    return err != 0 ? err : find_space(v);
}

/* False when the topic is none of a request: then nobody is to be answered. */
static bool open_visit(struct visit *v)
{
    size_t bytes = sizeof(struct msg_me);

    if (!topic_read_request(v->item->topic, &v->where))
        return false;
    v->verb = schema_verb(v->where.verb);
    if (v->verb >= 0)
        bytes = schema_verbs[v->verb].in->size;
    v->in = arena_take(v->out->arena, bytes);
    return v->in != NULL;
}

/* One line for each request, of words from the tables alone: who sent it and what it says is nobody's business. */
static void log_visit(const struct visit *v, int err)
{
    if (log_says(LOG_LEVEL_DEBUG))
        log_debug("request verb=%s result=%s bytes=%zu", v->verb >= 0 ? schema_verbs[v->verb].name : "unknown",
                  err == 0 ? "ok" : error_row(err)->name, v->item->payload.len);
}

static int serve(struct service *service, const struct inbox_item *item, int64_t now_ms, struct outbox *out,
                 struct service_effects *effects)
{
    struct visit v = { .item = item,
                       .out = out,
                       .rq = { .store = service->store,
                               .search = service->search,
                               .pairing = service->pairing,
                               .roster = service->roster,
                               .arena = out->arena,
                               .settings = service->settings,
                               .key = service->key,
                               .now_ms = now_ms } };

    if (!open_visit(&v))
        return 0;
    v.is_read = read_whole(&v);
    if (!v.is_read)
        read_envelope(&v);
    int err = find_reply_topic(&v);
    if (err == 0)
        err = prepare(&v);
    if (err == 0)
        err = v.rq.verb->access == VERB_WRITE ? serve_write(service, &v, effects) : serve_read(service, &v);
    if (is_lost(err) || err == SERVICE_AGAIN)
        return err;
    if (err == NO_ROOM)
        err = ERR_STORAGE;
    if (err != 0 && v.rq.fault.error != err)
        fault_set(&v.rq.fault, err, NULL, NULL);
    log_visit(&v, err);
    metrics_count(service->metrics, err);
    if (err != 0)
        reply_refused(&v, &v.rq.fault);
    return 0;
}

void service_refuse(const struct inbox_item *item, int error, const char *message, struct outbox *out)
{
    struct visit v = { .item = item, .out = out };

    if (!open_visit(&v))
        return;
    read_envelope(&v);
    find_reply_topic(&v);
    fault_set(&v.rq.fault, error, NULL, message);
    reply_refused(&v, &v.rq.fault);
}

/* Nothing of it is read, its id neither: the reply has the correlation alone. */
static void refuse_aside(const struct service *service, const struct inbox_item *item, struct outbox *out)
{
    struct inbox_item unread = *item;

    unread.payload = (struct span){ NULL, 0 };
    service_refuse(&unread, ERR_SET_ASIDE, NULL, out);
    metrics_count(service->metrics, ERR_SET_ASIDE);
}

int service_serve(struct service *service, const struct inbox_item *item, int64_t now_ms, struct outbox *out,
                  struct service_effects *effects)
{
    if (!aside_take(service->aside, service->hand, item)) {
        refuse_aside(service, item, out);
        return 0;
    }
    int err = serve(service, item, now_ms, out, effects);
    aside_put(service->aside, service->hand);
    return err;
}
