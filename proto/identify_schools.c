/* Rules about the school of somebody. */
#include "identify_scan.h"

enum { CONTEXT = 10 };

/* basisschool De Regenboog, CBS Het Kompas, obs 't Palet. */
static size_t named_school_end(const struct scan *scan, size_t i)
{
    size_t behind = scan_is_mark(scan, i + 1, '\'') || scan_is_mark(scan, i + 1, ':') ? i + 2 : i + 1;
    bool low = scan_token(scan, behind + 1)->capital &&
               (scan_token(scan, behind + 2)->capital || /* vso de Hoge Brug */
                !scan_has(scan, behind + 1, NO_NAME | PERSON | OFFICE | BODY | THING));
    bool article = (scan_token(scan, behind)->capital || behind > i + 1 || scan_is(scan, behind, "it") || low) &&
                   (scan_has(scan, behind, PARTICLE) || scan_is(scan, behind, "it"));
    size_t name = article ? behind + 1 : i + 1;
    bool saint = (scan_is(scan, name, "sint") || scan_is(scan, name, "st")) && scan_token(scan, name + 1)->capital;
    bool plain = scan_is(scan, i, "school") || scan_is(scan, i, "bso");

    if (!scan_token(scan, name)->capital || (plain && !article) ||
        (!article && !saint && scan_has(scan, name, NO_NAME)))
        return 0;
    while (scan_token(scan, name + 1)->capital && !scan_ends(scan, name))
        name++;
    return name;
}

static bool ends_like_school(const struct scan *scan, size_t i)
{
    static const char *const kinds[] = { "hoorcollege",   "werkcollege",     "wethouderscollege", "rechterscollege",
                                         "basisschool",   "hogeschool",      "zomerschool",       "avondschool",
                                         "muziekschool",  "volkshogeschool", "voorschool",        "sportschool",
                                         "rijschool",     "vakschool",       "praktijkschool",    "peuterschool",
                                         "kleuterschool", "middelbareschool" };
    static const struct ending ends[] = { ENDING("school"), ENDING("college"), ENDING("lyceum"), NO_ENDING };
    struct span text = scan_text(scan, i);

    if (text.len <= 9 || scan_ending(text, ends) == NULL) /* nearly all */
        return false;
    for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++)
        if (span_is(text, kinds[kind]))
            return false;
    return true;
}

/* The article before the name of a school: de, het, 't; the token behind it, `i` itself when there is none. */
static size_t skip_article(const struct scan *scan, size_t i)
{
    if (scan_is_mark(scan, i, '\'') && scan_is(scan, i + 1, "t"))
        return i + 2;
    return scan_is(scan, i, "de") || scan_is(scan, i, "het") ? i + 1 : i;
}

/*
 * op basisschool het galjoen, obs de vuurvlinder: in lower case. Dutch puts an article before a school that has no
 * name, so a name follows when none stands there. 0 when it is none.
 */
static size_t low_school_end(const struct scan *scan, size_t i)
{
    static const char *const places[] = { "op", "van", "naar", "bij", "vanuit", "door", "juf", "meester" };
    size_t name = skip_article(scan, i + 1);
    bool placed = i == 0 || scan_token(scan, i)->line;

    for (size_t place = 0; !placed && place < sizeof places / sizeof places[0]; place++)
        placed = scan_is(scan, i - 1, places[place]);
    if (!placed || name == i + 1 || scan_is(scan, i, "school") || scan_is(scan, i, "roc") || scan_is(scan, i, "cbs"))
        return 0;
    bool word = scan_token(scan, name)->shape == SHAPE_WORD && !scan_token(scan, name)->line;
    unsigned other = NO_NAME | PERSON | TITLE | OFFICE | BODY | MONTH | NUMERAL | SCHOOL | THING | FILED | CAPTION;
    return word && scan_length(scan, name) > 3 && !scan_has(scan, name, other) ? name : 0;
}

/* het Dalton Voorburg, Montessori Delft: a kind of teaching with the town. */
static bool is_school_of_town(const struct scan *scan, size_t i)
{
    if (!scan_token(scan, i)->capital || !scan_token(scan, i + 1)->capital || scan_ends(scan, i))
        return false;
    return scan_is(scan, i, "dalton") || scan_is(scan, i, "montessori") || scan_is(scan, i, "jenaplan");
}

/* Lyceum Ypenburg, College De Populier, gymnasium Haganum: the last token of the name; 0 when there is none. */
static size_t behind_college(const struct scan *scan, size_t i)
{
    size_t name = scan_token(scan, i + 1)->capital && scan_has(scan, i + 1, PARTICLE) ? i + 2 : i + 1;
    bool low = !scan_token(scan, i)->capital;

    if (!scan_token(scan, name)->capital || scan_token(scan, name)->line || scan_ends(scan, i))
        return 0;
    return low && scan_has(scan, name, NO_NAME) ? 0 : name;
}

/* De Haagse Hof, groep 5: what only a school has, soon behind the place. */
static bool is_in_group(const struct scan *scan, size_t i)
{
    enum { REACH = 4 };

    for (size_t at = i; at < i + REACH; at++)
        if (scan_is(scan, at, "groep") && scan_is_digits(scan, at + 1) && scan_length(scan, at + 1) == 1)
            return true;
    return false;
}

