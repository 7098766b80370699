#include "thing.h"

#include "ladder/ladder.h"
#include "ladder/support.h"

#define EVENT_BYTES_MAX (32 * 1024)

static void show_author(const struct post *post, struct msg_thing *out)
{
    out->author = post->author_name;
    out->author_name = post->author_display;
    out->registration = post->registration;
    out->function = post->function;
    out->team = post->team_slug;
    out->team_name = post->team_name;
}

static void show_question(const struct post *post, struct msg_thing *out)
{
    MSG_SET(out, answers, post->answers);
    MSG_SET(out, views, post->views);
    out->resolved = post->resolved_at != 0;
    if (post->chosen > 0)
        MSG_SET(out, answer, post->chosen);
    out->unendorsed = post->answers > 0 && post->met_until == 0;
    out->step = ladder_step_word((enum ladder_step)post->step, store_post_is_of_team(post));
    if (post->step == LADDER_SUPPORT)
        out->support = support_word(post->support);
    out->claimed = post->claimed;
}

static void show_tip(const struct post *post, struct msg_thing *out)
{
    MSG_SET(out, works, post->works);
    out->municipality = post->municipality_slug;
    out->care = post->care_slug;
}

const char *thing_reaction(enum post_reaction reaction)
{
    static const char *const names[POST_REACTIONS] = { "none", "works", "not", "outdated" };

    return names[reaction];
}

const char *thing_kind(const struct post *post)
{
    static const char *const kinds[] = { "", "question", "answer", "tip", "notice", "signal", "lesson", "guide" };

    if (post->kind == POST_SHELVED)
        return post->is_guide ? "guide" : "lesson";
    return kinds[post->kind];
}

/* It is the work of many, and none of them is named; a guide has somebody who looks after it. */
static void show_lesson(const struct post *post, struct msg_thing *out)
{
    static const char *const states[] = { "draft", "development", NULL, "retired" };
    bool asked = post->reading && post->lesson_state == LESSON_DRAFT;

    out->state = span_of(asked ? "reading" : states[post->lesson_state]);
    if (post->version > 0)
        MSG_SET(out, version, post->version);
    if (post->helped > 0)
        MSG_SET(out, helped, post->helped);
    if (post->team != 0) {
        out->team = post->team_slug;
        out->team_name = post->team_name;
    }
    if (!out->retracted) {
        out->when = post->works_when;
        out->when_not = post->works_not;
    }
    if (!post->is_guide)
        return;
    out->owner = post->owner_name;
    out->owner_name = post->owner_display;
    out->review_on = post->review_on;
}

void thing_without_texts(struct msg_thing *thing)
{
    thing->text = thing->when = thing->when_not = (struct span){ NULL, 0 };
}

static void show_reactions(const struct post *post, struct msg_thing *out)
{
    if (post->reactions[POST_WORKS] > 0)
        MSG_SET(out, reactions_works, post->reactions[POST_WORKS]);
    if (post->reactions[POST_WORKS_NOT] > 0)
        MSG_SET(out, reactions_not, post->reactions[POST_WORKS_NOT]);
    if (post->reactions[POST_OUTDATED] > 0)
        MSG_SET(out, reactions_outdated, post->reactions[POST_OUTDATED]);
}

/* The code of an answer is its question's, a dot and its number. */
static struct span question_code(const struct post *post)
{
    const char *dot = memchr(post->code.ptr, '.', post->code.len);

    return (struct span){ post->code.ptr, dot == NULL ? post->code.len : (size_t)(dot - post->code.ptr) };
}

/* The wire's word for why it is held; NULL: it is not. */
static const char *held_word(enum post_held held)
{
    static const char *const words[] = {
        NULL, "reports", "moderator", "first-look", "rejected", "merged", "first-look"
    };

    return words[held];
}

/* What is held is withdrawn to everybody but its author, who sees as well what became of it. */
static void show_held(const struct post *post, struct msg_thing *out)
{
    out->retracted = post->retracted_at != 0 || (post->held != POST_NOT_HELD && !out->mine);
    if (post->held != POST_NOT_HELD && post->retracted_at == 0)
        out->held = span_of(out->mine || post->held == POST_MERGED ? held_word(post->held) : "held");
    if (post->held == POST_MERGED)
        out->merged_into = post->merged_into;
}

