#include "request.h"

#include "daemon/store/store_follow.h"
#include "daemon/store/store_moderate.h"
#include "proto/encode.h"
#include "proto/text.h"

#include <assert.h>

#define HOUR_MS          INT64_C(3600000)
#define SCREEN_BYTES_MAX 4000 /* a larger message takes the broker's websockets 100 ms for each 4 KiB */

int request_fail(struct request *rq, int error, const char *field, const char *message)
{
    return fault_set(&rq->fault, error, field, message);
}

int request_check_text(struct request *rq, const char *field, struct span text, bool checked)
{
    struct identify_hit hits[REQUEST_HITS_MAX];
    size_t count = text.len == 0 ? 0 : identify(text, hits, REQUEST_HITS_MAX);

    for (size_t i = 0; i < count; i++)
        if (hits[i].block || !checked)
            rq->hits[rq->hit_count++] = hits[i];
    rq->doubtful |= count > 0;
    if (rq->hit_count == 0)
        return 0;
    return request_fail(rq, ERR_IDENTIFYING, field, "this may point at a client");
}

int request_check_change(struct request *rq, const struct post *post, struct span title, struct span text, int64_t base)
{
    const struct msg_field *notice = schema_find(&type_notice, span_of("text")); /* shorter than any other text */

    if (title.ptr == NULL && text.ptr == NULL)
        return request_fail(rq, ERR_BAD_REQUEST, "text", "is missing, and title too");
    if (title.ptr != NULL && post->kind != POST_QUESTION)
        return request_fail(rq, ERR_BAD_REQUEST, "title", "only a question has one");
    if (text.ptr != NULL && text.len == 0 && post->kind != POST_QUESTION)
        return fault_limit(&rq->fault, ERR_TOO_SHORT, "text", "less than allowed", 1, 0);
    if (post->kind == POST_NOTICE && text_length(text) > (size_t)notice->max)
        return fault_limit(&rq->fault, ERR_TOO_LONG, "text", "more than allowed", notice->max,
                           (int64_t)text_length(text));
    if (base != post->revision)
        return fault_limit(&rq->fault, ERR_CONFLICT, "base", "it was changed meanwhile", post->revision, base);
    return 0;
}

bool request_has_role(const struct request *rq, unsigned roles)
{
    return (rq->who.roles & roles) != 0;
}

/* Not published yet: for editors, and once a second reader is asked for everybody who will read it later. */
static bool is_on_the_shelf(const struct request *rq, const struct post *post)
{
    return post->kind == POST_SHELVED && post->lesson_state != LESSON_RETIRED && !post->reading &&
           !request_has_role(rq, MEMBER_EDITOR);
}

/* A team's posts are for its members; the team of an archived tree has none. */
static int is_visible(struct request *rq, const struct post *post, bool *out)
{
    *out = post->team == 0;
    return *out ? 0 : store_member_is_in(rq->store, rq->who.id, post->team, out);
}

/* What is held is for its author and for moderators; what was merged is for nobody. */
static bool is_held_from(const struct request *rq, const struct post *post)
{
    if (post->held == POST_NOT_HELD)
        return false;
    return post->held == POST_MERGED || (post->author != rq->who.id && !request_has_role(rq, MEMBER_MODERATOR));
}

static int is_found(struct request *rq, const struct post *post, bool held_too, bool cases_too, bool *out)
{
    *out = false;
    if (post->retracted_at != 0 || is_held_from(rq, post) || (store_post_is_gone(post) && !held_too))
        return 0;
    int err = is_visible(rq, post, out);
    return err != 0 || *out || !cases_too ? err : store_moderate_may_read(rq->store, rq->who.id, post->id, out);
}

static int find(struct request *rq, struct span code, bool held_too, bool cases_too, struct post *out)
{
    bool found = false;
    int err = store_post_by_code(rq->store, code, rq->arena, out);

    if (err == 0)
        err = is_found(rq, out, held_too, cases_too, &found);
    if (err == 0 && (!found || is_on_the_shelf(rq, out)))
        err = ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND)
        return request_fail(rq, ERR_NOT_FOUND, "code", "there is no such thing");
    return err;
}

int request_find(struct request *rq, struct span code, struct post *out)
{
    return find(rq, code, false, false, out);
}

int request_find_held(struct request *rq, struct span code, struct post *out)
{
    return find(rq, code, true, false, out);
}

int request_find_case(struct request *rq, struct span code, struct post *out)
{
    return find(rq, code, true, true, out);
}

/* Withdrawn, held or merged: whoever may ask where it still hangs. */
static bool is_gone_from(const struct request *rq, const struct post *post)
{
    return store_post_is_gone(post) && post->author != rq->who.id &&
           !request_has_role(rq, MEMBER_MODERATOR | MEMBER_ADMINISTRATOR);
}

