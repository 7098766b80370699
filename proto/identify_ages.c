/* Rules about ages: meisje (14), jongen van 14jr, M15. */
#include "identify_persons.h"

enum { AGE_MAX = 99 };

bool scan_is_age(const struct scan *scan, size_t i, int most)
{
    struct span text = scan_text(scan, i);

    if (scan_token(scan, i)->shape != SHAPE_DIGITS || text.len > 2)
        return false;
    return text.len == 1 || (text.ptr[0] - '0') * 10 + text.ptr[1] - '0' <= most;
}

/* jaar, jr., mnd, weken, jaar oud: the token behind it. */
static size_t skip_years(const struct scan *scan, size_t i)
{
    static const char *const short_ages[] = { "maanden", "maand", "mnd", "weken", "wkn", "wk", NULL };

    if (scan_has(scan, i, YEARS) || scan_is_any_of(scan, i, short_ages))
        i++;
    i += scan_is(scan, i, "oud");
    return i + scan_is_mark(scan, i, '.');
}

/*
 * "(9)", "[9]", "(4 en 7)", "(16 jr)", "(bijna 18)", "(14, havo)" from the bracket on: the closing bracket's token. 0
 * when it is none.
 */
size_t scan_ages_end(const struct scan *scan, size_t i, int most)
{
    static const char *const about[] = { "bijna", "net", "ruim", "ca", "nu", NULL };
    size_t at = i + 1;

    char closing = scan_is_mark(scan, i, '(') ? ')' : ']';

    if (closing == ']' && !scan_is_mark(scan, i, '['))
        return 0;
    at += scan_is_any_of(scan, at, about);
    if (!scan_is_age(scan, at, most))
        return 0;
    while (at < i + 12 &&
           (scan_is_mark(scan, at + 1, ',') || scan_is(scan, at + 1, "en") || scan_is_mark(scan, at + 1, '&') ||
            scan_is_mark(scan, at + 1, '/') || scan_is_mark(scan, at + 1, '+')) &&
           scan_is_age(scan, at + 2, most))
        at += 2;
    at = skip_years(scan, at + 1);
    if (scan_is_mark(scan, at, ',') || scan_is_mark(scan, at, '/'))
        for (size_t end = at + 6;
             at < end && !scan_is_mark(scan, at, closing) && scan_token(scan, at)->shape != SHAPE_DIGITS;)
            at++;
    return scan_is_mark(scan, at, closing) ? at : 0;
}

/* M15, m/14, J14 is: how reports write a boy of fifteen. */
static void sex_and_age(struct scan *scan, size_t i)
{
    static const char *const verbs[] = { "is", "was", "wil", "heeft", "zit", "woont", "gaat", "kwam", "loopt", NULL };
    const struct token *next = scan_token(scan, i + 1);
    bool slash = scan_is_mark(scan, i + 1, '/') && !next->spaced && !scan_token(scan, i + 2)->spaced;
    size_t age = slash ? i + 2 : i + 1;
    bool alone = !scan_token(scan, age + 1)->spaced && scan_token(scan, age + 1)->shape != SHAPE_MARK;

    bool boy = scan_is(scan, i, "j") && scan_is_any_of(scan, age + 1, verbs);

    if (scan_length(scan, i) != 1 || !(scan_is(scan, i, "m") || scan_is(scan, i, "v") || boy) ||
        scan_is_inside(scan, i) || (i > 0 && scan_is_mark(scan, i - 1, '/')) || alone)
        return;
    if ((slash || (scan->upper[scan_token(scan, i)->from] && !next->spaced && scan_length(scan, age) == 2)) &&
        scan_is_age(scan, age, CHILD_MAX))
        scan_hit_tokens(scan, IDENTIFY_AGE, i, age, false);
}

/* jongen van 14jr, dochter, 13jr, broertje 6j: the number and "jr" in one, as nobody writes of a rule. */
static void short_age(struct scan *scan, size_t i)
{
    static const char *const joints[] = { "van", "is", "nu", "bijna", "net", "wordt", NULL };
    static const char *const years[] = { "jr", "j", "jaar", "jrs", "mnd", "wkn", NULL };
    static const char *const many[] = { "kinderen", "jongeren", "jeugdigen", "clienten", "meiden",
                                        "jongens",  "kids",     "ouders",    NULL };
    size_t at = i + 1;

    while (at < i + 3 &&
           (scan_is_any_of(scan, at, joints) || scan_is_mark(scan, at, ',') || scan_is_mark(scan, at, ':')))
        at++;
    bool comma = at == i + 2 && scan_is_mark(scan, i + 1, ','); /* jongen, 14 jaar, or: jongen, 14, */
    bool years_behind = scan_is_any_of(scan, at + 1, years) && (comma || !scan_token(scan, at + 1)->spaced);
    if (scan_is_age(scan, at, CHILD_MAX) && (years_behind || (comma && scan_is_mark(scan, at + 1, ','))) &&
        !scan_is_any_of(scan, i, many) && !scan_is(scan, at + 2, "en"))
        scan_hit_tokens(scan, IDENTIFY_AGE, i, at + 1, false);
}

/* meisje (14), kinderen (4 en 7), m (13). Of several persons one number is how many they are. */
void rule_age(struct scan *scan, size_t i)
{
    static const char *const sexes[] = { "m", "v", "j", NULL };
    static const char *const many[] = { "kinderen", "ouders", "clienten", "gezinnen", "gezin", "familie", NULL };

    if (scan_has(scan, i, PERSON))
        short_age(scan, i);
    else
        sex_and_age(scan, i);
    if (!(scan_is_mark(scan, i + 1, '(') || scan_is_mark(scan, i + 1, '[')) ||
        !(scan_has(scan, i, PERSON) || scan_is_any_of(scan, i, sexes)))
        return;
    size_t last = scan_ages_end(scan, i + 1, AGE_MAX);
    if (last > 0 && !(scan_is_any_of(scan, i, many) && last == i + 3))
        scan_hit_tokens(scan, IDENTIFY_AGE, i, last, false);
}
