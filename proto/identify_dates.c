/* Rules about dates: the birth date. */
#include "identify_scan.h"

enum {
    CONTEXT = 8, /* tokens around a date that say what it is */
    BIRTH_FIRST = 1930,
    BIRTH_LAST = 2023 /* what is younger may as well be the date of a meeting */
};

static long number_at(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);
    long number = 0;

    if (scan_has(scan, i, NUMERAL))
        return scan_token(scan, i)->value;
    if (!scan_is_digits(scan, i) || text.len > 4)
        return -1;
    for (size_t digit = 0; digit < text.len; digit++)
        number = number * 10 + (text.ptr[digit] - '0');
    return number;
}

static bool is_between(long number, long least, long most)
{
    return number >= least && number <= most;
}

/* 2013, '09, tweeduizend twaalf: the last token of a year that begins here; 0 when it is none. */
static size_t year_end(const struct scan *scan, size_t i)
{
    long year = number_at(scan, i);

    if (scan_has(scan, i, NUMERAL) && year == 2000 && is_between(number_at(scan, i + 1), 1, 99))
        return i + 1;
    if (is_between(year, 1900, 2099))
        return i;
    return scan_is_digits(scan, i) && scan_length(scan, i) == 2 ? i : 0;
}

/* Behind a mark or a word between: 14-03-2012, 14 3 2012, 3e van mei, 4th of July, mrt. 2019, feb '09. */
static size_t skip_joint(const struct scan *scan, size_t i)
{
    static const char *const joints[] = { "e", "de", "ste", "th", "st", "nd", "rd", "van", "of" };

    for (size_t end = i + 3; i < end && !scan_is_digits(scan, i); i++) {
        bool joint = scan_is_separator(scan, i) || scan_is_mark(scan, i, '\'') || scan_is_mark(scan, i, ',');
        for (size_t word = 0; !joint && word < sizeof joints / sizeof joints[0]; word++)
            joint = scan_is(scan, i, joints[word]);
        if (!joint)
            break;
    }
    return i;
}

/* nieuwjaarsdag, eerste kerstdag: a day with a name, when its year follows. */
static bool is_feast(const struct scan *scan, size_t i)
{
    static const char *const feasts[] = {
        "nieuwjaarsdag",  "oudejaarsdag",  "oudjaarsdag", "kerstdag",    "kerstavond",  "koningsdag", "koninginnedag",
        "bevrijdingsdag", "valentijnsdag", "dierendag",   "sinterklaas", "pakjesavond", NULL
    };

    return scan_token(scan, i)->shape == SHAPE_WORD && scan_is_digits(scan, i + 1) && scan_length(scan, i + 1) == 4 &&
           scan_is_any_of(scan, i, feasts);
}

/* A date: its last token, and whether it has a year. */
struct date {
    size_t last; /* 0 when there is none */
    bool year;
};

/* 2012-05-06; 2011, 6 oktober */
static struct date date_year_first(const struct scan *scan, size_t i)
{
    if (!scan_is_digits(scan, i) || scan_length(scan, i) != 4)
        return (struct date){ 0, false };
    size_t month = skip_joint(scan, i + 1), day = skip_joint(scan, month + 1);
    if (scan_has(scan, day, MONTH) && !scan_has(scan, month, MONTH)) {
        size_t named = day;
        day = month;
        month = named;
    }
    bool fits = is_between(number_at(scan, i), 1900, 2099) &&
                (scan_has(scan, month, MONTH) || is_between(number_at(scan, month), 1, 12)) &&
                scan_is_digits(scan, day) && is_between(number_at(scan, day), 1, 31);

    return (struct date){ !fits ? 0 : day > month ? day : month, true };
}

/* March 14, 2012 */
static struct date date_month_first(const struct scan *scan, size_t i)
{
    if (!scan_has(scan, i, MONTH))
        return (struct date){ 0, false };
    size_t year = skip_joint(scan, i + 2);
    bool fits = is_between(number_at(scan, i + 1), 1, 31) && is_between(number_at(scan, year), 1900, 2099);
    size_t day = skip_joint(scan, i + 2); /* maart 2008, de 14e */
    bool told = is_between(number_at(scan, i + 1), 1900, 2099) && scan_is(scan, day - 1, "de") &&
                is_between(number_at(scan, day), 1, 31);

