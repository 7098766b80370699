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
    size_t lengths[RUN_MAX];
    size_t last[RUN_MAX];   /* token of each group */
    size_t so_far[RUN_MAX]; /* digits up to and with each group */
};

static bool is_spoken_digit(const struct scan *scan, size_t i)
{
    const struct token *token = scan_token(scan, i);

    return (token->flags & NUMERAL) != 0 && token->value < 10;
}

static bool is_digits(const struct scan *scan, size_t i)
{
    return scan_token(scan, i)->shape == SHAPE_DIGITS;
}

/* False when it does not fit. */
static bool add_group(struct run *run, const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);
    char spoken = (char)('0' + scan_token(scan, i)->value);

    if (!is_digits(scan, i))
        text = (struct span){ &spoken, 1 };
    if (run->count + text.len > RUN_MAX || run->groups == RUN_MAX)
        return false;
    memcpy(run->digits + run->count, text.ptr, text.len);
    run->count += text.len;
    run->lengths[run->groups] = text.len;
    run->last[run->groups] = i;
    run->so_far[run->groups++] = run->count;
    return true;
}

static bool is_separator(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);

    return scan_token(scan, i)->shape == SHAPE_MARK && text.len == 1 && strchr(".-/()_", text.ptr[0]) != NULL;
}

/* The next group behind token i: at most three marks away, on the same line. 0 when there is none. */
static size_t next_group(const struct scan *scan, size_t i, bool spoken)
{
    size_t next = i + 1;

    while (next < i + 4 && is_separator(scan, next) && !scan_token(scan, next)->line)
        next++;
    if (scan_token(scan, next)->line || !(spoken ? is_spoken_digit(scan, next) : is_digits(scan, next)))
        return 0;
    return next;
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
    return (is_digits(scan, i) || is_spoken_digit(scan, i)) && !is_inside(scan, i);
}

static struct run run_at(const struct scan *scan, size_t i)
{
    struct run run = { .count = 0 };
    bool spoken = is_spoken_digit(scan, i);

    for (size_t next = i; add_group(&run, scan, next);) {
        next = next_group(scan, next, spoken);
        if (next == 0)
            break;
    }
    return run;
}

/* ---- BSN ---- */

/* How people write nine digits. */
static const char *const bsn_forms[] = { "9", "333", "423", "234", "324", "111111111" };

static bool has_bsn_form(const struct run *run, size_t groups)
{
    for (size_t form = 0; form < sizeof bsn_forms / sizeof bsn_forms[0]; form++) {
        size_t i = 0;
        while (i < groups && bsn_forms[form][i] != '\0' && run->lengths[i] == (size_t)(bsn_forms[form][i] - '0'))
            i++;
        if (i == groups && bsn_forms[form][i] == '\0')
            return true;
    }
    return false;
}

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

void rule_bsn(struct scan *scan, size_t i)
{
    if (!begins_run(scan, i))
        return;
    struct run run = run_at(scan, i);
    bool named = scan_before(scan, i, 5, BSN);

    if (run.count < 8 || scan_before(scan, i, 5, REGISTER))
        return;
    for (size_t group = 0; group < run.groups; group++) {
        size_t digits = run.so_far[group], last = run.last[group];
        bool proven = digits == 9 && has_bsn_form(&run, group + 1) && passes_eleven(run.digits);
        if (goes_on(scan, last) || is_amount(scan, i, last))
            continue;
        if (proven || (named && (digits == 8 || digits == 9))) {
            scan_hit_tokens(scan, IDENTIFY_BSN, i, last, true);
            return;
        }
    }
}

/* ---- telephone ---- */

static bool is_private_line(const struct scan *scan, size_t first, size_t last)
{
    if (scan_before(scan, first, CONTEXT, OFFICE) || scan_after(scan, last + 1, CONTEXT, OFFICE))
        return false;
    return scan_before(scan, first, CONTEXT, HOME | PERSON) || scan_after(scan, last + 1, CONTEXT, HOME | PERSON);
}

/* The digits behind the country's prefix and the zero: nine for a Dutch number. NULL when it has none of these. */
static const char *national(const char *digits, bool plus)
{
    if (strncmp(digits, "0031", 4) == 0)
        digits += 4;
    else if (plus && strncmp(digits, "31", 2) == 0)
        digits += 2;
    else
        return !plus && digits[0] == '0' && digits[1] != '0' ? digits + 1 : NULL;
    return digits[0] == '0' ? digits + 1 : digits;
}

