#include "identify_scan.h"

#include "eight.h"

#include <stdlib.h>
#include <utf8proc.h>

enum {
    FOLDED_MAX = 4, /* glyphs of one code point; what folds into more stays as it is */
    OTHER_LETTER = 1,
    OTHER_MARK = 2,
    DIGITS_MAX = 18
};

/* ---- folding ---- */

/*
 * Digits that NFKC leaves alone: the zeros of the scripts that people in the Netherlands may type with, and where
 * the zero would be of those in a disc, which begin at one.
 */
static int other_digit(utf8proc_int32_t point)
{
    static const utf8proc_int32_t zeros[] = { 0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0e50,
                                              0x1040, 0x2775, 0x277f, 0x2789, 0x24f4 };

    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
        if (point >= zeros[i] && point <= zeros[i] + 9)
            return point - zeros[i];
    return -1;
}

static bool is_letter(utf8proc_int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);

    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

/* Letters that no decomposition turns into the Latin ones that people take them for. */
static const struct {
    utf8proc_int32_t point;
    char letter;
} other_letters[] = {
    { 0xd8, 'o' },
    { 0xf8, 'o' },
    { 0x110, 'd' },
    { 0x111, 'd' },
    { 0x130, 'i' },
    { 0x131, 'i' },
    { 0x141, 'l' },
    { 0x142, 'l' },
    { 0xdf, 's' }, /* Greek: */
    { 0x391, 'a' },
    { 0x392, 'b' },
    { 0x395, 'e' },
    { 0x396, 'z' },
    { 0x397, 'h' },
    { 0x399, 'i' },
    { 0x39a, 'k' },
    { 0x39c, 'm' },
    { 0x39d, 'n' },
    { 0x39f, 'o' },
    { 0x3a1, 'p' },
    { 0x3a4, 't' },
    { 0x3a5, 'y' },
    { 0x3a7, 'x' },
    { 0x3b1, 'a' },
    { 0x3b9, 'i' },
    { 0x3ba, 'k' },
    { 0x3b2, 'b' },
    { 0x3b5, 'e' },
    { 0x3bd, 'v' },
    { 0x3bf, 'o' },
    { 0x3c1, 'p' },
    { 0x3c5, 'u' },
    /* Cyrillic: */
    { 0x405, 's' },
    { 0x406, 'i' },
    { 0x408, 'j' },
    { 0x410, 'a' },
    { 0x412, 'b' },
    { 0x415, 'e' },
    { 0x41a, 'k' },
    { 0x41c, 'm' },
    { 0x41d, 'h' },
    { 0x41e, 'o' },
    { 0x420, 'p' },
    { 0x421, 'c' },
    { 0x422, 't' },
    { 0x423, 'y' },
    { 0x425, 'x' },
    { 0x417, '3' },
    { 0x430, 'a' },
    { 0x431, '6' },
    { 0x432, 'b' },
    { 0x435, 'e' },
    { 0x43a, 'k' },
    { 0x43c, 'm' },
    { 0x43e, 'o' },
    { 0x440, 'p' },
    { 0x441, 'c' },
    { 0x442, 't' },
    { 0x443, 'y' },
    { 0x445, 'x' },
    { 0x455, 's' },
    { 0x456, 'i' },
    { 0x458, 'j' },
    { 0x555, 'o' }, /* Armenian: */
    { 0x585, 'o' },
};

static char fold_letter(utf8proc_int32_t point)
{
    for (size_t i = 0; i < sizeof other_letters / sizeof other_letters[0]; i++)
        if (other_letters[i].point == point)
            return other_letters[i].letter;
    return OTHER_LETTER;
}

static char fold_point(utf8proc_int32_t point)
{
    int digit = other_digit(point);

    if (digit >= 0)
        return (char)('0' + digit);
    return is_letter(point) ? fold_letter(point) : OTHER_MARK;
}

static void add_ascii(struct scan *scan, char c)
{
    bool upper = c >= 'A' && c <= 'Z';

    if (c >= ' ' && c < 0x7f)
        scan->low[scan->glyphs] = (char)(upper ? c - 'A' + 'a' : c);
    else
        scan->low[scan->glyphs] = (char)(c == '\n' ? c : c == '\t' ? ' ' : OTHER_MARK);
    scan->upper[scan->glyphs] = upper;
    scan->at[scan->glyphs] = (uint32_t)scan->points;
    scan->glyphs++;
}

