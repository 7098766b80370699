#include "identify_words.h"

#include <stdint.h>

/* clang-format off */
#define LETTER(letter) static const struct word words_##letter[] = {
#define WORD(text, flags, value) { text, { flags, value } },
#define END };
#define LIST(letter) { words_##letter, sizeof words_##letter / sizeof words_##letter[0] }
/* clang-format on */

#include "identify_words.def"

const struct word_list word_lists[WORD_LETTERS] = {
    LIST(a), LIST(b), LIST(c), LIST(d), LIST(e), LIST(f), LIST(g), LIST(h), LIST(i), LIST(j), LIST(k), LIST(l), LIST(m),
    LIST(n), LIST(o), LIST(p), LIST(q), LIST(r), LIST(s), LIST(t), LIST(u), LIST(v), LIST(w), LIST(x), LIST(y), LIST(z),
};

enum { STEM_MIN = 3, STEM_MAX = 14, KEY_LETTERS = 8 };

/* The first letters of a row or a word as one number: sorted as the letters are. */
static inline uint64_t key_of(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    return (uint64_t)at[0] << 56 | (uint64_t)at[1] << 48 | (uint64_t)at[2] << 40 | (uint64_t)at[3] << 32 |
           (uint64_t)at[4] << 24 | (uint64_t)at[5] << 16 | (uint64_t)at[6] << 8 | at[7];
}

