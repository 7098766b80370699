/*
 * region-take: a thing of another region as it now is. Nothing of what it says is taken on trust but who of its own
 * people wrote it: the account is the topic's, the theme must be shared, the gate looks at every text again, and a
 * moderator here who held or changed it has the last word.
 */
#include "daemon/moderation.h"
#include "daemon/store/store_merge.h"
#include "daemon/store/store_region.h"
#include "daemon/store/store_wait.h"
#include "daemon/verbs/question.h"
#include "verbs.h"

/* One thing on its way in. */
struct taking {
    const struct msg_region_take *in;
    struct msg_done *out;
    struct region region;
    struct region_post known; /* post 0: it was not told before */
    struct place theme;
};

static unsigned hidden_of(const struct msg_region_take *in)
{
    if (in->anonymous)
        return POST_ANONYMOUS;
    return in->signed_as.ptr == NULL ? POST_FORMER : 0u;
}

static struct span text_of(const struct msg_region_take *in)
{
    return in->text.len > 0 ? in->text : (struct span){ NULL, 0 };
}

/* What was looked at there is looked at again: the rules here may be others. */
static int check_texts(struct request *rq, const struct msg_region_take *in)
{
    int err = request_check_text(rq, "title", in->title, true);

    if (err == 0)
        err = request_check_text(rq, "text", in->text, true);
    return err != 0 ? err : question_check_sources(rq, in->sources, in->sources_count);
}

static int check_shared(struct request *rq, const struct region *region, int64_t theme)
{
    bool shared = false;
    int err = store_region_shares(rq->store, region->id, theme, &shared);

    return err == 0 && !shared ? request_fail(rq, ERR_FORBIDDEN, "theme", "is not shared with this region") : err;
}

/* Remembers what it was told, and at which revision the post then is. */
static int remember(struct request *rq, const struct taking *t, int64_t post)
{
    struct region_post now = { .post = post,
                               .region = t->region.id,
                               .thing = t->in->thing,
                               .version = t->in->version,
                               .signed_as = t->in->signed_as };
    struct post here;
    int err = store_post_get(rq->store, post, rq->arena, &here);

    now.revision = here.revision;
    return err != 0 ? err : store_region_put(rq->store, &now);
}

/* ---- new ---- */

static void begin_post(const struct request *rq, const struct taking *t, enum post_kind kind, struct post *out)
{
    const struct msg_region_take *in = t->in;

    *out = (struct post){ .kind = kind,
                          .author = rq->who.id,
                          .title = in->title,
                          .text = text_of(in),
                          .flags = hidden_of(in) | (in->no_kiosk ? POST_NO_KIOSK : 0u),
                          .posted_at = in->posted_at > 0 && in->posted_at < rq->now_ms ? in->posted_at : rq->now_ms };
}

static int admit(struct request *rq, const struct taking *t, const struct post *post,
                 const struct moderation_found *found)
{
    int err = remember(rq, t, post->id);

    return err != 0 ? err : moderation_admit(rq, post, found, t->out);
}

static int add_question(struct request *rq, struct taking *t)
{
    struct moderation_found found;
    struct post post;

    begin_post(rq, t, POST_QUESTION, &post);
    post.theme = t->theme.id;
    post.theme_slug = t->theme.slug;
    int err = moderation_look(rq, &post, &found);
    if (err == 0)
        err = question_add(rq, &post);
    if (err == 0 && t->in->resolved)
        err = store_post_resolve(rq->store, post.id, rq->now_ms, 0);
    return err != 0 ? err : admit(rq, t, &post, &found);
}

static int add_answer(struct request *rq, struct taking *t, const struct post *question)
{
    struct moderation_found found;
    struct post post;

    begin_post(rq, t, POST_ANSWER, &post);
    question_begin_answer(question, &post);
    int err = moderation_look(rq, &post, &found);
    if (err == 0)
        err = question_add_answer(rq, question, t->in->sources, t->in->sources_count, &post);
    return err != 0 ? err : admit(rq, t, &post, &found);
}

/* ---- changed ---- */

static bool says_the_same(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || span_equal(a, b));
}

static bool moves(const struct taking *t, const struct post *post)
{
    return post->kind == POST_QUESTION && post->theme != t->theme.id;
}

static bool turns(const struct taking *t, const struct post *post)
{
    return post->kind == POST_QUESTION && (post->resolved_at != 0) != t->in->resolved;
}

