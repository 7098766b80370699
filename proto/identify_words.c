#include "identify_words.h"

/* clang-format off */
#define LETTER(letter) static const struct word words_##letter[] = {
#define WORD(text, flags, value) { text, flags, value },
#define END };
#define LIST(letter) { words_##letter, sizeof words_##letter / sizeof words_##letter[0] }
/* clang-format on */

#include "identify_words.def"

const struct word_list word_lists[WORD_LETTERS] = {
    LIST(a), LIST(b), LIST(c), LIST(d), LIST(e), LIST(f), LIST(g), LIST(h), LIST(i), LIST(j), LIST(k), LIST(l), LIST(m),
    LIST(n), LIST(o), LIST(p), LIST(q), LIST(r), LIST(s), LIST(t), LIST(u), LIST(v), LIST(w), LIST(x), LIST(y), LIST(z),
};

enum { STEM_MIN = 3, STEM_MAX = 14 };

static unsigned letter_at(const struct word *row, size_t place)
{
    return (unsigned char)row->text[place];
}

/* The first of the rows [low, high) whose letter at this place is not below `letter`; high when there is none. */
static const struct word *find_letter(const struct word *low, const struct word *high, size_t place, unsigned letter)
{
    while (low < high) {
        const struct word *middle = low + (high - low) / 2;
        if (letter_at(middle, place) < letter)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/*
 * Letter by letter, down to the rows that share them all so far. Sorted as the list is, a word that ends here
 * stands first among those, since its NUL comes before every letter.
 */
static struct word look_up(struct span text)
{
    struct word found = { .flags = 0 };
    unsigned stems = 0;

    if (text.len == 0 || text.ptr[0] < 'a' || text.ptr[0] > 'z')
        return found;
    const struct word_list *list = &word_lists[text.ptr[0] - 'a'];
    const struct word *low = list->rows, *high = list->rows + list->count;
    for (size_t length = 1; length <= text.len; length++) {
        unsigned letter = (unsigned char)text.ptr[length - 1];
        low = find_letter(low, high, length - 1, letter);
        if (low == high || letter_at(low, length - 1) != letter)
            break;
        if (letter_at(high - 1, length - 1) != letter)
            high = find_letter(low, high, length - 1, letter + 1);
        if (low->text[length] != '\0')
            continue;
        if (length == text.len)
            found = *low;
        else if (length >= STEM_MIN && length <= STEM_MAX && (low->flags & STEM) != 0)
            stems |= low->flags & ~(unsigned)STEM;
    }
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

struct word word_find(struct span text)
{
    struct word found = look_up(text);

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

struct word word_meant(struct span text)
{
    enum { SHORT = 6, LONG = 12 };
    struct word none = { .flags = 0 };

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
