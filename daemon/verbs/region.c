/* region-add, region-set, region-remove, region-list: which other regions are linked, and what is shared with them. */
#include "daemon/audit.h"
#include "daemon/store/store_erase.h"
#include "daemon/store/store_region.h"
#include "verbs.h"

#include <stdio.h>

#define DIGEST_MINUTE (7 * 60)

static int note(struct request *rq, enum audit_action action, struct span region, const struct span *themes,
                size_t count)
{
    struct audit_about about = { .member = 0 };
    int err = audit_words(rq, "region", &region, 1, &about.detail);

    if (err == 0 && themes != NULL)
        err = audit_words(rq, "themes", themes, count, &about.detail);
    return err != 0 ? err : audit_note(rq, action, &about);
}

static int find(struct request *rq, struct span slug, struct region *out)
{
    int err = store_region_get(rq->store, slug, rq->arena, out);

    return err == ERR_NOT_FOUND ? request_fail(rq, err, "region", "there is no such region") : err;
}

/* ---- what is shared ---- */

static int share_all(struct request *rq, int64_t region, const struct span *slugs, size_t count)
{
    struct place theme;
    bool shares = false;
    int err = 0;

    for (size_t i = 0; i < count && err == 0; i++) {
        err = request_place(rq, PLACE_THEME, slugs[i], "themes", &theme);
        if (err == 0)
            err = store_region_shares(rq->store, region, theme.id, &shares);
        if (err == 0 && !shares)
            err = store_region_share(rq->store, region, theme.id, true);
    }
    return err;
}

static bool is_named(const struct span *slugs, size_t count, struct span slug)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal(slugs[i], slug))
            return true;
    return false;
}

static int unshare_others(struct request *rq, int64_t region, const struct span *slugs, size_t count)
{
    struct place_list themes;
    int err = store_region_themes(rq->store, region, rq->arena, &themes);

    for (size_t i = 0; i < themes.count && err == 0; i++)
        if (!is_named(slugs, count, themes.rows[i].slug))
            err = store_region_share(rq->store, region, themes.rows[i].id, false);
    return err;
}

/* ---- the verbs ---- */

/* An account that can do one thing, and its only device. */
static int add_account(struct request *rq, const struct msg_region_add *in, struct member *account,
                       struct msg_region_secret *out)
{
    struct secret_text secret = secret_device(rq->key, rq->id);
    struct secret_hash hash = secret_hash_of(span_of(secret.text));
    char name[40];

    snprintf(name, sizeof name, TOPIC_REGION "%.*s", span_int(in->region), in->region.ptr);
    *account = (struct member){ .name = arena_copy(rq->arena, span_of(name)),
                                .display = in->name,
                                .roles = MEMBER_REGION,
                                .frequency = DIGEST_NEVER,
                                .digest_minute = DIGEST_MINUTE };
    int err = store_member_add(rq->store, account, rq->now_ms);
    if (err == 0)
        err = store_member_put_device(rq->store, account->id, span_of(TOPIC_BRIDGE),
                                      (struct span){ (const char *)hash.bytes, sizeof hash.bytes }, rq->now_ms);
    out->account = account->name;
    out->device = span_of(TOPIC_BRIDGE);
    out->secret = arena_copy(rq->arena, span_of(secret.text));
    return err;
}

static int check_room(struct request *rq)
{
    struct region *regions;
    size_t count;
    int err = store_region_list(rq->store, rq->arena, &regions, &count);

    if (err == 0 && count == REGIONS_MAX)
        return fault_limit(&rq->fault, ERR_CONFLICT, "region", "as many regions as there can be", REGIONS_MAX,
                           REGIONS_MAX);
    return err;
}

