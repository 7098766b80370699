/* lesson, guide, lesson-read, lesson-basis, helped: from answers to what was learned, and from that to a guide. */
#include "daemon/clock.h"
#include "daemon/store/store_endorse.h"
#include "daemon/store/store_lesson.h"
#include "daemon/thing.h"
#include "proto/code.h"
#include "question.h"
#include "verbs.h"

#include <stdio.h>
#include <strings.h>

#define FROM_MAX    10 /* the schema's limit */
#define ANSWERS_MAX 5  /* of one question that a lesson is made from */
#define WRITERS_MAX 100
#define EDITORS_MAX 200 /* who are told that a second reader is needed */

/* One request about a lesson or a guide; a guide's own fields are absent for a lesson. */
struct making {
    bool guide;
    const struct msg_lesson *in;
    struct span owner, review_on;
    struct post post;
    struct lesson lesson;
    struct post from[FROM_MAX];
    size_t from_count;
};

/* ---- what it is made from ---- */

/* What is private to a team keeps it there; what is of two teams fits in neither. */
static int take_team(struct request *rq, struct making *m, const struct post *from, bool first)
{
    if (from->team == 0 || from->team == m->post.team)
        return 0;
    if (!first)
        return request_fail(rq, ERR_BAD_REQUEST, "made_from", "it is private to a team that this is not for");
    m->post.team = from->team;
    m->post.team_slug = from->team_slug;
    return 0;
}

static int check_kind(struct request *rq, const struct making *m, const struct post *from)
{
    if (from->kind == POST_QUESTION || (m->guide && from->kind == POST_LESSON))
        return 0;
    return request_fail(rq, ERR_BAD_REQUEST, "made_from",
                        m->guide ? "a guide is made from lessons and questions" : "a lesson is made from questions");
}

/* A draft's team is settled by the first that is private; a later edit cannot change it. */
static int find_from(struct request *rq, struct making *m, bool may_choose_team)
{
    int err = 0;

    for (size_t i = 0; i < m->in->made_from_count && err == 0; i++) {
        struct post *from = &m->from[m->from_count++];
        err = request_find(rq, m->in->made_from[i], from);
        if (err == 0)
            err = check_kind(rq, m, from);
        if (err == 0)
            err = take_team(rq, m, from, may_choose_team && m->post.team == 0);
    }
    return err;
}

static int link_answers(struct request *rq, int64_t post, const struct post *question)
{
    struct post_ids answers = { .count = 0 };
    int err = store_lesson_answers(rq->store, question->id, rq->now_ms, ANSWERS_MAX, rq->arena, &answers);

    for (size_t i = 0; i < answers.count && err == 0; i++)
        err = store_lesson_link(rq->store, post, answers.ids[i]);
    return err;
}

/* The answers as well, of a lesson: when one is withdrawn before it is published, somebody must look again. */
static int link_from(struct request *rq, const struct making *m)
{
    int err = m->from_count == 0 ? 0 : store_lesson_unlink(rq->store, m->post.id);

    for (size_t i = 0; i < m->from_count && err == 0; i++) {
        err = store_lesson_link(rq->store, m->post.id, m->from[i].id);
        if (err == 0 && !m->guide)
            err = link_answers(rq, m->post.id, &m->from[i]);
    }
    return err;
}

/* ---- the text ---- */

static int check_texts(struct request *rq, const struct msg_lesson *in)
{
    const struct {
        const char *field;
        struct span text;
    } texts[] = { { "title", in->title }, { "text", in->text }, { "when", in->when }, { "when_not", in->when_not } };
    int err = 0;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && err == 0; i++)
        err = request_check_text(rq, texts[i].field, texts[i].text, in->checked);
    if (err == 0)
        err = question_check_sources(rq, in->sources, in->sources_count);
    for (size_t i = 0; i < in->sources_count && err == 0; i++) {
        struct span url = in->sources[i].url;
        bool web =
            (url.len > 8 && memcmp(url.ptr, "https://", 8) == 0) || (url.len > 7 && memcmp(url.ptr, "http://", 7) == 0);
        if (!web)
            err = request_fail(rq, ERR_BAD_REQUEST, "url", "must begin with https:// or http://");
    }
    return err;
}

static bool holds(struct span text, struct span name)
{
    for (size_t i = 0; name.len > 0 && i + name.len <= text.len; i++)
        if (strncasecmp(text.ptr + i, name.ptr, name.len) == 0)
            return true;
    return false;
}

