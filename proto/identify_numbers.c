/* Rules about numbers that are somebody's: a BSN, a telephone, an account. */
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

static bool add_digits(struct run *run, const char *digits, size_t count, size_t i)
{
    size_t group = run->groups, so_far = run->count; /* what is written below may, to the compiler, be these */

    if (so_far + count > RUN_MAX)
        return false;
    run->digits[so_far] = *digits; /* most have one or two */
    for (size_t digit = 1; digit < count; digit++)
        run->digits[so_far + digit] = digits[digit];
    run->lengths[group] = (uint8_t)count;
    run->last[group] = (uint32_t)i;
    run->so_far[group] = (uint8_t)(so_far + count);
    run->groups = group + 1;
    run->count = so_far + count;
    return true;
}

/* The digits of the numbers that a word says. */
static bool add_spoken(struct run *run, const struct scan *scan, size_t i)
{
    char digits[RUN_MAX + 2];
    int value = scan_token(scan, i)->value;

    if (value < 0)
        return add_digits(run, digits, word_digits(scan_text(scan, i), digits, sizeof digits), i);
    digits[0] = (char)('0' + value / 10);
    digits[1] = (char)('0' + value % 10);
    return value < 10 ? add_digits(run, digits + 1, 1, i) : add_digits(run, digits, 2, i);
}

/* False when it does not fit. */
static bool add_group(struct run *run, const struct scan *scan, size_t i)
{
    const struct token *token = scan_token(scan, i);

    return token->shape == SHAPE_DIGITS ? add_digits(run, scan->low + token->from, token->to - token->from, i)
                                        : add_spoken(run, scan, i);
}

static bool is_group(const struct scan *scan, size_t i)
{
    return !scan_token(scan, i)->line && (scan_is_digits(scan, i) || scan_is_spoken(scan, i));
}

/* What people say between the parts of a number: nul zes, dan 12, streepje, 34. */
static bool is_spoken_joint(const struct scan *scan, size_t i)
{
    static const char *const joints[] = { "dan", "daarna", "vervolgens", "streepje", "spatie", "koppelteken" };

    if (scan_token(scan, i)->shape != SHAPE_WORD)
        return false;
    for (size_t joint = 0; joint < sizeof joints / sizeof joints[0]; joint++)
        if (scan_is(scan, i, joints[joint]))
            return true;
    return false;
}

/* The group behind such a word, a comma or "en" before it. 0 when there is none. */
static size_t group_behind_joint(const struct scan *scan, size_t i)
{
    i += scan_is_mark(scan, i, ',') || scan_is(scan, i, "en");
    if (!is_spoken_joint(scan, i))
        return 0;
    i += scan_is_mark(scan, i + 1, ',') ? 2 : 1;
    return is_group(scan, i) ? i : 0;
}

/* 06: 12345678; haar 06 is 12345678; 06-nr = 12345678: the token behind what may stand there, after 06 alone. */
static size_t behind_prefix(const struct scan *scan, size_t i)
{
    enum { WORDS = 4 };
    size_t at = i;

    while (at < i + WORDS &&
           (scan_is_any_mark(scan, at, "-:=,;|'(") || scan_has(scan, at, NUMBER) || scan_is(scan, at, "is")))
        at++;
    return is_group(scan, at) ? at : i;
}

/* 06 en dan 12, 34, 56, 78; bsn 123|456|782; 123,456,782 is het bsn: meant as one number, however it is cut. */
static bool is_meant(const struct scan *scan, size_t first)
{
    enum { BEFORE = 4, BEHIND = 9 };

    return scan_is(scan, first, "06") || scan_before(scan, first, BEFORE, BSN) ||
           (!scan_token(scan, first + 1)->spaced && scan_after(scan, first + 1, BEHIND, BSN));
}

/* The group behind token i right away, or behind a lone 06; 0 when there is none. */
static size_t group_beside(const struct scan *scan, size_t i)
{
    size_t next = i + 1;

    if (!is_group(scan, next) && scan_is(scan, i, "06"))
        next = behind_prefix(scan, next);
    return is_group(scan, next) ? next : 0;
}

/* The group behind token i at most three marks or a word away, on the same line; 0 when there is none. */
static size_t group_apart(const struct scan *scan, size_t i)
{
    size_t next = i + 1;

    if (scan_is_spoken(scan, i) && scan_is_any_mark(scan, next, ",;") &&
        scan_is_spoken(scan, next + 1)) /* nul zes, twee vier */
        return next + 1;
    while (next < i + 4 && scan_is_separator(scan, next) && !scan_token(scan, next)->line)
        next++;
    return is_group(scan, next) ? next : group_behind_joint(scan, i + 1);
}

