/* Rules about persons. None of them is sure: they ask. */
#include "identify_scan.h"

enum { AGE_MAX = 21, CITATION = 12, NAME_MAX = 6 };

static bool is_initial(const struct scan *scan, size_t i)
{
    const struct token *token = scan_token(scan, i);

    return token->shape == SHAPE_WORD && scan_length(scan, i) == 1 && scan->upper[token->from] &&
           scan_is_mark(scan, i + 1, '.') && !scan_token(scan, i + 1)->spaced;
}

static bool is_name(const struct scan *scan, size_t i)
{
    const struct token *token = scan_token(scan, i);

    if (token->shape != SHAPE_WORD || !token->capital || scan_length(scan, i) < 2)
        return false;
    return (token->flags & FIRST) != 0 || (token->flags & (NO_NAME | PARTICLE | TITLE | PERSON | OFFICE | MONTH)) == 0;
}

/* The last token of a name that goes on behind `i`: De Groot-Smit, Jan de Vries. */
static size_t name_rest(const struct scan *scan, size_t i)
{
    for (size_t words = 1; words < NAME_MAX; words++) {
        size_t next = i + 1;
        if (scan_is_mark(scan, next, '-') && !scan_token(scan, next)->spaced)
            next++;
        while (next < i + 4 && scan_has(scan, next, PARTICLE))
            next++;
        if (!is_name(scan, next) || scan_token(scan, next)->line)
            return i;
        i = next;
    }
    return i;
}

/* The last token of a name that begins at `i`, with initials and particles in front; 0 when there is none. */
static size_t name_end(const struct scan *scan, size_t i, bool particles)
{
    size_t at = i;

    while (at < i + 12 && is_initial(scan, at))
        at += 2;
    while (particles && at < i + 15 && scan_has(scan, at, PARTICLE))
        at++;
    return is_name(scan, at) ? name_rest(scan, at) : 0;
}

static void ask(struct scan *scan, size_t first, size_t last)
{
    if (last > 0)
        scan_hit_tokens(scan, IDENTIFY_NAME, first, last, false);
}

/* J. Bowlby et al. 1969, Van Yperen (2010): literature is no client. */
static bool is_citation(const struct scan *scan, size_t i)
{
    for (size_t end = i + CITATION; i < end && i < scan->count; i++) {
        struct span text = scan_text(scan, i);
        if (scan_token(scan, i)->shape == SHAPE_DIGITS && text.len == 4 && (text.ptr[0] == '1' || text.ptr[0] == '2'))
            return true;
        if (scan_ends(scan, i))
            return false;
    }
    return false;
}

/* mevrouw El Idrissi, gezin De Wit, dhr. van Dam. */
static void behind_title(struct scan *scan, size_t i)
{
    size_t name = scan_is_short_title(scan, i) && scan_is_mark(scan, i + 1, '.') ? i + 2 : i + 1;

    if (!scan_token(scan, name)->line)
        ask(scan, name, name_end(scan, name, true));
}

/* cliënt Sanne; zusje, Noor,; vader (Mohamed); de kinderen De Boer; de moeder van Sven. */
static void behind_person(struct scan *scan, size_t i)
{
    char mark = scan_is_mark(scan, i + 1, ',') ? ',' : scan_is_mark(scan, i + 1, '(') ? ')' : '\0';
    size_t name = mark == '\0' && !scan_is(scan, i + 1, "van") ? i + 1 : i + 2;
    size_t last = name_end(scan, name, mark == '\0' && scan_token(scan, name)->capital);

    if (last > 0 && !scan_token(scan, name)->line && (mark == '\0' || scan_is_mark(scan, last + 1, mark)))
        ask(scan, name, last);
}

/* heet Jayden, genaamd Roos, haar naam is Sofie, naam kind: Julian, noemt zich Dex. */
static void behind_called(struct scan *scan, size_t i)
{
    size_t name = i + 1;

    while (name < i + 4 &&
           (scan_has(scan, name, FILLER) || scan_is(scan, name, "is") || scan_is(scan, name, "zich") ||
            scan_is(scan, name, "van") || scan_is_mark(scan, name, ':') || scan_has(scan, name, PERSON)))
        name++;
    if (!scan_before(scan, i, 6, THING) && !scan_token(scan, name)->line)
        ask(scan, name, name_end(scan, name, true));
}

static bool is_age(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);

    if (scan_token(scan, i)->shape != SHAPE_DIGITS || text.len > 2)
        return false;
    return text.len == 1 || (text.ptr[0] - '0') * 10 + text.ptr[1] - '0' <= AGE_MAX;
}

/* "(9)", "(4 en 7)", "(16 jr)" from the bracket on: the closing bracket's token. 0 when it is none. */
static size_t ages_end(const struct scan *scan, size_t i)
{
    size_t at = i + 1;

    if (!scan_is_mark(scan, i, '(') || !is_age(scan, at))
        return 0;
    while (at < i + 9 && (scan_is_mark(scan, at + 1, ',') || scan_is(scan, at + 1, "en")) && is_age(scan, at + 2))
        at += 2;
    at += scan_has(scan, at + 1, YEARS) ? 2 : 1;
    at += scan_is_mark(scan, at, '.');
    return scan_is_mark(scan, at, ')') ? at : 0;
}

/* Daan (9); Kevin, 12 jaar. */
static void before_age(struct scan *scan, size_t i)
{
    size_t last = ages_end(scan, i + 1);

    if (last == 0 && scan_is_mark(scan, i + 1, ',') && is_age(scan, i + 2) && scan_has(scan, i + 3, YEARS))
        last = i + 3;
    ask(scan, i, last);
}

/* R. Hoekstra, J.P. van der Meulen; not "Optie A. Daarna". */
static void behind_initials(struct scan *scan, size_t i)
{
    size_t last = name_end(scan, i, true);

    if (last == 0 || scan_length(scan, last) < 3 || is_citation(scan, last + 1))
        return;
    if (i == 0 || !scan_has(scan, i - 1, CAPTION))
        ask(scan, i, last);
}

/* A common first name, unless it names a house: Sophia Kinderziekenhuis. */
static void bare_first_name(struct scan *scan, size_t i)
{
    const struct token *next = scan_token(scan, i + 1);
    bool house = (next->capital || next->capitals) && next->spaced && scan_has(scan, i + 1, NO_NAME | COLLEGE);

    if (!house && !is_citation(scan, i + 1))
        ask(scan, i, name_rest(scan, i));
}

void rule_name(struct scan *scan, size_t i)
{
    unsigned flags = scan_token(scan, i)->flags;

    if (is_name(scan, i))
        before_age(scan, i);
    if ((flags & TITLE) != 0)
        behind_title(scan, i);
    if ((flags & PERSON) != 0)
        behind_person(scan, i);
    if ((flags & (CALLED | NAMED)) != 0)
        behind_called(scan, i);
    if (is_initial(scan, i))
        behind_initials(scan, i);
    if ((flags & FIRST) != 0 && is_name(scan, i))
        bare_first_name(scan, i);
}

/* meisje (14), kinderen (4 en 7). */
void rule_age(struct scan *scan, size_t i)
{
    size_t last = scan_has(scan, i, PERSON) ? ages_end(scan, i + 1) : 0;

    if (last > 0)
        scan_hit_tokens(scan, IDENTIFY_AGE, i, last, false);
}
