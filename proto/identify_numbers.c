/* Rules about numbers: of a person, an account, a telephone, a birthday, a file. */
#include "identify_scan.h"

enum {
    RUN_MAX = 16, /* digits and groups; a longer number is none of ours */
    CONTEXT = 8   /* tokens around a place that say what it is */
};

/* ---- a run: digits that belong together, however they are spaced ---- */

struct run {
    char digits[RUN_MAX + 1];
    size_t count, groups;
    uint8_t lengths[RUN_MAX];
    uint8_t so_far[RUN_MAX]; /* digits up to and with each group */
    uint32_t last[RUN_MAX];  /* token of each group */
};

static bool is_spoken(const struct scan *scan, size_t i)
{
    const struct token *token = scan_token(scan, i);

    return (token->flags & NUMERAL) != 0 && token->value < 100;
}

static bool is_digits(const struct scan *scan, size_t i)
{
    return scan_token(scan, i)->shape == SHAPE_DIGITS;
}

/* The digits of a group: as they stand, or those of the number that a word says. */
static struct span group_text(const struct scan *scan, size_t i, char spoken[2])
{
    int value = scan_token(scan, i)->value;

    if (is_digits(scan, i))
        return scan_text(scan, i);
    spoken[0] = (char)('0' + value / 10);
    spoken[1] = (char)('0' + value % 10);
    return (struct span){ value < 10 ? spoken + 1 : spoken, value < 10 ? 1 : 2 };
}

/* False when it does not fit. */
static bool add_group(struct run *run, const struct scan *scan, size_t i)
{
    char spoken[2];
    struct span text = group_text(scan, i, spoken);

    if (run->count + text.len > RUN_MAX)
        return false;
    for (size_t digit = 0; digit < text.len; digit++)
        run->digits[run->count++] = text.ptr[digit];
    run->lengths[run->groups] = (uint8_t)text.len;
    run->last[run->groups] = (uint32_t)i;
    run->so_far[run->groups++] = (uint8_t)run->count;
    return true;
}

static bool is_separator(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);

    return scan_token(scan, i)->shape == SHAPE_MARK && text.len == 1 && strchr(".-/()_*~\2", text.ptr[0]) != NULL;
}

static bool is_group(const struct scan *scan, size_t i)
{
    return !scan_token(scan, i)->line && (is_digits(scan, i) || is_spoken(scan, i));
}

/* The next group behind token i: at most three marks away, on the same line. 0 when there is none. */
static size_t next_group(const struct scan *scan, size_t i)
{
    size_t next = i + 1;

    if (is_group(scan, next))
        return next;
    if (is_spoken(scan, i) && scan_is_mark(scan, next, ',')) /* nul zes, twee vier */
        return is_spoken(scan, next + 1) ? next + 1 : 0;
    while (next < i + 4 && is_separator(scan, next) && !scan_token(scan, next)->line)
        next++;
    return is_group(scan, next) ? next : 0;
}

/* Whether token i stands against digits or letters on its left, so that a number does not begin there. */
static bool is_inside(const struct scan *scan, size_t i)
{
    if (i == 0 || scan_token(scan, i)->spaced)
        return false;
    if (!is_separator(scan, i - 1))
        return scan_token(scan, i - 1)->shape != SHAPE_MARK;
    return i > 1 && !scan_token(scan, i - 1)->spaced && is_digits(scan, i - 2);
}

/* Whether the number goes on behind token i without a space. */
static bool goes_on(const struct scan *scan, size_t i)
{
    if (scan_token(scan, i + 1)->spaced)
        return false;
    if (!is_separator(scan, i + 1))
        return scan_token(scan, i + 1)->shape != SHAPE_MARK;
    return !scan_token(scan, i + 2)->spaced && is_digits(scan, i + 2);
}

/* Asked first, of every token: most are words. */
static bool begins_run(const struct scan *scan, size_t i)
{
    return (is_digits(scan, i) || is_spoken(scan, i)) && !is_inside(scan, i);
}