int request_find_gone(struct request *rq, struct span code, struct post *out)
{
    bool visible = false;
    int err = store_post_by_code(rq->store, code, rq->arena, out);

    if (err == 0)
        err = is_visible(rq, out, &visible);
    if (err == 0 && !visible && request_has_role(rq, MEMBER_MODERATOR))
        err = store_moderate_may_read(rq->store, rq->who.id, out->id, &visible);
    if (err == 0 && (!visible || is_gone_from(rq, out) || is_on_the_shelf(rq, out)))
        err = ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND)
        return request_fail(rq, ERR_NOT_FOUND, "code", "there is no such thing");
    return err;
}

int request_place(struct request *rq, enum place_kind kind, struct span slug, const char *field, struct place *out)
{
    int err = store_place_get(rq->store, kind, slug, rq->arena, out);

    if (err == ERR_NOT_FOUND || (err == 0 && out->archived))
        return request_fail(rq, ERR_NOT_FOUND, field, "there is no such place");
    return err;
}

/* Another region has an account, and is no member. */
int request_member(struct request *rq, struct span name, struct member *out)
{
    int err = store_member_get(rq->store, name, rq->arena, out);

    if (err == ERR_NOT_FOUND || (err == 0 && (out->roles & MEMBER_REGION) != 0))
        return request_fail(rq, ERR_NOT_FOUND, "member", "there is no such member");
    return err;
}

int request_rights(struct request *rq, struct span name)
{
    struct rights *rights = arena_take(rq->arena, sizeof *rights);

    if (rights == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "too much in one batch");
    *rights = (struct rights){ rq->rights, name };
    rq->rights = rights;
    return 0;
}

static const struct {
    const char *name;
    unsigned bit;
} roles[] = { { "editor", MEMBER_EDITOR },
              { "moderator", MEMBER_MODERATOR },
              { "administrator", MEMBER_ADMINISTRATOR },
              { "mailer", MEMBER_MAILER } };

#define ROLES (sizeof roles / sizeof roles[0])

unsigned request_role(struct span name)
{
    for (size_t i = 0; i < ROLES; i++)
        if (span_is(name, roles[i].name))
            return roles[i].bit;
    return 0;
}

