#include "erase.h"

#include "announce.h"
#include "audit.h"
#include "erase_list.h"
#include "store/store_listing.h"
#include "store/store_moderate.h"

#include <stdio.h>

#define POSTS_AT_ONCE 50
#define LOOK_AGAIN_MS 300 /* for the index, and for who reads while the journal is to be cut off */

static int go_on(struct erase *erase, struct erasure *erasure, enum erasure_step step)
{
    erasure->step = step;
    erasure->due_at = erase->now_ms;
    return store_erase_set(erase->store, erasure);
}

static int wait(struct erase *erase, struct erasure *erasure)
{
    erasure->due_at = erase->now_ms + LOOK_AGAIN_MS;
    return store_erase_set(erase->store, erasure);
}

/* The guard follows, whatever became of the member. */
static int note_rights(struct erase *erase, struct span name)
{
    struct rights *rights = arena_take(erase->arena, sizeof *rights);

    if (rights == NULL)
        return ERR_TOO_BIG;
    *rights = (struct rights){ erase->rights, name };
    erase->rights = rights;
    return 0;
}

int erase_clear_digest(struct span member, struct outbox *out)
{
    struct outbox_item item = { .topic = topic_member_digest(member), .payload = { "", 0 }, .retain = true };

    return outbox_add(out, &item) ? 0 : ERR_TOO_BIG;
}

/* ---- the pieces ---- */

static int list(struct erase *erase, struct erasure *erasure)
{
    int err = erase_list_add(erase->list_path, erasure->token, erasure->remove);

    return err != 0 ? err : go_on(erase, erasure, ERASURE_LISTED);
}

static int shut(struct erase *erase, struct erasure *erasure)
{
    int err = store_erase_shut(erase->store, erasure->member);

    if (err == 0)
        err = note_rights(erase, erasure->name);
    if (err == 0 && erase->out != NULL)
        err = erase_clear_digest(erasure->name, erase->out);
    return err != 0 ? err : go_on(erase, erasure, ERASURE_SHUT);
}

static struct event event_of(const struct erase *erase, enum event_kind kind, const struct post *post)
{
    return (struct event){ .at = erase->now_ms,
                           .event = (int)kind,
                           .theme = post->theme,
                           .team = post->team,
                           .space_slug = store_post_space(post),
                           .post = post->id };
}

/* A withdrawn text leaves every client. */
static int tell_withdrawn(struct erase *erase, const struct post *post)
{
    struct event event = event_of(erase, EVENT_retracted, post);
    int err = store_event_add(erase->store, &event);

    erase->events++;
    return err != 0 || erase->out == NULL ? err : announce_event(erase->store, erase->settings, &event, erase->out);
}

int erase_withdraw(struct erase *erase, const struct post *post)
{
    int err = store_post_retract(erase->store, post, erase->now_ms);

    if (err == 0)
        err = store_moderate_close(erase->store, post->id, DECISION_WITHDRAWN, 0, (struct span){ NULL, 0 },
                                   erase->now_ms);
    return err != 0 || post->held != POST_NOT_HELD ? err : tell_withdrawn(erase, post);
}

/* Lessons, guides and the policy table's answers are the work of many, and nobody's name stands there. */
static bool is_ones_own(const struct post *post)
{
    return post->kind == POST_QUESTION || post->kind == POST_ANSWER || post->kind == POST_TIP ||
           post->kind == POST_NOTICE;
}

static int erase_post(struct erase *erase, const struct erasure *erasure, int64_t id)
{
    struct post post;
    int err = store_post_get(erase->store, id, erase->arena, &post);
    bool removed = erasure->remove && post.retracted_at == 0 && is_ones_own(&post);

    if (err == 0 && removed)
        err = erase_withdraw(erase, &post);
    return err != 0 ? err : store_erase_author(erase->store, id);
}

static int posts(struct erase *erase, struct erasure *erasure)
{
    struct post_ids ids;
    int err = store_erase_posts(erase->store, erasure->member, POSTS_AT_ONCE, erase->arena, &ids);

    erase->screens = true;
    for (size_t i = 0; i < ids.count && err == 0; i++)
        err = erase_post(erase, erasure, ids.ids[i]);
    if (err != 0)
        return err;
    return go_on(erase, erasure, ids.count == 0 ? ERASURE_POSTS : ERASURE_SHUT);
}

static int note_gone(struct erase *erase, const struct erasure *erasure)
{
    char text[64];

    snprintf(text, sizeof text, "done token:%.*s", span_int(erasure->token), erasure->token.ptr);
    erase->audit = true;
    return audit_add(erase->store, erase->key, 0, AUDIT_ERASE,
                     &(struct audit_about){ .member = erasure->member, .detail = span_of(text) }, erase->now_ms,
                     erase->arena);
}