static void read_run(struct run *run, const struct scan *scan, size_t i)
{
    run->count = run->groups = 0;
    for (size_t next = i; add_group(run, scan, next);) {
        next = next_group(scan, next);
        if (next == 0)
            break;
    }
}

/* ---- BSN ---- */

/* How people write nine digits. */
static const char *const bsn_forms[] = { "9",    "333",   "423",  "234",   "324", "432", "243",      "342",
                                         "2223", "22221", "3222", "12222", "63",  "36",  "111111111" };

static bool has_form(const struct run *run, size_t groups, const char *form)
{
    for (size_t i = 0; i < groups; i++)
        if (run->lengths[i] != (size_t)(form[i] - '0'))
            return false;
    return form[groups] == '\0';
}

/* Spoken digits may be grouped in any way. */
static bool has_bsn_form(const struct scan *scan, const struct run *run, size_t groups)
{
    if (is_spoken(scan, run->last[0]))
        return true;
    for (size_t i = 0; i < sizeof bsn_forms / sizeof bsn_forms[0]; i++)
        if (strlen(bsn_forms[i]) == groups && has_form(run, groups, bsn_forms[i]))
            return true;
    return false;
}

/* The 11-proof: the last digit counts against the others. */
static bool passes_eleven(const char *digits)
{
    int sum = -(digits[8] - '0');

    for (int i = 0; i < 8; i++)
        sum += (9 - i) * (digits[i] - '0');
    return sum % 11 == 0 && strncmp(digits, "000", 3) != 0;
}

static bool is_amount(const struct scan *scan, size_t first, size_t last)
{
    return (first > 0 && scan_text(scan, first - 1).len == 1 &&
            *scan_text(scan, first - 1).ptr == 2 /* the euro sign */) ||
           scan_is(scan, last + 1, "euro");
}

/* bsn: 12345678; 123456789 is zijn bsn. */
static bool is_named_bsn(const struct scan *scan, unsigned nearest, size_t digits, size_t last)
{
    if ((nearest & BSN) != 0)
        return digits == 8 || digits == 9;
    return digits == 9 && scan_after(scan, last + 1, 4, BSN);
}

/* Whether one was found. */
static bool find_bsn(struct scan *scan, const struct run *run, size_t i)
{
    unsigned nearest = scan_nearest(scan, i, 5, BSN | REGISTER);

    for (size_t group = 0; nearest != REGISTER && group < run->groups; group++) {
        size_t digits = run->so_far[group], last = run->last[group];
        if (digits < 8 || digits > 9 || goes_on(scan, last) || is_amount(scan, i, last))
            continue;
        bool proven = digits == 9 && has_bsn_form(scan, run, group + 1) && passes_eleven(run->digits);
        if (proven || is_named_bsn(scan, nearest, digits, last)) {
            scan_hit_tokens(scan, IDENTIFY_BSN, i, last, true);
            return true;
        }
    }
    return false;
}

/* ---- telephone ---- */

enum line { LINE_NONE, LINE_UNKNOWN, LINE_PRIVATE };

/*
 * Whose line a number of a house is. The nearest noun before it decides, then what stands behind it; when nothing
 * tells, we ask.
 */
static enum line line_of(const struct scan *scan, size_t first, size_t last)
{
    unsigned owner = scan_nearest(scan, first, CONTEXT, OFFICE | BODY | PERSON | TITLE);

    if (owner == 0 && scan_after(scan, last + 1, CONTEXT, OFFICE | BODY))
        owner = OFFICE;
    if (owner == 0 && scan_after(scan, last + 1, CONTEXT, PERSON))
        owner = PERSON;
    if ((owner & (OFFICE | BODY)) != 0)
        return LINE_NONE;
    if (owner != 0 || scan_before(scan, first, CONTEXT, HOME) || scan_after(scan, last + 1, CONTEXT, HOME))
        return LINE_PRIVATE;
    return LINE_UNKNOWN;
}

