#include "moderation.h"

/* ---- words ---- */

const char *moderation_decision_word(enum moderation_decision decision)
{
    static const char *const words[DECISIONS] = { NULL,        "approved", "rejected", "redacted", "merged",
                                                  "withdrawn", "held",     "moved",    "rethemed" };

    return words[decision];
}

static const char *const reasons[REPORT_REASONS] = {
    "other", "identifying", "unsafe", "unkind", "advertising", "double"
};

const char *moderation_reason_word(enum report_reason reason)
{
    return reasons[reason];
}

bool moderation_read_reason(struct span word, enum report_reason *out)
{
    for (int i = 0; i < REPORT_REASONS; i++)
        if (span_is(word, reasons[i])) {
            *out = (enum report_reason)i;
            return true;
        }
    return false;
}

int moderation_why_words(struct request *rq, unsigned why, const struct span **out, size_t *count)
{
    static const char *const words[] = { "reported", "moderator", "first-look", "danger", "doubt", "appeal" };
    struct span *found = arena_take(rq->arena, sizeof words / sizeof words[0] * sizeof *found);

    *count = 0;
    *out = found;
    if (found == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if ((why >> i & 1) != 0)
            found[(*count)++] = span_of(words[i]);
    return 0;
}

/* ---- holding and releasing ---- */

/* Who heard of it before hears that it is gone; what nobody has seen goes on unseen. */
static int tell(struct request *rq, enum event_kind event, const struct post *post, bool was_seen)
{
    int err = was_seen ? request_tell(rq, event, post) : request_tell_personally(rq, event, post);

    rq->changes.waits |= post->care != 0;
    return err != 0 ? err : request_tell_member(rq, post->author);
}

int moderation_hold(struct request *rq, struct post *post, enum post_held held)
{
    bool was_seen = post->held == POST_NOT_HELD;
    int err = store_post_hold(rq->store, post, held, rq->now_ms);

    post->held = held;
    if (err == 0 && held != POST_CHANGED) /* whose text of before was fine */
        err = request_list(rq, post, held == POST_REJECTED ? LISTING_REJECTED : LISTING_HELD, post->revision);
    return err != 0 ? err : tell(rq, EVENT_held, post, was_seen);
}

/* A new thing: to its space, and an answer to who follows the question. */
static int tell_new(struct request *rq, const struct post *post)
{
    static const enum event_kind events[] = { [POST_QUESTION] = EVENT_question,
                                              [POST_ANSWER] = EVENT_answer,
                                              [POST_TIP] = EVENT_tip,
                                              [POST_NOTICE] = EVENT_notice };
    int err = request_tell(rq, events[post->kind], post);

    rq->changes.waits |= post->care != 0;
    return err != 0 || post->kind != POST_ANSWER ? err : request_tell_followers(rq, post->question);
}

/* Whoever answered follows the question, and is told with the others. */
static int tell_first(struct request *rq, const struct post *post)
{
    int err = tell_new(rq, post);

    return err != 0 || post->kind == POST_ANSWER ? err : request_tell_member(rq, post->author);
}

int moderation_release(struct request *rq, struct post *post)
{
    bool is_new = post->held == POST_FIRST_LOOK;
    int err = store_post_hold(rq->store, post, POST_NOT_HELD, rq->now_ms);

    post->held = POST_NOT_HELD;
    if (err == 0)
        err = request_list(rq, post, LISTING_SEEN, post->revision);
    if (err != 0)
        return err;
    return is_new ? tell_first(rq, post) : tell(rq, EVENT_released, post, true);
}

int moderation_clear(struct request *rq, const struct post *post)
{
    if ((post->flags & POST_UNSAFE) == 0)
        return 0;
    rq->changes.screens = true;
    return store_post_hold(rq->store, post, POST_NOT_HELD, rq->now_ms);
}

/* ---- a look at what is posted ---- */

static int look(struct request *rq, const struct post *post, struct moderation_found *out)
{
    bool first_look = false;
    int err = store_place_first_look(rq->store, post->theme, post->team, post->author_team, &first_look);

    if (err != 0)
        return err;
    out->danger = danger_look(post->title) | danger_look(post->text);
    bool doubtful = rq->doubtful && post->kind != POST_NOTICE; /* colleagues' names are what notices are about */
    out->why = (first_look ? WHY_FIRST_LOOK : 0u) | (out->danger != 0 ? WHY_DANGER : 0u) | (doubtful ? WHY_DOUBT : 0u);
    return 0;
}

int moderation_look(struct request *rq, struct post *post, struct moderation_found *out)
{
    *out = (struct moderation_found){ 0 };
    int err = look(rq, post, out);

    if ((out->why & WHY_DANGER) != 0)
        post->flags |= POST_UNSAFE;
    if ((out->why & WHY_FIRST_LOOK) != 0)
        post->held = POST_FIRST_LOOK;
    return err;
}

/* Where there is help now: in the reply itself, whatever waits for whom. */
static int show_help(struct request *rq, unsigned danger, struct msg_done *out)
{
    struct span *words = danger == 0 ? NULL : arena_take(rq->arena, 3 * sizeof *words);

    if (danger == 0)
        return 0;
    if (words == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "too much in one batch");
    out->help = words;
    for (unsigned bit = 1; bit <= DANGER_ALL; bit *= 2)
        if ((danger & bit) != 0)
            words[out->help_count++] = span_of(danger_help((enum danger)bit));
    return 0;
}

int moderation_help(struct request *rq, struct span text, struct msg_done *out)
{
    return show_help(rq, danger_look(text), out);
}

static int open_found(struct request *rq, const struct post *post, const struct moderation_found *found,
                      struct msg_done *out)
{
    int err = found->why == 0 ? 0 : store_moderate_open(rq->store, post->id, found->why, rq->now_ms);

    out->waiting = (found->why & WHY_FIRST_LOOK) != 0;
    return err != 0 ? err : show_help(rq, found->danger, out);
}

int moderation_admit(struct request *rq, const struct post *post, const struct moderation_found *found,
                     struct msg_done *out)
{
    int err = open_found(rq, post, found, out);

    return err != 0 || post->held != POST_NOT_HELD ? err : tell_new(rq, post);
}

int moderation_change(struct request *rq, struct post *post, struct msg_done *out)
{
    struct moderation_found found = { 0 };
    int err = look(rq, post, &found);

    if (err == 0)
        err = open_found(rq, post, &found, out);
    if (err == 0 && (found.why & WHY_DANGER) != 0)
        err = store_post_mark_unsafe(rq->store, post->id);
    if (err != 0 || post->held != POST_NOT_HELD)
        return err;
    if ((found.why & WHY_FIRST_LOOK) != 0)
        return moderation_hold(rq, post, POST_CHANGED);
    return request_tell(rq, EVENT_edited, post);
}

/* ---- reports ---- */

int moderation_report(struct request *rq, struct post *post, enum report_reason reason, struct span note)
{
    struct report report = { .post = post->id, .member = rq->who.id, .reason = reason, .note = note, .at = rq->now_ms };
    int64_t count = 0;
    bool added = false;
    int err = store_moderate_report(rq->store, &report, &added);

    if (err != 0 || !added)
        return err;
    err = store_moderate_open(rq->store, post->id, WHY_REPORTED, rq->now_ms);
    if (err == 0)
        err = store_moderate_count_reports(rq->store, post->id, &count);
    if (err != 0 || post->held != POST_NOT_HELD || count < rq->settings->reports_to_hold)
        return err;
    err =
        audit_add(rq->store, rq->key, 0, AUDIT_HIDE, &(struct audit_about){ .post = post->id }, rq->now_ms, rq->arena);
    rq->changes.audit = true;
    return err != 0 ? err : moderation_hold(rq, post, POST_BY_REPORTS);
}

/* ---- deciding ---- */

/* Who cannot decide alone leaves it to somebody else. What they want held counts as a report meanwhile. */
static int propose(struct request *rq, struct post *post, const struct moderation_wish *wish)
{
    struct span word = span_of(moderation_decision_word(wish->decision));
    struct audit_about about = { .post = post->id };
    int err = store_moderate_open(rq->store, post->id, WHY_MODERATOR, rq->now_ms);

    if (err == 0)
        err = store_moderate_propose(rq->store, post->id, wish->decision, rq->who.id, wish->reason);
    if (err == 0)
        err = audit_words(rq, "decision", &word, 1, &about.detail);
    if (err == 0)
        err = audit_note(rq, AUDIT_PROPOSE, &about);
    if (err != 0 || wish->decision != DECISION_HELD || post->author == rq->who.id)
        return err;
    return moderation_report(rq, post, REPORT_OTHER, (struct span){ NULL, 0 });
}

int moderation_begin(struct request *rq, struct span code, const struct moderation_wish *wish, struct post *post,
                     bool *waiting)
{
    int err = request_find_case(rq, code, post);

    *waiting = false;
    if (err != 0)
        return err;
    if (wish->takes_away && wish->reason.ptr == NULL)
        return request_fail(rq, ERR_BAD_REQUEST, "reason", "is missing: its author reads it");
    if (wish->decision == DECISION_HELD && post->held != POST_NOT_HELD)
        return request_fail(rq, ERR_CONFLICT, "code", "it is held already");
    err = request_check_text(rq, "reason", wish->reason, true);
    if (err == 0)
        err = store_moderate_concerns(rq->store, rq->who.id, post->id, wish->takes_away, waiting);
    return err != 0 || !*waiting ? err : propose(rq, post, wish);
}

int moderation_finish(struct request *rq, const struct post *post, const struct moderation_wish *wish)
{
    int err = store_moderate_close(rq->store, post->id, wish->decision, rq->who.id, wish->reason, rq->now_ms);

    return err != 0 ? err : audit_note(rq, wish->action, &(struct audit_about){ .post = post->id });
}