static void add_glyph(struct scan *scan, utf8proc_int32_t point)
{
    if (point < 0x80) {
        add_ascii(scan, (char)point);
        return;
    }
    scan->low[scan->glyphs] = fold_point(point);
    scan->upper[scan->glyphs] = utf8proc_category(point) == UTF8PROC_CATEGORY_LU;
    scan->at[scan->glyphs] = (uint32_t)scan->points;
    scan->glyphs++;
}

static void add_point(struct scan *scan, utf8proc_int32_t point)
{
    static const utf8proc_option_t fold =
        UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE | UTF8PROC_LUMP;
    utf8proc_int32_t folded[FOLDED_MAX];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(point, folded, FOLDED_MAX, fold, &boundary);
    if (count < 0 || count > FOLDED_MAX) {
        folded[0] = point;
        count = 1;
    }
    for (utf8proc_ssize_t i = 0; i < count; i++)
        add_glyph(scan, folded[i]);
}

/* Nearly all of every text: eight characters at once, which need no tables. */
static void add_eight(struct scan *scan, uint64_t eight)
{
    uint64_t capitals = eight_between(eight, 'A', 'Z');
    uint64_t low = eight | capitals >> 2, upper = capitals >> 7; /* a small letter has 0x20 more, true is 1 */

    memcpy(scan->low + scan->glyphs, &low, EIGHT);
    memcpy(scan->upper + scan->glyphs, &upper, EIGHT);
    for (uint32_t i = 0; i < EIGHT; i++)
        scan->at[scan->glyphs + i] = (uint32_t)scan->points + i;
    scan->glyphs += EIGHT;
    scan->points += EIGHT;
}

/* Adds what stands next; returns how many bytes that was. */
static size_t fold_next(struct scan *scan, struct span text)
{
    utf8proc_int32_t point = (unsigned char)text.ptr[0];
    utf8proc_ssize_t bytes = 1;

    if (text.len >= EIGHT && eight_is_printable(eight_at(text.ptr))) {
        add_eight(scan, eight_at(text.ptr));
        return EIGHT;
    }
    if (point < 0x80) {
        add_ascii(scan, (char)point);
    } else {
        bytes = utf8proc_iterate((const utf8proc_uint8_t *)text.ptr, (utf8proc_ssize_t)text.len, &point);
        add_point(scan, bytes <= 0 ? 0xfffd : point); /* not text: a caller's mistake, and still no harm */
    }
    scan->points++;
    return bytes <= 0 ? 1 : (size_t)bytes;
}

static void fold_text(struct scan *scan, struct span text)
{
    for (size_t at = 0; at < text.len;)
        at += fold_next(scan, (struct span){ text.ptr + at, text.len - at });
    scan->low[scan->glyphs] = '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || c == OTHER_LETTER;
}

char scan_digit_like(char letter)
{
    return letter == 'o'                                     ? '0'
           : letter == 'i' || letter == 'l' || letter == '|' ? '1'
           : letter == 's'                                   ? '5'
           : letter == 'b'                                   ? '8'
           : letter == 'z'                                   ? '2'
                                                             : '\0';
}

static bool is_of_chunk(char c)
{
    return is_digit(c) || is_alpha(c) || c == '|';
}

/* O6, 6OO951455, 1234S6782: not one letter that is only a letter, and enough digits to be a number. */
static bool is_mistyped(const char *chunk, size_t len)
{
    enum { SURE = 5 }; /* so many digits, and s, b and z are meant as digits too */
    size_t digits = 0, doubtful = 0;

    for (size_t i = 0; i < len; i++) {
        if (is_digit(chunk[i]))
            digits++;
        else if (scan_digit_like(chunk[i]) == '\0')
            return false;
        else
            doubtful += chunk[i] == 's' || chunk[i] == 'b' || chunk[i] == 'z';
    }
    return digits < len && 2 * digits >= len && (doubtful == 0 || digits >= SURE);
}

/* The first digit from glyph i on; behind the last glyph when there is none. */
static size_t next_digit(const struct scan *scan, size_t i)
{
    while (i + EIGHT <= scan->glyphs && eight_between(eight_at(scan->low + i), '0', '9') == 0)
        i += EIGHT;
    while (i < scan->glyphs && !is_digit(scan->low[i]))
        i++;
    return i;
}