#define NAMED "it names somebody who asked or answered"

static int check_name(struct request *rq, const struct lesson *lesson, const struct post_source *sources,
                      size_t source_count, struct span name)
{
    const struct {
        const char *field;
        struct span text;
    } texts[] = { { "title", lesson->title },
                  { "text", lesson->text },
                  { "when", lesson->works_when },
                  { "when_not", lesson->works_not } };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (holds(texts[i].text, name))
            return request_fail(rq, ERR_IDENTIFYING, texts[i].field, NAMED);
    for (size_t i = 0; i < source_count; i++)
        if (holds(sources[i].title, name) || holds(sources[i].url, name))
            return request_fail(rq, ERR_IDENTIFYING, "sources", NAMED);
    return 0;
}

/* Those who answered are not named: it is what they learned that counts, and they did not ask for the stage. */
static int check_names(struct request *rq, const struct making *m)
{
    struct post_source *sources;
    struct span *writers;
    size_t count, source_count;
    int err = store_lesson_writers(rq->store, m->post.id, WRITERS_MAX, rq->arena, &writers, &count);

    if (err == 0)
        err = store_lesson_sources(rq->store, m->post.id, true, rq->arena, &sources, &source_count);
    for (size_t i = 0; err == 0 && i < count; i++)
        err = check_name(rq, &m->lesson, sources, source_count, writers[i]);
    return err;
}

static void take(struct span *into, struct span text)
{
    if (text.ptr != NULL)
        *into = text.len > 0 ? text : (struct span){ NULL, 0 };
}

/* What is absent stays as it is: what was being worked on, else what is published. */
static void take_texts(struct making *m)
{
    struct lesson *lesson = &m->lesson;

    if (!lesson->drafted) {
        lesson->title = m->post.title;
        lesson->text = m->post.text;
        lesson->works_when = m->post.works_when;
        lesson->works_not = m->post.works_not;
    }
    take(&lesson->title, m->in->title);
    take(&lesson->text, m->in->text);
    take(&lesson->works_when, m->in->when);
    take(&lesson->works_not, m->in->when_not);
}

static int take_owner(struct request *rq, struct making *m)
{
    struct clock_day ignored;
    struct member owner;
    char day[16];

    snprintf(day, sizeof day, "%.*s", span_int(m->review_on), m->review_on.ptr == NULL ? "" : m->review_on.ptr);
    if (m->review_on.len > 0 && !clock_read_date(day, &ignored))
        return request_fail(rq, ERR_BAD_REQUEST, "review_on", "must be a day such as 2023-05-19");
    take(&m->lesson.review_on, m->review_on);
    if (m->owner.ptr == NULL)
        return 0;
    int err = request_member(rq, m->owner, &owner);
    if (err == 0)
        m->lesson.owner = owner.id;
    return err;
}

static int save_sources(struct request *rq, const struct making *m)
{
    struct post_source sources[LESSON_SOURCES_MAX];

    if (m->in->sources == NULL)
        return 0;
    for (size_t i = 0; i < m->in->sources_count; i++)
        sources[i] = (struct post_source){ .title = m->in->sources[i].title, .url = m->in->sources[i].url };
    return store_lesson_set_sources(rq->store, m->post.id, sources, m->in->sources_count);
}

/* Of the last publication, for an edit that does not name any. */
static int keep_sources(struct request *rq, const struct making *m)
{
    struct post_source *sources;
    size_t count;
    int err = store_lesson_sources(rq->store, m->post.id, false, rq->arena, &sources, &count);

    return err != 0 ? err : store_lesson_set_sources(rq->store, m->post.id, sources, count);
}

static int save(struct request *rq, struct making *m, struct msg_done *out)
{
    bool begins = !m->lesson.drafted;

    take_texts(m);
    m->lesson.drafter = rq->who.id;
    if (begins)
        m->lesson.begun_by = rq->who.id;
    if (m->lesson.title.ptr == NULL)
        return request_fail(rq, ERR_BAD_REQUEST, "title", "is missing");
    if (m->lesson.text.ptr == NULL && !m->guide)
        return request_fail(rq, ERR_BAD_REQUEST, "text", "is missing");
    int err = take_owner(rq, m);
    if (err == 0)
        err = check_texts(rq, m->in);
    if (err == 0)
        err = link_from(rq, m);
    if (err == 0)
        err = store_lesson_save(rq->store, &m->lesson);
    if (err == 0)
        err = begins && m->in->sources == NULL ? keep_sources(rq, m) : save_sources(rq, m);
    if (err == 0)
        err = check_names(rq, m);
    MSG_SET(out, revision, m->lesson.revision + 1);
    return err;
}

