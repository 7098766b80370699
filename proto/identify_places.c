/* Rules about where somebody can be found: an e-mail address, a house, a school. */
#include "identify_scan.h"

enum { LOCAL_MAX = 64, LABEL_MAX = 64, CONTEXT = 10 };

/* ---- e-mail ---- */

static bool is_local(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c != '\0' && strchr("._+-%", c) != NULL);
}

static bool is_label(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* Where the name before glyph `to` begins; `to` itself when there is none. */
static size_t local_begin(const struct scan *scan, size_t to)
{
    size_t from = to;

    while (from > 0 && to - from < LOCAL_MAX && is_local(scan->low[from - 1]))
        from--;
    while (from < to && scan->low[from] == '.')
        from++;
    return from;
}

static size_t skip_spaces(const struct scan *scan, size_t at)
{
    while (scan->low[at] == ' ')
        at++;
    return at;
}

static size_t label_end(const struct scan *scan, size_t at)
{
    size_t from = at;

    while (at - from < LABEL_MAX && is_label(scan->low[at]))
        at++;
    return at;
}

/* Behind ".", " . ", " punt ", "(punt)" or " dot "; 0 when there is none. A dot with a space behind it ends a sentence.
 */
static size_t behind_dot(const struct scan *scan, size_t at)
{
    static const char *const dots[] = { " punt ", " dot ", "(punt)", "(dot)", "[punt]", "[dot]" };
    bool spaced = scan->low[at] == ' ';
    size_t dot = skip_spaces(scan, at);

    if (scan->low[dot] == '.')
        return spaced ? skip_spaces(scan, dot + 1) : dot + 1;
    for (size_t i = 0; i < sizeof dots / sizeof dots[0]; i++)
        if (strncmp(scan->low + at, dots[i], strlen(dots[i])) == 0)
            return at + strlen(dots[i]);
    return 0;
}

/* The end of a domain at this glyph: two labels at least, the last of letters. 0 when there is none. */
static size_t domain_end(const struct scan *scan, size_t at)
{
    size_t end = label_end(scan, at), good = 0;

    for (int labels = 0; end > at && labels < 6; labels++) {
        at = behind_dot(scan, end);
        if (at == 0)
            break;
        end = label_end(scan, at);
        if (end - at >= 2 && scan->low[at] >= 'a')
            good = end;
    }
    return good;
}

/* The sign, in brackets or not: the tokens from *first to *last. */
static bool find_sign(const struct scan *scan, size_t i, size_t *first, size_t *last)
{
    bool word = scan_is(scan, i, "at") || scan_is(scan, i, "apenstaartje");

    if (!word && !scan_is_mark(scan, i, '@'))
        return false;
    bool open = i > 0 && (scan_is_mark(scan, i - 1, '(') || scan_is_mark(scan, i - 1, '['));
    bool closed = scan_is_mark(scan, i + 1, ')') || scan_is_mark(scan, i + 1, ']');

    *first = open && closed ? i - 1 : i;
    *last = open && closed ? i + 1 : i;
    return *first > 0;
}

/* info@, wijkteam.delft@: nobody's own. With digits it is somebody's: info.jansen1980@. */
static bool is_mailbox(const struct scan *scan, size_t from, size_t sign)
{
    size_t i = sign;

    for (; i > 0 && scan_token(scan, i - 1)->from >= from; i--)
        if (scan_token(scan, i - 1)->shape == SHAPE_DIGITS)
            return false;
    return scan_has(scan, i, MAILBOX);
}

void rule_email(struct scan *scan, size_t i)
{
    size_t first, last;

    if (!find_sign(scan, i, &first, &last))
        return;
    size_t to = scan_token(scan, first - 1)->to;
    size_t from = local_begin(scan, to);
    size_t end = domain_end(scan, skip_spaces(scan, scan_token(scan, last)->to));
    if (from < to && end > 0 && !is_mailbox(scan, from, first))
        scan_hit(scan, IDENTIFY_EMAIL, from, end, true);
}

/* ---- address ---- */

static bool is_public(const struct scan *scan, size_t first, size_t last)
{
    return scan_before(scan, first, CONTEXT, OFFICE) || scan_after(scan, last + 1, CONTEXT, OFFICE);
}

static bool is_digits(const struct scan *scan, size_t i, size_t most)
{
    return scan_token(scan, i)->shape == SHAPE_DIGITS && scan_length(scan, i) <= most;
}

/* 12, 12b, 12 bis, 101-2: the last token of a house number that begins here. */
static size_t house_end(const struct scan *scan, size_t i)
{
    const struct token *next = scan_token(scan, i + 1);

    if (next->shape == SHAPE_WORD && ((!next->spaced && scan_length(scan, i + 1) <= 2) || scan_is(scan, i + 1, "bis")))
        return i + 1;
    if (scan_is_mark(scan, i + 1, '-') && !next->spaced && is_digits(scan, i + 2, 4))
        return i + 2;
    return i;
}

/* Two letters that are no word: 2011 en 2012 is no postcode. */
static bool is_postcode_letters(const struct scan *scan, size_t i, bool house_named)
{
    static const char common[] = "en is in op of te na om al we je ze er zo nu ik de ja u km kg cm bv nv fm uu an au";
    const struct token *token = scan_token(scan, i);
    struct span text = scan_text(scan, i);

    if (token->shape != SHAPE_WORD || text.len != 2)
        return false;
    return token->capitals || ((house_named || !token->spaced) && memmem(common, sizeof common, text.ptr, 2) == NULL);
}

static bool find_postcode_house(const struct scan *scan, size_t i, size_t *last)
{
    size_t house = i + 2;
    bool named = false;

    if (!is_digits(scan, i, 4) || scan_length(scan, i) != 4 || scan->low[scan_token(scan, i)->from] == '0')
        return false;
    for (; house < i + 6; house++) {
        bool word =
            scan_has(scan, house, NUMBER) || scan_is(scan, house, "huisnummer") || scan_is(scan, house, "huisnr");
        named = named || word;
        if (!word && !scan_is_mark(scan, house, ',') && !scan_is_mark(scan, house, '.') &&
            !scan_is_mark(scan, house, '-'))
            break;
    }
    if (!is_postcode_letters(scan, i + 1, named) || !is_digits(scan, house, 4))
        return false;
    *last = house_end(scan, house);
    return true;
}

static bool ends_like_street(struct span word, bool capital)
{
    static const struct {
        const char *end;
        bool sure; /* also without a capital */
    } ends[] = { { "straat", true },    { "laan", true },      { "plein", true },  { "gracht", true },
                 { "kade", true },      { "singel", true },    { "steeg", true },  { "dreef", true },
                 { "plantsoen", true }, { "weg", false },      { "pad", false },   { "hof", false },
                 { "dijk", false },     { "park", false },     { "wal", false },   { "markt", false },
                 { "brink", false },    { "haven", false },    { "erf", false },   { "sloot", false },
                 { "vaart", false },    { "wetering", false }, { "poort", false }, { "zijde", false },
                 { "boulevard", true }, { "burg", false } };

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t len = strlen(ends[i].end);
        bool fits = word.len >= len && memcmp(word.ptr + word.len - len, ends[i].end, len) == 0;
        if (fits && (capital || (ends[i].sure && word.len > len + 2)))
            return true;
    }
    return false;
}