/* Letters in a number become the digits that they were taken for. */
static void mend_digits(struct scan *scan)
{
    for (size_t i = 0, from; (i = next_digit(scan, i)) < scan->glyphs; i++) {
        for (from = i; from > 0 && is_of_chunk(scan->low[from - 1]);)
            from--;
        while (is_of_chunk(scan->low[i]))
            i++;
        if (is_mistyped(scan->low + from, i - from))
            for (; from < i; from++)
                scan->low[from] = is_digit(scan->low[from]) ? scan->low[from] : scan_digit_like(scan->low[from]);
    }
}

/* ---- cutting ---- */

static enum token_shape shape_of(char c)
{
    return is_digit(c) ? SHAPE_DIGITS : is_alpha(c) ? SHAPE_WORD : SHAPE_MARK;
}

/* A word that begins like a numeral: whether it is one. */
static void read_numeral(const struct scan *scan, struct token *token)
{
    char digits[DIGITS_MAX];
    struct span text = { scan->low + token->from, token->to - token->from };
    int number = word_number(text);

    token->value = (short)number;
    if (number < 0 && word_digits(text, digits, sizeof digits) == 0)
        token->flags &= ~(unsigned)NUMERAL;
}

/* How a word that begins with a capital is written. */
static void describe_capitals(const struct scan *scan, struct token *token)
{
    enum { CAPITALS_MAX = 2 }; /* McDonald; MULTIsignaal is a program */
    size_t capitals = 0, letters = token->to - token->from;

    for (size_t i = token->from; i < token->to; i++)
        capitals += scan->upper[i];
    token->capital = capitals <= CAPITALS_MAX && capitals < letters;
    token->capitals = capitals > 1 && capitals == letters;
}

static void describe_word(const struct scan *scan, struct token *token)
{
    struct meaning meaning = word_find((struct span){ scan->low + token->from, token->to - token->from });

    token->flags = meaning.flags & ~(unsigned)STEM;
    token->value = (short)meaning.value;
    if ((meaning.flags & NUMERAL) != 0)
        read_numeral(scan, token);
    if (scan->upper[token->from])
        describe_capitals(scan, token);
}

static bool separates(char c)
{
    return c == '.' || c == '-' || c == '/' || c == '(' || c == ')' || c == '_' || c == '*' || c == '~' ||
           c == OTHER_MARK;
}

/* Behind the last glyph stands a NUL, which is neither a letter nor a digit. */
static size_t token_end(const struct scan *scan, size_t from, enum token_shape shape)
{
    const char *at = scan->low + from + 1;

    if (shape == SHAPE_WORD)
        while (is_alpha(*at))
            at++;
    else if (shape == SHAPE_DIGITS)
        while (is_digit(*at))
            at++;
    return (size_t)(at - scan->low);
}

static void cut(struct scan *scan)
{
    bool spaced = true, line = true;

    for (size_t at = 0; at < scan->glyphs;) {
        char first = scan->low[at];
        if (first == ' ' || first == '\n') {
            spaced = true;
            line = line || first == '\n';
            at++;
            continue;
        }
        struct token *token = &scan->tokens[scan->count++];
        *token = (struct token){ .shape = shape_of(first), .from = (uint32_t)at, .spaced = spaced, .line = line };
        at = token_end(scan, at, token->shape);
        token->to = (uint32_t)at;
        token->separator = token->shape == SHAPE_MARK && separates(first);
        if (token->shape == SHAPE_WORD)
            describe_word(scan, token);
        scan->numbers |= token->shape == SHAPE_DIGITS || (token->flags & (NUMERAL | MONTH)) != 0;
        spaced = line = false;
    }
}

static bool is_letter_alone(const struct scan *scan, size_t i)
{
    const struct token *token = scan_token(scan, i);

    return token->shape == SHAPE_WORD && token->to - token->from == 1;
}

/* b.s.n., g.d., b/s/n and B S N: what the letters mean together, the last one means. */
static void read_abbreviations(struct scan *scan)
{
    for (size_t i = 0; i + 1 < scan->count; i++) {
        char letters[4] = "";
        size_t next = i, last = i, len = 0;
        if (!is_letter_alone(scan, i))
            continue;
        while (len < 3 && is_letter_alone(scan, next)) {
            last = next;
            letters[len++] = scan->low[scan_token(scan, last)->from];
            next = last + (scan_is_mark(scan, last + 1, '.') || scan_is_mark(scan, last + 1, '/') ? 2 : 1);
        }
        if (len > 1)
            scan->tokens[last].flags |= word_find((struct span){ letters, len }).flags & (BSN | BIRTH | PARTICLE);
    }
}