/* ---- the actions ---- */

static int tell(struct request *rq, const struct making *m)
{
    return request_tell(rq, m->guide ? EVENT_guide : EVENT_lesson, &m->post);
}

static int number_it(struct request *rq, struct making *m)
{
    enum store_number which = m->guide ? STORE_GUIDES : STORE_LESSONS;
    int err = store_number_get(rq->store, which, &m->post.number);

    if (err != 0)
        return err;
    m->post.number++;
    struct code_text code = m->guide ? code_guide(m->post.number) : code_lesson(m->post.number);
    m->post.code = arena_copy(rq->arena, span_of(code.text));
    return store_number_set(rq->store, which, m->post.number);
}

static int take_theme(struct request *rq, struct making *m)
{
    struct place theme = { 0 };
    int err = 0;

    if (m->in->theme.ptr != NULL) {
        err = request_place(rq, PLACE_THEME, m->in->theme, "theme", &theme);
        m->post.theme = theme.id;
        m->post.theme_slug = theme.slug;
    } else if (m->from_count > 0) {
        m->post.theme = m->from[0].theme;
        m->post.theme_slug = m->from[0].theme_slug;
    }
    if (err == 0 && m->post.theme == 0)
        return request_fail(rq, ERR_BAD_REQUEST, "theme", "is missing");
    return err;
}

/* A guide in development is there for all to see by its name alone: whoever knows something can say so. */
static int draft(struct request *rq, struct making *m, struct msg_done *out)
{
    int err = request_new_post(rq, m->guide ? POST_GUIDE : POST_SHELVED, &m->post);

    if (err == 0 && m->in->code.ptr != NULL)
        return request_fail(rq, ERR_BAD_REQUEST, "code", "a draft has none yet");
    if (err == 0 && !m->guide && m->in->made_from_count == 0)
        return request_fail(rq, ERR_BAD_REQUEST, "made_from", "is missing: what is it made from?");
    if (err == 0)
        err = find_from(rq, m, true);
    if (err == 0)
        err = take_theme(rq, m);
    if (err == 0)
        err = number_it(rq, m);
    m->post.title = m->guide ? m->in->title : (struct span){ NULL, 0 };
    if (err == 0)
        err = store_post_add(rq->store, &m->post);
    m->lesson = (struct lesson){ .post = m->post.id,
                                 .guide = m->guide,
                                 .state = m->guide ? LESSON_DEVELOPMENT : LESSON_DRAFT,
                                 .owner = rq->who.id };
    if (err == 0)
        err = store_lesson_add(rq->store, &m->lesson);
    out->code = m->post.code;
    if (err == 0)
        err = save(rq, m, out);
    return err != 0 || !m->guide ? err : tell(rq, m);
}

static int find(struct request *rq, struct span code, struct making *m)
{
    int err = request_find(rq, code, &m->post);

    if (err == 0 && (!store_post_is_lesson(&m->post) || m->post.is_guide != m->guide))
        return request_fail(rq, ERR_BAD_REQUEST, "code", m->guide ? "this is no guide" : "this is no lesson");
    return err != 0 ? err : store_lesson_get(rq->store, m->post.id, rq->arena, &m->lesson);
}

static int edit(struct request *rq, struct making *m, struct msg_done *out)
{
    bool in_development = m->guide && m->lesson.state == LESSON_DEVELOPMENT;

    if (!m->in->has_base)
        return request_fail(rq, ERR_BAD_REQUEST, "base", "is missing");
    if (m->in->base != m->lesson.revision)
        return fault_limit(&rq->fault, ERR_CONFLICT, "base", "it was changed meanwhile", m->lesson.revision,
                           m->in->base);
    int err = find_from(rq, m, false);
    if (err == 0)
        err = save(rq, m, out);
    if (err != 0 || !in_development || m->in->title.ptr == NULL)
        return err;
    err = store_post_edit(rq->store, m->post.id, m->lesson.title, (struct span){ NULL, 0 }, rq->now_ms);
    return err != 0 ? err : tell(rq, m);
}