/* The digits behind the country's prefix and the zero: nine for a Dutch number. NULL when it has none of these. */
static const char *national(const char *digits, bool plus)
{
    if (strncmp(digits, "0031", 4) == 0)
        digits += 4;
    else if ((plus && strncmp(digits, "31", 2) == 0) || strncmp(digits, "316", 3) == 0)
        digits += 2;
    else
        return !plus && digits[0] == '0' && digits[1] != '0' ? digits + 1 : NULL;
    return digits[0] == '0' ? digits + 1 : digits;
}

/* 0800, 0900, 085 and 088 are never private. */
static enum line judge_line(const struct scan *scan, const char *digits, bool plus, size_t first, size_t last)
{
    const char *number = national(digits, plus);

    if (number == NULL)
        return strlen(digits) >= 10 && (plus || strncmp(digits, "00", 2) == 0) ? LINE_PRIVATE : LINE_NONE; /* abroad */
    if (strlen(number) != 9)
        return LINE_NONE;
    if (number[0] == '6')
        return number[1] == '0' ? LINE_NONE : LINE_PRIVATE;
    return strchr("123457", number[0]) == NULL ? LINE_NONE : line_of(scan, first, last);
}

/* app haar op 6 12345678: a mobile number without its zero. */
static bool is_short_mobile(const struct scan *scan, const char *digits, size_t first)
{
    static const char *const calls[] = {
        "tel", "telefoon", "bel", "bellen", "nummer", "nr", "app", "whatsapp", "mobiel"
    };

    if (digits[0] != '6' || strlen(digits) != 9 || (first > 0 && is_digits(scan, first - 1)) || digits[1] == '0' ||
        scan_before(scan, first, 4, REGISTER | FILED))
        return false;
    for (size_t i = first > 4 ? first - 4 : 0; i < first; i++)
        for (size_t call = 0; call < sizeof calls / sizeof calls[0]; call++)
            if (scan_is(scan, i, calls[call]))
                return true;
    return false;
}

static enum line judge_number(const struct scan *scan, const char *digits, bool plus, size_t first, size_t last)
{
    bool ends = !goes_on(scan, last) || scan_is_mark(scan, last + 1, '/'); /* two numbers, 06-.../06-... */

    if (!ends)
        return LINE_NONE;
    return is_short_mobile(scan, digits, first) ? LINE_PRIVATE : judge_line(scan, digits, plus, first, last);
}

/* The longest number that begins here. Whether one was found. */
static bool find_phone(struct scan *scan, struct run *run, size_t i)
{
    bool plus = i > 0 && scan_is_mark(scan, i - 1, '+') && !scan_token(scan, i)->spaced;

    if (!plus && strchr("036", run->digits[0]) == NULL)
        return false;
    for (size_t group = run->groups; group > 0 && run->so_far[group - 1] >= 9; group--) {
        size_t last = run->last[group - 1];
        run->digits[run->so_far[group - 1]] = '\0';
        enum line line = judge_number(scan, run->digits, plus, i, last);
        if (line != LINE_NONE) {
            scan_hit_tokens(scan, IDENTIFY_PHONE, plus ? i - 1 : i, last, line == LINE_PRIVATE);
            return true;
        }
    }
    return false;
}

void rule_person_or_line(struct scan *scan, size_t i)
{
    struct run run;

    if (!begins_run(scan, i))
        return;
    read_run(&run, scan, i);
    if (run.count >= 8 && !find_bsn(scan, &run, i))
        find_phone(scan, &run, i);
}

/* ---- IBAN ---- */