int request_role_words(struct request *rq, unsigned bits, const struct span **out, size_t *count)
{
    struct span *words = arena_take(rq->arena, ROLES * sizeof *words);

    if (words == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    *count = 0;
    for (size_t i = 0; i < ROLES; i++)
        if ((bits & roles[i].bit) != 0)
            words[(*count)++] = span_of(roles[i].name);
    *out = words;
    return 0;
}

/* Which team somebody speaks for: their first; within an organisation, their first of its teams. */
static void set_author_team(struct post *post, const struct place *team)
{
    post->author_team = team->id;
    post->team_slug = team->slug;
    post->team_name = team->name;
}

static void set_space(const struct request *rq, struct post *post)
{
    if (rq->place == TOPIC_TEAM)
        post->team = rq->space.id;
    if (rq->place == TOPIC_TEAM && rq->space.is_organisation) {
        post->organisation_slug = rq->space.slug;
        post->organisation_name = rq->space.name;
    }
    if (rq->place == TOPIC_THEME) {
        post->theme = rq->space.id;
        post->theme_slug = rq->space.slug;
        post->theme_name = rq->space.name;
    }
}

int request_new_post(struct request *rq, enum post_kind kind, struct post *out)
{
    struct place own;

    *out = (struct post){ .kind = kind,
                          .author = rq->who.id,
                          .author_name = rq->who.name,
                          .author_display = rq->who.display,
                          .registration = rq->who.registration,
                          .function = rq->who.function,
                          .posted_at = rq->now_ms,
                          .revision = 1 };
    set_space(rq, out);
    if (rq->place == TOPIC_TEAM && !rq->space.is_organisation) {
        set_author_team(out, &rq->space);
        return 0;
    }
    int err = store_place_own_team(rq->store, rq->who.id, out->team, rq->arena, &own);
    if (err == 0)
        set_author_team(out, &own);
    return err == ERR_NOT_FOUND ? 0 : err;
}

int64_t request_time(const struct request *rq, const struct post *post)
{
    return (post->flags & POST_ANONYMOUS) != 0 ? rq->now_ms - rq->now_ms % HOUR_MS : rq->now_ms;
}

void request_hide_author(struct post *post)
{
    post->flags |= POST_ANONYMOUS;
    post->author_team = 0;
    if (!store_post_is_of_team(post))
        post->team_slug = post->team_name = (struct span){ NULL, 0 };
    post->registration = post->function = (struct span){ NULL, 0 };
    post->posted_at -= post->posted_at % HOUR_MS;
}

int request_tell_screen(struct request *rq, struct topic topic, const struct msg_type *type, const void *from)
{
    struct to_screen *to = arena_take(rq->arena, sizeof *to), **last = &rq->to_screens;

    if (to == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    *to = (struct to_screen){
        .topic = topic, .payload = encode_map(&(struct encode_part){ type, from }, 1, true, SCREEN_BYTES_MAX, rq->arena)
    };
    if (to->payload.ptr == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    while (*last != NULL)
        last = &(*last)->next;
    *last = to;
    return 0;
}

int request_list(struct request *rq, const struct post *post, enum listing_what what, int64_t revision)
{
    rq->changes.listed = true;
    return store_listing_note(rq->store, &(struct listing){ .post = post->id, .what = what, .revision = revision });
}

static int add_event(struct request *rq, const struct event *event)
{
    struct told *before = rq->told;

    assert(before == NULL || (before->before == NULL && before->event.team == 0 && event->team != 0));
    rq->told = arena_take(rq->arena, sizeof *rq->told);
    if (rq->told == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "too much in one batch");
    *rq->told = (struct told){ .before = before, .event = *event };
    return store_event_add(rq->store, &rq->told->event);
}

static int tell(struct request *rq, enum event_kind event, const struct post *post, bool personal,
                enum post_reaction reaction)
{
    return add_event(rq, &(struct event){ .at = request_time(rq, post),
                                          .event = (int)event,
                                          .theme = post->theme,
                                          .team = post->team,
                                          .space_slug = store_post_space(post),
                                          .post = post->id,
                                          .personal = personal,
                                          .reaction = reaction });
}

int request_tell(struct request *rq, enum event_kind event, const struct post *post)
{
    rq->changes.screens = true;
    return tell(rq, event, post, false, POST_NO_REACTION);
}

int request_tell_as_is(struct request *rq, const struct post *post)
{
    if (post->held != POST_NOT_HELD)
        return 0;
    assert(rq->told != NULL && rq->told->event.post == post->id);
    struct post *kept = arena_take(rq->arena, sizeof *kept);
    if (kept == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "too much in one batch");
    *kept = *post;
    rq->told->post = kept;
    return 0;
}

int request_tell_team(struct request *rq, enum event_kind event, const struct post *post)
{
    return add_event(rq, &(struct event){ .at = request_time(rq, post),
                                          .event = (int)event,
                                          .theme = post->theme,
                                          .team = rq->space.id,
                                          .organisation = rq->space.organisation,
                                          .space_slug = rq->space.slug,
                                          .post = post->id });
}

int request_tell_reaction(struct request *rq, const struct post *post, enum post_reaction reaction)
{
    rq->changes.screens = true;
    return tell(rq, EVENT_reacted, post, false, reaction);
}

int request_tell_personally(struct request *rq, enum event_kind event, const struct post *post)
{
    return tell(rq, event, post, true, POST_NO_REACTION);
}

/* A place for one more who is told. */
static struct event_to *add_told(struct request *rq, struct told *told)
{
    if (told->to_count == told->to_room) {
        struct event_to *to = arena_grow(rq->arena, told->to, &told->to_room, 4, sizeof *to);
        if (to == NULL)
            return NULL;
        told->to = to;
    }
    return &told->to[told->to_count];
}

/* A row of the same transaction, so that a telling survives a crash as its event does. */
static int tell_also(struct request *rq, int64_t member, struct span name)
{
    struct event_to *place = add_told(rq, rq->told);

    if (place == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "too much in one batch");
    place->member = name;
    int err = store_event_add_to(rq->store, member, rq->told->event.seq, &place->prev);
    rq->told->to_count += err == 0;
    return err;
}

int request_tell_member(struct request *rq, int64_t member)
{
    struct told *told = rq->told;
    struct member to;

    if (member == rq->who.id)
        return 0;
    assert(told != NULL && told->to_count < REQUEST_TOLD_MAX);
    int err = store_member_by_id(rq->store, member, rq->arena, &to);
    bool may_see = told->event.team == 0;
    if (err == 0 && !may_see)
        err = store_member_is_in(rq->store, member, told->event.team, &may_see);
    return err != 0 || to.disabled || !may_see ? err : tell_also(rq, member, to.name);
}

int request_tell_followers(struct request *rq, int64_t question)
{
    struct follower *followers;
    size_t count;

    assert(rq->told != NULL && rq->told->to_count == 0);
    int err = store_follow_of(rq->store, question, rq->who.id, REQUEST_FOLLOWERS_MAX, rq->arena, &followers, &count);
    for (size_t i = 0; i < count && err == 0; i++)
        err = tell_also(rq, followers[i].member, followers[i].name);
    return err;
}
