/* search, similar. */
#include "daemon/excerpt.h"
#include "daemon/store/store_lesson.h"
#include "daemon/thing.h"
#include "proto/term.h"
#include "verbs.h"

#define SEARCH_LIMIT  20
#define TITLE_WORDS   60
#define TEXT_WORDS    400
#define ALIKE_LIMIT   5
#define ALIKE_LESSONS 3   /* and so many lessons and guides before them */
#define ALIKE_READ    20  /* of which the best are chosen */
#define ALIKE_SHARE   0.4 /* of the best: what is much less alike is not shown */

/* ---- what was typed ---- */

/* The words that were typed, as phrases; they never become anything but words. */
struct typed {
    struct search_phrase phrases[SEARCH_PHRASES_MAX];
    size_t phrase_count;
    struct terms terms;
    struct span words[SEARCH_WORDS_MAX];
    size_t word_count;
};

/* Double quotes of every kind that keyboards and word processors make; the bytes of one, or 0. */
static size_t quote_at(struct span text, size_t at)
{
    static const char *const quotes[] = {
        "\"", "\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e", "\xc2\xab", "\xc2\xbb"
    };

    for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++) {
        size_t len = strlen(quotes[i]);
        if (text.len - at >= len && memcmp(text.ptr + at, quotes[i], len) == 0)
            return len;
    }
    return 0;
}

/* Adds the words of one piece: each by itself, or in a row. */
static int add_piece(struct request *rq, struct span piece, bool in_a_row, struct typed *out)
{
    struct terms terms;
    int err = terms_read(piece, SEARCH_WORDS_MAX - out->word_count, rq->arena, &terms);

    for (size_t i = 0; i < terms.count && err == 0; i++) {
        bool begins = i == 0 || !in_a_row;
        if (begins && out->phrase_count == SEARCH_PHRASES_MAX)
            return 0;
        if (begins)
            out->phrases[out->phrase_count++] = (struct search_phrase){ .words = &out->words[out->word_count] };
        out->words[out->word_count++] = terms.list[i].word;
        out->phrases[out->phrase_count - 1].count++;
    }
    return err;
}

/* A quote that is opened and not closed goes on to the end. The last word outside of quotes may go on. */
static int read_words(struct request *rq, struct span text, struct typed *out)
{
    bool quoted = false;
    size_t from = 0;
    int err = 0;

    *out = (struct typed){ .phrase_count = 0 };
    for (size_t at = 0; at < text.len && err == 0; at++) {
        size_t quote = quote_at(text, at);
        if (quote == 0)
            continue;
        err = add_piece(rq, (struct span){ text.ptr + from, at - from }, quoted, out);
        quoted = !quoted;
        at += quote - 1;
        from = at + 1;
    }
    size_t before = out->word_count;
    if (err == 0)
        err = add_piece(rq, (struct span){ text.ptr + from, text.len - from }, quoted, out);
    if (out->word_count > before && !quoted)
        out->phrases[out->phrase_count - 1].prefix = true;
    return err;
}

static int read_kinds(struct request *rq, const struct msg_search *in, unsigned *out)
{
    static const struct {
        const char *name;
        enum post_kind kind;
    } kinds[] = { { "question", POST_QUESTION },
                  { "answer", POST_ANSWER },
                  { "tip", POST_TIP },
                  { "lesson", POST_LESSON },
                  { "guide", POST_GUIDE } };

    *out = 0;
    for (size_t i = 0; i < in->kinds_count; i++) {
        unsigned bit = 0;
        for (size_t j = 0; j < sizeof kinds / sizeof kinds[0]; j++)
            if (span_is(in->kinds[i], kinds[j].name))
                bit = 1u << kinds[j].kind;
        if (bit == 0)
            return request_fail(rq, ERR_BAD_REQUEST, "kinds", "must be question, answer, tip, lesson or guide");
        *out |= bit;
    }
    return 0;
}

static int own_teams(struct request *rq, const int64_t **out, size_t *count)
{
    struct place_list teams = { NULL, 0 };
    int err = store_place_teams_of(rq->store, rq->who.id, rq->arena, &teams);
    int64_t *ids = arena_take(rq->arena, (teams.count + 1) * sizeof *ids);

    if (err != 0 || ids == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < teams.count; i++)
        ids[i] = teams.rows[i].id;
    *out = ids;
    *count = teams.count;
    return 0;
}