static size_t iban_length(const char *country)
{
    static const struct {
        char country[3];
        size_t length;
    } lengths[] = { { "nl", 18 }, { "be", 16 }, { "de", 22 }, { "fr", 27 }, { "gb", 22 }, { "es", 24 }, { "it", 27 },
                    { "pl", 28 }, { "at", 20 }, { "pt", 25 }, { "tr", 26 }, { "ma", 28 }, { "lu", 20 }, { "ch", 21 },
                    { "ro", 24 }, { "bg", 22 }, { "ie", 22 }, { "lt", 20 }, { "ua", 29 }, { "hu", 28 }, { "gr", 27 },
                    { "se", 24 }, { "dk", 18 }, { "no", 15 }, { "fi", 18 }, { "cz", 24 }, { "sk", 24 }, { "hr", 21 } };

    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        if (memcmp(country, lengths[i].country, 2) == 0)
            return lengths[i].length;
    return 0;
}

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Collects so many letters and digits from a glyph on, at most two spaces, dots or hyphens between. Returns the end. */
static size_t collect(const struct scan *scan, size_t from, size_t length, char *out)
{
    size_t count = 0, gap = 0, at = from;

    for (; at < scan->glyphs && count < length && gap <= 2; at++) {
        char c = scan->low[at];
        if (is_alnum(c))
            out[count++] = c;
        else if (c != ' ' && c != '.' && c != '-')
            return 0;
        gap = is_alnum(c) ? 0 : gap + 1;
    }
    return count == length ? at : 0;
}

static int mod97(const char *iban, size_t length)
{
    int rest = 0;

    for (size_t i = 0; i < length; i++) {
        char c = iban[(i + 4) % length];
        rest = c <= '9' ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'a' + 10)) % 97;
    }
    return rest;
}

void rule_iban(struct scan *scan, size_t i)
{
    char iban[40];
    size_t from = scan_token(scan, i)->from;

    if (scan_token(scan, i)->shape != SHAPE_WORD || scan_length(scan, i) != 2 || !is_digits(scan, i + 1))
        return;
    size_t length = iban_length(scan->low + from);
    size_t end = length == 0 ? 0 : collect(scan, from, length, iban);
    if (end == 0 || (is_alnum(scan->low[end]) && is_alnum(scan->low[end - 1])))
        return;
    if (mod97(iban, length) == 1 || (length == 18 && scan_before(scan, i, 4, ACCOUNT)))
        scan_hit(scan, IDENTIFY_IBAN, from, end, true);
}

/* ---- birth date ---- */

static long number_at(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);
    long number = 0;

    if (scan_has(scan, i, NUMERAL))
        return scan_token(scan, i)->value;
    if (!is_digits(scan, i) || text.len > 4)
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
    return is_digits(scan, i) && scan_length(scan, i) == 2 ? i : 0;
}

/* Behind a mark or a word between: 14-03-2012, 14 3 2012, 3e van mei, 4th of July, mrt. 2019, feb '09. */
static size_t skip_joint(const struct scan *scan, size_t i)
{
    static const char *const joints[] = { "e", "de", "ste", "th", "st", "nd", "rd", "van", "of" };

    for (size_t end = i + 3; i < end && !is_digits(scan, i); i++) {
        bool joint = is_separator(scan, i) || scan_is_mark(scan, i, '\'') || scan_is_mark(scan, i, ',');
        for (size_t word = 0; !joint && word < sizeof joints / sizeof joints[0]; word++)
            joint = scan_is(scan, i, joints[word]);
        if (!joint)
            break;
    }
    return i;
}

/* A date: its last token, and whether it has a year. */
struct date {
    size_t last; /* 0 when there is none */
    bool year;
};

/* 2012-05-06 */
static struct date date_year_first(const struct scan *scan, size_t i)
{
    size_t month = skip_joint(scan, i + 1), day = skip_joint(scan, month + 1);
    bool fits = is_digits(scan, i) && scan_length(scan, i) == 4 && is_between(number_at(scan, i), 1900, 2099) &&
                is_between(number_at(scan, month), 1, 12) && is_digits(scan, day) &&
                is_between(number_at(scan, day), 1, 31);

    return (struct date){ fits ? day : 0, true };
}

/* March 14, 2012 */
static struct date date_month_first(const struct scan *scan, size_t i)
{
    size_t year = skip_joint(scan, i + 2);
    bool fits = scan_has(scan, i, MONTH) && is_between(number_at(scan, i + 1), 1, 31) && year > i + 2 &&
                is_between(number_at(scan, year), 1900, 2099);

    return (struct date){ fits ? year : 0, true };
}

