#include "danger.h"

#include "proto/term.h"

#include <stdint.h>

enum { BEGINNING = 3, ROW_BYTES = 32, AHEAD_MAX = 7 };

struct row {
    char words[ROW_BYTES]; /* a test holds each to its NUL, and to one word and AHEAD_MAX more */
    enum danger danger;
};

/* clang-format off */
#define LETTER(letter) static const struct row rows_##letter[] = {
#define DANGER(words, danger) { words, DANGER_##danger },
#define END };
#define LIST(letter) { rows_##letter, sizeof rows_##letter / sizeof rows_##letter[0] }
/* clang-format on */

#include "danger.def"

/* What begins with no letter first, then by the letter: a search among all rows took as long as reading the words. */
static const struct list {
    const struct row *rows;
    size_t count;
} lists[1 + 'z' - 'a' + 1] = {
    LIST(none), LIST(a),     LIST(b), LIST(c), LIST(d), LIST(e), LIST(f),     LIST(g),     LIST(h),
    LIST(i),    { NULL, 0 }, LIST(k), LIST(l), LIST(m), LIST(n), LIST(o),     LIST(p),     { NULL, 0 },
    LIST(r),    LIST(s),     LIST(t), LIST(u), LIST(v), LIST(w), { NULL, 0 }, { NULL, 0 }, LIST(z),
};

/* The first bytes of a row, or of a word that has so many, as one number: sorted as the rows are. Four are read at once. */
static uint32_t beginning_of(const char *words)
{
    const unsigned char *at = (const unsigned char *)words;
    uint32_t four = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];

    return four >> 8;
}

/* What a word begins with: as the rows stand, a space behind one that is shorter. */
static uint32_t beginning_of_word(struct span word)
{
    char letters[] = "   ";

    if (word.len > BEGINNING)
        return beginning_of(word.ptr);
    memcpy(letters, word.ptr, word.len);
    return beginning_of(letters);
}

static const struct list *list_of(struct span word)
{
    return word.ptr[0] >= 'a' && word.ptr[0] <= 'z' ? &lists[1 + word.ptr[0] - 'a'] : &lists[0];
}

/* The number of the first row that begins so, or of one behind it. */
static size_t first_with(const struct list *list, uint32_t beginning)
{
    size_t low = 0, high = list->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (beginning_of(list->rows[middle].words) < beginning)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether a word of the text is the next one of a row; then *row is what stands behind it. */
static bool take_word(struct span word, const char **row)
{
    const char *pattern = *row;
    size_t at = 0;

    while (at < word.len && word.ptr[at] == pattern[at])
        at++;
    bool open = pattern[at] == '*';
    if (!open && (at < word.len || (pattern[at] != ' ' && pattern[at] != '\0')))
        return false;
    *row = pattern + at + open;
    return true;
}

/* The words behind one: nearly all are never read, and the others once for all rows. */
struct ahead {
    struct term_reader reader; /* stands behind the last of them */
    char letters[AHEAD_MAX][TERM_BYTES_MAX];
    struct span words[AHEAD_MAX];
    size_t count;
};

static bool read_ahead(struct ahead *ahead)
{
    struct term term;

    if (ahead->count == AHEAD_MAX || !term_next(&ahead->reader, &term))
        return false;
    char *letters = ahead->letters[ahead->count];
    memcpy(letters, term.word.ptr, term.word.len);
    ahead->words[ahead->count++] = (struct span){ letters, term.word.len };
    return true;
}

/* Whether what stands ahead is the rest of a row, which begins with a space, or with nothing when there is none. */
static bool goes_on_so(struct ahead *ahead, const char *rest)
{
    for (size_t i = 0; *rest == ' '; i++) {
        rest++;
        if ((i == ahead->count && !read_ahead(ahead)) || !take_word(ahead->words[i], &rest))
            return false;
    }
    return true;
}

/* Which dangers a word names, with those that the reader has not taken yet. */
static unsigned dangers_at(struct span word, const struct term_reader *reader)
{
    const struct list *list = list_of(word);
    uint32_t beginning = beginning_of_word(word);
    size_t i = first_with(list, beginning);
    struct ahead ahead;
    unsigned found = 0;

    if (i == list->count || beginning_of(list->rows[i].words) != beginning) /* nearly all */
        return 0;
    ahead.reader = *reader;
    ahead.count = 0;
    for (; i < list->count && beginning_of(list->rows[i].words) == beginning; i++) {
        const char *rest = list->rows[i].words;
        if (take_word(word, &rest) && goes_on_so(&ahead, rest))
            found |= list->rows[i].danger;
    }
    return found;
}

unsigned danger_look(struct span text)
{
    struct term_reader reader;
    struct term term;
    unsigned found = 0;

    term_reader_init(&reader, text);
    while (term_next(&reader, &term))
        found |= dangers_at(term.word, &reader);
    return found;
}

const char *danger_help(enum danger danger)
{
    switch (danger) {
    case DANGER_NOW:
        return "112";
    case DANGER_SUICIDE:
        return "113";
    case DANGER_VIOLENCE:
        return "veilig-thuis";
    case DANGER_ALL:
        break;
    }
    return NULL;
}