/* Writes the word of a token behind so much of a compound; 0 when there is no room. */
static size_t add_to_compound(const struct scan *scan, size_t i, char *compound, size_t len, size_t max)
{
    struct span text = scan_text(scan, i);

    if (len + text.len > max)
        return 0;
    memcpy(compound + len, text.ptr, text.len);
    return len + text.len;
}

/* burger-service-nummer, dossier-nr: what the words mean in one, the last of them means. */
static void read_compounds(struct scan *scan)
{
    enum { COMPOUND_MAX = 24 };
    static const unsigned meant = BSN | FILED | REGISTER | BIRTH | ACCOUNT | HOME | OFFICE;

    for (size_t i = 0; i + 2 < scan->count; i++) {
        char compound[COMPOUND_MAX];
        size_t last = i, len = 0;
        if (scan->tokens[i].shape != SHAPE_WORD || !scan_is_mark(scan, i + 1, '-') || scan->tokens[i + 1].spaced)
            continue;
        len = add_to_compound(scan, i, compound, len, sizeof compound);
        while (len > 0 && scan_is_mark(scan, last + 1, '-') && scan_token(scan, last + 2)->shape == SHAPE_WORD &&
               !scan_token(scan, last + 2)->spaced) {
            last += 2;
            len = add_to_compound(scan, last, compound, len, sizeof compound);
        }
        if (last > i && len > 0)
            scan->tokens[last].flags |= word_find((struct span){ compound, len }).flags & meant;
        i = last;
    }
}

/* Centrum voor Jeugd en Gezin: no family of anybody. burger service nr, Geb. dat.: words that are one. */
static void read_phrase(struct scan *scan, size_t i)
{
    struct token *token = &scan->tokens[i];

    switch (scan->low[token->from]) { /* nearly all begin with another letter */
    case 'g':
        if (i > 1 && scan_is(scan, i, "gezin") && scan_is(scan, i - 2, "jeugd") &&
            (scan_is(scan, i - 1, "en") || scan_is_mark(scan, i - 1, '&')))
            token->flags = OFFICE | NO_NAME;
        break;
    case 's':
        if (scan_is(scan, i, "service") && scan_is(scan, i - 1, "burger"))
            token->flags |= BSN;
        break;
    case 'd':
        if (i > 1 && scan_is(scan, i, "dat") && scan_is_mark(scan, i - 1, '.') && scan_is_mark(scan, i + 1, '.'))
            token->flags |= scan->tokens[i - 2].flags & BIRTH;
        break;
    default:
        break;
    }
}

static void read_phrases(struct scan *scan)
{
    for (size_t i = 1; i < scan->count; i++)
        read_phrase(scan, i);
}

/* Where a number is near: for one, "een", no house is looked for. */
static void read_numbers(struct scan *scan)
{
    enum { ONES = 4 }; /* so many times "een" may be a number that is told */
    size_t near = 0;   /* tokens that are left to the left of the nearest number */
    size_t ones = 0;

    scan->numbers = false; /* most that may be one, "een", is none */
    for (size_t i = scan->count; i > 0; i--) {
        struct token *token = &scan->tokens[i - 1];
        bool number = token->shape == SHAPE_DIGITS || ((token->flags & NUMERAL) != 0 && token->value > 1);
        bool told = (token->flags & NUMERAL) != 0 && token->value != 1;
        ones += (token->flags & NUMERAL) != 0 && token->value == 1;
        scan->numbers = scan->numbers || number || told || ones == ONES || (token->flags & MONTH) != 0;
        near = number ? NUMBERED + 1 : near;
        token->numbered = near > 0;
        near -= near > 0;
    }
}