static int ask_for_reader(struct request *rq, struct making *m, struct msg_done *out)
{
    int64_t *editors;
    size_t count;
    int err = store_lesson_ask(rq->store, m->post.id, rq->now_ms);

    MSG_SET(out, waiting, true);
    if (err == 0)
        err = store_lesson_editors(rq->store, EDITORS_MAX, rq->arena, &editors, &count);
    if (err == 0)
        err = request_tell_personally(rq, m->guide ? EVENT_guide : EVENT_lesson, &m->post);
    for (size_t i = 0; err == 0 && i < count; i++)
        err = request_tell_member(rq, editors[i]);
    return err;
}

/*
 * The editor who publishes what somebody else wrote has read it; one's own text waits for another. What was withdrawn
 * since it was written must not come out this way.
 */
static int publish(struct request *rq, struct making *m, struct msg_done *out)
{
    int64_t withdrawn = 0;

    if (!m->lesson.drafted)
        return request_fail(rq, ERR_CONFLICT, "code", "there is nothing new to publish");
    if (m->lesson.text.ptr == NULL)
        return request_fail(rq, ERR_BAD_REQUEST, "text", "is missing");
    int err = store_lesson_withdrawn(rq->store, m->post.id, &withdrawn);
    if (err == 0 && withdrawn > 0)
        return request_fail(rq, ERR_CONFLICT, "made_from",
                            "something it was made from was withdrawn: name anew what from");
    if (err == 0)
        err = check_names(rq, m);
    if (err != 0)
        return err;
    if (m->lesson.reader == 0 && store_lesson_wrote(&m->lesson, rq->who.id))
        return ask_for_reader(rq, m, out);
    if (m->lesson.reader == 0)
        err = store_lesson_read(rq->store, m->post.id, rq->who.id);
    if (err == 0)
        err = store_lesson_publish(rq->store, m->post.id, rq->now_ms);
    MSG_SET(out, revision, m->post.revision + 1);
    return err != 0 ? err : tell(rq, m);
}

/* What never was published is nothing that anybody could miss: it is erased. */
static int retire(struct request *rq, struct making *m, struct msg_done *out)
{
    (void)out;
    if (m->lesson.state == LESSON_RETIRED)
        return request_fail(rq, ERR_CONFLICT, "code", "it is retired already");
    int err = 0;
    if (m->lesson.state == LESSON_DRAFT) {
        err = store_post_retract(rq->store, &m->post, rq->now_ms);
        return err != 0 ? err : request_list(rq, &m->post, LISTING_WITHDRAWN, m->post.revision + 1);
    }
    err = store_lesson_retire(rq->store, m->post.id, rq->now_ms);
    return err != 0 ? err : tell(rq, m);
}

static int make(struct request *rq, struct making *m, struct msg_done *out)
{
    static const struct {
        const char *name;
        int (*run)(struct request *rq, struct making *m, struct msg_done *out);
    } actions[] = { { "draft", draft }, { "edit", edit }, { "publish", publish }, { "retire", retire } };
    struct span action = m->in->action.ptr == NULL ? span_of("draft") : m->in->action;

    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (!span_is(action, actions[i].name))
            continue;
        if (i > 0 && m->in->code.ptr == NULL)
            return request_fail(rq, ERR_BAD_REQUEST, "code", "is missing");
        int err = i == 0 ? 0 : find(rq, m->in->code, m);
        return err != 0 ? err : actions[i].run(rq, m, out);
    }
    return request_fail(rq, ERR_BAD_REQUEST, "action", "must be draft, edit, publish or retire");
}

int verb_lesson(struct request *rq, const struct msg_lesson *in, struct msg_done *out)
{
    struct making m = { .in = in };

    return make(rq, &m, out);
}

int verb_guide(struct request *rq, const struct msg_guide *in, struct msg_done *out)
{
    struct making m = { .guide = true, .in = &in->base, .owner = in->owner, .review_on = in->review_on };

    return make(rq, &m, out);
}

/* ---- the second reader ---- */

int verb_lesson_read(struct request *rq, const struct msg_lesson_read *in, struct msg_done *out)
{
    struct post post;
    struct lesson lesson = { 0 };
    int err = request_find(rq, in->code, &post);

    (void)out;
    if (err == 0 && store_post_is_lesson(&post))
        err = store_lesson_get(rq->store, post.id, rq->arena, &lesson);
    if (err != 0)
        return err;
    if (!lesson.drafted || (lesson.asked_at == 0 && !request_has_role(rq, MEMBER_EDITOR)))
        return request_fail(rq, ERR_CONFLICT, "code", "nobody asks for a reader of this");
    if (store_lesson_wrote(&lesson, rq->who.id))
        return request_fail(rq, ERR_FORBIDDEN, "code", "somebody else than who wrote it must read it");
    if (in->base != lesson.revision)
        return fault_limit(&rq->fault, ERR_CONFLICT, "base", "it was changed meanwhile", lesson.revision, in->base);
    err = store_lesson_read(rq->store, post.id, rq->who.id);
    if (err == 0)
        err = request_tell_personally(rq, lesson.guide ? EVENT_guide : EVENT_lesson, &post);
    return err != 0 || lesson.drafter == 0 ? err : request_tell_member(rq, lesson.drafter);
}