/* Of the teams that may be searched this one alone. Another's is refused like one that never was. */
static int choose_team(struct request *rq, struct span slug, struct search_query *out)
{
    struct place team;
    int err = request_place(rq, PLACE_TEAM, slug, "team", &team);

    for (size_t i = 0; err == 0 && i < out->team_count; i++)
        if (out->teams[i] == team.id) {
            out->teams += i;
            out->team_count = 1;
            out->within = true;
            return 0;
        }
    return err != 0 ? err : request_fail(rq, ERR_NOT_FOUND, "team", "there is no such place");
}

static int read_query(struct request *rq, const struct msg_search *in, struct search_query *out)
{
    struct place theme = { .id = 0 };
    int err = read_kinds(rq, in, &out->kinds);

    if (err == 0 && in->theme.ptr != NULL)
        err = request_place(rq, PLACE_THEME, in->theme, "theme", &theme);
    if (err == 0)
        err = own_teams(rq, &out->teams, &out->team_count);
    if (err == 0 && in->team.ptr != NULL)
        err = choose_team(rq, in->team, out);
    out->member = rq->who.id;
    out->theme = theme.id;
    out->since_at = in->has_since_at ? in->since_at : -1;
    out->limit = in->has_limit ? (size_t)in->limit : SEARCH_LIMIT;
    return err;
}

/* ---- search ---- */

/* Of the first text where the words stand, the title before the others; of that when they stand nowhere any more. */
static int make_excerpt(struct request *rq, const struct post *post, const struct typed *typed, struct excerpt *out)
{
    const struct span texts[] = { post->title, post->text, post->works_when, post->works_not };
    bool fits = false, any = false;
    int err = 0;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && !fits && err == 0; i++) {
        struct excerpt excerpt;
        if (texts[i].len == 0)
            continue;
        err = excerpt_make(texts[i], typed->phrases, typed->phrase_count, rq->arena, &excerpt, &fits);
        if (err == 0 && (fits || !any))
            *out = excerpt;
        any = true;
    }
    return err;
}

static int show_found(struct request *rq, const struct post *post, const struct typed *typed, struct msg_found *out)
{
    struct excerpt excerpt = { .text = span_of(""), .mark_count = 0 };
    int err = make_excerpt(rq, post, typed, &excerpt);

    thing_of(post, rq->who.id, rq->settings, &out->base);
    thing_without_texts(&out->base);
    out->excerpt = excerpt.text;
    out->marks = excerpt.marks;
    out->marks_count = excerpt.mark_count;
    return err;
}

/* What was withdrawn between the two looks is not there. */
static int show_all_found(struct request *rq, const struct search_found *found, const struct typed *typed,
                          struct msg_searched *out)
{
    struct msg_found *items = arena_take(rq->arena, (found->count + 1) * sizeof *items);
    int err = items == NULL ? ERR_TOO_BIG : 0;

    out->items = items;
    for (size_t i = 0; i < found->count && err == 0; i++) {
        struct post post;
        err = store_post_get(rq->store, found->posts[i], rq->arena, &post);
        if (err == 0 && !store_post_is_gone(&post))
            err = show_found(rq, &post, typed, &items[out->items_count++]);
    }
    return err;
}

static int need_index(struct request *rq)
{
    return rq->search != NULL ? 0 : request_fail(rq, ERR_BUSY, NULL, "the index is not there");
}

int verb_search(struct request *rq, const struct msg_search *in, struct msg_searched *out)
{
    struct search_query query = { .member = 0 };
    struct search_found found;
    struct typed typed;
    int err = need_index(rq);

    if (err == 0)
        err = read_query(rq, in, &query);
    if (err == 0)
        err = read_words(rq, in->words, &typed);
    if (err != 0)
        return err;
    query.phrases = typed.phrases;
    query.phrase_count = typed.phrase_count;
    err = store_search_find(rq->search, &query, rq->arena, &found);
    return err != 0 ? err : show_all_found(rq, &found, &typed, out);
}

/* ---- similar ---- */

static bool is_among(const struct span *stems, size_t count, struct span stem)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal(stems[i], stem))
            return true;
    return false;
}

/* The different stems of the words that say something, until there are enough. */
static int add_stems(struct request *rq, struct span text, size_t words, struct span *stems, size_t *count)
{
    struct terms terms;
    char room[TERM_BYTES_MAX];
    int err = text.ptr == NULL ? 0 : terms_read(text, words, rq->arena, &terms);

    for (size_t i = 0; text.ptr != NULL && i < terms.count && *count < SEARCH_STEMS_MAX && err == 0; i++) {
        struct span stem = term_stem(terms.list[i].word, room);
        if (term_is_stop(terms.list[i].word) || is_among(stems, *count, stem))
            continue;
        stems[*count] = arena_copy(rq->arena, stem);
        err = stems[(*count)++].ptr == NULL ? ERR_TOO_BIG : 0;
    }
    return err;
}

