#include "cache.h"

#include "proto/decode.h"
#include "proto/term.h"
#include "proto/text.h"

#include <stdio.h>

#define LIST_LIMIT     20
#define SEARCH_LIMIT   20
#define WORDS_MAX      24  /* of a search */
#define TEXT_WORDS_MAX 500 /* of a text of 2000 characters */
#define MARKS_MAX      16
#define EXCERPT_MAX    200
#define BEFORE_BYTES   60 /* of the text before the first word that fits */

/* ---- rows ---- */

static int decoded(struct span blob, const struct msg_type *type, void *out, struct arena *arena)
{
    struct decode_part part = { type, out };
    struct span copy = arena_copy(arena, blob);
    struct fault fault;

    if (copy.ptr == NULL)
        return ERR_TOO_BIG;
    return decode_map(copy, &part, 1, false, arena, &fault);
}

/* A row of `thing, text, kept_at`. The oldest moment of several is what people are told. */
static int read_thing(sqlite3_stmt *row, struct arena *arena, struct msg_thing *out, int64_t *kept_at)
{
    int err = decoded(db_blob(row, 0), &type_thing, out, arena);
    int64_t kept = sqlite3_column_int64(row, 2);

    if (err == 0 && sqlite3_column_bytes(row, 1) > 0)
        out->text = arena_copy(arena, span_of(db_text(row, 1)));
    if (*kept_at == 0 || kept < *kept_at)
        *kept_at = kept;
    return err;
}

/* ---- show, me ---- */

static int get(struct vakwerk_cache *cache, struct span code, const struct msg_type *type, void *out,
               struct arena *arena, int64_t *kept_at)
{
    sqlite3_stmt *row = db_start(&cache->db, CACHE_GET);
    int err = ERR_NOT_FOUND;

    db_bind_text(row, 2, code);
    if (sqlite3_step(row) == SQLITE_ROW) {
        *kept_at = sqlite3_column_int64(row, 2);
        memset(out, 0, type->size);
        err = sqlite3_column_bytes(row, 3) > 0 ? decoded(db_blob(row, 3), type, out, arena)
              : type->base == &type_thing      ? read_thing(row, arena, out, kept_at)
                                               : ERR_NOT_FOUND;
    }
    sqlite3_reset(row);
    return err;
}

/* ---- list ---- */

static bool answer_list(struct vakwerk_cache *cache, const struct vakwerk_call *call, struct arena *arena,
                        struct msg_listed *out, int64_t *kept_at)
{
    const struct msg_list *in = call->in;
    struct span none = { NULL, 0 };
    size_t limit = in->has_limit ? (size_t)in->limit : LIST_LIMIT;
    struct msg_thing *items = arena_take(arena, limit * sizeof *items);
    sqlite3_stmt *row = db_start(&cache->db, CACHE_LIST);

    db_bind_text(row, 2, in->kind.ptr != NULL ? in->kind : span_of("question"));
    db_bind_text(row, 3, call->place == TOPIC_THEME ? call->space : none);
    db_bind_text(row, 4, call->place == TOPIC_TEAM ? call->space : none);
    sqlite3_bind_int(row, 5, in->open);
    sqlite3_bind_int(row, 6, in->mine);
    sqlite3_bind_int64(row, 7, in->has_since_at ? in->since_at : -1);
    db_bind_text(row, 8, in->open ? span_of("open") : in->sort);
    sqlite3_bind_int64(row, 9, (int64_t)limit);
    *out = (struct msg_listed){ .items = items };
    while (items != NULL && out->items_count < limit && sqlite3_step(row) == SQLITE_ROW)
        if (read_thing(row, arena, &items[out->items_count], kept_at) == 0)
            out->items_count++;
    sqlite3_reset(row);
    return items != NULL;
}

/* ---- search ---- */

struct looking {
    struct arena *arena;
    const struct msg_search *in;
    struct terms wanted;
    size_t limit;
    struct msg_found *items;
};

static bool begins_with(struct span word, struct span begin)
{
    return word.len >= begin.len && memcmp(word.ptr, begin.ptr, begin.len) == 0;
}

static const struct term *find_term(const struct terms *terms, struct span wanted)
{
    for (size_t i = 0; i < terms->count; i++)
        if (begins_with(terms->list[i].word, wanted))
            return &terms->list[i];
    return NULL;
}

/* Whether every word is in one of the two; *first is where the first one stands in the text, if it does. */
static bool fits(const struct looking *l, const struct terms *title, const struct terms *text,
                 const struct term **first)
{
    *first = NULL;
    for (size_t i = 0; i < l->wanted.count; i++) {
        const struct term *term = find_term(text, l->wanted.list[i].word);
        if (term == NULL && find_term(title, l->wanted.list[i].word) == NULL)
            return false;
        if (*first == NULL)
            *first = term;
    }
    return true;
}