/* Digits behind other marks, or on the next line. */
static size_t group_behind_cut(const struct scan *scan, size_t i)
{
    size_t cut = i + 1 + scan_is_any_mark(scan, i + 1, ",;:|+");

    return scan_is_digits(scan, cut) ? cut : 0;
}

void scan_join_numbers(struct scan *scan)
{
    for (size_t i = 0; scan->numbers && i < scan->count; i++) {
        struct token *token = &scan->tokens[i];
        if (token->shape != SHAPE_DIGITS && !scan_is_spoken(scan, i))
            continue;
        size_t beside = group_beside(scan, i);
        token->cut = beside == 0 && group_behind_cut(scan, i) > 0;
        token->group = (uint32_t)(beside > 0 ? beside : group_apart(scan, i));
    }
}

/* The next group behind token i of a run that begins with `first`; 0 when there is none. */
static size_t next_group(const struct scan *scan, size_t first, size_t i)
{
    const struct token *token = scan_token(scan, i);

    return token->cut && is_meant(scan, first) ? group_behind_cut(scan, i) : token->group;
}

/* leerling/bsn/groep: x/123456782/7: what stands in a column of a row, under a heading that asks for it. */
static bool is_column(const struct scan *scan, size_t i)
{
    return scan_length(scan, i) == 9 && scan_is_mark(scan, i - 1, '/') && scan_before(scan, i, CONTEXT, BSN);
}

/* Asked first, of every token: most are words. */
static bool begins_run(const struct scan *scan, size_t i)
{
    if (!scan_is_digits(scan, i) && !scan_is_spoken(scan, i))
        return false;
    return !scan_is_inside(scan, i) || scan_has(scan, i - 1, NUMBER | BSN | PERSON) || /* nr123456782 */
           is_column(scan, i);
}

static void read_run(struct run *run, const struct scan *scan, size_t i)
{
    run->count = run->groups = 0;
    for (size_t next = i; add_group(run, scan, next);) {
        next = next_group(scan, i, next);
        if (next == 0)
            break;
    }
}

/* ---- BSN ---- */

/* How people write nine digits with one of them alone; in larger groups they are cut anywhere. */
static const char *const bsn_forms[] = { "22221", "12222", "111111111", "18", "81" };

/* The NUL of a form with fewer groups is the length of none. */
static bool has_form(const struct run *run, size_t groups, const char *form)
{
    for (size_t i = 0; i < groups; i++)
        if (run->lengths[i] + '0' != form[i])
            return false;
    return form[groups] == '\0';
}

/* 2024-12345, 12345/2024: the number of something in a year. */
static bool is_of_year(const struct scan *scan, const struct run *run, size_t groups)
{
    size_t year = run->lengths[0] == 4 ? run->last[0] : run->last[groups - 1];
    const char *text = scan_text(scan, year).ptr;

    return groups == 2 && scan_length(scan, year) == 4 && (memcmp(text, "19", 2) == 0 || memcmp(text, "20", 2) == 0);
}

/* 12 345 67 89: groups of two and more with the same mark, or the same space, between each. */
static bool is_cut_evenly(const struct scan *scan, const struct run *run, size_t groups)
{
    for (size_t group = 0; group < groups; group++) {
        size_t marks = group == 0 ? 0 : run->last[group] - run->last[group - 1];
        char mark = group == 0 ? 0 : scan->low[scan_token(scan, run->last[group] - 1)->from];
        if (run->lengths[group] < 2 || (group > 1 && marks != run->last[1] - run->last[0]) ||
            (group > 1 && marks > 1 && mark != scan->low[scan_token(scan, run->last[1] - 1)->from]))
            return false;
    }
    return !is_of_year(scan, run, groups);
}

