#include "danger.h"

#include "proto/errors.h"
#include "proto/term.h"

#define WORDS_MAX 2200 /* more than a title and a text can hold */
#define BEGINNING 3

/* clang-format off */
#define DANGER(words, danger) { words, DANGER_##danger },
/* clang-format on */
static const struct {
    const char *words;
    enum danger danger;
} rows[] = {
#include "danger.def"
};

#define ROWS (sizeof rows / sizeof rows[0])

/* What a word begins with: as the rows stand, a space behind one that is shorter. */
struct beginning {
    char bytes[BEGINNING];
};

static struct beginning beginning_of(struct span word)
{
    struct beginning beginning = { "   " };

    memcpy(beginning.bytes, word.ptr, word.len < BEGINNING ? word.len : BEGINNING);
    return beginning;
}

/* The first row that begins so, or one behind it. */
static size_t first_with(const struct beginning *beginning)
{
    size_t low = 0, high = ROWS;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (memcmp(rows[middle].words, beginning->bytes, BEGINNING) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether a word of the text is the next one of a row: `pattern` up to a space or its end. */
static bool is_word(struct span word, const char *pattern, size_t length)
{
    bool open = length > 0 && pattern[length - 1] == '*';

    length -= open;
    if (open ? word.len < length : word.len != length)
        return false;
    return memcmp(word.ptr, pattern, length) == 0;
}

static bool begins_at(const struct terms *terms, size_t at, const char *words)
{
    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        if (at == terms->count || !is_word(terms->list[at++].word, words, length))
            return false;
        words += length + (words[length] == ' ');
    }
    return true;
}

/* Which dangers the words from `at` on name. */
static unsigned dangers_at(const struct terms *terms, size_t at)
{
    struct beginning beginning = beginning_of(terms->list[at].word);
    unsigned found = 0;

    for (size_t i = first_with(&beginning); i < ROWS && memcmp(rows[i].words, beginning.bytes, BEGINNING) == 0; i++)
        if (begins_at(terms, at, rows[i].words))
            found |= rows[i].danger;
    return found;
}

int danger_look(struct span text, struct arena *arena, unsigned *out)
{
    struct terms terms;

    if (text.len == 0)
        return 0;
    int err = terms_read(text, WORDS_MAX, arena, &terms);
    for (size_t at = 0; err == 0 && at < terms.count; at++)
        *out |= dangers_at(&terms, at);
    return err;
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