static bool is_wanted_kind(const struct msg_search *in, struct span kind)
{
    for (size_t i = 0; i < in->kinds_count; i++)
        if (span_equal(in->kinds[i], kind))
            return true;
    return in->kinds_count == 0;
}

static struct span mark(struct arena *arena, struct span text, const struct term *term)
{
    size_t at = text_length((struct span){ text.ptr, term->at });
    size_t length = text_length((struct span){ text.ptr + term->at, term->length });
    char written[32];

    snprintf(written, sizeof written, "%zu+%zu", at, length);
    return arena_copy(arena, span_of(written));
}

/* Where in the excerpt the words stand, as the daemon says it. */
static void set_marks(struct looking *l, struct msg_found *found)
{
    struct span *marks = arena_take(l->arena, MARKS_MAX * sizeof *marks);
    struct terms terms;

    if (marks == NULL || terms_read(found->excerpt, TEXT_WORDS_MAX, l->arena, &terms) != 0)
        return;
    found->marks = marks;
    for (size_t i = 0; i < terms.count && found->marks_count < MARKS_MAX; i++)
        for (size_t j = 0; j < l->wanted.count; j++)
            if (begins_with(terms.list[i].word, l->wanted.list[j].word)) {
                marks[found->marks_count++] = mark(l->arena, found->excerpt, &terms.list[i]);
                break;
            }
}

/* The title if it has one, else the text from a few words before the first that fits. */
static struct span excerpt_of(const struct msg_thing *thing, const struct term *first)
{
    struct span text = thing->title.len > 0 ? thing->title : thing->text;
    size_t from = thing->title.len > 0 || first == NULL || first->at < BEFORE_BYTES ? 0 : first->at - BEFORE_BYTES;

    while (from > 0 && text.ptr[from - 1] != ' ')
        from--;
    return text_first((struct span){ text.ptr + from, text.len - from }, EXCERPT_MAX);
}

static bool look_at(struct looking *l, const struct msg_thing *thing, struct msg_found *out)
{
    const struct term *first;
    struct terms title, text;

    if (!is_wanted_kind(l->in, thing->kind) || terms_read(thing->title, TEXT_WORDS_MAX, l->arena, &title) != 0 ||
        terms_read(thing->text, TEXT_WORDS_MAX, l->arena, &text) != 0 || !fits(l, &title, &text, &first))
        return false;
    *out = (struct msg_found){ .base = *thing, .excerpt = excerpt_of(thing, first) };
    out->base.text = (struct span){ NULL, 0 };
    set_marks(l, out);
    return true;
}

static bool answer_search(struct vakwerk_cache *cache, const struct vakwerk_call *call, struct arena *arena,
                          struct msg_searched *out, int64_t *kept_at)
{
    const struct msg_search *in = call->in;
    struct looking l = { .arena = arena, .in = in, .limit = in->has_limit ? (size_t)in->limit : SEARCH_LIMIT };
    sqlite3_stmt *row = db_start(&cache->db, CACHE_SCAN);
    struct msg_thing thing;

    l.items = arena_take(arena, l.limit * sizeof *l.items);
    *out = (struct msg_searched){ .items = l.items };
    if (l.items == NULL || terms_read(in->words, WORDS_MAX, arena, &l.wanted) != 0)
        return false;
    db_bind_text(row, 2, in->theme);
    db_bind_text(row, 3, in->team);
    sqlite3_bind_int64(row, 4, in->has_since_at ? in->since_at : -1);
    while (out->items_count < l.limit && sqlite3_step(row) == SQLITE_ROW)
        if (read_thing(row, arena, &thing, kept_at) == 0 && look_at(&l, &thing, &l.items[out->items_count]))
            out->items_count++;
    sqlite3_reset(row);
    return true;
}

int vakwerk_cache_answer(struct vakwerk_cache *cache, const struct vakwerk_call *call, struct arena *arena,
                         int64_t *kept_at)
{
    const struct msg_show *show = call->in;

    *kept_at = 0;
    if (call->verb == VERB_show)
        return get(cache, show->code, &type_shown, call->out, arena, kept_at);
    if (call->verb == VERB_me)
        return get(cache, span_of(CACHE_ME), &type_myself, call->out, arena, kept_at);
    if (call->verb == VERB_list)
        return answer_list(cache, call, arena, call->out, kept_at) ? 0 : ERR_TOO_BIG;
    if (call->verb == VERB_search)
        return answer_search(cache, call, arena, call->out, kept_at) ? 0 : ERR_TOO_BIG;
    return ERR_UNSUPPORTED;
}