/* Spoken digits may be grouped in any way. */
static bool has_bsn_form(const struct scan *scan, const struct run *run, size_t groups)
{
    if (scan_is_spoken(scan, run->last[0]) || is_cut_evenly(scan, run, groups))
        return true;
    for (size_t i = 0; i < sizeof bsn_forms / sizeof bsn_forms[0]; i++)
        if (has_form(run, groups, bsn_forms[i]))
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

/* Vecozo 123456782, SKJ-registratie van 123456782: what has no such number itself, unless it is called one. */
static bool is_whose(const struct scan *scan, size_t i)
{
    static const char *const own[] = { "vecozo", NULL };
    static const struct ending deeds[] = { ENDING("registratie"), ENDING("declaratie"), ENDING("aanvraag"), NO_ENDING };

    if (scan_is_any_of(scan, i - 1, own))
        return true;
    return scan_is(scan, i - 1, "van") && scan_ending(scan_text(scan, i - 2), deeds) != NULL;
}

/*
 * VECOZO geeft fout 8034 op 123456782, declaratie voor 123456782: a register is named, and the number is not its own. It
 * said something, it has its number already, or the number is whom it is about.
 */
static bool is_of_register(const struct scan *scan, size_t i)
{
    static const char *const says[] = { "geeft",       "gaf",     "zegt",    "meldt",      "kent",  "toont",
                                        "weigert",     "herkent", "vindt",   "vond",       "wijst", "keurt",
                                        "geblokkeerd", "retour",  "wil",     "accepteert", "fout",  "vroeg",
                                        "vraagt",      "mislukt", "bestaat", "afgekeurd",  NULL };
    static const char *const about[] = { "voor", "bij", "over", "om", NULL };
    size_t at = i;

    if (scan_is_any_of(scan, i - 1, about) || is_whose(scan, i))
        return false;
    for (; at > 0 && !scan_has(scan, at - 1, REGISTER); at--)
        if (scan_is_digits(scan, at - 1) || scan_is_any_of(scan, at - 1, says))
            return false;
    return true;
}

/* 123456782/123456783: two of nine digits, one behind the other. */
static bool is_one_of_two(const struct scan *scan, size_t last)
{
    if (scan_is_mark(scan, last + 1, '/') && is_column(scan, last))
        return true;
    return scan_is_mark(scan, last + 1, '/') && scan_is_digits(scan, last + 2) && scan_length(scan, last + 2) == 9;
}

/* 391 665 583 96: the number goes on in the same way, and nothing says that it is a BSN. */
static bool is_of_longer(const struct scan *scan, const struct run *run, size_t group)
{
    size_t last = run->last[group], next = last + 1;

    return group > 0 && group + 1 < run->groups && run->last[group + 1] == next && run->lengths[group + 1] > 1 &&
           !scan_has(scan, next + 1, YEARS | MONTH | NUMBER) && scan_token(scan, next + 1)->shape != SHAPE_WORD;
}

/* zijn nummer 1234 5678 2: behind the word any groups will do, when there is nothing but spaces between them. */
static bool is_spaced_number(const struct scan *scan, size_t i, bool spaces)
{
    return spaces && scan_before(scan, i, 3, NUMBER | PERSON);
}

/* Whether one was found. */
static bool find_bsn(struct scan *scan, const struct run *run, size_t i)
{
    bool asked = i > 1 && scan_is_mark(scan, i - 1, '?'); /* bsn? 123456789 */
    unsigned nearest = scan_nearest(scan, asked ? i - 1 : i, 5, BSN | REGISTER);
    bool registered = nearest == REGISTER && is_of_register(scan, i);

    for (size_t group = 0; !registered && group < run->groups; group++) {
        size_t digits = run->so_far[group], last = run->last[group];
        if (digits < 8 || digits > 9 || (scan_goes_on(scan, last) && !is_one_of_two(scan, last)) ||
            is_amount(scan, i, last) || (nearest != BSN && is_of_longer(scan, run, group)))
            continue;
        bool proven = digits == 9 && passes_eleven(run->digits) &&
                      (has_bsn_form(scan, run, group + 1) || is_spaced_number(scan, i, last - i == group));
        if (proven || is_named_bsn(scan, nearest, digits, last)) {
            scan_hit_tokens(scan, IDENTIFY_BSN, i, last, true);
            return true;
        }
    }
    return false;
}

/* ---- telephone ---- */

/* The digits behind the country's prefix and the zero: nine for a Dutch number. NULL when it has none of these. */
static const char *national(const char *digits, bool plus)
{
    if (digits[0] == '0' && strncmp(digits, "0031", 4) == 0)
        digits += 4;
    else if (digits[0] == '3' && digits[1] == '1' && (plus || digits[2] == '6'))
        digits += 2;
    else
        return !plus && digits[0] == '0' && digits[1] != '0' ? digits + 1 : NULL;
    return digits[0] == '0' ? digits + 1 : digits;
}

/* 0800, 0900, 085 and 088 are never private. */
static enum line judge_line(const struct scan *scan, const char *digits, bool plus, size_t first, size_t last)
{
    const char *number = national(digits, plus);
    bool abroad =
        plus || (digits[0] == '0' && digits[1] == '0' && digits[2] != '0'); /* vestigingsnummer 000031275844 */

    if (number == NULL)
        return abroad && strlen(digits) >= 10 ? LINE_PRIVATE : LINE_NONE;
    if (strlen(number) != 9)
        return LINE_NONE;
    if (number[0] == '6')
        return number[1] == '0' ? LINE_NONE : LINE_PRIVATE;
    return strchr("123457", number[0]) == NULL ? LINE_NONE : scan_line_of(scan, first, last);
}

/* app haar op 6 12345678: a mobile number without its zero. */
static bool is_short_mobile(const struct scan *scan, const char *digits, size_t first)
{
    static const char *const calls[] = { "tel", "telefoon", "bel",    "bellen",     "nummer",   "nr",
                                         "app", "whatsapp", "mobiel", "bereikbaar", "bereiken", "sms" };

    if (digits[0] != '6' || strlen(digits) != 9 || (first > 0 && scan_is_digits(scan, first - 1)) || digits[1] == '0' ||
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
    bool ends = !scan_goes_on(scan, last) || scan_is_mark(scan, last + 1, '/'); /* two numbers, 06-.../06-... */

    if (!ends)
        return LINE_NONE;
    return is_short_mobile(scan, digits, first) ? LINE_PRIVATE : judge_line(scan, digits, plus, first, last);
}

/* haar mobiel 42 02 95 29, met 06 ervoor: eight digits, of which the zero and the six stand behind. */
static bool find_phone_before_prefix(struct scan *scan, const struct run *run, size_t i)
{
    enum { DIGITS = 8, REACH = 4 };
    size_t group = 0;

    while (group + 1 < run->groups && run->so_far[group] < DIGITS)
        group++;
    size_t last = run->last[group];
    for (size_t at = last + 1; run->so_far[group] == DIGITS && at < last + REACH; at++)
        if (scan_is(scan, at, "06") && (scan_is(scan, at + 1, "ervoor") || scan_is(scan, at + 1, "voor"))) {
            scan_hit_tokens(scan, IDENTIFY_PHONE, i, last, true);
            return true;
        }
    return false;
}

/* The longest number that begins here. Whether one was found. */
static bool find_phone(struct scan *scan, struct run *run, size_t i)
{
    bool plus = i > 0 && scan_is_mark(scan, i - 1, '+') && !scan_token(scan, i)->spaced;

    if (!plus && strchr("036", run->digits[0]) == NULL)
        return find_phone_before_prefix(scan, run, i);
    for (size_t group = run->groups; group > 0 && run->so_far[group - 1] >= 9; group--) {
        size_t last = run->last[group - 1];
        if (run->digits[0] == '6' && !plus && run->so_far[group - 1] > 9) /* without its zero, or none */
            continue;
        run->digits[run->so_far[group - 1]] = '\0';
        enum line line = judge_number(scan, run->digits, plus, i, last);
        if (line == LINE_UNKNOWN && scan_before(scan, i, 3, FILED)) /* of a file: that one blocks */
            return false;
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

/* Collects so many letters and digits from a glyph on, at most three other characters between. Returns the end. */
static size_t collect(const struct scan *scan, size_t from, size_t length, char *out)
{
    enum { GAP_MAX = 3 };
    size_t count = 0, gap = 0, at = from;

    for (; at < scan->glyphs && count < length && gap <= GAP_MAX; at++) {
        char c = scan->low[at];
        if (is_alnum(c))
            out[count++] = c;
        gap = is_alnum(c) ? 0 : gap + 1;
    }
    return count == length ? at : 0;
}

/* NL91ABNAO417164300: where only digits stand, letters are those that they were taken for. */
static void mend_iban(char *iban, size_t length)
{
    enum { BANK = 8 }; /* letters end there */

    for (size_t i = BANK; i < length && memcmp(iban, "nl", 2) == 0; i++)
        if (scan_digit_like(iban[i]) != '\0')
            iban[i] = scan_digit_like(iban[i]);
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

    if (scan_token(scan, i)->shape != SHAPE_WORD || scan_length(scan, i) < 2 || !scan_is_digits(scan, i + 1))
        return;
    bool joined = scan_length(scan, i) > 2; /* vaderNL91ABNA0417164300 */
    if (joined && scan_token(scan, i + 1)->spaced)
        return;
    from = scan_token(scan, i)->to - 2;
    size_t length = iban_length(scan->low + from);
    size_t end = length == 0 ? 0 : collect(scan, from, length, iban);
    if (end == 0 || (is_alnum(scan->low[end]) && is_alnum(scan->low[end - 1])))
        return;
    mend_iban(iban, length);
    if (mod97(iban, length) == 1 || (!joined && length == 18 && scan_before(scan, i, 4, ACCOUNT)))
        scan_hit(scan, IDENTIFY_IBAN, from, end, true);
}