/* 0800, 0900, 085 and 088 are never private. */
static bool is_phone(const struct scan *scan, const char *digits, bool plus, size_t first, size_t last)
{
    const char *number = national(digits, plus);

    if (number == NULL)
        return strlen(digits) >= 10 && (plus || strncmp(digits, "00", 2) == 0); /* abroad */
    if (strlen(number) != 9)
        return false;
    if (number[0] == '6')
        return number[1] != '0';
    return strchr("123457", number[0]) != NULL && is_private_line(scan, first, last);
}

void rule_phone(struct scan *scan, size_t i)
{
    if (!begins_run(scan, i))
        return;
    struct run run = run_at(scan, i);
    bool plus = i > 0 && scan_is_mark(scan, i - 1, '+') && !scan_token(scan, i)->spaced;

    for (size_t group = run.groups; group > 0; group--) {
        size_t last = run.last[group - 1];
        run.digits[run.so_far[group - 1]] = '\0';
        bool ends = !goes_on(scan, last) || scan_is_mark(scan, last + 1, '/'); /* two numbers, 06-.../06-... */
        if (run.so_far[group - 1] >= 10 && ends && is_phone(scan, run.digits, plus, i, last)) {
            scan_hit_tokens(scan, IDENTIFY_PHONE, plus ? i - 1 : i, last, true);
            return;
        }
    }
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

static bool is_year(const struct scan *scan, size_t i)
{
    size_t length = scan_length(scan, i);
    long year = number_at(scan, i);

    return is_digits(scan, i) && ((length == 4 && is_between(year, 1900, 2099)) || length == 2);
}

/* Behind a mark or a space: 14-03-2012, 14 3 2012, 3 mei, mrt. 2019. */
static size_t skip_mark(const struct scan *scan, size_t i)
{
    return is_separator(scan, i) ? i + 1 : i;
}

/* The last token of a date that begins here; 0 when there is none. */
static size_t date_end(const struct scan *scan, size_t i)
{
    size_t month = skip_mark(scan, i + 1);
    size_t year = skip_mark(scan, month + 1);
    bool named = scan_has(scan, month, MONTH);

    if (is_inside(scan, i))
        return 0;
    if (scan_length(scan, i) == 4 && is_year(scan, i) && is_between(number_at(scan, month), 1, 12) &&
        is_digits(scan, year) && is_between(number_at(scan, year), 1, 31))
        return year;
    if (!is_between(number_at(scan, i), 1, 31) || (!named && !is_between(number_at(scan, month), 1, 12)))
        return 0;
    if (!named && (!is_digits(scan, i) || !is_digits(scan, month)))
        return 0;
    return is_year(scan, year) ? year : 0;
}

/* hij is van 3 maart 2013 */
static bool is_someone_of(const struct scan *scan, size_t i)
{
    if (i < 3 || !scan_is(scan, i - 1, "van") || !scan_is(scan, i - 2, "is"))
        return false;
    return scan_has(scan, i - 3, PERSON | FIRST) || scan_is(scan, i - 3, "hij") || scan_is(scan, i - 3, "zij") ||
           scan_is(scan, i - 3, "ze");
}

void rule_birth_date(struct scan *scan, size_t i)
{
    size_t last = is_digits(scan, i) || scan_has(scan, i, NUMERAL) ? date_end(scan, i) : 0;

    if (last == 0 || (i > 0 && scan_has(scan, i - 1, LIMIT)))
        return;
    if (scan_before(scan, i, CONTEXT, BIRTH) || scan_after(scan, last + 1, CONTEXT / 2, BIRTH) ||
        is_someone_of(scan, i))
        scan_hit_tokens(scan, IDENTIFY_BIRTH_DATE, i, last, true);
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

static bool is_link(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);

    if (scan_token(scan, i)->shape == SHAPE_MARK)
        return text.len == 1 && strchr(".:=#(-", text.ptr[0]) != NULL;
    return scan_has(scan, i, NUMBER) || span_is(text, "is") || span_is(text, "was") || span_is(text, "met");
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

void rule_number(struct scan *scan, size_t i)
{
    size_t first = i + 1, digits;

    if (!(scan_has(scan, i, FILED) || is_v_number(scan, i)))
        return;
    bool strong = says_number(scan, i) || is_v_number(scan, i);
    for (; first < i + 5 && is_link(scan, first) && !scan_ends(scan, first); first++)
        strong = strong || scan_has(scan, first, NUMBER);
    bool beside = scan_token(scan, first - 1)->shape == SHAPE_MARK || first == i + 1;
    size_t last = file_end(scan, first, &digits);
    if (digits >= (strong ? 4u : 5u) && (strong || beside))
        scan_hit_tokens(scan, IDENTIFY_NUMBER, first, last, true);
}