/* All but its texts. */
static int set_rest(struct request *rq, const struct taking *t, const struct post *post)
{
    int err = moves(t, post) ? store_merge_move(rq->store, post->id, t->theme.id, rq->now_ms) : 0;

    if (err == 0 && turns(t, post))
        err = store_post_resolve(rq->store, post->id, t->in->resolved ? rq->now_ms : 0, 0);
    return err != 0 ? err : store_region_mark(rq->store, post->id, hidden_of(t->in));
}

/* Where it is now. Our answers to it were refused there while it was gone. */
static int restore(struct request *rq, const struct taking *t, struct post *post)
{
    int err = store_region_restore(rq->store, post, t->in->title, text_of(t->in), rq->now_ms);

    if (err == 0)
        err = set_rest(rq, t, post);
    if (err == 0)
        err = store_region_again(rq->store, t->region.id, post->id);
    if (err == 0)
        err = request_list(rq, post, LISTING_SEEN, post->revision + 1);
    if (err == 0)
        err = remember(rq, t, post->id);
    if (post->kind == POST_QUESTION)
        post->theme = t->theme.id;
    return err != 0 || post->held != POST_NOT_HELD ? err : request_tell(rq, EVENT_released, post);
}

static int change_texts(struct request *rq, const struct taking *t, struct post *post)
{
    int err = store_post_edit(rq->store, post->id, t->in->title, t->in->text, rq->now_ms);

    if (err == 0)
        err = remember(rq, t, post->id);
    post->title = t->in->title;
    post->text = text_of(t->in);
    return err != 0 ? err : moderation_change(rq, post, t->out);
}

/*
 * Several changes may have come together: all of them are done, and one event tells them, in the theme that it leaves.
 * Who changed it here meanwhile has the last word.
 */
static int change(struct request *rq, struct taking *t)
{
    struct post post;
    int err = store_post_get(rq->store, t->known.post, rq->arena, &post);

    if (err != 0)
        return err;
    if (post.retracted_at != 0)
        return restore(rq, t, &post);
    if (post.revision != t->known.revision) {
        t->known.version = t->in->version;
        return store_region_put(rq->store, &t->known);
    }
    err = set_rest(rq, t, &post);
    if (err == 0 && (!says_the_same(post.title, t->in->title) || !says_the_same(post.text, text_of(t->in))))
        return change_texts(rq, t, &post);
    if (err == 0)
        err = remember(rq, t, post.id);
    if (err != 0 || post.held != POST_NOT_HELD)
        return err;
    return request_tell(rq, moves(t, &post) ? EVENT_moved : turns(t, &post) ? EVENT_resolved : EVENT_edited, &post);
}

/* ---- each kind ---- */

static int take_question(struct request *rq, struct taking *t)
{
    if (t->in->theme.ptr == NULL || t->in->title.ptr == NULL)
        return request_fail(rq, ERR_BAD_REQUEST, t->in->theme.ptr == NULL ? "theme" : "title", "is missing");
    int err = request_place(rq, PLACE_THEME, t->in->theme, "theme", &t->theme);
    if (err == 0)
        err = check_shared(rq, &t->region, t->theme.id);
    if (err == 0)
        err = check_texts(rq, t->in);
    if (err != 0)
        return err;
    return t->known.post == 0 ? add_question(rq, t) : change(rq, t);
}

/* Of theirs by its number there; of ours only what they were told, by its number here: they may not name others. */
static int find_question(struct request *rq, const struct taking *t, struct post *out)
{
    struct region_post theirs;
    bool shown = false, waits;
    int err = 0;

    if (t->in->has_yours) {
        err = store_region_holds(rq->store, t->region.id, t->in->yours, &shown, &waits);
        if (err == 0)
            err = shown ? store_post_get(rq->store, t->in->yours, rq->arena, out) : ERR_NOT_FOUND;
    } else {
        err = store_region_post(rq->store, t->region.id, t->in->to, rq->arena, &theirs);
        if (err == 0)
            err = store_post_get(rq->store, theirs.post, rq->arena, out);
    }
    if (err == 0 && (out->kind != POST_QUESTION || store_post_is_gone(out) || out->team != 0))
        err = ERR_NOT_FOUND;
    return err == ERR_NOT_FOUND ? request_fail(rq, err, "to", "there is no such question") : err;
}

static int take_answer(struct request *rq, struct taking *t)
{
    struct post question;

    if (t->in->text.len == 0 || t->in->has_to == t->in->has_yours)
        return request_fail(rq, ERR_BAD_REQUEST, t->in->text.len == 0 ? "text" : "to", "is missing, or too much");
    int err = find_question(rq, t, &question);
    if (err == 0)
        err = check_shared(rq, &t->region, question.theme);
    if (err == 0)
        err = check_texts(rq, t->in);
    if (err != 0)
        return err;
    return t->known.post == 0 ? add_answer(rq, t, &question) : change(rq, t);
}

