/* ask, answer, resolve; and how a question or an answer comes into the database, whoever brings it. */
#include "question.h"
#include "daemon/flood.h"
#include "daemon/moderation.h"
#include "daemon/secret.h"
#include "daemon/store/store_follow.h"
#include "proto/text.h"
#include "verbs.h"

#define CODE_TRIES 8 /* of one length, before a longer one */

/* The theme: said by the topic, or in a team's tree by the payload. */
static int take_theme(struct request *rq, struct span named, struct post *post)
{
    struct place theme;

    if (rq->place == TOPIC_THEME && (named.ptr == NULL || span_equal(named, post->theme_slug)))
        return 0;
    if (rq->place == TOPIC_THEME)
        return request_fail(rq, ERR_BAD_REQUEST, "theme", "another theme than that of the topic");
    if (named.ptr == NULL)
        return request_fail(rq, ERR_BAD_REQUEST, "theme", "is missing: a team's topic does not say it");
    int err = request_place(rq, PLACE_THEME, named, "theme", &theme);
    post->theme = theme.id;
    post->theme_slug = theme.slug;
    post->theme_name = theme.name;
    return err;
}

/* Short codes while they last: of a length at most a quarter of the codes is given out. */
static int code_length(struct request *rq, size_t *out)
{
    int64_t questions;
    int err = store_post_count_questions(rq->store, &questions);

    *out = CODE_MIN;
    while (*out < CODE_MAX && code_space(*out) / 4 < questions)
        (*out)++;
    return err;
}

int question_add(struct request *rq, struct post *post)
{
    size_t length;
    int err = code_length(rq, &length);

    for (int tries = 0; err == 0 && tries < 2 * CODE_TRIES; tries++) {
        struct code_text code = secret_letters(length + (tries >= CODE_TRIES && length < CODE_MAX));
        post->code = arena_copy(rq->arena, span_of(code.text));
        int added = store_post_add(rq->store, post);
        if (added != ERR_CONFLICT)
            return added;
    }
    return err != 0 ? err : request_fail(rq, ERR_BUSY, NULL, "no free code was found");
}

int verb_ask(struct request *rq, const struct msg_ask *in, struct msg_done *out)
{
    struct moderation_found found;
    struct post post;
    int err = request_check_text(rq, "title", in->title, in->checked);

    if (err == 0)
        err = request_check_text(rq, "text", in->text, in->checked);
    if (err == 0)
        err = request_new_post(rq, POST_QUESTION, &post);
    if (err == 0)
        err = take_theme(rq, in->theme, &post);
    if (err != 0)
        return err;
    post.title = in->title;
    post.text = in->text.len > 0 ? in->text : (struct span){ NULL, 0 };
    post.flags = in->no_kiosk ? POST_NO_KIOSK : 0u;
    if (in->anonymous)
        request_hide_author(&post);

    err = flood_check_double(rq, &post);
    if (err == 0)
        err = moderation_look(rq, &post, &found);
    if (err == 0)
        err = question_add(rq, &post);
    if (err != 0)
        return err;
    out->code = post.code;
    err = store_follow_begin(rq->store, rq->who.id, post.id, rq->now_ms);
    if (err == 0)
        err = moderation_admit(rq, &post, &found, out);
    return err != 0 ? err : request_tell_as_is(rq, &post);
}

static int add_sources(struct request *rq, int64_t post, const struct msg_source *sources, size_t count)
{
    int err = 0;

    for (size_t i = 0; i < count && err == 0; i++) {
        struct span url = sources[i].url;
        bool web =
            (url.len > 8 && memcmp(url.ptr, "https://", 8) == 0) || (url.len > 7 && memcmp(url.ptr, "http://", 7) == 0);
        if (!web)
            return request_fail(rq, ERR_BAD_REQUEST, "url", "must begin with https:// or http://");
        err = store_post_add_source(rq->store, post, (int64_t)i + 1, sources[i].title, url);
    }
    return err;
}

static int digit_of(char c)
{
    const char *digits = "0123456789abcdef0123456789ABCDEF", *at = c == '\0' ? NULL : strchr(digits, c);

    return at == NULL ? -1 : (int)(at - digits) % 16;
}

/* As whoever is behind the address reads it: %40 is an @. What would be no text then stays as it is. */
static int read_address(struct request *rq, struct span url, struct span *out)
{
    char *plain = arena_take(rq->arena, url.len + 1);
    size_t len = 0;

    if (plain == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "too much in one batch");
    for (size_t at = 0; at < url.len; at++) {
        bool coded = url.ptr[at] == '%' && at + 2 < url.len;
        int high = coded ? digit_of(url.ptr[at + 1]) : -1, low = coded ? digit_of(url.ptr[at + 2]) : -1;
        coded = high >= 0 && low >= 0;
        plain[len++] = coded ? (char)(high * 16 + low) : url.ptr[at];
        at += coded ? 2 : 0;
    }
    *out = (struct span){ plain, len };
    if (!text_is_utf8(*out))
        *out = url;
    return 0;
}