static bool is_kind_of_school(const struct scan *scan, size_t i)
{
    static const struct ending school = ENDING("school");

    return scan_has(scan, i, SCHOOL) || scan_ends_so(scan_text(scan, i), &school);
}

/* de Wegwijzer, zijn VSO-school: what was named is told. */
static bool is_called_school(const struct scan *scan, size_t i)
{
    static const char *const owners[] = { "zijn", "haar", "hun", "een", "de", NULL };
    enum { REACH = 5 };

    if (!scan_is_mark(scan, i, ',') || !scan_is_any_of(scan, i + 1, owners))
        return false;
    for (size_t at = i + 2; at < i + REACH; at++)
        if (is_kind_of_school(scan, at) && !scan_is_mark(scan, at + 1, '-')) /* VSO-team */
            return true;
    return false;
}

/* de intern begeleider van De Springplank, speciaal onderwijs op De Zonnehoek: what only a school has, before it. */
static bool is_behind_teaching(const struct scan *scan, size_t i)
{
    static const char *const persons[] = { "begeleider", "ib", "ondersteuner", "coordinator", NULL };

    return scan_is(scan, i - 1, "onderwijs") ||
           (scan_is_any_of(scan, i - 1, persons) && scan_is(scan, i - 2, "intern"));
}

/* van het Grotius naar een andere school: what was named is a school too. */
static bool is_leaving_school(const struct scan *scan, size_t i)
{
    enum { REACH = 6 };

    for (size_t at = i; at < i + REACH && !scan_ends(scan, at); at++)
        if (scan_is(scan, at, "andere") && is_kind_of_school(scan, at + 1))
            return true;
    return false;
}

/* Where a pupil is: geschorst op het Zandvliet, mentor van de Populier. The name's last token; 0 when there is none. */
static size_t pupils_school(const struct scan *scan, size_t i)
{
    bool short_article = scan_is_mark(scan, i + 1, '\'') && scan_is(scan, i + 2, "t"); /* van 't Kompas */
    size_t name = short_article ? i + 3 : i + 2;

    if (!scan_token(scan, name)->capital || scan_has(scan, name, PERSON | TITLE | OFFICE | MONTH | SCHOOL))
        return 0;
    bool two = scan_token(scan, i + 1)->capital && scan_token(scan, name + 1)->capital; /* De Haagse Hof */
    if (scan_has(scan, name, NO_NAME) && !two)
        return 0;
    bool place =
        scan_is(scan, i, "op") || scan_is(scan, i, "van") || scan_is(scan, i, "naar") || scan_is(scan, i, "en");
    bool article = short_article || scan_is(scan, i + 1, "de") || scan_is(scan, i + 1, "het");
    if (!place || !article)
        return 0;
    bool group = (i > 1 && scan_is(scan, i - 2, "groep") && scan_is_digits(scan, i - 1)) || is_in_group(scan, name + 1);
    group = group || is_leaving_school(scan, name + 1) || is_called_school(scan, name + 1) ||
            (is_behind_teaching(scan, i) && scan_is_upper(scan, i + 1));
    return group || scan_before(scan, i, CONTEXT, PUPIL) || scan_after(scan, name + 1, CONTEXT, PUPIL) ? name : 0;
}

/* Whether any of this may find a school: it is written or known like one, or a name stands where one would. */
static bool may_be_of_school(const struct scan *scan, size_t i)
{
    const struct token *token = &scan->tokens[i];

    return token->capital || (token->flags & (SCHOOL | COLLEGE)) != 0 || scan_token(scan, i + 2)->capital ||
           scan_token(scan, i + 3)->capital;
}

void rule_school(struct scan *scan, size_t i)
{
    if (!may_be_of_school(scan, i))
        return;
    size_t last = scan_has(scan, i, SCHOOL) ? named_school_end(scan, i) : 0;
    if (last == 0 && scan_has(scan, i, SCHOOL))
        last = low_school_end(scan, i);
    else if (last == 0 && is_school_of_town(scan, i))
        last = i + 1;
    bool college = scan_has(scan, i, COLLEGE) && (scan_token(scan, i)->capital || !scan_is(scan, i + 1, "van"));
    size_t behind = scan_has(scan, i, COLLEGE) ? behind_college(scan, i) : 0;
    bool named = scan_token(scan, i)->capital && ends_like_school(scan, i);

    if (last > 0)
        scan_hit_tokens(scan, IDENTIFY_SCHOOL, i, last, false);
    else if (college && i > 0 && scan_token(scan, i - 1)->capital && !scan_has(scan, i - 1, PARTICLE) &&
             (scan_token(scan, i)->capital || (i > 1 && !scan_ends(scan, i - 2))))
        scan_hit_tokens(scan, IDENTIFY_SCHOOL, i - 1, i, false);
    else if (behind > 0)
        scan_hit_tokens(scan, IDENTIFY_SCHOOL, i, behind, false);
    else if (named)
        scan_hit_tokens(scan, IDENTIFY_SCHOOL, i, i, false);
    else if ((last = pupils_school(scan, i)) > 0)
        scan_hit_tokens(scan, IDENTIFY_SCHOOL, last, last, false);
}
