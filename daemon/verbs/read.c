/* list, show, sync. */
#include "daemon/moderation.h"
#include "daemon/screen/roster.h"
#include "daemon/store/store_endorse.h"
#include "daemon/store/store_lesson.h"
#include "daemon/thing.h"
#include "proto/code.h"
#include "verbs.h"

#include <stdio.h>

#define LIST_LIMIT   20
#define ANSWERS_MAX  500 /* the schema's limit */
#define SYNC_LIMIT   100
#define DRAFTS_MAX   100
#define LINKS_MAX    80
#define MERGED_MAX   8 /* one into the other into the other */
#define THREADS_MAX  20
#define THINGS_BYTES (120 * 1024) /* of the things in one reply; beyond that the next page */
#define EXTRA_BYTES  (24 * 1024)  /* of what stands beside them: sources, endorsements */
#define THING_BYTES  450          /* of a thing without its texts: keys, slugs, numbers */

static struct span scan_word(const char *const *words, struct span word, int *out)
{
    for (*out = 0; words[*out] != NULL; (*out)++)
        if (span_is(word, words[*out]))
            return word;
    return (struct span){ NULL, 0 };
}

/* At most so many bytes in a reply. */
static size_t size_of(const struct msg_thing *thing)
{
    return THING_BYTES + thing->title.len + thing->text.len + thing->when.len + thing->when_not.len +
           thing->theme_name.len + thing->team_name.len + thing->author_name.len + thing->function.len;
}

/* ---- list ---- */

static int read_kind(struct request *rq, const struct msg_list *in, struct post_filter *filter)
{
    static const char *const kinds[] = { "question", "tip", "notice", "lesson", "guide", NULL };
    static const enum post_kind values[] = { POST_QUESTION, POST_TIP, POST_NOTICE, POST_LESSON, POST_GUIDE };
    static const char *const sorts[] = { "new", "open", "lively", NULL };
    int kind = 0, sort = 0;

    if (in->kind.ptr != NULL && scan_word(kinds, in->kind, &kind).ptr == NULL)
        return request_fail(rq, ERR_BAD_REQUEST, "kind", "must be question, tip, notice, lesson or guide");
    if (in->sort.ptr != NULL && scan_word(sorts, in->sort, &sort).ptr == NULL)
        return request_fail(rq, ERR_BAD_REQUEST, "sort", "must be new, open or lively");
    filter->kind = values[kind];
    filter->order = in->open ? POST_OPEN : (enum post_order)sort;
    if (filter->order != POST_NEW && (filter->kind != POST_QUESTION || in->mine))
        return request_fail(rq, ERR_BAD_REQUEST, "sort", "only questions of everybody can be sorted so");
    return 0;
}

/* "key-id" of the last row of the page before. */
static int read_cursor(struct request *rq, struct span after, struct post_filter *filter)
{
    char text[64];
    long long key, id;
    char end;

    if (after.ptr == NULL)
        return 0;
    snprintf(text, sizeof text, "%.*s", span_int(after), after.ptr);
    if (sscanf(text, "%19lld-%19lld%c", &key, &id, &end) != 2 || key < 0 || id <= 0)
        return request_fail(rq, ERR_BAD_REQUEST, "after", "not what a page ended with");
    filter->after_key = key;
    filter->after_id = id;
    return 0;
}

