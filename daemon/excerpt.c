#include "excerpt.h"

#include "proto/term.h"
#include "proto/text.h"

#include <stdio.h>

#define WORDS_MAX 2000
#define LEAD      40 /* characters before the first hit, at most */
#define ELLIPSIS  "\xe2\x80\xa6"

/* A run of words of the text that is one of the phrases. */
struct hit {
    size_t from, to; /* bytes */
};

struct hits {
    struct hit list[EXCERPT_MARKS_MAX];
    size_t count;
};

/* The window of the text that is shown, in bytes. */
struct window {
    size_t from, to;
};

static bool begins_with(struct span word, struct span beginning)
{
    return word.len >= beginning.len && memcmp(word.ptr, beginning.ptr, beginning.len) == 0;
}

static bool stands_at(const struct terms *terms, size_t at, const struct search_phrase *phrase)
{
    if (phrase->count == 0 || at + phrase->count > terms->count)
        return false;
    for (size_t i = 0; i < phrase->count; i++) {
        bool may_go_on = phrase->prefix && i + 1 == phrase->count;
        struct span word = terms->list[at + i].word;
        if (may_go_on ? !begins_with(word, phrase->words[i]) : !span_equal(word, phrase->words[i]))
            return false;
    }
    return true;
}

static size_t longest_at(const struct terms *terms, size_t at, const struct search_phrase *phrases, size_t count)
{
    size_t words = 0;

    for (size_t i = 0; i < count; i++)
        if (phrases[i].count > words && stands_at(terms, at, &phrases[i]))
            words = phrases[i].count;
    return words;
}

/* The first of them, without overlap. */
static void find_hits(const struct terms *terms, const struct search_phrase *phrases, size_t count, struct hits *out)
{
    out->count = 0;
    for (size_t at = 0; at < terms->count && out->count < EXCERPT_MARKS_MAX; at++) {
        size_t words = longest_at(terms, at, phrases, count);
        if (words == 0)
            continue;
        const struct term *last = &terms->list[at + words - 1];
        out->list[out->count++] = (struct hit){ terms->list[at].at, last->at + last->length };
        at += words - 1;
    }
}

static bool is_middle(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\n';
}

/* So many characters before `at`, and then forward to the beginning of a word. */
static size_t step_back(struct span text, size_t at, size_t points)
{
    size_t from = at;

    while (from > 0 && points > 0) {
        from--;
        points -= !is_middle(text.ptr[from]);
    }
    while (from > 0 && from < at && !is_space(text.ptr[from - 1]))
        from++;
    return from;
}

/* So many characters on, and back to the end of a word, unless that is too far. */
static size_t step_on(struct span text, size_t from)
{
    size_t to = from + text_first((struct span){ text.ptr + from, text.len - from }, EXCERPT_POINTS).len, end = to;

    while (end < text.len && end > from && !is_space(text.ptr[end]))
        end--;
    return end - from > (to - from) / 2 ? end : to;
}

static struct window choose_window(struct span text, const struct hits *hits)
{
    struct window window = { 0, 0 };

    if (hits->count > 0 && text_length(text) > EXCERPT_POINTS)
        window.from = step_back(text, hits->list[0].from, LEAD);
    window.to = step_on(text, window.from);
    return window;
}

/* One line, with what was left out shown. */
static struct span cut_out(struct span text, const struct window *window, struct arena *arena)
{
    size_t len = 0;
    char *out = arena_take(arena, window->to - window->from + 2 * strlen(ELLIPSIS) + 1);

    if (out == NULL)
        return (struct span){ NULL, 0 };
    if (window->from > 0) {
        memcpy(out, ELLIPSIS, strlen(ELLIPSIS));
        len = strlen(ELLIPSIS);
    }
    for (size_t i = window->from; i < window->to; i++)
        out[len++] = text.ptr[i] == '\n' ? ' ' : text.ptr[i];
    if (window->to < text.len) {
        memcpy(out + len, ELLIPSIS, strlen(ELLIPSIS));
        len += strlen(ELLIPSIS);
    }
    return (struct span){ out, len };
}

static struct span mark_of(struct span text, const struct window *window, const struct hit *hit, struct arena *arena)
{
    size_t to = hit->to < window->to ? hit->to : window->to;
    size_t before = text_length((struct span){ text.ptr + window->from, hit->from - window->from });
    char mark[32];

    snprintf(mark, sizeof mark, "%zu+%zu", before + (window->from > 0),
             text_length((struct span){ text.ptr + hit->from, to - hit->from }));
    return arena_copy(arena, span_of(mark));
}

static int add_marks(struct span text, const struct window *window, const struct hits *hits, struct arena *arena,
                     struct excerpt *out)
{
    struct span *marks = arena_take(arena, (hits->count + 1) * sizeof *marks);

    if (marks == NULL)
        return ERR_TOO_BIG;
    out->marks = marks;
    for (size_t i = 0; i < hits->count && hits->list[i].from < window->to; i++) {
        marks[i] = mark_of(text, window, &hits->list[i], arena);
        if (marks[i].ptr == NULL)
            return ERR_TOO_BIG;
        out->mark_count++;
    }
    return 0;
}

int excerpt_make(struct span text, const struct search_phrase *phrases, size_t phrase_count, struct arena *arena,
                 struct excerpt *out, bool *fits)
{
    struct terms terms;
    struct hits hits;
    int err = terms_read(text, WORDS_MAX, arena, &terms);

    *out = (struct excerpt){ .mark_count = 0 };
    if (err != 0)
        return err;
    find_hits(&terms, phrases, phrase_count, &hits);
    struct window window = choose_window(text, &hits);
    *fits = hits.count > 0;
    out->text = cut_out(text, &window, arena);
    return out->text.ptr == NULL ? ERR_TOO_BIG : add_marks(text, &window, &hits, arena, out);
}
