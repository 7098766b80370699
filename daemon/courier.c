#include "courier.h"

#include "log.h"
#include "proto/decode.h"
#include "proto/encode.h"
#include "proto/id.h"
#include "store/store_wait.h"

#include <stdio.h>
#include <stdlib.h>

#define WINDOW      16 /* things on their way to one region */
#define TAKE_BYTES  (32 * 1024)
#define AGAIN_MS    2000 /* without a reply, then twice as long each time up to */
#define AGAIN_MAX   5000
#define FEW_PLACES  5 /* fewer free places than these are told as few */
#define SOURCES_MAX 5

/* One thing on its way. */
struct parcel {
    struct region_due due;
    struct id id;
    bool shown; /* it says how the thing is, not that it is gone */
    bool heard;
    int error; /* what the region said, once it is heard; 0: taken */
};

struct link {
    int64_t region;
    char slug[40];
    struct parcel parcels[WINDOW];
    size_t count;
    int64_t again_at, again_ms; /* monotonic: when what was not heard of is told again, and how long that takes */
    bool heard;                 /* something was, and is not written down yet */
};

struct courier {
    struct store *store;
    const struct key *key;
    struct link links[REGIONS_MAX];
    size_t count;
    bool look;
    bool alone; /* no region is linked, as nearly everywhere: nobody has to know anything */
};

struct courier *courier_new(struct store *store, const struct key *key)
{
    struct courier *courier = calloc(1, sizeof *courier);

    if (courier != NULL)
        *courier = (struct courier){ .store = store, .key = key, .look = true };
    return courier;
}

void courier_free(struct courier *courier)
{
    free(courier);
}

void courier_look(struct courier *courier, bool regions)
{
    courier->look |= regions || !courier->alone;
}

void courier_forget(struct courier *courier)
{
    courier->count = 0;
    courier->look = true;
}

int64_t courier_due(const struct courier *courier)
{
    int64_t due = courier->look ? 0 : INT64_MAX;

    for (size_t i = 0; i < courier->count; i++)
        if (courier->links[i].count > 0 && courier->links[i].again_at < due)
            due = courier->links[i].again_at;
    return due;
}

/* ---- which regions there are ---- */

static struct link *link_of(struct courier *courier, int64_t region)
{
    for (size_t i = 0; i < courier->count; i++)
        if (courier->links[i].region == region)
            return &courier->links[i];
    return NULL;
}

static bool is_listed(const struct link *link, const struct region *regions, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (regions[i].id == link->region)
            return span_is(regions[i].slug, link->slug);
    return false;
}

/* A region that went takes its link along: its number may be another's by now. */
static void drop_links(struct courier *courier, const struct region *regions, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < courier->count; i++)
        if (is_listed(&courier->links[i], regions, count))
            courier->links[kept++] = courier->links[i];
    courier->count = kept;
}

/* A region that is new has a link from now on: there is room, REGIONS_MAX at most are listed. */
static struct link *find_link(struct courier *courier, const struct region *region)
{
    struct link *link = link_of(courier, region->id);

    if (link != NULL)
        return link;
    link = &courier->links[courier->count++];
    *link = (struct link){ .region = region->id, .again_ms = AGAIN_MS };
    snprintf(link->slug, sizeof link->slug, "%.*s", span_int(region->slug), region->slug.ptr);
    return link;
}

/* ---- what a thing is now ---- */

/* One thing as it is told; what it points to is in the arena. */
struct telling {
    struct courier *courier;
    struct link *link;
    struct arena *arena;
    struct msg_region_take take;
    bool skip; /* it is not to be told at all: settled without a word */
};