/* ---- whom it helped ---- */

int verb_helped(struct request *rq, const struct msg_helped *in, struct msg_done *out)
{
    struct clock_day day = clock_local_day(rq->now_ms);
    struct lesson_help help = { .member = rq->who.id,
                                .day = day.year * 10000 + day.month * 100 + day.day,
                                .at = rq->now_ms };
    struct post post;
    bool changed;
    int err = request_find(rq, in->code, &post);

    if (err != 0)
        return err;
    if (!store_post_is_lesson(&post))
        return request_fail(rq, ERR_BAD_REQUEST, "code", "this is no lesson and no guide");
    if (post.lesson_state != LESSON_PUBLISHED)
        return request_fail(rq, ERR_CONFLICT, "code", "it is not published");
    if (post.author == rq->who.id)
        return request_fail(rq, ERR_FORBIDDEN, "code", "one's own does not count");
    help.post = post.id;
    err = store_lesson_help(rq->store, &help, &changed);
    MSG_SET(out, count, post.helped + (err == 0 && changed));
    return err;
}

/* ---- what a lesson could be made from ---- */

/* An answer's sources have its code. */
static int add_sources(struct request *rq, const struct post *question, const struct msg_basis_answer *answers,
                       size_t answer_count, struct msg_cited *sources, size_t *count)
{
    struct post_source *rows;
    size_t rows_count;
    int err = store_post_sources(rq->store, question->id, 50, rq->arena, &rows, &rows_count);

    for (size_t i = 0; i < rows_count && err == 0; i++) {
        struct code_text code = code_answer(question->code, rows[i].number);
        for (size_t j = 0; j < answer_count && *count < 50; j++)
            if (span_is(answers[j].code, code.text))
                sources[(*count)++] = (struct msg_cited){ answers[j].code, rows[i].title, rows[i].url };
    }
    return err;
}

static int add_answers(struct request *rq, const struct post *question, struct msg_basis_answer *answers, size_t *count)
{
    struct post_ids ids = { .count = 0 };
    int err = store_lesson_answers(rq->store, question->id, rq->now_ms, ANSWERS_MAX, rq->arena, &ids);

    for (size_t i = 0; i < ids.count && err == 0; i++) {
        struct post answer;
        err = store_post_get(rq->store, ids.ids[i], rq->arena, &answer);
        if (err == 0)
            answers[(*count)++] = (struct msg_basis_answer){ .code = answer.code,
                                                             .text = answer.text,
                                                             .thanks = answer.thanks,
                                                             .has_thanks = true,
                                                             .endorsed = ids.keys[i],
                                                             .has_endorsed = true };
    }
    return err;
}

int verb_lesson_basis(struct request *rq, const struct msg_lesson_basis *in, struct msg_basis *out)
{
    const struct msg_lesson made = { .made_from = in->codes, .made_from_count = in->codes_count };
    struct making m = { .in = &made };
    struct msg_basis_answer *answers = arena_take(rq->arena, ANSWERS_MAX * FROM_MAX * sizeof *answers);
    struct msg_cited *sources = arena_take(rq->arena, 50 * sizeof *sources);
    int err = find_from(rq, &m, true);

    if (err != 0 || answers == NULL || sources == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    if (m.from_count == 0)
        return request_fail(rq, ERR_BAD_REQUEST, "codes", "is missing: what is it made from?");
    MSG_SET(out, answers, 0);
    for (size_t i = 0; i < m.from_count && err == 0; i++) {
        size_t before = out->items_count;
        out->answers += m.from[i].answers;
        err = add_answers(rq, &m.from[i], answers, &out->items_count);
        if (err == 0)
            err =
                add_sources(rq, &m.from[i], answers + before, out->items_count - before, sources, &out->sources_count);
        if (m.from[i].team != 0)
            out->team_name = m.from[i].team_name;
    }
    out->title = m.from[0].title;
    out->theme = m.from[0].theme_slug;
    out->items = answers;
    out->sources = sources;
    return err;
}