/* Where a thing stands in the list: what was learned, what was answered, what is open. */
enum alike_rank { ALIKE_LESSON, ALIKE_ANSWERED, ALIKE_OPEN, ALIKE_RANKS };

static enum alike_rank rank_of(const struct post *post)
{
    if (store_post_is_lesson(post))
        return ALIKE_LESSON;
    return post->answers > 0 || post->resolved_at != 0 ? ALIKE_ANSWERED : ALIKE_OPEN;
}

struct alike {
    struct post posts[ALIKE_LIMIT + ALIKE_LESSONS];
    size_t count, lessons;
};

static bool is_there(const struct alike *alike, int64_t post)
{
    for (size_t i = 0; i < alike->count; i++)
        if (alike->posts[i].id == post)
            return true;
    return false;
}

/* What was withdrawn between the two looks is not there. A guide that is only begun says nothing yet. */
static int add_post(struct request *rq, int64_t id, struct alike *alike)
{
    struct post *post = &alike->posts[alike->count];
    int err = is_there(alike, id) ? ERR_NOT_FOUND : store_post_get(rq->store, id, rq->arena, post);

    if (err != 0)
        return err == ERR_NOT_FOUND ? 0 : err;
    bool lesson = store_post_is_lesson(post);
    if (store_post_is_gone(post) || (lesson && (alike->lessons == ALIKE_LESSONS || post->version == 0)) ||
        (!lesson && alike->count - alike->lessons == ALIKE_LIMIT))
        return 0;
    alike->count++;
    alike->lessons += lesson;
    return 0;
}

/* With a question come the lessons and guides that were made from it, however they are worded. */
static int add_alike(struct request *rq, int64_t id, struct alike *alike)
{
    struct post_ids linked = { .count = 0 };
    int err = add_post(rq, id, alike);

    if (err == 0)
        err = store_lesson_links(rq->store, id, rq->who.id, ALIKE_LESSONS, rq->arena, &linked);
    for (size_t i = 0; i < linked.count && err == 0; i++) {
        struct post post;
        err = store_post_get(rq->store, linked.ids[i], rq->arena, &post);
        if (err == 0 && store_post_is_lesson(&post))
            err = add_post(rq, linked.ids[i], alike);
    }
    return err;
}

static int show_alike(struct request *rq, const struct search_found *found, struct msg_alike *out)
{
    struct alike *alike = arena_take(rq->arena, sizeof *alike);
    struct msg_thing *items = arena_take(rq->arena, (ALIKE_LIMIT + ALIKE_LESSONS) * sizeof *items);
    int err = items == NULL || alike == NULL ? ERR_TOO_BIG : 0;

    if (err == 0)
        alike->count = alike->lessons = 0;
    for (size_t i = 0; err == 0 && i < found->count && alike->count - alike->lessons < ALIKE_LIMIT; i++) {
        if (found->weights[i] < ALIKE_SHARE * found->weights[0])
            break;
        err = add_alike(rq, found->posts[i], alike);
    }
    out->items = items;
    for (int rank = 0; err == 0 && rank < ALIKE_RANKS; rank++)
        for (size_t i = 0; i < alike->count; i++)
            if ((int)rank_of(&alike->posts[i]) == rank) {
                thing_of(&alike->posts[i], rq->who.id, rq->settings, &items[out->items_count]);
                thing_without_texts(&items[out->items_count++]);
            }
    return err;
}

int verb_similar(struct request *rq, const struct msg_similar *in, struct msg_alike *out)
{
    struct span stems[SEARCH_STEMS_MAX];
    struct search_likeness query = { .member = rq->who.id, .stems = stems, .limit = ALIKE_READ };
    struct search_found found;
    int err = need_index(rq);

    if (err == 0)
        err = own_teams(rq, &query.teams, &query.team_count);
    if (err == 0)
        err = add_stems(rq, in->title, TITLE_WORDS, stems, &query.stem_count);
    if (err == 0)
        err = add_stems(rq, in->text, TEXT_WORDS, stems, &query.stem_count);
    if (err == 0)
        err = store_search_alike(rq->search, &query, rq->arena, &found);
    return err != 0 ? err : show_alike(rq, &found, out);
}