static int copy_sources(struct telling *t, const struct post *answer)
{
    struct post_source *sources;
    struct msg_source *out = arena_take(t->arena, SOURCES_MAX * sizeof *out);
    size_t count = 0;
    int err = store_post_sources(t->courier->store, answer->question, 500, t->arena, &sources, &count);

    if (err != 0 || out == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    t->take.sources = out;
    for (size_t i = 0; i < count && t->take.sources_count < SOURCES_MAX; i++)
        if (sources[i].number == answer->number)
            out[t->take.sources_count++] = (struct msg_source){ .title = sources[i].title, .url = sources[i].url };
    return 0;
}

/* An answer to a question of that region goes home; to one of a third region not here. */
static int aim_answer(struct telling *t, const struct post *answer, bool *shown)
{
    struct region_post home;
    struct post question;
    int err = store_region_post_here(t->courier->store, answer->question, t->arena, &home);

    if (err != 0 && err != ERR_NOT_FOUND)
        return err;
    if (err == 0 && home.region == t->link->region)
        MSG_SET(&t->take, yours, home.thing);
    if (err == 0 && home.region != t->link->region)
        t->skip = true;
    if (err == ERR_NOT_FOUND)
        MSG_SET(&t->take, to, answer->question);
    err = store_post_get(t->courier->store, answer->question, t->arena, &question);
    *shown = *shown && err == 0 && !store_post_is_gone(&question);
    return err;
}

static int show_post(struct telling *t, const struct post *post)
{
    t->take.title = post->title;
    t->take.text = post->text;
    t->take.anonymous = (post->flags & POST_ANONYMOUS) != 0;
    t->take.no_kiosk = (post->flags & POST_NO_KIOSK) != 0;
    if ((post->flags & POST_HIDDEN) == 0)
        t->take.signed_as = post->author_display;
    MSG_SET(&t->take, posted_at, post->posted_at);
    if (post->kind == POST_ANSWER)
        return copy_sources(t, post);
    t->take.theme = post->theme_slug;
    t->take.resolved = post->resolved_at != 0;
    return 0;
}

/* Open to all, there, in a theme that is shared; else it is gone, and who never had it need not hear that. */
static int tell_post(struct telling *t, const struct region_due *due, bool *shown)
{
    struct post post;
    bool shared = false;
    int err = store_post_get(t->courier->store, due->what, t->arena, &post);

    if (err == 0)
        err = store_region_shares(t->courier->store, t->link->region, post.theme, &shared);
    if (err != 0)
        return err;
    *shown = shared && post.team == 0 && !store_post_is_gone(&post);
    if (post.kind == POST_ANSWER)
        err = aim_answer(t, &post, shown);
    t->skip = t->skip || (!*shown && !due->shown);
    if (err == 0 && *shown)
        err = show_post(t, &post);
    t->take.kind = span_of(!*shown ? "gone" : post.kind == POST_ANSWER ? "answer" : "question");
    return err;
}

static int tell_wait(struct telling *t, const struct region_due *due, bool *shown)
{
    struct wait wait;
    int err = store_wait_get(t->courier->store, due->what, t->arena, &wait);

    *shown = true;
    t->skip = err == ERR_NOT_FOUND;
    if (err != 0)
        return err == ERR_NOT_FOUND ? 0 : err;
    t->take.kind = span_of("wait");
    t->take.municipality = wait.municipality_slug;
    t->take.municipality_name = wait.municipality_name;
    t->take.care = wait.care_slug;
    t->take.note = wait.note;
    MSG_SET(&t->take, weeks, wait.weeks);
    MSG_SET(&t->take, posted_at, wait.at);
    if (wait.has_places)
        MSG_SET(&t->take, places, wait.places > 0 && wait.places < FEW_PLACES ? 1 : wait.places);
    return 0;
}

/* ---- sending ---- */

/* Of what it says, and of this instance alone: nobody else can use it up, and who says it again is known. */
static struct id id_of(const struct courier *courier, const struct link *link, struct span body)
{
    struct secret_hash content = secret_hash_of(body);
    char what[sizeof content.bytes + sizeof link->region];
    struct id id;

    memcpy(what, content.bytes, sizeof content.bytes);
    memcpy(what + sizeof content.bytes, &link->region, sizeof link->region);
    struct secret_hash seal = secret_seal(courier->key, "region", (struct span){ what, sizeof what });
    memcpy(id.bytes, seal.bytes, sizeof id.bytes);
    id.bytes[6] = (unsigned char)((id.bytes[6] & 0x0f) | 0x70); /* the form of a UUID of version 7 */
    id.bytes[8] = (unsigned char)((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

static int add_parcel(struct telling *t, struct parcel *parcel, struct outbox *out)
{
    struct span body = encode_map(&(struct encode_part){ &type_region_take, &t->take }, 1, false, TAKE_BYTES, t->arena);

    if (body.ptr == NULL)
        return ERR_TOO_BIG;
    parcel->id = id_of(t->courier, t->link, body);
    struct msg_envelope envelope = { .id = id_span(&parcel->id), .device = span_of(TOPIC_BRIDGE) };
    const struct encode_part parts[] = { { &type_envelope, &envelope }, { &type_region_take, &t->take } };
    struct outbox_item item = { .topic = topic_to_region(span_of(t->link->slug)),
                                .payload = encode_map(parts, 2, false, TAKE_BYTES, t->arena),
                                .is_request = true };
    return item.payload.ptr != NULL && outbox_add(out, &item) ? 0 : ERR_TOO_BIG;
}

static int send_one(struct courier *courier, struct link *link, const struct region_due *due, struct outbox *out)
{
    struct telling t = { .courier = courier, .link = link, .arena = out->arena };
    struct parcel *parcel = &link->parcels[link->count];

    *parcel = (struct parcel){ .due = *due };
    MSG_SET(&t.take, thing, due->what);
    MSG_SET(&t.take, version, due->changed);
    int err = due->kind == REGION_POST ? tell_post(&t, due, &parcel->shown) : tell_wait(&t, due, &parcel->shown);
    if (err == 0 && !t.skip)
        err = add_parcel(&t, parcel, out);
    if (err != 0)
        return err;
    link->count++;
    parcel->heard = t.skip;
    parcel->shown = parcel->shown && !t.skip;
    link->heard |= t.skip;
    return parcel->shown && !due->shown ? store_region_shows(courier->store, link->region, due) : 0;
}

/* All of what comes first, as it is now; so much at a time that replies keep up. */
static int send_some(struct courier *courier, struct link *link, int64_t monotonic_ms, struct outbox *out)
{
    struct region_due *due;
    size_t count = 0;
    int err = store_region_due(courier->store, link->region, WINDOW, out->arena, &due, &count);

    link->count = 0;
    link->heard = false;
    for (size_t i = 0; i < count && err == 0; i++)
        err = send_one(courier, link, &due[i], out);
    link->again_at = monotonic_ms + link->again_ms;
    link->again_ms = link->again_ms * 2 > AGAIN_MAX ? AGAIN_MAX : link->again_ms * 2;
    return err;
}

static int send_all(struct courier *courier, const struct region *regions, size_t count, int64_t monotonic_ms,
                    struct outbox *out)
{
    int err = store_begin(courier->store);

    if (err != 0)
        return err;
    for (size_t i = 0; i < count && err == 0; i++) {
        struct link *link = find_link(courier, &regions[i]);
        if (link->count == 0 || link->again_at <= monotonic_ms)
            err = send_some(courier, link, monotonic_ms, out);
    }
    return store_end(courier->store, err);
}

/* Where there are no regions no transaction is begun. */
int courier_send(struct courier *courier, int64_t monotonic_ms, struct outbox *out)
{
    struct region *regions;
    size_t count = 0;
    int err = store_region_list(courier->store, out->arena, &regions, &count);

    courier->look = false;
    if (err != 0)
        return err;
    drop_links(courier, regions, count);
    courier->alone = count == 0;
    return count == 0 ? 0 : send_all(courier, regions, count, monotonic_ms, out);
}

/* ---- hearing ---- */

bool courier_topic(struct span topic)
{
    struct span region;

    return topic_read_region(topic, &region);
}

/* The id that a reply is to, and what it says. False for what is none. */
static bool read_reply(struct span payload, struct arena *scratch, struct span *id, int *error)
{
    struct msg_accepted accepted;
    struct msg_refused refused;
    struct fault ignored;

    if (decode_map(payload, &(struct decode_part){ &type_accepted, &accepted }, 1, false, scratch, &ignored) == 0 &&
        accepted.ok) {
        *id = accepted.re;
        *error = 0;
        return true;
    }
    if (decode_map(payload, &(struct decode_part){ &type_refused, &refused }, 1, false, scratch, &ignored) != 0)
        return false;
    *id = refused.re;
    *error = refused.retry ? ERR_BUSY : span_is(refused.error, "not_found") ? ERR_NOT_FOUND : ERR_FORBIDDEN;
    return true;
}

/* What may succeed later is told again when its time comes. */
static void note_reply(struct link *link, struct span id, int error)
{
    for (size_t i = 0; i < link->count; i++) {
        struct parcel *parcel = &link->parcels[i];
        if (parcel->heard || error == ERR_BUSY || !span_equal(id_span(&parcel->id), id))
            continue;
        parcel->heard = link->heard = true;
        parcel->error = error;
    }
}

void courier_hear(struct courier *courier, struct span topic, struct span payload, struct arena *scratch)
{
    struct span region, id = { NULL, 0 };
    int error = 0;

    if (!topic_read_region(topic, &region) || !read_reply(payload, scratch, &id, &error) || id.ptr == NULL)
        return;
    for (size_t i = 0; i < courier->count; i++)
        if (span_is(region, courier->links[i].slug))
            note_reply(&courier->links[i], id, error);
}

/* An answer that came before its question, which was changed meanwhile and so moved behind it, waits for it. */
static int settle_missing(struct courier *courier, const struct link *link, const struct parcel *parcel, bool *later)
{
    struct arena arena;
    struct post post;
    bool shown;

    arena_init(&arena, TAKE_BYTES * 2);
    int err = store_post_get(courier->store, parcel->due.what, &arena, &post);
    *later = false;
    if (err == 0 && post.kind == POST_ANSWER)
        err = store_region_holds(courier->store, link->region, post.question, &shown, later);
    arena_release(&arena);
    return err;
}

/* Who refuses a change goes on holding what they held. */
static int settle_one(struct courier *courier, const struct link *link, const struct parcel *parcel, int64_t *refused)
{
    bool later = false;
    int err = 0;

    if (parcel->error == ERR_NOT_FOUND && parcel->due.kind == REGION_POST)
        err = settle_missing(courier, link, parcel, &later);
    if (err != 0)
        return err;
    if (later)
        return store_region_later(courier->store, link->region, &parcel->due);
    *refused += parcel->error != 0;
    return store_region_told(courier->store, link->region, &parcel->due,
                             parcel->error == 0 ? parcel->shown : parcel->due.shown);
}

static int settle_link(struct courier *courier, const struct link *link, int64_t now_ms)
{
    int64_t refused = 0;
    int err = 0;

    for (size_t i = 0; i < link->count && err == 0; i++)
        if (link->parcels[i].heard)
            err = settle_one(courier, link, &link->parcels[i], &refused);
    if (err == 0 && refused > 0)
        log_warn("region_refused count=%lld", (long long)refused);
    return err != 0 ? err : store_region_heard(courier->store, link->region, refused, now_ms);
}

/* What is settled makes room; with the last of them the next are told at once. */
static void clear_link(struct courier *courier, struct link *link)
{
    size_t left = 0;

    for (size_t i = 0; i < link->count; i++)
        if (!link->parcels[i].heard)
            link->parcels[left++] = link->parcels[i];
    link->count = left;
    link->heard = false;
    link->again_ms = AGAIN_MS;
    courier->look |= left == 0;
}

int courier_settle(struct courier *courier, int64_t now_ms)
{
    bool heard = false;
    int err = 0;

    for (size_t i = 0; i < courier->count; i++)
        heard |= courier->links[i].heard;
    if (!heard)
        return 0;
    err = store_begin(courier->store);
    if (err != 0)
        return err;
    for (size_t i = 0; i < courier->count && err == 0; i++)
        if (courier->links[i].heard)
            err = settle_link(courier, &courier->links[i], now_ms);
    err = store_end(courier->store, err);
    for (size_t i = 0; i < courier->count && err == 0; i++)
        if (courier->links[i].heard)
            clear_link(courier, &courier->links[i]);
    return err;
}