/* A word that nobody knows with a number behind it may be a key word with a typing error: geboortedtum 14/2. */
static void read_typing_errors(struct scan *scan)
{
    enum { REACH = 5 };
    size_t number = SIZE_MAX; /* the nearest token behind that says one */

    for (size_t i = scan->count; i > 0; i--) {
        struct token *token = &scan->tokens[i - 1];
        if (token->shape == SHAPE_DIGITS || (token->flags & (NUMERAL | MONTH)) != 0)
            number = i - 1;
        bool behind_day = i > 1 && scan->tokens[i - 2].shape == SHAPE_DIGITS;
        if (token->shape != SHAPE_WORD || token->flags != 0 || (number > i - 1 + REACH && !behind_day))
            continue;
        struct meaning meaning = word_meant(scan_text(scan, i - 1));
        if (meaning.flags == 0) /* it may still have a value */
            continue;
        token->flags = meaning.flags & ~(unsigned)STEM;
        token->value = (short)meaning.value;
    }
}

/* ---- looking ---- */

const struct token scan_nothing = { .shape = SHAPE_MARK, .spaced = true, .line = true, .ends = true };

bool scan_is_inside(const struct scan *scan, size_t i)
{
    if (i == 0 || scan_token(scan, i)->spaced)
        return false;
    if (!scan_is_separator(scan, i - 1))
        return scan_token(scan, i - 1)->shape != SHAPE_MARK;
    return i > 1 && !scan_token(scan, i - 1)->spaced && scan_is_digits(scan, i - 2);
}

bool scan_goes_on(const struct scan *scan, size_t i)
{
    if (scan_token(scan, i + 1)->spaced)
        return false;
    if (!scan_is_separator(scan, i + 1))
        return scan_token(scan, i + 1)->shape != SHAPE_MARK;
    return !scan_token(scan, i + 2)->spaced && scan_is_digits(scan, i + 2);
}

size_t scan_length(const struct scan *scan, size_t i)
{
    return scan_text(scan, i).len;
}

bool scan_is_short_title(const struct scan *scan, size_t i)
{
    return scan_has(scan, i, TITLE) && scan_length(scan, i) <= 4;
}

/* casusnr, dossierno, ref: a full stop behind it belongs to it. */
static bool is_short_number(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);

    return scan_has(scan, i, FILED) && text.len > 2 &&
           (span_is(text, "ref") || memcmp(text.ptr + text.len - 2, "nr", 2) == 0 ||
            memcmp(text.ptr + text.len - 2, "no", 2) == 0);
}

/* Geboortedatum:, Adres: what a form asks stands on one line, what was filled in on the next. */
static bool is_caption(const struct scan *scan, size_t i)
{
    i -= i > 0 && scan_is_mark(scan, i, '.'); /* Geb. dat. */
    return scan_is_mark(scan, i, ':') || scan_has(scan, i, BSN | BIRTH | ACCOUNT | LIVES | NUMBER);
}

/* Dr. Schaepman, Burg. Roest: a full stop behind a rank belongs to it. */
static bool is_rank(const struct scan *scan, size_t i)
{
    static const char *const ranks[] = { "dr",  "ds",   "burg", "mr",  "prof", "kon",  "pr",
                                         "gen", "kard", "mgr",  "jhr", "adm",  "weth", NULL };

    return scan_is_upper(scan, i) && scan_is_any_of(scan, i, ranks);
}

/* A full stop ends a sentence when a capital follows, unless it stands behind an initial or an abbreviation. */
static bool ends_sentence(const struct scan *scan, size_t i)
{
    const struct token *next = scan_token(scan, i + 1);

    if (i + 1 < scan->count && next->line && is_caption(scan, i))
        return false;
    if (next->line || scan_is_mark(scan, i, '?') || scan_is_mark(scan, i, '!'))
        return true;
    if (!scan_is_mark(scan, i, '.') || !next->spaced || !(next->capital || next->capitals))
        return false;
    return i == 0 || !(is_letter_alone(scan, i - 1) || scan_is_short_title(scan, i - 1) || is_rank(scan, i - 1) ||
                       scan_has(scan, i - 1, BIRTH | NUMBER) || is_short_number(scan, i - 1));
}

/* Once for all rules, when everything else is known of the tokens. */
static void read_ends(struct scan *scan)
{
    for (size_t i = 0; i < scan->count; i++)
        scan->tokens[i].ends = ends_sentence(scan, i);
}

bool scan_before(const struct scan *scan, size_t i, size_t tokens, unsigned flags)
{
    for (; i > 0 && tokens > 0 && !scan_ends(scan, i - 1); i--, tokens--)
        if (scan_has(scan, i - 1, flags))
            return true;
    return false;
}