/* Names are what titles are about: of who wrote them. Nobody need look at those. */
int question_check_sources(struct request *rq, const struct msg_source *sources, size_t count)
{
    bool doubtful = rq->doubtful;
    int err = 0;

    for (size_t i = 0; i < count && err == 0; i++) {
        struct span address = { NULL, 0 };
        err = request_check_text(rq, "sources", sources[i].title, true);
        if (err == 0)
            err = read_address(rq, sources[i].url, &address);
        if (err == 0)
            err = request_check_text(rq, "sources", address, true);
    }
    rq->doubtful = doubtful;
    return err;
}

/* What is to be read first is not counted yet. */
static int number_answer(struct request *rq, struct post *answer)
{
    if (answer->held != POST_NOT_HELD)
        return store_post_number_answer(rq->store, answer->question, &answer->number);
    return store_post_count_answer(rq->store, answer->question, rq->now_ms, &answer->number);
}

void question_begin_answer(const struct post *question, struct post *answer)
{
    answer->question = question->id;
    answer->theme = question->theme;
    answer->team = question->team;
    answer->theme_slug = question->theme_slug;
    answer->theme_name = question->theme_name;
    answer->organisation_slug = question->organisation_slug;
    answer->organisation_name = question->organisation_name;
    if (!store_post_is_of_team(question)) /* then those of the author's team stay */
        return;
    answer->team_slug = question->team_slug;
    answer->team_name = question->team_name;
}

int question_add_answer(struct request *rq, const struct post *question, const struct msg_source *sources, size_t count,
                        struct post *answer)
{
    int err = number_answer(rq, answer);

    if (err != 0)
        return err;
    struct code_text code = code_answer(question->code, answer->number);
    answer->code = arena_copy(rq->arena, span_of(code.text));
    err = store_post_add(rq->store, answer);
    return err != 0 ? err : add_sources(rq, answer->id, sources, count);
}

int verb_answer(struct request *rq, const struct msg_answer *in, struct msg_done *out)
{
    struct moderation_found found;
    struct post question, post;
    int err = request_find(rq, in->to, &question);

    if (err != 0)
        return err;
    if (question.kind != POST_QUESTION)
        return request_fail(rq, ERR_BAD_REQUEST, "to", "only a question can be answered");
    err = request_check_text(rq, "text", in->text, in->checked);
    if (err == 0)
        err = question_check_sources(rq, in->sources, in->sources_count);
    if (err == 0)
        err = request_new_post(rq, POST_ANSWER, &post);
    if (err != 0)
        return err;
    question_begin_answer(&question, &post);
    post.text = in->text;
    if ((question.flags & POST_ANONYMOUS) != 0 && question.author == rq->who.id)
        request_hide_author(&post); /* who asked so stays hidden in the whole thread */

    err = flood_check_double(rq, &post);
    if (err == 0)
        err = moderation_look(rq, &post, &found);
    if (err == 0)
        err = question_add_answer(rq, &question, in->sources, in->sources_count, &post);
    if (err != 0)
        return err;
    out->code = post.code;
    out->everybody = post.team == 0;
    err = moderation_admit(rq, &post, &found, out);
    if (err == 0)
        err = request_tell_as_is(rq, &post);
    return err != 0 ? err : store_follow_begin(rq->store, rq->who.id, question.id, rq->now_ms);
}

/* The answer that helped must be there; its author is told. */
static int check_chosen(struct request *rq, const struct post *question, int64_t number, struct post *answer)
{
    struct code_text code = code_answer(question->code, number);
    int err = request_find(rq, span_of(code.text), answer);

    if (err == ERR_NOT_FOUND)
        return request_fail(rq, ERR_NOT_FOUND, "answer", "the question has no such answer");
    return err;
}

int verb_resolve(struct request *rq, const struct msg_resolve *in, struct msg_done *out)
{
    struct post question, answer = { 0 };
    int err = request_find(rq, in->code, &question);

    (void)out;
    if (err != 0)
        return err;
    if (question.kind != POST_QUESTION)
        return request_fail(rq, ERR_BAD_REQUEST, "code", "only a question can be marked answered");
    if (question.author != rq->who.id)
        return request_fail(rq, ERR_FORBIDDEN, "code", "only the asker may do this");
    if (in->open && in->has_answer)
        return request_fail(rq, ERR_BAD_REQUEST, "answer", "an open question has no chosen answer");
    if (!in->open && question.answers > 0 && question.met_until == 0)
        return request_fail(rq, ERR_CONFLICT, "code", "its theme demands an endorsed answer first");
    if (in->has_answer)
        err = check_chosen(rq, &question, in->answer, &answer);
    if (err == 0)
        err = store_post_resolve(rq->store, question.id, in->open ? 0 : rq->now_ms, in->answer);
    if (err == 0)
        err = request_tell(rq, EVENT_resolved, &question);
    return err != 0 || answer.id == 0 ? err : request_tell_member(rq, answer.author);
}