/* 14-3-12, 3 mei 2011, drie januari tweeduizend twaalf; 3 mei. */
static struct date date_day_first(const struct scan *scan, size_t i)
{
    size_t month = skip_joint(scan, i + 1), year = skip_joint(scan, month + 1);
    bool named = scan_has(scan, month, MONTH), spoken = !is_digits(scan, i) && !named;
    size_t last = year_end(scan, year);

    if (!is_between(number_at(scan, i), 1, 31) || (!named && !is_between(number_at(scan, month), 1, 12)))
        return (struct date){ 0, false };
    if (last > 0 && !(spoken && is_digits(scan, last)) && (named || is_digits(scan, month) == is_digits(scan, i)))
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

    for (size_t form = 0; is_digits(scan, i) && form < sizeof forms / sizeof forms[0]; form++) {
        const char *day = text.ptr + forms[form].day, *month = text.ptr + forms[form].month;
        if (text.len == forms[form].length && is_between((day[0] - '0') * 10 + day[1] - '0', 1, 31) &&
            is_between((month[0] - '0') * 10 + month[1] - '0', 1, 12))
            return true;
    }
    return false;
}

static struct date date_at(const struct scan *scan, size_t i)
{
    struct date date = { 0, false };

    if (is_inside(scan, i) || !(is_digits(scan, i) || scan_has(scan, i, NUMERAL | MONTH)))
        return date;
    date = date_year_first(scan, i);
    if (date.last == 0)
        date = date_day_first(scan, i);
    return date.last == 0 ? date_month_first(scan, i) : date;
}

/* na 1-1-2010, tussen 1-1-2010 en 31-12-2012: the limit of a rule. */
static bool is_limit(const struct scan *scan, size_t i)
{
    bool joined = i > 0 && (scan_is(scan, i - 1, "en") || scan_is(scan, i - 1, "m") || scan_is_mark(scan, i - 1, '-'));

    return (i > 0 && scan_has(scan, i - 1, LIMIT)) || (joined && scan_before(scan, i, CONTEXT, LIMIT));
}

static bool is_he(const struct scan *scan, size_t i)
{
    return scan_has(scan, i, PERSON | FIRST) || scan_is(scan, i, "hij") || scan_is(scan, i, "zij") ||
           scan_is(scan, i, "ze") || scan_is(scan, i, "die");
}

/* hij is van 3 maart 2013; hij wordt achttien, is van 3 maart 2013 */
static bool is_someone_of(const struct scan *scan, size_t i)
{
    if (i < 3 || !scan_is(scan, i - 1, "van") || !(scan_is(scan, i - 2, "is") || scan_is(scan, i - 2, "was")))
        return false;
    if (!scan_is_mark(scan, i - 3, ','))
        return is_he(scan, i - 3);
    for (size_t at = i > CONTEXT + 4 ? i - CONTEXT - 4 : 0; at < i - 3; at++)
        if (is_he(scan, at))
            return true;
    return false;
}

/* jongen (08-11-2014), 05-05-2010 / m: beside a person, and too old to be the date of a meeting. */
static bool is_beside_person(const struct scan *scan, size_t i, size_t last)
{
    enum { BIRTH_LAST = 2018 };
    long year = number_at(scan, last);
    size_t before = i > 1 && scan_token(scan, i - 1)->shape == SHAPE_MARK ? i - 2 : i - 1;
    size_t after = scan_token(scan, last + 1)->shape == SHAPE_MARK ? last + 2 : last + 1;
    bool sex = scan_length(scan, after) == 1 && (scan_is(scan, after, "m") || scan_is(scan, after, "v"));

    if (i > 0 && scan_is_mark(scan, i - 1, '*') && !scan_token(scan, i)->spaced) /* the sign of a genealogist */
        return true;
    if (!is_between(year, 1930, BIRTH_LAST))
        year = number_at(scan, i);
    if (!is_between(year, 1930, BIRTH_LAST))
        return false;
    return sex || (i > 0 && scan_has(scan, before, PERSON | FIRST) && !scan_has(scan, before, NO_NAME));
}