unsigned scan_nearest(const struct scan *scan, size_t i, size_t tokens, unsigned flags)
{
    for (; i > 0 && tokens > 0 && !scan_ends(scan, i - 1); i--, tokens--)
        if (scan_has(scan, i - 1, flags))
            return scan_token(scan, i - 1)->flags & flags;
    return 0;
}

bool scan_after(const struct scan *scan, size_t i, size_t tokens, unsigned flags)
{
    for (; i < scan->count && tokens > 0; i++, tokens--) {
        if (scan_has(scan, i, flags))
            return true;
        if (scan_ends(scan, i))
            return false;
    }
    return false;
}

/* Of the words and endings that are asked most begin and end with another letter: that is looked at first. */
bool scan_is_any_of(const struct scan *scan, size_t i, const char *const *words)
{
    char first = scan->low[scan_token(scan, i)->from];

    if (scan_is_digits(scan, i))
        return false;
    for (; *words != NULL; words++)
        if (**words == first && scan_is(scan, i, *words))
            return true;
    return false;
}

const struct ending *scan_ending(struct span word, const struct ending *endings)
{
    char last = word.len == 0 ? '\0' : word.ptr[word.len - 1];

    for (; endings->length > 0; endings++)
        if (endings->text[endings->length - 1] == last && scan_ends_so(word, endings))
            return endings;
    return NULL;
}

bool scan_is_upper(const struct scan *scan, size_t i)
{
    return scan_token(scan, i)->capital || scan_token(scan, i)->capitals;
}

bool scan_opens(const struct scan *scan, size_t i)
{
    if (i == 0 || scan_token(scan, i)->line || scan_ends(scan, i - 1))
        return true;
    return scan_token(scan, i - 1)->shape == SHAPE_MARK && (i == 1 || scan_token(scan, i - 1)->line);
}

size_t scan_skip_particles(const struct scan *scan, size_t i)
{
    for (size_t end = i + 6; i < end; i++) {
        bool dotted = scan_length(scan, i) == 1 && (scan_is(scan, i, "v") || scan_is(scan, i, "d")) &&
                      !scan->upper[scan_token(scan, i)->from];
        if (!scan_has(scan, i, PARTICLE) &&
            !(dotted && (scan_is_mark(scan, i + 1, '.') || scan_is_mark(scan, i + 1, '/'))))
            break;
        if (scan_is_mark(scan, i + 1, '.') || scan_is_mark(scan, i + 1, '/') || scan_is_mark(scan, i + 1, '\''))
            i++;
    }
    return i;
}

/* ---- the whole text ---- */

bool scan_init(struct scan *scan, struct span text, struct identify_hit *hits, size_t max)
{
    size_t room = 2 * text.len + 1; /* a code point of two or three bytes may become four glyphs */

    *scan = (struct scan){ .hits = hits, .max = max };
    scan->at = malloc(room * (sizeof *scan->at + sizeof *scan->low + sizeof *scan->upper));
    if (scan->at == NULL)
        return false;
    scan->low = (char *)(scan->at + room);
    scan->upper = (bool *)(scan->low + room);
    fold_text(scan, text);
    scan->tokens = malloc((scan->glyphs + 1) * sizeof *scan->tokens);
    if (scan->tokens == NULL) {
        free(scan->at);
        return false;
    }
    mend_digits(scan);
    cut(scan);
    read_abbreviations(scan);
    read_compounds(scan);
    read_phrases(scan);
    if (scan->numbers) {
        read_typing_errors(scan);
        read_numbers(scan);
    }
    read_ends(scan);
    return true;
}

void scan_release(struct scan *scan)
{
    free(scan->at);
    free(scan->tokens);
}

/* ---- finding ---- */

void scan_hit(struct scan *scan, enum identify_kind kind, size_t from, size_t to, bool block)
{
    size_t at = scan->at[from], end = scan->at[to - 1] + (size_t)1;

    if (scan->hit_count == scan->max)
        return;
    for (size_t i = 0; i < scan->hit_count; i++)
        if (at < scan->hits[i].at + scan->hits[i].length && scan->hits[i].at < end)
            return;
    scan->hits[scan->hit_count++] = (struct identify_hit){ kind, at, end - at, block };
}

void scan_hit_tokens(struct scan *scan, enum identify_kind kind, size_t first, size_t last, bool block)
{
    scan_hit(scan, kind, scan_token(scan, first)->from, scan_token(scan, last)->to, block);
}