void thing_show_held(const struct post *post, struct msg_thing *out)
{
    if (post->held == POST_NOT_HELD || post->retracted_at != 0)
        return;
    out->retracted = false;
    out->held = span_of(held_word(post->held));
    out->title = post->title;
    out->text = post->text;
    if (store_post_is_lesson(post)) {
        out->when = post->works_when;
        out->when_not = post->works_not;
    }
}

void thing_of(const struct post *post, int64_t reader, const struct settings *settings, struct msg_thing *out)
{
    *out = (struct msg_thing){ .kind = span_of(thing_kind(post)),
                               .code = post->code,
                               .theme = post->theme_slug,
                               .theme_name = post->theme_name,
                               .private = post->team != 0,
                               .organisation = post->organisation_slug,
                               .organisation_name = post->organisation_name,
                               .anonymous = (post->flags & POST_HIDDEN) != 0,
                               .posted_at = post->posted_at,
                               .revision = post->revision,
                               .mine = reader != 0 && reader == post->author };
    show_held(post, out);
    if (store_post_is_lesson(post))
        show_lesson(post, out);
    else if (!out->anonymous || out->mine)
        show_author(post, out);
    if (post->region_name.ptr != NULL)
        out->region = post->region_name;
    else if (out->anonymous && settings->region[0] != '\0')
        out->region = span_of(settings->region);
    if (!out->retracted) {
        out->title = post->title;
        out->text = post->text;
    }
    if (post->edited_at != 0)
        MSG_SET(out, edited_at, post->edited_at);
    if (post->kind != POST_NOTICE && post->kind != POST_SIGNAL)
        MSG_SET(out, thanks, post->thanks);
    show_reactions(post, out);
    if (post->kind == POST_QUESTION)
        show_question(post, out);
    if (post->kind == POST_ANSWER) {
        out->to = question_code(post);
        out->asker = (post->flags & POST_ANONYMOUS) != 0;
    }
    if (post->endorsed > 0)
        MSG_SET(out, endorsed, post->endorsed);
    if (post->kind == POST_TIP)
        show_tip(post, out);
    if (post->kind == POST_NOTICE)
        MSG_SET(out, until_at, post->until_at);
}

/* Who may read what waits for a moderator asks for it; what a team has alone left everybody else. */
static void show_code_alone(const struct post *post, bool gone, struct msg_thing *out)
{
    *out = (struct msg_thing){ .kind = span_of(thing_kind(post)),
                               .code = post->code,
                               .posted_at = post->posted_at,
                               .revision = post->revision,
                               .retracted = gone };
}

/* It went into a team since: in its theme, and where other teams did something with it. */
static bool has_left(const struct event *event, const struct post *post)
{
    return post->team != 0 && event->team != post->team && event->organisation != post->team;
}

void thing_event_of(const struct event *event, const struct post *post, int64_t prev, const struct settings *settings,
                    struct arena *arena, struct msg_event *out)
{
    const char *root = event->team != 0 ? "team/" : "theme/";
    char space[64];
    size_t length = strlen(root);

    memset(out, 0, sizeof *out);
    thing_of(post, 0, settings, &out->base);
    bool left = has_left(event, post);
    if (event->event == EVENT_queued || left)
        show_code_alone(post, left, &out->base);
    memcpy(space, root, length);
    memcpy(space + length, event->space_slug.ptr, event->space_slug.len); /* a slug: at most 32 bytes */
    out->space = arena_copy(arena, (struct span){ space, length + event->space_slug.len });
    out->seq = event->seq;
    out->prev = prev;
    out->at = event->at;
    out->event = span_of(schema_events[event->event].name);
    if (event->reaction != POST_NO_REACTION)
        out->reaction = span_of(thing_reaction(event->reaction));
}

struct span thing_event(const struct event *event, const struct post *post, int64_t prev,
                        const struct settings *settings, struct arena *arena)
{
    struct msg_event message;

    thing_event_of(event, post, prev, settings, arena, &message);
    return encode_map(&(struct encode_part){ &type_event, &message }, 1, false, EVENT_BYTES_MAX, arena);
}