/* geboren, dob; ter wereld gekomen. */
static bool says_birth(const struct scan *scan, size_t first, size_t last)
{
    if (scan_before(scan, first, CONTEXT, BIRTH) || scan_after(scan, last + 1, CONTEXT / 2, BIRTH))
        return true;
    for (size_t i = first > CONTEXT ? first - CONTEXT : 1; i < first; i++)
        if (scan_is(scan, i, "wereld") && scan_is(scan, i - 1, "ter"))
            return true;
    return false;
}

void rule_birth_date(struct scan *scan, size_t i)
{
    struct date date = date_at(scan, i);
    bool birth = false;

    if (date.last > 0 && date.year)
        birth = says_birth(scan, i, date.last) || is_someone_of(scan, i) || is_beside_person(scan, i, date.last);
    else if (date.last > 0)
        birth = scan_before(scan, i, 4, BIRTH);
    else if (is_packed_date(scan, i) && scan_before(scan, i, 4, BIRTH)) {
        birth = true;
        date.last = i;
    }
    if (birth && !is_limit(scan, i))
        scan_hit_tokens(scan, IDENTIFY_BIRTH_DATE, i, date.last, true);
}

/* ---- the number of a client, a file, a case ---- */

static bool ends_with(struct span text, const char *end)
{
    size_t len = strlen(end);

    return text.len >= len && memcmp(text.ptr + text.len - len, end, len) == 0;
}

static bool says_number(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);

    return ends_with(text, "nummer") || ends_with(text, "nr") || ends_with(text, "kenmerk");
}

/* v-nummer, of somebody who asks for asylum. */
static bool is_v_number(const struct scan *scan, size_t i)
{
    return i > 1 && scan_has(scan, i, NUMBER) && scan_is_mark(scan, i - 1, '-') && scan_is(scan, i - 2, "v");
}

/* What may stand between zaaknummer and the number: of the court, is, :. */
static bool is_link(const struct scan *scan, size_t i)
{
    static const char *const links[] = { "is",    "was",   "met",       "van",     "het",   "de",    "dit",
                                         "deze",  "die",   "dat",       "bij",     "voor",  "onder", "in",
                                         "luidt", "raad",  "gi",        "ons",     "onze",  "haar",  "zijn",
                                         "om",    "staat", "rechtbank", "politie", "nummer" };
    struct span text = scan_text(scan, i);

    if (scan_token(scan, i)->shape == SHAPE_MARK)
        return text.len == 1 && strchr(".:=#(-", text.ptr[0]) != NULL;
    for (size_t link = 0; link < sizeof links / sizeof links[0]; link++)
        if (span_is(text, links[link]))
            return true;
    return scan_has(scan, i, NUMBER | PERSON | FILED);
}

/* Letters, digits and marks without a space between, then more groups of digits: C/09/612345, 77 12 90. */
static size_t file_end(const struct scan *scan, size_t i, size_t *digits)
{
    size_t end = i, last = 0;

    for (*digits = 0; end < i + RUN_MAX && end < scan->count; end++) {
        bool number = is_digits(scan, end);
        if (end > i && scan_token(scan, end)->spaced && !number)
            break;
        if (scan_token(scan, end)->shape == SHAPE_MARK && !is_separator(scan, end))
            break;
        if (number) {
            *digits += scan_length(scan, end);
            last = end;
        }
    }
    return last;
}

/* A year or a date stands where no number is: the zaaknummer of 12-03-2024. */
static bool is_time(const struct scan *scan, size_t i, size_t last)
{
    return date_at(scan, i).last > 0 || (i == last && scan_length(scan, i) == 4 && year_end(scan, i) > 0);
}

static bool is_filed(const struct scan *scan, size_t i)
{
    if (scan_has(scan, i, FILED))
        return !scan_has(scan, i, REGISTER);
    return is_v_number(scan, i);
}