    return (struct date){ fits ? year : told ? day + scan_is(scan, day + 1, "e") : 0, true };
}

/* 14-3-12, 3 mei 2011, drie januari tweeduizend twaalf; 3 mei. */
static struct date date_day_first(const struct scan *scan, size_t i)
{
    if (!is_between(number_at(scan, i), 1, 31))
        return (struct date){ 0, false };
    size_t month = skip_joint(scan, i + 1), year = skip_joint(scan, month + 1);
    bool named = scan_has(scan, month, MONTH), spoken = !scan_is_digits(scan, i) && !named;
    size_t last = year_end(scan, year);

    if (!named && !is_between(number_at(scan, month), 1, 12))
        return (struct date){ 0, false };
    if (last > 0 && !(spoken && scan_is_digits(scan, last)) &&
        (named || scan_is_digits(scan, month) == scan_is_digits(scan, i)))
        return (struct date){ last, true };
    return (struct date){ named ? month : 0, false };
}

/* 08112014, 080114, 20141108: the whole date in one number. */
static bool is_packed_date(const struct scan *scan, size_t i)
{
    static const struct {
        size_t length, day, month;
    } forms[] = { { 8, 0, 2 }, { 6, 0, 2 }, { 8, 6, 4 } };
    struct span text = scan_text(scan, i);

    for (size_t form = 0; scan_is_digits(scan, i) && form < sizeof forms / sizeof forms[0]; form++) {
        const char *day = text.ptr + forms[form].day, *month = text.ptr + forms[form].month;
        if (text.len == forms[form].length && is_between((day[0] - '0') * 10 + day[1] - '0', 1, 31) &&
            is_between((month[0] - '0') * 10 + month[1] - '0', 1, 12))
            return true;
    }
    return false;
}

/* 12/5, 12-5: nothing but a day and a month. */
static bool is_day_of_month(const struct scan *scan, size_t i)
{
    return scan_is_digits(scan, i) && !scan_is_inside(scan, i) && is_between(number_at(scan, i), 1, 31) &&
           (scan_is_mark(scan, i + 1, '/') || scan_is_mark(scan, i + 1, '-')) && scan_is_digits(scan, i + 2) &&
           !scan_token(scan, i + 2)->spaced && is_between(number_at(scan, i + 2), 1, 12) && !scan_goes_on(scan, i + 2);
}

static struct date date_at(const struct scan *scan, size_t i)
{
    struct date date = { 0, false };

    if (is_feast(scan, i) && is_between(number_at(scan, i + 1), 1900, 2099))
        return (struct date){ i + 1, true };
    if (!scan_is_digits(scan, i) && !scan_has(scan, i, NUMERAL | MONTH)) /* nearly all */
        return date;
    if (scan_is_inside(scan, i) && !scan_has(scan, i - 1, BIRTH)) /* geb12-05-2012 */
        return date;
    date = date_year_first(scan, i);
    if (date.last == 0)
        date = date_day_first(scan, i);
    return date.last == 0 ? date_month_first(scan, i) : date;
}

size_t scan_date_end(const struct scan *scan, size_t i)
{
    return date_at(scan, i).last;
}

/* na 1-1-2010, tussen 1-1-2010 en 31-12-2012: the limit of a rule. */
static bool is_limit(const struct scan *scan, size_t i)
{
    bool joined = i > 0 && (scan_is(scan, i - 1, "en") || scan_is(scan, i - 1, "m") || scan_is_mark(scan, i - 1, '-'));

    return (i > 0 && scan_has(scan, i - 1, LIMIT)) || (joined && scan_before(scan, i, CONTEXT, LIMIT));
}

static bool is_he(const struct scan *scan, size_t i)
{
    static const char *const words[] = { "hij", "zij", "ze", "die", "kleine", NULL };

    return scan_has(scan, i, PERSON | FIRST) || scan_is_any_of(scan, i, words);
}

