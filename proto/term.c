#include "term.h"

#include "errors.h"

#include <stdlib.h>
#include <utf8proc.h>

#define POINTS_MAX 8 /* that one character folds into */
#define STEM_LEAST 3 /* a word of so few letters is its own stem */

/* ---- words ---- */

/* A letter or a digit of any script. */
static bool is_part_of_word(utf8proc_int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);

    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

static bool is_mark(utf8proc_int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);

    return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

/* The letter or digit as it is in a word; 0 for what is neither. */
static char fold_ascii(char c)
{
    char small = (char)(c | 0x20);

    if (small >= 'a' && small <= 'z')
        return small;
    return c >= '0' && c <= '9' ? c : '\0';
}

/* Nearly all of every text, a run at once: no tables needed. */
static void take_ascii(struct term_reader *reader)
{
    const char *text = reader->text.ptr;
    size_t at = reader->at, len = reader->len;
    char folded;

    for (; at < reader->text.len && (folded = fold_ascii(text[at])) != '\0'; at++)
        if (len < TERM_BYTES_MAX)
            reader->letters[len++] = folded;
    reader->at = at;
    reader->len = len;
}

/* Adds the folded letters of one character; those that no longer fit are left out. */
static void add_folded(struct term_reader *reader, utf8proc_int32_t point)
{
    utf8proc_int32_t folded[POINTS_MAX];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        point, folded, POINTS_MAX, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK,
        &boundary);

    for (utf8proc_ssize_t i = 0; i < count && i < POINTS_MAX; i++) {
        utf8proc_uint8_t bytes[4];
        size_t used = is_part_of_word(folded[i]) ? (size_t)utf8proc_encode_char(folded[i], bytes) : 0;
        if (reader->len + used > TERM_BYTES_MAX)
            return;
        memcpy(reader->letters + reader->len, bytes, used);
        reader->len += used;
    }
}

/* Takes one character outside of ASCII; false when the word ends before it, and at what is no text. */
static bool take_point(struct term_reader *reader)
{
    const utf8proc_uint8_t *next = (const utf8proc_uint8_t *)reader->text.ptr + reader->at;
    utf8proc_int32_t point;
    utf8proc_ssize_t bytes = utf8proc_iterate(next, (utf8proc_ssize_t)(reader->text.len - reader->at), &point);

    if (bytes <= 0)
        return false;
    if (is_part_of_word(point))
        add_folded(reader, point);
    else if (reader->len > 0 && !is_mark(point))
        return false;
    reader->at += (size_t)bytes;
    return true;
}

static void skip_ascii(struct term_reader *reader)
{
    const char *text = reader->text.ptr;
    size_t at = reader->at;

    while (at < reader->text.len && (unsigned char)text[at] < 0x80 && fold_ascii(text[at]) == '\0')
        at++;
    reader->at = at;
}

bool term_next(struct term_reader *reader, struct term *out)
{
    size_t from = reader->at;

    reader->len = 0;
    do {
        if (reader->len == 0) {
            skip_ascii(reader);
            from = reader->at;
        }
        take_ascii(reader);
    } while (reader->at < reader->text.len && (unsigned char)reader->text.ptr[reader->at] >= 0x80 &&
             take_point(reader));
    *out = (struct term){ { reader->letters, reader->len }, from, reader->at - from };
    return reader->len > 0;
}

/* There are never more words than half the bytes, and one. */
static bool make_room(struct span text, size_t max, struct arena *arena, struct terms *out)
{
    size_t most = text.len / 2 + 1;

    *out = (struct terms){ .list = arena_take(arena, (most < max ? most : max) * sizeof *out->list + 1) };
    return out->list != NULL;
}

int terms_read(struct span text, size_t max, struct arena *arena, struct terms *out)
{
    struct term_reader reader;
    struct term term;

    term_reader_init(&reader, text);
    if (!make_room(text, max, arena, out))
        return ERR_TOO_BIG;
    while (out->count < max && term_next(&reader, &term)) {
        term.word = arena_copy(arena, term.word);
        if (term.word.ptr == NULL)
            return ERR_TOO_BIG;
        out->list[out->count++] = term;
    }
    return 0;
}

/* ---- words that say nothing ---- */