/* Any other ...nummer, unless it is known to be of a thing, a telephone, a house or an account. */
static bool is_other_number(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);

    if (text.len < 8 || (text.ptr[text.len - 1] != 'r' && text.ptr[text.len - 1] != 'k') || !says_number(scan, i) ||
        scan_has(scan, i, REGISTER | ACCOUNT | HOME | OFFICE | BSN))
        return false;
    return memmem(text.ptr, text.len, "tele", 4) == NULL && memmem(text.ptr, text.len, "huis", 4) == NULL;
}

/* What stands between the word and its number: links, and behind a sure ...nummer any word: zaaknr. in Suite: 1048822. */
static bool is_between_filed(const struct scan *scan, size_t i, bool sure)
{
    size_t digits;

    if (scan_ends(scan, i) || scan_has(scan, i, REGISTER | LIMIT))
        return false;
    return is_link(scan, i) || (sure && scan_token(scan, i)->shape == SHAPE_WORD && file_end(scan, i, &digits) == 0);
}

static void behind_filed(struct scan *scan, size_t i, bool known)
{
    enum { LINKS = 7, SURE = 4, LIKELY = 5, UNKNOWN = 6 };
    size_t first = i + 1, digits;
    bool strong = says_number(scan, i) || is_v_number(scan, i);

    for (; first < i + LINKS && is_between_filed(scan, first, strong && known); first++)
        strong = strong || scan_has(scan, first, NUMBER);
    bool beside =
        scan_token(scan, first - 1)->shape == SHAPE_MARK || first == i + 1 || scan_is(scan, first - 1, "onder");
    size_t last = file_end(scan, first, &digits);
    size_t enough = !known ? UNKNOWN : strong ? SURE : LIKELY;
    if (last > 0 && digits >= enough && (strong || beside) && !is_time(scan, first, last) &&
        !is_amount(scan, first, last))
        scan_hit_tokens(scan, IDENTIFY_NUMBER, first, last, true);
}

/* Forms that only one kind of file has; '9' is any digit, '-' one of the marks that people put there. */
static const char *const file_forms[] = { "c/99/999999", "jerk99-9", "fark99-9", "pl9999-999999", "99/999999-99" };

/* Whether the glyphs from token i on have this form, spaces apart. Returns the glyph behind it, 0 when not. */
static size_t form_end(const struct scan *scan, size_t i, const char *form)
{
    size_t at = scan_token(scan, i)->from;

    for (; *form != '\0'; form++, at++) {
        while (scan->low[at] == ' ')
            at++;
        char c = scan->low[at];
        bool fits = *form == '9' ? c >= '0' && c <= '9' : *form == '-' ? c == '-' || c == '/' || c == '.' : c == *form;
        if (!fits)
            return 0;
    }
    while (scan->low[at] >= '0' && scan->low[at] <= '9')
        at++;
    return at;
}

/* A judgment that was published has no client in it any more. */
static bool is_published(const struct scan *scan, size_t i)
{
    enum { REACH = 12 };

    for (size_t at = i > REACH ? i - REACH : 0; at < i + REACH && at < scan->count; at++)
        if (scan_is(scan, at, "ecli"))
            return true;
    return false;
}

static void form_of_file(struct scan *scan, size_t i)
{
    char begin = scan->low[scan_token(scan, i)->from];

    if (!is_digits(scan, i) && strchr("cjfp", begin) == NULL)
        return;
    for (size_t form = 0; form < sizeof file_forms / sizeof file_forms[0]; form++) {
        bool begins = begin == file_forms[form][0] || (file_forms[form][0] == '9' && is_digits(scan, i));
        size_t end = begins ? form_end(scan, i, file_forms[form]) : 0;
        if (end > 0 && !is_inside(scan, i) && !is_published(scan, i)) {
            scan_hit(scan, IDENTIFY_NUMBER, scan_token(scan, i)->from, end, true);
            return;
        }
    }
}

void rule_number(struct scan *scan, size_t i)
{
    bool filed = is_filed(scan, i);

    if (filed || (scan_token(scan, i)->shape == SHAPE_WORD && is_other_number(scan, i)))
        behind_filed(scan, i, filed);
    else
        form_of_file(scan, i);
}