int verb_region_add(struct request *rq, const struct msg_region_add *in, struct msg_region_secret *out)
{
    struct region region = { .slug = in->region, .name = in->name };
    struct member account;
    int err = check_room(rq);

    if (err == 0)
        err = add_account(rq, in, &account, out);
    if (err == ERR_CONFLICT && rq->fault.error == 0)
        return request_fail(rq, err, "region", "this name is taken");
    if (err != 0)
        return err;
    region.member = account.id;
    err = store_region_add(rq->store, &region);
    if (err == 0)
        err = share_all(rq, region.id, in->themes, in->themes_count);
    if (err == 0)
        err = note(rq, AUDIT_REGION_ADD, in->region, in->themes, in->themes_count);
    rq->changes.regions = true;
    return err != 0 ? err : request_rights(rq, account.name);
}

int verb_region_set(struct request *rq, const struct msg_region_set *in, struct msg_done *out)
{
    struct region region;
    int err = find(rq, in->region, &region);

    (void)out;
    if (err == 0 && in->name.ptr != NULL)
        err = store_region_rename(rq->store, region.id, in->name);
    if (err == 0 && in->themes != NULL)
        err = unshare_others(rq, region.id, in->themes, in->themes_count);
    if (err == 0 && in->themes != NULL)
        err = share_all(rq, region.id, in->themes, in->themes_count);
    rq->changes.regions = rq->changes.screens = true;
    return err != 0 ? err : note(rq, AUDIT_REGION_SET, in->region, in->themes, in->themes_count);
}

/* What it wrote is withdrawn as that of a member who is erased: in pieces, to the byte, and on with it after a crash. */
static int erase_account(struct request *rq, const struct region *region)
{
    struct erasure erasure = { .member = region->member, .remove = true, .hash = { "", 0 } };
    int err = store_erase_ask(rq->store, &erasure);

    if (err == ERR_CONFLICT)
        return request_fail(rq, err, "region", "is being removed already");
    erasure.step = ERASURE_ACCEPTED;
    erasure.due_at = rq->now_ms;
    rq->changes.erasures = true;
    return err != 0 ? err : store_erase_set(rq->store, &erasure);
}

int verb_region_remove(struct request *rq, const struct msg_region_remove *in, struct msg_done *out)
{
    struct region region;
    int err = find(rq, in->region, &region);

    (void)out;
    if (err == 0)
        err = erase_account(rq, &region);
    if (err == 0)
        err = store_erase_shut(rq->store, region.member);
    if (err == 0)
        err = store_region_remove(rq->store, region.id);
    if (err == 0)
        err = note(rq, AUDIT_REGION_REMOVE, in->region, NULL, 0);
    rq->changes.regions = rq->changes.screens = rq->changes.waits = true;
    return err != 0 ? err : request_rights(rq, region.account);
}

/* ---- the list ---- */

static int fill_row(struct request *rq, const struct region *region, struct msg_region_row *row)
{
    struct region_counts counts;
    struct place_list themes = { NULL, 0 };
    int err = store_region_count(rq->store, region->id, &counts);

    if (err == 0)
        err = store_region_themes(rq->store, region->id, rq->arena, &themes);
    struct span *slugs = arena_take(rq->arena, (themes.count + 1) * sizeof *slugs);
    if (err != 0 || slugs == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < themes.count; i++)
        slugs[i] = themes.rows[i].slug;
    *row = (struct msg_region_row){ .region = region->slug,
                                    .name = region->name,
                                    .account = region->account,
                                    .themes = slugs,
                                    .themes_count = themes.count,
                                    .waiting = counts.waiting,
                                    .there = counts.there,
                                    .here = counts.here,
                                    .refused = region->refused };
    if (region->told_at != 0)
        MSG_SET(row, told_at, region->told_at);
    if (region->heard_at != 0)
        MSG_SET(row, heard_at, region->heard_at);
    return 0;
}

int verb_region_list(struct request *rq, const struct msg_region_list *in, struct msg_regions *out)
{
    struct region *regions;
    size_t count;
    int err = store_region_list(rq->store, rq->arena, &regions, &count);
    struct msg_region_row *rows = arena_take(rq->arena, (REGIONS_MAX + 1) * sizeof *rows);

    if (rows == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < count && err == 0; i++)
        if (in->region.ptr == NULL || span_equal(in->region, regions[i].slug))
            err = fill_row(rq, &regions[i], &rows[out->items_count++]);
    out->items = rows;
    return err;
}