/* The number of the first row whose key is not below this one. */
static size_t find_key(const struct word_list *list, uint64_t key)
{
    size_t low = 0, high = list->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (key_of(list->rows[middle].text) < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_stem_of(const struct word *row, struct span text)
{
    size_t length = strlen(row->text);

    return length <= STEM_MAX && length < text.len && memcmp(row->text, text.ptr, length) == 0;
}

/*
 * What the stems of a word say, of which row `i` is the first that does not stand before it. Sorted as the list is, every
 * row between a stem and its word begins with that stem, so that only those are looked at that begin like the word.
 */
static unsigned flags_of_stems(const struct word_list *list, size_t i, struct span text, uint64_t key)
{
    unsigned flags = 0;

    for (; i > 0 && (key_of(list->rows[i - 1].text) ^ key) >> 8 * (KEY_LETTERS - STEM_MIN) == 0; i--)
        if ((list->rows[i - 1].meaning.flags & STEM) != 0 && is_stem_of(&list->rows[i - 1], text))
            flags |= list->rows[i - 1].meaning.flags & ~(unsigned)STEM;
    return flags;
}

/* The row of a word, and what its stems say. */
static struct meaning look_up(struct span text)
{
    struct meaning found = { .flags = 0 };
    char letters[KEY_LETTERS] = "";

    if (text.len == 0 || text.ptr[0] < 'a' || text.ptr[0] > 'z')
        return found;
    memcpy(letters, text.ptr, text.len < KEY_LETTERS ? text.len : KEY_LETTERS);
    const struct word_list *list = &word_lists[text.ptr[0] - 'a'];
    const struct word *rows = list->rows;
    uint64_t key = key_of(letters);
    size_t i = find_key(list, key);
    while (i < list->count && key_of(rows[i].text) == key && strncmp(rows[i].text, text.ptr, text.len) < 0)
        i++;
    if (i < list->count && key_of(rows[i].text) == key && span_is(text, rows[i].text))
        found = rows[i].meaning;
    unsigned stems = flags_of_stems(list, i, text, key);
    if ((found.flags & FILED) != 0) /* registratienr, though registratie... is of a register */
        stems &= ~(unsigned)REGISTER;
    found.flags |= stems;
    return found;
}

/* zorgnr, volgnr: what is known of the same with "nummer". */
static unsigned flags_of_number(struct span text)
{
    enum { SHORT = 2 }; /* nr */
    static const char end[] = "nummer";
    char whole[WORD_BYTES];

    if (text.len <= SHORT || text.ptr[text.len - 1] != 'r' || text.len - SHORT + sizeof end > sizeof whole ||
        memcmp(text.ptr + text.len - SHORT, "nr", SHORT) != 0)
        return 0;
    memcpy(whole, text.ptr, text.len - SHORT);
    memcpy(whole + text.len - SHORT, end, sizeof end);
    return look_up((struct span){ whole, text.len - SHORT + sizeof end - 1 }).flags;
}

struct meaning word_find(struct span text)
{
    struct meaning found = look_up(text);

    if ((found.flags & FILED) == 0)
        found.flags |= flags_of_number(text);
    return found;
}

/* ---- typing errors ---- */

/* Key words that are long enough to be known by what is left of them, by their first letter. */
static const char *const keys[] = { "augustus",       "beschikking",    "burgerservicenummer",
                                    "casusnummer",    "clientnummer",   "december",
                                    "dossier",        "dossiernummer",  "februari",
                                    "geboortedag",    "geboortedatum",  "geboren",
                                    "huisnummer",     "januari",        "kenmerk",
                                    "klantnummer",    "leerlingnummer", "november",
                                    "oktober",        "parketnummer",   "patientnummer",
                                    "persoonsnummer", "polisnummer",    "postcode",
                                    "rekeningnummer", "rekestnummer",   "september",
                                    "telefoon",       "telefoonnummer", "toewijzingsnummer",
                                    "verjaardag",     "zaaknummer" };

/* Words of their own that stand one edit away from a key. */
static const char *const no_keys[] = { "geboden", "geborgen", "bekerend", "gekoren", "geborden", "dossiers" };

/* Whether so many letters typed, left out, doubled or swapped make `b` of `a`. */
static bool is_within(const char *a, size_t a_len, const char *b, size_t b_len, int edits)
{
    while (a_len > 0 && b_len > 0 && *a == *b)
        a++, b++, a_len--, b_len--;
    if (a_len == 0 && b_len == 0)
        return true;
    if (edits == 0)
        return false;
    if (a_len > 1 && b_len > 1 && a[0] == b[1] && a[1] == b[0] &&
        is_within(a + 2, a_len - 2, b + 2, b_len - 2, edits - 1))
        return true;
    return (a_len > 0 && b_len > 0 && is_within(a + 1, a_len - 1, b + 1, b_len - 1, edits - 1)) ||
           (a_len > 0 && is_within(a + 1, a_len - 1, b, b_len, edits - 1)) ||
           (b_len > 0 && is_within(a, a_len, b + 1, b_len - 1, edits - 1));
}

struct meaning word_meant(struct span text)
{
    enum { SHORT = 6, LONG = 12 };
    struct meaning none = { .flags = 0 };

    if (text.len < SHORT)
        return none;
    for (size_t i = 0; i < sizeof no_keys / sizeof no_keys[0]; i++)
        if (span_is(text, no_keys[i]))
            return none;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        size_t len = strlen(keys[i]);
        int edits = len >= LONG ? 2 : 1;
        if (keys[i][0] == text.ptr[0] && text.len + 2 >= len && len + 2 >= text.len &&
            is_within(text.ptr, text.len, keys[i], len, edits))
            return word_find((struct span){ keys[i], len });
    }
    return none;
}

/* ---- numbers in words ---- */

enum { NUMBER_MAX = 9999, HUNDRED = 100, THOUSAND = 1000 };

/* Of two that begin alike the longer comes first: achttien, then acht. */
static const struct {
    const char *text;
    int value;
} numerals[] = { { "nul", 0 },           { "eerste", 1 },    { "een", 1 },       { "twee", 2 },
                 { "derde", 3 },         { "drie", 3 },      { "veertien", 14 }, { "vierde", 4 },
                 { "vier", 4 },          { "vijftien", 15 }, { "vijftig", 50 },  { "vijf", 5 },
                 { "zestien", 16 },      { "zestig", 60 },   { "zes", 6 },       { "zeventien", 17 },
                 { "zeventig", 70 },     { "zeven", 7 },     { "achttien", 18 }, { "acht", 8 },
                 { "negentien", 19 },    { "negentig", 90 }, { "negen", 9 },     { "tien", 10 },
                 { "elf", 11 },          { "twaalf", 12 },   { "dertien", 13 },  { "dertig", 30 },
                 { "twintig", 20 },      { "veertig", 40 },  { "tachtig", 80 },  { "honderd", HUNDRED },
                 { "duizend", THOUSAND } };

static bool begins_with(struct span text, const char *begin)
{
    size_t len = strlen(begin);

    return text.len >= len && memcmp(text.ptr, begin, len) == 0;
}

/* Takes one numeral off the front of the text; -1 when there is none. */
static int take_numeral(struct span *text)
{
    for (size_t i = 0; i < sizeof numerals / sizeof numerals[0]; i++)
        if (begins_with(*text, numerals[i].text)) {
            text->ptr += strlen(numerals[i].text);
            text->len -= strlen(numerals[i].text);
            return numerals[i].value;
        }
    return -1;
}

/* tweede, twaalfde, twintigste: what makes an order of a number. */
static bool is_order(struct span text)
{
    return span_is(text, "de") || span_is(text, "ste");
}

size_t word_digits(struct span text, char *digits, size_t max)
{
    size_t count = 0, words = 0;

    while (text.len > 0 && count + 2 <= max) {
        int value = take_numeral(&text);
        if (value < 0 || value >= HUNDRED)
            return 0;
        if (value >= 10)
            digits[count++] = (char)('0' + value / 10);
        digits[count++] = (char)('0' + value % 10);
        words++;
    }
    return text.len == 0 && words > 1 ? count : 0;
}

int word_number(struct span text)
{
    int sum = 0, part = -1; /* of what was read: what is complete, and what may still be multiplied */

    while (text.len > 0 && !(part + sum >= 0 && is_order(text))) {
        bool joined = part >= 0 && begins_with(text, "en");
        if (joined)
            text = (struct span){ text.ptr + 2, text.len - 2 };
        int value = take_numeral(&text);
        if (value < 0 || (part >= 0 && !joined && value < HUNDRED) || sum > NUMBER_MAX)
            return -1;
        if (value < HUNDRED) {
            part = joined ? part + value : value;
            continue;
        }
        sum += (part < 0 ? 1 : part) * value;
        part = -1;
    }
    sum += part < 0 ? 0 : part;
    return sum <= NUMBER_MAX ? sum : -1;
}