/* The text is taken out here as well, whatever it was there: held, withdrawn, erased, private now. */
static int take_gone(struct request *rq, struct taking *t)
{
    struct post post;

    if (t->known.post == 0)
        return 0;
    int err = store_post_get(rq->store, t->known.post, rq->arena, &post);
    if (err == 0 && post.retracted_at == 0)
        err = store_post_retract(rq->store, &post, rq->now_ms);
    if (err == 0)
        err = store_moderate_close(rq->store, post.id, DECISION_WITHDRAWN, 0, (struct span){ NULL, 0 }, rq->now_ms);
    if (err == 0)
        err = request_list(rq, &post, LISTING_WITHDRAWN, post.revision + 1);
    if (err == 0)
        err = remember(rq, t, post.id);
    if (err != 0 || store_post_is_gone(&post))
        return err;
    return request_tell(rq, EVENT_retracted, &post);
}

/* A municipality that nobody here speaks of is that region's from then on. */
static int find_municipality(struct request *rq, const struct taking *t, struct place *out)
{
    int err = store_place_get(rq->store, PLACE_MUNICIPALITY, t->in->municipality, rq->arena, out);

    if (err == ERR_NOT_FOUND) {
        *out = (struct place){ .slug = t->in->municipality, .name = t->in->municipality_name };
        err = store_place_add(rq->store, PLACE_MUNICIPALITY, out);
        rq->changes.info = true;
    }
    if (err == 0)
        err = store_region_take_place(rq->store, t->region.id, t->region.member, out->id);
    if (err == ERR_FORBIDDEN)
        return request_fail(rq, err, "municipality", "is not this region's to speak of");
    if (err == ERR_TOO_MANY)
        return request_fail(rq, ERR_FORBIDDEN, "municipality", "as many as one region can have");
    return err;
}

static int take_wait(struct request *rq, struct taking *t)
{
    const struct msg_region_take *in = t->in;
    struct place municipality, care;

    if (in->municipality.ptr == NULL || in->municipality_name.ptr == NULL || in->care.ptr == NULL || !in->has_weeks)
        return request_fail(rq, ERR_BAD_REQUEST, "municipality", "or its name, care or weeks is missing");
    int err = request_place(rq, PLACE_CARE, in->care, "care", &care);
    if (err == 0)
        err = request_check_text(rq, "municipality_name", in->municipality_name, false);
    if (err == 0)
        err = request_check_text(rq, "note", in->note, true);
    if (err == 0)
        err = find_municipality(rq, t, &municipality);
    if (err != 0)
        return err;
    rq->changes.screens = rq->changes.waits = true;
    return store_wait_add(rq->store, &(struct wait){ .municipality = municipality.id,
                                                     .care = care.id,
                                                     .member = rq->who.id,
                                                     .weeks = in->weeks,
                                                     .at = in->posted_at < rq->now_ms ? in->posted_at : rq->now_ms,
                                                     .has_places = in->has_places,
                                                     .places = in->places,
                                                     .note = in->note });
}

static const struct {
    const char *word;
    int (*take)(struct request *rq, struct taking *t);
    bool is_post;
} kinds[] = { { "question", take_question, true },
              { "answer", take_answer, true },
              { "gone", take_gone, true },
              { "wait", take_wait, false } };

/* What is older than what was told before was overtaken on the way. */
static int take(struct request *rq, struct taking *t, size_t kind)
{
    int err = 0;

    if (kinds[kind].is_post)
        err = store_region_post(rq->store, t->region.id, t->in->thing, rq->arena, &t->known);
    if (err != 0 && err != ERR_NOT_FOUND)
        return err;
    if (t->known.post != 0 && t->in->version <= t->known.version)
        return 0;
    return kinds[kind].take(rq, t);
}

int verb_region_take(struct request *rq, const struct msg_region_take *in, struct msg_done *out)
{
    struct taking t = { .in = in, .out = out };
    int err = store_region_of(rq->store, rq->who.id, rq->arena, &t.region);

    if (err == ERR_NOT_FOUND)
        return request_fail(rq, ERR_FORBIDDEN, NULL, "this region is not linked");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && err == 0; i++)
        if (span_is(in->kind, kinds[i].word)) {
            err = take(rq, &t, i);
            return err != 0 ? err : store_region_spoke(rq->store, t.region.id, rq->now_ms);
        }
    return err != 0 ? err : request_fail(rq, ERR_BAD_REQUEST, "kind", "must be question, answer, gone or wait");
}