/* Where what is said before a date ends: van de derde maart 2013, op dinsdag 3 maart 2013. */
static size_t date_begin(const struct scan *scan, size_t i)
{
    static const char *const leads[] = { "de",        "den",     "maandag",  "dinsdag", "woensdag",
                                         "donderdag", "vrijdag", "zaterdag", "zondag",  NULL };

    for (size_t words = 0; i > 1 && words < 2 && scan_is_any_of(scan, i - 1, leads); words++)
        i--;
    return i;
}

/* hij is van 3 maart 2013; hij wordt achttien, is van 3 maart 2013 */
static bool is_someone_of(const struct scan *scan, size_t i)
{
    i = date_begin(scan, i);
    if (i < 3 || !scan_is(scan, i - 1, "van"))
        return false;
    static const char *const between[] = { "er", "eentje", "zelf", "ook", "al", "pas", NULL };
    size_t verb = i - 2;
    for (size_t words = 0; words < 2 && verb > 1 && scan_is_any_of(scan, verb, between); words++)
        verb--;
    if (verb > 0 && is_he(scan, verb) && (scan_is(scan, verb - 1, "is") || scan_is(scan, verb - 1, "was")))
        return true; /* volgens het paspoort is zij van 3 maart 2013 */
    if (verb < 1 || !(scan_is(scan, verb, "is") || scan_is(scan, verb, "was")))
        return false;
    if (!scan_is_mark(scan, verb - 1, ','))
        return is_he(scan, verb - 1);
    for (size_t at = i > CONTEXT + 4 ? i - CONTEXT - 4 : 0; at < verb - 1; at++)
        if (is_he(scan, at))
            return true;
    return false;
}

static bool turns(const struct scan *scan, size_t i)
{
    return scan_is(scan, i, "wordt") || scan_is(scan, i, "word") || scan_is(scan, i, "werd");
}

/* hij wordt dan 18, of which token `age` is the number. */
static bool says_who_turns(const struct scan *scan, size_t age)
{
    enum { REACH = 4 };
    size_t first = age > REACH ? age - REACH : 0;
    bool he = false, turn = false;

    for (size_t i = first; i < age; i++) {
        he = he || is_he(scan, i);
        turn = turn || turns(scan, i);
        he = he || (turns(scan, i) && (i == 0 || scan_token(scan, i)->line)); /* wordt op 3 mei 18 */
    }
    return he && turn;
}

/* hij wordt 18 op 3 mei 2027; op 3 mei 2027 wordt ze achttien: who it is, what happens and how old, on either side. */
static bool is_turning(const struct scan *scan, size_t first, size_t last)
{
    enum { AGE_LAST = 23 };

    first = date_begin(scan, first);
    size_t at = first > 0 && (scan_is(scan, first - 1, "op") || scan_is(scan, first - 1, "per")) ? first - 1 : first;
    size_t age = at > 0 && scan_has(scan, at - 1, YEARS) ? at - 2 : at - 1;

    if (at > 1 && is_between(number_at(scan, age), 1, AGE_LAST) && says_who_turns(scan, age))
        return true;
    if (turns(scan, last + 1) && is_he(scan, last + 2) && is_between(number_at(scan, last + 3), 1, AGE_LAST))
        return true;
    if (is_between(number_at(scan, last + 1), 1, AGE_LAST) && turns(scan, last + 2) && is_he(scan, at - 1))
        return true; /* als hij op 3 mei 2027 achttien wordt */
    bool as_year = scan_has(scan, last - 1, MONTH) && scan_length(scan, last) == 2; /* op 3 mei 16 */
    return is_between(number_at(scan, as_year ? last : last + 1), 1, AGE_LAST) && says_who_turns(scan, at);
}

/* m 05-05-2010, kind 1: 05-05-2010: the token of whom it is, before the date and its mark; i when it is nobody. */
static size_t person_before(const struct scan *scan, size_t i)
{
    bool joint = i > 1 && (scan_token(scan, i - 1)->shape == SHAPE_MARK || scan_is(scan, i - 1, "van"));
    size_t at = joint ? i - 2 : i - 1;

    if (i == 0)
        return i;
    bool one = scan_is_digits(scan, at) && scan_length(scan, at) == 1; /* kind 1; kind A, kind Djoekje */
    if (at > 0 && (one || scan->upper[scan_token(scan, at)->from]) && scan_has(scan, at - 1, PERSON))
        return at - 1;
    return at;
}