static bool is_year(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);

    return text.len == 4 && (memcmp(text.ptr, "19", 2) == 0 || memcmp(text.ptr, "20", 2) == 0);
}

/* Korte Molenstraat, Prins Hendrikkade: the capitalised words before belong to it. */
static size_t street_begin(const struct scan *scan, size_t i)
{
    for (size_t words = 0; i > 0 && words < 4 && !scan_ends(scan, i - 1); words++, i--)
        if (!scan_token(scan, i - 1)->capital && !scan_has(scan, i - 1, PARTICLE))
            break;
    return i;
}

/* Laan van Meerdervoort 1034: the number's token; 0 when it is none. */
static size_t house_behind_particle(const struct scan *scan, size_t i)
{
    static const char *const kinds[] = { "laan", "plein", "hof", "weg", "park", "straat" };
    size_t at = i + 1;

    while (at < i + 4 && scan_has(scan, at, PARTICLE))
        at++;
    if (at == i + 1 || scan_token(scan, at)->shape != SHAPE_WORD)
        return 0;
    for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++)
        if (scan_is(scan, i, kinds[kind]))
            return is_digits(scan, at + 1, 4) && !is_year(scan, at + 1) ? at + 1 : 0;
    return 0;
}

static size_t house_behind_street(const struct scan *scan, size_t i)
{
    const struct token *token = scan_token(scan, i);

    if (token->shape != SHAPE_WORD)
        return 0;
    if (is_digits(scan, i + 1, 4) && scan_token(scan, i + 1)->spaced && !is_year(scan, i + 1) &&
        ends_like_street(scan_text(scan, i), token->capital))
        return i + 1;
    return scan_has(scan, i + 1, PARTICLE) ? house_behind_particle(scan, i) : 0;
}

void rule_address(struct scan *scan, size_t i)
{
    size_t last = i, house = house_behind_street(scan, i);
    bool postcode = find_postcode_house(scan, i, &last);

    if (house > 0)
        last = house_end(scan, house);
    if ((postcode || house > 0) && !is_public(scan, i, last))
        scan_hit_tokens(scan, IDENTIFY_ADDRESS, postcode ? i : street_begin(scan, i), last, true);
}

/* ---- school ---- */

/* basisschool De Regenboog, CBS Het Kompas. */
static size_t named_school_end(const struct scan *scan, size_t i)
{
    bool article = scan_token(scan, i + 1)->capital && scan_has(scan, i + 1, PARTICLE);
    size_t name = article ? i + 2 : i + 1;
    bool plain = scan_is(scan, i, "school") || scan_is(scan, i, "bso");

    if (!scan_token(scan, name)->capital || (plain && !article) || (!article && scan_has(scan, name, NO_NAME)))
        return 0;
    return name;
}

void rule_school(struct scan *scan, size_t i)
{
    size_t last = scan_has(scan, i, SCHOOL) ? named_school_end(scan, i) : 0;
    bool college = scan_has(scan, i, COLLEGE) && scan_token(scan, i)->capital;

    if (last > 0)
        scan_hit_tokens(scan, IDENTIFY_SCHOOL, i, last, false);
    else if (college && i > 0 && scan_token(scan, i - 1)->capital && !scan_has(scan, i - 1, NO_NAME | PARTICLE))
        scan_hit_tokens(scan, IDENTIFY_SCHOOL, i - 1, i, false);
}