static int read_filter(struct request *rq, const struct msg_list *in, struct post_filter *filter)
{
    struct place_list teams = { NULL, 0 };
    int err = read_kind(rq, in, filter);

    if (err == 0)
        err = read_cursor(rq, in->after, filter);
    if (err != 0)
        return err;
    filter->since_at = in->has_since_at ? in->since_at : -1;
    filter->theme = rq->place == TOPIC_THEME ? rq->space.id : 0;
    filter->author = in->mine ? rq->who.id : 0;
    filter->only_teams = rq->place == TOPIC_TEAM;
    if (rq->place != TOPIC_TEAM)
        err = store_place_teams_of(rq->store, rq->who.id, rq->arena, &teams);
    int64_t *ids = arena_take(rq->arena, (teams.count + 1) * sizeof *ids);
    if (err != 0 || ids == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    ids[0] = rq->space.id;
    for (size_t i = 0; i < teams.count; i++)
        ids[i] = teams.rows[i].id;
    filter->teams = ids;
    filter->team_count = rq->place == TOPIC_TEAM ? 1 : teams.count;
    if (in->wall) {
        filter->wall = true;
        filter->team_count = 0;
    }
    return 0;
}

/* A page shows what things are called; tips and notices are their text. *count: as many as fit in a reply. */
static int load_things(struct request *rq, const struct post_ids *ids, size_t limit, struct msg_thing *things,
                       size_t *count)
{
    struct post post;
    size_t bytes = 0;
    int err = 0;

    for (*count = 0; *count < ids->count && *count < limit && bytes < THINGS_BYTES && err == 0; (*count)++) {
        struct msg_thing *thing = &things[*count];
        err = store_post_get(rq->store, ids->ids[*count], rq->arena, &post);
        if (err != 0)
            return err;
        thing_of(&post, rq->who.id, rq->settings, thing);
        if (post.kind != POST_TIP && post.kind != POST_NOTICE)
            thing_without_texts(thing);
        bytes += size_of(thing);
    }
    return 0;
}

/* All on one page: drafts are few. They are called what they will be called. */
static int list_drafts(struct request *rq, enum post_kind kind, struct msg_listed *out)
{
    struct post_ids ids = { .count = 0 };
    struct msg_thing *things = arena_take(rq->arena, DRAFTS_MAX * sizeof *things);
    int err = things == NULL ? ERR_TOO_BIG
                             : store_lesson_drafts(rq->store, kind == POST_GUIDE, rq->who.id,
                                                   request_has_role(rq, MEMBER_EDITOR), DRAFTS_MAX, rq->arena, &ids);

    for (size_t i = 0; i < ids.count && err == 0; i++) {
        struct post post;
        struct lesson lesson;
        err = store_post_get(rq->store, ids.ids[i], rq->arena, &post);
        if (err == 0)
            err = store_lesson_get(rq->store, ids.ids[i], rq->arena, &lesson);
        if (err != 0)
            return err;
        thing_of(&post, rq->who.id, rq->settings, &things[i]);
        thing_without_texts(&things[i]);
        things[i].title = lesson.title;
        things[i].state = span_of(post.reading ? "reading" : "draft");
    }
    out->items = things;
    out->items_count = ids.count;
    return err;
}

int verb_list(struct request *rq, const struct msg_list *in, struct msg_listed *out)
{
    struct post_filter filter = { 0 };
    struct post_ids ids;
    size_t limit = in->has_limit ? (size_t)in->limit : LIST_LIMIT, count;
    int err = read_filter(rq, in, &filter);

    if (err == 0 && in->drafts)
        return list_drafts(rq, filter.kind, out);
    if (err == 0)
        err = store_post_list(rq->store, &filter, limit + 1, rq->arena, &ids);
    if (err != 0)
        return err;
    struct msg_thing *things = arena_take(rq->arena, (limit + 1) * sizeof *things);
    if (things == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    err = load_things(rq, &ids, limit, things, &count);
    out->items = things;
    out->items_count = count;
    if (err == 0 && count < ids.count) {
        char after[64];
        snprintf(after, sizeof after, "%lld-%lld", (long long)ids.keys[count - 1], (long long)ids.ids[count - 1]);
        out->after = arena_copy(rq->arena, span_of(after));
    }
    return err;
}

/* ---- show ---- */

/* The chosen answer first, then as they came. */
static void choose_first(struct post_ids *ids, int64_t chosen)
{
    for (size_t i = 0; chosen != 0 && i < ids->count; i++) {
        if (ids->keys[i] != chosen)
            continue;
        int64_t id = ids->ids[i], key = ids->keys[i];
        memmove(ids->ids + 1, ids->ids, i * sizeof *ids->ids);
        memmove(ids->keys + 1, ids->keys, i * sizeof *ids->keys);
        ids->ids[0] = id;
        ids->keys[0] = key;
        return;
    }
}

static int show_sources(struct request *rq, const struct post *question, struct msg_shown *out)
{
    struct post_source *rows;
    size_t count, bytes = 0;
    int err = store_post_sources(rq->store, question->id, 500, rq->arena, &rows, &count);
    struct msg_cited *sources = arena_take(rq->arena, (count + 1) * sizeof *sources);

    if (err != 0 || sources == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < count && bytes < EXTRA_BYTES; i++) {
        struct code_text code = code_answer(question->code, rows[i].number);
        sources[i] = (struct msg_cited){ arena_copy(rq->arena, span_of(code.text)), rows[i].title, rows[i].url };
        bytes += 64 + rows[i].title.len + rows[i].url.len;
        out->sources_count++;
    }
    out->sources = sources;
    return 0;
}

static void count_endorsed(struct msg_thing *answer, const struct msg_endorsement *rows, size_t count)
{
    int64_t endorsed = 0;

    for (size_t i = 0; i < count; i++)
        endorsed += span_equal(rows[i].code, answer->code);
    if (endorsed > 0)
        MSG_SET(answer, endorsed, endorsed);
}

/* Of all answers that are shown; of an answer by itself, its own. */
static int show_endorsements(struct request *rq, const struct post *post, struct msg_thing *answers,
                             size_t answer_count, struct msg_shown *out)
{
    struct endorsement *rows;
    size_t count, kept = 0, bytes = 0;
    int64_t question = post->kind == POST_ANSWER ? post->question : post->id;
    int err = store_endorse_list(rq->store, question, rq->now_ms, ANSWERS_MAX, rq->arena, &rows, &count);
    struct msg_endorsement *shown = arena_take(rq->arena, (count + 1) * sizeof *shown);

    if (err != 0 || shown == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < count && bytes < EXTRA_BYTES; i++) {
        if (post->kind != POST_QUESTION && !span_equal(rows[i].code, post->code))
            continue;
        bytes += 96 + rows[i].name.len + rows[i].unless.len;
        shown[kept++] = (struct msg_endorsement){ .code = rows[i].code,
                                                  .name = rows[i].name,
                                                  .registration = rows[i].registration,
                                                  .unless = rows[i].unless,
                                                  .at = rows[i].at };
    }
    for (size_t i = 0; i < answer_count; i++)
        count_endorsed(&answers[i], shown, kept);
    out->endorsements = shown;
    out->endorsements_count = kept;
    return 0;
}

/* As many answers as fit in a reply; the thing's own count says how many there are. */
static int show_answers(struct request *rq, const struct post *question, struct msg_shown *out)
{
    struct post_ids ids;
    size_t bytes = 0;
    int err = store_post_answers(rq->store, question->id, 500, rq->arena, &ids);

    if (err != 0)
        return err;
    choose_first(&ids, question->chosen);
    struct msg_thing *things = arena_take(rq->arena, (ids.count + 1) * sizeof *things);
    if (things == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    out->items = things;
    for (size_t i = 0; i < ids.count && err == 0 && bytes < THINGS_BYTES; i++) {
        struct post answer;
        err = store_post_get(rq->store, ids.ids[i], rq->arena, &answer);
        thing_of(&answer, rq->who.id, rq->settings, &things[out->items_count]);
        bytes += size_of(&things[out->items_count++]);
    }
    if (err == 0)
        err = show_endorsements(rq, question, things, out->items_count, out);
    return err != 0 ? err : show_sources(rq, question, out);
}

/* ---- lessons and guides, and what belongs to them ---- */

static int add_links(struct request *rq, const struct post_ids *ids, bool collected, struct msg_linked *links,
                     size_t *count)
{
    int err = 0;

    for (size_t i = 0; i < ids->count && err == 0; i++) {
        struct post post;
        err = store_post_get(rq->store, ids->ids[i], rq->arena, &post);
        struct msg_linked link = { .code = post.code,
                                   .kind = span_of(thing_kind(&post)),
                                   .title = post.title,
                                   .collected = collected,
                                   .private = post.team != 0 || (post.flags & POST_NO_KIOSK) != 0 };
        bool there = false;
        for (size_t j = 0; j < *count; j++)
            there = there || span_equal(links[j].code, link.code);
        if (err == 0 && !there)
            links[(*count)++] = link;
    }
    return err;
}

/* A guide in development gathers the liveliest questions of its theme, open to all or of its own team. */
static int collect_threads(struct request *rq, const struct post *guide, struct post_ids *out)
{
    struct post_filter filter = { .kind = POST_QUESTION,
                                  .order = POST_LIVELY,
                                  .theme = guide->theme,
                                  .teams = &guide->team,
                                  .team_count = guide->team != 0,
                                  .since_at = -1 };

    return store_post_list(rq->store, &filter, THREADS_MAX, rq->arena, out);
}

static int show_links(struct request *rq, const struct post *post, struct msg_shown *out)
{
    struct post_ids ids, threads = { .count = 0 };
    struct msg_linked *links = arena_take(rq->arena, (LINKS_MAX + THREADS_MAX) * sizeof *links);
    int err =
        links == NULL ? ERR_TOO_BIG : store_lesson_links(rq->store, post->id, rq->who.id, LINKS_MAX, rq->arena, &ids);

    if (err == 0)
        err = add_links(rq, &ids, false, links, &out->links_count);
    if (err == 0 && post->kind == POST_GUIDE && post->lesson_state == LESSON_DEVELOPMENT)
        err = collect_threads(rq, post, &threads);
    if (err == 0)
        err = add_links(rq, &threads, true, links, &out->links_count);
    out->links = links;
    return err;
}

/* The text that is being worked on is for editors, and for those who are asked to read it. */
static int show_draft(struct request *rq, const struct post *post, struct msg_shown *out)
{
    struct lesson lesson;
    struct msg_draft *draft = arena_take(rq->arena, sizeof *draft);
    int err = draft == NULL ? ERR_TOO_BIG : store_lesson_get(rq->store, post->id, rq->arena, &lesson);

    if (err == 0 && request_has_role(rq, MEMBER_EDITOR))
        MSG_SET(out, edit_base, lesson.revision);
    if (err != 0 || !lesson.drafted || (lesson.asked_at == 0 && !request_has_role(rq, MEMBER_EDITOR)))
        return err;
    *draft = (struct msg_draft){ .title = lesson.title,
                                 .text = lesson.text.ptr == NULL ? span_of("") : lesson.text,
                                 .when = lesson.works_when,
                                 .when_not = lesson.works_not,
                                 .mine = store_lesson_wrote(&lesson, rq->who.id),
                                 .reading = lesson.asked_at != 0,
                                 .read = lesson.reader != 0 };
    MSG_SET(draft, revision, lesson.revision);
    out->drafts = draft;
    out->drafts_count = 1;
    return 0;
}

static int show_lesson_sources(struct request *rq, const struct post *post, struct msg_shown *out)
{
    struct msg_cited *cited = arena_take(rq->arena, LESSON_SOURCES_MAX * sizeof *cited);
    struct post_source *rows;
    int err = cited == NULL ? ERR_TOO_BIG
                            : store_lesson_sources(rq->store, post->id, false, rq->arena, &rows, &out->sources_count);

    for (size_t i = 0; err == 0 && i < out->sources_count; i++)
        cited[i] = (struct msg_cited){ post->code, rows[i].title, rows[i].url };
    out->sources = cited;
    return err;
}

static int show_draft_sources(struct request *rq, const struct post *post, struct msg_shown *out)
{
    struct msg_source *sources = arena_take(rq->arena, LESSON_SOURCES_MAX * sizeof *sources);
    struct post_source *rows;
    int err = sources == NULL
                  ? ERR_TOO_BIG
                  : store_lesson_sources(rq->store, post->id, true, rq->arena, &rows, &out->draft_sources_count);

    for (size_t i = 0; err == 0 && i < out->draft_sources_count; i++)
        sources[i] = (struct msg_source){ rows[i].title, rows[i].url };
    out->draft_sources = sources;
    return err;
}

static int show_lesson(struct request *rq, const struct post *post, struct msg_shown *out)
{
    int err = show_draft(rq, post, out);

    if (err == 0)
        err = show_lesson_sources(rq, post, out);
    if (err == 0 && out->drafts_count > 0)
        err = show_draft_sources(rq, post, out);
    return err != 0 ? err : show_links(rq, post, out);
}

static void show_decision(const struct moderation_case *decided, struct msg_shown *out)
{
    out->reason = decided->reason;
    if (decided->reason.ptr != NULL)
        out->decision = span_of(moderation_decision_word(decided->decision));
}

/* Its author, and moderators, read what a moderator did with it, if that was said. */
static int show_why(struct request *rq, const struct post *post, struct msg_shown *out)
{
    struct moderation_case last;

    if (post->author != rq->who.id && !request_has_role(rq, MEMBER_MODERATOR))
        return 0;
    int err = store_moderate_last(rq->store, post->id, true, rq->arena, &last);
    if (err == 0)
        show_decision(&last, out);
    return err == ERR_NOT_FOUND ? 0 : err;
}

/* Why it is held: said by the decision that holds it, and not by one of before. */
static bool is_held_by(const struct post *post, const struct moderation_case *last)
{
    return (post->held == POST_REJECTED && last->decision == DECISION_REJECTED) ||
           (post->held == POST_BY_MODERATOR && last->decision == DECISION_HELD);
}

/* An earlier version noted the reason in the case that is open, and nowhere else. */
static int show_open(struct request *rq, const struct post *post, struct msg_shown *out)
{
    struct moderation_case open;
    int err = store_moderate_get(rq->store, post->id, rq->arena, &open);

    if (err == 0 && post->held == POST_BY_MODERATOR && open.proposal == DECISION_NONE)
        out->reason = open.reason;
    return err == ERR_NOT_FOUND ? 0 : err;
}

/* What is held is here for its author and moderators: they read why. */
static int show_held(struct request *rq, const struct post *post, struct msg_shown *out)
{
    struct moderation_case last;

    if (post->held == POST_NOT_HELD)
        return show_why(rq, post, out);
    thing_show_held(post, &out->base);
    int err = store_moderate_last(rq->store, post->id, false, rq->arena, &last);
    if (err != 0 && err != ERR_NOT_FOUND)
        return err;
    if (!is_held_by(post, &last))
        return show_open(rq, post, out);
    show_decision(&last, out);
    return 0;
}

/*
 * What was joined with another question is that one; people still have the old code on paper. *asked: the one that was
 * asked for.
 */
static int find_to_show(struct request *rq, struct span code, struct post *asked, struct post *out)
{
    int err = request_find_held(rq, code, out);

    *asked = *out;
    for (int i = 0; i < MERGED_MAX && err == ERR_NOT_FOUND && out->held == POST_MERGED; i++)
        err = request_find_held(rq, out->merged_into, out);
    return err;
}

/* By their own word. How many is for who asked. */
static void show_screens(struct request *rq, const struct post *post, struct msg_shown *out)
{
    int64_t showing = (int64_t)roster_showing(rq->roster, post->code);

    out->hangs = showing > 0;
    if (post->author == rq->who.id)
        MSG_SET(out, on_screens, showing);
}

int verb_show(struct request *rq, const struct msg_show *in, struct msg_shown *out)
{
    struct post asked, post;
    int err = find_to_show(rq, in->code, &asked, &post);

    if (err != 0)
        return err;
    thing_of(&post, rq->who.id, rq->settings, &out->base);
    err = show_held(rq, &post, out);
    if (err == 0 && asked.id != post.id)
        err = show_why(rq, &asked, out);
    if (err != 0)
        return err;
    if (post.kind == POST_QUESTION)
        show_screens(rq, &post, out);
    if (post.kind == POST_ANSWER)
        return show_endorsements(rq, &post, &out->base, 1, out);
    if (store_post_is_lesson(&post))
        return show_lesson(rq, &post, out);
    if (post.kind == POST_QUESTION)
        err = show_links(rq, &post, out);
    return err != 0 || post.kind != POST_QUESTION ? err : show_answers(rq, &post, out);
}

/* ---- sync ---- */

int verb_sync(struct request *rq, const struct msg_sync *in, struct msg_synced *out)
{
    struct event_list rows;
    size_t limit = in->has_limit ? (size_t)in->limit : SYNC_LIMIT, bytes = 0;
    int err = store_event_list(rq->store, in->since, rq->who.id, limit + 1, rq->arena, &rows);

    if (err != 0)
        return err;
    struct msg_event *events = arena_take(rq->arena, (limit + 1) * sizeof *events);
    if (events == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    out->events = events;
    out->next = in->since;
    for (size_t i = 0; i < rows.count && i < limit && bytes < THINGS_BYTES && err == 0; i++) {
        struct post post;
        err = store_post_get(rq->store, rows.rows[i].post, rq->arena, &post);
        if (err == 0 && post.kind == POST_ANSWER)
            err = store_endorse_count(rq->store, post.id, rq->now_ms, &post.endorsed);
        thing_event_of(&rows.rows[i], &post, rows.rows[i].prev, rq->settings, rq->arena, &events[out->events_count]);
        out->next = rows.rows[i].seq;
        bytes += size_of(&events[out->events_count++].base);
    }
    out->more = out->events_count < rows.count;
    return err;
}