/* Not that of "t/m". */
static bool is_sex(const struct scan *scan, size_t i)
{
    return scan_length(scan, i) == 1 && (scan_is(scan, i, "m") || scan_is(scan, i, "v")) &&
           !(scan_is_mark(scan, i - 1, '/') && scan_is(scan, i - 2, "t"));
}

/* The year at the end of a date, in two digits the one in which somebody may be born. */
static long year_at(const struct scan *scan, size_t i)
{
    enum { CENTURY = 100 };
    long year = number_at(scan, i);

    if (scan_has(scan, i, NUMERAL) && is_between(year, 1, CENTURY) && number_at(scan, i - 1) == 2000)
        return year + 2000; /* tweeduizend twaalf */
    if (!scan_is_digits(scan, i) || scan_length(scan, i) != 2)
        return year;
    return year <= BIRTH_LAST % CENTURY ? year + 2000 : year + 1900;
}

/* The same of a date that may be one number of eight digits: 03112014, 20141103. */
static long packed_year(const struct scan *scan, size_t first, size_t last)
{
    struct span text = scan_text(scan, first);

    if (first != last || !scan_is_digits(scan, first) || text.len != 8)
        return year_at(scan, last);
    size_t at = memcmp(text.ptr, "19", 2) == 0 || memcmp(text.ptr, "20", 2) == 0 ? 0 : 4;
    long year = 0;
    for (size_t digit = at; digit < at + 4; digit++)
        year = year * 10 + (text.ptr[digit] - '0');
    return year;
}

/* Leeftijd: 13 (24-11-2012), jongen van 13 jaar (24-11-2012): the bracket stands behind somebody's age. */
static bool is_behind_age(const struct scan *scan, size_t bracket)
{
    enum { REACH = 4 };
    bool years = scan_has(scan, bracket - 1, YEARS);
    size_t age = years ? bracket - 2 : bracket - 1;

    if (!scan_is_digits(scan, age) || scan_length(scan, age) > 2)
        return false;
    for (size_t at = age; at > 0 && at + REACH > age; at--)
        if (scan_is(scan, at - 1, "leeftijd") || turns(scan, at - 1) || (years && is_he(scan, at - 1)))
            return true;
    return false;
}

/* jongen (08-11-2014), 05-05-2010 / m: beside a person, and too old to be the date of a meeting. */
static bool is_beside_person(const struct scan *scan, size_t i, size_t last)
{
    long year = packed_year(scan, i, last);

    i = date_begin(scan, i);
    size_t before = person_before(scan, i);
    size_t after = scan_token(scan, last + 1)->shape == SHAPE_MARK ? last + 2 : last + 1;
    bool sex = is_sex(scan, after) || (i > 0 && is_sex(scan, before));

    if (i > 0 && scan_is_mark(scan, i - 1, '*') && !scan_token(scan, i)->spaced) /* the sign of a genealogist */
        return true;
    if (!is_between(year, BIRTH_FIRST, BIRTH_LAST))
        year = number_at(scan, i);
    if (!is_between(year, BIRTH_FIRST, BIRTH_LAST))
        return false;
    bool in_brackets = i > 1 && scan_is_mark(scan, i - 1, '(');
    if (in_brackets && is_behind_age(scan, i - 1))
        return true;
    if (in_brackets && (scan_is(scan, i - 2, "hij") || scan_is(scan, i - 2, "zij") || scan_is(scan, i - 2, "ze")))
        return true;
    return sex ||
           (i > 0 && scan_has(scan, before, PERSON | FIRST) &&
            (!scan_has(scan, before, NO_NAME) || scan_is(scan, before, "kind") || scan_is(scan, before, "jeugdige")));
}

/* om 03.12 uur: the last token of a time behind a date; `last` itself when there is none. */
static size_t skip_time(const struct scan *scan, size_t last)
{
    size_t at = last + 1 + scan_is(scan, last + 1, "om");

    at += scan_is_digits(scan, at + 2) ? 2 : 0;
    return scan_is(scan, at + 1, "uur") || scan_is(scan, at + 1, "u") ? at + 1 : last;
}