/* clang-format off */
static const char *const stops[] = { /* sorted */
    "aan", "achter", "af", "al", "alle", "alleen", "alles", "als", "altijd", "ander", "andere", "anders", "bij",
    "bijv", "binnen", "dan", "dat", "de", "deze", "die", "dit", "doe", "doen", "doet", "door", "dus", "echt", "een",
    "eens", "eigen", "elk", "elke", "en", "er", "erg", "ga", "gaan", "gaat", "geef", "geeft", "geen", "geven", "goed",
    "haar", "had", "heb", "hebben", "hebt", "heeft", "hem", "het", "hier", "hij", "hoe", "hoeveel", "hun", "ieder",
    "iedere", "iedereen", "iemand", "iets", "ik", "in", "is", "ja", "je", "jij", "jou", "jouw", "juist", "jullie",
    "kan", "komen", "komt", "krijg", "krijgen", "krijgt", "kun", "kunnen", "laat", "laten", "maak", "maakt", "maar",
    "mag", "maken", "me", "meer", "men", "met", "mij", "mijn", "moet", "moeten", "mogen", "na", "naar", "nee", "net",
    "niet", "niets", "niks", "nog", "nu", "of", "om", "omdat", "ons", "onze", "ook", "op", "over", "per", "s", "soms",
    "t", "te", "tegen", "toch", "toe", "tot", "uit", "van", "veel", "vind", "vindt", "voor", "voordat", "waar",
    "waarom", "wanneer", "want", "waren", "was", "wat", "we", "weer", "wel", "welk", "welke", "werd", "wie", "wij",
    "wil", "willen", "word", "worden", "wordt", "zal", "ze", "zelf", "zich", "zij", "zijn", "zit", "zo", "zoals",
    "zonder", "zou", "zulke", "zullen",
};
/* clang-format on */

static int compare_stop(const void *key, const void *row)
{
    const struct span *word = key;
    const char *stop = *(const char *const *)row;
    int order = strncmp(word->ptr, stop, word->len);

    return order != 0 ? order : -(stop[word->len] != '\0');
}

bool term_is_stop(struct span word)
{
    return bsearch(&word, stops, sizeof stops / sizeof stops[0], sizeof stops[0], compare_stop) != NULL;
}

/* ---- stems ---- */

/*
 * The first row whose ending fits goes; `least` letters must stay before it. Longer endings stand before the
 * shorter ones that they end in.
 */
static const struct {
    const char *ending, *instead;
    size_t least;
} endings[] = {
    { "heden", "heid", 2 }, { "ingen", "", 4 }, { "tjes", "", 3 }, { "tje", "", 3 }, { "jes", "", 3 },
    { "ende", "", 4 },      { "eren", "", 4 },  { "ing", "", 4 },  { "end", "", 4 }, { "en", "", 3 },
    { "es", "", 4 },        { "je", "", 4 },    { "e", "", 3 },    { "s", "", 4 },
};

static bool is_vowel(char letter)
{
    return letter != '\0' && strchr("aeiouy", letter) != NULL;
}

static size_t cut_ending(char *word, size_t len)
{
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t ending = strlen(endings[i].ending), instead = strlen(endings[i].instead);
        if (len < ending + endings[i].least || memcmp(word + len - ending, endings[i].ending, ending) != 0)
            continue;
        memcpy(word + len - ending, endings[i].instead, instead);
        return len - ending + instead;
    }
    return len;
}

/* Dutch writes a long vowel double in a closed syllable and a consonant double after a short one: each once here. */
static size_t undouble(char *word, size_t len)
{
    size_t kept = 0;

    for (size_t i = 0; i < len; i++) {
        bool again = kept > 0 && word[i] == word[kept - 1];
        bool last = i + 1 == len;
        if (again && (is_vowel(word[i]) || last))
            continue;
        word[kept++] = word[i];
    }
    return kept;
}

/* The t of a verb: hij werkt is of werken. Where it belongs to the word (wacht, wachten) it goes everywhere. */
static size_t cut_t(const char *word, size_t len)
{
    return len > STEM_LEAST + 1 && word[len - 1] == 't' ? len - 1 : len;
}

/* brieven is of brief, huizen of huis. */
static void harden(char *word, size_t len)
{
    if (word[len - 1] == 'v')
        word[len - 1] = 'f';
    else if (word[len - 1] == 'z')
        word[len - 1] = 's';
}

struct span term_stem(struct span word, char *room)
{
    size_t len = word.len < TERM_BYTES_MAX ? word.len : TERM_BYTES_MAX;

    memcpy(room, word.ptr, len);
    if (len > STEM_LEAST) {
        len = cut_ending(room, len);
        len = cut_t(room, undouble(room, len));
        harden(room, len);
    }
    return (struct span){ room, len };
}