/* Whoever let the member in again meanwhile may have let another post in: first those. */
static int gone(struct erase *erase, struct erasure *erasure)
{
    struct post_ids ids;
    int err = store_erase_posts(erase->store, erasure->member, 1, erase->arena, &ids);

    if (err == 0 && ids.count > 0)
        return go_on(erase, erasure, ERASURE_SHUT);
    if (err == 0)
        err = store_erase_rows(erase->store, erasure, erase->now_ms, erase->arena);
    if (err == 0)
        err = note_rights(erase, erasure->name);
    if (err == 0)
        err = note_gone(erase, erasure);
    if (err == 0)
        err = store_event_last(erase->store, &erasure->seq);
    erase->screens = true;
    return err != 0 ? err : go_on(erase, erasure, ERASURE_GONE);
}

int erase_piece(struct erase *erase, struct erasure *erasure)
{
    switch (erasure->step) {
    case ERASURE_ACCEPTED:
        return list(erase, erasure);
    case ERASURE_LISTED:
        return shut(erase, erasure);
    case ERASURE_SHUT:
        return posts(erase, erasure);
    case ERASURE_POSTS:
        return gone(erase, erasure);
    case ERASURE_GONE:
        return erase->is_clean ? go_on(erase, erasure, ERASURE_INDEXED) : wait(erase, erasure);
    case ERASURE_INDEXED:
        return erase->is_cut_off ? go_on(erase, erasure, ERASURE_DONE) : wait(erase, erasure);
    case ERASURE_ASKED:
    case ERASURE_DONE:
        break;
    }
    return 0;
}

/* ---- at the start ---- */

/* The guard's file is made anew when its number is not the one of the database. */
static int count_rights(struct store *store)
{
    int64_t version;
    int err = store_number_get(store, STORE_RIGHTS, &version);

    return err != 0 ? err : store_number_set(store, STORE_RIGHTS, version + 1);
}

/* One piece of the first that is not as far as where the broker has to be told; *more: there was one. */
static int erase_some(struct erase *erase, bool *more)
{
    struct erasure erasure;
    int err = store_erase_next(erase->store, INT64_MAX, ERASURE_POSTS, erase->arena, &erasure);

    *more = err == 0;
    erase->rights = NULL;
    if (*more)
        err = erase_piece(erase, &erasure);
    if (err == 0 && erase->rights != NULL)
        err = count_rights(erase->store);
    return err == ERR_NOT_FOUND ? 0 : err;
}

static int apply_list(struct erase *erase, bool *more)
{
    *more = false;
    return erase_list_apply(erase->list_path, erase->store);
}

/* Held by the daemon, until a moderator looks again. */
static int hold_again(struct erase *erase, const struct post *post, enum post_held held)
{
    struct event event = event_of(erase, EVENT_held, post);
    int err = store_post_hold(erase->store, post, held, erase->now_ms);

    if (err == 0 && held == POST_BY_MODERATOR)
        err = store_moderate_open(erase->store, post->id, WHY_MODERATOR, erase->now_ms);
    if (err == 0)
        err = store_event_add(erase->store, &event);
    return err != 0 ? err
                    : audit_add(erase->store, erase->key, 0, AUDIT_HOLD, &(struct audit_about){ .post = post->id },
                                erase->now_ms, erase->arena);
}

/* What is so already stays as it is. */
static int list_again(struct erase *erase, const struct listing *listing)
{
    struct post post;
    int err = store_post_get(erase->store, listing->post, erase->arena, &post);

    if (err != 0 || post.retracted_at != 0)
        return err;
    if (listing->what == LISTING_WITHDRAWN)
        return erase_withdraw(erase, &post);
    bool as_it_was_seen = listing->what == LISTING_SEEN && post.revision >= listing->revision;
    if (post.held != POST_NOT_HELD || as_it_was_seen)
        return 0;
    return hold_again(erase, &post, listing->what == LISTING_REJECTED ? POST_REJECTED : POST_BY_MODERATOR);
}

/* Some lines of posts, in the transaction that forgets them; *more: there may be others. */
static int list_some(struct erase *erase, bool *more)
{
    struct listing listing;
    int err = 0;

    for (int i = 0; i < POSTS_AT_ONCE && err == 0; i++) {
        err = store_listing_next(erase->store, &listing);
        if (err == 0)
            err = list_again(erase, &listing);
    }
    *more = err == 0;
    return err == ERR_NOT_FOUND ? 0 : err;
}

static int in_transaction(struct erase *erase, int (*piece)(struct erase *erase, bool *more), bool *more)
{
    int err = store_begin(erase->store);

    arena_reset(erase->arena);
    *more = false;
    if (err == 0)
        err = piece(erase, more);
    return store_end(erase->store, err);
}

int erase_at_start(struct erase *erase)
{
    static int (*const pieces[])(struct erase * erase, bool *more) = { apply_list, list_some, erase_some };
    int err = erase_list_follow(erase->list_path, erase->store, erase->arena);

    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
        for (bool more = true; more && err == 0;)
            err = in_transaction(erase, pieces[i], &more);
    return err;
}