/* was het 3 maart, die is 3 maart: what was spoken of before; not: de cursus was 3 maart. */
static bool is_it(const struct scan *scan, size_t i)
{
    static const char *const copulas[] = { "is", "was", "werd", NULL };
    static const char *const pronouns[] = { "het", "die", NULL };
    bool turned = scan_is(scan, i - 1, "het") && scan_is_any_of(scan, i - 2, copulas);

    return turned || (scan_is_any_of(scan, i - 1, copulas) && scan_is_any_of(scan, i - 2, pronouns));
}

/*
 * De geboortedatum van haar dochter ..., het laatst was het 9 maart '14: the word is far away, and the date is what it
 * is said to be. Not: de geboortedatum staat er sinds 3 maart 2019 niet in.
 */
static bool is_said_to_be(const struct scan *scan, size_t first, size_t last)
{
    enum { FAR = 18 };
    static const char *const days[] = { "geboortedatum", "geboortedag", "verjaardag", NULL };
    bool said = is_it(scan, first) || (scan_is(scan, last + 1, "moet") && scan_is(scan, last + 2, "zijn"));

    if (!said || !is_between(year_at(scan, last), BIRTH_FIRST, BIRTH_LAST))
        return false;
    for (size_t at = first; at > 0 && at + FAR > first && !scan_ends(scan, at - 1); at--)
        if (scan_is_any_of(scan, at - 1, days))
            return true;
    return false;
}

/* Vroeggeboren op 18 januari 2024: right before the date; what else is said of them may be of a day to meet. */
static bool is_born_so(const struct scan *scan, size_t first)
{
    static const struct ending born = ENDING("geboren");
    size_t at = date_begin(scan, first);

    return at > 1 && scan_is(scan, at - 1, "op") && scan_ends_so(scan_text(scan, at - 2), &born);
}

/* geboren, dob; ter wereld gekomen. */
static bool says_birth(const struct scan *scan, size_t first, size_t last)
{
    last = skip_time(scan, last);
    if (scan_before(scan, first, CONTEXT, BIRTH) || scan_after(scan, last + 1, CONTEXT / 2, BIRTH) ||
        is_born_so(scan, first))
        return true;
    for (size_t i = first > CONTEXT ? first - CONTEXT : 1; i < last + CONTEXT && i < scan->count; i++)
        if (scan_is(scan, i, "wereld") && scan_is(scan, i - 1, "ter"))
            return true;
    return false;
}

/* geb 080114; hij is van 20141108: six digits say less than eight. */
static bool is_packed_birth(const struct scan *scan, size_t i)
{
    enum { WHOLE = 8 };
    bool whole = scan_length(scan, i) == WHOLE && is_between(packed_year(scan, i, i), BIRTH_FIRST, BIRTH_LAST);

    if (scan_before(scan, i, 4, BIRTH) || (whole && says_birth(scan, i, i)))
        return true;
    if (scan_is_inside(scan, i) || scan_goes_on(scan, i))
        return false;
    return scan_after(scan, i + 1, 3, BIRTH) || is_someone_of(scan, i) ||
           (whole && (is_beside_person(scan, i, i) || is_turning(scan, i, i)));
}

void rule_birth_date(struct scan *scan, size_t i)
{
    struct date date = date_at(scan, i);
    bool birth = false;

    if (date.last == 0 && !scan_is_digits(scan, i)) /* nearly all */
        return;
    if (date.last > 0 && date.year)
        birth = says_birth(scan, i, date.last) || is_someone_of(scan, i) || is_beside_person(scan, i, date.last) ||
                is_turning(scan, i, date.last) || is_said_to_be(scan, i, date.last);
    else if (date.last > 0)
        birth = scan_before(scan, i, 4, BIRTH) || scan_after(scan, date.last + 1, 4, BIRTH) ||
                is_turning(scan, i, date.last);
    else if (is_day_of_month(scan, i) && scan_before(scan, i, 2, BIRTH)) {
        birth = true;
        date.last = i + 2;
    } else if (is_packed_date(scan, i) && is_packed_birth(scan, i)) {
        birth = true;
        date.last = i;
    }
    if (birth && !is_limit(scan, i))
        scan_hit_tokens(scan, IDENTIFY_BIRTH_DATE, i, date.last, true);
}
